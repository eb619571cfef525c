#include "engine/forecast/forecast_quarters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/run/run_decide.h"
#include "formats/base/amount_words.h"
#include "formats/base/translate.h"
#include "formats/run/look_plain.h"
#include "formats/run/person_looks.h"

/* --- memory --- */

void forecast_past_free(ForecastPast *past)
{
    system_free(past->settled);
    person_looks_free(&past->looks);
    system_free(past->basic);
    *past = (ForecastPast){0};
}

void forecast_world_free(ForecastWorld *world)
{
    register_extracts_free(&world->extracts);
    if (world->ledger != NULL) ledger_close(world->ledger);
    forecast_past_free(&world->past);
    rule_sets_free(world->rules);
    rule_sets_free(world->changed_rules);
}

void forecast_lines_free(ForecastLines *lines)
{
    system_free(lines->items);
    *lines = (ForecastLines){0};
}

Status forecast_lines_add(ForecastLines *lines, const ForecastLine *line, Failure *failure)
{
    TRY(system_grow(&lines->items, &lines->capacity, lines->count + 1, sizeof *lines->items,
                    failure));
    lines->items[lines->count++] = *line;
    return STATUS_OK;
}

void forecast_lines_sort(ForecastLines *lines)
{
    if (lines->count > 1)
        qsort(lines->items, lines->count, sizeof *lines->items, forecast_line_compare);
}

static Status copy_of(const void *items, size_t count, size_t size, void *out, Failure *failure)
{
    void **to = out;
    *to = NULL;
    if (count == 0) return STATUS_OK;
    *to = system_allocate(count * size);
    if (*to == NULL) return failure_set(failure, STATUS_MEMORY, _("forecast"), NULL);
    memcpy(*to, items, count * size);
    return STATUS_OK;
}

static Status past_copy(const ForecastPast *from, ForecastPast *to, Failure *failure)
{
    const PersonLooks none = {0};
    *to =
        (ForecastPast){.settled_count = from->settled_count, .basic_count = from->basic_count};
    TRY(copy_of(from->settled, from->settled_count, sizeof *from->settled, &to->settled,
                failure));
    TRY(copy_of(from->basic, from->basic_count, sizeof *from->basic, &to->basic, failure));
    if (from->looks.count == 0) return STATUS_OK;
    return person_looks_merge(&from->looks, &none, &to->looks, failure);
}

/* --- rules --- */

/* The latest set before `year`, or NULL. */
static const RuleSet *latest_before(const RuleSets *sets, int year)
{
    const RuleSet *latest = NULL;
    for (size_t i = 0; i < rule_sets_count(sets); i++)
        if (rule_sets_at(sets, i)->year < year) latest = rule_sets_at(sets, i);
    return latest;
}

static Status copy_rules(const RuleSet *from, RuleSet **to, Failure *failure)
{
    *to = system_allocate(sizeof **to);
    if (*to == NULL) return failure_set(failure, STATUS_MEMORY, _("rule sets"), NULL);
    memcpy(*to, from, sizeof **to);
    return STATUS_OK;
}

/* Years between the latest and the forecast's are carried too: their claims are priced. */
static Status carry_rules(ForecastWorld *world, RuleSets *sets, Failure *failure)
{
    int year = world->options->year;
    world->rules_of = year;
    if (rule_sets_year(sets, year) != NULL) return STATUS_OK;
    const RuleSet *latest = latest_before(sets, year);
    if (latest == NULL)
        return failure_set(failure, STATUS_NO_RULES, world->options->rules,
                           "there is no rule set of %d, and none of an earlier year to carry "
                           "forward: the first is of %d",
                           year, rule_sets_at(sets, 0)->year);
    world->rules_of = latest->year;
    for (int to = latest->year + 1; to <= year; to++) {
        RuleSet *carried;
        TRY(copy_rules(latest, &carried, failure));
        rule_set_carry(latest, to, carried);
        TRY(rule_sets_put(sets, carried, failure));
    }
    return STATUS_OK;
}

/* What it is at the end of the year, or of the latest year before that has it; 0: none has. */
static Kroner latest_rate(const RuleSets *sets, int code, int year)
{
    Kroner amount = 0;
    for (size_t i = 0; i < rule_sets_count(sets) && rule_sets_at(sets, i)->year <= year; i++) {
        const RuleSet *rules = rule_sets_at(sets, i);
        Day end = last_day_of_year(rules->year);
        const Rate *rate = rule_rate(rules, code, end, end);
        if (rate != NULL && rate->amount > 0) amount = rate->amount;
    }
    return amount;
}

/* Øre typed for kroner make a year look a hundred times as dear, and nobody asks why. */
static Status refuse_huge(const RateChange *change, const RuleSets *sets, int year,
                          Failure *failure)
{
    enum { TIMES_ASKED = 10, ORE_IN_KRONE = 100 };
    Kroner before = latest_rate(sets, change->code, year);
    if (change->by_share || before <= 0 || change->amount / TIMES_ASKED < before)
        return STATUS_OK;
    AmountWords typed = amount_words(ore_from_kroner(change->amount));
    AmountWords now = amount_words(ore_from_kroner(before));
    AmountWords meant = amount_words(ore_from_kroner(change->amount / ORE_IN_KRONE));
    return failure_set(failure, STATUS_USAGE, "--rate",
                       "%s: %s is at least ten times the last rate known, %s; --rate is "
                       "kroner: did you mean %s? What is meant so is written as a share, "
                       "+900%%",
                       rate_code_text(change->code), typed.text, now.text, meant.text);
}

static Status change_rules(const ForecastWorld *world, RuleSets *sets, Failure *failure)
{
    const ForecastOptions *options = world->options;
    RuleSet *rules;
    for (size_t i = 0; i < options->change_count; i++)
        TRY(refuse_huge(&options->changes[i], sets, options->year, failure));
    TRY(copy_rules(rule_sets_year(sets, options->year), &rules, failure));
    for (size_t i = 0; i < options->change_count; i++) {
        if (rate_change_apply(&options->changes[i], rules)) continue;
        system_free(rules);
        return failure_set(failure, STATUS_USAGE, "--rate",
                           "%s has no rate in %d to take a share of: name an amount",
                           rate_code_text(options->changes[i].code), options->year);
    }
    return rule_sets_put(sets, rules, failure);
}

Status forecast_rules(ForecastWorld *world, bool changed, RuleSets **out, Failure *failure)
{
    CLEANUP(rule_sets_free) RuleSets *sets = NULL;
    TRY(rule_sets_load(world->options->rules, &sets, failure));
    TRY(carry_rules(world, sets, failure));
    if (changed) TRY(change_rules(world, sets, failure));
    *out = HAND_OVER(RuleSets *, sets);
    return STATUS_OK;
}

/* --- one quarter --- */

/* A run and what is heard of it. */
typedef struct Quarter {
    ForecastWorld *world;
    Run run;
    ForecastLines heard[RUN_THREADS_MAX]; /* by thread */
    TextBuffer looks;
    int number;
} Quarter;

/* The extracts and the ledger were lent. */
static void quarter_free(Quarter *quarter)
{
    if (quarter == NULL) return;
    quarter->run.ledger = NULL;
    for (int t = 0; t < RUN_THREADS_MAX; t++)
        forecast_lines_free(&quarter->heard[t]);
    text_buffer_free(&quarter->looks);
    run_free(&quarter->run);
    system_free(quarter);
}
CLEANUP_POINTER(Quarter, quarter_free)

static Status hear_lines(void *user, int thread, const DecisionLine *lines, size_t count,
                         Failure *failure)
{
    Quarter *quarter = user;
    ForecastLine line;
    for (size_t i = 0; i < count; i++)
        if (forecast_line_of(&lines[i], quarter->number, &line))
            TRY(forecast_lines_add(&quarter->heard[thread], &line, failure));
    return STATUS_OK;
}

static Status take_looks(void *user, DecideStream stream, const TextBuffer *text,
                         Failure *failure)
{
    Quarter *quarter = user;
    if (stream != DECIDE_LOOKS) return STATUS_OK;
    text_buffer_append(&quarter->looks, text->bytes, text->length);
    return text_buffer_status(&quarter->looks, failure);
}

static void choose_options(Quarter *quarter, const ForecastQuarters *which)
{
    const ForecastOptions *options = quarter->world->options;
    Run *run = &quarter->run;
    run->options = (RunOptions){.year = which->year,
                                .quarter = quarter->number,
                                .rules = options->rules,
                                .municipalities = options->municipalities,
                                .config = options->config,
                                .bank_profile = "dnb",
                                .bank_profiles = options->bank_profiles,
                                .schemes = SCHEMES_ALL,
                                .dry_run = true,
                                .national = true,
                                .frozen = true,
                                .cutoff = which->cutoff,
                                .payment_date = DAY_NONE,
                                .pass_descriptor = -1,
                                .threads = options->threads};
    run->progress = options->progress;
    run->progress_user = options->progress_user;
}

/* The past is copied: a run turns the list of settled lines into others. */
static Status lend(Quarter *quarter, const ForecastQuarters *which, const ForecastPast *past,
                   Failure *failure)
{
    ForecastWorld *world = quarter->world;
    Run *run = &quarter->run;
    CLEANUP(forecast_past_free) ForecastPast copy = {0};
    choose_options(quarter, which);
    TRY(past_copy(past, &copy, failure));
    run->settled = copy.settled;
    run->settled_count = copy.settled_count;
    run->looks = copy.looks;
    run->basic_known = copy.basic;
    run->basic_known_count = copy.basic_count;
    copy = (ForecastPast){0};
    run->past_is_given = true;
    run->extracts = &world->extracts;
    run->ledger = which->alone ? NULL : world->ledger;
    return forecast_rules(world, which->changed, &run->rule_sets, failure);
}

static Status decide(Quarter *quarter, Failure *failure)
{
    Run *run = &quarter->run;
    const DecideSink sink = {.take = take_looks, .user = quarter, .hear = hear_lines};
    TRY(run_load(run, failure));
    TRY(run_prior(run, failure));
    TRY(run_hold(run, failure));
    TRY(run_decide(run, &sink, failure));
    quarter->world->persons = (int64_t)run->cohort.count;
    quarter->world->extracts = run->cohort.extracts;
    run->cohort.extracts = (RegisterExtracts){0};
    return STATUS_OK;
}

/* --- what the next one has behind it --- */

static Status settle_lines(ForecastPast *past, const ForecastLines *lines, Failure *failure)
{
    size_t capacity = past->settled_count, count = past->settled_count, kept = 0;
    TRY(system_grow(&past->settled, &capacity, count + lines->count, sizeof *past->settled,
                    failure));
    count += forecast_lines_settle(lines->items, lines->count, past->settled + count);
    if (count > 1) qsort(past->settled, count, sizeof *past->settled, settled_compare);
    count = settled_add_up(past->settled, count);
    for (size_t i = 0; i < count; i++)
        if (past->settled[i].amount != 0) past->settled[kept++] = past->settled[i];
    past->settled_count = kept;
    return STATUS_OK;
}

static Status remember_looks(ForecastPast *past, Quarter *quarter, uint32_t entry,
                             Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    CLEANUP(person_looks_free) PersonLooks seen = {0};
    PersonLooks all = {0};
    if (quarter->looks.length == 0) return STATUS_OK;
    text_buffer_text(&text, LOOK_HEADER);
    text_buffer_append(&text, quarter->looks.bytes, quarter->looks.length);
    TRY(text_buffer_status(&text, failure));
    TRY(look_read("looks", text.bytes, text.length, &seen, failure));
    for (size_t i = 0; i < seen.count; i++)
        seen.items[i].entry = entry;
    Status status = person_looks_merge(&past->looks, &seen, &all, failure);
    if (status == STATUS_OK) {
        person_looks_free(&past->looks);
        past->looks = all;
        return STATUS_OK;
    }
    person_looks_free(&all);
    return status;
}

static Status go_on(ForecastPast *past, Quarter *quarter, const ForecastLines *lines,
                    Failure *failure)
{
    const Run *run = &quarter->run;
    size_t entries = run->ledger != NULL ? run->ledger->entry_count : 1;
    TRY(settle_lines(past, lines, failure));
    TRY(remember_looks(past, quarter, (uint32_t)entries + (uint32_t)quarter->number, failure));
    return basic_counts_merge(&past->basic, &past->basic_count, run->basic_fixed,
                              run->basic_fixed_count, failure);
}

static Status gather(Quarter *quarter, ForecastLines *lines, Failure *failure)
{
    for (int t = 0; t < RUN_THREADS_MAX; t++)
        for (size_t i = 0; i < quarter->heard[t].count; i++)
            TRY(forecast_lines_add(lines, &quarter->heard[t].items[i], failure));
    forecast_lines_sort(lines);
    return STATUS_OK;
}

static Status compute(ForecastWorld *world, const ForecastQuarters *which, int number,
                      ForecastPast *past, ForecastLines *out, Failure *failure)
{
    CLEANUP(forecast_lines_free) ForecastLines lines = {0};
    CLEANUP(quarter_free) Quarter *quarter = system_allocate_zeroed(1, sizeof *quarter);
    if (quarter == NULL) return failure_set(failure, STATUS_MEMORY, _("forecast"), NULL);
    quarter->world = world;
    quarter->number = number;
    TRY(lend(quarter, which, past, failure));
    TRY(decide(quarter, failure));
    TRY(gather(quarter, &lines, failure));
    for (size_t i = 0; i < lines.count; i++)
        TRY(forecast_lines_add(out, &lines.items[i], failure));
    return go_on(past, quarter, &lines, failure);
}

Status forecast_quarters(ForecastWorld *world, const ForecastQuarters *which,
                         ForecastLines *out, Failure *failure)
{
    static const ForecastPast nothing = {0};
    CLEANUP(forecast_past_free) ForecastPast past = {0};
    TRY(past_copy(which->alone ? &nothing : &world->past, &past, failure));
    for (int number = which->first_quarter; number <= 4; number++)
        TRY(compute(world, which, number, &past, out, failure));
    forecast_lines_sort(out);
    return STATUS_OK;
}
