/*
 * register_columns.c - views of the columns, their end, and when two records say the same.
 */
#include "formats/register/register_columns.h"

#include <string.h>

Registration register_part_view(const RegisterPart *part, size_t index)
{
    INVARIANT(index < part->row_count);
    const PersonRow *row = &part->rows[index];
    const PersonRow *next = index + 1 < part->row_count ? row + 1 : NULL;
    Registration view = {
        .ident = row->ident,
        .mother = row->mother,
        .born = row->born,
        .died = row->died,
        .declared_type = row->declared_type,
        .sex = row->sex,
        .background = row->background,
        .settlement = row->settlement,
        .asylum_training_from = row->asylum_training_from,
        .training = row->training,
    };
    /* An array that was never needed has not been allocated at all. */
#define SIDE(type, items, name)                                                                \
    view.items = part->items != NULL ? part->items + row->name##_begin : NULL;                 \
    view.name##_count = (uint16_t)((next != NULL ? next->name##_begin : part->name##_count) -  \
                                   row->name##_begin);
    REGISTER_SIDES(SIDE)
#undef SIDE
    return view;
}

const Ident *register_part_formers(const RegisterPart *part, size_t index, size_t *count)
{
    INVARIANT(index < part->row_count);
    const PersonRow *row = &part->rows[index];
    bool last = index + 1 == part->row_count;
    uint16_t end = (uint16_t)part->former_count;
    if (!last) end = row[1].former_begin;
    *count = (uint16_t)(end - row->former_begin);
    return *count > 0 ? part->former_idents + row->former_begin : NULL;
}

void register_part_free(RegisterPart *part)
{
    if (part == NULL) return;
    system_free(part->rows);
    system_free(part->refused);
#define SIDE(type, items, name) system_free(part->items);
    REGISTER_SIDES(SIDE)
#undef SIDE
    memset(part, 0, sizeof *part);
}

/* A member that is a number, and where it stands. Structures have padding: no memcmp. */
typedef struct Member {
    uint16_t offset;
    uint16_t size; /* bytes: 4 is a Day, signed; others are never below zero */
} Member;

#define MEMBER(type, member)                                                                   \
    {                                                                                          \
        offsetof(type, member), sizeof(((const type *)0)->member)                              \
    }
#define COUNT_OF(list) (sizeof(list) / sizeof(list)[0])

#define PERSON(member) MEMBER(Registration, member)
static const Member person_members[] = {PERSON(ident),
                                        PERSON(declared_type),
                                        PERSON(born),
                                        PERSON(sex),
                                        PERSON(background),
                                        PERSON(died),
                                        PERSON(mother),
                                        PERSON(asylum_training_from),
                                        PERSON(settlement.date),
                                        PERSON(settlement.municipality),
                                        PERSON(settlement.by_agreement),
                                        PERSON(settlement.group),
                                        PERSON(settlement.claim),
                                        PERSON(training.right),
                                        PERSON(training.duty),
                                        PERSON(training.target_from),
                                        PERSON(training.application),
                                        PERSON(training.decision),
                                        PERSON(training.training_municipality),
                                        PERSON(former_count),
                                        PERSON(permit_count),
                                        PERSON(reception_count),
                                        PERSON(residence_count),
                                        PERSON(hours_count),
                                        PERSON(test_count),
                                        PERSON(programme_count),
                                        PERSON(leave_count),
                                        PERSON(special_count)};

static const Member former_members[] = {{0, sizeof(Ident)}};

#define PERMIT(member) MEMBER(ResidencePermit, member)
static const Member permit_members[] = {
    PERMIT(ground),    PERMIT(decided),           PERMIT(permanent_basis),
    PERMIT(reference), PERMIT(reference_settled), PERMIT(family_application)};

#define STAY(member) MEMBER(Stay, member)
static const Member reception_members[] = {STAY(municipality), STAY(from), STAY(to)};
static const Member residence_members[] = {STAY(municipality), STAY(from), STAY(to)};

#define SPECIAL(member) MEMBER(SpecialGrant, member)
static const Member special_members[] = {SPECIAL(code), SPECIAL(decided),
                                         SPECIAL(amount_kroner)};

#define HOURS(member) MEMBER(TrainingHours, member)
static const Member hours_members[] = {HOURS(half_year), HOURS(norwegian),
                                       HOURS(social_studies), HOURS(absence)};

#define TEST(member) MEMBER(LanguageTest, member)
static const Member test_members[] = {TEST(type), TEST(date), TEST(result)};

#define PROGRAMME(member) MEMBER(IntroductionProgramme, member)
static const Member programme_members[] = {
    PROGRAMME(start),          PROGRAMME(end),
    PROGRAMME(end_reason),     PROGRAMME(hours_per_week_tenths),
    PROGRAMME(weeks_per_year), PROGRAMME(leave_begin),
    PROGRAMME(leave_count)};

#define LEAVE(member) MEMBER(ProgrammeLeave, member)
static const Member leave_members[] = {LEAVE(from), LEAVE(to)};

static int64_t number_of(const char *structure, Member member)
{
    const void *at = structure + member.offset;
    switch (member.size) {
    case sizeof(uint8_t):
        return *(const uint8_t *)at;
    case sizeof(uint16_t):
        return *(const uint16_t *)at;
    case sizeof(Day):
        return *(const Day *)at;
    default:
        return *(const int64_t *)at;
    }
}

static int compare_members(const void *left, const void *right, const Member *members,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t a = number_of(left, members[i]), b = number_of(right, members[i]);
        if (a != b) return a < b ? -1 : 1;
    }
    return 0;
}

int registration_compare(const Registration *left, const Registration *right)
{
    int order = compare_members(left, right, person_members, COUNT_OF(person_members));
    /* The counts are equal, or there is an order already. */
#define SIDE(type, items, name)                                                                \
    for (size_t i = 0; order == 0 && i < left->name##_count; i++)                              \
        order = compare_members(&left->items[i], &right->items[i], name##_members,             \
                                COUNT_OF(name##_members));
    REGISTER_SIDES(SIDE)
#undef SIDE
    return order;
}
