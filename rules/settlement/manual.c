#include "rules/settlement/manual.h"

#include <stdlib.h>
#include <string.h>

#include "rules/base/search.h"
#include "rules/settlement/basic.h"

bool manual_is_of_group(ManualKind kind)
{
    return kind <= MANUAL_WAIVED;
}

bool manual_is_of_person(ManualKind kind)
{
    return kind == MANUAL_SETTLED || kind == MANUAL_UNSETTLED;
}

bool manual_is_of_payment(ManualKind kind)
{
    return kind == MANUAL_UNSENT || kind == MANUAL_RETURNED;
}

bool manual_is_of_bank(const ManualLine *line)
{
    return strncmp(line->reason, "BANK:", 5) == 0;
}

Ore manual_open_amount(const ManualLine *line)
{
    INVARIANT(manual_is_of_group(line->kind) && line->amount > 0);
    return line->kind == MANUAL_PAID ? -line->amount : line->amount;
}

Ore manual_booked_amount(ManualKind kind, Ore amount)
{
    bool out = kind == MANUAL_PAID || kind == MANUAL_SETTLED || kind == MANUAL_WAIVED;
    return out ? amount : -amount;
}

PaymentGroup manual_group(const ManualLine *line)
{
    return manual_is_of_person(line->kind) ? grant_code_group(line->code) : line->group;
}

/* --- places --- */

/* What a code is now; of a split one how far it can be followed. */
static MunicipalityCode place_of(const ManualWorld *world, MunicipalityCode code)
{
    MunicipalityCode to = world->mapping->to[code];
    if (to == MAPPING_AMBIGUOUS)
        return municipality_last_certain(world->municipalities, code, world->mapping->day);
    return to != MUNICIPALITY_NONE ? to : code;
}

/* --- claims --- */

static bool takes_from_claim(const ManualLine *line)
{
    return line->kind == MANUAL_RECEIVED || line->kind == MANUAL_WAIVED;
}

/* What the municipality owes in the group, less what lines by hand have taken of it already:
 * those of earlier entries that no run has taken up, and those before this one. */
static Ore claim_before(const ManualWorld *world, const ManualLine *lines, size_t index)
{
    const ManualLine *line = &lines[index];
    MunicipalityCode place = place_of(world, line->municipality);
    Ore claim = 0;
    for (size_t i = 0; i < world->carried_count; i++) {
        const CarriedForward *carried = &world->carried[i];
        if (carried->group == line->group && place_of(world, carried->municipality) == place)
            claim = ore_subtract(claim, carried->amount);
    }
    for (size_t i = 0; i < world->item_count; i++) {
        const OpenItem *item = &world->items[i];
        if (open_kind_is_manual(item->kind) && item->amount > 0 && item->group == line->group &&
            place_of(world, item->municipality) == place)
            claim = ore_subtract(claim, item->amount);
    }
    for (size_t i = 0; i < index; i++)
        if (takes_from_claim(&lines[i]) && lines[i].group == line->group &&
            place_of(world, lines[i].municipality) == place)
            claim = ore_subtract(claim, lines[i].amount);
    return claim > 0 ? claim : 0;
}

static void judge_group(const ManualWorld *world, const ManualLine *lines, size_t index,
                        ManualEffect *out)
{
    const ManualLine *line = &lines[index];
    out->next = manual_open_amount(line);
    if (!takes_from_claim(line)) return;
    Ore claim = claim_before(world, lines, index);
    if (line->amount > claim) out->over = ore_subtract(line->amount, claim);
}

/* --- which years --- */

static bool computed(const ManualWorld *world, int year)
{
    for (size_t i = 0; i < world->year_count; i++)
        if (world->years[i] == year) return true;
    return false;
}

/* grants.md 4.3: a run compares the years within its correction years, of those before the
 * opening only what was claimed later. */
static bool person_year_is_compared(const ManualWorld *world, const ManualLine *line)
{
    int year = line->budget_year;
    if (year < world->opening_year && !grant_code_is_year_one(line->code)) return false;
    return year >= world->first_year && computed(world, year);
}

/* grants.md 3: an earlier year's basic grant only as long as it is held. */
static bool basic_year_is_compared(const ManualWorld *world, const ManualLine *line)
{
    MunicipalityCode code = subject_municipality(line->subject);
    if (line->budget_year <= world->run_year - SETTLE_YEARS_MAX) return false;
    for (size_t i = 0; i < world->basic_count; i++) {
        const BasicCount *row = &world->basic[i];
        if (row->municipality == code && row->budget_year == line->budget_year)
            return row->held;
    }
    return false;
}

static ManualProblem judge_year(const ManualWorld *world, const ManualLine *line)
{
    int last = world->run_year > 0 ? world->run_year : world->opening_year;
    int latest = day_year(line->date) > last ? day_year(line->date) : last;
    if (line->budget_year > latest) return MANUAL_YEAR_TO_COME;
    if (line->budget_year >= last) return MANUAL_FINE;
    if (world->run_year == 0) return MANUAL_YEAR_PAST;
    bool compared = subject_is_municipality(line->subject)
                        ? basic_year_is_compared(world, line)
                        : person_year_is_compared(world, line);
    return compared ? MANUAL_FINE : MANUAL_YEAR_PAST;
}

/* --- whose lines --- */

/* The idents of whom a line is about; a municipality is alone. */
static size_t subjects_of(const ManualWorld *world, const ManualLine *line,
                          const Subject **subjects)
{
    *subjects = &line->subject;
    if (subject_is_municipality(line->subject)) return 1;
    return world->person(world->user, line->subject, subjects);
}

typedef struct SettledKey {
    const SettledLine *lines;
    Subject subject;
} SettledKey;

static bool settled_before(const void *user, size_t index)
{
    const SettledKey *key = user;
    return key->lines[index].subject < key->subject;
}

/* Goes on to the person's next settled line of the line's code, year and place; `at` and `of`
 * begin with 0 and SIZE_MAX. */
typedef struct Walk {
    const Subject *subjects;
    size_t count, of, at;
} Walk;

static bool is_of(const ManualWorld *world, const ManualLine *line, const SettledLine *settled)
{
    return settled->code == line->code && settled->budget_year == line->budget_year &&
           place_of(world, settled->municipality) == place_of(world, line->municipality);
}

static const SettledLine *next_settled(const ManualWorld *world, const ManualLine *line,
                                       Walk *walk)
{
    for (; walk->of < walk->count; walk->of++, walk->at = SIZE_MAX) {
        const SettledKey key = {world->settled, walk->subjects[walk->of]};
        if (walk->at == SIZE_MAX)
            walk->at = search_first(world->settled_count, settled_before, &key);
        for (;
             walk->at < world->settled_count && world->settled[walk->at].subject == key.subject;
             walk->at++)
            if (is_of(world, line, &world->settled[walk->at]))
                return &world->settled[walk->at++];
    }
    return NULL;
}

static Walk walk_of(const ManualWorld *world, const ManualLine *line)
{
    Walk walk = {.at = SIZE_MAX};
    walk.count = subjects_of(world, line, &walk.subjects);
    return walk;
}

/* What the ledger says is settled, for whatever ident of the person. */
static Ore settled_of(const ManualWorld *world, const ManualLine *line)
{
    Walk walk = walk_of(world, line);
    Ore sum = 0;
    for (const SettledLine *at; (at = next_settled(world, line, &walk)) != NULL;)
        sum = ore_add(sum, at->amount);
    return sum;
}

static bool has_subject(const Walk *walk, Subject subject)
{
    for (size_t i = 0; i < walk->count; i++)
        if (walk->subjects[i] == subject) return true;
    return false;
}

/* Two lines of one code, year and place. */
static bool same_sum(const ManualWorld *world, const ManualLine *line, const ManualLine *other)
{
    return other->code == line->code && other->budget_year == line->budget_year &&
           place_of(world, other->municipality) == place_of(world, line->municipality);
}

/* A count of 15 January is paid to what its code has become. */
static bool is_recipient(const ManualWorld *world, const ManualLine *line)
{
    MunicipalityCode found[MUNICIPALITY_CANDIDATES_MAX];
    MunicipalityCode code = subject_municipality(line->subject);
    MunicipalityCode to = place_of(world, line->municipality);
    if (place_of(world, code) == to) return true;
    size_t count =
        municipality_candidates(world->municipalities, code, world->mapping->day, found);
    for (size_t i = 0; i < count; i++)
        if (found[i] == to) return true;
    return settled_of(world, line) != 0;
}

/* What earlier UNSETTLED lines of the file have left of it. */
static Ore settled_before_line(const ManualWorld *world, const ManualLine *lines, size_t index)
{
    const ManualLine *line = &lines[index];
    Ore sum = settled_of(world, line);
    const Walk walk = walk_of(world, line);
    for (size_t i = 0; i < index; i++)
        if (lines[i].kind == MANUAL_UNSETTLED && same_sum(world, line, &lines[i]) &&
            has_subject(&walk, lines[i].subject))
            sum = ore_subtract(sum, lines[i].amount);
    return sum;
}

/* --- what can be meant --- */

/* One of the line's date; or one that has ended, of which the ledger has this very sum. */
static bool existed(const ManualWorld *world, const ManualLine *line)
{
    const MunicipalityTable *table = world->municipalities;
    if (municipality_on(table, line->municipality, line->date) != NULL) return true;
    if (!manual_is_of_person(line->kind)) return false;
    Walk walk = walk_of(world, line);
    for (const SettledLine *at; (at = next_settled(world, line, &walk)) != NULL;)
        if (at->municipality == line->municipality) return true;
    return false;
}

/* 0: the entry keeps no rule set of the year, or it has no rate of the code. */
static Ore highest_rate(const ManualWorld *world, const ManualLine *line)
{
    Ore highest = 0;
    for (size_t r = 0; r < world->rules_count; r++) {
        const RuleSet *rules = world->rules[r];
        if (rules->year != line->budget_year) continue;
        for (size_t i = 0; i < rules->rate_count; i++) {
            Ore amount = ore_from_kroner(rules->rates[i].amount);
            if (rules->rates[i].code == line->code && amount > highest) highest = amount;
        }
    }
    return highest;
}

static ManualDoubt doubt_of(const ManualWorld *world, const ManualLine *line)
{
    if (line->kind != MANUAL_SETTLED) return MANUAL_CERTAIN;
    if (settled_of(world, line) == 0) return MANUAL_NOTHING_SETTLED;
    Ore highest = highest_rate(world, line);
    return highest > 0 && line->amount > highest ? MANUAL_ABOVE_RATES : MANUAL_CERTAIN;
}

static void judge_person(const ManualWorld *world, const ManualLine *lines, size_t index,
                         ManualEffect *out)
{
    const ManualLine *line = &lines[index];
    const Subject *subjects;
    bool basic = subject_is_municipality(line->subject);
    out->next = line->kind == MANUAL_SETTLED ? -line->amount : line->amount;
    if (basic &&
        municipality_find(world->municipalities, subject_municipality(line->subject)) == NULL)
        out->problem = MANUAL_NO_MUNICIPALITY;
    else if (subjects_of(world, line, &subjects) == 0)
        out->problem = MANUAL_NOBODY;
    else if (basic && !is_recipient(world, line))
        out->problem = MANUAL_OTHER_RECIPIENT;
    else
        out->problem = judge_year(world, line);
    if (out->problem != MANUAL_FINE) return;
    out->settled = settled_before_line(world, lines, index);
    out->doubt = doubt_of(world, line);
    if (line->kind == MANUAL_UNSETTLED && line->amount > out->settled)
        out->problem = MANUAL_BELOW_ZERO;
    if (line->kind == MANUAL_SETTLED && ore_add(out->settled, line->amount) > LINE_ORE_MAX)
        out->problem = MANUAL_TOO_MUCH;
}

/* What waits, and the lines so far: what makes payments smaller, and larger. */
typedef struct Totals {
    Ore less, more;
} Totals;

static Totals totals_before(const ManualWorld *world)
{
    Totals totals = {0, 0};
    for (size_t i = 0; i < world->carried_count; i++)
        totals.less = ore_subtract(totals.less, world->carried[i].amount);
    for (size_t i = 0; i < world->item_count; i++) {
        Ore amount = world->items[i].amount;
        if (!open_kind_is_manual(world->items[i].kind)) continue;
        if (amount < 0)
            totals.less = ore_subtract(totals.less, amount);
        else
            totals.more = ore_add(totals.more, amount);
    }
    return totals;
}

static bool add_to(Totals *totals, Ore next)
{
    Ore *total = next < 0 ? &totals->less : &totals->more;
    *total = ore_add(*total, next < 0 ? -next : next);
    return *total <= MANUAL_SUM_MAX;
}

void manual_effects(const ManualWorld *world, const ManualLine *lines, size_t count,
                    ManualEffect *out)
{
    Totals totals = totals_before(world);
    for (size_t i = 0; i < count; i++) {
        const ManualLine *line = &lines[i];
        out[i] = (ManualEffect){.problem = MANUAL_FINE};
        if (manual_is_of_payment(line->kind)) continue;
        if (municipality_find(world->municipalities, line->municipality) == NULL) {
            out[i].problem = MANUAL_NO_MUNICIPALITY;
            continue;
        }
        if (!existed(world, line)) {
            out[i].problem = MANUAL_NOT_THEN;
            continue;
        }
        out[i].municipality = place_of(world, line->municipality);
        if (manual_is_of_group(line->kind))
            judge_group(world, lines, i, &out[i]);
        else
            judge_person(world, lines, i, &out[i]);
        if (out[i].problem == MANUAL_FINE && !add_to(&totals, out[i].next))
            out[i].problem = MANUAL_TOO_MUCH;
    }
}

/* --- settled lines --- */

static SettledLine line_of(const ManualLine *line, Ore amount)
{
    return (SettledLine){.subject = line->subject,
                         .amount = amount,
                         .budget_year = line->budget_year,
                         .municipality = line->municipality,
                         .code = (uint8_t)line->code};
}

/* Puts `amount` on a key of `out`, sorted. */
static size_t put(SettledLine *out, size_t count, SettledLine line)
{
    size_t at = count;
    while (at > 0 && settled_compare(&out[at - 1], &line) > 0)
        at--;
    if (at > 0 && settled_compare(&out[at - 1], &line) == 0) {
        out[at - 1].amount = ore_add(out[at - 1].amount, line.amount);
        return count;
    }
    memmove(&out[at + 1], &out[at], (count - at) * sizeof *out);
    out[at] = line;
    return count + 1;
}

/* What the lines before have taken off a settled line. */
static Ore left_of(const SettledLine *out, size_t count, const SettledLine *settled)
{
    for (size_t i = 0; i < count; i++)
        if (settled_compare(&out[i], settled) == 0)
            return ore_add(settled->amount, out[i].amount < 0 ? out[i].amount : 0);
    return settled->amount;
}

static size_t take_off(const ManualWorld *world, const ManualLine *line, SettledLine *out,
                       size_t count)
{
    Walk walk = walk_of(world, line);
    Ore rest = line->amount;
    for (const SettledLine *at; rest > 0 && (at = next_settled(world, line, &walk)) != NULL;) {
        SettledLine taken = *at;
        Ore left = left_of(out, count, at);
        if (left <= 0) continue;
        taken.amount = -(left < rest ? left : rest);
        rest = ore_add(rest, taken.amount);
        count = put(out, count, taken);
    }
    INVARIANT(rest == 0);
    return count;
}

static size_t drop_zeros(SettledLine *lines, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (lines[i].amount != 0) lines[kept++] = lines[i];
    return kept;
}

size_t manual_settled(const ManualWorld *world, const ManualLine *lines, size_t count,
                      SettledLine *out)
{
    size_t made = 0;
    for (size_t i = 0; i < count; i++)
        if (lines[i].kind == MANUAL_UNSETTLED) made = take_off(world, &lines[i], out, made);
    for (size_t i = 0; i < count; i++)
        if (lines[i].kind == MANUAL_SETTLED)
            made = put(out, made, line_of(&lines[i], lines[i].amount));
    return drop_zeros(out, made);
}
