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
    line->missing = missing_rate;
    line->unresolved = place.ambiguous;
    (void)snprintf(line->status, sizeof line->status, "EARNED");
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
        if (!group_counts(run, payment_group(old->code)) || old->year > run->year ||
            (basic ? !basic_is_compared(run, state, old) : old->year < first_year(run)))
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
        last->missing = last->missing || line->missing;
        last->unresolved = last->unresolved || line->unresolved;
        if (*line->status) memcpy(last->status, line->status, sizeof last->status);
    }
    lines->lines = kept;
}

/* grants.md 4: a run with another heir than a committed run used, or with none after one. */
void check_successors(const Run *run, const State *state)
{
    for (int i = 0; i < state->successors; i++) {
        const Successor *used = &state->successor[i];
        bool same = false;
        for (int k = 0; k < run->successors; k++)
            same = same ||
                   (run->successor[k].code == used->code && run->successor[k].to == used->to);
        if (!same) stop(7, "not the lineSuccessor", "of a committed run");
    }
}

void compute_run(Run *run, const State *state, Result *result)
{
    check_successors(run, state);
    weigh_senders(run, state);
    block_persons(run, state);
    for (int year = first_year(run); year <= run->year; year++) {
        const Rules *rules = rules_of(run, year);
        if (rules)
            earn_year(run, rules, &result->lines);
        else if (ledger_has(state, year))
            stop(4, "no rule set", "for a year that the ledger has lines for");
    }
    earn_basic(run, state, &result->lines);
    add_settled(run, state, &result->lines);
    aggregate(&result->lines);
    block_alike(run, &result->lines);
    block_newborns(&run->people);
    judge(run, &result->lines);
    fix_counts(run, state, &result->lines, &result->counts);
    drop_silent(run, &result->lines);
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
        remember_word(state, owner->ident, owner->settled_there ? owner->settled_code : 0);
        remember_link(state, owner->ident, all->line[i].ident);
        for (int k = 0; k < owner->formers; k++)
            remember_link(state, owner->ident, owner->former[k]);
    }
}

/* A lineSuccessor binds once its split has come. */
static void remember_successors(const Run *run, State *state)
{
    state->successors = 0;
    for (int i = 0; i < run->successors; i++) {
        const Municipality *m = municipality(run, run->successor[i].code);
        if (m && m->to < run->cutoff) state->successor[state->successors++] = run->successor[i];
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
        if (result->netted[i].carried && group_counts(run, result->netted[i].group))
            add_claim(state, result->netted[i].municipality, result->netted[i].group,
                      result->netted[i].carried);
    state->counts = result->counts;
    remember_successors(run, state);
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

/* Why persons are held, and whether nobody can say where they are. */
void write_held(const Run *run, const char *path)
{
    FILE *held = out_file(path, ".held.csv");
    for (size_t i = 0; i < run->people.persons; i++) {
        const Person *person = &run->people.person[i];
        if (person->held)
            (void)fprintf(held, "%s,%s,R%d,%s\n", person->ident,
                          person->unplaced ? "unplaced" : "placed", person->reason,
                          person->held);
    }
    if (fclose(held)) stop(6, "cannot be written", path);
}

/* As basic.csv of the program: what this run has counted. */
static void write_counts(const Result *result, int year, const char *path)
{
    FILE *basic = out_file(path, ".basic.csv");
    for (size_t i = 0; i < result->counts.rows; i++) {
        const Counted *row = &result->counts.row[i];
        if (row->year == year && row->persons > 0)
            (void)fprintf(basic, "%04d,%d,%d,%s\n", row->code, row->year, row->persons,
                          row->held ? "held" : "");
    }
    if (fclose(basic)) stop(6, "cannot be written", path);
}

void write_result(const Run *run, const Result *result, const char *path)
{
    if (run->counts_now) write_counts(result, run->year, path);
    FILE *decisions = out_file(path, ""), *table = out_file(path, ".municipalities.csv");
    (void)fprintf(decisions, "ident,code,budget_year,municipality,earned_ore,"
                             "settled_before_ore,due_ore,status,reason,year,quarter,mode\n");
    for (size_t i = 0; i < result->lines.lines; i++) {
        const Line *line = &result->lines.line[i];
        (void)fprintf(decisions, "%s,%s,%d,%04d,%lld,%lld,%lld,%s,", line->ident, line->code,
                      line->year, line->municipality, (long long)line->earned,
                      (long long)line->settled, (long long)line->due, line->status);
        if (line->reason) (void)fprintf(decisions, "R%d", line->reason);
        (void)fprintf(decisions, ",%d,%d,test\n", run->year, run->quarter);
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
