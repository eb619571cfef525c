/*
 * register_plain.h - a fast reading of registers that are written plainly.
 *
 * Internal to the register reader. Plainly written is what nearly every extract is: behind the
 * root's start tag only elements and attributes of the table, in its order, values in quotes of
 * printable ASCII without '<', '&' and '"', tags apart by spaces, tabs, line feeds and a
 * carriage return before each. Records that are written as those before them are read by
 * register_template.h, unless `reading` is READING_PLAIN.
 * Whatever else stands anywhere, this reader gives the document up, and libxml2 reads it from
 * its beginning: this one takes no decision of its own, and never says that something is wrong
 * with a document. What it does take it takes as register_sax.c would: the same calls of the
 * record builder, with the same values and lines. The head, up to the root's start tag, is
 * libxml2's in any case.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_PLAIN_H
#define TILSKUDD_FORMATS_REGISTER_PLAIN_H

#include "formats/register/register_reader.h"
#include "formats/register/register_sax.h"

enum {
    PLAIN_BLOCK = 1 << 18,          /* bytes that are read at once */
    PLAIN_WINDOW_MIN = PLAIN_BLOCK, /* a record that does not fit is not plain */
    PLAIN_SLACK = 64                /* bytes behind a window, for comparing by words */
};

/* Memory for the bytes that are scanned: `size` and PLAIN_SLACK more at `bytes`, which is the
 * caller's. A document that is smaller than the size by PLAIN_BLOCK stands there whole when it
 * has been read (as_read), from the source's first byte on. */
typedef struct RegisterWindow {
    char *bytes;
    size_t size, filled;
    bool as_read; /* nothing has been moved */
} RegisterWindow;

/*
 * Reads a source that has not been read to its end. *is_plain false: the document is not
 * written plainly, and the source is to be opened and read again. Failures are only those that
 * have nothing to do with the content: READ, LIBRARY, MEMORY. `document` is freed by
 * register_document_free in every case. One thread per call.
 */
MUST_USE Status register_read_plain(RegisterSource *source, RegisterReading reading,
                                    uint32_t records_max, RegisterWindow *window,
                                    RegisterDocument *document, bool *is_plain,
                                    Failure *failure);

#endif
