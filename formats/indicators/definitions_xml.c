/* definitions_xml.c - the XML of the indicators of a year. */
#include "formats/indicators/definitions_xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/digest.h"
#include "formats/indicators/definition_attributes.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/xml/strict_xml.h"

enum { HOURS_MAX = 100000, LIMIT_MAX = 1000000 };

/* --- whole document --- */

typedef enum LimitName {
    LIMIT_MOVE_DAYS,
    LIMIT_HIDDEN_BELOW,
    LIMIT_COMPARE_LEAST,
    LIMIT_SIZE_SECOND,
    LIMIT_SIZE_THIRD,
    LIMIT_SIZE_FOURTH,
    LIMIT_COUNT
} LimitName;

static const char *const limit_names[LIMIT_COUNT] = {
    "move-days", "hidden-below", "compare-least", "size-second", "size-third", "size-fourth"};
static const char *const use_names[GROUND_USE_COUNT] = {"settlement", "training", "programme"};

typedef struct Reading {
    IndicatorDefinitions *definitions;
    int file_year;
    bool limit_seen[LIMIT_COUNT];
} Reading;

/* DAY_NONE when the attribute is not there. */
static Status read_day(const XmlElement *element, size_t at, Day *out, Failure *failure)
{
    const char *text = element->values[at];
    *out = DAY_NONE;
    if (text == NULL || day_parse(text, strlen(text), out)) return STATUS_OK;
    return xml_refuse(element, at, failure, "not a day: write YYYY-MM-DD");
}

/* Page and evidence must be there; those of grounds, hours and limits are for the reader of the
 * XML. */
static Status check_source(const XmlElement *element, size_t page, Failure *failure)
{
    char text[INDICATOR_TEXT_SIZE];
    uint8_t evidence;
    TRY(xml_text(element, page, text, sizeof text, failure));
    return definition_evidence(element, page + 1, &evidence, failure);
}

static Status read_root(void *user, const XmlElement *element, Failure *failure)
{
    enum { YEAR, VERSION };
    Reading *reading = user;
    int64_t year;
    TRY(xml_whole(element, YEAR, YEAR_MIN, YEAR_MAX, &year, failure));
    if (year != reading->file_year)
        return xml_refuse(element, YEAR, failure,
                          "the file's name says %d: correct the one that is wrong",
                          reading->file_year);
    reading->definitions->year = (int)year;
    return xml_text(element, VERSION, reading->definitions->version, VERSION_TEXT_SIZE,
                    failure);
}

/* --- grounds, hours, limits --- */

static Status read_ground(void *user, const XmlElement *element, Failure *failure)
{
    enum { USE, CODE, LASTING, FROM, TO, PAGE };
    Reading *reading = user;
    const char *code = element->values[CODE];
    size_t use = definition_word(element->values[USE], use_names, GROUND_USE_COUNT);
    Ground ground;
    if (use == GROUND_USE_COUNT)
        return xml_refuse(element, USE, failure, "write settlement, training or programme");
    if (!ground_parse(code, strlen(code), &ground))
        return xml_refuse(element, CODE, failure, "unknown ground: correct or remove it");
    IndicatorGround *row = &reading->definitions->grounds[use][ground];
    if (row->listed) return xml_refuse(element, CODE, failure, "duplicate ground: keep one");
    row->listed = true;
    TRY(definition_bool(element, LASTING, &row->lasting, failure));
    TRY(read_day(element, FROM, &row->from, failure));
    TRY(read_day(element, TO, &row->to, failure));
    if (day_is_set(row->from) && day_is_set(row->to) && row->to < row->from)
        return xml_refuse(element, TO, failure, "before 'from': correct one of them");
    return check_source(element, PAGE, failure);
}

static Status read_hours(void *user, const XmlElement *element, Failure *failure)
{
    enum { HOURS, FROM, PAGE };
    IndicatorDefinitions *definitions = ((Reading *)user)->definitions;
    if (definitions->hours_count == HOURS_REQUIRED_MAX)
        return xml_refuse_element(element, failure, "more than %d rows of hours",
                                  (int)HOURS_REQUIRED_MAX);
    HoursRequired *row = &definitions->hours[definitions->hours_count];
    int64_t hours;
    TRY(xml_whole(element, HOURS, 1, HOURS_MAX, &hours, failure));
    TRY(read_day(element, FROM, &row->from, failure));
    row->hours = (int)hours;
    bool first = definitions->hours_count == 0;
    if (first == day_is_set(row->from) || (!first && row->from <= row[-1].from))
        return xml_refuse_element(element, failure,
                                  "the first row of hours has no 'from', the others a later "
                                  "one each: put them in order");
    definitions->hours_count++;
    return check_source(element, PAGE, failure);
}

static int *limit_of(IndicatorDefinitions *definitions, LimitName name)
{
    switch (name) {
    case LIMIT_MOVE_DAYS:
        return &definitions->move_days;
    case LIMIT_HIDDEN_BELOW:
        return &definitions->hidden_below;
    case LIMIT_COMPARE_LEAST:
        return &definitions->compare_least;
    default:
        return &definitions->size_limits[name - LIMIT_SIZE_SECOND];
    }
}

static Status read_limit(void *user, const XmlElement *element, Failure *failure)
{
    enum { NAME, VALUE, PAGE };
    Reading *reading = user;
    size_t name = definition_word(element->values[NAME], limit_names, LIMIT_COUNT);
    int64_t value;
    if (name == LIMIT_COUNT)
        return xml_refuse(element, NAME, failure, "unknown limit: remove it");
    if (reading->limit_seen[name])
        return xml_refuse(element, NAME, failure, "duplicate limit: keep one");
    reading->limit_seen[name] = true;
    TRY(xml_whole(element, VALUE, 0, LIMIT_MAX, &value, failure));
    *limit_of(reading->definitions, (LimitName)name) = (int)value;
    return check_source(element, PAGE, failure);
}

static Status end_limits(void *user, const XmlElement *element, Failure *failure)
{
    const Reading *reading = user;
    const int *sizes = reading->definitions->size_limits;
    for (int i = 0; i < LIMIT_COUNT; i++)
        if (!reading->limit_seen[i])
            return xml_refuse_element(element, failure, "limit %s is missing: add it",
                                      limit_names[i]);
    if (sizes[0] < 1 || sizes[1] <= sizes[0] || sizes[2] <= sizes[1])
        return xml_refuse_element(element, failure,
                                  "size-second, size-third and size-fourth do not ascend: "
                                  "correct them");
    return STATUS_OK;
}

/* --- indicators --- */

static const char *const kind_names[INDICATOR_KIND_COUNT] = {
    "within", "places", "waiting",  "meanWait", "begun", "completed",
    "ended",  "active", "entitled", "trained",  "absent"};

static Status read_indicator(void *user, const XmlElement *element, Failure *failure)
{
    size_t kind = definition_word(element->name, kind_names, INDICATOR_KIND_COUNT);
    IndicatorDefinitions *definitions = ((Reading *)user)->definitions;
    if (definitions->count == INDICATORS_MAX)
        return xml_refuse_element(element, failure, "more than %d indicators",
                                  (int)INDICATORS_MAX);
    Indicator *item = &definitions->items[definitions->count];
    *item = (Indicator){.kind = (uint8_t)kind,
                        .group = SETTLEMENT_GROUP_COUNT,
                        .age_to = INDICATOR_AGE_MAX,
                        .target_permille = -1};
    for (size_t at = 0; element->attributes[at] != NULL; at++)
        if (element->values[at] != NULL) TRY(definition_attribute(element, at, item, failure));
    if (item->age_from > item->age_to)
        return xml_refuse_element(element, failure, "ageFrom is above ageTo: correct them");
    if (indicator_find(definitions, item->id, strlen(item->id)) != NULL)
        return xml_refuse_element(element, failure, "the id %s stands twice: keep one",
                                  item->id);
    definitions->count++;
    return STATUS_OK;
}

enum {
    IN_ROOT,
    IN_GROUNDS,
    IN_GROUND,
    IN_HOURS,
    IN_LIMITS,
    IN_LIMIT,
    IN_MEASURES,
    IN_MEASURE /* the first of them: one for each IndicatorKind, in their order */
};

#define NAMED "nb", "en", "page", "evidence"

static const XmlRule elements[IN_MEASURE + INDICATOR_KIND_COUNT] = {
    [IN_ROOT] = XML_ELEMENT("indicators", -1, 1, 1, read_root, NULL, "year", "version"),
    [IN_GROUNDS] = XML_ELEMENT("grounds", IN_ROOT, 1, 1, NULL, NULL, NULL),
    [IN_GROUND] = XML_ELEMENT("ground", IN_GROUNDS, 1, 0, read_ground, NULL, "use", "code",
                              "lasting", "from?", "to?", "page", "evidence"),
    [IN_HOURS] = XML_ELEMENT("hours", IN_ROOT, 1, 0, read_hours, NULL, "hours", "from?", "page",
                             "evidence"),
    [IN_LIMITS] = XML_ELEMENT("limits", IN_ROOT, 1, 1, NULL, end_limits, NULL),
    [IN_LIMIT] = XML_ELEMENT("limit", IN_LIMITS, 1, 0, read_limit, NULL, "name", "value",
                             "page", "evidence"),
    [IN_MEASURES] = XML_ELEMENT("measures", IN_ROOT, 1, 1, NULL, NULL, NULL),
    [IN_MEASURE + INDICATOR_WITHIN] =
        XML_ELEMENT("within", IN_MEASURES, 0, 0, read_indicator, NULL, "id", "months", "group?",
                    "ageFrom?", "ageTo?", "target?", NAMED),
    [IN_MEASURE + INDICATOR_PLACES] =
        XML_ELEMENT("places", IN_MEASURES, 0, 0, read_indicator, NULL, "id", "numerator",
                    "denominator", "target?", NAMED),
    [IN_MEASURE + INDICATOR_WAITING] =
        XML_ELEMENT("waiting", IN_MEASURES, 0, 0, read_indicator, NULL, "id", "day", "months?",
                    "ageTo?", NAMED),
    [IN_MEASURE + INDICATOR_MEAN_WAIT] = XML_ELEMENT(
        "meanWait", IN_MEASURES, 0, 0, read_indicator, NULL, "id", "group?", "ageTo?", NAMED),
    [IN_MEASURE + INDICATOR_BEGUN] =
        XML_ELEMENT("begun", IN_MEASURES, 0, 0, read_indicator, NULL, "id", "clock",
                    "yearsBack", "halfYears", "aliveHalfYears", "target?", NAMED),
    [IN_MEASURE + INDICATOR_HOURS] =
        XML_ELEMENT("completed", IN_MEASURES, 0, 0, read_indicator, NULL, "id", "clock",
                    "yearsBack", "months", "target?", NAMED),
    [IN_MEASURE + INDICATOR_ENDED] = XML_ELEMENT("ended", IN_MEASURES, 0, 0, read_indicator,
                                                 NULL, "id", "causes", "target?", NAMED),
    [IN_MEASURE + INDICATOR_ACTIVE] =
        XML_ELEMENT("active", IN_MEASURES, 0, 0, read_indicator, NULL, "id", "day", NAMED),
    [IN_MEASURE + INDICATOR_ENTITLED] =
        XML_ELEMENT("entitled", IN_MEASURES, 0, 0, read_indicator, NULL, "id", "day", "months",
                    "ageFrom", "ageTo", NAMED),
    [IN_MEASURE + INDICATOR_TRAINED] = XML_ELEMENT("trained", IN_MEASURES, 0, 0, read_indicator,
                                                   NULL, "id", "rightAndDuty", NAMED),
    [IN_MEASURE + INDICATOR_ABSENT] =
        XML_ELEMENT("absent", IN_MEASURES, 0, 0, read_indicator, NULL, "id", NAMED),
};

static const XmlKind definitions_kind = {"urn:tilskudd:indicators:1", elements,
                                         IN_MEASURE + INDICATOR_KIND_COUNT, false};

/* --- files --- */

/* The year a path's last part says; 0 when it is not <year>.xml. */
static int year_of_name(const char *path)
{
    const char *name = path_base_name(path);
    if (strspn(name, "0123456789") != 4 || strcmp(name + 4, ".xml") != 0) return 0;
    return (int)strtol(name, NULL, 10);
}

Status indicator_definitions_parse(const char *name, const void *bytes, size_t size,
                                   IndicatorDefinitions *out, Failure *failure)
{
    Reading reading = {.definitions = out, .file_year = year_of_name(name)};
    memset(out, 0, sizeof *out);
    for (int use = 0; use < GROUND_USE_COUNT; use++)
        for (int g = 0; g < GROUND_COUNT; g++)
            out->grounds[use][g].from = out->grounds[use][g].to = DAY_NONE;
    TRY(sha256_of(bytes, size, out->sha256, failure));
    return strict_xml_read(name, bytes, size, &definitions_kind, &reading, failure);
}

static Status read_file(const char *path, IndicatorDefinitions **out, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(input_file_read(path, XML_DOCUMENT_MAX, &file, failure));
    CLEANUP(system_free)
    IndicatorDefinitions *definitions = system_allocate(sizeof *definitions);
    if (definitions == NULL) return failure_set(failure, STATUS_MEMORY, path, NULL);
    TRY(indicator_definitions_parse(path, file.bytes, file.size, definitions, failure));
    *out = HAND_OVER(IndicatorDefinitions *, definitions);
    return STATUS_OK;
}

Status indicator_definitions_read(const char *folder, int year, IndicatorDefinitions **out,
                                  Failure *failure)
{
    char name[16], path[PATH_SIZE];
    PathKind kind;
    *out = NULL;
    snprintf(name, sizeof name, "%04d.xml", year);
    TRY(path_join(folder, name, path, failure));
    TRY(path_kind(path, &kind, failure));
    if (kind == PATH_MISSING)
        return failure_set(failure, STATUS_INPUT_MISSING, folder,
                           "there are no definitions of the indicators of %d (%s)", year, name);
    return read_file(path, out, failure);
}
