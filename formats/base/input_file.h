/*
 * input_file.h - whole inputs into memory, with limits. architecture.md 4 (hostile input).
 *
 * Plain files are copied, never mapped; gzip files (by their magic bytes) are inflated, a
 * limit on the content and on the ratio refuses gzip bombs; a truncated or damaged gzip file,
 * bytes after the member's end that are no member, is refused; so is a file that changes while
 * it is read (stored_file.h). Ownership: free with input_file_free.
 */
#ifndef TILSKUDD_FORMATS_INPUT_FILE_H
#define TILSKUDD_FORMATS_INPUT_FILE_H

#include "formats/base/output_file.h"
#include "formats/base/text_buffer.h"
#include "formats/base/stored_file.h"

enum { INPUT_GZIP_RATIO_MAX = 1000 };
#define INPUT_SMALL_SIZE_MAX ((uint64_t)256 << 20) /* for files that are not registers */

typedef struct InputFile {
    const uint8_t *bytes; /* content, uncompressed; not NUL-terminated */
    size_t size;
    bool was_gzip;
    void *owned; /* internal */
} InputFile;

/* INPUT_MISSING, INPUT_NOT_REGULAR, INPUT_TOO_LARGE, INPUT_TRUNCATED, INPUT_MALFORMED, READ,
 * MEMORY; failure.where is the path. */
MUST_USE Status input_file_read(const char *path, uint64_t size_max, InputFile *out,
                                Failure *failure);
/* The bytes as stored, gzip or not: what signatures are over. */
MUST_USE Status input_file_read_stored(const char *path, uint64_t size_max, InputFile *out,
                                       Failure *failure);
/* What is left of an open file, inflated or as stored; where is left to the caller. */
MUST_USE Status input_file_load(StoredFile *file, uint64_t size_max, bool inflated,
                                InputFile *out, Failure *failure);
/* The content of bytes in memory: inflated, or borrowed when they are no gzip. */
MUST_USE Status input_bytes_read(const char *name, const void *bytes, size_t size,
                                 uint64_t size_max, InputFile *out, Failure *failure);
/* Content that was made in memory, which goes over to the file. */
void input_file_take(InputFile *out, TextBuffer *text);
void input_file_free(InputFile *file);
CLEANUP_VALUE(InputFile, input_file_free)
/* Fills the sums of the content of bytes in memory, whose stored sums are there already. */
MUST_USE Status input_bytes_sums(const char *name, const void *bytes, size_t size,
                                 FileSums *sums, Failure *failure);
/* Sums of content and stored bytes of a file (reads it once). */
MUST_USE Status input_file_sums(const char *path, FileSums *sums, Failure *failure);

#endif
