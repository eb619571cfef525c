/*
 * letter_texts.h - the words of letters, in bokmål and English: one table, letter_texts.def.
 * Some are printf formats. Constant; any thread.
 */
#ifndef TILSKUDD_FORMATS_LETTER_TEXTS_H
#define TILSKUDD_FORMATS_LETTER_TEXTS_H

#include "formats/base/language.h"

typedef enum LetterText {
#define LETTER_TEXT(name, nb, en) LETTER_TEXT_##name,
#include "formats/letters/letter_texts.def"
#undef LETTER_TEXT
    LETTER_TEXT_COUNT
} LetterText;

/* Never NULL. */
const char *letter_text(Language language, LetterText text);

#endif
