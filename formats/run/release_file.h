/*
 * release_file.h - which payment files went to the bank: LEDGER/releases, beside the chain.
 * trust.md 4.
 *
 * A record is one JSON file, ENTRY-MESSAGE-NN.json: written once, never over another, on the
 * disk with its name before the payment file is handed out. Nobody signs it. One thread.
 */
#ifndef TILSKUDD_FORMATS_RELEASE_FILE_H
#define TILSKUDD_FORMATS_RELEASE_FILE_H

#include "formats/base/clock.h"
#include "formats/base/digest.h"
#include "formats/base/path.h"
#include "formats/base/text_buffer.h"
#include "formats/run/record_file.h"

enum {
    RELEASE_NAME_SIZE = 64,
    RELEASE_REASON_SIZE = 256,
    RELEASES_MAX = 99 /* of one payment file */
};

typedef struct ReleaseRecord {
    uint32_t entry;                   /* that lists the payment file */
    uint32_t number;                  /* 1 for the first time, and one more for each again */
    char payment[RELEASE_NAME_SIZE];  /* "MSGID.xml.gz" */
    uint8_t sha256[SHA256_SIZE];      /* of its bytes as stored */
    char who[RECORD_WHO_SIZE];        /* the user's name on that machine */
    char reason[RELEASE_REASON_SIZE]; /* "" the first time */
    char time[TIME_TEXT_SIZE];
} ReleaseRecord;

typedef struct Releases {
    ReleaseRecord *items; /* by entry, payment file and number */
    size_t count, capacity;
} Releases;

/* All records of a ledger; none when the folder is not there. VERIFICATION, naming the file,
 * for one that release_save does not write. Owned: releases_free, also after a failure. */
MUST_USE Status releases_read(const char *ledger, Releases *out, Failure *failure);
void releases_free(Releases *releases);
CLEANUP_VALUE(Releases, releases_free)

/* LEDGER/releases, made when it is not there, is this process's until *lock is closed
 * (system_close): what was read of it then is all there is. WRITE. */
MUST_USE Status releases_lock(const char *ledger, int *lock, Failure *failure);
/* Writes a record and its name to the disk. RELEASED when one of that number is there. */
MUST_USE Status release_save(const char *ledger, const ReleaseRecord *record, Failure *failure);

/* One line without its end: what, when, by whom, and why again. */
void release_text(const ReleaseRecord *record, TextBuffer *out);

#endif
