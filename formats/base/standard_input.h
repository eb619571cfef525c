/*
 * standard_input.h - the file that a person names "-". cli.md.
 *
 * The command line takes it once, before anything is read; from then on "-" is a regular file
 * for whatever opens or looks for it, as often as it wants to (stored_file.h, path_kind).
 * Before, "-" is a name like any other, so that no file that names another can reach it. Taken
 * while there is one thread; then any thread.
 */
#ifndef TILSKUDD_FORMATS_STANDARD_INPUT_H
#define TILSKUDD_FORMATS_STANDARD_INPUT_H

#include "formats/base/system.h"

/* Reads all of it into memory, or where it is a regular file takes that. READ. */
MUST_USE Status standard_input_take(Failure *failure);
/* Whether a path is it. */
bool standard_input_is(const char *path);
/* One more descriptor of it, or -1 and errno. */
int standard_input_open(void);
/* A path as people are told it: "standard input" for it. */
const char *standard_input_name(const char *path);

#endif
