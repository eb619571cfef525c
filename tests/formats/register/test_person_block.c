/*
 * test_person_block.c - why: a person who is packed and unpacked decides about money. Whatever
 * a record can say, and what it cannot say but its types could hold, comes back as it was; a
 * block is no longer than was promised, lies at any address, and the order of records stays
 * what it is. Records are drawn at random, with the extremes of every field far more often than
 * chance would have them.
 */
#include <stdio.h>
#include <string.h>

#include "formats/register/person_block_layout.h"
#include "formats/register/register_part.h"
#include "tests/rules/base/test_main.h"

enum { RECORDS = 60000, MANY = REGISTER_CHILDREN_MAX, DAY_1900 = -25567, DAY_2079 = 39967 };

/* A record with room for the most entries of each kind. */
typedef struct Drawn {
    Registration person;
#define SIDE(type, items, name) type items[MANY];
    REGISTER_SIDES(SIDE)
#undef SIDE
} Drawn;

static Drawn drawn[2];
static PersonSpace spaces[2];
static uint64_t state = 20181231;

static uint64_t draw(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state * 0x2545F4914F6CDD1DULL >> 8;
}

static bool seldom(void)
{
    return draw() % 64 == 0;
}

/* How odd the values of a record are: 0 is what registers hold, 2 anything. */
static int oddness;

static Day draw_day(bool optional)
{
    static const Day edges[] = {DAY_NONE,     DAY_1900,  DAY_1900 - 1, DAY_2079, DAY_2079 + 1,
                                DAY_NONE + 1, INT32_MAX, -1,           0,        1};
    if (optional && draw() % 2 == 0) return DAY_NONE;
    if (oddness > 0 && seldom()) return edges[draw() % (sizeof edges / sizeof edges[0])];
    return (Day)(draw() % 22000);
}

static uint64_t draw_number(uint64_t usual, uint64_t most)
{
    if (oddness == 0 || !seldom()) return draw() % usual;
    return draw() % 2 == 0 ? most : draw() % (most + 1);
}

static Ident draw_ident(void)
{
    return draw_number((uint64_t)1 << 41,
                       oddness > 1 ? UINT64_MAX - 1 : ((uint64_t)1 << 48) - 1);
}

static bool draw_bool(void)
{
    return draw() % 2 == 0;
}

static uint16_t draw_count(uint16_t usual)
{
    if (oddness < 2 || draw() % 200 != 0) return (uint16_t)(draw() % (usual + 1u));
    return draw() % 4 == 0 ? MANY : (uint16_t)(draw() % (4u * usual + 1));
}

static Stay draw_stay(void)
{
    return (Stay){draw_day(false), draw_day(true), (uint16_t)draw_number(5500, UINT16_MAX)};
}

static ResidencePermit draw_permit(bool reference)
{
    ResidencePermit permit = {.decided = draw_day(false),
                              .reference_settled = DAY_NONE,
                              .family_application = DAY_NONE,
                              .ground = (uint8_t)draw_number(14, UINT8_MAX),
                              .permanent_basis = draw_bool()};
    if (!reference) return permit;
    permit.reference = draw_bool() ? draw_ident() : IDENT_NONE;
    permit.reference_settled = draw_day(true);
    permit.family_application = draw_day(true);
    return permit;
}

static void draw_programmes(Drawn *to)
{
    unsigned leaves = 0, left = to->person.leave_count;
    for (unsigned i = 0; i < to->person.programme_count; i++) {
        unsigned own =
            i + 1u == to->person.programme_count ? left : (unsigned)draw() % (left + 1);
        to->programmes[i] =
            (IntroductionProgramme){draw_day(false),
                                    draw_day(true),
                                    (uint16_t)draw_number(400, UINT16_MAX),
                                    (uint8_t)draw_number(54, UINT8_MAX),
                                    (uint8_t)draw_number(12, UINT8_MAX),
                                    (uint16_t)(oddness > 1 && seldom() ? draw() : leaves),
                                    (uint16_t)own};
        leaves += own;
        left -= own;
    }
    for (unsigned i = 0; i < to->person.leave_count; i++)
        to->leaves[i] = (ProgrammeLeave){draw_day(false), draw_day(true)};
}

static void draw_entries(Drawn *to)
{
    const Registration *person = &to->person;
    bool reference = draw_bool();
    for (size_t i = 0; i < person->former_count; i++)
        to->former_idents[i] = draw_ident();
    for (size_t i = 0; i < person->permit_count; i++)
        to->permits[i] = draw_permit(reference);
    for (size_t i = 0; i < person->reception_count; i++)
        to->receptions[i] = draw_stay();
    for (size_t i = 0; i < person->residence_count; i++)
        to->residences[i] = draw_stay();
    for (size_t i = 0; i < person->special_count; i++)
        to->special_grants[i] = (SpecialGrant){
            draw_day(false), (uint8_t)draw_number(30, UINT8_MAX),
            (int64_t)draw_number(2000000, oddness > 1 ? UINT64_MAX - 1 : 999999999999)};
    for (size_t i = 0; i < person->hours_count; i++)
        to->hours[i] = (TrainingHours){
            (uint16_t)(3990 + draw_number(100, 60000)), (uint16_t)draw_number(400, UINT16_MAX),
            (uint16_t)draw_number(60, UINT16_MAX),
            draw_bool() ? (uint16_t)draw_number(130, UINT16_MAX) : ABSENCE_NOT_GIVEN};
    for (size_t i = 0; i < person->test_count; i++)
        to->tests[i] = (LanguageTest){draw_day(false), (uint8_t)draw_number(8, UINT8_MAX),
                                      (uint8_t)draw_number(8, UINT8_MAX)};
    draw_programmes(to);
}

static void draw_person(Drawn *to)
{
    Registration *person = &to->person;
    *person = (Registration){
        .ident = draw_ident(),
        .mother = draw_bool() ? draw_ident() : IDENT_NONE,
        .born = draw_day(false),
        .died = draw_day(true),
        .declared_type = (uint8_t)draw_number(4, UINT8_MAX),
        .sex = (uint8_t)draw_number(3, UINT8_MAX),
        .background = (Country)draw_number(17576, UINT16_MAX),
        .asylum_training_from = draw_day(true),
        .settlement = {draw_day(true), draw_day(true), (uint16_t)draw_number(5500, UINT16_MAX),
                       (uint8_t)draw_number(4, UINT8_MAX), draw_bool()},
        .training = {draw_day(true), draw_day(true), draw_day(true),
                     draw_bool() ? (uint16_t)draw_number(5500, UINT16_MAX) : 0, draw_bool(),
                     draw_bool()},
    };
    person->former_count = draw_count(3);
    person->permit_count = draw_count(7);
    person->reception_count = draw_count(15);
    person->residence_count = draw_count(15);
    person->special_count = draw_count(3);
    person->hours_count = draw_count(31);
    person->test_count = draw_count(63);
    person->programme_count = draw_count(3);
    person->leave_count = person->programme_count > 0 ? draw_count(15) : 0;
    draw_entries(to);
    if (draw_bool() && person->residence_count > 0) {
        person->settlement.date = to->residences[0].from;
        person->settlement.municipality = to->residences[0].municipality;
    }
    if (draw_bool()) person->training.target_from = person->settlement.date;
#define SIDE(type, items, name) person->items = to->items;
    REGISTER_SIDES(SIDE)
#undef SIDE
}

static bool same_settlement(const Settlement *left, const Settlement *right)
{
    return left->date == right->date && left->claim == right->claim &&
           left->municipality == right->municipality && left->group == right->group &&
           left->by_agreement == right->by_agreement;
}

/* The mother, else the first reference person. */
static Ident named_by(const Registration *person)
{
    Ident named = person->mother;
    for (size_t i = 0; i < person->permit_count && named == IDENT_NONE; i++)
        named = person->permits[i].reference;
    return named;
}

/* Without its other entries. */
static void check_permits(const uint8_t *block, const Registration *person)
{
    Registration part = *person, back = person_block_permits(block, &spaces[1]);
    part.former_count = part.reception_count = part.residence_count = part.special_count = 0;
    part.hours_count = part.test_count = part.programme_count = part.leave_count = 0;
    CU_ASSERT_EQUAL(registration_compare(&part, &back), 0);
}

static size_t wide_blocks, short_blocks;

/* Into a place of an odd address with marks behind what was promised, and back. */
static void there_and_back(const Registration *person)
{
    static uint8_t memory[PERSON_SPACE_SIZE + 1024];
    enum { MARK = 0xa5, MARKS = 16 };
    const RecordPlace place = {(uint16_t)draw(), (uint16_t)draw()};
    uint8_t *block = memory + draw() % 8;
    size_t bound = person_block_bound(person);
    CU_ASSERT_FATAL(bound + MARKS + 8 <= sizeof memory);
    memset(block, MARK, bound + MARKS);
    size_t size = person_block_pack(person, place, block);
    CU_ASSERT(size <= bound);
    for (size_t i = 0; i < MARKS; i++)
        CU_ASSERT_EQUAL(block[bound + i], MARK);
    CU_ASSERT_EQUAL(person_block_size(block), size);
    memset(&spaces[0], MARK, sizeof spaces[0]);
    Registration back = person_block_unpack(block, &spaces[0]);
    CU_ASSERT_EQUAL(registration_compare(person, &back), 0);
    CU_ASSERT_PTR_NULL(back.mother_record);
    CU_ASSERT(person_block_room(block) <= sizeof spaces[0]);
    Settlement settlement = person_block_settlement(block);
    CU_ASSERT(same_settlement(&settlement, &person->settlement));
    check_permits(block, person);
    CU_ASSERT_EQUAL(person_block_ident(block), person->ident);
    CU_ASSERT_EQUAL(person_block_mother(block), person->mother);
    CU_ASSERT_EQUAL(person_block_named(block), named_by(person));
    CU_ASSERT_EQUAL(person_block_place(block).record, place.record);
    CU_ASSERT_EQUAL(person_block_place(block).line, place.line);
    CU_ASSERT_EQUAL_FATAL(person_block_former_count(block), person->former_count);
    for (size_t i = 0; i < person->former_count; i++)
        CU_ASSERT_EQUAL(person_block_former(block, i), person->former_idents[i]);
    uint64_t flags;
    memcpy(&flags, block + AT_FLAGS, sizeof flags);
    bool is_wide = (flags & WIDE) != 0;
    wide_blocks += is_wide;
    short_blocks += !is_wide;
}

static void whatever_is_said_comes_back(void)
{
    for (oddness = 0; oddness < 3; oddness++) {
        wide_blocks = short_blocks = 0;
        for (size_t i = 0; i < RECORDS; i++) {
            draw_person(&drawn[0]);
            there_and_back(&drawn[0].person);
        }
        printf(" %zu short, %zu wide;", short_blocks, wide_blocks);
        if (oddness == 0) CU_ASSERT_EQUAL(wide_blocks, 0);
        if (oddness > 0) CU_ASSERT(wide_blocks > RECORDS / 10);
    }
}

/* The greatest record there can be fits in the space, and so does one that says nothing. */
static void the_most_and_the_least(void)
{
    oddness = 2;
    draw_person(&drawn[0]);
    Registration *person = &drawn[0].person;
#define SIDE(type, items, name) person->name##_count = MANY;
    REGISTER_SIDES(SIDE)
#undef SIDE
    draw_entries(&drawn[0]);
    there_and_back(person);
    *person = (Registration){.born = DAY_NONE,
                             .died = DAY_NONE,
                             .asylum_training_from = DAY_NONE,
                             .settlement = {.date = DAY_NONE, .claim = DAY_NONE},
                             .training = {DAY_NONE, DAY_NONE, DAY_NONE, 0, false, false}};
    there_and_back(person);
}

/* The days that 16 bits can say, the first beside them, and no day. */
static void days_at_the_edges(void)
{
    static const struct {
        Day day;
        bool is_short;
    } rows[] = {{DAY_1900, true},      {DAY_1900 - 1, false}, {DAY_2079, true},
                {DAY_2079 + 1, false}, {DAY_NONE, true},      {0, true}};
    oddness = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        draw_person(&drawn[0]);
        Registration *person = &drawn[0].person;
        person->born = rows[i].day;
        size_t before = short_blocks;
        there_and_back(person);
        CU_ASSERT_EQUAL(short_blocks - before, rows[i].is_short);
    }
}

static int sign_of(int order)
{
    return (order > 0) - (order < 0);
}

/* Two records that differ in one place keep their order; the same record is the same bytes. */
static void order_stays(void)
{
    static uint8_t blocks[2][PERSON_SPACE_SIZE + 1024];
    size_t equal = 0;
    for (size_t i = 0; i < RECORDS / 4; i++) {
        oddness = (int)(i % 2);
        uint64_t seed = state;
        draw_person(&drawn[0]);
        state = seed;
        draw_person(&drawn[1]);
        Registration *right = &drawn[1].person;
        if (i % 3 == 0) right->died = draw_day(true);
        if (i % 3 == 1 && right->test_count > 0)
            drawn[1].tests[right->test_count - 1].result ^= 1;
        size_t size[2];
        Registration back[2];
        for (int side = 0; side < 2; side++) {
            const RecordPlace place = {7, 9};
            size[side] = person_block_pack(&drawn[side].person, place, blocks[side]);
            back[side] = person_block_unpack(blocks[side], &spaces[side]);
        }
        int order = registration_compare(&drawn[0].person, right);
        CU_ASSERT_EQUAL(sign_of(registration_compare(&back[0], &back[1])), sign_of(order));
        bool same = size[0] == size[1] && memcmp(blocks[0], blocks[1], size[0]) == 0;
        CU_ASSERT_EQUAL(same, order == 0);
        equal += same;
    }
    CU_ASSERT(equal > RECORDS / 16 && equal < RECORDS / 4);
}

/* Blocks one behind the other, with the numbers of their records. */
static void parts_keep_their_places(void)
{
    RegisterPart part = {0};
    size_t at = 0;
    oddness = 1;
    for (uint32_t i = 0; i < 500; i++) {
        draw_person(&drawn[0]);
        drawn[0].person.ident = i + 1;
        CU_ASSERT_EQUAL_FATAL(
            register_part_add(&part, &drawn[0].person, 70000 + i, 900000 + 100 * i, NULL),
            STATUS_OK);
    }
    for (uint32_t i = 0; i < 500; i++) {
        const uint8_t *block = register_part_next(&part, &at);
        CU_ASSERT_PTR_NOT_NULL_FATAL(block);
        CU_ASSERT_EQUAL(person_block_ident(block), i + 1);
        CU_ASSERT_EQUAL(register_part_record(&part, block), 70000 + i);
        CU_ASSERT_EQUAL(register_part_line(&part, block), 900000 + 100 * i);
        CU_ASSERT_EQUAL(register_part_view(&part, i, &spaces[0]).ident, i + 1);
    }
    CU_ASSERT_PTR_NULL(register_part_next(&part, &at));
    CU_ASSERT(register_part_fits(&part, 70000 + UINT16_MAX, 900000 + UINT16_MAX));
    CU_ASSERT_FALSE(register_part_fits(&part, 70000 + UINT16_MAX + 1, 900000));
    CU_ASSERT_FALSE(register_part_fits(&part, 70000, 900000 + UINT16_MAX + 1));
    register_part_free(&part);
}

static const TestCase tests[] = {{"whatever is said comes back", whatever_is_said_comes_back},
                                 {"the most and the least", the_most_and_the_least},
                                 {"days at the edges", days_at_the_edges},
                                 {"order stays", order_stays},
                                 {"parts keep their places", parts_keep_their_places}};

TEST_MAIN("formats/register/person_block", tests)
