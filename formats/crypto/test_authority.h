/*
 * test_authority.h - throw-away keys and certificates for test ledgers. payments.md 4 and 5.
 *
 * A certificate authority, an authority that signs the ledger's signers file, and two persons.
 * Every subject carries TEST_ORGANISATION, by which a live ledger knows and refuses them. Valid
 * from 2000-01-01 to 2099-12-31. The key of the certificate authority itself is never written:
 * nothing more can be issued under it.
 */
#ifndef TILSKUDD_FORMATS_TEST_AUTHORITY_H
#define TILSKUDD_FORMATS_TEST_AUTHORITY_H

#include "formats/base/system.h"

/* RSA-3072 for the two persons, as enterprise certificates have it, or EC P-256 for everything
 * (faster to make; its signatures differ from run to run). */
typedef enum TestKeys { TEST_KEYS_RSA = 0, TEST_KEYS_EC } TestKeys;

/* Names of the files, in the given folder. Certificates are 0644, keys 0600. */
#define TEST_CA_FILE "ca.pem"
#define TEST_AUTHORITY_FILE "authority.pem"
#define TEST_AUTHORITY_KEY_FILE "authority-key.pem"
#define TEST_DISPOSITION_FILE "disposition.pem"
#define TEST_DISPOSITION_KEY_FILE "disposition-key.pem"
#define TEST_ATTESTATION_FILE "attestation.pem"
#define TEST_ATTESTATION_KEY_FILE "attestation-key.pem"

/* Makes all seven files in `folder`, which must be there and hold none of them. On failure some
 * may be left: remove the folder. RSA keys take about a second, on up to two threads. Failures:
 * WRITE, LIBRARY, MEMORY. Any thread. */
MUST_USE Status test_authority_create(const char *folder, TestKeys kind, Failure *failure);

#endif
