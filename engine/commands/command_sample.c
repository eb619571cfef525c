/* command_sample.c - tilskudd sample size|limit|draw|evaluate. cli.md, control.md 3. */
#include <stdio.h>
#include <string.h>

#include "engine/commands/command_sample_numbers.h"
#include "engine/commands/commands.h"
#include "engine/program.h"
#include "engine/review/sample_again.h"
#include "engine/terminal.h"
#include "formats/csv/municipality_csv.h"
#include "formats/run/sample_exact.h"
#include "formats/run/sample_report.h"
#include "rules/sampling/sample_estimate.h"

enum { SAMPLE_MODE = 0640 };

typedef struct Given {
    const char *place, *seed, *ledger, *run, *out;
    SampleNumbers numbers;
    int64_t hits;
    SampleStrata strata;
    MunicipalityCode only[SAMPLE_ONLY_MAX]; /* ascending */
    size_t only_count;
} Given;

static const Given initial = {.numbers = SAMPLE_NUMBERS_NONE};

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

static const char *const strata[] = {"municipality", "county", "group", "severity", NULL};

static const Option options[] = {
    OPTION("seed", "TEXT", TEXT, Given, seed,
           "a seed of one's own; without, the hash of the newest checkpoint",
           .actions = SAMPLE_DRAW),
    OPTION("strata", "NAME", CHOICE, Given, strata, "municipality, county, group or severity",
           .words = strata, .least = STRATA_MUNICIPALITY, .actions = SAMPLE_DRAW),
    OPTION("hits", "M", NUMBER, Given, hits, "two-stage: so many municipalities, by kroner",
           .least = STAGE_HITS_LEAST, .most = SAMPLE_HITS_MAX, .actions = SAMPLE_DRAW),
    OPTION("municipality", "NNNN", OWN, Given, only, "of this municipality only; repeatable",
           .take = take_municipality, .repeatable = true, .actions = SAMPLE_DRAW),
    OPTION("run", "RUN", TEXT, Given, run, "draw again from this run, and compare the list",
           .actions = SAMPLE_EVALUATE),
    OPTION("ledger", "DIR", TEXT, Given, ledger, "the ledger, if it is not where it was",
           .actions = SAMPLE_DRAW | SAMPLE_EVALUATE),
    OPTION("out", "FILE", OUTPUT, Given, out, "the sample file", .actions = SAMPLE_DRAW,
           .needed = SAMPLE_DRAW),
    {.name = NULL},
};

static Status size(void *given, Failure *failure)
{
    return sample_numbers_size(&((Given *)given)->numbers, failure);
}

static Status limit(void *given, Failure *failure)
{
    return sample_numbers_limit(&((Given *)given)->numbers, failure);
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
    TRY(option_need((given->numbers.method == SAMPLE_STRATIFIED) ==
                        (given->strata != STRATA_NONE),
                    "--strata with --method stratified, and only there: it", failure));
    TRY(option_need((given->numbers.method == SAMPLE_STAGES) == (given->hits > 0),
                    "--hits with --method two-stage, and only there: it", failure));
    TRY(check_seed(given->seed, failure));
    return output_file_check_new(given->out, failure);
}

static Status save_sample(const Sample *sample, const char *path, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    int64_t drawn = 0;
    TRY(sample_write(sample, &text, failure));
    TRY(save_text(path, SAMPLE_MODE, &text, failure));
    for (size_t i = 0; i < sample->item_count; i++)
        drawn += sample->items[i].drawn;
    print_done("%lld drawn of %llu items; fill in audited_ore or audited_kr in %s, then "
               "'tilskudd sample "
               "evaluate'",
               (long long)drawn, (unsigned long long)sample->count, path);
    return STATUS_OK;
}

static void fill_choice(const Given *given, Sample *sample)
{
    sample->form = SAMPLE_FORM_LINE;
    sample->method = given->numbers.method;
    sample->strata_kind =
        given->numbers.method == SAMPLE_STAGES ? STRATA_MUNICIPALITY : given->strata;
    sample->hits = given->hits;
    sample->n = given->numbers.n;
    memcpy(sample->only, given->only, sizeof sample->only);
    sample->only_count = given->only_count;
    sample->seed_chosen = given->seed != NULL;
    if (given->seed != NULL) snprintf(sample->seed, sizeof sample->seed, "%s", given->seed);
    snprintf(sample->program, sizeof sample->program, "tilskudd %s", TILSKUDD_VERSION);
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
    return save_sample(sample, given->out, failure);
}

static Status draw(void *given, Failure *failure)
{
    CLEANUP(sample_free) Sample *sample = NULL;
    TRY(check_draw(given, failure));
    TRY(sample_new(&sample, failure));
    return draw_sample(given, sample, failure);
}

/* --- evaluate --- */

static Status check_drawn(const Given *given, const Sample *sample, const char **proof,
                          Failure *failure)
{
    CLEANUP(run_folder_close) RunFolder folder = {0};
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    if (given->run == NULL && given->ledger != NULL)
        return failure_set(failure, STATUS_USAGE, "--ledger", "goes with --run");
    if (given->run == NULL) return STATUS_OK;
    TRY(run_folder_open(given->run, &folder, failure));
    TRY(sample_ledger(&folder, given->ledger, &ledger, failure));
    *proof = SAMPLE_DRAWN_AGAIN;
    return sample_again(given->place, sample, &folder, ledger, failure);
}

static Status evaluate(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    const SampleQuestion *question = &given->numbers.question;
    bool belief;
    const char *proof = NULL;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(sample_free) Sample *sample = NULL;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(option_need(given->place != NULL, "the sample file", failure));
    TRY(input_file_read(given->place, INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(sample_read(given->place, file.bytes, file.size, &sample, failure));
    TRY(check_drawn(given, sample, &proof, failure));
    TRY(sample_numbers_belief(&given->numbers, &belief, failure));
    TRY(sample_report(sample, question->confidence, question->tolerable, &text, failure));
    if (belief)
        TRY(sample_report_belief(sample, &question->prior, question->confidence,
                                 question->tolerable, &text, failure));
    sample_report_proof(sample, proof, &text);
    return print_text(&text, failure);
}

const Command command_sample = {
    .name = "sample",
    .purpose = "sizes, limits, draws and evaluation of samples",
    .usage =
        "tilskudd sample size --distribution D --confidence 950 --tolerable 500 [--expected "
        "100]\n"
        "       tilskudd sample size --method mus --confidence 950 --book-ore B "
        "--tolerable-ore "
        "T\n"
        "       tilskudd sample limit --distribution D --confidence 950 --n 145 --errors 2\n"
        "       tilskudd sample limit --confidence 950 --stratum N/n/K...\n"
        "       tilskudd sample draw RUN --method M --n N --seed TEXT [--municipality "
        "NNNN]...\n"
        "                            --out FILE\n"
        "       tilskudd sample evaluate FILE --confidence 950 --tolerable 500",
    .description =
        "size says how many to look at (persons, or monetary units by amounts), limit what "
        "the error rate is at most after what was found (in one population, or in strata of N "
        "persons of which n were drawn with K errors); looks that are planned share the risk; "
        "draw takes a sample of a committed run by SHA-256 tickets (the same seed "
        "gives the same file), evaluate judges the file once its column audited_ore is "
        "filled in. Strata get one each and then their part of N by persons (Sainte-Lague): "
        "one more drawn never takes one away. The total has one limit, which holds wherever "
        "the errors are: the largest number of them for which some placement over the strata "
        "still lets so few be found. The limits of single strata stand beside it. For "
        "monetary units, items taken whole count as found, and the Stringer bound is of the "
        "others.",
    .actions = {{"size", size}, {"limit", limit}, {"draw", draw}, {"evaluate", evaluate}},
    .unknown = "knows size, limit, draw and evaluate",
    .options = options,
    .shared = sample_number_options,
    .shared_offset = offsetof(Given, numbers),
    .words = {{"RUN|FILE", offsetof(Given, place), 0, NULL}},
    .size = sizeof(Given),
    .initial = &initial,
};
