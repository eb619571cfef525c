#include "formats/run/manual_csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/letters.h"
#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "formats/csv/csv_fields.h"

enum { KIND, MUNICIPALITY, GROUP, IDENT, CODE, YEAR, AMOUNT, DATE, REFERENCE, REASON, COLUMNS };
static const char *const columns[COLUMNS] = {
    "kind",        "municipality", "payment_group", "ident",     "code",
    "budget_year", "amount_ore",   "date",          "reference", "reason"};
static const char *const kind_texts[MANUAL_KIND_COUNT] = {
    "PAID", "RECEIVED", "WAIVED", "SETTLED", "UNSETTLED", "UNSENT", "RETURNED"};

const char *manual_kind_text(ManualKind kind)
{
    return kind_texts[kind];
}

const char *manual_kind_words(ManualKind kind)
{
    static const char *const words[MANUAL_KIND_COUNT] = {
        N_("paid by hand"),           N_("received by hand"),      N_("waived"),
        N_("counts as settled"),      N_("counts as not settled"), N_("never sent"),
        N_("came back from the bank")};
    return words[kind];
}

/* --- one line --- */

static Status read_kind(const CsvRow *row, ManualKind *out)
{
    for (int kind = 0; kind < MANUAL_KIND_COUNT; kind++) {
        if (!csv_field_equals(row_field(row, KIND), kind_texts[kind])) continue;
        *out = (ManualKind)kind;
        return STATUS_OK;
    }
    return row_refuse(row, KIND,
                      "none of PAID, RECEIVED, WAIVED, SETTLED, UNSETTLED, UNSENT, RETURNED");
}

/* Whoever fills in more than the event has may mean another one. */
static Status refuse_others(const CsvRow *row, int first, int last)
{
    for (int column = first; column <= last; column++)
        if (row_field(row, column).length > 0)
            return row_refuse(row, column,
                              "this kind of line has no such value: leave it empty");
    return STATUS_OK;
}

static Status read_group(const CsvRow *row, ManualLine *line)
{
    CsvField group = row_field(row, GROUP);
    TRY(row_municipality(row, MUNICIPALITY, &line->municipality));
    if (!payment_group_parse(group.text, group.length, &line->group))
        return row_refuse(row, GROUP, "not a payment group");
    return refuse_others(row, IDENT, YEAR);
}

static Status read_person(const CsvRow *row, ManualLine *line)
{
    CsvField ident = row_field(row, IDENT), code = row_field(row, CODE);
    int64_t year;
    TRY(row_municipality(row, MUNICIPALITY, &line->municipality));
    TRY(refuse_others(row, GROUP, GROUP));
    if (!subject_parse(ident.text, ident.length, &line->subject))
        return row_refuse(row, IDENT, "neither an ident nor M and a municipality");
    if (!grant_code_parse(code.text, code.length, &line->code))
        return row_refuse(row, CODE, "there is no such code");
    if ((grant_code_group(line->code) == GROUP_GRUNN) != subject_is_municipality(line->subject))
        return row_refuse(row, CODE,
                          "a GRUNN code on a person, or another code on a municipality");
    TRY(row_whole(row, YEAR, YEAR_MIN, YEAR_MAX, &year));
    line->budget_year = (int16_t)year;
    return STATUS_OK;
}

static Status read_values(const CsvRow *row, ManualLine *line)
{
    if (manual_is_of_group(line->kind))
        TRY(read_group(row, line));
    else if (manual_is_of_person(line->kind))
        TRY(read_person(row, line));
    else
        return refuse_others(row, MUNICIPALITY, AMOUNT);
    TRY(row_ore(row, AMOUNT, -LINE_ORE_MAX, LINE_ORE_MAX, &line->amount));
    return line->amount > 0
               ? STATUS_OK
               : row_refuse(row, AMOUNT, "not above 0: the kind says which way the money goes");
}

/* Both are shown and kept where no ident may stand. */
static Status read_words(const CsvRow *row, int column, size_t limit, char *out, size_t size)
{
    TRY(row_words(row, column, limit, out, size));
    if (!path_has_ident(out)) return STATUS_OK;
    return row_refuse(row, column, "holds an identity number, and this text is shown");
}

/* Of a payment: what its kind says of this id. Of all others: the voucher, which a slip of case
 * or white space does not make another. */
static Status fill_event(const CsvRow *row, ManualLine *line)
{
    bool payment = manual_is_of_payment(line->kind);
    line->event[0] = payment ? (char)('0' + line->kind) : '-';
    if (payment) {
        memcpy(line->event + 1, line->reference, strlen(line->reference) + 1);
        return STATUS_OK;
    }
    if (letters_fold(line->reference, line->event + 1, sizeof line->event - 1))
        return STATUS_OK;
    return row_refuse(row, REFERENCE, "not UTF-8");
}

static Status read_line(const CsvRow *row, void *out)
{
    ManualLine *line = out;
    const Day *today = row->user;
    line->line = (uint32_t)row->csv->line;
    TRY(read_kind(row, &line->kind));
    TRY(read_values(row, line));
    TRY(row_day(row, DATE, &line->date));
    if (line->date > *today) return row_refuse(row, DATE, "a day to come");
    TRY(read_words(row, REFERENCE, MANUAL_REFERENCE_LENGTH, line->reference,
                   sizeof line->reference));
    if (manual_is_of_payment(line->kind) && strlen(line->reference) > PAYMENT_ID_LENGTH)
        return row_refuse(row, REFERENCE, "not the id of a payment or of a payment file");
    TRY(fill_event(row, line));
    return read_words(row, REASON, MANUAL_REASON_LENGTH, line->reason, sizeof line->reason);
}

/* --- all of them --- */

static int compare_events(const void *left, const void *right)
{
    const ManualLine *const *a = left, *const *b = right;
    int order = strcmp((*a)->event, (*b)->event);
    return order != 0 ? order : (*a)->line < (*b)->line ? -1 : (*a)->line > (*b)->line;
}

/* One event, one line: the same voucher twice is the same money twice. */
static Status refuse_repeated(const char *name, const ManualLines *lines, Failure *failure)
{
    CLEANUP(system_free)
    const ManualLine **order = system_allocate_zeroed(lines->count, sizeof *order);
    if (order == NULL) return failure_set(failure, STATUS_MEMORY, name, NULL);
    for (size_t i = 0; i < lines->count; i++)
        order[i] = &lines->items[i];
    qsort(order, lines->count, sizeof *order, compare_events);
    for (size_t i = 1; i < lines->count; i++) {
        char where[FAILURE_WHERE_SIZE];
        if (strcmp(order[i - 1]->event, order[i]->event) != 0) continue;
        snprintf(where, sizeof where, _("%s, line %u"), name, order[i]->line);
        return failure_set(
            failure, STATUS_INPUT_VALUE, where,
            "reference: stands in line %u already: one event is one line, and case "
            "and white space make no other",
            order[i - 1]->line);
    }
    return STATUS_OK;
}

static Status read_lines(const char *name, const void *bytes, size_t size, Day *today,
                         ManualLines *out, Failure *failure)
{
    static const CsvTable table = {columns, COLUMNS, COLUMNS, sizeof(ManualLine), read_line};
    TRY(csv_table_read((CsvText){name, bytes, size, false}, &table, today, &out->items,
                       &out->count, failure));
    if (out->count == 0) return failure_set(failure, STATUS_INPUT_VALUE, name, "has no lines");
    if (out->count > MANUAL_LINES_MAX)
        return failure_set(failure, STATUS_INPUT_VALUE, name,
                           "has over %d lines: make two files", MANUAL_LINES_MAX);
    return refuse_repeated(name, out, failure);
}

Status manual_csv_read(const char *name, const void *bytes, size_t size, Day today,
                       ManualLines *out, Failure *failure)
{
    *out = (ManualLines){0};
    Status status = read_lines(name, bytes, size, &today, out, failure);
    if (status != STATUS_OK) manual_lines_free(out);
    return status;
}

void manual_lines_free(ManualLines *lines)
{
    system_free(lines->items);
    *lines = (ManualLines){0};
}

/* --- writing --- */

static void write_values(TextBuffer *out, const ManualLine *line)
{
    char subject[SUBJECT_TEXT_SIZE];
    if (manual_is_of_group(line->kind)) {
        text_buffer_format(out, ",%04u,%s,,,,%lld,", line->municipality,
                           payment_group_text(line->group), (long long)line->amount);
    } else if (manual_is_of_person(line->kind)) {
        subject_format(line->subject, subject);
        text_buffer_format(out, ",%04u,,%s,%s,%d,%lld,", line->municipality, subject,
                           grant_code_text(line->code), line->budget_year,
                           (long long)line->amount);
    } else {
        text_buffer_text(out, ",,,,,,,");
    }
}

void manual_csv_write(TextBuffer *out, const ManualLines *lines)
{
    csv_append_header(out, columns, COLUMNS);
    for (size_t i = 0; i < lines->count; i++) {
        const ManualLine *line = &lines->items[i];
        char day[DAY_TEXT_SIZE];
        day_format(line->date, day);
        text_buffer_text(out, kind_texts[line->kind]);
        write_values(out, line);
        text_buffer_format(out, "%s,", day);
        csv_append(out, line->reference);
        text_buffer_char(out, ',');
        csv_append(out, line->reason);
        text_buffer_char(out, '\n');
    }
}

/* Idents of the examples are synthetic; whoever leaves them in is refused when they are no
 * person's of the ledger. */
void manual_csv_template(TextBuffer *out)
{
    csv_append_header(out, columns, COLUMNS);
    text_buffer_text(
        out,
        _("PAID,0301,INT-1,,,,10000000,2024-04-12,bank 2024-04-12/17,paid outside the program\n"
          "RECEIVED,0301,INT-2-5,,,,2500000,2024-04-15,bank 2024-04-15/3,paid back\n"
          "WAIVED,5001,INT-1,,,,500000,2024-04-15,case 24/117,given up by decision\n"
          "SETTLED,0301,,01810012345,AR-1,2024,12000000,2024-04-12,case 24/118,paid in "
          "advance\n"
          "UNSETTLED,0301,,01810012345,AR-2,2024,6000000,2024-04-12,case 24/119,settled by "
          "mistake\n"
          "UNSENT,,,,,,,2024-04-16,RUN-000000000000000000000000-0001,BANK: has no such file\n"
          "RETURNED,,,,,,,2024-04-17,0301-INT-1-00000000000000000000,came back by giro\n"));
}

/* --- posting.csv --- */

/* Standard chart of accounts of the state: grants, and losses of claims. */
enum { CLASS_GRANT = 8, CLASS_LOSS = 78 };

static const char *const posting_columns[] = {"chapter",      "item",          "account_class",
                                              "municipality", "payment_group", "amount_ore",
                                              "kind",         "year",          "mode"};
enum {
    POSTING_CHAPTER,
    POSTING_ITEM,
    POSTING_CLASS,
    POSTING_MUNICIPALITY,
    POSTING_GROUP,
    POSTING_AMOUNT,
    POSTING_KIND,
    POSTING_YEAR,
    POSTING_MODE,
    POSTING_COLUMNS
};

void manual_posting_header(TextBuffer *out)
{
    csv_append_header(out, posting_columns, POSTING_COLUMNS);
}

static void posting_row(TextBuffer *out, const ManualPosting *posting, int account_class,
                        Ore amount, bool live)
{
    const char *kind =
        posting->answered != NULL ? posting->answered : kind_texts[posting->kind];
    text_buffer_format(out, "%u,%u,%d,%04u,%s,%lld,%s,%d,%s\n", posting->posting.chapter,
                       posting->posting.item, account_class, posting->municipality,
                       payment_group_text(posting->group), (long long)amount, kind,
                       posting->year, live ? "live" : "test");
}

/* What is given up moves no money: the loss is taken out of the grants, into which the run that
 * takes it up books it. */
void manual_posting_append(TextBuffer *out, const ManualPosting *posting, bool live)
{
    bool waived = posting->kind == MANUAL_WAIVED;
    if (waived) posting_row(out, posting, CLASS_LOSS, posting->amount, live);
    posting_row(out, posting, CLASS_GRANT, waived ? -posting->amount : posting->amount, live);
}

/* --- and read again --- */

static const char *const answered_texts[] = {"BOOKED", "REJECTED", "RETURNED"};

/* RETURNED of a line by hand and of the bank are booked alike. */
static bool kind_parse(CsvField field, ManualPosting *posting)
{
    for (size_t i = 0; i < sizeof answered_texts / sizeof answered_texts[0]; i++)
        if (csv_field_equals(field, answered_texts[i])) posting->answered = answered_texts[i];
    posting->kind = MANUAL_RETURNED;
    for (int kind = 0; posting->answered == NULL && kind < MANUAL_KIND_COUNT; kind++) {
        if (!csv_field_equals(field, kind_texts[kind])) continue;
        posting->kind = (ManualKind)kind;
        return true;
    }
    return posting->answered != NULL;
}

static Status read_posting_place(const CsvRow *row, ManualPosting *posting)
{
    int64_t chapter = 0, item = 0;
    CsvField group = row_field(row, POSTING_GROUP);
    TRY(row_whole(row, POSTING_CHAPTER, 0, UINT16_MAX, &chapter));
    TRY(row_whole(row, POSTING_ITEM, 0, UINT16_MAX, &item));
    posting->posting = (Posting){(uint16_t)chapter, (uint16_t)item};
    TRY(row_municipality(row, POSTING_MUNICIPALITY, &posting->municipality));
    if (payment_group_parse(group.text, group.length, &posting->group)) return STATUS_OK;
    return row_refuse(row, POSTING_GROUP, "not a payment group");
}

static Status read_posted(const CsvRow *row, void *out)
{
    PostedRow *posted = out;
    int64_t account_class = 0, year = 0;
    const bool *live = row->user;
    TRY(read_posting_place(row, &posted->posting));
    TRY(row_whole(row, POSTING_CLASS, 0, UINT16_MAX, &account_class));
    posted->loss = account_class == CLASS_LOSS;
    if (!posted->loss && account_class != CLASS_GRANT)
        return row_refuse(row, POSTING_CLASS, "not a class that is booked by");
    TRY(row_ore(row, POSTING_AMOUNT, -SUM_ORE_MAX, SUM_ORE_MAX, &posted->posting.amount));
    TRY(row_whole(row, POSTING_YEAR, YEAR_MIN, YEAR_MAX, &year));
    posted->posting.year = (int)year;
    if (!kind_parse(row_field(row, POSTING_KIND), &posted->posting))
        return row_refuse(row, POSTING_KIND, "not what is booked");
    if (csv_field_equals(row_field(row, POSTING_MODE), *live ? "live" : "test"))
        return STATUS_OK;
    return row_refuse(row, POSTING_MODE, "another mode than the ledger's");
}

Status manual_posting_read(const char *name, const void *bytes, size_t size, bool live,
                           PostedRow **rows, size_t *count, Failure *failure)
{
    static const CsvTable table = {posting_columns, POSTING_COLUMNS, POSTING_COLUMNS,
                                   sizeof **rows, read_posted};
    *rows = NULL;
    *count = 0;
    return csv_table_read((CsvText){name, bytes, size, true}, &table, &live, rows, count,
                          failure);
}
