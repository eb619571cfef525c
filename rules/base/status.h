/*
 * status.h - the one table of failures, and how a failure travels.
 *
 * Every function that can fail returns a Status and takes a `Failure *` as its last
 * parameter. On failure it fills the Failure (what, where, detail) and returns its code; on
 * success it leaves it alone, so that at the end the two agree: a status without its failure,
 * or a failure without its status, is an error of the program (report_end). The table in
 * status_table.def gives each code its exit status, its text and the advice that is printed
 * with it; nothing else in the program words a failure.
 *
 * No ident (personal number) may ever be put into a Failure: name file, line and record.
 *
 * Thread rule: a Failure belongs to one thread; the table is constant.
 */
#ifndef TILSKUDD_RULES_STATUS_H
#define TILSKUDD_RULES_STATUS_H

#include "rules/base/cleanup.h"

#define MUST_USE __attribute__((warn_unused_result))

/* Exit statuses of the program: one enumerator for each row of exit_status.def. */
typedef enum ExitStatus {
#define EXIT_STATUS(name, number, brief, text) EXIT_##name = (number),
#include "rules/base/exit_status.def"
#undef EXIT_STATUS
    EXIT_STATUS_COUNT
} ExitStatus;

/* Every failure of the program: one enumerator for each row of status_table.def. */
typedef enum Status {
#define FAILURE(name, exit_status, text, advice) STATUS_##name,
#include "rules/base/status_table.def"
#undef FAILURE
    STATUS_COUNT
} Status;

enum { FAILURE_WHERE_SIZE = 512, FAILURE_DETAIL_SIZE = 1024 };

/* One failure on its way to the user. Plain data, no ownership. */
typedef struct Failure {
    Status status;
    char where[FAILURE_WHERE_SIZE];   /* "extract.xml, line 12, record 3" */
    char detail[FAILURE_DETAIL_SIZE]; /* the value, limit or system error concerned */
} Failure;

/*
 * Fills *failure and returns `status`, so that `return failure_set(...)` is the idiom.
 * `where` may be NULL or "". `format` (printf style) words the detail and may be NULL; it is
 * translated (translator.h), and where it is "%s" alone, so is the text that it hands on.
 * Texts that do not fit are cut; control characters and bytes that are no UTF-8, such as half a
 * character, become '?'. `failure` may be NULL: only the code is returned then.
 */
Status failure_set(Failure *failure, Status status, const char *where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Fills *failure for the status of a call that words none (rules/ allocates nothing and words
 * nothing): `where` says what was being done, `detail` may be NULL. Nothing for OK. Returns
 * `status`. */
Status failure_of(Failure *failure, Status status, const char *where, const char *detail);
/* Forgets a failure that is none for the caller, who goes on: what is left in a Failure at the
 * program's end is its end. */
void failure_clear(Failure *failure);

/* What a failure means to the caller: another status, and words before its detail ("WORDS:
 * detail"; NULL: none). Its place stays. Returns `status`. */
Status failure_explain(Failure *failure, Status status, const char *words);

/* Names the place of a failure that has none yet (a caller knows the file, a callee the line);
 * keeps what is there. */
void failure_locate(Failure *failure, const char *where);
/* The same for the status of a call, unless it is OK; gives the status back. */
Status failure_at(Failure *failure, const char *where, Status status);

/* Stable name ("REGISTER_MALFORMED"), text, advice and exit status of a code. Never NULL. */
const char *status_name(Status status);
const char *status_text(Status status);
const char *status_advice(Status status);
ExitStatus status_exit(Status status);
/* What an exit status means, in a few words and in a sentence. Never NULL. */
const char *exit_brief(ExitStatus status);
const char *exit_text(ExitStatus status);

/* Leaves the calling function with the code of a failed call. */
#define TRY(call)                                                                              \
    do {                                                                                       \
        Status try_status_ = (call);                                                           \
        if (try_status_ != STATUS_OK) return try_status_;                                      \
    } while (0)

/* An assertion that stays on in release builds: for the money path (prints place, aborts). */
void invariant_failed(const char *file, int line, const char *text) __attribute__((noreturn));
#define INVARIANT(condition)                                                                   \
    ((condition) ? (void)0 : invariant_failed(__FILE__, __LINE__, #condition))

#endif
