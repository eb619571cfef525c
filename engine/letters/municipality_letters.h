/*
 * municipality_letters.h - letters to the municipalities about a run. letters.md 1.
 *
 * The files of the run are those its manifest lists, and add up (decision_tally.h,
 * taken_check.h); the register is read again for the days of moves, and must be the run's own.
 * Law and words are not decided here. One thread; OpenMP is used inside.
 */
#ifndef TILSKUDD_ENGINE_MUNICIPALITY_LETTERS_H
#define TILSKUDD_ENGINE_MUNICIPALITY_LETTERS_H

#include "engine/commands/run_arguments.h"
#include "engine/run/cohort.h"
#include "formats/letters/letter.h"
#include "formats/run/run_folder.h"
#include "formats/xml/rule_set_reader.h"

typedef struct LettersGiven {
    const RunFolder *folder;      /* of a run, or the entry that it became */
    const RunArguments *run;      /* where the register is now, how many threads */
    const MunicipalityList *only; /* whose letters; empty: everybody's */
    LetterRun *letter;    /* manifest, committed, date and language are set; the rest here */
    const char *out;      /* the folder to make */
    const Ledger *ledger; /* that knows of money by hand; NULL: none is at hand */
} LettersGiven;

/* What was written. */
typedef struct LettersDone {
    size_t letters, payments;
    uint64_t lines;
    Ore paid;           /* øre */
    bool held_unlisted; /* of an entry, which keeps no list of persons without grant */
} LettersDone;

/* Writes NNNN.html, NNNN-specification.html and NNNN.csv (the last two 0600) of each
 * municipality with a line, a payment, a returned, by-hand or carried amount. VERIFICATION when
 * a file of the run is not as listed or the letters are not the run; USAGE for a dry run;
 * UNKNOWN for a municipality of `only` that has no letter; OUTPUT_EXISTS; what reading the
 * register fails with. */
MUST_USE Status letters_write(const LettersGiven *given, LettersDone *done, Failure *failure);

/* --- parts, for municipality_letters.c --- */

/* All that the letters of a run are made of, by municipality. */
typedef struct LetterBook {
    const LettersGiven *given;
    const Manifest *manifest;
    GroupRow *sums;    /* municipalities.csv */
    LetterLine *lines; /* by municipality, then in the order of decisions.csv */
    size_t line_count, line_capacity;
    size_t *line_begin;      /* by code, MUNICIPALITY_CODES + 1 */
    LetterPayment *payments; /* by municipality and group */
    size_t payment_count, payment_capacity;
    TakenItem *taken;
    size_t taken_count;
    LetterTaken *taken_of; /* by municipality */
    LetterHeld *held;      /* by municipality */
    size_t held_count, held_capacity;
    bool held_unlisted; /* as in LettersDone */
    MunicipalityTable *municipalities;
    MunicipalityMapping *mapping; /* to the cut-off */
    Configuration *agency;
    RuleSet *rules[MANIFEST_RULE_SETS_MAX]; /* of manifest->rule_sets, in order */
} LetterBook;

/* Reads and checks the files of the run: letters_gather.c. letter_book_free, also after a
 * failure. */
MUST_USE Status letter_book_read(const LettersGiven *given, LetterBook *book, Failure *failure);
void letter_book_free(LetterBook *book);
CLEANUP_VALUE(LetterBook, letter_book_free)
/* The letter of a municipality; borrows of the book. False: it gets none. */
bool letter_book_letter(const LetterBook *book, MunicipalityCode code, Letter *out);
/* The rule set of a year, or NULL. */
const RuleSet *letter_book_rules(const LetterBook *book, int year);
/* Fills in the days of moves, of the lines that are of a part of a year: letters_moves.c. */
MUST_USE Status letter_book_moves(LetterBook *book, Failure *failure);

/* What letters have come to so far: letters_sums.c. */
typedef struct LettersSums {
    GroupSums all;
    uint64_t lines, pay_lines, payments;
    Ore sent; /* by payment files */
} LettersSums;
/* That a letter's own lines, payments and items are what municipalities.csv has of its
 * municipality, and adds them. VERIFICATION. */
MUST_USE Status letters_sums_add(const Letter *letter, LettersSums *sums, Failure *failure);
/* That all of them are the run. VERIFICATION. */
MUST_USE Status letters_sums_compare(const LettersSums *sums, const Manifest *manifest,
                                     Failure *failure);

#endif
