/* control_counts.c - how often every control has run. control.md 1. */
#include "engine/run/control_counts.h"

void hold_counts_add(HoldCounts *counts, const Registration *person)
{
    bool settled = day_is_set(person->settlement.date);
    counts->persons++;
    counts->national_idents += ident_type(person->ident) != IDENT_DUF;
    counts->deaths += day_is_set(person->died);
    counts->settled += settled;
    counts->residents += person->residence_count > 0;
    counts->newborns += person->mother != IDENT_NONE && !settled;
    counts->claims += settled && day_is_set(person->settlement.claim);
    counts->special_grants += person->special_count > 0;
    counts->trained += day_is_set(person->training.target_from);
    counts->asylum_trained += day_is_set(person->asylum_training_from);
}

/* The blocking controls, and those that the grants themselves run. */
static void join_blocking(const Run *run, uint64_t *executed, const HoldCounts *chunk)
{
    executed[CONTROL_IDENT_DIGITS] += chunk->persons;
    executed[CONTROL_IDENT_BIRTH] += chunk->national_idents;
    executed[CONTROL_IDENT_SEX] += chunk->national_idents;
    executed[CONTROL_DEATH_ORDER] += chunk->deaths;
    executed[CONTROL_SETTLEMENT_FUTURE] += chunk->settled;
    executed[CONTROL_MUNICIPALITY_UNKNOWN] += chunk->persons;
    executed[CONTROL_MUNICIPALITY_DATE] += chunk->persons;
    executed[CONTROL_GROUP_AGE] += chunk->settled;
    executed[CONTROL_RESIDENCE_ORDER] += chunk->residents;
    executed[CONTROL_IDENT_TWICE] += chunk->persons;
    executed[CONTROL_MOTHER_MISSING] += chunk->newborns;
    executed[CONTROL_MOTHER_HELD] += chunk->newborns;
    if (run->vanished_count > 0) executed[CONTROL_LOOKS_LIKE_VANISHED] += chunk->persons;
    if (run->options.schemes & SCHEME_INTEGRATION) {
        executed[CONTROL_RULE_SET_MISSING] += chunk->claims;
        executed[CONTROL_SPECIAL_GRANT_NOWHERE] += chunk->special_grants;
    }
    if (run->options.schemes & SCHEME_NORWEGIAN) {
        executed[CONTROL_COUNTRY_UNKNOWN] += chunk->trained;
        executed[CONTROL_NORWEGIAN_NOWHERE] += chunk->trained;
        executed[CONTROL_ASYLUM_NOT_IN_CENTRE] += chunk->asylum_trained;
    }
}

void hold_counts_join(const Run *run, RunCounts *counts, const HoldCounts *chunk)
{
    uint64_t *executed = counts->executed;
    join_blocking(run, executed, chunk);
    for (size_t i = 0; i < PERSON_CONTROL_COUNT; i++) {
        int number = person_control_number(i);
        if (run->thresholds.missing[number]) continue;
        executed[number] += chunk->person.given[person_control_given(i)];
    }
    executed[PERSON_CONTROL_REFERENCE_OUTSIDE] += chunk->references - chunk->refugee_references;
    executed[PERSON_CONTROL_REFERENCE_UNKNOWN] += chunk->refugee_references;
    executed[PERSON_CONTROL_REFERENCE_DATE] += chunk->references;
    executed[PERSON_CONTROL_NOT_RESIDENT] += chunk->paid_last_year;
}

/* Everybody with a line in the ledger could have vanished. */
static uint64_t persons_paid_before(const Run *run)
{
    uint64_t count = 0;
    for (size_t p = 0; p < run->cohort.count; p++)
        count += run->prior_begin[p] != run->prior_begin[p + 1];
    for (size_t i = 0; i < run->vanished_count; i++)
        count += i == 0 || run->vanished[i].subject != run->vanished[i - 1].subject;
    return count;
}

static uint64_t municipalities_with_lines(const Run *run)
{
    uint64_t count = 0;
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        bool any = false;
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
            any = any || run->sums[code][g].any;
        count += any;
    }
    return count;
}

void control_counts_finish(Run *run)
{
    uint64_t *executed = run->counts.executed;
    executed[CONTROL_RECORD_REFUSED] += run->cohort.records + run->cohort.set_aside;
    executed[CONTROL_VANISHED] += persons_paid_before(run);
    executed[CONTROL_RATE_MISSING] += run->counts.lines;
    executed[CONTROL_SUCCESSOR_AMBIGUOUS] += run->counts.lines;
    executed[CONTROL_CODE_HELD] += run->counts.lines;
    if (run->payees != NULL) executed[CONTROL_PAYEE_MISSING] += municipalities_with_lines(run);
    if (run->options.dry_run) return;
    executed[CONTROL_ACCOUNT_CHANGED] += run->account_count;
}
