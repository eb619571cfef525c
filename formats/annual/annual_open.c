#include "formats/annual/annual_open.h"

#include <stdio.h>
#include <string.h>

#include "formats/annual/annual_texts.h"
#include "rules/base/money_text.h"

enum { QUARTERS = 4, LIST_SIZE = 24 };

static void tell_quarters(const AnnualBook *book, Language language, AnnualOpen *out)
{
    char list[LIST_SIZE] = "";
    for (int quarter = 1; quarter <= QUARTERS; quarter++) {
        size_t length = strlen(list);
        if (annual_has_run(book, quarter)) continue;
        snprintf(list + length, sizeof list - length, "%s%d", length > 0 ? ", " : "", quarter);
    }
    if (list[0] == '\0') return;
    snprintf(out->quarters, sizeof out->quarters,
             annual_words(language, ANNUAL_TEXT_NOT_COMMITTED), book->year, list);
}

static void tell_payments(const AnnualBook *book, Language language, AnnualOpen *out)
{
    AnnualBucket buckets[BUCKET_COUNT];
    annual_buckets(book, 0, buckets);
    const AnnualBucket *missing = &buckets[BUCKET_MISSING];
    if (missing->count == 0) return;
    snprintf(out->payments, sizeof out->payments,
             annual_words(language, missing->count == 1 ? ANNUAL_TEXT_NOT_ANSWERED_ONE
                                                        : ANNUAL_TEXT_NOT_ANSWERED),
             whole_kroner_text((Kroner)missing->count).text, amount_text(missing->sum).text);
}

/* An amount that nobody knows is never shown as 0. */
static void tell_held(const AnnualBook *book, Language language, AnnualOpen *out)
{
    const AnnualHeld held = annual_held(book);
    int last = annual_last_run(book);
    int length = 0;
    if (last == 0) return;
    if (held.sum != 0)
        snprintf(out->held, sizeof out->held, annual_words(language, ANNUAL_TEXT_HELD_LAST),
                 last, amount_text(held.sum).text);
    if (held.unknown_lines > 0)
        length = snprintf(out->unknown, sizeof out->unknown,
                          annual_words(language, held.unknown_lines == 1
                                                     ? ANNUAL_TEXT_HELD_UNKNOWN_ONE
                                                     : ANNUAL_TEXT_HELD_UNKNOWN),
                          last, whole_kroner_text((Kroner)held.unknown_lines).text);
    snprintf(out->unknown + length, sizeof out->unknown - (size_t)length, "%s%s",
             length > 0 ? " " : "", annual_words(language, ANNUAL_TEXT_HELD_UNLISTED));
}

AnnualOpen annual_open(const AnnualBook *book, Language language)
{
    AnnualOpen open = {.quarters = ""};
    tell_quarters(book, language, &open);
    tell_payments(book, language, &open);
    tell_held(book, language, &open);
    return open;
}
