/*
 * test_verify.c - an auditor pays attention to what verify says, and to nothing else. So: an
 * untouched run verifies, one bit in any file does not, nor a sum that is wrong although every
 * hash fits, nor another CA; and the replay sees the ledger as it was.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/digest.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "tests/engine/review/small_world.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

#define RUN scratch_path("run-3")

static void test_proposal_is_verified(void)
{
    world_begin();
    CU_ASSERT_EQUAL(PROGRAM("verify", RUN), 0);
    PRINTED("ok      manifest");
    PRINTED("ok      files");
    PRINTED("ok      payments     1 file, 3 payments, 407 500 kr, signed by the first");
    PRINTED("ok      decisions    4 lines");
    PRINTED("ok      sums         lines 407 500 kr + brought forward 0 kr = paid 407 500 kr");
    PRINTED("this proposal is not committed");
    PRINTED("\nverified\n");
    CU_ASSERT_EQUAL(PROGRAM("verify", RUN, "--replay"), 0);
    PRINTED("ok      replay       4 persons computed again: the run identity and 11 outputs");
    CU_ASSERT(world_kept_secret());
    /* The last line says what was left out, and a draw what names the ledger. */
    CU_ASSERT_EQUAL(rename(scratch_path("ledger"), scratch_path("away")), 0);
    CU_ASSERT_EQUAL(PROGRAM("verify", RUN), 1);
    NOT_PRINTED("verified");
    PRINTED("one signature, where two are needed");
    PRINTED("NOT checked: who may sign, and the ledger's chain (name the ledger with --ledger");
    CU_ASSERT_EQUAL(PROGRAM("sample", "draw", RUN, "--method", "attribute", "--n", "1",
                            "--seed", "x", "--out", scratch_path("sample")),
                    4);
    CU_ASSERT_EQUAL(rename(scratch_path("away"), scratch_path("ledger")), 0);
}

static void test_approved_run_and_entries_are_verified(void)
{
    world_go_on();
    /* The ledger has moved on: the replay sees it as it was. */
    CU_ASSERT_EQUAL(PROGRAM("verify", RUN, "--replay", "--threads", "2"), 0);
    PRINTED("signed by both persons");
    PRINTED("entry 000001 committed this proposal");
    CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path("ledger/000000")), 0);
    PRINTED("\nverified\n");
    CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path("ledger/000001")), 0);
    PRINTED("ok      payments     1 file, 3 payments, 407 500 kr");
    PRINTED("ok      lines        3 settled lines, 407 500 kr, as decided");
    PRINTED("ok      chain        2 entries");
}

/* --- damage --- */

/* Turns a bit in the middle of every file below `folder` in turn. */
static void flip_each(const char *top, const char *folder)
{
    PathList list;
    CU_ASSERT_EQUAL_FATAL(path_list(scratch_path(folder), &list, NULL), STATUS_OK);
    CU_ASSERT(list.count > 0);
    for (size_t i = 0; i < list.count; i++) {
        char name[512];
        PathKind kind;
        snprintf(name, sizeof name, "%s/%s", folder, list.names[i]);
        CU_ASSERT_EQUAL_FATAL(path_kind(scratch_path(name), &kind, NULL), STATUS_OK);
        if (kind == PATH_FOLDER) {
            flip_each(top, name);
            continue;
        }
        if (strcmp(list.names[i], "timings.json") == 0) continue; /* outside what is hashed */
        size_t at = file_size(name) / 2;
        flip_bit(name, at);
        CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path(top)), 5);
        PRINTED("FAILED");
        PRINTED(list.names[i]);
        NOT_PRINTED("\nverified\n");
        CU_ASSERT(world_kept_secret());
        flip_bit(name, at);
    }
    path_list_free(&list);
}

static void test_one_bit_in_any_file_is_seen(void)
{
    flip_each("run-3", "run-3");
    flip_each("ledger/000001", "ledger/000001");
    flip_each("ledger/000000", "ledger/000000");
    CU_ASSERT_EQUAL(PROGRAM("verify", RUN), 0);
}

static void test_foreign_file_among_payments(void)
{
    scratch_write("run-3/payments/more.xml.gz", "x", 1);
    CU_ASSERT_EQUAL(PROGRAM("verify", RUN), 5);
    PRINTED("payments/more.xml.gz: an unexpected file");
    CU_ASSERT_EQUAL(unlink(scratch_path("run-3/payments/more.xml.gz")), 0);
    scratch_write("ledger/000001/more.txt", "x", 1);
    CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path("ledger/000001")), 5);
    PRINTED("more.txt: an unexpected file");
    CU_ASSERT_EQUAL(unlink(scratch_path("ledger/000001/more.txt")), 0);
}

static void test_missing_file(void)
{
    CU_ASSERT_EQUAL(rename(scratch_path("run-3/posting.csv"), scratch_path("away")), 0);
    CU_ASSERT_EQUAL(PROGRAM("verify", RUN), 5);
    PRINTED("posting.csv");
    CU_ASSERT_EQUAL(rename(scratch_path("away"), scratch_path("run-3/posting.csv")), 0);
}

static void test_payments_of_nobody(void)
{
    /* Copied by hand, not by approve: run-4 is not committed. */
    CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path("run-4")), 0);
    CU_ASSERT_EQUAL_FATAL(path_make_folder(scratch_path("run-4/payments"), false, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path("run-4")), 5);
    PRINTED("the ledger has no entry of this proposal");
    CU_ASSERT_EQUAL(rmdir(scratch_path("run-4/payments")), 0);
}

static void test_another_ca(void)
{
    CU_ASSERT_EQUAL(PROGRAM("verify", RUN, "--ca", scratch_path("ledger/000000/ca.pem")), 0);
    CU_ASSERT_EQUAL_FATAL(PROGRAM("ledger", "open", scratch_path("other"), "--year", "2017",
                                  "--mode", "test", "--nothing-paid"),
                          0);
    CU_ASSERT_EQUAL(PROGRAM("verify", RUN, "--ca", scratch_path("other/000000/ca.pem")), 5);
    PRINTED("manifest.json.p7s");
    CU_ASSERT_EQUAL(PROGRAM("verify", RUN, "--ledger", scratch_path("other")), 5);
    PRINTED("not the ledger's own");
}

/* --- replay --- */

static void test_replay_of_other_inputs(void)
{
    CU_ASSERT_EQUAL(
        PROGRAM("verify", RUN, "--replay", "--register", scratch_path("register-4.xml")), 5);
    PRINTED("register-4.xml: this is not the input that the run read");
    CU_ASSERT_EQUAL(rename(scratch_path("register.xml"), scratch_path("moved.xml")), 0);
    CU_ASSERT_EQUAL(PROGRAM("verify", RUN, "--replay"), 4);
    CU_ASSERT_PTR_NOT_NULL(strstr(told, "register.xml"));
    CU_ASSERT_EQUAL(PROGRAM("verify", RUN, "--replay", "--register", scratch_path("moved.xml")),
                    0);
    CU_ASSERT_EQUAL(rename(scratch_path("moved.xml"), scratch_path("register.xml")), 0);
}

/* --- sums that are wrong although every hash fits --- */

/* Changes `from` to `to` (of the same length) in municipalities.csv of an unsigned folder and
 * makes the manifest's hashes fit. */
static void forge(const char *from, const char *to)
{
    static char table[1 << 16], manifest[1 << 16];
    uint8_t digest[SHA256_SIZE];
    char before[SHA256_HEX_SIZE], after[SHA256_HEX_SIZE];
    const char *names[] = {"dry/municipalities.csv", "dry/manifest.json"};
    char *texts[] = {table, manifest};
    for (int i = 0; i < 2; i++) {
        InputFile file;
        CU_ASSERT_EQUAL_FATAL(
            input_file_read(scratch_path(names[i]), sizeof table - 1, &file, NULL), STATUS_OK);
        memcpy(texts[i], file.bytes, file.size);
        texts[i][file.size] = '\0';
        input_file_free(&file);
    }
    CU_ASSERT_EQUAL(sha256_of(table, strlen(table), digest, NULL), STATUS_OK);
    sha256_to_hex(digest, before);
    char *place = strstr(table, from);
    CU_ASSERT_PTR_NOT_NULL_FATAL(place);
    memcpy(place, to, strlen(to));
    CU_ASSERT_EQUAL(sha256_of(table, strlen(table), digest, NULL), STATUS_OK);
    sha256_to_hex(digest, after);
    for (char *hash = strstr(manifest, before); hash != NULL; hash = strstr(hash, before)) {
        memcpy(hash, after, strlen(after));
    }
    scratch_write(names[0], table, strlen(table));
    scratch_write(names[1], manifest, strlen(manifest));
}

static void test_sums_are_added_up_again(void)
{
    CU_ASSERT_EQUAL_FATAL(PROGRAM("run", "--national", "--dry-run", "--year", "2017",
                                  "--quarter", "3", "--register", scratch_path("register.xml"),
                                  "--out", scratch_path("dry")),
                          0);
    CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path("dry")), 1);
    PRINTED("a dry run: not signed");
    NOT_PRINTED("\nverified");
    CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path("dry"), "--replay"), 1);
    PRINTED("ok      replay");
    forge("0219,INT-2-5,8625000", "0219,INT-2-5,8625100");
    CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path("dry")), 5);
    PRINTED("municipality 0219, group INT-2-5: PAY lines add up to 8625000 ore, "
            "municipalities.csv says 8625100");
    PRINTED("municipality 0219: lines, brought forward, returned and manual are not what");
    PRINTED("lines_ore: 40750100 ore, should be 40750000");
    CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path("dry"), "--replay"), 5);
    PRINTED("municipalities.csv: line 2 is not what the same computation gives now");
}

static void test_wrong_use(void)
{
    CU_ASSERT_EQUAL(PROGRAM("verify"), 2);
    CU_ASSERT_EQUAL(PROGRAM("verify", RUN, "more"), 2);
    CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path("ledger/000001"), "--replay"), 2);
    CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path("nothing")), 4);
    CU_ASSERT_EQUAL(PROGRAM("verify", "--help"), 0);
    PRINTED("--replay");
    world_end();
}

static const TestCase tests[] = {
    {"a proposal is verified", test_proposal_is_verified},
    {"an approved run and its entries", test_approved_run_and_entries_are_verified},
    {"one bit in any file", test_one_bit_in_any_file_is_seen},
    {"a foreign file among payments", test_foreign_file_among_payments},
    {"a missing file", test_missing_file},
    {"payments that nobody approved", test_payments_of_nobody},
    {"another CA, another ledger", test_another_ca},
    {"a replay of other inputs", test_replay_of_other_inputs},
    {"sums that are wrong although hashes fit", test_sums_are_added_up_again},
    {"wrong use", test_wrong_use},
};

TEST_MAIN("verify", tests)
