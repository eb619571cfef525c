/*
 * line_deflate.h - deflate (RFC 1951), fast, for text in lines whose fields repeat.
 *
 * A greedy search that knows what lines are like: it looks for a field's bytes where the same
 * bytes last began a repetition, and where nothing is found goes on at the next field, so that
 * idents and other digits cost one look and a repeated end of line another; then Huffman codes
 * of the piece's own. About twice as fast as zlib's level 1, and smaller; any content may come.
 * The bytes depend on the content alone. One thread an object.
 */
#ifndef TILSKUDD_FORMATS_LINE_DEFLATE_H
#define TILSKUDD_FORMATS_LINE_DEFLATE_H

#include <stddef.h>
#include <stdint.h>

#include "rules/base/cleanup.h"
#include "rules/base/status.h"

typedef struct LineDeflate LineDeflate; /* owned: line_deflate_new / line_deflate_free */

/* MEMORY. Some 600 KB. */
MUST_USE Status line_deflate_new(LineDeflate **out, Failure *failure);
void line_deflate_free(LineDeflate *deflate);
CLEANUP_POINTER(LineDeflate, line_deflate_free)
/* Bytes of room for `length` bytes of content. */
size_t line_deflate_bound(size_t length);
/* Writes `length` bytes (below 4 GiB) of content as blocks that refer to nothing before them
 * and are not the last of their stream, up to a byte's end: such pieces may follow each other.
 * Returns how many bytes; `packed` has line_deflate_bound(length). */
size_t line_deflate(LineDeflate *deflate, const uint8_t *content, size_t length,
                    uint8_t *packed);

#endif
