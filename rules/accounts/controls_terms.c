/* controls_terms.c - the accounts against the conditions of the grant letter: R1107 to R1111,
 * R1113, R1116, R1119, R1121, R1123. accounts.md 2. */
#include <string.h>

#include "rules/accounts/controls_work.h"
#include "rules/base/identity.h"

/* Without a statement nobody has attested anything. */
static void control_auditor(AccountsWork *work, const AwardView *view)
{
    const Statement *statement = view->statement;
    int opinion = statement != NULL ? statement->opinion : OPINION_NONE;
    if (!view->award->auditor_required || !work->control->book->has_statements) return;
    note_run(work, 1107);
    note_run(work, 1121);
    FoundAt at = at_statement(view);
    if (opinion == OPINION_NONE) note_finding(work, SAYS_AUDIT_MISSING, at, NULL, 0);
    if (opinion == OPINION_NEGATIVE) note_finding(work, SAYS_AUDIT_NEGATIVE, at, NULL, 0);
    if (opinion == OPINION_RESERVED) note_finding(work, SAYS_AUDIT_RESERVED, at, NULL, 0);
}

static void control_period(AccountsWork *work, const AwardView *view)
{
    const Award *award = view->award;
    const Statement *statement = view->statement;
    note_run(work, 1108);
    if (statement->from < award->from || statement->to > award->to)
        NOTE(work, SAYS_PERIOD, at_statement(view), day_is("from", statement->from),
             day_is("to", statement->to), day_is("award_from", award->from),
             day_is("award_to", award->to));
    if (statement->signed_on >= statement->to) return;
    NOTE(work, SAYS_SIGNED_EARLY, at_statement(view), day_is("signed", statement->signed_on),
         day_is("to", statement->to));
}

/* Shares are of the costs; negative costs are R1103's matter. */
static Ore costs_of(const AwardView *view)
{
    Ore costs = view->sums.sum[SIDE_OUT];
    return costs > 0 ? costs : 0;
}

static void control_own_share(AccountsWork *work, const AwardView *view)
{
    int share = view->award->own_share_bp;
    Ore effort = view->sums.actual[LINE_EGENINNSATS];
    Ore own = ore_add(view->sums.actual[LINE_EGENANDEL], effort);
    Ore required = ore_share_up(costs_of(view), share);
    if (share == 0) return;
    note_run(work, 1109);
    if (above(work, required, own))
        NOTE(work, SAYS_OWN_SHARE, at_accounts(view), amount_is("own", own),
             amount_is("required", required), number_is("share", share));
    if (own <= 0) return;
    Ore most = ore_share_down(own, (int)limit_is(work, LIMIT_OWN_EFFORT_BP));
    if (!above(work, effort, most)) return;
    NOTE(work, SAYS_OWN_EFFORT, at_accounts(view), amount_is("effort", effort),
         amount_is("own", own));
}

static void control_limit(AccountsWork *work, const AwardView *view, AccountsMessageId message,
                          Ore actual, Ore limit)
{
    if (!above(work, actual, limit)) return;
    NOTE(work, message, at_accounts(view), amount_is("actual", actual),
         amount_is("limit", limit));
}

static void control_limits(AccountsWork *work, const AwardView *view)
{
    const Award *award = view->award;
    const Ore *actual = view->sums.actual;
    bool overhead = award->overhead_max_bp != NOT_GIVEN,
         wages = award->wages_max_bp != NOT_GIVEN;
    bool equipment = award->equipment_max != NOT_GIVEN;
    if (!overhead && !wages && !equipment) return;
    note_run(work, 1110);
    if (overhead)
        control_limit(work, view, SAYS_OVERHEAD, actual[LINE_ADMIN],
                      ore_share_down(costs_of(view), award->overhead_max_bp));
    if (equipment)
        control_limit(work, view, SAYS_EQUIPMENT, actual[LINE_UTSTYR], award->equipment_max);
    if (wages)
        control_limit(work, view, SAYS_WAGES, ore_add(actual[LINE_LONN], actual[LINE_SOSIALE]),
                      ore_share_down(costs_of(view), award->wages_max_bp));
}

/* --- the budget --- */

/* Over both limits at once. */
static bool is_off(const AccountsWork *work, Ore actual, Ore budget)
{
    Ore apart = distance(actual, budget);
    if (budget <= 0 || apart <= limit_is(work, LIMIT_DEVIATION_ORE)) return false;
    Ore share = ore_add(budget / FULL_BP * limit_is(work, LIMIT_DEVIATION_BP),
                        budget % FULL_BP * limit_is(work, LIMIT_DEVIATION_BP) / FULL_BP);
    return apart > share;
}

typedef struct Worst {
    int64_t count;
    int line;
    Ore apart;
} Worst;

static void keep_worst(Worst *worst, int line, Ore apart)
{
    worst->count++;
    if (apart <= worst->apart) return;
    worst->apart = apart;
    worst->line = line;
}

static void control_budget(AccountsWork *work, const AwardView *view)
{
    const Ore *actual = view->sums.actual, *budget = view->sums.budget;
    Worst off = {0}, not_there = {0};
    note_run(work, 1111);
    for (int line = 0; line < LINE_COUNT; line++) {
        Ore apart = distance(actual[line], budget[line]);
        if (is_off(work, actual[line], budget[line])) keep_worst(&off, line, apart);
        bool outside = budget[line] == 0 && !same_amount(work, actual[line], 0);
        if (outside) keep_worst(&not_there, line, apart);
    }
    if (off.count > 0)
        NOTE(work, SAYS_DEVIATION, at_accounts(view), number_is("count", off.count),
             word_is("line", reported_line_text((ReportedLineCode)off.line)),
             amount_is("actual", actual[off.line]), amount_is("budget", budget[off.line]));
    if (not_there.count == 0) return;
    NOTE(work, SAYS_NOT_BUDGETED, at_accounts(view), number_is("count", not_there.count),
         word_is("line", reported_line_text((ReportedLineCode)not_there.line)),
         amount_is("actual", actual[not_there.line]));
}

/* --- other money, other awards --- */

static void control_public(AccountsWork *work, const AwardView *view)
{
    Ore other = view->statement->other_public, costs = view->sums.sum[SIDE_OUT];
    Ore together = ore_add(view->award->paid, other);
    if (other == 0 || !above(work, together, costs)) return;
    NOTE(work, SAYS_PUBLIC, at_statement(view), amount_is("public", together),
         amount_is("costs", costs));
}

static bool overlap(const Award *left, const Award *right)
{
    return strcmp(left->organisation, right->organisation) == 0 && left->from <= right->to &&
           right->from <= left->to;
}

void controls_of_overlaps(AccountsWork *work, size_t index)
{
    const AccountsControl *control = work->control;
    const AwardView *view = &control->views[index];
    const Award *same = NULL, *different = NULL;
    note_run(work, 1113);
    note_run(work, 1123);
    for (size_t i = 0; i < control->book->award_count; i++) {
        const Award *other = &control->book->awards[i];
        if (i == index || !overlap(view->award, other)) continue;
        bool purpose = strcmp(view->award->purpose, other->purpose) == 0;
        if (purpose && same == NULL) same = other;
        if (!purpose && different == NULL) different = other;
    }
    if (same != NULL) NOTE(work, SAYS_SAME_PURPOSE, at_award(view), word_is("other", same->id));
    if (different != NULL)
        NOTE(work, SAYS_OTHER_PURPOSE, at_award(view), word_is("other", different->id));
}

/* --- who reports --- */

static const char *wrong_organisation(const AwardView *view)
{
    const Statement *statement = view->statement;
    const char *numbers[] = {view->award->organisation,
                             statement != NULL ? statement->organisation : "",
                             statement != NULL ? statement->auditor : ""};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        size_t length = strlen(numbers[i]);
        if (length > 0 && !organisation_number_ok(numbers[i], length)) return numbers[i];
    }
    return NULL;
}

static bool account_has_changed(const AccountsWork *work, const AwardView *view)
{
    bool known = false;
    size_t next = 0;
    for (const AwardView *last; (last = same_last_year(work, view, &next)) != NULL;) {
        if (last->statement == NULL || last->statement->account[0] == '\0') continue;
        if (strcmp(last->statement->account, view->statement->account) == 0) return false;
        known = true;
    }
    return known;
}

static void control_account(AccountsWork *work, const AwardView *view)
{
    const char *account = view->statement->account;
    if (account[0] == '\0') return;
    if (!account_number_ok(account, strlen(account)))
        note_finding(work, SAYS_ACCOUNT_WRONG, at_statement(view), NULL, 0);
    if (account_has_changed(work, view))
        note_finding(work, SAYS_ACCOUNT_CHANGED, at_statement(view), NULL, 0);
}

static void control_recipient(AccountsWork *work, const AwardView *view)
{
    const Statement *statement = view->statement;
    const char *wrong = wrong_organisation(view);
    note_run(work, 1116);
    if (wrong != NULL)
        NOTE(work, SAYS_ORGANISATION, at_statement(view), word_is("organisation", wrong));
    if (statement == NULL) return;
    if (strcmp(statement->organisation, view->award->organisation) != 0)
        NOTE(work, SAYS_OTHER_RECIPIENT, at_statement(view),
             word_is("organisation", statement->organisation),
             word_is("awarded", view->award->organisation));
    control_account(work, view);
}

static void control_order(AccountsWork *work, const AwardView *view)
{
    const Award *award = view->award;
    note_run(work, 1119);
    if (above(work, award->awarded, award->applied))
        NOTE(work, SAYS_AWARDED_ABOVE, at_award(view), amount_is("awarded", award->awarded),
             amount_is("applied", award->applied));
    if (!above(work, award->paid, award->awarded)) return;
    NOTE(work, SAYS_PAID_ABOVE, at_award(view), amount_is("paid", award->paid),
         amount_is("awarded", award->awarded));
}

void controls_of_terms(AccountsWork *work, const AwardView *view)
{
    control_order(work, view);
    control_recipient(work, view);
    if (view->statement != NULL) control_period(work, view);
    if (!view->sums.reported) return;
    control_auditor(work, view);
    control_own_share(work, view);
    control_limits(work, view);
    control_budget(work, view);
    if (view->statement != NULL) control_public(work, view);
}
