/* book_decided_csv.c - appropriation and decisions: a part of book_csv.h. */
#include <string.h>

#include "formats/accounts/table.h"

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
    const AppropriationRow *a = left, *b = right;
    int order = strcmp(a->chapter, b->chapter);
    return order != 0 ? order : strcmp(a->item, b->item);
}

Status appropriation_csv_read(BookFile file, AppropriationRow **rows, size_t *count,
                              Failure *failure)
{
    const BookTable table =
        BOOK_TABLE(appropriation_columns, AppropriationRow, read_appropriation,
                   same_appropriation, false, GIVEN_ITEM);
    return book_table_read(file, &table, NULL, rows, count, failure);
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
    TRY(row_ore(&row, DECIDED_INELIGIBLE, -LINE_ORE_MAX, LINE_ORE_MAX, &decision->ineligible));
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

Status decisions_csv_read(BookFile file, AwardDecision **rows, size_t *count, Failure *failure)
{
    const BookTable table = BOOK_TABLE(decision_columns, AwardDecision, read_decision,
                                       same_decision, false, DECIDED_AWARD);
    return book_table_read(file, &table, NULL, rows, count, failure);
}
