/*
 * ledger.h - what has been paid, for ever: a folder of signed, hash-chained entries.
 * payments.md 5, grants.md 4.
 *
 * DIR/000000 is the opening, DIR/000001 ... one committed run each, or (ACCOUNTS) a control of
 * reported accounts, which moves no money. An entry's files:
 *
 *   - entry.json: number, kind (OPEN, RUN, ACCOUNTS), mode, year, quarter, cut-off, run
 * identity, the proposal's manifest hash, sums, SHA-256 of every other file, the entry before
 * (its entry.json, signature, checkpoint), log size before;
 *   - entry.json.p7s: signed by the second person, in a test ledger by both (payments.md 5);
 *     checkpoint: signed note of the audit log after the entry;
 *   - lines.csv.gz: settled lines; carried.csv: municipality, payment group, øre;
 *   - open.csv: money that waits for a run (open_items.h);
 *   - basic.csv: persons counted for the basic grant, by code of 15 January and year;
 *   - persons.csv.gz: how settled persons looked, and which other idents' lines were theirs,
 *     where the entries before do not say so already;
 *   - accounts.csv: the accounts last paid; payments/: payment files and signatures;
 *   - decisions.csv.gz, findings.jsonl.gz: copies, from which the log can be rebuilt;
 *   - ACCOUNTS instead: reported-accounts.csv, findings.jsonl.gz, selection.csv, summary.json,
 * the proposal's manifest.json and signature;
 *   - the opening also: ca.pem, signers.csv(.p7s), authority.pem, log-key.pub.
 *
 * DIR/keys holds the log key and the pseudonym key (and a test ledger's throw-away keys), owner
 * only. DIR/log is derived from the entries (audit_log.h). Append-only.
 *
 * Ownership: ledger_close. One thread at a time.
 */
#ifndef TILSKUDD_ENGINE_LEDGER_H
#define TILSKUDD_ENGINE_LEDGER_H

#include "formats/trust/ledger_identity.h"
#include "formats/run/basic_csv.h"
#include "formats/run/decision_csv.h"
#include "formats/crypto/certificate.h"
#include "formats/crypto/pseudonym_key.h"
#include "formats/csv/signers_csv.h"
#include "formats/log/log_key.h"
#include "formats/run/open_items.h"
#include "formats/run/small_tables.h"
#include "formats/run/entry.h"
#include "formats/run/files.h"
#include "formats/base/clock.h"
#include "formats/base/digest.h"
#include "rules/base/municipality.h"

typedef struct LedgerEntry {
    uint32_t number;
    EntryKind kind;
    int year, quarter; /* quarter 0 in the opening and ACCOUNTS */
    Day cutoff;        /* DAY_NONE in the opening and ACCOUNTS */
    int64_t time;      /* when it was signed: seconds since 1970 */
    uint8_t run_identity[SHA256_SIZE];
    uint8_t manifest_sha256[SHA256_SIZE]; /* of the proposal's manifest.json */
    /* SHA-256(SHA-256(entry.json) || SHA-256(entry.json.p7s) || SHA-256(checkpoint)) */
    uint8_t head[SHA256_SIZE];
    EntryHead files;   /* what it is made of, which the next entry names */
    uint64_t log_size; /* leaves after the entry */
    uint8_t log_root[SHA256_SIZE];
    FileSums listed_lines,
        listed_looks; /* as entry.json has them, stored; size 0: it has none */
    Ore paid, lines_sum;
    LineSuccessors line_successors; /* what the run used (grants.md 4) */
} LedgerEntry;

typedef struct Ledger {
    char *folder;
    LedgerMode mode;
    /* Persons sign with keys that they brought: every live ledger, and a test ledger opened so.
     * All of trust.md holds for it. Without: throw-away keys that lie in the ledger. */
    bool given_keys;
    int opening_year;
    LedgerEntry *entries;
    size_t entry_count;      /* at least 1 */
    Folder **folders;        /* by entry: what was checked is what is read */
    bool large_later;        /* ledger_open_later */
    struct SentStore *sent;  /* what they sent, read when it is asked for (sent_store.h) */
    LedgerIdentity identity; /* in force after the last entry */
    LedgerIdentity *former;  /* those that KEYS entries ended, the oldest first */
    size_t former_count;
} Ledger;

/* Who vouched for entry `entry` (of any number: those to come too): the opening, and the KEYS
 * entries before it. Borrowed. */
const LedgerIdentity *ledger_identity_at(const Ledger *ledger, size_t entry);

/* The file of who vouched for entry `entry`, by its name ("signers.csv.p7s" too), as the entry
 * that brought it has it. INPUT_MISSING. */
MUST_USE Status ledger_identity_file(const Ledger *ledger, size_t entry, const char *name,
                                     const FolderFile **out, Failure *failure);

/* Opens an existing ledger: structure, chain, hashes of every file, signatures and roles. A
 * chain that does not close, a missing or changed file is VERIFICATION. Of entries but the
 * newest `quick` leaves out payment files, decisions and findings, and computing again what
 * follows from them. */
MUST_USE Status ledger_open(const char *folder, bool quick, Ledger **out, Failure *failure);
/* The same: entry `from` and all after it are computed again, and always the newest. For a
 * caller whose pin says which entries were seen before (trust.md 3, 4). */
MUST_USE Status ledger_open_from(const char *folder, size_t from, Ledger **out,
                                 Failure *failure);
/* The same, but only the first `entries` entries (0: all): the ledger as it was then.
 * INPUT_VALUE when it has fewer. */
MUST_USE Status ledger_open_at(const char *folder, bool quick, size_t entries, Ledger **out,
                               Failure *failure);
/* The same for whoever then reads what all entries have settled and say of persons, by
 * ledger_history.h or below: lines.csv.gz and persons.csv.gz of entries before `from` are only
 * then read and hashed (the newest is always computed again). `entries` as in ledger_open_at.
 */
MUST_USE Status ledger_open_later(const char *folder, size_t from, size_t entries, Ledger **out,
                                  Failure *failure);
/* A reader has seen what an approval under way may explain: whether to look again, now that no
 * approval is (until ledger_calm_end; a lock of the kernel, which a copy that nobody can write
 * to does without). False leaves *status as it is, or makes it NOT_NOW: an approval takes long.
 * One that is said of a ledger while this process itself writes to it stands. */
bool ledger_calm(const char *folder, int *lock, Status *status, Failure *failure);
void ledger_calm_end(int lock);
void ledger_close(Ledger *ledger);
CLEANUP_POINTER(Ledger, ledger_close)
/* Whether the ledger on the disk still ends with the last entry as it was checked: read anew.
 * NOT_NOW when there is another after it or its head is another; what ledger_open fails with.
 * Under the lock. */
MUST_USE Status ledger_check_last(const Ledger *ledger, Failure *failure);
/* The folder of an entry, as it was checked. Borrowed. */
Folder *ledger_folder(const Ledger *ledger, size_t number);
const LedgerEntry *ledger_last(const Ledger *ledger);
/* The content of a file of an entry; *path, for messages, is the folder's own. INPUT_MISSING,
 * READ, MEMORY. */
MUST_USE Status ledger_entry_file(const Ledger *ledger, size_t number, const char *name,
                                  const char **path, InputFile *out, Failure *failure);
/* lines.csv.gz or persons.csv.gz of an entry, by its name in files.def, with the hash that the
 * entry lists for it. Borrowed from the entry's folder. VERIFICATION; INPUT_MISSING where the
 * entry lists none. */
MUST_USE Status ledger_large_file(const Ledger *ledger, size_t number, EvidenceName name,
                                  const FolderFile **out, Failure *failure);
/* The entry that committed the proposal with this manifest, or NULL. */
const LedgerEntry *ledger_entry_of(const Ledger *ledger,
                                   const uint8_t manifest_sha256[SHA256_SIZE]);
/* The last run, or the opening: quarter, cut-off, claims, accounts and looks are its. */
const LedgerEntry *ledger_last_paying(const Ledger *ledger);

/* The time of the next entry: the latest of the clock in *time, of the proposal's (RFC 3339;
 * "": none) and of the last entry's, so that time never goes back. Where keys were given
 * NOT_NOW for a clock before either, a proposal that has waited too long, and without
 * `allow_time` for a time long after the last entry (time_rules.h). */
MUST_USE Status ledger_entry_time(const Ledger *ledger, const char *proposal, bool allow_time,
                                  TimeStamp *time, Failure *failure);
/* Where keys were given: NOT_NOW when the last entry is of a time to come by this clock, one of
 * the two being wrong. Opening a live ledger asks it with the machine's clock. */
MUST_USE Status ledger_check_clock(const Ledger *ledger, const TimeStamp *clock,
                                   Failure *failure);

/* Sum of all entries' settled lines, one per subject, code, budget year and municipality,
 * sorted by settled_compare; zero sums are left out. Owned by the caller (system_free). */
MUST_USE Status ledger_settled(const Ledger *ledger, SettledLine **lines, size_t *count,
                               Failure *failure);
/* How settled persons looked and which other idents were theirs, one per ident: the latest
 * word, with the number of the entry that says it. Caller frees (person_looks_free). */
MUST_USE Status ledger_looks(const Ledger *ledger, PersonLooks *looks, Failure *failure);

/* Claims carried forward by the last run (at most 0). Caller frees. */
MUST_USE Status ledger_carried(const Ledger *ledger, CarriedForward **carried, size_t *count,
                               Failure *failure);
/* How many they are, and their sum in ore. */
MUST_USE Status ledger_claims(const Ledger *ledger, size_t *count, Ore *sum, Failure *failure);

/* Money that waits for a run, as the newest entry says that has an open.csv. Sorted by id.
 * Caller frees. */
MUST_USE Status ledger_open_items(const Ledger *ledger, OpenItem **items, size_t *count,
                                  Failure *failure);

/* Persons of the basic grant as the entries fixed them: of each code of 15 January and budget
 * year what the latest entry says that names them. Entries made before there was a basic.csv
 * say nothing. Sorted by basic_count_compare. Caller frees. */
MUST_USE Status ledger_basic(const Ledger *ledger, BasicCount **items, size_t *count,
                             Failure *failure);

/* Adds what the runs of a budget year's quarters have decided, paid and carried, by the codes
 * of their time, to MUNICIPALITY_CODES rows of the caller's. */
MUST_USE Status ledger_year_sums(const Ledger *ledger, int year, GroupRow *sums,
                                 Failure *failure);

/* The same of the run in entry `number` alone. */
MUST_USE Status ledger_run_sums(const Ledger *ledger, size_t number, GroupRow *sums,
                                Failure *failure);

/* The account each municipality was last paid to, sorted by municipality. Caller frees. */
MUST_USE Status ledger_accounts(const Ledger *ledger, PaidAccount **accounts, size_t *count,
                                Failure *failure);

/* The pseudonym key in force at entry `entry`. KEY when what lies in DIR/keys is another.
 * pseudonym_key_forget. */
MUST_USE Status ledger_pseudonym_key(const Ledger *ledger, size_t entry, PseudonymKey *key,
                                     Failure *failure);

#endif
