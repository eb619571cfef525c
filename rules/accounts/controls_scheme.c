/* controls_scheme.c - an award against the others of its scheme, and the awards of an item
 * against its appropriation: R1114, R1115, R1119. accounts.md 2. */
#include <stdlib.h>
#include <string.h>

#include "rules/accounts/chance.h"
#include "rules/accounts/controls_work.h"

/* Products of amounts. */
__extension__ typedef __int128 Wide;

static bool same_scheme(const AwardView *left, const AwardView *right)
{
    return strcmp(left->award->scheme, right->award->scheme) == 0;
}

static bool is_first_of_scheme(const AccountsControl *control, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (same_scheme(&control->views[i], &control->views[index])) return false;
    return true;
}

/* --- R1114: cost a participant --- */

static bool has_cost(const AwardView *view)
{
    return view->sums.reported && view->statement != NULL &&
           view->statement->participants > 0 && view->sums.sum[SIDE_OUT] > 0;
}

static bool has_plan(const AwardView *view)
{
    return view->statement != NULL && view->statement->participants != NOT_GIVEN &&
           view->award->participants_planned > 0;
}

static Ore cost_of(const AwardView *view)
{
    return view->sums.sum[SIDE_OUT] / view->statement->participants;
}

/* Fractions of an øre are kept: the median doubled, the deviation (MAD) four times. */
typedef struct CostCentre {
    Ore median_doubled, deviation_fourfold;
} CostCentre;

static int compare_costs(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* Sorts; the one in the middle twice, or the two there. */
static int64_t doubled_median(int64_t *values, size_t count)
{
    qsort(values, count, sizeof *values, compare_costs);
    return values[(count - 1) / 2] + values[count / 2];
}

/* Unlike robust_centre, which counts persons: of an even number the mean of the middle two. */
static CostCentre centre_of(int64_t *values, size_t count)
{
    CostCentre centre = {.median_doubled = doubled_median(values, count)};
    for (size_t i = 0; i < count; i++)
        values[i] = llabs(2 * values[i] - centre.median_doubled);
    centre.deviation_fourfold = doubled_median(values, count);
    return centre;
}

static void control_cost(AccountsWork *work, const AwardView *view, CostCentre centre,
                         int64_t awards)
{
    enum { TEN_THOUSAND_TIMES_QUARTILE = 6745 }; /* of the standard normal distribution */
    Wide off = 4 * (Wide)cost_of(view) - 2 * (Wide)centre.median_doubled;
    /* z in hundredths is scaled / unit. */
    Wide scaled = TEN_THOUSAND_TIMES_QUARTILE * off;
    Wide unit = 100 * (Wide)centre.deviation_fourfold;
    Wide limit = limit_is(work, LIMIT_COST_Z) * unit;
    if (!has_plan(view)) note_run(work, 1114);
    if (scaled <= limit && scaled >= -limit) return;
    NOTE(work, SAYS_COST, at_statement(view), amount_is("cost", cost_of(view)),
         amount_is("median", centre.median_doubled / 2), number_is("awards", awards),
         number_is("z", (int64_t)(scaled / unit)));
}

/* A scheme in which more than half cost the same has no spread to compare with. */
static void control_costs(AccountsWork *work, const AwardView *scheme)
{
    const AccountsControl *control = work->control;
    size_t count = 0;
    for (size_t i = 0; i < control->book->award_count; i++) {
        const AwardView *view = &control->views[i];
        if (same_scheme(view, scheme) && has_cost(view))
            control->scratch[count++] = cost_of(view);
    }
    if (count == 0 || (int64_t)count < limit_is(work, LIMIT_COST_AWARDS)) return;
    CostCentre centre = centre_of(control->scratch, count);
    if (centre.deviation_fourfold == 0) return;
    for (size_t i = 0; i < control->book->award_count; i++) {
        const AwardView *view = &control->views[i];
        if (same_scheme(view, scheme) && has_cost(view))
            control_cost(work, view, centre, (int64_t)count);
    }
}

static void control_participants(AccountsWork *work, const AwardView *view)
{
    const Statement *statement = view->statement;
    int64_t planned = view->award->participants_planned;
    if (!has_plan(view)) return;
    note_run(work, 1114);
    if (statement->participants * FULL_BP >= planned * limit_is(work, LIMIT_PARTICIPANTS_BP))
        return;
    NOTE(work, SAYS_FEW, at_statement(view), number_is("participants", statement->participants),
         number_is("planned", planned));
}

/* --- R1115: results --- */

static bool has_results(const AwardView *view)
{
    const Statement *statement = view->statement;
    return statement != NULL && statement->participants != NOT_GIVEN &&
           statement->to_work != NOT_GIVEN && statement->to_education != NOT_GIVEN;
}

static int64_t results_of(const AwardView *view)
{
    return view->statement->to_work + view->statement->to_education;
}

static bool results_are_possible(const AwardView *view)
{
    return has_results(view) && results_of(view) <= view->statement->participants;
}

/* The scheme's share is of all its awards whose own results are possible, this one too. */
static ChanceShare share_of_scheme(const AccountsControl *control, const AwardView *scheme)
{
    ChanceShare share = {0, 0};
    for (size_t i = 0; i < control->book->award_count; i++) {
        const AwardView *view = &control->views[i];
        if (!same_scheme(view, scheme) || !results_are_possible(view)) continue;
        share.of += results_of(view);
        share.in += view->statement->participants;
    }
    return share;
}

static void control_results(AccountsWork *work, const AwardView *view, ChanceShare share)
{
    if (!has_results(view)) return;
    int64_t participants = view->statement->participants, results = results_of(view);
    note_run(work, 1115);
    if (results > participants) {
        NOTE(work, SAYS_RESULTS_OVER, at_statement(view), number_is("results", results),
             number_is("participants", participants));
        return;
    }
    if (share.in == 0 ||
        !binomial_is_unlikely(results, participants, share, limit_is(work, LIMIT_RESULTS_P)))
        return;
    NOTE(work, SAYS_RESULTS_ODD, at_statement(view), number_is("results", results),
         number_is("participants", participants), number_is("all_results", share.of),
         number_is("all_participants", share.in));
}

void controls_of_schemes(AccountsWork *work)
{
    const AccountsControl *control = work->control;
    for (size_t i = 0; i < control->book->award_count; i++) {
        const AwardView *first = &control->views[i];
        control_participants(work, first);
        if (!is_first_of_scheme(control, i)) continue;
        control_costs(work, first);
        ChanceShare share = share_of_scheme(control, first);
        for (size_t k = i; k < control->book->award_count; k++)
            if (same_scheme(&control->views[k], first))
                control_results(work, &control->views[k], share);
    }
}

/* --- R1119: the appropriation --- */

/* Grants of this kind stand in chapter 821 unless the item names another: "71", "0821.71". */
enum { OWN_CHAPTER = 821 };

typedef struct BudgetItem {
    int chapter;
    const char *item;
} BudgetItem;

static int chapter_number(const char *text, size_t length)
{
    int number = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9' || number > OWN_CHAPTER * FULL_BP) return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

static BudgetItem item_of(const char *text)
{
    const char *dot = strchr(text, '.');
    if (dot == NULL) return (BudgetItem){OWN_CHAPTER, text};
    return (BudgetItem){chapter_number(text, (size_t)(dot - text)), dot + 1};
}

static bool same_item(BudgetItem left, BudgetItem right)
{
    return left.chapter == right.chapter && strcmp(left.item, right.item) == 0;
}

static bool is_first_of_item(const AccountsBook *book, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (same_item(item_of(book->awards[i].item), item_of(book->awards[index].item)))
            return false;
    return true;
}

/* What is not appropriated at all is 0; the line is the last of the file that says something.
 */
static Ore allocated_to(const AccountsBook *book, BudgetItem item, size_t *record)
{
    Ore sum = 0;
    for (size_t i = 0; i < book->appropriation_count; i++) {
        const AppropriationRow *row = &book->appropriation[i];
        BudgetItem own = {chapter_number(row->chapter, strlen(row->chapter)), row->item};
        if (!same_item(own, item)) continue;
        sum = ore_add(sum, ore_add(row->carried_in, row->allocated));
        *record = row->file_line;
    }
    return sum;
}

static void control_item(AccountsWork *work, const AccountsBook *book, const char *text)
{
    BudgetItem item = item_of(text);
    Ore awarded = 0;
    size_t record = 1;
    for (size_t i = 0; i < book->award_count; i++)
        if (same_item(item_of(book->awards[i].item), item))
            awarded = ore_add(awarded, book->awards[i].awarded);
    Ore allocated = allocated_to(book, item, &record);
    note_run(work, 1119);
    if (!above(work, awarded, allocated)) return;
    FoundAt at = {"", MUNICIPALITY_NONE, FILE_APPROPRIATION, record};
    NOTE(work, SAYS_OVER_APPROPRIATION, at, word_is("item", text),
         amount_is("awarded", awarded), amount_is("allocated", allocated));
}

void controls_of_items(AccountsWork *work)
{
    const AccountsBook *book = work->control->book;
    if (!book->has_appropriation) return;
    for (size_t i = 0; i < book->award_count; i++)
        if (is_first_of_item(book, i)) control_item(work, book, book->awards[i].item);
}
