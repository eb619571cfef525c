/* command_sample.c - tilskudd sample size|limit|draw|evaluate. cli.md, control.md 3. */
#include <stdio.h>
#include <string.h>

#include "engine/commands/commands.h"
#include "engine/ledger/draws.h"
#include "engine/program.h"
#include "engine/review/sample_again.h"
#include "engine/terminal.h"
#include "formats/csv/municipality_csv.h"
#include "formats/run/sample_exact.h"
#include "formats/run/sample_report.h"

enum { SAMPLE_MODE = 0640 };
enum { SIZE = 1 << 0, LIMIT = 1 << 1, DRAW = 1 << 2, EVALUATE = 1 << 3, LIST = 1 << 4 };

typedef struct Given {
    const char *place, *seed, *ledger, *run, *out;
    SampleQuestion question; /* errors, expected: -1 when they are not given */
    int64_t n;
    SampleMethod method;
    SampleStrata strata;
    MunicipalityCode only[SAMPLE_ONLY_MAX]; /* ascending */
    size_t only_count;
} Given;

static const Given initial = {
    .question = {.errors = -1, .expected = -1, .exact = &sample_exact}};

/* Kept ascending, so that their order on the command line makes no other file. */
static Status take_municipality(void *given, const char *value, Failure *failure)
{
    Given *arguments = given;
    int64_t code;
    size_t at = arguments->only_count;
    TRY(option_number("--municipality", value, 1, MUNICIPALITY_CODES - 1, &code, failure));
    if (at == SAMPLE_ONLY_MAX)
        return failure_set(failure, STATUS_USAGE, "--municipality", "at most %d of them",
                           SAMPLE_ONLY_MAX);
    for (; at > 0 && arguments->only[at - 1] > code; at--)
        arguments->only[at] = arguments->only[at - 1];
    if (at > 0 && arguments->only[at - 1] == code)
        return failure_set(failure, STATUS_USAGE, "--municipality", "%s is named twice", value);
    arguments->only[at] = (MunicipalityCode)code;
    arguments->only_count++;
    return STATUS_OK;
}

static const char *const distributions[] = {"binomial", "poisson", "hypergeometric", "beta",
                                            NULL};
static const char *const methods[] = {"attribute", "mus", "stratified", NULL};
static const char *const strata[] = {"municipality", "county", "group", "severity", NULL};

static const Option options[] = {
    OPTION("distribution", "NAME", CHOICE, Given, question.distribution,
           "binomial, poisson, hypergeometric or beta", .words = distributions,
           .needed = SIZE | LIMIT),
    OPTION("confidence", "N", INT, Given, question.confidence,
           "thousandths, from 500: 950 is 95 %", OPTION_CONFIDENCE,
           .needed = SIZE | LIMIT | EVALUATE),
    OPTION("tolerable", "N", INT, Given, question.tolerable,
           "tolerable error, basis points: 500 is 5 %", .least = 1, .most = BASIS_POINTS - 1,
           .needed = SIZE | EVALUATE),
    OPTION("expected", "N", INT, Given, question.expected, "expected error, basis points",
           .most = BASIS_POINTS - 1, .actions = SIZE),
    OPTION("errors", "K", NUMBER, Given, question.errors,
           "errors allowed (size) or found (limit)", .most = SAMPLE_ERRORS_MAX,
           .actions = SIZE | LIMIT, .needed = LIMIT),
    OPTION("population", "N", NUMBER, Given, question.population,
           "persons in all, for hypergeometric and a limit by beta", .least = 1,
           .most = SAMPLE_SIZE_MAX, .actions = SIZE | LIMIT),
    OPTION("prior-errors", "K", NUMBER, Given, question.prior.errors,
           "beta: errors found before, among --prior-n", .most = SAMPLE_ERRORS_MAX,
           .actions = SIZE | LIMIT),
    OPTION("prior-n", "N", NUMBER, Given, question.prior.n,
           "beta: how many were looked at before, at most this time's n",
           .most = SAMPLE_SIZE_MAX, .actions = SIZE | LIMIT),
    OPTION("n", "N", NUMBER, Given, n, "size of the sample", .least = 1,
           .most = SAMPLE_SIZE_MAX, .actions = LIMIT | DRAW, .needed = LIMIT | DRAW),
    OPTION("method", "NAME", CHOICE, Given, method, "attribute, mus or stratified",
           .words = methods, .actions = DRAW, .needed = DRAW),
    OPTION("seed", "TEXT", TEXT, Given, seed,
           "a seed of one's own; without, the hash of the newest checkpoint", .actions = DRAW),
    OPTION("strata", "NAME", CHOICE, Given, strata, "municipality, county, group or severity",
           .words = strata, .least = STRATA_MUNICIPALITY, .actions = DRAW),
    OPTION("municipality", "NNNN", OWN, Given, only, "of this municipality only; repeatable",
           .take = take_municipality, .repeatable = true, .actions = DRAW),
    OPTION("run", "RUN", TEXT, Given, run, "draw again from this run, and compare the list",
           .actions = EVALUATE),
    OPTION("ledger", "DIR", TEXT, Given, ledger, "the ledger, if it is not where it was",
           .actions = DRAW | EVALUATE),
    OPTION("out", "FILE", OUTPUT, Given, out, "the sample file", .actions = DRAW,
           .needed = DRAW),
    {.name = NULL},
};

/* --- size and limit --- */

static Status check_population(const SampleQuestion *question, bool limit, Failure *failure)
{
    bool finite = question->distribution == SAMPLE_HYPERGEOMETRIC;
    if (!finite && !(limit && question->distribution == SAMPLE_BETA) &&
        question->population > 0)
        return failure_set(failure, STATUS_USAGE, "--population",
                           "goes with --distribution hypergeometric: the others are for a "
                           "population without end");
    return option_need(!finite || question->population > 0, "--population", failure);
}

/* What was found before counts only for beta, and never more than what is looked at now. */
static Status check_prior(const SampleQuestion *question, int64_t n, Failure *failure)
{
    const BetaPrior *prior = &question->prior;
    if (question->distribution != SAMPLE_BETA && (prior->n > 0 || prior->errors > 0))
        return failure_set(failure, STATUS_USAGE, "--prior-n", "goes with beta");
    if (prior->errors <= prior->n && prior->n <= n) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--prior-n",
                       "not at least --prior-errors and at most n: what was found before must "
                       "not weigh more than what is found now");
}

static Status show_size(void *arguments, Failure *failure)
{
    Given *given = arguments;
    SampleQuestion *question = &given->question;
    int64_t n = 0;
    TRY(check_population(question, false, failure));
    if (question->distribution == SAMPLE_BETA && question->expected >= 0)
        return failure_set(failure, STATUS_USAGE, "--expected",
                           "not for beta: say --errors, or what was found before");
    if (question->errors >= 0 && question->expected >= 0)
        return failure_set(failure, STATUS_USAGE, "--errors", "does not go with --expected");
    if (question->expected < 0) question->expected = 0;
    if (question->expected >= question->tolerable)
        return failure_set(failure, STATUS_USAGE, "--expected", "not below --tolerable");
    TRY(sample_size(question, &n, failure));
    TRY(check_prior(question, n, failure));
    printf("%lld\n", (long long)n);
    return STATUS_OK;
}

static Status show_limit(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    const SampleQuestion *question = &given->question;
    long double limit = 0;
    TRY(check_population(question, true, failure));
    TRY(check_prior(question, given->n, failure));
    TRY(sample_limit(question, given->n, &limit, failure));
    printf("%.10Lf\n", limit);
    return STATUS_OK;
}

/* --- draw --- */

/* The form goes through spreadsheet programs: what they take for a formula, a number or a date
 * would come back as something else. */
static Status check_seed(const char *seed, Failure *failure)
{
    if (seed == NULL) return STATUS_OK;
    size_t length = strlen(seed);
    if (length == 0 || length >= 128 || strpbrk(seed, "\r\n\"") != NULL)
        return failure_set(failure, STATUS_USAGE, "--seed",
                           "1 to 127 bytes on one line, without quotes");
    bool formula = strchr("=+-@# \t'", seed[0]) != NULL || seed[length - 1] == ' ' ||
                   seed[length - 1] == ',' || seed[length - 1] == ';';
    if (!formula && seed[strspn(seed, "0123456789 .,:;/-+%eE")] != '\0') return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--seed",
                       "a spreadsheet program would change it: begin with a letter, and let a "
                       "word stand in it");
}

static Status check_draw(const Given *given, Failure *failure)
{
    TRY(option_need(given->place != NULL, "the run folder", failure));
    TRY(option_need((given->method == SAMPLE_STRATIFIED) == (given->strata != STRATA_NONE),
                    "--strata with --method stratified, and only there: it", failure));
    TRY(check_seed(given->seed, failure));
    return output_file_check_new(given->out, failure);
}

static Status save_sample(const Sample *sample, uint32_t number, const char *path,
                          Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    int64_t drawn = 0;
    TRY(sample_write(sample, &text, failure));
    TRY(save_text(path, SAMPLE_MODE, &text, failure));
    for (size_t i = 0; i < sample->item_count; i++)
        drawn += sample->items[i].drawn;
    print_done("%lld drawn of %llu items, draw %06u of the ledger; fill in audited_ore or "
               "audited_kr in %s, then "
               "'tilskudd sample "
               "evaluate'",
               (long long)drawn, (unsigned long long)sample->count, number, path);
    return STATUS_OK;
}

static void fill_choice(const Given *given, Sample *sample)
{
    sample->form = SAMPLE_FORM_LINE;
    sample->method = given->method;
    sample->strata_kind = given->strata;
    sample->n = given->n;
    memcpy(sample->only, given->only, sizeof sample->only);
    sample->only_count = given->only_count;
    sample->seed_chosen = given->seed != NULL;
    if (given->seed != NULL) snprintf(sample->seed, sizeof sample->seed, "%s", given->seed);
    snprintf(sample->program, sizeof sample->program, "tilskudd %s", TILSKUDD_VERSION);
}

/* Recorded first: a draw that nobody was shown is one all the same. */
static Status record_and_save(const Given *given, const RunFolder *folder, const Ledger *ledger,
                              const Sample *sample, Failure *failure)
{
    uint32_t number;
    const LedgerEntry *entry = ledger_entry_of(ledger, folder->manifest_sha256);
    TRY(draws_record(ledger, DRAW_SAMPLE, sample, entry->number, 0, &number, failure));
    return save_sample(sample, number, given->out, failure);
}

static Status draw_sample(const Given *given, Sample *sample, Failure *failure)
{
    CLEANUP(run_folder_close) RunFolder folder = {0};
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    CLEANUP(municipality_table_free) MunicipalityTable *places = NULL;
    static ProgramData data;
    fill_choice(given, sample);
    TRY(run_folder_open(given->place, &folder, failure));
    TRY(sample_ledger(&folder, given->ledger, &ledger, failure));
    TRY(program_data(&data, failure));
    TRY(municipality_csv_read(data.municipalities, &places, failure));
    sample->places = places;
    sample->day = folder.manifest.cutoff;
    if (given->seed == NULL) TRY(sample_ledger_seed(ledger, sample, failure));
    TRY(sample_population(&folder, ledger, sample, failure));
    TRY(sample_draw_by_seed(sample, failure));
    return record_and_save(given, &folder, ledger, sample, failure);
}

static Status draw(void *given, Failure *failure)
{
    CLEANUP(sample_free) Sample *sample = NULL;
    TRY(check_draw(given, failure));
    TRY(sample_new(&sample, failure));
    return draw_sample(given, sample, failure);
}

/* --- evaluate --- */

static Status check_drawn(const Given *given, const Sample *sample, TextBuffer *proof,
                          Failure *failure)
{
    CLEANUP(run_folder_close) RunFolder folder = {0};
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    if (given->run == NULL && given->ledger != NULL)
        return failure_set(failure, STATUS_USAGE, "--ledger", "goes with --run");
    if (given->run == NULL) return STATUS_OK;
    TRY(run_folder_open(given->run, &folder, failure));
    TRY(sample_ledger(&folder, given->ledger, &ledger, failure));
    return sample_again(given->place, sample, &folder, ledger, proof, failure);
}

static Status evaluate(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    const SampleQuestion *question = &given->question;
    CLEANUP(text_buffer_free) TextBuffer proof = TEXT_BUFFER_EMPTY;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(sample_free) Sample *sample = NULL;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(option_need(given->place != NULL, "the sample file", failure));
    TRY(input_file_read(given->place, INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(sample_read(given->place, file.bytes, file.size, &sample, failure));
    TRY(check_drawn(given, sample, &proof, failure));
    TRY(sample_report(sample, question->confidence, question->tolerable, &text, failure));
    sample_report_proof(sample, proof.length > 0 ? proof.bytes : NULL, &text);
    return print_text(&text, failure);
}

/* --- list --- */

static Status list_draws(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(option_need(given->place != NULL, "the ledger", failure));
    TRY(ledger_open(given->place, true, &ledger, failure));
    TRY(draws_list(ledger, &text, failure));
    return print_text(&text, failure);
}

const Command command_sample = {
    .name = "sample",
    .purpose = "sizes, limits, draws and evaluation of samples",
    .usage =
        "tilskudd sample size --distribution D --confidence 950 --tolerable 500 [--expected "
        "100]\n"
        "       tilskudd sample limit --distribution D --confidence 950 --n 145 --errors 2\n"
        "       tilskudd sample draw RUN --method M --n N --seed TEXT [--municipality "
        "NNNN]...\n"
        "                            --out FILE\n"
        "       tilskudd sample evaluate FILE --confidence 950 --tolerable 500 [--run RUN]\n"
        "       tilskudd sample list LEDGER",
    .description =
        "size says how many to look at, limit what the error rate is at most after what was "
        "found, draw takes a sample of a committed run by SHA-256 tickets (the same seed "
        "gives the same file), evaluate judges the file once its column audited_ore is "
        "filled in. Strata get one each and then their part of N by persons (Sainte-Lague): "
        "one more drawn never takes one away. The total has one limit, which holds wherever "
        "the errors are: the largest number of them for which some placement over the strata "
        "still lets so few be found. The limits of single strata stand beside it. For "
        "monetary units, items taken whole count as found, and the Stringer bound is of the "
        "others.",
    .actions = {{"size", show_size},
                {"limit", show_limit},
                {"draw", draw},
                {"evaluate", evaluate},
                {"list", list_draws}},
    .unknown = "knows size, limit, draw, evaluate and list",
    .options = options,
    .words = {{"RUN|FILE|LEDGER", offsetof(Given, place), 0, NULL}},
    .size = sizeof(Given),
    .initial = &initial,
};
