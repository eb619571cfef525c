/* run_load.c - inputs into memory, and the questions that can be asked before computing. */
#include "engine/run/run_controls.h"

#include <stdio.h>
#include <string.h>

#include "engine/ledger/ledger_history.h"
#include "engine/ledger/run_guards.h"
#include "engine/program.h"
#include "formats/base/stage_clock.h"
#include "formats/base/translate.h"
#include "formats/csv/municipality_csv.h"
#include "formats/register/register_packed.h"
#include "rules/base/municipality_heir.h"

/* A run for a ledger of persons' own keys: the guards of life.md 1 hold. A dry run pays nobody.
 */
static bool is_guarded(const Run *run)
{
    return run->ledger != NULL && run->ledger->given_keys && !run->options.dry_run;
}

/* Computed again there is no today: approve asks for its own day. */
static Status guard_payment_date(const Run *run, Failure *failure)
{
    if (!is_guarded(run) || run->options.today == 0) return STATUS_OK;
    return run_guard_payment(run->ledger, "--payment-date", run->payment_date,
                             run->options.today, failure);
}

static Status refuse_payment_date(Day day, Failure *failure)
{
    char given[DAY_TEXT_SIZE], before[DAY_TEXT_SIZE], after[DAY_TEXT_SIZE];
    day_format(day, given);
    day_format(bank_day_before(day), before);
    day_format(bank_day_after(day, 1), after);
    return failure_set(failure, STATUS_USAGE, "--payment-date",
                       "%s is not a Norwegian bank day; the nearest are %s and %s", given,
                       before, after);
}

/* Never a day before the cut-off: the run would pay by what was known later. The bank refuses a
 * day that is gone. */
static Status choose_payment_date(Run *run, Failure *failure)
{
    bool real = run->ledger != NULL && run->ledger->given_keys;
    run->payment_date = settle_payment_date(run->cutoff, real ? run->options.today : DAY_NONE);
    if (!day_is_set(run->options.payment_date)) return guard_payment_date(run, failure);
    run->payment_date = run->options.payment_date;
    if (!is_bank_day(run->payment_date)) return refuse_payment_date(run->payment_date, failure);
    TRY(guard_payment_date(run, failure));
    if (run->payment_date >= run->cutoff) return STATUS_OK;
    char cutoff[DAY_TEXT_SIZE];
    day_format(run->cutoff, cutoff);
    return failure_set(failure, STATUS_USAGE, "--payment-date",
                       "it is before the cut-off, %s: money cannot be sent into the past; name "
                       "a later bank day",
                       cutoff);
}

static Status make_mapping(const Run *run, Day day, MunicipalityMapping **out, Failure *failure)
{
    *out = system_allocate(sizeof **out);
    if (*out == NULL) return failure_set(failure, STATUS_MEMORY, _("municipalities"), NULL);
    municipality_mapping_make(run->municipalities, day, *out);
    municipality_mapping_name(run->municipalities, *out, &run->configuration->line_successors);
    return STATUS_OK;
}

/* What is held must be there: a slip of the hand would hold nothing. Any code can be asked. */
static Status hold_named(Run *run, Failure *failure)
{
    const MunicipalityList *named = &run->options.hold_municipalities;
    run->held_municipalities = system_allocate_zeroed(65536, sizeof *run->held_municipalities);
    if (run->held_municipalities == NULL)
        return failure_set(failure, STATUS_MEMORY, "--hold-municipality", NULL);
    for (size_t i = 0; i < named->count; i++) {
        char day[DAY_TEXT_SIZE];
        run->held_municipalities[named->items[i]] = true;
        if (municipality_on(run->municipalities, named->items[i], run->cutoff) != NULL)
            continue;
        day_format(run->cutoff, day);
        return failure_set(failure, STATUS_USAGE, "--hold-municipality",
                           "%04u is no municipality on the cut-off day, %s", named->items[i],
                           day);
    }
    return STATUS_OK;
}

/* grants.md 4: whom a committed run named as the heir of a split municipality, every later run
 * names too. Another one, or none, would take back what was settled. */
static Status keep_heirs(const Run *run, const LedgerEntry *entry, Failure *failure)
{
    for (size_t i = 0; i < entry->line_successors.count; i++) {
        const LineSuccessor *used = &entry->line_successors.items[i];
        const LineSuccessor *now =
            line_successor_of(&run->mapping->line_successors, used->code);
        if (now != NULL && now->to == used->to) continue;
        return failure_set(failure, STATUS_NOT_NOW, "lineSuccessor",
                           "ledger entry %06u was computed with %04u as the heir of %04u, and "
                           "this configuration names %s: write <lineSuccessor code=\"%04u\" "
                           "to=\"%04u\"/> into the --config file",
                           entry->number, used->to, used->code,
                           now != NULL ? _("another") : _("none"), used->code, used->to);
    }
    return STATUS_OK;
}

static Status check_heirs(const Run *run, Failure *failure)
{
    const LineSuccessors *named = &run->configuration->line_successors;
    for (size_t i = 0; i < named->count; i++)
        TRY(line_successor_check(run->municipalities, &named->items[i], run->options.config,
                                 failure));
    for (size_t e = 0; run->ledger != NULL && e < run->ledger->entry_count; e++)
        TRY(keep_heirs(run, &run->ledger->entries[e], failure));
    return STATUS_OK;
}

/* A dry run without a ledger computes what the first run of a fresh one would. */
static int opening_year(const Run *run)
{
    return run->ledger != NULL ? run->ledger->opening_year : run->options.year;
}

const RuleSet *run_rules_of(const void *sets, int year)
{
    return rule_sets_year(sets, year);
}

static void fill_settle(Run *run)
{
    run->settle = (SettleContext){.year = run->options.year,
                                  .quarter = run->options.quarter,
                                  .schemes = run->options.schemes,
                                  .cutoff = run->cutoff,
                                  .frozen = run->options.frozen,
                                  .holds = &run->options.holds,
                                  .held = &run->options.hold_municipalities,
                                  .municipalities = run->municipalities,
                                  .mapping = run->mapping,
                                  .mapping_15_january = run->mapping_15_january,
                                  .basic_known = run->basic_known,
                                  .basic_known_count = run->basic_known_count};
}

/* What the last committed run would have computed, had it known what is known now. Where a rule
 * set of that time is missing, nobody says what has changed since. */
static void choose_last(Run *run)
{
    int year;
    const LedgerEntry *last = run->ledger != NULL ? ledger_last_paying(run->ledger) : NULL;
    if (last == NULL || last->kind != ENTRY_RUN) return;
    run->settle_last = run->settle;
    run->settle_last.year = last->year;
    run->settle_last.quarter = last->quarter;
    run->settle_last.years.count = 0;
    run->last_is_known =
        settle_years_choose(&run->settle_last, opening_year(run), run_rules_of, run->rule_sets,
                            run->settled, run->settled_count, &year) == MISSING_NONE;
}

/* Earlier years within the limitation period, by their own rule sets (grants.md 4.3). */
static Status choose_years(Run *run, Failure *failure)
{
    int year;
    fill_settle(run);
    MissingYear gap =
        settle_years_choose(&run->settle, opening_year(run), run_rules_of, run->rule_sets,
                            run->settled, run->settled_count, &year);
    if (gap == MISSING_NONE) {
        choose_last(run);
        return STATUS_OK;
    }
    if (gap == MISSING_OWN)
        return failure_set(failure, STATUS_NO_RULES, run->options.rules,
                           "there is no rule set %d.xml", year);
    return failure_set(failure, STATUS_NO_RULES, run->options.rules,
                       "the ledger has %s of %d but there is no rule set %d.xml",
                       gap == MISSING_LINES ? _("lines") : _("held basic grants"), year, year);
}

/* A run must not go back in time (grants.md 4.1). */
static Status check_order(const Run *run, Failure *failure)
{
    if (run->ledger == NULL) return STATUS_OK;
    const LedgerEntry *last = ledger_last_paying(run->ledger);
    int here = run->options.year * 4 + run->options.quarter;
    if (run->options.year < run->ledger->opening_year)
        return failure_set(failure, STATUS_NEVER, "--year", "the ledger was opened for %d",
                           run->ledger->opening_year);
    if (last->kind == ENTRY_OPEN) return STATUS_OK;
    if (here < last->year * 4 + last->quarter) {
        return failure_set(failure, STATUS_NEVER, "--quarter",
                           "quarter %d of %d is already committed; an earlier quarter is "
                           "corrected by the next run, not run again",
                           last->quarter, last->year);
    }
    if (run->cutoff < last->cutoff) {
        char text[DAY_TEXT_SIZE];
        day_format(last->cutoff, text);
        return failure_set(failure, STATUS_NOT_NOW, _("register extracts"),
                           "the last committed run knew the register of %s", text);
    }
    return STATUS_OK;
}

/* A slip of the year or quarter would pay what nobody has earned yet. */
static Status check_quarter_begun(const Run *run, Failure *failure)
{
    char day[DAY_TEXT_SIZE];
    Day begins = day_from_date(run->options.year, 3 * run->options.quarter - 2, 1);
    if (run->ledger == NULL || !run->ledger->given_keys || run->options.frozen ||
        run->cutoff >= begins)
        return STATUS_OK;
    day_format(begins, day);
    return failure_set(failure, STATUS_NOT_NOW, "--quarter",
                       "it begins on %s, after the cut-off: nothing of it can be due yet", day);
}

static Status check_guards(const Run *run, Failure *failure)
{
    const RunOptions *options = &run->options;
    if (!is_guarded(run)) return STATUS_OK;
    TRY(run_guard_quarter(run->ledger, "--quarter", options->year, options->quarter,
                          options->allow_gap, failure));
    return run_guard_cutoff(run->ledger, "--cutoff", options->year, options->quarter,
                            run->cutoff, options->allow_cutoff, failure);
}

/* Whose word on a person counts depends on the cut-off, which the extracts say. */
static Status build_cohort(Run *run, RegisterExtracts *extracts, Failure *failure)
{
    TRY(cohort_cutoff(extracts, run->options.cutoff, &run->extract_date, &run->cutoff,
                      failure));
    TRY(check_quarter_begun(run, failure));
    const CohortEvidence evidence = {{run->municipalities, run->cutoff, run->settled,
                                      run->settled_count, &run->options.only_own},
                                     &run->looks};
    return cohort_build(extracts, &evidence, run->options.threads, &run->cohort, failure);
}

/* The earliest quarter in which the ledger says that anybody was first read; 0: nothing yet. */
static uint16_t looks_first_quarter(const PersonLooks *looks)
{
    uint16_t first = 0;
    for (size_t i = 0; i < looks->count; i++) {
        uint16_t quarter = packed_facts_first(&looks->items[i].facts);
        if (quarter != 0 && (first == 0 || quarter < first)) first = quarter;
    }
    return first;
}

/* The entries of the ledger beside the extracts: threads share both, and nobody waits. */
static Status read_together(Run *run, RegisterExtracts *extracts, Failure *failure)
{
    const RunOptions *options = &run->options;
    CLEANUP(ledger_history_free) LedgerHistory *history = NULL;
    RegisterReaderOptions reader = {.threads = options->threads, .reading = options->reading};
    char home[PATH_SIZE];
    CLEANUP(own_key_forget) OwnKey key = {.missing = NULL};
    const RegisterPacks packs = {.paths = options->packs,
                                 .count = options->pack_count,
                                 .build = program_build(),
                                 .key = &key,
                                 .vouch = options->packs_vouch};
    if (packs.count > 0) own_key_read(own_key_home(home), &key);
    if (run->ledger != NULL) {
        TRY(ledger_history_new(run->ledger, true, true, &history, failure));
        if (options->snapshot != NULL)
            TRY(ledger_history_keep(history, options->snapshot, failure));
        reader.beside =
            (RegisterBeside){ledger_history_pieces(history), ledger_history_piece, history};
    }
    TRY(register_read_packed(options->registers, options->register_count, &reader, &packs,
                             extracts, failure));
    if (history == NULL) return STATUS_OK;
    TRY(ledger_history_lines(history, &run->settled, &run->settled_count, failure));
    TRY(ledger_history_looks(history, &run->looks, failure));
    run->first_quarter = looks_first_quarter(&run->looks);
    ledger_history_tell(history, &run->ledger_told);
    return text_buffer_status(&run->ledger_told, failure);
}

static Status read_registers(Run *run, Failure *failure)
{
    CLEANUP(register_extracts_free) RegisterExtracts extracts = {0};
    if (run->extracts != NULL) return build_cohort(run, run->extracts, failure);
    TRY(read_together(run, &extracts, failure));
    return build_cohort(run, &extracts, failure);
}

/* A file from which somebody has left out whose it is would be the nation, and what the others
 * send would not be missed (trust.md 6). Nothing is paid by a dry run. */
static Status check_national(const Run *run, Failure *failure)
{
    const RegisterExtracts *extracts = &run->cohort.extracts;
    if (run->options.national || run->options.dry_run) return STATUS_OK;
    for (size_t i = 0; i < extracts->file_count; i++) {
        if (extracts->files[i].sender != MUNICIPALITY_NONE) continue;
        return failure_set(failure, STATUS_NO_SENDER, extracts->files[i].path,
                           "it does not say who sends it (avgiver), as one municipality's file "
                           "must");
    }
    return STATUS_OK;
}

/* *whole: an extract of the whole country is among them. */
static void note_senders(Run *run, bool *sends, bool *whole)
{
    const RegisterExtracts *extracts = &run->cohort.extracts;
    *whole = false;
    for (size_t i = 0; i < extracts->file_count; i++) {
        MunicipalityCode code = run->mapping->to[extracts->files[i].sender];
        *whole = *whole || extracts->files[i].sender == MUNICIPALITY_NONE;
        if (code >= MUNICIPALITY_CODES || sends[code]) continue;
        sends[code] = true;
        run->sender_count++;
    }
    if (*whole) run->sender_count = 0;
}

/* cli.md: the whole country is one extract without sender (--national), or one of every
 * municipality with a settled line; anything less is a dry run only. */
static Status check_whole_country(Run *run, Failure *failure)
{
    bool sends[MUNICIPALITY_CODES] = {false}, whole;
    note_senders(run, sends, &whole);
    run->nothing_settled = run->settled_count == 0;
    if (run->options.dry_run || whole) return STATUS_OK;
    for (size_t i = 0; i < run->settled_count; i++) {
        MunicipalityCode code = run->mapping->to[run->settled[i].municipality];
        if (code == MAPPING_AMBIGUOUS || sends[code] || run->held_municipalities[code])
            continue;
        return failure_set(failure, STATUS_INPUT_MISSING, _("register extracts"),
                           "municipality %04u has been paid but sends no extract: add it, use "
                           "--hold-municipality %04u to pay the others, or --dry-run",
                           code, code);
    }
    return STATUS_OK;
}

static Status check_synthetic(const Run *run, Failure *failure)
{
    if (!run->live || run->options.allow_synthetic || !run->cohort.any_synthetic)
        return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, _("register extracts"),
                       "a live run over synthetic idents needs --allow-synthetic");
}

static Status load_ledger(Run *run, Failure *failure)
{
    STAGE(LEDGER);
    if (run->past_is_given) return STATUS_OK;
    if (run->options.ledger == NULL) return STATUS_OK;
    /* Whoever signs has opened it already. */
    if (run->ledger == NULL)
        TRY(ledger_open_later(run->options.ledger, SIZE_MAX, run->options.ledger_entries,
                              &run->ledger, failure));
    run->live = run->ledger->mode == LEDGER_LIVE;
    if (run->live && run->options.time != NULL)
        return failure_set(failure, STATUS_USAGE, "--time", "a live ledger refuses it");
    TRY(ledger_carried(run->ledger, &run->carried, &run->carried_count, failure));
    TRY(ledger_open_items(run->ledger, &run->open, &run->open_count, failure));
    TRY(ledger_accounts(run->ledger, &run->accounts, &run->account_count, failure));
    TRY(ledger_basic(run->ledger, &run->basic_known, &run->basic_known_count, failure));
    return ledger_pseudonym_key(run->ledger, run->ledger->entry_count, &run->pseudonym,
                                failure);
}

/* Whoever computes again has read the copy already. */
static Status load_profile(Run *run, Failure *failure)
{
    const RunOptions *options = &run->options;
    if (run->profile != NULL) return STATUS_OK;
    run->profile = system_allocate(sizeof *run->profile);
    if (run->profile == NULL) return failure_set(failure, STATUS_MEMORY, _("profile"), NULL);
    return bank_profile_load(options->bank_profiles, options->bank_profile, run->profile,
                             failure);
}

static Status load_reference(Run *run, Failure *failure)
{
    const RunOptions *options = &run->options;
    TRY(load_profile(run, failure));
    TRY(municipality_csv_read(options->municipalities, &run->municipalities, failure));
    if (run->rule_sets == NULL) TRY(rule_sets_load(options->rules, &run->rule_sets, failure));
    if (options->payees != NULL) TRY(payees_csv_read(options->payees, &run->payees, failure));
    if (options->config != NULL) {
        TRY(configuration_read(options->config, &run->configuration, failure));
    } else if (run->ledger != NULL && run->ledger->given_keys && !options->frozen) {
        return failure_set(failure, STATUS_USAGE, "--config",
                           "a run for this ledger needs the paying agency's configuration");
    } else {
        TRY(configuration_made_up(&run->configuration, failure));
    }
    return STATUS_OK;
}

/* The day whose codes the basic grant is counted in. A forecast from before it knows those of
 * the cut-off alone. */
static Day counting_day(const Run *run)
{
    Day day = day_from_date(run->options.year, 1, 15);
    return run->options.frozen && run->cutoff < day ? run->cutoff : day;
}

/* Small and quick inputs first, so that a wrong path is told before the register is read. */
Status run_load(Run *run, Failure *failure)
{
    TRY(load_ledger(run, failure));
    TRY(load_reference(run, failure));
    if (rule_sets_year(run->rule_sets, run->options.year) == NULL)
        return failure_set(failure, STATUS_NO_RULES, run->options.rules,
                           "there is no rule set %d.xml", run->options.year);
    TRY(read_registers(run, failure));
    TRY(choose_payment_date(run, failure));
    TRY(make_mapping(run, run->cutoff, &run->mapping, failure));
    TRY(make_mapping(run, counting_day(run), &run->mapping_15_january, failure));
    TRY(check_heirs(run, failure));
    TRY(hold_named(run, failure));
    TRY(choose_years(run, failure));
    TRY(check_order(run, failure));
    TRY(check_guards(run, failure));
    TRY(check_national(run, failure));
    TRY(check_whole_country(run, failure));
    return check_synthetic(run, failure);
}

void run_forget_persons(Run *run)
{
    cohort_forget_persons(&run->cohort);
    person_looks_free(&run->looks);
    person_links_free(&run->links);
    system_free(run->prior);
    system_free(run->prior_begin);
    money_store_free(&run->money);
    run->prior = NULL;
    run->prior_begin = NULL;
}

void run_free(Run *run)
{
    cohort_free(&run->cohort);
    municipality_table_free(run->municipalities);
    system_free(run->rooms);
    system_free(run->mapping);
    system_free(run->mapping_15_january);
    rule_sets_free(run->rule_sets);
    payees_free(run->payees);
    configuration_free(run->configuration);
    system_free(run->profile);
    signed_inputs_free(&run->inputs);
    if (run->ledger != NULL) ledger_close(run->ledger);
    text_buffer_free(&run->ledger_told);
    system_free(run->settled);
    system_free(run->prior);
    system_free(run->prior_begin);
    system_free(run->vanished);
    system_free(run->gone);
    person_looks_free(&run->looks);
    person_links_free(&run->links);
    system_free(run->gone_looks);
    system_free(run->basic_prior);
    system_free(run->basic_known);
    system_free(run->carried);
    system_free(run->open);
    system_free(run->taken);
    system_free(run->accounts);
    system_free(run->children.items);
    system_free(run->births.items);
    system_free(run->taken_off.items);
    system_free(run->municipality_held);
    system_free(run->held_municipalities);
    finding_store_free(&run->findings);
    system_free(run->sums);
    money_store_free(&run->money);
    system_free(run->money_of_code);
    system_free(run->basic_counts);
    system_free(run->basic_fixed);
    run_figures_free(run->figures);
}

const RuleSet *run_posting_rules(const Run *run)
{
    const RuleSet *rules = rule_sets_year(run->rule_sets, day_year(run->payment_date));
    return rules != NULL ? rules : settle_own_year(&run->settle)->context.rules;
}

size_t run_rules_used(const Run *run, const RuleSet *used[MANIFEST_RULE_SETS_MAX])
{
    const SettleYears *years = &run->settle.years;
    const RuleSet *posting = run_posting_rules(run);
    bool listed = false;
    for (size_t y = 0; y < years->count; y++) {
        used[y] = years->items[y].context.rules;
        listed = listed || used[y] == posting;
    }
    if (!listed) used[years->count] = posting;
    return years->count + !listed;
}
