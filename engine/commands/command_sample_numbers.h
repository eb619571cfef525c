/*
 * command_sample_numbers.h - the actions of `sample` that need numbers alone: size and limit.
 * control.md 3. Internal to the commands. One thread.
 */
#ifndef TILSKUDD_ENGINE_COMMAND_SAMPLE_NUMBERS_H
#define TILSKUDD_ENGINE_COMMAND_SAMPLE_NUMBERS_H

#include "engine/options.h"
#include "formats/run/sample_exact.h"
#include "rules/sampling/sample.h"

/* The actions of `sample`, as the tables of its options name them. */
enum {
    SAMPLE_SIZE = 1 << 0,
    SAMPLE_LIMIT = 1 << 1,
    SAMPLE_DRAW = 1 << 2,
    SAMPLE_EVALUATE = 1 << 3,
    SAMPLE_LIST = 1 << 4,
    SAMPLE_IDENTS = 1 << 5
};

typedef struct SampleNumbers {
    int distribution;        /* SampleDistribution and 1; 0: not given */
    int method;              /* SampleMethod and 1, of a size by amounts SAMPLE_MUS; 0: none */
    SampleQuestion question; /* errors, expected: -1 when they are not given */
    int64_t n;
    SampleAmounts amounts; /* 0 when they are not given; expected: -1 */
    StratumDraw strata[STRATA_DRAWN_MAX];
    int64_t errors[STRATA_DRAWN_MAX]; /* of each stratum */
    size_t strata_count;
} SampleNumbers;

#define SAMPLE_NUMBERS_NONE                                                                    \
    {                                                                                          \
        .question = {.errors = -1, .expected = -1, .exact = &sample_exact}, .amounts = {       \
            .expected = -1                                                                     \
        }                                                                                      \
    }

/* Their options; ends with a row without name. */
extern const Option sample_number_options[];

/* Print the size or the limit, alone or as JSON, of numbers of which the command has checked
 * that none is missing. USAGE when they do not go together; MEMORY. */
MUST_USE Status sample_numbers_size(SampleNumbers *given, bool json, Failure *failure);
MUST_USE Status sample_numbers_limit(SampleNumbers *given, bool json, Failure *failure);

/* Whether a form is to be judged by a beta distribution too. USAGE for another distribution, or
 * a prior without one. */
MUST_USE Status sample_numbers_belief(const SampleNumbers *given, bool *asked,
                                      Failure *failure);

#endif
