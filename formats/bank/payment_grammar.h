/*
 * payment_grammar.h - the grammar of pain.001 as data: payment_grammar.def in C. Constant; any
 * thread.
 */
#ifndef TILSKUDD_FORMATS_PAYMENT_GRAMMAR_H
#define TILSKUDD_FORMATS_PAYMENT_GRAMMAR_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/bank/bank_profile.h"

/* Types of content: first the lexical ones, then the groups. */
typedef enum PainType {
#define LEXICAL(name, form, first, second, text) PAIN_##name,
#define GROUP(name, order)
#define ROW(group, version, element, content, least, most)
#include "formats/bank/payment_grammar.def"
#undef LEXICAL
#undef GROUP
    PAIN_LEXICAL_COUNT,
    PAIN_BEFORE_GROUPS = PAIN_LEXICAL_COUNT - 1,
#define LEXICAL(name, form, first, second, text)
#define GROUP(name, order) PAIN_##name,
#include "formats/bank/payment_grammar.def"
#undef LEXICAL
#undef GROUP
#undef ROW
    PAIN_TYPE_COUNT
} PainType;

typedef enum LexicalForm {
    FORM_LENGTH,
    FORM_PATTERN,
    FORM_CODES,
    FORM_DECIMAL,
    FORM_MONEY,
    FORM_DAY,
    FORM_TIME,
    FORM_BOOLEAN,
    FORM_ANYTHING
} LexicalForm;

typedef struct LexicalType {
    LexicalForm form;
    unsigned first, second;
    const char *text;
} LexicalType;

enum { PAIN_MANY = UINT16_MAX };

typedef struct PainRow {
    const char *element;
    uint8_t content;  /* PainType */
    uint8_t group;    /* PainType, a group */
    uint8_t versions; /* bit 0: .03, bit 1: .09 */
    uint8_t least;
    uint16_t most; /* PAIN_MANY: any number */
} PainRow;

/* A type has child elements (a group), or text of a lexical type (NULL for a group). */
bool pain_is_group(PainType type);
const LexicalType *pain_lexical(PainType type);
/* True for a group of which one child is chosen. */
bool pain_is_choice(PainType group);
/* The rows of a group, both versions; *count is set. */
const PainRow *pain_rows(PainType group, size_t *count);
static inline bool pain_row_in(const PainRow *row, MessageVersion version)
{
    return (row->versions >> version & 1) != 0;
}

#endif
