/*
 * run_mark.h - which run a table is of: the last columns of decisions, municipalities.csv and
 * posting.csv, so that a file that has left its folder still says it. life.md 1.
 *
 * Plain data; pure text work; any thread.
 */
#ifndef TILSKUDD_FORMATS_RUN_MARK_H
#define TILSKUDD_FORMATS_RUN_MARK_H

#include "formats/base/digest.h"
#include "formats/base/language.h"
#include "formats/base/text_buffer.h"
#include "formats/csv/csv_fields.h"

typedef struct RunMark {
    int year, quarter;
    bool live;
    uint8_t identity[SHA256_SIZE]; /* of the run; decisions, of which it is made, lack it */
} RunMark;

/* Columns of decisions (year, quarter, mode) and of tables (year, quarter, run, mode). */
enum { MARK_OF_DECISIONS = 3, MARK_OF_TABLES = 4 };
#define MARK_DECISION_COLUMNS "year,quarter,mode"

/* "test", "live". Constant. */
const char *run_mode_text(bool live);
/* What letters, pages and workbooks of a test say of themselves; "": live. Constant. */
const char *run_mode_note(Language language, bool live);
/* Writes a comma and the columns at `at`, RUN_MARK_MOST bytes at most, no line end; returns the
 * place after them. */
enum { RUN_MARK_MOST = 64 };
char *run_mark_put_decision(char *at, const RunMark *mark);
/* The same at the end of a text. */
void run_mark_of_table(TextBuffer *out, const RunMark *mark);
/* Whether the columns of a decision, the first at `fields`, are the mark's; else in *column the
 * name of the one that is not. */
bool run_mark_is_of_decision(const CsvField *fields, const RunMark *mark, const char **column);
/* INPUT_VALUE unless the columns of a table, the first named at `column`, are the mark's. */
MUST_USE Status run_mark_check(const CsvRow *row, int column, const RunMark *mark);

#endif
