/*
 * run_references.c - the reference persons of family immigrants, and how a finding names
 * another person or who was paid: R206 to R208, R220 to R222, R224. control.md 1, family 2;
 * grants.md 2.1.
 *
 * A person is looked at with whom it names beside it, in the threads that decide: nothing is
 * kept. Whoever names nobody costs nothing.
 */
#include "engine/run/run_controls.h"
#include "rules/base/whereabouts.h"

MunicipalityCode run_home_of(const Run *run, const Registration *person)
{
    MunicipalityCode code = residence_on(person, run->cutoff, run->cutoff);
    if (code == MUNICIPALITY_NONE) code = person->settlement.municipality;
    if (code != MUNICIPALITY_NONE) return code;
    return whereabouts_on(WHERE_TRAINING, person, run->cutoff, run->cutoff);
}

const GrantContext *run_own_context(const Run *run)
{
    return &settle_own_year(&run->settle)->context;
}

void run_name_record(const Run *run, const CohortPerson *record, PersonSpace *space,
                     FindingValue values[RUN_OTHER_VALUES])
{
    const RegisterPart *part = &run->cohort.extracts.parts[record->part];
    const uint8_t *block = part->blocks + record->offset;
    Registration other = person_block_unpack(block, space);
    values[0] = (FindingValue){"other", VALUE_PERSON, (int64_t)other.ident, NULL};
    values[1] =
        (FindingValue){"other_record", VALUE_NUMBER, register_part_record(part, block), NULL};
    values[2] = (FindingValue){"other_municipality", VALUE_MUNICIPALITY,
                               run_home_of(run, &other), NULL};
}

void run_name_other(const Run *run, size_t person, PersonSpace *space,
                    FindingValue values[RUN_OTHER_VALUES])
{
    run_name_record(run, &run->cohort.persons[person], space, values);
}

/* What is settled of a Norwegian grant in a budget year and municipality, under all idents. */
static Ore settled_in(const SettledLine *lines, size_t count, const SettledLine *like)
{
    Ore sum = 0;
    for (size_t i = 0; i < count; i++) {
        bool same = lines[i].budget_year == like->budget_year &&
                    lines[i].municipality == like->municipality &&
                    grant_code_group((GrantCode)lines[i].code) == GROUP_NORSK;
        if (same) sum = ore_add(sum, lines[i].amount);
    }
    return sum;
}

/* Of the last budget year with something settled; of several the one with the most, of equals
 * the lowest code. NONE: nobody was paid. */
static MunicipalityCode paid_last(const Run *run, size_t person)
{
    size_t count;
    Ore most = 0;
    const SettledLine *last = NULL;
    const SettledLine *lines = run_prior_of(run, person, &count);
    for (size_t i = 0; i < count; i++) {
        const SettledLine *line = &lines[i];
        if (grant_code_group((GrantCode)line->code) != GROUP_NORSK) continue;
        if (last != NULL && line->budget_year < last->budget_year) continue;
        Ore sum = settled_in(lines, count, line);
        bool later = last == NULL || line->budget_year > last->budget_year;
        bool more =
            later || sum > most || (sum == most && line->municipality < last->municipality);
        if (sum <= 0 || !more) continue;
        last = line;
        most = sum;
    }
    return last != NULL ? last->municipality : MUNICIPALITY_NONE;
}

void run_name_paid(const Run *run, size_t person, Finding *finding)
{
    MunicipalityCode paid = paid_last(run, person);
    if (paid == MUNICIPALITY_NONE) return;
    finding->values[finding->value_count++] =
        (FindingValue){"other_municipality", VALUE_MUNICIPALITY, paid, NULL};
}

/* A person who is controlled, and what is found of whom it names. */
typedef struct Referring {
    const Run *run;
    const PersonAt *person;
    HoldCounts *counts;
    Findings *found;
    FindingList *list; /* for what is found of whom the person names */
    Failure *failure;
} Referring;

/* The reference person: of nearly all the permits are enough. */
static Registration reference_view(const Referring *to, size_t index, bool whole)
{
    const Cohort *cohort = &to->run->cohort;
    PersonSpace *space = &to->person->rooms->beside;
    if (whole) return cohort_view(cohort, index, space);
    return person_block_permits(cohort_block(cohort, index), space);
}

/* The other party of what was found since `before`; one who is not in the register has only a
 * hash. */
static void name_reference(const Referring *to, size_t before, Ident ident, int64_t person)
{
    FindingValue values[RUN_OTHER_VALUES] = {{"other", VALUE_PERSON, (int64_t)ident, NULL}};
    size_t count = person != COHORT_NOT_FOUND ? RUN_OTHER_VALUES : 1;
    if (count > 1) run_name_other(to->run, (size_t)person, &to->person->rooms->beside, values);
    for (; before < to->found->count; before++) {
        Finding *finding = &to->found->items[before];
        if (finding->control == PERSON_CONTROL_REFERENCE_OUTSIDE) continue;
        for (size_t i = 0; i < count; i++)
            finding->values[finding->value_count++] = values[i];
    }
}

/* R224: a finding of the minor, which names the person. */
static Status control_minor(const Referring *to, size_t index)
{
    PersonAt minor;
    Finding item;
    Findings found = {&item, 0, 1};
    const Registration *person = &to->person->view;
    run_person_beside(to->run, index, to->person->rooms, &minor);
    to->counts->minors_named++;
    TRY(minor_controls(run_own_context(to->run), &minor.view, person, &found));
    if (found.count == 0) return STATUS_OK;
    FindingValue *values = &item.values[item.value_count];
    run_name_other(to->run, to->person->index, &to->person->rooms->beside_mother, values);
    item.value_count += RUN_OTHER_VALUES;
    return run_finding_list(to->run, to->list, &item, &minor, to->failure);
}

static Status control_reference(const Referring *to, const ResidencePermit *permit, bool first)
{
    const Registration *person = &to->person->view;
    const GrantContext *context = run_own_context(to->run);
    bool settled_on = permit == permit_of_settlement(person);
    bool single = settled_on && person->settlement.group == SETTLEMENT_ENSLIG_VOKSEN;
    int64_t index = cohort_owner(&to->run->cohort, permit->reference);
    size_t before = to->found->count;
    Registration view;
    if (index != COHORT_NOT_FOUND) view = reference_view(to, (size_t)index, single);
    const Registration *reference = index != COHORT_NOT_FOUND ? &view : NULL;
    if (first) TRY(reference_controls(permit, reference, to->found));
    if (settled_on) TRY(family_controls(context, person, permit, reference, to->found));
    if (to->found->count > before) name_reference(to, before, permit->reference, index);
    bool minor = first && reference != NULL && day_is_set(view.settlement.date) &&
                 view.settlement.group == SETTLEMENT_ENSLIG_MINDREARIG;
    return minor ? control_minor(to, (size_t)index) : STATUS_OK;
}

/* Whoever names several is controlled by the first, and by whom the grant rests on. */
Status run_reference_controls(const Run *run, const PersonAt *at, HoldCounts *counts,
                              Findings *found, FindingList *list, Failure *failure)
{
    const Referring to = {run, at, counts, found, list, failure};
    const Registration *person = &at->view;
    bool first = true;
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        if (!permit_has_reference(permit)) continue;
        counts->references += first;
        counts->refugee_references += first && permit_is_of_refugee_family(permit);
        TRY(control_reference(&to, permit, first));
        first = false;
    }
    return STATUS_OK;
}
