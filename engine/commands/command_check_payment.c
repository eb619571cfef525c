/* command_check_payment.c - tilskudd check-payment: broken rules of a payment file. cli.md. */
#include <stdio.h>

#include "engine/commands/commands.h"
#include "engine/program.h"
#include "engine/terminal.h"
#include "formats/bank/payment_checker.h"
#include "formats/base/count_words.h"
#include "formats/base/input_file.h"
#include "formats/base/standard_input.h"
#include "formats/base/translate.h"

typedef struct Given {
    const char *file;
    const char *bank_profile; /* NULL: none */
    ExitStatus end;
} Given;

static const char *const banks[] = {"dnb", "nordea", NULL};
static const Option options[] = {
    OPTION("bank-profile", "P", TEXT, Given, bank_profile,
           "also one bank's rules: dnb, nordea, or a path", .words = banks),
    {.name = NULL},
};

static Status print_findings(const PaymentCheck *check, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    payment_check_print(check, &text);
    Status status = save_text(NULL, 0, &text, failure);
    if (check->dropped > 0)
        fprintf(stderr, _("tilskudd check-payment: not looked at: %s\n"),
                count_words(check->dropped, "more broken rule", "more broken rules").text);
    return status;
}

static Status check_payment(void *arguments, Failure *failure)
{
    Given *given = arguments;
    static ProgramData data;
    BankProfile profile;
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(payment_check_free) PaymentCheck check = {0};
    bool strict = given->bank_profile != NULL;
    TRY(program_data(&data, failure));
    if (strict)
        TRY(bank_profile_load(data.bank_profiles, given->bank_profile, &profile, failure));
    TRY(input_file_read(given->file, INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(payment_check(file.bytes, file.size, strict ? &profile : NULL, &check, failure));
    TRY(print_findings(&check, failure));
    if (check.count > 0)
        given->end = EXIT_INPUT;
    else /* not a result: scripts count the lines of those */
        fprintf(stderr, _("tilskudd: %s: no broken rule\n"), standard_input_name(given->file));
    return STATUS_OK;
}

const Command command_check_payment = {
    .name = "check-payment",
    .purpose = N_("check a payment file as the bank would"),
    .usage = "tilskudd check-payment FILE [--bank-profile P]",
    .description =
        N_("Checks a payment file (pain.001.001.03 or .09, plain or gzip): what the ISO schema "
           "demands, and the rules common to all banks. Prints code, line and message, "
           "separated by tabs, for each broken rule, repeats of one rule from the eleventh on "
           "as a number; says so when none is broken. FILE is - for standard input. Exit "
           "status 4 when one is broken."),
    .actions = {{NULL, check_payment}},
    .options = options,
    .words = {{"FILE", offsetof(Given, file), ALWAYS, N_("name the payment file"), ALWAYS}},
    .one_more = N_("one payment file at a time"),
    .size = sizeof(Given),
    .end_offset = offsetof(Given, end),
};
