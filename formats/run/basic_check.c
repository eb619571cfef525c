/* basic_check.c - basic.csv against decisions.csv. grants.md 3 (Basic grant). */
#include "formats/run/basic_check.h"

#include <stdlib.h>

#include "formats/base/translate.h"
#include "rules/settlement/basic.h"

static Status read_rows(Folder *folder, BasicCheck *check, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(folder_load(folder, "basic.csv", INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(basic_csv_read(check->path, file.bytes, file.size, &check->rows, &check->count,
                       failure));
    check->held = system_allocate_zeroed(check->count + 1, sizeof *check->held);
    if (check->held != NULL) return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, check->path, NULL);
}

Status basic_check_open(Folder *folder, BasicCheck *check, Failure *failure)
{
    PathKind kind;
    *check = (BasicCheck){.path = ""};
    TRY(path_join(folder_path(folder), "basic.csv", check->path, failure));
    TRY(folder_kind(folder, "basic.csv", &kind, failure));
    check->there = kind != PATH_MISSING;
    return check->there ? read_rows(folder, check, failure) : STATUS_OK;
}

static Status wrong(const BasicCheck *check, MunicipalityCode code, int year, const char *what,
                    Failure *failure)
{
    return failure_set(failure, STATUS_VERIFICATION, check->path, "M%04u, budget year %d: %s",
                       code, year, translate(what));
}

Status basic_check_line(BasicCheck *check, const DecisionLine *line, Failure *failure)
{
    if (!check->there || !subject_is_municipality(line->subject)) return STATUS_OK;
    BasicCount key = {.municipality = subject_municipality(line->subject),
                      .budget_year = line->budget_year};
    const BasicCount *row = check->count == 0 ? NULL
                                              : bsearch(&key, check->rows, check->count,
                                                        sizeof key, basic_count_compare);
    if (row == NULL)
        return wrong(check, key.municipality, key.budget_year,
                     "decisions.csv.gz has a line, but there is no row", failure);
    if (line->earned > 0 && row->persons == 0)
        return wrong(check, key.municipality, key.budget_year,
                     "decisions.csv.gz has it earned, but nobody is counted", failure);
    if (basic_line_is_held(line)) check->held[row - check->rows] = true;
    return STATUS_OK;
}

Status basic_check_end(const BasicCheck *check, Failure *failure)
{
    for (size_t i = 0; i < check->count; i++) {
        const BasicCount *row = &check->rows[i];
        if (row->held == check->held[i]) continue;
        return wrong(check, row->municipality, row->budget_year,
                     row->held ? N_("held, but decisions.csv.gz holds no line of it")
                               : N_("not held, but decisions.csv.gz holds a line of it"),
                     failure);
    }
    return STATUS_OK;
}

void basic_check_close(BasicCheck *check)
{
    system_free(check->rows);
    system_free(check->held);
    *check = (BasicCheck){.path = ""};
}
