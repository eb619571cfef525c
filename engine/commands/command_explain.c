/* command_explain.c - tilskudd explain: why this amount? cli.md, control.md 4. */
#include <stdio.h>
#include <string.h>

#include "engine/review/explain.h"

enum {
    EXPLAIN_PERSON = RUN_OPTION_LAST,
    EXPLAIN_HASH,
    EXPLAIN_MUNICIPALITY,
    EXPLAIN_PAYMENT,
    EXPLAIN_ROWS = 4
};

/* --municipality is the subject here; the table's file is --municipalities, as in a run. */
static OptionRow rows[EXPLAIN_ROWS + RUN_AGAIN_ROWS] = {
    {EXPLAIN_PERSON, "person", "IDENT|-", "a person; - reads the ident from standard input"},
    {EXPLAIN_HASH, "hash", "HASH", "a person by the keyed hash of findings and log"},
    {EXPLAIN_MUNICIPALITY, "municipality", "NNNN", "sums and payments of a municipality"},
    {EXPLAIN_PAYMENT, "payment", "ID", "a payment by its EndToEndId"},
};

static const CommandHelp help = {
    "tilskudd explain RUN --person IDENT|- | --hash HASH | --municipality NNNN | --payment ID",
    "Computes one result of a run again from its inputs and tells every step in words and\n"
    "numbers, with paragraph (of grants.md in share/doc/tilskudd), rule set version and rate\n"
    "reference; then compares with what the run wrote (exit 5 when that differs). Idents are\n"
    "never printed; on a shared machine use --person -, so that the ident is not seen in the\n"
    "list of processes.",
    rows, sizeof rows / sizeof rows[0],
    "Example:\n  tilskudd explain run-2018-3 --person - < ident.txt\n"};

typedef struct ExplainArguments {
    RunArguments run;
    const char *folder;
    const char *subject; /* the option's value */
    int kind;            /* EXPLAIN_..., 0: none */
} ExplainArguments;

static Status take(void *user, int id, const char *value, Failure *failure)
{
    ExplainArguments *arguments = user;
    arguments->run.takes_registers = false;
    if (id < RUN_OPTION_LAST) return run_arguments_take(&arguments->run, id, value, failure);
    if (arguments->kind != 0) {
        return failure_set(failure, STATUS_USAGE, "explain", "explains one thing at a time");
    }
    arguments->kind = id;
    arguments->subject = value;
    return STATUS_OK;
}

/* A misplaced word may be an ident: it is not repeated, nor taken for a register's path. */
static Status place(void *user, const char *word, Failure *failure)
{
    ExplainArguments *arguments = user;
    bool number = word[strspn(word, "0123456789")] == '\0';
    if (arguments->folder != NULL && arguments->run.takes_registers && !number) {
        return run_arguments_place(&arguments->run, word, failure);
    }
    if (arguments->folder != NULL) {
        return failure_set(failure, STATUS_USAGE, "explain", "one run folder, no other word");
    }
    arguments->folder = word;
    return STATUS_OK;
}

/* --- subjects --- */

static Status read_ident(const char *value, Ident *ident, Failure *failure)
{
    char line[64];
    if (strcmp(value, "-") == 0) {
        if (fgets(line, sizeof line, stdin) == NULL) line[0] = '\0';
        line[strcspn(line, "\r\n \t")] = '\0';
        value = line;
    }
    if (ident_parse(value, strlen(value), ident)) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--person", "not an ident of 11 or 12 digits");
}

static Status read_code(const char *value, MunicipalityCode *code, Failure *failure)
{
    int64_t number = 0;
    if (strlen(value) == 4) {
        TRY(option_number("--municipality", value, 1, MUNICIPALITY_CODES - 1, &number,
                          failure));
        *code = (MunicipalityCode)number;
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_USAGE, "--municipality", "not four digits");
}

/* What is asked for, read and checked before anything is computed. */
typedef struct Question {
    Ident ident;
    uint8_t hash[SHA256_SIZE];
    MunicipalityCode code;
} Question;

static Status read_question(const ExplainArguments *arguments, Question *question,
                            Failure *failure)
{
    const char *value = arguments->subject;
    if (arguments->folder == NULL) {
        return failure_set(failure, STATUS_USAGE, "explain", "name a run folder");
    }
    switch (arguments->kind) {
    case EXPLAIN_PERSON:
        return read_ident(value, &question->ident, failure);
    case EXPLAIN_HASH:
        if (sha256_from_hex(value, strlen(value), question->hash)) return STATUS_OK;
        return failure_set(failure, STATUS_USAGE, "--hash", "not 64 hexadecimal digits");
    case EXPLAIN_MUNICIPALITY:
        return read_code(value, &question->code, failure);
    case EXPLAIN_PAYMENT:
        return STATUS_OK;
    default:
        return failure_set(failure, STATUS_USAGE, "explain",
                           "needs --person, --hash, --municipality or --payment");
    }
}

static Status answer(const ExplainArguments *arguments, const Question *question,
                     const Explain *explain, Failure *failure)
{
    switch (arguments->kind) {
    case EXPLAIN_PERSON:
        return explain_ident(explain, question->ident, failure);
    case EXPLAIN_HASH:
        return explain_hash(explain, question->hash, failure);
    case EXPLAIN_MUNICIPALITY:
        return explain_municipality(explain, question->code, failure);
    default:
        return explain_payment(explain, arguments->subject, failure);
    }
}

/* What was told before a difference was found is shown too: it says where to look. */
static Status explain_folder(const ExplainArguments *arguments, const Question *question,
                             const RunFolder *folder, Failure *failure)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    RunAgain *again;
    TRY(run_again_begin(folder, &arguments->run, &again, failure));
    Explain explain = {folder, again, &text};
    Status status = answer(arguments, question, &explain, failure);
    if (!text.failed && text.length > 0) fputs(text.bytes, stdout);
    if (status == STATUS_OK) status = text_buffer_status(&text, failure);
    text_buffer_free(&text);
    run_again_close(again);
    return status;
}

static Status explain_all(const ExplainArguments *arguments, Failure *failure)
{
    Question question = {0};
    RunFolder folder;
    TRY(read_question(arguments, &question, failure));
    TRY(run_folder_open(arguments->folder, &folder, failure));
    Status status = explain_folder(arguments, &question, &folder, failure);
    run_folder_close(&folder);
    return status;
}

int command_explain(int argc, char **argv)
{
    static ExplainArguments arguments;
    Failure failure = {STATUS_OK, "", ""};
    bool helped = false;
    OptionTakers takers = {take, place, &arguments};
    arguments = (ExplainArguments){0};
    run_again_nothing_given(&arguments.run);
    memcpy(&rows[EXPLAIN_ROWS], run_again_rows, RUN_AGAIN_ROWS * sizeof *rows);
    Status status = options_parse(argc, argv, &help, &takers, &helped, &failure);
    if (helped) return EXIT_DONE;
    if (status == STATUS_OK) status = explain_all(&arguments, &failure);
    return report_end(status, &failure);
}
