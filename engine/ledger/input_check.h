/*
 * input_check.h - the inputs that the authority signs: is an input one of this ledger's, and
 * are the copies in a run folder or entry what the run used and what its payments were made
 * from. trust.md 2.
 *
 * One thread. Nothing is kept.
 */
#ifndef TILSKUDD_ENGINE_INPUT_CHECK_H
#define TILSKUDD_ENGINE_INPUT_CHECK_H

#include "engine/ledger/ledger.h"
#include "formats/run/signed_input.h"

/* The digits by which serial lines name a ledger: the first of its opening's head. */
void input_ledger_digits(const Ledger *ledger, char digits[SERIAL_LEDGER_SIZE]);

/* Whether entry `entries` of the ledger may be made with an input, by the entries before it.
 * With given keys it has a serial line and the signature of the authority in force then:
 * NOT_NOW with the line or command that makes one, VERIFICATION for a signature that is not the
 * authority's. A serial line, with any keys: of this ledger, its number not lower than that of
 * the last entry's copy, and with the same number the same content (NOT_NOW). */
MUST_USE Status input_check(const Ledger *ledger, size_t entries, const SignedInput *input,
                            Failure *failure);

/* Copies in a folder. Borrowed. */
typedef struct CopyCheck {
    Folder *folder;           /* of a run or an entry */
    const Manifest *manifest; /* that stands in it */
    const char *payments;     /* "proposal" or "payments" in it */
} CopyCheck;

/* Every copy has the content that the manifest lists among the inputs, and the payment files
 * are byte for byte what payees, configuration, bank profile and municipalities.csv give: every
 * creditor, account and amount, and the debtor. VERIFICATION, naming the file. */
MUST_USE Status input_check_copies(const CopyCheck *check, Failure *failure);
/* That each copy may be an input of entry `entries` (input_check), with its number in the
 * manifest. VERIFICATION. */
MUST_USE Status input_check_signed(const CopyCheck *check, const Ledger *ledger, size_t entries,
                                   Failure *failure);
/* Both, of an entry of a run that follows `entries` of the ledger. */
MUST_USE Status input_check_entry(Folder *entry, const Ledger *ledger, size_t entries,
                                  Failure *failure);

#endif
