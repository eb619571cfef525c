/* check_findings.c - which findings of a run its sender is told, in what words, and where. */
#include <stdlib.h>
#include <string.h>

#include "engine/check/check_work.h"
#include "formats/run/findings.h"
#include "rules/controls/control_actions.h"
#include "rules/controls/person_controls.h"
#include "rules/controls/relation_controls.h"
#include "rules/controls/sender_controls.h"
#include "rules/controls/share_controls.h"

/* --- which --- */

/* Of a run's payments and of municipalities beside each other: nothing a sender can look up in
 * an extract. Of family 9 those that a person's own record causes are told. */
static bool is_of_extract(int control)
{
    const Control *row = control_find(control);
    switch (control) {
    case CONTROL_RECORD_REFUSED: /* told mistake by mistake */
    case CONTROL_IDENT_TWICE:    /* told of each record */
    case 703:                    /* beside municipalities of like size */
    case 704:                    /* beside the country */
        return false;
    case CONTROL_SUCCESSOR_AMBIGUOUS:
    case CONTROL_RULE_SET_MISSING:
    case CONTROL_SPECIAL_GRANT_NOWHERE:
    case CONTROL_BASIC_AMBIGUOUS:
        return true;
    default:
        return row != NULL && row->family <= 7;
    }
}

/* What another municipality's extract may answer. */
static bool needs_others(int control)
{
    switch (control) {
    case PERSON_CONTROL_REFERENCE_OUTSIDE:
    case PERSON_CONTROL_REFERENCE_UNKNOWN:
    case RELATION_NEWBORN_TWICE:
    case SENDER_COPY_STRAY:
    case SENDER_NO_COPY_COUNTS:
    case SENDER_CLAIM_REFUSED:
    case SENDER_CLAIM_UNPROVEN:
        return true;
    default:
        return false;
    }
}

/* A mother may stand in another municipality's extract: then nobody is held for it. */
static CheckLevel level_of(const Check *check, const Finding *finding)
{
    if (finding->control == CONTROL_MOTHER_MISSING && check->report->of_municipalities)
        return CHECK_WARNED;
    switch ((Severity)finding->severity) {
    case SEVERITY_WARN:
        return CHECK_WARNED;
    case SEVERITY_INFO:
        return CHECK_NOTED;
    default:
        return CHECK_HELD;
    }
}

/* --- in what words --- */

/* Who the other person of a finding is. */
static const char *other_word(int control, Language language)
{
    enum { REFERENCES = 200, REFERENCES_END = 300 };
    if (control == CONTROL_MOTHER_MISSING || control == CONTROL_MOTHER_HELD)
        return language == LANGUAGE_NB ? "Moren" : "The mother";
    if (control >= REFERENCES && control < REFERENCES_END)
        return language == LANGUAGE_NB ? "Referansepersonen" : "The reference person";
    return language == LANGUAGE_NB ? "Den andre" : "The other";
}

/* Another person is named by the record: by file too when it is another. */
static void add_place(Check *check, const RunFinding *found, const RegisterPart *part,
                      const uint8_t *block)
{
    Language language = check->report->language;
    TextBuffer *out = &check->report->texts;
    text_buffer_format(out, " %s: ", other_word(found->finding.control, language));
    if (part->file != found->file && found->file != UINT32_MAX)
        text_buffer_format(out, "%s, ",
                           check->report->files[check_input_of(check, part->file)].name);
    text_buffer_format(out,
                       language == LANGUAGE_NB ? "post %u, linje %u." : "record %u, line %u.",
                       register_part_record(part, block), register_part_line(part, block));
}

static void add_other(Check *check, const RunFinding *found, Ident other)
{
    const Cohort *cohort = &check->run.cohort;
    int64_t person = cohort_owner(cohort, other);
    if (person == COHORT_NOT_FOUND) return;
    add_place(check, found, &cohort->extracts.parts[cohort->persons[person].part],
              cohort_block(cohort, (size_t)person));
}

static void name_place(Check *check, MunicipalityCode code)
{
    const Municipality *row = municipality_find(check->municipalities, code);
    if (row != NULL) text_buffer_format(&check->report->texts, "%04u %s: ", code, row->name);
}

static size_t words_of(Check *check, const RunFinding *found)
{
    CheckReport *report = check->report;
    const Finding *finding = &found->finding;
    (void)check_text_add(report, ""); /* the empty text comes first */
    size_t begin = report->texts.length;
    if (found->record == 0) name_place(check, finding->municipality);
    if (report->language == LANGUAGE_NB)
        finding_message_nb(finding, &report->texts);
    else
        finding_message(finding, &report->texts);
    for (size_t i = 0; i < finding->value_count; i++)
        if (finding->values[i].kind == VALUE_PERSON)
            add_other(check, found, (Ident)finding->values[i].number);
    return check_text_end(report, begin);
}

static size_t remedy_of(Check *check, int control)
{
    size_t *kept = &check->remedies[control];
    if (*kept == 0)
        *kept = check_text_add(check->report, check->report->language == LANGUAGE_NB
                                                  ? control_action_nb(control)
                                                  : control_action_en(control));
    return *kept;
}

/* --- taking them --- */

static Status add_finding(Check *check, const RunFinding *found, Failure *failure)
{
    TRY(system_grow(&check->findings, &check->finding_capacity, check->finding_count + 1,
                    sizeof *check->findings, failure));
    check->findings[check->finding_count++] = (CheckFinding){
        .finding = found->finding,
        .level = level_of(check, &found->finding),
        .file = found->file != UINT32_MAX ? check_input_of(check, found->file) : CHECK_NO_FILE,
        .record = found->record,
        .what = words_of(check, found),
        .spot = {0, REGISTER_NOWHERE, REGISTER_NOWHERE}};
    return STATUS_OK;
}

static Status take(void *user, const RunFinding *found, Failure *failure)
{
    Check *check = user;
    int control = found->finding.control;
    if (!is_of_extract(control)) return STATUS_OK;
    if (check->report->of_municipalities && needs_others(control)) return STATUS_OK;
    /* What is said of a municipality is its own: nobody sends the nation's. */
    if (found->record == 0 &&
        (control_is_of_share(control) || !check->report->of_municipalities))
        return STATUS_OK;
    return add_finding(check, found, failure);
}

/* --- R401: records that share an ident --- */

/* A record that has an ident, or had it. */
typedef struct Claim {
    Ident ident;
    const RegisterPart *part;
    const uint8_t *block;
} Claim;

typedef struct Claims {
    Claim *items;
    size_t count, capacity;
} Claims;

static Status add_claims(Claims *claims, const RegisterPart *part, const uint8_t *block,
                         Failure *failure)
{
    size_t formers = person_block_former_count(block);
    TRY(system_grow(&claims->items, &claims->capacity, claims->count + formers + 1,
                    sizeof *claims->items, failure));
    claims->items[claims->count++] = (Claim){person_block_ident(block), part, block};
    for (size_t i = 0; i < formers; i++)
        claims->items[claims->count++] = (Claim){person_block_former(block, i), part, block};
    return STATUS_OK;
}

/* All records of idents that are in conflict: a run sees one of them. */
static Status list_claims(const Check *check, Claims *claims, Failure *failure)
{
    const Cohort *cohort = &check->run.cohort;
    const RegisterExtracts *extracts = &cohort->extracts;
    const uint8_t *block;
    for (size_t p = 0; p < extracts->part_count; p++) {
        const RegisterPart *part = &extracts->parts[p];
        for (size_t at = 0; (block = register_part_next(part, &at)) != NULL;) {
            int64_t person = cohort_find(cohort, person_block_ident(block));
            if (person != COHORT_NOT_FOUND &&
                cohort->flags[person] & (COHORT_CONFLICT | COHORT_FORMER_CONFLICT))
                TRY(add_claims(claims, part, block, failure));
        }
    }
    return STATUS_OK;
}

static int compare_claims(const void *left, const void *right)
{
    const Claim *a = left, *b = right;
    if (a->ident != b->ident) return a->ident < b->ident ? -1 : 1;
    if (a->part != b->part) return a->part < b->part ? -1 : 1;
    return (a->block > b->block) - (a->block < b->block);
}

/* One finding for each record and rival ident. */
static Status add_rival(Check *check, const Claim *own, const Claim *rival, Failure *failure)
{
    RunFinding found = {.finding = run_finding(CONTROL_IDENT_TWICE, MUNICIPALITY_NONE),
                        .file = own->part->file,
                        .record = register_part_record(own->part, own->block)};
    TRY(add_finding(check, &found, failure));
    CheckFinding *added = &check->findings[check->finding_count - 1];
    TextBuffer *texts = &check->report->texts;
    texts->length--; /* on behind the message */
    add_place(check, &found, rival->part, rival->block);
    added->what = check_text_end(check->report, added->what);
    return STATUS_OK;
}

/* Those who claim one ident: each record has the first of the others for a rival. */
static Status take_group(Check *check, const Claim *claims, size_t count, Failure *failure)
{
    size_t other = 1;
    while (other < count && claims[other].block == claims[0].block)
        other++;
    if (other == count) return STATUS_OK;
    for (size_t i = 0; i < count; i++) {
        const Claim *rival = i < other ? &claims[other] : &claims[0];
        if (i > 0 && claims[i].block == claims[i - 1].block) continue;
        TRY(add_rival(check, &claims[i], rival, failure));
    }
    return STATUS_OK;
}

static Status take_groups(Check *check, const Claims *claims, Failure *failure)
{
    for (size_t begin = 0, end; begin < claims->count; begin = end) {
        for (end = begin + 1; end < claims->count; end++)
            if (claims->items[end].ident != claims->items[begin].ident) break;
        TRY(take_group(check, &claims->items[begin], end - begin, failure));
    }
    return STATUS_OK;
}

static Status take_rivals(Check *check, Failure *failure)
{
    Claims claims = {NULL, 0, 0};
    if (check->run.findings.by_control[CONTROL_IDENT_TWICE] == 0) return STATUS_OK;
    Status status = list_claims(check, &claims, failure);
    if (claims.count > 0)
        qsort(claims.items, claims.count, sizeof *claims.items, compare_claims);
    if (status == STATUS_OK) status = take_groups(check, &claims, failure);
    system_free(claims.items);
    return status;
}

/* --- by file and record --- */

static int compare_places(const void *left, const void *right)
{
    const CheckFinding *a = left, *b = right;
    if (a->file != b->file) return a->file < b->file ? -1 : 1;
    if (a->record != b->record) return a->record < b->record ? -1 : 1;
    if (a->finding.control != b->finding.control)
        return a->finding.control < b->finding.control ? -1 : 1;
    return (a->what > b->what) - (a->what < b->what);
}

static void share_out(Check *check)
{
    size_t begin = 0;
    for (size_t i = 0; i < check->input_count; i++) {
        size_t end = begin;
        while (end < check->finding_count && check->findings[end].file == i)
            end++;
        check->inputs[i].begin = begin;
        check->inputs[i].end = end;
        begin = end;
    }
}

Status check_take_findings(Check *check, Failure *failure)
{
    TRY(finding_store_each(&check->run.findings, take, check, failure));
    TRY(take_rivals(check, failure));
    if (check->finding_count > 0)
        qsort(check->findings, check->finding_count, sizeof *check->findings, compare_places);
    share_out(check);
    return STATUS_OK;
}

void check_place_findings(CheckFinding *findings, size_t count, const ElementNotes *notes)
{
    for (size_t i = 0; i < count; i++)
        findings[i].spot = finding_spot(notes, &findings[i].finding);
}

/* --- rows --- */

static size_t field_of(Check *check, const FindingSpot *spot)
{
    TextBuffer *out = &check->report->texts;
    if (spot->element == REGISTER_NOWHERE) return 0;
    const ElementSpec *spec = element_spec((RegisterElement)spot->element);
    size_t begin = out->length;
    text_buffer_text(out, spec->name);
    if (spot->attribute != REGISTER_NOWHERE)
        text_buffer_format(out, "/@%s", spec->attributes[spot->attribute]);
    return check_text_end(check->report, begin);
}

Status check_add_findings(Check *check, Failure *failure)
{
    CheckReport *report = check->report;
    for (size_t i = 0; i < check->finding_count; i++) {
        const CheckFinding *found = &check->findings[i];
        const FindingSpot *spot = &found->spot;
        CheckRow row = {.level = found->level,
                        .file = found->file,
                        .record = found->record,
                        .line = spot->line,
                        .control = found->finding.control,
                        .what = found->what,
                        .remedy = remedy_of(check, found->finding.control),
                        .field = field_of(check, spot)};
        if (spot->element != REGISTER_NOWHERE)
            row.label =
                check_text_add(report, register_label((RegisterElement)spot->element,
                                                      spot->attribute, report->language));
        TRY(check_row_add(report, &row, failure));
    }
    return STATUS_OK;
}
