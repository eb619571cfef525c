/*
 * language.h - the languages that people are answered in: bokmål and English. A choice of the
 * caller's, never of the environment.
 */
#ifndef TILSKUDD_FORMATS_LANGUAGE_H
#define TILSKUDD_FORMATS_LANGUAGE_H

typedef enum Language { LANGUAGE_NB = 0, LANGUAGE_EN, LANGUAGE_COUNT } Language;

#endif
