#include "engine/findings/finding_text.h"

#include <string.h>

#include "formats/base/path.h"

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
    if (value->kind == VALUE_PERSON) { /* nobody has put the hash in its place: no key */
        text_buffer_text(out, "null");
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

/* What the register's reader says of a record that it refuses, in Norwegian. */
static const struct {
    const char *en, *nb;
} problems[] = {
    {"a number that is too large", "tallet er for stort"},
    {"element out of order", "elementet står i feil rekkefølge"},
    {"missing", "mangler"},
    {"more than one", "det er flere enn ett"},
    {"not a code word", "ikke et kodeord"},
    {"not a country (three capital letters)", "ikke et land (tre store bokstaver)"},
    {"not a date (YYYY-MM-DD)", "ikke en dato (ÅÅÅÅ-MM-DD)"},
    {"not a half-year (YYYY-1 or YYYY-2)", "ikke et halvår (ÅÅÅÅ-1 eller ÅÅÅÅ-2)"},
    {"not a municipality code (four digits)", "ikke et kommunenummer (fire siffer)"},
    {"not a number of hours (37 or 37.5)", "ikke et timetall (37 eller 37.5)"},
    {"not a whole number", "ikke et helt tall"},
    {"not an ident (11 or 12 digits)", "ikke en ident (11 eller 12 siffer)"},
    {"not true or false", "ikke true eller false"},
    {"text where none may be", "tekst der det ikke kan stå tekst"},
    {"too many", "det er for mange"},
    {"unknown attribute", "ukjent attributt"},
    {"unknown code word", "ukjent kodeord"},
    {"unknown element", "ukjent element"},
    {"wrong namespace", "feil navnerom"},
};

const char *problem_in_norwegian(const char *problem)
{
    for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++) {
        if (strcmp(problems[i].en, problem) == 0) return problems[i].nb;
    }
    return NULL;
}

/* The message with each {name} replaced by its value. */
static void append_message(TextBuffer *out, const Finding *finding, const char *message,
                           TextBuffer *scratch)
{
    text_buffer_clear(scratch);
    while (*message != '\0') {
        size_t plain = strcspn(message, "{");
        text_buffer_append(scratch, message, plain);
        message += plain;
        const char *end = *message == '{' ? strchr(message, '}') : NULL;
        const FindingValue *value =
            end != NULL ? value_named(finding, message + 1, (size_t)(end - message - 1)) : NULL;
        if (value != NULL) {
            append_value(scratch, value, false);
            message = end + 1;
        } else if (*message == '{') {
            text_buffer_char(scratch, *message++);
        }
    }
    text_buffer_json_string(out, scratch->bytes != NULL ? scratch->bytes : "");
    out->failed = out->failed || scratch->failed;
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
    text_buffer_text(out, ",\"record\":");
    text_buffer_number(out, finding->record);
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

static void append_municipality(MunicipalityCode municipality, TextBuffer *out)
{
    text_buffer_text(out, ",\"municipality\":");
    if (municipality != MUNICIPALITY_NONE) {
        text_buffer_format(out, "\"%04u\"", municipality);
    } else {
        text_buffer_text(out, "null");
    }
}

/* The Norwegian message; what the reader says is put into Norwegian. */
static void append_norwegian(TextBuffer *out, const Finding *finding, const char *message,
                             TextBuffer *scratch)
{
    if (finding->control != CONTROL_RECORD_REFUSED) {
        append_message(out, finding, message, scratch);
        return;
    }
    Finding copy = *finding;
    for (size_t i = 0; i < copy.value_count; i++) {
        FindingValue *value = &copy.values[i];
        if (value->kind != VALUE_WORD || strcmp(value->name, "problem") != 0) continue;
        const char *word = problem_in_norwegian(value->word);
        if (word != NULL) value->word = word;
    }
    append_message(out, &copy, message, scratch);
}

Status finding_append(const Run *run, const RunFinding *found, const char *person,
                      TextBuffer *scratch, TextBuffer *out, Failure *failure)
{
    static const char *const severities[] = {"FATAL", "BLOCK", "WARN", "INFO"};
    const Finding *finding = &found->finding;
    const Control *control = control_find(finding->control);
    INVARIANT(control != NULL && finding->severity < 4);
    text_buffer_text(out, "{\"control\":\"R");
    text_buffer_number(out, finding->control);
    text_buffer_text(out, "\",\"severity\":\"");
    text_buffer_text(out, severities[finding->severity]);
    text_buffer_char(out, '"');
    append_place(run, found, out);
    text_buffer_text(out, ",\"person\":");
    text_buffer_text(out, person != NULL ? "\"" : "null");
    text_buffer_text(out, person != NULL ? person : "");
    if (person != NULL) text_buffer_char(out, '"');
    append_municipality(finding->municipality, out);
    text_buffer_text(out, ",\"message_nb\":");
    append_norwegian(out, finding, control->message_nb, scratch);
    text_buffer_text(out, ",\"message_en\":");
    append_message(out, finding, control->message_en, scratch);
    append_values(finding, out);
    text_buffer_text(out, ",\"reference\":");
    text_buffer_json_string(out, control->reference);
    text_buffer_text(out, ",\"rule_version\":");
    text_buffer_json_string(out, settle_own_year(&run->settle)->context.rules->version);
    text_buffer_text(out, "}\n");
    return text_buffer_status(out, failure);
}
