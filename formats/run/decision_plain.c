#include "formats/run/decision_plain.h"

#include <string.h>

#include "formats/csv/csv_fields.h"

enum { END_FIELDS = 3 + MARK_OF_DECISIONS, FRACTION_DIGITS = 5 };

void decision_plain_begin(DecisionPlain *reader, const RunMark *mark)
{
    *reader = (DecisionPlain){.mark = *mark};
}

/* --- the end of a line --- */

/* Into as many fields as an end has; false when there are more or fewer. */
static bool split(const char *text, size_t length, CsvField fields[END_FIELDS])
{
    size_t count = 0;
    const char *stop = text + length;
    for (;;) {
        const char *comma = memchr(text, ',', (size_t)(stop - text));
        const char *end = comma != NULL ? comma : stop;
        fields[count++] = (CsvField){text, (size_t)(end - text)};
        if (comma == NULL) return count == END_FIELDS;
        if (count == END_FIELDS) return false;
        text = comma + 1;
    }
}

static bool parse_status(CsvField field, uint8_t *out)
{
    for (uint8_t i = DECISION_PAY; i <= DECISION_ZERO; i++) {
        if (!csv_field_equals(field, decision_status_text((DecisionStatus)i))) continue;
        *out = i;
        return true;
    }
    return false;
}

static bool learn_end(const DecisionPlain *reader, const char *text, size_t length,
                      DecisionEnd *end)
{
    CsvField fields[END_FIELDS];
    const char *column;
    DecisionLine line = {.code = 0};
    if (!split(text, length - 1, fields) || !parse_status(fields[0], &line.status))
        return false;
    if (!decision_reason_parse(fields[1].text, fields[1].length, &line)) return false;
    if (!rule_version_parse(fields[2].text, fields[2].length, &line.version)) return false;
    if (!run_mark_is_of_decision(&fields[3], &reader->mark, &column)) return false;
    *end = (DecisionEnd){.length = (uint8_t)length,
                         .status = line.status,
                         .reason = line.reason,
                         .control = line.control,
                         .version = line.version};
    memcpy(end->text, text, length);
    return true;
}

/* An end's place: by what tells ends of one run apart, status and reason. */
static DecisionEnd *place_of(DecisionPlain *reader, const char *text)
{
    uint64_t word = word_at(text) * 0x9E3779B97F4A7C15u ^ word_at(text + 4);
    return &reader->ends[word * 0x9E3779B97F4A7C15u >> 58];
}

static const char *read_end(DecisionPlain *reader, const char *text, DecisionLine *line)
{
    DecisionEnd *end = place_of(reader, text);
    if (end->length == 0 || memcmp(end->text, text, end->length) != 0) {
        const char *stop = memchr(text, '\n', DECISION_END_MOST);
        if (stop == NULL) return NULL;
        end->length = 0;
        if (!learn_end(reader, text, (size_t)(stop - text) + 1, end)) return NULL;
    }
    line->status = end->status;
    line->reason = end->reason;
    line->control = end->control;
    line->version = end->version;
    return text + end->length;
}

/* --- fields before it --- */

/* "2018,2,1822,": budget year, grant year and municipality. */
static const char *read_years(const char *text, DecisionLine *line)
{
    uint64_t word = word_at(text);
    unsigned digits = word_digits(word >> 40); /* of the grant year */
    if (word_digits(word) != 4 || text[4] != ',' || digits < 1 || digits > 2) return NULL;
    line->budget_year = (int16_t)word_first_number(word, 4);
    if (line->budget_year < YEAR_MIN || line->budget_year > YEAR_MAX) return NULL;
    line->grant_year = (uint8_t)word_first_number(word >> 40, digits);
    text += 5 + digits;
    word = word_at(text + 1);
    if (text[0] != ',' || word_digits(word) != 4 || text[5] != ',') return NULL;
    line->municipality = (MunicipalityCode)word_first_number(word, 4);
    return line->municipality != MUNICIPALITY_NONE ? text + 6 : NULL;
}

static const char *read_part(const char *text, int32_t *number)
{
    uint64_t word = word_at(text);
    unsigned digits = word_digits(word);
    if (digits == 0 || digits > FRACTION_DIGITS) return NULL;
    *number = (int32_t)word_first_number(word, digits);
    return text + digits;
}

static const char *read_fraction(const char *text, Fraction *out)
{
    int32_t numerator, denominator = 1;
    text = read_part(text, &numerator);
    if (text != NULL && *text == '/') text = read_part(text + 1, &denominator);
    if (text == NULL || *text != ',' || denominator == 0 || numerator > denominator)
        return NULL;
    *out = fraction_make(numerator, denominator);
    return text + 1;
}

/* Mostly the whole year. */
static const char *read_share(const char *text, DecisionLine *line)
{
    if (memcmp(text, "0,1,", 4) == 0) {
        line->from = (Fraction){0, 1};
        line->to = (Fraction){1, 1};
        return text + 4;
    }
    text = read_fraction(text, &line->from);
    return text != NULL ? read_fraction(text, &line->to) : NULL;
}

static const char *read_amounts(const char *text, DecisionLine *line)
{
    text = plain_amount(text, ',', &line->rate);
    if (text != NULL) text = plain_amount(text, ',', &line->earned);
    if (text == NULL) return NULL;
    line->first = text[0] != ',';
    if (!line->first) return text[1] == ',' ? text + 2 : NULL;
    text = plain_amount(text, ',', &line->settled_before);
    return text != NULL ? plain_amount(text, ',', &line->due) : NULL;
}

const char *decision_plain_read(DecisionPlain *reader, const char *text, DecisionLine *line)
{
    *line = (DecisionLine){.rate_index = -1};
    text = plain_subject(text, &line->subject);
    if (text != NULL) text = plain_code(&reader->codes, text, &line->code);
    if (text != NULL) text = read_years(text, line);
    if (text != NULL) text = read_share(text, line);
    if (text != NULL) text = read_amounts(text, line);
    return text != NULL ? read_end(reader, text, line) : NULL;
}
