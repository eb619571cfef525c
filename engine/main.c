/* main.c - tilskudd: one program, one word for each command. cli.md. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "engine/commands/commands.h"
#include "engine/program.h"
#include "engine/terminal.h"
#include "formats/base/interruption.h"
#include "formats/base/language.h"
#include "formats/base/path.h"
#include "formats/base/libraries.h"
#include "formats/base/system.h"
#include "formats/base/translate.h"

static const Command command_help;

enum { COMMANDS_MAX = 64 };
static const Command *const commands[] = {
    /* what pays */
    &command_ledger, &command_run, &command_approve, &command_release,
    /* what looks at it */
    &command_verify, &command_explain, &command_control, &command_diff, &command_report,
    &command_letters, &command_export, &command_reconcile, &command_check_payment,
    &command_check_register, &command_log, &command_sample, &command_indicators, &command_year,
    &command_forecast,
    /* and the rest */
    &command_accounts, &command_generate, &command_init, &command_pack, &command_rules,
    &command_help, NULL};

/* A result that nobody got is no result: a full disk behind standard output. */
static int close_output(int status)
{
    Failure failure;
    if (terminal_end(&failure) == STATUS_OK || status != EXIT_DONE) return status;
    return report_failure(&failure);
}

/* tilskudd pages WORD: the parts of books and completions that are made from the tables. It
 * stands in no help: tests/house/pages.sh is its user. */
static int run_pages(const char *word)
{
    Failure failure = {STATUS_OK, "", ""};
    Status status = print_page(word, commands, &failure);
    return report_end(status, &failure);
}

static const Command *find_command(const char *name)
{
    for (size_t i = 0; commands[i] != NULL; i++)
        if (strcmp(name, commands[i]->name) == 0) return commands[i];
    return NULL;
}

/* The command that was probably meant, or else what the program takes in a command's place. */
static void nearest_word_here(const char *word, char near[NEAREST_SIZE])
{
    static const char *const own[] = {"help", "version", "language"};
    const char *names[COMMANDS_MAX], *bare = word + strspn(word, "-");
    size_t count = 0;
    for (; commands[count] != NULL; count++)
        names[count] = commands[count]->name;
    if (strcasecmp(bare, "v") == 0) bare = own[1];
    near[0] = '\0';
    if (word[0] != '-') option_nearest(word, "", names, count, near);
    if (near[0] == '\0') option_nearest(bare, "--", own, sizeof own / sizeof own[0], near);
}

static int no_command(const char *word)
{
    char near[NEAREST_SIZE] = "";
    bool secret = path_has_ident(word);
    if (!secret) nearest_word_here(word, near);
    fprintf(stderr,
            word[0] == '-' ? _("tilskudd: there is no option '%s' before a command%s\n")
                           : _("tilskudd: there is no command '%s'%s\n"),
            secret ? _("(an ident)") : word, near);
    fputs(_("  what to do: 'tilskudd help' lists the commands\n"), stderr);
    return EXIT_USAGE;
}

/* --- help --- */

typedef struct HelpGiven {
    const char *command, *action; /* one page is of all actions */
    ExitStatus end;
} HelpGiven;

static Status check_action(const Command *command, const HelpGiven *given, Failure *failure)
{
    const Action *action;
    if (command->actions[0].name != NULL)
        return option_action(command, given->action, &action, failure);
    return failure_set(failure, STATUS_USAGE, given->action,
                       "unexpected word: the help of '%s' is one page", command->name);
}

static Status help(void *arguments, Failure *failure)
{
    HelpGiven *given = arguments;
    const Command *command = given->command != NULL ? find_command(given->command) : NULL;
    if (command != NULL && given->action != NULL) TRY(check_action(command, given, failure));
    if (given->command == NULL)
        print_commands(stdout, commands);
    else if (command != NULL)
        print_command(command);
    else
        given->end = (ExitStatus)no_command(given->command);
    return STATUS_OK;
}

static const Option help_options[] = {{.name = NULL}};

static const Command command_help = {
    .name = "help",
    .purpose = N_("explain a command, or list them all"),
    .usage = "tilskudd help [COMMAND]",
    .description = N_("Says what a command does and which options it takes, as 'tilskudd "
                      "COMMAND --help' (or -h) does; without COMMAND lists the commands."),
    .examples = N_("Example:\n  tilskudd help approve\n"),
    .actions = {{NULL, help}},
    .options = help_options,
    .words = {{"COMMAND", offsetof(HelpGiven, command), 0, NULL},
              {"ACTION", offsetof(HelpGiven, action), 0, NULL}},
    .offers_commands = true,
    .size = sizeof(HelpGiven),
    .end_offset = offsetof(HelpGiven, end),
};

static int run_program(int argc, char **argv)
{
    if (argc < 2) {
        print_commands(stderr, commands);
        return EXIT_USAGE;
    }
    const char *word = argv[1];
    if (strcmp(word, "--version") == 0) {
        print_version();
        return EXIT_DONE;
    }
    if (argc == 3 && strcmp(word, "pages") == 0) return run_pages(argv[2]);
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) word = command_help.name;
    const Command *command = find_command(word);
    return command != NULL ? command_main(command, argc - 1, argv + 1) : no_command(word);
}

/* --- the language, before all else --- */

/* The value of a --language at `words`, and how many of them the two are; 0: it is another
 * word. NULL for a value that is not there. */
static int language_at(int count, char *const *words, const char **value)
{
    static const char joined[] = "--language=";
    size_t length = sizeof joined - 1;
    *value = NULL;
    if (count >= 1 && strncmp(words[0], joined, length) == 0) {
        *value = words[0] + length;
        return 1;
    }
    if (count < 1 || strcmp(words[0], "--language") != 0) return 0;
    if (count >= 2) *value = words[1];
    return count >= 2 ? 2 : 1;
}

/* How many of the words are --language with its value, one after the other, before a command.
 * USAGE for one without a value, or with another than nb and en. */
static Status language_words_before(int count, char *const *words, int *taken, Failure *failure)
{
    const char *value;
    *taken = 0;
    for (int next; (next = language_at(count - *taken, words + *taken, &value)) > 0;) {
        TRY(option_language_check(NULL, value, failure));
        *taken += next;
    }
    return STATUS_OK;
}

/* The last --language before "--" that is one, wherever it stands, else `otherwise`. */
static Language language_asked(int argc, char *const *argv, Language otherwise)
{
    const char *value;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (language_at(argc - i, argv + i, &value) > 0 && value != NULL)
            (void)language_parse(value, &otherwise);
    return otherwise;
}

/* Before anything can be said. What is asked for on the command line holds wherever it stands;
 * before the command's name it is taken away: `taken` words. */
static Status choose_language(int argc, char **argv, int *taken, Failure *failure)
{
    extern char **environ;
    char catalogues[PATH_SIZE];
    Language asked = language_of_environment(environ);
    program_catalogues(catalogues);
    language_choose(language_asked(argc, argv, asked), catalogues);
    return language_words_before(argc - 1, argv + 1, taken, failure);
}

static int start_and_run(int argc, char **argv)
{
    Failure failure = {STATUS_OK, "", ""};
    if (!terminal_begin()) return EXIT_SYSTEM;
    int taken;
    Status status = choose_language(argc, argv, &taken, &failure);
    if (status == STATUS_OK) status = libraries_start(&failure);
    if (status == STATUS_OK && system_keep_private() != 0)
        status = failure_set(&failure, STATUS_LIBRARY, _("core dumps"), "%s", strerror(errno));
    return status == STATUS_OK ? run_program(argc - taken, argv + taken)
                               : report_end(status, &failure);
}

int main(int argc, char **argv)
{
    /* A closed pipe is a write that fails, not a reason to die between two files. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* and so is a file that grows beyond what is allowed */
    interruption_begin();
    return close_output(start_and_run(argc, argv));
}
