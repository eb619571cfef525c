/*
 * stamp.h - 'tilskudd ledger timestamp': when a ledger's entries were there, by the word of
 * somebody outside. life.md 4.
 *
 * A time stamp is over the SHA-256 of an entry's checkpoint, which signs the log and so the
 * entry and all before it. One thread.
 */
#ifndef TILSKUDD_ENGINE_STAMP_H
#define TILSKUDD_ENGINE_STAMP_H

#include "engine/ledger/ledger.h"

/* Writes a request over the newest checkpoint as a new file `path`, and keeps a copy in the
 * ledger (stamp_file.h). OUTPUT_EXISTS, WRITE. */
MUST_USE Status stamp_request(const Ledger *ledger, const char *path, Failure *failure);
/* Checks the answer that was got to one of the ledger's requests, by the authority's CA file,
 * and keeps it. VERIFICATION when it is to none of them or does not hold; OUTPUT_EXISTS when
 * it is there. */
MUST_USE Status stamp_accept(const Ledger *ledger, const char *path, const char *ca,
                             Failure *failure);
/* Says on standard output which entries are stamped; checks all of them when `ca` is not NULL:
 * VERIFICATION for one that does not hold, or is of an entry that is not there. */
MUST_USE Status stamps_print(const Ledger *ledger, const char *ca, Failure *failure);

#endif
