#include "formats/base/serial_line.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"

typedef struct Text {
    const char *at, *end;
} Text;

static void trim(Text *text, const char *set)
{
    while (text->at < text->end && strchr(set, *text->at) != NULL && *text->at != '\0')
        text->at++;
    while (text->at < text->end && strchr(set, text->end[-1]) != NULL && text->end[-1] != '\0')
        text->end--;
}

/* Takes the next word of at most `size` - 1 bytes of `set`, and the one blank behind it. */
static bool take(Text *text, const char *set, char *word, size_t size)
{
    size_t length = 0;
    while (text->at < text->end && *text->at != ' ') {
        if (*text->at == '\0' || strchr(set, *text->at) == NULL || length + 1 == size)
            return false;
        word[length++] = *text->at++;
    }
    word[length] = '\0';
    if (text->at < text->end) text->at++;
    return length > 0;
}

static bool read_serial(const char *digits, uint32_t *serial)
{
    if (digits[0] == '0' && digits[1] != '\0') return false;
    for (*serial = 0; *digits != '\0'; digits++)
        *serial = *serial * 10 + (uint32_t)(*digits - '0');
    return true;
}

bool serial_line_parse(const char *text, size_t length, SerialLine *out)
{
    Text rest = {text, text + length};
    SerialLine line = {.there = true};
    char mark[2], name[8], digits[10];
    trim(&rest, ",; \t\r\n");
    if (rest.end - rest.at > 1 && *rest.at == '"' && rest.end[-1] == '"') {
        rest.at++;
        rest.end--;
    }
    if (rest.at < rest.end && rest.end[-1] == ' ') return false;
    if (!take(&rest, "#", mark, sizeof mark) ||
        !take(&rest, "abcdefghijklmnopqrstuvwxyz-", line.word, sizeof line.word) ||
        !take(&rest, "0123456789abcdefNEW", line.ledger, sizeof line.ledger) ||
        !take(&rest, "serial", name, sizeof name) || strcmp(name, "serial") != 0 ||
        !take(&rest, "0123456789", digits, sizeof digits) || rest.at != rest.end ||
        !read_serial(digits, &line.serial))
        return false;
    size_t all = strspn(line.ledger, "0123456789abcdef");
    if (all != SERIAL_LEDGER_SIZE - 1 && strcmp(line.ledger, SERIAL_LEDGER_NEW) != 0)
        return false;
    *out = line;
    return true;
}

/* --- where it stands --- */

static Status refuse(const char *name, const char *word, const char *problem, Failure *failure)
{
    return failure_set(failure, STATUS_INPUT_VALUE, name,
                       "%s: write '# %s LEDGER serial N', with the first 16 digits of the "
                       "ledger's opening head and a number",
                       translate(problem), word);
}

/* A line or comment that begins with '#' is meant as one. */
static Status take_line(const char *name, const char *word, Text text, SerialLine *out,
                        Failure *failure)
{
    if (out->there) return refuse(name, word, "two serial lines", failure);
    if (!serial_line_parse(text.at, (size_t)(text.end - text.at), out))
        return refuse(name, word, "its serial line is none", failure);
    if (strcmp(out->word, word) == 0) return STATUS_OK;
    return refuse(name, word, "its serial line is that of another kind of file", failure);
}

static Status read_csv(const char *name, const char *word, Text text, SerialLine *out,
                       Failure *failure)
{
    const char *end = memchr(text.at, '\n', (size_t)(text.end - text.at));
    if (end != NULL) text.end = end;
    bool quoted = text.end - text.at > 1 && text.at[0] == '"' && text.at[1] == '#';
    if (text.at[0] != '#' && !quoted) return STATUS_OK;
    return take_line(name, word, text, out, failure);
}

/* Moves to behind the next `mark`; false when there is none. */
static bool skip_to(Text *text, const char *mark)
{
    size_t length = strlen(mark);
    const char *found = memmem(text->at, (size_t)(text->end - text->at), mark, length);
    if (found == NULL) return false;
    text->at = found + length;
    return true;
}

static bool follows(const Text *text, const char *mark)
{
    size_t length = strlen(mark);
    return (size_t)(text->end - text->at) >= length && memcmp(text->at, mark, length) == 0;
}

/* Declaration and comments up to the root element; what is no XML its own reader refuses. */
static Status read_xml(const char *name, const char *word, Text text, SerialLine *out,
                       Failure *failure)
{
    for (;;) {
        while (text.at < text.end && strchr(" \t\r\n", *text.at) != NULL && *text.at != '\0')
            text.at++;
        bool comment = follows(&text, "<!--");
        if (!comment && !follows(&text, "<?")) return STATUS_OK;
        text.at += comment ? 4 : 2;
        Text inside = {text.at, text.at};
        if (!skip_to(&text, comment ? "-->" : "?>")) return STATUS_OK;
        if (!comment) continue;
        inside.end = text.at - 3;
        trim(&inside, " \t\r\n");
        if (inside.at == inside.end || *inside.at != '#') continue;
        TRY(take_line(name, word, inside, out, failure));
    }
}

Status serial_line_read(const char *name, const char *word, const void *bytes, size_t size,
                        SerialLine *out, Failure *failure)
{
    Text text = {bytes, (const char *)bytes + size};
    *out = (SerialLine){.there = false};
    if (follows(&text, "\xEF\xBB\xBF")) text.at += 3;
    if (text.at == text.end) return STATUS_OK;
    return *text.at == '<' ? read_xml(name, word, text, out, failure)
                           : read_csv(name, word, text, out, failure);
}
