/*
 * own_key.h - by what a person knows what she made herself: packs (register_pack.h) and
 * snapshots (ledger_snapshot.h). A secret of hers, and the code (HMAC-SHA-256) that only who
 * has it can write under them.
 *
 * The owner of a file says who wrote it last, also when it is a copy of what somebody else has
 * made; the code says who made it. The secret is 32 random bytes in
 * ~/.local/state/tilskudd/own-key, below the home folder that the system's users are listed
 * with: folder and file are hers, closed to all others, and no links. Who works on several
 * machines has one home on all, or copies the file. One thread an object.
 */
#ifndef TILSKUDD_FORMATS_OWN_KEY_H
#define TILSKUDD_FORMATS_OWN_KEY_H

#include "formats/base/digest.h"
#include "formats/base/path.h"

enum { OWN_KEY_SIZE = 32 };
#define OWN_KEY_FOLDER ".local/state/tilskudd"
#define OWN_KEY_NAME "own-key"

typedef struct OwnKey {
    uint8_t bytes[OWN_KEY_SIZE];
    const char
        *missing; /* NULL, or why there is none ("you have no key of own files"): constant */
} OwnKey;

/* The effective user's home folder, in `out`, as the system's database of users says (not the
 * environment); NULL when there is none. */
const char *own_key_home(char out[PATH_SIZE]);
/* Reads the key below a home folder. It never fails: a key that is not there, or that others
 * can get at, is none, and `missing` says so. NULL is no home. own_key_forget. */
void own_key_read(const char *home, OwnKey *key);
/* The same where a key is needed, after making one when there is none; two at once get the same
 * one. KEY with what is wrong, WRITE, MEMORY. own_key_forget, also after a failure. */
MUST_USE Status own_key_have(const char *home, OwnKey *key, Failure *failure);
/* Wipes it. */
void own_key_forget(OwnKey *key);
CLEANUP_VALUE(OwnKey, own_key_forget)

/* The code of some bytes by a key that is there. MEMORY, LIBRARY. */
MUST_USE Status own_key_code(const OwnKey *key, const void *bytes, size_t size,
                             uint8_t code[SHA256_SIZE], Failure *failure);
/* Whether `code` is that. */
MUST_USE Status own_key_made(const OwnKey *key, const void *bytes, size_t size,
                             const uint8_t code[SHA256_SIZE], bool *made, Failure *failure);

#endif
