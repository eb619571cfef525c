/* person_controls.c - which controls are about a person, each in its turn. control.md 1. */
#include "rules/controls/person_controls.h"

#include "rules/controls/control_work.h"

typedef struct PersonControlRow {
    uint16_t number;
    uint8_t screen;
    Status (*run)(ControlWork *work);
} PersonControlRow;

static const PersonControlRow rows[PERSON_CONTROL_COUNT] = {
#define PERSON_CONTROL_GROUP(given)
#define PERSON_CONTROL(name, number, screen, function) {number, SCREEN_##screen, function},
#include "rules/controls/person_controls.def"
#undef PERSON_CONTROL
#undef PERSON_CONTROL_GROUP
};

/* Where the controls of a group begin; they end where the next begins. */
static const uint8_t groups[GIVEN_COUNT + 1] = {
#define PERSON_CONTROL_GROUP(given) [GIVEN_##given] = PERSON_CONTROLS_OF_##given,
#define PERSON_CONTROL(name, number, screen, function)
#include "rules/controls/person_controls.def"
#undef PERSON_CONTROL
#undef PERSON_CONTROL_GROUP
    [GIVEN_COUNT] = PERSON_CONTROL_COUNT};

_Static_assert(GIVEN_COUNT <= 32, "what a record has is 32 bits");
_Static_assert(PERSON_CONTROL_COUNT <= UINT8_MAX, "places are bytes");

int person_control_number(size_t place)
{
    INVARIANT(place < PERSON_CONTROL_COUNT);
    return rows[place].number;
}

ControlGiven person_control_given(size_t place)
{
    int given = GIVEN_ANYBODY;
    INVARIANT(place < PERSON_CONTROL_COUNT);
    while (groups[given + 1] <= place)
        given++;
    return (ControlGiven)given;
}

static bool any_family_permit(const Registration *person)
{
    /* a permit on a family ground names a reference person */
    for (size_t i = 0; i < person->permit_count; i++)
        if (person->permits[i].reference != IDENT_NONE) return true;
    return false;
}

static uint32_t bit(ControlGiven given, bool has)
{
    return (uint32_t)has << given;
}

static uint32_t given_by_lists(const Registration *person)
{
    bool settled = day_is_set(person->settlement.date);
    bool resident = person->residence_count > 0;
    bool died = day_is_set(person->died);
    bool hours = person->hours_count > 0;
    bool programme = person->programme_count > 0;
    return bit(GIVEN_FORMER, person->former_count > 0) |
           bit(GIVEN_PERMITS, person->permit_count > 1) | bit(GIVEN_RESIDENCE, resident) |
           bit(GIVEN_HOME, settled && resident) |
           bit(GIVEN_DEATH_AND_RESIDENCE, died && resident) |
           bit(GIVEN_RECEPTION, person->reception_count > 0) |
           bit(GIVEN_SETTLEMENT_AND_RECEPTION, settled && person->reception_count > 0) |
           bit(GIVEN_HOURS, hours) | bit(GIVEN_HOURS_AND_DEATH, hours && died) |
           bit(GIVEN_HOURS_AND_RESIDENCE, hours && resident) | bit(GIVEN_PROGRAMME, programme) |
           bit(GIVEN_PROGRAMME_AND_SETTLEMENT, programme && settled) |
           bit(GIVEN_PROGRAMME_AND_HOURS, programme && hours) |
           bit(GIVEN_LEAVE, person->leave_count > 0);
}

static uint32_t given_of(const Registration *person, const Registration *mother)
{
    const Settlement *settlement = &person->settlement;
    bool settled = day_is_set(settlement->date);
    bool trained = day_is_set(person->training.target_from);
    return given_by_lists(person) | bit(GIVEN_ANYBODY, true) |
           bit(GIVEN_DEATH, day_is_set(person->died)) | bit(GIVEN_MOTHER, mother != NULL) |
           bit(GIVEN_SETTLEMENT, settled) |
           bit(GIVEN_CLAIM, settled && day_is_set(settlement->claim)) |
           bit(GIVEN_MINOR, settled && settlement->group == SETTLEMENT_ENSLIG_MINDREARIG) |
           bit(GIVEN_FAMILY, settled && any_family_permit(person)) |
           bit(GIVEN_SETTLEMENT_AND_ASYLUM,
               settled && day_is_set(person->asylum_training_from)) |
           bit(GIVEN_TRAINING, trained) |
           bit(GIVEN_TRAINING_AND_RESIDENCE, trained && person->residence_count > 0);
}

static Status run_group(ControlWork *work, unsigned group, unsigned screens)
{
    const bool *missing = work->context->thresholds->missing;
    for (const PersonControlRow *row = &rows[groups[group]]; row < &rows[groups[group + 1]];
         row++) {
        if ((row->screen & screens) == 0 && !missing[row->number]) TRY(row->run(work));
    }
    return STATUS_OK;
}

static Status control_person(ControlWork *work, bool screened, PersonControlCounts *counts)
{
    INVARIANT(work->context->thresholds != NULL);
    uint32_t given = given_of(work->person, work->mother);
    unsigned screens = control_facts_find(work);
    if (!screened) screens = SCREEN_NEVER;
    for (uint32_t left = given; left != 0; left &= left - 1) {
        unsigned group = (unsigned)__builtin_ctz(left);
        counts->given[group]++;
        TRY(run_group(work, group, screens));
    }
    return STATUS_OK;
}

Status person_controls(const GrantContext *context, const Registration *person,
                       const Registration *mother, Day extract_date,
                       PersonControlCounts *counts, Findings *findings)
{
    ControlWork work = {context, person, mother, extract_date, findings, {.hours = 0}};
    return control_person(&work, true, counts);
}

Status person_controls_unscreened(const GrantContext *context, const Registration *person,
                                  const Registration *mother, Day extract_date,
                                  PersonControlCounts *counts, Findings *findings)
{
    ControlWork work = {context, person, mother, extract_date, findings, {.hours = 0}};
    return control_person(&work, false, counts);
}
