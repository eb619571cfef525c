/* digit_controls.c - Benford's law and equal numbers. control.md 1, family 10. */
#include "rules/controls/digit_controls.h"

#include "rules/controls/control_work.h"

enum { SHARE_SCALE = 100000000, SHARE_IN_MILLIONTHS = 100, PERMILLE = 1000 };

/* log10(1 + 1/d) in 10^-8 for d = 1 ... 9 (Benford 1938). */
static const int32_t digit_shares[FIRST_DIGITS] = {
    30103000, 17609126, 12493874, 9691001, 7918125, 6694679, 5799195, 5115252, 4575749};

int64_t benford_share(int digit)
{
    INVARIANT(digit >= 1 && digit <= FIRST_DIGITS);
    return digit_shares[digit - 1];
}

void digits_add_many(DigitCounts *counts, int64_t number, uint32_t times)
{
    if (number < 1) return;
    int64_t digit = number;
    while (digit > FIRST_DIGITS)
        digit /= 10;
    counts->digits[digit - 1] += times;
}

void digits_add(DigitCounts *counts, int64_t number)
{
    digits_add_many(counts, number, 1);
}

static int64_t sum_of(const DigitCounts *counts)
{
    int64_t sum = 0;
    for (size_t i = 0; i < FIRST_DIGITS; i++)
        sum += counts->digits[i];
    return sum;
}

int64_t digits_mad(const DigitCounts *counts)
{
    int64_t numbers = sum_of(counts), deviation = 0;
    INVARIANT(numbers > 0);
    for (int i = 0; i < FIRST_DIGITS; i++) {
        int64_t share = counts->digits[i] * (int64_t)SHARE_SCALE / numbers;
        int64_t apart = share - benford_share(i + 1);
        deviation += apart < 0 ? -apart : apart;
    }
    return deviation / FIRST_DIGITS / SHARE_IN_MILLIONTHS;
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
    const DigitCounts *counts = &figures->impaired.digits;
    int64_t numbers = sum_of(counts);
    int64_t limit = work->thresholds->value[THRESHOLD_IMPAIRED_FIRST_MAD];
    *follows = false;
    if (numbers == 0 || numbers < work->thresholds->value[THRESHOLD_IMPAIRED_FIRST_NUMBERS])
        return STATUS_OK;
    work->executed[1001]++;
    int64_t mad = digits_mad(counts);
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
