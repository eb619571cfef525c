/* check_changes.c - two records of one person beside each other, field by field. */
#include "formats/check/check_changes.h"

#include <string.h>

#include "formats/register/register_mistakes.h"
#include "formats/register/register_part.h"

typedef struct Differ {
    const Registration *before, *now;
    Language language;
    TextBuffer *out;
    size_t begin; /* of what is appended */
} Differ;

static const char *say(const Differ *to, const char *nb, const char *en)
{
    return to->language == LANGUAGE_NB ? nb : en;
}

/* --- values --- */

static void add_day(TextBuffer *out, Day day)
{
    char text[DAY_TEXT_SIZE];
    if (!day_is_set(day)) {
        text_buffer_char(out, '-');
        return;
    }
    day_format(day, text);
    text_buffer_text(out, text);
}

static void add_code(TextBuffer *out, MunicipalityCode code)
{
    if (code == MUNICIPALITY_NONE)
        text_buffer_char(out, '-');
    else
        text_buffer_format(out, "%04u", code);
}

static void begin_difference(const Differ *to, RegisterElement element, int attribute)
{
    if (to->out->length > to->begin) text_buffer_text(to->out, "; ");
    text_buffer_text(to->out, register_label(element, attribute, to->language));
    text_buffer_text(to->out, ": ");
}

/* --- fields that a record has once --- */

static void differ_day(const Differ *to, RegisterElement element, int attribute, Day before,
                       Day now)
{
    if (before == now) return;
    begin_difference(to, element, attribute);
    add_day(to->out, before);
    text_buffer_text(to->out, say(to, ", nå ", ", now "));
    add_day(to->out, now);
}

static void differ_code(const Differ *to, RegisterElement element, int attribute,
                        MunicipalityCode before, MunicipalityCode now)
{
    if (before == now) return;
    begin_difference(to, element, attribute);
    add_code(to->out, before);
    text_buffer_text(to->out, say(to, ", nå ", ", now "));
    add_code(to->out, now);
}

static void differ_word(const Differ *to, RegisterElement element, int attribute,
                        const char *before, const char *now)
{
    if (strcmp(before, now) == 0) return;
    begin_difference(to, element, attribute);
    text_buffer_format(to->out, "%s%s%s", *before != '\0' ? before : "-",
                       say(to, ", nå ", ", now "), *now != '\0' ? now : "-");
}

static void differ_flag(const Differ *to, RegisterElement element, int attribute, bool before,
                        bool now)
{
    differ_word(to, element, attribute, before ? "true" : "false", now ? "true" : "false");
}

static void differ_ident(const Differ *to, RegisterElement element, int attribute, Ident before,
                         Ident now)
{
    if (before == now) return;
    begin_difference(to, element, attribute);
    text_buffer_text(to->out, before == IDENT_NONE ? say(to, "nytt", "new")
                              : now == IDENT_NONE  ? say(to, "fjernet", "removed")
                                                   : say(to, "et annet", "another"));
}

static const char *type_word(uint8_t type)
{
    return type == IDENT_FNR ? "FNR" : type == IDENT_DNR ? "DNR" : "DUF";
}

static void differ_person(const Differ *to)
{
    const Registration *a = to->before, *b = to->now;
    char old[4], new[4];
    country_format(a->background, old);
    country_format(b->background, new);
    differ_ident(to, ELEMENT_PERSON, PERSON_IDENT, a->ident, b->ident);
    differ_word(to, ELEMENT_PERSON, PERSON_IDENTTYPE, type_word(a->declared_type),
                type_word(b->declared_type));
    differ_day(to, ELEMENT_PERSON, PERSON_FODT, a->born, b->born);
    differ_word(to, ELEMENT_PERSON, PERSON_KJONN, a->sex == SEX_WOMAN ? "K" : "M",
                b->sex == SEX_WOMAN ? "K" : "M");
    differ_word(to, ELEMENT_PERSON, PERSON_LANDBAKGRUNN, old, new);
    differ_day(to, ELEMENT_PERSON, PERSON_DOD, a->died, b->died);
    differ_ident(to, ELEMENT_PERSON, PERSON_MOR, a->mother, b->mother);
}

/* A settlement that is new or gone is told by its day and municipality. */
static void differ_settlement(const Differ *to)
{
    const Settlement *a = &to->before->settlement, *b = &to->now->settlement;
    differ_day(to, ELEMENT_BOSETTING, BOSETTING_DATO, a->date, b->date);
    differ_code(to, ELEMENT_BOSETTING, BOSETTING_KOMMUNE, a->municipality, b->municipality);
    if (day_is_set(a->date) && day_is_set(b->date)) {
        differ_flag(to, ELEMENT_BOSETTING, BOSETTING_AVTALE, a->by_agreement, b->by_agreement);
        differ_word(to, ELEMENT_BOSETTING, BOSETTING_GRUPPE,
                    settlement_group_text((SettlementGroup)a->group),
                    settlement_group_text((SettlementGroup)b->group));
    }
    differ_day(to, ELEMENT_BOSETTING, BOSETTING_KRAV, a->claim, b->claim);
}

static void differ_training(const Differ *to)
{
    const NorwegianTraining *a = &to->before->training, *b = &to->now->training;
    differ_day(to, ELEMENT_ASYLOPPLAERING, ASYLOPPLAERING_FRA, to->before->asylum_training_from,
               to->now->asylum_training_from);
    differ_day(to, ELEMENT_NORSKOPPLAERING, NORSK_MALGRUPPE_FRA, a->target_from,
               b->target_from);
    if (day_is_set(a->target_from) && day_is_set(b->target_from)) {
        differ_flag(to, ELEMENT_NORSKOPPLAERING, NORSK_RETT, a->right, b->right);
        differ_flag(to, ELEMENT_NORSKOPPLAERING, NORSK_PLIKT, a->duty, b->duty);
    }
    differ_day(to, ELEMENT_NORSKOPPLAERING, NORSK_SOKNAD, a->application, b->application);
    differ_day(to, ELEMENT_NORSKOPPLAERING, NORSK_VEDTAK, a->decision, b->decision);
    differ_code(to, ELEMENT_NORSKOPPLAERING, NORSK_OPPLAERINGSKOMMUNE, a->training_municipality,
                b->training_municipality);
}

/* --- entries of lists: equal, and in words --- */

static bool permit_equal(const ResidencePermit *a, const ResidencePermit *b)
{
    return a->decided == b->decided && a->reference_settled == b->reference_settled &&
           a->family_application == b->family_application && a->ground == b->ground &&
           a->permanent_basis == b->permanent_basis && a->reference == b->reference;
}

static void permit_words(TextBuffer *out, const ResidencePermit *permit)
{
    text_buffer_format(out, "%s ", ground_text((Ground)permit->ground));
    add_day(out, permit->decided);
    text_buffer_format(out, ", varig=%s", permit->permanent_basis ? "true" : "false");
    if (permit->reference == IDENT_NONE) return;
    text_buffer_text(out, ", referanseBosatt ");
    add_day(out, permit->reference_settled);
    text_buffer_text(out, ", familiesoknad ");
    add_day(out, permit->family_application);
}

static bool stay_equal(const Stay *a, const Stay *b)
{
    return a->from == b->from && a->to == b->to && a->municipality == b->municipality;
}

static void stay_words(TextBuffer *out, const Stay *stay)
{
    add_code(out, stay->municipality);
    text_buffer_char(out, ' ');
    add_day(out, stay->from);
    text_buffer_text(out, " - ");
    if (day_is_set(stay->to)) add_day(out, stay->to);
}

static bool special_equal(const SpecialGrant *a, const SpecialGrant *b)
{
    return a->decided == b->decided && a->code == b->code &&
           a->amount_kroner == b->amount_kroner;
}

static void special_words(TextBuffer *out, const SpecialGrant *grant)
{
    text_buffer_format(out, "%s ", grant_code_text((GrantCode)grant->code));
    add_day(out, grant->decided);
    text_buffer_format(out, " %lld kr", (long long)grant->amount_kroner);
}

static bool hours_equal(const TrainingHours *a, const TrainingHours *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static void hours_words(TextBuffer *out, const TrainingHours *hours)
{
    text_buffer_format(out, "%d-%d: norsk %d, samfunnskunnskap %d", hours->half_year / 2,
                       hours->half_year % 2 + 1, hours->norwegian, hours->social_studies);
    if (hours->absence != ABSENCE_NOT_GIVEN)
        text_buffer_format(out, ", fravaer %d", hours->absence);
}

static bool test_equal(const LanguageTest *a, const LanguageTest *b)
{
    return a->date == b->date && a->type == b->type && a->result == b->result;
}

static void test_words(TextBuffer *out, const LanguageTest *test)
{
    text_buffer_format(out, "%s ", language_test_type_word(test->type));
    add_day(out, test->date);
    text_buffer_format(out, " %s", language_test_result_word(test->result));
}

static bool programme_equal(const IntroductionProgramme *a, const IntroductionProgramme *b)
{
    return a->start == b->start && a->end == b->end &&
           a->hours_per_week_tenths == b->hours_per_week_tenths &&
           a->weeks_per_year == b->weeks_per_year && a->end_reason == b->end_reason;
}

static void programme_words(TextBuffer *out, const IntroductionProgramme *programme)
{
    add_day(out, programme->start);
    text_buffer_text(out, " - ");
    if (day_is_set(programme->end)) add_day(out, programme->end);
    text_buffer_format(out, " %s, timerPerUke %d.%d, ukerPerAr %d",
                       programme_end_reason_word(programme->end_reason),
                       programme->hours_per_week_tenths / 10,
                       programme->hours_per_week_tenths % 10, programme->weeks_per_year);
}

static bool leave_equal(const ProgrammeLeave *a, const ProgrammeLeave *b)
{
    return a->from == b->from && a->to == b->to;
}

static void leave_words(TextBuffer *out, const ProgrammeLeave *leave)
{
    add_day(out, leave->from);
    text_buffer_text(out, " - ");
    if (day_is_set(leave->to)) add_day(out, leave->to);
}

static bool former_equal(const Ident *a, const Ident *b)
{
    return *a == *b;
}

static void former_words(TextBuffer *out, const Ident *ident)
{
    text_buffer_text(out, type_word((uint8_t)ident_type(*ident)));
}

/* What of `items` is not among `others`, however often: entries are few, and a record that says
 * one twice is a mistake of its own. */
#define DIFFER_LIST(kind, type)                                                                \
    static void missing_##kind(const Differ *to, RegisterElement element, const type *items,   \
                               size_t count, const type *others, size_t other_count,           \
                               const char *word)                                               \
    {                                                                                          \
        for (size_t i = 0; i < count; i++) {                                                   \
            size_t k = 0;                                                                      \
            while (k < other_count && !kind##_equal(&items[i], &others[k]))                    \
                k++;                                                                           \
            if (k < other_count) continue;                                                     \
            begin_difference(to, element, REGISTER_NOWHERE);                                   \
            text_buffer_format(to->out, "%s ", word);                                          \
            kind##_words(to->out, &items[i]);                                                  \
        }                                                                                      \
    }                                                                                          \
    static void differ_##kind(const Differ *to, RegisterElement element, const type *before,   \
                              size_t before_count, const type *now, size_t now_count)          \
    {                                                                                          \
        missing_##kind(to, element, before, before_count, now, now_count,                      \
                       say(to, "borte", "gone"));                                              \
        missing_##kind(to, element, now, now_count, before, before_count,                      \
                       say(to, "ny", "new"));                                                  \
    }

DIFFER_LIST(former, Ident)
DIFFER_LIST(permit, ResidencePermit)
DIFFER_LIST(stay, Stay)
DIFFER_LIST(special, SpecialGrant)
DIFFER_LIST(hours, TrainingHours)
DIFFER_LIST(test, LanguageTest)
DIFFER_LIST(programme, IntroductionProgramme)
DIFFER_LIST(leave, ProgrammeLeave)

static void differ_lists(const Differ *to)
{
    const Registration *a = to->before, *b = to->now;
    differ_permit(to, ELEMENT_OPPHOLD, a->permits, a->permit_count, b->permits,
                  b->permit_count);
    differ_stay(to, ELEMENT_MOTTAK, a->receptions, a->reception_count, b->receptions,
                b->reception_count);
    differ_stay(to, ELEMENT_BOSTED, a->residences, a->residence_count, b->residences,
                b->residence_count);
    differ_hours(to, ELEMENT_GJENNOMFORT, a->hours, a->hours_count, b->hours, b->hours_count);
    differ_test(to, ELEMENT_PROVE, a->tests, a->test_count, b->tests, b->test_count);
    differ_programme(to, ELEMENT_INTRODUKSJONSPROGRAM, a->programmes, a->programme_count,
                     b->programmes, b->programme_count);
    differ_leave(to, ELEMENT_PERMISJON, a->leaves, a->leave_count, b->leaves, b->leave_count);
    differ_special(to, ELEMENT_SAERTILSKUDD, a->special_grants, a->special_count,
                   b->special_grants, b->special_count);
}

void registration_changes(const Registration *before, const Registration *now,
                          Language language, TextBuffer *out)
{
    const Differ to = {before, now, language, out, out->length};
    if (registration_compare(before, now) == 0) return;
    differ_person(&to);
    differ_former(&to, ELEMENT_TIDLIGERE_IDENT, before->former_idents, before->former_count,
                  now->former_idents, now->former_count);
    differ_settlement(&to);
    differ_training(&to);
    differ_lists(&to);
    if (out->length == to.begin)
        text_buffer_text(
            out, say(&to, "rekkefølgen av like opplysninger", "the order of equal entries"));
}
