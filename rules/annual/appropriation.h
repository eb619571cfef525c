/*
 * appropriation.h - the appropriation report (bevilgningsrapportering): what was allocated by
 * chapter and item, and what the accounts by cash are. life.md 6.
 *
 * Amounts in øre. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_APPROPRIATION_H
#define TILSKUDD_RULES_APPROPRIATION_H

#include "rules/accounts/book.h"
#include "rules/annual/annual_tables.h"

/* A row of the statement, with what notes A and B say of it. */
typedef struct StatementRow {
    Posting posting;
    const AppropriationRow *allocated; /* borrowed; NULL: the file has no such item */
    Ore total;                         /* note A: carried in + allocated */
    Ore account;                       /* by cash */
    Ore deviation; /* total less account: under the allocation above 0, over it below */
    bool moved;    /* the accounts have money of it, be it out and back */
} StatementRow;

/* What does not fit between the file and the accounts, of one item: bits. */
enum {
    STATEMENT_NO_ITEM = 1 << 0,  /* money, and the file has no such item */
    STATEMENT_NO_MONEY = 1 << 1, /* in the file, and no money moved */
    STATEMENT_CARRIED = 1 << 2   /* note B carries on more than is left */
};
unsigned statement_misfits(const StatementRow *row);
/* What is left of the item, 0 when it is overspent. */
Ore statement_left(const StatementRow *row);

/* Chapter or item as digits ("0821", "60"): false when it is none. */
bool budget_number_parse(const char *text, uint16_t *number);
/* The items of the file (sorted or not) and those of the accounts, by chapter and item; each
 * once. `out` has room for file_count + cash->count. Returns how many; file_count + cash->count
 * + 1 + i when the chapter or item of row i of the file is no number, or stands twice. */
size_t appropriation_statement(const AppropriationRow *file, size_t file_count,
                               const AnnualTable *cash, StatementRow *out);
/* Sums of all rows. */
StatementRow appropriation_sum(const StatementRow *rows, size_t count);

#endif
