/*
 * test_cases.h - what the parts of the case runner share. The format: tests/cases/README.md.
 *
 * A case is read line by line and acted upon at once. A disagreement is printed as
 * "file:line: expected ..., got ..." and counted; the case goes on. What makes it pointless to
 * go on (a line that is not understood, a command with another exit status) stops the case.
 * One thread; paths and words live as long as the case.
 */
#ifndef TILSKUDD_TESTS_ENGINE_TEST_CASES_H
#define TILSKUDD_TESTS_ENGINE_TEST_CASES_H

#include "formats/run/basic_csv.h"
#include "formats/run/decision_csv.h"
#include "formats/base/path.h"

enum {
    CASE_WORDS_MAX = 40,
    CASE_PERSONS_MAX = 400,
    CASE_NAME_SIZE = 32,
    CASE_FILES_MAX = 16,
    CASE_TEXT_SIZE = 1 << 16 /* bytes kept of a command's standard error */
};

/* One line of a case, cut at spaces. `rest` is what follows the first word, uncut. */
typedef struct CaseWords {
    char *word[CASE_WORDS_MAX];
    size_t count;
    const char *rest;
    bool indented;
} CaseWords;

/* A person of the case. The ident belongs to the name for good. */
typedef struct CasePerson {
    char name[CASE_NAME_SIZE];
    Ident ident;
    TextBuffer head, body; /* attributes of <person>; elements in it */
    bool there;            /* in the register now */
} CasePerson;

typedef struct CasePeople {
    CasePerson *persons; /* CASE_PERSONS_MAX */
    size_t count;
    size_t open_from, open_to; /* whom indented lines are about: [from, to) */
} CasePeople;

/* What one run decided for a subject, code, budget year and municipality. */
typedef struct CaseDecision {
    DecisionLine line; /* its first line */
    Ore earned;        /* over all its lines */
    char shares[120];  /* " a..b" for each */
    bool expected;
} CaseDecision;

/* One row of municipalities.csv. */
typedef struct CaseSums {
    MunicipalityCode municipality;
    PaymentGroup group;
    Ore lines, held, brought_forward, returned, manual, paid, carried_forward;
    bool expected;
} CaseSums;

/* The latest run of the case. */
typedef struct CaseRun {
    CaseDecision *decisions;
    size_t count, capacity;
    CaseSums *sums;
    size_t sums_count, sums_capacity;
    size_t at_line;               /* where the case says `run`; 0: no results to look at */
    bool lines_said, sums_said;   /* the case says something about them */
    bool other_lines, other_sums; /* more than what is said may be there */
} CaseRun;

typedef struct Case {
    const char *file;
    size_t line;
    unsigned failures;
    bool stopped;
    char folder[PATH_SIZE];
    char rules[PATH_SIZE], payees[PATH_SIZE], ledger[PATH_SIZE], config[PATH_SIZE];
    bool rules_copied, netting_by_municipality;
    TextBuffer paid; /* of `paid` lines, before `ledger` */
    CasePeople people;
    char extracts[CASE_FILES_MAX][PATH_SIZE]; /* of `extract` lines, before `run` */
    size_t extract_count, file_number;
    unsigned runs;
    char latest[PATH_SIZE]; /* folder of the latest run */
    char told[CASE_TEXT_SIZE];
    CaseRun run;
    TextBuffer indicators; /* what the latest `indicators` has written */
    bool has_ledger;
} Case;

/* --- test_cases.c --- */

/* Prints "file:line: " and the text, counts a failure. */
void case_fail(Case *test, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same, and the rest of the case is not looked at. */
void case_stop(Case *test, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "folder/name" of the case's folder. */
void case_path(const Case *test, const char *name, char out[PATH_SIZE]);
/* A word as "0301", kroner with two decimals ("57500.00", "-1.50"), a whole number; stops the
 * case when it is none. */
MunicipalityCode case_municipality(Case *test, const char *word);
Ore case_amount(Case *test, const char *word);
int case_number(Case *test, const char *word);

/* --- test_cases_register.c --- */

/* `person` and `persons`, the indented lines under them, `remove`. */
void case_person(Case *test, const CaseWords *words);
void case_person_line(Case *test, const CaseWords *words);
void case_remove(Case *test, const CaseWords *words);
/* NULL, and the case is stopped, when there is no such name. */
CasePerson *case_find(Case *test, const char *name);
/* Writes an extract of those named (none: all who are there) and adds it to test->extracts. */
void case_extract(Case *test, const char *date, const char *sender, char *const *names,
                  size_t count);
void case_people_free(CasePeople *people);

/* --- test_cases_inputs.c --- */

/* Whole files; a failure stops the case. */
void case_read(Case *test, const char *path, TextBuffer *out);
void case_write(Case *test, const char *path, const TextBuffer *text);
/* `rules`, `rate`, `no-rate`, `parameter`, `payee`, `claim-share`, `line-successor`. */
void case_rules(Case *test, const CaseWords *words);
void case_rate(Case *test, const CaseWords *words);
void case_no_rate(Case *test, const CaseWords *words);
void case_parameter(Case *test, const CaseWords *words);
void case_payee(Case *test, const CaseWords *words);
void case_claim_share(Case *test, const CaseWords *words);
void case_line_successor(Case *test, const CaseWords *words);

/* --- test_cases_program.c --- */

/* Starts `arguments` (NULL at the end; the first is the program), waits. Standard output goes
 * to folder/output.txt, standard error to test->told. Returns the exit status, or 128 + signal.
 */
int case_start(Case *test, const char *const *arguments);
/* `ledger`, `run`, `approve`, `unsent`, `indicators`. */
void case_indicators(Case *test, const CaseWords *words);
void case_ledger(Case *test, const CaseWords *words);
void case_run(Case *test, const CaseWords *words);
void case_approve(Case *test, const CaseWords *words);
void case_unsent(Case *test, const CaseWords *words);
/* At the end: the ledger must be whole. */
void case_check_ledger(Case *test);
/* The program under test, and where the project's data is. */
extern const char *case_program, *case_source;
/* Where opened ledgers are kept; NULL: beside the case. */
extern const char *case_ledgers;
/* Where the definitions of indicators are. */
extern char case_definitions[PATH_SIZE];

/* --- test_cases_expect.c --- */

/* Reads what a run has written into test->run. */
void case_results(Case *test);
/* `line`, `lines`, `pays`, `basic`, `without`, `finding`, `error`, `summary`. */
void case_expect_line(Case *test, const CaseWords *words);
void case_expect_lines(Case *test, const CaseWords *words);
void case_expect_pays(Case *test, const CaseWords *words);
void case_expect_basic(Case *test, const CaseWords *words);
void case_expect_without(Case *test, const CaseWords *words);
void case_expect_finding(Case *test, const CaseWords *words);
void case_expect_error(Case *test, const CaseWords *words);
void case_expect_summary(Case *test, const CaseWords *words);
/* test_cases_indicators.c: `indicator`. */
void case_expect_indicator(Case *test, const CaseWords *words);
/* Before the next command: what the latest run has and the case does not expect. */
void case_results_end(Case *test);

#endif
