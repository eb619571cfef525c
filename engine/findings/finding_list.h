/*
 * finding_list.h - findings with their place, packed: a record holds only the values it has.
 * control.md 1.
 *
 * Packed records live as long as the process: they hold pointers to constant texts (names of
 * values, words), and to words of the cohort. A record is a multiple of 8 bytes long. The order
 * of findings is municipality, file, record, control, and then the order found. One thread per
 * list.
 */
#ifndef TILSKUDD_ENGINE_FINDING_LIST_H
#define TILSKUDD_ENGINE_FINDING_LIST_H

#include "formats/base/system.h"
#include "rules/controls/control_thresholds.h"
#include "rules/controls/finding.h"

/* One finding with its place. */
typedef struct RunFinding {
    Finding finding;
    Ident ident;     /* IDENT_NONE: none; becomes the keyed hash */
    uint32_t file;   /* UINT32_MAX: none */
    uint32_t record; /* 0: none */
} RunFinding;

enum {
    FINDING_HEAD_SIZE = 32,
    FINDING_VALUE_SIZE = 16,
    FINDING_PACKED_MAX = FINDING_HEAD_SIZE + FINDING_VALUES_MAX * FINDING_VALUE_SIZE
};

/* What findings are sorted by, as two numbers: `high` first. The lowest 32 bits of `low` are
 * free for the order found. */
typedef struct FindingKey {
    uint64_t high, low;
} FindingKey;

/* Writes the packed record, at most FINDING_PACKED_MAX bytes; gives its length. */
size_t finding_pack(const RunFinding *finding, uint8_t *out);
/* Length, control, key and content of a packed record. */
size_t finding_packed_length(const uint8_t *packed);
int finding_packed_control(const uint8_t *packed);
FindingKey finding_packed_key(const uint8_t *packed);
void finding_unpack(const uint8_t *packed, RunFinding *out);

/* Packed records in the order they were found, for a chunk of persons; zeroed: empty. Owned:
 * finding_list_free. */
typedef struct FindingList {
    uint8_t *bytes;
    size_t length, capacity; /* in bytes */
} FindingList;

/* MEMORY. */
MUST_USE Status finding_list_add(FindingList *list, const RunFinding *finding,
                                 Failure *failure);
void finding_list_free(FindingList *list);
CLEANUP_VALUE(FindingList, finding_list_free)

#endif
