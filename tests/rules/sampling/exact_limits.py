#!/usr/bin/env python3
"""Upper limits computed a second time, in whole numbers alone, and compared with what the
product says: hypergeometric, Clopper-Pearson, strata. From the definitions of control.md 3;
nothing of the product's code is used but the program that answers (limits_asked).

  exact_limits.py PROGRAM [COUNT]     COUNT limits in all (10 000)
"""
import subprocess
import sys
from collections import defaultdict
from fractions import Fraction
from math import comb

FINE = 44  # Clopper-Pearson's limit is enclosed between parts of 2^44
state = 20181231


def number(least, most):
    """The next of a fixed sequence of random numbers."""
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return least + (state >> 33) % (most - least + 1)


def risk_of(confidence, looks):
    return 1000 - confidence, 1000 * looks


def any_risk():
    """Confidence and looks."""
    confidence = (500, 750, 800, 900, 950, 975, 990, 999)[number(0, 7)]
    return confidence, (1, 1, 1, 2, 3, 4, 7)[number(0, 6)]


def largest(low, high, possible):
    """The largest number for which something is possible; it is for the lowest."""
    while low < high:
        middle = (low + high + 1) // 2
        if possible(middle):
            low = middle
        else:
            high = middle - 1
    return low


# --- hypergeometric ---------------------------------------------------------------------------


def hypergeometric_question():
    population = number(1, (20, 60, 300, 1500)[number(0, 3)])
    n = number(1, min(population, 250))
    return population, n, number(0, min(n, (0, 2, 8)[number(0, 2)]))


def hypergeometric_limit(question, risk):
    population, n, k = question
    parts, of = risk
    samples = comb(population, n) * parts

    def possible(bad):
        few = sum(comb(bad, i) * comb(population - bad, n - i) for i in range(k + 1))
        return few * of >= samples

    return largest(k, population - n + k, possible)


# --- Clopper-Pearson --------------------------------------------------------------------------


def binomial_question():
    n = number(1, (10, 60, 160)[number(0, 2)])
    return n, number(0, min(n, (0, 3, 12)[number(0, 2)]))


def binomial_limit(question, risk):
    """The largest part of 2^44 at which so few are not too unlikely."""
    n, k = question
    parts, of = risk
    if k == n:
        return 1 << FINE
    ways = [comb(n, i) for i in range(k + 1)]
    least = parts << (FINE * n)

    def possible(bad):
        good = (1 << FINE) - bad
        few = sum(way * bad**i * good ** (k - i) for i, way in enumerate(ways))
        return few * good ** (n - k) * of >= least

    return largest(0, (1 << FINE) - 1, possible)


# --- strata -----------------------------------------------------------------------------------


def product(numbers):
    result = 1
    for each in numbers:
        result *= each
    return result


def strata_question(count, most):
    """Strata of (persons, drawn), some of them wholly drawn, and what was found in the others."""
    strata = []
    for _ in range(count):
        persons = number(1, most)
        strata.append((persons, number(0, persons) if number(0, 3) else number(0, 1)))
    drawn = sum(n for persons, n in strata if n < persons)
    return strata, drawn


def none_found_question():
    strata, _ = strata_question(number(1, 12), number(2, 60))
    return strata, 0


def some_found_question():
    strata, drawn = strata_question(number(1, 4), number(2, 9))
    return strata, number(min(1, drawn), min(drawn, 4))


def many_strata_question():
    strata, drawn = strata_question(number(3, 9), number(200, 900))
    return strata, number(min(1, drawn), min(drawn, 9))


def is_small(strata):
    return product(persons + 1 for persons, _ in strata) <= 1000000


def by_best_product(strata):
    """For every number of errors: samples without any, by the placement with most of them."""
    best = [1]
    for persons, drawn in strata:
        here = [comb(persons - errors, drawn) for errors in range(persons + 1)]
        after = [0] * (len(best) + persons)
        for i, left in enumerate(best):
            for errors, right in enumerate(here):
                after[i + errors] = max(after[i + errors], left * right)
        best = after
    return best


def by_every_placement(strata, k):
    """For every number of errors: samples with at most k, by the placement with most of them."""
    best = [0] * (sum(persons for persons, _ in strata) + 1)

    def place(at, errors, ways):
        if at == len(strata):
            best[errors] = max(best[errors], sum(ways))
            return
        persons, drawn = strata[at]
        for here in range(persons + 1):
            after = [0] * (k + 1)
            for i in range(min(here, drawn, k) + 1):
                chosen = comb(here, i) * comb(persons - here, drawn - i)
                for j in range(k + 1 - i):
                    after[i + j] += ways[j] * chosen
            place(at + 1, errors + here, after)

    place(0, 0, [1] + [0] * k)
    return best


def bound_allows(strata, k, errors, risk):
    """Whether a binomial distribution of the least mean has so few often enough (Hoeffding)."""
    parts, of = risk
    drawn = sum(n for _, n in strata)
    under = product(persons for persons, _ in strata)
    mean, left = 0, errors  # in parts of `under`
    for persons, n in sorted(strata, key=lambda stratum: under * stratum[1] // stratum[0]):
        here = min(left, persons)
        mean += under // persons * here * n
        left -= here
    if mean < (k + 1) * under or errors <= k:
        return True
    trials = min(drawn, errors)
    whole = trials * under
    good = whole - mean
    few = sum(comb(trials, i) * mean**i * good ** (k - i) for i in range(k + 1))
    return few * good ** (trials - k) * of >= parts * whole**trials


def strata_limit(question, risk):
    strata, k = question
    parts, of = risk
    rest = [stratum for stratum in strata if stratum[1] < stratum[0]]
    most = sum(persons for persons, _ in rest) - sum(n for _, n in rest) + k
    if k > 0 and not is_small(rest):
        return largest(k, most, lambda errors: bound_allows(rest, k, errors, risk))
    best = by_best_product(rest) if k == 0 else by_every_placement(rest, k)
    samples = product(comb(persons, n) for persons, n in rest)
    return max(errors for errors in range(k, most + 1) if best[errors] * of >= samples * parts)


# --- looking more than once -------------------------------------------------------------------


def risk_of_looks(looks):
    """How often a population with 5 % errors passes at one look or another: (n, k) in order."""
    waiting, passed = {0: Fraction(1)}, Fraction(0)
    least = 0
    for n, k in looks:
        for _ in range(n - least):
            after = defaultdict(Fraction)
            for errors, chance in waiting.items():
                after[errors] += chance * 19 / 20
                after[errors + 1] += chance / 20
            waiting = after
        least = n
        passed += sum(chance for errors, chance in waiting.items() if errors <= k)
        waiting = {errors: chance for errors, chance in waiting.items() if errors > k}
    return passed


def smallest(k, risk):
    """The smallest n with P(at most k of n, 5 %) below the risk."""
    n = k
    while sum(comb(n, i) * 19 ** (n - i) for i in range(k + 1)) * risk[1] >= risk[0] * 20**n:
        n += 1
    return n


def check_looks():
    """Each at 95 % the four looks are wrong in 10.6 % of cases; sharing the risk, in under 5."""
    alone = [(smallest(k, risk_of(950, 1)), k) for k in range(4)]
    shared = [(smallest(k, risk_of(950, 4)), k) for k in range(4)]
    good = alone == [(59, 0), (93, 1), (124, 2), (153, 3)]
    good = good and round(risk_of_looks(alone), 3) == Fraction(106, 1000)
    good = good and risk_of_looks(shared) <= Fraction(5, 100) and shared[0] == (86, 0)
    print(f"looks: {float(risk_of_looks(alone)):.4f} and {float(risk_of_looks(shared)):.4f}")
    return good


# --- comparing --------------------------------------------------------------------------------

KINDS = (  # share of the questions in percent; how a question is written, made and answered
    (45, "hypergeometric", hypergeometric_question, hypergeometric_limit),
    (20, "binomial", binomial_question, binomial_limit),
    (15, "strata", none_found_question, strata_limit),
    (15, "strata", some_found_question, strata_limit),
    (5, "strata", many_strata_question, strata_limit),
)


def written(kind, question, confidence, looks):
    """The line that limits_asked reads: kind, confidence, looks, then numbers."""
    if kind == "strata":
        strata, k = question
        question = [k] + [value for stratum in strata for value in stratum]
    return " ".join(str(value) for value in (kind, confidence, looks, *question))


def main():
    program = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    lines, expected = [], []
    for share, kind, make, answer in KINDS:
        for _ in range(count * share // 100):
            question, (confidence, looks) = make(), any_risk()
            lines.append(written(kind, question, confidence, looks))
            expected.append(answer(question, risk_of(confidence, looks)))
    given = subprocess.run([program], input="\n".join(lines) + "\n", capture_output=True,
                           check=True, text=True).stdout.split()
    if len(given) != len(expected):
        sys.exit(f"{len(given)} answers, {len(expected)} questions")
    wrong = 0
    for line, answer, right in zip(lines, given, expected):
        # Clopper-Pearson's limit lies between two neighbouring parts; the others are whole.
        least = right if not line.startswith("binomial") else right - 1
        if not least <= int(answer) <= right + (least < right):
            wrong += 1
            print(f"{line}: {answer}, and not {right}")
    print(f"{len(expected)} limits, {wrong} wrong")
    sys.exit(wrong > 0 or not check_looks())


main()
