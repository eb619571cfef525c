/*
 * program.h - which program this is, and where its own data is. cli.md.
 *
 * Run from a build folder it uses the source tree; installed, the data folder of the prefix.
 */
#ifndef TILSKUDD_ENGINE_PROGRAM_H
#define TILSKUDD_ENGINE_PROGRAM_H

#include "formats/base/path.h"

/* Which sources it was built from: 16 digits of a hash over all of them, the same for the same
 * sources wherever they are built. Constant; any thread. trust.md 2. */
const char *program_build(void);

typedef struct ProgramData {
    char rules[PATH_SIZE];          /* rule sets */
    char published[PATH_SIZE];      /* published.csv: where rates are published */
    char municipalities[PATH_SIZE]; /* municipalities.csv */
    char bank_profiles[PATH_SIZE];
    char indicators[PATH_SIZE];      /* definitions of indicators */
    char accounts_limits[PATH_SIZE]; /* rules/accounts/limits.xml */
    char setup[PATH_SIZE];           /* texts of init */
    char settled[PATH_SIZE];         /* settled persons by municipality, for generate */
} ProgramData;

/* The folder of the catalogues of texts: installed beside the program, else in its build
 * folder.
 * "" when neither can be named. language.h. */
void program_catalogues(char out[PATH_SIZE]);

/* Finds the data: installed beside the program, else in the source tree. INPUT_MISSING. */
MUST_USE Status program_data(ProgramData *out, Failure *failure);

#endif
