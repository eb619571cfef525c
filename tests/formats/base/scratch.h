/*
 * scratch.h - a folder for one test, and looking at what is in it. Failures fail the test.
 *
 * Paths are made with scratch_path, which gives out a handful of static buffers in turn; one
 * thread at a time.
 */
#ifndef TILSKUDD_TESTS_FORMATS_SCRATCH_H
#define TILSKUDD_TESTS_FORMATS_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

/* An empty new folder under /tmp; the one before is removed. */
void scratch_begin(void);
/* Removes the folder and all in it. */
void scratch_end(void);
const char *scratch_folder(void);
/* The path of `name` in the folder; good for the next seven calls. */
const char *scratch_path(const char *name);
/* Writes a plain file, replacing; returns its path. */
const char *scratch_write(const char *name, const void *bytes, size_t length);
bool scratch_exists(const char *name);
/* Names in the folder, not counting "." and "..". */
size_t scratch_count(void);
/* Whether a file holds exactly this text. */
bool scratch_holds(const char *name, const char *text);

#endif
