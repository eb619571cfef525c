/* entry_check_tables.c - decisions and municipalities.csv of an entry, and what follows from
 * them and from the entry before: settled lines, claims, open items, accounts. trust.md 3. */
#include "engine/ledger/entry_check.h"
#include "formats/run/decision_tally.h"
#include "formats/run/stored_text.h"
#include "formats/run/taken_check.h"

static Status check_totals(const EntryCheck *check, GroupRow *sums, Failure *failure)
{
    const GroupSums total = netting_totals(sums, -1);
    const Manifest *manifest = &check->manifest;
    if (total.lines == manifest->lines_sum && total.held == manifest->held_sum &&
        total.brought_forward == manifest->brought_forward &&
        total.returned == manifest->returned && total.manual == manifest->manual &&
        total.paid == manifest->paid && total.carried_forward == manifest->carried_forward)
        return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, "municipalities.csv",
                       "does not add up to what manifest.json says");
}

static Status check_paid(const EntryCheck *check, const GroupRow *sums, Failure *failure)
{
    for (size_t code = 0; check->paid_by != NULL && code < MUNICIPALITY_CODES; code++)
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
            if (check->paid_by[code][g].paid != sums[code][g].paid)
                return failure_set(failure, STATUS_VERIFICATION, "municipalities.csv",
                                   "municipality %04zu, group %s: not what the payment files "
                                   "pay",
                                   code, payment_group_text((PaymentGroup)g));
    return STATUS_OK;
}

static Status check_brought(const EntryCheck *check, const GroupRow *sums, Failure *failure)
{
    CLEANUP(system_free) CarriedForward *carried = NULL;
    size_t count;
    if (check->after == NULL) return STATUS_OK;
    TRY(ledger_carried(check->after, &carried, &count, failure));
    return brought_forward_compare(sums, carried, count, failure);
}

/* --- open items --- */

static Status read_taken(const EntryCheck *check, TakenItem **taken, size_t *count,
                         Failure *failure)
{
    const FolderFile *file;
    *taken = NULL;
    *count = 0;
    TRY(folder_read(check->folder, "taken.csv", INPUT_SMALL_SIZE_MAX, &file, failure));
    return taken_items_read(file->path, file->bytes, file->size, taken, count, failure);
}

/* Items before, less what the run took up. */
static Status check_open(const EntryCheck *check, const GroupRow *sums, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    CLEANUP(system_free) OpenItem *items = NULL;
    CLEANUP(system_free) TakenItem *taken = NULL;
    size_t count, taken_count;
    TRY(read_taken(check, &taken, &taken_count, failure));
    TRY(taken_check_sums(taken, taken_count, check->text.run_identity, sums, failure));
    if (check->after == NULL) return STATUS_OK;
    TRY(ledger_open_items(check->after, &items, &count, failure));
    TRY(taken_check_items(taken, taken_count, items, count, failure));
    open_items_write(&text, items, count);
    return entry_table_compare(check->folder, "open.csv", &text, failure);
}

static Status check_none_open(const EntryCheck *check, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    open_items_write(&text, NULL, 0);
    return entry_table_compare(check->folder, "open.csv", &text, failure);
}

/* --- all of it --- */

/* carried.csv and accounts.csv; of an opening those of nobody. */
static Status check_tables(const EntryCheck *check, const GroupRow *sums, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer claims = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer accounts = TEXT_BUFFER_EMPTY;
    carried_csv_write(&claims, sums);
    TRY(entry_table_compare(check->folder, "carried.csv", &claims, failure));
    if (check->text.kind == ENTRY_OPEN) paid_accounts_csv_write(&accounts, NULL, 0);
    if (check->text.kind == ENTRY_OPEN || check->accounts == NULL)
        return accounts.length == 0
                   ? STATUS_OK
                   : entry_table_compare(check->folder, "accounts.csv", &accounts, failure);
    account_table_write(check->accounts, &accounts);
    return entry_table_compare(check->folder, "accounts.csv", &accounts, failure);
}

Status entry_check_tables(const EntryCheck *check, GroupRow *sums, Failure *failure)
{
    const GroupRow *rows = (const GroupRow *)sums;
    if (rows != NULL) {
        TRY(check_totals(check, sums, failure));
        TRY(check_paid(check, rows, failure));
        TRY(check_brought(check, rows, failure));
        TRY(check_open(check, rows, failure));
    } else {
        TRY(check_none_open(check, failure));
    }
    return check_tables(check, rows, failure);
}

/* --- settled lines out of decisions --- */

Status entry_check_sum(const EntryCheck *check, const char *what, Ore sum, Failure *failure)
{
    if (sum == check->text.lines_sum) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, what,
                       "add up to %lld ore, entry.json says %lld", (long long)sum,
                       (long long)check->text.lines_sum);
}

static Status compare_piece(void *stored, const void *bytes, size_t length, Failure *failure)
{
    return stored_text_compare(stored, bytes, length, failure);
}

/* Decisions are sound, and the settled lines are those that they make. */
static Status check_decided(EntryCheck *check, DecisionTally *tally, Failure *failure)
{
    const FolderFile *lines;
    CLEANUP(stored_text_close) StoredText *stored = NULL;
    CLEANUP(settled_maker_free) SettledMaker maker = {.text = TEXT_BUFFER_EMPTY};
    const RunMark mark = manifest_mark(&check->manifest);
    TRY(folder_read(check->folder, "lines.csv.gz", INPUT_SIZE_MAX, &lines, failure));
    TRY(stored_text_of(lines, &stored, failure));
    settled_maker_begin(&maker, compare_piece, stored);
    TRY(decision_tally_read(check->folder, &mark, settled_maker_line, &maker, tally, failure));
    TRY(settled_maker_end(&maker, failure));
    TRY(stored_text_finish(stored, failure));
    check->lines = maker.lines;
    check->settled = maker.sum;
    return entry_check_sum(check, "decisions.csv.gz", maker.sum, failure);
}

static Status read_sums(const EntryCheck *check, const FolderFile **stored, GroupRow **sums,
                        Failure *failure)
{
    const RunMark mark = manifest_mark(&check->manifest);
    TRY(folder_read(check->folder, "municipalities.csv", INPUT_SMALL_SIZE_MAX, stored,
                    failure));
    return municipalities_csv_read((*stored)->path, (*stored)->bytes, (*stored)->size, &mark,
                                   sums, failure);
}

Status entry_check_run_lines(EntryCheck *check, Failure *failure)
{
    const FolderFile *stored;
    CLEANUP(system_free) GroupRow *sums = NULL;
    CLEANUP(decision_tally_free) DecisionTally tally = {.lines = 0};
    if (!check->later) TRY(check_decided(check, &tally, failure));
    TRY(read_sums(check, &stored, &sums, failure));
    const GroupRow *rows = (const GroupRow *)sums;
    if (!check->later)
        TRY(failure_at(failure, stored->path, decision_tally_compare(&tally, rows, failure)));
    return entry_check_tables(check, sums, failure);
}

Status entry_check_decisions(Folder *folder, Failure *failure)
{
    const FolderFile *file;
    CLEANUP(entry_check_end) EntryCheck check = {.folder = folder};
    CLEANUP(system_free) GroupRow *sums = NULL;
    CLEANUP(decision_tally_free) DecisionTally tally = {.lines = 0};
    TRY(entry_check_text(&check, failure));
    TRY(entry_check_read(&check, "manifest.json", &file, failure));
    TRY(manifest_read(file->path, file->bytes, file->size, &check.manifest, failure));
    TRY(check_decided(&check, &tally, failure));
    TRY(read_sums(&check, &file, &sums, failure));
    TRY(failure_at(failure, file->path,
                   decision_tally_compare(&tally, (const GroupRow *)sums, failure)));
    entry_check_forget(&check);
    return STATUS_OK;
}
