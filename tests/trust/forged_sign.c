/* forged_sign.c - signatures, checkpoints and links of forged files. See forged.h. */
#include "tests/trust/forged.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "formats/base/base64.h"
#include "formats/base/clock.h"
#include "formats/crypto/private_key.h"
#include "formats/log/audit_log.h"
#include "formats/log/leaf_names.h"
#include "formats/log/checkpoint.h"
#include "formats/run/entry_leaves.h"

/* --- signatures, by OpenSSL alone --- */

static BIO *bytes_of(const char *path)
{
    BIO *bio = BIO_new_file(path, "rb");
    if (bio == NULL) forged_die("cannot be opened", path);
    return bio;
}

static X509 *load_certificate(const char *path)
{
    BIO *bio = bytes_of(path);
    X509 *x509 = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    if (x509 == NULL) forged_die("is no certificate", path);
    BIO_free(bio);
    return x509;
}

static EVP_PKEY *load_key(const char *path)
{
    BIO *bio = bytes_of(path);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    if (key == NULL) forged_die("is no key", path);
    BIO_free(bio);
    return key;
}

static void set_time(CMS_SignerInfo *signer, int64_t time_)
{
    ASN1_TIME *time_of = ASN1_TIME_set(NULL, (time_t)time_);
    CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, ASN1_STRING_type(time_of),
                                time_of, -1);
    ASN1_TIME_free(time_of);
}

static void add_digest(CMS_SignerInfo *signer, const TextBuffer *content)
{
    uint8_t digest[SHA256_SIZE];
    Failure failure = {0};
    forged_must(sha256_of(content->bytes, content->length, digest, &failure), &failure);
    CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_contentType, V_ASN1_OBJECT,
                                OBJ_nid2obj(NID_pkcs7_data), -1);
    CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, digest,
                                SHA256_SIZE);
}

enum {
    SIGN_FLAGS = CMS_PARTIAL | CMS_BINARY | CMS_DETACHED | CMS_NOSMIMECAP | CMS_CADES,
    NEW_FLAGS = CMS_PARTIAL | CMS_BINARY | CMS_DETACHED
};

static void add_signer(CMS_ContentInfo *cms, const TextBuffer *content, const char *key_path,
                       const char *path, int64_t time_)
{
    X509 *x509 = load_certificate(path);
    EVP_PKEY *key = load_key(key_path);
    CMS_SignerInfo *signer = CMS_add1_signer(cms, x509, key, EVP_sha256(), SIGN_FLAGS);
    if (signer == NULL) forged_die("cannot sign", key_path);
    set_time(signer, time_);
    add_digest(signer, content);
    if (CMS_SignerInfo_sign(signer) != 1) forged_die("cannot sign", key_path);
    X509_free(x509);
    EVP_PKEY_free(key);
}

static void save_der(CMS_ContentInfo *cms, const char *path)
{
    unsigned char *der = NULL;
    int size = i2d_CMS_ContentInfo(cms, &der);
    if (size <= 0) forged_die("cannot be encoded", path);
    forged_write(path, der, (size_t)size);
    OPENSSL_free(der);
}

static int64_t time_of(const TextBuffer *content, int64_t given)
{
    TimeStamp stamp;
    Failure failure = {0};
    CLEANUP(text_buffer_free) TextBuffer text = forged_get(content, "time");
    if (given != 0) return given;
    if (text.length > 0 && time_stamp(text.bytes, &stamp, &failure) == STATUS_OK)
        return stamp.epoch;
    return (int64_t)time(NULL);
}

static void signature_of(const char *file, char path[PATH_SIZE])
{
    Failure failure = {0};
    forged_must(path_with(file, ".p7s", path, &failure), &failure);
}

static void add_certificate(CMS_ContentInfo *cms, const char *path)
{
    X509 *x509 = load_certificate(path);
    if (CMS_add1_cert(cms, x509) != 1) forged_die("cannot be added", path);
    X509_free(x509);
}

void forged_sign(const char *file, const ForgedKeys *keys)
{
    char path[PATH_SIZE];
    CLEANUP(text_buffer_free) TextBuffer content = forged_read(file);
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, NEW_FLAGS);
    if (cms == NULL) forged_die("cannot be signed", file);
    for (int i = 0; i < keys->count; i++)
        add_signer(cms, &content, keys->keys[i], keys->certificates[i],
                   time_of(&content, keys->time));
    if (keys->extra != NULL) add_certificate(cms, keys->extra);
    signature_of(file, path);
    save_der(cms, path);
    CMS_ContentInfo_free(cms);
}

void forged_add_signer(const char *file, const char *key, const char *certificate,
                       int64_t time_)
{
    char path[PATH_SIZE];
    CLEANUP(text_buffer_free) TextBuffer content = forged_read(file);
    signature_of(file, path);
    BIO *bio = bytes_of(path);
    CMS_ContentInfo *cms = d2i_CMS_bio(bio, NULL);
    if (cms == NULL) forged_die("is no signature", path);
    BIO_free(bio);
    if (key != NULL)
        add_signer(cms, &content, key, certificate, time_of(&content, time_));
    else
        add_certificate(cms, certificate);
    save_der(cms, path);
    CMS_ContentInfo_free(cms);
}

/* --- checkpoints --- */

void forged_add_line(const char *checkpoint, const char *name)
{
    uint8_t bytes[4 + LOG_SIGNATURE_SIZE];
    CLEANUP(text_buffer_free) TextBuffer note = forged_read(checkpoint);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(7 * i + 1);
    text_buffer_format(&note, "\xE2\x80\x94 %s ", name);
    base64_append(&note, bytes, sizeof bytes);
    text_buffer_char(&note, '\n');
    forged_write(checkpoint, note.bytes, note.length);
}

/* --- the chain --- */

static const char *entry_folder(const char *ledger, uint32_t number)
{
    char name[ENTRY_NAME_SIZE];
    entry_name(number, name);
    return forged_path(ledger, name);
}

uint32_t forged_entries(const char *ledger)
{
    uint32_t count = 0;
    while (forged_there(entry_folder(ledger, count)))
        count++;
    return count;
}

static void set_hash(TextBuffer *json, const char *member, const char *file)
{
    uint8_t sum[SHA256_SIZE];
    char value[SHA256_HEX_SIZE + 2] = "\"", hex[SHA256_HEX_SIZE];
    Failure failure = {0};
    forged_must(sha256_of_file(file, sum, NULL, &failure), &failure);
    sha256_to_hex(sum, hex);
    snprintf(value, sizeof value, "\"%s\"", hex);
    if (!forged_set(json, member, value)) forged_die("no such member", member);
}

static uint64_t log_size_after(const char *ledger, uint32_t number)
{
    Failure failure = {0};
    Checkpoint checkpoint = {0};
    CLEANUP(text_buffer_free)
    TextBuffer note = forged_read(forged_path(entry_folder(ledger, number), "checkpoint"));
    forged_must(checkpoint_parse(note.bytes, note.length, &checkpoint, &failure), &failure);
    return checkpoint.size;
}

void forged_link(const char *ledger, uint32_t number, const char *folder)
{
    char value[32];
    const char *path = forged_path(folder, "entry.json");
    CLEANUP(text_buffer_free) TextBuffer json = forged_read(path);
    snprintf(value, sizeof value, "%u", number);
    (void)forged_set(&json, "number", value);
    if (number > 0) {
        const char *before = entry_folder(ledger, number - 1);
        set_hash(&json, "previous_entry", forged_path(before, "entry.json"));
        set_hash(&json, "previous_signature", forged_path(before, "entry.json.p7s"));
        set_hash(&json, "previous_checkpoint", forged_path(before, "checkpoint"));
        snprintf(value, sizeof value, "%llu",
                 (unsigned long long)log_size_after(ledger, number - 1));
        (void)forged_set(&json, "log_size_before", value);
    }
    forged_write(path, json.bytes, json.length);
}

/* --- the log --- */

static Status append(void *user, const LeafBlock *block, Failure *failure)
{
    return audit_log_append_hashes(user, block->hashes, block->count, failure);
}

/* With the pseudonyms that go with them. */
static Status leaves_of(const char *ledger, Folder *folder, const EntryText *text,
                        const uint8_t *key, size_t length, AuditLog *log, Failure *failure)
{
    CLEANUP(leaf_names_close) LeafNames *names = NULL;
    forged_must(
        leaf_names_open(forged_path(ledger, "log"), text->number, true, &names, failure),
        failure);
    const LeafPseudonyms made = {key, length, NULL, leaf_names_write, names};
    Status status = entry_leaves(folder, text, &made, 1, append, log, failure);
    return status == STATUS_OK ? leaf_names_finish(names, failure) : status;
}

/* An entry that cannot be read has its name in the log, and nothing more. */
static void append_leaves(const char *ledger, const char *path, AuditLog *log)
{
    Failure failure = {0};
    uint8_t key[256];
    size_t length = 0;
    CLEANUP(folder_close) Folder *folder = NULL;
    CLEANUP(entry_text_free) EntryText text = {0};
    uint64_t before = audit_log_size(log);
    CLEANUP(text_buffer_free) TextBuffer json = forged_read(forged_path(path, "entry.json"));
    forged_must(secret_file_read(forged_path(ledger, "keys/pseudonym.key"), key, sizeof key,
                                 &length, &failure),
                &failure);
    forged_must(folder_open(path, &folder, &failure), &failure);
    Status status = entry_read("entry.json", json.bytes, json.length, &text, &failure);
    if (status == STATUS_OK)
        status = leaves_of(ledger, folder, &text, key, length, log, &failure);
    if (status == STATUS_OK && audit_log_size(log) > before) return;
    forged_must(audit_log_append(log, "entry", 5, &failure), &failure);
}

static void sign_log(const char *ledger, const char *folder, const char *log_key, AuditLog *log)
{
    Failure failure = {0};
    LogVerifier verifier;
    MerkleHash root;
    CLEANUP(log_key_free) LogKey *key = NULL;
    CLEANUP(text_buffer_free) TextBuffer note = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free)
    TextBuffer public_key = forged_read(forged_path(entry_folder(ledger, 0), "log-key.pub"));
    forged_must(log_verifier_parse(public_key.bytes, public_key.length, &verifier, &failure),
                &failure);
    forged_must(log_key_load(log_key, verifier.name, PASS_NONE, &key, &failure), &failure);
    forged_must(audit_log_root(log, &root, &failure), &failure);
    forged_must(checkpoint_write(key, audit_log_size(log), &root, &note, &failure), &failure);
    forged_write(forged_path(folder, "checkpoint"), note.bytes, note.length);
}

void forged_log(const char *ledger, uint32_t number, const char *folder, const char *log_key)
{
    Failure failure = {0};
    CLEANUP(audit_log_close) AuditLog *log = NULL;
    uint64_t before = number > 0 ? log_size_after(ledger, number - 1) : 0;
    forged_must(audit_log_open(forged_path(ledger, "log"), AUDIT_LOG_WRITE, 1, &log, &failure),
                &failure);
    if (audit_log_size(log) > before)
        forged_must(audit_log_truncate(log, before, &failure), &failure);
    append_leaves(ledger, folder, log);
    sign_log(ledger, folder, log_key, log);
    forged_must(audit_log_finish(&log, &failure), &failure);
}
