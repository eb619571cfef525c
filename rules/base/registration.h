/*
 * registration.h - one person's registrations in the introduction register (NIR), as plain
 * data.
 *
 * A Registration borrows its arrays from the cohort; the rules only read them. Dates are Day,
 * DAY_NONE when absent; municipalities are registered codes (0301 is 301), not mapped.
 * register.md gives every field. Nothing here allocates; reading from any thread is safe.
 */
#ifndef TILSKUDD_RULES_REGISTRATION_H
#define TILSKUDD_RULES_REGISTRATION_H

#include "rules/base/codes.h"
#include "rules/base/date.h"
#include "rules/base/identity.h"

typedef uint16_t MunicipalityCode; /* 0301 is 301; 0 is none */
#define MUNICIPALITY_NONE ((MunicipalityCode)0)

/* oppholdstillatelse; references are set for FAMILIE_ grounds only. */
typedef struct ResidencePermit {
    Day decided;            /* vedtatt */
    Day reference_settled;  /* referanseBosatt or DAY_NONE */
    Day family_application; /* familiesoknad or DAY_NONE */
    uint8_t ground;         /* Ground */
    bool permanent_basis;   /* varig */
    Ident reference;        /* referanse or IDENT_NONE */
} ResidencePermit;

/* bosetting. `date` is DAY_NONE when the person has none. */
typedef struct Settlement {
    Day date;
    Day claim; /* krav or DAY_NONE */
    MunicipalityCode municipality;
    uint8_t group; /* SettlementGroup */
    bool by_agreement;
} Settlement;

/* mottak or bosted: from `from` through `to` (DAY_NONE: open). */
typedef struct Stay {
    Day from;
    Day to;
    MunicipalityCode municipality;
} Stay;

/* Absence that the record does not give: not the same as none. */
enum { ABSENCE_NOT_GIVEN = UINT16_MAX };

/* gjennomfort: hours of one half-year. `half_year` is year * 2 + (0 or 1). Hours that are not
 * given are 0, but for the absence: ABSENCE_NOT_GIVEN. */
typedef struct TrainingHours {
    uint16_t half_year;
    uint16_t norwegian;
    uint16_t social_studies;
    uint16_t absence;
} TrainingHours;

/* prove: kept for the controls; type and result are indices into the reader's word tables. */
typedef struct LanguageTest {
    Day date;
    uint8_t type;
    uint8_t result;
} LanguageTest;

/* norskopplaering. `target_from` (malgruppeFra) is DAY_NONE when the person has none. */
typedef struct NorwegianTraining {
    Day target_from;
    Day application;                        /* soknad or DAY_NONE */
    Day decision;                           /* vedtak or DAY_NONE */
    MunicipalityCode training_municipality; /* opplaeringskommune or none */
    bool right;                             /* rett */
    bool duty;                              /* plikt */
} NorwegianTraining;

/* introduksjonsprogram. Hours in tenths. Leaves of programme i: leaves[leave_begin .. +count).
 */
typedef struct IntroductionProgramme {
    Day start;
    Day end; /* or DAY_NONE */
    uint16_t hours_per_week_tenths;
    uint8_t weeks_per_year;
    uint8_t end_reason; /* ProgrammeEndReason, 0 none */
    uint16_t leave_begin;
    uint16_t leave_count;
} IntroductionProgramme;

typedef enum ProgrammeEndReason {
    PROGRAMME_END_NONE = 0,
    PROGRAMME_END_ARBEID,
    PROGRAMME_END_VIDEREGAENDE,
    PROGRAMME_END_HOYERE_UTDANNING,
    PROGRAMME_END_GRUNNSKOLE,
    PROGRAMME_END_KVALIFISERING,
    PROGRAMME_END_NAV_TILTAK,
    PROGRAMME_END_SOSIALHJELP,
    PROGRAMME_END_TRYGD,
    PROGRAMME_END_FLYTTING,
    PROGRAMME_END_AVBRUTT,
    PROGRAMME_END_ANNET,
    PROGRAMME_END_COUNT
} ProgrammeEndReason;

/* permisjon. */
typedef struct ProgrammeLeave {
    Day from;
    Day to; /* or DAY_NONE */
} ProgrammeLeave;

/* saertilskudd: code is GRANT_FHT1 or GRANT_FHT2, amount in whole kroner. */
typedef struct SpecialGrant {
    Day decided;
    uint8_t code;
    int64_t amount_kroner;
} SpecialGrant;

typedef struct Registration {
    Ident ident;
    Ident mother; /* mor or IDENT_NONE */
    Day born;
    Day died;              /* dod or DAY_NONE */
    uint8_t declared_type; /* IdentType as sent: for R121 alone, else ident_type(ident) */
    uint8_t sex;           /* Sex */
    Country background;    /* landbakgrunn */
    Settlement settlement;
    Day asylum_training_from; /* asylopplaering or DAY_NONE */
    NorwegianTraining training;
    /* The mother's registration, borrowed; NULL when it is not at hand. Only a child without a
     * settlement and stays of its own is placed by it (grants.md 4, split municipalities). */
    const struct Registration *mother_record;
    const Ident *former_idents;
    const ResidencePermit *permits;
    const Stay *receptions; /* mottak, in the record's order */
    const Stay *residences; /* bosted, in the record's order */
    const TrainingHours *hours;
    const LanguageTest *tests;
    const IntroductionProgramme *programmes;
    const ProgrammeLeave *leaves;
    const SpecialGrant *special_grants;
    uint16_t former_count, permit_count, reception_count, residence_count;
    uint16_t hours_count, test_count, programme_count, leave_count, special_count;
} Registration;

#endif
