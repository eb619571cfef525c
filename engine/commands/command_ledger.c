/* command_ledger.c - tilskudd ledger open|show|check|pin|timestamp|manual|renew. cli.md,
 * payments.md 5, life.md 3 and 4. */
#include <stdio.h>

#include "engine/commands/commands.h"
#include "engine/ledger/draws.h"
#include "engine/ledger/keys.h"
#include "engine/ledger/ledger_create.h"
#include "engine/ledger/pin.h"
#include "engine/ledger/release.h"
#include "engine/ledger/stamp.h"
#include "engine/log/audit_entry.h"
#include "engine/log/log_check.h"
#include "engine/manual/manual_entry.h"
#include "engine/program.h"
#include "engine/reconcile/reconcile_json.h"
#include "engine/terminal.h"
#include "formats/base/translate.h"
#include "formats/crypto/private_key.h"
#include "formats/run/paid_csv.h"

enum {
    OPEN = 1 << 0,
    SHOW = 1 << 1,
    CHECK = 1 << 2,
    PIN = 1 << 3,
    TIMESTAMP = 1 << 4,
    MANUAL = 1 << 5,
    RENEW = 1 << 6
};

typedef struct Given {
    LedgerOpening opening;
    size_t key_count, certificate_count;
    const char *witness, *new_pin, *head;
    const char *stop, *certificates; /* renew */
    const char *query, *response, *tsa_ca;
    PinOptions pin;
    bool yes, json;
    const char *ledger, *out; /* of a proposal */
    ManualOptions manual;
    bool template;
} Given;

static const Given initial = {.opening = {.pass_descriptor = PASS_NONE}};

static Status take_second(const char *name, const char **list, size_t *count, const char *value,
                          Failure *failure)
{
    if (*count == 2) return failure_set(failure, STATUS_USAGE, name, "two persons sign");
    list[(*count)++] = value;
    return STATUS_OK;
}

static Status take_key(void *arguments, const char *value, Failure *failure)
{
    Given *given = arguments;
    return take_second("--key", given->opening.keys, &given->key_count, value, failure);
}

static Status take_certificate(void *arguments, const char *value, Failure *failure)
{
    Given *given = arguments;
    return take_second("--cert", given->opening.certificates, &given->certificate_count, value,
                       failure);
}

static const char *const modes[] = {"test", "live", NULL};

static const Option options[] = {
    OPTION("year", "YEAR", INT, Given, opening.year, "first budget year the ledger answers for",
           .least = 1990, .most = YEAR_MAX - 1, .actions = OPEN, .needed = OPEN),
    OPTION("mode", "MODE", CHOICE, Given, opening.mode, "test or live, for ever",
           .words = modes, .hint = "test or live", .actions = OPEN, .needed = OPEN,
           .missing = "say test or live: it is for ever"),
    OPTION("nothing-paid", NULL, FLAG, Given, opening.nothing_paid,
           "nothing was paid earlier that year", .actions = OPEN),
    OPTION("paid", "FILE", TEXT, Given, opening.paid, "what was paid earlier that year (CSV)",
           .actions = OPEN),
    OPTION("municipalities", "FILE", TEXT, Given, opening.municipalities,
           "the file that municipalities are checked by", .actions = OPEN | MANUAL),
    OPTION("yes", NULL, FLAG, Given, yes, "given keys: do not ask about the sums of --paid",
           .actions = OPEN),
    OPTION("authority", "CERT", TEXT, Given, opening.authority,
           "given keys: the authority's certificate (PEM); renew: new, with CERT.p7s",
           .actions = OPEN | RENEW),
    OPTION("recovery", "CERT", TEXT, Given, opening.recovery,
           "given keys: certificate of the recovery key, which lies in a safe (PEM)",
           .actions = OPEN),
    OPTION("signers", "FILE", TEXT, Given, opening.signers,
           "given keys: signers.csv, with FILE.p7s beside it", .actions = OPEN | RENEW),
    OPTION("ca", "FILE", TEXT, Given, opening.ca,
           "given keys: certificates that are trusted (PEM); renew: with FILE.p7s",
           .actions = OPEN | RENEW),
    OPTION("log-key", "FILE", TEXT, Given, opening.log_key,
           "given keys: Ed25519 key of the audit log (PEM)", .actions = OPEN | RENEW),
    OPTION("pseudonym-key", "FILE", TEXT, Given, opening.pseudonym_key,
           "given keys: 32 to 256 secret bytes", .actions = OPEN | RENEW),
    OPTION("stop", "FILE", TEXT, Given, stop,
           "certificates that sign nothing any more (CSV with FILE.p7s), or the CA's CRL",
           .actions = RENEW),
    OPTION("bank", "CERT", TEXT, Given, opening.bank,
           "the bank's certificate (PEM): from then on only answers that it signed",
           .actions = OPEN | RENEW),
    OPTION("certificates", "FILE", TEXT, Given, certificates,
           "the new signers' certificates (PEM), so that their validity is shown",
           .actions = RENEW),
    OPTION("key", "URI", OWN, Given, opening.keys,
           "given keys: a person's key; open: twice, for both persons", .take = take_key,
           .repeatable = true, .actions = OPEN | MANUAL | RENEW),
    OPTION("cert", "FILE", OWN, Given, opening.certificates,
           "given keys: the certificate of the key before; open: twice",
           .take = take_certificate, .repeatable = true, .actions = OPEN | MANUAL | RENEW),
    OPTION("pass-fd", "N", INT, Given, opening.pass_descriptor,
           "read pass phrases from this descriptor", .most = 1023,
           .actions = OPEN | MANUAL | RENEW),
    OPTION("group", "NAME", TEXT, Given, opening.group,
           "for the users of this group, and for nobody else", .actions = OPEN),
    OPTION("time", "RFC3339", TEXT, Given, opening.time,
           "test: time stamp to write; of show, the clock",
           .actions = OPEN | SHOW | MANUAL | RENEW),
    OPTION_PIN(Given, pin, SHOW | CHECK | TIMESTAMP | MANUAL | RENEW),
    OPTION("witness", "FILE", PATH, Given, witness, "the same as --pin",
           .actions = SHOW | CHECK),
    OPTION("query", "FILE", OUTPUT, Given, query,
           "write a request for a time stamp of the newest entry", .actions = TIMESTAMP),
    OPTION("response", "FILE", PATH, Given, response,
           "check the answer to one, and keep it in the ledger", .actions = TIMESTAMP,
           .takes_input = true),
    OPTION("tsa-ca", "FILE", PATH, Given, tsa_ca,
           "certificates behind the time-stamping authority (PEM)",
           .actions = CHECK | TIMESTAMP, .takes_input = true),
    OPTION("head", "DIGITS", TEXT, Given, head,
           "first 16 digits of the newest head, as another person reads them out",
           .actions = PIN),
    OPTION("ledger", "DIR", PATH, Given, ledger, "the ledger that the lines are for",
           .actions = MANUAL),
    OPTION("out", "DIR", OUTPUT, Given, out, "the proposal's folder, to be made",
           .actions = MANUAL | RENEW, .needed = RENEW,
           .missing = "is needed: the folder of the proposal"),
    OPTION("rules", "DIR", PATH, Given, manual.rules, "rule sets: chapters of each line's year",
           .actions = MANUAL),
    OPTION("allow-over", NULL, FLAG, Given, manual.allow_over,
           "it is so: more than is claimed, or settled where or as never before",
           .actions = MANUAL),
    OPTION("template", NULL, FLAG, Given, template,
           "print the header and an example of each kind, and end", .actions = MANUAL),
    OPTION("json", NULL, FLAG, Given, json, "as JSON, for programs", .actions = SHOW),
    {.name = NULL},
};

/* Only a new pin has a name of its own. */
static Status no_second_word(const Given *given, Failure *failure)
{
    if (given->new_pin == NULL) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, given->new_pin, "unexpected word");
}

/* --- open --- */

/* Live, or a test in which persons sign with keys of their own: all are given, or none. */
static bool gives_keys(const Given *given)
{
    const LedgerOpening *opening = &given->opening;
    return opening->mode == LEDGER_LIVE || opening->authority != NULL ||
           opening->signers != NULL || opening->ca != NULL || opening->log_key != NULL ||
           opening->pseudonym_key != NULL || opening->recovery != NULL ||
           given->key_count > 0 || given->certificate_count > 0;
}

static void needs_keys(const Given *given, Needs *needs)
{
    const LedgerOpening *opening = &given->opening;
    const char *why = opening->mode == LEDGER_LIVE
                          ? _("a live ledger needs it")
                          : _("who gives one key to a test ledger gives all of them");
    const struct {
        bool there;
        const char *name;
    } keys[] = {{opening->authority != NULL, "--authority"},
                {opening->signers != NULL, "--signers"},
                {opening->ca != NULL, "--ca"},
                {opening->log_key != NULL, "--log-key"},
                {opening->pseudonym_key != NULL, "--pseudonym-key"}};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        needs_add(needs, keys[i].there, keys[i].name, why);
        if (!keys[i].there) why = NULL; /* once is enough */
    }
    needs_add(needs, given->key_count == 2, "--key", _("twice: both persons sign"));
    needs_add(needs, given->certificate_count == 2, "--cert", _("twice: both persons sign"));
    needs_add(
        needs, opening->mode == LEDGER_TEST || opening->recovery != NULL, "--recovery",
        _("the certificate of a key in a safe, for the day when the authority's is lost"));
}

static void needs(const void *arguments, unsigned action, Needs *needs)
{
    const Given *given = arguments;
    const LedgerOpening *opening = &given->opening;
    bool proposes = action == MANUAL && !given->template;
    if (action == OPEN) {
        needs_add(needs, opening->nothing_paid || opening->paid != NULL,
                  _("--nothing-paid or --paid FILE"),
                  _("say what was paid earlier that year, or that nothing was"));
        if (gives_keys(given)) needs_keys(given, needs);
    }
    needs_add(needs, !proposes || opening->folder != NULL, "FILE",
              _("name the file of the lines; --template prints one to begin with"));
    needs_add(needs, !proposes || given->ledger != NULL, "--ledger", NULL);
    needs_add(needs, !proposes || given->out != NULL, "--out", NULL);
    needs_add(needs, action != RENEW || given->key_count > 0, "--key", NULL);
    needs_add(needs, action != RENEW || given->certificate_count > 0, "--cert", NULL);
}

static Status check_open(const Given *given, Failure *failure)
{
    const LedgerOpening *opening = &given->opening;
    if (opening->nothing_paid && opening->paid != NULL)
        return failure_set(failure, STATUS_USAGE, "--paid",
                           "say either --nothing-paid, or --paid with the file of what was "
                           "paid earlier that year");
    if (opening->mode == LEDGER_LIVE && opening->time != NULL)
        return failure_set(failure, STATUS_USAGE, "--time", "a live ledger refuses it");
    if (opening->paid != NULL) TRY(path_refuse_ident(opening->paid, failure));
    return path_refuse_ident(opening->folder, failure);
}

/* Whoever signs the opening answers for what was paid before it. */
static Status confirm_paid(void *user, const MunicipalityTable *municipalities,
                           const SettledLine *lines, size_t count, Failure *failure)
{
    const Given *given = user;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    paid_sums_write(municipalities, lines, count, &text);
    TRY(print_text(&text, failure));
    if (given->yes) return STATUS_OK;
    return ask_yes("ledger open",
                   N_("The ledger takes these sums as paid, for ever. Type yes to open it:"),
                   failure);
}

static Status open_new(void *arguments, Failure *failure)
{
    Given *given = arguments;
    LedgerOpening *opening = &given->opening;
    static ProgramData data;
    TRY(no_second_word(given, failure));
    opening->given_keys = gives_keys(given);
    opening->confirm = confirm_paid;
    opening->user = given;
    TRY(check_open(given, failure));
    TRY(program_data(&data, failure));
    if (opening->municipalities == NULL) opening->municipalities = data.municipalities;
    TRY(ledger_create(opening, failure));
    print_done("%s ledger opened for %d in %s",
               opening->mode == LEDGER_LIVE ? _("Live") : _("TEST"), opening->year,
               opening->folder);
    return STATUS_OK;
}

/* --- show, check, pin --- */

static Status print_runs(const Given *given, const Ledger *ledger, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TimeStamp now;
    TRY(time_stamp(given->opening.time, &now, failure));
    TRY(reconcile_show_runs(ledger, 0, time_stamp_day(&now), &text, failure));
    if (text.length > 0) printf(_("Runs and their payments:\n"));
    return print_text(&text, failure);
}

static Status print_stopped(const Ledger *ledger, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(keys_warn_stopped(ledger, &text, failure));
    return print_text(&text, failure);
}

static Status warn_ends(const Given *given, const Ledger *ledger, Failure *failure)
{
    TimeStamp now;
    if (ledger->mode == LEDGER_LIVE && given->opening.time != NULL)
        return failure_set(failure, STATUS_USAGE, "--time", "a live ledger refuses it");
    TRY(time_stamp(given->opening.time, &now, failure));
    return signer_warn_ends(ledger, NULL, now.epoch, failure);
}

static Status open_to_show(const PinOptions *pin, const char *folder, Ledger **ledger,
                           Failure *failure)
{
    TRY(pin_ledger_open(pin, folder, ledger, failure));
    return pin_check(pin, *ledger, NULL, false, failure);
}

static Status print_json(const Ledger *ledger, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(ledger_json(ledger, &text, failure));
    return print_text(&text, failure);
}

static Status show_or_check(Given *given, bool check, Failure *failure)
{
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    uint64_t beyond = 0;
    TRY(no_second_word(given, failure));
    if (given->witness != NULL && given->pin.path != NULL)
        return failure_set(failure, STATUS_USAGE, "--witness", "is --pin: give one of them");
    if (given->witness != NULL) given->pin.path = given->witness;
    TRY(check ? ledger_open_whole(&given->pin, given->opening.folder, &ledger, &beyond, failure)
              : open_to_show(&given->pin, given->opening.folder, &ledger, failure));
    if (given->json) {
        TRY(print_json(ledger, failure));
        return pin_move(&given->pin, ledger, failure);
    }
    TRY(ledger_print(ledger, failure));
    TRY(print_runs(given, ledger, failure));
    TRY(releases_print(ledger, failure));
    if (check) TRY(print_stopped(ledger, failure));
    TRY(stamps_print(ledger, given->tsa_ca, failure));
    if (!check) TRY(warn_ends(given, ledger, failure));
    if (check) TRY(draws_check(ledger, failure));
    ledger_print_beyond(ledger, beyond);
    if (check)
        printf(_("Checked: files, signatures, roles, links, checkpoints and the audit log\n"));
    return pin_move(&given->pin, ledger, failure);
}

static Status show(void *given, Failure *failure)
{
    return show_or_check(given, false, failure);
}

static Status check(void *given, Failure *failure)
{
    return show_or_check(given, true, failure);
}

/* What a pin begins with is believed from then on: all of it is checked first. */
static Status make_pin(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    uint64_t beyond = 0;
    TRY(path_refuse_ident(given->new_pin, failure));
    TRY(ledger_open(given->opening.folder, false, &ledger, failure));
    TRY(ledger_check_log(ledger, &beyond, failure));
    return pin_make(ledger, given->new_pin, given->head, failure);
}

/* --- renew --- */

static Status renew_in(const Given *given, const Ledger *ledger, Failure *failure)
{
    const LedgerOpening *opening = &given->opening;
    const KeysOptions change = {.files = {[IDENTITY_CA] = opening->ca,
                                          [IDENTITY_SIGNERS] = opening->signers,
                                          [IDENTITY_AUTHORITY] = opening->authority,
                                          [IDENTITY_LOG_KEY] = opening->log_key,
                                          [IDENTITY_STOP] = given->stop,
                                          [IDENTITY_BANK] = opening->bank,
                                          [IDENTITY_PSEUDONYM] = opening->pseudonym_key},
                                .certificates = given->certificates,
                                .out = given->out,
                                .key = opening->keys[0],
                                .certificate = opening->certificates[0],
                                .pass_descriptor = opening->pass_descriptor};
    TimeStamp time;
    if (ledger->mode == LEDGER_LIVE && opening->time != NULL)
        return failure_set(failure, STATUS_USAGE, "--time", "a live ledger refuses it");
    TRY(time_stamp(opening->time, &time, failure));
    TRY(ledger_check_clock(ledger, &time, failure));
    return keys_propose(ledger, &change, &time, failure);
}

static Status renew(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    TRY(no_second_word(given, failure));
    if (given->key_count != 1 || given->certificate_count != 1)
        return failure_set(failure, STATUS_USAGE, "--key",
                           "goes with --cert, once: the second person signs with 'tilskudd "
                           "approve'");
    TRY(pin_ledger_open(&given->pin, given->opening.folder, &ledger, failure));
    TRY(pin_check(&given->pin, ledger, given->out, true, failure));
    TRY(renew_in(given, ledger, failure));
    print_done("Proposed in %s: the second person approves it", given->out);
    return pin_move(&given->pin, ledger, failure);
}

/* --- manual --- */

static Status check_manual(const Given *given, Failure *failure)
{
    TRY(no_second_word(given, failure));
    if (given->key_count > 1 || given->certificate_count > 1)
        return failure_set(failure, STATUS_USAGE, "--key", "one person proposes");
    return option_pair(given->opening.keys[0], given->opening.certificates[0], failure);
}

static Status print_template(Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    manual_csv_template(&text);
    return print_text(&text, failure);
}

/* Who proposes, and the ledger that it is for: before anything is read. */
static Status open_for_proposal(const Given *given, Ledger **ledger, TimeStamp *time,
                                SigningPerson *signer, Failure *failure)
{
    const LedgerOpening *own = &given->opening;
    TRY(output_file_check_new(given->out, failure));
    TRY(pin_ledger_open(&given->pin, given->ledger, ledger, failure));
    TRY(pin_check(&given->pin, *ledger, given->out, true, failure));
    if ((*ledger)->mode == LEDGER_LIVE && own->time != NULL)
        return failure_set(failure, STATUS_USAGE, "--time", "a live ledger refuses it");
    TRY(time_stamp(own->time, time, failure));
    TRY(ledger_check_clock(*ledger, time, failure));
    return signer_load(*ledger, ROLE_DISPOSITION, own->keys[0], own->certificates[0],
                       own->pass_descriptor, time, signer, failure);
}

static Status propose_manual(const Given *given, Failure *failure)
{
    TimeStamp time;
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    CLEANUP(signer_free) SigningPerson signer = {0};
    CLEANUP(proposal_files_free) ProposalFiles files = {.count = 0};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(open_for_proposal(given, &ledger, &time, &signer, failure));
    const ProposalCase made = {.ledger = ledger,
                               .time = time.text,
                               .given = &given->opening.folder,
                               .given_count = 1,
                               .options = &given->manual};
    TRY(manual_proposal.make(&made, &files, failure));
    TRY(manual_proposal.show(&made, &files, &text, failure));
    TRY(proposal_write(ENTRY_MANUAL, &made, &files, &signer, &time, given->out, failure));
    TRY(print_text(&text, failure));
    print_done("Proposed as entry %06zu in %s: another person approves it", ledger->entry_count,
               given->out);
    return pin_move(&given->pin, ledger, failure);
}

static Status manual(void *arguments, Failure *failure)
{
    Given *given = arguments;
    static ProgramData data;
    if (given->template) return print_template(failure);
    TRY(check_manual(given, failure));
    TRY(program_data(&data, failure));
    if (given->manual.rules == NULL) given->manual.rules = data.rules;
    given->manual.municipalities = given->opening.municipalities != NULL
                                       ? given->opening.municipalities
                                       : data.municipalities;
    return propose_manual(given, failure);
}

/* --- time stamps --- */

static Status timestamp(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    TRY(no_second_word(given, failure));
    if ((given->query == NULL) == (given->response == NULL))
        return failure_set(failure, STATUS_USAGE, "ledger timestamp",
                           "say either --query, or --response with what came back");
    if ((given->response == NULL) != (given->tsa_ca == NULL))
        return failure_set(failure, STATUS_USAGE, "--tsa-ca",
                           "goes with --response, which is checked by it: name both files");
    TRY(pin_ledger_open(&given->pin, given->opening.folder, &ledger, failure));
    TRY(pin_check(&given->pin, ledger, NULL, false, failure));
    if (given->query != NULL) return stamp_request(ledger, given->query, failure);
    return stamp_accept(ledger, given->response, given->tsa_ca, failure);
}

const Command command_ledger = {
    .name = "ledger",
    .purpose =
        N_("open, show, check, pin, time-stamp and renew the ledger; enter money by hand"),
    .usage =
        "tilskudd ledger open DIR --year Y --mode test|live --nothing-paid | --paid "
        "FILE\n"
        "       tilskudd ledger show DIR [--pin FILE]\n"
        "       tilskudd ledger check DIR [--pin FILE] [--tsa-ca FILE]\n"
        "       tilskudd ledger pin DIR FILE --head DIGITS\n"
        "       tilskudd ledger timestamp DIR --query FILE | --response FILE --tsa-ca "
        "FILE\n"
        "       tilskudd ledger manual FILE --ledger DIR --out DIR [--allow-over]\n"
        "       tilskudd ledger manual --template\n"
        "       tilskudd ledger renew DIR [--signers FILE] [--ca FILE] [--authority CERT]\n"
        "                [--log-key FILE] [--pseudonym-key FILE] [--stop FILE] [--bank CERT]\n"
        "                --out DIR --pin FILE --key URI --cert FILE",
    .description = N_(
        "open makes the ledger in which everything that is paid is settled. show lists its "
        "entries and what was released; check verifies every file, signature, link and "
        "checkpoint. pin writes what you have seen of a ledger into a file of yours: with it "
        "(--pin) a ledger that is older, or another one, is refused by every command. "
        "timestamp asks for a time stamp (RFC 3161) of the newest entry, and keeps the "
        "answer. manual proposes lines of money by hand (paid, received, waived, settled, "
        "unsettled, unsent, returned) for approve. renew proposes that "
        "people and keys change; the second person approves it."),
    .examples = N_("Example:\n  tilskudd ledger open ledger --year 2018 --mode test "
                   "--nothing-paid\n"),
    .actions = {{"open", open_new},
                {"show", show},
                {"check", check},
                {"pin", make_pin},
                {"timestamp", timestamp},
                {"manual", manual},
                {"renew", renew}},
    .needs = needs,
    .options = options,
    .words = {{"DIR", offsetof(Given, opening.folder), ALWAYS & ~MANUAL,
               N_("name the ledger's folder"), MANUAL},
              {"FILE", offsetof(Given, new_pin), PIN, N_("name the file to make")}},
    .size = sizeof(Given),
    .initial = &initial,
};
