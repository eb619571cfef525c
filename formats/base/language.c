#include "formats/base/language.h"

#include <libintl.h>
#include <locale.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "rules/base/translator.h"

#define DOMAIN "tilskudd"

const char *const language_words[] = {"nb", "en", NULL};

static Language chosen = LANGUAGE_EN;

const char *language_code(Language language)
{
    return language_words[language];
}

bool language_parse(const char *word, Language *out)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (strcmp(word, language_words[i]) != 0) continue;
        *out = (Language)i;
        return true;
    }
    return false;
}

/* The value of NAME in "NAME=value"; NULL: it is another, or empty. */
static const char *value_of(const char *entry, const char *name)
{
    size_t length = strlen(name);
    if (strncmp(entry, name, length) != 0 || entry[length] != '=') return NULL;
    return entry[length + 1] != '\0' ? entry + length + 1 : NULL;
}

/* "nb", "nb_NO.UTF-8", "no@euro"; not "nobody". */
static bool is_norwegian(const char *locale)
{
    static const char *const names[] = {"nb", "nn", "no"};
    size_t length = strcspn(locale, "_.@");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (length == 2 && strncmp(locale, names[i], 2) == 0) return true;
    return false;
}

Language language_of_environment(char *const *environment)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (char *const *entry = environment; entry != NULL && *entry != NULL; entry++) {
            const char *value = value_of(*entry, names[i]);
            if (value != NULL) return is_norwegian(value) ? LANGUAGE_NB : LANGUAGE_EN;
        }
    }
    return LANGUAGE_EN;
}

static const char *text_of(const char *text)
{
    return dgettext(DOMAIN, text);
}

static const char *count_of(const char *one, const char *many, uint64_t count)
{
    return dngettext(DOMAIN, one, many, count);
}

/* Whether there are catalogues to find Norwegian in. */
static bool bound;

/* gettext looks at LANGUAGE in every locale but "C", and C.UTF-8 is always there. The system's
 * own texts (strerror) are in our catalogue: whether its catalogue is installed differs from
 * machine to machine, so it is looked for where it is not. */
static void speak_norwegian(void)
{
    static const Translator translator = {text_of, count_of};
    if (!bound || setlocale(LC_MESSAGES, "C.UTF-8") == NULL) return;
    (void)setenv("LANGUAGE", language_code(LANGUAGE_NB), 1);
    translate_by(&translator);
}

Language language_speak(Language language)
{
    Language before = chosen;
    chosen = language;
    translate_by(NULL);
    if (language == LANGUAGE_EN)
        (void)setlocale(LC_MESSAGES, "C");
    else
        speak_norwegian();
    return before;
}

void language_choose(Language language, const char *catalogues)
{
    (void)bindtextdomain(DOMAIN, catalogues);
    (void)bind_textdomain_codeset(DOMAIN, "UTF-8");
    (void)bindtextdomain("libc", catalogues);
    bound = true;
    (void)language_speak(language);
}

Language language_chosen(void)
{
    return chosen;
}
