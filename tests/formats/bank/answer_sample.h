/*
 * answer_sample.h - answers as banks write them, for tests: one of each form, and changed
 * copies of them. Constant text.
 */
#ifndef TILSKUDD_TESTS_ANSWER_SAMPLE_H
#define TILSKUDD_TESTS_ANSWER_SAMPLE_H

#include <stddef.h>

/* pain.002.001.03: partial, one payment rejected, numbers by status. */
extern const char answer_sample_status_03[];
/* pain.002.001.10: a message status alone, under a prefix. */
extern const char answer_sample_status_10[];
/* camt.054.001.02: a batch booked as a sum, and a return with its reason. */
extern const char answer_sample_booking_02[];
/* camt.054.001.08: two notifications; payments one by one, one announced only. */
extern const char answer_sample_booking_08[];

/* `sample` with the first `from` replaced by `to`; malloc'ed text that the test frees, NULL
 * when `from` is not there. */
char *answer_changed(const char *sample, const char *from, const char *to);

#endif
