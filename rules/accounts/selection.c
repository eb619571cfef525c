#include "rules/accounts/selection.h"

#include <stdlib.h>

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

/* What stands in the score besides findings: paid, new, not visited. */
static int64_t base_score(const AccountsControl *control, const AwardView *view)
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
        scores[i] = (AwardScore){.score = base_score(control, &control->views[i])};
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
static int compare_ranks(const void *left, const void *right)
{
    const AwardRank *a = left, *b = right;
    int order = (a->score < b->score) - (a->score > b->score);
    return order != 0 ? order : (a->award > b->award) - (a->award < b->award);
}

void accounts_select_risk(const AccountsControl *control, AwardScore *scores, AwardRank *ranks)
{
    size_t count = control->book->award_count;
    size_t top = (count * (size_t)points(control, LIMIT_TOP_BP) + FULL_BP - 1) / FULL_BP;
    if (top > count) top = count;
    for (size_t i = 0; i < count; i++)
        ranks[i] = (AwardRank){scores[i].score, i};
    if (count > 1) qsort(ranks, count, sizeof *ranks, compare_ranks);
    for (size_t i = 0; i < count; i++) {
        AwardScore *score = &scores[ranks[i].award];
        score->part = (uint8_t)(score->blocks > 0 ? PART_BLOCK
                                : i < top         ? PART_RISK
                                                  : PART_NOT_SELECTED);
    }
}
