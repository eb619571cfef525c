/*
 * register_sax.h - one register document through libxml2 SAX2 into records.
 *
 * Internal to the register reader. The document is a whole file, or a slice made to look like
 * one. Problems of a record refuse the record; problems of the document fail the parse.
 * Why slices give what the whole file gives: well-formed slices put together are well-formed
 * content and are read the same way, since nothing a slice is refused for depends on what comes
 * before it. Where any slice fails, the caller reads the file whole and believes only that.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_SAX_H
#define TILSKUDD_FORMATS_REGISTER_SAX_H

#include "formats/register/register_record.h"
#include "formats/register/register_source.h"

enum {
    REGISTER_TAG_MAX = 8 << 10,       /* bytes of one tag */
    REGISTER_TAG_ATTRIBUTES_MAX = 32, /* attributes and namespace declarations of one tag */
    REGISTER_MARKUP_MAX = 64 << 10    /* bytes of one comment or processing instruction */
};

typedef struct RegisterDocument {
    RecordBuilder records;
    Day extract_date;
    MunicipalityCode sender;
    uint32_t head_line; /* where the root's start tag ends, from 1 */
    uint32_t end_line;  /* where the root's end tag is */
    uint32_t templated; /* records that register_template.h has read */
} RegisterDocument;

/*
 * Parses a source to its end. A slice is given up (INPUT_FORBIDDEN) at a comment, processing
 * instruction or CDATA section inside the root. Failures say "path, line N", lines as libxml2
 * counts them in the source. `document` is freed by register_document_free, also on failure.
 */
MUST_USE Status register_parse(RegisterSource *source, bool is_slice, uint32_t records_max,
                               RegisterDocument *document, Failure *failure);
/* Parses a whole source and tells everything; of the document nothing is kept. */
MUST_USE Status register_parse_telling(RegisterSource *source, RegisterTelling *telling,
                                       RegisterDocument *document, Failure *failure);
void register_document_free(RegisterDocument *document);
CLEANUP_VALUE(RegisterDocument, register_document_free)

#endif
