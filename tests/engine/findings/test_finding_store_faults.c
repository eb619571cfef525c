/*
 * test_finding_store_faults.c - whatever call fails while findings go to the disk and back, the
 * store says so and ends; it never gives fewer findings, and never leaves a file.
 *
 * The program starts itself ("child FOLDER") with TILSKUDD_FAULT set, because a fault is for a
 * process; it is linked with the fault-injecting system calls.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/base/path.h"
#include "tests/engine/findings/finding_sample.h"
#include "tests/formats/base/fault_child.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { FINDINGS = 800, CALLS_MAX = 2000, EXIT_SILENT = 99, EXIT_WRONG = 98 };

/* Enough for runs of runs in the smallest buffer. */
static Status fill_and_visit(FindingStore *store, FindingOrder *order, Failure *failure)
{
    FindingList list = {0};
    Status status = STATUS_OK;
    for (uint32_t i = 0; i < FINDINGS && status == STATUS_OK; i++) {
        RunFinding found = finding_sample(i);
        status = finding_list_add(&list, &found, failure);
    }
    if (status == STATUS_OK) status = finding_store_take(store, &list, failure);
    finding_list_free(&list);
    if (status != STATUS_OK) return status;
    return finding_store_each(store, finding_order_add, order, failure);
}

static int child(const char *folder)
{
    Failure failure = {0};
    FindingOrder order = {0};
    FindingStore store = {.folder = folder, .limit = FINDING_STORE_BYTES_MIN};
    Status status = fill_and_visit(&store, &order, &failure);
    finding_store_free(&store);
    if (status == STATUS_OK) {
        return order.seen == FINDINGS && order.wrong == 0 ? EXIT_DONE : EXIT_WRONG;
    }
    if (failure.status != status || failure.detail[0] == '\0') return EXIT_SILENT;
    return (int)status_exit(status);
}

/* Runs the child; returns its wait status, and whether the fault struck. */
static int run_child(const char *fault, bool *struck)
{
    char folder[PATH_SIZE];
    snprintf(folder, sizeof folder, "%s", scratch_path("place"));
    char *arguments[] = {"test_finding_store_faults", "child", folder, NULL};
    int state = fault_child(fault, arguments);
    *struck = scratch_holds("messages", "fault struck\n");
    return state;
}

static bool place_is_empty(void)
{
    PathList list;
    Status status = path_list(scratch_path("place"), &list, NULL);
    bool empty = status == STATUS_OK && list.count == 0;
    path_list_free(&list);
    return empty;
}

/* The n-th call of a kind; false when there are not that many. What fails is told; a close
 * alone may fail unheard, since the file is not wanted any more. */
static bool try_fault(const char *kind, int call, const char *action)
{
    char fault[48];
    bool struck;
    snprintf(fault, sizeof fault, "%s:%d:%s", kind, call, action);
    int state = run_child(fault, &struck);
    int wanted = struck && strcmp(kind, "close") != 0 ? EXIT_SYSTEM : EXIT_DONE;
    if (struck && strcmp(action, "fail") != 0) {
        CU_ASSERT_TRUE(WIFSIGNALED(state) && WTERMSIG(state) == SIGKILL);
    } else {
        CU_ASSERT_TRUE(WIFEXITED(state) && WEXITSTATUS(state) == wanted);
    }
    CU_ASSERT_TRUE(place_is_empty());
    return struck;
}

static void every_call_fails_once(void)
{
    static const struct {
        const char *kind;
        int at_least;
    } kinds[] = {{"allocate", 5}, {"create", 2}, {"read", 8}, {"write", 8}, {"close", 2}};
    static const char *const actions[] = {"fail", "kill-before", "kill-after"};
    scratch_begin();
    CU_ASSERT_EQUAL_FATAL(system_mkdir(scratch_path("place"), 0700), 0);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        for (size_t a = 0; a < 3; a++) {
            int call = 1;
            while (call < CALLS_MAX && try_fault(kinds[i].kind, call, actions[a])) {
                call++;
            }
            CU_ASSERT(call > kinds[i].at_least);
            CU_ASSERT(call < CALLS_MAX);
        }
    }
    scratch_end();
}

static const TestCase tests[] = {
    {"every call fails once", every_call_fails_once},
};

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "child") == 0) return child(argv[2]);
    return run_tests("finding store faults", tests, sizeof tests / sizeof tests[0], argc, argv);
}
