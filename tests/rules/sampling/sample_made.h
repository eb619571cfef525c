/*
 * sample_made.h - samples of made-up persons, for the tests of drawing and judging. A failure
 * ends the test. One thread.
 */
#ifndef TILSKUDD_TESTS_SAMPLE_MADE_H
#define TILSKUDD_TESTS_SAMPLE_MADE_H

#include "formats/run/sample_file.h"
#include "formats/run/sample_report.h"

enum { PERSONS = 500 };

/* Nothing to draw from yet; n, seed and names are set. Owned: made_free. */
Sample *made_new(SampleMethod method, SampleStrata strata, int64_t n);
void made_free(Sample *sample);
/* One item of "person-N" more, amount in øre. */
void made_add(Sample *sample, unsigned person, const char *stratum, Ore amount);
void made_draw(Sample *sample);
/* How many are drawn. */
size_t made_drawn(const Sample *sample);
/* n drawn of persons first, first + 1 ... in the order forwards or backwards. */
Sample *made_persons(unsigned first, unsigned count, int64_t n, bool backwards);
/* The sample file. Owned: text_buffer_free. */
TextBuffer made_text(const Sample *sample);
/* What reading a sample file ends with. */
Status made_reads(const char *text, size_t length);
/* The drawn ones get audited amounts: `wrong` of them less by `by` øre. */
void made_audited(Sample *sample, size_t wrong, Ore by);

#endif
