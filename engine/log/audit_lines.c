/* audit_lines.c - lines become leaves, by several threads. */
#include "engine/log/audit_lines.h"

#include <string.h>

#include "formats/base/input_stream.h"
#include "formats/base/path.h"

/* What one thread makes of its share of a piece: leaves, each ended by a newline. The lines of
 * an ident follow each other, so its hash is kept. */
typedef struct Share {
    HmacKey *hmac;
    char ident[SUBJECT_TEXT_SIZE], hash[SHA256_HEX_SIZE];
    TextBuffer leaves;
    const char *begin, *end; /* whole lines */
    Failure failure;
    Status status;
} Share;

struct AuditLines {
    Share *shares;
    int threads;
};

Status audit_lines_new(const PseudonymKey *key, int threads, AuditLines **out, Failure *failure)
{
    INVARIANT(threads >= 1);
    AuditLines *lines = system_allocate_zeroed(1, sizeof *lines);
    Status status = STATUS_OK;
    if (lines != NULL) {
        lines->threads = threads;
        lines->shares = system_allocate_zeroed((size_t)threads, sizeof *lines->shares);
    }
    if (lines == NULL || lines->shares == NULL) {
        status = failure_set(failure, STATUS_MEMORY, "audit log", "leaves");
    }
    for (int t = 0; t < threads && status == STATUS_OK; t++) {
        status = hmac_key_new(key->bytes, key->length, &lines->shares[t].hmac, failure);
    }
    if (status != STATUS_OK) {
        audit_lines_free(lines);
        return status;
    }
    *out = lines;
    return STATUS_OK;
}

void audit_lines_free(AuditLines *lines)
{
    if (lines == NULL) return;
    for (int t = 0; lines->shares != NULL && t < lines->threads; t++) {
        hmac_key_free(lines->shares[t].hmac);
        text_buffer_free(&lines->shares[t].leaves);
    }
    system_free(lines->shares);
    system_free(lines);
}

/* --- one share --- */

/* The subject of a line: an ident becomes its keyed hash, a municipality stays. */
static Status append_subject(Share *share, const char *text, size_t length)
{
    uint8_t digest[SHA256_SIZE];
    if (length > 0 && text[0] == 'M') {
        text_buffer_append(&share->leaves, text, length);
        return STATUS_OK;
    }
    if (length >= sizeof share->ident) {
        return failure_set(&share->failure, STATUS_VERIFICATION, "audit log",
                           "a line without ident");
    }
    if (strlen(share->ident) != length || memcmp(share->ident, text, length) != 0) {
        TRY(hmac_of(share->hmac, text, length, digest, &share->failure));
        sha256_to_hex(digest, share->hash);
        memcpy(share->ident, text, length);
        share->ident[length] = '\0';
    }
    text_buffer_text(&share->leaves, share->hash);
    return STATUS_OK;
}

static Status append_line(Share *share, const LineKind *kind, const char *line, size_t length)
{
    text_buffer_text(&share->leaves, kind->prefix);
    if (kind->subjects) {
        const char *comma = memchr(line, ',', length);
        size_t subject = comma != NULL ? (size_t)(comma - line) : length;
        TRY(append_subject(share, line, subject));
        line += subject;
        length -= subject;
    }
    text_buffer_append(&share->leaves, line, length);
    text_buffer_char(&share->leaves, '\n');
    return STATUS_OK;
}

static Status make_leaves(Share *share, const LineKind *kind)
{
    text_buffer_clear(&share->leaves);
    for (const char *at = share->begin; at < share->end;) {
        const char *stop = memchr(at, '\n', (size_t)(share->end - at));
        const char *end = stop != NULL ? stop : share->end;
        TRY(append_line(share, kind, at, (size_t)(end - at)));
        at = stop != NULL ? stop + 1 : end;
    }
    return text_buffer_status(&share->leaves, &share->failure);
}

/* --- one piece --- */

/* The first line that begins at `at` or after it. */
static const char *line_from(const char *begin, const char *at, const char *end)
{
    if (at == begin) return begin;
    const char *stop = memchr(at - 1, '\n', (size_t)(end - at + 1));
    return stop != NULL ? stop + 1 : end;
}

static void share_out(AuditLines *lines, const char *begin, const char *end)
{
    size_t size = (size_t)(end - begin), threads = (size_t)lines->threads;
    for (size_t t = 0; t < threads; t++) {
        lines->shares[t].begin = line_from(begin, begin + size / threads * t, end);
        lines->shares[t].end = end;
        if (t > 0) lines->shares[t - 1].end = lines->shares[t].begin;
    }
}

static Status give_leaves(const Share *share, LeafTaker take, void *user, Failure *failure)
{
    if (share->status != STATUS_OK) {
        *failure = share->failure;
        return share->status;
    }
    if (share->leaves.length == 0) return STATUS_OK;
    const char *at = share->leaves.bytes, *end = at + share->leaves.length;
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        INVARIANT(stop != NULL);
        TRY(take(user, at, (size_t)(stop - at), failure));
        at = stop + 1;
    }
    return STATUS_OK;
}

static Status give_piece(AuditLines *lines, const LineKind *kind, const char *begin,
                         const char *end, LeafTaker take, void *user, Failure *failure)
{
    share_out(lines, begin, end);
#pragma omp parallel for num_threads(lines->threads) schedule(static, 1)
    for (int t = 0; t < lines->threads; t++) {
        lines->shares[t].status = make_leaves(&lines->shares[t], kind);
    }
    for (int t = 0; t < lines->threads; t++) {
        TRY(give_leaves(&lines->shares[t], take, user, failure));
    }
    return STATUS_OK;
}

static Status each_piece(AuditLines *lines, InputStream *stream, const LineKind *kind,
                         LeafTaker take, void *user, Failure *failure)
{
    bool header = kind->header;
    for (;;) {
        const char *piece;
        size_t length;
        TRY(input_stream_lines(stream, &piece, &length, failure));
        if (length == 0) return STATUS_OK;
        const char *stop = header ? memchr(piece, '\n', length) : NULL;
        const char *begin = !header ? piece : stop != NULL ? stop + 1 : piece + length;
        TRY(give_piece(lines, kind, begin, piece + length, take, user, failure));
        header = false;
    }
}

Status audit_lines_each(AuditLines *lines, Folder *folder, const LineKind *kind, LeafTaker take,
                        void *user, Failure *failure)
{
    const FolderFile *file;
    CLEANUP(input_stream_close) InputStream *stream = NULL;
    TRY(folder_read(folder, kind->name, INPUT_SIZE_MAX, &file, failure));
    TRY(folder_stream(file, &stream, failure));
    return each_piece(lines, stream, kind, take, user, failure);
}
