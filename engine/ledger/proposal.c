#include "engine/ledger/proposal.h"

#include <stdio.h>
#include <string.h>

#include "engine/ledger/keys.h"
#include "engine/ledger/ledger_commit.h"
#include "engine/manual/manual_entry.h"
#include "engine/program.h"
#include "engine/reconcile/answer_proposal.h"
#include "formats/base/interruption.h"
#include "formats/base/lock.h"
#include "formats/base/translate.h"
#include "formats/run/files.h"
#include "formats/run/wordless_findings.h"

/* The rows stand where their kinds are built. */
static const ProposalKind *const kinds[] = {
    &answer_proposal,
    &manual_proposal,
    &keys_kind,
};

const ProposalKind *proposal_kind(EntryKind kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i]->kind == kind) return kinds[i];
    return NULL;
}

/* --- the files of a proposal --- */

TextBuffer *proposal_files_add(ProposalFiles *files, const char *name, const char *kind,
                               mode_t mode)
{
    INVARIANT(files->count < PROPOSAL_FILES_MAX);
    ProposalFile *file = &files->items[files->count++];
    *file = (ProposalFile){.kind = kind, .mode = mode, .text = TEXT_BUFFER_EMPTY};
    snprintf(file->name, sizeof file->name, "%s", name);
    return &file->text;
}

const ProposalFile *proposal_files_at(const ProposalFiles *files, const char *name)
{
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->items[i].name, name) == 0) return &files->items[i];
    return NULL;
}

void proposal_files_free(ProposalFiles *files)
{
    for (size_t i = 0; i < files->count; i++)
        text_buffer_free(&files->items[i].text);
    manifest_files_free(&files->inputs);
    manifest_texts_free(&files->choices);
    files->count = 0;
}

/* --- writing one --- */

enum { MANIFEST_MODE = 0644 };

typedef struct Writing {
    ProposalText text;
    Folder *folder;
    char unfinished[PATH_SIZE];
    int lock; /* of it; -1: not had */
    bool placed;
} Writing;

static void writing_end(Writing *writing)
{
    if (writing->lock >= 0 && !writing->placed) (void)system_remove_tree(writing->unfinished);
    if (writing->lock >= 0) interruption_leaves(NULL);
    lock_end(writing->lock);
    folder_close(writing->folder);
    proposal_text_free(&writing->text);
}
CLEANUP_VALUE(Writing, writing_end)

static Status write_file(Writing *writing, const ProposalFile *file, Failure *failure)
{
    const FolderFile *written;
    int level = entry_file_level(file->name);
    TRY(text_buffer_status(&file->text, failure));
    TRY(folder_write(writing->folder, file->name, file->mode, level, file->text.bytes,
                     file->text.length, &written, failure));
    TRY(folder_read(writing->folder, file->name, INPUT_SIZE_MAX, &written, failure));
    TRY(folder_sums(writing->folder, written, failure));
    return manifest_files_add(&writing->text.outputs, file->kind, file->name, &written->sums,
                              failure);
}

static Status fill_text(ProposalText *text, const ProposalCase *made,
                        const ProposalFiles *files, Failure *failure)
{
    const LedgerEntry *last = ledger_last(made->ledger);
    text->mode = made->ledger->mode;
    text->ledger_entry = last->number;
    memcpy(text->ledger_head, last->head, SHA256_SIZE);
    memcpy(text->log_root, last->log_root, SHA256_SIZE);
    snprintf(text->program, sizeof text->program, "tilskudd " TILSKUDD_VERSION);
    snprintf(text->build, sizeof text->build, "%s", program_build());
    snprintf(text->time, sizeof text->time, "%s", made->time);
    for (size_t i = 0; i < files->choices.count; i++)
        TRY(manifest_texts_add(&text->choices, files->choices.items[i], failure));
    for (size_t i = 0; i < files->inputs.count; i++) {
        const ManifestFile *input = &files->inputs.items[i];
        TRY(manifest_files_add(&text->inputs, input->kind, input->path, &input->sums, failure));
    }
    return STATUS_OK;
}

static Status write_manifest(Writing *writing, const SigningPerson *signer,
                             const TimeStamp *time, Failure *failure)
{
    char path[PATH_SIZE];
    const FolderFile *written;
    CLEANUP(text_buffer_free) TextBuffer json = TEXT_BUFFER_EMPTY;
    TRY(proposal_identity(&writing->text, writing->text.identity, failure));
    proposal_text_write(&writing->text, &json);
    TRY(text_buffer_status(&json, failure));
    TRY(path_join(writing->unfinished, "manifest.json.p7s", path, failure));
    TRY(signer_sign_file(signer, json.bytes, json.length, time, path, failure));
    return folder_write(writing->folder, "manifest.json", MANIFEST_MODE, OUTPUT_PLAIN,
                        json.bytes, json.length, &written, failure);
}

static Status write_all(Writing *writing, const ProposalCase *made, const ProposalFiles *files,
                        Failure *failure)
{
    TRY(fill_text(&writing->text, made, files, failure));
    for (size_t i = 0; i < files->count; i++)
        TRY(write_file(writing, &files->items[i], failure));
    return STATUS_OK;
}

static Status begin_folder(Writing *writing, const char *out, Failure *failure)
{
    TRY(path_refuse_ident(out, failure));
    TRY(output_file_check_new(out, failure));
    TRY(path_with(out, ".tmp", writing->unfinished, failure));
    TRY(lock_new_folder(writing->unfinished,
                        "the same proposal is being made by another; wait until it has ended",
                        &writing->lock, failure));
    interruption_leaves(writing->unfinished);
    return folder_open(writing->unfinished, &writing->folder, failure);
}

Status proposal_write(EntryKind kind, const ProposalCase *made, const ProposalFiles *files,
                      const SigningPerson *signer, const TimeStamp *time, const char *out,
                      Failure *failure)
{
    CLEANUP(writing_end) Writing writing = {.text = {.kind = kind}, .lock = -1};
    TRY(begin_folder(&writing, out, failure));
    TRY(write_all(&writing, made, files, failure));
    TRY(write_manifest(&writing, signer, time, failure));
    TRY(folder_sync(writing.folder, "", failure));
    TRY(path_rename(writing.unfinished, out, failure));
    lock_folder_placed(writing.lock);
    writing.placed = true;
    interruption_leaves(NULL);
    return STATUS_OK;
}

/* --- comparing one --- */

static Status differs(const char *path, const char *what, Failure *failure)
{
    return failure_set(failure, STATUS_VERIFICATION, path, "%s", what);
}

Status proposal_check_file(Folder *folder, const ManifestFile *listed, const FolderFile **out,
                           Failure *failure)
{
    TRY(evidence_read(folder, listed, "the file was changed since it was proposed", out,
                      failure));
    TRY(folder_sums(folder, *out, failure));
    if (memcmp((*out)->sums.content_sha256, listed->sums.content_sha256, SHA256_SIZE) == 0)
        return STATUS_OK;
    return differs((*out)->path, "not the content that the manifest lists", failure);
}

static bool same_bytes(const TextBuffer *text, const void *bytes, size_t size)
{
    return text->length == size && (size == 0 || memcmp(text->bytes, bytes, size) == 0);
}

/* What findings are called is not compared where another build wrote them. */
static Status same_findings(const ProposalCase *made, const InputFile *content,
                            const TextBuffer *text, bool *same, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer here = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer there = TEXT_BUFFER_EMPTY;
    if (strcmp(made->text->build, program_build()) == 0) return STATUS_OK;
    findings_without_words(text->bytes, text->length, &here);
    findings_without_words((const char *)content->bytes, content->size, &there);
    TRY(text_buffer_status(&here, failure));
    TRY(text_buffer_status(&there, failure));
    *same = same_bytes(&here, there.bytes, there.length);
    return STATUS_OK;
}

/* The content of a listed file is what was made. */
static Status compare_file(const ProposalCase *made, const ManifestFile *listed,
                           const ProposalFile *file, Failure *failure)
{
    static const char other[] = N_("not what is computed again from the same ledger");
    const FolderFile *stored;
    CLEANUP(input_file_free) InputFile content = {0};
    TRY(proposal_check_file(made->kept, listed, &stored, failure));
    TRY(text_buffer_status(&file->text, failure));
    TRY(folder_content(stored, INPUT_SIZE_MAX, &content, failure));
    bool same = same_bytes(&file->text, content.bytes, content.size);
    if (!same && strcmp(file->kind, "findings") == 0)
        TRY(same_findings(made, &content, &file->text, &same, failure));
    return same ? STATUS_OK : differs(stored->path, other, failure);
}

/* What the second person's own files are, whatever she calls them. */
static bool same_inputs(const ManifestFiles *left, const ManifestFiles *right)
{
    bool same = left->count == right->count;
    for (size_t i = 0; same && i < left->count; i++)
        same = strcmp(left->items[i].kind, right->items[i].kind) == 0 &&
               memcmp(left->items[i].sums.content_sha256, right->items[i].sums.content_sha256,
                      SHA256_SIZE) == 0;
    return same;
}

static Status compare_all(const ProposalCase *made, const ProposalFiles *files,
                          const char *where, Failure *failure)
{
    const ManifestFiles *outputs = &made->text->outputs;
    if (outputs->count != files->count)
        return differs(where, "lists other files than what is computed again", failure);
    if (!manifest_texts_same(&made->text->choices, &files->choices))
        return differs(where, "other choices than what is computed again", failure);
    if (made->given_count > 0 && !same_inputs(&made->text->inputs, &files->inputs))
        return differs(where, "was made from other files than yours", failure);
    for (size_t i = 0; i < outputs->count; i++) {
        const ProposalFile *file = proposal_files_at(files, outputs->items[i].path);
        if (file == NULL || strcmp(file->kind, outputs->items[i].kind) != 0)
            return differs(where, "lists other files than what is computed again", failure);
        TRY(compare_file(made, &outputs->items[i], file, failure));
    }
    return STATUS_OK;
}

Status proposal_compare(const ProposalCase *made, const ProposalFiles *files, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(folder_path(made->kept), "manifest.json", path, failure));
    return compare_all(made, files, path, failure);
}

/* --- an entry of one --- */

/* The entry has the proposal's outputs, as they were stored, and nothing beside them but the
 * newest draw of a sample. */
static Status check_listed(const EntryText *entry, const ProposalText *text, const char *where,
                           Failure *failure)
{
    const ManifestFiles *outputs = &text->outputs;
    bool drawn = manifest_files_at(&entry->files, "samples.csv") != NULL;
    if (entry->files.count != outputs->count + 2 + drawn) /* manifest.json, its signature */
        return differs(where, "the entry has other files than the proposal", failure);
    for (size_t i = 0; i < outputs->count; i++) {
        const ManifestFile *output = &outputs->items[i];
        const ManifestFile *listed = manifest_files_at(&entry->files, output->path);
        if (listed == NULL ||
            memcmp(listed->sums.stored_sha256, output->sums.stored_sha256, SHA256_SIZE) != 0)
            return differs(where, "the entry has other files than the proposal", failure);
    }
    return STATUS_OK;
}

static Status check_place(const EntryCheck *check, const ProposalText *text, const char *where,
                          Failure *failure)
{
    const LedgerEntry *last = check->after != NULL ? ledger_last(check->after) : NULL;
    bool same = text->kind == check->text.kind && text->mode == check->text.mode &&
                text->ledger_entry + 1 == check->text.number &&
                memcmp(text->identity, check->text.run_identity, SHA256_SIZE) == 0;
    same = same && (last == NULL || (memcmp(text->ledger_head, last->head, SHA256_SIZE) == 0 &&
                                     memcmp(text->log_root, last->log_root, SHA256_SIZE) == 0));
    if (same) return STATUS_OK;
    return differs(where, "the proposal was made for another place of the ledger", failure);
}

Status proposal_check_manifest(const EntryCheck *check, const FolderFile *manifest,
                               ProposalText *out, Failure *failure)
{
    TRY(proposal_text_read(manifest->path, manifest->bytes, manifest->size, out, failure));
    TRY(check_place(check, out, manifest->path, failure));
    return check_listed(&check->text, out, manifest->path, failure);
}

Status proposal_check_entry(const EntryCheck *check, Failure *failure)
{
    const FolderFile *manifest;
    CLEANUP(proposal_text_free) ProposalText text = {0};
    CLEANUP(proposal_files_free) ProposalFiles files = {.count = 0};
    const ProposalKind *kind = proposal_kind(check->text.kind);
    if (kind == NULL || check->after == NULL) return STATUS_OK;
    TRY(folder_read(check->folder, "manifest.json", INPUT_SMALL_SIZE_MAX, &manifest, failure));
    TRY(proposal_text_read(manifest->path, manifest->bytes, manifest->size, &text, failure));
    const ProposalCase made = {
        .ledger = check->after, .time = text.time, .kept = check->folder, .text = &text};
    TRY(kind->make(&made, &files, failure));
    TRY(proposal_compare(&made, &files, failure));
    if (files.lines_sum == check->text.lines_sum) return STATUS_OK;
    return differs(manifest->path, "its lines do not add up to what entry.json says", failure);
}

/* --- reporting one --- */

static Status read_manifest(Folder *folder, const FolderFile **out, Failure *failure)
{
    return folder_read(folder, "manifest.json", INPUT_SMALL_SIZE_MAX, out, failure);
}

bool proposal_is_in(const char *path)
{
    CLEANUP(folder_close) Folder *folder = NULL;
    const FolderFile *manifest;
    if (folder_open(path, &folder, NULL) != STATUS_OK) return false;
    return read_manifest(folder, &manifest, NULL) == STATUS_OK &&
           manifest_is_of_proposal(manifest->bytes, manifest->size);
}

Status proposal_again_read(const char *path, ProposalAgain *out, Failure *failure)
{
    const FolderFile *manifest;
    TRY(folder_open(path, &out->folder, failure));
    TRY(read_manifest(out->folder, &manifest, failure));
    TRY(proposal_text_read(manifest->path, manifest->bytes, manifest->size, &out->text,
                           failure));
    if (proposal_kind(out->text.kind) != NULL) return STATUS_OK;
    return differs(path, "of a kind that this program does not know", failure);
}

Status proposal_again_open(ProposalAgain *again, const char *given, Failure *failure)
{
    char place[PATH_SIZE];
    const char *folder = folder_path(again->folder);
    const ProposalText *text = &again->text;
    if (given == NULL) TRY(path_parent(folder, place, failure));
    Status status = ledger_open_at(given != NULL ? given : place, true, text->ledger_entry + 1,
                                   &again->ledger, failure);
    if (status == STATUS_NO_LEDGER && given == NULL)
        return failure_set(failure, STATUS_USAGE, "--ledger",
                           "name the ledger that %s was made from", folder);
    if (status != STATUS_OK) return status;
    if (memcmp(ledger_last(again->ledger)->head, text->ledger_head, SHA256_SIZE) != 0)
        return differs(folder, "was made from another ledger", failure);
    again->made = (ProposalCase){
        .ledger = again->ledger, .time = text->time, .kept = again->folder, .text = text};
    return STATUS_OK;
}

Status proposal_again_make(ProposalAgain *again, Failure *failure)
{
    const ProposalKind *kind = proposal_kind(again->text.kind);
    TRY(kind->make(&again->made, &again->files, failure));
    return proposal_compare(&again->made, &again->files, failure);
}

void proposal_again_end(ProposalAgain *again)
{
    proposal_files_free(&again->files);
    proposal_text_free(&again->text);
    ledger_close(again->ledger);
    folder_close(again->folder);
}

/* By what the ledger knows now of who signed the entry that it became. */
static Status warn_stopped(const ProposalAgain *again, TextBuffer *out, Failure *failure)
{
    CLEANUP(ledger_close) Ledger *now = NULL;
    const FolderFile *manifest;
    TRY(read_manifest(again->folder, &manifest, failure));
    TRY(ledger_open(again->ledger->folder, true, &now, failure));
    const LedgerEntry *entry = ledger_entry_of(now, manifest->sums.stored_sha256);
    if (entry == NULL) return STATUS_OK;
    return keys_warn_stopped_of(now, entry->number, out, failure);
}

Status proposal_report(const char *path, const char *given, TextBuffer *out, Failure *failure)
{
    CLEANUP(proposal_again_end) ProposalAgain again = {.folder = NULL};
    TRY(proposal_again_read(path, &again, failure));
    TRY(proposal_again_open(&again, given, failure));
    TRY(proposal_again_make(&again, failure));
    TRY(proposal_kind(again.text.kind)->show(&again.made, &again.files, out, failure));
    return warn_stopped(&again, out, failure);
}
