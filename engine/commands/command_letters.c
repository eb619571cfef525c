/* command_letters.c - tilskudd letters: what each municipality is told of a run. letters.md 1.
 */
#include <stdio.h>
#include <string.h>

#include "engine/commands/commands.h"
#include "engine/letters/municipality_letters.h"
#include "engine/review/run_report.h"
#include "engine/terminal.h"
#include "formats/base/amount_words.h"
#include "rules/base/money_text.h"
#include "formats/base/translate.h"

typedef struct Given {
    RunArguments run;
    const char *folder, *out;
    MunicipalityList only;
    int language;
    PinOptions pin;
} Given;

static Status take_municipality(void *given, const char *value, Failure *failure)
{
    MunicipalityCode code;
    TRY(option_municipality("--municipality", value, &code, failure));
    if (municipality_list_add(&((Given *)given)->only, code)) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--municipality",
                       "at most %d municipalities; without the option everybody's letters are "
                       "written",
                       MUNICIPALITY_LIST_MAX);
}

static const Option options[] = {
    OPTION("out", "DIR", OUTPUT, Given, out, "folder of the letters, which must not be there",
           .needed = ALWAYS, .missing = "name the folder to write the letters to"),
    OPTION("municipality", "NNNN", OWN, Given, only,
           "this municipality's letter alone; repeatable", .take = take_municipality,
           .repeatable = true),
    OPTION("language", "L", CHOICE, Given, language, "nb (default) or en",
           .words = language_words, .hint = "nb or en"),
    OPTION("register", "PATH", PATHS, Given, run.registers,
           "extracts, when they are elsewhere now; repeatable"),
    OPTION("ledger", "DIR", PATH, Given, run.options.ledger,
           "ledger, when it is elsewhere now"),
    OPTION_PIN(Given, pin, 0),
    OPTION("threads", "N", INT, Given, run.options.threads,
           "default: all processors; never changes the result", .least = 1,
           .most = RUN_THREADS_MAX),
    {.name = NULL},
};

/* The day the run was committed, or of a proposal the day it was made. */
static void letter_of(const Given *given, const Report *report, LetterRun *letter)
{
    *letter = (LetterRun){.manifest = &report->folder->manifest,
                          .committed = report->committed,
                          .unknown = report_is_unknown(report),
                          .language = (Language)given->language};
    snprintf(letter->date, sizeof letter->date, "%.10s",
             report->committed ? report->entry.time : letter->manifest->time);
}

static void say_done(const Given *given, const LettersDone *done)
{
    print_done("Letters in %s: %s; payments: %s, %s in all; lines: %s", given->out,
               count_text(done->letters).text, count_text(done->payments).text,
               amount_words(done->paid).text, count_text(done->lines).text);
    if (done->held_unlisted)
        fputs(
            _("tilskudd: an entry of the ledger keeps no list of persons without grant: who is "
              "held before an amount is reckoned is not in these letters; make them of the run "
              "folder\n"),
            stderr);
}

static Status letters(void *arguments, Failure *failure)
{
    static ProgramData data;
    Given *given = arguments;
    LetterRun letter;
    LettersDone done;
    CLEANUP(run_folder_close) RunFolder folder = {0};
    CLEANUP(report_close) Report report = {.folder = &folder};
    TRY(output_file_check_new(given->out, failure));
    TRY(program_data(&data, failure));
    run_arguments_complete(&given->run, &data);
    TRY(run_folder_open(given->folder, &folder, failure));
    TRY(report_find_entry(&report, given->run.options.ledger, &given->pin, failure));
    letter_of(given, &report, &letter);
    TRY(letters_write(
        &(LettersGiven){&folder, &given->run, &given->only, &letter, given->out, report.ledger},
        &done, failure));
    say_done(given, &done);
    return report.ledger != NULL ? pin_move(&given->pin, report.ledger, failure) : STATUS_OK;
}

const Command command_letters = {
    .name = "letters",
    .purpose = N_("letters to the municipalities about a run"),
    .usage = "tilskudd letters RUN|ENTRY --out DIR [--municipality NNNN]... [--language nb|en] "
             "[--register PATH...] [--ledger DIR [--pin FILE]]",
    .description = N_(
        "Writes for each municipality with a line, a payment, a returned, by-hand or carried "
        "amount a covering letter, NNNN.html, that prints on A4 and names nobody: what is "
        "paid, "
        "when, to which account, how it was reckoned, corrections of earlier years, what is "
        "held and what to do about it, how to object (<objection> of the configuration); and a "
        "specification of that municipality's persons alone, NNNN-specification.html and "
        "NNNN.csv (decisions.csv and the reason in words; a spreadsheet program must "
        "import its columns as text, or 0301 becomes 301 and 5/8 a day), which have idents "
        "and "
        "are for their owner alone. A specification says when a person moved in or out, never "
        "from or to "
        "where. A run that a ledger has committed is paid, another one proposed; without the "
        "ledger at hand the letter says that this was not looked up. All letters "
        "together are the run, to the øre, and each payment stands in one of them, else "
        "nothing "
        "is written (exit 5). The folder is written whole or not at all."),
    .examples = N_("Example:\n  tilskudd letters run-2018-3 --out letters-2018-3\n"),
    .actions = {{NULL, letters}},
    .options = options,
    .words = {{"RUN", offsetof(Given, folder), ALWAYS, N_("name a run folder or an entry")}},
    .one_more = N_("one run folder, no other word"),
    .size = sizeof(Given),
};
