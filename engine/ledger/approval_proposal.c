/* approval_proposal.c - a proposal that is no run becomes an entry of the ledger. life.md 2 to
 * 4. */
#include <stdio.h>
#include <string.h>

#include "engine/ledger/approval.h"
#include "engine/ledger/keys.h"
#include "engine/ledger/proposal.h"
#include "engine/terminal.h"
#include "formats/base/translate.h"
#include "formats/base/written_text.h"
#include "formats/run/files.h"

/* What is approved: the folder, and everything in it made again. */
typedef struct ProposedEntry {
    Approval *approval;
    const ProposalKind *kind;
    ProposalText text;
    ProposalFiles files;
    ProposalCase made;
} ProposedEntry;

static void let_go(ProposedEntry *proposed)
{
    proposal_files_free(&proposed->files);
    proposal_text_free(&proposed->text);
}
CLEANUP_VALUE(ProposedEntry, let_go)

/* --- is it what it says it is? --- */

static Status refuse(const ProposedEntry *proposed, const char *what, Failure *failure)
{
    return failure_set(failure, STATUS_NOT_NOW, proposed->approval->options->run, "%s", what);
}

static Status check_head(const ProposedEntry *proposed, Failure *failure)
{
    const Ledger *ledger = proposed->approval->ledger;
    const LedgerEntry *last = ledger_last(ledger);
    if (proposed->text.mode != ledger->mode)
        return refuse(proposed, "the proposal and the ledger are of different modes", failure);
    if (memcmp(proposed->text.ledger_head, last->head, SHA256_SIZE) == 0) return STATUS_OK;
    return approval_refuse_moved(proposed->approval, proposed->text.ledger_entry, failure);
}

/* Each file is the second person's to read, and none of them hers. */
static Status check_folder(const ProposedEntry *proposed, Failure *failure)
{
    const ManifestFiles *outputs = &proposed->text.outputs;
    TRY(approval_check_user(proposed->approval, outputs, failure));
    for (size_t i = 0; i < outputs->count; i++) {
        char path[PATH_SIZE];
        TRY(run_folder_path(&proposed->approval->run, outputs->items[i].path, path, failure));
        TRY(path_refuse_link(path, failure));
    }
    return STATUS_OK;
}

/* What the bank wrote is signed by nobody: each of the two persons fetches it. */
static Status check_given(const ProposedEntry *proposed, Failure *failure)
{
    bool given = proposed->approval->options->answers.count > 0;
    if (given && !proposed->kind->wants_given)
        return failure_set(failure, STATUS_USAGE, "--answers",
                           "goes with a proposal of what the bank answered: leave it out here");
    if (given || !proposed->kind->wants_given) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, "--answers",
                       "give the bank's files that you have fetched yourself");
}

static Status make_again(ProposedEntry *proposed, Failure *failure)
{
    const ApprovalOptions *options = proposed->approval->options;
    TRY(check_given(proposed, failure));
    proposed->made = (ProposalCase){.ledger = proposed->approval->ledger,
                                    .time = proposed->text.time,
                                    .kept = proposed->approval->run.folder,
                                    .text = &proposed->text,
                                    .given = options->answers.items,
                                    .given_count = options->answers.count};
    TRY(proposed->kind->make(&proposed->made, &proposed->files, failure));
    return proposal_compare(&proposed->made, &proposed->files, failure);
}

static Status read_text(ProposedEntry *proposed, Failure *failure)
{
    char path[PATH_SIZE];
    const InputFile *stored = &proposed->approval->run.stored;
    TRY(run_folder_path(&proposed->approval->run, "manifest.json", path, failure));
    TRY(proposal_text_read(path, stored->bytes, stored->size, &proposed->text, failure));
    proposed->kind = proposal_kind(proposed->text.kind);
    if (proposed->kind != NULL) return STATUS_OK;
    return refuse(proposed, "of a kind that this program does not know", failure);
}

/* A change of keys says itself who may sign it (keys.h). */
static Status load_for_keys(ProposedEntry *proposed, Failure *failure)
{
    Approval *approval = proposed->approval;
    const ApprovalOptions *options = approval->options;
    const InputFile *stored = &approval->run.stored;
    const KeysPerson by = {options->key, options->certificate, options->pass_descriptor};
    IdentityParts parts;
    char path[PATH_SIZE];
    if (!approval->ledger->given_keys) return approval_load_persons(approval, failure);
    if (options->key == NULL)
        return failure_set(failure, STATUS_USAGE, "--key",
                           "this ledger needs --key and --cert of the person who signs");
    TRY(run_folder_path(&approval->run, "manifest.json", path, failure));
    TRY(identity_parts_read(approval->run.folder, &parts, failure));
    const SignedFile manifest = {path, approval->signature->bytes, approval->signature->size,
                                 cms_bytes(stored->bytes, stored->size), 0};
    const KeysProposal change = {&parts, &manifest};
    return keys_load_signer(approval->ledger, &change, ROLE_ATTESTATION, &by, &approval->time,
                            &approval->second, failure);
}

static Status load_persons(ProposedEntry *proposed, Failure *failure)
{
    if (proposed->text.kind == ENTRY_KEYS) return load_for_keys(proposed, failure);
    return approval_load_persons(proposed->approval, failure);
}

/* Only what somebody has signed is believed; of keys it is not known yet who may. */
static Status check_first(ProposedEntry *proposed, Failure *failure)
{
    Approval *approval = proposed->approval;
    TRY(read_text(proposed, failure));
    if (proposed->text.kind == ENTRY_KEYS) return approval_read_signature(approval, failure);
    return approval_verify_signature(approval, failure);
}

static Status check_all(ProposedEntry *proposed, Failure *failure)
{
    Approval *approval = proposed->approval;
    TRY(check_first(proposed, failure));
    approval->committed = approval_is_committed(approval);
    if (approval->committed) return STATUS_OK;
    TRY(approval_check_build(approval, proposed->text.program, proposed->text.build, failure));
    TRY(check_head(proposed, failure));
    TRY(ledger_entry_time(approval->ledger, proposed->text.time, approval->options->allow_time,
                          &approval->time, failure));
    TRY(load_persons(proposed, failure));
    TRY(check_folder(proposed, failure));
    return make_again(proposed, failure);
}

/* --- the entry --- */

static Status fill_text(const ProposedEntry *proposed, EntryText *text, Failure *failure)
{
    TimeStamp made;
    TRY(time_stamp(proposed->text.time, &made, failure));
    text->kind = proposed->text.kind;
    text->year = day_year(time_stamp_day(&made));
    text->lines_sum = proposed->files.lines_sum;
    text->same_user = proposed->approval->same_user;
    memcpy(text->run_identity, proposed->text.identity, SHA256_SIZE);
    memcpy(text->manifest_sha256, proposed->approval->run.manifest_sha256, SHA256_SIZE);
    return STATUS_OK;
}

/* The bytes that were compared go on as they were stored. */
static Status build_entry(const ProposedEntry *proposed, EntryBuild *build, Failure *failure)
{
    TRY(fill_text(proposed, &build->text, failure));
    for (size_t i = 0; i < proposed->files.count; i++) {
        const ProposalFile *file = &proposed->files.items[i];
        const FolderFile *stored;
        TRY(folder_read(proposed->approval->run.folder, file->name, INPUT_SIZE_MAX, &stored,
                        failure));
        TRY(entry_build_copy(build, file->name, file->mode, stored->bytes, stored->size,
                             failure));
    }
    return approval_save_manifest(proposed->approval, build, failure);
}

static Status commit(ProposedEntry *proposed, Failure *failure)
{
    CLEANUP(entry_build_end) EntryBuild build = {.ledger = NULL};
    Approval *approval = proposed->approval;
    TRY(entry_build_begin(&build, approval->ledger, &approval->time, failure));
    TRY(build_entry(proposed, &build, failure));
    TRY(approval_sign_entry(approval, &build, failure));
    approval->entry = HAND_OVER(Folder *, build.folder);
    print_done("Committed as entry %06u of the ledger.", build.text.number);
    return STATUS_OK;
}

static Status show(const ProposedEntry *proposed, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    const EntryText passed = {.same_user = proposed->approval->same_user,
                              .allow_time = proposed->approval->options->allow_time};
    text_buffer_format(&text, _("Proposed at %s\n"), proposed->text.time);
    for (size_t i = 0; i < proposed->text.choices.count; i++) {
        text_buffer_text(&text, "  ");
        written_text(proposed->text.choices.items[i], &text);
        text_buffer_char(&text, '\n');
    }
    entry_choices_text(&passed, "  ", &text);
    TRY(proposed->kind->show(&proposed->made, &proposed->files, &text, failure));
    return print_text(&text, failure);
}

Status approve_proposal(Approval *approval,
                        Status (*ask)(const ApprovalOptions *options, const char *question,
                                      Failure *failure),
                        Failure *failure)
{
    CLEANUP(let_go) ProposedEntry proposed = {.approval = approval};
    TRY(check_all(&proposed, failure));
    if (approval->committed) {
        printf(_("This proposal is already committed.\n"));
        return STATUS_OK;
    }
    TRY(show(&proposed, failure));
    TRY(ask(approval->options, proposed.kind->question, failure));
    TRY(approval_lock(approval, failure));
    CLEANUP(system_close) int held = -1;
    if (proposed.kind->hold != NULL) TRY(proposed.kind->hold(&proposed.made, &held, failure));
    return commit(&proposed, failure);
}
