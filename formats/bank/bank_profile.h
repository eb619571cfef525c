/*
 * bank_profile.h - what one bank wants in a payment file. payments.md 2.
 *
 * Banks differ, so a profile is data (formats/bank-profiles/<name>.xml), never code. Every
 * setting stands there exactly once, with its evidence: where the value comes from, and whether
 * that was read in a public source or must still be confirmed by the bank. Fixed-size plain
 * data: copy it freely, read it from any thread.
 */
#ifndef TILSKUDD_FORMATS_BANK_PROFILE_H
#define TILSKUDD_FORMATS_BANK_PROFILE_H

#include <stdint.h>

#include "formats/base/digest.h"
#include "rules/answers/payment_state.h"

typedef enum MessageVersion { PAIN_001_001_03 = 0, PAIN_001_001_09 } MessageVersion;

/* What the bank says of an optional element. The writer writes only what is wanted. */
typedef enum Wish {
    WISH_REFUSED = 0, /* "refused": the bank rejects a file that has it */
    WISH_ACCEPTED,    /* "accepted": allowed, but not needed */
    WISH_WANTED       /* "wanted": the bank rejects a file without it */
} Wish;

/* Where the bank agreement id (SchmeNm/Cd BANK) stands. */
typedef enum AgreementPlace {
    AGREEMENT_INITIATING_PARTY = 0, /* "initiating-party": GrpHdr/InitgPty */
    AGREEMENT_DEBTOR                /* "debtor": PmtInf/Dbtr */
} AgreementPlace;

typedef enum BankSetting {
    SETTING_MESSAGE_VERSION = 0,
    SETTING_PAYMENT_COUNT,
    SETTING_PAYMENT_SUM,
    SETTING_BATCH_BOOKING,
    SETTING_BATCH_BOOKING_VALUE,
    SETTING_CHARGE_BEARER,
    SETTING_CHARGE_BEARER_CODE,
    SETTING_AGREEMENT_PLACE,
    SETTING_SERVICE_LEVEL,
    SETTING_CATEGORY_PURPOSE,
    SETTING_CREDITOR_ID,
    SETTING_NAME_MAXIMUM,
    SETTING_MAX_TRANSACTIONS,
    SETTING_DEBTOR_BIC,
    SETTING_STATUS_SETTLES,
    SETTING_PART_REST,
    BANK_SETTING_COUNT
} BankSetting;

enum { BANK_NAME_SIZE = 33, BANK_CODE_SIZE = 5, BANK_BIC_SIZE = 12, BANK_SOURCE_SIZE = 256 };

typedef struct BankEvidence {
    bool verified; /* read in the public source named */
    char source[BANK_SOURCE_SIZE];
} BankEvidence;

typedef struct BankProfile {
    char name[BANK_NAME_SIZE];    /* "dnb" */
    char version[BANK_NAME_SIZE]; /* "1.0" */
    MessageVersion message_version;
    Wish payment_count;                      /* PmtInf/NbOfTxs */
    Wish payment_sum;                        /* PmtInf/CtrlSum */
    Wish batch_booking;                      /* PmtInf/BtchBookg */
    bool batch_booking_value;                /* written when wanted */
    Wish charge_bearer;                      /* ChrgBr, at either level */
    char charge_bearer_code[BANK_CODE_SIZE]; /* "" when refused */
    AgreementPlace agreement_place;
    char service_level[BANK_CODE_SIZE];    /* "NURG" */
    char category_purpose[BANK_CODE_SIZE]; /* "" for none */
    char creditor_id[BANK_CODE_SIZE]; /* scheme of the payee's organisation number, or "" */
    size_t name_maximum;              /* characters of a name, 1 to 140 */
    size_t max_transactions;          /* of one file, at least 1 */
    char debtor_bic[BANK_BIC_SIZE];   /* 8 or 11 characters */
    /* How answers are read (life.md 2); no part of what is sent, nor of a run's identity. */
    SettlingCodes settling;
    PartRest part_rest;
    BankEvidence evidence[BANK_SETTING_COUNT];
    uint8_t sha256[SHA256_SIZE]; /* of the content, byte for byte */
} BankProfile;

/*
 * Reads FOLDER/NAME.xml, or the file itself when `name` has a '/' or ends in ".xml". A plain
 * name is lower-case letters, digits and '-'. Strict: every setting once, known values only,
 * settings that contradict each other are refused, and so is a profile of the folder whose
 * `name` is not its file's. INPUT_MISSING (no such profile) and all of strict_xml_read.
 */
MUST_USE Status bank_profile_load(const char *folder, const char *name, BankProfile *out,
                                  Failure *failure);
/* Where that is; refuses (INPUT_MISSING) what is neither a name nor a path, or is too long. */
MUST_USE Status bank_profile_path(const char *folder, const char *name, char *path, size_t size,
                                  Failure *failure);
/* From memory; `file` is for messages. */
MUST_USE Status bank_profile_read(const char *file, const void *bytes, size_t size,
                                  BankProfile *out, Failure *failure);

/* "pain.001.001.03"; "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03". */
const char *message_version_text(MessageVersion version);
const char *message_version_namespace(MessageVersion version);

#endif
