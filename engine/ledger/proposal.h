/*
 * proposal.h - proposals that are no run: what the bank answered, money by hand, people and
 * keys that change. life.md 2 to 4.
 *
 * A kind is a row of a table. Its one function `make` makes every file of the proposal anew:
 * when the first person proposes, when the second approves (from her own files where there are
 * any), and when an entry is checked, from what the entry keeps and the ledger before it. What
 * it makes is compared byte by byte (but for what another build called its findings): nothing
 * is believed that can be computed again. All the rest (signatures, place in the ledger, time,
 * lock, commit, log) is common. One thread.
 */
#ifndef TILSKUDD_ENGINE_PROPOSAL_H
#define TILSKUDD_ENGINE_PROPOSAL_H

#include "engine/ledger/entry_check.h"
#include "engine/ledger/signer.h"
#include "formats/run/proposal_text.h"

/* A file of a proposal; its content, never compressed: names in .gz are stored so. */
typedef struct ProposalFile {
    char name[48];
    const char *kind; /* in the manifest; constant */
    mode_t mode;
    TextBuffer text;
} ProposalFile;

enum { PROPOSAL_FILES_MAX = 24 };

/* What `make` makes. Owned: proposal_files_free. */
typedef struct ProposalFiles {
    ProposalFile items[PROPOSAL_FILES_MAX];
    size_t count;
    /* What it was made from, by last name, in an order that does not depend on how it was
     * given; may be empty. Not filled from what is kept. */
    ManifestFiles inputs;
    ManifestTexts choices; /* what the first person let pass */
    Ore lines_sum;         /* of lines.csv.gz, where the kind has one */
} ProposalFiles;

/* A new, empty file: fill the buffer that is returned. Borrowed. */
TextBuffer *proposal_files_add(ProposalFiles *files, const char *name, const char *kind,
                               mode_t mode);
/* The file of that name, or NULL. Borrowed. */
const ProposalFile *proposal_files_at(const ProposalFiles *files, const char *name);
void proposal_files_free(ProposalFiles *files);
CLEANUP_VALUE(ProposalFiles, proposal_files_free)

/* What is to be made, and from what. All borrowed. */
typedef struct ProposalCase {
    const Ledger *ledger;     /* the entries before it: it becomes number ledger->entry_count */
    const char *time;         /* when it was proposed, RFC 3339: what counts as today */
    Folder *kept;             /* of the proposal or entry; NULL when it is being proposed */
    const ProposalText *text; /* of `kept` */
    /* Files that somebody gave: of the first person, or the second person's own. */
    const char *const *given;
    size_t given_count;
    const void *options; /* the kind's own, when it is being proposed; else NULL */
} ProposalCase;

typedef struct ProposalKind {
    EntryKind kind;
    const char *question; /* "Enter these answers?" */
    bool wants_given;     /* the second person gives her own files (--answers) */
    /* VERIFICATION, NOT_NOW and refusals of the input. */
    Status (*make)(const ProposalCase *made, ProposalFiles *files, Failure *failure);
    /* What the second person decides on, and report repeats. `files` as made. */
    Status (*show)(const ProposalCase *made, const ProposalFiles *files, TextBuffer *out,
                   Failure *failure);
    /* NULL, or what must not move until the entry is committed: looked at once more, under the
     * ledger's lock, and held by *lock (system_close). NOT_NOW. */
    Status (*hold)(const ProposalCase *made, int *lock, Failure *failure);
} ProposalKind;

/* The row of a kind, or NULL for those that are not proposed so. Constant. */
const ProposalKind *proposal_kind(EntryKind kind);

/* Makes the folder `out` (which must not be there) with all files and the signed manifest;
 * NULL `signer`: throw-away keys of the ledger. Whole or not at all. */
MUST_USE Status proposal_write(EntryKind kind, const ProposalCase *made,
                               const ProposalFiles *files, const SigningPerson *signer,
                               const TimeStamp *time, const char *out, Failure *failure);

/* That a folder (proposal or entry) holds what its manifest says and what was made again:
 * VERIFICATION with the first file that differs. */
MUST_USE Status proposal_compare(const ProposalCase *made, const ProposalFiles *files,
                                 Failure *failure);
/* Whether a folder is a proposal of such a kind, or an entry of one; no when its manifest.json
 * cannot be read, which others say. */
bool proposal_is_in(const char *folder);
/* A file that the manifest lists, as it lists it; borrowed from the folder. VERIFICATION,
 * INPUT_MISSING. */
MUST_USE Status proposal_check_file(Folder *folder, const ManifestFile *listed,
                                    const FolderFile **out, Failure *failure);

/* A proposal, or an entry of one, that is made again: read, then opened with the ledger before
 * it, then made and compared. Owned: proposal_again_end. */
typedef struct ProposalAgain {
    Folder *folder;
    ProposalText text;
    Ledger *ledger; /* the entries before it */
    ProposalCase made;
    ProposalFiles files;
} ProposalAgain;
/* The manifest, of `path`. INPUT_MISSING, VERIFICATION. `out` is ended also after a failure. */
MUST_USE Status proposal_again_read(const char *path, ProposalAgain *out, Failure *failure);
/* `ledger` NULL: the entry stands in it. VERIFICATION when it was made from another. */
MUST_USE Status proposal_again_open(ProposalAgain *again, const char *ledger, Failure *failure);
/* What it makes, compared with what is kept: VERIFICATION, or what making fails with. */
MUST_USE Status proposal_again_make(ProposalAgain *again, Failure *failure);
void proposal_again_end(ProposalAgain *again);
CLEANUP_VALUE(ProposalAgain, proposal_again_end)
/* Appends what the second person decided on, in the words of approve, all of it made again, and
 * what of its entry certificates have signed that are stopped by now (keys_warn_stopped);
 * `ledger` is where it was made from, NULL: the entry stands in it. INPUT_MISSING, VERIFICATION
 * when it is not so; what making it again fails with. */
MUST_USE Status proposal_report(const char *folder, const char *ledger, TextBuffer *out,
                                Failure *failure);
/* Of an entry of such a kind, whose manifest is signed: the manifest's place and content; with
 * check->bulk all of it made again from what the entry keeps. VERIFICATION. */
MUST_USE Status proposal_check_manifest(const EntryCheck *check, const FolderFile *manifest,
                                        ProposalText *out, Failure *failure);
MUST_USE Status proposal_check_entry(const EntryCheck *check, Failure *failure);

#endif
