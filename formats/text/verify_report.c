#include "formats/text/verify_report.h"

#include <stdarg.h>
#include <stdio.h>

#include "formats/base/translate.h"
#include "formats/base/utf8.h"

Status verify_take(VerifyReport *report, Status status, Failure *failure)
{
    if (status == STATUS_OK) return STATUS_OK;
    if (status == STATUS_MEMORY || status == STATUS_READ || status == STATUS_WRITE)
        return status;
    report->failures++;
    if (report->quiet) {
        if (report->failures == 1) report->first = *failure;
        failure_clear(failure);
        return STATUS_OK;
    }
    printf(_("FAILED  %s: %s\n"), failure->where,
           failure->detail[0] != '\0' ? failure->detail : status_text(status));
    failure_clear(failure);
    return STATUS_OK;
}

Status verify_fail(VerifyReport *report, Failure *failure, const char *where,
                   const char *format, ...)
{
    char text[FAILURE_DETAIL_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, translate(format), arguments);
    va_end(arguments);
    return verify_take(report, failure_set(failure, STATUS_VERIFICATION, where, "%s", text),
                       failure);
}

void verify_group(VerifyReport *report)
{
    report->failures_before = report->failures;
    report->groups++;
}

void verify_group_end(VerifyReport *report, const char *name, const char *format, ...)
{
    va_list arguments;
    if (report->quiet || report->failures != report->failures_before) return;
    printf(_("ok      %-*s "), utf8_padded(translate(name), 12), translate(name));
    va_start(arguments, format);
    vprintf(translate(format), arguments);
    va_end(arguments);
    printf("\n");
}

void verify_note(const char *format, ...)
{
    va_list arguments;
    printf(_("note    "));
    va_start(arguments, format);
    vprintf(translate(format), arguments);
    va_end(arguments);
    printf("\n");
}

Status verify_result(const VerifyReport *report, const char *what, Failure *failure)
{
    if (report->failures == 0) {
        if (report->unchecked == NULL) {
            printf(_("verified\n"));
        } else {
            printf(_("no failure in what was checked; NOT checked: %s\n"),
                   translate(report->unchecked));
        }
        return STATUS_OK;
    }
    printf(translate_count("NOT verified: %zu failure\n", "NOT verified: %zu failures\n",
                           report->failures),
           report->failures);
    fflush(stdout);
    return failure_set(failure, STATUS_VERIFICATION, what, "see the lines that begin FAILED");
}
