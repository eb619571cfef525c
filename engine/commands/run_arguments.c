#include "engine/commands/run_arguments.h"

#include <omp.h>
#include <string.h>

#include "formats/base/clock.h"
#include "engine/run/control_counts.h"
#include "engine/run/netting.h"
#include "engine/run/run_controls.h"
#include "formats/base/path.h"

void run_arguments_default(RunArguments *arguments, const ProgramData *data)
{
    *arguments = (RunArguments){0};
    arguments->options = (RunOptions){.rules = data->rules,
                                      .municipalities = data->municipalities,
                                      .bank_profile = "dnb",
                                      .bank_profiles = data->bank_profiles,
                                      .schemes = SCHEMES_ALL,
                                      .cutoff = DAY_NONE,
                                      .payment_date = DAY_NONE,
                                      .pass_descriptor = -1,
                                      .threads = omp_get_num_procs()};
    if (arguments->options.threads > RUN_THREADS_MAX) {
        arguments->options.threads = RUN_THREADS_MAX;
    }
}

static Status take_register(RunArguments *arguments, const char *value, Failure *failure)
{
    if (arguments->options.register_count == REGISTERS_MAX) {
        return failure_set(failure, STATUS_USAGE, "--register",
                           "more than %d paths: put the files into a folder", REGISTERS_MAX);
    }
    arguments->registers[arguments->options.register_count++] = value;
    return path_refuse_ident(value, failure);
}

static Status take_schemes(RunOptions *options, const char *value, Failure *failure)
{
    options->schemes = 0;
    while (*value != '\0') {
        size_t length = strcspn(value, ",");
        if (length == 11 && memcmp(value, "integration", 11) == 0) {
            options->schemes |= SCHEME_INTEGRATION;
        } else if (length == 9 && memcmp(value, "norwegian", 9) == 0) {
            options->schemes |= SCHEME_NORWEGIAN;
        } else {
            return failure_set(failure, STATUS_USAGE, "--schemes",
                               "knows integration and norwegian");
        }
        value += length + (value[length] == ',');
    }
    if (options->schemes != 0) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--schemes", "names none");
}

static Status take_code(const char *name, const char *value, bool *codes, Failure *failure)
{
    int code;
    if (!rate_code_parse(value, strlen(value), &code)) {
        return failure_set(failure, STATUS_USAGE, name, "there is no code %s", value);
    }
    codes[code] = true;
    return STATUS_OK;
}

/* CODE: the whole code; YEAR:CODE: its lines of one budget year only. */
static Status take_hold(RunOptions *options, const char *value, Failure *failure)
{
    const char *colon = strchr(value, ':');
    int year = 0, code;
    if (colon == NULL) return take_code("--hold-code", value, options->hold_code, failure);
    for (const char *c = value; c < colon && year < 10000; c++) {
        year = *c >= '0' && *c <= '9' ? year * 10 + (*c - '0') : 10000;
    }
    if (year < HOLD_YEAR_FIRST || year > HOLD_YEAR_LAST) {
        return failure_set(failure, STATUS_USAGE, "--hold-code",
                           "no budget year before the ':'");
    }
    if (!rate_code_parse(colon + 1, strlen(colon + 1), &code)) {
        return failure_set(failure, STATUS_USAGE, "--hold-code", "there is no code %s",
                           colon + 1);
    }
    options->hold_years[code] |= (uint64_t)1 << (year - HOLD_YEAR_FIRST);
    return STATUS_OK;
}

static Status take_number(const char *name, const char *value, int low, int high, int *out,
                          Failure *failure)
{
    int64_t number;
    TRY(option_number(name, value, low, high, &number, failure));
    *out = (int)number;
    return STATUS_OK;
}

/* Options whose value is kept as it is; NULL for the others. */
static const char **text_option(RunOptions *options, int id)
{
    switch (id) {
    case RUN_PAYEES:
        return &options->payees;
    case RUN_LEDGER:
        return &options->ledger;
    case RUN_OUT:
        return &options->out;
    case RUN_RULES:
        return &options->rules;
    case RUN_MUNICIPALITIES:
        return &options->municipalities;
    case RUN_CONFIG:
        return &options->config;
    case RUN_BANK_PROFILE:
        return &options->bank_profile;
    case RUN_DECIDED:
        return &options->decided;
    case RUN_KEY:
        return &options->key;
    case RUN_CERT:
        return &options->certificate;
    case RUN_TIME:
        return &options->time;
    default:
        return NULL;
    }
}

static bool *flag_option(RunOptions *options, int id)
{
    if (id == RUN_DRY_RUN) return &options->dry_run;
    if (id == RUN_STRICT) return &options->strict;
    return id == RUN_ALLOW_SYNTHETIC ? &options->allow_synthetic : NULL;
}

static Status take_value(RunArguments *arguments, int id, const char *value, Failure *failure)
{
    RunOptions *options = &arguments->options;
    switch (id) {
    case RUN_YEAR:
        return take_number("--year", value, 1990, YEAR_MAX - 1, &options->year, failure);
    case RUN_QUARTER:
        return take_number("--quarter", value, 1, 4, &options->quarter, failure);
    case RUN_REGISTER:
        return take_register(arguments, value, failure);
    case RUN_SCHEMES:
        return take_schemes(options, value, failure);
    case RUN_CUTOFF:
        return option_day("--cutoff", value, &options->cutoff, failure);
    case RUN_PAYMENT_DATE:
        return option_day("--payment-date", value, &options->payment_date, failure);
    case RUN_ACCEPT_RATE:
        return take_code("--accept-rate", value, options->accept_rate, failure);
    case RUN_HOLD_CODE:
        return take_hold(options, value, failure);
    case RUN_PASS_FD:
        return take_number("--pass-fd", value, 0, 1023, &options->pass_descriptor, failure);
    case RUN_THREADS:
        return take_number("--threads", value, 1, RUN_THREADS_MAX, &options->threads, failure);
    default:
        return failure_set(failure, STATUS_USAGE, NULL, "unknown option");
    }
}

Status run_arguments_take(void *user, int id, const char *value, Failure *failure)
{
    RunArguments *arguments = user;
    arguments->takes_registers = id == RUN_REGISTER;
    const char **text = text_option(&arguments->options, id);
    bool *flag = flag_option(&arguments->options, id);
    if (text != NULL) {
        *text = value;
        return path_refuse_ident(value, failure);
    }
    if (flag != NULL) {
        *flag = true;
        return STATUS_OK;
    }
    return take_value(arguments, id, value, failure);
}

Status run_arguments_place(void *user, const char *word, Failure *failure)
{
    RunArguments *arguments = user;
    if (arguments->takes_registers) return take_register(arguments, word, failure);
    return failure_set(failure, STATUS_USAGE, word, "unexpected word");
}

Status run_arguments_check(const RunArguments *arguments, Failure *failure)
{
    const RunOptions *options = &arguments->options;
    const struct {
        bool missing;
        const char *name;
    } needed[] = {{options->year == 0, "--year"},
                  {options->quarter == 0, "--quarter"},
                  {options->register_count == 0, "--register"},
                  {options->payees == NULL && !options->dry_run, "--payees"},
                  {options->ledger == NULL && !options->dry_run, "--ledger"},
                  {options->out == NULL && !options->dry_run, "--out"}};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (needed[i].missing) {
            return failure_set(failure, STATUS_USAGE, needed[i].name, "is needed");
        }
    }
    if ((options->key == NULL) != (options->certificate == NULL)) {
        return failure_set(failure, STATUS_USAGE, "--key", "goes with --cert");
    }
    return STATUS_OK;
}

static Status decide_and_net(Run *run, const DecideSink *sink, Failure *failure)
{
    TRY(run_prior(run, failure));
    TRY(run_hold(run, failure));
    TRY(run_decide(run, sink, failure));
    TRY(netting_bring_forward(run, failure));
    TRY(netting_settle(run, failure));
    return run_controls(run, failure);
}

static void count_findings(Run *run)
{
    for (int control = 0; control < CONTROL_NUMBERS; control++) {
        run->counts.found[control] += run->findings.by_control[control];
    }
    control_counts_finish(run);
}

Status run_compute_loaded(Run *run, const DecideSink *sink, Failure *failure)
{
    double start = clock_seconds();
    Status status = decide_and_net(run, sink, failure);
    run->seconds_decide = clock_seconds() - start;
    if (status == STATUS_OK) count_findings(run);
    return status;
}

Status run_compute(Run *run, const DecideSink *sink, Failure *failure)
{
    double start = clock_seconds();
    TRY(run_load(run, failure));
    run->seconds_read = clock_seconds() - start;
    return run_compute_loaded(run, sink, failure);
}
