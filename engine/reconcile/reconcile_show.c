/* reconcile_show.c - the buckets for people, and the rows for programs. life.md 2. */
#include <stdio.h>
#include <string.h>

#include "engine/ledger/signer.h"
#include "engine/reconcile/reconcile.h"
#include "formats/base/count_words.h"
#include "formats/base/plain_text.h"
#include "formats/bank/payment_text.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"

enum { ODD_SHOWN = 40 };

void reconcile_file_totals(const Reconciliation *work, const SentFile *file,
                           BucketTotal totals[BUCKET_COUNT])
{
    for (size_t i = 0; i < file->file.count; i++) {
        BucketTotal *total = &totals[work->fates[file->first + i].state.bucket];
        total->count++;
        total->sum = ore_add(total->sum, file->file.transactions[i].amount);
    }
}

void reconcile_totals(const Reconciliation *work, BucketTotal totals[BUCKET_COUNT])
{
    for (size_t i = 0; i < work->file_count; i++)
        reconcile_file_totals(work, &work->files[i], totals);
}

static void show_totals(const char *name, const BucketTotal totals[BUCKET_COUNT],
                        TextBuffer *out)
{
    text_buffer_format(out, "%s\n", name);
    for (int b = 0; b < BUCKET_COUNT; b++) {
        const char *bucket = translate(bucket_text((Bucket)b));
        const char *noun = translate_count("payment", "payments", totals[b].count);
        text_buffer_format(out, "  %-*s %7s %-*s %18s kr\n", utf8_padded(bucket, 9), bucket,
                           count_text(totals[b].count).text, utf8_padded(noun, 10), noun,
                           amount_text(totals[b].sum).text);
    }
}

/* Payments of which the bank has only said that it has them, and the codes that say so. */
static void show_waiting(const Reconciliation *work, const SentFile *file, TextBuffer *out)
{
    char codes[64] = "";
    size_t count = 0;
    for (size_t i = 0; i < file->file.count; i++) {
        const PaymentFate *fate = &work->fates[file->first + i];
        if (!fate->state.waiting || fate->by == NULL) continue;
        count++;
        size_t used = strlen(codes);
        if (strstr(codes, fate->by->code) == NULL)
            snprintf(codes + used, sizeof codes - used, " %s", fate->by->code);
    }
    if (count == 0) return;
    text_buffer_format(
        out,
        _("  NOTE: %s counted as missing: a status that says neither that the bank has "
          "accepted nor that it has rejected them:%s\n"),
        count_words(count, "payment", "payments").text, codes);
}

static void show_file(const Reconciliation *work, const SentFile *file, TextBuffer *out)
{
    char name[128], day[DAY_TEXT_SIZE];
    BucketTotal totals[BUCKET_COUNT] = {{0}};
    day_format(file->file.execution_day, day);
    snprintf(name, sizeof name, _("%s (entry %06u, payment date %s)"), file->file.message_id,
             file->entry, day);
    reconcile_file_totals(work, file, totals);
    show_totals(name, totals, out);
    if (file->batch == BATCH_LESS)
        text_buffer_text(out, _("  NOTE: less was booked as a sum than was sent: it settles "
                                "nothing until the rest is booked\n"));
    if (file->batch == BATCH_UNCLEAR)
        text_buffer_text(out,
                         _("  NOTE: more was booked as a sum than what is not rejected, and "
                           "it does not say which of the rejected payments are in it: it "
                           "settles nothing; ask the bank\n"));
    show_waiting(work, file, out);
    if (file->batch == BATCH_RETURNS)
        text_buffer_text(out, _("  NOTE: the sum was booked and came back whole\n"));
    if (file->batch == BATCH_OTHER_COUNT)
        text_buffer_text(out,
                         _("  NOTE: the sum was booked, but for another number of payments: "
                           "it settles nothing; ask the bank\n"));
}

const char *reconcile_oddity(const PaymentFate *fate)
{
    if (fate->open.amount < 0 && fate->open.kind == OPEN_AGAIN)
        return N_("PAID TWICE: booked after the sum was paid again");
    if (fate->state.excess > 0) return N_("PAID TWICE");
    if (fate->state.contrary) return N_("booked although it was rejected");
    if (fate->state.returned) return N_("returned");
    if (fate->state.bucket == BUCKET_REJECTED) return N_("rejected");
    return NULL;
}

const char *reconcile_taken_by(const TakenItem *taken)
{
    return taken->end_to_end_id[0] != '\0' ? taken->end_to_end_id : N_("netting");
}

/* The bank's code, and its words when it gave any. */
static void show_reason(const PaymentFate *fate, TextBuffer *out)
{
    if (fate->by == NULL || fate->by->reason.code[0] == '\0') return;
    text_buffer_format(out, ": %s", fate->by->reason.code);
    if (fate->by->reason.text[0] != '\0') text_buffer_format(out, " %s", fate->by->reason.text);
}

static void show_odd(const Reconciliation *work, TextBuffer *out)
{
    size_t shown = 0, hidden = 0;
    for (size_t i = 0; i < work->payment_count; i++) {
        const PaymentFate *fate = &work->fates[i];
        const char *what = reconcile_oddity(fate);
        if (what == NULL) continue;
        if (shown == ODD_SHOWN) {
            hidden++;
            continue;
        }
        if (shown++ == 0) text_buffer_text(out, _("To be looked at:\n"));
        text_buffer_format(out, "  %s  %s kr  %s", reconcile_payment(work, i)->end_to_end_id,
                           amount_text(reconcile_payment(work, i)->amount).text,
                           translate(what));
        show_reason(fate, out);
        if (fate->taken != NULL && fate->taken->item.amount > 0)
            text_buffer_format(out, _("; paid again by %s"),
                               translate(reconcile_taken_by(fate->taken)));
        text_buffer_char(out, '\n');
    }
    if (hidden > 0)
        text_buffer_format(out, _("  and %s more: see --csv\n"), count_text(hidden).text);
}

static void show_left_alone(const LeftAlone *left, TextBuffer *out)
{
    const struct {
        uint64_t count;
        const char *what;
    } rows[] = {{left->messages, N_("answers to messages of others")},
                {left->accounts, N_("entries of other accounts")},
                {left->entries, N_("entries that name nothing of this ledger")},
                {left->announced, N_("entries that are announced and not booked")},
                {left->repeated, N_("answers that were given before")}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].count > 0)
            text_buffer_format(out, _("Left alone: %s: %s\n"), translate(rows[i].what),
                               count_text(rows[i].count).text);
}

void reconcile_show(const Reconciliation *work, TextBuffer *out)
{
    BucketTotal totals[BUCKET_COUNT] = {{0}};
    for (size_t i = 0; i < work->file_count; i++)
        show_file(work, &work->files[i], out);
    reconcile_totals(work, totals);
    show_totals(_("All payment files"), totals, out);
    show_odd(work, out);
    show_left_alone(&work->left_alone, out);
}

static void fill_row(const Reconciliation *work, size_t payment, AnswerRow *row)
{
    const PaymentFate *fate = &work->fates[payment];
    const Pain001Transaction *sent = reconcile_payment(work, payment);
    *row = (AnswerRow){.amount = sent->amount,
                       .bucket = fate->state.bucket,
                       .returned = fate->state.returned,
                       .twice = fate->state.excess > 0,
                       .date = fate->by != NULL ? fate->by->day : DAY_NONE,
                       .has_source = fate->by != NULL};
    bool ours = payment_end_to_end_parse(sent->end_to_end_id, &row->municipality, &row->group);
    INVARIANT(ours);
    memcpy(row->message_id, reconcile_file_of(work, payment)->file.message_id,
           sizeof row->message_id);
    memcpy(row->end_to_end_id, sent->end_to_end_id, sizeof row->end_to_end_id);
    if (fate->by == NULL && fate->hand != NULL) {
        row->date = fate->hand->date;
        snprintf(row->reason, sizeof row->reason, "%s",
                 manual_kind_text(fate->hand->returned ? MANUAL_RETURNED : MANUAL_UNSENT));
    }
    if (fate->by == NULL) return;
    memcpy(row->reason, fate->by->reason.code, sizeof row->reason);
    memcpy(row->source, fate->by->source, SHA256_SIZE);
}

Status reconcile_rows(const Reconciliation *work, AnswerRows *out, Failure *failure)
{
    for (size_t i = 0; i < work->payment_count; i++) {
        AnswerRow row;
        fill_row(work, i, &row);
        TRY(answer_rows_add(out, &row, failure));
    }
    return STATUS_OK;
}

size_t reconcile_count(const Reconciliation *work, Bucket bucket)
{
    size_t count = 0;
    for (size_t i = 0; i < work->payment_count; i++)
        count += work->fates[i].state.bucket == bucket;
    return count;
}

/* --- one run --- */

typedef struct RunTotals {
    BucketTotal buckets[BUCKET_COUNT], all, overdue;
    Day payment_date; /* DAY_NONE: nothing was paid */
} RunTotals;

static void count_payment(BucketTotal *total, Ore amount)
{
    total->count++;
    total->sum = ore_add(total->sum, amount);
}

static RunTotals totals_of(const Reconciliation *work, uint32_t entry, Day today)
{
    RunTotals totals = {.payment_date = DAY_NONE};
    for (size_t f = 0; f < work->file_count; f++) {
        const SentFile *file = &work->files[f];
        if (file->entry != entry) continue;
        totals.payment_date = file->file.execution_day;
        reconcile_file_totals(work, file, totals.buckets);
        for (size_t i = 0; i < file->file.count; i++) {
            Ore amount = file->file.transactions[i].amount;
            count_payment(&totals.all, amount);
            if (payment_is_overdue(&work->fates[file->first + i].state, totals.payment_date,
                                   today))
                count_payment(&totals.overdue, amount);
        }
    }
    return totals;
}

static void show_again(const Reconciliation *work, uint32_t entry, TextBuffer *out)
{
    for (size_t i = 0; i < work->taken_count; i++) {
        const TakenItem *taken = &work->taken[i];
        size_t payment = reconcile_find(work, taken->item.id);
        if (taken->item.amount < 0 || reconcile_file_of(work, payment)->entry != entry)
            continue;
        text_buffer_format(out, _("          %s paid again by %s\n"), taken->item.id,
                           translate(reconcile_taken_by(taken)));
    }
}

/* What came back was booked first: nobody has rejected it. */
static const char *bucket_words(Bucket bucket)
{
    return bucket == BUCKET_REJECTED ? N_("rejected or returned") : bucket_text(bucket);
}

static void show_run_totals(const RunTotals *totals, TextBuffer *out)
{
    char day[DAY_TEXT_SIZE];
    day_format(totals->payment_date, day);
    text_buffer_format(out, _("        %s, %s kr, payment date %s:"),
                       count_words(totals->all.count, "payment", "payments").text,
                       amount_text(totals->all.sum).text, day);
    for (int b = 0; b < BUCKET_COUNT; b++)
        text_buffer_format(out, "%s %s %s (%s kr)", b == 0 ? "" : ",",
                           count_text(totals->buckets[b].count).text,
                           translate(bucket_words((Bucket)b)),
                           amount_text(totals->buckets[b].sum).text);
    text_buffer_char(out, '\n');
    if (totals->overdue.count == 0) return;
    text_buffer_format(out,
                       _("        WARN: %s, %s kr, neither settled nor rejected five bank days "
                         "after the payment date: ask the bank\n"),
                       count_words(totals->overdue.count, "payment", "payments").text,
                       amount_text(totals->overdue.sum).text);
}

static Status show_run(const Reconciliation *work, const LedgerEntry *entry, Day today,
                       TextBuffer *out, Failure *failure)
{
    char first[SIGNER_PERSON_SIZE], second[SIGNER_PERSON_SIZE];
    TimeStamp entered;
    RunTotals totals = totals_of(work, entry->number, today);
    TRY(signer_name(work->ledger, entry->number, "manifest.json", ROLE_DISPOSITION, first,
                    failure));
    TRY(signer_name(work->ledger, entry->number, "entry.json", ROLE_ATTESTATION, second,
                    failure));
    time_stamp_of(entry->time, &entered);
    text_buffer_format(out, _("%06u  %d quarter %d, entered %.10s by %s and %s\n"),
                       entry->number, entry->year, entry->quarter, entered.text, first, second);
    if (totals.all.count == 0)
        text_buffer_text(out, _("        no payments\n"));
    else
        show_run_totals(&totals, out);
    show_again(work, entry->number, out);
    return STATUS_OK;
}

Status reconcile_show_runs(const Ledger *ledger, uint32_t only, Day today, TextBuffer *out,
                           Failure *failure)
{
    CLEANUP(reconcile_free) Reconciliation work = {0};
    TRY(reconcile_begin(ledger, NULL, &work, failure));
    TRY(reconcile_finish(&work, failure));
    for (size_t i = 0; i < ledger->entry_count; i++) {
        const LedgerEntry *entry = &ledger->entries[i];
        if (entry->kind == ENTRY_RUN && (only == 0 || only == entry->number))
            TRY(show_run(&work, entry, today, out, failure));
    }
    return text_buffer_status(out, failure);
}
