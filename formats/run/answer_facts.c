#include "formats/run/answer_facts.h"

#include <stdlib.h>
#include <string.h>

#include "formats/csv/csv_fields.h"

static const char *const kind_texts[FACT_KIND_COUNT] = {"status", "booked", "sum", "seen"};
static const char *const meaning_texts[] = {"",         "waiting", "partial",
                                            "accepted", "settled", "rejected"};
enum { MEANINGS = sizeof meaning_texts / sizeof meaning_texts[0] };

/* The columns of facts.csv, in this order. */
enum {
    KIND,
    MESSAGE,
    END_TO_END,
    MEANING,
    CODE,
    REASON,
    REASON_KIND,
    TEXT,
    AMOUNT,
    DIRECTION,
    COUNT,
    FACT_DAY,
    REFERENCE,
    OCCURRENCE,
    SOURCE,
    COLUMNS
};
static const char *const columns[COLUMNS] = {
    "kind",     "message_id",  "end_to_end_id", "meaning",    "code",
    "reason",   "reason_kind", "text",          "amount_ore", "direction",
    "payments", "day",         "reference",     "occurrence", "source"};

Status answer_facts_add(AnswerFacts *facts, const AnswerFact *fact, Failure *failure)
{
    TRY(system_grow(&facts->items, &facts->capacity, facts->count + 1, sizeof *fact, failure));
    facts->items[facts->count++] = *fact;
    return STATUS_OK;
}

void answer_facts_free(AnswerFacts *facts)
{
    system_free(facts->items);
    *facts = (AnswerFacts){0};
}

bool answer_facts_has_source(const AnswerFacts *facts, const uint8_t source[SHA256_SIZE])
{
    for (size_t i = 0; i < facts->count; i++)
        if (memcmp(facts->items[i].source, source, SHA256_SIZE) == 0) return true;
    return false;
}

/* --- writing --- */

static void append(TextBuffer *out, const char *text)
{
    csv_append(out, text);
    text_buffer_char(out, ',');
}

static void write_fact(TextBuffer *out, const AnswerFact *fact)
{
    char day[DAY_TEXT_SIZE];
    bool booked = fact->kind == FACT_BOOKED || fact->kind == FACT_SUM;
    const char *kind = fact->reason.proprietary ? "own" : "iso";
    day_format(fact->day, day);
    append(out, kind_texts[fact->kind]);
    append(out, fact->message_id);
    append(out, fact->end_to_end_id);
    append(out, meaning_texts[fact->meaning]);
    append(out, fact->code);
    append(out, fact->reason.code);
    append(out, fact->reason.code[0] != '\0' ? kind : "");
    append(out, fact->reason.text);
    if (booked) text_buffer_format(out, "%lld", (long long)fact->amount);
    text_buffer_text(out, !booked ? ",," : fact->credit ? ",credit," : ",debit,");
    if (fact->has_count) text_buffer_format(out, "%llu", (unsigned long long)fact->count);
    text_buffer_format(out, ",%s,", day);
    append(out, fact->reference);
    text_buffer_format(out, "%u,", fact->occurrence);
    text_buffer_hex(out, fact->source, SHA256_SIZE);
    text_buffer_char(out, '\n');
}

void answer_facts_write(TextBuffer *out, const AnswerFacts *facts)
{
    csv_append_header(out, columns, COLUMNS);
    for (size_t i = 0; i < facts->count; i++)
        write_fact(out, &facts->items[i]);
}

/* --- one order --- */

static int compare_words(const AnswerFact *a, const AnswerFact *b)
{
    const struct {
        const char *a, *b;
    } texts[] = {{a->message_id, b->message_id},
                 {a->end_to_end_id, b->end_to_end_id},
                 {a->code, b->code},
                 {a->reference, b->reference},
                 {a->reason.code, b->reason.code},
                 {a->reason.text, b->reason.text}};
    const int64_t numbers[] = {
        (int64_t)a->kind - b->kind,  (int64_t)a->day - b->day,
        a->credit - b->credit,       (int64_t)a->meaning - b->meaning,
        a->amount - b->amount,       (int64_t)a->occurrence - b->occurrence,
        a->has_count - b->has_count, (int64_t)(a->count - b->count)};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int order = strcmp(texts[i].a, texts[i].b);
        if (order != 0) return order;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (numbers[i] != 0) return numbers[i] < 0 ? -1 : 1;
    return 0;
}

static int compare_facts(const void *left, const void *right)
{
    const AnswerFact *a = left, *b = right;
    int order = compare_words(a, b);
    return order != 0 ? order : memcmp(a->source, b->source, SHA256_SIZE);
}

bool answer_fact_same(const AnswerFact *left, const AnswerFact *right)
{
    return compare_words(left, right) == 0;
}

/* The first of sorted facts that is not before this one. */
static size_t lower_bound(const AnswerFacts *facts, const AnswerFact *fact)
{
    size_t low = 0, high = facts->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_words(&facts->items[middle], fact) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool answer_facts_has(const AnswerFacts *facts, const AnswerFact *fact)
{
    size_t at = lower_bound(facts, fact);
    return at < facts->count && answer_fact_same(&facts->items[at], fact);
}

size_t answer_facts_begin(const AnswerFacts *facts, const char *message_id)
{
    size_t low = 0, high = facts->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(facts->items[middle].message_id, message_id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void answer_facts_sort(AnswerFacts *facts)
{
    size_t kept = 0;
    if (facts->count == 0) return;
    qsort(facts->items, facts->count, sizeof *facts->items, compare_facts);
    for (size_t i = 0; i < facts->count; i++)
        if (i == 0 || compare_facts(&facts->items[kept - 1], &facts->items[i]) != 0)
            facts->items[kept++] = facts->items[i];
    facts->count = kept;
}

/* --- reading --- */

static Status read_word(const CsvRow *row, int column, const char *const *words, size_t count,
                        int *out)
{
    for (size_t i = 0; i < count; i++) {
        if (!csv_field_equals(row_field(row, column), words[i])) continue;
        *out = (int)i;
        return STATUS_OK;
    }
    return row_refuse(row, column, "not a word of this column");
}

static Status read_reason(const CsvRow *row, AnswerReason *out)
{
    static const char *const kinds[] = {"", "iso", "own"};
    int kind = 0;
    TRY(row_text(row, REASON, out->code, sizeof out->code));
    TRY(row_text(row, TEXT, out->text, sizeof out->text));
    TRY(read_word(row, REASON_KIND, kinds, 3, &kind));
    out->proprietary = kind == 2;
    if ((kind == 0) == (out->code[0] == '\0')) return STATUS_OK;
    return row_refuse(row, REASON_KIND, "a reason and its kind stand together");
}

static Status read_entry(const CsvRow *row, AnswerFact *fact)
{
    static const char *const directions[] = {"debit", "credit"};
    int direction = 0;
    int64_t number = 0;
    TRY(row_ore(row, AMOUNT, 0, SUM_ORE_MAX, &fact->amount));
    TRY(read_word(row, DIRECTION, directions, 2, &direction));
    fact->credit = direction == 1;
    fact->has_count = row_field(row, COUNT).length > 0;
    if (fact->has_count) TRY(row_whole(row, COUNT, 0, INT32_MAX, &number));
    fact->count = (uint64_t)number;
    return STATUS_OK;
}

static Status read_no_entry(const CsvRow *row)
{
    for (int column = AMOUNT; column <= COUNT; column++)
        if (row_field(row, column).length > 0)
            return row_refuse(row, column, "is empty where nothing was booked");
    return STATUS_OK;
}

static Status read_source(const CsvRow *row, uint8_t out[SHA256_SIZE])
{
    char hex[SHA256_HEX_SIZE];
    TRY(row_text(row, SOURCE, hex, sizeof hex));
    return sha256_from_hex(hex, strlen(hex), out) ? STATUS_OK
                                                  : row_refuse(row, SOURCE, "not a SHA-256");
}

/* What the writer never puts together. */
static Status check_fact(const CsvRow *row, const AnswerFact *fact)
{
    bool status = fact->kind == FACT_STATUS, of_payment = status || fact->kind == FACT_BOOKED;
    bool entry = fact->kind == FACT_BOOKED || fact->kind == FACT_SUM;
    if (fact->message_id[0] == '\0') return row_refuse(row, MESSAGE, "is missing");
    if (of_payment != (fact->end_to_end_id[0] != '\0'))
        return row_refuse(row, END_TO_END, "statuses and single entries alone name a payment");
    if (status != (fact->meaning != SAYS_NOTHING) || status != (fact->code[0] != '\0'))
        return row_refuse(row, MEANING, "a status has a meaning and a code, an entry neither");
    if (!entry && (fact->reference[0] != '\0' || fact->occurrence != 0))
        return row_refuse(row, REFERENCE, "only an entry has one");
    if (fact->has_count && fact->kind != FACT_SUM)
        return row_refuse(row, COUNT, "only a sum has a number of payments");
    if (fact->kind == FACT_SEEN &&
        (fact->reason.code[0] != '\0' || fact->reason.text[0] != '\0'))
        return row_refuse(row, REASON, "an account that was seen has none");
    return STATUS_OK;
}

static Status read_fact(const CsvRow *row, void *out)
{
    AnswerFact *fact = out;
    int kind = 0, meaning = 0;
    int64_t occurrence = 0;
    TRY(read_word(row, KIND, kind_texts, FACT_KIND_COUNT, &kind));
    TRY(read_word(row, MEANING, meaning_texts, MEANINGS, &meaning));
    fact->kind = (FactKind)kind;
    fact->meaning = (StatusMeaning)meaning;
    TRY(row_text(row, MESSAGE, fact->message_id, sizeof fact->message_id));
    TRY(row_text(row, END_TO_END, fact->end_to_end_id, sizeof fact->end_to_end_id));
    TRY(row_text(row, CODE, fact->code, sizeof fact->code));
    TRY(read_reason(row, &fact->reason));
    bool entry = fact->kind == FACT_BOOKED || fact->kind == FACT_SUM;
    TRY(entry ? read_entry(row, fact) : read_no_entry(row));
    TRY(row_day(row, FACT_DAY, &fact->day));
    TRY(row_text(row, REFERENCE, fact->reference, sizeof fact->reference));
    TRY(row_whole(row, OCCURRENCE, 0, INT32_MAX, &occurrence));
    fact->occurrence = (uint32_t)occurrence;
    TRY(check_fact(row, fact));
    return read_source(row, fact->source);
}

Status answer_facts_read(const char *name, const void *bytes, size_t size, AnswerFacts *out,
                         Failure *failure)
{
    static const CsvTable table = {columns, COLUMNS, COLUMNS, sizeof(AnswerFact), read_fact};
    *out = (AnswerFacts){0};
    CLEANUP(answer_facts_free) AnswerFacts read = {0};
    CLEANUP(text_buffer_free) TextBuffer again = TEXT_BUFFER_EMPTY;
    TRY(csv_table_read((CsvText){name, bytes, size, true}, &table, NULL, &read.items,
                       &read.count, failure));
    read.capacity = read.count;
    answer_facts_sort(&read);
    answer_facts_write(&again, &read);
    TRY(csv_confirm((CsvText){name, bytes, size, true}, &again, failure));
    *out = HAND_OVER(AnswerFacts, read);
    return STATUS_OK;
}
