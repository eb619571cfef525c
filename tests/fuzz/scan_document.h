/*
 * scan_document.h - made-up registers in any sender's writing, and what may become of them.
 *
 * Deterministic in the stream. One thread per stream.
 */
#ifndef TILSKUDD_TESTS_FUZZ_SCAN_DOCUMENT_H
#define TILSKUDD_TESTS_FUZZ_SCAN_DOCUMENT_H

#include "fixtures/generator_random.h"
#include "formats/base/text_buffer.h"

/* A whole document: a layout, then records, some of which are written or say otherwise. */
void scan_document(Random *random, TextBuffer *out);
/* Changes bytes, cuts, doubles and puts in what XML has words for. */
void scan_damage(Random *random, TextBuffer *text);

#endif
