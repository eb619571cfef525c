/* sample_file.c - the sample as a file that proves what it was drawn from. control.md 3. */
#include "formats/run/sample_file.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/digest.h"
#include "formats/base/utf8.h"
#include "formats/base/windows_1252.h"
#include "formats/run/sample_form.h"

static const char *const part_texts[] = {"drawn", "all-taken", "negative"};

#define SAMPLE_HEADER                                                                          \
    "number,part,stratum,person,item,municipality,decision_line,amount_ore,audited_ore,"       \
    "comment\n"

#define DIGEST_KEY "list_sha256"

static void write_head(const Sample *sample, TextBuffer *out)
{
    text_buffer_text(out, "# tilskudd-sample-1\n");
    text_buffer_format(out, "# program,%s\n", sample->program);
    text_buffer_format(out, "# method,%s\n", sample_method_text(sample->method));
    text_buffer_format(out, "# strata,%s\n", sample_strata_text(sample->strata_kind));
    for (size_t i = 0; i < sample->only_count; i++)
        text_buffer_format(out, "%s%04u", i == 0 ? "# municipalities," : " ", sample->only[i]);
    if (sample->only_count > 0) text_buffer_char(out, '\n');
    text_buffer_format(out, "# n,%lld\n", (long long)sample->n);
    text_buffer_format(out, "# seed,%s\n", sample->seed);
    text_buffer_text(out, "# run_identity,");
    text_buffer_hex(out, sample->run_identity, SHA256_SIZE);
    text_buffer_format(out, "\n# log,%s\n# log_size,%llu\n# log_root,", sample->log_name,
                       (unsigned long long)sample->log_size);
    text_buffer_hex(out, sample->log_root, SHA256_SIZE);
    text_buffer_format(out, "\n# population,%llu\n# population_ore,%lld\n",
                       (unsigned long long)sample->count, (long long)sample->sum);
    text_buffer_format(out, "# interval_ore,%lld\n# start_ore,%lld\n",
                       (long long)sample->interval, (long long)sample->start);
    text_buffer_format(out, "# negative,%llu\n# negative_ore,%lld\n",
                       (unsigned long long)sample->negative_count,
                       (long long)sample->negative_sum);
    for (size_t i = 0; i < sample->strata_count; i++) {
        const SampleStratum *stratum = &sample->strata[i];
        text_buffer_format(out, "# stratum,%s,%llu,%lld,%lld\n", stratum->name,
                           (unsigned long long)stratum->count, (long long)stratum->sum,
                           (long long)stratum->drawn);
    }
}

/* The digest of the list is over its heading and one such line for each row: what was drawn,
 * without number, quotes and what is filled in. */
enum { PART = 1, STRATUM, PERSON, ITEM, MUNICIPALITY, LINE, AMOUNT, AUDITED, COMMENT, COLUMNS };

static void digest_row(const CsvField f[COLUMNS], TextBuffer *out)
{
    for (int i = PART; i <= AMOUNT; i++) {
        text_buffer_append(out, f[i].text, f[i].length);
        text_buffer_char(out, i < AMOUNT ? ',' : '\n');
    }
}

static void digest_item(const SampleItem *item, TextBuffer *out)
{
    text_buffer_format(out, "%s,%s,%s,%s,%04u,%llu,%lld\n", part_texts[item->part],
                       item->stratum, item->person, item->id, item->municipality,
                       (unsigned long long)item->line, (long long)item->amount);
}

static Status list_digest(const TextBuffer *list, char hex[SHA256_HEX_SIZE], Failure *failure)
{
    uint8_t digest[SHA256_SIZE];
    TRY(text_buffer_status(list, failure));
    TRY(sha256_of(list->bytes, list->length, digest, failure));
    sha256_to_hex(digest, hex);
    return STATUS_OK;
}

static Status write_digest(const Sample *sample, TextBuffer *out, Failure *failure)
{
    char hex[SHA256_HEX_SIZE];
    CLEANUP(text_buffer_free) TextBuffer list = TEXT_BUFFER_EMPTY;
    write_head(sample, &list);
    for (size_t i = 0; i < sample->item_count; i++) {
        if (sample->items[i].drawn) digest_item(&sample->items[i], &list);
    }
    TRY(list_digest(&list, hex, failure));
    text_buffer_format(out, "# " DIGEST_KEY ",%s\n", hex);
    return STATUS_OK;
}

static void write_item(const SampleItem *item, uint64_t number, TextBuffer *out)
{
    text_buffer_format(out, "%llu,%s,%s,%s,", (unsigned long long)number,
                       part_texts[item->part], item->stratum, item->person);
    csv_append(out, item->id);
    text_buffer_format(out, ",%04u,%llu,%lld,", item->municipality,
                       (unsigned long long)item->line, (long long)item->amount);
    if (item->audited_given) text_buffer_number(out, item->audited);
    text_buffer_text(out, ",\n");
}

Status sample_write(const Sample *sample, TextBuffer *out, Failure *failure)
{
    uint64_t number = 0;
    write_head(sample, out);
    TRY(write_digest(sample, out, failure));
    text_buffer_text(out, SAMPLE_HEADER);
    for (size_t i = 0; i < sample->item_count; i++) {
        if (sample->items[i].drawn) write_item(&sample->items[i], ++number, out);
    }
    return text_buffer_status(out, failure);
}

/* --- drawing and letting go --- */

Status sample_ticket(const char *seed, const char *id, uint8_t ticket[SHA256_SIZE],
                     Failure *failure)
{
    uint8_t digest[SHA256_SIZE];
    char text[SHA256_HEX_SIZE + SAMPLE_ID_SIZE];
    TRY(sha256_of(seed, strlen(seed), digest, failure));
    sha256_to_hex(digest, text);
    size_t length = SHA256_HEX_SIZE - 1;
    length += (size_t)snprintf(text + length, sizeof text - length, "%s", id);
    return sha256_of(text, length, ticket, failure);
}

Status sample_draw_by_seed(Sample *sample, Failure *failure)
{
    CLEANUP(system_free)
    SampleItem **order = system_allocate((sample->item_count + 1) * sizeof *order);
    if (order == NULL) return failure_set(failure, STATUS_MEMORY, "sample", NULL);
    return sample_draw(sample, sample_ticket, order, failure);
}

Status sample_new(Sample **out, Failure *failure)
{
    *out = system_allocate_zeroed(1, sizeof **out);
    return *out != NULL ? STATUS_OK : failure_set(failure, STATUS_MEMORY, "sample", NULL);
}

void sample_free(Sample *sample)
{
    system_free(sample->items);
    system_free(sample);
}

Status sample_add(Sample *sample, SampleItem **item, Failure *failure)
{
    TRY(system_grow(&sample->items, &sample->item_capacity, sample->item_count + 1,
                    sizeof *sample->items, failure));
    *item = &sample->items[sample->item_count++];
    **item = (SampleItem){0};
    return STATUS_OK;
}

/* --- reading back --- */

/* The heading, its digest and the rows as they are read. */
typedef struct Reading {
    CsvReader csv;
    bool foreign; /* a spreadsheet program has saved it */
    SampleForm form;
    TextBuffer list, line;
    char digest[SHA256_HEX_SIZE];
} Reading;

static Status odd(const Reading *reading, const char *what, Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, "%s, line %zu", reading->csv.name, reading->csv.line);
    return failure_set(failure, STATUS_INPUT_VALUE, where,
                       "not a sample file as it was drawn: %s", what);
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
    for (int m = 0; m <= SAMPLE_STRATIFIED; m++) {
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

static bool take_head(const HeadLine *line, Sample *out)
{
    int64_t number = 0;
    const struct {
        const char *key;
        int64_t *to;
    } numbers[] = {{"n", &out->n},
                   {"interval_ore", &out->interval},
                   {"start_ore", &out->start},
                   {"population_ore", &out->sum},
                   {"negative_ore", &out->negative_sum}};
    if (strcmp(line->key, "method") == 0) return take_method(line->value, out);
    if (strcmp(line->key, "strata") == 0) return take_strata(line->value, out);
    if (strcmp(line->key, "stratum") == 0) return take_stratum(line->value, out);
    if (strcmp(line->key, "seed") == 0) {
        snprintf(out->seed, sizeof out->seed, "%.127s", line->value);
        return true;
    }
    if (strcmp(line->key, "population") == 0 || strcmp(line->key, "negative") == 0) {
        bool good = parse_number(line->value, strlen(line->value), &number);
        if (line->key[0] == 'p') out->count = (uint64_t)number;
        if (line->key[0] == 'n') out->negative_count = (uint64_t)number;
        return good && number >= 0;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (strcmp(line->key, numbers[i].key) != 0) continue;
        return parse_number(line->value, strlen(line->value), numbers[i].to);
    }
    if (strcmp(line->key, "run_identity") == 0)
        return sha256_from_hex(line->value, strlen(line->value), out->run_identity);
    return true; /* what evaluating does not need */
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
    if (strcmp(line->key, DIGEST_KEY) != 0) {
        text_buffer_append(&reading->list, text.text, text.length);
        text_buffer_char(&reading->list, '\n');
        return STATUS_OK;
    }
    if (strlen(line->value) >= sizeof reading->digest) return odd(reading, "digest", failure);
    memcpy(reading->digest, line->value, strlen(line->value) + 1);
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
        if (first && strcmp(line.key, "tilskudd-sample-1") != 0)
            return odd(reading, "the first line", failure);
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

/* Whole øre; a spreadsheet program may have put decimals after them, which must be noughts. */
static bool parse_audited(CsvField audited, Ore *out)
{
    const char *comma = memchr(audited.text, ',', audited.length);
    size_t whole = comma != NULL ? (size_t)(comma - audited.text) : audited.length;
    for (size_t i = whole + 1; i < audited.length; i++) {
        if (audited.text[i] != '0') return false;
    }
    return parse_number(audited.text, whole, out) &&
           (comma == NULL || whole + 1 < audited.length);
}

/* NULL, or the column that is wrong. */
static const char *parse_item(const CsvField f[COLUMNS], SampleItem *item)
{
    int64_t line, amount;
    *item = (SampleItem){.drawn = true, .part = 255};
    for (uint8_t p = 0; p < 3; p++) {
        if (csv_field_equals(f[PART], part_texts[p])) item->part = p;
    }
    if (item->part == 255) return "part";
    if (!copy_field(f[STRATUM], item->stratum, sizeof item->stratum)) return "stratum";
    if (!copy_field(f[PERSON], item->person, sizeof item->person)) return "person";
    if (!copy_field(f[ITEM], item->id, sizeof item->id)) return "item";
    if (!parse_number(f[LINE].text, f[LINE].length, &line)) return "decision_line";
    if (!parse_number(f[AMOUNT].text, f[AMOUNT].length, &amount)) return "amount_ore";
    item->line = (uint64_t)line;
    item->amount = amount;
    item->audited_given = f[AUDITED].length > 0;
    if (item->audited_given && !parse_audited(f[AUDITED], &item->audited)) return "audited_ore";
    return NULL;
}

static Status read_item(Reading *reading, const int *at, SampleItem *item, Failure *failure)
{
    CsvField f[COLUMNS];
    for (int i = 0; i < COLUMNS; i++)
        f[i] = reading->csv.fields[at[i]];
    if (reading->foreign) {
        f[STRATUM] = sample_form_stratum(&reading->form, f[STRATUM]);
        f[MUNICIPALITY] = sample_form_municipality(&reading->form, f[MUNICIPALITY]);
    }
    const char *wrong = parse_item(f, item);
    if (wrong != NULL)
        return csv_refuse(&reading->csv, wrong,
                          strcmp(wrong, "audited_ore") == 0
                              ? "not a whole number of øre (100 øre are one krone)"
                              : "not a value",
                          failure);
    item->file_line = reading->csv.line;
    digest_row(f, &reading->list);
    return STATUS_OK;
}

static Status read_items(Reading *reading, Sample *out, Failure *failure)
{
    static const char *const names[COLUMNS] = {
        "number",       "part",          "stratum",    "person",      "item",
        "municipality", "decision_line", "amount_ore", "audited_ore", "comment"};
    int at[COLUMNS];
    bool more;
    TRY(csv_header(&reading->csv, names, COLUMNS, COLUMNS, at, failure));
    for (;;) {
        TRY(csv_next(&reading->csv, &more, failure));
        if (!more) return STATUS_OK;
        SampleItem *item;
        TRY(sample_add(out, &item, failure));
        TRY(read_item(reading, at, item, failure));
    }
}

static Status compare_digest(const Reading *reading, Failure *failure)
{
    char hex[SHA256_HEX_SIZE];
    TRY(list_digest(&reading->list, hex, failure));
    if (strcmp(hex, reading->digest) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, reading->csv.name,
                       "not a sample file as it was drawn: the heading or a row was changed, "
                       "left out, added or moved; fill in audited_ore and comment only");
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
    TRY(compare_digest(&reading, failure));
    return sample_check(name, out, failure);
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
    TRY(sample_new(&sample, failure));
    TRY(read_any(name, bytes, size, sample, failure));
    *out = HAND_OVER(Sample *, sample);
    return STATUS_OK;
}
