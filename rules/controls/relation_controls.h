/*
 * relation_controls.h - what a single record does not show: two records that may be one person
 * (family 4), payments that are large or have moved (family 9). control.md 1.
 *
 * Pure comparisons; the engine finds the pairs. Any thread.
 */
#ifndef TILSKUDD_RULES_RELATION_CONTROLS_H
#define TILSKUDD_RULES_RELATION_CONTROLS_H

#include "rules/controls/control_thresholds.h"
#include "rules/controls/finding.h"

typedef enum RelationControl {
    RELATION_RECORD_TWICE = 407,       /* the same record in two files */
    RELATION_NEWBORN_TWICE = 408,      /* a newborn counted by two municipalities */
    RELATION_YEAR_ONE_TWICE = 409,     /* year 1 in two years */
    RELATION_CHILD_TWICE = 418,        /* a newborn and a child settled on its own */
    RELATION_NEGATIVE_YEAR = 724,      /* the year's lines of a payment group below 0 */
    RELATION_FACTS_MOVE = 940,         /* facts have changed, and money moves by it (WARN) */
    RELATION_FACTS_CHANGED = 941,      /* facts have changed, and none moves (INFO) */
    RELATION_PAYMENT_LARGE = 920,      /* a payment over the limit */
    RELATION_TERM_CHANGED = 921,       /* see municipality_controls.h */
    RELATION_ACCOUNT_SHARED = 922,     /* the account of another municipality */
    RELATION_PAID_ELSEWHERE = 923,     /* the same code and year paid to another before */
    RELATION_OVER_APPROPRIATION = 924, /* the sum of the year over the appropriation */
    RELATION_PAYMENT_WAITS = 925       /* a payment that came back, and was not put right */
} RelationControl;

/* Persons who look alike: one under several idents, or twins. */
typedef enum LookControl {
    LOOK_ALIKE = 406,         /* WARN */
    LOOK_TYPES_DIFFER = 414,  /* idents of different types, and money for both (BLOCK) */
    LOOK_TWINS = 415,         /* INFO */
    LOOK_MANY_OF_SENDER = 416 /* more than a family has, of one sender (BLOCK) */
} LookControl;

/* Birth date, sex, background, and ground and day of the first lasting permit as one number;
 * 0: the person has no lasting permit. */
uint64_t look_number(const Registration *person);
/* Born on 1 January, as many are registered whose birth date nobody knows: a look of many. */
bool look_is_common(const Registration *person);
/* Two who look alike and may well be two: both settled as children or unaccompanied minors on
 * one day in one municipality, and their training, programmes and permits are not all the same.
 */
bool look_of_twins(const Registration *one, const Registration *other);

/* A child by its mother (R408). */
typedef struct ChildOf {
    uint32_t mother; /* the engine's index of the mother */
    Day born;
    uint8_t sex;
    MunicipalityCode municipality; /* where it is, as on the cut-off date; or none */
    uint32_t person;
} ChildOf;

/* Order by mother, birth date, sex, person; for qsort. */
int child_compare(const void *left, const void *right);
/* R408: the second of two children that stand next to each other may be the first again. */
bool child_counted_twice(const ChildOf *first, const ChildOf *second);

/* A child of which year 1 was paid or is due: a newborn that counts with its mother, or one
 * with a settlement of its own under one year old (R418). */
typedef struct BirthOf {
    Day born;
    Day settled; /* the mother's, or its own */
    Country background;
    uint8_t sex;
    bool newborn; /* counts with its mother */
    uint32_t person;
} BirthOf;

/* Order by birth date, background, sex; newborns first, by settlement and person; for qsort. */
int birth_compare(const void *left, const void *right);
/* Born on one day, of one background and sex. */
bool birth_is_alike(const BirthOf *one, const BirthOf *other);
/* Settled on its own before it was one year old. */
bool is_settled_newborn(const Registration *person);
/* R418: a newborn and a child that are alike, settled at most so many months from the newborn's
 * mother. */
bool newborn_counted_twice(const BirthOf *newborn, const BirthOf *child, int months);

/* What a person has earned or been paid of a code in a budget year, in one municipality. */
typedef struct PaidPart {
    uint8_t code; /* GrantCode */
    int16_t budget_year;
    MunicipalityCode municipality;
    Ore settled; /* before this run */
    Ore due;     /* now, if it is paid */
} PaidPart;

/* R409: two years with something of year 1 (AR-1, AR-1-B, AR-1-EM, AR-1-EV) in them after this
 * run; false when there are no two. */
bool year_one_twice(const PaidPart *parts, size_t count, int *year, int *other);
/* R923: the parts of one code and year, next to each other: money goes back from one
 * municipality and is due in another. False when it is not so. */
bool paid_elsewhere(const PaidPart *parts, size_t count, MunicipalityCode *from,
                    MunicipalityCode *to);

/* R920: the limit for a payment group in kroner: the configuration's, else (0) the rule set's.
 */
Kroner payment_limit(const ControlThresholds *thresholds, Kroner configured);
/* R925: a sum that was sent in a quarter (quarter_number) and came back is due again; whether
 * it has been for two quarters. */
bool payment_waits_long(uint16_t sent, uint16_t now);
/* What is settled of one appropriation: groups that one pays are added together. */
typedef struct AppropriationSum {
    PaymentGroup head; /* whose chapter and item are the appropriation's */
    Kroner limit;
    Ore settled;
} AppropriationSum;
enum { APPROPRIATIONS = 3 };
/* R924: those that the schemes are paid from; returns how many. */
size_t appropriation_sums(const ControlThresholds *thresholds, unsigned schemes,
                          const Ore settled[PAYMENT_GROUP_COUNT],
                          AppropriationSum sums[APPROPRIATIONS]);

#endif
