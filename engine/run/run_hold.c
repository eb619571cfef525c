#include "engine/run/run_controls.h"
#include "formats/base/stage_clock.h"
#include "formats/run/person_looks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/translate.h"
#include "rules/base/whereabouts.h"
#include "rules/settlement/held.h"

/* Each control finds at most once in a record: they always fit. A test makes it smaller, to see
 * what becomes of a step that stops without a word. */
#ifndef RECORD_FINDINGS_MAX
#define RECORD_FINDINGS_MAX 128
#endif

Finding run_finding(int control, MunicipalityCode municipality)
{
    const Control *row = control_find(control);
    INVARIANT(row != NULL);
    return (Finding){
        .control = control, .severity = (uint8_t)row->severity, .municipality = municipality};
}

static RunFinding placed(const Run *run, const Finding *finding, const PersonAt *person)
{
    RunFinding out = {.finding = *finding, .file = UINT32_MAX};
    if (person == NULL) return out;
    out.ident = person->view.ident;
    out.record = cohort_record(&run->cohort, person->index);
    out.file = cohort_file(&run->cohort, person->index);
    if (out.finding.municipality == MUNICIPALITY_NONE)
        out.finding.municipality = run_home_of(run, &person->view);
    return out;
}

Status run_finding_list(const Run *run, FindingList *list, const Finding *finding,
                        const PersonAt *person, Failure *failure)
{
    RunFinding found = placed(run, finding, person);
    return finding_list_add(list, &found, failure);
}

Status run_finding_add(Run *run, const Finding *finding, int64_t person, Failure *failure)
{
    PersonAt at;
    PersonRooms *rooms;
    TRY(run_rooms(run, &rooms, failure));
    if (person != COHORT_NOT_FOUND) run_person_beside(run, (size_t)person, rooms, &at);
    RunFinding found = placed(run, finding, person != COHORT_NOT_FOUND ? &at : NULL);
    return finding_store_add(&run->findings, &found, failure);
}

/* --- looks of vanished persons --- */

static int compare_looks(const void *left, const void *right)
{
    return person_look_compare(left, right);
}

static int compare_vanished(const void *left, const void *right)
{
    int order = compare_looks(left, right);
    if (order != 0) return order;
    const PersonLook *a = left;
    const PersonLook *b = right;
    return a->ident < b->ident ? -1 : a->ident > b->ident;
}

/* Those of `looks`, by ident, who have gone: both are in order, walk along. */
static void add_vanished(Run *run, const PersonLook *looks, size_t count)
{
    for (size_t i = 0, gone = 0; i < count && gone < run->gone_count; i++) {
        while (gone < run->gone_count && run->gone[gone] < looks[i].ident)
            gone++;
        if (gone < run->gone_count && run->gone[gone] == looks[i].ident &&
            look_is_of_settled(&looks[i]))
            run->gone_looks[run->gone_look_count++] = looks[i];
    }
}

/* How those looked who have gone, at last and before: an ident that comes new may be told by
 * the facts of that time. */
static Status list_vanished(Run *run, Failure *failure)
{
    const PersonLooks *all = &run->looks;
    size_t most = run->gone_count + all->earlier_count;
    run->gone_looks = system_allocate((most + 1) * sizeof *run->gone_looks);
    if (run->gone_looks == NULL)
        return failure_set(failure, STATUS_MEMORY, _("vanished"), NULL);
    add_vanished(run, all->items, all->count);
    add_vanished(run, all->earlier, all->earlier_count);
    if (run->gone_look_count > 1)
        qsort(run->gone_looks, run->gone_look_count, sizeof *run->gone_looks, compare_vanished);
    return STATUS_OK;
}

/* Lines of an earlier ident do not make this one known: the ident before that one may be the
 * one that has vanished, when the register names only the latest. */
static bool is_new_ident(const Run *run, const PersonAt *person)
{
    size_t count;
    const SettledLine *prior = run_prior_of(run, person->index, &count);
    for (size_t i = 0; i < count; i++) {
        if (prior[i].subject == person->view.ident) return false;
    }
    return true;
}

/* The first vanished person that a new ident (no settled lines of its own) looks like, or NULL.
 * The municipality of settlement is not compared: correcting it must not free the person. */
static const PersonLook *looks_vanished(const Run *run, const PersonAt *at)
{
    const Registration *person = &at->view;
    const PersonLook *looks = run->gone_looks;
    if (run->gone_look_count == 0 || !is_new_ident(run, at)) return NULL;
    PersonLook key = {.born = person->born,
                      .settled = person->settlement.date,
                      .background = person->background,
                      .sex = person->sex};
    const PersonLook *found =
        bsearch(&key, looks, run->gone_look_count, sizeof key, compare_looks);
    while (found != NULL && found > looks && compare_looks(&key, found - 1) == 0)
        found--;
    return found;
}

static void hold_counts_add(HoldCounts *counts, const Registration *person)
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

/* --- one person --- */

/* What is found of one person; NULL where nobody wants to know. */
typedef struct Holding {
    const Run *run;
    PersonAt *person;
    FindingList *findings;
    HoldCounts *counts;
    Failure *failure;
} Holding;

static void hold(PersonAt *person, int control)
{
    if (person->hold == 0 || control < person->hold) person->hold = control;
}

static Status note(const Holding *to, const Finding *finding)
{
    if (finding->severity <= SEVERITY_BLOCK) hold(to->person, finding->control);
    if (to->findings == NULL) return STATUS_OK;
    return run_finding_list(to->run, to->findings, finding, to->person, to->failure);
}

static Status note_control(const Holding *to, int control)
{
    Finding finding = run_finding(control, MUNICIPALITY_NONE);
    return note(to, &finding);
}

/* R401 and R403 name the other party, when anybody wants to know. */
static Status note_other(const Holding *to, int control, const CohortPerson *other)
{
    Finding finding = run_finding(control, MUNICIPALITY_NONE);
    if (other != NULL && to->findings != NULL) {
        run_name_record(to->run, other, &to->person->rooms->beside, finding.values);
        finding.value_count = RUN_OTHER_VALUES;
    }
    return note(to, &finding);
}

/* R402: of a mother who is not there only the ident is known. */
static Status note_mother_missing(const Holding *to)
{
    Finding finding = run_finding(CONTROL_MOTHER_MISSING, MUNICIPALITY_NONE);
    finding.values[finding.value_count++] =
        (FindingValue){"other", VALUE_PERSON, (int64_t)to->person->view.mother, NULL};
    return note(to, &finding);
}

/* R405 names the vanished person, so that somebody can link the two. */
static Status note_lookalike(const Holding *to, const PersonLook *vanished)
{
    Finding finding = run_finding(CONTROL_LOOKS_LIKE_VANISHED, MUNICIPALITY_NONE);
    finding.values[finding.value_count++] =
        (FindingValue){"vanished", VALUE_PERSON, (int64_t)vanished->ident, NULL};
    return note(to, &finding);
}

/* R225 to R227, in each year whose money can move. */
static Status find_special(const Holding *to, Findings *found)
{
    const SettleYears *years = &to->run->settle.years;
    const Registration *person = &to->person->view;
    for (size_t i = 0; i < years->count && person->special_count > 0; i++) {
        const SettleYear *year = &years->items[i];
        if (year->before_opening || year->basic_only) continue;
        GrantContext context = year->context;
        context.thresholds = &to->run->thresholds;
        TRY(special_grant_controls(&context, person, found));
    }
    return STATUS_OK;
}

/* The controls that only warn or inform. */
static Status find_more(const Holding *to, Findings *found)
{
    const Run *run = to->run;
    const GrantContext *context = run_own_context(run);
    const Registration *person = &to->person->view;
    size_t count;
    const SettledLine *prior = run_prior_of(run, to->person->index, &count);
    hold_counts_add(to->counts, person);
    to->person->shares = (PersonShares){.about = 0};
    TRY(person_controls(context, person, person->mother_record, run->extract_date,
                        &to->counts->person, &to->person->shares, found));
    size_t begin = found->count;
    TRY(run_reference_controls(run, to->person, to->counts, found, to->findings, to->failure));
    TRY(find_special(to, found));
    control_leave_out_past(context, person, begin, found);
    if (!settle_paid_last_year(&run->settle, prior, count)) return STATUS_OK;
    to->counts->paid_last_year++;
    return not_resident_control(context, person, found);
}

static Status find_in_record(const Holding *to, Findings *found)
{
    const Registration *person = &to->person->view;
    TRY(record_controls(run_own_context(to->run), person, person->mother_record,
                        to->run->extract_date, found));
    return to->counts != NULL ? find_more(to, found) : STATUS_OK;
}

/* Which record it was, not whose. */
static Status tell_record(const Run *run, size_t index, Status status, Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    const RegisterFile *file = &run->cohort.extracts.files[cohort_file(&run->cohort, index)];
    snprintf(where, sizeof where, _("%.450s, record %u"), file->path,
             cohort_record(&run->cohort, index));
    return failure_of(failure, status, where, "its controls");
}

static Status hold_by_record(const Holding *to)
{
    Finding items[RECORD_FINDINGS_MAX];
    Findings found = {items, 0, RECORD_FINDINGS_MAX};
    Status status = find_in_record(to, &found);
    if (status != STATUS_OK)
        return tell_record(to->run, to->person->index, status, to->failure);
    for (size_t i = 0; i < found.count; i++)
        TRY(note(to, &found.items[i]));
    return STATUS_OK;
}

/* --hold-municipality: told of once, of the municipality (run_decide.c). */
static void hold_by_place(const Holding *to)
{
    size_t count;
    const SettledLine *prior = run_prior_of(to->run, to->person->index, &count);
    if (held_person(&to->run->settle, &to->person->view, prior, count))
        hold(to->person, CONTROL_MUNICIPALITY_HELD);
}

/* All but a mother who is held. */
static Status hold_alone(const Holding *to)
{
    const PersonAt *person = to->person;
    TRY(hold_by_record(to));
    unsigned flags = to->run->cohort.flags[person->index];
    if (flags & (COHORT_CONFLICT | COHORT_FORMER_CONFLICT))
        TRY(note_other(to, CONTROL_IDENT_TWICE, cohort_rival(&to->run->cohort, person->index)));
    if (flags & COHORT_CLAIM_UNPROVEN) TRY(note_control(to, SENDER_CLAIM_UNPROVEN));
    if (flags & COHORT_OLDER_IDENT) hold(to->person, LOOK_TYPES_DIFFER);
    if (flags & COHORT_LATER_SETTLED) hold(to->person, LOOK_MANY_OF_SENDER);
    if (flags & COHORT_NO_COPY_COUNTS) hold(to->person, SENDER_NO_COPY_COUNTS);
    hold_by_place(to);
    if (run_is_newborn(&person->view) && person->mother_index == COHORT_NOT_FOUND)
        TRY(note_mother_missing(to));
    const PersonLook *vanished = looks_vanished(to->run, person);
    return vanished != NULL ? note_lookalike(to, vanished) : STATUS_OK;
}

/* The mother of a newborn whose own record holds her, or hers her: asked when it is needed, for
 * the record may stand anywhere. Mothers that lead back to a mother end it. */
static Status mother_is_held(const Run *run, const PersonAt *child, bool *held,
                             Failure *failure)
{
    size_t steps = 0, seen_until = 1;
    int64_t seen = COHORT_NOT_FOUND, index = child->mother_index;
    for (*held = false; !*held && index != COHORT_NOT_FOUND && index != seen; steps++) {
        PersonAt mother;
        run_person_beside(run, (size_t)index, child->rooms, &mother);
        Holding alone = {run, &mother, NULL, NULL, failure};
        TRY(hold_alone(&alone));
        *held = mother.hold != 0;
        if (steps == seen_until) { /* ever longer ways are looked along for the same mother */
            seen = index;
            seen_until *= 2;
        }
        index = mother.mother_index;
    }
    return STATUS_OK;
}

Status run_hold_person(const Run *run, PersonAt *person, FindingList *findings,
                       HoldCounts *counts, Failure *failure)
{
    STAGE(HOLD);
    Holding to = {run, person, findings, counts, failure};
    bool held;
    TRY(hold_alone(&to));
    if (person->hold != 0 || person->mother_index == COHORT_NOT_FOUND) return STATUS_OK;
    TRY(mother_is_held(run, person, &held, failure));
    if (!held) return STATUS_OK;
    return note_other(&to, CONTROL_MOTHER_HELD, &run->cohort.persons[person->mother_index]);
}

/* --- before anybody is held --- */

static Status note_vanished(Run *run, Failure *failure)
{
    for (size_t i = 0; i < run->vanished_count; i++) {
        if (i > 0 && run->vanished[i].subject == run->vanished[i - 1].subject) continue;
        Finding finding = run_finding(CONTROL_VANISHED, run->vanished[i].municipality);
        RunFinding found = placed(run, &finding, NULL);
        found.ident = run->vanished[i].subject;
        TRY(finding_store_add(&run->findings, &found, failure));
        run->counts.vanished++;
    }
    return STATUS_OK;
}

static Status note_refused(Run *run, Failure *failure)
{
    const RegisterExtracts *extracts = &run->cohort.extracts;
    for (size_t p = 0; p < extracts->part_count; p++) {
        const RegisterPart *part = &extracts->parts[p];
        for (size_t i = 0; i < part->refused_count; i++) {
            Finding finding = run_finding(CONTROL_RECORD_REFUSED, part->refused[i].sender);
            finding.values[finding.value_count++] =
                (FindingValue){"line", VALUE_NUMBER, part->refused[i].line, NULL};
            finding.values[finding.value_count++] =
                (FindingValue){"field", VALUE_WORD, 0, part->refused[i].field};
            finding.values[finding.value_count++] =
                (FindingValue){"problem", VALUE_WORD, 0, part->refused[i].problem};
            RunFinding found = placed(run, &finding, NULL);
            found.file = part->file;
            found.record = part->refused[i].record;
            TRY(finding_store_add(&run->findings, &found, failure));
        }
    }
    return STATUS_OK;
}

/* R410 to R412: a finding of the municipality that sent the record, or that it concerns. */
static Status note_senders(Run *run, Failure *failure)
{
    const Cohort *cohort = &run->cohort;
    PersonRooms *rooms;
    TRY(run_rooms(run, &rooms, failure));
    for (size_t i = 0; i < cohort->note_count; i++) {
        const SenderNote *note = &cohort->notes[i];
        Finding finding = run_finding(note->control, note->place);
        PersonAt at;
        finding.values[finding.value_count++] =
            (FindingValue){"sender", VALUE_MUNICIPALITY, note->sender, NULL};
        if (note->person != COHORT_NOBODY) run_person_at(run, note->person, rooms, &at);
        RunFinding found = placed(run, &finding, note->person != COHORT_NOBODY ? &at : NULL);
        found.ident = note->ident;
        TRY(finding_store_add(&run->findings, &found, failure));
    }
    return STATUS_OK;
}

/* A municipality that nobody can be paid in is held (grants.md 4.4). */
static void hold_municipalities(Run *run)
{
    if (run->payees == NULL) return;
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++)
        run->municipality_held[code] =
            payees_find(run->payees, (MunicipalityCode)code, run->payment_date) == NULL;
}

Status run_hold(Run *run, Failure *failure)
{
    STAGE(HOLD);
    control_thresholds_resolve(run_own_context(run)->rules, &run->thresholds);
    memcpy(run->thresholds.listed, run->options.listed, sizeof run->thresholds.listed);
    run->settle.years.items[run->settle.years.count - 1].context.thresholds = &run->thresholds;
    /* Every 16-bit code can be asked: an ambiguous line keeps the code it was registered by. */
    run->municipality_held = system_allocate_zeroed(65536, sizeof *run->municipality_held);
    if (run->municipality_held == NULL)
        return failure_set(failure, STATUS_MEMORY, _("controls"), NULL);
    hold_municipalities(run);
    run->settle.municipality_held = run->settle_last.municipality_held = run->municipality_held;
    cohort_order_rivals(&run->cohort);
    TRY(list_vanished(run, failure));
    TRY(note_vanished(run, failure));
    TRY(note_senders(run, failure));
    TRY(note_refused(run, failure));
    return run_lookalikes(run, failure);
}

/* --- what is held as a whole --- */

/* R903: a municipality that is owed something but has no account; R905: a code that is held. */
static Status note_held_municipalities(Run *run, Failure *failure)
{
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        if (!group_sums_of_row(run->sums[code]).any || !run->municipality_held[code]) continue;
        /* A code that never existed has no payee: its persons are held by R106. */
        if (municipality_find(run->municipalities, (MunicipalityCode)code) == NULL) continue;
        Finding finding = run_finding(CONTROL_PAYEE_MISSING, (MunicipalityCode)code);
        TRY(run_finding_add(run, &finding, COHORT_NOT_FOUND, failure));
    }
    return STATUS_OK;
}

static Status note_held_codes(Run *run, Failure *failure)
{
    for (int code = 0; code < RATE_CODE_COUNT; code++) {
        if (!hold_names(&run->options.holds, code)) continue;
        Finding finding = run_finding(CONTROL_CODE_HELD, MUNICIPALITY_NONE);
        finding.values[finding.value_count++] =
            (FindingValue){"code", VALUE_WORD, 0, rate_code_text(code)};
        TRY(run_finding_add(run, &finding, COHORT_NOT_FOUND, failure));
    }
    return STATUS_OK;
}

/* R901, once for each code and budget year. */
static Status note_missing_rates(Run *run, Failure *failure)
{
    const EvidenceCounts *counts = &run->counts.evidence;
    for (size_t y = 0; y < run->settle.years.count; y++) {
        int year = run->settle.years.items[y].context.budget_year;
        for (int code = 0; code < RATE_CODE_COUNT; code++) {
            if (counts->missing_lines[y][code] == 0) continue;
            Finding finding = run_finding(CONTROL_RATE_MISSING, MUNICIPALITY_NONE);
            const FindingValue values[] = {
                {"code", VALUE_WORD, 0, rate_code_text(code)},
                {"budget_year", VALUE_NUMBER, year, NULL},
                {"lines", VALUE_NUMBER, (int64_t)counts->missing_lines[y][code], NULL},
                {"persons", VALUE_NUMBER, (int64_t)counts->missing[y][code], NULL},
                {"known", VALUE_ORE, missing_known(counts, y, code), NULL}};
            memcpy(finding.values, values, sizeof values);
            finding.value_count = sizeof values / sizeof values[0];
            TRY(run_finding_add(run, &finding, COHORT_NOT_FOUND, failure));
        }
    }
    return STATUS_OK;
}

/* R912, once each. */
static Status note_missing_extracts(Run *run, Failure *failure)
{
    const MunicipalityList *held = &run->options.hold_municipalities;
    for (size_t i = 0; i < held->count; i++) {
        Finding finding = run_finding(CONTROL_MUNICIPALITY_HELD, held->items[i]);
        TRY(run_finding_add(run, &finding, COHORT_NOT_FOUND, failure));
    }
    return STATUS_OK;
}

Status run_note_held(Run *run, Failure *failure)
{
    TRY(note_held_municipalities(run, failure));
    TRY(note_missing_extracts(run, failure));
    TRY(note_missing_rates(run, failure));
    return note_held_codes(run, failure);
}

/* --- how often every control has run: control.md 1 --- */

/* The blocking controls, and those that the grants themselves run. */
static void join_blocking(const Run *run, uint64_t *executed, const HoldCounts *thread)
{
    executed[CONTROL_IDENT_DIGITS] += thread->persons;
    executed[CONTROL_IDENT_BIRTH] += thread->national_idents;
    executed[CONTROL_IDENT_SEX] += thread->national_idents;
    executed[CONTROL_DEATH_ORDER] += thread->deaths;
    executed[CONTROL_SETTLEMENT_FUTURE] += thread->settled;
    executed[CONTROL_MUNICIPALITY_UNKNOWN] += thread->persons;
    executed[CONTROL_MUNICIPALITY_DATE] += thread->persons;
    executed[CONTROL_GROUP_AGE] += thread->settled;
    executed[CONTROL_RESIDENCE_ORDER] += thread->residents;
    executed[CONTROL_IDENT_TWICE] += thread->persons;
    executed[SENDER_NO_COPY_COUNTS] += thread->persons;
    executed[SENDER_CLAIM_UNPROVEN] += thread->persons;
    executed[CONTROL_MOTHER_MISSING] += thread->newborns;
    executed[CONTROL_MOTHER_HELD] += thread->newborns;
    if (run->vanished_count > 0) executed[CONTROL_LOOKS_LIKE_VANISHED] += thread->persons;
    if (run->options.schemes & SCHEME_INTEGRATION) {
        executed[CONTROL_RULE_SET_MISSING] += thread->claims;
        executed[CONTROL_SPECIAL_GRANT_NOWHERE] += thread->special_grants;
    }
    if (run->options.schemes & SCHEME_NORWEGIAN) {
        executed[CONTROL_COUNTRY_UNKNOWN] += thread->trained;
        executed[CONTROL_NORWEGIAN_NOWHERE] += thread->trained;
        executed[CONTROL_ASYLUM_NOT_IN_CENTRE] += thread->asylum_trained;
    }
}

void hold_counts_join(const Run *run, RunCounts *counts, const HoldCounts *thread)
{
    uint64_t *executed = counts->executed;
    join_blocking(run, executed, thread);
    for (size_t i = 0; i < PERSON_CONTROL_COUNT; i++) {
        int number = person_control_number(i);
        if (run->thresholds.missing[number] || control_is_of_share(number)) continue;
        executed[number] += thread->person.given[person_control_given(i)];
    }
    executed[PERSON_CONTROL_REFERENCE_OUTSIDE] +=
        thread->references - thread->refugee_references;
    executed[PERSON_CONTROL_REFERENCE_UNKNOWN] += thread->refugee_references;
    executed[PERSON_CONTROL_REFERENCE_DATE] += thread->references;
    executed[PERSON_CONTROL_FAMILY_SINGLE] += thread->person.given[GIVEN_FAMILY];
    executed[PERSON_CONTROL_REFERENCE_HUMANITARIAN] += thread->refugee_references;
    executed[PERSON_CONTROL_REFERENCE_GIVES_NONE] += thread->refugee_references;
    executed[PERSON_CONTROL_MINOR_JOINED] += thread->minors_named;
    executed[PERSON_CONTROL_SPECIAL_OVER] += thread->special_grants;
    executed[PERSON_CONTROL_SPECIAL_TWICE] += thread->special_grants;
    if (!run->thresholds.missing[PERSON_CONTROL_SPECIAL_BOTH])
        executed[PERSON_CONTROL_SPECIAL_BOTH] += thread->special_grants;
    executed[PERSON_CONTROL_NOT_RESIDENT] += thread->paid_last_year;
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
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++)
        count += group_sums_of_row(run->sums[code]).any;
    return count;
}

void control_counts_finish(Run *run)
{
    uint64_t *executed = run->counts.executed;
    executed[CONTROL_RECORD_REFUSED] += run->cohort.records + run->cohort.set_aside;
    executed[SENDER_COPY_STRAY] += run->cohort.records;
    executed[SENDER_CLAIM_REFUSED] += run->cohort.former.count;
    executed[CONTROL_VANISHED] += persons_paid_before(run);
    executed[CONTROL_RATE_MISSING] += run->counts.lines;
    executed[CONTROL_SUCCESSOR_AMBIGUOUS] += run->counts.lines;
    executed[CONTROL_CODE_HELD] += run->counts.lines;
    executed[CONTROL_MUNICIPALITY_HELD] += run->counts.lines;
    if (run->payees != NULL) executed[CONTROL_PAYEE_MISSING] += municipalities_with_lines(run);
    if (run->options.dry_run) return;
    executed[CONTROL_ACCOUNT_CHANGED] += run->account_count;
}
