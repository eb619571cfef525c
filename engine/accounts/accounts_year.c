/* accounts_year.c - from kept inputs to the outcome of the control of accounts. */
#include <stdio.h>
#include <string.h>

#include "engine/accounts/accounts.h"
#include "formats/accounts/book_files.h"
#include "formats/accounts/limits_xml.h"
#include "formats/base/translate.h"
#include "formats/run/sample_file.h"
#include "rules/sampling/accounts_draw.h"

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
    AwardRank *ranks;
    uint8_t *voucher_parts;
    AccountsOutcome outcome;
};

void accounts_year_free(AccountsYear *year)
{
    if (year == NULL) return;
    owned_book_free(&year->now);
    owned_book_free(&year->last);
    system_free(year->decisions);
    system_free(year->decided);
    system_free(year->judgements);
    system_free(year->scores);
    system_free(year->scratch);
    system_free(year->ranks);
    system_free(year->voucher_parts);
    system_free(year->outcome.findings.items);
    system_free(year);
}

const AccountsOutcome *accounts_year_outcome(const AccountsYear *year)
{
    return &year->outcome;
}

/* --- reading --- */

static bool is_there(const AccountsFolder *folder, AccountsInputId id)
{
    return folder->inputs[id].there;
}

static BookFile book_file(const AccountsFolder *folder, AccountsInputId id)
{
    const AccountsInput *input = &folder->inputs[id];
    if (!input->there) return (BookFile){.name = NULL};
    return (BookFile){input->path, input->file.bytes, input->file.size};
}

static Status read_now(const AccountsFolder *folder, OwnedBook *owned, Failure *failure)
{
    BookFiles files = {.awards = book_file(folder, ACCOUNTS_AWARDS),
                       .reported = book_file(folder, ACCOUNTS_REPORTED),
                       .statements = book_file(folder, ACCOUNTS_STATEMENTS),
                       .vouchers = book_file(folder, ACCOUNTS_VOUCHERS),
                       .appropriation = book_file(folder, ACCOUNTS_APPROPRIATION)};
    return owned_book_read(&files, folder->manifest.date, owned, failure);
}

/* Last year's control kept these files; they were read strictly then. */
static Status read_last(const AccountsFolder *folder, OwnedBook *owned, Failure *failure)
{
    BookFiles files = {.awards = book_file(folder, ACCOUNTS_LAST_AWARDS),
                       .reported = book_file(folder, ACCOUNTS_LAST_REPORTED),
                       .statements = book_file(folder, ACCOUNTS_LAST_STATEMENTS)};
    return owned_book_read(&files, folder->manifest.date, owned, failure);
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
    year->ranks = system_allocate(awards * sizeof *year->ranks);
    year->decided = system_allocate_zeroed(awards, sizeof *year->decided);
    year->judgements = system_allocate_zeroed(awards, sizeof *year->judgements);
    year->voucher_parts = system_allocate_zeroed(year->now.book.voucher_count + 1, 1);
    if (findings->items != NULL && year->scores != NULL && year->scratch != NULL &&
        year->ranks != NULL && year->decided != NULL && year->judgements != NULL &&
        year->voucher_parts != NULL)
        return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, _("accounts"), NULL);
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
        return failure_set(failure, STATUS_BUFFER_TOO_SMALL, _("accounts"), "findings");
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
    accounts_select_risk(&outcome->control, year->scores, year->ranks);
    TRY(accounts_draw_awards(outcome, year->scores, sample_ticket, failure));
    return accounts_draw_vouchers(outcome, year->voucher_parts, sample_ticket, failure);
}

static Status refuse_decision(const AccountsYear *year, const AwardDecision *decision,
                              const char *column, const char *problem, Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, _("%.400s, line %zu, column %s"),
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

static Status project(AccountsOutcome *outcome, Failure *failure)
{
    size_t awards = outcome->control.book->award_count;
    CLEANUP(system_free) long double *room = system_allocate(2 * awards * sizeof *room);
    if (room == NULL) return failure_set(failure, STATUS_MEMORY, _("sample"), NULL);
    return accounts_project(outcome, room, failure);
}

static Status judge(AccountsYear *year, Failure *failure)
{
    AccountsOutcome *outcome = &year->outcome;
    outcome->judged = is_there(year->folder, ACCOUNTS_DECISIONS);
    for (size_t i = 0; i < year->decision_count; i++)
        TRY(judge_one(year, &year->decisions[i], failure));
    if (!outcome->judged || !outcome->selected) return STATUS_OK;
    return project(outcome, failure);
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
    CLEANUP(accounts_year_free)
    AccountsYear *year = system_allocate_zeroed(1, sizeof *year);
    if (year == NULL) return failure_set(failure, STATUS_MEMORY, _("accounts"), NULL);
    year->folder = folder;
    TRY(compute(year, failure));
    *out = HAND_OVER(AccountsYear *, year);
    return STATUS_OK;
}
