/* figures.c - figures of municipalities, by threads and then together. control.md 1. */
#include "engine/run/figures.h"

#include <stdlib.h>
#include <string.h>

#include "formats/csv/decided_csv.h"
#include "rules/base/whereabouts.h"

enum {
    DAYS_OF_YEAR = 366,
    HOURS_LISTED = 1024, /* hours of a half-year; more count as the last */
    ELDERLY_AGE = 60     /* grants.md 2.2, ELDR */
};

/* Events whose dates are counted by day of the budget year. */
typedef enum DatedEvent {
    EVENT_SETTLED = 0,
    EVENT_IMPAIRED,
    EVENT_TRAINING,
    EVENTS
} DatedEvent;

struct FigurePlan {
    uint16_t place[MUNICIPALITY_CODES]; /* index + 1; 0: no municipality of the cut-off date */
    MunicipalityCode codes[MUNICIPALITY_CODES];
    size_t count;
    int year;
    Day begin, end;  /* of the budget year; the end not after the cut-off */
    Day last_cutoff; /* of the last committed run, or DAY_NONE */
    int last_year, term_quarters, term_quarters_due;
    Kroner ceiling; /* of FHT2, 0 none */
};

typedef struct ImpairedAmount {
    Kroner amount;
    uint16_t place; /* index */
} ImpairedAmount;

/* Fixed-size rows, one a municipality. */
typedef int64_t SumRow[FIGURE_SUMS];
typedef uint32_t DayRow[EVENTS][DAYS_OF_YEAR];
typedef uint32_t HourRow[HOURS_LISTED];

struct FigureSums {
    SumRow *sums;
    DayRow *days;
    HourRow *hours;
    ImpairedAmount *amounts;
    size_t amount_count, amount_capacity;
    Ore due[PAYMENT_GROUP_COUNT]; /* of the own budget year, paid by this run */
    Ore settled[PAYMENT_GROUP_COUNT];
};

/* --- plan --- */

/* grants.md 4: terms are quarters; a run that skips some pays several terms. */
static void plan_terms(const Run *run, FigurePlan *plan)
{
    plan->last_cutoff = DAY_NONE;
    if (run->ledger == NULL || ledger_last_paying(run->ledger)->kind != ENTRY_RUN) return;
    const LedgerEntry *last = ledger_last_paying(run->ledger);
    int here = run->options.year * 4 + run->options.quarter;
    plan->last_cutoff = last->cutoff;
    plan->last_year = last->year;
    plan->term_quarters = last->quarter;
    plan->term_quarters_due = here - (last->year * 4 + last->quarter);
    /* A new year's terms begin with the year, whatever the last run left out. */
    if (last->year < run->options.year) plan->term_quarters_due = run->options.quarter;
}

static void plan_places(const Run *run, FigurePlan *plan)
{
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        if (run->mapping->to[code] != code) continue;
        plan->codes[plan->count] = (MunicipalityCode)code;
        plan->place[code] = (uint16_t)++plan->count;
    }
}

Status figure_plan_make(const Run *run, FigurePlan **out, Failure *failure)
{
    FigurePlan *plan = system_allocate_zeroed(1, sizeof *plan);
    if (plan == NULL) return failure_set(failure, STATUS_MEMORY, "figures", NULL);
    const RuleSet *rules = settle_own_year(&run->settle)->context.rules;
    plan->year = run->options.year;
    plan->begin = day_from_date(plan->year, 1, 1);
    plan->end = day_from_date(plan->year, 12, 31);
    if (plan->end > run->cutoff) plan->end = run->cutoff;
    const Rate *ceiling = rule_rate(rules, RATE_FHT2_MAX, plan->end, plan->end);
    plan->ceiling = ceiling != NULL ? ceiling->amount : 0;
    plan_terms(run, plan);
    plan_places(run, plan);
    *out = plan;
    return STATUS_OK;
}

void figure_plan_free(FigurePlan *plan)
{
    system_free(plan);
}

Status figure_sums_make(const FigurePlan *plan, FigureSums **out, Failure *failure)
{
    FigureSums *sums = system_allocate_zeroed(1, sizeof *sums);
    if (sums == NULL) return failure_set(failure, STATUS_MEMORY, "figures", NULL);
    sums->sums = system_allocate_zeroed(plan->count, sizeof *sums->sums);
    sums->days = system_allocate_zeroed(plan->count, sizeof *sums->days);
    sums->hours = system_allocate_zeroed(plan->count, sizeof *sums->hours);
    if (sums->sums == NULL || sums->days == NULL || sums->hours == NULL) {
        figure_sums_free(sums);
        return failure_set(failure, STATUS_MEMORY, "figures", NULL);
    }
    *out = sums;
    return STATUS_OK;
}

void figure_sums_free(FigureSums *sums)
{
    if (sums == NULL) return;
    system_free(sums->sums);
    system_free(sums->days);
    system_free(sums->hours);
    system_free(sums->amounts);
    system_free(sums);
}

/* --- one person: what the register says --- */

/* Index + 1 of a registered code, 0 when it is no municipality that can be told. */
static size_t place_of_code(const Run *run, const FigurePlan *plan, MunicipalityCode code)
{
    if (code == MUNICIPALITY_NONE || code >= MUNICIPALITY_CODES) return 0;
    MunicipalityCode to = run->mapping->to[code];
    return to < MUNICIPALITY_CODES ? plan->place[to] : 0;
}

static void add_event(const FigurePlan *plan, FigureSums *sums, size_t place, DatedEvent event,
                      Day day)
{
    if (place == 0 || day < plan->begin || day > plan->end) return;
    sums->days[place - 1][event][day - plan->begin]++;
}

static void add_settlement(const Run *run, const FigurePlan *plan, const Registration *person,
                           FigureSums *sums)
{
    const Settlement *settled = &person->settlement;
    if (!day_is_set(settled->date) || settled->date > run->cutoff) return;
    size_t place = place_of_code(run, plan, settled->municipality);
    int year = day_year(settled->date);
    bool single = settled->group == SETTLEMENT_ENSLIG_VOKSEN;
    if (place == 0 || year < plan->year - 1 || year > plan->year) return;
    int64_t *row = sums->sums[place - 1];
    if (year < plan->year) {
        row[FIGURE_SETTLED_BEFORE]++;
        row[FIGURE_SINGLES_BEFORE] += single;
        return;
    }
    row[FIGURE_SETTLED]++;
    row[FIGURE_SINGLES] += single;
    row[FIGURE_AGREED] += settled->by_agreement;
    row[FIGURE_ELDERLY] += completed_age(person->born, settled->date) >= ELDERLY_AGE;
    row[FIGURE_CHILDREN] += settled->group == SETTLEMENT_BARN;
    add_event(plan, sums, place, EVENT_SETTLED, settled->date);
}

static void add_training(const Run *run, const FigurePlan *plan, const Registration *person,
                         FigureSums *sums)
{
    const NorwegianTraining *training = &person->training;
    if (!day_is_set(training->target_from)) return;
    MunicipalityCode code = training->training_municipality;
    if (code == MUNICIPALITY_NONE) code = residence_on(person, plan->end, run->cutoff);
    size_t place = place_of_code(run, plan, code);
    if (place == 0) return;
    if (training->decision >= plan->begin && training->decision <= plan->end) {
        sums->sums[place - 1][FIGURE_TRAINING_DATES]++;
        add_event(plan, sums, place, EVENT_TRAINING, training->decision);
    }
    for (size_t i = 0; i < person->hours_count; i++) {
        const TrainingHours *hours = &person->hours[i];
        int all = hours->norwegian + hours->social_studies;
        if (hours->half_year / 2 != plan->year || all == 0) continue;
        sums->sums[place - 1][FIGURE_HOUR_ROWS]++;
        sums->hours[place - 1][all < HOURS_LISTED ? all : HOURS_LISTED - 1]++;
    }
}

static Status add_amount(FigureSums *sums, size_t place, Kroner amount, Failure *failure)
{
    TRY(system_grow(&sums->amounts, &sums->amount_capacity, sums->amount_count + 1,
                    sizeof *sums->amounts, failure));
    sums->amounts[sums->amount_count++] = (ImpairedAmount){amount, (uint16_t)(place - 1)};
    return STATUS_OK;
}

/* The ceiling is the state's number: only amounts below it are somebody's own. */
static Status add_impairments(const Run *run, const FigurePlan *plan,
                              const Registration *person, FigureSums *sums, Failure *failure)
{
    for (size_t i = 0; i < person->special_count; i++) {
        const SpecialGrant *grant = &person->special_grants[i];
        if (grant->code != GRANT_FHT2 || grant->decided > run->cutoff) continue;
        MunicipalityCode code = residence_on(person, grant->decided, run->cutoff);
        size_t place = place_of_code(run, plan, code);
        if (place == 0) continue;
        if (grant->decided >= plan->begin && grant->decided <= plan->end) {
            sums->sums[place - 1][FIGURE_IMPAIRED_DATES]++;
            add_event(plan, sums, place, EVENT_IMPAIRED, grant->decided);
        }
        if (plan->ceiling > 0 && grant->amount_kroner >= plan->ceiling) continue;
        TRY(add_amount(sums, place, grant->amount_kroner, failure));
    }
    return STATUS_OK;
}

/* --- one person: what was decided and settled --- */

static bool is_integration(GrantCode code)
{
    PaymentGroup group = grant_code_group(code);
    return group == GROUP_INT_1 || group == GROUP_INT_2_5;
}

/* Is this line the first of its kind in its municipality? A person counts once there. */
static bool counts_person(const SettleWork *work, size_t index, int year, bool integration)
{
    const DecisionLine *line = &work->lines[index];
    for (size_t i = 0; i < index; i++) {
        const DecisionLine *other = &work->lines[i];
        bool like =
            integration ? is_integration((GrantCode)other->code) : other->code == GRANT_FHT2;
        if (like && other->budget_year == year && other->earned > 0 &&
            other->municipality == line->municipality)
            return false;
    }
    return true;
}

static bool is_year_one_person(uint8_t code)
{
    return code == GRANT_AR_1 || code == GRANT_AR_1_B || code == GRANT_AR_1_EM ||
           code == GRANT_AR_1_EV;
}

static void add_line(const FigurePlan *plan, const Registration *person, const SettleWork *work,
                     size_t index, int64_t *row)
{
    const DecisionLine *line = &work->lines[index];
    bool own = line->budget_year == plan->year;
    if (own && line->earned > 0 && is_integration((GrantCode)line->code)) {
        row[FIGURE_PERSONS] += counts_person(work, index, plan->year, true);
        row[FIGURE_EARNED] = ore_add(row[FIGURE_EARNED], line->earned);
    }
    if (own && line->earned > 0 && line->code == GRANT_FHT2) {
        row[FIGURE_IMPAIRED] += counts_person(work, index, plan->year, false);
    }
    if (!line->first || line->status != DECISION_PAY) return;
    if (own && grant_code_group((GrantCode)line->code) == GROUP_INT_2_5) {
        row[FIGURE_TERM_DUE] = ore_add(row[FIGURE_TERM_DUE], line->due);
    }
    if (is_year_one_person(line->code) && line->due > 0 && line->settled_before == 0) {
        row[FIGURE_NEW_LINES]++;
        row[FIGURE_LATE_LINES] += day_is_set(plan->last_cutoff) &&
                                  day_is_set(person->settlement.date) &&
                                  person->settlement.date <= plan->last_cutoff;
    }
}

void figures_add_lines(const Run *run, const SettleWork *work, FigureSums *sums)
{
    for (size_t i = 0; i < work->line_count; i++) {
        const DecisionLine *line = &work->lines[i];
        if (!line->first || line->status != DECISION_PAY) continue;
        if (line->budget_year != run->options.year) continue;
        Ore *due = &sums->due[grant_code_group((GrantCode)line->code)];
        *due = ore_add(*due, line->due);
    }
}

static void add_lines(const Run *run, const FigurePlan *plan, const Registration *person,
                      const SettleWork *work, FigureSums *sums)
{
    for (size_t i = 0; i < work->line_count; i++) {
        const DecisionLine *line = &work->lines[i];
        bool known = line->municipality < MUNICIPALITY_CODES;
        size_t place = known ? plan->place[line->municipality] : 0;
        if (place == 0 || line->status == DECISION_HELD) continue;
        add_line(plan, person, work, i, sums->sums[place - 1]);
    }
    figures_add_lines(run, work, sums);
}

/* Settled lines of the year before, for R704, and of the last run's year, for R921. */
static void add_prior(const Run *run, const FigurePlan *plan, size_t index, FigureSums *sums)
{
    size_t counted = 0; /* lines of one person and year stand together: a place counts once */
    size_t prior_count;
    const SettledLine *prior = run_prior_of(run, index, &prior_count);
    for (size_t i = 0; i < prior_count; i++) {
        const SettledLine *line = &prior[i];
        PaymentGroup group = grant_code_group((GrantCode)line->code);
        if (line->budget_year == plan->year) {
            sums->settled[group] = ore_add(sums->settled[group], line->amount);
        }
        size_t place = place_of_code(run, plan, line->municipality);
        if (place == 0 || !is_integration((GrantCode)line->code)) continue;
        int64_t *row = sums->sums[place - 1];
        if (group == GROUP_INT_2_5 && line->budget_year == plan->last_year) {
            row[FIGURE_TERM_SETTLED] = ore_add(row[FIGURE_TERM_SETTLED], line->amount);
        }
        if (line->budget_year != plan->year - 1 || line->amount <= 0) continue;
        row[FIGURE_PERSONS_BEFORE] += place != counted;
        row[FIGURE_EARNED_BEFORE] = ore_add(row[FIGURE_EARNED_BEFORE], line->amount);
        counted = place;
    }
}

Status figures_add(const Run *run, const FigurePlan *plan, size_t index,
                   const Registration *person, const SettleWork *work, FigureSums *sums,
                   Failure *failure)
{
    add_settlement(run, plan, person, sums);
    add_training(run, plan, person, sums);
    TRY(add_impairments(run, plan, person, sums, failure));
    add_lines(run, plan, person, work, sums);
    add_prior(run, plan, index, sums);
    return STATUS_OK;
}

/* --- threads together --- */

Status figure_sums_join(const FigurePlan *plan, FigureSums *to, const FigureSums *more,
                        Failure *failure)
{
    for (size_t p = 0; p < plan->count; p++) {
        for (int f = 0; f < FIGURE_SUMS; f++)
            to->sums[p][f] += more->sums[p][f];
        for (int e = 0; e < EVENTS; e++)
            for (int d = 0; d < DAYS_OF_YEAR; d++)
                to->days[p][e][d] += more->days[p][e][d];
        for (int h = 0; h < HOURS_LISTED; h++)
            to->hours[p][h] += more->hours[p][h];
    }
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        to->due[g] = ore_add(to->due[g], more->due[g]);
        to->settled[g] = ore_add(to->settled[g], more->settled[g]);
    }
    if (more->amount_count == 0) return STATUS_OK;
    size_t all = to->amount_count + more->amount_count;
    TRY(system_grow(&to->amounts, &to->amount_capacity, all, sizeof *to->amounts, failure));
    memcpy(&to->amounts[to->amount_count], more->amounts,
           more->amount_count * sizeof *more->amounts);
    to->amount_count = all;
    return STATUS_OK;
}

/* --- finishing --- */

static void busiest_day(const FigurePlan *plan, const uint32_t *days, int64_t *day,
                        int64_t *count)
{
    int best = 0;
    for (int d = 1; d < DAYS_OF_YEAR; d++)
        if (days[d] > days[best]) best = d;
    *day = plan->begin + best;
    *count = days[best];
}

static void finish_dates(const FigurePlan *plan, DayRow *row, int64_t *value)
{
    busiest_day(plan, (*row)[EVENT_SETTLED], &value[FIGURE_SETTLED_DAY],
                &value[FIGURE_SETTLED_ON_DAY]);
    busiest_day(plan, (*row)[EVENT_IMPAIRED], &value[FIGURE_IMPAIRED_DAY],
                &value[FIGURE_IMPAIRED_ON_DAY]);
    busiest_day(plan, (*row)[EVENT_TRAINING], &value[FIGURE_TRAINING_DAY],
                &value[FIGURE_TRAINING_ON_DAY]);
}

static void finish_hours(const uint32_t *row, int64_t *value, NumberFigures *numbers)
{
    value[FIGURE_HOURS_LOWEST] = value[FIGURE_HOURS_HIGHEST] = 0;
    for (int h = 1; h < HOURS_LISTED; h++) {
        if (row[h] == 0) continue;
        if (value[FIGURE_HOURS_LOWEST] == 0) value[FIGURE_HOURS_LOWEST] = h;
        value[FIGURE_HOURS_HIGHEST] = h;
        numbers->numbers += row[h];
        digits_add_many(&numbers->digits, h, row[h]);
        if (row[h] > numbers->common_count) {
            numbers->common_count = row[h];
            numbers->common = h;
        }
    }
}

/* The most common hours of the country are of all municipalities' rows together. */
static void finish_country_hours(const FigurePlan *plan, const FigureSums *sums,
                                 NumberFigures *numbers)
{
    for (int h = 1; h < HOURS_LISTED; h++) {
        int64_t all = 0;
        for (size_t p = 0; p < plan->count; p++)
            all += sums->hours[p][h];
        numbers->numbers += all;
        digits_add_many(&numbers->digits, h, (uint32_t)all);
        if (all <= numbers->common_count) continue;
        numbers->common_count = all;
        numbers->common = h;
    }
}

static int compare_amounts(const void *left, const void *right)
{
    const ImpairedAmount *a = left;
    const ImpairedAmount *b = right;
    if (a->place != b->place) return a->place < b->place ? -1 : 1;
    return (a->amount > b->amount) - (a->amount < b->amount);
}

static int compare_amounts_only(const void *left, const void *right)
{
    const ImpairedAmount *a = left;
    const ImpairedAmount *b = right;
    return (a->amount > b->amount) - (a->amount < b->amount);
}

/* Equal amounts stand together: `run` of them so far. */
static void take_amount(NumberFigures *numbers, Kroner amount, int64_t run)
{
    numbers->numbers++;
    digits_add(&numbers->digits, amount);
    if (run <= numbers->common_count) return;
    numbers->common_count = run;
    numbers->common = amount;
}

static void finish_amounts(const FigureSums *sums, DigitFigures *digits, bool by_place)
{
    int64_t run = 0;
    for (size_t i = 0; i < sums->amount_count; i++) {
        const ImpairedAmount *item = &sums->amounts[i];
        const ImpairedAmount *before = i > 0 ? item - 1 : NULL;
        bool same = before != NULL && before->amount == item->amount &&
                    (!by_place || before->place == item->place);
        run = same ? run + 1 : 1;
        take_amount(&digits[by_place ? item->place + 1 : 0].impaired, item->amount, run);
    }
}

static void sort_and_finish_amounts(FigureSums *sums, DigitFigures *digits)
{
    size_t count = sums->amount_count;
    if (count == 0) return;
    qsort(sums->amounts, count, sizeof *sums->amounts, compare_amounts_only);
    finish_amounts(sums, digits, false);
    qsort(sums->amounts, count, sizeof *sums->amounts, compare_amounts);
    finish_amounts(sums, digits, true);
}

static Status finish_decided(const Run *run, const FigurePlan *plan, RunFigures *figures,
                             Failure *failure)
{
    DecidedNumbers *decided;
    for (size_t p = 0; p < plan->count; p++)
        figures->items[p].value[FIGURE_DECIDED] = -1;
    if (run->options.decided == NULL) return STATUS_OK;
    TRY(decided_csv_read(run->options.decided, &decided, failure));
    for (size_t i = 0; i < decided->count; i++) {
        const DecidedNumber *number = &decided->items[i];
        size_t place = place_of_code(run, plan, number->municipality);
        if (place == 0 || number->year != plan->year) continue;
        int64_t *value = &figures->items[place - 1].value[FIGURE_DECIDED];
        *value = (*value < 0 ? 0 : *value) + number->persons;
    }
    memcpy(figures->decided_sha256, decided->sha256, sizeof figures->decided_sha256);
    decided_free(decided);
    return STATUS_OK;
}

/* Of this year, also of those who have vanished and of municipalities themselves. */
static void finish_settled(const Run *run, const FigureSums *sums, RunFigures *figures)
{
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
        figures->settled[g] = ore_add(sums->settled[g], sums->due[g]);
    const struct {
        const SettledLine *lines;
        size_t count;
    } others[] = {{run->vanished, run->vanished_count},
                  {run->basic_prior, run->basic_prior_count}};
    for (size_t o = 0; o < sizeof others / sizeof others[0]; o++) {
        for (size_t i = 0; i < others[o].count; i++) {
            const SettledLine *line = &others[o].lines[i];
            if (line->budget_year != run->options.year) continue;
            Ore *sum = &figures->settled[grant_code_group((GrantCode)line->code)];
            *sum = ore_add(*sum, line->amount);
        }
    }
}

static Status figures_make(const FigurePlan *plan, RunFigures **out, Failure *failure)
{
    RunFigures *figures = system_allocate_zeroed(1, sizeof *figures);
    if (figures == NULL) return failure_set(failure, STATUS_MEMORY, "figures", NULL);
    figures->count = plan->count;
    figures->items = system_allocate_zeroed(plan->count, sizeof *figures->items);
    figures->digits = system_allocate_zeroed(plan->count + 1, sizeof *figures->digits);
    if (figures->items != NULL && figures->digits != NULL) {
        *out = figures;
        return STATUS_OK;
    }
    figures_free(figures);
    return failure_set(failure, STATUS_MEMORY, "figures", NULL);
}

Status figures_finish(const Run *run, const FigurePlan *plan, FigureSums *sums,
                      RunFigures **out, Failure *failure)
{
    RunFigures *figures = NULL;
    TRY(figures_make(plan, &figures, failure));
    figures->late_known = day_is_set(plan->last_cutoff);
    figures->term_quarters = plan->term_quarters;
    figures->term_quarters_due = plan->term_quarters_due;
    for (size_t p = 0; p < plan->count; p++) {
        MunicipalityFigures *item = &figures->items[p];
        item->code = figures->digits[p + 1].code = plan->codes[p];
        memcpy(item->value, sums->sums[p], sizeof sums->sums[p]);
        finish_dates(plan, &sums->days[p], item->value);
        finish_hours(sums->hours[p], item->value, &figures->digits[p + 1].hours);
    }
    finish_country_hours(plan, sums, &figures->digits[0].hours);
    sort_and_finish_amounts(sums, figures->digits);
    finish_settled(run, sums, figures);
    Status status = finish_decided(run, plan, figures, failure);
    if (status == STATUS_OK) {
        *out = figures;
    } else {
        figures_free(figures);
    }
    return status;
}

void figures_free(RunFigures *figures)
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
