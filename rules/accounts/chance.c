#include "rules/accounts/chance.h"

#include "rules/base/status.h"

__extension__ typedef unsigned __int128 Wide;

enum { TRIALS_MAX = 1000000, MILLION = 1000000, EQUAL_SHIFT = 23 };
#define SHARE_MAX INT64_C(1000000000000)
#define LIKELIEST ((Wide)1 << 60)

typedef struct Binomial {
    int64_t n, mode;
    Wide yes, no; /* odds */
} Binomial;

/* Weight of one outcome more or less than `at`. */
static Wide step_up(const Binomial *law, Wide weight, int64_t at)
{
    return weight * ((Wide)(law->n - at) * law->yes) / ((Wide)(at + 1) * law->no);
}

static Wide step_down(const Binomial *law, Wide weight, int64_t at)
{
    return weight * ((Wide)at * law->no) / ((Wide)(law->n - at + 1) * law->yes);
}

static Wide weight_of(const Binomial *law, int64_t k)
{
    Wide weight = LIKELIEST;
    for (int64_t at = law->mode; at < k && weight > 0; at++)
        weight = step_up(law, weight, at);
    for (int64_t at = law->mode; at > k && weight > 0; at--)
        weight = step_down(law, weight, at);
    return weight;
}

/* Weights of all outcomes, and of those no likelier than `limit`. */
static void add_weights(const Binomial *law, Wide limit, Wide *all, Wide *unlikely)
{
    Wide weight = LIKELIEST;
    *all = *unlikely = 0;
    for (int64_t at = law->mode; at <= law->n && weight > 0; at++) {
        *all += weight;
        if (weight <= limit) *unlikely += weight;
        if (at < law->n) weight = step_up(law, weight, at);
    }
    weight = LIKELIEST;
    for (int64_t at = law->mode; at > 0; at--) {
        weight = step_down(law, weight, at);
        if (weight == 0) return;
        *all += weight;
        if (weight <= limit) *unlikely += weight;
    }
}

bool binomial_is_unlikely(int64_t k, int64_t n, ChanceShare share, int64_t limit)
{
    INVARIANT(k >= 0 && k <= n && n <= TRIALS_MAX && limit >= 0 && limit <= MILLION);
    INVARIANT(share.of >= 0 && share.of <= share.in && share.in > 0 && share.in <= SHARE_MAX);
    if (share.of == 0) return limit > 0 && k > 0;
    if (share.of == share.in) return limit > 0 && k < n;
    Binomial law = {.n = n, .yes = (Wide)share.of, .no = (Wide)(share.in - share.of)};
    law.mode = (int64_t)((Wide)(n + 1) * law.yes / (Wide)share.in);
    if (law.mode > n) law.mode = n;
    Wide own = weight_of(&law, k), all, unlikely;
    /* Two outcomes that are equally likely may differ in the last digits here. */
    add_weights(&law, own + (own >> EQUAL_SHIFT), &all, &unlikely);
    return unlikely * MILLION < all * (Wide)limit;
}
