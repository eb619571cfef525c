/* command_export.c - tilskudd export: runs as tables for a spreadsheet program. cli.md. */
#include "engine/commands/commands.h"
#include "engine/program.h"
#include "engine/review/run_report.h"
#include "engine/terminal.h"
#include "formats/base/language.h"
#include "formats/base/output_file.h"
#include "formats/base/translate.h"
#include "formats/csv/municipality_csv.h"
#include "formats/workbook/run_tables.h"

/* As decisions.csv.gz, which has the same lines; with idents for the owner alone. */
enum { EXPORT_MODE = 0640, EXPORT_PRIVATE = 0600 };
enum { FORMAT_NONE, FORMAT_XLSX, FORMAT_CSV };
enum { TABLE_ALL = -1 };

typedef struct Given {
    const char *folder, *out, *ledger;
    int format, table, language; /* the language was chosen before the command began */
    bool with_idents, excel;
    PinOptions pin;
} Given;

static const Given initial = {.table = TABLE_ALL};
static const char *const formats[] = {"xlsx", "csv", NULL};

static const Option options[] = {
    OPTION("format", "F", CHOICE, Given, format, "xlsx (a workbook) or csv (one table)",
           .least = FORMAT_XLSX, .words = formats, .hint = "xlsx or csv", .needed = ALWAYS,
           .missing = "name xlsx or csv"),
    OPTION("out", "FILE", OUTPUT, Given, out, "the file, which must not be there yet",
           .needed = ALWAYS),
    OPTION("table", "T", CHOICE, Given, table,
           "municipalities, decisions, posting or findings alone", .words = run_table_names,
           .hint = "municipalities, decisions, posting or findings"),
    OPTION("with-idents", NULL, FLAG, Given, with_idents,
           "identity numbers in the decisions; the file is for you alone (0600)"),
    OPTION("excel", NULL, FLAG, Given, excel,
           "with csv: byte order mark, semicolons, decimal commas, zeros kept"),
    OPTION("language", "L", CHOICE, Given, language,
           "of messages and of the mark TEST: nb or en; else by LC_ALL or LANG",
           .words = language_words, .hint = "nb or en"),
    OPTION("ledger", "DIR", PATH, Given, ledger, "a run's ledger, when it is elsewhere now"),
    OPTION_PIN(Given, pin, 0),
    {.name = NULL},
};

static Status check(const Given *given, Failure *failure)
{
    if (given->excel && given->format != FORMAT_CSV)
        return failure_set(failure, STATUS_USAGE, "--excel",
                           _("goes with --format csv: say that, or leave --excel out; a "
                             "workbook opens as it is"));
    if (given->format == FORMAT_CSV && given->table == TABLE_ALL)
        return failure_set(failure, STATUS_USAGE, "--table",
                           _("a CSV file has one table: name municipalities, decisions, "
                             "posting or findings"));
    if (given->with_idents && given->table != TABLE_ALL && given->table != RUN_TABLE_DECISIONS)
        return failure_set(failure, STATUS_USAGE, "--with-idents",
                           _("only the decisions have identity numbers"));
    return output_file_check_new(given->out, failure);
}

/* What is exported: one run folder or entry, or all runs of a ledger. */
typedef struct Runs {
    const char *folder;   /* a run's */
    const Ledger *ledger; /* or all of its runs; borrowed */
} Runs;

static Status add_run(RunTable table, const RunTableOptions *how, const char *folder,
                      Spreadsheet *to, Failure *failure)
{
    CLEANUP(run_folder_close) RunFolder run = {0};
    CLEANUP(municipality_table_free) MunicipalityTable *own = NULL;
    RunTableOptions with_names = *how;
    TRY(run_folder_open(folder, &run, failure));
    TRY(run_folder_municipalities(&run, &own, failure));
    if (own != NULL) with_names.municipalities = own;
    return run_table_add(table, &with_names, &run, to, failure);
}

/* Each run is opened for each table: the bytes of forty years' decisions are never held at
 * once. */
static Status write_table(const Runs *runs, RunTable table, const RunTableOptions *how,
                          Spreadsheet *to, Failure *failure)
{
    TRY(run_table_begin(table, how, to, failure));
    if (runs->ledger == NULL) return add_run(table, how, runs->folder, to, failure);
    for (size_t i = 0; i < runs->ledger->entry_count; i++) {
        char name[ENTRY_NAME_SIZE], path[PATH_SIZE];
        if (runs->ledger->entries[i].kind != ENTRY_RUN) continue;
        entry_name(runs->ledger->entries[i].number, name);
        TRY(path_join(runs->ledger->folder, name, path, failure));
        TRY(add_run(table, how, path, to, failure));
    }
    return STATUS_OK;
}

static SpreadsheetForm form_of(const Given *given)
{
    if (given->format == FORMAT_XLSX) return SPREADSHEET_XLSX;
    return given->excel ? SPREADSHEET_CSV_EXCEL : SPREADSHEET_CSV;
}

static Status write_file(const Given *given, const Runs *runs, Day made, bool live,
                         Failure *failure)
{
    static ProgramData data;
    CLEANUP(municipality_table_free) MunicipalityTable *municipalities = NULL;
    CLEANUP(spreadsheet_abandon) Spreadsheet *to = NULL;
    TRY(program_data(&data, failure));
    TRY(municipality_csv_read(data.municipalities, &municipalities, failure));
    const RunTableOptions how = {municipalities, given->with_idents, language_chosen()};
    const SpreadsheetFile file = {given->out, given->with_idents ? EXPORT_PRIVATE : EXPORT_MODE,
                                  form_of(given), made, run_mode_note(language_chosen(), live)};
    TRY(spreadsheet_begin(&file, &to, failure));
    for (int table = 0; table < RUN_TABLE_COUNT; table++) {
        if (given->table != TABLE_ALL && given->table != table) continue;
        TRY(write_table(runs, (RunTable)table, &how, to, failure));
    }
    return spreadsheet_commit(&to, failure);
}

static Status export_run(const Given *given, Failure *failure)
{
    CLEANUP(run_folder_close) RunFolder run = {0};
    CLEANUP(report_close) Report report = {.folder = &run};
    TRY(run_folder_open(given->folder, &run, failure));
    TRY(report_find_entry(&report, given->ledger, &given->pin, failure));
    TRY(write_file(given, &(Runs){.folder = given->folder}, run.manifest.payment_date,
                   run.manifest.live, failure));
    return report.ledger != NULL ? pin_move(&given->pin, report.ledger, failure) : STATUS_OK;
}

static Status export_ledger(const Given *given, Failure *failure)
{
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    if (given->ledger != NULL)
        return failure_set(failure, STATUS_USAGE, "--ledger",
                           _("goes with a run: %s is a ledger itself, leave the option out"),
                           given->folder);
    TRY(pin_ledger_open(&given->pin, given->folder, &ledger, failure));
    TRY(pin_look(&given->pin, ledger, NULL, failure));
    const LedgerEntry *last = ledger_last_paying(ledger);
    Day made = last->kind == ENTRY_RUN ? last->cutoff : first_day_of_year(last->year);
    TRY(write_file(given, &(Runs){.ledger = ledger}, made, ledger->mode == LEDGER_LIVE,
                   failure));
    return pin_move(&given->pin, ledger, failure);
}

static Status export(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    char manifest[PATH_SIZE];
    PathKind kind, place;
    TRY(check(given, failure));
    TRY(path_kind(given->folder, &place, failure));
    TRY(path_join(given->folder, "manifest.json", manifest, failure));
    TRY(path_kind(manifest, &kind, failure));
    bool ledger = place == PATH_FOLDER && kind == PATH_MISSING;
    TRY(ledger ? export_ledger(given, failure) : export_run(given, failure));
    print_done(given->with_idents
                   ? _("%s is written; it has identity numbers and is readable by you alone")
                   : _("%s is written"),
               given->out);
    return STATUS_OK;
}

const Command command_export = {
    .name = "export",
    .purpose = N_("runs as a workbook or CSV for a spreadsheet program"),
    .usage = "tilskudd export RUN|ENTRY|LEDGER --format xlsx|csv --out FILE [--table T] "
             "[--with-idents] [--excel] [--ledger DIR] [--pin FILE]",
    .description = N_(
        "Writes a run, the entry that it became, or all runs of a ledger as tables for a "
        "spreadsheet program: municipalities, decisions (over a million go on in the sheet "
        "'decisions 2'), posting and findings. A workbook has them all; a CSV file has the one "
        "that --table names. Codes are text, amounts kroner, days days; text that begins with "
        "= + - or @ gets an apostrophe. A workbook of a test ledger says so on a sheet before "
        "the others and on each printed page, every row in its column mode. Identity numbers "
        "come only with --with-idents. A CSV file without --excel is for programs: who opens "
        "it must import codes and shares as text, or 0301 becomes 301 and 5/8 a day. A file "
        "that is not the one the run's manifest lists, and a manifest that is not as signed, "
        "is "
        "refused (exit 5); a dry run, which nobody signs, has the word in its column mode; and "
        "nothing is "
        "written over --out FILE when it is there (exit 3)."),
    .examples =
        N_("Example:\n  tilskudd export run-2018-3 --format xlsx --out run-2018-3.xlsx\n"),
    .actions = {{NULL, export}},
    .options = options,
    .words = {{"RUN", offsetof(Given, folder), ALWAYS,
               N_("name a run folder, an entry or a ledger")}},
    .size = sizeof(Given),
    .initial = &initial,
};
