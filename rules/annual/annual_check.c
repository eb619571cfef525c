#include "rules/annual/annual_check.h"

#include <stdlib.h>

static const AnnualDifference agrees = {.problem = ANNUAL_AGREES};

static AnnualDifference compare(AnnualProblem problem, const AnnualPlace *place, int quarter,
                                Ore left, Ore right)
{
    if (left == right) return agrees;
    return (AnnualDifference){problem, *place, quarter, left, right};
}

/* --- tables --- */

static bool same_place(const AnnualRow *row, const AnnualPlace *place)
{
    AnnualRow key = {.place = *place, .quarter = row->quarter};
    return annual_row_compare(row, &key) == 0;
}

/* Sum of a column over the quarters of a place. */
static Ore of_place(const AnnualTable *table, const AnnualPlace *place, int column)
{
    const AnnualRow key = {.place = *place};
    size_t low = 0, high = table->count;
    Ore sum = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (annual_row_compare(&table->items[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i < table->count && same_place(&table->items[i], place); i++)
        sum = ore_add(sum, table->items[i].amounts[column]);
    return sum;
}

/* Two columns of two tables, at every place of either. */
static AnnualDifference compare_columns(AnnualProblem problem, const AnnualTable *left,
                                        int left_column, const AnnualTable *right,
                                        int right_column)
{
    const AnnualTable *const tables[] = {left, right};
    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            const AnnualPlace *place = &tables[t]->items[i].place;
            AnnualDifference found =
                compare(problem, place, 0, of_place(left, place, left_column),
                        of_place(right, place, right_column));
            if (found.problem != ANNUAL_AGREES) return found;
        }
    }
    return agrees;
}

static AnnualDifference check_buckets(const AnnualTable *budget)
{
    for (size_t i = 0; i < budget->count; i++) {
        const AnnualRow *row = &budget->items[i];
        Ore sum = 0;
        for (int c = BUDGET_PAID; c <= BUDGET_MISSING; c++)
            sum = ore_add(sum, row->amounts[c]);
        AnnualDifference found =
            compare(ANNUAL_BUCKETS, &row->place, row->quarter, row->amounts[BUDGET_SENT], sum);
        if (found.problem != ANNUAL_AGREES) return found;
    }
    return agrees;
}

/* --- payments --- */

static AnnualDifference check_moves(const AnnualBook *book)
{
    size_t at = 0;
    for (size_t i = 0; i < book->payment_count; i++) {
        const AnnualPayment *payment = &book->payments[i];
        Ore wanted = payment->bucket == BUCKET_SETTLED ? 1 + (Ore)payment->excess : 0;
        Ore moved = 0;
        for (; at < book->move_count && book->moves[at].payment == i; at++)
            moved += book->moves[at].back ? -1 : 1;
        if (moved != wanted) return compare(ANNUAL_MOVES, &payment->place, 0, moved, wanted);
    }
    return agrees;
}

/* --- what is owed --- */

static Ore of_group(const AnnualTable *table, int column, int quarter, PaymentGroup group)
{
    Ore sum = 0;
    for (size_t i = 0; i < table->count; i++)
        if (table->items[i].quarter == quarter && table->items[i].place.group == group)
            sum = ore_add(sum, table->items[i].amounts[column]);
    return sum;
}

/* What a quarter adds to what is owed. */
static Ore owed_more(const AnnualTable *budget, int quarter, PaymentGroup group)
{
    static const BudgetColumn more[] = {BUDGET_DECIDED, BUDGET_SETTLED_BY_HAND, BUDGET_WAIVED};
    static const BudgetColumn less[] = {BUDGET_PAID, BUDGET_TWICE, BUDGET_BY_HAND};
    Ore sum = 0;
    for (size_t i = 0; i < 3; i++) {
        sum = ore_add(sum, of_group(budget, more[i], quarter, group));
        sum = ore_subtract(sum, of_group(budget, less[i], quarter, group));
    }
    return sum;
}

static AnnualDifference check_owed(const AnnualAccounts *accounts, AnnualRow *work)
{
    Ore before[PAYMENT_GROUP_COUNT] = {0};
    int last = annual_last_quarter(accounts->book);
    for (int quarter = 0; quarter <= last; quarter++) {
        AnnualTable owed = {work, 0};
        annual_owed(accounts->book, quarter, &owed);
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            const AnnualPlace place = {.group = (PaymentGroup)g};
            Ore now = of_group(&owed, 0, quarter, place.group);
            Ore then = ore_add(before[g], owed_more(&accounts->budget, quarter, place.group));
            before[g] = now;
            if (quarter > 0 && now != then)
                return compare(ANNUAL_OWED, &place, quarter, now, then);
        }
    }
    return agrees;
}

/* --- what is booked --- */

enum { BOOKED, MOVED };

static void put(AnnualTable *table, PaymentGroup group, MunicipalityCode municipality,
                int column, Ore amount)
{
    AnnualRow *row = &table->items[table->count++];
    *row = (AnnualRow){.place = {.group = group, .municipality = municipality}};
    row->amounts[column] = amount;
}

static bool is_under_way(const AnnualPayment *payment)
{
    return payment->bucket == BUCKET_ACCEPTED || payment->bucket == BUCKET_MISSING;
}

static AnnualDifference check_posted(const AnnualBook *book, AnnualRow *work)
{
    AnnualTable table = {work, 0};
    for (size_t i = 0; i < book->posted_count; i++)
        put(&table, book->posted[i].group, book->posted[i].municipality, BOOKED,
            book->posted[i].amount);
    for (size_t i = 0; i < book->payment_count; i++) {
        const AnnualPayment *payment = &book->payments[i];
        put(&table, payment->place.group, payment->place.municipality, MOVED,
            is_under_way(payment) ? payment->amount : 0);
    }
    for (size_t i = 0; i < book->move_count; i++) {
        const AnnualPayment *payment = &book->payments[book->moves[i].payment];
        put(&table, payment->place.group, payment->place.municipality, MOVED,
            book->moves[i].back ? -payment->amount : payment->amount);
    }
    for (size_t i = 0; i < book->hand_count; i++)
        put(&table, book->hands[i].place.group, book->hands[i].place.municipality, MOVED,
            annual_hand_cash(&book->hands[i]));
    annual_unite(&table);
    for (size_t i = 0; i < table.count; i++) {
        const AnnualRow *row = &table.items[i];
        if (row->amounts[BOOKED] != row->amounts[MOVED])
            return compare(ANNUAL_POSTED, &row->place, 0, row->amounts[BOOKED],
                           row->amounts[MOVED]);
    }
    return agrees;
}

/* --- all of it --- */

size_t annual_check_rows(const AnnualBook *book)
{
    size_t most = book->posted_count + book->payment_count + book->move_count;
    size_t owed = book->sums_count + book->payment_count + book->taken_count;
    return (most > owed ? most : owed) + book->hand_count + 1;
}

AnnualDifference annual_check(const AnnualAccounts *accounts, AnnualRow *work)
{
    AnnualDifference found = check_buckets(&accounts->budget);
    if (found.problem == ANNUAL_AGREES)
        found = compare_columns(ANNUAL_SENT, &accounts->bridge, BRIDGE_SENT, &accounts->budget,
                                BUDGET_SENT);
    if (found.problem == ANNUAL_AGREES)
        found = compare_columns(ANNUAL_CASH, &accounts->bridge, BRIDGE_CASH, &accounts->cash,
                                CASH_PAID);
    if (found.problem == ANNUAL_AGREES) found = check_moves(accounts->book);
    if (found.problem == ANNUAL_AGREES) found = check_owed(accounts, work);
    if (found.problem == ANNUAL_AGREES) found = check_posted(accounts->book, work);
    return found;
}
