/*
 * fault_points.h - where a test can make a system call fail or kill the process.
 *
 * Internal to system.c. Without TILSKUDD_FAULTS (every product build) the functions are
 * empty and the environment is never read; tests/formats/base/fault_points.c is not compiled.
 *
 * With it, the environment variable TILSKUDD_FAULT holds "kind:n:action": at the n-th call
 * (from 1, counted over all threads) of `kind` (allocate open create read write fsync close
 * rename mkdir unlink lock listing thread; library: an allocation of OpenSSL or libxml2), do
 * `action` (fail, kill-before, kill-after; fail-on: this call and all after it; or stop: the
 * process waits to be continued). When the fault strikes, the line "fault struck" goes to
 * standard error, so that a test knows when it has been through every n. "open:1:list" makes
 * nothing fail: each file or folder opened for reading goes to standard error, "opened PATH". A
 * value that is not understood aborts.
 */
#ifndef TILSKUDD_FORMATS_FAULT_POINTS_H
#define TILSKUDD_FORMATS_FAULT_POINTS_H

typedef enum FaultKind {
    FAULT_ALLOCATE,
    FAULT_OPEN,
    FAULT_CREATE,
    FAULT_READ,
    FAULT_WRITE,
    FAULT_FSYNC,
    FAULT_CLOSE,
    FAULT_RENAME,
    FAULT_MKDIR,
    FAULT_UNLINK,
    FAULT_LOCK,
    FAULT_LISTING,
    FAULT_THREAD,
    FAULT_LIBRARY,
    FAULT_KINDS
} FaultKind;

typedef enum FaultAction {
    FAULT_NONE,
    FAULT_FAIL,
    FAULT_KILL_BEFORE,
    FAULT_KILL_AFTER,
    FAULT_STOP,
    FAULT_FAIL_ON,
    FAULT_LIST
} FaultAction;

#ifdef TILSKUDD_FAULTS
/* Counts a call. FAULT_FAIL: errno is set, the call must not be made (a close is made all the
 * same, as the kernel does). Does not return for kill-before. Any thread. */
FaultAction fault_before(FaultKind kind);
/* After the call; does not return when `action` is kill-after. Keeps errno. */
void fault_after(FaultAction action);
/* What has been opened for reading (-1: nothing), for the list. Keeps errno. */
void fault_opened(int descriptor);
#else
static inline FaultAction fault_before(FaultKind kind)
{
    (void)kind;
    return FAULT_NONE;
}

/* Nothing, where faults are not built in. */
static inline void fault_after(FaultAction action)
{
    (void)action;
}

/* The same. */
static inline void fault_opened(int descriptor)
{
    (void)descriptor;
}
#endif

#endif
