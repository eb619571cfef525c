#include "engine/annual/annual_accounts.h"

#include <stdio.h>

#include "engine/annual/annual_read.h"
#include "engine/log/log_check.h"
#include "engine/terminal.h"
#include "formats/accounts/book_csv.h"
#include "formats/annual/annual_csv.h"
#include "formats/annual/annual_misfits.h"
#include "formats/annual/annual_open.h"
#include "formats/annual/annual_page.h"
#include "formats/annual/annual_workbook.h"
#include "formats/base/new_folder.h"
#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "rules/base/time_rules.h"

/* All that one year needs. */
typedef struct Work {
    const AnnualGiven *given;
    Ledger *ledger;
    Reconciliation sent;
    AnnualFacts facts;
    InputFile file; /* the appropriation */
    AppropriationRow *appropriation;
    size_t appropriation_count;
    StatementRow *statement;
    AnnualReport report;
} Work;

static void work_free(Work *work)
{
    system_free(work->report.accounts.cash.items);
    system_free(work->report.accounts.budget.items);
    system_free(work->report.accounts.bridge.items);
    system_free(work->statement);
    system_free(work->appropriation);
    input_file_free(&work->file);
    annual_facts_free(&work->facts);
    reconcile_free(&work->sent);
    ledger_close(work->ledger);
}
CLEANUP_VALUE(Work, work_free)

/* --- the ledger --- */

static Status read_ledger(Work *work, Failure *failure)
{
    const AnnualGiven *given = work->given;
    uint64_t beyond;
    TRY(ledger_open_whole(&given->pin, given->ledger, &work->ledger, &beyond, failure));
    if (given->pin.path == NULL) TRY(pin_look(&given->pin, work->ledger, NULL, failure));
    TRY(reconcile_begin(work->ledger, NULL, &work->sent, failure));
    TRY(reconcile_finish(&work->sent, failure));
    return annual_read(work->ledger, &work->sent, given->year, &work->facts, failure);
}

/* --- tables --- */

static Status make_table(const AnnualBook *book,
                         void (*make)(const AnnualBook *, AnnualTable *), AnnualTable *out,
                         Failure *failure)
{
    make(book, out);
    out->items = system_allocate_zeroed(out->count + 1, sizeof *out->items);
    if (out->items == NULL) return failure_set(failure, STATUS_MEMORY, "year", NULL);
    make(book, out);
    return STATUS_OK;
}

static const char *problem_text(AnnualProblem problem)
{
    static const char *const texts[] = {
        [ANNUAL_AGREES] = "",
        [ANNUAL_BUCKETS] = N_("what was sent is not the sum of the bank's four buckets"),
        [ANNUAL_SENT] = N_("the bridge does not lead to what was sent"),
        [ANNUAL_CASH] = N_("the bridge does not lead to what was paid by cash"),
        [ANNUAL_MOVES] = N_("the bank's entries of a payment are not what its status says"),
        [ANNUAL_OWED] = N_("what is owed does not follow from the quarter before"),
        [ANNUAL_POSTED] = N_("posting.csv of the entries does not add up to what was paid"),
    };
    return _(texts[problem]);
}

static Status check_tables(const Work *work, Failure *failure)
{
    const AnnualBook *book = &work->facts.book;
    CLEANUP(system_free)
    AnnualRow *rows = system_allocate_zeroed(annual_check_rows(book), sizeof *rows);
    if (rows == NULL) return failure_set(failure, STATUS_MEMORY, "year", NULL);
    const AnnualDifference found = annual_check(&work->report.accounts, rows);
    if (found.problem == ANNUAL_AGREES) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, work->given->ledger,
                       _("%d, municipality %04u, group %s: %s: %s kr and %s kr"), book->year,
                       found.place.municipality, payment_group_text(found.place.group),
                       problem_text(found.problem), kroner_text(found.left).text,
                       kroner_text(found.right).text);
}

static Status refuse_empty(const Work *work, Failure *failure)
{
    const AnnualAccounts *accounts = &work->report.accounts;
    int first = work->ledger->opening_year, last = ledger_last(work->ledger)->year;
    if (accounts->cash.count + accounts->budget.count > 0) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, "--year",
                       _("the ledger has no money of %d; its entries are of %d to %d: name one "
                         "of these with --year"),
                       work->given->year, first, last);
}

static Status make_tables(Work *work, Failure *failure)
{
    const AnnualBook *book = &work->facts.book;
    AnnualAccounts *accounts = &work->report.accounts;
    accounts->book = book;
    TRY(make_table(book, annual_cash, &accounts->cash, failure));
    TRY(make_table(book, annual_budget, &accounts->budget, failure));
    TRY(make_table(book, annual_bridge, &accounts->bridge, failure));
    TRY(refuse_empty(work, failure));
    return check_tables(work, failure);
}

/* --- the statement --- */

static Status read_appropriation(Work *work, Failure *failure)
{
    const char *path = work->given->appropriation;
    if (path == NULL) return STATUS_OK;
    work->report.allocated = true;
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &work->file, failure));
    const BookFile file = {path, work->file.bytes, work->file.size};
    return appropriation_csv_read(file, &work->appropriation, &work->appropriation_count,
                                  failure);
}

static Status refuse_item(const Work *work, const AppropriationRow *row, Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, _("%s, line %zu"), work->given->appropriation,
             row->file_line);
    return failure_set(failure, STATUS_INPUT_VALUE, where,
                       _("chapter and item must be numbers (821 and 60), each pair once"));
}

static Status make_statement(Work *work, Failure *failure)
{
    const AnnualTable *cash = &work->report.accounts.cash;
    size_t most = work->appropriation_count + cash->count;
    work->statement = system_allocate_zeroed(most + 1, sizeof *work->statement);
    if (work->statement == NULL) return failure_set(failure, STATUS_MEMORY, "year", NULL);
    size_t count = appropriation_statement(work->appropriation, work->appropriation_count, cash,
                                           work->statement);
    if (count > most) return refuse_item(work, &work->appropriation[count - most - 1], failure);
    work->report.statement = work->statement;
    work->report.statement_count = count;
    return STATUS_OK;
}

/* --- the files --- */

typedef void (*AnnualWriter)(TextBuffer *out, const AnnualReport *report);

static Status write_text(const NewFolder *to, const char *name, AnnualWriter append,
                         const AnnualReport *report, Failure *failure)
{
    enum { ANNUAL_MODE = 0644 };
    const FolderFile *written;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    append(&text, report);
    TRY(text_buffer_status(&text, failure));
    return folder_write(to->folder, name, ANNUAL_MODE, OUTPUT_PLAIN, text.bytes, text.length,
                        &written, failure);
}

static Status write_workbook(const NewFolder *to, const AnnualReport *report, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(to->unfinished, "appropriation.xlsx", path, failure));
    return annual_workbook_save(path, report, failure);
}

static Status write_files(const Work *work, Failure *failure)
{
    static const struct {
        const char *name;
        AnnualWriter append;
    } files[] = {
        {"cash.csv", cash_csv_write},
        {"budget.csv", budget_csv_write},
        {"bridge.csv", bridge_csv_write},
        {"appropriation.csv", appropriation_csv_write},
        {"appropriation.html", annual_page_write},
    };
    CLEANUP(new_folder_close) NewFolder made = {.lock = -1};
    TRY(new_folder_begin(work->given->out, &made, failure));
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        TRY(write_text(&made, files[i].name, files[i].append, &work->report, failure));
    TRY(write_workbook(&made, &work->report, failure));
    return new_folder_end(&made, failure);
}

/* --- what is said --- */

static void describe(Work *work)
{
    const LedgerEntry *last = ledger_last(work->ledger);
    AnnualReport *report = &work->report;
    report->live = work->ledger->mode == LEDGER_LIVE;
    report->language = work->given->language;
    report->last_entry = last->number;
    report->last_day = norway_day(last->time);
    memcpy(report->head, last->head, sizeof report->head);
}

/* The bridge, as it is said. */
static const char *const steps[BRIDGE_COLUMNS] = {
    [BRIDGE_DECIDED] = N_("decided"),
    [BRIDGE_CLAIMS] = N_("claims brought forward less carried forward"),
    [BRIDGE_PAID_AGAIN] = N_("rejected or returned, taken up again"),
    [BRIDGE_TAKEN_BY_HAND] = N_("by hand, taken into account"),
    [BRIDGE_SENT] = N_("sent to the bank"),
    [BRIDGE_RETURNED] = N_("rejected or returned"),
    [BRIDGE_ACCEPTED] = N_("accepted, not booked yet"),
    [BRIDGE_MISSING] = N_("not answered by the bank"),
    [BRIDGE_TWICE] = N_("paid more than once"),
    [BRIDGE_IN_OTHER_YEARS] = N_("booked in another year"),
    [BRIDGE_OF_OTHER_YEARS] = N_("booked in the year, of other years' runs"),
    [BRIDGE_BY_HAND] = N_("paid by hand less received"),
    [BRIDGE_CASH] = N_("paid in the year, by cash"),
};

static void say_misfits(const AnnualReport *report, TextBuffer *out)
{
    for (size_t i = 0; i < report->statement_count; i++) {
        AnnualMisfit found[ANNUAL_MISFITS_MAX];
        size_t count = annual_misfits(report, &report->statement[i], language_chosen(), found);
        for (size_t m = 0; m < count; m++)
            text_buffer_format(out, _("WARNING  %s\n"), found[m].text);
    }
}

static Status say_all(const Work *work, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer out = TEXT_BUFFER_EMPTY, warnings = TEXT_BUFFER_EMPTY;
    const AnnualAccounts *accounts = &work->report.accounts;
    const AnnualTable *bridge = &accounts->bridge;
    text_buffer_format(&out, _("The year %d, from budget to cash:\n"), accounts->book->year);
    for (int c = 0; c < BRIDGE_COLUMNS; c++) {
        Ore amount = annual_total(bridge, c, -1);
        if (amount == 0 && c != BRIDGE_CASH) continue;
        text_buffer_format(&out, "  %20s kr  %s\n", amount_text(amount).text, _(steps[c]));
    }
    const AnnualOpen open = annual_open(accounts->book, language_chosen());
    if (open.quarters[0] != '\0') text_buffer_format(&out, "%s\n", open.quarters);
    if (open.payments[0] != '\0') text_buffer_format(&out, "%s\n", open.payments);
    if (open.held[0] != '\0') text_buffer_format(&out, "%s\n", open.held);
    if (open.unknown[0] != '\0') text_buffer_format(&out, "%s\n", open.unknown);
    say_misfits(&work->report, &warnings);
    TRY(text_buffer_status(&warnings, failure));
    TRY(print_text(&out, failure));
    if (warnings.length > 0) fputs(warnings.bytes, stderr);
    print_done(_("Written to %s"), work->given->out);
    return STATUS_OK;
}

Status annual_accounts_write(const AnnualGiven *given, Failure *failure)
{
    CLEANUP(work_free) Work work = {.given = given};
    TRY(output_file_check_new(given->out, failure));
    TRY(read_appropriation(&work, failure));
    TRY(read_ledger(&work, failure));
    TRY(make_tables(&work, failure));
    TRY(make_statement(&work, failure));
    describe(&work);
    TRY(write_files(&work, failure));
    TRY(say_all(&work, failure));
    return pin_move(&given->pin, work.ledger, failure);
}
