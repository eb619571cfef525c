/*
 * proposal_text.h - the manifest of a proposal that is no run: what the bank answered, money by
 * hand, people and keys that change. life.md 2 to 4.
 *
 * Such a folder has manifest.json, its signature by the first person, and the files that the
 * manifest lists as outputs, which become the entry's own. Plain data; one thread. Ownership:
 * proposal_text_free.
 */
#ifndef TILSKUDD_FORMATS_PROPOSAL_TEXT_H
#define TILSKUDD_FORMATS_PROPOSAL_TEXT_H

#include "formats/run/entry.h"

typedef struct ProposalText {
    EntryKind kind; /* ENTRY_ANSWER, ENTRY_MANUAL or ENTRY_KEYS */
    LedgerMode mode;
    char program[32];               /* "tilskudd 1.0.0" */
    char build[PROGRAM_BUILD_SIZE]; /* of which sources: program_build */
    char time[TIME_TEXT_SIZE];      /* when it was made */
    uint32_t ledger_entry;          /* the ledger's last entry then */
    uint8_t ledger_head[SHA256_SIZE];
    uint8_t log_root[SHA256_SIZE];
    uint8_t identity[SHA256_SIZE]; /* proposal_identity */
    ManifestTexts choices;         /* what the first person let pass: "--allow-over" */
    ManifestFiles inputs, outputs; /* inputs by their last name */
} ProposalText;

/* Of kind, place in the ledger, choices and the content of inputs and outputs: the same
 * proposal has the same identity, whatever its inputs were called. LIBRARY. */
MUST_USE Status proposal_identity(const ProposalText *text, uint8_t out[SHA256_SIZE],
                                  Failure *failure);
/* Appends manifest.json. */
void proposal_text_write(const ProposalText *text, TextBuffer *out);
/* VERIFICATION, with the member, for anything proposal_text_write does not make. */
MUST_USE Status proposal_text_read(const char *name, const void *bytes, size_t size,
                                   ProposalText *out, Failure *failure);
void proposal_text_free(ProposalText *text);
CLEANUP_VALUE(ProposalText, proposal_text_free)

/* What such a manifest calls itself, and whether bytes are one: for those who were given such a
 * folder in place of a run's. */
#define PROPOSAL_FORMAT "tilskudd-proposal-1"
bool manifest_is_of_proposal(const void *bytes, size_t size);

#endif
