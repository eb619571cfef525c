#include "engine/review/run_work.h"

#include <string.h>

#include "engine/findings/finding_writer.h"
#include "engine/run/run_controls.h"
#include "formats/base/translate.h"

static const char findings_name[] = "findings.jsonl.gz";

static Status take_text(void *user, const TextBuffer *text, Failure *failure)
{
    return findings_of_text(findings_name, text->bytes, text->length, work_list_add, user,
                            failure);
}

static Status same_key(const Run *run, const RunFolder *folder, Failure *failure)
{
    const char *there = folder->manifest.pseudonym_key_id;
    const char *here = run->ledger != NULL ? run->pseudonym.id : "";
    if (strcmp(there, here) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, folder->path,
                       "its persons are named by another key (%s; here: %s), so they cannot be "
                       "told to be the same",
                       there[0] != '\0' ? there : _("none"),
                       here[0] != '\0' ? here : _("none"));
}

static Status read_since(const Run *run, const char *since, WorkList *before, Failure *failure)
{
    CLEANUP(run_folder_close) RunFolder folder = {0};
    char path[PATH_SIZE];
    TRY(run_folder_open(since, &folder, failure));
    TRY(same_key(run, &folder, failure));
    TRY(run_folder_check(&folder, findings_name, failure));
    TRY(run_folder_path(&folder, findings_name, path, failure));
    return findings_read(path, path, NULL, work_list_add, before, failure);
}

static Status compare(const Run *run, const char *since, WorkList *list, Failure *failure)
{
    CLEANUP(work_list_free) WorkList before = {0};
    if (since == NULL) return STATUS_OK;
    TRY(read_since(run, since, &before, failure));
    return work_list_compare(list, &before, failure);
}

static Status handle(const char *handled, WorkList *list, Failure *failure)
{
    HandledRows rows;
    if (handled == NULL) return STATUS_OK;
    TRY(handled_csv_read(handled, &rows, failure));
    Status status = work_list_handle(list, handled, &rows, failure);
    system_free(rows.items);
    return status;
}

static Status count_persons(const Run *run, int64_t **out, Failure *failure)
{
    const RunFigures *figures = run->figures;
    *out = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof **out);
    if (*out == NULL) return failure_set(failure, STATUS_MEMORY, _("findings"), NULL);
    for (size_t i = 0; figures != NULL && i < figures->count; i++)
        (*out)[figures->items[i].code] = figures->items[i].value[FIGURE_PERSONS];
    return STATUS_OK;
}

Status run_work_make(const Run *run, const char *since, const char *handled, RunWork *out,
                     Failure *failure)
{
    *out = (RunWork){0};
    TRY(findings_write(run, take_text, &out->list, failure));
    TRY(compare(run, since, &out->list, failure));
    TRY(handle(handled, &out->list, failure));
    work_list_sort(&out->list);
    return count_persons(run, &out->persons, failure);
}

void run_work_free(RunWork *work)
{
    work_list_free(&work->list);
    system_free(work->persons);
}
