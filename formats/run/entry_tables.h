/*
 * entry_tables.h - the tables of an entry that are made from others: lines.csv.gz out of the
 * decisions, carried.csv out of municipalities.csv (carried_csv_write), accounts.csv out of the
 * payment files and the entry before. payments.md 5, trust.md 3.
 *
 * Who writes an entry and who checks one ask the same functions, so that the two cannot differ.
 * One thread each.
 */
#ifndef TILSKUDD_FORMATS_ENTRY_TABLES_H
#define TILSKUDD_FORMATS_ENTRY_TABLES_H

#include "formats/bank/pain001_reader.h"
#include "formats/base/folder.h"
#include "formats/run/decision_csv.h"
#include "formats/run/small_tables.h"

/* Takes the next piece of a text. */
typedef Status (*TextTaker)(void *user, const void *bytes, size_t length, Failure *failure);

/* lines.csv out of decision lines: ledger after = ledger before + the lines that are paid. */
typedef struct SettledMaker {
    TextTaker take;
    void *user;
    TextBuffer text; /* what has not been given to `take` */
    Ore sum;
    size_t lines;
} SettledMaker;
/* Begins with the header. settled_maker_free. */
void settled_maker_begin(SettledMaker *maker, TextTaker take, void *user);
/* A decision line (a DecisionTaker; `maker` is a SettledMaker). What `take` fails with. */
MUST_USE Status settled_maker_line(void *maker, const DecisionLine *line, Failure *failure);
/* Gives what is left to `take`. */
MUST_USE Status settled_maker_end(SettledMaker *maker, Failure *failure);
void settled_maker_free(SettledMaker *maker);
CLEANUP_VALUE(SettledMaker, settled_maker_free)

/* accounts.csv: the accounts of before, replaced by those that are paid now. Owned:
 * account_table_free. */
typedef struct AccountTable AccountTable;
MUST_USE Status account_table_new(const PaidAccount *before, size_t count, AccountTable **out,
                                  Failure *failure);
/* The payments of one file. */
void account_table_add(AccountTable *table, const Pain001File *file);
/* Appends the whole text. */
void account_table_write(const AccountTable *table, TextBuffer *out);
void account_table_free(AccountTable *table);
CLEANUP_POINTER(AccountTable, account_table_free)

/* That the content of a file of the folder is this text: VERIFICATION with the first line that
 * differs. Failures of reading. */
MUST_USE Status entry_table_compare(Folder *folder, const char *name, const TextBuffer *text,
                                    Failure *failure);

#endif
