/*
 * test_signer.c - whether two persons have decided is what an auditor reads from a live run's
 * two signatures, years later: two files, two roles, two persons, two keys.
 */
#include <CUnit/Basic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/ledger/input_check.h"
#include "engine/ledger/signer.h"
#include "formats/crypto/private_key.h"
#include "formats/crypto/test_authority.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { SIGNED_AT = 1500000000 };

static const char proposal_text[] = "the proposal", entry_text[] = "the entry";

static SigningKey *keys[2]; /* of the two persons */
static TrustStore *store;
static Signer rows[3];
static Signers signers = {.items = rows, .count = 2};

static void load_key(int which, const char *key, const char *certificate)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s", scratch_path(key));
    CU_ASSERT_EQUAL_FATAL(
        signing_key_load(path, scratch_path(certificate), PASS_NONE, &keys[which], NULL),
        STATUS_OK);
}

static void give_role(Signer *row, int which, SignerRole role, const char *person)
{
    const Certificate *certificate = signing_key_certificate(keys[which]);
    memcpy(row->fingerprint, certificate_fingerprint(certificate), SHA256_SIZE);
    row->role = role;
    (void)snprintf(row->person, sizeof row->person, "%s", person);
}

static void set_up(void)
{
    scratch_begin();
    CU_ASSERT_EQUAL_FATAL(test_authority_create(scratch_folder(), TEST_KEYS_EC, NULL),
                          STATUS_OK);
    load_key(0, TEST_DISPOSITION_KEY_FILE, TEST_DISPOSITION_FILE);
    load_key(1, TEST_ATTESTATION_KEY_FILE, TEST_ATTESTATION_FILE);
    CU_ASSERT_EQUAL_FATAL(trust_store_load(scratch_path(TEST_CA_FILE), &store, NULL),
                          STATUS_OK);
    give_role(&rows[0], 0, ROLE_DISPOSITION, "Kari");
    give_role(&rows[1], 1, ROLE_ATTESTATION, "Ola");
}

/* The proposal signed by one person, the entry by another. */
static Status pair(int first, int second, const char *entry)
{
    Failure failure = {STATUS_OK, "", ""};
    TextBuffer one = TEXT_BUFFER_EMPTY, two = TEXT_BUFFER_EMPTY;
    CmsContent texts[2] = {cms_bytes(proposal_text, sizeof proposal_text),
                           cms_bytes(entry_text, sizeof entry_text)};
    CU_ASSERT_EQUAL(cms_sign(keys[first], texts[0], SIGNED_AT, &one, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(cms_sign(keys[second], texts[1], SIGNED_AT, &two, NULL), STATUS_OK);
    SignedFile proposal = {"proposal", one.bytes, one.length, texts[0], 0};
    SignedFile own = {"entry", two.bytes, two.length, cms_bytes(entry, sizeof entry_text), 0};
    Status status = signer_verify_pair(store, &signers, &proposal, &own, &failure);
    text_buffer_free(&one);
    text_buffer_free(&two);
    return status;
}

static void test_two_persons(void)
{
    set_up();
    CU_ASSERT_EQUAL(pair(0, 1, entry_text), STATUS_OK);
    CU_ASSERT_EQUAL(pair(0, 1, "the enter"), STATUS_VERIFICATION);
}

static void test_roles_are_not_exchanged(void)
{
    CU_ASSERT_EQUAL(pair(1, 0, entry_text), STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(pair(0, 0, entry_text), STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(pair(1, 1, entry_text), STATUS_VERIFICATION);
}

static void test_one_person_with_two_keys(void)
{
    static const char *const spellings[] = {"Kari", "KARI", "K\u00E1ri", "Kari."};
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        give_role(&rows[1], 1, ROLE_ATTESTATION, spellings[i]);
        CU_ASSERT_EQUAL(pair(0, 1, entry_text), STATUS_VERIFICATION);
    }
    give_role(&rows[1], 1, ROLE_ATTESTATION, "Ola");
    CU_ASSERT_EQUAL(pair(0, 1, entry_text), STATUS_OK);
}

/* Under whatever certificate its key comes. */
static void test_authority_as_a_person(void)
{
    const Certificate *second = signing_key_certificate(keys[1]);
    memcpy(signers.authority_key, certificate_key_hash(second), SHA256_SIZE);
    signers.has_authority = true;
    CU_ASSERT_EQUAL(pair(0, 1, entry_text), STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(signer_check_authority(&signers, second, NULL), STATUS_KEY);
    CU_ASSERT_EQUAL(signer_check_authority(&signers, signing_key_certificate(keys[0]), NULL),
                    STATUS_OK);
    signers.has_authority = false;
    CU_ASSERT_EQUAL(pair(0, 1, entry_text), STATUS_OK);
}

/* --- files that the authority signs --- */

static void sign_as_authority(const char *name, const char *text)
{
    char key_path[256], signature[64];
    SigningKey *key;
    TextBuffer der = TEXT_BUFFER_EMPTY;
    (void)snprintf(key_path, sizeof key_path, "%s", scratch_path(TEST_AUTHORITY_KEY_FILE));
    (void)snprintf(signature, sizeof signature, "%s.p7s", name);
    CU_ASSERT_EQUAL_FATAL(
        signing_key_load(key_path, scratch_path(TEST_AUTHORITY_FILE), PASS_NONE, &key, NULL),
        STATUS_OK);
    CU_ASSERT_EQUAL(cms_sign(key, cms_bytes(text, strlen(text)), SIGNED_AT, &der, NULL),
                    STATUS_OK);
    scratch_write(name, text, strlen(text));
    scratch_write(signature, der.bytes, der.length);
    text_buffer_free(&der);
    signing_key_free(key);
}

static Status used(const Ledger *ledger, const char *text)
{
    Failure failure = {STATUS_OK, "", ""};
    uint8_t digest[SHA256_SIZE];
    CLEANUP(signed_input_free) SignedInput input = {.path = NULL};
    CU_ASSERT_EQUAL(sha256_of(text, strlen(text), digest, NULL), STATUS_OK);
    Status status = signed_input_read(SIGNED_PAYEES, 0, scratch_path("payees.csv"), digest,
                                      &input, &failure);
    return status == STATUS_OK ? input_check(ledger, 1, &input, &failure) : status;
}

#define MARK "# payees 0000000000000000 serial 1\n"

/* The payee file is read twice: for the accounts, and for its signature. */
static void test_file_exchanged_after_it_was_used(void)
{
    LedgerEntry opening = {.number = 0};
    Ledger ledger = {
        .mode = LEDGER_LIVE, .given_keys = true, .entries = &opening, .entry_count = 1};
    CU_ASSERT_EQUAL_FATAL(
        trust_store_load(scratch_path(TEST_CA_FILE), &ledger.identity.store, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(
        certificate_load(scratch_path(TEST_AUTHORITY_FILE), &ledger.identity.authority, NULL),
        STATUS_OK);
    sign_as_authority("payees.csv", MARK "0301,right\n");
    CU_ASSERT_EQUAL(used(&ledger, MARK "0301,right\n"), STATUS_OK);
    CU_ASSERT_EQUAL(used(&ledger, MARK "0301,wrong\n"), STATUS_READ);
    scratch_write("payees.csv", MARK "0301,wrong\n", sizeof MARK - 1 + 11);
    CU_ASSERT_EQUAL(used(&ledger, MARK "0301,wrong\n"), STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(used(&ledger, MARK "0301,right\n"), STATUS_READ);
    ledger_identity_free(&ledger.identity);
}

/* One certificate may have both roles, but not in one run. */
static void test_one_key_in_both_roles(void)
{
    give_role(&rows[2], 0, ROLE_ATTESTATION, "Kari");
    signers.count = 3;
    CU_ASSERT_EQUAL(pair(0, 0, entry_text), STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(pair(0, 1, entry_text), STATUS_OK);
    trust_store_free(store);
    signing_key_free(keys[0]);
    signing_key_free(keys[1]);
    scratch_end();
}

static const TestCase tests[] = {
    {"two persons", test_two_persons},
    {"roles are not exchanged", test_roles_are_not_exchanged},
    {"one person with two keys", test_one_person_with_two_keys},
    {"the authority as a person", test_authority_as_a_person},
    {"a file exchanged after it was used", test_file_exchanged_after_it_was_used},
    {"one key in both roles", test_one_key_in_both_roles},
};

TEST_MAIN("signer", tests)
