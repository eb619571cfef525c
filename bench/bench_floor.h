/*
 * bench_floor.h - the floor every run is measured against: libxml2 SAX2 with empty handlers
 * over the same bytes, cut at record boundaries, one parser a thread. architecture.md 3.
 */
#ifndef TILSKUDD_BENCH_FLOOR_H
#define TILSKUDD_BENCH_FLOOR_H

#include <stddef.h>

/* Reads a file, or every .xml file of a folder, and parses it with `threads` parsers; seconds
 * of both, or a negative number when it cannot be read or is not well-formed. A .gz is unpacked
 * and parsed by one thread, as it cannot be cut. `size` gets the bytes of XML. */
double floor_seconds(const char *path, int threads, size_t *size);
/* The sum of all norsk="N" of <gjennomfort>, read by libxml2: hours of lessons; negative when
 * the file cannot be read. One thread; what a peer's sum of that field must be. */
long floor_hours(const char *path);
/* Seconds of a monotonic clock. */
double bench_clock(void);

#endif
