/*
 * bench_log.h - what findings and the audit log of very many lines cost, and how much memory
 * they take. Each is measured in a process of its own, so that its peak is its own.
 */
#ifndef TILSKUDD_BENCH_LOG_H
#define TILSKUDD_BENCH_LOG_H

#include <stdbool.h>
#include <stddef.h>

/* Makes WORK/log-LINES: a ledger with a key, and an entry of that many made-up decision lines
 * (each person has one, every fifth a second). Kept when it is there already. */
bool log_prepare(const char *work, long lines, char *folder, size_t folder_size);
/* In the process that is measured: the entry's leaves, with keyed hashes for idents, into an
 * empty log, hashed, written and synced. 0, or 1 with a word on standard error. */
int log_append(const char *folder);
/* In the process that is measured: that many findings into a store, and visited in order. */
int findings_sort_many(const char *count);

#endif
