/*
 * test_run_inputs.c - signers, decided numbers, earlier payments and configuration say who gets
 * the money and who may sign for it: a wrong line must refuse the whole file and name the line.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/bank/configuration_xml.h"
#include "formats/csv/decided_csv.h"
#include "formats/base/input_file.h"
#include "formats/csv/municipality_csv.h"
#include "formats/run/paid_csv.h"
#include "formats/csv/signers_csv.h"
#include "formats/base/person_name.h"
#include "formats/base/utf8.h"
#include "rules/base/identity.h"
#include "tests/rules/base/test_main.h"

/* Real control digits; accounts and numbers are made up. */
#define SIGNERS_HEAD "fingerprint,person,role\n"
#define PRINT_A "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"
#define PRINT_B "10112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"
#define CONFIGURATION(inside)                                                                  \
    "<configuration xmlns=\"urn:tilskudd:configuration:1\">\n" inside "</configuration>\n"
#define AGENCY "<agency name=\"A\" organisationNumber=\"310000000\" account=\"99900000010\"/>\n"
#define SHORT(name)                                                                            \
    "<agency name=\"A\" organisationNumber=\"310000000\" account=\"99900000010\" "             \
    "shortName=\"" name "\"/>\n"
#define BANK "<bank agreementId=\"X1\"/>\n"
#define SHARE(from, to, part, whole)                                                           \
    "<claimShare municipality=\"" from "\" successor=\"" to "\" numerator=\"" part             \
    "\" denominator=\"" whole "\"/>\n"

typedef struct Refused {
    const char *text;
    Status status;
    const char *where; /* the whole place */
} Refused;

/* A file's parser, its result freed. */
typedef Status (*Parser)(const char *text, Failure *failure);

static Status parse_decided(const char *text, Failure *failure)
{
    DecidedNumbers *decided;
    Status status = decided_csv_parse("f.csv", text, strlen(text), &decided, failure);
    if (status != STATUS_OK) CU_ASSERT_PTR_NULL(decided);
    decided_free(decided);
    return status;
}

static Status parse_signers(const char *text, Failure *failure)
{
    Signers *signers;
    Status status = signers_csv_parse("f.csv", text, strlen(text), &signers, failure);
    if (status != STATUS_OK) CU_ASSERT_PTR_NULL(signers);
    signers_free(signers);
    return status;
}

static Status parse_configuration(const char *text, Failure *failure)
{
    Configuration *configuration;
    Status status = configuration_parse("f.xml", text, strlen(text), &configuration, failure);
    if (status != STATUS_OK) CU_ASSERT_PTR_NULL(configuration);
    configuration_free(configuration);
    return status;
}

static void expect_refusals(Parser parser, const Refused *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Failure failure = {0};
        Status status = parser(cases[i].text, &failure);
        bool as_expected = status == cases[i].status && failure.status == status &&
                           strcmp(failure.where, cases[i].where) == 0;
        if (!as_expected)
            printf("\n%s\n%s: %s: %s\n", cases[i].text, status_name(status), failure.where,
                   failure.detail);
        CU_ASSERT_TRUE(as_expected);
        CU_ASSERT_EQUAL(status_exit(status), EXIT_INPUT);
    }
}

#define REFUSE_ALL(parser, cases) expect_refusals(parser, cases, sizeof cases / sizeof cases[0])

static void decided_refused(void)
{
    static const Refused cases[] = {
        {"municipality,year\n", STATUS_INPUT_VALUE, "f.csv, line 1, column persons"},
        {"municipality,year,persons\n0301,2018,-1\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column persons"},
        {"municipality,year,persons\n0301,2018,1.5\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column persons"},
        {"municipality,year,persons\n0301,2018,1000001\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column persons"},
        {"municipality,year,persons\n0301,18,5\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column year"},
        {"municipality,year,persons\nOslo,2018,5\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column municipality"},
        {"municipality,year,persons\n0301,2018,5\n0301,2017,5\n0301,2018,6\n",
         STATUS_INPUT_VALUE, "f.csv, line 4"},
    };
    REFUSE_ALL(parse_decided, cases);
}

static int32_t decided_persons(const DecidedNumbers *decided, MunicipalityCode municipality,
                               int year)
{
    for (size_t i = 0; i < decided->count; i++) {
        const DecidedNumber *number = &decided->items[i];
        if (number->municipality == municipality && number->year == year)
            return number->persons;
    }
    return -1;
}

static void decided_read(void)
{
    static const char text[] = "municipality,year,persons\n5001,2018,220\n0301,2018,0\n"
                               "0301,2017,1000000\n";
    Failure failure = {0};
    DecidedNumbers *decided;
    CU_ASSERT_EQUAL_FATAL(decided_csv_parse("f", text, sizeof text - 1, &decided, &failure),
                          STATUS_OK);
    CU_ASSERT_EQUAL(decided_persons(decided, 5001, 2018), 220);
    CU_ASSERT_EQUAL(decided_persons(decided, 301, 2018), 0);
    CU_ASSERT_EQUAL(decided_persons(decided, 301, 2017), 1000000);
    CU_ASSERT_EQUAL(decided_persons(decided, 301, 2019), -1);
    decided_free(decided);
    static const char saved[] = "\xEF\xBB\xBFmunicipality;year;persons\r\n301;2018;7\r\n;;\r\n";
    CU_ASSERT_EQUAL_FATAL(decided_csv_parse("f", saved, sizeof saved - 1, &decided, &failure),
                          STATUS_OK);
    CU_ASSERT_EQUAL(decided_persons(decided, 301, 2018), 7);
    decided_free(decided);
}

static void signers_refused(void)
{
    static const Refused cases[] = {
        {SIGNERS_HEAD, STATUS_INPUT_VALUE, "f.csv, line 1, column fingerprint"},
        {SIGNERS_HEAD "0011,Kari,disposition\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column fingerprint"},
        {SIGNERS_HEAD "g" PRINT_A ",Kari,disposition\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column fingerprint"},
        {SIGNERS_HEAD PRINT_A ",,disposition\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column person"},
        {SIGNERS_HEAD PRINT_A ",Kari,Disposition\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column role"},
        {SIGNERS_HEAD PRINT_A ",Kari,disposition\n" PRINT_A ",Kari,disposition\n",
         STATUS_INPUT_VALUE, "f.csv, line 3, column fingerprint"},
        {SIGNERS_HEAD PRINT_A ",Kari,disposition\n" PRINT_A ",Ola,attestation\n",
         STATUS_INPUT_VALUE, "f.csv, line 3, column person"},
        {"fingerprint,person,role,note\n", STATUS_INPUT_MALFORMED, "f.csv, line 1"},
        {SIGNERS_HEAD PRINT_A ",Kari ,disposition\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column person"},
        {SIGNERS_HEAD PRINT_A ",Kari  N,disposition\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column person"},
        {SIGNERS_HEAD PRINT_A ",\u00A0,disposition\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column person"},
        /* a Cyrillic a, a zero for an O, a mark that is no letter, a joiner nobody sees */
        {SIGNERS_HEAD PRINT_A ",Ol\u0430 Nordmann,disposition\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column person"},
        {SIGNERS_HEAD PRINT_A ",0la Nordmann,disposition\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column person"},
        {SIGNERS_HEAD PRINT_A ",Ola\u00D7Nordmann,disposition\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column person"},
        {SIGNERS_HEAD PRINT_A ",Ola\u200DNordmann,disposition\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column person"},
        {SIGNERS_HEAD PRINT_A ",-.',disposition\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column person"},
    };
    REFUSE_ALL(parse_signers, cases);
}

static Status parse_stops(const char *text, Failure *failure)
{
    Stops stops;
    Status status = stop_csv_parse("f.csv", text, strlen(text), &stops, failure);
    if (status != STATUS_OK) CU_ASSERT_EQUAL(stops.count, 0);
    stops_free(&stops);
    return status;
}

/* Who is stopped may sign nothing: a line that is read otherwise than it was meant lets a thief
 * go on. */
static void stops_refused(void)
{
#define STOPS "fingerprint,from,reason\n"
    static const Refused cases[] = {
        {STOPS, STATUS_INPUT_VALUE, "f.csv, line 1, column fingerprint"},
        {STOPS "aa,2019-01-01,lost\n", STATUS_INPUT_VALUE, "f.csv, line 2, column fingerprint"},
        {STOPS PRINT_A ",2019-13-01,lost\n", STATUS_INPUT_VALUE, "f.csv, line 2, column from"},
        {STOPS PRINT_A ",,lost\n", STATUS_INPUT_VALUE, "f.csv, line 2, column from"},
        {STOPS PRINT_A ",2019-01-01,\n", STATUS_INPUT_VALUE, "f.csv, line 2, column reason"},
        {STOPS PRINT_A ",2019-01-01,lost\n" PRINT_A ",2019-01-02,left\n", STATUS_INPUT_VALUE,
         "f.csv, line 3, column fingerprint"},
    };
    REFUSE_ALL(parse_stops, cases);
}

static void stops_read_and_kept(void)
{
    Stops all = {.items = NULL}, more = {.items = NULL};
    uint8_t a[SHA256_SIZE], b[SHA256_SIZE];
    CU_ASSERT(sha256_from_hex(PRINT_A, 64, a) && sha256_from_hex(PRINT_B, 64, b));
    static const char first[] =
        "# stop 0123456789abcdef serial 1\n" STOPS PRINT_A ",2019-01-01,Key lost\n";
    static const char second[] =
        STOPS PRINT_B ",2019-02-01,left\n" PRINT_A ",2020-01-01,again\n";
    CU_ASSERT_EQUAL_FATAL(stop_csv_parse("f", first, sizeof first - 1, &all, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(stop_csv_parse("f", second, sizeof second - 1, &more, NULL),
                          STATUS_OK);
    CU_ASSERT_PTR_NULL(stops_find(&all, b));
    CU_ASSERT_EQUAL(stops_add(&all, &more, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(all.count, 2);
    CU_ASSERT_EQUAL_FATAL(stops_find(&all, a) != NULL && stops_find(&all, b) != NULL, true);
    /* what is stopped stays stopped as it was first said */
    CU_ASSERT_EQUAL(stops_find(&all, a)->from, day_from_date(2019, 1, 1));
    CU_ASSERT_STRING_EQUAL(stops_find(&all, a)->reason, "Key lost");
    CU_ASSERT_EQUAL(stops_find(&all, b)->from, day_from_date(2019, 2, 1));
    stops_free(&all);
    stops_free(&more);
}

static void signers_read(void)
{
    /* The first with colons, as openssl prints fingerprints. */
    static const char text[] = SIGNERS_HEAD
        "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:"
        "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF,Kari N,disposition\n" PRINT_B
        ",Ola N,attestation\n" PRINT_B ",Ola N,disposition\n";
    Failure failure = {0};
    Signers *signers;
    CU_ASSERT_EQUAL_FATAL(signers_csv_parse("f", text, sizeof text - 1, &signers, &failure),
                          STATUS_OK);
    uint8_t a[SHA256_SIZE], b[SHA256_SIZE];
    CU_ASSERT_TRUE(sha256_from_hex(PRINT_A, 64, a));
    CU_ASSERT_TRUE(sha256_from_hex(PRINT_B, 64, b));
    CU_ASSERT_EQUAL(signers->count, 3);
    const Signer *kari = signers_find(signers, a, ROLE_DISPOSITION);
    CU_ASSERT_PTR_NOT_NULL_FATAL(kari);
    CU_ASSERT_STRING_EQUAL(kari->person, "Kari N");
    CU_ASSERT_PTR_NULL(signers_find(signers, a, ROLE_ATTESTATION));
    CU_ASSERT_PTR_NOT_NULL(signers_find(signers, b, ROLE_ATTESTATION));
    CU_ASSERT_STRING_EQUAL(signer_role_text(ROLE_ATTESTATION), "attestation");
    signers_free(signers);
}

/* One name in two forms is one person: the second person cannot be the first one's file. */
static void signers_names_composed(void)
{
    static const char text[] =
        "fingerprint;person;role\r\n" PRINT_A ";\u00C5se;disposition\r\n" PRINT_B
        ";A\xCC\x8Ase;attestation\r\n";
    Failure failure = {0};
    Signers *signers;
    CU_ASSERT_EQUAL_FATAL(signers_csv_parse("f", text, sizeof text - 1, &signers, &failure),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(signers->count, 2);
    CU_ASSERT_STRING_EQUAL(signers->items[0].person, signers->items[1].person);
    signers_free(signers);
}

/* The rule of two persons is about persons: another spelling is not another one. */
static void persons_by_name(void)
{
    static const struct {
        const char *left, *right;
        bool same;
    } cases[] = {
        {"Ola Nordmann", "Ola Nordmann", true},
        {"Ola Nordmann", "OLA  Nordm\u00E1nn", true},
        {"Ola Nordmann", "ola-nordmann.", true},
        {"Ola Nordmann", "Ole Nordmann", false},
        {"Ola Nordmann", "Ola Nordman", false},
        {"\u00C5se \u00D8ien", "Ase Oien", true},
        {"\u00C6r\u00F8 O'Neil", "Aero O\u2019neil", true},
        {"\u00C6", "A", false},
        {"Nguy\u1EC5n \u0110\u1EE9c", "NGUYEN DUC", true},
        {"\u0141ukasz \u017Byto", "Lukasz Zyto", true},
        {"Ola N", "Ola \u041D", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CU_ASSERT_EQUAL(person_name_same(cases[i].left, cases[i].right), cases[i].same);
        CU_ASSERT_EQUAL(person_name_same(cases[i].right, cases[i].left), cases[i].same);
    }
    CU_ASSERT_TRUE(person_name_fits("\u00C5se-Marie O'Neil jr."));
    CU_ASSERT_FALSE(person_name_fits("") || person_name_fits(" ") || person_name_fits("Ola\n"));
    CU_ASSERT_FALSE(person_name_fits("Ola \xE5"));
}

/* Who decides who may sign signs nothing else. */
static void the_authority_is_no_signer(void)
{
    static const char text[] = SIGNERS_HEAD PRINT_A ",Kari N,disposition\n";
    Failure failure = {0};
    Signers *signers;
    uint8_t listed[SHA256_SIZE], other[SHA256_SIZE] = {1}, key[SHA256_SIZE] = {2};
    CU_ASSERT_TRUE(sha256_from_hex(PRINT_A, 64, listed));
    CU_ASSERT_EQUAL_FATAL(signers_csv_parse("f", text, sizeof text - 1, &signers, &failure),
                          STATUS_OK);
    CU_ASSERT_FALSE(signers_is_authority(signers, key));
    CU_ASSERT_EQUAL(signers_set_authority(signers, "f", other, key, &failure), STATUS_OK);
    CU_ASSERT_TRUE(signers_is_authority(signers, key));
    CU_ASSERT_FALSE(signers_is_authority(signers, other));
    CU_ASSERT_EQUAL(signers_set_authority(signers, "f", listed, key, &failure),
                    STATUS_VERIFICATION);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "Kari N"));
    signers_free(signers);
}

static void configuration_refused(void)
{
    static const Refused cases[] = {
        {CONFIGURATION(BANK), STATUS_INPUT_VALUE, "f.xml, line 2"},
        {CONFIGURATION(AGENCY), STATUS_INPUT_VALUE, "f.xml, line 3"},
        {CONFIGURATION(BANK AGENCY), STATUS_INPUT_VALUE, "f.xml, line 2"},
        {CONFIGURATION(AGENCY AGENCY BANK), STATUS_INPUT_VALUE, "f.xml, line 3"},
        {CONFIGURATION("<agency name=\"A\" organisationNumber=\"310000001\" "
                       "account=\"99900000010\"/>" BANK),
         STATUS_CONTROL_DIGITS, "f.xml, line 2"},
        {CONFIGURATION("<agency name=\"A\" organisationNumber=\"310000000\" "
                       "account=\"99900000011\"/>" BANK),
         STATUS_CONTROL_DIGITS, "f.xml, line 2"},
        {CONFIGURATION(SHORT("") BANK), STATUS_INPUT_VALUE, "f.xml, line 2"},
        {CONFIGURATION(SHORT("abcdefghijabcdefghijabcdefghijabcdef") BANK), STATUS_INPUT_VALUE,
         "f.xml, line 2"},
        {CONFIGURATION(SHORT("\xC3\x9E"
                             "abcdefghijabcdefghijabcdefghijabcd") BANK),
         STATUS_INPUT_VALUE, "f.xml, line 2"},
        {CONFIGURATION(SHORT("\xD0\x98\xD0\x9C") BANK), STATUS_INPUT_VALUE, "f.xml, line 2"},
        {CONFIGURATION(AGENCY "<bank agreementId=\"X\" bic=\"dnbanokk\"/>"), STATUS_INPUT_VALUE,
         "f.xml, line 3"},
        {CONFIGURATION(AGENCY "<bank agreementId=\"X\" bic=\"DNBANOK\"/>"), STATUS_INPUT_VALUE,
         "f.xml, line 3"},
        {CONFIGURATION(AGENCY "<bank bic=\"DNBANOKK\"/>"), STATUS_INPUT_VALUE, "f.xml, line 3"},
        {CONFIGURATION(AGENCY BANK SHARE("1507", "1508", "1", "2")), STATUS_INPUT_VALUE,
         "f.xml, line 5"},
        {CONFIGURATION(AGENCY BANK SHARE("1507", "1508", "1", "2")
                           SHARE("1507", "1580", "2", "2")),
         STATUS_INPUT_VALUE, "f.xml, line 6"},
        {CONFIGURATION(AGENCY BANK SHARE("1507", "1508", "1", "2")
                           SHARE("1507", "1508", "1", "2")),
         STATUS_INPUT_VALUE, "f.xml, line 5"},
        {CONFIGURATION(AGENCY BANK SHARE("1507", "1508", "1", "2")
                           SHARE("1507", "1580", "2", "4")),
         STATUS_INPUT_VALUE, "f.xml, line 5"},
        {CONFIGURATION(AGENCY BANK SHARE("1507", "1507", "1", "1")), STATUS_INPUT_VALUE,
         "f.xml, line 4"},
        {CONFIGURATION(AGENCY BANK SHARE("1507", "1508", "3", "2")), STATUS_INPUT_VALUE,
         "f.xml, line 4"},
        {CONFIGURATION(AGENCY BANK SHARE("1507", "1508", "0", "1")), STATUS_INPUT_VALUE,
         "f.xml, line 4"},
        {CONFIGURATION(AGENCY BANK SHARE("157", "1508", "1", "1")), STATUS_INPUT_VALUE,
         "f.xml, line 4"},
        {CONFIGURATION(AGENCY BANK "<paymentLimit group=\"X\" amount=\"1\"/>"),
         STATUS_INPUT_VALUE, "f.xml, line 4"},
        {CONFIGURATION(AGENCY BANK "<paymentLimit group=\"EM\" amount=\"0\"/>"),
         STATUS_INPUT_VALUE, "f.xml, line 4"},
        {CONFIGURATION(AGENCY BANK "<paymentLimit group=\"EM\" amount=\"1\"/>\n"
                                   "<paymentLimit group=\"EM\" amount=\"1\"/>"),
         STATUS_INPUT_VALUE, "f.xml, line 5"},
        {"<configuration/>", STATUS_INPUT_WRONG_NAMESPACE, "f.xml, line 1"},
    };
    REFUSE_ALL(parse_configuration, cases);
}

/* Refused while it is read, also in a dry run: the bank would. */
static void configuration_that_no_bank_takes(void)
{
    static const Refused cases[] = {
        {CONFIGURATION("<agency name=\"Etat @ Oslo\" organisationNumber=\"310000000\" "
                       "account=\"99900000010\"/>" BANK),
         STATUS_INPUT_VALUE, "f.xml, line 2"},
        {CONFIGURATION("<agency name=\"A\" organisationNumber=\"000000000\" "
                       "account=\"99900000010\"/>" BANK),
         STATUS_CONTROL_DIGITS, "f.xml, line 2"},
        {CONFIGURATION("<agency name=\"A\" organisationNumber=\"310000000\" "
                       "account=\"00000000000\"/>" BANK),
         STATUS_CONTROL_DIGITS, "f.xml, line 2"},
        {CONFIGURATION("<agency name=\"&#160;\" organisationNumber=\"310000000\" "
                       "account=\"99900000010\"/>" BANK),
         STATUS_INPUT_VALUE, "f.xml, line 2"},
        {CONFIGURATION(AGENCY "<bank agreementId=\"A_1\"/>"), STATUS_INPUT_VALUE,
         "f.xml, line 3"},
        {CONFIGURATION(AGENCY "<bank agreementId=\"A1 \"/>"), STATUS_INPUT_VALUE,
         "f.xml, line 3"},
        {CONFIGURATION(AGENCY "<bank agreementId=\"000\"/>"), STATUS_INPUT_VALUE,
         "f.xml, line 3"},
        {CONFIGURATION(AGENCY "<bank agreementId=\"abcdefghijabcdefghijabcdefghijabcdef\"/>"),
         STATUS_INPUT_VALUE, "f.xml, line 3"},
    };
    REFUSE_ALL(parse_configuration, cases);
}

/* The short name begins the remittance text: transliterated as banks want it, or the usual. */
static void short_name_of_the_payer(void)
{
    static const char *const cases[][2] = {
        {CONFIGURATION(AGENCY BANK), "IMDi"},
        {CONFIGURATION(SHORT("HK-dir") BANK), "HK-dir"},
        {CONFIGURATION(SHORT("  R_D   &amp; \xC3\x86 ") BANK), "R-D + \xC3\x86"},
        {CONFIGURATION(SHORT("\xC5\xA0"
                             "abcdefghijabcdefghijabcdefghijabcd") BANK),
         "Sabcdefghijabcdefghijabcdefghijabcd"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Failure failure = {0};
        Configuration *configuration;
        CU_ASSERT_EQUAL_FATAL(configuration_parse("f", cases[i][0], strlen(cases[i][0]),
                                                  &configuration, &failure),
                              STATUS_OK);
        CU_ASSERT_STRING_EQUAL(configuration->agency_short, cases[i][1]);
        configuration_free(configuration);
    }
}

/* A long value is shown up to a whole character, never to half of one. */
static void long_values_shown_whole(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    Failure failure = {0};
    Configuration *configuration;
    text_buffer_text(&text, "<configuration xmlns=\"urn:tilskudd:configuration:1\">\n"
                            "<agency organisationNumber=\"310000000\" account=\"99900000010\" "
                            "name=\"@");
    for (int i = 0; i < 40; i++)
        text_buffer_text(&text, "\u00F8");
    text_buffer_text(&text, "\"/>\n</configuration>\n");
    CU_ASSERT_EQUAL(configuration_parse("f", text.bytes, text.length, &configuration, &failure),
                    STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(utf8_text_prefix(failure.detail, strlen(failure.detail)),
                    strlen(failure.detail));
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "\u00F8\": the character U+0040 (@)"));
    text_buffer_free(&text);
}

/* 35 characters of an id, 140 of a name, also when each is written in three bytes. */
static void configuration_composed(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    Failure failure = {0};
    Configuration *configuration;
    text_buffer_text(&text, "<configuration xmlns=\"urn:tilskudd:configuration:1\">\n"
                            "<agency organisationNumber=\"310000000\" account=\"99900000010\" "
                            "shortName=\"A\xCC\x8A\" name=\"");
    for (int i = 0; i < AGENCY_NAME_LENGTH; i++)
        text_buffer_text(&text, "o\xCC\x88");
    text_buffer_text(&text, "\"/>\n<bank agreementId=\"");
    for (int i = 0; i < AGREEMENT_LENGTH; i++)
        text_buffer_text(&text, "e\xCC\x81");
    text_buffer_text(&text, "\"/>\n</configuration>\n");
    CU_ASSERT_EQUAL_FATAL(
        configuration_parse("f", text.bytes, text.length, &configuration, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(strlen(configuration->agency_name), 2 * AGENCY_NAME_LENGTH);
    CU_ASSERT_EQUAL(strlen(configuration->agreement_id), 2 * AGREEMENT_LENGTH);
    CU_ASSERT_EQUAL(memcmp(configuration->agency_name, "\u00F6", 2), 0);
    CU_ASSERT_STRING_EQUAL(configuration->agency_short, "\u00C5");
    configuration_free(configuration);
    text_buffer_free(&text);
}

static void configuration_read_whole(void)
{
    static const char text[] = CONFIGURATION(
        "<agency name=\"R&amp;D\" organisationNumber=\"310000000\" account=\"99900000010\"/>"
        "<bank agreementId=\"X1\" bic=\"NDEANOKKXXX\" name=\"Nordea\"/>" SHARE("1850", "1806",
                                                                               "1", "3")
            SHARE("1507", "1580", "1", "2") SHARE("1850", "1875", "2", "3")
                SHARE("1507", "1508", "1", "2") "<paymentLimit group=\"EM\" amount=\"5\"/>");
    Failure failure = {0};
    Configuration *configuration;
    CU_ASSERT_EQUAL_FATAL(
        configuration_parse("f", text, sizeof text - 1, &configuration, &failure), STATUS_OK);
    CU_ASSERT_STRING_EQUAL(configuration->agency_name, "R&D");
    CU_ASSERT_STRING_EQUAL(configuration->bank_bic, "NDEANOKKXXX");
    CU_ASSERT_STRING_EQUAL(configuration->bank_name, "Nordea");
    CU_ASSERT_STRING_EQUAL(configuration->agreement_id, "X1");
    CU_ASSERT_EQUAL(configuration->claim_share_count, 4);
    CU_ASSERT_EQUAL(configuration->claim_shares[0].successor, 1508);
    CU_ASSERT_EQUAL(configuration->claim_shares[3].municipality, 1850);
    CU_ASSERT_EQUAL(configuration->claim_shares[3].numerator, 2);
    CU_ASSERT_EQUAL(configuration->payment_limit[GROUP_EM], 5);
    CU_ASSERT_EQUAL(configuration->payment_limit[GROUP_FHT], 0);
    configuration_free(configuration);
}

/* The values built in and the fixture are the same agency. */
static void made_up_agency_is_the_fixture(void)
{
    Failure failure = {0};
    Configuration *built_in, *fixture;
    CU_ASSERT_EQUAL_FATAL(configuration_made_up(&built_in, &failure), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(
        configuration_read(TEST_SOURCE_DIR "/fixtures/made-up-agency.xml", &fixture, &failure),
        STATUS_OK);
    CU_ASSERT_STRING_EQUAL(built_in->agency_name, fixture->agency_name);
    CU_ASSERT_STRING_EQUAL(built_in->organisation_number, fixture->organisation_number);
    CU_ASSERT_STRING_EQUAL(built_in->account, fixture->account);
    CU_ASSERT_STRING_EQUAL(built_in->agreement_id, fixture->agreement_id);
    CU_ASSERT_STRING_EQUAL(built_in->bank_bic, fixture->bank_bic);
    CU_ASSERT_EQUAL(fixture->claim_share_count, 0);
    configuration_free(built_in);
    configuration_free(fixture);
}

/* The ledger's reader works on files, so these cases go through one. */
static Status parse_paid(const char *text, Failure *failure)
{
    static const char path[] = "test_run_inputs_paid.csv";
    (void)unlink(path);
    CU_ASSERT_EQUAL(
        output_file_save(path, 0640, OUTPUT_PLAIN, text, strlen(text), NULL, failure),
        STATUS_OK);
    SettledLine *lines;
    size_t count;
    MunicipalityTable *table;
    CU_ASSERT_EQUAL_FATAL(
        municipality_csv_read(TEST_SOURCE_DIR "/rules/municipalities.csv", &table, failure),
        STATUS_OK);
    PaidLimits limits = {2018, 2016, table};
    Status status = paid_csv_read(path, &limits, &lines, &count, failure);
    municipality_table_free(table);
    if (status != STATUS_OK) CU_ASSERT_PTR_NULL(lines);
    system_free(lines);
    (void)unlink(path);
    return status;
}

static void earlier_payments(void)
{
    static const char *const fine[] = {
        SETTLED_HEADER,
        SETTLED_HEADER "01818431895,AR-2,2018,0301,5750000\n01818431895,AR-2,2018,0219,0\n",
        SETTLED_HEADER "01818431895,AR-1,2016,0301,100\n01818431895,BHT,2017,1507,100\n",
        SETTLED_HEADER "M0301,GRUNN-4-150,2018,0301,64390000\n",
        ("\xEF\xBB\xBFident;code;budget_year;municipality;settled_ore\r\n"
         "01818431895;AR-2;2018;301;5750000\r\n;;;;\r\n"),
    };
    static const char *const wrong[] = {
        SETTLED_HEADER "01818431895,GRUNN-4-150,2018,0301,100\n",
        SETTLED_HEADER "M0301,AR-2,2018,0301,100\n",
        SETTLED_HEADER "01818431895,AR-9,2018,0301,100\n",
        SETTLED_HEADER "0181843189,AR-2,2018,0301,100\n",
        SETTLED_HEADER "01818431895,AR-2,2018,0301,1.5\n",
        SETTLED_HEADER "01818431895,AR-2,2018,0301,-1\n",
        SETTLED_HEADER "01818431895,AR-2,2018,9999,100\n",
        SETTLED_HEADER "M9999,GRUNN-4-150,2018,0301,100\n",
        SETTLED_HEADER "01818431895,AR-1,2015,0301,100\n",
        SETTLED_HEADER "01818431895,AR-2,2017,0301,100\n",
        SETTLED_HEADER "01818431895,AR-1,2019,0301,100\n",
        SETTLED_HEADER "01818431895,AR-2,2018,0301,100\n01818431895,AR-2,2018,0301,100\n",
        "ident,code,budget_year,municipality\n",
    };
    Failure failure = {0};
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++)
        CU_ASSERT_EQUAL(parse_paid(fine[i], &failure), STATUS_OK);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        Status status = parse_paid(wrong[i], &failure);
        CU_ASSERT_EQUAL(status_exit(status), EXIT_INPUT);
        CU_ASSERT_PTR_NULL(strstr(failure.detail, "0181843189"));
        CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, ", line "));
    }
    CU_ASSERT_EQUAL(parse_paid(SETTLED_HEADER "01818431895,AR-2,2018,0301,1\n"
                                              "01818431895,AR-2,2018,0219,2\n"
                                              "01818431895,AR-2,2018,0301,3\n",
                               &failure),
                    STATUS_INPUT_VALUE);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, ", line 4, column ident"));
}

int main(int argc, char **argv)
{
    static const TestCase tests[] = {
        {"decided numbers refused", decided_refused},
        {"decided numbers read", decided_read},
        {"signers refused", signers_refused},
        {"signers read", signers_read},
        {"stops refused", stops_refused},
        {"stops read and kept", stops_read_and_kept},
        {"signers' names composed", signers_names_composed},
        {"persons by name", persons_by_name},
        {"the authority is no signer", the_authority_is_no_signer},
        {"configuration refused", configuration_refused},
        {"configuration that no bank takes", configuration_that_no_bank_takes},
        {"long values shown whole", long_values_shown_whole},
        {"configuration composed", configuration_composed},
        {"short name of the payer", short_name_of_the_payer},
        {"configuration read", configuration_read_whole},
        {"made-up agency is the fixture", made_up_agency_is_the_fixture},
        {"earlier payments", earlier_payments},
    };
    return run_tests("run_inputs", tests, sizeof tests / sizeof tests[0], argc, argv);
}
