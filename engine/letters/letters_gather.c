/* letters_gather.c - the files of a run, checked and shared out by municipality. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/letters/municipality_letters.h"
#include "engine/reconcile/sent_store.h"
#include "formats/csv/municipality_csv.h"
#include "formats/run/decision_tally.h"
#include "formats/run/files.h"
#include "formats/run/taken_check.h"
#include "rules/base/municipality_heir.h"

static Status no_memory(const char *what, Failure *failure)
{
    return failure_set(failure, STATUS_MEMORY, what, NULL);
}

/* --- what the authority signs, as the run used it --- */

static Status read_copy(const LetterBook *book, SignedKind kind, int year, InputFile *out,
                        Failure *failure)
{
    char name[SIGNED_NAME_SIZE];
    const RunFolder *folder = book->given->folder;
    signed_input_name(kind, year, name);
    TRY(run_folder_check(folder, name, failure));
    return run_folder_read(folder, name, out, failure);
}

static Status read_agency(LetterBook *book, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    const char *kind = signed_kind_text(SIGNED_CONFIGURATION);
    if (manifest_files_of_kind(&book->manifest->inputs, kind) == NULL)
        return configuration_made_up(&book->agency, failure);
    TRY(read_copy(book, SIGNED_CONFIGURATION, 0, &file, failure));
    return configuration_parse("configuration.xml", file.bytes, file.size, &book->agency,
                               failure);
}

static Status read_municipalities(LetterBook *book, Failure *failure)
{
    TRY(run_folder_municipalities(book->given->folder, &book->municipalities, failure));
    if (book->municipalities == NULL)
        return failure_set(failure, STATUS_VERIFICATION, book->given->folder->path,
                           "lists no municipality-table.csv");
    book->mapping = system_allocate(sizeof *book->mapping);
    if (book->mapping == NULL) return no_memory("municipalities", failure);
    municipality_mapping_make(book->municipalities, book->manifest->cutoff, book->mapping);
    municipality_mapping_name(book->municipalities, book->mapping,
                              &book->manifest->line_successors);
    return STATUS_OK;
}

static Status read_rules(LetterBook *book, size_t index, Failure *failure)
{
    char name[32];
    CLEANUP(input_file_free) InputFile file = {0};
    int year = book->manifest->rule_sets.items[index].year;
    TRY(read_copy(book, SIGNED_RULES, year, &file, failure));
    book->rules[index] = system_allocate(sizeof *book->rules[index]);
    if (book->rules[index] == NULL) return no_memory("rule sets", failure);
    snprintf(name, sizeof name, "rules/%d.xml", year);
    return rule_set_read_bytes(name, file.bytes, file.size, book->rules[index], failure);
}

const RuleSet *letter_book_rules(const LetterBook *book, int year)
{
    for (size_t i = 0; i < book->manifest->rule_sets.count; i++) {
        if (book->manifest->rule_sets.items[i].year == year) return book->rules[i];
    }
    return NULL;
}

static Status read_inputs(LetterBook *book, Failure *failure)
{
    TRY(read_agency(book, failure));
    TRY(read_municipalities(book, failure));
    for (size_t i = 0; i < book->manifest->rule_sets.count; i++)
        TRY(read_rules(book, i, failure));
    return STATUS_OK;
}

/* --- decisions --- */

static Status take_line(void *user, const DecisionLine *line, Failure *failure)
{
    LetterBook *book = user;
    TRY(system_grow(&book->lines, &book->line_capacity, book->line_count + 1,
                    sizeof *book->lines, failure));
    const RuleSet *rules = letter_book_rules(book, line->budget_year);
    book->lines[book->line_count++] = (LetterLine){.line = *line,
                                                   .moves = {DAY_NONE, DAY_NONE, false},
                                                   .rate = decision_line_rate(line, rules)};
    return STATUS_OK;
}

/* They come by ident: counted by municipality, then put where they belong, once. */
static Status sort_lines(LetterBook *book, Failure *failure)
{
    CLEANUP(system_free) LetterLine *unsorted = book->lines;
    size_t *begin = system_allocate_zeroed(MUNICIPALITY_CODES + 1, sizeof *begin);
    book->line_begin = begin;
    book->lines = system_allocate((book->line_count + 1) * sizeof *book->lines);
    if (begin == NULL || book->lines == NULL) return no_memory("decisions", failure);
    for (size_t i = 0; i < book->line_count; i++)
        begin[unsorted[i].line.municipality + 1]++;
    for (size_t code = 1; code <= MUNICIPALITY_CODES; code++)
        begin[code] += begin[code - 1];
    for (size_t i = 0; i < book->line_count; i++)
        book->lines[begin[unsorted[i].line.municipality]++] = unsorted[i];
    for (size_t code = MUNICIPALITY_CODES; code > 0; code--)
        begin[code] = begin[code - 1];
    begin[0] = 0;
    return STATUS_OK;
}

static Status read_decisions(LetterBook *book, Failure *failure)
{
    CLEANUP(decision_tally_free) DecisionTally tally = {.lines = 0};
    const RunFolder *folder = book->given->folder;
    const RunMark mark = manifest_mark(book->manifest);
    TRY(run_folder_check(folder, "decisions.csv.gz", failure));
    TRY(run_folder_check(folder, "basic.csv", failure));
    TRY(decision_tally_read(folder->folder, &mark, take_line, book, &tally, failure));
    TRY(decision_tally_compare(&tally, (const GroupRow *)book->sums, failure));
    return sort_lines(book, failure);
}

/* --- payments --- */

static Status take_payment(LetterBook *book, const char *path, const Pain001Transaction *sent,
                           Failure *failure)
{
    char expected[PAYMENT_ID_SIZE];
    LetterPayment payment = {.sent = *sent};
    bool ours =
        payment_end_to_end_parse(sent->end_to_end_id, &payment.municipality, &payment.group);
    if (ours)
        payment_end_to_end_id(book->manifest->run_identity, payment.municipality, payment.group,
                              expected);
    if (!ours || strcmp(expected, sent->end_to_end_id) != 0)
        return failure_set(failure, STATUS_VERIFICATION, path,
                           "a payment has an EndToEndId that is not this run's");
    TRY(system_grow(&book->payments, &book->payment_capacity, book->payment_count + 1,
                    sizeof *book->payments, failure));
    book->payments[book->payment_count++] = payment;
    return STATUS_OK;
}

/* In the entry that a run became they stand in payments/, with another signature beside them.
 */
static Status read_payment_file(LetterBook *book, const ManifestFile *listed, Failure *failure)
{
    char name[PATH_SIZE];
    PathKind kind;
    const FolderFile *stored;
    CLEANUP(input_file_free) InputFile content = {0};
    CLEANUP(pain001_file_free) Pain001File file = {0};
    Folder *folder = book->given->folder->folder;
    ManifestFile there = *listed;
    TRY(folder_kind(folder, listed->path, &kind, failure));
    TRY(path_join("payments", path_base_name(listed->path), name, failure));
    if (kind == PATH_MISSING) there.path = name;
    TRY(evidence_read(folder, &there, "not the payment file that manifest.json lists", &stored,
                      failure));
    TRY(folder_content(stored, INPUT_SMALL_SIZE_MAX, &content, failure));
    TRY(pain001_read(stored->path, content.bytes, content.size, &file, failure));
    TRY(failure_at(failure, stored->path,
                   pain001_confirm(&file, file.count, file.sum, failure)));
    for (size_t i = 0; i < file.count; i++)
        TRY(take_payment(book, stored->path, &file.transactions[i], failure));
    return STATUS_OK;
}

static int compare_payments(const void *left, const void *right)
{
    const LetterPayment *a = left, *b = right;
    if (a->municipality != b->municipality) return a->municipality < b->municipality ? -1 : 1;
    return (a->group > b->group) - (a->group < b->group);
}

static Status read_payments(LetterBook *book, Failure *failure)
{
    const ManifestFiles *outputs = &book->manifest->outputs;
    for (size_t i = 0; i < outputs->count; i++) {
        if (strcmp(outputs->items[i].kind, "payment") != 0) continue;
        TRY(read_payment_file(book, &outputs->items[i], failure));
    }
    if (book->payment_count > 0)
        qsort(book->payments, book->payment_count, sizeof *book->payments, compare_payments);
    return STATUS_OK;
}

/* --- what was taken up --- */

static int compare_taken(const void *left, const void *right)
{
    const TakenItem *a = ((const LetterTaken *)left)->taken;
    const TakenItem *b = ((const LetterTaken *)right)->taken;
    if (a->item.municipality != b->item.municipality)
        return a->item.municipality < b->item.municipality ? -1 : 1;
    return taken_item_compare(a, b);
}

/* When it happened and by which paper, as the entry of money by hand says it. */
static Status name_by_hand(LetterBook *book, Failure *failure)
{
    const LedgerManualLine *lines;
    size_t count;
    const Ledger *ledger = book->given->ledger;
    if (ledger == NULL || book->taken_count == 0) return STATUS_OK;
    TRY(ledger_manual_lines(ledger, &lines, &count, failure));
    for (size_t l = 0; l < count; l++) {
        char id[OPEN_ITEM_ID_SIZE];
        open_item_manual_id(lines[l].entry, lines[l].number, id);
        for (size_t i = 0; i < book->taken_count; i++) {
            LetterTaken *taken = &book->taken_of[i];
            if (strcmp(taken->taken->item.id, id) != 0) continue;
            taken->date = lines[l].line.date;
            taken->reference = lines[l].line.reference;
        }
    }
    return STATUS_OK;
}

static Status read_taken(LetterBook *book, Failure *failure)
{
    const FolderFile *stored;
    const RunFolder *folder = book->given->folder;
    TRY(run_folder_check(folder, "taken.csv", failure));
    TRY(run_folder_file(folder, "taken.csv", &stored, failure));
    TRY(taken_items_read(stored->path, stored->bytes, stored->size, &book->taken,
                         &book->taken_count, failure));
    TRY(taken_check_sums(book->taken, book->taken_count, book->manifest->run_identity,
                         (const GroupRow *)book->sums, failure));
    book->taken_of = system_allocate((book->taken_count + 1) * sizeof *book->taken_of);
    if (book->taken_of == NULL) return no_memory("taken.csv", failure);
    for (size_t i = 0; i < book->taken_count; i++)
        book->taken_of[i] = (LetterTaken){&book->taken[i], DAY_NONE, ""};
    if (book->taken_count > 0)
        qsort(book->taken_of, book->taken_count, sizeof *book->taken_of, compare_taken);
    return name_by_hand(book, failure);
}

/* --- held persons of whom nothing is computed --- */

static Status take_held(void *user, const WithoutLine *line, Failure *failure)
{
    LetterBook *book = user;
    MunicipalityCode code = line->municipality;
    if (!line->held || code == MUNICIPALITY_NONE) return STATUS_OK;
    MunicipalityCode now = book->mapping->to[code];
    if (now != MUNICIPALITY_NONE && now != MAPPING_AMBIGUOUS) code = now;
    TRY(system_grow(&book->held, &book->held_capacity, book->held_count + 1, sizeof *book->held,
                    failure));
    book->held[book->held_count++] = (LetterHeld){line->ident, code, line->control};
    return STATUS_OK;
}

static int compare_held(const void *left, const void *right)
{
    const LetterHeld *a = left, *b = right;
    if (a->municipality != b->municipality) return a->municipality < b->municipality ? -1 : 1;
    return (a->ident > b->ident) - (a->ident < b->ident);
}

/* An entry has no such file: who is held before a line is reckoned is then not in the letters.
 */
static Status read_held(LetterBook *book, Failure *failure)
{
    static const char name[] = "persons-without-grant.csv.gz";
    CLEANUP(input_file_free) InputFile file = {0};
    PathKind entry;
    const RunFolder *folder = book->given->folder;
    TRY(folder_kind(folder->folder, "entry.json", &entry, failure));
    book->held_unlisted = entry != PATH_MISSING;
    if (book->held_unlisted) return STATUS_OK;
    TRY(run_folder_check(folder, name, failure));
    TRY(folder_load(folder->folder, name, INPUT_SIZE_MAX, &file, failure));
    TRY(without_csv_each(name, file.bytes, file.size, take_held, book, failure));
    if (book->held_count > 0)
        qsort(book->held, book->held_count, sizeof *book->held, compare_held);
    return STATUS_OK;
}

/* --- all of it --- */

Status letter_book_read(const LettersGiven *given, LetterBook *book, Failure *failure)
{
    const RunFolder *folder = given->folder;
    *book = (LetterBook){.given = given, .manifest = &folder->manifest};
    if (folder->manifest.dry_run)
        return failure_set(failure, STATUS_USAGE, folder->path,
                           "a dry run, by which nobody is paid: there is nothing to write of");
    TRY(run_folder_check(folder, "municipalities.csv", failure));
    TRY(run_folder_sums(folder, &book->sums, failure));
    TRY(read_inputs(book, failure));
    TRY(read_decisions(book, failure));
    TRY(read_payments(book, failure));
    TRY(read_taken(book, failure));
    return read_held(book, failure);
}

void letter_book_free(LetterBook *book)
{
    system_free(book->sums);
    system_free(book->lines);
    system_free(book->line_begin);
    system_free(book->payments);
    system_free(book->taken);
    system_free(book->taken_of);
    system_free(book->held);
    municipality_table_free(book->municipalities);
    system_free(book->mapping);
    configuration_free(book->agency);
    for (size_t i = 0; i < MANIFEST_RULE_SETS_MAX; i++)
        system_free(book->rules[i]);
}

/* --- the letter of one --- */

static void find_payments(const LetterBook *book, Letter *letter)
{
    size_t begin = 0;
    while (begin < book->payment_count &&
           book->payments[begin].municipality < letter->municipality)
        begin++;
    letter->payments = book->payments + begin;
    while (begin + letter->payment_count < book->payment_count &&
           letter->payments[letter->payment_count].municipality == letter->municipality)
        letter->payment_count++;
}

static void find_taken(const LetterBook *book, Letter *letter)
{
    size_t begin = 0;
    while (begin < book->taken_count &&
           book->taken_of[begin].taken->item.municipality < letter->municipality)
        begin++;
    letter->taken = book->taken_of + begin;
    while (begin + letter->taken_count < book->taken_count &&
           letter->taken[letter->taken_count].taken->item.municipality == letter->municipality)
        letter->taken_count++;
}

static void find_held(const LetterBook *book, Letter *letter)
{
    size_t begin = 0;
    while (begin < book->held_count && book->held[begin].municipality < letter->municipality)
        begin++;
    letter->held = book->held + begin;
    while (begin + letter->held_count < book->held_count &&
           letter->held[letter->held_count].municipality == letter->municipality)
        letter->held_count++;
}

bool letter_book_letter(const LetterBook *book, MunicipalityCode code, Letter *out)
{
    bool any = false;
    *out = (Letter){.run = book->given->letter,
                    .municipality = code,
                    .groups = book->sums[code],
                    .lines = book->lines + book->line_begin[code],
                    .line_count = book->line_begin[code + 1] - book->line_begin[code]};
    find_payments(book, out);
    find_taken(book, out);
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
        any = any || out->groups[g].any;
    if (!any && out->line_count == 0 && out->payment_count == 0 && out->taken_count == 0)
        return false;
    find_held(book, out);
    return true;
}
