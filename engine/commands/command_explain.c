/* command_explain.c - tilskudd explain: why this amount? cli.md, control.md 4. */
#include <stdio.h>
#include <string.h>

#include "engine/commands/commands.h"
#include "engine/review/explain.h"
#include "engine/review/run_report.h"
#include "engine/terminal.h"
#include "formats/base/translate.h"
#include "formats/csv/municipality_csv.h"

typedef struct Given {
    RunArguments run;
    const char *folder;
    const char *person, *hash, *municipality, *payment; /* one of them */
    int year;
    bool json;
} Given;

static const char person_hint[] =
    N_("an identity number on a command line is seen by others and kept: put it on standard "
       "input, '--person - < FILE'");

/* --municipality is the subject here; the table's file is --municipalities, as in a run. */
static const Option options[] = {
    OPTION("person", "-", TEXT, Given, person,
           "a person, whose ident is read from standard input", .hint = person_hint),
    OPTION("hash", "HASH", TEXT, Given, hash, "a person by the keyed hash of findings and log"),
    OPTION("municipality", "NNNN", TEXT, Given, municipality,
           "sums and payments of a municipality"),
    OPTION("payment", "ID", TEXT, Given, payment, "a payment by its EndToEndId"),
    OPTION("year", "Y", INT, Given, year,
           "with --municipality and --ledger alone: its runs (default: the last)",
           .least = YEAR_MIN, .most = YEAR_MAX),
    OPTION_PIN(Given, run.pin, 0),
    OPTION("json", NULL, FLAG, Given, json, "as JSON, for programs"),
    {.name = NULL},
};

static void needs(const void *arguments, unsigned action, Needs *needs)
{
    const Given *given = arguments;
    bool year = given->municipality != NULL && given->run.options.ledger != NULL;
    (void)action;
    needs_add(
        needs, given->folder != NULL || year, "RUN",
        _("name a run folder, or --municipality NNNN and --ledger DIR for all quarters of "
          "a year"));
    needs_add(needs,
              given->person != NULL || given->hash != NULL || given->municipality != NULL ||
                  given->payment != NULL,
              _("--person, --hash, --municipality or --payment"), NULL);
}

/* What is asked for, read and checked before anything is computed. */
typedef struct Question {
    Ident ident;
    uint8_t hash[SHA256_SIZE];
    MunicipalityCode code;
} Question;

static Status read_ident(const char *value, Ident *ident, Failure *failure)
{
    char line[64];
    if (strcmp(value, "-") != 0)
        return failure_set(failure, STATUS_USAGE, "--person", "%s", person_hint);
    if (fgets(line, sizeof line, stdin) == NULL) line[0] = '\0';
    line[strcspn(line, "\r\n \t")] = '\0';
    if (ident_parse(line, strlen(line), ident)) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--person", "not an ident of 11 or 12 digits");
}

static Status read_question(const Given *given, Question *question, Failure *failure)
{
    int asked = (given->person != NULL) + (given->hash != NULL) +
                (given->municipality != NULL) + (given->payment != NULL);
    if (asked > 1)
        return failure_set(failure, STATUS_USAGE, "explain", "explains one thing at a time");
    if (given->person != NULL) return read_ident(given->person, &question->ident, failure);
    if (given->municipality != NULL)
        return option_municipality("--municipality", given->municipality, &question->code,
                                   failure);
    const char *hash = given->hash;
    if (hash == NULL || sha256_from_hex(hash, strlen(hash), question->hash)) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--hash", "not 64 hexadecimal digits");
}

static Status answer(const Given *given, const Question *question, const Explain *explain,
                     Failure *failure)
{
    if (given->person != NULL) return explain_ident(explain, question->ident, failure);
    if (given->hash != NULL) return explain_hash(explain, question->hash, failure);
    if (given->municipality != NULL)
        return explain_municipality(explain, question->code, failure);
    return explain_payment(explain, given->payment, failure);
}

static Status show_packs(const Run *run, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(run_packs_show(run, "tilskudd: ", &text, failure));
    TRY(text_buffer_status(&text, failure));
    if (text.length > 0) fputs(text.bytes, stderr);
    return STATUS_OK;
}

/* Without a run: of all that the ledger has committed. */
static Status answer_of_year(const Given *given, const Question *question, JsonWriter *json,
                             TextBuffer *text, Failure *failure)
{
    static ProgramData data;
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    CLEANUP(municipality_table_free) MunicipalityTable *table = NULL;
    TRY(program_data(&data, failure));
    TRY(municipality_csv_read(data.municipalities, &table, failure));
    TRY(pin_ledger_open(&given->run.pin, given->run.options.ledger, &ledger, failure));
    TRY(pin_look(&given->run.pin, ledger, NULL, failure));
    TRY(explain_year(ledger, table, given->year, question->code, text, json, failure));
    return pin_move(&given->run.pin, ledger, failure);
}

static Status explain_a_year(const Given *given, const Question *question, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer words = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer data = TEXT_BUFFER_EMPTY;
    JsonWriter json = JSON_WRITER(&data);
    TRY(answer_of_year(given, question, given->json ? &json : NULL, &words, failure));
    if (given->json) explain_json_end(&json, words.bytes);
    return print_text(given->json ? &data : &words, failure);
}

/* The data with the words; all of it or nothing. */
static Status answer_json(const Given *given, const Question *question, Explain *explain,
                          Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    JsonWriter json = JSON_WRITER(&text);
    explain_json_begin(&json, &explain->folder->manifest);
    explain->json = &json;
    TRY(answer(given, question, explain, failure));
    TRY(text_buffer_status(explain->out, failure));
    explain_json_end(&json, explain->out->bytes);
    return print_text(&text, failure);
}

/* What was told before a difference was found is shown too: it says where to look. */
static Status explain(void *arguments, Failure *failure)
{
    Given *given = arguments;
    Question question = {0};
    CLEANUP(run_folder_close) RunFolder folder = {0};
    CLEANUP(run_again_close) RunAgain *again = NULL;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(read_question(given, &question, failure));
    if (given->folder == NULL) return explain_a_year(given, &question, failure);
    if (given->year != 0)
        return failure_set(failure, STATUS_USAGE, "--year",
                           "a run is of one quarter: leave --year out; or leave the run "
                           "folder out and name --ledger, for all quarters of a year");
    if (given->run.pin.path != NULL)
        return failure_set(failure, STATUS_USAGE, "--pin",
                           "goes with --municipality and --ledger alone; 'tilskudd verify' "
                           "compares a run and its ledger with a pin");
    TRY(run_folder_open(given->folder, &folder, failure));
    given->run.options.packs_vouch = true; /* the files, not the packs, are the run's inputs */
    TRY(run_again_begin(&folder, &given->run, NULL, &again, failure));
    TRY(report_prove(&folder, again->run.ledger, failure));
    TRY(show_packs(&again->run, failure));
    Explain asked = {&folder, again, &text, NULL};
    if (given->json) return answer_json(given, &question, &asked, failure);
    Status status = answer(given, &question, &asked, failure);
    Status printed = print_text(&text, status == STATUS_OK ? failure : NULL);
    return status == STATUS_OK ? printed : status;
}

const Command command_explain = {
    .name = "explain",
    .purpose = N_("why this amount: every step in words and numbers"),
    .usage = "tilskudd explain RUN --person - | --hash HASH | --municipality NNNN | "
             "--payment ID [--json]\n"
             "tilskudd explain --municipality NNNN --ledger DIR [--pin FILE] [--year Y] "
             "[--json]",
    .description =
        N_("Computes one result of a run again from its inputs and tells every step in words "
           "and numbers, with paragraph (of grants.md in share/doc/tilskudd), rule set version "
           "and rate reference; then compares with what the run wrote (exit 5 when that "
           "differs). Idents are never printed, and never taken from the command line, which "
           "others "
           "see: --person - reads one from standard input. Without a run: what all committed "
           "runs of a year say of a municipality, quarter by quarter, and what the bank did."),
    .examples = N_("Example:\n  tilskudd explain run-2018-3 --person - < ident.txt\n"),
    .actions = {{NULL, explain}},
    .needs = needs,
    .options = options,
    .shared = run_again_options,
    .shared_offset = offsetof(Given, run),
    .words = {{"RUN", offsetof(Given, folder), 0, NULL}},
    .one_more = N_("one run folder, no other word"),
    .secret_words = true,
    .size = sizeof(Given),
};
