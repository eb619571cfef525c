/*
 * control_work.h - what a control of a person is given, and how it says what it found. Inside
 * rules/ only.
 *
 * A control is a pure function over one record; it finds at most once in a record, so that a
 * hostile one cannot fill the buffer. Any thread may call them with its own buffers.
 */
#ifndef TILSKUDD_RULES_CONTROL_WORK_H
#define TILSKUDD_RULES_CONTROL_WORK_H

#include "rules/controls/control_thresholds.h"
#include "rules/controls/control_horizon.h"
#include "rules/controls/share_controls.h"

/* A date of the record, and the element and attribute it stands in. */
typedef struct DatedField {
    Day day;
    const char *field;
} DatedField;

/* What several controls ask of a record, found out once. */
typedef struct ControlFacts {
    /* of the dates that have no control of their own; INT32_MAX, DAY_NONE when there is none */
    DatedField earliest, latest;
    const ResidencePermit *at_settlement; /* the settlement rests on it; NULL: none */
    const ResidencePermit *lasting;       /* the first that can be permanent; NULL: none */
    const ResidencePermit *renewed;       /* limited but renewed, where that gives the right */
    int hours, social_hours;              /* of all half-years */
    int entry_half_year;                  /* of malgruppeFra */
} ControlFacts;

typedef struct ControlWork {
    const GrantContext *context;
    const Registration *person;
    const Registration *mother; /* of a newborn, or NULL */
    Day extract_date;
    Findings *findings;
    PersonShares *shares; /* NULL: nobody counts them */
    ControlFacts facts;
} ControlWork;

/* Common cases in which no control of a group can find anything: seen at once, so that the
 * group is left out. Bits; which control has which, person_controls.def says. */
typedef enum ControlScreen {
    SCREEN_NEVER = 0,
    SCREEN_DATES = 1u << 0,   /* all dates between birth and extract */
    SCREEN_GROUNDS = 1u << 1, /* refugees and family with lasting permits */
    SCREEN_STAYS = 1u << 2,   /* one residence, in the municipality and since the settlement */
    SCREEN_HOURS = 1u << 3,   /* right, hours in order and within all limits */
    SCREEN_ENTRY = 1u << 4,   /* right and duty at a common age, decided, by a fitting permit */
    SCREEN_SETTLEMENT =
        1u << 5, /* with a permit that gives a grant, claimed in time if at all */
    SCREEN_PROGRAMME = 1u << 6, /* one, with all that it should have */
    SCREEN_IDENT = 1u << 7,     /* of the type declared, of somebody who is not very old */
    SCREENS_ALL = (1u << 8) - 1
} ControlScreen;

/* Fills work->facts, but of dates, when `screened`, only those that some control finds
 * something in; returns the screens that are true of the record. */
unsigned control_facts_find(ControlWork *work, bool screened);

/* The controls of person_controls.def: STATUS_OK also when one finds nothing, BUFFER_TOO_SMALL
 * when the finding has no room. */
#define PERSON_CONTROL_GROUP(given)
#define PERSON_CONTROL(name, number, screen, function) MUST_USE Status function(ControlWork *);
#include "rules/controls/person_controls.def"
#undef PERSON_CONTROL
#undef PERSON_CONTROL_GROUP

static inline FindingValue number_value(const char *name, int64_t number)
{
    return (FindingValue){name, VALUE_NUMBER, number, NULL};
}

static inline FindingValue day_value(const char *name, Day day)
{
    return (FindingValue){name, VALUE_DAY, day, NULL};
}

static inline FindingValue kroner_value(const char *name, int64_t kroner)
{
    return (FindingValue){name, VALUE_KRONER, kroner, NULL};
}

static inline FindingValue code_value(const char *name, MunicipalityCode code)
{
    return (FindingValue){name, VALUE_MUNICIPALITY, code, NULL};
}

static inline FindingValue word_value(const char *name, const char *word)
{
    return (FindingValue){name, VALUE_WORD, 0, word};
}

/* A limit of the control that asks (the control does not run when it is missing: -1), cut where
 * it cannot matter any more, so that days and hours cannot overflow. */
enum { CONTROL_LIMIT_MAX = 100000000, CONTROL_MONTHS_MAX = 2400 };

static inline int limit_of(const ControlWork *work, ThresholdId threshold)
{
    int64_t value = work->context->thresholds->value[threshold];
    if (value < 0) return -1;
    return value < CONTROL_LIMIT_MAX ? (int)value : CONTROL_LIMIT_MAX;
}

/* The day a limit of so many months after `from`. */
static inline Day limit_months_after(const ControlWork *work, ThresholdId threshold, Day from)
{
    int months = limit_of(work, threshold);
    return day_add_months(from, months < CONTROL_MONTHS_MAX ? months : CONTROL_MONTHS_MAX);
}

/* Appends a finding of a control of the catalogue; BUFFER_TOO_SMALL when there is no room. */
MUST_USE Status finding_append_values(Findings *findings, int control,
                                      const FindingValue *values, size_t count);

#define FIND(work, control, ...)                                                               \
    finding_append_values((work)->findings, (int)(control),                                    \
                          (const FindingValue[]){__VA_ARGS__},                                 \
                          sizeof((const FindingValue[]){__VA_ARGS__}) / sizeof(FindingValue))

/* The record is one of those that a share is about, on a day, and at fault or not. True when it
 * is at fault and findings of persons are asked for. */
static inline bool control_share(const ControlWork *work, ShareId share, Day on, bool at_fault)
{
    uint32_t bit = (uint32_t)1 << share;
    if (work->shares != NULL) {
        if (at_fault || !(work->shares->about & bit)) work->shares->on[share] = on;
        work->shares->about |= bit;
        work->shares->at_fault |= at_fault ? bit : 0;
    }
    return at_fault && work->context->thresholds->listed[share];
}

/* `day` is later than so many months after `from`. */
bool control_is_months_after(const ControlWork *work, ThresholdId threshold, Day from, Day day);
/* The age on a day is from `least` to `most`, as the number of days alone tells: false also
 * when it is too near a birthday to say. */
static inline bool control_age_is_between(Day born, Day on, int least, int most)
{
    enum { DAYS_OF_YEAR_MIN = 365, DAYS_OF_YEAR_MAX = 366 };
    int64_t days = (int64_t)on - born;
    return days >= (int64_t)least * DAYS_OF_YEAR_MAX &&
           days <= (int64_t)most * DAYS_OF_YEAR_MIN;
}

/* Hours of a half-year, absence not counted. */
static inline int control_attended(const TrainingHours *hours)
{
    return hours->norwegian + hours->social_studies;
}

/* Hours of absence; none when they are not given. */
static inline int control_absent(const TrainingHours *hours)
{
    return hours->absence == ABSENCE_NOT_GIVEN ? 0 : hours->absence;
}

/* The permit a grant would rest on: the latest decided not after a day; of two on one day the
 * later in the record. NULL when there is none. Borrowed. grants.md 2.1. */
const ResidencePermit *control_permit_on(const Registration *person, Day day);
/* The ground gives an integration grant (before the conditions of dates). grants.md 2.1. */
bool control_ground_gives_grant(const ControlWork *work, uint8_t ground);
/* The first lasting permit is older than a change of the law (yyyymmdd); the hours of the right
 * that it gives (R504). After the facts' permits are known. */
bool control_permit_before(const ControlWork *work, ThresholdId change);
int control_hours_of_right(const ControlWork *work);
/* The same municipality on the cut-off date: a merger is no move. grants.md 4. */
bool control_same_place(const ControlWork *work, MunicipalityCode left, MunicipalityCode right);
/* The last day of a stay or programme that counts here: `to`, or the extract's day while it is
 * open or when that is later. */
Day control_end(const ControlWork *work, Day to);
/* First day of a half-year, and the half-year of a day (register.md, gjennomfort). */
enum { DAYS_FROM_JULY = 184 };
static inline Day control_half_year_begin(int half_year)
{
    int year = half_year / 2;
    return half_year % 2 == 0 ? first_day_of_year(year)
                              : first_day_of_year(year + 1) - DAYS_FROM_JULY;
}
static inline int control_half_year_of(Day day)
{
    int year = day_year(day);
    return year * 2 + (day >= first_day_of_year(year + 1) - DAYS_FROM_JULY);
}
/* Money of the year can still move: it is the run's or within its correction years, and not
 * before the opening. grants.md 4.1, 4.3. */
bool control_year_is_open(const ControlWork *work, int year);
/* Not older than the opening year less the correction years: what is older helps nobody. */
bool control_year_is_near(const ControlWork *work, int year);
/* Open or not, of year 1 of a settled person: of the year in which it came due, that of the
 * settlement or of a later claim. grants.md 2.2 (Claim). */
bool control_year_one_is_open(const ControlWork *work);
/* 20210101 as a day. */
Day control_day_of_number(int64_t yyyymmdd);

#endif
