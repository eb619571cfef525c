/* ledger_read.c - what the entries of a ledger say, added up. payments.md 5. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ledger/ledger.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"

/* A file of an entry, uncompressed; *path is the folder's own. */
static Status read_of(const Ledger *ledger, size_t number, const char *name, const char **path,
                      InputFile *out, Failure *failure)
{
    const FolderFile *file;
    TRY(folder_read(ledger_folder(ledger, number), name, INPUT_SIZE_MAX, &file, failure));
    *path = file->path;
    return folder_content(file, INPUT_SIZE_MAX, out, failure);
}

/* What one entry says, added to what those before it have said. */
typedef Status (*EntryReader)(const Ledger *ledger, size_t number, void *all, Failure *failure);

static bool is_paying(EntryKind kind)
{
    return kind == ENTRY_OPEN || kind == ENTRY_RUN;
}

static Status read_each(const Ledger *ledger, bool (*has)(EntryKind kind), EntryReader take,
                        void *all, Failure *failure)
{
    for (size_t i = 0; i < ledger->entry_count; i++)
        if (has(ledger->entries[i].kind)) TRY(take(ledger, i, all, failure));
    return STATUS_OK;
}

/* --- settled lines --- */

typedef struct Lines {
    SettledLine *items;
    size_t count, capacity;
} Lines;

static Status read_lines(const Ledger *ledger, size_t number, void *user, Failure *failure)
{
    Lines *all = user;
    const char *path;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(system_free) SettledLine *lines = NULL;
    size_t count;
    TRY(read_of(ledger, number, "lines.csv.gz", &path, &file, failure));
    TRY(settled_csv_read(path, file.bytes, file.size, false, &lines, &count, failure));
    if (count == 0) return STATUS_OK;
    TRY(system_grow(&all->items, &all->capacity, all->count + count, sizeof *lines, failure));
    memcpy(all->items + all->count, lines, count * sizeof *lines);
    all->count += count;
    return STATUS_OK;
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
    Lines all = {.items = NULL};
    *lines = NULL;
    *count = 0;
    Status status = read_each(ledger, entry_has_lines, read_lines, &all, failure);
    if (status != STATUS_OK) {
        system_free(all.items);
        return status;
    }
    if (all.count > 1) qsort(all.items, all.count, sizeof *all.items, settled_compare);
    *lines = all.items;
    *count = add_up(all.items, all.count);
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

static Status read_looks(const Ledger *ledger, size_t number, void *all, Failure *failure)
{
    const char *path;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(person_looks_free) PersonLooks looks = {0};
    TRY(read_of(ledger, number, "persons.csv.gz", &path, &file, failure));
    TRY(look_csv_read(path, file.bytes, file.size, &looks, failure));
    for (size_t i = 0; i < looks.count; i++)
        looks.items[i].entry = (uint32_t)number;
    return merge_looks(all, &looks, failure);
}

Status ledger_looks(const Ledger *ledger, PersonLooks *looks, Failure *failure)
{
    *looks = (PersonLooks){0};
    Status status = read_each(ledger, is_paying, read_looks, looks, failure);
    if (status != STATUS_OK) person_looks_free(looks);
    return status;
}

/* --- counts of the basic grant --- */

typedef struct Counts {
    BasicCount *items;
    size_t count;
} Counts;

/* Merges the rows of a later entry into those of all before: the later wins. */
static Status merge_basic(Counts *all, const BasicCount *later, size_t later_count,
                          Failure *failure)
{
    size_t i = 0, j = 0, kept = 0;
    BasicCount *merged = system_allocate((all->count + later_count) * sizeof *merged);
    if (merged == NULL) return failure_set(failure, STATUS_MEMORY, "ledger", NULL);
    while (i < all->count || j < later_count) {
        int order = i == all->count    ? 1
                    : j == later_count ? -1
                                       : basic_count_compare(&all->items[i], &later[j]);
        i += order <= 0;
        merged[kept++] = order < 0 ? all->items[i - 1] : later[j++];
    }
    system_free(all->items);
    *all = (Counts){merged, kept};
    return STATUS_OK;
}

/* What is not there the entry does not list: ledger_open has compared the two. */
static Status read_basic(const Ledger *ledger, size_t number, void *all, Failure *failure)
{
    const char *path;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(system_free) BasicCount *rows = NULL;
    size_t count;
    Status status = read_of(ledger, number, "basic.csv", &path, &file, failure);
    if (status == STATUS_INPUT_MISSING) {
        failure_clear(failure);
        return STATUS_OK;
    }
    TRY(status);
    TRY(basic_csv_read(path, file.bytes, file.size, &rows, &count, failure));
    return merge_basic(all, rows, count, failure);
}

Status ledger_basic(const Ledger *ledger, BasicCount **items, size_t *count, Failure *failure)
{
    Counts all = {.items = NULL};
    Status status = read_each(ledger, is_paying, read_basic, &all, failure);
    if (status != STATUS_OK) system_free(all.items);
    if (status != STATUS_OK) all = (Counts){.items = NULL};
    *items = all.items;
    *count = all.count;
    return status;
}

/* --- claims and accounts: of the last entry that has them --- */

Status ledger_carried(const Ledger *ledger, CarriedForward **carried, size_t *count,
                      Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    const char *path;
    *carried = NULL;
    *count = 0;
    TRY(read_of(ledger, ledger_last_paying(ledger)->number, "carried.csv", &path, &file,
                failure));
    return carried_csv_read(path, file.bytes, file.size, carried, count, failure);
}

Status ledger_accounts(const Ledger *ledger, PaidAccount **accounts, size_t *count,
                       Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    const char *path;
    *accounts = NULL;
    *count = 0;
    TRY(read_of(ledger, ledger_last_paying(ledger)->number, "accounts.csv", &path, &file,
                failure));
    return paid_accounts_csv_read(path, file.bytes, file.size, accounts, count, failure);
}

/* --- open items: of the last entry that has them --- */

Status ledger_open_items(const Ledger *ledger, OpenItem **items, size_t *count,
                         Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    const char *path;
    size_t last = ledger->entry_count - 1;
    *items = NULL;
    *count = 0;
    while (!entry_has_open_items(ledger->entries[last].kind))
        last--;
    TRY(read_of(ledger, last, "open.csv", &path, &file, failure));
    return open_items_read(path, file.bytes, file.size, items, count, failure);
}
