#include "engine/reconcile/reconcile.h"

#include <stdlib.h>
#include <string.h>

#include "formats/run/files.h"

/* --- what was sent --- */

static Status add_file(Reconciliation *work, Folder *folder, const char *name,
                       const SentFile *like, Failure *failure)
{
    const FolderFile *stored;
    CLEANUP(input_file_free) InputFile content = {0};
    SentFile sent = *like;
    TRY(folder_read(folder, name, INPUT_SIZE_MAX, &stored, failure));
    TRY(folder_content(stored, INPUT_SIZE_MAX, &content, failure));
    TRY(system_grow(&work->files, &work->file_capacity, work->file_count + 1, sizeof sent,
                    failure));
    TRY(pain001_read(stored->path, content.bytes, content.size, &sent.file, failure));
    sent.first = work->payment_count;
    work->payment_count += sent.file.count;
    work->files[work->file_count++] = sent;
    return STATUS_OK;
}

/* How the bank of this run answers, by the profile that the run names. */
static Status read_profile(const Reconciliation *work, Folder *folder, SentFile *like,
                           Failure *failure)
{
    const FolderFile *file;
    BankProfile profile;
    CLEANUP(manifest_free) Manifest manifest = {0};
    TRY(folder_read(folder, "manifest.json", INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(manifest_read(file->path, file->bytes, file->size, &manifest, failure));
    TRY(bank_profile_load(work->bank_profiles, manifest.bank_profile, &profile, failure));
    like->settling = profile.settling;
    like->part_rest = profile.part_rest;
    return STATUS_OK;
}

static Status add_entry(Reconciliation *work, const LedgerEntry *entry, Failure *failure)
{
    char name[PATH_SIZE];
    CLEANUP(path_list_free) PathList list = {0};
    Folder *folder = ledger_folder(work->ledger, entry->number);
    SentFile like = {.entry = entry->number};
    TRY(folder_names(folder, "payments", &list, failure));
    if (list.count > 0) TRY(read_profile(work, folder, &like, failure));
    for (size_t i = 0; i < list.count; i++) {
        TRY(path_join("payments", list.names[i], name, failure));
        if (evidence_is_payment(name)) TRY(add_file(work, folder, name, &like, failure));
    }
    return STATUS_OK;
}

/* --- payments by their id --- */

const SentFile *reconcile_file_of(const Reconciliation *work, size_t payment)
{
    size_t at = work->file_count - 1;
    while (work->files[at].first > payment)
        at--;
    return &work->files[at];
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
        return failure_set(failure, STATUS_MEMORY, "payments", NULL);
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

Status reconcile_begin(const Ledger *ledger, const char *bank_profiles, Reconciliation *out,
                       Failure *failure)
{
    *out = (Reconciliation){.ledger = ledger, .bank_profiles = bank_profiles};
    for (size_t i = 0; i < ledger->entry_count; i++)
        if (ledger->entries[i].kind == ENTRY_RUN)
            TRY(add_entry(out, &ledger->entries[i], failure));
    return sort_payments(out, failure);
}

void reconcile_free(Reconciliation *work)
{
    for (size_t i = 0; i < work->file_count; i++)
        pain001_file_free(&work->files[i].file);
    system_free(work->files);
    system_free(work->order);
    system_free(work->fates);
    answer_facts_free(&work->facts);
    *work = (Reconciliation){0};
}

/* --- the buckets --- */

/* What the facts come to, before it is a state. */
typedef struct Gathering {
    PaymentFacts *facts; /* by payment */
    Movement *movements; /* entries that name a payment; then of sums, `payment` is the file */
    Ore *amounts;
} Gathering;

static void gathering_free(Gathering *gathering)
{
    system_free(gathering->facts);
    system_free(gathering->movements);
    system_free(gathering->amounts);
}
CLEANUP_VALUE(Gathering, gathering_free)

static Status gathering_make(const Reconciliation *work, Gathering *out, Failure *failure)
{
    out->facts = system_allocate_zeroed(work->payment_count + 1, sizeof *out->facts);
    out->movements = system_allocate_zeroed(work->facts.count + 1, sizeof *out->movements);
    out->amounts = system_allocate_zeroed(work->payment_count + 1, sizeof *out->amounts);
    if (out->facts == NULL || out->movements == NULL || out->amounts == NULL)
        return failure_set(failure, STATUS_MEMORY, "answers", NULL);
    for (size_t i = 0; i < work->payment_count; i++)
        out->amounts[i] = reconcile_payment(work, i)->amount;
    return STATUS_OK;
}

static Movement movement_of(const AnswerFact *fact, size_t owner)
{
    Movement movement = {.payment = (uint32_t)owner,
                         .credit = fact->credit,
                         .booked = fact->day,
                         .occurrence = fact->occurrence};
    memcpy(movement.reference, fact->reference, sizeof movement.reference);
    return movement;
}

static void gather_payments(const Reconciliation *work, Gathering *gathering)
{
    size_t count = 0;
    for (size_t i = 0; i < work->facts.count; i++) {
        const AnswerFact *fact = &work->facts.items[i];
        if (fact->kind == FACT_SUM) continue;
        size_t payment = reconcile_find(work, fact->end_to_end_id);
        INVARIANT(payment < work->payment_count);
        if (fact->kind == FACT_STATUS)
            payment_facts_add(&gathering->facts[payment], fact->meaning);
        else
            gathering->movements[count++] = movement_of(fact, payment);
    }
    count = movements_unite(gathering->movements, count);
    for (size_t i = 0; i < count; i++) {
        PaymentFacts *facts = &gathering->facts[gathering->movements[i].payment];
        facts->credits += gathering->movements[i].credit;
        facts->debits += !gathering->movements[i].credit;
    }
}

static bool is_sum_of(const AnswerFact *fact, const SentFile *file)
{
    return fact->kind == FACT_SUM && strcmp(fact->message_id, file->file.message_id) == 0;
}

/* Two sums are the same entry of the account. */
static bool is_same_entry(const AnswerFact *left, const AnswerFact *right)
{
    if (left->credit != right->credit || left->occurrence != right->occurrence) return false;
    if (strcmp(left->reference, right->reference) != 0) return false;
    return left->reference[0] != '\0' || left->day == right->day;
}

static bool was_told_before(const Reconciliation *work, const SentFile *file, size_t fact)
{
    for (size_t i = 0; i < fact; i++)
        if (is_sum_of(&work->facts.items[i], file) &&
            is_same_entry(&work->facts.items[i], &work->facts.items[fact]))
            return true;
    return false;
}

/* Entries of one file that name no payment, each once. */
static BatchTotal sum_of_file(const Reconciliation *work, const SentFile *file)
{
    BatchTotal total = {.has_count = true};
    for (size_t i = 0; i < work->facts.count; i++) {
        const AnswerFact *fact = &work->facts.items[i];
        if (!is_sum_of(fact, file) || was_told_before(work, file, i)) continue;
        total.sum = ore_add(total.sum, fact->credit ? -fact->amount : fact->amount);
        total.has_count = total.has_count && fact->has_count;
        total.count += fact->credit ? -fact->count : fact->count;
    }
    return total;
}

static Status settle_sums(Reconciliation *work, Gathering *gathering, Failure *failure)
{
    for (size_t i = 0; i < work->file_count; i++) {
        SentFile *file = &work->files[i];
        BatchTotal total = sum_of_file(work, file);
        file->batch = batch_settle(&total, gathering->amounts + file->first,
                                   gathering->facts + file->first, file->file.count);
        if (file->batch != BATCH_MORE) continue;
        return failure_set(failure, STATUS_INPUT_VALUE, file->file.message_id,
                           "the answers book more for this file than what was sent and not "
                           "rejected or booked by itself: ask the bank");
    }
    return STATUS_OK;
}

/* --- which fact says so --- */

/* What a fact is worth as the reason of a state: a return before a rejection before a booking
 * before other statuses; among like ones the latest. */
static int worth(const AnswerFact *fact, const PaymentState *state)
{
    bool credit = fact->kind == FACT_BOOKED && fact->credit;
    bool debit = fact->kind != FACT_STATUS && !fact->credit;
    if (state->returned) return credit ? 9 : debit ? 1 : 0;
    if (state->bucket == BUCKET_REJECTED) return fact->meaning == SAYS_REJECTED ? 9 : 0;
    if (state->bucket == BUCKET_SETTLED && debit) return fact->kind == FACT_BOOKED ? 9 : 8;
    return fact->kind == FACT_STATUS ? 1 + (int)fact->meaning : 0;
}

static void consider(PaymentFate *fate, const AnswerFact *fact)
{
    int now = worth(fact, &fate->state);
    int before = fate->by == NULL ? 0 : worth(fate->by, &fate->state);
    if (now == 0 || now < before) return;
    if (now == before && fate->by != NULL && fact->day <= fate->by->day) return;
    fate->by = fact;
}

static void find_reasons(Reconciliation *work)
{
    for (size_t i = 0; i < work->facts.count; i++) {
        const AnswerFact *fact = &work->facts.items[i];
        if (fact->kind != FACT_SUM) {
            consider(&work->fates[reconcile_find(work, fact->end_to_end_id)], fact);
            continue;
        }
        for (size_t f = 0; f < work->file_count; f++) {
            const SentFile *file = &work->files[f];
            if (file->batch != BATCH_SETTLES || !is_sum_of(fact, file)) continue;
            for (size_t p = 0; p < file->file.count; p++)
                consider(&work->fates[file->first + p], fact);
        }
    }
}

Status reconcile_finish(Reconciliation *work, Failure *failure)
{
    CLEANUP(gathering_free) Gathering gathering = {0};
    answer_facts_sort(&work->facts);
    TRY(gathering_make(work, &gathering, failure));
    system_free(work->fates);
    work->fates = system_allocate_zeroed(work->payment_count + 1, sizeof *work->fates);
    if (work->fates == NULL) return failure_set(failure, STATUS_MEMORY, "answers", NULL);
    gather_payments(work, &gathering);
    TRY(settle_sums(work, &gathering, failure));
    for (size_t i = 0; i < work->payment_count; i++)
        work->fates[i].state = payment_state(&gathering.facts[i]);
    find_reasons(work);
    return STATUS_OK;
}
