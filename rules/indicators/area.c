/* area.c - codes of 31 December, and who a split municipality's persons belong to. */
#include "rules/indicators/area.h"

#include "rules/whereabouts.h"

enum { FOLLOWED_MAX = 32, MOTHERS_MAX = 8 };

/* The row by which a code had ended before the day, or NULL when it had not. */
static const Municipality *ended_row(const MunicipalityTable *table, MunicipalityCode code,
                                     Day day)
{
    const Municipality *ended = NULL;
    for (size_t i = 0; i < table->count; i++) {
        const Municipality *row = &table->rows[i];
        if (row->code == code && day_is_set(row->valid_to) && row->valid_to < day) ended = row;
    }
    return ended;
}

static bool is_newborn(const Registration *person)
{
    return person->mother != IDENT_NONE && !day_is_set(person->settlement.date);
}

/* Residence on the day, with none that day the centre; a newborn with neither is where its
 * mother is. */
static MunicipalityCode place_on(const IndicatorAreas *areas, const Registration *person,
                                 Day day)
{
    Registration here = *person, mother;
    for (int i = 0; i < MOTHERS_MAX; i++) {
        MunicipalityCode code = whereabouts_on(WHERE_RESIDENCE, &here, day, areas->cutoff);
        if (code == MUNICIPALITY_NONE) {
            code = whereabouts_on(WHERE_RECEPTION, &here, day, areas->cutoff);
        }
        bool ask = code == MUNICIPALITY_NONE && is_newborn(&here) &&
                   is_alive_on(&here, day, areas->cutoff) && areas->find_mother != NULL;
        if (!ask || !areas->find_mother(areas->user, &here, &mother)) return code;
        here = mother;
    }
    return MUNICIPALITY_NONE;
}

/* grants.md 4: the heir of a split code is the successor where the person is on the first day
 * after it. MUNICIPALITY_NONE when that is none of them. */
static MunicipalityCode heir_of(const IndicatorAreas *areas, const Registration *person,
                                const Municipality *split)
{
    MunicipalityCode found[MUNICIPALITY_CANDIDATES_MAX];
    Day first = split->valid_to + 1;
    MunicipalityCode place = place_on(areas, person, first);
    if (place == MUNICIPALITY_NONE ||
        municipality_candidates(areas->table, place, first, found) != 1) {
        return MUNICIPALITY_NONE;
    }
    for (size_t i = 0; i < split->successor_count; i++) {
        if (split->successors[i] == found[0]) return found[0];
    }
    return MUNICIPALITY_NONE;
}

/* Follows a code with several answers, one step at a time. */
static MunicipalityCode follow(const IndicatorAreas *areas, const Registration *person,
                               MunicipalityCode code)
{
    Day day = areas->mapping->day;
    for (int i = 0; i < FOLLOWED_MAX; i++) {
        if (municipality_on(areas->table, code, day) != NULL) return code;
        const Municipality *ended = ended_row(areas->table, code, day);
        if (ended == NULL) return code; /* begins later, out of several */
        MunicipalityCode next =
            ended->successor_count == 1 ? ended->successors[0] : heir_of(areas, person, ended);
        if (next == MUNICIPALITY_NONE) return code;
        code = next;
    }
    return code;
}

MunicipalityCode indicator_area(const IndicatorAreas *areas, const Registration *person,
                                MunicipalityCode code)
{
    if (code == MUNICIPALITY_NONE || code >= MUNICIPALITY_CODES) return MUNICIPALITY_NONE;
    MunicipalityCode mapped = areas->mapping->to[code];
    return mapped != MAPPING_AMBIGUOUS ? mapped : follow(areas, person, code);
}

bool indicator_same_place(const IndicatorAreas *areas, MunicipalityCode one,
                          MunicipalityCode other)
{
    MunicipalityCode first[MUNICIPALITY_CANDIDATES_MAX], second[MUNICIPALITY_CANDIDATES_MAX];
    if (one == MUNICIPALITY_NONE || other == MUNICIPALITY_NONE) return false;
    if (one == other) return true;
    Day day = areas->mapping->day;
    size_t firsts = municipality_candidates(areas->table, one, day, first);
    size_t seconds = municipality_candidates(areas->table, other, day, second);
    for (size_t i = 0; i < firsts; i++) {
        for (size_t j = 0; j < seconds; j++) {
            if (first[i] == second[j]) return true;
        }
    }
    return false;
}
