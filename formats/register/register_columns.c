/*
 * register_columns.c - views of the columns, their end, and when two records say the same.
 */
#include "formats/register/register_columns.h"

#include <string.h>

/* Where the entries of row `index` end in a side array: where the next row's begin. */
#define ENTRY_COUNT(part, index, begin, total)                                                 \
    ((uint16_t)(((index) + 1 < (part)->row_count ? (part)->rows[(index) + 1].begin             \
                                                 : (part)->total) -                            \
                (part)->rows[index].begin))

/* A pointer into a side array that may not have been allocated at all. */
#define ENTRIES(array, begin) ((array) != NULL ? (array) + (begin) : NULL)

static void view_counts(const RegisterPart *part, size_t index, Registration *view)
{
    view->former_count = ENTRY_COUNT(part, index, former_begin, former_count);
    view->permit_count = ENTRY_COUNT(part, index, permit_begin, permit_count);
    view->reception_count = ENTRY_COUNT(part, index, reception_begin, reception_count);
    view->residence_count = ENTRY_COUNT(part, index, residence_begin, residence_count);
    view->hours_count = ENTRY_COUNT(part, index, hours_begin, hours_count);
    view->test_count = ENTRY_COUNT(part, index, test_begin, test_count);
    view->programme_count = ENTRY_COUNT(part, index, programme_begin, programme_count);
    view->leave_count = ENTRY_COUNT(part, index, leave_begin, leave_count);
    view->special_count = ENTRY_COUNT(part, index, special_begin, special_count);
}

Registration register_part_view(const RegisterPart *part, size_t index)
{
    INVARIANT(index < part->row_count);
    const PersonRow *row = &part->rows[index];
    Registration view = {
        .ident = row->ident,
        .mother = row->mother,
        .born = row->born,
        .died = row->died,
        .declared_type = row->declared_type,
        .sex = row->sex,
        .background = row->background,
        .settlement = row->settlement,
        .asylum_training_from = row->asylum_training_from,
        .training = row->training,
        .former_idents = ENTRIES(part->former_idents, row->former_begin),
        .permits = ENTRIES(part->permits, row->permit_begin),
        .receptions = ENTRIES(part->receptions, row->reception_begin),
        .residences = ENTRIES(part->residences, row->residence_begin),
        .hours = ENTRIES(part->hours, row->hours_begin),
        .tests = ENTRIES(part->tests, row->test_begin),
        .programmes = ENTRIES(part->programmes, row->programme_begin),
        .leaves = ENTRIES(part->leaves, row->leave_begin),
        .special_grants = ENTRIES(part->special_grants, row->special_begin),
    };
    view_counts(part, index, &view);
    return view;
}

void register_part_free(RegisterPart *part)
{
    if (part == NULL) return;
    system_free(part->rows);
    system_free(part->former_idents);
    system_free(part->permits);
    system_free(part->receptions);
    system_free(part->residences);
    system_free(part->hours);
    system_free(part->tests);
    system_free(part->programmes);
    system_free(part->leaves);
    system_free(part->special_grants);
    system_free(part->refused);
    memset(part, 0, sizeof *part);
}

/* Leaves the calling comparison when two numbers differ. Rows have padding: no memcmp. */
#define DIFFER(left, right)                                                                    \
    do {                                                                                       \
        if ((left) != (right)) return (left) < (right) ? -1 : 1;                               \
    } while (0)

static int compare_person(const Registration *left, const Registration *right)
{
    DIFFER(left->ident, right->ident);
    DIFFER(left->declared_type, right->declared_type);
    DIFFER(left->born, right->born);
    DIFFER(left->sex, right->sex);
    DIFFER(left->background, right->background);
    DIFFER(left->died, right->died);
    DIFFER(left->mother, right->mother);
    DIFFER(left->asylum_training_from, right->asylum_training_from);
    return 0;
}

static int compare_settlement(const Settlement *left, const Settlement *right)
{
    DIFFER(left->date, right->date);
    DIFFER(left->municipality, right->municipality);
    DIFFER(left->by_agreement, right->by_agreement);
    DIFFER(left->group, right->group);
    DIFFER(left->claim, right->claim);
    return 0;
}

static int compare_training(const NorwegianTraining *left, const NorwegianTraining *right)
{
    DIFFER(left->right, right->right);
    DIFFER(left->duty, right->duty);
    DIFFER(left->target_from, right->target_from);
    DIFFER(left->application, right->application);
    DIFFER(left->decision, right->decision);
    DIFFER(left->training_municipality, right->training_municipality);
    return 0;
}

static int compare_counts(const Registration *left, const Registration *right)
{
    DIFFER(left->former_count, right->former_count);
    DIFFER(left->permit_count, right->permit_count);
    DIFFER(left->reception_count, right->reception_count);
    DIFFER(left->residence_count, right->residence_count);
    DIFFER(left->hours_count, right->hours_count);
    DIFFER(left->test_count, right->test_count);
    DIFFER(left->programme_count, right->programme_count);
    DIFFER(left->leave_count, right->leave_count);
    DIFFER(left->special_count, right->special_count);
    return 0;
}

static int compare_permit(const ResidencePermit *left, const ResidencePermit *right)
{
    DIFFER(left->ground, right->ground);
    DIFFER(left->decided, right->decided);
    DIFFER(left->permanent_basis, right->permanent_basis);
    DIFFER(left->reference, right->reference);
    DIFFER(left->reference_settled, right->reference_settled);
    DIFFER(left->family_application, right->family_application);
    return 0;
}

static int compare_stay(const Stay *left, const Stay *right)
{
    DIFFER(left->municipality, right->municipality);
    DIFFER(left->from, right->from);
    DIFFER(left->to, right->to);
    return 0;
}

static int compare_hours(const TrainingHours *left, const TrainingHours *right)
{
    DIFFER(left->half_year, right->half_year);
    DIFFER(left->norwegian, right->norwegian);
    DIFFER(left->social_studies, right->social_studies);
    DIFFER(left->absence, right->absence);
    return 0;
}

static int compare_test(const LanguageTest *left, const LanguageTest *right)
{
    DIFFER(left->type, right->type);
    DIFFER(left->date, right->date);
    DIFFER(left->result, right->result);
    return 0;
}

static int compare_programme(const IntroductionProgramme *left,
                             const IntroductionProgramme *right)
{
    DIFFER(left->start, right->start);
    DIFFER(left->end, right->end);
    DIFFER(left->end_reason, right->end_reason);
    DIFFER(left->hours_per_week_tenths, right->hours_per_week_tenths);
    DIFFER(left->weeks_per_year, right->weeks_per_year);
    DIFFER(left->leave_begin, right->leave_begin);
    DIFFER(left->leave_count, right->leave_count);
    return 0;
}

static int compare_leave(const ProgrammeLeave *left, const ProgrammeLeave *right)
{
    DIFFER(left->from, right->from);
    DIFFER(left->to, right->to);
    return 0;
}

static int compare_special(const SpecialGrant *left, const SpecialGrant *right)
{
    DIFFER(left->code, right->code);
    DIFFER(left->decided, right->decided);
    DIFFER(left->amount_kroner, right->amount_kroner);
    return 0;
}

/* Leaves the calling comparison when a comparison finds a difference. */
#define COMPARE(call)                                                                          \
    do {                                                                                       \
        int order_ = (call);                                                                   \
        if (order_ != 0) return order_;                                                        \
    } while (0)

static int compare_registered(const Registration *left, const Registration *right)
{
    for (size_t i = 0; i < left->former_count; i++)
        DIFFER(left->former_idents[i], right->former_idents[i]);
    for (size_t i = 0; i < left->permit_count; i++)
        COMPARE(compare_permit(&left->permits[i], &right->permits[i]));
    for (size_t i = 0; i < left->reception_count; i++)
        COMPARE(compare_stay(&left->receptions[i], &right->receptions[i]));
    for (size_t i = 0; i < left->residence_count; i++)
        COMPARE(compare_stay(&left->residences[i], &right->residences[i]));
    for (size_t i = 0; i < left->special_count; i++)
        COMPARE(compare_special(&left->special_grants[i], &right->special_grants[i]));
    return 0;
}

static int compare_trained(const Registration *left, const Registration *right)
{
    for (size_t i = 0; i < left->hours_count; i++)
        COMPARE(compare_hours(&left->hours[i], &right->hours[i]));
    for (size_t i = 0; i < left->test_count; i++)
        COMPARE(compare_test(&left->tests[i], &right->tests[i]));
    for (size_t i = 0; i < left->programme_count; i++)
        COMPARE(compare_programme(&left->programmes[i], &right->programmes[i]));
    for (size_t i = 0; i < left->leave_count; i++)
        COMPARE(compare_leave(&left->leaves[i], &right->leaves[i]));
    return 0;
}

int registration_compare(const Registration *left, const Registration *right)
{
    COMPARE(compare_person(left, right));
    COMPARE(compare_settlement(&left->settlement, &right->settlement));
    COMPARE(compare_training(&left->training, &right->training));
    COMPARE(compare_counts(left, right));
    COMPARE(compare_registered(left, right));
    return compare_trained(left, right);
}
