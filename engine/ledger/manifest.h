/*
 * manifest.h - what a run folder says about itself: manifest.json. payments.md 6.
 *
 * Written last (its rename completes a proposal), signed, and read back by approve, verify,
 * explain, diff and control. Plain data; paths are owned by the Manifest: manifest_free.
 */
#ifndef TILSKUDD_ENGINE_MANIFEST_H
#define TILSKUDD_ENGINE_MANIFEST_H

#include "engine/run/run.h"
#include "formats/json/json_reader.h"
#include "formats/base/output_file.h"

enum { MANIFEST_TIME_SIZE = 40, MANIFEST_RULE_SETS_MAX = RUN_YEARS_MAX + 1 };

/* One input or output. */
typedef struct ManifestFile {
    char kind[24]; /* "register", "payees", "payment", "decisions", ... */
    char *path;    /* inputs: as named; outputs: relative to the run folder */
    FileSums sums;
} ManifestFile;

typedef struct ManifestFiles {
    ManifestFile *items;
    size_t count, capacity;
} ManifestFiles;

/* Sentences. */
typedef struct ManifestTexts {
    char **items; /* owned */
    size_t count, capacity;
} ManifestTexts;

typedef struct ManifestRuleSet {
    int year;
    char version[VERSION_TEXT_SIZE];
    uint8_t sha256[SHA256_SIZE];
} ManifestRuleSet;

typedef struct Manifest {
    bool live;
    bool dry_run;
    int year, quarter;
    Day cutoff, payment_date, extract_date;
    unsigned schemes;
    bool allow_synthetic;
    char bank_profile[64];
    char program[32];
    char time[MANIFEST_TIME_SIZE];             /* when it was made: RFC 3339, UTC */
    char payments_created[MANIFEST_TIME_SIZE]; /* CreDtTm of its payment files */
    bool accept_rate[RATE_CODE_COUNT], hold_code[RATE_CODE_COUNT];
    uint64_t hold_years[RATE_CODE_COUNT];
    LineSuccessors line_successors; /* in force on the cut-off date */
    uint8_t run_identity[SHA256_SIZE];
    bool has_ledger;
    char *ledger;          /* where it was, as named; "" without one. Owned */
    uint32_t ledger_entry; /* the ledger's last entry when the proposal was made */
    uint8_t ledger_head[SHA256_SIZE];
    uint64_t log_size;
    uint8_t log_root[SHA256_SIZE];
    char pseudonym_key_id[PSEUDONYM_KEY_ID_SIZE];
    ManifestRuleSet rule_sets[MANIFEST_RULE_SETS_MAX];
    size_t rule_set_count;
    ManifestFiles inputs, outputs;
    ManifestTexts warnings; /* of the register files: run_output.h */
    uint64_t persons, with_lines, without_lines, held_persons, vanished, set_aside;
    uint64_t lines, pay_lines, payments;
    Ore lines_sum, held_sum, brought_forward, paid, carried_forward;
    MunicipalityCode *accounts_changed; /* ascending */
    size_t accounts_changed_count;
} Manifest;

/* The member line_successors, ["1507:1508"], of manifest.json and entry.json: written as a line
 * of its own, and read back; VERIFICATION for anything else. */
void line_successors_put(TextBuffer *out, const LineSuccessors *rows);
MUST_USE Status line_successors_get(const JsonValue *from, LineSuccessors *rows,
                                    Failure *failure);
/* Adds a file with a copy of its path; `kind` is borrowed and constant. MEMORY. */
MUST_USE Status manifest_files_add(ManifestFiles *files, const char *kind, const char *path,
                                   const FileSums *sums, Failure *failure);
/* Adds a copy of a text. MEMORY. */
MUST_USE Status manifest_texts_add(ManifestTexts *texts, const char *text, Failure *failure);
void manifest_texts_free(ManifestTexts *texts);
CLEANUP_VALUE(ManifestTexts, manifest_texts_free)
/* Appends the list as one JSON member, and reads it back from the object that has it:
 * VERIFICATION, MEMORY. For every manifest. */
void manifest_files_write(const ManifestFiles *files, const char *name, TextBuffer *out);
MUST_USE Status manifest_files_read(const JsonValue *from, const char *name,
                                    ManifestFiles *files, Failure *failure);
void manifest_files_free(ManifestFiles *files);
CLEANUP_VALUE(ManifestFiles, manifest_files_free)
/* Keeps a copy of the ledger's path. */
MUST_USE Status manifest_set_ledger(Manifest *manifest, const char *path, Failure *failure);
/* Appends the JSON text. */
void manifest_write(const Manifest *manifest, TextBuffer *out);
/* Reads manifest.json's bytes; `name` for messages. Strict: VERIFICATION for anything that is
 * not what manifest_write makes. */
MUST_USE Status manifest_read(const char *name, const void *bytes, size_t size, Manifest *out,
                              Failure *failure);
void manifest_free(Manifest *manifest);
CLEANUP_VALUE(Manifest, manifest_free)
/* The output of a kind, or NULL. Borrowed. */
const ManifestFile *manifest_output(const Manifest *manifest, const char *kind);

#endif
