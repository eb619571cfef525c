/*
 * plain_fields.h - the first fields of decisions and settled lines, read by words of eight
 * bytes.
 *
 * Each gives what follows the field and its comma, or NULL where the field is not written as
 * this program writes it: another reader judges it then. PLAIN_ROOM bytes from `text` on may be
 * read. Pure; any thread with its own words.
 */
#ifndef TILSKUDD_FORMATS_PLAIN_FIELDS_H
#define TILSKUDD_FORMATS_PLAIN_FIELDS_H

#include "formats/base/digit_words.h"
#include "rules/settlement/lines.h"

enum {
    PLAIN_ROOM = 48,    /* bytes that one field and the words read over it stay within */
    CODE_TEXT_MAX = 32, /* bytes of a code with its comma */
    CODES_KEPT = 64,    /* code words that are not looked up again; a power of two */
    AMOUNT_DIGITS = 12  /* so many never exceed LINE_ORE_MAX */
};

_Static_assert(LINE_ORE_MAX >= 999999999999, "twelve digits are an amount");

typedef struct KnownCode {
    uint64_t word; /* its text, zeros behind it, and in the last byte its length; 0: none */
    uint8_t code;
} KnownCode;
/* Codes that were met, so that they are not looked up again. Zeroed at first; one a reader. */
typedef struct KnownCodes {
    KnownCode of[CODES_KEPT];
} KnownCodes;

static inline const char *plain_municipality_subject(const char *text, Subject *subject)
{
    uint64_t word = word_at(text + 1);
    uint32_t code = word_first_number(word, 4);
    if (text[0] != 'M' || word_digits(word) != 4 || text[5] != ',' || code == 0) return NULL;
    *subject = subject_of_municipality((MunicipalityCode)code);
    return text + 6;
}

/* Eleven digits or twelve, or a municipality. */
static inline const char *plain_subject(const char *text, Subject *subject)
{
    uint64_t first = word_at(text), rest = word_at(text + WORD_SIZE);
    if (word_digits(first) != WORD_SIZE) return plain_municipality_subject(text, subject);
    unsigned more = word_digits(rest), length = WORD_SIZE + more;
    if ((more != 3 && more != 4) || text[length] != ',') return NULL;
    uint64_t high = word_number(first) * (uint64_t)(more == 3 ? 1000 : 10000);
    *subject = ident_of_number(high + word_first_number(rest, more), length);
    return text + length + 1;
}

static inline const char *plain_long_code(const char *text, uint8_t *out)
{
    GrantCode code;
    const char *end = memchr(text, ',', CODE_TEXT_MAX);
    if (end == NULL || !grant_code_parse(text, (size_t)(end - text), &code)) return NULL;
    *out = (uint8_t)code;
    return end + 1;
}

static inline const char *plain_code(KnownCodes *codes, const char *text, uint8_t *code)
{
    uint64_t word = word_at(text);
    unsigned length = word_find(word, ',');
    if (length == 0 || length == WORD_SIZE) return plain_long_code(text, code);
    word &= ~(uint64_t)0 >> 8 * (WORD_SIZE - length);
    word |= (uint64_t)length << 56;
    KnownCode *known = &codes->of[word * 0x9E3779B97F4A7C15u >> 58];
    if (known->word != word) {
        known->word = 0;
        if (plain_long_code(text, &known->code) == NULL) return NULL;
        known->word = word;
    }
    *code = known->code;
    return text + length + 1;
}

/* Perhaps a sign, one to AMOUNT_DIGITS digits and `end`. */
static inline const char *plain_amount(const char *text, char end, Ore *amount)
{
    bool minus = text[0] == '-';
    text += minus;
    uint64_t word = word_at(text);
    unsigned digits = word_digits(word);
    if (digits == 0) return NULL;
    int64_t value = word_first_number(word, digits);
    text += digits;
    if (digits == WORD_SIZE) {
        word = word_at(text);
        digits = word_digits(word);
        if (digits > AMOUNT_DIGITS - WORD_SIZE) return NULL;
        for (unsigned i = 0; i < digits; i++)
            value = value * 10 + (text[i] - '0');
        text += digits;
    }
    *amount = minus ? -value : value;
    return *text == end ? text + 1 : NULL;
}

#endif
