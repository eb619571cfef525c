/*
 * bench_floor.h - the floor every run is measured against: libxml2 SAX2 with empty handlers
 * over the same bytes, cut at record boundaries, one parser a thread. architecture.md 3.
 */
#ifndef TILSKUDD_BENCH_FLOOR_H
#define TILSKUDD_BENCH_FLOOR_H

#include <stddef.h>

/* Reads the file and parses it with `threads` parsers; seconds of both, or a negative number
 * when it cannot be read or is not well-formed. `size` gets the bytes. */
double floor_seconds(const char *path, int threads, size_t *size);
/* Seconds of a monotonic clock. */
double bench_clock(void);

#endif
