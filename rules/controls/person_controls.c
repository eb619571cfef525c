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

enum { WORD_BITS = 64, WORDS = sizeof(ControlRows) / sizeof(uint64_t) };

_Static_assert((int)GIVEN_COUNT <= (int)CONTROL_GIVENS_MAX, "what a record has is 32 bits");
_Static_assert(PERSON_CONTROL_COUNT <= WORDS * WORD_BITS, "a bit for each control");
_Static_assert(SCREENS_ALL < 1u << CONTROL_SCREENS_MAX, "a set of controls for each screen");

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

static void put(ControlRows *set, size_t place)
{
    set->word[place / WORD_BITS] |= (uint64_t)1 << place % WORD_BITS;
}

void person_control_plan_make(const bool missing[CONTROL_NUMBERS_MAX], PersonControlPlan *plan)
{
    *plan = (PersonControlPlan){.of_given = {{{0}}}};
    for (size_t place = 0; place < PERSON_CONTROL_COUNT; place++) {
        const PersonControlRow *row = &rows[place];
        if (missing[row->number]) continue;
        put(&plan->of_given[person_control_given(place)], place);
        if (row->screen != SCREEN_NEVER)
            put(&plan->of_screen[__builtin_ctz(row->screen)], place);
    }
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
           bit(GIVEN_ASYLUM_TRAINING, day_is_set(person->asylum_training_from)) |
           bit(GIVEN_TRAINING, trained) |
           bit(GIVEN_TRAINING_AND_RESIDENCE, trained && person->residence_count > 0);
}

/* What is to run for what the record has, and that it was so. */
static ControlRows rows_of(const PersonControlPlan *plan, uint32_t given,
                           PersonControlCounts *counts)
{
    ControlRows set = {{0, 0}};
    for (; given != 0; given &= given - 1) {
        unsigned group = (unsigned)__builtin_ctz(given);
        counts->given[group]++;
        for (size_t w = 0; w < WORDS; w++)
            set.word[w] |= plan->of_given[group].word[w];
    }
    return set;
}

static void leave_out(const PersonControlPlan *plan, unsigned screens, ControlRows *set)
{
    for (; screens != 0; screens &= screens - 1) {
        unsigned screen = (unsigned)__builtin_ctz(screens);
        for (size_t w = 0; w < WORDS; w++)
            set->word[w] &= ~plan->of_screen[screen].word[w];
    }
}

/* In the order of the table. */
static Status run_rows(ControlWork *work, const ControlRows *set)
{
    for (size_t w = 0; w < WORDS; w++)
        for (uint64_t left = set->word[w]; left != 0; left &= left - 1)
            TRY(rows[w * WORD_BITS + (size_t)__builtin_ctzll(left)].run(work));
    return STATUS_OK;
}

static Status control_person(ControlWork *work, bool screened, PersonControlCounts *counts)
{
    INVARIANT(work->context->thresholds != NULL);
    const PersonControlPlan *plan = &work->context->thresholds->persons;
    ControlRows set = rows_of(plan, given_of(work->person, work->mother), counts);
    unsigned screens = control_facts_find(work, screened);
    size_t begin = work->findings->count;
    if (screened) leave_out(plan, screens, &set);
    TRY(run_rows(work, &set));
    control_leave_out_past(work->context, work->person, begin, work->findings);
    return STATUS_OK;
}

Status person_controls(const GrantContext *context, const Registration *person,
                       const Registration *mother, Day extract_date,
                       PersonControlCounts *counts, PersonShares *shares, Findings *findings)
{
    ControlWork work = {context, person, mother, extract_date, findings, shares, {.hours = 0}};
    return control_person(&work, true, counts);
}

Status person_controls_unscreened(const GrantContext *context, const Registration *person,
                                  const Registration *mother, Day extract_date,
                                  PersonControlCounts *counts, Findings *findings)
{
    ControlWork work = {context, person, mother, extract_date, findings, NULL, {.hours = 0}};
    return control_person(&work, false, counts);
}
