/*
 * finding_writer.h - all findings of a run as findings.jsonl. control.md 1.
 */
#ifndef TILSKUDD_ENGINE_FINDING_WRITER_H
#define TILSKUDD_ENGINE_FINDING_WRITER_H

#include "engine/run/run.h"
#include "formats/base/output_file.h"

/* Takes a piece of text: whole lines. */
typedef Status (*FindingTextSink)(void *user, const TextBuffer *text, Failure *failure);

/* Gives findings.jsonl to `sink` piece by piece, in the fixed order: little memory, and threads
 * of the run inside, with the same bytes for any number. Called by one thread. */
MUST_USE Status findings_write(const Run *run, FindingTextSink sink, void *user,
                               Failure *failure);
/* The same into a file, packed by the threads that write it. */
MUST_USE Status findings_write_file(const Run *run, OutputFile *file, Failure *failure);

#endif
