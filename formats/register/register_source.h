/*
 * register_source.h - the bytes of a register file, or of a slice of one, in order.
 *
 * Internal to the register reader. A whole source gives the content of a plain or gzip file and
 * sums it as it goes. A slice gives the file's head (up to the root's start tag), a range of
 * the file and the root's end tag: a document of its own. Buffers are 256 KiB a source, if
 * any, whatever the file's size. A file that changes while it is read is refused. One thread
 * per source.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_SOURCE_H
#define TILSKUDD_FORMATS_REGISTER_SOURCE_H

#include <stdatomic.h>

#include "formats/base/gzip_reader.h"
#include "formats/base/output_file.h"
#include "formats/base/stored_file.h"

/* How far the whole run has come; shared by all threads. */
typedef struct RegisterProgress {
    _Atomic uint64_t done;
    uint64_t total;
    void (*report)(void *user, uint64_t done, uint64_t total);
    void *user;
} RegisterProgress;

/* Adds bytes; the first thread of the team reports. */
void register_progress_add(RegisterProgress *progress, uint64_t bytes);

/* A range of a plain file between two texts; the texts are borrowed. */
typedef struct RegisterSlice {
    const char *head;
    size_t head_length; /* 0: the slice begins with the file */
    uint64_t begin, end;
    const char *tail; /* "" in the last slice */
} RegisterSlice;

typedef struct RegisterSource {
    const char *path; /* borrowed */
    StoredFile file;
    RegisterSlice slice;
    size_t tail_length;
    uint64_t position; /* next byte of the slice */
    char *buffer;
    size_t filled, used;
    GzipReader *gzip;
    Sha256 *digest; /* of the content; NULL for a slice */
    RegisterProgress *progress;
    uint64_t content_size;
    bool at_end; /* a read has found nothing more */
} RegisterSource;

/* Opens a file to find out which it is. INPUT_MISSING, INPUT_NOT_REGULAR, READ. */
MUST_USE Status register_file_identity(const char *path, FileIdentity *identity,
                                       Failure *failure);

/* The head of a file as stored, at most `size` bytes. */
MUST_USE Status register_file_head(const char *path, const FileIdentity *identity, char *buffer,
                                   size_t size, size_t *got, Failure *failure);

/* Close with register_source_close, also after a failure. `progress` is borrowed. */
MUST_USE Status register_source_open(RegisterSource *source, const char *path,
                                     const FileIdentity *identity, RegisterProgress *progress,
                                     Failure *failure);
MUST_USE Status register_source_open_slice(RegisterSource *source, const char *path,
                                           const FileIdentity *identity,
                                           const RegisterSlice *slice,
                                           RegisterProgress *progress, Failure *failure);
/* A source of two texts and no file: nothing to close. The texts are borrowed. */
void register_source_of_text(RegisterSource *source, const char *path, const char *head,
                             size_t head_length, const char *tail);
/* Up to `size` bytes, straight into `buffer` when that is large; *got is less than `size` only
 * at the end (libxml2 relies on that: it looks ahead in what it has been given). */
MUST_USE Status register_source_read(RegisterSource *source, char *buffer, size_t size,
                                     size_t *got, Failure *failure);
/* Sums of a whole source that has been read to its end. */
MUST_USE Status register_source_sums(RegisterSource *source, FileSums *sums, Failure *failure);
void register_source_close(RegisterSource *source);
CLEANUP_VALUE(RegisterSource, register_source_close)

#endif
