/* command_generate.c - tilskudd generate: options to the cohort generator. cli.md. */
#include <omp.h>
#include <stdio.h>
#include <string.h>

#include "engine/commands/commands.h"
#include "engine/program.h"
#include "engine/terminal.h"
#include "fixtures/generator.h"
#include "formats/base/count_words.h"
#include "formats/base/translate.h"

enum { YEAR_DEFAULT = 2018, THREADS_MAX = 256 };

static const GeneratorOptions initial = {
    .persons = GENERATOR_PERSONS_DEFAULT, .year = YEAR_DEFAULT, .date = DAY_NONE};

/* --- values of its own --- */

/* A number as it is; any other text by its characters (FNV-1a). */
static uint64_t seed_of(const char *text)
{
    uint64_t number = 0;
    uint64_t hash = UINT64_C(14695981039346656037);
    bool digits = text[0] != '\0' && strlen(text) < 19;
    for (const char *c = text; *c != '\0'; c++) {
        digits = digits && *c >= '0' && *c <= '9';
        number = number * 10 + (uint64_t)(*c - '0');
        hash = (hash ^ (uint64_t)(unsigned char)*c) * UINT64_C(1099511628211);
    }
    return digits ? number : hash;
}

static Status take_seed(void *given, const char *value, Failure *failure)
{
    GeneratorOptions *options = given;
    (void)failure;
    options->seed = seed_of(value);
    return STATUS_OK;
}

/* "0.015" or "1.5%" as 15 000 of a million; up to six decimals, at most all. */
static Status read_rate(const char *text, uint32_t *per_million, Failure *failure)
{
    enum { MILLION = 1000000, DIGITS_MAX = 12 };
    size_t length = strlen(text);
    bool percent = length > 1 && text[length - 1] == '%';
    if (percent) length--;
    uint64_t number = 0;
    uint64_t scale = 1;
    bool point = false;
    bool good = length > 0 && length <= DIGITS_MAX && text[length - 1] != '.';
    for (size_t i = 0; i < length && good; i++) {
        if (text[i] == '.' && i > 0 && !point) {
            point = true;
            continue;
        }
        good = text[i] >= '0' && text[i] <= '9' && (!point || scale < MILLION);
        number = number * 10 + (uint64_t)(text[i] - '0');
        if (point) scale *= 10;
    }
    uint64_t parts = good ? number * MILLION / scale / (percent ? 100 : 1) : 0;
    if (!good || parts > MILLION)
        return failure_set(failure, STATUS_USAGE, "--errors",
                           "a share from 0 to 1, or 0%% to 100%%");
    *per_million = (uint32_t)parts;
    return STATUS_OK;
}

static Status take_errors(void *given, const char *value, Failure *failure)
{
    GeneratorOptions *options = given;
    options->list_errors = true;
    return read_rate(value, &options->errors_per_million, failure);
}

static Status take_split(void *given, const char *value, Failure *failure)
{
    GeneratorOptions *options = given;
    options->by_municipality = strcmp(value, "municipality") == 0;
    if (options->by_municipality || strcmp(value, "single") == 0) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--split", "single or municipality");
}

/* --- the table --- */

#define GENERATE(option, value, what, member, ...)                                             \
    OPTION(option, value, what, GeneratorOptions, member, __VA_ARGS__)

static const char *const splits[] = {"single", "municipality", NULL};

static const Option table[] = {
    GENERATE("persons", "N", NUMBER, persons,
             "records (default 106 000: about 64 000 with a grant)", .least = 1,
             .most = GENERATOR_PERSONS_MAX),
    GENERATE("year", "Y", INT, year, "the newest settlements are of this year (default 2018)",
             .least = GENERATOR_YEAR_MIN, .most = GENERATOR_YEAR_MAX),
    GENERATE("seed", "S", OWN, seed, "number or text; the same seed gives the same bytes",
             .take = take_seed),
    GENERATE("out", "PATH", OUTPUT, out, "file, or with --split municipality a new folder"),
    GENERATE("errors", "RATE", OWN, list_errors,
             "share of faulty records: 0.01 or 1%; they are listed", .take = take_errors),
    GENERATE("plant", "KINDS", TEXT, plant,
             "wrong claims: all, or kinds with commas; they are listed"),
    GENERATE("split", "HOW", OWN, by_municipality,
             "single (default) or municipality: one file for each", .take = take_split,
             .words = splits),
    GENERATE("gzip", NULL, FLAG, gzip, "compress"),
    GENERATE("evolve", "PATH", TEXT, evolve,
             "take this cohort on to --date (no --persons, --year)"),
    GENERATE("date", "DAY", DAY, date, "extract date (default 31 December of the year)"),
    GENERATE("municipalities", "FILE", TEXT, municipalities,
             "municipality table (default: installed)"),
    GENERATE("threads", "N", INT, threads, "default: all processors; never changes the result",
             .least = 1, .most = THREADS_MAX),
    {.name = NULL},
};

static void show_progress(void *user, uint64_t done, uint64_t total)
{
    progress_show(user, N_("generating"), done, total);
}

static void print_result(const GeneratorOptions *options, const GeneratorResult *result)
{
    char date[DAY_TEXT_SIZE];
    day_format(result->date, date);
    uint64_t persons = result->persons;
    printf(_("%s, %s, extract date %s, %s a person\n"),
           count_words(persons, "person", "persons").text,
           count_words(result->files, "file", "files").text, date,
           count_words(result->bytes / (persons > 0 ? persons : 1), "byte", "bytes").text);
    if (result->left_out > 0)
        fprintf(stderr, _("%s of the earlier cohort left out: what could not be read\n"),
                count_words(result->left_out, "record", "records").text);
    if (options->list_errors)
        printf(_("%s made faulty\n"), count_words(result->errors, "record", "records").text);
    if (options->plant != NULL)
        printf(_("%s planted\n"), count_words(result->planted, "record", "records").text);
}

static Status generate(void *given, Failure *failure)
{
    static ProgramData data;
    GeneratorOptions *options = given;
    GeneratorResult result;
    Progress progress = progress_begin();
    TRY(program_data(&data, failure));
    options->settled = data.settled;
    if (options->municipalities == NULL) options->municipalities = data.municipalities;
    if (options->threads == 0) options->threads = omp_get_max_threads();
    options->progress = show_progress;
    options->progress_user = &progress;
    Status status = generate_cohort(options, &result, failure);
    progress_end(&progress);
    if (status == STATUS_OK) print_result(options, &result);
    return status;
}

const Command command_generate = {
    .name = "generate",
    .purpose = N_("make a synthetic national register, for trying things out"),
    .usage = "tilskudd generate --persons N --year Y --seed S --out PATH [OPTION]...",
    .description =
        N_("Makes a synthetic national register with synthetic identity numbers only: real "
           "municipalities weighted by the published numbers of settled persons, families, "
           "moves, deaths, newborns, changes of ident, all grounds, training and programmes. "
           "With --errors a known share of records is faulty, listed in PATH.errors.csv. With "
           "--evolve an earlier cohort goes on to a later date: newcomers, moves, late "
           "registrations, corrections."),
    .examples =
        N_("Examples:\n"
           "  tilskudd generate --year 2018 --seed 1 --out nir-2018.xml.gz --gzip\n"
           "  tilskudd generate --seed 1 --evolve nir-2018.xml.gz --date 2019-03-31 --out "
           "next.xml\n"),
    .actions = {{NULL, generate}},
    .options = table,
    .size = sizeof(GeneratorOptions),
    .initial = &initial,
};
