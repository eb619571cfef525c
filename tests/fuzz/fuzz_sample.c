/*
 * fuzz_sample.c - sample files as they come back, filled in.
 *
 * The digest of the list would stop every changed file before anything is made of it; but it is
 * a digest, no signature: who changes a file can write the right one. So each input is also
 * read with the digest that belongs to it ("sealed"), and evaluated.
 */
#include <string.h>

#include "formats/base/digest.h"
#include "formats/csv/csv.h"
#include "formats/run/sample_file.h"
#include "formats/run/sample_report.h"
#include "tests/fuzz/fuzz_target.h"

/* What the digest is over, and what may stand beside it, by the form's version. */
static const char *const first_columns[] = {
    "part",          "stratum",    "person", "item",        "municipality",
    "decision_line", "amount_ore", "number", "audited_ore", "comment"};
static const char *const second_columns[] = {"part",
                                             "stratum",
                                             "person",
                                             "item",
                                             "municipality",
                                             "code",
                                             "budget_year",
                                             "decision_line",
                                             "amount_ore",
                                             "number",
                                             "audited_ore",
                                             "comment",
                                             "municipality_name",
                                             "audited_kr",
                                             "deviation"};
enum { FIRST_PROVED = 7, FIRST = 10, SECOND_PROVED = 9, SECOND_NEEDED = 10, SECOND = 15 };

#define DIGEST_LINE "# list_sha256,"

static void dump_sample(TextBuffer *out, const Sample *sample)
{
    text_buffer_format(
        out, "%s %s %lld '%s' %llu %lld %lld %lld %llu %lld ",
        sample_method_text(sample->method), sample_strata_text(sample->strata_kind),
        (long long)sample->n, sample->seed, (unsigned long long)sample->count,
        (long long)sample->sum, (long long)sample->interval, (long long)sample->start,
        (unsigned long long)sample->negative_count, (long long)sample->negative_sum);
    text_buffer_hex(out, sample->run_identity, SHA256_SIZE);
    for (size_t i = 0; i < sample->strata_count; i++) {
        const SampleStratum *stratum = &sample->strata[i];
        text_buffer_format(out, "\n%s %llu %lld %lld", stratum->name,
                           (unsigned long long)stratum->count, (long long)stratum->sum,
                           (long long)stratum->drawn);
    }
    for (size_t i = 0; i < sample->item_count; i++) {
        const SampleItem *item = &sample->items[i];
        text_buffer_format(out, "\n%s|%s|%s|%lld|%llu|%d|%d|%lld", item->id, item->person,
                           item->stratum, (long long)item->amount,
                           (unsigned long long)item->line, item->part, item->audited_given,
                           (long long)item->audited);
    }
    text_buffer_char(out, '\n');
}

/* With every value filled in, the sample says something or is refused; it never stops the
 * program. */
static void evaluate(Sample *sample)
{
    TextBuffer words = TEXT_BUFFER_EMPTY;
    Failure failure = {0};
    for (size_t i = 0; i < sample->item_count; i++) {
        SampleItem *item = &sample->items[i];
        if (!item->audited_given) item->audited = item->amount;
        item->audited_given = true;
    }
    Status status = sample_report(sample, 950, 500, &words, &failure);
    if (status == STATUS_OK) INVARIANT(strstr(words.bytes, "Conclusion: ") != NULL);
    if (status != STATUS_OK) INVARIANT(failure.status == status);
    text_buffer_free(&words);
}

static Status read_sample(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    CLEANUP(sample_free) Sample *sample = NULL;
    TRY(sample_read("sample.csv", bytes, size, &sample, failure));
    dump_sample(out, sample);
    evaluate(sample);
    return STATUS_OK;
}

/* --- sealing: the digest computed a second time, from control.md 3 --- */

/* The heading without its digest goes to *head and, without carriage returns, to *list; returns
 * where the rows begin. */
static size_t read_head(const char *text, size_t size, TextBuffer *head, TextBuffer *list)
{
    size_t at = 0;
    while (at < size && text[at] == '#') {
        const char *end = memchr(text + at, '\n', size - at);
        size_t length = end != NULL ? (size_t)(end - text) - at : size - at;
        bool digest = length >= sizeof DIGEST_LINE - 1 &&
                      memcmp(text + at, DIGEST_LINE, sizeof DIGEST_LINE - 1) == 0;
        if (!digest) {
            size_t kept = length > 0 && text[at + length - 1] == '\r' ? length - 1 : length;
            text_buffer_append(head, text + at, length);
            text_buffer_char(head, '\n');
            text_buffer_append(list, text + at, kept);
            text_buffer_char(list, '\n');
        }
        at += length + (end != NULL);
    }
    return at;
}

/* The columns of every row that say what was drawn. */
static bool read_rows(const char *rows, size_t size, bool second, TextBuffer *list)
{
    CsvReader csv;
    int at[SECOND], proved = second ? SECOND_PROVED : FIRST_PROVED;
    bool more = true;
    if (csv_open(&csv, "sample.csv", rows, size, NULL) != STATUS_OK) return false;
    Status status = second ? csv_header(&csv, second_columns, SECOND, SECOND_NEEDED, at, NULL)
                           : csv_header(&csv, first_columns, FIRST, FIRST, at, NULL);
    while (status == STATUS_OK && more) {
        status = csv_next(&csv, &more, NULL);
        for (int i = 0; status == STATUS_OK && more && i < proved; i++) {
            CsvField field = csv.fields[at[i]];
            text_buffer_append(list, field.text, field.length);
            text_buffer_char(list, i + 1 < proved ? ',' : '\n');
        }
    }
    csv_close(&csv);
    return status == STATUS_OK;
}

/* The same file with the digest that belongs to it; false when its rows cannot be read. */
static bool seal(const uint8_t *data, size_t size, TextBuffer *sealed)
{
    const char *text = (const char *)data;
    uint8_t digest[SHA256_SIZE];
    TextBuffer list = TEXT_BUFFER_EMPTY;
    size_t rows = read_head(text, size, sealed, &list);
    bool second = size > 19 && memmem(text, 24 < size ? 24 : size, "sample-2", 8) != NULL;
    bool good = list.length > 0 && read_rows(text + rows, size - rows, second, &list);
    if (good) INVARIANT(sha256_of(list.bytes, list.length, digest, NULL) == STATUS_OK);
    text_buffer_free(&list);
    if (!good) return false;
    text_buffer_text(sealed, DIGEST_LINE);
    text_buffer_hex(sealed, digest, SHA256_SIZE);
    text_buffer_char(sealed, '\n');
    text_buffer_append(sealed, text + rows, size - rows);
    return true;
}

void fuzz_sample(const uint8_t *data, size_t size)
{
    TextBuffer sealed = TEXT_BUFFER_EMPTY, first = TEXT_BUFFER_EMPTY;
    Failure failure;
    (void)fuzz_read(read_sample, data, size, &first, &failure);
    if (seal(data, size, &sealed)) {
        (void)fuzz_read(read_sample, sealed.bytes, sealed.length, &first, &failure);
    }
    text_buffer_free(&first);
    text_buffer_free(&sealed);
}
