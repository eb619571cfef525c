/* measure.c - one function for each kind of indicator, in the order of rules/indicators.md 3.
 */
#include "rules/indicators/measure.h"

#include "rules/base/whereabouts.h"

/* One person on the way through the indicators of a year. */
typedef struct Measuring {
    const IndicatorContext *context;
    const Registration *person;
    const Indicator *indicator; /* the one at hand */
    IndicatorHit *hit;
    Day settlement_permit; /* V of a person settled of the year, else DAY_NONE */
} Measuring;

/* --- permits --- */

static bool permit_counts(const IndicatorGround *ground, const ResidencePermit *permit)
{
    return ground->listed && (permit->permanent_basis || !ground->lasting) &&
           (!day_is_set(ground->from) || permit->decided >= ground->from) &&
           (!day_is_set(ground->to) || permit->decided <= ground->to);
}

/* The earliest `vedtatt` of a listed permit not after `until`; DAY_NONE without one. Of
 * GROUNDS_SETTLEMENT it is V: what a settlement by agreement can rest on. */
static Day earliest_permit(const IndicatorContext *context, const Registration *person,
                           GroundUse use, Day until)
{
    Day earliest = DAY_NONE;
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        if (permit->decided > until || permit->decided > context->cutoff) continue;
        if (!permit_counts(&context->definitions->grounds[use][permit->ground], permit))
            continue;
        if (!day_is_set(earliest) || permit->decided < earliest) earliest = permit->decided;
    }
    return earliest;
}

/* V of who is settled by agreement in those years, DAY_NONE for others. */
static Day permit_of_settled(const IndicatorContext *context, const Registration *person,
                             int years)
{
    const Settlement *settlement = &person->settlement;
    if (!day_is_set(settlement->date) || settlement->date > context->cutoff ||
        !settlement->by_agreement)
        return DAY_NONE;
    int back = context->definitions->year - day_year(settlement->date);
    if (back < 0 || back >= years) return DAY_NONE;
    return earliest_permit(context, person, GROUNDS_SETTLEMENT, settlement->date);
}

bool indicator_settled(const IndicatorContext *context, const Registration *person, int years)
{
    return day_is_set(permit_of_settled(context, person, years));
}

/* --- what the kinds share --- */

static void place_hit(const Measuring *work, MunicipalityCode code)
{
    work->hit->area = indicator_area(&work->context->areas, work->person, code);
}

static void place_hit_on(const Measuring *work, WhereaboutsKind kind, Day day)
{
    place_hit(work, whereabouts_on(kind, work->person, day, work->context->cutoff));
}

static bool age_fits(const Measuring *work, Day on)
{
    int age = completed_age(work->person->born, on);
    return age >= work->indicator->age_from && age <= work->indicator->age_to;
}

static bool is_alive(const Measuring *work, Day day)
{
    return is_alive_on(work->person, day, work->context->cutoff);
}

static bool is_in_centre(const Measuring *work, Day day)
{
    return whereabouts_on(WHERE_RECEPTION, work->person, day, work->context->cutoff) !=
           MUNICIPALITY_NONE;
}

/* The day of the year on which the indicator at hand is measured. */
static Day day_of_measure(const Measuring *work)
{
    return day_from_date(work->context->definitions->year, work->indicator->month,
                         work->indicator->day);
}

/* --- S1, W: who was settled --- */

static bool settled_fits(const Measuring *work)
{
    const Indicator *indicator = work->indicator;
    bool group = indicator->group == SETTLEMENT_GROUP_COUNT ||
                 indicator->group == work->person->settlement.group;
    return day_is_set(work->settlement_permit) && group &&
           age_fits(work, work->person->settlement.date);
}

static bool measure_within(Measuring *work)
{
    if (!settled_fits(work)) return false;
    const Settlement *settlement = &work->person->settlement;
    Day last = day_add_months(work->settlement_permit, work->indicator->months);
    *work->hit =
        (IndicatorHit){.denominator = 1, .numerator = settlement->date <= last ? 1 : 0};
    place_hit(work, settlement->municipality);
    return true;
}

static bool measure_mean_wait(Measuring *work)
{
    if (!settled_fits(work)) return false;
    const Settlement *settlement = &work->person->settlement;
    *work->hit = (IndicatorHit){.denominator = 1,
                                .numerator = settlement->date - work->settlement_permit};
    place_hit(work, settlement->municipality);
    return true;
}

/* S1.5: places that were decided come from a file, who was settled from here. */
static bool measure_places(Measuring *work)
{
    bool counts = work->indicator->numerator == PLACES_SETTLED;
    if (!counts || !day_is_set(work->settlement_permit)) return false;
    *work->hit = (IndicatorHit){.numerator = 1};
    place_hit(work, work->person->settlement.municipality);
    return true;
}

/* --- V: who waits --- */

static bool measure_waiting(Measuring *work)
{
    Day day = day_of_measure(work), settled = work->person->settlement.date;
    Day permit = earliest_permit(work->context, work->person, GROUNDS_SETTLEMENT, day);
    if (!day_is_set(permit) || (day_is_set(settled) && settled <= day) ||
        !is_alive(work, day) || !is_in_centre(work, day) || !age_fits(work, day) ||
        day_add_months(permit, work->indicator->months) > day)
        return false;
    *work->hit = (IndicatorHit){.numerator = 1};
    place_hit_on(work, WHERE_RECEPTION, day);
    return true;
}

/* --- S2.1, S2.2, N: training --- */

/* Half-years are numbered as in TrainingHours. */
static int half_year_of(Day day)
{
    Date date = day_to_date(day);
    return date.year * 2 + (date.month > 6);
}

static Day first_day_of_half_year(int half_year)
{
    return day_from_date(half_year / 2, half_year % 2 == 0 ? 1 : 7, 1);
}

static Day last_day_of_half_year(int half_year)
{
    return first_day_of_half_year(half_year + 1) - 1;
}

/* A half-year that stands twice is added up. */
static int hours_between(const Registration *person, int first, int last)
{
    int sum = 0;
    for (size_t i = 0; i < person->hours_count; i++) {
        const TrainingHours *row = &person->hours[i];
        if (row->half_year < first || row->half_year > last) continue;
        sum += row->norwegian + row->social_studies;
    }
    return sum;
}

static bool has_right_and_duty(const Registration *person)
{
    return person->training.right && person->training.duty;
}

/* f or e of a person with right and duty whose cohort is measured this year, else DAY_NONE. */
static Day training_start(const Measuring *work)
{
    const IndicatorContext *context = work->context;
    if (!has_right_and_duty(work->person)) return DAY_NONE;
    Day start = work->indicator->clock == CLOCK_ENTRY
                    ? work->person->training.target_from
                    : earliest_permit(context, work->person, GROUNDS_TRAINING, context->cutoff);
    if (!day_is_set(start) || start > context->cutoff) return DAY_NONE;
    int cohort = indicator_cohort(context->definitions, work->indicator);
    return day_year(start) == cohort ? start : DAY_NONE;
}

static bool measure_begun(Measuring *work)
{
    const Indicator *indicator = work->indicator;
    Day start = training_start(work);
    if (!day_is_set(start)) return false;
    int first = half_year_of(start), last = first + indicator->half_years - 1;
    if (!is_alive(work, last_day_of_half_year(first + indicator->alive_half_years - 1)))
        return false;
    *work->hit = (IndicatorHit){
        .denominator = 1, .numerator = hours_between(work->person, first, last) > 0 ? 1 : 0};
    place_hit_on(work, WHERE_TRAINING, last_day_of_half_year(last));
    return true;
}

static bool measure_hours(Measuring *work)
{
    Day start = training_start(work);
    if (!day_is_set(start)) return false;
    Day day = day_add_months(start, work->indicator->months);
    bool resident = whereabouts_on(WHERE_RESIDENCE, work->person, day, work->context->cutoff) !=
                    MUNICIPALITY_NONE;
    if (!is_alive(work, day) || !(resident || is_in_centre(work, day))) return false;
    int hours = hours_between(work->person, 0, half_year_of(day));
    int required = indicator_hours_required(work->context->definitions, start);
    *work->hit = (IndicatorHit){.denominator = 1, .numerator = hours >= required ? 1 : 0};
    place_hit_on(work, WHERE_TRAINING, day);
    return true;
}

static bool measure_trained(Measuring *work)
{
    int year = work->context->definitions->year;
    if (work->indicator->right_and_duty && !has_right_and_duty(work->person)) return false;
    if (hours_between(work->person, year * 2, year * 2 + 1) == 0) return false;
    *work->hit = (IndicatorHit){.numerator = 1};
    place_hit_on(work, WHERE_TRAINING, last_day_of_year(year));
    return true;
}

/* --- S2.4, P: the introduction programme --- */

static bool ended_in_year(const Measuring *work, const IntroductionProgramme *programme)
{
    return day_is_set(programme->end) && programme->end <= work->context->cutoff &&
           day_year(programme->end) == work->context->definitions->year;
}

/* The last that ended in the year: by its end, then its start, then its place in the record. */
static const IntroductionProgramme *last_ended(const Measuring *work)
{
    const IntroductionProgramme *last = NULL;
    for (size_t i = 0; i < work->person->programme_count; i++) {
        const IntroductionProgramme *here = &work->person->programmes[i];
        if (!ended_in_year(work, here)) continue;
        bool later = last == NULL || here->end > last->end ||
                     (here->end == last->end && here->start >= last->start);
        if (later) last = here;
    }
    return last;
}

/* A programme elsewhere goes on with the one before: begun within `move_days`, and the person
 * then lives in another municipality than on the ended one's last day. */
static bool goes_on_elsewhere(const Measuring *work, const IntroductionProgramme *ended)
{
    const IndicatorContext *context = work->context;
    MunicipalityCode before =
        whereabouts_on(WHERE_RESIDENCE, work->person, ended->end, context->cutoff);
    if (before == MUNICIPALITY_NONE) return false;
    for (size_t i = 0; i < work->person->programme_count; i++) {
        const IntroductionProgramme *next = &work->person->programmes[i];
        if (next == ended || next->start < ended->end || next->start > context->cutoff ||
            next->start > ended->end + context->definitions->move_days)
            continue;
        MunicipalityCode after =
            whereabouts_on(WHERE_RESIDENCE, work->person, next->start, context->cutoff);
        if (after != MUNICIPALITY_NONE && !indicator_same_place(&context->areas, before, after))
            return true;
    }
    return false;
}

static bool measure_ended(Measuring *work)
{
    const IntroductionProgramme *ended = last_ended(work);
    if (ended == NULL || goes_on_elsewhere(work, ended)) return false;
    unsigned cause = 1u << ended->end_reason;
    *work->hit = (IndicatorHit){.denominator = 1,
                                .numerator = (work->indicator->causes & cause) != 0 ? 1 : 0};
    place_hit_on(work, WHERE_RESIDENCE, ended->end);
    return true;
}

static bool measure_active(Measuring *work)
{
    Day day = day_of_measure(work);
    for (size_t i = 0; i < work->person->programme_count; i++) {
        const IntroductionProgramme *programme = &work->person->programmes[i];
        if (programme->start > day || (day_is_set(programme->end) && programme->end < day))
            continue;
        *work->hit = (IndicatorHit){.numerator = 1};
        place_hit_on(work, WHERE_RESIDENCE, day);
        return true;
    }
    return false;
}

static bool measure_entitled(Measuring *work)
{
    Day day = day_of_measure(work), settled = work->person->settlement.date;
    if (!day_is_set(settled) || settled > day ||
        settled < day_add_months(day, -(int)work->indicator->months) || !age_fits(work, day) ||
        !is_alive(work, day) ||
        !day_is_set(earliest_permit(work->context, work->person, GROUNDS_PROGRAMME, day)))
        return false;
    *work->hit = (IndicatorHit){.numerator = 1};
    place_hit_on(work, WHERE_RESIDENCE, day);
    return true;
}

/* --- all of them --- */

static bool measure_nothing(Measuring *work)
{
    (void)work;
    return false;
}

size_t indicator_person(const IndicatorContext *context, const Registration *person,
                        IndicatorHit hits[INDICATORS_MAX])
{
    static bool (*const measures[INDICATOR_KIND_COUNT])(Measuring *) = {
        [INDICATOR_WITHIN] = measure_within,     [INDICATOR_PLACES] = measure_places,
        [INDICATOR_WAITING] = measure_waiting,   [INDICATOR_MEAN_WAIT] = measure_mean_wait,
        [INDICATOR_BEGUN] = measure_begun,       [INDICATOR_HOURS] = measure_hours,
        [INDICATOR_ENDED] = measure_ended,       [INDICATOR_ACTIVE] = measure_active,
        [INDICATOR_ENTITLED] = measure_entitled, [INDICATOR_TRAINED] = measure_trained,
        [INDICATOR_ABSENT] = measure_nothing,
    };
    const IndicatorDefinitions *definitions = context->definitions;
    Measuring work = {.context = context,
                      .person = person,
                      .settlement_permit = permit_of_settled(context, person, 1)};
    size_t count = 0;
    for (size_t i = 0; i < definitions->count; i++) {
        work.indicator = &definitions->items[i];
        work.hit = &hits[count];
        if (!measures[work.indicator->kind](&work)) continue;
        hits[count++].indicator = (uint8_t)i;
    }
    return count;
}
