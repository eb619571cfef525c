/* bank_profile.c - reads bank profiles: settings by name, each once, each with its evidence. */
#include "formats/bank/bank_profile.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "formats/xml/strict_xml.h"

enum { PROFILE_NAMES_SIZE = 256 };

static const char *const setting_texts[BANK_SETTING_COUNT] = {
    [SETTING_MESSAGE_VERSION] = "message-version",
    [SETTING_PAYMENT_COUNT] = "payment-count",
    [SETTING_PAYMENT_SUM] = "payment-sum",
    [SETTING_BATCH_BOOKING] = "batch-booking",
    [SETTING_BATCH_BOOKING_VALUE] = "batch-booking-value",
    [SETTING_CHARGE_BEARER] = "charge-bearer",
    [SETTING_CHARGE_BEARER_CODE] = "charge-bearer-code",
    [SETTING_AGREEMENT_PLACE] = "agreement-place",
    [SETTING_SERVICE_LEVEL] = "service-level",
    [SETTING_CATEGORY_PURPOSE] = "category-purpose",
    [SETTING_CREDITOR_ID] = "creditor-id",
    [SETTING_NAME_MAXIMUM] = "name-maximum",
    [SETTING_MAX_TRANSACTIONS] = "max-transactions",
    [SETTING_DEBTOR_BIC] = "debtor-bic",
    [SETTING_STATUS_SETTLES] = "status-settles",
    [SETTING_PART_REST] = "part-rest"};

static const char *const version_texts[] = {"pain.001.001.03", "pain.001.001.09", NULL};
static const char *const version_namespaces[] = {
    "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03",
    "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"};
static const char *const wish_texts[] = {"refused", "accepted", "wanted", NULL};
static const char *const place_texts[] = {"initiating-party", "debtor", NULL};
static const char *const boolean_texts[] = {"false", "true", NULL};
static const char *const evidence_texts[] = {"unverified", "verified", NULL};
static const char *const rest_texts[] = {"pending", "accepted", NULL};
static const char *const charge_texts[] = {"none", "DEBT", "SHAR", "SLEV", "CRED", NULL};

const char *message_version_text(MessageVersion version)
{
    return version_texts[version];
}

const char *message_version_namespace(MessageVersion version)
{
    return version_namespaces[version];
}

typedef struct ProfileReading {
    BankProfile *profile;
    bool seen[BANK_SETTING_COUNT];
} ProfileReading;

enum { AT_NAME, AT_VALUE, AT_EVIDENCE, AT_SOURCE };

/* Index of the attribute's value in a NULL-ended list. */
static Status word(const XmlElement *element, size_t attribute, const char *const *words,
                   int *out, Failure *failure)
{
    for (int i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], element->values[attribute]) == 0) {
            *out = i;
            return STATUS_OK;
        }
    return xml_refuse(element, attribute, failure, "unknown word; the first allowed is '%s'",
                      words[0]);
}

static Status read_wish(const XmlElement *element, Wish *out, Failure *failure)
{
    int index = 0;
    TRY(word(element, AT_VALUE, wish_texts, &index, failure));
    *out = (Wish)index;
    return STATUS_OK;
}

static bool is_of(const char *text, const char *set)
{
    return text[strspn(text, set)] == '\0';
}

static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char capitals_and_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/* Four capitals, or "none" when that is allowed: "". */
static Status read_code(const XmlElement *element, bool may_be_none, char out[BANK_CODE_SIZE],
                        Failure *failure)
{
    const char *value = element->values[AT_VALUE];
    out[0] = '\0';
    if (may_be_none && strcmp(value, "none") == 0) return STATUS_OK;
    if (strlen(value) != BANK_CODE_SIZE - 1 || !is_of(value, capitals))
        return xml_refuse(element, AT_VALUE, failure, "must be four capital letters%s",
                          may_be_none ? " or 'none'" : "");
    return xml_text(element, AT_VALUE, out, BANK_CODE_SIZE, failure);
}

static Status read_bic(const XmlElement *element, char out[BANK_BIC_SIZE], Failure *failure)
{
    const char *value = element->values[AT_VALUE];
    size_t length = strlen(value);
    if ((length != 8 && length != 11) || !is_of(value, capitals_and_digits) ||
        strspn(value, capitals) < 6)
        return xml_refuse(element, AT_VALUE, failure, "must be a BIC of 8 or 11 characters");
    return xml_text(element, AT_VALUE, out, BANK_BIC_SIZE, failure);
}

static Status read_number(const XmlElement *element, int64_t most, size_t *out,
                          Failure *failure)
{
    int64_t number = 0;
    TRY(xml_whole(element, AT_VALUE, 1, most, &number, failure));
    *out = (size_t)number;
    return STATUS_OK;
}

static Status read_charge_code(const XmlElement *element, BankProfile *profile,
                               Failure *failure)
{
    int index = 0;
    TRY(word(element, AT_VALUE, charge_texts, &index, failure));
    snprintf(profile->charge_bearer_code, BANK_CODE_SIZE, "%s",
             index == 0 ? "" : charge_texts[index]);
    return STATUS_OK;
}

/* "none", or statuses that say accepted, with a space between. */
static Status read_settling(const XmlElement *element, SettlingCodes *out, Failure *failure)
{
    const char *value = element->values[AT_VALUE];
    if (strcmp(value, "none") == 0) return STATUS_OK;
    for (;;) {
        char *code = out->codes[out->count];
        size_t length = strcspn(value, " ");
        if (length != STATUS_CODE_SIZE - 1 || out->count == SETTLING_CODES_MAX) break;
        memcpy(code, value, length);
        code[length] = '\0';
        if (status_meaning(code, NULL) != SAYS_ACCEPTED ||
            status_meaning(code, out) != SAYS_ACCEPTED)
            break;
        out->count++;
        value += length;
        if (*value == '\0') return STATUS_OK;
        value++;
    }
    return xml_refuse(element, AT_VALUE, failure,
                      "must be 'none' or accepting statuses such as 'ACSC ACCC'");
}

static Status read_index_setting(const XmlElement *element, BankSetting setting,
                                 BankProfile *profile, Failure *failure)
{
    int index = 0;
    switch (setting) {
    case SETTING_MESSAGE_VERSION:
        TRY(word(element, AT_VALUE, version_texts, &index, failure));
        profile->message_version = (MessageVersion)index;
        return STATUS_OK;
    case SETTING_BATCH_BOOKING_VALUE:
        TRY(word(element, AT_VALUE, boolean_texts, &index, failure));
        profile->batch_booking_value = index != 0;
        return STATUS_OK;
    case SETTING_PART_REST:
        TRY(word(element, AT_VALUE, rest_texts, &index, failure));
        profile->part_rest = (PartRest)index;
        return STATUS_OK;
    default:
        INVARIANT(setting == SETTING_AGREEMENT_PLACE);
        TRY(word(element, AT_VALUE, place_texts, &index, failure));
        profile->agreement_place = (AgreementPlace)index;
        return STATUS_OK;
    }
}

static Status read_value(const XmlElement *element, BankSetting setting, BankProfile *profile,
                         Failure *failure)
{
    enum { NAME_MOST = 140, TRANSACTIONS_MOST = 1000000 };
    switch (setting) {
    case SETTING_PAYMENT_COUNT:
        return read_wish(element, &profile->payment_count, failure);
    case SETTING_PAYMENT_SUM:
        return read_wish(element, &profile->payment_sum, failure);
    case SETTING_BATCH_BOOKING:
        return read_wish(element, &profile->batch_booking, failure);
    case SETTING_CHARGE_BEARER:
        return read_wish(element, &profile->charge_bearer, failure);
    case SETTING_CHARGE_BEARER_CODE:
        return read_charge_code(element, profile, failure);
    case SETTING_SERVICE_LEVEL:
        return read_code(element, false, profile->service_level, failure);
    case SETTING_CATEGORY_PURPOSE:
        return read_code(element, true, profile->category_purpose, failure);
    case SETTING_CREDITOR_ID:
        return read_code(element, true, profile->creditor_id, failure);
    case SETTING_NAME_MAXIMUM:
        return read_number(element, NAME_MOST, &profile->name_maximum, failure);
    case SETTING_MAX_TRANSACTIONS:
        return read_number(element, TRANSACTIONS_MOST, &profile->max_transactions, failure);
    case SETTING_DEBTOR_BIC:
        return read_bic(element, profile->debtor_bic, failure);
    case SETTING_STATUS_SETTLES:
        return read_settling(element, &profile->settling, failure);
    default:
        return read_index_setting(element, setting, profile, failure);
    }
}

static Status read_profile(void *user, const XmlElement *element, Failure *failure)
{
    BankProfile *profile = ((ProfileReading *)user)->profile;
    TRY(xml_text(element, 0, profile->name, sizeof profile->name, failure));
    return xml_text(element, 1, profile->version, sizeof profile->version, failure);
}

static Status read_setting(void *user, const XmlElement *element, Failure *failure)
{
    ProfileReading *reading = user;
    int setting = 0;
    while (setting < BANK_SETTING_COUNT &&
           strcmp(setting_texts[setting], element->values[AT_NAME]) != 0)
        setting++;
    if (setting == BANK_SETTING_COUNT)
        return xml_refuse(element, AT_NAME, failure, "no such setting: remove it");
    if (reading->seen[setting])
        return xml_refuse(element, AT_NAME, failure, "this setting stands twice: keep one");
    reading->seen[setting] = true;
    int verified = 0;
    TRY(word(element, AT_EVIDENCE, evidence_texts, &verified, failure));
    BankEvidence *evidence = &reading->profile->evidence[setting];
    evidence->verified = verified != 0;
    TRY(xml_text(element, AT_SOURCE, evidence->source, sizeof evidence->source, failure));
    return read_value(element, (BankSetting)setting, reading->profile, failure);
}

/* At the end: every setting there, and none that contradicts another. */
static Status end_profile(void *user, const XmlElement *element, Failure *failure)
{
    const ProfileReading *reading = user;
    for (int i = 0; i < BANK_SETTING_COUNT; i++)
        if (!reading->seen[i])
            return xml_refuse_element(element, failure, "the setting '%s' is missing: add it",
                                      setting_texts[i]);
    const BankProfile *profile = reading->profile;
    bool has_code = profile->charge_bearer_code[0] != '\0';
    if (profile->charge_bearer == WISH_WANTED && !has_code)
        return xml_refuse_element(element, failure,
                                  "charge-bearer is wanted, but charge-bearer-code is none");
    if (profile->charge_bearer == WISH_REFUSED && has_code)
        return xml_refuse_element(element, failure,
                                  "charge-bearer is refused: charge-bearer-code must be none");
    return STATUS_OK;
}

Status bank_profile_read(const char *file, const void *bytes, size_t size, BankProfile *out,
                         Failure *failure)
{
    static const XmlRule rules[] = {
        {.name = "bank-profile",
         .parent = -1,
         .least = 1,
         .most = 1,
         .attributes = {"name", "version", NULL},
         .read = read_profile,
         .end = end_profile},
        {.name = "setting",
         .parent = 0,
         .least = 1,
         .attributes = {"name", "value", "evidence", "source", NULL},
         .read = read_setting}};
    static const XmlKind kind = {"urn:tilskudd:bank-profile:1", rules, 2, false};
    *out = (BankProfile){0};
    TRY(sha256_of(bytes, size, out->sha256, failure));
    ProfileReading reading = {out, {false}};
    return strict_xml_read(file, bytes, size, &kind, &reading, failure);
}

/* "dnb" is looked up in the folder; anything with a '/' or ".xml" is a path. */
static bool is_plain_name(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && length < BANK_NAME_SIZE &&
           is_of(name, "abcdefghijklmnopqrstuvwxyz0123456789-");
}

static bool is_path(const char *name)
{
    size_t length = strlen(name);
    return strchr(name, '/') != NULL || (length > 4 && strcmp(name + length - 4, ".xml") == 0);
}

/* The file's base name without ".xml" must be the profile's: nobody pays by a copy of another
 * bank's. */
static bool is_named_as(const char *path, const char *name)
{
    const char *base = path_base_name(path);
    size_t length = strlen(name);
    return strncmp(base, name, length) == 0 && strcmp(base + length, ".xml") == 0;
}

static Status read_file(const char *path, BankProfile *out, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(input_file_read(path, XML_DOCUMENT_MAX, &file, failure));
    return bank_profile_read(path, file.bytes, file.size, out, failure);
}

/* "dnb, nordea": the profiles of a folder. */
static void profile_names(const char *folder, char *text, size_t size)
{
    CLEANUP(path_list_free) PathList names = {0};
    size_t length = 0;
    text[0] = '\0';
    if (path_list(folder, &names, NULL) != STATUS_OK) return;
    for (size_t i = 0; i < names.count && length < size; i++) {
        size_t name = strlen(names.names[i]);
        if (name <= 4 || strcmp(names.names[i] + name - 4, ".xml") != 0) continue;
        length += (size_t)snprintf(text + length, size - length, "%s%.*s",
                                   length > 0 ? ", " : "", (int)(name - 4), names.names[i]);
    }
}

static Status refuse_name(const char *folder, const char *name, Failure *failure)
{
    char names[PROFILE_NAMES_SIZE];
    profile_names(folder, names, sizeof names);
    return failure_set(failure, STATUS_INPUT_MISSING, "--bank-profile",
                       "there is no profile '%.60s' here; there are: %s; or name a file, as "
                       "./mine.xml",
                       name, names);
}

Status bank_profile_path(const char *folder, const char *name, char *path, size_t size,
                         Failure *failure)
{
    bool plain = is_plain_name(name);
    if (!plain && !is_path(name))
        return failure_set(failure, STATUS_INPUT_MISSING, _("bank profile"),
                           "'%.60s' is no profile name", name);
    int length = plain ? snprintf(path, size, "%s/%s.xml", folder, name)
                       : snprintf(path, size, "%s", name);
    if (length < 0 || (size_t)length >= size)
        return failure_set(failure, STATUS_INPUT_MISSING, _("bank profile"), "path too long");
    PathKind kind = PATH_FILE;
    if (plain) TRY(path_kind(path, &kind, failure));
    return kind == PATH_MISSING ? refuse_name(folder, name, failure) : STATUS_OK;
}

Status bank_profile_load(const char *folder, const char *name, BankProfile *out,
                         Failure *failure)
{
    char path[4096];
    TRY(bank_profile_path(folder, name, path, sizeof path, failure));
    TRY(read_file(path, out, failure));
    if (is_plain_name(name) && !is_named_as(path, out->name))
        return failure_set(failure, STATUS_INPUT_VALUE, path,
                           "the profile's name '%s' is not its file's", out->name);
    return STATUS_OK;
}
