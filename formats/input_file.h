/*
 * input_file.h - whole inputs into memory, with limits. architecture.md 4 (hostile input).
 *
 * Plain files are read, large ones mapped; gzip files (by their magic bytes) are inflated, a
 * limit on the content and on the ratio refuses gzip bombs; a truncated or damaged gzip file,
 * bytes after the member's end that are no member, is refused. Ownership: free with
 * input_file_free.
 */
#ifndef TILSKUDD_FORMATS_INPUT_FILE_H
#define TILSKUDD_FORMATS_INPUT_FILE_H

#include "formats/output_file.h"

enum { INPUT_GZIP_RATIO_MAX = 1000 };
#define INPUT_SIZE_MAX ((uint64_t)64 << 30)        /* bytes of content of one file */
#define INPUT_SMALL_SIZE_MAX ((uint64_t)256 << 20) /* for files that are not registers */

typedef struct InputFile {
    const uint8_t *bytes; /* content, uncompressed; not NUL-terminated */
    size_t size;
    bool was_gzip;
    void *owned; /* internal */
    size_t owned_size;
    bool mapped;
} InputFile;

/* INPUT_MISSING, INPUT_NOT_REGULAR, INPUT_TOO_LARGE, INPUT_TRUNCATED, INPUT_MALFORMED, READ,
 * MEMORY; failure.where is the path. */
MUST_USE Status input_file_read(const char *path, uint64_t size_max, InputFile *out,
                                Failure *failure);
/* The bytes as stored, gzip or not: what signatures are over. */
MUST_USE Status input_file_read_stored(const char *path, uint64_t size_max, InputFile *out,
                                       Failure *failure);
void input_file_free(InputFile *file);
/* Lets the memory of content bytes go that will not be looked at for now (they come back from
 * the file when they are); nothing happens for files that are not mapped. Any thread. */
void input_file_release(const InputFile *file, size_t offset, size_t length);
/* Sums of content and stored bytes of a file (reads it once). */
MUST_USE Status input_file_sums(const char *path, FileSums *sums, Failure *failure);

#endif
