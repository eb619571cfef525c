/* ledger_read.c - what the entries of a ledger say, added up. payments.md 5. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ledger/ledger.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"

static Status read_of(const Ledger *ledger, size_t number, const char *file, char *path,
                      InputFile *out, Failure *failure)
{
    Folder *folder = ledger_folder(ledger, number);
    TRY(path_join(folder_path(folder), file, path, failure));
    return folder_load(folder, file, INPUT_SIZE_MAX, out, failure);
}

/* --- settled lines --- */

static Status append_lines(SettledLine **all, size_t *count, size_t *capacity,
                           const SettledLine *more, size_t more_count, Failure *failure)
{
    if (more_count == 0) return STATUS_OK;
    TRY(system_grow(all, capacity, *count + more_count, sizeof **all, failure));
    memcpy(*all + *count, more, more_count * sizeof *more);
    *count += more_count;
    return STATUS_OK;
}

static Status read_lines(const Ledger *ledger, size_t number, SettledLine **all, size_t *count,
                         size_t *capacity, Failure *failure)
{
    char path[PATH_SIZE];
    InputFile file;
    SettledLine *lines;
    size_t line_count;
    TRY(read_of(ledger, number, "lines.csv.gz", path, &file, failure));
    Status status =
        settled_csv_read(path, file.bytes, file.size, false, &lines, &line_count, failure);
    input_file_free(&file);
    if (status != STATUS_OK) return status;
    status = append_lines(all, count, capacity, lines, line_count, failure);
    system_free(lines);
    return status;
}

/* Adds equal keys together and leaves out what came to nothing. */
static size_t add_up(SettledLine *lines, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count;) {
        SettledLine sum = lines[i++];
        while (i < count && settled_compare(&sum, &lines[i]) == 0)
            sum.amount = ore_add(sum.amount, lines[i++].amount);
        if (sum.amount != 0) lines[kept++] = sum;
    }
    return kept;
}

Status ledger_settled(const Ledger *ledger, SettledLine **lines, size_t *count,
                      Failure *failure)
{
    size_t capacity = 0;
    Status status = STATUS_OK;
    *lines = NULL;
    *count = 0;
    for (size_t i = 0; i < ledger->entry_count && status == STATUS_OK; i++) {
        if (ledger->entries[i].kind == ENTRY_ACCOUNTS) continue;
        status = read_lines(ledger, i, lines, count, &capacity, failure);
    }
    if (status != STATUS_OK) {
        system_free(*lines);
        *lines = NULL;
        return status;
    }
    if (*count > 1) qsort(*lines, *count, sizeof **lines, settled_compare);
    *count = add_up(*lines, *count);
    return STATUS_OK;
}

/* --- looks --- */

static void take_look(PersonLooks *to, const PersonLooks *from, size_t index)
{
    PersonLook look = from->items[index];
    size_t begin = look.former_begin;
    look.former_begin = (uint32_t)to->former_count;
    for (size_t i = 0; i < look.former_count; i++)
        to->formers[to->former_count++] = from->formers[begin + i];
    to->items[to->count++] = look;
}

/* Merges the looks of a later entry into those of all before: the later wins. */
static Status merge_looks(PersonLooks *all, const PersonLooks *later, Failure *failure)
{
    size_t formers = all->former_count + later->former_count, i = 0, j = 0;
    PersonLooks merged = {
        .items = system_allocate((all->count + later->count) * sizeof *merged.items),
        .formers = system_allocate(formers * sizeof *merged.formers)};
    if (merged.items == NULL || merged.formers == NULL || formers > UINT32_MAX) {
        person_looks_free(&merged);
        return failure_set(failure, STATUS_MEMORY, "ledger", NULL);
    }
    while (i < all->count || j < later->count) {
        bool old_first = j == later->count ||
                         (i < all->count && all->items[i].ident < later->items[j].ident);
        if (old_first) {
            take_look(&merged, all, i++);
            continue;
        }
        if (i < all->count && all->items[i].ident == later->items[j].ident) i++;
        take_look(&merged, later, j++);
    }
    person_looks_free(all);
    *all = merged;
    return STATUS_OK;
}

static Status read_looks(const Ledger *ledger, size_t number, PersonLooks *all,
                         Failure *failure)
{
    char path[PATH_SIZE];
    InputFile file;
    PersonLooks looks;
    TRY(read_of(ledger, number, "persons.csv.gz", path, &file, failure));
    Status status = look_csv_read(path, file.bytes, file.size, &looks, failure);
    input_file_free(&file);
    if (status != STATUS_OK) return status;
    for (size_t i = 0; i < looks.count; i++)
        looks.items[i].entry = (uint32_t)number;
    status = merge_looks(all, &looks, failure);
    person_looks_free(&looks);
    return status;
}

Status ledger_looks(const Ledger *ledger, PersonLooks *looks, Failure *failure)
{
    Status status = STATUS_OK;
    *looks = (PersonLooks){0};
    for (size_t i = 0; i < ledger->entry_count && status == STATUS_OK; i++) {
        if (ledger->entries[i].kind == ENTRY_ACCOUNTS) continue;
        status = read_looks(ledger, i, looks, failure);
    }
    if (status != STATUS_OK) person_looks_free(looks);
    return status;
}

/* --- counts of the basic grant --- */

/* Merges the rows of a later entry into those of all before: the later wins. */
static Status merge_basic(BasicCount **all, size_t *count, const BasicCount *later,
                          size_t later_count, Failure *failure)
{
    size_t i = 0, j = 0, kept = 0;
    BasicCount *merged = system_allocate((*count + later_count) * sizeof *merged);
    if (merged == NULL) return failure_set(failure, STATUS_MEMORY, "ledger", NULL);
    while (i < *count || j < later_count) {
        int order = i == *count        ? 1
                    : j == later_count ? -1
                                       : basic_count_compare(&(*all)[i], &later[j]);
        if (order < 0) {
            merged[kept++] = (*all)[i++];
            continue;
        }
        i += order == 0;
        merged[kept++] = later[j++];
    }
    system_free(*all);
    *all = merged;
    *count = kept;
    return STATUS_OK;
}

/* What is not there the entry does not list: ledger_open has compared the two. */
static Status read_basic(const Ledger *ledger, size_t number, BasicCount **all, size_t *count,
                         Failure *failure)
{
    char path[PATH_SIZE];
    InputFile file;
    BasicCount *rows;
    size_t row_count;
    Status status = read_of(ledger, number, "basic.csv", path, &file, failure);
    if (status == STATUS_INPUT_MISSING) {
        failure_clear(failure);
        return STATUS_OK;
    }
    TRY(status);
    status = basic_csv_read(path, file.bytes, file.size, &rows, &row_count, failure);
    input_file_free(&file);
    if (status != STATUS_OK) return status;
    status = merge_basic(all, count, rows, row_count, failure);
    system_free(rows);
    return status;
}

Status ledger_basic(const Ledger *ledger, BasicCount **items, size_t *count, Failure *failure)
{
    Status status = STATUS_OK;
    *items = NULL;
    *count = 0;
    for (size_t i = 0; i < ledger->entry_count && status == STATUS_OK; i++) {
        if (ledger->entries[i].kind == ENTRY_ACCOUNTS) continue;
        status = read_basic(ledger, i, items, count, failure);
    }
    if (status == STATUS_OK) return STATUS_OK;
    system_free(*items);
    *items = NULL;
    *count = 0;
    return status;
}

/* --- claims and accounts: of the last entry that has them --- */

Status ledger_carried(const Ledger *ledger, CarriedForward **carried, size_t *count,
                      Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    char path[PATH_SIZE];
    *carried = NULL;
    *count = 0;
    TRY(read_of(ledger, ledger_last_paying(ledger)->number, "carried.csv", path, &file,
                failure));
    return carried_csv_read(path, file.bytes, file.size, carried, count, failure);
}

Status ledger_accounts(const Ledger *ledger, PaidAccount **accounts, size_t *count,
                       Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    char path[PATH_SIZE];
    *accounts = NULL;
    *count = 0;
    TRY(read_of(ledger, ledger_last_paying(ledger)->number, "accounts.csv", path, &file,
                failure));
    return paid_accounts_csv_read(path, file.bytes, file.size, accounts, count, failure);
}
