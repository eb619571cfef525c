/*
 * netting.h - lines to payments: per municipality and payment group. grants.md 4.5.
 *
 * total = brought forward + lines; positive is paid, else carried forward (at most 0). Always:
 * lines + brought forward = paid + carried forward, checked here in release builds too. With
 * netting="municipality" the negative groups of a municipality are taken from its positive ones
 * in the order of the groups first; then the identity holds per municipality.
 */
#ifndef TILSKUDD_ENGINE_NETTING_H
#define TILSKUDD_ENGINE_NETTING_H

#include "engine/run/run.h"

/* Claims brought forward, mapped to the cut-off's municipalities; a split municipality's by the
 * shares of the configuration, else INPUT_VALUE. Fills sums[..][..].brought_forward. Groups of
 * schemes left out are carried on unchanged. */
MUST_USE Status netting_bring_forward(Run *run, Failure *failure);
/* Fills paid and carried_forward from lines and brought_forward. */
MUST_USE Status netting_settle(Run *run, Failure *failure);

/* The sums of a group over all municipalities; -1: of all groups. */
GroupSums netting_totals(const Run *run, int group);

#endif
