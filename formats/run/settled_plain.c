#include "formats/run/settled_plain.h"

#include "formats/base/digit_words.h"
#include "formats/run/decision_csv.h"

enum {
    LINE_ROOM = 128,      /* bytes that a plain line and the words read over it stay within */
    CODE_TEXT_MAX = 32,   /* bytes with the comma */
    CODES_KEPT = 64,      /* code words that are not looked up again; a power of two */
    AMOUNT_DIGITS = 12,   /* so many never exceed LINE_ORE_MAX */
    LINES_FIRST = 1 << 12 /* room for lines to begin with */
};

_Static_assert(LINE_ORE_MAX >= 999999999999, "twelve digits are an amount");

typedef struct KnownCode {
    uint64_t word; /* its text, without the comma, zeros behind it; 0: none */
    uint8_t code;
} KnownCode;

typedef struct PlainReader {
    KnownCode codes[CODES_KEPT];
    PackedLines *lines;
    size_t capacity;
} PlainReader;

void packed_lines_free(PackedLines *lines)
{
    system_free(lines->items);
    *lines = (PackedLines){0};
}

/* --- fields: what follows each, with its comma, or NULL where it is not plain --- */

static const char *read_municipality_subject(const char *text, Subject *subject)
{
    uint64_t word = word_at(text + 1);
    uint32_t code = word_first_number(word, 4);
    if (text[0] != 'M' || word_digits(word) != 4 || text[5] != ',' || code == 0) return NULL;
    *subject = subject_of_municipality((MunicipalityCode)code);
    return text + 6;
}

/* Eleven digits or twelve. */
static const char *read_subject(const char *text, Subject *subject)
{
    uint64_t first = word_at(text), rest = word_at(text + WORD_SIZE);
    if (word_digits(first) != WORD_SIZE) return read_municipality_subject(text, subject);
    unsigned more = word_digits(rest), length = WORD_SIZE + more;
    if ((more != 3 && more != 4) || text[length] != ',') return NULL;
    return ident_parse(text, length, subject) ? text + length + 1 : NULL;
}

static const char *read_long_code(const char *text, uint8_t *out)
{
    GrantCode code;
    const char *end = memchr(text, ',', CODE_TEXT_MAX);
    if (end == NULL || !grant_code_parse(text, (size_t)(end - text), &code)) return NULL;
    *out = (uint8_t)code;
    return end + 1;
}

static const char *read_code(PlainReader *reader, const char *text, uint8_t *code)
{
    uint64_t word = word_at(text);
    unsigned length = word_find(word, ',');
    if (length == 0 || length == WORD_SIZE) return read_long_code(text, code);
    word &= ~(uint64_t)0 >> 8 * (WORD_SIZE - length);
    KnownCode *known = &reader->codes[word * 0x9E3779B97F4A7C15u >> 58];
    if (known->word != word || word == 0) {
        if (read_long_code(text, &known->code) == NULL) return NULL;
        known->word = word;
    }
    *code = known->code;
    return text + length + 1;
}

/* Perhaps a sign, one to AMOUNT_DIGITS digits and the end of the line. */
static const char *read_amount(const char *text, Ore *amount)
{
    bool minus = text[0] == '-';
    text += minus;
    uint64_t word = word_at(text);
    unsigned digits = word_digits(word);
    if (digits == 0) return NULL;
    int64_t value = word_first_number(word, digits);
    text += digits;
    if (digits == WORD_SIZE) {
        word = word_at(text);
        digits = word_digits(word);
        if (digits > AMOUNT_DIGITS - WORD_SIZE) return NULL;
        for (unsigned i = 0; i < digits; i++)
            value = value * 10 + (text[i] - '0');
        text += digits;
    }
    *amount = minus ? -value : value;
    return *text == '\n' ? text + 1 : NULL;
}

/* A line from `text` on, of which LINE_ROOM bytes are there; what follows it or NULL. */
static const char *read_line(PlainReader *reader, const char *text, SettledLine *line)
{
    uint32_t year_and_code;
    text = read_subject(text, &line->subject);
    if (text != NULL) text = read_code(reader, text, &line->code);
    if (text == NULL || !word_two_fours(text, &year_and_code)) return NULL;
    line->budget_year = (int16_t)(year_and_code / 10000);
    line->municipality = (MunicipalityCode)(year_and_code % 10000);
    if (line->budget_year < YEAR_MIN || line->budget_year > YEAR_MAX) return NULL;
    if (line->municipality == MUNICIPALITY_NONE) return NULL;
    return read_amount(text + 10, &line->amount);
}

/* --- the file --- */

static Status keep_line(PlainReader *reader, const SettledLine *line, bool *plain,
                        Failure *failure)
{
    PackedLines *lines = reader->lines;
    const PackedLine packed = packed_line(line);
    *plain = lines->count == 0 || packed_compare(lines->items[lines->count - 1], packed) < 0;
    if (lines->count == reader->capacity)
        TRY(system_grow(&lines->items, &reader->capacity, lines->count + LINES_FIRST,
                        sizeof packed, failure));
    lines->items[lines->count++] = packed;
    return STATUS_OK;
}

/* Whole lines from `at` to `stop`, behind which LINE_ROOM bytes may be read. */
static Status read_lines(PlainReader *reader, const char *at, const char *stop, bool *plain,
                         Failure *failure)
{
    while (*plain && at < stop) {
        SettledLine line = {.code = 0};
        at = read_line(reader, at, &line);
        *plain = at != NULL && at <= stop;
        if (*plain) TRY(keep_line(reader, &line, plain, failure));
    }
    return STATUS_OK;
}

/* What stands too near to the end is read where there is room behind it. */
static Status read_all(PlainReader *reader, const char *at, size_t size, bool *plain,
                       Failure *failure)
{
    char copy[3 * LINE_ROOM] = {0};
    const char *last = size > LINE_ROOM ? memrchr(at, '\n', size - LINE_ROOM) : NULL;
    size_t first = last != NULL ? (size_t)(last - at) + 1 : 0;
    TRY(read_lines(reader, at, at + first, plain, failure));
    *plain = *plain && size - first <= 2 * LINE_ROOM;
    if (!*plain) return STATUS_OK;
    memcpy(copy, at + first, size - first);
    return read_lines(reader, copy, copy + (size - first), plain, failure);
}

Status settled_plain_read(const char *name, const void *bytes, size_t size, PackedLines *lines,
                          bool *plain, Failure *failure)
{
    static const char header[] = SETTLED_HEADER;
    const size_t header_size = sizeof header - 1;
    PlainReader reader = {.lines = lines};
    *lines = (PackedLines){0};
    *plain = size >= header_size && memcmp(bytes, header, header_size) == 0;
    if (!*plain) return STATUS_OK;
    Status status = read_all(&reader, (const char *)bytes + header_size, size - header_size,
                             plain, failure);
    if (status != STATUS_OK || !*plain) packed_lines_free(lines);
    return failure_at(failure, name, status);
}

static Status pack(const SettledLine *from, size_t count, PackedLines *lines, Failure *failure)
{
    lines->items = system_allocate(count * sizeof *lines->items);
    if (lines->items == NULL) return failure_set(failure, STATUS_MEMORY, "ledger lines", NULL);
    for (size_t i = 0; i < count; i++)
        lines->items[i] = packed_line(&from[i]);
    lines->count = count;
    return STATUS_OK;
}

Status settled_packed_read(const char *name, const void *bytes, size_t size, PackedLines *lines,
                           Failure *failure)
{
    bool plain;
    size_t count;
    CLEANUP(system_free) SettledLine *general = NULL;
    TRY(settled_plain_read(name, bytes, size, lines, &plain, failure));
    if (plain) return STATUS_OK;
    TRY(settled_csv_read(name, bytes, size, false, &general, &count, failure));
    return pack(general, count, lines, failure);
}
