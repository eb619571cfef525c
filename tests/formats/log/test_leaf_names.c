/*
 * test_leaf_names.c - why: without the pseudonyms nobody but the key's holder could make a leaf
 * again, and with those of somebody else, or too few, no leaf would be what was signed. The
 * lines of an ident share one, also where threads and pieces part them.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/log/leaf_names.h"
#include "formats/run/leaf_lines.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

static const uint8_t key[32] = {1, 2, 3};

static LeafNames *open_names(bool writable)
{
    LeafNames *names = NULL;
    CU_ASSERT_EQUAL_FATAL(leaf_names_open(scratch_folder(), 12, writable, &names, NULL),
                          STATUS_OK);
    return names;
}

static void test_file(void)
{
    uint8_t out[96], in[96];
    scratch_begin();
    for (size_t i = 0; i < sizeof out; i++)
        out[i] = (uint8_t)i;
    LeafNames *names = open_names(false); /* there is none yet */
    CU_ASSERT_EQUAL(leaf_names_left(names), 0);
    CU_ASSERT_EQUAL(leaf_names_read(names, in, 0, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(leaf_names_finish(names, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(leaf_names_read(names, in, 1, NULL), STATUS_VERIFICATION);
    leaf_names_close(names);
    names = open_names(true);
    CU_ASSERT_EQUAL(leaf_names_write(names, out, 1, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(leaf_names_write(names, out + 32, 2, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(leaf_names_finish(names, NULL), STATUS_OK);
    leaf_names_close(names);
    CU_ASSERT_TRUE(scratch_exists("pseudonyms-000012"));
    names = open_names(false);
    CU_ASSERT_EQUAL(leaf_names_left(names), 3);
    CU_ASSERT_EQUAL(leaf_names_read(names, in, 2, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(leaf_names_finish(names, NULL), STATUS_VERIFICATION); /* one is left */
    CU_ASSERT_EQUAL(leaf_names_read(names, in + 64, 1, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(leaf_names_finish(names, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(in, out, sizeof in), 0);
    CU_ASSERT_EQUAL(leaf_names_read(names, in, 1, NULL), STATUS_VERIFICATION);
    leaf_names_close(names);
    CU_ASSERT_EQUAL(leaf_names_remove(scratch_folder(), 12, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(leaf_names_remove(scratch_folder(), 12, NULL), STATUS_OK);
    CU_ASSERT_FALSE(scratch_exists("pseudonyms-000012"));
    CU_ASSERT_EQUAL(symlink("/dev/null", scratch_path("pseudonyms-000012")), 0);
    CU_ASSERT_EQUAL(leaf_names_open(scratch_folder(), 12, false, &names, NULL),
                    STATUS_INPUT_NOT_REGULAR);
    scratch_end();
}

/* --- with lines --- */

enum { IDENTS = 20011, LINES_MOST = 3 }; /* more than a piece, of one to three lines each */

static void make_table(void)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_text(&text, "ident,code\n");
    for (int i = 0; i < IDENTS; i++)
        for (int line = 0; line <= i % LINES_MOST; line++)
            text_buffer_format(&text, "%011d,%0120d\n", 10000 + i, line);
    text_buffer_text(&text, "M0301,PK\nM0301,PK\n");
    scratch_write("table.csv", text.bytes, text.length);
}

typedef struct Leaves {
    TextBuffer text;
    Sha256 *digest;
    size_t count;
} Leaves;

static Status add_block(void *user, const LeafBlock *block, Failure *failure)
{
    Leaves *leaves = user;
    size_t begin = 0;
    for (size_t i = 0; i < block->count; i++) {
        MerkleHash hash;
        size_t end = (size_t)block->ends[i];
        TRY(merkle_leaf_hash(leaves->digest, block->bytes + begin, end - begin, &hash,
                             failure));
        CU_ASSERT_EQUAL(memcmp(&hash, &block->hashes[i], sizeof hash), 0);
        text_buffer_append(&leaves->text, block->bytes + begin, end - begin);
        text_buffer_char(&leaves->text, '\n');
        begin = end;
    }
    leaves->count += block->count;
    return text_buffer_status(&leaves->text, failure);
}

/* All of it in so many shares, one after the other as entry_leaves gives them. */
static Status leaves_of(const LeafPseudonyms *pseudonyms, size_t shares, Leaves *out)
{
    static const LineKind kind = {"table.csv", "settled,", true, 1};
    CLEANUP(leaf_lines_free) LeafLines *lines = NULL;
    CLEANUP(folder_close) Folder *folder = NULL;
    LeafShare share = {.count = 0};
    Status status = STATUS_OK;
    text_buffer_clear(&out->text);
    out->count = 0;
    CU_ASSERT_EQUAL_FATAL(folder_open(scratch_folder(), &folder, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(leaf_lines_new(pseudonyms, &lines, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(leaf_lines_add(lines, folder, &kind, NULL), STATUS_OK);
    TRY(leaf_lines_cut(lines, shares, NULL));
    for (size_t i = 0; status == STATUS_OK && i < shares; i++) {
        CU_ASSERT_EQUAL_FATAL(leaf_lines_make(lines, i, &share, NULL), STATUS_OK);
        CU_ASSERT_EQUAL(share.first, out->count);
        status = leaf_lines_name(lines, &share.made, NULL);
        const LeafBlock block = leaf_share_block(&share);
        if (status == STATUS_OK) status = add_block(out, &block, NULL);
    }
    CU_ASSERT(status != STATUS_OK || out->count == leaf_lines_count(lines));
    leaf_share_free(&share);
    return status;
}

static void leaves_free(Leaves *leaves)
{
    text_buffer_free(&leaves->text);
    sha256_free(leaves->digest);
}
CLEANUP_VALUE(Leaves, leaves_free)

static void test_lines(void)
{
    CLEANUP(leaves_free) Leaves made = {0};
    CLEANUP(leaves_free) Leaves read = {0};
    scratch_begin();
    make_table();
    CU_ASSERT_EQUAL_FATAL(sha256_new(&made.digest, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(sha256_new(&read.digest, NULL), STATUS_OK);
    static const size_t shares[] = {1, 7, 2 * IDENTS, 5 * IDENTS}; /* the last has empty ones */
    for (size_t i = 0; i < 4; i++) {
        LeafNames *names = open_names(true);
        const LeafPseudonyms kept = {key, sizeof key, NULL, leaf_names_write, names};
        CU_ASSERT_EQUAL_FATAL(leaves_of(&kept, shares[i], &made), STATUS_OK);
        CU_ASSERT_EQUAL(leaf_names_finish(names, NULL), STATUS_OK);
        leaf_names_close(names);
        names = open_names(false);
        CU_ASSERT_EQUAL(leaf_names_left(names), IDENTS);
        const LeafPseudonyms known = {NULL, 0, leaf_names_read, NULL, names};
        CU_ASSERT_EQUAL_FATAL(leaves_of(&known, shares[3 - i], &read), STATUS_OK);
        CU_ASSERT_EQUAL(leaf_names_finish(names, NULL), STATUS_OK);
        CU_ASSERT_EQUAL(made.count, read.count);
        CU_ASSERT_STRING_EQUAL(made.text.bytes, read.text.bytes);
        CU_ASSERT_PTR_NOT_NULL(
            strstr(read.text.bytes, "\nsettled,M0301,PK\nsettled,M0301,PK\n"));
        leaf_names_close(names);
    }
    scratch_end();
}

/* The key says when a pseudonym that is kept is another's. */
static void test_other_pseudonym(void)
{
    CLEANUP(leaves_free) Leaves leaves = {0};
    scratch_begin();
    make_table();
    CU_ASSERT_EQUAL_FATAL(sha256_new(&leaves.digest, NULL), STATUS_OK);
    LeafNames *names = open_names(true);
    const LeafPseudonyms kept = {key, sizeof key, NULL, leaf_names_write, names};
    CU_ASSERT_EQUAL_FATAL(leaves_of(&kept, 2, &leaves), STATUS_OK);
    CU_ASSERT_EQUAL(leaf_names_finish(names, NULL), STATUS_OK);
    leaf_names_close(names);
    for (int change = 0; change < 2; change++) {
        names = open_names(false);
        const LeafPseudonyms both = {key, sizeof key, leaf_names_read, NULL, names};
        CU_ASSERT_EQUAL(leaves_of(&both, 2, &leaves),
                        change == 0 ? STATUS_OK : STATUS_VERIFICATION);
        leaf_names_close(names);
        int descriptor = open(scratch_path("pseudonyms-000012"), O_WRONLY);
        CU_ASSERT_EQUAL(pwrite(descriptor, "x", 1, 32 * 15000), 1);
        close(descriptor);
    }
    scratch_end();
}

static const TestCase tests[] = {
    {"kept and read in order", test_file},
    {"leaves with the key and without it are the same", test_lines},
    {"another's pseudonym is found", test_other_pseudonym},
};
TEST_MAIN("leaf names", tests)
