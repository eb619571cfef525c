/* statement_csv.c - statements and vouchers: a part of book_csv.h. */
#include <stdlib.h>
#include <string.h>

#include "formats/accounts/table.h"

/* --- statements --- */

enum {
    SAID_AWARD,
    SAID_FROM,
    SAID_TO,
    SAID_SIGNED_BY,
    SAID_SIGNED_ON,
    SAID_AUDITOR,
    SAID_OPINION,
    SAID_PARTICIPANTS,
    SAID_WORK,
    SAID_EDUCATION,
    SAID_UNUSED,
    SAID_REPAID,
    SAID_REPAID_ON,
    SAID_PUBLIC,
    SAID_ORGANISATION,
    SAID_ACCOUNT,
    SAID_NEW,
    SAID_VISIT
};

static const char *const statement_columns[] = {"award",
                                                "from",
                                                "to",
                                                "signed_by",
                                                "signed_on",
                                                "auditor_org",
                                                "auditor_opinion",
                                                "participants",
                                                "to_work",
                                                "to_education",
                                                "unused_ore",
                                                "repaid_ore",
                                                "repaid_on",
                                                "other_public_ore",
                                                "recipient_org",
                                                "account",
                                                "new_recipient",
                                                "last_visit"};

static Status read_statement_days(const CsvRow *row, Day latest, Statement *statement)
{
    char name[RECIPIENT_SIZE];
    TRY(row_day(row, SAID_FROM, &statement->from));
    TRY(row_day(row, SAID_TO, &statement->to));
    if (statement->to < statement->from)
        return row_refuse(row, SAID_TO, "before its beginning");
    TRY(row_text(row, SAID_SIGNED_BY, name, sizeof name)); /* somebody has signed it */
    TRY(row_past_day(row, SAID_SIGNED_ON, latest, &statement->signed_on));
    return row_optional_day(row, SAID_VISIT, latest, &statement->last_visit);
}

static Status read_statement_auditor(const CsvRow *row, Statement *statement)
{
    static const char *const opinions[] = {"INGEN", "UTEN", "FORBEHOLD", "NEGATIV"};
    TRY(row_digits(row, SAID_AUDITOR, true, statement->auditor, sizeof statement->auditor));
    TRY(row_word(row, SAID_OPINION, opinions, COUNT_OF(opinions),
                 "UTEN, FORBEHOLD, NEGATIV and INGEN", &statement->opinion));
    if (statement->opinion != OPINION_NONE && statement->auditor[0] == '\0')
        return row_refuse(row, SAID_AUDITOR, "an opinion without its auditor: add the number");
    return STATUS_OK;
}

static Status read_statement_numbers(const CsvRow *row, Statement *statement)
{
    TRY(row_optional_whole(row, SAID_PARTICIPANTS, PARTICIPANTS_MAX, NOT_GIVEN,
                           &statement->participants));
    TRY(row_optional_whole(row, SAID_WORK, PARTICIPANTS_MAX, NOT_GIVEN, &statement->to_work));
    return row_optional_whole(row, SAID_EDUCATION, PARTICIPANTS_MAX, NOT_GIVEN,
                              &statement->to_education);
}

static Status read_statement_money(const CsvRow *row, Day latest, Statement *statement)
{
    TRY(row_optional_ore(row, SAID_UNUSED, 0, &statement->unused));
    TRY(row_optional_ore(row, SAID_REPAID, 0, &statement->repaid));
    TRY(row_optional_ore(row, SAID_PUBLIC, 0, &statement->other_public));
    TRY(row_optional_day(row, SAID_REPAID_ON, latest, &statement->repaid_on));
    if ((statement->repaid > 0) != day_is_set(statement->repaid_on))
        return row_refuse(row, SAID_REPAID_ON, "the day of the repayment goes with its amount");
    return STATUS_OK;
}

static Status read_statement(const CsvReader *csv, const int *at, void *out, void *user,
                             Failure *failure)
{
    CsvRow row = {csv, statement_columns, at, failure};
    Statement *statement = out;
    Day latest = *(const Day *)user;
    TRY(row_refuse_idents(&row, COUNT_OF(statement_columns), SAID_ACCOUNT));
    statement->file_line = csv->line;
    TRY(row_id(&row, SAID_AWARD, statement->award, sizeof statement->award));
    TRY(read_statement_days(&row, latest, statement));
    TRY(read_statement_auditor(&row, statement));
    TRY(read_statement_numbers(&row, statement));
    TRY(read_statement_money(&row, latest, statement));
    TRY(row_digits(&row, SAID_ORGANISATION, false, statement->organisation,
                   sizeof statement->organisation));
    TRY(row_digits(&row, SAID_ACCOUNT, true, statement->account, sizeof statement->account));
    return row_flag(&row, SAID_NEW, &statement->new_recipient);
}

static int same_statement(const void *left, const void *right)
{
    return strcmp(((const Statement *)left)->award, ((const Statement *)right)->award);
}

Status statements_csv_read(BookFile file, Day latest, Statement **rows, size_t *count,
                           Failure *failure)
{
    const BookTable table = BOOK_TABLE(statement_columns, Statement, read_statement,
                                       same_statement, false, SAID_AWARD);
    return book_table_read(file, &table, &latest, rows, count, failure);
}

/* --- vouchers --- */

enum {
    VOUCHER_AWARD,
    VOUCHER_VOUCHER,
    VOUCHER_DATE,
    VOUCHER_LINE,
    VOUCHER_SUPPLIER,
    VOUCHER_AMOUNT,
    VOUCHER_TEXT
};

static const char *const voucher_columns[] = {"award",        "voucher",    "date", "line",
                                              "supplier_org", "amount_ore", "text"};

/* Income and sums have no vouchers of this kind. */
static bool cost_line_parse(CsvField field, uint8_t *line)
{
    for (int i = 0; i < LINE_COUNT; i++) {
        if (reported_line_side((ReportedLineCode)i) != SIDE_OUT) continue;
        if (!csv_field_equals(field, reported_line_text((ReportedLineCode)i))) continue;
        *line = (uint8_t)i;
        return true;
    }
    return false;
}

static Status read_voucher(const CsvReader *csv, const int *at, void *out, void *user,
                           Failure *failure)
{
    char text[DECISION_REASON_SIZE];
    CsvRow row = {csv, voucher_columns, at, failure};
    Voucher *voucher = out;
    TRY(row_refuse_idents(&row, COUNT_OF(voucher_columns), NO_ACCOUNT_COLUMN));
    voucher->file_line = csv->line;
    TRY(row_id(&row, VOUCHER_AWARD, voucher->award, sizeof voucher->award));
    TRY(row_id(&row, VOUCHER_VOUCHER, voucher->id, sizeof voucher->id));
    TRY(row_past_day(&row, VOUCHER_DATE, *(const Day *)user, &voucher->date));
    if (!cost_line_parse(row_field(&row, VOUCHER_LINE), &voucher->line))
        return row_refuse(&row, VOUCHER_LINE, "not a line of the costs");
    TRY(row_digits(&row, VOUCHER_SUPPLIER, true, voucher->supplier, sizeof voucher->supplier));
    TRY(row_ore(&row, VOUCHER_AMOUNT, -LINE_ORE_MAX, LINE_ORE_MAX, &voucher->amount));
    return row_optional_text(&row, VOUCHER_TEXT, text, sizeof text); /* not used */
}

static int same_voucher(const void *left, const void *right)
{
    const Voucher *a = left, *b = right;
    int order = strcmp(a->award, b->award);
    return order != 0 ? order : strcmp(a->id, b->id);
}

static int compare_vouchers(const void *left, const void *right)
{
    const Voucher *a = left, *b = right;
    int order = strcmp(a->award, b->award);
    return order != 0 ? order : compare_lines(a->file_line, b->file_line);
}

Status vouchers_csv_read(BookFile file, Day latest, Voucher **rows, size_t *count,
                         Failure *failure)
{
    const BookTable table = BOOK_TABLE(voucher_columns, Voucher, read_voucher, same_voucher,
                                       false, VOUCHER_VOUCHER);
    TRY(book_table_read(file, &table, &latest, rows, count, failure));
    if (*count > 1) qsort(*rows, *count, sizeof **rows, compare_vouchers);
    return STATUS_OK;
}
