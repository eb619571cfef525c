#include "tests/formats/base/fault_child.h"

#include <CUnit/CUnit.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/base/input_file.h"
#include "tests/formats/base/scratch.h"

int fault_child(const char *fault, char *const arguments[])
{
    char setting[64];
    snprintf(setting, sizeof setting, "TILSKUDD_FAULT=%s", fault);
    char *faulty[] = {setting, NULL}, *sound[] = {NULL};
    posix_spawn_file_actions_t actions;
    pid_t process;
    int state = -1;
    CU_ASSERT_EQUAL_FATAL(posix_spawn_file_actions_init(&actions), 0);
    CU_ASSERT_EQUAL_FATAL(posix_spawn_file_actions_addopen(&actions, STDERR_FILENO,
                                                           scratch_path("messages"),
                                                           O_WRONLY | O_CREAT | O_TRUNC, 0600),
                          0);
    CU_ASSERT_EQUAL_FATAL(posix_spawn(&process, "/proc/self/exe", &actions, NULL, arguments,
                                      fault[0] != '\0' ? faulty : sound),
                          0);
    CU_ASSERT_EQUAL_FATAL(waitpid(process, &state, 0), process);
    posix_spawn_file_actions_destroy(&actions);
    return state;
}

bool fault_struck(void)
{
    static const char words[] = "fault struck\n";
    InputFile messages;
    CU_ASSERT_EQUAL_FATAL(
        input_file_read(scratch_path("messages"), INPUT_SMALL_SIZE_MAX, &messages, NULL),
        STATUS_OK);
    bool struck = memmem(messages.bytes, messages.size, words, sizeof words - 1) != NULL;
    input_file_free(&messages);
    return struck;
}

bool exited_with(int state, ExitStatus expected)
{
    return WIFEXITED(state) && WEXITSTATUS(state) == (int)expected;
}
