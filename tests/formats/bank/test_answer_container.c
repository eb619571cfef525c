/*
 * test_answer_container.c - an answer that the bank has signed comes out of its container; what
 * was changed, added, left out or signed by another does not.
 */
#include "formats/bank/answer_container.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/base64.h"
#include "formats/base/zip_reader.h"
#include "formats/crypto/test_authority.h"
#include "tests/formats/bank/zip_sample.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

static const int64_t in_2018 = 1538384400; /* 2018-10-01T09:00:00Z */
static const char type[] = "application/vnd.etsi.asic-e+zip";
static const char answer[] = "<Document>what the bank says</Document>";

/* Parts of a container; a test changes one before it is packed. */
typedef struct Parts {
    SigningKey *key;
    Certificate *bank, *other;
    char manifest[1024];
    TextBuffer signature;
    ZipSample files[6];
    size_t count;
} Parts;

static void add(Parts *parts, const char *name, const char *content, size_t size)
{
    parts->files[parts->count++] = (ZipSample){name, content, size, parts->count % 2 == 1};
}

static void write_manifest(Parts *parts, const char *uri, const char *content)
{
    TextBuffer digest = TEXT_BUFFER_EMPTY;
    uint8_t hash[SHA256_SIZE];
    CU_ASSERT_EQUAL(sha256_of(content, strlen(content), hash, NULL), STATUS_OK);
    base64_append(&digest, hash, sizeof hash);
    snprintf(parts->manifest, sizeof parts->manifest,
             "<asic:ASiCManifest xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\" "
             "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">"
             "<asic:SigReference URI=\"META-INF/signature.p7s\"/>"
             "<asic:DataObjectReference URI=\"%s\"><ds:DigestMethod "
             "Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>"
             "<ds:DigestValue>%.*s</ds:DigestValue></asic:DataObjectReference>"
             "</asic:ASiCManifest>",
             uri, (int)digest.length, digest.bytes);
    text_buffer_free(&digest);
}

static void sign(Parts *parts)
{
    CU_ASSERT_EQUAL_FATAL(cms_sign(parts->key,
                                   cms_bytes(parts->manifest, strlen(parts->manifest)), in_2018,
                                   &parts->signature, NULL),
                          STATUS_OK);
}

static void assemble(Parts *parts)
{
    parts->count = 0;
    add(parts, "mimetype", type, strlen(type));
    add(parts, "answer.xml", answer, strlen(answer));
    add(parts, "META-INF/ASiCManifest.xml", parts->manifest, strlen(parts->manifest));
    add(parts, "META-INF/signature.p7s", parts->signature.bytes, parts->signature.length);
}

static void begin(Parts *parts)
{
    *parts = (Parts){.signature = TEXT_BUFFER_EMPTY};
    scratch_begin();
    CU_ASSERT_EQUAL_FATAL(test_authority_create(scratch_folder(), TEST_KEYS_EC, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(signing_key_load(scratch_path(TEST_DISPOSITION_KEY_FILE),
                                           scratch_path(TEST_DISPOSITION_FILE), PASS_NONE,
                                           &parts->key, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(
        certificate_load(scratch_path(TEST_DISPOSITION_FILE), &parts->bank, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(
        certificate_load(scratch_path(TEST_ATTESTATION_FILE), &parts->other, NULL), STATUS_OK);
    write_manifest(parts, "answer.xml", answer);
    sign(parts);
    assemble(parts);
}

static void end(Parts *parts)
{
    signing_key_free(parts->key);
    certificate_free(parts->bank);
    certificate_free(parts->other);
    text_buffer_free(&parts->signature);
    scratch_end();
}

/* Packs and reads; what came out, when it is the answer. */
static Status read_packed(const Parts *parts, const Certificate *bank, Failure *failure)
{
    TextBuffer zip = TEXT_BUFFER_EMPTY, out = TEXT_BUFFER_EMPTY;
    zip_sample(parts->files, parts->count, &zip);
    Status status =
        answer_container_read("a.asice", zip.bytes, zip.length, bank, &out, failure);
    if (status == STATUS_OK) {
        CU_ASSERT_EQUAL(out.length, strlen(answer));
        CU_ASSERT_EQUAL(memcmp(out.bytes, answer, strlen(answer)), 0);
    } else {
        CU_ASSERT_EQUAL(out.length, 0);
    }
    text_buffer_free(&zip);
    text_buffer_free(&out);
    return status;
}

static void the_signed_answer_comes_out(void)
{
    Parts parts;
    Failure failure = {0};
    begin(&parts);
    CU_ASSERT_EQUAL(read_packed(&parts, NULL, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(read_packed(&parts, parts.bank, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(read_packed(&parts, parts.other, &failure), STATUS_VERIFICATION);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "another than the bank"));
    end(&parts);
}

static void refused(Parts *parts, Status expected, const char *detail)
{
    Failure failure = {0};
    CU_ASSERT_EQUAL(read_packed(parts, parts->bank, &failure), expected);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, detail));
    if (strstr(failure.detail, detail) == NULL) puts(failure.detail);
}

static void what_was_changed_does_not(void)
{
    static const char changed[] = "<Document>what the bank SAYS</Document>";
    Parts parts;
    begin(&parts);
    parts.files[1].content = changed;
    refused(&parts, STATUS_VERIFICATION, "not the one that was signed");
    write_manifest(&parts, "answer.xml", changed); /* and the digest with it */
    assemble(&parts);
    parts.files[1].content = changed;
    refused(&parts, STATUS_VERIFICATION, "the content is not the one that was signed");
    end(&parts);
}

static void what_was_added_or_left_out_does_not(void)
{
    Parts parts;
    begin(&parts);
    add(&parts, "second.xml", answer, strlen(answer));
    refused(&parts, STATUS_INPUT_VALUE, "nothing beside it");
    assemble(&parts);
    add(&parts, "META-INF/ASiCManifest2.xml", parts.manifest, strlen(parts.manifest));
    refused(&parts, STATUS_INPUT_VALUE, "one META-INF/ASiCManifest.xml");
    assemble(&parts);
    parts.count = 3;
    refused(&parts, STATUS_VERIFICATION, "nobody has signed it");
    assemble(&parts);
    parts.files[0].name = "type";
    refused(&parts, STATUS_INPUT_VALUE, "its first file is not mimetype");
    assemble(&parts);
    parts.files[0].content = "application/vnd.etsi.asic-s+zip";
    refused(&parts, STATUS_INPUT_VALUE, "not that of ASiC-E");
    assemble(&parts);
    parts.files[1].name = "other.xml";
    refused(&parts, STATUS_INPUT_VALUE, "not there");
    assemble(&parts);
    parts.files[1].name = "../answer.xml";
    refused(&parts, STATUS_INPUT_FORBIDDEN, "leads out");
    assemble(&parts);
    add(&parts, "answer.xml", answer, strlen(answer));
    refused(&parts, STATUS_INPUT_FORBIDDEN, "stands twice");
    end(&parts);
}

/* Whatever byte is changed, cut or added: never another answer, never a crash. */
static void a_damaged_container_does_not(void)
{
    Parts parts;
    TextBuffer zip = TEXT_BUFFER_EMPTY, out = TEXT_BUFFER_EMPTY;
    size_t accepted = 0;
    begin(&parts);
    zip_sample(parts.files, parts.count, &zip);
    for (size_t i = 0; i < zip.length; i++) {
        zip.bytes[i] ^= 0x41;
        text_buffer_clear(&out);
        Status status =
            answer_container_read("a", zip.bytes, zip.length, parts.bank, &out, NULL);
        if (status == STATUS_OK) {
            accepted++; /* dates, versions and the like say nothing */
            CU_ASSERT_EQUAL(out.length, strlen(answer));
            CU_ASSERT_EQUAL(memcmp(out.bytes, answer, out.length), 0);
        }
        zip.bytes[i] ^= 0x41;
    }
    CU_ASSERT_TRUE(accepted < zip.length / 8);
    for (size_t size = 0; size < zip.length; size++)
        CU_ASSERT_NOT_EQUAL(answer_container_read("a", zip.bytes, size, parts.bank, &out, NULL),
                            STATUS_OK);
    text_buffer_free(&zip);
    text_buffer_free(&out);
    end(&parts);
}

static void an_archive_gives_what_was_put_in(void)
{
    static char large[50000];
    TextBuffer zip = TEXT_BUFFER_EMPTY, out = TEXT_BUFFER_EMPTY;
    ZipArchive archive;
    memset(large, 'x', sizeof large);
    const ZipSample files[] = {{"a", "", 0, false}, {"b", large, sizeof large, true}};
    zip_sample(files, 2, &zip);
    CU_ASSERT_EQUAL_FATAL(zip_open(zip.bytes, zip.length, &archive, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(archive.count, 2);
    CU_ASSERT_EQUAL(zip_content(zip_file(&archive, "a"), 10, &out, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(out.length, 0);
    CU_ASSERT_EQUAL(zip_content(zip_file(&archive, "b"), 10, &out, NULL),
                    STATUS_INPUT_TOO_LARGE);
    CU_ASSERT_EQUAL(zip_content(zip_file(&archive, "b"), sizeof large, &out, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(out.length, sizeof large);
    CU_ASSERT_PTR_NULL(zip_file(&archive, "c"));
    text_buffer_free(&zip);
    text_buffer_free(&out);
}

static const TestCase tests[] = {
    {"the signed answer comes out", the_signed_answer_comes_out},
    {"what was changed does not", what_was_changed_does_not},
    {"what was added or left out does not", what_was_added_or_left_out_does_not},
    {"a damaged container does not", a_damaged_container_does_not},
    {"an archive gives what was put in", an_archive_gives_what_was_put_in},
};

TEST_MAIN("answer_container", tests)
