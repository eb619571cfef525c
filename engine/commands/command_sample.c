/* command_sample.c - tilskudd sample size|limit|draw|evaluate. cli.md, control.md 3. */
#include <stdio.h>
#include <string.h>

#include "engine/options.h"
#include "engine/program.h"
#include "engine/review/sample_population.h"
#include "formats/run/sample_exact.h"
#include "formats/run/sample_report.h"

enum {
    SAMPLE_OPT_DISTRIBUTION = 2,
    SAMPLE_OPT_CONFIDENCE,
    SAMPLE_OPT_TOLERABLE,
    SAMPLE_OPT_EXPECTED,
    SAMPLE_OPT_ERRORS,
    SAMPLE_OPT_POPULATION,
    SAMPLE_OPT_N,
    SAMPLE_OPT_METHOD,
    SAMPLE_OPT_SEED,
    SAMPLE_OPT_STRATA,
    SAMPLE_OPT_MUNICIPALITY,
    SAMPLE_OPT_LEDGER,
    SAMPLE_OPT_OUT
};

static const OptionRow rows[] = {
    {SAMPLE_OPT_DISTRIBUTION, "distribution", "NAME", "binomial, poisson or hypergeometric"},
    {SAMPLE_OPT_CONFIDENCE, "confidence", "N", "thousandths, from 500: 950 is 95 %"},
    {SAMPLE_OPT_TOLERABLE, "tolerable", "N", "tolerable error, basis points: 500 is 5 %"},
    {SAMPLE_OPT_EXPECTED, "expected", "N", "size: expected error, basis points"},
    {SAMPLE_OPT_ERRORS, "errors", "K", "size: errors allowed; limit: errors found"},
    {SAMPLE_OPT_POPULATION, "population", "N", "persons in all, for hypergeometric"},
    {SAMPLE_OPT_N, "n", "N", "limit, draw: size of the sample"},
    {SAMPLE_OPT_METHOD, "method", "NAME", "draw: attribute, mus or stratified"},
    {SAMPLE_OPT_SEED, "seed", "TEXT", "draw: given after the population is fixed"},
    {SAMPLE_OPT_STRATA, "strata", "NAME", "draw: municipality, county, group or severity"},
    {SAMPLE_OPT_MUNICIPALITY | OPTION_MANY, "municipality", "NNNN",
     "draw: of this municipality only; repeatable"},
    {SAMPLE_OPT_LEDGER, "ledger", "DIR", "draw: the ledger, if it is not where it was"},
    {SAMPLE_OPT_OUT, "out", "FILE", "draw: the sample file"},
};

static const CommandHelp help = {
    "tilskudd sample size --distribution D --confidence 950 --tolerable 500 [--expected 100]\n"
    "       tilskudd sample limit --distribution D --confidence 950 --n 145 --errors 2\n"
    "       tilskudd sample draw RUN --method M --n N --seed TEXT [--municipality NNNN]...\n"
    "                            --out FILE\n"
    "       tilskudd sample evaluate FILE --confidence 950 --tolerable 500",
    "size says how many to look at, limit what the error rate is at most after what was "
    "found,\n"
    "draw takes a sample of a committed run by SHA-256 tickets (the same seed gives the same\n"
    "file), evaluate judges the file once its column audited_ore is filled in.\n"
    "Strata get their part of N by largest remainders (of equal ones by ticket), each one at\n"
    "least. The total has one limit: of all drawn together (exact hypergeometric) when every\n"
    "stratum has its part, else Clopper-Pearson times the weight of the most thinly drawn. "
    "The\n"
    "limits of single strata stand beside it. For monetary units, items taken whole count as\n"
    "found, and the Stringer bound is of the others.",
    rows, sizeof rows / sizeof rows[0], NULL};

typedef struct SampleArguments {
    const char *action, *place, *seed, *ledger, *out;
    SampleQuestion question;
    bool has_distribution, has_method, has_expected, has_tolerable;
    int64_t n;
    SampleMethod method;
    SampleStrata strata;
    MunicipalityCode only[SAMPLE_ONLY_MAX]; /* ascending */
    size_t only_count;
} SampleArguments;

static Status choose(const char *name, const char *value, const char *const *words, int count,
                     int *out, Failure *failure)
{
    for (int i = 0; i < count; i++) {
        if (words[i] != NULL && strcmp(value, words[i]) == 0) {
            *out = i;
            return STATUS_OK;
        }
    }
    return failure_set(failure, STATUS_USAGE, name, "does not know %s", value);
}

static Status take_word(SampleArguments *arguments, int id, const char *value, Failure *failure)
{
    static const char *const distributions[] = {"binomial", "poisson", "hypergeometric"};
    static const char *const methods[] = {"attribute", "mus", "stratified"};
    static const char *const strata[] = {NULL, "municipality", "county", "group", "severity"};
    int which = 0;
    switch (id) {
    case SAMPLE_OPT_DISTRIBUTION:
        TRY(choose("--distribution", value, distributions, 3, &which, failure));
        arguments->question.distribution = (SampleDistribution)which;
        arguments->has_distribution = true;
        return STATUS_OK;
    case SAMPLE_OPT_METHOD:
        TRY(choose("--method", value, methods, 3, &which, failure));
        arguments->method = (SampleMethod)which;
        arguments->has_method = true;
        return STATUS_OK;
    default:
        TRY(choose("--strata", value, strata, 5, &which, failure));
        arguments->strata = (SampleStrata)which;
        return STATUS_OK;
    }
}

static Status take_rate(const char *name, const char *value, int most, int *out,
                        Failure *failure)
{
    int64_t number;
    TRY(option_number(name, value, 1, most, &number, failure));
    *out = (int)number;
    return STATUS_OK;
}

static Status take_number(SampleArguments *arguments, int id, const char *value,
                          Failure *failure)
{
    SampleQuestion *question = &arguments->question;
    int64_t expected;
    switch (id) {
    case SAMPLE_OPT_CONFIDENCE:
        return option_confidence(value, &question->confidence, failure);
    case SAMPLE_OPT_TOLERABLE:
        arguments->has_tolerable = true;
        return take_rate("--tolerable", value, BASIS_POINTS - 1, &question->tolerable, failure);
    case SAMPLE_OPT_EXPECTED:
        TRY(option_number("--expected", value, 0, BASIS_POINTS - 1, &expected, failure));
        question->expected = (int)expected;
        arguments->has_expected = true;
        return STATUS_OK;
    case SAMPLE_OPT_ERRORS:
        return option_number("--errors", value, 0, SAMPLE_ERRORS_MAX, &question->errors,
                             failure);
    case SAMPLE_OPT_POPULATION:
        return option_number("--population", value, 1, SAMPLE_SIZE_MAX, &question->population,
                             failure);
    default:
        return option_number("--n", value, 1, SAMPLE_SIZE_MAX, &arguments->n, failure);
    }
}

/* Kept ascending, so that their order on the command line makes no other file. */
static Status take_municipality(SampleArguments *arguments, const char *value, Failure *failure)
{
    int64_t code;
    size_t at = arguments->only_count;
    TRY(option_number("--municipality", value, 1, MUNICIPALITY_CODES - 1, &code, failure));
    if (at == SAMPLE_ONLY_MAX) {
        return failure_set(failure, STATUS_USAGE, "--municipality", "at most %d of them",
                           SAMPLE_ONLY_MAX);
    }
    for (; at > 0 && arguments->only[at - 1] > code; at--) {
        arguments->only[at] = arguments->only[at - 1];
    }
    if (at > 0 && arguments->only[at - 1] == code) {
        return failure_set(failure, STATUS_USAGE, "--municipality", "%s is named twice", value);
    }
    arguments->only[at] = (MunicipalityCode)code;
    arguments->only_count++;
    return STATUS_OK;
}

static Status take(void *user, int id, const char *value, Failure *failure)
{
    SampleArguments *arguments = user;
    switch (id) {
    case SAMPLE_OPT_DISTRIBUTION:
    case SAMPLE_OPT_METHOD:
    case SAMPLE_OPT_STRATA:
        return take_word(arguments, id, value, failure);
    case SAMPLE_OPT_SEED:
        arguments->seed = value;
        return STATUS_OK;
    case SAMPLE_OPT_MUNICIPALITY:
        return take_municipality(arguments, value, failure);
    case SAMPLE_OPT_LEDGER:
        arguments->ledger = value;
        return STATUS_OK;
    case SAMPLE_OPT_OUT:
        arguments->out = value;
        return STATUS_OK;
    default:
        return take_number(arguments, id, value, failure);
    }
}

static Status place(void *user, const char *word, Failure *failure)
{
    SampleArguments *arguments = user;
    if (arguments->action == NULL) {
        arguments->action = word;
    } else if (arguments->place == NULL) {
        arguments->place = word;
    } else {
        return failure_set(failure, STATUS_USAGE, word, "unexpected word");
    }
    return STATUS_OK;
}

static Status need(bool there, const char *name, Failure *failure)
{
    return there ? STATUS_OK : failure_set(failure, STATUS_USAGE, name, "is needed");
}

static Status check_common(const SampleArguments *arguments, Failure *failure)
{
    const SampleQuestion *question = &arguments->question;
    TRY(need(arguments->has_distribution, "--distribution", failure));
    TRY(need(question->confidence > 0, "--confidence", failure));
    if (question->distribution != SAMPLE_HYPERGEOMETRIC && question->population > 0) {
        return failure_set(failure, STATUS_USAGE, "--population",
                           "goes with --distribution hypergeometric: the others are for a "
                           "population without end");
    }
    return need(question->distribution != SAMPLE_HYPERGEOMETRIC || question->population > 0,
                "--population", failure);
}

static Status show_size(const SampleArguments *arguments, Failure *failure)
{
    int64_t n = 0;
    const SampleQuestion *question = &arguments->question;
    TRY(check_common(arguments, failure));
    TRY(need(arguments->has_tolerable, "--tolerable", failure));
    if (question->errors >= 0 && arguments->has_expected) {
        return failure_set(failure, STATUS_USAGE, "--errors", "does not go with --expected");
    }
    if (question->expected >= question->tolerable) {
        return failure_set(failure, STATUS_USAGE, "--expected", "not below --tolerable");
    }
    TRY(sample_size(question, &n, failure));
    printf("%lld\n", (long long)n);
    return STATUS_OK;
}

static Status show_limit(const SampleArguments *arguments, Failure *failure)
{
    long double limit = 0;
    const SampleQuestion *question = &arguments->question;
    TRY(check_common(arguments, failure));
    TRY(need(arguments->n > 0, "--n", failure));
    TRY(need(question->errors >= 0, "--errors", failure));
    TRY(sample_limit(question, arguments->n, &limit, failure));
    printf("%.10Lf\n", limit);
    return STATUS_OK;
}

static Status check_draw(const SampleArguments *arguments, Failure *failure)
{
    TRY(need(arguments->place != NULL, "the run folder", failure));
    TRY(need(arguments->has_method, "--method", failure));
    TRY(need(arguments->n > 0, "--n", failure));
    TRY(need(arguments->seed != NULL, "--seed", failure));
    TRY(need(arguments->out != NULL, "--out", failure));
    TRY(need((arguments->method == SAMPLE_STRATIFIED) == (arguments->strata != STRATA_NONE),
             "--strata with --method stratified, and only there: it", failure));
    size_t length = strlen(arguments->seed);
    if (length > 0 && length < 128 && strpbrk(arguments->seed, "\r\n") == NULL) {
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_USAGE, "--seed", "1 to 127 bytes on one line");
}

static Status save_sample(const Sample *sample, const char *path, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    int64_t drawn = 0;
    TRY(sample_write(sample, &text, failure));
    TRY(output_file_save_new(path, 0644, OUTPUT_PLAIN, text.bytes, text.length, NULL, failure));
    for (size_t i = 0; i < sample->item_count; i++)
        drawn += sample->items[i].drawn;
    printf("%lld drawn of %llu items; fill in audited_ore in %s, then 'tilskudd sample "
           "evaluate'\n",
           (long long)drawn, (unsigned long long)sample->count, path);
    return STATUS_OK;
}

static void fill_in(const SampleArguments *arguments, Sample *sample)
{
    sample->method = arguments->method;
    sample->strata_kind = arguments->strata;
    sample->n = arguments->n;
    memcpy(sample->only, arguments->only, sizeof sample->only);
    sample->only_count = arguments->only_count;
    snprintf(sample->seed, sizeof sample->seed, "%s", arguments->seed);
    snprintf(sample->program, sizeof sample->program, "tilskudd %s", TILSKUDD_VERSION);
}

static Status draw(const SampleArguments *arguments, Failure *failure)
{
    RunFolder folder;
    CLEANUP(sample_free) Sample *sample = NULL;
    TRY(check_draw(arguments, failure));
    TRY(output_file_check_new(arguments->out, failure));
    TRY(sample_new(&sample, failure));
    fill_in(arguments, sample);
    TRY(run_folder_open(arguments->place, &folder, failure));
    Status status = sample_population(&folder, arguments->ledger, sample, failure);
    run_folder_close(&folder);
    TRY(status);
    TRY(sample_draw_by_seed(sample, failure));
    return save_sample(sample, arguments->out, failure);
}

static Status evaluate(const SampleArguments *arguments, Failure *failure)
{
    const char *name = arguments->place;
    const SampleQuestion *question = &arguments->question;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(sample_free) Sample *sample = NULL;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(need(name != NULL, "the sample file", failure));
    TRY(need(question->confidence > 0, "--confidence", failure));
    TRY(need(arguments->has_tolerable, "--tolerable", failure));
    TRY(input_file_read(name, INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(sample_read(name, file.bytes, file.size, &sample, failure));
    TRY(sample_report(sample, question->confidence, question->tolerable, &text, failure));
    fputs(text.bytes, stdout);
    return STATUS_OK;
}

static Status act(const SampleArguments *arguments, Failure *failure)
{
    const char *action = arguments->action != NULL ? arguments->action : "";
    if (strcmp(action, "size") == 0) return show_size(arguments, failure);
    if (strcmp(action, "limit") == 0) return show_limit(arguments, failure);
    if (strcmp(action, "draw") == 0) return draw(arguments, failure);
    if (strcmp(action, "evaluate") == 0) return evaluate(arguments, failure);
    return failure_set(failure, STATUS_USAGE, "sample", "knows size, limit, draw and evaluate");
}

int command_sample(int argc, char **argv)
{
    SampleArguments arguments = {.question = {.errors = -1, .exact = &sample_exact}};
    Failure failure = {STATUS_OK, "", ""};
    bool helped;
    OptionTakers takers = {take, place, &arguments};
    Status status = options_parse(argc, argv, &help, &takers, &helped, &failure);
    if (helped) return EXIT_DONE;
    if (status == STATUS_OK) status = act(&arguments, &failure);
    return report_end(status, &failure);
}
