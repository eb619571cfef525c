/* answer_proposal.c - what the bank answered, as a proposal: made, and shown. life.md 2. */
#include <stdio.h>
#include <string.h>

#include "engine/ledger/proposal.h"
#include "engine/program.h"
#include "engine/reconcile/answer_proposal.h"
#include "engine/reconcile/repayment_due.h"
#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/run/entry_findings.h"
#include "formats/run/files.h"
#include "formats/run/small_tables.h"

enum { PUBLIC_MODE = 0644, RESTRICTED_MODE = 0640 };

/* --- the answers, before and after --- */

typedef struct Answered {
    Reconciliation work; /* after */
    AnswerRows before, after;
    Ore *open_before; /* by payment */
    BucketTotal totals_before[BUCKET_COUNT], totals_after[BUCKET_COUNT];
} Answered;

static void answered_free(Answered *answered)
{
    reconcile_free(&answered->work);
    answer_rows_free(&answered->before);
    answer_rows_free(&answered->after);
    system_free(answered->open_before);
}
CLEANUP_VALUE(Answered, answered_free)

static Status read_given(const ProposalCase *made, Answered *answered, Failure *failure)
{
    for (size_t i = 0; i < made->given_count; i++)
        TRY(reconcile_answer(&answered->work, made->given[i], failure));
    return STATUS_OK;
}

static Status know_before(Answered *answered, Failure *failure)
{
    Reconciliation *work = &answered->work;
    TRY(reconcile_finish(work, failure));
    TRY(reconcile_rows(work, &answered->before, failure));
    answered->open_before =
        system_allocate_zeroed(work->payment_count + 1, sizeof *answered->open_before);
    if (answered->open_before == NULL)
        return failure_set(failure, STATUS_MEMORY, _("answers"), NULL);
    for (size_t i = 0; i < work->payment_count; i++)
        answered->open_before[i] = work->fates[i].open.amount;
    reconcile_totals(&answered->work, answered->totals_before);
    return STATUS_OK;
}

static Status finish(Answered *answered, Failure *failure)
{
    TRY(reconcile_finish(&answered->work, failure));
    TRY(reconcile_rows(&answered->work, &answered->after, failure));
    reconcile_totals(&answered->work, answered->totals_after);
    return STATUS_OK;
}

/* --- findings --- */

static void reason_text(const PaymentFate *fate, char *text, size_t size)
{
    const AnswerReason *reason = fate->by != NULL ? &fate->by->reason : NULL;
    if (reason == NULL || (reason->code[0] == '\0' && reason->text[0] == '\0'))
        snprintf(text, size, "-");
    else
        snprintf(text, size, "%s%s%s", reason->code, reason->text[0] != '\0' ? " " : "",
                 reason->text);
}

static bool is_paid_twice(const PaymentFate *fate)
{
    return fate->open.amount < 0 || fate->state.excess > 0;
}

static bool find(const PaymentFate *fate, EntryFinding *out)
{
    *out = ENTRY_FINDING_AGAIN;
    if (fate->open.amount < 0 && fate->open.kind == OPEN_AGAIN) return true;
    *out = ENTRY_FINDING_TWICE;
    if (is_paid_twice(fate)) return true;
    *out = ENTRY_FINDING_CONTRARY;
    if (fate->state.contrary) return true;
    *out = fate->state.returned ? ENTRY_FINDING_RETURNED : ENTRY_FINDING_REJECTED;
    return fate->state.bucket == BUCKET_REJECTED;
}

/* The bank's references of the debits of a payment, or ("") of the whole file: they stand in
 * facts.csv. */
static void bookings_text(const Reconciliation *work, const SentFile *file, const char *id,
                          char *text, size_t size)
{
    size_t begin, end, used = 0;
    text[0] = '\0';
    reconcile_facts_of(work, file, &begin, &end);
    for (size_t i = begin; i < end && used + 60 < size; i++) {
        char day[DAY_TEXT_SIZE];
        const AnswerFact *fact = &work->facts.items[i];
        bool own = fact->kind == FACT_BOOKED && strcmp(fact->end_to_end_id, id) == 0;
        if (fact->credit || (!own && fact->kind != FACT_SUM)) continue;
        day_format(fact->day, day);
        used += (size_t)snprintf(text + used, size - used, "%s%s %s", used > 0 ? ", " : "", day,
                                 fact->reference);
    }
}

static void add_finding(const Answered *answered, size_t payment, TextBuffer *out)
{
    char reason[ANSWER_REASON_SIZE + ANSWER_TEXT_SIZE + 24], booked[200];
    const PaymentFate *fate = &answered->work.fates[payment];
    const AnswerRow *row = &answered->after.items[payment];
    const KronerText amount = amount_text(row->amount);
    EntryFinding finding;
    if (!find(fate, &finding)) return;
    reason_text(fate, reason, sizeof reason);
    bookings_text(&answered->work, reconcile_file_of(&answered->work, payment),
                  row->end_to_end_id, booked, sizeof booked);
    const EntryFindingValue values[] = {
        {"payment", row->end_to_end_id},
        {"amount", amount.text},
        {"reason", reason},
        {"booked", booked},
        {"other", fate->taken != NULL ? reconcile_taken_by(fate->taken) : ""}};
    entry_finding_append(out, finding, row->municipality, values,
                         sizeof values / sizeof values[0]);
}

/* Whether something of a file is said now, beside that its account was seen. */
static bool is_answered(const Reconciliation *work, const SentFile *file)
{
    const AnswerFacts *given = &work->given;
    const char *id = file->file.message_id;
    for (size_t i = answer_facts_begin(given, id); i < given->count; i++) {
        if (strcmp(given->items[i].message_id, id) != 0) break;
        if (given->items[i].kind != FACT_SEEN) return true;
    }
    return false;
}

/* Sums that say more than what is known, and not of whom. */
static void add_unclear(const Answered *answered, TextBuffer *out)
{
    const Reconciliation *work = &answered->work;
    for (size_t i = 0; i < work->file_count; i++) {
        char booked[200];
        const SentFile *file = &work->files[i];
        if (file->batch != BATCH_UNCLEAR || !is_answered(work, file)) continue;
        bookings_text(work, file, "", booked, sizeof booked);
        const EntryFindingValue values[] = {{"payment", file->file.message_id},
                                            {"booked", booked}};
        entry_finding_append(out, ENTRY_FINDING_UNCLEAR, MUNICIPALITY_NONE, values, 2);
    }
}

/* --- the files --- */

static Status add_rows(const Answered *answered, ProposalFiles *files, Failure *failure)
{
    CLEANUP(answer_rows_free) AnswerRows changed = {0};
    TextBuffer *findings =
        proposal_files_add(files, "findings.jsonl.gz", "findings", RESTRICTED_MODE);
    text_buffer_text(findings, "");
    for (size_t i = 0; i < answered->after.count; i++) {
        if (answer_row_same(&answered->before.items[i], &answered->after.items[i])) continue;
        TRY(answer_rows_add(&changed, &answered->after.items[i], failure));
        add_finding(answered, i, findings);
    }
    add_unclear(answered, findings);
    answer_rows_write(proposal_files_add(files, "answers.csv", "answers", PUBLIC_MODE),
                      &changed);
    return STATUS_OK;
}

static Status add_open(const ProposalCase *made, const Answered *answered, ProposalFiles *files,
                       Failure *failure)
{
    CLEANUP(system_free) OpenItem *before = NULL;
    CLEANUP(system_free) OpenItem *after = NULL;
    size_t before_count, after_count;
    uint32_t number = (uint32_t)made->ledger->entry_count;
    TRY(ledger_open_items(made->ledger, &before, &before_count, failure));
    TRY(reconcile_open_items(&answered->work, before, before_count, number, &after,
                             &after_count, failure));
    open_items_write(proposal_files_add(files, "open.csv", "open", PUBLIC_MODE), after,
                     after_count);
    return STATUS_OK;
}

/* --- posting.csv: what the bank says, booked --- */

/* By the chapters of the run that paid: its entry has them. */
static Status read_chapters(const Ledger *ledger, uint32_t entry,
                            Posting postings[PAYMENT_GROUP_COUNT], Failure *failure)
{
    static const char name[] = "posting.csv";
    const FolderFile *file;
    CLEANUP(entry_text_free) EntryText text = {.number = 0};
    CLEANUP(input_file_free) InputFile content = {0};
    TRY(sent_entry_text(ledger, entry, &text, failure));
    const ManifestFile *listed = manifest_files_at(&text.files, name);
    if (listed == NULL)
        return failure_set(failure, STATUS_VERIFICATION, ledger->folder, "entry %06u has no %s",
                           entry, name);
    TRY(evidence_read(ledger_folder(ledger, entry), listed, "the file was changed", &file,
                      failure));
    TRY(folder_content(file, INPUT_SIZE_MAX, &content, failure));
    return posting_csv_postings(file->path, content.bytes, content.size, postings, failure);
}

/* What is owed is what did not reach the municipality, and the other way about. */
static void book_payment(const Answered *answered, const SentFile *file, size_t payment,
                         const Posting postings[PAYMENT_GROUP_COUNT], TextBuffer *out)
{
    const Reconciliation *work = &answered->work;
    const PaymentFate *fate = &work->fates[payment];
    const AnswerRow *row = &answered->after.items[payment];
    ManualPosting posting = {
        .posting = postings[row->group],
        .municipality = row->municipality,
        .group = row->group,
        .year = day_year(file->file.execution_day),
        .amount = ore_subtract(answered->open_before[payment], fate->open.amount)};
    if (posting.amount == 0) return;
    posting.kind = MANUAL_RETURNED;
    posting.answered = posting.amount > 0                                        ? "BOOKED"
                       : row->bucket == BUCKET_REJECTED && !fate->state.returned ? "REJECTED"
                                                                                 : "RETURNED";
    manual_posting_append(out, &posting, work->ledger->mode == LEDGER_LIVE);
}

static bool is_booked_anew(const Answered *answered, const SentFile *file)
{
    for (size_t i = file->first; i < file->first + file->file.count; i++)
        if (answered->open_before[i] != answered->work.fates[i].open.amount) return true;
    return false;
}

static Status add_posting(const Answered *answered, ProposalFiles *files, Failure *failure)
{
    const Reconciliation *work = &answered->work;
    TextBuffer *out = proposal_files_add(files, "posting.csv", "posting", PUBLIC_MODE);
    manual_posting_header(out);
    for (size_t f = 0; f < work->file_count; f++) {
        const SentFile *file = &work->files[f];
        Posting postings[PAYMENT_GROUP_COUNT] = {{0}};
        if (!is_booked_anew(answered, file)) continue;
        TRY(read_chapters(work->ledger, file->entry, postings, failure));
        for (size_t i = file->first; i < file->first + file->file.count; i++)
            book_payment(answered, file, i, postings, out);
    }
    return STATUS_OK;
}

/* The bank's own words: of the files that were given, or as they are kept. */
static Status add_excerpts(const ProposalCase *made, Answered *answered, ProposalFiles *files,
                           Failure *failure)
{
    static const char name[] = "bank-entries.xml.gz";
    const FolderFile *stored;
    CLEANUP(input_file_free) InputFile content = {0};
    TextBuffer *out = proposal_files_add(files, name, "bank-entries", RESTRICTED_MODE);
    if (made->given_count > 0) {
        reconcile_excerpts(&answered->work, out);
        return reconcile_inputs(&answered->work, &files->inputs, failure);
    }
    TRY(folder_read(made->kept, name, INPUT_SIZE_MAX, &stored, failure));
    TRY(folder_content(stored, INPUT_SIZE_MAX, &content, failure));
    text_buffer_append(out, content.bytes, content.size);
    return STATUS_OK;
}

/* What two persons have signed and is no such file was changed since. */
static Status as_kept(Status status, Failure *failure)
{
    if (status != STATUS_INPUT_VALUE && status != STATUS_INPUT_MALFORMED) return status;
    Failure reason = *failure;
    return failure_set(failure, STATUS_VERIFICATION, reason.where, "%s", reason.detail);
}

/* From the bank's own files, which may be about everything that was sent. */
static Status gather_given(const ProposalCase *made, Answered *answered, Failure *failure)
{
    static ProgramData data;
    TRY(program_data(&data, failure));
    TRY(reconcile_begin(made->ledger, data.bank_profiles, &answered->work, failure));
    TRY(know_before(answered, failure));
    TRY(read_given(made, answered, failure));
    return finish(answered, failure);
}

static Status add_kept(const char *name, const AnswerFacts *facts, Answered *answered,
                       Failure *failure)
{
    TRY(reconcile_add_facts(&answered->work, name, facts, failure));
    return finish(answered, failure);
}

/* From what the proposal or the entry keeps: only the runs that it is about are looked at, so
 * that an entry costs no more to check when there are many. */
static Status gather_kept(const ProposalCase *made, Answered *answered, Failure *failure)
{
    const FolderFile *stored;
    CLEANUP(answer_facts_free) AnswerFacts facts = {0};
    TRY(folder_read(made->kept, "facts.csv", INPUT_SMALL_SIZE_MAX, &stored, failure));
    Status status =
        answer_facts_read(stored->path, stored->bytes, stored->size, &facts, failure);
    TRY(as_kept(status, failure));
    TRY(reconcile_begin_of_facts(made->ledger, &facts, &answered->work, failure));
    TRY(know_before(answered, failure));
    return as_kept(add_kept(stored->path, &facts, answered, failure), failure);
}

static Status make(const ProposalCase *made, ProposalFiles *files, Failure *failure)
{
    CLEANUP(answered_free) Answered answered = {.before = {0}};
    TRY(made->given_count > 0 ? gather_given(made, &answered, failure)
                              : gather_kept(made, &answered, failure));
    answer_facts_write(proposal_files_add(files, "facts.csv", "facts", PUBLIC_MODE),
                       &answered.work.given);
    TRY(add_rows(&answered, files, failure));
    TRY(add_open(made, &answered, files, failure));
    TRY(add_posting(&answered, files, failure));
    return add_excerpts(made, &answered, files, failure);
}

bool answer_proposal_is_empty(const ProposalFiles *files)
{
    const ProposalFile *facts = proposal_files_at(files, "facts.csv");
    INVARIANT(facts != NULL);
    const char *end = memchr(facts->text.bytes, '\n', facts->text.length);
    return end == NULL || end + 1 == facts->text.bytes + facts->text.length;
}

/* --- what the second person decides on --- */

static void show_buckets(const Answered *answered, TextBuffer *out)
{
    text_buffer_text(out, _("Payments            before                           after\n"));
    for (int b = 0; b < BUCKET_COUNT; b++) {
        const BucketTotal *then = &answered->totals_before[b],
                          *now = &answered->totals_after[b];
        const char *bucket = translate(bucket_text((Bucket)b));
        text_buffer_format(out, "  %-*s %7s %20s kr %7s %20s kr\n", utf8_padded(bucket, 9),
                           bucket, count_text(then->count).text, amount_text(then->sum).text,
                           count_text(now->count).text, amount_text(now->sum).text);
    }
}

static void show_payment(const Answered *answered, size_t payment, TextBuffer *out)
{
    char reason[ANSWER_REASON_SIZE + ANSWER_TEXT_SIZE + 24];
    const PaymentFate *fate = &answered->work.fates[payment];
    const AnswerRow *row = &answered->after.items[payment];
    const char *odd = reconcile_oddity(fate);
    reason_text(fate, reason, sizeof reason);
    text_buffer_format(out, "  %s  %s kr  %s: %s\n      %s\n", row->end_to_end_id,
                       amount_text(row->amount).text,
                       translate(odd != NULL ? odd : bucket_text(row->bucket)), reason,
                       translate(repayment_outlook(&answered->work, payment)));
    if (fate->open.amount == answered->open_before[payment]) return;
    text_buffer_format(out, _("      open: %s kr -> %s kr\n"),
                       amount_text(answered->open_before[payment]).text,
                       amount_text(fate->open.amount).text);
}

static void show_payments(const Answered *answered, TextBuffer *out)
{
    size_t changed = 0, shown = 0;
    for (size_t i = 0; i < answered->after.count; i++) {
        const PaymentFate *fate = &answered->work.fates[i];
        bool opened = fate->open.amount != answered->open_before[i];
        bool other = !answer_row_same(&answered->before.items[i], &answered->after.items[i]);
        changed += other;
        if (!opened && (!other || reconcile_oddity(fate) == NULL)) continue;
        if (shown++ == 0)
            text_buffer_text(out,
                             _("Rejected, returned, odd or open with another sum, and what "
                               "happens to them:\n"));
        show_payment(answered, i, out);
    }
    text_buffer_format(out, _("Payments of which something else is known now: %s\n"),
                       count_text(changed).text);
    for (size_t i = 0; i < answered->work.file_count; i++)
        if (answered->work.files[i].batch == BATCH_UNCLEAR)
            text_buffer_format(
                out,
                _("WARN: more was booked as a sum for %s than what is not rejected, "
                  "and not of whom: it settles nothing; ask the bank\n"),
                answered->work.files[i].file.message_id);
}

static Status show(const ProposalCase *made, const ProposalFiles *files, TextBuffer *out,
                   Failure *failure)
{
    CLEANUP(answered_free) Answered answered = {.before = {0}};
    const ProposalFile *facts = proposal_files_at(files, "facts.csv");
    INVARIANT(facts != NULL);
    CLEANUP(answer_facts_free) AnswerFacts said = {0};
    TRY(answer_facts_read(facts->name, facts->text.bytes, facts->text.length, &said, failure));
    TRY(reconcile_begin(made->ledger, NULL, &answered.work, failure));
    TRY(know_before(&answered, failure));
    TRY(add_kept(facts->name, &said, &answered, failure));
    show_buckets(&answered, out);
    show_payments(&answered, out);
    for (size_t i = 0; made->text != NULL && i < made->text->inputs.count; i++) {
        text_buffer_format(out, "%s ",
                           i == 0 ? _("Bank's files, SHA-256:") : "                      ");
        text_buffer_hex(out, made->text->inputs.items[i].sums.content_sha256, SHA256_SIZE);
        text_buffer_char(out, '\n');
    }
    return STATUS_OK;
}

const ProposalKind answer_proposal = {
    .kind = ENTRY_ANSWER,
    .question = N_("Enter these answers?"),
    .wants_given = true,
    .make = make,
    .show = show,
};
