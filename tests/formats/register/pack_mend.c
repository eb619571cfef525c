/* pack_mend.c - see pack_mend.h. */
#include "tests/formats/register/pack_mend.h"

#include <string.h>

#include "formats/register/register_pack_file.h"
#include "tests/formats/register/register_dump.h"

const OwnKey pack_test_key = {.bytes = "a key for tests and nothing els"};

static void mend_part(uint8_t *bytes, size_t size, uint8_t *at)
{
    PackPart part;
    memcpy(&part, at, sizeof part);
    uint64_t length = pack_counts_size(&part.counts);
    if (part.offset > size || length > size - part.offset) return;
    INVARIANT(sha256_of(bytes + part.offset, (size_t)length, part.sha256, NULL) == STATUS_OK);
    memcpy(at, &part, sizeof part);
}

static void mend_parts(uint8_t *bytes, size_t size, const PackEnd *end)
{
    PackIndex counts;
    uint8_t *index = bytes + end->index_offset;
    memcpy(&counts, index, sizeof counts);
    size_t left = (size_t)end->index_size - sizeof counts;
    if (counts.sources > left / sizeof(PackSourceRow)) return;
    size_t sources = (size_t)counts.sources * sizeof(PackSourceRow);
    size_t most = (left - sources) / sizeof(PackPart);
    for (size_t i = 0; i < counts.parts && i < most; i++)
        mend_part(bytes, size, index + sizeof counts + sources + i * sizeof(PackPart));
}

void pack_mend(uint8_t *bytes, size_t size)
{
    PackEnd end;
    PackHeader header;
    if (size < sizeof header + sizeof(PackIndex) + sizeof end) return;
    uint8_t *at = bytes + size - sizeof end;
    memcpy(&end, at, sizeof end);
    memcpy(&header, bytes, sizeof header);
    if (end.index_offset > size || end.index_size > size - end.index_offset ||
        end.index_size < sizeof(PackIndex))
        return;
    mend_parts(bytes, size, &end);
    INVARIANT(pack_index_sum(&header, bytes + end.index_offset, (size_t)end.index_size,
                             end.sha256, NULL) == STATUS_OK);
    INVARIANT(own_key_code(&pack_test_key, &end, PACK_CODED, end.code, NULL) == STATUS_OK);
    memcpy(at, &end, sizeof end);
}

/* All of a part as text, which touches whatever a run could touch. */
static Status walk_part(const RegisterPack *pack, size_t number, Failure *failure)
{
    CLEANUP(register_part_free) RegisterPart part = {0};
    TextBuffer text = TEXT_BUFFER_EMPTY;
    Status status = register_pack_read(pack, number, &part, failure);
    if (status == STATUS_OK) {
        RegisterFile file = {.path = "", .extract_date = pack->sources[part.file].extract_date};
        part.file = 0;
        const RegisterExtracts extracts = {
            .files = &file, .file_count = 1, .parts = &part, .part_count = 1};
        register_dump(&extracts, &text);
    }
    text_buffer_free(&text);
    return status;
}

Status pack_walk(const char *path, Failure *failure)
{
    const char *not_own;
    CLEANUP(register_pack_close) RegisterPack *pack = NULL;
    TRY(register_pack_open(path, PACK_TEST_BUILD, &pack_test_key, &pack, &not_own, failure));
    if (pack == NULL) return failure_set(failure, STATUS_NOT_NOW, path, "%s", not_own);
    for (size_t i = 0; i < pack->part_count; i++)
        TRY(walk_part(pack, i, failure));
    return STATUS_OK;
}
