/* command_control.c - tilskudd control: the controls of a run again, and the working list.
 * control.md 4 and 5. */
#include "engine/commands/commands.h"
#include "engine/findings/finding_writer.h"
#include "engine/review/run_again.h"
#include "engine/review/run_work.h"
#include "engine/terminal.h"
#include "formats/base/count_words.h"
#include "formats/base/language.h"
#include "formats/base/translate.h"
#include "formats/text/controls_text.h"

enum { FINDINGS_MODE = 0640 };

typedef struct Given {
    RunArguments run;
    const char *folder, *limits, *findings, *since, *handled, *csv, *persons, *municipality;
    bool all, json;
} Given;

static const Option options[] = {
    OPTION("findings", "FILE", OUTPUT, Given, findings,
           "write every finding there, one JSON object a line"),
    OPTION("municipality", "NNNN", TEXT, Given, municipality,
           "with --persons: of this municipality alone"),
    OPTION("persons", "CONTROLS", TEXT, Given, persons,
           "list the persons of these controls: R509,R204"),
    OPTION("rules", "DIR", TEXT, Given, limits, "rule sets to take the limits from"),
    OPTION("since", "RUN", PATH, Given, since, "a run before: list only what is new since"),
    OPTION("handled", "FILE", PATH, Given, handled, "CSV of what is handled: not listed",
           .takes_input = true),
    OPTION("csv", "FILE", OUTPUT, Given, csv, "write the working list there"),
    OPTION("all", NULL, FLAG, Given, all,
           "list what informs or is handled too, not what is counted"),
    OPTION("json", NULL, FLAG, Given, json, "as JSON, for programs"),
    {.name = NULL},
};

static Status write_piece(void *user, const TextBuffer *text, Failure *failure)
{
    return output_file_write(user, text->bytes, text->length, failure);
}

static Status save_findings(const char *path, const Run *run, Failure *failure)
{
    CLEANUP(output_file_abandon) OutputFile *file = NULL;
    if (path == NULL) return STATUS_OK;
    TRY(output_file_open_new(path, FINDINGS_MODE, OUTPUT_PLAIN, 1, &file, failure));
    TRY(findings_write(run, write_piece, file, failure));
    return output_file_commit(&file, NULL, failure);
}

static Status check_outputs(const Given *given, Failure *failure)
{
    if (given->findings != NULL) TRY(output_file_check_new(given->findings, failure));
    return given->csv != NULL ? output_file_check_new(given->csv, failure) : STATUS_OK;
}

static Status save_csv(const Given *given, const WorkText *work, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    if (given->csv == NULL) return STATUS_OK;
    work_csv(work, &text);
    TRY(text_buffer_status(&text, failure));
    TRY(save_text(given->csv, FINDINGS_MODE, &text, failure));
    keep_done("%s written to %s", count_words(work_rows(work), "row", "rows").text, given->csv);
    return STATUS_OK;
}

static Status list_work(const Given *given, const Run *run, JsonWriter *json, TextBuffer *text,
                        Failure *failure)
{
    CLEANUP(run_work_free) RunWork made = {0};
    TRY(run_work_make(run, given->since, given->handled, &made, failure));
    const WorkText work = {.list = &made.list,
                           .municipalities = run->municipalities,
                           .persons = made.persons,
                           .since = given->since,
                           .csv = given->csv,
                           .handled = given->handled != NULL,
                           .all = given->all,
                           .only_new = given->since != NULL && !given->all,
                           .norwegian = language_chosen() == LANGUAGE_NB};
    TRY(json != NULL ? work_json(&work, json, failure) : work_text(&work, text, failure));
    TRY(text_buffer_status(text, failure));
    return save_csv(given, &work, failure);
}

/* What is asked for: the persons of some controls, or the counts of all and the working list.
 */
static Status tell(const Given *given, const RunFolder *folder, const bool *wanted,
                   const ControlAgain *again, JsonWriter *json, TextBuffer *text,
                   Failure *failure)
{
    MunicipalityCode only = MUNICIPALITY_NONE;
    if (given->persons == NULL) {
        TRY(control_again_show(again, folder, given->folder, given->limits, json, text,
                               failure));
        return list_work(given, &again->again->run, json, text, failure);
    }
    if (given->municipality != NULL)
        TRY(option_municipality("--municipality", given->municipality, &only, failure));
    return control_again_persons(again, wanted, only, json, text, failure);
}

static Status show(const Given *given, const RunFolder *folder, const bool *wanted,
                   const ControlAgain *again, TextBuffer *text, Failure *failure)
{
    JsonWriter json = JSON_WRITER(text);
    if (!given->json) return tell(given, folder, wanted, again, NULL, text, failure);
    controls_json_begin(&json);
    TRY(tell(given, folder, wanted, again, &json, text, failure));
    controls_json_end(&json);
    return STATUS_OK;
}

static Status control(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    bool wanted[CONTROL_NUMBERS_MAX] = {false};
    CLEANUP(run_folder_close) RunFolder folder = {0};
    CLEANUP(control_again_close) ControlAgain again = {0};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(check_outputs(given, failure));
    TRY(run_folder_open(given->folder, &folder, failure));
    if (given->persons != NULL) TRY(control_persons_wanted(given->persons, wanted, failure));
    if (given->municipality != NULL && given->persons == NULL)
        return failure_set(failure, STATUS_USAGE, "--municipality", "is for --persons");
    TRY(control_again_compute(&folder, &given->run, given->limits, wanted, &again, failure));
    TRY(show(given, &folder, wanted, &again, &text, failure));
    TRY(text_buffer_status(&text, failure));
    TRY(save_findings(given->findings, &again.again->run, failure));
    if (given->findings != NULL) keep_done("findings written to %s", given->findings);
    return print_text(&text, failure);
}

const Command command_control = {
    .name = "control",
    .purpose = N_("the controls of a run again, and the working list"),
    .usage = "tilskudd control RUN [--since RUN] [--handled FILE] [--csv FILE] [--all] "
             "[--rules DIR] [--persons CONTROLS [--municipality NNNN]] [--findings FILE] "
             "[--json]",
    .description = N_(
        "Computes a run again from its inputs and controls it with the limits of the rule "
        "sets in DIR (without --rules: its own): findings by control and severity, how often "
        "each control ran, the municipalities with most findings, and the difference to the "
        "run's own findings, with --rules also by control and municipality. Only limits are "
        "taken from DIR; no amount can change. With --findings the findings themselves are "
        "written to a new file (exit 3 when it is there), as in findings.jsonl.gz of a run. "
        "Then the working list: what holds or warns, most kroner first, and municipalities by "
        "kroner and per 1 000 persons with a grant; --csv writes all of it, with what to do, "
        "by whom. --since lists only what is new, and says how much remains and is gone (--all "
        "lists what remains, too); --handled takes away what "
        "somebody has accepted, corrected or made a case of (CSV: control, person, "
        "municipality, key, status, by, date, note; what holds can be a case only, and stays "
        "listed). With --persons the persons of the named controls are listed by hash, file "
        "and record instead: also of those that are one finding a municipality (R509, R510, "
        "R605, R606, R615) or are only counted (R204, R206, R211, R312, R519)."),
    .examples =
        N_("Examples:\n  tilskudd control run-2018-3 --since run-2018-2 --csv list.csv\n"
           "  tilskudd control run-2018-3 --rules stricter-limits\n"
           "  tilskudd control run-2018-3 --persons R509 --municipality 0301\n"),
    .actions = {{NULL, control}},
    .options = options,
    .shared = run_again_options,
    .shared_offset = offsetof(Given, run),
    .words = {{"RUN", offsetof(Given, folder), ALWAYS, N_("name a run folder")}},
    .size = sizeof(Given),
};
