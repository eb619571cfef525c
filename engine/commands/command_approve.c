/* command_approve.c - tilskudd approve: the second person decides. cli.md, payments.md 5. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/accounts/accounts.h"
#include "engine/options.h"
#include "engine/program.h"
#include "formats/crypto/private_key.h"

enum {
    APPROVE_LEDGER = 2,
    APPROVE_KEY,
    APPROVE_CERT,
    APPROVE_PASS_FD,
    APPROVE_CA,
    APPROVE_CONFIRM,
    APPROVE_YES,
    APPROVE_TIME
};

static const OptionRow rows[] = {
    {APPROVE_LEDGER, "ledger", "DIR", "the ledger the proposal was made from"},
    {APPROVE_KEY, "key", "URI", "second person's key: PEM file or OSSL_STORE URI"},
    {APPROVE_CERT, "cert", "FILE", "second person's certificate (PEM)"},
    {APPROVE_PASS_FD, "pass-fd", "N", "read the key's pass phrase from this descriptor"},
    {APPROVE_CA, "ca", "FILE", "refuse unless the ledger's CA is this one"},
    {APPROVE_CONFIRM | OPTION_MANY, "confirm-account", "CODE",
     "a municipality's changed account is right; repeatable"},
    {APPROVE_YES, "yes", NULL, "do not ask"},
    {APPROVE_TIME, "time", "RFC3339", "time stamp to write (test ledgers only)"},
};

static const CommandHelp help = {
    "tilskudd approve RUN --ledger DIR [--key URI --cert FILE] [--yes]",
    "Verifies a proposal, shows what it pays, adds the second person's signature and commits\n"
    "it to the ledger. Only then are the payment files in RUN/payments. The same command\n"
    "again completes an approval that was interrupted; nothing is paid twice. RUN may also be\n"
    "the folder of a control of accounts ('tilskudd accounts'): it is computed again and\n"
    "committed, and no money moves.",
    rows, sizeof rows / sizeof rows[0], NULL};

static Status take_account(ApprovalOptions *options, const char *value, Failure *failure)
{
    int64_t code;
    if (strlen(value) != 4) {
        return failure_set(failure, STATUS_USAGE, "--confirm-account",
                           "not a municipality code of four digits");
    }
    TRY(option_number("--confirm-account", value, 1, MUNICIPALITY_CODES - 1, &code, failure));
    options->confirmed[code] = true;
    return STATUS_OK;
}

static Status take(void *user, int id, const char *value, Failure *failure)
{
    ApprovalOptions *options = user;
    int64_t number;
    switch (id) {
    case APPROVE_LEDGER:
        options->ledger = value;
        return STATUS_OK;
    case APPROVE_KEY:
        options->key = value;
        return STATUS_OK;
    case APPROVE_CERT:
        options->certificate = value;
        return STATUS_OK;
    case APPROVE_CA:
        options->ca = value;
        return STATUS_OK;
    case APPROVE_TIME:
        options->time = value;
        return STATUS_OK;
    case APPROVE_YES:
        options->yes = true;
        return STATUS_OK;
    case APPROVE_CONFIRM:
        return take_account(options, value, failure);
    default:
        TRY(option_number("--pass-fd", value, 0, 1023, &number, failure));
        options->pass_descriptor = (int)number;
        return STATUS_OK;
    }
}

static Status place(void *user, const char *word, Failure *failure)
{
    ApprovalOptions *options = user;
    if (options->run != NULL) {
        return failure_set(failure, STATUS_USAGE, word, "unexpected word");
    }
    options->run = word;
    return STATUS_OK;
}

static Status check(const ApprovalOptions *options, Failure *failure)
{
    if (options->run == NULL) {
        return failure_set(failure, STATUS_USAGE, "approve", "name the run folder");
    }
    if (options->ledger == NULL) {
        return failure_set(failure, STATUS_USAGE, "--ledger", "is needed");
    }
    if ((options->key == NULL) == (options->certificate == NULL)) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--key", "goes with --cert");
}

/* Only the word itself is a yes. */
static Status ask(const ApprovalOptions *options, const char *question, Failure *failure)
{
    char answer[16] = "";
    if (options->yes) return STATUS_OK;
    if (!isatty(STDIN_FILENO)) {
        return failure_set(failure, STATUS_NOT_NOW, "approve",
                           "nobody can be asked here; --yes says it on the command line");
    }
    fprintf(stderr, "%s Type yes to approve: ", question);
    if (fgets(answer, sizeof answer, stdin) != NULL && strcmp(answer, "yes\n") == 0) {
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_NOT_NOW, "approve", "not approved; nothing was changed");
}

static Status show(const Approval *approval, Failure *failure)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    Status status = approval_show(approval, &text, failure);
    if (status == STATUS_OK) status = text_buffer_status(&text, failure);
    if (status == STATUS_OK) fputs(text.bytes, stdout);
    text_buffer_free(&text);
    return status;
}

/* Whoever confirms another account than the one that changed has read the wrong letter. */
static void note_needless(const Approval *approval)
{
    const Manifest *manifest = &approval->run.manifest;
    for (unsigned code = 0; code < MUNICIPALITY_CODES; code++) {
        bool changed = false;
        if (!approval->options->confirmed[code]) continue;
        for (size_t i = 0; i < manifest->accounts_changed.count; i++) {
            changed = changed || manifest->accounts_changed.items[i] == code;
        }
        if (changed) continue;
        fprintf(stderr,
                "tilskudd: WARNING: --confirm-account %04u: its account has not changed in "
                "this proposal.\n",
                code);
    }
}

static Status decide(Approval *approval, Failure *failure)
{
    if (approval->committed) {
        printf("This proposal is already committed; its payment files are made available.\n");
        return approval_publish(approval, failure);
    }
    TRY(show(approval, failure));
    note_needless(approval);
    TRY(approval_check_accounts(approval, failure));
    TRY(ask(approval->options, "Pay this?", failure));
    TRY(approval_commit(approval, failure));
    TRY(approval_publish(approval, failure));
    printf("Committed as entry %06u of the ledger. Payment files: %s/payments\n",
           approval->run.manifest.ledger_entry + 1, approval->options->run);
    return STATUS_OK;
}

static Status approve(const ApprovalOptions *options, Approval *approval, Failure *failure)
{
    bool accounts;
    *approval = (Approval){.lock = -1};
    TRY(accounts_folder_is(options->run, &accounts, failure));
    if (accounts) {
        TRY(approval_open(approval, options, failure));
        return approve_accounts(approval, ask, failure);
    }
    TRY(approval_begin(approval, options, failure));
    return decide(approval, failure);
}

int command_approve(int argc, char **argv)
{
    static ApprovalOptions options;
    Approval approval;
    Failure failure = {STATUS_OK, "", ""};
    bool helped;
    options = (ApprovalOptions){.pass_descriptor = PASS_NONE};
    OptionTakers takers = {take, place, &options};
    Status status = options_parse(argc, argv, &help, &takers, &helped, &failure);
    if (helped) return EXIT_DONE;
    if (status == STATUS_OK) status = check(&options, &failure);
    if (status != STATUS_OK) return report_end(status, &failure);
    status = approve(&options, &approval, &failure);
    approval_end(&approval);
    return report_end(status, &failure);
}
