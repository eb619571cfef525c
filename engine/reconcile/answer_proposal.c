/* answer_proposal.c - what the bank answered, as a proposal: made, and shown. life.md 2. */
#include <stdio.h>
#include <string.h>

#include "engine/ledger/proposal.h"
#include "engine/program.h"
#include "engine/reconcile/answer_proposal.h"
#include "engine/reconcile/repayment_due.h"
#include "formats/base/plain_text.h"
#include "formats/run/entry_findings.h"

enum { PUBLIC_MODE = 0644, RESTRICTED_MODE = 0640 };

/* --- the answers, before and after --- */

typedef struct Answered {
    Reconciliation work; /* after */
    AnswerRows before, after;
    BucketTotal totals_before[BUCKET_COUNT], totals_after[BUCKET_COUNT];
} Answered;

static void answered_free(Answered *answered)
{
    reconcile_free(&answered->work);
    answer_rows_free(&answered->before);
    answer_rows_free(&answered->after);
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
    TRY(reconcile_finish(&answered->work, failure));
    TRY(reconcile_rows(&answered->work, &answered->before, failure));
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

/* The bank's references of the debits: both stand in facts.csv. */
static void bookings_text(const Reconciliation *work, size_t payment, char *text, size_t size)
{
    size_t begin, end, used = 0;
    const char *id = reconcile_payment(work, payment)->end_to_end_id;
    text[0] = '\0';
    reconcile_facts_of(work, reconcile_file_of(work, payment), &begin, &end);
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
    bookings_text(&answered->work, payment, booked, sizeof booked);
    const EntryFindingValue values[] = {
        {"payment", row->end_to_end_id},
        {"amount", amount.text},
        {"reason", reason},
        {"booked", booked},
        {"other", fate->taken != NULL ? reconcile_taken_by(fate->taken) : ""}};
    entry_finding_append(out, finding, row->municipality, values,
                         sizeof values / sizeof values[0]);
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
    text_buffer_text(out, "Payments            before                           after\n");
    for (int b = 0; b < BUCKET_COUNT; b++) {
        const BucketTotal *then = &answered->totals_before[b],
                          *now = &answered->totals_after[b];
        text_buffer_format(out, "  %-9s %7zu %20s kr %7zu %20s kr\n", bucket_text((Bucket)b),
                           then->count, amount_text(then->sum).text, now->count,
                           amount_text(now->sum).text);
    }
}

static void show_payment(const Answered *answered, size_t payment, TextBuffer *out)
{
    char reason[ANSWER_REASON_SIZE + ANSWER_TEXT_SIZE + 24];
    const PaymentFate *fate = &answered->work.fates[payment];
    const AnswerRow *row = &answered->after.items[payment];
    reason_text(fate, reason, sizeof reason);
    text_buffer_format(out, "  %s  %s kr  %s: %s\n      %s\n", row->end_to_end_id,
                       amount_text(row->amount).text, reconcile_oddity(fate), reason,
                       repayment_outlook(&answered->work, payment));
}

static void show_payments(const Answered *answered, TextBuffer *out)
{
    size_t changed = 0, shown = 0;
    for (size_t i = 0; i < answered->after.count; i++) {
        if (answer_row_same(&answered->before.items[i], &answered->after.items[i])) continue;
        changed++;
        if (reconcile_oddity(&answered->work.fates[i]) == NULL) continue;
        if (shown++ == 0)
            text_buffer_text(out, "Rejected, returned or odd, and what happens to them:\n");
        show_payment(answered, i, out);
    }
    text_buffer_format(out, "Payments of which something else is known now: %zu\n", changed);
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
                           i == 0 ? "Bank's files, SHA-256:" : "                      ");
        text_buffer_hex(out, made->text->inputs.items[i].sums.content_sha256, SHA256_SIZE);
        text_buffer_char(out, '\n');
    }
    return STATUS_OK;
}

const ProposalKind answer_proposal = {
    .kind = ENTRY_ANSWER,
    .question = "Enter these answers?",
    .wants_given = true,
    .make = make,
    .show = show,
};
