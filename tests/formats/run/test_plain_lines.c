/*
 * test_plain_lines.c - settled lines and looks are read by words of eight bytes where they are
 * plain, and by the general reader where they are not. Whoever owns the ledger's files may
 * write anything into them: the quick reader must say what the general one says of every byte,
 * or leave the file to it.
 */
#include <CUnit/Basic.h>
#include <stdlib.h>
#include <string.h>

#include "formats/run/decision_csv.h"
#include "formats/run/look_plain.h"
#include "formats/run/settled_plain.h"
#include "tests/rules/base/test_main.h"

enum { MUTATIONS = 20000, LINES = 40 };

static uint64_t state = 20180101;

static uint64_t next_random(uint64_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % below;
}

/* --- what is compared --- */

static bool same_line(const SettledLine *left, const SettledLine *right)
{
    return settled_compare(left, right) == 0 && left->amount == right->amount;
}

static bool same_lines(const PackedLines *lines, const SettledLine *general, size_t count)
{
    if (lines->count != count) return false;
    for (size_t i = 0; i < count; i++) {
        const SettledLine line = packed_line_unpack(lines->items[i]);
        if (!same_line(&line, &general[i])) return false;
    }
    return true;
}

static bool same_looks(const PersonLooks *left, const PersonLooks *right)
{
    if (left->count != right->count || left->former_count != right->former_count) return false;
    for (size_t i = 0; i < left->former_count; i++)
        if (left->formers[i] != right->formers[i]) return false;
    for (size_t i = 0; i < left->count; i++) {
        const PersonLook *a = &left->items[i], *b = &right->items[i];
        bool same = a->ident == b->ident && a->born == b->born && a->settled == b->settled &&
                    a->settled_in == b->settled_in && a->background == b->background &&
                    a->sex == b->sex && a->former_count == b->former_count &&
                    a->former_begin == b->former_begin && a->entry == b->entry &&
                    memcmp(&a->facts, &b->facts, sizeof a->facts) == 0;
        if (!same) return false;
    }
    return true;
}

static bool same_failure(Status left, const Failure *a, Status right, const Failure *b)
{
    return left == right && strcmp(a->where, b->where) == 0 &&
           strcmp(a->detail, b->detail) == 0;
}

/* Whether it was read plainly; both readers must agree on it. */
static bool compare_settled(const char *bytes, size_t size)
{
    bool plain;
    size_t count = 0;
    SettledLine *general = NULL;
    PackedLines lines = {0}, either = {0};
    Failure judged = {STATUS_OK, "", ""}, said = {STATUS_OK, "", ""};
    Status status = settled_csv_read("lines", bytes, size, false, &general, &count, &judged);
    CU_ASSERT_EQUAL(settled_plain_read("lines", bytes, size, &lines, &plain, NULL), STATUS_OK);
    CU_ASSERT(!plain || (status == STATUS_OK && same_lines(&lines, general, count)));
    CU_ASSERT(plain || lines.items == NULL);
    Status other = settled_packed_read("lines", bytes, size, &either, &said);
    CU_ASSERT(same_failure(status, &judged, other, &said));
    CU_ASSERT(other != STATUS_OK || same_lines(&either, general, count));
    packed_lines_free(&lines);
    packed_lines_free(&either);
    system_free(general);
    return plain;
}

static bool compare_looks(const char *bytes, size_t size)
{
    bool plain;
    PersonLooks general = {0}, looks = {0}, either = {0};
    Failure judged = {STATUS_OK, "", ""}, said = {STATUS_OK, "", ""};
    Status status = look_csv_read("looks", bytes, size, &general, &judged);
    CU_ASSERT_EQUAL(look_plain_read("looks", bytes, size, &looks, &plain, NULL), STATUS_OK);
    CU_ASSERT(!plain || (status == STATUS_OK && same_looks(&looks, &general)));
    CU_ASSERT(plain || (looks.items == NULL && looks.formers == NULL));
    Status other = look_read("looks", bytes, size, &either, &said);
    CU_ASSERT(same_failure(status, &judged, other, &said));
    CU_ASSERT(other != STATUS_OK || same_looks(&either, &general));
    person_looks_free(&looks);
    person_looks_free(&either);
    person_looks_free(&general);
    return plain;
}

/* --- what is read --- */

static Subject subject_number(size_t i)
{
    char text[32];
    Subject subject = IDENT_NONE;
    if (i + 4 >= LINES) return subject_of_municipality((MunicipalityCode)(301 + i));
    bool is_long = i % 5 == 0;
    snprintf(text, sizeof text, is_long ? "%012zu" : "%011zu",
             (is_long ? 201600000000 : 1010000000) + i * 123456789);
    CU_ASSERT_FATAL(subject_parse(text, strlen(text), &subject));
    return subject;
}

static int by_key(const void *left, const void *right)
{
    return settled_compare(left, right);
}

static void write_settled(TextBuffer *text, size_t count)
{
    static const Ore amounts[] = {0,         1,          -1,           9999999,      12345678,
                                  -12345678, 5750000,    123456789,    999999999999, -57500000,
                                  100000000, 4175000000, -999999999999};
    SettledLine lines[LINES];
    for (size_t i = 0; i < count; i++)
        lines[i] = (SettledLine){.subject = subject_number(i),
                                 .amount = amounts[i % (sizeof amounts / sizeof amounts[0])],
                                 .code = (uint8_t)(i % GRANT_CODE_COUNT),
                                 .budget_year = (int16_t)(i == 0 ? YEAR_MIN : 2017 + i % 3),
                                 .municipality = (MunicipalityCode)(i == 1 ? 9999 : 301 + i)};
    qsort(lines, count, sizeof lines[0], by_key);
    text_buffer_clear(text);
    text_buffer_text(text, SETTLED_HEADER);
    for (size_t i = 0; i < count; i++)
        settled_csv_append(text, &lines[i]);
}

/* Facts that are there and such that are not, in all mixtures that i has bits for. */
static PackedFacts facts_number(size_t i)
{
    PersonFacts facts = person_facts_none();
    Day day = day_from_date(2016, 2, 29);
    if (i % 2 == 0) facts.first = quarter_number(2017, (int)(i % 4) + 1);
    if (i % 3 == 0) facts.codes = fact_codes((int)(i % GROUND_COUNT), (int)(i % 4));
    if (i % 3 == 1) facts.decided = facts.application = day;
    if (i % 5 == 0) CU_ASSERT_FATAL(ident_parse("201600000001", 12, &facts.reference));
    if (i % 4 == 1) facts.reference_settled = facts.claim = facts.died = day + 1;
    if (i % 4 != 3) facts.target = facts.decision = day + 2;
    facts.flags = (uint8_t)(i % 16);
    return facts_pack(&facts);
}

static void write_looks(TextBuffer *text, size_t count)
{
    Ident formers[LINES], last = IDENT_NONE;
    text_buffer_clear(text);
    text_buffer_text(text, LOOK_HEADER);
    for (size_t i = 0; i < count; i++)
        CU_ASSERT_FATAL(ident_parse("201600000001", 12, &formers[i]));
    for (size_t i = 0; i < count; i++) {
        formers[i] += 40 * i;
        PersonLook look = {.ident = subject_number(i % 5 == 0 ? i + 1 : i),
                           .born = i % 7 == 0 ? DAY_NONE : day_from_date(2000, 2, 29),
                           .settled = i % 6 == 0 ? DAY_NONE : day_from_date(2017, 12, 31),
                           .settled_in = (MunicipalityCode)(i % 4 == 0 ? 0 : 301),
                           .former_count = (uint16_t)(i % 3 == 0 ? i : i % 2),
                           .sex = i % 2 == 0 ? SEX_WOMAN : SEX_MAN,
                           .facts = facts_number(i)};
        CU_ASSERT_FATAL(country_parse("SYR", 3, &look.background));
        if (look.ident <= last) continue;
        last = look.ident;
        look_csv_append(text, &look, formers);
    }
}

/* --- tests --- */

static void test_what_is_written_is_plain(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    for (size_t count = 0; count <= LINES; count++) {
        write_settled(&text, count);
        CU_ASSERT(compare_settled(text.bytes, text.length));
        write_looks(&text, count > 5 ? count - 5 : 0);
        CU_ASSERT(compare_looks(text.bytes, text.length));
    }
    text_buffer_free(&text);
}

static void test_one_line(void)
{
    static const struct {
        const char *line;
        bool plain;
    } rows[] = {{"01818431895,AR-2,2018,0301,5750000\n", true},
                {"01818431895,AR-2,2018,0301,5750000", false}, /* no end: the general one */
                {"01818431895,AR-2,2018,0301,5750000\r\n", false},
                {"01818431895,\"AR-2\",2018,0301,5750000\n", false},
                {"01818431895,AR-2,2018,0000,5750000\n", false},
                {"01818431895,AR-2,1849,0301,5750000\n", false},
                {"01818431895,AR-2,2200,0301,5750000\n", false},
                {"01818431895,AR-9,2018,0301,5750000\n", false},
                {"01818431895,,2018,0301,5750000\n", false},
                {"01818431895,AR-2,2018,301,5750000\n", false},
                {"1818431895,AR-2,2018,0301,5750000\n", false},
                {"M0301,GRUNN-1-3,2018,0301,5750000\n", true},
                {"M0000,GRUNN-1-3,2018,0301,5750000\n", false},
                {"201812345678,EM_SETTLED_THIS_YEAR,2018,0301,-1\n", true},
                {"01818431895,AR-2,2018,0301,-\n", false},
                {"01818431895,AR-2,2018,0301,\n", false},
                {"01818431895,AR-2,2018,0301,+5\n", false},
                {"01818431895,AR-2,2018,0301,0005\n", true},
                {"01818431895,AR-2,2018,0301,1000000000000\n", false},
                {"01818431895,AR-2,2018,0301,1000000000001\n", false},
                {"01818431895,AR-2,2018,0301,5\n01818431895,AR-2,2018,0301,6\n", false},
                {"01818431895,AR-3,2018,0301,5\n01818431895,AR-2,2018,0301,6\n", false},
                {"\n", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[512];
        int length = snprintf(text, sizeof text, SETTLED_HEADER "%s", rows[i].line);
        CU_ASSERT_EQUAL(compare_settled(text, (size_t)length), rows[i].plain);
    }
}

static void test_one_look(void)
{
    static const struct {
        const char *line;
        bool plain;
    } rows[] = {{"01818431895,1984-02-29,K,SYR,2017-02-15,0301,\n", true},
                {"01818431895,1983-02-29,K,SYR,2017-02-15,0301,\n", false},
                {"01818431895,1984-02-28,K,SYR,2017-02-00,0301,\n", false},
                {"01818431895,1984-13-28,K,SYR,2017-02-01,0301,\n", false},
                {"01818431895,,M,SYR,,,\n", true},
                {"01818431895,,X,SYR,,,\n", false},
                {"01818431895,,M,SyR,,,\n", false},
                {"01818431895,,M,SYR,,0000,\n", false},
                {"01818431895,,M,SYR,,,201600000001 201600000002\n", true},
                {"01818431895,,M,SYR,,,201600000002 201600000001\n", false},
                {"01818431895,,M,SYR,,,201600000001 \n", false},
                {"01818431895,,M,SYR,,,01818431895\n", false},
                {"01818431895,,M,SYR,,,201600000001 201600000001\n", false},
                {"01818431895,,M,SYR,,\n", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[512];
        int length = snprintf(text, sizeof text, LOOK_HEADER_BEFORE "%s", rows[i].line);
        CU_ASSERT_EQUAL(compare_looks(text, (size_t)length), rows[i].plain);
    }
}

/* One byte changed, put in or taken away, the end cut off, or a line moved. */
static void change(const TextBuffer *text, char *out, size_t *length)
{
    static const char bytes[] = "0123456789,-\n\r\"MKAR 2x\0\x80";
    size_t at = next_random(text->length);
    char byte = bytes[next_random(sizeof bytes - 1)];
    memcpy(out, text->bytes, text->length);
    *length = text->length;
    switch (next_random(6)) {
    case 0:
        *length = at;
        break;
    case 1:
        memmove(out + at, out + at + 1, text->length - at - 1);
        --*length;
        break;
    case 2:
        memmove(out + at + 1, out + at, text->length - at);
        out[at] = byte;
        ++*length;
        break;
    case 3:
        memmove(out, out + at, text->length - at);
        *length -= at;
        break;
    default:
        out[at] = byte;
        break;
    }
}

static size_t try_changes(void (*write)(TextBuffer *text, size_t count),
                          bool (*compare)(const char *bytes, size_t size))
{
    char out[1 << 14];
    size_t plain = 0, length;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    for (size_t i = 0; i < MUTATIONS; i++) {
        write(&text, 1 + next_random(LINES - 8));
        CU_ASSERT_FATAL(text.length + 1 < sizeof out);
        change(&text, out, &length);
        plain += compare(out, length);
    }
    text_buffer_free(&text);
    return plain;
}

/* Digits that become other digits are plain still: both kinds must come up. */
static void test_changed_lines(void)
{
    size_t plain = try_changes(write_settled, compare_settled);
    CU_ASSERT(plain > MUTATIONS / 50 && plain < MUTATIONS / 2);
}

static void test_changed_looks(void)
{
    size_t plain = try_changes(write_looks, compare_looks);
    CU_ASSERT(plain > MUTATIONS / 50 && plain < MUTATIONS / 2);
}

static const TestCase tests[] = {
    {"what is written is plain", test_what_is_written_is_plain},
    {"one line", test_one_line},
    {"one look", test_one_look},
    {"changed lines", test_changed_lines},
    {"changed looks", test_changed_looks},
};

TEST_MAIN("plain_lines", tests)
