/*
 * files.h - which files a run folder and an entry of the ledger have (files.def), and what is
 * asked of all of them alike. payments.md 6.
 *
 * Constant; any thread, each with its own Folder.
 */
#ifndef TILSKUDD_FORMATS_FILES_H
#define TILSKUDD_FORMATS_FILES_H

#include <sys/types.h>

#include "formats/base/folder.h"
#include "formats/run/manifest.h"

typedef enum EvidenceMark {
    EVIDENCE_COPIED = 1, /* from the run folder into the entry, as it is */
    EVIDENCE_BULK = 2,   /* large, and not needed to know what was paid */
    EVIDENCE_OWN = 4,    /* of the entry itself: entry.json does not list it */
    EVIDENCE_LARGE = 8   /* read of every entry for a run (ledger_history.h) */
} EvidenceMark;

typedef enum EvidenceName {
#define EVIDENCE(name, run, entry, kind, mode, marks) EVIDENCE_OF_##name,
#include "formats/run/files.def"
    EVIDENCE_COUNT
} EvidenceName;

typedef struct EvidenceFile {
    const char *run_name, *entry_name, *kind; /* NULL where there is none */
    mode_t mode;
    unsigned marks;
} EvidenceFile;

/* A row of the table. */
const EvidenceFile *evidence_file(EvidenceName name);
/* Marks of a file of an entry by its name in it; payment files are BULK, others have none. */
unsigned evidence_marks_in_entry(const char *name);
/* Whether a name in an entry is that of a payment file (payments/...xml.gz), not a signature.
 */
bool evidence_is_payment(const char *entry_path);

/* Reads a file that a list names and compares its stored sums. VERIFICATION with `changed` as
 * text when they differ; what folder_read fails with. */
MUST_USE Status evidence_read(Folder *folder, const ManifestFile *listed, const char *changed,
                              const FolderFile **out, Failure *failure);

#endif
