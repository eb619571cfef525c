/* municipality_heir.c - where a person belongs once a municipality has been split. grants.md 4.
 */
#include "rules/base/municipality_heir.h"

#include <stdio.h>

#include "rules/base/whereabouts.h"

/* Splits after each other: a successor may have been split again. More is a circle. */
enum { SPLITS_IN_A_ROW_MAX = 8 };

const Municipality *municipality_split(const MunicipalityTable *table, MunicipalityCode code,
                                       Day day)
{
    const Municipality *row = municipality_find(table, code);
    if (row == NULL || row->successor_count < 2) return NULL;
    return day_is_set(row->valid_to) && row->valid_to < day ? row : NULL;
}

static bool is_successor(const Municipality *split, MunicipalityCode code)
{
    for (size_t i = 0; i < split->successor_count; i++) {
        if (split->successors[i] == code) return true;
    }
    return false;
}

/* A stay's code as it was called on D: a merger that day is no other municipality. */
static MunicipalityCode successor_of(const MunicipalityTable *table, const Municipality *split,
                                     Day day, MunicipalityCode registered)
{
    MunicipalityCode found[MUNICIPALITY_CANDIDATES_MAX];
    if (registered == split->code) return MUNICIPALITY_NONE;
    if (municipality_candidates(table, registered, day, found) != 1) return MUNICIPALITY_NONE;
    return is_successor(split, found[0]) ? found[0] : MUNICIPALITY_NONE;
}

/* grants.md 4: the bosted that covers D; with no bosted that day the mottak. A bosted anywhere
 * else, or one that still carries X, decides too: there is no heir. */
static MunicipalityCode heir_by_stay(const MunicipalityTable *table, const Municipality *split,
                                     const Registration *person, Day day, Day cutoff,
                                     HeirSource *source)
{
    WhereaboutsKind kind = WHERE_RESIDENCE;
    MunicipalityCode registered = whereabouts_on(kind, person, day, cutoff);
    *source = HEIR_RESIDENCE;
    if (registered == MUNICIPALITY_NONE) {
        registered = whereabouts_on(WHERE_RECEPTION, person, day, cutoff);
        *source = HEIR_RECEPTION;
    }
    if (registered == MUNICIPALITY_NONE) {
        *source = HEIR_NONE;
        return MUNICIPALITY_NONE;
    }
    return successor_of(table, split, day, registered);
}

/* A newborn: a mother is given and no settlement of its own (grants.md 2.2). */
static bool is_newborn(const Registration *person)
{
    return person->mother != IDENT_NONE && !day_is_set(person->settlement.date);
}

const LineSuccessor *line_successor_of(const LineSuccessors *rows, MunicipalityCode code)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->items[i].code == code) return &rows->items[i];
    }
    return NULL;
}

static MunicipalityCode named_heir(const MunicipalityMapping *mapping, MunicipalityCode split)
{
    const LineSuccessor *row = line_successor_of(&mapping->line_successors, split);
    return row != NULL ? row->to : MUNICIPALITY_NONE;
}

static MunicipalityCode heir_by_registration(const MunicipalityTable *table,
                                             const Municipality *split,
                                             const Registration *person, Day day, Day cutoff,
                                             HeirSource *source)
{
    MunicipalityCode heir = heir_by_stay(table, split, person, day, cutoff, source);
    bool asks_mother = *source == HEIR_NONE && is_newborn(person);
    if (!asks_mother || person->mother_record == NULL) return heir;
    heir = heir_by_stay(table, split, person->mother_record, day, cutoff, source);
    *source = HEIR_MOTHER;
    return heir;
}

SplitHeir municipality_heir(const MunicipalityTable *table, const MunicipalityMapping *mapping,
                            const Registration *person, Day cutoff, const Municipality *split)
{
    INVARIANT(split->successor_count > 1 && day_is_set(split->valid_to));
    SplitHeir found = {.split = split->code, .day = split->valid_to + 1};
    if (person != NULL)
        found.heir =
            heir_by_registration(table, split, person, found.day, cutoff, &found.source);
    if (found.heir != MUNICIPALITY_NONE) return found;
    found.heir = named_heir(mapping, split->code);
    found.source = found.heir != MUNICIPALITY_NONE ? HEIR_NAMED : HEIR_NONE;
    return found;
}

Place municipality_place(const MunicipalityTable *table, const MunicipalityMapping *mapping,
                         const Registration *person, Day cutoff, MunicipalityCode registered)
{
    if (registered == MUNICIPALITY_NONE || registered >= MUNICIPALITY_CODES) {
        return (Place){registered, true};
    }
    MunicipalityCode code = registered;
    for (int step = 0; step < SPLITS_IN_A_ROW_MAX; step++) {
        MunicipalityCode mapped = mapping->to[code];
        if (mapped == MUNICIPALITY_NONE) return (Place){code, true};
        if (mapped != MAPPING_AMBIGUOUS) return (Place){mapped, false};
        code = municipality_last_certain(table, code, mapping->day);
        const Municipality *split = municipality_split(table, code, mapping->day);
        if (split == NULL) break; /* a later code with several predecessors */
        SplitHeir found = municipality_heir(table, mapping, person, cutoff, split);
        if (found.source == HEIR_NONE) break;
        code = found.heir;
    }
    return (Place){code, true};
}

/* "1508 or 1580": the successors of a split code, for messages. Cut never: at most
 * MUNICIPALITY_SUCCESSORS_MAX stand there. */
enum { SUCCESSORS_TEXT_SIZE = 16 * MUNICIPALITY_SUCCESSORS_MAX };

static void successors_text(const Municipality *split, char text[SUCCESSORS_TEXT_SIZE])
{
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < split->successor_count; i++) {
        const char *separator = i == 0 ? "" : i + 1 < split->successor_count ? ", " : " or ";
        int written = snprintf(text + length, SUCCESSORS_TEXT_SIZE - length, "%s%04u",
                               separator, split->successors[i]);
        INVARIANT(written > 0 && (size_t)written < SUCCESSORS_TEXT_SIZE - length);
        length += (size_t)written;
    }
}

Status line_successor_check(const MunicipalityTable *table, const LineSuccessor *row,
                            const char *where, Failure *failure)
{
    char successors[SUCCESSORS_TEXT_SIZE];
    const Municipality *split = municipality_split(table, row->code, INT32_MAX);
    if (split == NULL)
        return failure_set(failure, STATUS_INPUT_VALUE, where,
                           "lineSuccessor: municipality %04u was never split: remove the row",
                           row->code);
    if (is_successor(split, row->to)) return STATUS_OK;
    successors_text(split, successors);
    return failure_set(failure, STATUS_INPUT_VALUE, where,
                       "lineSuccessor: %04u is no successor of %04u: write %s", row->to,
                       row->code, successors);
}

void municipality_mapping_name(const MunicipalityTable *table, MunicipalityMapping *mapping,
                               const LineSuccessors *rows)
{
    LineSuccessors *named = &mapping->line_successors;
    INVARIANT(rows->count <= LINE_SUCCESSORS_MAX);
    named->count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        if (municipality_split(table, rows->items[i].code, mapping->day) == NULL) continue;
        named->items[named->count++] = rows->items[i];
    }
}
