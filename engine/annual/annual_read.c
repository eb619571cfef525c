#include "engine/annual/annual_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/annual/annual_payments.h"
#include "formats/run/decision_tally.h"
#include "formats/run/entry_tables.h"
#include "formats/run/manifest.h"
#include "formats/run/manual_csv.h"
#include "formats/xml/rule_set_reader.h"

void annual_facts_free(AnnualFacts *facts)
{
    system_free(facts->runs);
    system_free(facts->run_of_entry);
    system_free(facts->sums);
    system_free(facts->payments);
    system_free(facts->moves);
    system_free(facts->hands);
    system_free(facts->numbers);
    system_free(facts->taken);
    system_free(facts->posted);
    system_free(facts->postings);
    system_free(facts->booked);
    *facts = (AnnualFacts){.runs = NULL};
}

/* --- a run: chapters and items --- */

/* One entry while it is read. */
typedef struct Entry {
    const Ledger *ledger;
    size_t number;
    RunMark mark;
    RuleSet *rules; /* room for one */
} Entry;

static Status read_rules(const Entry *entry, int year, Posting postings[PAYMENT_GROUP_COUNT],
                         Failure *failure)
{
    char name[32], own[32];
    const char *path;
    CLEANUP(input_file_free) InputFile file = {0};
    snprintf(name, sizeof name, "rules-%d.xml", year);
    snprintf(own, sizeof own, "%d.xml", year);
    TRY(ledger_entry_file(entry->ledger, entry->number, name, &path, &file, failure));
    TRY(rule_set_read_bytes(own, file.bytes, file.size, entry->rules, failure));
    memcpy(postings, entry->rules->postings, sizeof entry->rules->postings);
    return STATUS_OK;
}

/* By the year of payment; where that has no rule set, by the run's own, as the run did. */
static Status read_postings(const Entry *entry, Posting postings[PAYMENT_GROUP_COUNT],
                            Failure *failure)
{
    const char *path;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(manifest_free) Manifest manifest = {.live = false};
    TRY(ledger_entry_file(entry->ledger, entry->number, "manifest.json", &path, &file,
                          failure));
    TRY(manifest_read(path, file.bytes, file.size, &manifest, failure));
    Status status = read_rules(entry, day_year(manifest.payment_date), postings, failure);
    if (status != STATUS_INPUT_MISSING) return status;
    failure_clear(failure);
    return read_rules(entry, manifest.year, postings, failure);
}

static Status check_posting(const Entry *entry, const Posting *postings, const GroupRow *sums,
                            Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    posting_csv_write(&text, postings, sums, &entry->mark);
    TRY(text_buffer_status(&text, failure));
    return entry_table_compare(ledger_folder(entry->ledger, entry->number), "posting.csv",
                               &text, failure);
}

/* --- a run: sums --- */

/* What the lines of a run say that no sum does. */
typedef struct EarlierYears {
    int year;
    uint64_t unknown_lines; /* held at amounts nobody knows */
    AnnualGroupRow *rows;   /* by municipality */
} EarlierYears;

static Status take_line(void *user, const DecisionLine *line, Failure *failure)
{
    EarlierYears *earlier = user;
    (void)failure;
    earlier->unknown_lines += decision_line_is_unknown(line);
    if (!line->first || line->status != DECISION_PAY || line->budget_year >= earlier->year)
        return STATUS_OK;
    Ore *sum = &earlier->rows[line->municipality][grant_code_group((GrantCode)line->code)];
    *sum = ore_add(*sum, line->due);
    return STATUS_OK;
}

static Status read_earlier(const Entry *entry, EarlierYears *earlier, Failure *failure)
{
    Folder *folder = ledger_folder(entry->ledger, entry->number);
    CLEANUP(decision_tally_free) DecisionTally tally = {.lines = 0};
    return decision_tally_read(folder, &entry->mark, take_line, earlier, &tally, failure);
}

static Status add_sums(AnnualFacts *facts, uint32_t run, const GroupRow *sums,
                       const EarlierYears *earlier, Failure *failure)
{
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            if (!sums[code][g].any) continue;
            TRY(system_grow(&facts->sums, &facts->sums_capacity, facts->book.sums_count + 1,
                            sizeof *facts->sums, failure));
            facts->sums[facts->book.sums_count++] =
                (AnnualSums){run,
                             {facts->postings[run][g], (PaymentGroup)g, (MunicipalityCode)code},
                             sums[code][g],
                             earlier->rows[code][g]};
            facts->booked[code][g] = ore_add(facts->booked[code][g], sums[code][g].paid);
        }
    }
    return STATUS_OK;
}

static Status read_sums(AnnualFacts *facts, const Entry *entry, uint32_t run, Failure *failure)
{
    const char *path;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(system_free) GroupRow *sums = NULL;
    CLEANUP(system_free)
    AnnualGroupRow *rows = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *rows);
    EarlierYears earlier = {entry->mark.year, 0, rows};
    if (rows == NULL) return failure_set(failure, STATUS_MEMORY, "year", NULL);
    TRY(ledger_entry_file(entry->ledger, entry->number, "municipalities.csv", &path, &file,
                          failure));
    TRY(municipalities_csv_read(path, file.bytes, file.size, &entry->mark, &sums, failure));
    TRY(check_posting(entry, facts->postings[run], (const GroupRow *)sums, failure));
    if (entry->mark.year == facts->book.year) TRY(read_earlier(entry, &earlier, failure));
    facts->runs[run].unknown_lines = earlier.unknown_lines;
    return add_sums(facts, run, (const GroupRow *)sums, &earlier, failure);
}

static Status read_run(AnnualFacts *facts, const Entry *entry, Failure *failure)
{
    uint32_t run = (uint32_t)facts->book.run_count;
    TRY(system_grow(&facts->runs, &facts->run_capacity, run + 1, sizeof *facts->runs, failure));
    TRY(system_grow(&facts->postings, &facts->postings_capacity, run + 1,
                    sizeof *facts->postings, failure));
    facts->runs[run] = (AnnualRun){entry->mark.year, entry->mark.quarter, 0};
    facts->run_of_entry[entry->number] = run;
    facts->book.run_count++;
    TRY(read_postings(entry, facts->postings[run], failure));
    return read_sums(facts, entry, run, failure);
}

/* --- other entries: what they book --- */

static Status read_posted(AnnualFacts *facts, const Entry *entry, PostedRow **rows,
                          size_t *count, Failure *failure)
{
    const char *path;
    CLEANUP(input_file_free) InputFile file = {0};
    *rows = NULL;
    *count = 0;
    TRY(ledger_entry_file(entry->ledger, entry->number, "posting.csv", &path, &file, failure));
    TRY(manual_posting_read(path, file.bytes, file.size, entry->mark.live, rows, count,
                            failure));
    for (size_t i = 0; i < *count; i++) {
        const ManualPosting *posting = &(*rows)[i].posting;
        Ore *booked = &facts->booked[posting->municipality][posting->group];
        *booked = ore_add(*booked, posting->amount);
    }
    return STATUS_OK;
}

static Status read_answer(AnnualFacts *facts, const Entry *entry, Failure *failure)
{
    CLEANUP(system_free) PostedRow *rows = NULL;
    size_t count;
    return read_posted(facts, entry, &rows, &count, failure);
}

static Status add_hand(AnnualFacts *facts, const LedgerManualLine *from, const PostedRow *row,
                       Failure *failure)
{
    const ManualLine *line = &from->line;
    const ManualPosting *posting = &row->posting;
    size_t count = facts->book.hand_count;
    TRY(system_grow(&facts->hands, &facts->hand_capacity, count + 1, sizeof *facts->hands,
                    failure));
    TRY(system_grow(&facts->numbers, &facts->number_capacity, count + 1, sizeof *facts->numbers,
                    failure));
    facts->hands[count] =
        (AnnualHand){line->kind,
                     {posting->posting, posting->group, posting->municipality},
                     line->amount,
                     line->date};
    facts->numbers[count] = (HandNumber){from->entry, from->number};
    facts->book.hand_count++;
    return STATUS_OK;
}

/* The rows stand by kind, and of a kind in the order of the lines; a loss has two. */
static Status read_manual(AnnualFacts *facts, const Entry *entry, Failure *failure)
{
    CLEANUP(system_free) PostedRow *rows = NULL;
    const LedgerManualLine *lines;
    size_t count, line_count, at = 0;
    TRY(read_posted(facts, entry, &rows, &count, failure));
    TRY(ledger_manual_lines(entry->ledger, &lines, &line_count, failure));
    for (int kind = 0; kind < MANUAL_KIND_COUNT; kind++) {
        for (size_t i = 0; i < line_count; i++) {
            const ManualLine *line = &lines[i].line;
            if (lines[i].entry != entry->number || (int)line->kind != kind) continue;
            if (manual_is_of_payment(line->kind)) continue;
            while (at < count && rows[at].loss)
                at++;
            if (at == count || rows[at].posting.answered != NULL ||
                rows[at].posting.kind != line->kind)
                return failure_set(failure, STATUS_VERIFICATION, "posting.csv",
                                   "entry %06zu does not book its line %u", entry->number,
                                   lines[i].number);
            TRY(add_hand(facts, &lines[i], &rows[at++], failure));
        }
    }
    return STATUS_OK;
}

/* --- what runs took up --- */

static size_t find_hand(const AnnualFacts *facts, const char *id)
{
    char own[OPEN_ITEM_ID_SIZE];
    for (size_t i = 0; i < facts->book.hand_count; i++) {
        open_item_manual_id(facts->numbers[i].entry, facts->numbers[i].line, own);
        if (strcmp(own, id) == 0) return i;
    }
    return facts->book.hand_count;
}

static Status add_taken(AnnualFacts *facts, const Reconciliation *sent, uint32_t run,
                        const OpenItem *item, Failure *failure)
{
    AnnualTaken taken = {.run = run, .amount = item->amount};
    if (open_kind_is_manual(item->kind)) {
        size_t hand = find_hand(facts, item->id);
        if (hand == facts->book.hand_count)
            return failure_set(failure, STATUS_VERIFICATION, "taken.csv",
                               "%s is no line of the entries before", item->id);
        taken.place = facts->hands[hand].place;
    } else {
        size_t payment = reconcile_find(sent, item->id);
        if (payment == sent->payment_count)
            return failure_set(failure, STATUS_VERIFICATION, "taken.csv",
                               "%s is no payment of the entries before", item->id);
        taken.place = facts->payments[payment].place;
    }
    TRY(system_grow(&facts->taken, &facts->taken_capacity, facts->book.taken_count + 1,
                    sizeof *facts->taken, failure));
    facts->taken[facts->book.taken_count++] = taken;
    return STATUS_OK;
}

static Status read_taken(AnnualFacts *facts, const Ledger *ledger, const Reconciliation *sent,
                         size_t number, Failure *failure)
{
    const char *path;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(system_free) TakenItem *items = NULL;
    size_t count;
    TRY(ledger_entry_file(ledger, number, "taken.csv", &path, &file, failure));
    TRY(taken_items_read(path, file.bytes, file.size, &items, &count, failure));
    for (size_t i = 0; i < count; i++)
        TRY(add_taken(facts, sent, facts->run_of_entry[number], &items[i].item, failure));
    return STATUS_OK;
}

/* --- all of it --- */

static Status read_entry(AnnualFacts *facts, const Ledger *ledger, size_t number,
                         RuleSet *rules, Failure *failure)
{
    const LedgerEntry *from = &ledger->entries[number];
    Entry entry = {
        ledger, number, {from->year, from->quarter, ledger->mode == LEDGER_LIVE, {0}}, rules};
    memcpy(entry.mark.identity, from->run_identity, sizeof entry.mark.identity);
    if (from->kind == ENTRY_RUN) return read_run(facts, &entry, failure);
    if (from->kind == ENTRY_MANUAL) return read_manual(facts, &entry, failure);
    return from->kind == ENTRY_ANSWER ? read_answer(facts, &entry, failure) : STATUS_OK;
}

static Status list_posted(AnnualFacts *facts, Failure *failure)
{
    enum { PLACES = MUNICIPALITY_CODES * PAYMENT_GROUP_COUNT };
    facts->posted = system_allocate(PLACES * sizeof *facts->posted);
    if (facts->posted == NULL) return failure_set(failure, STATUS_MEMORY, "year", NULL);
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++)
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
            if (facts->booked[code][g] != 0)
                facts->posted[facts->book.posted_count++] = (AnnualPosted){
                    (PaymentGroup)g, (MunicipalityCode)code, facts->booked[code][g]};
    return STATUS_OK;
}

static void lend(AnnualFacts *facts)
{
    facts->book.runs = facts->runs;
    facts->book.sums = facts->sums;
    facts->book.payments = facts->payments;
    facts->book.moves = facts->moves;
    facts->book.hands = facts->hands;
    facts->book.taken = facts->taken;
    facts->book.posted = facts->posted;
}

Status annual_read(const Ledger *ledger, const Reconciliation *sent, int year, AnnualFacts *out,
                   Failure *failure)
{
    CLEANUP(system_free) RuleSet *rules = system_allocate(sizeof *rules);
    out->book.year = year;
    out->run_of_entry = system_allocate_zeroed(ledger->entry_count, sizeof *out->run_of_entry);
    out->booked = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *out->booked);
    if (rules == NULL || out->run_of_entry == NULL || out->booked == NULL)
        return failure_set(failure, STATUS_MEMORY, "year", NULL);
    for (size_t i = 0; i < ledger->entry_count; i++)
        TRY(read_entry(out, ledger, i, rules, failure));
    TRY(annual_payments_read(sent, out, failure));
    for (size_t i = 0; i < ledger->entry_count; i++)
        if (ledger->entries[i].kind == ENTRY_RUN)
            TRY(read_taken(out, ledger, sent, i, failure));
    TRY(list_posted(out, failure));
    lend(out);
    return STATUS_OK;
}
