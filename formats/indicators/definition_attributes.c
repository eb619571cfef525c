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

static bool is_id(const char *text)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.+-_";
    return text[strspn(text, allowed)] == '\0' && strlen(text) < INDICATOR_ID_SIZE;
}

static Status take_id(const XmlElement *element, size_t at, Indicator *item, Failure *failure)
{
    if (!is_id(element->values[at]))
        return xml_refuse(element, at, failure, "letters, digits, . + - _ only, and short");
    return xml_text(element, at, item->id, sizeof item->id, failure);
}

static Status take_nb(const XmlElement *element, size_t at, Indicator *item, Failure *failure)
{
    return xml_text(element, at, item->name_nb, sizeof item->name_nb, failure);
}

static Status take_en(const XmlElement *element, size_t at, Indicator *item, Failure *failure)
{
    return xml_text(element, at, item->name_en, sizeof item->name_en, failure);
}

static Status take_page(const XmlElement *element, size_t at, Indicator *item, Failure *failure)
{
    return xml_text(element, at, item->page, sizeof item->page, failure);
}

static Status take_evidence(const XmlElement *element, size_t at, Indicator *item,
                            Failure *failure)
{
    return definition_evidence(element, at, &item->evidence, failure);
}

static Status take_group(const XmlElement *element, size_t at, Indicator *item,
                         Failure *failure)
{
    const char *text = element->values[at];
    SettlementGroup group;
    if (!settlement_group_parse(text, strlen(text), &group))
        return xml_refuse(element, at, failure, "unknown group: correct it");
    item->group = (uint8_t)group;
    return STATUS_OK;
}

static Status take_byte(const XmlElement *element, size_t at, int least, int most, uint8_t *out,
                        Failure *failure)
{
    int64_t value;
    TRY(xml_whole(element, at, least, most, &value, failure));
    *out = (uint8_t)value;
    return STATUS_OK;
}

static Status take_age_from(const XmlElement *element, size_t at, Indicator *item,
                            Failure *failure)
{
    return take_byte(element, at, 0, INDICATOR_AGE_MAX, &item->age_from, failure);
}

static Status take_age_to(const XmlElement *element, size_t at, Indicator *item,
                          Failure *failure)
{
    return take_byte(element, at, 0, INDICATOR_AGE_MAX, &item->age_to, failure);
}

static Status take_years_back(const XmlElement *element, size_t at, Indicator *item,
                              Failure *failure)
{
    return take_byte(element, at, 0, YEARS_BACK_MAX, &item->years_back, failure);
}

static Status take_half_years(const XmlElement *element, size_t at, Indicator *item,
                              Failure *failure)
{
    return take_byte(element, at, 1, HALF_YEARS_MAX, &item->half_years, failure);
}

static Status take_alive(const XmlElement *element, size_t at, Indicator *item,
                         Failure *failure)
{
    return take_byte(element, at, 1, HALF_YEARS_MAX, &item->alive_half_years, failure);
}

static Status take_months(const XmlElement *element, size_t at, Indicator *item,
                          Failure *failure)
{
    int64_t months;
    TRY(xml_whole(element, at, 0, MONTHS_MAX, &months, failure));
    item->months = (uint16_t)months;
    return STATUS_OK;
}

static Status take_target(const XmlElement *element, size_t at, Indicator *item,
                          Failure *failure)
{
    int64_t permille;
    TRY(xml_whole(element, at, 0, PERMILLE_MAX, &permille, failure));
    item->target_permille = (int16_t)permille;
    return STATUS_OK;
}

/* A day of every year: "12-31", never 29 February. */
static Status take_day(const XmlElement *element, size_t at, Indicator *item, Failure *failure)
{
    enum { COMMON_YEAR = 2001 };
    char text[DAY_TEXT_SIZE + 8];
    Day day;
    snprintf(text, sizeof text, "%d-%.9s", COMMON_YEAR, element->values[at]);
    if (!day_parse(text, strlen(text), &day))
        return xml_refuse(element, at, failure, "not a day of every year: write MM-DD");
    Date date = day_to_date(day);
    item->month = (uint8_t)date.month;
    item->day = (uint8_t)date.day;
    return STATUS_OK;
}

static Status take_clock(const XmlElement *element, size_t at, Indicator *item,
                         Failure *failure)
{
    static const char *const words[] = {"permit", "malgruppeFra"};
    size_t word = definition_word(element->values[at], words, 2);
    item->clock = word == 0 ? CLOCK_PERMIT : CLOCK_ENTRY;
    return word < 2 ? STATUS_OK
                    : xml_refuse(element, at, failure, "write permit or malgruppeFra");
}

static Status take_figure(const XmlElement *element, size_t at, uint8_t *out, Failure *failure)
{
    static const char *const words[PLACES_FIGURE_COUNT] = {"settled", "decided", "requested"};
    size_t word = definition_word(element->values[at], words, PLACES_FIGURE_COUNT);
    *out = (uint8_t)word;
    if (word < PLACES_FIGURE_COUNT) return STATUS_OK;
    return xml_refuse(element, at, failure, "write settled, decided or requested");
}

static Status take_numerator(const XmlElement *element, size_t at, Indicator *item,
                             Failure *failure)
{
    return take_figure(element, at, &item->numerator, failure);
}

static Status take_denominator(const XmlElement *element, size_t at, Indicator *item,
                               Failure *failure)
{
    return take_figure(element, at, &item->denominator, failure);
}

static Status take_flags(const XmlElement *element, size_t at, Indicator *item,
                         Failure *failure)
{
    return definition_bool(element, at, &item->right_and_duty, failure);
}

/* Words with one space between. */
static Status take_causes(const XmlElement *element, size_t at, Indicator *item,
                          Failure *failure)
{
    for (const char *word = element->values[at]; *word != '\0';) {
        size_t length = strcspn(word, " ");
        ProgrammeEndReason cause;
        if (!programme_end_parse(word, length, &cause))
            return xml_refuse(element, at, failure,
                              "not causes of register.md with one space between, or NONE");
        item->causes = (uint16_t)(item->causes | 1u << cause);
        word += length + (word[length] == ' ');
    }
    return STATUS_OK;
}

static const struct {
    const char *name;
    Status (*take)(const XmlElement *element, size_t at, Indicator *item, Failure *failure);
} attributes[] = {
    {"id", take_id},
    {"nb", take_nb},
    {"en", take_en},
    {"page", take_page},
    {"evidence", take_evidence},
    {"group", take_group},
    {"ageFrom", take_age_from},
    {"ageTo", take_age_to},
    {"yearsBack", take_years_back},
    {"halfYears", take_half_years},
    {"aliveHalfYears", take_alive},
    {"months", take_months},
    {"target", take_target},
    {"day", take_day},
    {"clock", take_clock},
    {"numerator", take_numerator},
    {"denominator", take_denominator},
    {"rightAndDuty", take_flags},
    {"causes", take_causes},
};

Status definition_attribute(const XmlElement *element, size_t at, Indicator *item,
                            Failure *failure)
{
    const char *listed = element->attributes[at];
    size_t length = strcspn(listed, "?");
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        if (strlen(attributes[i].name) != length) continue;
        if (memcmp(attributes[i].name, listed, length) != 0) continue;
        return attributes[i].take(element, at, item, failure);
    }
    INVARIANT(false && "every attribute of the table has a reader");
    return STATUS_OK;
}
