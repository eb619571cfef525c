/*
 * ledger_history.h - what all entries of a ledger have settled, and what they say of persons,
 * read in pieces that threads share. payments.md 5.
 *
 * A piece is an entry: its lines.csv.gz and persons.csv.gz are read, hashed, compared with what
 * the entry lists, inflated and parsed, each once, and merged with those of entries that are
 * ready; nothing of a file is kept. Whoever opens a ledger to read all of it
 * (ledger_open_later) must do all pieces before anything is done with what the ledger says.
 * With a snapshot (ledger_snapshot.h) the files of the entries that are in it are only read and
 * hashed; a new one is written when there are entries after them. Nothing that is wrong with a
 * snapshot is a failure: it is not taken, and the ledger says the same.
 * Ownership: ledger_history_free. The ledger is borrowed, and nobody else's while pieces are
 * done.
 */
#ifndef TILSKUDD_ENGINE_LEDGER_HISTORY_H
#define TILSKUDD_ENGINE_LEDGER_HISTORY_H

#include "engine/ledger/ledger.h"

typedef struct LedgerHistory LedgerHistory;

/* What is wanted of it. MEMORY. */
MUST_USE Status ledger_history_new(const Ledger *ledger, bool lines, bool looks,
                                   LedgerHistory **out, Failure *failure);
void ledger_history_free(LedgerHistory *history);
CLEANUP_POINTER(LedgerHistory, ledger_history_free)

/* Before the pieces are asked for: the file in which the history is kept from run to run;
 * borrowed. Makes the user's key (own_key.h) when there is none. As own_key_have. */
MUST_USE Status ledger_history_keep(LedgerHistory *history, const char *path, Failure *failure);
/* How many pieces there are. */
size_t ledger_history_pieces(const LedgerHistory *history);
/* Does one, on any thread, each once; `history` is a LedgerHistory. VERIFICATION, READ, what
 * the files are refused with, MEMORY. */
MUST_USE Status ledger_history_piece(void *history, size_t number, Failure *failure);

/* After all pieces, one thread. As ledger_settled and ledger_looks. */
MUST_USE Status ledger_history_lines(LedgerHistory *history, SettledLine **lines, size_t *count,
                                     Failure *failure);
MUST_USE Status ledger_history_looks(LedgerHistory *history, PersonLooks *looks,
                                     Failure *failure);
/* After both: what there is to say of the snapshot, a line each; nothing without one. */
void ledger_history_tell(const LedgerHistory *history, TextBuffer *out);

#endif
