/*
 * register_tables.h - the elements and attributes of a register extract, as tables.
 * register.md.
 *
 * Internal to the register reader. The order of the enumerators is the order the elements must
 * stand in; the children of an element are one run of enumerators. Constant; any thread.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_TABLES_H
#define TILSKUDD_FORMATS_REGISTER_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REGISTER_NAMESPACE "urn:tilskudd:introduksjonsregister:1"
#define REGISTER_ROOT "introduksjonsregister"

typedef enum RegisterElement {
    ELEMENT_PERSON = 0,
    ELEMENT_TIDLIGERE_IDENT, /* children of person, in order */
    ELEMENT_OPPHOLD,
    ELEMENT_BOSETTING,
    ELEMENT_MOTTAK,
    ELEMENT_BOSTED,
    ELEMENT_ASYLOPPLAERING,
    ELEMENT_NORSKOPPLAERING,
    ELEMENT_INTRODUKSJONSPROGRAM,
    ELEMENT_SAERTILSKUDD,
    ELEMENT_GJENNOMFORT, /* children of norskopplaering */
    ELEMENT_PROVE,
    ELEMENT_PERMISJON, /* child of introduksjonsprogram */
    ELEMENT_COUNT
} RegisterElement;

/* Attributes of each element, as indices into its values. */
enum {
    PERSON_IDENT = 0,
    PERSON_IDENTTYPE,
    PERSON_FODT,
    PERSON_KJONN,
    PERSON_LANDBAKGRUNN,
    PERSON_DOD,
    PERSON_MOR
};
enum { TIDLIGERE_IDENT_IDENT = 0 };
enum {
    OPPHOLD_GRUNNLAG = 0,
    OPPHOLD_VEDTATT,
    OPPHOLD_VARIG,
    OPPHOLD_REFERANSE,
    OPPHOLD_REFERANSE_BOSATT,
    OPPHOLD_FAMILIESOKNAD
};
enum {
    BOSETTING_DATO = 0,
    BOSETTING_KOMMUNE,
    BOSETTING_AVTALE,
    BOSETTING_GRUPPE,
    BOSETTING_KRAV
};
enum { STAY_KOMMUNE = 0, STAY_FRA, STAY_TIL }; /* mottak and bosted */
enum { ASYLOPPLAERING_FRA = 0 };
enum {
    NORSK_RETT = 0,
    NORSK_PLIKT,
    NORSK_MALGRUPPE_FRA,
    NORSK_SOKNAD,
    NORSK_VEDTAK,
    NORSK_OPPLAERINGSKOMMUNE
};
enum { HOURS_TERMIN = 0, HOURS_NORSK, HOURS_SAMFUNNSKUNNSKAP, HOURS_FRAVAER };
enum { PROVE_TYPE = 0, PROVE_DATO, PROVE_RESULTAT };
enum {
    PROGRAM_START = 0,
    PROGRAM_SLUTT,
    PROGRAM_ARSAK,
    PROGRAM_TIMER_PER_UKE,
    PROGRAM_UKER_PER_AR
};
enum { PERMISJON_FRA = 0, PERMISJON_TIL, PERMISJON_ARSAK };
enum { SAERTILSKUDD_KODE = 0, SAERTILSKUDD_VEDTATT, SAERTILSKUDD_BELOP };

enum { ELEMENT_ATTRIBUTES_MAX = 7 };

typedef struct ElementSpec {
    const char *name;
    const char *attributes[ELEMENT_ATTRIBUTES_MAX];
    uint8_t attribute_count;
    uint8_t required;               /* bit i: attribute i must be there */
    bool once;                      /* 0..1, else 0..REGISTER_CHILDREN_MAX */
    uint8_t first_child, child_end; /* enumerators [first_child, child_end) */
} ElementSpec;

extern const ElementSpec register_elements[ELEMENT_COUNT];

/* Inline: it is asked several times for every tag. */
static inline const ElementSpec *element_spec(RegisterElement element)
{
    return &register_elements[element];
}

/* ProgrammeEndReason of a word of introduksjonsprogram/@arsak; 0 when it is none. */
uint8_t programme_end_reason_of(const char *text, size_t length);
/* The word of a reason; "" for none. */
const char *programme_end_reason_word(uint8_t reason);
/* Index of prove/@type and prove/@resultat in the word tables; 0 for a word that is not listed.
 */
uint8_t language_test_type_of(const char *text, size_t length);
uint8_t language_test_result_of(const char *text, size_t length);

#endif
