/*
 * run_looks.c - what the ledger is told of persons, to know them again (persons.csv.gz), and
 * what has changed since it was told last: R123, R940, R941. grants.md 4.4; control.md 1.
 *
 * Of everybody the quarter in which the person was first read; of who has a grant how it looks
 * and what its grants rest on. What the ledger says already is not said again.
 */
#include "engine/run/run_controls.h"
#include "formats/base/stage_clock.h"

#include <string.h>

/* One person, and what the ledger says of it. */
typedef struct Looking {
    const Run *run;
    const PersonAt *person;
    LookKeeping *keep;
    const PersonLook *said; /* NULL: nothing */
    KnownFacts known;       /* of what is said */
    FindingList *findings;
    uint64_t *executed;
    Failure *failure;
} Looking;

/* Nobody was read before the quarter that is the earliest of the whole ledger. */
static bool is_of_the_first(const Looking *to)
{
    return to->said != NULL && to->run->first_quarter != 0 &&
           to->known.facts.first == to->run->first_quarter;
}

/* The earliest quarter that is known of any ident of the person, else this run's. */
static uint16_t first_read(const Looking *to)
{
    const IdentList *others = &to->keep->others;
    uint16_t first = quarter_number(to->run->options.year, to->run->options.quarter);
    if (to->said != NULL && to->known.facts.first != 0 && to->known.facts.first < first)
        first = to->known.facts.first;
    for (size_t i = 0; i < others->count && !is_of_the_first(to); i++) {
        const PersonLook *other = person_look_anywhere(&to->run->looks, others->items[i]);
        uint16_t quarter = other != NULL ? packed_facts_first(&other->facts) : 0;
        if (quarter != 0 && quarter < first) first = quarter;
    }
    return first;
}

static Status take(const Looking *to, const Findings *found)
{
    for (size_t i = 0; i < found->count; i++)
        TRY(run_finding_list(to->run, to->findings, &found->items[i], to->person, to->failure));
    return STATUS_OK;
}

/* R123: not of those whom the first run that wrote this down has read. */
static Status control_first(const Looking *to, uint16_t first, bool money)
{
    const Run *run = to->run;
    Finding item;
    Findings found = {&item, 0, 1};
    if (run->first_quarter == 0 || run->thresholds.missing[PERSON_CONTROL_FIRST_SEEN])
        return STATUS_OK;
    to->executed[PERSON_CONTROL_FIRST_SEEN]++;
    if (first <= run->first_quarter || !day_is_set(to->person->view.settlement.date))
        return STATUS_OK;
    TRY(first_seen_control(run_own_context(run), &to->person->view, first, money, &found));
    return take(to, &found);
}

/* What is earned through the last committed quarter, by what is known now, less what is
 * settled: whether any line moves, and the sum. */
static Status moved_kroner(const Looking *to, bool *moves, Ore *sum)
{
    size_t count;
    SettleWork *work = &to->keep->work;
    const SettledLine *prior = run_prior_of(to->run, to->person->index, &count);
    TRY(run_settle_person_in(&to->run->settle_last, &to->person->view, prior, count, work,
                             to->failure));
    *moves = false;
    *sum = 0;
    for (size_t i = 0; i < work->line_count; i++) {
        const DecisionLine *line = &work->lines[i];
        if (!line->first || line->due == 0) continue;
        *moves = true;
        *sum = ore_add(*sum, line->due);
    }
    return STATUS_OK;
}

/* What the ledger says, with the reference person by the ident that names the same person now
 * (a new ident is no other person), and with what is dated after the last run's quarter. */
static KnownFacts said_facts(const Looking *to, const KnownFacts *is)
{
    KnownFacts said = to->known;
    const PersonFacts *now = &is->facts;
    const Cohort *cohort = &to->run->cohort;
    const SettleContext *last = &to->run->settle_last;
    person_facts_add_news(&said, is, last_day_of_quarter(last->year, last->quarter));
    if (said.facts.reference == now->reference || said.facts.reference == IDENT_NONE ||
        now->reference == IDENT_NONE)
        return said;
    int64_t owner = cohort_owner(cohort, said.facts.reference);
    if (owner != COHORT_NOT_FOUND && owner == cohort_owner(cohort, now->reference))
        said.facts.reference = now->reference;
    return said;
}

/* Nearly always: nothing has changed at all. */
static bool facts_are_the_same(const KnownFacts *said, const KnownFacts *now)
{
    PersonFacts here = now->facts;
    here.first = said->facts.first;
    return said->settled == now->settled && memcmp(&said->facts, &here, sizeof here) == 0;
}

/* R940 and R941. */
static Status control_changes(const Looking *to, const KnownFacts *now)
{
    bool moves;
    Ore sum;
    size_t count;
    (void)run_prior_of(to->run, to->person->index, &count);
    if (!to->run->last_is_known || count == 0 || to->said == NULL ||
        (to->known.facts.flags & FACT_KNOWN) == 0)
        return STATUS_OK;
    to->executed[RELATION_FACTS_MOVE]++;
    to->executed[RELATION_FACTS_CHANGED]++;
    if (facts_are_the_same(&to->known, now)) return STATUS_OK;
    Finding finding = run_finding(RELATION_FACTS_CHANGED, MUNICIPALITY_NONE);
    KnownFacts before = said_facts(to, now);
    int differ = person_facts_differ(&before, now, finding.values);
    if (differ == 0) return STATUS_OK;
    TRY(moved_kroner(to, &moves, &sum));
    if (moves) {
        finding.control = RELATION_FACTS_MOVE;
        finding.severity = (uint8_t)control_find(RELATION_FACTS_MOVE)->severity;
    }
    finding.values[FACT_VALUES] = (FindingValue){"facts", VALUE_NUMBER, differ, NULL};
    finding.values[FACT_VALUES + 1] = (FindingValue){"moved_ore", VALUE_ORE, sum, NULL};
    finding.value_count = FACT_VALUES + 2;
    return run_finding_list(to->run, to->findings, &finding, to->person, to->failure);
}

/* Whoever has been paid must be known by the present look, also in a quarter without payment.
 */
static Status say_settled(const Looking *to, uint16_t first, TextBuffer *out)
{
    const Run *run = to->run;
    const Registration *person = &to->person->view;
    const IdentList *others = &to->keep->others;
    PersonLook look = {.ident = person->ident,
                       .born = person->born,
                       .settled = person->settlement.date,
                       .settled_in = person->settlement.municipality,
                       .background = person->background,
                       .former_count = (uint16_t)others->count,
                       .sex = person->sex};
    KnownFacts now = {person_facts_of(person), look.settled};
    TRY(control_changes(to, &now));
    now.facts.first = first;
    look.facts = facts_pack(&now.facts);
    if (!person_look_stands(&run->links, &look, others->items, &to->keep->place))
        look_csv_append(out, &look, others->items);
    return STATUS_OK;
}

/* The others: the quarter alone, once. */
static void say_read(const Looking *to, uint16_t first, TextBuffer *out)
{
    const Registration *person = &to->person->view;
    PersonLook look = {.ident = person->ident,
                       .born = DAY_NONE,
                       .settled = DAY_NONE,
                       .background = person->background,
                       .sex = person->sex};
    PersonFacts facts = person_facts_none();
    facts.first = first;
    look.facts = facts_pack(&facts);
    if (to->said == NULL) look_csv_append(out, &look, NULL);
}

Status run_say_look(const Run *run, const PersonAt *at, bool settled, LookKeeping *keep,
                    TextBuffer *out, FindingList *findings, uint64_t *executed,
                    Failure *failure)
{
    STAGE(FORMAT);
    Looking to = {.run = run,
                  .person = at,
                  .keep = keep,
                  .findings = findings,
                  .executed = executed,
                  .failure = failure};
    to.said = person_look_said(&run->looks, at->view.ident, &keep->place);
    if (to.said != NULL)
        to.known = (KnownFacts){facts_unpack(&to.said->facts), to.said->settled};
    keep->others.count = 0;
    if (settled || (at->view.former_count > 0 && !is_of_the_first(&to)))
        TRY(run_other_idents(run, at, &keep->others, failure));
    uint16_t first = first_read(&to);
    TRY(control_first(&to, first, settled));
    if (settled) return say_settled(&to, first, out);
    say_read(&to, first, out);
    return STATUS_OK;
}
