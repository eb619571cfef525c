/* leaf_lines.c - lines become leaves, by several threads. */
#include "formats/run/leaf_lines.h"

#include <string.h>

#include "formats/base/digest.h"
#include "formats/base/parallel.h"
#include "formats/base/text_buffer.h"
#include "formats/run/decision_csv.h"

/* A share of a piece and what is made of it: leaves, each ended by a newline. The lines of an
 * ident follow each other, so its hash is kept. */
typedef struct Share {
    HmacKey *hmac;
    char ident[SUBJECT_TEXT_SIZE], hash[SHA256_HEX_SIZE];
    TextBuffer leaves;
    const char *begin, *end; /* whole lines */
} Share;

struct LeafLines {
    Share *shares; /* as many as threads */
    int threads;
    const LineKind *kind; /* of the file that is read */
    LeafTaker take;
    void *user;
};

Status leaf_lines_new(const uint8_t *key, size_t key_length, int threads, LeafLines **out,
                      Failure *failure)
{
    INVARIANT(threads >= 1);
    CLEANUP(leaf_lines_free) LeafLines *lines = system_allocate_zeroed(1, sizeof *lines);
    if (lines != NULL)
        lines->shares = system_allocate_zeroed((size_t)threads, sizeof *lines->shares);
    if (lines == NULL || lines->shares == NULL)
        return failure_set(failure, STATUS_MEMORY, "audit log", "leaves");
    lines->threads = threads;
    for (int t = 0; t < threads && key != NULL; t++)
        TRY(hmac_key_new(key, key_length, &lines->shares[t].hmac, failure));
    *out = HAND_OVER(LeafLines *, lines);
    return STATUS_OK;
}

void leaf_lines_free(LeafLines *lines)
{
    for (int t = 0; lines->shares != NULL && t < lines->threads; t++) {
        hmac_key_free(lines->shares[t].hmac);
        text_buffer_free(&lines->shares[t].leaves);
    }
    system_free(lines->shares);
    system_free(lines);
}

bool leaf_is(const char *leaf, size_t size, const char *stored, size_t stored_size)
{
    if (stored_size != size) return false;
    for (size_t i = 0; i < size; i++) {
        bool digit =
            (stored[i] >= '0' && stored[i] <= '9') || (stored[i] >= 'a' && stored[i] <= 'f');
        if (leaf[i] != stored[i] && !(leaf[i] == LEAF_UNKNOWN && digit)) return false;
    }
    return true;
}

/* --- one share --- */

/* The subject of a line: an ident becomes its keyed hash, a municipality stays. */
static Status append_subject(Share *share, const char *text, size_t length, Failure *failure)
{
    uint8_t digest[SHA256_SIZE];
    if (length > 0 && text[0] == 'M') {
        text_buffer_append(&share->leaves, text, length);
        return STATUS_OK;
    }
    if (length >= sizeof share->ident)
        return failure_set(failure, STATUS_VERIFICATION, "audit log", "a line without ident");
    if (share->hmac == NULL) {
        for (int i = 0; i < SHA256_HEX_SIZE - 1; i++)
            text_buffer_char(&share->leaves, LEAF_UNKNOWN);
        return STATUS_OK;
    }
    if (strlen(share->ident) != length || memcmp(share->ident, text, length) != 0) {
        TRY(hmac_of(share->hmac, text, length, digest, failure));
        sha256_to_hex(digest, share->hash);
        memcpy(share->ident, text, length);
        share->ident[length] = '\0';
    }
    text_buffer_text(&share->leaves, share->hash);
    return STATUS_OK;
}

/* Where field number `field` begins, from 1; no field before it is quoted. */
static size_t field_begin(const char *line, size_t length, int field)
{
    size_t at = 0;
    for (int i = 1; i < field && at < length; at++)
        i += line[at] == ',';
    return at;
}

static Status append_line(Share *share, const LineKind *kind, const char *line, size_t length,
                          Failure *failure)
{
    text_buffer_text(&share->leaves, kind->prefix);
    size_t begin = kind->subject > 0 ? field_begin(line, length, kind->subject) : length;
    text_buffer_append(&share->leaves, line, begin);
    const char *comma = memchr(line + begin, ',', length - begin);
    size_t subject = comma != NULL ? (size_t)(comma - line) - begin : length - begin;
    if (kind->subject == 1 || (kind->subject > 1 && subject > 0))
        TRY(append_subject(share, line + begin, subject, failure));
    text_buffer_append(&share->leaves, line + begin + subject, length - begin - subject);
    text_buffer_char(&share->leaves, '\n');
    return STATUS_OK;
}

static Status make_leaves(void *user, const ParallelPiece *piece, Failure *failure)
{
    const LeafLines *lines = user;
    Share *share = &lines->shares[piece->number];
    text_buffer_clear(&share->leaves);
    for (const char *at = share->begin; at < share->end;) {
        const char *stop = memchr(at, '\n', (size_t)(share->end - at));
        const char *end = stop != NULL ? stop : share->end;
        TRY(append_line(share, lines->kind, at, (size_t)(end - at), failure));
        at = stop != NULL ? stop + 1 : end;
    }
    return text_buffer_status(&share->leaves, failure);
}

static Status give_leaves(void *user, const ParallelPiece *piece, Failure *failure)
{
    const LeafLines *lines = user;
    const TextBuffer *leaves = &lines->shares[piece->number].leaves;
    const char *at = leaves->bytes, *end = at + leaves->length;
    while (leaves->length > 0 && at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        INVARIANT(stop != NULL);
        TRY(lines->take(lines->user, at, (size_t)(stop - at), failure));
        at = stop + 1;
    }
    return STATUS_OK;
}

/* --- one piece --- */

/* The first line that begins at `at` or after it. */
static const char *line_from(const char *begin, const char *at, const char *end)
{
    if (at == begin) return begin;
    const char *stop = memchr(at - 1, '\n', (size_t)(end - at + 1));
    return stop != NULL ? stop + 1 : end;
}

static void share_out(LeafLines *lines, const char *begin, const char *end)
{
    size_t size = (size_t)(end - begin), threads = (size_t)lines->threads;
    for (size_t t = 0; t < threads; t++) {
        lines->shares[t].begin = line_from(begin, begin + size / threads * t, end);
        lines->shares[t].end = end;
        if (t > 0) lines->shares[t - 1].end = lines->shares[t].begin;
    }
}

static Status give_piece(LeafLines *lines, const char *begin, const char *end, Failure *failure)
{
    Parallel parallel = {.pieces = (size_t)lines->threads,
                         .threads = lines->threads,
                         .user = lines,
                         .work = make_leaves,
                         .hand_over = give_leaves};
    share_out(lines, begin, end);
    return parallel_run(&parallel, failure);
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
    TRY(folder_read(folder, kind->name, INPUT_SIZE_MAX, &file, failure));
    TRY(folder_stream(file, &stream, failure));
    return each_piece(lines, stream, failure);
}
