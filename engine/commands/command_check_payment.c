/* command_check_payment.c - `tilskudd check-payment`: broken rules of a payment file. cli.md.
 */
#include "engine/commands/command_check_payment.h"

#include <stdio.h>

#include "engine/options.h"
#include "formats/base/input_file.h"
#include "formats/bank/payment_checker.h"

typedef struct CheckOptions {
    const char *file;
    const char *bank_profile; /* NULL: none */
} CheckOptions;

enum { OPTION_BANK_PROFILE = 2 };

static const OptionRow option_rows[] = {{OPTION_BANK_PROFILE, "bank-profile", "P",
                                         "also one bank's rules: dnb, nordea, or a path"}};

static const CommandHelp command_help = {
    .usage = "tilskudd check-payment FILE [--bank-profile P]",
    .purpose =
        "Checks a payment file (pain.001.001.03 or .09, plain or gzip): what the ISO schema\n"
        "demands, and the rules common to all banks. Prints code, line and message,\n"
        "separated by tabs, for each broken rule. Exit status 4 when one is broken.",
    .rows = option_rows,
    .row_count = sizeof option_rows / sizeof option_rows[0]};

static Status take_option(void *user, int id, const char *value, Failure *failure)
{
    CheckOptions *options = user;
    INVARIANT(id == OPTION_BANK_PROFILE);
    (void)failure;
    options->bank_profile = value;
    return STATUS_OK;
}

static Status take_file(void *user, const char *word, Failure *failure)
{
    CheckOptions *options = user;
    if (options->file != NULL)
        return failure_set(failure, STATUS_USAGE, word, "one payment file at a time");
    options->file = word;
    return STATUS_OK;
}

static Status print_findings(const PaymentCheck *check, Failure *failure)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    payment_check_print(check, &text);
    Status status = text_buffer_status(&text, failure);
    if (status == STATUS_OK && text.length > 0 &&
        (fwrite(text.bytes, 1, text.length, stdout) != text.length || fflush(stdout) != 0))
        status = failure_set(failure, STATUS_WRITE, "standard output", NULL);
    text_buffer_free(&text);
    if (check->dropped > 0)
        fprintf(stderr, "tilskudd check-payment: %zu more broken rules are not shown\n",
                check->dropped);
    return status;
}

static Status check_file(const CheckOptions *options, const BankProfile *profile, bool *broken,
                         Failure *failure)
{
    InputFile file;
    PaymentCheck check = {0};
    TRY(input_file_read(options->file, INPUT_SMALL_SIZE_MAX, &file, failure));
    Status status = payment_check(file.bytes, file.size, profile, &check, failure);
    if (status == STATUS_OK) status = print_findings(&check, failure);
    *broken = check.count > 0;
    payment_check_free(&check);
    input_file_free(&file);
    return status;
}

static Status run(const CheckOptions *options, const char *profiles_folder, bool *broken,
                  Failure *failure)
{
    if (options->file == NULL)
        return failure_set(failure, STATUS_USAGE, "check-payment", "name the payment file");
    if (options->bank_profile == NULL) return check_file(options, NULL, broken, failure);
    BankProfile profile;
    TRY(bank_profile_load(profiles_folder, options->bank_profile, &profile, failure));
    return check_file(options, &profile, broken, failure);
}

int command_check_payment(int argc, char **argv, const char *profiles_folder)
{
    CheckOptions options = {NULL, NULL};
    OptionTakers takers = {take_option, take_file, &options};
    Failure failure = {0};
    bool helped = false, broken = false;
    Status status = options_parse(argc, argv, &command_help, &takers, &helped, &failure);
    if (status == STATUS_OK && helped) return EXIT_DONE;
    if (status == STATUS_OK) status = run(&options, profiles_folder, &broken, &failure);
    int end = report_end(status, &failure);
    return end == EXIT_DONE && broken ? EXIT_INPUT : end;
}
