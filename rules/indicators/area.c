/* area.c - codes of 31 December, and who a split municipality's persons belong to. */
#include "rules/indicators/area.h"

#include "rules/base/municipality_heir.h"

MunicipalityCode indicator_area(const IndicatorAreas *areas, const Registration *person,
                                MunicipalityCode code)
{
    if (code == MUNICIPALITY_NONE || code >= MUNICIPALITY_CODES) return MUNICIPALITY_NONE;
    MunicipalityCode mapped = areas->mapping->to[code];
    if (mapped != MAPPING_AMBIGUOUS) return mapped;
    Registration here = *person, mother;
    bool newborn = here.mother != IDENT_NONE && !day_is_set(here.settlement.date);
    if (newborn && areas->find_mother != NULL &&
        areas->find_mother(areas->user, &here, &mother))
        here.mother_record = &mother;
    return municipality_place(areas->table, areas->mapping, &here, areas->cutoff, code).code;
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
