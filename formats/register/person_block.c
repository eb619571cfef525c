/*
 * person_block.c - a block read, whole or in part.
 */
#include "formats/register/person_block_layout.h"

/* --- bytes --- */

/* Whichever address: the compiler makes one instruction of each. */
static inline uint16_t load16(const uint8_t *at)
{
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline uint32_t load32(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline uint64_t load64(const uint8_t *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline uint16_t get16(const uint8_t **at)
{
    *at += sizeof(uint16_t);
    return load16(*at - sizeof(uint16_t));
}

static inline uint32_t get32(const uint8_t **at)
{
    *at += sizeof(uint32_t);
    return load32(*at - sizeof(uint32_t));
}

static inline Day day_of(uint16_t stored)
{
    return stored != 0 ? (Day)stored - DAY_OFFSET : DAY_NONE;
}

static inline Day get_day(const uint8_t **at, bool wide)
{
    return wide ? (Day)get32(at) : day_of(get16(at));
}

static inline Ident get_ident(const uint8_t **at, bool wide)
{
    uint64_t low = get32(at);
    return low | (uint64_t)(wide ? get32(at) : get16(at)) << 32;
}

/* --- counts and sizes --- */

static inline uint64_t flags_of(const uint8_t *block)
{
    return load64(block + AT_FLAGS);
}

#define COUNT(counts, kind) ((counts) >> kind##_SHIFT & ((1u << kind##_BITS) - 1))

static inline void counts_get(const uint8_t *block, bool wide, uint16_t counts[SIDES])
{
    if (wide) {
        memcpy(counts, block + AT_WIDE_COUNTS, SIDES * sizeof counts[0]);
        return;
    }
    uint32_t word = load32(block + AT_COUNTS);
    counts[FORMER] = (uint16_t)COUNT(word, FORMER);
    counts[PERMIT] = (uint16_t)COUNT(word, PERMIT);
    counts[RECEPTION] = (uint16_t)COUNT(word, RECEPTION);
    counts[RESIDENCE] = (uint16_t)COUNT(word, RESIDENCE);
    counts[SPECIAL] = (uint16_t)COUNT(word, SPECIAL);
    counts[HOURS] = (uint16_t)COUNT(word, HOURS);
    counts[TEST] = (uint16_t)COUNT(word, TEST);
    counts[PROGRAMME] = (uint16_t)COUNT(word, PROGRAMME);
    counts[LEAVE] = (uint16_t)COUNT(word, LEAVE);
}

/* Bytes of an entry. */
static inline size_t stay_size(bool wide)
{
    return wide ? 10 : 6;
}

static inline size_t permit_size(uint64_t flags, bool wide)
{
    if (!(flags & REFERENCES)) return wide ? 6 : 3;
    return wide ? 22 : 13;
}

static inline size_t hours_size(uint64_t flags, bool wide)
{
    return wide || flags & LONG_HOURS ? 8 : 4;
}

static inline size_t fields_at(bool wide)
{
    return wide ? AT_WIDE_FIELDS : AT_FIELDS;
}

static inline size_t size_as(const uint8_t *block, bool wide)
{
    uint64_t flags = flags_of(block);
    uint16_t n[SIDES];
    counts_get(block, wide, n);
    return fields_at(wide) + before_residences(flags, wide) + behind_residences(flags, wide) +
           n[FORMER] * (wide ? 8u : 6u) + n[PERMIT] * permit_size(flags, wide) +
           ((size_t)n[RECEPTION] + n[RESIDENCE]) * stay_size(wide) +
           n[SPECIAL] * (wide ? 13u : 7u) + n[HOURS] * hours_size(flags, wide) +
           n[TEST] * (wide ? 6u : 3u) + n[PROGRAMME] * (wide ? 16u : 7u) +
           n[LEAVE] * (wide ? 8u : 4u);
}

size_t person_block_size(const uint8_t *block)
{
    return flags_of(block) & WIDE ? size_as(block, true) : size_as(block, false);
}

size_t person_block_size_within(const uint8_t *bytes, size_t size)
{
    uint16_t n[SIDES];
    uint64_t flags = size >= AT_FIELDS ? flags_of(bytes) : 0;
    bool wide = (flags & WIDE) != 0, fits = size >= fields_at(wide);
    if (!fits) return 0;
    counts_get(bytes, wide, n);
    for (Side side = FORMER; wide && side <= LEAVE; side++)
        fits = fits && n[side] <= REGISTER_CHILDREN_MAX;
    /* A settlement that stands with the first residence is not counted by itself. */
    bool stands = !(flags & AT_RESIDENCE) || n[RESIDENCE] > 0;
    size_t needed = person_block_size(bytes);
    return fits && stands && needed <= size ? needed : 0;
}

/* Whole words, so that the next record can stand behind. */
size_t person_block_room(const uint8_t *block)
{
    enum { WORD = sizeof(uint64_t) };
    uint16_t n[SIDES];
    counts_get(block, (flags_of(block) & WIDE) != 0, n);
    size_t size = 0;
    Side side = FORMER;
#define SIDE(type, items, name) size += n[side++] * sizeof(type);
    REGISTER_SIDES(SIDE)
#undef SIDE
    return (size + WORD - 1) / WORD * WORD;
}

/* --- unpacking --- */

/* Where the next entries go: the types with the widest members first, so that all are aligned.
 */
typedef struct Room {
    uint8_t *next;
} Room;

static inline void *take_room(Room *room, size_t size)
{
    room->next += size;
    return room->next - size;
}

static inline const Stay *get_stays(const uint8_t **at, size_t count, Room *room, bool wide)
{
    Stay *stays = take_room(room, count * sizeof *stays);
    for (size_t i = 0; i < count; i++) {
        stays[i].municipality = get16(at);
        stays[i].from = get_day(at, wide);
        stays[i].to = get_day(at, wide);
    }
    return stays;
}

static inline const ResidencePermit *get_permits(const uint8_t **at, size_t count,
                                                 uint64_t flags, ResidencePermit *permits,
                                                 bool wide)
{
    for (size_t i = 0; i < count; i++) {
        ResidencePermit *permit = &permits[i];
        permit->decided = get_day(at, wide);
        uint8_t ground = *(*at)++;
        permit->permanent_basis = ((wide ? *(*at)++ : ground) & PERMANENT) != 0;
        permit->ground = wide ? ground : (uint8_t)(ground & ~PERMANENT);
        permit->reference = flags & REFERENCES ? get_ident(at, wide) : IDENT_NONE;
        permit->reference_settled = flags & REFERENCES ? get_day(at, wide) : DAY_NONE;
        permit->family_application = flags & REFERENCES ? get_day(at, wide) : DAY_NONE;
    }
    return permits;
}

static inline TrainingHours get_hours(const uint8_t **at, bool is_long)
{
    if (is_long) {
        TrainingHours hours = {.half_year = get16(at)};
        hours.norwegian = get16(at);
        hours.social_studies = get16(at);
        hours.absence = get16(at);
        return hours;
    }
    uint32_t word = get32(at);
    uint32_t absence = COUNT(word, ABSENCE);
    return (TrainingHours){
        .half_year = (uint16_t)((word & ((1u << HALF_YEAR_BITS) - 1)) + FIRST_HALF_YEAR),
        .norwegian = (uint16_t)COUNT(word, NORWEGIAN),
        .social_studies = (uint16_t)COUNT(word, SOCIAL),
        .absence = (uint16_t)(absence == ABSENCE_NOT_GIVEN_BITS ? ABSENCE_NOT_GIVEN : absence)};
}

static inline LanguageTest get_test(const uint8_t **at, bool wide)
{
    LanguageTest test = {.date = get_day(at, wide)};
    uint8_t first = *(*at)++;
    test.type = wide ? first : first & ((1u << NIBBLE) - 1);
    test.result = wide ? *(*at)++ : first >> NIBBLE;
    return test;
}

static inline SpecialGrant get_special(const uint8_t **at, bool wide)
{
    SpecialGrant grant = {.decided = get_day(at, wide)};
    grant.code = *(*at)++;
    uint64_t amount = get32(at);
    if (wide) amount |= (uint64_t)get32(at) << 32;
    grant.amount_kroner = (int64_t)amount;
    return grant;
}

static inline IntroductionProgramme get_programme(const uint8_t **at, bool wide,
                                                  unsigned leaves_before)
{
    IntroductionProgramme programme = {.start = get_day(at, wide)};
    programme.end = get_day(at, wide);
    uint16_t hours = get16(at);
    uint8_t first = *(*at)++;
    if (!wide) {
        programme.hours_per_week_tenths = hours & ((1u << TENTHS_BITS) - 1);
        programme.weeks_per_year = (uint8_t)(hours >> TENTHS_BITS);
        programme.end_reason = first & ((1u << NIBBLE) - 1);
        programme.leave_begin = (uint16_t)leaves_before;
        programme.leave_count = first >> NIBBLE;
        return programme;
    }
    programme.hours_per_week_tenths = hours;
    programme.weeks_per_year = first;
    programme.end_reason = *(*at)++;
    programme.leave_begin = get16(at);
    programme.leave_count = get16(at);
    return programme;
}

static inline Settlement get_settlement(const uint8_t **at, const uint8_t *block,
                                        uint64_t flags, bool wide)
{
    Settlement settlement = {.date = DAY_NONE, .claim = DAY_NONE};
    settlement.group = wide ? block[AT_WIDE_COUNTS - 1] : (uint8_t)(flags >> GROUP_SHIFT & 3);
    settlement.by_agreement = (flags & BY_AGREEMENT) != 0;
    if (flags & CLAIMED) settlement.claim = get_day(at, wide);
    if (!(flags & SETTLED)) return settlement;
    const uint8_t *stay = *at;
    settlement.municipality = get16(&stay);
    settlement.date = get_day(&stay, wide);
    if (!(flags & AT_RESIDENCE)) *at = stay;
    return settlement;
}

static inline NorwegianTraining get_training(const uint8_t **at, uint64_t flags, Day settled,
                                             bool wide)
{
    NorwegianTraining training = {.target_from = DAY_NONE,
                                  .application = DAY_NONE,
                                  .decision = DAY_NONE,
                                  .right = (flags & RIGHT) != 0,
                                  .duty = (flags & DUTY) != 0};
    if (flags & TRAINED) {
        training.training_municipality = get16(at);
        training.target_from = flags & AT_SETTLEMENT ? settled : get_day(at, wide);
    }
    if (flags & APPLIED) training.application = get_day(at, wide);
    if (flags & DECIDED) training.decision = get_day(at, wide);
    return training;
}

static inline void get_head(const uint8_t *block, uint64_t flags, Registration *person,
                            bool wide)
{
    person->background = load16(block + AT_BACKGROUND);
    if (!wide) {
        person->ident = flags & IDENT_MASK;
        person->sex = flags >> SEX_SHIFT & 3;
        person->declared_type = flags >> TYPE_SHIFT & 3;
        person->born = day_of(load16(block + AT_BORN));
        return;
    }
    const uint8_t *at = block + AT_WIDE;
    person->ident = get_ident(&at, true);
    person->born = get_day(&at, true);
    person->sex = at[0];
    person->declared_type = at[1];
}

static inline void get_training_entries(const uint8_t **at, Registration *person,
                                        const uint16_t counts[SIDES], uint64_t flags,
                                        Room *room, bool wide)
{
    TrainingHours *hours = take_room(room, counts[HOURS] * sizeof *hours);
    for (size_t i = 0; i < counts[HOURS]; i++)
        hours[i] = get_hours(at, wide || flags & LONG_HOURS);
    LanguageTest *tests = take_room(room, counts[TEST] * sizeof *tests);
    for (size_t i = 0; i < counts[TEST]; i++)
        tests[i] = get_test(at, wide);
    person->hours = hours;
    person->tests = tests;
}

static inline void get_programmes(const uint8_t **at, Registration *person,
                                  const uint16_t counts[SIDES], Room *room, bool wide)
{
    unsigned leaves_before = 0;
    IntroductionProgramme *programmes = take_room(room, counts[PROGRAMME] * sizeof *programmes);
    for (size_t i = 0; i < counts[PROGRAMME]; i++) {
        programmes[i] = get_programme(at, wide, leaves_before);
        leaves_before += programmes[i].leave_count;
    }
    ProgrammeLeave *leaves = take_room(room, counts[LEAVE] * sizeof *leaves);
    for (size_t i = 0; i < counts[LEAVE]; i++) {
        leaves[i].from = get_day(at, wide);
        leaves[i].to = get_day(at, wide);
    }
    person->programmes = programmes;
    person->leaves = leaves;
}

/* Bytes come in the order of the block; entries go where their alignment wants them. */
static inline Registration unpack_as(const uint8_t *block, uint8_t *memory, bool wide)
{
    Registration person = {.mother = IDENT_NONE};
    uint64_t flags = flags_of(block);
    uint16_t n[SIDES];
    counts_get(block, wide, n);
    get_head(block, flags, &person, wide);
    Room room = {memory};
    Ident *formers = take_room(&room, n[FORMER] * sizeof *formers);
    ResidencePermit *permits = take_room(&room, n[PERMIT] * sizeof *permits);
    SpecialGrant *grants = take_room(&room, n[SPECIAL] * sizeof *grants);
    const uint8_t *at = block + fields_at(wide);
    if (flags & MOTHER) person.mother = get_ident(&at, wide);
    person.settlement = get_settlement(&at, block, flags, wide);
    person.residences = get_stays(&at, n[RESIDENCE], &room, wide);
    person.died = flags & DIED ? get_day(&at, wide) : DAY_NONE;
    person.asylum_training_from = flags & ASYLUM ? get_day(&at, wide) : DAY_NONE;
    person.training = get_training(&at, flags, person.settlement.date, wide);
    for (size_t i = 0; i < n[FORMER]; i++)
        formers[i] = get_ident(&at, wide);
    person.former_idents = formers;
    person.permits = get_permits(&at, n[PERMIT], flags, permits, wide);
    person.receptions = get_stays(&at, n[RECEPTION], &room, wide);
    for (size_t i = 0; i < n[SPECIAL]; i++)
        grants[i] = get_special(&at, wide);
    person.special_grants = grants;
    get_training_entries(&at, &person, n, flags, &room, wide);
    get_programmes(&at, &person, n, &room, wide);
    Side side = FORMER;
#define SIDE(type, items, name) person.name##_count = n[side++];
    REGISTER_SIDES(SIDE)
#undef SIDE
    return person;
}

Registration person_block_unpack_into(const uint8_t *block, void *memory)
{
    if (flags_of(block) & WIDE) return unpack_as(block, memory, true);
    return unpack_as(block, memory, false);
}

Registration person_block_unpack(const uint8_t *block, PersonSpace *space)
{
    return person_block_unpack_into(block, space->words);
}

/* --- without unpacking --- */

/* Its permits, without the other entries. */
static inline Registration permits_as(const uint8_t *block, PersonSpace *space, bool wide)
{
    Registration person = {.mother = IDENT_NONE};
    uint64_t flags = flags_of(block);
    uint16_t n[SIDES];
    counts_get(block, wide, n);
    get_head(block, flags, &person, wide);
    const uint8_t *at = block + fields_at(wide);
    if (flags & MOTHER) person.mother = get_ident(&at, wide);
    person.settlement = get_settlement(&at, block, flags, wide);
    at += n[RESIDENCE] * stay_size(wide);
    person.died = flags & DIED ? get_day(&at, wide) : DAY_NONE;
    person.asylum_training_from = flags & ASYLUM ? get_day(&at, wide) : DAY_NONE;
    person.training = get_training(&at, flags, person.settlement.date, wide);
    at += n[FORMER] * (wide ? 8u : 6u);
    ResidencePermit *permits = (ResidencePermit *)(void *)space->words;
    person.permits = get_permits(&at, n[PERMIT], flags, permits, wide);
    person.permit_count = n[PERMIT];
    return person;
}

Registration person_block_permits(const uint8_t *block, PersonSpace *space)
{
    if (flags_of(block) & WIDE) return permits_as(block, space, true);
    return permits_as(block, space, false);
}

Ident person_block_ident(const uint8_t *block)
{
    uint64_t flags = flags_of(block);
    return flags & WIDE ? load64(block + AT_WIDE) : flags & IDENT_MASK;
}

RecordPlace person_block_place(const uint8_t *block)
{
    return (RecordPlace){load16(block + AT_RECORD), load16(block + AT_LINE)};
}

Ident person_block_mother(const uint8_t *block)
{
    uint64_t flags = flags_of(block);
    bool wide = (flags & WIDE) != 0;
    const uint8_t *at = block + fields_at(wide);
    return flags & MOTHER ? get_ident(&at, wide) : IDENT_NONE;
}

Settlement person_block_settlement(const uint8_t *block)
{
    uint64_t flags = flags_of(block);
    bool wide = (flags & WIDE) != 0;
    const uint8_t *at = block + fields_at(wide);
    if (flags & MOTHER) at += wide ? 8 : 6;
    return get_settlement(&at, block, flags, wide);
}

static size_t count_of(const uint8_t *block, Side side)
{
    uint16_t counts[SIDES];
    counts_get(block, (flags_of(block) & WIDE) != 0, counts);
    return counts[side];
}

size_t person_block_former_count(const uint8_t *block)
{
    return count_of(block, FORMER);
}

static const uint8_t *formers_at(const uint8_t *block, uint64_t flags, bool wide)
{
    return block + fields_at(wide) + before_residences(flags, wide) +
           count_of(block, RESIDENCE) * stay_size(wide) + behind_residences(flags, wide);
}

Ident person_block_former(const uint8_t *block, size_t number)
{
    uint64_t flags = flags_of(block);
    bool wide = (flags & WIDE) != 0;
    const uint8_t *at = formers_at(block, flags, wide) + number * (wide ? 8u : 6u);
    return get_ident(&at, wide);
}

Ident person_block_named(const uint8_t *block)
{
    uint64_t flags = flags_of(block);
    bool wide = (flags & WIDE) != 0;
    if (flags & MOTHER) return person_block_mother(block);
    if (!(flags & REFERENCES)) return IDENT_NONE;
    const uint8_t *at =
        formers_at(block, flags, wide) + count_of(block, FORMER) * (wide ? 8u : 6u);
    Ident named = IDENT_NONE;
    for (size_t i = count_of(block, PERMIT); i > 0 && named == IDENT_NONE; i--) {
        const uint8_t *reference = at + (wide ? 6 : 3); /* behind the day and the ground */
        named = get_ident(&reference, wide);
        at += permit_size(flags, wide);
    }
    return named;
}
