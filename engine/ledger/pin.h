/*
 * pin.h - what the caller has seen of a ledger, compared with the ledger at hand. trust.md 4.
 *
 * A ledger can be made anew, or restored from an old copy, by whoever writes its folder; only
 * what a person keeps elsewhere tells. One thread. Nothing is held between the calls.
 */
#ifndef TILSKUDD_ENGINE_PIN_H
#define TILSKUDD_ENGINE_PIN_H

#include "engine/ledger/ledger.h"
#include "formats/run/pin_file.h"

/* --pin and --accept-keys; borrowed. */
typedef struct PinOptions {
    const char *path; /* NULL: none is given */
    int accept_keys;  /* number of the entry whose keys are accepted; 0: of none */
} PinOptions;

/* Opens a ledger: all entries after the pin's are computed again, and the newest (ledger_open
 * with quick; INPUT_MISSING, PIN). */
MUST_USE Status pin_ledger_open(const PinOptions *pin, const char *folder, Ledger **out,
                                Failure *failure);
/* The same as ledger_open_later does. */
MUST_USE Status pin_ledger_open_later(const PinOptions *pin, const char *folder, Ledger **out,
                                      Failure *failure);
/* Says on standard output, as the first line, what pin and ledger have seen, and compares.
 * `needed`: whoever acts signs, proposes or sends, which a ledger with given keys refuses
 * without a pin (NOT_NOW). `run` is a folder in which it must not lie, or NULL. PIN,
 * INPUT_MISSING; VERIFICATION when the ledger is older than the pin, or another one; NOT_NOW
 * when who vouches for the entries has changed since, until the entry is named. */
MUST_USE Status pin_check(const PinOptions *pin, const Ledger *ledger, const char *run,
                          bool needed, Failure *failure);
/* The same for whoever only reads: with a pin compared, never needed; without, a line on
 * standard error says that nobody has told which entries there must be. */
MUST_USE Status pin_look(const PinOptions *pin, const Ledger *ledger, const char *run,
                         Failure *failure);
/* After success: moves the pin to the newest entry of the ledger. */
MUST_USE Status pin_move(const PinOptions *pin, const Ledger *ledger, Failure *failure);
/* The same to an entry that was added to the ledger since it was opened. */
MUST_USE Status pin_move_to(const PinOptions *pin, const Ledger *ledger, Folder *entry,
                            Failure *failure);

/* Makes a pin of a ledger that is checked whole, and says what it is of. `head` is the first 16
 * digits of the newest head as another person has read them out: NOT_NOW without, VERIFICATION
 * when they are others. OUTPUT_EXISTS when something is at `path`. */
MUST_USE Status pin_make(const Ledger *ledger, const char *path, const char *head,
                         Failure *failure);

#endif
