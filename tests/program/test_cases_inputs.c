/* test_cases_inputs.c - rule sets, payees and configuration of a case. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/input_file.h"
#include "tests/program/test_cases.h"

void case_read(Case *test, const char *path, TextBuffer *out)
{
    InputFile file;
    Failure failure = {0};
    text_buffer_clear(out);
    if (!text_buffer_reserve(out, 1)) case_stop(test, "no memory");
    if (test->stopped) return;
    out->bytes[0] = '\0'; /* an empty file is a text too */
    if (input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, &failure) != STATUS_OK) {
        case_stop(test, "%s cannot be read", path);
        return;
    }
    text_buffer_append(out, file.bytes, file.size);
    input_file_free(&file);
}

void case_write(Case *test, const char *path, const TextBuffer *text)
{
    FILE *file = text->failed ? NULL : fopen(path, "w");
    bool good = file != NULL && fwrite(text->bytes, 1, text->length, file) == text->length;
    good = file != NULL && fclose(file) == 0 && good;
    if (!good) case_stop(test, "%s cannot be written", path);
}

/* --- rule sets --- */

/* rules shipped | made-up */
void case_rules(Case *test, const CaseWords *words)
{
    bool shipped = strcmp(words->word[1], "shipped") == 0;
    if (!shipped && strcmp(words->word[1], "made-up") != 0) {
        case_stop(test, "rules: shipped or made-up");
        return;
    }
    snprintf(test->rules, sizeof test->rules, "%s/%s", case_source,
             shipped ? "rules/sets" : "fixtures/rule-sets");
    test->rules_copied = false;
}

/* The case's own copy of the rule sets, from the first change on. */
static void own_rules(Case *test)
{
    char copy[PATH_SIZE];
    if (test->rules_copied) return;
    case_path(test, "rules", copy);
    system_remove_tree(copy);
    const char *arguments[] = {"/bin/cp", "-r", test->rules, copy, NULL};
    if (case_start(test, arguments) != 0) case_stop(test, "the rule sets cannot be copied");
    memcpy(test->rules, copy, sizeof copy);
    test->rules_copied = true;
}

static void set_path(Case *test, const char *year, char out[PATH_SIZE])
{
    own_rules(test);
    snprintf(out, PATH_SIZE, "%.4000s/%.8s.xml", test->rules, year);
}

/* Puts `with` where [begin, end) is. */
static void replace(TextBuffer *text, size_t begin, size_t end, const char *with)
{
    TextBuffer out = TEXT_BUFFER_EMPTY;
    text_buffer_append(&out, text->bytes, begin);
    text_buffer_text(&out, with);
    text_buffer_append(&out, text->bytes + end, text->length - end);
    text_buffer_free(text);
    *text = out;
}

/* Removes every rate of a code; returns how many. */
static unsigned drop_rates(TextBuffer *text, const char *code)
{
    char wanted[64];
    unsigned dropped = 0;
    snprintf(wanted, sizeof wanted, "<rate code=\"%s\"", code);
    for (;;) {
        char *begin = strstr(text->bytes, wanted);
        char *end = begin == NULL ? NULL : strstr(begin, "/>");
        if (end == NULL) return dropped;
        replace(text, (size_t)(begin - text->bytes), (size_t)(end + 2 - text->bytes), "");
        dropped++;
    }
}

/* rate YEAR CODE KRONER: the only rate of the year.
 * rate YEAR CODE KRONER from DATE [retroactive]: one more. */
void case_rate(Case *test, const CaseWords *words)
{
    char path[PATH_SIZE], row[400];
    TextBuffer text = TEXT_BUFFER_EMPTY;
    bool dated = words->count > 5 && strcmp(words->word[4], "from") == 0;
    set_path(test, words->word[1], path);
    case_read(test, path, &text);
    if (!dated) drop_rates(&text, words->word[2]);
    char *end = strstr(text.bytes, "</rates>");
    if (end == NULL) {
        case_stop(test, "%s has no rates", path);
    } else {
        snprintf(row, sizeof row,
                 "<rate code=\"%s\" amount=\"%d\" unit=\"NOK\" validFrom=\"%s%s\"%s "
                 "evidence=\"verified\" reference=\"the case\" source=\"the case\"/>\n",
                 words->word[2], case_number(test, words->word[3]),
                 dated ? words->word[5] : words->word[1], dated ? "" : "-01-01",
                 words->count > 6 ? " retroactive=\"true\"" : "");
        replace(&text, (size_t)(end - text.bytes), (size_t)(end - text.bytes), row);
        case_write(test, path, &text);
    }
    text_buffer_free(&text);
}

void case_no_rate(Case *test, const CaseWords *words)
{
    char path[PATH_SIZE];
    TextBuffer text = TEXT_BUFFER_EMPTY;
    set_path(test, words->word[1], path);
    case_read(test, path, &text);
    if (!test->stopped && drop_rates(&text, words->word[2]) == 0) {
        case_stop(test, "%s has no rate %s", path, words->word[2]);
    }
    case_write(test, path, &text);
    text_buffer_free(&text);
}

/* parameter YEAR NAME VALUE */
void case_parameter(Case *test, const CaseWords *words)
{
    char path[PATH_SIZE], wanted[128];
    TextBuffer text = TEXT_BUFFER_EMPTY;
    set_path(test, words->word[1], path);
    case_read(test, path, &text);
    snprintf(wanted, sizeof wanted, "<parameter name=\"%s\" value=\"", words->word[2]);
    char *at = strstr(text.bytes, wanted);
    if (at == NULL) {
        case_stop(test, "%s has no parameter %s", path, words->word[2]);
    } else {
        size_t begin = (size_t)(at - text.bytes) + strlen(wanted);
        replace(&text, begin, begin + strcspn(text.bytes + begin, "\""), words->word[3]);
        case_write(test, path, &text);
        if (strcmp(words->word[2], "netting") == 0) {
            test->netting_by_municipality = strcmp(words->word[3], "municipality") == 0;
        }
    }
    text_buffer_free(&text);
}

/* --- payees and configuration --- */

static void payees_of_fixture(Case *test)
{
    snprintf(test->payees, sizeof test->payees, "%s/fixtures/payees/payees.csv", case_source);
}

/* payee CODE none | payee CODE account ELEVEN-DIGITS | payee all again */
void case_payee(Case *test, const CaseWords *words)
{
    char own[PATH_SIZE], wanted[16];
    TextBuffer text = TEXT_BUFFER_EMPTY;
    if (strcmp(words->word[2], "again") == 0) {
        payees_of_fixture(test);
        return;
    }
    snprintf(wanted, sizeof wanted, "\n%.4s,", words->word[1]);
    case_read(test, test->payees, &text);
    char *row = strstr(text.bytes, wanted);
    if (row == NULL) {
        case_stop(test, "there is no payee %s", words->word[1]);
        text_buffer_free(&text);
        return;
    }
    size_t begin = (size_t)(row - text.bytes);
    size_t end = begin + 1 + strcspn(row + 1, "\n");
    if (strcmp(words->word[2], "none") == 0) {
        replace(&text, begin, end, "");
    } else if (words->count > 3 && strcmp(words->word[2], "account") == 0) {
        char *account = strstr(row, ",999"); /* every made-up account begins so */
        size_t at = account == NULL ? begin : (size_t)(account - text.bytes) + 1;
        replace(&text, at, at + 11, words->word[3]);
    } else {
        case_stop(test, "payee: none, or account and eleven digits");
    }
    case_path(test, "payees.csv", own);
    case_write(test, own, &text);
    memcpy(test->payees, own, sizeof own);
    text_buffer_free(&text);
}

/* The configuration as it is so far; at first the made-up agency. Returns where it ends. */
static size_t read_configuration(Case *test, TextBuffer *text)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/fixtures/made-up-agency.xml", case_source);
    case_read(test, test->config[0] != '\0' ? test->config : path, text);
    char *end = strstr(text->bytes, "</configuration>");
    if (end == NULL) case_stop(test, "a configuration without an end");
    return end == NULL ? 0 : (size_t)(end - text->bytes);
}

static void write_configuration(Case *test, const TextBuffer *text)
{
    case_path(test, "configuration.xml", test->config);
    case_write(test, test->config, text);
}

/* claim-share OLD NEW N/D: a configuration with it, besides the made-up agency. */
void case_claim_share(Case *test, const CaseWords *words)
{
    char row[200];
    TextBuffer text = TEXT_BUFFER_EMPTY;
    char *slash = strchr(words->word[3], '/');
    size_t end = read_configuration(test, &text);
    if (slash == NULL) {
        case_stop(test, "claim-share OLD NEW N/D");
    } else if (end > 0) {
        *slash = '\0';
        snprintf(row, sizeof row,
                 "  <claimShare municipality=\"%s\" successor=\"%s\" numerator=\"%s\" "
                 "denominator=\"%s\"/>\n",
                 words->word[1], words->word[2], words->word[3], slash + 1);
        replace(&text, end, end, row);
        write_configuration(test, &text);
    }
    text_buffer_free(&text);
}

/* line-successor OLD NEW: in place of what was named before; `none` names nobody any more. */
void case_line_successor(Case *test, const CaseWords *words)
{
    char row[100], begin[60];
    TextBuffer text = TEXT_BUFFER_EMPTY;
    size_t end = read_configuration(test, &text);
    snprintf(begin, sizeof begin, "  <lineSuccessor code=\"%s\"", words->word[1]);
    snprintf(row, sizeof row, "%s to=\"%s\"/>\n", begin, words->word[2]);
    if (strcmp(words->word[2], "none") == 0) row[0] = '\0';
    char *old = end > 0 ? strstr(text.bytes, begin) : NULL;
    size_t from = old != NULL ? (size_t)(old - text.bytes) : end;
    size_t to = old != NULL ? from + (size_t)(strchr(old, '\n') - old) + 1 : end;
    replace(&text, from, to, row);
    write_configuration(test, &text);
    text_buffer_free(&text);
}
