#include "formats/accounts/book_csv.h"

#include <string.h>

#include "formats/accounts/table.h"

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
    return row_municipality(row, AWARD_MUNICIPALITY, &award->municipality);
}

static Status read_award_amounts(const CsvRow *row, Award *award)
{
    TRY(row_ore(row, AWARD_APPLIED, 0, LINE_ORE_MAX, &award->applied));
    TRY(row_ore(row, AWARD_AWARDED, 0, LINE_ORE_MAX, &award->awarded));
    return row_ore(row, AWARD_PAID, 0, LINE_ORE_MAX, &award->paid);
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

Status awards_csv_read(BookFile file, Award **rows, size_t *count, Failure *failure)
{
    const BookTable table =
        BOOK_TABLE(award_columns, Award, read_award, same_award, false, AWARD_AWARD);
    TRY(book_table_read(file, &table, NULL, rows, count, failure));
    if (*count > 0) return STATUS_OK;
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
    return row_ore(&row, LINE_ACTUAL, -LINE_ORE_MAX, LINE_ORE_MAX, &line->actual);
}

static int compare_reported(const void *left, const void *right)
{
    const ReportedLine *a = left, *b = right;
    int order = strcmp(a->award, b->award);
    return order != 0 ? order : (a->received > b->received) - (a->received < b->received);
}

Status reported_csv_read(BookFile file, Day latest, ReportedLine **rows, size_t *count,
                         Failure *failure)
{
    const BookTable table =
        BOOK_TABLE(line_columns, ReportedLine, read_line, compare_reported, true, LINE_AWARD);
    return book_table_read(file, &table, &latest, rows, count, failure);
}
