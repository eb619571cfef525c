#include "engine/terminal.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/clock.h"
#include "formats/base/output_file.h"

/* --- failures --- */

/* https://no-color.org: any value but the empty one refuses colour. The only environment
 * variable that the program reads, and it touches nothing but colour. */
static bool colour_refused(void)
{
    extern char **environ;
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
        if (strncmp(*entry, "NO_COLOR=", 9) == 0) return (*entry)[9] != '\0';
    }
    return false;
}

/* Names come from outside: a control character in one must not make a line of its own, nor
 * steer a terminal. */
static void print_safely(const char *text)
{
    for (; *text != '\0'; text++) {
        bool control = (unsigned char)*text < 0x20 || *text == 0x7F;
        fputc(control ? '?' : *text, stderr);
    }
}

/* The reader of a pipe has gone ('tilskudd ... | head'): it has what it wanted. */
static bool reader_has_gone(const Failure *failure)
{
    struct pollfd output = {.fd = STDOUT_FILENO};
    if (failure->status != STATUS_WRITE || strcmp(failure->where, "standard output") != 0)
        return false;
    return poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

int report_failure(const Failure *failure)
{
    if (reader_has_gone(failure)) return EXIT_DONE;
    bool colour = isatty(STDERR_FILENO) && !colour_refused();
    fprintf(stderr, "%stilskudd: %s%s", colour ? "\033[1;31m" : "",
            status_text(failure->status), colour ? "\033[0m" : "");
    if (failure->where[0] != '\0') fputs(": ", stderr);
    print_safely(failure->where);
    if (failure->detail[0] != '\0') fputs(": ", stderr);
    print_safely(failure->detail);
    fputc('\n', stderr);
    if (status_advice(failure->status)[0] != '\0')
        fprintf(stderr, "  what to do: %s [%s]\n", status_advice(failure->status),
                status_name(failure->status));
    return (int)status_exit(failure->status);
}

int report_end(Status status, const Failure *failure)
{
    if (status == failure->status)
        return status == STATUS_OK ? EXIT_DONE : report_failure(failure);
    Failure mismatch;
    if (failure->status != STATUS_OK) (void)report_failure(failure);
    failure_set(&mismatch, STATUS_INTERNAL, "", "the end is %s, the failure %s",
                status_name(status), status_name(failure->status));
    return report_failure(&mismatch);
}

/* --- results --- */

Status print_text(const TextBuffer *text, Failure *failure)
{
    TRY(text_buffer_status(text, failure));
    if (text->length > 0) fwrite(text->bytes, 1, text->length, stdout);
    return STATUS_OK;
}

Status save_text(const char *path, const TextBuffer *text, Failure *failure)
{
    TRY(text_buffer_status(text, failure));
    if (path != NULL)
        return output_file_save_new(path, 0644, OUTPUT_PLAIN, text->bytes, text->length, NULL,
                                    failure);
    TRY(print_text(text, failure));
    if (fflush(stdout) == 0 && !ferror(stdout)) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, "standard output", NULL);
}

/* --- a question --- */

Status ask_yes(const char *command, const char *question, Failure *failure)
{
    char answer[16] = "";
    if (!isatty(STDIN_FILENO)) {
        return failure_set(failure, STATUS_NOT_NOW, command,
                           "nobody can be asked here; --yes says it on the command line");
    }
    fprintf(stderr, "%s ", question);
    if (fgets(answer, sizeof answer, stdin) != NULL && strcmp(answer, "yes\n") == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, command, "not approved; nothing was changed");
}

/* --- progress --- */

Progress progress_begin(void)
{
    return (Progress){clock_seconds(), isatty(STDERR_FILENO) == 1, false};
}

void progress_show(Progress *progress, const char *step, uint64_t done, uint64_t total)
{
    enum { WIDTH = 40 };
    char bar[WIDTH + 1];
    if (!progress->looking || total == 0 || clock_seconds() - progress->start < 1.0) return;
    size_t filled = (size_t)(done * WIDTH / total);
    for (size_t i = 0; i < WIDTH; i++)
        bar[i] = i < filled ? '#' : '.';
    bar[WIDTH] = '\0';
    fprintf(stderr, "\r%-10s [%s] %3d %%", step, bar, (int)(done * 100 / total));
    progress->shown = true;
}

void progress_end(Progress *progress)
{
    if (!progress->shown) return;
    fprintf(stderr, "\r%*s\r", 70, "");
    fflush(stderr);
    progress->shown = false;
}
