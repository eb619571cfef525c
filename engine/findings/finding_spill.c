/* finding_spill.c - sorted runs of findings in a file without a name. */
#include "engine/findings/finding_spill.h"

#include <errno.h>
#include <string.h>

#include "formats/base/translate.h"

enum { RUN_PIECE_MIN = 512 };

/* Where a run lies in the file. */
typedef struct SpilledRun {
    uint64_t begin, end;
} SpilledRun;

struct FindingSpill {
    const char *folder;
    int descriptor;
    uint64_t written; /* bytes in the file */
    SpilledRun runs[FINDING_SPILL_RUNS_MAX];
    size_t run_count;
    size_t filled; /* of `piece` */
    uint8_t piece[FINDING_SPILL_PIECE];
};

/* --- the file --- */

static Status open_file(FindingSpill *spill, Failure *failure)
{
    static const char *const places[] = {"/var/tmp", "/tmp", "."};
    size_t count = spill->folder != NULL ? 1 : sizeof places / sizeof places[0];
    const char *place = spill->folder;
    for (size_t i = 0; i < count && spill->descriptor < 0; i++) {
        if (spill->folder == NULL) place = places[i];
        spill->descriptor = system_create_nameless(place);
    }
    if (spill->descriptor >= 0) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, place, "no temporary file for the findings: %s",
                       translate(strerror(errno)));
}

Status finding_spill_new(const char *folder, FindingSpill **out, Failure *failure)
{
    CLEANUP(finding_spill_free) FindingSpill *spill = system_allocate(sizeof *spill);
    if (spill == NULL)
        return failure_set(failure, STATUS_MEMORY, _("findings"), "a buffer for the disk");
    spill->folder = folder;
    spill->descriptor = -1;
    spill->written = 0;
    spill->run_count = 0;
    spill->filled = 0;
    TRY(open_file(spill, failure));
    *out = HAND_OVER(FindingSpill *, spill);
    return STATUS_OK;
}

void finding_spill_free(FindingSpill *spill)
{
    if (spill == NULL) return;
    /* What is in the file is not wanted any more, so a failing close is no loss. */
    if (spill->descriptor >= 0) (void)system_close(spill->descriptor);
    system_free(spill);
}

static Status flush(FindingSpill *spill, Failure *failure)
{
    if (system_write_at(spill->descriptor, spill->piece, spill->filled,
                        (off_t)spill->written) != 0)
        return failure_set(
            failure, STATUS_WRITE, spill->folder != NULL ? spill->folder : _("findings"),
            "the temporary file of the findings: %s", translate(strerror(errno)));
    spill->written += spill->filled;
    spill->filled = 0;
    return STATUS_OK;
}

Status finding_spill_add(FindingSpill *spill, const uint8_t *packed, Failure *failure)
{
    size_t length = finding_packed_length(packed);
    if (spill->filled + length > sizeof spill->piece) TRY(flush(spill, failure));
    memcpy(spill->piece + spill->filled, packed, length);
    spill->filled += length;
    return STATUS_OK;
}

/* --- merging --- */

/* One run as it is read. */
typedef struct RunReader {
    FindingKey key;     /* of the record at `at` */
    uint64_t next, end; /* in the file: what has not been read */
    uint8_t *bytes;     /* a part of the scratch memory */
    size_t size, at, filled;
} RunReader;

typedef struct Merge {
    const FindingSpill *spill;
    RunReader readers[FINDING_SPILL_RUNS_MAX];
    uint8_t heap[FINDING_SPILL_RUNS_MAX]; /* numbers of readers, the first record on top */
    size_t heap_count;
} Merge;

/* Whether a whole record lies at `at`. */
static bool has_record(const RunReader *reader)
{
    size_t there = reader->filled - reader->at;
    return there >= FINDING_HEAD_SIZE &&
           there >= finding_packed_length(reader->bytes + reader->at);
}

static Status refill(const FindingSpill *spill, RunReader *reader, Failure *failure)
{
    size_t kept = reader->filled - reader->at;
    if (kept > 0) memmove(reader->bytes, reader->bytes + reader->at, kept);
    uint64_t left = reader->end - reader->next;
    size_t more = left < reader->size - kept ? (size_t)left : reader->size - kept;
    if (system_read_at(spill->descriptor, reader->bytes + kept, more, (off_t)reader->next) != 0)
        return failure_set(failure, STATUS_READ, _("findings"), "the temporary file: %s",
                           translate(strerror(errno)));
    reader->next += more;
    reader->at = 0;
    reader->filled = kept + more;
    return STATUS_OK;
}

/* Brings the next record to `at`; *more is false at the end of the run. */
static Status advance(const FindingSpill *spill, RunReader *reader, bool *more,
                      Failure *failure)
{
    if (!has_record(reader) && reader->next < reader->end) TRY(refill(spill, reader, failure));
    *more = has_record(reader);
    INVARIANT(*more || (reader->at == reader->filled && reader->next == reader->end));
    if (*more) reader->key = finding_packed_key(reader->bytes + reader->at);
    return STATUS_OK;
}

/* Runs follow each other in the order of adding, so an equal key of an earlier run is first. */
static bool is_before(const Merge *merge, uint8_t left, uint8_t right)
{
    FindingKey a = merge->readers[left].key, b = merge->readers[right].key;
    if (a.high != b.high) return a.high < b.high;
    return a.low != b.low ? a.low < b.low : left < right;
}

static void sift_down(Merge *merge, size_t at)
{
    for (size_t child; (child = 2 * at + 1) < merge->heap_count; at = child) {
        if (child + 1 < merge->heap_count &&
            is_before(merge, merge->heap[child + 1], merge->heap[child]))
            child++;
        if (!is_before(merge, merge->heap[child], merge->heap[at])) return;
        uint8_t kept = merge->heap[at];
        merge->heap[at] = merge->heap[child];
        merge->heap[child] = kept;
    }
}

static Status merge_begin(Merge *merge, FindingScratch scratch, Failure *failure)
{
    const FindingSpill *spill = merge->spill;
    size_t piece = scratch.size / (spill->run_count > 0 ? spill->run_count : 1);
    INVARIANT(piece >= FINDING_PACKED_MAX);
    for (size_t r = 0; r < spill->run_count; r++) {
        bool more;
        merge->readers[r] = (RunReader){.next = spill->runs[r].begin,
                                        .end = spill->runs[r].end,
                                        .bytes = scratch.bytes + r * piece,
                                        .size = piece};
        TRY(advance(spill, &merge->readers[r], &more, failure));
        if (more) merge->heap[merge->heap_count++] = (uint8_t)r;
    }
    for (size_t at = merge->heap_count / 2; at-- > 0;)
        sift_down(merge, at);
    return STATUS_OK;
}

Status finding_spill_merge(const FindingSpill *spill, FindingScratch scratch,
                           PackedVisitor visit, void *user, Failure *failure)
{
    Merge merge = {.spill = spill};
    TRY(merge_begin(&merge, scratch, failure));
    while (merge.heap_count > 0) {
        bool more;
        RunReader *first = &merge.readers[merge.heap[0]];
        const uint8_t *packed = first->bytes + first->at;
        TRY(visit(user, packed, failure));
        first->at += finding_packed_length(packed);
        TRY(advance(spill, first, &more, failure));
        if (!more) merge.heap[0] = merge.heap[--merge.heap_count];
        sift_down(&merge, 0);
    }
    return STATUS_OK;
}

/* --- runs --- */

static Status copy_record(void *user, const uint8_t *packed, Failure *failure)
{
    return finding_spill_add(user, packed, failure);
}

static void note_run(FindingSpill *spill, uint64_t begin)
{
    INVARIANT(spill->run_count < FINDING_SPILL_RUNS_MAX);
    spill->runs[spill->run_count++] = (SpilledRun){begin, spill->written};
}

/* All runs become one, in a file of its own: the old one is given back whole. */
static Status compact(FindingSpill *spill, FindingScratch scratch, Failure *failure)
{
    CLEANUP(finding_spill_free) FindingSpill *merged = NULL;
    TRY(finding_spill_new(spill->folder, &merged, failure));
    TRY(finding_spill_merge(spill, scratch, copy_record, merged, failure));
    TRY(flush(merged, failure));
    int descriptor = spill->descriptor;
    spill->descriptor = merged->descriptor;
    merged->descriptor = descriptor;
    spill->written = merged->written;
    spill->run_count = 0;
    note_run(spill, 0);
    return STATUS_OK;
}

/* How many runs can be merged at once. */
static size_t fan_in(FindingScratch scratch)
{
    size_t most = scratch.size / RUN_PIECE_MIN;
    return most < FINDING_SPILL_RUNS_MAX ? most : FINDING_SPILL_RUNS_MAX;
}

Status finding_spill_end_run(FindingSpill *spill, FindingScratch scratch, Failure *failure)
{
    uint64_t begin = spill->run_count > 0 ? spill->runs[spill->run_count - 1].end : 0;
    TRY(flush(spill, failure));
    note_run(spill, begin);
    return spill->run_count < fan_in(scratch) ? STATUS_OK : compact(spill, scratch, failure);
}
