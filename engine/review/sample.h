/*
 * sample.h - samples of a committed run: drawn by tickets, written to prove what they were
 * drawn from, evaluated when the audited values are filled in. control.md 3.
 *
 * ticket = SHA-256(hex(SHA-256(seed)) || id), the smallest are drawn: nothing depends on order,
 * threads or files. The id of a person is the keyed hash, of a monetary item the keyed hash
 * with code, budget year and municipality. Amounts in øre. One thread. Ownership: sample_free.
 */
#ifndef TILSKUDD_ENGINE_SAMPLE_H
#define TILSKUDD_ENGINE_SAMPLE_H

#include "formats/run/run_folder.h"
#include "engine/review/sample_math.h"

typedef enum SampleMethod { SAMPLE_ATTRIBUTE = 0, SAMPLE_MUS, SAMPLE_STRATIFIED } SampleMethod;
typedef enum SampleStrata {
    STRATA_NONE = 0,
    STRATA_MUNICIPALITY,
    STRATA_COUNTY,
    STRATA_GROUP,
    STRATA_SEVERITY
} SampleStrata;

enum { STRATUM_SIZE = 16, STRATA_MAX = 1024, SAMPLE_ID_SIZE = 96, SAMPLE_ONLY_MAX = 40 };

/* Why an item is in the sample. */
typedef enum SamplePart {
    PART_DRAWN = 0,
    PART_ALL_TAKEN, /* monetary unit: at least the interval */
    PART_NEGATIVE   /* monetary unit: negative items, drawn apart by ticket */
} SamplePart;

typedef struct SampleItem {
    char id[SAMPLE_ID_SIZE];      /* what the ticket is made from */
    char person[SHA256_HEX_SIZE]; /* keyed hash, or M and a municipality code */
    char stratum[STRATUM_SIZE];
    MunicipalityCode municipality;
    Ore amount;
    uint64_t line;      /* in decisions.csv: the first of the item's lines */
    uint64_t file_line; /* of a sample file that was read */
    uint8_t part;       /* SamplePart */
    bool drawn;
    bool audited_given;
    Ore audited;
    uint8_t ticket[SHA256_SIZE];
} SampleItem;

typedef struct SampleStratum {
    char name[STRATUM_SIZE];
    uint64_t count; /* items in the population */
    Ore sum;
    int64_t drawn;
} SampleStratum;

typedef struct Sample {
    SampleMethod method;
    SampleStrata strata_kind;
    MunicipalityCode only[SAMPLE_ONLY_MAX]; /* lines of these alone can be drawn; */
    size_t only_count;                      /* 0: of all */
    int64_t n;
    char seed[128];
    char log_name[128];
    uint64_t log_size;
    uint8_t log_root[SHA256_SIZE];
    uint8_t run_identity[SHA256_SIZE];
    char program[32];
    uint64_t count; /* population */
    Ore sum;
    Ore interval, start;     /* monetary unit */
    uint64_t negative_count; /* monetary unit: items apart */
    Ore negative_sum;
    SampleStratum strata[STRATA_MAX];
    size_t strata_count;
    SampleItem *items; /* the population; in a sample file the drawn ones only */
    size_t item_count, item_capacity;
} Sample;

/* Everything of a committed run that can be drawn, in the order of its decisions (the log's).
 * NOT_NOW when the run is not committed in the ledger that its manifest names (or `ledger`).
 * method and strata_kind must be set, `only` may be: USAGE when nothing was paid for one of
 * them. */
MUST_USE Status sample_population(const RunFolder *folder, const char *ledger, Sample *sample,
                                  Failure *failure);
/* Draws by method, n and seed; marks items. Strata get their part of n by largest remainders,
 * but one at least: USAGE when n is below their number. */
MUST_USE Status sample_draw(Sample *sample, Failure *failure);
/* Monetary units over amounts in order: marks hit[i]; `start` 1 to interval. For sample_draw
 * and its test. */
void sample_monetary(const Ore *amounts, size_t count, Ore interval, Ore start, bool *hit);
/* Ticket of an id. */
MUST_USE Status sample_ticket(const char *seed, const char *id, uint8_t ticket[SHA256_SIZE],
                              Failure *failure);

/* The file with what was drawn and an empty column for the audited amounts; the same sample
 * gives the same bytes. The last line of its heading is the SHA-256 of the heading before it
 * and of the rows without what is filled in. */
MUST_USE Status sample_write(const Sample *sample, TextBuffer *out, Failure *failure);
/* INPUT_VALUE, with the line of a row, when no draw can have given this: what sample_evaluate
 * computes with adds up. `name` is the file's. sample_read asks it. */
MUST_USE Status sample_check(const char *name, const Sample *sample, Failure *failure);
/* INPUT_VALUE when the heading or a row is not as it was drawn, or a row is gone, new or in
 * another place: only audited_ore and comment are to be filled in. What a spreadsheet program
 * does to a file is undone (byte order mark, semicolons, lost zeros of codes). */
MUST_USE Status sample_read(const char *name, const void *bytes, size_t size, Sample *out,
                            Failure *failure);
/* Projected error and upper limits per stratum and in all, against the tolerable error, with a
 * conclusion in words. INPUT_VALUE while audited amounts are missing, or when they differ so
 * much that the error cannot be projected. The sample is drawn, or was read. */
MUST_USE Status sample_evaluate(const Sample *sample, int confidence, int tolerable,
                                TextBuffer *out, Failure *failure);
void sample_free(Sample *sample);
CLEANUP_VALUE(Sample, sample_free)

/* The words of the command line. Constant; any thread. */
/* "attribute", "mus", "stratified". */
const char *sample_method_text(SampleMethod method);
/* "none", "municipality", "county", "group", "severity". */
const char *sample_strata_text(SampleStrata strata);

#endif
