/*
 * translator.h - texts for people in their language. A text in the code is English and is its
 * own key; the program says at its start who translates (formats/base/language.h). cli.md.
 *
 * Never around what is hashed, read by programs (headings, codes) or written in two languages
 * by one process (pages and letters): those come from tables.
 *
 * The format of failure_set, the words of failure_of and failure_explain and the texts of
 * status_table.def are translated by status.c, those of trace_step by grant.c: they are not
 * marked. Marked are phrases within them.
 */
#ifndef TILSKUDD_RULES_TRANSLATOR_H
#define TILSKUDD_RULES_TRANSLATOR_H

#include <stdint.h>

/* Who translates; each gives a text that lives until the program ends, or what it was given. */
typedef struct Translator {
    const char *(*text)(const char *text);
    const char *(*count)(const char *one, const char *many, uint64_t count);
} Translator;

/* From here on; NULL: nobody, texts stay English. Borrowed. Before there are other threads. */
void translate_by(const Translator *translator);

/* `text` in the language that was chosen, or itself. Never NULL unless `text` is. Any thread.
 */
const char *translate(const char *text) __attribute__((format_arg(1)));
/* The same for a text that says a count: `one` when it is 1 in English, else `many`. */
const char *translate_count(const char *one, const char *many, uint64_t count)
    __attribute__((format_arg(1), format_arg(2)));

/* gettext's own short names: a text that is said here, and one that stands in a table and is
 * translated where it is said. */
#define _(text) translate(text)
#define N_(text) text

#endif
