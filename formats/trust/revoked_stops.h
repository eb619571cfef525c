/*
 * revoked_stops.h - the stops that a CA's list of revoked certificates makes of those that a
 * ledger knows: revoked.csv of a KEYS entry, beside the list. life.md 4.
 *
 * Known are the certificates in the signatures of the entries before, the authority's, and
 * those that somebody gives. One thread.
 */
#ifndef TILSKUDD_FORMATS_REVOKED_STOPS_H
#define TILSKUDD_FORMATS_REVOKED_STOPS_H

#include "formats/trust/key_change.h"

/* Writes revoked.csv (as stop.csv, without a serial line) of the list among the parts, by the
 * CA in force: a row for each certificate not stopped yet, in the order of the entries.
 * `certificates` may be NULL. NOT_NOW when there is none; INPUT_MALFORMED, INPUT_VALUE,
 * VERIFICATION. */
MUST_USE Status revoked_stops_write(const KeyChangePlace *place, const IdentityPart *list,
                                    const TrustStore *certificates, TextBuffer *out,
                                    Failure *failure);

#endif
