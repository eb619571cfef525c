/*
 * finding_sample.h - findings made by a formula, many of them with equal keys, for the tests of
 * the store. Each carries its number as a value, so that its place can be known again.
 */
#ifndef TILSKUDD_TESTS_ENGINE_FINDING_SAMPLE_H
#define TILSKUDD_TESTS_ENGINE_FINDING_SAMPLE_H

#include "engine/findings/finding_store.h"

/* Finding `number`: 0 to 6 values, few municipalities, files, records and controls. */
RunFinding finding_sample(uint32_t number);
/* The number that a sample carries (UINT32_MAX when it has no values). */
uint32_t finding_sample_number(const RunFinding *finding);
/* Whether two findings are the same in every field that counts. */
bool finding_sample_same(const RunFinding *left, const RunFinding *right);

/* Visits samples and checks that they stand in order and are whole. */
typedef struct FindingOrder {
    RunFinding before;
    uint64_t seen;  /* findings visited */
    uint64_t sum;   /* of the numbers of those that carry one */
    uint64_t wrong; /* out of order or not as they were added */
} FindingOrder;
Status finding_order_add(void *user, const RunFinding *finding, Failure *failure);

#endif
