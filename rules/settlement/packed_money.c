#include "rules/settlement/packed_money.h"

enum { KIND_SHIFT = 62, AMOUNT_BITS = 31 };
#define AMOUNT_HALF ((Ore)1 << (AMOUNT_BITS - 1))
#define AMOUNT_MASK (((uint64_t)1 << AMOUNT_BITS) - 1)
#define NUMBER_MASK (((uint64_t)1 << KIND_SHIFT) - 1)

static bool fits(Ore amount)
{
    return amount >= -AMOUNT_HALF && amount < AMOUNT_HALF;
}

static bool pack(PackedMoneyKind kind, Ore first, Ore second, PackedMoney *packed)
{
    if (!fits(first) || !fits(second)) return false;
    *packed = (uint64_t)kind << KIND_SHIFT | ((uint64_t)first & AMOUNT_MASK) << AMOUNT_BITS |
              ((uint64_t)second & AMOUNT_MASK);
    return true;
}

bool money_pack(const MoneyAtHand *money, PackedMoney *packed)
{
    if (money->run_held == 0 && money->year_held == 0)
        return pack(MONEY_PAID, money->run_paid, money->year_paid, packed);
    if (money->run_paid == 0 && money->year_paid == 0)
        return pack(MONEY_HELD, money->run_held, money->year_held, packed);
    if (money->run_paid == 0 && money->run_held == money->year_held)
        return pack(MONEY_EARLIER, money->year_paid, money->run_held, packed);
    return false;
}

/* Of 31 bits, the highest its sign. */
static Ore amount_of(uint64_t bits)
{
    Ore amount = (Ore)(bits & AMOUNT_MASK);
    return amount < AMOUNT_HALF ? amount : amount - 2 * AMOUNT_HALF;
}

MoneyAtHand money_unpack(PackedMoney packed)
{
    Ore first = amount_of(packed >> AMOUNT_BITS), second = amount_of(packed);
    INVARIANT(!money_is_elsewhere(packed));
    switch ((PackedMoneyKind)(packed >> KIND_SHIFT)) {
    case MONEY_HELD:
        return (MoneyAtHand){.run_held = first, .year_held = second};
    case MONEY_EARLIER:
        return (MoneyAtHand){.year_paid = first, .run_held = second, .year_held = second};
    default:
        return (MoneyAtHand){.run_paid = first, .year_paid = second};
    }
}

PackedMoney money_elsewhere(uint64_t number)
{
    INVARIANT(number <= NUMBER_MASK);
    return (uint64_t)MONEY_ELSEWHERE << KIND_SHIFT | number;
}

bool money_is_elsewhere(PackedMoney packed)
{
    return packed >> KIND_SHIFT == MONEY_ELSEWHERE;
}

uint64_t money_number(PackedMoney packed)
{
    INVARIANT(money_is_elsewhere(packed));
    return packed & NUMBER_MASK;
}
