/*
 * count_parses.c - that a ledger costs what it holds. It is opened with everything checked and
 * asked what was sent, as a screen does, twice; how often a file is parsed and a payment is
 * told is counted. Why: what reads all entries for each entry is seen by nobody in a ledger of
 * two quarters, and a clock tells it only to a machine that does nothing else.
 *
 *   count_parses LEDGER
 *
 * Ends with 1 when it is more than a few times each, with 2 when the ledger is too small to
 * tell or cannot be opened.
 */
#include <stdio.h>

#include "engine/reconcile/reconcile.h"
#include "formats/run/files.h"

/* The linker gives the calls of the program to these (-Wl,--wrap). */
Status __real_pain001_read(const char *name, const void *bytes, size_t size, Pain001File *out,
                           Failure *failure);
Status __wrap_pain001_read(const char *name, const void *bytes, size_t size, Pain001File *out,
                           Failure *failure);
Status __real_answer_facts_read(const char *name, const void *bytes, size_t size,
                                AnswerFacts *out, Failure *failure);
Status __wrap_answer_facts_read(const char *name, const void *bytes, size_t size,
                                AnswerFacts *out, Failure *failure);
Status __real_manual_csv_read(const char *name, const void *bytes, size_t size, Day today,
                              ManualLines *out, Failure *failure);
Status __wrap_manual_csv_read(const char *name, const void *bytes, size_t size, Day today,
                              ManualLines *out, Failure *failure);
Status __real_answer_rows_add(AnswerRows *rows, const AnswerRow *row, Failure *failure);
Status __wrap_answer_rows_add(AnswerRows *rows, const AnswerRow *row, Failure *failure);

static size_t payment_files, facts_files, manual_files, rows_told;

Status __wrap_pain001_read(const char *name, const void *bytes, size_t size, Pain001File *out,
                           Failure *failure)
{
    payment_files++;
    return __real_pain001_read(name, bytes, size, out, failure);
}

Status __wrap_answer_facts_read(const char *name, const void *bytes, size_t size,
                                AnswerFacts *out, Failure *failure)
{
    facts_files++;
    return __real_answer_facts_read(name, bytes, size, out, failure);
}

Status __wrap_manual_csv_read(const char *name, const void *bytes, size_t size, Day today,
                              ManualLines *out, Failure *failure)
{
    manual_files++;
    return __real_manual_csv_read(name, bytes, size, today, out, failure);
}

Status __wrap_answer_rows_add(AnswerRows *rows, const AnswerRow *row, Failure *failure)
{
    rows_told++;
    return __real_answer_rows_add(rows, row, failure);
}

/* What is there to be read. */
typedef struct Held {
    size_t payment_files, payments, answers, manuals;
} Held;

static Status ask(const Ledger *ledger, Held *held, Failure *failure)
{
    CLEANUP(reconcile_free) Reconciliation work = {0};
    TRY(reconcile_begin(ledger, NULL, &work, failure));
    TRY(reconcile_finish(&work, failure));
    *held = (Held){.payment_files = work.file_count, .payments = work.payment_count};
    for (size_t i = 0; i < ledger->entry_count; i++) {
        held->answers += ledger->entries[i].kind == ENTRY_ANSWER;
        held->manuals += ledger->entries[i].kind == ENTRY_MANUAL;
    }
    return STATUS_OK;
}

static Status open_and_ask(const char *path, Held *held, Failure *failure)
{
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    TRY(ledger_open(path, false, &ledger, failure));
    TRY(ask(ledger, held, failure));
    return ask(ledger, held, failure);
}

static bool is_few(const char *what, size_t found, size_t most)
{
    printf("%s: %zu, at most %zu\n", what, found, most);
    return found <= most;
}

/* Each file once by the check of its entry and once for what comes after it. An answer is about
 * payments of two runs or three, told as they were before and after it, and the rows that are
 * written. */
static bool is_linear(const Held *held)
{
    bool files = is_few("payment files parsed", payment_files, 2 * held->payment_files);
    bool facts = is_few("facts.csv parsed", facts_files, 2 * held->answers);
    bool lines = is_few("manual.csv parsed", manual_files, 2 * held->manuals);
    return is_few("payments told", rows_told, 7 * held->payments) && files && facts && lines;
}

enum { ANSWERS_LEAST = 8 };

int main(int count, char **arguments)
{
    Failure failure = {.status = STATUS_OK};
    Held held;
    if (count != 2) return 2;
    if (open_and_ask(arguments[1], &held, &failure) != STATUS_OK) {
        fprintf(stderr, "%s: %s\n", failure.where, failure.detail);
        return 2;
    }
    if (held.answers < ANSWERS_LEAST || held.manuals == 0) {
        fprintf(stderr, "%zu answers and %zu entries by hand: too few to tell\n", held.answers,
                held.manuals);
        return 2;
    }
    return is_linear(&held) ? 0 : 1;
}
