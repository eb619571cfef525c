/* main.c - tilskudd: one program, one word for each command. cli.md. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "engine/commands/commands.h"
#include "engine/program.h"
#include "engine/terminal.h"
#include "formats/base/path.h"
#include "formats/base/libraries.h"
#include "formats/base/system.h"

static const Command *const commands[] = {
    /* what pays */
    &command_ledger, &command_run, &command_approve, &command_release,
    /* what looks at it */
    &command_verify, &command_explain, &command_control, &command_diff, &command_report,
    &command_letters,
    &command_reconcile, &command_check_payment, &command_check_register, &command_log,
    &command_sample, &command_indicators,
    /* and the rest */
    &command_accounts, &command_generate, &command_init, &command_pack, &command_rules, NULL};

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

static int run_program(int argc, char **argv)
{
    if (argc < 2) {
        print_commands(stderr, commands);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_commands(stdout, commands);
        return EXIT_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("tilskudd %s, build %s\n", TILSKUDD_VERSION, program_build());
        return EXIT_DONE;
    }
    if (argc == 3 && strcmp(argv[1], "pages") == 0) return run_pages(argv[2]);
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (strcmp(argv[1], commands[i]->name) == 0)
            return command_main(commands[i], argc - 1, argv + 1);
    }
    bool secret = path_has_ident(argv[1]);
    fprintf(stderr, "tilskudd: there is no command '%s'; see 'tilskudd --help'\n",
            secret ? "(an ident)" : argv[1]);
    return EXIT_USAGE;
}

static int start_and_run(int argc, char **argv)
{
    Failure failure = {STATUS_OK, "", ""};
    if (!terminal_begin()) return EXIT_SYSTEM;
    Status status = libraries_start(&failure);
    if (status == STATUS_OK && system_keep_private() != 0)
        status = failure_set(&failure, STATUS_LIBRARY, "core dumps", "%s", strerror(errno));
    return status == STATUS_OK ? run_program(argc, argv) : report_end(status, &failure);
}

int main(int argc, char **argv)
{
    /* A closed pipe is a write that fails, not a reason to die between two files. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* and so is a file that grows beyond what is allowed */
    return close_output(start_and_run(argc, argv));
}
