/*
 * person_facts.h - what a person's grants rest on, kept from run to run so that a change is
 * seen. control.md 1 (changed facts).
 *
 * Of the permit that counts: that of the settlement, else the first after it. Plain data,
 * without gaps. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_PERSON_FACTS_H
#define TILSKUDD_RULES_PERSON_FACTS_H

#include "rules/base/registration.h"
#include "rules/controls/finding.h"

enum {
    FACT_LASTING = 1u << 0,   /* varig, of the permit that counts */
    FACT_AGREEMENT = 1u << 1, /* avtale */
    FACT_RIGHT = 1u << 2,     /* rett */
    FACT_DUTY = 1u << 3,      /* plikt */
    FACT_KNOWN = 1u << 4      /* the facts were written down at all */
};

typedef struct PersonFacts {
    Ident reference; /* referanse or IDENT_NONE */
    Day decided, reference_settled, application;
    Day claim, target, decision, died;
    uint16_t first; /* the quarter of a run in which the person was first read:
                       quarter_number(); 0: not known */
    uint8_t codes;  /* fact_codes(): ground and group */
    uint8_t flags;  /* FACT_ bits */
} PersonFacts;

/* The same in 24 bytes, for when there are many; zeroed it is person_facts_none(). Equal facts,
 * equal bytes. From the lowest bit up, days as packed_day() has them: decided,
 * reference_settled, application, codes, 5 flags; reference 42, claim; target, decision, died,
 * the quarter from the first of YEAR_MIN on, which is 1. */
typedef struct PackedFacts {
    uint64_t words[3];
} PackedFacts;
enum { PACKED_FACTS_AFTER_DAYS = 3 * PACKED_DAY_BITS };

/* Of facts as a register or a file can give them: days that parse, an ident, FACT_ bits
 * (INVARIANT). */
PackedFacts facts_pack(const PersonFacts *facts);
PersonFacts facts_unpack(const PackedFacts *packed);
/* Whether facts_pack can have given these days and quarter. */
bool packed_facts_are_sound(const PackedFacts *packed);
/* `first` of them. */
static inline uint16_t packed_facts_first(const PackedFacts *packed)
{
    uint64_t quarter = packed->words[2] >> PACKED_FACTS_AFTER_DAYS;
    return quarter == 0 ? 0 : (uint16_t)(YEAR_MIN * 4 - 1 + quarter);
}

static inline uint16_t quarter_number(int year, int quarter)
{
    return (uint16_t)(year * 4 + quarter - 1);
}

/* Ground and group, each -1: none. */
static inline uint8_t fact_codes(int ground, int group)
{
    return (uint8_t)((ground + 1) | (group + 1) << 4);
}
static inline int fact_ground(const PersonFacts *facts)
{
    return (facts->codes & 15) - 1;
}
static inline int fact_group(const PersonFacts *facts)
{
    return (facts->codes >> 4) - 1;
}

/* All that is not said: no day, no code, no flag. */
PersonFacts person_facts_none(void);
/* Of a registration; `first` stays 0. */
PersonFacts person_facts_of(const Registration *person);
/* The facts, and the day of settlement, which is kept beside them (DAY_NONE: not settled). */
typedef struct KnownFacts {
    PersonFacts facts;
    Day settled;
} KnownFacts;

/* Puts into `before` what nobody could have said by `last`: facts that were not given then and
 * are dated later now. A claim, a decision, an entry, a death or a settlement of this quarter
 * is news, no changed fact; one that is dated back is a changed one. */
void person_facts_add_news(KnownFacts *before, const KnownFacts *now, Day last);
/* How many facts differ, but for `first`; of the first that does, in the order of what it
 * costs, values `fact`, `before` and `now` are written. */
enum { FACT_VALUES = 3 };
int person_facts_differ(const KnownFacts *before, const KnownFacts *now,
                        FindingValue values[FACT_VALUES]);

/* R123: settled longer before the first day of the quarter in which it was first read than the
 * limit, and a year 1 that can still move, or `money` of a later year: who was not claimed for
 * is paid years 2 to 5 all the same. Appends at most one finding. grants.md 2.2. */
MUST_USE Status first_seen_control(const GrantContext *context, const Registration *person,
                                   uint16_t first, bool money, Findings *findings);

#endif
