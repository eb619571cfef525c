#include "rules/settlement/held.h"

bool held_municipality(const SettleContext *context, MunicipalityCode code)
{
    return context->held != NULL && municipality_list_has(context->held, code);
}

static bool any_held(const SettleContext *context)
{
    return context->held != NULL && context->held->count > 0;
}

bool held_place(const SettleContext *context, MunicipalityCode code)
{
    MunicipalityCode found[MUNICIPALITY_CANDIDATES_MAX];
    if (code == MUNICIPALITY_NONE || !any_held(context)) return false;
    MunicipalityCode to = context->mapping->to[code];
    if (to != MAPPING_AMBIGUOUS)
        return held_municipality(context, to != MUNICIPALITY_NONE ? to : code);
    size_t count =
        municipality_candidates(context->municipalities, code, context->cutoff, found);
    for (size_t i = 0; i < count; i++)
        if (held_municipality(context, found[i])) return true;
    return false;
}

static bool any_stay(const SettleContext *context, const Stay *stays, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (held_place(context, stays[i].municipality)) return true;
    return false;
}

static bool in_record(const SettleContext *context, const Registration *person)
{
    return held_place(context, person->settlement.municipality) ||
           held_place(context, person->training.training_municipality) ||
           any_stay(context, person->residences, person->residence_count) ||
           any_stay(context, person->receptions, person->reception_count);
}

bool held_person(const SettleContext *context, const Registration *person,
                 const SettledLine *settled, size_t count)
{
    if (!any_held(context)) return false;
    for (size_t i = 0; i < count; i++)
        if (held_place(context, settled[i].municipality)) return true;
    if (person->mother_record != NULL && in_record(context, person->mother_record)) return true;
    return in_record(context, person);
}
