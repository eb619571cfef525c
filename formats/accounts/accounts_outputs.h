/*
 * accounts_outputs.h - all files that follow from a control of accounts, and whether they are
 * the ones that a manifest lists. accounts.md 5. One thread.
 */
#ifndef TILSKUDD_FORMATS_ACCOUNTS_OUTPUTS_H
#define TILSKUDD_FORMATS_ACCOUNTS_OUTPUTS_H

#include "formats/accounts/accounts_manifest.h"
#include "formats/base/text_buffer.h"

/* Outputs that are no result but copies from the ledger: its CA and signers. */
#define ACCOUNTS_IDENTITY_KIND "identity"

typedef struct AccountsOutput {
    char name[64]; /* relative to the folder */
    char kind[16];
    TextBuffer text;
} AccountsOutput;

typedef struct AccountsOutputs {
    AccountsOutput *items;
    size_t count, capacity;
} AccountsOutputs;

/* All files that follow from the outcome. accounts_outputs_free, also after a failure. */
MUST_USE Status accounts_outputs_make(const AccountsOutcome *outcome, AccountsOutputs *out,
                                      Failure *failure);
void accounts_outputs_free(AccountsOutputs *outputs);
CLEANUP_VALUE(AccountsOutputs, accounts_outputs_free)
const AccountsOutput *accounts_output_find(const AccountsOutputs *outputs, const char *name);
/* VERIFICATION unless the manifest lists exactly these outputs with these hashes (besides the
 * copies of the ledger's CA and signers). `name` is the folder, for messages. */
MUST_USE Status accounts_outputs_compare(const AccountsOutputs *outputs, const char *name,
                                         const AccountsManifest *manifest, Failure *failure);
/* SHA-256 of the names and hashes of the computed outputs: the same content, the same
 * identity. MEMORY, LIBRARY. */
MUST_USE Status accounts_identity(const ManifestFiles *outputs, uint8_t identity[SHA256_SIZE],
                                  Failure *failure);

#endif
