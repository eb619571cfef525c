/* explain_year.c - what a ledger has committed for one municipality in the runs of a year, a
 * quarter after the other, and what the bank has done with it. life.md 2. */
#include <stdio.h>

#include "engine/letters/municipality_letters.h"
#include "engine/manual/manual_entry.h"
#include "engine/reconcile/reconcile.h"
#include "engine/review/explain.h"
#include "formats/base/amount_words.h"
#include "rules/base/money_text.h"
#include "formats/base/translate.h"
#include "formats/text/grant_names.h"

typedef struct YearTold {
    const Ledger *ledger;
    Reconciliation sent;
    MunicipalityCode code; /* as it was asked */
    GroupSums all;
    size_t quarters;
    TextBuffer *out;
    JsonWriter *json; /* NULL: words alone */
} YearTold;

static void free_told(YearTold *told)
{
    reconcile_free(&told->sent);
}
CLEANUP_VALUE(YearTold, free_told)

/* --- money --- */

static void tell_sums(const char *name, const GroupSums *sums, TextBuffer *out)
{
    text_buffer_format(out, _("  %s: lines %s + brought forward %s"), name,
                       amount_words(sums->lines).text,
                       amount_words(sums->brought_forward).text);
    if (sums->returned != 0 || sums->manual != 0)
        text_buffer_format(out, _(" + returned %s + by hand %s"),
                           amount_words(sums->returned).text, amount_words(sums->manual).text);
    text_buffer_format(out, _(" = paid %s + carried forward %s\n"),
                       amount_words(sums->paid).text, amount_words(sums->carried_forward).text);
}

static void tell_payment(const YearTold *told, const LetterPayment *payment)
{
    size_t at = reconcile_find(&told->sent, payment->sent.end_to_end_id);
    const char *bucket = NULL, *state = NULL, *remark = NULL, *again = NULL;
    text_buffer_format(told->out, _("    payment %s: %s to account %s"),
                       payment->sent.end_to_end_id, amount_words(payment->sent.amount).text,
                       payment->sent.account);
    if (at < told->sent.payment_count) {
        const PaymentFate *fate = &told->sent.fates[at];
        bucket = bucket_text(fate->state.bucket);
        state = payment_state_text(&fate->state);
        remark = reconcile_oddity(fate);
        if (fate->taken != NULL) again = reconcile_taken_by(fate->taken);
    }
    if (state != NULL) text_buffer_format(told->out, ", %s", translate(state));
    if (again != NULL) text_buffer_format(told->out, _(", paid again by %s"), again);
    text_buffer_char(told->out, '\n');
    const YearJsonPayment data = {payment->sent.end_to_end_id,
                                  payment->sent.account,
                                  payment->sent.amount,
                                  bucket,
                                  remark,
                                  again};
    explain_json_year_payment(told->json, &data);
}

static void tell_taken(const YearTold *told, const OpenItem *item)
{
    text_buffer_format(told->out, _("    taken up: %s, %s: %s\n"), item->id,
                       translate(open_kind_text(item->kind)), amount_words(item->amount).text);
    explain_json_taken(told->json, item);
}

static void tell_group(const YearTold *told, const Letter *letter, PaymentGroup group)
{
    const GroupSums *sums = &letter->groups[group];
    if (!sums->any) return;
    tell_sums(payment_group_text(group), sums, told->out);
    explain_json_year_group_begin(told->json, group, sums);
    for (size_t i = 0; i < letter->payment_count; i++) {
        if (letter->payments[i].group == group) tell_payment(told, &letter->payments[i]);
    }
    explain_json_part(told->json, "taken_up");
    for (size_t i = 0; i < letter->taken_count; i++) {
        const OpenItem *item = &letter->taken[i].taken->item;
        if (item->group == group) tell_taken(told, item);
    }
    explain_json_group_end(told->json);
}

/* --- lines --- */

static void tell_lines(const YearTold *told, const LetterSum *sum)
{
    TextBuffer *out = told->out;
    text_buffer_format(out, _("  %s of %d"), grant_code_text((GrantCode)sum->code),
                       sum->budget_year);
    if (sum->rate != 0)
        text_buffer_format(out, _(", rate %s"), amount_words(sum->rate * 100).text);
    else if (grant_code_is_by_decision((GrantCode)sum->code))
        text_buffer_text(out, _(", amounts by decision"));
    if (grant_code_group((GrantCode)sum->code) != GROUP_GRUNN)
        text_buffer_format(out, _(", persons: %s"), count_text(sum->persons).text);
    text_buffer_format(out, _(", to be paid %s, taken back %s\n"), amount_words(sum->paid).text,
                       amount_words(sum->taken).text);
    explain_json_year_code(told->json, sum);
}

static void tell_held(const YearTold *told, const LetterHeldSum *sum)
{
    text_buffer_format(told->out, _("  held, persons: %s, "), count_text(sum->persons).text);
    if (sum->unknown && sum->due == 0)
        text_buffer_text(told->out, _("amount not known"));
    else
        text_buffer_text(told->out, amount_words(sum->due).text);
    if (sum->unknown && sum->due != 0)
        text_buffer_text(told->out, _(" and amounts that are not known"));
    text_buffer_text(told->out, ": ");
    held_words(told->out, language_chosen(), sum->control);
    text_buffer_char(told->out, '\n');
    explain_json_year_held(told->json, sum);
}

/* --- one quarter --- */

/* What one quarter carries forward the next one brings: the year's are the first and the last.
 */
static void add_quarter(YearTold *told, const GroupSums *quarter)
{
    Ore brought = told->quarters == 0 ? quarter->brought_forward : told->all.brought_forward;
    group_sums_add(&told->all, quarter);
    told->all.brought_forward = brought;
    told->all.carried_forward = quarter->carried_forward;
    told->quarters++;
}

static Status tell_letter(YearTold *told, const LetterBook *book, const Letter *letter,
                          uint32_t entry, Failure *failure)
{
    CLEANUP(letter_sums_free) LetterSums sums = {0};
    GroupSums quarter = {0};
    const Manifest *manifest = book->manifest;
    TRY(letter_sums_make(letter, &sums, failure));
    text_buffer_format(told->out, _("\nQuarter %d of %d: ledger entry %06u, payment on %s"),
                       manifest->quarter, manifest->year, entry,
                       day_text(manifest->payment_date).text);
    if (letter->municipality != told->code)
        text_buffer_format(told->out, _(", as municipality %04u, which it has become"),
                           letter->municipality);
    text_buffer_char(told->out, '\n');
    explain_json_quarter_begin(told->json, manifest, entry, letter->municipality);
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        tell_group(told, letter, (PaymentGroup)g);
        group_sums_add(&quarter, &letter->groups[g]);
    }
    add_quarter(told, &quarter);
    explain_json_part(told->json, "codes");
    for (size_t i = 0; i < sums.count; i++)
        tell_lines(told, &sums.items[i]);
    explain_json_part(told->json, "held");
    for (size_t i = 0; i < sums.held_count; i++)
        tell_held(told, &sums.held[i]);
    explain_json_quarter_end(told->json);
    return STATUS_OK;
}

static Status tell_entry(YearTold *told, uint32_t entry, Failure *failure)
{
    char name[ENTRY_NAME_SIZE], path[PATH_SIZE];
    const MunicipalityList everybody = {.count = 0};
    CLEANUP(run_folder_close) RunFolder folder = {0};
    CLEANUP(letter_book_free) LetterBook book = {0};
    entry_name(entry, name);
    TRY(path_join(told->ledger->folder, name, path, failure));
    TRY(run_folder_open(path, &folder, failure));
    LetterRun run = {.manifest = &folder.manifest, .committed = true};
    const LettersGiven given = {
        .folder = &folder, .only = &everybody, .letter = &run, .ledger = told->ledger};
    TRY(letter_book_read(&given, &book, failure));
    MunicipalityCode code = book.mapping->to[told->code];
    if (code == MUNICIPALITY_NONE || code == MAPPING_AMBIGUOUS) code = told->code;
    Letter letter;
    if (!letter_book_letter(&book, code, &letter)) return STATUS_OK;
    return tell_letter(told, &book, &letter, entry, failure);
}

/* --- the year --- */

static Status tell_by_hand(const YearTold *told, const MunicipalityTable *table,
                           Failure *failure)
{
    CLEANUP(system_free) MunicipalityMapping *mapping = system_allocate(sizeof *mapping);
    if (mapping == NULL) return failure_set(failure, STATUS_MEMORY, "municipalities", NULL);
    municipality_mapping_make(table, ledger_last_paying(told->ledger)->cutoff, mapping);
    return manual_tell_municipality(told->ledger, mapping, told->code, told->out, told->json,
                                    failure);
}

/* "2017, 2018"; false when the year is among them. */
static bool other_years(const Ledger *ledger, int year, TextBuffer *out)
{
    int last = 0;
    for (size_t e = 0; e < ledger->entry_count; e++) {
        const LedgerEntry *entry = &ledger->entries[e];
        if (entry->kind != ENTRY_RUN || entry->year == last) continue;
        if (entry->year == year) return false;
        text_buffer_format(out, "%s%d", last != 0 ? ", " : "", entry->year);
        last = entry->year;
    }
    return true;
}

static Status nothing_told(const YearTold *told, int year, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer years = TEXT_BUFFER_EMPTY;
    bool none = other_years(told->ledger, year, &years);
    TRY(text_buffer_status(&years, failure));
    if (none && years.length > 0)
        return failure_set(failure, STATUS_UNKNOWN, told->ledger->folder,
                           "no run of %d is committed; name one of these with --year: %s", year,
                           years.bytes);
    if (none)
        return failure_set(failure, STATUS_UNKNOWN, told->ledger->folder,
                           "no run is committed yet");
    return failure_set(failure, STATUS_UNKNOWN, told->ledger->folder,
                       "no committed run of %d has a line, payment or claim of municipality "
                       "%04u",
                       year, told->code);
}

static Status tell_quarters(YearTold *told, int year, Failure *failure)
{
    const Ledger *ledger = told->ledger;
    for (size_t e = 0; e < ledger->entry_count; e++) {
        const LedgerEntry *entry = &ledger->entries[e];
        if (entry->kind == ENTRY_RUN && entry->year == year)
            TRY(tell_entry(told, (uint32_t)e, failure));
    }
    return told->quarters > 0 ? STATUS_OK : nothing_told(told, year, failure);
}

Status explain_year(const Ledger *ledger, const MunicipalityTable *table, int year,
                    MunicipalityCode code, TextBuffer *out, JsonWriter *json, Failure *failure)
{
    CLEANUP(free_told)
    YearTold told = {.ledger = ledger, .code = code, .out = out, .json = json};
    const Municipality *row = municipality_find(table, code);
    if (year == 0) year = ledger_last_paying(ledger)->year;
    TRY(reconcile_begin(ledger, NULL, &told.sent, failure));
    TRY(reconcile_finish(&told.sent, failure));
    text_buffer_format(out, _("Municipality %04u %s in %d, by the ledger's committed runs\n"),
                       code, row != NULL ? row->name : "", year);
    explain_json_year_begin(json, year, code);
    TRY(tell_quarters(&told, year, failure));
    text_buffer_format(out, _("\nThe year\n"));
    tell_sums(_("all groups"), &told.all, out);
    text_buffer_format(out, _("  not in it: who was held before an amount was computed; the "
                              "ledger keeps no list of them, a run folder does (tilskudd "
                              "letters RUN)\n"));
    explain_json_year_sums(json, &told.all);
    TRY(tell_by_hand(&told, table, failure));
    return text_buffer_status(out, failure);
}
