/*
 * test_proposal_text.c - the manifest of a proposal that is no run is signed: it comes back as
 * it was, and whatever was changed in it is refused.
 */
#include "formats/run/proposal_text.h"

#include <stdio.h>
#include <string.h>

#include "tests/rules/base/test_main.h"

static void fill(ProposalText *text, const char *output)
{
    FileSums sums = {.stored_size = 3, .content_size = 3};
    memset(sums.content_sha256, 0x22, SHA256_SIZE);
    *text = (ProposalText){.kind = ENTRY_MANUAL, .mode = LEDGER_LIVE, .ledger_entry = 4};
    snprintf(text->program, sizeof text->program, "tilskudd 1.0.0");
    snprintf(text->build, sizeof text->build, "0123456789abcdef");
    snprintf(text->time, sizeof text->time, "2018-05-02T09:30:00Z");
    CU_ASSERT_EQUAL(manifest_texts_add(&text->choices, "--allow-over", NULL), STATUS_OK);
    CU_ASSERT_EQUAL(manifest_files_add(&text->inputs, "manual", "hand.csv", &sums, NULL),
                    STATUS_OK);
    CU_ASSERT_EQUAL(manifest_files_add(&text->outputs, "open", output, &sums, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(proposal_identity(text, text->identity, NULL), STATUS_OK);
}

static void it_comes_back_as_it_was(void)
{
    ProposalText text, again;
    TextBuffer json = TEXT_BUFFER_EMPTY;
    fill(&text, "open.csv");
    proposal_text_write(&text, &json);
    CU_ASSERT_TRUE(manifest_is_of_proposal(json.bytes, json.length));
    CU_ASSERT_FALSE(manifest_is_of_accounts(json.bytes, json.length));
    CU_ASSERT_EQUAL(proposal_text_read("m", json.bytes, json.length, &again, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(again.kind, ENTRY_MANUAL);
    CU_ASSERT_EQUAL(again.ledger_entry, 4);
    CU_ASSERT_STRING_EQUAL(again.choices.items[0], "--allow-over");
    CU_ASSERT_STRING_EQUAL(again.outputs.items[0].path, "open.csv");
    proposal_text_free(&again);
    proposal_text_free(&text);
    text_buffer_free(&json);
}

/* Writes a proposal, replaces one text in it, and expects a refusal that says `detail`. */
static void refuse(const char *from, const char *to, const char *detail)
{
    ProposalText text, again;
    Failure failure = {0};
    TextBuffer json = TEXT_BUFFER_EMPTY, changed = TEXT_BUFFER_EMPTY;
    fill(&text, "open.csv");
    proposal_text_write(&text, &json);
    CU_ASSERT_EQUAL(text_buffer_status(&json, NULL), STATUS_OK);
    const char *at = strstr(json.bytes, from);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    text_buffer_format(&changed, "%.*s%s%s", (int)(at - json.bytes), json.bytes, to,
                       at + strlen(from));
    CU_ASSERT_EQUAL(proposal_text_read("m", changed.bytes, changed.length, &again, &failure),
                    STATUS_VERIFICATION);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, detail));
    proposal_text_free(&text);
    text_buffer_free(&json);
    text_buffer_free(&changed);
}

static void what_was_changed_is_refused(void)
{
    refuse("\"MANUAL\"", "\"ANSWER\"", "identity");
    refuse("--allow-over", "--allow-all", "identity");
    refuse("\"open.csv\"", "\"shut.csv\"", "identity");
    refuse("22222222", "22222223", "identity");
    refuse("\"MANUAL\"", "\"RUN\"", "another manifest");
    refuse("\"MANUAL\"", "\"GIFT\"", "kind");
    refuse("\"ledger_entry\": 4", "\"ledger_entry\": -4", "ledger_entry");
    refuse("\"open.csv\"", "\"../open.csv\"", "name");
    refuse("\"open.csv\"", "\"a/open.csv\"", "name");
    refuse("{\n", "{\n  \"more\": 1,\n", "nobody reads");
}

static void the_place_in_the_ledger_is_part_of_the_identity(void)
{
    ProposalText text;
    uint8_t other[SHA256_SIZE];
    fill(&text, "open.csv");
    text.ledger_head[0] = 1;
    CU_ASSERT_EQUAL(proposal_identity(&text, other, NULL), STATUS_OK);
    CU_ASSERT_NOT_EQUAL(memcmp(other, text.identity, SHA256_SIZE), 0);
    proposal_text_free(&text);
}

static const TestCase tests[] = {
    {"it comes back as it was", it_comes_back_as_it_was},
    {"what was changed is refused", what_was_changed_is_refused},
    {"the place in the ledger is part of the identity",
     the_place_in_the_ledger_is_part_of_the_identity},
};

TEST_MAIN("proposal_text", tests)
