#include "rules/controls/share_controls.h"

#include "rules/accounts/chance.h"
#include "rules/controls/control_work.h"
#include "rules/controls/municipality_controls.h"

enum { PERMILLE = 1000, OTHERS_MIN = 100 /* a share of fewer is no norm */ };

typedef enum ShareLike { LIKE_SIZE, LIKE_COUNTRY, LIKE_COUNTRY_ALL } ShareLike;

typedef struct ShareRow {
    int control;
    ThresholdId chance, persons, excess;
    ShareLike like;
} ShareRow;

static const ShareRow rows[SHARE_COUNT] = {
#define SHARE(name, control, limits, figure, like)                                             \
    {control, THRESHOLD_##limits##_P, THRESHOLD_##limits##_PERSONS,                            \
     THRESHOLD_##limits##_EXCESS, LIKE_##like},
#include "rules/controls/share_controls.def"
#undef SHARE
};

int share_control(ShareId share)
{
    INVARIANT((unsigned)share < SHARE_COUNT);
    return rows[share].control;
}

bool control_is_of_share(int control)
{
    for (size_t s = 0; s < SHARES_OF_PERSONS; s++)
        if (rows[s].control == control) return true;
    return false;
}

/* Found of so many, in so many municipalities. */
typedef struct ShareSum {
    int64_t found, of, places;
} ShareSum;

static ShareSum share_at(const MunicipalityFigures *place, ShareId share)
{
    int64_t of = place->value[share_whole(share)];
    return (ShareSum){place->value[share_part(share)], of, of > 0};
}

static void add(ShareSum *sum, ShareSum more, int64_t times)
{
    sum->found += times * more.found;
    sum->of += times * more.of;
    sum->places += times * more.places;
}

/* Sums of the size classes, and of the country behind them. */
typedef struct ShareLikes {
    ShareSum class[SIZE_CLASSES], country;
} ShareLikes;

static void sum_up(const MunicipalitySet *set, ShareId share, ShareLikes *likes)
{
    *likes = (ShareLikes){.country = {0}};
    for (size_t i = 0; i < set->count; i++) {
        ShareSum here = share_at(&set->items[i], share);
        int class = size_class(set, &set->items[i]);
        if (class != SIZE_CLASS_NONE) add(&likes->class[class], here, 1);
        add(&likes->country, here, 1);
    }
}

/* The others of like size where there are enough of them, else of the country. */
static ShareSum like_of(const MunicipalitySet *set, const MunicipalityFigures *place,
                        ShareId share, const ShareLikes *likes)
{
    int class = size_class(set, place);
    ShareSum own = share_at(place, share), like = likes->country;
    add(&like, own, -1);
    if (rows[share].like != LIKE_SIZE || class == SIZE_CLASS_NONE) return like;
    ShareSum size = likes->class[class];
    add(&size, own, -1);
    bool enough =
        size.of >= OTHERS_MIN && size.places >= set->thresholds->value[THRESHOLD_SIZE_GROUP];
    return enough ? size : like;
}

static int64_t permille(ShareSum sum)
{
    return sum.found * PERMILLE / sum.of;
}

static bool is_high(const MunicipalitySet *set, const ShareRow *row, ShareSum own,
                    ShareSum like)
{
    const int64_t *value = set->thresholds->value;
    if (row->like == LIKE_COUNTRY_ALL && own.found != own.of) return false;
    if ((permille(own) - permille(like)) < value[row->excess]) return false;
    return binomial_is_unlikely(own.found, own.of, (ChanceShare){like.found, like.of},
                                value[row->chance]);
}

/* Of R715: to which step the numbers are rounded; 0: of no other. */
static int round_step(ShareId share)
{
    static const int steps[] = {50, 25, 10};
    bool round = share >= SHARE_ROUND_50 && share <= SHARE_ROUND_10;
    return round ? steps[share - SHARE_ROUND_50] : 0;
}

static bool is_told(const Findings *findings, int control, MunicipalityCode code)
{
    for (size_t i = findings->count; i > 0; i--) {
        const Finding *finding = &findings->items[i - 1];
        if (finding->control != control) return false;
        if (finding->municipality == code) return true;
    }
    return false;
}

static Status find_in(const MunicipalitySet *set, ShareId share,
                      const MunicipalityFigures *place, const ShareLikes *likes,
                      uint64_t *executed, Findings *findings)
{
    const ShareRow *row = &rows[share];
    ShareSum own = share_at(place, share), like = like_of(set, place, share, likes);
    if (own.of <= 0 || own.of < set->thresholds->value[row->persons] || like.of < OTHERS_MIN)
        return STATUS_OK;
    executed[row->control]++;
    if (!is_high(set, row, own, like) || is_told(findings, row->control, place->code))
        return STATUS_OK;
    const FindingValue values[] = {number_value("found", own.found),
                                   number_value("of", own.of),
                                   number_value("share_permille", permille(own)),
                                   number_value("like_permille", permille(like)),
                                   number_value("others", like.places),
                                   number_value("step", round_step(share))};
    size_t count = sizeof values / sizeof values[0] - (round_step(share) == 0);
    TRY(finding_append_values(findings, row->control, values, count));
    findings->items[findings->count - 1].municipality = place->code;
    return STATUS_OK;
}

Status share_controls(const MunicipalitySet *set, uint64_t *executed, Findings *findings)
{
    for (int s = 0; s < SHARE_COUNT; s++) {
        ShareLikes likes;
        if (set->thresholds->missing[rows[s].control]) continue;
        sum_up(set, (ShareId)s, &likes);
        for (size_t i = 0; i < set->count; i++)
            TRY(find_in(set, (ShareId)s, &set->items[i], &likes, executed, findings));
    }
    return STATUS_OK;
}
