/* verify_entry.c - one entry of a ledger, alone or in its place: what entry_check finds, said
 * group by group. */
#include <stdio.h>
#include <string.h>

#include "engine/ledger/entry_check.h"
#include "engine/review/verify_run.h"
#include "formats/base/amount_words.h"
#include "formats/base/count_words.h"
#include "formats/base/translate.h"

typedef struct VerifyEntry {
    EntryCheck check;
    const char *ca; /* --ca or NULL */
    const Ledger *known;
    VerifyReport *report;
    char ledger[PATH_SIZE]; /* the folder above */
    bool in_ledger;         /* the opening is there */
    Ledger *before;         /* the entries before it, where their chain closes */
    TrustStore *store;      /* of --ca or the opening; NULL when they cannot be loaded */
    Signers *signers;       /* of the opening */
} VerifyEntry;

static Status take(void *user, Status status, Failure *failure)
{
    return verify_take(user, status, failure);
}

/* --- what the entry rests on --- */

static Status find_ledger(VerifyEntry *entry, Failure *failure)
{
    char opening[PATH_SIZE];
    PathKind kind;
    TRY(path_parent(folder_path(entry->check.folder), entry->ledger, failure));
    TRY(path_join(entry->ledger, "000000/entry.json", opening, failure));
    TRY(path_kind(opening, &kind, failure));
    entry->in_ledger = kind == PATH_FILE;
    return STATUS_OK;
}

/* Who vouched for an opening, or for an entry of a ledger whose chain does not close: by the
 * opening's own files. */
static Status read_opening(VerifyEntry *entry, Folder *opening, Failure *failure)
{
    const FolderFile *file;
    if (entry->ca != NULL) {
        TRY(trust_store_load(entry->ca, &entry->store, failure));
    } else {
        TRY(folder_read(opening, "ca.pem", INPUT_SMALL_SIZE_MAX, &file, failure));
        TRY(trust_store_parse(file->path, file->bytes, file->size, &entry->store, failure));
    }
    TRY(folder_read(opening, "signers.csv", INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(signers_csv_parse(file->path, file->bytes, file->size, &entry->signers, failure));
    entry->check.store = entry->store;
    entry->check.signers = entry->signers;
    return STATUS_OK;
}

/* As the entries before it leave it. What is wrong with them the chain says. */
static Status read_before(VerifyEntry *entry, Failure *failure)
{
    Failure ignored = {0};
    Status status =
        ledger_open_at(entry->ledger, true, entry->check.text.number, &entry->before, &ignored);
    if (status == STATUS_OK) return STATUS_OK;
    if (status_exit(status) != EXIT_SYSTEM) return STATUS_OK;
    *failure = ignored;
    return status;
}

static Status identity_before(VerifyEntry *entry, Failure *failure)
{
    const LedgerIdentity *identity = &entry->before->identity;
    if (entry->ca != NULL) TRY(trust_store_load(entry->ca, &entry->store, failure));
    entry->check.store = entry->store != NULL ? entry->store : identity->store;
    entry->check.signers = identity->signers;
    return STATUS_OK;
}

static Status load_identity(VerifyEntry *entry, Failure *failure)
{
    CLEANUP(folder_close) Folder *opening = NULL;
    char path[PATH_SIZE];
    if (entry->before != NULL) return identity_before(entry, failure);
    if (entry->check.text.kind == ENTRY_OPEN)
        return read_opening(entry, entry->check.folder, failure);
    TRY(path_join(entry->ledger, "000000", path, failure));
    TRY(folder_open(path, &opening, failure));
    return read_opening(entry, opening, failure);
}

/* --- the groups --- */

static Status check_signed(VerifyEntry *entry, Failure *failure)
{
    verify_group(entry->report);
    if (entry->check.text.kind != ENTRY_OPEN && !entry->in_ledger) {
        verify_note("the ledger's opening is not beside this entry: signatures and chain are "
                    "not checked");
        entry->report->unchecked =
            N_("signatures and chain (the ledger's opening is not here)");
        return STATUS_OK;
    }
    if (entry->check.text.kind == ENTRY_KEYS) {
        verify_note("a change of keys: its signatures are checked with the chain");
        return STATUS_OK;
    }
    TRY(verify_take(entry->report, load_identity(entry, failure), failure));
    if (entry->check.store == NULL || entry->check.signers == NULL) return STATUS_OK;
    TRY(verify_take(entry->report, entry_check_signatures(&entry->check, failure), failure));
    verify_group_end(entry->report, "signatures", "signed by two persons, one in each role");
    return STATUS_OK;
}

static Status check_files(VerifyEntry *entry, Failure *failure)
{
    verify_group(entry->report);
    TRY(entry_check_files(&entry->check, failure));
    TRY(verify_take(entry->report, entry_check_proposal(&entry->check, failure), failure));
    verify_group_end(entry->report, "files", "%s: SHA-256 and size, the proposal's own",
                     count_words(entry->check.text.files.count, "file", "files").text);
    return STATUS_OK;
}

static Status check_payments(VerifyEntry *entry, Failure *failure)
{
    EntryCheck *check = &entry->check;
    if (check->text.kind != ENTRY_RUN) return STATUS_OK;
    verify_group(entry->report);
    TRY(entry_check_payments(check, failure));
    TRY(entry_check_inputs(check, failure));
    verify_group_end(entry->report, "payments", "%s, %s, %s",
                     count_words(check->payment_files, "file", "files").text,
                     count_words(check->payments, "payment", "payments").text,
                     amount_words(check->paid).text);
    return STATUS_OK;
}

static Status check_lines(VerifyEntry *entry, Failure *failure)
{
    EntryCheck *check = &entry->check;
    verify_group(entry->report);
    if (ENTRY_IS_PROPOSED(check->text.kind)) check->after = entry->before;
    TRY(entry_check_lines(check, failure));
    if (check->text.kind == ENTRY_ACCOUNTS) {
        verify_group_end(entry->report, "accounts", "a control of accounts: no money");
        return STATUS_OK;
    }
    if (ENTRY_IS_PROPOSED(check->text.kind)) {
        verify_group_end(entry->report, "tables",
                         check->after != NULL ? N_("made again from what the entry keeps")
                                              : N_("made again where the chain is checked"));
        return STATUS_OK;
    }
    verify_group_end(entry->report, "lines", "%s, %s%s",
                     count_words(check->lines, "settled line", "settled lines").text,
                     amount_words(check->settled).text,
                     check->text.kind == ENTRY_RUN ? _(", as decided") : _(", paid before"));
    return STATUS_OK;
}

/* The entry is the one of that number in the ledger that the caller knows. */
static Status check_known(const VerifyEntry *entry, Failure *failure)
{
    EntryHead head;
    uint32_t number = entry->check.text.number;
    if (entry->known == NULL) {
        if (entry->check.text.given_keys) entry->report->unchecked = VERIFY_UNKNOWN_LEDGER;
        return STATUS_OK;
    }
    TRY(entry_head(entry->check.folder, &head, failure));
    if (number < entry->known->entry_count &&
        memcmp(head.head, entry->known->entries[number].head, SHA256_SIZE) == 0)
        return STATUS_OK;
    return verify_fail(entry->report, failure, folder_path(entry->check.folder),
                       "not the entry of that number in the ledger that you know");
}

static Status check_chain(const VerifyEntry *entry, Failure *failure)
{
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    char expected[ENTRY_NAME_SIZE], head[SHA256_HEX_SIZE];
    const char *folder = folder_path(entry->check.folder);
    uint32_t number = entry->check.text.number;
    if (!entry->in_ledger) return STATUS_OK;
    verify_group(entry->report);
    TRY(check_known(entry, failure));
    entry_name(number, expected);
    if (strcmp(path_base_name(folder), expected) != 0)
        return verify_fail(entry->report, failure, folder,
                           "the folder has another entry's number");
    Status status = ledger_open_at(entry->ledger, false, (size_t)number + 1, &ledger, failure);
    if (status != STATUS_OK) return verify_take(entry->report, status, failure);
    const LedgerEntry *last = ledger_last(ledger);
    sha256_to_hex(last->head, head);
    verify_group_end(entry->report, "chain", "%s to here; checkpoint of %s; head %.16s",
                     count_words(ledger->entry_count, "entry", "entries").text,
                     count_words(last->log_size, "leaf", "leaves").text, head);
    return STATUS_OK;
}

static Status check_all(VerifyEntry *entry, Failure *failure)
{
    TRY(find_ledger(entry, failure));
    if (entry->in_ledger && entry->check.text.kind != ENTRY_OPEN)
        TRY(read_before(entry, failure));
    TRY(check_signed(entry, failure));
    TRY(check_files(entry, failure));
    TRY(check_payments(entry, failure));
    TRY(check_lines(entry, failure));
    return check_chain(entry, failure);
}

static Status open_and_check(VerifyEntry *entry, Failure *failure)
{
    Status status = entry_check_text(&entry->check, failure);
    if (status != STATUS_OK) return verify_take(entry->report, status, failure);
    return check_all(entry, failure);
}

Status verify_is_entry(const char *folder, bool *is, Failure *failure)
{
    char path[PATH_SIZE], parent[PATH_SIZE];
    PathKind kind;
    const char *name = path_base_name(folder);
    TRY(path_join(folder, "entry.json", path, failure));
    TRY(path_kind(path, &kind, failure));
    *is = kind != PATH_MISSING;
    if (*is || strlen(name) < 6 || strspn(name, "0123456789") != strlen(name)) return STATUS_OK;
    TRY(path_parent(folder, parent, failure));
    TRY(path_join(parent, "000000/entry.json", path, failure));
    TRY(path_kind(path, &kind, failure));
    *is = kind != PATH_MISSING;
    return STATUS_OK;
}

Status verify_entry(const char *folder, const char *ca, const Ledger *known,
                    VerifyReport *report, Failure *failure)
{
    CLEANUP(folder_close) Folder *own = NULL;
    Status status = folder_open(folder, &own, failure);
    if (status != STATUS_OK) return verify_take(report, status, failure);
    VerifyEntry entry = {.check = {.folder = own, .bulk = true, .take = take, .user = report},
                         .ca = ca,
                         .known = known,
                         .report = report};
    status = open_and_check(&entry, failure);
    entry_check_end(&entry.check);
    trust_store_free(entry.store);
    signers_free(entry.signers);
    ledger_close(entry.before);
    return status;
}
