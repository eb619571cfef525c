/* held_reasons.c - why money is held: counted, kept in the summary, told. See held_reasons.h.
 */
#include "formats/run/held_reasons.h"

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

Status held_reasons_read(const JsonValue *summary, HeldReasons *reasons, Failure *failure)
{
    const JsonValue *all = json_object_get(summary, "held_by_reason");
    reasons->count = 0;
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
