/*
 * test_rule_set_reader.c - a rule set decides what is paid, so a slip of the pen in its XML
 * must never go unnoticed: each broken variant of a valid file is refused with the right place.
 */
#include <stdio.h>
#include <string.h>

#include "formats/base/input_file.h"
#include "formats/xml/rule_set_reader.h"
#include "tests/rules/base/test_main.h"

#define SHIPPED TEST_SOURCE_DIR "/rules/sets"
#define MADE_UP TEST_SOURCE_DIR "/fixtures/rule-sets"

static const char *const head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/* The edits begin with an empty list of thresholds. */
static void without_thresholds(const InputFile *file, TextBuffer *out)
{
    static const char begin[] = "<thresholds>", end[] = "</thresholds>";
    const char *bytes = (const char *)file->bytes;
    const char *from = memmem(bytes, file->size, begin, strlen(begin));
    const char *to = memmem(bytes, file->size, end, strlen(end));
    CU_ASSERT_PTR_NOT_NULL_FATAL(from);
    CU_ASSERT_PTR_NOT_NULL_FATAL(to);
    if (from == NULL || to == NULL) return;
    text_buffer_append(out, bytes, (size_t)(from - bytes));
    text_buffer_text(out, "<thresholds/>");
    to += strlen(end);
    text_buffer_append(out, to, file->size - (size_t)(to - bytes));
}

/* A whole rule set in memory with one edit; owned by the caller (text_buffer_free). */
static TextBuffer edited(const char *from, const char *to)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    InputFile file;
    Failure failure;
    if (input_file_read(MADE_UP "/2019.xml", 1 << 20, &file, &failure) != STATUS_OK) {
        CU_FAIL("fixtures/rule-sets/2019.xml cannot be read");
        return text;
    }
    TextBuffer base = TEXT_BUFFER_EMPTY;
    without_thresholds(&file, &base);
    const char *at = memmem(base.bytes, base.length, from, strlen(from));
    if (at == NULL) printf("\nnot in the file: %s\n", from);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    if (at != NULL) {
        size_t before = (size_t)(at - base.bytes), after = before + strlen(from);
        text_buffer_append(&text, base.bytes, before);
        text_buffer_text(&text, to);
        text_buffer_append(&text, base.bytes + after, base.length - after);
    }
    text_buffer_free(&base);
    input_file_free(&file);
    return text;
}

static size_t line_of(const char *text, const char *mark)
{
    const char *at = strstr(text, mark);
    size_t line = 1;
    for (const char *c = text; at != NULL && c < at; c++)
        line += *c == '\n';
    return at != NULL ? line : 0;
}

typedef struct Broken {
    const char *from, *to; /* the edit */
    Status status;
    const char *at;   /* text on the line that must be named */
    const char *says; /* in the detail */
} Broken;

#define RATE "<rate code=\"AR-4\""
#define AR4_LINE(rest) "<rate code=\"AR-4\" " rest

static const Broken broken_structure[] = {
    {"<grounds>", "<extra/><grounds>", STATUS_INPUT_VALUE, "<extra/>", "unknown element"},
    {"<grounds>", "<rates/><grounds>", STATUS_INPUT_VALUE, "<rates/>", "missing"},
    {"<thresholds/>", "<thresholds/><thresholds/>", STATUS_INPUT_VALUE, "<thresholds/>",
     "duplicate element"},
    {"<thresholds/>", "", STATUS_INPUT_VALUE, "<changes>", "<thresholds> is missing"},
    {"</ruleset>", "<rates/></ruleset>", STATUS_INPUT_VALUE, "<rates/>", "misplaced"},
    {"<thresholds/>", "<thresholds><rate/></thresholds>", STATUS_INPUT_VALUE, "<rate/>",
     "misplaced element <rate> in <thresholds>"},
    {"<grounds>", "<grounds>text", STATUS_INPUT_VALUE, "<grounds>text", "text between"},
    {"<grounds>", "<grounds><![CDATA[x]]>", STATUS_INPUT_FORBIDDEN, "<![CDATA", "CDATA"},
    {"<grounds>", "<?x y?><grounds>", STATUS_INPUT_FORBIDDEN, "<?x y", "instruction"},
    {"<grounds>", "<grounds extra=\"1\">", STATUS_INPUT_VALUE, "<grounds extra",
     "unknown attribute 'extra'"},
    {"urn:tilskudd:ruleset:1", "urn:tilskudd:ruleset:2", STATUS_INPUT_WRONG_NAMESPACE,
     "<ruleset", "urn:tilskudd:ruleset:1"},
    {"<thresholds/>", "<thresholds xmlns=\"urn:x\"/>", STATUS_INPUT_WRONG_NAMESPACE, "urn:x",
     "namespace"},
    {"<thresholds/>", "<thresholds xmlns:x=\"urn:x\" x:y=\"1\"/>", STATUS_INPUT_VALUE, "urn:x",
     "unknown attribute"},
    {"</ruleset>", "", STATUS_INPUT_MALFORMED, NULL, ""},
    {"</ruleset>", "</ruleset><ruleset/>", STATUS_INPUT_MALFORMED, "</ruleset>", ""},
    {"<grounds>", "<grounds", STATUS_INPUT_MALFORMED, NULL, ""},
    {"encoding=\"UTF-8\"", "encoding=\"ISO-8859-1\"", STATUS_INPUT_NOT_UTF8, NULL, ""},
    {"<thresholds/>", "<thresholds/><!-- \xE9 -->", STATUS_INPUT_NOT_UTF8, "<thresholds/>", ""},
    {"\n<ruleset", "\n<!DOCTYPE ruleset><ruleset", STATUS_INPUT_FORBIDDEN, "<!DOCTYPE",
     "DOCTYPE"},
    {"\n<ruleset", "\n<!DOCTYPE ruleset [<!ENTITY a \"b\">]><ruleset", STATUS_INPUT_FORBIDDEN,
     "<!DOCTYPE", "DOCTYPE"},
    {RATE, AR4_LINE("note=\"&a;\""), STATUS_INPUT_MALFORMED, "&a;", "XML does not know"},
};

static const Broken broken_values[] = {
    {"year=\"2019\"", "year=\"2020\"", STATUS_INPUT_VALUE, "<ruleset", "name says 2019"},
    {"year=\"2019\"", "year=\"019\"", STATUS_INPUT_VALUE, "<ruleset", "whole number"},
    {"year=\"2019\" ", "", STATUS_INPUT_VALUE, "<ruleset", "lacks the attribute 'year'"},
    {"year=\"2019\"", "year=\"2019\" year=\"2019\"", STATUS_INPUT_MALFORMED, "<ruleset",
     "stands twice"},
    {"version=\"1.0\">", "version=\"1\">", STATUS_INPUT_VALUE, "<ruleset", "major.minor"},
    {"version=\"1.0\">", "version=\"1.0.1\">", STATUS_INPUT_VALUE, "<ruleset", "major.minor"},
    {"version=\"1.0\">", "version=\"01.0\">", STATUS_INPUT_VALUE, "<ruleset", "major.minor"},
    {"version=\"1.0\">", "version=\"0.9\">", STATUS_INPUT_VALUE, "<ruleset", "major.minor"},
    {"version=\"1.0\">", "version=\"1.1\">", STATUS_INPUT_VALUE, "</changes>", "1.1"},
    {"<change version=\"1.0\"", "<change version=\"1.0\" text=\"x\"/><change version=\"1.0\"",
     STATUS_INPUT_VALUE, "<change version", "not after version 1.0"},
    {"name=\"vesting\"", "name=\"vestingg\"", STATUS_INPUT_VALUE, "\"vestingg\"",
     "unknown parameter"},
    {"name=\"newborn-months\" value=\"6\"", "name=\"claim\" value=\"automatic\"",
     STATUS_INPUT_VALUE, "\"automatic\"", "duplicate parameter"},
    {"value=\"register-date\"", "value=\"settlement\"", STATUS_INPUT_VALUE, "\"settlement\"",
     "no value of parameter vesting"},
    {"name=\"newborn-months\" value=\"6\"", "name=\"newborn-months\" value=\"6.0\"",
     STATUS_INPUT_VALUE, "\"newborn-months\"", "6.0"},
    {"name=\"newborn-months\" value=\"6\"", "name=\"newborn-months\" value=\"-6\"",
     STATUS_INPUT_VALUE, "\"newborn-months\"", "-6"},
    {"value=\"2021-01-01\"", "value=\"2021-02-29\"", STATUS_INPUT_VALUE, "2021-02-29",
     "begrenset-familie"},
    {"name=\"basic-grant-quarter\" value=\"4\"", "name=\"basic-grant-quarter\" value=\"5\"",
     STATUS_INPUT_VALUE, "\"basic-grant-quarter\"",
     "no value of parameter basic-grant-quarter"},
    {"name=\"basic-grant-quarter\" value=\"4\"", "name=\"basic-grant-quarter\" value=\"0\"",
     STATUS_INPUT_VALUE, "\"basic-grant-quarter\"",
     "no value of parameter basic-grant-quarter"},
    {"value=\"krone\"", "value=\"true\"", STATUS_INPUT_VALUE, "\"norwegian-rounding\"",
     "no value of parameter norwegian-rounding"},
    {"value=\"whole\"", "value=\"quarters\"", STATUS_INPUT_VALUE, "\"norwegian-payment\"",
     "no value of parameter norwegian-payment"},
    {"<ground code=\"ASYL\" years=\"5\" reference=\"grants.md 2.1\"/>", "", STATUS_INPUT_VALUE,
     "</grounds>", "ground ASYL is missing"},
    {"code=\"ASYLSOKER\"", "code=\"ASYL\"", STATUS_INPUT_VALUE, "code=\"ASYL\" years=\"0\"",
     "duplicate ground"},
    {"code=\"ASYLSOKER\"", "code=\"TURIST\"", STATUS_INPUT_VALUE, "TURIST", "unknown ground"},
    {"<ground code=\"ASYL\" years=\"5\"", "<ground code=\"ASYL\" years=\"11\"",
     STATUS_INPUT_VALUE, "\"11\"", "from 0 to 10"},
    {"<ground code=\"ASYL\" years=\"5\" reference=\"grants.md 2.1\"/>",
     "<ground code=\"ASYL\" years=\"5\"/>", STATUS_INPUT_VALUE, "\"ASYL\"", "'reference'"},
    {"group=\"FHT\" chapter=\"291\"", "group=\"FHT\" chapter=\"0\"", STATUS_INPUT_VALUE,
     "group=\"FHT\"", "from 1 to 9 999"},
    {"group=\"FHT\"", "group=\"EM\"", STATUS_INPUT_VALUE, "item=\"61\"", "duplicate posting"},
    {"group=\"FHT\"", "group=\"FHT3\"", STATUS_INPUT_VALUE, "FHT3", "unknown payment group"},
};

static const Broken broken_rates[] = {
    {RATE, "<rate code=\"AR-6\"", STATUS_INPUT_VALUE, "AR-6", "unknown code"},
    {RATE, "<rate code=\"FHT2\"", STATUS_INPUT_VALUE, "\"FHT2\"", "FHT2_MAX"},
    {RATE, "<rate code=\"AR-3\"", STATUS_INPUT_VALUE, "\"88183\"", "duplicate rate"},
    {"amount=\"88183\"", "amount=\"0\"", STATUS_INPUT_VALUE, "amount=\"0\"", "from 1"},
    {"amount=\"88183\"", "amount=\"-88183\"", STATUS_INPUT_VALUE, "amount=\"-", "whole number"},
    {"amount=\"88183\"", "amount=\"88183.50\"", STATUS_INPUT_VALUE, "88183.50", "whole number"},
    {"amount=\"88183\"", "amount=\"088183\"", STATUS_INPUT_VALUE, "\"088183", "whole number"},
    {"amount=\"88183\"", "amount=\"100000001\"", STATUS_INPUT_VALUE, "100000001",
     "100 000 000"},
    {"amount=\"88183\"", "amount=\"\"", STATUS_INPUT_VALUE, "amount=\"\"", "is empty"},
    {"amount=\"88183\" unit=\"NOK\"", "amount=\"88183\" unit=\"EUR\"", STATUS_INPUT_VALUE,
     "88183", "write NOK"},
    {"amount=\"88183\" unit=\"NOK\"", "amount=\"88183\"", STATUS_INPUT_VALUE, "88183",
     "'unit'"},
    {"unit=\"NOK\" validFrom=\"2019-07-01\"", "unit=\"NOK\" validFrom=\"2019-06-31\"",
     STATUS_INPUT_VALUE, "2019-06-31", "not a day"},
    {"unit=\"NOK\" validFrom=\"2019-07-01\"", "unit=\"NOK\" validFrom=\"2018-12-31\"",
     STATUS_INPUT_VALUE, "2018-12-31", "outside 2019"},
    {"unit=\"NOK\" validFrom=\"2019-07-01\"", "unit=\"NOK\" validFrom=\"2020-01-01\"",
     STATUS_INPUT_VALUE, "2020-01-01", "outside 2019"},
    {"unit=\"NOK\" validFrom=\"2019-07-01\"", "unit=\"NOK\" validFrom=\"2019-01-01\"",
     STATUS_INPUT_VALUE, "\"241101\"", "duplicate rate"},
    {"evidence=\"verified\"", "evidence=\"certain\"", STATUS_INPUT_VALUE, "certain",
     "verified, inferred or unverified"},
    {"evidence=\"verified\"", "", STATUS_INPUT_VALUE, "code=\"AR-1-B\"", "'evidence'"},
    {RATE, AR4_LINE("note=\"a Budget Proposal\""), STATUS_INPUT_VALUE, RATE,
     "a budget proposal is never verified"},
    {RATE, AR4_LINE("retroactive=\"yes\""), STATUS_INPUT_VALUE, "\"yes\"", "true or false"},
    {RATE, AR4_LINE("note=\" \""), STATUS_INPUT_VALUE, "note=\" \"", "is empty"},
    {RATE, AR4_LINE("currency=\"NOK\""), STATUS_INPUT_VALUE, "currency", "'currency'"},
    {"<thresholds/>",
     "<thresholds><threshold control=\"501\" name=\"n\" value=\"1\" "
     "reason=\"r\"/></thresholds>",
     STATUS_INPUT_VALUE, "\"501\"", "not a control"},
    {"<thresholds/>",
     "<thresholds><threshold control=\"R051\" name=\"n\" value=\"1\" "
     "reason=\"r\"/></thresholds>",
     STATUS_INPUT_VALUE, "\"R051\"", "not a control"},
    {"<thresholds/>",
     "<thresholds><threshold control=\"R10011\" name=\"n\" value=\"1\" reason=\"r\"/>"
     "</thresholds>",
     STATUS_INPUT_VALUE, "\"R10011\"", "not a control"},
    {"<thresholds/>",
     "<thresholds><threshold control=\"R501\" name=\"n\" value=\"-1\" "
     "reason=\"r\"/></thresholds>",
     STATUS_INPUT_VALUE, "\"R501\"", "whole number"},
    {"<thresholds/>",
     "<thresholds><threshold control=\"R501\" name=\"n\" value=\"1\"/></thresholds>",
     STATUS_INPUT_VALUE, "\"R501\"", "'reason'"},
    {"<thresholds/>",
     "<thresholds><threshold control=\"R501\" name=\"n\" value=\"1\" reason=\"r\"/>\n"
     "<threshold control=\"R501\" name=\"n\" value=\"2\" reason=\"s\"/></thresholds>",
     STATUS_INPUT_VALUE, "reason=\"s\"", "duplicate threshold"},
};

/* The expected place: the line of `at`. */
static void expect_place(const Failure *failure, const char *text, const char *at)
{
    char place[64];
    size_t line = line_of(text, at);
    snprintf(place, sizeof place, "2019.xml, line %zu", line);
    CU_ASSERT_STRING_EQUAL(failure->where, place);
    if (strcmp(failure->where, place) != 0)
        printf("\n%s: %s, not %s\n", failure->where, failure->detail, place);
}

static void expect_refusal_of(const Broken *broken, RuleSet *rules)
{
    Failure failure = {0};
    TextBuffer text = edited(broken->from, broken->to);
    Status status = rule_set_read_bytes("2019.xml", text.bytes, text.length, rules, &failure);
    CU_ASSERT_EQUAL(status, broken->status);
    CU_ASSERT_EQUAL(failure.status, broken->status);
    CU_ASSERT_EQUAL(status_exit(status), EXIT_INPUT);
    if (status != broken->status || strstr(failure.detail, broken->says) == NULL) {
        printf("\n%s -> %s: %s %s\n", broken->from, broken->to, status_name(status),
               failure.detail);
        CU_FAIL("another refusal than expected");
    }
    if (broken->at != NULL && status != STATUS_OK)
        expect_place(&failure, text.bytes, broken->at);
    text_buffer_free(&text);
}

static void expect_refusals(const Broken *broken, size_t count)
{
    RuleSet *rules = system_allocate(sizeof *rules);
    CU_ASSERT_PTR_NOT_NULL_FATAL(rules);
    for (size_t i = 0; i < count; i++)
        expect_refusal_of(&broken[i], rules);
    system_free(rules);
}

static void refuses_broken_structure(void)
{
    expect_refusals(broken_structure, sizeof broken_structure / sizeof broken_structure[0]);
}

static void refuses_broken_values(void)
{
    expect_refusals(broken_values, sizeof broken_values / sizeof broken_values[0]);
}

static void refuses_broken_rates(void)
{
    expect_refusals(broken_rates, sizeof broken_rates / sizeof broken_rates[0]);
}

/* A tag over several lines is named by the line it begins on. */
static void names_the_line_a_tag_begins_on(void)
{
    Failure failure = {0};
    RuleSet *rules = system_allocate(sizeof *rules);
    TextBuffer text = edited(RATE, "<rate code=\"AR-4\"\n\n\n   note=\"\"");
    CU_ASSERT_EQUAL(rule_set_read_bytes("2019.xml", text.bytes, text.length, rules, &failure),
                    STATUS_INPUT_VALUE);
    expect_place(&failure, text.bytes, RATE);
    text_buffer_free(&text);
    system_free(rules);
}

/* However short a file is cut, and whichever byte of its tags is lost, no half of it is taken
 * for a rule set. */
static void refuses_every_cut(void)
{
    RuleSet *rules = system_allocate(sizeof *rules);
    TextBuffer text = edited("<thresholds/>", "<thresholds/>");
    size_t end = (size_t)(strstr(text.bytes, "</ruleset>") - text.bytes) + 9;
    for (size_t size = 0; size <= end; size += size + 40 < end ? 37 : 1) {
        Failure failure = {0};
        Status status = rule_set_read_bytes("2019.xml", text.bytes, size, rules, &failure);
        CU_ASSERT_EQUAL(status_exit(status), EXIT_INPUT);
    }
    for (size_t at = 0; at < text.length; at++) {
        Failure failure = {0};
        if (at % 29 != 0 || strchr("<>=\"", text.bytes[at]) == NULL) continue;
        char kept = text.bytes[at];
        text.bytes[at] = 'x';
        Status status =
            rule_set_read_bytes("2019.xml", text.bytes, text.length, rules, &failure);
        CU_ASSERT_EQUAL(status_exit(status), EXIT_INPUT);
        text.bytes[at] = kept;
    }
    text_buffer_free(&text);
    system_free(rules);
}

static void accepts_harmless_variants(void)
{
    static const char *const edits[][2] = {
        {"<grounds>", "<!-- comment --><grounds>"},
        {RATE, AR4_LINE("note=\"R&amp;D &#233; &lt;1\"")},
        {RATE, AR4_LINE("retroactive=\"false\"")},
        {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
         "<?xml version='1.0' encoding='utf-8'?>"},
        {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", ""},
        {"<?xml", "\xEF\xBB\xBF<?xml"},
        {"<thresholds/>", "<thresholds></thresholds>"},
        {"source=\"Made up for tests\"", "source=\"Prop. 1 S (2018-2019)\""},
        {"<thresholds/>", "<thresholds><threshold control=\"R1001\" name=\"n\" value=\"0\" "
                          "reason=\"r\"/></thresholds>"},
    };
    RuleSet *rules = system_allocate(sizeof *rules);
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        Failure failure = {0};
        TextBuffer text = edited(edits[i][0], edits[i][1]);
        CU_ASSERT_EQUAL(
            rule_set_read_bytes("a/2019.xml", text.bytes, text.length, rules, &failure),
            STATUS_OK);
        if (i == 1) {
            const Rate *rate =
                rule_rate(rules, GRANT_AR_4, first_day_of_year(2019), last_day_of_year(2019));
            CU_ASSERT_PTR_NOT_NULL_FATAL(rate);
            CU_ASSERT_STRING_EQUAL(rate->note, "R&D \xC3\xA9 <1");
        }
        text_buffer_free(&text);
    }
    system_free(rules);
}

static void wants_the_years_name(void)
{
    static const char *const names[] = {"2019.XML",    "x2019.xml", "2019.xml.bak", "19.xml",
                                        "a/12019.xml", "rules.xml", "2019",         "9999.xml"};
    RuleSet *rules = system_allocate(sizeof *rules);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        Failure failure = {0};
        CU_ASSERT_EQUAL(rule_set_read_bytes(names[i], head, strlen(head), rules, &failure),
                        STATUS_INPUT_VALUE);
        CU_ASSERT_STRING_EQUAL(failure.where, names[i]);
    }
    Failure failure = {0};
    CU_ASSERT_EQUAL(rule_set_read_bytes("2019.xml", "", 0, rules, &failure),
                    STATUS_INPUT_MALFORMED);
    CU_ASSERT_EQUAL(rule_set_read(SHIPPED "/1999.xml", rules, &failure), STATUS_INPUT_MISSING);
    system_free(rules);
}

/* What was read is what the file says, sorted, with the hash of its bytes. */
static void reads_every_value(void)
{
    Failure failure = {0};
    RuleSet *rules = system_allocate(sizeof *rules);
    CU_ASSERT_EQUAL_FATAL(rule_set_read(MADE_UP "/2019.xml", rules, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(rules->year, 2019);
    CU_ASSERT_STRING_EQUAL(rules->version, "1.0");
    CU_ASSERT_EQUAL(rules->rate_count, 33);
    for (size_t i = 1; i < rules->rate_count; i++) {
        const Rate *a = &rules->rates[i - 1], *b = &rules->rates[i];
        CU_ASSERT(a->code < b->code || (a->code == b->code && a->valid_from < b->valid_from));
    }
    Day december = last_day_of_year(2019);
    const Rate *rate = rule_rate(rules, GRANT_AR_2, day_from_date(2019, 6, 30), december);
    CU_ASSERT_PTR_NOT_NULL_FATAL(rate);
    CU_ASSERT_EQUAL(rate->amount, 234091);
    rate = rule_rate(rules, GRANT_AR_2, day_from_date(2019, 7, 1), december);
    CU_ASSERT_EQUAL(rate->amount, 241101);
    CU_ASSERT_STRING_EQUAL(rate->source, "Made up for tests");
    rate = rule_rate(rules, GRANT_AR_2, december, december);
    CU_ASSERT_EQUAL(rate->amount, 243107);
    CU_ASSERT_EQUAL(rules->ground_years[GROUND_FAMILIE_HUMANITAERT], 3);
    CU_ASSERT_EQUAL(rules->postings[GROUP_EM].chapter, 291);
    CU_ASSERT_EQUAL(rules->postings[GROUP_EM].item, 61);
    uint8_t sha256[SHA256_SIZE];
    CU_ASSERT_EQUAL(sha256_of_file(MADE_UP "/2019.xml", sha256, NULL, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(sha256, rules->sha256, SHA256_SIZE), 0);
    system_free(rules);
}

static void retroactive_change_is_read(void)
{
    Failure failure = {0};
    RuleSet *rules = system_allocate(sizeof *rules);
    CU_ASSERT_EQUAL_FATAL(rule_set_read(MADE_UP "/2020.xml", rules, &failure), STATUS_OK);
    Day march = last_day_of_quarter(2020, 1), september = last_day_of_quarter(2020, 3);
    const Rate *before = rule_rate(rules, GRANT_AR_3, march, march);
    const Rate *after = rule_rate(rules, GRANT_AR_3, march, september);
    CU_ASSERT_PTR_NOT_NULL_FATAL(before);
    CU_ASSERT_PTR_NOT_NULL_FATAL(after);
    CU_ASSERT_EQUAL(after->amount, before->amount + 5012);
    CU_ASSERT_TRUE(after->retroactive);
    system_free(rules);
}

/* Every word of the parameters of grants.md 5 has its value, and no other. */
static void parameter_words_have_values(void)
{
    static const struct {
        RuleParameter parameter;
        const char *text;
        int32_t value;
    } words[] = {
        {RULE_NORWEGIAN_ROUNDING, "krone", ROUND_TO_KRONE},
        {RULE_NORWEGIAN_ROUNDING, "ore", ROUND_TO_ORE},
        {RULE_NORWEGIAN_PAYMENT, "whole", PAYMENT_WHOLE},
        {RULE_NORWEGIAN_PAYMENT, "terms", PAYMENT_IN_TERMS},
        {RULE_NORWEGIAN_37D_WHERE, "residence", PLACE_BY_RESIDENCE},
        {RULE_NORWEGIAN_37D_WHERE, "training", PLACE_BY_TRAINING},
        {RULE_BASIC_QUARTER, "1", 1},
        {RULE_BASIC_QUARTER, "4", 4},
        {RULE_BASIC_QUARTER, "0", -1},
        {RULE_BASIC_QUARTER, "5", -1},
        {RULE_BASIC_QUARTER, "04", -1},
        {RULE_NORWEGIAN_ROUNDING, "\xC3\xB8re", -1},
        {RULE_NORWEGIAN_PAYMENT, "krone", -1},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        int32_t value = -1;
        char text[PARAMETER_TEXT_SIZE];
        bool read = parameter_parse(words[i].parameter, words[i].text, &value);
        CU_ASSERT_EQUAL(read, words[i].value >= 0);
        if (!read) continue;
        CU_ASSERT_EQUAL(value, words[i].value);
        parameter_format(words[i].parameter, value, text);
        CU_ASSERT_STRING_EQUAL(text, words[i].text);
    }
}

static void parameter_texts_are_inverse(void)
{
    Failure failure = {0};
    RuleSet *rules = system_allocate(sizeof *rules);
    CU_ASSERT_EQUAL_FATAL(rule_set_read(SHIPPED "/2023.xml", rules, &failure), STATUS_OK);
    for (int i = 0; i < RULE_PARAMETER_COUNT; i++) {
        char text[PARAMETER_TEXT_SIZE];
        int32_t value = -1;
        parameter_format(i, rules->parameters[i].value, text);
        CU_ASSERT_TRUE(parameter_parse(i, text, &value));
        CU_ASSERT_EQUAL(value, rules->parameters[i].value);
        CU_ASSERT_FALSE(parameter_parse(i, "", &value));
        CU_ASSERT_FALSE(parameter_parse(i, "TRUE", &value));
    }
    for (int method = MOVE_QUARTER_EIGHTHS; method <= MOVE_NONE; method++) {
        char text[PARAMETER_TEXT_SIZE];
        parameter_format(RULE_ASYLUM_MOVE_METHOD, method, text);
        CU_ASSERT_STRING_EQUAL(text, move_method_text(method));
    }
    system_free(rules);
}

static void folders_that_are_none(void)
{
    Failure failure = {0};
    RuleSets *sets = NULL;
    CU_ASSERT_EQUAL(rule_sets_load(TEST_SOURCE_DIR "/nowhere", &sets, &failure),
                    STATUS_INPUT_MISSING);
    CU_ASSERT_PTR_NULL(sets);
    CU_ASSERT_EQUAL(rule_sets_load(SHIPPED "/2014.xml", &sets, &failure), STATUS_INPUT_MISSING);
    CU_ASSERT_EQUAL(rule_sets_load(TEST_SOURCE_DIR "/tests/formats", &sets, &failure),
                    STATUS_INPUT_MISSING);
    CU_ASSERT_EQUAL(rule_sets_load(TEST_SOURCE_DIR "/fixtures", &sets, &failure),
                    STATUS_NO_RULES);
    rule_sets_free(NULL);
}

int main(int argc, char **argv)
{
    static const TestCase tests[] = {
        {"refuses broken structure", refuses_broken_structure},
        {"refuses broken values", refuses_broken_values},
        {"refuses broken rates and thresholds", refuses_broken_rates},
        {"names the line a tag begins on", names_the_line_a_tag_begins_on},
        {"refuses every cut", refuses_every_cut},
        {"accepts harmless variants", accepts_harmless_variants},
        {"wants the year's name", wants_the_years_name},
        {"reads every value", reads_every_value},
        {"a retroactive change is read", retroactive_change_is_read},
        {"parameter words have values", parameter_words_have_values},
        {"parameter texts are inverse", parameter_texts_are_inverse},
        {"folders that are none", folders_that_are_none},
    };
    return run_tests("rule_set_reader", tests, sizeof tests / sizeof tests[0], argc, argv);
}
