#include "engine/run/run_output.h"

#include <stdio.h>
#include <string.h>

#include "engine/findings/finding_writer.h"
#include "engine/program.h"
#include "formats/base/input_file.h"
#include "formats/base/interruption.h"
#include "formats/base/lock.h"
#include "formats/base/path.h"
#include "formats/base/stage_clock.h"
#include "formats/base/translate.h"

enum { OPEN_MODE = 0644, BULK_LEVEL = GZIP_LINES };

const RunStream run_streams[DECIDE_STREAMS] = {
    [DECIDE_LINES] = {EVIDENCE_OF_DECISIONS, DECISION_HEADER},
    [DECIDE_WITHOUT] = {EVIDENCE_OF_WITHOUT, WITHOUT_HEADER},
    [DECIDE_LOOKS] = {EVIDENCE_OF_LOOKS, LOOK_HEADER},
};

/* --- what the folder holds already --- */

static bool differs(Day wanted, Day there)
{
    return day_is_set(wanted) && wanted != there;
}

static bool is_the_same(const RunOptions *options, const Manifest *there)
{
    return there->year == options->year && there->quarter == options->quarter &&
           there->schemes == options->schemes && there->dry_run == options->dry_run &&
           !differs(options->cutoff, there->cutoff) &&
           !differs(options->payment_date, there->payment_date);
}

/* The same command again has nothing to do; another one must not pass for done. */
static Status compare(const RunOptions *options, const Manifest *there, Failure *failure)
{
    const char *kind = there->dry_run ? _("the dry run") : _("the proposal");
    if (is_the_same(options, there))
        return failure_set(failure, STATUS_RUN_ALREADY_THERE, options->out,
                           "%s for %d, quarter %d, made %s from ledger entry %06u", kind,
                           there->year, there->quarter, there->time, there->ledger_entry);
    return failure_set(failure, STATUS_OUTPUT_EXISTS, options->out,
                       "it holds %s for %d, quarter %d, made %s; another run, for %d, "
                       "quarter %d, was not made",
                       kind, there->year, there->quarter, there->time, options->year,
                       options->quarter);
}

static Status read_manifest(const char *path, Manifest *manifest, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    return manifest_read(path, file.bytes, file.size, manifest, failure);
}

/* A folder that holds others is where runs are kept, not one's own: a slip of the hand. */
static Status refuse_crowded(const char *folder, Failure *failure)
{
    CLEANUP(path_list_free) PathList list = {0};
    char path[PATH_SIZE];
    PathKind kind;
    TRY(path_list(folder, &list, failure));
    for (size_t i = 0; i < list.count; i++) {
        bool own = strcmp(list.names[i], "proposal") == 0 ||
                   strncmp(list.names[i], "payments", strlen("payments")) == 0;
        if (own || path_join(folder, list.names[i], path, NULL) != STATUS_OK) continue;
        TRY(path_kind(path, &kind, failure));
        if (kind == PATH_FOLDER)
            return failure_set(failure, STATUS_OUTPUT_EXISTS, folder,
                               "it holds another folder, %.100s: a run has a folder of its own",
                               list.names[i]);
    }
    return STATUS_OK;
}

Status run_output_already(const RunOptions *options, Failure *failure)
{
    char path[PATH_SIZE];
    PathKind kind;
    CLEANUP(manifest_free) Manifest manifest = {0};
    bool exists;
    if (options->out == NULL) return STATUS_OK;
    TRY(path_check_output_folder(options->out, &exists, failure));
    if (!exists) return STATUS_OK;
    TRY(path_join(options->out, "manifest.json", path, failure));
    TRY(path_kind(path, &kind, failure));
    if (kind == PATH_MISSING) return refuse_crowded(options->out, failure);
    TRY(path_refuse_link(path, failure));
    if (read_manifest(path, &manifest, failure) != STATUS_OK) {
        return failure_set(failure, STATUS_OUTPUT_EXISTS, path,
                           "it is no manifest of this program's; the run was not made");
    }
    return compare(options, &manifest, failure);
}

/* --- opening --- */

/* What an interrupted run left is ours to remove as long as no manifest says otherwise. */
static Status clear_unfinished(const char *folder, Failure *failure)
{
    char path[PATH_SIZE];
    PathKind kind;
    TRY(path_join(folder, "manifest.json", path, failure));
    TRY(path_kind(path, &kind, failure));
    if (kind != PATH_MISSING)
        return failure_set(failure, STATUS_RUN_ALREADY_THERE, folder, NULL);
    TRY(path_join(folder, "proposal", path, failure));
    TRY(path_kind(path, &kind, failure));
    if (kind == PATH_LINK) return path_refuse_link(path, failure);
    if (kind == PATH_FOLDER && system_remove_tree(path) != 0)
        return failure_set(failure, STATUS_WRITE, path, "cannot remove what is left there");
    return STATUS_OK;
}

/* Whoever has the folder's lock makes, clears and removes what is in it; nobody else does. The
 * folder may have been filled between making and locking it: then nothing of it is this run's.
 */
static Status take_folder(RunOutput *output, const char *folder, Failure *failure)
{
    bool exists, is_new = false;
    TRY(path_check_output_folder(folder, &exists, failure));
    if (!exists) TRY(path_have_folder(folder, &is_new, failure));
    Status status = lock_folder(
        folder, "another run into this folder is under way; wait until it has ended",
        &output->lock, failure);
    if (is_new && status != STATUS_OK && status != STATUS_NOT_NOW)
        (void)system_remove_empty(folder);
    if (status != STATUS_OK) return status;
    interruption_leaves(folder);
    TRY(clear_unfinished(folder, failure));
    output->made_folder = is_new;
    return STATUS_OK;
}

/* Opens a large file, compressed as it comes; commit_bulk ends and lists it. */
static Status open_bulk(const RunOutput *output, EvidenceName name, int threads,
                        OutputFile **out, Failure *failure)
{
    const EvidenceFile *row = evidence_file(name);
    return folder_create(output->files, row->run_name, row->mode, BULK_LEVEL, threads, out,
                         failure);
}

static Status commit_bulk(RunOutput *output, EvidenceName name, OutputFile **file,
                          Failure *failure)
{
    const EvidenceFile *row = evidence_file(name);
    const FolderFile *stored;
    TRY(folder_commit(output->files, row->run_name, file, &stored, failure));
    return manifest_files_add(&output->manifest.outputs, row->kind, row->run_name,
                              &stored->sums, failure);
}

static Status open_folder(RunOutput *output, const char *folder, int threads, Failure *failure)
{
    TRY(take_folder(output, folder, failure));
    TRY(folder_open(folder, &output->files, failure));
    for (int s = 0; s < DECIDE_STREAMS; s++) {
        const char *header = run_streams[s].header;
        TRY(open_bulk(output, run_streams[s].file, threads, &output->streams[s], failure));
        TRY(output_file_write(output->streams[s], header, strlen(header), failure));
    }
    return STATUS_OK;
}

Status run_output_open(RunOutput *output, const char *folder, const TimeStamp *time,
                       int threads, Failure *failure)
{
    *output = (RunOutput){.folder = folder, .lock = -1, .time = *time};
    if (folder != NULL) return open_folder(output, folder, threads, failure);
    TRY(sha256_new(&output->digest, failure));
    return sha256_update(output->digest, DECISION_HEADER, strlen(DECISION_HEADER), failure);
}

static Status take_packed(void *user, DecideStream stream, const GzipPiece *piece,
                          Failure *failure)
{
    RunOutput *output = user;
    return output_file_write_packed(output->streams[stream], piece, failure);
}

/* Of a run that writes no folder. */
static Status take_text(void *user, DecideStream stream, const TextBuffer *text,
                        Failure *failure)
{
    RunOutput *output = user;
    return stream == DECIDE_LINES
               ? sha256_update(output->digest, text->bytes, text->length, failure)
               : STATUS_OK;
}

DecideSink run_output_sink(RunOutput *output)
{
    return (DecideSink){.take = take_text,
                        .user = output,
                        .take_packed = output->folder != NULL ? take_packed : NULL};
}

/* --- the run identity, payments.md 5 --- */

static Status commit_streams(RunOutput *output, Failure *failure)
{
    if (output->folder == NULL)
        return sha256_finish(output->digest, output->decisions_sha256, failure);
    for (int s = 0; s < DECIDE_STREAMS; s++)
        TRY(commit_bulk(output, run_streams[s].file, &output->streams[s], failure));
    memcpy(output->decisions_sha256,
           manifest_files_of_kind(&output->manifest.outputs, "decisions")->sums.content_sha256,
           SHA256_SIZE);
    return STATUS_OK;
}

static void list_rule_sets(Manifest *manifest, const Run *run)
{
    const RuleSet *used[MANIFEST_RULE_SETS_MAX];
    manifest->rule_sets.count = run_rules_used(run, used);
    for (size_t i = 0; i < manifest->rule_sets.count; i++) {
        ManifestRuleSet *set = &manifest->rule_sets.items[i];
        set->year = used[i]->year;
        memcpy(set->version, used[i]->version, sizeof set->version);
        memcpy(set->sha256, used[i]->sha256, SHA256_SIZE);
    }
}

/* What waited, what of it is taken up, and who said so: the payments alone do not tell. */
static void items_text(const Run *run, TextBuffer *text)
{
    const MunicipalityList *repay = &run->options.repay;
    if (run->open_count == 0 && repay->count == 0) return;
    text_buffer_text(text, "\nrepay");
    for (size_t i = 0; i < repay->count; i++)
        text_buffer_format(text, " %04u", repay->items[i]);
    text_buffer_text(text, "\nopen ");
    open_items_write(text, run->open, run->open_count);
    text_buffer_text(text, "taken ");
    taken_items_write(text, run->taken, run->taken_count);
}

static void identity_text(const RunOutput *output, const Run *run, const uint8_t payments[32],
                          TextBuffer *text)
{
    const Manifest *manifest = &output->manifest;
    char cutoff[DAY_TEXT_SIZE], payment[DAY_TEXT_SIZE];
    day_format(run->cutoff, cutoff);
    day_format(run->payment_date, payment);
    text_buffer_text(text, "tilskudd-run-identity-1\ndecisions ");
    text_buffer_hex(text, output->decisions_sha256, SHA256_SIZE);
    text_buffer_text(text, "\npayments ");
    text_buffer_hex(text, payments, SHA256_SIZE);
    text_buffer_text(text, "\npayees ");
    if (run->payees != NULL) text_buffer_hex(text, run->payees->sha256, SHA256_SIZE);
    if (run->options.config != NULL) {
        text_buffer_text(text, "\nconfiguration ");
        text_buffer_hex(text, run->configuration->sha256, SHA256_SIZE);
    }
    for (size_t i = 0; i < manifest->rule_sets.count; i++) {
        text_buffer_format(text, "\nrules %d ", manifest->rule_sets.items[i].year);
        text_buffer_hex(text, manifest->rule_sets.items[i].sha256, SHA256_SIZE);
    }
    for (size_t i = 0; i < manifest->hold_municipalities.count; i++)
        text_buffer_format(text, "\nhold-municipality %04u",
                           manifest->hold_municipalities.items[i]);
    text_buffer_format(text, "\nmode %s\nyear %d\nquarter %d\ncutoff %s\npayment %s\nhead ",
                       run_mode_text(run->live), run->options.year, run->options.quarter,
                       cutoff, payment);
    text_buffer_hex(text, manifest->ledger_head, SHA256_SIZE);
    items_text(run, text);
    text_buffer_char(text, '\n');
}

static Status identify(RunOutput *output, Run *run, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    uint8_t payments[SHA256_SIZE];
    payment_plan_canonical(&output->plan, &text);
    TRY(text_buffer_status(&text, failure));
    TRY(sha256_of(text.bytes, text.length, payments, failure));
    text_buffer_clear(&text);
    identity_text(output, run, payments, &text);
    TRY(text_buffer_status(&text, failure));
    return sha256_of(text.bytes, text.length, output->manifest.run_identity, failure);
}

/* A test of past quarters must give files that are in order too: a payment date before the file
 * was made is not (payments.md 2). --time says it all, and a live run's clock. */
static void choose_created(RunOutput *output, const Run *run)
{
    if (output->created.text[0] != '\0') return;
    output->created = output->time;
    if (run->live || run->options.time != NULL) return;
    time_stamp_by_noon(&output->time, run->payment_date, &output->created);
}

static Status fill_options(Manifest *manifest, const Run *run, const TimeStamp *time,
                           Failure *failure)
{
    const RunOptions *options = &run->options;
    manifest->live = run->live;
    manifest->dry_run = options->dry_run;
    manifest->year = options->year;
    manifest->quarter = options->quarter;
    manifest->cutoff = run->cutoff;
    manifest->payment_date = run->payment_date;
    manifest->extract_date = run->extract_date;
    manifest->schemes = options->schemes;
    manifest->allow_synthetic = options->allow_synthetic;
    manifest->national = options->national;
    manifest->allow_gap = options->allow_gap;
    manifest->allow_cutoff = options->allow_cutoff;
    manifest->only_own = options->only_own;
    manifest->repay = options->repay;
    snprintf(manifest->bank_profile, sizeof manifest->bank_profile, "%s", run->profile->name);
    snprintf(manifest->program, sizeof manifest->program, "tilskudd %s", TILSKUDD_VERSION);
    snprintf(manifest->build, sizeof manifest->build, "%s", program_build());
    snprintf(manifest->time, sizeof manifest->time, "%s", time->text);
    memcpy(manifest->accept_rate, options->accept_rate, sizeof manifest->accept_rate);
    manifest->holds = options->holds;
    manifest->hold_municipalities = options->hold_municipalities;
    manifest->line_successors = run->mapping->line_successors;
    if (run->ledger == NULL) return STATUS_OK;
    const LedgerEntry *last = ledger_last(run->ledger);
    manifest->has_ledger = true;
    manifest->ledger_entry = last->number;
    memcpy(manifest->ledger_head, last->head, SHA256_SIZE);
    manifest->log_size = last->log_size;
    memcpy(manifest->log_root, last->log_root, SHA256_SIZE);
    snprintf(manifest->pseudonym_key_id, sizeof manifest->pseudonym_key_id, "%s",
             run->pseudonym.id);
    return manifest_set_ledger(manifest, options->ledger, failure);
}

static void fill_sums(Manifest *manifest, const Run *run)
{
    GroupSums totals = netting_totals(run->sums, -1);
    const RunCounts *counts = &run->counts;
    manifest->persons = counts->persons;
    manifest->with_lines = counts->with_lines;
    manifest->without_lines = counts->without_lines;
    manifest->held_persons = counts->held;
    manifest->vanished = counts->vanished;
    manifest->set_aside = counts->set_aside;
    manifest->lines = counts->lines;
    manifest->pay_lines = counts->pay_lines;
    manifest->lines_sum = totals.lines;
    manifest->held_sum = totals.held;
    manifest->brought_forward = totals.brought_forward;
    manifest->returned = totals.returned;
    manifest->manual = totals.manual;
    manifest->paid = totals.paid;
    manifest->carried_forward = totals.carried_forward;
}

/* R904: an account that differs from the one last paid is proposed, and named. */
static Status note_accounts(const Manifest *manifest, Run *run, Failure *failure)
{
    for (size_t i = 0; i < manifest->accounts_changed.count; i++) {
        Finding finding =
            run_finding(CONTROL_ACCOUNT_CHANGED, manifest->accounts_changed.items[i]);
        TRY(run_finding_add(run, &finding, COHORT_NOT_FOUND, failure));
        run->counts.found[CONTROL_ACCOUNT_CHANGED]++;
    }
    return STATUS_OK;
}

Status run_output_plan(RunOutput *output, Run *run, Failure *failure)
{
    STAGE(NETTING);
    Manifest *manifest = &output->manifest;
    TRY(commit_streams(output, failure));
    choose_created(output, run);
    TRY(fill_options(manifest, run, &output->time, failure));
    snprintf(manifest->payments_created, sizeof manifest->payments_created, "%s",
             output->created.text);
    fill_sums(manifest, run);
    list_rule_sets(manifest, run);
    TRY(run_payments_plan(output, run, failure));
    TRY(note_accounts(manifest, run, failure));
    manifest->payments = output->plan.count;
    TRY(identify(output, run, failure));
    payment_plan_identify(&output->plan, manifest->run_identity);
    run_items_identify(run, manifest->run_identity);
    return STATUS_OK;
}

/* --- writing the rest --- */

/* Writes a file of the folder, and lists it when it has a kind. `sums`: of bytes that may be
 * compressed; NULL: what was written is the content. */
static Status save_as(RunOutput *output, const char *name, const char *kind, mode_t mode,
                      const void *bytes, size_t size, const FileSums *sums, Failure *failure)
{
    const FolderFile *stored;
    TRY(folder_write(output->files, name, mode, OUTPUT_PLAIN, bytes, size, &stored, failure));
    if (kind == NULL) return STATUS_OK;
    return manifest_files_add(&output->manifest.outputs, kind, name,
                              sums != NULL ? sums : &stored->sums, failure);
}

static Status save(RunOutput *output, EvidenceName name, const void *bytes, size_t size,
                   Failure *failure)
{
    const EvidenceFile *row = evidence_file(name);
    return save_as(output, row->run_name, row->kind, row->mode, bytes, size, NULL, failure);
}

static Status save_findings(RunOutput *output, const Run *run, Failure *failure)
{
    CLEANUP(output_file_abandon) OutputFile *file = NULL;
    TRY(open_bulk(output, EVIDENCE_OF_FINDINGS, run->options.threads, &file, failure));
    TRY(findings_write_file(run, file, failure));
    return commit_bulk(output, EVIDENCE_OF_FINDINGS, &file, failure);
}

static Status save_table(RunOutput *output, const Run *run, const OutputTable *table,
                         Failure *failure)
{
    STAGE(FORMAT);
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    if (table->write == NULL) return save_findings(output, run, failure);
    table->write(run, output, &text);
    TRY(text_buffer_status(&text, failure));
    return save(output, table->file, text.bytes, text.length, failure);
}

/* Copies of the ledger's CA and signers file, so that the folder can be checked alone. */
static Status copy_from_ledger(RunOutput *output, const Run *run, Failure *failure)
{
    for (EvidenceName name = EVIDENCE_OF_CA; name <= EVIDENCE_OF_SIGNERS_SIGNATURE; name++) {
        const FolderFile *file;
        TRY(ledger_identity_file(run->ledger, run->ledger->entry_count,
                                 evidence_file(name)->entry_name, &file, failure));
        TRY(save(output, name, file->bytes, file->size, failure));
    }
    return STATUS_OK;
}

/* What the authority signed, as it was read: whoever checks the payments needs nothing else. */
static Status copy_inputs(RunOutput *output, const Run *run, Failure *failure)
{
    for (size_t i = 0; i < run->inputs.count; i++) {
        const SignedInput *input = &run->inputs.items[i];
        char name[SIGNED_NAME_SIZE + 4];
        snprintf(name, sizeof name, "%s.p7s", input->name);
        TRY(save_as(output, input->name, "input", signed_input_mode(input->name),
                    input->stored.bytes, input->stored.size, &input->sums, failure));
        if (input->signature.bytes == NULL) continue;
        TRY(save_as(output, name, "input-signature", signed_input_mode(name),
                    input->signature.bytes, input->signature.size, NULL, failure));
    }
    return STATUS_OK;
}

static Status save_timings(RunOutput *output, const Run *run, Failure *failure)
{
    const FolderFile *stored;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_format(
        &text, "{\n  \"threads\": %d,\n  \"read_ms\": %lld,\n  \"decide_ms\": %lld\n}\n",
        run->options.threads, (long long)(run->seconds_read * 1000),
        (long long)(run->seconds_decide * 1000));
    TRY(text_buffer_status(&text, failure));
    return folder_write(output->files, "timings.json", OPEN_MODE, OUTPUT_PLAIN, text.bytes,
                        text.length, &stored, failure);
}

/* The manifest's signature first, the manifest last: its rename completes the proposal. */
static Status save_manifest(RunOutput *output, const SigningPerson *signer, Failure *failure)
{
    char signature[PATH_SIZE];
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    manifest_write(&output->manifest, &text);
    TRY(text_buffer_status(&text, failure));
    TRY(path_join(output->folder, "manifest.json.p7s", signature, failure));
    if (signer != NULL)
        TRY(signer_sign_file(signer, text.bytes, text.length, &output->time, signature,
                             failure));
    return save(output, EVIDENCE_OF_MANIFEST, text.bytes, text.length, failure);
}

static Status save_payments(RunOutput *output, const SigningPerson *signer, Failure *failure)
{
    STAGE(FORMAT);
    char path[PATH_SIZE];
    if (output->plan.count == 0) return STATUS_OK;
    TRY(path_join(output->folder, "proposal", path, failure));
    TRY(path_make_folder(path, false, failure));
    output->made_proposal = true;
    TRY(run_payments_write(output, signer, failure));
    if (system_fsync_folder(path) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, path, NULL);
}

Status run_output_finish(RunOutput *output, Run *run, const SigningPerson *signer,
                         Failure *failure)
{
    if (output->folder == NULL) return STATUS_OK;
    TRY(save_payments(output, signer, failure));
    for (size_t t = 0; t < RUN_TABLES; t++)
        TRY(save_table(output, run, &run_tables[t], failure));
    if (run->ledger != NULL) TRY(copy_from_ledger(output, run, failure));
    TRY(copy_inputs(output, run, failure));
    TRY(run_inputs_list(run, &output->manifest, failure));
    TRY(save_timings(output, run, failure));
    output->near_manifest = true;
    TRY(save_manifest(output, signer, failure));
    output->complete = true;
    interruption_leaves(NULL);
    if (system_fsync_folder(output->folder) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, output->folder, NULL);
}

static void remove_file(const RunOutput *output, const char *name)
{
    char path[PATH_SIZE];
    Failure ignored;
    if (path_join(output->folder, name, path, &ignored) == STATUS_OK) (void)system_unlink(path);
}

/* Everything or nothing: what a failed run has finished goes too. What cannot be removed is not
 * complete without a manifest, and the next run overwrites it. */
static void remove_unfinished(const RunOutput *output)
{
    char path[PATH_SIZE];
    Failure ignored;
    const ManifestFiles *outputs = &output->manifest.outputs;
    if (output->made_folder) {
        (void)system_remove_tree(output->folder);
        return;
    }
    for (size_t i = 0; i < outputs->count; i++)
        remove_file(output, outputs->items[i].path);
    if (output->near_manifest) {
        remove_file(output, "timings.json");
        remove_file(output, "manifest.json.p7s");
    }
    if (output->made_proposal &&
        path_join(output->folder, "proposal", path, &ignored) == STATUS_OK)
        (void)system_remove_tree(path);
}

void run_output_close(RunOutput *output)
{
    for (int s = 0; s < DECIDE_STREAMS; s++)
        output_file_abandon(&output->streams[s]);
    bool alone = output->folder != NULL && output->lock >= 0;
    if (alone && !output->complete) remove_unfinished(output);
    if (alone) interruption_leaves(NULL);
    folder_close(output->files);
    if (alone) lock_end(output->lock);
    sha256_free(output->digest);
    manifest_free(&output->manifest);
    system_free(output->new_accounts);
    payment_plan_free(&output->plan);
}
