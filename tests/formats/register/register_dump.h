/*
 * register_dump.h - everything a reader found, as text: two readings are the same when their
 * texts are. And reading a text as if it were a file. One thread at a time.
 */
#ifndef TILSKUDD_TESTS_FORMATS_REGISTER_DUMP_H
#define TILSKUDD_TESTS_FORMATS_REGISTER_DUMP_H

#include "formats/register/register_reader.h"
#include "formats/base/text_buffer.h"

/* Appends files, rows with all their entries, and refused records; not where parts end. */
void register_dump(const RegisterExtracts *extracts, TextBuffer *out);
/* One record, without its numbers in the file. */
void register_dump_person(const Registration *person, TextBuffer *out);

/* Totals over all parts. */
size_t register_row_count(const RegisterExtracts *extracts);
size_t register_refused_count(const RegisterExtracts *extracts);
/* The index-th refused record over all parts. */
const RefusedRecord *register_refused_at(const RegisterExtracts *extracts, size_t index);

/* Reads one file; `extracts` is freed by the caller when it is STATUS_OK. */
Status register_read_one(const char *path, int threads, size_t slice_size,
                         RegisterExtracts *extracts, Failure *failure);
/* Reads one file to its dump, or on failure to "NAME [where] detail" without the path. */
void register_read_to_text(const char *path, int threads, size_t slice_size, TextBuffer *out);
/* The same by one thread, uncut, by libxml2 alone: what every other reading must give. */
void register_read_by_libxml2(const char *path, TextBuffer *out);
/* Number of the record in its file, and its line, of the n-th person of the first part. */
uint32_t register_record_of(const RegisterExtracts *extracts, size_t index);
uint32_t register_line_of(const RegisterExtracts *extracts, size_t index);

#endif
