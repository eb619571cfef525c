#include "rules/sampling/sample_estimate.h"

#include <math.h>
#include <string.h>

#include "rules/base/status.h"
#include "rules/sampling/sample_math.h"

/* --- one stratum --- */

/* Sums of the drawn. */
typedef struct Sums {
    long double booked, right, squares, products;
    int64_t errors;
} Sums;

static Sums add_up(const EstimateStratum *stratum)
{
    Sums sums = {0};
    for (size_t i = 0; i < stratum->drawn_count; i++) {
        const AuditedPair *pair = &stratum->drawn[i];
        sums.booked += pair->booked;
        sums.right += pair->right;
        sums.errors += pair->booked != pair->right;
    }
    long double n = (long double)stratum->drawn_count;
    for (size_t i = 0; i < stratum->drawn_count; i++) {
        long double x = stratum->drawn[i].booked - sums.booked / n;
        sums.squares += x * x;
        sums.products += x * (stratum->drawn[i].right - sums.right / n);
    }
    return sums;
}

/* What an item is expected to be wrong by, which the method takes off before it looks at what
 * is left. */
static long double expected(EstimateMethod method, const EstimateStratum *stratum,
                            const Sums *sums, long double slope, long double booked)
{
    long double n = (long double)stratum->drawn_count;
    if (method == ESTIMATE_DIFFERENCE) return (sums->booked - sums->right) / n;
    if (method == ESTIMATE_RATIO) return booked * (1 - sums->right / sums->booked);
    return booked - (sums->right / n + slope * (booked - sums->booked / n));
}

static long double left_over(EstimateMethod method, const EstimateStratum *stratum,
                             const Sums *sums, long double slope)
{
    long double squares = 0;
    for (size_t i = 0; i < stratum->drawn_count; i++) {
        const AuditedPair *pair = &stratum->drawn[i];
        long double left =
            pair->booked - pair->right - expected(method, stratum, sums, slope, pair->booked);
        squares += left * left;
    }
    return squares;
}

Estimate estimate_stratum(EstimateMethod method, const EstimateStratum *stratum)
{
    Sums sums = add_up(stratum);
    int64_t drawn = (int64_t)stratum->drawn_count;
    long double n = (long double)drawn, all = (long double)stratum->count;
    Estimate out = {.freedom = drawn - (method == ESTIMATE_REGRESSION ? 2 : 1),
                    .errors = sums.errors};
    INVARIANT(out.freedom >= 1 && drawn <= stratum->count);
    if (method == ESTIMATE_REGRESSION)
        out.slope = sums.squares > 0 ? sums.products / sums.squares : 1;
    /* All three are linear in what was booked: the mean item stands for all. */
    out.error = all * expected(method, stratum, &sums, out.slope, stratum->booked / all);
    long double variance =
        left_over(method, stratum, &sums, out.slope) / (long double)out.freedom;
    out.standard = all * sqrtl((1 - n / all) * variance / n);
    return out;
}

void estimate_add(Estimate *sum, const Estimate *stratum)
{
    sum->error += stratum->error;
    sum->standard = hypotl(sum->standard, stratum->standard);
    sum->freedom += stratum->freedom;
    sum->errors += stratum->errors;
}

/* Strata that are taken as one, and their drawn items. */
typedef struct Joined {
    size_t first, end; /* strata of the sample */
    EstimateStratum stratum;
} Joined;

static size_t collect(const Sample *sample, const Joined *joined, AuditedPair *room)
{
    size_t count = 0;
    for (size_t i = 0; i < sample->item_count; i++) {
        const SampleItem *item = &sample->items[i];
        for (size_t s = joined->first; s < joined->end; s++) {
            if (strcmp(sample->strata[s].name, item->stratum) != 0) continue;
            room[count++] =
                (AuditedPair){(long double)item->amount, (long double)item->audited};
        }
    }
    return count;
}

/* From `first` on as many strata as it takes for `least` drawn items; the last ones together
 * when what is left after them would not do. */
static void join(const Sample *sample, size_t first, size_t least, AuditedPair *room,
                 Joined *out)
{
    AuditedPair *const after = room;
    *out = (Joined){.first = first, .end = first};
    while (out->end < sample->strata_count && out->stratum.drawn_count < least) {
        const SampleStratum *here = &sample->strata[out->end++];
        out->stratum.count += (int64_t)here->count;
        out->stratum.booked += (long double)here->sum;
        out->stratum.drawn_count = collect(sample, out, after);
    }
    out->stratum.drawn = room;
}

static bool can_estimate(EstimateMethod method, const EstimateStratum *stratum)
{
    long double booked = 0;
    size_t least = method == ESTIMATE_REGRESSION ? 3 : 2;
    if (stratum->drawn_count < least || (int64_t)stratum->drawn_count > stratum->count)
        return false;
    for (size_t i = 0; i < stratum->drawn_count; i++)
        booked += stratum->drawn[i].booked;
    return method != ESTIMATE_RATIO || booked > 0;
}

bool estimate_sample(EstimateMethod method, const Sample *sample, AuditedPair *room,
                     Estimate *out)
{
    size_t least = method == ESTIMATE_REGRESSION ? 3 : 2;
    *out = (Estimate){0};
    for (size_t first = 0; first < sample->strata_count;) {
        Joined joined, rest;
        join(sample, first, least, room, &joined);
        if (joined.end < sample->strata_count) {
            join(sample, joined.end, least, room, &rest);
            bool alone = rest.stratum.drawn_count >= least;
            join(sample, first, alone ? least : SIZE_MAX, room, &joined);
        }
        if (!can_estimate(method, &joined.stratum)) return false;
        Estimate estimate = estimate_stratum(method, &joined.stratum);
        estimate_add(out, &estimate);
        first = joined.end;
    }
    return sample->strata_count > 0;
}

long double estimate_width(const Estimate *estimate, SampleRisk risk)
{
    return student_value(estimate->freedom, sample_risk_value(risk) / 2) * estimate->standard;
}

bool estimate_has_interval(const Estimate *estimate)
{
    return estimate->errors >= ESTIMATE_ERRORS_LEAST;
}

Estimate estimate_stages(const StageHit *hits, size_t count, long double all)
{
    Estimate out = {.freedom = (int64_t)count - 1};
    long double squares = 0, n = (long double)count;
    INVARIANT(count >= 2);
    for (size_t i = 0; i < count; i++) {
        out.error += hits[i].error * all / hits[i].booked / n;
        out.errors += hits[i].error != 0;
    }
    for (size_t i = 0; i < count; i++) {
        long double left = hits[i].error * all / hits[i].booked - out.error;
        squares += left * left;
    }
    out.standard = sqrtl(squares / (n - 1) / n);
    return out;
}

/* --- Student's t --- */

/* P(T > t) by the sums that are exact for whole degrees of freedom: of cosines of the angle
 * whose tangent is t / sqrt(freedom). */
static long double student_exceeded(int64_t freedom, long double t)
{
    const long double half_turn = 3.14159265358979323846L;
    long double angle = atanl(t / sqrtl((long double)freedom));
    long double cosine = cosl(angle), sine = sinl(angle), term = 1, sum = 1, inside;
    bool odd = freedom % 2 == 1;
    for (int64_t i = odd ? 3 : 2; i < freedom; i += 2) {
        term *= cosine * cosine * (long double)(i - 1) / (long double)i;
        sum += term;
    }
    if (!odd)
        inside = sine * sum;
    else if (freedom == 1)
        inside = 2 * angle / half_turn;
    else
        inside = 2 / half_turn * (angle + sine * cosine * sum);
    return (1 - inside) / 2;
}

long double student_value(int64_t freedom, long double exceeded)
{
    enum { EXACT_MOST = 4000 }; /* beyond, t is the normal value to four digits */
    long double low = 0, high = 1e6L;
    int64_t used = freedom < EXACT_MOST ? freedom : EXACT_MOST;
    for (int i = 0; i < 200; i++) {
        long double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) break;
        if (student_exceeded(used, middle) > exceeded)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* --- the beta distribution --- */

/* A beta distribution of whole parameters is exceeded as often as a binomial one has no more:
 * its limit is Clopper-Pearson's of one trial more. */
long double beta_limit(const BetaPrior *prior, int64_t errors, int64_t n, int confidence)
{
    long double risk = (long double)(THOUSANDTHS - confidence) / THOUSANDTHS;
    int64_t found = errors + prior->errors, trials = n + prior->n + 1;
    long double low = 0, high = 1;
    for (int i = 0; i < 200; i++) {
        long double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) break;
        if (sample_binomial_at_most(found, trials, middle) < risk)
            high = middle;
        else
            low = middle;
    }
    return high;
}

int64_t beta_size(const BetaPrior *prior, int64_t errors, int tolerable, int confidence)
{
    long double risk = (long double)(THOUSANDTHS - confidence) / THOUSANDTHS;
    long double rate = (long double)tolerable / BASIS_POINTS;
    int64_t low = errors, high = SAMPLE_SIZE_MAX;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        long double over =
            sample_binomial_at_most(errors + prior->errors, middle + prior->n + 1, rate);
        if (over < risk)
            high = middle;
        else
            low = middle + 1;
    }
    return low < SAMPLE_SIZE_MAX ? low : 0;
}

int64_t beta_population_limit(const BetaPrior *prior, int64_t errors, int64_t n,
                              int64_t population, int confidence)
{
    long double risk = (long double)(THOUSANDTHS - confidence) / THOUSANDTHS;
    long double a = (long double)(1 + errors + prior->errors);
    long double b = (long double)(1 + n - errors + prior->n - prior->errors);
    int64_t others = population - n, more = 0;
    long double left = (long double)others;
    long double term =
        expl(lgammal(b + left) - lgammal(b) + lgammal(a + b) - lgammal(a + b + left));
    long double sum = term;
    while (more < others && sum < 1 - risk) {
        long double x = (long double)more++;
        term *= (left - x) / (x + 1) * (a + x) / (b + left - x - 1);
        sum += term;
    }
    return errors + more;
}
