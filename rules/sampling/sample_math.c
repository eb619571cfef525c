/* sample_math.c - sizes and limits of samples. control.md 3. */
#include "rules/sampling/sample_math.h"
#include "rules/base/translator.h"
#include "rules/sampling/sample_estimate.h"

#include <math.h>
#include <stdlib.h>

/* Logarithms of factorials of ten million keep eleven digits; nearer than this to the risk,
 * exact numbers decide. */
static const long double hair = 1e-9L;

/* --- what may be wrong --- */

SampleRisk sample_risk(int confidence, int looks)
{
    return (SampleRisk){THOUSANDTHS - confidence,
                        (int64_t)THOUSANDTHS * (looks > 1 ? looks : 1)};
}

long double sample_risk_value(SampleRisk risk)
{
    return (long double)risk.parts / (long double)risk.of;
}

int sample_looks_confidence(int confidence, int looks, int look)
{
    int said = THOUSANDTHS - look * (THOUSANDTHS - confidence);
    if (look <= (looks > 1 ? looks : 1)) return confidence;
    return said > 0 ? said : 0;
}

static SampleRisk risk_of(const SampleQuestion *question)
{
    return sample_risk(question->confidence, question->looks);
}

/* --- probabilities --- */

static long double log_choose(int64_t n, int64_t k)
{
    return lgammal((long double)n + 1) - lgammal((long double)k + 1) -
           lgammal((long double)(n - k) + 1);
}

/* The terms fall away on both sides of the largest one at or below k: start there, and stop
 * when they no longer count. */
typedef long double (*TermRatio)(int64_t i, const void *model);

static long double sum_terms(int64_t k, int64_t low, int64_t mode, long double log_first,
                             TermRatio ratio, const void *model)
{
    int64_t start = k < mode ? k : mode;
    long double first = expl(log_first), sum = first, term = first;
    for (int64_t i = start; i > low; i--) {
        term /= ratio(i, model); /* from i to i - 1 */
        sum += term;
        if (term < sum * 1e-25L) break;
    }
    term = first;
    for (int64_t i = start + 1; i <= k; i++) {
        term *= ratio(i, model); /* from i - 1 to i */
        sum += term;
        if (term < sum * 1e-25L) break;
    }
    return sum < 1 ? sum : 1;
}

typedef struct BinomialModel {
    int64_t n;
    long double odds;
} BinomialModel;

static long double binomial_ratio(int64_t i, const void *model)
{
    const BinomialModel *binomial = model;
    return (long double)(binomial->n - i + 1) / (long double)i * binomial->odds;
}

long double sample_binomial_at_most(int64_t k, int64_t n, long double rate)
{
    if (k >= n || rate <= 0) return 1;
    if (k < 0 || rate >= 1) return 0;
    BinomialModel model = {n, rate / (1 - rate)};
    int64_t mode = (int64_t)((long double)(n + 1) * rate);
    int64_t start = k < mode ? k : mode;
    long double log_first = log_choose(n, start) + (long double)start * logl(rate) +
                            (long double)(n - start) * log1pl(-rate);
    return sum_terms(k, 0, mode, log_first, binomial_ratio, &model);
}

typedef struct HypergeometricModel {
    int64_t n, bad, population;
} HypergeometricModel;

static long double hypergeometric_ratio(int64_t i, const void *model)
{
    const HypergeometricModel *m = model;
    return (long double)(m->bad - i + 1) / (long double)i * (long double)(m->n - i + 1) /
           (long double)(m->population - m->bad - m->n + i);
}

long double sample_hypergeometric_term(int64_t k, int64_t n, int64_t bad, int64_t population)
{
    return expl(log_choose(bad, k) + log_choose(population - bad, n - k) -
                log_choose(population, n));
}

static long double hypergeometric_at_most(int64_t k, int64_t n, int64_t bad, int64_t population)
{
    int64_t good = population - bad;
    int64_t low = n > good ? n - good : 0, high = n < bad ? n : bad;
    if (k >= high) return 1;
    if (k < low) return 0;
    HypergeometricModel model = {n, bad, population};
    int64_t mode = (int64_t)((long double)(n + 1) * (long double)(bad + 1) /
                             (long double)(population + 2));
    if (mode < low) mode = low;
    int64_t start = k < mode ? k : mode;
    long double log_first =
        log_choose(bad, start) + log_choose(good, n - start) - log_choose(population, n);
    return sum_terms(k, low, mode, log_first, hypergeometric_ratio, &model);
}

/* Regularised upper incomplete gamma function Q(k + 1, mean): by its series below the turning
 * point, by the continued fraction above. k need not be whole (AICPA). */
static long double gamma_series(long double a, long double x)
{
    long double term = 1 / a, sum = term;
    for (long double i = a + 1; term > sum * 1e-25L; i += 1) {
        term *= x / i;
        sum += term;
    }
    return 1 - sum * expl(a * logl(x) - x - lgammal(a));
}

static long double gamma_fraction(long double a, long double x)
{
    const long double tiny = 1e-4000L;
    long double b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
    for (int i = 1; i < 1000000; i++) {
        long double an = -(long double)i * ((long double)i - a);
        b += 2;
        d = an * d + b;
        d = 1 / (fabsl(d) < tiny ? tiny : d);
        c = b + an / c;
        if (fabsl(c) < tiny) c = tiny;
        long double step = d * c;
        h *= step;
        if (fabsl(step - 1) < 4e-19L) break; /* the last bits may never settle */
    }
    return h * expl(a * logl(x) - x - lgammal(a));
}

static long double poisson_at_most(long double k, long double mean)
{
    long double a = k + 1;
    if (mean <= 0) return 1;
    return mean < a + 1 ? gamma_series(a, mean) : gamma_fraction(a, mean);
}

/* --- sizes --- */

static int64_t ceil_share(int64_t whole, int share)
{
    return (whole * share + BASIS_POINTS - 1) / BASIS_POINTS;
}

static int64_t bad_of(const SampleQuestion *question)
{
    return ceil_share(question->population, question->tolerable);
}

static int64_t allowed_of(const SampleQuestion *question, int64_t n)
{
    return question->errors >= 0 ? question->errors : ceil_share(n, question->expected);
}

static long double probability_of(const SampleQuestion *question, int64_t k, int64_t n,
                                  int64_t bad)
{
    if (question->distribution == SAMPLE_HYPERGEOMETRIC)
        return hypergeometric_at_most(k, n, bad, question->population);
    return sample_binomial_at_most(k, n, (long double)question->tolerable / BASIS_POINTS);
}

/* A distribution that is the same from both ends has exactly one half at or below k when there
 * are 2k + 1 to draw or to find: true for millions, where exact numbers would take hours. */
static bool is_half(const SampleQuestion *question, int64_t k, int64_t n, int64_t bad,
                    bool *below)
{
    bool finite = question->distribution == SAMPLE_HYPERGEOMETRIC;
    SampleRisk risk = risk_of(question);
    if (risk.parts * 2 != risk.of) return false;
    if (finite ? bad * 2 == question->population : question->tolerable * 2 == BASIS_POINTS) {
        *below = n > 2 * k + 1;
        return true;
    }
    if (!finite || n * 2 != question->population) return false;
    *below = bad > 2 * k + 1;
    return true;
}

/* P(at most k) < risk, exactly. */
static Status is_below(const SampleQuestion *question, int64_t k, int64_t n, int64_t bad,
                       bool *below, Failure *failure)
{
    long double risk = sample_risk_value(risk_of(question));
    long double probability = probability_of(question, k, n, bad);
    *below = probability < risk;
    if (fabsl(probability - risk) > hair * risk) return STATUS_OK;
    if (is_half(question, k, n, bad, below)) return STATUS_OK;
    const SampleExact *exact = question->exact;
    Status status =
        question->distribution == SAMPLE_BINOMIAL
            ? exact->binomial_below(k, n, question->tolerable, risk_of(question), below)
            : exact->hypergeometric_below(k, n, bad, question->population, risk_of(question),
                                          below);
    return failure_of(failure, status, _("exact probability"), NULL);
}

static Status is_enough(const SampleQuestion *question, int64_t n, bool *enough,
                        Failure *failure)
{
    if (question->distribution != SAMPLE_POISSON)
        return is_below(question, allowed_of(question, n), n, bad_of(question), enough,
                        failure);
    long double allowed = question->errors >= 0
                              ? (long double)question->errors
                              : (long double)(n * question->expected) / BASIS_POINTS;
    long double mean = (long double)(n * question->tolerable) / BASIS_POINTS;
    *enough = poisson_at_most(allowed, mean) < sample_risk_value(risk_of(question));
    return STATUS_OK;
}

/* With k rounded up, the probability jumps where k does, so the answer is not monotone: between
 * two jumps it is, and each such stretch is searched by halving, in order. */
static int64_t stretch_end(const SampleQuestion *question, int64_t n, int64_t most)
{
    if (question->errors >= 0 || question->expected == 0 ||
        question->distribution == SAMPLE_POISSON)
        return most;
    int64_t end = ceil_share(n, question->expected) * BASIS_POINTS / question->expected;
    return end < most ? end : most;
}

static Status first_in_stretch(const SampleQuestion *question, int64_t low, int64_t high,
                               int64_t *n, bool *found, Failure *failure)
{
    TRY(is_enough(question, high, found, failure));
    if (!*found) return STATUS_OK;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        bool enough;
        TRY(is_enough(question, middle, &enough, failure));
        if (enough) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    *n = high;
    return STATUS_OK;
}

static long double variance_at(const SampleQuestion *question, int64_t n)
{
    long double rate = (long double)question->tolerable / BASIS_POINTS;
    long double left = 1;
    if (question->distribution == SAMPLE_HYPERGEOMETRIC) {
        long double all = (long double)question->population;
        rate = (long double)bad_of(question) / all;
        left = all > 1 ? (all - (long double)n) / (all - 1) : 0;
    }
    return (long double)n * rate * (1 - rate) * left;
}

/* Sizes after `n` that need not be tried. One more drawn, with the same k, lowers P by no more
 * than the probability of exactly k, and both distributions are log-concave, so that no single
 * value is likelier than 1 / standard deviation; a larger k only raises P. The variance is
 * concave in n: the smaller end of the way bounds it. */
static int64_t sizes_to_skip(const SampleQuestion *question, int64_t n, int64_t most)
{
    if (question->distribution == SAMPLE_POISSON) return 0;
    int64_t way = (most - n) / 2 < n ? (most - n) / 2 : n;
    long double here = variance_at(question, n), there = variance_at(question, n + way);
    long double probability =
        probability_of(question, allowed_of(question, n), n, bad_of(question));
    long double above = probability - sample_risk_value(risk_of(question)) - 1e-6L;
    long double skip = above * sqrtl(here < there ? here : there) - 1;
    if (!(skip > 0)) return 0;
    return skip < (long double)way ? (int64_t)skip : way;
}

static Status no_size(int64_t most, Failure *failure)
{
    return failure_set(failure, STATUS_USAGE, _("sample size"),
                       "no size up to %lld shows this: allow fewer errors, or tolerate more",
                       (long long)most);
}

static Status beta_question_size(const SampleQuestion *question, int64_t *n, Failure *failure)
{
    int64_t errors = question->errors > 0 ? question->errors : 0;
    *n = beta_size(&question->prior, errors, question->tolerable, question->confidence);
    return *n > 0 ? STATUS_OK : no_size(SAMPLE_SIZE_MAX, failure);
}

Status sample_size(const SampleQuestion *question, int64_t *n, Failure *failure)
{
    if (question->distribution == SAMPLE_BETA) return beta_question_size(question, n, failure);
    bool finite = question->distribution == SAMPLE_HYPERGEOMETRIC;
    int64_t most = finite ? question->population : SAMPLE_SIZE_MAX;
    bool found = false;
    for (int64_t low = 1; low <= most && !found;) {
        int64_t high = stretch_end(question, low, most);
        TRY(first_in_stretch(question, low, high, n, &found, failure));
        low = high + 1 + (found ? 0 : sizes_to_skip(question, high, most));
    }
    return found ? STATUS_OK : no_size(most, failure);
}

/* --- sizes of monetary units --- */

static bool amounts_enough(const SampleAmounts *amounts, SampleRisk risk, int64_t n)
{
    long double each = (long double)n / (long double)amounts->book;
    return poisson_at_most(each * (long double)amounts->expected,
                           each * (long double)amounts->tolerable) < sample_risk_value(risk);
}

Status sample_size_monetary(const SampleAmounts *amounts, SampleRisk risk, int64_t *n,
                            Failure *failure)
{
    int64_t low = 1, high = SAMPLE_SIZE_MAX;
    if (amounts->expected < 0 || amounts->expected >= amounts->tolerable ||
        amounts->tolerable > amounts->book)
        return failure_set(
            failure, STATUS_USAGE, _("sample size"),
            "expected is below tolerable, and tolerable at most what was booked");
    if (!amounts_enough(amounts, risk, high)) return no_size(high, failure);
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (amounts_enough(amounts, risk, middle))
            high = middle;
        else
            low = middle + 1;
    }
    *n = high;
    return STATUS_OK;
}

/* --- limits --- */

typedef long double (*AtMost)(long double at, int64_t k, int64_t n);

static long double binomial_at(long double at, int64_t k, int64_t n)
{
    return sample_binomial_at_most(k, n, at);
}

static long double poisson_at(long double at, int64_t k, int64_t n)
{
    (void)n;
    return poisson_at_most((long double)k, at);
}

/* The point where a falling probability crosses the risk. */
static long double crossing(AtMost at_most, int64_t k, int64_t n, long double low,
                            long double high, long double risk)
{
    for (int i = 0; i < 200; i++) {
        long double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) break;
        if (at_most(middle, k, n) < risk) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return high;
}

/* Clopper-Pearson's limit. */
static long double binomial_limit(int64_t errors, int64_t n, SampleRisk risk)
{
    return errors >= n ? 1 : crossing(binomial_at, errors, n, 0, 1, sample_risk_value(risk));
}

static Status hypergeometric_limit(const SampleQuestion *question, int64_t n,
                                   long double *limit, Failure *failure)
{
    int64_t low = question->errors, high = question->population - n + question->errors;
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        bool below;
        TRY(is_below(question, question->errors, n, middle, &below, failure));
        if (below) {
            high = middle - 1;
        } else {
            low = middle;
        }
    }
    *limit = (long double)low / (long double)question->population;
    return STATUS_OK;
}

static long double beta_question_limit(const SampleQuestion *question, int64_t n)
{
    const BetaPrior *prior = &question->prior;
    int64_t errors = question->errors, all = question->population;
    if (all == 0) return beta_limit(prior, errors, n, question->confidence);
    return (long double)beta_population_limit(prior, errors, n, all, question->confidence) /
           (long double)all;
}

Status sample_limit(const SampleQuestion *question, int64_t n, long double *limit,
                    Failure *failure)
{
    int64_t errors = question->errors;
    bool finite = question->population > 0;
    if (n < 1 || errors < 0 || errors > n || (finite && n > question->population))
        return failure_set(failure, STATUS_USAGE, _("sample limit"),
                           "errors lie between 0 and n, n between 1 and the population");
    if (question->distribution == SAMPLE_BETA) {
        *limit = beta_question_limit(question, n);
        return STATUS_OK;
    }
    if (question->distribution == SAMPLE_HYPERGEOMETRIC)
        return hypergeometric_limit(question, n, limit, failure);
    if (question->distribution == SAMPLE_POISSON) {
        long double risk = sample_risk_value(risk_of(question));
        long double high = 2 * ((long double)errors + 50) + 20 * sqrtl((long double)errors + 1);
        *limit = crossing(poisson_at, errors, n, 0, high, risk) / (long double)n;
        return STATUS_OK;
    }
    *limit = binomial_limit(errors, n, risk_of(question));
    return STATUS_OK;
}

static int compare_taints(const void *left, const void *right)
{
    const long double *a = left;
    const long double *b = right;
    return *a < *b ? 1 : -(*a > *b);
}

Status sample_stringer(SampleRisk risk, int64_t n, long double *taints, size_t count,
                       long double *limit, Failure *failure)
{
    if (n < 1 || (int64_t)count > n)
        return failure_set(failure, STATUS_USAGE, _("sample limit"), "more taints than items");
    if (count > 1) qsort(taints, count, sizeof *taints, compare_taints);
    long double before = binomial_limit(0, n, risk);
    *limit = before;
    for (size_t j = 0; j < count; j++) {
        long double here = binomial_limit((int64_t)j + 1, n, risk);
        *limit += (here - before) * taints[j];
        before = here;
    }
    return STATUS_OK;
}
