/* paid_csv.c - earlier payments: the ledger's lines from a file, checked. */
#include "formats/paid_csv.h"

#include <stdio.h>

#include "formats/input_file.h"

/* Lines are sorted by now, so messages count what is wrong instead of naming a line: to name
 * the subject is not allowed. */
static Status check_lines(const char *path, const SettledLine *lines, size_t count,
                          Failure *failure)
{
    size_t misplaced = 0;
    for (size_t i = 0; i < count; i++) {
        bool basic = grant_code_group((GrantCode)lines[i].code) == GROUP_GRUNN;
        misplaced += basic != subject_is_municipality(lines[i].subject);
    }
    if (misplaced == 0) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, path,
                       "%zu lines with a GRUNN code on a person, or another code on a "
                       "municipality (M and its code): correct them",
                       misplaced);
}

Status paid_csv_read(const char *path, SettledLine **lines, size_t *count, Failure *failure)
{
    InputFile file;
    *lines = NULL;
    *count = 0;
    TRY(input_file_read(path, INPUT_SIZE_MAX, &file, failure));
    Status status = settled_csv_read(path, file.bytes, file.size, false, lines, count, failure);
    input_file_free(&file);
    TRY(status);
    status = check_lines(path, *lines, *count, failure);
    if (status == STATUS_OK) return STATUS_OK;
    system_free(*lines);
    *lines = NULL;
    *count = 0;
    return status;
}
