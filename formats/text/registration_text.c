#include "formats/text/registration_text.h"

#include "formats/base/plain_text.h"
#include "formats/base/language.h"
#include "formats/base/translate.h"
#include "formats/text/control_told.h"
#include "rules/controls/finding.h"

void municipality_text(TextBuffer *out, const MunicipalityTable *municipalities,
                       MunicipalityCode code)
{
    const Municipality *row = municipality_find(municipalities, code);
    text_buffer_format(out, "%04u %s", code,
                       row != NULL ? row->name : _("(a code that never existed)"));
}

void control_text(TextBuffer *out, int control)
{
    const Control *row = control_find(control);
    text_buffer_text(out, control_name(control).text);
    if (row == NULL) return;
    text_buffer_text(out, ": ");
    control_told(out, language_chosen(), control);
    text_buffer_format(out, " (%s)", row->reference);
}

void registration_who(TextBuffer *out, const Registration *person)
{
    char country[4];
    country_format(person->background, country);
    text_buffer_format(out, _("  %s, born %s, background %s\n"),
                       person->sex == SEX_WOMAN ? _("woman") : _("man"),
                       day_text(person->born).text, country);
    if (day_is_set(person->died))
        text_buffer_format(out, _("  died on %s\n"), day_text(person->died).text);
    if (person->former_count > 0)
        text_buffer_format(out, _("  former idents, which own the same ledger lines: %u\n"),
                           person->former_count);
}

static void tell_permits(TextBuffer *out, const Registration *person)
{
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        text_buffer_format(out, _("  permit of %s: %s, %s be the basis of permanent residence"),
                           day_text(permit->decided).text, ground_text((Ground)permit->ground),
                           permit->permanent_basis ? _("can") : _("cannot"));
        if (day_is_set(permit->family_application)) {
            text_buffer_format(out, _("; family applied on %s"),
                               day_text(permit->family_application).text);
        }
        if (day_is_set(permit->reference_settled))
            text_buffer_format(out, _(", reference person first settled on %s"),
                               day_text(permit->reference_settled).text);
        text_buffer_char(out, '\n');
    }
}

static void tell_stays(TextBuffer *out, const MunicipalityTable *municipalities,
                       const char *what, const Stay *stays, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text_buffer_format(out, _("  %s from %s"), what, day_text(stays[i].from).text);
        if (day_is_set(stays[i].to))
            text_buffer_format(out, _(" to %s"), day_text(stays[i].to).text);
        text_buffer_text(out, _(" in "));
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
                                  ? _("  not settled; a mother is registered\n")
                                  : _("  not settled\n"));
        return;
    }
    text_buffer_format(out, _("  settled on %s in "), day_text(settlement->date).text);
    municipality_text(out, municipalities, settlement->municipality);
    text_buffer_format(
        out, _(" as %s%s"), settlement_group_text((SettlementGroup)settlement->group),
        settlement->by_agreement ? _(", by agreement") : _(", without agreement"));
    if (day_is_set(settlement->claim)) {
        text_buffer_format(out, _("; claimed on %s"), day_text(settlement->claim).text);
    }
    text_buffer_char(out, '\n');
}

static void tell_training(TextBuffer *out, const MunicipalityTable *municipalities,
                          const Registration *person)
{
    const NorwegianTraining *training = &person->training;
    if (day_is_set(training->target_from)) {
        text_buffer_format(
            out, _("  in the target group for Norwegian from %s, %s right, %s duty"),
            day_text(training->target_from).text, training->right ? _("with") : _("without"),
            training->duty ? _("with") : _("without"));
        if (day_is_set(training->application))
            text_buffer_format(out, _(", application of %s"),
                               day_text(training->application).text);
        if (day_is_set(training->decision))
            text_buffer_format(out, _(", decision of %s"), day_text(training->decision).text);
        if (training->training_municipality != MUNICIPALITY_NONE) {
            text_buffer_text(out, _(", trained by "));
            municipality_text(out, municipalities, training->training_municipality);
        }
        text_buffer_char(out, '\n');
    }
    if (day_is_set(person->asylum_training_from))
        text_buffer_format(out, _("  training as an asylum seeker from %s\n"),
                           day_text(person->asylum_training_from).text);
}

static void tell_special(TextBuffer *out, const Registration *person)
{
    for (size_t i = 0; i < person->special_count; i++) {
        const SpecialGrant *special = &person->special_grants[i];
        text_buffer_format(
            out, _("  %s decided on %s: %s kr\n"), grant_code_text((GrantCode)special->code),
            day_text(special->decided).text, whole_kroner_text(special->amount_kroner).text);
    }
}

void registration_text(TextBuffer *out, const MunicipalityTable *municipalities,
                       const Registration *person)
{
    tell_permits(out, person);
    tell_settlement(out, municipalities, person);
    tell_stays(out, municipalities, _("resident"), person->residences, person->residence_count);
    tell_stays(out, municipalities, _("in a reception centre"), person->receptions,
               person->reception_count);
    tell_training(out, municipalities, person);
    tell_special(out, person);
}
