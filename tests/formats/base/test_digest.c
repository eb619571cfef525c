/*
 * test_digest.c - the digests against the published vectors (FIPS 180-4, RFC 4231): every
 * hash in a manifest, ledger and signature stands on them.
 */
#include "formats/base/digest.h"

#include <string.h>

#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

static void check_sha(const void *bytes, size_t length, const char *expected)
{
    uint8_t digest[SHA256_SIZE];
    char hex[SHA256_HEX_SIZE];
    CU_ASSERT_EQUAL(sha256_of(bytes, length, digest, NULL), STATUS_OK);
    sha256_to_hex(digest, hex);
    CU_ASSERT_STRING_EQUAL(hex, expected);
}

static void published_vectors(void)
{
    check_sha("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_sha("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check_sha("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void in_pieces_and_again(void)
{
    Sha256 *digest = NULL;
    uint8_t out[SHA256_SIZE];
    char hex[SHA256_HEX_SIZE];
    char thousand[1000];
    memset(thousand, 'a', sizeof thousand);
    CU_ASSERT_EQUAL_FATAL(sha256_new(&digest, NULL), STATUS_OK);
    for (int i = 0; i < 1000; i++)
        CU_ASSERT_EQUAL(sha256_update(digest, thousand, sizeof thousand, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(sha256_finish(digest, out, NULL), STATUS_OK);
    sha256_to_hex(out, hex);
    CU_ASSERT_STRING_EQUAL(hex,
                           "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    CU_ASSERT_EQUAL(sha256_update(digest, "abc", 3, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(sha256_finish(digest, out, NULL), STATUS_OK);
    sha256_to_hex(out, hex);
    CU_ASSERT_STRING_EQUAL(hex,
                           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256_free(digest);
}

/* Short ones side by side, and what is longer alone: of all lengths, with neighbours of others.
 */
static void many_messages(void)
{
    enum { MANY = 4000, LENGTHS = 700 };
    static uint8_t bytes[LENGTHS + 1], out[MANY][SHA256_SIZE];
    static DigestMessage messages[MANY];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * i * 31 >> 3);
    for (size_t i = 0; i < MANY; i++)
        messages[i] =
            (DigestMessage){bytes + 1, i < LENGTHS ? i : i * i % (i % 3 == 0 ? 200 : 600)};
    for (size_t count = 0; count <= MANY; count += count < 10 ? 1 : MANY - 10) {
        memset(out, 0, sizeof out);
        CU_ASSERT_EQUAL(sha256_of_each(bytes[0], messages, count, out[0], NULL), STATUS_OK);
        for (size_t i = 0; i < MANY; i++) {
            uint8_t expected[SHA256_SIZE] = {0};
            if (i < count)
                CU_ASSERT_EQUAL(sha256_of(bytes, messages[i].length + 1, expected, NULL),
                                STATUS_OK);
            CU_ASSERT_EQUAL(memcmp(out[i], expected, SHA256_SIZE), 0);
        }
    }
}

static void of_files(void)
{
    scratch_begin();
    uint8_t out[SHA256_SIZE], expected[SHA256_SIZE];
    uint64_t size = 0;
    Failure failure;
    CU_ASSERT_EQUAL(sha256_of("abc", 3, expected, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(sha256_of_file(scratch_write("f", "abc", 3), out, &size, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(size, 3);
    CU_ASSERT_EQUAL(memcmp(out, expected, sizeof out), 0);
    CU_ASSERT_EQUAL(sha256_of_file(scratch_path("missing"), out, NULL, &failure),
                    STATUS_INPUT_MISSING);
    CU_ASSERT_STRING_EQUAL(failure.where, scratch_path("missing"));
    CU_ASSERT_EQUAL(sha256_of_file(scratch_folder(), out, NULL, &failure), STATUS_READ);
    scratch_end();
}

static void hexadecimal_forms(void)
{
    uint8_t out[SHA256_SIZE];
    char hex[SHA256_HEX_SIZE];
    static const char mixed[] =
        "BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015AD";
    CU_ASSERT_TRUE(sha256_from_hex(mixed, 64, out));
    CU_ASSERT_EQUAL(out[0], 0xBA);
    CU_ASSERT_EQUAL(out[31], 0xAD);
    sha256_to_hex(out, hex);
    CU_ASSERT_STRING_EQUAL(hex,
                           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CU_ASSERT_FALSE(sha256_from_hex(mixed, 63, out));
    char bad[65];
    memcpy(bad, mixed, sizeof bad);
    bad[63] = 'g';
    CU_ASSERT_FALSE(sha256_from_hex(bad, 64, out));
}

static void check_hmac(const void *key, size_t key_length, const void *text, size_t length,
                       const char *expected)
{
    HmacKey *hmac = NULL;
    uint8_t out[SHA256_SIZE];
    char hex[SHA256_HEX_SIZE];
    CU_ASSERT_EQUAL_FATAL(hmac_key_new(key, key_length, &hmac, NULL), STATUS_OK);
    for (int again = 0; again < 2; again++) {
        CU_ASSERT_EQUAL(hmac_of(hmac, text, length, out, NULL), STATUS_OK);
        sha256_to_hex(out, hex);
        CU_ASSERT_STRING_EQUAL(hex, expected);
    }
    hmac_key_free(hmac);
}

static void hmac_vectors(void)
{
    uint8_t key[131];
    memset(key, 0x0b, 20);
    check_hmac(key, 20, "Hi There", 8,
               "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    check_hmac("Jefe", 4, "what do ya want for nothing?", 28,
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key); /* longer than a block: the key is hashed first */
    check_hmac(key, sizeof key, "Test Using Larger Than Block-Size Key - Hash Key First", 54,
               "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static const TestCase tests[] = {
    {"published SHA-256 vectors", published_vectors},
    {"in pieces, and the same object again", in_pieces_and_again},
    {"many messages", many_messages},
    {"files", of_files},
    {"hexadecimal", hexadecimal_forms},
    {"published HMAC vectors", hmac_vectors},
};

TEST_MAIN("digest", tests)
