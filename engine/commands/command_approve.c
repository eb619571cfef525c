/* command_approve.c - tilskudd approve: the second person decides. cli.md, payments.md 5. */
#include <stdio.h>
#include <string.h>

#include "engine/accounts/accounts.h"
#include "engine/commands/commands.h"
#include "engine/terminal.h"
#include "formats/base/translate.h"
#include "formats/run/proposal_text.h"
#include "formats/base/plain_text.h"
#include "formats/crypto/private_key.h"

static const ApprovalOptions initial = {.pass_descriptor = PASS_NONE, .new_accounts = -1};

static Status take_account(void *given, const char *value, Failure *failure)
{
    ApprovalOptions *options = given;
    MunicipalityCode code;
    TRY(option_municipality("--confirm-account", value, &code, failure));
    options->confirmed[code] = true;
    return STATUS_OK;
}

static const Option table[] = {
    OPTION("ledger", "DIR", TEXT, ApprovalOptions, ledger,
           "the ledger the proposal was made from", .needed = ALWAYS),
    OPTION_PIN(ApprovalOptions, pin, 0),
    OPTION("key", "URI", TEXT, ApprovalOptions, key,
           "second person's key: PEM file or OSSL_STORE URI"),
    OPTION("cert", "FILE", TEXT, ApprovalOptions, certificate,
           "second person's certificate (PEM)"),
    OPTION("pass-fd", "N", INT, ApprovalOptions, pass_descriptor,
           "read the key's pass phrase from this descriptor", .most = 1023),
    OPTION("ca", "FILE", TEXT, ApprovalOptions, ca,
           "refuse unless the ledger's CA is this one"),
    OPTION("confirm-account", "CODE", OWN, ApprovalOptions, confirmed,
           "a municipality's changed or new account is right; repeatable", .take = take_account,
           .repeatable = true),
    OPTION("confirm-new-accounts", "N", INT, ApprovalOptions, new_accounts,
           "N accounts that are paid for the first time are right", .most = MUNICIPALITY_CODES),
    OPTION("same-inputs", NULL, FLAG, ApprovalOptions, same_inputs,
           "read the first person's files where none are given; recorded"),
    OPTION("same-user", NULL, FLAG, ApprovalOptions, same_user,
           "the proposal's files may be one's own; recorded"),
    OPTION("answers", "PATH...", PATHS, ApprovalOptions, answers,
           "the bank's answers as the second person has fetched them, files or folders",
           .takes_input = true),
    OPTION("yes", NULL, FLAG, ApprovalOptions, yes, "do not ask"),
    OPTION("total", "KRONER", TEXT, ApprovalOptions, total,
           "with --yes and given keys: what is to be paid, as it was shown"),
    OPTION("time", "RFC3339", TEXT, ApprovalOptions, time,
           "time stamp to write (test ledgers only)"),
    OPTION("allow-time", NULL, FLAG, ApprovalOptions, allow_time,
           "it is right that the last entry is more than 120 days old; recorded"),
    {.name = NULL},
};

/* A yes without a screen says how much it is a yes to. */
static Status check_total(const Approval *approval, Failure *failure)
{
    const ApprovalOptions *options = approval->options;
    Ore paid = approval->again->output.manifest.paid, given;
    if (options->total == NULL) {
        if (!options->yes || !approval->ledger->given_keys) return STATUS_OK;
        return failure_set(failure, STATUS_NOT_NOW, "--yes",
                           "goes with --total KRONER here: what is to be paid, as it is shown");
    }
    if (!amount_parse(options->total, &given))
        return failure_set(failure, STATUS_USAGE, "--total", "not an amount: 1234567,50");
    if (given == paid) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, "--total", "%s kr are to be paid",
                       amount_text(paid).text);
}

static Status ask(const ApprovalOptions *options, const char *question, Failure *failure)
{
    char text[160];
    if (options->yes) return STATUS_OK;
    snprintf(text, sizeof text, _("%s Type yes to approve:"), translate(question));
    return ask_yes("approve", text, failure);
}

static Status show(const Approval *approval, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(approval_show(approval, &text, failure));
    return print_text(&text, failure);
}

static bool is_confirmable(const RunOutput *output, unsigned code)
{
    const ManifestCodes *changed = &output->manifest.accounts_changed;
    for (size_t i = 0; i < changed->count; i++)
        if (changed->items[i] == code) return true;
    for (size_t i = 0; i < output->new_account_count; i++)
        if (output->new_accounts[i].municipality == code) return true;
    return false;
}

/* Whoever confirms another account than the one that changed has read the wrong letter. */
static void note_needless(const Approval *approval)
{
    for (unsigned code = 0; code < MUNICIPALITY_CODES; code++) {
        if (!approval->options->confirmed[code]) continue;
        if (is_confirmable(&approval->again->output, code)) continue;
        fprintf(stderr,
                _("tilskudd: WARNING: --confirm-account %04u: its account has not changed in "
                  "this proposal.\n"),
                code);
    }
}

static Status decide(Approval *approval, Failure *failure)
{
    uint32_t entry = approval->run.manifest.ledger_entry + 1;
    if (approval->committed) {
        TRY(approval_lock(approval, failure));
        printf(_("This proposal is already committed as entry %06u, quarter %d of %d: nothing "
                 "more is paid. Its payment files are made available.\n"),
               entry, approval->run.manifest.quarter, approval->run.manifest.year);
        return ledger_committed(entry, approval_publish(approval, failure), failure);
    }
    TRY(show(approval, failure));
    note_needless(approval);
    TRY(approval_check_accounts(approval, failure));
    TRY(check_total(approval, failure));
    TRY(ask(approval->options, N_("Pay this?"), failure));
    TRY(approval_lock(approval, failure));
    TRY(approval_commit(approval, failure));
    TRY(ledger_committed(entry, approval_publish(approval, failure), failure));
    print_done("Committed as entry %06u of the ledger. Payment files: %s/payments", entry,
               approval->options->run);
    return STATUS_OK;
}

/* What has been made into a run's, or into nothing, was changed: that is said first. */
static Status refuse_answers(Approval *approval, Failure *failure)
{
    TRY(approval_verify_signature(approval, failure));
    return failure_set(failure, STATUS_USAGE, "--answers",
                       "goes with a proposal of what the bank answered: leave it out here");
}

static Status approve_with(const ApprovalOptions *given, Approval *approval, Failure *failure)
{
    TRY(option_pair(given->key, given->certificate, failure));
    TRY(path_refuse_ident(given->run, failure));
    TRY(approval_open(approval, given, failure));
    TRY(approval_check_pin(approval, failure));
    const InputFile *manifest = &approval->run.stored;
    if (manifest_is_of_accounts(manifest->bytes, manifest->size))
        return approve_accounts(approval, ask, failure);
    if (manifest_is_of_proposal(manifest->bytes, manifest->size))
        return approve_proposal(approval, ask, failure);
    if (given->answers.count > 0) TRY(refuse_answers(approval, failure));
    TRY(approval_verify(approval, failure));
    return decide(approval, failure);
}

/* To the entry that was committed; the same command again does it when this fails. */
static Status move_pin(const Approval *approval, Failure *failure)
{
    const PinOptions *pin = &approval->options->pin;
    Status status = approval->entry == NULL
                        ? pin_move(pin, approval->ledger, failure)
                        : pin_move_to(pin, approval->ledger, approval->entry, failure);
    uint32_t last = ledger_last(approval->ledger)->number;
    return ledger_committed(last + (approval->entry != NULL), status, failure);
}

static Status approve(void *given, Failure *failure)
{
    Approval approval = {.lock = -1};
    Status status = approve_with(given, &approval, failure);
    if (status == STATUS_OK) status = move_pin(&approval, failure);
    approval_end(&approval);
    return status;
}

const Command command_approve = {
    .name = "approve",
    .purpose = N_("the second person commits a proposal"),
    .usage =
        "tilskudd approve RUN --ledger DIR [--register PATH... --payees FILE --config FILE "
        "--rules DIR --municipalities FILE | --same-inputs] [--pin FILE --key URI --cert FILE] "
        "[--yes --total KRONER]",
    .description = N_(
        "Verifies a proposal, computes its whole run again from the second person's own files "
        "and the ledger, shows what it pays, adds the second person's signature and commits "
        "it to the ledger. Whatever is not the same is refused (exit 5). Only then are the "
        "payment files in RUN/payments. The same "
        "command again completes an approval that was interrupted; nothing is paid twice. "
        "RUN may also be the folder of a control of accounts ('tilskudd accounts') or of what "
        "the bank answered ('tilskudd reconcile --out', here with --answers): it is computed "
        "again and committed, and no money moves."),
    .actions = {{NULL, approve}},
    .options = table,
    .shared = run_again_options,
    .shared_offset = offsetof(ApprovalOptions, inputs),
    .words = {{"RUN", offsetof(ApprovalOptions, run), ALWAYS, N_("name the run folder")}},
    .size = sizeof(ApprovalOptions),
    .initial = &initial,
};
