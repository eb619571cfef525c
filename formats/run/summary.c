#include "formats/run/summary.h"

#include <stdio.h>
#include <stdlib.h>

#include "formats/base/plain_text.h"
#include "formats/json/json_writer.h"
#include "formats/run/run_mark.h"
#include "rules/controls/finding.h"

enum { REASONS_SHOWN = 10 };

/* --- why money is held --- */

/* Of what was counted. */
static void held_reasons_of(const RunCounts *counts, HeldReasons *reasons)
{
    reasons->count = 0;
    for (int control = 0; control < CONTROL_NUMBERS_MAX; control++) {
        HeldReason reason = {.amount = (Ore)counts->held_ore[control],
                             .persons = (int64_t)counts->held_persons[control],
                             .municipalities = (int64_t)counts->held_municipalities[control],
                             .control = control};
        if (reason.persons == 0 && reason.municipalities == 0) continue;
        /* An account is missing once for a municipality, not for each of its persons. */
        if (control == CONTROL_PAYEE_MISSING) {
            reason.persons = 0;
            reason.municipalities = (int64_t)counts->found[control];
        }
        reasons->items[reasons->count++] = reason;
    }
}

static uint64_t size_of(Ore amount)
{
    return amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
}

static int by_size(const void *left, const void *right)
{
    const HeldReason *a = left;
    const HeldReason *b = right;
    uint64_t one = size_of(a->amount), two = size_of(b->amount);
    if (one != two) return one > two ? -1 : 1;
    return a->control < b->control ? -1 : a->control > b->control;
}

static void append_count(int64_t count, const char *one, const char *many, TextBuffer *out)
{
    if (count == 0) return;
    text_buffer_format(out, ", %lld %s", (long long)count, count == 1 ? one : many);
}

void held_reasons_text(HeldReasons *reasons, TextBuffer *out)
{
    if (reasons->count == 0) return;
    qsort(reasons->items, reasons->count, sizeof reasons->items[0], by_size);
    text_buffer_text(out, "Why money is held:\n");
    for (size_t i = 0; i < reasons->count && i < REASONS_SHOWN; i++) {
        const HeldReason *reason = &reasons->items[i];
        const Control *control = control_find(reason->control);
        text_buffer_format(out, "  R%d: %s kr", reason->control,
                           amount_text(reason->amount).text);
        append_count(reason->persons, "person", "persons", out);
        append_count(reason->municipalities, "municipality", "municipalities", out);
        text_buffer_format(out, ". %s\n", control != NULL ? control->sentence_en : "");
    }
    if (reasons->count <= REASONS_SHOWN) return;
    text_buffer_format(out, "  and %zu more: see summary.json\n",
                       reasons->count - REASONS_SHOWN);
}

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

static void put_reasons(JsonWriter *json, const RunCounts *counts)
{
    HeldReasons reasons;
    held_reasons_of(counts, &reasons);
    json_object(json, "held_by_reason", JSON_LINES_OR_NONE);
    for (size_t i = 0; i < reasons.count; i++) {
        const HeldReason *reason = &reasons.items[i];
        json_object(json, control_name(reason->control).text, JSON_INLINE);
        json_put_number(json, "held_ore", reason->amount);
        json_put_number(json, "persons", reason->persons);
        json_put_number(json, "municipalities", reason->municipalities);
        json_end(json);
    }
    json_end(json);
}

static void put_sums(JsonWriter *json, const char *name, GroupSums sums)
{
    json_object(json, name, JSON_INLINE);
    json_put_number(json, "lines_ore", sums.lines);
    json_put_number(json, "held_ore", sums.held);
    json_put_number(json, "brought_forward_ore", sums.brought_forward);
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
    put_reasons(&json, counts);
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

static void screen_row(TextBuffer *out, const char *name, const GroupSums *totals)
{
    text_buffer_format(out, "  %-10s", name);
    screen_amount(out, totals->lines, 17);
    screen_amount(out, totals->brought_forward, 15);
    screen_amount(out, totals->paid, 17);
    screen_amount(out, totals->carried_forward, 15);
    screen_amount(out, totals->held, 15);
    text_buffer_char(out, '\n');
}

void run_summary_screen(const RunResult *result, TextBuffer *out)
{
    const RunCounts *counts = result->counts;
    HeldReasons reasons;
    text_buffer_format(out,
                       "%s run %d, quarter %d: register of %s, cut-off %s, payment on %s\n",
                       result->live ? "Live" : "TEST", result->year, result->quarter,
                       day_text(result->extract_date).text, day_text(result->cutoff).text,
                       day_text(result->payment_date).text);
    text_buffer_format(
        out,
        "%llu persons read: %llu with lines, %llu without, %llu held; "
        "%llu vanished, %llu records set aside\n\n",
        (unsigned long long)counts->persons, (unsigned long long)counts->with_lines,
        (unsigned long long)counts->without_lines, (unsigned long long)counts->held,
        (unsigned long long)counts->vanished, (unsigned long long)counts->set_aside);
    text_buffer_format(out, "  %-10s%17s%15s%17s%15s%15s\n", "kroner", "lines", "brought fwd",
                       "paid", "carried fwd", "held");
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        GroupSums totals = netting_totals(result->sums, g);
        screen_row(out, payment_group_text((PaymentGroup)g), &totals);
    }
    GroupSums all = netting_totals(result->sums, -1);
    screen_row(out, "all", &all);
    held_reasons_of(counts, &reasons);
    if (reasons.count > 0) text_buffer_char(out, '\n');
    held_reasons_text(&reasons, out);
    text_buffer_format(out, "\n%zu payments, run identity ", result->payments);
    text_buffer_hex(out, result->identity, 8);
    text_buffer_char(out, '\n');
}

/* --- reading --- */

static Status read_reasons(const JsonValue *all, HeldReasons *reasons, Failure *failure)
{
    for (size_t i = 0; i < json_count(all); i++) {
        const JsonValue *row = json_object_at(all, i);
        HeldReason reason = {.control = control_named(json_object_key(all, i))};
        if (control_find(reason.control) == NULL || reasons->count == CONTROL_NUMBERS_MAX)
            return failure_set(failure, STATUS_INPUT_VALUE, "held_by_reason",
                               "names no control");
        TRY(json_member_integer(row, "held_ore", &reason.amount, failure));
        TRY(json_member_integer(row, "persons", &reason.persons, failure));
        TRY(json_member_integer(row, "municipalities", &reason.municipalities, failure));
        reasons->items[reasons->count++] = reason;
    }
    return STATUS_OK;
}

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
    return read_reasons(json_object_get(root, "held_by_reason"), &out->reasons, failure);
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
