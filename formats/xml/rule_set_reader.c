/* rule_set_reader.c - one rule set's XML: elements, their values, and what must be complete. */
#include "formats/xml/rule_set_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "formats/xml/strict_xml.h"

/* What is noted while one file is read. */
typedef struct RuleSetReading {
    RuleSet *rules;
    int file_year;
    bool parameter_seen[RULE_PARAMETER_COUNT];
    bool ground_seen[GROUND_COUNT];
    bool posting_seen[PAYMENT_GROUP_COUNT];
    char last_change[VERSION_TEXT_SIZE];
} RuleSetReading;

/* Positions in the attribute lists of the table at the end of this file. */
enum { SET_YEAR, SET_VERSION };
enum { PARAMETER_NAME, PARAMETER_VALUE, PARAMETER_REFERENCE };
enum { GROUND_CODE, GROUND_YEARS, GROUND_REFERENCE };
enum { POSTING_GROUP, POSTING_CHAPTER, POSTING_ITEM, POSTING_REFERENCE };
enum {
    OF_CODE,
    OF_AMOUNT,
    OF_UNIT,
    OF_VALID_FROM,
    OF_EVIDENCE,
    OF_REFERENCE,
    OF_SOURCE,
    OF_NOTE,
    OF_RETROACTIVE
};
enum { THRESHOLD_CONTROL, THRESHOLD_NAME, THRESHOLD_VALUE, THRESHOLD_REASON };
enum { CHANGE_VERSION, CHANGE_TEXT };

static Status read_version(const XmlElement *element, size_t attribute, RuleVersion *version,
                           Failure *failure)
{
    const char *text = element->values[attribute];
    if (rule_version_parse(text, strlen(text), version) && version->major >= 1) {
        return STATUS_OK;
    }
    return xml_refuse(element, attribute, failure,
                      "not major.minor: write a version such as 1.0");
}

static Status read_set(void *user, const XmlElement *element, Failure *failure)
{
    RuleSetReading *reading = user;
    int64_t year;
    TRY(xml_whole(element, SET_YEAR, YEAR_MIN, YEAR_MAX, &year, failure));
    if (year != reading->file_year)
        return xml_refuse(element, SET_YEAR, failure,
                          "the file's name says %d: correct the one that is wrong",
                          reading->file_year);
    RuleVersion version;
    TRY(read_version(element, SET_VERSION, &version, failure));
    reading->rules->year = (int)year;
    return xml_text(element, SET_VERSION, reading->rules->version, VERSION_TEXT_SIZE, failure);
}

static Status read_parameter(void *user, const XmlElement *element, Failure *failure)
{
    RuleSetReading *reading = user;
    int found = 0;
    while (found < RULE_PARAMETER_COUNT &&
           strcmp(rule_parameter_text(found), element->values[PARAMETER_NAME]) != 0)
        found++;
    if (found == RULE_PARAMETER_COUNT)
        return xml_refuse(element, PARAMETER_NAME, failure, "unknown parameter: remove it");
    if (reading->parameter_seen[found])
        return xml_refuse(element, PARAMETER_NAME, failure, "duplicate parameter: keep one");
    reading->parameter_seen[found] = true;
    ParameterValue *parameter = &reading->rules->parameters[found];
    if (!parameter_parse(found, element->values[PARAMETER_VALUE], &parameter->value))
        return xml_refuse(element, PARAMETER_VALUE, failure,
                          "no value of parameter %s (grants.md %s): correct it",
                          rule_parameter_text(found), rule_parameter_paragraph(found));
    return xml_text(element, PARAMETER_REFERENCE, parameter->reference, RATE_TEXT_SIZE,
                    failure);
}

/* All of a list were seen; `what` and the first missing one's text are named. */
static Status check_all_seen(const XmlElement *element, const bool *seen, int count,
                             const char *what, const char *(*text_of)(int), Failure *failure)
{
    for (int i = 0; i < count; i++)
        if (!seen[i])
            return xml_refuse_element(element, failure, "%s %s is missing: add it",
                                      translate(what), text_of(i));
    return STATUS_OK;
}

static const char *parameter_of(int parameter)
{
    return rule_parameter_text((RuleParameter)parameter);
}

static const char *ground_of(int ground)
{
    return ground_text((Ground)ground);
}

static const char *group_of(int group)
{
    return payment_group_text((PaymentGroup)group);
}

static Status end_parameters(void *user, const XmlElement *element, Failure *failure)
{
    return check_all_seen(element, ((const RuleSetReading *)user)->parameter_seen,
                          RULE_PARAMETER_COUNT, N_("parameter"), parameter_of, failure);
}

static Status end_grounds(void *user, const XmlElement *element, Failure *failure)
{
    return check_all_seen(element, ((const RuleSetReading *)user)->ground_seen, GROUND_COUNT,
                          N_("ground"), ground_of, failure);
}

static Status end_postings(void *user, const XmlElement *element, Failure *failure)
{
    return check_all_seen(element, ((const RuleSetReading *)user)->posting_seen,
                          PAYMENT_GROUP_COUNT, N_("payment group"), group_of, failure);
}

static Status end_changes(void *user, const XmlElement *element, Failure *failure)
{
    const RuleSetReading *reading = user;
    if (strcmp(reading->last_change, reading->rules->version) == 0) return STATUS_OK;
    return xml_refuse_element(element, failure,
                              "the last change is of version %s, the rule set is %s: say what "
                              "changed",
                              reading->last_change, reading->rules->version);
}

/* References of grounds and postings must be there; they are for the reader of the XML. */
static Status check_reference(const XmlElement *element, size_t attribute, Failure *failure)
{
    char reference[RATE_TEXT_SIZE];
    return xml_text(element, attribute, reference, sizeof reference, failure);
}

static Status read_ground(void *user, const XmlElement *element, Failure *failure)
{
    RuleSetReading *reading = user;
    const char *code = element->values[GROUND_CODE];
    Ground ground;
    if (!ground_parse(code, strlen(code), &ground))
        return xml_refuse(element, GROUND_CODE, failure, "unknown ground: remove it");
    if (reading->ground_seen[ground])
        return xml_refuse(element, GROUND_CODE, failure, "duplicate ground: keep one");
    reading->ground_seen[ground] = true;
    int64_t years;
    TRY(xml_whole(element, GROUND_YEARS, 0, GROUND_YEARS_MAX, &years, failure));
    reading->rules->ground_years[ground] = (int)years;
    return check_reference(element, GROUND_REFERENCE, failure);
}

static Status read_posting(void *user, const XmlElement *element, Failure *failure)
{
    RuleSetReading *reading = user;
    const char *text = element->values[POSTING_GROUP];
    PaymentGroup group;
    if (!payment_group_parse(text, strlen(text), &group))
        return xml_refuse(element, POSTING_GROUP, failure, "unknown payment group: remove it");
    if (reading->posting_seen[group])
        return xml_refuse(element, POSTING_GROUP, failure, "duplicate posting: keep one");
    reading->posting_seen[group] = true;
    int64_t chapter, item;
    TRY(xml_whole(element, POSTING_CHAPTER, 1, 9999, &chapter, failure));
    TRY(xml_whole(element, POSTING_ITEM, 1, 99, &item, failure));
    reading->rules->postings[group] = (Posting){(uint16_t)chapter, (uint16_t)item};
    return check_reference(element, POSTING_REFERENCE, failure);
}

static Status read_rate_code(const XmlElement *element, Rate *rate, Failure *failure)
{
    const char *text = element->values[OF_CODE];
    int code;
    if (!rate_code_parse(text, strlen(text), &code))
        return xml_refuse(element, OF_CODE, failure, "unknown code: correct or remove it");
    if (code == GRANT_FHT2)
        return xml_refuse(element, OF_CODE, failure,
                          "FHT2 has no rate, its amount is the decision's: give its ceiling, "
                          "FHT2_MAX");
    rate->code = (uint8_t)code;
    return STATUS_OK;
}

static Status read_rate_valid_from(const XmlElement *element, int year, Rate *rate,
                                   Failure *failure)
{
    const char *text = element->values[OF_VALID_FROM];
    if (!day_parse(text, strlen(text), &rate->valid_from))
        return xml_refuse(element, OF_VALID_FROM, failure, "not a day: write YYYY-MM-DD");
    if (day_year(rate->valid_from) != year)
        return xml_refuse(element, OF_VALID_FROM, failure,
                          "outside %d: a rate belongs to the rule set of its year", year);
    return STATUS_OK;
}

static Status read_rate_evidence(const XmlElement *element, Rate *rate, Failure *failure)
{
    const char *text = element->values[OF_EVIDENCE];
    int evidence = EVIDENCE_VERIFIED;
    while (evidence <= EVIDENCE_UNVERIFIED && strcmp(evidence_text(evidence), text) != 0)
        evidence++;
    if (evidence > EVIDENCE_UNVERIFIED)
        return xml_refuse(element, OF_EVIDENCE, failure,
                          "write verified, inferred or unverified");
    rate->evidence = (uint8_t)evidence;
    return STATUS_OK;
}

/* In any case of letters. */
static bool speaks_of(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (; *text != '\0'; text++)
        if (strncasecmp(text, word, length) == 0) return true;
    return false;
}

/* grants.md 5: what was proposed to Parliament is not what was paid. Rates of 2023 that
 * only a proposal gave were not paid. */
static bool speaks_of_a_proposal(const char *text)
{
    static const char *const words[] = {"proposal", "proposition", "Prop. ", "forslag",
                                        "proposisjon"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (speaks_of(text, words[i])) return true;
    return false;
}

static Status check_evidence(const XmlElement *element, const Rate *rate, Failure *failure)
{
    if (rate->evidence != EVIDENCE_VERIFIED) return STATUS_OK;
    if (!speaks_of_a_proposal(rate->source) && !speaks_of_a_proposal(rate->note))
        return STATUS_OK;
    return xml_refuse(element, OF_EVIDENCE, failure,
                      "a budget proposal is never verified, and source or note speak of one: "
                      "write inferred or unverified, or name what was adopted");
}

static Status read_rate_texts(const XmlElement *element, Rate *rate, Failure *failure)
{
    TRY(xml_text(element, OF_REFERENCE, rate->reference, RATE_TEXT_SIZE, failure));
    TRY(xml_text(element, OF_SOURCE, rate->source, RATE_TEXT_SIZE, failure));
    if (element->values[OF_NOTE] != NULL)
        TRY(xml_text(element, OF_NOTE, rate->note, RATE_TEXT_SIZE, failure));
    TRY(check_evidence(element, rate, failure));
    const char *retroactive = element->values[OF_RETROACTIVE];
    if (retroactive == NULL) return STATUS_OK;
    rate->retroactive = strcmp(retroactive, "true") == 0;
    if (!rate->retroactive && strcmp(retroactive, "false") != 0)
        return xml_refuse(element, OF_RETROACTIVE, failure, "write true or false");
    return STATUS_OK;
}

static Status check_rate_is_new(const XmlElement *element, const RuleSet *rules,
                                const Rate *rate, Failure *failure)
{
    for (size_t i = 0; i < rules->rate_count; i++)
        if (rules->rates[i].code == rate->code &&
            rules->rates[i].valid_from == rate->valid_from)
            return xml_refuse(element, OF_CODE, failure,
                              "duplicate rate: one is valid from %s already, keep one",
                              element->values[OF_VALID_FROM]);
    if (rules->rate_count == RATES_MAX)
        return xml_refuse(element, OF_CODE, failure, "more than %d rates", (int)RATES_MAX);
    return STATUS_OK;
}

static Status read_rate(void *user, const XmlElement *element, Failure *failure)
{
    RuleSet *rules = ((RuleSetReading *)user)->rules;
    Rate rate = {0};
    TRY(read_rate_code(element, &rate, failure));
    TRY(xml_whole(element, OF_AMOUNT, 1, RATE_AMOUNT_MAX, &rate.amount, failure));
    if (strcmp(element->values[OF_UNIT], "NOK") != 0)
        return xml_refuse(element, OF_UNIT, failure, "rates are whole kroner: write NOK");
    TRY(read_rate_valid_from(element, rules->year, &rate, failure));
    TRY(read_rate_evidence(element, &rate, failure));
    TRY(read_rate_texts(element, &rate, failure));
    TRY(check_rate_is_new(element, rules, &rate, failure));
    rules->rates[rules->rate_count++] = rate;
    return STATUS_OK;
}

/* "R501", "R1001": the family, then two digits. */
static bool is_control_id(const char *text)
{
    size_t digits = text[0] == 'R' ? strspn(text + 1, "0123456789") : 0;
    return (digits == 3 || digits == 4) && text[1] != '0' && text[1 + digits] == '\0';
}

static Status read_threshold(void *user, const XmlElement *element, Failure *failure)
{
    RuleSet *rules = ((RuleSetReading *)user)->rules;
    ControlThreshold threshold = {0};
    if (!is_control_id(element->values[THRESHOLD_CONTROL]))
        return xml_refuse(element, THRESHOLD_CONTROL, failure,
                          "not a control: write an id such as R501");
    TRY(xml_text(element, THRESHOLD_CONTROL, threshold.control, sizeof threshold.control,
                 failure));
    TRY(xml_text(element, THRESHOLD_NAME, threshold.name, sizeof threshold.name, failure));
    TRY(xml_whole(element, THRESHOLD_VALUE, 0, INT64_C(1000000000000000), &threshold.value,
                  failure));
    TRY(xml_text(element, THRESHOLD_REASON, threshold.reason, sizeof threshold.reason,
                 failure));
    for (size_t i = 0; i < rules->threshold_count; i++)
        if (strcmp(rules->thresholds[i].control, threshold.control) == 0 &&
            strcmp(rules->thresholds[i].name, threshold.name) == 0)
            return xml_refuse(element, THRESHOLD_NAME, failure,
                              "duplicate threshold of %s: keep one", threshold.control);
    if (rules->threshold_count == THRESHOLDS_MAX)
        return xml_refuse(element, THRESHOLD_NAME, failure, "more than %d thresholds",
                          (int)THRESHOLDS_MAX);
    rules->thresholds[rules->threshold_count++] = threshold;
    return STATUS_OK;
}

static Status read_change(void *user, const XmlElement *element, Failure *failure)
{
    RuleSetReading *reading = user;
    const char *before = reading->last_change;
    RuleVersion version, last = {0, 0};
    TRY(read_version(element, CHANGE_VERSION, &version, failure));
    if (before[0] != '\0') INVARIANT(rule_version_parse(before, strlen(before), &last));
    if (version.major < last.major ||
        (version.major == last.major && version.minor <= last.minor))
        return xml_refuse(element, CHANGE_VERSION, failure,
                          "not after version %s: list changes oldest first, each once",
                          reading->last_change);
    return xml_text(element, CHANGE_VERSION, reading->last_change, VERSION_TEXT_SIZE, failure);
}

enum {
    IN_SET,
    IN_PARAMETERS,
    IN_PARAMETER,
    IN_GROUNDS,
    IN_GROUND,
    IN_POSTINGS,
    IN_POSTING,
    IN_RATES,
    IN_RATE,
    IN_THRESHOLDS,
    IN_THRESHOLD,
    IN_CHANGES,
    IN_CHANGE,
    IN_COUNT
};

static const XmlRule rule_set_elements[IN_COUNT] = {
    [IN_SET] = XML_ELEMENT("ruleset", -1, 1, 1, read_set, NULL, "year", "version"),
    [IN_PARAMETERS] = XML_ELEMENT("parameters", IN_SET, 1, 1, NULL, end_parameters, NULL),
    [IN_PARAMETER] = XML_ELEMENT("parameter", IN_PARAMETERS, 1, 0, read_parameter, NULL, "name",
                                 "value", "reference"),
    [IN_GROUNDS] = XML_ELEMENT("grounds", IN_SET, 1, 1, NULL, end_grounds, NULL),
    [IN_GROUND] = XML_ELEMENT("ground", IN_GROUNDS, 1, 0, read_ground, NULL, "code", "years",
                              "reference"),
    [IN_POSTINGS] = XML_ELEMENT("postings", IN_SET, 1, 1, NULL, end_postings, NULL),
    [IN_POSTING] = XML_ELEMENT("posting", IN_POSTINGS, 1, 0, read_posting, NULL, "group",
                               "chapter", "item", "reference"),
    [IN_RATES] = XML_ELEMENT("rates", IN_SET, 1, 1, NULL, NULL, NULL),
    [IN_RATE] =
        XML_ELEMENT("rate", IN_RATES, 0, 0, read_rate, NULL, "code", "amount", "unit",
                    "validFrom", "evidence", "reference", "source", "note?", "retroactive?"),
    [IN_THRESHOLDS] = XML_ELEMENT("thresholds", IN_SET, 1, 1, NULL, NULL, NULL),
    [IN_THRESHOLD] = XML_ELEMENT("threshold", IN_THRESHOLDS, 0, 0, read_threshold, NULL,
                                 "control", "name", "value", "reason"),
    [IN_CHANGES] = XML_ELEMENT("changes", IN_SET, 1, 1, NULL, end_changes, NULL),
    [IN_CHANGE] = XML_ELEMENT("change", IN_CHANGES, 1, 0, read_change, NULL, "version", "text"),
};

static const XmlKind rule_set_kind = {"urn:tilskudd:ruleset:1", rule_set_elements, IN_COUNT,
                                      false};

static int compare_rates(const void *left, const void *right)
{
    const Rate *a = left, *b = right;
    if (a->code != b->code) return a->code < b->code ? -1 : 1;
    return (a->valid_from > b->valid_from) - (a->valid_from < b->valid_from);
}

/* The year a path's last part says; 0 when it is not <year>.xml. */
static int year_of_name(const char *path)
{
    const char *name = path_base_name(path);
    if (strspn(name, "0123456789") != 4 || strcmp(name + 4, ".xml") != 0) return 0;
    int year = 0;
    for (int i = 0; i < 4; i++)
        year = year * 10 + (name[i] - '0');
    return year >= YEAR_MIN && year <= YEAR_MAX ? year : 0;
}

Status rule_set_read_bytes(const char *name, const void *bytes, size_t size, RuleSet *out,
                           Failure *failure)
{
    RuleSetReading reading = {.rules = out, .file_year = year_of_name(name)};
    if (reading.file_year == 0)
        return failure_set(failure, STATUS_INPUT_VALUE, name,
                           "a rule set's file is named <year>.xml: rename it");
    memset(out, 0, sizeof *out);
    TRY(sha256_of(bytes, size, out->sha256, failure));
    TRY(strict_xml_read(name, bytes, size, &rule_set_kind, &reading, failure));
    qsort(out->rates, out->rate_count, sizeof out->rates[0], compare_rates);
    return STATUS_OK;
}

Status rule_set_read(const char *path, RuleSet *out, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(input_file_read(path, XML_DOCUMENT_MAX, &file, failure));
    return rule_set_read_bytes(path, file.bytes, file.size, out, failure);
}
