/* command_log.c - tilskudd log root|check|prove|verify|export|rebuild. cli.md, control.md 2. */
#include <stdio.h>
#include <string.h>

#include "formats/log/audit_log.h"
#include "engine/ledger/ledger_commit.h"
#include "engine/log/log_check.h"
#include "engine/options.h"
#include "engine/program.h"
#include "formats/base/input_file.h"
#include "formats/log/tlog_proof.h"

enum {
    LOG_PAYMENT = 2,
    LOG_DECISION,
    LOG_FINDING,
    LOG_VERDICT,
    LOG_OUT,
    LOG_CHECKPOINT,
    LOG_PUBLIC_KEY
};

static const OptionRow rows[] = {
    {LOG_PAYMENT, "payment", "ID", "prove: the payment with this EndToEndId"},
    {LOG_DECISION, "decision", "TEXT",
     "prove: the first decision line with this text, as "
     "HASH,CODE,YEAR"},
    {LOG_FINDING, "finding", "TEXT", "prove: the first finding with this text"},
    {LOG_VERDICT, "verdict", "AWARD", "prove: what the accounts of this award came to"},
    {LOG_OUT, "out", "PATH", "prove: the proof file; export: the folder"},
    {LOG_CHECKPOINT, "checkpoint", "FILE", "check: a checkpoint that was kept earlier"},
    {LOG_PUBLIC_KEY, "log-key", "FILE", "verify: the log's public key (000000/log-key.pub)"},
};

static const CommandHelp help = {
    "tilskudd log root LEDGER\n"
    "       tilskudd log check LEDGER [--checkpoint FILE]\n"
    "       tilskudd log prove LEDGER --payment ID|--decision TEXT|--finding TEXT|"
    "--verdict AWARD\n"
    "                          [--out FILE]\n"
    "       tilskudd log verify PROOF --log-key FILE\n"
    "       tilskudd log export LEDGER --out DIR\n"
    "       tilskudd log rebuild LEDGER",
    "The audit log holds every decision line, finding, payment and entry of a ledger in one\n"
    "Merkle tree (RFC 9162). check proves that each entry's tree is a prefix of the next and\n"
    "that a kept checkpoint belongs to it; prove writes a small file that anyone checks "
    "offline\n"
    "with the public key; export writes C2SP tlog-tiles; rebuild makes the log's files anew "
    "from\n"
    "the entries when they are lost or damaged.",
    rows, sizeof rows / sizeof rows[0], NULL};

typedef struct LogArguments {
    const char *action, *place;
    const char *payment, *decision, *finding, *verdict, *out, *checkpoint, *log_key;
} LogArguments;

static Status take(void *user, int id, const char *value, Failure *failure)
{
    LogArguments *arguments = user;
    const char **targets[] = {
        [LOG_PAYMENT] = &arguments->payment,   [LOG_DECISION] = &arguments->decision,
        [LOG_FINDING] = &arguments->finding,   [LOG_OUT] = &arguments->out,
        [LOG_VERDICT] = &arguments->verdict,   [LOG_CHECKPOINT] = &arguments->checkpoint,
        [LOG_PUBLIC_KEY] = &arguments->log_key};
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

/* A ledger with its log open for reading: at least as long as the last entry says. */
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

static Status open_log(LogSession *session, const char *path, Failure *failure)
{
    enum { LOG_THREADS = 2 };
    uint64_t size = ledger_last(session->ledger)->log_size;
    Status status = audit_log_open(path, AUDIT_LOG_READ, LOG_THREADS, &session->log, failure);
    if (status == STATUS_INPUT_MISSING) {
        return failure_set(failure, STATUS_VERIFICATION, path,
                           "the audit log is missing; rebuild it with 'tilskudd log rebuild'");
    }
    if (status != STATUS_OK || audit_log_size(session->log) >= size) return status;
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "the audit log has %llu leaves instead of %llu; rebuild it with "
                       "'tilskudd log rebuild'",
                       (unsigned long long)audit_log_size(session->log),
                       (unsigned long long)size);
}

static Status open_files(LogSession *session, Failure *failure)
{
    char *path;
    TRY(ledger_path(session->ledger, "000000/log-key.pub", &path, failure));
    Status status = read_verifier(path, &session->verifier, failure);
    system_free(path);
    if (status != STATUS_OK) return status;
    TRY(ledger_path(session->ledger, "log", &path, failure));
    status = open_log(session, path, failure);
    system_free(path);
    return status;
}

static void session_end(LogSession *session)
{
    audit_log_close(session->log);
    ledger_close(session->ledger);
}

/* `whole`: the hash of every file of every entry is checked too. */
static Status session_begin(LogSession *session, const char *folder, bool whole,
                            Failure *failure)
{
    *session = (LogSession){0};
    TRY(ledger_open(folder, !whole, &session->ledger, failure));
    Status status = open_files(session, failure);
    if (status != STATUS_OK) session_end(session);
    return status;
}

/* Every leaf and node hashed again, up to the root that the last entry's checkpoint signs. */
static Status check_signed(LogSession *session, Failure *failure)
{
    MerkleHash root;
    const LedgerEntry *last = ledger_last(session->ledger);
    TRY(audit_log_check(session->log, failure));
    TRY(audit_log_root_at(session->log, last->log_size, &root, failure));
    if (memcmp(root.bytes, last->log_root, SHA256_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, "audit log",
                       "the root is not the one the last entry's checkpoint signs; rebuild "
                       "the log with 'tilskudd log rebuild'");
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
    if (status == STATUS_OK && kept.size == 0) {
        status = failure_set(failure, STATUS_VERIFICATION, path,
                             "a checkpoint of no leaves fits every log and proves nothing");
    }
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
    uint64_t beyond;
    TRY(ledger_check_log(ledger, &beyond, failure));
    for (size_t i = 1; i < ledger->entry_count; i++) {
        const LedgerEntry *before = &ledger->entries[i - 1];
        TRY(prove_prefix(session, before->log_size, before->log_root, &ledger->entries[i],
                         failure));
    }
    printf(
        "%zu entries, %llu leaves: every leaf is what the entries say, every entry's tree is "
        "a prefix of the next\n",
        ledger->entry_count, (unsigned long long)ledger_last(ledger)->log_size);
    ledger_print_beyond(ledger, beyond);
    return checkpoint != NULL ? check_kept(session, checkpoint, failure) : STATUS_OK;
}

/* --- prove --- */

/* The first leaf of a kind (or the latest) that begins with a text after its kind (a whole
 * field), or contains it. */
typedef struct LeafHunt {
    const char *kind, *begins, *contains;
    bool whole, latest, found;
    uint64_t index;
} LeafHunt;

static bool begins_with(const char **at, size_t *left, const char *text)
{
    size_t length = strlen(text);
    if (*left < length || memcmp(*at, text, length) != 0) return false;
    *at += length;
    *left -= length;
    return true;
}

static Status look_at_leaf(void *user, uint64_t index, const void *bytes, size_t size,
                           Failure *failure)
{
    LeafHunt *hunt = user;
    const char *at = bytes;
    (void)failure;
    if ((hunt->found && !hunt->latest) || !begins_with(&at, &size, hunt->kind))
        return STATUS_OK;
    bool fits = hunt->begins != NULL
                    ? begins_with(&at, &size, hunt->begins) &&
                          (!hunt->whole || (size > 0 && *at == ','))
                    : memmem(at, size, hunt->contains, strlen(hunt->contains)) != NULL;
    if (!fits) return STATUS_OK;
    hunt->found = true;
    hunt->index = index;
    return STATUS_OK;
}

static Status find_leaf(LogSession *session, const LogArguments *arguments, uint64_t *index,
                        Failure *failure)
{
    LeafHunt hunt = {.kind = "payment,", .begins = arguments->payment, .whole = true};
    int kinds = (arguments->payment != NULL) + (arguments->decision != NULL) +
                (arguments->finding != NULL) + (arguments->verdict != NULL);
    if (kinds != 1) {
        return failure_set(failure, STATUS_USAGE, "log prove",
                           "name one of --payment, --decision, --finding and --verdict");
    }
    if (arguments->decision != NULL) {
        hunt.kind = "decision,";
        hunt.begins = arguments->decision;
        hunt.whole = false;
    } else if (arguments->verdict != NULL) {
        hunt.kind = "verdict,";
        hunt.begins = arguments->verdict;
        hunt.latest = true;
    } else if (arguments->finding != NULL) {
        hunt.kind = "finding,";
        hunt.contains = arguments->finding;
    }
    TRY(audit_log_walk(session->log, 0, ledger_last(session->ledger)->log_size, look_at_leaf,
                       &hunt, failure));
    *index = hunt.index;
    if (hunt.found) return STATUS_OK;
    TRY(check_signed(session, failure)); /* or damage might hide the leaf */
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

/* What is written is read back as anyone will read it: a damaged log proves nothing. */
static Status check_proof(const LogSession *session, const TextBuffer *text, Failure *failure)
{
    TextBuffer leaf = TEXT_BUFFER_EMPTY;
    Checkpoint checkpoint;
    uint64_t index;
    Failure why = {0};
    Status status = tlog_proof_verify(text->bytes, text->length, &session->verifier, &leaf,
                                      &index, &checkpoint, &why);
    text_buffer_free(&leaf);
    if (status == STATUS_OK) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, "audit log",
                       "the log's files are damaged: the proof does not lead to the signed "
                       "checkpoint. Nothing is written; rebuild the log with 'tilskudd log "
                       "rebuild'");
}

static Status prove(LogSession *session, const LogArguments *arguments, Failure *failure)
{
    uint64_t index = 0;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(find_leaf(session, arguments, &index, failure));
    Status status = proof_text(session, index, &text, failure);
    if (status == STATUS_OK) status = check_proof(session, &text, failure);
    if (status == STATUS_OK && arguments->out == NULL) {
        fwrite(text.bytes, 1, text.length, stdout);
    } else if (status == STATUS_OK) {
        status = output_file_save_new(arguments->out, 0644, OUTPUT_PLAIN, text.bytes,
                                      text.length, NULL, failure);
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
    PathKind kind;
    if (arguments->out == NULL) {
        return failure_set(failure, STATUS_USAGE, "--out", "is needed: the folder to write");
    }
    TRY(path_kind(arguments->out, &kind, failure));
    if (kind != PATH_MISSING) {
        return failure_set(failure, STATUS_OUTPUT_EXISTS, arguments->out,
                           "an export is written whole, into a new folder");
    }
    TRY(check_signed(session, failure));
    TRY(read_note(session, &note, failure));
    Status status = audit_log_export(session->log, ledger_last(session->ledger)->log_size,
                                     note.bytes, note.size, arguments->out, failure);
    input_file_free(&note);
    if (status == STATUS_OK) printf("Tiles written to %s\n", arguments->out);
    return status;
}

/* --- rebuild --- */

static Status rebuild_locked(const char *folder, Failure *failure)
{
    Ledger *ledger;
    TRY(ledger_open(folder, false, &ledger, failure));
    Status status = ledger_rebuild_log(ledger, failure);
    if (status == STATUS_OK) {
        printf("Rebuilt from %zu entries: %llu leaves, every checkpoint agrees\n",
               ledger->entry_count, (unsigned long long)ledger_last(ledger)->log_size);
    }
    ledger_close(ledger);
    return status;
}

/* Only a folder that holds a ledger is locked: the lock is a file in it. */
static Status rebuild(const char *folder, Failure *failure)
{
    Ledger *ledger;
    int lock;
    TRY(ledger_open(folder, true, &ledger, failure));
    ledger_close(ledger);
    TRY(ledger_lock(folder, &lock, failure));
    Status status = rebuild_locked(folder, failure);
    ledger_unlock(lock);
    return status;
}

static Status with_ledger(const LogArguments *arguments, Failure *failure)
{
    LogSession session;
    const char *action = arguments->action;
    TRY(session_begin(&session, arguments->place, strcmp(action, "check") == 0, failure));
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
        return failure_set(
            failure, STATUS_USAGE, "log",
            "say root, check, prove, verify, export or rebuild, and which ledger");
    }
    if (strcmp(arguments->action, "verify") == 0) return verify_proof(arguments, failure);
    if (strcmp(arguments->action, "rebuild") == 0) return rebuild(arguments->place, failure);
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(arguments->action, actions[i]) == 0) return with_ledger(arguments, failure);
    }
    return failure_set(failure, STATUS_USAGE, arguments->action,
                       "log knows root, check, prove, verify, export and rebuild");
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
    return report_end(status, &failure);
}
