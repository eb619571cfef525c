/* command_indicators.c - tilskudd indicators: what IMDi is measured by. rules/indicators.md. */
#include <omp.h>
#include <string.h>

#include "engine/commands/commands.h"
#include "engine/program.h"
#include "engine/indicators/indicator_years.h"
#include "formats/base/language.h"
#include "formats/base/output_file.h"
#include "formats/base/translate.h"

enum { THREADS_MAX = 256 };

typedef struct Given {
    IndicatorsGiven measured;
    OptionList registers;
} Given;

static const Given initial = {.measured = {.cutoff = DAY_NONE}};

#define INDICATORS(option, value, what, member, ...)                                           \
    OPTION(option, value, what, Given, member, __VA_ARGS__)

static const char *const levels[] = {"country", "county", "municipality", NULL};

static const Option options[] = {
    INDICATORS("register", "PATH", LIST, registers, "extract or folder of extracts; repeatable",
               .needed = ALWAYS, .missing = "name register extracts", .takes_input = true),
    INDICATORS("year", "Y", INT, measured.year, "the year that is measured", .least = YEAR_MIN,
               .most = YEAR_MAX, .needed = ALWAYS, .missing = "name the year to measure"),
    INDICATORS("cutoff", "DAY", DAY, measured.cutoff,
               "what is known then (default: the extracts' date)"),
    INDICATORS("decided", "FILE", TEXT, measured.decided,
               "places decided: CSV municipality,year,persons", .takes_input = true),
    INDICATORS("requested", "FILE", TEXT, measured.requested,
               "places asked for: the same columns", .takes_input = true),
    INDICATORS("by", "AREA", CHOICE, measured.level,
               "country (default), county or municipality beside it", .words = levels,
               .hint = "country, county or municipality"),
    INDICATORS("targets", "FILE", TEXT, measured.targets, "CSV indicator,year,target_permille",
               .takes_input = true),
    INDICATORS("out", "FILE", OUTPUT, measured.out,
               "write the CSV there, not to standard output"),
    INDICATORS("html", "FILE", OUTPUT, measured.html, "write a page with tables and charts"),
    INDICATORS("language", "L", CHOICE, measured.language, "of the page: nb (default) or en",
               .words = language_words, .hint = "nb or en"),
    INDICATORS("definitions", "DIR", TEXT, measured.definitions,
               "what is measured (default: installed)"),
    INDICATORS("municipalities", "FILE", TEXT, measured.municipalities,
               "municipality table (default: installed)", .takes_input = true),
    INDICATORS("threads", "N", INT, measured.threads,
               "default: all processors; never changes the result", .least = 1,
               .most = THREADS_MAX),
    {.name = NULL},
};

static Status check(const IndicatorsGiven *given, Failure *failure)
{
    if (given->out != NULL) TRY(output_file_check_new(given->out, failure));
    if (given->html == NULL) return STATUS_OK;
    TRY(output_file_check_new(given->html, failure));
    if (given->out == NULL || strcmp(given->out, given->html) != 0) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--html", "is the same file as --out");
}

static Status measure(void *arguments, Failure *failure)
{
    static ProgramData data;
    Given *given = arguments;
    IndicatorsGiven *measured = &given->measured;
    TRY(check(measured, failure));
    TRY(program_data(&data, failure));
    if (measured->definitions == NULL) measured->definitions = data.indicators;
    if (measured->municipalities == NULL) measured->municipalities = data.municipalities;
    if (measured->threads == 0) measured->threads = omp_get_max_threads();
    measured->registers = given->registers.items;
    measured->register_count = given->registers.count;
    return indicators_measure(measured, failure);
}

const Command command_indicators = {
    .name = "indicators",
    .purpose = N_("what IMDi is measured by, from register extracts"),
    .usage = "tilskudd indicators --register PATH... --year Y [OPTION]...",
    .description =
        N_("Measures settlement, training and introduction programmes of a year from register "
           "extracts, as IMDi reports them: shares and numbers by sex and area, against "
           "targets. Reads no ledger and no money. The extract and the cut-off must not be "
           "before 31 December of the year. Rights and duties are the extract's: a later one "
           "changes a past year. By municipality, counts below 5 are hidden. Files that are "
           "there are not written over (exit 3)."),
    .examples = N_("Example:\n  tilskudd indicators --register extracts/ --year 2014 --by "
                   "municipality \\\n"
                   "      --decided decided.csv --out 2014.csv --html 2014.html\n"),
    .actions = {{NULL, measure}},
    .options = options,
    .size = sizeof(Given),
    .initial = &initial,
};
