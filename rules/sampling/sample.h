/*
 * sample.h - samples of what was paid: drawn by tickets, checked when they come back, evaluated
 * when the audited values are filled in. control.md 3.
 *
 * ticket = SHA-256(hex(SHA-256(seed)) || id), the smallest are drawn: nothing depends on order,
 * threads or files. The id of a person is the keyed hash, of a monetary item the keyed hash
 * with code, budget year and municipality. Amounts in øre. Pure: memory, and the digest that
 * makes a ticket, are the caller's. One thread per sample.
 */
#ifndef TILSKUDD_RULES_SAMPLE_H
#define TILSKUDD_RULES_SAMPLE_H

#include "rules/base/identity.h"
#include "rules/base/money.h"
#include "rules/base/municipality.h"
#include "rules/sampling/sample_math.h"
#include "rules/sampling/sample_monetary.h"
#include "rules/sampling/sample_strata.h"

typedef enum SampleMethod {
    SAMPLE_ATTRIBUTE = 0,
    SAMPLE_MUS,
    SAMPLE_STRATIFIED,
    SAMPLE_STAGES, /* municipalities by kroner, then persons in them */
    SAMPLE_METHODS
} SampleMethod;
typedef enum SampleStrata {
    STRATA_NONE = 0,
    STRATA_MUNICIPALITY,
    STRATA_COUNTY,
    STRATA_GROUP,
    STRATA_SEVERITY
} SampleStrata;

/* What is drawn from: of a run, persons and lines that were paid, persons who got nothing, who
 * wait, or of whom a control found something. */
typedef enum SampleFrom { FROM_PAID = 0, FROM_WITHOUT, FROM_HELD, FROM_FINDINGS } SampleFrom;

enum {
    SAMPLE_ROOM = 21, /* numbers an item that an evaluation needs, and as many more */
    STRATUM_SIZE = 16,
    STRATA_MAX = 1024,
    SAMPLE_ID_SIZE = 96,
    SAMPLE_PERSON_SIZE = 65, /* 64 hexadecimal digits */
    SAMPLE_DIGEST_SIZE = 32,
    SAMPLE_ONLY_MAX = 40,
    SAMPLE_HITS_MAX = 10000,
    SAMPLE_CODES_SIZE = 96,
    SAMPLE_YEARS_SIZE = 48
};

/* How monetary units are laid out and strata get their parts, by the version of the sample's
 * file. */
enum {
    SAMPLE_FORM_APART = 1, /* items of at least the interval are no part of the line; n negative
                            * ones are drawn; parts by largest remainders */
    SAMPLE_FORM_LINE = 2   /* all positive items are; negative_n negative ones are drawn; parts
                            * by strata_share */
};

/* The form's word for each: "yes", "no", or nothing yet. */
typedef enum SampleDeviation {
    DEVIATION_OPEN = 0,
    DEVIATION_NO,
    DEVIATION_YES
} SampleDeviation;

/* Why an item is in the sample. */
typedef enum SamplePart {
    PART_DRAWN = 0,
    PART_ALL_TAKEN, /* monetary unit: at least the interval, or its part of a larger n */
    PART_NEGATIVE   /* monetary unit: negative items, drawn apart by ticket */
} SamplePart;

typedef struct SampleItem {
    char id[SAMPLE_ID_SIZE];         /* what the ticket is made from */
    char person[SAMPLE_PERSON_SIZE]; /* keyed hash, or M and a municipality code */
    char stratum[STRATUM_SIZE];
    MunicipalityCode municipality;
    char codes[SAMPLE_CODES_SIZE]; /* grant codes of its lines, "AR-1_EV+AR-2"; "": no line */
    char years[SAMPLE_YEARS_SIZE]; /* budget years, "2017+2018" */
    Ore amount;
    uint64_t line;      /* in decisions.csv: the first of the item's lines */
    uint64_t file_line; /* of a sample file that was read */
    uint8_t part;       /* SamplePart */
    bool drawn;
    bool audited_given;
    Ore audited;
    uint8_t deviation; /* SampleDeviation: a fault without an amount */
    size_t comment;    /* where its text begins in the sample's, and 1; 0: none */
    Ident ident;       /* of a population: whose it is; in no form and no record */
    uint8_t ticket[SAMPLE_DIGEST_SIZE];
} SampleItem;

typedef struct SampleStratum {
    char name[STRATUM_SIZE];
    uint64_t count; /* items in the population */
    Ore sum;
    int64_t drawn;
} SampleStratum;

typedef struct Sample {
    int form; /* SAMPLE_FORM_APART or SAMPLE_FORM_LINE; 0 is the first */
    SampleMethod method;
    SampleStrata strata_kind;
    SampleFrom from;
    uint16_t control;                       /* FROM_FINDINGS: its number */
    MunicipalityCode only[SAMPLE_ONLY_MAX]; /* lines of these alone can be drawn; */
    size_t only_count;                      /* 0: of all */
    int64_t n;                              /* of two stages: persons for each hit */
    int64_t hits;                           /* two stages: how often municipalities are hit */
    int64_t multiple;   /* monetary unit: n is so many times the first n; 0 is 1 */
    int64_t negative_n; /* monetary unit, SAMPLE_FORM_LINE: negative items to draw */
    int looks;          /* planned, each with its part of the risk; 0 is 1 */
    int look;           /* which this is: an extension is one more; 0 is 1 */
    Ore planned_tolerable, planned_expected; /* monetary unit: what n was planned by; 0: n was
                                              * given */
    char seed[128];
    bool changed;        /* read, and its digest is not that of its heading and rows */
    bool seed_chosen;    /* by who drew; else it is the hash of the checkpoint of: */
    uint32_t seed_entry; /* of the ledger */
    char log_name[128];
    uint64_t log_size;
    uint8_t log_root[SAMPLE_DIGEST_SIZE];
    uint8_t run_identity[SAMPLE_DIGEST_SIZE];
    char program[32];
    uint64_t count; /* population */
    Ore sum;
    Ore interval, start;     /* monetary unit; the interval of the first n */
    uint64_t negative_count; /* monetary unit: items apart */
    Ore negative_sum;
    SampleStratum strata[STRATA_MAX];
    size_t strata_count;
    const MunicipalityTable *places; /* names for the form, on: borrowed, or NULL */
    Day day;
    SampleItem *items; /* the population; in a sample file the drawn ones only */
    size_t item_count, item_capacity;
    char *comments; /* texts one after the other, each with its NUL */
    size_t comment_length, comment_capacity;
} Sample;

/* The words of the command line. Constant; any thread. */
/* "attribute", "mus", "stratified", "two-stage". */
const char *sample_method_text(SampleMethod method);
/* "none", "municipality", "county", "group", "severity". */
const char *sample_strata_text(SampleStrata strata);
/* "paid", "without", "held", "findings". */
const char *sample_from_text(SampleFrom from);

/* --- drawing --- */

/* Ticket of an id; what it returns when it fails, the draw returns. */
typedef Status (*SampleTicket)(const char *seed, const char *id,
                               uint8_t ticket[SAMPLE_DIGEST_SIZE], Failure *failure);

/* Draws by method, n and seed; marks items. Strata get their part of n by strata_share, in the
 * first form by remainders_share: USAGE when n is below their number. `order` is room for a
 * pointer to each item. */
MUST_USE Status sample_draw(Sample *sample, SampleTicket ticket, SampleItem **order,
                            Failure *failure);

/* The part of sample_draw for monetary units, once tickets are made and strata counted. */
MUST_USE Status sample_draw_units(Sample *sample, SampleTicket ticket, SampleItem **order,
                                  Failure *failure);

/* Monetary units over amounts in order; begin with sample_units. */
typedef struct SampleUnits {
    Ore interval, next, reached;
} SampleUnits;

/* Start of 1 to interval: the first eight bytes of a ticket. */
Ore sample_start(const uint8_t ticket[SAMPLE_DIGEST_SIZE], Ore interval);
/* Interval at least 1, start 1 to interval. */
SampleUnits sample_units(Ore interval, Ore start);
/* Whether the next item, of this amount, is drawn: a unit falls on it, or it is at least the
 * interval and taken whole, apart from the units. */
bool sample_units_hit(SampleUnits *units, Ore amount);

/* Points start + floor(j * interval / multiple), j = 0, 1 ..., over all positive amounts in
 * order: those of a multiple are among those of its multiples. */
typedef struct SamplePoints {
    Ore interval, start, reached;
    int64_t multiple, j;
} SamplePoints;
/* Interval and multiple at least 1, start 1 to interval. */
SamplePoints sample_points(Ore interval, Ore start, int64_t multiple);
/* Whether a point falls on the next item, of this amount. */
bool sample_points_hit(SamplePoints *points, Ore amount);
/* From this amount on an item is hit wherever the points begin: ceil(interval / multiple). */
Ore sample_sure_amount(Ore interval, int64_t multiple);

/* A larger n for a sample that was drawn: sets n, look, and multiple of monetary units; drawn
 * again it has all that it had. USAGE when n is not larger, when a sample of monetary units
 * would not have a whole multiple of its first n (the nearest two are named), or was drawn with
 * the large items apart; or one of strata has its parts by largest remainders. */
MUST_USE Status sample_extend(Sample *sample, int64_t n, Failure *failure);

/* --- evaluating --- */

/* INPUT_VALUE, with the line of a row, when no draw can have given this: what sample_evaluate
 * computes with adds up. `name` is the file's. */
MUST_USE Status sample_check(const char *name, const Sample *sample, Failure *failure);

/* INPUT_VALUE, with the lines, while audited amounts are missing. */
MUST_USE Status sample_check_filled(const Sample *sample, Failure *failure);

/* What was found in one stratum or in all. */
typedef struct SampleFound {
    int64_t n, errors;
    Ore difference; /* amount - audited, of the drawn */
} SampleFound;

typedef struct SampleStratumFound {
    SampleFound found;
    long double limit; /* of this stratum alone; where n is 0, neither it nor: */
    Ore projected;
} SampleStratumFound;

/* Persons: attribute and stratified. */
typedef struct SamplePersons {
    SampleFound all;
    SampleStratumFound strata[STRATA_MAX]; /* as in the sample */
    Ore projected;
    long double binomial, poisson; /* where there is one stratum */
    StrataMethod method;           /* else: how the limit was found, */
    int64_t known;                 /* and errors in strata that were wholly drawn */
    int64_t most;                  /* errors there may be in the others, or in the one */
} SamplePersons;

typedef struct SampleEvaluation {
    int confidence;    /* thousandths that may be said after so many looks */
    long double limit; /* of the error rate of persons; */
    bool below; /* whether it is below the tolerable error; each side of amounts has its own */
    SamplePersons persons;
    SampleMonetary monetary;
} SampleEvaluation;

/* Projected error and upper limits per stratum and in all, against the tolerable error (basis
 * points), with `confidence` in thousandths. INPUT_VALUE while audited amounts are missing, or
 * when they differ so much that the error cannot be projected; else what `exact` fails with.
 * The sample is drawn, or was read and checked; two stages: sample_stages.h. `room` is for
 * SAMPLE_ROOM numbers an item and as many more. *out is the caller's, of any content. Looks
 * share the risk. */
MUST_USE Status sample_evaluate(const Sample *sample, int confidence, int tolerable,
                                const SampleExact *exact, long double *room,
                                SampleEvaluation *out, Failure *failure);

#endif
