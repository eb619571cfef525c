/* command_pack.c - tilskudd pack: extracts read once, kept as columns. formats/register.md. */
#include <omp.h>

#include "engine/commands/commands.h"
#include "engine/program.h"
#include "engine/run/run.h"
#include "engine/terminal.h"
#include "formats/base/count_words.h"
#include "formats/base/translate.h"
#include "formats/register/register_pack.h"

typedef struct Given {
    const char *out;
    int threads;
    OptionList registers;
} Given;

static const Option options[] = {
    OPTION("out", "FILE", OUTPUT, Given, out,
           "the pack, a new file of your own, by custom .cols", .needed = ALWAYS),
    OPTION("threads", "N", INT, Given, threads, "default: all processors", .least = 1,
           .most = RUN_THREADS_MAX),
    {.name = NULL},
};

static void needs(const void *given, unsigned action, Needs *needs)
{
    (void)action;
    needs_add(needs, ((const Given *)given)->registers.count > 0, "REGISTER",
              _("name the extracts"));
}

static void show_progress(void *user, uint64_t done, uint64_t total)
{
    progress_show(user, N_("reading"), done, total);
}

static Status read_registers(const Given *given, RegisterExtracts *extracts, Failure *failure)
{
    Progress progress = progress_begin();
    int threads = given->threads > 0 ? given->threads : omp_get_num_procs();
    const RegisterReaderOptions reader = {
        .threads = threads < RUN_THREADS_MAX ? threads : RUN_THREADS_MAX,
        .progress = show_progress,
        .progress_user = &progress};
    Status status = register_read(given->registers.items, given->registers.count, &reader,
                                  extracts, failure);
    progress_end(&progress);
    return status;
}

static uint64_t records_of(const RegisterExtracts *extracts)
{
    uint64_t records = 0;
    for (size_t i = 0; i < extracts->file_count; i++)
        records += extracts->files[i].records;
    return records;
}

static Status pack(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    CLEANUP(register_extracts_free) RegisterExtracts extracts = {0};
    CLEANUP(own_key_forget) OwnKey key = {.missing = NULL};
    char home[PATH_SIZE];
    uint64_t size;
    TRY(output_file_check_new(given->out, failure));
    TRY(own_key_have(own_key_home(home), &key, failure));
    TRY(read_registers(given, &extracts, failure));
    TRY(register_pack_write(&extracts, program_build(), &key, given->out, &size, failure));
    uint64_t records = records_of(&extracts);
    print_done("Packed %s, %s, into %s: %s.",
               count_words(extracts.file_count, "extract", "extracts").text,
               count_words(records, "record", "records").text, given->out,
               count_words(size, "byte", "bytes").text);
    return STATUS_OK;
}

const Command command_pack = {
    .name = "pack",
    .purpose = N_("read register extracts once, for many runs (run --pack)"),
    .usage = "tilskudd pack REGISTER... --out FILE.cols [--threads N]",
    .description = N_(
        "Reads register extracts, files or folders, and keeps what it read in one file, from "
        "which 'run', 'approve', 'explain' and 'verify --replay' take it with --pack, beside "
        "the extracts themselves, in a tenth of the time. A pack is bound to the extracts' "
        "SHA-256 and to this build of the program; another one, a changed extract and a "
        "broken pack are refused. It is no evidence: only your own packs are taken, those "
        "that you have made yourself and nobody else can write; a copy of somebody else's is "
        "not yours. You are known by a key that the first pack makes, "
        "~/.local/state/tilskudd/own-key: on several machines have one home, or copy it. A "
        "pack has idents in it and is yours alone (0600)."),
    .examples = N_("Example:\n  tilskudd pack extracts/ --out nir-2018-3.cols\n"
                   "  tilskudd run --year 2018 --quarter 3 --register extracts/ --pack "
                   "nir-2018-3.cols ...\n"),
    .actions = {{NULL, pack}},
    .needs = needs,
    .options = options,
    .rest_offset = offsetof(Given, registers),
    .rest_input = true,
    .size = sizeof(Given),
};
