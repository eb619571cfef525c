/* command_indicators.c - tilskudd indicators: what IMDi is measured by. rules/indicators.md. */
#include <omp.h>
#include <stdio.h>
#include <string.h>

#include "engine/review/indicator_years.h"
#include "engine/options.h"
#include "engine/program.h"
#include "formats/indicators/definitions_xml.h"
#include "formats/indicators/indicator_csv.h"
#include "formats/indicators/indicator_page.h"
#include "formats/indicators/targets_csv.h"
#include "formats/csv/municipality_csv.h"

enum { REGISTERS_MAX = 4096, THREADS_MAX = 256, OUTPUT_MODE = 0644 };

typedef enum IndicatorsOption {
    OPTION_REGISTER = 2,
    OPTION_YEAR,
    OPTION_CUTOFF,
    OPTION_DECIDED,
    OPTION_REQUESTED,
    OPTION_BY,
    OPTION_TARGETS,
    OPTION_OUT,
    OPTION_HTML,
    OPTION_LANGUAGE,
    OPTION_DEFINITIONS,
    OPTION_MUNICIPALITIES,
    OPTION_THREADS
} IndicatorsOption;

static const OptionRow rows[] = {
    {OPTION_REGISTER | OPTION_MANY, "register", "PATH",
     "extract or folder of extracts; repeatable"},
    {OPTION_YEAR, "year", "Y", "the year that is measured"},
    {OPTION_CUTOFF, "cutoff", "DAY", "what is known then (default: the extracts' date)"},
    {OPTION_DECIDED, "decided", "FILE", "places decided: CSV municipality,year,persons"},
    {OPTION_REQUESTED, "requested", "FILE", "places asked for: the same columns"},
    {OPTION_BY, "by", "AREA", "country (default), county or municipality beside it"},
    {OPTION_TARGETS, "targets", "FILE", "CSV indicator,year,target_permille"},
    {OPTION_OUT, "out", "FILE", "write the CSV there, not to standard output"},
    {OPTION_HTML, "html", "FILE", "write a page with tables and charts"},
    {OPTION_LANGUAGE, "language", "L", "of the page: nb (default) or en"},
    {OPTION_DEFINITIONS, "definitions", "DIR", "what is measured (default: installed)"},
    {OPTION_MUNICIPALITIES, "municipalities", "FILE",
     "municipality table (default: installed)"},
    {OPTION_THREADS, "threads", "N", "default: all processors; never changes the result"},
};

static const CommandHelp help = {
    "tilskudd indicators --register PATH... --year Y [OPTION]...",
    "Measures settlement, training and introduction programmes of a year from register\n"
    "extracts, as IMDi reports them: shares and numbers by sex and area, against targets. "
    "Reads\n"
    "no ledger and no money. The extract and the cut-off must not be before 31 December of\n"
    "the year. Rights and duties are the extract's: a later one changes a past year. By\n"
    "municipality, counts below 5 are hidden. Files that are there are not written over "
    "(exit\n3).",
    rows, sizeof rows / sizeof rows[0],
    "Example:\n  tilskudd indicators --register extracts/ --year 2014 --by municipality \\\n"
    "      --decided decided.csv --out 2014.csv --html 2014.html\n"};

typedef struct Arguments {
    const char *registers[REGISTERS_MAX];
    size_t register_count;
    const char *decided, *requested, *targets, *out, *html, *definitions, *municipalities;
    int year, threads;
    Day cutoff;
    IndicatorLevel level;
    bool english;
} Arguments;

/* Everything that is read and made. */
typedef struct Work {
    const Arguments *arguments;
    MunicipalityTable *municipalities;
    IndicatorTargets *targets;
    DecidedNumbers *decided, *requested;
    IndicatorYear years[PAGE_YEARS_MAX]; /* ascending; the last is the own one */
    size_t year_count;
    Cohort cohort;
    Day extract, cutoff;
} Work;

/* --- options --- */

static Status take_word(const char *name, const char *value, const char *const *words,
                        size_t count, const char *hint, size_t *out, Failure *failure)
{
    *out = 0;
    while (*out < count && strcmp(value, words[*out]) != 0)
        (*out)++;
    return *out < count ? STATUS_OK : failure_set(failure, STATUS_USAGE, name, "%s", hint);
}

static Status take_level(Arguments *arguments, const char *value, Failure *failure)
{
    static const char *const words[] = {"country", "county", "municipality"};
    size_t word;
    TRY(take_word("--by", value, words, 3, "country, county or municipality", &word, failure));
    arguments->level = (IndicatorLevel)word;
    return STATUS_OK;
}

static Status take_language(Arguments *arguments, const char *value, Failure *failure)
{
    static const char *const words[] = {"nb", "en"};
    size_t word;
    TRY(take_word("--language", value, words, 2, "nb or en", &word, failure));
    arguments->english = word == 1;
    return STATUS_OK;
}

static Status take_register(Arguments *arguments, const char *value, Failure *failure)
{
    if (arguments->register_count == REGISTERS_MAX) {
        return failure_set(failure, STATUS_USAGE, "--register",
                           "more than %d: name a folder instead", (int)REGISTERS_MAX);
    }
    arguments->registers[arguments->register_count++] = value;
    return STATUS_OK;
}

static Status take_number(Arguments *arguments, int id, const char *value, Failure *failure)
{
    int64_t number;
    if (id == OPTION_YEAR) {
        TRY(option_number("--year", value, YEAR_MIN, YEAR_MAX, &number, failure));
        arguments->year = (int)number;
        return STATUS_OK;
    }
    TRY(option_number("--threads", value, 1, THREADS_MAX, &number, failure));
    arguments->threads = (int)number;
    return STATUS_OK;
}

/* Where the value of an option that names a file is kept; NULL for other options. */
static const char **file_of(Arguments *arguments, int id)
{
    switch ((IndicatorsOption)id) {
    case OPTION_DECIDED:
        return &arguments->decided;
    case OPTION_REQUESTED:
        return &arguments->requested;
    case OPTION_TARGETS:
        return &arguments->targets;
    case OPTION_OUT:
        return &arguments->out;
    case OPTION_HTML:
        return &arguments->html;
    case OPTION_DEFINITIONS:
        return &arguments->definitions;
    case OPTION_MUNICIPALITIES:
        return &arguments->municipalities;
    default:
        return NULL;
    }
}

static Status take(void *user, int id, const char *value, Failure *failure)
{
    Arguments *arguments = user;
    const char **file = file_of(arguments, id);
    if (file != NULL) {
        *file = value;
        return STATUS_OK;
    }
    switch ((IndicatorsOption)id) {
    case OPTION_REGISTER:
        return take_register(arguments, value, failure);
    case OPTION_CUTOFF:
        return option_day("--cutoff", value, &arguments->cutoff, failure);
    case OPTION_BY:
        return take_level(arguments, value, failure);
    case OPTION_LANGUAGE:
        return take_language(arguments, value, failure);
    default:
        return take_number(arguments, id, value, failure);
    }
}

static Status check(const Arguments *arguments, Failure *failure)
{
    if (arguments->register_count == 0) {
        return failure_set(failure, STATUS_USAGE, "--register", "name register extracts");
    }
    if (arguments->year == 0) {
        return failure_set(failure, STATUS_USAGE, "--year", "name the year to measure");
    }
    if (arguments->out != NULL) TRY(output_file_check_new(arguments->out, failure));
    if (arguments->html != NULL) TRY(output_file_check_new(arguments->html, failure));
    bool same = arguments->out != NULL && arguments->html != NULL &&
                strcmp(arguments->out, arguments->html) == 0;
    return same ? failure_set(failure, STATUS_USAGE, "--html", "is the same file as --out")
                : STATUS_OK;
}

/* --- reading --- */

static Status open_year(Work *work, int year, Failure *failure)
{
    IndicatorDefinitions *definitions;
    TRY(indicator_definitions_read(work->arguments->definitions, year, &definitions, failure));
    if (work->targets != NULL) indicator_targets_apply(work->targets, definitions);
    TRY(indicator_year_open(definitions, work->municipalities, &work->years[work->year_count],
                            failure));
    work->year_count++;
    return STATUS_OK;
}

/* Targets are checked against what the own year measures. */
static Status read_targets(Work *work, Failure *failure)
{
    const Arguments *arguments = work->arguments;
    IndicatorDefinitions *definitions;
    TRY(indicator_definitions_read(arguments->definitions, arguments->year, &definitions,
                                   failure));
    Status status =
        arguments->targets == NULL
            ? STATUS_OK
            : indicator_targets_read(arguments->targets, definitions, &work->targets, failure);
    system_free(definitions);
    return status;
}

/* The page shows the years before too, as far as they have definitions. */
static Status open_years(Work *work, Failure *failure)
{
    int own = work->arguments->year;
    int first = work->arguments->html != NULL ? own - PAGE_YEARS_MAX + 1 : own;
    for (int year = first; year < own; year++) {
        Failure missing;
        Status status = open_year(work, year, &missing);
        if (status == STATUS_OK || status == STATUS_INPUT_MISSING) continue;
        if (failure != NULL) *failure = missing;
        return status;
    }
    return open_year(work, own, failure);
}

static Status read_places(Work *work, Failure *failure)
{
    const Arguments *arguments = work->arguments;
    IndicatorYear *own = &work->years[work->year_count - 1];
    if (arguments->decided != NULL) {
        TRY(decided_csv_read(arguments->decided, &work->decided, failure));
        TRY(indicator_year_places(arguments->decided, work->decided, PLACES_DECIDED, own,
                                  failure));
    }
    if (arguments->requested == NULL) return STATUS_OK;
    TRY(decided_csv_read(arguments->requested, &work->requested, failure));
    return indicator_year_places(arguments->requested, work->requested, PLACES_REQUESTED, own,
                                 failure);
}

static Status read_register(Work *work, Failure *failure)
{
    const Arguments *arguments = work->arguments;
    RegisterExtracts extracts = {0};
    RegisterReaderOptions options = {.threads = arguments->threads};
    TRY(register_read((const char *const *)arguments->registers, arguments->register_count,
                      &options, &extracts, failure));
    TRY(cohort_build(&extracts, &work->cohort, failure));
    TRY(cohort_cutoff(&work->cohort, arguments->cutoff, &work->extract, &work->cutoff,
                      failure));
    if (work->cutoff >= last_day_of_year(arguments->year)) return STATUS_OK;
    char cutoff[DAY_TEXT_SIZE];
    day_format(work->cutoff, cutoff);
    return failure_set(failure, STATUS_INPUT_VALUE, "register extracts",
                       "the cut-off, %s, is before %d-12-31: the year is not over; name an "
                       "earlier year or later extracts",
                       cutoff, arguments->year);
}

/* Small and quick inputs first, so that a wrong one is told before the register is read. */
static Status read_all(Work *work, Failure *failure)
{
    TRY(municipality_csv_read(work->arguments->municipalities, &work->municipalities, failure));
    TRY(read_targets(work, failure));
    TRY(open_years(work, failure));
    TRY(read_places(work, failure));
    return read_register(work, failure);
}

/* --- writing --- */

static Status save(const char *path, const TextBuffer *text, Failure *failure)
{
    TRY(text_buffer_status(text, failure));
    if (path != NULL) {
        return output_file_save_new(path, OUTPUT_MODE, OUTPUT_PLAIN, text->bytes, text->length,
                                    NULL, failure);
    }
    if (fwrite(text->bytes, 1, text->length, stdout) == text->length && fflush(stdout) == 0) {
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_WRITE, "standard output", NULL);
}

static Status write_csv(const Work *work, Failure *failure)
{
    const Arguments *arguments = work->arguments;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    if (arguments->out == NULL && arguments->html != NULL) return STATUS_OK;
    indicator_csv(&work->years[work->year_count - 1].table, arguments->level, &text);
    Status status = save(arguments->out, &text, failure);
    text_buffer_free(&text);
    return status;
}

static Status write_page(const Work *work, Failure *failure)
{
    const IndicatorYear *own = &work->years[work->year_count - 1];
    IndicatorPage page = {.year_count = work->year_count,
                          .level = work->arguments->level,
                          .settled_five = own->settled_five,
                          .municipalities = work->municipalities,
                          .extract = work->extract,
                          .cutoff = work->cutoff,
                          .persons = work->cohort.count,
                          .set_aside = work->cohort.set_aside,
                          .left_out = indicator_left_out(&work->cohort),
                          .english = work->arguments->english};
    TextBuffer text = TEXT_BUFFER_EMPTY;
    if (work->arguments->html == NULL) return STATUS_OK;
    for (size_t i = 0; i < work->year_count; i++)
        page.years[i] = &work->years[i].table;
    Status status = indicator_page(&page, &text, failure);
    if (status == STATUS_OK) status = save(work->arguments->html, &text, failure);
    text_buffer_free(&text);
    return status;
}

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

static void tell(const Work *work)
{
    const Cohort *cohort = &work->cohort;
    uint64_t records = cohort->records + cohort->set_aside;
    uint64_t differ = indicator_left_out(cohort);
    char extract[DAY_TEXT_SIZE], cutoff[DAY_TEXT_SIZE];
    day_format(work->extract, extract);
    day_format(work->cutoff, cutoff);
    fprintf(stderr,
            "Indicators of %d, register of %s, cut-off %s: %llu record%s read, %zu person%s.\n"
            "Left out: %llu set aside (not as the register's format says), %llu ident%s whose "
            "records differ.\n"
            "Rights and duties are the extract's: a later extract changes a past year.\n",
            work->arguments->year, extract, cutoff, (unsigned long long)records,
            plural(records), cohort->count, plural(cohort->count),
            (unsigned long long)cohort->set_aside, (unsigned long long)differ, plural(differ));
}

/* --- the command --- */

static Status measure(Work *work, Failure *failure)
{
    TRY(read_all(work, failure));
    for (size_t i = 0; i < work->year_count; i++) {
        TRY(indicator_year_count(&work->cohort, work->cutoff, work->arguments->threads,
                                 &work->years[i], failure));
    }
    TRY(write_csv(work, failure));
    TRY(write_page(work, failure));
    tell(work);
    return STATUS_OK;
}

static void work_free(Work *work)
{
    for (size_t i = 0; i < work->year_count; i++)
        indicator_year_free(&work->years[i]);
    cohort_free(&work->cohort);
    indicator_targets_free(work->targets);
    decided_free(work->decided);
    decided_free(work->requested);
    municipality_table_free(work->municipalities);
}

static Status measure_all(Arguments *arguments, Failure *failure)
{
    static ProgramData data;
    static Work work;
    TRY(check(arguments, failure));
    TRY(program_data(&data, failure));
    if (arguments->definitions == NULL) arguments->definitions = data.indicators;
    if (arguments->municipalities == NULL) arguments->municipalities = data.municipalities;
    work = (Work){.arguments = arguments};
    Status status = measure(&work, failure);
    work_free(&work);
    return status;
}

int command_indicators(int argc, char **argv)
{
    static Arguments arguments;
    Failure failure = {STATUS_OK, "", ""};
    bool helped = false;
    OptionTakers takers = {take, NULL, &arguments};
    arguments = (Arguments){.cutoff = DAY_NONE, .threads = omp_get_max_threads()};
    Status status = options_parse(argc, argv, &help, &takers, &helped, &failure);
    if (helped) return EXIT_DONE;
    if (status == STATUS_OK) status = measure_all(&arguments, &failure);
    return status == STATUS_OK ? EXIT_DONE : report_failure(&failure);
}
