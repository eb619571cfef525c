/* command_accounts.c - tilskudd accounts check|select|judge: the yearly control of reported
 * accounts. cli.md, accounts.md. */
#include "engine/accounts/accounts.h"
#include "engine/commands/commands.h"
#include "engine/program.h"
#include "formats/base/translate.h"
#include "formats/crypto/private_key.h"

enum { CHECK = 1 << 0, SELECT = 1 << 1, JUDGE = 1 << 2 };

static const AccountsGiven initial = {.pass_descriptor = PASS_NONE};

#define ACCOUNTS(option, value, what, member, ...)                                             \
    OPTION(option, value, what, AccountsGiven, member, __VA_ARGS__)

static const Option options[] = {
    ACCOUNTS("awards", "FILE", TEXT, awards, "the awards (CSV)", .actions = CHECK,
             .needed = CHECK),
    ACCOUNTS("accounts", "FILE", TEXT, accounts, "the reported accounts (CSV)",
             .actions = CHECK, .needed = CHECK),
    ACCOUNTS("statements", "FILE", TEXT, statements, "the statements that came with them (CSV)",
             .actions = CHECK),
    ACCOUNTS("last-year", "DIR", TEXT, last_year, "the folder of last year's control",
             .actions = CHECK),
    ACCOUNTS("appropriation", "FILE", TEXT, appropriation,
             "the appropriation (CSV: chapter,item,name,carried_in,allocated; kroner)",
             .actions = CHECK),
    ACCOUNTS("limits", "FILE", TEXT, limits, "other limits than those installed (XML)",
             .actions = CHECK),
    ACCOUNTS("date", "DAY", DAY, date, "the day of the control", .actions = CHECK,
             .needed = CHECK),
    ACCOUNTS("out", "DIR", OUTPUT, out, "the folder to make", .actions = CHECK,
             .needed = CHECK),
    ACCOUNTS("n", "N", NUMBER, n, "how many to draw at random, besides those taken for risk",
             .least = 1, .most = ACCOUNTS_N_MAX, .actions = SELECT, .needed = SELECT),
    ACCOUNTS("seed", "TEXT", TEXT, seed, "the draw's seed, chosen after the check is approved",
             .actions = SELECT, .needed = SELECT),
    ACCOUNTS("vouchers", "FILE", TEXT, vouchers, "vouchers, to control and draw from (CSV)",
             .actions = SELECT),
    ACCOUNTS("decisions", "FILE", TEXT, decisions,
             "what was decided (CSV: award,ineligible_ore,reason,sanction)", .actions = JUDGE,
             .needed = JUDGE),
    ACCOUNTS("ledger", "DIR", TEXT, ledger,
             "sign for this ledger; without it nothing is signed"),
    OPTION_PIN(AccountsGiven, pin, 0),
    ACCOUNTS("key", "URI", TEXT, key, "first person's key: PEM file or OSSL_STORE URI"),
    ACCOUNTS("cert", "FILE", TEXT, certificate, "first person's certificate (PEM)"),
    ACCOUNTS("pass-fd", "N", INT, pass_descriptor,
             "read the key's pass phrase from this descriptor", .most = 1023),
    ACCOUNTS("time", "RFC3339", TEXT, time, "time stamp to write (test ledgers only)"),
    ACCOUNTS("strict", NULL, FLAG, strict, "exit 1 when a finding blocks", .actions = CHECK),
    {.name = NULL},
};

static Status check(void *arguments, Failure *failure)
{
    static ProgramData data;
    AccountsGiven *given = arguments;
    if (given->folder != NULL)
        return failure_set(failure, STATUS_USAGE, given->folder, "unexpected word");
    TRY(program_data(&data, failure));
    if (given->limits == NULL) given->limits = data.accounts_limits;
    TRY(option_pair(given->key, given->certificate, failure));
    return accounts_step_check(given, failure);
}

static Status select_awards(void *arguments, Failure *failure)
{
    AccountsGiven *given = arguments;
    TRY(option_pair(given->key, given->certificate, failure));
    return accounts_step_select(given, failure);
}

static Status judge(void *arguments, Failure *failure)
{
    AccountsGiven *given = arguments;
    TRY(option_pair(given->key, given->certificate, failure));
    return accounts_step_judge(given, failure);
}

const Command command_accounts = {
    .name = "accounts",
    .purpose = N_("control of reported accounts: check, select, judge"),
    .usage =
        "tilskudd accounts check --awards FILE --accounts FILE [--statements FILE]\n"
        "                [--last-year DIR] [--appropriation FILE] [--limits FILE] --date DAY\n"
        "                --out DIR [--ledger DIR] [--strict]\n"
        "       tilskudd accounts select DIR --n N --seed TEXT [--vouchers FILE]\n"
        "       tilskudd accounts judge DIR --decisions FILE",
    .description =
        N_("The yearly control of reported accounts of application grants. check runs the "
           "controls R1101 to R1123 and writes findings, a letter for each award, a report and "
           "a summary; select takes awards for their risk and draws others at random; judge "
           "computes what is to be repaid. Every step computes the whole folder again from the "
           "inputs it keeps, and signs it. 'tilskudd approve DIR --ledger DIR' commits it; no "
           "money moves."),
    .examples = N_("Examples:\n"
                   "  tilskudd accounts check --awards awards.csv --accounts accounts.csv \\\n"
                   "      --statements statements.csv --date 2015-04-20 --out accounts-2014 "
                   "--ledger ledger\n"
                   "  tilskudd accounts select accounts-2014 --n 15 --seed \"minutes of "
                   "2015-05-04, item 2\"\n"
                   "  tilskudd accounts judge accounts-2014 --decisions decisions.csv\n"),
    .actions = {{"check", check}, {"select", select_awards}, {"judge", judge}},
    .options = options,
    .words = {{"DIR", offsetof(AccountsGiven, folder), SELECT | JUDGE,
               N_("name the folder of the control")}},
    .strict_actions = true,
    .size = sizeof(AccountsGiven),
    .end_offset = offsetof(AccountsGiven, end),
    .initial = &initial,
};
