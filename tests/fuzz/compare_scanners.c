/*
 * compare_scanners.c - many made-up registers, most of them damaged, by every way of reading.
 *
 *     compare_scanners SEED DOCUMENTS [SECONDS [FILE]]
 *
 * Ends after so many documents, or so many seconds of the processor's time (0: never for that).
 * The first difference is told, its document is kept in FILE, and the status is 1. The same
 * seed gives the same documents.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/fuzz/scan_compare.h"
#include "tests/fuzz/scan_document.h"

static void make(uint64_t seed, uint64_t index, TextBuffer *out, size_t *slice_size)
{
    Random random = random_for(seed, index, 0);
    text_buffer_clear(out);
    scan_document(&random, out);
    uint32_t damages = random_chance(&random, 6000) ? 0 : 1 + random_below(&random, 3);
    for (; damages > 0 && out->length > 0; damages--)
        scan_damage(&random, out);
    *slice_size = 1 + random_below(&random, random_chance(&random, 5000) ? 300 : 8000);
}

static bool keep(const char *path, const TextBuffer *text)
{
    FILE *file = path != NULL ? fopen(path, "wb") : NULL;
    if (file == NULL) return false;
    bool is_written = fwrite(text->bytes, 1, text->length, file) == text->length;
    return fclose(file) == 0 && is_written;
}

static bool is_over(uint64_t seconds)
{
    return seconds > 0 && (uint64_t)clock() / CLOCKS_PER_SEC >= seconds;
}

static void tell(const ScanCounts *counts)
{
    printf("%llu documents (%llu read plainly, %llu refused), %llu records, %llu set aside\n",
           (unsigned long long)counts->documents, (unsigned long long)counts->plain,
           (unsigned long long)counts->refused, (unsigned long long)counts->records,
           (unsigned long long)counts->set_aside);
}

/* Whether enough of each has been compared to mean anything. */
static bool was_worth(const ScanCounts *counts)
{
    return counts->plain > counts->documents / 5 && counts->refused > 0 &&
           counts->records > counts->documents && counts->set_aside > 0;
}

int main(int count, char **arguments)
{
    if (count < 3) {
        fprintf(stderr, "compare_scanners SEED DOCUMENTS [SECONDS [FILE]]\n");
        return 2;
    }
    uint64_t seed = strtoull(arguments[1], NULL, 10);
    uint64_t documents = strtoull(arguments[2], NULL, 10);
    uint64_t seconds = count > 3 ? strtoull(arguments[3], NULL, 10) : 0;
    const char *path = count > 4 ? arguments[4] : NULL;
    ScanCounts counts = {0};
    TextBuffer text = TEXT_BUFFER_EMPTY;
    bool is_same = true;
    for (uint64_t i = 0; i < documents && is_same && !is_over(seconds); i++) {
        size_t slice_size;
        make(seed, i, &text, &slice_size);
        is_same = scan_compare(text.bytes, text.length, slice_size, &counts);
        if (is_same) continue;
        fprintf(stderr, "seed %llu, document %llu: a difference\n", (unsigned long long)seed,
                (unsigned long long)i);
        if (path != NULL && !keep(path, &text)) fprintf(stderr, "%s: not written\n", path);
    }
    text_buffer_free(&text);
    tell(&counts);
    if (is_same) printf("no difference\n");
    return is_same && was_worth(&counts) ? 0 : 1;
}
