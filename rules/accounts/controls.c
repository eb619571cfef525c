#include "rules/accounts/controls.h"

#include <stdlib.h>
#include <string.h>

#include "rules/accounts/controls_work.h"

/* --- places --- */

FoundAt at_award(const AwardView *view)
{
    const Award *award = view->award;
    return (FoundAt){award->id, award->municipality, FILE_AWARDS, award->file_line};
}

FoundAt at_accounts(const AwardView *view)
{
    FoundAt at = at_award(view);
    if (!view->sums.reported) return at;
    at.file = FILE_ACCOUNTS;
    at.record = view->sums.file_line;
    return at;
}

FoundAt at_statement(const AwardView *view)
{
    FoundAt at = at_accounts(view);
    if (view->statement == NULL) return at;
    at.file = FILE_STATEMENTS;
    at.record = view->statement->file_line;
    return at;
}

FoundAt at_voucher(const AwardView *view, const Voucher *voucher)
{
    FoundAt at = at_award(view);
    at.file = FILE_VOUCHERS;
    at.record = voucher->file_line;
    return at;
}

/* --- notes --- */

void note_run(AccountsWork *work, int control)
{
    work->findings->executed[control - ACCOUNTS_CONTROL_FIRST]++;
}

void note_finding(AccountsWork *work, AccountsMessageId message, FoundAt at,
                  const FindingValue *values, size_t count)
{
    AccountsFindings *findings = work->findings;
    INVARIANT(count <= FINDING_VALUES_MAX);
    if (findings->count == findings->capacity) {
        work->full = true;
        return;
    }
    AccountsFinding *finding = &findings->items[findings->count++];
    *finding = (AccountsFinding){.message = (uint16_t)message,
                                 .file = (uint8_t)at.file,
                                 .record = at.record,
                                 .award = at.award,
                                 .municipality = at.municipality,
                                 .value_count = (uint8_t)count};
    if (count > 0) memcpy(finding->values, values, count * sizeof *values);
}

Severity accounts_severity(const AccountsFinding *finding)
{
    int control = accounts_message((AccountsMessageId)finding->message)->control;
    return accounts_control_find(control)->severity;
}

/* --- last year --- */

const AwardView *same_last_year(const AccountsWork *work, const AwardView *view, size_t *next)
{
    const Award *award = view->award;
    while (*next < work->control->last_count) {
        const AwardView *last = &work->control->last[(*next)++];
        if (strcmp(last->award->organisation, award->organisation) == 0 &&
            strcmp(last->award->scheme, award->scheme) == 0 &&
            strcmp(last->award->purpose, award->purpose) == 0)
            return last;
    }
    return NULL;
}

/* --- R1102: rows of awards that are not there, once for each --- */

static void note_unknown(AccountsWork *work, const char *id, AccountsFile file, size_t record)
{
    const AccountsBook *book = work->control->book;
    FoundAt at = {id, MUNICIPALITY_NONE, file, record};
    if (award_find(book->awards, book->award_count, id) != NULL) return;
    NOTE(work, SAYS_UNKNOWN, at, word_is("award", id));
}

#define NOTE_UNKNOWN_ROWS(work, rows, count, file)                                             \
    for (size_t i = 0; i < (count); i++) {                                                     \
        if (i > 0 && strcmp((rows)[i - 1].award, (rows)[i].award) == 0) continue;              \
        note_unknown(work, (rows)[i].award, file, (rows)[i].file_line);                        \
    }

static void controls_of_rows(AccountsWork *work)
{
    const AccountsBook *book = work->control->book;
    NOTE_UNKNOWN_ROWS(work, book->lines, book->line_count, FILE_ACCOUNTS)
    NOTE_UNKNOWN_ROWS(work, book->statements, book->statement_count, FILE_STATEMENTS)
    NOTE_UNKNOWN_ROWS(work, book->vouchers, book->voucher_count, FILE_VOUCHERS)
}

/* --- all --- */

size_t accounts_findings_bound(const AccountsBook *book)
{
    return book->award_count * ACCOUNTS_MESSAGE_COUNT + book->line_count +
           book->statement_count + book->voucher_count;
}

static int control_of(const AccountsFinding *finding)
{
    return accounts_message((AccountsMessageId)finding->message)->control;
}

static int compare_findings(const void *left, const void *right)
{
    const AccountsFinding *a = left, *b = right;
    int order = strcmp(a->award, b->award);
    if (order == 0) order = control_of(a) - control_of(b);
    if (order == 0) order = (int)a->message - (int)b->message;
    if (order == 0) order = (int)a->file - (int)b->file;
    return order != 0 ? order : (a->record > b->record) - (a->record < b->record);
}

Status accounts_controls(const AccountsControl *control, AccountsFindings *findings)
{
    AccountsWork work = {control, findings, false};
    controls_of_rows(&work);
    for (size_t i = 0; i < control->book->award_count; i++) {
        controls_of_books(&work, &control->views[i]);
        controls_of_terms(&work, &control->views[i]);
        controls_of_overlaps(&work, i);
        controls_of_vouchers(&work, &control->views[i]);
    }
    controls_of_schemes(&work);
    controls_of_items(&work);
    if (work.full) return STATUS_BUFFER_TOO_SMALL;
    if (findings->count > 1)
        qsort(findings->items, findings->count, sizeof *findings->items, compare_findings);
    return STATUS_OK;
}
