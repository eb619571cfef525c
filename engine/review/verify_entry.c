/* verify_entry.c - one entry of a ledger: files, signatures, payments, lines, chain. */
#include <stdio.h>
#include <string.h>

#include "formats/run/basic_check.h"
#include "formats/run/decision_file.h"
#include "engine/ledger/ledger.h"
#include "engine/review/verify_run.h"
#include "formats/crypto/cms_signature.h"
#include "formats/bank/pain001_reader.h"

typedef struct VerifyEntry {
    const char *folder;
    const char *ca; /* --ca or NULL */
    VerifyReport *report;
    char ledger[PATH_SIZE]; /* the folder above */
    bool in_ledger;         /* the opening is there */
    EntryText text;
    TrustStore *store; /* NULL when they cannot be loaded */
    Signers *signers;
} VerifyEntry;

static Status wrong(const char *where, Failure *failure, const char *what)
{
    return failure_set(failure, STATUS_VERIFICATION, where, "%s", what);
}

/* --- what the entry rests on --- */

static Status read_text(VerifyEntry *entry, Failure *failure)
{
    char path[PATH_SIZE];
    InputFile json;
    TRY(path_join(entry->folder, "entry.json", path, failure));
    TRY(input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, &json, failure));
    Status status = entry_read(path, json.bytes, json.size, &entry->text, failure);
    input_file_free(&json);
    return status;
}

static Status find_ledger(VerifyEntry *entry, Failure *failure)
{
    char opening[PATH_SIZE];
    PathKind kind;
    TRY(path_parent(entry->folder, entry->ledger, failure));
    TRY(path_join(entry->ledger, "000000/entry.json", opening, failure));
    TRY(path_kind(opening, &kind, failure));
    entry->in_ledger = kind == PATH_FILE;
    return STATUS_OK;
}

/* CA and signers file stand in the opening: the entry itself, or the first of the ledger. */
static Status load_identity(VerifyEntry *entry, Failure *failure)
{
    char folder[PATH_SIZE], path[PATH_SIZE];
    if (entry->text.kind == ENTRY_OPEN) {
        TRY(path_join(entry->folder, "", folder, failure));
    } else {
        TRY(path_join(entry->ledger, "000000", folder, failure));
    }
    TRY(path_join(folder, "ca.pem", path, failure));
    TRY(trust_store_load(entry->ca != NULL ? entry->ca : path, &entry->store, failure));
    TRY(path_join(folder, "signers.csv", path, failure));
    return signers_csv_read(path, &entry->signers, failure);
}

static Status check_signature(const VerifyEntry *entry, const char *path, Failure *failure)
{
    char signature[PATH_SIZE];
    InputFile der;
    int length = snprintf(signature, sizeof signature, "%s.p7s", path);
    if (length < 0 || (size_t)length >= sizeof signature) {
        return wrong(path, failure, "the path is too long");
    }
    TRY(input_file_read_stored(signature, CMS_DER_MAX, &der, failure));
    Status status = signer_verify_by(entry->store, entry->signers, signature, der.bytes,
                                     der.size, cms_file(path), true, failure);
    input_file_free(&der);
    if (status != STATUS_VERIFICATION) return status;
    Failure reason = *failure; /* names the content: say which signature it is about */
    return failure_set(failure, status, signature, "%s", reason.detail);
}

/* One half of a live run's pair: a file of the entry and its signature, both read. */
typedef struct Half {
    char path[PATH_SIZE];
    InputFile content, der;
} Half;

static Status read_half(const VerifyEntry *entry, const char *name, Half *half,
                        Failure *failure)
{
    char signature[PATH_SIZE];
    *half = (Half){.path = ""};
    TRY(path_join(entry->folder, name, half->path, failure));
    int length = snprintf(signature, sizeof signature, "%s.p7s", half->path);
    if (length < 0 || (size_t)length >= sizeof signature) {
        return wrong(half->path, failure, "the path is too long");
    }
    TRY(input_file_read_stored(half->path, INPUT_SMALL_SIZE_MAX, &half->content, failure));
    return input_file_read_stored(signature, CMS_DER_MAX, &half->der, failure);
}

static void half_free(Half *half)
{
    input_file_free(&half->content);
    input_file_free(&half->der);
}

static SignedFile signed_half(const Half *half)
{
    return (SignedFile){half->path, half->der.bytes, half->der.size,
                        cms_bytes(half->content.bytes, half->content.size)};
}

static Status compare_manifest(const VerifyEntry *entry, const Half *manifest, Failure *failure)
{
    uint8_t digest[SHA256_SIZE];
    TRY(sha256_of(manifest->content.bytes, manifest->content.size, digest, failure));
    if (memcmp(digest, entry->text.manifest_sha256, SHA256_SIZE) == 0) return STATUS_OK;
    return wrong(manifest->path, failure, "not the proposal of this entry");
}

/* The first person's key is not there when a live run is approved: that person signed the
 * proposal, whose manifest stands in the entry. */
static Status check_pair(const VerifyEntry *entry, Failure *failure)
{
    Half manifest, json = {.path = ""};
    Status status = read_half(entry, "manifest.json", &manifest, failure);
    if (status == STATUS_OK) status = read_half(entry, "entry.json", &json, failure);
    if (status == STATUS_OK) {
        SignedFile proposal = signed_half(&manifest), own = signed_half(&json);
        status = signer_verify_pair(entry->store, entry->signers, &proposal, &own, failure);
    }
    if (status == STATUS_OK) status = compare_manifest(entry, &manifest, failure);
    half_free(&manifest);
    half_free(&json);
    return status;
}

static Status check_own_signature(const VerifyEntry *entry, Failure *failure)
{
    char path[PATH_SIZE];
    bool split = entry->text.kind != ENTRY_OPEN && entry->text.mode == LEDGER_LIVE;
    if (split) return check_pair(entry, failure);
    TRY(path_join(entry->folder, "entry.json", path, failure));
    return check_signature(entry, path, failure);
}

static Status check_signed(VerifyEntry *entry, Failure *failure)
{
    verify_group(entry->report);
    if (entry->text.kind != ENTRY_OPEN && !entry->in_ledger) {
        verify_note("the ledger's opening is not beside this entry: signatures and chain are "
                    "not checked");
        entry->report->unchecked = "signatures and chain (the ledger's opening is not here)";
        return STATUS_OK;
    }
    TRY(verify_take(entry->report, load_identity(entry, failure), failure));
    if (entry->store == NULL || entry->signers == NULL) return STATUS_OK;
    TRY(verify_take(entry->report, check_own_signature(entry, failure), failure));
    verify_group_end(entry->report, "signatures", "signed by two persons, one in each role");
    return STATUS_OK;
}

/* --- files --- */

static Status check_file(const VerifyEntry *entry, const ManifestFile *file, Failure *failure)
{
    char path[PATH_SIZE];
    uint8_t digest[SHA256_SIZE];
    uint64_t size;
    TRY(path_join(entry->folder, file->path, path, failure));
    TRY(sha256_of_file(path, digest, &size, failure));
    if (size == file->sums.stored_size &&
        memcmp(digest, file->sums.stored_sha256, SHA256_SIZE) == 0) {
        return STATUS_OK;
    }
    return wrong(path, failure, "the file was changed since the entry was signed");
}

static bool is_listed(const VerifyEntry *entry, const char *name)
{
    static const char *const own[] = {"entry.json", "entry.json.p7s", "checkpoint", "payments"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (strcmp(name, own[i]) == 0) return true;
    }
    for (size_t i = 0; i < entry->text.files.count; i++) {
        if (strcmp(entry->text.files.items[i].path, name) == 0) return true;
    }
    return false;
}

static Status check_unexpected(const VerifyEntry *entry, const char *below, Failure *failure)
{
    char folder[PATH_SIZE], name[PATH_SIZE], path[PATH_SIZE];
    PathList list = {0};
    PathKind kind;
    TRY(path_join(entry->folder, below, folder, failure));
    TRY(path_kind(folder, &kind, failure));
    if (kind == PATH_MISSING) return STATUS_OK;
    Status status = path_list(folder, &list, failure);
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++) {
        status = path_join(below, list.names[i], name, failure);
        if (status != STATUS_OK || is_listed(entry, name)) continue;
        status = path_join(entry->folder, name, path, failure);
        if (status != STATUS_OK) continue;
        status = wrong(path, failure, "an unexpected file: the entry does not list it");
        status = verify_take(entry->report, status, failure);
    }
    path_list_free(&list);
    return status;
}

static Status check_files(const VerifyEntry *entry, Failure *failure)
{
    verify_group(entry->report);
    for (size_t i = 0; i < entry->text.files.count; i++) {
        Status status = check_file(entry, &entry->text.files.items[i], failure);
        TRY(verify_take(entry->report, status, failure));
    }
    TRY(check_unexpected(entry, "", failure));
    TRY(check_unexpected(entry, "payments", failure));
    verify_group_end(entry->report, "files", "%zu files: SHA-256 and size",
                     entry->text.files.count);
    return STATUS_OK;
}

/* --- payments --- */

static bool is_payment(const char *path)
{
    size_t length = strlen(path);
    return strncmp(path, "payments/", 9) == 0 && length > 7 &&
           strcmp(path + length - 7, ".xml.gz") == 0;
}

static Status add_transactions(const VerifyEntry *entry, const char *path,
                               const Pain001File *file, uint64_t *count, Ore *sum,
                               Failure *failure)
{
    Status status = pain001_confirm(file, file->count, file->sum, failure);
    if (status != STATUS_OK) failure_locate(failure, path);
    TRY(status);
    for (size_t i = 0; i < file->count; i++) {
        char expected[PAYMENT_ID_SIZE];
        MunicipalityCode code;
        PaymentGroup group;
        const char *id = file->transactions[i].end_to_end_id;
        bool ours = payment_end_to_end_parse(id, &code, &group);
        if (ours) {
            payment_end_to_end_id(entry->text.run_identity, code, group, expected);
        }
        if (!ours || strcmp(expected, id) != 0) {
            return wrong(path, failure, "a payment's EndToEndId is not of the entry's run");
        }
    }
    *count += file->count;
    *sum = ore_add(*sum, file->sum);
    return STATUS_OK;
}

static Status check_payment(const VerifyEntry *entry, const char *name, uint64_t *count,
                            Ore *sum, Failure *failure)
{
    char path[PATH_SIZE];
    InputFile content;
    Pain001File file;
    TRY(path_join(entry->folder, name, path, failure));
    if (entry->store != NULL && entry->signers != NULL) {
        TRY(verify_take(entry->report, check_signature(entry, path, failure), failure));
    }
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &content, failure));
    Status status = pain001_read(path, content.bytes, content.size, &file, failure);
    if (status == STATUS_OK) {
        status = add_transactions(entry, path, &file, count, sum, failure);
        pain001_file_free(&file);
    }
    input_file_free(&content);
    return status;
}

static Status check_payments(const VerifyEntry *entry, Failure *failure)
{
    uint64_t count = 0;
    Ore sum = 0;
    size_t files = 0;
    if (entry->text.kind != ENTRY_RUN) return STATUS_OK;
    verify_group(entry->report);
    for (size_t i = 0; i < entry->text.files.count; i++) {
        const char *name = entry->text.files.items[i].path;
        if (!is_payment(name)) continue;
        files++;
        Status status = check_payment(entry, name, &count, &sum, failure);
        TRY(verify_take(entry->report, status, failure));
    }
    if (sum != entry->text.paid) {
        Status status = failure_set(failure, STATUS_VERIFICATION, "payments",
                                    "add up to %lld ore, entry.json says %lld", (long long)sum,
                                    (long long)entry->text.paid);
        TRY(verify_take(entry->report, status, failure));
    }
    verify_group_end(entry->report, "payments", "%zu files, %llu payments, %lld ore", files,
                     (unsigned long long)count, (long long)sum);
    return STATUS_OK;
}

/* --- lines --- */

static Status read_lines(const VerifyEntry *entry, Ore *sum, size_t *count, Failure *failure)
{
    char path[PATH_SIZE];
    InputFile file;
    SettledLine *lines = NULL;
    TRY(path_join(entry->folder, "lines.csv.gz", path, failure));
    TRY(input_file_read(path, INPUT_SIZE_MAX, &file, failure));
    Status status =
        settled_csv_read(path, file.bytes, file.size, false, &lines, count, failure);
    input_file_free(&file);
    if (status != STATUS_OK) return status;
    for (size_t i = 0; i < *count; i++) {
        *sum = ore_add(*sum, lines[i].amount);
    }
    system_free(lines);
    return STATUS_OK;
}

static Status sum_decisions(DecisionFile *file, BasicCheck *basic, Ore *sum, Failure *failure)
{
    for (;;) {
        DecisionLine line;
        bool more;
        TRY(decision_file_next(file, &line, &more, failure));
        if (!more) return basic_check_end(basic, failure);
        TRY(basic_check_line(basic, &line, failure));
        if (line.status == DECISION_PAY) *sum = ore_add(*sum, line.due);
    }
}

static Status read_decisions(const VerifyEntry *entry, Ore *sum, Failure *failure)
{
    char path[PATH_SIZE];
    DecisionFile *file = NULL;
    BasicCheck basic;
    TRY(path_join(entry->folder, "decisions.csv.gz", path, failure));
    Status status = basic_check_open(entry->folder, &basic, failure);
    if (status == STATUS_OK) status = decision_file_open(path, &file, failure);
    if (status == STATUS_OK) {
        status = sum_decisions(file, &basic, sum, failure);
        decision_file_close(file);
    }
    basic_check_close(&basic);
    return status;
}

static Status compare_sum(const VerifyEntry *entry, const char *what, Ore sum, Failure *failure)
{
    if (sum == entry->text.lines_sum) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, what,
                       "add up to %lld ore, entry.json says %lld", (long long)sum,
                       (long long)entry->text.lines_sum);
}

static Status check_no_money(const VerifyEntry *entry, Failure *failure)
{
    bool money = entry->text.paid != 0 || entry->text.lines_sum != 0;
    for (size_t i = 0; i < entry->text.files.count; i++) {
        money = money || is_payment(entry->text.files.items[i].path);
    }
    if (!money) return STATUS_OK;
    return wrong(entry->folder, failure, "a control of accounts that moves money");
}

static Status check_lines(const VerifyEntry *entry, Failure *failure)
{
    Ore sum = 0, decided = 0;
    size_t count = 0;
    verify_group(entry->report);
    if (entry->text.kind == ENTRY_ACCOUNTS) {
        TRY(verify_take(entry->report, check_no_money(entry, failure), failure));
        verify_group_end(entry->report, "accounts", "a control of accounts: no money");
        return STATUS_OK;
    }
    Status status = read_lines(entry, &sum, &count, failure);
    if (status == STATUS_OK) status = compare_sum(entry, "lines.csv.gz", sum, failure);
    TRY(verify_take(entry->report, status, failure));
    if (entry->text.kind == ENTRY_RUN) {
        status = read_decisions(entry, &decided, failure);
        if (status == STATUS_OK) {
            status = compare_sum(entry, "decisions.csv.gz", decided, failure);
        }
        TRY(verify_take(entry->report, status, failure));
    }
    verify_group_end(entry->report, "lines", "%zu settled lines, %lld ore%s", count,
                     (long long)sum,
                     entry->text.kind == ENTRY_RUN ? ", as decided" : ", paid before");
    return STATUS_OK;
}

/* --- the chain --- */

static Status check_chain(const VerifyEntry *entry, Failure *failure)
{
    Ledger *ledger;
    char expected[ENTRY_NAME_SIZE];
    if (!entry->in_ledger) return STATUS_OK;
    verify_group(entry->report);
    entry_name(entry->text.number, expected);
    if (strcmp(path_base_name(entry->folder), expected) != 0) {
        Status status = wrong(entry->folder, failure, "the folder has another entry's number");
        return verify_take(entry->report, status, failure);
    }
    Status status =
        ledger_open_at(entry->ledger, false, (size_t)entry->text.number + 1, &ledger, failure);
    if (status != STATUS_OK) return verify_take(entry->report, status, failure);
    const LedgerEntry *last = ledger_last(ledger);
    char head[SHA256_HEX_SIZE];
    sha256_to_hex(last->head, head);
    verify_group_end(entry->report, "chain",
                     "%zu entries to here; checkpoint of %llu leaves; "
                     "head %.16s",
                     ledger->entry_count, (unsigned long long)last->log_size, head);
    ledger_close(ledger);
    return STATUS_OK;
}

static Status check_all(VerifyEntry *entry, Failure *failure)
{
    TRY(find_ledger(entry, failure));
    TRY(check_signed(entry, failure));
    TRY(check_files(entry, failure));
    TRY(check_payments(entry, failure));
    TRY(check_lines(entry, failure));
    return check_chain(entry, failure);
}

Status verify_entry(const char *folder, const char *ca, VerifyReport *report, Failure *failure)
{
    VerifyEntry entry = {.folder = folder, .ca = ca, .report = report};
    Status status = read_text(&entry, failure);
    if (status != STATUS_OK) return verify_take(report, status, failure);
    status = check_all(&entry, failure);
    entry_text_free(&entry.text);
    trust_store_free(entry.store);
    signers_free(entry.signers);
    return status;
}
