/*
 * register_layout.h - how one sender writes a register: what stands between the values.
 *
 * Internal to the register reader. register_plain.c reads the first records and tells what it
 * has seen: the blanks that a line begins with, the order of attributes, quotes, how tags end.
 * register_template.c then expects the same bytes again. Nothing is guessed: a literal is text
 * that was read plainly once, so whoever finds it again may take it as read. Plain data, no
 * allocation; one thread per layout.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_LAYOUT_H
#define TILSKUDD_FORMATS_REGISTER_LAYOUT_H

#include "formats/register/register_swar.h"
#include "formats/register/register_tables.h"

enum {
    LITERAL_WORDS = 6,
    LITERAL_MAX = LITERAL_WORDS * SWAR_BYTES - 1, /* bytes */
    WORD_LENGTH_MAX = 3 * SWAR_BYTES - 1,         /* of the code words; the longest has 21 */
    WORD_SLOTS = 32,
    WORD_SLACK = 16,       /* slots behind the last, the last of all empty */
    LAYOUT_MISSES_MAX = 8, /* records in a row that did not fit before it is learnt anew */
    LAYOUT_LEARNT_MAX = 32 /* times; then nothing is learnt any more */
};

/* Text to be found again: two words, which is all of it nearly always, and the rest. */
typedef struct Literal {
    uint64_t words[LITERAL_WORDS];
    uint64_t masks[LITERAL_WORDS]; /* of the bytes that count */
    uint8_t word_count;
    uint8_t length; /* 0: not known */
    uint8_t lines;  /* line feeds in it */
} Literal;

/* A literal that is not known is everywhere: look at its length too, where it may be one. */
static inline bool literal_is(const Literal *literal, const char *at)
{
    uint64_t other = ((swar_load(at) ^ literal->words[0]) & literal->masks[0]) |
                     ((swar_load(at + SWAR_BYTES) ^ literal->words[1]) & literal->masks[1]);
    if (other != 0) return false;
    for (unsigned i = 2; i < literal->word_count; i++)
        if (((swar_load(at + i * SWAR_BYTES) ^ literal->words[i]) & literal->masks[i]) != 0)
            return false;
    return true;
}

/* What a value is; WORD_ kinds are looked up in a table. */
typedef enum ValueKind {
    VALUE_DAY = 0,
    VALUE_IDENT,
    VALUE_MUNICIPALITY,
    VALUE_BOOLEAN,
    VALUE_SEX,
    VALUE_COUNTRY,
    VALUE_HOURS,
    VALUE_HALF_YEAR,
    VALUE_TENTHS,
    VALUE_WEEKS,
    VALUE_AMOUNT,
    VALUE_ANY_WORD, /* is checked and not kept */
    VALUE_IDENT_TYPE,
    VALUE_GROUND,
    VALUE_GROUP,
    VALUE_END_REASON,
    VALUE_TEST_TYPE,
    VALUE_TEST_RESULT,
    VALUE_SPECIAL,
    VALUE_KIND_COUNT
} ValueKind;
enum { WORD_TABLES = VALUE_KIND_COUNT - VALUE_IDENT_TYPE };

typedef struct CodeWord {
    uint64_t first, second, third; /* its bytes, then zeros */
    uint8_t length;                /* 0: nothing in this slot */
    uint8_t value;
} CodeWord;

typedef struct WordTable {
    CodeWord slots[WORD_SLOTS + WORD_SLACK]; /* by word_slot, or behind it */
} WordTable;

static inline unsigned word_slot(uint64_t first, unsigned length)
{
    return (unsigned)((first + length) * UINT64_C(0x9E3779B97F4A7C15) >> 59);
}

/* One attribute: what stands before its value, and where that goes. */
typedef struct LayoutStep {
    Literal before;  /* from the tag's name, or from the quote that ends the value before */
    uint8_t kind;    /* ValueKind */
    uint8_t bit;     /* of the attribute */
    uint16_t offset; /* of the value, in the open record or in an entry of it */
} LayoutStep;

typedef struct ElementLayout {
    LayoutStep steps[ELEMENT_ATTRIBUTES_MAX];
    int step_count;    /* 0: such an element has not been seen */
    bool is_unusual;   /* its values stand otherwise than in register.md's example */
    Literal empty_end; /* from the last value's quote through "/>" */
    Literal open_end;  /* the same through ">" */
    Literal child;     /* from the end of a tag through the '<' of a child */
    Literal end_tag;   /* from the end of a tag through the element's end tag */
} ElementLayout;

typedef struct RegisterLayout {
    ElementLayout elements[ELEMENT_COUNT];
    Literal record;  /* from the end of a tag through the '<' of a record */
    uint64_t quotes; /* the quote of all values, eight times; 0: not known */
    int misses, learnt;
    uint32_t name_begins[ELEMENT_COUNT]; /* four letters tell the children of one apart */
    uint32_t most[ELEMENT_COUNT];        /* in one record */
    WordTable words[WORD_TABLES];
    SwarDays days;
} RegisterLayout;

/* Knows the words and nothing of the writing. */
void layout_begin(RegisterLayout *layout);
/* A record did not fit: whether the layout is to be told of it, perhaps from nothing. */
bool layout_learns(RegisterLayout *layout);

/* Text that was seen; what is known already stays, what is too long is left out. */
void layout_literal(Literal *literal, const char *begin, const char *end);
/* The text before the value of an attribute; `previous` is the attribute before it, or -1. */
void layout_attribute(RegisterLayout *layout, RegisterElement element, int attribute,
                      int previous, const char *begin, const char *end);

#endif
