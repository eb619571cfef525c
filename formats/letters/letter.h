/*
 * letter.h - the letter to one municipality about a run: what is paid, when, to which account,
 * how it was reckoned, what is held and what to do about it, how to object. letters.md 1.
 *
 * No ident ever stands in a covering letter. It says that money is paid of a run that a ledger
 * has committed, and that it is proposed of another. Everything is borrowed for the call;
 * amounts in øre. Each function appends; the buffer's failure is sticky. Any thread with its
 * own buffer.
 */
#ifndef TILSKUDD_FORMATS_LETTER_H
#define TILSKUDD_FORMATS_LETTER_H

#include "formats/bank/configuration_xml.h"
#include "formats/bank/pain001_reader.h"
#include "formats/base/language.h"
#include "formats/html/html_page.h"
#include "formats/letters/letter_texts.h"
#include "formats/run/manifest.h"
#include "formats/run/open_items.h"
#include "formats/text/line_words.h"
#include "rules/settlement/netting.h"

/* What all letters of a run have in common. */
typedef struct LetterRun {
    const Manifest *manifest;
    bool committed;     /* a ledger has the run: "paid" */
    bool unknown;       /* not looked up: no ledger is at hand */
    bool held_unlisted; /* who is held without an amount is not known: of an entry */
    char date[11];      /* of the letter, YYYY-MM-DD */
    Language language;
    const MunicipalityTable *municipalities;
    const Configuration *agency;
} LetterRun;

/* A decision line of the municipality; `rate` is what it rests on, also where nothing is earned
 * any more (decision_line_rate), 0: not known. */
typedef struct LetterLine {
    DecisionLine line;
    LineMoves moves;
    Kroner rate;
} LetterLine;

/* A payment to the municipality, as it stands in a payment file. */
typedef struct LetterPayment {
    MunicipalityCode municipality;
    PaymentGroup group;
    Pain001Transaction sent;
} LetterPayment;

/* Money from before that the run took up; of a line by hand also when it happened and by which
 * paper, where the ledger is at hand. */
typedef struct LetterTaken {
    const TakenItem *taken;
    Day date;              /* DAY_NONE: not of a line by hand, or not known */
    const char *reference; /* with the date */
} LetterTaken;

/* A person who is held, of whom no amount is computed. */
typedef struct LetterHeld {
    Ident ident;
    MunicipalityCode municipality;
    uint16_t control;
} LetterHeld;

typedef struct Letter {
    const LetterRun *run;
    MunicipalityCode municipality;
    const GroupSums *groups; /* PAYMENT_GROUP_COUNT, of municipalities.csv */
    const LetterLine *lines; /* in the order of decisions.csv */
    size_t line_count;
    const LetterPayment *payments;
    size_t payment_count;
    const LetterTaken *taken;
    size_t taken_count;
    const LetterHeld *held;
    size_t held_count;
} Letter;

/* The covering letter, a whole page. MEMORY. */
MUST_USE Status letter_write(const Letter *letter, TextBuffer *out, Failure *failure);

/* --- letter_sums.c: what the lines of a letter come to --- */

/* What is due of one code, budget year and rate; of FHT2, of which each decision says the
 * amount, of one code and budget year. */
typedef struct LetterSum {
    int16_t budget_year;
    uint8_t code;
    Kroner rate;      /* 0: not known, and of FHT2 */
    uint64_t persons; /* with an amount; basic grants count as one each */
    Subject last;     /* who was counted last */
    Ore paid, taken;  /* at least 0; at most 0 */
} LetterSum;

/* What a control holds. */
typedef struct LetterHeldSum {
    uint16_t control;
    uint64_t persons;
    Subject last;
    Ore due;
    bool unknown; /* of some lines or persons the amount is not known */
} LetterHeldSum;

typedef struct LetterSums {
    LetterSum *items; /* by budget year, code and rate */
    size_t count, capacity;
    LetterHeldSum *held; /* by control */
    size_t held_count, held_capacity;
} LetterSums;

/* Owned: letter_sums_free, also after a failure. MEMORY. */
MUST_USE Status letter_sums_make(const Letter *letter, LetterSums *out, Failure *failure);
void letter_sums_free(LetterSums *sums);
CLEANUP_VALUE(LetterSums, letter_sums_free)

/* --- what covering letter and specification share --- */

/* "0301 Oslo", of the municipality table. */
enum { LETTER_PLACE_SIZE = 80, LETTER_AMOUNT_SIZE = 64 };
typedef struct LetterPlace {
    char text[LETTER_PLACE_SIZE];
} LetterPlace;
LetterPlace letter_place(const Letter *letter);
/* An amount whose spaces break no line: "95 000,50 kr". Use within one expression. */
typedef struct LetterAmount {
    char text[LETTER_AMOUNT_SIZE];
} LetterAmount;
LetterAmount letter_amount(Ore amount);
/* The same of whole kroner; "ikke kjent" of 0. */
LetterAmount letter_rate(Language language, Kroner rate);
/* A table with headings in the letter's language; `headings` must live as long as the table. A
 * mark is as in html_page.h: "", ">" or "=". */
enum { LETTER_COLUMNS_MAX = 9, LETTER_HEADING_SIZE = 64 };
typedef struct LetterColumn {
    const char *mark;
    LetterText name;
} LetterColumn;
typedef struct LetterHeadings {
    char texts[LETTER_COLUMNS_MAX][LETTER_HEADING_SIZE];
    const char *columns[LETTER_COLUMNS_MAX];
} LetterHeadings;
HtmlTable letter_table(const Letter *letter, const char *caption, LetterHeadings *headings,
                       const LetterColumn *columns, size_t count, TextBuffer *out);
/* A row a control: why, how many persons, the amount, what to do. Nothing when none holds. */
void letter_held_table(const Letter *letter, const LetterSums *sums, const char *caption,
                       TextBuffer *out);
/* Says that persons who are held without an amount are not in it, and whom to ask, of a run of
 * which nobody knows them. */
void letter_held_unlisted(const Letter *letter, TextBuffer *out);
/* A page up to its heading, marked as what it is: of a test, of a proposal, of a run of which
 * nobody has looked up whether it is paid; a proposal of a test is both. */
void letter_begin(const LetterRun *run, const char *title, TextBuffer *out);

#endif
