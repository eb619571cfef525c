#include "rules/settlement/touched.h"

#include "rules/controls/finding.h"
#include "rules/settlement/evidence.h"

/* One code, budget year and municipality of a subject: its lines stand together, and what is
 * due stands on the first. */
typedef struct Key {
    const DecisionLine *first;
    size_t count;
} Key;

/* Where a key counts, or NULL. */
typedef Touched *(*Bucket)(const SettleContext *context, Key key, TouchedCounts *counts);

static Key key_at(const DecisionLine *lines, size_t count, size_t begin)
{
    Key key = {&lines[begin], 1};
    while (begin + key.count < count && !lines[begin + key.count].first)
        key.count++;
    return key;
}

static bool holds_money(Key key)
{
    return key.first->status == DECISION_HELD &&
           (key.first->due != 0 || key.first->rate_missing);
}

/* --- the buckets --- */

static Touched *held_by(const SettleContext *context, Key key, TouchedCounts *counts)
{
    (void)context;
    if (!holds_money(key)) return NULL;
    INVARIANT(key.first->control < CONTROL_NUMBERS_MAX);
    return &counts->held[key.first->control];
}

static bool is_unknown(Key key)
{
    return key.first->status == DECISION_HELD && key.first->rate_missing;
}

static Touched *unknown_of_group(const SettleContext *context, Key key, TouchedCounts *counts)
{
    (void)context;
    if (!is_unknown(key)) return NULL;
    return &counts->unknown[grant_code_group((GrantCode)key.first->code)];
}

static Touched *unknown_of_all(const SettleContext *context, Key key, TouchedCounts *counts)
{
    (void)context;
    return is_unknown(key) ? &counts->unknown_all : NULL;
}

static Touched *unverified(const SettleContext *context, Key key, TouchedCounts *counts)
{
    int code;
    for (size_t i = 0; i < key.count; i++)
        if (evidence_is_unverified(context, &key.first[i], &code))
            return &counts->unverified[code];
    return NULL;
}

/* --hold-code also lets a live run go on without the rate. */
static bool held_for_code(const SettleContext *context, Key key)
{
    int control = key.first->control;
    return holds_money(key) &&
           (control == CONTROL_CODE_HELD || control == CONTROL_RATE_MISSING) &&
           hold_covers(context->holds, key.first->code, key.first->budget_year);
}

static Touched *code_of(const SettleContext *context, Key key, TouchedCounts *counts)
{
    return held_for_code(context, key) ? &counts->code[evidence_code(key.first)] : NULL;
}

static Touched *code_and_year_of(const SettleContext *context, Key key, TouchedCounts *counts)
{
    if (!held_for_code(context, key)) return NULL;
    const SettleYear *year = settle_year(context, key.first->budget_year);
    INVARIANT(year != NULL);
    return &counts->code_year[year - context->years.items][evidence_code(key.first)];
}

static Touched *municipality_of(const SettleContext *context, Key key, TouchedCounts *counts)
{
    if (!holds_money(key) || key.first->control != CONTROL_MUNICIPALITY_HELD) return NULL;
    for (size_t i = 0; i < context->held->count; i++)
        if (context->held->items[i] == key.first->municipality) return &counts->municipality[i];
    return &counts->municipality[MUNICIPALITY_LIST_MAX];
}

/* --- counting --- */

/* What earlier keys of the subject have said of a bucket already. */
typedef struct Before {
    bool any, unknown;
} Before;

static void add_subject(Touched *to, Before before, Key key)
{
    bool municipality = subject_is_municipality(key.first->subject);
    bool unknown = key.first->rate_missing && !before.unknown;
    to->persons += !before.any && !municipality;
    to->municipalities += !before.any && municipality;
    to->unknown_persons += unknown && !municipality;
    to->unknown_municipalities += unknown && municipality;
}

static void add_lines(Touched *to, Key key)
{
    to->lines += key.count;
    to->unknown_lines += key.first->rate_missing ? key.count : 0;
    to->ore += (uint64_t)key.first->due;
}

/* A subject has few keys: what was said of it before is looked for, not kept. */
static void count_bucket(const SettleContext *context, const DecisionLine *lines, size_t count,
                         Bucket bucket, TouchedCounts *counts)
{
    for (size_t i = 0; i < count; i += key_at(lines, count, i).count) {
        Key key = key_at(lines, count, i);
        Touched *to = bucket(context, key, counts);
        Before before = {false, false};
        for (size_t j = 0; to != NULL && j < i; j += key_at(lines, count, j).count) {
            if (bucket(context, key_at(lines, count, j), counts) != to) continue;
            before.any = true;
            before.unknown = before.unknown || lines[j].rate_missing;
        }
        if (to == NULL) continue;
        add_subject(to, before, key);
        add_lines(to, key);
    }
}

static bool any_line(const DecisionLine *lines, size_t count, DecisionStatus status)
{
    for (size_t i = 0; i < count; i++)
        if (lines[i].status == status) return true;
    return false;
}

/* Most subjects have nothing that is held: only who has is looked at for each such bucket. */
void touched_count(const SettleContext *context, const DecisionLine *lines, size_t count,
                   TouchedCounts *counts)
{
    static const Bucket of_held[] = {held_by, unknown_of_group, unknown_of_all,
                                     code_of, code_and_year_of, municipality_of};
    if (any_line(lines, count, DECISION_PAY))
        count_bucket(context, lines, count, unverified, counts);
    if (!any_line(lines, count, DECISION_HELD)) return;
    for (size_t b = 0; b < sizeof of_held / sizeof of_held[0]; b++)
        count_bucket(context, lines, count, of_held[b], counts);
}

void touched_add_paid(const DecisionLine *lines, size_t count, Touched *touched)
{
    Before before = {false, false};
    for (size_t i = 0; i < count; i += key_at(lines, count, i).count) {
        Key key = key_at(lines, count, i);
        if (key.first->status != DECISION_PAY) continue;
        add_subject(touched, before, key);
        add_lines(touched, key);
        before.any = true;
    }
}

Ore touched_ore(const Touched *touched)
{
    return (Ore)touched->ore;
}
