/*
 * payment_lexical.h - the forms that texts in a payment file can have: pure functions over text
 * that need not end in NUL. What XML Schema says of decimal and boolean, white space around
 * them included, and of date and dateTime, where libxml2, which most receivers use, allows
 * none. Any thread may call them.
 */
#ifndef TILSKUDD_FORMATS_PAYMENT_LEXICAL_H
#define TILSKUDD_FORMATS_PAYMENT_LEXICAL_H

#include <stdbool.h>
#include <stddef.h>

/* 128 bits hold the sum of any number of amounts of 18 digits. Unit: 1/100 000. */
__extension__ typedef __int128 ExactAmount;

enum { EXACT_DECIMALS = 5 };

/* A decimal taken apart; views into its text. */
typedef struct DecimalText {
    bool negative; /* "-" and not zero */
    const char *whole;
    size_t whole_length; /* without leading zeros */
    const char *fraction;
    size_t fraction_length;  /* without trailing zeros */
    size_t fraction_written; /* with them */
} DecimalText;

/* Moves both ends inwards over white space. */
void lexical_trim(const char **text, size_t *length);

/* xs:decimal; its parts point into `text`. */
bool lexical_decimal(const char *text, size_t length, DecimalText *out);
/* At most `digits` digits in all and `decimals` decimals, zeros at the ends not counted. */
bool decimal_within(const DecimalText *decimal, size_t digits, size_t decimals);
/* False when it has more than EXACT_DECIMALS decimals or more than 18 whole digits. */
bool decimal_exact(const DecimalText *decimal, ExactAmount *out);
bool decimal_is_zero(const DecimalText *decimal);

/* xs:date, xs:dateTime and xs:boolean, time zones included. */
bool lexical_date(const char *text, size_t length);
bool lexical_date_time(const char *text, size_t length);
bool lexical_boolean(const char *text, size_t length);
/* One of the words of a list separated by single spaces. */
bool lexical_word(const char *text, size_t length, const char *words);
/* The notation of payment_grammar.def. */
bool lexical_pattern(const char *text, size_t length, const char *pattern);
/* Control digits of an IBAN of right form (ISO 13616: remainder 97 is 1). */
bool lexical_iban_ok(const char *text, size_t length);

#endif
