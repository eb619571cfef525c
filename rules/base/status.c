#include "rules/base/status.h"

#include "rules/base/translator.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct StatusRow {
    const char *name;
    ExitStatus exit_status;
    const char *text;
    const char *advice;
} StatusRow;

static const StatusRow status_rows[STATUS_COUNT] = {
#define FAILURE(name, exit_status, text, advice) {#name, exit_status, text, advice},
#include "rules/base/status_table.def"
#undef FAILURE
};

static const StatusRow *row_of(Status status)
{
    INVARIANT((unsigned)status < STATUS_COUNT);
    return &status_rows[status];
}

/* How many bytes a UTF-8 character has that begins so; 0: none begins so. */
static size_t character_length(unsigned char first)
{
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4) return 0;
    return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/* A character that may stand in a message, whole and no control character; else 0. */
static size_t plain_character(const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t length = character_length(bytes[0]);
    for (size_t i = 1; i < length; i++)
        if ((bytes[i] & 0xC0) != 0x80) return 0;
    if (bytes[0] < 0x20 || bytes[0] == 0x7F) return 0;
    return bytes[0] == 0xC2 && bytes[1] < 0xA0 ? 0 : length;
}

/* Names and values come from outside, and texts are cut: a byte that is part of no character,
 * or could steer a terminal or make a line of its own, becomes '?'. */
static void make_plain(char *text)
{
    while (*text != '\0') {
        size_t length = plain_character(text);
        if (length == 0) *text = '?';
        text += length > 0 ? length : 1;
    }
}

/* A text of its own, handed on as it is, is translated as a format is. */
static void word_detail(Failure *failure, const char *format, va_list arguments)
{
    if (strcmp(format, "%s") == 0)
        snprintf(failure->detail, sizeof failure->detail, "%s",
                 translate(va_arg(arguments, const char *)));
    else
        vsnprintf(failure->detail, sizeof failure->detail, translate(format), arguments);
}

Status failure_set(Failure *failure, Status status, const char *where, const char *format, ...)
{
    if (failure == NULL) return status;
    failure->status = status;
    snprintf(failure->where, sizeof failure->where, "%s", where != NULL ? where : "");
    make_plain(failure->where);
    failure->detail[0] = '\0';
    if (format == NULL) return status;
    va_list arguments;
    va_start(arguments, format);
    word_detail(failure, format, arguments);
    va_end(arguments);
    make_plain(failure->detail);
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

Status failure_explain(Failure *failure, Status status, const char *words)
{
    if (failure == NULL) return status;
    Failure reason = *failure;
    const char *detail = reason.detail[0] != '\0' ? reason.detail : status_text(reason.status);
    if (words == NULL) return failure_set(failure, status, reason.where, "%s", reason.detail);
    return failure_set(failure, status, reason.where, "%s: %s", translate(words), detail);
}

void failure_locate(Failure *failure, const char *where)
{
    if (failure == NULL || failure->where[0] != '\0') return;
    snprintf(failure->where, sizeof failure->where, "%s", where);
    make_plain(failure->where);
}

Status failure_at(Failure *failure, const char *where, Status status)
{
    if (status != STATUS_OK) failure_locate(failure, where);
    return status;
}

const char *status_name(Status status)
{
    return row_of(status)->name;
}

const char *status_text(Status status)
{
    return translate(row_of(status)->text);
}

const char *status_advice(Status status)
{
    return translate(row_of(status)->advice);
}

ExitStatus status_exit(Status status)
{
    return row_of(status)->exit_status;
}

void invariant_failed(const char *file, int line, const char *text)
{
    /* The one place in rules/ that speaks: the program is about to stop for good. */
    fprintf(
        stderr,
        _("tilskudd: internal error: %s:%d: %s\n  what to do: report this; what is committed, "
          "'tilskudd ledger show' tells\n"),
        file, line, text);
    abort();
}

typedef struct ExitRow {
    const char *brief, *text;
} ExitRow;

static const ExitRow exit_rows[EXIT_STATUS_COUNT] = {
#define EXIT_STATUS(name, number, brief, text) [number] = {brief, text},
#include "rules/base/exit_status.def"
#undef EXIT_STATUS
};

const char *exit_brief(ExitStatus status)
{
    INVARIANT((unsigned)status < EXIT_STATUS_COUNT);
    return translate(exit_rows[status].brief);
}

const char *exit_text(ExitStatus status)
{
    INVARIANT((unsigned)status < EXIT_STATUS_COUNT);
    return translate(exit_rows[status].text);
}
