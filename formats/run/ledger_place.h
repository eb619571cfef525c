/*
 * ledger_place.h - nothing is written into a ledger but by its own commands. trust.md 5.
 */
#ifndef TILSKUDD_FORMATS_LEDGER_PLACE_H
#define TILSKUDD_FORMATS_LEDGER_PLACE_H

#include "formats/base/path.h"

/* USAGE when `path`, which need not be there, is a ledger or lies in one: the folders above it
 * are looked at as the system goes through them, so that no link hides one. What cannot be
 * opened is no ledger that could be written to. Any thread. */
MUST_USE Status ledger_place_refuse(const char *path, Failure *failure);

#endif
