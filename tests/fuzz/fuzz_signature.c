/*
 * fuzz_signature.c - detached signatures (CMS).
 *
 * The authority's key and those of its two signers, who signed the seeds, were thrown away when
 * they had been used: whatever is accepted was signed by one of the two, over this content.
 */
#include <string.h>

#include "formats/crypto/certificate.h"
#include "formats/crypto/cms_signature.h"
#include "tests/fuzz/fuzz_target.h"

static const char content[] = "content\n";

static const char authority[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIICHzCCAcagAwIBAgIQciCvaJykTDoClbhlQNnSnzAKBggqhkjOPQQDAjBdMQsw\n"
    "CQYDVQQGEwJOTzEsMCoGA1UECgwjVElMU0tVREQgVEVTVCAtIElLS0UgRk9SIFVU\n"
    "QkVUQUxJTkcxIDAeBgNVBAMMF1RFU1Qgc2VydGlmaWthdHV0c3RlZGVyMCAXDTAw\n"
    "MDEwMTAwMDAwMFoYDzIwOTkxMjMxMjM1OTU5WjBdMQswCQYDVQQGEwJOTzEsMCoG\n"
    "A1UECgwjVElMU0tVREQgVEVTVCAtIElLS0UgRk9SIFVUQkVUQUxJTkcxIDAeBgNV\n"
    "BAMMF1RFU1Qgc2VydGlmaWthdHV0c3RlZGVyMFkwEwYHKoZIzj0CAQYIKoZIzj0D\n"
    "AQcDQgAEwoz/R9hNt3sfAgrtw71kjcCokksCWC5Tp/lIu4k/b1aDF8AFiMY25G/w\n"
    "GbdnGxyvtrSutZu6z828NE6LtchEQqNmMGQwEgYDVR0TAQH/BAgwBgEB/wIBADAO\n"
    "BgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFG/DWlwHDd7Sw4bZ0oa0QP07PvrAMB8G\n"
    "A1UdIwQYMBaAFG/DWlwHDd7Sw4bZ0oa0QP07PvrAMAoGCCqGSM49BAMCA0cAMEQC\n"
    "IGTdjZmcT8siWHdiNQ0d6gF9Gih+bZFa5b0robleZcpkAiBXHzfB2/NgWK13F6A+\n"
    "HOm6jfWJQA8R8ozP3y49jgmrRQ==\n"
    "-----END CERTIFICATE-----\n";

static const char *const known_signers[] = {
    "18bb2ddba2bb0d225ce6d9f2cb73d637e4e4c7f933a146c8c921937942d787c2",
    "a023fbcf862e7a4707ecf16bcba9d28f136fd4f0c397c1f5e3c3b9178280d186"};

/* Parsed once, and kept until the program ends. */
static const TrustStore *known_store(void)
{
    static TrustStore *store;
    if (store == NULL)
        INVARIANT(trust_store_parse("ca.pem", authority, sizeof authority - 1, &store, NULL) ==
                  STATUS_OK);
    return store;
}

static bool is_known(const CmsSigner *signer)
{
    char hex[SHA256_HEX_SIZE];
    sha256_to_hex(signer->fingerprint, hex);
    return strcmp(hex, known_signers[0]) == 0 || strcmp(hex, known_signers[1]) == 0;
}

static void check_signers(const CmsSigner *signers, size_t count)
{
    INVARIANT(count == 1 || count == 2);
    for (size_t i = 0; i < count; i++)
        INVARIANT(is_known(&signers[i]));
    if (count == 2)
        INVARIANT(memcmp(signers[0].fingerprint, signers[1].fingerprint, SHA256_SIZE) < 0);
}

/* The same over other content, or with a byte more, is none. */
static void check_refused(const void *bytes, size_t size)
{
    CmsSigner signers[CMS_SIGNERS_MAX];
    size_t count = 1;
    TextBuffer longer = TEXT_BUFFER_EMPTY;
    text_buffer_append(&longer, bytes, size);
    text_buffer_char(&longer, '\0');
    INVARIANT(cms_verify(bytes, size, cms_bytes("other\n", 6), known_store(),
                         CMS_AT_SIGNING_TIME, signers, &count, NULL) == STATUS_VERIFICATION);
    INVARIANT(count == 0);
    INVARIANT(cms_verify(longer.bytes, longer.length, cms_bytes(content, sizeof content - 1),
                         known_store(), CMS_AT_SIGNING_TIME, signers, &count,
                         NULL) == STATUS_VERIFICATION);
    text_buffer_free(&longer);
}

static Status read_signature(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    CmsSigner signers[CMS_SIGNERS_MAX];
    size_t count = 1;
    Status status = cms_verify(bytes, size, cms_bytes(content, sizeof content - 1),
                               known_store(), CMS_AT_SIGNING_TIME, signers, &count, failure);
    INVARIANT(status == STATUS_OK || (status == STATUS_VERIFICATION && count == 0));
    if (status != STATUS_OK) return status;
    check_signers(signers, count);
    check_refused(bytes, size);
    text_buffer_append(out, bytes, size);
    return STATUS_OK;
}

void fuzz_signature(const uint8_t *data, size_t size)
{
    fuzz_written(read_signature, false, data, size);
}
