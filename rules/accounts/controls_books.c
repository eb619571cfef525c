/* controls_books.c - the accounts by themselves, against what was paid and against last year:
 * R1101 to R1106, R1112, R1117, R1118, R1122. accounts.md 2. */
#include "rules/accounts/controls_work.h"

static void control_missing(AccountsWork *work, const AwardView *view)
{
    Day date = work->control->book->date;
    note_run(work, 1101);
    if (view->sums.reported) return;
    if (date - view->award->report_due < limit_is(work, LIMIT_MISSING_DAYS)) return;
    NOTE(work, SAYS_MISSING, at_award(view), day_is("due", view->award->report_due),
         day_is("date", date));
}

static FoundAt at_row(const AwardView *view, const ReportedLine *line)
{
    FoundAt at = at_accounts(view);
    at.record = line->file_line;
    return at;
}

static void control_deliveries(AccountsWork *work, const AwardView *view)
{
    const AccountsSums *sums = &view->sums;
    note_run(work, 1102);
    note_run(work, 1122);
    if (sums->twice != NULL)
        NOTE(work, SAYS_TWICE, at_row(view, sums->twice),
             word_is("line", reported_line_text((ReportedLineCode)sums->twice->line)),
             day_is("received", sums->received));
    if (sums->deliveries < 2) return;
    NOTE(work, SAYS_DELIVERIES, at_accounts(view), number_is("days", (int64_t)sums->deliveries),
         day_is("received", sums->received));
}

static void control_side_sum(AccountsWork *work, const AwardView *view, AccountSide side)
{
    const AccountsSums *sums = &view->sums;
    FoundAt at = at_accounts(view);
    if (!sums->stated[side]) {
        NOTE(work, SAYS_SUM_MISSING, at, word_is("side", account_side_text(side)));
        return;
    }
    if (same_amount(work, sums->sum[side], sums->stated_sum[side])) return;
    at.record = sums->stated_line[side];
    NOTE(work, side == SIDE_IN ? SAYS_SUM_IN : SAYS_SUM_OUT, at,
         amount_is("lines", sums->sum[side]), amount_is("stated", sums->stated_sum[side]));
}

/* Income above the costs is unused grant (R1105); costs that no income pays are nobody's. */
static void control_sums(AccountsWork *work, const AwardView *view)
{
    const AccountsSums *sums = &view->sums;
    note_run(work, 1103);
    control_side_sum(work, view, SIDE_IN);
    control_side_sum(work, view, SIDE_OUT);
    if (above(work, sums->sum[SIDE_OUT], sums->sum[SIDE_IN]))
        NOTE(work, SAYS_BALANCE, at_accounts(view), amount_is("out", sums->sum[SIDE_OUT]),
             amount_is("in", sums->sum[SIDE_IN]));
    if (sums->negative == NULL) return;
    NOTE(work, SAYS_NEGATIVE, at_row(view, sums->negative),
         word_is("line", reported_line_text((ReportedLineCode)sums->negative->line)),
         amount_is("actual", sums->negative->actual));
}

static void control_grant(AccountsWork *work, const AwardView *view)
{
    Ore reported = view->sums.actual[LINE_TILSKUDD_IMDI], paid = view->award->paid;
    note_run(work, 1104);
    if (same_amount(work, reported, paid)) return;
    NOTE(work, SAYS_GRANT, at_accounts(view), amount_is("reported", reported),
         amount_is("paid", paid));
}

static void control_unused(AccountsWork *work, const AwardView *view)
{
    const Statement *statement = view->statement;
    Ore repaid = statement != NULL ? statement->repaid : 0;
    Ore carried = statement != NULL && view->award->may_carry ? statement->unused : 0;
    note_run(work, 1105);
    if (above(work, view->unused, ore_add(repaid, carried)))
        NOTE(work, SAYS_UNUSED_KEPT, at_statement(view), amount_is("unused", view->unused),
             amount_is("repaid", repaid), amount_is("carried", carried));
    if (statement == NULL) return;
    note_run(work, 1106);
    if (same_amount(work, statement->unused, view->unused)) return;
    NOTE(work, SAYS_UNUSED_STATED, at_statement(view), amount_is("stated", statement->unused),
         amount_is("unused", view->unused));
}

/* --- accounts that look made up --- */

typedef struct Alike {
    int64_t lines;  /* with an amount or a budget */
    int64_t budget; /* of them, equal to the budget */
    int64_t sums;   /* with an amount */
    int64_t whole;  /* of them, whole thousands */
} Alike;

static Alike count_alike(const AccountsWork *work, const AccountsSums *sums)
{
    Alike alike = {0};
    for (int line = 0; line < LINE_COUNT; line++) {
        Ore actual = sums->actual[line], budget = sums->budget[line];
        alike.lines += actual != 0 || budget != 0;
        alike.budget += (actual != 0 || budget != 0) && same_amount(work, actual, budget);
        alike.sums += actual != 0;
        alike.whole += actual != 0 && actual % limit_is(work, LIMIT_WHOLE_ORE) == 0;
    }
    return alike;
}

static void control_alike(AccountsWork *work, const AwardView *view)
{
    Alike alike = count_alike(work, &view->sums);
    int64_t least = limit_is(work, LIMIT_ALIKE_LINES);
    if (alike.lines < least) return;
    note_run(work, 1112);
    if (alike.budget == alike.lines)
        NOTE(work, SAYS_AS_BUDGETED, at_accounts(view), number_is("lines", alike.lines));
    if (alike.sums >= least && alike.whole == alike.sums)
        NOTE(work, SAYS_WHOLE, at_accounts(view), number_is("lines", alike.sums));
}

/* --- last year --- */

static bool is_copy(const AccountsWork *work, const AccountsSums *now, const AccountsSums *last)
{
    if (!last->reported || now->given_count == 0) return false;
    for (int line = 0; line < LINE_COUNT; line++) {
        if (now->given[line] != last->given[line]) return false;
        if (!same_amount(work, now->actual[line], last->actual[line])) return false;
    }
    return true;
}

static Ore left_last_year(const AwardView *last)
{
    Ore repaid = last->statement != NULL ? last->statement->repaid : 0;
    return last->unused > repaid ? ore_subtract(last->unused, repaid) : 0;
}

static void control_last_year(AccountsWork *work, const AwardView *view)
{
    Ore carried = view->sums.actual[LINE_OVERFORT_FRA_IFJOR], expected = 0;
    bool copy = false, any = false;
    size_t next = 0;
    for (const AwardView *last; (last = same_last_year(work, view, &next)) != NULL;) {
        expected = ore_add(expected, left_last_year(last));
        copy = copy || is_copy(work, &view->sums, &last->sums);
        any = true;
    }
    if (any) note_run(work, 1117);
    if (copy)
        NOTE(work, SAYS_COPY, at_accounts(view),
             number_is("lines", (int64_t)view->sums.given_count));
    note_run(work, 1118);
    if (same_amount(work, carried, expected)) return;
    NOTE(work, SAYS_CARRIED, at_accounts(view), amount_is("carried", carried),
         amount_is("expected", expected));
}

void controls_of_books(AccountsWork *work, const AwardView *view)
{
    control_missing(work, view);
    if (!view->sums.reported) return;
    control_deliveries(work, view);
    control_sums(work, view);
    control_grant(work, view);
    control_unused(work, view);
    control_alike(work, view);
    if (work->control->last != NULL) control_last_year(work, view);
}
