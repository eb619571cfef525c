/*
 * deflate_code.h - Huffman codes as deflate has them (RFC 1951, 3.2.2). Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_DEFLATE_CODE_H
#define TILSKUDD_FORMATS_DEFLATE_CODE_H

#include <stddef.h>
#include <stdint.h>

enum {
    DEFLATE_SYMBOLS_MAX = 286,
    DEFLATE_CODE_BITS = 13 /* of a code, at most: deflate allows 15 */
};

/* The bits of a symbol's code, the first lowest, as they are written; count 0: it has none. */
typedef struct DeflateCode {
    uint16_t bits;
    uint8_t count;
} DeflateCode;

/* The shortest codes for symbols that come so often: below 2^31 in all, two of them at least
 * not 0. `count` is at most DEFLATE_SYMBOLS_MAX. */
void deflate_codes(const uint32_t *frequencies, size_t count, DeflateCode *codes);

#endif
