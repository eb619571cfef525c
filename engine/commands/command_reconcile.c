/* command_reconcile.c - tilskudd reconcile: what the bank has done with what was sent.
 * life.md 2. */
#include "engine/commands/commands.h"
#include "engine/program.h"
#include "engine/reconcile/reconcile.h"
#include "engine/terminal.h"

enum { ROWS_MODE = 0644 };

typedef struct Given {
    const char *ledger, *csv;
    OptionList answers;
    bool strict;
    ExitStatus end;
} Given;

static const Option options[] = {
    OPTION("ledger", "DIR", TEXT, Given, ledger, "the ledger that the payments are in",
           .needed = ALWAYS),
    OPTION("csv", "FILE", OUTPUT, Given, csv, "write a row for each payment there"),
    OPTION("strict", NULL, FLAG, Given, strict,
           "exit 1 when a payment is rejected or not answered"),
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

static Status reconcile(void *arguments, Failure *failure)
{
    Given *given = arguments;
    static ProgramData data;
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    CLEANUP(reconcile_free) Reconciliation work = {0};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    if (given->csv != NULL) TRY(output_file_check_new(given->csv, failure));
    TRY(program_data(&data, failure));
    TRY(ledger_open(given->ledger, false, &ledger, failure));
    TRY(reconcile_begin(ledger, data.bank_profiles, &work, failure));
    for (size_t i = 0; i < given->answers.count; i++)
        TRY(reconcile_answer(&work, given->answers.items[i], failure));
    TRY(reconcile_finish(&work, failure));
    reconcile_show(&work, &text);
    TRY(save_rows(given, &work, failure));
    TRY(print_text(&text, failure));
    size_t open =
        reconcile_count(&work, BUCKET_REJECTED) + reconcile_count(&work, BUCKET_MISSING);
    if (given->strict && open > 0) given->end = EXIT_FOUND;
    return STATUS_OK;
}

const Command command_reconcile = {
    .name = "reconcile",
    .purpose = "what the bank has done with the payments that were sent",
    .usage = "tilskudd reconcile FILE... --ledger DIR [--csv FILE] [--strict]",
    .description =
        "Reads what the bank answers (pain.002.001.03 and .10, camt.054.001.02 and .08, plain "
        "or gzip, any number in any order) and puts each payment of the ledger into one of "
        "four buckets: settled, accepted, rejected, missing. What the bank says of other "
        "accounts and other messages is left alone and counted. An answer that names a "
        "payment that was never sent, or another amount, number, sum or currency, is refused "
        "whole (exit 4).",
    .examples = "Example:\n  tilskudd reconcile pain.002.xml camt.054.xml --ledger ledger\n",
    .actions = {{NULL, reconcile}},
    .options = options,
    .rest_offset = offsetof(Given, answers),
    .size = sizeof(Given),
    .end_offset = offsetof(Given, end),
};
