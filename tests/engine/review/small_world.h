/*
 * small_world.h - four persons, a ledger and the built program: what the tests of verify,
 * explain and diff look at. In a scratch folder; failures fail the test.
 *
 *   MOVER     the worked example of grants.md 2.3: AR-2 of 2017, moved 0301 -> 0219 on 10 May
 *   NEWCOMER  settled in 2017 in 0301 alone: AR-1-EV
 *   STRANGER  not settled: no grant
 *   DEAD      died before the settlement: held by R104
 */
#ifndef TILSKUDD_TESTS_ENGINE_SMALL_WORLD_H
#define TILSKUDD_TESTS_ENGINE_SMALL_WORLD_H

#include <stdbool.h>
#include <stddef.h>

enum { MOVER, NEWCOMER, STRANGER, DEAD, WORLD_PERSONS };

/* What the latest call of the program said. */
extern char printed[1 << 20]; /* standard output */
extern char told[1 << 16];    /* standard error */

/* Starts the built program in the scratch folder with `input` on standard input (NULL: none);
 * the last argument is NULL. Returns the exit status. */
int program(const char *input, const char *const *arguments);
#define PROGRAM(...) program(NULL, (const char *const[]){__VA_ARGS__, NULL})
#define PRINTED(text) CU_ASSERT_PTR_NOT_NULL(strstr(printed, text))
#define NOT_PRINTED(text) CU_ASSERT_PTR_NULL(strstr(printed, text))

/* Scratch folder with register.xml, payees.csv and ledger/ (2017, test, nothing paid), and the
 * proposal of quarter 3 in run-3/. */
void world_begin(void);
/* Approves run-3 and makes the proposal of quarter 4 in run-4/, from register-4.xml, which is
 * the same a quarter later. */
void world_go_on(void);
/* Another register: the first `count` persons of the world, all with the same elements. */
void world_register_of(const char *name, const char *date, int count, const char *elements);
void world_end(void);
/* The ident of a person, as text. */
const char *world_ident(int person);
/* No ident of the world is in what was printed and told. */
bool world_kept_secret(void);
/* The EndToEndId in a run's folder that begins with `start`; "" when there is none. */
const char *world_payment(const char *run, const char *start);

/* Turns one bit of a file of the scratch folder; the same again turns it back. */
void flip_bit(const char *name, size_t at);
size_t file_size(const char *name);

#endif
