/* reconcile_state.c - the bucket of each payment, from everything that is known of it, and what
 * is open. life.md 2. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/reconcile/reconcile.h"
#include "formats/base/translate.h"
#include "formats/run/answer_judging.h"

/* --- facts --- */

void reconcile_facts_of(const Reconciliation *work, const SentFile *file, size_t *begin,
                        size_t *end)
{
    *begin = answer_facts_begin(&work->facts, file->file.message_id);
    *end = *begin;
    while (*end < work->facts.count &&
           strcmp(work->facts.items[*end].message_id, file->file.message_id) == 0)
        (*end)++;
}

static Status check_fact(const Reconciliation *work, const char *name, const AnswerFact *fact,
                         Failure *failure)
{
    const SentFile *file = reconcile_find_file(work, fact->message_id);
    size_t payment = reconcile_find(work, fact->end_to_end_id);
    return sent_fact_check(
        name, file != NULL ? &file->file : NULL,
        payment < work->payment_count ? reconcile_payment(work, payment) : NULL, fact, failure);
}

Status reconcile_add_facts(Reconciliation *work, const char *name, const AnswerFacts *facts,
                           Failure *failure)
{
    for (size_t i = 0; i < facts->count; i++) {
        TRY(check_fact(work, name, &facts->items[i], failure));
        TRY(answer_facts_add(&work->given, &facts->items[i], failure));
    }
    return STATUS_OK;
}

static Status unite_facts(Reconciliation *work, Failure *failure)
{
    answer_facts_keep_new(&work->given, &work->known);
    work->facts = work->known;
    if (work->given.count == 0) return STATUS_OK;
    work->united.count = 0;
    for (size_t i = 0; i < work->known.count; i++)
        TRY(answer_facts_add(&work->united, &work->known.items[i], failure));
    for (size_t i = 0; i < work->given.count; i++)
        TRY(answer_facts_add(&work->united, &work->given.items[i], failure));
    answer_facts_sort(&work->united);
    work->facts = work->united;
    return STATUS_OK;
}

/* --- the buckets --- */

/* What the facts come to, before it is a state. */
typedef struct Gathering {
    PaymentFacts *facts; /* by payment */
    Ore *amounts;
} Gathering;

static void gathering_free(Gathering *gathering)
{
    system_free(gathering->facts);
    system_free(gathering->amounts);
}
CLEANUP_VALUE(Gathering, gathering_free)

static Status gathering_make(const Reconciliation *work, Gathering *out, Failure *failure)
{
    out->facts = system_allocate_zeroed(work->payment_count + 1, sizeof *out->facts);
    out->amounts = system_allocate_zeroed(work->payment_count + 1, sizeof *out->amounts);
    if (out->facts == NULL || out->amounts == NULL)
        return failure_set(failure, STATUS_MEMORY, _("answers"), NULL);
    for (size_t i = 0; i < work->payment_count; i++)
        out->amounts[i] = reconcile_payment(work, i)->amount;
    return STATUS_OK;
}

static Status add_movement(Reconciliation *work, const Movement *movement, Failure *failure)
{
    TRY(system_grow(&work->movements, &work->movement_capacity, work->movement_count + 1,
                    sizeof *work->movements, failure));
    work->movements[work->movement_count++] = *movement;
    return STATUS_OK;
}

/* Entries that name a payment, each once; and reports. */
static Status gather_facts(Reconciliation *work, Gathering *gathering, Failure *failure)
{
    work->movement_count = 0;
    for (size_t i = 0; i < work->facts.count; i++) {
        const AnswerFact *fact = &work->facts.items[i];
        if (fact->kind == FACT_SUM || fact->kind == FACT_SEEN) continue;
        size_t payment = reconcile_find(work, fact->end_to_end_id);
        INVARIANT(payment < work->payment_count);
        if (fact->kind == FACT_STATUS)
            payment_facts_add(&gathering->facts[payment], fact->meaning);
        if (fact->kind == FACT_STATUS) continue;
        const Movement movement = answer_fact_movement(fact, payment);
        TRY(add_movement(work, &movement, failure));
    }
    work->movement_count = movements_unite(work->movements, work->movement_count);
    return STATUS_OK;
}

static Status gather_payments(Reconciliation *work, Gathering *gathering, Failure *failure)
{
    TRY(gather_facts(work, gathering, failure));
    for (size_t i = 0; i < work->movement_count; i++) {
        PaymentFacts *facts = &gathering->facts[work->movements[i].payment];
        facts->credits += work->movements[i].credit;
        facts->debits += !work->movements[i].credit;
    }
    for (size_t i = 0; i < work->hand_count; i++) {
        PaymentFacts *facts = &gathering->facts[work->hands[i].payment];
        facts->came_back = facts->came_back || work->hands[i].returned;
        facts->rejected = facts->rejected || !work->hands[i].returned;
    }
    return STATUS_OK;
}

/* The facts of one file. */
typedef struct Range {
    const AnswerFact *items;
    size_t count;
} Range;

static Range range_of(const Reconciliation *work, const SentFile *file)
{
    size_t begin, end;
    reconcile_facts_of(work, file, &begin, &end);
    return (Range){begin == end ? NULL : &work->facts.items[begin], end - begin};
}

/* Where a fact stands: in an answer that was given just now, else of which file it is. */
static void fact_place(const Reconciliation *work, const AnswerFact *fact,
                       char where[FAILURE_WHERE_SIZE])
{
    snprintf(where, FAILURE_WHERE_SIZE, "%s", fact->message_id);
    if (fact->line == 0) return;
    for (size_t s = 0; s < work->source_count; s++)
        if (memcmp(work->sources[s].sha256, fact->source, SHA256_SIZE) == 0)
            snprintf(where, FAILURE_WHERE_SIZE, _("%s, line %zu"), work->sources[s].path,
                     fact->line);
}

static Status refuse_more(const Reconciliation *work, const SentFile *file, Range range,
                          Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, "%s", file->file.message_id);
    for (size_t i = 0; i < range.count; i++)
        if (range.items[i].kind == FACT_SUM && range.items[i].line > 0)
            fact_place(work, &range.items[i], where);
    return failure_set(failure, STATUS_INPUT_VALUE, where,
                       "%s: the answers book more for this file than all that was sent: ask "
                       "the bank",
                       file->file.message_id);
}

/* An entry that is told again, and otherwise: of the two the one that is new is refused. */
static Status refuse_contradiction(const Reconciliation *work, Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    const AnswerFact *first, *second;
    if (work->given.count == 0) return STATUS_OK;
    if (!answer_facts_contradict(&work->facts, &first, &second)) return STATUS_OK;
    fact_place(work, second->line > 0 ? second : first, where);
    return failure_set(failure, STATUS_INPUT_VALUE, where,
                       "%s: the bank tells the entry %s a second time, with another sum, "
                       "direction or number of payments: it contradicts itself; ask the bank "
                       "which one holds",
                       first->message_id, first->reference);
}

/* The day of the last sum of a file that went out, or came back. */
static Day sum_day(Range range, bool credit)
{
    Day day = DAY_NONE;
    for (size_t i = 0; i < range.count; i++) {
        const AnswerFact *fact = &range.items[i];
        if (fact->kind == FACT_SUM && fact->credit == credit && fact->day > day)
            day = fact->day;
    }
    return day;
}

/* What a sum has added to the facts of the payments, as movements. */
static Status add_sums(Reconciliation *work, const SentFile *file, Range range,
                       const PaymentFacts *before, const PaymentFacts *after, Failure *failure)
{
    const Day out = sum_day(range, false), back = sum_day(range, true);
    for (size_t i = 0; i < file->file.count; i++) {
        Movement movement = {.payment = (uint32_t)(file->first + i), .booked = out};
        for (uint32_t n = before[i].debits; n < after[i].debits; n++)
            TRY(add_movement(work, &movement, failure));
        movement.credit = true;
        movement.booked = back;
        for (uint32_t n = before[i].credits; n < after[i].credits; n++)
            TRY(add_movement(work, &movement, failure));
    }
    return STATUS_OK;
}

static Status settle_sum(Reconciliation *work, SentFile *file, Gathering *gathering,
                         Failure *failure)
{
    Range range = range_of(work, file);
    PaymentFacts *facts = gathering->facts + file->first;
    BatchTotal total = answer_facts_sum(range.items, range.count);
    CLEANUP(system_free)
    PaymentFacts *before = system_allocate_zeroed(file->file.count + 1, sizeof *before);
    if (before == NULL) return failure_set(failure, STATUS_MEMORY, _("answers"), NULL);
    memcpy(before, facts, file->file.count * sizeof *before);
    file->batch =
        batch_settle(&total, gathering->amounts + file->first, facts, file->file.count);
    if (file->batch == BATCH_MORE) return refuse_more(work, file, range, failure);
    file->seen = false;
    for (size_t f = 0; f < range.count; f++)
        file->seen = file->seen || range.items[f].kind == FACT_SEEN;
    return add_sums(work, file, range, before, facts, failure);
}

static Status settle_sums(Reconciliation *work, Gathering *gathering, Failure *failure)
{
    for (size_t i = 0; i < work->file_count; i++)
        TRY(settle_sum(work, &work->files[i], gathering, failure));
    return STATUS_OK;
}

/* --- which fact says so --- */

static void consider(PaymentFate *fate, const AnswerFact *fact)
{
    int now = answer_fact_worth(fact, &fate->state);
    int before = fate->by == NULL ? 0 : answer_fact_worth(fate->by, &fate->state);
    if (now == 0 || now < before) return;
    if (now == before && fate->by != NULL && fact->day <= fate->by->day) return;
    fate->by = fact;
}

/* A sum says something of the payments of its file, where it adds up. */
static void consider_all(Reconciliation *work, const SentFile *file)
{
    Range range = range_of(work, file);
    bool sums = file->batch == BATCH_SETTLES || file->batch == BATCH_RETURNS;
    for (size_t i = 0; i < range.count; i++) {
        const AnswerFact *fact = &range.items[i];
        if (fact->kind == FACT_SEEN || (fact->kind == FACT_SUM && !sums)) continue;
        if (fact->kind != FACT_SUM) {
            consider(&work->fates[reconcile_find(work, fact->end_to_end_id)], fact);
            continue;
        }
        for (size_t p = 0; p < file->file.count; p++)
            consider(&work->fates[file->first + p], fact);
    }
}

static void find_reasons(Reconciliation *work)
{
    for (size_t i = 0; i < work->file_count; i++)
        consider_all(work, &work->files[i]);
    for (size_t i = 0; i < work->hand_count; i++)
        work->fates[work->hands[i].payment].hand = &work->hands[i];
}

/* What runs have taken up of each payment, and what is left open. */
static Status find_open(Reconciliation *work, Failure *failure)
{
    CLEANUP(system_free)
    Ore *taken = system_allocate_zeroed(work->payment_count + 1, sizeof *taken);
    if (taken == NULL) return failure_set(failure, STATUS_MEMORY, _("open items"), NULL);
    for (size_t i = 0; i < work->taken_count; i++) {
        size_t payment = reconcile_find(work, work->taken[i].item.id);
        INVARIANT(payment < work->payment_count);
        taken[payment] = ore_add(taken[payment], work->taken[i].item.amount);
        work->fates[payment].taken = &work->taken[i];
    }
    for (size_t i = 0; i < work->payment_count; i++)
        work->fates[i].open =
            payment_open(&work->fates[i].state, reconcile_payment(work, i)->amount, taken[i]);
    return STATUS_OK;
}

Status reconcile_finish(Reconciliation *work, Failure *failure)
{
    CLEANUP(gathering_free) Gathering gathering = {0};
    TRY(unite_facts(work, failure));
    TRY(refuse_contradiction(work, failure));
    TRY(gathering_make(work, &gathering, failure));
    system_free(work->fates);
    work->fates = system_allocate_zeroed(work->payment_count + 1, sizeof *work->fates);
    if (work->fates == NULL) return failure_set(failure, STATUS_MEMORY, _("answers"), NULL);
    TRY(gather_payments(work, &gathering, failure));
    TRY(settle_sums(work, &gathering, failure));
    for (size_t i = 0; i < work->payment_count; i++)
        work->fates[i].state = payment_state(&gathering.facts[i]);
    find_reasons(work);
    return find_open(work, failure);
}

/* --- what is open --- */

static int compare_items(const void *left, const void *right)
{
    return open_item_compare(left, right);
}

/* An item that stands unchanged keeps the entry that made it. */
static uint32_t made_by(const OpenItem *item, const OpenItem *before, size_t count)
{
    const OpenItem *old =
        count == 0 ? NULL : bsearch(item, before, count, sizeof *before, compare_items);
    bool same = old != NULL && old->kind == item->kind && old->amount == item->amount;
    return same ? old->entry : item->entry;
}

static void open_item_of(const Reconciliation *work, size_t payment, OpenItem *item)
{
    const PaymentOpen *open = &work->fates[payment].open;
    const char *id = reconcile_payment(work, payment)->end_to_end_id;
    item->kind = open->kind;
    item->amount = open->amount;
    bool ours = payment_end_to_end_parse(id, &item->municipality, &item->group);
    INVARIANT(ours && strlen(id) < sizeof item->id);
    memcpy(item->id, id, strlen(id) + 1);
}

/* Of payments that are not looked at nothing has changed. */
static bool is_kept(const Reconciliation *work, const OpenItem *item)
{
    return open_kind_is_manual(item->kind) ||
           (work->part && reconcile_find(work, item->id) == work->payment_count);
}

Status reconcile_open_items(const Reconciliation *work, const OpenItem *before,
                            size_t before_count, uint32_t entry, OpenItem **items,
                            size_t *count, Failure *failure)
{
    *count = 0;
    *items = system_allocate_zeroed(before_count + work->payment_count + 1, sizeof **items);
    if (*items == NULL) return failure_set(failure, STATUS_MEMORY, "open.csv", NULL);
    for (size_t i = 0; i < before_count; i++)
        if (is_kept(work, &before[i])) (*items)[(*count)++] = before[i];
    for (size_t i = 0; i < work->payment_count; i++) {
        OpenItem item = {.entry = entry};
        if (work->fates[i].open.amount == 0) continue;
        open_item_of(work, i, &item);
        item.entry = made_by(&item, before, before_count);
        (*items)[(*count)++] = item;
    }
    qsort(*items, *count, sizeof **items, compare_items);
    return STATUS_OK;
}

/* --- what is kept of the answers --- */

static int compare_sources(const void *left, const void *right)
{
    const AnswerSource *a = left, *b = right;
    return memcmp(a->sha256, b->sha256, SHA256_SIZE);
}

static void sort_sources(Reconciliation *work)
{
    if (work->source_count > 1)
        qsort(work->sources, work->source_count, sizeof *work->sources, compare_sources);
}

void reconcile_excerpts(Reconciliation *work, TextBuffer *out)
{
    sort_sources(work);
    for (size_t i = 0; i < work->source_count; i++) {
        const AnswerSource *source = &work->sources[i];
        if (!answer_facts_has_source(&work->given, source->sha256)) continue;
        text_buffer_text(out, "<!-- answer ");
        text_buffer_hex(out, source->sha256, SHA256_SIZE);
        text_buffer_format(out, " %zu -->\n", source->excerpt.length);
        text_buffer_append(out, source->excerpt.bytes, source->excerpt.length);
        text_buffer_char(out, '\n');
    }
}

/* By their order: the names that two persons gave the same file may differ. */
Status reconcile_inputs(Reconciliation *work, ManifestFiles *out, Failure *failure)
{
    size_t number = 0;
    sort_sources(work);
    for (size_t i = 0; i < work->source_count; i++) {
        char name[32];
        const AnswerSource *source = &work->sources[i];
        FileSums sums = {.stored_size = source->size, .content_size = source->size};
        if (!answer_facts_has_source(&work->given, source->sha256)) continue;
        memcpy(sums.stored_sha256, source->sha256, SHA256_SIZE);
        memcpy(sums.content_sha256, source->sha256, SHA256_SIZE);
        snprintf(name, sizeof name, "answer-%04zu.xml", ++number);
        TRY(manifest_files_add(out, "answer", name, &sums, failure));
    }
    return STATUS_OK;
}
