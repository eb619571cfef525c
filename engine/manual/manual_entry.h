/*
 * manual_entry.h - money by hand: a file of lines, what the ledger says of each, and the entry
 * that they become. life.md 3.
 *
 * manual_prepare reads the lines (the first person's file, or manual.csv of a proposal or
 * entry), the inputs that are signed and the ledger before the entry, and refuses the file
 * whole with the first line that cannot be. The same for whoever proposes, approves or checks.
 * One thread. Ownership: manual_free.
 */
#ifndef TILSKUDD_ENGINE_MANUAL_ENTRY_H
#define TILSKUDD_ENGINE_MANUAL_ENTRY_H

#include "engine/ledger/proposal.h"
#include "engine/reconcile/reconcile.h"
#include "formats/csv/municipality_csv.h"
#include "formats/json/json_writer.h"
#include "formats/run/manual_csv.h"
#include "formats/run/person_links.h"
#include "formats/run/release_file.h"
#include "formats/run/signed_input.h"
#include "formats/xml/rule_set_reader.h"

/* What the first person says beside the file. Borrowed. */
typedef struct ManualOptions {
    const char *rules, *municipalities; /* folder and file */
    bool allow_over; /* more received than is claimed, settled where nothing or so much was */
} ManualOptions;

enum { MANUAL_YEARS_MAX = 6 };

/* The rule set of a year in which a line is dated: whose chapter it is booked by. */
typedef struct ManualRules {
    SignedInput input;
    RuleSet *rules; /* owned */
} ManualRules;

typedef struct Manual {
    const ProposalCase *made;
    char name[PATH_SIZE]; /* of the file, for messages */
    uint32_t entry;       /* the number that it becomes */
    Day today;
    bool allow_over;
    bool committed; /* an entry is checked: what has happened since does not count */
    ManualLines lines;
    SignedInput table;
    MunicipalityTable *municipalities;
    MunicipalityMapping *mapping;
    ManualRules rules[MANUAL_YEARS_MAX];
    const RuleSet *rule_sets[MANUAL_YEARS_MAX]; /* the same */
    size_t rules_count;
    /* The ledger before the entry. */
    SettledLine *settled;
    CarriedForward *carried;
    OpenItem *before;
    BasicCount *basic;
    size_t settled_count, carried_count, before_count, basic_count;
    PersonLooks looks;
    PersonLinks links;
    PersonIdents person; /* whom manual_person was asked for last */
    Status person_status;
    int years[MANIFEST_RULE_SETS_MAX]; /* that the last run computed */
    ManualWorld world;
    Reconciliation sent; /* of the runs that the lines are about, with what they say */
    /* What comes of it. */
    ManualEffect *effects; /* by line */
    OpenItem *after;
    size_t after_count;
} Manual;

/* INPUT_VALUE and other refusals of the input, with file and line; NOT_NOW for what an option
 * lets through, for inputs that the authority has not signed; VERIFICATION. */
MUST_USE Status manual_prepare(const ProposalCase *made, Manual *manual, Failure *failure);
void manual_free(Manual *manual);
CLEANUP_VALUE(Manual, manual_free)
/* Parts of it: what is read; what is judged. */
MUST_USE Status manual_read(Manual *manual, Failure *failure);
MUST_USE Status manual_judge(Manual *manual, Failure *failure);

/* NOT_NOW when what a line says was never sent has been released, and the bank does not say it.
 */
MUST_USE Status manual_judge_released(const Manual *manual, Failure *failure);

/* The payments that a line UNSENT or RETURNED is about: from *begin to *end of
 * those of manual->sent; none for other kinds. */
void manual_payments(const Manual *manual, const ManualLine *line, size_t *begin, size_t *end);
/* Chapters and items of the year of the line's date. */
const RuleSet *manual_rules(const Manual *manual, const ManualLine *line);

/* The kind of proposals. */
extern const ProposalKind manual_proposal;
/* Releases are held, and none was made of what a line says was never sent. */
MUST_USE Status manual_hold(const ProposalCase *made, int *lock, Failure *failure);
/* What is shown of it. */
MUST_USE Status manual_show(const ProposalCase *made, const ProposalFiles *files,
                            TextBuffer *out, Failure *failure);

/* --- what entries say --- */

/* Appends the lines about a person, or about a municipality as codes are mapped now; nothing
 * when there are none or no ledger (NULL). As an array `by_hand` too, unless `json` is NULL. No
 * ident. */
MUST_USE Status manual_tell_person(const Ledger *ledger, const Ident *idents, size_t count,
                                   TextBuffer *out, JsonWriter *json, Failure *failure);
MUST_USE Status manual_tell_municipality(const Ledger *ledger,
                                         const MunicipalityMapping *mapping,
                                         MunicipalityCode code, TextBuffer *out,
                                         JsonWriter *json, Failure *failure);
/* NEVER when a line says that a payment file, or a payment in it, was never sent. `path` for
 * the message. */
MUST_USE Status manual_refuse_unsent(const Ledger *ledger, const Pain001File *file,
                                     const char *path, Failure *failure);
/* Says on standard error of a released file what a line calls never sent, unless the bank said
 * so afterwards. */
MUST_USE Status manual_warn_sent(const Ledger *ledger, const ReleaseRecord *record,
                                 const Pain001File *file, Failure *failure);

#endif
