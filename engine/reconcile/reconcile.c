#include "engine/reconcile/reconcile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/run/files.h"

/* --- what was sent --- */

static Status read_entry_text(Folder *folder, EntryText *out, Failure *failure)
{
    const FolderFile *file;
    TRY(folder_read(folder, "entry.json", INPUT_SMALL_SIZE_MAX, &file, failure));
    return entry_read(file->path, file->bytes, file->size, out, failure);
}

/* What the entry lists, as it was signed: not all files of an older entry were read yet. */
static Status read_listed(Folder *folder, const ManifestFile *listed, InputFile *out,
                          const char **path, Failure *failure)
{
    const FolderFile *stored;
    TRY(evidence_read(folder, listed, "the file was changed", &stored, failure));
    *path = stored->path;
    return folder_content(stored, INPUT_SIZE_MAX, out, failure);
}

static Status add_file(Reconciliation *work, Folder *folder, const ManifestFile *listed,
                       const SentFile *like, Failure *failure)
{
    const char *path;
    CLEANUP(input_file_free) InputFile content = {0};
    SentFile sent = *like;
    TRY(read_listed(folder, listed, &content, &path, failure));
    TRY(system_grow(&work->files, &work->file_capacity, work->file_count + 1, sizeof sent,
                    failure));
    TRY(pain001_read(path, content.bytes, content.size, &sent.file, failure));
    sent.first = work->payment_count;
    work->payment_count += sent.file.count;
    work->files[work->file_count++] = sent;
    return STATUS_OK;
}

/* How the bank of this run answers: by the copy of its profile that the authority signed, else
 * by the profile that the run names. */
static Status read_profile(const Reconciliation *work, Folder *folder, const EntryText *text,
                           SentFile *like, Failure *failure)
{
    const FolderFile *file;
    BankProfile profile;
    CLEANUP(manifest_free) Manifest manifest = {0};
    const ManifestFile *copy = manifest_files_at(&text->files, "bank-profile.xml");
    if (work->bank_profiles == NULL) return STATUS_OK;
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

static Status add_sent(Reconciliation *work, const LedgerEntry *entry, Failure *failure)
{
    CLEANUP(entry_text_free) EntryText text = {.number = 0};
    Folder *folder = ledger_folder(work->ledger, entry->number);
    SentFile like = {.entry = entry->number};
    bool first = true;
    TRY(read_entry_text(folder, &text, failure));
    for (size_t i = 0; i < text.files.count; i++) {
        if (!evidence_is_payment(text.files.items[i].path)) continue;
        if (first) TRY(read_profile(work, folder, &text, &like, failure));
        first = false;
        TRY(add_file(work, folder, &text.files.items[i], &like, failure));
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

/* --- what the entries say of them --- */

static Status add_taken(Reconciliation *work, const char *path, const InputFile *content,
                        Failure *failure)
{
    CLEANUP(system_free) TakenItem *items = NULL;
    size_t count;
    TRY(taken_items_read(path, content->bytes, content->size, &items, &count, failure));
    if (count == 0) return STATUS_OK;
    TRY(system_grow(&work->taken, &work->taken_capacity, work->taken_count + count,
                    sizeof *items, failure));
    for (size_t i = 0; i < count; i++) {
        const char *id = items[i].item.id;
        if (open_kind_is_manual(items[i].item.kind)) continue;
        if (reconcile_find(work, id) == work->payment_count)
            return failure_set(failure, STATUS_VERIFICATION, path,
                               "%s is taken up and was never sent", id);
        work->taken[work->taken_count++] = items[i];
    }
    return STATUS_OK;
}

static Status add_known(Reconciliation *work, const char *path, const InputFile *content,
                        Failure *failure)
{
    CLEANUP(answer_facts_free) AnswerFacts facts = {0};
    TRY(answer_facts_read(path, content->bytes, content->size, &facts, failure));
    for (size_t i = 0; i < facts.count; i++)
        TRY(reconcile_check_fact(work, path, &facts.items[i], failure));
    for (size_t i = 0; i < facts.count; i++)
        TRY(answer_facts_add(&work->known, &facts.items[i], failure));
    return STATUS_OK;
}

static Status add_manual(Reconciliation *work, const char *path, const InputFile *content,
                         uint32_t entry, Failure *failure)
{
    CLEANUP(manual_lines_free) ManualLines lines = {0};
    TRY(manual_csv_read(path, content->bytes, content->size, INT32_MAX, &lines, failure));
    return reconcile_by_hand(work, path, &lines, entry, failure);
}

/* The file of each kind of entry that says something of payments. */
static Status load_entry(Reconciliation *work, const LedgerEntry *entry, Failure *failure)
{
    const char *path;
    const char *name = entry->kind == ENTRY_RUN      ? "taken.csv"
                       : entry->kind == ENTRY_ANSWER ? "facts.csv"
                                                     : "manual.csv";
    CLEANUP(entry_text_free) EntryText text = {.number = 0};
    CLEANUP(input_file_free) InputFile content = {0};
    Folder *folder = ledger_folder(work->ledger, entry->number);
    TRY(read_entry_text(folder, &text, failure));
    const ManifestFile *listed = manifest_files_at(&text.files, name);
    if (listed == NULL) return STATUS_OK;
    TRY(read_listed(folder, listed, &content, &path, failure));
    if (entry->kind == ENTRY_RUN) return add_taken(work, path, &content, failure);
    if (entry->kind == ENTRY_ANSWER) return add_known(work, path, &content, failure);
    return add_manual(work, path, &content, entry->number, failure);
}

static Status load_entries(Reconciliation *work, Failure *failure)
{
    for (size_t i = 0; i < work->ledger->entry_count; i++) {
        const LedgerEntry *entry = &work->ledger->entries[i];
        bool says = entry->kind == ENTRY_RUN || entry->kind == ENTRY_ANSWER ||
                    entry->kind == ENTRY_MANUAL;
        if (says) TRY(load_entry(work, entry, failure));
    }
    answer_facts_sort(&work->known);
    return STATUS_OK;
}

Status reconcile_begin(const Ledger *ledger, const char *bank_profiles, Reconciliation *out,
                       Failure *failure)
{
    *out = (Reconciliation){.ledger = ledger, .bank_profiles = bank_profiles};
    for (size_t i = 0; i < ledger->entry_count; i++)
        if (ledger->entries[i].kind == ENTRY_RUN)
            TRY(add_sent(out, &ledger->entries[i], failure));
    TRY(sort_payments(out, failure));
    return load_entries(out, failure);
}

void reconcile_free(Reconciliation *work)
{
    for (size_t i = 0; i < work->file_count; i++)
        pain001_file_free(&work->files[i].file);
    for (size_t i = 0; i < work->source_count; i++)
        text_buffer_free(&work->sources[i].excerpt);
    system_free(work->files);
    system_free(work->order);
    system_free(work->fates);
    system_free(work->sources);
    system_free(work->hands);
    system_free(work->taken);
    answer_facts_free(&work->known);
    answer_facts_free(&work->given);
    answer_facts_free(&work->facts);
    *work = (Reconciliation){0};
}

/* --- by hand --- */

static Status add_hand(Reconciliation *work, size_t payment, const ManualLine *line,
                       uint32_t entry, Failure *failure)
{
    TRY(system_grow(&work->hands, &work->hand_capacity, work->hand_count + 1,
                    sizeof *work->hands, failure));
    work->hands[work->hand_count++] =
        (HandLine){(uint32_t)payment, line->kind == MANUAL_RETURNED, entry, line->date};
    return STATUS_OK;
}

/* A payment by its id, or all of a file by its own. */
static Status add_hand_line(Reconciliation *work, const char *name, const ManualLine *line,
                            uint32_t entry, Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    size_t payment = reconcile_find(work, line->reference);
    if (payment < work->payment_count) return add_hand(work, payment, line, entry, failure);
    const SentFile *file = reconcile_find_file(work, line->reference);
    if (file != NULL && line->kind == MANUAL_UNSENT) {
        for (size_t i = 0; i < file->file.count; i++)
            TRY(add_hand(work, file->first + i, line, entry, failure));
        return STATUS_OK;
    }
    snprintf(where, sizeof where, "%s, line %u", name, line->line);
    return failure_set(failure, STATUS_INPUT_VALUE, where,
                       "the reference names no payment of this ledger");
}

Status reconcile_by_hand(Reconciliation *work, const char *name, const ManualLines *lines,
                         uint32_t entry, Failure *failure)
{
    for (size_t i = 0; i < lines->count; i++) {
        const ManualLine *line = &lines->items[i];
        if (line->kind == MANUAL_UNSENT || line->kind == MANUAL_RETURNED)
            TRY(add_hand_line(work, name, line, entry, failure));
    }
    return STATUS_OK;
}
