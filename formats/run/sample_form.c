/* sample_form.c - the sample file as a spreadsheet program gives it back. control.md 3. */
#include "formats/run/sample_form.h"

#include <string.h>
#include <strings.h>

enum { PLACE_DIGITS = 4, COUNTY_DIGITS = 2 };

const char *const sample_column_names[SAMPLE_COLUMNS] = {[COLUMN_NUMBER] = "number",
                                                         [COLUMN_PART] = "part",
                                                         [COLUMN_STRATUM] = "stratum",
                                                         [COLUMN_PERSON] = "person",
                                                         [COLUMN_ITEM] = "item",
                                                         [COLUMN_MUNICIPALITY] = "municipality",
                                                         [COLUMN_NAME] = "municipality_name",
                                                         [COLUMN_CODE] = "code",
                                                         [COLUMN_YEAR] = "budget_year",
                                                         [COLUMN_LINE] = "decision_line",
                                                         [COLUMN_AMOUNT] = "amount_ore",
                                                         [COLUMN_AUDITED] = "audited_ore",
                                                         [COLUMN_AUDITED_KR] = "audited_kr",
                                                         [COLUMN_DEVIATION] = "deviation",
                                                         [COLUMN_COMMENT] = "comment"};

const SampleColumn *sample_columns(int version, size_t *count)
{
    static const SampleColumn first[] = {
        COLUMN_NUMBER,       COLUMN_PART, COLUMN_STRATUM, COLUMN_PERSON,  COLUMN_ITEM,
        COLUMN_MUNICIPALITY, COLUMN_LINE, COLUMN_AMOUNT,  COLUMN_AUDITED, COLUMN_COMMENT};
    static const SampleColumn second[] = {
        COLUMN_NUMBER,     COLUMN_PART,         COLUMN_STRATUM, COLUMN_PERSON,
        COLUMN_ITEM,       COLUMN_MUNICIPALITY, COLUMN_NAME,    COLUMN_CODE,
        COLUMN_YEAR,       COLUMN_LINE,         COLUMN_AMOUNT,  COLUMN_AUDITED,
        COLUMN_AUDITED_KR, COLUMN_DEVIATION,    COLUMN_COMMENT};
    *count = version == 1 ? sizeof first / sizeof first[0] : sizeof second / sizeof second[0];
    return version == 1 ? first : second;
}

const SampleColumn *sample_proved_columns(int version, size_t *count)
{
    static const SampleColumn first[] = {COLUMN_PART,  COLUMN_STRATUM,      COLUMN_PERSON,
                                         COLUMN_ITEM,  COLUMN_MUNICIPALITY, COLUMN_LINE,
                                         COLUMN_AMOUNT};
    static const SampleColumn second[] = {COLUMN_PART, COLUMN_STRATUM,      COLUMN_PERSON,
                                          COLUMN_ITEM, COLUMN_MUNICIPALITY, COLUMN_CODE,
                                          COLUMN_YEAR, COLUMN_LINE,         COLUMN_AMOUNT};
    *count = version == 1 ? sizeof first / sizeof first[0] : sizeof second / sizeof second[0];
    return version == 1 ? first : second;
}

const char *sample_part_text(SamplePart part)
{
    static const char *const texts[] = {"drawn", "all-taken", "negative"};
    return texts[part];
}

static bool is_first_line(const char *text, size_t length)
{
    const size_t words = sizeof SAMPLE_FIRST_LINE - 1;
    return length == words + 1 && memcmp(text, SAMPLE_FIRST_LINE, words) == 0;
}

bool sample_form_is_foreign(const CsvReader *csv)
{
    const size_t length = sizeof SAMPLE_FIRST_LINE; /* with the version's digit */
    const char *at = csv->bytes + csv->position;
    if (csv->separator != ',' || csv->size - csv->position <= length) return true;
    return !is_first_line(at, length) || strchr("\r\n", at[length]) == NULL;
}

/* How many zeros a code has lost when it was taken for a number. */
static size_t lost_zeros(CsvField field, size_t digits)
{
    for (size_t i = 0; i < field.length; i++) {
        if (field.text[i] < '0' || field.text[i] > '9') return 0;
    }
    return field.length > 0 && field.length < digits ? digits - field.length : 0;
}

static CsvField whole_code(CsvField field, size_t digits, char out[STRATUM_SIZE])
{
    size_t zeros = lost_zeros(field, digits);
    if (zeros == 0) return field;
    memset(out, '0', zeros);
    memcpy(out + zeros, field.text, field.length);
    return (CsvField){out, zeros + field.length};
}

CsvField sample_form_stratum(SampleForm *form, CsvField field)
{
    return whole_code(field, form->stratum_digits, form->stratum);
}

CsvField sample_form_municipality(SampleForm *form, CsvField field)
{
    return whole_code(field, PLACE_DIGITS, form->municipality);
}

static size_t digits_of_strata(CsvField word)
{
    if (csv_field_equals(word, sample_strata_text(STRATA_MUNICIPALITY))) return PLACE_DIGITS;
    return csv_field_equals(word, sample_strata_text(STRATA_COUNTY)) ? COUNTY_DIGITS : 0;
}

void sample_form_heading(SampleForm *form, const CsvField *fields, size_t count,
                         TextBuffer *out)
{
    size_t cells = count;
    char code[STRATUM_SIZE];
    while (cells > 1 && fields[cells - 1].length == 0)
        cells--;
    /* A key may have an empty value, but for the first line, which has none. */
    if (cells == 1 && count > 1 && !is_first_line(fields[0].text, fields[0].length)) cells = 2;
    if (cells > 1 && csv_field_equals(fields[0], "# strata"))
        form->stratum_digits = digits_of_strata(fields[1]);
    for (size_t i = 0; i < cells; i++) {
        CsvField cell = fields[i];
        if (i == 1 && csv_field_equals(fields[0], "# stratum"))
            cell = whole_code(cell, form->stratum_digits, code);
        if (i == 1 && csv_field_equals(fields[0], "# municipalities"))
            cell = whole_code(cell, PLACE_DIGITS, code);
        if (i > 0) text_buffer_char(out, ',');
        text_buffer_append(out, cell.text, cell.length);
    }
}

/* --- what is filled in --- */

/* A space as a spreadsheet program puts it between thousands: plain, fixed or narrow. */
static size_t space_at(const char *text, size_t left)
{
    static const char *const spaces[] = {" ", "\u00A0", "\u202F", "\u2009"};
    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
        size_t length = strlen(spaces[i]);
        if (left >= length && memcmp(text, spaces[i], length) == 0) return length;
    }
    return 0;
}

static size_t minus_at(const char *text, size_t left)
{
    if (left >= 1 && text[0] == '-') return 1;
    return left >= 3 && memcmp(text, "\u2212", 3) == 0 ? 3 : 0;
}

/* Digits, by threes after the first space; how many bytes they take, 0 for none. */
static size_t read_whole(const char *text, size_t length, Ore *out)
{
    size_t at = 0, group = 0, digits = 0;
    bool spaced = false;
    for (*out = 0; at < length && digits <= 16;) {
        size_t space = group > 0 ? space_at(text + at, length - at) : 0;
        bool digit = text[at] >= '0' && text[at] <= '9';
        if (!digit && space == 0) break;
        if (space > 0 && (spaced ? group != 3 : group > 3)) return 0;
        if (digit) *out = *out * 10 + (text[at] - '0');
        group = digit ? group + 1 : 0;
        digits += digit;
        spaced = spaced || space > 0;
        at += digit ? 1 : space;
    }
    return digits > 16 || (spaced && group != 3) ? 0 : at;
}

/* The decimals after comma or point, at most two, as hundredths; none are 0. */
static bool read_decimals(const char *text, size_t length, Ore *out)
{
    *out = 0;
    if (length == 0) return true;
    if ((text[0] != ',' && text[0] != '.') || length < 2 || length > 3) return false;
    for (size_t i = 1; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        *out = *out * 10 + (text[i] - '0');
    }
    if (length == 2) *out *= 10;
    return true;
}

static bool read_amount(CsvField field, Ore *whole, Ore *hundredths, bool *negative)
{
    size_t sign = minus_at(field.text, field.length);
    const char *text = field.text + sign;
    size_t left = field.length - sign, digits = read_whole(text, left, whole);
    *negative = sign > 0;
    return digits > 0 && read_decimals(text + digits, left - digits, hundredths);
}

bool sample_form_ore(CsvField field, Ore *out)
{
    Ore whole, hundredths;
    bool negative;
    if (!read_amount(field, &whole, &hundredths, &negative) || hundredths != 0) return false;
    *out = negative ? -whole : whole;
    return true;
}

bool sample_form_kroner(CsvField field, Ore *out)
{
    Ore whole, hundredths;
    bool negative;
    if (!read_amount(field, &whole, &hundredths, &negative)) return false;
    *out = (whole * 100 + hundredths) * (negative ? -1 : 1);
    return true;
}

bool sample_form_deviation(CsvField field, uint8_t *out)
{
    static const char *const words[][4] = {
        [DEVIATION_NO] = {"no", "n", "nei", "n"}, [DEVIATION_YES] = {"yes", "y", "ja", "j"}};
    *out = DEVIATION_OPEN;
    for (uint8_t answer = DEVIATION_NO; answer <= DEVIATION_YES; answer++)
        for (size_t i = 0; i < 4; i++)
            if (strlen(words[answer][i]) == field.length &&
                strncasecmp(field.text, words[answer][i], field.length) == 0)
                *out = answer;
    return *out != DEVIATION_OPEN || field.length == 0;
}
