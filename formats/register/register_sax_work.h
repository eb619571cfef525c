/*
 * register_sax_work.h - a register document that libxml2 reads: what register_sax.c (its
 * events) and register_sax_tags.c (its start tags) share.
 *
 * Internal to them. One thread a document.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_SAX_WORK_H
#define TILSKUDD_FORMATS_REGISTER_SAX_WORK_H

#include <libxml/parserInternals.h>

#include "formats/register/register_sax.h"

enum {
    RECORD_DEPTH = 2,    /* of <person>; the root has 1 */
    KNOWN_DEPTH_MAX = 4, /* of the deepest element of the table */
    NAME_TEXT_SIZE = 40
};

typedef struct Sax {
    RegisterSource *source;
    RegisterDocument *document;
    RecordBuilder *records;
    xmlParserCtxtPtr parser;
    bool is_slice;
    uint32_t records_max;
    bool root_seen;
    int depth;
    RegisterElement open[KNOWN_DEPTH_MAX + 1]; /* elements of the open record, by depth */
    int last_child[KNOWN_DEPTH_MAX + 1];       /* of open[depth]: latest child, or -1 */
    uint32_t open_line[KNOWN_DEPTH_MAX + 1];
    int unknown_depth;     /* of the element that is not known and open; 0: none */
    uint64_t event_offset; /* where the latest event ended */
    uint32_t event_line;
    uint64_t delivered; /* bytes given to libxml2 */
    const xmlChar *namespace_uri;
    const xmlChar *elements[ELEMENT_COUNT];
    const xmlChar *attributes[ELEMENT_COUNT][ELEMENT_ATTRIBUTES_MAX];
    Status status; /* the first failure; nothing is done after it */
    Failure *failure;
} Sax;

/* One start tag, as libxml2 gives it. */
typedef struct StartTag {
    const xmlChar *name, *uri;
    int namespace_count;
    const xmlChar **attributes;
    int attribute_count;
    uint32_t line;
} StartTag;

/* Keeps the first failure. disableSAX and an empty source bring libxml2 to its end soon. */
void register_sax_stop(Sax *sax, Status status);
/* The document is refused, for the run by the status, for its sender by the reason. */
void register_sax_fail(Sax *sax, Status status, RegisterReason reason, uint32_t line,
                       const char *format, ...) __attribute__((format(printf, 5, 6)));
/* The line that libxml2 is at; 1 at least. */
uint32_t register_sax_line(Sax *sax);

/* A start tag by its place: the root (whose line is found), a record, what is within one. */
void register_sax_root(Sax *sax, StartTag *tag);
void register_sax_record(Sax *sax, const StartTag *tag);
void register_sax_child(Sax *sax, const StartTag *tag);

#endif
