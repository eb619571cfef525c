/* checkpoint.c - signed notes over the head of the log: writing, strict reading. */
#include "formats/log/checkpoint.h"

#include <string.h>

#include "formats/base/base64.h"
#include "formats/base/text_lines.h"
#include "formats/base/translate.h"

enum { ID_SIZE = 4, SIGNATURE_BYTES_MAX = 8192 };

static const char dash[] = "\xe2\x80\x94 "; /* em dash and space */
enum { DASH_SIZE = sizeof dash - 1 };

/* ---- writing ---- */

static void write_text(const LogVerifier *verifier, uint64_t size, const MerkleHash *root,
                       TextBuffer *out)
{
    text_buffer_format(out, "%s\n%llu\n", verifier->name, (unsigned long long)size);
    base64_append(out, root->bytes, sizeof root->bytes);
    text_buffer_char(out, '\n');
}

/* The line of one key, without the empty line before the first. */
static void write_signature(const LogVerifier *verifier, const uint8_t *signature,
                            TextBuffer *out)
{
    uint8_t bytes[ID_SIZE + LOG_SIGNATURE_SIZE];
    for (int i = 0; i < ID_SIZE; i++)
        bytes[i] = (uint8_t)(verifier->id >> (24 - 8 * i));
    memcpy(bytes + ID_SIZE, signature, LOG_SIGNATURE_SIZE);
    text_buffer_format(out, "%s%s ", dash, verifier->name);
    base64_append(out, bytes, sizeof bytes);
    text_buffer_char(out, '\n');
}

Status checkpoint_write(const LogKey *key, uint64_t size, const MerkleHash *root,
                        TextBuffer *out, Failure *failure)
{
    const LogVerifier *verifier = log_key_verifier(key);
    size_t begin = out->length;
    write_text(verifier, size, root, out);
    TRY(text_buffer_status(out, failure));
    uint8_t signature[LOG_SIGNATURE_SIZE];
    TRY(log_key_sign(key, out->bytes + begin, out->length - begin, signature, failure));
    text_buffer_char(out, '\n');
    write_signature(verifier, signature, out);
    return text_buffer_status(out, failure);
}

/* What is signed ends before the empty line. */
Status checkpoint_cosign(const LogKey *key, TextBuffer *note, Failure *failure)
{
    uint8_t signature[LOG_SIGNATURE_SIZE];
    TRY(text_buffer_status(note, failure));
    const char *empty = note->length > 0 ? memmem(note->bytes, note->length, "\n\n", 2) : NULL;
    if (empty == NULL)
        return failure_set(failure, STATUS_INPUT_VALUE, NULL, "not a checkpoint to sign");
    size_t size = (size_t)(empty + 1 - note->bytes);
    TRY(log_key_sign(key, note->bytes, size, signature, failure));
    write_signature(log_key_verifier(key), signature, note);
    return text_buffer_status(note, failure);
}

/* ---- reading ---- */

static Status refuse(const char *why, Failure *failure)
{
    return failure_set(failure, STATUS_VERIFICATION, NULL, "the checkpoint: %s",
                       translate(why));
}

static bool parse_origin(TextLine line, char origin[LOG_NAME_SIZE])
{
    if (line.length >= LOG_NAME_SIZE || memchr(line.text, '\0', line.length) != NULL)
        return false;
    memcpy(origin, line.text, line.length);
    origin[line.length] = '\0';
    return log_name_valid(origin);
}

static bool parse_root(TextLine line, MerkleHash *root)
{
    size_t size = 0;
    return base64_decode(line.text, line.length, root->bytes, sizeof root->bytes, &size) &&
           size == sizeof root->bytes;
}

/* The three lines and the empty one after them. */
static Status parse_text(TextLines *lines, Checkpoint *out, Failure *failure)
{
    TextLine origin, size, root, empty;
    if (!text_lines_next(lines, &origin) || !text_lines_next(lines, &size) ||
        !text_lines_next(lines, &root) || !text_lines_next(lines, &empty))
        return refuse("it ends early", failure);
    if (!parse_origin(origin, out->origin)) return refuse("its origin is not a name", failure);
    if (!text_line_number(size, &out->size) || out->size >> MERKLE_LEVELS_MAX != 0)
        return refuse("its size is not a number", failure);
    if (!parse_root(root, &out->root)) return refuse("its root is not a hash", failure);
    if (empty.length != 0) return refuse("it has more lines than this log writes", failure);
    return STATUS_OK;
}

/* One signature line, taken apart. */
typedef struct SignatureLine {
    TextLine name;
    uint32_t id;
    uint8_t bytes[SIGNATURE_BYTES_MAX];
    size_t size; /* of the bytes with the id */
} SignatureLine;

static bool parse_signature(TextLine line, SignatureLine *out)
{
    if (line.length <= DASH_SIZE || memcmp(line.text, dash, DASH_SIZE) != 0) return false;
    const char *name = line.text + DASH_SIZE;
    const char *space = memchr(name, ' ', line.length - DASH_SIZE);
    if (space == NULL || space == name) return false;
    out->name = (TextLine){name, (size_t)(space - name)};
    for (size_t i = 0; i < out->name.length; i++) {
        if ((unsigned char)name[i] < ' ' || name[i] == '+') return false;
    }
    size_t length = line.length - (size_t)(space + 1 - line.text);
    if (!base64_decode(space + 1, length, out->bytes, sizeof out->bytes, &out->size))
        return false;
    if (out->size <= ID_SIZE) return false;
    out->id = (uint32_t)out->bytes[0] << 24 | (uint32_t)out->bytes[1] << 16 |
              (uint32_t)out->bytes[2] << 8 | out->bytes[3];
    return true;
}

static bool is_from(const SignatureLine *line, const LogVerifier *verifier)
{
    return line->id == verifier->id && line->name.length == strlen(verifier->name) &&
           memcmp(line->name.text, verifier->name, line->name.length) == 0;
}

/* Who may have signed. */
typedef struct SignedBy {
    const LogVerifier *log; /* NULL: nothing is looked into */
    size_t alone;           /* no other line, and these keys' once each; 0: others may */
} SignedBy;

static Status refuse_line(size_t number, Failure *failure)
{
    return failure_set(failure, STATUS_VERIFICATION, NULL,
                       "the checkpoint: line %zu is not the log's: remove it", number);
}

/* Looks at one line; `proven` lines of the log stand before it. */
static Status check_signature(const SignatureLine *line, const TextLines *lines,
                              size_t text_size, const LogVerifier *log, size_t *proven,
                              Failure *failure)
{
    if (line->size != ID_SIZE + LOG_SIGNATURE_SIZE)
        return refuse("a signature of the log has the wrong length", failure);
    TRY(log_verifier_check(log, lines->bytes, text_size, line->bytes + ID_SIZE, failure));
    (*proven)++;
    return STATUS_OK;
}

/* All of those who must have signed have. */
static Status check_proven(SignedBy by, size_t proven, Failure *failure)
{
    if (by.log == NULL || (proven > 0 && proven >= by.alone)) return STATUS_OK;
    return refuse(
        proven == 0
            ? N_("this key has not signed it. The log's key may have changed since: try the "
                 "newer log-key.pub, of the newest entry that 'tilskudd "
                 "ledger show' calls keys. Only if no key of the ledger has signed it:")
            : N_("only one of the log's two keys has signed it"),
        failure);
}

/* Looks through the signature lines; with a verifier its signature must be among them, and
 * every one of its signatures right. */
static Status check_signatures(TextLines *lines, size_t text_size, SignedBy by,
                               Failure *failure)
{
    enum { TEXT_LINES = 4 };
    SignatureLine line;
    TextLine raw;
    size_t count = 0, proven = 0;
    while (text_lines_next(lines, &raw)) {
        if (++count > CHECKPOINT_SIGNATURES_MAX || !parse_signature(raw, &line))
            return refuse("a signature line cannot be read", failure);
        if (by.log == NULL) continue;
        if (by.alone > 0 && (proven == by.alone || !is_from(&line, &by.log[proven])))
            return refuse_line(TEXT_LINES + count, failure);
        const LogVerifier *log = by.alone > 0 ? &by.log[proven] : by.log;
        if (!is_from(&line, log)) continue;
        TRY(check_signature(&line, lines, text_size, log, &proven, failure));
    }
    if (lines->position != lines->size) return refuse("its last line has no end", failure);
    if (count == 0) return refuse("it is not signed", failure);
    return check_proven(by, proven, failure);
}

static Status read_note(const void *note, size_t size, SignedBy by, Checkpoint *out,
                        Failure *failure)
{
    if (size > CHECKPOINT_SIZE_MAX) return refuse("it is too large", failure);
    TextLines lines = {note, size, 0};
    TRY(parse_text(&lines, out, failure));
    if (by.log != NULL && strcmp(out->origin, by.log->name) != 0)
        return refuse("it is of another log", failure);
    /* What is signed ends before the empty line. */
    return check_signatures(&lines, lines.position - 1, by, failure);
}

Status checkpoint_verify(const void *note, size_t size, const LogVerifier *verifier,
                         Checkpoint *out, Failure *failure)
{
    INVARIANT(verifier != NULL);
    return read_note(note, size, (SignedBy){verifier, 0}, out, failure);
}

Status checkpoint_verify_own(const void *note, size_t size, const LogVerifier *verifiers,
                             size_t count, Checkpoint *out, Failure *failure)
{
    INVARIANT(verifiers != NULL && count > 0);
    return read_note(note, size, (SignedBy){verifiers, count}, out, failure);
}

Status checkpoint_parse(const void *note, size_t size, Checkpoint *out, Failure *failure)
{
    return read_note(note, size, (SignedBy){NULL, 0}, out, failure);
}
