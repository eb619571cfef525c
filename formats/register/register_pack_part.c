/* register_pack_part.c - one table of the arrays of a part. See register_pack_part.h. */
#include "formats/register/register_pack_part.h"

#include <string.h>

#include "formats/register/register_sound.h"

/* As they stand in the file. */
#define PART_ARRAYS(SIDE)                                                                      \
    SIDE(PersonRow, rows, row)                                                                 \
    SIDE(RefusedRecord, refused, refused)                                                      \
    REGISTER_SIDES(SIDE)

#define SIDE(type, items, name) +1
_Static_assert(PACK_ARRAYS == 0 PART_ARRAYS(SIDE), "every array of a part");
#undef SIDE

uint32_t pack_layout(void)
{
    uint32_t layout = 0;
#define SIDE(type, items, name) layout = layout * 31 + (uint32_t)sizeof(type);
    PART_ARRAYS(SIDE)
#undef SIDE
    return layout;
}

void pack_counts_of(const RegisterPart *part, PackCounts *counts)
{
    size_t next = 0;
#define SIDE(type, items, name) counts->of[next++] = (uint32_t)part->name##_count;
    PART_ARRAYS(SIDE)
#undef SIDE
}

uint64_t pack_counts_size(const PackCounts *counts)
{
    size_t next = 0;
    uint64_t size = 0;
#define SIDE(type, items, name) size += (uint64_t)counts->of[next++] * sizeof(type);
    PART_ARRAYS(SIDE)
#undef SIDE
    return size;
}

void pack_arrays_of(const RegisterPart *part, PackArray arrays[PACK_ARRAYS])
{
    size_t next = 0;
#define SIDE(type, items, name)                                                                \
    arrays[next++] = (PackArray){part->items, part->name##_count * sizeof(type)};
    PART_ARRAYS(SIDE)
#undef SIDE
}

/* An array that is not needed is not allocated: register_part_view relies on it. */
static Status allocate(void *items, size_t count, size_t size, Failure *failure)
{
    if (count == 0) return STATUS_OK;
    void *memory = system_allocate(count * size);
    if (memory == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "packed records");
    memcpy(items, &memory, sizeof memory);
    return STATUS_OK;
}

Status pack_part_allocate(const PackCounts *counts, RegisterPart *part, Failure *failure)
{
    size_t next = 0;
#define SIDE(type, items, name)                                                                \
    TRY(allocate(&part->items, counts->of[next], sizeof(type), failure));                      \
    part->name##_count = part->name##_capacity = counts->of[next++];
    PART_ARRAYS(SIDE)
#undef SIDE
    return STATUS_OK;
}

/* Begins from the first of each array, ascending, within it. */
static bool begins_ok(const RegisterPart *part)
{
    PersonRow before = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < part->row_count; i++) {
        const PersonRow *row = &part->rows[i];
#define SIDE(type, items, name)                                                                \
    ok = ok && row->name##_begin >= before.name##_begin &&                                     \
         row->name##_begin <= part->name##_count;
        REGISTER_SIDES(SIDE)
#undef SIDE
        ok = ok && row->record > before.record;
        before = *row;
    }
    return ok;
}

static bool first_begins_ok(const RegisterPart *part)
{
    bool ok = true;
#define SIDE(type, items, name)                                                                \
    ok = ok && part->name##_count <= UINT16_MAX + (size_t)UINT16_MAX &&                        \
         (part->row_count > 0 ? part->rows[0].name##_begin == 0 : part->name##_count == 0);
    REGISTER_SIDES(SIDE)
#undef SIDE
    return ok;
}

static bool number_ok(uint32_t record, uint64_t records)
{
    return record >= 1 && record <= records;
}

bool pack_part_is_sound(const RegisterPart *part, uint64_t records)
{
    bool ok = first_begins_ok(part) && begins_ok(part);
    for (size_t i = 0; ok && i < part->row_count; i++) {
        const Registration view = register_part_view(part, i);
        ok = registration_is_sound(&view) && number_ok(part->rows[i].record, records);
    }
    for (size_t i = 0; ok && i < part->refused_count; i++)
        ok = refused_is_sound(&part->refused[i]) && number_ok(part->refused[i].record, records);
    return ok;
}
