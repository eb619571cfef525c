/*
 * run_folder.h - a run folder opened again: its manifest, its files, its paths. payments.md 6.
 *
 * What verify, explain, report and diff share. Nothing here is trusted: whoever shows what a
 * file says checks it first (run_folder_check); all the rest of checking is verify's business.
 * One thread. Ownership: run_folder_close.
 */
#ifndef TILSKUDD_FORMATS_RUN_FOLDER_H
#define TILSKUDD_FORMATS_RUN_FOLDER_H

#include "formats/base/folder.h"
#include "formats/run/basic_csv.h"
#include "formats/run/decision_file.h"
#include "formats/run/manifest.h"
#include "formats/run/small_tables.h"

typedef struct RunFolder {
    char path[PATH_SIZE]; /* without slashes at its end */
    Folder *folder;       /* what was checked is what is shown */
    InputFile stored;     /* bytes of manifest.json, borrowed from it */
    uint8_t manifest_sha256[SHA256_SIZE];
    Manifest manifest;
} RunFolder;

/* The two steps of run_folder_open: the bytes of manifest.json, and what they say
 * (VERIFICATION, INPUT_MALFORMED), for whoever checks the signature in between. */
MUST_USE Status run_folder_begin(const char *path, RunFolder *out, Failure *failure);
MUST_USE Status run_folder_parse(RunFolder *folder, Failure *failure);

/* An input, or the ledger, that is not where the manifest says, seen from the working folder,
 * is looked for from the run folder and from those above it; the manifest then has that path.
 * READ, MEMORY. */
MUST_USE Status run_folder_find_inputs(RunFolder *folder, Failure *failure);

/* Reads FOLDER/manifest.json, and finds its inputs. INPUT_MISSING, with the runs that
 * stand beside it, when there is no such folder; NO_RUN when it has none; USAGE when it is that
 * of a control of accounts; VERIFICATION when it is not a manifest. */
MUST_USE Status run_folder_open(const char *path, RunFolder *out, Failure *failure);
void run_folder_close(RunFolder *folder);
/* INPUT_WRONG_NAMESPACE of a folder with a manifest.json that was named as a register, with the
 * register that the run has read. */
MUST_USE Status run_folder_is_no_register(const char *path, Failure *failure);
CLEANUP_VALUE(RunFolder, run_folder_close)

/* Path of a file of the folder. */
MUST_USE Status run_folder_path(const RunFolder *folder, const char *name, char out[PATH_SIZE],
                                Failure *failure);
/* A file of the folder, read when it is first asked for. Borrowed. */
MUST_USE Status run_folder_file(const RunFolder *folder, const char *name,
                                const FolderFile **out, Failure *failure);
/* Content of a file of the folder, uncompressed; free with input_file_free. */
MUST_USE Status run_folder_read(const RunFolder *folder, const char *name, InputFile *out,
                                Failure *failure);
/* That a file of the folder is the one its manifest lists: VERIFICATION when it is not, or when
 * it lists none of that name. Its bytes as stored are compared. */
MUST_USE Status run_folder_check(const RunFolder *folder, const char *name, Failure *failure);
/* The same; a failure says `changed`. */
MUST_USE Status run_folder_check_as(const RunFolder *folder, const char *name,
                                    const char *changed, Failure *failure);
/* The municipalities as the run used them, of its copy; NULL where a run that nobody signs has
 * none. Owned: municipality_table_free. VERIFICATION, INPUT_VALUE. */
MUST_USE Status run_folder_municipalities(const RunFolder *folder, MunicipalityTable **out,
                                          Failure *failure);
/* MsgId of payment file `number` (from 1), as the run identity gives it. */
void run_folder_message_id(const RunFolder *folder, unsigned number, char *out);

/* decisions.csv.gz, line by line; decision_file_close before run_folder_close. */
MUST_USE Status run_folder_decisions(const RunFolder *folder, DecisionFile **out,
                                     Failure *failure);
/* municipalities.csv read back: sums by municipality code and group, MUNICIPALITY_CODES rows,
 * `any` where the file has a row. Owned: system_free. INPUT_VALUE with the line. */
MUST_USE Status run_folder_sums(const RunFolder *folder, GroupRow **out, Failure *failure);
/* basic.csv read back, sorted. Owned: system_free. INPUT_VALUE with the line. */
MUST_USE Status run_folder_basic(const RunFolder *folder, BasicCount **out, size_t *count,
                                 Failure *failure);

#endif
