/* sample_form.c - the sample file as a spreadsheet program gives it back. control.md 3. */
#include <string.h>

#include "engine/sample_form.h"

enum { FORM_FIELDS_MAX = 64, PLACE_DIGITS = 4, COUNTY_DIGITS = 2 };

/* One row: fields without quotes and NUL-terminated, in `text`. */
typedef struct FormRow {
    TextBuffer text;
    size_t at[FORM_FIELDS_MAX];
    size_t count;
} FormRow;

typedef struct Form {
    size_t stratum_digits;        /* of its codes; 0: no codes */
    size_t stratum, municipality; /* columns; SIZE_MAX before the header */
    bool header_seen;
    FormRow row;
} Form;

static const char *field(const Form *form, size_t i)
{
    return form->row.text.bytes + form->row.at[i];
}

static bool begin_field(FormRow *row)
{
    if (row->count == FORM_FIELDS_MAX) return false;
    row->at[row->count++] = row->text.length;
    return true;
}

/* Reads the row that begins at *at; false when it is none. Quotes are as in CSV. */
static bool read_row(const char *bytes, size_t size, size_t *at, FormRow *row)
{
    bool quoted = false;
    text_buffer_clear(&row->text);
    row->count = 0;
    if (!begin_field(row)) return false;
    for (; *at < size; (*at)++) {
        char c = bytes[*at];
        if (quoted && c == '"' && *at + 1 < size && bytes[*at + 1] == '"') {
            (*at)++;
        } else if (c == '"') {
            quoted = !quoted;
            continue;
        } else if (!quoted && c == '\n') {
            break;
        } else if (!quoted && c == ';') {
            text_buffer_char(&row->text, '\0');
            if (!begin_field(row)) return false;
            continue;
        } else if (!quoted && c == '\r') {
            continue;
        }
        text_buffer_char(&row->text, c);
    }
    text_buffer_char(&row->text, '\0');
    *at += *at < size;
    return !quoted && !row->text.failed;
}

/* Codes lose their leading zeros when they are taken for numbers. */
static void append_code(TextBuffer *out, const char *text, size_t digits, bool quote)
{
    size_t length = strlen(text);
    if (length > 0 && strspn(text, "0123456789") == length) {
        for (; length < digits; length++)
            text_buffer_char(out, '0');
    }
    if (quote) {
        csv_append(out, text);
    } else {
        text_buffer_text(out, text);
    }
}

static size_t digits_of_strata(const char *word)
{
    if (strcmp(word, sample_strata_text(STRATA_MUNICIPALITY)) == 0) return PLACE_DIGITS;
    return strcmp(word, sample_strata_text(STRATA_COUNTY)) == 0 ? COUNTY_DIGITS : 0;
}

/* A line of the heading: cells beyond its own are empty. */
static void heading(Form *form, TextBuffer *out)
{
    const char *key = field(form, 0);
    size_t count = form->row.count;
    while (count > 1 && field(form, count - 1)[0] == '\0')
        count--;
    if (count == 1 && form->row.count > 1 && strcmp(key, "# tilskudd-sample-1") != 0) count = 2;
    if (count > 1 && strcmp(key, "# strata") == 0) {
        form->stratum_digits = digits_of_strata(field(form, 1));
    }
    for (size_t i = 0; i < count; i++) {
        size_t digits = i == 1 && strcmp(key, "# stratum") == 0          ? form->stratum_digits
                        : i == 1 && strcmp(key, "# municipalities") == 0 ? PLACE_DIGITS
                                                                         : 0;
        if (i > 0) text_buffer_char(out, ',');
        append_code(out, field(form, i), digits, false);
    }
    text_buffer_char(out, '\n');
}

static void body(Form *form, TextBuffer *out)
{
    for (size_t i = 0; i < form->row.count; i++) {
        if (!form->header_seen && strcmp(field(form, i), "stratum") == 0) form->stratum = i;
        if (!form->header_seen && strcmp(field(form, i), "municipality") == 0)
            form->municipality = i;
        size_t digits = i == form->stratum        ? form->stratum_digits
                        : i == form->municipality ? PLACE_DIGITS
                                                  : 0;
        if (i > 0) text_buffer_char(out, ',');
        append_code(out, field(form, i), digits, true);
    }
    form->header_seen = true;
    text_buffer_char(out, '\n');
}

bool sample_form_is_foreign(const void *bytes, size_t size)
{
    const char *at = bytes, *end = at + size;
    while (at < end && (*at == '#' || (*at == '"' && end - at > 1 && at[1] == '#'))) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        at = stop != NULL ? stop + 1 : end;
    }
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    size_t length = (size_t)((stop != NULL ? stop : end) - at);
    return memchr(at, ';', length) != NULL && memchr(at, ',', length) == NULL;
}

Status sample_form_plain(const char *name, const void *bytes, size_t size, TextBuffer *out,
                         Failure *failure)
{
    Form form = {.stratum = SIZE_MAX, .municipality = SIZE_MAX, .row.text = TEXT_BUFFER_EMPTY};
    bool good = true;
    for (size_t at = 0; at < size && good;) {
        good = read_row(bytes, size, &at, &form.row);
        if (!good) break;
        if (field(&form, 0)[0] == '#' && !form.header_seen) {
            heading(&form, out);
        } else {
            body(&form, out);
        }
    }
    bool short_of_memory = form.row.text.failed;
    text_buffer_free(&form.row.text);
    if (short_of_memory) return failure_set(failure, STATUS_MEMORY, name, NULL);
    if (good) return text_buffer_status(out, failure);
    return failure_set(failure, STATUS_INPUT_MALFORMED, name,
                       "quotes or columns of a row do not end");
}
