/*
 * accounts_manifest.h - the manifest of a control of reported accounts: which inputs it keeps,
 * how its sample was drawn, what it has written. accounts.md 5.
 *
 * Plain data; one thread. Constant tables: any thread.
 */
#ifndef TILSKUDD_FORMATS_ACCOUNTS_MANIFEST_H
#define TILSKUDD_FORMATS_ACCOUNTS_MANIFEST_H

#include "formats/base/clock.h"
#include "formats/base/path.h"
#include "formats/run/manifest.h"
#include "rules/accounts/outcome.h"

typedef enum AccountsInputId {
    ACCOUNTS_AWARDS = 0,
    ACCOUNTS_REPORTED,
    ACCOUNTS_STATEMENTS,
    ACCOUNTS_APPROPRIATION,
    ACCOUNTS_LIMITS,
    ACCOUNTS_LAST_AWARDS,
    ACCOUNTS_LAST_REPORTED,
    ACCOUNTS_LAST_STATEMENTS,
    ACCOUNTS_LAST_MANIFEST,
    ACCOUNTS_VOUCHERS,
    ACCOUNTS_DECISIONS,
    ACCOUNTS_INPUT_COUNT
} AccountsInputId;

enum { ACCOUNTS_SEED_SIZE = 128, ACCOUNTS_N_MAX = 100000 };

typedef struct AccountsManifest {
    AccountsMode mode;
    Day date;
    int64_t n; /* of the random sample; 0: nothing selected yet */
    char seed[ACCOUNTS_SEED_SIZE];
    char program[64];              /* "tilskudd 1.0.0, build 0123456789abcdef" */
    char time[TIME_TEXT_SIZE];     /* "" without a ledger */
    char ledger[PATH_SIZE];        /* where it was; "" without one */
    uint8_t opening[SHA256_SIZE];  /* head of its opening */
    uint8_t identity[SHA256_SIZE]; /* of the outputs: the same content, the same identity */
    ManifestFiles inputs, outputs;
} AccountsManifest;

/* Kind ("awards") and kept name ("inputs/awards.csv") of an input. Constant. */
const char *accounts_input_kind(AccountsInputId id);
const char *accounts_input_name(AccountsInputId id);
/* Whether a live ledger's authority signs it. */
bool accounts_input_is_signed(AccountsInputId id);
/* The input that a manifest lists, or whose signature it lists; ACCOUNTS_INPUT_COUNT: none. */
AccountsInputId accounts_input_of(const ManifestFile *file, bool *is_signature);

/* Appends manifest.json. */
void accounts_manifest_write(const AccountsManifest *manifest, TextBuffer *out);
/* VERIFICATION for anything accounts_manifest_write does not make. */
MUST_USE Status accounts_manifest_read(const char *name, const void *bytes, size_t size,
                                       AccountsManifest *out, Failure *failure);
void accounts_manifest_free(AccountsManifest *manifest);
CLEANUP_VALUE(AccountsManifest, accounts_manifest_free)
/* Whether two controls could draw from the same awards: what was sent makes the population. The
 * day, the limits and last year are chosen by who controls, who would draw again by choosing
 * others. */
bool accounts_same_population(const AccountsManifest *left, const AccountsManifest *right);

#endif
