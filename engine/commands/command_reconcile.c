/* command_reconcile.c - tilskudd reconcile: what the bank has done with what was sent.
 * life.md 2. */
#include "engine/commands/commands.h"
#include "engine/ledger/pin.h"
#include "engine/program.h"
#include "engine/reconcile/answer_proposal.h"
#include "engine/reconcile/reconcile_json.h"
#include "engine/terminal.h"
#include "formats/base/translate.h"
#include "formats/crypto/private_key.h"

enum { ROWS_MODE = 0644 };

typedef struct Given {
    const char *ledger, *csv, *out, *key, *certificate, *time;
    PinOptions pin;
    OptionList answers;
    int pass_descriptor;
    bool strict, json;
    ExitStatus end;
} Given;

static const Given initial = {.pass_descriptor = PASS_NONE};

static const Option options[] = {
    OPTION("ledger", "DIR", TEXT, Given, ledger, "the ledger that the payments are in",
           .needed = ALWAYS),
    OPTION("csv", "FILE", OUTPUT, Given, csv, "write a row for each payment there"),
    OPTION("strict", NULL, FLAG, Given, strict,
           "exit 1 when a payment is rejected or not answered"),
    OPTION("out", "DIR", OUTPUT, Given, out,
           "write what is new there, as a proposal that another person approves"),
    OPTION_PIN(Given, pin, 0),
    OPTION("key", "URI", TEXT, Given, key,
           "with --out: first person's key: PEM file or OSSL_STORE URI"),
    OPTION("cert", "FILE", TEXT, Given, certificate,
           "with --out: first person's certificate (PEM)"),
    OPTION("pass-fd", "N", INT, Given, pass_descriptor,
           "read the key's pass phrase from this descriptor", .most = 1023),
    OPTION("time", "RFC3339", TEXT, Given, time, "time stamp to write (test ledgers only)"),
    OPTION("json", NULL, FLAG, Given, json, "as JSON, for programs"),
    {.name = NULL},
};

static Status save_rows(const Given *given, const Reconciliation *work, Failure *failure)
{
    CLEANUP(answer_rows_free) AnswerRows rows = {0};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    if (given->csv == NULL) return STATUS_OK;
    TRY(reconcile_rows(work, &rows, failure));
    answer_rows_write(&text, &rows);
    return save_text(given->csv, ROWS_MODE, &text, failure);
}

static Status check_given(const Given *given, Failure *failure)
{
    if (given->json && given->out != NULL)
        return failure_set(failure, STATUS_USAGE, "--json",
                           "goes without --out: ask for the one, and then for the other");
    if (given->out == NULL && (given->key != NULL || given->certificate != NULL))
        return failure_set(failure, STATUS_USAGE, "--key",
                           "goes with --out DIR, which is signed: name the folder, or leave "
                           "--key and --cert out");
    if (given->out == NULL && given->time != NULL)
        return failure_set(failure, STATUS_USAGE, "--time",
                           "goes with --out DIR: name the folder, or leave --time out");
    TRY(option_pair(given->key, given->certificate, failure));
    if (given->csv != NULL) TRY(output_file_check_new(given->csv, failure));
    return given->out != NULL ? output_file_check_new(given->out, failure) : STATUS_OK;
}

/* --- the proposal --- */

static Status load_signer(const Given *given, const Ledger *ledger, const TimeStamp *time,
                          SigningPerson *signer, Failure *failure)
{
    if (given->out == NULL) return STATUS_OK;
    if (ledger->mode == LEDGER_LIVE && given->time != NULL)
        return failure_set(failure, STATUS_USAGE, "--time", "a live ledger refuses it");
    TRY(ledger_check_clock(ledger, time, failure));
    return signer_load(ledger, ROLE_DISPOSITION, given->key, given->certificate,
                       given->pass_descriptor, time, signer, failure);
}

static Status propose(const Given *given, const Ledger *ledger, const SigningPerson *signer,
                      const TimeStamp *time, Failure *failure)
{
    CLEANUP(proposal_files_free) ProposalFiles files = {.count = 0};
    const ProposalCase made = {.ledger = ledger,
                               .time = time->text,
                               .given = given->answers.items,
                               .given_count = given->answers.count};
    TRY(answer_proposal.make(&made, &files, failure));
    if (answer_proposal_is_empty(&files)) {
        print_done("Nothing new: the ledger has all of it, and no proposal is written.");
        return STATUS_OK;
    }
    TRY(proposal_write(ENTRY_ANSWER, &made, &files, signer, time, given->out, failure));
    print_done("Proposal written to %s. Next: tilskudd approve %s --ledger %s --answers FILE",
               given->out, given->out, given->ledger);
    return STATUS_OK;
}

/* --- the command --- */

static Status show(Given *given, const Reconciliation *work, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    if (given->json)
        TRY(reconcile_json(work, &text, failure));
    else
        reconcile_show(work, &text);
    TRY(save_rows(given, work, failure));
    TRY(print_text(&text, failure));
    size_t open =
        reconcile_count(work, BUCKET_REJECTED) + reconcile_count(work, BUCKET_MISSING);
    if (given->strict && open > 0) given->end = EXIT_FOUND;
    return STATUS_OK;
}

static Status reconcile_with(Given *given, const Ledger *ledger, Failure *failure)
{
    static ProgramData data;
    CLEANUP(reconcile_free) Reconciliation work = {0};
    TRY(program_data(&data, failure));
    TRY(reconcile_begin(ledger, data.bank_profiles, &work, failure));
    for (size_t i = 0; i < given->answers.count; i++)
        TRY(reconcile_answer(&work, given->answers.items[i], failure));
    TRY(reconcile_finish(&work, failure));
    return show(given, &work, failure);
}

static Status reconcile(void *arguments, Failure *failure)
{
    Given *given = arguments;
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    CLEANUP(signer_free) SigningPerson signer = {0};
    TimeStamp time;
    bool pins = given->out != NULL || given->pin.path != NULL;
    TRY(check_given(given, failure));
    TRY(time_stamp(given->time, &time, failure));
    TRY(pins ? pin_ledger_open(&given->pin, given->ledger, &ledger, failure)
             : ledger_open(given->ledger, false, &ledger, failure));
    if (pins) TRY(pin_check(&given->pin, ledger, given->out, given->out != NULL, failure));
    TRY(load_signer(given, ledger, &time, &signer, failure));
    TRY(reconcile_with(given, ledger, failure));
    if (given->out != NULL) TRY(propose(given, ledger, &signer, &time, failure));
    return given->pin.path != NULL ? pin_move(&given->pin, ledger, failure) : STATUS_OK;
}

const Command command_reconcile = {
    .name = "reconcile",
    .purpose = N_("what the bank has done with the payments that were sent"),
    .usage = "tilskudd reconcile FILE... --ledger DIR [--csv FILE] [--strict] [--out DIR --pin "
             "FILE --key URI --cert FILE]",
    .description = N_(
        "Reads what the bank answers (pain.002.001.03 and .10, camt.054.001.02 and .08, plain "
        "or gzip, files or folders, any number in any order) and puts each payment of the "
        "ledger into one of four buckets: settled, accepted, rejected, missing. What the bank "
        "says of other accounts and other messages is left alone and counted. An answer that "
        "names a payment that was never sent, or another amount, number, sum or currency, is "
        "refused whole (exit 4). What the ledger knows already counts too. With --out what is "
        "new becomes a proposal: the second person approves it with her own copies of the "
        "bank's files ('tilskudd approve --answers')."),
    .examples = N_("Example:\n  tilskudd reconcile pain.002.xml camt.054.xml --ledger ledger "
                   "--out answer-1\n"),
    .actions = {{NULL, reconcile}},
    .options = options,
    .rest_offset = offsetof(Given, answers),
    .rest_input = true,
    .size = sizeof(Given),
    .initial = &initial,
    .end_offset = offsetof(Given, end),
};
