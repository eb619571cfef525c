/* explain_sums.c - a municipality or one payment: the lines behind the sums, without persons.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/count_words.h"
#include "formats/base/translate.h"
#include "formats/run/decision_file.h"
#include "engine/manual/manual_entry.h"
#include "engine/review/explain.h"
#include "formats/base/plain_text.h"
#include "formats/text/registration_text.h"
#include "formats/text/severity_words.h"
#include "formats/bank/pain001_reader.h"
#include "rules/base/municipality_heir.h"
#include "rules/controls/control_actions.h"

enum { SUM_ROWS_MAX = LINE_CODES * SETTLE_YEARS_MAX, HELD_CONTROLS = CONTROL_NUMBERS };

/* Lines of one code and budget year. */
typedef struct LineSum {
    uint8_t code;
    int16_t budget_year;
    Subject last[3];    /* by status: who was counted last */
    uint64_t counts[3]; /* subjects by status */
    Ore due[3];
    bool unknown; /* some are held at amounts nobody knows */
} LineSum;

typedef struct SumTable {
    MunicipalityCode municipality;
    LineSum rows[SUM_ROWS_MAX];
    size_t count;
    uint64_t held[HELD_CONTROLS]; /* lines by the control that holds them */
    Ore held_due[HELD_CONTROLS];
    bool unknown[HELD_CONTROLS]; /* of some of them nobody knows the amount */
} SumTable;

/* --- gathering --- */

static LineSum *row_of(SumTable *table, const DecisionLine *line)
{
    for (size_t i = 0; i < table->count; i++) {
        LineSum *row = &table->rows[i];
        if (row->code == line->code && row->budget_year == line->budget_year) return row;
    }
    if (table->count == SUM_ROWS_MAX) return NULL;
    LineSum *row = &table->rows[table->count++];
    *row = (LineSum){.code = line->code, .budget_year = line->budget_year};
    return row;
}

static void take_line(SumTable *table, const DecisionLine *line)
{
    if (line->municipality != table->municipality) return;
    LineSum *row = row_of(table, line);
    if (row == NULL) return;
    if (row->counts[line->status] == 0 || row->last[line->status] != line->subject)
        row->counts[line->status]++;
    row->last[line->status] = line->subject;
    row->due[line->status] = ore_add(row->due[line->status], line->due);
    row->unknown = row->unknown || decision_line_is_unknown(line);
    if (line->status != DECISION_HELD || !line->first) return;
    table->held[line->control]++;
    table->held_due[line->control] = ore_add(table->held_due[line->control], line->due);
    table->unknown[line->control] =
        table->unknown[line->control] || decision_line_is_unknown(line);
}

static int compare_rows(const void *left, const void *right)
{
    const LineSum *a = left;
    const LineSum *b = right;
    if (a->code != b->code) return a->code < b->code ? -1 : 1;
    return (a->budget_year > b->budget_year) - (a->budget_year < b->budget_year);
}

/* Reads the run's own file: by now it is known to be what is computed again. */
static Status gather(const Explain *explain, MunicipalityCode code, SumTable **out,
                     Failure *failure)
{
    CLEANUP(decision_file_close) DecisionFile *file = NULL;
    CLEANUP(system_free) SumTable *table = system_allocate_zeroed(1, sizeof *table);
    if (table == NULL) return failure_set(failure, STATUS_MEMORY, _("decisions"), NULL);
    table->municipality = code;
    TRY(run_folder_decisions(explain->folder, &file, failure));
    for (bool more = true; more;) {
        DecisionLine line;
        TRY(decision_file_next(file, &line, &more, failure));
        if (more) take_line(table, &line);
    }
    qsort(table->rows, table->count, sizeof *table->rows, compare_rows);
    *out = HAND_OVER(SumTable *, table);
    return STATUS_OK;
}

/* The whole run again: the first difference ends the explanation. */
static Status refuse(void *user, const Failure *difference, Failure *failure)
{
    (void)user;
    *failure = *difference;
    return difference->status;
}

static Status compute_again(const Explain *explain, Failure *failure)
{
    RunAgainListener listener = {refuse, NULL, NULL};
    TRY(run_again_compare(explain->again, explain->folder, &listener, failure));
    text_buffer_text(explain->out, _("The whole run was computed again: decisions, sums and "
                                     "payments are the same.\n"));
    return STATUS_OK;
}

/* --- telling --- */

static const char *unit_of(int group, uint64_t count)
{
    return group == GROUP_GRUNN ? translate_count("count", "counts", count)
                                : translate_count("person", "persons", count);
}

/* What is held at an unknown amount is no sum, and never 0. */
typedef struct HeldText {
    char text[KRONER_TEXT_SIZE + 80];
} HeldText;

static HeldText held_text(Ore due, bool unknown)
{
    HeldText held;
    if (unknown && due == 0)
        snprintf(held.text, sizeof held.text, "%s", _("amount not known"));
    else
        snprintf(held.text, sizeof held.text, "%s kr%s", kroner_text(due).text,
                 unknown ? _(" and amounts that are not known") : "");
    return held;
}

static void tell_rows(const Explain *explain, const SumTable *table, int group)
{
    for (size_t i = 0; i < table->count; i++) {
        const LineSum *row = &table->rows[i];
        if ((int)grant_code_group((GrantCode)row->code) != group) continue;
        text_buffer_format(
            explain->out, _("    %-20s %d: %6s %s paid %s kr, %s held: %s, %s nothing due\n"),
            grant_code_text((GrantCode)row->code), row->budget_year,
            count_text(row->counts[DECISION_PAY]).text,
            unit_of(group, row->counts[DECISION_PAY]), kroner_text(row->due[DECISION_PAY]).text,
            count_text(row->counts[DECISION_HELD]).text,
            held_text(row->due[DECISION_HELD], row->unknown).text,
            count_text(row->counts[DECISION_ZERO]).text);
    }
}

/* What a split municipality owed, and the part of it that this one takes over. */
static void tell_shares(const Explain *explain, const CarriedForward *claim,
                        MunicipalityCode code)
{
    const Run *run = &explain->again->run;
    for (size_t i = 0; i < run->configuration->claim_share_count; i++) {
        const ClaimShare *share = &run->configuration->claim_shares[i];
        if (share->municipality != claim->municipality ||
            run->mapping->to[share->successor] != code)
            continue;
        text_buffer_format(
            explain->out,
            _("    claim of ledger entry %06u on %04u, which was split: %s kr, of it "
              "%d/%d (claimShare; grants.md 4)\n"),
            explain->folder->manifest.ledger_entry, claim->municipality,
            kroner_text(claim->amount).text, (int)share->numerator, (int)share->denominator);
    }
}

static void tell_claims(const Explain *explain, MunicipalityCode code, int group)
{
    const Run *run = &explain->again->run;
    for (size_t i = 0; i < run->carried_count; i++) {
        const CarriedForward *claim = &run->carried[i];
        MunicipalityCode to = run->mapping->to[claim->municipality];
        if (claim->group != group || claim->amount == 0) continue;
        if (to == MAPPING_AMBIGUOUS) tell_shares(explain, claim, code);
        if (to != code) continue;
        text_buffer_format(explain->out, _("    claim of ledger entry %06u on %04u: %s kr\n"),
                           explain->folder->manifest.ledger_entry, claim->municipality,
                           kroner_text(claim->amount).text);
    }
}

/* Rejected and returned payments and money by hand that the run took up (life.md 2). */
static void tell_items(const Explain *explain, MunicipalityCode code, int group)
{
    const Run *run = &explain->again->run;
    for (size_t i = 0; i < run->taken_count; i++) {
        const OpenItem *item = &run->taken[i].item;
        if (item->municipality != code || (int)item->group != group) continue;
        text_buffer_format(
            explain->out, _("    open item %s, %s, of ledger entry %06u: %s kr\n"), item->id,
            translate(open_kind_text(item->kind)), item->entry, kroner_text(item->amount).text);
    }
}

static void tell_total(const GroupSums *sums, TextBuffer *out)
{
    text_buffer_format(out, _("    lines %s + brought forward %s"),
                       kroner_text(sums->lines).text, kroner_text(sums->brought_forward).text);
    if (sums->returned != 0 || sums->manual != 0)
        text_buffer_format(out, _(" + returned %s + by hand %s"),
                           kroner_text(sums->returned).text, kroner_text(sums->manual).text);
    text_buffer_format(out, _(" = paid %s + carried forward %s kr (grants.md 4.5)\n"),
                       kroner_text(sums->paid).text, kroner_text(sums->carried_forward).text);
}

static void put_group(const Explain *explain, const SumTable *table, int group,
                      const GroupSums *sums)
{
    explain_json_group_begin(explain->json, (PaymentGroup)group, sums);
    for (size_t i = 0; i < table->count; i++) {
        const LineSum *row = &table->rows[i];
        if ((int)grant_code_group((GrantCode)row->code) == group)
            explain_json_code(explain->json, (GrantCode)row->code, row->budget_year,
                              row->counts, row->due);
    }
    explain_json_group_end(explain->json);
}

static void tell_group(const Explain *explain, const SumTable *table, int group)
{
    const Run *run = &explain->again->run;
    const GroupSums *sums = &run->sums[table->municipality][group];
    const Posting *posting = &run_posting_rules(run)->postings[group];
    char id[PAYMENT_ID_SIZE];
    TextBuffer *out = explain->out;
    text_buffer_format(out, _("\n%s (chapter %u, item %u)\n"),
                       payment_group_text((PaymentGroup)group), posting->chapter,
                       posting->item);
    tell_rows(explain, table, group);
    tell_claims(explain, table->municipality, group);
    tell_items(explain, table->municipality, group);
    tell_total(sums, out);
    put_group(explain, table, group, sums);
    if (sums->paid <= 0) return;
    payment_end_to_end_id(explain->folder->manifest.run_identity, table->municipality,
                          (PaymentGroup)group, id);
    text_buffer_format(out, _("    payment %s\n"), id);
}

static void tell_held(const Explain *explain, const SumTable *table)
{
    bool any = false;
    for (int c = 0; c < HELD_CONTROLS; c++) {
        if (table->held[c] == 0) continue;
        if (!any) text_buffer_text(explain->out, _("\nHeld back\n"));
        any = true;
        text_buffer_format(explain->out, _("  %s, %s, by "),
                           count_words(table->held[c], "line", "lines").text,
                           held_text(table->held_due[c], table->unknown[c]).text);
        control_text(explain->out, c);
        text_buffer_char(explain->out, '\n');
    }
}

/* Who was counted here because the configuration says so. */
static void tell_named(const Explain *explain, MunicipalityCode code)
{
    const LineSuccessors *named = &explain->again->run.mapping_15_january->line_successors;
    for (size_t i = 0; i < named->count; i++) {
        if (named->items[i].to != code) continue;
        text_buffer_format(explain->out,
                           _(", with those of %04u whom the first day after its split does not "
                             "place (lineSuccessor)"),
                           named->items[i].code);
    }
}

/* Basic grant: counted by the codes of 15 January, paid to what they are now. */
static void tell_basic(const Explain *explain, MunicipalityCode code)
{
    const Run *run = &explain->again->run;
    for (size_t i = 0; i < run->basic_fixed_count; i++) {
        const BasicCount *row = &run->basic_fixed[i];
        bool own = row->budget_year == run->options.year;
        Place to = municipality_place(run->municipalities, run->mapping, NULL, run->cutoff,
                                      row->municipality);
        if (to.code != code) continue;
        text_buffer_format(explain->out,
                           _("\nBasic grant (grants.md 3): %s of the target group on "
                             "15 January %d in "),
                           count_words((uint64_t)row->persons, "person", "persons").text,
                           row->budget_year);
        municipality_text(explain->out, explain->again->run.municipalities, row->municipality);
        text_buffer_text(explain->out,
                         own ? _(", counted by this run")
                             : _(", fixed by the last run of that year and held until now"));
        if (row->held) text_buffer_text(explain->out, _("; the line is held"));
        if (own) tell_named(explain, row->municipality);
        text_buffer_char(explain->out, '\n');
    }
}

static Status own_code(const Explain *explain, MunicipalityCode given, MunicipalityCode *code,
                       Failure *failure)
{
    const Run *run = &explain->again->run;
    *code = run->mapping->to[given];
    if (*code == MUNICIPALITY_NONE)
        return failure_set(failure, STATUS_INPUT_VALUE, "--municipality",
                           "there never was a municipality %04u", given);
    /* What nobody can place stands under the split code: that, too, can be asked for. */
    if (*code == MAPPING_AMBIGUOUS)
        *code = municipality_last_certain(run->municipalities, given, run->cutoff);
    return STATUS_OK;
}

static bool has_any(const SumTable *table, const GroupSums *sums, int group)
{
    for (size_t i = 0; i < table->count; i++) {
        if ((int)grant_code_group((GrantCode)table->rows[i].code) == group) return true;
    }
    return sums->any || sums->brought_forward != 0;
}

/* --- its findings --- */

typedef struct FindingsOf {
    TextBuffer *out;
    MunicipalityCode code;
    size_t count, informs;
} FindingsOf;

/* What only informs is counted: a large municipality has thousands. */
static Status tell_finding_of(void *user, const FindingLine *line, Failure *failure)
{
    FindingsOf *told = user;
    (void)failure;
    if (line->municipality != told->code) return STATUS_OK;
    if (line->severity == SEVERITY_INFO) {
        told->informs++;
        return STATUS_OK;
    }
    told->count++;
    text_buffer_format(told->out, "  %s %s, %s: %s\n", control_name(line->control).text,
                       severity_words(line->severity),
                       translate(effect_text(control_effect(line->control))),
                       finding_line_words(line, language_chosen()));
    if (line->person != NULL) text_buffer_format(told->out, _("    person %s\n"), line->person);
    text_buffer_format(told->out, _("    do: %s\n"),
                       language_chosen() == LANGUAGE_NB ? control_action_nb(line->control)
                                                        : control_action_en(line->control));
    return STATUS_OK;
}

static Status tell_findings_of(const Explain *explain, MunicipalityCode code, Failure *failure)
{
    static const char name[] = "findings.jsonl.gz";
    char path[PATH_SIZE];
    FindingsOf told = {explain->out, code, 0, 0};
    TRY(run_folder_check(explain->folder, name, failure));
    TRY(run_folder_path(explain->folder, name, path, failure));
    text_buffer_text(explain->out, _("\nFindings\n"));
    TRY(findings_read(path, name, NULL, tell_finding_of, &told, failure));
    if (told.count == 0) text_buffer_text(explain->out, _("  none that hold or warn\n"));
    text_buffer_format(explain->out,
                       translate_count("  and %s that only informs\n",
                                       "  and %s that only inform\n", told.informs),
                       count_text(told.informs).text);
    return STATUS_OK;
}

Status explain_municipality(const Explain *explain, MunicipalityCode given, Failure *failure)
{
    CLEANUP(system_free) SumTable *table = NULL;
    MunicipalityCode code;
    TRY(own_code(explain, given, &code, failure));
    explain_heading(explain);
    TRY(compute_again(explain, failure));
    TRY(gather(explain, code, &table, failure));
    text_buffer_text(explain->out, _("\nMunicipality "));
    municipality_text(explain->out, explain->again->run.municipalities, code);
    if (given != code) text_buffer_format(explain->out, _(", which %04u has become"), given);
    text_buffer_char(explain->out, '\n');
    explain_json_groups_begin(explain->json, code);
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        if (!has_any(table, &explain->again->run.sums[code][g], g)) continue;
        tell_group(explain, table, g);
    }
    explain_json_groups_end(explain->json);
    tell_basic(explain, code);
    tell_held(explain, table);
    TRY(tell_findings_of(explain, code, failure));
    return manual_tell_municipality(explain->again->run.ledger, explain->again->run.mapping,
                                    code, explain->out, explain->json, failure);
}

/* --- one payment --- */

static Status unknown_payment(const Explain *explain, Failure *failure)
{
    return failure_set(failure, STATUS_UNKNOWN, explain->folder->path,
                       "the run has no payment with this EndToEndId");
}

/* Looks into one payment file; *there is set when the transaction is in it. */
static Status look_into(const Explain *explain, const ManifestFile *output, const char *id,
                        Pain001Transaction *found, bool *there, Failure *failure)
{
    CLEANUP(input_file_free) InputFile content = {0};
    CLEANUP(pain001_file_free) Pain001File file = {0};
    char path[PATH_SIZE];
    TRY(run_folder_path(explain->folder, output->path, path, failure));
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &content, failure));
    TRY(pain001_read(path, content.bytes, content.size, &file, failure));
    for (size_t i = 0; i < file.count && !*there; i++) {
        if (strcmp(file.transactions[i].end_to_end_id, id) != 0) continue;
        *found = file.transactions[i];
        *there = true;
        text_buffer_format(explain->out, _("\nPayment %s: %s kr to account %s, in %s\n"), id,
                           kroner_text(found->amount).text, found->account, output->path);
    }
    return STATUS_OK;
}

static Status find_transaction(const Explain *explain, const char *id,
                               Pain001Transaction *found, Failure *failure)
{
    const ManifestFiles *outputs = &explain->folder->manifest.outputs;
    bool there = false;
    for (size_t i = 0; i < outputs->count && !there; i++) {
        if (strcmp(outputs->items[i].kind, "payment") != 0) continue;
        TRY(look_into(explain, &outputs->items[i], id, found, &there, failure));
    }
    return there ? STATUS_OK : unknown_payment(explain, failure);
}

static Status compare_payment(const Explain *explain, const Pain001Transaction *transaction,
                              const SumTable *table, PaymentGroup group, Failure *failure)
{
    const GroupSums *sums = &explain->again->run.sums[table->municipality][group];
    Ore lines = 0;
    for (size_t i = 0; i < table->count; i++) {
        if (grant_code_group((GrantCode)table->rows[i].code) != group) continue;
        lines = ore_add(lines, table->rows[i].due[DECISION_PAY]);
    }
    if (transaction->amount != sums->paid || lines != sums->lines)
        return failure_set(failure, STATUS_VERIFICATION, explain->folder->path,
                           "the payment file says %lld ore, the lines give %lld",
                           (long long)transaction->amount, (long long)sums->paid);
    text_buffer_text(explain->out, _("\nCompared with the payment file: the same amount.\n"));
    return STATUS_OK;
}

static Status tell_payment(const Explain *explain, const Pain001Transaction *transaction,
                           MunicipalityCode code, PaymentGroup group, Failure *failure)
{
    CLEANUP(system_free) SumTable *table = NULL;
    TRY(gather(explain, code, &table, failure));
    text_buffer_text(explain->out, _("to municipality "));
    municipality_text(explain->out, explain->again->run.municipalities, code);
    text_buffer_char(explain->out, '\n');
    explain_json_groups_begin(explain->json, code);
    tell_group(explain, table, (int)group);
    explain_json_groups_end(explain->json);
    explain_json_payment(explain->json, transaction->end_to_end_id, transaction->amount);
    return compare_payment(explain, transaction, table, group, failure);
}

Status explain_payment(const Explain *explain, const char *id, Failure *failure)
{
    Pain001Transaction transaction;
    MunicipalityCode code;
    PaymentGroup group;
    char expected[PAYMENT_ID_SIZE];
    if (!payment_end_to_end_parse(id, &code, &group)) return unknown_payment(explain, failure);
    payment_end_to_end_id(explain->folder->manifest.run_identity, code, group, expected);
    if (strcmp(expected, id) != 0) return unknown_payment(explain, failure);
    explain_heading(explain);
    TRY(compute_again(explain, failure));
    TRY(find_transaction(explain, id, &transaction, failure));
    return tell_payment(explain, &transaction, code, group, failure);
}
