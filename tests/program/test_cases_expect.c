/* test_cases_expect.c - what a run has written against what the case says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/crypto/pseudonym_key.h"
#include "formats/run/findings.h"
#include "formats/run/manifest.h"
#include "rules/base/cleanup.h"
#include "tests/program/test_cases.h"

/* --- reading the results --- */

static bool same_decision(const DecisionLine *a, const DecisionLine *b)
{
    return a->subject == b->subject && a->code == b->code && a->budget_year == b->budget_year &&
           a->municipality == b->municipality;
}

static void add_share(CaseDecision *decision, const DecisionLine *line)
{
    char from[FRACTION_TEXT_SIZE], to[FRACTION_TEXT_SIZE];
    size_t length = strlen(decision->shares);
    fraction_format(line->from, from);
    fraction_format(line->to, to);
    snprintf(decision->shares + length, sizeof decision->shares - length, " %s..%s", from, to);
}

static void add_decision(Case *test, const DecisionLine *line)
{
    CaseRun *run = &test->run;
    CaseDecision *last = run->count > 0 ? &run->decisions[run->count - 1] : NULL;
    if (last == NULL || !same_decision(&last->line, line)) {
        Failure failure = {0};
        if (system_grow(&run->decisions, &run->capacity, run->count + 1, sizeof *run->decisions,
                        &failure) != STATUS_OK) {
            case_stop(test, "no memory");
            return;
        }
        last = &run->decisions[run->count++];
        *last = (CaseDecision){.line = *line};
        if (!line->first) case_fail(test, "a line without settled and due comes first");
    }
    last->earned += line->earned;
    add_share(last, line);
}

/* Whose its tables say they are: what its manifest says. */
static RunMark mark_of(Case *test)
{
    char path[PATH_SIZE];
    TextBuffer text = TEXT_BUFFER_EMPTY;
    Manifest manifest = {0};
    Failure failure = {0};
    RunMark mark = {0};
    snprintf(path, sizeof path, "%.4000s/manifest.json", test->latest);
    case_read(test, path, &text);
    if (!test->stopped &&
        manifest_read(path, text.bytes, text.length, &manifest, &failure) == STATUS_OK)
        mark = manifest_mark(&manifest);
    manifest_free(&manifest);
    text_buffer_free(&text);
    return mark;
}

static void read_decisions(Case *test)
{
    char path[PATH_SIZE];
    TextBuffer text = TEXT_BUFFER_EMPTY;
    DecisionReader reader;
    DecisionLine line;
    Failure failure = {0};
    bool more = true;
    const RunMark mark = mark_of(test);
    snprintf(path, sizeof path, "%.4000s/decisions.csv.gz", test->latest);
    case_read(test, path, &text);
    if (test->stopped) return;
    Status status =
        decision_reader_open(&reader, path, text.bytes, text.length, &mark, &failure);
    while (status == STATUS_OK && more) {
        status = decision_reader_next(&reader, &line, &more, &failure);
        if (status == STATUS_OK && more) add_decision(test, &line);
    }
    if (status != STATUS_OK) case_stop(test, "decisions: %s", failure.detail);
    decision_reader_close(&reader);
    text_buffer_free(&text);
}

static Ore whole_ore(CsvField field)
{
    Ore amount = 0;
    bool negative = field.length > 0 && field.text[0] == '-';
    for (size_t i = negative; i < field.length; i++) {
        amount = amount * 10 + (field.text[i] - '0');
    }
    return negative ? -amount : amount;
}

static void add_sums(Case *test, const CsvReader *csv)
{
    CaseRun *run = &test->run;
    Failure failure = {0};
    const CsvField *field = csv->fields;
    PaymentGroup group;
    if (!payment_group_parse(field[1].text, field[1].length, &group) ||
        system_grow(&run->sums, &run->sums_capacity, run->sums_count + 1, sizeof *run->sums,
                    &failure) != STATUS_OK) {
        case_stop(test, "municipalities.csv: a group that is none");
        return;
    }
    run->sums[run->sums_count++] =
        (CaseSums){.municipality = (MunicipalityCode)whole_ore(field[0]),
                   .group = group,
                   .lines = whole_ore(field[2]),
                   .held = whole_ore(field[3]),
                   .brought_forward = whole_ore(field[4]),
                   .returned = whole_ore(field[5]),
                   .manual = whole_ore(field[6]),
                   .paid = whole_ore(field[7]),
                   .carried_forward = whole_ore(field[8])};
}

static void read_sums(Case *test)
{
    static const char *const columns[] = {"municipality",
                                          "payment_group",
                                          "lines_ore",
                                          "held_ore",
                                          "brought_forward_ore",
                                          "returned_ore",
                                          "manual_ore",
                                          "paid_ore",
                                          "carried_forward_ore",
                                          "year",
                                          "quarter",
                                          "run",
                                          "mode"};
    enum { COLUMNS = sizeof columns / sizeof columns[0] };
    char path[PATH_SIZE];
    TextBuffer text = TEXT_BUFFER_EMPTY;
    CsvReader csv;
    int places[COLUMNS];
    Failure failure = {0};
    bool more = true;
    snprintf(path, sizeof path, "%.4000s/municipalities.csv", test->latest);
    case_read(test, path, &text);
    Status status = csv_open(&csv, path, text.bytes, text.length, &failure);
    if (status == STATUS_OK)
        status = csv_header(&csv, columns, COLUMNS, COLUMNS, places, &failure);
    while (status == STATUS_OK && more) {
        status = csv_next(&csv, &more, &failure);
        if (status == STATUS_OK && more) add_sums(test, &csv);
    }
    if (status != STATUS_OK) case_stop(test, "municipalities.csv: %s", failure.detail);
    csv_close(&csv);
    text_buffer_free(&text);
}

/* --- what must hold in every run --- */

static Ore due_of(const CaseRun *run, const CaseSums *sums, DecisionStatus status)
{
    Ore sum = 0;
    for (size_t i = 0; i < run->count; i++) {
        const DecisionLine *line = &run->decisions[i].line;
        if (line->municipality != sums->municipality || line->status != status ||
            grant_code_group((GrantCode)line->code) != sums->group) {
            continue;
        }
        sum += line->due;
    }
    return sum;
}

static Ore due_in_all(const CaseRun *run)
{
    Ore sum = 0;
    for (size_t i = 0; i < run->count; i++) {
        const DecisionLine *line = &run->decisions[i].line;
        if (line->status == DECISION_PAY) sum += line->due;
    }
    return sum;
}

static void check_due(Case *test)
{
    for (size_t i = 0; i < test->run.count; i++) {
        const CaseDecision *decision = &test->run.decisions[i];
        const DecisionLine *line = &decision->line;
        if (line->status != DECISION_HELD &&
            line->due != decision->earned - line->settled_before) {
            case_fail(test, "due is not earned less settled, %s of %04u",
                      grant_code_text((GrantCode)line->code), line->municipality);
        }
    }
}

static void check_sums(Case *test)
{
    const CaseRun *run = &test->run;
    Ore lines = 0, in = 0, out = 0;
    for (size_t i = 0; i < run->sums_count; i++) {
        const CaseSums *sums = &run->sums[i];
        Ore row_in = sums->lines + sums->brought_forward + sums->returned + sums->manual;
        Ore row_out = sums->paid + sums->carried_forward;
        if (sums->lines != due_of(run, sums, DECISION_PAY) ||
            sums->held != due_of(run, sums, DECISION_HELD) || sums->paid < 0 ||
            sums->carried_forward > 0 ||
            (row_in != row_out && !test->netting_by_municipality)) {
            case_fail(test, "sums of %04u %s do not agree with the lines or in themselves",
                      sums->municipality, payment_group_text(sums->group));
        }
        lines += sums->lines;
        in += row_in;
        out += row_out;
    }
    if (lines != due_in_all(run) || in != out) case_fail(test, "the sums do not add up");
}

void case_results(Case *test)
{
    CaseRun *run = &test->run;
    run->count = run->sums_count = 0;
    run->at_line = test->line;
    run->lines_said = run->sums_said = run->other_lines = run->other_sums = false;
    read_decisions(test);
    if (!test->stopped) read_sums(test);
    if (test->stopped) return;
    check_due(test);
    check_sums(test);
}

/* --- expectations about lines --- */

static bool has_results(Case *test)
{
    if (test->run.at_line == 0) case_stop(test, "no run to look at stands before this");
    return test->run.at_line != 0;
}

static Subject subject_of(Case *test, const char *word)
{
    Subject subject;
    if (word[0] == 'M' && subject_parse(word, strlen(word), &subject)) return subject;
    const CasePerson *person = case_find(test, word);
    return person != NULL ? person->ident : IDENT_NONE;
}

static const char *name_of(const Case *test, Subject subject)
{
    static char text[SUBJECT_TEXT_SIZE];
    for (size_t i = 0; i < test->people.count; i++) {
        if (test->people.persons[i].ident == subject) return test->people.persons[i].name;
    }
    subject_format(subject, text);
    return text;
}

static void print_decision(const Case *test, const CaseDecision *decision)
{
    char earned[ORE_TEXT_SIZE], settled[ORE_TEXT_SIZE], due[ORE_TEXT_SIZE];
    const DecisionLine *line = &decision->line;
    TextBuffer reason = TEXT_BUFFER_EMPTY;
    decision_reason_append(&reason, line);
    ore_format(decision->earned, earned);
    ore_format(line->settled_before, settled);
    ore_format(line->due, due);
    printf("    got: line %s %s %d %04u %s %s %s %s %s%s\n", name_of(test, line->subject),
           grant_code_text((GrantCode)line->code), line->budget_year, line->municipality,
           earned, settled, due, decision_status_text((DecisionStatus)line->status),
           reason.bytes, decision->shares);
    text_buffer_free(&reason);
}

static CaseDecision *find_decision(Case *test, const CaseWords *words)
{
    DecisionLine key = {.subject = subject_of(test, words->word[1]),
                        .budget_year = (int16_t)case_number(test, words->word[3]),
                        .municipality = case_municipality(test, words->word[4])};
    GrantCode code;
    if (!grant_code_parse(words->word[2], strlen(words->word[2]), &code)) {
        case_stop(test, "there is no code '%s'", words->word[2]);
        return NULL;
    }
    key.code = (uint8_t)code;
    for (size_t i = 0; i < test->run.count; i++) {
        if (same_decision(&test->run.decisions[i].line, &key)) return &test->run.decisions[i];
    }
    return NULL;
}

static bool has_reason(const DecisionLine *line, const char *word)
{
    DecisionLine key = {0};
    return decision_reason_parse(word, strlen(word), &key) && key.reason == line->reason &&
           key.control == line->control;
}

/* Words beyond the status: a reason, and shares "0..3/8". */
static bool rest_agrees(const CaseWords *words, const CaseDecision *decision)
{
    char shares[sizeof decision->shares] = "";
    bool good = true;
    for (size_t i = 9; i < words->count; i++) {
        size_t length = strlen(shares);
        if (strstr(words->word[i], "..") != NULL) {
            snprintf(shares + length, sizeof shares - length, " %s", words->word[i]);
        } else {
            good = good && has_reason(&decision->line, words->word[i]);
        }
    }
    return good && (shares[0] == '\0' || strcmp(shares, decision->shares) == 0);
}

/* line NAME CODE YEAR MUNICIPALITY EARNED SETTLED DUE STATUS [REASON] [A..B]... */
void case_expect_line(Case *test, const CaseWords *words)
{
    if (!has_results(test)) return;
    test->run.lines_said = true;
    CaseDecision *decision = find_decision(test, words);
    if (test->stopped) return;
    if (decision == NULL) {
        case_fail(test, "expected a line, there is none");
        return;
    }
    decision->expected = true;
    const DecisionLine *line = &decision->line;
    if (decision->earned == case_amount(test, words->word[5]) &&
        line->settled_before == case_amount(test, words->word[6]) &&
        line->due == case_amount(test, words->word[7]) &&
        strcmp(decision_status_text((DecisionStatus)line->status), words->word[8]) == 0 &&
        rest_agrees(words, decision)) {
        return;
    }
    case_fail(test, "expected: line %s", words->rest);
    print_decision(test, decision);
}

/* lines none: not one. lines any: there may be more than what is said. */
void case_expect_lines(Case *test, const CaseWords *words)
{
    if (!has_results(test)) return;
    test->run.lines_said = true;
    if (strcmp(words->word[1], "any") == 0) {
        test->run.other_lines = true;
    } else if (strcmp(words->word[1], "none") != 0) {
        case_stop(test, "lines: none or any");
    }
}

static void print_sums(const CaseSums *sums)
{
    const Ore amounts[] = {sums->lines, sums->held, sums->brought_forward, sums->paid,
                           sums->carried_forward};
    printf("    got: pays %04u %s", sums->municipality, payment_group_text(sums->group));
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        char text[ORE_TEXT_SIZE];
        ore_format(amounts[i], text);
        printf(" %s", text);
    }
    printf("\n");
}

/* pays MUNICIPALITY GROUP LINES HELD BROUGHT PAID CARRIED | pays none | pays any */
void case_expect_pays(Case *test, const CaseWords *words)
{
    CaseRun *run = &test->run;
    PaymentGroup group;
    if (!has_results(test)) return;
    run->sums_said = true;
    if (words->count == 2) {
        run->other_sums = strcmp(words->word[1], "any") == 0;
        return;
    }
    MunicipalityCode code = case_municipality(test, words->word[1]);
    if (words->count < 8 ||
        !payment_group_parse(words->word[2], strlen(words->word[2]), &group)) {
        case_stop(test, "pays MUNICIPALITY GROUP LINES HELD BROUGHT PAID CARRIED");
        return;
    }
    for (size_t i = 0; i < run->sums_count; i++) {
        CaseSums *sums = &run->sums[i];
        if (sums->municipality != code || sums->group != group) continue;
        sums->expected = true;
        if (sums->lines == case_amount(test, words->word[3]) &&
            sums->held == case_amount(test, words->word[4]) &&
            sums->brought_forward == case_amount(test, words->word[5]) &&
            sums->paid == case_amount(test, words->word[6]) &&
            sums->carried_forward == case_amount(test, words->word[7])) {
            return;
        }
        case_fail(test, "expected: pays %s", words->rest);
        print_sums(sums);
        return;
    }
    case_fail(test, "expected: pays %s, there is no such row", words->rest);
}

/* --- other expectations --- */

/* The keyed hash of a person's ident; "" when the case is stopped. */
static void hash_of(Case *test, const char *name, char hex[SHA256_HEX_SIZE])
{
    char path[PATH_SIZE];
    Failure failure = {0};
    CLEANUP(pseudonym_key_forget) PseudonymKey key = {0};
    CLEANUP(hmac_key_free) HmacKey *hmac = NULL;
    const CasePerson *person = case_find(test, name);
    hex[0] = '\0';
    snprintf(path, sizeof path, "%.4000s/keys/pseudonym.key", test->ledger);
    if (person == NULL) return;
    if (pseudonym_key_read(path, &key, &failure) != STATUS_OK ||
        hmac_key_new(key.bytes, key.length, &hmac, &failure) != STATUS_OK ||
        person_hash(hmac, person->ident, hex, &failure) != STATUS_OK)
        case_stop(test, "the hash of '%s' cannot be made", name);
}

/* A member of a finding, which is a number or a text. */
static bool has_value(const char *line, const char *name, int length, const char *value)
{
    char wanted[160];
    snprintf(wanted, sizeof wanted, "\"%.*s\":\"%s\"", length, name, value);
    if (strstr(line, wanted) != NULL) return true;
    snprintf(wanted, sizeof wanted, "\"%.*s\":%s", length, name, value);
    const char *at = strstr(line, wanted);
    return at != NULL && strchr(",}", at[strlen(wanted)]) != NULL;
}

/* All of NAME=VALUE from the third word on; `other=` is followed by a person of the case. */
static bool has_values(Case *test, const char *line, const CaseWords *words)
{
    for (size_t i = 3; i < words->count; i++) {
        char hex[SHA256_HEX_SIZE];
        const char *word = words->word[i], *value = strchr(word, '=');
        if (value == NULL) {
            case_stop(test, "'%s' is not NAME=VALUE", word);
            return false;
        }
        int length = (int)(value++ - word);
        if (strncmp(word, "other=", strlen("other=")) == 0) {
            hash_of(test, value, hex);
            value = hex;
        }
        if (!has_value(line, word, length, value)) return false;
    }
    return true;
}

/* Lines of a file of the run in which a text stands and, unless NULL, the values of
 * `finding`. */
static unsigned lines_with(Case *test, const char *name, const char *text_in_it,
                           const CaseWords *values)
{
    char path[PATH_SIZE];
    TextBuffer text = TEXT_BUFFER_EMPTY;
    unsigned found = 0;
    snprintf(path, sizeof path, "%.4000s/%s", test->latest, name);
    case_read(test, path, &text);
    for (char *line = text.bytes; line != NULL && *line != '\0';) {
        char *end = strchr(line, '\n');
        if (end != NULL) *end = '\0';
        found += strstr(line, text_in_it) != NULL &&
                 (values == NULL || has_values(test, line, values));
        line = end == NULL ? NULL : end + 1;
    }
    text_buffer_free(&text);
    return found;
}

/* basic ROW...: all rows of basic.csv, in order; basic none: it has none. */
void case_expect_basic(Case *test, const CaseWords *words)
{
    char path[PATH_SIZE];
    TextBuffer expected = TEXT_BUFFER_EMPTY, text = TEXT_BUFFER_EMPTY;
    bool none = strcmp(words->word[1], "none") == 0;
    if (!has_results(test)) return;
    text_buffer_text(&expected, BASIC_HEADER);
    for (size_t i = 1; i < words->count && !none; i++) {
        text_buffer_format(&expected, "%s\n", words->word[i]);
    }
    snprintf(path, sizeof path, "%.4000s/basic.csv", test->latest);
    case_read(test, path, &text);
    if (text.bytes != NULL && strcmp(text.bytes, expected.bytes) != 0) {
        case_fail(test, "expected: basic %s\n    got: %s", words->rest, text.bytes);
    }
    text_buffer_free(&expected);
    text_buffer_free(&text);
}

/* without NAME REASON: listed among those without a line, for that reason. */
void case_expect_without(Case *test, const CaseWords *words)
{
    char row[80], ident[SUBJECT_TEXT_SIZE];
    if (!has_results(test)) return;
    subject_format(subject_of(test, words->word[1]), ident);
    snprintf(row, sizeof row, "%s,%s", ident, words->word[2]);
    if (lines_with(test, "persons-without-grant.csv.gz", row, NULL) == 1) return;
    case_fail(test, "expected: without %s", words->rest);
    snprintf(row, sizeof row, "%s,", ident);
    if (lines_with(test, "persons-without-grant.csv.gz", row, NULL) != 0) {
        printf("    got: another reason\n");
    }
}

/* finding CONTROL COUNT [NAME=VALUE]...: so many of the control that have all the values. */
void case_expect_finding(Case *test, const CaseWords *words)
{
    char wanted[64];
    if (!has_results(test)) return;
    snprintf(wanted, sizeof wanted, "\"control\":\"%s\"", words->word[1]);
    unsigned found = lines_with(test, "findings.jsonl.gz", wanted, words);
    if (found == (unsigned)case_number(test, words->word[2])) return;
    case_fail(test, "expected: finding %s, got %u", words->rest, found);
}

/* error TEXT: stands in the standard error of the latest command. */
void case_expect_error(Case *test, const CaseWords *words)
{
    if (strstr(test->told, words->rest) != NULL) return;
    case_fail(test, "expected on standard error: %s\n    got: %s", words->rest, test->told);
}

/* summary TEXT: stands in summary.json, on one line. */
void case_expect_summary(Case *test, const CaseWords *words)
{
    if (!has_results(test)) return;
    if (lines_with(test, "summary.json", words->rest, NULL) > 0) return;
    case_fail(test, "expected in summary.json: %s", words->rest);
}

void case_results_end(Case *test)
{
    CaseRun *run = &test->run;
    if (run->at_line == 0 || test->stopped) return;
    size_t here = test->line;
    test->line = run->at_line;
    if (!run->lines_said) case_fail(test, "the case says nothing about this run's lines");
    for (size_t i = 0; i < run->count && !run->other_lines; i++) {
        if (run->decisions[i].expected) continue;
        case_fail(test, "a line that the case does not expect");
        print_decision(test, &run->decisions[i]);
    }
    for (size_t i = 0; i < run->sums_count && run->sums_said && !run->other_sums; i++) {
        if (run->sums[i].expected) continue;
        case_fail(test, "a municipality and group that the case does not expect");
        print_sums(&run->sums[i]);
    }
    run->at_line = 0;
    test->line = here;
}
