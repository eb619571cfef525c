/*
 * fault_child.h - a test program that starts itself again with a fault in one of its calls.
 *
 * Needs a test that has called scratch_begin. One thread.
 */
#ifndef TILSKUDD_TESTS_FAULT_CHILD_H
#define TILSKUDD_TESTS_FAULT_CHILD_H

#include <stdbool.h>

#include "rules/base/status.h"

/* Runs this program with `arguments` and TILSKUDD_FAULT=fault ("": a sound run); returns its
 * wait status. Its messages go to the scratch file "messages". */
int fault_child(const char *fault, char *const arguments[]);
/* Whether the fault of the last child struck. */
bool fault_struck(void);
bool exited_with(int state, ExitStatus expected);

#endif
