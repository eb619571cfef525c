/*
 * check_changes.h - what a person's record says that it did not say before, in words.
 *
 * Idents are compared and never written. Pure; any thread with its own buffer.
 */
#ifndef TILSKUDD_FORMATS_CHECK_CHANGES_H
#define TILSKUDD_FORMATS_CHECK_CHANGES_H

#include "formats/base/language.h"
#include "formats/base/text_buffer.h"
#include "rules/base/registration.h"

/* Appends each difference, parted by "; ": single fields with both values ("bosettingsdato:
 * 2017-02-15, nå 2017-03-01"), entries of lists as gone or new. Nothing when the records are
 * equal (registration_compare). */
void registration_changes(const Registration *before, const Registration *now,
                          Language language, TextBuffer *out);

#endif
