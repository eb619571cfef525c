/* configuration_xml.c - the paying agency's configuration, checked while it is read. */
#include "formats/bank/configuration_xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/base/input_file.h"
#include "formats/csv/csv_fields.h"
#include "formats/bank/payment_text.h"
#include "formats/text/page_text.h"
#include "formats/xml/strict_xml.h"
#include "formats/base/utf8.h"
#include "rules/base/identity.h"
#include "rules/base/municipality_heir.h"

/* Positions in the attribute lists of the table below. */
enum { AGENCY_NAME, AGENCY_ORGANISATION, AGENCY_ACCOUNT, AGENCY_SHORT };
enum { BANK_AGREEMENT, BANK_BIC, BANK_NAME };
enum { SHARE_MUNICIPALITY, SHARE_SUCCESSOR, SHARE_NUMERATOR, SHARE_DENOMINATOR };
enum { LINE_CODE, LINE_TO };
enum { LIMIT_GROUP, LIMIT_AMOUNT };
enum { OBJECTION_LANGUAGE, OBJECTION_TEXT };

/* Of the directorate that pays these grants (payments.md 2). */
static const char default_short_name[] = "IMDi";

static Status refuse_digits(const XmlElement *element, size_t attribute, const char *problem,
                            Failure *failure)
{
    (void)xml_refuse(element, attribute, failure, "%s", translate(problem));
    if (failure != NULL) failure->status = STATUS_CONTROL_DIGITS;
    return STATUS_CONTROL_DIGITS;
}

static Status sent_text(const XmlElement *element, size_t attribute, size_t limit, char *out,
                        size_t size, Failure *failure)
{
    const char *text = element->values[attribute];
    Failure why = {0};
    if (payment_text_read(text, strlen(text), limit, out, size, &why) == STATUS_OK)
        return STATUS_OK;
    return xml_refuse(element, attribute, failure, "%s", why.detail);
}

/* An id is sent as it stands or not at all. */
static Status sent_id(const XmlElement *element, size_t attribute, size_t limit, char *out,
                      size_t size, Failure *failure)
{
    TRY(sent_text(element, attribute, limit, out, size, failure));
    size_t length = strlen(out);
    if (out[strspn(out, "0")] == '\0')
        return xml_refuse(element, attribute, failure, "zeros alone: fill it in");
    if (out[0] == ' ' || out[length - 1] == ' ')
        return xml_refuse(element, attribute, failure, "a blank before or after it: remove it");
    if (payment_text_outside(out, length) == length) return STATUS_OK;
    return xml_refuse(element, attribute, failure,
                      "a character that banks do not take in an id: write it another way");
}

/* Cleaned here already: what stands in the remittance is known to fit, and is never cut. */
static Status read_short_name(Configuration *configuration, const XmlElement *element,
                              Failure *failure)
{
    char text[AGENCY_SHORT_SIZE + 4], composed[AGENCY_SHORT_SIZE];
    Failure reason;
    snprintf(composed, sizeof composed, "%s", default_short_name);
    if (element->values[AGENCY_SHORT] != NULL)
        TRY(sent_text(element, AGENCY_SHORT, AGENCY_SHORT_LENGTH, composed, sizeof composed,
                      failure));
    Status status = payment_text_clean("shortName", composed, AGENCY_SHORT_LENGTH + 1, text,
                                       sizeof text, &reason);
    if (status != STATUS_OK)
        return xml_refuse(element, AGENCY_SHORT, failure, "%s", reason.detail);
    if (utf8_characters(text, strlen(text)) > AGENCY_SHORT_LENGTH)
        return xml_refuse(element, AGENCY_SHORT, failure, "more than %d characters: shorten it",
                          (int)AGENCY_SHORT_LENGTH);
    memcpy(configuration->agency_short, text, strlen(text) + 1);
    return STATUS_OK;
}

static Status read_agency(void *user, const XmlElement *element, Failure *failure)
{
    Configuration *configuration = user;
    const char *organisation = element->values[AGENCY_ORGANISATION];
    const char *account = element->values[AGENCY_ACCOUNT];
    if (!organisation_number_ok(organisation, strlen(organisation)))
        return refuse_digits(element, AGENCY_ORGANISATION,
                             "not an organisation number: 9 digits, not all zeros, the last a "
                             "control digit",
                             failure);
    if (!account_number_ok(account, strlen(account)))
        return refuse_digits(
            element, AGENCY_ACCOUNT,
            "not an account: 11 digits, not all zeros, the last a control digit", failure);
    TRY(sent_text(element, AGENCY_NAME, AGENCY_NAME_LENGTH, configuration->agency_name,
                  AGENCY_NAME_SIZE, failure));
    TRY(xml_text(element, AGENCY_ORGANISATION, configuration->organisation_number,
                 ORGANISATION_SIZE, failure));
    TRY(xml_text(element, AGENCY_ACCOUNT, configuration->account, ACCOUNT_SIZE, failure));
    return read_short_name(configuration, element, failure);
}

/* ISO 9362: four letters or digits, two letters, two and perhaps three letters or digits. */
static bool bic_ok(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char both[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t length = strlen(text);
    return (length == 8 || length == 11) && strspn(text, both) == length &&
           strspn(text + 4, letters) >= 2;
}

static Status read_bank(void *user, const XmlElement *element, Failure *failure)
{
    Configuration *configuration = user;
    const char *bic = element->values[BANK_BIC];
    if (bic != NULL && !bic_ok(bic))
        return xml_refuse(element, BANK_BIC, failure,
                          "not a BIC: 8 or 11 capital letters and digits");
    if (bic != NULL)
        TRY(xml_text(element, BANK_BIC, configuration->bank_bic, BIC_SIZE, failure));
    if (element->values[BANK_NAME] != NULL)
        TRY(sent_text(element, BANK_NAME, AGENCY_NAME_LENGTH, configuration->bank_name,
                      AGENCY_NAME_SIZE, failure));
    return sent_id(element, BANK_AGREEMENT, AGREEMENT_LENGTH, configuration->agreement_id,
                   AGREEMENT_SIZE, failure);
}

static Status read_code(const XmlElement *element, size_t attribute, MunicipalityCode *code,
                        Failure *failure)
{
    const char *text = element->values[attribute];
    if (municipality_code_parse(text, strlen(text), code)) return STATUS_OK;
    return xml_refuse(element, attribute, failure, "not a municipality: write four digits");
}

/* Against the shares read before: a pair once, one denominator for a municipality. */
static Status check_share(const XmlElement *element, const Configuration *configuration,
                          const ClaimShare *share, Failure *failure)
{
    if (share->municipality == share->successor)
        return xml_refuse(element, SHARE_SUCCESSOR, failure, "a municipality to itself");
    if (configuration->claim_share_count == CLAIM_SHARES_MAX)
        return xml_refuse(element, SHARE_MUNICIPALITY, failure, "more than %d shares",
                          (int)CLAIM_SHARES_MAX);
    for (size_t i = 0; i < configuration->claim_share_count; i++) {
        const ClaimShare *other = &configuration->claim_shares[i];
        if (other->municipality != share->municipality) continue;
        if (other->successor == share->successor)
            return xml_refuse(element, SHARE_SUCCESSOR, failure,
                              "duplicate share of this successor: keep one");
        if (other->denominator != share->denominator)
            return xml_refuse(element, SHARE_DENOMINATOR, failure,
                              "the shares of one municipality have one denominator: write %d",
                              (int)other->denominator);
    }
    return STATUS_OK;
}

static Status read_share(void *user, const XmlElement *element, Failure *failure)
{
    Configuration *configuration = user;
    ClaimShare share;
    int64_t numerator, denominator;
    TRY(read_code(element, SHARE_MUNICIPALITY, &share.municipality, failure));
    TRY(read_code(element, SHARE_SUCCESSOR, &share.successor, failure));
    TRY(xml_whole(element, SHARE_DENOMINATOR, 1, SHARE_DENOMINATOR_MAX, &denominator, failure));
    TRY(xml_whole(element, SHARE_NUMERATOR, 1, denominator, &numerator, failure));
    share.numerator = (int32_t)numerator;
    share.denominator = (int32_t)denominator;
    TRY(check_share(element, configuration, &share, failure));
    configuration->claim_shares[configuration->claim_share_count++] = share;
    return STATUS_OK;
}

/* That `to` is a successor of `code`, only the table of municipalities can tell: when the run
 * has read both. */
static Status read_line_successor(void *user, const XmlElement *element, Failure *failure)
{
    LineSuccessors *rows = &((Configuration *)user)->line_successors;
    LineSuccessor row;
    TRY(read_code(element, LINE_CODE, &row.code, failure));
    TRY(read_code(element, LINE_TO, &row.to, failure));
    if (row.code == row.to)
        return xml_refuse(element, LINE_TO, failure, "a municipality to itself");
    if (line_successor_of(rows, row.code) != NULL)
        return xml_refuse(element, LINE_CODE, failure,
                          "a second line successor of this municipality: keep one");
    if (rows->count == LINE_SUCCESSORS_MAX)
        return xml_refuse(element, LINE_CODE, failure, "more than %d line successors",
                          (int)LINE_SUCCESSORS_MAX);
    size_t place = rows->count++;
    for (; place > 0 && rows->items[place - 1].code > row.code; place--)
        rows->items[place] = rows->items[place - 1];
    rows->items[place] = row;
    return STATUS_OK;
}

static Status read_limit(void *user, const XmlElement *element, Failure *failure)
{
    Configuration *configuration = user;
    const char *text = element->values[LIMIT_GROUP];
    PaymentGroup group;
    if (!payment_group_parse(text, strlen(text), &group))
        return xml_refuse(element, LIMIT_GROUP, failure, "unknown payment group: correct it");
    if (configuration->payment_limit[group] != 0)
        return xml_refuse(element, LIMIT_GROUP, failure, "duplicate limit: keep one");
    return xml_whole(element, LIMIT_AMOUNT, 1, INT64_C(1000000000000),
                     &configuration->payment_limit[group], failure);
}

static Status read_objection(void *user, const XmlElement *element, Failure *failure)
{
    Configuration *configuration = user;
    const char *word = element->values[OBJECTION_LANGUAGE];
    const char *text = element->values[OBJECTION_TEXT];
    bool english = strcmp(word, "en") == 0;
    if (!english && strcmp(word, "nb") != 0)
        return xml_refuse(element, OBJECTION_LANGUAGE, failure, "write nb or en");
    char *out = configuration->objection[english ? LANGUAGE_EN : LANGUAGE_NB];
    if (out[0] != '\0')
        return xml_refuse(element, OBJECTION_LANGUAGE, failure,
                          "a second objection in this language: keep one");
    const char *problem = page_text_problem(text, strlen(text));
    if (problem != NULL) /* without the text: what is wrong with it is not to be seen either */
        return xml_refuse_element(element, failure, "text: %s", translate(problem));
    return xml_text(element, OBJECTION_TEXT, out, OBJECTION_SIZE, failure);
}

static int compare_shares(const void *left, const void *right)
{
    const ClaimShare *a = left, *b = right;
    if (a->municipality != b->municipality) return a->municipality < b->municipality ? -1 : 1;
    return (a->successor > b->successor) - (a->successor < b->successor);
}

/* The shares of every municipality must add up to 1. */
static Status end_configuration(void *user, const XmlElement *element, Failure *failure)
{
    Configuration *configuration = user;
    ClaimShare *shares = configuration->claim_shares;
    size_t count = configuration->claim_share_count;
    qsort(shares, count, sizeof shares[0], compare_shares);
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += shares[i].numerator;
        if (i + 1 < count && shares[i + 1].municipality == shares[i].municipality) continue;
        if (sum != shares[i].denominator)
            return xml_refuse_element(
                element, failure,
                "the claim shares of municipality %04u add up to %lld/%d, "
                "not to 1: correct them",
                shares[i].municipality, (long long)sum, (int)shares[i].denominator);
        sum = 0;
    }
    return STATUS_OK;
}

static const XmlRule configuration_elements[] = {
    XML_ELEMENT("configuration", -1, 1, 1, NULL, end_configuration, NULL),
    XML_ELEMENT("agency", 0, 1, 1, read_agency, NULL, "name", "organisationNumber", "account",
                "shortName?"),
    XML_ELEMENT("bank", 0, 1, 1, read_bank, NULL, "agreementId", "bic?", "name?"),
    XML_ELEMENT("claimShare", 0, 0, 0, read_share, NULL, "municipality", "successor",
                "numerator", "denominator"),
    XML_ELEMENT("lineSuccessor", 0, 0, 0, read_line_successor, NULL, "code", "to"),
    XML_ELEMENT("paymentLimit", 0, 0, 0, read_limit, NULL, "group", "amount"),
    XML_ELEMENT("objection", 0, 0, 2, read_objection, NULL, "language", "text"),
};

static const XmlKind configuration_kind = {
    "urn:tilskudd:configuration:1", configuration_elements,
    sizeof configuration_elements / sizeof configuration_elements[0], true};

Status configuration_parse(const char *name, const void *bytes, size_t size,
                           Configuration **out, Failure *failure)
{
    *out = NULL;
    CLEANUP(configuration_free)
    Configuration *configuration = system_allocate_zeroed(1, sizeof *configuration);
    if (configuration == NULL) return failure_set(failure, STATUS_MEMORY, name, NULL);
    TRY(sha256_of(bytes, size, configuration->sha256, failure));
    TRY(strict_xml_read(name, bytes, size, &configuration_kind, configuration, failure));
    *out = HAND_OVER(Configuration *, configuration);
    return STATUS_OK;
}

Status configuration_read(const char *path, Configuration **out, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    *out = NULL;
    TRY(input_file_read(path, XML_DOCUMENT_MAX, &file, failure));
    return configuration_parse(path, file.bytes, file.size, out, failure);
}

Status configuration_made_up(Configuration **out, Failure *failure)
{
    *out = system_allocate(sizeof **out);
    if (*out == NULL) return failure_set(failure, STATUS_MEMORY, _("configuration"), NULL);
    **out = (Configuration){.agency_name = "Oppdiktet tilskuddsetat",
                            .organisation_number = "310000000",
                            .account = "99900000010",
                            .agency_short = "IMDi",
                            .agreement_id = "TEST-AVTALE-1"};
    return STATUS_OK;
}

void configuration_free(Configuration *configuration)
{
    system_free(configuration);
}
