#include "formats/text/registration_text.h"

#include "formats/base/plain_text.h"
#include "rules/controls/finding.h"

void municipality_text(TextBuffer *out, const MunicipalityTable *municipalities,
                       MunicipalityCode code)
{
    const Municipality *row = municipality_find(municipalities, code);
    text_buffer_format(out, "%04u %s", code,
                       row != NULL ? row->name : "(a code that never existed)");
}

void control_text(TextBuffer *out, int control)
{
    const Control *row = control_find(control);
    text_buffer_text(out, control_name(control).text);
    if (row != NULL) text_buffer_format(out, ": %s (%s)", row->sentence_en, row->reference);
}

void registration_who(TextBuffer *out, const Registration *person)
{
    char country[4];
    country_format(person->background, country);
    text_buffer_format(out, "  %s, born %s, background %s\n",
                       person->sex == SEX_WOMAN ? "woman" : "man", day_text(person->born).text,
                       country);
    if (day_is_set(person->died))
        text_buffer_format(out, "  died on %s\n", day_text(person->died).text);
    if (person->former_count > 0)
        text_buffer_format(out, "  former idents, which own the same ledger lines: %u\n",
                           person->former_count);
}

static void tell_permits(TextBuffer *out, const Registration *person)
{
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        text_buffer_format(out, "  permit of %s: %s, %s be the basis of permanent residence",
                           day_text(permit->decided).text, ground_text((Ground)permit->ground),
                           permit->permanent_basis ? "can" : "cannot");
        if (day_is_set(permit->family_application)) {
            text_buffer_format(out, "; family applied on %s",
                               day_text(permit->family_application).text);
        }
        if (day_is_set(permit->reference_settled))
            text_buffer_format(out, ", reference person first settled on %s",
                               day_text(permit->reference_settled).text);
        text_buffer_char(out, '\n');
    }
}

static void tell_stays(TextBuffer *out, const MunicipalityTable *municipalities,
                       const char *what, const Stay *stays, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text_buffer_format(out, "  %s from %s", what, day_text(stays[i].from).text);
        if (day_is_set(stays[i].to))
            text_buffer_format(out, " to %s", day_text(stays[i].to).text);
        text_buffer_text(out, " in ");
        municipality_text(out, municipalities, stays[i].municipality);
        text_buffer_char(out, '\n');
    }
}

static void tell_settlement(TextBuffer *out, const MunicipalityTable *municipalities,
                            const Registration *person)
{
    const Settlement *settlement = &person->settlement;
    if (!day_is_set(settlement->date)) {
        text_buffer_text(out, person->mother != IDENT_NONE
                                  ? "  not settled; a mother is registered\n"
                                  : "  not settled\n");
        return;
    }
    text_buffer_format(out, "  settled on %s in ", day_text(settlement->date).text);
    municipality_text(out, municipalities, settlement->municipality);
    text_buffer_format(out, " as %s%s",
                       settlement_group_text((SettlementGroup)settlement->group),
                       settlement->by_agreement ? ", by agreement" : ", without agreement");
    if (day_is_set(settlement->claim)) {
        text_buffer_format(out, "; claimed on %s", day_text(settlement->claim).text);
    }
    text_buffer_char(out, '\n');
}

static void tell_training(TextBuffer *out, const MunicipalityTable *municipalities,
                          const Registration *person)
{
    const NorwegianTraining *training = &person->training;
    if (day_is_set(training->target_from)) {
        text_buffer_format(
            out, "  in the target group for Norwegian from %s, %s right, %s duty",
            day_text(training->target_from).text, training->right ? "with" : "without",
            training->duty ? "with" : "without");
        if (day_is_set(training->application))
            text_buffer_format(out, ", application of %s",
                               day_text(training->application).text);
        if (day_is_set(training->decision))
            text_buffer_format(out, ", decision of %s", day_text(training->decision).text);
        if (training->training_municipality != MUNICIPALITY_NONE) {
            text_buffer_text(out, ", trained by ");
            municipality_text(out, municipalities, training->training_municipality);
        }
        text_buffer_char(out, '\n');
    }
    if (day_is_set(person->asylum_training_from))
        text_buffer_format(out, "  training as an asylum seeker from %s\n",
                           day_text(person->asylum_training_from).text);
}

static void tell_special(TextBuffer *out, const Registration *person)
{
    for (size_t i = 0; i < person->special_count; i++) {
        const SpecialGrant *special = &person->special_grants[i];
        text_buffer_format(
            out, "  %s decided on %s: %s kr\n", grant_code_text((GrantCode)special->code),
            day_text(special->decided).text, whole_kroner_text(special->amount_kroner).text);
    }
}

void registration_text(TextBuffer *out, const MunicipalityTable *municipalities,
                       const Registration *person)
{
    tell_permits(out, person);
    tell_settlement(out, municipalities, person);
    tell_stays(out, municipalities, "resident", person->residences, person->residence_count);
    tell_stays(out, municipalities, "in a reception centre", person->receptions,
               person->reception_count);
    tell_training(out, municipalities, person);
    tell_special(out, person);
}
