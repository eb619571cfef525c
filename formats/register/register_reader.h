/*
 * register_reader.h - register extracts (introduksjonsregister) into packed records.
 * register.md.
 *
 * Records that are written plainly are scanned (register_plain.h, register_template.h); all
 * else goes through libxml2 SAX2 with own handlers, one context a thread, no DOM, with the same
 * result. Files are read in parallel; one big plain file is cut into slices at "</person>"
 * where that is safe (no "<!" or "<?" after the prolog, unprefixed root, UTF-8). What is
 * scanned is read once and summed where it stands: a buffer of a slice for each thread and for
 * the few slices that wait for the sum of their file (register_chain.h), for any file size.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_READER_H
#define TILSKUDD_FORMATS_REGISTER_READER_H

#include "formats/base/output_file.h"
#include "formats/base/path.h"
#include "formats/base/stored_file.h"
#include "formats/register/register_part.h"

/* Limits of register.md (Strict reading); every breach is a clear error. */
enum {
    REGISTER_DEPTH_MAX = 8,
    REGISTER_ATTRIBUTE_MAX = 256, /* bytes of one attribute value */
    REGISTER_SLICE_SIZE = 2 << 20 /* bytes; default for cutting */
};
#define REGISTER_RECORDS_MAX 50000000u /* records in one file */

typedef struct RegisterFile {
    char *path;              /* owned */
    FileIdentity identity;   /* of the file as it was read */
    FileSums sums;           /* stored and content */
    Day extract_date;        /* uttrekksdato */
    MunicipalityCode sender; /* avgiver or none */
    uint64_t records;        /* all <person> elements, refused ones too */
} RegisterFile;

/* What was taken from packs in place of the files: register_packed.h. */
typedef struct RegisterPacked {
    size_t files;   /* that were not read for their records */
    size_t hashed;  /* of these: files that were read for their SHA-256 */
    PathList lines; /* what is to be said of it, a sentence each, without a full stop */
} RegisterPacked;

typedef struct RegisterExtracts {
    RegisterFile *files; /* sorted by path, bytewise */
    size_t file_count;
    RegisterPart *parts; /* ordered by file, then by position in it */
    size_t part_count;
    PathList others; /* what stood in the folders and was not read: register_paths.h */
    uint64_t others_left_out;
    RegisterPacked packed;
} RegisterExtracts;

/* Who reads what is plainly written; all else libxml2 reads in any case, and the result is the
 * same. */
typedef enum RegisterReading {
    READING_TEMPLATE = 0, /* records as those before them by words, others byte by byte */
    READING_PLAIN,        /* byte by byte */
    READING_LIBXML2       /* libxml2 alone */
} RegisterReading;

/* Other work for the threads that read: pieces that are begun, in order, before any of the
 * registers, so that what cannot be divided well does not keep the others waiting. */
typedef struct RegisterBeside {
    size_t count;
    /* One piece, on any thread. */
    Status (*work)(void *user, size_t number, Failure *failure);
    void *user; /* borrowed */
} RegisterBeside;

typedef struct RegisterReaderOptions {
    int threads;          /* >= 1 */
    size_t slice_size;    /* bytes; 0: REGISTER_SLICE_SIZE */
    uint32_t records_max; /* in one file; 0: REGISTER_RECORDS_MAX */
    RegisterReading reading;
    RegisterBeside beside;
    /* Called now and then from one thread with bytes done and in all; may be NULL. */
    void (*progress)(void *user, uint64_t done, uint64_t total);
    void *progress_user;
} RegisterReaderOptions;

/*
 * Reads `paths` (files and folders; a folder gives its *.xml and *.xml.gz, in any case of
 * letters, not deeper and not those that begin with a dot; `others` has the rest). Links to
 * files are followed. A file that is named twice is read twice. Does not compare extract
 * dates: that is the engine's decision. On failure nothing is kept. `extracts` is owned by the
 * caller: register_extracts_free.
 *
 * A record that is not as register.md says is in a part's `refused`, and counts in `records`;
 * so does an unknown element in a record's place. Failures, of the first file by path that has
 * one: USAGE (no path), INPUT_MISSING (also a folder without extracts),
 * INPUT_NOT_REGULAR, INPUT_NOT_UTF8, INPUT_MALFORMED, INPUT_TRUNCATED, INPUT_FORBIDDEN
 * (DOCTYPE, entities), INPUT_WRONG_NAMESPACE (another root), INPUT_VALUE (the root's
 * attributes, text between records), INPUT_TOO_LARGE, READ, LIBRARY, MEMORY. failure.where is
 * "path, line N". A failure of `beside`, of its first piece in order that has one, comes before
 * all of these but those of finding the files. Called from one thread, outside parallel
 * regions; uses options->threads threads. The result is the same for any number of threads and
 * any slice size, but for where parts end.
 */
MUST_USE Status register_read(const char *const *paths, size_t path_count,
                              const RegisterReaderOptions *options, RegisterExtracts *extracts,
                              Failure *failure);
void register_extracts_free(RegisterExtracts *extracts);
CLEANUP_VALUE(RegisterExtracts, register_extracts_free)

#endif
