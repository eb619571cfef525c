/*
 * test_log_tiles.c - whoever mirrors the log trusts nothing but its public key. So this test
 * reads an export as a stranger would: tree, checkpoint and signature are computed again by
 * code of its own, and checkpoints and proofs that should persuade nobody are refused.
 */
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/log/checkpoint.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/crypto/private_key.h"
#include "tests/engine/review/small_world.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { LEAVES_MAX = 4096, TILE = 256 };

typedef struct Hash {
    unsigned char bytes[32];
} Hash;

static Hash leaves[LEAVES_MAX]; /* hashes of the leaves in the entry bundles */
static size_t leaf_count;
/* settled, decision, finding, payment, entry, and tables */
enum { KINDS = 8 };
static size_t kinds[KINDS];

/* --- a ledger of three entries --- */

static const char payees[] = TEST_SOURCE_DIR "/fixtures/payees/payees.csv";
static const char rules[] = TEST_SOURCE_DIR "/fixtures/rule-sets";

static void one_quarter(const char *quarter, const char *extract, const char *out,
                        const char *proposed, const char *approved)
{
    CU_ASSERT_EQUAL_FATAL(PROGRAM("run", "--national", "--year", "2018", "--quarter", quarter,
                                  "--register", scratch_path(extract), "--payees", payees,
                                  "--rules", rules, "--ledger", scratch_path("ledger"), "--out",
                                  scratch_path(out), "--time", proposed),
                          0);
    CU_ASSERT_EQUAL_FATAL(PROGRAM("approve", scratch_path(out), "--ledger",
                                  scratch_path("ledger"), "--yes", "--time", approved),
                          0);
}

static void test_begin(void)
{
    scratch_begin();
    CU_ASSERT_EQUAL_FATAL(PROGRAM("generate", "--persons", "400", "--year", "2018", "--seed",
                                  "4", "--errors", "0.02", "--date", "2018-10-02", "--out",
                                  scratch_path("first.xml")),
                          0);
    CU_ASSERT_EQUAL_FATAL(PROGRAM("generate", "--seed", "4", "--evolve",
                                  scratch_path("first.xml"), "--date", "2018-12-31", "--out",
                                  scratch_path("second.xml")),
                          0);
    CU_ASSERT_EQUAL_FATAL(PROGRAM("ledger", "open", scratch_path("ledger"), "--year", "2018",
                                  "--mode", "test", "--nothing-paid", "--time",
                                  "2018-09-01T08:00:00Z"),
                          0);
    one_quarter("3", "first.xml", "q3", "2018-10-03T08:00:00Z", "2018-10-03T09:00:00Z");
    one_quarter("4", "second.xml", "q4", "2019-01-02T08:00:00Z", "2019-01-02T09:00:00Z");
    CU_ASSERT_EQUAL_FATAL(
        PROGRAM("log", "export", scratch_path("ledger"), "--out", scratch_path("tiles")), 0);
    CU_ASSERT_EQUAL(
        PROGRAM("log", "export", scratch_path("ledger"), "--out", scratch_path("tiles")), 3);
}

static InputFile read_file(const char *name)
{
    InputFile file = {0};
    CU_ASSERT_EQUAL_FATAL(input_file_read_stored(scratch_path(name), 1 << 26, &file, NULL),
                          STATUS_OK);
    return file;
}

/* --- the naive tree: RFC 6962, 2.1, word for word --- */

static Hash leaf_hash(const void *data, size_t size)
{
    Hash hash;
    unsigned char text[1 << 16] = {0};
    CU_ASSERT_FATAL(size < sizeof text);
    memcpy(text + 1, data, size);
    SHA256(text, size + 1, hash.bytes);
    return hash;
}

static Hash tree_hash(const Hash *of, size_t count)
{
    Hash hash;
    unsigned char both[65] = {1};
    size_t left = 1;
    if (count == 1) return of[0];
    while (left * 2 < count)
        left *= 2;
    Hash one = tree_hash(of, left), two = tree_hash(of + left, count - left);
    memcpy(both + 1, one.bytes, 32);
    memcpy(both + 33, two.bytes, 32);
    SHA256(both, sizeof both, hash.bytes);
    return hash;
}

static void count_kind(const unsigned char *leaf, size_t size)
{
    static const char *const names[KINDS] = {"settled,", "decision,", "finding,", "payment,",
                                             "entry,",   "basic,",    "carried,", "account,"};
    for (size_t k = 0; k < KINDS; k++) {
        size_t length = strlen(names[k]);
        kinds[k] += size > length && memcmp(leaf, names[k], length) == 0;
    }
}

static size_t read_bundle(const char *name)
{
    InputFile file = read_file(name);
    size_t at = 0, count = 0;
    while (at + 2 <= file.size) {
        size_t size = (size_t)file.bytes[at] << 8 | file.bytes[at + 1];
        CU_ASSERT_FATAL(at + 2 + size <= file.size && leaf_count < LEAVES_MAX);
        leaves[leaf_count++] = leaf_hash(file.bytes + at + 2, size);
        count_kind(file.bytes + at + 2, size);
        at += 2 + size;
        count++;
    }
    CU_ASSERT_EQUAL(at, file.size);
    input_file_free(&file);
    return count;
}

/* The name of tile n of a log with `size` of them in all: whole, or partial with its width. */
static void tile_name(char *name, size_t room, const char *kind, size_t n, size_t size)
{
    size_t width = size - n * TILE;
    if (width >= TILE) {
        snprintf(name, room, "tiles/tile/%s/%03zu", kind, n);
    } else {
        snprintf(name, room, "tiles/tile/%s/%03zu.p/%zu", kind, n, width);
    }
}

/* --- the checkpoint, read by hand --- */

typedef struct Note {
    char origin[128], root[64], signature[256];
    size_t size, text_length;
} Note;

static Note read_note(const InputFile *file)
{
    Note note = {.text_length = 0};
    char text[1024] = {0};
    CU_ASSERT_FATAL(file->size < sizeof text);
    memcpy(text, file->bytes, file->size);
    char *size = strchr(text, '\n') + 1, *root = strchr(size, '\n') + 1;
    char *empty = strchr(root, '\n') + 1, *key = strstr(empty, "\xe2\x80\x94 ");
    CU_ASSERT_FATAL(*empty == '\n' && key == empty + 1);
    snprintf(note.origin, sizeof note.origin, "%.*s", (int)(size - text - 1), text);
    snprintf(note.root, sizeof note.root, "%.*s", (int)(empty - root - 1), root);
    for (char *c = size; *c != '\n'; c++) {
        note.size = note.size * 10 + (size_t)(*c - '0');
    }
    char *signature = strchr(key + 4, ' ') + 1;
    snprintf(note.signature, sizeof note.signature, "%.*s", (int)strcspn(signature, "\n"),
             signature);
    note.text_length = (size_t)(empty - text);
    return note;
}

static int unbase64(const char *text, unsigned char *out)
{
    size_t length = strlen(text);
    int size = EVP_DecodeBlock(out, (const unsigned char *)text, (int)length);
    for (size_t i = length; i > 0 && text[i - 1] == '='; i--)
        size--;
    return size;
}

static void test_root_and_signature(void)
{
    char name[64];
    unsigned char root[64], key[64], signature[128];
    InputFile file = read_file("tiles/checkpoint"),
              public = read_file("ledger/000000/log-key.pub");
    Note note = read_note(&file);
    for (size_t n = 0; n * TILE < note.size; n++) {
        tile_name(name, sizeof name, "entries", n, note.size);
        size_t left = note.size - n * TILE;
        CU_ASSERT_EQUAL(read_bundle(name), left < TILE ? left : TILE);
    }
    CU_ASSERT(leaf_count > 2 * TILE && leaf_count == note.size);
    CU_ASSERT(kinds[1] > 300 && kinds[2] > 0 && kinds[3] > 100);
    CU_ASSERT_EQUAL(kinds[4], 3);
    CU_ASSERT(kinds[7] > 100);
    size_t all = 0;
    for (size_t k = 0; k < KINDS; k++)
        all += kinds[k];
    CU_ASSERT_EQUAL(all, leaf_count);
    Hash expected = tree_hash(leaves, leaf_count);
    CU_ASSERT_EQUAL(unbase64(note.root, root), 32);
    CU_ASSERT_EQUAL(memcmp(root, expected.bytes, 32), 0);
    /* The key's line is name+id+base64(1, key); the signature is base64(id, Ed25519). */
    char text[256] = {0};
    snprintf(text, sizeof text, "%.*s", (int)strcspn((const char *)public.bytes, "\n"),
             (const char *)public.bytes);
    CU_ASSERT_EQUAL(strncmp(text, note.origin, strlen(note.origin)), 0);
    CU_ASSERT_EQUAL(unbase64(text + strlen(note.origin) + 10, key), 33);
    CU_ASSERT_EQUAL(unbase64(note.signature, signature), 68);
    EVP_PKEY *verifier = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key + 1, 32);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    CU_ASSERT_EQUAL(EVP_DigestVerifyInit(digest, NULL, NULL, NULL, verifier), 1);
    CU_ASSERT_EQUAL(EVP_DigestVerify(digest, signature + 4, 64, file.bytes, note.text_length),
                    1);
    EVP_MD_CTX_free(digest);
    EVP_PKEY_free(verifier);
    input_file_free(&file);
    input_file_free(&public);
}

/* Hash tiles: level 0 the leaves, level 1 the roots of 256 leaves each. */
static void test_hash_tiles(void)
{
    char name[64];
    for (size_t n = 0; n * TILE < leaf_count; n++) {
        tile_name(name, sizeof name, "0", n, leaf_count);
        InputFile file = read_file(name);
        size_t left = leaf_count - n * TILE, width = left < TILE ? left : TILE;
        CU_ASSERT_EQUAL_FATAL(file.size, width * 32);
        CU_ASSERT_EQUAL(memcmp(file.bytes, leaves + n * TILE, width * 32), 0);
        input_file_free(&file);
    }
    tile_name(name, sizeof name, "1", 0, leaf_count / TILE);
    InputFile file = read_file(name);
    CU_ASSERT_EQUAL_FATAL(file.size, leaf_count / TILE * 32);
    for (size_t i = 0; i < leaf_count / TILE; i++) {
        Hash expected = tree_hash(leaves + i * TILE, TILE);
        CU_ASSERT_EQUAL(memcmp(file.bytes + i * 32, expected.bytes, 32), 0);
    }
    input_file_free(&file);
}

/* Every entry's checkpoint is of a prefix of the leaves. */
static void test_entries_are_prefixes(void)
{
    size_t before = 0;
    for (int entry = 0; entry < 3; entry++) {
        char name[64];
        unsigned char root[64];
        snprintf(name, sizeof name, "ledger/%06d/checkpoint", entry);
        InputFile file = read_file(name);
        Note note = read_note(&file);
        CU_ASSERT_FATAL(note.size > before && note.size <= leaf_count);
        Hash expected = tree_hash(leaves, note.size);
        CU_ASSERT_EQUAL(unbase64(note.root, root), 32);
        CU_ASSERT_EQUAL(memcmp(root, expected.bytes, 32), 0);
        before = note.size;
        input_file_free(&file);
    }
    CU_ASSERT_EQUAL(before, leaf_count);
}

/* --- what should persuade nobody --- */

/* A checkpoint of this size and root with the log's own signature. */
static void sign_note(const char *name, uint64_t size, const Hash *root)
{
    LogKey *key = NULL;
    LogVerifier verifier;
    MerkleHash hash;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    InputFile public = read_file("ledger/000000/log-key.pub");
    CU_ASSERT_EQUAL_FATAL(log_verifier_parse(public.bytes, public.size, &verifier, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(log_key_load(scratch_path("ledger/keys/log-key.pem"), verifier.name,
                                       PASS_NONE, &key, NULL),
                          STATUS_OK);
    memcpy(hash.bytes, root->bytes, 32);
    CU_ASSERT_EQUAL_FATAL(checkpoint_write(key, size, &hash, &text, NULL), STATUS_OK);
    scratch_write(name, text.bytes, text.length);
    text_buffer_free(&text);
    log_key_free(key);
    input_file_free(&public);
}

static int check_with(const char *note)
{
    return PROGRAM("log", "check", scratch_path("ledger"), "--checkpoint", scratch_path(note));
}

static void test_signed_checkpoints(void)
{
    Hash root = tree_hash(leaves, 100), nothing, all = tree_hash(leaves, leaf_count);
    sign_note("note", 100, &root);
    CU_ASSERT_EQUAL(check_with("note"), 0);
    PRINTED("belongs to this log, at leaf 100");
    sign_note("note", leaf_count, &all);
    CU_ASSERT_EQUAL(check_with("note"), 0);
    sign_note("note", 101, &root); /* a fork */
    CU_ASSERT_EQUAL(check_with("note"), 5);
    sign_note("note", leaf_count, &root);
    CU_ASSERT_EQUAL(check_with("note"), 5);
    sign_note("note", leaf_count + 1, &all); /* of a longer log */
    CU_ASSERT_EQUAL(check_with("note"), 5);
    /* The empty tree is a prefix of every log: such a checkpoint proves nothing. */
    SHA256((const unsigned char *)"", 0, nothing.bytes);
    sign_note("note", 0, &nothing);
    CU_ASSERT_EQUAL(check_with("note"), 5);
    CU_ASSERT_PTR_NOT_NULL(strstr(told, "proves nothing"));
    sign_note("note", 0, &root);
    CU_ASSERT_EQUAL(check_with("note"), 5);
}

static int verify_text(const char *text)
{
    scratch_write("proof", text, strlen(text));
    return PROGRAM("log", "verify", scratch_path("proof"), "--log-key",
                   scratch_path("ledger/000000/log-key.pub"));
}

/* Line `which` (from 0) of a text becomes `line`; NULL: is left out. */
static void with_line(const char *text, int which, const char *line, char *out, size_t room)
{
    const char *at = text;
    for (int i = 0; i < which; i++)
        at = strchr(at, '\n') + 1;
    const char *rest = strchr(at, '\n') + 1;
    snprintf(out, room, "%.*s%s%s%s", (int)(at - text), text, line != NULL ? line : "",
             line != NULL ? "\n" : "", rest);
}

/* A proof is lines of base64; hashes begin in the fourth. One that is shorter or longer than
 * 32 bytes, left out, changed or there twice proves nothing. */
static void test_hashes_of_another_size(void)
{
    static const char *const bad[] = {
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", /* 31 bytes */
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", /* 33 bytes */
        "AAAA",                                         /* 3 bytes */
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", /* 32 bytes, not the hash */
        NULL,
    };
    char proof[8192], changed[8192];
    CU_ASSERT_EQUAL(PROGRAM("log", "prove", scratch_path("ledger"), "--finding", "\"control\""),
                    0);
    CU_ASSERT_FATAL(strlen(printed) < sizeof proof);
    memcpy(proof, printed, strlen(printed) + 1);
    CU_ASSERT_EQUAL(verify_text(proof), 0);
    PRINTED("says\nfinding,{\"control\"");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        with_line(proof, 3, bad[i], changed, sizeof changed);
        CU_ASSERT_EQUAL(verify_text(changed), 5);
    }
    with_line(proof, 1, "extra QUJD", changed, sizeof changed); /* another leaf */
    CU_ASSERT_EQUAL(verify_text(changed), 5);
    with_line(proof, 1, NULL, changed, sizeof changed);
    CU_ASSERT_EQUAL(verify_text(changed), 5);
    with_line(proof, 2, "index 1", changed, sizeof changed);
    CU_ASSERT_EQUAL(verify_text(changed), 5);
}

static void test_end(void)
{
    scratch_end();
}

int main(int argc, char **argv)
{
    static const TestCase tests[] = {
        {"a ledger of three entries", test_begin},
        {"root and signature, computed again", test_root_and_signature},
        {"hash tiles", test_hash_tiles},
        {"entries are prefixes", test_entries_are_prefixes},
        {"signed checkpoints", test_signed_checkpoints},
        {"hashes of another size", test_hashes_of_another_size},
        {"end", test_end},
    };
    return run_tests("the log as tiles", tests, sizeof tests / sizeof tests[0], argc, argv);
}
