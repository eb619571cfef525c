/*
 * test_controls.c - why: a control of accounts that never finds, or finds what is right, is
 * worse than none. Every control of family 11 finds its cases in fixtures/accounts and keeps
 * silent where they miss by a krone, a day or a point; what it says has all its values in both
 * languages.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/accounts/book_csv.h"
#include "formats/accounts/limits_xml.h"
#include "formats/accounts/words.h"
#include "formats/base/input_file.h"
#include "rules/accounts/controls.h"
#include "tests/rules/accounts/book_cases.h"
#include "tests/rules/base/test_main.h"

typedef struct Tally {
    int finds, found, silent, kept;
} Tally;

static AccountsLimits limits;
static Tally tallies[ACCOUNTS_CONTROL_COUNT];

/* One year, read. */
typedef struct ReadBook {
    AccountsBook book;
    Award *awards;
    ReportedLine *lines;
    Statement *statements;
    Voucher *vouchers;
    AppropriationRow *appropriation;
    AwardView *views;
} ReadBook;

static BookFile file_of(const char *name, const TextBuffer *text)
{
    return (BookFile){name, text->bytes, text->length};
}

static bool read_book(const BookCase *one, const BookTexts *texts, ReadBook *out)
{
    Failure failure = {0};
    AccountsBook *book = &out->book;
    *out = (ReadBook){.book = {.date = one->date, .has_statements = true}};
    Status status = awards_csv_read(file_of("awards", &texts->awards), &out->awards,
                                    &book->award_count, &failure);
    if (status == STATUS_OK)
        status = reported_csv_read(file_of("accounts", &texts->accounts), one->date,
                                   &out->lines, &book->line_count, &failure);
    if (status == STATUS_OK)
        status = statements_csv_read(file_of("statements", &texts->statements), one->date,
                                     &out->statements, &book->statement_count, &failure);
    if (status == STATUS_OK)
        status = vouchers_csv_read(file_of("vouchers", &texts->vouchers), one->date,
                                   &out->vouchers, &book->voucher_count, &failure);
    if (status == STATUS_OK)
        status =
            appropriation_csv_read(file_of("appropriation", &texts->appropriation),
                                   &out->appropriation, &book->appropriation_count, &failure);
    if (status != STATUS_OK) {
        printf("\nline %d: %s: %s\n", one->line, failure.where, failure.detail);
        return false;
    }
    book->awards = out->awards;
    book->lines = out->lines;
    book->statements = out->statements;
    book->vouchers = out->vouchers;
    book->appropriation = out->appropriation;
    book->has_vouchers = one->has_vouchers;
    book->has_appropriation = one->has_appropriation;
    out->views = calloc(book->award_count + 1, sizeof *out->views);
    accounts_views(book, out->views);
    return true;
}

static void free_book(ReadBook *book)
{
    system_free(book->awards);
    system_free(book->lines);
    system_free(book->statements);
    system_free(book->vouchers);
    system_free(book->appropriation);
    free(book->views);
}

/* The words come out whole: no placeholder is left, and the value of each is there. */
static void check_words(const AccountsFinding *finding)
{
    TextBuffer words = TEXT_BUFFER_EMPTY;
    for (int norwegian = 0; norwegian < 2; norwegian++) {
        text_buffer_clear(&words);
        finding_words(&words, finding, norwegian);
        CU_ASSERT_TRUE(words.length > 10 && strpbrk(words.bytes, "{}") == NULL);
    }
    text_buffer_free(&words);
}

static bool has_found(const AccountsFindings *findings, int control)
{
    bool found = false;
    for (size_t i = 0; i < findings->count; i++) {
        const AccountsFinding *finding = &findings->items[i];
        check_words(finding);
        found |= accounts_message((AccountsMessageId)finding->message)->control == control;
    }
    return found;
}

static bool controlled(const BookCase *one, ReadBook *now, ReadBook *last)
{
    int64_t *scratch = calloc(now->book.award_count + 1, sizeof *scratch);
    size_t bound = accounts_findings_bound(&now->book);
    AccountsFindings findings = {.items = calloc(bound, sizeof *findings.items),
                                 .capacity = bound};
    AccountsControl control = {.book = &now->book,
                               .views = now->views,
                               .limits = &limits,
                               .last = one->last.any ? last->views : NULL,
                               .last_count = one->last.any ? last->book.award_count : 0,
                               .scratch = scratch};
    CU_ASSERT_EQUAL(accounts_controls(&control, &findings), STATUS_OK);
    bool found = has_found(&findings, one->control);
    if (found) CU_ASSERT_TRUE(findings.executed[one->control - ACCOUNTS_CONTROL_FIRST] > 0);
    free(findings.items);
    free(scratch);
    return found;
}

static void run_case(void *user, const BookCase *one)
{
    ReadBook now, last = {.views = NULL};
    const char *path = user;
    CU_ASSERT_PTR_NOT_NULL_FATAL(accounts_control_find(one->control));
    bool read = read_book(one, &one->now, &now) &&
                (!one->last.any || read_book(one, &one->last, &last));
    CU_ASSERT_TRUE(read);
    bool found = read && controlled(one, &now, &last);
    Tally *tally = &tallies[one->control - ACCOUNTS_CONTROL_FIRST];
    tally->finds += one->finds;
    tally->found += one->finds && found;
    tally->silent += !one->finds;
    tally->kept += !one->finds && read && !found;
    if (read && found != one->finds)
        printf("\n%s:%d: R%d %s:%s\n", path, one->line, one->control,
               found ? "found" : "did not find", one->title);
    free_book(&now);
    free_book(&last);
}

static void every_case_comes_out(void)
{
    static char path[] = TEST_SOURCE_DIR "/fixtures/accounts/controls.txt";
    CU_ASSERT_TRUE(book_cases_read(path, run_case, path));
    for (size_t i = 0; i < ACCOUNTS_CONTROL_COUNT; i++) {
        const Tally *tally = &tallies[i];
        CU_ASSERT_TRUE(tally->finds > 0 && tally->silent > 0);
        CU_ASSERT_EQUAL(tally->found, tally->finds);
        CU_ASSERT_EQUAL(tally->kept, tally->silent);
        if (tally->finds == 0 || tally->silent == 0)
            printf("\nR%d has no case of one kind\n", ACCOUNTS_CONTROL_FIRST + (int)i);
    }
}

static void catalogue_is_in_order(void)
{
    for (size_t i = 0; i < ACCOUNTS_CONTROL_COUNT; i++) {
        const Control *control = accounts_control_at(i);
        CU_ASSERT_EQUAL(control->number, ACCOUNTS_CONTROL_FIRST + (int)i);
        CU_ASSERT_PTR_EQUAL(accounts_control_find(control->number), control);
        CU_ASSERT_EQUAL(control->family, 11);
        CU_ASSERT_TRUE(strncmp(control->sentence_nb, "Gitt ", 5) == 0);
        CU_ASSERT_TRUE(strncmp(control->sentence_en, "Given ", 6) == 0);
        CU_ASSERT_PTR_NOT_NULL(strstr(control->sentence_nb, " når "));
        CU_ASSERT_PTR_NOT_NULL(strstr(control->sentence_en, " when "));
    }
    CU_ASSERT_PTR_NULL(accounts_control_find(1100));
    CU_ASSERT_PTR_NULL(accounts_control_find(1124));
    for (int m = 0; m < ACCOUNTS_MESSAGE_COUNT; m++)
        CU_ASSERT_PTR_NOT_NULL(accounts_control_find(accounts_message(m)->control));
}

static void read_limits(void)
{
    static const char path[] = TEST_SOURCE_DIR "/rules/accounts/limits.xml";
    InputFile file;
    Failure failure = {0};
    CU_ASSERT_EQUAL_FATAL(input_file_read(path, 1 << 20, &file, &failure), STATUS_OK);
    Status status = accounts_limits_read(path, file.bytes, file.size, &limits, &failure);
    if (status != STATUS_OK) printf("%s: %s\n", failure.where, failure.detail);
    CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
    input_file_free(&file);
}

static const TestCase tests[] = {
    {"the limits are read", read_limits},
    {"every case comes out", every_case_comes_out},
    {"the catalogue is in order", catalogue_is_in_order},
};

TEST_MAIN("rules/accounts/controls", tests)
