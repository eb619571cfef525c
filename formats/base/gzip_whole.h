/*
 * gzip_whole.h - gzip content that is in memory, inflated at once by libdeflate.
 *
 * Three times as quick as zlib, for files of which the whole content is wanted. It says only
 * "inflated" or "not by me": what is damaged, too large for its limits or otherwise not simple
 * is left to gzip_reader.h, which words the refusal. Built without libdeflate it leaves
 * everything to it, with the same result. Any thread.
 */
#ifndef TILSKUDD_FORMATS_GZIP_WHOLE_H
#define TILSKUDD_FORMATS_GZIP_WHOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of content that those who could do with less memory inflate at once all the same. */
enum { GZIP_WHOLE_MOST = 256 << 20 };
/* The content of all members, at most `content_max` bytes and within the reader's ratio; the
 * caller's (system_free). False, with nothing owned, when it is left to the reader: also where
 * there is no memory. */
bool gzip_whole_inflate(const void *bytes, size_t size, uint64_t content_max, void **content,
                        size_t *content_size);

#endif
