/* command_log.c - tilskudd log root|check|prove|verify|export|rebuild. cli.md, control.md 2. */
#include <stdio.h>

#include "engine/commands/commands.h"
#include "engine/log/log_proof.h"
#include "engine/terminal.h"
#include "formats/base/translate.h"
#include "rules/base/money_text.h"

enum { PROOF_MODE = 0644 };
enum { ROOT = 1 << 0, CHECK = 1 << 1, PROVE = 1 << 2, VERIFY = 1 << 3, EXPORT = 1 << 4 };

typedef struct Given {
    const char *place;
    const char *question[LOG_SAMPLE + 1]; /* by LogQuestionKind: one of them */
    const char *out, *checkpoint, *log_key;
    PinOptions pin;
} Given;

static const Option options[] = {
    OPTION("payment", "ID", TEXT, Given, question[LOG_PAYMENT],
           "the payment with this EndToEndId", .actions = PROVE),
    OPTION("decision", "TEXT", TEXT, Given, question[LOG_DECISION],
           "the first decision line of HASH, HASH,CODE or HASH,CODE,YEAR", .actions = PROVE),
    OPTION("finding", "TEXT", TEXT, Given, question[LOG_FINDING],
           "the first finding with this text", .actions = PROVE),
    OPTION("verdict", "AWARD", TEXT, Given, question[LOG_VERDICT],
           "what the accounts of this award came to", .actions = PROVE),
    OPTION("sample", "N", TEXT, Given, question[LOG_SAMPLE],
           "the hash that vouches for draw N of samples and all before", .actions = PROVE),
    OPTION("out", "PATH", OUTPUT, Given, out, "the proof file; the folder of the export",
           .actions = PROVE | EXPORT, .needed = EXPORT,
           .missing = "is needed: the folder to write"),
    OPTION("checkpoint", "FILE", TEXT, Given, checkpoint, "a checkpoint that was kept earlier",
           .actions = CHECK, .takes_input = true),
    OPTION_PIN(Given, pin, CHECK),
    OPTION("log-key", "FILE", TEXT, Given, log_key, "the log's public key (000000/log-key.pub)",
           .actions = VERIFY, .needed = VERIFY),
    {.name = NULL},
};

static Status root(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    return log_print_root(given->place, failure);
}

static Status check(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    return log_check(given->place, &given->pin, given->checkpoint, failure);
}

static Status read_question(const Given *given, LogQuestion *question, Failure *failure)
{
    size_t asked = 0;
    for (int kind = 0; kind <= LOG_SAMPLE; kind++) {
        if (given->question[kind] == NULL) continue;
        *question = (LogQuestion){(LogQuestionKind)kind, given->question[kind]};
        asked++;
    }
    if (asked == 1) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "log prove",
                       "name one of --payment, --decision, --finding, --verdict and --sample");
}

/* What was decided first is not always what holds. */
static void tell_later(const LogFound *found)
{
    if (found->later == 0) return;
    fprintf(
        stderr,
        translate_count("tilskudd: NOTE: this is not the last word: %s later line exists for "
                        "the same person, code and year, leaf %s\n",
                        "tilskudd: NOTE: this is not the last word: %s later lines exist for "
                        "the same person, code and year, the last of them leaf %s\n",
                        found->later),
        count_text(found->later).text, count_text(found->last).text);
}

static Status prove(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    CLEANUP(text_buffer_free) TextBuffer proof = TEXT_BUFFER_EMPTY;
    LogQuestion question;
    LogFound found;
    TRY(read_question(given, &question, failure));
    TRY(log_prove(given->place, &question, &proof, &found, failure));
    tell_later(&found);
    if (given->out == NULL) return print_text(&proof, failure);
    TRY(save_text(given->out, PROOF_MODE, &proof, failure));
    print_done("Proof of leaf %s written to %s", count_text(found.index).text, given->out);
    return STATUS_OK;
}

static Status verify(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    return log_verify(given->place, given->log_key, failure);
}

static Status export_tiles(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    TRY(log_export(given->place, given->out, failure));
    print_done("Tiles written to %s", given->out);
    return STATUS_OK;
}

static Status rebuild(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    return log_rebuild(given->place, failure);
}

const Command command_log = {
    .name = "log",
    .purpose = N_("root, check, prove and export the audit log"),
    .usage = "tilskudd log root LEDGER\n"
             "       tilskudd log check LEDGER [--pin FILE] [--checkpoint FILE]\n"
             "       tilskudd log prove LEDGER --payment ID|--decision TEXT|--finding TEXT|"
             "--verdict AWARD|\n"
             "                          --sample N\n"
             "                          [--out FILE]\n"
             "       tilskudd log verify PROOF --log-key FILE\n"
             "       tilskudd log export LEDGER --out DIR\n"
             "       tilskudd log rebuild LEDGER",
    .description =
        N_("The audit log holds every decision line, finding, payment and entry of a ledger in "
           "one Merkle tree (RFC 9162). check proves that each entry's tree is a prefix of the "
           "next and that a kept checkpoint belongs to it; prove writes a small file that "
           "anyone checks offline with the public key; export writes C2SP tlog-tiles; rebuild "
           "makes the log's files anew from the entries when they are lost or damaged."),
    .actions = {{"root", root},
                {"check", check},
                {"prove", prove},
                {"verify", verify},
                {"export", export_tiles},
                {"rebuild", rebuild}},
    .options = options,
    .words = {{"LEDGER|PROOF", offsetof(Given, place), ALWAYS,
               N_("name the ledger; of verify, the proof"), VERIFY}},
    .size = sizeof(Given),
};
