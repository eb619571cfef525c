/* sha256_lanes.c - by the instructions for SHA-256 that x86-64 processors have. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "formats/base/sha256_lanes.h"

#include <stdatomic.h>
#include <string.h>

#include <openssl/sha.h>

#ifndef __x86_64__

bool sha256_lanes_usable(void)
{
    return false;
}

void sha256_lanes_add(Sha256Lanes *lanes, const uint8_t *const blocks[SHA256_LANES],
                      size_t count)
{
    (void)lanes;
    (void)blocks;
    (void)count;
}

#else

#include <cpuid.h>
#include <immintrin.h>

#define WITH_SHA __attribute__((target("sha,sse4.1")))

enum { ROUNDS = 64, GROUPS = ROUNDS / 4 };

/* FIPS 180-4, 4.2.2. */
static const uint32_t constants[ROUNDS] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
    0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
    0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
    0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2};

/* The words as the instructions want them: a, b, e, f and c, d, g, h. */
typedef struct Halves {
    __m128i abef, cdgh;
} Halves;

WITH_SHA static inline Halves load_words(const uint32_t words[SHA256_WORDS])
{
    __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)words), 0xB1);
    __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(words + 4)), 0x1B);
    return (Halves){_mm_alignr_epi8(badc, hgfe, 8), _mm_blend_epi16(hgfe, badc, 0xF0)};
}

WITH_SHA static inline void store_words(Halves halves, uint32_t words[SHA256_WORDS])
{
    __m128i feba = _mm_shuffle_epi32(halves.abef, 0x1B);
    __m128i dchg = _mm_shuffle_epi32(halves.cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)words, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128((__m128i *)(words + 4), _mm_alignr_epi8(dchg, feba, 8));
}

WITH_SHA static inline void load_block(const uint8_t *block, __m128i message[4])
{
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    for (int i = 0; i < 4; i++)
        message[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)block + i), big_endian);
}

/* Four rounds, and the words of the message that later ones take. */
WITH_SHA static inline void four_rounds(Halves *halves, __m128i message[4], int group)
{
    __m128i words = message[group & 3];
    __m128i *next = &message[(group + 1) & 3], *last = &message[(group + 3) & 3];
    __m128i sum =
        _mm_add_epi32(words, _mm_load_si128((const __m128i *)(constants + 4 * group)));
    halves->cdgh = _mm_sha256rnds2_epu32(halves->cdgh, halves->abef, sum);
    if (group >= 3 && group < GROUPS - 1)
        *next =
            _mm_sha256msg2_epu32(_mm_add_epi32(*next, _mm_alignr_epi8(words, *last, 4)), words);
    halves->abef =
        _mm_sha256rnds2_epu32(halves->abef, halves->cdgh, _mm_shuffle_epi32(sum, 0x0E));
    if (group >= 1 && group < GROUPS - 3) *last = _mm_sha256msg1_epu32(*last, words);
}

WITH_SHA static inline void add_block(Halves halves[SHA256_LANES],
                                      const uint8_t *const blocks[SHA256_LANES], size_t offset)
{
    __m128i messages[SHA256_LANES][4];
    Halves before[SHA256_LANES];
    for (int lane = 0; lane < SHA256_LANES; lane++) {
        before[lane] = halves[lane];
        load_block(blocks[lane] + offset, messages[lane]);
    }
#pragma GCC unroll 16
    for (int group = 0; group < GROUPS; group++)
#pragma GCC unroll 3
        for (int lane = 0; lane < SHA256_LANES; lane++)
            four_rounds(&halves[lane], messages[lane], group);
    for (int lane = 0; lane < SHA256_LANES; lane++) {
        halves[lane].abef = _mm_add_epi32(halves[lane].abef, before[lane].abef);
        halves[lane].cdgh = _mm_add_epi32(halves[lane].cdgh, before[lane].cdgh);
    }
}

WITH_SHA void sha256_lanes_add(Sha256Lanes *lanes, const uint8_t *const blocks[SHA256_LANES],
                               size_t count)
{
    Halves halves[SHA256_LANES];
    for (int lane = 0; lane < SHA256_LANES; lane++)
        halves[lane] = load_words(lanes->words[lane]);
    for (size_t i = 0; i < count; i++)
        add_block(halves, blocks, i * SHA256_BLOCK);
    for (int lane = 0; lane < SHA256_LANES; lane++)
        store_words(halves[lane], lanes->words[lane]);
}

/* --- before the first use --- */

static bool processor_can(void)
{
    unsigned a, b, c, d;
    if (__get_cpuid(1, &a, &b, &c, &d) == 0) return false;
    bool shuffles = (c & bit_SSSE3) != 0 && (c & bit_SSE4_1) != 0;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0) return false;
    return shuffles && (b & bit_SHA) != 0;
}

/* Blocks of all kinds of bits, other ones in each lane. */
static bool says_the_same(void)
{
    enum { TRIED = 3 };
    uint8_t blocks[SHA256_LANES][TRIED * SHA256_BLOCK];
    const uint8_t *each[SHA256_LANES];
    SHA256_CTX states[SHA256_LANES];
    Sha256Lanes lanes;
    for (size_t lane = 0; lane < SHA256_LANES; lane++) {
        for (size_t i = 0; i < sizeof blocks[0]; i++)
            blocks[lane][i] = (uint8_t)((i + 1) * (lane + 3) * 0x9D >> (i % 5));
        if (SHA256_Init(&states[lane]) != 1) return false;
        memcpy(lanes.words[lane], states[lane].h, sizeof lanes.words[lane]);
        if (SHA256_Update(&states[lane], blocks[lane], sizeof blocks[lane]) != 1) return false;
        each[lane] = blocks[lane];
    }
    sha256_lanes_add(&lanes, each, TRIED);
    for (size_t lane = 0; lane < SHA256_LANES; lane++)
        if (memcmp(lanes.words[lane], states[lane].h, sizeof lanes.words[lane]) != 0)
            return false;
    return true;
}

bool sha256_lanes_usable(void)
{
    enum { UNKNOWN, USABLE, UNUSABLE };
    static atomic_int found = UNKNOWN;
    int known = atomic_load(&found);
    if (known == UNKNOWN) {
        known = processor_can() && says_the_same() ? USABLE : UNUSABLE;
        atomic_store(&found, known);
    }
    return known == USABLE;
}

#endif
