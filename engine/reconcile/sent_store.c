#include "engine/reconcile/sent_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/run/answer_judging.h"
#include "formats/run/files.h"

static void run_free(SentRun *run)
{
    for (size_t i = 0; i < run->file_count; i++)
        pain001_file_free(&run->files[i]);
    answer_facts_free(&run->facts);
    system_free(run->files);
    system_free(run->by_id);
    system_free(run->hands);
    system_free(run->taken);
}

static void store_clear(SentStore *store)
{
    for (size_t i = 0; i < store->run_count; i++)
        run_free(&store->runs[i]);
    system_free(store->runs);
    system_free(store->lines);
    *store = (SentStore){.runs = NULL};
}

void sent_store_free(SentStore *store)
{
    if (store == NULL) return;
    store_clear(store);
    system_free(store);
}

/* --- files of entries --- */

Status sent_entry_text(const Ledger *ledger, uint32_t entry, EntryText *out, Failure *failure)
{
    const FolderFile *file;
    TRY(folder_read(ledger_folder(ledger, entry), "entry.json", INPUT_SMALL_SIZE_MAX, &file,
                    failure));
    return entry_read(file->path, file->bytes, file->size, out, failure);
}

/* A file that is read once: its content, good until it is let go. */
typedef struct Once {
    Folder *folder;
    const FolderFile *stored;
    InputFile content;
} Once;

static void once_end(Once *once)
{
    input_file_free(&once->content);
    if (once->stored != NULL) folder_forget(once->folder, once->stored);
}
CLEANUP_VALUE(Once, once_end)

/* What the entry lists, as it was signed: not all files of an older entry were read yet. */
static Status read_listed(const ManifestFile *listed, Once *once, Failure *failure)
{
    TRY(evidence_read(once->folder, listed, "the file was changed", &once->stored, failure));
    return folder_content(once->stored, INPUT_SIZE_MAX, &once->content, failure);
}

/* The entry's file of this name. *there is false when it lists none. */
static Status read_named(const Ledger *ledger, uint32_t entry, const char *name, Once *once,
                         bool *there, Failure *failure)
{
    CLEANUP(entry_text_free) EntryText text = {.number = 0};
    once->folder = ledger_folder(ledger, entry);
    TRY(sent_entry_text(ledger, entry, &text, failure));
    const ManifestFile *listed = manifest_files_at(&text.files, name);
    *there = listed != NULL;
    return *there ? read_listed(listed, once, failure) : STATUS_OK;
}

/* --- what was sent --- */

static Status add_file(SentRun *run, Folder *folder, const ManifestFile *listed,
                       Failure *failure)
{
    CLEANUP(once_end) Once once = {.folder = folder};
    Pain001File *file;
    TRY(read_listed(listed, &once, failure));
    TRY(system_grow(&run->files, &run->file_capacity, run->file_count + 1, sizeof *run->files,
                    failure));
    file = &run->files[run->file_count];
    TRY(pain001_read(once.stored->path, once.content.bytes, once.content.size, file, failure));
    run->payment_count += file->count;
    run->file_count++;
    return STATUS_OK;
}

static int compare_payments(const void *left, const void *right)
{
    const SentPayment *a = left, *b = right;
    return strcmp(a->transaction->end_to_end_id, b->transaction->end_to_end_id);
}

static Status sort_payments(SentRun *run, Failure *failure)
{
    uint32_t place = 0;
    run->by_id = system_allocate_zeroed(run->payment_count + 1, sizeof *run->by_id);
    if (run->by_id == NULL) return failure_set(failure, STATUS_MEMORY, _("payments"), NULL);
    for (size_t f = 0; f < run->file_count; f++)
        for (size_t i = 0; i < run->files[f].count; i++, place++)
            run->by_id[place] = (SentPayment){&run->files[f].transactions[i], place};
    qsort(run->by_id, run->payment_count, sizeof *run->by_id, compare_payments);
    return STATUS_OK;
}

static Status add_sent(const Ledger *ledger, SentStore *store, uint32_t entry, Failure *failure)
{
    CLEANUP(entry_text_free) EntryText text = {.number = 0};
    TRY(sent_entry_text(ledger, entry, &text, failure));
    TRY(system_grow(&store->runs, &store->run_capacity, store->run_count + 1,
                    sizeof *store->runs, failure));
    SentRun *run = &store->runs[store->run_count++];
    *run = (SentRun){.entry = entry};
    for (size_t i = 0; i < text.files.count; i++)
        if (evidence_is_payment(text.files.items[i].path))
            TRY(add_file(run, ledger_folder(ledger, entry), &text.files.items[i], failure));
    return sort_payments(run, failure);
}

/* --- by their ids --- */

size_t sent_run_of_message(const SentStore *store, const char *message_id,
                           const Pain001File **file)
{
    for (size_t r = 0; r < store->run_count; r++) {
        const SentRun *run = &store->runs[r];
        for (size_t i = 0; i < run->file_count; i++) {
            if (strcmp(run->files[i].message_id, message_id) != 0) continue;
            if (file != NULL) *file = &run->files[i];
            return r;
        }
    }
    return store->run_count;
}

static const SentPayment *find_payment(const SentRun *run, const char *end_to_end_id)
{
    Pain001Transaction asked = {.line = 0};
    const SentPayment key = {&asked, 0};
    if (run->payment_count == 0 || strlen(end_to_end_id) >= sizeof asked.end_to_end_id)
        return NULL;
    memcpy(asked.end_to_end_id, end_to_end_id, strlen(end_to_end_id) + 1);
    return bsearch(&key, run->by_id, run->payment_count, sizeof key, compare_payments);
}

/* The newest first: it is what most is said of. */
size_t sent_run_of_payment(const SentStore *store, const char *end_to_end_id,
                           const SentPayment **payment)
{
    for (size_t r = store->run_count; r-- > 0;) {
        const SentPayment *found = find_payment(&store->runs[r], end_to_end_id);
        if (found == NULL) continue;
        if (payment != NULL) *payment = found;
        return r;
    }
    return store->run_count;
}

/* --- what the entries say of them --- */

static Status add_taken(const Ledger *ledger, SentStore *store, uint32_t entry,
                        Failure *failure)
{
    CLEANUP(once_end) Once once = {.folder = NULL};
    CLEANUP(system_free) TakenItem *items = NULL;
    size_t count;
    bool there;
    TRY(read_named(ledger, entry, "taken.csv", &once, &there, failure));
    if (!there) return STATUS_OK;
    TRY(taken_items_read(once.stored->path, once.content.bytes, once.content.size, &items,
                         &count, failure));
    for (size_t i = 0; i < count; i++) {
        const char *id = items[i].item.id;
        if (open_kind_is_manual(items[i].item.kind)) continue;
        size_t at = sent_run_of_payment(store, id, NULL);
        if (at == store->run_count)
            return failure_set(failure, STATUS_VERIFICATION, once.stored->path,
                               "%s is taken up and was never sent", id);
        SentRun *run = &store->runs[at];
        TRY(system_grow(&run->taken, &run->taken_capacity, run->taken_count + 1, sizeof *items,
                        failure));
        run->taken[run->taken_count++] = items[i];
    }
    return STATUS_OK;
}

static bool is_within(const Pain001File *file, const Pain001Transaction *payment)
{
    uintptr_t at = (uintptr_t)payment, first = (uintptr_t)file->transactions;
    return payment != NULL && at >= first && at < first + file->count * sizeof *payment;
}

Status sent_fact_check(const char *name, const Pain001File *file,
                       const Pain001Transaction *payment, const AnswerFact *fact,
                       Failure *failure)
{
    bool sound = file != NULL && (fact->kind != FACT_STATUS || answer_fact_is_sound(fact));
    if (sound && (fact->kind == FACT_STATUS || fact->kind == FACT_BOOKED))
        sound = is_within(file, payment) &&
                (fact->kind != FACT_BOOKED || fact->amount == payment->amount);
    if (sound && fact->kind == FACT_SEEN) sound = fact->day >= file->execution_day;
    if (sound) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, name,
                       "holds what no answer can say of what was sent (%s)", fact->message_id);
}

static Status add_fact(SentStore *store, const char *name, const AnswerFact *fact,
                       Failure *failure)
{
    const Pain001File *file = NULL;
    size_t run = sent_run_of_message(store, fact->message_id, &file);
    const SentPayment *payment =
        file == NULL ? NULL : find_payment(&store->runs[run], fact->end_to_end_id);
    TRY(sent_fact_check(name, file, payment != NULL ? payment->transaction : NULL, fact,
                        failure));
    return answer_facts_add(&store->runs[run].facts, fact, failure);
}

static Status add_facts(const Ledger *ledger, SentStore *store, uint32_t entry,
                        Failure *failure)
{
    CLEANUP(once_end) Once once = {.folder = NULL};
    CLEANUP(answer_facts_free) AnswerFacts facts = {0};
    bool there;
    TRY(read_named(ledger, entry, "facts.csv", &once, &there, failure));
    if (!there) return STATUS_OK;
    TRY(answer_facts_read(once.stored->path, once.content.bytes, once.content.size, &facts,
                          failure));
    for (size_t i = 0; i < facts.count; i++)
        TRY(add_fact(store, once.stored->path, &facts.items[i], failure));
    return STATUS_OK;
}

/* --- by hand --- */

HandLine hand_line(const ManualLine *line, size_t payment, uint32_t entry)
{
    return (HandLine){(uint32_t)payment, line->kind == MANUAL_RETURNED, entry, line->date};
}

Status hand_line_refuse(const char *name, const ManualLine *line, Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, _("%.400s, line %u"), name, line->line);
    return failure_set(failure, STATUS_INPUT_VALUE, where,
                       "the reference names no payment of this ledger");
}

static Status add_hand(SentRun *run, const LedgerManualLine *by, size_t payment,
                       Failure *failure)
{
    TRY(system_grow(&run->hands, &run->hand_capacity, run->hand_count + 1, sizeof *run->hands,
                    failure));
    run->hands[run->hand_count++] = hand_line(&by->line, payment, by->entry);
    return STATUS_OK;
}

/* All payments of a file. */
static Status add_hand_file(SentRun *run, const Pain001File *file, const LedgerManualLine *by,
                            Failure *failure)
{
    size_t place = 0;
    for (const Pain001File *before = run->files; before < file; before++)
        place += before->count;
    for (size_t i = 0; i < file->count; i++)
        TRY(add_hand(run, by, place + i, failure));
    return STATUS_OK;
}

static Status add_hand_line(const Ledger *ledger, SentStore *store, const LedgerManualLine *by,
                            Failure *failure)
{
    const SentPayment *payment = NULL;
    const Pain001File *file = NULL;
    size_t run = sent_run_of_payment(store, by->line.reference, &payment);
    if (payment != NULL) return add_hand(&store->runs[run], by, payment->place, failure);
    run = sent_run_of_message(store, by->line.reference, &file);
    if (file != NULL && by->line.kind == MANUAL_UNSENT)
        return add_hand_file(&store->runs[run], file, by, failure);
    char path[PATH_SIZE];
    TRY(path_join(folder_path(ledger_folder(ledger, by->entry)), "manual.csv", path, failure));
    return hand_line_refuse(path, &by->line, failure);
}

static Status add_hands(const Ledger *ledger, SentStore *store, uint32_t entry,
                        Failure *failure)
{
    for (size_t i = 0; i < store->line_count; i++) {
        const LedgerManualLine *by = &store->lines[i];
        if (by->entry == entry && manual_is_of_payment(by->line.kind))
            TRY(add_hand_line(ledger, store, by, failure));
    }
    return STATUS_OK;
}

static Status read_lines(const Ledger *ledger, SentStore *store, uint32_t entry,
                         Failure *failure)
{
    CLEANUP(once_end) Once once = {.folder = NULL};
    CLEANUP(manual_lines_free) ManualLines own = {0};
    bool there;
    TRY(read_named(ledger, entry, "manual.csv", &once, &there, failure));
    if (!there) return STATUS_OK;
    TRY(manual_csv_read(once.stored->path, once.content.bytes, once.content.size, INT32_MAX,
                        &own, failure));
    TRY(system_grow(&store->lines, &store->line_capacity, store->line_count + own.count,
                    sizeof *store->lines, failure));
    for (size_t i = 0; i < own.count; i++)
        store->lines[store->line_count++] =
            (LedgerManualLine){entry, (uint32_t)i + 1, own.items[i]};
    return STATUS_OK;
}

/* --- all of it --- */

/* Whoever asks again after a failure is told the same. */
static Status whole(SentStore *store, Status status)
{
    if (status != STATUS_OK) store_clear(store);
    return status;
}

static Status read_all_lines(const Ledger *ledger, SentStore *store, Failure *failure)
{
    INVARIANT(store != NULL && store->line_entries <= ledger->entry_count);
    for (; store->line_entries < ledger->entry_count; store->line_entries++)
        if (ledger->entries[store->line_entries].kind == ENTRY_MANUAL)
            TRY(read_lines(ledger, store, (uint32_t)store->line_entries, failure));
    return STATUS_OK;
}

Status ledger_manual_lines(const Ledger *ledger, const LedgerManualLine **lines, size_t *count,
                           Failure *failure)
{
    SentStore *store = ledger->sent;
    TRY(whole(store, read_all_lines(ledger, store, failure)));
    *lines = store->lines;
    *count = store->line_count;
    return STATUS_OK;
}

static Status read_entry(const Ledger *ledger, SentStore *store, uint32_t entry,
                         Failure *failure)
{
    switch (ledger->entries[entry].kind) {
    case ENTRY_RUN:
        TRY(add_sent(ledger, store, entry, failure));
        return add_taken(ledger, store, entry, failure);
    case ENTRY_ANSWER:
        return add_facts(ledger, store, entry, failure);
    case ENTRY_MANUAL:
        return add_hands(ledger, store, entry, failure);
    default:
        return STATUS_OK;
    }
}

static Status read_all(const Ledger *ledger, SentStore *store, Failure *failure)
{
    TRY(read_all_lines(ledger, store, failure));
    INVARIANT(store->entries <= ledger->entry_count);
    for (; store->entries < ledger->entry_count; store->entries++)
        TRY(read_entry(ledger, store, (uint32_t)store->entries, failure));
    return STATUS_OK;
}

Status sent_store_read(const Ledger *ledger, const SentStore **out, Failure *failure)
{
    *out = ledger->sent;
    return whole(ledger->sent, read_all(ledger, ledger->sent, failure));
}
