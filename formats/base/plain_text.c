#include "formats/base/plain_text.h"

#include <stdio.h>
#include <stdlib.h>

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
