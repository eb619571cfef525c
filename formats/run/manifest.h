/*
 * manifest.h - what a run folder says about itself: manifest.json. payments.md 6.
 *
 * Written last (its rename completes a proposal), signed, and read back by approve, verify,
 * explain, diff and control. One table of fields (manifest.c) writes it and reads it. Plain
 * data; paths are owned by the Manifest: manifest_free.
 */
#ifndef TILSKUDD_FORMATS_MANIFEST_H
#define TILSKUDD_FORMATS_MANIFEST_H

#include "formats/base/output_file.h"
#include "formats/crypto/pseudonym_key.h"
#include "formats/json/json_fields.h"
#include "formats/run/run_mark.h"
#include "rules/base/municipality.h"
#include "rules/settlement/years.h"

enum {
    MANIFEST_TIME_SIZE = 40,
    MANIFEST_RULE_SETS_MAX = SETTLE_YEARS_MAX + 1,
    PROGRAM_BUILD_SIZE = 17
};

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

typedef struct ManifestRuleSets {
    ManifestRuleSet items[MANIFEST_RULE_SETS_MAX];
    size_t count;
} ManifestRuleSets;

/* Municipalities, ascending. */
typedef struct ManifestCodes {
    MunicipalityCode *items; /* owned */
    size_t count;
} ManifestCodes;

typedef struct Manifest {
    bool live;
    bool dry_run;
    int year, quarter;
    Day cutoff, payment_date, extract_date;
    unsigned schemes;
    bool allow_synthetic;
    bool allow_gap;            /* --allow-gap */
    bool allow_cutoff;         /* --allow-cutoff */
    bool national;             /* --national */
    MunicipalityList only_own; /* --only-own */
    MunicipalityList repay;    /* --repay */
    char bank_profile[64];
    char program[32];                          /* "tilskudd 1.0.0" */
    char build[PROGRAM_BUILD_SIZE];            /* of which sources: program_build */
    char time[MANIFEST_TIME_SIZE];             /* when it was made: RFC 3339, UTC */
    char payments_created[MANIFEST_TIME_SIZE]; /* CreDtTm of its payment files */
    bool accept_rate[RATE_CODE_COUNT];
    HoldChoices holds;
    MunicipalityList hold_municipalities; /* --hold-municipality */
    LineSuccessors line_successors;       /* in force on the cut-off date */
    uint8_t run_identity[SHA256_SIZE];
    bool has_ledger;
    char *ledger;          /* where it was, as named; "" without one. Owned */
    uint32_t ledger_entry; /* the ledger's last entry when the proposal was made */
    uint8_t ledger_head[SHA256_SIZE];
    uint64_t log_size;
    uint8_t log_root[SHA256_SIZE];
    char pseudonym_key_id[PSEUDONYM_KEY_ID_SIZE];
    ManifestRuleSets rule_sets;
    ManifestFiles inputs, outputs;
    ManifestTexts serials;  /* of signed inputs: "payees.csv 3" (signed_input.h) */
    ManifestTexts warnings; /* of the register files: run_output.h */
    ManifestTexts packs;    /* what was taken from packs: register_packed.h */
    uint64_t persons, with_lines, without_lines, held_persons, vanished, set_aside;
    uint64_t lines, pay_lines, payments;
    Ore lines_sum, held_sum, brought_forward, returned, manual, paid, carried_forward;
    ManifestCodes accounts_changed;
} Manifest;

/* The member line_successors, ["1507:1508"], of manifest.json and entry.json. */
extern const FieldType line_successors_type;
/* A list of ManifestFiles as manifests have it, a file a line. */
extern const FieldType manifest_files_type;
/* A list of ManifestTexts. */
extern const FieldType manifest_texts_type;

/* Adds a file with a copy of its path. MEMORY. */
MUST_USE Status manifest_files_add(ManifestFiles *files, const char *kind, const char *path,
                                   const FileSums *sums, Failure *failure);
void manifest_files_free(ManifestFiles *files);
CLEANUP_VALUE(ManifestFiles, manifest_files_free)
/* The first file of a kind, or of a path, or NULL. Borrowed. */
const ManifestFile *manifest_files_of_kind(const ManifestFiles *files, const char *kind);
const ManifestFile *manifest_files_at(const ManifestFiles *files, const char *path);
/* Adds a copy of a text. MEMORY. */
MUST_USE Status manifest_texts_add(ManifestTexts *texts, const char *text, Failure *failure);
/* The same texts in the same order. */
bool manifest_texts_same(const ManifestTexts *left, const ManifestTexts *right);
void manifest_texts_free(ManifestTexts *texts);
CLEANUP_VALUE(ManifestTexts, manifest_texts_free)
/* What the tables of the run are marked with. */
RunMark manifest_mark(const Manifest *manifest);
/* Keeps a copy of the ledger's path. */
MUST_USE Status manifest_set_ledger(Manifest *manifest, const char *path, Failure *failure);
/* Appends what the first person chose that is seldom meant and a second should know, a line
 * each after `before`: rates that are not verified, held codes, one grant alone, whose extracts
 * count as what. Nothing when there is none. trust.md 6. */
void manifest_choices_text(const Manifest *manifest, const char *before, TextBuffer *out);
/* Appends the JSON text. */
void manifest_write(const Manifest *manifest, TextBuffer *out);
/* Reads manifest.json's bytes; `name` for messages. NOT_NOW for one of an earlier format,
 * VERIFICATION, with the member, for one that is not as manifest_write makes it; what json_read
 * fails with. */
MUST_USE Status manifest_read(const char *name, const void *bytes, size_t size, Manifest *out,
                              Failure *failure);
void manifest_free(Manifest *manifest);
CLEANUP_VALUE(Manifest, manifest_free)

/* What a run's manifest calls itself. */
#define MANIFEST_FORMAT "tilskudd-manifest-3"
/* What the manifest of a control of reported accounts calls itself, and whether bytes are one:
 * for those who were given such a folder in place of a run's. */
#define ACCOUNTS_MANIFEST_FORMAT "tilskudd-accounts-manifest-1"
bool manifest_is_of_accounts(const void *bytes, size_t size);
/* The same of the bank's answers, money by hand and changed keys: theirs begins with a kind. */
bool manifest_is_of_no_run(const void *bytes, size_t size);

#endif
