/*
 * person_block_pack.c - a record into a block of the short form, or else of the wide one.
 */
#include "formats/register/person_block_layout.h"
#include "rules/base/status.h"

static inline bool fits(uint64_t value, int bits)
{
    return value >> bits == 0;
}

static inline bool day_fits(Day day)
{
    return day == DAY_NONE || (day > -DAY_OFFSET && day <= UINT16_MAX - DAY_OFFSET);
}

static inline void put(uint8_t **at, const void *value, size_t size)
{
    memcpy(*at, value, size);
    *at += size;
}

static inline void put8(uint8_t **at, uint8_t value)
{
    *(*at)++ = value;
}

static inline void put16(uint8_t **at, uint16_t value)
{
    put(at, &value, sizeof value);
}

static inline void put32(uint8_t **at, uint32_t value)
{
    put(at, &value, sizeof value);
}

static inline void put_day(uint8_t **at, Day day, bool wide)
{
    if (wide)
        put32(at, (uint32_t)day);
    else
        put16(at, day == DAY_NONE ? 0 : (uint16_t)(day + DAY_OFFSET));
}

static inline void put_ident(uint8_t **at, Ident ident, bool wide)
{
    put(at, &ident, wide ? 8 : 6);
}

size_t person_block_bound(const Registration *person)
{
    size_t fixed = AT_WIDE_FIELDS + before_residences(UINT64_MAX & ~AT_RESIDENCE, true) +
                   behind_residences(UINT64_MAX & ~AT_SETTLEMENT, true);
#define SIDE(type, items, name) fixed += person->name##_count * sizeof(type);
    REGISTER_SIDES(SIDE)
#undef SIDE
    return fixed;
}

/* --- which form --- */

static bool permit_fits(const ResidencePermit *permit)
{
    return day_fits(permit->decided) && day_fits(permit->reference_settled) &&
           day_fits(permit->family_application) && permit->ground < PERMANENT &&
           fits(permit->reference, 48);
}

static bool stay_fits(const Stay *stay)
{
    return day_fits(stay->from) && day_fits(stay->to);
}

static bool test_fits(const LanguageTest *test)
{
    return day_fits(test->date) && fits(test->type, NIBBLE) && fits(test->result, NIBBLE);
}

static bool special_fits(const SpecialGrant *grant)
{
    return day_fits(grant->decided) && fits((uint64_t)grant->amount_kroner, 32);
}

static bool programme_fits(const IntroductionProgramme *programme, unsigned leaves_before)
{
    return day_fits(programme->start) && day_fits(programme->end) &&
           fits(programme->hours_per_week_tenths, TENTHS_BITS) &&
           fits(programme->weeks_per_year, WEEK_BITS) && fits(programme->end_reason, NIBBLE) &&
           fits(programme->leave_count, NIBBLE) && programme->leave_begin == leaves_before;
}

static bool fields_fit(const Registration *person)
{
    const NorwegianTraining *training = &person->training;
    return fits(person->ident, IDENT_BITS) && fits(person->mother, 48) &&
           fits(person->sex, 2) && fits(person->declared_type, 2) &&
           fits(person->settlement.group, 2) && day_fits(person->born) &&
           day_fits(person->died) && day_fits(person->settlement.date) &&
           day_fits(person->settlement.claim) && day_fits(person->asylum_training_from) &&
           day_fits(training->target_from) && day_fits(training->application) &&
           day_fits(training->decision);
}

static bool counts_fit(const Registration *person)
{
    return fits(person->former_count, FORMER_BITS) && fits(person->permit_count, PERMIT_BITS) &&
           fits(person->reception_count, RECEPTION_BITS) &&
           fits(person->residence_count, RESIDENCE_BITS) &&
           fits(person->special_count, SPECIAL_BITS) && fits(person->hours_count, HOURS_BITS) &&
           fits(person->test_count, TEST_BITS) &&
           fits(person->programme_count, PROGRAMME_BITS) &&
           fits(person->leave_count, LEAVE_BITS);
}

static bool programmes_fit(const Registration *person)
{
    unsigned leaves = 0;
    for (size_t i = 0; i < person->programme_count; i++) {
        if (!programme_fits(&person->programmes[i], leaves)) return false;
        leaves += person->programmes[i].leave_count;
    }
    for (size_t i = 0; i < person->leave_count; i++)
        if (!day_fits(person->leaves[i].from) || !day_fits(person->leaves[i].to)) return false;
    return true;
}

static bool entries_fit(const Registration *person)
{
    bool good = true;
    for (size_t i = 0; i < person->former_count; i++)
        good = good && fits(person->former_idents[i], 48);
    for (size_t i = 0; i < person->permit_count; i++)
        good = good && permit_fits(&person->permits[i]);
    for (size_t i = 0; i < person->reception_count; i++)
        good = good && stay_fits(&person->receptions[i]);
    for (size_t i = 0; i < person->residence_count; i++)
        good = good && stay_fits(&person->residences[i]);
    for (size_t i = 0; i < person->special_count; i++)
        good = good && special_fits(&person->special_grants[i]);
    for (size_t i = 0; i < person->test_count; i++)
        good = good && test_fits(&person->tests[i]);
    return good && programmes_fit(person);
}

/* --- packing --- */

static bool hours_fit(const TrainingHours *hours)
{
    return hours->half_year >= FIRST_HALF_YEAR &&
           fits((uint64_t)(hours->half_year - FIRST_HALF_YEAR), HALF_YEAR_BITS) &&
           fits(hours->norwegian, NORWEGIAN_BITS) && fits(hours->social_studies, SOCIAL_BITS) &&
           (hours->absence < ABSENCE_NOT_GIVEN_BITS || hours->absence == ABSENCE_NOT_GIVEN);
}

static uint64_t entry_flags(const Registration *person)
{
    uint64_t flags = 0;
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        if (permit->reference != IDENT_NONE || day_is_set(permit->reference_settled) ||
            day_is_set(permit->family_application))
            flags |= REFERENCES;
    }
    for (size_t i = 0; i < person->hours_count; i++)
        if (!hours_fit(&person->hours[i])) flags |= LONG_HOURS;
    return flags;
}

static uint64_t settlement_flags(const Registration *person)
{
    const Settlement *settlement = &person->settlement;
    uint64_t flags = settlement->by_agreement ? BY_AGREEMENT : 0;
    if (day_is_set(settlement->claim)) flags |= CLAIMED;
    if (!day_is_set(settlement->date) && settlement->municipality == MUNICIPALITY_NONE)
        return flags;
    bool at_residence = person->residence_count > 0 &&
                        person->residences[0].from == settlement->date &&
                        person->residences[0].municipality == settlement->municipality;
    return flags | SETTLED | (at_residence ? AT_RESIDENCE : 0);
}

static uint64_t training_flags(const Registration *person)
{
    const NorwegianTraining *training = &person->training;
    bool target = day_is_set(training->target_from);
    uint64_t flags = (training->right ? RIGHT : 0) | (training->duty ? DUTY : 0);
    if (target || training->training_municipality != MUNICIPALITY_NONE) flags |= TRAINED;
    if (target && training->target_from == person->settlement.date) flags |= AT_SETTLEMENT;
    if (day_is_set(training->application)) flags |= APPLIED;
    if (day_is_set(training->decision)) flags |= DECIDED;
    return flags;
}

static uint64_t flags_for(const Registration *person, bool wide)
{
    uint64_t flags = entry_flags(person) | settlement_flags(person) | training_flags(person);
    if (person->mother != IDENT_NONE) flags |= MOTHER;
    if (day_is_set(person->died)) flags |= DIED;
    if (day_is_set(person->asylum_training_from)) flags |= ASYLUM;
    if (wide) return flags | WIDE;
    return flags | person->ident | (uint64_t)person->sex << SEX_SHIFT |
           (uint64_t)person->declared_type << TYPE_SHIFT |
           (uint64_t)person->settlement.group << GROUP_SHIFT;
}

static uint32_t counts_word(const Registration *person)
{
    return (uint32_t)person->former_count << FORMER_SHIFT |
           (uint32_t)person->permit_count << PERMIT_SHIFT |
           (uint32_t)person->reception_count << RECEPTION_SHIFT |
           (uint32_t)person->residence_count << RESIDENCE_SHIFT |
           (uint32_t)person->special_count << SPECIAL_SHIFT |
           (uint32_t)person->hours_count << HOURS_SHIFT |
           (uint32_t)person->test_count << TEST_SHIFT |
           (uint32_t)person->programme_count << PROGRAMME_SHIFT |
           (uint32_t)person->leave_count << LEAVE_SHIFT;
}

static inline void put_head(uint8_t **at, const Registration *person, uint64_t flags,
                            RecordPlace place, bool wide)
{
    put(at, &flags, sizeof flags);
    put32(at, wide ? 0 : counts_word(person));
    put16(at, place.record);
    put16(at, place.line);
    if (wide)
        put16(at, 0);
    else
        put_day(at, person->born, false);
    put16(at, person->background);
    if (!wide) return;
    put_ident(at, person->ident, true);
    put_day(at, person->born, true);
    put8(at, person->sex);
    put8(at, person->declared_type);
    put8(at, person->settlement.group);
#define SIDE(type, items, name) put16(at, person->name##_count);
    REGISTER_SIDES(SIDE)
#undef SIDE
}

static inline void put_stays(uint8_t **at, const Stay *stays, size_t count, bool wide)
{
    for (size_t i = 0; i < count; i++) {
        put16(at, stays[i].municipality);
        put_day(at, stays[i].from, wide);
        put_day(at, stays[i].to, wide);
    }
}

static inline void put_fields(uint8_t **at, const Registration *person, uint64_t flags,
                              bool wide)
{
    const NorwegianTraining *training = &person->training;
    if (flags & MOTHER) put_ident(at, person->mother, wide);
    if (flags & CLAIMED) put_day(at, person->settlement.claim, wide);
    if (flags & SETTLED && !(flags & AT_RESIDENCE)) {
        put16(at, person->settlement.municipality);
        put_day(at, person->settlement.date, wide);
    }
    put_stays(at, person->residences, person->residence_count, wide);
    if (flags & DIED) put_day(at, person->died, wide);
    if (flags & ASYLUM) put_day(at, person->asylum_training_from, wide);
    if (flags & TRAINED) put16(at, training->training_municipality);
    if (flags & TRAINED && !(flags & AT_SETTLEMENT)) put_day(at, training->target_from, wide);
    if (flags & APPLIED) put_day(at, training->application, wide);
    if (flags & DECIDED) put_day(at, training->decision, wide);
}

static inline void put_permit(uint8_t **at, const ResidencePermit *permit, uint64_t flags,
                              bool wide)
{
    put_day(at, permit->decided, wide);
    if (wide) put8(at, permit->ground);
    put8(at,
         (uint8_t)((wide ? 0 : permit->ground) | (permit->permanent_basis ? PERMANENT : 0)));
    if (!(flags & REFERENCES)) return;
    put_ident(at, permit->reference, wide);
    put_day(at, permit->reference_settled, wide);
    put_day(at, permit->family_application, wide);
}

static inline void put_hours(uint8_t **at, const TrainingHours *hours, bool is_long)
{
    if (!is_long) {
        uint32_t absence =
            hours->absence == ABSENCE_NOT_GIVEN ? ABSENCE_NOT_GIVEN_BITS : hours->absence;
        put32(at, (uint32_t)(hours->half_year - FIRST_HALF_YEAR) |
                      (uint32_t)hours->norwegian << NORWEGIAN_SHIFT |
                      (uint32_t)hours->social_studies << SOCIAL_SHIFT |
                      absence << ABSENCE_SHIFT);
        return;
    }
    put16(at, hours->half_year);
    put16(at, hours->norwegian);
    put16(at, hours->social_studies);
    put16(at, hours->absence);
}

static inline void put_programme(uint8_t **at, const IntroductionProgramme *programme,
                                 bool wide)
{
    put_day(at, programme->start, wide);
    put_day(at, programme->end, wide);
    if (!wide) {
        put16(at, (uint16_t)(programme->hours_per_week_tenths | programme->weeks_per_year
                                                                    << TENTHS_BITS));
        put8(at, (uint8_t)(programme->end_reason | programme->leave_count << NIBBLE));
        return;
    }
    put16(at, programme->hours_per_week_tenths);
    put8(at, programme->weeks_per_year);
    put8(at, programme->end_reason);
    put16(at, programme->leave_begin);
    put16(at, programme->leave_count);
}

static inline void put_special(uint8_t **at, const SpecialGrant *grant, bool wide)
{
    put_day(at, grant->decided, wide);
    put8(at, grant->code);
    put(at, &grant->amount_kroner, wide ? 8 : 4); /* the low bytes come first */
}

static inline void put_test(uint8_t **at, const LanguageTest *test, bool wide)
{
    put_day(at, test->date, wide);
    if (wide) put8(at, test->type);
    put8(at, (uint8_t)(wide ? test->result : test->type | test->result << NIBBLE));
}

static inline size_t pack_as(const Registration *person, RecordPlace place, uint8_t *block,
                             bool wide)
{
    uint8_t *at = block;
    uint64_t flags = flags_for(person, wide);
    put_head(&at, person, flags, place, wide);
    put_fields(&at, person, flags, wide);
    for (size_t i = 0; i < person->former_count; i++)
        put_ident(&at, person->former_idents[i], wide);
    for (size_t i = 0; i < person->permit_count; i++)
        put_permit(&at, &person->permits[i], flags, wide);
    put_stays(&at, person->receptions, person->reception_count, wide);
    for (size_t i = 0; i < person->special_count; i++)
        put_special(&at, &person->special_grants[i], wide);
    for (size_t i = 0; i < person->hours_count; i++)
        put_hours(&at, &person->hours[i], wide || flags & LONG_HOURS);
    for (size_t i = 0; i < person->test_count; i++)
        put_test(&at, &person->tests[i], wide);
    for (size_t i = 0; i < person->programme_count; i++)
        put_programme(&at, &person->programmes[i], wide);
    for (size_t i = 0; i < person->leave_count; i++) {
        put_day(&at, person->leaves[i].from, wide);
        put_day(&at, person->leaves[i].to, wide);
    }
    return (size_t)(at - block);
}

size_t person_block_pack(const Registration *person, RecordPlace place, uint8_t *block)
{
#define SIDE(type, items, name) INVARIANT(person->name##_count <= REGISTER_CHILDREN_MAX);
    REGISTER_SIDES(SIDE)
#undef SIDE
    if (counts_fit(person) && fields_fit(person) && entries_fit(person))
        return pack_as(person, place, block, false);
    return pack_as(person, place, block, true);
}
