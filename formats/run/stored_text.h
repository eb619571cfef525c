/*
 * stored_text.h - the content of a stored file (gzip or plain) against text that comes in
 * pieces, as it is computed again. payments.md 6.
 *
 * The bytes are those that were read and hashed: what is compared is what was checked. The file
 * is inflated as it is compared. One thread each.
 */
#ifndef TILSKUDD_FORMATS_STORED_TEXT_H
#define TILSKUDD_FORMATS_STORED_TEXT_H

#include "formats/base/folder.h"

typedef struct StoredText StoredText; /* owned: stored_text_close */
/* `file` is borrowed until stored_text_close. READ, MEMORY. */
MUST_USE Status stored_text_of(const FolderFile *file, StoredText **out, Failure *failure);
/* A file of findings that another build wrote: their words are not compared
 * (wordless_findings.h). Before the first piece; pieces are whole lines from then on. */
void stored_text_without_words(StoredText *stored);
/* Compares the next piece. After a difference everything is taken and nothing compared. */
MUST_USE Status stored_text_compare(StoredText *stored, const void *bytes, size_t length,
                                    Failure *failure);
/* VERIFICATION, with the first line that differs, unless all was equal and nothing is left. */
MUST_USE Status stored_text_finish(StoredText *stored, Failure *failure);
void stored_text_close(StoredText *stored);
CLEANUP_POINTER(StoredText, stored_text_close)

#endif
