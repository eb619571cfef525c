#include "rules/controls/person_facts.h"

#include "rules/controls/control_work.h"
#include "rules/controls/person_controls.h"

PersonFacts person_facts_none(void)
{
    return (PersonFacts){.reference = IDENT_NONE,
                         .decided = DAY_NONE,
                         .reference_settled = DAY_NONE,
                         .application = DAY_NONE,
                         .claim = DAY_NONE,
                         .target = DAY_NONE,
                         .decision = DAY_NONE,
                         .died = DAY_NONE};
}

enum {
    REFERENCE_BITS = 42,
    FLAG_BITS = 5,
    FLAGS_AT = PACKED_FACTS_AFTER_DAYS + 8,
    QUARTER_BEFORE = YEAR_MIN * 4 - 1
};
_Static_assert(FLAGS_AT + FLAG_BITS == 64 && FACT_KNOWN < 1 << FLAG_BITS, "a word");

static bool facts_fit(const PersonFacts *facts)
{
    bool quarter = facts->first == 0 || (facts->first >= quarter_number(YEAR_MIN, 1) &&
                                         facts->first <= quarter_number(YEAR_MAX, 4));
    return quarter && facts->flags >> FLAG_BITS == 0 &&
           facts->reference >> REFERENCE_BITS == 0 && packed_day_fits(facts->decided) &&
           packed_day_fits(facts->reference_settled) && packed_day_fits(facts->application) &&
           packed_day_fits(facts->claim) && packed_day_fits(facts->target) &&
           packed_day_fits(facts->decision) && packed_day_fits(facts->died);
}

static uint64_t three_days(Day first, Day second, Day third)
{
    return packed_day(first) | (uint64_t)packed_day(second) << PACKED_DAY_BITS |
           (uint64_t)packed_day(third) << 2 * PACKED_DAY_BITS;
}

/* The day whose bits begin at `shift`. */
static Day day_at(uint64_t word, int shift)
{
    const uint64_t mask = (1u << PACKED_DAY_BITS) - 1;
    return unpacked_day((uint32_t)(word >> shift & mask));
}

PackedFacts facts_pack(const PersonFacts *facts)
{
    uint64_t quarter = facts->first == 0 ? 0 : facts->first - (uint64_t)QUARTER_BEFORE;
    INVARIANT(facts_fit(facts));
    return (PackedFacts){
        {three_days(facts->decided, facts->reference_settled, facts->application) |
             (uint64_t)facts->codes << PACKED_FACTS_AFTER_DAYS |
             (uint64_t)facts->flags << FLAGS_AT,
         facts->reference | (uint64_t)packed_day(facts->claim) << REFERENCE_BITS,
         three_days(facts->target, facts->decision, facts->died) |
             quarter << PACKED_FACTS_AFTER_DAYS}};
}

PersonFacts facts_unpack(const PackedFacts *packed)
{
    const uint64_t *words = packed->words;
    return (PersonFacts){.reference = words[1] & (((uint64_t)1 << REFERENCE_BITS) - 1),
                         .decided = day_at(words[0], 0),
                         .reference_settled = day_at(words[0], PACKED_DAY_BITS),
                         .application = day_at(words[0], 2 * PACKED_DAY_BITS),
                         .claim = day_at(words[1], REFERENCE_BITS),
                         .target = day_at(words[2], 0),
                         .decision = day_at(words[2], PACKED_DAY_BITS),
                         .died = day_at(words[2], 2 * PACKED_DAY_BITS),
                         .first = packed_facts_first(packed),
                         .codes = (uint8_t)(words[0] >> PACKED_FACTS_AFTER_DAYS),
                         .flags = (uint8_t)(words[0] >> FLAGS_AT)};
}

bool packed_facts_are_sound(const PackedFacts *packed)
{
    const PersonFacts facts = facts_unpack(packed);
    return packed->words[1] >> (REFERENCE_BITS + PACKED_DAY_BITS) == 0 && facts_fit(&facts);
}

/* That of the settlement, else the first after it. */
static const ResidencePermit *permit_that_counts(const Registration *person)
{
    const ResidencePermit *permit = permit_of_settlement(person), *first = NULL;
    if (permit != NULL) return permit;
    for (size_t i = 0; i < person->permit_count; i++)
        if (first == NULL || person->permits[i].decided < first->decided)
            first = &person->permits[i];
    return first;
}

PersonFacts person_facts_of(const Registration *person)
{
    PersonFacts facts = person_facts_none();
    const ResidencePermit *permit = permit_that_counts(person);
    const Settlement *settlement = &person->settlement;
    const NorwegianTraining *training = &person->training;
    bool settled = day_is_set(settlement->date), trained = day_is_set(training->target_from);
    if (permit != NULL) {
        facts.reference = permit->reference;
        facts.decided = permit->decided;
        facts.reference_settled = permit->reference_settled;
        facts.application = permit->family_application;
        if (permit->permanent_basis) facts.flags |= FACT_LASTING;
    }
    facts.codes =
        fact_codes(permit != NULL ? permit->ground : -1, settled ? settlement->group : -1);
    if (settled) facts.claim = settlement->claim;
    if (settled && settlement->by_agreement) facts.flags |= FACT_AGREEMENT;
    if (trained) facts.target = training->target_from;
    if (trained) facts.decision = training->decision;
    if (trained && training->right) facts.flags |= FACT_RIGHT;
    if (trained && training->duty) facts.flags |= FACT_DUTY;
    facts.died = person->died;
    facts.flags |= FACT_KNOWN;
    return facts;
}

/* --- what differs --- */

/* Counts the facts that differ and keeps the first. */
typedef struct Differences {
    FindingValue *values;
    int count;
} Differences;

static bool differs(Differences *all, bool same, const char *fact)
{
    if (same) return false;
    if (all->count++ > 0) return false;
    all->values[0] = word_value("fact", fact);
    return true;
}

static FindingValue day_or_none(const char *name, Day day)
{
    return day_is_set(day) ? day_value(name, day) : word_value(name, "INGEN_DATO");
}

static void compare_days(Differences *all, const char *fact, Day before, Day now)
{
    if (!differs(all, before == now, fact)) return;
    all->values[1] = day_or_none("before", before);
    all->values[2] = day_or_none("now", now);
}

static void compare_words(Differences *all, const char *fact, const char *before,
                          const char *now)
{
    if (!differs(all, before == now, fact)) return;
    all->values[1] = word_value("before", before);
    all->values[2] = word_value("now", now);
}

static const char *flag_word(uint8_t flags, unsigned flag)
{
    static const char yes[] = "true", no[] = "false";
    return flags & flag ? yes : no;
}

static void compare_flags(Differences *all, const char *fact, uint8_t before, uint8_t now,
                          unsigned flag)
{
    compare_words(all, fact, flag_word(before, flag), flag_word(now, flag));
}

static const char *ground_word(const PersonFacts *facts)
{
    int ground = fact_ground(facts);
    return ground >= 0 && ground < GROUND_COUNT ? ground_text((Ground)ground) : "INGEN";
}

static const char *group_word(const PersonFacts *facts)
{
    int group = fact_group(facts);
    bool known = group >= 0 && group < SETTLEMENT_GROUP_COUNT;
    return known ? settlement_group_text((SettlementGroup)group) : "INGEN_GRUPPE";
}

static FindingValue person_or_none(const char *name, Ident ident)
{
    if (ident == IDENT_NONE) return word_value(name, "INGEN_PERSON");
    return (FindingValue){name, VALUE_PERSON, (int64_t)ident, NULL};
}

static void compare_references(Differences *all, Ident before, Ident now)
{
    if (!differs(all, before == now, "opphold/referanse")) return;
    all->values[1] = person_or_none("before", before);
    all->values[2] = person_or_none("now", now);
}

int person_facts_differ(const KnownFacts *was, const KnownFacts *is,
                        FindingValue values[FACT_VALUES])
{
    Differences all = {values, 0};
    const PersonFacts *before = &was->facts, *now = &is->facts;
    compare_words(&all, "opphold/grunnlag", ground_word(before), ground_word(now));
    compare_flags(&all, "opphold/varig", before->flags, now->flags, FACT_LASTING);
    compare_days(&all, "opphold/vedtatt", before->decided, now->decided);
    compare_days(&all, "bosetting/dato", was->settled, is->settled);
    compare_words(&all, "bosetting/gruppe", group_word(before), group_word(now));
    compare_days(&all, "bosetting/krav", before->claim, now->claim);
    compare_days(&all, "opphold/familiesoknad", before->application, now->application);
    compare_days(&all, "opphold/referanseBosatt", before->reference_settled,
                 now->reference_settled);
    compare_references(&all, before->reference, now->reference);
    compare_days(&all, "norskopplaering/malgruppeFra", before->target, now->target);
    compare_flags(&all, "norskopplaering/rett", before->flags, now->flags, FACT_RIGHT);
    compare_flags(&all, "norskopplaering/plikt", before->flags, now->flags, FACT_DUTY);
    compare_days(&all, "norskopplaering/vedtak", before->decision, now->decision);
    compare_days(&all, "dod", before->died, now->died);
    compare_flags(&all, "bosetting/avtale", before->flags, now->flags, FACT_AGREEMENT);
    return all.count;
}

/* --- what is news --- */

static bool is_news(Day before, Day now, Day last)
{
    return !day_is_set(before) && day_is_set(now) && now > last;
}

static void take_flags(PersonFacts *facts, const PersonFacts *from, unsigned flags)
{
    facts->flags = (uint8_t)((facts->flags & ~flags) | (from->flags & flags));
}

/* A settlement brings its group, its agreement and the permit that counts from then on. */
static void take_settlement(KnownFacts *before, const KnownFacts *now)
{
    PersonFacts *facts = &before->facts;
    before->settled = now->settled;
    facts->codes = now->facts.codes;
    facts->decided = now->facts.decided;
    facts->reference = now->facts.reference;
    facts->reference_settled = now->facts.reference_settled;
    facts->application = now->facts.application;
    take_flags(facts, &now->facts, FACT_LASTING | FACT_AGREEMENT);
}

void person_facts_add_news(KnownFacts *before, const KnownFacts *now, Day last)
{
    PersonFacts *facts = &before->facts;
    if (is_news(before->settled, now->settled, last)) take_settlement(before, now);
    if (is_news(facts->claim, now->facts.claim, last)) facts->claim = now->facts.claim;
    if (is_news(facts->target, now->facts.target, last)) {
        facts->target = now->facts.target;
        take_flags(facts, &now->facts, FACT_RIGHT | FACT_DUTY);
    }
    if (is_news(facts->decision, now->facts.decision, last))
        facts->decision = now->facts.decision;
    if (is_news(facts->died, now->facts.died, last)) facts->died = now->facts.died;
}

/* --- first read late --- */

Status first_seen_control(const GrantContext *context, const Registration *person,
                          uint16_t first, bool money, Findings *findings)
{
    ControlWork work = {.context = context, .person = person, .findings = findings};
    const Settlement *settlement = &person->settlement;
    const ResidencePermit *permit = permit_of_settlement(person);
    Day quarter = day_from_date(first / 4, first % 4 * 3 + 1, 1);
    if (permit == NULL || !control_ground_gives_grant(&work, permit->ground)) return STATUS_OK;
    if (limit_months_after(&work, THRESHOLD_FIRST_SEEN_MONTHS, settlement->date) >= quarter ||
        !(money || control_year_one_is_open(&work)))
        return STATUS_OK;
    return FIND(&work, PERSON_CONTROL_FIRST_SEEN, day_value("settled", settlement->date),
                day_value("quarter", quarter),
                number_value("months", limit_of(&work, THRESHOLD_FIRST_SEEN_MONTHS)));
}
