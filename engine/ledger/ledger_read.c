/* ledger_read.c - what the entries of a ledger say, added up. payments.md 5. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ledger/ledger.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/base/translate.h"

Status ledger_entry_file(const Ledger *ledger, size_t number, const char *name,
                         const char **path, InputFile *out, Failure *failure)
{
    const FolderFile *file;
    TRY(folder_read(ledger_folder(ledger, number), name, INPUT_SIZE_MAX, &file, failure));
    *path = file->path;
    return folder_content(file, INPUT_SIZE_MAX, out, failure);
}

/* What one entry says, added to what those before it have said. */
typedef Status (*EntryReader)(const Ledger *ledger, size_t number, void *all, Failure *failure);

static Status read_each(const Ledger *ledger, bool (*has)(EntryKind kind), EntryReader take,
                        void *all, Failure *failure)
{
    for (size_t i = 0; i < ledger->entry_count; i++)
        if (has(ledger->entries[i].kind)) TRY(take(ledger, i, all, failure));
    return STATUS_OK;
}

/* --- counts of the basic grant --- */

typedef struct Counts {
    BasicCount *items;
    size_t count;
} Counts;

/* What is not there the entry does not list: ledger_open has compared the two. */
static Status read_basic(const Ledger *ledger, size_t number, void *all, Failure *failure)
{
    const char *path;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(system_free) BasicCount *rows = NULL;
    size_t count;
    Status status = ledger_entry_file(ledger, number, "basic.csv", &path, &file, failure);
    if (status == STATUS_INPUT_MISSING) {
        failure_clear(failure);
        return STATUS_OK;
    }
    TRY(status);
    TRY(basic_csv_read(path, file.bytes, file.size, &rows, &count, failure));
    Counts *counts = all;
    return basic_counts_merge(&counts->items, &counts->count, rows, count, failure);
}

Status ledger_basic(const Ledger *ledger, BasicCount **items, size_t *count, Failure *failure)
{
    Counts all = {.items = NULL};
    Status status = read_each(ledger, entry_is_paying, read_basic, &all, failure);
    if (status != STATUS_OK) system_free(all.items);
    if (status != STATUS_OK) all = (Counts){.items = NULL};
    *items = all.items;
    *count = all.count;
    return status;
}

/* --- sums of a year --- */

Status ledger_run_sums(const Ledger *ledger, size_t number, GroupRow *sums, Failure *failure)
{
    const LedgerEntry *entry = &ledger->entries[number];
    RunMark mark = {entry->year, entry->quarter, ledger->mode == LEDGER_LIVE, {0}};
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(system_free) GroupRow *rows = NULL;
    const char *path;
    memcpy(mark.identity, entry->run_identity, sizeof mark.identity);
    TRY(ledger_entry_file(ledger, number, "municipalities.csv", &path, &file, failure));
    TRY(municipalities_csv_read(path, file.bytes, file.size, &mark, &rows, failure));
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++)
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
            group_sums_add(&sums[code][g], &rows[code][g]);
    return STATUS_OK;
}

Status ledger_year_sums(const Ledger *ledger, int year, GroupRow *sums, Failure *failure)
{
    for (size_t i = 0; i < ledger->entry_count; i++) {
        const LedgerEntry *entry = &ledger->entries[i];
        if (entry->kind != ENTRY_RUN || entry->year != year) continue;
        TRY(ledger_run_sums(ledger, i, sums, failure));
    }
    return STATUS_OK;
}

/* --- claims and accounts: of the last entry that has them --- */

Status ledger_carried(const Ledger *ledger, CarriedForward **carried, size_t *count,
                      Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    const char *path;
    *carried = NULL;
    *count = 0;
    TRY(ledger_entry_file(ledger, ledger_last_paying(ledger)->number, "carried.csv", &path,
                          &file, failure));
    return carried_csv_read(path, file.bytes, file.size, carried, count, failure);
}

Status ledger_claims(const Ledger *ledger, size_t *count, Ore *sum, Failure *failure)
{
    CLEANUP(system_free) CarriedForward *carried = NULL;
    *sum = 0;
    TRY(ledger_carried(ledger, &carried, count, failure));
    for (size_t i = 0; i < *count; i++)
        *sum = ore_add(*sum, carried[i].amount);
    return STATUS_OK;
}

Status ledger_accounts(const Ledger *ledger, PaidAccount **accounts, size_t *count,
                       Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    const char *path;
    *accounts = NULL;
    *count = 0;
    TRY(ledger_entry_file(ledger, ledger_last_paying(ledger)->number, "accounts.csv", &path,
                          &file, failure));
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
    TRY(ledger_entry_file(ledger, last, "open.csv", &path, &file, failure));
    return open_items_read(path, file.bytes, file.size, items, count, failure);
}
