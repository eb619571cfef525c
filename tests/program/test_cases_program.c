/* test_cases_program.c - a case's commands: the built program is started as a user would. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/formats/base/kept.h"
#include "tests/program/test_cases.h"

extern char **environ;

enum { ARGUMENTS_MAX = CASE_WORDS_MAX + 2 * CASE_FILES_MAX + 32 };

#define TIME_STAMP "2030-01-02T03:04:05Z"

typedef struct Arguments {
    const char *list[ARGUMENTS_MAX + 1];
    size_t count;
} Arguments;

static void give(Arguments *arguments, const char *word)
{
    if (word != NULL && arguments->count < ARGUMENTS_MAX) {
        arguments->list[arguments->count++] = word;
        arguments->list[arguments->count] = NULL;
    }
}

static void give_pair(Arguments *arguments, const char *option, const char *value)
{
    give(arguments, option);
    give(arguments, value);
}

static int wait_for(pid_t child)
{
    int state = 0;
    if (waitpid(child, &state, 0) != child) return 255;
    return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

int case_start(Case *test, const char *const *arguments)
{
    char output[PATH_SIZE], errors[PATH_SIZE];
    posix_spawn_file_actions_t actions;
    pid_t child;
    const int flags = O_WRONLY | O_CREAT | O_TRUNC;
    case_path(test, "output.txt", output);
    case_path(test, "errors.txt", errors);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, flags, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, flags, 0600);
    int failed = posix_spawn(&child, arguments[0], &actions, NULL,
                             (char *const *)(uintptr_t)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed) {
        case_stop(test, "%s does not start", arguments[0]);
        return 255;
    }
    int status = wait_for(child);
    TextBuffer text = TEXT_BUFFER_EMPTY;
    case_read(test, errors, &text);
    snprintf(test->told, sizeof test->told, "%s", text.bytes);
    text_buffer_free(&text);
    return status;
}

/* Exit statuses differ: with what was told, that is the end of the case. */
static bool ends_with(Case *test, const Arguments *arguments, int expected)
{
    int status = case_start(test, arguments->list);
    if (status == expected) return true;
    case_stop(test, "%s: expected exit status %d, got %d\n%s", arguments->list[1], expected,
              status, test->told);
    return false;
}

/* --- ledger --- */

static void open_ledger(Case *test, const char *year, const char *folder, const char *paid)
{
    Arguments arguments = {0};
    give(&arguments, case_program);
    give_pair(&arguments, "ledger", "open");
    give_pair(&arguments, folder, "--year");
    give_pair(&arguments, year, "--mode");
    give_pair(&arguments, "test", "--time");
    give(&arguments, TIME_STAMP);
    give_pair(&arguments, paid == NULL ? "--nothing-paid" : "--paid", paid);
    ends_with(test, &arguments, 0);
}

/* A ledger in which nothing is paid is opened once a year: kept.h. */
static void copy_ledger(Case *test, const char *year)
{
    char kept[PATH_SIZE];
    bool shared = case_ledgers != NULL;
    snprintf(kept, sizeof kept, "%.4000s%s/ledger-%.8s", shared ? case_ledgers : test->folder,
             shared ? "" : "/..", year);
    if (!kept_is_fresh(kept, case_program)) {
        open_ledger(test, year, shared ? kept_draft(kept) : kept, NULL);
        if (shared) kept_put(kept, case_program);
    }
    if (!test->stopped && !kept_copy(kept, test->ledger)) {
        case_stop(test, "the ledger cannot be copied");
    }
}

/* paid=NAME:CODE:YEAR:MUNICIPALITY:KRONER as a line of the file of what was paid earlier. */
static void add_paid(Case *test, char *word)
{
    char *field[5] = {word, NULL, NULL, NULL, NULL};
    char ident[IDENT_TEXT_SIZE];
    for (int i = 1; i < 5 && field[i - 1] != NULL; i++) {
        field[i] = strchr(field[i - 1], ':');
        if (field[i] != NULL) *field[i]++ = '\0';
    }
    const CasePerson *person = field[4] == NULL ? NULL : case_find(test, field[0]);
    if (person == NULL) {
        case_stop(test, "paid=NAME:CODE:YEAR:MUNICIPALITY:KRONER");
        return;
    }
    ident_format(person->ident, ident);
    text_buffer_format(&test->paid, "%s,%s,%s,%s,%lld\n", ident, field[1], field[2], field[3],
                       (long long)case_amount(test, field[4]));
}

/* ledger YEAR [paid=...]... */
void case_ledger(Case *test, const CaseWords *words)
{
    char path[PATH_SIZE];
    if (words->count == 2) {
        copy_ledger(test, words->word[1]);
        return;
    }
    text_buffer_text(&test->paid, SETTLED_HEADER);
    for (size_t i = 2; i < words->count; i++) {
        if (strncmp(words->word[i], "paid=", 5) != 0) case_stop(test, "ledger YEAR [paid=...]");
        if (!test->stopped) add_paid(test, words->word[i] + 5);
    }
    case_path(test, "paid.csv", path);
    case_write(test, path, &test->paid);
    if (!test->stopped) open_ledger(test, words->word[1], test->ledger, path);
}

void case_check_ledger(Case *test)
{
    Arguments arguments = {0};
    give(&arguments, case_program);
    give_pair(&arguments, "ledger", "check");
    give(&arguments, test->ledger);
    ends_with(test, &arguments, 0);
}

/* --- run --- */

typedef struct RunWords {
    int exit_status;
    const char *name; /* of the run folder; NULL: the next number */
    Arguments options;
} RunWords;

static bool has_value(const char *word, const char *prefix, const char **value)
{
    size_t length = strlen(prefix);
    if (strncmp(word, prefix, length) != 0) return false;
    *value = word + length;
    return true;
}

/* from=SENDER:NAME,NAME... writes an extract of one sender ("-": of the whole country). */
static void add_extract(Case *test, const char *date, const char *value)
{
    char *copy = strdup(value);
    char *names[CASE_WORDS_MAX];
    size_t count = 0;
    char *colon = strchr(copy, ':');
    if (colon != NULL) *colon = '\0';
    for (char *next = colon == NULL ? NULL : colon + 1; next != NULL && *next != '\0';) {
        names[count++] = next;
        next = count < CASE_WORDS_MAX ? strchr(next, ',') : NULL;
        if (next != NULL) *next++ = '\0';
    }
    if (count == 0) case_stop(test, "from=SENDER:NAME,NAME...");
    if (count > 0) {
        case_extract(test, date, strcmp(copy, "-") == 0 ? NULL : copy, names, count);
    }
    free(copy);
}

static void read_run_words(Case *test, const CaseWords *words, size_t from, const char *date,
                           RunWords *out)
{
    const char *value;
    *out = (RunWords){0};
    for (size_t i = from; i < words->count; i++) {
        if (has_value(words->word[i], "exit=", &value)) {
            out->exit_status = case_number(test, value);
        } else if (has_value(words->word[i], "as=", &value)) {
            out->name = value;
        } else if (has_value(words->word[i], "from=", &value)) {
            add_extract(test, date, value);
        } else {
            give(&out->options, words->word[i]);
        }
    }
}

static void name_run(Case *test, const char *name)
{
    char number[24];
    snprintf(number, sizeof number, "run-%u", ++test->runs);
    case_path(test, name != NULL ? name : number, test->latest);
}

static void give_all(Arguments *to, const Arguments *from)
{
    for (size_t i = 0; i < from->count; i++) {
        give(to, from->list[i]);
    }
}

/* run YEAR QUARTER DATE [exit=N] [as=NAME] [from=...]... [--option value]... */
void case_run(Case *test, const CaseWords *words)
{
    RunWords run;
    Arguments arguments = {0};
    case_results_end(test);
    test->extract_count = 0;
    read_run_words(test, words, 4, words->word[3], &run);
    bool national = test->extract_count == 0;
    if (national) case_extract(test, words->word[3], NULL, NULL, 0);
    name_run(test, run.name);
    test->has_ledger = true;
    give(&arguments, case_program);
    give(&arguments, "run");
    give_pair(&arguments, "--year", words->word[1]);
    give_pair(&arguments, "--quarter", words->word[2] + (words->word[2][0] == 'Q'));
    for (size_t i = 0; i < test->extract_count; i++) {
        give_pair(&arguments, "--register", test->extracts[i]);
    }
    give_pair(&arguments, "--payees", test->payees);
    give_pair(&arguments, "--ledger", test->ledger);
    give_pair(&arguments, "--rules", test->rules);
    give_pair(&arguments, "--out", test->latest);
    if (test->config[0] != '\0') give_pair(&arguments, "--config", test->config);
    if (national) give(&arguments, "--national");
    give_all(&arguments, &run.options);
    if (test->stopped || !ends_with(test, &arguments, run.exit_status)) return;
    if (run.exit_status <= 1) case_results(test);
}

/* --- indicators --- */

/* indicators YEAR DATE [exit=N] [from=...]... [--option value]... */
void case_indicators(Case *test, const CaseWords *words)
{
    RunWords run;
    Arguments arguments = {0};
    char out[PATH_SIZE], name[40];
    case_results_end(test);
    test->extract_count = 0;
    text_buffer_clear(&test->indicators);
    read_run_words(test, words, 3, words->word[2], &run);
    if (test->extract_count == 0) case_extract(test, words->word[2], NULL, NULL, 0);
    snprintf(name, sizeof name, "indicators-%u.csv", ++test->runs);
    case_path(test, name, out);
    give(&arguments, case_program);
    give(&arguments, "indicators");
    give_pair(&arguments, "--year", words->word[1]);
    for (size_t i = 0; i < test->extract_count; i++) {
        give_pair(&arguments, "--register", test->extracts[i]);
    }
    give_pair(&arguments, "--definitions", case_definitions);
    give_pair(&arguments, "--out", out);
    give_all(&arguments, &run.options);
    if (test->stopped || !ends_with(test, &arguments, run.exit_status)) return;
    if (run.exit_status == 0) case_read(test, out, &test->indicators);
}

/* --- approve --- */

/* The sum of the amounts in a payment file, in øre: read here by another path. */
static Ore amounts_in(Case *test, const char *path)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    Ore sum = 0;
    char amount[32];
    const char *mark = "<InstdAmt Ccy=\"NOK\">";
    case_read(test, path, &text);
    for (char *at = strstr(text.bytes, mark); at != NULL; at = strstr(at + 1, mark)) {
        at += strlen(mark);
        snprintf(amount, sizeof amount, "%.*s", (int)strcspn(at, "<"), at);
        sum += case_amount(test, amount);
    }
    text_buffer_free(&text);
    return sum;
}

static void check_payment_file(Case *test, const char *path, Ore *sum)
{
    Arguments arguments = {0};
    size_t length = strlen(path);
    if (length < 7 || strcmp(path + length - 7, ".xml.gz") != 0) return;
    give(&arguments, case_program);
    give_pair(&arguments, "check-payment", path);
    give_pair(&arguments, "--bank-profile", "dnb");
    ends_with(test, &arguments, 0);
    *sum += amounts_in(test, path);
}

/* Whatever the case says: what is in the payment files is what the municipalities are paid. A
 * run with nothing to pay has no payment files. */
static void check_payments(Case *test, const char *run)
{
    char folder[PATH_SIZE], path[PATH_SIZE];
    PathList list = {0};
    Failure failure = {0};
    Ore paid = 0, expected = 0;
    snprintf(folder, sizeof folder, "%.4000s/payments", run);
    if (path_list(folder, &list, &failure) != STATUS_OK) list.count = 0;
    for (size_t i = 0; i < list.count && !test->stopped; i++) {
        if (path_join(folder, list.names[i], path, &failure) != STATUS_OK) continue;
        check_payment_file(test, path, &paid);
    }
    path_list_free(&list);
    for (size_t i = 0; i < test->run.sums_count; i++) {
        expected += test->run.sums[i].paid;
    }
    if (strcmp(run, test->latest) == 0 && paid != expected) {
        case_fail(test, "payment files: expected %lld øre, got %lld", (long long)expected,
                  (long long)paid);
    }
}

static void verify(Case *test, const char *run)
{
    Arguments arguments = {0};
    give(&arguments, case_program);
    give_pair(&arguments, "verify", run);
    ends_with(test, &arguments, 0);
}

/* approve [NAME] [exit=N] [--option value]... */
void case_approve(Case *test, const CaseWords *words)
{
    RunWords approval;
    Arguments arguments = {0};
    char folder[PATH_SIZE];
    bool named =
        words->count > 1 && strchr(words->word[1], '=') == NULL && words->word[1][0] != '-';
    case_results_end(test);
    memcpy(folder, test->latest, sizeof folder);
    if (named) case_path(test, words->word[1], folder);
    read_run_words(test, words, named ? 2 : 1, "", &approval);
    give(&arguments, case_program);
    give_pair(&arguments, "approve", folder);
    give_pair(&arguments, "--ledger", test->ledger);
    give_pair(&arguments, "--time", TIME_STAMP);
    give(&arguments, "--yes");
    give_all(&arguments, &approval.options);
    if (!ends_with(test, &arguments, approval.exit_status) || approval.exit_status != 0) return;
    check_payments(test, folder);
    if (!test->stopped) verify(test, folder);
}

/* --- money by hand --- */

/* The id of the latest run's payment to a municipality and group, read out of its files. */
static void payment_id(Case *test, const char *begin, char *out, size_t size)
{
    char folder[PATH_SIZE], path[PATH_SIZE], mark[80];
    PathList list = {0};
    Failure failure = {0};
    *out = '\0';
    snprintf(mark, sizeof mark, "<EndToEndId>%s", begin);
    snprintf(folder, sizeof folder, "%.4000s/payments", test->latest);
    if (path_list(folder, &list, &failure) != STATUS_OK) list.count = 0;
    for (size_t i = 0; i < list.count && !test->stopped; i++) {
        TextBuffer text = TEXT_BUFFER_EMPTY;
        size_t length = strlen(list.names[i]);
        if (length < 7 || strcmp(list.names[i] + length - 7, ".xml.gz") != 0 ||
            path_join(folder, list.names[i], path, &failure) != STATUS_OK)
            continue;
        case_read(test, path, &text);
        const char *at = text.bytes != NULL ? strstr(text.bytes, mark) : NULL;
        if (at != NULL) {
            at += strlen("<EndToEndId>");
            snprintf(out, size, "%.*s", (int)strcspn(at, "<"), at);
        }
        text_buffer_free(&text);
    }
    path_list_free(&list);
}

/* unsent MUNICIPALITY GROUP DATE: by hand, and approved: the latest run's payment to them was
 * never sent. */
void case_unsent(Case *test, const CaseWords *words)
{
    Arguments propose = {0}, approve = {0};
    TextBuffer text = TEXT_BUFFER_EMPTY;
    char begin[40], id[64], name[40], file[PATH_SIZE], out[PATH_SIZE];
    case_results_end(test);
    snprintf(begin, sizeof begin, "%s-%s-", words->word[1], words->word[2]);
    payment_id(test, begin, id, sizeof id);
    if (id[0] == '\0') {
        case_stop(test, "the latest run pays nothing to %s %s", words->word[1], words->word[2]);
        return;
    }
    snprintf(name, sizeof name, "hand-%u.csv", ++test->runs);
    case_path(test, name, file);
    snprintf(name, sizeof name, "hand-%u", test->runs);
    case_path(test, name, out);
    text_buffer_format(&text,
                       "kind,municipality,payment_group,ident,code,budget_year,amount_ore,date,"
                       "reference,reason\nUNSENT,,,,,,,%s,%s,the bank never had it\n",
                       words->word[3], id);
    case_write(test, file, &text);
    text_buffer_free(&text);
    give(&propose, case_program);
    give(&propose, "ledger");
    give_pair(&propose, "manual", file);
    give_pair(&propose, "--ledger", test->ledger);
    give_pair(&propose, "--rules", test->rules);
    give_pair(&propose, "--out", out);
    give_pair(&propose, "--time", TIME_STAMP);
    if (!ends_with(test, &propose, 0)) return;
    give(&approve, case_program);
    give_pair(&approve, "approve", out);
    give_pair(&approve, "--ledger", test->ledger);
    give_pair(&approve, "--time", TIME_STAMP);
    give(&approve, "--yes");
    ends_with(test, &approve, 0);
}
