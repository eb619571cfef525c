/*
 * published_csv.h - where the rates of a year are published: rules/published.csv. grants.md 5.
 *
 * Header year,groups,document,note: for the payment groups of a year (one or several, a space
 * between them) the document that has their rates, or "unknown", and what else helps to find
 * it. Strict; refused whole with the line. Constant once read; any thread may read it.
 */
#ifndef TILSKUDD_FORMATS_PUBLISHED_CSV_H
#define TILSKUDD_FORMATS_PUBLISHED_CSV_H

#include "formats/base/system.h"
#include "rules/base/codes.h"

enum { PUBLISHED_TEXT_LENGTH = 300, PUBLISHED_TEXT_SIZE = PUBLISHED_TEXT_LENGTH * 4 + 1 };

typedef struct PublishedPlace {
    int year;
    uint32_t groups; /* bit 1 << PaymentGroup for each group the place is about */
    char document[PUBLISHED_TEXT_SIZE]; /* address or title; "unknown" */
    char note[PUBLISHED_TEXT_SIZE];     /* may be "" */
} PublishedPlace;

typedef struct Published {
    PublishedPlace *places; /* in the order of the file */
    size_t count;
} Published;

/* Owned result: published_free (also of one that is all zero). A group that has a place in its
 * year already is refused (INPUT_VALUE). */
MUST_USE Status published_csv_read(const char *path, Published *out, Failure *failure);
MUST_USE Status published_csv_parse(const char *name, const void *bytes, size_t size,
                                    Published *out, Failure *failure);
void published_free(Published *published);
CLEANUP_VALUE(Published, published_free)
/* The place of a group's rates in a year, or NULL when the file does not speak of it.
 * Borrowed. */
const PublishedPlace *published_place(const Published *published, int year, PaymentGroup group);

#endif
