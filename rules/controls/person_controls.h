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

#include "rules/controls/control_thresholds.h"
#include "rules/controls/finding.h"

typedef enum PersonControlNumber {
#define PERSON_CONTROL_GROUP(given)
#define PERSON_CONTROL(name, number, screen, function) PERSON_CONTROL_##name = number,
#include "rules/controls/person_controls.def"
#undef PERSON_CONTROL
#undef PERSON_CONTROL_GROUP
    /* these need more than the record itself */
    PERSON_CONTROL_FIRST_SEEN = 123,
    PERSON_CONTROL_REFERENCE_OUTSIDE = 206,
    PERSON_CONTROL_REFERENCE_UNKNOWN = 207,
    PERSON_CONTROL_REFERENCE_DATE = 208,
    PERSON_CONTROL_FAMILY_SINGLE = 220,
    PERSON_CONTROL_REFERENCE_HUMANITARIAN = 221,
    PERSON_CONTROL_REFERENCE_GIVES_NONE = 222,
    PERSON_CONTROL_MINOR_JOINED = 224,
    PERSON_CONTROL_SPECIAL_OVER = 225,
    PERSON_CONTROL_SPECIAL_BOTH = 226,
    PERSON_CONTROL_SPECIAL_TWICE = 227,
    PERSON_CONTROL_NOT_RESIDENT = 304
} PersonControlNumber;

/* Their places in the table; a group begins at the place of its first control. */
enum {
#define PERSON_CONTROL_GROUP(given)                                                            \
    PERSON_CONTROLS_OF_##given, PERSON_CONTROLS_BEFORE_##given = PERSON_CONTROLS_OF_##given - 1,
#define PERSON_CONTROL(name, number, screen, function) PERSON_CONTROL_PLACE_##name,
#include "rules/controls/person_controls.def"
#undef PERSON_CONTROL
#undef PERSON_CONTROL_GROUP
    PERSON_CONTROL_COUNT
};

/* What a record has that controls are about; each control is about one of them. */
typedef enum ControlGiven {
    GIVEN_ANYBODY = 0,
    GIVEN_DEATH,
    GIVEN_FORMER,
    GIVEN_MOTHER, /* a newborn whose mother is known */
    GIVEN_SETTLEMENT,
    GIVEN_CLAIM,
    GIVEN_MINOR,   /* settled in group ENSLIG_MINDREARIG */
    GIVEN_PERMITS, /* more than one */
    GIVEN_FAMILY,  /* settled, with a permit on a family ground */
    GIVEN_RESIDENCE,
    GIVEN_HOME, /* settlement and residence */
    GIVEN_DEATH_AND_RESIDENCE,
    GIVEN_RECEPTION,
    GIVEN_SETTLEMENT_AND_RECEPTION,
    GIVEN_ASYLUM_TRAINING, /* as an asylum seeker */
    GIVEN_TRAINING,
    GIVEN_TRAINING_AND_RESIDENCE,
    GIVEN_HOURS,
    GIVEN_HOURS_AND_DEATH,
    GIVEN_HOURS_AND_RESIDENCE,
    GIVEN_PROGRAMME,
    GIVEN_PROGRAMME_AND_SETTLEMENT,
    GIVEN_PROGRAMME_AND_HOURS,
    GIVEN_LEAVE,
    GIVEN_COUNT
} ControlGiven;

/* How many records had it. The caller zeroes and adds up. */
typedef struct PersonControlCounts {
    uint32_t given[GIVEN_COUNT];
} PersonControlCounts;

/* Number (108 is R108) of a place in the table, and what the control is about. */
int person_control_number(size_t place);
ControlGiven person_control_given(size_t place);

/* Which rows run for what, but those of controls whose number is `missing`. */
void person_control_plan_make(const bool missing[CONTROL_NUMBERS_MAX], PersonControlPlan *plan);

/*
 * All controls of the table on one record, but those that miss a limit. `context` is of the
 * run's own year; its `thresholds` must be there, and parameters of its rule set are used.
 * `mother` as for integration_grant(), or NULL. `shares`, zeroed by the caller, hears what the
 * record adds to shares of its municipality (NULL: nobody does). Appends findings;
 * STATUS_BUFFER_TOO_SMALL when there are more than fit (never more than PERSON_CONTROL_COUNT).
 * Adds to `counts`: a control has been executed on the records that have what it is about, on
 * none when a limit of it is missing.
 */
MUST_USE Status person_controls(const GrantContext *context, const Registration *person,
                                const Registration *mother, Day extract_date,
                                PersonControlCounts *counts, PersonShares *shares,
                                Findings *findings);
/* The same without the screens for common cases: slower, and the same findings. For tests. */
MUST_USE Status person_controls_unscreened(const GrantContext *context,
                                           const Registration *person,
                                           const Registration *mother, Day extract_date,
                                           PersonControlCounts *counts, Findings *findings);

/* True when R206 to R208 are about this permit: it names a reference person. */
bool permit_has_reference(const ResidencePermit *permit);
/* Family of a refugee (R207): the reference person was settled too, and stands in the register.
 * The others' need not (R206): a Norwegian or Nordic citizen does not. */
bool permit_is_of_refugee_family(const ResidencePermit *permit);
/* R206 to R208 for one permit of permit_has_reference(); `reference` is the reference person
 * with what person_block_permits() gives, NULL when there is none in the register. Appends at
 * most one finding. grants.md 2.1. */
MUST_USE Status reference_controls(const ResidencePermit *permit, const Registration *reference,
                                   Findings *findings);
/* The permit that a settled person's grant rests on, or NULL. Borrowed. grants.md 2.1. */
const ResidencePermit *permit_of_settlement(const Registration *person);
/* R220 to R222 for that permit when it is one of permit_has_reference(). Of a single adult the
 * whole record of the reference person is needed, else its permits. At most one finding each.
 * grants.md 2.1, 2.2. */
MUST_USE Status family_controls(const GrantContext *context, const Registration *person,
                                const ResidencePermit *permit, const Registration *reference,
                                Findings *findings);
/* R224, of an unaccompanied minor whom `other` names as reference person: came after it while
 * the grant runs. At most one finding, the minor's. grants.md 2.4. */
MUST_USE Status minor_controls(const GrantContext *context, const Registration *minor,
                               const Registration *other, Findings *findings);
/* R225 to R227: decisions on special grants of one budget year, that of `context`, by its rule
 * set; at most one finding each. The limits are those of `context->thresholds`. grants.md 2.4.
 */
MUST_USE Status special_grant_controls(const GrantContext *context, const Registration *person,
                                       Findings *findings);
/* R304, for a person paid an integration grant for the year before `context->budget_year`: not
 * resident on 1 January. Appends at most one finding. */
MUST_USE Status not_resident_control(const GrantContext *context, const Registration *person,
                                     Findings *findings);

#endif
