/*
 * definitions.h - what the indicators of a year measure, as data. rules/indicators.md.
 *
 * Filled by formats/indicators/definitions_xml from rules/indicators/<year>.xml, then constant:
 * any thread may read it. Fixed size, owns nothing; about 40 KB: allocate it, do not put it on
 * a stack. Months and years are whole numbers, ages completed years, shares permille.
 */
#ifndef TILSKUDD_RULES_INDICATORS_DEFINITIONS_H
#define TILSKUDD_RULES_INDICATORS_DEFINITIONS_H

#include "rules/base/registration.h"
#include "rules/ruleset/rule_set.h"

enum {
    INDICATORS_MAX = 64,
    INDICATOR_ID_SIZE = 40,
    INDICATOR_TEXT_SIZE = 160,
    INDICATOR_AGE_MAX = 150,
    HOURS_REQUIRED_MAX = 8,
    SIZE_CLASS_LIMITS = 3 /* of four classes of municipalities */
};

/* One kind for each way of measuring; the numbers of an Indicator say the rest. */
typedef enum IndicatorKind {
    INDICATOR_WITHIN,    /* of the settled: within `months` of V (S1.1 to S1.3) */
    INDICATOR_PLACES,    /* places and persons from files (S1.4, S1.5) */
    INDICATOR_WAITING,   /* count of who waits in a centre on a day, `months` or more (V) */
    INDICATOR_MEAN_WAIT, /* mean months from V to the settlement (W) */
    INDICATOR_BEGUN,     /* training begun within half-years (S2.1) */
    INDICATOR_HOURS,     /* hours required after `months` (S2.2) */
    INDICATOR_ENDED,     /* programmes that ended for one of `causes` (S2.4) */
    INDICATOR_ACTIVE,    /* count of persons in a programme on a day (P.active) */
    INDICATOR_ENTITLED,  /* count of persons with a right to one on a day (P.right) */
    INDICATOR_TRAINED,   /* count of persons with hours in the year (N) */
    INDICATOR_ABSENT,    /* not from this register */
    INDICATOR_KIND_COUNT
} IndicatorKind;

/* From which day training is measured: f, the earliest lasting permit that gives a right to
 * it, or e, malgruppeFra. */
typedef enum TrainingClock { CLOCK_PERMIT, CLOCK_ENTRY } TrainingClock;

/* What INDICATOR_PLACES compares. */
typedef enum PlacesFigure {
    PLACES_SETTLED,   /* settled of the year, from the register */
    PLACES_DECIDED,   /* --decided */
    PLACES_REQUESTED, /* --requested */
    PLACES_FIGURE_COUNT
} PlacesFigure;

/* What a list of grounds is for. */
typedef enum GroundUse {
    GROUNDS_SETTLEMENT, /* V: settled by agreement */
    GROUNDS_TRAINING,   /* f: a right to training, grants.md 3 */
    GROUNDS_PROGRAMME,  /* a right to the introduction programme, R614 */
    GROUND_USE_COUNT
} GroundUse;

typedef struct Indicator {
    char id[INDICATOR_ID_SIZE]; /* "S1.1-6" */
    char name_nb[INDICATOR_TEXT_SIZE], name_en[INDICATOR_TEXT_SIZE];
    char page[INDICATOR_TEXT_SIZE]; /* where the definition is published */
    uint8_t kind;                   /* IndicatorKind */
    uint8_t evidence;               /* Evidence */
    uint8_t group;                  /* SettlementGroup; SETTLEMENT_GROUP_COUNT: all */
    uint8_t age_from, age_to;       /* both included */
    uint8_t clock;                  /* TrainingClock */
    uint8_t years_back;             /* the cohort is of so many years before */
    uint8_t half_years;             /* in which hours count, the one of the start first */
    uint8_t alive_half_years;       /* through whose last day the person is alive */
    uint8_t month, day;             /* on which it is measured */
    uint8_t numerator, denominator; /* PlacesFigure */
    bool right_and_duty;
    uint16_t months;
    uint16_t causes;         /* bit of each ProgrammeEndReason */
    int16_t target_permille; /* at least; -1: none is known */
} Indicator;

typedef struct IndicatorGround {
    bool listed, lasting; /* lasting: only permits with varig="true" */
    Day from, to;         /* of the decision (vedtatt), both included; DAY_NONE: open */
} IndicatorGround;

/* Hours that whoever starts on `from` or later needs. */
typedef struct HoursRequired {
    Day from; /* DAY_NONE: since always */
    int hours;
} HoursRequired;

typedef struct IndicatorDefinitions {
    int year;
    char version[VERSION_TEXT_SIZE];
    uint8_t sha256[32]; /* of the file's content */
    IndicatorGround grounds[GROUND_USE_COUNT][GROUND_COUNT];
    HoursRequired hours[HOURS_REQUIRED_MAX]; /* ascending by `from` */
    size_t hours_count;
    int move_days;     /* within which a programme elsewhere goes on with the one before */
    int hidden_below;  /* counts from 1 to one less are hidden by municipality */
    int compare_least; /* so many municipalities of a class have a median */
    int size_limits[SIZE_CLASS_LIMITS]; /* persons settled in five years, where a class begins
                                         */
    Indicator items[INDICATORS_MAX];
    size_t count;
} IndicatorDefinitions;

/* Whether it is a share: has a permille and may have a target. */
bool indicator_is_share(const Indicator *indicator);
/* Whether it is a number of persons without a denominator. */
bool indicator_is_count(const Indicator *indicator);
/* False for places, which have no sex, and for what is not from this register. */
bool indicator_has_sex(const Indicator *indicator);
/* The year in which the measured persons settled, entered, waited or ended. */
int indicator_cohort(const IndicatorDefinitions *definitions, const Indicator *indicator);
/* The indicator of an id (not NUL-terminated), or NULL. Borrowed. */
const Indicator *indicator_find(const IndicatorDefinitions *definitions, const char *id,
                                size_t length);
/* Hours that are required of who starts on a day. */
int indicator_hours_required(const IndicatorDefinitions *definitions, Day start);

/* "ARBEID", ...; "NONE" for an ended programme without a cause. False when the text (not
 * NUL-terminated) is no such word. */
bool programme_end_parse(const char *text, size_t length, ProgrammeEndReason *reason);

#endif
