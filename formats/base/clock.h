/*
 * clock.h - time stamps: the one place that reads the clock. Money never depends on it.
 *
 * Stamps are RFC 3339 in UTC ("2018-10-08T09:30:00Z"). Any thread.
 */
#ifndef TILSKUDD_ENGINE_CLOCK_H
#define TILSKUDD_ENGINE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/base/date.h"
#include "rules/base/status.h"

enum { TIME_TEXT_SIZE = 21 };

typedef struct TimeStamp {
    int64_t epoch; /* seconds since 1970-01-01T00:00:00Z */
    char text[TIME_TEXT_SIZE];
} TimeStamp;

/* Now, or the stamp of --time when `given` is not NULL: RFC 3339 with Z or an offset, without
 * fractions. USAGE when it is none. */
MUST_USE Status time_stamp(const char *given, TimeStamp *out, Failure *failure);
/* The day in Norway at a stamp (time_rules.h). */
Day time_stamp_day(const TimeStamp *stamp);
/* The stamp of a moment, seconds since 1970 and not before. */
void time_stamp_of(int64_t epoch, TimeStamp *out);
/* The earlier of a stamp and noon (UTC) of a day; the stamp for a day before 1970. */
void time_stamp_by_noon(const TimeStamp *stamp, Day day, TimeStamp *out);
/* Whether a text is a stamp as time_stamp writes it, and nothing else: what manifests and
 * entries say. */
bool time_text_ok(const char *text);
/* Seconds of a monotonic clock, for timings only. */
double clock_seconds(void);

#endif
