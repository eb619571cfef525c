/*
 * translate.h - texts for people in their language. The mechanism is gettext's: a text in the
 * code is English and is its own key; the catalogue is formats/po/nb.po. cli.md.
 *
 * Never around what is hashed, read by programs (headings, codes) or written in two languages
 * by one process (pages and letters): those come from tables.
 */
#ifndef TILSKUDD_FORMATS_TRANSLATE_H
#define TILSKUDD_FORMATS_TRANSLATE_H

/* `text` in the language that was chosen, or itself. Lives until the program ends. Any thread.
 */
const char *translate(const char *text) __attribute__((format_arg(1)));

/* gettext's own short names: a text that is said here, and one that stands in a table and is
 * translated where it is said. */
#define _(text) translate(text)
#define N_(text) text

#endif
