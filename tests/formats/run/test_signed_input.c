/* test_signed_input.c - copies of what the authority signs: their names, and one that is read.
 */
#include "formats/run/signed_input.h"

#include <string.h>

#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

static void test_names(void)
{
    static const struct {
        const char *name;
        mode_t mode;
    } cases[] = {{"payees.csv", 0640},
                 {"payees.csv.p7s", 0644},
                 {"configuration.xml", 0644},
                 {"municipality-table.csv", 0644},
                 {"bank-profile.xml.p7s", 0644},
                 {"rules-2018.xml", 0644},
                 {"rules-2018.xml.p7s", 0644},
                 {"rules-218.xml", 0},
                 {"rules-20x8.xml", 0},
                 {"rules-", 0},
                 {"rules", 0},
                 {"rules-2018.xml.p7s.p7s", 0},
                 {"payees.csv.gz", 0},
                 {"../payees.csv", 0},
                 {"entry.json", 0},
                 {"municipalities.csv", 0},
                 {"", 0}};
    char name[SIGNED_NAME_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CU_ASSERT_EQUAL(signed_input_mode(cases[i].name), cases[i].mode);
    for (int kind = 0; kind < SIGNED_KINDS; kind++) {
        signed_input_name((SignedKind)kind, 2018, name);
        CU_ASSERT_NOT_EQUAL(signed_input_mode(name), 0);
    }
}

static Status read_used(const char *used, SignedInput *input, Failure *failure)
{
    uint8_t digest[SHA256_SIZE];
    CU_ASSERT_EQUAL(sha256_of(used, strlen(used), digest, failure), STATUS_OK);
    return signed_input_read(SIGNED_RULES, 2018, scratch_path("2018.xml"), digest, input,
                             failure);
}

/* What is kept is what was used, and what was signed. */
static void test_read(void)
{
    static const char text[] = "<!-- # rules 0123456789abcdef serial 4 --><rules/>";
    static const char other[] = "<!-- # payees 0123456789abcdef serial 4 --><rules/>";
    char serial[SIGNED_NAME_SIZE + 16];
    Failure failure = {0};
    SignedInput input;
    scratch_begin();
    scratch_write("2018.xml", text, sizeof text - 1);
    CU_ASSERT_EQUAL_FATAL(read_used(text, &input, &failure), STATUS_OK);
    CU_ASSERT_STRING_EQUAL(input.name, "rules-2018.xml");
    CU_ASSERT_PTR_NULL(input.signature.bytes);
    signed_input_serial(&input, serial);
    CU_ASSERT_STRING_EQUAL(serial, "rules-2018.xml 4");
    signed_input_free(&input);
    scratch_write("2018.xml.p7s", "DER", 3);
    CU_ASSERT_EQUAL_FATAL(read_used(text, &input, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(input.signature.size, 3);
    signed_input_free(&input);
    CU_ASSERT_EQUAL(read_used(other, &input, &failure), STATUS_READ);
    scratch_write("2018.xml", other, sizeof other - 1);
    CU_ASSERT_EQUAL(read_used(other, &input, &failure), STATUS_INPUT_VALUE);
    CU_ASSERT_PTR_NULL(input.stored.bytes);
    scratch_end();
}

static const TestCase tests[] = {{"names", test_names}, {"read", test_read}};

TEST_MAIN("formats/signed input", tests)
