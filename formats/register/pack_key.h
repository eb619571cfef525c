/*
 * pack_key.h - by what a person knows her own packs (register_pack.h): a secret of hers, and
 * the code (HMAC-SHA-256) that only who has it can write under a pack.
 *
 * The owner of a file says who wrote it last, also when it is a copy of what somebody else has
 * made; the code says who made it. The secret is 32 random bytes in
 * ~/.local/state/tilskudd/pack-key, below the home folder that the system's users are listed
 * with: folder and file are hers, closed to all others, and no links. Who works on several
 * machines has one home on all, or copies the file. One thread an object.
 */
#ifndef TILSKUDD_FORMATS_PACK_KEY_H
#define TILSKUDD_FORMATS_PACK_KEY_H

#include "formats/base/digest.h"
#include "formats/base/path.h"

enum { PACK_KEY_SIZE = 32 };
#define PACK_KEY_FOLDER ".local/state/tilskudd"
#define PACK_KEY_NAME "pack-key"

typedef struct PackKey {
    uint8_t bytes[PACK_KEY_SIZE];
    const char *missing; /* NULL, or why there is none ("you have no key of packs"): constant */
} PackKey;

/* The effective user's home folder, in `out`, as the system's database of users says (not the
 * environment); NULL when there is none. */
const char *pack_key_home(char out[PATH_SIZE]);
/* Reads the key below a home folder. It never fails: a key that is not there, or that others
 * can get at, is none, and `missing` says so. NULL is no home. pack_key_forget. */
void pack_key_read(const char *home, PackKey *key);
/* The same where a key is needed, after making one when there is none; two at once get the same
 * one. KEY with what is wrong, WRITE, MEMORY. pack_key_forget, also after a failure. */
MUST_USE Status pack_key_have(const char *home, PackKey *key, Failure *failure);
/* Wipes it. */
void pack_key_forget(PackKey *key);
CLEANUP_VALUE(PackKey, pack_key_forget)

/* The code of some bytes by a key that is there. MEMORY, LIBRARY. */
MUST_USE Status pack_key_code(const PackKey *key, const void *bytes, size_t size,
                              uint8_t code[SHA256_SIZE], Failure *failure);
/* Whether `code` is that. */
MUST_USE Status pack_key_made(const PackKey *key, const void *bytes, size_t size,
                              const uint8_t code[SHA256_SIZE], bool *made, Failure *failure);

#endif
