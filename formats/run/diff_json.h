/*
 * diff_json.h - two runs beside each other, as JSON: diff --json. The form: cli.md, JSON. One
 * thread.
 */
#ifndef TILSKUDD_FORMATS_DIFF_JSON_H
#define TILSKUDD_FORMATS_DIFF_JSON_H

#include "formats/run/run_folder.h"

/* Appends one object: sums by payment group, and by municipality where they differ; that the
 * folders' files are those of their manifests is for the caller, who also has counted the
 * `differences`. Failures of reading, MEMORY. */
MUST_USE Status run_diff_json(const RunFolder *left, const RunFolder *right,
                              uint64_t differences, TextBuffer *out, Failure *failure);

#endif
