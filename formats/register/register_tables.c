/*
 * register_tables.c - register.md's table of elements and its code words, as data.
 */
#include "formats/register/register_tables.h"

#include <string.h>

#include "formats/register/register_part.h"

#define BITS(count) ((uint8_t)((1u << (count)) - 1u))

const ElementSpec register_elements[ELEMENT_COUNT] = {
    [ELEMENT_PERSON] = {.name = "person",
                        .attributes = {"ident", "identtype", "fodt", "kjonn", "landbakgrunn",
                                       "dod", "mor"},
                        .attribute_count = 7,
                        .required = BITS(5),
                        .first_child = ELEMENT_TIDLIGERE_IDENT,
                        .child_end = ELEMENT_SAERTILSKUDD + 1},
    [ELEMENT_TIDLIGERE_IDENT] = {.name = "tidligereIdent",
                                 .attributes = {"ident"},
                                 .attribute_count = 1,
                                 .required = BITS(1)},
    [ELEMENT_OPPHOLD] = {.name = "opphold",
                         .attributes = {"grunnlag", "vedtatt", "varig", "referanse",
                                        "referanseBosatt", "familiesoknad"},
                         .attribute_count = 6,
                         .required = BITS(3)},
    [ELEMENT_BOSETTING] = {.name = "bosetting",
                           .attributes = {"dato", "kommune", "avtale", "gruppe", "krav"},
                           .attribute_count = 5,
                           .required = BITS(4),
                           .once = true},
    [ELEMENT_MOTTAK] = {.name = "mottak",
                        .attributes = {"kommune", "fra", "til"},
                        .attribute_count = 3,
                        .required = BITS(2)},
    [ELEMENT_BOSTED] = {.name = "bosted",
                        .attributes = {"kommune", "fra", "til"},
                        .attribute_count = 3,
                        .required = BITS(2)},
    [ELEMENT_ASYLOPPLAERING] = {.name = "asylopplaering",
                                .attributes = {"fra"},
                                .attribute_count = 1,
                                .required = BITS(1),
                                .once = true},
    [ELEMENT_NORSKOPPLAERING] = {.name = "norskopplaering",
                                 .attributes = {"rett", "plikt", "malgruppeFra", "soknad",
                                                "vedtak", "opplaeringskommune"},
                                 .attribute_count = 6,
                                 .required = BITS(3),
                                 .once = true,
                                 .first_child = ELEMENT_GJENNOMFORT,
                                 .child_end = ELEMENT_PROVE + 1},
    [ELEMENT_INTRODUKSJONSPROGRAM] = {.name = "introduksjonsprogram",
                                      .attributes = {"start", "slutt", "arsak", "timerPerUke",
                                                     "ukerPerAr"},
                                      .attribute_count = 5,
                                      .required = 1u << PROGRAM_START |
                                                  1u << PROGRAM_TIMER_PER_UKE |
                                                  1u << PROGRAM_UKER_PER_AR,
                                      .first_child = ELEMENT_PERMISJON,
                                      .child_end = ELEMENT_PERMISJON + 1},
    [ELEMENT_SAERTILSKUDD] = {.name = "saertilskudd",
                              .attributes = {"kode", "vedtatt", "belop"},
                              .attribute_count = 3,
                              .required = BITS(3)},
    [ELEMENT_GJENNOMFORT] = {.name = "gjennomfort",
                             .attributes = {"termin", "norsk", "samfunnskunnskap", "fravaer"},
                             .attribute_count = 4,
                             .required = BITS(1)},
    [ELEMENT_PROVE] = {.name = "prove",
                       .attributes = {"type", "dato", "resultat"},
                       .attribute_count = 3,
                       .required = BITS(3)},
    [ELEMENT_PERMISJON] = {.name = "permisjon",
                           .attributes = {"fra", "til", "arsak"},
                           .attribute_count = 3,
                           .required = 1u << PERMISJON_FRA | 1u << PERMISJON_ARSAK},
};

/* In the order of ProgrammeEndReason. */
static const char *const programme_end_reasons[PROGRAMME_END_COUNT] = {
    "",           "ARBEID",        "VIDEREGAENDE", "HOYERE_UTDANNING",
    "GRUNNSKOLE", "KVALIFISERING", "NAV_TILTAK",   "SOSIALHJELP",
    "TRYGD",      "FLYTTING",      "AVBRUTT",      "ANNET"};

/* register.md names one of each; these are the tests given in the years 2013 to 2024. */
static const char *const test_types[] = {"",
                                         "NORSK_MUNTLIG",
                                         "NORSK_SKRIFTLIG",
                                         "NORSK_LYTTING",
                                         "NORSK_LESING",
                                         "NORSKPROVE_2",
                                         "NORSKPROVE_3",
                                         "SAMFUNNSKUNNSKAP",
                                         "STATSBORGERPROVE"};
static const char *const test_results[] = {"",   "A1", "A2",      "B1",           "B2",
                                           "C1", "C2", "BESTATT", "IKKE_BESTATT", "UNDER_A1"};

enum {
    TEST_TYPE_COUNT = sizeof test_types / sizeof *test_types,
    TEST_RESULT_COUNT = sizeof test_results / sizeof *test_results
};

/* Index of the word in a table whose entry 0 stands for "none of them". */
static uint8_t word_index(const char *const *words, size_t count, const char *text,
                          size_t length)
{
    for (size_t i = 1; i < count; i++)
        if (strlen(words[i]) == length && memcmp(words[i], text, length) == 0)
            return (uint8_t)i;
    return 0;
}

uint8_t programme_end_reason_of(const char *text, size_t length)
{
    return word_index(programme_end_reasons, PROGRAMME_END_COUNT, text, length);
}

const char *programme_end_reason_word(uint8_t reason)
{
    return reason < PROGRAMME_END_COUNT ? programme_end_reasons[reason] : "";
}

uint8_t language_test_type_of(const char *text, size_t length)
{
    return word_index(test_types, TEST_TYPE_COUNT, text, length);
}

uint8_t language_test_result_of(const char *text, size_t length)
{
    return word_index(test_results, TEST_RESULT_COUNT, text, length);
}

const char *language_test_type_word(uint8_t type)
{
    return type < TEST_TYPE_COUNT ? test_types[type] : "";
}

const char *language_test_result_word(uint8_t result)
{
    return result < TEST_RESULT_COUNT ? test_results[result] : "";
}
