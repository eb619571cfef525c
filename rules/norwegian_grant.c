/*
 * norwegian_grant.c - Norwegian-language grant (norsktilskudd) of one person for one budget
 * year: person grant and asylum seekers' grant. grants.md 3; the themes have their own files,
 * norwegian_grant_*.c.
 */
#include "rules/norwegian_grant.h"

static Status add_all(GrantWork *work, NoGrantReason *reason)
{
    TRY(norwegian_person_grant(work, reason));
    return norwegian_asylum_grant(work);
}

/* grants.md 4.1: nothing of this scheme is paid for years before the opening. */
static bool has_any(const GrantContext *context, const Registration *person)
{
    if (context->rules == NULL || context->budget_year < context->opening_year) return false;
    return day_is_set(person->training.target_from) || day_is_set(person->asylum_training_from);
}

Status norwegian_grant(const GrantContext *context, const Registration *person,
                       EarnedParts *parts, GrantOutcome *outcome, const Trace *trace)
{
    *outcome = (GrantOutcome){NO_GRANT_NOT_TARGET, 0};
    if (!has_any(context, person)) return STATUS_OK;
    GrantWork work = grant_work(context, person, parts, trace);
    NoGrantReason reason = NO_GRANT_NOT_TARGET;
    size_t before = parts->count;
    Status status = add_all(&work, &reason);
    if (status != STATUS_OK) {
        parts->count = before; /* nothing half done: the caller computes the person again */
        return status;
    }
    outcome->notes = work.notes;
    if (parts->count > before) reason = NO_GRANT_HAS_LINES;
    outcome->reason = (uint8_t)reason;
    return STATUS_OK;
}
