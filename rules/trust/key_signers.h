/*
 * key_signers.h - who may sign a change of people and keys. life.md 4.
 *
 * The change itself says who may sign from then on, so that nobody may bring it about alone:
 * neither one old signer, nor two who are both new. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_KEY_SIGNERS_H
#define TILSKUDD_RULES_KEY_SIGNERS_H

#include <stdbool.h>
#include <stdint.h>

/* Seconds that a certificate may have ended before, and its owner still count as old: whoever
 * lets it end can renew it. */
#define KEY_SIGNER_GRACE ((int64_t)400 * 86400)

/* One of the two, in the role that is asked for; proven by a signature or a key. */
typedef struct KeySigner {
    bool under_old; /* by the signers file in force before the change */
    bool under_new; /* by the one that it brings, or the same when it brings none */
    bool stopped;   /* before the change, or by it */
} KeySigner;

typedef enum KeySignersVerdict {
    KEY_SIGNERS_FINE = 0,
    KEY_SIGNERS_STOPPED,  /* one of them is stopped */
    KEY_SIGNERS_UNKNOWN,  /* one of them stands in neither file */
    KEY_SIGNERS_BOTH_NEW, /* neither stands in the old one */
    KEY_SIGNERS_NOT_OLD   /* the recovery key was used: both must stand in the old one */
} KeySignersVerdict;

/* Whether these two may sign together. That they are different persons, with different keys, is
 * for the caller to check. */
KeySignersVerdict key_signers_judge(const KeySigner *first, const KeySigner *second,
                                    bool by_recovery);
/* In words; constant. */
const char *key_signers_text(KeySignersVerdict verdict);

#endif
