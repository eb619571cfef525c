/*
 * register_part.h - persons of the register in memory: what the reader fills.
 *
 * One RegisterPart holds the records of one piece of one file, each packed into a block of its
 * own (person_block.h), one behind the other: no pointer per person, no allocation per field.
 * Ownership: register_part_free. Filled by one thread, then read by any.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_PART_H
#define TILSKUDD_FORMATS_REGISTER_PART_H

#include "formats/base/system.h"
#include "formats/register/person_block.h"

/* A value that could not be read: the record is set aside whole. */
typedef struct RefusedRecord {
    uint32_t record;
    uint32_t line;    /* of the offending element */
    char field[64];   /* "person/@fodt", "bosted/@til", "unknown element <x>" */
    char problem[64]; /* "not a date", "missing", "unknown code word"; never the ident */
    MunicipalityCode sender;
} RefusedRecord;

/* Numbers of records and lines are counted from where the part begins, in 16 bits: a part ends
 * before one of them would be more. */
typedef struct RegisterPart {
    uint32_t file;         /* index of the file in the reader's list */
    uint32_t first_record; /* added to a block's place: from 1 in its file */
    uint32_t first_line;
    uint8_t *blocks;
    size_t size, capacity; /* bytes */
    size_t person_count;
    RefusedRecord *refused;
    size_t refused_count, refused_capacity;
} RegisterPart;

/* Beyond these a part is closed, so that what it is made in stays small for any file. */
enum { REGISTER_PART_PERSONS = 1 << 13, REGISTER_PART_BYTES = 1 << 20 };

/* Packs one more record at the end. Its numbers fit in the part, or the part is empty. MEMORY.
 */
MUST_USE Status register_part_add(RegisterPart *part, const Registration *person,
                                  uint32_t record, uint32_t line, Failure *failure);
/* Whether a record of these numbers fits in the part. */
bool register_part_fits(const RegisterPart *part, uint32_t record, uint32_t line);
/* Goes through the records: the block at *offset, which moves on to the next. *offset is 0 at
 * first, at the end NULL comes. */
const uint8_t *register_part_next(const RegisterPart *part, size_t *offset);
/* The record of that number in the part, from 0, unpacked: it is walked to. */
Registration register_part_view(const RegisterPart *part, size_t index, PersonSpace *space);
/* Number of a block's record in its file, from 1, and the line of its <person>. */
uint32_t register_part_record(const RegisterPart *part, const uint8_t *block);
uint32_t register_part_line(const RegisterPart *part, const uint8_t *block);
void register_part_free(RegisterPart *part);
CLEANUP_VALUE(RegisterPart, register_part_free)

/* Order and equality of two records by everything they say (not file, record or line): 0 when
 * identical. Used for the same person in several files. */
int registration_compare(const Registration *left, const Registration *right);

/* Words of LanguageTest: "NORSK_MUNTLIG", "B1"; "" for 0 (a word that is not listed). */
const char *language_test_type_word(uint8_t type);
const char *language_test_result_word(uint8_t result);

#endif
