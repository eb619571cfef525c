/*
 * serial_line.h - how a file that the authority signs begins: "# payees 0123456789abcdef serial
 * 3". trust.md 2.
 *
 * The word says what kind of file it is, the sixteen digits which ledger it is for (the first
 * of its opening's head; NEW for what a ledger is opened with), and the number orders its
 * versions. In CSV it is the first line, to which a spreadsheet program may have added
 * separators and quotes; in XML a comment of its own before the root element. Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_SERIAL_LINE_H
#define TILSKUDD_FORMATS_SERIAL_LINE_H

#include <stdint.h>

#include "formats/base/system.h"

#define SERIAL_LEDGER_NEW "NEW"
enum { SERIAL_LEDGER_SIZE = 17, SERIAL_WORD_SIZE = 24, SERIAL_MAX = 999999999 };

typedef struct SerialLine {
    bool there; /* false: the rest is empty */
    char word[SERIAL_WORD_SIZE];
    char ledger[SERIAL_LEDGER_SIZE];
    uint32_t serial;
} SerialLine;

/* One line, or the text of a comment. False when it is none; *out is not touched then. */
bool serial_line_parse(const char *text, size_t length, SerialLine *out);
/* That of a file's content; without one `there` is false. INPUT_VALUE for a first line or
 * comment that begins with '#' and is none, for two of them, and for another word than `word`.
 */
MUST_USE Status serial_line_read(const char *name, const char *word, const void *bytes,
                                 size_t size, SerialLine *out, Failure *failure);

#endif
