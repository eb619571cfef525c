#include "formats/indicators/page_texts.h"

#include <stdio.h>
#include <string.h>

static const char *const texts[PAGE_TEXT_COUNT][2] = {
#define PAGE_TEXT(name, conversions, nb, en) {nb, en},
#include "formats/indicators/page_texts.def"
#undef PAGE_TEXT
};

const char *page_text(bool english, PageText text)
{
    return texts[text][english ? 1 : 0];
}

void page_percent(bool english, int permille, char out[PAGE_NUMBER_SIZE])
{
    out[0] = '\0';
    if (permille < 0) return;
    snprintf(out, PAGE_NUMBER_SIZE, english ? "%d.%d%%" : "%d,%d\xC2\xA0%%", permille / 10,
             permille % 10);
}

void page_tenths(bool english, int64_t tenths, char out[PAGE_NUMBER_SIZE])
{
    out[0] = '\0';
    if (tenths < 0) return;
    snprintf(out, PAGE_NUMBER_SIZE, english ? "%lld.%d" : "%lld,%d", (long long)(tenths / 10),
             (int)(tenths % 10));
}

void page_number(int64_t number, char out[PAGE_NUMBER_SIZE])
{
    static const char space[] = "\xE2\x80\xAF"; /* narrow no-break space */
    char digits[32];
    int count = snprintf(digits, sizeof digits, "%lld", (long long)number);
    size_t length = 0;
    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0 && digits[i - 1] != '-') {
            memcpy(&out[length], space, sizeof space - 1);
            length += sizeof space - 1;
        }
        out[length++] = digits[i];
    }
    out[length] = '\0';
}
