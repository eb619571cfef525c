/*
 * sums.h - what the accounts of one award come to, and what is looked at together. accounts.md
 * 1 and 2.
 *
 * Whole øre. Pure, no allocation; any thread.
 */
#ifndef TILSKUDD_RULES_ACCOUNTS_SUMS_H
#define TILSKUDD_RULES_ACCOUNTS_SUMS_H

#include "rules/accounts/book.h"

typedef struct AccountsSums {
    bool reported;      /* there are accounts */
    Day received;       /* of the delivery that counts: the latest */
    size_t deliveries;  /* days on which accounts were received */
    size_t file_line;   /* of the first row that counts */
    size_t given_count; /* lines other than SUM */
    bool given[LINE_COUNT];
    Ore budget[LINE_COUNT], actual[LINE_COUNT];
    bool stated[SIDE_COUNT]; /* a SUM is there */
    Ore stated_sum[SIDE_COUNT];
    size_t stated_line[SIDE_COUNT]; /* in the file */
    Ore sum[SIDE_COUNT];            /* of the lines */
    /* The first row that stands twice, and the first negative one; NULL: none. Borrowed. */
    const ReportedLine *twice, *negative;
} AccountsSums;

/* All that is known of one award. Borrowed. */
typedef struct AwardView {
    const Award *award;
    AccountsSums sums;
    const Statement *statement; /* NULL: none */
    const Voucher *vouchers;
    size_t voucher_count;
    Ore available; /* P: paid + carried from last year */
    Ore unused;    /* max(0, min(P, income - costs)) */
} AwardView;

/* Adds up the rows of one award, ascending by day received: the last day's rows count. */
void accounts_sum(const ReportedLine *lines, size_t count, AccountsSums *out);
/* One view for each award of the book, in its order; `views` has room for award_count. */
void accounts_views(const AccountsBook *book, AwardView *views);
/* Nobody disputes a krone: |left - right| is at most `tolerance`. */
static inline bool amounts_equal(Ore left, Ore right, Ore tolerance)
{
    Ore apart = left > right ? left - right : right - left;
    return apart <= tolerance;
}
/* amount x basis points, rounded up or down to whole øre; amount at least 0. */
Ore ore_share_up(Ore amount, int basis_points);
Ore ore_share_down(Ore amount, int basis_points);
/* The award of an id, or NULL; `awards` ascending by id. */
const Award *award_find(const Award *awards, size_t count, const char *id);

#endif
