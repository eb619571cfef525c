/* accounts_year.c - from kept inputs to the outcome of the control of accounts. */
#include <stdio.h>
#include <string.h>

#include "engine/accounts/accounts.h"
#include "formats/accounts/book_csv.h"
#include "formats/accounts/limits_xml.h"

/* The arrays of one year, owned. */
typedef struct OwnedBook {
    AccountsBook book;
    Award *awards;
    ReportedLine *lines;
    Statement *statements;
    Voucher *vouchers;
    AppropriationRow *appropriation;
    AwardView *views;
} OwnedBook;

struct AccountsYear {
    const AccountsFolder *folder;
    AccountsLimits limits;
    OwnedBook now, last;
    AwardDecision *decisions;
    size_t decision_count;
    const AwardDecision **decided; /* by award */
    AwardJudgement *judgements;
    AwardScore *scores;
    int64_t *scratch;
    size_t *order;
    uint8_t *voucher_parts;
    AccountsOutcome outcome;
};

static void owned_free(OwnedBook *owned)
{
    system_free(owned->awards);
    system_free(owned->lines);
    system_free(owned->statements);
    system_free(owned->vouchers);
    system_free(owned->appropriation);
    system_free(owned->views);
}

void accounts_year_free(AccountsYear *year)
{
    if (year == NULL) return;
    owned_free(&year->now);
    owned_free(&year->last);
    system_free(year->decisions);
    system_free(year->decided);
    system_free(year->judgements);
    system_free(year->scores);
    system_free(year->scratch);
    system_free(year->order);
    system_free(year->voucher_parts);
    system_free(year->outcome.findings.items);
    system_free(year);
}

const AccountsOutcome *accounts_year_outcome(const AccountsYear *year)
{
    return &year->outcome;
}

/* --- reading --- */

static BookFile book_file(const AccountsFolder *folder, AccountsInputId id)
{
    const AccountsInput *input = &folder->inputs[id];
    return (BookFile){input->path, input->file.bytes, input->file.size};
}

static bool is_there(const AccountsFolder *folder, AccountsInputId id)
{
    return folder->inputs[id].there;
}

static Status make_views(OwnedBook *owned, Failure *failure)
{
    owned->book.awards = owned->awards;
    owned->book.lines = owned->lines;
    owned->book.statements = owned->statements;
    owned->book.vouchers = owned->vouchers;
    owned->book.appropriation = owned->appropriation;
    owned->views = system_allocate(owned->book.award_count * sizeof *owned->views);
    if (owned->views == NULL) return failure_set(failure, STATUS_MEMORY, "accounts", NULL);
    accounts_views(&owned->book, owned->views);
    return STATUS_OK;
}

static Status read_now(const AccountsFolder *folder, OwnedBook *owned, Failure *failure)
{
    AccountsBook *book = &owned->book;
    Day date = folder->manifest.date;
    *book = (AccountsBook){.date = date};
    TRY(awards_csv_read(book_file(folder, ACCOUNTS_AWARDS), &owned->awards, &book->award_count,
                        failure));
    TRY(reported_csv_read(book_file(folder, ACCOUNTS_REPORTED), date, &owned->lines,
                          &book->line_count, failure));
    book->has_statements = is_there(folder, ACCOUNTS_STATEMENTS);
    if (book->has_statements) {
        TRY(statements_csv_read(book_file(folder, ACCOUNTS_STATEMENTS), date,
                                &owned->statements, &book->statement_count, failure));
    }
    book->has_vouchers = is_there(folder, ACCOUNTS_VOUCHERS);
    if (book->has_vouchers) {
        TRY(vouchers_csv_read(book_file(folder, ACCOUNTS_VOUCHERS), date, &owned->vouchers,
                              &book->voucher_count, failure));
    }
    book->has_appropriation = is_there(folder, ACCOUNTS_APPROPRIATION);
    if (book->has_appropriation) {
        TRY(appropriation_csv_read(book_file(folder, ACCOUNTS_APPROPRIATION),
                                   &owned->appropriation, &book->appropriation_count, failure));
    }
    return make_views(owned, failure);
}

/* Last year's control kept these files; they were read strictly then. */
static Status read_last(const AccountsFolder *folder, OwnedBook *owned, Failure *failure)
{
    AccountsBook *book = &owned->book;
    Day date = folder->manifest.date;
    *book = (AccountsBook){.date = date};
    TRY(awards_csv_read(book_file(folder, ACCOUNTS_LAST_AWARDS), &owned->awards,
                        &book->award_count, failure));
    TRY(reported_csv_read(book_file(folder, ACCOUNTS_LAST_REPORTED), date, &owned->lines,
                          &book->line_count, failure));
    book->has_statements = is_there(folder, ACCOUNTS_LAST_STATEMENTS);
    if (book->has_statements) {
        TRY(statements_csv_read(book_file(folder, ACCOUNTS_LAST_STATEMENTS), date,
                                &owned->statements, &book->statement_count, failure));
    }
    return make_views(owned, failure);
}

static Status read_limits(AccountsYear *year, Failure *failure)
{
    const AccountsInput *input = &year->folder->inputs[ACCOUNTS_LIMITS];
    return accounts_limits_read(input->path, input->file.bytes, input->file.size, &year->limits,
                                failure);
}

static Status read_all(AccountsYear *year, Failure *failure)
{
    const AccountsFolder *folder = year->folder;
    TRY(read_limits(year, failure));
    TRY(read_now(folder, &year->now, failure));
    if (is_there(folder, ACCOUNTS_LAST_AWARDS)) TRY(read_last(folder, &year->last, failure));
    if (!is_there(folder, ACCOUNTS_DECISIONS)) return STATUS_OK;
    return decisions_csv_read(book_file(folder, ACCOUNTS_DECISIONS), &year->decisions,
                              &year->decision_count, failure);
}

/* --- computing --- */

static Status make_room(AccountsYear *year, Failure *failure)
{
    size_t awards = year->now.book.award_count;
    AccountsFindings *findings = &year->outcome.findings;
    findings->capacity = accounts_findings_bound(&year->now.book);
    findings->items = system_allocate(findings->capacity * sizeof *findings->items);
    year->scores = system_allocate_zeroed(awards, sizeof *year->scores);
    year->scratch = system_allocate(awards * sizeof *year->scratch);
    year->order = system_allocate(awards * sizeof *year->order);
    year->decided = system_allocate_zeroed(awards, sizeof *year->decided);
    year->judgements = system_allocate_zeroed(awards, sizeof *year->judgements);
    year->voucher_parts = system_allocate_zeroed(year->now.book.voucher_count + 1, 1);
    if (findings->items != NULL && year->scores != NULL && year->scratch != NULL &&
        year->order != NULL && year->decided != NULL && year->judgements != NULL &&
        year->voucher_parts != NULL)
        return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, "accounts", NULL);
}

static Status control(AccountsYear *year, Failure *failure)
{
    AccountsOutcome *outcome = &year->outcome;
    bool last = is_there(year->folder, ACCOUNTS_LAST_AWARDS);
    outcome->mode = year->folder->manifest.mode;
    outcome->control = (AccountsControl){.book = &year->now.book,
                                         .views = year->now.views,
                                         .limits = &year->limits,
                                         .last = last ? year->last.views : NULL,
                                         .last_count = last ? year->last.book.award_count : 0,
                                         .scratch = year->scratch};
    if (accounts_controls(&outcome->control, &outcome->findings) != STATUS_OK)
        return failure_set(failure, STATUS_BUFFER_TOO_SMALL, "accounts", "findings");
    accounts_score(&outcome->control, &outcome->findings, year->scores);
    outcome->scores = year->scores;
    outcome->voucher_parts = year->voucher_parts;
    outcome->decisions = year->decided;
    outcome->judgements = year->judgements;
    return STATUS_OK;
}

static Status select_awards(AccountsYear *year, Failure *failure)
{
    AccountsOutcome *outcome = &year->outcome;
    const AccountsManifest *manifest = &year->folder->manifest;
    outcome->selected = manifest->n > 0;
    if (!outcome->selected) return STATUS_OK;
    outcome->n = manifest->n;
    outcome->seed = manifest->seed;
    accounts_select_risk(&outcome->control, year->scores, year->order);
    TRY(accounts_draw_awards(outcome, year->scores, failure));
    return accounts_draw_vouchers(outcome, year->voucher_parts, failure);
}

static Status refuse_decision(const AccountsYear *year, const AwardDecision *decision,
                              const char *column, const char *problem, Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, "%.400s, line %zu, column %s",
             year->folder->inputs[ACCOUNTS_DECISIONS].path, decision->file_line, column);
    return failure_set(failure, STATUS_INPUT_VALUE, where, "%s", problem);
}

static Status judge_one(AccountsYear *year, const AwardDecision *decision, Failure *failure)
{
    const AccountsBook *book = &year->now.book;
    const Award *award = award_find(book->awards, book->award_count, decision->award);
    if (award == NULL)
        return refuse_decision(year, decision, "award", "no award of this control", failure);
    size_t at = (size_t)(award - book->awards);
    const AwardView *view = &year->now.views[at];
    Ore costs = view->sums.sum[SIDE_OUT] > 0 ? view->sums.sum[SIDE_OUT] : 0;
    if (decision->ineligible > costs)
        return refuse_decision(year, decision, "ineligible_ore",
                               "more than the costs of the accounts", failure);
    year->decided[at] = decision;
    year->judgements[at] = accounts_judge(view, decision->ineligible);
    return STATUS_OK;
}

static Status judge(AccountsYear *year, Failure *failure)
{
    AccountsOutcome *outcome = &year->outcome;
    outcome->judged = is_there(year->folder, ACCOUNTS_DECISIONS);
    for (size_t i = 0; i < year->decision_count; i++)
        TRY(judge_one(year, &year->decisions[i], failure));
    if (!outcome->judged || !outcome->selected) return STATUS_OK;
    return accounts_project(outcome, failure);
}

static Status compute(AccountsYear *year, Failure *failure)
{
    TRY(read_all(year, failure));
    TRY(make_room(year, failure));
    TRY(control(year, failure));
    TRY(select_awards(year, failure));
    return judge(year, failure);
}

Status accounts_year_make(const AccountsFolder *folder, AccountsYear **out, Failure *failure)
{
    AccountsYear *year = system_allocate_zeroed(1, sizeof *year);
    if (year == NULL) return failure_set(failure, STATUS_MEMORY, "accounts", NULL);
    year->folder = folder;
    Status status = compute(year, failure);
    if (status == STATUS_OK) {
        *out = year;
        return STATUS_OK;
    }
    accounts_year_free(year);
    return status;
}
