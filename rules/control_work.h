/*
 * control_work.h - what a control of a person is given, and how it says what it found. Inside
 * rules/ only.
 *
 * A control is a pure function over one record; it finds at most once in a record, so that a
 * hostile one cannot fill the buffer. Any thread may call them with its own buffers.
 */
#ifndef TILSKUDD_RULES_CONTROL_WORK_H
#define TILSKUDD_RULES_CONTROL_WORK_H

#include "rules/control_thresholds.h"
#include "rules/finding.h"

typedef struct ControlWork {
    const GrantContext *context;
    const Registration *person;
    const Registration *mother; /* of a newborn, or NULL */
    Day extract_date;
    Findings *findings;
} ControlWork;

static inline FindingValue number_value(const char *name, int64_t number)
{
    return (FindingValue){name, VALUE_NUMBER, number, NULL};
}

static inline FindingValue day_value(const char *name, Day day)
{
    return (FindingValue){name, VALUE_DAY, day, NULL};
}

static inline FindingValue code_value(const char *name, MunicipalityCode code)
{
    return (FindingValue){name, VALUE_MUNICIPALITY, code, NULL};
}

static inline FindingValue word_value(const char *name, const char *word)
{
    return (FindingValue){name, VALUE_WORD, 0, word};
}

/* A limit of the control that asks (the control does not run when it is missing), cut where it
 * cannot matter any more, so that days and hours cannot overflow. */
enum { CONTROL_LIMIT_MAX = 100000000, CONTROL_MONTHS_MAX = 2400 };

static inline int limit_of(const ControlWork *work, ThresholdId threshold)
{
    int64_t value = work->context->thresholds->value[threshold];
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

/* The permit a grant would rest on: the latest decided not after a day; of two on one day the
 * later in the record. NULL when there is none. Borrowed. grants.md 2.1. */
const ResidencePermit *control_permit_on(const Registration *person, Day day);
/* The ground gives an integration grant (before the conditions of dates). grants.md 2.1. */
bool control_ground_gives_grant(const ControlWork *work, uint8_t ground);
/* The same municipality on the cut-off date: a merger is no move. grants.md 4. */
bool control_same_place(const ControlWork *work, MunicipalityCode left, MunicipalityCode right);
/* The last day of a stay or programme that counts here: `to`, or the extract's day while it is
 * open or when that is later. */
Day control_end(const ControlWork *work, Day to);
/* First day of a half-year, and the half-year of a day (register.md, gjennomfort). */
Day control_half_year_begin(int half_year);
int control_half_year_of(Day day);
/* 20210101 as a day. */
Day control_day_of_number(int64_t yyyymmdd);

#endif
