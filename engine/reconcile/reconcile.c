#include "engine/reconcile/reconcile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/run/files.h"

/* --- what was sent --- */

/* How the bank of this run answers: by the copy of its profile that the authority signed, else
 * by the profile that the run names. */
static Status read_profile(const Reconciliation *work, uint32_t entry, SentFile *like,
                           Failure *failure)
{
    const FolderFile *file;
    BankProfile profile;
    CLEANUP(manifest_free) Manifest manifest = {0};
    CLEANUP(entry_text_free) EntryText text = {.number = 0};
    Folder *folder = ledger_folder(work->ledger, entry);
    if (work->bank_profiles == NULL) return STATUS_OK;
    TRY(sent_entry_text(work->ledger, entry, &text, failure));
    const ManifestFile *copy = manifest_files_at(&text.files, "bank-profile.xml");
    if (copy != NULL) {
        TRY(evidence_read(folder, copy, "the file was changed", &file, failure));
        TRY(bank_profile_read(file->path, file->bytes, file->size, &profile, failure));
    } else {
        TRY(folder_read(folder, "manifest.json", INPUT_SMALL_SIZE_MAX, &file, failure));
        TRY(manifest_read(file->path, file->bytes, file->size, &manifest, failure));
        TRY(bank_profile_load(work->bank_profiles, manifest.bank_profile, &profile, failure));
    }
    like->settling = profile.settling;
    like->part_rest = profile.part_rest;
    return STATUS_OK;
}

static Status add_files(Reconciliation *work, const SentRun *run, Failure *failure)
{
    SentFile sent = {.entry = run->entry};
    if (run->file_count == 0) return STATUS_OK;
    TRY(read_profile(work, run->entry, &sent, failure));
    TRY(system_grow(&work->files, &work->file_capacity, work->file_count + run->file_count,
                    sizeof sent, failure));
    for (size_t i = 0; i < run->file_count; i++) {
        sent.file = run->files[i];
        sent.first = work->payment_count;
        work->payment_count += sent.file.count;
        work->files[work->file_count++] = sent;
    }
    return STATUS_OK;
}

static Status add_hand(Reconciliation *work, const HandLine *hand, Failure *failure)
{
    TRY(system_grow(&work->hands, &work->hand_capacity, work->hand_count + 1,
                    sizeof *work->hands, failure));
    work->hands[work->hand_count++] = *hand;
    return STATUS_OK;
}

/* A run's files and what the entries say of them. */
static Status add_run(Reconciliation *work, const SentRun *run, Failure *failure)
{
    size_t first = work->payment_count;
    TRY(add_files(work, run, failure));
    for (size_t i = 0; i < run->facts.count; i++)
        TRY(answer_facts_add(&work->known, &run->facts.items[i], failure));
    for (size_t i = 0; i < run->hand_count; i++) {
        HandLine hand = run->hands[i];
        hand.payment += (uint32_t)first;
        TRY(add_hand(work, &hand, failure));
    }
    if (run->taken_count == 0) return STATUS_OK;
    TRY(system_grow(&work->taken, &work->taken_capacity, work->taken_count + run->taken_count,
                    sizeof *work->taken, failure));
    for (size_t i = 0; i < run->taken_count; i++)
        work->taken[work->taken_count++] = run->taken[i];
    return STATUS_OK;
}

/* --- payments by their id --- */

const SentFile *reconcile_file_of(const Reconciliation *work, size_t payment)
{
    size_t low = 0, high = work->file_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (work->files[middle].first <= payment)
            low = middle;
        else
            high = middle;
    }
    return &work->files[low];
}

const Pain001Transaction *reconcile_payment(const Reconciliation *work, size_t payment)
{
    const SentFile *file = reconcile_file_of(work, payment);
    return &file->file.transactions[payment - file->first];
}

typedef struct PaymentName {
    const char *id;
    uint32_t payment;
} PaymentName;

static int compare_names(const void *left, const void *right)
{
    const PaymentName *a = left, *b = right;
    return strcmp(a->id, b->id);
}

static Status sort_payments(Reconciliation *work, Failure *failure)
{
    size_t count = work->payment_count;
    CLEANUP(system_free) PaymentName *names = system_allocate_zeroed(count + 1, sizeof *names);
    work->order = system_allocate_zeroed(count + 1, sizeof *work->order);
    if (names == NULL || work->order == NULL)
        return failure_set(failure, STATUS_MEMORY, _("payments"), NULL);
    for (size_t f = 0, i = 0; f < work->file_count; f++)
        for (size_t t = 0; t < work->files[f].file.count; t++, i++)
            names[i] =
                (PaymentName){work->files[f].file.transactions[t].end_to_end_id, (uint32_t)i};
    qsort(names, count, sizeof *names, compare_names);
    for (size_t i = 0; i < count; i++) {
        work->order[i] = names[i].payment;
        if (i > 0 && strcmp(names[i - 1].id, names[i].id) == 0)
            return failure_set(failure, STATUS_VERIFICATION, work->ledger->folder,
                               "the EndToEndId %s was sent twice", names[i].id);
    }
    return STATUS_OK;
}

const SentFile *reconcile_find_file(const Reconciliation *work, const char *message_id)
{
    for (size_t i = 0; i < work->file_count; i++)
        if (strcmp(work->files[i].file.message_id, message_id) == 0) return &work->files[i];
    return NULL;
}

size_t reconcile_find(const Reconciliation *work, const char *end_to_end_id)
{
    size_t low = 0, high = work->payment_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *id = reconcile_payment(work, work->order[middle])->end_to_end_id;
        int order = strcmp(id, end_to_end_id);
        if (order == 0) return work->order[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return work->payment_count;
}

/* --- which of it --- */

/* `wanted` by run of the store; NULL: all. */
static Status begin(Reconciliation *work, const SentStore *store, const bool *wanted,
                    Failure *failure)
{
    work->part = wanted != NULL;
    for (size_t i = 0; i < store->run_count; i++)
        if (wanted == NULL || wanted[i]) TRY(add_run(work, &store->runs[i], failure));
    TRY(sort_payments(work, failure));
    answer_facts_sort(&work->known);
    return STATUS_OK;
}

Status reconcile_begin(const Ledger *ledger, const char *bank_profiles, Reconciliation *out,
                       Failure *failure)
{
    const SentStore *store;
    *out = (Reconciliation){.ledger = ledger, .bank_profiles = bank_profiles};
    TRY(sent_store_read(ledger, &store, failure));
    return begin(out, store, NULL, failure);
}

static Status no_run(const SentStore *store, bool **wanted, Failure *failure)
{
    *wanted = system_allocate_zeroed(store->run_count + 1, sizeof **wanted);
    if (*wanted == NULL) return failure_set(failure, STATUS_MEMORY, _("payments"), NULL);
    return STATUS_OK;
}

Status reconcile_begin_of_facts(const Ledger *ledger, const AnswerFacts *facts,
                                Reconciliation *out, Failure *failure)
{
    const SentStore *store;
    CLEANUP(system_free) bool *wanted = NULL;
    *out = (Reconciliation){.ledger = ledger};
    TRY(sent_store_read(ledger, &store, failure));
    TRY(no_run(store, &wanted, failure));
    for (size_t i = 0; i < facts->count; i++) {
        const char *id = facts->items[i].message_id;
        if (i > 0 && strcmp(facts->items[i - 1].message_id, id) == 0) continue;
        size_t run = sent_run_of_message(store, id, NULL);
        if (run < store->run_count) wanted[run] = true;
    }
    return begin(out, store, wanted, failure);
}

Status reconcile_begin_of_lines(const Ledger *ledger, const ManualLines *lines,
                                Reconciliation *out, Failure *failure)
{
    static const SentStore nothing;
    const SentStore *store = &nothing;
    CLEANUP(system_free) bool *wanted = NULL;
    bool any = false;
    *out = (Reconciliation){.ledger = ledger};
    for (size_t i = 0; i < lines->count; i++)
        any = any || manual_is_of_payment(lines->items[i].kind);
    if (any) TRY(sent_store_read(ledger, &store, failure));
    TRY(no_run(store, &wanted, failure));
    for (size_t i = 0; i < lines->count; i++) {
        if (!manual_is_of_payment(lines->items[i].kind)) continue;
        size_t run = sent_run_of_payment(store, lines->items[i].reference, NULL);
        if (run == store->run_count)
            run = sent_run_of_message(store, lines->items[i].reference, NULL);
        if (run < store->run_count) wanted[run] = true;
    }
    return begin(out, store, wanted, failure);
}

void reconcile_free(Reconciliation *work)
{
    for (size_t i = 0; i < work->source_count; i++)
        text_buffer_free(&work->sources[i].excerpt);
    system_free(work->files);
    system_free(work->order);
    system_free(work->fates);
    system_free(work->movements);
    system_free(work->sources);
    system_free(work->hands);
    system_free(work->taken);
    answer_facts_free(&work->known);
    answer_facts_free(&work->given);
    answer_facts_free(&work->united);
    *work = (Reconciliation){0};
}

/* --- by hand --- */

/* A payment by its id, or all of a file by its own. */
static Status add_hand_line(Reconciliation *work, const char *name, const ManualLine *line,
                            uint32_t entry, Failure *failure)
{
    HandLine hand = hand_line(line, reconcile_find(work, line->reference), entry);
    if (hand.payment < work->payment_count) return add_hand(work, &hand, failure);
    const SentFile *file = reconcile_find_file(work, line->reference);
    if (file == NULL || line->kind != MANUAL_UNSENT)
        return hand_line_refuse(name, line, failure);
    for (size_t i = 0; i < file->file.count; i++) {
        hand.payment = (uint32_t)(file->first + i);
        TRY(add_hand(work, &hand, failure));
    }
    return STATUS_OK;
}

Status reconcile_by_hand(Reconciliation *work, const char *name, const ManualLines *lines,
                         uint32_t entry, Failure *failure)
{
    for (size_t i = 0; i < lines->count; i++)
        if (manual_is_of_payment(lines->items[i].kind))
            TRY(add_hand_line(work, name, &lines->items[i], entry, failure));
    return STATUS_OK;
}
