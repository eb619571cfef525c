/*
 * configuration_xml.h - the run's configuration (--config): the paying agency and its choices.
 *
 *   <configuration xmlns="urn:tilskudd:configuration:1">
 *     <agency name="..." organisationNumber="..." account="..." shortName="..."?/>
 *     <bank agreementId="..." bic="..."? name="..."?/>
 *     <lineSuccessor code="1507" to="1508"/> ...
 *     <claimShare municipality="1507" successor="1508" numerator="1" denominator="2"/> ...
 *     <paymentLimit group="INT-1" amount="50000000"/> ...
 *     <objection language="nb" text="..."/> ...
 *   </configuration>
 *
 * What is sent to the bank is checked here: names are what payment_text_read() takes, the
 * agreement id has only characters of the banks' set and is not zeros alone, numbers have right
 * control digits. The short name begins the remittance text of every payment (payments.md 2):
 * at most 35 characters that payment_text_clean() can write in the banks' set. Claim shares say
 * how a split municipality's brought-forward claims go to its successors (grants.md 4): all
 * shares of one municipality have one denominator and add up to 1. A line successor says who
 * serves the persons of a split municipality whom their residence does not place, one per code.
 * A payment limit (whole kroner) is where a single payment of a group gets a finding. An
 * objection is what letters to municipalities say of how to object and until when, once for a
 * language (nb, en), text as page_text.h wants it. Strict, see strict_xml.h. Constant once
 * read; any thread.
 */
#ifndef TILSKUDD_FORMATS_CONFIGURATION_XML_H
#define TILSKUDD_FORMATS_CONFIGURATION_XML_H

#include "formats/bank/payees_csv.h"
#include "formats/base/language.h"
#include "rules/base/codes.h"
#include "rules/base/money.h"
#include "rules/base/municipality.h"
#include "rules/settlement/netting.h"

enum {
    AGENCY_NAME_LENGTH = 140, /* characters */
    AGENCY_NAME_SIZE = AGENCY_NAME_LENGTH * 4 + 1,
    AGENCY_SHORT_LENGTH = 35, /* characters */
    AGENCY_SHORT_SIZE = AGENCY_SHORT_LENGTH * 4 + 1,
    BIC_SIZE = 12,
    AGREEMENT_LENGTH = 35, /* characters */
    AGREEMENT_SIZE = AGREEMENT_LENGTH * 4 + 1,
    CLAIM_SHARES_MAX = 64,
    SHARE_DENOMINATOR_MAX = 1000000,
    OBJECTION_SIZE = 1500 /* bytes, with the NUL */
};

typedef struct Configuration {
    char agency_name[AGENCY_NAME_SIZE];
    char
        agency_short[AGENCY_SHORT_SIZE]; /* begins the remittance text; "IMDi" when not given */
    char organisation_number[ORGANISATION_SIZE];
    char account[ACCOUNT_SIZE];
    char bank_name[AGENCY_NAME_SIZE]; /* "" when not given */
    char bank_bic[BIC_SIZE];          /* "" when not given: the bank profile's */
    char agreement_id[AGREEMENT_SIZE];
    ClaimShare claim_shares[CLAIM_SHARES_MAX]; /* ascending by municipality, successor */
    size_t claim_share_count;
    LineSuccessors line_successors;                 /* ascending by code */
    Kroner payment_limit[PAYMENT_GROUP_COUNT];      /* 0: none */
    char objection[LANGUAGE_COUNT][OBJECTION_SIZE]; /* of letters; "" when not given */
    uint8_t sha256[SHA256_SIZE]; /* of the content, byte for byte; zeros when made up */
} Configuration;

/* Owned result: configuration_free (NULL is fine). INPUT_VALUE, CONTROL_DIGITS, strict_xml.h.
 */
MUST_USE Status configuration_read(const char *path, Configuration **out, Failure *failure);
MUST_USE Status configuration_parse(const char *name, const void *bytes, size_t size,
                                    Configuration **out, Failure *failure);
/* The made-up agency of test runs without --config; the same as fixtures/made-up-agency.xml. */
MUST_USE Status configuration_made_up(Configuration **out, Failure *failure);
void configuration_free(Configuration *configuration);
CLEANUP_POINTER(Configuration, configuration_free)

#endif
