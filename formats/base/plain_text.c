#include "formats/base/plain_text.h"

#include <stdio.h>
#include <stdlib.h>

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

KronerText whole_kroner_text(Kroner amount)
{
    KronerText out;
    group_digits(size_of(amount), amount < 0, out.text, sizeof out.text);
    return out;
}

bool amount_parse(const char *text, Ore *out)
{
    Ore amount = 0;
    int decimals = -1, digits = 0;
    bool negative = *text == '-';
    for (text += negative; *text != '\0'; text++) {
        if (*text == ' ' && decimals < 0 && digits > 0) continue;
        if ((*text == ',' || *text == '.') && decimals < 0 && digits > 0) {
            decimals = 0;
            continue;
        }
        if (*text < '0' || *text > '9' || ++digits > 16) return false;
        if (decimals >= 0) decimals++;
        amount = amount * 10 + (*text - '0');
    }
    if (digits == 0 || (decimals >= 0 && decimals != 2)) return false;
    *out = (negative ? -amount : amount) * (decimals < 0 ? 100 : 1);
    return true;
}

int change_tenths(Ore now, Ore before, bool *over)
{
    enum { TENTHS_MAX = 99999 };
    INVARIANT(before != 0);
    /* Of sums beyond all sense, in thousands. */
    while (llabs(now) > INT64_MAX / 5000 || llabs(before) > INT64_MAX / 5000) {
        now /= 1000;
        before /= 1000;
    }
    int64_t size = before != 0 ? llabs(before) : 1, change = (now - before) * 2000;
    int64_t tenths = (llabs(change) + size) / (2 * size);
    *over = tenths > TENTHS_MAX;
    int shown = *over ? TENTHS_MAX : (int)tenths;
    return change < 0 ? -shown : shown;
}
