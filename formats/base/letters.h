/*
 * letters.h - decomposed letters put together: some programs write an A with ring as the letter
 * A and a combining ring (payments.md 2); and what is left of a text when neither case nor
 * white space counts.
 *
 * Only letters of the payment character set (payment_text.h) are composed; a mark that forms
 * none of them with the letter before it stays as it is. Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_LETTERS_H
#define TILSKUDD_FORMATS_LETTERS_H

#include <stdbool.h>
#include <stddef.h>

/* Writes `length` bytes of UTF-8 with their letters composed, and a NUL; the result is never
 * longer. False, and `out` is "", when it does not fit in `size` > 0 bytes. */
bool letters_compose(const char *text, size_t length, char *out, size_t size);

/* Writes UTF-8 with small letters for capital ones (Latin, Greek, Cyrillic) and without white
 * space of any kind, and a NUL; the result is never longer. False, and `out` is "", when the
 * text is not UTF-8 or does not fit in `size` > 0 bytes. */
bool letters_fold(const char *text, char *out, size_t size);

#endif
