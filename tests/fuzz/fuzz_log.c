/*
 * fuzz_log.c - what the log signs: checkpoints, proofs, the public key's text.
 *
 * The key is that of RFC 8032, test 1. Nobody but this program has signed with it under this
 * origin, so that what is accepted can be told in advance: the notes of the seeds, whose tree
 * has the leaves "leaf 0" to "leaf 4".
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/crypto/private_key.h"
#include "formats/log/tlog_proof.h"
#include "tests/fuzz/fuzz_target.h"

#define ORIGIN "example.org/tilskudd-test"

enum { KNOWN_LEAVES = 5, LEAVES_MAX = 40, LEAF_TEXT_SIZE = 64 };

/* Loaded once, and kept until the program ends. */
static const LogKey *known_key(void)
{
    static const char pem[] =
        "-----BEGIN PRIVATE KEY-----\n"
        "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
        "-----END PRIVATE KEY-----\n";
    static LogKey *key;
    if (key != NULL) return key;
    FuzzFile file = fuzz_file(pem, sizeof pem - 1);
    INVARIANT(fchmod(file.descriptor, 0600) == 0);
    INVARIANT(log_key_load(file.path, ORIGIN, PASS_NONE, &key, NULL) == STATUS_OK);
    fuzz_file_close(&file);
    return key;
}

static bool same_head(const Checkpoint *left, const Checkpoint *right)
{
    return strcmp(left->origin, right->origin) == 0 && left->size == right->size &&
           memcmp(&left->root, &right->root, sizeof left->root) == 0;
}

/* --- checkpoints --- */

/* What is signed of a note: everything before the empty line. */
static size_t signed_size(const TextBuffer *note)
{
    const char *end = strstr(note->bytes, "\n\n");
    INVARIANT(end != NULL);
    return (size_t)(end - note->bytes) + 1;
}

/* A note of the right form: signed again, its text is the same and is verified. */
static void sign_again(const Checkpoint *parsed, const void *bytes, size_t size)
{
    const LogVerifier *verifier = log_key_verifier(known_key());
    TextBuffer note = TEXT_BUFFER_EMPTY;
    Checkpoint found;
    if (strcmp(parsed->origin, ORIGIN) != 0) return;
    INVARIANT(checkpoint_write(known_key(), parsed->size, &parsed->root, &note, NULL) ==
              STATUS_OK);
    size_t text = signed_size(&note);
    INVARIANT(size > text && memcmp(bytes, note.bytes, text) == 0);
    INVARIANT(checkpoint_verify(note.bytes, note.length, verifier, &found, NULL) == STATUS_OK);
    INVARIANT(same_head(&found, parsed));
    note.bytes[text - 2] ^= 1; /* of the root */
    INVARIANT(checkpoint_verify(note.bytes, note.length, verifier, &found, NULL) ==
              STATUS_VERIFICATION);
    text_buffer_free(&note);
}

static Status read_checkpoint(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    Checkpoint parsed, verified;
    Status status =
        checkpoint_verify(bytes, size, log_key_verifier(known_key()), &verified, failure);
    Status form = checkpoint_parse(bytes, size, &parsed, status == STATUS_OK ? failure : NULL);
    INVARIANT(status == STATUS_OK || status == STATUS_VERIFICATION);
    if (form == STATUS_OK) sign_again(&parsed, bytes, size);
    if (status != STATUS_OK) return status;
    INVARIANT(form == STATUS_OK && same_head(&parsed, &verified));
    INVARIANT(verified.size == KNOWN_LEAVES);
    text_buffer_append(out, bytes, size);
    return STATUS_OK;
}

void fuzz_checkpoint(const uint8_t *data, size_t size)
{
    fuzz_written(read_checkpoint, false, data, size);
}

/* --- the public key --- */

static Status read_log_key(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    LogVerifier verifier;
    TRY(log_verifier_parse(bytes, size, &verifier, failure));
    log_verifier_write(&verifier, out);
    INVARIANT(out->length == size || out->length + 1 == size);
    INVARIANT(memcmp(out->bytes, bytes, out->length) == 0);
    return STATUS_OK;
}

void fuzz_log_key(const uint8_t *data, size_t size)
{
    fuzz_written(read_log_key, false, data, size);
}

/* --- proofs --- */

static Status read_proof(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    TextBuffer leaf = TEXT_BUFFER_EMPTY;
    uint64_t index;
    Checkpoint head;
    Status status = tlog_proof_verify(bytes, size, log_key_verifier(known_key()), &leaf, &index,
                                      &head, failure);
    INVARIANT(status == STATUS_OK || status == STATUS_VERIFICATION);
    if (status == STATUS_OK) {
        char expected[LEAF_TEXT_SIZE];
        snprintf(expected, sizeof expected, "leaf %llu", (unsigned long long)index);
        INVARIANT(head.size == KNOWN_LEAVES && index < KNOWN_LEAVES);
        INVARIANT(strcmp(leaf.bytes, expected) == 0);
        text_buffer_append(out, bytes, size);
    }
    text_buffer_free(&leaf);
    return status;
}

/* A tree made from the input: so many leaves, the one that is proven, and its text. */
typedef struct MadeTree {
    MerkleHash leaves[LEAVES_MAX];
    size_t count, index;
    const void *leaf;
    size_t leaf_size;
} MadeTree;

static Status read_node(void *user, unsigned level, uint64_t index, MerkleHash *out,
                        Failure *failure)
{
    const MadeTree *tree = user;
    return merkle_root_of(&tree->leaves[index << level], (size_t)1 << level, 1, out, failure);
}

static void make_tree(const uint8_t *data, size_t size, MadeTree *tree)
{
    Sha256 *digest = NULL;
    INVARIANT(sha256_new(&digest, NULL) == STATUS_OK);
    tree->count = 1 + data[0] % LEAVES_MAX;
    tree->index = data[1] % tree->count;
    tree->leaf = data + 4;
    tree->leaf_size = size - 4;
    for (size_t i = 0; i < tree->count; i++) {
        bool own = i == tree->index;
        INVARIANT(merkle_leaf_hash(digest, own ? tree->leaf : &i,
                                   own ? tree->leaf_size : sizeof i, &tree->leaves[i],
                                   NULL) == STATUS_OK);
    }
    sha256_free(digest);
}

static void write_proof(MadeTree *tree, TextBuffer *out)
{
    MerkleHash root;
    MerkleProof proof;
    TextBuffer note = TEXT_BUFFER_EMPTY;
    const MerkleNodes nodes = {tree, read_node};
    INVARIANT(merkle_root_of(tree->leaves, tree->count, 1, &root, NULL) == STATUS_OK);
    INVARIANT(merkle_prove_inclusion(&nodes, tree->index, tree->count, &proof, NULL) ==
              STATUS_OK);
    INVARIANT(checkpoint_write(known_key(), tree->count, &root, &note, NULL) == STATUS_OK);
    INVARIANT(tlog_proof_write(tree->leaf, tree->leaf_size, tree->index, &proof, note.bytes,
                               note.length, out, NULL) == STATUS_OK);
    text_buffer_free(&note);
}

/* A proof that was just written proves its leaf; with one bit of it turned, nothing. */
static void prove_and_break(MadeTree *tree, size_t at, int bit)
{
    const LogVerifier *verifier = log_key_verifier(known_key());
    TextBuffer proof = TEXT_BUFFER_EMPTY, leaf = TEXT_BUFFER_EMPTY;
    uint64_t index;
    Checkpoint head;
    write_proof(tree, &proof);
    INVARIANT(tlog_proof_verify(proof.bytes, proof.length, verifier, &leaf, &index, &head,
                                NULL) == STATUS_OK);
    INVARIANT(index == tree->index && head.size == tree->count);
    INVARIANT(leaf.length == tree->leaf_size &&
              (leaf.length == 0 || memcmp(leaf.bytes, tree->leaf, leaf.length) == 0));
    proof.bytes[at % proof.length] ^= (char)(1 << bit);
    INVARIANT(tlog_proof_verify(proof.bytes, proof.length, verifier, &leaf, &index, &head,
                                NULL) == STATUS_VERIFICATION);
    text_buffer_free(&leaf);
    text_buffer_free(&proof);
}

void fuzz_proof(const uint8_t *data, size_t size)
{
    fuzz_written(read_proof, false, data, size);
    if (size < 4) return;
    MadeTree tree;
    make_tree(data, size, &tree);
    prove_and_break(&tree, (size_t)data[2] << 3 | data[3] >> 5, data[3] & 7);
}
