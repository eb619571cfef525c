/* test_main.c - runs one CUnit suite; see test_main.h. */
#include "tests/rules/base/test_main.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Whether the name begins with the word, a space of the name being '_' or ' ' in the word. */
static bool begins(const char *name, const char *word)
{
    for (; *word != '\0'; name++, word++)
        if (*name != *word && !(*name == ' ' && *word == '_')) return false;
    return true;
}

static bool is_asked_for(const char *name, int argc, char **argv)
{
    for (const char *at = name; *at != '\0'; at++)
        for (int i = 1; i < argc; i++)
            if (begins(at, argv[i])) return true;
    return argc < 2;
}

static int list(const TestCase *tests, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        printf("%s\n", tests[i].name);
    }
    return 0;
}

int run_tests(const char *suite_name, const TestCase *tests, size_t count, int argc,
              char **argv)
{
    unsigned asked = 0;
    if (argc == 2 && strcmp(argv[1], "--list") == 0) return list(tests, count);
    if (CU_initialize_registry() != CUE_SUCCESS) return 1;
    CU_pSuite suite = CU_add_suite(suite_name, NULL, NULL);
    if (suite == NULL) return 1;
    for (size_t i = 0; i < count; i++) {
        if (!is_asked_for(tests[i].name, argc, argv)) continue;
        if (CU_add_test(suite, tests[i].name, tests[i].run) == NULL) return 1;
        asked++;
    }
    if (asked == 0) printf("no test was found: that is a failure; see --list\n");
    CU_basic_set_mode(CU_BRM_VERBOSE);
    if (CU_basic_run_tests() != CUE_SUCCESS) return 1;
    unsigned failed = CU_get_number_of_failures() + CU_get_number_of_tests_failed();
    unsigned run = CU_get_number_of_tests_run();
    CU_cleanup_registry();
    return failed == 0 && run == asked && run > 0 ? 0 : 1;
}
