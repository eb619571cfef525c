/*
 * book_csv.h - the files of a year's application grants: awards, reported accounts, statements,
 * vouchers, appropriation, decisions. accounts.md 1.
 *
 * All are UTF-8 CSV read strictly by formats/csv/csv.h: every column must be there, in any
 * order, and nothing else. INPUT_VALUE, INPUT_MALFORMED, INPUT_NOT_UTF8, MEMORY with file, line
 * and column; a second row of one key and an ident anywhere but in a bank account's column are
 * refused. Rows come out sorted as book.h says, owned by the caller (system_free), NULL after a
 * failure. `name` is the file's for messages; `latest` the day of the control. One thread per
 * call.
 */
#ifndef TILSKUDD_FORMATS_ACCOUNTS_BOOK_CSV_H
#define TILSKUDD_FORMATS_ACCOUNTS_BOOK_CSV_H

#include "formats/base/text_buffer.h"
#include "rules/accounts/book.h"

/* A file in memory. Borrowed. */
typedef struct BookFile {
    const char *name;
    const void *bytes;
    size_t size;
} BookFile;

/* At least one award. */
MUST_USE Status awards_csv_read(BookFile file, Award **rows, size_t *count, Failure *failure);
/* All deliveries; a line may stand often: R1102 tells. */
MUST_USE Status reported_csv_read(BookFile file, Day latest, ReportedLine **rows, size_t *count,
                                  Failure *failure);
/* One statement an award. */
MUST_USE Status statements_csv_read(BookFile file, Day latest, Statement **rows, size_t *count,
                                    Failure *failure);
/* One voucher of a number in an award. */
MUST_USE Status vouchers_csv_read(BookFile file, Day latest, Voucher **rows, size_t *count,
                                  Failure *failure);
/* Whole kroner in the file, øre here; one row an item. The column may_be_carried may lack. */
MUST_USE Status appropriation_csv_read(BookFile file, AppropriationRow **rows, size_t *count,
                                       Failure *failure);
/* One decision an award, with its reason. */
MUST_USE Status decisions_csv_read(BookFile file, AwardDecision **rows, size_t *count,
                                   Failure *failure);

#endif
