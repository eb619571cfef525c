/*
 * pain_sample.h - valid payment files made from the checker's grammar, and systematically
 * broken ones. For tests that compare the checker with the ISO schema.
 */
#ifndef TILSKUDD_TESTS_FORMATS_PAIN_SAMPLE_H
#define TILSKUDD_TESTS_FORMATS_PAIN_SAMPLE_H

#include "formats/bank/payment_grammar.h"
#include "formats/base/text_buffer.h"

typedef enum Breakage {
    BREAK_NOTHING,
    BREAK_DROP,       /* the child is not there */
    BREAK_REPEAT,     /* it stands `count` times */
    BREAK_SWAP,       /* it and the next child change places */
    BREAK_RENAME,     /* it has the name `value` */
    BREAK_TEXT,       /* its content is `value`, taken as XML */
    BREAK_ATTRIBUTES, /* its start tag has `value` added */
    BREAK_NAMESPACE,  /* it is in no namespace */
    BREAK_BEFORE,     /* `value` stands before it, taken as XML */
    BREAK_PARENT_TAG  /* the target's start tag has `value` added */
} Breakage;

/* What is to be shown: the children of one group, and what is wrong with one of them. */
typedef struct PainSample {
    MessageVersion version;
    PainType target; /* a group */
    int alternative; /* for a choice: which one; for a sequence -1: all children */
    Breakage breakage;
    size_t child; /* index among the children shown */
    size_t count;
    const char *value;
} PainSample;

/* The document; false when the target cannot be reached in that version. */
bool pain_sample(const PainSample *sample, TextBuffer *out);
/* Number of rows of a group in a version, and the i-th of them. */
size_t pain_sample_rows(PainType group, MessageVersion version);
const PainRow *pain_sample_row(PainType group, MessageVersion version, size_t index);
/* A valid text of a lexical type. */
const char *pain_sample_text(PainType lexical);

#endif
