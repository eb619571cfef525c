/*
 * test_codes.c - why: files are sorted by the numbers of codes, so these must stand in the
 * order of their texts; a code in the wrong payment group is money on the wrong budget item.
 */
#include <string.h>

#include "rules/base/codes.h"
#include "tests/rules/base/test_main.h"

static void test_codes_are_sorted_and_parse(void)
{
    for (int i = 0; i < GRANT_CODE_COUNT; i++) {
        const char *text = grant_code_text((GrantCode)i);
        GrantCode back = GRANT_CODE_COUNT;
        CU_ASSERT_TRUE(grant_code_parse(text, strlen(text), &back));
        CU_ASSERT_EQUAL((int)back, i);
        if (i > 0) CU_ASSERT_TRUE(strcmp(grant_code_text((GrantCode)(i - 1)), text) < 0);
    }
    GrantCode code = GRANT_AR_1;
    CU_ASSERT_FALSE(grant_code_parse("AR-6", 4, &code));
    CU_ASSERT_FALSE(grant_code_parse("AR-1-", 5, &code));
    CU_ASSERT_FALSE(grant_code_parse("", 0, &code));
}

static void test_groups(void)
{
    CU_ASSERT_EQUAL(grant_code_group(GRANT_AR_1_EM), GROUP_INT_1);
    CU_ASSERT_EQUAL(grant_code_group(GRANT_SKOLE), GROUP_INT_1);
    CU_ASSERT_EQUAL(grant_code_group(GRANT_AR_5), GROUP_INT_2_5);
    CU_ASSERT_EQUAL(grant_code_group(GRANT_FHT2), GROUP_FHT);
    CU_ASSERT_EQUAL(grant_code_group(GRANT_EM_SETTLED_THIS_YEAR), GROUP_EM);
    CU_ASSERT_EQUAL(grant_code_group(GRANT_P37D_AR1), GROUP_NORSK);
    CU_ASSERT_EQUAL(grant_code_group(GRANT_GRUNN_4_150), GROUP_GRUNN);
    CU_ASSERT_EQUAL(grant_code_group(GRANT_ASYLNORSK), GROUP_ASYLNORSK);
    CU_ASSERT_EQUAL(payment_group_scheme(GROUP_EM), SCHEME_INTEGRATION);
    CU_ASSERT_EQUAL(payment_group_scheme(GROUP_NORSK), SCHEME_NORWEGIAN);
    CU_ASSERT_EQUAL(payment_group_scheme(GROUP_ASYLNORSK), SCHEME_NORWEGIAN);
    int year_one = 0;
    for (int i = 0; i < GRANT_CODE_COUNT; i++)
        year_one += grant_code_is_year_one((GrantCode)i);
    CU_ASSERT_EQUAL(year_one, 7);
}

static void test_words(void)
{
    for (int i = 0; i < PAYMENT_GROUP_COUNT; i++) {
        const char *text = payment_group_text((PaymentGroup)i);
        PaymentGroup back = PAYMENT_GROUP_COUNT;
        CU_ASSERT_TRUE(payment_group_parse(text, strlen(text), &back) && (int)back == i);
    }
    for (int i = 0; i < GROUND_COUNT; i++) {
        const char *text = ground_text((Ground)i);
        Ground back = GROUND_COUNT;
        CU_ASSERT_TRUE(ground_parse(text, strlen(text), &back) && (int)back == i);
        CU_ASSERT_EQUAL(ground_is_family((Ground)i), strncmp(text, "FAMILIE_", 8) == 0);
    }
    for (int i = 0; i < SETTLEMENT_GROUP_COUNT; i++) {
        const char *text = settlement_group_text((SettlementGroup)i);
        SettlementGroup back = SETTLEMENT_GROUP_COUNT;
        CU_ASSERT_TRUE(settlement_group_parse(text, strlen(text), &back) && (int)back == i);
    }
    Ground ground = GROUND_ASYL;
    CU_ASSERT_FALSE(ground_parse("ASYLX", 5, &ground));
    SettlementGroup group = SETTLEMENT_BARN;
    CU_ASSERT_FALSE(settlement_group_parse("barn", 4, &group));
}

static Country country(const char *text)
{
    Country result = 0;
    CU_ASSERT_TRUE(country_parse(text, strlen(text), &result));
    return result;
}

/* grants.md 3: the list of low-rate countries. */
static void test_low_countries(void)
{
    static const char low[] = "NOR SWE DNK FRO GRL FIN ALA ISL SJM GBR IMN JEY GGY GIB IRL FRA "
                              "DEU NLD BEL LUX CHE LIE AUT ITA SMR VAT ESP PRT AND MCO GRC MLT "
                              "CYP USA CAN SPM BMU AUS NZL ";
    int count = 0;
    int known = 0;
    for (char a = 'A'; a <= 'Z'; a++) {
        for (char b = 'A'; b <= 'Z'; b++) {
            for (char c = 'A'; c <= 'Z'; c++) {
                char text[5] = {a, b, c, ' ', '\0'};
                Country code = 0;
                if (!country_parse(text, 3, &code)) continue;
                const char *place = strstr(low, text);
                count += country_is_low(code);
                known += country_is_known(code);
                if (country_is_low(code)) CU_ASSERT_PTR_NOT_NULL(place);
            }
        }
    }
    CU_ASSERT_EQUAL(count, 39);
    CU_ASSERT_EQUAL(known, 249);
}

static void test_countries(void)
{
    char text[4];
    country_format(country("SYR"), text);
    CU_ASSERT_STRING_EQUAL(text, "SYR");
    country_format(0, text);
    CU_ASSERT_STRING_EQUAL(text, "");
    CU_ASSERT_TRUE(country_is_known(country("SYR")));
    CU_ASSERT_TRUE(country_is_known(country("ZWE")));
    CU_ASSERT_FALSE(country_is_low(country("SYR")));
    CU_ASSERT_FALSE(country_is_low(country("MEX")));
    CU_ASSERT_TRUE(country_is_low(country("NZL")));
    CU_ASSERT_FALSE(country_is_known(country("XXA")));
    CU_ASSERT_FALSE(country_is_known(country("ZZZ")));
    CU_ASSERT_FALSE(country_is_known(0));
    Country code = 0;
    CU_ASSERT_FALSE(country_parse("SY", 2, &code));
    CU_ASSERT_FALSE(country_parse("syr", 3, &code));
    CU_ASSERT_FALSE(country_parse("SY1", 3, &code));
}

/* The grant year of what is taken back is what its code says. */
static void test_grant_year_of_codes(void)
{
    static const uint8_t years[GRANT_CODE_COUNT] = {
        [GRANT_AR_1] = 1,    [GRANT_AR_1_B] = 1,  [GRANT_AR_1_EM] = 1, [GRANT_AR_1_EV] = 1,
        [GRANT_AR_2] = 2,    [GRANT_AR_3] = 3,    [GRANT_AR_4] = 4,    [GRANT_AR_5] = 5,
        [GRANT_BHT] = 1,     [GRANT_ELDR] = 1,    [GRANT_SKOLE] = 1,   [GRANT_P37D_AR1] = 1,
        [GRANT_P_AR1_H] = 1, [GRANT_P_AR1_L] = 1, [GRANT_P_AR2_H] = 2, [GRANT_P_AR2_L] = 2,
        [GRANT_P_AR3_H] = 3, [GRANT_P_AR3_L] = 3};
    for (int code = 0; code < GRANT_CODE_COUNT; code++)
        CU_ASSERT_EQUAL(grant_code_year((GrantCode)code), years[code]);
}

static const TestCase tests[] = {
    {"grant year of codes", test_grant_year_of_codes},
    {"codes are sorted and parse", test_codes_are_sorted_and_parse},
    {"payment groups and schemes", test_groups},
    {"words", test_words},
    {"low-rate countries", test_low_countries},
    {"countries", test_countries},
};

TEST_MAIN("rules/codes", tests)
