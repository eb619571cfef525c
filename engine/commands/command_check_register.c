/* command_check_register.c - tilskudd check-register: extracts before they are sent. */
#include <omp.h>

#include "engine/check/register_check.h"
#include "engine/commands/commands.h"
#include "engine/program.h"
#include "engine/run/run.h"
#include "engine/terminal.h"
#include "formats/base/language.h"
#include "formats/base/output_file.h"
#include "formats/base/translate.h"
#include "formats/html/check_page.h"

/* Rows of warnings and notes that are shown: beyond them a person takes the list of --csv. */
enum { REPORT_MODE = 0640, SHOWN_ON_TERMINAL = 200, SHOWN_ON_PAGE = 2000 };

typedef struct Given {
    const char *rules, *last, *html, *csv;
    OptionList files; /* not the first: an offset of 0 is none */
    Language language;
    int threads;
    ExitStatus end;
} Given;

static const Option options[] = {
    OPTION("rules", "DIR", PATH, Given, rules, "rule sets (default: those installed)"),
    OPTION("last", "FILE", PATH, Given, last,
           "the extract before: what is new, gone and changed since", .takes_input = true),
    OPTION("language", "nb|en", CHOICE, Given, language, "nb (Norwegian, default) or en",
           .least = LANGUAGE_NB, .words = language_words, .hint = "knows nb and en"),
    OPTION("html", "FILE", OUTPUT, Given, html, "also as a page, into a new file"),
    OPTION("csv", "FILE", OUTPUT, Given, csv, "also every row as CSV, into a new file"),
    OPTION("threads", "N", INT, Given, threads,
           "default: all processors; never changes the result", .least = 1,
           .most = RUN_THREADS_MAX),
    {.name = NULL},
};

static void needs(const void *given, unsigned action, Needs *needs)
{
    (void)action;
    needs_add(needs, ((const Given *)given)->files.count > 0, "FILE", _("name the extract"));
}

static void show_progress(void *user, const char *step, uint64_t done, uint64_t total)
{
    progress_show(user, step, done, total);
}

static Status save_page(const Given *given, const CheckReport *report, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    if (given->html == NULL) return STATUS_OK;
    check_page_write(report, SHOWN_ON_PAGE, &text);
    TRY(save_text(given->html, REPORT_MODE, &text, failure));
    keep_done("page written to %s", given->html);
    return STATUS_OK;
}

static Status save_rows(const Given *given, const CheckReport *report, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    if (given->csv == NULL) return STATUS_OK;
    check_csv_write(report, &text);
    TRY(save_text(given->csv, REPORT_MODE, &text, failure));
    keep_done("rows written to %s", given->csv);
    return STATUS_OK;
}

static Status show(const Given *given, const CheckReport *report, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    check_text_write(report, SHOWN_ON_TERMINAL, &text);
    TRY(text_buffer_status(&text, failure));
    TRY(save_page(given, report, failure));
    TRY(save_rows(given, report, failure));
    return print_text(&text, failure);
}

static Status outputs_are_new(const Given *given, Failure *failure)
{
    if (given->html != NULL) TRY(output_file_check_new(given->html, failure));
    return given->csv != NULL ? output_file_check_new(given->csv, failure) : STATUS_OK;
}

static Status check_register(void *arguments, Failure *failure)
{
    Given *given = arguments;
    static ProgramData data;
    Progress progress = progress_begin();
    CLEANUP(check_report_free) CheckReport report = {.files = NULL};
    TRY(outputs_are_new(given, failure));
    TRY(program_data(&data, failure));
    int processors = omp_get_num_procs();
    const CheckOptions options_of = {.paths = given->files.items,
                                     .path_count = given->files.count,
                                     .last = given->last,
                                     .language = given->language,
                                     .rules = given->rules != NULL ? given->rules : data.rules,
                                     .municipalities = data.municipalities,
                                     .bank_profiles = data.bank_profiles,
                                     .threads = given->threads > 0 ? given->threads
                                                : processors < RUN_THREADS_MAX
                                                    ? processors
                                                    : RUN_THREADS_MAX,
                                     .progress = show_progress,
                                     .progress_user = &progress};
    Status status = register_check(&options_of, &report, failure);
    progress_end(&progress);
    TRY(status);
    if (check_report_blocks(&report)) given->end = EXIT_INPUT;
    return show(given, &report, failure);
}

const Command command_check_register = {
    .name = "check-register",
    .purpose = N_("check extracts of the register before they are sent"),
    .usage = "tilskudd check-register FILE... [--rules DIR] [--last FILE] [--language nb|en]\n"
             "               [--html FILE] [--csv FILE]",
    .description = N_(
        "For a municipality, before it sends its extract: everything that a run would refuse "
        "or "
        "set aside, all mistakes of each record, and every control that needs no other "
        "municipality, by the rule set of the extract's year. Each is told with file, record, "
        "line, field, what is wrong and what to do, in Norwegian. Needs no ledger, key or "
        "network; "
        "no ident is written. With --last what is new, gone and changed since the extract "
        "before; persons are matched by ident and named by record. Exit status 4 when a file "
        "would be refused, a record set aside or a person held; warnings alone end with 0."),
    .examples =
        N_("Example:\n  tilskudd check-register nir-0301.xml --last nir-0301-q2.xml \\\n"
           "    --html kontroll.html --csv kontroll.csv\n"),
    .actions = {{NULL, check_register}},
    .needs = needs,
    .options = options,
    .rest_offset = offsetof(Given, files),
    .rest_input = true,
    .size = sizeof(Given),
    .end_offset = offsetof(Given, end),
};
