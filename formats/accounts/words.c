#include "formats/accounts/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "formats/html/html_page.h"
#include "formats/json/json_writer.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

void unbroken_words(TextBuffer *out, const char *text)
{
    static const char no_break[] = "\xC2\xA0";
    for (const char *at = text; *at != '\0'; at++) {
        bool amount = *at == ' ' && at > text && is_digit(at[-1]) &&
                      (is_digit(at[1]) || strncmp(at + 1, "kr", 2) == 0);
        if (amount)
            text_buffer_text(out, no_break);
        else
            text_buffer_char(out, *at);
    }
}

void paragraph_of_words(TextBuffer *out, const char *format, ...)
{
    enum { LINE_SIZE = 640 };
    char line[LINE_SIZE];
    CLEANUP(text_buffer_free) TextBuffer words = TEXT_BUFFER_EMPTY;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    unbroken_words(&words, line);
    html_paragraph(out, words.bytes != NULL ? words.bytes : "");
    out->failed = out->failed || words.failed;
}

int64_t accounts_found_by(const AccountsFindings *findings, int control)
{
    int64_t found = 0;
    for (size_t i = 0; i < findings->count; i++) {
        AccountsMessageId message = (AccountsMessageId)findings->items[i].message;
        found += accounts_message(message)->control == control;
    }
    return found;
}

const char *accounts_file_text(AccountsFile file)
{
    static const char *const texts[ACCOUNTS_FILE_COUNT] = {
        "awards.csv", "accounts.csv", "statements.csv", "vouchers.csv", "appropriation.csv"};
    INVARIANT((unsigned)file < ACCOUNTS_FILE_COUNT);
    return texts[file];
}

/* --- values --- */

/* A line of the accounts as letters call it; other words as they are. */
static const char *word_in(const FindingValue *value, bool norwegian)
{
    if (!norwegian || strcmp(value->name, "line") != 0) return value->word;
    for (int line = 0; line <= LINE_SUM; line++)
        if (strcmp(value->word, reported_line_text((ReportedLineCode)line)) == 0)
            return reported_line_words((ReportedLineCode)line);
    return value->word;
}

static void append_value(TextBuffer *out, const FindingValue *value, bool norwegian)
{
    char day[DAY_TEXT_SIZE];
    switch (value->kind) {
    case VALUE_ORE:
        text_buffer_text(out, amount_words(value->number).text);
        return;
    case VALUE_DAY:
        day_format((Day)value->number, day);
        text_buffer_text(out, day);
        return;
    case VALUE_WORD:
        text_buffer_text(out, word_in(value, norwegian));
        return;
    default:
        text_buffer_number(out, value->number);
        return;
    }
}

static const FindingValue *value_named(const AccountsFinding *finding, const char *name,
                                       size_t length)
{
    for (size_t i = 0; i < finding->value_count; i++) {
        const FindingValue *value = &finding->values[i];
        if (strlen(value->name) == length && memcmp(value->name, name, length) == 0)
            return value;
    }
    return NULL;
}

void finding_words(TextBuffer *out, const AccountsFinding *finding, bool norwegian)
{
    const AccountsMessage *says = accounts_message((AccountsMessageId)finding->message);
    const char *message = norwegian ? says->nb : says->en;
    while (*message != '\0') {
        size_t plain = strcspn(message, "{");
        text_buffer_append(out, message, plain);
        message += plain;
        if (*message == '\0') return;
        size_t name = strcspn(message + 1, "}");
        const FindingValue *value = value_named(finding, message + 1, name);
        INVARIANT(value != NULL && message[1 + name] == '}');
        append_value(out, value, norwegian);
        message += name + 2;
    }
}

/* --- JSON --- */

static void json_words(JsonWriter *out, const char *name, const AccountsFinding *finding,
                       bool norwegian)
{
    CLEANUP(text_buffer_free) TextBuffer words = TEXT_BUFFER_EMPTY;
    finding_words(&words, finding, norwegian);
    json_put_text(out, name, words.bytes != NULL ? words.bytes : "");
    out->out->failed = out->out->failed || words.failed;
}

static void json_value(JsonWriter *out, const FindingValue *value)
{
    char day[DAY_TEXT_SIZE];
    if (value->kind == VALUE_WORD) {
        json_put_text(out, value->name, value->word);
    } else if (value->kind == VALUE_DAY) {
        day_format((Day)value->number, day);
        json_put_text(out, value->name, day);
    } else {
        json_put_number(out, value->name, value->number);
    }
}

static void json_place(JsonWriter *out, const AccountsFinding *finding)
{
    json_put_text(out, "file", accounts_file_text((AccountsFile)finding->file));
    json_put_number(out, "record", (int64_t)finding->record);
    json_put_null(out, "person");
    if (finding->award[0] == '\0')
        json_put_null(out, "award");
    else
        json_put_text(out, "award", finding->award);
    if (finding->municipality == MUNICIPALITY_NONE)
        json_put_null(out, "municipality");
    else
        json_put_format(out, "municipality", "%04u", (unsigned)finding->municipality);
}

void finding_json(TextBuffer *out, const AccountsFinding *finding, const char *version)
{
    const AccountsMessage *says = accounts_message((AccountsMessageId)finding->message);
    JsonWriter json = JSON_WRITER(out);
    json_object(&json, NULL, JSON_COMPACT);
    json_put_format(&json, "control", "R%d", says->control);
    json_put_text(&json, "severity", severity_text(accounts_severity(finding)));
    json_place(&json, finding);
    json_words(&json, "message_nb", finding, true);
    json_words(&json, "message_en", finding, false);
    json_object(&json, "values", JSON_COMPACT);
    for (size_t i = 0; i < finding->value_count; i++)
        json_value(&json, &finding->values[i]);
    json_end(&json);
    json_put_text(&json, "reference", accounts_control_find(says->control)->reference);
    json_put_text(&json, "rule_version", version);
    json_end(&json);
    text_buffer_char(out, '\n');
}
