#include "bench/bench_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/findings/finding_store.h"
#include "engine/ledger/ledger_commit.h"
#include "engine/log/audit_entry.h"
#include "formats/base/path.h"
#include "formats/crypto/private_key.h"

enum { DECISIONS_THREADS = 2, PIECE = 1 << 18 };

static bool told(Status status, const Failure *failure)
{
    if (status == STATUS_OK) return true;
    fprintf(stderr, "%s: %s: %s\n", status_text(status), failure->where, failure->detail);
    return false;
}

/* --- an entry of many lines --- */

static void append_line(TextBuffer *text, long number, bool second)
{
    char subject[24];
    DecisionLine line = {.code = (uint8_t)(second ? GRANT_AR_2 : GRANT_AR_1_B),
                         .first = true,
                         .grant_year = (uint8_t)(second ? 2 : 1),
                         .budget_year = 2018,
                         .municipality = (MunicipalityCode)(101 + number % 1900),
                         .from = {0, 1},
                         .to = {1, 1},
                         .rate = 23000000,
                         .earned = 5750000 + number % 1000 * 100,
                         .reason = REASON_DUE,
                         .version = {1, 0}};
    line.due = line.earned;
    /* Digits that compress as badly as those of idents. */
    snprintf(subject, sizeof subject, "%011lld", number * 2654435761ll % 99999999977ll);
    decision_csv_append(text, &line, subject, &(RunMark){2018, 1, false, {0}});
}

static Status write_decisions(OutputFile *file, long lines, TextBuffer *text, Failure *failure)
{
    text_buffer_text(text, DECISION_HEADER);
    for (long line = 0, person = 0; line < lines; person++) {
        append_line(text, person, false);
        line++;
        if (person % 5 == 0 && line < lines) {
            append_line(text, person, true);
            line++;
        }
        if (text->length < PIECE && line < lines) continue;
        TRY(text_buffer_status(text, failure));
        TRY(output_file_write(file, text->bytes, text->length, failure));
        text_buffer_clear(text);
    }
    return STATUS_OK;
}

static Status save_decisions(const char *path, long lines, Failure *failure)
{
    OutputFile *file;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(output_file_open(path, 0640, 1, DECISIONS_THREADS, &file, failure));
    Status status = write_decisions(file, lines, &text, failure);
    text_buffer_free(&text);
    if (status == STATUS_OK) return output_file_commit(&file, NULL, failure);
    output_file_abandon(&file);
    return status;
}

static Status make_entry(const char *folder, long lines, Failure *failure)
{
    char path[PATH_SIZE];
    static const uint8_t key[32] = {1, 2, 3};
    TRY(path_join(folder, "keys", path, failure));
    TRY(path_make_folder(path, true, failure));
    TRY(path_join(folder, "keys/pseudonym.key", path, failure));
    TRY(secret_file_save(path, key, sizeof key, failure));
    TRY(path_join(folder, "entry", path, failure));
    TRY(path_make_folder(path, true, failure));
    TRY(path_join(folder, "entry/entry.json", path, failure));
    TRY(output_file_save(path, 0644, OUTPUT_PLAIN, "{}\n", 3, NULL, failure));
    TRY(path_join(folder, "entry/findings.jsonl.gz", path, failure));
    TRY(output_file_save(path, 0644, 1, "", 0, NULL, failure));
    TRY(path_join(folder, "entry/decisions.csv.gz", path, failure));
    return save_decisions(path, lines, failure);
}

bool log_prepare(const char *work, long lines, char *folder, size_t folder_size)
{
    Failure failure = {0};
    PathKind kind;
    char path[PATH_SIZE];
    int length = snprintf(folder, folder_size, "%s/log-%ld", work, lines);
    if (length < 0 || (size_t)length >= folder_size) return false;
    Status status = path_make_folder(folder, true, &failure);
    if (status == STATUS_OK) {
        status = path_join(folder, "entry/decisions.csv.gz", path, &failure);
    }
    if (status == STATUS_OK) status = path_kind(path, &kind, &failure);
    if (status == STATUS_OK && kind == PATH_FILE) return true;
    if (status == STATUS_OK) status = make_entry(folder, lines, &failure);
    return told(status, &failure);
}

/* A log of an earlier try holds leaves that no entry accounts for, and would be refused. */
static Status start_anew(const char *folder, Failure *failure)
{
    char path[PATH_SIZE];
    PathKind kind;
    TRY(path_join(folder, "log", path, failure));
    TRY(path_kind(path, &kind, failure));
    if (kind == PATH_MISSING || system_remove_tree(path) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, path, "the log of an earlier try");
}

static Status append(const char *path, uint64_t *size, Failure *failure)
{
    char entry[PATH_SIZE], own[PATH_SIZE];
    uint8_t root[SHA256_SIZE];
    CLEANUP(folder_close) Folder *folder = NULL;
    CLEANUP(system_free) Ledger *ledger = system_allocate_zeroed(1, sizeof *ledger);
    CLEANUP(system_free) EntryText *text = system_allocate_zeroed(1, sizeof *text);
    if (ledger == NULL || text == NULL) return failure_set(failure, STATUS_MEMORY, path, NULL);
    TRY(path_join(path, ".", own, failure));
    ledger->folder = own;
    text->kind = ENTRY_RUN;
    TRY(start_anew(path, failure));
    TRY(path_join(path, "entry", entry, failure));
    TRY(folder_open(entry, &folder, failure));
    return audit_entry(ledger, folder, text, size, root, failure);
}

int log_append(const char *folder)
{
    Failure failure = {0};
    uint64_t size = 0;
    Status status = append(folder, &size, &failure);
    return told(status, &failure) && size > 0 ? 0 : 1;
}

/* --- findings --- */

typedef struct Visited {
    uint64_t count, disorder;
    MunicipalityCode last;
} Visited;

static Status visit(void *user, const RunFinding *finding, Failure *failure)
{
    Visited *visited = user;
    (void)failure;
    visited->disorder += finding->finding.municipality < visited->last;
    visited->last = finding->finding.municipality;
    visited->count++;
    return STATUS_OK;
}

static Status add_many(FindingStore *store, uint64_t count, Failure *failure)
{
    for (uint64_t i = 0; i < count; i++) {
        RunFinding found = {.ident = i + 1, .record = (uint32_t)i};
        found.finding.control = 101 + (int)(i % 7);
        found.finding.municipality = (MunicipalityCode)(i * 2654435761u % 2100);
        found.finding.value_count = 2;
        found.finding.values[0] = (FindingValue){"hours", VALUE_NUMBER, (int64_t)i, NULL};
        found.finding.values[1] = (FindingValue){"limit", VALUE_NUMBER, 600, NULL};
        TRY(finding_store_add(store, &found, failure));
    }
    return STATUS_OK;
}

int findings_sort_many(const char *count)
{
    Failure failure = {0};
    FindingStore store = {0};
    Visited visited = {0};
    uint64_t wanted = strtoull(count, NULL, 10);
    Status status = add_many(&store, wanted, &failure);
    if (status == STATUS_OK) status = finding_store_each(&store, visit, &visited, &failure);
    finding_store_free(&store);
    if (!told(status, &failure)) return 1;
    return visited.count == wanted && visited.disorder == 0 ? 0 : 1;
}
