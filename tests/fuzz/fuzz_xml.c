/* fuzz_xml.c - the parsers of small XML documents: configuration, bank profile, rule set. */
#include <stdio.h>
#include <string.h>

#include "formats/bank/bank_profile.h"
#include "formats/bank/configuration_xml.h"
#include "formats/xml/rule_set_reader.h"
#include "rules/base/municipality_heir.h"
#include "tests/fuzz/fuzz_target.h"

/* --- configuration --- */

/* Shares of one municipality stand together, have one denominator and add up to 1. */
static void check_shares(const Configuration *configuration)
{
    for (size_t i = 0; i < configuration->claim_share_count;) {
        const ClaimShare *first = &configuration->claim_shares[i];
        int64_t sum = 0;
        for (; i < configuration->claim_share_count; i++) {
            const ClaimShare *share = &configuration->claim_shares[i];
            if (share->municipality != first->municipality) break;
            INVARIANT(share == first || share[-1].successor < share->successor);
            INVARIANT(share->numerator > 0 && share->denominator == first->denominator);
            sum += share->numerator;
        }
        INVARIANT(sum == first->denominator);
    }
}

static void dump_configuration(TextBuffer *out, const Configuration *from)
{
    text_buffer_format(out, "%s|%s|%s|%s|%s|%s|%s\n", from->agency_name, from->agency_short,
                       from->organisation_number, from->account, from->bank_name,
                       from->bank_bic, from->agreement_id);
    for (size_t i = 0; i < from->claim_share_count; i++) {
        const ClaimShare *share = &from->claim_shares[i];
        text_buffer_format(out, "share %04u %04u %d/%d\n", share->municipality,
                           share->successor, share->numerator, share->denominator);
    }
    for (size_t i = 0; i < from->line_successors.count; i++) {
        const LineSuccessor *row = &from->line_successors.items[i];
        INVARIANT(i == 0 || row[-1].code < row->code);
        text_buffer_format(out, "heir %04u %04u\n", row->code, row->to);
    }
    for (int group = 0; group < PAYMENT_GROUP_COUNT; group++)
        text_buffer_format(out, "limit %lld\n", (long long)from->payment_limit[group]);
}

static Status read_configuration(const void *bytes, size_t size, TextBuffer *out,
                                 Failure *failure)
{
    Configuration *configuration = (Configuration *)bytes;
    Status status = configuration_parse("input.xml", bytes, size, &configuration, failure);
    INVARIANT((status == STATUS_OK) == (configuration != NULL));
    if (configuration == NULL) return status;
    INVARIANT(configuration->agency_name[0] != '\0' && configuration->agency_short[0] != '\0');
    check_shares(configuration);
    dump_configuration(out, configuration);
    configuration_free(configuration);
    return status;
}

void fuzz_configuration(const uint8_t *data, size_t size)
{
    fuzz_xml(read_configuration, data, size);
}

/* --- bank profile --- */

static void dump_profile(TextBuffer *out, const BankProfile *from)
{
    text_buffer_format(out, "%s %s %s %d %d %d %d %d %s %d %s %s %s %zu %zu %s\n", from->name,
                       from->version, message_version_text(from->message_version),
                       from->payment_count, from->payment_sum, from->batch_booking,
                       from->batch_booking_value, from->charge_bearer, from->charge_bearer_code,
                       from->agreement_place, from->service_level, from->category_purpose,
                       from->creditor_id, from->name_maximum, from->max_transactions,
                       from->debtor_bic);
    for (int i = 0; i < BANK_SETTING_COUNT; i++) {
        INVARIANT(from->evidence[i].source[0] != '\0');
        text_buffer_format(out, "%d %s\n", from->evidence[i].verified,
                           from->evidence[i].source);
    }
}

static Status read_profile(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    BankProfile profile;
    TRY(bank_profile_read("input.xml", bytes, size, &profile, failure));
    INVARIANT(profile.name_maximum >= 1 && profile.name_maximum <= 140);
    INVARIANT(profile.max_transactions >= 1);
    dump_profile(out, &profile);
    return STATUS_OK;
}

void fuzz_bank_profile(const uint8_t *data, size_t size)
{
    fuzz_xml(read_profile, data, size);
}

/* --- rule set --- */

static void dump_parameters(TextBuffer *out, const RuleSet *rules)
{
    for (int i = 0; i < RULE_PARAMETER_COUNT; i++) {
        char text[PARAMETER_TEXT_SIZE];
        int32_t again = -1, value = rules->parameters[i].value;
        parameter_format((RuleParameter)i, value, text);
        INVARIANT(parameter_parse((RuleParameter)i, text, &again) && again == value);
        text_buffer_format(out, "%s=%s %s\n", rule_parameter_text((RuleParameter)i), text,
                           rules->parameters[i].reference);
    }
}

static void dump_rates(TextBuffer *out, const RuleSet *rules)
{
    for (size_t i = 0; i < rules->rate_count; i++) {
        const Rate *rate = &rules->rates[i];
        INVARIANT(rate->amount > 0 && rate->code < RATE_CODE_COUNT);
        INVARIANT(day_year(rate->valid_from) == rules->year);
        INVARIANT(i == 0 || rate[-1].code < rate->code ||
                  (rate[-1].code == rate->code && rate[-1].valid_from < rate->valid_from));
        INVARIANT(rule_rate(rules, rate->code, rate->valid_from, rate->valid_from) != NULL);
        text_buffer_format(out, "%s %lld %d %d %d %s|%s|%s\n", rate_code_text(rate->code),
                           (long long)rate->amount, rate->valid_from, rate->evidence,
                           rate->retroactive, rate->reference, rate->source, rate->note);
    }
}

static void dump_rest(TextBuffer *out, const RuleSet *rules)
{
    for (size_t i = 0; i < rules->threshold_count; i++) {
        const ControlThreshold *threshold = &rules->thresholds[i];
        INVARIANT(rule_threshold(rules, threshold->control, threshold->name, -1) ==
                  threshold->value);
        text_buffer_format(out, "%s %s %lld %s\n", threshold->control, threshold->name,
                           (long long)threshold->value, threshold->reason);
    }
    for (int i = 0; i < PAYMENT_GROUP_COUNT; i++)
        text_buffer_format(out, "%u %u\n", rules->postings[i].chapter, rules->postings[i].item);
    for (int i = 0; i < GROUND_COUNT; i++)
        text_buffer_format(out, "%d\n", rules->ground_years[i]);
}

/* "2014.xml" for a set that says it is of 2014: the year of the name must be its own. */
static void name_set(const char *bytes, size_t size, char name[16])
{
    static const char attribute[] = " year=\"";
    const char *found = memmem(bytes, size, attribute, sizeof attribute - 1);
    snprintf(name, 16, "2018.xml");
    if (found == NULL || size - (size_t)(found - bytes) < sizeof attribute + 3) return;
    memcpy(name, found + sizeof attribute - 1, 4);
    if (strspn(name, "0123456789") != 4 || strncmp(name, "20", 2) != 0)
        snprintf(name, 16, "2018.xml");
}

static Status read_rules(const char *name, const void *bytes, size_t size, RuleSet *rules,
                         TextBuffer *out, Failure *failure)
{
    TRY(rule_set_read_bytes(name, bytes, size, rules, failure));
    text_buffer_format(out, "%d %s\n", rules->year, rules->version);
    dump_parameters(out, rules);
    dump_rates(out, rules);
    dump_rest(out, rules);
    return STATUS_OK;
}

static Status read_rule_set(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    char name[16];
    name_set(bytes, size, name);
    RuleSet *rules = system_allocate(sizeof *rules);
    INVARIANT(rules != NULL);
    Status status = read_rules(name, bytes, size, rules, out, failure);
    system_free(rules);
    return status;
}

void fuzz_rule_set(const uint8_t *data, size_t size)
{
    fuzz_xml(read_rule_set, data, size);
}
