#include "formats/run/ledger_snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/path.h"
#include "formats/base/stored_file.h"
#include "rules/base/municipality.h"

/* Changed with whatever changes the bytes. */
static const char magic[32] = "tilskudd-ledger-snapshot-5\n";

/* What follows are the lines, the looks, the earlier looks and the former idents. */
typedef struct SnapshotHeader {
    char magic[sizeof magic];
    SnapshotPlace place;
    uint64_t lines, looks, earlier, formers;
    uint8_t sha256[SHA256_SIZE]; /* of all of the file, with zeros here and in `code` */
    uint8_t code[SHA256_SIZE];   /* by her key, of the header before it */
} SnapshotHeader;

_Static_assert(sizeof(SnapshotHeader) == 168, "without gaps");
_Static_assert(sizeof(PackedLine) == 16 && sizeof(PersonLook) == 56, "as magic says");

enum { SNAPSHOT_CODED = offsetof(SnapshotHeader, code) };

enum { SNAPSHOT_PIECE = 1 << 20 /* bytes that are read, and hashed while they are near */ };
#define SNAPSHOT_COUNT_MAX ((uint64_t)1 << 32)

struct LedgerSnapshot {
    StoredFile file;
    SnapshotHeader header;
};

/* --- what is there --- */

static bool is_own(const StoredFile *file)
{
    const char *why;
    Failure ignored;
    return stored_file_judge_owner(file, &why, &ignored) == STATUS_OK && why == NULL;
}

static bool has_header(LedgerSnapshot *snapshot)
{
    size_t got;
    Failure ignored;
    SnapshotHeader *header = &snapshot->header;
    if (snapshot->file.identity.size < sizeof *header) return false;
    Status status = stored_file_read(&snapshot->file, header, sizeof *header, &got, &ignored);
    return status == STATUS_OK && memcmp(header->magic, magic, sizeof magic) == 0;
}

static Status judge(LedgerSnapshot *snapshot, const char *path, const OwnKey *key,
                    SnapshotFound *found, Failure *failure)
{
    bool made;
    Failure ignored;
    const SnapshotHeader *header = &snapshot->header;
    Status status = stored_file_open_at(&snapshot->file, AT_FDCWD, path, path, &ignored);
    *found = status == STATUS_INPUT_MISSING ? SNAPSHOT_MISSING : SNAPSHOT_FOREIGN;
    if (status != STATUS_OK || key->missing != NULL || !is_own(&snapshot->file) ||
        !has_header(snapshot))
        return STATUS_OK;
    TRY(own_key_made(key, header, SNAPSHOT_CODED, header->code, &made, failure));
    if (made) *found = SNAPSHOT_OWN;
    return STATUS_OK;
}

Status ledger_snapshot_open(const char *path, const OwnKey *key, LedgerSnapshot **out,
                            SnapshotFound *found, Failure *failure)
{
    *out = NULL;
    CLEANUP(ledger_snapshot_close)
    LedgerSnapshot *snapshot = system_allocate_zeroed(1, sizeof *snapshot);
    if (snapshot == NULL) return failure_set(failure, STATUS_MEMORY, path, "a snapshot");
    snapshot->file.descriptor = -1;
    TRY(judge(snapshot, path, key, found, failure));
    if (*found == SNAPSHOT_OWN) *out = HAND_OVER(LedgerSnapshot *, snapshot);
    return STATUS_OK;
}

void ledger_snapshot_close(LedgerSnapshot *snapshot)
{
    stored_file_close(&snapshot->file);
    system_free(snapshot);
}

const SnapshotPlace *ledger_snapshot_place(const LedgerSnapshot *snapshot)
{
    return &snapshot->header.place;
}

/* --- reading --- */

/* The next array of the file, in pieces; *sound is false when they cannot be read. */
static Status read_array(LedgerSnapshot *snapshot, void **out, uint64_t count, size_t size,
                         bool *sound, Failure *failure)
{
    size_t bytes = (size_t)count * size, done = 0;
    char *memory = system_allocate(bytes);
    if (memory == NULL)
        return failure_set(failure, STATUS_MEMORY, snapshot->file.path, "%zu bytes", bytes);
    *out = memory;
    while (*sound && done < bytes) {
        Failure ignored;
        size_t piece = bytes - done < SNAPSHOT_PIECE ? bytes - done : SNAPSHOT_PIECE, got = 0;
        *sound = stored_file_read(&snapshot->file, memory + done, piece, &got, &ignored) ==
                     STATUS_OK &&
                 got == piece;
        done += piece;
    }
    return STATUS_OK;
}

static bool fits(const LedgerSnapshot *snapshot)
{
    const SnapshotHeader *header = &snapshot->header;
    if (header->lines > SNAPSHOT_COUNT_MAX || header->looks > SNAPSHOT_COUNT_MAX ||
        header->earlier > SNAPSHOT_COUNT_MAX || header->formers > SNAPSHOT_COUNT_MAX)
        return false;
    return snapshot->file.identity.size == sizeof *header + header->lines * sizeof(PackedLine) +
                                               header->looks * sizeof(PersonLook) +
                                               header->earlier * sizeof(PersonLook) +
                                               header->formers * sizeof(Ident);
}

static Status hash_header(const SnapshotHeader *header, Sha256 *digest, Failure *failure)
{
    SnapshotHeader without = *header;
    memset(without.sha256, 0, sizeof without.sha256);
    memset(without.code, 0, sizeof without.code);
    return sha256_update(digest, &without, sizeof without, failure);
}

static Status read_arrays(LedgerSnapshot *snapshot, PackedLines *lines, PersonLooks *looks,
                          bool *sound, Failure *failure)
{
    const SnapshotHeader *header = &snapshot->header;
    void *line_items = NULL, *look_items = NULL, *earlier = NULL, *formers = NULL;
    Status status =
        read_array(snapshot, &line_items, header->lines, sizeof *lines->items, sound, failure);
    if (status == STATUS_OK)
        status = read_array(snapshot, &look_items, header->looks, sizeof *looks->items, sound,
                            failure);
    if (status == STATUS_OK)
        status = read_array(snapshot, &earlier, header->earlier, sizeof *looks->earlier, sound,
                            failure);
    if (status == STATUS_OK)
        status = read_array(snapshot, &formers, header->formers, sizeof *looks->formers, sound,
                            failure);
    *lines = (PackedLines){line_items, (size_t)header->lines};
    *looks = (PersonLooks){.items = look_items,
                           .count = (size_t)header->looks,
                           .formers = formers,
                           .former_count = (size_t)header->formers,
                           .earlier = earlier,
                           .earlier_count = (size_t)header->earlier};
    return status;
}

static Status read_hashed(LedgerSnapshot *snapshot, PackedLines *lines, PersonLooks *looks,
                          bool *sound, Failure *failure)
{
    uint8_t sha256[SHA256_SIZE];
    CLEANUP(sha256_free) Sha256 *digest = NULL;
    TRY(sha256_new(&digest, failure));
    TRY(hash_header(&snapshot->header, digest, failure));
    snapshot->file.digest = digest;
    TRY(read_arrays(snapshot, lines, looks, sound, failure));
    snapshot->file.digest = NULL;
    TRY(sha256_finish(digest, sha256, failure));
    *sound = *sound && memcmp(sha256, snapshot->header.sha256, SHA256_SIZE) == 0;
    return STATUS_OK;
}

/* What its user wrote is so; a slip of this program must not become one of the memory. */
static bool lines_are_sound(const PackedLines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        const SettledLine line = packed_line_unpack(lines->items[i]);
        bool sound = line.code < GRANT_CODE_COUNT && line.budget_year <= YEAR_MAX &&
                     line.municipality < MUNICIPALITY_CODES && line.amount < PACKED_ORE_MAX &&
                     -line.amount < PACKED_ORE_MAX;
        sound = sound && (i == 0 || packed_compare(lines->items[i - 1], lines->items[i]) < 0);
        if (!sound) return false;
    }
    return true;
}

static bool looks_are_sound(const PersonLooks *looks, uint64_t entry)
{
    for (size_t i = 0; i < looks->count; i++) {
        const PersonLook *look = &looks->items[i];
        bool sound = look->former_count <= LOOK_FORMERS_MAX && look->entry <= entry &&
                     look->settled_in < MUNICIPALITY_CODES &&
                     packed_facts_are_sound(&look->facts) &&
                     (uint64_t)look->former_begin + look->former_count <= looks->former_count;
        if (!sound || (i > 0 && look->ident <= looks->items[i - 1].ident)) return false;
    }
    for (size_t i = 0, at = 0; i < looks->earlier_count; i++) {
        while (at < looks->count && looks->items[at].ident < looks->earlier[i].ident)
            at++;
        if (at == looks->count || looks->items[at].ident != looks->earlier[i].ident)
            return false;
    }
    return true;
}

Status ledger_snapshot_read(LedgerSnapshot *snapshot, PackedLines *lines, PersonLooks *looks,
                            bool *sound, Failure *failure)
{
    *lines = (PackedLines){0};
    *looks = (PersonLooks){0};
    *sound = fits(snapshot);
    if (!*sound) return STATUS_OK;
    Status status = read_hashed(snapshot, lines, looks, sound, failure);
    *sound = *sound && status == STATUS_OK && lines_are_sound(lines) &&
             looks_are_sound(looks, snapshot->header.place.entry);
    if (*sound) return STATUS_OK;
    packed_lines_free(lines);
    person_looks_free(looks);
    return status;
}

/* --- writing --- */

static Status write_all(int descriptor, const SnapshotHeader *header, const PackedLines *lines,
                        const PersonLooks *looks, const char *path, Failure *failure)
{
    if (system_write_all(descriptor, header, sizeof *header) == 0 &&
        system_write_all(descriptor, lines->items, lines->count * sizeof *lines->items) == 0 &&
        system_write_all(descriptor, looks->items, looks->count * sizeof *looks->items) == 0 &&
        system_write_all(descriptor, looks->earlier,
                         looks->earlier_count * sizeof *looks->earlier) == 0 &&
        system_write_all(descriptor, looks->formers,
                         looks->former_count * sizeof *looks->formers) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, path, "%s", strerror(errno));
}

static Status fill_header(SnapshotHeader *header, const OwnKey *key, const PackedLines *lines,
                          const PersonLooks *looks, Failure *failure)
{
    CLEANUP(sha256_free) Sha256 *digest = NULL;
    TRY(sha256_new(&digest, failure));
    TRY(sha256_update(digest, header, sizeof *header, failure));
    TRY(sha256_update(digest, lines->items, lines->count * sizeof *lines->items, failure));
    TRY(sha256_update(digest, looks->items, looks->count * sizeof *looks->items, failure));
    TRY(sha256_update(digest, looks->earlier, looks->earlier_count * sizeof *looks->earlier,
                      failure));
    TRY(sha256_update(digest, looks->formers, looks->former_count * sizeof *looks->formers,
                      failure));
    TRY(sha256_finish(digest, header->sha256, failure));
    return own_key_code(key, header, SNAPSHOT_CODED, header->code, failure);
}

/* Not synced: what a crash leaves half written its hash tells. */
static Status write_file(const char *temporary, const SnapshotHeader *header,
                         const PackedLines *lines, const PersonLooks *looks, Failure *failure)
{
    enum { SNAPSHOT_MODE = 0600 };
    (void)system_unlink(temporary);
    int descriptor = system_create(temporary, SNAPSHOT_MODE);
    if (descriptor < 0)
        return failure_set(failure, STATUS_WRITE, temporary, "%s", strerror(errno));
    Status status = write_all(descriptor, header, lines, looks, temporary, failure);
    if (system_close(descriptor) != 0 && status == STATUS_OK)
        status = failure_set(failure, STATUS_WRITE, temporary, "%s", strerror(errno));
    return status;
}

Status ledger_snapshot_write(const char *path, const OwnKey *key, const SnapshotPlace *place,
                             const PackedLines *lines, const PersonLooks *looks,
                             Failure *failure)
{
    char temporary[PATH_SIZE];
    SnapshotHeader header = {.place = *place,
                             .lines = lines->count,
                             .looks = looks->count,
                             .earlier = looks->earlier_count,
                             .formers = looks->former_count};
    memcpy(header.magic, magic, sizeof magic);
    TRY(path_with(path, ".tmp", temporary, failure));
    TRY(fill_header(&header, key, lines, looks, failure));
    Status status = write_file(temporary, &header, lines, looks, failure);
    if (status == STATUS_OK && system_rename(temporary, path) != 0)
        status = failure_set(failure, STATUS_WRITE, path, "%s", strerror(errno));
    if (status != STATUS_OK) (void)system_unlink(temporary);
    return status;
}
