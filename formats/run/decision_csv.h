/*
 * decision_csv.h - decision lines, settled lines and their subjects as text. payments.md 6.
 *
 * Pure text work; any thread with its own buffers.
 */
#ifndef TILSKUDD_FORMATS_DECISION_CSV_H
#define TILSKUDD_FORMATS_DECISION_CSV_H

#include "formats/csv/csv.h"
#include "formats/run/run_mark.h"
#include "rules/controls/person_facts.h"
#include "rules/settlement/lines.h"

enum { SUBJECT_TEXT_SIZE = IDENT_TEXT_SIZE };

/* Writes the text and a NUL, returns the length. */
size_t subject_format(Subject subject, char text[SUBJECT_TEXT_SIZE]);
bool subject_parse(const char *text, size_t length, Subject *subject);

#define DECISION_HEADER                                                                        \
    "ident,code,budget_year,grant_year,municipality,share_from,share_to,rate_ore,"             \
    "earned_ore,settled_before_ore,due_ore,status,reason,rule_version," MARK_DECISION_COLUMNS  \
    "\n"

/* "PAY", "HELD", "ZERO". Constant. */
const char *decision_status_text(DecisionStatus status);
/* Appends one line with its end; `subject_text` stands for the subject (the ident, or its keyed
 * hash in the audit log). */
void decision_csv_append(TextBuffer *buffer, const DecisionLine *line, const char *subject_text,
                         const RunMark *mark);

/* Appends the reason: "due", or the control that holds it, "R903". */
void decision_reason_append(TextBuffer *buffer, const DecisionLine *line);
/* True for a word that decision_reason_append() writes. */
bool decision_reason_parse(const char *text, size_t length, DecisionLine *line);

/* Walks over the bytes of a decisions.csv (uncompressed, with header); a line with another mark
 * than `mark` is refused. */
typedef struct DecisionReader {
    CsvReader csv;
    RunMark mark;
} DecisionReader;
MUST_USE Status decision_reader_open(DecisionReader *reader, const char *name,
                                     const void *bytes, size_t size, const RunMark *mark,
                                     Failure *failure);
MUST_USE Status decision_reader_next(DecisionReader *reader, DecisionLine *line, bool *more,
                                     Failure *failure);
void decision_reader_close(DecisionReader *reader);
CLEANUP_VALUE(DecisionReader, decision_reader_close)

#define SETTLED_HEADER "ident,code,budget_year,municipality,settled_ore\n"
/* Appends one line with its end. */
void settled_csv_append(TextBuffer *buffer, const SettledLine *line);
/* Reads a whole file of settled lines (lines.csv.gz, --paid); *lines is owned by the caller
 * (system_free) and sorted; repeated keys are added when `add` is set, else refused. */
MUST_USE Status settled_csv_read(const char *name, const void *bytes, size_t size, bool add,
                                 SettledLine **lines, size_t *count, Failure *failure);
/* What a reader of settled lines wants to be true of each line. `line` refuses with csv_refuse,
 * so that the file's line is named, never the subject. */
typedef struct SettledCheck {
    Status (*line)(const CsvReader *csv, const SettledLine *line, void *user, Failure *failure);
    void *user;
} SettledCheck;
/* As settled_csv_read without `add`; every line is put to `check` as it is read. */
MUST_USE Status settled_csv_read_checked(const char *name, const void *bytes, size_t size,
                                         SettledCheck *check, SettledLine **lines,
                                         size_t *count, Failure *failure);

/* How a settled person looked: finds a vanished person under a new ident. And which other
 * idents' lines were the person's: the ledger remembers it when a later register does not.
 * grants.md 4.4. */
typedef struct PersonLook {
    Ident ident;
    Day born;
    Day settled;           /* DAY_NONE when not settled */
    uint32_t former_begin; /* in PersonLooks.formers */
    uint32_t entry;        /* number of the ledger's entry that says it; 0 in one file */
    MunicipalityCode settled_in;
    Country background;
    uint16_t former_count; /* at most LOOK_FORMERS_MAX */
    uint8_t sex;
    uint8_t none; /* 0, where there would be a gap of unknown content (ledger_snapshot.h) */
    PackedFacts facts;
} PersonLook;

/* Of persons who were never settled with money only the quarter in which they were first read
 * is kept: no birth date. They are nobody's look. */
static inline bool look_is_of_settled(const PersonLook *look)
{
    return day_is_set(look->born);
}

enum { LOOK_FORMERS_MAX = 4096 };

/* Looks in the order of their idents, each ident once, and their other idents (ascending, never
 * the look's own) one look after the other. */
typedef struct PersonLooks {
    PersonLook *items;
    size_t count;
    Ident *formers;
    size_t former_count;
    PersonLook *earlier; /* of several files: how they looked before (person_looks.h) */
    size_t earlier_count;
} PersonLooks;

/* `former`: the other idents, ascending, with one space between them; `first` the quarter in
 * which the person was first read; then the facts (facts_csv.h). Files of before there were
 * facts have the first seven columns. */
#define LOOK_HEADER_BEFORE "ident,born,sex,background,settled,municipality,former\n"
#define LOOK_HEADER                                                                            \
    "ident,born,sex,background,settled,municipality,former,first,ground,decided,reference,"    \
    "reference_settled,application,group,claim,target,decision,died,flags\n"
/* Appends one line with its end; `formers` are the look's former_count idents, in order. */
void look_csv_append(TextBuffer *buffer, const PersonLook *look, const Ident *formers);
/* Reads a whole file of looks; the caller frees them (person_looks_free). INPUT_VALUE for
 * whatever look_csv_append cannot have written in that order. A file of before there was a
 * column `former` may lack it: nobody had another ident. */
MUST_USE Status look_csv_read(const char *name, const void *bytes, size_t size,
                              PersonLooks *looks, Failure *failure);
void person_looks_free(PersonLooks *looks);
CLEANUP_VALUE(PersonLooks, person_looks_free)

#endif
