/* command_sample.c - tilskudd sample size|limit|draw|evaluate. cli.md, control.md 3. */
#include <stdio.h>
#include <string.h>

#include "engine/commands/command_sample_numbers.h"
#include "engine/commands/commands.h"
#include "engine/review/run_report.h"
#include "engine/terminal.h"
#include "formats/run/sample_exact.h"
#include "formats/run/sample_report.h"

enum { SAMPLE_MODE = 0640 };

typedef struct Given {
    const char *place, *seed, *ledger, *out;
    SampleNumbers numbers;
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
    OPTION("seed", "TEXT", TEXT, Given, seed, "given after the population is fixed",
           .actions = SAMPLE_DRAW, .needed = SAMPLE_DRAW),
    OPTION("strata", "NAME", CHOICE, Given, strata, "municipality, county, group or severity",
           .words = strata, .least = STRATA_MUNICIPALITY, .actions = SAMPLE_DRAW),
    OPTION("municipality", "NNNN", OWN, Given, only, "of this municipality only; repeatable",
           .take = take_municipality, .repeatable = true, .actions = SAMPLE_DRAW),
    OPTION("ledger", "DIR", TEXT, Given, ledger, "the ledger, if it is not where it was",
           .actions = SAMPLE_DRAW),
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

static Status check_draw(const Given *given, Failure *failure)
{
    TRY(option_need(given->place != NULL, "the run folder", failure));
    TRY(option_need((given->numbers.method == SAMPLE_STRATIFIED) ==
                        (given->strata != STRATA_NONE),
                    "--strata with --method stratified, and only there: it", failure));
    size_t length = strlen(given->seed);
    if (length == 0 || length >= 128 || strpbrk(given->seed, "\r\n") != NULL)
        return failure_set(failure, STATUS_USAGE, "--seed", "1 to 127 bytes on one line");
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
    print_done("%lld drawn of %llu items; fill in audited_ore in %s, then 'tilskudd sample "
               "evaluate'",
               (long long)drawn, (unsigned long long)sample->count, path);
    return STATUS_OK;
}

static Status draw_sample(const Given *given, Sample *sample, Failure *failure)
{
    CLEANUP(run_folder_close) RunFolder folder = {0};
    sample->method = given->numbers.method;
    sample->strata_kind = given->strata;
    sample->n = given->numbers.n;
    memcpy(sample->only, given->only, sizeof sample->only);
    sample->only_count = given->only_count;
    snprintf(sample->seed, sizeof sample->seed, "%s", given->seed);
    snprintf(sample->program, sizeof sample->program, "tilskudd %s", TILSKUDD_VERSION);
    TRY(run_folder_open(given->place, &folder, failure));
    TRY(sample_population(&folder, given->ledger, sample, failure));
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

static Status evaluate(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    const SampleQuestion *question = &given->numbers.question;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(sample_free) Sample *sample = NULL;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(option_need(given->place != NULL, "the sample file", failure));
    TRY(input_file_read(given->place, INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(sample_read(given->place, file.bytes, file.size, &sample, failure));
    TRY(sample_report(sample, question->confidence, question->tolerable, &text, failure));
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
