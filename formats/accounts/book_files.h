/*
 * book_files.h - the files of one year read into a book. accounts.md 1. One thread.
 */
#ifndef TILSKUDD_FORMATS_ACCOUNTS_BOOK_FILES_H
#define TILSKUDD_FORMATS_ACCOUNTS_BOOK_FILES_H

#include "formats/accounts/book_csv.h"
#include "rules/accounts/sums.h"

/* The name of a file that is not there is NULL; awards and reported always are. Borrowed. */
typedef struct BookFiles {
    BookFile awards, reported, statements, vouchers, appropriation;
} BookFiles;

/* A book, what it borrows, and a view of each award. */
typedef struct OwnedBook {
    AccountsBook book;
    Award *awards;
    ReportedLine *lines;
    Statement *statements;
    Voucher *vouchers;
    AppropriationRow *appropriation;
    AwardView *views;
} OwnedBook;

/* Reads what is there. What book_csv.h says, MEMORY. owned_book_free, also after a failure. */
MUST_USE Status owned_book_read(const BookFiles *files, Day date, OwnedBook *out,
                                Failure *failure);
void owned_book_free(OwnedBook *owned);

#endif
