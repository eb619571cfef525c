/* option_values.c - what values of options are, for tables and commands alike. */
#include <stdio.h>
#include <string.h>

#include "engine/options.h"
#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "formats/text/nearest_word.h"
#include "rules/base/money_text.h"

Status option_number(const char *name, const char *value, int64_t low, int64_t high,
                     int64_t *out, Failure *failure)
{
    int64_t number = 0;
    size_t length = strlen(value);
    bool good = length > 0 && length < 18;
    for (size_t i = 0; i < length && good; i++) {
        good = value[i] >= '0' && value[i] <= '9';
        number = number * 10 + (value[i] - '0');
    }
    *out = number;
    if (good && number >= low && number <= high) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, name, "not a whole number from %s to %s",
                       whole_kroner_text(low).text, whole_kroner_text(high).text);
}

Status option_need(bool there, const char *name, Failure *failure)
{
    return there ? STATUS_OK : failure_set(failure, STATUS_USAGE, name, "is needed");
}

Status option_municipality(const char *name, const char *value, MunicipalityCode *out,
                           Failure *failure)
{
    int64_t code;
    if (strlen(value) != 4 || strspn(value, "0123456789") != 4)
        return failure_set(failure, STATUS_USAGE, name,
                           "not a municipality code of four digits, such as 0301 or 1201");
    TRY(option_number(name, value, 1, MUNICIPALITY_CODES - 1, &code, failure));
    *out = (MunicipalityCode)code;
    return STATUS_OK;
}

Status option_pair(const char *key, const char *certificate, Failure *failure)
{
    if ((key == NULL) == (certificate == NULL)) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--key",
                       "goes with --cert: name both the key and its certificate");
}

/* --- values that no option takes --- */

enum { NAME_SIZE = 64 };

static const char *dashed(const Option *option, char name[NAME_SIZE])
{
    snprintf(name, NAME_SIZE, "--%s", option->name);
    return name;
}

bool option_names_file(const Option *option)
{
    return option->takes_input || option->kind == OPTION_PATH || option->kind == OPTION_PATHS ||
           (option->kind == OPTION_TEXT && strcmp(option->argument, "FILE") == 0);
}

/* A file or folder of any use, or what stands for one. An empty name comes of a variable that
 * is not set, and would be the working folder or nothing at all. */
static bool names_a_place(const Option *option)
{
    static const char *const places[] = {"FILE", "DIR", "PATH", "CERT", "URI", "RUN"};
    if (option->kind == OPTION_PATHS) return false; /* take_one_of_many says it */
    if (option->kind == OPTION_OUTPUT || option_names_file(option)) return true;
    if (option->kind != OPTION_TEXT && option->kind != OPTION_OWN) return false;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (strcmp(option->argument, places[i]) == 0) return true;
    return false;
}

/* A command line is seen in the list of processes and kept by shells, and much of it is written
 * down: whatever an option takes, no ident, and nothing that
 * would make a line of its own where it is shown. */
static Status refuse_ident(const Option *option, const char *value, Failure *failure)
{
    char name[NAME_SIZE];
    bool path = option->kind == OPTION_PATH || option->kind == OPTION_PATHS ||
                option->kind == OPTION_OUTPUT || option->kind == OPTION_LIST;
    if (!path_has_ident(value)) return STATUS_OK;
    if (path) return path_refuse_ident(value, failure);
    if (option->kind == OPTION_TEXT && option->hint != NULL)
        return failure_set(failure, STATUS_USAGE, dashed(option, name), "%s", option->hint);
    return failure_set(
        failure, STATUS_USAGE, dashed(option, name),
        "holds an identity number, and a command line is seen by others and kept");
}

Status option_refuse_value(const Option *option, const char *value, Failure *failure)
{
    char name[NAME_SIZE];
    if (option->kind == OPTION_FLAG) return STATUS_OK;
    if (value[0] == '\0' && names_a_place(option))
        return failure_set(failure, STATUS_USAGE, dashed(option, name),
                           "is empty: name a file or folder");
    for (const char *at = value; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7F)
            return failure_set(failure, STATUS_USAGE, dashed(option, name),
                               "holds a control character");
    if (option->kind == OPTION_OUTPUT && strcmp(value, "-") == 0)
        return failure_set(failure, STATUS_USAGE, dashed(option, name),
                           "names what is to be written, and - is no name: give one (./- is a "
                           "file called -)");
    return refuse_ident(option, value, failure);
}

/* --- what was meant --- */

const char *option_nearest(const char *typed, const char *before, const char *const *words,
                           size_t count, char text[NEAREST_SIZE])
{
    const char *near = nearest_word(typed, words, count);
    text[0] = '\0';
    if (near != NULL) snprintf(text, NEAREST_SIZE, _("; did you mean %s%s?"), before, near);
    return text;
}
