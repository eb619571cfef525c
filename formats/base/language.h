/*
 * language.h - the languages that people are answered in: bokmål and English. cli.md.
 *
 * What is written for others (letters, pages) takes a Language from its caller. What a person
 * at a terminal reads is in the process's own language, which is chosen once, at its start,
 * before there are other threads: by gettext and the catalogue formats/po/nb.po.
 */
#ifndef TILSKUDD_FORMATS_LANGUAGE_H
#define TILSKUDD_FORMATS_LANGUAGE_H

#include <stdbool.h>

typedef enum Language { LANGUAGE_NB = 0, LANGUAGE_EN, LANGUAGE_COUNT } Language;

/* The words of --language, in the enum's order; ends with NULL. */
extern const char *const language_words[];

/* "nb" or "en". */
const char *language_code(Language language);
/* By its code; false for another word. */
bool language_parse(const char *word, Language *out);

/* What LC_ALL, LC_MESSAGES or LANG asks for, the first that is set and not empty: nb, nn or no
 * is bokmål, all else (and nothing) English. `environment` ends with NULL. */
Language language_of_environment(char *const *environment);

/* From here on texts for the terminal are in `language`; `catalogues` is the folder that has
 * nb/LC_MESSAGES/tilskudd.mo. No locale need be installed for it: the system's own C.UTF-8 is
 * enough. Neither numbers, dates nor bytes that are hashed depend on it. Where there is no
 * catalogue texts stay English. */
void language_choose(Language language, const char *catalogues);
/* What was chosen; English before. */
Language language_chosen(void);
/* Texts in another language from here on, for a page that is built of texts for the terminal;
 * gives the one of before, which the caller speaks again. While there are no other threads. */
Language language_speak(Language language);

#endif
