/*
 * release.h - a payment file on its way to the bank: checked once more, recorded, handed out.
 * trust.md 4.
 *
 * First the record is on the disk, then the file is written: a crash between the two leaves a
 * file that is said to be released and is not, which a person cures with a reason; never one
 * that went out and nobody knows. One thread.
 */
#ifndef TILSKUDD_ENGINE_RELEASE_H
#define TILSKUDD_ENGINE_RELEASE_H

#include "engine/ledger/ledger.h"
#include "formats/run/release_file.h"

/* Strings are borrowed. */
typedef struct ReleaseOptions {
    const char *payment; /* the file that somebody wants to send */
    const char *to;      /* an existing folder */
    const char *again;   /* why it is released once more; NULL: the first time */
} ReleaseOptions;

/* Finds the entry that lists the file's bytes (VERIFICATION without), verifies them and both
 * persons' signatures in their roles, refuses a payment date that is past on the day of `time`
 * (NEVER), a file of which a payment waits to be paid again or was (NEVER), and one that
 * was released (RELEASED, with who and when), records it, and writes the bytes that were
 * verified and their signature under a new name into the folder. Says on standard output what,
 * where and its SHA-256. */
MUST_USE Status release_payment(const Ledger *ledger, const ReleaseOptions *options,
                                const TimeStamp *time, Failure *failure);

/* Says on standard output what was released. VERIFICATION for a record of a file that the
 * ledger does not have. */
MUST_USE Status releases_print(const Ledger *ledger, Failure *failure);

#endif
