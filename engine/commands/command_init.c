/* command_init.c - tilskudd init: a folder that can be filled in. life.md 5. */
#include <stdio.h>
#include <string.h>

#include "engine/commands/commands.h"
#include "engine/program.h"
#include "engine/terminal.h"
#include "formats/base/count_words.h"
#include "formats/base/input_file.h"
#include "formats/base/output_file.h"
#include "formats/base/translate.h"
#include "formats/run/entry.h"
#include "formats/run/ledger_place.h"

typedef struct Given {
    const char *folder;
    LedgerMode mode;
} Given;

static const Given initial = {.mode = LEDGER_LIVE};
static const char *const modes[] = {"test", "live", NULL};

static const Option options[] = {
    OPTION("mode", "MODE", CHOICE, Given, mode, "live (default) or test: which checklist",
           .words = modes, .hint = "test or live"),
    {.name = NULL},
};

/* What is to be written: a file of the program's data, and its name in the new folder. */
typedef struct Copy {
    char from[PATH_SIZE], to[PATH_SIZE];
} Copy;

enum { COPIES_MAX = 100 };

typedef struct Setup {
    const Given *given;
    ProgramData data;
    Copy copies[COPIES_MAX];
    size_t count, written;
    char rules[PATH_SIZE];      /* DIR/rules */
    bool new_folder, new_rules; /* made by this call */
} Setup;

/* --- what goes into the folder --- */

static Status add(Setup *setup, const char *from_folder, const char *from,
                  const char *to_folder, const char *to, Failure *failure)
{
    INVARIANT(setup->count < COPIES_MAX);
    Copy *copy = &setup->copies[setup->count++];
    TRY(path_join(from_folder, from, copy->from, failure));
    return path_join(to_folder, to, copy->to, failure);
}

static Status add_texts(Setup *setup, Failure *failure)
{
    static const char *const names[] = {"configuration.xml", "payees.csv",   "signers.csv",
                                        "decided.csv",       "make-keys.sh", "sign.sh"};
    const char *folder = setup->given->folder, *texts = setup->data.setup;
    bool live = setup->given->mode == LEDGER_LIVE;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        TRY(add(setup, texts, names[i], folder, names[i], failure));
    return add(setup, texts, live ? "CHECKLIST.live.md" : "CHECKLIST.test.md", folder,
               "CHECKLIST.md", failure);
}

/* What the authority numbers and signs, as it is shipped. */
static Status add_shipped(Setup *setup, Failure *failure)
{
    const char *folder = setup->given->folder;
    CLEANUP(path_list_free) PathList sets = {0};
    TRY(add(setup, setup->data.bank_profiles, "dnb.xml", folder, "bank-profile.xml", failure));
    TRY(add(setup, "", setup->data.municipalities, folder, "municipalities.csv", failure));
    TRY(path_list(setup->data.rules, &sets, failure));
    for (size_t i = 0; i < sets.count; i++)
        TRY(add(setup, setup->data.rules, sets.names[i], setup->rules, sets.names[i], failure));
    return STATUS_OK;
}

/* --- written, all of it or nothing --- */

static Status check_new(const Setup *setup, Failure *failure)
{
    for (size_t i = 0; i < setup->count; i++)
        TRY(output_file_check_new(setup->copies[i].to, failure));
    return STATUS_OK;
}

static Status write_copies(Setup *setup, Failure *failure)
{
    enum { TEXT_MODE = 0644 };
    for (; setup->written < setup->count; setup->written++) {
        const Copy *copy = &setup->copies[setup->written];
        CLEANUP(input_file_free) InputFile file = {0};
        TRY(input_file_read_stored(copy->from, INPUT_SMALL_SIZE_MAX, &file, failure));
        TRY(output_file_save_new(copy->to, TEXT_MODE, OUTPUT_PLAIN, file.bytes, file.size, NULL,
                                 failure));
    }
    TRY(path_sync(setup->rules, failure));
    return path_sync(setup->given->folder, failure);
}

static void take_back(const Setup *setup)
{
    for (size_t i = 0; i < setup->written; i++)
        (void)system_unlink(setup->copies[i].to);
    if (setup->new_rules) (void)system_remove_empty(setup->rules);
    if (setup->new_folder) (void)system_remove_empty(setup->given->folder);
}

static Status fill(Setup *setup, Failure *failure)
{
    TRY(check_new(setup, failure));
    TRY(path_have_folder(setup->given->folder, &setup->new_folder, failure));
    TRY(path_have_folder(setup->rules, &setup->new_rules, failure));
    return write_copies(setup, failure);
}

static Status init(void *arguments, Failure *failure)
{
    static Setup setup;
    setup = (Setup){.given = arguments};
    TRY(path_refuse_ident(setup.given->folder, failure));
    TRY(ledger_place_refuse(setup.given->folder, failure));
    TRY(program_data(&setup.data, failure));
    TRY(path_join(setup.given->folder, "rules", setup.rules, failure));
    TRY(add_texts(&setup, failure));
    TRY(add_shipped(&setup, failure));
    Status status = fill(&setup, failure);
    if (status != STATUS_OK) {
        take_back(&setup);
        return status;
    }
    print_done("Written to %s: %s. Begin with CHECKLIST.md", setup.given->folder,
               count_words(setup.count, "file", "files").text);
    return STATUS_OK;
}

const Command command_init = {
    .name = "init",
    .purpose = N_("write a folder that can be filled in, with the checklist"),
    .usage = "tilskudd init DIR [--mode live|test]",
    .description = N_(
        "Writes what a new installation is filled in from: configuration.xml, payees.csv, "
        "signers.csv, decided.csv, the rule sets, municipality table and a bank profile; a "
        "script that makes keys for a trial and one by which the authority signs; and "
        "CHECKLIST.md, in Norwegian and English, with every command from the empty folder to "
        "the first approved payment. Nothing is written over (exit 3)."),
    .examples = N_("Example:\n  tilskudd init tilskudd-2026\n"),
    .actions = {{NULL, init}},
    .options = options,
    .words = {{"DIR", offsetof(Given, folder), ALWAYS, N_("name the folder to fill")}},
    .size = sizeof(Given),
    .initial = &initial,
};
