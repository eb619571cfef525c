#include "rules/settlement/lines.h"

#include <string.h>

#include "rules/base/status.h"
#include "rules/base/translator.h"
#include "rules/controls/finding.h"

Subject subject_of_municipality(MunicipalityCode code)
{
    return SUBJECT_MUNICIPALITY | code;
}

bool subject_is_municipality(Subject subject)
{
    return (subject & SUBJECT_MUNICIPALITY) != 0;
}

MunicipalityCode subject_municipality(Subject subject)
{
    INVARIANT(subject_is_municipality(subject));
    return (MunicipalityCode)(subject & ~SUBJECT_MUNICIPALITY);
}

bool decision_line_is_unknown(const DecisionLine *line)
{
    if (line->status != DECISION_HELD || line->due != 0) return false;
    if (line->control == CONTROL_RATE_MISSING) return true;
    return line->first && line->rate == 0 && line->code != GRANT_FHT2;
}

int settled_compare(const void *left, const void *right)
{
    const SettledLine *a = left;
    const SettledLine *b = right;
    if (a->subject != b->subject) return a->subject < b->subject ? -1 : 1;
    if (a->code != b->code) return a->code < b->code ? -1 : 1;
    if (a->budget_year != b->budget_year) return a->budget_year < b->budget_year ? -1 : 1;
    if (a->municipality != b->municipality) return a->municipality < b->municipality ? -1 : 1;
    return 0;
}

static int compare_share(const DecisionLine *left, const DecisionLine *right)
{
    char a[FRACTION_TEXT_SIZE], b[FRACTION_TEXT_SIZE];
    fraction_format(left->from, a);
    fraction_format(right->from, b);
    int order = strcmp(a, b);
    if (order != 0) return order;
    fraction_format(left->to, a);
    fraction_format(right->to, b);
    order = strcmp(a, b);
    return order != 0 ? order : (left->rate > right->rate) - (left->rate < right->rate);
}

int decision_line_compare(const DecisionLine *left, const DecisionLine *right)
{
    if (left->subject != right->subject) return left->subject < right->subject ? -1 : 1;
    if (left->code != right->code) return left->code < right->code ? -1 : 1;
    if (left->budget_year != right->budget_year)
        return left->budget_year < right->budget_year ? -1 : 1;
    if (left->municipality != right->municipality)
        return left->municipality < right->municipality ? -1 : 1;
    return compare_share(left, right);
}

bool decision_line_same_key(const DecisionLine *left, const DecisionLine *right)
{
    return left->subject == right->subject && left->code == right->code &&
           left->budget_year == right->budget_year && left->municipality == right->municipality;
}

const char *line_reason_text(LineReason reason)
{
    static const char *const texts[] = {[REASON_DUE] = "due",
                                        [REASON_CORRECTION] = "correction",
                                        [REASON_NOTHING_DUE] = "nothing-due",
                                        [REASON_HELD] = NULL};
    INVARIANT((unsigned)reason <= REASON_HELD);
    return texts[reason];
}

static const struct {
    const char *text;
    bool manual, positive;
} open_kinds[OPEN_KIND_COUNT] = {[OPEN_REJECTED] = {N_("rejected"), false, true},
                                 [OPEN_RETURNED] = {N_("returned"), false, true},
                                 [OPEN_TWICE] = {N_("twice"), false, false},
                                 [OPEN_AGAIN] = {N_("again"), false, false},
                                 [OPEN_PAID] = {N_("paid"), true, false},
                                 [OPEN_RECEIVED] = {N_("received"), true, true},
                                 [OPEN_WAIVED] = {N_("waived"), true, true}};

const char *open_kind_text(OpenKind kind)
{
    INVARIANT((unsigned)kind < OPEN_KIND_COUNT);
    return open_kinds[kind].text;
}

bool open_kind_parse(const char *text, size_t length, OpenKind *kind)
{
    for (int k = 0; k < OPEN_KIND_COUNT; k++) {
        const char *word = open_kinds[k].text;
        if (strlen(word) != length || memcmp(word, text, length) != 0) continue;
        *kind = (OpenKind)k;
        return true;
    }
    return false;
}

bool open_kind_is_manual(OpenKind kind)
{
    INVARIANT((unsigned)kind < OPEN_KIND_COUNT);
    return open_kinds[kind].manual;
}

bool open_kind_is_positive(OpenKind kind)
{
    INVARIANT((unsigned)kind < OPEN_KIND_COUNT);
    return open_kinds[kind].positive;
}

void group_sums_add(GroupSums *to, const GroupSums *more)
{
    to->lines = ore_add(to->lines, more->lines);
    to->held = ore_add(to->held, more->held);
    to->brought_forward = ore_add(to->brought_forward, more->brought_forward);
    to->paid = ore_add(to->paid, more->paid);
    to->carried_forward = ore_add(to->carried_forward, more->carried_forward);
    to->returned = ore_add(to->returned, more->returned);
    to->manual = ore_add(to->manual, more->manual);
    to->any = to->any || more->any;
}

Ore group_sums_balance(const GroupSums *sums)
{
    Ore due = ore_add(ore_add(sums->lines, sums->brought_forward),
                      ore_add(sums->returned, sums->manual));
    return ore_subtract(due, ore_add(sums->paid, sums->carried_forward));
}

GroupSums group_sums_of_row(const GroupSums *groups)
{
    GroupSums total = {0};
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
        group_sums_add(&total, &groups[g]);
    return total;
}

Kroner decision_line_rate(const DecisionLine *line, const RuleSet *rules)
{
    enum { ORE_OF_KRONE = 100 };
    Day last = day_from_date(line->budget_year, 12, 31);
    if (line->rate != 0) return line->rate / ORE_OF_KRONE;
    if (line->code == GRANT_FHT2) return line->settled_before / ORE_OF_KRONE;
    const Rate *rate =
        rules != NULL ? rule_rate(rules, (GrantCode)line->code, last, last) : NULL;
    return rate != NULL ? rate->amount : 0;
}

void group_sums_add_line(GroupSums *sums, const DecisionLine *line)
{
    if (!line->first || line->due == 0) return;
    sums->any = true;
    if (line->status == DECISION_PAY) sums->lines = ore_add(sums->lines, line->due);
    if (line->status == DECISION_HELD) sums->held = ore_add(sums->held, line->due);
}

void money_add_line(MoneyAtHand *money, const DecisionLine *line, int year)
{
    if (!line->first) return;
    Ore paid = line->status == DECISION_PAY ? line->due : 0;
    Ore held = line->status == DECISION_HELD ? line->due : 0;
    money->run_paid = ore_add(money->run_paid, paid);
    money->run_held = ore_add(money->run_held, held);
    if (line->budget_year != year) return;
    money->year_paid = ore_add(money->year_paid, ore_add(line->settled_before, paid));
    money->year_held = ore_add(money->year_held, held);
}

void money_add(MoneyAtHand *to, const MoneyAtHand *more)
{
    to->run_paid = ore_add(to->run_paid, more->run_paid);
    to->run_held = ore_add(to->run_held, more->run_held);
    to->year_paid = ore_add(to->year_paid, more->year_paid);
    to->year_held = ore_add(to->year_held, more->year_held);
}

size_t settled_add_up(SettledLine *lines, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && settled_compare(&lines[kept - 1], &lines[i]) == 0)
            lines[kept - 1].amount = ore_add(lines[kept - 1].amount, lines[i].amount);
        else
            lines[kept++] = lines[i];
    }
    return kept;
}
