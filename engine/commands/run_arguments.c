#include "engine/commands/run_arguments.h"

#include <omp.h>
#include <string.h>

#include "engine/commands/commands.h"
#include "formats/csv/csv_fields.h"

#define INITIAL                                                                                \
    {                                                                                          \
        .options = {                                                                           \
            .bank_profile = "dnb",                                                             \
            .schemes = SCHEMES_ALL,                                                            \
            .cutoff = DAY_NONE,                                                                \
            .payment_date = DAY_NONE,                                                          \
            .pass_descriptor = -1                                                              \
        }                                                                                      \
    }
const RunArguments run_arguments_initial = INITIAL;

/* --- values of its own --- */

static const char *const readers[] = {"fast", "libxml2", NULL};

static Status take_schemes(void *given, const char *value, Failure *failure)
{
    RunArguments *arguments = given;
    unsigned *schemes = &arguments->options.schemes;
    *schemes = 0;
    while (*value != '\0') {
        size_t length = strcspn(value, ",");
        if (length == 11 && memcmp(value, "integration", 11) == 0) {
            *schemes |= SCHEME_INTEGRATION;
        } else if (length == 9 && memcmp(value, "norwegian", 9) == 0) {
            *schemes |= SCHEME_NORWEGIAN;
        } else {
            return failure_set(failure, STATUS_USAGE, "--schemes",
                               "knows integration and norwegian");
        }
        value += length + (value[length] == ',');
    }
    if (*schemes != 0) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--schemes", "names none");
}

static Status read_code(const char *name, const char *value, int *code, Failure *failure)
{
    const char *codes[RATE_CODE_COUNT];
    char near[NEAREST_SIZE];
    if (rate_code_parse(value, strlen(value), code)) return STATUS_OK;
    for (int i = 0; i < RATE_CODE_COUNT; i++)
        codes[i] = rate_code_text(i);
    return failure_set(failure, STATUS_USAGE, name, "there is no code %s%s", value,
                       option_nearest(value, "", codes, RATE_CODE_COUNT, near));
}

static Status take_rate(void *given, const char *value, Failure *failure)
{
    RunArguments *arguments = given;
    int code;
    TRY(read_code("--accept-rate", value, &code, failure));
    arguments->options.accept_rate[code] = true;
    return STATUS_OK;
}

/* CODE: the whole code; YEAR:CODE: its lines of one budget year only. */
static Status take_hold(void *given, const char *value, Failure *failure)
{
    RunArguments *arguments = given;
    RunOptions *options = &arguments->options;
    const char *colon = strchr(value, ':');
    int year = 0, code;
    if (colon == NULL) {
        TRY(read_code("--hold-code", value, &code, failure));
        options->holds.code[code] = true;
        return STATUS_OK;
    }
    for (const char *c = value; c < colon && year < 10000; c++)
        year = *c >= '0' && *c <= '9' ? year * 10 + (*c - '0') : 10000;
    if (year < HOLD_YEAR_FIRST || year > HOLD_YEAR_LAST)
        return failure_set(failure, STATUS_USAGE, "--hold-code",
                           "no budget year before the ':'");
    TRY(read_code("--hold-code", colon + 1, &code, failure));
    hold_in_year(&options->holds, code, year);
    return STATUS_OK;
}

static Status add_code(const char *name, const char *value, MunicipalityList *list,
                       Failure *failure)
{
    MunicipalityCode code;
    if (!municipality_code_parse(value, strlen(value), &code))
        return failure_set(failure, STATUS_USAGE, name,
                           "%.40s is no municipality: four digits, as in 0301", value);
    if (municipality_list_add(list, code)) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, name, "at most %d municipalities",
                       MUNICIPALITY_LIST_MAX);
}

static Status take_only_own(void *given, const char *value, Failure *failure)
{
    RunArguments *arguments = given;
    return add_code("--only-own", value, &arguments->options.only_own, failure);
}

static Status take_repay(void *given, const char *value, Failure *failure)
{
    RunArguments *arguments = given;
    return add_code("--repay", value, &arguments->options.repay, failure);
}

static Status take_held(void *given, const char *value, Failure *failure)
{
    RunArguments *arguments = given;
    return add_code("--hold-municipality", value, &arguments->options.hold_municipalities,
                    failure);
}

static Status take_reader(void *given, const char *value, Failure *failure)
{
    RunArguments *arguments = given;
    RegisterReading *reading = &arguments->options.reading;
    *reading = strcmp(value, readers[0]) == 0 ? READING_TEMPLATE : READING_LIBXML2;
    if (*reading == READING_TEMPLATE || strcmp(value, readers[1]) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--reader", "knows fast and libxml2");
}

/* --- tables --- */

#define RUN(option, value, what, member, ...)                                                  \
    OPTION(option, value, what, RunArguments, member, __VA_ARGS__)

static const char *const banks[] = {"dnb", "nordea", NULL};
static const char *const schemes[] = {"integration", "norwegian", "integration,norwegian",
                                      NULL};

const Option run_options[] = {
    RUN("year", "YEAR", INT, options.year, "budget year", .least = 1990, .most = YEAR_MAX - 1,
        .needed = ALWAYS),
    RUN("quarter", "1..4", INT, options.quarter, "quarter to pay through", .least = 1,
        .most = 4, .needed = ALWAYS),
    RUN("register", "PATH...", PATHS, registers, "extracts: files or folders, .xml or .xml.gz",
        .needed = ALWAYS),
    RUN("pack", "FILE...", PATHS, packs,
        "your own packs of extracts ('tilskudd pack'); fast reader only"),
    RUN("payees", "FILE", PATH, options.payees, "accounts of the municipalities (CSV)"),
    RUN("ledger", "DIR", PATH, options.ledger, "ledger made by 'tilskudd ledger open'"),
    OPTION_PIN(RunArguments, pin, 0),
    RUN("snapshot", "FILE", OUTPUT, options.snapshot,
        "keeps what the ledger has settled for the next run, which is quicker"),
    RUN("out", "DIR", OUTPUT, options.out, "run folder: gets everything or nothing"),
    RUN("rules", "DIR", PATH, options.rules, "rule sets (default: those installed)"),
    RUN("municipalities", "FILE", PATH, options.municipalities,
        "municipality table (default: installed)"),
    RUN("config", "FILE", PATH, options.config, "paying agency and claim shares (XML)"),
    RUN("schemes", "LIST", OWN, options.schemes, "integration,norwegian (default: both)",
        .take = take_schemes, .words = schemes),
    RUN("bank-profile", "NAME", PATH, options.bank_profile, "dnb (default), nordea, or a file",
        .words = banks),
    RUN("dry-run", NULL, FLAG, options.dry_run,
        "compute and print, no proposal, no keys, no ledger needed"),
    RUN("strict", NULL, FLAG, options.strict, "exit 1 when something was held or found"),
    RUN("allow-synthetic", NULL, FLAG, options.allow_synthetic,
        "let a live run read synthetic idents"),
    RUN("allow-gap", NULL, FLAG, options.allow_gap, "let a run skip a quarter; recorded"),
    RUN("allow-cutoff", NULL, FLAG, options.allow_cutoff,
        "let the cut-off be early or late for the quarter; recorded"),
    RUN("national", NULL, FLAG, options.national,
        "extracts without avgiver are of the whole country"),
    RUN("only-own", "CODE", OWN, options.only_own,
        "take from this sender only whom no other sends; repeatable", .take = take_only_own,
        .repeatable = true),
    RUN("decided", "FILE", PATH, options.decided,
        "numbers the municipalities decided to settle (CSV)"),
    RUN("cutoff", "DAY", DAY, options.cutoff,
        "what was known that day (default: the extracts' date)"),
    RUN("payment-date", "DAY", DAY, options.payment_date,
        "fifth bank day after the cut-off; in a live run not before the third from today"),
    RUN("accept-rate", "CODE", OWN, options.accept_rate,
        "live: pay by this unverified rate; repeatable", .take = take_rate, .repeatable = true,
        .codes = true),
    RUN("hold-code", "CODE", OWN, options.holds,
        "hold all lines of CODE, or of YEAR:CODE; repeatable", .take = take_hold,
        .repeatable = true, .codes = true),
    RUN("hold-municipality", "CODE", OWN, options.hold_municipalities,
        "hold what belongs to CODE, whose extract is missing; repeatable", .take = take_held,
        .repeatable = true),
    RUN("repay", "CODE", OWN, options.repay,
        "the account was looked at: pay again what was rejected for CODE; repeatable",
        .take = take_repay, .repeatable = true),
    RUN("key", "URI", PATH, options.key, "first person's key: PEM file or OSSL_STORE URI"),
    RUN("cert", "FILE", PATH, options.certificate, "first person's certificate (PEM)"),
    RUN("pass-fd", "N", INT, options.pass_descriptor,
        "read the key's pass phrase from this descriptor", .most = 1023),
    RUN("threads", "N", INT, options.threads,
        "default: all processors; never changes the result", .least = 1,
        .most = RUN_THREADS_MAX),
    RUN("reader", "NAME", OWN, options.reading,
        "fast (default), or libxml2 alone (without --pack); same result", .take = take_reader,
        .words = readers),
    RUN("time", "RFC3339", PATH, options.time, "time stamp to write (test ledgers only)"),
    {.name = NULL},
};

const Option run_again_options[] = {
    RUN("register", "PATH", PATHS, registers,
        "extracts, when they are elsewhere now; repeatable"),
    RUN("pack", "FILE...", PATHS, packs,
        "your own packs of extracts ('tilskudd pack'); fast reader only"),
    RUN("payees", "FILE", PATH, options.payees, "payee file, when it is elsewhere now"),
    RUN("ledger", "DIR", PATH, options.ledger, "ledger, when it is elsewhere now"),
    RUN("rules", "DIR", PATH, options.rules, "rule sets, when they are elsewhere now"),
    RUN("municipalities", "FILE", PATH, options.municipalities,
        "municipality table, when elsewhere now"),
    RUN("config", "FILE", PATH, options.config, "configuration, when it is elsewhere now"),
    RUN("decided", "FILE", PATH, options.decided,
        "decided numbers, when they are elsewhere now"),
    RUN("threads", "N", INT, options.threads,
        "default: all processors; never changes the result", .least = 1,
        .most = RUN_THREADS_MAX),
    RUN("reader", "NAME", OWN, options.reading,
        "fast (default), or libxml2 alone (without --pack); same result", .take = take_reader,
        .words = readers),
    {.name = NULL},
};

static const char *else_own(const char *given, const char *own)
{
    return given != NULL ? given : own;
}

/* What is asked for with libxml2 is a reading that owes nothing to any other. */
Status run_arguments_agree(const RunArguments *arguments, Failure *failure)
{
    if (arguments->options.reading != READING_LIBXML2 || arguments->packs.count == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--pack",
                       "not with --reader libxml2: of what is in a pack nothing would be read");
}

void run_arguments_complete(RunArguments *arguments, const ProgramData *data)
{
    RunOptions *options = &arguments->options;
    int processors = omp_get_num_procs();
    options->rules = else_own(options->rules, data->rules);
    options->municipalities = else_own(options->municipalities, data->municipalities);
    options->bank_profiles = data->bank_profiles;
    options->registers = arguments->registers.items;
    options->register_count = arguments->registers.count;
    options->packs = arguments->packs.items;
    options->pack_count = arguments->packs.count;
    if (options->threads == 0)
        options->threads = processors < RUN_THREADS_MAX ? processors : RUN_THREADS_MAX;
}
