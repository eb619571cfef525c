#include "rules/accounts/selection.h"

#include <string.h>

const char *selected_part_text(SelectedPart part)
{
    static const char *const texts[SELECTED_PART_COUNT] = {"", "BLOCK", "RISK", "WHOLE",
                                                           "RANDOM"};
    INVARIANT((unsigned)part < SELECTED_PART_COUNT);
    return texts[part];
}

static int64_t points(const AccountsControl *control, AccountsLimitId limit)
{
    return control->limits->value[limit];
}

/* An unknown visit is no missed one: without a statement nothing is known. */
static bool is_unvisited(const AccountsControl *control, const Statement *statement)
{
    if (statement == NULL) return false;
    if (!day_is_set(statement->last_visit)) return true;
    int years = (int)points(control, LIMIT_UNVISITED_YEARS);
    return control->book->date >= day_add_years(statement->last_visit, years);
}

int64_t accounts_base_score(const AccountsControl *control, const AwardView *view)
{
    int64_t score = view->award->paid / points(control, LIMIT_POINT_ORE);
    if (view->statement != NULL && view->statement->new_recipient)
        score += points(control, LIMIT_POINTS_NEW);
    if (is_unvisited(control, view->statement))
        score += points(control, LIMIT_POINTS_UNVISITED);
    return score;
}

static void count_finding(AwardScore *score, const AccountsFinding *finding)
{
    Severity severity = accounts_severity(finding);
    if (finding->file == FILE_VOUCHERS) return;
    score->blocks += severity == SEVERITY_BLOCK;
    score->warnings += severity == SEVERITY_WARN;
}

void accounts_score(const AccountsControl *control, const AccountsFindings *findings,
                    AwardScore *scores)
{
    const AccountsBook *book = control->book;
    for (size_t i = 0; i < book->award_count; i++)
        scores[i] = (AwardScore){.score = accounts_base_score(control, &control->views[i])};
    for (size_t i = 0; i < findings->count; i++) {
        const AccountsFinding *finding = &findings->items[i];
        const Award *award = award_find(book->awards, book->award_count, finding->award);
        if (award != NULL) count_finding(&scores[award - book->awards], finding);
    }
    for (size_t i = 0; i < book->award_count; i++)
        scores[i].score += scores[i].blocks * points(control, LIMIT_POINTS_BLOCK) +
                           scores[i].warnings * points(control, LIMIT_POINTS_WARN);
}

/* Awards stand by id, so that of equal scores the earlier place is the smaller id. */
static bool is_before(const AwardScore *scores, size_t left, size_t right)
{
    if (scores[left].score != scores[right].score)
        return scores[left].score > scores[right].score;
    return left < right;
}

static void sink(const AwardScore *scores, size_t *order, size_t root, size_t count)
{
    for (;;) {
        size_t child = 2 * root + 1;
        if (child >= count) return;
        if (child + 1 < count && is_before(scores, order[child], order[child + 1])) child++;
        if (!is_before(scores, order[root], order[child])) return;
        size_t moved = order[root];
        order[root] = order[child];
        order[child] = moved;
        root = child;
    }
}

/* Heap sort, because the order needs the scores beside it and rules have no qsort_r. */
static void sort_order(const AwardScore *scores, size_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t root = count / 2; root-- > 0;)
        sink(scores, order, root, count);
    for (size_t end = count; end-- > 1;) {
        size_t last = order[0];
        order[0] = order[end];
        order[end] = last;
        sink(scores, order, 0, end);
    }
}

void accounts_select_risk(const AccountsControl *control, AwardScore *scores, size_t *order)
{
    size_t count = control->book->award_count;
    size_t top = (count * (size_t)points(control, LIMIT_TOP_BP) + FULL_BP - 1) / FULL_BP;
    if (top > count) top = count;
    sort_order(scores, order, count);
    for (size_t i = 0; i < count; i++) {
        AwardScore *score = &scores[order[i]];
        score->part = (uint8_t)(score->blocks > 0 ? PART_BLOCK
                                : i < top         ? PART_RISK
                                                  : PART_NOT_SELECTED);
    }
}
