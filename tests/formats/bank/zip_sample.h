/* zip_sample.h - ZIP archives as tests need them, right and wrong. */
#ifndef TILSKUDD_TESTS_ZIP_SAMPLE_H
#define TILSKUDD_TESTS_ZIP_SAMPLE_H

#include "formats/base/text_buffer.h"

/* A file to be put into an archive. */
typedef struct ZipSample {
    const char *name;
    const char *content;
    size_t size;
    bool deflated;
} ZipSample;

/* Appends an archive of the files, as any tool writes it. */
void zip_sample(const ZipSample *files, size_t count, TextBuffer *out);

#endif
