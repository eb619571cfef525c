#include "rules/settlement/packed_lines.h"

#include <string.h>

SettledLine packed_line_unpack(PackedLine line)
{
    const uint64_t municipalities = (uint64_t)1 << (PACKED_SUBJECT_BITS - 1);
    uint64_t key = line.key >> PACKED_HIGH_BITS;
    uint64_t subject = key >> (PACKED_CODE_BITS + PACKED_YEAR_BITS);
    uint64_t high = line.key & ((1u << PACKED_HIGH_BITS) - 1);
    bool municipality = (subject & municipalities) != 0;
    return (SettledLine){
        .subject = municipality ? subject_of_municipality((MunicipalityCode)subject) : subject,
        .code = (uint8_t)(key >> PACKED_YEAR_BITS & ((1u << PACKED_CODE_BITS) - 1)),
        .budget_year = (int16_t)((int)(key & ((1u << PACKED_YEAR_BITS) - 1)) + YEAR_MIN),
        .municipality =
            (MunicipalityCode)(high << PACKED_LOW_BITS | line.rest >> PACKED_ORE_BITS),
        .amount = packed_amount(line)};
}

/* The sum of two lines of one key. */
static PackedLine add(PackedLine left, PackedLine right)
{
    Ore sum = packed_amount(left) + packed_amount(right);
    INVARIANT(sum < PACKED_ORE_MAX && -sum < PACKED_ORE_MAX);
    left.rest += (uint64_t)packed_amount(right);
    return left;
}

static size_t copy(const PackedLine *from, size_t count, PackedLine *out)
{
    if (count > 0) memcpy(out, from, count * sizeof *out);
    return count;
}

size_t packed_lines_merge(const PackedLine *left, size_t left_count, const PackedLine *right,
                          size_t right_count, PackedLine *out)
{
    size_t i = 0, j = 0, kept = 0;
    while (i < left_count && j < right_count) {
        int order = packed_compare(left[i], right[j]);
        out[kept] = order > 0 ? right[j] : left[i];
        if (order == 0) out[kept] = add(left[i], right[j]);
        kept += order != 0 || packed_amount(out[kept]) != 0;
        i += order <= 0;
        j += order >= 0;
    }
    kept += copy(left + i, left_count - i, out + kept);
    return kept + copy(right + j, right_count - j, out + kept);
}
