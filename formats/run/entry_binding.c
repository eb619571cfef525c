#include "formats/run/entry_binding.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/run/files.h"

static Status differs(const char *what, Failure *failure)
{
    return failure_set(failure, STATUS_VERIFICATION, "manifest.json",
                       "%s: not what entry.json says", translate(what));
}

static bool same_successors(const LineSuccessors *left, const LineSuccessors *right)
{
    bool same = left->count == right->count;
    for (size_t i = 0; same && i < left->count; i++)
        same = left->items[i].code == right->items[i].code &&
               left->items[i].to == right->items[i].to;
    return same;
}

static Status check_values(const EntryText *entry, const Manifest *manifest, Failure *failure)
{
    const struct {
        const char *what;
        bool fits;
    } rows[] = {
        {N_("a dry run"), !manifest->dry_run && manifest->has_ledger},
        {"mode", manifest->live == (entry->mode == LEDGER_LIVE)},
        {N_("year and quarter"),
         manifest->year == entry->year && manifest->quarter == entry->quarter},
        {"cutoff", manifest->cutoff == entry->cutoff},
        {"paid_ore", manifest->paid == entry->paid},
        {"lines_ore", manifest->lines_sum == entry->lines_sum},
        {"line_successors",
         same_successors(&manifest->line_successors, &entry->line_successors)},
        {"run_identity", memcmp(manifest->run_identity, entry->run_identity, SHA256_SIZE) == 0},
        {N_("the number of the entry before"), manifest->ledger_entry + 1 == entry->number},
        {N_("the size of the log before"), manifest->log_size == entry->log_size_before},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!rows[i].fits) return differs(rows[i].what, failure);
    return STATUS_OK;
}

/* --- files --- */

static Status check_copied(const EntryText *entry, const Manifest *manifest, const char *from,
                           const char *to, Failure *failure)
{
    const ManifestFile *proposed = manifest_files_at(&manifest->outputs, from);
    const ManifestFile *listed = manifest_files_at(&entry->files, to);
    if (proposed != NULL && listed != NULL &&
        memcmp(proposed->sums.stored_sha256, listed->sums.stored_sha256, SHA256_SIZE) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, to, "%s",
                       listed == NULL     ? "entry.json does not list it"
                       : proposed == NULL ? _("the proposal does not have it")
                                          : _("not the file of the proposal"));
}

static Status check_all_copied(const EntryText *entry, const Manifest *manifest,
                               Failure *failure)
{
    for (size_t i = 0; i < EVIDENCE_COUNT; i++) {
        const EvidenceFile *row = evidence_file((EvidenceName)i);
        if ((row->marks & EVIDENCE_COPIED) == 0) continue;
        TRY(check_copied(entry, manifest, row->run_name, row->entry_name, failure));
    }
    return STATUS_OK;
}

/* A proposed payment file and its signature by both have one name in the entry each. */
static Status check_payment(const EntryText *entry, const ManifestFile *proposed,
                            const Manifest *manifest, Failure *failure)
{
    char name[PATH_SIZE], signature[PATH_SIZE];
    TRY(path_join("payments", path_base_name(proposed->path), name, failure));
    TRY(check_copied(entry, manifest, proposed->path, name, failure));
    TRY(path_with(name, ".p7s", signature, failure));
    if (manifest_files_at(&entry->files, signature) != NULL) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, signature, "entry.json does not list it");
}

static Status check_payments(const EntryText *entry, const Manifest *manifest, Failure *failure)
{
    for (size_t i = 0; i < manifest->outputs.count; i++)
        if (strcmp(manifest->outputs.items[i].kind, "payment") == 0)
            TRY(check_payment(entry, &manifest->outputs.items[i], manifest, failure));
    return STATUS_OK;
}

/* payments/X or payments/X.p7s for a proposed X. */
static bool is_proposed(const Manifest *manifest, const char *base)
{
    for (size_t i = 0; i < manifest->outputs.count; i++) {
        const ManifestFile *output = &manifest->outputs.items[i];
        const char *proposed = path_base_name(output->path);
        size_t length = strlen(proposed);
        if (strcmp(output->kind, "payment") != 0 || strncmp(base, proposed, length) != 0)
            continue;
        if (base[length] == '\0' || strcmp(base + length, ".p7s") == 0) return true;
    }
    return false;
}

/* A file that every entry has, or one of the proposal that was copied under its own name. */
static bool is_known(const Manifest *manifest, const ManifestFile *file)
{
    const ManifestFile *proposed = manifest_files_at(&manifest->outputs, file->path);
    for (size_t i = 0; i < EVIDENCE_COUNT; i++) {
        const EvidenceFile *row = evidence_file((EvidenceName)i);
        if (row->entry_name != NULL && strcmp(row->entry_name, file->path) == 0) return true;
    }
    return proposed != NULL &&
           memcmp(proposed->sums.stored_sha256, file->sums.stored_sha256, SHA256_SIZE) == 0;
}

/* Each is listed once; what lies in payments/ beside the proposal's would get out. */
static Status check_others(const EntryText *entry, const Manifest *manifest, Failure *failure)
{
    for (size_t i = 0; i < entry->files.count; i++) {
        const ManifestFile *file = &entry->files.items[i];
        bool payment = strncmp(file->path, "payments/", 9) == 0;
        if (manifest_files_at(&entry->files, file->path) == file &&
            (payment ? is_proposed(manifest, file->path + 9) : is_known(manifest, file)))
            continue;
        return failure_set(failure, STATUS_VERIFICATION, file->path,
                           "the proposal of this entry has no such file");
    }
    return STATUS_OK;
}

Status entry_binding_check(const EntryText *entry, const Manifest *manifest, Failure *failure)
{
    TRY(check_values(entry, manifest, failure));
    TRY(check_all_copied(entry, manifest, failure));
    TRY(check_payments(entry, manifest, failure));
    return check_others(entry, manifest, failure);
}
