/* person_controls.c - which controls are about a person, each in its turn. control.md 1. */
#include "rules/person_controls.h"

#include "rules/person_controls_rows.h"

/* What a record must have for a control to be about it. */
typedef enum ControlGiven {
    GIVEN_ANYBODY = 0,
    GIVEN_DEATH = 1u << 0,
    GIVEN_FORMER = 1u << 1,
    GIVEN_MOTHER = 1u << 2, /* a newborn whose mother is known */
    GIVEN_SETTLEMENT = 1u << 3,
    GIVEN_CLAIM = 1u << 4,
    GIVEN_MINOR = 1u << 5,   /* settled in group ENSLIG_MINDREARIG */
    GIVEN_PERMITS = 1u << 6, /* more than one */
    GIVEN_FAMILY = 1u << 7,  /* settled, and a permit on a family ground */
    GIVEN_RESIDENCE = 1u << 8,
    GIVEN_HOME = GIVEN_SETTLEMENT | GIVEN_RESIDENCE,
    GIVEN_RECEPTION = 1u << 9,
    GIVEN_ASYLUM = 1u << 10, /* trained as an asylum seeker */
    GIVEN_TRAINING = 1u << 11,
    GIVEN_HOURS = 1u << 12,
    GIVEN_PROGRAMME = 1u << 13,
    GIVEN_LEAVE = 1u << 14
} ControlGiven;

typedef struct PersonControlRow {
    int number;
    unsigned given;
    Status (*run)(ControlWork *work);
} PersonControlRow;

static const PersonControlRow rows[PERSON_CONTROL_COUNT] = {
#define PERSON_CONTROL(name, number, given, function) {number, given, function},
#include "rules/person_controls.def"
#undef PERSON_CONTROL
};

int person_control_number(size_t place)
{
    INVARIANT(place < PERSON_CONTROL_COUNT);
    return rows[place].number;
}

static bool any_family_permit(const Registration *person)
{
    for (size_t i = 0; i < person->permit_count; i++)
        if (ground_is_family((Ground)person->permits[i].ground)) return true;
    return false;
}

static unsigned given_settlement(const Registration *person)
{
    const Settlement *settlement = &person->settlement;
    if (!day_is_set(settlement->date)) return GIVEN_ANYBODY;
    unsigned given = GIVEN_SETTLEMENT;
    if (day_is_set(settlement->claim)) given |= GIVEN_CLAIM;
    if (settlement->group == SETTLEMENT_ENSLIG_MINDREARIG) given |= GIVEN_MINOR;
    if (any_family_permit(person)) given |= GIVEN_FAMILY;
    return given;
}

static unsigned given_of(const Registration *person, const Registration *mother)
{
    unsigned given = given_settlement(person);
    if (day_is_set(person->died)) given |= GIVEN_DEATH;
    if (person->former_count > 0) given |= GIVEN_FORMER;
    if (mother != NULL) given |= GIVEN_MOTHER;
    if (person->permit_count > 1) given |= GIVEN_PERMITS;
    if (person->residence_count > 0) given |= GIVEN_RESIDENCE;
    if (person->reception_count > 0) given |= GIVEN_RECEPTION;
    if (day_is_set(person->asylum_training_from)) given |= GIVEN_ASYLUM;
    if (day_is_set(person->training.target_from)) given |= GIVEN_TRAINING;
    if (person->hours_count > 0) given |= GIVEN_HOURS;
    if (person->programme_count > 0) given |= GIVEN_PROGRAMME;
    if (person->leave_count > 0) given |= GIVEN_LEAVE;
    return given;
}

/* Without resolved limits no control with a limit runs. */
static bool misses_limit(const GrantContext *context, int number)
{
    if (context->thresholds != NULL) return context->thresholds->missing[number];
    for (int i = 0; i < THRESHOLD_COUNT; i++)
        if (threshold_row((ThresholdId)i)->control == number) return true;
    return false;
}

Status person_controls(const GrantContext *context, const Registration *person,
                       const Registration *mother, Day extract_date,
                       PersonControlCounts *counts, Findings *findings)
{
    ControlWork work = {context, person, mother, extract_date, findings};
    unsigned given = given_of(person, mother);
    for (size_t i = 0; i < PERSON_CONTROL_COUNT; i++) {
        const PersonControlRow *row = &rows[i];
        if ((row->given & ~given) != 0 || misses_limit(context, row->number)) continue;
        counts->executed[i]++;
        TRY(row->run(&work));
    }
    return STATUS_OK;
}
