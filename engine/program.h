/*
 * program.h - where the program's own data is. cli.md.
 *
 * Run from a build folder it uses the source tree; installed, the data folder of the prefix.
 */
#ifndef TILSKUDD_ENGINE_PROGRAM_H
#define TILSKUDD_ENGINE_PROGRAM_H

#include "formats/base/path.h"

typedef struct ProgramData {
    char rules[PATH_SIZE];          /* rule sets */
    char published[PATH_SIZE];      /* published.csv: where rates are published */
    char municipalities[PATH_SIZE]; /* municipalities.csv */
    char bank_profiles[PATH_SIZE];
    char indicators[PATH_SIZE];      /* definitions of indicators */
    char accounts_limits[PATH_SIZE]; /* rules/accounts/limits.xml */
    char settled[PATH_SIZE];         /* settled persons by municipality, for generate */
} ProgramData;

/* Finds the data: installed beside the program, else in the source tree. INPUT_MISSING. */
MUST_USE Status program_data(ProgramData *out, Failure *failure);

#endif
