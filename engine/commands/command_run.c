/* command_run.c - tilskudd run: from the register to a signed proposal. cli.md. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/commands/run_arguments.h"
#include "engine/run/run_output.h"
#include "formats/base/input_file.h"

static const OptionRow rows[] = {
    {RUN_YEAR, "year", "YEAR", "budget year"},
    {RUN_QUARTER, "quarter", "1..4", "quarter to pay through"},
    {RUN_REGISTER | OPTION_MANY, "register", "PATH...",
     "extracts: files or folders, .xml or .xml.gz"},
    {RUN_PAYEES, "payees", "FILE", "accounts of the municipalities (CSV)"},
    {RUN_LEDGER, "ledger", "DIR", "ledger made by 'tilskudd ledger open'"},
    {RUN_OUT, "out", "DIR", "run folder: gets everything or nothing"},
    {RUN_RULES, "rules", "DIR", "rule sets (default: those installed)"},
    {RUN_MUNICIPALITIES, "municipalities", "FILE", "municipality table (default: installed)"},
    {RUN_CONFIG, "config", "FILE", "paying agency and claim shares (XML)"},
    {RUN_SCHEMES, "schemes", "LIST", "integration,norwegian (default: both)"},
    {RUN_BANK_PROFILE, "bank-profile", "NAME", "dnb (default) or nordea"},
    {RUN_DRY_RUN, "dry-run", NULL, "compute and print, no proposal, no keys, no ledger needed"},
    {RUN_STRICT, "strict", NULL, "exit 1 when something was held or found"},
    {RUN_ALLOW_SYNTHETIC, "allow-synthetic", NULL, "let a live run read synthetic idents"},
    {RUN_DECIDED, "decided", "FILE", "numbers the municipalities decided to settle (CSV)"},
    {RUN_CUTOFF, "cutoff", "DAY", "what was known that day (default: the extracts' date)"},
    {RUN_PAYMENT_DATE, "payment-date", "DAY", "default: fifth bank day after the cut-off"},
    {RUN_ACCEPT_RATE | OPTION_MANY, "accept-rate", "CODE",
     "live: pay by this unverified rate; repeatable"},
    {RUN_HOLD_CODE | OPTION_MANY, "hold-code", "CODE",
     "hold all lines of CODE, or of YEAR:CODE; repeatable"},
    {RUN_KEY, "key", "URI", "first person's key: PEM file or OSSL_STORE URI"},
    {RUN_CERT, "cert", "FILE", "first person's certificate (PEM)"},
    {RUN_PASS_FD, "pass-fd", "N", "read the key's pass phrase from this descriptor"},
    {RUN_THREADS, "threads", "N", "default: all processors; never changes the result"},
    {RUN_TIME, "time", "RFC3339", "time stamp to write (test ledgers only)"},
};

static const CommandHelp help = {
    "tilskudd run --year Y --quarter Q --register PATH... --payees FILE --ledger DIR --out DIR",
    "Computes what every municipality is due for the quarter, compares it with what the\n"
    "ledger has settled, and writes a signed proposal into the run folder. Nothing is paid\n"
    "until a second person has run 'tilskudd approve'.",
    rows, sizeof rows / sizeof rows[0],
    "Example:\n  tilskudd run --year 2018 --quarter 3 --register nir.xml.gz --payees "
    "payees.csv \\\n"
    "      --ledger ledger --out run-2018-3\n"};

/* A bar on standard error, when a person is looking and it takes over a second. */
typedef struct Progress {
    double start;
    bool shown;
} Progress;

static void show_progress(void *user, const char *step, uint64_t done, uint64_t total)
{
    enum { WIDTH = 40 };
    Progress *progress = user;
    char bar[WIDTH + 1];
    if (clock_seconds() - progress->start < 1.0 || total == 0) return;
    size_t filled = (size_t)(done * WIDTH / total);
    for (size_t i = 0; i < WIDTH; i++) {
        bar[i] = i < filled ? '#' : '.';
    }
    bar[WIDTH] = '\0';
    fprintf(stderr, "\r%-10s [%s] %3d %%", step, bar, (int)(done * 100 / total));
    progress->shown = true;
}

/* The line is the results' again. */
static void end_progress(const Run *run)
{
    Progress *progress = run->progress_user;
    if (progress == NULL || !progress->shown) return;
    fprintf(stderr, "\r%*s\r", 70, "");
    fflush(stderr);
    progress->shown = false;
}

/* Payees and configuration of a live run are signed by the authority (payments.md 4). */
static Status check_signed(const Ledger *ledger, const char *path, Failure *failure)
{
    InputFile file;
    if (path == NULL || ledger->mode == LEDGER_TEST) return STATUS_OK;
    TRY(input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    Status status = signer_verify_authority(ledger, path, file.bytes, file.size, failure);
    input_file_free(&file);
    return status;
}

/* The proposal must not have been made already, and who signs must be allowed to, before
 * anything is computed. */
static Status prepare(const RunOptions *options, const TimeStamp *time, SigningPerson *signer,
                      Failure *failure)
{
    Ledger *ledger;
    TRY(run_output_already(options, failure));
    if (options->dry_run || options->ledger == NULL) return STATUS_OK;
    TRY(ledger_open(options->ledger, true, &ledger, failure));
    Status status = STATUS_OK;
    if (ledger->mode == LEDGER_LIVE && options->time != NULL) {
        status = failure_set(failure, STATUS_USAGE, "--time", "a live ledger refuses it");
    }
    if (status == STATUS_OK) {
        status = signer_load(ledger, ROLE_DISPOSITION, options->key, options->certificate,
                             options->pass_descriptor, time, signer, failure);
    }
    if (status == STATUS_OK) status = check_signed(ledger, options->payees, failure);
    if (status == STATUS_OK) status = check_signed(ledger, options->config, failure);
    ledger_close(ledger);
    return status;
}

/* Before the table, so that they are the first thing seen. */
static Status show_notes(const Run *run, Failure *failure)
{
    RunNotes notes;
    ManifestTexts warnings = {0};
    TextBuffer text = TEXT_BUFFER_EMPTY;
    run_notes(run, &notes);
    for (size_t i = 0; i < notes.count; i++) {
        text_buffer_format(&text, "tilskudd: WARNING: %s.\n", notes.texts[i]);
    }
    Status status = run_warnings(run, &warnings, failure);
    run_warnings_show(&warnings, "tilskudd: ", &text);
    if (status == STATUS_OK) status = text_buffer_status(&text, failure);
    if (status == STATUS_OK && text.length > 0) fputs(text.bytes, stderr);
    manifest_texts_free(&warnings);
    text_buffer_free(&text);
    return status;
}

static Status show(const Run *run, const RunOutput *output, const TextBuffer *gate,
                   Failure *failure)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(show_notes(run, failure));
    run_tables_screen(run, output, &text);
    Status status = text_buffer_status(&text, failure);
    if (status == STATUS_OK) fputs(text.bytes, stdout);
    if (status == STATUS_OK && gate->length > 0) {
        printf("\nRates that are not verified, or missing:\n%s", gate->bytes);
    }
    if (status == STATUS_OK && output->folder != NULL && !run->options.dry_run) {
        printf("\nProposal written to %s. Next: tilskudd approve %s --ledger %s\n",
               output->folder, output->folder, run->options.ledger);
    }
    text_buffer_free(&text);
    return status;
}

static Status pass_gate(const Run *run, TextBuffer *gate, Failure *failure)
{
    Status status = run_gate(run, gate, failure);
    if (status != STATUS_OK && gate->length > 0) {
        end_progress(run);
        fputs(gate->bytes, stderr);
    }
    return status != STATUS_OK ? status : text_buffer_status(gate, failure);
}

/* Whoever can write to the payee file could exchange it after its signature was checked. */
static Status check_used(const Run *run, Failure *failure)
{
    const RunOptions *options = &run->options;
    if (!run->live || options->dry_run) return STATUS_OK;
    TRY(signer_verify_used(run->ledger, options->payees, run->payees->sha256, failure));
    return signer_verify_used(run->ledger, options->config, run->configuration->sha256,
                              failure);
}

static Status run_all(Run *run, RunOutput *output, const SigningPerson *signer,
                      TextBuffer *gate, Failure *failure)
{
    DecideSink sink = run_output_sink(output);
    TRY(run_compute(run, &sink, failure));
    TRY(check_used(run, failure));
    TRY(pass_gate(run, gate, failure));
    TRY(run_output_plan(output, run, failure));
    TRY(run_output_finish(output, run, signer, failure));
    end_progress(run);
    return show(run, output, gate, failure);
}

static Status run_with(RunArguments *arguments, bool *found, Failure *failure)
{
    Run run = {.options = arguments->options};
    RunOutput output = {0};
    SigningPerson signer = {0};
    TextBuffer gate = TEXT_BUFFER_EMPTY;
    TimeStamp time;
    Progress progress = {clock_seconds(), false};
    run.options.registers = arguments->registers;
    if (isatty(STDERR_FILENO)) {
        run.progress = show_progress;
        run.progress_user = &progress;
    }
    TRY(time_stamp(arguments->options.time, &time, failure));
    run.options.today = time_stamp_day(&time);
    Status status = prepare(&run.options, &time, &signer, failure);
    if (status == STATUS_OK) {
        status = run_output_open(&output, run.options.out, &time, run.options.threads, failure);
    }
    run.findings.folder = output.folder;
    if (status == STATUS_OK) {
        status = run_all(&run, &output, run.options.dry_run ? NULL : &signer, &gate, failure);
    }
    end_progress(&run);
    *found = run.findings.count > 0 || run.counts.held_lines > 0;
    run_output_close(&output);
    signer_free(&signer);
    text_buffer_free(&gate);
    run_free(&run);
    return status;
}

int command_run(int argc, char **argv)
{
    static RunArguments arguments;
    static ProgramData data;
    Failure failure = {STATUS_OK, "", ""};
    bool helped = false, found = false;
    OptionTakers takers = {run_arguments_take, run_arguments_place, &arguments};
    Status status = program_data(&data, &failure);
    run_arguments_default(&arguments, &data);
    if (status == STATUS_OK) {
        status = options_parse(argc, argv, &help, &takers, &helped, &failure);
    }
    if (helped) return EXIT_DONE;
    if (status == STATUS_OK) status = run_arguments_check(&arguments, &failure);
    if (status == STATUS_OK) status = run_with(&arguments, &found, &failure);
    int end = report_end(status, &failure);
    return end == EXIT_DONE && found && arguments.options.strict ? EXIT_FOUND : end;
}
