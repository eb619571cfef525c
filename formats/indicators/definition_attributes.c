/* definition_attributes.c - attribute by attribute, each with its own limits. */
#include "formats/indicators/definition_attributes.h"

#include <stdio.h>
#include <string.h>

enum { MONTHS_MAX = 1200, YEARS_BACK_MAX = 50, HALF_YEARS_MAX = 20, PERMILLE_MAX = 1000 };

size_t definition_word(const char *word, const char *const *list, size_t count)
{
    size_t i = 0;
    while (i < count && strcmp(word, list[i]) != 0)
        i++;
    return i;
}

Status definition_bool(const XmlElement *element, size_t at, bool *out, Failure *failure)
{
    static const char *const words[] = {"false", "true"};
    size_t word = definition_word(element->values[at], words, 2);
    *out = word == 1;
    return word < 2 ? STATUS_OK : xml_refuse(element, at, failure, "write true or false");
}

Status definition_evidence(const XmlElement *element, size_t at, uint8_t *out, Failure *failure)
{
    int evidence = EVIDENCE_VERIFIED;
    while (evidence <= EVIDENCE_UNVERIFIED &&
           strcmp(evidence_text((Evidence)evidence), element->values[at]) != 0)
        evidence++;
    if (evidence > EVIDENCE_UNVERIFIED)
        return xml_refuse(element, at, failure, "write verified, inferred or unverified");
    *out = (uint8_t)evidence;
    return STATUS_OK;
}

/* How an attribute's text gets into the definition. */
typedef struct Place Place;
typedef struct Attribute {
    const char *name;
    Status (*read)(const Place *place, Indicator *item);
    size_t offset, size; /* of the member; not of those that one function alone reads */
    int least, most;     /* of a whole number */
} Attribute;

/* Where it is read. */
struct Place {
    const Attribute *attribute;
    const XmlElement *element;
    size_t at;
    Failure *failure;
};

static const char *text_of(const Place *place)
{
    return place->element->values[place->at];
}

static Status refuse(const Place *place, const char *problem)
{
    return xml_refuse(place->element, place->at, place->failure, "%s", problem);
}

static Status read_text(const Place *place, Indicator *item)
{
    return xml_text(place->element, place->at, (char *)item + place->attribute->offset,
                    place->attribute->size, place->failure);
}

static Status read_id(const Place *place, Indicator *item)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.+-_";
    const char *text = text_of(place);
    if (text[strspn(text, allowed)] != '\0' || strlen(text) >= INDICATOR_ID_SIZE)
        return refuse(place, "letters, digits, . + - _ only, and short");
    return read_text(place, item);
}

/* Into a member of one byte or two. */
static Status read_number(const Place *place, Indicator *item)
{
    int64_t value;
    TRY(xml_whole(place->element, place->at, place->attribute->least, place->attribute->most,
                  &value, place->failure));
    uint8_t byte = (uint8_t)value;
    uint16_t bytes = (uint16_t)value;
    INVARIANT(place->attribute->size == sizeof byte || place->attribute->size == sizeof bytes);
    memcpy((char *)item + place->attribute->offset,
           place->attribute->size == sizeof byte ? (const void *)&byte : &bytes,
           place->attribute->size);
    return STATUS_OK;
}

static Status read_evidence(const Place *place, Indicator *item)
{
    return definition_evidence(place->element, place->at, &item->evidence, place->failure);
}

static Status read_group(const Place *place, Indicator *item)
{
    const char *text = text_of(place);
    SettlementGroup group;
    if (!settlement_group_parse(text, strlen(text), &group))
        return refuse(place, "unknown group: correct it");
    item->group = (uint8_t)group;
    return STATUS_OK;
}

/* A day of every year: "12-31", never 29 February. */
static Status read_day(const Place *place, Indicator *item)
{
    enum { COMMON_YEAR = 2001 };
    char text[DAY_TEXT_SIZE + 8];
    Day day;
    snprintf(text, sizeof text, "%d-%.9s", COMMON_YEAR, text_of(place));
    if (!day_parse(text, strlen(text), &day))
        return refuse(place, "not a day of every year: write MM-DD");
    Date date = day_to_date(day);
    item->month = (uint8_t)date.month;
    item->day = (uint8_t)date.day;
    return STATUS_OK;
}

static Status read_clock(const Place *place, Indicator *item)
{
    static const char *const words[] = {"permit", "malgruppeFra"};
    size_t word = definition_word(text_of(place), words, 2);
    item->clock = word == 0 ? CLOCK_PERMIT : CLOCK_ENTRY;
    return word < 2 ? STATUS_OK : refuse(place, "write permit or malgruppeFra");
}

static Status read_figure(const Place *place, Indicator *item)
{
    static const char *const words[PLACES_FIGURE_COUNT] = {"settled", "decided", "requested"};
    size_t word = definition_word(text_of(place), words, PLACES_FIGURE_COUNT);
    ((uint8_t *)item)[place->attribute->offset] = (uint8_t)word;
    if (word < PLACES_FIGURE_COUNT) return STATUS_OK;
    return refuse(place, "write settled, decided or requested");
}

static Status read_flag(const Place *place, Indicator *item)
{
    return definition_bool(place->element, place->at, &item->right_and_duty, place->failure);
}

/* Words with one space between. */
static Status read_causes(const Place *place, Indicator *item)
{
    for (const char *word = text_of(place); *word != '\0';) {
        size_t length = strcspn(word, " ");
        ProgrammeEndReason cause;
        if (!programme_end_parse(word, length, &cause))
            return refuse(place, "not causes of register.md with one space between, or NONE");
        item->causes = (uint16_t)(item->causes | 1u << cause);
        word += length + (word[length] == ' ');
    }
    return STATUS_OK;
}

#define MEMBER(member) offsetof(Indicator, member), sizeof(((const Indicator *)0)->member)

static const Attribute attributes[] = {
    {"id", read_id, MEMBER(id), 0, 0},
    {"nb", read_text, MEMBER(name_nb), 0, 0},
    {"en", read_text, MEMBER(name_en), 0, 0},
    {"page", read_text, MEMBER(page), 0, 0},
    {"evidence", read_evidence, 0, 0, 0, 0},
    {"group", read_group, 0, 0, 0, 0},
    {"ageFrom", read_number, MEMBER(age_from), 0, INDICATOR_AGE_MAX},
    {"ageTo", read_number, MEMBER(age_to), 0, INDICATOR_AGE_MAX},
    {"yearsBack", read_number, MEMBER(years_back), 0, YEARS_BACK_MAX},
    {"halfYears", read_number, MEMBER(half_years), 1, HALF_YEARS_MAX},
    {"aliveHalfYears", read_number, MEMBER(alive_half_years), 1, HALF_YEARS_MAX},
    {"months", read_number, MEMBER(months), 0, MONTHS_MAX},
    {"target", read_number, MEMBER(target_permille), 0, PERMILLE_MAX},
    {"day", read_day, 0, 0, 0, 0},
    {"clock", read_clock, 0, 0, 0, 0},
    {"numerator", read_figure, MEMBER(numerator), 0, 0},
    {"denominator", read_figure, MEMBER(denominator), 0, 0},
    {"rightAndDuty", read_flag, 0, 0, 0, 0},
    {"causes", read_causes, 0, 0, 0, 0},
};

Status definition_attribute(const XmlElement *element, size_t at, Indicator *item,
                            Failure *failure)
{
    const char *listed = element->attributes[at];
    size_t length = strcspn(listed, "?");
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        const Attribute *attribute = &attributes[i];
        if (strlen(attribute->name) == length && memcmp(attribute->name, listed, length) == 0)
            return attribute->read(&(Place){attribute, element, at, failure}, item);
    }
    INVARIANT(false && "every attribute of the table has a reader");
    return STATUS_OK;
}
