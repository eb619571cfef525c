/*
 * reconcile_json.h - a ledger, and what the bank has done with what it sent, as JSON for
 * programs: ledger show --json, reconcile --json. Forms: cli.md, JSON. One thread.
 */
#ifndef TILSKUDD_ENGINE_RECONCILE_JSON_H
#define TILSKUDD_ENGINE_RECONCILE_JSON_H

#include "engine/reconcile/reconcile.h"

/* Appends one object: entries, claims, and of each run who signed it and its payments by
 * bucket. What reconcile_begin fails with. */
MUST_USE Status ledger_json(const Ledger *ledger, TextBuffer *out, Failure *failure);
/* Appends one object: files and payments by bucket, and every payment that is not settled or is
 * odd. MEMORY. */
MUST_USE Status reconcile_json(const Reconciliation *work, TextBuffer *out, Failure *failure);

#endif
