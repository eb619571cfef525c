/*
 * test_account_wants.c - why: an account that nobody was asked about is where money goes that
 * should not. life.md 1, payments.md 5.
 */
#include "formats/screen/account_wants.h"

#include <string.h>

#include "formats/base/system.h"
#include "tests/rules/base/test_main.h"

static GroupRow rows[MUNICIPALITY_CODES];
static MunicipalityMapping mapping;
static Payee list[4];
static Payees payees = {.items = list, .count = 4};
static const PaidAccount before[] = {
    {301, "11111111111"}, {1103, "22222222222"}, {1601, "33333333333"}};
static AccountBasis basis;
static AccountChanges changes;
static Failure failure;

static void put(size_t index, MunicipalityCode code, const char *account)
{
    list[index] = (Payee){.code = code, .valid_from = DAY_NONE, .valid_to = DAY_NONE};
    memcpy(list[index].account, account, sizeof list[index].account);
    rows[code][GROUP_INT_1].paid = 100;
    rows[code][GROUP_NORSK].paid = 23;
}

/* Oslo as before, Stavanger changed, 4601 new, Trondheim new by merger. */
static void begin(void)
{
    memset(rows, 0, sizeof rows);
    put(0, 301, "11111111111");
    put(1, 1103, "99999999999");
    put(2, 4601, "44444444444");
    put(3, 5001, "33333333333");
    for (unsigned code = 0; code < MUNICIPALITY_CODES; code++)
        mapping.to[code] = (MunicipalityCode)code;
    mapping.to[1601] = 5001;
    basis = (AccountBasis){.rows = (const GroupRow *)rows,
                           .payees = &payees,
                           .payment_date = day_from_date(2024, 1, 5),
                           .before = before,
                           .before_count = 3,
                           .mapping = &mapping,
                           .given_keys = true,
                           .after_run = true};
    CU_ASSERT_EQUAL_FATAL(account_changes_of(&basis, &changes, &failure), STATUS_OK);
}

static void expect(const AccountsConfirmed *confirmed, bool given, const char *words)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    account_wants_text(&changes, &basis, confirmed, given, &text);
    CU_ASSERT_STRING_EQUAL(text.length > 0 ? text.bytes : "", words);
}

static void test_changes(void)
{
    begin();
    CU_ASSERT_EQUAL_FATAL(changes.count, 3);
    CU_ASSERT_STRING_EQUAL(changes.items[0].before, "22222222222");
    CU_ASSERT_STRING_EQUAL(changes.items[0].now, "99999999999");
    CU_ASSERT_EQUAL(changes.items[0].amount, 123);
    CU_ASSERT_PTR_NULL(changes.items[1].before);
    CU_ASSERT_TRUE(changes.items[1].named);
    CU_ASSERT_TRUE(changes.items[2].by_merger);
    CU_ASSERT_FALSE(changes.items[2].named);
    CU_ASSERT_EQUAL(changes.counted, 1);
    account_changes_free(&changes);
}

static void test_wants(void)
{
    static bool codes[MUNICIPALITY_CODES];
    AccountsConfirmed confirmed = {.codes = codes, .new_accounts = -1};
    CLEANUP(text_buffer_free) TextBuffer open = TEXT_BUFFER_EMPTY;
    begin();
    expect(&confirmed, false,
           " --confirm-new-accounts 1 --confirm-account 1103 --confirm-account 4601");
    expect(&confirmed, true, "");
    codes[4601] = true;
    confirmed.new_accounts = 2;
    expect(&confirmed, false, " --confirm-new-accounts 1 --confirm-account 1103");
    expect(&confirmed, true, " --confirm-account 4601");
    CU_ASSERT_EQUAL(account_unconfirmed(&changes, &confirmed, &open), 1);
    CU_ASSERT_STRING_EQUAL(open.bytes, " 1103");
    CU_ASSERT_TRUE(account_count_open(&changes, &basis, &confirmed));
    confirmed.new_accounts = 1;
    CU_ASSERT_FALSE(account_count_open(&changes, &basis, &confirmed));
    confirmed.all = true;
    expect(&confirmed, false, "");
    account_changes_free(&changes);
}

/* The first run pays everybody for the first time: they are counted, not named. With throw-away
 * keys nobody gets anything. */
static void test_first_run(void)
{
    const AccountsConfirmed confirmed = {.new_accounts = -1};
    begin();
    account_changes_free(&changes);
    basis.before_count = 0;
    basis.after_run = false;
    CU_ASSERT_EQUAL(account_changes_of(&basis, &changes, &failure), STATUS_OK);
    expect(&confirmed, false, " --confirm-new-accounts 4");
    account_changes_free(&changes);
    basis.given_keys = false;
    CU_ASSERT_EQUAL(account_changes_of(&basis, &changes, &failure), STATUS_OK);
    expect(&confirmed, false, "");
    account_changes_free(&changes);
}

static const TestCase tests[] = {
    {"changes", test_changes}, {"wants", test_wants}, {"first run", test_first_run}};

TEST_MAIN("formats/account_wants", tests)
