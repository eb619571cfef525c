#include "formats/base/count_words.h"
#include "formats/run/summary.h"

#include <stdio.h>
#include <stdlib.h>

#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/json/json_writer.h"
#include "formats/run/run_mark.h"
#include "rules/controls/finding.h"

/* --- summary.json --- */

static void put_counts(JsonWriter *json, const RunCounts *counts)
{
    json_object(json, "persons", JSON_LINES);
    json_put_number(json, "read", (int64_t)counts->persons);
    json_put_number(json, "with_lines", (int64_t)counts->with_lines);
    json_put_number(json, "without_lines", (int64_t)counts->without_lines);
    json_put_number(json, "held", (int64_t)counts->held);
    json_put_number(json, "vanished", (int64_t)counts->vanished);
    json_put_number(json, "records_set_aside", (int64_t)counts->set_aside);
    json_put_number(json, "records_identical", (int64_t)counts->identical);
    json_put_number(json, "with_integration_grant", (int64_t)counts->integration_persons);
    json_end(json);
    json_object(json, "without_lines_by_reason", JSON_LINES);
    for (int r = 0; r < NO_GRANT_REASON_COUNT; r++) {
        if (counts->by_reason[r] == 0) continue;
        json_put_number(json, no_grant_reason_text((NoGrantReason)r),
                        (int64_t)counts->by_reason[r]);
    }
    json_end(json);
    json_object(json, "lines", JSON_LINES);
    json_put_number(json, "all", (int64_t)counts->lines);
    json_put_number(json, "pay", (int64_t)counts->pay_lines);
    json_put_number(json, "held", (int64_t)counts->held_lines);
    json_put_number(json, "zero", (int64_t)counts->zero_lines);
    json_end(json);
}

static void put_touched(JsonWriter *json, const char *name, const Touched *touched)
{
    json_object(json, name, JSON_INLINE);
    touched_write(json, touched);
    json_end(json);
}

static void put_sums(JsonWriter *json, const char *name, GroupSums sums)
{
    json_object(json, name, JSON_INLINE);
    json_put_number(json, "lines_ore", sums.lines);
    json_put_number(json, "held_ore", sums.held);
    json_put_number(json, "brought_forward_ore", sums.brought_forward);
    json_put_number(json, "returned_ore", sums.returned);
    json_put_number(json, "manual_ore", sums.manual);
    json_put_number(json, "paid_ore", sums.paid);
    json_put_number(json, "carried_forward_ore", sums.carried_forward);
    json_end(json);
}

static void put_rates(JsonWriter *json, const char *name, const SettleYears *years,
                      const uint64_t persons[SETTLE_YEARS_MAX][RATE_CODE_COUNT])
{
    json_object(json, name, JSON_LINES);
    for (size_t y = 0; y < years->count; y++) {
        for (int c = 0; c < RATE_CODE_COUNT; c++) {
            char rate[64];
            if (persons[y][c] == 0) continue;
            (void)snprintf(rate, sizeof rate, "%d %s", years->items[y].context.budget_year,
                           rate_code_text(c));
            json_put_number(json, rate, (int64_t)persons[y][c]);
        }
    }
    json_end(json);
}

/* "No finding" must differ from "did not run" (control.md 1). */
static void put_controls(JsonWriter *json, const RunCounts *counts)
{
    json_object(json, "controls", JSON_LINES);
    for (size_t i = 0; i < control_count(); i++) {
        int number = control_at(i)->number;
        json_object(json, control_name(number).text, JSON_INLINE);
        json_put_number(json, "executed", (int64_t)counts->executed[number]);
        json_put_number(json, "found", (int64_t)counts->found[number]);
        json_end(json);
    }
    json_end(json);
}

void run_summary_write(const RunResult *result, TextBuffer *out)
{
    JsonWriter json = JSON_WRITER(out);
    HeldReasons reasons;
    const RunCounts *counts = result->counts;
    json_object(&json, NULL, JSON_LINES);
    json_put_text(&json, "mode", run_mode_text(result->live));
    json_put_number(&json, "year", result->year);
    json_put_number(&json, "quarter", result->quarter);
    json_put_hex(&json, "run_identity", result->identity, SHA256_SIZE);
    json_put_text(&json, "program", result->program);
    json_array(&json, "notes", JSON_LINES_OR_NONE);
    for (size_t i = 0; i < result->note_count; i++)
        json_put_text(&json, NULL, result->notes[i]);
    json_end(&json);
    put_counts(&json, counts);
    held_reasons_of(counts->touched.held, counts->found[CONTROL_PAYEE_MISSING], &reasons);
    held_reasons_write(&json, &reasons);
    put_touched(&json, "paid", &counts->touched.paid);
    put_touched(&json, "not_known", &counts->touched.unknown_all);
    let_through_write(&json, "let_through", result->let_through);
    json_object(&json, "sums", JSON_LINES);
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
        put_sums(&json, payment_group_text((PaymentGroup)g), netting_totals(result->sums, g));
    put_sums(&json, "all", netting_totals(result->sums, -1));
    json_end(&json);
    json.extra_indent = 2; /* this member has always had it */
    json_put_number(&json, "payments", (int64_t)result->payments);
    put_rates(&json, "rates_not_verified", result->years,
              (const uint64_t(*)[RATE_CODE_COUNT])counts->evidence.unverified);
    put_rates(&json, "rates_missing", result->years,
              (const uint64_t(*)[RATE_CODE_COUNT])counts->evidence.missing);
    put_controls(&json, counts);
    json_end(&json);
}

/* --- the screen --- */

static void screen_amount(TextBuffer *out, Ore amount, int width)
{
    text_buffer_format(out, "%*s", width, amount_text(amount).text);
}

/* What is held at an unknown amount is no sum, and never 0. */
static void screen_held(TextBuffer *out, Ore held, const Touched *unknown)
{
    if (unknown->lines == 0 || held != 0) screen_amount(out, held, 15);
    if (unknown->lines > 0)
        text_buffer_format(out, held == 0 ? "%15s" : "%s", held == 0 ? _("not known") : " *");
}

static void screen_row(TextBuffer *out, const char *name, const GroupSums *totals,
                       const Touched *unknown)
{
    text_buffer_text(out, "  ");
    text_buffer_cell(out, name, -10);
    screen_amount(out, totals->lines, 17);
    screen_amount(out, totals->brought_forward, 15);
    screen_amount(out, totals->paid, 17);
    screen_amount(out, totals->carried_forward, 15);
    screen_held(out, totals->held, unknown);
    text_buffer_char(out, '\n');
}

static void summary_heading(TextBuffer *out)
{
    text_buffer_text(out, "  ");
    text_buffer_cell(out, _("kroner"), -10);
    text_buffer_cell(out, _("lines"), 17);
    text_buffer_cell(out, _("brought fwd"), 15);
    text_buffer_cell(out, _("paid"), 17);
    text_buffer_cell(out, _("carried fwd"), 15);
    text_buffer_cell(out, _("held"), 15);
    text_buffer_char(out, '\n');
}

void run_summary_screen(const RunResult *result, TextBuffer *out)
{
    const RunCounts *counts = result->counts;
    HeldReasons reasons;
    text_buffer_format(out,
                       _("%s run %d, quarter %d: register of %s, cut-off %s, payment on %s\n"),
                       result->live ? _("Live") : _("TEST"), result->year, result->quarter,
                       day_text(result->extract_date).text, day_text(result->cutoff).text,
                       day_text(result->payment_date).text);
    text_buffer_format(
        out, _("%s read: %s with lines, %s without, %s held; %s vanished, %s set aside\n\n"),
        count_words(counts->persons, "person", "persons").text,
        count_text(counts->with_lines).text, count_text(counts->without_lines).text,
        count_text(counts->held).text, count_text(counts->vanished).text,
        count_words(counts->set_aside, "record", "records").text);
    summary_heading(out);
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        GroupSums totals = netting_totals(result->sums, g);
        screen_row(out, payment_group_text((PaymentGroup)g), &totals,
                   &counts->touched.unknown[g]);
    }
    GroupSums all = netting_totals(result->sums, -1);
    screen_row(out, _("all"), &all, &counts->touched.unknown_all);
    if (all.returned != 0 || all.manual != 0)
        text_buffer_format(out, _("  in the sums: returned %s, by hand %s\n"),
                           amount_text(all.returned).text, amount_text(all.manual).text);
    if (counts->touched.unknown_all.lines > 0) {
        text_buffer_text(out, _("  * beside that, "));
        touched_unknown(&counts->touched.unknown_all, out);
        text_buffer_char(out, '\n');
    }
    held_reasons_of(counts->touched.held, counts->found[CONTROL_PAYEE_MISSING], &reasons);
    if (reasons.count > 0) text_buffer_char(out, '\n');
    held_reasons_text(&reasons, out);
    text_buffer_format(out, _("\n%s, run identity "),
                       count_words(result->payments, "payment", "payments").text);
    text_buffer_hex(out, result->identity, 8);
    text_buffer_char(out, '\n');
}

/* --- reading --- */

/* A note stands in a line of its own on the approver's screen, and makes no other. */
static Status check_notes(const JsonValue *notes, Failure *failure)
{
    const char *note;
    for (size_t i = 0; i < json_count(notes); i++)
        if (!json_line(json_array_at(notes, i), &note))
            return failure_set(failure, STATUS_INPUT_VALUE, NULL,
                               "a note that is no string on one line");
    return STATUS_OK;
}

static Status read_found(const JsonValue *controls, uint64_t found[CONTROL_NUMBERS_MAX],
                         Failure *failure)
{
    for (size_t i = 0; i < json_count(controls); i++) {
        int number = control_named(json_object_key(controls, i));
        int64_t count;
        if (control_find(number) == NULL)
            return failure_set(failure, STATUS_INPUT_VALUE, _("controls"), "names no control");
        TRY(json_member_integer(json_object_at(controls, i), "found", &count, failure));
        found[number] = (uint64_t)count;
    }
    return STATUS_OK;
}

static Status read_members(const JsonValue *root, RunSummary *out, Failure *failure)
{
    const char *identity;
    const JsonValue *persons = json_object_get(root, "persons");
    const JsonValue *all = json_object_get(json_object_get(root, "sums"), "all");
    TRY(json_member_string(root, "run_identity", &identity, failure));
    (void)snprintf(out->run_identity, sizeof out->run_identity, "%s", identity);
    TRY(json_member_integer(persons, "read", &out->persons, failure));
    TRY(json_member_integer(persons, "held", &out->held_persons, failure));
    TRY(json_member_integer(persons, "vanished", &out->vanished, failure));
    TRY(json_member_integer(all, "lines_ore", &out->lines, failure));
    TRY(json_member_integer(all, "held_ore", &out->held, failure));
    TRY(json_member_integer(all, "paid_ore", &out->paid, failure));
    TRY(json_member_integer(all, "carried_forward_ore", &out->carried_forward, failure));
    TRY(check_notes(json_object_get(root, "notes"), failure));
    TRY(touched_read(json_object_get(root, "paid"), &out->paid_lines, failure));
    TRY(touched_read(json_object_get(root, "not_known"), &out->not_known, failure));
    TRY(let_through_read(json_object_get(root, "let_through"), &out->let_through, failure));
    TRY(read_found(json_object_get(root, "controls"), out->found, failure));
    return held_reasons_read(json_object_get(root, "held_by_reason"), &out->reasons, failure);
}

Status run_summary_read(const FolderFile *file, RunSummary *out, Failure *failure)
{
    *out = (RunSummary){0};
    TRY(json_read(file->path, file->bytes, file->size, &out->document, failure));
    Status status = read_members(json_root(out->document), out, failure);
    if (status == STATUS_OK) return STATUS_OK;
    failure_locate(failure, file->path);
    run_summary_free(out);
    return status;
}

void run_summary_free(RunSummary *summary)
{
    let_through_free(&summary->let_through);
    json_free(summary->document);
    summary->document = NULL;
}

const char *run_summary_note(const RunSummary *summary, size_t index)
{
    const char *note = NULL;
    const JsonValue *notes = json_object_get(json_root(summary->document), "notes");
    (void)json_string(json_array_at(notes, index), &note);
    return note;
}
