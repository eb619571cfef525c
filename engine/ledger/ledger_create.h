/*
 * ledger_create.h - 'tilskudd ledger open': a new ledger with what it needs for life.
 * payments.md 5.
 */
#ifndef TILSKUDD_ENGINE_LEDGER_CREATE_H
#define TILSKUDD_ENGINE_LEDGER_CREATE_H

#include "engine/ledger/ledger_commit.h"

/* Strings are borrowed. Live needs all of them but the time; test needs folder and year, or
 * with `given_keys` all that live needs. */
typedef struct LedgerOpening {
    const char *folder;
    const char *group; /* the users of this group, and nobody else; NULL: by the umask */
    int year;
    LedgerMode mode;
    bool given_keys; /* always so in live */
    bool nothing_paid;
    const char *paid; /* CSV, or NULL; with given keys signed by the authority */
    /* With given keys asked what is made of the lines of `paid`, before anything is made; what
     * it returns goes on or ends. */
    Status (*confirm)(void *user, const MunicipalityTable *municipalities,
                      const SettledLine *lines, size_t count, Failure *failure);
    void *user;
    const char *municipalities; /* municipalities.csv: the lines of `paid` name real ones */
    const char *authority, *signers, *ca, *log_key, *pseudonym_key;
    const char *recovery;                  /* NULL: none */
    const char *bank;                      /* its certificate; NULL: answers are not signed */
    const char *keys[2], *certificates[2]; /* the two persons, either order */
    int pass_descriptor;
    const char *time;
} LedgerOpening;

/* Makes FOLDER (missing, empty, or left by an interrupted opening) with keys/ and the entry
 * 000000, whose rename completes it. ALREADY_THERE when the ledger exists. */
MUST_USE Status ledger_create(const LedgerOpening *opening, Failure *failure);

#endif
