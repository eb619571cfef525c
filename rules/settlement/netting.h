/*
 * netting.h - lines to payments: per municipality and payment group. grants.md 4.5.
 *
 * total = brought forward + lines + open items; positive is paid, else carried forward (at most
 * 0). Always: lines + brought forward + returned + manual = paid + carried forward, checked
 * here in release builds too. With netting="municipality" the negative groups of a municipality
 * are taken from its positive ones in the order of the groups first; then the identity holds
 * per municipality. The rows of sums are the caller's, MUNICIPALITY_CODES of them. Nothing is
 * allocated; one thread.
 */
#ifndef TILSKUDD_RULES_NETTING_H
#define TILSKUDD_RULES_NETTING_H

#include "rules/settlement/years.h"

/* What part of a split municipality's claim a successor takes over (configuration). */
typedef struct ClaimShare {
    MunicipalityCode municipality; /* the one that was split */
    MunicipalityCode successor;
    int32_t numerator, denominator; /* 1 <= numerator <= denominator */
} ClaimShare;

typedef GroupSums GroupRow[PAYMENT_GROUP_COUNT];

/* Why a claim on a split municipality cannot be brought forward. */
typedef enum ClaimProblem {
    CLAIM_FINE = 0,
    CLAIM_UNSHARED,      /* no shares: successors[..] could have them */
    CLAIM_OF_A_STRANGER, /* a share of one that is not its successor */
    CLAIM_TOO_LARGE      /* for shares so fine */
} ClaimProblem;

typedef struct ClaimFailure {
    ClaimProblem problem;
    MunicipalityCode municipality;
    MunicipalityCode successors[MUNICIPALITY_CANDIDATES_MAX];
    size_t successor_count;
} ClaimFailure;

/* Claims brought forward, mapped to the cut-off's municipalities; a split municipality's by its
 * shares. Groups of schemes left out are carried on unchanged. False: *failed says why, and the
 * sums are of no use. */
MUST_USE bool netting_bring_forward(const SettleContext *context, const CarriedForward *claims,
                                    size_t count, const ClaimShare *shares, size_t share_count,
                                    GroupRow *sums, ClaimFailure *failed);
/* Part of a claim or an open item that one municipality gets. */
typedef struct NettingPart {
    MunicipalityCode municipality;
    Ore amount; /* øre */
} NettingPart;

/* Where an open item goes, as claims do: `*count` parts that add up to it, each municipality
 * once. life.md 2. False as netting_bring_forward. */
MUST_USE bool netting_parts(const SettleContext *context, const OpenItem *item,
                            const ClaimShare *shares, size_t share_count,
                            NettingPart parts[MUNICIPALITY_CANDIDATES_MAX], size_t *count,
                            ClaimFailure *failed);
/* Open items: each is taken up once and whole when it does not wait, its group is computed and
 * none of the municipalities that it goes to is held (`held` by code; NULL: none); of the
 * others `taken` is false. life.md 2. False as netting_bring_forward. */
MUST_USE bool netting_take_up(const SettleContext *context, OpenItem *items, size_t count,
                              const ClaimShare *shares, size_t share_count, const bool *held,
                              GroupRow *sums, ClaimFailure *failed);
/* Fills paid and carried_forward from lines, brought_forward and what was taken up, by the own
 * year's rules. */
void netting_settle(const SettleContext *context, GroupRow *sums);
/* Sums of all municipalities, of one group or of all (-1). */
GroupSums netting_totals(GroupRow *sums, int group);

#endif
