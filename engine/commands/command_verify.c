/* command_verify.c - tilskudd verify: is a run, or an entry, what it says it is? cli.md. */
#include <string.h>

#include "engine/accounts/accounts.h"
#include "engine/commands/commands.h"
#include "engine/ledger/proposal.h"
#include "engine/review/run_again.h"
#include "engine/review/verify_run.h"
#include "formats/base/translate.h"

typedef struct Given {
    RunArguments run; /* for the replay */
    const char *folder, *ca;
    bool replay;
    Ledger *known;  /* of --pin: the ledger that the caller knows */
    bool payments;  /* looked for before it was opened, so that an approval makes no alarm */
    ExitStatus end; /* EXIT_FOUND: something could not be checked */
} Given;

static const Option options[] = {
    OPTION("ca", "FILE", TEXT, Given, ca, "trust this CA instead of the folder's own copy"),
    OPTION("replay", NULL, FLAG, Given, replay,
           "compute the whole run again and compare byte for byte"),
    OPTION_PIN(Given, run.pin, 0),
    {.name = NULL},
};

static Status verify_folder(const Given *given, VerifyReport *report, Failure *failure)
{
    CLEANUP(run_folder_close) RunFolder folder = {0};
    Status status = run_folder_open(given->folder, &folder, failure);
    if (status == STATUS_VERIFICATION) return verify_take(report, status, failure);
    if (status != STATUS_OK) return status;
    const char *ledger = given->run.options.ledger;
    VerifyRun verify = {.folder = &folder,
                        .report = report,
                        .ca = given->ca,
                        .ledger = ledger != NULL ? ledger : folder.manifest.ledger,
                        .ledger_given = ledger != NULL,
                        .known = given->known,
                        .known_payments = given->payments};
    status = verify_run(&verify, failure);
    if (status == STATUS_OK && given->replay)
        status = verify_replay(&folder, &given->run, report, failure);
    verify_run_free(&verify);
    return status;
}

/* The ledger of --ledger, or around an entry, is the one of the pin: the first that is said. */
static Status open_known(Given *given, const char *entry, VerifyReport *report,
                         Failure *failure)
{
    char parent[PATH_SIZE], payments[PATH_SIZE];
    PathKind kind;
    const char *ledger = given->run.options.ledger;
    if (given->run.pin.path == NULL) return STATUS_OK;
    if (ledger == NULL && entry == NULL)
        return failure_set(failure, STATUS_USAGE, "--pin",
                           "goes with --ledger: name the ledger too, or leave --pin out");
    if (entry != NULL) TRY(path_parent(entry, parent, failure));
    TRY(path_join(given->folder, "payments", payments, failure));
    TRY(path_kind(payments, &kind, failure));
    given->payments = kind != PATH_MISSING;
    Status status =
        ledger_open(ledger != NULL ? ledger : parent, false, &given->known, failure);
    if (status == STATUS_VERIFICATION) return verify_take(report, status, failure);
    TRY(status);
    return pin_check(&given->run.pin, given->known, given->folder, false, failure);
}

static Status verify_place(Given *given, VerifyReport *report, Failure *failure)
{
    char folder[PATH_SIZE];
    bool entry, accounts;
    TRY(path_join(given->folder, "", folder, failure));
    for (size_t n = strlen(folder); n > 1 && folder[n - 1] == '/'; n--)
        folder[n - 1] = '\0';
    TRY(verify_is_entry(folder, &entry, failure));
    TRY(accounts_folder_is(folder, &accounts, failure));
    TRY(open_known(given, entry ? folder : NULL, report, failure));
    if (!entry && accounts)
        return accounts_verify(folder, given->ca, given->run.options.ledger, given->known,
                               report, failure);
    bool proposed = !entry && proposal_is_in(folder);
    if (!entry && !proposed) return verify_folder(given, report, failure);
    if (given->replay) {
        return failure_set(
            failure, STATUS_USAGE, "--replay",
            proposed ? N_("goes with a run: leave it out, this proposal is always made "
                          "again")
                     : N_("an entry cannot be computed again; name the run folder"));
    }
    if (proposed)
        return verify_proposal(folder, given->run.options.ledger, given->known, report,
                               failure);
    return verify_entry(folder, given->ca, given->known, report, failure);
}

static Status verify(void *arguments, Failure *failure)
{
    Given *given = arguments;
    VerifyReport report = {0};
    Status status = verify_place(given, &report, failure);
    if (status == STATUS_OK) status = verify_result(&report, given->folder, failure);
    if (status == STATUS_OK && report.unchecked != NULL) given->end = EXIT_FOUND;
    if (status == STATUS_OK && given->known != NULL)
        status = pin_move(&given->run.pin, given->known, failure);
    ledger_close(given->known);
    return status;
}

const Command command_verify = {
    .name = "verify",
    .purpose = N_("check a run or a ledger entry; compute it again (--replay)"),
    .usage = "tilskudd verify RUN|ENTRY [--ca FILE] [--ledger DIR] [--pin FILE] [--replay "
             "[--register PATH...]]",
    .description = N_(
        "Checks a run folder, another proposal (answers, money by hand, keys), a control of "
        "accounts, or one entry of a ledger: every hash, "
        "signature, role, sum and count, and the ledger's chain. Each group of checks has a "
        "line; whatever fails is named and the exit status is 5. Without ledger and pin nobody "
        "can say who may sign: what could not be checked is said, and the exit status is 1. "
        "Changes nothing but the pin."),
    .examples = N_("Examples:\n  tilskudd verify run-2018-3 --ca ca.pem\n"
                   "  tilskudd verify run-2018-3 --replay --ledger ledger\n"
                   "  tilskudd verify ledger/000001\n"),
    .actions = {{NULL, verify}},
    .options = options,
    .shared = run_again_options,
    .shared_offset = offsetof(Given, run),
    .words = {{"RUN|ENTRY", offsetof(Given, folder), ALWAYS,
               N_("name a run folder or an entry")}},
    .size = sizeof(Given),
    .end_offset = offsetof(Given, end),
};
