#include "engine/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "engine/terminal.h"
#include "formats/base/libraries.h"
#include "formats/base/path.h"
#include "formats/base/system.h"
#include "formats/base/translate.h"
#include "formats/run/ledger_place.h"

/* What getopt_long() says: '-' in its string hands every other word on where it stands, as the
 * value of an option 1. */
enum { ID_WORD = 1, ID_HELP, ID_VERSION, ID_FIRST };

enum { NAME_SIZE = 64 };

/* A command line that is being read. */
typedef struct Parser {
    const Command *command;
    char *given; /* the command's struct */
    CommandOption rows[OPTIONS_MAX];
    size_t row_count;
    bool seen[OPTIONS_MAX];
    const char *action_word;
    const Action *action;
    size_t word_count;
    OptionList *paths; /* the words that follow belong to it; NULL: they stand alone */
    bool helped;
} Parser;

/* --- the table --- */

static Status configure(void *given, const char *value, Failure *failure)
{
    (void)given;
    return libraries_configure(value, failure);
}

/* It was chosen before anything was said (option_language): here a wrong word is refused. */
static Status check_language(void *given, const char *value, Failure *failure)
{
    Language language;
    (void)given;
    if (language_parse(value, &language)) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--language", "knows nb and en");
}

/* What every command takes, unless it has an option of its own by that name. */
static const Option of_all[] = {
    {.name = "openssl-conf",
     .argument = "FILE",
     .kind = OPTION_OWN,
     .help = N_("OpenSSL's configuration, for a provider of keys; without it none is read"),
     .take = configure},
    {.name = "language",
     .argument = "nb|en",
     .kind = OPTION_OWN,
     .help = N_("of what is said: nb (Norwegian) or en; else as LC_ALL or LANG says"),
     .words = language_words,
     .take = check_language}};

static bool has_own(const Command *command, const char *name)
{
    for (const Option *own = command->options; own->name != NULL; own++)
        if (strcmp(own->name, name) == 0) return true;
    return false;
}

size_t command_options(const Command *command, CommandOption rows[OPTIONS_MAX])
{
    size_t count = 0;
    for (const Option *own = command->options; own->name != NULL; own++) {
        INVARIANT(count < OPTIONS_MAX);
        rows[count++] = (CommandOption){own, 0};
    }
    for (const Option *more = command->shared; more != NULL && more->name != NULL; more++) {
        if (has_own(command, more->name)) continue;
        INVARIANT(count < OPTIONS_MAX);
        rows[count++] = (CommandOption){more, command->shared_offset};
    }
    for (size_t i = 0; i < sizeof of_all / sizeof of_all[0]; i++) {
        if (has_own(command, of_all[i].name)) continue;
        INVARIANT(count < OPTIONS_MAX);
        rows[count++] = (CommandOption){&of_all[i], 0};
    }
    return count;
}

static const char *dashed(const Option *option, char name[NAME_SIZE])
{
    snprintf(name, NAME_SIZE, "--%s", option->name);
    return name;
}

/* --- the language, before all else --- */

int option_language_words(int count, char *const *words)
{
    if (count >= 2 && strcmp(words[0], "--language") == 0) return 2;
    return count >= 1 && strncmp(words[0], "--language=", 11) == 0;
}

Language option_language(int argc, char *const *argv, Language otherwise)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        int words = option_language_words(argc - i, argv + i);
        if (words > 0)
            (void)language_parse(words == 2 ? argv[i + 1] : argv[i] + 11, &otherwise);
    }
    return otherwise;
}

/* --- values --- */

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
    return failure_set(failure, STATUS_USAGE, name, "not a whole number from %lld to %lld",
                       (long long)low, (long long)high);
}

Status option_need(bool there, const char *name, Failure *failure)
{
    return there ? STATUS_OK : failure_set(failure, STATUS_USAGE, name, "is needed");
}

Status option_municipality(const char *name, const char *value, MunicipalityCode *out,
                           Failure *failure)
{
    int64_t code;
    if (strlen(value) != 4)
        return failure_set(failure, STATUS_USAGE, name,
                           "not a municipality code of four digits");
    TRY(option_number(name, value, 1, MUNICIPALITY_CODES - 1, &code, failure));
    *out = (MunicipalityCode)code;
    return STATUS_OK;
}

Status option_pair(const char *key, const char *certificate, Failure *failure)
{
    if ((key == NULL) == (certificate == NULL)) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--key", "goes with --cert");
}

/* `member` has the size that the option's kind writes: a slip of a table, not of a user. */
static void store(const Option *option, void *member, const void *value, size_t size)
{
    INVARIANT(option->size == size);
    memcpy(member, value, size);
}

static Status take_number(const Option *option, const char *value, void *member,
                          Failure *failure)
{
    int64_t number;
    char name[NAME_SIZE];
    Status status = option_number(dashed(option, name), value, option->least, option->most,
                                  &number, failure);
    if (status != STATUS_OK && option->hint != NULL)
        return failure_set(failure, status, name, "%s", option->hint);
    int narrow = (int)number;
    if (option->kind == OPTION_INT)
        store(option, member, &narrow, sizeof narrow);
    else
        store(option, member, &number, sizeof number);
    return status;
}

static Status take_choice(const Option *option, const char *value, void *member,
                          Failure *failure)
{
    char name[NAME_SIZE];
    for (int i = 0; option->words[i] != NULL; i++) {
        int choice = (int)option->least + i;
        if (strcmp(option->words[i], value) != 0) continue;
        store(option, member, &choice, sizeof choice);
        return STATUS_OK;
    }
    if (option->hint != NULL)
        return failure_set(failure, STATUS_USAGE, dashed(option, name), "%s", option->hint);
    return failure_set(failure, STATUS_USAGE, dashed(option, name), "does not know %s", value);
}

static Status take_day(const Option *option, const char *value, void *member, Failure *failure)
{
    char name[NAME_SIZE];
    Day day;
    if (!day_parse(value, strlen(value), &day))
        return failure_set(failure, STATUS_USAGE, dashed(option, name),
                           "not a day like 2018-10-02");
    store(option, member, &day, sizeof day);
    return STATUS_OK;
}

static Status take_one_of_many(const char *name, OptionList *list, const char *value,
                               Failure *failure)
{
    if (value[0] == '\0')
        return failure_set(failure, STATUS_USAGE, name, "a path among them is empty");
    if (list->count == OPTION_LIST_MAX)
        return failure_set(failure, STATUS_USAGE, name,
                           "more than %d paths: put the files into a folder", OPTION_LIST_MAX);
    list->items[list->count++] = value;
    return STATUS_OK;
}

/* A command line is seen in the list of processes and kept by shells, and much of it is written
 * down: whatever an option takes, no ident, and nothing that
 * would make a line of its own where it is shown. */
static Status refuse_value(const Option *option, const char *value, Failure *failure)
{
    char name[NAME_SIZE];
    bool path = option->kind == OPTION_PATH || option->kind == OPTION_PATHS ||
                option->kind == OPTION_OUTPUT || option->kind == OPTION_LIST;
    if (option->kind == OPTION_FLAG) return STATUS_OK;
    for (const char *at = value; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7F)
            return failure_set(failure, STATUS_USAGE, dashed(option, name),
                               "holds a control character");
    if (!path_has_ident(value)) return STATUS_OK;
    if (path) return path_refuse_ident(value, failure);
    return failure_set(
        failure, STATUS_USAGE, dashed(option, name),
        "holds an identity number, and a command line is seen by others and kept");
}

static Status take_value(Parser *parser, const CommandOption *row, const char *value,
                         Failure *failure)
{
    static const bool yes = true;
    const Option *option = row->option;
    char *base = parser->given + row->base;
    void *member = base + option->offset;
    char name[NAME_SIZE];
    TRY(refuse_value(option, value, failure));
    switch (option->kind) {
    case OPTION_FLAG:
        store(option, member, &yes, sizeof yes);
        return STATUS_OK;
    case OPTION_OUTPUT:
        TRY(ledger_place_refuse(value, failure));
        store(option, member, &value, sizeof value);
        return STATUS_OK;
    case OPTION_PATH:
    case OPTION_TEXT:
        store(option, member, &value, sizeof value);
        return STATUS_OK;
    case OPTION_INT:
    case OPTION_NUMBER:
        return take_number(option, value, member, failure);
    case OPTION_DAY:
        return take_day(option, value, member, failure);
    case OPTION_CHOICE:
        return take_choice(option, value, member, failure);
    case OPTION_PATHS:
        parser->paths = member;
        return take_one_of_many(dashed(option, name), member, value, failure);
    case OPTION_LIST:
        return take_one_of_many(dashed(option, name), member, value, failure);
    default:
        return option->take(base, value, failure);
    }
}

/* --- the command line --- */

static bool many(const Option *option)
{
    return option->repeatable || option->kind == OPTION_FLAG || option->kind == OPTION_LIST ||
           option->kind == OPTION_PATHS;
}

static Status take_option(Parser *parser, size_t index, const char *value, Failure *failure)
{
    char name[NAME_SIZE];
    const Option *option = parser->rows[index].option;
    parser->paths = NULL;
    if (parser->seen[index] && !many(option))
        return failure_set(failure, STATUS_USAGE, dashed(option, name),
                           "is given twice: give it once");
    parser->seen[index] = true;
    return take_value(parser, &parser->rows[index], value, failure);
}

static Status too_many(const Command *command, const char *word, Failure *failure)
{
    bool secret = command->secret_words || path_has_ident(word);
    return failure_set(failure, STATUS_USAGE, secret ? command->name : word, "%s",
                       command->one_more != NULL ? command->one_more : _("unexpected word"));
}

static bool only_digits(const char *word)
{
    return word[strspn(word, "0123456789")] == '\0';
}

static Status take_word(Parser *parser, const char *word, Failure *failure)
{
    const Command *command = parser->command;
    const CommandWord *next = &command->words[parser->word_count];
    if (command->actions[0].name != NULL && parser->action_word == NULL) {
        parser->action_word = word;
        return STATUS_OK;
    }
    if (next->name != NULL) {
        TRY(path_refuse_ident(word, failure));
        memcpy(parser->given + next->offset, &word, sizeof word);
        parser->word_count++;
        return STATUS_OK;
    }
    if (command->rest_offset != 0) {
        TRY(path_refuse_ident(word, failure));
        return take_one_of_many(word[0] != '\0' ? word : command->name,
                                (OptionList *)(void *)(parser->given + command->rest_offset),
                                word, failure);
    }
    if (parser->paths == NULL || (command->secret_words && only_digits(word)))
        return too_many(command, word, failure);
    TRY(path_refuse_ident(word, failure));
    return take_one_of_many("paths", parser->paths, word, failure);
}

static void fill_long_options(const Parser *parser, struct option *rows)
{
    *rows++ = (struct option){"help", no_argument, NULL, ID_HELP};
    *rows++ = (struct option){"version", no_argument, NULL, ID_VERSION};
    for (size_t i = 0; i < parser->row_count; i++) {
        const Option *option = parser->rows[i].option;
        int argument = option->argument != NULL ? required_argument : no_argument;
        *rows++ = (struct option){option->name, argument, NULL, ID_FIRST + (int)i};
    }
    *rows = (struct option){NULL, 0, NULL, 0};
}

static Status take_next(Parser *parser, int id, char **argv, Failure *failure)
{
    switch (id) {
    case ID_WORD:
        return take_word(parser, optarg, failure);
    case ID_HELP:
    case ID_VERSION:
        parser->helped = true;
        if (id == ID_HELP)
            print_command(parser->command);
        else
            printf("tilskudd %s\n", TILSKUDD_VERSION);
        return STATUS_OK;
    case '?':
        TRY(path_refuse_ident(argv[optind - 1], failure));
        return failure_set(failure, STATUS_USAGE, argv[optind - 1], "unknown option");
    case ':':
        return failure_set(failure, STATUS_USAGE, argv[optind - 1], "needs a value");
    default:
        return take_option(parser, (size_t)(id - ID_FIRST), optarg, failure);
    }
}

static Status parse_line(Parser *parser, int argc, char **argv, Failure *failure)
{
    int id;
    struct option rows[OPTIONS_MAX + 3];
    fill_long_options(parser, rows);
    optind = 0; /* glibc: start anew */
    opterr = 0;
    while (!parser->helped && (id = getopt_long(argc, argv, "-:", rows, NULL)) != -1)
        TRY(take_next(parser, id, argv, failure));
    for (; !parser->helped && optind < argc; optind++)
        TRY(take_word(parser, argv[optind], failure));
    return STATUS_OK;
}

/* --- what is needed --- */

static Status find_action(Parser *parser, Failure *failure)
{
    const Command *command = parser->command;
    parser->action = command->actions;
    if (parser->action->name == NULL) return STATUS_OK;
    for (; parser->action->name != NULL; parser->action++) {
        const char *word = parser->action_word;
        if (word != NULL && strcmp(parser->action->name, word) == 0) return STATUS_OK;
    }
    return failure_set(failure, STATUS_USAGE, command->name, "%s", command->unknown);
}

static Status check_words(const Parser *parser, unsigned action, Failure *failure)
{
    const Command *command = parser->command;
    for (const CommandWord *word = command->words; word->name != NULL; word++) {
        bool given = word < command->words + parser->word_count;
        if (!given && (word->needed & action) != 0)
            return failure_set(failure, STATUS_USAGE, command->name, "%s", word->missing);
    }
    return STATUS_OK;
}

static Status check_option(const Parser *parser, size_t index, unsigned action,
                           Failure *failure)
{
    char name[NAME_SIZE];
    const Option *option = parser->rows[index].option;
    bool given = parser->seen[index];
    bool belongs = option->actions == 0 || (option->actions & action) != 0;
    if (given && parser->command->strict_actions && !belongs)
        return failure_set(failure, STATUS_USAGE, dashed(option, name),
                           "does not belong to %s %s", parser->command->name,
                           parser->action->name);
    if (given || (option->needed & action) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, dashed(option, name), "%s",
                       option->missing != NULL ? option->missing : _("is needed"));
}

static Status parse(Parser *parser, int argc, char **argv, Failure *failure)
{
    parser->row_count = command_options(parser->command, parser->rows);
    TRY(parse_line(parser, argc, argv, failure));
    if (parser->helped) return STATUS_OK;
    TRY(find_action(parser, failure));
    unsigned action = 1u << (parser->action - parser->command->actions);
    TRY(check_words(parser, action, failure));
    for (size_t i = 0; i < parser->row_count; i++)
        TRY(check_option(parser, i, action, failure));
    return STATUS_OK;
}

int command_main(const Command *command, int argc, char **argv)
{
    Failure failure = {STATUS_OK, "", ""};
    ExitStatus found = EXIT_DONE;
    Parser parser = {.command = command, .given = system_allocate_zeroed(1, command->size)};
    Status status = STATUS_OK;
    if (parser.given == NULL)
        status = failure_set(&failure, STATUS_MEMORY, command->name, NULL);
    else if (command->initial != NULL)
        memcpy(parser.given, command->initial, command->size);
    if (status == STATUS_OK) status = parse(&parser, argc, argv, &failure);
    if (status == STATUS_OK && !parser.helped)
        status = parser.action->act(parser.given, &failure);
    if (parser.given != NULL && command->end_offset != 0)
        memcpy(&found, parser.given + command->end_offset, sizeof found);
    system_free(parser.given);
    int end = report_end(status, &failure);
    return end == EXIT_DONE ? (int)found : end;
}
