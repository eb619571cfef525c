/* explain_facts.c - what the register says about a person, without the ident. */
#include <stdio.h>

#include "engine/review/explain.h"
#include "formats/base/plain_text.h"
#include "rules/base/municipality_heir.h"

typedef struct DayWord {
    char text[DAY_TEXT_SIZE];
} DayWord;

static DayWord day_word(Day day)
{
    DayWord word;
    day_format(day, word.text);
    return word;
}

void explain_place(const Explain *explain, MunicipalityCode code)
{
    const Municipality *row = municipality_find(explain->again->run.municipalities, code);
    text_buffer_format(explain->out, "%04u %s", code,
                       row != NULL ? row->name : "(a code that never existed)");
}

void explain_control(const Explain *explain, int control)
{
    const Control *row = control_find(control);
    text_buffer_format(explain->out, "R%d", control);
    if (row != NULL) {
        text_buffer_format(explain->out, ": %s (%s)", row->sentence_en, row->reference);
    }
}

void explain_heading(const Explain *explain)
{
    const Manifest *manifest = &explain->folder->manifest;
    text_buffer_format(explain->out, "%s run for %d, quarter %d: what was known on %s",
                       manifest->live ? "Live" : "TEST", manifest->year, manifest->quarter,
                       day_word(manifest->cutoff).text);
    if (manifest->has_ledger) {
        text_buffer_format(explain->out, ", after ledger entry %06u", manifest->ledger_entry);
    }
    text_buffer_text(explain->out, ". Run identity ");
    text_buffer_hex(explain->out, manifest->run_identity, 8);
    text_buffer_text(explain->out, ".\nEvery step is computed again from the run's inputs, by "
                                   "the run's own code.\n");
}

static void tell_permits(const Explain *explain, const Registration *person)
{
    TextBuffer *out = explain->out;
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        text_buffer_format(out, "  permit of %s: %s, %s be the basis of permanent residence",
                           day_word(permit->decided).text, ground_text((Ground)permit->ground),
                           permit->permanent_basis ? "can" : "cannot");
        if (day_is_set(permit->family_application)) {
            text_buffer_format(out, "; family applied on %s",
                               day_word(permit->family_application).text);
        }
        if (day_is_set(permit->reference_settled)) {
            text_buffer_format(out, ", reference person first settled on %s",
                               day_word(permit->reference_settled).text);
        }
        text_buffer_char(out, '\n');
    }
}

static void tell_stays(const Explain *explain, const char *what, const Stay *stays,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text_buffer_format(explain->out, "  %s from %s", what, day_word(stays[i].from).text);
        if (day_is_set(stays[i].to)) {
            text_buffer_format(explain->out, " to %s", day_word(stays[i].to).text);
        }
        text_buffer_text(explain->out, " in ");
        explain_place(explain, stays[i].municipality);
        text_buffer_char(explain->out, '\n');
    }
}

static void tell_settlement(const Explain *explain, const Registration *person)
{
    const Settlement *settlement = &person->settlement;
    TextBuffer *out = explain->out;
    if (!day_is_set(settlement->date)) {
        text_buffer_text(out, person->mother != IDENT_NONE
                                  ? "  not settled; a mother is registered\n"
                                  : "  not settled\n");
        return;
    }
    text_buffer_format(out, "  settled on %s in ", day_word(settlement->date).text);
    explain_place(explain, settlement->municipality);
    text_buffer_format(out, " as %s%s",
                       settlement_group_text((SettlementGroup)settlement->group),
                       settlement->by_agreement ? ", by agreement" : ", without agreement");
    if (day_is_set(settlement->claim)) {
        text_buffer_format(out, "; claimed on %s", day_word(settlement->claim).text);
    }
    text_buffer_char(out, '\n');
}

static void tell_training(const Explain *explain, const Registration *person)
{
    const NorwegianTraining *training = &person->training;
    TextBuffer *out = explain->out;
    if (day_is_set(training->target_from)) {
        text_buffer_format(
            out, "  in the target group for Norwegian from %s, %s right, %s duty",
            day_word(training->target_from).text, training->right ? "with" : "without",
            training->duty ? "with" : "without");
        if (day_is_set(training->application)) {
            text_buffer_format(out, ", application of %s",
                               day_word(training->application).text);
        }
        if (day_is_set(training->decision)) {
            text_buffer_format(out, ", decision of %s", day_word(training->decision).text);
        }
        if (training->training_municipality != MUNICIPALITY_NONE) {
            text_buffer_text(out, ", trained by ");
            explain_place(explain, training->training_municipality);
        }
        text_buffer_char(out, '\n');
    }
    if (day_is_set(person->asylum_training_from)) {
        text_buffer_format(out, "  training as an asylum seeker from %s\n",
                           day_word(person->asylum_training_from).text);
    }
}

static void tell_special(const Explain *explain, const Registration *person)
{
    for (size_t i = 0; i < person->special_count; i++) {
        const SpecialGrant *special = &person->special_grants[i];
        text_buffer_format(explain->out, "  %s decided on %s: %s kr\n",
                           grant_code_text((GrantCode)special->code),
                           day_word(special->decided).text,
                           whole_kroner_text(special->amount_kroner).text);
    }
}

static bool names_former(const Registration *person, Ident ident)
{
    for (size_t i = 0; i < person->former_count; i++) {
        if (person->former_idents[i] == ident) return true;
    }
    return person->ident == ident;
}

/* Idents with ledger lines that only an earlier register named. The lines are in ident order.
 */
static void tell_remembered(const Explain *explain, size_t index, const Registration *person)
{
    const Run *run = &explain->again->run;
    Subject last = IDENT_NONE;
    unsigned count = 0;
    for (uint32_t i = run->prior_begin[index]; i < run->prior_begin[index + 1]; i++) {
        Subject subject = run->prior[i].subject;
        if (subject != last && !names_former(person, subject)) count++;
        last = subject;
    }
    if (count == 0) return;
    text_buffer_format(explain->out,
                       "  idents that an earlier register named and this one does not, which "
                       "still own them: %u\n",
                       count);
}

/* --- what a split municipality has become for this person --- */

static bool leads_to(const Run *run, MunicipalityCode code, MunicipalityCode split)
{
    return code != MUNICIPALITY_NONE && code < MUNICIPALITY_CODES &&
           run->mapping->to[code] == MAPPING_AMBIGUOUS &&
           municipality_last_certain(run->municipalities, code, run->cutoff) == split;
}

static bool any_stay_leads_to(const Run *run, const Stay *stays, size_t count,
                              MunicipalityCode split)
{
    for (size_t i = 0; i < count; i++) {
        if (leads_to(run, stays[i].municipality, split)) return true;
    }
    return false;
}

static bool any_settled_leads_to(const Run *run, size_t index, MunicipalityCode split)
{
    for (uint32_t i = run->prior_begin[index]; i < run->prior_begin[index + 1]; i++) {
        if (leads_to(run, run->prior[i].municipality, split)) return true;
    }
    return false;
}

static bool split_matters(const Run *run, const Registration *person, size_t index,
                          MunicipalityCode split)
{
    return leads_to(run, person->settlement.municipality, split) ||
           leads_to(run, person->training.training_municipality, split) ||
           any_stay_leads_to(run, person->residences, person->residence_count, split) ||
           any_stay_leads_to(run, person->receptions, person->reception_count, split) ||
           any_settled_leads_to(run, index, split);
}

static const char *heir_reason(HeirSource source)
{
    switch (source) {
    case HEIR_RESIDENCE:
        return ", where the person lived that day";
    case HEIR_RECEPTION:
        return ", where the person lived in a reception centre that day";
    case HEIR_MOTHER:
        return ", the mother's";
    case HEIR_NAMED:
        return ", which the configuration names (lineSuccessor): that day places the person in "
               "none of its successors";
    default:
        return "";
    }
}

static void tell_split(const Explain *explain, const SplitHeir *found)
{
    TextBuffer *out = explain->out;
    text_buffer_format(out, "  %04u was split on %s; ", found->split,
                       day_word(found->day).text);
    if (found->source == HEIR_NONE) {
        text_buffer_text(out, "that day places the person in none of its successors, and the "
                              "configuration names none: the lines stand under it, held");
    } else {
        text_buffer_text(out, "all its lines are those of ");
        explain_place(explain, found->heir);
        text_buffer_text(out, heir_reason(found->source));
    }
    text_buffer_text(out, " (grants.md 4)\n");
}

static void tell_splits(const Explain *explain, size_t index, const Registration *person)
{
    const Run *run = &explain->again->run;
    const MunicipalityTable *table = run->municipalities;
    for (size_t i = 0; i < table->count; i++) {
        const Municipality *split = &table->rows[i];
        if (municipality_split(table, split->code, run->cutoff) != split) continue;
        if (!split_matters(run, person, index, split->code)) continue;
        SplitHeir found = municipality_heir(table, run->mapping, person, run->cutoff, split);
        tell_split(explain, &found);
    }
}

void explain_facts(const Explain *explain, size_t index)
{
    const Run *run = &explain->again->run;
    PersonAt at;
    run_person_at(run, index, &at);
    const Registration person = at.view;
    const PersonRow *row = cohort_row(&run->cohort, index);
    char country[4];
    country_format(person.background, country);
    text_buffer_format(explain->out, "\nThe person: record %u, line %u of %s\n", row->record,
                       row->line,
                       run->cohort.extracts.files[cohort_file(&run->cohort, index)].path);
    text_buffer_format(explain->out, "  %s, born %s, background %s\n",
                       person.sex == SEX_WOMAN ? "woman" : "man", day_word(person.born).text,
                       country);
    if (day_is_set(person.died)) {
        text_buffer_format(explain->out, "  died on %s\n", day_word(person.died).text);
    }
    if (person.former_count > 0) {
        text_buffer_format(explain->out,
                           "  former idents, which own the same ledger lines: %u\n",
                           person.former_count);
    }
    tell_remembered(explain, index, &person);
    tell_permits(explain, &person);
    tell_settlement(explain, &person);
    tell_stays(explain, "resident", person.residences, person.residence_count);
    tell_stays(explain, "in a reception centre", person.receptions, person.reception_count);
    tell_training(explain, &person);
    tell_special(explain, &person);
    tell_splits(explain, index, &person);
}
