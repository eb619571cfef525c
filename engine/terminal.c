#include "engine/terminal.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "formats/base/clock.h"
#include "formats/base/language.h"
#include "formats/base/output_file.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/text/visible_text.h"

/* --- the one way out --- */

typedef struct Screen {
    int descriptor; /* -1: to `plain` */
    FILE *plain; /* what the program's own control characters are written to; NULL: nothing */
    unsigned char held[4]; /* a character that is not whole yet */
    size_t held_count;
    int error; /* errno of the first write that failed */
} Screen;

static Screen screens[2] = {{.descriptor = STDOUT_FILENO}, {.descriptor = -1}};
static const char *command_name;            /* of the command that runs; NULL: none yet */
static char done_text[FAILURE_DETAIL_SIZE]; /* of print_done; "": nothing */

static bool put(Screen *screen, const char *bytes, size_t length)
{
    bool good = screen->descriptor < 0
                    ? fwrite(bytes, 1, length, screen->plain) == length
                    : system_write_all(screen->descriptor, bytes, length) == 0;
    if (!good && screen->error == 0) screen->error = errno;
    return good;
}

/* Byte by byte: what comes may end within a character, and go on in the next piece. */
static size_t show_byte(Screen *screen, char byte, char *out)
{
    size_t length = 0, more;
    screen->held[screen->held_count++] = (unsigned char)byte;
    while (screen->held_count > 0) {
        size_t taken = visible_character(screen->held, screen->held_count, out + length, &more);
        if (taken == 0) break;
        length += more;
        screen->held_count -= taken;
        memmove(screen->held, screen->held + taken, screen->held_count);
    }
    return length;
}

static ssize_t show(void *user, const char *bytes, size_t length)
{
    enum { ROOM = 4096, MOST = sizeof screens->held * VISIBLE_SIZE };
    char out[ROOM + MOST];
    size_t filled = 0;
    for (size_t i = 0; i < length; i++) {
        filled += show_byte(user, bytes[i], out + filled);
        if (filled < ROOM && i + 1 < length) continue;
        if (!put(user, out, filled)) return 0;
        filled = 0;
    }
    return (ssize_t)length;
}

static FILE *make_visible(Screen *screen, int mode)
{
    FILE *file = fopencookie(screen, "w", (cookie_io_functions_t){.write = show});
    if (file != NULL) (void)setvbuf(file, NULL, mode, 0);
    return file;
}

bool terminal_begin(void)
{
    if (system_open_standard() != 0) return false;
    FILE *out = make_visible(&screens[0], isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF);
    FILE *err = make_visible(&screens[1], _IONBF);
    if (out == NULL || err == NULL) return false;
    screens[1].plain = stderr;
    stdout = out;
    stderr = err;
    return true;
}

/* The program's own control characters. */
static FILE *plain_stderr(void)
{
    return screens[1].plain != NULL ? screens[1].plain : stderr;
}

static Status output_lost(Failure *failure)
{
    int error = screens[0].error != 0 ? screens[0].error : errno;
    return failure_set(failure, STATUS_OUTPUT_LOST, _("standard output"), "%s%s%s",
                       translate(strerror(error)),
                       done_text[0] != '\0' ? _(". Done all the same: ") : "", done_text);
}

Status terminal_end(Failure *failure)
{
    if (fflush(stdout) == 0 && !ferror(stdout)) return STATUS_OK;
    return output_lost(failure);
}

void keep_done(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(done_text, sizeof done_text, translate(format), arguments);
    va_end(arguments);
}

void print_done(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(done_text, sizeof done_text, translate(format), arguments);
    va_end(arguments);
    printf("%s\n", done_text);
}

/* --- failures --- */

/* A variable of the environment, or "". These two, and the language, are all that the program
 * reads there; they touch nothing but what a person sees. */
static const char *environment(const char *name)
{
    extern char **environ;
    size_t length = strlen(name);
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++)
        if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=')
            return *entry + length + 1;
    return "";
}

/* A terminal that knows no control characters, such as that of an editor. */
static bool terminal_is_dumb(void)
{
    return strcmp(environment("TERM"), "dumb") == 0;
}

/* https://no-color.org: any value but the empty one refuses colour. */
static bool colour_refused(void)
{
    return environment("NO_COLOR")[0] != '\0' || terminal_is_dumb();
}

/* The reader of a pipe has gone ('tilskudd ... | head'): it has what it wanted. */
static bool reader_has_gone(const Failure *failure)
{
    struct pollfd output = {.fd = STDOUT_FILENO};
    if (failure->status != STATUS_OUTPUT_LOST) return false;
    return poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

void terminal_command(const char *name)
{
    command_name = name;
}

/* Whoever has used a command wrongly is led to its own help; what was given with an option is
 * in no file that could be corrected. */
static void print_advice(const Failure *failure)
{
    Status status = failure->status;
    bool option = strncmp(failure->where, "--", 2) == 0;
    if (option && status == STATUS_INPUT_VALUE)
        fprintf(stderr, _("  what to do: correct what is given with the option [%s]\n"),
                status_name(status));
    else if (status == STATUS_USAGE && command_name != NULL)
        fprintf(stderr, _("  what to do: 'tilskudd help %s' explains it [%s]\n"), command_name,
                status_name(status));
    else if (status_advice(status)[0] != '\0')
        fprintf(stderr, _("  what to do: %s [%s]\n"), status_advice(status),
                status_name(status));
}

int report_failure(const Failure *failure)
{
    if (reader_has_gone(failure)) return EXIT_DONE;
    bool colour = isatty(STDERR_FILENO) && !colour_refused();
    fprintf(plain_stderr(), "%stilskudd: %s%s", colour ? "\033[1;31m" : "",
            status_text(failure->status), colour ? "\033[0m" : "");
    fprintf(stderr, "%s%s%s%s\n", failure->where[0] != '\0' ? ": " : "", failure->where,
            failure->detail[0] != '\0' ? ": " : "", failure->detail);
    print_advice(failure);
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

Status save_text(const char *path, mode_t mode, const TextBuffer *text, Failure *failure)
{
    TRY(text_buffer_status(text, failure));
    if (path != NULL)
        return output_file_save_new(path, mode, OUTPUT_PLAIN, text->bytes, text->length, NULL,
                                    failure);
    TRY(print_text(text, failure));
    return terminal_end(failure);
}

/* --- a question --- */

/* The word that the question asks for, in its language; the English one is known in each. */
static bool is_yes(const char *answer)
{
    return strcmp(answer, "yes\n") == 0 ||
           (language_chosen() == LANGUAGE_NB && strcmp(answer, "ja\n") == 0);
}

Status ask_yes(const char *command, const char *question, Failure *failure)
{
    char answer[16] = "";
    if (!isatty(STDIN_FILENO)) {
        return failure_set(failure, STATUS_NOT_NOW, command,
                           "nobody can be asked here; --yes says it on the command line");
    }
    /* What was typed before the question is no answer to it. */
    (void)tcflush(STDIN_FILENO, TCIFLUSH);
    fprintf(stderr, "%s ", translate(question));
    if (fgets(answer, sizeof answer, stdin) != NULL && is_yes(answer)) return STATUS_OK;
    return failure_set(failure, STATUS_DECLINED, command, "nothing was changed");
}

/* --- progress --- */

Progress progress_begin(void)
{
    bool looking = isatty(STDERR_FILENO) == 1 && !terminal_is_dumb();
    return (Progress){clock_seconds(), looking, false};
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
    const char *word = translate(step);
    fprintf(plain_stderr(), "\r%-*s [%s] %3d %%", utf8_padded(word, 10), word, bar,
            (int)(done * 100 / total));
    progress->shown = true;
}

void progress_end(Progress *progress)
{
    if (!progress->shown) return;
    fprintf(plain_stderr(), "\r%*s\r", 70, "");
    fflush(plain_stderr());
    progress->shown = false;
}
