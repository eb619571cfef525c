/*
 * test_identity.c - why: an ident decides who is paid for; a wrong digit, century or order of
 * idents must be seen. All numbers here are synthetic (month + 80) or made up.
 */
#include <stdio.h>
#include <string.h>

#include "rules/base/identity.h"
#include "tests/rules/base/test_main.h"

static Ident ident_of(const char *text)
{
    Ident ident = IDENT_NONE;
    CU_ASSERT_TRUE(ident_parse(text, strlen(text), &ident));
    return ident;
}

static void test_parse_and_format(void)
{
    static const char *const texts[] = {"01818431895", "201612345600", "00000000000",
                                        "999999999999", "000000000000"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char text[IDENT_TEXT_SIZE];
        Ident ident = ident_of(texts[i]);
        CU_ASSERT_NOT_EQUAL(ident, IDENT_NONE);
        CU_ASSERT_EQUAL(ident_format(ident, text), strlen(texts[i]));
        CU_ASSERT_STRING_EQUAL(text, texts[i]);
        CU_ASSERT_EQUAL(ident_length(ident), (int)strlen(texts[i]));
    }
    Ident ident = IDENT_NONE;
    CU_ASSERT_FALSE(ident_parse("0181843189", 10, &ident));
    CU_ASSERT_FALSE(ident_parse("2016123456001", 13, &ident));
    CU_ASSERT_FALSE(ident_parse("0181843189x", 11, &ident));
}

/* Order of numbers is the order of the texts' bytes, lengths mixed. */
static void test_order(void)
{
    static const char *const sorted[] = {"00000000000",  "000000000000", "000000000001",
                                         "00000000001",  "12345678901",  "123456789010",
                                         "123456789011", "12345678902",  "999999999999"};
    for (size_t i = 1; i < sizeof sorted / sizeof sorted[0]; i++) {
        CU_ASSERT_TRUE(ident_of(sorted[i - 1]) < ident_of(sorted[i]));
    }
}

static void test_control_digits(void)
{
    CU_ASSERT_TRUE(ident_control_digits_ok(ident_of("01818431895")));
    CU_ASSERT_TRUE(ident_control_digits_ok(ident_of("02828037954")));
    CU_ASSERT_FALSE(ident_control_digits_ok(ident_of("01818431896")));
    CU_ASSERT_FALSE(ident_control_digits_ok(ident_of("01818431805")));
    CU_ASSERT_TRUE(ident_control_digits_ok(ident_of("201612345600")));
    CU_ASSERT_FALSE(ident_control_digits_ok(ident_of("201612345601")));
}

static int weighted(const char *text, const char *weights)
{
    int sum = 0;
    for (size_t i = 0; weights[i] != '\0'; i++)
        sum += (text[i] - '0') * (weights[i] - '0');
    return sum % 11;
}

/* Digit by digit as register.md writes it, for an ident of before 2032. */
static bool digits_are_right(const char *text)
{
    if (strlen(text) == 12)
        return weighted(text, "4632463275") == (text[10] - '0') * 10 + text[11] - '0';
    return weighted(text, "37618945210") == 0 && weighted(text, "54327654321") == 0;
}

/* Numbers that follow each other, so that every control digit is wrong once and right once, and
 * the last two digits of the year are those of before 2032 by any individual number. */
static void test_every_control_digit(void)
{
    char text[IDENT_TEXT_SIZE], again[IDENT_TEXT_SIZE];
    size_t wrong = 0, right = 0;
    for (uint64_t step = 0; step < 200000; step++) {
        bool national = step % 2 == 0;
        uint64_t number = national ? (step * 7919 * 100003) % 10000000000 * 10 + step % 10
                                   : 201600000000 + step * 4999;
        snprintf(text, sizeof text, "%0*llu", national ? 11 : 12, (unsigned long long)number);
        if (national) memcpy(text + 4, "75", 2);
        bool ok = ident_control_digits_ok(ident_of(text));
        ident_format(ident_of(text), again);
        wrong += ok != digits_are_right(text) || strcmp(text, again) != 0;
        right += ok;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_TRUE(right > 1000);
}

/* By the digits alone, right or wrong: a D-number's day is 41 or more. */
static void test_type(void)
{
    static const struct {
        const char *text;
        IdentType type;
    } cases[] = {{"01818431895", IDENT_FNR},  {"31818431895", IDENT_FNR},
                 {"40999999999", IDENT_FNR},  {"41000000000", IDENT_DNR},
                 {"46879700094", IDENT_DNR},  {"71999999999", IDENT_DNR},
                 {"00000000000", IDENT_FNR},  {"201612345600", IDENT_DUF},
                 {"410000000000", IDENT_DUF}, {"000000000000", IDENT_DUF}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CU_ASSERT_EQUAL(ident_type(ident_of(cases[i].text)), cases[i].type);
}

/* Writes digits 1 to 9 with the first control digit moved by `remainder`, the second right. */
static Ident with_remainder(const char *nine, int remainder)
{
    static const int first[9] = {3, 7, 6, 1, 8, 9, 4, 5, 2};
    static const int second[10] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    char text[12];
    int sum = 0;
    for (int i = 0; i < 9; i++)
        sum += (nine[i] - '0') * first[i];
    int digit = (22 - sum % 11 + remainder) % 11;
    if (digit == 10) return IDENT_NONE;
    memcpy(text, nine, 9);
    text[9] = (char)('0' + digit);
    sum = 0;
    for (int i = 0; i < 10; i++)
        sum += (text[i] - '0') * second[i];
    int last = (11 - sum % 11) % 11;
    if (last == 10) return IDENT_NONE;
    text[10] = (char)('0' + last);
    Ident ident = IDENT_NONE;
    return ident_parse(text, 11, &ident) ? ident : IDENT_NONE;
}

/* Counts how many numbers with this remainder are accepted and how many there were. */
static void count_accepted(const char *year, int remainder, int *accepted, int *tried)
{
    *accepted = *tried = 0;
    for (int individual = 500; individual < 1000; individual++) {
        char nine[10] = "1585";
        nine[4] = year[0];
        nine[5] = year[1];
        nine[6] = (char)('0' + individual / 100);
        nine[7] = (char)('0' + individual / 10 % 10);
        nine[8] = (char)('0' + individual % 10);
        Ident ident = with_remainder(nine, remainder);
        if (ident == IDENT_NONE) continue;
        (*tried)++;
        *accepted += ident_control_digits_ok(ident);
    }
}

/* register.md: from 2032 the first control digit also accepts the remainders 1, 2 and 3. */
static void test_remainders_from_2032(void)
{
    int accepted = 0;
    int tried = 0;
    for (int remainder = 0; remainder <= 4; remainder++) {
        count_accepted("32", remainder, &accepted, &tried);
        CU_ASSERT_TRUE(tried > 300);
        CU_ASSERT_EQUAL(accepted, remainder <= 3 ? tried : 0);
        count_accepted("31", remainder, &accepted, &tried);
        CU_ASSERT_TRUE(tried > 300);
        CU_ASSERT_EQUAL(accepted, remainder == 0 ? tried : 0);
    }
}

static void test_birth(void)
{
    Ident ident = ident_of("01818431895");
    CU_ASSERT_TRUE(ident_fits_birth(ident, day_from_date(1984, 1, 1)));
    CU_ASSERT_FALSE(ident_fits_birth(ident, day_from_date(1984, 1, 2)));
    CU_ASSERT_FALSE(ident_fits_birth(ident, day_from_date(1984, 2, 1)));
    CU_ASSERT_FALSE(ident_fits_birth(ident, day_from_date(1985, 1, 1)));
    CU_ASSERT_TRUE(ident_fits_birth(ident_of("201612345600"), 0));
    CU_ASSERT_TRUE(ident_fits_birth(ident_of("15525099900"), day_from_date(1950, 12, 15)));
    CU_ASSERT_TRUE(ident_fits_birth(ident_of("55920849900"), day_from_date(1908, 12, 15)));
}

/* The individual number's ranges, just inside and just outside. */
static void test_century(void)
{
    static const struct {
        const char *text;
        int year;
        bool fits;
    } cases[] = {
        {"15925449900", 1954, true},  {"15925450000", 1954, false},
        {"15925450000", 1854, true},  {"15925350000", 1853, false},
        {"15925474900", 1854, true},  {"15925475000", 1854, false},
        {"15923950000", 2039, true},  {"15924050000", 2040, false},
        {"15923999900", 2039, true},  {"15923949900", 2039, false},
        {"15924090000", 1940, true},  {"15923990000", 1939, false},
        {"15929999900", 1999, true},  {"15929989900", 1999, false},
        {"15920049900", 1900, true},  {"15920050000", 2000, true},
        {"15920049900", 2000, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Day born = day_from_date(cases[i].year, 12, 15);
        CU_ASSERT_EQUAL(ident_fits_birth(ident_of(cases[i].text), born), cases[i].fits);
    }
}

static void test_sex(void)
{
    Day born = day_from_date(1984, 1, 1);
    CU_ASSERT_TRUE(ident_fits_sex(ident_of("01818431895"), SEX_WOMAN, born));
    CU_ASSERT_FALSE(ident_fits_sex(ident_of("01818431895"), SEX_MAN, born));
    CU_ASSERT_TRUE(ident_fits_sex(ident_of("201612345600"), SEX_MAN, born));
    Ident man_of_31 = ident_of("01813150100");
    CU_ASSERT_FALSE(ident_fits_sex(man_of_31, SEX_WOMAN, day_from_date(2031, 12, 31)));
    CU_ASSERT_TRUE(ident_fits_sex(man_of_31, SEX_WOMAN, day_from_date(2032, 1, 1)));
}

static void test_make_synthetic(void)
{
    int made = 0;
    for (int individual = 0; individual < 500; individual++) {
        Day born = day_from_date(1984, 1, 1);
        Ident ident = ident_make_synthetic(born, individual, individual % 2 == 0);
        if (ident == IDENT_NONE) continue;
        made++;
        CU_ASSERT_EQUAL(ident_type(ident), individual % 2 == 0 ? IDENT_DNR : IDENT_FNR);
        CU_ASSERT_TRUE(ident_control_digits_ok(ident));
        CU_ASSERT_TRUE(ident_fits_birth(ident, born));
        CU_ASSERT_TRUE(ident_is_synthetic(ident));
    }
    CU_ASSERT_TRUE(made > 380 && made < 450);
    CU_ASSERT_TRUE(ident_is_synthetic(ident_of("01414431800")));
    CU_ASSERT_FALSE(ident_is_synthetic(ident_of("01128431800")));
    CU_ASSERT_FALSE(ident_is_synthetic(ident_of("201699345600")));
    char text[IDENT_TEXT_SIZE];
    (void)ident_format(ident_make_duf(2016, 123456), text);
    CU_ASSERT_STRING_EQUAL(text, "201612345600");
}

static bool kid(const char *text)
{
    return kid_ok(text, strlen(text));
}

static void test_organisation_account_kid(void)
{
    CU_ASSERT_TRUE(organisation_number_ok("920415288", 9)); /* published: Ålesund */
    CU_ASSERT_TRUE(organisation_number_ok("945012986", 9)); /* published: Smøla */
    CU_ASSERT_FALSE(organisation_number_ok("920415289", 9));
    CU_ASSERT_FALSE(organisation_number_ok("92041528", 8));
    CU_ASSERT_FALSE(organisation_number_ok("92041528x", 9));
    CU_ASSERT_TRUE(account_number_ok("12345678903", 11));
    CU_ASSERT_FALSE(account_number_ok("12345678904", 11));
    CU_ASSERT_FALSE(account_number_ok("1234.567890", 11));
    CU_ASSERT_TRUE(kid("1234567897"));  /* modulus 10 */
    CU_ASSERT_TRUE(kid("12345678903")); /* modulus 11 */
    CU_ASSERT_FALSE(kid("1234567898"));
    CU_ASSERT_TRUE(kid("6-")); /* 6 * 2 = 12, 11 - 1 = 10 */
    CU_ASSERT_FALSE(kid("7-"));
    CU_ASSERT_FALSE(kid("0"));
    CU_ASSERT_FALSE(kid("00"));
    CU_ASSERT_TRUE(kid("018")); /* a zero before other digits */
    CU_ASSERT_TRUE(kid("0000000000000000000000018"));
    CU_ASSERT_FALSE(kid("-0"));
    CU_ASSERT_FALSE(kid("0000000000000000000000000"));
    CU_ASSERT_FALSE(kid("00000000000000000000000000"));
}

/* Every modulus finds zeros right: they must be refused as what they are, at every length. */
static void test_zeros(void)
{
    static const char zeros[] = "0000000000000000000000000";
    CU_ASSERT_FALSE(organisation_number_ok(zeros, 9));
    CU_ASSERT_FALSE(account_number_ok(zeros, 11));
    for (size_t length = 2; length <= 25; length++)
        CU_ASSERT_FALSE(kid_ok(zeros, length));
    CU_ASSERT_FALSE(ident_control_digits_ok(ident_of("00000000000")));
    CU_ASSERT_FALSE(ident_control_digits_ok(ident_of("00000000000")));
    CU_ASSERT_FALSE(ident_control_digits_ok(ident_of("000000000000")));
}

static const TestCase tests[] = {
    {"parse and format", test_parse_and_format},
    {"order of idents is order of texts", test_order},
    {"control digits", test_control_digits},
    {"every control digit", test_every_control_digit},
    {"type", test_type},
    {"remainders from 2032", test_remainders_from_2032},
    {"birth date", test_birth},
    {"century", test_century},
    {"sex", test_sex},
    {"synthetic numbers", test_make_synthetic},
    {"organisation, account, KID", test_organisation_account_kid},
    {"zeros", test_zeros},
};

TEST_MAIN("rules/identity", tests)
