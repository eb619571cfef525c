/* statement_csv.c - statements and vouchers: a part of book_csv.h. */
#include <stdlib.h>
#include <string.h>

#include "formats/accounts/table.h"

/* --- statements --- */

enum { AUDITOR_COLUMN = 6 };

static Status check_end(const CsvRow *row, int column, void *out)
{
    const Statement *statement = out;
    return statement->to < statement->from ? row_refuse(row, column, "before its beginning")
                                           : STATUS_OK;
}

static Status read_opinion(const CsvRow *row, int column, void *out, size_t size)
{
    static const char *const opinions[] = {"INGEN", "UTEN", "FORBEHOLD", "NEGATIV"};
    (void)size;
    return row_word(row, column, opinions, COUNT_OF(opinions),
                    "UTEN, FORBEHOLD, NEGATIV and INGEN", out);
}

static Status check_auditor(const CsvRow *row, int column, void *out)
{
    const Statement *statement = out;
    (void)column;
    if (statement->opinion == OPINION_NONE || statement->auditor[0] != '\0') return STATUS_OK;
    return row_refuse(row, AUDITOR_COLUMN, "an opinion without its auditor: add the number");
}

static Status check_repayment(const CsvRow *row, int column, void *out)
{
    const Statement *statement = out;
    if ((statement->repaid > 0) == day_is_set(statement->repaid_on)) return STATUS_OK;
    return row_refuse(row, column, "the day of the repayment goes with its amount");
}

static const BookColumn statement_columns[] = {
    COLUMN("award", read_id, Statement, award),
    COLUMN("from", read_day, Statement, from),
    CHECKED("to", read_day, Statement, to, check_end),
    {"signed_by", read_unkept_text, .size = RECIPIENT_SIZE}, /* somebody has signed it */
    COLUMN("signed_on", read_past_day, Statement, signed_on),
    OPTIONAL("last_visit", read_past_day, Statement, last_visit, DAY_NONE),
    [AUDITOR_COLUMN] = OPTIONAL("auditor_org", read_digits, Statement, auditor, 0),
    CHECKED("auditor_opinion", read_opinion, Statement, opinion, check_auditor),
    OPTIONAL("participants", read_participants, Statement, participants, NOT_GIVEN),
    OPTIONAL("to_work", read_participants, Statement, to_work, NOT_GIVEN),
    OPTIONAL("to_education", read_participants, Statement, to_education, NOT_GIVEN),
    OPTIONAL("unused_ore", read_ore, Statement, unused, 0),
    OPTIONAL("repaid_ore", read_ore, Statement, repaid, 0),
    OPTIONAL("other_public_ore", read_ore, Statement, other_public, 0),
    {"repaid_on", read_past_day, MEMBER(Statement, repaid_on), true, DAY_NONE, check_repayment},
    COLUMN("recipient_org", read_digits, Statement, organisation),
    OPTIONAL("account", read_account, Statement, account, 0),
    COLUMN("new_recipient", read_flag, Statement, new_recipient),
};

Status statements_csv_read(BookFile file, Day latest, Statement **rows, size_t *count,
                           Failure *failure)
{
    static const BookTable table = BOOK_TABLE(statement_columns, Statement, 1, false);
    return book_table_read(file, &table, &latest, rows, count, failure);
}

/* --- vouchers --- */

/* Income and sums have no vouchers of this kind. */
static Status read_cost_line(const CsvRow *row, int column, void *out, size_t size)
{
    (void)size;
    if (side_line(SIDE_OUT, row_field(row, column), out)) return STATUS_OK;
    return row_refuse(row, column, "not a line of the costs");
}

static const BookColumn voucher_columns[] = {
    COLUMN("award", read_id, Voucher, award),
    COLUMN("voucher", read_id, Voucher, id),
    COLUMN("date", read_past_day, Voucher, date),
    COLUMN("line", read_cost_line, Voucher, line),
    OPTIONAL("supplier_org", read_digits, Voucher, supplier, 0),
    COLUMN("amount_ore", read_signed_ore, Voucher, amount),
    {"text", read_unkept_text, .size = DECISION_REASON_SIZE, .optional = true},
};

static int compare_vouchers(const void *left, const void *right)
{
    const Voucher *a = left, *b = right;
    int order = strcmp(a->award, b->award);
    return order != 0 ? order : compare_lines(a->file_line, b->file_line);
}

Status vouchers_csv_read(BookFile file, Day latest, Voucher **rows, size_t *count,
                         Failure *failure)
{
    static const BookTable table = BOOK_TABLE(voucher_columns, Voucher, 2, false);
    TRY(book_table_read(file, &table, &latest, rows, count, failure));
    if (*count > 1) qsort(*rows, *count, sizeof **rows, compare_vouchers);
    return STATUS_OK;
}
