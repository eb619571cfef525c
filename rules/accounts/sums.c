#include "rules/accounts/sums.h"

#include <string.h>

static void keep_sum(AccountsSums *out, const ReportedLine *line)
{
    if (out->stated[line->side]) {
        if (out->twice == NULL) out->twice = line;
        return;
    }
    out->stated[line->side] = true;
    out->stated_sum[line->side] = line->actual;
    out->stated_line[line->side] = line->file_line;
}

static void keep_line(AccountsSums *out, const ReportedLine *line)
{
    if (line->line == LINE_SUM) {
        keep_sum(out, line);
        return;
    }
    if (out->given[line->line]) {
        if (out->twice == NULL) out->twice = line;
        return;
    }
    out->given[line->line] = true;
    out->given_count++;
    out->budget[line->line] = line->budget;
    out->actual[line->line] = line->actual;
    out->sum[line->side] = ore_add(out->sum[line->side], line->actual);
    if (line->actual < 0 && out->negative == NULL) out->negative = line;
}

void accounts_sum(const ReportedLine *lines, size_t count, AccountsSums *out)
{
    memset(out, 0, sizeof *out);
    out->received = DAY_NONE;
    if (count == 0) return;
    out->reported = true;
    out->received = lines[count - 1].received;
    for (size_t i = 0; i < count; i++) {
        INVARIANT(i == 0 || lines[i - 1].received <= lines[i].received);
        out->deliveries += i == 0 || lines[i].received != lines[i - 1].received;
        if (lines[i].received != out->received) continue;
        if (out->file_line == 0) out->file_line = lines[i].file_line;
        keep_line(out, &lines[i]);
    }
}

static void finish_view(AwardView *view)
{
    const AccountsSums *sums = &view->sums;
    view->available = ore_add(view->award->paid, sums->actual[LINE_OVERFORT_FRA_IFJOR]);
    Ore left = ore_subtract(sums->sum[SIDE_IN], sums->sum[SIDE_OUT]);
    Ore unused = left < view->available ? left : view->available;
    view->unused = unused > 0 ? unused : 0;
}

/* The rows of an award in a sorted table: moves *at past those of awards before it, and counts
 * its own. `id_of` gives the award of a row. */
#define ROWS_OF(rows, total, id, at, own)                                                      \
    do {                                                                                       \
        while (*(at) < (total) && strcmp((rows)[*(at)].award, (id)) < 0)                       \
            (*(at))++;                                                                         \
        *(own) = 0;                                                                            \
        while (*(at) + *(own) < (total) && strcmp((rows)[*(at) + *(own)].award, (id)) == 0)    \
            (*(own))++;                                                                        \
    } while (0)

void accounts_views(const AccountsBook *book, AwardView *views)
{
    size_t line = 0, statement = 0, voucher = 0, own;
    for (size_t i = 0; i < book->award_count; i++) {
        const char *id = book->awards[i].id;
        AwardView *view = &views[i];
        *view = (AwardView){.award = &book->awards[i]};
        ROWS_OF(book->lines, book->line_count, id, &line, &own);
        accounts_sum(own > 0 ? &book->lines[line] : NULL, own, &view->sums);
        ROWS_OF(book->statements, book->statement_count, id, &statement, &own);
        view->statement = own > 0 ? &book->statements[statement] : NULL;
        ROWS_OF(book->vouchers, book->voucher_count, id, &voucher, &own);
        view->vouchers = own > 0 ? &book->vouchers[voucher] : NULL;
        view->voucher_count = own;
        finish_view(view);
    }
}

/* Divided before it is multiplied, so that no product can overflow. */
static Ore share_of(Ore amount, int basis_points, Ore rounding)
{
    INVARIANT(amount >= 0 && basis_points >= 0 && basis_points <= FULL_BP);
    Ore whole = amount / FULL_BP * basis_points;
    return ore_add(whole, (amount % FULL_BP * basis_points + rounding) / FULL_BP);
}

Ore ore_share_up(Ore amount, int basis_points)
{
    return share_of(amount, basis_points, FULL_BP - 1);
}

Ore ore_share_down(Ore amount, int basis_points)
{
    return share_of(amount, basis_points, 0);
}

const Award *award_find(const Award *awards, size_t count, const char *id)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(awards[middle].id, id);
        if (order == 0) return &awards[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
