/*
 * wordless_findings.h - lines of findings without their words. control.md 1.
 *
 * What a control found is its number and its values; the words are made of both, and a later
 * build may have better ones. What another build wrote is therefore compared without them: a
 * ledger outlives every wording. What the same build wrote is the same to the last letter.
 * Words are two texts in their quotation marks that a screen shows as they are; a line with
 * anything else in their place is no finding, and left whole.
 */
#ifndef TILSKUDD_FORMATS_WORDLESS_FINDINGS_H
#define TILSKUDD_FORMATS_WORDLESS_FINDINGS_H

#include "formats/base/text_buffer.h"

/* Appends whole lines without what stands in message_nb and message_en. A failure is kept in
 * the buffer (text_buffer_status). Any thread. */
void findings_without_words(const char *lines, size_t length, TextBuffer *out);

#endif
