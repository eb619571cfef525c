/*
 * answer_excerpt.h - of a bank's answer what is kept: the document as the bank wrote it,
 * without the entries of the account that are about others. life.md 2.
 *
 * Works on the bytes of a document that was read by bank_answer_read. Any thread with its own
 * buffer.
 */
#ifndef TILSKUDD_FORMATS_ANSWER_EXCERPT_H
#define TILSKUDD_FORMATS_ANSWER_EXCERPT_H

#include "formats/base/text_buffer.h"

/* Appends the document, byte for byte, without those of its `entries` entries (Ntry, in the
 * order of the document) that are not in `keep`. A document in which so many are not found, as
 * in an encoding that is not of single bytes for ASCII, is kept whole. */
void answer_excerpt(const void *bytes, size_t size, const bool *keep, size_t entries,
                    TextBuffer *out);

#endif
