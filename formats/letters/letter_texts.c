#include "formats/letters/letter_texts.h"

static const char *const texts[LETTER_TEXT_COUNT][LANGUAGE_COUNT] = {
#define LETTER_TEXT(name, nb, en) {nb, en},
#include "formats/letters/letter_texts.def"
#undef LETTER_TEXT
};

const char *letter_text(Language language, LetterText text)
{
    return texts[text][language];
}
