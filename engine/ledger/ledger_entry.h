/*
 * ledger_entry.h - one entry of a ledger as files: entry.json written and read. payments.md 5.
 *
 * Internal to the ledger's own sources and approve. One thread at a time.
 */
#ifndef TILSKUDD_ENGINE_LEDGER_ENTRY_H
#define TILSKUDD_ENGINE_LEDGER_ENTRY_H

#include "formats/base/clock.h"
#include "engine/ledger/ledger.h"
#include "engine/ledger/manifest.h"

enum { ENTRY_NAME_SIZE = 16 };

/* What entry.json says. `files` lists every other file but its own signature and the
 * checkpoint; owned, ledger_entry_text_free. */
typedef struct EntryText {
    uint32_t number;
    EntryKind kind;
    LedgerMode mode;
    int opening_year;
    int year, quarter;
    Day cutoff;
    uint8_t run_identity[SHA256_SIZE];
    uint8_t manifest_sha256[SHA256_SIZE];
    Ore paid, lines_sum;
    uint64_t log_size_before;
    LineSuccessors line_successors;
    char time[TIME_TEXT_SIZE];
    uint8_t previous_entry[SHA256_SIZE]; /* zeros in the opening */
    uint8_t previous_signature[SHA256_SIZE];
    uint8_t previous_checkpoint[SHA256_SIZE];
    ManifestFiles files; /* sums: stored only */
} EntryText;

/* "000012". */
void entry_name(uint32_t number, char name[ENTRY_NAME_SIZE]);
void entry_write(const EntryText *entry, TextBuffer *out);
/* VERIFICATION for anything entry_write does not make. */
MUST_USE Status entry_read(const char *name, const void *bytes, size_t size, EntryText *out,
                           Failure *failure);
void entry_text_free(EntryText *entry);
CLEANUP_VALUE(EntryText, entry_text_free)
/* SHA-256 of the three files that the next entry names, and the head made from them. */
MUST_USE Status entry_head(const char *folder, uint8_t entry[SHA256_SIZE],
                           uint8_t signature[SHA256_SIZE], uint8_t checkpoint[SHA256_SIZE],
                           uint8_t head[SHA256_SIZE], Failure *failure);
/* Adds FOLDER/RELATIVE to the entry's files with its hash. */
MUST_USE Status entry_add_file(EntryText *entry, const char *folder, const char *relative,
                               Failure *failure);

#endif
