#include "formats/base/zip_reader.h"

#include <string.h>

#include "formats/base/translate.h"
#include "formats/base/zlib_memory.h"

/* The end record, a central header and a local header without names. */
enum { END_SIZE = 22, CENTRAL_SIZE = 46, LOCAL_SIZE = 30, COMMENT_MAX = 0xffff };
enum { METHOD_STORED = 0, METHOD_DEFLATED = 8, FLAG_ENCRYPTED = 1, FLAG_LATER_SIZES = 8 };
static const char end_mark[4] = "PK\5\6", central_mark[4] = "PK\1\2", local_mark[4] = "PK\3\4";

static uint16_t two(const uint8_t *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

static uint32_t four(const uint8_t *at)
{
    return two(at) | (uint32_t)two(at + 2) << 16;
}

static Status malformed(const char *what, Failure *failure)
{
    return failure_set(failure, STATUS_INPUT_MALFORMED, NULL, "ZIP: %s", translate(what));
}

bool zip_is(const void *bytes, size_t size)
{
    return size >= 4 && memcmp(bytes, local_mark, 4) == 0;
}

/* The end record: the last thing in the file but its comment. */
static Status find_end(const uint8_t *bytes, size_t size, const uint8_t **end, Failure *failure)
{
    for (size_t back = END_SIZE; back <= size && back <= END_SIZE + COMMENT_MAX; back++) {
        const uint8_t *at = bytes + size - back;
        if (memcmp(at, end_mark, 4) != 0 || two(at + 20) != back - END_SIZE) continue;
        *end = at;
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_INPUT_TRUNCATED, NULL, "ZIP: the archive has no end");
}

/* --- one file --- */

static bool leads_elsewhere(const char *name)
{
    return name[0] == '/' || strstr(name, "..") != NULL || strchr(name, '\\') != NULL;
}

static Status take_name(const uint8_t *name, size_t length, const ZipArchive *archive,
                        ZipFile *file, Failure *failure)
{
    if (length == 0 || length >= ZIP_NAME_SIZE || memchr(name, '\0', length) != NULL)
        return malformed("a name that is none", failure);
    memcpy(file->name, name, length);
    file->name[length] = '\0';
    if (leads_elsewhere(file->name))
        return failure_set(failure, STATUS_INPUT_FORBIDDEN, NULL,
                           "ZIP: a name that leads out of the archive");
    if (zip_file(archive, file->name) == NULL) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_FORBIDDEN, NULL, "ZIP: a name that stands twice");
}

/* The local header says the same as the central one, and the bytes follow it. */
static Status take_local(const uint8_t *bytes, size_t limit, const uint8_t *central,
                         ZipFile *file, Failure *failure)
{
    uint32_t offset = four(central + 42);
    if (limit < LOCAL_SIZE || offset > limit - LOCAL_SIZE)
        return malformed("a file outside the archive", failure);
    const uint8_t *local = bytes + offset;
    size_t name = strlen(file->name), more = (size_t)two(local + 26) + two(local + 28);
    bool same = memcmp(local, local_mark, 4) == 0 && two(local + 26) == name &&
                two(local + 8) == two(central + 10) && two(local + 6) == two(central + 8);
    if (!same || limit - offset - LOCAL_SIZE < more ||
        memcmp(local + LOCAL_SIZE, file->name, name) != 0)
        return malformed("two headers of one file differ", failure);
    bool later = (two(local + 6) & FLAG_LATER_SIZES) != 0;
    if (!later && memcmp(local + 14, central + 16, 12) != 0)
        return malformed("two headers of one file differ", failure);
    file->bytes = local + LOCAL_SIZE + more;
    if (limit - (size_t)(file->bytes - bytes) < file->stored)
        return malformed("a file outside the archive", failure);
    return STATUS_OK;
}

static Status take_file(const uint8_t *bytes, size_t limit, const uint8_t *central,
                        ZipArchive *archive, Failure *failure)
{
    ZipFile *file = &archive->files[archive->count];
    uint16_t method = two(central + 10);
    *file = (ZipFile){.crc = four(central + 16),
                      .stored = four(central + 20),
                      .size = four(central + 24),
                      .deflated = method == METHOD_DEFLATED};
    if ((two(central + 8) & FLAG_ENCRYPTED) != 0)
        return failure_set(failure, STATUS_INPUT_FORBIDDEN, NULL, "ZIP: an encrypted file");
    if (method != METHOD_STORED && method != METHOD_DEFLATED)
        return malformed("a file that is neither stored nor deflated", failure);
    TRY(take_name(central + CENTRAL_SIZE, two(central + 28), archive, file, failure));
    TRY(take_local(bytes, limit, central, file, failure));
    archive->count++;
    return STATUS_OK;
}

/* --- all of them --- */

static Status take_all(const uint8_t *bytes, const uint8_t *end, ZipArchive *archive,
                       Failure *failure)
{
    size_t count = two(end + 10), at = four(end + 16), limit = (size_t)(end - bytes);
    if (two(end + 4) != 0 || two(end + 6) != 0 || two(end + 8) != count)
        return malformed("more than one disk", failure);
    if (count > ZIP_FILES_MAX)
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, NULL, "ZIP: over %d files",
                           ZIP_FILES_MAX);
    size_t begin = at;
    for (size_t i = 0; i < count; i++) {
        if (at > limit || limit - at < CENTRAL_SIZE || memcmp(bytes + at, central_mark, 4) != 0)
            return malformed("its list of files is damaged", failure);
        const uint8_t *central = bytes + at;
        size_t length =
            CENTRAL_SIZE + (size_t)two(central + 28) + two(central + 30) + two(central + 32);
        if (limit - at < length) return malformed("its list of files is damaged", failure);
        TRY(take_file(bytes, begin, central, archive, failure));
        at += length;
    }
    return at == limit ? STATUS_OK : malformed("bytes after its list of files", failure);
}

Status zip_open(const void *bytes, size_t size, ZipArchive *out, Failure *failure)
{
    const uint8_t *end = NULL;
    *out = (ZipArchive){.count = 0};
    if (!zip_is(bytes, size)) return malformed("not an archive", failure);
    TRY(find_end(bytes, size, &end, failure));
    return take_all(bytes, end, out, failure);
}

const ZipFile *zip_file(const ZipArchive *archive, const char *name)
{
    for (size_t i = 0; i < archive->count; i++)
        if (strcmp(archive->files[i].name, name) == 0) return &archive->files[i];
    return NULL;
}

/* --- content --- */

/* Raw deflate, without a header of its own. */
static Status inflate_file(const ZipFile *file, char *out, Failure *failure)
{
    z_stream stream = zlib_memory_stream();
    int result = inflateInit2(&stream, -MAX_WBITS);
    if (result != Z_OK)
        return failure_set(failure, result == Z_MEM_ERROR ? STATUS_MEMORY : STATUS_LIBRARY,
                           NULL, "zlib: inflateInit2");
    stream.next_in = file->bytes;
    stream.avail_in = file->stored;
    stream.next_out = (Bytef *)out;
    stream.avail_out = file->size;
    result = inflate(&stream, Z_FINISH);
    bool whole = result == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0;
    (void)inflateEnd(&stream);
    if (result == Z_MEM_ERROR) return failure_set(failure, STATUS_MEMORY, NULL, "zlib");
    return whole ? STATUS_OK : malformed("a file that does not inflate to its size", failure);
}

Status zip_content(const ZipFile *file, size_t most, TextBuffer *out, Failure *failure)
{
    if (file->size > most)
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, NULL, "%s: over %zu bytes",
                           file->name, most);
    CLEANUP(system_free) char *content = system_allocate((size_t)file->size + 1);
    if (content == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "ZIP");
    if (file->deflated) {
        TRY(inflate_file(file, content, failure));
    } else {
        if (file->stored != file->size) return malformed("two sizes of one file", failure);
        memcpy(content, file->bytes, file->size);
    }
    if (crc32_z(0, (const Bytef *)content, file->size) != file->crc)
        return malformed("a file with another checksum", failure);
    text_buffer_append(out, content, file->size);
    return text_buffer_status(out, failure);
}
