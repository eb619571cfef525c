#include "engine/log/log_proof.h"

#include <stdio.h>
#include <string.h>

#include "engine/ledger/ledger_commit.h"
#include "engine/log/audit_entry.h"
#include "engine/log/log_check.h"
#include "engine/terminal.h"
#include "formats/base/count_words.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "formats/csv/csv_fields.h"
#include "formats/log/audit_log.h"
#include "formats/log/tlog_proof.h"

/* A ledger with its log open for reading: at least as long as the last entry says. */
typedef struct LogSession {
    Ledger *ledger;
    AuditLog *log;
} LogSession;

static Status read_verifier(const char *path, LogVerifier *verifier, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    size_t size = file.size;
    if (size > 0 && file.bytes[size - 1] == '\n') size--;
    return failure_at(failure, path, log_verifier_parse(file.bytes, size, verifier, failure));
}

static const LogVerifier *verifier_of(const LogSession *session)
{
    return &session->ledger->identity.verifier;
}

static void session_end(LogSession *session)
{
    audit_log_close(session->log);
    if (session->ledger != NULL) ledger_close(session->ledger);
}
CLEANUP_VALUE(LogSession, session_end)

/* `whole`: the hash of every file of every entry is checked too. */
static Status session_begin(LogSession *session, const char *folder, bool whole,
                            Failure *failure)
{
    char log[PATH_SIZE];
    TRY(ledger_open(folder, !whole, &session->ledger, failure));
    TRY(ledger_log_open(session->ledger, &session->log, failure));
    uint64_t size = ledger_last(session->ledger)->log_size,
             stored = audit_log_size(session->log);
    if (stored >= size) return STATUS_OK;
    TRY(path_join(session->ledger->folder, "log", log, failure));
    return failure_set(failure, STATUS_VERIFICATION, log,
                       "the audit log has %llu leaves instead of %llu; rebuild it with "
                       "'tilskudd log rebuild'",
                       (unsigned long long)stored, (unsigned long long)size);
}

/* Every leaf and node hashed again, up to the roots that the entries' checkpoints sign. */
static Status check_signed(LogSession *session, Failure *failure)
{
    bool keyed;
    Status status = ledger_log_compare(session->ledger, session->log, &keyed, failure);
    if (status != STATUS_VERIFICATION) return status;
    return failure_explain(failure, status, "rebuild the log with 'tilskudd log rebuild'");
}

/* --- the text of every leaf, as the entries say it --- */

typedef struct LeafWalk {
    LeafVisitor visit;
    void *user;
    uint64_t next;
} LeafWalk;

static Status visit_block(void *user, const LeafBlock *block, Failure *failure)
{
    LeafWalk *walk = user;
    size_t begin = 0;
    for (size_t i = 0; i < block->count; i++) {
        size_t end = (size_t)block->ends[i];
        TRY(walk->visit(walk->user, walk->next++, block->bytes + begin, end - begin, failure));
        begin = end;
    }
    return STATUS_OK;
}

static Status walk_leaves(void *user, LeafVisitor visit, void *visit_user, Failure *failure)
{
    const LogSession *session = user;
    const Ledger *ledger = session->ledger;
    LeafWalk walk = {visit, visit_user, 0};
    for (size_t i = 0; i < ledger->entry_count; i++) {
        CLEANUP(entry_text_free) EntryText text = {0};
        TRY(ledger_entry_text(ledger, i, &text, failure));
        TRY(audit_entry_read(ledger->folder, ledger_folder(ledger, i), &text, visit_block,
                             &walk, failure));
    }
    return STATUS_OK;
}

/* --- root --- */

Status log_print_root(const char *folder, Failure *failure)
{
    CLEANUP(session_end) LogSession session = {0};
    char hex[SHA256_HEX_SIZE];
    MerkleHash root;
    TRY(session_begin(&session, folder, false, failure));
    const LedgerEntry *last = ledger_last(session.ledger);
    TRY(audit_log_root_at(session.log, last->log_size, &root, failure));
    sha256_to_hex(root.bytes, hex);
    printf("%s\n%llu\n%s\n", verifier_of(&session)->name, (unsigned long long)last->log_size,
           hex);
    if (memcmp(root.bytes, last->log_root, SHA256_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, _("audit log"),
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

/* By the key in force, or by one that was: what an old key signs counts up to the entry that
 * retired it. */
static Status verify_kept(const LogSession *session, const InputFile *note, Checkpoint *kept,
                          Failure *failure)
{
    const Ledger *ledger = session->ledger;
    Status status =
        checkpoint_verify(note->bytes, note->size, verifier_of(session), kept, failure);
    for (size_t i = ledger->former_count; status == STATUS_VERIFICATION && i-- > 0;) {
        Failure ignored = {0};
        const LedgerIdentity *former = &ledger->former[i];
        if (checkpoint_verify(note->bytes, note->size, &former->verifier, kept, &ignored) !=
            STATUS_OK)
            continue;
        if (kept->size > ledger->entries[former->until].log_size)
            return failure_set(failure, STATUS_VERIFICATION, NULL,
                               "signed with a log key that entry %06u retired, over more than "
                               "the log had then",
                               former->until);
        failure_clear(failure);
        status = STATUS_OK;
    }
    return status;
}

static Status check_kept(LogSession *session, const char *path, Failure *failure)
{
    CLEANUP(input_file_free) InputFile note = {0};
    Checkpoint kept;
    const LedgerEntry *last = ledger_last(session->ledger);
    TRY(input_file_read_stored(path, CHECKPOINT_SIZE_MAX, &note, failure));
    TRY(failure_at(failure, path, verify_kept(session, &note, &kept, failure)));
    if (kept.size == 0)
        return failure_set(failure, STATUS_VERIFICATION, path,
                           "a checkpoint of no leaves fits every log and proves nothing");
    if (kept.size > last->log_size)
        return failure_set(failure, STATUS_VERIFICATION, path,
                           "the kept checkpoint is of a longer log: this ledger is older");
    TRY(failure_at(failure, path,
                   prove_prefix(session, kept.size, kept.root.bytes, last, failure)));
    printf(_("%s: belongs to this log, at leaf %s\n"), path, count_text(kept.size).text);
    return STATUS_OK;
}

/* Which entries changed the log's key, and where the old one did not sign for the new. */
static Status print_log_keys(const Ledger *ledger, Failure *failure)
{
    for (size_t i = 0; i < ledger->former_count; i++) {
        uint32_t number = ledger->former[i].until;
        IdentityParts parts;
        TRY(identity_parts_read(ledger_folder(ledger, number), &parts, failure));
        const IdentityPart *key = &parts.of[IDENTITY_LOG_KEY];
        if (key->bytes == NULL) continue;
        printf(_("Log key changed with entry %06u: %08x until then%s\n"), number,
               (unsigned)ledger->former[i].verifier.id,
               key->signature_size > 0
                   ? _("; it was LOST: both signers and the authority signed "
                       "in its place")
                   : _(", which signed for the new one"));
    }
    return STATUS_OK;
}

static Status check_whole(const char *folder, const PinOptions *pin, const char *checkpoint,
                          Failure *failure)
{
    CLEANUP(session_end) LogSession session = {0};
    uint64_t beyond;
    TRY(session_begin(&session, folder, true, failure));
    const Ledger *ledger = session.ledger;
    TRY(pin_check(pin, ledger, NULL, false, failure));
    TRY(ledger_check_log(ledger, &beyond, failure));
    for (size_t i = 1; i < ledger->entry_count; i++) {
        const LedgerEntry *before = &ledger->entries[i - 1];
        TRY(prove_prefix(&session, before->log_size, before->log_root, &ledger->entries[i],
                         failure));
    }
    printf(
        _("%s, %s: every leaf is what the entries say, every entry's tree is a prefix of the "
          "next\n"),
        count_words(ledger->entry_count, "entry", "entries").text,
        count_words(ledger_last(ledger)->log_size, "leaf", "leaves").text);
    ledger_print_beyond(ledger, beyond);
    TRY(print_log_keys(ledger, failure));
    if (checkpoint != NULL) TRY(check_kept(&session, checkpoint, failure));
    return pin_move(pin, ledger, failure);
}

Status log_check(const char *folder, const PinOptions *pin, const char *checkpoint,
                 Failure *failure)
{
    return audit_entry_explain(folder, check_whole(folder, pin, checkpoint, failure), failure);
}

/* --- prove --- */

/* The first leaf of a kind (or the latest) whose first fields after its kind are a text, or
 * that contains it; of draws the first that knows of as many. */
typedef struct LeafHunt {
    const LogQuestion *question;
    const char *kind;
    uint64_t draws; /* LOG_SAMPLE */
    bool found;
    uint64_t index;
    TextBuffer *leaf;
    size_t later;  /* LOG_DECISION: leaves after it of the same person, code and year, */
    uint64_t last; /* and the last of them */
} LeafHunt;

static bool begins_with(const char **at, size_t *left, const char *text, size_t length)
{
    if (*left < length || memcmp(*at, text, length) != 0) return false;
    *at += length;
    *left -= length;
    return true;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Not within a word or a number: a hash that was cut off names nobody. */
static bool has_whole(const char *at, size_t size, const char *text)
{
    size_t length = strlen(text);
    const char *end = at + size;
    for (const char *found = at; found < end; found++) {
        found = memmem(found, (size_t)(end - found), text, length);
        if (found == NULL) return false;
        bool cut_before = found > at && is_word(text[0]) && is_word(found[-1]);
        bool cut_after =
            found + length < end && is_word(text[length - 1]) && is_word(found[length]);
        if (!cut_before && !cut_after) return true;
    }
    return false;
}

static bool knows_draw(const LeafHunt *hunt, const char *at, size_t size)
{
    const char *comma = memchr(at, ',', size);
    int64_t count;
    return comma != NULL &&
           whole_number_parse(at, (size_t)(comma - at), 1, INT64_MAX, &count) &&
           (uint64_t)count >= hunt->draws;
}

static bool fits(const LeafHunt *hunt, const char *at, size_t size)
{
    const char *text = hunt->question->text;
    if (hunt->question->kind == LOG_SAMPLE) return knows_draw(hunt, at, size);
    if (hunt->question->kind == LOG_FINDING) return has_whole(at, size, text);
    return begins_with(&at, &size, text, strlen(text)) && (size == 0 || *at == ',');
}

/* Kind, person, code and year: as many bytes of a decision's leaf after its kind. */
static size_t key_length(const char *text, size_t size)
{
    size_t at = 0;
    for (int commas = 0; at < size && commas < 3; at++)
        commas += text[at] == ',';
    return at;
}

/* Lines of later entries, by whatever they came. */
static void count_later(LeafHunt *hunt, uint64_t index, const char *bytes, size_t size)
{
    static const char *const kinds[] = {"decision,", "settled,"};
    const char *key = hunt->leaf->bytes + strlen(hunt->kind);
    size_t length = key_length(key, hunt->leaf->length - strlen(hunt->kind));
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const char *at = bytes;
        size_t left = size;
        if (!begins_with(&at, &left, kinds[i], strlen(kinds[i])) ||
            !begins_with(&at, &left, key, length))
            continue;
        hunt->later++;
        hunt->last = index;
    }
}

static Status look_at_leaf(void *user, uint64_t index, const void *bytes, size_t size,
                           Failure *failure)
{
    LeafHunt *hunt = user;
    const char *at = bytes;
    size_t left = size;
    LogQuestionKind kind = hunt->question->kind;
    if (hunt->found && kind == LOG_DECISION) count_later(hunt, index, bytes, size);
    if ((hunt->found && kind != LOG_VERDICT) ||
        !begins_with(&at, &left, hunt->kind, strlen(hunt->kind)) || !fits(hunt, at, left))
        return STATUS_OK;
    hunt->found = true;
    hunt->index = index;
    text_buffer_clear(hunt->leaf);
    text_buffer_append(hunt->leaf, bytes, size);
    return text_buffer_status(hunt->leaf, failure);
}

/* A person is named by the whole hash, a municipality by its subject. */
static bool is_subject(const char *text)
{
    size_t length = strcspn(text, ",");
    if (length == 5 && text[0] == 'M') return true;
    return length == SHA256_HEX_SIZE - 1 && strspn(text, "0123456789abcdef") >= length;
}

static Status check_question(const LogQuestion *question, uint64_t *draws, Failure *failure)
{
    static const char *const names[] = {"--payment", "--decision", "--finding", "--verdict",
                                        "--sample"};
    const char *text = question->text;
    int64_t number;
    if (text[0] == '\0')
        return failure_set(failure, STATUS_USAGE, names[question->kind],
                           "an empty text names no leaf");
    if (question->kind == LOG_DECISION && !is_subject(text))
        return failure_set(
            failure, STATUS_USAGE, "--decision",
            "begins with the whole keyed hash of the person, 64 digits, or with M "
            "and a municipality: a shortened one may be somebody else's");
    if (question->kind != LOG_SAMPLE) return STATUS_OK;
    if (!whole_number_parse(text, strlen(text), 1, INT32_MAX, &number))
        return failure_set(failure, STATUS_USAGE, "--sample",
                           "not the number of a draw (tilskudd sample list)");
    *draws = (uint64_t)number;
    return STATUS_OK;
}

static void tell_later(const LeafHunt *hunt, LogFound *out)
{
    out->index = hunt->index;
    out->later = hunt->later;
    out->last = hunt->last;
}

static Status find_leaf(LogSession *session, const LogQuestion *question, TextBuffer *leaf,
                        LogFound *out, Failure *failure)
{
    static const char *const kinds[] = {[LOG_PAYMENT] = "payment,",
                                        [LOG_DECISION] = "decision,",
                                        [LOG_FINDING] = "finding,",
                                        [LOG_VERDICT] = "verdict,",
                                        [LOG_SAMPLE] = "sample,"};
    LeafHunt hunt = {.question = question, .kind = kinds[question->kind], .leaf = leaf};
    TRY(check_question(question, &hunt.draws, failure));
    TRY(walk_leaves(session, look_at_leaf, &hunt, failure));
    tell_later(&hunt, out);
    if (hunt.found) return STATUS_OK;
    TRY(check_signed(session, failure)); /* or damage might hide the leaf */
    return failure_set(failure, STATUS_UNKNOWN, _("audit log"), "no leaf says this");
}

static Status read_note(const LogSession *session, const FolderFile **note, Failure *failure)
{
    Folder *last = ledger_folder(session->ledger, ledger_last(session->ledger)->number);
    return folder_read(last, "checkpoint", CHECKPOINT_SIZE_MAX, note, failure);
}

static Status proof_text(LogSession *session, const TextBuffer *leaf, uint64_t index,
                         TextBuffer *text, Failure *failure)
{
    MerkleProof proof;
    const FolderFile *note;
    uint64_t size = ledger_last(session->ledger)->log_size;
    TRY(audit_log_prove_inclusion(session->log, index, size, &proof, failure));
    TRY(read_note(session, &note, failure));
    return tlog_proof_write(leaf->bytes, leaf->length, index, &proof, note->bytes, note->size,
                            text, failure);
}

/* What is written is read back as anyone will read it: a damaged log proves nothing. */
static Status check_proof(const LogSession *session, const TextBuffer *text, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer leaf = TEXT_BUFFER_EMPTY;
    Checkpoint checkpoint;
    uint64_t index;
    Failure why = {0};
    Status status = tlog_proof_verify(text->bytes, text->length, verifier_of(session), &leaf,
                                      &index, &checkpoint, &why);
    if (status == STATUS_OK) return STATUS_OK;
    return failure_set(
        failure, STATUS_VERIFICATION, _("audit log"),
        "the log's files or an entry's are damaged: the proof does not lead to "
        "the signed checkpoint. Nothing is written; 'tilskudd ledger check' says "
        "whose; rebuild a damaged log with 'tilskudd log rebuild'");
}

static Status prove(const char *folder, const LogQuestion *question, TextBuffer *proof,
                    LogFound *found, Failure *failure)
{
    CLEANUP(session_end) LogSession session = {0};
    CLEANUP(text_buffer_free) TextBuffer leaf = TEXT_BUFFER_EMPTY;
    TRY(session_begin(&session, folder, false, failure));
    TRY(find_leaf(&session, question, &leaf, found, failure));
    TRY(proof_text(&session, &leaf, found->index, proof, failure));
    return check_proof(&session, proof, failure);
}

Status log_prove(const char *folder, const LogQuestion *question, TextBuffer *proof,
                 LogFound *found, Failure *failure)
{
    *found = (LogFound){0};
    Status status = prove(folder, question, proof, found, failure);
    return audit_entry_explain(folder, status, failure);
}

/* --- verify: offline, with the public key alone --- */

/* A file that was given in a proof's place is told from a proof that was changed, be it in its
 * first line. */
static Status read_proof(const char *path, InputFile *file, Failure *failure)
{
    static const char begin[] = "c2sp.org/tlog-proof@";
    Status status = input_file_read(path, TLOG_PROOF_SIZE_MAX, file, failure);
    if (status != STATUS_OK && status != STATUS_INPUT_TOO_LARGE) return status;
    size_t same = 0;
    for (size_t i = 0; status == STATUS_OK && i < file->size && i < sizeof begin - 1; i++)
        same += file->bytes[i] == (uint8_t)begin[i];
    if (status == STATUS_OK && (file->size == 0 || 2 * same >= sizeof begin)) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_WRONG_NAMESPACE, path,
                       "this is no proof; 'tilskudd log prove' makes one");
}

Status log_verify(const char *path, const char *log_key, Failure *failure)
{
    LogVerifier verifier;
    Checkpoint checkpoint;
    uint64_t index;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(text_buffer_free) TextBuffer leaf = TEXT_BUFFER_EMPTY;
    TRY(read_verifier(log_key, &verifier, failure));
    TRY(read_proof(path, &file, failure));
    TRY(failure_at(failure, path,
                   tlog_proof_verify(file.bytes, file.size, &verifier, &leaf, &index,
                                     &checkpoint, failure)));
    printf(_("Proven: leaf %s of %s in the log %s says\n%s\n"), count_text(index).text,
           count_text(checkpoint.size).text, checkpoint.origin, leaf.bytes);
    return STATUS_OK;
}

/* --- export, rebuild --- */

Status log_export(const char *folder, const char *out, Failure *failure)
{
    CLEANUP(session_end) LogSession session = {0};
    const FolderFile *note;
    PathKind kind;
    TRY(session_begin(&session, folder, false, failure));
    TRY(path_kind(out, &kind, failure));
    if (kind != PATH_MISSING)
        return failure_set(failure, STATUS_OUTPUT_EXISTS, out,
                           "an export is written whole, into a new folder");
    TRY(check_signed(&session, failure));
    TRY(read_note(&session, &note, failure));
    const TlogLeaves leaves = {walk_leaves, &session};
    return audit_log_export(session.log, ledger_last(session.ledger)->log_size, &leaves,
                            note->bytes, note->size, out, failure);
}

static Status rebuild_locked(const char *folder, Failure *failure)
{
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    TRY(ledger_open(folder, false, &ledger, failure));
    TRY(ledger_rebuild_log(ledger, failure));
    print_done("Rebuilt from %s: %s, every checkpoint agrees",
               count_words(ledger->entry_count, "entry", "entries").text,
               count_words(ledger_last(ledger)->log_size, "leaf", "leaves").text);
    return STATUS_OK;
}

/* Only a folder that holds a ledger is locked: the lock is a file in it. */
Status log_rebuild(const char *folder, Failure *failure)
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
