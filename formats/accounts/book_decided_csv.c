/* book_decided_csv.c - appropriation and decisions: a part of book_csv.h. */
#include <string.h>

#include "formats/accounts/table.h"

/* --- appropriation --- */

static const BookColumn appropriation_columns[] = {
    COLUMN("chapter", read_id, AppropriationRow, chapter),
    COLUMN("item", read_id, AppropriationRow, item),
    COLUMN("name", read_text, AppropriationRow, name),
    COLUMN("carried_in", read_kroner, AppropriationRow, carried_in),
    COLUMN("allocated", read_kroner, AppropriationRow, allocated),
    {"may_be_carried", read_kroner, MEMBER(AppropriationRow, may_be_carried), .optional = true,
     .otherwise = NOT_GIVEN, .may_lack = true},
};

Status appropriation_csv_read(BookFile file, AppropriationRow **rows, size_t *count,
                              Failure *failure)
{
    static const BookTable table =
        BOOK_TABLE(appropriation_columns, AppropriationRow, 2, false);
    return book_table_read(file, &table, NULL, rows, count, failure);
}

/* --- decisions --- */

enum { REASON_COLUMN = 2 };

static Status read_sanction(const CsvRow *row, int column, void *out, size_t size)
{
    const char *words[SANCTION_COUNT];
    (void)size;
    for (int i = 0; i < SANCTION_COUNT; i++)
        words[i] = sanction_text((Sanction)i);
    return row_word(
        row, column, words, SANCTION_COUNT,
        "GODKJENT, PRESISERING, AVKORTING, TILBAKEBETALING, STANS and POLITIANMELDELSE", out);
}

static Status check_reason(const CsvRow *row, int column, void *out)
{
    const AwardDecision *decision = out;
    bool plain = decision->ineligible == 0 && decision->sanction == SANCTION_APPROVED;
    (void)column;
    if (plain || decision->reason[0] != '\0') return STATUS_OK;
    return row_refuse(row, REASON_COLUMN,
                      "empty: a decision that takes something gives its reason");
}

static const BookColumn decision_columns[] = {
    COLUMN("award", read_id, AwardDecision, award),
    COLUMN("ineligible_ore", read_signed_ore, AwardDecision, ineligible),
    [REASON_COLUMN] = OPTIONAL("reason", read_text, AwardDecision, reason, 0),
    CHECKED("sanction", read_sanction, AwardDecision, sanction, check_reason),
};

Status decisions_csv_read(BookFile file, AwardDecision **rows, size_t *count, Failure *failure)
{
    static const BookTable table = BOOK_TABLE(decision_columns, AwardDecision, 1, false);
    return book_table_read(file, &table, NULL, rows, count, failure);
}
