/* register_pack_part.c - blocks and records set aside as bytes. See register_pack_part.h. */
#include "formats/register/register_pack_part.h"

#include <string.h>

#include "formats/register/register_sound.h"

uint32_t pack_layout(void)
{
    return (uint32_t)(sizeof(PersonSpace) << 8 | sizeof(RefusedRecord));
}

void pack_counts_of(const RegisterPart *part, PackCounts *counts)
{
    INVARIANT(part->size <= UINT32_MAX && part->refused_count <= UINT32_MAX);
    *counts = (PackCounts){.first_record = part->first_record,
                           .first_line = part->first_line,
                           .persons = (uint32_t)part->person_count,
                           .refused = (uint32_t)part->refused_count,
                           .block_bytes = (uint32_t)part->size};
}

uint64_t pack_counts_size(const PackCounts *counts)
{
    return counts->block_bytes + counts->refused * (uint64_t)sizeof(RefusedRecord);
}

void pack_arrays_of(const RegisterPart *part, PackArray arrays[PACK_ARRAYS])
{
    arrays[0] = (PackArray){part->blocks, part->size};
    arrays[1] = (PackArray){part->refused, part->refused_count * sizeof *part->refused};
}

Status pack_part_allocate(const PackCounts *counts, RegisterPart *part, Failure *failure)
{
    part->blocks = system_allocate(counts->block_bytes);
    part->refused = system_allocate(counts->refused * sizeof *part->refused);
    if (part->blocks == NULL || part->refused == NULL)
        return failure_set(failure, STATUS_MEMORY, NULL, "packed records");
    part->first_record = counts->first_record;
    part->first_line = counts->first_line;
    part->size = part->capacity = counts->block_bytes;
    part->person_count = counts->persons;
    part->refused_count = part->refused_capacity = counts->refused;
    return STATUS_OK;
}

static bool number_ok(uint64_t record, uint64_t records)
{
    return record >= 1 && record <= records;
}

/* As many blocks as there are persons, each whole and behind the other to the very end. */
static bool blocks_ok(const RegisterPart *part, uint64_t records, PersonSpace *space)
{
    size_t offset = 0, count = 0;
    uint64_t before = 0;
    while (offset < part->size) {
        const uint8_t *block = part->blocks + offset;
        size_t size = person_block_size_within(block, part->size - offset);
        if (size == 0) return false;
        const Registration person = person_block_unpack(block, space);
        uint64_t record = (uint64_t)part->first_record + person_block_place(block).record;
        if (!registration_is_sound(&person) || !number_ok(record, records) || record <= before)
            return false;
        before = record;
        offset += size;
        count++;
    }
    return count == part->person_count;
}

bool pack_part_is_sound(const RegisterPart *part, uint64_t records, PersonSpace *space)
{
    bool ok = blocks_ok(part, records, space);
    for (size_t i = 0; ok && i < part->refused_count; i++)
        ok = refused_is_sound(&part->refused[i]) && number_ok(part->refused[i].record, records);
    return ok;
}
