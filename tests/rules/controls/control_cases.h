/*
 * control_cases.h - the cases of fixtures/controls as register extracts; the format is told in
 * the README there.
 */
#ifndef TILSKUDD_TESTS_RULES_CONTROL_CASES_H
#define TILSKUDD_TESTS_RULES_CONTROL_CASES_H

#include "formats/base/text_buffer.h"
#include "rules/base/date.h"

enum { CASE_TITLE_SIZE = 160 };

typedef struct ControlCase {
    int control; /* 108 is R108 */
    bool finds;
    bool paid;
    int rules;   /* year */
    int opening; /* year of the ledger; 0: none */
    Day extract;
    int line; /* in the file, from 1 */
    char title[CASE_TITLE_SIZE];
    TextBuffer xml; /* a whole register extract */
} ControlCase;

/* Calls `run` with every case of a file; false, with a message printed, when the file is not as
 * the README says. */
bool control_cases_read(const char *path, void (*run)(void *user, const ControlCase *one),
                        void *user);

#endif
