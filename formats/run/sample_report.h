/*
 * sample_report.h - what an evaluated sample says, in words. control.md 3. One thread.
 */
#ifndef TILSKUDD_FORMATS_SAMPLE_REPORT_H
#define TILSKUDD_FORMATS_SAMPLE_REPORT_H

#include "formats/base/text_buffer.h"
#include "rules/sampling/sample.h"
#include "rules/sampling/sample_stages.h"

/* Projected error and upper limits per stratum and in all, against the tolerable error (basis
 * points), with a conclusion, appended to *out. `confidence` in thousandths. INPUT_VALUE while
 * audited amounts are missing, or when they differ so much that the error cannot be projected;
 * MEMORY. The sample is drawn, or was read. */
MUST_USE Status sample_report(const Sample *sample, int confidence, int tolerable,
                              TextBuffer *out, Failure *failure);

/* The same as JSON: cli.md, JSON. With a prior also what sample_believed says. `checked_as` is
 * the ledger's number of the draw that was made again, 0 when it has none. */
#define SAMPLE_NOT_CHECKED UINT32_MAX
#define SAMPLE_JSON_FORMAT "tilskudd-sample-1"
MUST_USE Status sample_report_json(const Sample *sample, int confidence, int tolerable,
                                   const BetaPrior *prior, uint32_t checked_as, TextBuffer *out,
                                   Failure *failure);
/* What was drawn, or written of who was drawn, into the file `path`, recorded as `number`. */
void sample_drawn_json(const Sample *sample, uint32_t number, int64_t drawn, const char *path,
                       TextBuffer *out);
/* How many to look at, alone; what the error rate is at most, alone. */
void sample_size_json(int64_t size, TextBuffer *out);
void sample_limit_json(long double limit, TextBuffer *out);
/* What both rest on, with its memory: persons and monetary units (owned: system_free), or two
 * stages. As sample_evaluate and sample_stages. */
MUST_USE Status sample_report_evaluate(const Sample *sample, int confidence, int tolerable,
                                       SampleEvaluation **out, Failure *failure);
MUST_USE Status sample_report_stages(const Sample *sample, int confidence, int tolerable,
                                     StagesFound *found, Failure *failure);

/* How many of the population are in error at most, as believed after what was found and found
 * before, and whether that is below the tolerable error. As sample_report_belief. */
MUST_USE Status sample_believed(const Sample *sample, const BetaPrior *prior, int confidence,
                                int tolerable, int64_t *most, bool *below, Failure *failure);
/* What is believed of the error rate after what was found and, with a prior, what was found
 * before (beta-binomial), with its own conclusion, which names the prior. For persons of one
 * population, drawn evenly: USAGE for others, and for a prior that is larger than the sample.
 * Looks change nothing of it. Else as sample_report. */
MUST_USE Status sample_report_belief(const Sample *sample, const BetaPrior *prior,
                                     int confidence, int tolerable, TextBuffer *out,
                                     Failure *failure);

/* How far the list itself can be believed, after what was found: `proof` is what was done to
 * know that it was drawn, in sentences, each on its line; NULL: nothing, which is said. So is a
 * seed that somebody chose. */
void sample_report_proof(const Sample *sample, const char *proof, TextBuffer *out);

#endif
