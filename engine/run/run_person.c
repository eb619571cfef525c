#include "engine/run/run_person.h"

enum { PARTS_INITIAL = 64 };

static Status grow_drafts(SettleWork *work, size_t capacity, Failure *failure)
{
    size_t drafts = work->capacity, lines = work->capacity;
    TRY(system_grow(&work->drafts, &drafts, capacity, sizeof *work->drafts, failure));
    TRY(system_grow(&work->lines, &lines, capacity, sizeof *work->lines, failure));
    work->capacity = capacity;
    return STATUS_OK;
}

static Status grow(SettleWork *work, Failure *failure)
{
    TRY(system_grow(&work->parts.items, &work->parts.capacity, work->parts.capacity * 2,
                    sizeof *work->parts.items, failure));
    return grow_drafts(work, work->capacity * 2, failure);
}

Status settle_work_make(SettleWork *work, Failure *failure)
{
    *work = (SettleWork){0};
    TRY(system_grow(&work->parts.items, &work->parts.capacity, PARTS_INITIAL,
                    sizeof *work->parts.items, failure));
    return grow_drafts(work, PARTS_INITIAL, failure);
}

void settle_work_free(SettleWork *work)
{
    system_free(work->parts.items);
    system_free(work->drafts);
    system_free(work->lines);
    *work = (SettleWork){0};
}

/* The rules never allocate: full buffers are grown here and the subject computed again. */
static Status again(SettleWork *work, Status status, bool *done, Failure *failure)
{
    *done = status != STATUS_BUFFER_TOO_SMALL;
    if (*done) return failure_of(failure, status, "computing a person", NULL);
    return grow(work, failure);
}

Status run_settle_person(const Run *run, size_t index, SettleWork *work, const Trace *trace,
                         Failure *failure)
{
    size_t count;
    const SettledLine *prior = run_prior_of(run, index, &count);
    Registration mother, person = run_person(run, index, &mother);
    for (bool done = false; !done;) {
        Status status =
            settle_person(&run->settle, &person, prior, count, run->hold[index], work, trace);
        TRY(again(work, status, &done, failure));
    }
    return STATUS_OK;
}

Status run_settle_vanished(const Run *run, const SettledLine *lines, size_t count,
                           SettleWork *work, Failure *failure)
{
    for (bool done = false; !done;) {
        Status status = settle_vanished(&run->settle, lines, count, work);
        TRY(again(work, status, &done, failure));
    }
    return STATUS_OK;
}

Status run_settle_basic(const Run *run, MunicipalityCode code, SettleWork *work,
                        Failure *failure)
{
    for (bool done = false; !done;) {
        Status status = settle_basic(&run->settle, code, run->basic_counts[code], work);
        TRY(again(work, status, &done, failure));
    }
    return STATUS_OK;
}
