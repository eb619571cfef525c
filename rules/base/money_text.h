/*
 * money_text.h - amounts and counts as people read them: in traces, tables and pages alike.
 * Pure; any thread.
 */
#ifndef TILSKUDD_RULES_MONEY_TEXT_H
#define TILSKUDD_RULES_MONEY_TEXT_H

#include "rules/base/money.h"

enum { KRONER_TEXT_SIZE = 40 };

/* Use within one expression. */
typedef struct KronerText {
    char text[KRONER_TEXT_SIZE];
} KronerText;

/* "1 234 567,50", "-86 250,00": kroner in groups of three, a comma, two digits of ore. */
KronerText kroner_text(Ore amount);
/* The same, the comma and ore only when there are any: "1 234 567", "57 500,50". */
KronerText amount_text(Ore amount);
/* "57 500": whole kroner. */
KronerText whole_kroner_text(Kroner amount);

/* "110 190": how many, in groups of three as amounts are; never in CSV or JSON. Use within one
 * expression. */
typedef struct CountText {
    char text[KRONER_TEXT_SIZE];
} CountText;
CountText count_text(uint64_t count);
/* "+1 234", "-86", "+0": how many more. */
CountText change_text(int64_t change);

#endif
