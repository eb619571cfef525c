#include "formats/run/findings.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/amount_words.h"
#include "formats/base/input_stream.h"
#include "formats/base/text_put.h"
#include "formats/json/json_reader.h"
#include "formats/run/finding_units.h"
#include "formats/run/finding_words.h"
#include "formats/register/register_mistakes.h"
#include "rules/controls/control_actions.h"

Status person_hash(HmacKey *hmac, Ident ident, char hex[SHA256_HEX_SIZE], Failure *failure)
{
    char text[IDENT_TEXT_SIZE];
    uint8_t digest[SHA256_SIZE];
    size_t length = ident_format(ident, text);
    TRY(hmac_of(hmac, text, length, digest, failure));
    sha256_to_hex(digest, hex);
    return STATUS_OK;
}

static void append_municipality(TextBuffer *out, MunicipalityCode code)
{
    char digits[4];
    text_buffer_append(out, digits, (size_t)(put_four(digits, code) - digits));
}

/* As JSON: whole numbers, texts and code words. */
static void append_value(TextBuffer *out, const FindingValue *value)
{
    char text[DAY_TEXT_SIZE];
    switch (value->kind) {
    case VALUE_PERSON: /* nobody has put the hash in its place: no key */
        text_buffer_text(out, "null");
        return;
    case VALUE_WORD:
        text_buffer_json_string(out, value->word);
        return;
    case VALUE_DAY:
        day_format((Day)value->number, text);
        text_buffer_json_string(out, text);
        return;
    case VALUE_MUNICIPALITY:
        if (value->number == MUNICIPALITY_NONE) {
            text_buffer_text(out, "null");
            return;
        }
        text_buffer_char(out, '"');
        append_municipality(out, (MunicipalityCode)value->number);
        text_buffer_char(out, '"');
        return;
    default:
        text_buffer_number(out, value->number);
    }
}

/* As a case officer writes it. */
static void append_value_words(TextBuffer *out, const FindingValue *value, bool norwegian)
{
    char text[ORE_TEXT_SIZE]; /* long enough for a day too */
    switch (value->kind) {
    case VALUE_WORD:
        text_buffer_text(out, finding_word(value->word, norwegian));
        return;
    case VALUE_DAY:
        day_format((Day)value->number, text);
        text_buffer_text(out, text);
        return;
    case VALUE_ORE:
        ore_format(value->number, text);
        text_buffer_text(out, text);
        return;
    case VALUE_KRONER:
        text_buffer_text(out, amount_words(ore_from_kroner(value->number)).text);
        return;
    case VALUE_MUNICIPALITY:
        append_municipality(out, (MunicipalityCode)value->number);
        return;
    default:
        append_value(out, value);
    }
}

static const FindingValue *value_named(const Finding *finding, const char *name, size_t length)
{
    for (size_t i = 0; i < finding->value_count; i++) {
        const FindingValue *value = &finding->values[i];
        if (strlen(value->name) == length && memcmp(value->name, name, length) == 0)
            return value;
    }
    return NULL;
}

/* A sentence that a value begins. */
static void begin_sentence(TextBuffer *out, size_t at)
{
    if (out->failed || out->bytes == NULL || at >= out->length) return;
    char *first = out->bytes + at;
    if (*first >= 'a' && *first <= 'z') *first = (char)(*first - 'a' + 'A');
}

/* The message with each {name} or {name:unit} replaced by its value. */
static void append_words(TextBuffer *out, const Finding *finding, const char *message,
                         bool norwegian)
{
    const char *whole = message;
    size_t begin = out->length;
    while (*message != '\0') {
        size_t plain = strcspn(message, "{");
        text_buffer_append(out, message, plain);
        message += plain;
        const char *end = *message == '{' ? strchr(message, '}') : NULL;
        size_t name = end != NULL ? strcspn(message + 1, ":}") : 0;
        const FindingValue *value =
            end != NULL ? value_named(finding, message + 1, name) : NULL;
        if (value != NULL) {
            const char *unit = message + 1 + name + (message[1 + name] == ':');
            if (!finding_unit_append(out, value, unit, norwegian))
                append_value_words(out, value, norwegian);
            message = end + 1;
        } else if (*message == '{') {
            text_buffer_char(out, *message++);
        }
    }
    if (*whole == '{') begin_sentence(out, begin);
}

static void append_message(TextBuffer *out, const char *member, const Finding *finding,
                           bool norwegian, TextBuffer *scratch)
{
    text_buffer_clear(scratch);
    append_words(scratch, finding, finding_text(finding, norwegian), norwegian);
    text_buffer_text(out, member);
    text_buffer_json_string(out, scratch->bytes != NULL ? scratch->bytes : "");
    out->failed = out->failed || scratch->failed;
}

void finding_message(const Finding *finding, TextBuffer *out)
{
    append_words(out, finding, finding_text(finding, false), false);
}

void finding_message_nb(const Finding *finding, TextBuffer *out)
{
    append_words(out, finding, finding_text(finding, true), true);
}

static void append_place(const FindingPlace *place, MunicipalityCode municipality,
                         TextBuffer *out)
{
    text_buffer_text(out, ",\"file\":");
    if (place->file != NULL) {
        text_buffer_json_string(out, place->file);
        text_buffer_text(out, ",\"record\":");
        text_buffer_number(out, place->record);
    } else {
        text_buffer_text(out, "null,\"record\":null");
    }
    const char *quote = place->person != NULL ? "\"" : "";
    text_buffer_text(out, ",\"person\":");
    text_buffer_text(out, quote);
    text_buffer_text(out, place->person != NULL ? place->person : "null");
    text_buffer_text(out, quote);
    text_buffer_text(out, ",\"municipality\":");
    if (municipality == MUNICIPALITY_NONE) {
        text_buffer_text(out, "null");
        return;
    }
    text_buffer_char(out, '"');
    append_municipality(out, municipality);
    text_buffer_char(out, '"');
}

static void append_money(const MoneyAtHand *money, TextBuffer *out)
{
    if (money == NULL) {
        text_buffer_text(out, ",\"run_paid_ore\":null,\"run_held_ore\":null,"
                              "\"year_paid_ore\":null,\"year_held_ore\":null");
        return;
    }
    text_buffer_text(out, ",\"run_paid_ore\":");
    text_buffer_number(out, money->run_paid);
    text_buffer_text(out, ",\"run_held_ore\":");
    text_buffer_number(out, money->run_held);
    text_buffer_text(out, ",\"year_paid_ore\":");
    text_buffer_number(out, money->year_paid);
    text_buffer_text(out, ",\"year_held_ore\":");
    text_buffer_number(out, money->year_held);
}

static void append_values(const Finding *finding, TextBuffer *out)
{
    text_buffer_text(out, ",\"values\":{");
    for (size_t i = 0; i < finding->value_count; i++) {
        if (i > 0) text_buffer_char(out, ',');
        text_buffer_json_string(out, finding->values[i].name);
        text_buffer_char(out, ':');
        append_value(out, &finding->values[i]);
    }
    text_buffer_char(out, '}');
}

/* A copy in which what the register's reader says is in Norwegian. */
static Finding in_norwegian(const Finding *finding)
{
    Finding copy = *finding;
    if (finding->control != CONTROL_RECORD_REFUSED) return copy;
    for (size_t i = 0; i < copy.value_count; i++) {
        FindingValue *value = &copy.values[i];
        if (value->kind != VALUE_WORD || strcmp(value->name, "problem") != 0) continue;
        const char *word = register_reason_nb(value->word);
        if (word != NULL) value->word = word;
    }
    return copy;
}

Status finding_line_append(const Finding *finding, const FindingPlace *place,
                           TextBuffer *scratch, TextBuffer *out, Failure *failure)
{
    const Control *control = control_find(finding->control);
    INVARIANT(control != NULL && finding->severity < SEVERITY_COUNT);
    Finding norwegian = in_norwegian(finding);
    text_buffer_text(out, "{\"control\":\"R");
    text_buffer_number(out, finding->control);
    text_buffer_text(out, "\",\"severity\":\"");
    text_buffer_text(out, severity_text((Severity)finding->severity));
    text_buffer_text(out, "\",\"effect\":\"");
    text_buffer_text(out, effect_text(control_effect(finding->control)));
    text_buffer_char(out, '"');
    append_place(place, finding->municipality, out);
    append_money(place->money, out);
    append_message(out, ",\"message_nb\":", &norwegian, true, scratch);
    append_message(out, ",\"message_en\":", finding, false, scratch);
    append_values(finding, out);
    text_buffer_text(out, ",\"reference\":");
    text_buffer_json_string(out, control->reference);
    text_buffer_text(out, ",\"rule_version\":");
    text_buffer_json_string(out, place->rule_version);
    text_buffer_text(out, "}\n");
    return text_buffer_status(out, failure);
}

/* --- reading --- */

/* The code of a line without municipality is 0; false when it is none. */
static bool read_municipality(const JsonValue *finding, MunicipalityCode *code)
{
    const char *text = "0000";
    int64_t number = 0;
    (void)json_string(json_object_get(finding, "municipality"), &text);
    for (const char *at = text; *at != '\0' && number < MUNICIPALITY_CODES; at++) {
        if (*at < '0' || *at > '9') return false;
        number = number * 10 + (*at - '0');
    }
    *code = (MunicipalityCode)number;
    return *text != '\0' && number < MUNICIPALITY_CODES;
}

/* The object of values as it stands: no text has these names unescaped. */
static void find_values(const char *line, size_t length, FindingLine *out)
{
    static const char begin[] = ",\"values\":", after[] = ",\"reference\":";
    const char *values = memmem(line, length, begin, sizeof begin - 1);
    if (values == NULL) return;
    values += sizeof begin - 1;
    size_t left = length - (size_t)(values - line);
    const char *end = memmem(values, left, after, sizeof after - 1);
    if (end == NULL) return;
    out->values = values;
    out->values_length = (size_t)(end - values);
}

static bool read_line(const JsonValue *root, FindingLine *line)
{
    const char *control, *severity;
    if (!json_string(json_object_get(root, "control"), &control) ||
        !json_string(json_object_get(root, "severity"), &severity) ||
        !json_string(json_object_get(root, "message_en"), &line->message))
        return false;
    (void)json_string(json_object_get(root, "person"), &line->person);
    line->members = root;
    line->control = control_named(control);
    return line->control > 0 && severity_parse(severity, &line->severity) &&
           read_municipality(root, &line->municipality);
}

const char *finding_line_words(const FindingLine *line, Language language)
{
    const char *words = line->message;
    if (language == LANGUAGE_NB)
        (void)json_string(json_object_get(line->members, "message_nb"), &words);
    return words;
}

/* What is done with the lines of one file. */
typedef struct Reading {
    const char *name;
    const char *wanted; /* bytes that a line must have; NULL: any line will do */
    FindingReader read;
    void *user;
} Reading;

static Status give_line(const Reading *reading, const char *bytes, size_t length,
                        Failure *failure)
{
    CLEANUP(json_free) JsonDocument *document = NULL;
    FindingLine line = {0};
    if (reading->wanted != NULL &&
        memmem(bytes, length, reading->wanted, strlen(reading->wanted)) == NULL)
        return STATUS_OK;
    TRY(json_read(reading->name, bytes, length, &document, failure));
    find_values(bytes, length, &line);
    if (read_line(json_root(document), &line))
        return reading->read(reading->user, &line, failure);
    return failure_set(failure, STATUS_VERIFICATION, reading->name, "not a finding");
}

/* Whole lines, the last of the file perhaps without its end. */
static Status give_lines(const Reading *reading, const char *at, const char *end,
                         Failure *failure)
{
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((stop != NULL ? stop : end) - at);
        TRY(give_line(reading, at, length, failure));
        at += length + (stop != NULL);
    }
    return STATUS_OK;
}

Status findings_of_text(const char *name, const char *bytes, size_t length, FindingReader read,
                        void *user, Failure *failure)
{
    const Reading reading = {name, NULL, read, user};
    return length == 0 ? STATUS_OK : give_lines(&reading, bytes, bytes + length, failure);
}

Status findings_read(const char *path, const char *name, const char *person, FindingReader read,
                     void *user, Failure *failure)
{
    char wanted[SHA256_HEX_SIZE + 16];
    const Reading reading = {name, person != NULL ? wanted : NULL, read, user};
    CLEANUP(input_stream_close) InputStream *stream = NULL;
    (void)snprintf(wanted, sizeof wanted, "\"person\":\"%s\"", person != NULL ? person : "");
    TRY(input_stream_open(path, &stream, failure));
    for (;;) {
        const char *lines;
        size_t length;
        TRY(input_stream_lines(stream, &lines, &length, failure));
        if (length == 0) return STATUS_OK;
        TRY(give_lines(&reading, lines, lines + length, failure));
    }
}

/* --- counting --- */

void finding_counts_add(FindingCounts *counts, int control, MunicipalityCode municipality,
                        Severity severity)
{
    size_t index = control_index(control);
    INVARIANT(control_count() < CONTROLS_MAX);
    if (index == control_count()) index = CONTROLS_MAX - 1;
    counts->by_control[control]++;
    counts->by_place[index][municipality]++;
    counts->by_municipality[municipality][severity]++;
    counts->by_severity[severity]++;
}

static Status count_line(void *user, const FindingLine *line, Failure *failure)
{
    (void)failure;
    finding_counts_add(user, line->control, line->municipality, line->severity);
    return STATUS_OK;
}

Status finding_counts_read(const char *path, const char *name, FindingCounts *counts,
                           Failure *failure)
{
    return findings_read(path, name, NULL, count_line, counts, failure);
}
