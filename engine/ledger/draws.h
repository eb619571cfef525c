/*
 * draws.h - draws of samples, recorded beside the chain and put into it. control.md 3,
 * trust.md.
 *
 * Whoever draws until a sample suits leaves a record of each draw; whoever removes one is found
 * by the next, and from the next approval on by the entry and the audit log. One thread.
 */
#ifndef TILSKUDD_ENGINE_DRAWS_H
#define TILSKUDD_ENGINE_DRAWS_H

#include "engine/ledger/ledger_commit.h"
#include "formats/run/draw_record.h"

/* Records a draw of a committed run, unless this very draw is recorded already; `entry` is the
 * run's, `extends` the number of the draw that it makes larger, or 0. Another kind than a draw
 * is recorded each time. *number is the record's. NOT_NOW, WRITE, VERIFICATION. */
MUST_USE Status draws_record(const Ledger *ledger, DrawKind kind, const Sample *sample,
                             uint32_t entry, uint32_t extends, uint32_t *number,
                             Failure *failure);
/* The number of a sample's record, *number 0 when there is none; appends what the ledger knows
 * of the draw and of the others of its run, a sentence a line. */
MUST_USE Status draws_tell(const Ledger *ledger, const Sample *sample, uint32_t *number,
                           TextBuffer *out, Failure *failure);

/* Puts the newest record's hash into an entry in the making; nothing when there are none. What
 * is wrong with the records is said on standard error and stops no payment. */
MUST_USE Status draws_save_head(EntryBuild *build, Failure *failure);
/* Records and entries agree: VERIFICATION, naming the record that is another or missing. Says
 * on standard output how many there are. */
MUST_USE Status draws_check(const Ledger *ledger, Failure *failure);
/* All of them, a line each, and which entry has them. */
MUST_USE Status draws_list(const Ledger *ledger, TextBuffer *out, Failure *failure);
/* The same as JSON: cli.md, JSON. */
MUST_USE Status draws_list_json(const Ledger *ledger, TextBuffer *out, Failure *failure);

#endif
