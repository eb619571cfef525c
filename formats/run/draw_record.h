/*
 * draw_record.h - which samples were drawn of a ledger: LEDGER/samples, beside the chain, a
 * folder that the control team writes and nobody else. control.md 3, trust.md.
 *
 * A record is one JSON file, NNNNNN.json from 000001 on: written once (O_EXCL), never over
 * another, on the disk with its name before the form is handed out, with the SHA-256 of the
 * record before it. Nobody signs it: the next entry of the ledger has the newest one's hash
 * (samples.csv), and the audit log a leaf of it. One thread.
 */
#ifndef TILSKUDD_FORMATS_DRAW_RECORD_H
#define TILSKUDD_FORMATS_DRAW_RECORD_H

#include "formats/base/clock.h"
#include "formats/base/digest.h"
#include "formats/base/folder.h"
#include "formats/base/text_buffer.h"
#include "formats/run/record_file.h"
#include "rules/sampling/sample.h"

enum { DRAW_WORD_SIZE = 32, DRAW_PLACES_SIZE = 256 };

typedef enum DrawKind {
    DRAW_SAMPLE = 0, /* a form was drawn */
    DRAW_IDENTS      /* the idents of a form's persons were written out */
} DrawKind;

typedef struct DrawRecord {
    uint32_t number; /* from 1 */
    DrawKind kind;
    char time[TIME_TEXT_SIZE];
    char who[RECORD_WHO_SIZE]; /* the user's name on that machine */
    uint32_t entry;            /* that committed the run */
    uint8_t run_identity[SHA256_SIZE];
    uint8_t draw[SHA256_SIZE]; /* what was drawn from what: sample_draw_sha256 */
    char from[DRAW_WORD_SIZE], method[DRAW_WORD_SIZE], strata[DRAW_WORD_SIZE];
    char places[DRAW_PLACES_SIZE]; /* "0301 1103"; "": all */
    int64_t n;
    uint64_t rows, population;
    uint32_t looks, look;
    uint32_t extends; /* number of the draw that was made larger; 0: none */
    bool seed_chosen;
    uint32_t seed_entry;
    char seed[128];
    uint8_t previous[SHA256_SIZE]; /* of the record before, as stored; zeros in the first */
    uint8_t sha256[SHA256_SIZE];   /* of this one as stored; not in it */
} DrawRecord;

typedef struct DrawRecords {
    DrawRecord *items; /* by number */
    size_t count, capacity;
} DrawRecords;

/* All records of a ledger; none when the folder is not there. VERIFICATION, naming the file,
 * for a folder that is a link or that others may write to (everybody, the group that writes the
 * ledger, or a group without setgid: payments.md 5), a record that others than its owner may
 * write to, that is missing in the row, is not what draw_record_save writes, or does not follow
 * the one before. Owned: draw_records_free, also after a failure. */
MUST_USE Status draw_records_read(const char *ledger, DrawRecords *out, Failure *failure);
void draw_records_free(DrawRecords *records);
CLEANUP_VALUE(DrawRecords, draw_records_free)
/* The record of a draw of this kind with this digest, or NULL. */
const DrawRecord *draw_records_find(const DrawRecords *records, DrawKind kind,
                                    const uint8_t draw[SHA256_SIZE]);

/* LEDGER/samples, made when it is not there, is this process's until *lock is closed
 * (system_close): what was read of it then is all there is. WRITE. */
MUST_USE Status draw_records_lock(const char *ledger, int *lock, Failure *failure);
/* What a sample says of itself. */
void draw_record_fill(DrawRecord *record, const Sample *sample);
/* Writes a record and its name to the disk, as the one after `records`, whose number and hash
 * it gets. NOT_NOW when one of that number is there by now. */
MUST_USE Status draw_record_save(const char *ledger, const DrawRecords *records,
                                 DrawRecord *record, Failure *failure);
/* One line without its end. */
void draw_record_text(const DrawRecord *record, TextBuffer *out);
/* All of them as JSON, of which the first `logged` are in the audit log: cli.md, JSON. */
void draw_records_json(const DrawRecords *records, uint32_t logged, TextBuffer *out);

/* samples.csv of an entry: how many records there were, and the newest one's hash. */
typedef struct DrawHead {
    uint32_t count; /* at least 1 */
    uint8_t newest[SHA256_SIZE];
} DrawHead;
void draw_head_write(const DrawHead *head, TextBuffer *out);
/* VERIFICATION for what draw_head_write does not write. */
MUST_USE Status draw_head_read(Folder *entry, DrawHead *out, Failure *failure);

#endif
