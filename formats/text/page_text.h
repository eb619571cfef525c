/*
 * page_text.h - a text of somebody's that is to stand on a page or in a letter. trust.md 5.
 *
 * Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_PAGE_TEXT_H
#define TILSKUDD_FORMATS_PAGE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* What is wrong with it, and what to do, to be translated; NULL: nothing. One line that is not
 * blank, every character shown as itself, and no identity number. */
const char *page_text_problem(const char *text, size_t length);
/* Whether eleven digits in it pass as an identity number, also of full width, or with a gap
 * after the sixth, as people write it. */
bool page_text_holds_ident(const char *text, size_t length);
/* What page_text_problem says of one. */
extern const char page_text_problem_ident[];

#endif
