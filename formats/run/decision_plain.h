/*
 * decision_plain.h - decision lines as this program writes them, read by words of eight bytes.
 * payments.md 6.
 *
 * A line that is not just so is left to the CSV reader (decision_csv.h), which stays the judge
 * of what is wrong and says it; what is read is the same. How lines end - status, reason,
 * version, run - repeats: an end that was read once is known by its bytes. One thread an
 * object.
 */
#ifndef TILSKUDD_FORMATS_DECISION_PLAIN_H
#define TILSKUDD_FORMATS_DECISION_PLAIN_H

#include "formats/run/decision_csv.h"
#include "formats/run/plain_fields.h"

enum {
    DECISION_ROOM = 256,    /* bytes that a plain line and what is read over it stay within */
    DECISION_END_MOST = 56, /* bytes of an end that is known */
    DECISION_ENDS = 64      /* ends that are known; a power of two */
};

/* What a line says after its amounts. */
typedef struct DecisionEnd {
    char text[DECISION_END_MOST]; /* from the status to the newline */
    uint8_t length;               /* 0: none */
    uint8_t status, reason;
    uint16_t control;
    RuleVersion version;
} DecisionEnd;

typedef struct DecisionPlain {
    RunMark mark;
    KnownCodes codes;
    DecisionEnd ends[DECISION_ENDS];
} DecisionPlain;

/* For lines of the run that `mark` says (copied). Plain data: nothing to free. */
void decision_plain_begin(DecisionPlain *reader, const RunMark *mark);
/* Reads the line at `text`, from where DECISION_ROOM bytes may be read; gives what follows its
 * newline, or NULL for what is left to decision_reader_next. */
const char *decision_plain_read(DecisionPlain *reader, const char *text, DecisionLine *line);

#endif
