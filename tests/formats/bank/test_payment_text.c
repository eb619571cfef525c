/*
 * test_payment_text.c - the banks' character set, cleaning, texts and ids.
 *
 * Why: a character that a bank does not take stops a payment file of hundreds of
 * municipalities; an id that is not unique or changes between two runs of the same can pay
 * twice.
 */
#include <string.h>

#include "formats/bank/payment_text.h"
#include "formats/base/letters.h"
#include "formats/base/utf8.h"
#include "tests/rules/base/test_main.h"

static void expect_clean(const char *text, size_t limit, const char *expected)
{
    char out[PAYMENT_REMITTANCE_SIZE];
    Failure failure;
    CU_ASSERT_EQUAL(payment_text_clean("text", text, limit, out, sizeof out, &failure),
                    STATUS_OK);
    CU_ASSERT_STRING_EQUAL(out, expected);
}

static void expect_refused(const char *text, Status expected)
{
    char out[PAYMENT_REMITTANCE_SIZE];
    Failure failure;
    CU_ASSERT_EQUAL(payment_text_clean("name", text, 70, out, sizeof out, &failure), expected);
    CU_ASSERT_STRING_EQUAL(failure.where, "name");
}

static void test_allowed(void)
{
    const char *allowed = "abcxyzABCXYZ0189 /-?:().,'+"
                          "\xC3\xA6\xC3\xB8\xC3\xA5\xC3\x86\xC3\x98\xC3\x85"
                          "\xC3\xA4\xC3\xB6\xC3\xBC\xC3\xA9\xC3\x84\xC3\x96\xC3\x9C\xC3\x89";
    CU_ASSERT_EQUAL(payment_text_outside(allowed, strlen(allowed)), strlen(allowed));
    const char *refused = "!\"#$%&*;<=>@[\\]^_`{|}~\t\n\r\x7F";
    for (size_t i = 0; refused[i] != '\0'; i++)
        CU_ASSERT_FALSE(payment_character_allowed((unsigned char)refused[i]));
    CU_ASSERT_FALSE(payment_character_allowed(0));
    CU_ASSERT_FALSE(payment_character_allowed(UINT32_MAX));
    CU_ASSERT_FALSE(payment_character_allowed(0x14B)); /* eng */
    CU_ASSERT_EQUAL(payment_text_outside("ab\xC5\x8B"
                                         "c",
                                         5),
                    2);
    CU_ASSERT_EQUAL(payment_text_outside("ab\xFF"
                                         "c",
                                         4),
                    2);
    size_t count = 0;
    for (uint32_t c = 0; c < 0x3000; c++)
        count += payment_character_allowed(c);
    CU_ASSERT_EQUAL(count, 26 + 26 + 10 + 11 + 28);
}

static void test_characters(void)
{
    CU_ASSERT_EQUAL(utf8_characters("", 0), 0);
    CU_ASSERT_EQUAL(utf8_characters("a\xC3\xB8\xE2\x82\xAC\xF0\x9F\x98\x80", 10), 4);
    CU_ASSERT_EQUAL(utf8_characters("\xC3", 1), 1);
    size_t at = 0;
    CU_ASSERT_EQUAL(payment_character("\xE2\x82\xAC", 3, &at), 0x20AC);
    CU_ASSERT_EQUAL(at, 3);
    at = 0;
    CU_ASSERT_EQUAL(payment_character("\xF0\x9F\x98\x80", 4, &at), 0x1F600);
}

static void test_clean(void)
{
    expect_clean("Oslo kommune", 70, "Oslo kommune");
    expect_clean("  Oslo \t\n kommune  ", 70, "Oslo kommune");
    expect_clean("B\xC3\xA6rum \xE2\x80\x93 K\xC3\xA5"
                 "fjord",
                 70,
                 "B\xC3\xA6rum - K\xC3\xA5"
                 "fjord");
    expect_clean("G\xC3\xA1ivuona suohkan", 70, "G\xC3\xA1ivuona suohkan");
    expect_clean("Unj\xC3\xA1rga/\xC4\x8C\xC3\xA1hc\xC5\xA1u\xC5\x8B\xC4\x91\xC5\xA7", 70,
                 "Unj\xC3\xA1rga/C\xC3\xA1hcsundt");
    expect_clean("A & B_C*\"x\"", 70, "A + B-C.'x'");
    expect_clean("\xC3\x9E\xC3\xB3r\xC3\x9F\xE2\x80\xA6", 70, "TH\xC3\xB3rss...");
    /* cut by characters, never inside one, and no space at the end */
    expect_clean("\xC3\xB8\xC3\xB8\xC3\xB8", 2, "\xC3\xB8\xC3\xB8");
    expect_clean("abc def", 4, "abc");
    expect_clean("abc def", 5, "abc d");
    expect_refused("", STATUS_INPUT_VALUE);
    expect_refused(" \t ", STATUS_INPUT_VALUE);
    expect_refused("\xD0\x96", STATUS_INPUT_VALUE);
    expect_refused("a\x01", STATUS_INPUT_VALUE);
    expect_refused("a\xE2\x82\xAC", STATUS_INPUT_VALUE);
    expect_refused("a<b", STATUS_INPUT_VALUE);
    expect_refused("a\xFF", STATUS_INPUT_NOT_UTF8);
    char small[4];
    Failure failure;
    CU_ASSERT_EQUAL(payment_text_clean("x", "abcd", 70, small, sizeof small, &failure),
                    STATUS_BUFFER_TOO_SMALL);
    CU_ASSERT_EQUAL(payment_text_clean("x", "abc", 70, small, sizeof small, &failure),
                    STATUS_OK);
}

/* Whatever goes in: what comes out is allowed, or nothing comes out. */
static void test_clean_all(void)
{
    size_t refused = 0;
    for (uint32_t c = 0x80; c < 0x800; c++) {
        char text[] = {(char)(0xC0 | c >> 6), (char)(0x80 | (c & 0x3F)), '\0'};
        char out[8];
        Failure failure;
        Status status = payment_text_clean("x", text, 70, out, sizeof out, &failure);
        if (status == STATUS_OK)
            CU_ASSERT_EQUAL(payment_text_outside(out, strlen(out)), strlen(out));
        if (status != STATUS_OK) refused++;
    }
    CU_ASSERT_TRUE(refused > 1500 && refused < 1900);
}

static void test_remittance(void)
{
    char text[PAYMENT_REMITTANCE_SIZE];
    Failure failure;
    CU_ASSERT_EQUAL(payment_remittance("IMDi", GROUP_INT_2_5, 2017, 3, false, text, &failure),
                    STATUS_OK);
    CU_ASSERT_STRING_EQUAL(text, "IMDi integreringstilskudd ar 2-5, 3. kvartal 2017");
    CU_ASSERT_EQUAL(payment_remittance("IMDi", GROUP_EM, 2018, 4, true, text, &failure),
                    STATUS_OK);
    CU_ASSERT_STRING_EQUAL(text, "TEST IMDi tilskudd enslige mindrearige, 4. kvartal 2018");
    char texts[PAYMENT_GROUP_COUNT][PAYMENT_REMITTANCE_SIZE];
    for (int i = 0; i < PAYMENT_GROUP_COUNT; i++) {
        CU_ASSERT_EQUAL(payment_remittance("Integrerings- og mangfoldsdirektoratet",
                                           (PaymentGroup)i, 2018, 1, true, texts[i], &failure),
                        STATUS_OK);
        CU_ASSERT_TRUE(utf8_characters(texts[i], strlen(texts[i])) <= 140);
        for (int j = 0; j < i; j++)
            CU_ASSERT_STRING_NOT_EQUAL(texts[i], texts[j]);
    }
    CU_ASSERT_EQUAL(payment_remittance("", GROUP_EM, 2018, 4, true, text, &failure),
                    STATUS_INPUT_VALUE);
}

static void test_ids(void)
{
    uint8_t identity[32];
    for (int i = 0; i < 32; i++)
        identity[i] = (uint8_t)(0xA0 + i);
    char id[PAYMENT_ID_SIZE], other[PAYMENT_ID_SIZE];
    payment_message_id(identity, true, 1, id);
    CU_ASSERT_STRING_EQUAL(id, "TEST-a0a1a2a3a4a5a6a7a8a9aaab-0001");
    payment_message_id(identity, false, 9999, id);
    CU_ASSERT_STRING_EQUAL(id, "RUN-a0a1a2a3a4a5a6a7a8a9aaab-9999");
    payment_end_to_end_id(identity, 301, GROUP_INT_2_5, id);
    CU_ASSERT_STRING_EQUAL(id, "0301-INT-2-5-a0a1a2a3a4a5a6a7a8a9");
    payment_end_to_end_id(identity, 5001, GROUP_ASYLNORSK, id);
    CU_ASSERT_STRING_EQUAL(id, "5001-ASYLNORSK-a0a1a2a3a4a5a6a7a8a9");
    CU_ASSERT_EQUAL(strlen(id), PAYMENT_ID_LENGTH);
    identity[0] ^= 1;
    payment_end_to_end_id(identity, 5001, GROUP_ASYLNORSK, other);
    CU_ASSERT_STRING_NOT_EQUAL(id, other);
}

static void test_ids_apart(void)
{
    uint8_t identity[32] = {0};
    MunicipalityCode municipality;
    PaymentGroup group;
    char id[PAYMENT_ID_SIZE];
    for (int i = 0; i < PAYMENT_GROUP_COUNT; i++) {
        payment_end_to_end_id(identity, 1103, (PaymentGroup)i, id);
        CU_ASSERT_TRUE_FATAL(payment_end_to_end_parse(id, &municipality, &group));
        CU_ASSERT_EQUAL(municipality, 1103);
        CU_ASSERT_EQUAL((int)group, i);
    }
    static const char *const wrong[] = {"",
                                        "0301-EM-",
                                        "0301-EM-0000000000000000000",
                                        "0301-EM-000000000000000000000",
                                        "0301-XX-00000000000000000000",
                                        "0000-EM-00000000000000000000",
                                        "03a1-EM-00000000000000000000",
                                        "0301-EM-0000000000000000000G",
                                        "0301EM--00000000000000000000",
                                        "0301--00000000000000000000"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        CU_ASSERT_FALSE(payment_end_to_end_parse(wrong[i], &municipality, &group));
}

static void expect_range(size_t payments, size_t most, size_t number, size_t first,
                         size_t count)
{
    size_t got_first, got_count;
    payment_file_range(payments, most, number, &got_first, &got_count);
    CU_ASSERT_EQUAL(got_first, first);
    CU_ASSERT_EQUAL(got_count, count);
}

static void test_files(void)
{
    CU_ASSERT_EQUAL(payment_file_count(0, 10), 0);
    CU_ASSERT_EQUAL(payment_file_count(1, 10), 1);
    CU_ASSERT_EQUAL(payment_file_count(10, 10), 1);
    CU_ASSERT_EQUAL(payment_file_count(11, 10), 2);
    CU_ASSERT_EQUAL(payment_file_count(3, 1), 3);
    expect_range(10, 10, 1, 0, 10);
    expect_range(11, 10, 1, 0, 10);
    expect_range(11, 10, 2, 10, 1);
    expect_range(25, 10, 3, 20, 5);
}

/* Every letter of the set that can be taken apart, with its parts (Unicode's canonical
 * decompositions); letters that banks do not take keep their marks. */
static void test_composed(void)
{
    static const char *const cases[][2] = {
        {"A\u0301E\u0301I\u0301O\u0301U\u0301Y\u0301", "\u00C1\u00C9\u00CD\u00D3\u00DA\u00DD"},
        {"a\u0301e\u0301i\u0301o\u0301u\u0301y\u0301", "\u00E1\u00E9\u00ED\u00F3\u00FA\u00FD"},
        {"A\u0308O\u0308U\u0308a\u0308o\u0308u\u0308", "\u00C4\u00D6\u00DC\u00E4\u00F6\u00FC"},
        {"A\u030Aa\u030AC\u0327c\u0327", "\u00C5\u00E5\u00C7\u00E7"},
        {"A\u030Alesund", "\u00C5lesund"},
        {"sk A\u030A", "sk \u00C5"},
        {"s\u030Ce\u0300\u00C5\u0301", "s\u030Ce\u0300\u00C5\u0301"},
        {"\u030AA", "\u030AA"},
        {"A\u030A\u030A", "\u00C5\u030A"},
        {"", ""},
        {"A", "A"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[64];
        CU_ASSERT_TRUE(letters_compose(cases[i][0], strlen(cases[i][0]), out, sizeof out));
        CU_ASSERT_STRING_EQUAL(out, cases[i][1]);
    }
    char small[3];
    CU_ASSERT_TRUE(letters_compose("A\u030A", 3, small, sizeof small));
    CU_ASSERT_FALSE(letters_compose("A\u030A.", 4, small, sizeof small));
    CU_ASSERT_STRING_EQUAL(small, "");
}

/* Whatever the table composes is in the set, and every letter of the set that Unicode takes
 * apart is in the table: the set's letters with no marks are those of the second list. */
static void test_composed_all(void)
{
    static const uint32_t whole[] = {0xC6, 0xD0, 0xD8, 0xE6, 0xF0, 0xF8};
    static const char *const marks[] = {"\u0301", "\u0308", "\u030A", "\u0327"};
    size_t composed = 0, letters = 0;
    for (int letter = 'A'; letter <= 'z'; letter++) {
        for (size_t m = 0; m < sizeof marks / sizeof marks[0]; m++) {
            char text[8], out[8];
            snprintf(text, sizeof text, "%c%s", letter, marks[m]);
            CU_ASSERT_TRUE_FATAL(letters_compose(text, strlen(text), out, sizeof out));
            if (strlen(out) != 2) continue;
            CU_ASSERT_EQUAL(payment_text_outside(out, 2), 2);
            composed++;
        }
    }
    for (uint32_t c = 0x80; c < 0x250; c++)
        letters += payment_character_allowed(c);
    CU_ASSERT_EQUAL(composed + sizeof whole / sizeof whole[0], letters);
}

static void test_read(void)
{
    char out[10 * 4 + 1];
    Failure failure = {0};
    CU_ASSERT_EQUAL(payment_text_read("R & D", 5, 10, out, sizeof out, &failure), STATUS_OK);
    CU_ASSERT_STRING_EQUAL(out, "R & D"); /* cleaned only when it is sent */
    static const char *const refused[] = {
        "",       "   ", "\u00A0", "a\tb",        "a\x7F",
        "Etat @", "a#",  "\u0418", "12345678901", "\u0161\u030C"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        CU_ASSERT_EQUAL(
            payment_text_read(refused[i], strlen(refused[i]), 10, out, sizeof out, &failure),
            STATUS_INPUT_VALUE);
        CU_ASSERT_NOT_EQUAL(failure.detail[0], '\0');
    }
}

static const TestCase tests[] = {{"allowed characters", test_allowed},
                                 {"characters", test_characters},
                                 {"cleaning", test_clean},
                                 {"cleaning of every letter", test_clean_all},
                                 {"composed letters", test_composed},
                                 {"every composed letter", test_composed_all},
                                 {"texts read", test_read},
                                 {"remittance texts", test_remittance},
                                 {"ids", test_ids},
                                 {"ids taken apart", test_ids_apart},
                                 {"splitting into files", test_files}};
TEST_MAIN("payment text", tests)
