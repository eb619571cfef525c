/* command_generate.c - tilskudd generate: options to the cohort generator. cli.md. */
#include "engine/commands/command_generate.h"

#include <inttypes.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/clock.h"
#include "engine/options.h"
#include "fixtures/generator.h"

typedef enum GenerateOption {
    GENERATE_PERSONS = 2,
    GENERATE_YEAR,
    GENERATE_SEED,
    GENERATE_OUT,
    GENERATE_ERRORS,
    GENERATE_PLANT,
    GENERATE_SPLIT,
    GENERATE_GZIP,
    GENERATE_EVOLVE,
    GENERATE_DATE,
    GENERATE_MUNICIPALITIES,
    GENERATE_THREADS
} GenerateOption;

enum { YEAR_DEFAULT = 2018, THREADS_MAX = 256 };

static const OptionRow rows[] = {
    {GENERATE_PERSONS, "persons", "N", "records (default 106000: about 64 000 with a grant)"},
    {GENERATE_YEAR, "year", "Y", "the newest settlements are of this year (default 2018)"},
    {GENERATE_SEED, "seed", "S", "number or text; the same seed gives the same bytes"},
    {GENERATE_OUT, "out", "PATH", "file, or with --split municipality a new folder"},
    {GENERATE_ERRORS, "errors", "RATE", "share of faulty records: 0.01 or 1%; they are listed"},
    {GENERATE_PLANT, "plant", "KINDS", "wrong claims: all, or kinds with commas; listed too"},
    {GENERATE_SPLIT, "split", "HOW", "single (default) or municipality: one file for each"},
    {GENERATE_GZIP, "gzip", NULL, "compress"},
    {GENERATE_EVOLVE, "evolve", "PATH", "take this cohort on to --date (no --persons, --year)"},
    {GENERATE_DATE, "date", "DAY", "extract date (default 31 December of the year)"},
    {GENERATE_MUNICIPALITIES, "municipalities", "FILE",
     "municipality table (default: installed)"},
    {GENERATE_THREADS, "threads", "N", "default: all processors; never changes the result"},
};

static const CommandHelp help = {
    "tilskudd generate --persons N --year Y --seed S --out PATH [OPTION]...",
    "Makes a synthetic national register with synthetic identity numbers only: real\n"
    "municipalities weighted by the published numbers of settled persons, families, moves,\n"
    "deaths, newborns, changes of ident, all grounds, training and programmes. With --errors\n"
    "a known share of records is faulty, listed in PATH.errors.csv. With --evolve an earlier\n"
    "cohort goes on to a later date: newcomers, moves, late registrations, corrections.",
    rows, sizeof rows / sizeof rows[0],
    "Examples:\n"
    "  tilskudd generate --year 2018 --seed 1 --out nir-2018.xml.gz --gzip\n"
    "  tilskudd generate --seed 1 --evolve nir-2018.xml.gz --date 2019-03-31 --out next.xml\n"};

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

/* "0.015" or "1.5%" as 15 000 of a million; up to six decimals, at most all. */
static Status take_rate(const char *text, uint32_t *per_million, Failure *failure)
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

static Status take_split(const char *value, bool *by_municipality, Failure *failure)
{
    *by_municipality = strcmp(value, "municipality") == 0;
    if (*by_municipality || strcmp(value, "single") == 0) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--split", "single or municipality");
}

static Status take_numbers(GeneratorOptions *options, int id, const char *value,
                           Failure *failure)
{
    int64_t number = 0;
    switch (id) {
    case GENERATE_PERSONS:
        TRY(option_number("--persons", value, 1, GENERATOR_PERSONS_MAX, &number, failure));
        options->persons = (uint64_t)number;
        return STATUS_OK;
    case GENERATE_YEAR:
        TRY(option_number("--year", value, GENERATOR_YEAR_MIN, GENERATOR_YEAR_MAX, &number,
                          failure));
        options->year = (int)number;
        return STATUS_OK;
    default:
        TRY(option_number("--threads", value, 1, THREADS_MAX, &number, failure));
        options->threads = (int)number;
        return STATUS_OK;
    }
}

static Status take_option(void *user, int id, const char *value, Failure *failure)
{
    GeneratorOptions *options = user;
    switch (id) {
    case GENERATE_SEED:
        options->seed = seed_of(value);
        return STATUS_OK;
    case GENERATE_OUT:
        options->out = value;
        return STATUS_OK;
    case GENERATE_ERRORS:
        options->list_errors = true;
        return take_rate(value, &options->errors_per_million, failure);
    case GENERATE_PLANT:
        options->plant = value;
        return STATUS_OK;
    case GENERATE_SPLIT:
        return take_split(value, &options->by_municipality, failure);
    case GENERATE_GZIP:
        options->gzip = true;
        return STATUS_OK;
    case GENERATE_EVOLVE:
        options->evolve = value;
        return STATUS_OK;
    case GENERATE_DATE:
        return option_day("--date", value, &options->date, failure);
    case GENERATE_MUNICIPALITIES:
        options->municipalities = value;
        return STATUS_OK;
    default:
        return take_numbers(options, id, value, failure);
    }
}

/* A bar on standard error, when a person is looking and it takes over a second. */
typedef struct Bar {
    double start;
    bool shown;
} Bar;

static void show_bar(void *user, uint64_t done, uint64_t total)
{
    enum { WIDTH = 40 };
    Bar *bar = user;
    if (clock_seconds() - bar->start < 1.0 || total == 0) return;
    char marks[WIDTH + 1];
    size_t filled = (size_t)(done * WIDTH / total);
    memset(marks, '.', WIDTH);
    memset(marks, '#', filled < WIDTH ? filled : WIDTH);
    marks[WIDTH] = '\0';
    fprintf(stderr, "\rgenerate   [%s] %3d %%", marks, (int)(done * 100 / total));
    bar->shown = true;
}

static void print_result(const GeneratorOptions *options, const GeneratorResult *result)
{
    char date[DAY_TEXT_SIZE];
    day_format(result->date, date);
    uint64_t persons = result->persons > 0 ? result->persons : 1;
    printf("%" PRIu64 " persons, %" PRIu64 " file(s), extract date %s, %" PRIu64
           " bytes a person\n",
           result->persons, result->files, date, result->bytes / persons);
    if (result->left_out > 0)
        fprintf(stderr,
                "%" PRIu64 " records of the earlier cohort could not be read and "
                "were left out\n",
                result->left_out);
    if (options->list_errors) printf("%" PRIu64 " records made faulty\n", result->errors);
    if (options->plant != NULL) printf("%" PRIu64 " records planted\n", result->planted);
}

int command_generate(int argc, char **argv, const char *municipalities, const char *settled)
{
    Failure failure = {STATUS_OK, "", ""};
    Bar bar = {clock_seconds(), false};
    GeneratorOptions options = {.persons = GENERATOR_PERSONS_DEFAULT,
                                .year = YEAR_DEFAULT,
                                .date = DAY_NONE,
                                .threads = omp_get_max_threads(),
                                .municipalities = municipalities,
                                .settled = settled};
    bool helped = false;
    OptionTakers takers = {take_option, NULL, &options};
    Status status = options_parse(argc, argv, &help, &takers, &helped, &failure);
    if (status != STATUS_OK) return report_end(status, &failure);
    if (helped) return EXIT_DONE;
    if (isatty(STDERR_FILENO)) {
        options.progress = show_bar;
        options.progress_user = &bar;
    }
    GeneratorResult result;
    status = generate_cohort(&options, &result, &failure);
    if (bar.shown) fprintf(stderr, "\r%60s\r", "");
    int end = report_end(status, &failure);
    if (end == EXIT_DONE) print_result(&options, &result);
    return end;
}
