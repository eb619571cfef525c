/* command_release.c - tilskudd release: a payment file goes to the bank. cli.md, trust.md 4. */
#include "engine/commands/commands.h"
#include "engine/ledger/pin.h"
#include "engine/ledger/release.h"
#include "formats/base/translate.h"

typedef struct Given {
    ReleaseOptions release;
    const char *ledger, *time;
    PinOptions pin;
} Given;

static const Option options[] = {
    OPTION("ledger", "DIR", PATH, Given, ledger, "the ledger that has paid it",
           .needed = ALWAYS),
    OPTION_PIN(Given, pin, 0),
    OPTION("to", "DIR", OUTPUT, Given, release.to, "the folder that gets file and signature",
           .needed = ALWAYS),
    OPTION("again", "REASON", TEXT, Given, release.again,
           "release it once more; the reason is recorded"),
    OPTION("time", "RFC3339", TEXT, Given, time, "time stamp to write (test ledgers only)"),
    {.name = NULL},
};

static Status release(void *arguments, Failure *failure)
{
    TimeStamp time;
    const Given *given = arguments;
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    TRY(path_refuse_ident(given->release.payment, failure));
    TRY(ledger_open(given->ledger, false, &ledger, failure));
    TRY(pin_check(&given->pin, ledger, NULL, true, failure));
    if (ledger->mode == LEDGER_LIVE && given->time != NULL)
        return failure_set(failure, STATUS_USAGE, "--time", "a live ledger refuses it");
    TRY(time_stamp(given->time, &time, failure));
    TRY(ledger_check_clock(ledger, &time, failure));
    TRY(release_payment(ledger, &given->release, &time, failure));
    return pin_move(&given->pin, ledger, failure);
}

const Command command_release = {
    .name = "release",
    .purpose = N_("check a payment file once more and hand it out for the bank"),
    .usage = "tilskudd release PAYMENT-FILE --ledger DIR --pin FILE --to DIR [--again REASON]",
    .description =
        N_("For whoever sends files to the bank. Finds the ledger's entry that has these very "
           "bytes, checks it, both persons' signatures in their roles and the payment date, "
           "records who releases the file, and writes it with its signature into the folder of "
           "--to. A file goes out once; --again REASON writes the same bytes once more."),
    .examples =
        N_("Example:\n  tilskudd release run-2018-3/payments/MSGID.xml.gz --ledger ledger "
           "\\\n      --pin ~/ledger.pin --to to-the-bank\n"),
    .actions = {{NULL, release}},
    .options = options,
    .words = {{"PAYMENT-FILE", offsetof(Given, release.payment), ALWAYS,
               N_("name the payment file")}},
    .size = sizeof(Given),
};
