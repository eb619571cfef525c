#include "formats/run/summary.h"

#include <stdio.h>
#include <stdlib.h>

#include "formats/base/plain_text.h"
#include "rules/controls/finding.h"

enum { REASONS_SHOWN = 10 };

void held_reasons_json(const HeldReasons *reasons, TextBuffer *out)
{
    text_buffer_text(out, "  \"held_by_reason\": {");
    for (size_t i = 0; i < reasons->count; i++) {
        const HeldReason *reason = &reasons->items[i];
        text_buffer_format(out,
                           "%s\n    \"R%d\": {\"held_ore\": %lld, \"persons\": %lld, "
                           "\"municipalities\": %lld}",
                           i == 0 ? "" : ",", reason->control, (long long)reason->amount,
                           (long long)reason->persons, (long long)reason->municipalities);
    }
    text_buffer_text(out, reasons->count == 0 ? "},\n" : "\n  },\n");
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

/* --- reading --- */

static Status read_reasons(const JsonValue *all, HeldReasons *reasons, Failure *failure)
{
    for (size_t i = 0; i < json_count(all); i++) {
        const JsonValue *row = json_object_at(all, i);
        HeldReason reason = {.control = control_named(json_object_key(all, i))};
        if (control_find(reason.control) == NULL || reasons->count == CONTROL_NUMBERS_MAX) {
            return failure_set(failure, STATUS_INPUT_VALUE, "held_by_reason",
                               "names no control");
        }
        TRY(json_member_integer(row, "held_ore", &reason.amount, failure));
        TRY(json_member_integer(row, "persons", &reason.persons, failure));
        TRY(json_member_integer(row, "municipalities", &reason.municipalities, failure));
        reasons->items[reasons->count++] = reason;
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
