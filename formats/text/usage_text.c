#include "formats/text/usage_text.h"

#include <stdbool.h>
#include <string.h>

#include "formats/base/language.h"
#include "rules/base/status.h"

typedef struct UsageWord {
    const char *word, *nb;
} UsageWord;

static const UsageWord usage_words[] = {
#define USAGE_WORD(word, nb) {word, nb},
#include "formats/text/usage_text.def"
#undef USAGE_WORD
};

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_in_word(char c)
{
    return is_capital(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* The length of a word of capitals that begins here; a dash within it is of it. 0: none. */
static size_t capitals_at(const char *text)
{
    size_t length = 0;
    while (is_capital(text[length]) ||
           (length > 0 && text[length] == '-' && is_capital(text[length + 1])))
        length++;
    return is_in_word(text[length]) ? 0 : length;
}

static const char *said(const char *word, size_t length)
{
    for (size_t i = 0; i < sizeof usage_words / sizeof usage_words[0]; i++)
        if (strlen(usage_words[i].word) == length &&
            strncmp(usage_words[i].word, word, length) == 0)
            return usage_words[i].nb;
    return NULL;
}

static size_t append(UsageText *out, size_t at, const char *text, size_t length)
{
    INVARIANT(at + length < sizeof out->text);
    memcpy(out->text + at, text, length);
    return at + length;
}

UsageText usage_text(const char *usage)
{
    UsageText out = {""};
    size_t at = 0;
    bool norwegian = language_chosen() == LANGUAGE_NB;
    for (bool inside = false; *usage != '\0';) {
        size_t length = norwegian && !inside ? capitals_at(usage) : 0;
        const char *nb = length > 0 ? said(usage, length) : NULL;
        if (length == 0) length = 1;
        at = append(&out, at, nb != NULL ? nb : usage, nb != NULL ? strlen(nb) : length);
        inside = is_in_word(usage[length - 1]);
        usage += length;
    }
    return out;
}
