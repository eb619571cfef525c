/*
 * person_block.h - one record of the register packed into one block of bytes, and back.
 *
 * All that is said of a person lies together, so that whoever looks at it touches one or two
 * lines of the processor's cache: a head with a bit for each field that may be absent, the
 * fields that are there, then the entries. Days are 16 bits, counted from 1900-01-01. A record
 * with a day outside 1900 to 2079, or with any other value or number of entries that the short
 * form has no room for, is packed whole in the wide form, where every field has its full size:
 * nothing is ever lost. The form is chosen by the content alone: equal records, equal bytes but
 * for record and line. In the machine's byte order, at any address, no pointers in it.
 * Pure functions; any thread.
 */
#ifndef TILSKUDD_FORMATS_PERSON_BLOCK_H
#define TILSKUDD_FORMATS_PERSON_BLOCK_H

#include "rules/base/registration.h"

/* The arrays of a Registration, in the order in which records are compared: SIDE(type of an
 * entry, array, first word of its count). */
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

enum {
    REGISTER_CHILDREN_MAX = 1000, /* entries of one kind in one record */
/* Bytes of all entries of the greatest record, unpacked: what a PersonSpace has room for. */
#define SIDE(type, items, name) +REGISTER_CHILDREN_MAX *(int)sizeof(type)
    PERSON_SPACE_SIZE = 0 REGISTER_SIDES(SIDE)
#undef SIDE
};

/* Where the entries of one person at a time are unpacked. Some 100 kilobytes, of which few are
 * ever touched; nothing needs to be set before its first use. */
typedef struct PersonSpace {
    uint64_t words[PERSON_SPACE_SIZE / sizeof(uint64_t)];
} PersonSpace;

/* Where a record stands, counted from where its part begins. */
typedef struct RecordPlace {
    uint16_t record, line;
} RecordPlace;

/* No block of this record is longer. */
size_t person_block_bound(const Registration *person);
/* Packs a record into `block`, which has room for person_block_bound() bytes, and gives the
 * block's size. At most REGISTER_CHILDREN_MAX entries of a kind (INVARIANT). mother_record is
 * nothing that the register says, and is not kept. */
size_t person_block_pack(const Registration *person, RecordPlace place, uint8_t *block);

/* The record, with its entries in `space`, which they borrow: they stand until the space is
 * unpacked into again. */
Registration person_block_unpack(const uint8_t *block, PersonSpace *space);
/* The same into memory, aligned for uint64_t, of person_block_room() bytes: for who keeps many
 * at once. */
Registration person_block_unpack_into(const uint8_t *block, void *memory);
size_t person_block_room(const uint8_t *block);

/* The record with its permits alone, for who looks at everybody and needs no other entries. */
Registration person_block_permits(const uint8_t *block, PersonSpace *space);

/* What can be told without unpacking. */
size_t person_block_size(const uint8_t *block);
/* The same of `size` bytes that person_block_pack need not have written: 0 unless they begin
 * with a block that can be unpacked without looking behind its end, of at most
 * REGISTER_CHILDREN_MAX entries of a kind. All other functions rely on it. What the fields then
 * say may still be anything. */
size_t person_block_size_within(const uint8_t *bytes, size_t size);
Ident person_block_ident(const uint8_t *block);
RecordPlace person_block_place(const uint8_t *block);
Settlement person_block_settlement(const uint8_t *block);
Ident person_block_mother(const uint8_t *block);
/* One whom the record names, IDENT_NONE: nobody; the mother, else the first reference person.
 */
Ident person_block_named(const uint8_t *block);
size_t person_block_former_count(const uint8_t *block);
/* The former ident of that number, below the count. */
Ident person_block_former(const uint8_t *block, size_t number);

#endif
