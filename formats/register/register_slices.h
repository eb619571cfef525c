/*
 * register_slices.h - where a big plain register file may be cut.
 *
 * Internal to the register reader. Cuts stand right behind "</person>" and are only a proposal:
 * register_sax.h says why the result does not depend on them. One thread per call.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_SLICES_H
#define TILSKUDD_FORMATS_REGISTER_SLICES_H

#include "formats/register/register_source.h"

enum { REGISTER_HEAD_MAX = 16 << 10 /* bytes up to the end of the root's start tag */ };

/* Owned: register_cuts_free. */
typedef struct RegisterCuts {
    char *head; /* the file up to the end of the root's start tag */
    size_t head_length;
    uint64_t *ends; /* of the slices, ascending, in bytes from the file's start; the last is the
                       file's size */
    size_t count;   /* 0 or 1: not to be cut */
    size_t capacity;
} RegisterCuts;

/*
 * Length of the prolog and the root's start tag when a file that begins so may be cut: UTF-8
 * without another declaration, no DOCTYPE, an unprefixed and not empty root. Else 0.
 */
size_t register_head_length(const char *bytes, size_t size);

/* Cuts about every `slice_size` bytes. A file that may not be cut gives none. */
MUST_USE Status register_cuts_find(const char *path, const FileIdentity *identity,
                                   size_t slice_size, RegisterCuts *cuts, Failure *failure);
void register_cuts_free(RegisterCuts *cuts);
CLEANUP_VALUE(RegisterCuts, register_cuts_free)

#endif
