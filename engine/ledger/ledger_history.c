#include "engine/ledger/ledger_history.h"

#include <string.h>

#include "formats/base/merge_pool.h"
#include "formats/base/stage_clock.h"
#include "formats/base/translate.h"
#include "formats/run/files.h"
#include "formats/run/ledger_snapshot.h"
#include "formats/run/look_plain.h"
#include "formats/run/person_looks.h"
#include "formats/run/settled_plain.h"

struct LedgerHistory {
    const Ledger *ledger;
    bool lines, looks; /* wanted */
    MergePool line_pool, look_pool;
    atomic_size_t ready;  /* pieces */
    SettledLine *settled; /* all lines, once everything is ready */
    size_t settled_count;
    /* A file to begin with, and to be written anew; NULL: none. */
    const char *path;
    LedgerSnapshot *snapshot; /* that is being taken; NULL: none */
    OwnKey key;               /* by which it is known; there with a path */
    SnapshotFound found;
    bool elsewhere;      /* it is of another ledger, or of more of this one */
    size_t covered;      /* entries that are in it */
    atomic_bool damaged; /* it has turned out so: the entries must be read after all */
    atomic_bool written; /* a new one */
    Failure not_written; /* why it could not be */
};

/* --- lists that are merged --- */

static void release_lines(void *list)
{
    packed_lines_free(list);
    system_free(list);
}

static void release_looks(void *list)
{
    person_looks_free(list);
    system_free(list);
}

/* A list on the heap that takes over what `from` holds. */
static Status keep(void *from, size_t size, void **out, Failure *failure)
{
    *out = system_allocate(size);
    if (*out == NULL) return failure_set(failure, STATUS_MEMORY, _("ledger"), NULL);
    memcpy(*out, from, size);
    memset(from, 0, size);
    return STATUS_OK;
}

/* A kind of list: `make` fills a zeroed one from two. */
typedef struct ListKind {
    size_t size; /* bytes */
    Status (*make)(const void *left, const void *right, void *into, Failure *failure);
    void (*release)(void *list);
} ListKind;

static Status merge(const ListKind *kind, void *left, void *right, void **out, Failure *failure)
{
    void *merged = system_allocate_zeroed(1, kind->size);
    Status status = merged != NULL ? kind->make(left, right, merged, failure)
                                   : failure_set(failure, STATUS_MEMORY, _("ledger"), NULL);
    kind->release(left);
    kind->release(right);
    if (status == STATUS_OK)
        *out = merged;
    else if (merged != NULL)
        kind->release(merged);
    return status;
}

static Status make_lines(const void *left, const void *right, void *out, Failure *failure)
{
    PackedLines *into = out;
    const PackedLines *one = left, *other = right;
    into->items = system_allocate((one->count + other->count) * sizeof *into->items);
    if (into->items == NULL)
        return failure_set(failure, STATUS_MEMORY, _("ledger lines"), NULL);
    into->count =
        packed_lines_merge(one->items, one->count, other->items, other->count, into->items);
    PackedLine *less = system_reallocate(into->items, into->count * sizeof *less);
    if (less != NULL) into->items = less;
    return STATUS_OK;
}

static Status merge_lines(void *left, void *right, void **out, Failure *failure)
{
    static const ListKind kind = {sizeof(PackedLines), make_lines, release_lines};
    return merge(&kind, left, right, out, failure);
}

static Status make_looks(const void *left, const void *right, void *into, Failure *failure)
{
    return person_looks_merge(left, right, into, failure);
}

static Status merge_looks(void *left, void *right, void **out, Failure *failure)
{
    static const ListKind kind = {sizeof(PersonLooks), make_looks, release_looks};
    return merge(&kind, left, right, out, failure);
}

/* --- one entry --- */

/* A file of an entry, as it is listed, and its content; what is stored of it is let go. */
static Status read_listed(const LedgerHistory *history, size_t number, EvidenceName name,
                          const char **path, InputFile *out, Failure *failure)
{
    const FolderFile *file;
    Folder *folder = ledger_folder(history->ledger, number);
    TRY(ledger_large_file(history->ledger, number, name, &file, failure));
    *path = file->path;
    TRY(folder_content(file, INPUT_SIZE_MAX, out, failure));
    if (out->was_gzip) folder_forget(folder, file);
    return STATUS_OK;
}

/* Merging with nothing would copy all the rest. */
static Status add_lines(LedgerHistory *history, PackedLines *lines, Failure *failure)
{
    void *list;
    if (lines->count == 0) return STATUS_OK;
    TRY(keep(lines, sizeof *lines, &list, failure));
    return merge_pool_add(&history->line_pool, list, failure);
}

static Status add_looks(LedgerHistory *history, PersonLooks *looks, Failure *failure)
{
    void *list;
    if (looks->count == 0) return STATUS_OK;
    TRY(keep(looks, sizeof *looks, &list, failure));
    return merge_pool_add(&history->look_pool, list, failure);
}

static Status read_lines(LedgerHistory *history, size_t number, Failure *failure)
{
    const char *path;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(packed_lines_free) PackedLines lines = {0};
    TRY(read_listed(history, number, EVIDENCE_OF_LINES, &path, &file, failure));
    TRY(settled_packed_read(path, file.bytes, file.size, &lines, failure));
    input_file_free(&file);
    return add_lines(history, &lines, failure);
}

static Status read_looks(LedgerHistory *history, size_t number, Failure *failure)
{
    const char *path;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(person_looks_free) PersonLooks looks = {0};
    TRY(read_listed(history, number, EVIDENCE_OF_LOOKS, &path, &file, failure));
    TRY(look_read(path, file.bytes, file.size, &looks, failure));
    input_file_free(&file);
    for (size_t i = 0; i < looks.count; i++)
        looks.items[i].entry = (uint32_t)number;
    return add_looks(history, &looks, failure);
}

static Status read_entry(LedgerHistory *history, size_t number, Failure *failure)
{
    EntryKind kind = history->ledger->entries[number].kind;
    if (history->lines && entry_has_lines(kind)) TRY(read_lines(history, number, failure));
    if (!history->looks || !entry_is_paying(kind)) return STATUS_OK;
    return read_looks(history, number, failure);
}

/* Of an entry that is in the snapshot: the files are what the entry lists. */
static Status check_listed(const LedgerHistory *history, size_t number, EvidenceName name,
                           Failure *failure)
{
    const FolderFile *file;
    TRY(ledger_large_file(history->ledger, number, name, &file, failure));
    folder_forget(ledger_folder(history->ledger, number), file);
    return STATUS_OK;
}

static Status check_entry(const LedgerHistory *history, size_t number, Failure *failure)
{
    EntryKind kind = history->ledger->entries[number].kind;
    if (entry_has_lines(kind)) TRY(check_listed(history, number, EVIDENCE_OF_LINES, failure));
    if (!entry_is_paying(kind)) return STATUS_OK;
    return check_listed(history, number, EVIDENCE_OF_LOOKS, failure);
}

/* --- the snapshot --- */

static Status take_snapshot(LedgerHistory *history, Failure *failure)
{
    bool sound;
    CLEANUP(packed_lines_free) PackedLines lines = {0};
    CLEANUP(person_looks_free) PersonLooks looks = {0};
    TRY(ledger_snapshot_read(history->snapshot, &lines, &looks, &sound, failure));
    if (!sound) atomic_store(&history->damaged, true);
    if (!sound) return STATUS_OK;
    TRY(add_lines(history, &lines, failure));
    return add_looks(history, &looks, failure);
}

static bool is_of(const LedgerSnapshot *snapshot, const Ledger *ledger)
{
    const SnapshotPlace *place = ledger_snapshot_place(snapshot);
    return place->entry < ledger->entry_count &&
           memcmp(ledger->entries[place->entry].head, place->head, SHA256_SIZE) == 0;
}

Status ledger_history_keep(LedgerHistory *history, const char *path, Failure *failure)
{
    INVARIANT(history->lines && history->looks);
    history->path = path;
    char home[PATH_SIZE];
    TRY(own_key_have(own_key_home(home), &history->key, failure));
    TRY(ledger_snapshot_open(path, &history->key, &history->snapshot, &history->found,
                             failure));
    if (history->snapshot == NULL) return STATUS_OK;
    history->elsewhere = !is_of(history->snapshot, history->ledger);
    if (!history->elsewhere)
        history->covered = ledger_snapshot_place(history->snapshot)->entry + 1;
    return STATUS_OK;
}

/* Where it cannot be written, the next run is as slow as this one. */
static void write_snapshot(LedgerHistory *history, const PackedLines *lines,
                           const PersonLooks *looks)
{
    const LedgerEntry *last = ledger_last(history->ledger);
    SnapshotPlace place = {.entry = last->number};
    if (history->path == NULL || history->found == SNAPSHOT_FOREIGN) return;
    if (history->covered == history->ledger->entry_count) return;
    memcpy(place.head, last->head, SHA256_SIZE);
    Status status = ledger_snapshot_write(history->path, &history->key, &place, lines, looks,
                                          &history->not_written);
    atomic_store(&history->written, status == STATUS_OK);
}

void ledger_history_tell(const LedgerHistory *history, TextBuffer *out)
{
    const char *path = history->path;
    if (path == NULL) return;
    if (history->found == SNAPSHOT_FOREIGN)
        text_buffer_format(out,
                           _("Snapshot %s not taken: not a snapshot, not made by you, or not "
                             "yours alone to write; remove it to have another\n"),
                           path);
    else if (history->elsewhere)
        text_buffer_format(out, _("Snapshot %s not taken: of another state of the ledger\n"),
                           path);
    else if (atomic_load(&history->damaged))
        text_buffer_format(out, _("Snapshot %s not taken: damaged\n"), path);
    else if (history->covered > 0)
        text_buffer_format(out, _("Settled lines to entry %06zu are of your snapshot %s\n"),
                           history->covered - 1, path);
    if (atomic_load(&history->written))
        text_buffer_format(out, _("Snapshot written: %s, to entry %06u\n"), path,
                           ledger_last(history->ledger)->number);
    else if (history->not_written.status != STATUS_OK)
        text_buffer_format(out, _("Snapshot %s not written: %s\n"), path,
                           history->not_written.detail);
}

/* One list in the pool; *all is that one, borrowed, or NULL. */
static Status join(MergePool *pool, void **all, Failure *failure)
{
    TRY(merge_pool_take(pool, all, failure));
    return *all != NULL ? merge_pool_add(pool, *all, failure) : STATUS_OK;
}

/* What came to nothing is left out. */
static void drop_nothing(PackedLines *lines)
{
    size_t kept = 0;
    for (size_t i = 0; i < lines->count; i++)
        if (packed_amount(lines->items[i]) != 0) lines->items[kept++] = lines->items[i];
    lines->count = kept;
}

/* In the same memory, from the end on: a line is larger than it was packed. */
static void unpack(void *items, size_t count)
{
    _Static_assert(sizeof(SettledLine) >= sizeof(PackedLine), "unpacked from the end on");
    for (size_t i = count; i-- > 0;) {
        PackedLine packed;
        memcpy(&packed, (char *)items + i * sizeof packed, sizeof packed);
        const SettledLine line = packed_line_unpack(packed);
        memcpy((char *)items + i * sizeof line, &line, sizeof line);
    }
}

static Status unpack_lines(LedgerHistory *history, Failure *failure)
{
    void *list;
    TRY(merge_pool_take(&history->line_pool, &list, failure));
    if (list == NULL) return STATUS_OK;
    CLEANUP(packed_lines_free) PackedLines packed = *(PackedLines *)list;
    system_free(list);
    drop_nothing(&packed);
    void *items = system_reallocate(packed.items, packed.count * sizeof *history->settled);
    if (items == NULL) return failure_set(failure, STATUS_MEMORY, _("ledger lines"), NULL);
    packed.items = NULL;
    unpack(items, packed.count);
    history->settled = items;
    history->settled_count = packed.count;
    return STATUS_OK;
}

/* Of a damaged snapshot the entries are still to be read (read_covered). */
static Status join_all(LedgerHistory *history, Failure *failure)
{
    static const PackedLines no_lines;
    static const PersonLooks no_looks;
    void *lines, *looks;
    if (atomic_load(&history->damaged) && history->covered > 0) return STATUS_OK;
    TRY(join(&history->line_pool, &lines, failure));
    TRY(join(&history->look_pool, &looks, failure));
    write_snapshot(history, lines != NULL ? lines : &no_lines,
                   looks != NULL ? looks : &no_looks);
    return unpack_lines(history, failure);
}

/* --- all of them --- */

Status ledger_history_new(const Ledger *ledger, bool lines, bool looks, LedgerHistory **out,
                          Failure *failure)
{
    *out = system_allocate_zeroed(1, sizeof **out);
    if (*out == NULL) return failure_set(failure, STATUS_MEMORY, _("ledger"), NULL);
    **out = (LedgerHistory){.ledger = ledger, .lines = lines, .looks = looks};
    (*out)->line_pool = (MergePool){.merge = merge_lines, .release = release_lines};
    (*out)->look_pool = (MergePool){.merge = merge_looks, .release = release_looks};
    return STATUS_OK;
}

void ledger_history_free(LedgerHistory *history)
{
    merge_pool_free(&history->line_pool);
    merge_pool_free(&history->look_pool);
    if (history->snapshot != NULL) ledger_snapshot_close(history->snapshot);
    own_key_forget(&history->key);
    system_free(history->settled);
    system_free(history);
}

/* The snapshot is the first piece: it is the largest. */
size_t ledger_history_pieces(const LedgerHistory *history)
{
    return history->ledger->entry_count + (history->covered > 0);
}

/* The newest entry first: the oldest is the largest, and is merged once with all that was said
 * after it. */
static Status do_piece(LedgerHistory *history, size_t number, Failure *failure)
{
    if (history->covered > 0 && number == 0) return take_snapshot(history, failure);
    size_t entry = ledger_history_pieces(history) - 1 - number;
    return entry < history->covered ? check_entry(history, entry, failure)
                                    : read_entry(history, entry, failure);
}

/* Whoever is last puts together what is left: nothing of it waits for the end. */
Status ledger_history_piece(void *user, size_t number, Failure *failure)
{
    STAGE(LEDGER);
    LedgerHistory *history = user;
    TRY(do_piece(history, number, failure));
    if (atomic_fetch_add(&history->ready, 1) + 1 < ledger_history_pieces(history))
        return STATUS_OK;
    return join_all(history, failure);
}

/* What a damaged snapshot did not say, and a new one. */
static Status read_covered(LedgerHistory *history, Failure *failure)
{
    if (!atomic_load(&history->damaged) || history->covered == 0) return STATUS_OK;
    for (size_t i = 0; i < history->covered; i++)
        TRY(read_entry(history, i, failure));
    history->covered = 0;
    return join_all(history, failure);
}

Status ledger_history_lines(LedgerHistory *history, SettledLine **lines, size_t *count,
                            Failure *failure)
{
    *lines = NULL;
    *count = 0;
    TRY(read_covered(history, failure));
    *count = history->settled_count;
    *lines = HAND_OVER(SettledLine *, history->settled);
    return STATUS_OK;
}

Status ledger_history_looks(LedgerHistory *history, PersonLooks *looks, Failure *failure)
{
    void *list;
    *looks = (PersonLooks){0};
    TRY(read_covered(history, failure));
    TRY(merge_pool_take(&history->look_pool, &list, failure));
    if (list == NULL) return STATUS_OK;
    *looks = *(PersonLooks *)list;
    system_free(list);
    return STATUS_OK;
}

static Status read_all(LedgerHistory *history, Failure *failure)
{
    for (size_t i = 0; i < ledger_history_pieces(history); i++)
        TRY(ledger_history_piece(history, i, failure));
    return STATUS_OK;
}

Status ledger_settled(const Ledger *ledger, SettledLine **lines, size_t *count,
                      Failure *failure)
{
    CLEANUP(ledger_history_free) LedgerHistory *history = NULL;
    *lines = NULL;
    *count = 0;
    TRY(ledger_history_new(ledger, true, false, &history, failure));
    TRY(read_all(history, failure));
    return ledger_history_lines(history, lines, count, failure);
}

Status ledger_looks(const Ledger *ledger, PersonLooks *looks, Failure *failure)
{
    CLEANUP(ledger_history_free) LedgerHistory *history = NULL;
    *looks = (PersonLooks){0};
    TRY(ledger_history_new(ledger, false, true, &history, failure));
    TRY(read_all(history, failure));
    return ledger_history_looks(history, looks, failure);
}
