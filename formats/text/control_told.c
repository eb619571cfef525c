#include "formats/text/control_told.h"

#include <string.h>

#include "formats/base/utf8.h"
#include "formats/text/line_words.h"
#include "rules/controls/finding.h"

enum { LINE_WIDTH = 99 };

/* --- "Given a record, when it is so, then it is warned of." --- */

/* What the catalogue's sentences are made of, and what becomes of it. */
typedef struct SentenceWords {
    const char *given, *when, *then;
    struct {
        const char *end, *words;
    } told[2];
    const char *with_comma, *without, *other;
} SentenceWords;

static const SentenceWords made_of[LANGUAGE_COUNT] = {
    [LANGUAGE_NB] = {"Gitt ",
                     ", når ",
                     ", så ",
                     {{"varsles det", "Det varsles om "}, {"opplyses det", "Det opplyses om "}},
                     ", når ",
                     " når ",
                     "For "},
    [LANGUAGE_EN] = {"Given ",
                     ", when ",
                     ", then ",
                     {{"it is warned of", "This warns of "}, {"it is noted", "This tells of "}},
                     ", when ",
                     " when ",
                     "For "}};

/* Where the three parts stand in a sentence. */
typedef struct Parts {
    const char *given, *when, *then;
    int given_length, when_length;
} Parts;

static bool take_apart(const char *sentence, const SentenceWords *words, Parts *parts)
{
    size_t skipped = strlen(words->given);
    if (strncmp(sentence, words->given, skipped) != 0) return false;
    parts->given = sentence + skipped;
    const char *when = strstr(parts->given, words->when);
    const char *then = when != NULL ? strstr(when, words->then) : NULL;
    if (then == NULL) return false;
    parts->given_length = (int)(when - parts->given);
    parts->when = when + strlen(words->when);
    parts->when_length = (int)(then - parts->when);
    parts->then = then + strlen(words->then);
    return true;
}

/* "This warns of a claim when it is dated before the settlement." A part with commas of its own
 * is closed by one. */
static void told_words(TextBuffer *out, const SentenceWords *words, const Parts *parts)
{
    bool comma = memchr(parts->given, ',', (size_t)parts->given_length) != NULL;
    for (size_t i = 0; i < sizeof words->told / sizeof words->told[0]; i++) {
        size_t length = strlen(words->told[i].end);
        if (strncmp(parts->then, words->told[i].end, length) != 0) continue;
        text_buffer_format(out, "%s%.*s%s%.*s%s", words->told[i].words, parts->given_length,
                           parts->given, comma ? words->with_comma : words->without,
                           parts->when_length, parts->when, parts->then + length);
        return;
    }
    text_buffer_format(out, "%s%.*s:%s%.*s, %s", words->other, parts->given_length,
                       parts->given, words->without, parts->when_length, parts->when,
                       parts->then);
}

void control_told(TextBuffer *out, Language language, int control)
{
    const char *why = held_why(language, control);
    const Control *row = control_find(control);
    Parts parts;
    if (why != NULL || row == NULL) {
        text_buffer_text(out, why != NULL ? why : "");
        return;
    }
    const char *sentence = language == LANGUAGE_NB ? row->sentence_nb : row->sentence_en;
    if (take_apart(sentence, &made_of[language], &parts))
        told_words(out, &made_of[language], &parts);
    else
        text_buffer_text(out, sentence);
}

/* --- in a column --- */

/* Of the first characters of a text. */
static size_t bytes_of(const char *text, size_t characters)
{
    size_t length = 0;
    for (; text[length] != '\0' && characters > 0; characters--)
        while (((unsigned char)text[++length] & 0xC0) == 0x80)
            continue;
    return length;
}

void control_told_wrapped(TextBuffer *out, int control, int column)
{
    CLEANUP(text_buffer_free) TextBuffer words = TEXT_BUFFER_EMPTY;
    size_t room = (size_t)(LINE_WIDTH - column);
    control_told(&words, language_chosen(), control);
    out->failed |= words.failed;
    const char *text = words.bytes != NULL ? words.bytes : "";
    size_t length = strlen(text);
    while (utf8_characters(text, length) > room) {
        size_t end = bytes_of(text, room);
        while (end > 0 && text[end] != ' ')
            end--;
        if (end == 0) end = bytes_of(text, room);
        text_buffer_append(out, text, end);
        text_buffer_format(out, "\n%*s", column, "");
        end += text[end] == ' ';
        text += end;
        length -= end;
    }
    text_buffer_append(out, text, length);
    text_buffer_char(out, '\n');
}
