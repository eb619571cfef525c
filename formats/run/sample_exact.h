/*
 * sample_exact.h - probabilities compared with a risk in whole numbers of any length, for where
 * extended precision cannot tell. Constant; any thread.
 */
#ifndef TILSKUDD_FORMATS_SAMPLE_EXACT_H
#define TILSKUDD_FORMATS_SAMPLE_EXACT_H

#include "rules/sampling/sample_math.h"

extern const SampleExact sample_exact;

#endif
