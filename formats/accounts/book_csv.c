#include "formats/accounts/book_csv.h"

#include <string.h>

#include "formats/accounts/table.h"

/* --- awards --- */

static Status check_award_end(const CsvRow *row, int column, void *out)
{
    const Award *award = out;
    return award->to < award->from ? row_refuse(row, column, "before its beginning")
                                   : STATUS_OK;
}

static Status check_award_due(const CsvRow *row, int column, void *out)
{
    const Award *award = out;
    return award->report_due < award->from
               ? row_refuse(row, column, "before the award's beginning")
               : STATUS_OK;
}

static const BookColumn award_columns[] = {
    COLUMN("award", read_id, Award, id),
    COLUMN("item", read_id, Award, item),
    COLUMN("scheme", read_text, Award, scheme),
    COLUMN("recipient_org", read_digits, Award, organisation),
    COLUMN("recipient", read_text, Award, recipient),
    COLUMN("purpose", read_text, Award, purpose),
    COLUMN("municipality", read_municipality, Award, municipality),
    COLUMN("applied_ore", read_ore, Award, applied),
    COLUMN("awarded_ore", read_ore, Award, awarded),
    COLUMN("paid_ore", read_ore, Award, paid),
    COLUMN("year", read_year, Award, year),
    COLUMN("from", read_day, Award, from),
    CHECKED("to", read_day, Award, to, check_award_end),
    CHECKED("report_due", read_day, Award, report_due, check_award_due),
    COLUMN("auditor_required", read_flag, Award, auditor_required),
    COLUMN("unused_may_be_carried", read_flag, Award, may_carry),
    OPTIONAL("own_share_bp", read_share, Award, own_share_bp, 0),
    OPTIONAL("overhead_max_bp", read_share, Award, overhead_max_bp, NOT_GIVEN),
    OPTIONAL("wages_max_bp", read_share, Award, wages_max_bp, NOT_GIVEN),
    OPTIONAL("equipment_max_ore", read_ore, Award, equipment_max, NOT_GIVEN),
    OPTIONAL("participants_planned", read_participants, Award, participants_planned, NOT_GIVEN),
};

Status awards_csv_read(BookFile file, Award **rows, size_t *count, Failure *failure)
{
    static const BookTable table = BOOK_TABLE(award_columns, Award, 1, false);
    TRY(book_table_read(file, &table, NULL, rows, count, failure));
    if (*count > 0) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, file.name,
                       "no award at all: check the file");
}

/* --- reported accounts --- */

static Status read_side(const CsvRow *row, int column, void *out, size_t size)
{
    static const char *const sides[] = {"INN", "UT"};
    (void)size;
    return row_word(row, column, sides, COUNT_OF(sides), "INN and UT", out);
}

bool side_line(AccountSide side, CsvField field, uint8_t *line)
{
    for (int i = 0; i < LINE_COUNT; i++) {
        if (reported_line_side((ReportedLineCode)i) != side) continue;
        if (!csv_field_equals(field, reported_line_text((ReportedLineCode)i))) continue;
        *line = (uint8_t)i;
        return true;
    }
    return false;
}

/* The code of a line on its side, or SUM. */
static Status find_line(const CsvRow *row, int column, void *out)
{
    ReportedLine *line = out;
    CsvField field = row_field(row, column);
    line->line = LINE_SUM;
    if (csv_field_equals(field, reported_line_text(LINE_SUM))) return STATUS_OK;
    if (side_line((AccountSide)line->side, field, &line->line)) return STATUS_OK;
    return row_refuse(row, column, "not a line of this side of the accounts");
}

static const BookColumn line_columns[] = {
    COLUMN("award", read_id, ReportedLine, award),
    COLUMN("received", read_past_day, ReportedLine, received),
    COLUMN("side", read_side, ReportedLine, side),
    CHECKED("line", NULL, ReportedLine, line, find_line),
    OPTIONAL("budget_ore", read_ore, ReportedLine, budget, 0),
    COLUMN("actual_ore", read_signed_ore, ReportedLine, actual),
};

Status reported_csv_read(BookFile file, Day latest, ReportedLine **rows, size_t *count,
                         Failure *failure)
{
    static const BookTable table = BOOK_TABLE(line_columns, ReportedLine, 2, true);
    return book_table_read(file, &table, &latest, rows, count, failure);
}
