#include "formats/run/decision_csv.h"
#include "formats/run/facts_csv.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/text_put.h"
#include "formats/csv/csv_fields.h"
#include "rules/controls/control_thresholds.h"

static void four_digits(unsigned code, char out[4])
{
    for (int i = 3; i >= 0; i--) {
        out[i] = (char)('0' + code % 10);
        code /= 10;
    }
}

size_t subject_format(Subject subject, char text[SUBJECT_TEXT_SIZE])
{
    if (!subject_is_municipality(subject)) return ident_format(subject, text);
    text[0] = 'M';
    four_digits((unsigned)(subject & 0xFFFF), &text[1]);
    text[5] = '\0';
    return 5;
}

bool subject_parse(const char *text, size_t length, Subject *subject)
{
    MunicipalityCode code;
    if (length != 5 || text[0] != 'M') return ident_parse(text, length, subject);
    if (!municipality_code_parse(text + 1, 4, &code)) return false;
    *subject = subject_of_municipality(code);
    return true;
}

static const char *const status_texts[] = {"PAY", "HELD", "ZERO"};

const char *decision_status_text(DecisionStatus status)
{
    return status_texts[status];
}

/* Of any of these lines beside its idents: its numbers, words and commas. */
enum { LINE_MOST = 400 };

static char *put_fraction(char *at, Fraction fraction)
{
    at = put_number(at, fraction.numerator);
    if (fraction.denominator != 1) at = put_number(put_char(at, '/'), fraction.denominator);
    return put_char(at, ',');
}

static char *put_field(char *at, int64_t number)
{
    return put_char(put_number(at, number), ',');
}

static char *put_word(char *at, const char *word)
{
    return put_char(put_text(at, word), ',');
}

static char *put_municipality(char *at, MunicipalityCode code)
{
    return put_char(put_four(at, code), ',');
}

static char *put_reason(char *at, const DecisionLine *line)
{
    const char *text = line_reason_text((LineReason)line->reason);
    return text != NULL ? put_text(at, text) : put_number(put_char(at, 'R'), line->control);
}

void decision_reason_append(TextBuffer *buffer, const DecisionLine *line)
{
    char *at = text_buffer_room(buffer, LINE_MOST);
    if (at != NULL) text_buffer_put(buffer, put_reason(at, line));
}

bool decision_reason_parse(const char *text, size_t length, DecisionLine *line)
{
    int64_t control = 0;
    for (int reason = 0; reason < REASON_HELD; reason++) {
        const char *word = line_reason_text((LineReason)reason);
        if (strlen(word) != length || memcmp(word, text, length) != 0) continue;
        line->reason = (uint8_t)reason;
        line->control = 0;
        return true;
    }
    if (length < 2 || text[0] != 'R' || text[1] == '0') return false;
    if (!whole_number_parse(text + 1, length - 1, 1, CONTROL_NUMBERS_MAX - 1, &control))
        return false;
    line->reason = REASON_HELD;
    line->control = (uint16_t)control;
    return true;
}

static char *put_decision(char *at, const DecisionLine *line)
{
    at = put_word(at, grant_code_text((GrantCode)line->code));
    at = put_field(at, line->budget_year);
    at = put_field(at, line->grant_year);
    at = put_municipality(at, line->municipality);
    at = put_fraction(at, line->from);
    at = put_fraction(at, line->to);
    at = put_field(at, line->rate);
    at = put_field(at, line->earned);
    if (line->first) {
        at = put_field(at, line->settled_before);
        at = put_field(at, line->due);
    } else {
        at = put_bytes(at, ",,", 2);
    }
    at = put_word(at, decision_status_text((DecisionStatus)line->status));
    at = put_char(put_reason(at, line), ',');
    at = put_char(put_number(at, line->version.major), '.');
    return put_number(at, line->version.minor);
}

void decision_csv_append(TextBuffer *buffer, const DecisionLine *line, const char *subject_text,
                         const RunMark *mark)
{
    size_t subject = strlen(subject_text);
    char *at = text_buffer_room(buffer, subject + LINE_MOST + RUN_MARK_MOST);
    if (at == NULL) return;
    at = put_char(put_bytes(at, subject_text, subject), ',');
    at = run_mark_put_decision(put_decision(at, line), mark);
    text_buffer_put(buffer, put_char(at, '\n'));
}

/* --- reading back --- */

enum {
    COLUMN_IDENT,
    COLUMN_CODE,
    COLUMN_BUDGET_YEAR,
    COLUMN_GRANT_YEAR,
    COLUMN_MUNICIPALITY,
    COLUMN_SHARE_FROM,
    COLUMN_SHARE_TO,
    COLUMN_RATE,
    COLUMN_EARNED,
    COLUMN_SETTLED,
    COLUMN_DUE,
    COLUMN_STATUS,
    COLUMN_REASON,
    COLUMN_VERSION,
    COLUMN_MARK,
    COLUMN_COUNT = COLUMN_MARK + MARK_OF_DECISIONS
};

static bool parse_whole(CsvField field, int64_t low, int64_t high, int64_t *out)
{
    return whole_number_parse(field.text, field.length, low, high, out);
}

static bool parse_ore(CsvField field, Ore *out)
{
    return parse_whole(field, -LINE_ORE_MAX, LINE_ORE_MAX, out);
}

static bool parse_fraction(CsvField field, Fraction *out)
{
    const char *slash = memchr(field.text, '/', field.length);
    int64_t numerator, denominator = 1;
    size_t before = slash != NULL ? (size_t)(slash - field.text) : field.length;
    if (!parse_whole((CsvField){field.text, before}, 0, 100000, &numerator)) return false;
    if (slash != NULL) {
        CsvField rest = {slash + 1, field.length - before - 1};
        if (!parse_whole(rest, 1, 100000, &denominator)) return false;
    }
    if (numerator > denominator) return false; /* more than the year */
    *out = fraction_make((int32_t)numerator, (int32_t)denominator);
    return true;
}

static bool parse_status(CsvField field, uint8_t *out)
{
    for (uint8_t i = 0; i < 3; i++) {
        if (!csv_field_equals(field, status_texts[i])) continue;
        *out = i;
        return true;
    }
    return false;
}

Status decision_reader_open(DecisionReader *reader, const char *name, const void *bytes,
                            size_t size, const RunMark *mark, Failure *failure)
{
    size_t header = strlen(DECISION_HEADER);
    bool more;
    reader->mark = *mark;
    TRY(csv_open_own(&reader->csv, name, bytes, size, failure));
    if (size < header || memcmp(bytes, DECISION_HEADER, header) != 0) {
        csv_close(&reader->csv);
        reader->csv.line = 1;
        return csv_refuse(&reader->csv, "ident", "not the header of a decisions file", failure);
    }
    Status status = csv_next(&reader->csv, &more, failure);
    if (status != STATUS_OK) csv_close(&reader->csv);
    return status;
}

void decision_reader_close(DecisionReader *reader)
{
    csv_close(&reader->csv);
}

/* The name of the first column that does not parse, or NULL. */
static const char *parse_line(const CsvField *f, GrantCode code, DecisionLine *line)
{
    int64_t budget_year, grant_year;
    if (!subject_parse(f[COLUMN_IDENT].text, f[COLUMN_IDENT].length, &line->subject))
        return "ident";
    if (!parse_whole(f[COLUMN_BUDGET_YEAR], YEAR_MIN, YEAR_MAX, &budget_year))
        return "budget_year";
    if (!parse_whole(f[COLUMN_GRANT_YEAR], 0, 99, &grant_year)) return "grant_year";
    if (!municipality_code_parse(f[COLUMN_MUNICIPALITY].text, f[COLUMN_MUNICIPALITY].length,
                                 &line->municipality))
        return "municipality";
    if (!parse_fraction(f[COLUMN_SHARE_FROM], &line->from)) return "share_from";
    if (!parse_fraction(f[COLUMN_SHARE_TO], &line->to)) return "share_to";
    if (!parse_ore(f[COLUMN_RATE], &line->rate)) return "rate_ore";
    if (!parse_ore(f[COLUMN_EARNED], &line->earned)) return "earned_ore";
    line->code = (uint8_t)code;
    line->budget_year = (int16_t)budget_year;
    line->grant_year = (uint8_t)grant_year;
    return NULL;
}

static const char *parse_coded(const CsvField *f, DecisionLine *line)
{
    GrantCode code;
    if (!subject_parse(f[COLUMN_IDENT].text, f[COLUMN_IDENT].length, &line->subject))
        return "ident";
    if (!grant_code_parse(f[COLUMN_CODE].text, f[COLUMN_CODE].length, &code)) return "code";
    return parse_line(f, code, line);
}

static const char *parse_rest(const CsvField *f, DecisionLine *line)
{
    line->first = f[COLUMN_SETTLED].length > 0;
    line->settled_before = line->due = 0;
    if (line->first && !parse_ore(f[COLUMN_SETTLED], &line->settled_before))
        return "settled_before_ore";
    if (line->first ? !parse_ore(f[COLUMN_DUE], &line->due) : f[COLUMN_DUE].length > 0)
        return "due_ore";
    if (!parse_status(f[COLUMN_STATUS], &line->status)) return "status";
    if (!decision_reason_parse(f[COLUMN_REASON].text, f[COLUMN_REASON].length, line))
        return "reason";
    line->rate_index = -1;
    bool version =
        rule_version_parse(f[COLUMN_VERSION].text, f[COLUMN_VERSION].length, &line->version);
    return version ? NULL : "rule_version";
}

Status decision_reader_next(DecisionReader *reader, DecisionLine *line, bool *more,
                            Failure *failure)
{
    TRY(csv_next(&reader->csv, more, failure));
    if (!*more) return STATUS_OK;
    if (reader->csv.field_count != COLUMN_COUNT)
        return csv_refuse(&reader->csv, "line", "not the number of columns", failure);
    const char *wrong = parse_coded(reader->csv.fields, line);
    if (wrong == NULL) wrong = parse_rest(reader->csv.fields, line);
    if (wrong != NULL) return csv_refuse(&reader->csv, wrong, "not a value", failure);
    if (!run_mark_is_of_decision(&reader->csv.fields[COLUMN_MARK], &reader->mark, &wrong))
        return csv_refuse(&reader->csv, wrong, "of another run than the folder it lies in",
                          failure);
    return STATUS_OK;
}

/* --- settled lines --- */

void settled_csv_append(TextBuffer *buffer, const SettledLine *line)
{
    char *at = text_buffer_room(buffer, SUBJECT_TEXT_SIZE + LINE_MOST);
    if (at == NULL) return;
    at = put_char(at + subject_format(line->subject, at), ',');
    at = put_word(at, grant_code_text((GrantCode)line->code));
    at = put_field(at, line->budget_year);
    at = put_municipality(at, line->municipality);
    text_buffer_put(buffer, put_char(put_number(at, line->amount), '\n'));
}

static const char *parse_settled(const CsvReader *csv, const int *at, SettledLine *line)
{
    const CsvField *f = csv->fields;
    GrantCode code;
    int64_t year;
    if (!subject_parse(f[at[0]].text, f[at[0]].length, &line->subject)) return "ident";
    if (!grant_code_parse(f[at[1]].text, f[at[1]].length, &code)) return "code";
    if (!parse_whole(f[at[2]], YEAR_MIN, YEAR_MAX, &year)) return "budget_year";
    if (!csv_code_parse(csv, f[at[3]].text, f[at[3]].length, &line->municipality))
        return "municipality";
    if (!parse_ore(f[at[4]], &line->amount)) return "settled_ore";
    line->code = (uint8_t)code;
    line->budget_year = (int16_t)year;
    return NULL;
}

static Status read_settled(const CsvRow *row, void *line)
{
    SettledCheck *check = row->user;
    const char *wrong = parse_settled(row->csv, row->at, line);
    if (wrong != NULL) return csv_refuse(row->csv, wrong, "not a value", row->failure);
    return check == NULL ? STATUS_OK : check->line(row->csv, line, check->user, row->failure);
}

static const char *const settled_columns[] = {"ident", "code", "budget_year", "municipality",
                                              "settled_ore"};
static const CsvTable settled_table = {settled_columns, 5, 5, sizeof(SettledLine),
                                       read_settled};

/* Of sorted lines: the first whose key the next one has as well, or NULL. */
static const SettledLine *find_repeated(const SettledLine *lines, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (settled_compare(&lines[i - 1], &lines[i]) == 0) return &lines[i - 1];
    }
    return NULL;
}

static void sort_settled(SettledLine *lines, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (settled_compare(&lines[i - 1], &lines[i]) <= 0) continue;
        qsort(lines, count, sizeof *lines, settled_compare);
        return;
    }
}

/* Reads the file once more for the line that repeats the one of `key`. */
static Status refuse_repeated(const CsvReader *csv, const SettledLine *key, Failure *failure)
{
    CsvReader again;
    int at[5];
    bool more = true;
    size_t seen = 0;
    TRY(csv_open(&again, csv->name, csv->bytes, csv->size, failure));
    Status status = csv_header(&again, settled_columns, 5, 5, at, failure);
    while (status == STATUS_OK && more && seen < 2) {
        SettledLine line;
        status = csv_next(&again, &more, failure);
        if (status != STATUS_OK || !more || parse_settled(&again, at, &line) != NULL) continue;
        seen += settled_compare(&line, key) == 0;
    }
    if (status == STATUS_OK)
        status = csv_refuse(&again, "ident",
                            "a second line for one ident, code, budget year and municipality: "
                            "keep one",
                            failure);
    csv_close(&again);
    return status;
}

static Status read_sorted(CsvReader *csv, bool add, SettledCheck *check, SettledLine **lines,
                          size_t *count, Failure *failure)
{
    CLEANUP(system_free) SettledLine *items = NULL;
    size_t found = 0;
    TRY(csv_table(csv, &settled_table, check, &items, &found, failure));
    sort_settled(items, found);
    const SettledLine *repeated = find_repeated(items, found);
    if (repeated != NULL && !add) return refuse_repeated(csv, repeated, failure);
    *count = repeated != NULL ? settled_add_up(items, found) : found;
    *lines = HAND_OVER(SettledLine *, items);
    return STATUS_OK;
}

Status settled_csv_read(const char *name, const void *bytes, size_t size, bool add,
                        SettledLine **lines, size_t *count, Failure *failure)
{
    CLEANUP(csv_close) CsvReader csv = {0};
    *lines = NULL;
    *count = 0;
    TRY(csv_open_own(&csv, name, bytes, size, failure));
    return read_sorted(&csv, add, NULL, lines, count, failure);
}

Status settled_csv_read_checked(const char *name, const void *bytes, size_t size,
                                SettledCheck *check, SettledLine **lines, size_t *count,
                                Failure *failure)
{
    CLEANUP(csv_close) CsvReader csv = {0};
    *lines = NULL;
    *count = 0;
    TRY(csv_open(&csv, name, bytes, size, failure));
    return read_sorted(&csv, false, check, lines, count, failure);
}

/* --- looks of settled persons --- */

static char *put_optional_day(char *at, Day day)
{
    if (day_is_set(day)) at = put_day(at, day);
    return put_char(at, ',');
}

static char *put_look(char *at, const PersonLook *look)
{
    at = put_char(at + ident_format(look->ident, at), ',');
    at = put_optional_day(at, look->born);
    at = put_word(at, look->sex == SEX_WOMAN ? "K" : "M");
    country_format(look->background, at);
    at = put_char(at + strlen(at), ',');
    at = put_optional_day(at, look->settled);
    return look->settled_in != MUNICIPALITY_NONE ? put_four(at, look->settled_in) : at;
}

void look_csv_append(TextBuffer *buffer, const PersonLook *look, const Ident *formers)
{
    size_t former_room = look->former_count * ((size_t)IDENT_TEXT_SIZE + 1);
    char *at = text_buffer_room(buffer, LINE_MOST + FACTS_MOST + former_room);
    if (at == NULL) return;
    at = put_char(put_look(at, look), ',');
    for (size_t i = 0; i < look->former_count; i++) {
        if (i > 0) at = put_char(at, ' ');
        at += ident_format(formers[i], at);
    }
    const PersonFacts facts = facts_unpack(&look->facts);
    text_buffer_put(buffer, put_char(facts_put(at, &facts), '\n'));
}

static bool parse_optional_day(CsvField field, Day *day)
{
    *day = DAY_NONE;
    return field.length == 0 || day_parse(field.text, field.length, day);
}

static const char *parse_look(const CsvField *f, const int *at, PersonLook *look)
{
    if (!ident_parse(f[at[0]].text, f[at[0]].length, &look->ident)) return "ident";
    if (!parse_optional_day(f[at[1]], &look->born)) return "born";
    bool woman = csv_field_equals(f[at[2]], "K");
    if (!woman && !csv_field_equals(f[at[2]], "M")) return "sex";
    look->sex = woman ? SEX_WOMAN : SEX_MAN;
    if (!country_parse(f[at[3]].text, f[at[3]].length, &look->background)) return "background";
    if (!parse_optional_day(f[at[4]], &look->settled)) return "settled";
    look->settled_in = MUNICIPALITY_NONE;
    if (f[at[5]].length > 0 &&
        !municipality_code_parse(f[at[5]].text, f[at[5]].length, &look->settled_in))
        return "municipality";
    return NULL;
}

/* The look's other idents: ascending, so that none stands twice, and never its own. */
static bool parse_formers(CsvField field, const PersonLook *look, Ident *formers, size_t *count)
{
    const char *text = field.text, *end = field.text + field.length;
    *count = 0;
    while (text < end) {
        const char *space = memchr(text, ' ', (size_t)(end - text));
        const char *stop = space != NULL ? space : end;
        Ident *ident = &formers[*count];
        if (*count == LOOK_FORMERS_MAX || !ident_parse(text, (size_t)(stop - text), ident))
            return false;
        if (*ident == look->ident || (*count > 0 && *ident <= ident[-1])) return false;
        (*count)++;
        text = stop + 1;
        if (text == end) return false; /* a space, and nothing after it */
    }
    return true;
}

static const char *const look_columns[] = {
    "ident",       "born",  "sex",    "background", "settled",   "municipality",
    "former",      "first", "ground", "decided",    "reference", "reference_settled",
    "application", "group", "claim",  "target",     "decision",  "died",
    "flags"};
enum { LOOK_FORMER = 6, LOOK_FACTS = 7 }; /* among the columns */

typedef struct LookReader {
    PersonLooks *looks;
    size_t former_capacity;
    Ident last;
} LookReader;

static Status read_formers(const CsvRow *row, PersonLook *look)
{
    LookReader *reader = row->user;
    CsvField field = row_field(row, LOOK_FORMER);
    PersonLooks *looks = reader->looks;
    size_t most = field.length / 11 + 1, count;
    if (most > LOOK_FORMERS_MAX) most = LOOK_FORMERS_MAX;
    TRY(system_grow(&looks->formers, &reader->former_capacity, looks->former_count + most,
                    sizeof *looks->formers, row->failure));
    if (!parse_formers(field, look, &looks->formers[looks->former_count], &count))
        return row_refuse(row, LOOK_FORMER, "not a list of idents in order");
    look->former_begin = (uint32_t)looks->former_count;
    look->former_count = (uint16_t)count;
    looks->former_count += count;
    return looks->former_count <= UINT32_MAX ? STATUS_OK
                                             : row_refuse(row, LOOK_FORMER, "too many idents");
}

/* A file has all columns of facts or none. */
static const char *read_facts(const CsvRow *row, PersonLook *look)
{
    CsvField fields[FACT_COLUMNS];
    PersonFacts facts;
    for (int i = 0; i < FACT_COLUMNS; i++) {
        if (row->at[LOOK_FACTS + i] < 0) return look_columns[LOOK_FACTS + i];
        fields[i] = row_field(row, LOOK_FACTS + i);
    }
    const char *wrong = facts_parse(fields, &facts);
    if (wrong != NULL) return wrong;
    if (facts.first != 0 && look_is_of_settled(look)) facts.flags |= FACT_KNOWN;
    look->facts = facts_pack(&facts);
    return NULL;
}

static Status read_look(const CsvRow *row, void *out)
{
    LookReader *reader = row->user;
    PersonLook *look = out;
    const char *wrong = parse_look(row->csv->fields, row->at, look);
    if (wrong != NULL) return csv_refuse(row->csv, wrong, "not a value", row->failure);
    if (look->ident <= reader->last) return row_refuse(row, 0, "not in order, or twice");
    reader->last = look->ident;
    look->facts = (PackedFacts){0};
    if (row->at[LOOK_FACTS] >= 0) {
        wrong = read_facts(row, look);
        if (wrong != NULL) return csv_refuse(row->csv, wrong, "not a value", row->failure);
    }
    if (row->at[LOOK_FORMER] < 0 || row_field(row, LOOK_FORMER).length == 0) return STATUS_OK;
    return read_formers(row, look);
}

static const CsvTable look_table = {look_columns, LOOK_FACTS + FACT_COLUMNS, LOOK_FORMER,
                                    sizeof(PersonLook), read_look};

Status look_csv_read(const char *name, const void *bytes, size_t size, PersonLooks *looks,
                     Failure *failure)
{
    LookReader reader = {.looks = looks, .last = IDENT_NONE};
    *looks = (PersonLooks){0};
    Status status = csv_table_read((CsvText){name, bytes, size, true}, &look_table, &reader,
                                   &looks->items, &looks->count, failure);
    if (status != STATUS_OK) person_looks_free(looks);
    return status;
}

void person_looks_free(PersonLooks *looks)
{
    system_free(looks->items);
    system_free(looks->formers);
    system_free(looks->earlier);
    *looks = (PersonLooks){0};
}
