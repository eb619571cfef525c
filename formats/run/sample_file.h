/*
 * sample_file.h - a sample as a file that proves what it was drawn from, and the memory and
 * digests of a draw. control.md 3. One thread per sample.
 */
#ifndef TILSKUDD_FORMATS_SAMPLE_FILE_H
#define TILSKUDD_FORMATS_SAMPLE_FILE_H

#include "formats/base/digest.h"
#include "formats/base/text_buffer.h"
#include "rules/sampling/sample.h"

/* An empty sample, all zero. MEMORY. Owned: sample_free, which takes its items too. */
MUST_USE Status sample_new(Sample **out, Failure *failure);
void sample_free(Sample *sample);
CLEANUP_POINTER(Sample, sample_free)
/* One item more, all zero. MEMORY. */
MUST_USE Status sample_add(Sample *sample, SampleItem **item, Failure *failure);

/* Gives an item its comment. MEMORY. */
MUST_USE Status sample_comment(Sample *sample, SampleItem *item, const char *text,
                               size_t length, Failure *failure);
/* What was filled in for a smaller draw of the same population goes into the larger one, of
 * which all its items are. INTERNAL when one is not. */
MUST_USE Status sample_keep_answers(Sample *sample, const Sample *before, Failure *failure);

/* Ticket of an id. */
MUST_USE Status sample_ticket(const char *seed, const char *id,
                              uint8_t ticket[SAMPLE_DIGEST_SIZE], Failure *failure);
/* sample_draw with such tickets. MEMORY. */
MUST_USE Status sample_draw_by_seed(Sample *sample, Failure *failure);

/* The file with what was drawn and empty columns for what is found; the same sample gives the
 * same bytes. The last line of its heading is the SHA-256 of the heading before it and of the
 * rows without what is filled in, and without names. */
MUST_USE Status sample_write(const Sample *sample, TextBuffer *out, Failure *failure);
/* The same without the program's version: the same for the same draw. MEMORY. */
MUST_USE Status sample_draw_sha256(const Sample *sample, uint8_t digest[SHA256_SIZE],
                                   Failure *failure);
/* Whose the rows of the form are, by their numbers: for a file that nobody else may read. The
 * sample is a population with what was drawn. MEMORY. */
MUST_USE Status sample_write_idents(const Sample *sample, TextBuffer *out, Failure *failure);
/* A sample of the drawn alone, which sample_check has passed. INPUT_VALUE when the heading or a
 * row is not as it was drawn, or a row is gone, new or in another place: only audited_ore or
 * audited_kr, deviation and comment are to be filled in. What a spreadsheet program does to a
 * file is undone (byte order mark, semicolons, lost zeros of codes). Owned: sample_free. */
MUST_USE Status sample_read(const char *name, const void *bytes, size_t size, Sample **out,
                            Failure *failure);
/* The same for who draws again and can name the row: only says (`changed`) that the heading or
 * a row is not as it was drawn. */
MUST_USE Status sample_read_changed(const char *name, const void *bytes, size_t size,
                                    Sample **out, Failure *failure);
/* What sample_read refuses such a file with. */
MUST_USE Status sample_refuse_changed(const char *name, Failure *failure);

#endif
