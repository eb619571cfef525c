/*
 * register_reader.h - register extracts (introduksjonsregister) into columns. register.md.
 *
 * libxml2 SAX2 push parser with own handlers, one context a thread, no DOM, no allocation per
 * field. Files are read in parallel; one big plain file is cut into slices at "</person>" where
 * that is safe (no "<!" or "<?" after the prolog, unprefixed root, UTF-8) with the same result.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_READER_H
#define TILSKUDD_FORMATS_REGISTER_READER_H

#include "formats/output_file.h"
#include "formats/register_columns.h"

/* Limits of register.md (Strict reading); every breach is a clear error. */
enum {
    REGISTER_DEPTH_MAX = 8,
    REGISTER_ATTRIBUTE_MAX = 256,        /* bytes of one attribute value */
    REGISTER_CHILDREN_MAX = 1000,        /* entries of one kind in one record */
    REGISTER_SLICE_SIZE = 8 << 20        /* bytes; default for cutting */
};
#define REGISTER_RECORDS_MAX 50000000u   /* records in one file */

typedef struct RegisterFile {
    char *path;               /* owned */
    FileSums sums;            /* stored and content */
    Day extract_date;         /* uttrekksdato */
    MunicipalityCode sender;  /* avgiver or none */
    uint64_t records;         /* all <person> elements, refused ones too */
} RegisterFile;

typedef struct RegisterExtracts {
    RegisterFile *files; /* sorted by path, bytewise */
    size_t file_count;
    RegisterPart *parts; /* ordered by file, then by position in it */
    size_t part_count;
} RegisterExtracts;

typedef struct RegisterReaderOptions {
    int threads;             /* >= 1 */
    size_t slice_size;       /* 0: REGISTER_SLICE_SIZE */
    /* Called now and then from one thread with bytes done and in all; may be NULL. */
    void (*progress)(void *user, uint64_t done, uint64_t total);
    void *progress_user;
} RegisterReaderOptions;

/*
 * Reads `paths` (files and folders; a folder gives its *.xml and *.xml.gz, not deeper; a folder
 * without any, and the same file twice, are refused). Does not compare extract dates: that is
 * the engine's decision. On failure nothing is kept. `extracts` is owned by the caller:
 * register_extracts_free.
 */
MUST_USE Status register_read(const char *const *paths, size_t path_count,
                              const RegisterReaderOptions *options, RegisterExtracts *extracts,
                              Failure *failure);
void register_extracts_free(RegisterExtracts *extracts);

#endif
