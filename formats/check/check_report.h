/*
 * check_report.h - what is wrong with extracts, for the municipality that is about to send
 * them: rows with file, record, line, field, what is wrong and what to do, in the reader's
 * language.
 *
 * Texts are kept in one buffer and named by their offsets; 0 is the empty text. Ownership:
 * check_report_free. Filled by one thread; the writers are pure.
 */
#ifndef TILSKUDD_FORMATS_CHECK_REPORT_H
#define TILSKUDD_FORMATS_CHECK_REPORT_H

#include "formats/base/language.h"
#include "formats/base/text_buffer.h"
#include "rules/base/municipality.h"

/* From the worst on. The first three keep something from being paid. */
typedef enum CheckLevel {
    CHECK_REFUSED = 0, /* the whole file */
    CHECK_SET_ASIDE,   /* a record that cannot be read */
    CHECK_HELD,        /* a person who would be held */
    CHECK_WARNED,
    CHECK_NOTED,
    CHECK_LEVELS
} CheckLevel;

/* "refused", "set aside", "held", "warning", "note": as the CSV writes it. Constant. */
const char *check_level_word(CheckLevel level);

#define CHECK_NO_FILE UINT32_MAX

typedef struct CheckRow {
    CheckLevel level;
    uint32_t file;                     /* index of a CheckedFile, or CHECK_NO_FILE */
    uint32_t record, line;             /* from 1; 0: of no record, no line known */
    int control;                       /* 0: what the reader says */
    size_t field, label, what, remedy; /* texts; a sentence without and one with its stop */
} CheckRow;

typedef enum CheckChange { CHECK_NEW, CHECK_GONE, CHECK_CHANGED, CHECK_CHANGES } CheckChange;
/* "new", "gone", "changed". Constant. */
const char *check_change_word(CheckChange change);

/* A person of this extract and of the one before; a place is 0 where the person is not. */
typedef struct CheckChanged {
    CheckChange change;
    uint32_t file, record, line;
    uint32_t last_record, last_line;
    size_t what; /* text: what has changed; 0: nothing to say */
} CheckChanged;

typedef struct CheckedFile {
    char *name;                               /* owned: without its folders */
    bool refused;                             /* nothing of it is read */
    bool has_head;                            /* the next two are known */
    Day extract_date;                         /* uttrekksdato */
    MunicipalityCode sender;                  /* avgiver, or none */
    char sender_name[MUNICIPALITY_NAME_SIZE]; /* "" for none */
    uint64_t records, set_aside;
} CheckedFile;

typedef struct CheckReport {
    Language language;
    CheckedFile *files;
    size_t file_count;
    CheckRow *rows; /* by level; then by file and record, or by control from CHECK_WARNED on */
    size_t row_count, row_capacity;
    CheckChanged *changes;
    size_t change_count, change_capacity;
    uint64_t changed[CHECK_CHANGES];
    const char *last; /* name of the extract before, borrowed; NULL: none */
    Day last_date;
    uint64_t last_set_aside; /* its records that cannot be read */
    TextBuffer texts;
    uint64_t persons;                 /* read, of all files */
    uint64_t found[CHECK_LEVELS];     /* rows */
    uint64_t concerned[CHECK_LEVELS]; /* files, records or persons that they are about */
    uint64_t left_out;                /* mistakes beyond the most */
    int rules_year;                   /* 0: no rules were asked */
    char rules_version[32];
    bool of_municipalities; /* no file is of the whole country: see below */
} CheckReport;

/* What the comparison with the extract before leaves out, a sentence or two; "" for nothing. */
void check_left_out(const CheckReport *report, TextBuffer *out);
/* Why a control did not run for an extract of one municipality: a sentence. Constant. */
const char *check_not_asked(Language language);

/* Appends a text and says where it is; "" is 0. */
size_t check_text_add(CheckReport *report, const char *text);
/* What was appended to report->texts from `begin` on, ended: the same. */
size_t check_text_end(CheckReport *report, size_t begin);
const char *check_text_at(const CheckReport *report, size_t text);

/* MEMORY. */
MUST_USE Status check_row_add(CheckReport *report, const CheckRow *row, Failure *failure);
MUST_USE Status check_change_add(CheckReport *report, const CheckChanged *changed,
                                 Failure *failure);
/* Sorts the rows and counts; MEMORY when a text had no room. Once, when all are there. */
MUST_USE Status check_report_finish(CheckReport *report, Failure *failure);
/* Whether a record would be set aside, a person held or a file refused. */
bool check_report_blocks(const CheckReport *report);
void check_report_free(CheckReport *report);
CLEANUP_VALUE(CheckReport, check_report_free)

/* One sentence: whether the extracts can be sent. */
void check_verdict(const CheckReport *report, TextBuffer *out);
/* The heading of a level's rows. Constant. */
const char *check_heading(CheckLevel level, Language language);
/* "post 12, linje 340", with the file when there are several. */
void check_place(const CheckReport *report, uint32_t file, uint32_t record, uint32_t line,
                 TextBuffer *out);
/* The end of the rows that belong together, from `begin` on: one record's, or from CHECK_WARNED
 * on one control's. */
size_t check_group_end(const CheckReport *report, size_t begin);

/* For a terminal; `most` rows of a level from CHECK_WARNED on, and of each kind of change, are
 * shown and the others counted. */
void check_text_write(const CheckReport *report, size_t most, TextBuffer *out);
/* One row each, and each change: RFC 4180, UTF-8, header, names of columns in English. A cell
 * that a spreadsheet program would take for a formula begins with an apostrophe. */
void check_csv_write(const CheckReport *report, TextBuffer *out);

#endif
