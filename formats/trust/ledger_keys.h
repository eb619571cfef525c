/*
 * ledger_keys.h - the private keys of a ledger itself, in DIR/keys: the log key and the
 * pseudonym key. life.md 4.
 *
 * Those of the opening are log-key.pem and pseudonym.key. A later one is log-key-ID.pem (ID:
 * the key id, eight digits) or pseudonym-CHECK.key (the first 16 digits of its check value), so
 * that it can lie there before its entry is committed, and the former ones after. Which one is
 * meant is always said by its public half: what lies there is never believed. One thread.
 */
#ifndef TILSKUDD_FORMATS_LEDGER_KEYS_H
#define TILSKUDD_FORMATS_LEDGER_KEYS_H

#include "formats/crypto/pseudonym_key.h"
#include "formats/log/log_key.h"

/* The key of a verifier. KEY when what lies there is another, INPUT_MISSING when nothing does;
 * what log_key_load fails with. */
MUST_USE Status ledger_log_key_load(const char *ledger, const LogVerifier *verifier,
                                    LogKey **out, Failure *failure);
/* The key with this check value; the same failures. pseudonym_key_forget. */
MUST_USE Status ledger_pseudonym_key_load(const char *ledger, const uint8_t check[SHA256_SIZE],
                                          PseudonymKey *out, Failure *failure);

/* Whether it is there and not this user's to read. */
bool ledger_pseudonym_key_hidden(const char *ledger, const uint8_t check[SHA256_SIZE]);

/* Lays a copy of the key file `source` there, whole or not at all and on the disk before this
 * returns; one that is there already stays. WRITE, what secret_file_read fails with. */
MUST_USE Status ledger_log_key_keep(const char *ledger, const char *source,
                                    const LogVerifier *verifier, Failure *failure);
MUST_USE Status ledger_pseudonym_key_keep(const char *ledger, const char *source,
                                          const uint8_t check[SHA256_SIZE], Failure *failure);

#endif
