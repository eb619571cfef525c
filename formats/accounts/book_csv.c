#include "formats/accounts/book_csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/accounts/row.h"

#define COUNT_OF(list) (sizeof(list) / sizeof(list)[0])

/* --- reading a file whole, sorting it, refusing a key that stands twice --- */

typedef int (*Compare)(const void *left, const void *right);

typedef struct BookTable {
    CsvTable csv;
    Compare order;  /* by key, then by line */
    Compare same;   /* 0 when two rows have one key; NULL: a key may stand often */
    size_t line_at; /* offset of the row's file_line */
    int key_column; /* for messages */
} BookTable;

static size_t line_of(const BookTable *table, const char *rows, size_t index)
{
    size_t line;
    memcpy(&line, rows + index * table->csv.row_size + table->line_at, sizeof line);
    return line;
}

static Status refuse_twice(const BookTable *table, BookFile file, const char *rows,
                           size_t count, Failure *failure)
{
    size_t size = table->csv.row_size;
    for (size_t i = 1; i < count && table->same != NULL; i++) {
        if (table->same(rows + (i - 1) * size, rows + i * size) != 0) continue;
        char where[FAILURE_WHERE_SIZE];
        snprintf(where, sizeof where, "%s, line %zu, column %s", file.name,
                 line_of(table, rows, i), table->csv.columns[table->key_column]);
        return failure_set(failure, STATUS_INPUT_VALUE, where,
                           "stands on line %zu already: keep one of them",
                           line_of(table, rows, i - 1));
    }
    return STATUS_OK;
}

static Status read_table(BookFile file, const BookTable *table, void *user, void **rows,
                         size_t *count, Failure *failure)
{
    CsvReader csv;
    *rows = NULL;
    *count = 0;
    TRY(csv_open(&csv, file.name, file.bytes, file.size, failure));
    Status status = csv_table(&csv, &table->csv, user, rows, count, failure);
    csv_close(&csv);
    if (status == STATUS_OK && *count > 1)
        qsort(*rows, *count, table->csv.row_size, table->order);
    if (status == STATUS_OK) status = refuse_twice(table, file, *rows, *count, failure);
    if (status == STATUS_OK) return STATUS_OK;
    system_free(*rows);
    *rows = NULL;
    *count = 0;
    return status;
}

static int compare_lines(size_t left, size_t right)
{
    return (left > right) - (left < right);
}

/* --- awards --- */

enum {
    AWARD_AWARD,
    AWARD_ITEM,
    AWARD_SCHEME,
    AWARD_ORGANISATION,
    AWARD_RECIPIENT,
    AWARD_MUNICIPALITY,
    AWARD_YEAR,
    AWARD_APPLIED,
    AWARD_AWARDED,
    AWARD_PAID,
    AWARD_FROM,
    AWARD_TO,
    AWARD_DUE,
    AWARD_AUDITOR,
    AWARD_OWN_SHARE,
    AWARD_OVERHEAD,
    AWARD_EQUIPMENT,
    AWARD_WAGES,
    AWARD_PLANNED,
    AWARD_CARRY,
    AWARD_PURPOSE
};

static const char *const award_columns[] = {"award",
                                            "item",
                                            "scheme",
                                            "recipient_org",
                                            "recipient",
                                            "municipality",
                                            "year",
                                            "applied_ore",
                                            "awarded_ore",
                                            "paid_ore",
                                            "from",
                                            "to",
                                            "report_due",
                                            "auditor_required",
                                            "own_share_bp",
                                            "overhead_max_bp",
                                            "equipment_max_ore",
                                            "wages_max_bp",
                                            "participants_planned",
                                            "unused_may_be_carried",
                                            "purpose"};

static Status read_award_who(const CsvRow *row, Award *award)
{
    TRY(row_id(row, AWARD_AWARD, award->id, sizeof award->id));
    TRY(row_id(row, AWARD_ITEM, award->item, sizeof award->item));
    TRY(row_text(row, AWARD_SCHEME, award->scheme, sizeof award->scheme));
    TRY(row_digits(row, AWARD_ORGANISATION, false, award->organisation,
                   sizeof award->organisation));
    TRY(row_text(row, AWARD_RECIPIENT, award->recipient, sizeof award->recipient));
    TRY(row_text(row, AWARD_PURPOSE, award->purpose, sizeof award->purpose));
    return csv_municipality(row->csv, (size_t)row->at[AWARD_MUNICIPALITY],
                            award_columns[AWARD_MUNICIPALITY], &award->municipality,
                            row->failure);
}

static Status read_award_amounts(const CsvRow *row, Award *award)
{
    TRY(row_ore(row, AWARD_APPLIED, 0, &award->applied));
    TRY(row_ore(row, AWARD_AWARDED, 0, &award->awarded));
    return row_ore(row, AWARD_PAID, 0, &award->paid);
}

static Status read_award_days(const CsvRow *row, Award *award)
{
    int64_t year;
    TRY(row_whole(row, AWARD_YEAR, YEAR_MIN, YEAR_MAX, &year));
    award->year = (int)year;
    TRY(row_day(row, AWARD_FROM, &award->from));
    TRY(row_day(row, AWARD_TO, &award->to));
    if (award->to < award->from) return row_refuse(row, AWARD_TO, "before its beginning");
    TRY(row_day(row, AWARD_DUE, &award->report_due));
    if (award->report_due < award->from)
        return row_refuse(row, AWARD_DUE, "before the award's beginning");
    return STATUS_OK;
}

static Status read_award_terms(const CsvRow *row, Award *award)
{
    int64_t own, overhead, wages;
    TRY(row_flag(row, AWARD_AUDITOR, &award->auditor_required));
    TRY(row_flag(row, AWARD_CARRY, &award->may_carry));
    TRY(row_optional_whole(row, AWARD_OWN_SHARE, FULL_BP, 0, &own));
    TRY(row_optional_whole(row, AWARD_OVERHEAD, FULL_BP, NOT_GIVEN, &overhead));
    TRY(row_optional_whole(row, AWARD_WAGES, FULL_BP, NOT_GIVEN, &wages));
    TRY(row_optional_ore(row, AWARD_EQUIPMENT, NOT_GIVEN, &award->equipment_max));
    award->own_share_bp = (int)own;
    award->overhead_max_bp = (int)overhead;
    award->wages_max_bp = (int)wages;
    return row_optional_whole(row, AWARD_PLANNED, PARTICIPANTS_MAX, NOT_GIVEN,
                              &award->participants_planned);
}

static Status read_award(const CsvReader *csv, const int *at, void *out, void *user,
                         Failure *failure)
{
    CsvRow row = {csv, award_columns, at, failure};
    Award *award = out;
    (void)user;
    TRY(row_refuse_idents(&row, COUNT_OF(award_columns), NO_ACCOUNT_COLUMN));
    award->file_line = csv->line;
    TRY(read_award_who(&row, award));
    TRY(read_award_amounts(&row, award));
    TRY(read_award_days(&row, award));
    return read_award_terms(&row, award);
}

static int same_award(const void *left, const void *right)
{
    return strcmp(((const Award *)left)->id, ((const Award *)right)->id);
}

static int compare_awards(const void *left, const void *right)
{
    const Award *a = left;
    const Award *b = right;
    int order = strcmp(a->id, b->id);
    return order != 0 ? order : compare_lines(a->file_line, b->file_line);
}

Status awards_csv_read(BookFile file, Award **rows, size_t *count, Failure *failure)
{
    const BookTable table = {{award_columns, COUNT_OF(award_columns), COUNT_OF(award_columns),
                              sizeof(Award), read_award},
                             compare_awards,
                             same_award,
                             offsetof(Award, file_line),
                             AWARD_AWARD};
    void *read;
    Status status = read_table(file, &table, NULL, &read, count, failure);
    *rows = read;
    if (status != STATUS_OK || *count > 0) return status;
    return failure_set(failure, STATUS_INPUT_VALUE, file.name,
                       "no award at all: check the file");
}

/* --- reported accounts --- */

enum { LINE_AWARD, LINE_RECEIVED, LINE_SIDE, LINE_LINE, LINE_BUDGET, LINE_ACTUAL };

static const char *const line_columns[] = {"award", "received",   "side",
                                           "line",  "budget_ore", "actual_ore"};

/* The code of a line on its side, or SUM. */
static bool find_line(CsvField field, int side, uint8_t *line)
{
    *line = LINE_SUM;
    if (csv_field_equals(field, reported_line_text(LINE_SUM))) return true;
    for (int i = 0; i < LINE_COUNT; i++) {
        if (reported_line_side((ReportedLineCode)i) != (AccountSide)side) continue;
        if (!csv_field_equals(field, reported_line_text((ReportedLineCode)i))) continue;
        *line = (uint8_t)i;
        return true;
    }
    return false;
}

static Status read_line(const CsvReader *csv, const int *at, void *out, void *user,
                        Failure *failure)
{
    static const char *const sides[] = {"INN", "UT"};
    CsvRow row = {csv, line_columns, at, failure};
    ReportedLine *line = out;
    TRY(row_refuse_idents(&row, COUNT_OF(line_columns), NO_ACCOUNT_COLUMN));
    line->file_line = csv->line;
    TRY(row_id(&row, LINE_AWARD, line->award, sizeof line->award));
    TRY(row_past_day(&row, LINE_RECEIVED, *(const Day *)user, &line->received));
    TRY(row_word(&row, LINE_SIDE, sides, COUNT_OF(sides), "INN and UT", &line->side));
    if (!find_line(row_field(&row, LINE_LINE), line->side, &line->line))
        return row_refuse(&row, LINE_LINE, "not a line of this side of the accounts");
    TRY(row_optional_ore(&row, LINE_BUDGET, 0, &line->budget));
    return row_ore(&row, LINE_ACTUAL, -LINE_ORE_MAX, &line->actual);
}

static int compare_reported(const void *left, const void *right)
{
    const ReportedLine *a = left;
    const ReportedLine *b = right;
    int order = strcmp(a->award, b->award);
    if (order == 0) order = (a->received > b->received) - (a->received < b->received);
    return order != 0 ? order : compare_lines(a->file_line, b->file_line);
}

Status reported_csv_read(BookFile file, Day latest, ReportedLine **rows, size_t *count,
                         Failure *failure)
{
    const BookTable table = {{line_columns, COUNT_OF(line_columns), COUNT_OF(line_columns),
                              sizeof(ReportedLine), read_line},
                             compare_reported,
                             NULL,
                             offsetof(ReportedLine, file_line),
                             LINE_AWARD};
    void *read;
    Status status = read_table(file, &table, &latest, &read, count, failure);
    *rows = read;
    return status;
}

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

static int compare_statements(const void *left, const void *right)
{
    const Statement *a = left;
    const Statement *b = right;
    int order = strcmp(a->award, b->award);
    return order != 0 ? order : compare_lines(a->file_line, b->file_line);
}

Status statements_csv_read(BookFile file, Day latest, Statement **rows, size_t *count,
                           Failure *failure)
{
    const BookTable table = {{statement_columns, COUNT_OF(statement_columns),
                              COUNT_OF(statement_columns), sizeof(Statement), read_statement},
                             compare_statements,
                             same_statement,
                             offsetof(Statement, file_line),
                             SAID_AWARD};
    void *read;
    Status status = read_table(file, &table, &latest, &read, count, failure);
    *rows = read;
    return status;
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
    if (!find_line(row_field(&row, VOUCHER_LINE), SIDE_OUT, &voucher->line) ||
        voucher->line == LINE_SUM)
        return row_refuse(&row, VOUCHER_LINE, "not a line of the costs");
    TRY(row_digits(&row, VOUCHER_SUPPLIER, true, voucher->supplier, sizeof voucher->supplier));
    TRY(row_ore(&row, VOUCHER_AMOUNT, -LINE_ORE_MAX, &voucher->amount));
    return row_optional_text(&row, VOUCHER_TEXT, text, sizeof text); /* not used */
}

static int same_voucher(const void *left, const void *right)
{
    const Voucher *a = left;
    const Voucher *b = right;
    int order = strcmp(a->award, b->award);
    return order != 0 ? order : strcmp(a->id, b->id);
}

static int compare_voucher_ids(const void *left, const void *right)
{
    const Voucher *a = left;
    const Voucher *b = right;
    int order = same_voucher(left, right);
    return order != 0 ? order : compare_lines(a->file_line, b->file_line);
}

static int compare_vouchers(const void *left, const void *right)
{
    const Voucher *a = left;
    const Voucher *b = right;
    int order = strcmp(a->award, b->award);
    return order != 0 ? order : compare_lines(a->file_line, b->file_line);
}

Status vouchers_csv_read(BookFile file, Day latest, Voucher **rows, size_t *count,
                         Failure *failure)
{
    const BookTable table = {{voucher_columns, COUNT_OF(voucher_columns),
                              COUNT_OF(voucher_columns), sizeof(Voucher), read_voucher},
                             compare_voucher_ids,
                             same_voucher,
                             offsetof(Voucher, file_line),
                             VOUCHER_VOUCHER};
    void *read;
    Status status = read_table(file, &table, &latest, &read, count, failure);
    *rows = read;
    if (status == STATUS_OK && *count > 1)
        qsort(*rows, *count, sizeof **rows, compare_vouchers);
    return status;
}

/* --- appropriation --- */

enum { GIVEN_CHAPTER, GIVEN_ITEM, GIVEN_NAME, GIVEN_CARRIED, GIVEN_ALLOCATED };

static const char *const appropriation_columns[] = {"chapter", "item", "name", "carried_in",
                                                    "allocated"};

static Status read_appropriation(const CsvReader *csv, const int *at, void *out, void *user,
                                 Failure *failure)
{
    enum { ORE_IN_KRONE = 100 };
    CsvRow row = {csv, appropriation_columns, at, failure};
    AppropriationRow *given = out;
    int64_t carried, allocated;
    (void)user;
    TRY(row_refuse_idents(&row, COUNT_OF(appropriation_columns), NO_ACCOUNT_COLUMN));
    given->file_line = csv->line;
    TRY(row_id(&row, GIVEN_CHAPTER, given->chapter, sizeof given->chapter));
    TRY(row_id(&row, GIVEN_ITEM, given->item, sizeof given->item));
    TRY(row_text(&row, GIVEN_NAME, given->name, sizeof given->name));
    TRY(row_whole(&row, GIVEN_CARRIED, 0, LINE_ORE_MAX, &carried));
    TRY(row_whole(&row, GIVEN_ALLOCATED, 0, LINE_ORE_MAX, &allocated));
    given->carried_in = carried * ORE_IN_KRONE;
    given->allocated = allocated * ORE_IN_KRONE;
    return STATUS_OK;
}

static int same_appropriation(const void *left, const void *right)
{
    const AppropriationRow *a = left;
    const AppropriationRow *b = right;
    int order = strcmp(a->chapter, b->chapter);
    return order != 0 ? order : strcmp(a->item, b->item);
}

static int compare_appropriations(const void *left, const void *right)
{
    const AppropriationRow *a = left;
    const AppropriationRow *b = right;
    int order = same_appropriation(left, right);
    return order != 0 ? order : compare_lines(a->file_line, b->file_line);
}

Status appropriation_csv_read(BookFile file, AppropriationRow **rows, size_t *count,
                              Failure *failure)
{
    const BookTable table = {{appropriation_columns, COUNT_OF(appropriation_columns),
                              COUNT_OF(appropriation_columns), sizeof(AppropriationRow),
                              read_appropriation},
                             compare_appropriations,
                             same_appropriation,
                             offsetof(AppropriationRow, file_line),
                             GIVEN_ITEM};
    void *read;
    Status status = read_table(file, &table, NULL, &read, count, failure);
    *rows = read;
    return status;
}

/* --- decisions --- */

enum { DECIDED_AWARD, DECIDED_INELIGIBLE, DECIDED_REASON, DECIDED_SANCTION };

static const char *const decision_columns[] = {"award", "ineligible_ore", "reason", "sanction"};

static Status read_decision(const CsvReader *csv, const int *at, void *out, void *user,
                            Failure *failure)
{
    const char *words[SANCTION_COUNT];
    CsvRow row = {csv, decision_columns, at, failure};
    AwardDecision *decision = out;
    (void)user;
    for (int i = 0; i < SANCTION_COUNT; i++)
        words[i] = sanction_text((Sanction)i);
    TRY(row_refuse_idents(&row, COUNT_OF(decision_columns), NO_ACCOUNT_COLUMN));
    decision->file_line = csv->line;
    TRY(row_id(&row, DECIDED_AWARD, decision->award, sizeof decision->award));
    TRY(row_ore(&row, DECIDED_INELIGIBLE, -LINE_ORE_MAX, &decision->ineligible));
    TRY(row_optional_text(&row, DECIDED_REASON, decision->reason, sizeof decision->reason));
    TRY(row_word(
        &row, DECIDED_SANCTION, words, SANCTION_COUNT,
        "GODKJENT, PRESISERING, AVKORTING, TILBAKEBETALING, STANS and POLITIANMELDELSE",
        &decision->sanction));
    bool plain = decision->ineligible == 0 && decision->sanction == SANCTION_APPROVED;
    if (plain || decision->reason[0] != '\0') return STATUS_OK;
    return row_refuse(&row, DECIDED_REASON,
                      "empty: a decision that takes something gives its "
                      "reason");
}

static int same_decision(const void *left, const void *right)
{
    return strcmp(((const AwardDecision *)left)->award, ((const AwardDecision *)right)->award);
}

static int compare_decisions(const void *left, const void *right)
{
    const AwardDecision *a = left;
    const AwardDecision *b = right;
    int order = strcmp(a->award, b->award);
    return order != 0 ? order : compare_lines(a->file_line, b->file_line);
}

Status decisions_csv_read(BookFile file, AwardDecision **rows, size_t *count, Failure *failure)
{
    const BookTable table = {{decision_columns, COUNT_OF(decision_columns),
                              COUNT_OF(decision_columns), sizeof(AwardDecision), read_decision},
                             compare_decisions,
                             same_decision,
                             offsetof(AwardDecision, file_line),
                             DECIDED_AWARD};
    void *read;
    Status status = read_table(file, &table, NULL, &read, count, failure);
    *rows = read;
    return status;
}
