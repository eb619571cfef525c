#include "engine/check/register_check.h"

#include <stdio.h>
#include <string.h>

#include "engine/check/check_work.h"
#include "engine/run/run_decide.h"
#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "formats/csv/municipality_csv.h"

/* --- what can be said of a file without its persons --- */

static void name_sender(Check *check, uint32_t input)
{
    CheckedFile *file = &check->report->files[input];
    if (file->sender == MUNICIPALITY_NONE) {
        check_note_fault(check, input, REASON_FILE_NO_SENDER, "avgiver");
        return;
    }
    const Municipality *row =
        municipality_on(check->municipalities, file->sender, file->extract_date);
    if (row != NULL)
        snprintf(file->sender_name, sizeof file->sender_name, "%s", row->name);
    else
        check_note_fault(check, input, REASON_FILE_SENDER_UNKNOWN, "avgiver");
}

static void note_file(Check *check, uint32_t input, const RegisterFile *read)
{
    CheckReport *report = check->report;
    CheckedFile *file = &report->files[input];
    file->has_head = true;
    file->extract_date = read->extract_date;
    file->sender = read->sender;
    file->records = read->records;
    if (read->sender == MUNICIPALITY_NONE) report->of_municipalities = false;
}

static void look_at_files(Check *check, const RegisterExtracts *extracts)
{
    Day latest = DAY_NONE;
    check->report->of_municipalities = extracts->file_count > 0;
    for (size_t i = 0; i < extracts->file_count; i++) {
        note_file(check, check_input_of(check, (uint32_t)i), &extracts->files[i]);
        if (extracts->files[i].extract_date > latest) latest = extracts->files[i].extract_date;
    }
    for (size_t i = 0; i < extracts->file_count; i++) {
        uint32_t input = check_input_of(check, (uint32_t)i);
        name_sender(check, input);
        if (check->report->files[input].extract_date != latest)
            check_note_fault(check, input, REASON_FILE_DAY_DIFFERS, "uttrekksdato");
    }
    for (size_t p = 0; p < extracts->part_count; p++) {
        const RegisterPart *part = &extracts->parts[p];
        if (part->refused_count > 0)
            check->inputs[check_input_of(check, part->file)].has_refused_records = true;
    }
}

/* What is known of files that a run refuses. */
static Status list_files(Check *check, Failure *failure)
{
    CheckReport *report = check->report;
    report->files = system_allocate_zeroed(check->input_count + 1, sizeof *report->files);
    if (report->files == NULL) return failure_set(failure, STATUS_MEMORY, _("files"), NULL);
    for (size_t i = 0; i < check->input_count; i++) {
        const CheckInput *input = &check->inputs[i];
        const char *name = path_base_name(input->path);
        CheckedFile *file = &report->files[report->file_count];
        file->name = system_allocate(strlen(name) + 1);
        if (file->name == NULL) return failure_set(failure, STATUS_MEMORY, _("files"), NULL);
        memcpy(file->name, name, strlen(name) + 1);
        report->file_count++;
        file->refused = input->refused;
        file->has_head = input->telling.has_head;
        file->extract_date = input->telling.extract_date;
        file->sender = input->telling.sender;
    }
    return STATUS_OK;
}

/* --- the run --- */

static void choose_options(Check *check, Day earliest)
{
    const CheckOptions *options = check->options;
    Run *run = &check->run;
    char day[DAY_TEXT_SIZE];
    day_format(earliest, day);
    int month = (day[5] - '0') * 10 + day[6] - '0';
    run->options = (RunOptions){.year = day_year(earliest),
                                .quarter = (month - 1) / 3 + 1,
                                .rules = options->rules,
                                .municipalities = options->municipalities,
                                .bank_profile = "dnb",
                                .bank_profiles = options->bank_profiles,
                                .schemes = SCHEMES_ALL,
                                .dry_run = true,
                                .allow_synthetic = true,
                                .national = true,
                                .cutoff = earliest,
                                .payment_date = DAY_NONE,
                                .pass_descriptor = -1,
                                .threads = options->threads};
    /* A municipality looks after persons, not shares of others like it. */
    for (int share = 0; share < SHARE_COUNT; share++)
        run->options.listed[share] = true;
    run->progress = options->progress;
    run->progress_user = options->progress_user;
}

static Status rules_are_there(const Check *check, int year, bool *there, Failure *failure)
{
    RuleSets *sets = NULL;
    TRY(rule_sets_load(check->options->rules, &sets, failure));
    *there = rule_sets_year(sets, year) != NULL;
    rule_sets_free(sets);
    return STATUS_OK;
}

static void refuse_year(Check *check, const RegisterExtracts *extracts)
{
    for (size_t i = 0; i < extracts->file_count; i++)
        check_note_fault(check, check_input_of(check, (uint32_t)i), REASON_FILE_YEAR_UNKNOWN,
                         "uttrekksdato");
}

static Status compute(Check *check, RegisterExtracts *extracts, Failure *failure)
{
    static const DecideSink nowhere = {.take = NULL};
    CheckReport *report = check->report;
    Run *run = &check->run;
    run->extracts = extracts;
    TRY(run_load(run, failure));
    TRY(run_compute_loaded(run, &nowhere, failure));
    check->has_run = true;
    report->persons = run->cohort.records;
    report->rules_year = run->options.year;
    return check_take_findings(check, failure);
}

static Status run_what_is_read(Check *check, RegisterExtracts *extracts, Failure *failure)
{
    Day earliest = INT32_MAX;
    bool there = false;
    if (extracts->file_count == 0) return STATUS_OK;
    for (size_t i = 0; i < extracts->file_count; i++)
        if (extracts->files[i].extract_date < earliest)
            earliest = extracts->files[i].extract_date;
    choose_options(check, earliest);
    TRY(rules_are_there(check, check->run.options.year, &there, failure));
    if (there) return compute(check, extracts, failure);
    refuse_year(check, extracts);
    return STATUS_OK;
}

/* --- all of it --- */

static Status add_version(Check *check)
{
    CheckReport *report = check->report;
    if (!check->has_run) return STATUS_OK;
    const char *version = settle_own_year(&check->run.settle)->context.rules->version;
    snprintf(report->rules_version, sizeof report->rules_version, "%s", version);
    return STATUS_OK;
}

static Status check_all(Check *check, Failure *failure)
{
    CLEANUP(register_extracts_free) RegisterExtracts extracts = {0};
    TRY(municipality_csv_read(check->options->municipalities, &check->municipalities, failure));
    TRY(check_list_inputs(check, failure));
    TRY(check_read_inputs(check, &extracts, failure));
    TRY(list_files(check, failure));
    look_at_files(check, &extracts);
    TRY(run_what_is_read(check, &extracts, failure));
    TRY(check_tell_inputs(check, failure));
    TRY(check_add_mistakes(check, failure));
    TRY(check_add_findings(check, failure));
    if (check->has_run) TRY(check_add_changes(check, failure));
    TRY(add_version(check));
    return check_report_finish(check->report, failure);
}

Status register_check(const CheckOptions *options, CheckReport *report, Failure *failure)
{
    *report = (CheckReport){.language = options->language};
    CLEANUP(system_free) Check *check = system_allocate_zeroed(1, sizeof *check);
    if (check == NULL) return failure_set(failure, STATUS_MEMORY, _("check"), NULL);
    check->options = options;
    check->report = report;
    Status status = check_all(check, failure);
    run_free(&check->run);
    check_inputs_free(check);
    system_free(check->findings);
    municipality_table_free(check->municipalities);
    return status;
}
