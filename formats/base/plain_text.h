/*
 * plain_text.h - amounts as people read them. Pure; any thread.
 */
#ifndef TILSKUDD_ENGINE_PLAIN_TEXT_H
#define TILSKUDD_ENGINE_PLAIN_TEXT_H

#include <stdbool.h>

#include "rules/base/money.h"

enum { KRONER_TEXT_SIZE = 40 };

/* Use within one expression. */
typedef struct KronerText {
    char text[KRONER_TEXT_SIZE];
} KronerText;

/* "1 234 567,50", "-86 250,00": kroner in groups of three, a comma, two digits of ore. */
KronerText kroner_text(Ore amount);
/* The same, the comma and ore only when there are any: "1 234 567", "57 500,50". */
KronerText amount_text(Ore amount);
/* The amount in a text as any of these gives it, also without spaces, also with a point for the
 * comma; false when it is none, or too large. */
bool amount_parse(const char *text, Ore *out);
/* A change from one amount to another in tenths of a per cent, half away from 0; beyond 9999,9
 * cut to that, and *over is set. `before` is not 0. */
int change_tenths(Ore now, Ore before, bool *over);
/* "57 500": whole kroner. */
KronerText whole_kroner_text(Kroner amount);

#endif
