#include "engine/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "engine/terminal.h"
#include "formats/base/libraries.h"
#include "formats/base/path.h"
#include "formats/base/standard_input.h"
#include "formats/base/system.h"
#include "formats/base/translate.h"
#include "formats/run/ledger_place.h"
#include "formats/text/usage_text.h"

/* What getopt_long() says: '-' in its string hands every other word on where it stands, as the
 * value of an option 1. */
enum { ID_WORD = 1, ID_HELP = 'h', ID_VERSION = 256, ID_FIRST };

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
    char name[NAME_SIZE]; /* "ledger open", once the action is known */
    size_t word_count;
    bool input_taken;  /* standard input */
    OptionList *paths; /* the words that follow belong to it; NULL: they stand alone */
    int helped;        /* ID_HELP or ID_VERSION: which is asked for, and all that is done */
} Parser;

/* --- the table --- */

static Status configure(void *given, const char *value, Failure *failure)
{
    (void)given;
    return libraries_configure(value, failure);
}

/* It was chosen before anything was said (main.c): here a wrong word is refused. */
Status option_language_check(void *given, const char *value, Failure *failure)
{
    Language language;
    (void)given;
    if (value != NULL && language_parse(value, &language)) return STATUS_OK;
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
     .take = option_language_check}};

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

/* --- values --- */

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

/* What has no near word is answered with all of them. */
static Status refuse_choice(const Option *option, const char *value, Failure *failure)
{
    char name[NAME_SIZE], near[NEAREST_SIZE], all[NAME_SIZE * 2] = "";
    size_t count = 0, length = 0;
    for (; option->words[count] != NULL; count++)
        length += (size_t)snprintf(all + length, length < sizeof all ? sizeof all - length : 0,
                                   "%s%s", count > 0 ? ", " : "", option->words[count]);
    INVARIANT(length < sizeof all);
    if (option->hint != NULL)
        return failure_set(failure, STATUS_USAGE, dashed(option, name), "%s", option->hint);
    if (option_nearest(value, "", option->words, count, near)[0] != '\0')
        return failure_set(failure, STATUS_USAGE, dashed(option, name), "does not know %s%s",
                           value, near);
    return failure_set(failure, STATUS_USAGE, dashed(option, name),
                       "does not know %s; it knows %s", value, all);
}

static Status take_choice(const Option *option, const char *value, void *member,
                          Failure *failure)
{
    for (int i = 0; option->words[i] != NULL; i++) {
        int choice = (int)option->least + i;
        if (strcmp(option->words[i], value) != 0) continue;
        store(option, member, &choice, sizeof choice);
        return STATUS_OK;
    }
    return refuse_choice(option, value, failure);
}

static Status take_day(const Option *option, const char *value, void *member, Failure *failure)
{
    char name[NAME_SIZE];
    Day day;
    if (!day_parse(value, strlen(value), &day))
        return failure_set(failure, STATUS_USAGE, dashed(option, name),
                           "not a day: write it as 2018-10-02");
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

/* Standard input can be read once, and only for what is not looked up again by its name. */
static Status take_input(Parser *parser, const char *name, bool takes, const char *value,
                         Failure *failure)
{
    if (strcmp(value, "-") != 0) return STATUS_OK;
    if (!takes)
        return failure_set(failure, STATUS_USAGE, name,
                           "is read by its name, and '-', standard input, has none: write it "
                           "into a file");
    if (parser->input_taken)
        return failure_set(failure, STATUS_USAGE, name,
                           "'-', standard input, is given twice: it can be read once");
    parser->input_taken = true;
    return standard_input_take(failure);
}

static Status take_value(Parser *parser, const CommandOption *row, const char *value,
                         Failure *failure)
{
    static const bool yes = true;
    const Option *option = row->option;
    char *base = parser->given + row->base;
    void *member = base + option->offset;
    char name[NAME_SIZE];
    TRY(option_refuse_value(option, value, failure));
    if (option_names_file(option))
        TRY(take_input(parser, dashed(option, name), option->takes_input, value, failure));
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

/* The options' names, for a search. Returns their number. */
static size_t option_names(const Parser *parser, const char *names[OPTIONS_MAX + 2])
{
    size_t count = 0;
    for (; count < parser->row_count; count++)
        names[count] = parser->rows[count].option->name;
    names[count++] = "help";
    names[count++] = "version";
    return count;
}

static Status too_many(const Parser *parser, const char *word, Failure *failure)
{
    const Command *command = parser->command;
    const char *names[OPTIONS_MAX + 2];
    char near[NEAREST_SIZE] = "";
    bool secret = command->secret_words || path_has_ident(word);
    if (!secret) option_nearest(word, "--", names, option_names(parser, names), near);
    return failure_set(
        failure, STATUS_USAGE, secret ? command->name : word, "%s%s",
        command->one_more != NULL ? translate(command->one_more) : _("unexpected word"), near);
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
        if (word[0] == '\0')
            return failure_set(failure, STATUS_USAGE, usage_text(next->name).text,
                               "is empty: name it");
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
        return too_many(parser, word, failure);
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

/* The word that getopt_long stopped at: of letters after one dash it stands at the next. */
static const char *stopped_at(char **argv)
{
    const char *last = argv[optind - 1], *next = argv[optind];
    bool within = optopt != 0 && optopt < ID_VERSION && next != NULL && next[0] == '-' &&
                  (last[0] != '-' || last[1] != optopt);
    return within ? next : last;
}

/* An option's name without dashes and value. */
static void bare_name(const char *word, char name[NAME_SIZE])
{
    word += strspn(word, "-");
    snprintf(name, NAME_SIZE, "%.*s", (int)strcspn(word, "="), word);
}

/* Names that begin with what was typed; two of them make it ambiguous. */
static Status ambiguous(const char *word, const char *typed, const char *const *names,
                        size_t count, Failure *failure)
{
    char all[NAME_SIZE * 8] = "";
    size_t length = 0, found = 0;
    for (size_t i = 0; i < count && length < sizeof all - NAME_SIZE; i++) {
        if (strncmp(names[i], typed, strlen(typed)) != 0) continue;
        length += (size_t)snprintf(all + length, sizeof all - length, "%s--%s",
                                   found++ > 0 ? ", " : "", names[i]);
    }
    if (found < 2 || typed[0] == '\0') return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, word, "can be %s: write it out", all);
}

static Status refuse_option(const Parser *parser, char **argv, Failure *failure)
{
    const char *word = stopped_at(argv), *names[OPTIONS_MAX + 2];
    char typed[NAME_SIZE], near[NEAREST_SIZE];
    size_t count = option_names(parser, names);
    TRY(path_refuse_ident(word, failure));
    if (optopt >= ID_VERSION || optopt == ID_HELP)
        return failure_set(failure, STATUS_USAGE, word, "takes no value");
    bare_name(word, typed);
    if (strncmp(word, "--", 2) == 0) TRY(ambiguous(word, typed, names, count, failure));
    return failure_set(failure, STATUS_USAGE, word, "unknown option%s",
                       option_nearest(typed, "--", names, count, near));
}

static Status take_next(Parser *parser, int id, char **argv, Failure *failure)
{
    switch (id) {
    case ID_WORD:
        return take_word(parser, optarg, failure);
    case ID_HELP:
    case ID_VERSION:
        parser->helped = id;
        return STATUS_OK;
    case '?':
        return refuse_option(parser, argv, failure);
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
    while ((id = getopt_long(argc, argv, "-:h", rows, NULL)) != -1) {
        /* Behind --help nothing is taken, but a slip is told: it may be of --language. */
        if (parser->helped != 0 && id != '?') continue;
        TRY(take_next(parser, id, argv, failure));
    }
    for (; parser->helped == 0 && optind < argc; optind++)
        TRY(take_word(parser, argv[optind], failure));
    return STATUS_OK;
}

/* --- what is needed --- */

static Status refuse_action(const Command *command, const char *word, Failure *failure)
{
    const char *names[ACTIONS_MAX];
    char all[NAME_SIZE * 2] = "", near[NEAREST_SIZE];
    size_t count = 0, length = 0;
    for (; command->actions[count].name != NULL; count++) {
        names[count] = command->actions[count].name;
        length += (size_t)snprintf(all + length, sizeof all - length, "%s%s",
                                   count > 0 ? ", " : "", names[count]);
    }
    if (word == NULL || path_has_ident(word))
        return failure_set(failure, STATUS_USAGE, command->name, "say what: %s", all);
    if (option_nearest(word, "", names, count, near)[0] != '\0')
        return failure_set(failure, STATUS_USAGE, command->name, "there is no '%s'%s", word,
                           near);
    return failure_set(failure, STATUS_USAGE, command->name, "there is no '%s'; say one of: %s",
                       word, all);
}

Status option_action(const Command *command, const char *word, const Action **out,
                     Failure *failure)
{
    for (*out = command->actions; (*out)->name != NULL; (*out)++)
        if (word != NULL && strcmp((*out)->name, word) == 0) return STATUS_OK;
    return refuse_action(command, word, failure);
}

static Status find_action(Parser *parser, Failure *failure)
{
    const Command *command = parser->command;
    const char *word = parser->action_word;
    parser->action = command->actions;
    bool one = parser->action->name == NULL;
    snprintf(parser->name, sizeof parser->name, "%s%s%s", command->name, one ? "" : " ",
             word != NULL ? word : "");
    if (one) return STATUS_OK;
    return option_action(command, word, &parser->action, failure);
}

void needs_add(Needs *needs, bool there, const char *name, const char *why)
{
    bool told = needs->count > 0 && strcmp(needs->names[needs->count - 1], name) == 0;
    if (there || told) return;
    INVARIANT(needs->count < NEEDS_MAX);
    needs->names[needs->count] = name;
    needs->why[needs->count++] = why;
}

/* One is told with its own words; several stand in a row, so that one more try is enough. */
static Status refuse_needs(const Parser *parser, const Needs *needs, Failure *failure)
{
    char text[FAILURE_DETAIL_SIZE] = "";
    size_t length = 0;
    if (needs->count == 0) return STATUS_OK;
    if (needs->count == 1 && needs->names[0][0] != '-')
        return failure_set(failure, STATUS_USAGE, parser->name, "%s", needs->why[0]);
    if (needs->count == 1)
        return failure_set(failure, STATUS_USAGE, needs->names[0], "%s",
                           needs->why[0] != NULL ? needs->why[0] : _("is needed"));
    for (size_t i = 0; i < needs->count && length < sizeof text; i++) {
        const char *why = needs->why[i] != NULL ? translate(needs->why[i]) : "";
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s%s%s%s",
                                   i > 0 ? ", " : "", usage_text(needs->names[i]).text,
                                   why[0] != '\0' ? " (" : "", why, why[0] != '\0' ? ")" : "");
    }
    return failure_set(failure, STATUS_USAGE, parser->name, "these are needed: %s", text);
}

static Status check_option(const Parser *parser, size_t index, unsigned action,
                           Failure *failure)
{
    char name[NAME_SIZE];
    const Option *option = parser->rows[index].option;
    bool belongs = option->actions == 0 || (option->actions & action) != 0;
    if (!parser->seen[index] || !parser->command->strict_actions || belongs) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, dashed(option, name), "does not belong to %s %s",
                       parser->command->name, parser->action->name);
}

static Status check_needs(const Parser *parser, unsigned action, Failure *failure)
{
    Needs needs = {.count = 0};
    char names[OPTIONS_MAX][NAME_SIZE];
    const Command *command = parser->command;
    for (const CommandWord *word = command->words; word->name != NULL; word++) {
        bool given = word < command->words + parser->word_count;
        needs_add(&needs, given || (word->needed & action) == 0, word->name, word->missing);
    }
    for (size_t i = 0; i < parser->row_count; i++) {
        const Option *option = parser->rows[i].option;
        needs_add(&needs, parser->seen[i] || (option->needed & action) == 0,
                  dashed(option, names[i]), option->missing);
    }
    if (command->needs != NULL) command->needs(parser->given, action, &needs);
    return refuse_needs(parser, &needs, failure);
}

/* What a word is, only the action says. */
static Status take_word_inputs(Parser *parser, unsigned action, Failure *failure)
{
    const Command *command = parser->command;
    for (size_t i = 0; i < parser->word_count; i++) {
        const char *word;
        memcpy(&word, parser->given + command->words[i].offset, sizeof word);
        if ((command->words[i].input & action) != 0)
            TRY(take_input(parser, usage_text(command->words[i].name).text, true, word,
                           failure));
    }
    if (command->rest_offset == 0 || !command->rest_input) return STATUS_OK;
    const OptionList *rest = (const void *)(parser->given + command->rest_offset);
    for (size_t i = 0; i < rest->count; i++)
        TRY(take_input(parser, command->name, true, rest->items[i], failure));
    return STATUS_OK;
}

/* 'tilskudd letters help', as other programs have it: nobody means a folder of that name who
 * says no more. */
static bool asks_help(const Command *command, int argc, char *const *argv)
{
    int most = command->actions[0].name != NULL ? 3 : 2;
    return argc >= 2 && argc <= most && strcmp(argv[argc - 1], "help") == 0;
}

static Status parse(Parser *parser, int argc, char **argv, Failure *failure)
{
    parser->row_count = command_options(parser->command, parser->rows);
    if (asks_help(parser->command, argc, argv))
        TRY(take_next(parser, ID_HELP, argv, failure));
    else
        TRY(parse_line(parser, argc, argv, failure));
    if (parser->helped != 0) return STATUS_OK;
    TRY(find_action(parser, failure));
    unsigned action = 1u << (parser->action - parser->command->actions);
    TRY(take_word_inputs(parser, action, failure));
    for (size_t i = 0; i < parser->row_count; i++)
        TRY(check_option(parser, i, action, failure));
    return check_needs(parser, action, failure);
}

int command_main(const Command *command, int argc, char **argv)
{
    Failure failure = {STATUS_OK, "", ""};
    ExitStatus found = EXIT_DONE;
    Parser parser = {.command = command, .given = system_allocate_zeroed(1, command->size)};
    Status status = STATUS_OK;
    terminal_command(command->name);
    if (parser.given == NULL)
        status = failure_set(&failure, STATUS_MEMORY, command->name, NULL);
    else if (command->initial != NULL)
        memcpy(parser.given, command->initial, command->size);
    if (status == STATUS_OK) status = parse(&parser, argc, argv, &failure);
    if (status == STATUS_OK && parser.helped == ID_HELP)
        print_command(command);
    else if (status == STATUS_OK && parser.helped != 0)
        print_version();
    else if (status == STATUS_OK)
        status = parser.action->act(parser.given, &failure);
    if (parser.given != NULL && command->end_offset != 0)
        memcpy(&found, parser.given + command->end_offset, sizeof found);
    system_free(parser.given);
    int end = report_end(status, &failure);
    return end == EXIT_DONE ? (int)found : end;
}
