/*
 * run_tables.h - a committed or proposed run as tables for people with a spreadsheet program:
 * what its files say, amounts in kroner, places with their names. cli.md.
 *
 * Every file is the one that the run's manifest lists, or VERIFICATION. Idents come only where
 * they are asked for: whoever asks gives the file a mode for it. Decisions are read line by
 * line. One thread.
 */
#ifndef TILSKUDD_FORMATS_RUN_TABLES_H
#define TILSKUDD_FORMATS_RUN_TABLES_H

#include "formats/base/language.h"
#include "formats/run/run_folder.h"
#include "formats/workbook/spreadsheet.h"
#include "rules/base/municipality.h"

typedef enum RunTable {
    RUN_TABLE_MUNICIPALITIES = 0,
    RUN_TABLE_DECISIONS,
    RUN_TABLE_POSTING,
    RUN_TABLE_FINDINGS,
    RUN_TABLE_COUNT
} RunTable;

/* Names of the tables and of their sheets, ended by NULL. */
extern const char *const run_table_names[];

typedef struct RunTableOptions {
    const MunicipalityTable *municipalities; /* gives names; borrowed */
    bool with_idents;                        /* in the decisions */
    Language language;                       /* of the findings' messages */
} RunTableOptions;

/* Begins a table as a sheet of `to`. As spreadsheet_sheet. */
MUST_USE Status run_table_begin(RunTable table, const RunTableOptions *options, Spreadsheet *to,
                                Failure *failure);
/* Adds the rows of a run, in the order of its files. VERIFICATION, INPUT_VALUE and what reading
 * fails with. */
MUST_USE Status run_table_add(RunTable table, const RunTableOptions *options,
                              const RunFolder *run, Spreadsheet *to, Failure *failure);

#endif
