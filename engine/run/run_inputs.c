/* run_inputs.c - what a run has read, for the manifest: the sums must be those of the bytes
 * that it worked on; and what was odd about the register files. See run_output.h. */
#include <stdlib.h>
#include <string.h>

#include "engine/ledger/input_check.h"
#include "engine/run/run_controls.h"
#include "engine/run/run_output.h"
#include "formats/base/written_text.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include <stdarg.h>
#include <stdio.h>

/* --- what was odd --- */

/* Names come from outside: what could steer a terminal, or is no text, becomes a question mark.
 */
static void make_plain(char *text)
{
    for (unsigned char *at = (unsigned char *)text; *at != '\0';) {
        size_t length = utf8_character(at, strlen((const char *)at));
        bool control = length == 0 || (length == 1 && (*at < 0x20 || *at == 0x7F)) ||
                       (length == 2 && at[0] == 0xC2 && at[1] < 0xA0);
        if (control) *at = '?';
        at += length > 0 && !control ? length : 1;
    }
}

static Status add_warning(ManifestTexts *warnings, TextBuffer *text, Failure *failure)
{
    Status status = text_buffer_status(text, failure);
    if (status == STATUS_OK) {
        make_plain(text->bytes);
        status = manifest_texts_add(warnings, text->bytes, failure);
    }
    text_buffer_clear(text);
    return status;
}

/* --- what is not read --- */

static const char *why_not_read(const char *path)
{
    const char *name = path_base_name(path);
    if (*name == '\0') return N_("folders in a folder are not searched");
    if (*name == '.') return N_("its name begins with a dot");
    return N_("its name ends neither in .xml nor in .xml.gz");
}

static Status warn_of_others(const RegisterExtracts *extracts, ManifestTexts *warnings,
                             TextBuffer *text, Failure *failure)
{
    for (size_t i = 0; i < extracts->others.count; i++) {
        const char *path = extracts->others.names[i];
        text_buffer_format(text, WRITTEN_NOT_READ, path, why_not_read(path));
        TRY(add_warning(warnings, text, failure));
    }
    if (extracts->others_left_out == 0) return STATUS_OK;
    text_buffer_format(text, WRITTEN_MORE_NOT_READ,
                       (unsigned long long)extracts->others_left_out);
    return add_warning(warnings, text, failure);
}

/* --- the same register more than once --- */

static int compare_content(const void *left, const void *right)
{
    const RegisterFile *a = *(const RegisterFile *const *)left;
    const RegisterFile *b = *(const RegisterFile *const *)right;
    int order = memcmp(a->sums.content_sha256, b->sums.content_sha256, SHA256_SIZE);
    return order != 0 ? order : strcmp(a->path, b->path);
}

static Status warn_of_copies(const RegisterFile *const *files, size_t count,
                             ManifestTexts *warnings, TextBuffer *text, Failure *failure)
{
    text_buffer_text(text, WRITTEN_COPIES);
    for (size_t i = 0; i < count; i++) {
        text_buffer_text(text, i > 0 ? ", " : "");
        text_buffer_text(text, files[i]->path);
    }
    return add_warning(warnings, text, failure);
}

static Status warn_of_groups(const RegisterFile **files, size_t count, ManifestTexts *warnings,
                             TextBuffer *text, Failure *failure)
{
    qsort(files, count, sizeof *files, compare_content);
    for (size_t begin = 0, end; begin < count; begin = end) {
        for (end = begin + 1; end < count; end++) {
            if (memcmp(files[begin]->sums.content_sha256, files[end]->sums.content_sha256,
                       SHA256_SIZE) != 0)
                break;
        }
        if (end - begin < 2) continue;
        TRY(warn_of_copies(&files[begin], end - begin, warnings, text, failure));
    }
    return STATUS_OK;
}

static Status warn_of_same(const RegisterExtracts *extracts, ManifestTexts *warnings,
                           TextBuffer *text, Failure *failure)
{
    size_t count = extracts->file_count;
    CLEANUP(system_free) const RegisterFile **files = system_allocate(count * sizeof *files);
    if (files == NULL) return failure_set(failure, STATUS_MEMORY, _("register files"), NULL);
    for (size_t i = 0; i < count; i++)
        files[i] = &extracts->files[i];
    return warn_of_groups(files, count, warnings, text, failure);
}

Status run_warnings(const Run *run, ManifestTexts *warnings, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    const RegisterExtracts *extracts = &run->cohort.extracts;
    TRY(warn_of_others(extracts, warnings, &text, failure));
    return warn_of_same(extracts, warnings, &text, failure);
}

void run_warnings_show(const ManifestTexts *warnings, const char *before, TextBuffer *out)
{
    enum { SHOWN_MAX = 20 };
    for (size_t i = 0; i < warnings->count && i < SHOWN_MAX; i++)
        written_warning(before, warnings->items[i], out);
    if (warnings->count <= SHOWN_MAX) return;
    text_buffer_format(out, _("%sWARNING: %s more of these: see warnings in manifest.json.\n"),
                       before, count_text(warnings->count - SHOWN_MAX).text);
}

/* --- packs --- */

Status run_packs(const Run *run, ManifestTexts *lines, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    const PathList *said = &run->cohort.extracts.packed.lines;
    for (size_t i = 0; i < said->count; i++) {
        text_buffer_text(&text, said->names[i]);
        TRY(add_warning(lines, &text, failure));
    }
    return STATUS_OK;
}

Status run_packs_show(const Run *run, const char *before, TextBuffer *out, Failure *failure)
{
    CLEANUP(manifest_texts_free) ManifestTexts lines = {0};
    TRY(run_packs(run, &lines, failure));
    for (size_t i = 0; i < lines.count; i++)
        written_line(before, lines.items[i], out);
    return STATUS_OK;
}

/* --- what was read --- */

/* One mechanism for all that the authority signs: what it is, where it was read, and the sum of
 * what was used. */
static Status take(Run *run, SignedKind kind, int year, const char *path, const uint8_t *used,
                   Failure *failure)
{
    SignedInputs *inputs = &run->inputs;
    if (path == NULL) return STATUS_OK;
    INVARIANT(inputs->count < SIGNED_INPUTS_MAX);
    SignedInput *input = &inputs->items[inputs->count];
    TRY(signed_input_read(kind, year, path, used, input, failure));
    inputs->count++;
    if (run->ledger == NULL || run->options.dry_run) return STATUS_OK;
    return input_check(run->ledger, run->ledger->entry_count, input, failure);
}

static Status take_rule_sets(Run *run, Failure *failure)
{
    const RuleSet *used[MANIFEST_RULE_SETS_MAX];
    size_t count = run_rules_used(run, used);
    for (size_t i = 0; i < count; i++) {
        char path[PATH_SIZE];
        TRY(rule_set_path(run->options.rules, used[i]->year, path, sizeof path, failure));
        TRY(take(run, SIGNED_RULES, used[i]->year, path, used[i]->sha256, failure));
    }
    return STATUS_OK;
}

Status run_inputs_take(Run *run, Failure *failure)
{
    const RunOptions *options = &run->options;
    char profile[PATH_SIZE];
    TRY(bank_profile_path(options->bank_profiles, options->bank_profile, profile,
                          sizeof profile, failure));
    if (run->payees != NULL)
        TRY(take(run, SIGNED_PAYEES, 0, options->payees, run->payees->sha256, failure));
    TRY(take(run, SIGNED_CONFIGURATION, 0, options->config, run->configuration->sha256,
             failure));
    TRY(take(run, SIGNED_MUNICIPALITIES, 0, options->municipalities,
             run->municipalities->sha256, failure));
    TRY(take(run, SIGNED_BANK_PROFILE, 0, profile, run->profile->sha256, failure));
    return take_rule_sets(run, failure);
}

static Status list_signed(const Run *run, Manifest *manifest, Failure *failure)
{
    for (size_t i = 0; i < run->inputs.count; i++) {
        const SignedInput *input = &run->inputs.items[i];
        char serial[SIGNED_NAME_SIZE + 16];
        TRY(manifest_files_add(&manifest->inputs, signed_kind_text(input->kind), input->path,
                               &input->sums, failure));
        signed_input_serial(input, serial);
        if (serial[0] != '\0') TRY(manifest_texts_add(&manifest->serials, serial, failure));
    }
    return STATUS_OK;
}

/* A file that was read before: its sums are taken now, and a content that is another by now
 * would be written down as the one that was used. */
static Status list_decided(const Run *run, ManifestFiles *inputs, Failure *failure)
{
    FileSums sums;
    const char *path = run->options.decided;
    if (path == NULL) return STATUS_OK;
    TRY(input_file_sums(path, &sums, failure));
    if (memcmp(sums.content_sha256, run->figures->decided_sha256, SHA256_SIZE) != 0)
        return failure_set(failure, STATUS_READ, path,
                           "the file was changed during the run, after it had been read: run "
                           "again");
    return manifest_files_add(inputs, "decided", path, &sums, failure);
}

Status run_inputs_list(const Run *run, Manifest *manifest, Failure *failure)
{
    const RegisterExtracts *extracts = &run->cohort.extracts;
    for (size_t i = 0; i < extracts->file_count; i++)
        TRY(manifest_files_add(&manifest->inputs, "register", extracts->files[i].path,
                               &extracts->files[i].sums, failure));
    TRY(list_signed(run, manifest, failure));
    TRY(list_decided(run, &manifest->inputs, failure));
    TRY(run_packs(run, &manifest->packs, failure));
    return run_warnings(run, &manifest->warnings, failure);
}

/* --- what a run allows but is seldom meant --- */

static void add_note(RunNotes *notes, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add_note(RunNotes *notes, const char *format, ...)
{
    va_list arguments;
    INVARIANT(notes->count < RUN_NOTES_MAX);
    va_start(arguments, format);
    vsnprintf(notes->texts[notes->count++], RUN_NOTE_SIZE, format, arguments);
    va_end(arguments);
}

static unsigned municipalities_at_cutoff(const Run *run)
{
    unsigned count = 0;
    for (MunicipalityCode code = 1; code < MUNICIPALITY_CODES; code++)
        count += municipality_on(run->municipalities, code, run->cutoff) != NULL;
    return count;
}

/* cli.md: extracts cover the whole country when every municipality with a settled line sends
 * one; of a ledger without settled lines any extract does. */
static void note_few_senders(const Run *run, RunNotes *notes)
{
    if (run->sender_count == 0 || !run->nothing_settled || run->options.dry_run) return;
    unsigned all = municipalities_at_cutoff(run);
    if (run->sender_count >= all) return;
    add_note(notes, WRITTEN_FEW_SENDERS, run->sender_count, all);
}

static void note_old_register(const Run *run, RunNotes *notes)
{
    char cutoff[DAY_TEXT_SIZE], first[DAY_TEXT_SIZE];
    Day begin = day_from_date(run->options.year, run->options.quarter * 3 - 2, 1);
    if (run->cutoff >= begin) return;
    day_format(run->cutoff, cutoff);
    day_format(begin, first);
    add_note(notes, WRITTEN_OLD_REGISTER, cutoff, first);
}

static void note_postings(const Run *run, RunNotes *notes)
{
    int paid = day_year(run->payment_date), posted = run_posting_rules(run)->year;
    if (posted == paid) return;
    add_note(notes, WRITTEN_POSTINGS, paid, posted);
}

/* grants.md 4: a choice of the configuration that decides who is paid. */
static void note_heirs(const Run *run, RunNotes *notes)
{
    const LineSuccessors *named = &run->mapping->line_successors;
    for (size_t i = 0; i < named->count && notes->count < RUN_NOTES_MAX; i++)
        add_note(notes, WRITTEN_HEIR, named->items[i].to, named->items[i].code);
}

/* life.md 2: what the bank has not said, and what waits. */
static void note_payments(const Run *run, RunNotes *notes)
{
    size_t count = 0;
    Ore sum = 0;
    if (run->overdue_count > 0)
        add_note(notes, WRITTEN_OVERDUE, run->overdue_count,
                 kroner_text(run->overdue_sum).text);
    for (size_t i = 0; i < run->open_count; i++) {
        if (run->open[i].taken) continue;
        sum = ore_add(sum, run->open[i].amount);
        count++;
    }
    if (count > 0) add_note(notes, WRITTEN_WAITING, count, kroner_text(sum).text);
}

void run_notes(const Run *run, RunNotes *notes)
{
    notes->count = 0;
    note_few_senders(run, notes);
    note_old_register(run, notes);
    note_postings(run, notes);
    note_heirs(run, notes);
    note_payments(run, notes);
}

/* --- what it has come to --- */

static RunResult result_of(const Run *run, const RunOutput *output, const RunNotes *notes,
                           const LetThroughs *let_through)
{
    return (RunResult){.live = run->live,
                       .year = run->options.year,
                       .quarter = run->options.quarter,
                       .extract_date = run->extract_date,
                       .cutoff = run->cutoff,
                       .payment_date = run->payment_date,
                       .identity = output->manifest.run_identity,
                       .program = output->manifest.program,
                       .notes = notes->texts,
                       .note_count = notes->count,
                       .counts = &run->counts,
                       .years = &run->settle.years,
                       .let_through = let_through,
                       .sums = run->sums,
                       .payments = output->plan.count};
}

static void write_municipalities(const Run *run, const RunOutput *output, TextBuffer *out)
{
    const RunMark mark = manifest_mark(&output->manifest);
    municipalities_csv_write(out, (const GroupRow *)run->sums, &mark);
}

static void write_posting(const Run *run, const RunOutput *output, TextBuffer *out)
{
    const RunMark mark = manifest_mark(&output->manifest);
    posting_csv_write(out, run_posting_rules(run)->postings, (const GroupRow *)run->sums,
                      &mark);
}

static void write_basic(const Run *run, const RunOutput *output, TextBuffer *out)
{
    (void)output;
    text_buffer_text(out, BASIC_HEADER);
    for (size_t i = 0; i < run->basic_fixed_count; i++)
        basic_csv_append(out, &run->basic_fixed[i]);
}

static void write_taken(const Run *run, const RunOutput *output, TextBuffer *out)
{
    (void)output;
    taken_items_write(out, run->taken, run->taken_count);
}

static void write_new_accounts(const Run *run, const RunOutput *output, TextBuffer *out)
{
    (void)run;
    new_accounts_csv_write(out, output->new_accounts, output->new_account_count);
}

static void write_summary(const Run *run, const RunOutput *output, TextBuffer *out)
{
    RunNotes notes;
    Failure failure;
    const LetThroughBasis basis = {.manifest = &output->manifest,
                                   .counts = &run->counts.touched,
                                   .years = &run->settle.years,
                                   .items = run->open,
                                   .item_count = run->open_count};
    CLEANUP(let_through_free) LetThroughs let_through = {0};
    run_notes(run, &notes);
    if (let_through_of(&basis, &let_through, &failure) != STATUS_OK)
        out->failed = true; /* for lack of memory, as text_buffer_status says it */
    const RunResult result = result_of(run, output, &notes, &let_through);
    run_summary_write(&result, out);
}

const OutputTable run_tables[RUN_TABLES] = {
    {EVIDENCE_OF_MUNICIPALITIES, write_municipalities},
    {EVIDENCE_OF_POSTING, write_posting},
    {EVIDENCE_OF_BASIC, write_basic},
    {EVIDENCE_OF_TAKEN, write_taken},
    {EVIDENCE_OF_FINDINGS, NULL},
    {EVIDENCE_OF_NEW_ACCOUNTS, write_new_accounts},
    {EVIDENCE_OF_SUMMARY, write_summary},
};

void run_tables_screen(const Run *run, const RunOutput *output, TextBuffer *out)
{
    const RunNotes none = {.count = 0};
    const RunResult result = result_of(run, output, &none, NULL);
    run_summary_screen(&result, out);
}
