/* register_pack_write.c - extracts into a new pack. See register_pack.h. */
#include <stdio.h>
#include <string.h>

#include "formats/register/register_pack_file.h"

/* What is being written. */
typedef struct PackWriter {
    OutputFile *file;
    const OwnKey *key;
    uint64_t written;
    PackHeader header;
    PackIndex counts;
    PackSourceRow *sources;
    PackPart *parts;
    TextBuffer text, index;
} PackWriter;

void pack_header_make(const char *build, PackHeader *header)
{
    *header = (PackHeader){
        .format = PACK_FORMAT, .byte_order = PACK_BYTE_ORDER, .layout = pack_layout()};
    memcpy(header->magic, PACK_MAGIC, PACK_MAGIC_SIZE);
    snprintf(header->program, sizeof header->program, "%s", TILSKUDD_VERSION);
    snprintf(header->build, sizeof header->build, "%s", build);
}

Status pack_index_sum(const PackHeader *header, const void *index, size_t size,
                      uint8_t sum[SHA256_SIZE], Failure *failure)
{
    CLEANUP(sha256_free) Sha256 *digest = NULL;
    TRY(sha256_new(&digest, failure));
    TRY(sha256_update(digest, header, sizeof *header, failure));
    TRY(sha256_update(digest, index, size, failure));
    return sha256_finish(digest, sum, failure);
}

static Status put(PackWriter *writer, const void *bytes, size_t size, Failure *failure)
{
    writer->written += size;
    return output_file_write(writer->file, bytes, size, failure);
}

static Status put_hashed(PackWriter *writer, Sha256 *digest, const void *bytes, size_t size,
                         Failure *failure)
{
    TRY(sha256_update(digest, bytes, size, failure));
    return put(writer, bytes, size, failure);
}

/* Nothing of memory but what the record says: no padding, nothing behind the texts' ends. */
static Status put_refused(PackWriter *writer, Sha256 *digest, const RefusedRecord *refused,
                          Failure *failure)
{
    RefusedRecord clean;
    memset(&clean, 0, sizeof clean);
    clean.record = refused->record;
    clean.line = refused->line;
    clean.sender = refused->sender;
    snprintf(clean.field, sizeof clean.field, "%s", refused->field);
    snprintf(clean.problem, sizeof clean.problem, "%s", refused->problem);
    return put_hashed(writer, digest, &clean, sizeof clean, failure);
}

static Status put_part(PackWriter *writer, const RegisterPart *part, PackPart *row,
                       Failure *failure)
{
    CLEANUP(sha256_free) Sha256 *digest = NULL;
    *row = (PackPart){.offset = writer->written, .source = part->file};
    pack_counts_of(part, &row->counts);
    TRY(sha256_new(&digest, failure));
    if (part->size > 0) TRY(put_hashed(writer, digest, part->blocks, part->size, failure));
    for (size_t i = 0; i < part->refused_count; i++)
        TRY(put_refused(writer, digest, &part->refused[i], failure));
    return sha256_finish(digest, row->sha256, failure);
}

static PackSourceRow source_row(const RegisterFile *file, uint64_t path)
{
    const FileIdentity *identity = &file->identity;
    PackSourceRow row = {.size = identity->size,
                         .inode = identity->inode,
                         .device = identity->device,
                         .modified = identity->modified.tv_sec,
                         .changed = identity->changed.tv_sec,
                         .modified_ns = (uint32_t)identity->modified.tv_nsec,
                         .changed_ns = (uint32_t)identity->changed.tv_nsec,
                         .content_size = file->sums.content_size,
                         .records = file->records,
                         .path = path,
                         .extract_date = file->extract_date,
                         .sender = file->sender};
    memcpy(row.stored_sha256, file->sums.stored_sha256, SHA256_SIZE);
    memcpy(row.content_sha256, file->sums.content_sha256, SHA256_SIZE);
    return row;
}

static Status make_room(PackWriter *writer, const RegisterExtracts *extracts, Failure *failure)
{
    writer->counts =
        (PackIndex){.sources = extracts->file_count, .parts = extracts->part_count};
    writer->sources = system_allocate(extracts->file_count * sizeof *writer->sources);
    writer->parts = system_allocate(extracts->part_count * sizeof *writer->parts);
    if (writer->sources != NULL && writer->parts != NULL) return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, NULL, "the pack's index");
}

static void list_sources(PackWriter *writer, const RegisterExtracts *extracts)
{
    for (size_t i = 0; i < extracts->file_count; i++) {
        const RegisterFile *file = &extracts->files[i];
        writer->sources[i] = source_row(file, writer->text.length);
        text_buffer_append(&writer->text, file->path, strlen(file->path) + 1);
    }
    writer->counts.text_size = writer->text.length;
}

static Status put_index(PackWriter *writer, Failure *failure)
{
    TextBuffer *index = &writer->index;
    PackEnd end = {.index_offset = writer->written};
    memcpy(end.magic, PACK_MAGIC, PACK_MAGIC_SIZE);
    text_buffer_append(index, &writer->counts, sizeof writer->counts);
    text_buffer_append(index, writer->sources,
                       writer->counts.sources * sizeof *writer->sources);
    text_buffer_append(index, writer->parts, writer->counts.parts * sizeof *writer->parts);
    text_buffer_append(index, writer->text.bytes, writer->text.length);
    TRY(text_buffer_status(&writer->text, failure));
    TRY(text_buffer_status(index, failure));
    end.index_size = index->length;
    TRY(pack_index_sum(&writer->header, index->bytes, index->length, end.sha256, failure));
    TRY(own_key_code(writer->key, &end, PACK_CODED, end.code, failure));
    TRY(put(writer, index->bytes, index->length, failure));
    return put(writer, &end, sizeof end, failure);
}

static Status write_all(PackWriter *writer, const RegisterExtracts *extracts, Failure *failure)
{
    TRY(make_room(writer, extracts, failure));
    TRY(put(writer, &writer->header, sizeof writer->header, failure));
    for (size_t i = 0; i < extracts->part_count; i++)
        TRY(put_part(writer, &extracts->parts[i], &writer->parts[i], failure));
    list_sources(writer, extracts);
    return put_index(writer, failure);
}

static void writer_free(PackWriter *writer)
{
    output_file_abandon(&writer->file);
    system_free(writer->sources);
    system_free(writer->parts);
    text_buffer_free(&writer->text);
    text_buffer_free(&writer->index);
}
CLEANUP_VALUE(PackWriter, writer_free)

Status register_pack_write(const RegisterExtracts *extracts, const char *build,
                           const OwnKey *key, const char *path, uint64_t *size,
                           Failure *failure)
{
    CLEANUP(writer_free)
    PackWriter writer = {.key = key, .text = TEXT_BUFFER_EMPTY, .index = TEXT_BUFFER_EMPTY};
    pack_header_make(build, &writer.header);
    TRY(output_file_open_new(path, REGISTER_PACK_MODE, OUTPUT_PLAIN, 1, &writer.file, failure));
    TRY(failure_at(failure, path, write_all(&writer, extracts, failure)));
    *size = writer.written;
    return output_file_commit(&writer.file, NULL, failure);
}
