/*
 * share_controls.h - what is no error of one person, but of a routine: so many of a
 * municipality's are at fault, against the share of its like, that chance cannot explain it.
 * control.md 1, families 5 to 7.
 *
 * One finding a municipality: from so many persons on, when the exact binomial test (chance.h)
 * says that so high a share has a probability below the limit, and the share is so much higher
 * that it matters. The municipality itself is left out of its like. Persons stand in the
 * figures only; they are findings when somebody asks for them (PersonShares). Whole numbers;
 * pure; any thread.
 */
#ifndef TILSKUDD_RULES_SHARE_CONTROLS_H
#define TILSKUDD_RULES_SHARE_CONTROLS_H

#include "rules/base/date.h"

typedef enum ShareId {
#define SHARE(name, control, limits, figure, like) SHARE_##name,
#include "rules/controls/share_controls.def"
#undef SHARE
    SHARE_COUNT
} ShareId;

enum { SHARES_OF_PERSONS = SHARE_NO_PROGRAMME + 1 };

/* What one record adds to the shares: whether it is about the person, the person is at fault,
 * and on which day, which says where. Zeroed before the record is controlled. */
typedef struct PersonShares {
    uint32_t about, at_fault; /* bits by ShareId */
    Day on[SHARES_OF_PERSONS];
} PersonShares;

/* The control of a share: 509 is R509. */
int share_control(ShareId share);
/* A control finds shares: its findings of persons are listed on request only. */
bool control_is_of_share(int control);

#endif
