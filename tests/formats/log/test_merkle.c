/*
 * test_merkle.c - the log's proofs are only worth something if another program computes the
 * same tree: known roots of the RFC's test tree, an independent naive recursion, and the public
 * probes of ../shared/vectors/merkle (skipped with a word when they are not there).
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/base64.h"
#include "formats/log/merkle.h"
#include "formats/base/path.h"
#include "tests/rules/base/test_main.h"

enum { NAIVE_MAX = 130, MANY = 20000, PROBE_SIZE_MAX = 1 << 16, PROBE_HASHES = 100 };

/* ---- an independent model: the definition of RFC 6962 2.1, word by word ---- */

static void sum(const void *bytes, size_t size, MerkleHash *out)
{
    CU_ASSERT_EQUAL_FATAL(sha256_of(bytes, size, out->bytes, NULL), STATUS_OK);
}

static MerkleHash naive_leaf(const char *text)
{
    char message[64] = {0};
    size_t length = strlen(text);
    memcpy(message + 1, text, length);
    MerkleHash hash;
    sum(message, 1 + length, &hash);
    return hash;
}

static MerkleHash naive_root(const MerkleHash *leaves, size_t count)
{
    MerkleHash out;
    if (count == 0) {
        sum("", 0, &out);
        return out;
    }
    if (count == 1) return leaves[0];
    size_t split = 1;
    while (split * 2 < count)
        split *= 2;
    uint8_t message[65] = {1};
    MerkleHash left = naive_root(leaves, split);
    MerkleHash right = naive_root(leaves + split, count - split);
    memcpy(message + 1, left.bytes, 32);
    memcpy(message + 33, right.bytes, 32);
    sum(message, sizeof message, &out);
    return out;
}

/* Stored nodes that are computed on the spot from the leaves. */
static Status naive_read(void *user, unsigned level, uint64_t index, MerkleHash *out,
                         Failure *failure)
{
    (void)failure;
    const MerkleHash *leaves = user;
    size_t width = (size_t)1 << level;
    *out = naive_root(leaves + index * width, width);
    return STATUS_OK;
}

static void number_leaves(MerkleHash *leaves, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char text[32];
        snprintf(text, sizeof text, "leaf %zu", i);
        leaves[i] = naive_leaf(text);
    }
}

static bool same(const MerkleHash *left, const MerkleHash *right)
{
    return memcmp(left->bytes, right->bytes, 32) == 0;
}

/* ---- known answers ---- */

static const char *const known_roots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

/* The eight leaves of the test tree that implementations of the RFC share. */
static const struct {
    const char *bytes;
    size_t size;
} known_leaves[] = {
    {"", 0},
    {"\x00", 1},
    {"\x10", 1},
    {"\x20\x21", 2},
    {"\x30\x31", 2},
    {"\x40\x41\x42\x43", 4},
    {"\x50\x51\x52\x53\x54\x55\x56\x57", 8},
    {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16},
};

static void known_tree(void)
{
    Sha256 *digest = NULL;
    CU_ASSERT_EQUAL_FATAL(sha256_new(&digest, NULL), STATUS_OK);
    MerkleHash leaves[8], root;
    for (size_t i = 0; i < 8; i++) {
        CU_ASSERT_EQUAL(merkle_leaf_hash(digest, known_leaves[i].bytes, known_leaves[i].size,
                                         &leaves[i], NULL),
                        STATUS_OK);
    }
    for (size_t size = 0; size <= 8; size++) {
        char hex[SHA256_HEX_SIZE];
        CU_ASSERT_EQUAL(merkle_root_of(leaves, size, 1, &root, NULL), STATUS_OK);
        sha256_to_hex(root.bytes, hex);
        CU_ASSERT_STRING_EQUAL(hex, known_roots[size]);
    }
    sha256_free(digest);
}

static void equals_naive_recursion(void)
{
    static MerkleHash leaves[NAIVE_MAX];
    number_leaves(leaves, NAIVE_MAX);
    MerkleNodes nodes = {leaves, naive_read};
    for (size_t size = 0; size <= NAIVE_MAX; size++) {
        MerkleHash expected = naive_root(leaves, size), root;
        CU_ASSERT_EQUAL(merkle_root_of(leaves, size, 1, &root, NULL), STATUS_OK);
        CU_ASSERT_TRUE(same(&root, &expected));
        CU_ASSERT_EQUAL(merkle_root_at(&nodes, size, &root, NULL), STATUS_OK);
        CU_ASSERT_TRUE(same(&root, &expected));
    }
}

static void batches_do_not_matter(void)
{
    static MerkleHash leaves[NAIVE_MAX];
    number_leaves(leaves, NAIVE_MAX);
    MerkleHash expected = naive_root(leaves, NAIVE_MAX), root;
    for (size_t batch = 1; batch <= NAIVE_MAX; batch++) {
        MerkleRange range;
        merkle_range_clear(&range);
        for (size_t at = 0; at < NAIVE_MAX; at += batch) {
            size_t count = NAIVE_MAX - at < batch ? NAIVE_MAX - at : batch;
            CU_ASSERT_EQUAL(merkle_range_append(&range, leaves + at, count, 1, NULL, NULL),
                            STATUS_OK);
        }
        CU_ASSERT_EQUAL(range.size, NAIVE_MAX);
        CU_ASSERT_EQUAL(merkle_range_root(&range, &root, NULL), STATUS_OK);
        CU_ASSERT_TRUE(same(&root, &expected));
    }
}

static void threads_do_not_matter(void)
{
    MerkleHash *leaves = calloc(MANY, sizeof *leaves), expected, root;
    CU_ASSERT_PTR_NOT_NULL_FATAL(leaves);
    number_leaves(leaves, MANY);
    expected = naive_root(leaves, MANY);
    for (int threads = 1; threads <= 7; threads++) {
        CU_ASSERT_EQUAL(merkle_root_of(leaves, MANY, threads, &root, NULL), STATUS_OK);
        CU_ASSERT_TRUE(same(&root, &expected));
    }
    free(leaves);
}

static void many_leaves_at_once(void)
{
    static char data[MANY * 12];
    static uint64_t ends[MANY];
    static MerkleHash one[MANY], two[MANY];
    uint64_t end = 0;
    for (size_t i = 0; i < MANY; i++) {
        end += (uint64_t)snprintf(data + end, 12, "n%zu\n", i);
        ends[i] = end;
    }
    CU_ASSERT_EQUAL(merkle_leaf_hashes(data, ends, MANY, 1, 1, one, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(merkle_leaf_hashes(data, ends, MANY, 1, 3, two, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(one, two, sizeof one), 0);
    MerkleHash expected = naive_leaf("n19999");
    CU_ASSERT_TRUE(same(&one[MANY - 1], &expected));
}

/* ---- proofs ---- */

static Status check_inclusion(const MerkleProof *proof, uint64_t index, uint64_t size,
                              const MerkleHash *leaf, const MerkleHash *root)
{
    MerkleBytes views[MERKLE_PROOF_MAX];
    size_t count = merkle_proof_views(proof, views);
    return merkle_verify_inclusion(index, size, merkle_bytes(leaf), views, count,
                                   merkle_bytes(root), NULL);
}

static void inclusion_of_every_leaf(void)
{
    static MerkleHash leaves[70];
    number_leaves(leaves, 70);
    MerkleNodes nodes = {leaves, naive_read};
    for (uint64_t size = 1; size <= 70; size++) {
        MerkleHash root = naive_root(leaves, size);
        for (uint64_t index = 0; index < size; index++) {
            MerkleProof proof;
            CU_ASSERT_EQUAL(merkle_prove_inclusion(&nodes, index, size, &proof, NULL),
                            STATUS_OK);
            CU_ASSERT_EQUAL(check_inclusion(&proof, index, size, &leaves[index], &root),
                            STATUS_OK);
            uint64_t other = (index + 1) % size;
            Status expected = other == index ? STATUS_OK : STATUS_VERIFICATION;
            CU_ASSERT_EQUAL(check_inclusion(&proof, index, size, &leaves[other], &root),
                            expected);
        }
    }
}

static Status check_consistency(const MerkleProof *proof, uint64_t old_size, uint64_t size,
                                const MerkleHash *old_root, const MerkleHash *root)
{
    MerkleBytes views[MERKLE_PROOF_MAX];
    size_t count = merkle_proof_views(proof, views);
    return merkle_verify_consistency(old_size, size, views, count, merkle_bytes(old_root),
                                     merkle_bytes(root), NULL);
}

static void consistency_of_every_pair(void)
{
    static MerkleHash leaves[70];
    number_leaves(leaves, 70);
    MerkleNodes nodes = {leaves, naive_read};
    for (uint64_t size = 1; size <= 70; size++) {
        MerkleHash root = naive_root(leaves, size);
        for (uint64_t old_size = 1; old_size <= size; old_size++) {
            MerkleHash old_root = naive_root(leaves, old_size);
            MerkleProof proof;
            CU_ASSERT_EQUAL(merkle_prove_consistency(&nodes, old_size, size, &proof, NULL),
                            STATUS_OK);
            CU_ASSERT_EQUAL(check_consistency(&proof, old_size, size, &old_root, &root),
                            STATUS_OK);
            old_root.bytes[31] ^= 1;
            CU_ASSERT_EQUAL(check_consistency(&proof, old_size, size, &old_root, &root),
                            STATUS_VERIFICATION);
        }
    }
}

static void the_two_traps(void)
{
    MerkleHash leaves[3], root;
    number_leaves(leaves, 3);
    root = naive_root(leaves, 1);
    MerkleNodes nodes = {leaves, naive_read};
    MerkleProof proof;
    MerkleBytes short_leaf = {leaves[0].bytes, 31}, long_leaf = {leaves, 33};
    CU_ASSERT_EQUAL(merkle_verify_inclusion(0, 1, merkle_bytes(&leaves[0]), NULL, 0,
                                            merkle_bytes(&root), NULL),
                    STATUS_OK);
    CU_ASSERT_EQUAL(merkle_verify_inclusion(0, 1, short_leaf, NULL, 0, short_leaf, NULL),
                    STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(merkle_verify_inclusion(0, 1, long_leaf, NULL, 0, long_leaf, NULL),
                    STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(merkle_prove_consistency(&nodes, 0, 3, &proof, NULL), STATUS_USAGE);
    CU_ASSERT_EQUAL(merkle_prove_consistency(&nodes, 4, 3, &proof, NULL), STATUS_USAGE);
    CU_ASSERT_EQUAL(merkle_prove_inclusion(&nodes, 3, 3, &proof, NULL), STATUS_USAGE);
    CU_ASSERT_EQUAL(merkle_prove_inclusion(&nodes, 0, 0, &proof, NULL), STATUS_USAGE);
    CU_ASSERT_EQUAL(merkle_verify_consistency(0, 1, NULL, 0, merkle_bytes(&root),
                                              merkle_bytes(&root), NULL),
                    STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(merkle_verify_consistency(0, 0, NULL, 0, merkle_bytes(&root),
                                              merkle_bytes(&root), NULL),
                    STATUS_VERIFICATION);
}

/* ---- public probes: a JSON object per file, of one known shape ---- */

typedef struct Probe {
    char text[PROBE_SIZE_MAX];
    uint8_t bytes[PROBE_SIZE_MAX];
    size_t used;
    MerkleBytes proof[PROBE_HASHES];
    size_t proof_count;
} Probe;

static const char *value_of(const Probe *probe, const char *key)
{
    char quoted[32];
    snprintf(quoted, sizeof quoted, "\"%s\":", key);
    const char *at = strstr(probe->text, quoted);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    at += strlen(quoted);
    return at + strspn(at, " \n");
}

static uint64_t number_of(const Probe *probe, const char *key)
{
    return strtoull(value_of(probe, key), NULL, 10);
}

/* The base64 string at `at`, decoded into the probe's memory. */
static MerkleBytes hash_at(Probe *probe, const char *at)
{
    CU_ASSERT_EQUAL_FATAL(*at, '"');
    size_t length = strcspn(at + 1, "\""), size = 0;
    uint8_t *bytes = probe->bytes + probe->used;
    bool good = base64_decode(at + 1, length, bytes, sizeof probe->bytes - probe->used, &size);
    CU_ASSERT_TRUE_FATAL(good);
    probe->used += size;
    return (MerkleBytes){bytes, size};
}

static void read_probe_proof(Probe *probe)
{
    const char *at = value_of(probe, "proof");
    if (*at != '[') return; /* null: no hashes */
    at++;
    for (;;) {
        at += strspn(at, " \n,");
        if (*at == ']') return;
        CU_ASSERT_TRUE_FATAL(probe->proof_count < PROBE_HASHES);
        probe->proof[probe->proof_count++] = hash_at(probe, at);
        at = strchr(at + 1, '"') + 1;
    }
}

static Probe *load_probe(const char *path)
{
    Probe *probe = calloc(1, sizeof *probe);
    CU_ASSERT_PTR_NOT_NULL_FATAL(probe);
    FILE *file = fopen(path, "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    size_t size = fread(probe->text, 1, sizeof probe->text - 1, file);
    CU_ASSERT_TRUE(size > 0 && size < sizeof probe->text - 1);
    fclose(file);
    read_probe_proof(probe);
    return probe;
}

static Status verify_inclusion_probe(Probe *probe)
{
    MerkleBytes leaf = hash_at(probe, value_of(probe, "leafHash"));
    MerkleBytes root = hash_at(probe, value_of(probe, "root"));
    return merkle_verify_inclusion(number_of(probe, "leafIdx"), number_of(probe, "treeSize"),
                                   leaf, probe->proof, probe->proof_count, root, NULL);
}

static Status verify_consistency_probe(Probe *probe)
{
    MerkleBytes old_root = hash_at(probe, value_of(probe, "root1"));
    MerkleBytes root = hash_at(probe, value_of(probe, "root2"));
    return merkle_verify_consistency(number_of(probe, "size1"), number_of(probe, "size2"),
                                     probe->proof, probe->proof_count, old_root, root, NULL);
}

static unsigned probes_run;

static void run_probe(const char *path, Status (*verify)(Probe *))
{
    Probe *probe = load_probe(path);
    bool refuse = strncmp(value_of(probe, "wantErr"), "true", 4) == 0;
    Status status = verify(probe);
    if ((status != STATUS_OK) != refuse) printf("\n  probe %s: %s", path, status_name(status));
    CU_ASSERT_EQUAL(status, refuse ? STATUS_VERIFICATION : STATUS_OK);
    probes_run++;
    free(probe);
}

static void run_folder(const char *folder, Status (*verify)(Probe *))
{
    DIR *open_folder = opendir(folder);
    if (open_folder == NULL) return;
    struct dirent *entry;
    while ((entry = readdir(open_folder)) != NULL) {
        if (entry->d_name[0] == '.') continue;
        char path[PATH_SIZE];
        CU_ASSERT_EQUAL_FATAL(path_join(folder, entry->d_name, path, NULL), STATUS_OK);
        if (strstr(entry->d_name, ".json") != NULL) {
            run_probe(path, verify);
        } else {
            run_folder(path, verify);
        }
    }
    closedir(open_folder);
}

static void public_probes(void)
{
    const char *base = TEST_SOURCE_DIR "/../shared/vectors/merkle";
    char inclusion[4096], consistency[4096];
    snprintf(inclusion, sizeof inclusion, "%s/inclusion", base);
    snprintf(consistency, sizeof consistency, "%s/consistency", base);
    DIR *there = opendir(inclusion);
    if (there == NULL) {
        printf("\n  skipped: no probes in %s", base);
        return;
    }
    closedir(there);
    run_folder(inclusion, verify_inclusion_probe);
    CU_ASSERT_TRUE(probes_run > 0);
    unsigned inclusion_probes = probes_run;
    run_folder(consistency, verify_consistency_probe);
    CU_ASSERT_TRUE(probes_run > inclusion_probes);
    printf("\n  %u inclusion and %u consistency probes", inclusion_probes,
           probes_run - inclusion_probes);
}

/* ---- base64, which the log's texts are made of ---- */

static void base64_is_strict(void)
{
    static const char *const good[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmFy"};
    static const char *const bad[] = {"Zg=",  "Zg",   "Zh==",     "Zm9=", "Zm9v\n",  " Zm9v",
                                      "Z===", "====", "Zg==Zg==", "Zm-v", "Zm9vYg=a"};
    uint8_t bytes[16];
    size_t size;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        CU_ASSERT_TRUE(base64_decode(good[i], strlen(good[i]), bytes, sizeof bytes, &size));
        TextBuffer text = TEXT_BUFFER_EMPTY;
        base64_append(&text, bytes, size);
        CU_ASSERT_STRING_EQUAL(text.bytes != NULL ? text.bytes : "", good[i]);
        text_buffer_free(&text);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CU_ASSERT_FALSE(base64_decode(bad[i], strlen(bad[i]), bytes, sizeof bytes, &size));
    }
    CU_ASSERT_FALSE(base64_decode("Zm9v", 4, bytes, 2, &size));
    CU_ASSERT_TRUE(base64_decode("Zm9v", 4, bytes, 3, &size));
    CU_ASSERT_EQUAL(memcmp(bytes, "foo", 3), 0);
}

static const TestCase tests[] = {
    {"roots of the shared test tree", known_tree},
    {"equals the naive recursion", equals_naive_recursion},
    {"batch sizes do not matter", batches_do_not_matter},
    {"threads do not matter", threads_do_not_matter},
    {"many leaf hashes", many_leaves_at_once},
    {"inclusion of every leaf", inclusion_of_every_leaf},
    {"consistency of every pair", consistency_of_every_pair},
    {"the two traps", the_two_traps},
    {"public probes", public_probes},
    {"base64 is strict", base64_is_strict},
};

TEST_MAIN("merkle", tests)
