/* command_run.c - tilskudd run: from the register to a signed proposal. cli.md. */
#include <stdio.h>

#include "engine/commands/commands.h"
#include "engine/commands/run_arguments.h"
#include "engine/run/run_output.h"
#include "engine/terminal.h"
#include "formats/base/written_text.h"
#include "formats/base/translate.h"

static void needs(const void *given, unsigned action, Needs *needs)
{
    const RunOptions *options = &((const RunArguments *)given)->options;
    bool pays = !options->dry_run;
    (void)action;
    needs_add(needs, !pays || options->payees != NULL, "--payees", NULL);
    needs_add(needs, !pays || options->ledger != NULL, "--ledger", NULL);
    needs_add(needs, !pays || options->out != NULL, "--out", NULL);
}

/* --- who signs --- */

/* The proposal must not have been made already, and who signs must be allowed to, before
 * anything is computed. */
static Status prepare(Run *run, const PinOptions *pin, const TimeStamp *time,
                      SigningPerson *signer, Failure *failure)
{
    const RunOptions *options = &run->options;
    TRY(run_output_already(options, failure));
    if (options->ledger == NULL || (options->dry_run && pin->path == NULL)) return STATUS_OK;
    TRY(pin_ledger_open_later(pin, options->ledger, &run->ledger, failure));
    const Ledger *ledger = run->ledger;
    TRY(pin_check(pin, ledger, options->out, !options->dry_run, failure));
    if (options->dry_run) return STATUS_OK;
    if (ledger->mode == LEDGER_LIVE && options->time != NULL)
        return failure_set(failure, STATUS_USAGE, "--time", "a live ledger refuses it");
    TRY(ledger_check_clock(ledger, time, failure));
    return signer_load(ledger, ROLE_DISPOSITION, options->key, options->certificate,
                       options->pass_descriptor, time, signer, failure);
}

/* --- what is shown --- */

static void show_progress(void *user, const char *step, uint64_t done, uint64_t total)
{
    progress_show(user, step, done, total);
}

/* A quarter is run again for what came late, or by a slip of the hand: only who gave the
 * command knows which. Of several runs the last is named. */
static void say_committed(const Run *run)
{
    const RunOptions *options = &run->options;
    const LedgerEntry *found = NULL;
    for (size_t e = 0; run->ledger != NULL && e < run->ledger->entry_count; e++) {
        const LedgerEntry *entry = &run->ledger->entries[e];
        bool same = entry->year == options->year && entry->quarter == options->quarter;
        if (entry->kind == ENTRY_RUN && same) found = entry;
    }
    if (found == NULL) return;
    fprintf(stderr,
            _("tilskudd: quarter %d of %d is committed as entry %06u: this is another run for "
              "it, of what has changed or come back since\n"),
            found->quarter, found->year, found->number);
}

/* Before the table, so that they are the first thing seen. */
static Status show_notes(const Run *run, Failure *failure)
{
    RunNotes notes;
    CLEANUP(manifest_texts_free) ManifestTexts warnings = {0};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    run_notes(run, &notes);
    for (size_t i = 0; i < notes.count; i++)
        written_warning("tilskudd: ", notes.texts[i], &text);
    TRY(run_warnings(run, &warnings, failure));
    run_warnings_show(&warnings, "tilskudd: ", &text);
    TRY(run_packs_show(run, "tilskudd: ", &text, failure));
    TRY(text_buffer_status(&text, failure));
    if (text.length > 0) fputs(text.bytes, stderr);
    return STATUS_OK;
}

static Status show(const Run *run, const RunOutput *output, const TextBuffer *gate,
                   Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    say_committed(run);
    TRY(show_notes(run, failure));
    run_tables_screen(run, output, &text);
    TRY(print_text(&text, failure));
    if (run->ledger_told.length > 0) TRY(print_text(&run->ledger_told, failure));
    if (gate->length > 0)
        printf(_("\nRates that are not verified, or missing:\n%s"), gate->bytes);
    if (output->folder != NULL && !run->options.dry_run) {
        putchar('\n');
        print_done("Proposal written to %s. Next: tilskudd approve %s --ledger %s",
                   output->folder, output->folder, run->options.ledger);
    }
    return STATUS_OK;
}

/* --- the run --- */

static Status pass_gate(const Run *run, TextBuffer *gate, Failure *failure)
{
    Status status = run_gate(run, gate, failure);
    if (status != STATUS_OK && gate->length > 0) {
        progress_end(run->progress_user);
        fputs(gate->bytes, stderr);
    }
    return status != STATUS_OK ? status : text_buffer_status(gate, failure);
}

static Status run_all(Run *run, RunOutput *output, const SigningPerson *signer,
                      TextBuffer *gate, Failure *failure)
{
    DecideSink sink = run_output_sink(output);
    TRY(run_compute(run, &sink, failure));
    TRY(pass_gate(run, gate, failure));
    TRY(run_output_plan(output, run, failure));
    TRY(run_output_finish(output, run, signer, failure));
    progress_end(run->progress_user);
    return show(run, output, gate, failure);
}

static Status run_signed(Run *run, const PinOptions *pin, const TimeStamp *time,
                         Failure *failure)
{
    const RunOptions *options = &run->options;
    CLEANUP(text_buffer_free) TextBuffer gate = TEXT_BUFFER_EMPTY;
    CLEANUP(signer_free) SigningPerson signer = {0};
    CLEANUP(run_output_close) RunOutput output = {0};
    TRY(prepare(run, pin, time, &signer, failure));
    Status status = run_output_open(&output, options->out, time, options->threads, failure);
    run->findings.folder = output.folder;
    if (status == STATUS_OK)
        status = run_all(run, &output, options->dry_run ? NULL : &signer, &gate, failure);
    progress_end(run->progress_user);
    if (status != STATUS_OK || pin->path == NULL || run->ledger == NULL) return status;
    return pin_move(pin, run->ledger, failure);
}

static Status run(void *given, Failure *failure)
{
    static ProgramData data;
    RunArguments *arguments = given;
    Progress progress = progress_begin();
    CLEANUP(run_free) Run whole = {.progress = show_progress, .progress_user = &progress};
    TimeStamp time;
    TRY(option_pair(arguments->options.key, arguments->options.certificate, failure));
    TRY(run_arguments_agree(arguments, failure));
    TRY(program_data(&data, failure));
    run_arguments_complete(arguments, &data);
    whole.options = arguments->options;
    whole.options.packs_vouch = true; /* whoever approves hashes the extracts */
    TRY(time_stamp(whole.options.time, &time, failure));
    whole.options.today = whole.options.made = time_stamp_day(&time);
    TRY(run_signed(&whole, &arguments->pin, &time, failure));
    bool found = whole.findings.count > 0 || whole.counts.held_lines > 0;
    if (found && whole.options.strict) arguments->end = EXIT_FOUND;
    return STATUS_OK;
}

const Command command_run = {
    .name = "run",
    .purpose = N_("compute a quarter and write a signed proposal"),
    .usage = "tilskudd run --year Y --quarter Q --register PATH... --payees FILE --ledger DIR "
             "--out DIR",
    .description =
        N_("Computes what every municipality is due for the quarter, compares it with what the "
           "ledger has settled, and writes a signed proposal into the run folder. Nothing is "
           "paid until a second person has run 'tilskudd approve'."),
    .examples = N_(
        "Example:\n  tilskudd run --year 2018 --quarter 3 --register nir.xml.gz --national \\\n"
        "      --payees payees.csv --ledger ledger --out run-2018-3\n"),
    .actions = {{NULL, run}},
    .needs = needs,
    .options = run_options,
    .size = sizeof(RunArguments),
    .end_offset = offsetof(RunArguments, end),
    .initial = &run_arguments_initial,
};
