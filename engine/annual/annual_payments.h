/*
 * annual_payments.h - the payments of a ledger with their buckets and the days on which the
 * bank moved them: a part of annual_read.h. One thread.
 */
#ifndef TILSKUDD_ENGINE_ANNUAL_PAYMENTS_H
#define TILSKUDD_ENGINE_ANNUAL_PAYMENTS_H

#include "engine/annual/annual_read.h"

/* After the runs were read. MEMORY, VERIFICATION. */
MUST_USE Status annual_payments_read(const Reconciliation *sent, AnnualFacts *facts,
                                     Failure *failure);

#endif
