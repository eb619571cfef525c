/*
 * folder.h - a folder held by its descriptor, and what has been read of it.
 *
 * Names are opened below the descriptor, and no symbolic link is followed: whatever happens to
 * the path afterwards changes nothing of what is read. A file is read once; its bytes as stored
 * and their sums stay until folder_close, so that what was checked is what is used. Names are
 * relative, "manifest.json" or "payments/RUN-1.xml.gz".
 *
 * Ownership: folder_close. One thread at a time.
 */
#ifndef TILSKUDD_FORMATS_FOLDER_H
#define TILSKUDD_FORMATS_FOLDER_H

#include "formats/base/input_file.h"
#include "formats/base/input_stream.h"
#include "formats/base/path.h"

typedef struct Folder Folder;

/* A file of the folder. Borrowed: good until folder_close. */
typedef struct FolderFile {
    const char *name;     /* relative to the folder */
    const char *path;     /* for messages */
    const uint8_t *bytes; /* as stored; NULL before it is read and after folder_forget */
    size_t size;
    FileSums sums;      /* of the stored bytes; of the content after folder_sums */
    bool content_known; /* the content's sums are there */
} FolderFile;

/* Opens a folder; `path` itself may be a symbolic link. INPUT_MISSING, INPUT_NOT_REGULAR, READ,
 * MEMORY. */
MUST_USE Status folder_open(const char *path, Folder **out, Failure *failure);
/* Makes and opens one (0750) that must not be there: as path_make_folder. */
MUST_USE Status folder_make(const char *path, Folder **out, Failure *failure);
void folder_close(Folder *folder);
CLEANUP_POINTER(Folder, folder_close)
/* As it was given, for messages. */
const char *folder_path(const Folder *folder);

/* From now on the content of a compressed file is inflated once, and kept until the file is let
 * go, for all who ask for it here; very large ones are not. In a folder `like` (NULL: none),
 * which must outlive this one and let nothing go, files of the same bytes may have theirs kept:
 * it is the same. Who lets a file go has no content of it borrowed. */
void folder_keep(Folder *folder, const Folder *like);
/* Reads a file when it is first asked for. INPUT_MISSING when it is not there, INPUT_VALUE for
 * a name that leads out of the folder, INPUT_NOT_REGULAR for a symbolic link; READ when it is
 * not what was read or written before. */
MUST_USE Status folder_read(Folder *folder, const char *name, uint64_t most,
                            const FolderFile **out, Failure *failure);
/* Fills the sums of the content of a file that has been read. */
MUST_USE Status folder_sums(Folder *folder, const FolderFile *file, Failure *failure);
/* The same of all files that have been read, by two threads, for who will ask for all. Whatever
 * cannot be read is nobody's failure until folder_sums is asked for it. MEMORY. */
MUST_USE Status folder_sums_together(Folder *folder, Failure *failure);
/* The content, uncompressed: borrowed when it is plain or kept. input_file_free. */
MUST_USE Status folder_content(const FolderFile *file, uint64_t most, InputFile *out,
                               Failure *failure);
/* The same in pieces. input_stream_close before folder_close. */
MUST_USE Status folder_stream(const FolderFile *file, InputStream **out, Failure *failure);
/* Reads and inflates in one call. */
MUST_USE Status folder_load(Folder *folder, const char *name, uint64_t most, InputFile *out,
                            Failure *failure);
/* Lets go the bytes of a large file; its sums stay, and reading it again compares with them. */
void folder_forget(Folder *folder, const FolderFile *file);
/* Lets go the content that is kept of a file, and nothing else: it is inflated again, of the
 * same bytes, for who asks next. */
void folder_forget_content(Folder *folder, const FolderFile *file);

/* PATH_MISSING and the like, without following links. READ. */
MUST_USE Status folder_kind(const Folder *folder, const char *name, PathKind *kind,
                            Failure *failure);
/* The names in the folder ("") or in one below it, sorted; empty when that is missing. */
MUST_USE Status folder_names(const Folder *folder, const char *below, PathList *out,
                             Failure *failure);

/* Makes a folder below (0750), which must not be there. */
MUST_USE Status folder_make_below(const Folder *folder, const char *name, Failure *failure);
/* Writes a file whole or not at all (output_file.h). Its sums are those of the bytes written:
 * it is not read back to be hashed. */
MUST_USE Status folder_write(Folder *folder, const char *name, mode_t mode, int gzip_level,
                             const void *bytes, size_t size, const FolderFile **out,
                             Failure *failure);
/* The same in pieces: opened, written with output_file_write, and ended. After a failure *file
 * is NULL. */
MUST_USE Status folder_create(const Folder *folder, const char *name, mode_t mode,
                              int gzip_level, int threads, OutputFile **file, Failure *failure);
MUST_USE Status folder_commit(Folder *folder, const char *name, OutputFile **file,
                              const FolderFile **out, Failure *failure);
/* Everything in the folder, or in one below it, is on the disk. WRITE. */
MUST_USE Status folder_sync(const Folder *folder, const char *below, Failure *failure);

#endif
