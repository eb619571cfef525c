/*
 * record_file.h - records beside a ledger's chain: one JSON file each, of one list of fields,
 * written once and never over another. draw_record.h, release_file.h.
 *
 * What is read must be, byte for byte, what is written: then nothing stands in a record that
 * its fields do not say. One thread.
 */
#ifndef TILSKUDD_FORMATS_RECORD_FILE_H
#define TILSKUDD_FORMATS_RECORD_FILE_H

#include "formats/base/digest.h"
#include "formats/base/path.h"
#include "formats/json/json_fields.h"

enum { RECORD_WHO_SIZE = 64 };

/* What records of a kind are made of. */
typedef struct RecordKind {
    const Field *fields;
    size_t count;
    const char *wrong; /* of what is not so written: "not a draw as recorded" */
} RecordKind;

/* The user's name on this machine, cut to fit; "uid 1000" without one. */
void record_user_name(char out[RECORD_WHO_SIZE]);
/* NAME.json; other files in a folder of records are left aside. */
bool record_file_is(const char *name);
/* Fills *record, zeroed before, and the SHA-256 of the file, which may be NULL. VERIFICATION
 * for any other bytes, MEMORY. */
MUST_USE Status record_file_read(const char *path, const RecordKind *kind, void *record,
                                 uint8_t *sha256, Failure *failure);
/* Writes FOLDER/NAME (0644, O_EXCL); it is on the disk with its name then. Fills its SHA-256,
 * which may be NULL. OUTPUT_EXISTS, WRITE, MEMORY. */
MUST_USE Status record_file_save(const char *folder, const char *name, const RecordKind *kind,
                                 const void *record, uint8_t *sha256, Failure *failure);

#endif
