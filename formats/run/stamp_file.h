/*
 * stamp_file.h - DIR/timestamps: requests for time stamps over a ledger's checkpoints, and
 * their answers, beside the chain. life.md 4.
 *
 * NNNNNN-NONCE.tsq is what was sent for entry NNNNNN (16 hexadecimal digits of nonce),
 * NNNNNN-NONCE.tsr what came back. One thread.
 */
#ifndef TILSKUDD_FORMATS_STAMP_FILE_H
#define TILSKUDD_FORMATS_STAMP_FILE_H

#include "formats/base/input_file.h"
#include "formats/crypto/time_stamp_token.h"

typedef enum StampFileKind { STAMP_REQUEST, STAMP_ANSWER } StampFileKind;

typedef struct StampFile {
    uint32_t entry;
    StampFileKind kind;
    uint8_t nonce[STAMP_NONCE_SIZE];
} StampFile;

/* Owned: stamp_files_free, also after a failure. By entry, nonce, requests first. */
typedef struct StampFiles {
    StampFile *items;
    size_t count, capacity;
} StampFiles;

/* All of a ledger; none when there is no such folder. Names of other forms are left alone.
 * READ, MEMORY. */
MUST_USE Status stamp_files_list(const char *ledger, StampFiles *out, Failure *failure);
void stamp_files_free(StampFiles *files);
CLEANUP_VALUE(StampFiles, stamp_files_free)

/* Keeps one, making the folder where it is missing. OUTPUT_EXISTS when it is there. */
MUST_USE Status stamp_file_save(const char *ledger, const StampFile *file, const void *der,
                                size_t size, Failure *failure);
MUST_USE Status stamp_file_read(const char *ledger, const StampFile *file, InputFile *out,
                                Failure *failure);

#endif
