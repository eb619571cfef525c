#include "bench/bench_child.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/bench_floor.h"
#include "engine/terminal.h"
#include "formats/base/libraries.h"

enum { LOOK_MICROSECONDS = 2000, KIB = 1024, TOLD = 2000 };

void bench_stop(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fputs("tilskudd-bench: ", stderr);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    exit(1);
}

void bench_tell(const char *format, ...)
{
    va_list list;
    if (!isatty(2)) return;
    fputs("\r\033[K", stderr);
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fflush(stderr);
}

/* --- words --- */

void words_add(Words *words, const char *format, ...)
{
    va_list list;
    size_t room = sizeof words->text - words->used;
    char *at = words->text + words->used;
    va_start(list, format);
    int length = vsnprintf(at, room, format, list);
    va_end(list);
    if (length < 0 || (size_t)length >= room || words->count + 1 >= WORDS_MAX)
        bench_stop("a command line is too long");
    words->items[words->count++] = at;
    words->items[words->count] = NULL;
    words->used += (size_t)length + 1;
}

void words_list(Words *words, const char *const *list)
{
    for (; *list != NULL; list++)
        words_add(words, "%s", *list);
}

/* --- processes --- */

static void send_output(const char *path)
{
    const char *to = path != NULL ? path : "/dev/null";
    int file = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0 || dup2(file, 1) < 0 || dup2(file, 2) < 0) _exit(126);
}

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* *status: as exit gave it, or more than 255 for a signal. */
static Measured wait_for(pid_t child, double start, int *status)
{
    struct rusage usage;
    int ended;
    if (child < 0 || wait4(child, &ended, 0, &usage) != child)
        bench_stop("no process: %s", strerror(errno));
    *status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 256 + WTERMSIG(ended);
    return (Measured){.wall = bench_clock() - start,
                      .cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime),
                      .peak_kib = (double)usage.ru_maxrss};
}

/* The end of what it said. */
_Noreturn static void stop_for(const char *what, int status, const char *output)
{
    char text[TOLD + 1] = "";
    FILE *file = output != NULL ? fopen(output, "r") : NULL;
    if (file != NULL) {
        if (fseek(file, -TOLD, SEEK_END) != 0) rewind(file);
        text[fread(text, 1, TOLD, file)] = '\0';
        fclose(file);
    }
    bench_stop("%s ended with %d\n%s", what, status, text);
}

static int run_words(const Words *words, const char *output, Measured *out)
{
    int status;
    fflush(stdout); /* or the child prints it again */
    double start = bench_clock();
    pid_t child = fork();
    if (child == 0) {
        send_output(output);
        execvp(words->items[0], words->items);
        _exit(127);
    }
    *out = wait_for(child, start, &status);
    return status;
}

static void tell_words(const Words *words, char *text, size_t size)
{
    size_t used = 0;
    for (int i = 0; i < words->count && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s ", words->items[i]);
}

Measured child_run(const Words *words, const char *output, int also)
{
    Measured measured;
    char told[TOLD];
    int status = run_words(words, output, &measured);
    tell_words(words, told, sizeof told);
    if (status != 0 && status != also) stop_for(told, status, output);
    return measured;
}

bool child_try(const Words *words, const char *output)
{
    Measured measured;
    return run_words(words, output, &measured) == 0;
}

Measured child_call(int (*work)(void *user), void *user, const char *output)
{
    int status;
    fflush(stdout);
    double start = bench_clock();
    pid_t child = fork();
    if (child == 0) {
        send_output(output);
        int end = work(user);
        fflush(stdout);
        _exit(end);
    }
    Measured measured = wait_for(child, start, &status);
    if (status != 0) stop_for("a measurement", status, output);
    return measured;
}

/* --- a command by the stage clock --- */

static StageClock clock_of_child;
static atomic_bool looking;

static double resident_kib(int statm, long page)
{
    char text[128];
    ssize_t length = pread(statm, text, sizeof text - 1, 0);
    if (length <= 0) return 0;
    text[length] = '\0';
    char *second = strchr(text, ' ');
    return second != NULL ? (double)strtol(second, NULL, 10) * (double)page / KIB : 0;
}

/* Another thread's stage: what is seen may be a moment old, which a look at every few
 * milliseconds is anyway. */
static Stage stage_seen(void)
{
    const volatile Stage *stage = &clock_of_child.threads[0].stage;
    return *stage;
}

static void *look_at_memory(void *user)
{
    double *peaks = user;
    int statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    long page = sysconf(_SC_PAGESIZE);
    Stage last = STAGE_OTHER;
    while (statm >= 0 && atomic_load(&looking)) {
        Stage now = stage_seen();
        double kib = resident_kib(statm, page);
        if (now != STAGE_WAIT && now != STAGE_NONE && now < STAGE_COUNT) last = now;
        if (kib > peaks[last]) peaks[last] = kib;
        usleep(LOOK_MICROSECONDS);
    }
    if (statm >= 0) close(statm);
    return NULL;
}

static int command_by_clock(const Command *command, const Words *words, Staged *out)
{
    Failure failure = {STATUS_OK, "", ""};
    pthread_t looker;
    signal(SIGPIPE, SIG_IGN);
    if (!terminal_begin() || libraries_start(&failure) != STATUS_OK) return 125;
    atomic_store(&looking, true);
    if (pthread_create(&looker, NULL, look_at_memory, out->peak_kib) != 0) return 125;
    stage_clock_begin(&clock_of_child);
    int end = command_main(command, words->count - 1, (char **)words->items + 1);
    stage_clock_end(&clock_of_child, &out->times);
    atomic_store(&looking, false);
    pthread_join(looker, NULL);
    return end;
}

void child_staged(const Command *command, const Words *words, const char *output, Staged *out)
{
    int status;
    Staged *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) bench_stop("no memory");
    fflush(stdout);
    double start = bench_clock();
    pid_t child = fork();
    if (child == 0) {
        send_output(output);
        int end = command_by_clock(command, words, shared);
        fflush(stdout);
        _exit(end);
    }
    Measured whole = wait_for(child, start, &status);
    if (status != 0) stop_for(words->items[1], status, output);
    *out = *shared;
    out->whole = whole;
    munmap(shared, sizeof *shared);
}
