/* municipality_controls.c - municipalities against themselves and against others of like size.
 * control.md 1, families 7 and 8. */
#include "rules/controls/municipality_controls.h"

#include <stdlib.h>

#include "rules/controls/control_work.h"

/* Above this, counts are halved: they are persons of one municipality. */
enum { SHARES_EXACT_MAX = 1 << 22 };
enum { PERMILLE = 1000, HUNDRED_THOUSAND = 100000, ORE_IN_KRONER = 100 };
/* Products of three counts of persons. */
__extension__ typedef __int128 Wide;

/* What the controls share. */
typedef struct Work {
    const MunicipalitySet *set;
    int64_t *scratch;
    uint64_t *executed;
    Findings *findings;
} Work;

static int64_t limit(const MunicipalitySet *set, ThresholdId threshold)
{
    return set->thresholds->value[threshold];
}

static bool runs(const MunicipalitySet *set, int control)
{
    return !set->thresholds->missing[control];
}

static int64_t distance(int64_t left, int64_t right)
{
    return left > right ? left - right : right - left;
}

static Status find(Work *work, int control, MunicipalityCode code, const FindingValue *values,
                   size_t count)
{
    TRY(finding_append_values(work->findings, control, values, count));
    work->findings->items[work->findings->count - 1].municipality = code;
    return STATUS_OK;
}

#define FIND_AT(work, control, code, ...)                                                      \
    find(work, control, code, (const FindingValue[]){__VA_ARGS__},                             \
         sizeof((const FindingValue[]){__VA_ARGS__}) / sizeof(FindingValue))

/* --- statistics --- */

static int compare_numbers(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

RobustCentre robust_centre(int64_t *values, size_t count)
{
    INVARIANT(count > 0);
    qsort(values, count, sizeof *values, compare_numbers);
    int64_t median = values[(count - 1) / 2];
    for (size_t i = 0; i < count; i++)
        values[i] = distance(values[i], median);
    qsort(values, count, sizeof *values, compare_numbers);
    return (RobustCentre){median, values[(count - 1) / 2]};
}

int64_t robust_z_hundredths(RobustCentre centre, int64_t value)
{
    enum { TEN_THOUSAND_TIMES_QUARTILE = 6745 }; /* of the standard normal distribution */
    INVARIANT(centre.deviation > 0);
    Wide z = (Wide)TEN_THOUSAND_TIMES_QUARTILE * (value - centre.median);
    return (int64_t)(z / ((Wide)centre.deviation * 100));
}

static int64_t whole_root(Wide square)
{
    Wide low = 0, high = (Wide)1 << 62;
    while (low < high) {
        Wide middle = low + (high - low + 1) / 2;
        if (middle * middle <= square)
            low = middle;
        else
            high = middle - 1;
    }
    return (int64_t)low;
}

int64_t shares_z_hundredths(int64_t a, int64_t n, int64_t b, int64_t m)
{
    INVARIANT(n > 0 && m > 0 && a >= 0 && a <= n && b >= 0 && b <= m);
    while (n > SHARES_EXACT_MAX || m > SHARES_EXACT_MAX) {
        a /= 2;
        b /= 2;
        n = (n + 1) / 2;
        m = (m + 1) / 2;
    }
    Wide all = (Wide)n + m, hits = (Wide)a + b;
    if (hits == 0 || hits == all) return 0;
    /* z^2 = (am - bn)^2 (n + m) / (nm (a + b) (n + m - a - b)); 10^4 makes the root hundredths.
     * At most 2^125. */
    Wide difference = (Wide)a * m - (Wide)b * n;
    Wide square = difference * difference * all * 10000;
    return whole_root(square / ((Wide)n * m * hits * (all - hits)));
}

/* --- family 8: what is compared, and with whom --- */

typedef struct ComparedRow {
    int control;
    ThresholdId z, minimum;
} ComparedRow;

static const ComparedRow compared_rows[COMPARED_COUNT] = {
    {801, THRESHOLD_Z_DECIDED, THRESHOLD_Z_DECIDED_PERSONS},
    {802, THRESHOLD_Z_SINGLES, THRESHOLD_Z_SINGLES_PERSONS},
    {803, THRESHOLD_Z_AMOUNT, THRESHOLD_Z_AMOUNT_PERSONS},
    {804, THRESHOLD_Z_IMPAIRED, THRESHOLD_Z_IMPAIRED_PERSONS},
    {805, THRESHOLD_Z_LATE, THRESHOLD_Z_LATE_PERSONS},
    {806, THRESHOLD_Z_ELDERLY, THRESHOLD_Z_ELDERLY_PERSONS},
    {807, THRESHOLD_Z_CHILDREN, THRESHOLD_Z_CHILDREN_PERSONS},
};

int compared_control(ComparedFigure figure)
{
    INVARIANT((unsigned)figure < COMPARED_COUNT);
    return compared_rows[figure].control;
}

static int64_t share_of(int64_t part, int64_t whole, int64_t scale)
{
    return (int64_t)((Wide)part * scale / whole);
}

bool compared_value(const MunicipalitySet *set, ComparedFigure figure,
                    const MunicipalityFigures *municipality, int64_t *value)
{
    static const struct {
        FigureId part, whole;
        int64_t scale, divisor;
    } rows[COMPARED_COUNT] = {
        {FIGURE_AGREED, FIGURE_DECIDED, PERMILLE, 1},
        {FIGURE_SINGLES, FIGURE_SETTLED, PERMILLE, 1},
        {FIGURE_EARNED, FIGURE_PERSONS, 1, ORE_IN_KRONER},
        {FIGURE_IMPAIRED, FIGURE_PERSONS, HUNDRED_THOUSAND, 1},
        {FIGURE_LATE_LINES, FIGURE_NEW_LINES, PERMILLE, 1},
        {FIGURE_ELDERLY, FIGURE_SETTLED, PERMILLE, 1},
        {FIGURE_CHILDREN, FIGURE_SETTLED, PERMILLE, 1},
    };
    INVARIANT((unsigned)figure < COMPARED_COUNT);
    int64_t whole = municipality->value[rows[figure].whole];
    int64_t minimum = limit(set, compared_rows[figure].minimum);
    if (figure == COMPARED_LATE && !set->late_known) return false;
    if (!runs(set, compared_rows[figure].control)) return false;
    if (whole <= 0 || whole < minimum) return false;
    *value = share_of(municipality->value[rows[figure].part], whole, rows[figure].scale) /
             rows[figure].divisor;
    return true;
}

int size_class(const MunicipalitySet *set, const MunicipalityFigures *municipality)
{
    static const ThresholdId limits[SIZE_CLASSES - 1] = {
        THRESHOLD_SIZE_SECOND, THRESHOLD_SIZE_THIRD, THRESHOLD_SIZE_FOURTH};
    int class = 0;
    if (!runs(set, 703)) return SIZE_CLASS_NONE;
    for (int i = 0; i < SIZE_CLASSES - 1; i++)
        class += municipality->value[FIGURE_PERSONS] >= limit(set, limits[i]);
    return class;
}

/* Values of a class into the scratch. */
static size_t class_values(const Work *work, ComparedFigure figure, int class)
{
    size_t count = 0;
    for (size_t i = 0; i < work->set->count; i++) {
        const MunicipalityFigures *municipality = &work->set->items[i];
        int64_t value;
        if (size_class(work->set, municipality) != class) continue;
        if (!compared_value(work->set, figure, municipality, &value)) continue;
        work->scratch[count++] = value;
    }
    return count;
}

static bool class_is_enough(const MunicipalitySet *set, size_t count)
{
    return count > 0 && (int64_t)count >= limit(set, THRESHOLD_SIZE_GROUP);
}

/* A class where more than half are equal has no scale to measure by: it is not controlled. */
static Status compare_class(Work *work, ComparedFigure figure, int class)
{
    const ComparedRow *row = &compared_rows[figure];
    size_t count = class_values(work, figure, class);
    if (!class_is_enough(work->set, count)) return STATUS_OK;
    RobustCentre centre = robust_centre(work->scratch, count);
    if (centre.deviation == 0) return STATUS_OK;
    for (size_t i = 0; i < work->set->count; i++) {
        const MunicipalityFigures *municipality = &work->set->items[i];
        int64_t value;
        if (size_class(work->set, municipality) != class) continue;
        if (!compared_value(work->set, figure, municipality, &value)) continue;
        int64_t z = robust_z_hundredths(centre, value);
        work->executed[row->control]++;
        if (distance(z, 0) < limit(work->set, row->z)) continue;
        TRY(FIND_AT(work, row->control, municipality->code, number_value("value", value),
                    number_value("median", centre.median), number_value("z_hundredths", z),
                    number_value("others", (int64_t)count - 1),
                    number_value("size_class", class + 1)));
    }
    return STATUS_OK;
}

static Status compare_all(Work *work)
{
    for (int figure = 0; figure < COMPARED_COUNT; figure++) {
        if (!runs(work->set, compared_rows[figure].control)) continue;
        for (int class = 0; class < SIZE_CLASSES; class ++)
            TRY(compare_class(work, (ComparedFigure)figure, class));
    }
    return STATUS_OK;
}

/* --- family 7 --- */

typedef Status (*MunicipalityControl)(Work *work, const MunicipalityFigures *municipality);

static Status decided_number(Work *work, const MunicipalityFigures *municipality)
{
    const MunicipalitySet *set = work->set;
    int64_t settled = municipality->value[FIGURE_AGREED];
    int64_t decided = municipality->value[FIGURE_DECIDED];
    if (decided < 0) return STATUS_OK;
    work->executed[701]++;
    /* Before the year is over, fewer than decided is as it should be. */
    if (settled <= decided && set->quarter < 4) return STATUS_OK;
    if (distance(settled, decided) < limit(set, THRESHOLD_DECIDED_PERSONS)) return STATUS_OK;
    if (distance(settled, decided) * PERMILLE <=
        decided * limit(set, THRESHOLD_DECIDED_PERMILLE))
        return STATUS_OK;
    return FIND_AT(work, 701, municipality->code, number_value("settled", settled),
                   number_value("decided", decided));
}

static Status single_adults(Work *work, const MunicipalityFigures *municipality)
{
    const MunicipalitySet *set = work->set;
    int64_t settled = municipality->value[FIGURE_SETTLED];
    int64_t before = municipality->value[FIGURE_SETTLED_BEFORE];
    int64_t minimum = limit(set, THRESHOLD_SINGLES_PERSONS);
    if (settled <= 0 || before <= 0 || settled < minimum || before < minimum) return STATUS_OK;
    work->executed[702]++;
    int64_t singles = municipality->value[FIGURE_SINGLES];
    int64_t singles_before = municipality->value[FIGURE_SINGLES_BEFORE];
    int64_t share = share_of(singles, settled, PERMILLE);
    int64_t share_before = share_of(singles_before, before, PERMILLE);
    int64_t z = shares_z_hundredths(singles, settled, singles_before, before);
    if (distance(share, share_before) < limit(set, THRESHOLD_SINGLES_PERMILLE) ||
        z < limit(set, THRESHOLD_SINGLES_Z))
        return STATUS_OK;
    return FIND_AT(work, 702, municipality->code, number_value("share", share),
                   number_value("settled", settled), number_value("before", share_before),
                   number_value("settled_before", before), number_value("z_hundredths", z));
}

static Status impaired_share(Work *work, const MunicipalityFigures *municipality)
{
    const MunicipalitySet *set = work->set;
    int64_t persons = municipality->value[FIGURE_PERSONS];
    int64_t impaired = municipality->value[FIGURE_IMPAIRED];
    if (persons <= 0 || persons < limit(set, THRESHOLD_IMPAIRED_PERSONS)) return STATUS_OK;
    work->executed[705]++;
    int64_t share = share_of(impaired, persons, PERMILLE);
    if (share < limit(set, THRESHOLD_IMPAIRED_PERMILLE)) return STATUS_OK;
    return FIND_AT(work, 705, municipality->code, number_value("impaired", impaired),
                   number_value("persons", persons), number_value("share", share));
}

static Status equal_hours(Work *work, const MunicipalityFigures *municipality)
{
    int64_t rows = municipality->value[FIGURE_HOUR_ROWS];
    int64_t hours = municipality->value[FIGURE_HOURS_LOWEST];
    if (rows <= 0 || rows < limit(work->set, THRESHOLD_EQUAL_HOURS_ROWS)) return STATUS_OK;
    work->executed[707]++;
    if (hours != municipality->value[FIGURE_HOURS_HIGHEST]) return STATUS_OK;
    return FIND_AT(work, 707, municipality->code, number_value("rows", rows),
                   number_value("hours", hours));
}

typedef struct DateRow {
    int control;
    FigureId all, day, on_day;
    ThresholdId events, permille;
} DateRow;

static Status one_date(Work *work, const MunicipalityFigures *municipality, const DateRow *row)
{
    int64_t all = municipality->value[row->all];
    int64_t count = municipality->value[row->on_day];
    if (all <= 0 || all < limit(work->set, row->events)) return STATUS_OK;
    work->executed[row->control]++;
    if (share_of(count, all, PERMILLE) < limit(work->set, row->permille)) return STATUS_OK;
    return FIND_AT(work, row->control, municipality->code, number_value("count", count),
                   number_value("all", all),
                   day_value("date", (Day)municipality->value[row->day]));
}

#define DATES(name, control, all, stem)                                                        \
    static Status name(Work *work, const MunicipalityFigures *municipality)                    \
    {                                                                                          \
        static const DateRow row = {control,                                                   \
                                    all,                                                       \
                                    FIGURE_##stem##_DAY,                                       \
                                    FIGURE_##stem##_ON_DAY,                                    \
                                    THRESHOLD_##stem##_DAY_EVENTS,                             \
                                    THRESHOLD_##stem##_DAY_PERMILLE};                          \
        return one_date(work, municipality, &row);                                             \
    }
DATES(settled_dates, 708, FIGURE_SETTLED, SETTLED)
DATES(impaired_dates, 709, FIGURE_IMPAIRED_DATES, IMPAIRED)
DATES(training_dates, 710, FIGURE_TRAINING_DATES, TRAINING)

/* R720: one person more or less changes the basic grant. */
static Status basic_count(Work *work, const MunicipalityFigures *municipality)
{
    int64_t persons = municipality->value[FIGURE_BASIC_COUNT];
    if (persons <= 0) return STATUS_OK;
    work->executed[720]++;
    if (persons != limit(work->set, THRESHOLD_BASIC_LOW) &&
        persons != limit(work->set, THRESHOLD_BASIC_HIGH))
        return STATUS_OK;
    return FIND_AT(work, 720, municipality->code, number_value("persons", persons));
}

typedef struct AmountRow {
    int control;
    FigureId part;
    ThresholdId decisions, share, ceiling;
} AmountRow;

/* So many of the decisions on FHT2, and so large a part of them. */
static Status amounts_by_ceiling(Work *work, const MunicipalityFigures *municipality,
                                 const AmountRow *row)
{
    int64_t all = municipality->value[FIGURE_SPECIAL];
    int64_t part = municipality->value[row->part];
    if (all <= 0 || all < limit(work->set, row->decisions)) return STATUS_OK;
    work->executed[row->control]++;
    if (part < limit(work->set, row->decisions) ||
        share_of(part, all, PERMILLE) < limit(work->set, row->share))
        return STATUS_OK;
    return FIND_AT(work, row->control, municipality->code, number_value("count", part),
                   number_value("all", all),
                   number_value("ceiling_permille", limit(work->set, row->ceiling)));
}

static Status small_amounts(Work *work, const MunicipalityFigures *municipality)
{
    static const AmountRow row = {721, FIGURE_SPECIAL_SMALL, THRESHOLD_SPECIAL_SMALL_DECISIONS,
                                  THRESHOLD_SPECIAL_SMALL_SHARE,
                                  THRESHOLD_SPECIAL_SMALL_PERMILLE};
    return amounts_by_ceiling(work, municipality, &row);
}

static Status amounts_near_ceiling(Work *work, const MunicipalityFigures *municipality)
{
    static const AmountRow row = {722, FIGURE_SPECIAL_NEAR, THRESHOLD_SPECIAL_NEAR_DECISIONS,
                                  THRESHOLD_SPECIAL_NEAR_SHARE,
                                  THRESHOLD_SPECIAL_NEAR_PERMILLE};
    return amounts_by_ceiling(work, municipality, &row);
}

static Status repeated_amounts(Work *work, const MunicipalityFigures *municipality)
{
    int64_t persons = municipality->value[FIGURE_REPEATED];
    if (municipality->value[FIGURE_SPECIAL] <= 0) return STATUS_OK;
    work->executed[723]++;
    if (persons <= 0 || persons < limit(work->set, THRESHOLD_REPEATED_PERSONS))
        return STATUS_OK;
    return FIND_AT(
        work, 723, municipality->code, number_value("persons", persons),
        number_value("kroner", municipality->value[FIGURE_REPEATED_KRONER] / persons));
}

/* R921 compares a term with the terms that the last run had settled. */
static Status term_change(Work *work, const MunicipalityFigures *municipality)
{
    const MunicipalitySet *set = work->set;
    int64_t settled = municipality->value[FIGURE_TERM_SETTLED];
    if (set->term_quarters <= 0 || set->term_quarters_due <= 0 || settled <= 0)
        return STATUS_OK;
    int64_t before = settled / set->term_quarters;
    int64_t now = municipality->value[FIGURE_TERM_DUE] / set->term_quarters_due;
    int64_t change = distance(now, before);
    work->executed[921]++;
    if (change < limit(set, THRESHOLD_TERM_KRONER) * ORE_IN_KRONER) return STATUS_OK;
    if ((Wide)change * PERMILLE < (Wide)before * limit(set, THRESHOLD_TERM_PERMILLE))
        return STATUS_OK;
    return FIND_AT(work, 921, municipality->code, {"now", VALUE_ORE, now, NULL},
                   {"before", VALUE_ORE, before, NULL});
}

static Status each_municipality(Work *work, int control, MunicipalityControl function)
{
    if (!runs(work->set, control)) return STATUS_OK;
    for (size_t i = 0; i < work->set->count; i++)
        TRY(function(work, &work->set->items[i]));
    return STATUS_OK;
}

/* R703: kroner a person against the median of the size class. */
static Status amount_in_class(Work *work, int class)
{
    const MunicipalitySet *set = work->set;
    size_t count = 0;
    for (size_t i = 0; i < set->count; i++) {
        const int64_t *value = set->items[i].value;
        if (size_class(set, &set->items[i]) != class || value[FIGURE_PERSONS] <= 0) continue;
        if (value[FIGURE_PERSONS] < limit(set, THRESHOLD_AMOUNT_PERSONS)) continue;
        work->scratch[count++] = value[FIGURE_EARNED] / value[FIGURE_PERSONS] / ORE_IN_KRONER;
    }
    if (!class_is_enough(set, count)) return STATUS_OK;
    int64_t median = robust_centre(work->scratch, count).median;
    for (size_t i = 0; i < set->count; i++) {
        const int64_t *value = set->items[i].value;
        if (size_class(set, &set->items[i]) != class || value[FIGURE_PERSONS] <= 0) continue;
        if (value[FIGURE_PERSONS] < limit(set, THRESHOLD_AMOUNT_PERSONS)) continue;
        int64_t amount = value[FIGURE_EARNED] / value[FIGURE_PERSONS] / ORE_IN_KRONER;
        work->executed[703]++;
        if (distance(amount, median) * PERMILLE <
            median * limit(set, THRESHOLD_AMOUNT_PERMILLE))
            continue;
        TRY(FIND_AT(work, 703, set->items[i].code, number_value("amount", amount),
                    number_value("persons", value[FIGURE_PERSONS]),
                    number_value("median", median), number_value("others", (int64_t)count - 1),
                    number_value("size_class", class + 1)));
    }
    return STATUS_OK;
}

static Status amounts_in_classes(Work *work)
{
    if (!runs(work->set, 703)) return STATUS_OK;
    for (int class = 0; class < SIZE_CLASSES; class ++)
        TRY(amount_in_class(work, class));
    return STATUS_OK;
}

static int64_t kroner_a_person(int64_t earned, int64_t persons)
{
    return persons > 0 ? earned / persons / ORE_IN_KRONER : 0;
}

/* R704: rates and the ages of the cohorts change for everybody, so it is the change against
 * the country's change that counts. Only a whole year can be compared with a whole year. */
static Status amount_since_last_year(Work *work)
{
    const MunicipalitySet *set = work->set;
    int64_t sums[FIGURE_COUNT] = {0};
    int64_t minimum = set->thresholds->value[THRESHOLD_AMOUNT_YEAR_PERSONS];
    if (!runs(set, 704) || set->quarter != 4) return STATUS_OK;
    for (size_t i = 0; i < set->count; i++)
        for (int f = 0; f < FIGURE_SUMS; f++)
            sums[f] += set->items[i].value[f];
    int64_t country = kroner_a_person(sums[FIGURE_EARNED], sums[FIGURE_PERSONS]);
    int64_t country_before =
        kroner_a_person(sums[FIGURE_EARNED_BEFORE], sums[FIGURE_PERSONS_BEFORE]);
    if (country <= 0 || country_before <= 0) return STATUS_OK;
    for (size_t i = 0; i < set->count; i++) {
        const int64_t *value = set->items[i].value;
        if (value[FIGURE_PERSONS] < minimum || value[FIGURE_PERSONS_BEFORE] < minimum) continue;
        int64_t now = kroner_a_person(value[FIGURE_EARNED], value[FIGURE_PERSONS]);
        int64_t before =
            kroner_a_person(value[FIGURE_EARNED_BEFORE], value[FIGURE_PERSONS_BEFORE]);
        if (before <= 0) continue;
        work->executed[704]++;
        int64_t expected = (int64_t)((Wide)before * country / country_before);
        if (distance(now, expected) * PERMILLE <
            expected * limit(set, THRESHOLD_AMOUNT_YEAR_PERMILLE))
            continue;
        TRY(FIND_AT(work, 704, set->items[i].code, number_value("amount", now),
                    number_value("before", before), number_value("country", country),
                    number_value("country_before", country_before)));
    }
    return STATUS_OK;
}

Status municipality_controls(const MunicipalitySet *set, int64_t *scratch, uint64_t *executed,
                             Findings *findings)
{
    Work work = {set, scratch, executed, findings};
    if (set->thresholds == NULL) return STATUS_OK;
    TRY(each_municipality(&work, 701, decided_number));
    TRY(each_municipality(&work, 702, single_adults));
    TRY(amounts_in_classes(&work));
    TRY(amount_since_last_year(&work));
    TRY(each_municipality(&work, 705, impaired_share));
    TRY(each_municipality(&work, 707, equal_hours));
    TRY(each_municipality(&work, 708, settled_dates));
    TRY(each_municipality(&work, 709, impaired_dates));
    TRY(each_municipality(&work, 710, training_dates));
    TRY(each_municipality(&work, 720, basic_count));
    TRY(each_municipality(&work, 721, small_amounts));
    TRY(each_municipality(&work, 722, amounts_near_ceiling));
    TRY(each_municipality(&work, 723, repeated_amounts));
    TRY(share_controls(set, executed, findings));
    TRY(compare_all(&work));
    return each_municipality(&work, 921, term_change);
}
