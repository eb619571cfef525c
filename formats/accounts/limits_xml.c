#include "formats/accounts/limits_xml.h"

#include <string.h>

#include "formats/xml/strict_xml.h"

enum { AT_OF, AT_NAME, AT_VALUE, AT_REASON };
enum { BASIS_POINTS_MOST = 10000, PERMILLE_MOST = 999, YEARS_MOST = 100, DAYS_MOST = 3660 };

typedef struct LimitReading {
    AccountsLimits *limits;
    bool seen[ACCOUNTS_LIMIT_COUNT];
} LimitReading;

static Status read_root(void *user, const XmlElement *element, Failure *failure)
{
    LimitReading *reading = user;
    return xml_text(element, 0, reading->limits->version, sizeof reading->limits->version,
                    failure);
}

static int find_limit(const XmlElement *element)
{
    for (int i = 0; i < ACCOUNTS_LIMIT_COUNT; i++) {
        const AccountsLimitRow *row = accounts_limit_row((AccountsLimitId)i);
        if (strcmp(row->of, element->values[AT_OF]) == 0 &&
            strcmp(row->name, element->values[AT_NAME]) == 0)
            return i;
    }
    return -1;
}

/* What a limit may be: its name says its unit. */
static int64_t most_of(AccountsLimitId limit)
{
    const char *name = accounts_limit_row(limit)->name;
    if (strstr(name, "permille") != NULL) return PERMILLE_MOST;
    if (strstr(name, "-bp") != NULL) return BASIS_POINTS_MOST;
    if (strstr(name, "p-millionths") == name) return BASIS_POINTS_MOST * INT64_C(100);
    if (strstr(name, "years") != NULL) return YEARS_MOST;
    if (strstr(name, "days") != NULL) return DAYS_MOST;
    if (strstr(name, "points") == name) return BASIS_POINTS_MOST;
    return ACCOUNTS_LIMIT_MAX;
}

static int64_t least_of(AccountsLimitId limit)
{
    bool divides = limit == LIMIT_WHOLE_ORE || limit == LIMIT_POINT_ORE ||
                   limit == LIMIT_VOUCHERS_DRAWN || limit == LIMIT_CONFIDENCE;
    return divides ? 1 : 0;
}

static Status read_limit(void *user, const XmlElement *element, Failure *failure)
{
    LimitReading *reading = user;
    int limit = find_limit(element);
    if (limit < 0)
        return xml_refuse(element, AT_NAME, failure,
                          "there is no such limit of %s: correct or remove it",
                          element->values[AT_OF]);
    if (reading->seen[limit])
        return xml_refuse(element, AT_NAME, failure, "duplicate limit of %s: keep one",
                          element->values[AT_OF]);
    reading->seen[limit] = true;
    TRY(xml_whole(element, AT_VALUE, least_of((AccountsLimitId)limit),
                  most_of((AccountsLimitId)limit), &reading->limits->value[limit], failure));
    return xml_text(element, AT_REASON, reading->limits->reason[limit], LIMIT_REASON_SIZE,
                    failure);
}

static Status end_root(void *user, const XmlElement *element, Failure *failure)
{
    const LimitReading *reading = user;
    for (int i = 0; i < ACCOUNTS_LIMIT_COUNT; i++) {
        const AccountsLimitRow *row = accounts_limit_row((AccountsLimitId)i);
        if (reading->seen[i]) continue;
        return xml_refuse_element(
            element, failure, "the limit of=\"%s\" name=\"%s\" is missing", row->of, row->name);
    }
    return STATUS_OK;
}

static const XmlRule elements[] = {
    {"accountslimits", -1, 1, 1, {"version"}, read_root, end_root},
    {"limit", 0, 1, 0, {"of", "name", "value", "reason"}, read_limit, NULL},
};

static const XmlKind kind = {"urn:tilskudd:accountslimits:1", elements, 2, false};

Status accounts_limits_read(const char *name, const void *bytes, size_t size,
                            AccountsLimits *out, Failure *failure)
{
    LimitReading reading = {.limits = out};
    memset(out, 0, sizeof *out);
    return strict_xml_read(name, bytes, size, &kind, &reading, failure);
}
