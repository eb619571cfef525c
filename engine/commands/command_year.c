/* command_year.c - tilskudd year: a ledger's year, by cash and by budget. life.md 6. */
#include "engine/annual/annual_accounts.h"
#include "engine/commands/commands.h"
#include "formats/base/language.h"
#include "formats/base/translate.h"
#include "formats/run/ledger_place.h"

#define YEAR(option, value, what, member, ...)                                                 \
    OPTION(option, value, what, AnnualGiven, member, __VA_ARGS__)

static const Option options[] = {
    YEAR("ledger", "DIR", PATH, ledger, "the ledger", .needed = ALWAYS,
         .missing = "name the ledger"),
    YEAR("year", "Y", INT, year, "the year that is closed", .least = YEAR_MIN, .most = YEAR_MAX,
         .needed = ALWAYS, .missing = "name the year"),
    YEAR("appropriation", "FILE", PATH, appropriation,
         "CSV chapter,item,name,carried_in,allocated[,may_be_carried]", .takes_input = true),
    YEAR("out", "DIR", OUTPUT, out, "new folder for the files", .needed = ALWAYS,
         .missing = "name a folder for the files"),
    YEAR("language", "L", CHOICE, language, "of page and workbook: nb (default) or en",
         .words = language_words, .hint = "nb or en"),
    OPTION_PIN(AnnualGiven, pin, 0),
    {.name = NULL},
};

static Status year(void *arguments, Failure *failure)
{
    return annual_accounts_write(arguments, failure);
}

const Command command_year = {
    .name = "year",
    .purpose = N_("a year's accounts: by cash, by budget year, and the bridge between them"),
    .usage =
        "tilskudd year --ledger DIR [--pin FILE] --year Y [--appropriation FILE] --out DIR",
    .description = N_(
        "Closes a year of a ledger, which is checked whole first, as 'tilskudd ledger check' "
        "does "
        "it: with --pin where that needs one, the audit log too. Quarters without a committed "
        "run "
        "and payments that the bank has not answered are named. By cash (cash.csv): what the "
        "bank moved on a day of the year, whatever the budget year; what came back is not "
        "paid. "
        "By budget year and quarter (budget.csv): decided, held, sent, the bank's four "
        "buckets, "
        "by hand, waived, owed at the end. The bridge between them (bridge.csv), and the "
        "appropriation report (appropriation.csv, .xlsx, .html). All of it agrees to the "
        "\xC3\xB8re, and with posting.csv of all entries, or nothing is written (exit 5). "
        "Amounts of the appropriation are whole kroner. A folder that is there is not written "
        "over (exit 3)."),
    .examples =
        N_("Example:\n  tilskudd year --ledger ledger --pin ~/ledger.pin --year 2018 \\\n"
           "      --appropriation appropriation-2018.csv --out year-2018\n"),
    .actions = {{NULL, year}},
    .options = options,
    .size = sizeof(AnnualGiven),
};
