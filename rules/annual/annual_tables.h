/*
 * annual_tables.h - the year's accounts: by cash, by budget year and quarter, and the bridge
 * from one to the other. life.md 6.
 *
 * A table is rows of one place (and quarter), sorted and each once, without those of nothing
 * but zeros. Its memory is the caller's: with `items` NULL a function only counts the rows that
 * it needs room for; with room it fills them, and `count` is how many the table has. Amounts in
 * øre. Any thread.
 */
#ifndef TILSKUDD_RULES_ANNUAL_TABLES_H
#define TILSKUDD_RULES_ANNUAL_TABLES_H

#include "rules/annual/annual_book.h"

/* By cash: what the bank moved on a day of the year, and what was paid or received by hand on
 * one, whatever the budget year. The quarter is the day's. */
typedef enum CashColumn {
    CASH_PAID,     /* out less back: what is returned is not paid */
    CASH_RETURNED, /* payments that came back: taken off already */
    CASH_COLUMNS
} CashColumn;

/* By budget year and quarter: the runs of the year by their quarter, lines by hand by the
 * quarter of their date. sent = paid + accepted + returned + missing, the bank's four buckets.
 * owed = owed before + decided + settled by hand + waived - paid - twice - by hand, over all
 * municipalities of a payment group (a merger moves what is owed from one code to another). */
typedef enum BudgetColumn {
    BUDGET_DECIDED,         /* lines of the runs */
    BUDGET_EARLIER_YEARS,   /* of it corrections of earlier budget years */
    BUDGET_HELD,            /* not decided: what controls hold, where the amount is known; a
                               balance, as what is owed: the next quarter holds it again */
    BUDGET_SENT,            /* to the bank */
    BUDGET_PAID,            /* of it settled */
    BUDGET_ACCEPTED,        /* of it accepted by the bank, not booked yet */
    BUDGET_RETURNED,        /* of it rejected, never sent, or come back */
    BUDGET_MISSING,         /* of it without an answer */
    BUDGET_TWICE,           /* booked beyond once */
    BUDGET_BY_HAND,         /* paid less received outside the program */
    BUDGET_SETTLED_BY_HAND, /* of it for persons, who are settled with it */
    BUDGET_WAIVED,          /* claims given up */
    BUDGET_OWED,            /* to the municipality at the quarter's end; below 0: by it */
    BUDGET_COLUMNS
} BudgetColumn;

/* The bridge, each amount with its sign: the first four are what was sent, that and all after
 * it the cash. Of the whole year: the quarter is 0. */
typedef enum BridgeColumn {
    BRIDGE_DECIDED,
    BRIDGE_CLAIMS,         /* brought forward less carried forward */
    BRIDGE_PAID_AGAIN,     /* sums of payments that came to nothing, taken up */
    BRIDGE_TAKEN_BY_HAND,  /* money by hand, taken up */
    BRIDGE_SENT,           /* the sum of these */
    BRIDGE_RETURNED,       /* rejected, never sent, or come back */
    BRIDGE_ACCEPTED,       /* not booked yet */
    BRIDGE_MISSING,        /* no answer yet */
    BRIDGE_TWICE,          /* booked beyond once */
    BRIDGE_IN_OTHER_YEARS, /* the bank moved it in another year than the budget's */
    BRIDGE_OF_OTHER_YEARS, /* the bank moved in the year what runs of other years sent */
    BRIDGE_BY_HAND,        /* paid less received outside the program, in the year */
    BRIDGE_CASH,           /* the sum */
    BRIDGE_COLUMNS
} BridgeColumn;

enum { ANNUAL_COLUMNS_MAX = 13 };
typedef struct AnnualRow {
    AnnualPlace place;
    uint8_t quarter;
    Ore amounts[ANNUAL_COLUMNS_MAX];
} AnnualRow;

typedef struct AnnualTable {
    AnnualRow *items;
    size_t count;
} AnnualTable;

/* The three tables, by the columns of CashColumn, BudgetColumn and BridgeColumn. */
void annual_cash(const AnnualBook *book, AnnualTable *out);
void annual_budget(const AnnualBook *book, AnnualTable *out);
void annual_bridge(const AnnualBook *book, AnnualTable *out);

/* Payments of the runs of a quarter of the year (0: of the year) that are in a bucket. */
typedef struct AnnualBucket {
    size_t count;
    Ore sum;
} AnnualBucket;
void annual_buckets(const AnnualBook *book, int quarter, AnnualBucket out[BUCKET_COUNT]);

/* Whether a run of that quarter of the year is committed. */
bool annual_has_run(const AnnualBook *book, int quarter);
/* The last quarter of the year that has a run or a line by hand; 0: none has. */
int annual_last_quarter(const AnnualBook *book);
/* The last quarter of the year that has a run; 0: none has. */
int annual_last_run(const AnnualBook *book);
/* The quarter whose rows a column of the budget has for the whole year; -1: all of them, added.
 * What is held and what is owed are balances: they are those of the last run, and of the last
 * quarter. */
int annual_budget_quarter(const AnnualBook *book, BudgetColumn column);
/* What the year's last run holds: of known amounts the sum, of the others the lines. */
typedef struct AnnualHeld {
    Ore sum;
    uint64_t unknown_lines;
} AnnualHeld;
AnnualHeld annual_held(const AnnualBook *book);
/* What is owed to municipalities (below 0: by them) when quarter `quarter` of the year ends; 0:
 * when the year begins. */
void annual_owed(const AnnualBook *book, int quarter, AnnualTable *out);
/* Sorts rows, each place and quarter once, and leaves out those of nothing. */
void annual_unite(AnnualTable *table);
/* Sum of a column, over the rows of a quarter (-1: all). */
Ore annual_total(const AnnualTable *table, int column, int quarter);
/* By chapter, item, payment group, municipality, quarter. For qsort. */
int annual_row_compare(const void *left, const void *right);
/* What a line by hand pays out of, or below 0 brings into, the state's accounts; 0: of WAIVED,
 * which is no cash. */
Ore annual_hand_cash(const AnnualHand *hand);

#endif
