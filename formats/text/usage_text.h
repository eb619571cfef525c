/*
 * usage_text.h - usage lines and names of values in the language that was chosen: who reads
 * "oppgi KODE" must find KODE in the line above, not CODE.
 *
 * Pure but for the language; any thread.
 */
#ifndef TILSKUDD_FORMATS_USAGE_TEXT_H
#define TILSKUDD_FORMATS_USAGE_TEXT_H

enum { USAGE_TEXT_SIZE = 1024 };
typedef struct UsageText {
    char text[USAGE_TEXT_SIZE];
} UsageText;

/* "tilskudd diff RUN RUN [--min KRONER]" as it is, or "tilskudd diff KJØRING KJØRING ...".
 * Words that are not in usage_text.def stay. Use within one expression. */
UsageText usage_text(const char *usage);

#endif
