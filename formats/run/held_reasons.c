#include "formats/run/held_reasons.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/count_words.h"
#include "formats/base/translate.h"
#include "formats/text/control_told.h"
#include "rules/controls/finding.h"

enum { REASON_COLUMN = 2 + 6 + TOUCHED_WIDTH + 2 };

void held_reasons_of(const Touched held[CONTROL_NUMBERS_MAX], uint64_t without_account,
                     HeldReasons *reasons)
{
    reasons->count = 0;
    for (int control = 0; control < CONTROL_NUMBERS_MAX; control++) {
        HeldReason reason = {control, held[control]};
        if (reason.touched.lines == 0) continue;
        /* Persons too, but an account is missing once for a municipality. */
        if (control == CONTROL_PAYEE_MISSING) reason.touched.municipalities = without_account;
        reasons->items[reasons->count++] = reason;
    }
}

/* --- summary.json --- */

void held_reasons_write(JsonWriter *json, const HeldReasons *reasons)
{
    json_object(json, "held_by_reason", JSON_LINES_OR_NONE);
    for (size_t i = 0; i < reasons->count; i++) {
        json_object(json, control_name(reasons->items[i].control).text, JSON_INLINE);
        touched_write(json, &reasons->items[i].touched);
        json_end(json);
    }
    json_end(json);
}

Status held_reasons_read(const JsonValue *object, HeldReasons *reasons, Failure *failure)
{
    for (size_t i = 0; i < json_count(object); i++) {
        HeldReason reason = {.control = control_named(json_object_key(object, i))};
        if (control_find(reason.control) == NULL || reasons->count == CONTROL_NUMBERS_MAX)
            return failure_set(failure, STATUS_INPUT_VALUE, "held_by_reason",
                               "names no control");
        TRY(touched_read(json_object_at(object, i), &reason.touched, failure));
        reasons->items[reasons->count++] = reason;
    }
    return STATUS_OK;
}

/* --- in words --- */

static uint64_t size_of(Ore amount)
{
    return amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
}

static int by_size(const void *left, const void *right)
{
    const HeldReason *a = left;
    const HeldReason *b = right;
    uint64_t one = size_of(touched_ore(&a->touched)), two = size_of(touched_ore(&b->touched));
    if (one != two) return one > two ? -1 : 1;
    return a->control < b->control ? -1 : a->control > b->control;
}

static void reason_text(const HeldReason *reason, TextBuffer *out)
{
    const Touched *touched = &reason->touched;
    text_buffer_format(out, "  %-6s", control_name(reason->control).text);
    touched_columns(touched, out);
    text_buffer_text(out, "  ");
    control_told_wrapped(out, reason->control, REASON_COLUMN);
    if (touched->municipalities == 0 && touched->unknown_lines == 0) return;
    text_buffer_format(out, "%8s", "");
    if (touched->municipalities > 0)
        text_buffer_format(
            out, "%s%s",
            count_words(touched->municipalities, "municipality", "municipalities").text,
            touched->unknown_lines > 0 ? "; " : "");
    touched_unknown(touched, out);
    text_buffer_char(out, '\n');
}

void held_reasons_text(HeldReasons *reasons, TextBuffer *out)
{
    if (reasons->count == 0) return;
    qsort(reasons->items, reasons->count, sizeof reasons->items[0], by_size);
    text_buffer_text(out, "  ");
    text_buffer_cell(out, _("held"), -6);
    touched_heading(out);
    text_buffer_text(out, _("  why\n"));
    for (size_t i = 0; i < reasons->count; i++)
        reason_text(&reasons->items[i], out);
}
