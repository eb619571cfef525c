/* definitions.c - questions that the definitions answer by themselves. rules/indicators.md. */
#include "rules/indicators/definitions.h"

#include <string.h>

bool indicator_is_share(const Indicator *indicator)
{
    switch ((IndicatorKind)indicator->kind) {
    case INDICATOR_WITHIN:
    case INDICATOR_PLACES:
    case INDICATOR_BEGUN:
    case INDICATOR_HOURS:
    case INDICATOR_ENDED:
        return true;
    default:
        return false;
    }
}

bool indicator_is_count(const Indicator *indicator)
{
    switch ((IndicatorKind)indicator->kind) {
    case INDICATOR_WAITING:
    case INDICATOR_ACTIVE:
    case INDICATOR_ENTITLED:
    case INDICATOR_TRAINED:
        return true;
    default:
        return false;
    }
}

bool indicator_has_sex(const Indicator *indicator)
{
    return indicator->kind != INDICATOR_PLACES && indicator->kind != INDICATOR_ABSENT;
}

int indicator_cohort(const IndicatorDefinitions *definitions, const Indicator *indicator)
{
    bool training = indicator->kind == INDICATOR_BEGUN || indicator->kind == INDICATOR_HOURS;
    return definitions->year - (training ? indicator->years_back : 0);
}

const Indicator *indicator_find(const IndicatorDefinitions *definitions, const char *id,
                                size_t length)
{
    for (size_t i = 0; i < definitions->count; i++) {
        const char *own = definitions->items[i].id;
        if (strlen(own) == length && memcmp(own, id, length) == 0)
            return &definitions->items[i];
    }
    return NULL;
}

int indicator_hours_required(const IndicatorDefinitions *definitions, Day start)
{
    int hours = 0;
    for (size_t i = 0; i < definitions->hours_count; i++) {
        if (definitions->hours[i].from <= start) hours = definitions->hours[i].hours;
    }
    return hours;
}

static const char *const end_words[PROGRAMME_END_COUNT] = {
    [PROGRAMME_END_NONE] = "NONE",
    [PROGRAMME_END_ARBEID] = "ARBEID",
    [PROGRAMME_END_VIDEREGAENDE] = "VIDEREGAENDE",
    [PROGRAMME_END_HOYERE_UTDANNING] = "HOYERE_UTDANNING",
    [PROGRAMME_END_GRUNNSKOLE] = "GRUNNSKOLE",
    [PROGRAMME_END_KVALIFISERING] = "KVALIFISERING",
    [PROGRAMME_END_NAV_TILTAK] = "NAV_TILTAK",
    [PROGRAMME_END_SOSIALHJELP] = "SOSIALHJELP",
    [PROGRAMME_END_TRYGD] = "TRYGD",
    [PROGRAMME_END_FLYTTING] = "FLYTTING",
    [PROGRAMME_END_AVBRUTT] = "AVBRUTT",
    [PROGRAMME_END_ANNET] = "ANNET",
};

bool programme_end_parse(const char *text, size_t length, ProgrammeEndReason *reason)
{
    for (int i = 0; i < PROGRAMME_END_COUNT; i++) {
        if (strlen(end_words[i]) != length || memcmp(end_words[i], text, length) != 0) continue;
        *reason = (ProgrammeEndReason)i;
        return true;
    }
    return false;
}
