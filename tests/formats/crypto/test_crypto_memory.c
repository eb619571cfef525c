/*
 * test_crypto_memory.c - every allocation inside OpenSSL fails once while keys are loaded, a
 * file is signed by two persons and a checkpoint by the log. Why: one that failed unseen left a
 * signature that nobody could read again, and one seen late was called a forgery. Each must end
 * with MEMORY, write nothing, and be no crash.
 *
 * The program starts itself ("child FOLDER") with TILSKUDD_FAULT set. Sampled; with the word
 * "all" every allocation.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/base/input_file.h"
#include "formats/base/libraries.h"
#include "formats/base/output_file.h"
#include "formats/base/path.h"
#include "formats/crypto/cms_signature.h"
#include "formats/crypto/test_authority.h"
#include "formats/log/log_key.h"
#include "tests/formats/base/fault_child.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { SIGNED_AT = 1538384400, CALLS_MAX = 1000000, SAMPLE = 499, EXIT_SILENT = 99 };

static const char content_text[] = "to be paid";
static int step = SAMPLE;

/* --- what the child does --- */

typedef struct Work {
    const char *folder;
    SigningKey *first, *second;
    TrustStore *store;
    LogKey *log;
    TextBuffer one, both;
} Work;

static void work_free(Work *work)
{
    signing_key_free(work->first);
    signing_key_free(work->second);
    trust_store_free(work->store);
    log_key_free(work->log);
    text_buffer_free(&work->one);
    text_buffer_free(&work->both);
}
CLEANUP_VALUE(Work, work_free)

static Status load_person(const Work *work, const char *key, const char *certificate,
                          SigningKey **out, Failure *failure)
{
    char key_path[PATH_SIZE], path[PATH_SIZE];
    TRY(path_join(work->folder, key, key_path, failure));
    TRY(path_join(work->folder, certificate, path, failure));
    TRY(signing_key_load(key_path, path, PASS_NONE, out, failure));
    return signing_key_check(*out, work->store, SIGNED_AT, failure);
}

static Status load_all(Work *work, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(work->folder, TEST_CA_FILE, path, failure));
    TRY(trust_store_load(path, &work->store, failure));
    TRY(load_person(work, TEST_DISPOSITION_KEY_FILE, TEST_DISPOSITION_FILE, &work->first,
                    failure));
    TRY(load_person(work, TEST_ATTESTATION_KEY_FILE, TEST_ATTESTATION_FILE, &work->second,
                    failure));
    TRY(path_join(work->folder, "log-key.pem", path, failure));
    return log_key_load(path, "a-log", PASS_NONE, &work->log, failure);
}

static Status sign_all(Work *work, uint8_t *checkpoint, Failure *failure)
{
    CmsContent content = cms_bytes(content_text, sizeof content_text);
    TRY(cms_sign(work->first, content, SIGNED_AT, &work->one, failure));
    TRY(cms_add_signer(work->second, work->one.bytes, work->one.length, content, work->store,
                       SIGNED_AT, &work->both, failure));
    return log_key_sign(work->log, content_text, sizeof content_text, checkpoint, failure);
}

static Status save(const Work *work, const char *name, const void *bytes, size_t size,
                   Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(work->folder, name, path, failure));
    return output_file_save(path, 0644, OUTPUT_PLAIN, bytes, size, NULL, failure);
}

/* Saved before they are verified by another reader: what is saved must be good. */
static Status sign_and_save(Work *work, Failure *failure)
{
    uint8_t checkpoint[LOG_SIGNATURE_SIZE];
    CmsSigner signers[CMS_SIGNERS_MAX];
    size_t count = 0;
    TRY(libraries_start(failure));
    TRY(load_all(work, failure));
    TRY(sign_all(work, checkpoint, failure));
    TRY(save(work, "both.p7s", work->both.bytes, work->both.length, failure));
    TRY(save(work, "checkpoint", checkpoint, sizeof checkpoint, failure));
    TRY(cms_verify(work->both.bytes, work->both.length,
                   cms_bytes(content_text, sizeof content_text), work->store, SIGNED_AT,
                   signers, &count, failure));
    return log_verifier_check(log_key_verifier(work->log), content_text, sizeof content_text,
                              checkpoint, failure);
}

static int child(const char *folder)
{
    Failure failure = {0};
    Status status;
    {
        CLEANUP(work_free) Work work = {.folder = folder};
        status = sign_and_save(&work, &failure);
    }
    if (status != STATUS_OK)
        fprintf(stderr, "%s: %s: %s\n", status_name(status), failure.where, failure.detail);
    if (status != STATUS_OK && (failure.status != status || failure.detail[0] == '\0'))
        return EXIT_SILENT;
    if (status == STATUS_OK || status == STATUS_MEMORY) return (int)status_exit(status);
    return EXIT_SILENT;
}

/* --- the sweep --- */

static int run_child(const char *fault)
{
    char *arguments[] = {"test_crypto_memory", "child", (char *)(uintptr_t)scratch_folder(),
                         NULL};
    unlink(scratch_path("both.p7s"));
    unlink(scratch_path("checkpoint"));
    return fault_child(fault, arguments);
}

static void make_world(TestKeys kind)
{
    scratch_begin();
    CU_ASSERT_EQUAL_FATAL(test_authority_create(scratch_folder(), kind, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(log_key_create(scratch_path("log-key.pem"), NULL), STATUS_OK);
    CU_ASSERT_TRUE_FATAL(exited_with(run_child(""), EXIT_DONE));
}

/* What was saved, if anything was, is good to whoever reads it without a fault. */
static bool saved_is_good(void)
{
    InputFile file = {0};
    TrustStore *store = NULL;
    CmsSigner signers[CMS_SIGNERS_MAX];
    size_t count = 0;
    if (!scratch_exists("both.p7s")) return true;
    bool good = input_file_read(scratch_path("both.p7s"), INPUT_SMALL_SIZE_MAX, &file, NULL) ==
                    STATUS_OK &&
                trust_store_load(scratch_path(TEST_CA_FILE), &store, NULL) == STATUS_OK &&
                cms_verify(file.bytes, file.size, cms_bytes(content_text, sizeof content_text),
                           store, SIGNED_AT, signers, &count, NULL) == STATUS_OK;
    input_file_free(&file);
    trust_store_free(store);
    return good && count == 2;
}

/* Allocations whose failure the library bears: what it puts away after all is verified. Then
 * everything is there and good; and they are few, or something else is borne too. */
enum { BORNE_MAX = 4 };
static int borne;

static bool bears(int state)
{
    bool whole = exited_with(state, EXIT_DONE) && scratch_exists("both.p7s") &&
                 scratch_exists("checkpoint") && saved_is_good();
    return whole && ++borne <= BORNE_MAX;
}

/* The n-th allocation; false when there are not that many. */
static bool try_fault(int call, const char *action)
{
    char fault[48];
    snprintf(fault, sizeof fault, "library:%d:%s", call, action);
    int state = run_child(fault);
    if (!fault_struck()) {
        CU_ASSERT_TRUE(exited_with(state, EXIT_DONE));
        return false;
    }
    bool well = (exited_with(state, EXIT_SYSTEM) && saved_is_good()) || bears(state);
    if (!well)
        printf("\n  %s: %s %d%s", fault, WIFSIGNALED(state) ? "killed by" : "exit status",
               WIFSIGNALED(state) ? WTERMSIG(state) : WEXITSTATUS(state),
               saved_is_good() ? "" : ", and a signature that nobody can read");
    CU_ASSERT_TRUE(well);
    return true;
}

static void sweep(TestKeys kind, const char *action)
{
    int call = 1;
    borne = 0;
    make_world(kind);
    while (call < CALLS_MAX && try_fault(call, action))
        call += step;
    printf("(%d allocations) ", call);
    CU_ASSERT_TRUE(call > 1000 && call < CALLS_MAX);
    scratch_end();
}

static void one_fails_rsa(void)
{
    sweep(TEST_KEYS_RSA, "fail");
}

static void one_fails_ec(void)
{
    sweep(TEST_KEYS_EC, "fail");
}

/* As when the memory of the machine is used up. */
static void all_fail_on(void)
{
    sweep(TEST_KEYS_EC, "fail-on");
}

static const TestCase tests[] = {
    {"RSA: one allocation fails", one_fails_rsa},
    {"EC: one allocation fails", one_fails_ec},
    {"an allocation fails, and all after it", all_fail_on},
};

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "child") == 0) return child(argv[2]);
    if (argc == 2 && strcmp(argv[1], "all") == 0) {
        step = 1;
        argc = 1;
    }
    return run_tests("memory of OpenSSL", tests, sizeof tests / sizeof tests[0], argc, argv);
}
