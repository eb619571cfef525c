/*
 * book_cases.h - the cases of fixtures/accounts as files of awards, accounts, statements and
 * vouchers; the format is told in the README there.
 */
#ifndef TILSKUDD_TESTS_RULES_ACCOUNTS_BOOK_CASES_H
#define TILSKUDD_TESTS_RULES_ACCOUNTS_BOOK_CASES_H

#include "formats/base/text_buffer.h"
#include "rules/base/date.h"

enum { BOOK_TITLE_SIZE = 160 };

/* CSV texts of one year. */
typedef struct BookTexts {
    TextBuffer awards, accounts, statements, vouchers, appropriation;
    bool any; /* something was said of this year */
} BookTexts;

typedef struct BookCase {
    int control; /* 1104 is R1104 */
    bool finds;
    int line; /* in the file, from 1 */
    char title[BOOK_TITLE_SIZE];
    Day date;
    BookTexts now, last;
    bool has_appropriation, has_vouchers;
} BookCase;

/* Calls `run` with every case of a file; false, with a message printed, when the file is not as
 * the README says. */
bool book_cases_read(const char *path, void (*run)(void *user, const BookCase *one),
                     void *user);

#endif
