/*
 * person_block_layout.h - where what is in a block; internal to person_block.c and
 * person_block_pack.c.
 *
 * Both forms are written and read by the same functions, which the compiler makes twice: `wide`
 * is a constant wherever they are called.
 *
 * A block is a head, then the fields that its bits say are there, in this order: mother, claim,
 * settlement, residences, death, asylum training, training, former idents, permits, receptions,
 * special grants, hours, tests, programmes, leaves. A settlement is written as the beginning of
 * a stay; one that is that of the first residence is not written again, and stands where the
 * residences do.
 */
#ifndef TILSKUDD_FORMATS_PERSON_BLOCK_LAYOUT_H
#define TILSKUDD_FORMATS_PERSON_BLOCK_LAYOUT_H

#include <string.h>

#include "formats/register/person_block.h"

/* --- the head --- */

/* The first word: the ident, and what is there. */
#define IDENT_BITS 41
#define BIT(number) ((uint64_t)1 << (number))
#define IDENT_MASK (BIT(IDENT_BITS) - 1)
#define SEX_SHIFT 41
#define TYPE_SHIFT 43
#define GROUP_SHIFT 45
#define BY_AGREEMENT BIT(47)
#define RIGHT BIT(48)
#define DUTY BIT(49)
#define WIDE BIT(50)
#define LONG_HOURS BIT(51) /* hours that do not fit in one word */
#define REFERENCES BIT(52) /* a permit has something of a reference person */
#define SETTLED BIT(53)
#define CLAIMED BIT(54)
#define MOTHER BIT(55)
#define DIED BIT(56)
#define ASYLUM BIT(57)
#define TRAINED BIT(58)
#define APPLIED BIT(59)
#define DECIDED BIT(60)
#define AT_RESIDENCE BIT(61)  /* the settlement is that of the first residence */
#define AT_SETTLEMENT BIT(62) /* the target group is entered on the day of settlement */

/* Where the parts of the head are. The wide form has its size in place of the counts, and more
 * behind. */
enum {
    AT_FLAGS = 0,
    AT_COUNTS = 8,
    AT_RECORD = 12,
    AT_LINE = 14,
    AT_BORN = 16,
    AT_BACKGROUND = 18,
    AT_FIELDS = 20,
    AT_WIDE = 20, /* ident, born, sex, type and group, counts of 16 bits */
    SIDES = 9,
    AT_WIDE_COUNTS = AT_WIDE + 8 + 4 + 3,
    AT_WIDE_FIELDS = AT_WIDE_COUNTS + 2 * SIDES
};

typedef enum Side {
    FORMER,
    PERMIT,
    RECEPTION,
    RESIDENCE,
    SPECIAL,
    HOURS,
    TEST,
    PROGRAMME,
    LEAVE
} Side;

/* Bits of each count in the short form's word. */
#define FORMER_BITS 2
#define PERMIT_BITS 3
#define RECEPTION_BITS 4
#define RESIDENCE_BITS 4
#define SPECIAL_BITS 2
#define HOURS_BITS 5
#define TEST_BITS 6
#define PROGRAMME_BITS 2
#define LEAVE_BITS 4

#define FORMER_SHIFT 0
#define PERMIT_SHIFT (FORMER_SHIFT + FORMER_BITS)
#define RECEPTION_SHIFT (PERMIT_SHIFT + PERMIT_BITS)
#define RESIDENCE_SHIFT (RECEPTION_SHIFT + RECEPTION_BITS)
#define SPECIAL_SHIFT (RESIDENCE_SHIFT + RESIDENCE_BITS)
#define HOURS_SHIFT (SPECIAL_SHIFT + SPECIAL_BITS)
#define TEST_SHIFT (HOURS_SHIFT + HOURS_BITS)
#define PROGRAMME_SHIFT (TEST_SHIFT + TEST_BITS)
#define LEAVE_SHIFT (PROGRAMME_SHIFT + PROGRAMME_BITS)
_Static_assert(LEAVE_SHIFT + LEAVE_BITS <= 32, "the counts fit in a word");

/* Of a word of hours. */
#define HALF_YEAR_BITS 8
#define NORWEGIAN_BITS 10
#define SOCIAL_BITS 7
#define ABSENCE_BITS 7
#define NORWEGIAN_SHIFT HALF_YEAR_BITS
#define SOCIAL_SHIFT (NORWEGIAN_SHIFT + NORWEGIAN_BITS)
#define ABSENCE_SHIFT (SOCIAL_SHIFT + SOCIAL_BITS)
_Static_assert(ABSENCE_SHIFT + ABSENCE_BITS == 32, "hours fit in a word");
/* ABSENCE_NOT_GIVEN in a word. */
#define ABSENCE_NOT_GIVEN_BITS ((1u << ABSENCE_BITS) - 1)

enum {
    DAY_OFFSET = 25568, /* 1900-01-01 is 1, and 0 is no day */
    FIRST_HALF_YEAR = 1970 * 2,
    TENTHS_BITS = 10, /* hours a week; the weeks a year are above */
    WEEK_BITS = 6,
    NIBBLE = 4,
    PERMANENT = 0x80 /* beside a permit's ground */
};

/* Bytes of the fields before the residences, and of those behind them. */
static inline size_t before_residences(uint64_t flags, bool wide)
{
    size_t day = wide ? 4 : 2;
    bool settled = (flags & (SETTLED | AT_RESIDENCE)) == SETTLED;
    return (flags & MOTHER ? (wide ? 8 : 6) : 0) + (flags & CLAIMED ? day : 0) +
           (settled ? 2 + day : 0);
}

static inline size_t behind_residences(uint64_t flags, bool wide)
{
    size_t day = wide ? 4 : 2;
    bool target = (flags & (TRAINED | AT_SETTLEMENT)) == TRAINED;
    return (flags & DIED ? day : 0) + (flags & ASYLUM ? day : 0) + (flags & TRAINED ? 2 : 0) +
           (target ? day : 0) + (flags & APPLIED ? day : 0) + (flags & DECIDED ? day : 0);
}

#endif
