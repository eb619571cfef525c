/*
 * register_record.c - elements of a record into a registration, by register.md's table.
 */
#include "formats/register/register_record.h"

#include <stdio.h>
#include <string.h>

#include "formats/register/register_reader.h"
#include "formats/register/register_values.h"

/* --- what is wrong --- */

static void refuse(RecordBuilder *builder, int element, int attribute, uint32_t line,
                   const char *field, RegisterReason reason)
{
    if (builder->telling != NULL)
        register_tell_mistake(builder->telling,
                              &(RegisterMistake){.reason = reason,
                                                 .record = builder->record,
                                                 .line = line,
                                                 .element = (int8_t)element,
                                                 .attribute = (int8_t)attribute},
                              field);
    if (builder->refused) return;
    builder->refused = true;
    builder->refusal.record = builder->record;
    builder->refusal.line = line;
    builder->refusal.sender = builder->sender;
    snprintf(builder->refusal.field, sizeof builder->refusal.field, "%s", field);
    snprintf(builder->refusal.problem, sizeof builder->refusal.problem, "%s",
             register_reason(reason, LANGUAGE_EN));
}

void record_refuse_in(RecordBuilder *builder, int element, uint32_t line, const char *field,
                      RegisterReason reason)
{
    refuse(builder, element, REGISTER_NOWHERE, line, field, reason);
}

void record_begin(RecordBuilder *builder, uint32_t line)
{
    builder->record++;
    builder->refused = false;
    memset(builder->counts, 0, sizeof builder->counts);
    builder->person_line = line;
    builder->person = (Registration){
        .died = DAY_NONE,
        .settlement = {.date = DAY_NONE, .claim = DAY_NONE},
        .asylum_training_from = DAY_NONE,
        .training = {.target_from = DAY_NONE, .application = DAY_NONE, .decision = DAY_NONE},
    };
#define SIDE(type, items, name) builder->entries.name##_count = 0;
    REGISTER_SIDES(SIDE)
#undef SIDE
}

/* Its entries are those of the builder until the next one begins. */
void record_take_back(RecordBuilder *builder)
{
    builder->record--;
}

static bool is_there(const RecordBuilder *builder, int attribute)
{
    return builder->values[attribute].text != NULL;
}

static void refuse_attribute(RecordBuilder *builder, int attribute, RegisterReason reason)
{
    const ElementSpec *spec = element_spec(builder->element);
    char field[sizeof builder->refusal.field];
    snprintf(field, sizeof field, "%s/@%s", spec->name, spec->attributes[attribute]);
    refuse(builder, builder->element, attribute, builder->line, field, reason);
}

/* True when there is no problem with the attribute, or when the others are to be looked at all
 * the same; else the record is refused. */
static bool is_good(RecordBuilder *builder, int attribute, RegisterReason reason)
{
    if (reason == REASON_NONE) return true;
    bool telling = builder->telling != NULL;
    /* That it is missing was told. */
    if (!telling || is_there(builder, attribute) || reason == REASON_MISSING)
        refuse_attribute(builder, attribute, reason);
    return telling;
}

/* Required attributes are there when these are called; optional ones leave *out alone. */
static bool parse_day(RecordBuilder *builder, int attribute, Day *out)
{
    if (!is_there(builder, attribute)) return true;
    return is_good(builder, attribute, value_day(builder->values[attribute], out));
}

static bool parse_ident(RecordBuilder *builder, int attribute, Ident *out)
{
    if (!is_there(builder, attribute)) return true;
    return is_good(builder, attribute, value_ident(builder->values[attribute], out));
}

static bool parse_municipality(RecordBuilder *builder, int attribute, MunicipalityCode *out)
{
    if (!is_there(builder, attribute)) return true;
    return is_good(builder, attribute, value_municipality(builder->values[attribute], out));
}

static bool parse_boolean(RecordBuilder *builder, int attribute, bool *out)
{
    return is_good(builder, attribute, value_boolean(builder->values[attribute], out));
}

/* At most `most`. */
static bool parse_hours(RecordBuilder *builder, int attribute, uint16_t most, uint16_t *out)
{
    if (!is_there(builder, attribute)) return true;
    int64_t hours = 0;
    if (!is_good(builder, attribute, value_whole(builder->values[attribute], most, &hours)))
        return false;
    *out = (uint16_t)hours;
    return true;
}

static bool parse_word(RecordBuilder *builder, int attribute)
{
    return is_good(builder, attribute, value_word(builder->values[attribute]));
}

/* The parse functions of codes.h say true or false. */
static RegisterReason word_problem(bool is_known)
{
    return is_known ? REASON_NONE : REASON_UNKNOWN_WORD;
}

/* Appends an entry to an array of the record; leaves the calling function when memory runs out.
 */
#define APPEND(builder, items, name, entry)                                                    \
    do {                                                                                       \
        RecordEntries *all_ = &(builder)->entries;                                             \
        if (all_->name##_count == all_->name##_capacity)                                       \
            TRY(system_grow(&all_->items, &all_->name##_capacity, all_->name##_count + 1,      \
                            sizeof *all_->items, (builder)->failure));                         \
        all_->items[all_->name##_count++] = (entry);                                           \
    } while (0)

static Status read_person(RecordBuilder *builder)
{
    const RegisterText *values = builder->values;
    Registration *person = &builder->person;
    bool is_read =
        parse_ident(builder, PERSON_IDENT, &person->ident) &&
        is_good(builder, PERSON_IDENTTYPE,
                value_ident_type(values[PERSON_IDENTTYPE], &person->declared_type)) &&
        parse_day(builder, PERSON_FODT, &person->born) &&
        is_good(builder, PERSON_KJONN, value_sex(values[PERSON_KJONN], &person->sex)) &&
        is_good(builder, PERSON_LANDBAKGRUNN,
                country_parse(values[PERSON_LANDBAKGRUNN].text,
                              values[PERSON_LANDBAKGRUNN].length, &person->background)
                    ? REASON_NONE
                    : REASON_NOT_A_COUNTRY) &&
        parse_day(builder, PERSON_DOD, &person->died) &&
        parse_ident(builder, PERSON_MOR, &person->mother);
    (void)is_read; /* a problem is noted in the builder */
    return STATUS_OK;
}

static Status read_former_ident(RecordBuilder *builder)
{
    Ident ident = IDENT_NONE;
    if (!parse_ident(builder, TIDLIGERE_IDENT_IDENT, &ident)) return STATUS_OK;
    APPEND(builder, former_idents, former, ident);
    return STATUS_OK;
}

/* The grounds of family reunification rest on a reference person (register.md, opphold). */
static bool has_references(RecordBuilder *builder, Ground ground)
{
    if (!ground_is_family(ground)) return true;
    for (int i = OPPHOLD_REFERANSE; i <= OPPHOLD_FAMILIESOKNAD; i++)
        if (!is_there(builder, i) && !is_good(builder, i, REASON_MISSING)) return false;
    return true;
}

static Status read_permit(RecordBuilder *builder)
{
    const RegisterText *values = builder->values;
    ResidencePermit permit = {.reference_settled = DAY_NONE, .family_application = DAY_NONE};
    Ground ground = GROUND_ASYL;
    bool is_read =
        is_good(builder, OPPHOLD_GRUNNLAG,
                word_problem(ground_parse(values[OPPHOLD_GRUNNLAG].text,
                                          values[OPPHOLD_GRUNNLAG].length, &ground))) &&
        parse_day(builder, OPPHOLD_VEDTATT, &permit.decided) &&
        parse_boolean(builder, OPPHOLD_VARIG, &permit.permanent_basis) &&
        has_references(builder, ground) &&
        parse_ident(builder, OPPHOLD_REFERANSE, &permit.reference) &&
        parse_day(builder, OPPHOLD_REFERANSE_BOSATT, &permit.reference_settled) &&
        parse_day(builder, OPPHOLD_FAMILIESOKNAD, &permit.family_application);
    if (!is_read) return STATUS_OK;
    permit.ground = (uint8_t)ground;
    APPEND(builder, permits, permit, permit);
    return STATUS_OK;
}

static Status read_settlement(RecordBuilder *builder)
{
    const RegisterText *values = builder->values;
    Settlement *settlement = &builder->person.settlement;
    SettlementGroup group = SETTLEMENT_VOKSEN;
    bool is_read =
        parse_day(builder, BOSETTING_DATO, &settlement->date) &&
        parse_municipality(builder, BOSETTING_KOMMUNE, &settlement->municipality) &&
        parse_boolean(builder, BOSETTING_AVTALE, &settlement->by_agreement) &&
        is_good(builder, BOSETTING_GRUPPE,
                word_problem(settlement_group_parse(
                    values[BOSETTING_GRUPPE].text, values[BOSETTING_GRUPPE].length, &group))) &&
        parse_day(builder, BOSETTING_KRAV, &settlement->claim);
    if (is_read) settlement->group = (uint8_t)group;
    return STATUS_OK;
}

static bool parse_stay(RecordBuilder *builder, Stay *stay)
{
    *stay = (Stay){.to = DAY_NONE};
    return parse_municipality(builder, STAY_KOMMUNE, &stay->municipality) &&
           parse_day(builder, STAY_FRA, &stay->from) && parse_day(builder, STAY_TIL, &stay->to);
}

static Status read_reception(RecordBuilder *builder)
{
    Stay stay;
    if (!parse_stay(builder, &stay)) return STATUS_OK;
    APPEND(builder, receptions, reception, stay);
    return STATUS_OK;
}

static Status read_residence(RecordBuilder *builder)
{
    Stay stay;
    if (!parse_stay(builder, &stay)) return STATUS_OK;
    APPEND(builder, residences, residence, stay);
    return STATUS_OK;
}

static Status read_asylum_training(RecordBuilder *builder)
{
    (void)parse_day(builder, ASYLOPPLAERING_FRA, &builder->person.asylum_training_from);
    return STATUS_OK;
}

static Status read_training(RecordBuilder *builder)
{
    NorwegianTraining *training = &builder->person.training;
    bool is_read =
        parse_boolean(builder, NORSK_RETT, &training->right) &&
        parse_boolean(builder, NORSK_PLIKT, &training->duty) &&
        parse_day(builder, NORSK_MALGRUPPE_FRA, &training->target_from) &&
        parse_day(builder, NORSK_SOKNAD, &training->application) &&
        parse_day(builder, NORSK_VEDTAK, &training->decision) &&
        parse_municipality(builder, NORSK_OPPLAERINGSKOMMUNE, &training->training_municipality);
    (void)is_read;
    return STATUS_OK;
}

static Status read_hours(RecordBuilder *builder)
{
    TrainingHours hours = {.absence = ABSENCE_NOT_GIVEN};
    bool is_read =
        is_good(builder, HOURS_TERMIN,
                value_half_year(builder->values[HOURS_TERMIN], &hours.half_year)) &&
        parse_hours(builder, HOURS_NORSK, UINT16_MAX, &hours.norwegian) &&
        parse_hours(builder, HOURS_SAMFUNNSKUNNSKAP, UINT16_MAX, &hours.social_studies) &&
        parse_hours(builder, HOURS_FRAVAER, ABSENCE_NOT_GIVEN - 1, &hours.absence);
    if (!is_read) return STATUS_OK;
    APPEND(builder, hours, hours, hours);
    return STATUS_OK;
}

static Status read_test(RecordBuilder *builder)
{
    LanguageTest test = {0};
    if (!parse_word(builder, PROVE_TYPE) || !parse_day(builder, PROVE_DATO, &test.date) ||
        !parse_word(builder, PROVE_RESULTAT))
        return STATUS_OK;
    RegisterText type = builder->values[PROVE_TYPE];
    RegisterText result = builder->values[PROVE_RESULTAT];
    test.type = language_test_type_of(type.text, type.length);
    test.result = language_test_result_of(result.text, result.length);
    APPEND(builder, tests, test, test);
    return STATUS_OK;
}

static bool parse_end_reason(RecordBuilder *builder, uint8_t *reason)
{
    RegisterText word = builder->values[PROGRAM_ARSAK];
    if (word.text == NULL) return true;
    *reason = programme_end_reason_of(word.text, word.length);
    return is_good(builder, PROGRAM_ARSAK, word_problem(*reason != PROGRAMME_END_NONE));
}

static Status read_programme(RecordBuilder *builder)
{
    const RegisterText *values = builder->values;
    enum { WEEKS_MAX = 53 };
    IntroductionProgramme programme = {
        .end = DAY_NONE, .leave_begin = (uint16_t)builder->counts[ELEMENT_PERMISJON]};
    int64_t weeks = 0;
    bool is_read = parse_day(builder, PROGRAM_START, &programme.start) &&
                   parse_day(builder, PROGRAM_SLUTT, &programme.end) &&
                   parse_end_reason(builder, &programme.end_reason) &&
                   is_good(builder, PROGRAM_TIMER_PER_UKE,
                           value_tenths(values[PROGRAM_TIMER_PER_UKE],
                                        &programme.hours_per_week_tenths)) &&
                   is_good(builder, PROGRAM_UKER_PER_AR,
                           value_whole(values[PROGRAM_UKER_PER_AR], WEEKS_MAX, &weeks));
    if (!is_read) return STATUS_OK;
    programme.weeks_per_year = (uint8_t)weeks;
    APPEND(builder, programmes, programme, programme);
    return STATUS_OK;
}

/* Belongs to the latest programme; its reason is checked to be a word and not kept. */
static Status read_leave(RecordBuilder *builder)
{
    ProgrammeLeave leave = {.to = DAY_NONE};
    bool is_read = parse_day(builder, PERMISJON_FRA, &leave.from) &&
                   parse_day(builder, PERMISJON_TIL, &leave.to) &&
                   parse_word(builder, PERMISJON_ARSAK);
    if (!is_read) return STATUS_OK;
    RecordEntries *entries = &builder->entries;
    INVARIANT(entries->programme_count > 0);
    entries->programmes[entries->programme_count - 1].leave_count++;
    APPEND(builder, leaves, leave, leave);
    return STATUS_OK;
}

static Status read_special(RecordBuilder *builder)
{
    static const int64_t amount_max = 999999999999; /* twelve digits of kroner */
    RegisterText code = builder->values[SAERTILSKUDD_KODE];
    SpecialGrant grant = {0};
    GrantCode parsed = GRANT_CODE_COUNT;
    bool is_grant = grant_code_parse(code.text, code.length, &parsed) &&
                    (parsed == GRANT_FHT1 || parsed == GRANT_FHT2);
    bool is_read = is_good(builder, SAERTILSKUDD_KODE, word_problem(is_grant)) &&
                   parse_day(builder, SAERTILSKUDD_VEDTATT, &grant.decided) &&
                   is_good(builder, SAERTILSKUDD_BELOP,
                           value_whole(builder->values[SAERTILSKUDD_BELOP], amount_max,
                                       &grant.amount_kroner));
    if (!is_read) return STATUS_OK;
    grant.code = (uint8_t)parsed;
    APPEND(builder, special_grants, special, grant);
    return STATUS_OK;
}

typedef Status (*ElementReader)(RecordBuilder *builder);

static const ElementReader element_readers[ELEMENT_COUNT] = {
    [ELEMENT_PERSON] = read_person,
    [ELEMENT_TIDLIGERE_IDENT] = read_former_ident,
    [ELEMENT_OPPHOLD] = read_permit,
    [ELEMENT_BOSETTING] = read_settlement,
    [ELEMENT_MOTTAK] = read_reception,
    [ELEMENT_BOSTED] = read_residence,
    [ELEMENT_ASYLOPPLAERING] = read_asylum_training,
    [ELEMENT_NORSKOPPLAERING] = read_training,
    [ELEMENT_INTRODUKSJONSPROGRAM] = read_programme,
    [ELEMENT_SAERTILSKUDD] = read_special,
    [ELEMENT_GJENNOMFORT] = read_hours,
    [ELEMENT_PROVE] = read_test,
    [ELEMENT_PERMISJON] = read_leave,
};

static bool count_fits(RecordBuilder *builder, const ElementSpec *spec)
{
    uint32_t most = spec->once ? 1 : REGISTER_CHILDREN_MAX;
    if (builder->counts[builder->element] < most) return true;
    record_refuse_in(builder, builder->element, builder->line, spec->name,
                     spec->once ? REASON_MORE_THAN_ONE : REASON_TOO_MANY);
    return false;
}

static bool required_are_there(RecordBuilder *builder, const ElementSpec *spec,
                               unsigned present)
{
    for (unsigned missing = spec->required & ~present; missing != 0; missing &= missing - 1)
        if (!is_good(builder, __builtin_ctz(missing), REASON_MISSING)) return false;
    return true;
}

Status record_element(RecordBuilder *builder, RegisterElement element, uint32_t line,
                      const RegisterText *values, unsigned present)
{
    INVARIANT(element < ELEMENT_COUNT);
    if (builder->refused && builder->telling == NULL) return STATUS_OK;
    const ElementSpec *spec = element_spec(element);
    builder->element = element;
    builder->line = line;
    builder->values = values;
    if (!count_fits(builder, spec) || !required_are_there(builder, spec, present))
        return STATUS_OK;
    TRY(element_readers[element](builder));
    builder->counts[element]++;
    return STATUS_OK;
}

static Status set_aside(RecordBuilder *builder)
{
    RegisterPart *part = &builder->scratch;
    TRY(system_grow(&part->refused, &part->refused_capacity, part->refused_count + 1,
                    sizeof *part->refused, builder->failure));
    part->refused[part->refused_count++] = builder->refusal;
    return STATUS_OK;
}

static Status keep(RecordBuilder *builder)
{
    Registration *person = &builder->person;
    if (!register_part_fits(&builder->scratch, builder->record, builder->person_line))
        TRY(record_finish(builder));
#define SIDE(type, items, name)                                                                \
    person->items = builder->entries.items;                                                    \
    person->name##_count = (uint16_t)builder->entries.name##_count;
    REGISTER_SIDES(SIDE)
#undef SIDE
    return register_part_add(&builder->scratch, person, builder->record, builder->person_line,
                             builder->failure);
}

static bool is_full(const RegisterPart *part)
{
    return part->person_count + part->refused_count >= REGISTER_PART_PERSONS ||
           part->size >= REGISTER_PART_BYTES;
}

Status record_end(RecordBuilder *builder)
{
    if (!builder->refused && builder->counts[ELEMENT_OPPHOLD] == 0)
        record_refuse_in(builder, ELEMENT_OPPHOLD, builder->person_line, "person/opphold",
                         REASON_MISSING);
    if (builder->telling != NULL)
        return register_tell_record(builder->telling, builder->record, builder->refused,
                                    builder->failure);
    TRY(builder->refused ? set_aside(builder) : keep(builder));
    return is_full(&builder->scratch) ? record_finish(builder) : STATUS_OK;
}

/* A copy of exactly the size, or NULL for nothing. */
static Status copy_array(const void *items, size_t count, size_t size, void *out,
                         size_t *capacity, Failure *failure)
{
    if (count == 0) return STATUS_OK;
    void *copy = system_allocate(count * size);
    if (copy == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "register records");
    memcpy(copy, items, count * size);
    memcpy(out, &copy, sizeof copy);
    *capacity = count;
    return STATUS_OK;
}

/* Copies what the scratch holds and empties it. */
static Status copy_part(RegisterPart *from, RegisterPart *to, Failure *failure)
{
    TRY(copy_array(from->blocks, from->size, 1, &to->blocks, &to->capacity, failure));
    to->size = from->size;
    to->person_count = from->person_count;
    to->first_record = from->first_record;
    to->first_line = from->first_line;
    TRY(copy_array(from->refused, from->refused_count, sizeof *from->refused, &to->refused,
                   &to->refused_capacity, failure));
    to->refused_count = from->refused_count;
    from->size = from->person_count = from->refused_count = 0;
    return STATUS_OK;
}

Status record_finish(RecordBuilder *builder)
{
    RegisterPartList *parts = &builder->parts;
    if (builder->scratch.person_count + builder->scratch.refused_count == 0) return STATUS_OK;
    TRY(system_grow(&parts->items, &parts->capacity, parts->count + 1, sizeof *parts->items,
                    builder->failure));
    RegisterPart *part = &parts->items[parts->count++];
    memset(part, 0, sizeof *part);
    return copy_part(&builder->scratch, part, builder->failure);
}

void record_scratch_free(RecordBuilder *builder)
{
    register_part_free(&builder->scratch);
#define SIDE(type, items, name) system_free(builder->entries.items);
    REGISTER_SIDES(SIDE)
#undef SIDE
    builder->entries = (RecordEntries){0};
}

void record_builder_free(RecordBuilder *builder)
{
    record_scratch_free(builder);
    for (size_t i = 0; i < builder->parts.count; i++)
        register_part_free(&builder->parts.items[i]);
    system_free(builder->parts.items);
    builder->parts = (RegisterPartList){0};
}
