/* fault_points.c - fault injection for tests; never part of the product (see the header). */
#include "formats/base/fault_points.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef TILSKUDD_FAULTS
#error "fault_points.c belongs to fault-injection builds only"
#endif

typedef struct KindRow {
    const char *name;
    int error; /* errno of a failed call */
} KindRow;

static const KindRow kind_rows[FAULT_KINDS] = {
    [FAULT_ALLOCATE] = {"allocate", ENOMEM}, [FAULT_OPEN] = {"open", EIO},
    [FAULT_CREATE] = {"create", ENOSPC},     [FAULT_READ] = {"read", EIO},
    [FAULT_WRITE] = {"write", ENOSPC},       [FAULT_FSYNC] = {"fsync", ENOSPC},
    [FAULT_CLOSE] = {"close", ENOSPC},       [FAULT_RENAME] = {"rename", ENOSPC},
    [FAULT_MKDIR] = {"mkdir", ENOSPC},       [FAULT_UNLINK] = {"unlink", EIO},
    [FAULT_LOCK] = {"lock", ENOLCK},         [FAULT_LISTING] = {"listing", EIO},
    [FAULT_THREAD] = {"thread", EAGAIN},     [FAULT_LIBRARY] = {"library", ENOMEM},
};

static const char *const action_names[] = {NULL,   "fail",    "kill-before", "kill-after",
                                           "stop", "fail-on", "list"};

/* Set once by plan_read, then constant; the counter is the only thing threads share. */
static pthread_once_t plan_once = PTHREAD_ONCE_INIT;
static FaultAction plan_action = FAULT_NONE;
static FaultKind plan_kind;
static unsigned long plan_call;
static atomic_ulong calls_made;

static void say(const char *text)
{
    ssize_t written = write(STDERR_FILENO, text, strlen(text));
    (void)written; /* nothing can be done about it here */
}

static const char *plan_text(void)
{
    static const char name[] = "TILSKUDD_FAULT=";
    for (char **entry = environ; *entry != NULL; entry++)
        if (strncmp(*entry, name, sizeof name - 1) == 0) return *entry + sizeof name - 1;
    return NULL;
}

/* Takes "kind:" off *text. */
static bool plan_take_kind(const char **text)
{
    for (int kind = 0; kind < FAULT_KINDS; kind++) {
        size_t length = strlen(kind_rows[kind].name);
        if (strncmp(*text, kind_rows[kind].name, length) != 0 || (*text)[length] != ':')
            continue;
        plan_kind = (FaultKind)kind;
        *text += length + 1;
        return true;
    }
    return false;
}

static bool plan_take_action(const char *text)
{
    for (int action = FAULT_FAIL; action <= FAULT_LIST; action++) {
        if (strcmp(text, action_names[action]) != 0) continue;
        plan_action = (FaultAction)action;
        return true;
    }
    return false;
}

static void plan_read(void)
{
    const char *text = plan_text();
    if (text == NULL) return;
    bool good = plan_take_kind(&text);
    char *end = NULL;
    if (good) {
        plan_call = strtoul(text, &end, 10);
        good = plan_call > 0 && *end == ':' && plan_take_action(end + 1);
    }
    if (good) return;
    say("TILSKUDD_FAULT is not kind:n:action\n");
    abort();
}

static FaultAction fail(FaultKind kind)
{
    errno = kind_rows[kind].error;
    return FAULT_FAIL;
}

FaultAction fault_before(FaultKind kind)
{
    int kept = errno;
    if (pthread_once(&plan_once, plan_read) != 0) abort();
    errno = kept;
    if (plan_action == FAULT_NONE || plan_action == FAULT_LIST || kind != plan_kind)
        return FAULT_NONE;
    unsigned long call = atomic_fetch_add(&calls_made, 1) + 1;
    if (call > plan_call && plan_action == FAULT_FAIL_ON) return fail(kind);
    if (call != plan_call) return FAULT_NONE;
    say("fault struck\n");
    if (plan_action == FAULT_KILL_BEFORE) raise(SIGKILL);
    if (plan_action == FAULT_STOP) raise(SIGSTOP);
    if (plan_action == FAULT_FAIL || plan_action == FAULT_FAIL_ON) return fail(kind);
    return plan_action;
}

void fault_after(FaultAction action)
{
    if (action == FAULT_KILL_AFTER) raise(SIGKILL);
}

void fault_opened(int descriptor)
{
    char link[64], path[4096];
    int kept = errno;
    if (descriptor < 0 || plan_action != FAULT_LIST) return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length > 0 ? length : 0] = '\0';
    say("opened ");
    say(path);
    say("\n");
    errno = kept;
}
