#include "rules/settlement/figures.h"

#include <stdlib.h>
#include <string.h>

#include "rules/base/whereabouts.h"
#include "rules/controls/control_work.h"

/* --- plan --- */

/* grants.md 4: terms are quarters; a run that skips some pays several terms. */
static void plan_terms(const SettleContext *context, const LastRun *last, FigurePlan *plan)
{
    int here = context->year * 4 + context->quarter;
    plan->last_cutoff = DAY_NONE;
    if (last == NULL) return;
    plan->last_cutoff = last->cutoff;
    plan->last_year = last->year;
    plan->term_quarters = last->quarter;
    plan->term_quarters_due = here - (last->year * 4 + last->quarter);
    /* A new year's terms begin with the year, whatever the last run left out. */
    if (last->year < context->year) plan->term_quarters_due = context->quarter;
}

static void plan_places(const SettleContext *context, FigurePlan *plan)
{
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        if (context->mapping->to[code] != code) continue;
        plan->codes[plan->count] = (MunicipalityCode)code;
        plan->place[code] = (uint16_t)++plan->count;
    }
}

/* Twelve months, whatever the quarter; hours of the half-years that are reported by now. */
static void plan_shares(const SettleContext *context, FigurePlan *plan)
{
    enum { MONTHS = 12, HALF_YEARS_BACK = 2 };
    const GrantContext *own = &settle_own_year(context)->context;
    plan->shares_begin = day_add_months(context->cutoff, -MONTHS) + 1;
    plan->first_half_year = control_half_year_of(context->cutoff) - HALF_YEARS_BACK;
    plan->first_money_year = control_first_money_year(own);
    plan->thresholds = own->thresholds;
}

void figure_plan_make(const SettleContext *context, const LastRun *last, FigurePlan *plan)
{
    const RuleSet *rules = settle_own_year(context)->context.rules;
    *plan = (FigurePlan){.year = context->year,
                         .begin = first_day_of_year(context->year),
                         .end = last_day_of_year(context->year)};
    if (plan->end > context->cutoff) plan->end = context->cutoff;
    const Rate *ceiling = rule_rate(rules, RATE_FHT2_MAX, plan->end, plan->end);
    plan->ceiling = ceiling != NULL ? ceiling->amount : 0;
    plan->elderly_age = rule_value(rules, RULE_ELDERLY_MINIMUM_AGE);
    plan_shares(context, plan);
    plan_terms(context, last, plan);
    plan_places(context, plan);
}

/* --- one person: what the register says --- */

size_t figure_place(const SettleContext *context, const FigurePlan *plan, MunicipalityCode code)
{
    if (code == MUNICIPALITY_NONE || code >= MUNICIPALITY_CODES) return 0;
    MunicipalityCode to = context->mapping->to[code];
    return to < MUNICIPALITY_CODES ? plan->place[to] : 0;
}

static void add_event(const FigurePlan *plan, FigureSums *sums, size_t place, DatedEvent event,
                      Day day)
{
    if (place == 0 || day < plan->begin || day > plan->end) return;
    sums->days[place - 1][event][day - plan->begin]++;
}

static void add_settlement(const SettleContext *context, const FigurePlan *plan,
                           const Registration *person, FigureSums *sums)
{
    const Settlement *settled = &person->settlement;
    if (!day_is_set(settled->date) || settled->date > context->cutoff) return;
    size_t place = figure_place(context, plan, settled->municipality);
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
    row[FIGURE_ELDERLY] += completed_age(person->born, settled->date) >= plan->elderly_age;
    row[FIGURE_CHILDREN] += settled->group == SETTLEMENT_BARN;
    add_event(plan, sums, place, EVENT_SETTLED, settled->date);
}

static void add_training(const SettleContext *context, const FigurePlan *plan,
                         const Registration *person, FigureSums *sums)
{
    const NorwegianTraining *training = &person->training;
    if (!day_is_set(training->target_from)) return;
    MunicipalityCode code = training->training_municipality;
    if (code == MUNICIPALITY_NONE) code = residence_on(person, plan->end, context->cutoff);
    size_t place = figure_place(context, plan, code);
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
        sums->hours[place - 1][all < FIGURE_HOURS ? all : FIGURE_HOURS - 1]++;
    }
}

static void add_amount(FigureSums *sums, size_t place, Kroner amount)
{
    INVARIANT(sums->amount_count < sums->amount_capacity);
    sums->amounts[sums->amount_count++] = (ImpairedAmount){amount, (uint16_t)(place - 1)};
}

/* The ceiling is the state's number: only amounts below it are somebody's own. */
static void add_impairments(const SettleContext *context, const FigurePlan *plan,
                            const Registration *person, FigureSums *sums)
{
    for (size_t i = 0; i < person->special_count; i++) {
        const SpecialGrant *grant = &person->special_grants[i];
        if (grant->code != GRANT_FHT2 || grant->decided > context->cutoff) continue;
        MunicipalityCode code = residence_on(person, grant->decided, context->cutoff);
        size_t place = figure_place(context, plan, code);
        if (place == 0) continue;
        if (grant->decided >= plan->begin && grant->decided <= plan->end) {
            sums->sums[place - 1][FIGURE_IMPAIRED_DATES]++;
            add_event(plan, sums, place, EVENT_IMPAIRED, grant->decided);
        }
        if (plan->ceiling > 0 && grant->amount_kroner >= plan->ceiling) continue;
        add_amount(sums, place, grant->amount_kroner);
    }
}

/* --- one person: what was decided and settled --- */

/* Is this line the first of its kind in its municipality? A person counts once there. */
static bool counts_person(const DecisionLine *lines, size_t index, int year, bool integration)
{
    const DecisionLine *line = &lines[index];
    for (size_t i = 0; i < index; i++) {
        const DecisionLine *other = &lines[i];
        bool like = integration ? grant_code_is_integration((GrantCode)other->code)
                                : other->code == GRANT_FHT2;
        if (like && other->budget_year == year && other->earned > 0 &&
            other->municipality == line->municipality)
            return false;
    }
    return true;
}

static void add_line(const FigurePlan *plan, const Registration *person,
                     const DecisionLine *lines, size_t index, int64_t *row)
{
    const DecisionLine *line = &lines[index];
    bool own = line->budget_year == plan->year;
    if (own && line->earned > 0 && grant_code_is_integration((GrantCode)line->code)) {
        row[FIGURE_PERSONS] += counts_person(lines, index, plan->year, true);
        row[FIGURE_EARNED] = ore_add(row[FIGURE_EARNED], line->earned);
    }
    if (own && line->earned > 0 && line->code == GRANT_FHT2)
        row[FIGURE_IMPAIRED] += counts_person(lines, index, plan->year, false);
    if (!line->first || line->status != DECISION_PAY) return;
    if (own && grant_code_group((GrantCode)line->code) == GROUP_INT_2_5)
        row[FIGURE_TERM_DUE] = ore_add(row[FIGURE_TERM_DUE], line->due);
    if (grant_code_is_settling((GrantCode)line->code) && line->due > 0 &&
        line->settled_before == 0) {
        row[FIGURE_NEW_LINES]++;
        row[FIGURE_LATE_LINES] += day_is_set(plan->last_cutoff) &&
                                  day_is_set(person->settlement.date) &&
                                  person->settlement.date <= plan->last_cutoff;
    }
}

void figures_add_lines(const SettleContext *context, const DecisionLine *lines, size_t count,
                       FigureSums *sums)
{
    for (size_t i = 0; i < count; i++) {
        const DecisionLine *line = &lines[i];
        if (!line->first || line->status != DECISION_PAY) continue;
        if (line->budget_year != context->year) continue;
        Ore *due = &sums->due[grant_code_group((GrantCode)line->code)];
        *due = ore_add(*due, line->due);
    }
}

static void add_lines(const SettleContext *context, const FigurePlan *plan,
                      const Registration *person, const DecisionLine *lines, size_t count,
                      FigureSums *sums)
{
    for (size_t i = 0; i < count; i++) {
        const DecisionLine *line = &lines[i];
        bool known = line->municipality < MUNICIPALITY_CODES;
        size_t place = known ? plan->place[line->municipality] : 0;
        if (place == 0 || line->status == DECISION_HELD) continue;
        add_line(plan, person, lines, i, sums->sums[place - 1]);
    }
    figures_add_lines(context, lines, count, sums);
}

/* Settled lines of the year before, for R704, and of the last run's year, for R921. */
static void add_prior(const SettleContext *context, const FigurePlan *plan,
                      const SettledLine *prior, size_t prior_count, FigureSums *sums)
{
    size_t counted = 0; /* lines of one person and year stand together: a place counts once */
    for (size_t i = 0; i < prior_count; i++) {
        const SettledLine *line = &prior[i];
        PaymentGroup group = grant_code_group((GrantCode)line->code);
        if (line->budget_year == plan->year)
            sums->settled[group] = ore_add(sums->settled[group], line->amount);
        size_t place = figure_place(context, plan, line->municipality);
        if (place == 0 || !grant_code_is_integration((GrantCode)line->code)) continue;
        int64_t *row = sums->sums[place - 1];
        if (group == GROUP_INT_2_5 && line->budget_year == plan->last_year)
            row[FIGURE_TERM_SETTLED] = ore_add(row[FIGURE_TERM_SETTLED], line->amount);
        if (line->budget_year != plan->year - 1 || line->amount <= 0) continue;
        row[FIGURE_PERSONS_BEFORE] += place != counted;
        row[FIGURE_EARNED_BEFORE] = ore_add(row[FIGURE_EARNED_BEFORE], line->amount);
        counted = place;
    }
}

void figures_add(const SettleContext *context, const FigurePlan *plan,
                 const Registration *person, const SettledLine *settled, size_t settled_count,
                 const DecisionLine *lines, size_t count, FigureSums *sums)
{
    add_settlement(context, plan, person, sums);
    add_training(context, plan, person, sums);
    add_impairments(context, plan, person, sums);
    add_lines(context, plan, person, lines, count, sums);
    add_prior(context, plan, settled, settled_count, sums);
}

/* --- threads together --- */

void figure_sums_join(const FigurePlan *plan, FigureSums *to, const FigureSums *more)
{
    for (size_t p = 0; p < plan->count; p++) {
        for (int f = 0; f < FIGURE_SUMS; f++)
            to->sums[p][f] += more->sums[p][f];
        for (int e = 0; e < EVENTS; e++)
            for (int d = 0; d < FIGURE_DAYS; d++)
                to->days[p][e][d] += more->days[p][e][d];
        for (int h = 0; h < FIGURE_HOURS; h++)
            to->hours[p][h] += more->hours[p][h];
    }
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        to->due[g] = ore_add(to->due[g], more->due[g]);
        to->settled[g] = ore_add(to->settled[g], more->settled[g]);
    }
    INVARIANT(more->amount_count <= to->amount_capacity - to->amount_count);
    for (size_t i = 0; i < more->amount_count; i++)
        to->amounts[to->amount_count++] = more->amounts[i];
}

/* --- finishing --- */

static void busiest_day(const FigurePlan *plan, const uint32_t *days, int64_t *day,
                        int64_t *count)
{
    int best = 0;
    for (int d = 1; d < FIGURE_DAYS; d++)
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
    for (int h = 1; h < FIGURE_HOURS; h++) {
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
    for (int h = 1; h < FIGURE_HOURS; h++) {
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
static void count_amount(NumberFigures *numbers, Kroner amount, int64_t run)
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
        count_amount(&digits[by_place ? item->place + 1 : 0].impaired, item->amount, run);
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

void figures_add_settled(const SettledLine *lines, size_t count, int budget_year,
                         Ore sums[PAYMENT_GROUP_COUNT])
{
    for (size_t i = 0; i < count; i++) {
        if (lines[i].budget_year != budget_year) continue;
        Ore *sum = &sums[grant_code_group((GrantCode)lines[i].code)];
        *sum = ore_add(*sum, lines[i].amount);
    }
}

void figures_finish(const FigurePlan *plan, FigureSums *sums, MunicipalityFigures *items,
                    DigitFigures *digits)
{
    for (size_t p = 0; p < plan->count; p++) {
        MunicipalityFigures *item = &items[p];
        item->code = digits[p + 1].code = plan->codes[p];
        memcpy(item->value, sums->sums[p], sizeof sums->sums[p]);
        item->value[FIGURE_DECIDED] = -1;
        finish_dates(plan, &sums->days[p], item->value);
        finish_hours(sums->hours[p], item->value, &digits[p + 1].hours);
    }
    finish_country_hours(plan, sums, &digits[0].hours);
    sort_and_finish_amounts(sums, digits);
}
