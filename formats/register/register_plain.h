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

/*
 * Reads a source that has not been read to its end. *is_plain false: the document is not
 * written plainly, and the source is to be opened and read again. Failures are only those that
 * have nothing to do with the content: READ, LIBRARY, MEMORY. `document` is freed by
 * register_document_free in every case. One thread per call.
 */
MUST_USE Status register_read_plain(RegisterSource *source, RegisterReading reading,
                                    uint32_t records_max, RegisterDocument *document,
                                    bool *is_plain, Failure *failure);

#endif
