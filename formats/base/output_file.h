/*
 * output_file.h - a file that is there whole or not at all. payments.md 6, architecture.md 4.
 *
 * Bytes are hashed as they come (uncompressed), gzip-compressed when asked, written to a
 * temporary name in the same folder, fsynced and renamed on commit; then the folder is fsynced
 * too, so that the name stays. Abandoned: the temporary
 * file is removed. gzip is block-parallel (gzip_blocks.h): one RFC 1952 member, no name, mtime
 * 0, bytes that never depend on threads. One thread at a time; Others may work inside.
 */
#ifndef TILSKUDD_FORMATS_OUTPUT_FILE_H
#define TILSKUDD_FORMATS_OUTPUT_FILE_H

#include <sys/stat.h>

#include "formats/base/gzip_blocks.h"

enum { OUTPUT_PLAIN = 0 /* else the gzip level 1 to 9 */ };

/* Sums of a finished file, as manifests list them. */
typedef struct FileSums {
    uint8_t stored_sha256[SHA256_SIZE]; /* as stored */
    uint64_t stored_size;
    uint8_t content_sha256[SHA256_SIZE]; /* uncompressed; equals stored for plain files */
    uint64_t content_size;
} FileSums;

typedef struct OutputFile OutputFile;

/* Opens `path`.tmp (O_EXCL, no symbolic links followed; a left-over .tmp of ours is removed
 * first). Anything but a plain file of ours in the place of either name is refused
 * (INPUT_NOT_REGULAR). mode e.g. 0640 for files with idents, 0644 others. */
MUST_USE Status output_file_open(const char *path, mode_t mode, int gzip_level, int threads,
                                 OutputFile **out, Failure *failure);
/* The same for a file that a person named: OUTPUT_EXISTS when anything is there already, on
 * opening and on committing, whatever it contains. The name until then is private
 * (.tilskudd-NUMBER.tmp), so that others may write there too. */
MUST_USE Status output_file_open_new(const char *path, mode_t mode, int gzip_level, int threads,
                                     OutputFile **out, Failure *failure);
/* Where a file is to be: below an open folder, whose descriptor is closed with the file, also
 * when opening fails; who fills the folder syncs it. The name has no slash; the path is for
 * messages. */
typedef struct OutputPlace {
    int folder;
    const char *name, *path;
} OutputPlace;
MUST_USE Status output_file_open_at(const OutputPlace *place, mode_t mode, int gzip_level,
                                    int threads, OutputFile **out, Failure *failure);
MUST_USE Status output_file_write(OutputFile *file, const void *bytes, size_t length,
                                  Failure *failure);
/* The same for content that was packed by whoever made it: at GZIP_LINES it is taken as it is,
 * and its end is a block's; at other levels only the content counts. */
MUST_USE Status output_file_write_packed(OutputFile *file, const GzipPiece *piece,
                                         Failure *failure);
/* Flushes, fsyncs, closes, renames to the final name, frees *file (also on failure, when the
 * temporary file is removed). `sums` may be NULL. */
MUST_USE Status output_file_commit(OutputFile **file, FileSums *sums, Failure *failure);
/* Removes the temporary file and frees; NULL and *NULL are fine. */
void output_file_abandon(OutputFile **file);
CLEANUP_VALUE(OutputFile *, output_file_abandon)

/* Whole content in one call. */
MUST_USE Status output_file_save(const char *path, mode_t mode, int gzip_level,
                                 const void *bytes, size_t length, FileSums *sums,
                                 Failure *failure);
/* Whole content into a new file: as output_file_open_new. */
MUST_USE Status output_file_save_new(const char *path, mode_t mode, int gzip_level,
                                     const void *bytes, size_t length, FileSums *sums,
                                     Failure *failure);
/* OUTPUT_EXISTS when something is there: asked before work that would be in vain. */
MUST_USE Status output_file_check_new(const char *path, Failure *failure);

#endif
