#include "engine/forecast/forecast_newcomers.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/forecast/settle_csv.h"

void newcomers_free(Newcomers *newcomers)
{
    if (newcomers == NULL) return;
    system_free(newcomers->counts);
    system_free(newcomers);
}

Status newcomers_read(const ForecastOptions *options, Newcomers **out, Failure *failure)
{
    CLEANUP(newcomers_free) Newcomers *newcomers = system_allocate_zeroed(1, sizeof *newcomers);
    if (newcomers == NULL) return failure_set(failure, STATUS_MEMORY, _("newcomers"), NULL);
    if (options->settle != NULL)
        TRY(settle_csv_read(options->settle, &newcomers->counts, &newcomers->count, failure));
    *out = HAND_OVER(Newcomers *, newcomers);
    return STATUS_OK;
}

/* --- judging a file --- */

static Status judge_count(const ForecastWorld *world, const MunicipalityTable *table,
                          const NewcomerCount *count, int first_quarter, Failure *failure)
{
    const ForecastOptions *options = world->options;
    char problem[FAILURE_DETAIL_SIZE];
    bool known = municipality_on(table, count->municipality, world->cutoff) != NULL;
    if (known && count->quarter >= first_quarter) return STATUS_OK;
    if (!known)
        snprintf(
            problem, sizeof problem,
            _("%04u is no municipality on the cut-off, %s: write the code that it has that "
              "day"),
            count->municipality, day_text(world->cutoff).text);
    else
        snprintf(problem, sizeof problem,
                 _("quarter %d of %d is committed in the ledger, with those who came in it: "
                   "leave its lines out"),
                 count->quarter, options->year);
    return settle_csv_refuse(options->settle, count, problem, failure);
}

static Status judge_file(const ForecastWorld *world, const ForecastReport *report,
                         const Newcomers *newcomers, Failure *failure)
{
    for (size_t i = 0; i < newcomers->count; i++)
        TRY(judge_count(world, report->municipalities, &newcomers->counts[i],
                        report->first_quarter, failure));
    return STATUS_OK;
}

/* --- a year that comes again --- */

static Status judge_year(const ForecastWorld *world, Failure *failure)
{
    int like = world->options->settle_like;
    if (like >= world->options->year)
        return failure_set(failure, STATUS_USAGE, "--settle-like",
                           "name a year before the forecast's");
    if (world->cutoff >= last_day_of_year(like)) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--settle-like",
                       "%d was not over on the cut-off, %s: name an earlier year", like,
                       day_text(world->cutoff).text);
}

/* Nothing of what is committed comes once more. */
static void move_from_committed(Newcomers *newcomers, int first_quarter)
{
    for (size_t i = 0; i < newcomers->count; i++)
        if (newcomers->counts[i].quarter < first_quarter)
            newcomers->counts[i].quarter = (uint8_t)first_quarter;
    newcomers->count = newcomers_add_up(newcomers->counts, newcomers->count);
    for (size_t i = 0; i < newcomers->extra_count; i++)
        if (newcomers->extras[i].quarter < first_quarter)
            newcomers->extras[i].quarter = (uint8_t)first_quarter;
}

static Status find(const ForecastLines *known, const ForecastLines *before, int year,
                   Newcomers *newcomers, bool keep, Failure *failure)
{
    const NewcomerYear of = {known->items, before->items, known->count, before->count, year};
    size_t count;
    CLEANUP(system_free)
    NewcomerCount *counts = system_allocate((known->count + 1) * sizeof *counts);
    if (counts == NULL) return failure_set(failure, STATUS_MEMORY, _("newcomers"), NULL);
    newcomers_find(&of, counts, &count, newcomers->extras, &newcomers->extra_count);
    newcomers_by_group(counts, count, newcomers->counted);
    if (!keep) return STATUS_OK;
    newcomers->counts = HAND_OVER(NewcomerCount *, counts);
    newcomers->count = count;
    return STATUS_OK;
}

Status newcomers_complete(ForecastWorld *world, const ForecastReport *report,
                          Newcomers *newcomers, Failure *failure)
{
    const ForecastOptions *options = world->options;
    int like = options->settle_like;
    CLEANUP(forecast_lines_free) ForecastLines known = {0};
    CLEANUP(forecast_lines_free) ForecastLines before = {0};
    if (options->settle != NULL) TRY(judge_file(world, report, newcomers, failure));
    if (like == 0) return STATUS_OK;
    TRY(judge_year(world, failure));
    ForecastQuarters quarters = {
        .year = like, .first_quarter = 1, .cutoff = world->cutoff, .alone = true};
    TRY(forecast_quarters(world, &quarters, &known, failure));
    quarters.cutoff = day_add_years(world->cutoff, like - options->year);
    TRY(forecast_quarters(world, &quarters, &before, failure));
    TRY(find(&known, &before, like, newcomers, options->settle == NULL, failure));
    move_from_committed(newcomers, report->first_quarter);
    return STATUS_OK;
}

/* --- rows --- */

/* Where rows go. */
typedef struct Filling {
    const ForecastWorld *world;
    const Newcomers *newcomers;
    ForecastReport *report;
    size_t *capacity;
    const RuleSets *rules;
    bool changed;
} Filling;

static Status add_row(const Filling *to, int year, int quarter, MunicipalityCode municipality,
                      GrantCode code, Ore amount, Failure *failure)
{
    ForecastReport *report = to->report;
    if (amount == 0) return STATUS_OK;
    TRY(system_grow(&report->rows, to->capacity, report->row_count + 1, sizeof *report->rows,
                    failure));
    report->rows[report->row_count++] = (ForecastRow){.year = (int16_t)year,
                                                      .quarter = (uint8_t)quarter,
                                                      .municipality = municipality,
                                                      .group = (uint8_t)grant_code_group(code),
                                                      .base = to->changed ? 0 : amount,
                                                      .changed = to->changed ? amount : 0};
    return STATUS_OK;
}

static void note(const Filling *to, ForecastBrought *brought, bool priced, Ore amount)
{
    Ore *sum = to->changed ? &brought->changed : &brought->base;
    *sum = ore_add(*sum, amount);
    brought->any = true;
    brought->unpriced = brought->unpriced || !priced;
}

/* Named beside the rates that lines are held for, so that all can be given at once. */
static void note_rate(const Filling *to, GrantCode code, bool priced)
{
    if (!to->changed && !priced) to->report->rate_missing[code] = true;
}

static Status add_first_years(const Filling *to, Failure *failure)
{
    int year = to->world->options->year;
    const RuleSet *rules = rule_sets_year(to->rules, year);
    for (size_t i = 0; i < to->newcomers->count; i++) {
        const NewcomerCount *count = &to->newcomers->counts[i];
        Ore amount;
        bool priced = newcomer_price(count, rules, &amount);
        note(to, &to->report->first_year, priced, amount);
        note_rate(to, newcomer_code((SettlementGroup)count->group), priced);
        TRY(add_row(to, year, count->quarter, count->municipality,
                    newcomer_code((SettlementGroup)count->group), amount, failure));
        if (!to->changed) to->report->newcomers[count->group] += count->persons;
    }
    return STATUS_OK;
}

/* The newcomers of each municipality by the end of a quarter, a row each. */
typedef struct Shares {
    MunicipalityCode *codes;
    int64_t *persons;
    Ore *parts;
    size_t count;
} Shares;

static void shares_free(Shares *shares)
{
    system_free(shares->codes);
    system_free(shares->persons);
    system_free(shares->parts);
}
CLEANUP_VALUE(Shares, shares_free)

static Status shares_make(const Newcomers *newcomers, Shares *shares, Failure *failure)
{
    size_t room = newcomers->count + 1;
    shares->codes = system_allocate(room * sizeof *shares->codes);
    shares->persons = system_allocate(room * sizeof *shares->persons);
    shares->parts = system_allocate(room * sizeof *shares->parts);
    if (shares->codes != NULL && shares->persons != NULL && shares->parts != NULL)
        return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, _("newcomers"), NULL);
}

/* Of all whom the code comes with; of everybody, when `all`. */
static int64_t weigh(const Newcomers *newcomers, int quarter, GrantCode code, bool all_groups,
                     Shares *shares)
{
    int64_t all = 0;
    shares->count = 0;
    for (size_t i = 0; i < newcomers->count; i++) {
        const NewcomerCount *count = &newcomers->counts[i];
        if (shares->count == 0 || shares->codes[shares->count - 1] != count->municipality) {
            shares->codes[shares->count] = count->municipality;
            shares->persons[shares->count++] = 0;
        }
        bool brought = all_groups || newcomer_brings_to(code, (SettlementGroup)count->group);
        if (!brought || count->quarter > quarter || count->persons < 0) continue;
        shares->persons[shares->count - 1] += count->persons;
        all += count->persons;
    }
    return all;
}

/* A quarter before anybody has come is shared by those of the whole year. */
static void share_out(const Newcomers *newcomers, int quarter, GrantCode code, Ore amount,
                      Shares *shares)
{
    if (weigh(newcomers, quarter, code, false, shares) == 0 &&
        weigh(newcomers, 4, code, false, shares) == 0)
        (void)weigh(newcomers, 4, code, true, shares);
    newcomers_share(amount, shares->persons, shares->count, shares->parts);
}

static NewcomerRates rates_of(const Filling *to)
{
    const ForecastOptions *options = to->world->options;
    NewcomerRates rates = {.counted = {NULL}};
    memcpy(rates.persons_counted, to->newcomers->counted, sizeof rates.persons_counted);
    newcomers_by_group(to->newcomers->counts, to->newcomers->count, rates.persons_coming);
    for (int before = 0; before < NEWCOMER_YEARS_BEFORE; before++) {
        rates.counted[before] = rule_sets_year(to->world->rules, options->settle_like - before);
        rates.coming[before] = rule_sets_year(to->rules, options->year - before);
    }
    return rates;
}

static Status add_extra(const Filling *to, const NewcomerExtra *extra,
                        const NewcomerRates *rates, Shares *shares, Failure *failure)
{
    Ore amount;
    GrantCode code = (GrantCode)extra->code;
    bool priced = newcomer_extra_price(extra, rates, &amount);
    note(to, &to->report->brought[code], priced, amount);
    note_rate(to, code,
              priced || rates->coming[extra->years_before] == NULL || extra->years_before > 0);
    if (amount == 0) return STATUS_OK;
    share_out(to->newcomers, extra->quarter, code, amount, shares);
    for (size_t i = 0; i < shares->count; i++)
        TRY(add_row(to, to->world->options->year - extra->years_before, extra->quarter,
                    shares->codes[i], code, shares->parts[i], failure));
    return STATUS_OK;
}

Status newcomers_rows(const ForecastWorld *world, const Newcomers *newcomers, bool changed,
                      ForecastReport *report, size_t *row_capacity, Failure *failure)
{
    CLEANUP(shares_free) Shares shares = {NULL};
    const Filling to = {.world = world,
                        .newcomers = newcomers,
                        .report = report,
                        .capacity = row_capacity,
                        .rules = changed ? world->changed_rules : world->rules,
                        .changed = changed};
    TRY(shares_make(newcomers, &shares, failure));
    TRY(add_first_years(&to, failure));
    const NewcomerRates rates = rates_of(&to);
    for (size_t i = 0; i < newcomers->extra_count; i++)
        TRY(add_extra(&to, &newcomers->extras[i], &rates, &shares, failure));
    return STATUS_OK;
}
