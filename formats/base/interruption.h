/*
 * interruption.h - what is said when somebody stops the program (Ctrl-C, or a signal to end):
 * which folder is left unfinished, and how to go on. Why: it may hold persons, and whoever is
 * told nothing leaves it there. leftovers.sh looks at it.
 *
 * The words are prepared before; the handler only writes them and removes a file, and the
 * program then ends by the signal, as whoever started it expects. One folder at a time; one
 * thread prepares.
 */
#ifndef TILSKUDD_FORMATS_INTERRUPTION_H
#define TILSKUDD_FORMATS_INTERRUPTION_H

#include <stdbool.h>

/* From now on interruptions are answered, but those that are ignored (nohup). Once, before
 * there are threads. */
void interruption_begin(void);
/* This folder is unfinished from now on; NULL: none is. The path is copied. */
void interruption_leaves(const char *path);
/* This file is unfinished, stands alone, and goes when the program is interrupted. False: there
 * is another one; this one stays. The path is copied. Any thread. */
bool interruption_removes(const char *path);
/* It is finished or gone: of who was told true. */
void interruption_removes_none(void);

#endif
