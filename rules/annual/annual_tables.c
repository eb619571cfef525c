#include "rules/annual/annual_tables.h"

#include <stdlib.h>

/* --- rows --- */

int annual_row_compare(const void *left, const void *right)
{
    const AnnualRow *a = left, *b = right;
    const int order[] = {
        (int)a->place.posting.chapter - (int)b->place.posting.chapter,
        (int)a->place.posting.item - (int)b->place.posting.item,
        (int)a->place.group - (int)b->place.group,
        (int)a->place.municipality - (int)b->place.municipality,
        (int)a->quarter - (int)b->quarter,
    };
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (order[i] != 0) return order[i];
    return 0;
}

static AnnualRow row_of(const AnnualPlace *place, int quarter)
{
    AnnualRow row = {.place = *place, .quarter = (uint8_t)quarter};
    return row;
}

static void put(AnnualTable *out, const AnnualRow *row)
{
    if (out->items != NULL) out->items[out->count] = *row;
    out->count++;
}

static void put_one(AnnualTable *out, const AnnualPlace *place, int quarter, int column,
                    Ore amount)
{
    AnnualRow row = row_of(place, quarter);
    if (amount == 0) return;
    row.amounts[column] = amount;
    put(out, &row);
}

static bool is_nothing(const AnnualRow *row)
{
    for (int i = 0; i < ANNUAL_COLUMNS_MAX; i++)
        if (row->amounts[i] != 0) return false;
    return true;
}

void annual_unite(AnnualTable *table)
{
    size_t kept = 0;
    if (table->items == NULL || table->count == 0) return;
    qsort(table->items, table->count, sizeof *table->items, annual_row_compare);
    for (size_t i = 0; i < table->count; i++) {
        AnnualRow *row = &table->items[i];
        AnnualRow *last = kept > 0 ? &table->items[kept - 1] : NULL;
        if (last == NULL || annual_row_compare(last, row) != 0) {
            if (last != NULL && is_nothing(last)) kept--;
            table->items[kept++] = *row;
            continue;
        }
        for (int c = 0; c < ANNUAL_COLUMNS_MAX; c++)
            last->amounts[c] = ore_add(last->amounts[c], row->amounts[c]);
    }
    if (is_nothing(&table->items[kept - 1])) kept--;
    table->count = kept;
}

Ore annual_total(const AnnualTable *table, int column, int quarter)
{
    Ore sum = 0;
    for (size_t i = 0; i < table->count; i++)
        if (quarter < 0 || table->items[i].quarter == quarter)
            sum = ore_add(sum, table->items[i].amounts[column]);
    return sum;
}

/* --- by cash --- */

Ore annual_hand_cash(const AnnualHand *hand)
{
    return hand->kind == MANUAL_WAIVED ? 0 : manual_booked_amount(hand->kind, hand->amount);
}

void annual_cash(const AnnualBook *book, AnnualTable *out)
{
    out->count = 0;
    for (size_t i = 0; i < book->move_count; i++) {
        const AnnualMove *move = &book->moves[i];
        const AnnualPayment *payment = &book->payments[move->payment];
        if (day_year(move->day) != book->year) continue;
        AnnualRow row = row_of(&payment->place, day_quarter(move->day));
        row.amounts[CASH_PAID] = move->back ? -payment->amount : payment->amount;
        row.amounts[CASH_RETURNED] = move->back ? payment->amount : 0;
        put(out, &row);
    }
    for (size_t i = 0; i < book->hand_count; i++) {
        const AnnualHand *hand = &book->hands[i];
        if (day_year(hand->day) == book->year)
            put_one(out, &hand->place, day_quarter(hand->day), CASH_PAID,
                    annual_hand_cash(hand));
    }
    annual_unite(out);
}

/* --- what is owed --- */

/* Whether a run, or a day, comes before the end of a quarter of the book's year. */
static bool run_by(const AnnualBook *book, uint32_t run, int quarter)
{
    const AnnualRun *made = &book->runs[run];
    return made->year < book->year || (made->year == book->year && made->quarter <= quarter);
}

/* Whether it is the run of a quarter of the book's year. */
static bool is_of(const AnnualBook *book, const AnnualRun *run, int quarter)
{
    return run->year == book->year && run->quarter == quarter;
}

static bool day_by(const AnnualBook *book, Day day, int quarter)
{
    return day_year(day) < book->year ||
           (day_year(day) == book->year && day_quarter(day) <= quarter);
}

/* What of a payment has not reached the municipality; below 0: it was paid more than once. */
static Ore not_reached(const AnnualPayment *payment)
{
    Ore owed = payment->bucket == BUCKET_SETTLED ? 0 : payment->amount;
    for (uint32_t i = 0; i < payment->excess; i++)
        owed = ore_subtract(owed, payment->amount);
    return owed;
}

static Ore hand_owed(const AnnualHand *hand)
{
    bool of_group = hand->kind <= MANUAL_WAIVED;
    if (!of_group) return 0;
    return hand->kind == MANUAL_PAID ? -hand->amount : hand->amount;
}

static void put_owed(const AnnualBook *book, int quarter, int column, AnnualTable *out)
{
    size_t last = book->run_count;
    while (last > 0 && !run_by(book, (uint32_t)(last - 1), quarter))
        last--;
    for (size_t i = 0; i < book->sums_count; i++)
        if (last > 0 && book->sums[i].run == last - 1)
            put_one(out, &book->sums[i].place, quarter, column,
                    book->sums[i].sums.carried_forward);
    for (size_t i = 0; i < book->payment_count; i++)
        if (run_by(book, book->payments[i].run, quarter))
            put_one(out, &book->payments[i].place, quarter, column,
                    not_reached(&book->payments[i]));
    for (size_t i = 0; i < book->hand_count; i++)
        if (day_by(book, book->hands[i].day, quarter))
            put_one(out, &book->hands[i].place, quarter, column, hand_owed(&book->hands[i]));
    for (size_t i = 0; i < book->taken_count; i++)
        if (run_by(book, book->taken[i].run, quarter))
            put_one(out, &book->taken[i].place, quarter, column, -book->taken[i].amount);
}

void annual_owed(const AnnualBook *book, int quarter, AnnualTable *out)
{
    out->count = 0;
    put_owed(book, quarter, 0, out);
    annual_unite(out);
}

/* --- by budget year and quarter --- */

bool annual_has_run(const AnnualBook *book, int quarter)
{
    for (size_t i = 0; i < book->run_count; i++)
        if (is_of(book, &book->runs[i], quarter)) return true;
    return false;
}

int annual_last_run(const AnnualBook *book)
{
    int last = 0;
    for (size_t i = 0; i < book->run_count; i++)
        if (book->runs[i].year == book->year && book->runs[i].quarter > last)
            last = book->runs[i].quarter;
    return last;
}

int annual_last_quarter(const AnnualBook *book)
{
    int last = annual_last_run(book);
    for (size_t i = 0; i < book->hand_count; i++) {
        Day day = book->hands[i].day;
        if (day_year(day) == book->year && day_quarter(day) > last) last = day_quarter(day);
    }
    return last;
}

int annual_budget_quarter(const AnnualBook *book, BudgetColumn column)
{
    if (column == BUDGET_HELD) return annual_last_run(book);
    return column == BUDGET_OWED ? annual_last_quarter(book) : -1;
}

AnnualHeld annual_held(const AnnualBook *book)
{
    AnnualHeld held = {0, 0};
    int last = annual_last_run(book);
    for (size_t i = 0; i < book->run_count; i++)
        if (is_of(book, &book->runs[i], last))
            held.unknown_lines += book->runs[i].unknown_lines;
    for (size_t i = 0; i < book->sums_count; i++)
        if (is_of(book, &book->runs[book->sums[i].run], last))
            held.sum = ore_add(held.sum, book->sums[i].sums.held);
    return held;
}

static void put_decided(const AnnualSums *sums, int quarter, AnnualTable *out)
{
    AnnualRow row = row_of(&sums->place, quarter);
    row.amounts[BUDGET_DECIDED] = sums->sums.lines;
    row.amounts[BUDGET_EARLIER_YEARS] = sums->earlier_years;
    row.amounts[BUDGET_HELD] = sums->sums.held;
    row.amounts[BUDGET_SENT] = sums->sums.paid;
    put(out, &row);
}

static void put_bucket(const AnnualPayment *payment, int quarter, AnnualTable *out)
{
    static const BudgetColumn columns[BUCKET_COUNT] = {
        [BUCKET_SETTLED] = BUDGET_PAID,
        [BUCKET_ACCEPTED] = BUDGET_ACCEPTED,
        [BUCKET_REJECTED] = BUDGET_RETURNED,
        [BUCKET_MISSING] = BUDGET_MISSING,
    };
    AnnualRow row = row_of(&payment->place, quarter);
    row.amounts[columns[payment->bucket]] = payment->amount;
    for (uint32_t i = 0; i < payment->excess; i++)
        row.amounts[BUDGET_TWICE] = ore_add(row.amounts[BUDGET_TWICE], payment->amount);
    put(out, &row);
}

static void put_hand(const AnnualHand *hand, AnnualTable *out)
{
    AnnualRow row = row_of(&hand->place, day_quarter(hand->day));
    bool of_person = hand->kind == MANUAL_SETTLED || hand->kind == MANUAL_UNSETTLED;
    row.amounts[BUDGET_BY_HAND] = annual_hand_cash(hand);
    row.amounts[BUDGET_SETTLED_BY_HAND] = of_person ? annual_hand_cash(hand) : 0;
    row.amounts[BUDGET_WAIVED] = hand->kind == MANUAL_WAIVED ? hand->amount : 0;
    put(out, &row);
}

void annual_budget(const AnnualBook *book, AnnualTable *out)
{
    int quarters = annual_last_quarter(book);
    out->count = 0;
    for (size_t i = 0; i < book->sums_count; i++) {
        const AnnualRun *run = &book->runs[book->sums[i].run];
        if (run->year == book->year) put_decided(&book->sums[i], run->quarter, out);
    }
    for (size_t i = 0; i < book->payment_count; i++) {
        const AnnualRun *run = &book->runs[book->payments[i].run];
        if (run->year == book->year) put_bucket(&book->payments[i], run->quarter, out);
    }
    for (size_t i = 0; i < book->hand_count; i++)
        if (day_year(book->hands[i].day) == book->year) put_hand(&book->hands[i], out);
    for (int quarter = 1; quarter <= quarters; quarter++)
        put_owed(book, quarter, BUDGET_OWED, out);
    annual_unite(out);
}

void annual_buckets(const AnnualBook *book, int quarter, AnnualBucket out[BUCKET_COUNT])
{
    for (int b = 0; b < BUCKET_COUNT; b++)
        out[b] = (AnnualBucket){0, 0};
    for (size_t i = 0; i < book->payment_count; i++) {
        const AnnualPayment *payment = &book->payments[i];
        const AnnualRun *run = &book->runs[payment->run];
        AnnualBucket *bucket = &out[payment->bucket];
        if (run->year != book->year || (quarter > 0 && run->quarter != quarter)) continue;
        bucket->count++;
        bucket->sum = ore_add(bucket->sum, payment->amount);
    }
}

/* --- the bridge --- */

static void bridge_sums(const AnnualSums *sums, AnnualTable *out)
{
    AnnualRow row = row_of(&sums->place, 0);
    const GroupSums *of = &sums->sums;
    row.amounts[BRIDGE_DECIDED] = of->lines;
    row.amounts[BRIDGE_CLAIMS] = ore_subtract(of->brought_forward, of->carried_forward);
    row.amounts[BRIDGE_PAID_AGAIN] = of->returned;
    row.amounts[BRIDGE_TAKEN_BY_HAND] = of->manual;
    put(out, &row);
}

static void bridge_payment(const AnnualPayment *payment, AnnualTable *out)
{
    static const int columns[BUCKET_COUNT] = {[BUCKET_SETTLED] = -1,
                                              [BUCKET_ACCEPTED] = BRIDGE_ACCEPTED,
                                              [BUCKET_REJECTED] = BRIDGE_RETURNED,
                                              [BUCKET_MISSING] = BRIDGE_MISSING};
    AnnualRow row = row_of(&payment->place, 0);
    if (columns[payment->bucket] >= 0) row.amounts[columns[payment->bucket]] = -payment->amount;
    for (uint32_t i = 0; i < payment->excess; i++)
        row.amounts[BRIDGE_TWICE] = ore_add(row.amounts[BRIDGE_TWICE], payment->amount);
    put(out, &row);
}

/* A payment's money and its budget in different years. */
static void bridge_move(const AnnualBook *book, const AnnualMove *move, AnnualTable *out)
{
    const AnnualPayment *payment = &book->payments[move->payment];
    Ore amount = move->back ? -payment->amount : payment->amount;
    bool own = book->runs[payment->run].year == book->year;
    bool now = day_year(move->day) == book->year;
    if (own && !now) put_one(out, &payment->place, 0, BRIDGE_IN_OTHER_YEARS, -amount);
    if (!own && now) put_one(out, &payment->place, 0, BRIDGE_OF_OTHER_YEARS, amount);
}

static void add_up(AnnualRow *row)
{
    for (int c = 0; c < BRIDGE_SENT; c++)
        row->amounts[BRIDGE_SENT] = ore_add(row->amounts[BRIDGE_SENT], row->amounts[c]);
    for (int c = BRIDGE_SENT; c < BRIDGE_CASH; c++)
        row->amounts[BRIDGE_CASH] = ore_add(row->amounts[BRIDGE_CASH], row->amounts[c]);
}

void annual_bridge(const AnnualBook *book, AnnualTable *out)
{
    out->count = 0;
    for (size_t i = 0; i < book->sums_count; i++)
        if (book->runs[book->sums[i].run].year == book->year) bridge_sums(&book->sums[i], out);
    for (size_t i = 0; i < book->payment_count; i++)
        if (book->runs[book->payments[i].run].year == book->year)
            bridge_payment(&book->payments[i], out);
    for (size_t i = 0; i < book->move_count; i++)
        bridge_move(book, &book->moves[i], out);
    for (size_t i = 0; i < book->hand_count; i++)
        if (day_year(book->hands[i].day) == book->year)
            put_one(out, &book->hands[i].place, 0, BRIDGE_BY_HAND,
                    annual_hand_cash(&book->hands[i]));
    annual_unite(out);
    for (size_t i = 0; out->items != NULL && i < out->count; i++)
        add_up(&out->items[i]);
}
