/*
 * stored_file.h - the bytes of a regular file as they are stored, in pieces; a file that is
 * changed while it is read is refused.
 *
 * No input is ever mapped into memory: whoever makes a mapped file shorter ends the process by
 * a signal, with what it was writing half done. Identity, and so "changed", is device, inode,
 * size and the times of the last change of content and of the file's own data. One thread per
 * file; open as many as wanted.
 */
#ifndef TILSKUDD_FORMATS_STORED_FILE_H
#define TILSKUDD_FORMATS_STORED_FILE_H

#include <time.h>

#include "formats/base/digest.h"
#include "formats/base/gzip_reader.h"

enum { STORED_PIECE = 1 << 18 /* bytes */ };
#define INPUT_SIZE_MAX ((uint64_t)64 << 30) /* bytes of content of one file */

/* Which file it is, and in which state. */
typedef struct FileIdentity {
    dev_t device;
    ino_t inode;
    uint64_t size;
    struct timespec modified, changed;
} FileIdentity;

/* A file that is open for reading. */
typedef struct StoredFile {
    const char *path; /* borrowed */
    int descriptor;   /* -1: none */
    FileIdentity identity;
    uint64_t position; /* of the next byte in order */
    Sha256 *digest;    /* borrowed; gets what is read in order. NULL: nothing does */
    uint8_t *piece;    /* of stored_file_next; NULL until then */
} StoredFile;

/* READ: the file changed while it was read. */
MUST_USE Status file_changed(const char *path, Failure *failure);

/* INPUT_MISSING, INPUT_NOT_REGULAR, INPUT_TOO_LARGE, READ; where is the path. Close it also
 * after a failure. */
MUST_USE Status stored_file_open(StoredFile *file, const char *path, Failure *failure);
/* The same below an open folder; a symbolic link is INPUT_NOT_REGULAR. `path` is for messages
 * and borrowed. */
MUST_USE Status stored_file_open_at(StoredFile *file, int folder, const char *name,
                                    const char *path, Failure *failure);
/* The same for a file that was there before: READ when it is another one by now. */
MUST_USE Status stored_file_open_same(StoredFile *file, const char *path,
                                      const FileIdentity *expected, Failure *failure);
/* A StoredFile of {.descriptor = -1} is fine. */
void stored_file_close(StoredFile *file);
CLEANUP_VALUE(StoredFile, stored_file_close)
/* Why an open file is not the user's own: somebody else's, or others can write it; *why NULL
 * when it is. Words for a person; constant. READ. */
MUST_USE Status stored_file_judge_owner(const StoredFile *file, const char **why,
                                        Failure *failure);
/* Closes, and gives `status` back; READ when that was OK and closing fails. */
MUST_USE Status stored_file_end(StoredFile *file, Status status, Failure *failure);

/* `size` bytes from `position`, which must be within the file as it was when it was opened; the
 * order is not moved. READ. */
MUST_USE Status stored_file_range(const StoredFile *file, void *buffer, size_t size,
                                  uint64_t position, Failure *failure);
/* The next bytes in order; *got is less than `size` only at the end, where the file must be
 * what it was. READ. */
MUST_USE Status stored_file_read(StoredFile *file, void *buffer, size_t size, size_t *got,
                                 Failure *failure);
/* The next bytes in order, at most STORED_PIECE of them; *length is 0 at the end. Borrowed
 * until the next call. READ, MEMORY. */
MUST_USE Status stored_file_next(StoredFile *file, const uint8_t **bytes, size_t *length,
                                 Failure *failure);
/* Begins with the gzip magic bytes? READ. */
MUST_USE Status stored_file_is_gzip(const StoredFile *file, bool *is_gzip, Failure *failure);
/* A reader of the content of such a file, which it takes in order. As gzip_reader_new. */
MUST_USE Status stored_file_inflate(StoredFile *file, uint64_t content_max, GzipReader **out,
                                    Failure *failure);

#endif
