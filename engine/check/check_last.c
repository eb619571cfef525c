/* check_last.c - persons of an extract beside those of the one before. */
#include "engine/check/check_work.h"
#include "formats/base/path.h"
#include "formats/check/check_changes.h"

/* Two cohorts, persons matched by ident: a former ident is the person's too. */
typedef struct Beside {
    Check *check;
    const Cohort *now, *before;
    uint8_t *matched; /* by person of now */
    PersonSpace *spaces;
} Beside;

static void place_now(const Beside *beside, size_t person, CheckChanged *changed)
{
    changed->file = check_input_of(beside->check, cohort_file(beside->now, person));
    changed->record = cohort_record(beside->now, person);
    changed->line = cohort_line(beside->now, person);
}

static void place_before(const Beside *beside, size_t person, CheckChanged *changed)
{
    changed->last_record = cohort_record(beside->before, person);
    changed->last_line = cohort_line(beside->before, person);
}

/* Two records of the extract before may be one person now. */
static Status compare(const Beside *beside, size_t before, size_t now, Failure *failure)
{
    CheckReport *report = beside->check->report;
    CheckChanged changed = {.change = CHECK_CHANGED};
    bool again = beside->matched[now]++ > 0;
    Registration old = cohort_view(beside->before, before, &beside->spaces[0]);
    Registration new = cohort_view(beside->now, now, &beside->spaces[1]);
    if (!again && registration_compare(&old, &new) == 0) return STATUS_OK;
    (void)check_text_add(report, "");
    size_t begin = report->texts.length;
    if (again)
        text_buffer_text(&report->texts, report->language == LANGUAGE_NB
                                             ? "to poster i forrige uttrekk er blitt én; "
                                             : "two records have become one; ");
    registration_changes(&old, &new, report->language, &report->texts);
    changed.what = check_text_end(report, begin);
    place_now(beside, now, &changed);
    place_before(beside, before, &changed);
    return check_change_add(report, &changed, failure);
}

static Status look_at_before(const Beside *beside, size_t person, Failure *failure)
{
    int64_t now = cohort_owner(beside->now, beside->before->persons[person].ident);
    if (now != COHORT_NOT_FOUND) return compare(beside, person, (size_t)now, failure);
    CheckChanged gone = {.change = CHECK_GONE, .file = CHECK_NO_FILE};
    place_before(beside, person, &gone);
    return check_change_add(beside->check->report, &gone, failure);
}

static Status look_at_now(const Beside *beside, size_t person, Failure *failure)
{
    if (beside->matched[person] > 0) return STATUS_OK;
    CheckChanged added = {.change = CHECK_NEW};
    place_now(beside, person, &added);
    return check_change_add(beside->check->report, &added, failure);
}

static Status look_at_all(const Beside *beside, Failure *failure)
{
    for (size_t i = 0; i < beside->before->count; i++)
        TRY(look_at_before(beside, i, failure));
    for (size_t i = 0; i < beside->now->count; i++)
        TRY(look_at_now(beside, i, failure));
    return STATUS_OK;
}

static Status read_last(const Check *check, Cohort *before, Failure *failure)
{
    const CheckOptions *options = check->options;
    const RegisterReaderOptions reader = {.threads = options->threads};
    CLEANUP(register_extracts_free) RegisterExtracts extracts = {0};
    TRY(register_read(&options->last, 1, &reader, &extracts, failure));
    check->report->last = path_base_name(options->last);
    check->report->last_date = extracts.files[0].extract_date;
    for (size_t p = 0; p < extracts.part_count; p++)
        check->report->last_set_aside += extracts.parts[p].refused_count;
    return cohort_build(&extracts, NULL, options->threads, before, failure);
}

Status check_add_changes(Check *check, Failure *failure)
{
    CLEANUP(cohort_free) Cohort before = {.count = 0};
    if (check->options->last == NULL) return STATUS_OK;
    TRY(read_last(check, &before, failure));
    const Cohort *now = &check->run.cohort;
    CLEANUP(system_free)
    uint8_t *matched = system_allocate_zeroed(now->count + 1, sizeof *matched);
    CLEANUP(system_free) PersonSpace *spaces = system_allocate(2 * sizeof *spaces);
    if (matched == NULL || spaces == NULL)
        return failure_set(failure, STATUS_MEMORY, check->options->last, NULL);
    const Beside beside = {check, now, &before, matched, spaces};
    return look_at_all(&beside, failure);
}
