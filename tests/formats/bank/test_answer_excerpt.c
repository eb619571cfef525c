/*
 * test_answer_excerpt.c - why: what is kept of a bank's answer is the bank's own bytes, and
 * nothing of the account's other movements. life.md 2.
 */
#include <stdio.h>
#include <string.h>

#include "formats/bank/answer_excerpt.h"
#include "tests/rules/base/test_main.h"

/* `keep`: a letter an entry, k or -. */
static void is(const char *document, const char *keep, const char *expected)
{
    bool kept[8] = {false};
    TextBuffer out = TEXT_BUFFER_EMPTY;
    for (size_t i = 0; keep[i] != '\0'; i++)
        kept[i] = keep[i] == 'k';
    text_buffer_text(&out, "|");
    answer_excerpt(document, strlen(document), kept, strlen(keep), &out);
    CU_ASSERT_STRING_EQUAL(out.bytes + 1, expected);
    if (strcmp(out.bytes + 1, expected) != 0) printf("\n%s\n", out.bytes);
    text_buffer_free(&out);
}

#define HEAD "<?xml version='1.0'?><!-- <Ntry> --><D xmlns=\"u\"><B><Ntfctn a='>'>"
#define TAIL "</Ntfctn></B></D>\n"
#define ONE "<Ntry><A>1</A></Ntry>"
#define TWO "<Ntry x=\"/>\"><A><![CDATA[</Ntry>]]><Ntry>2</Ntry></A></Ntry >"
#define BARE "<Ntry/>"

static void test_entries(void)
{
    is(HEAD ONE " " TWO "\n" BARE TAIL, "kkk", HEAD ONE " " TWO "\n" BARE TAIL);
    is(HEAD ONE " " TWO "\n" BARE TAIL, "-kk", HEAD " " TWO "\n" BARE TAIL);
    is(HEAD ONE " " TWO "\n" BARE TAIL, "k-k", HEAD ONE " \n" BARE TAIL);
    is(HEAD ONE " " TWO "\n" BARE TAIL, "kk-", HEAD ONE " " TWO "\n" TAIL);
    is(HEAD ONE " " TWO "\n" BARE TAIL, "---", HEAD " \n" TAIL);
    is(HEAD TAIL, "", HEAD TAIL);
}

/* Prefixes; a name like it elsewhere; several notifications. */
static void test_places(void)
{
    is("<n:D><n:B><n:Ntfctn><n:Ntry>1</n:Ntry><x:Ntry>2</x:Ntry></n:Ntfctn></n:B></n:D>", "-",
       "<n:D><n:B><n:Ntfctn><x:Ntry>2</x:Ntry></n:Ntfctn></n:B></n:D>");
    is("<D><B><Other>" ONE "</Other><Ntfctn>" ONE "</Ntfctn><Ntfctn>" ONE "</Ntfctn></B></D>",
       "k-", "<D><B><Other>" ONE "</Other><Ntfctn>" ONE "</Ntfctn><Ntfctn></Ntfctn></B></D>");
}

/* What is not found as the reader found it is kept whole. */
static void test_whole(void)
{
    is(HEAD ONE TAIL, "--", HEAD ONE TAIL);
    is(HEAD ONE ONE TAIL, "-", HEAD ONE ONE TAIL);
    is("<", "-", "<");
    is("<a", "", "<a");
    is("<!--", "", "<!--");
}

static const TestCase tests[] = {
    {"entries", test_entries}, {"places", test_places}, {"whole", test_whole}};

TEST_MAIN("bank/answer_excerpt", tests)
