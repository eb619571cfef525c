#include "rules/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct StatusRow {
    const char *name;
    ExitStatus exit_status;
    const char *text;
    const char *advice;
} StatusRow;

static const StatusRow status_rows[STATUS_COUNT] = {
#define FAILURE(name, exit_status, text, advice) {#name, exit_status, text, advice},
#include "rules/status_table.def"
#undef FAILURE
};

static const StatusRow *row_of(Status status)
{
    INVARIANT((unsigned)status < STATUS_COUNT);
    return &status_rows[status];
}

Status failure_set(Failure *failure, Status status, const char *where, const char *format, ...)
{
    if (failure == NULL) return status;
    failure->status = status;
    snprintf(failure->where, sizeof failure->where, "%s", where != NULL ? where : "");
    failure->detail[0] = '\0';
    if (format == NULL) return status;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(failure->detail, sizeof failure->detail, format, arguments);
    va_end(arguments);
    return status;
}

Status failure_of(Failure *failure, Status status, const char *where, const char *detail)
{
    if (status == STATUS_OK) return STATUS_OK;
    return failure_set(failure, status, where, detail != NULL ? "%s" : NULL, detail);
}

void failure_clear(Failure *failure)
{
    if (failure == NULL) return;
    failure->status = STATUS_OK;
    failure->where[0] = failure->detail[0] = '\0';
}

void failure_locate(Failure *failure, const char *where)
{
    if (failure == NULL || failure->where[0] != '\0') return;
    snprintf(failure->where, sizeof failure->where, "%s", where);
}

const char *status_name(Status status)
{
    return row_of(status)->name;
}

const char *status_text(Status status)
{
    return row_of(status)->text;
}

const char *status_advice(Status status)
{
    return row_of(status)->advice;
}

ExitStatus status_exit(Status status)
{
    return row_of(status)->exit_status;
}

void invariant_failed(const char *file, int line, const char *text)
{
    /* The one place in rules/ that speaks: the program is about to stop for good. */
    fprintf(stderr, "tilskudd: internal error, nothing was paid: %s:%d: %s\n", file, line,
            text);
    abort();
}
