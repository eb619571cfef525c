/*
 * test_main.h - the main() of a CUnit program: one suite of named tests. Fails when a test
 * fails or when none has run.
 *
 *   test_date                  all of them
 *   test_date completed_age    those with the word in their name; '_' is also a space
 *   test_date --list           only their names
 */
#ifndef TILSKUDD_TESTS_RULES_TEST_MAIN_H
#define TILSKUDD_TESTS_RULES_TEST_MAIN_H

#include <CUnit/Basic.h>
#include <stddef.h>

typedef struct TestCase {
    const char *name;
    void (*run)(void);
} TestCase;

/* Runs the tests that the arguments of main() ask for; returns the exit status of the program.
 */
int run_tests(const char *suite_name, const TestCase *tests, size_t count, int argc,
              char **argv);

#define TEST_MAIN(suite, tests)                                                                \
    int main(int argc, char **argv)                                                            \
    {                                                                                          \
        return run_tests(suite, tests, sizeof tests / sizeof tests[0], argc, argv);            \
    }

#endif
