/*
 * approval_screen.h - what the second person must see, as text: approve shows it before it
 * asks, and report repeats it. life.md 1.
 *
 * One function makes the text, from what both have: the run folder, or the entry that it
 * became, with its copies of what the authority signed, and the entries of the ledger before
 * it. Nothing is shown that is not in bytes that are signed or computed again: each file is
 * compared with the manifest's hash first (VERIFICATION). No ident is in it. Lines are at most
 * 99 characters. One thread.
 */
#ifndef TILSKUDD_FORMATS_APPROVAL_SCREEN_H
#define TILSKUDD_FORMATS_APPROVAL_SCREEN_H

#include "formats/run/entry.h"
#include "formats/run/run_folder.h"
#include "formats/screen/account_wants.h"

/* An entry of the ledger, as it was checked. Borrowed. */
typedef struct ScreenEntry {
    uint32_t number;
    EntryKind kind;
    int year, quarter;
    char time[TIME_TEXT_SIZE];
    Folder *folder;
} ScreenEntry;

/* Everything is borrowed. */
typedef struct ScreenSource {
    const RunFolder *run;
    const ScreenEntry *before; /* the ledger when the proposal was made, ascending by number */
    size_t before_count;       /* 0: no ledger is at hand */
    bool given_keys;         /* of the ledger: accounts paid for the first time are asked for */
    const char *proposed_by; /* the person whose signature the manifest has; NULL: unknown */
    const EntryText *passed; /* what the second person lets pass; NULL: nobody has decided */
    AccountsConfirmed confirmed;
} ScreenSource;

/* Appends the text. VERIFICATION and INPUT_VALUE when a file is not what it must be; MEMORY;
 * failures of reading. */
MUST_USE Status approval_screen(const ScreenSource *source, TextBuffer *out, Failure *failure);

#endif
