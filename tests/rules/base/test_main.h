/*
 * test_main.h - the main() of a CUnit program in tests/rules/: one suite of named tests, fails
 * when a test fails or when none has run.
 */
#ifndef TILSKUDD_TESTS_RULES_TEST_MAIN_H
#define TILSKUDD_TESTS_RULES_TEST_MAIN_H

#include <CUnit/Basic.h>
#include <stddef.h>

typedef struct TestCase {
    const char *name;
    void (*run)(void);
} TestCase;

/* Runs the tests; returns the exit status of the program. */
int run_tests(const char *suite_name, const TestCase *tests, size_t count);

#define TEST_MAIN(suite, tests)                                                                \
    int main(void)                                                                             \
    {                                                                                          \
        return run_tests(suite, tests, sizeof tests / sizeof tests[0]);                        \
    }

#endif
