/* finding_list.c - packed findings, alone and in a row. */
#include "engine/findings/finding_list.h"

#include <string.h>

/* The head of a record; values follow. Kept in this process only, so pointers are as good as
 * texts. */
typedef struct PackedHead {
    Ident ident;
    uint32_t file, record;
    MunicipalityCode municipality;
    uint16_t control;
    uint8_t severity, value_count;
    uint8_t kinds[FINDING_VALUES_MAX];
} PackedHead;

typedef struct PackedValue {
    const char *name;
    uint64_t content; /* the number's bits, or the address of the word */
} PackedValue;

_Static_assert(sizeof(PackedHead) == FINDING_HEAD_SIZE, "no room is lost");
_Static_assert(sizeof(PackedValue) == FINDING_VALUE_SIZE, "no room is lost");

size_t finding_pack(const RunFinding *from, uint8_t *out)
{
    const Finding *finding = &from->finding;
    PackedHead head = {.ident = from->ident, .file = from->file, .record = from->record};
    INVARIANT(finding->control > 0 && finding->control < CONTROL_NUMBERS_MAX);
    INVARIANT(finding->value_count <= FINDING_VALUES_MAX);
    head.municipality = finding->municipality;
    head.control = (uint16_t)finding->control;
    head.severity = finding->severity;
    head.value_count = finding->value_count;
    for (size_t i = 0; i < finding->value_count; i++) {
        const FindingValue *value = &finding->values[i];
        PackedValue packed = {.name = value->name, .content = (uint64_t)value->number};
        if (value->kind == VALUE_WORD) packed.content = (uint64_t)(uintptr_t)value->word;
        head.kinds[i] = (uint8_t)value->kind;
        memcpy(out + FINDING_HEAD_SIZE + i * FINDING_VALUE_SIZE, &packed, sizeof packed);
    }
    memcpy(out, &head, sizeof head);
    return FINDING_HEAD_SIZE + finding->value_count * (size_t)FINDING_VALUE_SIZE;
}

static PackedHead head_of(const uint8_t *packed)
{
    PackedHead head;
    memcpy(&head, packed, sizeof head);
    INVARIANT(head.value_count <= FINDING_VALUES_MAX);
    return head;
}

size_t finding_packed_length(const uint8_t *packed)
{
    return FINDING_HEAD_SIZE + head_of(packed).value_count * (size_t)FINDING_VALUE_SIZE;
}

int finding_packed_control(const uint8_t *packed)
{
    return head_of(packed).control;
}

FindingKey finding_packed_key(const uint8_t *packed)
{
    PackedHead head = head_of(packed);
    return (FindingKey){.high = (uint64_t)head.municipality << 48 | (uint64_t)head.file << 16 |
                                head.record >> 16,
                        .low = (uint64_t)(head.record & 0xFFFF) << 48 | (uint64_t)head.control
                                                                            << 32};
}

void finding_unpack(const uint8_t *packed, RunFinding *out)
{
    PackedHead head = head_of(packed);
    *out = (RunFinding){.ident = head.ident, .file = head.file, .record = head.record};
    out->finding.control = head.control;
    out->finding.severity = head.severity;
    out->finding.municipality = head.municipality;
    out->finding.value_count = head.value_count;
    for (size_t i = 0; i < head.value_count; i++) {
        FindingValue *value = &out->finding.values[i];
        PackedValue from;
        memcpy(&from, packed + FINDING_HEAD_SIZE + i * FINDING_VALUE_SIZE, sizeof from);
        value->name = from.name;
        value->kind = (ValueKind)head.kinds[i];
        if (value->kind == VALUE_WORD) {
            value->word = (const char *)(uintptr_t)from.content;
        } else {
            value->number = (int64_t)from.content;
        }
    }
}

Status finding_list_add(FindingList *list, const RunFinding *finding, Failure *failure)
{
    TRY(system_grow(&list->bytes, &list->capacity, list->length + FINDING_PACKED_MAX, 1,
                    failure));
    list->length += finding_pack(finding, list->bytes + list->length);
    return STATUS_OK;
}

void finding_list_free(FindingList *list)
{
    system_free(list->bytes);
    *list = (FindingList){0};
}
