/* main.c - tilskudd: one program, one word for each command. cli.md. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "engine/commands/commands.h"
#include "engine/program.h"
#include "engine/terminal.h"
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

static int no_command(const char *word)
{
    const char *names[COMMANDS_MAX];
    char near[NEAREST_SIZE] = "";
    size_t count = 0;
    bool secret = path_has_ident(word);
    for (; commands[count] != NULL; count++)
        names[count] = commands[count]->name;
    if (!secret) option_nearest(word, "", names, count, near);
    fprintf(stderr, _("tilskudd: there is no command '%s'%s\n"),
            secret ? _("(an ident)") : word, near);
    fputs(_("  what to do: 'tilskudd help' lists the commands\n"), stderr);
    return EXIT_USAGE;
}

/* --- help --- */

typedef struct HelpGiven {
    const char *command, *action; /* the second is accepted: one page is of all of them */
    ExitStatus end;
} HelpGiven;

static Status help(void *arguments, Failure *failure)
{
    HelpGiven *given = arguments;
    const Command *command = given->command != NULL ? find_command(given->command) : NULL;
    (void)failure;
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

/* Before anything can be said. What is asked for on the command line holds wherever it stands;
 * before the command's name it is taken away. Returns how many words that is. */
static int choose_language(int argc, char **argv)
{
    extern char **environ;
    char catalogues[PATH_SIZE];
    Language asked = language_of_environment(environ);
    program_catalogues(catalogues);
    language_choose(option_language(argc, argv, asked), catalogues);
    return option_language_words(argc - 1, argv + 1);
}

static int start_and_run(int argc, char **argv)
{
    Failure failure = {STATUS_OK, "", ""};
    if (!terminal_begin()) return EXIT_SYSTEM;
    int taken = choose_language(argc, argv);
    Status status = libraries_start(&failure);
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
    return close_output(start_and_run(argc, argv));
}
