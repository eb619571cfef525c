/*
 * register_columns.h - persons of the register as columns: what the reader fills.
 *
 * One RegisterPart holds the records of one slice of one file: fixed-size rows and side arrays;
 * the entries of a record stand together in each side array, so a row keeps only where they
 * begin (they end where the next row's begin). No pointer per person, no allocation per field.
 * Ownership: register_part_free. Filled by one thread, then read by any.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_COLUMNS_H
#define TILSKUDD_FORMATS_REGISTER_COLUMNS_H

#include "formats/base/system.h"
#include "rules/base/registration.h"

/* The side arrays, in the order in which records are compared: SIDE(type of an entry, array,
 * first word of its count, its capacity and a row's beginning). */
#define REGISTER_SIDES(SIDE)                                                                   \
    SIDE(Ident, former_idents, former)                                                         \
    SIDE(ResidencePermit, permits, permit)                                                     \
    SIDE(Stay, receptions, reception)                                                          \
    SIDE(Stay, residences, residence)                                                          \
    SIDE(SpecialGrant, special_grants, special)                                                \
    SIDE(TrainingHours, hours, hours)                                                          \
    SIDE(LanguageTest, tests, test)                                                            \
    SIDE(IntroductionProgramme, programmes, programme)                                         \
    SIDE(ProgrammeLeave, leaves, leave)

/* A kept record: fixed size, so that persons are cheap. Begins index the part's side arrays; a
 * part ends before one of them would be more than REGISTER_BEGIN_MAX. */
typedef struct PersonRow {
    Ident ident;
    Ident mother;
    uint32_t record; /* number of the record in its file, from 1 */
    uint32_t line;   /* line of its <person> in its file */
    Day born, died;
    Settlement settlement;
    Day asylum_training_from;
    NorwegianTraining training;
    Country background;
    uint8_t declared_type, sex;
#define SIDE(type, items, name) uint16_t name##_begin;
    REGISTER_SIDES(SIDE)
#undef SIDE
} PersonRow;

enum { REGISTER_BEGIN_MAX = UINT16_MAX };

/* A value that could not be read: the record is set aside whole. */
typedef struct RefusedRecord {
    uint32_t record;
    uint32_t line;    /* of the offending element */
    char field[64];   /* "person/@fodt", "bosted/@til", "unknown element <x>" */
    char problem[64]; /* "not a date", "missing", "unknown code word"; never the ident */
    MunicipalityCode sender;
} RefusedRecord;

typedef struct RegisterPart {
    uint32_t file; /* index of the file in the reader's list */
#define SIDE(type, items, name)                                                                \
    type *items;                                                                               \
    size_t name##_count, name##_capacity;
    SIDE(PersonRow, rows, row)
    SIDE(RefusedRecord, refused, refused)
    REGISTER_SIDES(SIDE)
#undef SIDE
} RegisterPart;

/* The view of row `index`; borrows the part's arrays. */
Registration register_part_view(const RegisterPart *part, size_t index);
/* The former idents of row `index` alone; borrowed, NULL when there are none. */
const Ident *register_part_formers(const RegisterPart *part, size_t index, size_t *count);
void register_part_free(RegisterPart *part);
CLEANUP_VALUE(RegisterPart, register_part_free)

/* Order and equality of two records by everything they say (not file, record or line): 0 when
 * identical. Used for the same person in several files. */
int registration_compare(const Registration *left, const Registration *right);

/* Words of LanguageTest: "NORSK_MUNTLIG", "B1"; "" for 0 (a word that is not listed). */
const char *language_test_type_word(uint8_t type);
const char *language_test_result_word(uint8_t result);

#endif
