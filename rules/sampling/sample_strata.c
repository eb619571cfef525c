#include "rules/sampling/sample_strata.h"

#include <math.h>

#include "rules/base/status.h"

/* Probabilities are exact to eleven digits: one this near below the risk counts as at it, so
 * that the limit is never too low. */
static const long double hair = 1e-9L;

/* No confidence asks for less: what comes to it need not be known exactly. */
static const long double no_risk = 1e-9L;

static bool is_open(const StratumDraw *stratum)
{
    return stratum->drawn < stratum->count;
}

static int64_t open_count(const StratumDraw *strata, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += is_open(&strata[i]) ? strata[i].count : 0;
    return sum;
}

static int64_t open_drawn(const StratumDraw *strata, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += is_open(&strata[i]) ? strata[i].drawn : 0;
    return sum;
}

StrataMethod strata_method(const StratumDraw *strata, size_t count, int64_t found)
{
    int64_t placements = 1;
    if (found == 0) return STRATA_NONE_FOUND;
    for (size_t i = 0; i < count; i++) {
        if (!is_open(&strata[i])) continue;
        if (strata[i].count + 1 > STRATA_PLACEMENTS_MAX / placements) return STRATA_BOUND;
        placements *= strata[i].count + 1;
    }
    return STRATA_ALL_PLACEMENTS;
}

size_t strata_room(const StratumDraw *strata, size_t count, int64_t found)
{
    size_t open = 0;
    if (strata_method(strata, count, found) != STRATA_ALL_PLACEMENTS) return 1;
    for (size_t i = 0; i < count; i++)
        open += is_open(&strata[i]);
    return (open + 1) * ((size_t)found + 1);
}

/* --- nothing found: the placement can be chosen error by error --- */

/* One error more in this stratum leaves this part of the probability: left / all. */
typedef struct Share {
    int64_t left, all;
} Share;

static Share share_of(const StratumDraw *stratum, int64_t placed)
{
    int64_t left = stratum->count - placed - stratum->drawn;
    return (Share){left > 0 ? left : 0, stratum->count - placed};
}

static bool is_larger(Share left, Share right)
{
    return left.left * right.all > right.left * left.all;
}

/* The factors of a stratum fall with every error in it: taking the largest of all each time
 * gives the largest product. */
static long double none_found(const StratumDraw *strata, size_t count, int64_t errors)
{
    int64_t placed[STRATA_DRAWN_MAX] = {0};
    long double probability = 1;
    for (int64_t e = 0; e < errors && probability > no_risk; e++) {
        size_t best = count;
        Share most = {0, 1};
        for (size_t i = 0; i < count; i++) {
            Share here = share_of(&strata[i], placed[i]);
            if (!is_open(&strata[i]) || here.all <= 0) continue;
            if (best < count && !is_larger(here, most)) continue;
            best = i;
            most = here;
        }
        if (best == count) return 0;
        probability *= (long double)most.left / (long double)most.all;
        placed[best]++;
    }
    return probability;
}

/* --- every placement --- */

typedef struct Placing {
    const StratumDraw *strata;
    size_t count;
    int64_t found;
    long double most;
} Placing;

/* P(low): no error drawn, or every right one: a short product where that is quicker. */
static long double first_term(int64_t low, const StratumDraw *stratum, int64_t good)
{
    enum { SHORT = 40 };
    int64_t factors = low == 0 ? stratum->drawn : good;
    int64_t from = low == 0 ? good : stratum->drawn;
    long double term = 1;
    if (factors > SHORT)
        return sample_hypergeometric_term(low, stratum->drawn, stratum->count - good,
                                          stratum->count);
    for (int64_t j = 0; j < factors; j++)
        term *= (long double)(from - j) / (long double)(stratum->count - j);
    return term;
}

/* After the strata so far: what P(sum = 0 .. found) is with these errors in `stratum` too. */
static void convolve(const StratumDraw *stratum, int64_t errors, const long double *before,
                     long double *after, int64_t found)
{
    int64_t good = stratum->count - errors;
    int64_t low = stratum->drawn > good ? stratum->drawn - good : 0;
    int64_t high = stratum->drawn < errors ? stratum->drawn : errors;
    long double term = first_term(low, stratum, good);
    for (int64_t j = 0; j <= found; j++)
        after[j] = 0;
    for (int64_t i = low; i <= high && i <= found; i++) {
        for (int64_t j = i; j <= found; j++)
            after[j] += term * before[j - i];
        term *= (long double)(errors - i) / (long double)(i + 1) *
                (long double)(stratum->drawn - i) /
                (long double)(good - stratum->drawn + i + 1);
    }
}

static void keep_largest(Placing *placing, const long double *distribution)
{
    long double sum = 0;
    for (int64_t j = 0; j <= placing->found; j++)
        sum += distribution[j];
    if (sum > placing->most) placing->most = sum;
}

/* Errors that are left go into the strata from `at` on, in every way. As deep as there are
 * strata: at most twenty, by the number of placements. */
static void place(Placing *placing, size_t at, int64_t left, int64_t space, long double *before)
{
    while (at < placing->count && !is_open(&placing->strata[at]))
        at++;
    if (at == placing->count) {
        keep_largest(placing, before);
        return;
    }
    const StratumDraw *stratum = &placing->strata[at];
    long double *after = before + placing->found + 1;
    int64_t others = space - stratum->count;
    int64_t least = left > others ? left - others : 0;
    int64_t most = left < stratum->count ? left : stratum->count;
    for (int64_t errors = least; errors <= most; errors++) {
        convolve(stratum, errors, before, after, placing->found);
        place(placing, at + 1, left - errors, others, after);
    }
}

static long double by_all_placements(const StratumDraw *strata, size_t count, int64_t errors,
                                     int64_t found, long double *room)
{
    Placing placing = {strata, count, found, 0};
    for (int64_t j = 0; j <= found; j++)
        room[j] = j == 0;
    place(&placing, 0, errors, open_count(strata, count), room);
    return placing.most;
}

/* --- a bound --- */

static bool is_thinner(const StratumDraw *left, const StratumDraw *right)
{
    return left->drawn * right->count < right->drawn * left->count;
}

/* The least number that is expected to be found: errors in the most thinly drawn strata first.
 * Whatever the placement, the number found is a sum of independent trials with at least this
 * mean, and P(at most k) of such a sum is largest, for means of k + 1 and more, when all of
 * them have the same chance (Hoeffding 1956, theorem 4). */
static long double least_expected(const StratumDraw *strata, size_t count, int64_t errors)
{
    bool used[STRATA_DRAWN_MAX] = {false};
    long double expected = 0;
    for (int64_t left = errors; left > 0;) {
        size_t best = count;
        for (size_t i = 0; i < count; i++)
            if (is_open(&strata[i]) && !used[i] &&
                (best == count || is_thinner(&strata[i], &strata[best])))
                best = i;
        if (best == count) return expected;
        int64_t here = left < strata[best].count ? left : strata[best].count;
        expected += (long double)here * (long double)strata[best].drawn /
                    (long double)strata[best].count;
        used[best] = true;
        left -= here;
    }
    return expected;
}

long double strata_bound(const StratumDraw *strata, size_t count, int64_t errors, int64_t found)
{
    long double expected = least_expected(strata, count, errors);
    int64_t drawn = open_drawn(strata, count);
    int64_t trials = drawn < errors ? drawn : errors;
    if (expected < (long double)(found + 1) || errors <= found) return 1;
    return sample_binomial_at_most(found, trials, expected / (long double)trials);
}

/* --- */

long double strata_at_most(const StratumDraw *strata, size_t count, int64_t errors,
                           int64_t found, long double *room)
{
    INVARIANT(count <= STRATA_DRAWN_MAX);
    switch (strata_method(strata, count, found)) {
    case STRATA_NONE_FOUND:
        return none_found(strata, count, errors);
    case STRATA_ALL_PLACEMENTS:
        return by_all_placements(strata, count, errors, found, room);
    default:
        return strata_bound(strata, count, errors, found);
    }
}

int64_t strata_limit(const StratumDraw *strata, size_t count, int64_t found, SampleRisk risk,
                     long double *room)
{
    long double least = sample_risk_value(risk) * (1 - hair);
    int64_t low = found;
    int64_t high = open_count(strata, count) - (open_drawn(strata, count) - found);
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        if (strata_at_most(strata, count, middle, found, room) >= least)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* --- parts --- */

void strata_share(StratumDraw *strata, size_t count, int64_t n)
{
    for (size_t i = 0; i < count; i++)
        strata[i].drawn = 1;
    for (int64_t left = n - (int64_t)count; left > 0; left--) {
        size_t best = count;
        for (size_t i = 0; i < count; i++) {
            if (!is_open(&strata[i])) continue;
            if (best == count || strata[i].count * (2 * strata[best].drawn + 1) >
                                     strata[best].count * (2 * strata[i].drawn + 1))
                best = i;
        }
        INVARIANT(best < count);
        strata[best].drawn++;
    }
}
