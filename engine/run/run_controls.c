/* run_controls.c - municipalities, payments and digits of a run controlled. control.md 1. */
#include "engine/run/run_controls.h"
#include "formats/base/stage_clock.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/translate.h"
#include "rules/base/whereabouts.h"
#include "rules/controls/relation_controls.h"
#include "formats/csv/decided_csv.h"
#include "rules/settlement/basic.h"

/* What a code has become, as far as that is one answer. */
static MunicipalityCode mapped(const Run *run, MunicipalityCode code)
{
    MunicipalityCode to = code < MUNICIPALITY_CODES ? run->mapping->to[code] : code;
    return to == MAPPING_AMBIGUOUS ? code : to;
}

/* A code that the table does not know stays what it is. */
static MunicipalityCode known_code(const Run *run, MunicipalityCode code)
{
    MunicipalityCode to = mapped(run, code);
    return to != MUNICIPALITY_NONE ? to : code;
}

/* --- one person's lines --- */

enum { PARTS_MAX = 256 }; /* of one person; what is more is not looked at */

static size_t year_one_parts(const Run *run, const PersonAt *person, const SettleWork *work,
                             PaidPart *parts, bool *new_year_one)
{
    size_t count = 0, prior_count;
    *new_year_one = false;
    for (size_t i = 0; i < work->line_count && count < PARTS_MAX; i++) {
        const DecisionLine *line = &work->lines[i];
        if (!line->first || line->status != DECISION_PAY || line->due == 0) continue;
        if (!grant_code_is_settling((GrantCode)line->code)) continue;
        parts[count++] =
            (PaidPart){line->code, line->budget_year, line->municipality, 0, line->due};
        *new_year_one = *new_year_one || line->due > 0;
    }
    const SettledLine *prior = run_prior_of(run, person->index, &prior_count);
    for (size_t i = 0; *new_year_one && i < prior_count && count < PARTS_MAX; i++) {
        const SettledLine *line = &prior[i];
        if (!grant_code_is_settling((GrantCode)line->code)) continue;
        parts[count++] =
            (PaidPart){line->code, line->budget_year, line->municipality, line->amount, 0};
    }
    return count;
}

static Status control_year_one(const Run *run, const PersonAt *person, const SettleWork *work,
                               uint64_t *executed, FindingList *findings, Failure *failure)
{
    PaidPart parts[PARTS_MAX];
    bool new_year_one;
    int year, other;
    size_t count = year_one_parts(run, person, work, parts, &new_year_one);
    if (!new_year_one) return STATUS_OK;
    executed[RELATION_YEAR_ONE_TWICE]++;
    if (!year_one_twice(parts, count, &year, &other)) return STATUS_OK;
    Finding finding = run_finding(RELATION_YEAR_ONE_TWICE, MUNICIPALITY_NONE);
    finding.values[finding.value_count++] = (FindingValue){"year", VALUE_NUMBER, year, NULL};
    finding.values[finding.value_count++] = (FindingValue){"other", VALUE_NUMBER, other, NULL};
    return run_finding_list(run, findings, &finding, person, failure);
}

static Status add_elsewhere(const Run *run, const PersonAt *person, const DecisionLine *line,
                            MunicipalityCode from, MunicipalityCode to, FindingList *findings,
                            Failure *failure)
{
    Finding finding = run_finding(RELATION_PAID_ELSEWHERE, to);
    finding.values[0] =
        (FindingValue){"code", VALUE_WORD, 0, grant_code_text((GrantCode)line->code)};
    finding.values[1] = (FindingValue){"year", VALUE_NUMBER, line->budget_year, NULL};
    finding.values[2] = (FindingValue){"from", VALUE_MUNICIPALITY, from, NULL};
    finding.values[3] = (FindingValue){"to", VALUE_MUNICIPALITY, to, NULL};
    finding.value_count = 4;
    return run_finding_list(run, findings, &finding, person, failure);
}

/* Lines of one code and year stand together. */
static Status control_elsewhere(const Run *run, const PersonAt *person, const SettleWork *work,
                                uint64_t *executed, FindingList *findings, Failure *failure)
{
    size_t prior_count;
    (void)run_prior_of(run, person->index, &prior_count);
    if (prior_count == 0) return STATUS_OK;
    executed[RELATION_PAID_ELSEWHERE]++;
    for (size_t begin = 0, end; begin < work->line_count; begin = end) {
        PaidPart parts[PARTS_MAX];
        size_t count = 0;
        MunicipalityCode from, to;
        const DecisionLine *first = &work->lines[begin];
        for (end = begin; end < work->line_count; end++) {
            const DecisionLine *line = &work->lines[end];
            if (line->code != first->code || line->budget_year != first->budget_year) break;
            if (!line->first || line->status != DECISION_PAY || count == PARTS_MAX) continue;
            parts[count++] = (PaidPart){line->code, line->budget_year, line->municipality,
                                        line->settled_before, line->due};
        }
        if (count < 2 || !paid_elsewhere(parts, count, &from, &to)) continue;
        TRY(add_elsewhere(run, person, first, from, to, findings, failure));
    }
    return STATUS_OK;
}

Status run_control_lines(const Run *run, const PersonAt *person, const SettleWork *work,
                         uint64_t *executed, FindingList *findings, Failure *failure)
{
    TRY(control_year_one(run, person, work, executed, findings, failure));
    return control_elsewhere(run, person, work, executed, findings, failure);
}

/* --- payments --- */

static Status add_ore(Run *run, int control, MunicipalityCode code, const FindingValue *values,
                      size_t count, Failure *failure)
{
    Finding finding = run_finding(control, code);
    INVARIANT(count <= FINDING_VALUES_MAX);
    memcpy(finding.values, values, count * sizeof *values);
    finding.value_count = (uint8_t)count;
    return run_finding_add(run, &finding, COHORT_NOT_FOUND, failure);
}

static Status control_payments(Run *run, Failure *failure)
{
    if (run->thresholds.missing[RELATION_PAYMENT_LARGE]) return STATUS_OK;
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            Ore paid = run->sums[code][g].paid;
            if (paid <= 0) continue;
            run->counts.executed[RELATION_PAYMENT_LARGE]++;
            Kroner limit =
                payment_limit(&run->thresholds, run->configuration->payment_limit[g]);
            if (paid <= ore_from_kroner(limit)) continue;
            const FindingValue values[] = {
                {"group", VALUE_WORD, 0, payment_group_text((PaymentGroup)g)},
                {"amount", VALUE_ORE, paid, NULL},
                {"limit", VALUE_NUMBER, limit, NULL}};
            TRY(add_ore(run, RELATION_PAYMENT_LARGE, (MunicipalityCode)code, values, 3,
                        failure));
        }
    }
    return STATUS_OK;
}

static Status control_appropriations(Run *run, const RunFigures *figures, Failure *failure)
{
    AppropriationSum sums[APPROPRIATIONS];
    const RuleSet *rules = run_posting_rules(run);
    if (run->thresholds.missing[RELATION_OVER_APPROPRIATION]) return STATUS_OK;
    size_t count =
        appropriation_sums(&run->thresholds, run->options.schemes, figures->settled, sums);
    run->counts.executed[RELATION_OVER_APPROPRIATION] += count;
    for (size_t i = 0; i < count; i++) {
        if (sums[i].settled <= ore_from_kroner(sums[i].limit)) continue;
        const Posting *posting = &rules->postings[sums[i].head];
        const FindingValue values[] = {{"chapter", VALUE_NUMBER, posting->chapter, NULL},
                                       {"item", VALUE_NUMBER, posting->item, NULL},
                                       {"settled", VALUE_ORE, sums[i].settled, NULL},
                                       {"limit", VALUE_NUMBER, sums[i].limit, NULL}};
        TRY(add_ore(run, RELATION_OVER_APPROPRIATION, MUNICIPALITY_NONE, values, 4, failure));
    }
    return STATUS_OK;
}

/* R925. What a held municipality does not take up is held, and said so. */
static Status control_waiting(Run *run, Failure *failure)
{
    uint16_t now = quarter_number(run->options.year, run->options.quarter);
    for (size_t i = 0; i < run->open_count; i++) {
        const OpenItem *item = &run->open[i];
        if (item->sent == 0) continue;
        run->counts.executed[RELATION_PAYMENT_WAITS]++;
        if (item->taken || !item->waits || !payment_waits_long(item->sent, now)) continue;
        const LedgerEntry *entry = &run->ledger->entries[item->sent_from];
        const FindingValue values[] = {
            {"group", VALUE_WORD, 0, payment_group_text(item->group)},
            {"amount", VALUE_ORE, item->amount, NULL},
            {"year", VALUE_NUMBER, entry->year, NULL},
            {"quarter", VALUE_NUMBER, entry->quarter, NULL},
            {"entry", VALUE_NUMBER, item->sent_from, NULL}};
        TRY(add_ore(run, RELATION_PAYMENT_WAITS, known_code(run, item->municipality), values, 5,
                    failure));
    }
    return STATUS_OK;
}

/* --- accounts --- */

typedef struct AccountOwner {
    const char *account;
    MunicipalityCode code; /* as on the cut-off date: a predecessor's account is one's own */
    bool payee;            /* in the payee file; else last paid */
} AccountOwner;

static int compare_owners(const void *left, const void *right)
{
    const AccountOwner *a = left;
    const AccountOwner *b = right;
    int order = strcmp(a->account, b->account);
    if (order == 0) order = (a->code > b->code) - (a->code < b->code);
    return order != 0 ? order : b->payee - a->payee;
}

static size_t list_owners(const Run *run, AccountOwner *owners)
{
    size_t count = 0;
    for (size_t i = 0; i < run->payees->count; i++) {
        const Payee *payee = &run->payees->items[i];
        owners[count++] = (AccountOwner){payee->account, known_code(run, payee->code), true};
    }
    for (size_t i = 0; i < run->account_count; i++) {
        const PaidAccount *paid = &run->accounts[i];
        owners[count++] =
            (AccountOwner){paid->account, known_code(run, paid->municipality), false};
    }
    qsort(owners, count, sizeof *owners, compare_owners);
    return count;
}

/* Any other owner of the account of owners[index]. */
static const AccountOwner *other_owner(const AccountOwner *owners, size_t count, size_t index)
{
    const AccountOwner *own = &owners[index];
    size_t begin = index;
    while (begin > 0 && strcmp(owners[begin - 1].account, own->account) == 0)
        begin--;
    for (size_t i = begin; i < count && strcmp(owners[i].account, own->account) == 0; i++)
        if (owners[i].code != own->code) return &owners[i];
    return NULL;
}

static Status note_accounts(Run *run, const AccountOwner *owners, size_t count,
                            Failure *failure)
{
    for (size_t i = 0; i < count; i++) {
        if (!owners[i].payee) continue;
        run->counts.executed[RELATION_ACCOUNT_SHARED]++;
        const AccountOwner *other = other_owner(owners, count, i);
        if (other == NULL) continue;
        const FindingValue values[] = {{"other", VALUE_MUNICIPALITY, other->code, NULL}};
        TRY(add_ore(run, RELATION_ACCOUNT_SHARED, owners[i].code, values, 1, failure));
    }
    return STATUS_OK;
}

static Status control_accounts(Run *run, Failure *failure)
{
    if (run->payees == NULL) return STATUS_OK;
    size_t room = run->payees->count + run->account_count;
    CLEANUP(system_free) AccountOwner *owners = system_allocate(room * sizeof *owners);
    if (owners == NULL) return failure_set(failure, STATUS_MEMORY, _("accounts"), NULL);
    return note_accounts(run, owners, list_owners(run, owners), failure);
}

/* --- municipalities and digits --- */

static Status take_findings(Run *run, const Findings *found, Failure *failure)
{
    for (size_t i = 0; i < found->count; i++)
        TRY(run_finding_add(run, &found->items[i], COHORT_NOT_FOUND, failure));
    return STATUS_OK;
}

static Status find_in_figures(Run *run, Findings *found, int64_t *scratch)
{
    const RunFigures *figures = run->figures;
    MunicipalitySet set = figures_set(run, figures);
    uint64_t *executed = run->counts.executed;
    TRY(municipality_controls(&set, scratch, executed, found));
    return digit_controls(&run->thresholds, figures->digits, figures->count + 1, executed,
                          found);
}

static Status control_figures(Run *run, Findings *found, int64_t *scratch, Failure *failure)
{
    TRY(failure_of(failure, find_in_figures(run, found, scratch),
                   _("controls of municipalities"), NULL));
    return take_findings(run, found, failure);
}

static Status control_municipalities(Run *run, Failure *failure)
{
    enum { EACH = MUNICIPALITY_CONTROLS_MAX + DIGIT_CONTROLS_MAX };
    size_t room = (run->figures->count + 1) * EACH;
    CLEANUP(system_free) Finding *items = system_allocate(room * sizeof *items);
    CLEANUP(system_free)
    int64_t *scratch = system_allocate((run->figures->count + 1) * sizeof *scratch);
    Findings found = {items, 0, room};
    if (items == NULL || scratch == NULL)
        return failure_set(failure, STATUS_MEMORY, _("controls of municipalities"), NULL);
    return control_figures(run, &found, scratch, failure);
}

/* --- R407: one record in two files --- */

static Status note_again(Run *run, size_t index, Failure *failure)
{
    Finding finding = run_finding(RELATION_RECORD_TWICE, MUNICIPALITY_NONE);
    return run_finding_add(run, &finding, (int64_t)index, failure);
}

/* Only when there are any: the cohort keeps one of identical records and counts the others. */
static Status control_records(Run *run, Failure *failure)
{
    const Cohort *cohort = &run->cohort;
    run->counts.executed[RELATION_RECORD_TWICE] += cohort->records;
    if (cohort->identical == 0) return STATUS_OK;
    CLEANUP(system_free) uint8_t *times = system_allocate_zeroed(cohort->count, sizeof *times);
    if (times == NULL) return failure_set(failure, STATUS_MEMORY, _("controls"), NULL);
    for (size_t p = 0; p < cohort->extracts.part_count; p++) {
        const RegisterPart *part = &cohort->extracts.parts[p];
        const uint8_t *block;
        for (size_t at = 0; (block = register_part_next(part, &at)) != NULL;) {
            int64_t index = cohort_find(cohort, person_block_ident(block));
            if (index >= 0 && times[index] < UINT8_MAX) times[index]++;
        }
    }
    enum { COPIES_DIFFER = COHORT_CONFLICT | COHORT_NO_COPY_COUNTS | COHORT_STRAY_COPY };
    for (size_t i = 0; i < cohort->count; i++) {
        if (times[i] < 2 || (cohort->flags[i] & COPIES_DIFFER)) continue;
        TRY(note_again(run, i, failure));
    }
    return STATUS_OK;
}

/* --- R408: a newborn of two municipalities --- */

Status run_list_child(const Run *run, const PersonAt *at, ChildList *list, Failure *failure)
{
    const Registration *child = &at->view;
    if (child->mother == IDENT_NONE) return STATUS_OK;
    int64_t mother = cohort_owner(&run->cohort, child->mother);
    if (mother == COHORT_NOT_FOUND) return STATUS_OK;
    MunicipalityCode code = residence_on(child, run->cutoff, run->cutoff);
    if (code == MUNICIPALITY_NONE) code = child->settlement.municipality;
    TRY(system_grow(&list->items, &list->capacity, list->count + 1, sizeof *list->items,
                    failure));
    list->items[list->count++] = (ChildOf){.mother = (uint32_t)mother,
                                           .born = child->born,
                                           .sex = child->sex,
                                           .municipality = mapped(run, code),
                                           .person = (uint32_t)at->index};
    return STATUS_OK;
}

static Status note_children(Run *run, const ChildOf *children, size_t count, Failure *failure)
{
    run->counts.executed[RELATION_NEWBORN_TWICE] += count;
    for (size_t i = 1; i < count; i++) {
        if (!child_counted_twice(&children[i - 1], &children[i])) continue;
        Finding finding = run_finding(RELATION_NEWBORN_TWICE, MUNICIPALITY_NONE);
        finding.values[finding.value_count++] =
            (FindingValue){"born", VALUE_DAY, children[i].born, NULL};
        finding.values[finding.value_count++] =
            (FindingValue){"other", VALUE_MUNICIPALITY, children[i - 1].municipality, NULL};
        TRY(run_finding_add(run, &finding, children[i].person, failure));
    }
    return STATUS_OK;
}

static Status control_newborns(Run *run, Failure *failure)
{
    ChildList *children = &run->children;
    if (children->count > 1)
        qsort(children->items, children->count, sizeof *children->items, child_compare);
    return note_children(run, children->items, children->count, failure);
}

/* --- R418: a newborn with its mother, and settled on its own --- */

static bool has_year_one(const SettleWork *work)
{
    for (size_t i = 0; i < work->draft_count; i++) {
        const DecisionLine *line = &work->drafts[i].line;
        if (grant_code_is_settling((GrantCode)line->code) &&
            (line->earned != 0 || line->settled_before != 0))
            return true;
    }
    return false;
}

Status run_list_birth(const Run *run, const PersonAt *at, const SettleWork *work,
                      BirthList *list, Failure *failure)
{
    const Registration *child = &at->view;
    bool newborn = at->mother_index != COHORT_NOT_FOUND;
    if (run->thresholds.missing[RELATION_CHILD_TWICE]) return STATUS_OK;
    if (!newborn && !is_settled_newborn(child)) return STATUS_OK;
    if (!has_year_one(work)) return STATUS_OK;
    TRY(system_grow(&list->items, &list->capacity, list->count + 1, sizeof *list->items,
                    failure));
    list->items[list->count++] =
        (BirthOf){.born = child->born,
                  .settled = newborn ? at->mother.settlement.date : child->settlement.date,
                  .background = child->background,
                  .sex = child->sex,
                  .newborn = newborn,
                  .person = (uint32_t)at->index};
    return STATUS_OK;
}

static Status note_birth(Run *run, const BirthOf *newborn, const BirthOf *child,
                         Failure *failure)
{
    PersonRooms *rooms;
    Finding finding = run_finding(RELATION_CHILD_TWICE, MUNICIPALITY_NONE);
    TRY(run_rooms(run, &rooms, failure));
    finding.values[0] = (FindingValue){"born", VALUE_DAY, child->born, NULL};
    finding.values[1] = (FindingValue){"settled", VALUE_DAY, child->settled, NULL};
    finding.values[2] = (FindingValue){"mother_settled", VALUE_DAY, newborn->settled, NULL};
    run_name_other(run, newborn->person, &rooms->beside, &finding.values[3]);
    finding.value_count = 3 + RUN_OTHER_VALUES;
    return run_finding_add(run, &finding, child->person, failure);
}

/* Those alike stand together, newborns first in order of settlement: each other child is
 * compared with the first newborn that is not settled too early. */
static Status control_births(Run *run, Failure *failure)
{
    BirthList *births = &run->births;
    int months = (int)run->thresholds.value[THRESHOLD_NEWBORN_MONTHS];
    if (run->thresholds.missing[RELATION_CHILD_TWICE]) return STATUS_OK;
    run->counts.executed[RELATION_CHILD_TWICE] += births->count;
    if (births->count < 2) return STATUS_OK;
    qsort(births->items, births->count, sizeof *births->items, birth_compare);
    for (size_t i = 1, near = 0; i < births->count; i++) {
        const BirthOf *child = &births->items[i];
        if (!birth_is_alike(&births->items[near], child)) near = i;
        while (near < i && births->items[near].newborn && !child->newborn &&
               day_add_months(births->items[near].settled, months) < child->settled)
            near++;
        if (near < i && newborn_counted_twice(&births->items[near], child, months))
            TRY(note_birth(run, &births->items[near], child, failure));
    }
    return STATUS_OK;
}

static Status control_relations(Run *run, Failure *failure)
{
    TRY(control_records(run, failure));
    TRY(control_newborns(run, failure));
    return control_births(run, failure);
}

Status run_controls(Run *run, Failure *failure)
{
    STAGE(CONTROLS);
    INVARIANT(run->figures != NULL);
    TRY(control_relations(run, failure));
    TRY(control_payments(run, failure));
    TRY(control_waiting(run, failure));
    TRY(control_accounts(run, failure));
    TRY(control_appropriations(run, run->figures, failure));
    TRY(control_municipalities(run, failure));
    return run_negative_years(run, failure);
}

static Status no_memory(Failure *failure)
{
    return failure_set(failure, STATUS_MEMORY, _("figures"), NULL);
}

Status run_figures_plan(const Run *run, FigurePlan **out, Failure *failure)
{
    LastRun last;
    bool any = run->ledger != NULL && ledger_last_paying(run->ledger)->kind == ENTRY_RUN;
    if (any) {
        const LedgerEntry *entry = ledger_last_paying(run->ledger);
        last = (LastRun){entry->year, entry->quarter, entry->cutoff};
    }
    *out = system_allocate(sizeof **out);
    if (*out == NULL) return no_memory(failure);
    figure_plan_make(&run->settle, any ? &last : NULL, *out);
    return STATUS_OK;
}

Status figure_sums_make(const FigurePlan *plan, FigureSums *sums, Failure *failure)
{
    *sums = (FigureSums){.sums = system_allocate_zeroed(plan->count, sizeof *sums->sums),
                         .days = system_allocate_zeroed(plan->count, sizeof *sums->days),
                         .hours = system_allocate_zeroed(plan->count, sizeof *sums->hours)};
    bool enough = sums->sums != NULL && sums->days != NULL && sums->hours != NULL;
    return enough ? STATUS_OK : no_memory(failure);
}

void figure_sums_free(FigureSums *sums)
{
    system_free(sums->sums);
    system_free(sums->days);
    system_free(sums->hours);
    system_free(sums->amounts);
    *sums = (FigureSums){0};
}

Status figure_sums_room(FigureSums *sums, size_t amounts, Failure *failure)
{
    return system_grow(&sums->amounts, &sums->amount_capacity, sums->amount_count + amounts,
                       sizeof *sums->amounts, failure);
}

static Status add_decided(const Run *run, const FigurePlan *plan, RunFigures *figures,
                          Failure *failure)
{
    DecidedNumbers *decided;
    if (run->options.decided == NULL) return STATUS_OK;
    TRY(decided_csv_read(run->options.decided, &decided, failure));
    for (size_t i = 0; i < decided->count; i++) {
        const DecidedNumber *number = &decided->items[i];
        size_t place = figure_place(&run->settle, plan, number->municipality);
        if (place == 0 || number->year != plan->year) continue;
        int64_t *value = &figures->items[place - 1].value[FIGURE_DECIDED];
        *value = (*value < 0 ? 0 : *value) + number->persons;
    }
    memcpy(figures->decided_sha256, decided->sha256, sizeof figures->decided_sha256);
    decided_free(decided);
    return STATUS_OK;
}

/* Of this year, also of those who have vanished and of municipalities themselves. */
static void add_settled(const Run *run, const FigureSums *sums, RunFigures *figures)
{
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
        figures->settled[g] = ore_add(sums->settled[g], sums->due[g]);
    figures_add_settled(run->vanished, run->vanished_count, run->options.year,
                        figures->settled);
    figures_add_settled(run->basic_prior, run->basic_prior_count, run->options.year,
                        figures->settled);
}

/* R720: a code of 15 January counts for what it has become. */
static void add_basic(const Run *run, const FigurePlan *plan, RunFigures *figures)
{
    if (!(run->options.schemes & SCHEME_NORWEGIAN) || !basic_is_computed(&run->settle)) return;
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        size_t place = figure_place(&run->settle, plan, (MunicipalityCode)code);
        if (place > 0)
            figures->items[place - 1].value[FIGURE_BASIC_COUNT] += run->basic_counts[code];
    }
}

Status run_figures_finish(Run *run, const FigurePlan *plan, FigureSums *sums, Failure *failure)
{
    RunFigures *figures = system_allocate_zeroed(1, sizeof *figures);
    if (figures == NULL) return no_memory(failure);
    run->figures = figures;
    *figures =
        (RunFigures){.items = system_allocate_zeroed(plan->count, sizeof *figures->items),
                     .digits = system_allocate_zeroed(plan->count + 1, sizeof *figures->digits),
                     .count = plan->count,
                     .late_known = day_is_set(plan->last_cutoff),
                     .term_quarters = plan->term_quarters,
                     .term_quarters_due = plan->term_quarters_due};
    if (figures->items == NULL || figures->digits == NULL) return no_memory(failure);
    figures_finish(plan, sums, figures->items, figures->digits);
    add_basic(run, plan, figures);
    add_settled(run, sums, figures);
    return add_decided(run, plan, figures, failure);
}

void run_figures_free(RunFigures *figures)
{
    if (figures == NULL) return;
    system_free(figures->items);
    system_free(figures->digits);
    system_free(figures);
}

MunicipalitySet figures_set(const Run *run, const RunFigures *figures)
{
    return (MunicipalitySet){.thresholds = &run->thresholds,
                             .quarter = run->options.quarter,
                             .late_known = figures->late_known,
                             .term_quarters = figures->term_quarters,
                             .term_quarters_due = figures->term_quarters_due,
                             .items = figures->items,
                             .count = figures->count};
}
