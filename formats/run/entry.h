/*
 * entry.h - one entry of a ledger as files: entry.json written and read. payments.md 5.
 *
 * One table of fields (entry.c) writes it and reads it, and names the member that is wrong.
 * One thread at a time. Ownership: entry_text_free.
 */
#ifndef TILSKUDD_FORMATS_ENTRY_H
#define TILSKUDD_FORMATS_ENTRY_H

#include "formats/base/clock.h"
#include "formats/base/folder.h"
#include "formats/run/manifest.h"

typedef enum LedgerMode { LEDGER_TEST = 0, LEDGER_LIVE } LedgerMode;
typedef enum EntryKind {
    ENTRY_OPEN = 0,
    ENTRY_RUN,
    ENTRY_ACCOUNTS,
    ENTRY_ANSWER, /* what the bank answered: life.md 2 */
    ENTRY_MANUAL, /* money by hand: life.md 3 */
    ENTRY_KEYS    /* people and keys that change: life.md 4 */
} EntryKind;
/* Made by a proposal of proposal_text.h. */
#define ENTRY_IS_PROPOSED(kind) ((kind) >= ENTRY_ANSWER)
enum { ENTRY_NAME_SIZE = 16 };

/* SHA-256 of the three files that the next entry names, and the head made from them. */
typedef struct EntryHead {
    uint8_t entry[SHA256_SIZE], signature[SHA256_SIZE], checkpoint[SHA256_SIZE];
    uint8_t head[SHA256_SIZE];
} EntryHead;

/* What entry.json says. `files` lists every other file but its own signature and the
 * checkpoint; owned, entry_text_free. */
typedef struct EntryText {
    uint32_t number;
    EntryKind kind;
    LedgerMode mode;
    bool given_keys; /* of the ledger: real persons' keys, none of its own making */
    int opening_year;
    uint8_t pseudonym_check[SHA256_SIZE]; /* pseudonym_key.h; the same in every entry */
    int year, quarter;
    Day cutoff;
    uint8_t run_identity[SHA256_SIZE];
    uint8_t manifest_sha256[SHA256_SIZE];
    Ore paid, lines_sum;
    uint64_t log_size_before;
    LineSuccessors line_successors;
    /* What the second person let pass: trust.md 2 and 5. */
    bool same_inputs; /* she read the first person's files */
    bool same_user;   /* she is the user whose files the proposal is */
    char time[TIME_TEXT_SIZE];
    bool allow_time; /* somebody said that it may be so long after the entry before */
    uint8_t previous_entry[SHA256_SIZE]; /* zeros in the opening */
    uint8_t previous_signature[SHA256_SIZE];
    uint8_t previous_checkpoint[SHA256_SIZE];
    ManifestFiles files; /* sums: stored only */
} EntryText;

/* "OPEN", "RUN" and so on; "test", "live"; each ended by NULL. */
extern const char *const entry_kind_texts[], *const ledger_mode_texts[];
/* Whether an entry of a kind says what was paid, how persons looked and who was counted: the
 * opening and runs. */
bool entry_is_paying(EntryKind kind);
/* Whether entries of a kind have lines.csv.gz, what is settled; and open.csv, open items. */
bool entry_has_lines(EntryKind kind);
bool entry_has_open_items(EntryKind kind);
/* "test", "live". Constant. */
const char *ledger_mode_text(LedgerMode mode);
/* "000012". */
void entry_name(uint32_t number, char name[ENTRY_NAME_SIZE]);
void entry_write(const EntryText *entry, TextBuffer *out);
/* VERIFICATION, with the member, for anything entry_write does not make; NOT_NOW for an entry
 * of an earlier format. */
MUST_USE Status entry_read(const char *name, const void *bytes, size_t size, EntryText *out,
                           Failure *failure);
/* Appends what the second person let pass, a line each after `before`; nothing when there is
 * none. trust.md 2, 3, 5. */
void entry_choices_text(const EntryText *entry, const char *before, TextBuffer *out);
void entry_text_free(EntryText *entry);
CLEANUP_VALUE(EntryText, entry_text_free)
/* The sums of an entry's own three files, each read once. */
MUST_USE Status entry_head(Folder *folder, EntryHead *out, Failure *failure);

#endif
