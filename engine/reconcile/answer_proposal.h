/*
 * answer_proposal.h - what the bank answered as a proposal of kind ANSWER: a row of proposal.h.
 * life.md 2.
 */
#ifndef TILSKUDD_ENGINE_ANSWER_PROPOSAL_H
#define TILSKUDD_ENGINE_ANSWER_PROPOSAL_H

#include "engine/ledger/proposal.h"
#include "engine/reconcile/reconcile.h"

extern const ProposalKind answer_proposal;

/* Whether there is nothing new in it. `files` as made. */
bool answer_proposal_is_empty(const ProposalFiles *files);

#endif
