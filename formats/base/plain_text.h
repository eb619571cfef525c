/*
 * plain_text.h - amounts as people read them. Pure; any thread.
 */
#ifndef TILSKUDD_ENGINE_PLAIN_TEXT_H
#define TILSKUDD_ENGINE_PLAIN_TEXT_H

#include <stdbool.h>

#include "rules/base/money_text.h"

/* The amount in a text as any of these gives it, also without spaces, also with a point for the
 * comma; false when it is none, or too large. */
bool amount_parse(const char *text, Ore *out);
/* A change from one amount to another in tenths of a per cent, half away from 0; beyond 9999,9
 * cut to that, and *over is set. `before` is not 0. */
int change_tenths(Ore now, Ore before, bool *over);

#endif
