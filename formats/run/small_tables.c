#include "formats/run/small_tables.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/system.h"
#include "formats/base/text_put.h"
#include "formats/csv/csv_fields.h"
#include "rules/controls/finding.h"
#include "rules/base/municipality.h"

enum { ACCOUNT_CLASS = 8 }; /* kontoklasse 8, grants: standard chart of accounts of the state */

/* --- rows by municipality and payment group --- */

/* A table of such rows: its columns, and which of them say of whom a row is. */
typedef struct PlaceTable {
    const char *const *columns;
    size_t count;
    int municipality, group, mark; /* among the columns; the first of the mark */
} PlaceTable;

/* Reads what else a row has. */
typedef Status (*ReadPlace)(const CsvRow *row, GroupSums *sums);

static Status read_place(const CsvRow *row, const PlaceTable *table, MunicipalityCode *code,
                         PaymentGroup *group)
{
    CsvField word = row_field(row, table->group);
    TRY(row_municipality(row, table->municipality, code));
    if (payment_group_parse(word.text, word.length, group)) return STATUS_OK;
    return row_refuse(row, table->group, "not a payment group");
}

static Status read_places(CsvReader *csv, const PlaceTable *table, ReadPlace read_rest,
                          const RunMark *mark, GroupRow *rows, Failure *failure)
{
    int at[CSV_FIELDS_MAX];
    const CsvRow row = {csv, table->columns, at, failure, NULL};
    bool more;
    TRY(csv_header(csv, table->columns, table->count, table->count, at, failure));
    for (;;) {
        MunicipalityCode code;
        PaymentGroup group;
        TRY(csv_next(csv, &more, failure));
        if (!more) return STATUS_OK;
        TRY(read_place(&row, table, &code, &group));
        TRY(run_mark_check(&row, table->mark, mark));
        TRY(read_rest(&row, &rows[code][group]));
    }
}

static Status read_file(const char *name, const void *bytes, size_t size,
                        const PlaceTable *table, ReadPlace read_rest, const RunMark *mark,
                        GroupRow **out, Failure *failure)
{
    CLEANUP(csv_close) CsvReader csv = {0};
    CLEANUP(system_free)
    GroupRow *rows = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *rows);
    *out = NULL;
    if (rows == NULL) return failure_set(failure, STATUS_MEMORY, name, NULL);
    TRY(csv_open_own(&csv, name, bytes, size, failure));
    TRY(read_places(&csv, table, read_rest, mark, rows, failure));
    *out = HAND_OVER(GroupRow *, rows);
    return STATUS_OK;
}

/* --- municipalities.csv --- */

static const char *const sum_columns[] = {"municipality",
                                          "payment_group",
                                          "lines_ore",
                                          "held_ore",
                                          "brought_forward_ore",
                                          "returned_ore",
                                          "manual_ore",
                                          "paid_ore",
                                          "carried_forward_ore",
                                          "year",
                                          "quarter",
                                          "run",
                                          "mode"};
enum { SUM_MARK = 9 };
static const PlaceTable sum_table = {sum_columns, SUM_MARK + MARK_OF_TABLES, 0, 1, SUM_MARK};

static bool has_row(const GroupSums *sums)
{
    return sums->any || sums->lines != 0 || sums->held != 0 || sums->brought_forward != 0;
}

void municipalities_csv_write(TextBuffer *out, const GroupRow *rows, const RunMark *mark)
{
    csv_append_header(out, sum_columns, sum_table.count);
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            const GroupSums *sums = &rows[code][g];
            if (!has_row(sums)) continue;
            text_buffer_format(out, "%04zu,%s,%lld,%lld,%lld,%lld,%lld,%lld,%lld", code,
                               payment_group_text((PaymentGroup)g), (long long)sums->lines,
                               (long long)sums->held, (long long)sums->brought_forward,
                               (long long)sums->returned, (long long)sums->manual,
                               (long long)sums->paid, (long long)sums->carried_forward);
            run_mark_of_table(out, mark);
            text_buffer_char(out, '\n');
        }
    }
}

static Status read_sums(const CsvRow *row, GroupSums *sums)
{
    Ore *const amounts[] = {&sums->lines,  &sums->held, &sums->brought_forward, &sums->returned,
                            &sums->manual, &sums->paid, &sums->carried_forward};
    if (sums->any) return row_refuse(row, sum_table.group, "stands there twice");
    sums->any = true;
    for (int i = 0; i < (int)(sizeof amounts / sizeof amounts[0]); i++)
        TRY(row_ore(row, i + 2, -SUM_ORE_MAX, SUM_ORE_MAX, amounts[i]));
    return STATUS_OK;
}

Status municipalities_csv_read(const char *name, const void *bytes, size_t size,
                               const RunMark *mark, GroupRow **rows, Failure *failure)
{
    return read_file(name, bytes, size, &sum_table, read_sums, mark, rows, failure);
}

/* --- posting.csv --- */

static const char *const posting_columns[] = {
    "chapter", "item", "account_class", "municipality", "payment_group", "amount_ore",
    "kind",    "year", "quarter",       "run",          "mode"};
enum { POSTING_AMOUNT = 5, POSTING_KIND, POSTING_MARK };
static const PlaceTable posting_table = {posting_columns, POSTING_MARK + MARK_OF_TABLES, 3, 4,
                                         POSTING_MARK};

/* What a payment is made of, booked apart: they add up to it. */
enum { OF_GRANT, OF_RETURNED, OF_MANUAL, POSTING_KINDS };
static const char *const posting_kinds[POSTING_KINDS] = {"grant", "returned", "manual"};

static void append_posting(TextBuffer *out, const Posting *posting, size_t code, int group,
                           const GroupSums *sums, const RunMark *mark)
{
    const Ore amounts[POSTING_KINDS] = {
        [OF_GRANT] = ore_subtract(sums->paid, ore_add(sums->returned, sums->manual)),
        [OF_RETURNED] = sums->returned,
        [OF_MANUAL] = sums->manual};
    for (int kind = 0; kind < POSTING_KINDS; kind++) {
        if (amounts[kind] == 0) continue;
        text_buffer_format(out, "%u,%u,%d,%04zu,%s,%lld,%s", posting->chapter, posting->item,
                           ACCOUNT_CLASS, code, payment_group_text((PaymentGroup)group),
                           (long long)amounts[kind], posting_kinds[kind]);
        run_mark_of_table(out, mark);
        text_buffer_char(out, '\n');
    }
}

void posting_csv_write(TextBuffer *out, const Posting *postings, const GroupRow *rows,
                       const RunMark *mark)
{
    csv_append_header(out, posting_columns, posting_table.count);
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++)
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
            append_posting(out, &postings[g], code, g, &rows[code][g], mark);
}

static Status read_kind(const CsvRow *row, int *kind)
{
    CsvField word = row_field(row, POSTING_KIND);
    for (*kind = 0; *kind < POSTING_KINDS; (*kind)++)
        if (csv_field_equals(word, posting_kinds[*kind])) return STATUS_OK;
    return row_refuse(row, POSTING_KIND, "not what is booked");
}

static Status read_posting(const CsvRow *row, GroupSums *sums)
{
    int64_t amount;
    Ore *const apart[POSTING_KINDS] = {
        [OF_RETURNED] = &sums->returned, [OF_MANUAL] = &sums->manual};
    int kind;
    TRY(row_ore(row, POSTING_AMOUNT, -SUM_ORE_MAX, SUM_ORE_MAX, &amount));
    TRY(read_kind(row, &kind));
    if (amount == 0) return row_refuse(row, POSTING_AMOUNT, "nothing is booked");
    sums->paid = ore_add(sums->paid, amount);
    if (apart[kind] != NULL) *apart[kind] = ore_add(*apart[kind], amount);
    return STATUS_OK;
}

Status posting_csv_read(const char *name, const void *bytes, size_t size, const RunMark *mark,
                        GroupRow **rows, Failure *failure)
{
    return read_file(name, bytes, size, &posting_table, read_posting, mark, rows, failure);
}

static Status read_number(const CsvRow *row, int column, uint16_t *out)
{
    int64_t number = 0;
    TRY(row_whole(row, column, 0, UINT16_MAX, &number));
    *out = (uint16_t)number;
    return STATUS_OK;
}

Status posting_csv_postings(const char *name, const void *bytes, size_t size,
                            Posting postings[PAYMENT_GROUP_COUNT], Failure *failure)
{
    int at[CSV_FIELDS_MAX];
    bool more;
    CLEANUP(csv_close) CsvReader csv = {0};
    const CsvRow row = {&csv, posting_columns, at, failure, NULL};
    TRY(csv_open_own(&csv, name, bytes, size, failure));
    TRY(csv_header(&csv, posting_columns, posting_table.count, posting_table.count, at,
                   failure));
    for (;;) {
        MunicipalityCode code;
        PaymentGroup group;
        TRY(csv_next(&csv, &more, failure));
        if (!more) return STATUS_OK;
        TRY(read_place(&row, &posting_table, &code, &group));
        TRY(read_number(&row, 0, &postings[group].chapter));
        TRY(read_number(&row, 1, &postings[group].item));
    }
}

static Status read_posting_line(const CsvRow *row, const RunMark *mark, PostingLine *line)
{
    int64_t class = 0;
    int kind;
    TRY(read_place(row, &posting_table, &line->municipality, &line->group));
    TRY(read_number(row, 0, &line->posting.chapter));
    TRY(read_number(row, 1, &line->posting.item));
    TRY(row_whole(row, 2, ACCOUNT_CLASS, ACCOUNT_CLASS, &class));
    line->account_class = (int)class;
    TRY(row_ore(row, POSTING_AMOUNT, -SUM_ORE_MAX, SUM_ORE_MAX, &line->amount));
    TRY(read_kind(row, &kind));
    line->kind = posting_kinds[kind];
    return run_mark_check(row, POSTING_MARK, mark);
}

Status posting_csv_each(const char *name, const void *bytes, size_t size, const RunMark *mark,
                        PostingTaker take, void *user, Failure *failure)
{
    int at[CSV_FIELDS_MAX];
    bool more;
    CLEANUP(csv_close) CsvReader csv = {0};
    const CsvRow row = {&csv, posting_columns, at, failure, NULL};
    TRY(csv_open_own(&csv, name, bytes, size, failure));
    TRY(csv_header(&csv, posting_columns, posting_table.count, posting_table.count, at,
                   failure));
    for (;;) {
        PostingLine line;
        TRY(csv_next(&csv, &more, failure));
        if (!more) return STATUS_OK;
        TRY(read_posting_line(&row, mark, &line));
        TRY(take(user, &line, failure));
    }
}

/* --- carried.csv --- */

static const char *const carried_columns[] = {"municipality", "payment_group",
                                              "carried_forward_ore"};
static const PlaceTable carried_table = {carried_columns, 3, 0, 1, -1};

void carried_csv_write(TextBuffer *out, const GroupRow *rows)
{
    csv_append_header(out, carried_columns, carried_table.count);
    for (size_t code = 0; rows != NULL && code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            Ore claim = rows[code][g].carried_forward;
            if (claim == 0) continue;
            text_buffer_format(out, "%04zu,%s,%lld\n", code,
                               payment_group_text((PaymentGroup)g), (long long)claim);
        }
    }
}

static Status read_carried(const CsvRow *row, void *out)
{
    CarriedForward *carried = out;
    PaymentGroup group;
    TRY(read_place(row, &carried_table, &carried->municipality, &group));
    carried->group = (uint8_t)group;
    return row_ore(row, 2, -SUM_ORE_MAX, 0, &carried->amount);
}

Status carried_csv_read(const char *name, const void *bytes, size_t size,
                        CarriedForward **items, size_t *count, Failure *failure)
{
    static const CsvTable table = {carried_columns, 3, 3, sizeof **items, read_carried};
    return csv_table_read((CsvText){name, bytes, size, true}, &table, NULL, items, count,
                          failure);
}

/* --- accounts.csv --- */

static const char *const account_columns[] = {"municipality", "account"};

void paid_accounts_csv_write(TextBuffer *out, const PaidAccount *items, size_t count)
{
    csv_append_header(out, account_columns, 2);
    for (size_t i = 0; i < count; i++)
        paid_accounts_csv_append(out, &items[i]);
}

void paid_accounts_csv_append(TextBuffer *out, const PaidAccount *item)
{
    text_buffer_format(out, "%04u,%s\n", item->municipality, item->account);
}

static Status read_account(const CsvRow *row, void *out)
{
    PaidAccount *paid = out;
    CsvField account = row_field(row, 1);
    TRY(row_municipality(row, 0, &paid->municipality));
    if (account.length != sizeof paid->account - 1) return row_refuse(row, 1, "not an account");
    memcpy(paid->account, account.text, account.length);
    return STATUS_OK;
}

Status paid_accounts_csv_read(const char *name, const void *bytes, size_t size,
                              PaidAccount **items, size_t *count, Failure *failure)
{
    static const CsvTable table = {account_columns, 2, 2, sizeof **items, read_account};
    return csv_table_read((CsvText){name, bytes, size, true}, &table, NULL, items, count,
                          failure);
}

/* --- new-accounts.csv --- */

void new_accounts_csv_write(TextBuffer *out, const NewAccount *items, size_t count)
{
    static const char *const columns[] = {"municipality", "name", "account", "paid_ore"};
    csv_append_header(out, columns, 4);
    for (size_t i = 0; i < count; i++) {
        text_buffer_format(out, "%04u,", items[i].municipality);
        csv_append(out, items[i].name);
        text_buffer_format(out, ",%s,%lld\n", items[i].account, (long long)items[i].amount);
    }
}

/* --- persons-without-grant.csv --- */

static size_t put_word(char text[WITHOUT_REASON_SIZE], size_t at, const char *word)
{
    size_t length = strlen(word);
    INVARIANT(at + length < WITHOUT_REASON_SIZE);
    memcpy(text + at, word, length + 1);
    return at + length;
}

void without_reason(int held_by, NoGrantReason reason, char text[WITHOUT_REASON_SIZE])
{
    if (held_by == 0)
        (void)put_word(text, 0, no_grant_reason_text(reason));
    else
        (void)put_word(text, put_word(text, 0, "held-"), control_name(held_by).text);
}

void without_csv_append(TextBuffer *out, Ident ident, const char *reason,
                        MunicipalityCode municipality)
{
    size_t length = strlen(reason);
    char *at = text_buffer_room(out, IDENT_TEXT_SIZE + length + 8);
    if (at == NULL) return;
    at = put_char(at + ident_format(ident, at), ',');
    at = put_char(put_bytes(at, reason, length), ',');
    for (int digits = 1000; digits > 0; digits /= 10)
        at = put_char(at, (char)('0' + municipality / digits % 10));
    text_buffer_put(out, put_char(at, '\n'));
}

bool without_csv_has(const void *bytes, size_t size, Ident ident, const char *reason)
{
    char text[IDENT_TEXT_SIZE], line[IDENT_TEXT_SIZE + WITHOUT_REASON_SIZE + 4];
    ident_format(ident, text);
    int length = snprintf(line, sizeof line, "\n%s,%s", text, reason);
    const char *found = size > 0 ? memmem(bytes, size, line, (size_t)length) : NULL;
    return found != NULL && strchr(",\n", found[length]) != NULL;
}

/* "held-R404". */
static void read_reason(const CsvField *reason, WithoutLine *out)
{
    static const char held[] = "held-R";
    size_t before = sizeof held - 1;
    int64_t control;
    out->held = reason->length >= before && memcmp(reason->text, held, before) == 0;
    if (out->held && whole_number_parse(reason->text + before, reason->length - before, 1,
                                        UINT16_MAX, &control))
        out->control = (uint16_t)control;
}

static Status read_without(const CsvReader *csv, const int at[3], WithoutLine *out,
                           Failure *failure)
{
    const CsvField *ident = &csv->fields[at[0]], *reason = &csv->fields[at[1]];
    *out = (WithoutLine){.line = csv->line};
    if (!ident_parse(ident->text, ident->length, &out->ident))
        return csv_refuse(csv, "ident", "no ident", failure);
    read_reason(reason, out);
    if (at[2] < 0 || csv_field_equals(csv->fields[at[2]], "0000")) return STATUS_OK;
    if (municipality_code_parse(csv->fields[at[2]].text, csv->fields[at[2]].length,
                                &out->municipality))
        return STATUS_OK;
    return csv_refuse(csv, "municipality", "not four digits", failure);
}

Status without_csv_each(const char *name, const void *bytes, size_t size, WithoutTaker take,
                        void *user, Failure *failure)
{
    static const char *const columns[] = {"ident", "reason", "municipality"};
    CLEANUP(csv_close) CsvReader csv = {0};
    int at[3];
    bool more;
    TRY(csv_open_own(&csv, name, bytes, size, failure));
    TRY(csv_header(&csv, columns, 3, 2, at, failure));
    for (;;) {
        WithoutLine line;
        TRY(csv_next(&csv, &more, failure));
        if (!more) return STATUS_OK;
        TRY(read_without(&csv, at, &line, failure));
        TRY(take(user, &line, failure));
    }
}

/* Of both kinds. */
static Status count_without(void *counts, const WithoutLine *line, Failure *failure)
{
    uint64_t *count = counts;
    (void)failure;
    count[line->held]++;
    return STATUS_OK;
}

Status without_csv_count(const char *name, const void *bytes, size_t size, uint64_t *held,
                         uint64_t *others, Failure *failure)
{
    uint64_t counts[2] = {0, 0};
    Status status = without_csv_each(name, bytes, size, count_without, counts, failure);
    *others = counts[false];
    *held = counts[true];
    return status;
}
