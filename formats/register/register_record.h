/*
 * register_record.h - one record after the other, from attribute values into packed parts.
 *
 * Internal to the register reader; knows nothing of XML. A problem of a record is no failure:
 * the record is refused (the first problem counts), everything of it is taken back, and one
 * RefusedRecord is left. With `telling` nothing is kept: every problem is told, and what can be
 * read beside it is looked at too. A Status other than OK is lack of memory. One thread per
 * builder.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_RECORD_H
#define TILSKUDD_FORMATS_REGISTER_RECORD_H

#include "formats/register/register_mistakes.h"
#include "formats/register/register_part.h"

/* Finished parts, in order. */
typedef struct RegisterPartList {
    RegisterPart *items;
    size_t count, capacity;
} RegisterPartList;

/* The entries of the open record. */
typedef struct RecordEntries {
#define SIDE(type, items, name)                                                                \
    type *items;                                                                               \
    size_t name##_count, name##_capacity;
    REGISTER_SIDES(SIDE)
#undef SIDE
} RecordEntries;

typedef struct RecordBuilder {
    RegisterPart scratch; /* grows once, is copied into parts of the exact size */
    RegisterPartList parts;
    MunicipalityCode sender;
    uint32_t record;       /* number of the latest record */
    bool refused;          /* the open record */
    RefusedRecord refusal; /* why */
    Registration person;   /* the open record, but for its entries */
    uint32_t person_line;
    RecordEntries entries; /* of the open record */
    uint32_t counts[ELEMENT_COUNT];
    RegisterElement element;    /* whose values are being read */
    const RegisterText *values; /* of that element */
    uint32_t line;              /* of that element */
    Failure *failure;           /* borrowed; where memory failures go */
    RegisterTelling *telling;   /* NULL: the first problem is enough, and records are kept */
} RecordBuilder;

/* Begins the record at `line`. */
void record_begin(RecordBuilder *builder, uint32_t line);
/* Refuses the open record, if nothing has before. Texts that do not fit are cut. `element` is
 * the one concerned, of what is unknown or out of order in its place the parent, or
 * REGISTER_NOWHERE. */
void record_refuse_in(RecordBuilder *builder, int element, uint32_t line, const char *field,
                      RegisterReason reason);
/* An element whose place is right; `values` are its attributes by index, `present` their bits.
 */
MUST_USE Status record_element(RecordBuilder *builder, RegisterElement element, uint32_t line,
                               const RegisterText *values, unsigned present);
/* Takes back the open record, as if it had not been begun. */
void record_take_back(RecordBuilder *builder);
/* Keeps the record, or sets it aside. */
MUST_USE Status record_end(RecordBuilder *builder);
/* Moves what is left in the scratch into a last part. */
MUST_USE Status record_finish(RecordBuilder *builder);
/* Frees what records are made in; the finished parts stay. */
void record_scratch_free(RecordBuilder *builder);
/* Frees everything, finished parts too. */
void record_builder_free(RecordBuilder *builder);
CLEANUP_VALUE(RecordBuilder, record_builder_free)

#endif
