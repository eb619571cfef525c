/* main.c - tilskudd: one program, one word for each command. cli.md. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "engine/commands/command_check_payment.h"
#include "engine/commands/command_generate.h"
#include "engine/commands/command_rules.h"
#include "engine/options.h"
#include "engine/program.h"

static int run_rules(int argc, char **argv)
{
    static ProgramData data;
    Failure failure = {STATUS_OK, "", ""};
    Status status = program_data(&data, &failure);
    if (status != STATUS_OK) return report_end(status, &failure);
    return command_rules(argc, argv, data.rules, data.published, data.accounts_limits);
}

static int run_check_payment(int argc, char **argv)
{
    static ProgramData data;
    Failure failure = {STATUS_OK, "", ""};
    Status status = program_data(&data, &failure);
    if (status != STATUS_OK) return report_end(status, &failure);
    return command_check_payment(argc, argv, data.bank_profiles);
}

static int run_generate(int argc, char **argv)
{
    static ProgramData data;
    Failure failure = {STATUS_OK, "", ""};
    Status status = program_data(&data, &failure);
    if (status != STATUS_OK) return report_end(status, &failure);
    return command_generate(argc, argv, data.municipalities, data.settled);
}

typedef struct Command {
    const char *name;
    int (*call)(int argc, char **argv);
    const char *purpose;
} Command;

static const Command commands[] = {
    {"ledger", command_ledger, "open, show and check the ledger of what was paid"},
    {"run", command_run, "compute a quarter and write a signed proposal"},
    {"approve", command_approve, "the second person commits a proposal"},
    {"verify", command_verify, "check a run or a ledger entry; compute it again (--replay)"},
    {"explain", command_explain, "why this amount: every step in words and numbers"},
    {"control", command_control, "the controls of a run again, with other limits"},
    {"diff", command_diff, "compare two runs"},
    {"report", command_report, "a run, or what its controls found, as one HTML page"},
    {"check-payment", run_check_payment, "check a payment file as the bank would"},
    {"log", command_log, "root, check, prove and export the audit log"},
    {"sample", command_sample, "sizes, limits, draws and evaluation of samples"},
    {"indicators", command_indicators, "what IMDi is measured by, from register extracts"},
    {"accounts", command_accounts, "control of reported accounts: check, select, judge"},
    {"generate", run_generate, "make a synthetic national register, for trying things out"},
    {"rules", run_rules, "check, show and compare rule sets; list the controls"},
};

static void print_help(FILE *to)
{
    fprintf(to, "Usage: tilskudd COMMAND [OPTION]...\n\n"
                "Computes and pays Norway's integration grant and Norwegian-language grant to\n"
                "the municipalities, by person, exactly and provably.\n\nCommands:\n");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        fprintf(to, "  %-14s %s\n", commands[i].name, commands[i].purpose);
    }
    fprintf(to,
            "\n'tilskudd COMMAND --help' explains a command; --version says which this is.\n"
            "Exit status: 0 done, 1 held or found (--strict), 2 wrong use, 3 already there,\n"
            "4 input refused, 5 verification failed, 6 system error, 7 not now.\n");
}

/* A result that nobody got is no result: a full disk behind standard output. */
static int close_output(int status)
{
    Failure failure;
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    failure_set(&failure, STATUS_WRITE, "standard output", "%s", strerror(errno));
    return status == EXIT_DONE ? report_failure(&failure) : status;
}

static int run_program(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_help(stdout);
        return EXIT_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("tilskudd %s\n", TILSKUDD_VERSION);
        return EXIT_DONE;
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].call(argc - 1, argv + 1);
        }
    }
    fprintf(stderr, "tilskudd: there is no command '%s'; see 'tilskudd --help'\n", argv[1]);
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    /* A closed pipe is a write that fails, not a reason to die between two files. */
    signal(SIGPIPE, SIG_IGN);
    return close_output(run_program(argc, argv));
}
