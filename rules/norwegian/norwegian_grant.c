/*
 * norwegian_grant.c - Norwegian-language grant (norsktilskudd) of one person
 * for one budget year: person grant and asylum seekers' grant. grants.md 3; the
 * themes have their own files, norwegian_grant_*.c.
 */
#include "rules/norwegian/norwegian_grant.h"

/* grants.md 4.1: nothing of this scheme is paid for years before the opening.
 */
static bool is_payable_year(const GrantContext *context)
{
    return context->rules != NULL && context->budget_year >= context->opening_year;
}

static Status add_all(GrantWork *work, const TargetMember *member, NoGrantReason *reason)
{
    if (*reason == NO_GRANT_HAS_LINES) TRY(norwegian_person_grant(work, member, reason));
    return norwegian_asylum_grant(work);
}

Status norwegian_grant(const GrantContext *context, const Registration *person,
                       EarnedParts *parts, GrantOutcome *outcome, const Trace *trace)
{
    *outcome = (GrantOutcome){NO_GRANT_NOT_TARGET, 0};
    if (!is_payable_year(context)) return STATUS_OK;
    TargetMember member = {0, false};
    NoGrantReason reason =
        norwegian_target(context, person, TARGET_OF_PERSON_GRANT, trace, &member);
    outcome->reason = (uint8_t)reason;
    bool asylum = day_is_set(person->asylum_training_from);
    if (reason != NO_GRANT_HAS_LINES && !asylum) return STATUS_OK;
    GrantWork work = grant_work(context, person, parts, trace);
    size_t before = parts->count;
    Status status = add_all(&work, &member, &reason);
    if (status != STATUS_OK) {
        parts->count = before; /* nothing half done: the caller computes the person again */
        return status;
    }
    outcome->notes = work.notes;
    if (parts->count > before) reason = NO_GRANT_HAS_LINES;
    outcome->reason = (uint8_t)reason;
    return STATUS_OK;
}
