/*
 * area.h - where an indicator counts a person: municipality on 31 December of the year.
 * rules/indicators.md 2; grants.md 4 (mergers and splits).
 *
 * Pure functions over constant data; any thread may call them.
 */
#ifndef TILSKUDD_RULES_INDICATORS_AREA_H
#define TILSKUDD_RULES_INDICATORS_AREA_H

#include "rules/base/municipality.h"

/* Finds the mother's registration of a newborn; false when she is not known. `mother` borrows.
 */
typedef bool FindMother(const void *user, const Registration *person, Registration *mother);

typedef struct IndicatorAreas {
    const MunicipalityTable *table;
    const MunicipalityMapping *mapping; /* of 31 December of the year */
    Day cutoff;
    FindMother *find_mother; /* NULL: mothers are not looked for */
    const void *user;        /* of find_mother */
} IndicatorAreas;

/* The municipality that a registered code means for a person. A split code goes to the
 * successor where the person lived on the first day after it, and stays a place of its own
 * where that says nothing. MUNICIPALITY_NONE for none and for a code that never existed. */
MunicipalityCode indicator_area(const IndicatorAreas *areas, const Registration *person,
                                MunicipalityCode code);
/* Whether two registered codes can be one municipality on 31 December of the year: a merger is
 * no move. False when one is MUNICIPALITY_NONE. */
bool indicator_same_place(const IndicatorAreas *areas, MunicipalityCode one,
                          MunicipalityCode other);

#endif
