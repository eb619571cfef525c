/*
 * sample_compare.h - a sample file against the draw that it says it is. control.md 3. Any
 * thread.
 */
#ifndef TILSKUDD_FORMATS_SAMPLE_COMPARE_H
#define TILSKUDD_FORMATS_SAMPLE_COMPARE_H

#include "rules/sampling/sample.h"

/* That heading and rows of a form that was read are those of `drawn`, the population with what
 * was drawn marked: INPUT_VALUE, with the file's name, the line and what is another. The
 * program's version is not compared, nor what is filled in. */
MUST_USE Status sample_compare(const char *name, const Sample *form, const Sample *drawn,
                               Failure *failure);

#endif
