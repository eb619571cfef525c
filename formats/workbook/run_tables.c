#include "formats/workbook/run_tables.h"

#include <stdio.h>

#include "formats/json/json_reader.h"
#include "formats/run/findings.h"

const char *const run_table_names[] = {"municipalities", "decisions", "posting", "findings",
                                       NULL};

/* --- what the tables have in common --- */

#define COUNT_OF(columns) (sizeof(columns) / sizeof(columns)[0])
#define QUARTER_COLUMNS                                                                        \
    {"year", CELL_WHOLE, 6},                                                                   \
    {                                                                                          \
        "quarter", CELL_WHOLE, 8                                                               \
    }
#define PLACE_COLUMNS                                                                          \
    {"municipality", CELL_TEXT, 12},                                                           \
    {                                                                                          \
        "name", CELL_TEXT, 22                                                                  \
    }
#define MARK_COLUMNS                                                                           \
    {"payment_date", CELL_DAY, 13}, {"run", CELL_TEXT, 18},                                    \
    {                                                                                          \
        "mode", CELL_TEXT, 6                                                                   \
    }
#define KRONER(heading)                                                                        \
    {                                                                                          \
        heading, CELL_AMOUNT, 18                                                               \
    }

typedef struct Rows {
    const RunTableOptions *options;
    const Manifest *manifest;
    Spreadsheet *to;
} Rows;

static void put_quarter(const Rows *rows)
{
    spreadsheet_whole(rows->to, rows->manifest->year);
    spreadsheet_whole(rows->to, rows->manifest->quarter);
}

static void put_code(const Rows *rows, MunicipalityCode code)
{
    char text[8];
    snprintf(text, sizeof text, "%04u", code);
    if (code == MUNICIPALITY_NONE)
        spreadsheet_empty(rows->to);
    else
        spreadsheet_text(rows->to, text);
}

/* Its name on the cut-off; of a code that ended before, its last one. */
static void put_place(const Rows *rows, MunicipalityCode code)
{
    const MunicipalityTable *table = rows->options->municipalities;
    const Municipality *place = municipality_on(table, code, rows->manifest->cutoff);
    if (place == NULL) place = municipality_find(table, code);
    put_code(rows, code);
    if (place == NULL)
        spreadsheet_empty(rows->to);
    else
        spreadsheet_text(rows->to, place->name);
}

/* Nobody has signed a dry run: no row of it may pass for one of a run that somebody answers
 * for.
 */
static void put_mode(const Rows *rows)
{
    const Manifest *manifest = rows->manifest;
    spreadsheet_text(rows->to, manifest->dry_run ? "dry-run" : run_mode_text(manifest->live));
}

static void put_mark(const Rows *rows)
{
    char run[17], hex[SHA256_HEX_SIZE];
    sha256_to_hex(rows->manifest->run_identity, hex);
    snprintf(run, sizeof run, "%.16s", hex);
    spreadsheet_day(rows->to, rows->manifest->payment_date);
    spreadsheet_text(rows->to, run);
    put_mode(rows);
}

/* --- municipalities --- */

static const SheetColumn sum_columns[] = {QUARTER_COLUMNS,
                                          PLACE_COLUMNS,
                                          {"payment_group", CELL_TEXT, 14},
                                          KRONER("lines_kroner"),
                                          KRONER("held_kroner"),
                                          KRONER("brought_forward_kroner"),
                                          KRONER("returned_kroner"),
                                          KRONER("by_hand_kroner"),
                                          KRONER("paid_kroner"),
                                          KRONER("carried_forward_kroner"),
                                          MARK_COLUMNS};

static void put_sums(const Rows *rows, size_t code, int group, const GroupSums *sums)
{
    put_quarter(rows);
    put_place(rows, (MunicipalityCode)code);
    spreadsheet_text(rows->to, payment_group_text((PaymentGroup)group));
    spreadsheet_amount(rows->to, sums->lines);
    spreadsheet_amount(rows->to, sums->held);
    spreadsheet_amount(rows->to, sums->brought_forward);
    spreadsheet_amount(rows->to, sums->returned);
    spreadsheet_amount(rows->to, sums->manual);
    spreadsheet_amount(rows->to, sums->paid);
    spreadsheet_amount(rows->to, sums->carried_forward);
    put_mark(rows);
}

static Status add_municipalities(const Rows *rows, const RunFolder *run, Failure *failure)
{
    CLEANUP(system_free) GroupRow *sums = NULL;
    TRY(run_folder_check(run, "municipalities.csv", failure));
    TRY(run_folder_sums(run, &sums, failure));
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++)
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
            if (sums[code][g].any) put_sums(rows, code, g, &sums[code][g]);
    return STATUS_OK;
}

/* --- decisions --- */

/* Without idents the first is left out: a line is then known by its number in the file. */
static const SheetColumn decision_columns[] = {{"ident", CELL_TEXT, 13},
                                               QUARTER_COLUMNS,
                                               {"line", CELL_WHOLE, 9},
                                               {"code", CELL_TEXT, 12},
                                               {"budget_year", CELL_WHOLE, 12},
                                               {"grant_year", CELL_WHOLE, 11},
                                               {"municipality", CELL_TEXT, 12},
                                               {"share_from", CELL_TEXT, 11},
                                               {"share_to", CELL_TEXT, 9},
                                               KRONER("rate_kroner"),
                                               KRONER("earned_kroner"),
                                               KRONER("settled_before_kroner"),
                                               KRONER("due_kroner"),
                                               {"status", CELL_TEXT, 7},
                                               {"reason", CELL_TEXT, 12},
                                               {"rule_version", CELL_TEXT, 12},
                                               {"mode", CELL_TEXT, 6}};

static void put_subject(const Rows *rows, Subject subject)
{
    char text[SUBJECT_TEXT_SIZE];
    if (!rows->options->with_idents) return;
    (void)subject_format(subject, text);
    spreadsheet_text(rows->to, text);
}

static void put_share(const Rows *rows, Fraction share)
{
    char text[FRACTION_TEXT_SIZE];
    (void)fraction_format(share, text);
    spreadsheet_text(rows->to, text);
}

static void put_amounts(const Rows *rows, const DecisionLine *line)
{
    spreadsheet_amount(rows->to, line->rate);
    spreadsheet_amount(rows->to, line->earned);
    if (line->first) {
        spreadsheet_amount(rows->to, line->settled_before);
        spreadsheet_amount(rows->to, line->due);
    } else {
        spreadsheet_empty(rows->to);
        spreadsheet_empty(rows->to);
    }
}

static void put_decision(const Rows *rows, uint64_t number, const DecisionLine *line,
                         TextBuffer *reason)
{
    char version[16];
    snprintf(version, sizeof version, "%u.%u", (unsigned)line->version.major,
             (unsigned)line->version.minor);
    text_buffer_clear(reason);
    decision_reason_append(reason, line);
    put_subject(rows, line->subject);
    put_quarter(rows);
    spreadsheet_whole(rows->to, (int64_t)number);
    spreadsheet_text(rows->to, grant_code_text((GrantCode)line->code));
    spreadsheet_whole(rows->to, line->budget_year);
    spreadsheet_whole(rows->to, line->grant_year);
    put_code(rows, line->municipality);
    put_share(rows, line->from);
    put_share(rows, line->to);
    put_amounts(rows, line);
    spreadsheet_text(rows->to, decision_status_text((DecisionStatus)line->status));
    spreadsheet_text(rows->to, reason->bytes != NULL ? reason->bytes : "");
    spreadsheet_text(rows->to, version);
    put_mode(rows);
}

static Status add_decisions(const Rows *rows, const RunFolder *run, Failure *failure)
{
    CLEANUP(decision_file_close) DecisionFile *file = NULL;
    CLEANUP(text_buffer_free) TextBuffer reason = TEXT_BUFFER_EMPTY;
    TRY(run_folder_check(run, "decisions.csv.gz", failure));
    TRY(run_folder_decisions(run, &file, failure));
    for (;;) {
        DecisionLine line;
        bool more;
        TRY(decision_file_next(file, &line, &more, failure));
        if (!more) return STATUS_OK;
        put_decision(rows, decision_file_line(file), &line, &reason);
        TRY(text_buffer_status(&reason, failure));
    }
}

/* --- posting --- */

static const SheetColumn posting_columns[] = {QUARTER_COLUMNS,
                                              {"chapter", CELL_WHOLE, 8},
                                              {"item", CELL_WHOLE, 6},
                                              {"account_class", CELL_WHOLE, 13},
                                              PLACE_COLUMNS,
                                              {"payment_group", CELL_TEXT, 14},
                                              {"kind", CELL_TEXT, 9},
                                              KRONER("amount_kroner"),
                                              MARK_COLUMNS};

static Status put_posting(void *user, const PostingLine *line, Failure *failure)
{
    const Rows *rows = user;
    (void)failure;
    put_quarter(rows);
    spreadsheet_whole(rows->to, line->posting.chapter);
    spreadsheet_whole(rows->to, line->posting.item);
    spreadsheet_whole(rows->to, line->account_class);
    put_place(rows, line->municipality);
    spreadsheet_text(rows->to, payment_group_text(line->group));
    spreadsheet_text(rows->to, line->kind);
    spreadsheet_amount(rows->to, line->amount);
    put_mark(rows);
    return STATUS_OK;
}

static Status add_posting(Rows *rows, const RunFolder *run, Failure *failure)
{
    static const char name[] = "posting.csv";
    CLEANUP(input_file_free) InputFile file = {0};
    char path[PATH_SIZE];
    const RunMark mark = manifest_mark(&run->manifest);
    TRY(run_folder_check(run, name, failure));
    TRY(run_folder_path(run, name, path, failure));
    TRY(run_folder_read(run, name, &file, failure));
    return posting_csv_each(path, file.bytes, file.size, &mark, put_posting, rows, failure);
}

/* --- findings --- */

static const SheetColumn finding_columns[] = {QUARTER_COLUMNS,
                                              {"control", CELL_TEXT, 8},
                                              {"severity", CELL_TEXT, 9},
                                              {"effect", CELL_TEXT, 12},
                                              PLACE_COLUMNS,
                                              {"file", CELL_TEXT, 18},
                                              {"record", CELL_WHOLE, 9},
                                              {"person_hash", CELL_TEXT, 20},
                                              KRONER("run_paid_kroner"),
                                              KRONER("run_held_kroner"),
                                              KRONER("year_paid_kroner"),
                                              KRONER("year_held_kroner"),
                                              {"message", CELL_TEXT, 100},
                                              {"reference", CELL_TEXT, 30},
                                              {"mode", CELL_TEXT, 6}};

static void put_member_text(const Rows *rows, const FindingLine *line, const char *member)
{
    const char *text;
    if (json_string(json_object_get(line->members, member), &text))
        spreadsheet_text(rows->to, text);
    else
        spreadsheet_empty(rows->to);
}

static void put_member_amount(const Rows *rows, const FindingLine *line, const char *member)
{
    int64_t amount;
    if (json_integer(json_object_get(line->members, member), &amount))
        spreadsheet_amount(rows->to, amount);
    else
        spreadsheet_empty(rows->to);
}

static void put_record(const Rows *rows, const FindingLine *line)
{
    int64_t record;
    if (json_integer(json_object_get(line->members, "record"), &record))
        spreadsheet_whole(rows->to, record);
    else
        spreadsheet_empty(rows->to);
}

static Status put_finding(void *user, const FindingLine *line, Failure *failure)
{
    const Rows *rows = user;
    (void)failure;
    put_quarter(rows);
    put_member_text(rows, line, "control");
    put_member_text(rows, line, "severity");
    put_member_text(rows, line, "effect");
    put_place(rows, line->municipality);
    put_member_text(rows, line, "file");
    put_record(rows, line);
    put_member_text(rows, line, "person");
    put_member_amount(rows, line, "run_paid_ore");
    put_member_amount(rows, line, "run_held_ore");
    put_member_amount(rows, line, "year_paid_ore");
    put_member_amount(rows, line, "year_held_ore");
    put_member_text(rows, line,
                    rows->options->language == LANGUAGE_NB ? "message_nb" : "message_en");
    put_member_text(rows, line, "reference");
    spreadsheet_text(rows->to, run_mode_text(rows->manifest->live));
    return STATUS_OK;
}

static Status add_findings(Rows *rows, const RunFolder *run, Failure *failure)
{
    static const char name[] = "findings.jsonl.gz";
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(run_folder_check(run, name, failure));
    TRY(run_folder_read(run, name, &file, failure));
    return findings_of_text(name, (const char *)file.bytes, file.size, put_finding, rows,
                            failure);
}

/* --- all of them --- */

Status run_table_begin(RunTable table, const RunTableOptions *options, Spreadsheet *to,
                       Failure *failure)
{
    static const Sheet sheets[RUN_TABLE_COUNT] = {
        [RUN_TABLE_MUNICIPALITIES] = {"municipalities", sum_columns, COUNT_OF(sum_columns)},
        [RUN_TABLE_DECISIONS] = {"decisions", decision_columns, COUNT_OF(decision_columns)},
        [RUN_TABLE_POSTING] = {"posting", posting_columns, COUNT_OF(posting_columns)},
        [RUN_TABLE_FINDINGS] = {"findings", finding_columns, COUNT_OF(finding_columns)}};
    static const Sheet without_idents = {"decisions", decision_columns + 1,
                                         COUNT_OF(decision_columns) - 1};
    bool without = table == RUN_TABLE_DECISIONS && !options->with_idents;
    return spreadsheet_sheet(to, without ? &without_idents : &sheets[table], failure);
}

Status run_table_add(RunTable table, const RunTableOptions *options, const RunFolder *run,
                     Spreadsheet *to, Failure *failure)
{
    Rows rows = {options, &run->manifest, to};
    switch (table) {
    case RUN_TABLE_MUNICIPALITIES:
        return add_municipalities(&rows, run, failure);
    case RUN_TABLE_DECISIONS:
        return add_decisions(&rows, run, failure);
    case RUN_TABLE_POSTING:
        return add_posting(&rows, run, failure);
    default:
        return add_findings(&rows, run, failure);
    }
}
