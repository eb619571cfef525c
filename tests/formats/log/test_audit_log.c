/*
 * test_audit_log.c - the log must come back whole from any interruption, prove what was
 * written, and be refused when a byte of it was changed. Also its export as tiles and single
 * proofs, which are checked here from their own files alone.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/log/audit_log.h"
#include "formats/log/checkpoint.h"
#include "formats/base/input_file.h"
#include "formats/crypto/private_key.h"
#include "formats/log/tlog_proof.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

static const char origin[] = "example.org/tilskudd-test";

static size_t leaf_text(uint64_t index, char *text, size_t size)
{
    int length = snprintf(text, size, "leaf %llu%s", (unsigned long long)index,
                          index % 7 == 0 ? " is a little longer than the others" : "");
    return (size_t)length;
}

static AuditLog *open_log(AuditLogUse use, int threads)
{
    AuditLog *log = NULL;
    Failure failure = {0};
    Status status = audit_log_open(scratch_path("log"), use, threads, &log, &failure);
    if (status != STATUS_OK) printf("\n  %s: %s\n", failure.where, failure.detail);
    CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
    return log;
}

static void add(AuditLog *log, uint64_t end)
{
    char text[80];
    for (uint64_t i = audit_log_size(log); i < end; i++) {
        size_t size = leaf_text(i, text, sizeof text);
        CU_ASSERT_EQUAL_FATAL(audit_log_append(log, text, size, NULL), STATUS_OK);
    }
    CU_ASSERT_EQUAL(audit_log_size(log), end);
}

/* Root of the first `size` leaves, computed without the log. */
static MerkleHash expected_root(uint64_t size)
{
    Sha256 *digest = NULL;
    MerkleHash *leaves = calloc(size + 1, sizeof *leaves), root;
    CU_ASSERT_EQUAL_FATAL(sha256_new(&digest, NULL), STATUS_OK);
    for (uint64_t i = 0; i < size; i++) {
        char text[80];
        size_t length = leaf_text(i, text, sizeof text);
        CU_ASSERT_EQUAL(merkle_leaf_hash(digest, text, length, &leaves[i], NULL), STATUS_OK);
    }
    CU_ASSERT_EQUAL(merkle_root_of(leaves, size, 1, &root, NULL), STATUS_OK);
    sha256_free(digest);
    free(leaves);
    return root;
}

static void expect_root(AuditLog *log, uint64_t size)
{
    MerkleHash expected = expected_root(size), root;
    CU_ASSERT_EQUAL(audit_log_root(log, &root, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(audit_log_size(log), size);
    CU_ASSERT_EQUAL(memcmp(root.bytes, expected.bytes, 32), 0);
}

static void made_with(uint64_t size)
{
    scratch_begin();
    AuditLog *log = open_log(AUDIT_LOG_WRITE, 1);
    add(log, size);
    CU_ASSERT_EQUAL(audit_log_sync(log, NULL), STATUS_OK);
    audit_log_close(log);
}

static void grows_over_many_openings(void)
{
    scratch_begin();
    static const uint64_t sizes[] = {0, 1, 2, 3, 7, 8, 9, 64, 100, 100, 333};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        AuditLog *log = open_log(AUDIT_LOG_WRITE, 2);
        CU_ASSERT_EQUAL(audit_log_size(log), i > 0 ? sizes[i - 1] : 0);
        add(log, sizes[i]);
        expect_root(log, sizes[i]);
        CU_ASSERT_EQUAL(audit_log_sync(log, NULL), STATUS_OK);
        CU_ASSERT_EQUAL(audit_log_check(log, NULL), STATUS_OK);
        audit_log_close(log);
        log = open_log(AUDIT_LOG_READ, 1);
        expect_root(log, sizes[i]);
        audit_log_close(log);
    }
    scratch_end();
}

static void threads_and_batches(void)
{
    enum { SIZE = 70001 }; /* more than two batches */
    MerkleHash expected = expected_root(SIZE);
    for (int threads = 1; threads <= 3; threads++) {
        scratch_begin();
        AuditLog *log = open_log(AUDIT_LOG_WRITE, threads);
        MerkleHash root;
        add(log, SIZE);
        CU_ASSERT_EQUAL(audit_log_root(log, &root, NULL), STATUS_OK);
        CU_ASSERT_EQUAL(memcmp(root.bytes, expected.bytes, 32), 0);
        CU_ASSERT_EQUAL(audit_log_check(log, NULL), STATUS_OK);
        audit_log_close(log);
        scratch_end();
    }
}

static void refused_leaves(void)
{
    scratch_begin();
    AuditLog *log = open_log(AUDIT_LOG_WRITE, 1);
    char *large = malloc(AUDIT_LEAF_MAX + 1);
    memset(large, 'x', AUDIT_LEAF_MAX + 1);
    CU_ASSERT_EQUAL(audit_log_append(log, "", 0, NULL), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(audit_log_append(log, "a\nb", 3, NULL), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(audit_log_append(log, large, AUDIT_LEAF_MAX + 1, NULL), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(audit_log_append(log, large, AUDIT_LEAF_MAX, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(audit_log_append(log, "a", 1, NULL), STATUS_OK);
    MerkleHash hashes[2], expected;
    Sha256 *digest = NULL;
    CU_ASSERT_EQUAL_FATAL(sha256_new(&digest, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(audit_log_leaf_hashes(log, 0, 2, hashes, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(merkle_leaf_hash(digest, large, AUDIT_LEAF_MAX, &expected, NULL),
                    STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(&hashes[0], &expected, sizeof expected), 0);
    CU_ASSERT_EQUAL(merkle_leaf_hash(digest, "a", 1, &expected, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(&hashes[1], &expected, sizeof expected), 0);
    CU_ASSERT_EQUAL(audit_log_leaf_hashes(log, 2, 1, hashes, NULL), STATUS_USAGE);
    CU_ASSERT_EQUAL(audit_log_leaf_hashes(log, UINT64_MAX, 1, hashes, NULL), STATUS_USAGE);
    CU_ASSERT_EQUAL(audit_log_check(log, NULL), STATUS_OK);
    sha256_free(digest);
    free(large);
    audit_log_close(log);
    scratch_end();
}

static void cut_back(void)
{
    made_with(100);
    static const uint64_t sizes[] = {100, 99, 64, 63, 8, 1, 0};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        AuditLog *log = open_log(AUDIT_LOG_WRITE, 1);
        CU_ASSERT_EQUAL(audit_log_truncate(log, sizes[i] + 1000, NULL), STATUS_USAGE);
        CU_ASSERT_EQUAL(audit_log_truncate(log, sizes[i], NULL), STATUS_OK);
        expect_root(log, sizes[i]);
        audit_log_close(log);
        log = open_log(AUDIT_LOG_WRITE, 1);
        expect_root(log, sizes[i]);
        CU_ASSERT_EQUAL(audit_log_check(log, NULL), STATUS_OK);
        audit_log_close(log);
    }
    AuditLog *log = open_log(AUDIT_LOG_WRITE, 1);
    add(log, 50); /* cut and grown again is as if never cut */
    expect_root(log, 50);
    audit_log_close(log);
    scratch_end();
}

static void cut_file(const char *name, off_t size)
{
    char path[256];
    snprintf(path, sizeof path, "log/%s", name);
    CU_ASSERT_EQUAL(truncate(scratch_path(path), size), 0);
}

/* A crash leaves some files longer than others: the log is what all of them hold. */
static void interrupted_writes(void)
{
    static const struct {
        const char *name;
        off_t size;
        uint64_t left;
    } cases[] = {
        {"level-00", 32 * 99, 99}, {"level-00", 32 * 99 + 7, 99},
        {"level-00", 32 * 50, 50}, {"level-00", 32 * 50 + 31, 50},
        {"level-01", 32 * 49, 99}, {"level-01", 32 * 30, 61},
        {"level-06", 0, 63},       {"level-05", 32, 63},
        {"level-00", 31, 0},       {"level-00", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        made_with(100);
        cut_file(cases[i].name, cases[i].size);
        AuditLog *log = open_log(AUDIT_LOG_READ, 1);
        CU_ASSERT_EQUAL(audit_log_size(log), cases[i].left);
        audit_log_close(log);
        log = open_log(AUDIT_LOG_WRITE, 1);
        expect_root(log, cases[i].left);
        add(log, 120);
        expect_root(log, 120);
        CU_ASSERT_EQUAL(audit_log_sync(log, NULL), STATUS_OK);
        CU_ASSERT_EQUAL(audit_log_check(log, NULL), STATUS_OK);
        audit_log_close(log);
        scratch_end();
    }
}

static void change_byte(const char *name, off_t offset)
{
    char path[256], byte;
    snprintf(path, sizeof path, "log/%s", name);
    int descriptor = open(scratch_path(path), O_RDWR);
    CU_ASSERT_EQUAL_FATAL(pread(descriptor, &byte, 1, offset), 1);
    byte = (char)(byte ^ 1);
    CU_ASSERT_EQUAL(pwrite(descriptor, &byte, 1, offset), 1);
    close(descriptor);
}

static void changed_bytes_are_found(void)
{
    static const struct {
        const char *name;
        off_t offset;
    } cases[] = {{"level-00", 0}, {"level-00", 3071}, {"level-01", 5}, {"level-06", 31}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        made_with(100);
        change_byte(cases[i].name, cases[i].offset);
        AuditLog *log = open_log(AUDIT_LOG_READ, 1);
        CU_ASSERT_EQUAL(audit_log_check(log, NULL), STATUS_VERIFICATION);
        audit_log_close(log);
        scratch_end();
    }
}

/* Of a log that is checked in several shares, in each of them and above them. */
static void changed_nodes_are_found(void)
{
    enum { LEAVES = 20000, LEVELS = 15, NODE = 32 };
    made_with(LEAVES);
    for (int level = 0; level < LEVELS; level++)
        for (int part = 0; part < 5; part++) {
            char name[16];
            uint64_t nodes = LEAVES >> level;
            off_t at = (off_t)(nodes * NODE - 1) * part / 4;
            snprintf(name, sizeof name, "level-%02d", level);
            for (int again = 0; again < 2; again++) {
                change_byte(name, at); /* and then back */
                AuditLog *log = open_log(AUDIT_LOG_READ, 1 + part % 2);
                CU_ASSERT_EQUAL(audit_log_check(log, NULL),
                                again ? STATUS_OK : STATUS_VERIFICATION);
                audit_log_close(log);
            }
        }
    scratch_end();
}

static void not_there(void)
{
    scratch_begin();
    AuditLog *log = NULL;
    CU_ASSERT_EQUAL(audit_log_open(scratch_path("log"), AUDIT_LOG_READ, 1, &log, NULL),
                    STATUS_INPUT_MISSING);
    CU_ASSERT_PTR_NULL(log);
    CU_ASSERT_EQUAL(symlink("/tmp", scratch_path("log")), 0);
    CU_ASSERT_EQUAL(audit_log_open(scratch_path("log"), AUDIT_LOG_WRITE, 1, &log, NULL),
                    STATUS_INPUT_NOT_REGULAR);
    CU_ASSERT_EQUAL(unlink(scratch_path("log")), 0);
    CU_ASSERT_EQUAL(mkdir(scratch_path("log"), 0750), 0);
    CU_ASSERT_EQUAL(symlink("/dev/null", scratch_path("log/level-00")), 0);
    CU_ASSERT_EQUAL(audit_log_open(scratch_path("log"), AUDIT_LOG_WRITE, 1, &log, NULL),
                    STATUS_INPUT_NOT_REGULAR);
    CU_ASSERT_PTR_NULL(log);
    scratch_end();
}

/* ---- leaves whose hashes are there already ---- */

static void hashes_as_leaves(void)
{
    scratch_begin();
    AuditLog *log = open_log(AUDIT_LOG_WRITE, 2);
    add(log, 10);
    MerkleHash hashes[90];
    Sha256 *digest = NULL;
    CU_ASSERT_EQUAL_FATAL(sha256_new(&digest, NULL), STATUS_OK);
    for (uint64_t i = 0; i < 90; i++) {
        char text[80];
        size_t size = leaf_text(10 + i, text, sizeof text);
        CU_ASSERT_EQUAL(merkle_leaf_hash(digest, text, size, &hashes[i], NULL), STATUS_OK);
    }
    CU_ASSERT_EQUAL(audit_log_append_hashes(log, hashes, 90, NULL), STATUS_OK);
    add(log, 130);
    expect_root(log, 130);
    CU_ASSERT_EQUAL(audit_log_check(log, NULL), STATUS_OK);
    sha256_free(digest);
    audit_log_close(log);
    scratch_end();
}

/* ---- proofs ---- */

static void proofs_between_sizes(void)
{
    made_with(300);
    AuditLog *log = open_log(AUDIT_LOG_READ, 1);
    MerkleBytes views[MERKLE_PROOF_MAX];
    MerkleProof proof;
    for (uint64_t old_size = 1; old_size <= 300; old_size += 13) {
        MerkleHash old_root = expected_root(old_size), root;
        for (uint64_t size = old_size; size <= 300; size += 17) {
            CU_ASSERT_EQUAL(audit_log_root_at(log, size, &root, NULL), STATUS_OK);
            CU_ASSERT_EQUAL(audit_log_prove_consistency(log, old_size, size, &proof, NULL),
                            STATUS_OK);
            size_t count = merkle_proof_views(&proof, views);
            CU_ASSERT_EQUAL(merkle_verify_consistency(old_size, size, views, count,
                                                      merkle_bytes(&old_root),
                                                      merkle_bytes(&root), NULL),
                            STATUS_OK);
        }
    }
    CU_ASSERT_EQUAL(audit_log_prove_consistency(log, 0, 300, &proof, NULL), STATUS_USAGE);
    CU_ASSERT_EQUAL(audit_log_prove_consistency(log, 1, 301, &proof, NULL), STATUS_USAGE);
    CU_ASSERT_EQUAL(audit_log_prove_inclusion(log, 300, 300, &proof, NULL), STATUS_USAGE);
    audit_log_close(log);
    scratch_end();
}

static LogKey *make_key(void)
{
    char path[256];
    LogKey *key = NULL;
    snprintf(path, sizeof path, "%s", scratch_path("log-key.pem"));
    CU_ASSERT_EQUAL_FATAL(log_key_create(path, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(log_key_load(path, origin, PASS_NONE, &key, NULL), STATUS_OK);
    return key;
}

static TextBuffer sign_head(AuditLog *log, const LogKey *key, uint64_t size)
{
    MerkleHash root;
    TextBuffer note = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL(audit_log_root_at(log, size, &root, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(checkpoint_write(key, size, &root, &note, NULL), STATUS_OK);
    return note;
}

static void check_proof_file(AuditLog *log, const LogKey *key, uint64_t index, uint64_t size)
{
    MerkleProof proof;
    Checkpoint checkpoint;
    TextBuffer note = sign_head(log, key, size);
    TextBuffer file = TEXT_BUFFER_EMPTY, read = TEXT_BUFFER_EMPTY;
    uint64_t proven = 0;
    char leaf[80];
    size_t leaf_size = leaf_text(index, leaf, sizeof leaf);
    CU_ASSERT_EQUAL(audit_log_prove_inclusion(log, index, size, &proof, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(
        tlog_proof_write(leaf, leaf_size, index, &proof, note.bytes, note.length, &file, NULL),
        STATUS_OK);
    CU_ASSERT_EQUAL(tlog_proof_verify(file.bytes, file.length, log_key_verifier(key), &read,
                                      &proven, &checkpoint, NULL),
                    STATUS_OK);
    CU_ASSERT_TRUE(proven == index && checkpoint.size == size);
    CU_ASSERT_STRING_EQUAL(read.bytes, leaf);
    for (size_t i = 0; i < file.length; i++) {
        file.bytes[i] ^= 1;
        CU_ASSERT_EQUAL(tlog_proof_verify(file.bytes, file.length, log_key_verifier(key), &read,
                                          &proven, &checkpoint, NULL),
                        STATUS_VERIFICATION);
        file.bytes[i] ^= 1;
        CU_ASSERT_EQUAL(tlog_proof_verify(file.bytes, i, log_key_verifier(key), &read, &proven,
                                          &checkpoint, NULL),
                        STATUS_VERIFICATION);
    }
    text_buffer_free(&note);
    text_buffer_free(&file);
    text_buffer_free(&read);
}

static void proof_files(void)
{
    made_with(21);
    LogKey *key = make_key();
    AuditLog *log = open_log(AUDIT_LOG_READ, 1);
    check_proof_file(log, key, 0, 1);
    check_proof_file(log, key, 13, 21);
    check_proof_file(log, key, 20, 21);
    audit_log_close(log);
    log_key_free(key);
    scratch_end();
}

/* ---- export ---- */

static void tile_paths(void)
{
    static const struct {
        int level;
        uint64_t index;
        unsigned width;
        const char *path;
    } cases[] = {
        {0, 0, 256, "tile/0/000"},           {0, 999, 255, "tile/0/999.p/255"},
        {1, 1000, 1, "tile/1/x001/000.p/1"}, {-1, 1234067, 256, "tile/entries/x001/x234/067"},
        {5, 42, 10, "tile/5/042.p/10"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[TLOG_TILE_PATH_SIZE];
        tlog_tile_path(cases[i].level, cases[i].index, cases[i].width, path);
        CU_ASSERT_STRING_EQUAL(path, cases[i].path);
    }
}

static InputFile tile(const char *name)
{
    char path[256];
    InputFile file;
    snprintf(path, sizeof path, "export/%s", name);
    Status status = input_file_read(scratch_path(path), 1 << 20, &file, NULL);
    if (status != STATUS_OK) printf("\n  no %s\n", path);
    CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
    return file;
}

/* The leaves of a bundle hash to the tile of level 0 beside it. */
static void check_bundle(const char *bundle_name, const char *tile_name, size_t width)
{
    InputFile bundle = tile(bundle_name), hashes = tile(tile_name);
    Sha256 *digest = NULL;
    size_t position = 0;
    CU_ASSERT_EQUAL_FATAL(hashes.size, width * 32);
    CU_ASSERT_EQUAL_FATAL(sha256_new(&digest, NULL), STATUS_OK);
    for (size_t i = 0; i < width; i++) {
        CU_ASSERT_TRUE_FATAL(position + 2 <= bundle.size);
        size_t size = (size_t)bundle.bytes[position] << 8 | bundle.bytes[position + 1];
        CU_ASSERT_TRUE_FATAL(position + 2 + size <= bundle.size);
        MerkleHash hash;
        CU_ASSERT_EQUAL(
            merkle_leaf_hash(digest, bundle.bytes + position + 2, size, &hash, NULL),
            STATUS_OK);
        CU_ASSERT_EQUAL(memcmp(hash.bytes, hashes.bytes + i * 32, 32), 0);
        position += 2 + size;
    }
    CU_ASSERT_EQUAL(position, bundle.size);
    sha256_free(digest);
    input_file_free(&bundle);
    input_file_free(&hashes);
}

/* A full tile below gives the one hash above. */
static void check_parent(const char *below, const char *above, size_t index)
{
    InputFile low = tile(below), high = tile(above);
    MerkleHash hashes[256], root;
    CU_ASSERT_EQUAL_FATAL(low.size, sizeof hashes);
    memcpy(hashes, low.bytes, sizeof hashes);
    CU_ASSERT_EQUAL(merkle_root_of(hashes, 256, 1, &root, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(root.bytes, high.bytes + index * 32, 32), 0);
    input_file_free(&low);
    input_file_free(&high);
}

/* `user` is how many leaves there are. */
static Status give_leaves(void *user, LeafVisitor visit, void *visit_user, Failure *failure)
{
    const uint64_t *size = user;
    for (uint64_t i = 0; i < *size; i++) {
        char text[80];
        size_t length = leaf_text(i, text, sizeof text);
        TRY(visit(visit_user, i, text, length, failure));
    }
    return STATUS_OK;
}

static Status export_log(AuditLog *log, uint64_t size, uint64_t leaves, const TextBuffer *note,
                         const char *folder)
{
    const TlogLeaves source = {give_leaves, &leaves};
    return audit_log_export(log, size, &source, note->bytes, note->length, scratch_path(folder),
                            NULL);
}

static void export_of_70000(void)
{
    made_with(70100);
    LogKey *key = make_key();
    AuditLog *log = open_log(AUDIT_LOG_READ, 1);
    TextBuffer note = sign_head(log, key, 70000);
    CU_ASSERT_EQUAL(mkdir(scratch_path("export.tilskudd-tmp"), 0700), 0); /* of a crash */
    CU_ASSERT_EQUAL(export_log(log, 70000, 69999, &note, "export"), STATUS_VERIFICATION);
    CU_ASSERT_FALSE(scratch_exists("export"));
    CU_ASSERT_EQUAL(export_log(log, 70000, 70100, &note, "export"), STATUS_OK);
    CU_ASSERT_FALSE(scratch_exists("export.tilskudd-tmp"));
    check_bundle("tile/entries/000", "tile/0/000", 256);
    check_bundle("tile/entries/272", "tile/0/272", 256);
    check_bundle("tile/entries/273.p/112", "tile/0/273.p/112", 112);
    check_parent("tile/0/000", "tile/1/000", 0);
    check_parent("tile/0/255", "tile/1/000", 255);
    check_parent("tile/0/272", "tile/1/001.p/17", 16);
    check_parent("tile/1/000", "tile/2/000.p/1", 0);
    CU_ASSERT_FALSE(scratch_exists("export/tile/3"));
    CU_ASSERT_FALSE(scratch_exists("export/tile/0/274"));
    CU_ASSERT_TRUE(scratch_holds("export/checkpoint", note.bytes));
    CU_ASSERT_EQUAL(export_log(log, 70000, 70000, &note, "export"), STATUS_WRITE);
    text_buffer_free(&note);
    audit_log_close(log);
    log_key_free(key);
    scratch_end();
}

static void small_exports(void)
{
    made_with(256);
    LogKey *key = make_key();
    AuditLog *log = open_log(AUDIT_LOG_READ, 1);
    TextBuffer note = sign_head(log, key, 256);
    CU_ASSERT_EQUAL(export_log(log, 256, 256, &note, "export"), STATUS_OK);
    CU_ASSERT_TRUE(scratch_exists("export/tile/0/000"));
    CU_ASSERT_TRUE(scratch_exists("export/tile/1/000.p/1"));
    CU_ASSERT_FALSE(scratch_exists("export/tile/0/001.p"));
    CU_ASSERT_EQUAL(export_log(log, 0, 256, &note, "empty"), STATUS_OK);
    CU_ASSERT_FALSE(scratch_exists("empty/tile"));
    text_buffer_free(&note);
    audit_log_close(log);
    log_key_free(key);
    scratch_end();
}

static const TestCase tests[] = {
    {"grows over many openings", grows_over_many_openings},
    {"threads and batches", threads_and_batches},
    {"refused leaves", refused_leaves},
    {"cut back", cut_back},
    {"interrupted writes", interrupted_writes},
    {"changed bytes are found", changed_bytes_are_found},
    {"changed nodes are found", changed_nodes_are_found},
    {"not there", not_there},
    {"hashes as leaves", hashes_as_leaves},
    {"proofs between sizes", proofs_between_sizes},
    {"proof files", proof_files},
    {"tile paths", tile_paths},
    {"export of 70 000 leaves", export_of_70000},
    {"small exports", small_exports},
};
TEST_MAIN("audit log", tests)
