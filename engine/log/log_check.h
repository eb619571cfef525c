/*
 * log_check.h - that the audit log is what the entries of the ledger say, or is made so again.
 * payments.md 5, control.md 2. One thread.
 */
#ifndef TILSKUDD_ENGINE_LOG_CHECK_H
#define TILSKUDD_ENGINE_LOG_CHECK_H

#include "engine/ledger/pin.h"
#include "formats/log/audit_log.h"

/* The audit log's leaves are exactly those of the entries, and its roots those of the entries'
 * checkpoints. VERIFICATION otherwise. *beyond: leaves after the last entry's. An interrupted
 * approval leaves some, together with the signed entry that is to have them (ledger_commit.h);
 * leaves that no such entry explains are VERIFICATION: an entry was removed. */
MUST_USE Status ledger_check_log(const Ledger *ledger, uint64_t *beyond, Failure *failure);
/* Opens a ledger for whoever answers for what it says ('ledger check', 'year'): every entry
 * computed again, the pin compared (pin_check; where keys were given it is needed), and the
 * audit log looked at as above. ledger_close, also after a failure. */
MUST_USE Status ledger_open_whole(const PinOptions *pin, const char *folder, Ledger **out,
                                  uint64_t *beyond, Failure *failure);
/* The same of a log that the caller has open, but for what stands beyond the last entry's
 * leaves. *keyed: with every pseudonym key. */
MUST_USE Status ledger_log_compare(const Ledger *ledger, AuditLog *log, bool *keyed,
                                   Failure *failure);
/* What entry.json says. entry_text_free. */
MUST_USE Status ledger_entry_text(const Ledger *ledger, size_t number, EntryText *text,
                                  Failure *failure);
/* The audit log for reading. VERIFICATION when there is none. audit_log_close. */
MUST_USE Status ledger_log_open(const Ledger *ledger, AuditLog **log, Failure *failure);
/* Says on standard output what leaves beyond the last entry may mean; nothing when 0. */
void ledger_print_beyond(const Ledger *ledger, uint64_t beyond);

/* Says on standard output what the ledger holds: its entries, and what is carried forward. */
MUST_USE Status ledger_print(const Ledger *ledger, Failure *failure);

/* Makes the log's flat files anew from the entries; after every entry size and root must be
 * those of its checkpoint (VERIFICATION; what was there stays as it was). VERIFICATION also for
 * a sound log with leaves of an entry that is missing. The new files take the place of the old
 * ones whole. The caller holds the ledger's lock, and opened the ledger with quick false: the
 * entries' files are taken at their word. */
MUST_USE Status ledger_rebuild_log(const Ledger *ledger, Failure *failure);

#endif
