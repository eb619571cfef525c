/*
 * small_tables.h - the small tables of run folder and entry: municipalities.csv, posting.csv,
 * carried.csv, accounts.csv, new-accounts.csv, persons-without-grant.csv. payments.md 6.
 *
 * Each is written and read here, by one list of columns. Writers append the whole file, header
 * included; readers refuse (INPUT_VALUE, INPUT_MALFORMED, with file, line and column) what the
 * writer cannot have written, and give nothing after a failure. Amounts in øre. `name` stands
 * in messages; a row with another mark than `mark` is refused. Tables by municipality have
 * MUNICIPALITY_CODES rows and belong to the caller (system_free). Pure but for memory; any
 * thread with its own buffers.
 */
#ifndef TILSKUDD_FORMATS_SMALL_TABLES_H
#define TILSKUDD_FORMATS_SMALL_TABLES_H

#include "formats/csv/csv.h"
#include "formats/run/run_mark.h"
#include "rules/ruleset/grant.h"
#include "rules/settlement/netting.h"

/* Sums by municipality and payment group; rows of nothing are left out, `any` of a row that is
 * read is set. */
void municipalities_csv_write(TextBuffer *out, const GroupRow *rows, const RunMark *mark);
MUST_USE Status municipalities_csv_read(const char *name, const void *bytes, size_t size,
                                        const RunMark *mark, GroupRow **rows, Failure *failure);
/* What is paid, by the chapters and items of the state budget (`postings` by payment group);
 * `kind` says what of it is new grants less claims ("grant"), what was paid before and came to
 * nothing ("returned") and what is by hand ("manual"): `paid`, `returned` and `manual` are read
 * back. */
void posting_csv_write(TextBuffer *out, const Posting *postings, const GroupRow *rows,
                       const RunMark *mark);
MUST_USE Status posting_csv_read(const char *name, const void *bytes, size_t size,
                                 const RunMark *mark, GroupRow **rows, Failure *failure);
/* The chapters and items that such a file books by, of the groups that stand in it. */
MUST_USE Status posting_csv_postings(const char *name, const void *bytes, size_t size,
                                     Posting postings[PAYMENT_GROUP_COUNT], Failure *failure);
/* One row of it. */
typedef struct PostingLine {
    Posting posting;
    int account_class;
    MunicipalityCode municipality;
    PaymentGroup group;
    const char *kind; /* "grant", "returned", "manual": constant */
    Ore amount;
} PostingLine;
typedef Status (*PostingTaker)(void *user, const PostingLine *line, Failure *failure);
/* Gives every row to `take`. What `take` fails with. */
MUST_USE Status posting_csv_each(const char *name, const void *bytes, size_t size,
                                 const RunMark *mark, PostingTaker take, void *user,
                                 Failure *failure);
/* What is carried forward, without the zeros; of no table (NULL) the header alone. */
void carried_csv_write(TextBuffer *out, const GroupRow *rows);
MUST_USE Status carried_csv_read(const char *name, const void *bytes, size_t size,
                                 CarriedForward **items, size_t *count, Failure *failure);

/* The account that a municipality was last paid to. */
typedef struct PaidAccount {
    MunicipalityCode municipality;
    char account[12]; /* eleven digits and a NUL */
} PaidAccount;
/* By municipality. */
void paid_accounts_csv_write(TextBuffer *out, const PaidAccount *items, size_t count);
/* One more row. */
void paid_accounts_csv_append(TextBuffer *out, const PaidAccount *item);
MUST_USE Status paid_accounts_csv_read(const char *name, const void *bytes, size_t size,
                                       PaidAccount **items, size_t *count, Failure *failure);

/* A municipality that the ledger has never paid before, and what it gets now. */
typedef struct NewAccount {
    MunicipalityCode municipality;
    const char *name, *account; /* borrowed from the payees */
    Ore amount;
    bool by_merger; /* one of its predecessors was paid before */
} NewAccount;
/* By municipality. */
void new_accounts_csv_write(TextBuffer *out, const NewAccount *items, size_t count);

#define WITHOUT_HEADER "ident,reason,municipality\n"
enum { WITHOUT_REASON_SIZE = 32 };
/* The word for a person without lines: why there is no grant, or, where `held_by` is not 0, the
 * control that holds the person. */
void without_reason(int held_by, NoGrantReason reason, char text[WITHOUT_REASON_SIZE]);
/* Appends one line with its end; the municipality is where the person lives on the cut-off,
 * else of the settlement, else MUNICIPALITY_NONE (0000). */
void without_csv_append(TextBuffer *out, Ident ident, const char *reason,
                        MunicipalityCode municipality);
/* Whether the file has a line of this person with this reason. */
bool without_csv_has(const void *bytes, size_t size, Ident ident, const char *reason);
/* One line; the municipality is MUNICIPALITY_NONE in files of before the column. */
typedef struct WithoutLine {
    Ident ident;
    bool held;
    uint16_t control; /* that holds the person, where `held`; 0: a word that is no control's */
    MunicipalityCode municipality;
    size_t line; /* of the file */
} WithoutLine;
typedef Status (*WithoutTaker)(void *user, const WithoutLine *line, Failure *failure);
/* Gives every line to `take`. INPUT_MALFORMED, INPUT_VALUE, what `take` fails with. */
MUST_USE Status without_csv_each(const char *name, const void *bytes, size_t size,
                                 WithoutTaker take, void *user, Failure *failure);
/* How many persons of the file are held, and how many not. */
MUST_USE Status without_csv_count(const char *name, const void *bytes, size_t size,
                                  uint64_t *held, uint64_t *others, Failure *failure);

#endif
