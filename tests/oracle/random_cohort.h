/*
 * Random registers that are made to break rules: dates heaped on boundaries, every ground
 * and group, merged and split municipalities, changes of the past. Deterministic in the seed.
 * Only synthetic idents (month + 80) with right control digits.
 */
#ifndef RANDOM_COHORT_H
#define RANDOM_COHORT_H

#include "oracle.h"

typedef struct {
    uint64_t state;
    Day date; /* uttrekksdato */
    Register people;
    char (*used)[IDENT_SIZE]; /* idents given out */
    size_t used_count, used_room;
} Cohort;

/* random_draw.c */
uint64_t draw(Cohort *cohort);
int below(Cohort *cohort, int limit);
bool chance(Cohort *cohort, int per_thousand);
int pick(Cohort *cohort, const int *values, int count);
/* A day of [low, high], mostly on a boundary of the rules. */
Day edge_day(Cohort *cohort, Day low, Day high);
/* A day near another one: exactly so many months after it, or a day beside that. */
Day near_day(Cohort *cohort, Day day, int months);
int random_code(Cohort *cohort, Day day);
int listed_code(int index); /* every code there is, one by one; 0: no more */
int other_code(Cohort *cohort, Day day, int than);
int heir_of(Cohort *cohort, int code, Day day);
/* The code of the day of one of the three municipalities that are split. */
int splitting_code(Cohort *cohort, Day day);
bool same_chain(int a, int b);
/* Moves the birth date a day at a time where a birthday's numbers are used up. */
void new_ident(Cohort *cohort, Person *person, const char *kind);
void use_ident(Cohort *cohort, const char *ident);
Person *add_person(Cohort *cohort);

/* random_person.c */
void random_person(Cohort *cohort);
void random_permit(Cohort *cohort, Person *person, Day around);
void random_training(Cohort *cohort, Person *person, Day around);
void random_special(Cohort *cohort, Person *person, Day from);
void random_claim(Cohort *cohort, Person *person);
void random_homes(Cohort *cohort, Person *person, Day from);
Group fitting_group(Cohort *cohort, const Person *person);
void spoil(Cohort *cohort, Person *person);

/* random_split.c: what becomes of those who lived in a municipality until it was split. */
void cross_splits(Cohort *cohort, Person *person);

/* random_cohort.c */
void begin_register(FILE *out, Day date, int sender); /* 0: of the whole country */
/* fault 0: as it is; -1: the declared type is not the number's, which is only warned of;
 * others: a record that strict reading sets aside. */
void put_person(FILE *out, const Person *person, int fault);

/* random_senders.c: a file for each code; `alone`: in place of the whole country's register. */
void write_senders(Cohort *cohort, const char *folder, bool alone);

/* random_evolve.c */
/* The person once more under another ident, or several times. */
void enter_again(Cohort *cohort, size_t index);
void evolve(Cohort *cohort, int fresh);

#endif
