#include "engine/review/run_report.h"

#include <stdio.h>
#include <string.h>

#include "engine/ledger/keys.h"
#include "engine/ledger/ledger.h"
#include "engine/ledger/proposal_screen.h"
#include "engine/ledger/signer.h"
#include "engine/reconcile/reconcile.h"
#include "engine/review/run_work.h"
#include "engine/review/sample_again.h"
#include "engine/review/verify_run.h"
#include "formats/base/language.h"
#include "formats/base/translate.h"
#include "formats/html/control_page.h"
#include "formats/run/sample_file.h"
#include "formats/run/sample_report.h"
#include "rules/base/money_text.h"

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

bool report_is_unknown(const Report *report)
{
    return report->ledger == NULL && report->folder->manifest.has_ledger;
}

static bool is_signed(const Manifest *manifest)
{
    return manifest->has_ledger && !manifest->dry_run;
}

/* Where neither is at hand there is nothing to compare with. */
static Status check_ledger(const Report *report, Failure *failure)
{
    const Manifest *manifest = &report->folder->manifest;
    const Ledger *ledger = report->ledger;
    if (ledger == NULL || proposal_is_of(ledger, manifest)) return STATUS_OK;
    if (!manifest->has_ledger)
        return failure_set(failure, STATUS_USAGE, "--ledger",
                           "the run was made without a ledger: leave the option out");
    return proposal_refuse_ledger(ledger->folder, manifest, failure);
}

/* What an insider writes anew has other hashes in the manifest; its signature is what stops it.
 */
Status report_prove(const RunFolder *folder, const Ledger *ledger, Failure *failure)
{
    char person[SIGNER_PERSON_SIZE];
    if (!is_signed(&folder->manifest)) return verify_unsigned(folder, failure);
    Status status = ledger != NULL ? proposal_person(ledger, folder, person, failure)
                                   : verify_signed(folder, failure);
    if (status != STATUS_INPUT_MISSING) return status;
    Failure missing = *failure;
    return failure_set(failure, STATUS_VERIFICATION, missing.where,
                       "is not there: nothing proves who has made this run");
}

static void say_unknown(const Report *report)
{
    const Manifest *manifest = &report->folder->manifest;
    if (!is_signed(manifest))
        fprintf(stderr,
                _("tilskudd: %s is a dry run: nobody has signed it, and nothing is paid "
                  "by it\n"),
                report->folder->path);
    if (report_is_unknown(report))
        fprintf(stderr,
                _("tilskudd: the ledger of the run is not at hand (%s): not looked up "
                  "whether it is paid; name the ledger with --ledger\n"),
                manifest->ledger);
}

static Status look_at(Report *report, Failure *failure)
{
    TRY(check_ledger(report, failure));
    TRY(report_prove(report->folder, report->ledger, failure));
    say_unknown(report);
    return report->ledger != NULL ? find_entry(report, failure) : STATUS_OK;
}

static Status open_ledger(Report *report, const char *place, const PinOptions *pin,
                          Failure *failure)
{
    TRY(pin_ledger_open(pin, place, &report->ledger, failure));
    return pin_look(pin, report->ledger, report->folder->path, failure);
}

Status report_find_entry(Report *report, const char *ledger, const PinOptions *pin,
                         Failure *failure)
{
    char place[PATH_SIZE];
    PathKind kind;
    TRY(place_of_ledger(report, ledger, place, &kind, failure));
    if (kind != PATH_MISSING || ledger != NULL)
        TRY(open_ledger(report, place, pin, failure));
    else if (pin->path != NULL)
        return failure_set(failure, STATUS_USAGE, "--pin",
                           "goes with --ledger: name the ledger too, or leave --pin out");
    return look_at(report, failure);
}

Status report_find_both(Report *left, Report *right, const char *ledger, const PinOptions *pin,
                        Failure *failure)
{
    char first[PATH_SIZE], second[PATH_SIZE];
    PathKind kind;
    TRY(report_find_entry(left, ledger, pin, failure));
    TRY(place_of_ledger(left, ledger, first, &kind, failure));
    TRY(place_of_ledger(right, ledger, second, &kind, failure));
    if (left->ledger == NULL || strcmp(first, second) != 0)
        return report_find_entry(right, ledger, pin, failure);
    right->ledger = left->ledger;
    right->is_lent = true;
    return look_at(right, failure);
}

void report_close(Report *report)
{
    entry_text_free(&report->entry);
    text_buffer_free(&report->stopped);
    if (!report->is_lent) ledger_close(report->ledger);
}

Status report_screen(const Report *report, TextBuffer *out, Failure *failure)
{
    const AccountsConfirmed confirmed = {.new_accounts = -1, .all = report->committed};
    return proposal_screen(report->ledger, report->folder,
                           report->committed ? &report->entry : NULL, confirmed, out, failure);
}

/* --- the sums --- */

enum { EARLIER_SHOWN = 4 };

/* What the page borrows. Some megabytes: allocated. */
typedef struct Matter {
    FindingCounts counts;
    HeldReasons reasons;
    RunSummary summary;
    GroupRow *rows;
    MunicipalityMapping mapping; /* to the cut-off */
    EarlierRun earlier[EARLIER_SHOWN + 1];
    size_t earlier_count;
    EarlierRun year_ago;
    uint64_t payment_counts[BUCKET_COUNT];
    Ore payment_sums[BUCKET_COUNT];
    char proposed_by[SIGNER_PERSON_SIZE], approved_by[SIGNER_PERSON_SIZE];
    TextBuffer screen;
} Matter;

static void matter_free(Matter *matter)
{
    run_summary_free(&matter->summary);
    system_free(matter->rows);
    for (size_t i = 0; i < matter->earlier_count; i++)
        system_free(matter->earlier[i].rows);
    system_free(matter->year_ago.rows);
    text_buffer_free(&matter->screen);
    system_free(matter);
}
CLEANUP_POINTER(Matter, matter_free)

/* What was paid to a municipality that has become another is set beside the other's. */
static Status load_earlier(const Ledger *ledger, size_t number, const Matter *matter,
                           EarlierRun *out, Failure *failure)
{
    CLEANUP(system_free)
    GroupRow *then = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *then);
    *out = (EarlierRun){ledger->entries[number].year, ledger->entries[number].quarter,
                        system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *out->rows)};
    if (then == NULL || out->rows == NULL) return no_memory(failure);
    TRY(ledger_run_sums(ledger, number, then, failure));
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        MunicipalityCode to = matter->mapping.to[code];
        if (to == MUNICIPALITY_NONE || to >= MUNICIPALITY_CODES) to = (MunicipalityCode)code;
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
            group_sums_add(&out->rows[to][g], &then[code][g]);
    }
    return STATUS_OK;
}

/* The runs that the ledger had when this one was made, the newest last. */
static Status find_earlier(const Report *report, Matter *matter, Failure *failure)
{
    const Manifest *manifest = &report->folder->manifest;
    const Ledger *ledger = report->ledger;
    size_t runs = 0, skip, seen = 0;
    if (ledger == NULL || !proposal_is_of(ledger, manifest)) return STATUS_OK;
    municipality_mapping_make(report->municipalities, manifest->cutoff, &matter->mapping);
    for (size_t i = 0; i <= manifest->ledger_entry; i++)
        runs += ledger->entries[i].kind == ENTRY_RUN;
    skip = runs > EARLIER_SHOWN ? runs - EARLIER_SHOWN : 0;
    for (size_t i = 0; i <= manifest->ledger_entry; i++) {
        const LedgerEntry *entry = &ledger->entries[i];
        if (entry->kind != ENTRY_RUN) continue;
        if (entry->year == manifest->year - 1 && entry->quarter == manifest->quarter) {
            system_free(matter->year_ago.rows);
            matter->year_ago.rows = NULL;
            TRY(load_earlier(ledger, i, matter, &matter->year_ago, failure));
        }
        if (seen++ < skip) continue;
        TRY(load_earlier(ledger, i, matter, &matter->earlier[matter->earlier_count++],
                         failure));
    }
    return STATUS_OK;
}

static Status find_persons(const Report *report, Matter *matter, RunOverview *overview,
                           Failure *failure)
{
    const Ledger *ledger = report->ledger;
    if (ledger == NULL || !proposal_is_of(ledger, &report->folder->manifest)) return STATUS_OK;
    TRY(proposal_person(ledger, report->folder, matter->proposed_by, failure));
    overview->proposed_by = matter->proposed_by;
    if (!report->committed) return STATUS_OK;
    TRY(signer_name(ledger, report->entry.number, "entry.json", ROLE_ATTESTATION,
                    matter->approved_by, failure));
    overview->approved_by = matter->approved_by;
    return STATUS_OK;
}

static Status find_payments(const Report *report, Matter *matter, RunOverview *overview,
                            Failure *failure)
{
    CLEANUP(reconcile_free) Reconciliation work = {0};
    BucketTotal totals[BUCKET_COUNT] = {{0}};
    if (!report->committed || report->ledger == NULL) return STATUS_OK;
    TRY(reconcile_begin(report->ledger, NULL, &work, failure));
    TRY(reconcile_finish(&work, failure));
    for (size_t i = 0; i < work.file_count; i++)
        if (work.files[i].entry == report->entry.number)
            reconcile_file_totals(&work, &work.files[i], totals);
    for (int b = 0; b < BUCKET_COUNT; b++) {
        matter->payment_counts[b] = totals[b].count;
        matter->payment_sums[b] = totals[b].sum;
    }
    overview->payment_counts = matter->payment_counts;
    overview->payment_sums = matter->payment_sums;
    return STATUS_OK;
}

static Status read_run(const RunFolder *folder, Matter *matter, Failure *failure)
{
    const FolderFile *summary;
    TRY(run_folder_check(folder, "municipalities.csv", failure));
    TRY(run_folder_check(folder, "findings.jsonl.gz", failure));
    TRY(run_folder_check(folder, "summary.json", failure));
    TRY(run_folder_file(folder, "summary.json", &summary, failure));
    TRY(run_summary_read(summary, &matter->summary, failure));
    matter->reasons = matter->summary.reasons;
    TRY(run_folder_sums(folder, &matter->rows, failure));
    return finding_counts_of_folder(folder, &matter->counts, failure);
}

/* The same in the page's language, whatever the terminal's. */
static Status screen_of_page(const Report *report, Language language, TextBuffer *out,
                             Failure *failure)
{
    Language before = language_speak(language);
    Status status = report_screen(report, out, failure);
    (void)language_speak(before);
    return status;
}

static Status write_page(const RunOverview *overview, Failure *failure)
{
    Language before = language_speak(overview->language);
    Status status = run_page_write(overview, failure);
    (void)language_speak(before);
    return status;
}

Status report_run(const Report *report, Failure *failure)
{
    CLEANUP(matter_free) Matter *matter = system_allocate_zeroed(1, sizeof *matter);
    if (matter == NULL) return no_memory(failure);
    RunOverview overview = {.page = page_of(report),
                            .language = report->english ? LANGUAGE_EN : LANGUAGE_NB,
                            .reasons = &matter->reasons,
                            .summary = &matter->summary,
                            .counts = &matter->counts,
                            .ledger_at_hand = report->ledger != NULL,
                            .earlier = matter->earlier};
    TRY(screen_of_page(report, overview.language, &matter->screen, failure));
    TRY(read_run(report->folder, matter, failure));
    TRY(find_earlier(report, matter, failure));
    TRY(find_persons(report, matter, &overview, failure));
    TRY(find_payments(report, matter, &overview, failure));
    overview.screen = matter->screen.bytes;
    overview.rows = matter->rows;
    overview.earlier_count = matter->earlier_count;
    if (matter->earlier_count > 0) overview.last = &matter->earlier[matter->earlier_count - 1];
    if (matter->year_ago.rows != NULL) overview.year_ago = &matter->year_ago;
    return write_page(&overview, failure);
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
    return sample_read_changed(report->sample, file.bytes, file.size, sample, failure);
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

static void tell_drawn(const Sample *sample, char *text, size_t size)
{
    static const char *const methods[] = {[SAMPLE_ATTRIBUTE] = N_("persons, drawn evenly"),
                                          [SAMPLE_MUS] = N_("monetary units"),
                                          [SAMPLE_STRATIFIED] = N_("persons, in strata"),
                                          [SAMPLE_STAGES] = N_("municipalities, then persons")};
    snprintf(text, size, _("Method: %s. %s of %s drawn, with the seed \"%s\"."),
             translate(methods[sample->method]), count_text(sample->item_count).text,
             count_text(sample->count).text, sample->seed);
}

/* In the language that is spoken. A sample that is not filled in yet is said, not refused. */
static Status tell_sample(const Report *report, Parts *parts, Failure *failure)
{
    const Sample *sample = parts->sample;
    tell_drawn(sample, parts->drawn, sizeof parts->drawn);
    parts->result.drawn = parts->drawn;
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

/* The page is in its own language, whatever the terminal's: what the check says is said again.
 */
static Status judge_sample(const Report *report, Parts *parts, ControlPage *page,
                           Failure *failure)
{
    Language language = report->english ? LANGUAGE_EN : LANGUAGE_NB;
    if (report->sample == NULL) return STATUS_OK;
    TRY(read_sample(report, &parts->sample, failure));
    TRY(check_sample(report, parts, failure));
    page->sample = &parts->result;
    if (language == language_chosen()) return tell_sample(report, parts, failure);
    sample_again_free(&parts->again);
    Language before = language_speak(language);
    Status status = check_sample(report, parts, failure);
    if (status == STATUS_OK) status = tell_sample(report, parts, failure);
    (void)language_speak(before);
    return status;
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
