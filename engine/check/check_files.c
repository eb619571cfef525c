/* check_files.c - files that are read, refused, and read once more for all that is wrong. */
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/check/check_work.h"
#include "formats/base/parallel.h"
#include "formats/base/translate.h"
#include "formats/register/register_paths.h"

/* --- which files --- */

static Status add_input(Check *check, char **path, Status status, Failure *failure)
{
    TRY(system_grow(&check->inputs, &check->input_capacity, check->input_count + 1,
                    sizeof *check->inputs, failure));
    CheckInput *input = &check->inputs[check->input_count++];
    *input = (CheckInput){.path = *path, .refused = status != STATUS_OK};
    *path = NULL;
    if (input->refused) input->fault = register_fault_of(status);
    return STATUS_OK;
}

static Status add_missing(Check *check, const char *path, Status status, Failure *failure)
{
    CLEANUP(system_free) char *copy = system_allocate(strlen(path) + 1);
    if (copy == NULL) return failure_set(failure, STATUS_MEMORY, path, NULL);
    memcpy(copy, path, strlen(path) + 1);
    return add_input(check, &copy, status, failure);
}

static Status add_path(Check *check, const char *path, Failure *failure)
{
    Failure own = {0};
    CLEANUP(register_paths_free) RegisterPaths list = {0};
    Status status = register_paths_find(&path, 1, &list, &own);
    if (status != STATUS_OK && status_exit(status) == EXIT_INPUT)
        return add_missing(check, path, status, failure);
    if (status != STATUS_OK) {
        *failure = own;
        return status;
    }
    for (size_t i = 0; i < list.count; i++)
        TRY(add_input(check, &list.items[i].path, STATUS_OK, failure));
    return STATUS_OK;
}

static int compare_inputs(const void *left, const void *right)
{
    return strcmp(((const CheckInput *)left)->path, ((const CheckInput *)right)->path);
}

Status check_list_inputs(Check *check, Failure *failure)
{
    for (size_t i = 0; i < check->options->path_count; i++)
        TRY(add_path(check, check->options->paths[i], failure));
    qsort(check->inputs, check->input_count, sizeof *check->inputs, compare_inputs);
    return STATUS_OK;
}

void check_inputs_free(Check *check)
{
    for (size_t i = 0; i < check->input_count; i++) {
        system_free(check->inputs[i].path);
        register_telling_free(&check->inputs[i].telling);
    }
    system_free(check->inputs);
}

/* --- telling --- */

/* One file as it is told. */
typedef struct Telling {
    CheckFinding *findings; /* of the file, by record */
    size_t count, next;
    ElementNotes notes;
} Telling;

static void note_element(void *user, uint32_t record, RegisterElement element, uint32_t line,
                         const RegisterText *values)
{
    Telling *telling = user;
    if (telling->next == telling->count || telling->findings[telling->next].record != record)
        return;
    if (element == ELEMENT_PERSON) element_notes_clear(&telling->notes);
    element_notes_add(&telling->notes, element, line, values);
}

static Status end_record(void *user, uint32_t record, Failure *failure)
{
    Telling *telling = user;
    size_t begin = telling->next, end = begin;
    while (end < telling->count && telling->findings[end].record == record)
        end++;
    if (end == begin) return STATUS_OK;
    telling->next = end;
    check_place_findings(&telling->findings[begin], end - begin, &telling->notes);
    if (!telling->notes.failed) return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, _("records"), NULL);
}

static Status tell_input(Check *check, CheckInput *input, Failure *failure)
{
    Telling telling = {.findings = check->findings + input->begin,
                       .count = input->end - input->begin};
    register_telling_free(&input->telling);
    input->telling =
        (RegisterTelling){.user = &telling, .element = note_element, .record = end_record};
    Status status = register_tell(input->path, &input->telling, failure);
    element_notes_free(&telling.notes);
    TRY(status);
    input->told = true;
    if (!input->telling.refused) return STATUS_OK;
    input->refused = true;
    input->fault = input->telling.fault;
    return STATUS_OK;
}

static bool is_to_be_told(const CheckInput *input)
{
    return !input->refused && !input->told &&
           (input->has_refused_records || input->fault_count > 0 || input->end > input->begin);
}

static Status tell_wanted(void *user, const ParallelPiece *piece, Failure *failure)
{
    Check *check = user;
    CheckInput *input = &check->inputs[piece->number];
    return is_to_be_told(input) ? tell_input(check, input, failure) : STATUS_OK;
}

static Status tell_any(void *user, const ParallelPiece *piece, Failure *failure)
{
    Check *check = user;
    CheckInput *input = &check->inputs[piece->number];
    return input->refused ? STATUS_OK : tell_input(check, input, failure);
}

static Status each_input(Check *check,
                         Status (*work)(void *user, const ParallelPiece *piece,
                                        Failure *failure),
                         Failure *failure)
{
    xmlInitParser(); /* before there are several threads */
    const Parallel parallel = {.pieces = check->input_count,
                               .threads = check->options->threads,
                               .user = check,
                               .work = work};
    return parallel_run(&parallel, failure);
}

Status check_tell_inputs(Check *check, Failure *failure)
{
    return each_input(check, tell_wanted, failure);
}

/* --- reading --- */

static size_t list_readable(const Check *check, const char **paths)
{
    size_t count = 0;
    for (size_t i = 0; i < check->input_count; i++)
        if (!check->inputs[i].refused) paths[count++] = check->inputs[i].path;
    return count;
}

static void show_reading(void *user, uint64_t done, uint64_t total)
{
    const CheckOptions *options = user;
    if (options->progress != NULL)
        options->progress(options->progress_user, N_("reading"), done, total);
}

static Status read_paths(const Check *check, const char **paths, size_t count,
                         RegisterExtracts *extracts, Failure *failure)
{
    const RegisterReaderOptions reader = {.threads = check->options->threads,
                                          .progress = show_reading,
                                          .progress_user = (void *)check->options};
    if (count == 0) return STATUS_OK;
    return register_read(paths, count, &reader, extracts, failure);
}

/* Which files of several a run would refuse, it says of the first alone. */
static Status read_again(Check *check, const char **paths, size_t count, Failure *first,
                         RegisterExtracts *extracts, Failure *failure)
{
    TRY(each_input(check, tell_any, failure));
    size_t left = list_readable(check, paths);
    if (left == count) {
        *failure = *first;
        return first->status;
    }
    for (size_t i = 0; i < check->input_count; i++)
        if (!check->inputs[i].refused) check->inputs[i].told = false;
    return read_paths(check, paths, left, extracts, failure);
}

Status check_read_inputs(Check *check, RegisterExtracts *extracts, Failure *failure)
{
    Failure own = {0};
    CLEANUP(system_free)
    const char **paths = system_allocate((check->input_count + 1) * sizeof *paths);
    if (paths == NULL) return failure_set(failure, STATUS_MEMORY, _("files"), NULL);
    size_t count = list_readable(check, paths);
    Status status = read_paths(check, paths, count, extracts, &own);
    if (status == STATUS_OK) return STATUS_OK;
    if (status_exit(status) == EXIT_INPUT)
        return read_again(check, paths, count, &own, extracts, failure);
    *failure = own;
    return status;
}

uint32_t check_input_of(const Check *check, uint32_t file)
{
    for (size_t i = 0; i < check->input_count; i++) {
        if (check->inputs[i].refused) continue;
        if (file-- == 0) return (uint32_t)i;
    }
    return CHECK_NO_FILE;
}

/* --- rows --- */

/* What is unknown, or out of order, has no name of its own. */
static const char *label_of(const RegisterMistake *mistake, Language language)
{
    if (mistake->element == REGISTER_NOWHERE || mistake->reason == REASON_UNKNOWN_ELEMENT ||
        mistake->reason == REASON_WRONG_NAMESPACE || mistake->reason == REASON_OUT_OF_ORDER)
        return "";
    return register_label((RegisterElement)mistake->element, mistake->attribute, language);
}

/* What is wrong with the element its reason says, in the language of the report. */
static const char *field_of(const RegisterMistake *mistake)
{
    static const char unknown[] = "unknown element ";
    size_t length = sizeof unknown - 1;
    return strncmp(mistake->field, unknown, length) == 0 ? mistake->field + length
                                                         : mistake->field;
}

static Status add_mistake(Check *check, CheckLevel level, uint32_t input,
                          const RegisterMistake *mistake, Failure *failure)
{
    CheckReport *report = check->report;
    CheckRow row = {.level = level,
                    .file = input,
                    .record = mistake->record,
                    .line = mistake->line,
                    .field = check_text_add(report, field_of(mistake)),
                    .label = check_text_add(report, label_of(mistake, report->language))};
    size_t begin = report->texts.length;
    register_mistake_what(mistake, report->language, &report->texts);
    row.what = check_text_end(report, begin);
    begin = report->texts.length;
    register_mistake_remedy(mistake, report->language, &report->texts);
    row.remedy = check_text_end(report, begin);
    return check_row_add(report, &row, failure);
}

void check_note_fault(Check *check, uint32_t input, RegisterReason reason,
                      const char *attribute)
{
    CheckInput *of = &check->inputs[input];
    INVARIANT(of->fault_count < CHECK_FAULTS_MAX);
    RegisterMistake *fault = &of->faults[of->fault_count++];
    *fault = (RegisterMistake){
        .reason = reason, .element = REGISTER_NOWHERE, .attribute = REGISTER_NOWHERE};
    snprintf(fault->field, sizeof fault->field, "%s/@%s", REGISTER_ROOT, attribute);
    snprintf(fault->name, sizeof fault->name, "%04u", check->report->files[input].sender);
}

static Status add_faults(Check *check, uint32_t input, Failure *failure)
{
    CheckInput *of = &check->inputs[input];
    if (of->refused) TRY(add_mistake(check, CHECK_REFUSED, input, &of->fault, failure));
    for (size_t i = 0; i < of->fault_count; i++) {
        of->faults[i].line = of->telling.head_line;
        CheckLevel level =
            of->faults[i].reason == REASON_FILE_NO_SENDER ? CHECK_NOTED : CHECK_REFUSED;
        TRY(add_mistake(check, level, input, &of->faults[i], failure));
    }
    return STATUS_OK;
}

Status check_add_mistakes(Check *check, Failure *failure)
{
    for (size_t i = 0; i < check->input_count; i++) {
        const CheckInput *input = &check->inputs[i];
        const RegisterTelling *told = &input->telling;
        CheckedFile *file = &check->report->files[i];
        file->set_aside = told->refused_records;
        check->report->left_out += told->left_out;
        TRY(add_faults(check, (uint32_t)i, failure));
        for (size_t k = 0; k < told->count; k++)
            TRY(add_mistake(check, CHECK_SET_ASIDE, (uint32_t)i, &told->items[k], failure));
    }
    return STATUS_OK;
}
