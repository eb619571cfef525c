/*
 * ident_sort.h - sorts what begins with an ident.
 */
#ifndef TILSKUDD_ENGINE_IDENT_SORT_H
#define TILSKUDD_ENGINE_IDENT_SORT_H

#include "formats/base/system.h"
#include "rules/base/identity.h"

enum { IDENT_ENTRY_SIZE = 16 /* bytes of an entry */ };

/*
 * Sorts `count` entries of IDENT_ENTRY_SIZE bytes, each of which begins with an Ident, by it;
 * entries of the same ident keep their order: the result is the same for any number of threads.
 * MEMORY (for as many entries again), with the entries unchanged. Called by one thread that is
 * itself no piece of parallel work when `threads` is more than one; one call per array.
 */
MUST_USE Status ident_sort(void *entries, size_t count, int threads, Failure *failure);

#endif
