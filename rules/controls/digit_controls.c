/* digit_controls.c - Benford's law and equal numbers. control.md 1, family 10. */
#include "rules/controls/digit_controls.h"

#include "rules/controls/control_work.h"

enum { SHARE_SCALE = 100000000, SHARE_IN_MILLIONTHS = 100, PERMILLE = 1000 };

/* log10(1 + 1/d) in 10^-8 for d = 10 ... 99 (Benford 1938). */
static const int32_t pair_shares[FIRST_PAIRS] = {
    4139269, 3778856, 3476211, 3218468, 2996322, 2802872, 2632894, 2482358, 2348110, 2227639,
    2118930, 2020339, 1930516, 1848341, 1772877, 1703334, 1639042, 1579427, 1523997, 1472326,
    1424044, 1378828, 1336396, 1296498, 1258913, 1223446, 1189922, 1158187, 1128101, 1099538,
    1072387, 1046543, 1021917, 998422,  975984,  954532,  934003,  914338,  895484,  877392,
    860017,  843317,  827253,  811789,  796893,  782534,  768683,  755314,  742402,  729924,
    717858,  706185,  694886,  683942,  673338,  663058,  653087,  643411,  634018,  624895,
    616031,  607415,  599036,  590886,  582954,  575233,  567713,  560388,  553249,  546290,
    539503,  532883,  526424,  520119,  513964,  507953,  502080,  496342,  490733,  485250,
    479888,  474644,  469512,  464491,  459575,  454763,  450050,  445434,  440912,  436481,
};

int64_t benford_share(int leading)
{
    INVARIANT(leading >= 1 && leading <= 99);
    if (leading >= 10) return pair_shares[leading - 10];
    int64_t share = 0;
    for (int second = 0; second < 10; second++)
        share += pair_shares[(leading - 1) * 10 + second];
    return share;
}

void digits_add_many(DigitCounts *counts, int64_t number, uint32_t times)
{
    if (number < 1) return;
    int64_t pair = number;
    while (pair > 99)
        pair /= 10;
    if (pair >= 10) counts->pairs[pair - 10] += times;
    counts->digits[(pair >= 10 ? pair / 10 : pair) - 1] += times;
}

void digits_add(DigitCounts *counts, int64_t number)
{
    digits_add_many(counts, number, 1);
}

static int64_t sum_of(const uint32_t *counts, size_t kinds)
{
    int64_t sum = 0;
    for (size_t i = 0; i < kinds; i++)
        sum += counts[i];
    return sum;
}

int64_t digits_mad(const uint32_t *counts, size_t kinds)
{
    int64_t numbers = sum_of(counts, kinds), deviation = 0;
    int first = kinds == FIRST_PAIRS ? 10 : 1;
    INVARIANT(numbers > 0 && (kinds == FIRST_PAIRS || kinds == FIRST_DIGITS));
    for (size_t i = 0; i < kinds; i++) {
        int64_t share = counts[i] * (int64_t)SHARE_SCALE / numbers;
        int64_t apart = share - benford_share(first + (int)i);
        deviation += apart < 0 ? -apart : apart;
    }
    return deviation / (int64_t)kinds / SHARE_IN_MILLIONTHS;
}

/* --- controls --- */

typedef struct Work {
    const ControlThresholds *thresholds;
    uint64_t *executed;
    Findings *findings;
} Work;

typedef struct EqualRow {
    int control;
    bool hours;
    ThresholdId permille, numbers;
} EqualRow;

static const NumberFigures *numbers_of(const DigitFigures *figures, bool hours)
{
    return hours ? &figures->hours : &figures->impaired;
}

static Status note_place(const Work *work, MunicipalityCode code)
{
    work->findings->items[work->findings->count - 1].municipality = code;
    return STATUS_OK;
}

/* R1001; *follows: there were enough numbers, and they follow the law. */
static Status test_digits(const Work *work, const DigitFigures *figures, bool *follows)
{
    const uint32_t *counts = figures->impaired.digits.digits;
    int64_t numbers = sum_of(counts, FIRST_DIGITS);
    int64_t limit = work->thresholds->value[THRESHOLD_IMPAIRED_FIRST_MAD];
    *follows = false;
    if (numbers == 0 || numbers < work->thresholds->value[THRESHOLD_IMPAIRED_FIRST_NUMBERS])
        return STATUS_OK;
    work->executed[1001]++;
    int64_t mad = digits_mad(counts, FIRST_DIGITS);
    *follows = mad <= limit;
    if (*follows) return STATUS_OK;
    TRY(FIND(work, 1001, number_value("numbers", numbers), number_value("mad", mad),
             number_value("limit", limit)));
    return note_place(work, figures->code);
}

static Status test_all_digits(const Work *work, const DigitFigures *items, size_t count)
{
    bool follows, country_follows;
    if (count == 0 || work->thresholds->missing[1001]) return STATUS_OK;
    TRY(test_digits(work, &items[0], &country_follows));
    for (size_t i = 1; i < count && country_follows; i++)
        TRY(test_digits(work, &items[i], &follows));
    return STATUS_OK;
}

static Status test_equal(const Work *work, const EqualRow *row, const DigitFigures *figures)
{
    const NumberFigures *numbers = numbers_of(figures, row->hours);
    if (numbers->numbers <= 0 || numbers->numbers < work->thresholds->value[row->numbers])
        return STATUS_OK;
    work->executed[row->control]++;
    if (numbers->common_count * PERMILLE / numbers->numbers <
        work->thresholds->value[row->permille])
        return STATUS_OK;
    TRY(FIND(work, row->control, number_value("count", numbers->common_count),
             number_value("numbers", numbers->numbers),
             number_value("value", numbers->common)));
    return note_place(work, figures->code);
}

static Status test_all_equal(const Work *work, const EqualRow *row, const DigitFigures *items,
                             size_t count)
{
    if (work->thresholds->missing[row->control]) return STATUS_OK;
    for (size_t i = 0; i < count; i++)
        TRY(test_equal(work, row, &items[i]));
    return STATUS_OK;
}

Status digit_controls(const ControlThresholds *thresholds, const DigitFigures *items,
                      size_t count, uint64_t *executed, Findings *findings)
{
    static const EqualRow equal_rows[] = {
        {1003, false, THRESHOLD_IMPAIRED_EQUAL_PERMILLE, THRESHOLD_IMPAIRED_EQUAL_NUMBERS},
        {1006, true, THRESHOLD_HOURS_EQUAL_PERMILLE, THRESHOLD_HOURS_EQUAL_NUMBERS},
    };
    Work work = {thresholds, executed, findings};
    if (thresholds == NULL) return STATUS_OK;
    TRY(test_all_digits(&work, items, count));
    for (size_t i = 0; i < sizeof equal_rows / sizeof equal_rows[0]; i++)
        TRY(test_all_equal(&work, &equal_rows[i], items, count));
    return STATUS_OK;
}
