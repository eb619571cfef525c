#include "rules/base/money_text.h"

#include <stdio.h>
#include <string.h>

static void group_digits(uint64_t number, bool negative, char *text, size_t size)
{
    char digits[24];
    size_t count = (size_t)snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    size_t length = 0;
    if (negative && length + 1 < size) text[length++] = '-';
    for (size_t i = 0; i < count && length + 2 < size; i++) {
        if (i > 0 && (count - i) % 3 == 0) text[length++] = ' ';
        text[length++] = digits[i];
    }
    text[length] = '\0';
}

static uint64_t size_of(int64_t amount)
{
    return amount < 0 ? (uint64_t)0 - (uint64_t)amount : (uint64_t)amount;
}

KronerText kroner_text(Ore amount)
{
    KronerText out;
    char whole[KRONER_TEXT_SIZE - 4];
    uint64_t size = size_of(amount);
    group_digits(size / 100, amount < 0, whole, sizeof whole);
    snprintf(out.text, sizeof out.text, "%s,%02u", whole, (unsigned)(size % 100));
    return out;
}

KronerText amount_text(Ore amount)
{
    return amount % 100 == 0 ? whole_kroner_text(amount / 100) : kroner_text(amount);
}

CountText count_text(uint64_t count)
{
    CountText out;
    group_digits(count, false, out.text, sizeof out.text);
    return out;
}

CountText change_text(int64_t change)
{
    CountText out;
    group_digits(size_of(change), change < 0, out.text + 1, sizeof out.text - 1);
    out.text[0] = '+';
    if (change < 0) memmove(out.text, out.text + 1, strlen(out.text));
    return out;
}

KronerText whole_kroner_text(Kroner amount)
{
    KronerText out;
    group_digits(size_of(amount), amount < 0, out.text, sizeof out.text);
    return out;
}
