/*
 * One run of the oracle: earned against settled, held, netted (grants.md 4).
 */
#include "oracle.h"

#include <stdlib.h>
#include <string.h>

void add_part(Lines *lines, const char *ident, const char *code, int year, Place place,
              int64_t earned, bool missing_rate)
{
    if (place.code == 0) return;
    lines->line = grow(lines->line, lines->lines, &lines->room, sizeof *lines->line);
    Line *line = &lines->line[lines->lines++];
    memset(line, 0, sizeof *line);
    (void)snprintf(line->ident, sizeof line->ident, "%s", ident);
    (void)snprintf(line->code, sizeof line->code, "%s", code);
    line->year = year;
    line->municipality = place.code;
    line->earned = missing_rate ? 0 : earned;
    line->hold = missing_rate || place.ambiguous;
    (void)snprintf(line->status, sizeof line->status, "EARNED");
}

/* grants.md 4, the table of payment groups. */
const char *payment_group(const char *code)
{
    if (strncmp(code, "AR-1", 4) == 0 || strcmp(code, "BHT") == 0 ||
        strcmp(code, "ELDR") == 0 || strcmp(code, "SKOLE") == 0)
        return "INT-1";
    if (strncmp(code, "AR-", 3) == 0) return "INT-2-5";
    if (strncmp(code, "FHT", 3) == 0) return "FHT";
    if (strncmp(code, "EM", 2) == 0) return "EM";
    if (strncmp(code, "GRUNN", 5) == 0) return "GRUNN";
    return strcmp(code, "ASYLNORSK") == 0 ? "ASYLNORSK" : "NORSK";
}

/* cli.md: groups left out by --schemes are neither computed nor compared. */
static bool group_counts(const Run *run, const char *group)
{
    bool norwegian = strcmp(group, "NORSK") == 0 || strcmp(group, "GRUNN") == 0 ||
                     strcmp(group, "ASYLNORSK") == 0;
    return norwegian ? run->norwegian : run->integration;
}

static int first_year(const Run *run)
{
    const Rules *rules = rules_of(run, run->year);
    if (!rules) stop(4, "no rule set", "the run's budget year");
    return run->year - whole(rules, "correction-years");
}

static void earn_year(const Run *run, const Rules *rules, Lines *lines)
{
    for (size_t i = 0; i < run->people.persons; i++) {
        const Person *person = &run->people.person[i];
        if (person->twin) continue;
        if (run->integration && rules->year >= run->opening)
            integration_year(run, rules, person, lines);
        if (run->integration && rules->year < run->opening)
            integration_claim(run, rules, person, lines);
        if (run->norwegian && rules->year >= run->opening)
            norwegian_year(run, rules, person, lines);
    }
    if (run->norwegian && rules->year == run->year && run->quarter == 4)
        basic_grants(run, rules, lines); /* paid in quarter 4 and fixed by it */
}

static bool ledger_has(const State *state, int year)
{
    for (size_t i = 0; i < state->settled.lines; i++)
        if (state->settled.line[i].year == year) return true;
    return false;
}

/* What committed runs have settled, under today's ident and municipality. */
static void add_settled(const Run *run, const State *state, Lines *lines)
{
    for (size_t i = 0; i < state->settled.lines; i++) {
        const Line *old = &state->settled.line[i];
        bool basic = *old->ident == 'M';
        if (old->year < first_year(run) || old->year > run->year ||
            !group_counts(run, payment_group(old->code)) ||
            (basic && (old->year < run->year || run->quarter < 4)))
            continue;
        const Person *owner = owner_of(&run->people, state, old->ident);
        Place place = map_code(run, owner, old->municipality, run->cutoff);
        add_part(lines, owner ? owner->ident : old->ident, old->code, old->year, place, 0,
                 false);
        Line *line = &lines->line[lines->lines - 1];
        line->settled = old->settled;
        *line->status = 0;
    }
}

static int by_key(const void *a, const void *b)
{
    const Line *x = a, *y = b;
    int order = strcmp(x->ident, y->ident);
    order = order ? order : strcmp(x->code, y->code);
    order = order ? order : (x->year > y->year) - (x->year < y->year);
    return order ? order
                 : (x->municipality > y->municipality) - (x->municipality < y->municipality);
}

/* One line per ident, code, budget year and municipality. */
static void aggregate(Lines *lines)
{
    size_t kept = 0;
    if (lines->lines) qsort(lines->line, lines->lines, sizeof *lines->line, by_key);
    for (size_t i = 0; i < lines->lines; i++) {
        Line *last = kept ? &lines->line[kept - 1] : NULL;
        const Line *line = &lines->line[i];
        if (!last || by_key(last, line)) {
            lines->line[kept++] = *line;
            continue;
        }
        last->earned += line->earned;
        last->settled += line->settled;
        last->hold = last->hold || line->hold;
        if (*line->status) memcpy(last->status, line->status, sizeof last->status);
    }
    lines->lines = kept;
}

static bool payee_missing(const Run *run, int code)
{
    for (int i = 0; i < run->payees; i++)
        if (run->payee[i] == code) return false;
    return run->payees_given;
}

/* grants.md 4, point 4: a held or vanished person, a held line, a held municipality. */
static bool line_held(const Run *run, const Line *line)
{
    if (line->hold || payee_missing(run, line->municipality)) return true;
    if (*line->ident == 'M') return false;
    const Person *person = find_person(&run->people, line->ident);
    return !person || person->held;
}

/* payments.md 6: PAY, HELD or ZERO; ZERO for the run's own budget year only. */
static void judge(const Run *run, Lines *lines)
{
    size_t kept = 0;
    for (size_t i = 0; i < lines->lines; i++) {
        Line line = lines->line[i];
        bool empty = line.settled == 0 && line.earned == 0 && !*line.status;
        line.due = line.earned - line.settled;
        if (empty || (line.due == 0 && line.year != run->year)) continue;
        const char *status = line_held(run, &line) ? "HELD" : line.due ? "PAY" : "ZERO";
        (void)snprintf(line.status, sizeof line.status, "%s", status);
        lines->line[kept++] = line;
    }
    lines->lines = kept;
}

static Netted *netted_for(Result *result, int municipality, const char *group)
{
    for (size_t i = 0; i < result->nettings; i++)
        if (result->netted[i].municipality == municipality &&
            strcmp(result->netted[i].group, group) == 0)
            return &result->netted[i];
    result->netted =
        grow(result->netted, result->nettings, &result->netted_room, sizeof *result->netted);
    Netted *netted = &result->netted[result->nettings++];
    memset(netted, 0, sizeof *netted);
    netted->municipality = municipality;
    (void)snprintf(netted->group, sizeof netted->group, "%s", group);
    return netted;
}

/* Brought-forward claims follow mergers; those of a split municipality need a share table. */
static void bring_forward(const Run *run, const State *state, Result *result)
{
    for (size_t i = 0; i < state->claims; i++) {
        const Claim *claim = &state->claim[i];
        if (!group_counts(run, claim->group) || claim->amount == 0) continue;
        Place place = map_code(run, NULL, claim->municipality, run->cutoff);
        if (place.ambiguous)
            stop(4, "brought forward of a split municipality", "needs a share table");
        netted_for(result, place.code, claim->group)->brought += claim->amount;
    }
}

/* grants.md 4, point 5: positive is paid, else carried forward (at most 0). */
static void net(const Run *run, const State *state, Result *result)
{
    bring_forward(run, state, result);
    for (size_t i = 0; i < result->lines.lines; i++) {
        const Line *line = &result->lines.line[i];
        Netted *netted = netted_for(result, line->municipality, payment_group(line->code));
        if (strcmp(line->status, "HELD") == 0)
            netted->held += line->due;
        else
            netted->lines += line->due;
    }
    for (size_t i = 0; i < result->nettings; i++) {
        Netted *n = &result->netted[i];
        int64_t total = n->brought + n->lines;
        n->paid = total > 0 ? total : 0;
        n->carried = total > 0 ? 0 : total;
    }
}

void compute_run(Run *run, const State *state, Result *result)
{
    block_persons(run, state);
    for (int year = first_year(run); year <= run->year; year++) {
        const Rules *rules = rules_of(run, year);
        if (rules)
            earn_year(run, rules, &result->lines);
        else if (ledger_has(state, year))
            stop(4, "no rule set", "for a year that the ledger has lines for");
    }
    add_settled(run, state, &result->lines);
    aggregate(&result->lines);
    judge(run, &result->lines);
    net(run, state, result);
}

/* Each settled person that is not held: how it looks, and which other idents are its own, by
 * the register or because it owns their lines. */
static void remember_persons(const Run *run, State *state)
{
    const Register *people = &run->people;
    const Lines *all = &state->settled;
    state->runs++;
    for (size_t i = 0; i < all->lines; i++) {
        const char *ident = all->line[i].ident;
        all->line[i].owner = *ident == 'M' ? NULL : owner_of(people, state, ident);
    }
    for (size_t i = 0; i < all->lines; i++) {
        const Person *owner = all->line[i].owner;
        if (!owner || owner->held) continue;
        remember_look(state, owner);
        remember_word(state, owner->ident);
        remember_link(state, owner->ident, all->line[i].ident);
        for (int k = 0; k < owner->formers; k++)
            remember_link(state, owner->ident, owner->former[k]);
    }
}

/* As an approved run: settled lines are added, claims replaced, looks remembered. */
void commit_run(const Run *run, State *state, const Result *result)
{
    size_t kept = 0;
    Lines *all = &state->settled;
    for (size_t i = 0; i < result->lines.lines; i++) {
        if (strcmp(result->lines.line[i].status, "PAY")) continue;
        all->line = grow(all->line, all->lines, &all->room, sizeof *all->line);
        all->line[all->lines] = result->lines.line[i];
        all->line[all->lines++].settled = result->lines.line[i].due;
    }
    for (size_t i = 0; i < state->claims; i++)
        if (!group_counts(run, state->claim[i].group)) state->claim[kept++] = state->claim[i];
    state->claims = kept;
    for (size_t i = 0; i < result->nettings; i++)
        if (result->netted[i].carried)
            add_claim(state, result->netted[i].municipality, result->netted[i].group,
                      result->netted[i].carried);
    remember_persons(run, state);
}

static int by_municipality(const void *a, const void *b)
{
    const Netted *x = a, *y = b;
    int order = (x->municipality > y->municipality) - (x->municipality < y->municipality);
    return order ? order : strcmp(x->group, y->group);
}

static FILE *out_file(const char *path, const char *end)
{
    char name[4096];
    (void)snprintf(name, sizeof name, "%s%s", path, end);
    FILE *file = fopen(name, "w");
    if (!file) stop(6, "cannot be written", name);
    return file;
}

/* Why persons are held, for whoever looks into a difference. */
void write_held(const Run *run, const char *path)
{
    FILE *held = out_file(path, ".held.csv");
    for (size_t i = 0; i < run->people.persons; i++)
        if (run->people.person[i].held)
            (void)fprintf(held, "%s,%s\n", run->people.person[i].ident,
                          run->people.person[i].held);
    if (fclose(held)) stop(6, "cannot be written", path);
}

void write_result(const Result *result, const char *path)
{
    FILE *decisions = out_file(path, ""), *table = out_file(path, ".municipalities.csv");
    (void)fprintf(decisions, "ident,code,budget_year,municipality,earned_ore,"
                             "settled_before_ore,due_ore,status\n");
    for (size_t i = 0; i < result->lines.lines; i++) {
        const Line *line = &result->lines.line[i];
        (void)fprintf(decisions, "%s,%s,%d,%04d,%lld,%lld,%lld,%s\n", line->ident, line->code,
                      line->year, line->municipality, (long long)line->earned,
                      (long long)line->settled, (long long)line->due, line->status);
    }
    (void)fprintf(table, "municipality,payment_group,lines_ore,held_ore,brought_forward_ore,"
                         "paid_ore,carried_forward_ore\n");
    if (result->nettings)
        qsort(result->netted, result->nettings, sizeof *result->netted, by_municipality);
    for (size_t i = 0; i < result->nettings; i++) {
        const Netted *n = &result->netted[i];
        (void)fprintf(table, "%04d,%s,%lld,%lld,%lld,%lld,%lld\n", n->municipality, n->group,
                      (long long)n->lines, (long long)n->held, (long long)n->brought,
                      (long long)n->paid, (long long)n->carried);
    }
    if (fclose(decisions) || fclose(table)) stop(6, "cannot be written", path);
}
