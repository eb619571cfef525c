/*
 * register_text.h - words for messages about a register, safe to print and without idents.
 *
 * Internal to the register reader. What comes from a file is cut, made printable ASCII, and its
 * digits are hidden where an ident could hide in them. Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_TEXT_H
#define TILSKUDD_FORMATS_REGISTER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/base/status.h"

/* "path, line N"; the beginning of a long path is cut, never the line. */
void register_failure_place(const char *path, uint64_t line, char where[FAILURE_WHERE_SIZE]);
/* A name: every digit becomes '#', what is not printable ASCII becomes '?'. */
void register_clean_name(const char *name, char *out, size_t size);
/* The first bytes of a document say UTF-16, UTF-32 or EBCDIC. */
bool register_is_other_encoding(const char *bytes, size_t size);

#endif
