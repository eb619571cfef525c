/* run_diff_lines.c - the decision lines of two runs: two decisions files side by side, both in
 * one order. */
#include "engine/review/run_diff.h"
#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/run/decision_file.h"
#include "formats/text/line_words.h"
#include "rules/controls/finding.h"

/* --- the filter --- */

bool diff_wants_municipality(const DiffFilter *filter, MunicipalityCode code)
{
    return filter->municipalities.count == 0 ||
           municipality_list_has(&filter->municipalities, code);
}

bool diff_is_far_apart(const DiffFilter *filter, Ore a, Ore b)
{
    Ore less = ore_subtract(b, a);
    return less >= filter->least || -less >= filter->least;
}

/* --- lines --- */

typedef struct Side {
    DecisionFile *file;
    DecisionLine line;
    bool more;
} Side;

typedef struct LinesDiff {
    Side sides[2]; /* A and B */
    DiffCode codes[LINE_CODES];
    const DiffFilter *filter;
    TextBuffer shown;
    JsonWriter *json;
    uint64_t count, left_out;
} LinesDiff;

static Status advance(Side *side, Failure *failure)
{
    return decision_file_next(side->file, &side->line, &side->more, failure);
}

static bool same_line(const DecisionLine *a, const DecisionLine *b)
{
    return a->earned == b->earned && a->settled_before == b->settled_before &&
           a->due == b->due && a->status == b->status && a->grant_year == b->grant_year &&
           a->first == b->first && a->reason == b->reason && a->control == b->control &&
           a->version.major == b->version.major && a->version.minor == b->version.minor;
}

static Ore paid(const DecisionLine *line)
{
    return line->status == DECISION_PAY ? line->due : 0;
}

/* "to be paid", "held back by R404", "to be taken back or netted, a correction". */
static void show_status(TextBuffer *out, const DecisionLine *line)
{
    text_buffer_text(out, line_status_words(language_chosen(), line));
    if (line->status == DECISION_HELD) text_buffer_text(out, control_name(line->control).text);
    if (line->reason == REASON_CORRECTION) text_buffer_text(out, _(", a correction"));
}

static void show_side(TextBuffer *out, const Side *side, const char *name)
{
    const DecisionLine *line = &side->line;
    text_buffer_format(out, _("    %s line %llu: earned %s, settled %s, due %s, "), name,
                       (unsigned long long)decision_file_line(side->file),
                       kroner_text(line->earned).text, kroner_text(line->settled_before).text,
                       kroner_text(line->due).text);
    show_status(out, line);
    text_buffer_format(out, _(", rules %u.%u\n"), line->version.major, line->version.minor);
}

static void put_side(JsonWriter *json, const char *name, const Side *side)
{
    diff_json_line_side(json, name, decision_file_line(side->file), &side->line);
}

static void show_line(LinesDiff *diff, bool in_a, bool in_b)
{
    const DecisionLine *line = &diff->sides[in_a ? 0 : 1].line;
    char from[FRACTION_TEXT_SIZE], to[FRACTION_TEXT_SIZE];
    fraction_format(line->from, from);
    fraction_format(line->to, to);
    text_buffer_format(&diff->shown, _("  %s %d, municipality %04u, share %s to %s, rate %s\n"),
                       grant_code_text((GrantCode)line->code), line->budget_year,
                       line->municipality, from, to, kroner_text(line->rate).text);
    if (in_a) show_side(&diff->shown, &diff->sides[0], "A");
    if (in_b) show_side(&diff->shown, &diff->sides[1], "B");
    diff_json_line_begin(diff->json, line);
    if (in_a) put_side(diff->json, "a", &diff->sides[0]);
    if (in_b) put_side(diff->json, "b", &diff->sides[1]);
    diff_json_line_end(diff->json);
}

static void add_due(LinesDiff *diff, int side)
{
    const DecisionLine *line = &diff->sides[side].line;
    Ore *due = &diff->codes[line->code].due[side];
    *due = ore_add(*due, paid(line));
}

/* Whether the filter lets a difference through: which line stands on which side, or NULL. */
static bool is_wanted(LinesDiff *diff, const DecisionLine *a, const DecisionLine *b)
{
    static const DecisionLine none = {0};
    const DecisionLine *any = a != NULL ? a : b;
    const DecisionLine *left = a != NULL ? a : &none, *right = b != NULL ? b : &none;
    bool wanted =
        diff_wants_municipality(diff->filter, any->municipality) &&
        (diff_is_far_apart(diff->filter, left->earned, right->earned) ||
         diff_is_far_apart(diff->filter, left->settled_before, right->settled_before) ||
         diff_is_far_apart(diff->filter, left->due, right->due));
    *(wanted ? &diff->count : &diff->left_out) += 1;
    return wanted;
}

static void only_one(LinesDiff *diff, int side)
{
    const DecisionLine *line = &diff->sides[side].line;
    if (!is_wanted(diff, side == 0 ? line : NULL, side == 1 ? line : NULL)) return;
    diff->codes[line->code].only[side]++;
    add_due(diff, side);
    show_line(diff, side == 0, side == 1);
}

static void in_both(LinesDiff *diff)
{
    const DecisionLine *a = &diff->sides[0].line, *b = &diff->sides[1].line;
    if (same_line(a, b) || !is_wanted(diff, a, b)) return;
    diff->codes[a->code].changed++;
    add_due(diff, 0);
    add_due(diff, 1);
    show_line(diff, true, true);
}

static Status merge(LinesDiff *diff, Failure *failure)
{
    Side *a = &diff->sides[0], *b = &diff->sides[1];
    TRY(advance(a, failure));
    TRY(advance(b, failure));
    while (a->more || b->more) {
        int order = !a->more ? 1 : !b->more ? -1 : decision_line_compare(&a->line, &b->line);
        if (order == 0)
            in_both(diff);
        else
            only_one(diff, order < 0 ? 0 : 1);
        if (order <= 0) TRY(advance(a, failure));
        if (order >= 0) TRY(advance(b, failure));
    }
    return STATUS_OK;
}

static bool has_code(const DiffCode *code)
{
    return code->only[0] + code->only[1] + code->changed > 0;
}

static void report_codes(const LinesDiff *diff, TextBuffer *out)
{
    text_buffer_text(out, _("\nDecision lines, by code (due: of lines to pay, kroner)\n"));
    text_buffer_text(out, "  ");
    text_buffer_cell(out, _("code"), -20);
    text_buffer_cell(out, _("only in A"), 11);
    text_buffer_cell(out, _("only in B"), 11);
    text_buffer_cell(out, _("different"), 11);
    text_buffer_cell(out, _("due in A"), 21);
    text_buffer_cell(out, _("due in B"), 21);
    text_buffer_char(out, '\n');
    for (int c = 0; c < LINE_CODES; c++) {
        const DiffCode *code = &diff->codes[c];
        if (!has_code(code)) continue;
        text_buffer_format(out, "  %-20s %10s %10s %10s %20s %20s\n",
                           grant_code_text((GrantCode)c), count_text(code->only[0]).text,
                           count_text(code->only[1]).text, count_text(code->changed).text,
                           kroner_text(code->due[0]).text, kroner_text(code->due[1]).text);
    }
}

static void report_lines(const LinesDiff *diff, TextBuffer *out)
{
    if (diff->count == 0) return;
    report_codes(diff, out);
    text_buffer_format(out,
                       translate_count("\n%s line differs, by its line number in "
                                       "decisions.csv.gz\n",
                                       "\n%s lines differ, by their line numbers in "
                                       "decisions.csv.gz\n",
                                       diff->count),
                       count_text(diff->count).text);
    text_buffer_append(out, diff->shown.bytes, diff->shown.length);
}

static void put_codes(const LinesDiff *diff)
{
    diff_json_part_begin(diff->json, "codes");
    for (int c = 0; c < LINE_CODES; c++)
        if (has_code(&diff->codes[c]))
            diff_json_code(diff->json, (GrantCode)c, &diff->codes[c]);
    diff_json_part_end(diff->json);
}

static void free_lines(LinesDiff *diff)
{
    decision_file_close(diff->sides[0].file);
    decision_file_close(diff->sides[1].file);
    text_buffer_free(&diff->shown);
}
CLEANUP_VALUE(LinesDiff, free_lines)

Status run_diff_lines(const RunFolder *left, const RunFolder *right, const DiffFilter *filter,
                      TextBuffer *out, JsonWriter *json, uint64_t *count, uint64_t *left_out,
                      Failure *failure)
{
    CLEANUP(free_lines)
    LinesDiff lines = {.filter = filter, .json = json, .shown = TEXT_BUFFER_EMPTY};
    TRY(run_folder_decisions(left, &lines.sides[0].file, failure));
    TRY(run_folder_decisions(right, &lines.sides[1].file, failure));
    diff_json_part_begin(json, "lines");
    TRY(merge(&lines, failure));
    diff_json_part_end(json);
    TRY(text_buffer_status(&lines.shown, failure));
    report_lines(&lines, out);
    put_codes(&lines);
    *count += lines.count;
    *left_out += lines.left_out;
    return STATUS_OK;
}
