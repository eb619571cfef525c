/* command_verify.c - tilskudd verify: is a run, or an entry, what it says it is? cli.md. */
#include <stdio.h>
#include <string.h>

#include "engine/accounts/accounts.h"
#include "engine/review/run_again.h"
#include "engine/review/verify_run.h"

enum { VERIFY_CA = RUN_OPTION_LAST, VERIFY_REPLAY };

static OptionRow rows[RUN_AGAIN_ROWS + 2] = {
    {VERIFY_CA, "ca", "FILE", "trust this CA instead of the folder's own copy"},
    {VERIFY_REPLAY, "replay", NULL, "compute the whole run again and compare byte for byte"},
};

static const CommandHelp help = {
    "tilskudd verify RUN|ENTRY [--ca FILE] [--ledger DIR] [--replay [--register PATH...]]",
    "Checks a run folder, a control of accounts, or one entry of a ledger: every hash, "
    "signature, role, sum and\n"
    "count, and the ledger's chain. Each group of checks has a line; whatever fails is named\n"
    "and the exit status is 5. Changes nothing.",
    rows, sizeof rows / sizeof rows[0],
    "Examples:\n  tilskudd verify run-2018-3 --ca ca.pem\n"
    "  tilskudd verify run-2018-3 --replay --ledger ledger\n  tilskudd verify ledger/000001\n"};

typedef struct VerifyArguments {
    RunArguments run; /* what was given for the replay */
    const char *folder, *ca;
    bool replay;
} VerifyArguments;

static Status take(void *user, int id, const char *value, Failure *failure)
{
    VerifyArguments *arguments = user;
    arguments->run.takes_registers = false;
    if (id == VERIFY_CA) {
        arguments->ca = value;
        return STATUS_OK;
    }
    if (id == VERIFY_REPLAY) {
        arguments->replay = true;
        return STATUS_OK;
    }
    return run_arguments_take(&arguments->run, id, value, failure);
}

static Status place(void *user, const char *word, Failure *failure)
{
    VerifyArguments *arguments = user;
    if (arguments->folder != NULL) return run_arguments_place(&arguments->run, word, failure);
    arguments->folder = word;
    return STATUS_OK;
}

/* --- replay --- */

typedef struct Replay {
    VerifyReport *report;
    size_t same;
} Replay;

static Status replay_differs(void *user, const Failure *difference, Failure *failure)
{
    Replay *replay = user;
    *failure = *difference;
    return verify_take(replay->report, difference->status, failure);
}

static void replay_same(void *user, const char *what)
{
    Replay *replay = user;
    (void)what;
    replay->same++;
}

/* Inputs that are not there or were changed are for the user to put right: no replay is no
 * verified replay, and the failure's own advice stands. */
static Status replay_run(const RunFolder *folder, const RunArguments *given,
                         VerifyReport *report, Failure *failure)
{
    Replay replay = {report, 0};
    RunAgain *again;
    RunAgainListener listener = {replay_differs, replay_same, &replay};
    verify_group(report);
    Status status = run_again_begin(folder, given, &again, failure);
    if (status == STATUS_VERIFICATION) return verify_take(report, status, failure);
    if (status != STATUS_OK) return status;
    status = run_again_compare(again, folder, &listener, failure);
    status = verify_take(report, status, failure);
    uint64_t persons = again->run.counts.persons;
    run_again_close(again);
    TRY(status);
    verify_group_end(report, "replay",
                     "%llu persons computed again: the run identity and %zu outputs are the "
                     "same, byte for byte",
                     (unsigned long long)persons, replay.same - 1);
    return STATUS_OK;
}

/* --- the command --- */

static Status verify_folder(const VerifyArguments *arguments, VerifyReport *report,
                            Failure *failure)
{
    RunFolder folder;
    Status status = run_folder_open(arguments->folder, &folder, failure);
    if (status == STATUS_VERIFICATION) return verify_take(report, status, failure);
    if (status != STATUS_OK) return status;
    const char *given = arguments->run.options.ledger;
    VerifyRun verify = {.folder = &folder,
                        .report = report,
                        .ca = arguments->ca,
                        .ledger = given != NULL ? given : folder.manifest.ledger,
                        .ledger_given = given != NULL};
    status = verify_run(&verify, failure);
    if (status == STATUS_OK && arguments->replay) {
        status = replay_run(&folder, &arguments->run, report, failure);
    }
    verify_run_free(&verify);
    run_folder_close(&folder);
    return status;
}

static Status verify_place(const VerifyArguments *arguments, VerifyReport *report,
                           Failure *failure)
{
    char path[PATH_SIZE], folder[PATH_SIZE];
    PathKind kind;
    TRY(path_join(arguments->folder, "", folder, failure));
    for (size_t n = strlen(folder); n > 1 && folder[n - 1] == '/'; n--)
        folder[n - 1] = '\0';
    TRY(path_join(folder, "entry.json", path, failure));
    TRY(path_kind(path, &kind, failure));
    bool accounts;
    TRY(accounts_folder_is(folder, &accounts, failure));
    if (kind == PATH_MISSING && accounts)
        return accounts_verify(folder, arguments->ca, report, failure);
    if (kind == PATH_MISSING) return verify_folder(arguments, report, failure);
    if (arguments->replay) {
        return failure_set(failure, STATUS_USAGE, "--replay",
                           "an entry cannot be computed again; name the run folder");
    }
    return verify_entry(folder, arguments->ca, report, failure);
}

static Status verify_all(const VerifyArguments *arguments, Failure *failure)
{
    VerifyReport report = {0};
    if (arguments->folder == NULL) {
        return failure_set(failure, STATUS_USAGE, "verify", "name a run folder or an entry");
    }
    TRY(verify_place(arguments, &report, failure));
    return verify_result(&report, arguments->folder, failure);
}

int command_verify(int argc, char **argv)
{
    static VerifyArguments arguments;
    Failure failure = {STATUS_OK, "", ""};
    bool helped = false;
    OptionTakers takers = {take, place, &arguments};
    arguments = (VerifyArguments){0};
    run_again_nothing_given(&arguments.run);
    memcpy(&rows[2], run_again_rows, RUN_AGAIN_ROWS * sizeof *rows);
    Status status = options_parse(argc, argv, &help, &takers, &helped, &failure);
    if (helped) return EXIT_DONE;
    if (status == STATUS_OK) status = verify_all(&arguments, &failure);
    return report_end(status, &failure);
}
