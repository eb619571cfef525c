/*
 * record_controls.c - the controls that look at one record alone: what would make the money
 * wrong or its owner unknown. control.md 1 (What blocks), grants.md 2.2 and 4.
 *
 * A record is controlled as it is registered, whatever the cut-off. Each control finds at most
 * once in a record, so that a hostile one cannot fill the buffer.
 */
#include "rules/controls/control_work.h"

typedef struct RecordWork {
    const GrantContext *context;
    const Registration *person;
    Day extract_date;
    Findings *findings;
} RecordWork;

/* R101, register.md (Identity numbers). */
static Status control_digits(RecordWork *work)
{
    static const char *const types[] = {"", "FNR", "DNR", "DUF"};
    Ident ident = work->person->ident;
    if (ident_control_digits_ok(ident)) return STATUS_OK;
    return FIND(work, CONTROL_IDENT_DIGITS, word_value("type", types[ident_type(ident)]));
}

/* R102, register.md (Identity numbers). */
static Status control_birth(RecordWork *work)
{
    const Registration *person = work->person;
    if (ident_fits_birth(person->ident, person->born)) return STATUS_OK;
    return FIND(work, CONTROL_IDENT_BIRTH, day_value("born", person->born));
}

/* R103, register.md (Identity numbers). */
static Status control_sex(RecordWork *work)
{
    const Registration *person = work->person;
    if (ident_fits_sex(person->ident, (Sex)person->sex, person->born)) return STATUS_OK;
    return FIND(work, CONTROL_IDENT_SEX,
                word_value("sex", person->sex == SEX_WOMAN ? "K" : "M"));
}

/* R104, control.md 1: a death before birth or settlement. */
static Status control_death(RecordWork *work)
{
    const Registration *person = work->person;
    if (!day_is_set(person->died)) return STATUS_OK;
    const char *event = NULL;
    Day date = DAY_NONE;
    if (person->died < person->born) {
        event = "fodt";
        date = person->born;
    } else if (day_is_set(person->settlement.date) && person->died < person->settlement.date) {
        event = "bosetting";
        date = person->settlement.date;
    }
    if (event == NULL) return STATUS_OK;
    return FIND(work, CONTROL_DEATH_ORDER, day_value("died", person->died),
                word_value("event", event), day_value("date", date));
}

/* R105, control.md 1. */
static Status control_future(RecordWork *work)
{
    Day settled = work->person->settlement.date;
    if (!day_is_set(settled) || settled <= work->extract_date) return STATUS_OK;
    return FIND(work, CONTROL_SETTLEMENT_FUTURE, day_value("settled", settled),
                day_value("extract", work->extract_date));
}

/* One municipality code of the record, its field and its date. */
typedef struct CodeUse {
    MunicipalityCode code;
    const char *field;
    Day date;
} CodeUse;

/* The first code at fault and how many there are. */
typedef struct CodeFault {
    CodeUse first;
    int64_t count;
} CodeFault;

typedef struct CodeFaults {
    CodeFault unknown;    /* R106 */
    CodeFault other_date; /* R107 */
} CodeFaults;

static void add_fault(CodeFault *fault, CodeUse use)
{
    if (fault->count++ == 0) fault->first = use;
}

static bool exists_on(const RecordWork *work, MunicipalityCode code, Day day)
{
    return municipality_on(work->context->municipalities, code, day) != NULL;
}

static void look_at_code(const RecordWork *work, CodeUse use, CodeFaults *faults)
{
    if (exists_on(work, use.code, use.date)) return;
    bool known = municipality_find(work->context->municipalities, use.code) != NULL;
    add_fault(known ? &faults->other_date : &faults->unknown, use);
}

static void look_at_stays(const RecordWork *work, const Stay *stays, size_t count,
                          const char *field, CodeFaults *faults)
{
    for (size_t i = 0; i < count; i++) {
        look_at_code(work, (CodeUse){stays[i].municipality, field, stays[i].from}, faults);
    }
}

/* The training municipality has no date of its own: it may be named as it was on malgruppeFra
 * or as it is in the extract. */
static void look_at_training(const RecordWork *work, CodeFaults *faults)
{
    const NorwegianTraining *training = &work->person->training;
    if (!day_is_set(training->target_from)) return;
    if (training->training_municipality == MUNICIPALITY_NONE) return;
    CodeUse use = {training->training_municipality, "opplaeringskommune",
                   training->target_from};
    if (exists_on(work, use.code, work->extract_date)) return;
    look_at_code(work, use, faults);
}

static CodeFaults find_code_faults(const RecordWork *work)
{
    const Registration *person = work->person;
    CodeFaults faults = {.unknown = {.count = 0}};
    if (day_is_set(person->settlement.date)) {
        look_at_code(
            work,
            (CodeUse){person->settlement.municipality, "bosetting", person->settlement.date},
            &faults);
    }
    look_at_stays(work, person->receptions, person->reception_count, "mottak", &faults);
    look_at_stays(work, person->residences, person->residence_count, "bosted", &faults);
    look_at_training(work, &faults);
    return faults;
}

/* R106 and R107, grants.md 4 (Municipality mergers). */
static Status control_municipalities(RecordWork *work)
{
    CodeFaults faults = find_code_faults(work);
    if (faults.unknown.count > 0) {
        const CodeUse *use = &faults.unknown.first;
        TRY(FIND(work, CONTROL_MUNICIPALITY_UNKNOWN, code_value("code", use->code),
                 word_value("field", use->field), number_value("count", faults.unknown.count)));
    }
    if (faults.other_date.count == 0) return STATUS_OK;
    const CodeUse *use = &faults.other_date.first;
    return FIND(work, CONTROL_MUNICIPALITY_DATE, code_value("code", use->code),
                word_value("field", use->field), day_value("date", use->date),
                number_value("count", faults.other_date.count));
}

/* R201, grants.md 2.2: an adult group before the year of turning 18, BARN from that year on,
 * ENSLIG_MINDREARIG after the year of turning 20. */
static Status control_group(RecordWork *work)
{
    const Settlement *settlement = &work->person->settlement;
    if (!day_is_set(settlement->date)) return STATUS_OK;
    int age = day_year(settlement->date) - day_year(work->person->born);
    SettlementGroup group = (SettlementGroup)settlement->group;
    bool fits = age >= 18;
    if (group == SETTLEMENT_BARN) fits = age < 18;
    if (group == SETTLEMENT_ENSLIG_MINDREARIG) fits = age <= 20;
    if (fits) return STATUS_OK;
    return FIND(work, CONTROL_GROUP_AGE, word_value("group", settlement_group_text(group)),
                number_value("age", age));
}

/* R301, register.md: bosted in date order, not overlapping; an open one has nothing after it.
 */
static Status control_residences(RecordWork *work)
{
    const Registration *person = work->person;
    for (size_t i = 0; i < person->residence_count; i++) {
        const Stay *stay = &person->residences[i];
        const Stay *before = i > 0 ? stay - 1 : NULL;
        bool backwards = day_is_set(stay->to) && stay->to < stay->from;
        bool overlaps = before != NULL && (!day_is_set(before->to) || stay->from <= before->to);
        if (backwards || overlaps)
            return FIND(work, CONTROL_RESIDENCE_ORDER, day_value("from", stay->from));
    }
    return STATUS_OK;
}

Status record_controls(const GrantContext *context, const Registration *person,
                       const Registration *mother, Day extract_date, Findings *findings)
{
    (void)mother; /* whether she is there or held is for the engine, which knows all persons */
    RecordWork work = {context, person, extract_date, findings};
    TRY(control_digits(&work));
    TRY(control_birth(&work));
    TRY(control_sex(&work));
    TRY(control_death(&work));
    TRY(control_future(&work));
    TRY(control_municipalities(&work));
    TRY(control_group(&work));
    return control_residences(&work);
}
