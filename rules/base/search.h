/*
 * search.h - the one binary search, over anything that is in order.
 *
 * Inline, so that the question is inlined with it. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_SEARCH_H
#define TILSKUDD_RULES_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

/* How many of `count` items, which are in order, come before what is looked for: the place of
 * the first that does not, or `count`. `before(user, i)` tells of item i whether it comes
 * before. */
static inline size_t search_first(size_t count, bool (*before)(const void *user, size_t index),
                                  const void *user)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (before(user, middle)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

#endif
