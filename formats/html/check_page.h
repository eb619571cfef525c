/*
 * check_page.h - what is wrong with extracts, as a page for the municipality that sends them.
 *
 * The same report as the text (check_report.h), in its language: the verdict, the files, what
 * is to be corrected record by record, warnings control by control, what is new since the
 * extract before. No ident and no keyed hash of a person ever stands in it. Any thread with its
 * own buffer.
 */
#ifndef TILSKUDD_FORMATS_CHECK_PAGE_H
#define TILSKUDD_FORMATS_CHECK_PAGE_H

#include "formats/check/check_report.h"

/* `most` as check_text_write. */
void check_page_write(const CheckReport *report, size_t most, TextBuffer *out);

#endif
