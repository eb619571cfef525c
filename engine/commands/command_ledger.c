/* command_ledger.c - tilskudd ledger open|show|check. cli.md, payments.md 5. */
#include <stdio.h>
#include <string.h>

#include "formats/base/plain_text.h"
#include "engine/ledger/ledger_create.h"
#include "engine/log/log_check.h"
#include "engine/options.h"
#include "engine/program.h"
#include "formats/crypto/private_key.h"

enum {
    LEDGER_YEAR = 2,
    LEDGER_MODE,
    LEDGER_NOTHING_PAID,
    LEDGER_PAID,
    LEDGER_MUNICIPALITIES,
    LEDGER_AUTHORITY,
    LEDGER_SIGNERS,
    LEDGER_CA,
    LEDGER_LOG_KEY,
    LEDGER_PSEUDONYM_KEY,
    LEDGER_KEY,
    LEDGER_CERT,
    LEDGER_PASS_FD,
    LEDGER_TIME,
    LEDGER_WITNESS
};

static const OptionRow rows[] = {
    {LEDGER_YEAR, "year", "YEAR", "open: first budget year the ledger answers for"},
    {LEDGER_MODE, "mode", "MODE", "open: test or live, for ever"},
    {LEDGER_NOTHING_PAID, "nothing-paid", NULL, "open: nothing was paid earlier that year"},
    {LEDGER_PAID, "paid", "FILE", "open: what was paid earlier that year (CSV)"},
    {LEDGER_MUNICIPALITIES, "municipalities", "FILE",
     "open: the file that --paid is checked by"},
    {LEDGER_AUTHORITY, "authority", "CERT", "open, live: certificate of the authority (PEM)"},
    {LEDGER_SIGNERS, "signers", "FILE", "open, live: signers.csv, with FILE.p7s beside it"},
    {LEDGER_CA, "ca", "FILE", "open, live: certificates that are trusted (PEM)"},
    {LEDGER_LOG_KEY, "log-key", "FILE", "open, live: Ed25519 key of the audit log (PEM)"},
    {LEDGER_PSEUDONYM_KEY, "pseudonym-key", "FILE", "open, live: 32 to 256 secret bytes"},
    {LEDGER_KEY | OPTION_MANY, "key", "URI",
     "open, live: a person's key; give it twice, for both persons"},
    {LEDGER_CERT | OPTION_MANY, "cert", "FILE",
     "open, live: the certificate of the key before; twice"},
    {LEDGER_PASS_FD, "pass-fd", "N", "open: read pass phrases from this descriptor"},
    {LEDGER_TIME, "time", "RFC3339", "open, test: time stamp to write"},
    {LEDGER_WITNESS, "witness", "FILE", "show, check: compare with and write a kept head"},
};

static const CommandHelp help = {
    "tilskudd ledger open DIR --year Y --mode test|live --nothing-paid | --paid FILE\n"
    "       tilskudd ledger show DIR [--witness FILE]\n"
    "       tilskudd ledger check DIR [--witness FILE]",
    "open makes the ledger in which everything that is paid is settled. show lists its\n"
    "entries; check verifies every file, signature, link and checkpoint. --witness FILE\n"
    "writes the head for somebody else to keep, and refuses a ledger older than a kept one.",
    rows, sizeof rows / sizeof rows[0],
    "Example:\n  tilskudd ledger open ledger --year 2018 --mode test --nothing-paid\n"};

typedef struct LedgerArguments {
    LedgerOpening opening;
    const char *action;
    const char *witness;
    size_t key_count, certificate_count;
    bool has_mode;
} LedgerArguments;

static Status take_second(const char *name, const char **list, size_t *count, const char *value,
                          Failure *failure)
{
    if (*count == 2) return failure_set(failure, STATUS_USAGE, name, "two persons sign");
    list[(*count)++] = value;
    return STATUS_OK;
}

static Status take_mode(LedgerArguments *arguments, const char *value, Failure *failure)
{
    bool live = strcmp(value, "live") == 0;
    if (!live && strcmp(value, "test") != 0) {
        return failure_set(failure, STATUS_USAGE, "--mode", "test or live");
    }
    arguments->opening.mode = live ? LEDGER_LIVE : LEDGER_TEST;
    arguments->has_mode = true;
    return STATUS_OK;
}

static const char **text_option(LedgerArguments *arguments, int id)
{
    LedgerOpening *opening = &arguments->opening;
    switch (id) {
    case LEDGER_PAID:
        return &opening->paid;
    case LEDGER_MUNICIPALITIES:
        return &opening->municipalities;
    case LEDGER_AUTHORITY:
        return &opening->authority;
    case LEDGER_SIGNERS:
        return &opening->signers;
    case LEDGER_CA:
        return &opening->ca;
    case LEDGER_LOG_KEY:
        return &opening->log_key;
    case LEDGER_PSEUDONYM_KEY:
        return &opening->pseudonym_key;
    case LEDGER_TIME:
        return &opening->time;
    case LEDGER_WITNESS:
        return &arguments->witness;
    default:
        return NULL;
    }
}

static Status take_number(const char *name, const char *value, int low, int high, int *out,
                          Failure *failure)
{
    int64_t number;
    TRY(option_number(name, value, low, high, &number, failure));
    *out = (int)number;
    return STATUS_OK;
}

static Status take(void *user, int id, const char *value, Failure *failure)
{
    LedgerArguments *arguments = user;
    LedgerOpening *opening = &arguments->opening;
    const char **text = text_option(arguments, id);
    if (text != NULL) {
        *text = value;
        return STATUS_OK;
    }
    switch (id) {
    case LEDGER_YEAR:
        return take_number("--year", value, 1990, YEAR_MAX - 1, &opening->year, failure);
    case LEDGER_MODE:
        return take_mode(arguments, value, failure);
    case LEDGER_NOTHING_PAID:
        opening->nothing_paid = true;
        return STATUS_OK;
    case LEDGER_KEY:
        return take_second("--key", opening->keys, &arguments->key_count, value, failure);
    case LEDGER_CERT:
        return take_second("--cert", opening->certificates, &arguments->certificate_count,
                           value, failure);
    default:
        return take_number("--pass-fd", value, 0, 1023, &opening->pass_descriptor, failure);
    }
}

static Status place(void *user, const char *word, Failure *failure)
{
    LedgerArguments *arguments = user;
    if (arguments->action == NULL) {
        arguments->action = word;
    } else if (arguments->opening.folder == NULL) {
        arguments->opening.folder = word;
    } else {
        return failure_set(failure, STATUS_USAGE, word, "unexpected word");
    }
    return STATUS_OK;
}

static Status check_live_options(const LedgerArguments *arguments, Failure *failure)
{
    const LedgerOpening *opening = &arguments->opening;
    const struct {
        bool missing;
        const char *name;
    } needed[] = {{opening->authority == NULL, "--authority"},
                  {opening->signers == NULL, "--signers"},
                  {opening->ca == NULL, "--ca"},
                  {opening->log_key == NULL, "--log-key"},
                  {opening->pseudonym_key == NULL, "--pseudonym-key"},
                  {arguments->key_count != 2, "--key (twice: both persons)"},
                  {arguments->certificate_count != 2, "--cert (twice: both persons)"}};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (!needed[i].missing) continue;
        return failure_set(failure, STATUS_USAGE, needed[i].name,
                           "is needed for a live ledger");
    }
    if (opening->time == NULL) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--time", "a live ledger refuses it");
}

static Status check_open(const LedgerArguments *arguments, Failure *failure)
{
    const LedgerOpening *opening = &arguments->opening;
    if (opening->year == 0) return failure_set(failure, STATUS_USAGE, "--year", "is needed");
    if (!arguments->has_mode) {
        return failure_set(failure, STATUS_USAGE, "--mode", "say test or live: it is for ever");
    }
    if (opening->nothing_paid == (opening->paid != NULL)) {
        return failure_set(failure, STATUS_USAGE, "--paid",
                           "say either --nothing-paid, or --paid with the file of what was "
                           "paid earlier that year");
    }
    return opening->mode == LEDGER_LIVE ? check_live_options(arguments, failure) : STATUS_OK;
}

/* The municipalities that came with the program, unless others are named. */
static Status create(const LedgerOpening *opening, Failure *failure)
{
    LedgerOpening whole = *opening;
    ProgramData data;
    if (opening->paid == NULL || opening->municipalities != NULL) {
        return ledger_create(opening, failure);
    }
    TRY(program_data(&data, failure));
    whole.municipalities = data.municipalities;
    return ledger_create(&whole, failure);
}

static Status open_new(const LedgerArguments *arguments, Failure *failure)
{
    const LedgerOpening *opening = &arguments->opening;
    TRY(check_open(arguments, failure));
    if (opening->paid != NULL) TRY(path_refuse_ident(opening->paid, failure));
    TRY(path_refuse_ident(opening->folder, failure));
    TRY(create(opening, failure));
    printf("%s ledger opened for %d in %s\n", opening->mode == LEDGER_LIVE ? "Live" : "TEST",
           opening->year, opening->folder);
    return STATUS_OK;
}

static void print_entry(const LedgerEntry *entry)
{
    char hex[SHA256_HEX_SIZE], when[24] = "opening";
    sha256_to_hex(entry->head, hex);
    if (entry->kind == ENTRY_RUN) {
        snprintf(when, sizeof when, "%d quarter %d", entry->year, entry->quarter);
    } else if (entry->kind == ENTRY_ACCOUNTS) {
        snprintf(when, sizeof when, "%d accounts", entry->year);
    }
    printf("%06u  %-16s paid %18s  log %10llu  head %.16s\n", entry->number, when,
           amount_text(entry->paid).text, (unsigned long long)entry->log_size, hex);
}

static Status show_claims(const Ledger *ledger, Failure *failure)
{
    CarriedForward *carried;
    size_t count;
    Ore sum = 0;
    TRY(ledger_carried(ledger, &carried, &count, failure));
    for (size_t i = 0; i < count; i++) {
        sum = ore_add(sum, carried[i].amount);
    }
    system_free(carried);
    printf("Claims carried forward: %zu, together %s kr\n", count, amount_text(sum).text);
    return STATUS_OK;
}

static Status show_or_check(const LedgerArguments *arguments, bool check, Failure *failure)
{
    Ledger *ledger;
    TRY(ledger_open(arguments->opening.folder, !check, &ledger, failure));
    printf("%s ledger, opened for %d, %zu entries\n",
           ledger->mode == LEDGER_LIVE ? "Live" : "TEST", ledger->opening_year,
           ledger->entry_count);
    for (size_t i = 0; i < ledger->entry_count; i++) {
        print_entry(&ledger->entries[i]);
    }
    Status status = show_claims(ledger, failure);
    uint64_t beyond = 0;
    if (status == STATUS_OK && check) status = ledger_check_log(ledger, &beyond, failure);
    if (status == STATUS_OK) ledger_print_beyond(ledger, beyond);
    if (status == STATUS_OK && arguments->witness != NULL) {
        status = ledger_witness(ledger, arguments->witness, failure);
    }
    if (status == STATUS_OK && check) {
        printf("Checked: files, signatures, roles, links, checkpoints and the audit log\n");
    }
    ledger_close(ledger);
    return status;
}

static Status act(const LedgerArguments *arguments, Failure *failure)
{
    const char *action = arguments->action != NULL ? arguments->action : "";
    if (arguments->action != NULL && arguments->opening.folder == NULL) {
        return failure_set(failure, STATUS_USAGE, "ledger", "name the ledger's folder");
    }
    if (strcmp(action, "open") == 0) return open_new(arguments, failure);
    if (strcmp(action, "show") == 0) return show_or_check(arguments, false, failure);
    if (strcmp(action, "check") == 0) return show_or_check(arguments, true, failure);
    return failure_set(failure, STATUS_USAGE, "ledger", "knows open, show and check");
}

int command_ledger(int argc, char **argv)
{
    LedgerArguments arguments = {.opening = {.pass_descriptor = PASS_NONE}};
    Failure failure = {STATUS_OK, "", ""};
    bool helped;
    OptionTakers takers = {take, place, &arguments};
    Status status = options_parse(argc, argv, &help, &takers, &helped, &failure);
    if (helped) return EXIT_DONE;
    if (status == STATUS_OK) status = act(&arguments, &failure);
    return report_end(status, &failure);
}
