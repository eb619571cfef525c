#include "formats/base/amount_words.h"

#include <stdio.h>

enum { ORE_IN_KRONE = 100, GROUP = 3 };

AmountWords amount_words(Ore amount)
{
    AmountWords out;
    char digits[24];
    size_t length = 0;
    uint64_t size = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
    int count =
        snprintf(digits, sizeof digits, "%llu", (unsigned long long)(size / ORE_IN_KRONE));
    if (amount < 0) out.text[length++] = '-';
    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % GROUP == 0) out.text[length++] = ' ';
        out.text[length++] = digits[i];
    }
    unsigned ore = (unsigned)(size % ORE_IN_KRONE);
    if (ore == 0)
        snprintf(out.text + length, sizeof out.text - length, " kr");
    else
        snprintf(out.text + length, sizeof out.text - length, ",%02u kr", ore);
    return out;
}
