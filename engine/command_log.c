/* command_log.c - tilskudd log root|check|prove|verify|export. cli.md, control.md 2. */
#include <stdio.h>
#include <string.h>

#include "engine/audit_log.h"
#include "engine/ledger_entry.h"
#include "engine/ledger_witness.h"
#include "engine/options.h"
#include "engine/program.h"
#include "formats/input_file.h"
#include "formats/tlog_proof.h"

enum { LOG_PAYMENT = 2, LOG_DECISION, LOG_FINDING, LOG_OUT, LOG_CHECKPOINT, LOG_PUBLIC_KEY };

static const OptionRow rows[] = {
    {LOG_PAYMENT, "payment", "ID", "prove: the payment with this EndToEndId"},
    {LOG_DECISION, "decision", "TEXT",
     "prove: the first decision line with this text, as "
     "HASH,CODE,YEAR"},
    {LOG_FINDING, "finding", "TEXT", "prove: the first finding with this text"},
    {LOG_OUT, "out", "PATH", "prove: the proof file; export: the folder"},
    {LOG_CHECKPOINT, "checkpoint", "FILE", "check: a checkpoint that was kept earlier"},
    {LOG_PUBLIC_KEY, "log-key", "FILE", "verify: the log's public key (000000/log-key.pub)"},
};

static const CommandHelp help = {
    "tilskudd log root LEDGER\n"
    "       tilskudd log check LEDGER [--checkpoint FILE]\n"
    "       tilskudd log prove LEDGER --payment ID|--decision TEXT|--finding TEXT [--out "
    "FILE]\n"
    "       tilskudd log verify PROOF --log-key FILE\n"
    "       tilskudd log export LEDGER --out DIR",
    "The audit log holds every decision line, finding, payment and entry of a ledger in one\n"
    "Merkle tree (RFC 9162). check proves that each entry's tree is a prefix of the next and\n"
    "that a kept checkpoint belongs to it; prove writes a small file that anyone checks "
    "offline\n"
    "with the public key; export writes C2SP tlog-tiles.",
    rows, sizeof rows / sizeof rows[0], NULL};

typedef struct LogArguments {
    const char *action, *place;
    const char *payment, *decision, *finding, *out, *checkpoint, *log_key;
} LogArguments;

static Status take(void *user, int id, const char *value, Failure *failure)
{
    LogArguments *arguments = user;
    const char **targets[] = {
        [LOG_PAYMENT] = &arguments->payment,       [LOG_DECISION] = &arguments->decision,
        [LOG_FINDING] = &arguments->finding,       [LOG_OUT] = &arguments->out,
        [LOG_CHECKPOINT] = &arguments->checkpoint, [LOG_PUBLIC_KEY] = &arguments->log_key};
    (void)failure;
    *targets[id] = value;
    return STATUS_OK;
}

static Status place(void *user, const char *word, Failure *failure)
{
    LogArguments *arguments = user;
    if (arguments->action == NULL) {
        arguments->action = word;
    } else if (arguments->place == NULL) {
        arguments->place = word;
    } else {
        return failure_set(failure, STATUS_USAGE, word, "unexpected word");
    }
    return STATUS_OK;
}

/* A ledger with its log open for reading. */
typedef struct LogSession {
    Ledger *ledger;
    AuditLog *log;
    LogVerifier verifier;
} LogSession;

static Status read_verifier(const char *path, LogVerifier *verifier, Failure *failure)
{
    InputFile file;
    TRY(input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    size_t size = file.size;
    if (size > 0 && file.bytes[size - 1] == '\n') size--;
    Status status = log_verifier_parse(file.bytes, size, verifier, failure);
    input_file_free(&file);
    if (status != STATUS_OK) failure_locate(failure, path);
    return status;
}

static Status open_files(LogSession *session, Failure *failure)
{
    enum { LOG_THREADS = 2 };
    char *path;
    TRY(ledger_path(session->ledger, "000000/log-key.pub", &path, failure));
    Status status = read_verifier(path, &session->verifier, failure);
    system_free(path);
    if (status != STATUS_OK) return status;
    TRY(ledger_path(session->ledger, "log", &path, failure));
    status = audit_log_open(path, AUDIT_LOG_READ, LOG_THREADS, &session->log, failure);
    system_free(path);
    return status;
}

static void session_end(LogSession *session)
{
    audit_log_close(session->log);
    ledger_close(session->ledger);
}

static Status session_begin(LogSession *session, const char *folder, Failure *failure)
{
    *session = (LogSession){0};
    TRY(ledger_open(folder, true, &session->ledger, failure));
    Status status = open_files(session, failure);
    if (status != STATUS_OK) session_end(session);
    return status;
}

/* --- root --- */

static Status show_root(LogSession *session, Failure *failure)
{
    char hex[SHA256_HEX_SIZE];
    MerkleHash root;
    const LedgerEntry *last = ledger_last(session->ledger);
    TRY(audit_log_root_at(session->log, last->log_size, &root, failure));
    sha256_to_hex(root.bytes, hex);
    printf("%s\n%llu\n%s\n", session->verifier.name, (unsigned long long)last->log_size, hex);
    if (memcmp(root.bytes, last->log_root, SHA256_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, "audit log",
                       "the root is not the one the last entry's checkpoint signs");
}

/* --- check --- */

static Status prove_prefix(LogSession *session, uint64_t old_size,
                           const uint8_t old_root[SHA256_SIZE], const LedgerEntry *entry,
                           Failure *failure)
{
    MerkleProof proof;
    MerkleBytes views[MERKLE_PROOF_MAX];
    TRY(audit_log_prove_consistency(session->log, old_size, entry->log_size, &proof, failure));
    size_t count = merkle_proof_views(&proof, views);
    return merkle_verify_consistency(old_size, entry->log_size, views, count,
                                     (MerkleBytes){old_root, SHA256_SIZE},
                                     (MerkleBytes){entry->log_root, SHA256_SIZE}, failure);
}

static Status check_kept(LogSession *session, const char *path, Failure *failure)
{
    InputFile note;
    Checkpoint kept;
    const LedgerEntry *last = ledger_last(session->ledger);
    TRY(input_file_read_stored(path, CHECKPOINT_SIZE_MAX, &note, failure));
    Status status =
        checkpoint_verify(note.bytes, note.size, &session->verifier, &kept, failure);
    input_file_free(&note);
    if (status == STATUS_OK && kept.size > last->log_size) {
        status = failure_set(failure, STATUS_VERIFICATION, path,
                             "the kept checkpoint is of a longer log: this ledger is older");
    }
    if (status == STATUS_OK) {
        status = prove_prefix(session, kept.size, kept.root.bytes, last, failure);
    }
    if (status != STATUS_OK) {
        failure_locate(failure, path);
        return status;
    }
    printf("%s: belongs to this log, at leaf %llu\n", path, (unsigned long long)kept.size);
    return STATUS_OK;
}

static Status check_log(LogSession *session, const char *checkpoint, Failure *failure)
{
    const Ledger *ledger = session->ledger;
    TRY(ledger_check_log(ledger, failure));
    for (size_t i = 1; i < ledger->entry_count; i++) {
        const LedgerEntry *before = &ledger->entries[i - 1];
        TRY(prove_prefix(session, before->log_size, before->log_root, &ledger->entries[i],
                         failure));
    }
    printf(
        "%zu entries, %llu leaves: every leaf is what the entries say, every entry's tree is "
        "a prefix of the next\n",
        ledger->entry_count, (unsigned long long)ledger_last(ledger)->log_size);
    return checkpoint != NULL ? check_kept(session, checkpoint, failure) : STATUS_OK;
}

/* --- prove --- */

/* The leaf whose text is sought: exactly one kind, the text at its beginning or anywhere. */
static Status find_leaf(LogSession *session, const LogArguments *arguments, uint64_t *index,
                        Failure *failure)
{
    TextBuffer wanted = TEXT_BUFFER_EMPTY;
    bool found = false;
    int kinds = (arguments->payment != NULL) + (arguments->decision != NULL) +
                (arguments->finding != NULL);
    if (kinds != 1) {
        return failure_set(failure, STATUS_USAGE, "log prove",
                           "name one of --payment, --decision and --finding");
    }
    if (arguments->payment != NULL) {
        text_buffer_format(&wanted, "payment,%s,", arguments->payment);
    } else if (arguments->decision != NULL) {
        text_buffer_format(&wanted, "decision,%s", arguments->decision);
    } else {
        text_buffer_text(&wanted, arguments->finding);
    }
    Status status = text_buffer_status(&wanted, failure);
    if (status == STATUS_OK) {
        status = audit_log_search(session->log, 0, ledger_last(session->ledger)->log_size,
                                  wanted.bytes, wanted.length, index, &found, failure);
    }
    text_buffer_free(&wanted);
    if (status != STATUS_OK || found) return status;
    return failure_set(failure, STATUS_INPUT_MISSING, "audit log", "no leaf says this");
}

static Status read_note(const LogSession *session, InputFile *note, Failure *failure)
{
    char name[ENTRY_NAME_SIZE], relative[ENTRY_NAME_SIZE + 16];
    char *path;
    entry_name(ledger_last(session->ledger)->number, name);
    snprintf(relative, sizeof relative, "%s/checkpoint", name);
    TRY(ledger_path(session->ledger, relative, &path, failure));
    Status status = input_file_read_stored(path, CHECKPOINT_SIZE_MAX, note, failure);
    system_free(path);
    return status;
}

static Status proof_text(LogSession *session, uint64_t index, TextBuffer *text,
                         Failure *failure)
{
    MerkleProof proof;
    InputFile note;
    TextBuffer leaf = TEXT_BUFFER_EMPTY;
    uint64_t size = ledger_last(session->ledger)->log_size;
    TRY(audit_log_prove_inclusion(session->log, index, size, &proof, failure));
    Status status = audit_log_leaf(session->log, index, &leaf, failure);
    if (status == STATUS_OK) status = read_note(session, &note, failure);
    if (status == STATUS_OK) {
        status = tlog_proof_write(leaf.bytes, leaf.length, index, &proof, note.bytes, note.size,
                                  text, failure);
        input_file_free(&note);
    }
    text_buffer_free(&leaf);
    return status;
}

static Status prove(LogSession *session, const LogArguments *arguments, Failure *failure)
{
    uint64_t index;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(find_leaf(session, arguments, &index, failure));
    Status status = proof_text(session, index, &text, failure);
    if (status == STATUS_OK && arguments->out == NULL) {
        fwrite(text.bytes, 1, text.length, stdout);
    } else if (status == STATUS_OK) {
        status = output_file_save(arguments->out, 0644, OUTPUT_PLAIN, text.bytes, text.length,
                                  NULL, failure);
        if (status == STATUS_OK) {
            printf("Proof of leaf %llu written to %s\n", (unsigned long long)index,
                   arguments->out);
        }
    }
    text_buffer_free(&text);
    return status;
}

/* --- verify: offline, with the public key alone --- */

static Status verify_proof(const LogArguments *arguments, Failure *failure)
{
    LogVerifier verifier;
    InputFile file;
    TextBuffer leaf = TEXT_BUFFER_EMPTY;
    Checkpoint checkpoint;
    uint64_t index;
    if (arguments->log_key == NULL) {
        return failure_set(failure, STATUS_USAGE, "--log-key", "is needed");
    }
    TRY(read_verifier(arguments->log_key, &verifier, failure));
    TRY(input_file_read_stored(arguments->place, TLOG_PROOF_SIZE_MAX, &file, failure));
    Status status = tlog_proof_verify(file.bytes, file.size, &verifier, &leaf, &index,
                                      &checkpoint, failure);
    input_file_free(&file);
    if (status == STATUS_OK) {
        printf("Proven: leaf %llu of %llu in the log %s says\n%s\n", (unsigned long long)index,
               (unsigned long long)checkpoint.size, checkpoint.origin, leaf.bytes);
    }
    text_buffer_free(&leaf);
    if (status != STATUS_OK) failure_locate(failure, arguments->place);
    return status;
}

static Status export_tiles(LogSession *session, const LogArguments *arguments, Failure *failure)
{
    InputFile note;
    if (arguments->out == NULL) {
        return failure_set(failure, STATUS_USAGE, "--out", "is needed: the folder to write");
    }
    TRY(read_note(session, &note, failure));
    Status status = audit_log_export(session->log, ledger_last(session->ledger)->log_size,
                                     note.bytes, note.size, arguments->out, failure);
    input_file_free(&note);
    if (status == STATUS_OK) printf("Tiles written to %s\n", arguments->out);
    return status;
}

static Status with_ledger(const LogArguments *arguments, Failure *failure)
{
    LogSession session;
    const char *action = arguments->action;
    TRY(session_begin(&session, arguments->place, failure));
    Status status;
    if (strcmp(action, "root") == 0) {
        status = show_root(&session, failure);
    } else if (strcmp(action, "check") == 0) {
        status = check_log(&session, arguments->checkpoint, failure);
    } else if (strcmp(action, "prove") == 0) {
        status = prove(&session, arguments, failure);
    } else {
        status = export_tiles(&session, arguments, failure);
    }
    session_end(&session);
    return status;
}

static Status act(const LogArguments *arguments, Failure *failure)
{
    static const char *const actions[] = {"root", "check", "prove", "export"};
    if (arguments->action == NULL || arguments->place == NULL) {
        return failure_set(failure, STATUS_USAGE, "log",
                           "say root, check, prove, verify or export, and which ledger");
    }
    if (strcmp(arguments->action, "verify") == 0) return verify_proof(arguments, failure);
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(arguments->action, actions[i]) == 0) return with_ledger(arguments, failure);
    }
    return failure_set(failure, STATUS_USAGE, arguments->action,
                       "log knows root, check, prove, verify and export");
}

int command_log(int argc, char **argv)
{
    LogArguments arguments = {0};
    Failure failure = {STATUS_OK, "", ""};
    bool helped;
    OptionTakers takers = {take, place, &arguments};
    Status status = options_parse(argc, argv, &help, &takers, &helped, &failure);
    if (helped) return EXIT_DONE;
    if (status == STATUS_OK) status = act(&arguments, &failure);
    return status == STATUS_OK ? EXIT_DONE : report_failure(&failure);
}
