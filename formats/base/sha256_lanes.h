/*
 * sha256_lanes.h - the compression of SHA-256 for three messages side by side.
 *
 * In one message the processor's instructions for SHA-256 wait for each other most of the time:
 * three at once take less than twice the time of one. That it says what OpenSSL says is tried
 * before its first use; where it does not, or the processor cannot, OpenSSL does all of it.
 * Any thread.
 */
#ifndef TILSKUDD_FORMATS_SHA256_LANES_H
#define TILSKUDD_FORMATS_SHA256_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHA256_LANES = 3, SHA256_BLOCK = 64 /* bytes */, SHA256_WORDS = 8 };

/* What each message has come to: the words a to h. */
typedef struct Sha256Lanes {
    uint32_t words[SHA256_LANES][SHA256_WORDS];
} Sha256Lanes;

/* Whether sha256_lanes_add may be called. */
bool sha256_lanes_usable(void);
/* Continues each with its next `count` blocks. */
void sha256_lanes_add(Sha256Lanes *lanes, const uint8_t *const blocks[SHA256_LANES],
                      size_t count);

#endif
