#include "rules/sampling/sample_remainders.h"

#include <string.h>

/* Every time one is settled the others' part falls, so until none is. */
static void settle_small(RemainderPart *parts, size_t count, int64_t *draws, int64_t *persons)
{
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < count; i++) {
            RemainderPart *here = &parts[i];
            if (here->settled || *draws * here->count >= *persons) continue;
            here->drawn = 1;
            here->settled = again = true;
            *draws -= 1;
            *persons -= here->count;
        }
    }
}

static RemainderPart *largest_remainder(RemainderPart *parts, size_t count)
{
    RemainderPart *best = NULL;
    for (size_t i = 0; i < count; i++) {
        RemainderPart *here = &parts[i];
        if (here->settled) continue;
        if (best == NULL || here->remainder > best->remainder ||
            (here->remainder == best->remainder &&
             memcmp(here->ticket, best->ticket, SAMPLE_DIGEST_SIZE) < 0))
            best = here;
    }
    return best;
}

void remainders_share(RemainderPart *parts, size_t count, int64_t n)
{
    int64_t persons = 0, draws = n;
    for (size_t i = 0; i < count; i++)
        persons += parts[i].count;
    INVARIANT(n >= (int64_t)count && n <= persons);
    settle_small(parts, count, &draws, &persons);
    int64_t left = draws;
    for (size_t i = 0; i < count; i++) {
        RemainderPart *here = &parts[i];
        if (here->settled) continue;
        here->drawn = draws * here->count / persons;
        here->remainder = draws * here->count % persons;
        left -= here->drawn;
    }
    for (; left > 0; left--) {
        RemainderPart *best = largest_remainder(parts, count);
        INVARIANT(best != NULL);
        best->drawn++;
        best->settled = true;
    }
}
