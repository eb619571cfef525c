/*
 * fuzz_main.c - replays files through a fuzz entry where there is no fuzzer: each argument is a
 * file or a folder of files. So what a fuzzer once found stays a test under any compiler.
 *
 * A seed that its parser refuses leads nowhere: unless its name begins with "refused-" or
 * "found-" (by a fuzzer: either will do) it must be accepted, by targets that can tell.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/base/path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* Of fuzz_target.h; fuzz_register has none. */
__attribute__((weak)) size_t fuzz_accepted(void);

static int replay_bytes(int descriptor, size_t size)
{
    uint8_t *bytes = system_allocate(size);
    int failed = bytes == NULL || (size > 0 && system_read_at(descriptor, bytes, size, 0) != 0);
    if (!failed) (void)LLVMFuzzerTestOneInput(bytes, size);
    system_free(bytes);
    return failed;
}

static bool begins(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Whether the input was taken as its name says. */
static int judge(const char *path, size_t accepted_before)
{
    const char *name = path_base_name(path);
    if (fuzz_accepted == NULL || begins(name, "found-")) return 0;
    bool accepted = fuzz_accepted() > accepted_before;
    if (accepted != begins(name, "refused-")) return 0;
    fprintf(stderr, "%s: was %s\n", path, accepted ? "accepted" : "refused");
    return 1;
}

static int replay_file(const char *path)
{
    struct stat found;
    size_t accepted_before = fuzz_accepted != NULL ? fuzz_accepted() : 0;
    int descriptor = system_open_read(path);
    if (descriptor < 0) return 1;
    int failed = fstat(descriptor, &found) != 0 || !S_ISREG(found.st_mode) ||
                 replay_bytes(descriptor, (size_t)found.st_size) != 0;
    return system_close(descriptor) != 0 || failed || judge(path, accepted_before);
}

static int replay_folder(const char *folder)
{
    PathList names;
    if (path_list(folder, &names, NULL) != STATUS_OK) return 1;
    int failed = 0;
    for (size_t i = 0; i < names.count; i++) {
        char path[PATH_SIZE];
        if (path_join(folder, names.names[i], path, NULL) != STATUS_OK ||
            replay_file(path) != 0) {
            fprintf(stderr, "failed: %s/%s\n", folder, names.names[i]);
            failed = 1;
        }
    }
    path_list_free(&names);
    return failed;
}

int main(int count, char **arguments)
{
    int failed = count < 2 ? 1 : 0;
    for (int i = 1; i < count; i++) {
        struct stat found;
        if (stat(arguments[i], &found) != 0) {
            fprintf(stderr, "missing: %s\n", arguments[i]);
            failed = 1;
            continue;
        }
        failed |=
            S_ISDIR(found.st_mode) ? replay_folder(arguments[i]) : replay_file(arguments[i]);
    }
    return failed;
}
