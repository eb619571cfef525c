/* tlog_proof.c - C2SP tlog-proof: writing, and checking offline. */
#include "formats/log/tlog_proof.h"

#include "formats/base/base64.h"
#include "formats/base/text_lines.h"
#include "formats/base/translate.h"

static const char first_line[] = "c2sp.org/tlog-proof@v1";

Status tlog_proof_write(const void *leaf, size_t leaf_size, uint64_t index,
                        const MerkleProof *proof, const void *note, size_t note_size,
                        TextBuffer *out, Failure *failure)
{
    text_buffer_format(out, "%s\nextra ", first_line);
    base64_append(out, leaf, leaf_size);
    text_buffer_format(out, "\nindex %llu\n", (unsigned long long)index);
    for (size_t i = 0; i < proof->count; i++) {
        base64_append(out, proof->hashes[i].bytes, sizeof proof->hashes[i].bytes);
        text_buffer_char(out, '\n');
    }
    text_buffer_char(out, '\n');
    text_buffer_append(out, note, note_size);
    return text_buffer_status(out, failure);
}

/* A proof file taken apart; the leaf stands in the caller's buffer. */
typedef struct ProofFile {
    uint64_t index;
    MerkleProof proof;
    const char *note;
    size_t note_size;
} ProofFile;

static Status refuse(const char *why, Failure *failure)
{
    return failure_set(failure, STATUS_VERIFICATION, NULL, "the proof: %s", translate(why));
}

static Status decode_leaf(TextLine line, TextBuffer *leaf, Failure *failure)
{
    if (!text_line_skip(&line, "extra ")) return refuse("it has no leaf (extra)", failure);
    text_buffer_clear(leaf);
    if (!text_buffer_reserve(leaf, line.length)) return text_buffer_status(leaf, failure);
    size_t size = 0;
    if (!base64_decode(line.text, line.length, (uint8_t *)leaf->bytes, line.length, &size))
        return refuse("its leaf is not base64", failure);
    leaf->length = size;
    leaf->bytes[size] = '\0';
    return STATUS_OK;
}

/* Hash lines up to the empty line. */
static Status decode_hashes(TextLines *lines, MerkleProof *proof, Failure *failure)
{
    TextLine line;
    proof->count = 0;
    while (text_lines_next(lines, &line)) {
        if (line.length == 0) return STATUS_OK;
        if (proof->count == MERKLE_PROOF_MAX) return refuse("it has too many hashes", failure);
        MerkleHash *hash = &proof->hashes[proof->count++];
        size_t size = 0;
        if (!base64_decode(line.text, line.length, hash->bytes, sizeof hash->bytes, &size) ||
            size != sizeof hash->bytes)
            return refuse("a line is not a hash", failure);
    }
    return refuse("it ends early", failure);
}

static Status parse_proof(const void *text, size_t size, ProofFile *out, TextBuffer *leaf,
                          Failure *failure)
{
    if (size > TLOG_PROOF_SIZE_MAX) return refuse("it is too large", failure);
    TextLines lines = {text, size, 0};
    TextLine first, extra, index;
    if (!text_lines_next(&lines, &first) || !text_lines_next(&lines, &extra) ||
        !text_lines_next(&lines, &index))
        return refuse("it ends early", failure);
    if (!text_line_skip(&first, first_line) || first.length != 0)
        return refuse("not a tlog-proof of version 1", failure);
    TRY(decode_leaf(extra, leaf, failure));
    if (!text_line_skip(&index, "index ") || !text_line_number(index, &out->index))
        return refuse("the leaf's number cannot be read", failure);
    TRY(decode_hashes(&lines, &out->proof, failure));
    out->note = lines.bytes + lines.position;
    out->note_size = lines.size - lines.position;
    return STATUS_OK;
}

static Status check_leaf(const ProofFile *file, const TextBuffer *leaf,
                         const Checkpoint *checkpoint, Failure *failure)
{
    CLEANUP(sha256_free) Sha256 *digest = NULL;
    MerkleHash hash;
    TRY(sha256_new(&digest, failure));
    TRY(merkle_leaf_hash(digest, leaf->bytes, leaf->length, &hash, failure));
    MerkleBytes views[MERKLE_PROOF_MAX];
    size_t count = merkle_proof_views(&file->proof, views);
    return merkle_verify_inclusion(file->index, checkpoint->size, merkle_bytes(&hash), views,
                                   count, merkle_bytes(&checkpoint->root), failure);
}

Status tlog_proof_verify(const void *text, size_t size, const LogVerifier *verifier,
                         TextBuffer *leaf, uint64_t *index, Checkpoint *checkpoint,
                         Failure *failure)
{
    ProofFile file;
    TRY(parse_proof(text, size, &file, leaf, failure));
    TRY(checkpoint_verify(file.note, file.note_size, verifier, checkpoint, failure));
    TRY(check_leaf(&file, leaf, checkpoint, failure));
    *index = file.index;
    return STATUS_OK;
}
