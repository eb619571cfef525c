/* sample_read.c - a sample file that comes back, filled in. control.md 3. */
#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/base/windows_1252.h"
#include "formats/run/sample_file.h"
#include "formats/run/sample_form.h"

/* The heading, its digest and the rows as they are read. */
typedef struct Reading {
    CsvReader csv;
    bool foreign; /* a spreadsheet program has saved it */
    int version;
    SampleForm form;
    TextBuffer list, line;
    char digest[SHA256_HEX_SIZE];
} Reading;

static Status odd(const Reading *reading, const char *what, Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, _("%s, line %zu"), reading->csv.name, reading->csv.line);
    return failure_set(failure, STATUS_INPUT_VALUE,
                       reading->csv.line > 0 ? where : reading->csv.name,
                       "not a sample file as it was drawn: %s", translate(what));
}

static bool parse_number(const char *text, size_t length, int64_t *out)
{
    bool negative = length > 0 && text[0] == '-';
    int64_t value = 0;
    if (length == (negative ? 1u : 0u) || length > 18) return false;
    for (size_t i = negative; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        value = value * 10 + (text[i] - '0');
    }
    *out = negative ? -value : value;
    return true;
}

/* One "# key,value" line; value is NUL-terminated. */
typedef struct HeadLine {
    char key[32];
    char value[256];
} HeadLine;

static bool split_head(const char *line, size_t length, HeadLine *out)
{
    const char *comma = memchr(line, ',', length);
    size_t key = comma != NULL ? (size_t)(comma - line) : length;
    size_t value = comma != NULL ? length - key - 1 : 0;
    if (key < 2 || line[1] != ' ' || key - 2 >= sizeof out->key || value >= sizeof out->value)
        return false;
    memcpy(out->key, line + 2, key - 2);
    out->key[key - 2] = '\0';
    if (value > 0) memcpy(out->value, comma + 1, value);
    out->value[value] = '\0';
    return true;
}

static bool take_stratum(const char *value, Sample *out)
{
    const char *part[4];
    size_t length[4], count = 0;
    for (const char *at = value; count < 4; count++) {
        part[count] = at;
        length[count] = strcspn(at, ",");
        at += length[count] + 1;
        if (at[-1] == '\0') {
            count++;
            break;
        }
    }
    SampleStratum *stratum = &out->strata[out->strata_count];
    int64_t population, sum, drawn;
    if (count != 4 || out->strata_count == STRATA_MAX || length[0] >= STRATUM_SIZE ||
        !parse_number(part[1], length[1], &population) ||
        !parse_number(part[2], length[2], &sum) || !parse_number(part[3], length[3], &drawn))
        return false;
    *stratum = (SampleStratum){.count = (uint64_t)population, .sum = sum, .drawn = drawn};
    memcpy(stratum->name, part[0], length[0]);
    out->strata_count++;
    return true;
}

static bool take_method(const char *value, Sample *out)
{
    for (int m = 0; m < SAMPLE_METHODS; m++) {
        if (strcmp(value, sample_method_text((SampleMethod)m)) != 0) continue;
        out->method = (SampleMethod)m;
        return true;
    }
    return false;
}

static bool take_strata(const char *value, Sample *out)
{
    for (int kind = 0; kind <= STRATA_SEVERITY; kind++) {
        if (strcmp(value, sample_strata_text((SampleStrata)kind)) != 0) continue;
        out->strata_kind = (SampleStrata)kind;
        return true;
    }
    return false;
}

static bool take_from(const char *value, Sample *out)
{
    for (int from = 0; from <= FROM_FINDINGS; from++) {
        const char *word = sample_from_text((SampleFrom)from);
        size_t length = strlen(word);
        int64_t control = 0;
        if (strncmp(value, word, length) != 0) continue;
        out->from = (SampleFrom)from;
        if (from != FROM_FINDINGS) return value[length] == '\0';
        if (strncmp(value + length, ":R", 2) != 0 ||
            !parse_number(value + length + 2, strlen(value + length + 2), &control) ||
            control < 1 || control > UINT16_MAX)
            return false;
        out->control = (uint16_t)control;
        return true;
    }
    return false;
}

static bool take_seed_from(const char *value, Sample *out)
{
    static const char checkpoint[] = "checkpoint ";
    const size_t length = sizeof checkpoint - 1;
    int64_t entry = -1;
    out->seed_chosen = strcmp(value, "chosen") == 0;
    if (out->seed_chosen) return true;
    bool good = strncmp(value, checkpoint, length) == 0 &&
                parse_number(value + length, strlen(value + length), &entry) && entry >= 0 &&
                entry <= UINT32_MAX;
    if (good) out->seed_entry = (uint32_t)entry;
    return good;
}

/* Ascending codes with a space between them. */
static bool take_municipalities(const char *value, Sample *out)
{
    for (out->only_count = 0; out->only_count < SAMPLE_ONLY_MAX;) {
        int64_t code;
        size_t length = strcspn(value, " "), at = out->only_count;
        if (!parse_number(value, length, &code) || code < 1 || code >= MUNICIPALITY_CODES ||
            (at > 0 && code <= out->only[at - 1]))
            return false;
        out->only[out->only_count++] = (MunicipalityCode)code;
        if (value[length] == '\0') return true;
        value += length + 1;
    }
    return false;
}

static bool take_text(const char *value, char *out, size_t size)
{
    size_t length = strlen(value);
    if (length < size) memcpy(out, value, length + 1);
    return length < size;
}

static bool take_word(const HeadLine *line, Sample *out, bool *taken)
{
    const char *key = line->key, *value = line->value;
    *taken = true;
    if (strcmp(key, "method") == 0) return take_method(value, out);
    if (strcmp(key, "strata") == 0) return take_strata(value, out);
    if (strcmp(key, "stratum") == 0) return take_stratum(value, out);
    if (strcmp(key, "from") == 0) return take_from(value, out);
    if (strcmp(key, "seed_from") == 0) return take_seed_from(value, out);
    if (strcmp(key, "municipalities") == 0) return take_municipalities(value, out);
    if (strcmp(key, "seed") == 0) return take_text(value, out->seed, sizeof out->seed);
    if (strcmp(key, "log") == 0) return take_text(value, out->log_name, sizeof out->log_name);
    if (strcmp(key, "program") == 0) return take_text(value, out->program, sizeof out->program);
    if (strcmp(key, "run_identity") == 0)
        return sha256_from_hex(value, strlen(value), out->run_identity);
    if (strcmp(key, "log_root") == 0)
        return sha256_from_hex(value, strlen(value), out->log_root);
    *taken = false;
    return false;
}

static bool take_count(const HeadLine *line, uint64_t *to)
{
    int64_t number;
    bool good = parse_number(line->value, strlen(line->value), &number) && number >= 0;
    if (good) *to = (uint64_t)number;
    return good;
}

static bool take_look(const HeadLine *line, int *to)
{
    int64_t number;
    bool good = parse_number(line->value, strlen(line->value), &number) && number >= 1 &&
                number <= THOUSANDTHS;
    if (good) *to = (int)number;
    return good;
}

static bool take_head(const HeadLine *line, Sample *out)
{
    const struct {
        const char *key;
        int64_t *to;
    } numbers[] = {{"n", &out->n},
                   {"interval_ore", &out->interval},
                   {"start_ore", &out->start},
                   {"population_ore", &out->sum},
                   {"negative_ore", &out->negative_sum},
                   {"hits", &out->hits},
                   {"multiple", &out->multiple},
                   {"negative_n", &out->negative_n},
                   {"planned_tolerable_ore", &out->planned_tolerable},
                   {"planned_expected_ore", &out->planned_expected}};
    bool taken;
    bool good = take_word(line, out, &taken);
    if (taken) return good;
    if (strcmp(line->key, "population") == 0) return take_count(line, &out->count);
    if (strcmp(line->key, "negative") == 0) return take_count(line, &out->negative_count);
    if (strcmp(line->key, "log_size") == 0) return take_count(line, &out->log_size);
    if (strcmp(line->key, "looks") == 0) return take_look(line, &out->looks);
    if (strcmp(line->key, "look") == 0) return take_look(line, &out->look);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (strcmp(line->key, numbers[i].key) == 0)
            return parse_number(line->value, strlen(line->value), numbers[i].to);
    return out->form == SAMPLE_FORM_APART || strcmp(line->key, SAMPLE_DIGEST_KEY) == 0;
}

/* The next line of the heading as it was drawn. */
static Status next_head(Reading *reading, CsvField *line, Failure *failure)
{
    bool more;
    if (!reading->foreign) {
        *line = csv_line(&reading->csv);
        return STATUS_OK;
    }
    TRY(csv_next(&reading->csv, &more, failure));
    text_buffer_clear(&reading->line);
    sample_form_heading(&reading->form, reading->csv.fields, reading->csv.field_count,
                        &reading->line);
    TRY(text_buffer_status(&reading->line, failure));
    *line = (CsvField){reading->line.bytes, reading->line.length};
    return STATUS_OK;
}

static Status keep_head(Reading *reading, const HeadLine *line, CsvField text, Failure *failure)
{
    if (strcmp(line->key, SAMPLE_DIGEST_KEY) != 0) {
        text_buffer_append(&reading->list, text.text, text.length);
        text_buffer_char(&reading->list, '\n');
        return STATUS_OK;
    }
    if (strlen(line->value) >= sizeof reading->digest) return odd(reading, "digest", failure);
    memcpy(reading->digest, line->value, strlen(line->value) + 1);
    return STATUS_OK;
}

/* Of version 1 nothing says whose the seed was. */
static Status take_version(Reading *reading, const HeadLine *line, Sample *out,
                           Failure *failure)
{
    const char *words = &SAMPLE_FIRST_LINE[2]; /* without its "# " */
    size_t length = strlen(words);
    char digit = strncmp(line->key, words, length) == 0 ? line->key[length] : '\0';
    if (digit < '1' || digit > '0' + SAMPLE_FORM_LINE || line->key[length + 1] != '\0')
        return odd(reading, "the first line", failure);
    reading->version = out->form = digit - '0';
    out->seed_chosen = true;
    return STATUS_OK;
}

static Status read_head(Reading *reading, Sample *out, Failure *failure)
{
    bool first = true;
    for (; csv_note_follows(&reading->csv); first = false) {
        CsvField text;
        HeadLine line;
        TRY(next_head(reading, &text, failure));
        if (!split_head(text.text, text.length, &line)) return odd(reading, "heading", failure);
        if (first) TRY(take_version(reading, &line, out, failure));
        if (reading->digest[0] != '\0' || (!first && !take_head(&line, out)))
            return odd(reading, line.key, failure);
        TRY(keep_head(reading, &line, text, failure));
    }
    if (first) return odd(reading, "no heading", failure);
    return out->strata_count > 0 && out->n >= 1 ? STATUS_OK
                                                : odd(reading, "no strata", failure);
}

static bool copy_field(CsvField field, char *out, size_t size)
{
    if (field.length >= size) return false;
    memcpy(out, field.text, field.length);
    out[field.length] = '\0';
    return true;
}

/* --- rows --- */

/* What a cell of a row that is wrong should be; NULL: the row is right. */
typedef struct Wrong {
    SampleColumn column;
    const char *what;
} Wrong;

static bool read_drawn(const CsvField f[SAMPLE_COLUMNS], SampleItem *item, Wrong *wrong)
{
    int64_t line = 0, amount = 0, code = 0;
    bool part = false;
    *item = (SampleItem){.drawn = true};
    for (uint8_t p = 0; p <= PART_NEGATIVE && !part; p++) {
        item->part = p;
        part = csv_field_equals(f[COLUMN_PART], sample_part_text((SamplePart)p));
    }
    const struct {
        bool good;
        SampleColumn column;
    } parts[] = {
        {part, COLUMN_PART},
        {copy_field(f[COLUMN_STRATUM], item->stratum, sizeof item->stratum), COLUMN_STRATUM},
        {copy_field(f[COLUMN_PERSON], item->person, sizeof item->person), COLUMN_PERSON},
        {copy_field(f[COLUMN_ITEM], item->id, sizeof item->id), COLUMN_ITEM},
        {copy_field(f[COLUMN_CODE], item->codes, sizeof item->codes), COLUMN_CODE},
        {copy_field(f[COLUMN_YEAR], item->years, sizeof item->years), COLUMN_YEAR},
        {parse_number(f[COLUMN_LINE].text, f[COLUMN_LINE].length, &line), COLUMN_LINE},
        {parse_number(f[COLUMN_AMOUNT].text, f[COLUMN_AMOUNT].length, &amount), COLUMN_AMOUNT},
        {f[COLUMN_MUNICIPALITY].length == 4 &&
             parse_number(f[COLUMN_MUNICIPALITY].text, 4, &code) && code >= 0,
         COLUMN_MUNICIPALITY}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].good) continue;
        *wrong = (Wrong){parts[i].column, N_("not a value")};
        return false;
    }
    item->line = (uint64_t)line;
    item->amount = amount;
    item->municipality = (MunicipalityCode)code;
    return true;
}

/* Exactly one of the two amounts. */
static bool read_filled(const CsvField f[SAMPLE_COLUMNS], SampleItem *item, Wrong *wrong)
{
    bool ore = f[COLUMN_AUDITED].length > 0, kroner = f[COLUMN_AUDITED_KR].length > 0;
    item->audited_given = ore || kroner;
    *wrong = (Wrong){COLUMN_AUDITED_KR,
                     N_("both audited_ore and audited_kr are filled in: leave one empty")};
    if (ore && kroner) return false;
    *wrong = (Wrong){COLUMN_AUDITED, N_("not a whole number of øre (100 øre are one krone)")};
    if (ore && !sample_form_ore(f[COLUMN_AUDITED], &item->audited)) return false;
    *wrong =
        (Wrong){COLUMN_AUDITED_KR, N_("not kroner: digits, spaces between thousands at most, "
                                      "and after comma or point one or two decimals")};
    if (kroner && !sample_form_kroner(f[COLUMN_AUDITED_KR], &item->audited)) return false;
    *wrong = (Wrong){COLUMN_DEVIATION, N_("neither yes nor no")};
    return sample_form_deviation(f[COLUMN_DEVIATION], &item->deviation);
}

static void digest_row(const Reading *reading, const CsvField f[SAMPLE_COLUMNS],
                       TextBuffer *out)
{
    size_t count;
    const SampleColumn *columns = sample_proved_columns(reading->version, &count);
    for (size_t i = 0; i < count; i++) {
        text_buffer_append(out, f[columns[i]].text, f[columns[i]].length);
        text_buffer_char(out, i + 1 < count ? ',' : '\n');
    }
}

/* Where nothing was paid, an answer without an amount says that nothing is due. */
static void take_answer(const Sample *sample, SampleItem *item)
{
    if (sample->from == FROM_PAID || item->audited_given || item->deviation == DEVIATION_OPEN)
        return;
    item->audited = item->amount;
    item->audited_given = true;
}

static Status read_item(Reading *reading, const int *at, Sample *sample, SampleItem *item,
                        Failure *failure)
{
    CsvField f[SAMPLE_COLUMNS];
    Wrong wrong;
    for (int i = 0; i < SAMPLE_COLUMNS; i++)
        f[i] = at[i] >= 0 ? reading->csv.fields[at[i]] : (CsvField){"", 0};
    if (reading->foreign) {
        f[COLUMN_STRATUM] = sample_form_stratum(&reading->form, f[COLUMN_STRATUM]);
        f[COLUMN_MUNICIPALITY] =
            sample_form_municipality(&reading->form, f[COLUMN_MUNICIPALITY]);
    }
    if (!read_drawn(f, item, &wrong) || !read_filled(f, item, &wrong))
        return csv_refuse(&reading->csv, sample_column_names[wrong.column], wrong.what,
                          failure);
    item->file_line = reading->csv.line;
    digest_row(reading, f, &reading->list);
    take_answer(sample, item);
    return sample_comment(sample, item, f[COLUMN_COMMENT].text, f[COLUMN_COMMENT].length,
                          failure);
}

/* Version 1 has all of its ten columns; the later ones of version 2 may have been removed. */
static Status read_header(Reading *reading, int at[SAMPLE_COLUMNS], Failure *failure)
{
    enum { FIRST = COLUMN_CODE + 2 };
    const char *names[FIRST];
    int first[FIRST];
    if (reading->version > 1)
        return csv_header(&reading->csv, sample_column_names, SAMPLE_COLUMNS, COLUMN_AUDITED,
                          at, failure);
    for (int i = 0; i < SAMPLE_COLUMNS; i++)
        at[i] = -1;
    for (int i = 0; i < COLUMN_CODE; i++)
        names[i] = sample_column_names[i];
    names[COLUMN_CODE] = sample_column_names[COLUMN_AUDITED];
    names[COLUMN_CODE + 1] = sample_column_names[COLUMN_COMMENT];
    TRY(csv_header(&reading->csv, names, FIRST, FIRST, first, failure));
    memcpy(at, first, COLUMN_CODE * sizeof *at);
    at[COLUMN_AUDITED] = first[COLUMN_CODE];
    at[COLUMN_COMMENT] = first[COLUMN_CODE + 1];
    return STATUS_OK;
}

static Status read_items(Reading *reading, Sample *out, Failure *failure)
{
    int at[SAMPLE_COLUMNS];
    bool more;
    TRY(read_header(reading, at, failure));
    for (;;) {
        TRY(csv_next(&reading->csv, &more, failure));
        if (!more) return STATUS_OK;
        SampleItem *item;
        TRY(sample_add(out, &item, failure));
        TRY(read_item(reading, at, out, item, failure));
    }
}

Status sample_refuse_changed(const char *name, Failure *failure)
{
    return failure_set(failure, STATUS_INPUT_VALUE, name,
                       "not a sample file as it was drawn: the heading or a row was changed, "
                       "left out, added or moved; fill in audited_ore or audited_kr, deviation "
                       "and comment only");
}

static Status compare_digest(const Reading *reading, bool *changed, Failure *failure)
{
    char hex[SHA256_HEX_SIZE];
    uint8_t digest[SHA256_SIZE];
    TRY(text_buffer_status(&reading->list, failure));
    TRY(sha256_of(reading->list.bytes, reading->list.length, digest, failure));
    sha256_to_hex(digest, hex);
    *changed = strcmp(hex, reading->digest) != 0;
    return STATUS_OK;
}

static void reading_end(Reading *reading)
{
    csv_close(&reading->csv);
    text_buffer_free(&reading->list);
    text_buffer_free(&reading->line);
}

CLEANUP_VALUE(Reading, reading_end)

static Status read_text(const char *name, const void *bytes, size_t size, Sample *out,
                        Failure *failure)
{
    CLEANUP(reading_end)
    Reading reading = {.list = TEXT_BUFFER_EMPTY, .line = TEXT_BUFFER_EMPTY};
    TRY(csv_open(&reading.csv, name, bytes, size, failure));
    reading.foreign = sample_form_is_foreign(&reading.csv);
    TRY(read_head(&reading, out, failure));
    TRY(read_items(&reading, out, failure));
    TRY(compare_digest(&reading, &out->changed, failure));
    /* What cannot be a sample at all was changed: that is said, not what follows from it. */
    Status status = sample_check(name, out, failure);
    if (status == STATUS_OK || !out->changed) return status;
    failure_clear(failure);
    return sample_refuse_changed(name, failure);
}

/* What stands in another encoding can only be a comment: the digest proves all that counts. */
static Status read_any(const char *name, const void *bytes, size_t size, Sample *out,
                       Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    bool converted =
        utf8_text_prefix(bytes, size) < size && windows_1252_append(&text, bytes, size);
    if (text.failed) return text_buffer_status(&text, failure);
    return converted ? read_text(name, text.bytes, text.length, out, failure)
                     : read_text(name, bytes, size, out, failure);
}

Status sample_read(const char *name, const void *bytes, size_t size, Sample **out,
                   Failure *failure)
{
    CLEANUP(sample_free) Sample *sample = NULL;
    *out = NULL;
    TRY(sample_read_changed(name, bytes, size, &sample, failure));
    if (sample->changed) return sample_refuse_changed(name, failure);
    *out = HAND_OVER(Sample *, sample);
    return STATUS_OK;
}

Status sample_read_changed(const char *name, const void *bytes, size_t size, Sample **out,
                           Failure *failure)
{
    CLEANUP(sample_free) Sample *sample = NULL;
    *out = NULL;
    TRY(sample_new(&sample, failure));
    TRY(read_any(name, bytes, size, sample, failure));
    *out = HAND_OVER(Sample *, sample);
    return STATUS_OK;
}
