/*
 * zip_reader.h - the files of a ZIP archive in memory (APPNOTE 6.3: stored and deflated), as
 * banks wrap what they sign. life.md 2.
 *
 * Strict: one disk, no encryption, no ZIP64, no name twice, nothing that leads elsewhere, local
 * and central headers that say the same. Nothing is written to any disk. One thread.
 */
#ifndef TILSKUDD_FORMATS_ZIP_READER_H
#define TILSKUDD_FORMATS_ZIP_READER_H

#include "formats/base/text_buffer.h"

enum { ZIP_FILES_MAX = 64, ZIP_NAME_SIZE = 128 };

/* A file of the archive. */
typedef struct ZipFile {
    char name[ZIP_NAME_SIZE];
    const uint8_t *bytes; /* as stored; borrowed from the archive */
    uint32_t stored, size, crc;
    bool deflated;
} ZipFile;

typedef struct ZipArchive {
    ZipFile files[ZIP_FILES_MAX];
    size_t count;
} ZipArchive;

/* Whether bytes begin as an archive does. */
bool zip_is(const void *bytes, size_t size);
/* The list of files; `bytes` must outlive it. INPUT_MALFORMED, INPUT_TRUNCATED,
 * INPUT_FORBIDDEN (encrypted, a name twice or leading elsewhere), INPUT_TOO_LARGE. Where is
 * left to the caller. */
MUST_USE Status zip_open(const void *bytes, size_t size, ZipArchive *out, Failure *failure);
/* The file of that name, or NULL. Borrowed. */
const ZipFile *zip_file(const ZipArchive *archive, const char *name);
/* Appends its content. INPUT_MALFORMED when it is not what the archive says (size, CRC-32),
 * INPUT_TOO_LARGE above `most`, MEMORY. */
MUST_USE Status zip_content(const ZipFile *file, size_t most, TextBuffer *out,
                            Failure *failure);

#endif
