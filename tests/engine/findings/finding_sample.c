/* finding_sample.c - findings made by a formula. */
#include "tests/engine/findings/finding_sample.h"

#include <string.h>

static const char *const names[FINDING_VALUES_MAX] = {"number", "day",   "amount", "place",
                                                      "field",  "other", "more",   "most"};

static FindingValue value_of(uint32_t number, size_t index)
{
    static const char *const words[] = {"kommune", "fra", "til"};
    FindingValue value = {.name = names[index], .kind = (ValueKind)(index % 5)};
    if (value.kind == VALUE_WORD) {
        value.word = words[number % 3];
    } else {
        value.number = index == 0 ? (int64_t)number : -(int64_t)number * (int64_t)index;
    }
    return value;
}

RunFinding finding_sample(uint32_t number)
{
    uint32_t mixed = number * 2654435761u;
    RunFinding found = {.ident = 1000 + mixed % 97,
                        .file = (mixed >> 7) % 3,
                        .record = 65000 + (mixed >> 11) % 2000};
    if (found.file == 2) found.file = UINT32_MAX;
    found.finding.control = 101 + (int)(mixed >> 5) % 4 * 300;
    found.finding.severity = (uint8_t)(mixed >> 3) % 4;
    found.finding.municipality = (MunicipalityCode)((mixed >> 16) % 7 * 300);
    found.finding.value_count = (uint8_t)(number % (FINDING_VALUES_MAX + 1));
    for (size_t i = 0; i < found.finding.value_count; i++) {
        found.finding.values[i] = value_of(number, i);
    }
    return found;
}

uint32_t finding_sample_number(const RunFinding *finding)
{
    if (finding->finding.value_count == 0) return UINT32_MAX;
    return (uint32_t)finding->finding.values[0].number;
}

static bool same_value(const FindingValue *left, const FindingValue *right)
{
    if (left->kind != right->kind || strcmp(left->name, right->name) != 0) return false;
    if (left->kind == VALUE_WORD) return strcmp(left->word, right->word) == 0;
    return left->number == right->number;
}

bool finding_sample_same(const RunFinding *left, const RunFinding *right)
{
    const Finding *a = &left->finding, *b = &right->finding;
    if (left->ident != right->ident || left->file != right->file ||
        left->record != right->record || a->control != b->control ||
        a->severity != b->severity || a->municipality != b->municipality ||
        a->value_count != b->value_count) {
        return false;
    }
    for (size_t i = 0; i < a->value_count; i++) {
        if (!same_value(&a->values[i], &b->values[i])) return false;
    }
    return true;
}

/* Written out field by field, unlike the store's packed keys. */
static int compare_places(const RunFinding *left, const RunFinding *right)
{
    const Finding *a = &left->finding, *b = &right->finding;
    if (a->municipality != b->municipality) return a->municipality < b->municipality ? -1 : 1;
    if (left->file != right->file) return left->file < right->file ? -1 : 1;
    if (left->record != right->record) return left->record < right->record ? -1 : 1;
    return a->control < b->control ? -1 : a->control > b->control;
}

static bool in_order(const RunFinding *before, const RunFinding *finding)
{
    int order = compare_places(before, finding);
    if (order != 0) return order < 0;
    uint32_t left = finding_sample_number(before), right = finding_sample_number(finding);
    return left == UINT32_MAX || right == UINT32_MAX || left < right;
}

Status finding_order_add(void *user, const RunFinding *finding, Failure *failure)
{
    FindingOrder *order = user;
    uint32_t number = finding_sample_number(finding);
    (void)failure;
    if (order->seen > 0 && !in_order(&order->before, finding)) order->wrong++;
    if (number != UINT32_MAX) {
        RunFinding made = finding_sample(number);
        order->wrong += !finding_sample_same(&made, finding);
        order->sum += number;
    }
    order->before = *finding;
    order->seen++;
    return STATUS_OK;
}
