/*
 * input_stream.h - the content of a file in pieces, gzip or not, in little memory.
 *
 * For files that grow with the country: decisions, findings. The same limits as input_file.h; a
 * file that changes while it is read is refused. Of bytes that are in memory already, gzip of
 * moderate content is inflated at once where that is quicker (gzip_whole.h). One thread per
 * stream; open as many as wanted.
 */
#ifndef TILSKUDD_FORMATS_INPUT_STREAM_H
#define TILSKUDD_FORMATS_INPUT_STREAM_H

#include "formats/base/system.h"

enum { INPUT_STREAM_LINES = 2 << 20 /* bytes of lines at once, and of one line */ };

typedef struct InputStream InputStream; /* owned: input_stream_close */

/* INPUT_MISSING, INPUT_NOT_REGULAR, INPUT_TOO_LARGE, READ, MEMORY; failure.where is the path.
 */
MUST_USE Status input_stream_open(const char *path, InputStream **out, Failure *failure);
/* The same over bytes in memory, which must outlive the stream; `name` is for messages. */
MUST_USE Status input_stream_of(const char *name, const void *bytes, size_t size,
                                InputStream **out, Failure *failure);
/* The same of bytes that are no gzip, whatever they begin with; not NULL. */
MUST_USE Status input_stream_plain(const char *name, const void *bytes, size_t size,
                                   InputStream **out, Failure *failure);
/* NULL is fine. */
void input_stream_close(InputStream *stream);
CLEANUP_POINTER(InputStream, input_stream_close)
/* Up to `size` (not 0) bytes; *got is less than `size` only at the end. INPUT_MALFORMED,
 * INPUT_TRUNCATED, INPUT_TOO_LARGE, READ, MEMORY. */
MUST_USE Status input_stream_read(InputStream *stream, void *buffer, size_t size, size_t *got,
                                  Failure *failure);
/* The same where the bytes stand already: *bytes is `buffer` or lies in the stream, borrowed
 * until the next call. */
MUST_USE Status input_stream_next(InputStream *stream, void *buffer, size_t size,
                                  const void **bytes, size_t *got, Failure *failure);
/* The next whole lines, as many as fit, with their newlines (the last of the file may have
 * none); *length is 0 at the end. Borrowed until the next call. Not to be mixed with
 * input_stream_read. INPUT_TOO_LARGE for a line that does not fit; MEMORY. */
MUST_USE Status input_stream_lines(InputStream *stream, const char **lines, size_t *length,
                                   Failure *failure);

#endif
