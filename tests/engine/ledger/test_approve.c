/*
 * test_approve.c - the second person's approval is what lets money out. So: a manifest that the
 * first person has signed is not believed, what is committed is what was verified even when the
 * run folder is changed in between, and payment files that lie there already are not taken for
 * the ledger's.
 */
#include <CUnit/Basic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/ledger/approval.h"
#include "engine/ledger/signer.h"
#include "formats/base/path.h"
#include "tests/engine/review/small_world.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { TEXT_MAX = 1 << 16 };

static void read_text(const char *name, char text[TEXT_MAX])
{
    InputFile file;
    CU_ASSERT_EQUAL_FATAL(input_file_read_stored(scratch_path(name), TEXT_MAX - 1, &file, NULL),
                          STATUS_OK);
    memcpy(text, file.bytes, file.size);
    text[file.size] = '\0';
    input_file_free(&file);
}

/* Signs a run's manifest anew by the first person's own key: that person is the forger. */
static void sign_again(const char *run)
{
    static char manifest[TEXT_MAX];
    char name[64], signature[64];
    Ledger *ledger;
    SigningPerson first;
    TimeStamp time;
    snprintf(name, sizeof name, "%s/manifest.json", run);
    snprintf(signature, sizeof signature, "%s/manifest.json.p7s", run);
    read_text(name, manifest);
    CU_ASSERT_EQUAL_FATAL(time_stamp("2017-10-03T08:30:00Z", &time, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(ledger_open(scratch_path("ledger"), true, &ledger, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(
        signer_load(ledger, ROLE_DISPOSITION, NULL, NULL, -1, &time, &first, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(signer_sign_file(&first, manifest, strlen(manifest), &time,
                                     scratch_path(signature), NULL),
                    STATUS_OK);
    signer_free(&first);
    ledger_close(ledger);
}

/* Changes a text of a file of the same length; the manifest's hashes follow. */
static void forge(const char *run, const char *file, const char *from, const char *to)
{
    static char text[TEXT_MAX], manifest[TEXT_MAX];
    uint8_t digest[SHA256_SIZE];
    char before[SHA256_HEX_SIZE], after[SHA256_HEX_SIZE], name[64], list[64];
    snprintf(name, sizeof name, "%s/%s", run, file);
    snprintf(list, sizeof list, "%s/manifest.json", run);
    read_text(name, text);
    CU_ASSERT_EQUAL(sha256_of(text, strlen(text), digest, NULL), STATUS_OK);
    sha256_to_hex(digest, before);
    char *place = strstr(text, from);
    CU_ASSERT_PTR_NOT_NULL_FATAL(place);
    memcpy(place, to, strlen(to));
    CU_ASSERT_EQUAL(sha256_of(text, strlen(text), digest, NULL), STATUS_OK);
    sha256_to_hex(digest, after);
    scratch_write(name, text, strlen(text));
    read_text(list, manifest);
    for (char *hash = strstr(manifest, before); hash != NULL; hash = strstr(hash, before)) {
        memcpy(hash, after, strlen(after));
    }
    scratch_write(list, manifest, strlen(manifest));
    sign_again(run);
}

static int approve(const char *run)
{
    return PROGRAM("approve", scratch_path(run), "--ledger", scratch_path("ledger"), "--yes",
                   "--time", "2017-10-03T09:00:00Z");
}

static bool nothing_committed(void)
{
    return !scratch_exists("ledger/000001") && !scratch_exists("ledger/000001.tmp");
}

#define TOLD(text) CU_ASSERT_PTR_NOT_NULL(strstr(told, text))

static void test_forged_table_is_refused(void)
{
    world_begin();
    /* Another sum of lines than the decisions have; every hash fits. */
    forge("run-3", "municipalities.csv", "0219,INT-2-5,8625000", "0219,INT-2-5,8725000");
    CU_ASSERT_EQUAL(approve("run-3"), 5);
    TOLD("run-3/municipalities.csv: line 2 is not what the same computation gives now");
    CU_ASSERT(nothing_committed());
    forge("run-3", "municipalities.csv", "0219,INT-2-5,8725000", "0219,INT-2-5,8625000");
}

/* The first person says of a basic grant that it was not held (its rate is missing), so that no
 * later run would compare it; every hash fits. */
static void test_forged_count_is_refused(void)
{
    world_register_of("trainees.xml", "2018-01-02", 1,
                      "    <opphold grunnlag=\"ASYL\" vedtatt=\"2016-01-15\" varig=\"true\"/>\n"
                      "    <bosted kommune=\"0301\" fra=\"2016-02-01\"/>\n"
                      "    <norskopplaering rett=\"true\" plikt=\"true\" "
                      "malgruppeFra=\"2016-08-10\"/>\n");
    CU_ASSERT_EQUAL_FATAL(PROGRAM("run", "--national", "--year", "2017", "--quarter", "4",
                                  "--register", scratch_path("trainees.xml"), "--payees",
                                  TEST_SOURCE_DIR "/fixtures/payees/payees.csv", "--ledger",
                                  scratch_path("ledger"), "--out", scratch_path("run-basic"),
                                  "--time", "2017-10-03T08:00:00Z"),
                          0);
    forge("run-basic", "basic.csv", "0301,2017,1,1", "0301,2017,1,0");
    CU_ASSERT_EQUAL(approve("run-basic"), 5);
    TOLD("run-basic/basic.csv: line 2 is not what the same computation gives now");
    CU_ASSERT(nothing_committed());
}

static void test_payment_files_that_are_there_already(void)
{
    CU_ASSERT_EQUAL_FATAL(path_make_folder(scratch_path("run-3/payments"), false, NULL),
                          STATUS_OK);
    scratch_write("run-3/payments/forged.xml.gz", "x", 1);
    CU_ASSERT_EQUAL(approve("run-3"), 5);
    CU_ASSERT(nothing_committed());
    CU_ASSERT_EQUAL(unlink(scratch_path("run-3/payments/forged.xml.gz")), 0);
    CU_ASSERT_EQUAL(rmdir(scratch_path("run-3/payments")), 0);
}

/* Somebody's empty folder is in nobody's way; a link leads nowhere. */
static void test_folder_that_is_there_before(void)
{
    char folder[256], elsewhere[256];
    snprintf(folder, sizeof folder, "%s", scratch_path("run-3/payments"));
    snprintf(elsewhere, sizeof elsewhere, "%s", scratch_path("elsewhere"));
    CU_ASSERT_EQUAL_FATAL(mkdir(elsewhere, 0700), 0);
    CU_ASSERT_EQUAL_FATAL(symlink(elsewhere, folder), 0);
    CU_ASSERT_EQUAL(approve("run-3"), 4);
    TOLD("symbolic link");
    CU_ASSERT(nothing_committed());
    CU_ASSERT_EQUAL_FATAL(unlink(folder), 0);
    CU_ASSERT_EQUAL_FATAL(mkdir(folder, 0700), 0);
    scratch_write("run-3/payments/foreign.xml.gz", "x", 1);
    CU_ASSERT_EQUAL(approve("run-3"), 5);
    TOLD("remove the folder");
    CU_ASSERT(nothing_committed());
    CU_ASSERT_EQUAL(unlink(scratch_path("run-3/payments/foreign.xml.gz")), 0);
}

static void test_honest_proposal_is_committed(void)
{
    CU_ASSERT_EQUAL(approve("run-3"), 0);
    /* As the run showed them: in groups of three. */
    PRINTED("to be paid                   407 500\n");
    PRINTED("           235 000\n");
    CU_ASSERT(scratch_exists("ledger/000001"));
    CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path("ledger/000001")), 0);
    CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path("run-3")), 0);
    CU_ASSERT_EQUAL(approve("run-3"), 0);
    PRINTED("already committed");
}

static void test_published_files_are_compared(void)
{
    scratch_write("run-3/payments/more.xml.gz", "x", 1);
    CU_ASSERT_EQUAL(approve("run-3"), 5);
    TOLD("do not send");
    CU_ASSERT_EQUAL(unlink(scratch_path("run-3/payments/more.xml.gz")), 0);
    PathList list;
    char name[128];
    CU_ASSERT_EQUAL_FATAL(path_list(scratch_path("run-3/payments"), &list, NULL), STATUS_OK);
    snprintf(name, sizeof name, "run-3/payments/%s", list.names[0]);
    path_list_free(&list);
    flip_bit(name, file_size(name) - 1);
    CU_ASSERT_EQUAL(approve("run-3"), 5);
    TOLD("do not send");
    flip_bit(name, file_size(name) - 1);
    CU_ASSERT_EQUAL(approve("run-3"), 0);
    CU_ASSERT_EQUAL(system_remove_tree(scratch_path("run-3/payments")), 0);
    CU_ASSERT_EQUAL(mkdir(scratch_path("run-3/payments"), 0700), 0);
    CU_ASSERT_EQUAL(approve("run-3"), 0);
    CU_ASSERT(scratch_exists(name));
}

/* The first person has another account paid and leaves it out of what the manifest names. */
static void test_changed_account_cannot_be_hidden(void)
{
    static char payees[TEXT_MAX], manifest[TEXT_MAX];
    InputFile file;
    world_go_on(); /* run-3 is committed already */
    CU_ASSERT_EQUAL_FATAL(input_file_read_stored(TEST_SOURCE_DIR "/fixtures/payees/payees.csv",
                                                 TEXT_MAX - 1, &file, NULL),
                          STATUS_OK);
    memcpy(payees, file.bytes, file.size);
    payees[file.size] = '\0';
    input_file_free(&file);
    char *account = strstr(strstr(payees, "\n0219,") + 6, ",9");
    CU_ASSERT_PTR_NOT_NULL_FATAL(account);
    memcpy(account + 1, "99900301126", 11);
    scratch_write("payees.csv", payees, strlen(payees));
    CU_ASSERT_EQUAL_FATAL(PROGRAM("run", "--national", "--year", "2017", "--quarter", "4",
                                  "--register", scratch_path("register-4.xml"), "--payees",
                                  scratch_path("payees.csv"), "--ledger",
                                  scratch_path("ledger"), "--out", scratch_path("hidden"),
                                  "--time", "2018-01-03T08:00:00Z"),
                          0);
    CU_ASSERT_EQUAL(approve("hidden"), 7);
    TOLD("--confirm-account CODE: 0219");
    read_text("hidden/manifest.json", manifest);
    char *named = strstr(manifest, "[\"0219\"]");
    CU_ASSERT_PTR_NOT_NULL_FATAL(named);
    memcpy(named, "[      ]", 8);
    scratch_write("hidden/manifest.json", manifest, strlen(manifest));
    sign_again("hidden");
    CU_ASSERT_EQUAL(approve("hidden"), 5);
    TOLD("hidden/manifest.json: says another thing than the same computation gives now: "
         "\"accounts_changed\": [\"0219\"]");
    CU_ASSERT(!scratch_exists("ledger/000002"));
    world_end();
}

/* All files of the proposal, changed between the verification and the commit: what was verified
 * is what is committed and sent. */
static void change_all(void)
{
    static const char *const names[] = {
        "run-3/decisions.csv.gz",       "run-3/municipalities.csv", "run-3/manifest.json",
        "run-3/settled-persons.csv.gz", "run-3/findings.jsonl.gz",  "run-3/summary.json"};
    char payment[128];
    CLEANUP(path_list_free) PathList list = {0};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        flip_bit(names[i], file_size(names[i]) - 1);
    CU_ASSERT_EQUAL_FATAL(path_list(scratch_path("run-3/proposal"), &list, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(list.count, 2);
    for (size_t i = 0; i < list.count; i++) {
        snprintf(payment, sizeof payment, "run-3/proposal/%s", list.names[i]);
        flip_bit(payment, file_size(payment) - 1);
    }
}

/* In a new world, an approval of run-3 that has come as far as the question. */
static void verify_third(Approval *approval)
{
    static ApprovalOptions options;
    static char run[256], ledger[256];
    Failure failure = {STATUS_OK, "", ""};
    world_begin();
    snprintf(run, sizeof run, "%s", scratch_path("run-3"));
    snprintf(ledger, sizeof ledger, "%s", scratch_path("ledger"));
    options = (ApprovalOptions){
        .run = run, .ledger = ledger, .pass_descriptor = -1, .time = "2017-10-03T09:00:00Z"};
    CU_ASSERT_EQUAL_FATAL(approval_open(approval, &options, &failure), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(approval_verify(approval, &failure), STATUS_OK);
}

static void test_what_was_verified_is_committed(void)
{
    Approval approval;
    Failure failure = {STATUS_OK, "", ""};
    verify_third(&approval);
    change_all();
    CU_ASSERT_EQUAL(approval_lock(&approval, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(approval_commit(&approval, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(approval_publish(&approval, &failure), STATUS_OK);
    approval_end(&approval);
    CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path("ledger/000001")), 0);
    CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path("run-3")), 5);
    change_all();
    CU_ASSERT_EQUAL(PROGRAM("verify", scratch_path("run-3")), 0);
    world_end();
}

/* --- entries that somebody has signed wrongly --- */

/* Signs entry.json anew at its own time: by the first person, or by both. */
static void sign_entry(const char *folder, bool both)
{
    static char text[TEXT_MAX];
    char name[64];
    TimeStamp time;
    SigningKey *first, *second;
    CLEANUP(trust_store_free) TrustStore *store = NULL;
    CLEANUP(text_buffer_free) TextBuffer one = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer two = TEXT_BUFFER_EMPTY;
    snprintf(name, sizeof name, "%s/entry.json", folder);
    read_text(name, text);
    char *said = strstr(text, "\"time\": \"") + 9;
    char moment[21] = "";
    memcpy(moment, said, 20);
    CU_ASSERT_EQUAL_FATAL(time_stamp(moment, &time, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(trust_store_load(scratch_path("ledger/000000/ca.pem"), &store, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(
        signer_load_test_key(scratch_path("ledger"), ROLE_DISPOSITION, &first, NULL),
        STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(
        signer_load_test_key(scratch_path("ledger"), ROLE_ATTESTATION, &second, NULL),
        STATUS_OK);
    CmsContent content = cms_bytes(text, strlen(text));
    CU_ASSERT_EQUAL(cms_sign(first, content, time.epoch, &one, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(
        cms_add_signer(second, one.bytes, one.length, content, store, time.epoch, &two, NULL),
        STATUS_OK);
    snprintf(name, sizeof name, "%s/entry.json.p7s", folder);
    scratch_write(name, both ? two.bytes : one.bytes, both ? two.length : one.length);
    signing_key_free(first);
    signing_key_free(second);
}

static int show_ledger(void)
{
    return PROGRAM("ledger", "show", scratch_path("ledger"));
}

/* No file of an entry names the hash of its signature: only looking at it finds out. */
static void test_one_signature_is_none(void)
{
    world_begin();
    CU_ASSERT_EQUAL_FATAL(approve("run-3"), 0);
    sign_entry("ledger/000001", true);
    CU_ASSERT_EQUAL(show_ledger(), 0);
    sign_entry("ledger/000001", false);
    CU_ASSERT_EQUAL(show_ledger(), 5);
    TOLD("not signed in the role attestation");
    CU_ASSERT_EQUAL(approve("run-3"), 5);
    world_end();
}

/* What was paid before the ledger began has no proposal to be compared with. */
static void test_opening_is_added_up(void)
{
    static char text[TEXT_MAX];
    world_begin();
    read_text("ledger/000000/entry.json", text);
    char *sum = strstr(text, "\"lines_ore\": 0");
    CU_ASSERT_PTR_NOT_NULL_FATAL(sum);
    sum[13] = '7';
    scratch_write("ledger/000000/entry.json", text, strlen(text));
    sign_entry("ledger/000000", true);
    CU_ASSERT_EQUAL(show_ledger(), 5);
    TOLD("add up to 0 ore, entry.json says 7");
    world_end();
}

/* Two approvals of one proposal, each with its answer: the lock is taken after it. */
static void test_ledger_that_moved(void)
{
    Approval approval;
    Failure failure = {STATUS_OK, "", ""};
    verify_third(&approval);
    CU_ASSERT_EQUAL(approve("run-3"), 0);
    CU_ASSERT_EQUAL(approval_lock(&approval, &failure), STATUS_NOT_NOW);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "moved on while this was decided"));
    approval_end(&approval);
    CU_ASSERT(!scratch_exists("ledger/000002"));
}

/* After a crash payments/ is filled from the entry, whose files lie open meanwhile. */
static void test_changed_entry_is_not_published(void)
{
    PathList list;
    char name[128];
    CU_ASSERT_EQUAL_FATAL(path_list(scratch_path("ledger/000001/payments"), &list, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL(system_remove_tree(scratch_path("run-3/payments")), 0);
    for (size_t i = 0; i < list.count; i++) {
        snprintf(name, sizeof name, "ledger/000001/payments/%s", list.names[i]);
        flip_bit(name, file_size(name) - 1);
        CU_ASSERT_EQUAL(approve("run-3"), 5);
        CU_ASSERT(!scratch_exists("run-3/payments"));
        flip_bit(name, file_size(name) - 1);
    }
    path_list_free(&list);
    CU_ASSERT_EQUAL(approve("run-3"), 0);
    CU_ASSERT(scratch_exists("run-3/payments"));
    world_end();
}

static const TestCase tests[] = {
    {"a forged table is refused", test_forged_table_is_refused},
    {"a forged count is refused", test_forged_count_is_refused},
    {"payment files that are there already", test_payment_files_that_are_there_already},
    {"a folder that is there before", test_folder_that_is_there_before},
    {"an honest proposal is committed", test_honest_proposal_is_committed},
    {"published files are compared", test_published_files_are_compared},
    {"a changed account cannot be hidden", test_changed_account_cannot_be_hidden},
    {"one signature is none", test_one_signature_is_none},
    {"an opening is added up", test_opening_is_added_up},
    {"what was verified is committed", test_what_was_verified_is_committed},
    {"a ledger that moved meanwhile", test_ledger_that_moved},
    {"a changed entry is not published", test_changed_entry_is_not_published},
};

TEST_MAIN("approve", tests)
