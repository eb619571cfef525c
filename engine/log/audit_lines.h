/*
 * audit_lines.h - the lines of a stored file as leaves of the audit log. control.md 2.
 *
 * The file is read in pieces; threads make the leaves of a piece side by side, with the same
 * leaves in the same order for any number. Memory: a piece and its leaves. Used by
 * audit_entry.c only.
 */
#ifndef TILSKUDD_ENGINE_AUDIT_LINES_H
#define TILSKUDD_ENGINE_AUDIT_LINES_H

#include "engine/log/audit_entry.h"
#include "engine/ledger/ledger.h"

typedef struct AuditLines AuditLines; /* owned: audit_lines_free */

/* What becomes a leaf of a line. */
typedef struct LineKind {
    const char *name, *prefix; /* file in the folder; what the leaf begins with */
    bool header;               /* the first line is left out */
    bool subjects;             /* lines begin with an ident or a municipality */
} LineKind;

/* Keys and buffers for `threads` threads. MEMORY, LIBRARY. */
MUST_USE Status audit_lines_new(const PseudonymKey *key, int threads, AuditLines **out,
                                Failure *failure);
void audit_lines_free(AuditLines *lines);
CLEANUP_POINTER(AuditLines, audit_lines_free)
/* Gives a leaf for every line to `take`. VERIFICATION for a line whose first field is too long
 * for an ident; what input_stream.h and `take` say. */
MUST_USE Status audit_lines_each(AuditLines *lines, Folder *folder, const LineKind *kind,
                                 LeafTaker take, void *user, Failure *failure);

#endif
