/*
 * municipality_controls.h - the controls of municipalities: families 7 (against itself) and 8
 * (against others of like size), and the change since the last run of family 9. control.md 1.
 *
 * They look at figures that the engine has added up, never at persons; they warn or inform and
 * never change money. Whole numbers only: shares in permille, z-scores in hundredths. Pure, no
 * allocation; any thread may call them with its own buffers.
 */
#ifndef TILSKUDD_RULES_MUNICIPALITY_CONTROLS_H
#define TILSKUDD_RULES_MUNICIPALITY_CONTROLS_H

#include "rules/controls/control_thresholds.h"
#include "rules/controls/finding.h"

typedef enum FigureId {
#define FIGURE(name, text) FIGURE_##name,
#include "rules/controls/municipality_figures.def"
#undef FIGURE
    FIGURE_COUNT
} FigureId;

/* Where the two figures of a share stand: of so many, so many at fault. */
static inline FigureId share_whole(ShareId share)
{
    return (FigureId)((int)FIGURE_NO_START_OF + 2 * (int)share);
}

static inline FigureId share_part(ShareId share)
{
    return (FigureId)((int)share_whole(share) + 1);
}

/* One municipality, as it is on the cut-off date. */
typedef struct MunicipalityFigures {
    MunicipalityCode code;
    int64_t value[FIGURE_COUNT];
} MunicipalityFigures;

/* What is controlled: all municipalities of a run, ascending by code. */
typedef struct MunicipalitySet {
    const ControlThresholds *thresholds;
    int quarter;           /* of the run */
    bool late_known;       /* there is an earlier committed run: R706, R805 run */
    int term_quarters;     /* how many quarters TERM_SETTLED is for; 0: R921 does not run */
    int term_quarters_due; /* how many quarters TERM_DUE is for */
    const MunicipalityFigures *items;
    size_t count;
} MunicipalitySet;

/* Shares and amounts that are compared with others of like size (family 8). */
typedef enum ComparedFigure {
    COMPARED_DECIDED = 0, /* R801: settled by agreement, permille of the decided number */
    COMPARED_SINGLES,     /* R802: single adults, permille of the settled */
    COMPARED_AMOUNT,      /* R803: kroner a person */
    COMPARED_IMPAIRED,    /* R804: persons with FHT2, in 100 000 of the persons */
    COMPARED_LATE,        /* R805: late registrations, permille of the new */
    COMPARED_ELDERLY,     /* R806: permille of the settled */
    COMPARED_CHILDREN,    /* R807: permille of the settled */
    COMPARED_COUNT
} ComparedFigure;

enum { SIZE_CLASSES = 4, SIZE_CLASS_NONE = -1 };
/* Controls that may find in one municipality: room for a caller's buffer. */
enum { MUNICIPALITY_CONTROLS_MAX = 24 + SHARE_COUNT };

/* The value of a compared figure; false when the municipality has too few persons for it (below
 * the control's minimum) or the figure is not known. */
bool compared_value(const MunicipalitySet *set, ComparedFigure figure,
                    const MunicipalityFigures *municipality, int64_t *value);
/* Size class by persons with a grant, 0 (fewest) to SIZE_CLASSES - 1; NONE when the limits are
 * missing. The limits are thresholds of R703. */
int size_class(const MunicipalitySet *set, const MunicipalityFigures *municipality);
/* Control number of a compared figure: 801 ... 807. */
int compared_control(ComparedFigure figure);

/* Median and median absolute deviation (MAD) of a set; sorts `values` and overwrites them.
 * An even number of values: the lower of the two in the middle. count > 0. */
typedef struct RobustCentre {
    int64_t median, deviation;
} RobustCentre;
RobustCentre robust_centre(int64_t *values, size_t count);
/* 0.6745 (x - median) / MAD in hundredths, rounded towards zero (Iglewicz and Hoaglin 1993);
 * deviation must not be 0. */
int64_t robust_z_hundredths(RobustCentre centre, int64_t value);
/* z of the difference of two shares a of n and b of m, in hundredths, pooled variance; 0 when
 * there is no variance. 0 <= a <= n, 0 <= b <= m, n and m above 0; exact to 2^22, above that
 * the counts are halved first. */
int64_t shares_z_hundredths(int64_t a, int64_t n, int64_t b, int64_t m);

/*
 * All controls of the set. `scratch` has room for `count` numbers; `executed` is indexed by
 * control number (CONTROL_NUMBERS_MAX) and added to. Findings are appended in the order of
 * controls, then municipalities; BUFFER_TOO_SMALL when they do not fit (never with room for
 * MUNICIPALITY_CONTROLS_MAX findings a municipality).
 */
MUST_USE Status municipality_controls(const MunicipalitySet *set, int64_t *scratch,
                                      uint64_t *executed, Findings *findings);

/* The controls of shares alone (share_controls.c); municipality_controls() calls it. */
MUST_USE Status share_controls(const MunicipalitySet *set, uint64_t *executed,
                               Findings *findings);

#endif
