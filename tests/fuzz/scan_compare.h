/*
 * scan_compare.h - one document by every way of reading registers: they must not be told apart.
 * One thread at a time.
 */
#ifndef TILSKUDD_TESTS_FUZZ_SCAN_COMPARE_H
#define TILSKUDD_TESTS_FUZZ_SCAN_COMPARE_H

#include <stdint.h>

#include "formats/base/system.h"

typedef struct ScanCounts {
    uint64_t documents;
    uint64_t plain;   /* read plainly */
    uint64_t refused; /* by libxml2 too */
    uint64_t records, set_aside;
} ScanCounts;

/*
 * Reads the document by template, byte by byte and by libxml2, and as a file in slices of
 * `slice_size`. False, with both results on standard error, when two of them do not give the
 * same files, records, lines, refusals or failure, or one that reads plainly takes what libxml2
 * does not.
 */
bool scan_compare(const char *bytes, size_t size, size_t slice_size, ScanCounts *counts);

#endif
