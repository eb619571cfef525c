#include "engine/finding_text.h"

#include <stdlib.h>
#include <string.h>

#include "formats/path.h"

static int compare_numbers(uint64_t left, uint64_t right)
{
    return left < right ? -1 : left > right;
}

static int compare_findings(const void *left, const void *right)
{
    const RunFinding *a = left;
    const RunFinding *b = right;
    int order = compare_numbers(a->finding.municipality, b->finding.municipality);
    if (order == 0) order = compare_numbers(a->file, b->file);
    if (order == 0) order = compare_numbers(a->record, b->record);
    if (order == 0) {
        order = compare_numbers((uint64_t)a->finding.control, (uint64_t)b->finding.control);
    }
    return order != 0 ? order : compare_numbers(a->sequence, b->sequence);
}

void findings_sort(RunFindings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        findings->items[i].sequence = (uint32_t)i;
    }
    if (findings->count > 1) {
        qsort(findings->items, findings->count, sizeof *findings->items, compare_findings);
    }
}

Status person_hash(HmacKey *hmac, Ident ident, char hex[SHA256_HEX_SIZE], Failure *failure)
{
    char text[IDENT_TEXT_SIZE];
    uint8_t digest[SHA256_SIZE];
    size_t length = ident_format(ident, text);
    TRY(hmac_of(hmac, text, length, digest, failure));
    sha256_to_hex(digest, hex);
    return STATUS_OK;
}

static void append_value(TextBuffer *out, const FindingValue *value, bool quoted)
{
    char text[ORE_TEXT_SIZE]; /* long enough for a day too */
    if (value->kind == VALUE_NUMBER || (value->kind == VALUE_ORE && quoted)) {
        text_buffer_number(out, value->number);
        return;
    }
    if (quoted && value->kind == VALUE_WORD) {
        text_buffer_json_string(out, value->word);
        return;
    }
    if (quoted) text_buffer_char(out, '"');
    switch (value->kind) {
    case VALUE_DAY:
        day_format((Day)value->number, text);
        text_buffer_text(out, text);
        break;
    case VALUE_ORE:
        ore_format(value->number, text);
        text_buffer_text(out, text);
        break;
    case VALUE_MUNICIPALITY:
        text_buffer_format(out, "%04u", (unsigned)value->number);
        break;
    default:
        text_buffer_text(out, value->word);
        break;
    }
    if (quoted) text_buffer_char(out, '"');
}

static const FindingValue *value_named(const Finding *finding, const char *name, size_t length)
{
    for (size_t i = 0; i < finding->value_count; i++) {
        const FindingValue *value = &finding->values[i];
        if (strlen(value->name) == length && memcmp(value->name, name, length) == 0) {
            return value;
        }
    }
    return NULL;
}

/* The message with each {name} replaced by its value. */
static void append_message(TextBuffer *out, const Finding *finding, const char *message)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    for (const char *c = message; *c != '\0'; c++) {
        const char *end = *c == '{' ? strchr(c, '}') : NULL;
        const FindingValue *value =
            end != NULL ? value_named(finding, c + 1, (size_t)(end - c - 1)) : NULL;
        if (value == NULL) {
            text_buffer_char(&text, *c);
            continue;
        }
        append_value(&text, value, false);
        c = end;
    }
    text_buffer_json_string(out, text.bytes != NULL ? text.bytes : "");
    out->failed = out->failed || text.failed;
    text_buffer_free(&text);
}

static void append_place(const Run *run, const RunFinding *finding, TextBuffer *out)
{
    text_buffer_text(out, ",\"file\":");
    if (finding->file == UINT32_MAX) {
        text_buffer_text(out, "null,\"record\":null");
        return;
    }
    text_buffer_json_string(out,
                            path_base_name(run->cohort.extracts.files[finding->file].path));
    text_buffer_format(out, ",\"record\":%u", finding->record);
}

static Status append_person(const RunFinding *finding, HmacKey *hmac, TextBuffer *out,
                            Failure *failure)
{
    char hex[SHA256_HEX_SIZE];
    text_buffer_text(out, ",\"person\":");
    if (hmac == NULL || finding->ident == IDENT_NONE) {
        text_buffer_text(out, "null");
        return STATUS_OK;
    }
    TRY(person_hash(hmac, finding->ident, hex, failure));
    text_buffer_format(out, "\"%s\"", hex);
    return STATUS_OK;
}

static void append_values(const Finding *finding, TextBuffer *out)
{
    text_buffer_text(out, ",\"values\":{");
    for (size_t i = 0; i < finding->value_count; i++) {
        if (i > 0) text_buffer_char(out, ',');
        text_buffer_json_string(out, finding->values[i].name);
        text_buffer_char(out, ':');
        append_value(out, &finding->values[i], true);
    }
    text_buffer_char(out, '}');
}

Status finding_append(const Run *run, const RunFinding *found, HmacKey *hmac, TextBuffer *out,
                      Failure *failure)
{
    static const char *const severities[] = {"FATAL", "BLOCK", "WARN", "INFO"};
    const Finding *finding = &found->finding;
    const Control *control = control_find(finding->control);
    INVARIANT(control != NULL && finding->severity < 4);
    text_buffer_format(out, "{\"control\":\"R%d\",\"severity\":\"%s\"", finding->control,
                       severities[finding->severity]);
    append_place(run, found, out);
    TRY(append_person(found, hmac, out, failure));
    text_buffer_text(out, ",\"municipality\":");
    if (finding->municipality != MUNICIPALITY_NONE) {
        text_buffer_format(out, "\"%04u\"", finding->municipality);
    } else {
        text_buffer_text(out, "null");
    }
    text_buffer_text(out, ",\"message_nb\":");
    append_message(out, finding, control->message_nb);
    text_buffer_text(out, ",\"message_en\":");
    append_message(out, finding, control->message_en);
    append_values(finding, out);
    text_buffer_text(out, ",\"reference\":");
    text_buffer_json_string(out, control->reference);
    text_buffer_text(out, ",\"rule_version\":");
    text_buffer_json_string(out, run->years[run->year_count - 1].context.rules->version);
    text_buffer_text(out, "}\n");
    return text_buffer_status(out, failure);
}
