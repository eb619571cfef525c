#include "engine/commands/command_sample_numbers.h"

#include <stdio.h>
#include <string.h>

#include "engine/terminal.h"
#include "formats/run/sample_report.h"
#include "formats/base/system.h"
#include "formats/base/translate.h"

static const char *const distributions[] = {"binomial", "poisson", "hypergeometric", "beta",
                                            NULL};
static const char *const methods[] = {"attribute", "mus", "stratified", "two-stage", NULL};

/* --- strata on the command line --- */

/* The number at *at, up to a slash or the end. */
static bool take_number(const char **at, int64_t most, int64_t *out)
{
    size_t length = strcspn(*at, "/");
    *out = 0;
    if (length == 0 || length > 8) return false;
    for (size_t i = 0; i < length; i++) {
        if ((*at)[i] < '0' || (*at)[i] > '9') return false;
        *out = *out * 10 + ((*at)[i] - '0');
    }
    *at += length;
    if (**at == '/' && *++*at == '\0') return false; /* a number follows a slash */
    return *out <= most;
}

/* PERSONS/DRAWN/ERRORS, or without errors. */
static Status take_stratum(void *given, const char *value, Failure *failure)
{
    SampleNumbers *numbers = given;
    StratumDraw *stratum = &numbers->strata[numbers->strata_count];
    int64_t *errors = &numbers->errors[numbers->strata_count];
    const char *at = value;
    if (numbers->strata_count == STRATA_DRAWN_MAX)
        return failure_set(failure, STATUS_USAGE, "--stratum", "at most %d", STRATA_DRAWN_MAX);
    if (!take_number(&at, SAMPLE_SIZE_MAX, &stratum->count) || stratum->count == 0 ||
        !take_number(&at, stratum->count, &stratum->drawn) ||
        (*at != '\0' && !take_number(&at, stratum->drawn, errors)) || *at != '\0')
        return failure_set(
            failure, STATUS_USAGE, "--stratum",
            "'%s' is not PERSONS/DRAWN/ERRORS (none: PERSONS/DRAWN), each at most the "
            "one before",
            value);
    numbers->strata_count++;
    return STATUS_OK;
}

const Option sample_number_options[] = {
    OPTION("distribution", "NAME", CHOICE, SampleNumbers, distribution,
           "binomial, poisson, hypergeometric or beta (evaluate: beta)", .words = distributions,
           .least = 1, .actions = SAMPLE_SIZE | SAMPLE_LIMIT | SAMPLE_EVALUATE),
    OPTION("method", "NAME", CHOICE, SampleNumbers, method,
           "attribute, mus, stratified or two-stage; a size by amounts: mus", .words = methods,
           .least = 1, .actions = SAMPLE_SIZE | SAMPLE_DRAW),
    OPTION("confidence", "N", INT, SampleNumbers, question.confidence,
           "thousandths, from 500: 950 is 95 %", OPTION_CONFIDENCE,
           .needed = SAMPLE_SIZE | SAMPLE_LIMIT | SAMPLE_EVALUATE),
    OPTION("tolerable", "N", INT, SampleNumbers, question.tolerable,
           "tolerable error, basis points: 500 is 5 %", .least = 1, .most = BASIS_POINTS - 1,
           .actions = SAMPLE_SIZE | SAMPLE_EVALUATE, .needed = SAMPLE_EVALUATE),
    OPTION("expected", "N", INT, SampleNumbers, question.expected,
           "expected error, basis points", .most = BASIS_POINTS - 1, .actions = SAMPLE_SIZE),
    OPTION("errors", "K", NUMBER, SampleNumbers, question.errors,
           "errors allowed (size) or found (limit)", .most = SAMPLE_ERRORS_MAX,
           .actions = SAMPLE_SIZE | SAMPLE_LIMIT),
    OPTION("population", "N", NUMBER, SampleNumbers, question.population,
           "persons in all, for hypergeometric and a limit by beta", .least = 1,
           .most = SAMPLE_SIZE_MAX, .actions = SAMPLE_SIZE | SAMPLE_LIMIT),
    OPTION("looks", "N", INT, SampleNumbers, question.looks,
           "looks that are planned; each has its part of the risk", .least = 1,
           .most = SAMPLE_LOOKS_MAX, .actions = SAMPLE_SIZE | SAMPLE_LIMIT | SAMPLE_DRAW),
    OPTION("prior-errors", "K", NUMBER, SampleNumbers, question.prior.errors,
           "beta: errors found before, among --prior-n", .most = SAMPLE_ERRORS_MAX,
           .actions = SAMPLE_SIZE | SAMPLE_LIMIT | SAMPLE_EVALUATE),
    OPTION("prior-n", "N", NUMBER, SampleNumbers, question.prior.n,
           "beta: how many were looked at before, at most this time's n",
           .most = SAMPLE_SIZE_MAX, .actions = SAMPLE_SIZE | SAMPLE_LIMIT | SAMPLE_EVALUATE),
    OPTION("book-ore", "N", NUMBER, SampleNumbers, amounts.book,
           "mus: sum of the positive items", .least = 1, .most = INT64_C(999999999999999999),
           .actions = SAMPLE_SIZE),
    OPTION("tolerable-ore", "N", NUMBER, SampleNumbers, amounts.tolerable,
           "mus: what of it may be wrong", .least = 1, .most = INT64_C(999999999999999999),
           .actions = SAMPLE_SIZE | SAMPLE_DRAW),
    OPTION("expected-ore", "N", NUMBER, SampleNumbers, amounts.expected,
           "mus: what of it is thought to be wrong", .most = INT64_C(999999999999999999),
           .actions = SAMPLE_SIZE | SAMPLE_DRAW),
    OPTION("stratum", "N/n/K", OWN, SampleNumbers, strata,
           "persons, drawn and errors of a stratum; repeatable", .take = take_stratum,
           .repeatable = true, .actions = SAMPLE_LIMIT),
    OPTION("n", "N", NUMBER, SampleNumbers, n, "size of the sample", .least = 1,
           .most = SAMPLE_SIZE_MAX, .actions = SAMPLE_LIMIT | SAMPLE_DRAW,
           .needed = SAMPLE_DRAW),
    {.name = NULL},
};

/* --- what goes together --- */

static Status refuse(const char *option, const char *why, Failure *failure)
{
    return failure_set(failure, STATUS_USAGE, option, "%s", why);
}

static Status check_distribution(SampleNumbers *given, bool limit, Failure *failure)
{
    SampleQuestion *question = &given->question;
    question->distribution = (SampleDistribution)(given->distribution - 1);
    bool finite = question->distribution == SAMPLE_HYPERGEOMETRIC;
    bool beta = question->distribution == SAMPLE_BETA;
    if (!finite && !(limit && beta) && question->population > 0)
        return refuse("--population",
                      "goes with --distribution hypergeometric: say that, or leave it out; the "
                      "others are for a population without end",
                      failure);
    if (beta && question->looks > 1)
        return refuse("--looks", "not for beta: what is believed is not changed by looking",
                      failure);
    return option_need(!finite || question->population > 0, "--population", failure);
}

/* What was found before counts only for beta, and never more than what is looked at now. */
static Status check_prior(const SampleQuestion *question, int64_t n, Failure *failure)
{
    const BetaPrior *prior = &question->prior;
    if (question->distribution != SAMPLE_BETA && (prior->n > 0 || prior->errors > 0))
        return refuse("--prior-n",
                      "goes with --distribution beta: say that, or leave --prior-n and "
                      "--prior-errors out",
                      failure);
    if (prior->errors <= prior->n && prior->n <= n) return STATUS_OK;
    return refuse("--prior-n",
                  "not at least --prior-errors and at most n: what was found before must "
                  "not weigh more than what is found now",
                  failure);
}

static bool any_amount(const SampleAmounts *amounts)
{
    return amounts->book > 0 || amounts->tolerable > 0 || amounts->expected >= 0;
}

/* --- size --- */

static Status size_by_amounts(SampleNumbers *given, int64_t *n, Failure *failure)
{
    const SampleQuestion *question = &given->question;
    SampleAmounts *amounts = &given->amounts;
    if (given->distribution > 0 || question->tolerable > 0 || question->expected >= 0 ||
        question->errors >= 0 || question->population > 0)
        return refuse("--method",
                      "mus plans by --book-ore, --tolerable-ore and --expected-ore alone",
                      failure);
    if (amounts->expected < 0) amounts->expected = 0;
    return sample_size_monetary(amounts, sample_risk(question->confidence, question->looks), n,
                                failure);
}

static Status size_of_persons(SampleNumbers *given, int64_t *n, Failure *failure)
{
    SampleQuestion *question = &given->question;
    TRY(check_distribution(given, false, failure));
    if (any_amount(&given->amounts))
        return refuse("--book-ore", "amounts go with --method mus", failure);
    if (question->distribution == SAMPLE_BETA && question->expected >= 0)
        return refuse("--expected", "not for beta: say --errors, or what was found before",
                      failure);
    if (question->errors >= 0 && question->expected >= 0)
        return refuse("--errors", "does not go with --expected", failure);
    if (question->expected < 0) question->expected = 0;
    if (question->expected >= question->tolerable)
        return refuse("--expected", "not below --tolerable", failure);
    return sample_size(question, n, failure);
}

Status sample_numbers_size(SampleNumbers *given, bool json, Failure *failure)
{
    int64_t n = 0;
    TRY(given->method == SAMPLE_MUS + 1 ? size_by_amounts(given, &n, failure)
                                        : size_of_persons(given, &n, failure));
    TRY(check_prior(&given->question, n, failure));
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    if (json)
        sample_size_json(n, &text);
    else
        text_buffer_format(&text, "%lld\n", (long long)n);
    return print_text(&text, failure);
}

/* --- evaluate --- */

Status sample_numbers_belief(const SampleNumbers *given, bool *asked, Failure *failure)
{
    const BetaPrior *prior = &given->question.prior;
    *asked = given->distribution == SAMPLE_BETA + 1;
    if (given->distribution > 0 && !*asked)
        return refuse("--distribution",
                      "only beta can be asked of a form: the others are given", failure);
    if (!*asked && (prior->n > 0 || prior->errors > 0))
        return refuse("--prior-n",
                      "goes with --distribution beta: say that, or leave --prior-n and "
                      "--prior-errors out",
                      failure);
    return STATUS_OK;
}

/* --- limit --- */

static Status limit_of_strata(const SampleNumbers *given, long double *limit, Failure *failure)
{
    const SampleQuestion *question = &given->question;
    int64_t found = 0, known = 0, all = 0;
    for (size_t i = 0; i < given->strata_count; i++) {
        const StratumDraw *stratum = &given->strata[i];
        all += stratum->count;
        *(stratum->drawn < stratum->count ? &found : &known) += given->errors[i];
    }
    CLEANUP(system_free)
    long double *room =
        system_allocate(strata_room(given->strata, given->strata_count, found) * sizeof *room);
    if (room == NULL) return failure_set(failure, STATUS_MEMORY, _("strata"), NULL);
    SampleRisk risk = sample_risk(question->confidence, question->looks);
    int64_t most = strata_limit(given->strata, given->strata_count, found, risk, room);
    *limit = (long double)(known + most) / (long double)all;
    return STATUS_OK;
}

static Status limit_of_one(SampleNumbers *given, long double *limit, Failure *failure)
{
    const SampleQuestion *question = &given->question;
    TRY(check_distribution(given, true, failure));
    TRY(check_prior(question, given->n, failure));
    return sample_limit(question, given->n, limit, failure);
}

Status sample_numbers_limit(SampleNumbers *given, bool json, Failure *failure)
{
    const SampleQuestion *question = &given->question;
    long double limit = 0;
    bool strata = given->strata_count > 0;
    if (strata && (given->distribution > 0 || question->errors >= 0 || given->n > 0 ||
                   question->population > 0 || question->prior.n > 0))
        return refuse(
            "--stratum",
            "says persons, drawn and errors itself: leave --distribution, --population, "
            "--n, --errors and --prior-n out",
            failure);
    TRY(strata ? limit_of_strata(given, &limit, failure)
               : limit_of_one(given, &limit, failure));
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    if (json) {
        sample_limit_json(limit, &text);
        return print_text(&text, failure);
    }
    printf("%.10Lf\n", limit);
    return STATUS_OK;
}
