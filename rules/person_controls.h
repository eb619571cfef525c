/*
 * person_controls.h - the controls of reasonableness on one person: families 1 (record), 2
 * (permit and group), 3 (residence), 5 (training), 6 (introduction programme). control.md 1.
 *
 * They warn or inform and never change money; what blocks is record_controls(). A record is
 * controlled as it is registered, whatever the cut-off. Each control finds at most once in a
 * record. Pure, no allocation; any thread may call them with its own buffers.
 */
#ifndef TILSKUDD_RULES_PERSON_CONTROLS_H
#define TILSKUDD_RULES_PERSON_CONTROLS_H

#include "rules/control_thresholds.h"
#include "rules/finding.h"

typedef enum PersonControlNumber {
#define PERSON_CONTROL(name, number, given, function) PERSON_CONTROL_##name = number,
#include "rules/person_controls.def"
#undef PERSON_CONTROL
    /* these need more than the record itself */
    PERSON_CONTROL_REFERENCE_UNKNOWN = 207,
    PERSON_CONTROL_REFERENCE_DATE = 208,
    PERSON_CONTROL_NOT_RESIDENT = 304
} PersonControlNumber;

/* Their places in the table, in the order of their numbers. */
enum {
#define PERSON_CONTROL(name, number, given, function) PERSON_CONTROL_PLACE_##name,
#include "rules/person_controls.def"
#undef PERSON_CONTROL
    PERSON_CONTROL_COUNT
};

/* How many records each control of the table has been run on ("no finding" is not "did not
 * run"): those that have what the control is about, none when a limit of it is missing. The
 * caller zeroes and adds up. */
typedef struct PersonControlCounts {
    uint32_t executed[PERSON_CONTROL_COUNT];
} PersonControlCounts;

/* Number (108 is R108) of a place in the table. */
int person_control_number(size_t place);

/*
 * All controls of the table on one record. `context` is of the run's own year; its
 * `thresholds` (NULL: as if all were missing) and parameters are used. `mother` as for
 * integration_grant(), or NULL. Appends findings; STATUS_BUFFER_TOO_SMALL when there are more
 * than fit (never more than PERSON_CONTROL_COUNT). Adds to `counts`.
 */
MUST_USE Status person_controls(const GrantContext *context, const Registration *person,
                                const Registration *mother, Day extract_date,
                                PersonControlCounts *counts, Findings *findings);

/* True when R207 and R208 are about this permit: family of a refugee, who is in the register
 * too. */
bool permit_has_reference(const ResidencePermit *permit);
/* R207 and R208 for one permit of permit_has_reference(); `reference` is the registration of
 * the reference person, NULL when there is none. Appends at most one finding. */
MUST_USE Status reference_controls(const ResidencePermit *permit, const Registration *reference,
                                   Findings *findings);
/* R304, for a person paid an integration grant for the year before `context->budget_year`: not
 * resident on 1 January. Appends at most one finding. */
MUST_USE Status not_resident_control(const GrantContext *context, const Registration *person,
                                     Findings *findings);

#endif
