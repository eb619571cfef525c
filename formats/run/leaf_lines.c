/* leaf_lines.c - lines become leaves, by several threads. */
#include "formats/run/leaf_lines.h"

#include <string.h>

#include "formats/base/parallel.h"
#include "formats/base/text_buffer.h"
#include "formats/log/tlog_tiles.h"
#include "formats/run/decision_csv.h"

/* A piece of text. */
typedef struct Span {
    const char *text;
    size_t length;
} Span;

/* A share of a piece and what is made of it. The lines of an ident follow each other, so its
 * pseudonym is kept. */
typedef struct Share {
    HmacKey *hmac; /* NULL: pseudonyms are kept ones */
    Sha256 *digest;
    const char *begin, *end; /* whole lines */
    Span before;             /* the subject of the line before */
    size_t changes;          /* lines whose ident is another than before */
    const uint8_t *kept;     /* the next pseudonym; the one before it is there too */
    TextBuffer leaves, made; /* texts one after the other; pseudonyms */
    uint64_t *ends;
    MerkleHash *hashes;
    size_t count, end_capacity, hash_capacity;
    char hash[SHA256_HEX_SIZE];
} Share;

struct LeafLines {
    Share *shares; /* as many as threads */
    int threads;
    const LeafPseudonyms *pseudonyms;
    const LineKind *kind; /* of the file that is read */
    LeafTaker take;
    void *user;
    uint64_t next_line;           /* of the file, to be given */
    char last[SUBJECT_TEXT_SIZE]; /* subject of the line before the piece */
    size_t last_length;
    uint8_t last_kept[SHA256_SIZE]; /* its pseudonym, when it was read */
    TextBuffer kept;                /* that one, and those of the piece */
};

Status leaf_lines_new(const LeafPseudonyms *pseudonyms, int threads, LeafLines **out,
                      Failure *failure)
{
    INVARIANT(threads >= 1 && (pseudonyms->key != NULL || pseudonyms->read != NULL));
    CLEANUP(leaf_lines_free) LeafLines *lines = system_allocate_zeroed(1, sizeof *lines);
    if (lines != NULL)
        lines->shares = system_allocate_zeroed((size_t)threads, sizeof *lines->shares);
    if (lines == NULL || lines->shares == NULL)
        return failure_set(failure, STATUS_MEMORY, "audit log", "leaves");
    lines->threads = threads;
    lines->pseudonyms = pseudonyms;
    for (int t = 0; t < threads; t++) {
        TRY(sha256_new(&lines->shares[t].digest, failure));
        if (pseudonyms->key != NULL)
            TRY(hmac_key_new(pseudonyms->key, pseudonyms->key_length, &lines->shares[t].hmac,
                             failure));
    }
    *out = HAND_OVER(LeafLines *, lines);
    return STATUS_OK;
}

void leaf_lines_free(LeafLines *lines)
{
    for (int t = 0; lines->shares != NULL && t < lines->threads; t++) {
        Share *share = &lines->shares[t];
        hmac_key_free(share->hmac);
        sha256_free(share->digest);
        text_buffer_free(&share->leaves);
        text_buffer_free(&share->made);
        system_free(share->ends);
        system_free(share->hashes);
    }
    text_buffer_free(&lines->kept);
    system_free(lines->shares);
    system_free(lines);
}

/* --- lines and their subjects --- */

static Span next_line(const char **at, const char *end)
{
    const char *begin = *at, *stop = memchr(begin, '\n', (size_t)(end - begin));
    *at = stop != NULL ? stop + 1 : end;
    return (Span){begin, (size_t)((stop != NULL ? stop : end) - begin)};
}

/* Where field number `field` begins, from 1; no field before it is quoted. */
static size_t field_begin(Span line, int field)
{
    size_t at = 0;
    for (int i = 1; i < field && at < line.length; at++)
        i += line.text[at] == ',';
    return at;
}

/* Nothing of a kind of lines without subjects. */
static Span subject_of(const LineKind *kind, Span line)
{
    size_t begin = kind->subject > 0 ? field_begin(line, kind->subject) : line.length;
    const char *text = line.text + begin;
    const char *comma = memchr(text, ',', line.length - begin);
    return (Span){text, comma != NULL ? (size_t)(comma - text) : line.length - begin};
}

/* A municipality stays as it is. In other fields than the first nobody need stand. */
static bool is_person(const LineKind *kind, Span subject)
{
    if (subject.length > 0) return subject.text[0] != 'M';
    return kind->subject == 1;
}

static bool same(Span left, Span right)
{
    return left.length == right.length && memcmp(left.text, right.text, left.length) == 0;
}

/* --- one share --- */

static Status count_changes(void *user, const ParallelPiece *piece, Failure *failure)
{
    const LeafLines *lines = user;
    Share *share = &lines->shares[piece->number];
    Span before = share->before;
    (void)failure;
    share->changes = 0;
    for (const char *at = share->begin; at < share->end;) {
        Span subject = subject_of(lines->kind, next_line(&at, share->end));
        share->changes += is_person(lines->kind, subject) && !same(subject, before);
        before = subject;
    }
    return STATUS_OK;
}

/* The pseudonym of a person whose lines begin here, or (not `changes`) went on from the share
 * before. */
static Status name_person(Share *share, Span subject, bool changes, Failure *failure)
{
    uint8_t digest[SHA256_SIZE];
    if (subject.length >= SUBJECT_TEXT_SIZE)
        return failure_set(failure, STATUS_VERIFICATION, "audit log", "a line without ident");
    if (share->hmac == NULL) {
        sha256_to_hex(changes ? share->kept : share->kept - SHA256_SIZE, share->hash);
        if (changes) share->kept += SHA256_SIZE;
        return STATUS_OK;
    }
    TRY(hmac_of(share->hmac, subject.text, subject.length, digest, failure));
    if (changes) text_buffer_append(&share->made, digest, sizeof digest);
    sha256_to_hex(digest, share->hash);
    return STATUS_OK;
}

static Status end_leaf(Share *share, Failure *failure)
{
    size_t begin = share->count > 0 ? (size_t)share->ends[share->count - 1] : 0;
    size_t size = share->leaves.length - begin;
    TRY(text_buffer_status(&share->leaves, failure));
    if (size > TLOG_LEAF_MAX)
        return failure_set(failure, STATUS_INPUT_VALUE, "audit log",
                           "a leaf of the log is one line of 1 to %d bytes", TLOG_LEAF_MAX);
    TRY(system_grow(&share->ends, &share->end_capacity, share->count + 1, sizeof *share->ends,
                    failure));
    TRY(system_grow(&share->hashes, &share->hash_capacity, share->count + 1,
                    sizeof *share->hashes, failure));
    share->ends[share->count] = share->leaves.length;
    return merkle_leaf_hash(share->digest, share->leaves.bytes + begin, size,
                            &share->hashes[share->count++], failure);
}

static Status append_line(Share *share, const LineKind *kind, Span line, Span before,
                          Failure *failure)
{
    Span subject = subject_of(kind, line);
    size_t begin = (size_t)(subject.text - line.text), end = begin + subject.length;
    text_buffer_text(&share->leaves, kind->prefix);
    text_buffer_append(&share->leaves, line.text, begin);
    if (is_person(kind, subject)) {
        bool changes = !same(subject, before);
        if (changes || share->hash[0] == '\0')
            TRY(name_person(share, subject, changes, failure));
        text_buffer_append(&share->leaves, share->hash, SHA256_HEX_SIZE - 1);
    } else {
        text_buffer_append(&share->leaves, subject.text, subject.length);
    }
    text_buffer_append(&share->leaves, line.text + end, line.length - end);
    return end_leaf(share, failure);
}

static Status make_leaves(void *user, const ParallelPiece *piece, Failure *failure)
{
    const LeafLines *lines = user;
    Share *share = &lines->shares[piece->number];
    Span before = share->before;
    text_buffer_clear(&share->leaves);
    text_buffer_clear(&share->made);
    share->count = 0;
    share->hash[0] = '\0';
    for (const char *at = share->begin; at < share->end;) {
        Span line = next_line(&at, share->end);
        TRY(append_line(share, lines->kind, line, before, failure));
        before = subject_of(lines->kind, line);
    }
    return text_buffer_status(&share->made, failure);
}

/* --- handing over --- */

/* Pseudonyms that were kept must be those that the key makes. */
static Status compare_kept(LeafLines *lines, const TextBuffer *made, Failure *failure)
{
    const LeafPseudonyms *pseudonyms = lines->pseudonyms;
    text_buffer_clear(&lines->kept);
    if (made->length == 0) return STATUS_OK;
    if (!text_buffer_reserve(&lines->kept, made->length))
        return failure_set(failure, STATUS_MEMORY, "audit log", "pseudonyms");
    TRY(pseudonyms->read(pseudonyms->user, (uint8_t *)lines->kept.bytes,
                         made->length / SHA256_SIZE, failure));
    if (memcmp(lines->kept.bytes, made->bytes, made->length) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, "audit log",
                       "the pseudonyms of the leaves are not those of the entry's persons; "
                       "rebuild the log with 'tilskudd log rebuild'");
}

static Status give_leaves(void *user, const ParallelPiece *piece, Failure *failure)
{
    LeafLines *lines = user;
    const LeafPseudonyms *pseudonyms = lines->pseudonyms;
    const Share *share = &lines->shares[piece->number];
    const LeafBlock block = {share->leaves.bytes, share->ends,       share->hashes,
                             share->count,        lines->kind->name, lines->next_line};
    lines->next_line += share->count;
    if (pseudonyms->write != NULL && share->made.length > 0)
        TRY(pseudonyms->write(pseudonyms->user, (const uint8_t *)share->made.bytes,
                              share->made.length / SHA256_SIZE, failure));
    if (pseudonyms->key != NULL && pseudonyms->read != NULL)
        TRY(compare_kept(lines, &share->made, failure));
    return block.count > 0 ? lines->take(lines->user, &block, failure) : STATUS_OK;
}

/* --- one piece --- */

/* The first line that begins at `at` or after it. */
static const char *line_from(const char *begin, const char *at, const char *end)
{
    if (at == begin) return begin;
    const char *stop = memchr(at - 1, '\n', (size_t)(end - at + 1));
    return stop != NULL ? stop + 1 : end;
}

/* The subject of the line that ends before `at`. */
static Span subject_before(const LeafLines *lines, const char *begin, const char *at)
{
    if (at == begin) return (Span){lines->last, lines->last_length};
    const char *end = at[-1] == '\n' ? at - 1 : at;
    const char *stop = memrchr(begin, '\n', (size_t)(end - begin));
    const char *line = stop != NULL ? stop + 1 : begin;
    return subject_of(lines->kind, (Span){line, (size_t)(end - line)});
}

static void share_out(LeafLines *lines, const char *begin, const char *end)
{
    size_t size = (size_t)(end - begin), threads = (size_t)lines->threads;
    for (size_t t = 0; t < threads; t++) {
        Share *share = &lines->shares[t];
        share->begin = line_from(begin, begin + size / threads * t, end);
        share->before = subject_before(lines, begin, share->begin);
        share->end = end;
        if (t > 0) lines->shares[t - 1].end = share->begin;
    }
}

static Status work_on(LeafLines *lines,
                      Status (*work)(void *user, const ParallelPiece *piece, Failure *failure),
                      Status (*then)(void *user, const ParallelPiece *piece, Failure *failure),
                      Failure *failure)
{
    const ParallelPiece all = {0, 0, NULL};
    if (lines->threads == 1) { /* the caller may be a piece itself */
        TRY(work(lines, &all, failure));
        return then != NULL ? then(lines, &all, failure) : STATUS_OK;
    }
    Parallel parallel = {.pieces = (size_t)lines->threads,
                         .threads = lines->threads,
                         .user = lines,
                         .work = work,
                         .hand_over = then};
    return parallel_run(&parallel, failure);
}

/* Without the key: the pseudonyms that were kept of this piece, to those who use them. */
static Status read_kept(LeafLines *lines, Failure *failure)
{
    const LeafPseudonyms *pseudonyms = lines->pseudonyms;
    size_t count = 0;
    TRY(work_on(lines, count_changes, NULL, failure));
    for (int t = 0; t < lines->threads; t++)
        count += lines->shares[t].changes;
    text_buffer_clear(&lines->kept);
    if (!text_buffer_reserve(&lines->kept, (count + 1) * SHA256_SIZE))
        return failure_set(failure, STATUS_MEMORY, "audit log", "pseudonyms");
    uint8_t *next = (uint8_t *)lines->kept.bytes;
    memcpy(next, lines->last_kept, SHA256_SIZE);
    next += SHA256_SIZE;
    TRY(pseudonyms->read(pseudonyms->user, next, count, failure));
    for (int t = 0; t < lines->threads; t++) {
        lines->shares[t].kept = next;
        next += lines->shares[t].changes * SHA256_SIZE;
    }
    memcpy(lines->last_kept, next - SHA256_SIZE, SHA256_SIZE);
    return STATUS_OK;
}

/* The subject that the next piece may go on with. */
static void keep_last(LeafLines *lines, const char *begin, const char *end)
{
    Span last = subject_before(lines, begin, end);
    lines->last_length = last.length < sizeof lines->last ? last.length : 0;
    memmove(lines->last, last.text, lines->last_length);
}

static Status give_piece(LeafLines *lines, const char *begin, const char *end, Failure *failure)
{
    if (begin == end) return STATUS_OK;
    share_out(lines, begin, end);
    if (lines->pseudonyms->key == NULL) TRY(read_kept(lines, failure));
    TRY(work_on(lines, make_leaves, give_leaves, failure));
    keep_last(lines, begin, end);
    return STATUS_OK;
}

static Status each_piece(LeafLines *lines, InputStream *stream, Failure *failure)
{
    bool header = lines->kind->header;
    for (;;) {
        const char *piece;
        size_t length;
        TRY(input_stream_lines(stream, &piece, &length, failure));
        if (length == 0) return STATUS_OK;
        const char *stop = header ? memchr(piece, '\n', length) : NULL;
        const char *begin = !header ? piece : stop != NULL ? stop + 1 : piece + length;
        TRY(give_piece(lines, begin, piece + length, failure));
        header = false;
    }
}

Status leaf_lines_each(LeafLines *lines, Folder *folder, const LineKind *kind, LeafTaker take,
                       void *user, Failure *failure)
{
    const FolderFile *file;
    CLEANUP(input_stream_close) InputStream *stream = NULL;
    lines->kind = kind;
    lines->take = take;
    lines->user = user;
    lines->last_length = 0;
    lines->next_line = kind->header ? 2 : 1;
    TRY(folder_read(folder, kind->name, INPUT_SIZE_MAX, &file, failure));
    TRY(folder_stream(file, &stream, failure));
    return each_piece(lines, stream, failure);
}
