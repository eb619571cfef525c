#include "formats/run/entry_findings.h"

#include <string.h>

static const struct {
    int number;
    Severity severity;
    const char *message_nb, *message_en;
} rows[ENTRY_FINDING_COUNT] = {
#define ENTRY_FINDING(name, number, severity, message_nb, message_en)                          \
    [ENTRY_FINDING_##name] = {number, severity, message_nb, message_en},
#include "formats/run/entry_findings.def"
};

Severity entry_finding_severity(EntryFinding finding)
{
    return rows[finding].severity;
}

static const char *value_of(const char *name, size_t length, const EntryFindingValue *values,
                            size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(values[i].name) == length && memcmp(values[i].name, name, length) == 0)
            return values[i].text;
    return NULL;
}

static void append_words(TextBuffer *out, const char *words, const EntryFindingValue *values,
                         size_t count)
{
    for (const char *open; (open = strchr(words, '{')) != NULL;) {
        const char *close = strchr(open, '}');
        INVARIANT(close != NULL);
        const char *value = value_of(open + 1, (size_t)(close - open - 1), values, count);
        INVARIANT(value != NULL); /* whoever finds something knows what */
        text_buffer_append(out, words, (size_t)(open - words));
        text_buffer_text(out, value);
        words = close + 1;
    }
    text_buffer_text(out, words);
}

void entry_finding_words(TextBuffer *out, EntryFinding finding, const EntryFindingValue *values,
                         size_t count)
{
    append_words(out, rows[finding].message_en, values, count);
}

static void append_message(TextBuffer *out, const char *member, const char *words,
                           const EntryFindingValue *values, size_t count)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    append_words(&text, words, values, count);
    text_buffer_format(out, ",\"%s\":", member);
    text_buffer_json_string(out, text.bytes != NULL ? text.bytes : "");
    out->failed = out->failed || text.failed;
}

/* Whether {name} stands in the words. */
static bool has_place(const char *words, const char *name)
{
    size_t length = strlen(name);
    for (const char *open = words; (open = strchr(open, '{')) != NULL; open++)
        if (strncmp(open + 1, name, length) == 0 && open[1 + length] == '}') return true;
    return false;
}

/* Those that the words are about. */
static void append_values(TextBuffer *out, const char *words, const EntryFindingValue *values,
                          size_t count)
{
    const char *between = "";
    text_buffer_text(out, ",\"values\":{");
    for (size_t i = 0; i < count; i++) {
        if (!has_place(words, values[i].name)) continue;
        text_buffer_text(out, between);
        text_buffer_json_string(out, values[i].name);
        text_buffer_char(out, ':');
        text_buffer_json_string(out, values[i].text);
        between = ",";
    }
}

void entry_finding_append(TextBuffer *out, EntryFinding finding, MunicipalityCode municipality,
                          const EntryFindingValue *values, size_t count)
{
    text_buffer_format(out,
                       "{\"control\":\"R%d\",\"severity\":\"%s\",\"file\":null,"
                       "\"record\":null,\"person\":null,\"municipality\":",
                       rows[finding].number, severity_text(rows[finding].severity));
    if (municipality == MUNICIPALITY_NONE)
        text_buffer_text(out, "null");
    else
        text_buffer_format(out, "\"%04u\"", municipality);
    append_message(out, "message_nb", rows[finding].message_nb, values, count);
    append_message(out, "message_en", rows[finding].message_en, values, count);
    append_values(out, rows[finding].message_en, values, count);
    text_buffer_text(out, "},\"reference\":\"life.md 1\",\"rule_version\":\"\"}\n");
}
