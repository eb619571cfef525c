#include "formats/base/interruption.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/path.h"
#include "formats/base/translate.h"

enum { WORDS_SIZE = 512 };

static char words[PATH_SIZE + WORDS_SIZE];
static _Atomic(size_t) prepared; /* bytes of the words; 0: there is nothing to say */

static char file[PATH_SIZE];
static atomic_bool file_taken, file_there;

/* Only what POSIX allows in a handler. The default action is back by now (SA_RESETHAND). */
static void answer(int number)
{
    size_t length = atomic_load(&prepared);
    if (length > 0 && write(STDERR_FILENO, words, length) < 0) {
        /* Nobody reads it: the end comes all the same. */
    }
    if (atomic_load(&file_there)) (void)unlink(file);
    (void)raise(number);
}

void interruption_begin(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct sigaction before, action = {.sa_handler = answer};
        action.sa_flags = SA_NODEFER | (int)SA_RESETHAND;
        (void)sigemptyset(&action.sa_mask);
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            (void)sigaction(signals[i], &action, NULL);
    }
}

void interruption_leaves(const char *path)
{
    atomic_store(&prepared, 0);
    if (path == NULL) return;
    /* On a terminal a line of progress, or ^C, stands before it. */
    int length = snprintf(words, sizeof words,
                          _("%stilskudd: interrupted: %s is left unfinished; the same command "
                            "again takes it over, or remove it yourself\n"),
                          isatty(STDERR_FILENO) == 1 ? "\n" : "", path);
    if (length > 0 && (size_t)length < sizeof words) atomic_store(&prepared, (size_t)length);
}

bool interruption_removes(const char *path)
{
    size_t size = strlen(path) + 1;
    if (size > sizeof file || atomic_exchange(&file_taken, true)) return false;
    memcpy(file, path, size);
    atomic_store(&file_there, true);
    return true;
}

void interruption_removes_none(void)
{
    atomic_store(&file_there, false);
    atomic_store(&file_taken, false);
}
