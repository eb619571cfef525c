/*
 * packed_money.h - what a finding says of a person's money, in one word, for when there are
 * many.
 *
 * Of nearly everybody the four amounts are two: nothing is held, nothing is paid, or what is
 * held is of the run's budget year and so both amounts held are one. Two amounts of 31 bits
 * (some ten million kroner) and which of the three it is make a word; zero is nothing at all.
 * Plain data, pure functions; any thread.
 */
#ifndef TILSKUDD_RULES_PACKED_MONEY_H
#define TILSKUDD_RULES_PACKED_MONEY_H

#include "rules/settlement/lines.h"

/* The two highest bits: PackedMoneyKind; then two amounts in øre, or a number. */
typedef uint64_t PackedMoney;

typedef enum PackedMoneyKind {
    MONEY_PAID = 0, /* run and year paid; nothing is held */
    MONEY_HELD,     /* run and year held; nothing is paid */
    MONEY_EARLIER,  /* year paid, run held, which is the year's; the run pays nothing */
    MONEY_ELSEWHERE /* none of them: the number of where it stands */
} PackedMoneyKind;

/* False when it is of no kind, or an amount does not fit: then *packed is not set. */
bool money_pack(const MoneyAtHand *money, PackedMoney *packed);
/* What was packed; not of MONEY_ELSEWHERE (INVARIANT). */
MoneyAtHand money_unpack(PackedMoney packed);

/* A number below 2^62, and whether and which a word has. */
PackedMoney money_elsewhere(uint64_t number);
bool money_is_elsewhere(PackedMoney packed);
uint64_t money_number(PackedMoney packed);

#endif
