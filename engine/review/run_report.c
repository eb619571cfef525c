#include "engine/review/run_report.h"

#include <stdio.h>
#include <string.h>

#include "engine/ledger/keys.h"
#include "engine/ledger/ledger.h"
#include "engine/ledger/proposal_screen.h"
#include "engine/reconcile/reconcile.h"
#include "engine/review/run_work.h"
#include "engine/review/sample_again.h"
#include "formats/base/translate.h"
#include "formats/html/control_page.h"
#include "formats/run/sample_file.h"
#include "formats/run/sample_report.h"

static RunPage page_of(const Report *report)
{
    return (RunPage){.manifest = &report->folder->manifest,
                     .municipalities = report->municipalities,
                     .entry = report->committed ? &report->entry : NULL,
                     .stopped = report->stopped.length > 0 ? report->stopped.bytes : NULL,
                     .out = report->out};
}

static Status no_memory(Failure *failure)
{
    return failure_set(failure, STATUS_MEMORY, _("report"), NULL);
}

/* --- the ledger --- */

/* An entry stands in its ledger. */
static Status place_of_ledger(const Report *report, const char *given, char out[PATH_SIZE],
                              PathKind *kind, Failure *failure)
{
    const Manifest *manifest = &report->folder->manifest;
    PathKind entry;
    *kind = PATH_MISSING;
    TRY(path_join(report->folder->path, "entry.json", out, failure));
    TRY(path_kind(out, &entry, failure));
    if (given != NULL)
        TRY(path_join(given, "", out, failure));
    else if (entry != PATH_MISSING)
        TRY(path_parent(report->folder->path, out, failure));
    else if (manifest->has_ledger)
        TRY(path_join(manifest->ledger, "", out, failure));
    else
        return STATUS_OK;
    return path_kind(out, kind, failure);
}

static Status find_entry(Report *report, Failure *failure)
{
    const FolderFile *json;
    const LedgerEntry *entry = ledger_entry_of(report->ledger, report->folder->manifest_sha256);
    if (entry == NULL) return STATUS_OK;
    TRY(folder_read(ledger_folder(report->ledger, entry->number), "entry.json",
                    INPUT_SMALL_SIZE_MAX, &json, failure));
    report->committed = true;
    TRY(keys_warn_stopped_of(report->ledger, entry->number, &report->stopped, failure));
    return entry_read(json->path, json->bytes, json->size, &report->entry, failure);
}

Status report_find_entry(Report *report, const char *ledger, const PinOptions *pin,
                         Failure *failure)
{
    char place[PATH_SIZE];
    PathKind kind;
    TRY(place_of_ledger(report, ledger, place, &kind, failure));
    if (kind == PATH_MISSING && pin->path != NULL)
        return failure_set(failure, STATUS_USAGE, "--pin", "goes with --ledger");
    if (kind == PATH_MISSING) return STATUS_OK;
    TRY(pin_ledger_open(pin, place, &report->ledger, failure));
    TRY(pin_check(pin, report->ledger, report->folder->path, false, failure));
    return find_entry(report, failure);
}

void report_close(Report *report)
{
    entry_text_free(&report->entry);
    text_buffer_free(&report->stopped);
    ledger_close(report->ledger);
}

Status report_screen(const Report *report, TextBuffer *out, Failure *failure)
{
    const AccountsConfirmed confirmed = {.new_accounts = -1, .all = report->committed};
    return proposal_screen(report->ledger, report->folder,
                           report->committed ? &report->entry : NULL, confirmed, out, failure);
}

/* --- the sums --- */

/* As ledger show says it, but for what depends on today. */
static Status find_payments(const Report *report, TextBuffer *out, Failure *failure)
{
    if (!report->committed || report->ledger == NULL) return STATUS_OK;
    return reconcile_show_runs(report->ledger, report->entry.number, DAY_NONE, out, failure);
}

Status report_run(const Report *report, Failure *failure)
{
    CLEANUP(system_free) FindingCounts *counts = system_allocate_zeroed(1, sizeof *counts);
    CLEANUP(system_free) GroupRow *rows = NULL;
    CLEANUP(text_buffer_free) TextBuffer screen = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer payments = TEXT_BUFFER_EMPTY;
    RunPage page = page_of(report);
    if (counts == NULL) return no_memory(failure);
    TRY(report_screen(report, &screen, failure));
    page.screen = screen.bytes;
    TRY(find_payments(report, &payments, failure));
    page.payments = payments.bytes;
    TRY(run_folder_check(report->folder, "municipalities.csv", failure));
    TRY(run_folder_check(report->folder, "findings.jsonl.gz", failure));
    TRY(run_folder_sums(report->folder, &rows, failure));
    TRY(finding_counts_of_folder(report->folder, counts, failure));
    run_page_write(&page, rows, counts);
    return text_buffer_status(report->out, failure);
}

/* --- the controls --- */

/* What the page borrows. Some megabytes: allocated. */
typedef struct Parts {
    FindingCounts now;
    RunWork work;
    WorkText text;
    RunBefore last;
    Sample *sample; /* NULL: none */
    SampleAgain again;
    char drawn[320];
    TextBuffer judgement;
    Failure refusal;
    SampleResult result;
    char entry[PATH_SIZE]; /* of the last run */
} Parts;

static void parts_free(Parts *parts)
{
    if (parts->sample != NULL) sample_free(parts->sample);
    text_buffer_free(&parts->judgement);
    sample_again_free(&parts->again);
    run_work_free(&parts->work);
    system_free(parts);
}
CLEANUP_POINTER(Parts, parts_free)

static Status find_last(const Run *run, Parts *parts, ControlPage *page, Failure *failure)
{
    char name[ENTRY_NAME_SIZE];
    if (run->ledger == NULL || ledger_last_paying(run->ledger)->kind != ENTRY_RUN)
        return STATUS_OK;
    const LedgerEntry *last = ledger_last_paying(run->ledger);
    entry_name(last->number, name);
    TRY(path_join(run->ledger->folder, name, parts->entry, failure));
    parts->last = (RunBefore){last->year, last->quarter, last->paid};
    page->last = &parts->last;
    return STATUS_OK;
}

static Status read_sample(const Report *report, Sample **sample, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(input_file_read(report->sample, INPUT_SMALL_SIZE_MAX, &file, failure));
    return sample_read(report->sample, file.bytes, file.size, sample, failure);
}

/* A list that was not drawn stands on no page. */
static Status check_sample(const Report *report, Parts *parts, Failure *failure)
{
    if (report->ledger == NULL)
        return failure_set(failure, STATUS_INPUT_MISSING, "--sample",
                           "needs the ledger, to draw again: it is not where it was; name it "
                           "with --ledger");
    return sample_again(report->sample, parts->sample, report->folder, report->ledger,
                        &parts->again, failure);
}

/* A sample that is not filled in yet is said, not refused. */
static Status judge_sample(const Report *report, Parts *parts, ControlPage *page,
                           Failure *failure)
{
    if (report->sample == NULL) return STATUS_OK;
    TRY(read_sample(report, &parts->sample, failure));
    TRY(check_sample(report, parts, failure));
    const Sample *sample = parts->sample;
    bool strata = sample->strata_kind != STRATA_NONE;
    snprintf(parts->drawn, sizeof parts->drawn,
             "Method %s%s%s, %zu of %llu items drawn with seed \"%s\".",
             sample_method_text(sample->method), strata ? " by " : "",
             strata ? sample_strata_text(sample->strata_kind) : "", sample->item_count,
             (unsigned long long)sample->count, sample->seed);
    parts->result.drawn = parts->drawn;
    page->sample = &parts->result;
    Status status = sample_report(sample, report->confidence, report->tolerable,
                                  &parts->judgement, failure);
    if (status == STATUS_OK)
        sample_report_proof(sample, parts->again.proof.bytes, &parts->judgement);
    parts->result.judgement = parts->judgement.bytes;
    if (status != STATUS_INPUT_VALUE) return status;
    parts->refusal = *failure;
    failure_clear(failure);
    parts->result.judgement = NULL;
    parts->result.refusal = parts->refusal.detail;
    return STATUS_OK;
}

static Status list_work(const Report *report, const Run *run, Parts *parts, ControlPage *page,
                        Failure *failure)
{
    const char *since = page->last != NULL ? parts->entry : NULL;
    TRY(run_work_make(run, since, NULL, &parts->work, failure));
    parts->text = (WorkText){.list = &parts->work.list,
                             .municipalities = run->municipalities,
                             .persons = parts->work.persons,
                             .since = since,
                             .norwegian = !report->english};
    page->work = &parts->text;
    return STATUS_OK;
}

Status report_control(const Report *report, const Run *run, Failure *failure)
{
    CLEANUP(parts_free) Parts *parts = system_allocate_zeroed(1, sizeof *parts);
    if (parts == NULL) return no_memory(failure);
    ControlPage page = {.page = page_of(report),
                        .english = report->english,
                        .limits = report->limits,
                        .rules = settle_own_year(&run->settle)->context.rules,
                        .executed = run->counts.executed,
                        .counts = &parts->now,
                        .figures = figures_set(run, run->figures),
                        .decided = run->options.decided != NULL};
    TRY(finding_counts_of_run(run, &parts->now, failure));
    TRY(find_last(run, parts, &page, failure));
    TRY(list_work(report, run, parts, &page, failure));
    TRY(judge_sample(report, parts, &page, failure));
    return control_page_write(&page, failure);
}
