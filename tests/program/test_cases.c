/*
 * test_cases.c - readable cases: inputs, commands, and the øre that must come out, worked out
 * by hand from the grants' rules. Why: unit tests look at parts; here a whole life of a ledger
 * runs through the built program, and a lawyer can read the case beside the regulation.
 *
 *   test_cases [--definitions FOLDER] [--folder FOLDER] [--ledgers FOLDER]
 *       PROGRAM SOURCE-TREE CASE-FILE-OR-FOLDER...
 *
 * Fails when a case disagrees, when a case says nothing, and when there is no case.
 * --folder is where it works: always the same for recording.sh, since paths are written into
 * files. --ledgers is where opened ledgers are kept between calls (kept.h). The format is in
 * tests/cases/README.md.
 */
#include "tests/program/test_cases.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *case_program, *case_source, *case_ledgers;
static const char *case_folder;
static const char *definitions_given;
char case_definitions[PATH_SIZE];

static const struct {
    const char *word;
    size_t least; /* words after it */
    void (*act)(Case *test, const CaseWords *words);
} statements[] = {{"rules", 1, case_rules},
                  {"rate", 3, case_rate},
                  {"no-rate", 2, case_no_rate},
                  {"parameter", 3, case_parameter},
                  {"payee", 2, case_payee},
                  {"claim-share", 3, case_claim_share},
                  {"line-successor", 2, case_line_successor},
                  {"person", 5, case_person},
                  {"persons", 6, case_person},
                  {"remove", 1, case_remove},
                  {"ledger", 1, case_ledger},
                  {"run", 3, case_run},
                  {"approve", 0, case_approve},
                  {"unsent", 3, case_unsent},
                  {"indicators", 2, case_indicators}};

static const struct {
    const char *word;
    size_t least;
    void (*act)(Case *test, const CaseWords *words);
} expectations[] = {{"line", 8, case_expect_line},          {"lines", 1, case_expect_lines},
                    {"pays", 1, case_expect_pays},          {"without", 2, case_expect_without},
                    {"finding", 2, case_expect_finding},    {"error", 1, case_expect_error},
                    {"summary", 1, case_expect_summary},    {"basic", 1, case_expect_basic},
                    {"indicator", 3, case_expect_indicator}};

static void print_failure(Case *test, const char *format, va_list values)
{
    printf("%s:%zu: ", test->file, test->line);
    vprintf(format, values);
    printf("\n");
    test->failures++;
}

void case_fail(Case *test, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    print_failure(test, format, values);
    va_end(values);
}

void case_stop(Case *test, const char *format, ...)
{
    va_list values;
    if (test->stopped) return;
    va_start(values, format);
    print_failure(test, format, values);
    va_end(values);
    test->stopped = true;
}

void case_path(const Case *test, const char *name, char out[PATH_SIZE])
{
    snprintf(out, PATH_SIZE, "%.2000s/%.2000s", test->folder, name);
}

int case_number(Case *test, const char *word)
{
    int number = 0;
    bool good = word[0] != '\0' && strlen(word) < 10;
    for (const char *c = word; *c != '\0'; c++) {
        good = good && *c >= '0' && *c <= '9';
        number = good ? number * 10 + (*c - '0') : 0;
    }
    if (!good) case_stop(test, "'%s' is not a whole number", word);
    return number;
}

MunicipalityCode case_municipality(Case *test, const char *word)
{
    if (strlen(word) != 4) case_stop(test, "'%s' is not a municipality", word);
    return (MunicipalityCode)case_number(test, word);
}

Ore case_amount(Case *test, const char *word)
{
    const char *c = word + (word[0] == '-');
    const char *point = strchr(c, '.');
    Ore amount = 0;
    bool good = point != NULL && point > c && strlen(point) == 3 && strlen(c) < 16;
    for (; good && *c != '\0'; c++) {
        if (c == point) continue;
        good = *c >= '0' && *c <= '9';
        amount = amount * 10 + (*c - '0');
    }
    if (!good) case_stop(test, "'%s' is not an amount in kroner with two decimals", word);
    return word[0] == '-' ? -amount : amount;
}

/* Cuts at spaces, in place; `#` after a space begins a comment. `copy` keeps the uncut rest. */
static void cut(Case *test, char *line, const char *copy, CaseWords *words)
{
    *words = (CaseWords){.rest = "", .indented = line[0] == ' '};
    char *at = line;
    for (;;) {
        at += strspn(at, " ");
        if (*at == '\0' || *at == '#') return;
        if (words->count == CASE_WORDS_MAX) {
            case_stop(test, "too many words");
            return;
        }
        if (words->count == 1) words->rest = copy + (at - line);
        words->word[words->count++] = at;
        at += strcspn(at, " ");
        if (*at == ' ') *at++ = '\0';
    }
}

static void act(Case *test, const CaseWords *words)
{
    const char *first = words->word[0];
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        if (words->indented || strcmp(first, statements[i].word) != 0) continue;
        if (words->count <= statements[i].least) break;
        statements[i].act(test, words);
        return;
    }
    for (size_t i = 0; i < sizeof expectations / sizeof expectations[0]; i++) {
        if (!words->indented || strcmp(first, expectations[i].word) != 0) continue;
        if (words->count <= expectations[i].least) break;
        expectations[i].act(test, words);
        return;
    }
    if (!words->indented || test->people.open_from == test->people.open_to) {
        case_stop(test, "'%s' is not understood here, or too little follows it", first);
        return;
    }
    case_person_line(test, words);
}

static void read_lines(Case *test, char *text)
{
    for (char *next = text; next != NULL && !test->stopped;) {
        char *line = next;
        next = strchr(line, '\n');
        if (next != NULL) *next++ = '\0';
        test->line++;
        char *copy = strdup(line);
        CaseWords words;
        cut(test, line, copy, &words);
        if (words.count > 0 && !words.indented) {
            test->people.open_from = test->people.open_to = 0;
        }
        if (words.count > 0 && !test->stopped) act(test, &words);
        free(copy);
    }
}

static void begin(Case *test, const char *file)
{
    *test = (Case){.file = file};
    snprintf(test->folder, sizeof test->folder, "%s/case", case_folder);
    snprintf(test->rules, sizeof test->rules, "%s/fixtures/rule-sets", case_source);
    snprintf(test->payees, sizeof test->payees, "%s/fixtures/payees/payees.csv", case_source);
    case_path(test, "ledger", test->ledger);
    system_remove_tree(test->folder);
    if (system_mkdir(test->folder, 0700) != 0) case_stop(test, "no folder %s", test->folder);
    test->people.persons = calloc(CASE_PERSONS_MAX, sizeof *test->people.persons);
    if (test->people.persons == NULL) case_stop(test, "no memory");
}

static void end(Case *test)
{
    case_people_free(&test->people);
    text_buffer_free(&test->paid);
    text_buffer_free(&test->indicators);
    free(test->run.decisions);
    free(test->run.sums);
    system_remove_tree(test->folder);
}

/* Returns whether all is as the case says. */
static bool run_case(const char *file)
{
    static Case test;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    begin(&test, file);
    if (!test.stopped) case_read(&test, file, &text);
    if (!test.stopped) read_lines(&test, text.bytes);
    if (!test.stopped) case_results_end(&test);
    if (!test.stopped && test.runs == 0) case_fail(&test, "the case runs nothing");
    if (!test.stopped && test.has_ledger) case_check_ledger(&test);
    bool good = test.failures == 0;
    printf("%-6s %s\n", good ? "ok" : "FAILED", path_base_name(file));
    fflush(stdout);
    text_buffer_free(&text);
    end(&test);
    return good;
}

typedef struct Tally {
    unsigned cases, failed;
} Tally;

static void run_path(const char *path, Tally *tally)
{
    Failure failure = {0};
    PathKind kind = PATH_MISSING;
    PathList list = {0};
    if (path_kind(path, &kind, &failure) == STATUS_OK && kind == PATH_FILE) {
        tally->cases++;
        tally->failed += !run_case(path);
        return;
    }
    if (path_list(path, &list, &failure) != STATUS_OK) {
        printf("%s: cannot be read\n", path);
        tally->failed++;
    }
    for (size_t i = 0; i < list.count; i++) {
        char file[PATH_SIZE];
        size_t length = strlen(list.names[i]);
        if (length < 6 || strcmp(list.names[i] + length - 5, ".case") != 0) continue;
        snprintf(file, sizeof file, "%s/%s", path, list.names[i]);
        tally->cases++;
        tally->failed += !run_case(file);
    }
    path_list_free(&list);
}

/* Takes the options off the words; returns how many words they were. */
static int read_options(int argc, char **argv)
{
    static const struct {
        const char *word, **value;
    } options[] = {{"--definitions", &definitions_given},
                   {"--folder", &case_folder},
                   {"--ledgers", &case_ledgers}};
    int at = 1;
    for (; at + 1 < argc && strncmp(argv[at], "--", 2) == 0; at += 2) {
        for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
            if (strcmp(argv[at], options[i].word) == 0) *options[i].value = argv[at + 1];
    }
    return at - 1;
}

int main(int argc, char **argv)
{
    char own[] = "/tmp/tilskudd-cases-XXXXXX";
    Tally tally = {0};
    int options = read_options(argc, argv);
    argc -= options;
    argv += options;
    if (argc < 4 || (case_folder == NULL && (case_folder = mkdtemp(own)) == NULL)) {
        printf("usage: test_cases [--definitions FOLDER] [--folder FOLDER] [--ledgers FOLDER] "
               "PROGRAM SOURCE-TREE CASE-FILE-OR-FOLDER...\n");
        return 2;
    }
    case_program = argv[1];
    case_source = argv[2];
    snprintf(case_definitions, sizeof case_definitions, "%.4000s%s",
             definitions_given != NULL ? definitions_given : case_source,
             definitions_given != NULL ? "" : "/rules/indicators");
    for (int i = 3; i < argc; i++) {
        run_path(argv[i], &tally);
    }
    system_remove_tree(case_folder);
    printf("%u cases, %u failed\n", tally.cases, tally.failed);
    if (tally.cases == 0) printf("no case was found: that is a failure\n");
    return tally.cases > 0 && tally.failed == 0 ? 0 : 1;
}
