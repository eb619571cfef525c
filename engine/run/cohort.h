/*
 * cohort.h - all persons of a run in memory: the extracts, indexed by ident.
 *
 * Persons are in ident order (bytewise order of the text), one entry per ident: identical
 * records of several files are one person. Where records differ, those of senders whose word
 * does not count are left aside (cohort_senders.c); when others still differ they are one
 * person with COHORT_CONFLICT (control R401), seen by the record that registration_compare()
 * puts first, so that nothing depends on file names, order or slices; former idents are those
 * of all of them, but for those that are not the sender's to claim. Built once, then read by
 * any thread. Ownership: cohort_free; the cohort owns the extracts given to it.
 */
#ifndef TILSKUDD_ENGINE_COHORT_H
#define TILSKUDD_ENGINE_COHORT_H

#include "formats/base/ident_directory.h"
#include "formats/base/ident_sort.h"
#include "formats/register/register_reader.h"
#include "formats/run/decision_csv.h"
#include "rules/controls/sender_controls.h"

enum { COHORT_NOT_FOUND = -1 };

/* Where a person's record stands. */
typedef struct CohortPerson {
    Ident ident;
    uint32_t part;   /* index into extracts.parts */
    uint32_t offset; /* of its block there, in bytes */
} CohortPerson;

/* Bits of Cohort.flags. */
typedef enum CohortFlag {
    COHORT_CONFLICT = 1u << 0,        /* records of one ident that differ (R401) */
    COHORT_FORMER_CONFLICT = 1u << 1, /* a former ident is also another record's (R401) */
    COHORT_NO_COPY_COUNTS = 1u << 2,  /* records differ, and no sender's counts (R411) */
    COHORT_STRAY_COPY = 1u << 3,      /* a record that does not count was left aside (R410) */
    COHORT_CLAIM_UNPROVEN = 1u << 4,  /* claims a paid ident that is not its to claim (R413) */
    COHORT_OLDER_IDENT = 1u << 5,     /* looks like one with another type of ident (R414) */
    COHORT_LATER_SETTLED = 1u << 6,   /* looks like too many others of one sender (R416) */
    COHORT_CLAIM_STANDS = 1u << 7,    /* while former idents are judged */
    COHORT_CLAIM_REFUSED = 1u << 8    /* a former ident of it was taken off the list (R412) */
} CohortFlag;

/* A former ident and the person who owns it now. Sorted by `former`. */
typedef struct FormerIdent {
    Ident former;
    uint32_t owner;          /* index into persons */
    MunicipalityCode sender; /* of the record that says so */
    bool stands;             /* while they are judged */
} FormerIdent;

typedef struct FormerList {
    FormerIdent *items;
    size_t count, capacity;
} FormerList;

/* What was found of senders (R410 to R412) before there was a run to tell it to. */
typedef struct SenderNote {
    Ident ident;     /* whom it is about */
    uint32_t person; /* index, or COHORT_NOBODY */
    uint16_t control;
    MunicipalityCode place;  /* whose finding it is, or none */
    MunicipalityCode sender; /* who sent the record */
} SenderNote;
#define COHORT_NOBODY UINT32_MAX

/* The other party of a person in conflict (R401): the record that was found first, of the same
 * ident or of another person. */
typedef struct CohortRival {
    uint32_t person;
    CohortPerson record;
} CohortRival;

typedef struct Cohort {
    RegisterExtracts extracts;
    CohortPerson *persons;
    uint16_t *flags; /* by person */
    size_t count;
    FormerList former;
    IdentDirectory by_ident, by_former; /* of persons and former */
    SenderNote *notes;
    size_t note_count, note_capacity;
    CohortRival *rivals; /* one for each person in conflict */
    size_t rival_count, rival_capacity;
    uint64_t records;   /* records read, refused ones not counted */
    uint64_t identical; /* records beyond the first that were identical */
    uint64_t set_aside; /* refused records */
    bool any_synthetic; /* an ident with month + 40 or + 80 is there */
} Cohort;

/* What is known of senders besides what they send. Borrowed. */
typedef struct CohortEvidence {
    SenderEvidence senders;
    const PersonLooks *looks; /* how persons were settled, and linked, when last committed */
} CohortEvidence;

/* Takes over `extracts` (also on failure). `evidence` says whose word counts; NULL:
 * everybody's, for those who pay nothing by it. The result is the same for any number of
 * threads. MEMORY. */
MUST_USE Status cohort_build(RegisterExtracts *extracts, const CohortEvidence *evidence,
                             int threads, Cohort *cohort, Failure *failure);
void cohort_free(Cohort *cohort);
CLEANUP_VALUE(Cohort, cohort_free)
/* Frees persons and their records; what is known of the files stays. */
void cohort_forget_persons(Cohort *cohort);
/* The person's registration; its entries are in `space`, one a thread, until that is used
 * again. */
Registration cohort_view(const Cohort *cohort, size_t person, PersonSpace *space);
/* The packed record (person_block.h); borrowed. */
const uint8_t *cohort_block(const Cohort *cohort, size_t person);
/* Blocks of persons in ident order lie anywhere in memory. Who goes from one to the next says
 * so at each, and those a few persons ahead are fetched meanwhile. */
void cohort_fetch_ahead(const Cohort *cohort, size_t person);
/* The same for who looks also at whom each person names: mothers and references are fetched. */
void cohort_fetch_named(const Cohort *cohort, size_t person);
/* File index, record number and line of a person's record. */
uint32_t cohort_file(const Cohort *cohort, size_t person);
uint32_t cohort_record(const Cohort *cohort, size_t person);
uint32_t cohort_line(const Cohort *cohort, size_t person);
/* Index of the person with this current ident, or COHORT_NOT_FOUND. */
int64_t cohort_find(const Cohort *cohort, Ident ident);
/* Index of the person who has or had this ident, or COHORT_NOT_FOUND. */
int64_t cohort_owner(const Cohort *cohort, Ident ident);
/* Whether a former ident that the person's record names is the person's: cohort_owner, which is
 * asked only of those whose idents anybody disputes. */
bool cohort_owns_former(const Cohort *cohort, size_t person, Ident former);
/* The earliest extract's date, and the cut-off: that date, or `asked` unless DAY_NONE.
 * INPUT_VALUE when it is after the earliest extract, or when the extracts differ and none is
 * asked for (register.md). */
MUST_USE Status cohort_cutoff(const RegisterExtracts *extracts, Day asked, Day *extract_date,
                              Day *cutoff, Failure *failure);

/* Marks a person as in conflict with the owner of a record; the first one found is kept.
 * MEMORY. One thread. */
MUST_USE Status cohort_conflict(Cohort *cohort, size_t person, CohortFlag flag,
                                const CohortPerson *record, Failure *failure);
/* After the last conflict, before anybody asks. One thread. */
void cohort_order_rivals(Cohort *cohort);
/* The other party of a person in conflict, borrowed; NULL: it is in none. Any thread. */
const CohortPerson *cohort_rival(const Cohort *cohort, size_t person);

/* The sender of a person's record, or none. */
MunicipalityCode cohort_sender(const Cohort *cohort, size_t person);

/* Steps of cohort_build, in cohort_senders.c. Of the records of one ident, sorted by content,
 * of which some differ: leaves aside those that do not count, *count fewer, and sets the flags
 * of `person`. MEMORY. */
MUST_USE Status cohort_judge_copies(Cohort *cohort, const SenderEvidence *evidence,
                                    CohortPerson *records, size_t *count, size_t person,
                                    Failure *failure);
/* Takes former idents that are not the sender's to claim off the list, which is sorted. MEMORY.
 */
MUST_USE Status cohort_judge_formers(Cohort *cohort, const CohortEvidence *evidence,
                                     Failure *failure);

#endif
