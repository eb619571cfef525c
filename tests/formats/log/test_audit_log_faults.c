/*
 * test_audit_log_faults.c - whatever call fails, and wherever the process is killed while the
 * log grows, is signed and exported: the leaves that were committed before stay, and doing it
 * again ends well. A signature or an export is there whole or not at all.
 *
 * The program starts itself ("child FOLDER") with TILSKUDD_FAULT set, because a fault is for a
 * process; it is linked with the fault-injecting system calls.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/log/audit_log.h"
#include "formats/log/checkpoint.h"
#include "formats/log/leaf_names.h"
#include "formats/crypto/cms_signature.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/crypto/test_authority.h"
#include "tests/formats/base/fault_child.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { COMMITTED = 40, GROWN = 100, CALLS_MAX = 2000, EXIT_SILENT = 99 };

static const int64_t in_2018 = 1538384400;
static const char origin[] = "example.org/tilskudd-test";

/* ---- what the child does ---- */

static Status append_to(AuditLog *log, uint64_t end, Failure *failure)
{
    for (uint64_t i = audit_log_size(log); i < end; i++) {
        char leaf[32];
        int size = snprintf(leaf, sizeof leaf, "leaf %llu", (unsigned long long)i);
        TRY(audit_log_append(log, leaf, (size_t)size, failure));
    }
    return STATUS_OK;
}

static Status keep_names(const char *folder, Failure *failure)
{
    static const uint8_t pseudonyms[3 * SHA256_SIZE] = {1, 2, 3};
    CLEANUP(leaf_names_close) LeafNames *names = NULL;
    TRY(leaf_names_open(folder, 7, true, &names, failure));
    TRY(leaf_names_write(names, pseudonyms, 1, failure));
    TRY(leaf_names_write(names, pseudonyms + SHA256_SIZE, 2, failure));
    return leaf_names_finish(names, failure);
}

static Status read_names(const char *folder, Failure *failure)
{
    uint8_t bytes[3 * SHA256_SIZE];
    CLEANUP(leaf_names_close) LeafNames *names = NULL;
    TRY(leaf_names_open(folder, 7, false, &names, failure));
    TRY(leaf_names_read(names, bytes, 3, failure));
    TRY(leaf_names_finish(names, failure));
    return bytes[1] == 2 ? STATUS_OK : failure_set(failure, STATUS_READ, folder, "names");
}

/* As a commit does: back to what is committed, then on. */
static Status grow_log(const char *folder, uint64_t from, uint64_t to, Failure *failure)
{
    AuditLog *log = NULL;
    TRY(audit_log_open(folder, AUDIT_LOG_WRITE, 1, &log, failure));
    Status status = audit_log_truncate(log, from, failure);
    if (status == STATUS_OK) status = keep_names(folder, failure);
    if (status == STATUS_OK) status = append_to(log, to, failure);
    if (status == STATUS_OK) return audit_log_finish(&log, failure);
    audit_log_close(log);
    return status;
}

static Status give_leaves(void *user, LeafVisitor visit, void *visit_user, Failure *failure)
{
    uint64_t size = audit_log_size(user);
    for (uint64_t i = 0; i < size; i++) {
        char leaf[32];
        int length = snprintf(leaf, sizeof leaf, "leaf %llu", (unsigned long long)i);
        TRY(visit(visit_user, i, leaf, (size_t)length, failure));
    }
    return STATUS_OK;
}

static Status export_signed(AuditLog *log, const LogKey *key, const char *folder,
                            Failure *failure)
{
    MerkleHash root;
    TextBuffer note = TEXT_BUFFER_EMPTY;
    TRY(audit_log_root(log, &root, failure));
    Status status = checkpoint_write(key, audit_log_size(log), &root, &note, failure);
    if (status == STATUS_OK) {
        const TlogLeaves leaves = {give_leaves, log};
        status = audit_log_export(log, audit_log_size(log), &leaves, note.bytes, note.length,
                                  folder, failure);
    }
    text_buffer_free(&note);
    return status;
}

static Status check_and_export(const char *folder, const LogKey *key, Failure *failure)
{
    AuditLog *log = NULL;
    char log_folder[PATH_SIZE], export_folder[PATH_SIZE];
    PathKind kind;
    TRY(path_join(folder, "log", log_folder, failure));
    TRY(path_join(folder, "export", export_folder, failure));
    TRY(path_kind(export_folder, &kind, failure));
    TRY(audit_log_open(log_folder, AUDIT_LOG_READ, 1, &log, failure));
    Status status = audit_log_check(log, failure);
    if (status == STATUS_OK) status = read_names(log_folder, failure);
    if (status == STATUS_OK && kind == PATH_MISSING) {
        status = export_signed(log, key, export_folder, failure);
    }
    audit_log_close(log);
    return status;
}

static Status sign_and_verify(const char *content, const SigningKey *key,
                              const TrustStore *store, Failure *failure)
{
    char beside[PATH_SIZE + 4];
    TextBuffer der = TEXT_BUFFER_EMPTY;
    CmsSigner signers[CMS_SIGNERS_MAX];
    size_t count = 0;
    snprintf(beside, sizeof beside, "%s.p7s", content);
    Status status = cms_sign(key, cms_file(content), in_2018, &der, failure);
    if (status == STATUS_OK) {
        status =
            output_file_save(beside, 0644, OUTPUT_PLAIN, der.bytes, der.length, NULL, failure);
    }
    text_buffer_free(&der);
    TRY(status);
    return cms_verify_file(content, NULL, store, CMS_AT_SIGNING_TIME, signers, &count, failure);
}

static Status use_signing_key(const char *folder, Failure *failure)
{
    char content[PATH_SIZE], key_path[PATH_SIZE], certificate[PATH_SIZE], authority[PATH_SIZE];
    SigningKey *key = NULL;
    TrustStore *store = NULL;
    TRY(path_join(folder, "content", content, failure));
    TRY(path_join(folder, TEST_DISPOSITION_KEY_FILE, key_path, failure));
    TRY(path_join(folder, TEST_DISPOSITION_FILE, certificate, failure));
    TRY(path_join(folder, TEST_CA_FILE, authority, failure));
    TRY(signing_key_load(key_path, certificate, PASS_NONE, &key, failure));
    Status status = trust_store_load(authority, &store, failure);
    if (status == STATUS_OK) status = sign_and_verify(content, key, store, failure);
    trust_store_free(store);
    signing_key_free(key);
    return status;
}

static Status do_all(const char *folder, Failure *failure)
{
    char path[PATH_SIZE];
    LogKey *key = NULL;
    TRY(path_join(folder, "log", path, failure));
    TRY(grow_log(path, COMMITTED, GROWN, failure));
    TRY(path_join(folder, "log-key.pem", path, failure));
    TRY(log_key_load(path, origin, PASS_NONE, &key, failure));
    Status status = check_and_export(folder, key, failure);
    log_key_free(key);
    TRY(status);
    return use_signing_key(folder, failure);
}

static int child(const char *folder)
{
    Failure failure = {0};
    Status status = do_all(folder, &failure);
    if (status != STATUS_OK && (failure.status != status || failure.detail[0] == '\0')) {
        return EXIT_SILENT;
    }
    return (int)status_exit(status);
}

/* ---- the parent ---- */

static int run_child(const char *fault)
{
    char folder[PATH_SIZE];
    snprintf(folder, sizeof folder, "%s", scratch_folder());
    char *arguments[] = {"test_audit_log_faults", "child", folder, NULL};
    return fault_child(fault, arguments);
}

/* Keys once for all: they are not what is tested here. */
static void begin(void)
{
    char path[PATH_SIZE];
    scratch_begin();
    CU_ASSERT_EQUAL_FATAL(test_authority_create(scratch_folder(), TEST_KEYS_EC, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(log_key_create(scratch_path("log-key.pem"), NULL), STATUS_OK);
    scratch_write("content", "to be paid", 10);
    snprintf(path, sizeof path, "%s", scratch_path("log"));
    CU_ASSERT_EQUAL_FATAL(grow_log(path, 0, COMMITTED, NULL), STATUS_OK);
}

/* The committed leaves, with ten more of a run that was never committed. */
static void begin_again(void)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s", scratch_path("log"));
    CU_ASSERT_EQUAL_FATAL(grow_log(path, COMMITTED, COMMITTED + 10, NULL), STATUS_OK);
    if (scratch_exists("export")) {
        CU_ASSERT_EQUAL(system_remove_tree(scratch_path("export")), 0);
    }
    if (scratch_exists("content.p7s")) {
        CU_ASSERT_EQUAL(system_unlink(scratch_path("content.p7s")), 0);
    }
}

static MerkleHash root_of(uint64_t size)
{
    MerkleHash root = {{0}};
    AuditLog *log = NULL;
    CU_ASSERT_EQUAL_FATAL(audit_log_open(scratch_path("log"), AUDIT_LOG_READ, 1, &log, NULL),
                          STATUS_OK);
    CU_ASSERT_TRUE(audit_log_size(log) >= size);
    CU_ASSERT_EQUAL(audit_log_root_at(log, size, &root, NULL), STATUS_OK);
    audit_log_close(log);
    return root;
}

static void check_state(const MerkleHash *committed)
{
    MerkleHash root = root_of(COMMITTED);
    CU_ASSERT_EQUAL(memcmp(&root, committed, sizeof root), 0);
    if (scratch_exists("export")) {
        CU_ASSERT_TRUE(scratch_exists("export/checkpoint"));
        CU_ASSERT_TRUE(scratch_exists("export/tile/0/000.p/100"));
        CU_ASSERT_TRUE(scratch_exists("export/tile/entries/000.p/100"));
    }
    if (scratch_exists("content.p7s")) {
        InputFile signature;
        CU_ASSERT_EQUAL(
            input_file_read(scratch_path("content.p7s"), CMS_DER_MAX, &signature, NULL),
            STATUS_OK);
        CU_ASSERT_TRUE(signature.size > 500);
        input_file_free(&signature);
    }
}

static bool ended_well(int state, bool struck, const char *kind, const char *action)
{
    if (struck && strcmp(action, "fail") != 0) {
        return WIFSIGNALED(state) && WTERMSIG(state) == SIGKILL;
    }
    if (!WIFEXITED(state)) return false;
    if (!struck) return WEXITSTATUS(state) == EXIT_DONE;
    /* closing what was only read is of no consequence */
    if (strcmp(kind, "close") == 0 && WEXITSTATUS(state) == EXIT_DONE) return true;
    return WEXITSTATUS(state) == EXIT_SYSTEM;
}

static bool try_fault(const char *kind, int call, const char *action,
                      const MerkleHash *committed)
{
    char fault[48];
    snprintf(fault, sizeof fault, "%s:%d:%s", kind, call, action);
    begin_again();
    int state = run_child(fault);
    bool struck = fault_struck(), well = ended_well(state, struck, kind, action);
    if (!well) printf("\n  %s: wait status %d\n", fault, state);
    CU_ASSERT_TRUE(well);
    check_state(committed);
    if (struck) {
        state = run_child("");
        CU_ASSERT_TRUE(WIFEXITED(state) && WEXITSTATUS(state) == EXIT_DONE);
        CU_ASSERT_FALSE(scratch_exists("export.tilskudd-tmp"));
        check_state(committed);
    }
    return struck;
}

static void try_every_call(const char *kind, int at_least, const char *action)
{
    MerkleHash committed = root_of(COMMITTED);
    int call = 1;
    while (call < CALLS_MAX && try_fault(kind, call, action, &committed))
        call++;
    CU_ASSERT_TRUE(call > at_least);
    CU_ASSERT_TRUE(call < CALLS_MAX);
}

static const struct {
    const char *kind;
    int at_least; /* calls that the child makes for certain */
} kinds[] = {{"allocate", 20}, {"open", 10},  {"create", 10}, {"read", 10}, {"write", 10},
             {"fsync", 8},     {"close", 20}, {"rename", 3},  {"mkdir", 4}};

static void every_call_fails_once(void)
{
    begin();
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        try_every_call(kinds[i].kind, kinds[i].at_least, "fail");
    }
    scratch_end();
}

/* Allocations and reads change nothing on disk. */
static void killed_before_and_after_every_call(void)
{
    static const char *const changing[] = {"create", "write", "fsync", "rename", "mkdir"};
    begin();
    for (size_t i = 0; i < sizeof changing / sizeof changing[0]; i++) {
        try_every_call(changing[i], 3, "kill-before");
        try_every_call(changing[i], 3, "kill-after");
    }
    scratch_end();
}

static const TestCase tests[] = {
    {"every call fails once", every_call_fails_once},
    {"killed before and after every call", killed_before_and_after_every_call},
};

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "child") == 0) return child(argv[2]);
    return run_tests("audit log faults", tests, sizeof tests / sizeof tests[0], argc, argv);
}
