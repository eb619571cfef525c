/*
 * line_words.h - the reason of a decision line in words, in bokmål and English: what explain
 * says of it, and what a municipality is told. control.md 4.
 *
 * Two tables, line_words.def and held_words.def. Never an ident, and never another municipality
 * than the line's: where a person moved to or from may be protected. Each function appends; the
 * buffer's failure is sticky. Any thread with its own buffer.
 */
#ifndef TILSKUDD_FORMATS_LINE_WORDS_H
#define TILSKUDD_FORMATS_LINE_WORDS_H

#include "formats/base/language.h"
#include "formats/base/text_buffer.h"
#include "rules/settlement/lines.h"

/* What begins and ends the part of the year that a line is of; DAY_NONE where it is no move. */
typedef struct LineMoves {
    Day in, out;
    bool left; /* `out` is the day from which the person is resident nowhere */
} LineMoves;

/* "to be paid", "to be taken back or netted", "nothing is due now", "held back by ". */
const char *line_status_words(Language language, const DecisionLine *line);
/* Why a control holds, in whole sentences; NULL of one that holds nothing. Constant. */
const char *held_why(Language language, int control);
/* The control that holds a line or a person, and why, as a municipality is told: "R404: The
 * person was paid for before, ...". The number alone of one that holds nothing. */
void held_words(TextBuffer *out, Language language, int control);
/* What to do about it, whole sentences; "" for a number that is no control's. Constant. */
const char *held_action(Language language, int control);
/* "Gjør: ", "Do: ". Constant. */
const char *held_action_words(Language language);
/* The whole reason: "moved out on 2017-05-10: 3/8 of the year; to be paid". */
void line_words(TextBuffer *out, Language language, const DecisionLine *line,
                const LineMoves *moves);
/* The same where what is held is explained elsewhere: "held back by R404". */
void line_words_brief(TextBuffer *out, Language language, const DecisionLine *line,
                      const LineMoves *moves);

#endif
