/*
 * register_part.c - blocks behind each other, and when two records say the same.
 */
#include "formats/register/register_part.h"

#include <string.h>

bool register_part_fits(const RegisterPart *part, uint32_t record, uint32_t line)
{
    if (part->person_count == 0) return true;
    return record - part->first_record <= UINT16_MAX && line - part->first_line <= UINT16_MAX;
}

Status register_part_add(RegisterPart *part, const Registration *person, uint32_t record,
                         uint32_t line, Failure *failure)
{
    INVARIANT(register_part_fits(part, record, line));
    if (part->person_count == 0) {
        part->first_record = record;
        part->first_line = line;
    }
    const RecordPlace place = {(uint16_t)(record - part->first_record),
                               (uint16_t)(line - part->first_line)};
    TRY(system_grow(&part->blocks, &part->capacity, part->size + person_block_bound(person), 1,
                    failure));
    part->size += person_block_pack(person, place, part->blocks + part->size);
    part->person_count++;
    return STATUS_OK;
}

const uint8_t *register_part_next(const RegisterPart *part, size_t *offset)
{
    if (*offset >= part->size) return NULL;
    const uint8_t *block = part->blocks + *offset;
    *offset += person_block_size(block);
    return block;
}

Registration register_part_view(const RegisterPart *part, size_t index, PersonSpace *space)
{
    INVARIANT(index < part->person_count);
    size_t offset = 0;
    const uint8_t *block = register_part_next(part, &offset);
    for (size_t i = 0; i < index; i++)
        block = register_part_next(part, &offset);
    return person_block_unpack(block, space);
}

uint32_t register_part_record(const RegisterPart *part, const uint8_t *block)
{
    return part->first_record + person_block_place(block).record;
}

uint32_t register_part_line(const RegisterPart *part, const uint8_t *block)
{
    return part->first_line + person_block_place(block).line;
}

void register_part_free(RegisterPart *part)
{
    if (part == NULL) return;
    system_free(part->blocks);
    system_free(part->refused);
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
