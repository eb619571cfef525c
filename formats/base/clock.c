#include "formats/base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "rules/base/time_rules.h"

enum { DAY_SECONDS = 86400 };

static bool two_digits(const char *text, int most, int *out)
{
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') return false;
    *out = (text[0] - '0') * 10 + (text[1] - '0');
    return *out <= most;
}

/* "Z", "+02:00", "-05:30" into seconds to take off. */
static bool parse_offset(const char *text, int64_t *offset)
{
    int hours, minutes;
    *offset = 0;
    if (strcmp(text, "Z") == 0) return true;
    if (strlen(text) != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
    if (!two_digits(text + 1, 23, &hours) || !two_digits(text + 4, 59, &minutes)) return false;
    *offset = (text[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
}

static bool parse_stamp(const char *text, int64_t *epoch)
{
    Day day;
    int hour, minute, second;
    int64_t offset;
    if (strlen(text) < 20 || !day_parse(text, 10, &day) || text[10] != 'T') return false;
    if (!two_digits(text + 11, 23, &hour) || text[13] != ':') return false;
    if (!two_digits(text + 14, 59, &minute) || text[16] != ':') return false;
    if (!two_digits(text + 17, 59, &second) || !parse_offset(text + 19, &offset)) return false;
    *epoch = (int64_t)day * DAY_SECONDS + hour * 3600 + minute * 60 + second - offset;
    return *epoch >= 0;
}

static void format_stamp(TimeStamp *stamp)
{
    char day[DAY_TEXT_SIZE];
    unsigned rest = (unsigned)(stamp->epoch % DAY_SECONDS);
    day_format((Day)(stamp->epoch / DAY_SECONDS), day);
    snprintf(stamp->text, sizeof stamp->text, "%sT%02u:%02u:%02uZ", day, rest / 3600 % 24,
             rest / 60 % 60, rest % 60);
}

Status time_stamp(const char *given, TimeStamp *out, Failure *failure)
{
    if (given == NULL)
        out->epoch = (int64_t)time(NULL);
    else if (!parse_stamp(given, &out->epoch))
        return failure_set(failure, STATUS_USAGE, "--time",
                           "not a time like 2018-10-08T09:30:00Z");
    format_stamp(out);
    return STATUS_OK;
}

Day time_stamp_day(const TimeStamp *stamp)
{
    return norway_day(stamp->epoch);
}

void time_stamp_of(int64_t epoch, TimeStamp *out)
{
    out->epoch = epoch;
    format_stamp(out);
}

void time_stamp_by_noon(const TimeStamp *stamp, Day day, TimeStamp *out)
{
    int64_t noon = (int64_t)day * DAY_SECONDS + DAY_SECONDS / 2;
    out->epoch = noon < 0 || stamp->epoch < noon ? stamp->epoch : noon;
    format_stamp(out);
}

bool time_text_ok(const char *text)
{
    TimeStamp stamp;
    return time_stamp(text, &stamp, NULL) == STATUS_OK && strcmp(stamp.text, text) == 0;
}

double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
