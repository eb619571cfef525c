/*
 * page_texts.h - the words of the indicators' page, in bokmål and English, and its numbers.
 *
 * Pages are made in either language by one process, so their texts stand in a table. Pure; any
 * thread.
 */
#ifndef TILSKUDD_FORMATS_INDICATORS_PAGE_TEXTS_H
#define TILSKUDD_FORMATS_INDICATORS_PAGE_TEXTS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum PageText {
#define PAGE_TEXT(name, conversions, nb, en) TEXT_##name,
#include "formats/indicators/page_texts.def"
#undef PAGE_TEXT
    PAGE_TEXT_COUNT
} PageText;

/* Never NULL. Some texts are printf formats; the table says of what. */
const char *page_text(bool english, PageText text);

enum { PAGE_NUMBER_SIZE = 48 };
/* "48,7 %" or "48.7%"; "" for a negative permille. */
void page_percent(bool english, int permille, char out[PAGE_NUMBER_SIZE]);
/* "3,3" or "3.3" of tenths; "" for a negative number. */
void page_tenths(bool english, int64_t tenths, char out[PAGE_NUMBER_SIZE]);
/* With a narrow space between groups of three digits. */
void page_number(int64_t number, char out[PAGE_NUMBER_SIZE]);

#endif
