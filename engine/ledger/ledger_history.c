#include "engine/ledger/ledger_history.h"

#include <string.h>

#include "formats/base/merge_pool.h"
#include "formats/base/stage_clock.h"
#include "formats/run/files.h"
#include "formats/run/look_plain.h"
#include "formats/run/settled_plain.h"

struct LedgerHistory {
    const Ledger *ledger;
    bool lines, looks; /* wanted */
    MergePool line_pool, look_pool;
    atomic_size_t ready; /* pieces */
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
    if (*out == NULL) return failure_set(failure, STATUS_MEMORY, "ledger", NULL);
    memcpy(*out, from, size);
    memset(from, 0, size);
    return STATUS_OK;
}

static Status make_lines(const PackedLines *left, const PackedLines *right, PackedLines *into,
                         Failure *failure)
{
    size_t room = left->count + right->count;
    into->items = system_allocate(room * sizeof *into->items);
    if (into->items == NULL) return failure_set(failure, STATUS_MEMORY, "ledger lines", NULL);
    into->count =
        packed_lines_merge(left->items, left->count, right->items, right->count, into->items);
    PackedLine *less = system_reallocate(into->items, into->count * sizeof *less);
    if (less != NULL) into->items = less;
    return STATUS_OK;
}

static Status merge_lines(void *left, void *right, void **out, Failure *failure)
{
    CLEANUP(packed_lines_free) PackedLines merged = {0};
    Status status = make_lines(left, right, &merged, failure);
    release_lines(left);
    release_lines(right);
    TRY(status);
    return keep(&merged, sizeof merged, out, failure);
}

static void take_look(PersonLooks *to, const PersonLooks *from, size_t index)
{
    PersonLook look = from->items[index];
    const Ident *formers = from->formers + look.former_begin;
    if (look.former_count > 0) {
        memcpy(to->formers + to->former_count, formers, look.former_count * sizeof *formers);
        look.former_begin = (uint32_t)to->former_count;
        to->former_count += look.former_count;
    }
    to->items[to->count++] = look;
}

/* Of one ident the look of the later entry stays. */
static void choose_looks(const PersonLooks *left, const PersonLooks *right, PersonLooks *into)
{
    size_t i = 0, j = 0;
    while (i < left->count || j < right->count) {
        bool only_left = j == right->count ||
                         (i < left->count && left->items[i].ident < right->items[j].ident);
        bool only_right =
            !only_left && (i == left->count || right->items[j].ident < left->items[i].ident);
        bool from_left =
            only_left || (!only_right && left->items[i].entry > right->items[j].entry);
        take_look(into, from_left ? left : right, from_left ? i : j);
        i += !only_right;
        j += !only_left;
    }
}

static Status make_looks(const PersonLooks *left, const PersonLooks *right, PersonLooks *into,
                         Failure *failure)
{
    size_t formers = left->former_count + right->former_count;
    into->items = system_allocate((left->count + right->count) * sizeof *into->items);
    into->formers = system_allocate(formers * sizeof *into->formers);
    if (into->items == NULL || into->formers == NULL || formers > UINT32_MAX)
        return failure_set(failure, STATUS_MEMORY, "ledger", NULL);
    choose_looks(left, right, into);
    return STATUS_OK;
}

static Status merge_looks(void *left, void *right, void **out, Failure *failure)
{
    CLEANUP(person_looks_free) PersonLooks merged = {0};
    Status status = make_looks(left, right, &merged, failure);
    release_looks(left);
    release_looks(right);
    TRY(status);
    return keep(&merged, sizeof merged, out, failure);
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

static Status read_lines(LedgerHistory *history, size_t number, Failure *failure)
{
    const char *path;
    void *list;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(packed_lines_free) PackedLines lines = {0};
    TRY(read_listed(history, number, EVIDENCE_OF_LINES, &path, &file, failure));
    TRY(settled_packed_read(path, file.bytes, file.size, &lines, failure));
    input_file_free(&file);
    TRY(keep(&lines, sizeof lines, &list, failure));
    return merge_pool_add(&history->line_pool, list, failure);
}

static Status read_looks(LedgerHistory *history, size_t number, Failure *failure)
{
    const char *path;
    void *list;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(person_looks_free) PersonLooks looks = {0};
    TRY(read_listed(history, number, EVIDENCE_OF_LOOKS, &path, &file, failure));
    TRY(look_read(path, file.bytes, file.size, &looks, failure));
    input_file_free(&file);
    for (size_t i = 0; i < looks.count; i++)
        looks.items[i].entry = (uint32_t)number;
    TRY(keep(&looks, sizeof looks, &list, failure));
    return merge_pool_add(&history->look_pool, list, failure);
}

static Status join(MergePool *pool, Failure *failure)
{
    void *all;
    TRY(merge_pool_take(pool, &all, failure));
    return all != NULL ? merge_pool_add(pool, all, failure) : STATUS_OK;
}

/* --- all of them --- */

Status ledger_history_new(const Ledger *ledger, bool lines, bool looks, LedgerHistory **out,
                          Failure *failure)
{
    *out = system_allocate_zeroed(1, sizeof **out);
    if (*out == NULL) return failure_set(failure, STATUS_MEMORY, "ledger", NULL);
    **out = (LedgerHistory){.ledger = ledger, .lines = lines, .looks = looks};
    (*out)->line_pool = (MergePool){.merge = merge_lines, .release = release_lines};
    (*out)->look_pool = (MergePool){.merge = merge_looks, .release = release_looks};
    return STATUS_OK;
}

void ledger_history_free(LedgerHistory *history)
{
    merge_pool_free(&history->line_pool);
    merge_pool_free(&history->look_pool);
    system_free(history);
}

size_t ledger_history_pieces(const LedgerHistory *history)
{
    return history->ledger->entry_count;
}

/* Whoever is last puts together what is left: nothing of it waits for the end. */
Status ledger_history_piece(void *user, size_t number, Failure *failure)
{
    STAGE(LEDGER);
    LedgerHistory *history = user;
    EntryKind kind = history->ledger->entries[number].kind;
    if (history->lines && entry_has_lines(kind)) TRY(read_lines(history, number, failure));
    if (history->looks && entry_is_paying(kind)) TRY(read_looks(history, number, failure));
    if (atomic_fetch_add(&history->ready, 1) + 1 < history->ledger->entry_count)
        return STATUS_OK;
    TRY(join(&history->line_pool, failure));
    return join(&history->look_pool, failure);
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

Status ledger_history_lines(LedgerHistory *history, SettledLine **lines, size_t *count,
                            Failure *failure)
{
    void *list;
    *lines = NULL;
    *count = 0;
    TRY(merge_pool_take(&history->line_pool, &list, failure));
    if (list == NULL) return STATUS_OK;
    CLEANUP(packed_lines_free) PackedLines packed = *(PackedLines *)list;
    system_free(list);
    drop_nothing(&packed);
    void *items = system_reallocate(packed.items, packed.count * sizeof **lines);
    if (items == NULL) return failure_set(failure, STATUS_MEMORY, "ledger lines", NULL);
    packed.items = NULL;
    unpack(items, packed.count);
    *lines = items;
    *count = packed.count;
    return STATUS_OK;
}

Status ledger_history_looks(LedgerHistory *history, PersonLooks *looks, Failure *failure)
{
    void *list;
    *looks = (PersonLooks){0};
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
