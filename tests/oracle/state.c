/*
 * The oracle's own ledger: a few small CSV files in a folder, made on first use.
 */
#include "oracle.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static FILE *state_file(const char *directory, const char *name, const char *how)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, how);
    if (!file && *how == 'w') stop(6, "cannot be written", path);
    return file;
}

static int64_t signed_number(const char *text)
{
    bool negative = *text == '-';
    int64_t number = 0;
    for (text += negative; *text >= '0' && *text <= '9'; text++)
        number = number * 10 + (*text - '0');
    return negative ? -number : number;
}

/* Reads one line into fields; false at the end of the file. */
static bool next_fields(FILE *file, char *line, size_t size, char *field[8])
{
    if (!file || !fgets(line, (int)size, file)) return false;
    char *at = line;
    for (int i = 0; i < 8; i++) {
        field[i] = at;
        at += strcspn(at, ",\n");
        if (*at) *at++ = 0;
    }
    return true;
}

static void copy(char *to, size_t size, const char *from)
{
    (void)snprintf(to, size, "%s", from);
}

void add_claim(State *state, int municipality, const char *group, int64_t amount)
{
    state->claim = grow(state->claim, state->claims, &state->claim_room, sizeof *state->claim);
    Claim *claim = &state->claim[state->claims++];
    claim->municipality = municipality;
    copy(claim->group, sizeof claim->group, group);
    claim->amount = amount;
}

/* All looks of an ident, each once: whoever changed may come back as before. */
static void put_look(State *state, const Look *look)
{
    for (size_t i = 0; i < state->looks; i++) {
        const Look *said = &state->look[i];
        if (strcmp(said->ident, look->ident) == 0 && said->born == look->born &&
            said->settled == look->settled && said->woman == look->woman &&
            strcmp(said->country, look->country) == 0)
            return;
    }
    state->look = grow(state->look, state->looks, &state->look_room, sizeof *state->look);
    state->look[state->looks++] = *look;
}

void remember_look(State *state, const Person *person)
{
    Look look = {.born = person->born,
                 .settled = person->settled_there ? person->settled : NO_DAY,
                 .woman = person->woman};
    copy(look.country, sizeof look.country, person->country);
    copy(look.ident, sizeof look.ident, person->ident);
    put_look(state, &look);
    for (int k = 0; k < person->formers; k++) {
        copy(look.ident, sizeof look.ident, person->former[k]);
        put_look(state, &look);
    }
}

void remember_word(State *state, const char *ident, int settled_code)
{
    for (size_t i = 0; i < state->words; i++)
        if (strcmp(state->word[i].ident, ident) == 0) {
            state->word[i].run = state->runs;
            state->word[i].settled_code = settled_code;
            return;
        }
    state->word = grow(state->word, state->words, &state->word_room, sizeof *state->word);
    Word *word = &state->word[state->words++];
    word->run = state->runs;
    word->settled_code = settled_code;
    copy(word->ident, sizeof word->ident, ident);
}

void remember_link(State *state, const char *owner, const char *former)
{
    if (strcmp(owner, former) == 0) return;
    for (size_t i = state->links; i > 0 && state->link[i - 1].run == state->runs; i--)
        if (strcmp(state->link[i - 1].owner, owner) == 0 &&
            strcmp(state->link[i - 1].former, former) == 0)
            return;
    state->link = grow(state->link, state->links, &state->link_room, sizeof *state->link);
    Link *link = &state->link[state->links++];
    link->run = state->runs;
    copy(link->owner, sizeof link->owner, owner);
    copy(link->former, sizeof link->former, former);
}

static void read_links(State *state, FILE *links, FILE *words)
{
    char line[256], *field[8];
    int runs = state->runs;
    while (next_fields(links, line, sizeof line, field)) {
        state->runs = (int)signed_number(field[0]);
        remember_link(state, field[1], field[2]);
    }
    while (next_fields(words, line, sizeof line, field)) {
        state->runs = (int)signed_number(field[0]);
        remember_word(state, field[1], (int)signed_number(field[2]));
    }
    state->runs = runs;
}

static void write_links(const State *state, FILE *links, FILE *words)
{
    for (size_t i = 0; i < state->links; i++)
        (void)fprintf(links, "%d,%s,%s\n", state->link[i].run, state->link[i].owner,
                      state->link[i].former);
    for (size_t i = 0; i < state->words; i++)
        (void)fprintf(words, "%d,%s,%d\n", state->word[i].run, state->word[i].ident,
                      state->word[i].settled_code);
}

static void read_settled(State *state, FILE *file)
{
    char line[256], *field[8];
    while (next_fields(file, line, sizeof line, field)) {
        Lines *all = &state->settled;
        all->line = grow(all->line, all->lines, &all->room, sizeof *all->line);
        Line *settled = &all->line[all->lines++];
        memset(settled, 0, sizeof *settled);
        copy(settled->ident, sizeof settled->ident, field[0]);
        copy(settled->code, sizeof settled->code, field[1]);
        settled->year = (int)signed_number(field[2]);
        settled->municipality = (int)signed_number(field[3]);
        settled->settled = signed_number(field[4]);
    }
}

static void read_looks(State *state, FILE *file)
{
    char line[256], *field[8];
    while (next_fields(file, line, sizeof line, field)) {
        Look look = {.born = (Day)signed_number(field[1]),
                     .settled = *field[4] ? (Day)signed_number(field[4]) : NO_DAY,
                     .woman = *field[2] == 'K'};
        copy(look.ident, sizeof look.ident, field[0]);
        copy(look.country, sizeof look.country, field[3]);
        put_look(state, &look);
    }
}

static void read_counts(State *state, FILE *counts, FILE *successors)
{
    char line[256], *field[8];
    while (next_fields(counts, line, sizeof line, field))
        add_count(&state->counts,
                  (Counted){(int)signed_number(field[0]), (int)signed_number(field[1]),
                            (int)signed_number(field[2]), *field[3] == '1'});
    while (state->successors < 16 && next_fields(successors, line, sizeof line, field))
        state->successor[state->successors++] =
            (Successor){(int)signed_number(field[0]), (int)signed_number(field[1])};
}

static void write_counts(const State *state, FILE *counts, FILE *successors)
{
    for (size_t i = 0; i < state->counts.rows; i++) {
        const Counted *row = &state->counts.row[i];
        (void)fprintf(counts, "%d,%d,%d,%d\n", row->code, row->year, row->persons, row->held);
    }
    for (int i = 0; i < state->successors; i++)
        (void)fprintf(successors, "%d,%d\n", state->successor[i].code, state->successor[i].to);
}

void read_items(State *state, const char *path)
{
    char line[256], *field[8];
    FILE *file = fopen(path, "r");
    if (!file) stop(4, "cannot be read", path);
    while (next_fields(file, line, sizeof line, field)) {
        state->item = grow(state->item, state->items, &state->item_room, sizeof *state->item);
        Claim *item = &state->item[state->items++];
        item->municipality = (int)signed_number(field[0]);
        copy(item->group, sizeof item->group, field[1]);
        item->amount = signed_number(field[2]);
    }
    (void)fclose(file);
}

void read_state(State *state, const char *directory)
{
    char line[256], *field[8];
    FILE *counts = state_file(directory, "counts.csv", "r");
    FILE *successors = state_file(directory, "successors.csv", "r");
    FILE *opening = state_file(directory, "opening.csv", "r");
    FILE *settled = state_file(directory, "settled.csv", "r");
    FILE *carried = state_file(directory, "carried.csv", "r");
    FILE *looks = state_file(directory, "looks.csv", "r");
    FILE *links = state_file(directory, "links.csv", "r");
    FILE *words = state_file(directory, "words.csv", "r");
    if (next_fields(opening, line, sizeof line, field)) {
        state->opening = (int)signed_number(field[0]);
        state->runs = (int)signed_number(field[1]);
    }
    read_settled(state, settled);
    while (next_fields(carried, line, sizeof line, field))
        add_claim(state, (int)signed_number(field[0]), field[1], signed_number(field[2]));
    read_looks(state, looks);
    read_links(state, links, words);
    read_counts(state, counts, successors);
    FILE *files[] = {opening, settled, carried, looks, links, words, counts, successors};
    for (int i = 0; i < 8; i++)
        if (files[i]) (void)fclose(files[i]);
}

void write_state(const State *state, const char *directory)
{
    (void)mkdir(directory, 0777); /* it may be there */
    FILE *opening = state_file(directory, "opening.csv", "w");
    FILE *settled = state_file(directory, "settled.csv", "w");
    FILE *carried = state_file(directory, "carried.csv", "w");
    FILE *looks = state_file(directory, "looks.csv", "w");
    FILE *links = state_file(directory, "links.csv", "w");
    FILE *words = state_file(directory, "words.csv", "w");
    FILE *counts = state_file(directory, "counts.csv", "w");
    FILE *successors = state_file(directory, "successors.csv", "w");
    (void)fprintf(opening, "%d,%d\n", state->opening, state->runs);
    for (size_t i = 0; i < state->settled.lines; i++) {
        const Line *line = &state->settled.line[i];
        (void)fprintf(settled, "%s,%s,%d,%d,%lld\n", line->ident, line->code, line->year,
                      line->municipality, (long long)line->settled);
    }
    for (size_t i = 0; i < state->claims; i++)
        (void)fprintf(carried, "%d,%s,%lld\n", state->claim[i].municipality,
                      state->claim[i].group, (long long)state->claim[i].amount);
    for (size_t i = 0; i < state->looks; i++) {
        const Look *look = &state->look[i];
        (void)fprintf(looks, "%s,%d,%c,%s,", look->ident, look->born, look->woman ? 'K' : 'M',
                      look->country);
        (void)(look->settled == NO_DAY ? fprintf(looks, "\n")
                                       : fprintf(looks, "%d\n", look->settled));
    }
    write_links(state, links, words);
    write_counts(state, counts, successors);
    if (fclose(opening) || fclose(settled) || fclose(carried) || fclose(looks) ||
        fclose(links) || fclose(words) || fclose(counts) || fclose(successors))
        stop(6, "cannot be written", directory);
}
