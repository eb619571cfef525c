/* controls_vouchers.c - the vouchers of one award: R1120, and those outside the period of
 * R1108. accounts.md 2. */
#include <string.h>

#include "rules/accounts/controls_work.h"
#include "rules/controls/digit_controls.h"

enum { PERMILLE = 1000, ORE_IN_KRONE = 100, WEEK = 7 };

/* The vouchers of an award of which something is true. */
typedef struct Found {
    const Voucher *first; /* NULL: none */
    int64_t count;
    Ore sum;
} Found;

static Found find_vouchers(const AwardView *view, bool (*is)(const AwardView *view, size_t i))
{
    Found found = {.first = NULL};
    for (size_t i = 0; i < view->voucher_count; i++) {
        if (!is(view, i)) continue;
        if (found.first == NULL) found.first = &view->vouchers[i];
        found.count++;
        found.sum = ore_add(found.sum, view->vouchers[i].amount);
    }
    return found;
}

static bool is_outside(const AwardView *view, size_t i)
{
    return view->vouchers[i].date < view->award->from ||
           view->vouchers[i].date > view->award->to;
}

static void control_dates(AccountsWork *work, const AwardView *view)
{
    if (view->statement == NULL) note_run(work, 1108);
    const Found found = find_vouchers(view, is_outside);
    if (found.first == NULL) return;
    NOTE(work, SAYS_VOUCHER_OUTSIDE, at_voucher(view, found.first),
         number_is("count", found.count), word_is("voucher", found.first->id),
         day_is("day", found.first->date));
}

/* Lines of the costs only: income has no vouchers of this kind. */
static void control_voucher_sums(AccountsWork *work, const AwardView *view)
{
    Ore sums[LINE_COUNT] = {0}, most = 0;
    int64_t wrong = 0;
    int worst = 0;
    for (size_t i = 0; i < view->voucher_count; i++) {
        const Voucher *voucher = &view->vouchers[i];
        sums[voucher->line] = ore_add(sums[voucher->line], voucher->amount);
    }
    for (int line = 0; line < LINE_COUNT; line++) {
        Ore actual = view->sums.actual[line];
        if (reported_line_side((ReportedLineCode)line) != SIDE_OUT) continue;
        if (same_amount(work, sums[line], actual)) continue;
        Ore apart = distance(sums[line], actual);
        wrong++;
        if (apart > most) worst = line;
        if (apart > most) most = apart;
    }
    if (wrong == 0) return;
    NOTE(work, SAYS_VOUCHER_SUM, at_voucher(view, &view->vouchers[0]),
         number_is("count", wrong),
         word_is("line", reported_line_text((ReportedLineCode)worst)),
         amount_is("vouchers", sums[worst]), amount_is("actual", view->sums.actual[worst]));
}

static bool is_repeated(const AwardView *view, size_t index)
{
    const Voucher *own = &view->vouchers[index];
    if (own->supplier[0] == '\0') return false;
    for (size_t i = 0; i < index; i++) {
        const Voucher *other = &view->vouchers[i];
        if (other->amount == own->amount && other->date == own->date &&
            strcmp(other->supplier, own->supplier) == 0)
            return true;
    }
    return false;
}

static void control_repeated(AccountsWork *work, const AwardView *view)
{
    const Found found = find_vouchers(view, is_repeated);
    if (found.first == NULL) return;
    NOTE(work, SAYS_VOUCHER_TWICE, at_voucher(view, found.first),
         number_is("count", found.count), word_is("voucher", found.first->id),
         day_is("day", found.first->date), amount_is("amount", found.first->amount));
}

/* Sundays and the public holidays of the law of 1995: a Saturday is a working day here, and so
 * is Christmas Eve. */
static bool is_holiday(const AwardView *view, size_t index)
{
    Day day = view->vouchers[index].date;
    static const int from_easter[] = {-3, -2, 1, 39, 50}; /* Sundays apart */
    Date date = day_to_date(day);
    int weekday = (day % WEEK + WEEK + 3) % WEEK; /* 0 is Monday */
    if (weekday == WEEK - 1) return true;
    if (date.month == 1 && date.day == 1) return true;
    if (date.month == 5 && (date.day == 1 || date.day == 17)) return true;
    if (date.month == 12 && (date.day == 25 || date.day == 26)) return true;
    for (size_t i = 0; i < sizeof from_easter / sizeof from_easter[0]; i++)
        if (day - easter_sunday(date.year) == from_easter[i]) return true;
    return false;
}

static void control_holidays(AccountsWork *work, const AwardView *view)
{
    int64_t all = (int64_t)view->voucher_count;
    if (all < limit_is(work, LIMIT_HOLIDAY_VOUCHERS)) return;
    const Found found = find_vouchers(view, is_holiday);
    if (found.count * PERMILLE <= all * limit_is(work, LIMIT_HOLIDAY_PERMILLE)) return;
    NOTE(work, SAYS_HOLIDAYS, at_voucher(view, found.first), number_is("count", found.count),
         number_is("vouchers", all));
}

static bool is_own_supplier(const AwardView *view, size_t i)
{
    return strcmp(view->vouchers[i].supplier, view->award->organisation) == 0;
}

static void control_own_supplier(AccountsWork *work, const AwardView *view)
{
    const Found found = find_vouchers(view, is_own_supplier);
    if (found.first == NULL) return;
    NOTE(work, SAYS_OWN_SUPPLIER, at_voucher(view, found.first),
         number_is("count", found.count), amount_is("amount", found.sum));
}

/* In kroner: amounts below one have no first digit. */
static void control_digits(AccountsWork *work, const AwardView *view)
{
    DigitCounts digits = {{0}};
    int64_t numbers = 0;
    for (size_t i = 0; i < view->voucher_count; i++) {
        int64_t kroner = view->vouchers[i].amount / ORE_IN_KRONE;
        digits_add(&digits, kroner);
        numbers += kroner > 0;
    }
    if (numbers == 0 || numbers < limit_is(work, LIMIT_DIGITS_NUMBERS)) return;
    int64_t mad = digits_mad(&digits);
    int64_t limit = limit_is(work, LIMIT_DIGITS_MAD);
    if (mad <= limit) return;
    NOTE(work, SAYS_DIGITS, at_voucher(view, &view->vouchers[0]), number_is("numbers", numbers),
         number_is("mad", mad), number_is("limit", limit));
}

void controls_of_vouchers(AccountsWork *work, const AwardView *view)
{
    if (view->voucher_count == 0) return;
    control_dates(work, view);
    note_run(work, 1120);
    control_voucher_sums(work, view);
    control_repeated(work, view);
    control_holidays(work, view);
    control_own_supplier(work, view);
    control_digits(work, view);
}
