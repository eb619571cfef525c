/*
 * test_objection.c - what the configuration says of how to object: once a language, one line,
 * else it is refused; a municipality goes by it in its letter.
 */
#include <stdio.h>
#include <string.h>

#include "formats/bank/configuration_xml.h"
#include "tests/rules/base/test_main.h"

static Configuration *configuration;
static Failure failure;

static Status read_with(const char *elements)
{
    char text[4096];
    snprintf(text, sizeof text,
             "<configuration xmlns=\"urn:tilskudd:configuration:1\">\n"
             "<agency name=\"A\" organisationNumber=\"310000000\" account=\"99900000010\"/>\n"
             "<bank agreementId=\"X1\"/>\n%s</configuration>\n",
             elements);
    return configuration_parse("f.xml", text, strlen(text), &configuration, &failure);
}

static void test_both_languages(void)
{
    CU_ASSERT_EQUAL_FATAL(read_with("<objection language=\"en\" text=\"Object.\"/>\n"
                                    "<objection language=\"nb\" text=\"Klag.\"/>\n"),
                          STATUS_OK);
    CU_ASSERT_STRING_EQUAL(configuration->objection[LANGUAGE_EN], "Object.");
    CU_ASSERT_STRING_EQUAL(configuration->objection[LANGUAGE_NB], "Klag.");
    configuration_free(configuration);
    CU_ASSERT_EQUAL_FATAL(read_with(""), STATUS_OK);
    CU_ASSERT_STRING_EQUAL(configuration->objection[LANGUAGE_NB], "");
    configuration_free(configuration);
}

static void refuse(const char *elements, const char *where)
{
    CU_ASSERT_EQUAL(read_with(elements), STATUS_INPUT_VALUE);
    CU_ASSERT_STRING_EQUAL(failure.where, where);
}

static void test_refused(void)
{
    char text[OBJECTION_SIZE + 100];
    refuse("<objection language=\"nn\" text=\"X\"/>\n", "f.xml, line 4");
    refuse("<objection language=\"nb\" text=\" \"/>\n", "f.xml, line 4");
    refuse("<objection language=\"nb\" text=\"X\"/>\n<objection language=\"nb\" text=\"Y\"/>\n",
           "f.xml, line 5");
    refuse("<objection language=\"nb\" text=\"Klag til \xE2\x80\xAE"
           "irak\"/>\n",
           "f.xml, line 4");
    refuse("<objection language=\"en\" text=\"As 10858948822 did.\"/>\n", "f.xml, line 4");
    CU_ASSERT_PTR_NULL(strstr(failure.detail, "10858948822"));
    snprintf(text, sizeof text, "<objection language=\"nb\" text=\"%0*d\"/>\n", OBJECTION_SIZE,
             0);
    refuse(text, "f.xml, line 4");
}

static const TestCase tests[] = {
    {"both languages", test_both_languages},
    {"refused", test_refused},
};

TEST_MAIN("objection", tests)
