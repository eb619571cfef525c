/* run_diff_lines.c - two decisions files side by side: both are in one order. */
#include <stdio.h>
#include <string.h>

#include "engine/review/decision_file.h"
#include "formats/base/plain_text.h"
#include "engine/review/run_diff.h"

/* Differences of one code: lines and what was due to be paid on them. */
typedef struct CodeDiff {
    uint64_t only_a, only_b, changed;
    Ore due_a, due_b;
} CodeDiff;

typedef struct Side {
    DecisionFile *file;
    DecisionLine line;
    bool more;
} Side;

typedef struct LinesDiff {
    Side a, b;
    CodeDiff codes[LINE_CODES];
    TextBuffer shown;
    uint64_t count;
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

static void show_side(TextBuffer *out, const Side *side, const char *name)
{
    const DecisionLine *line = &side->line;
    text_buffer_format(out, "    %s line %llu: earned %s, settled %s, due %s, %s ", name,
                       (unsigned long long)decision_file_line(side->file),
                       kroner_text(line->earned).text, kroner_text(line->settled_before).text,
                       kroner_text(line->due).text,
                       decision_status_text((DecisionStatus)line->status));
    decision_reason_append(out, line);
    text_buffer_format(out, ", rules %u.%u\n", line->version.major, line->version.minor);
}

static void show(LinesDiff *diff, bool in_a, bool in_b)
{
    const DecisionLine *line = in_a ? &diff->a.line : &diff->b.line;
    char from[FRACTION_TEXT_SIZE], to[FRACTION_TEXT_SIZE];
    if (diff->count++ >= DIFF_LINES_SHOWN) return;
    fraction_format(line->from, from);
    fraction_format(line->to, to);
    text_buffer_format(&diff->shown, "  %s %d, municipality %04u, share %s to %s, rate %s\n",
                       grant_code_text((GrantCode)line->code), line->budget_year,
                       line->municipality, from, to, kroner_text(line->rate).text);
    if (in_a) show_side(&diff->shown, &diff->a, "A");
    if (in_b) show_side(&diff->shown, &diff->b, "B");
}

static void only_one(LinesDiff *diff, bool in_a)
{
    const DecisionLine *line = in_a ? &diff->a.line : &diff->b.line;
    CodeDiff *code = &diff->codes[line->code];
    if (in_a) {
        code->only_a++;
        code->due_a = ore_add(code->due_a, paid(line));
    } else {
        code->only_b++;
        code->due_b = ore_add(code->due_b, paid(line));
    }
    show(diff, in_a, !in_a);
}

static void in_both(LinesDiff *diff)
{
    CodeDiff *code = &diff->codes[diff->a.line.code];
    if (same_line(&diff->a.line, &diff->b.line)) return;
    code->changed++;
    code->due_a = ore_add(code->due_a, paid(&diff->a.line));
    code->due_b = ore_add(code->due_b, paid(&diff->b.line));
    show(diff, true, true);
}

static Status merge(LinesDiff *diff, Failure *failure)
{
    TRY(advance(&diff->a, failure));
    TRY(advance(&diff->b, failure));
    while (diff->a.more || diff->b.more) {
        int order = !diff->a.more   ? 1
                    : !diff->b.more ? -1
                                    : decision_line_compare(&diff->a.line, &diff->b.line);
        if (order < 0) only_one(diff, true);
        if (order > 0) only_one(diff, false);
        if (order == 0) in_both(diff);
        if (order <= 0) TRY(advance(&diff->a, failure));
        if (order >= 0) TRY(advance(&diff->b, failure));
    }
    return STATUS_OK;
}

static void report(const LinesDiff *diff, TextBuffer *out)
{
    if (diff->count == 0) return;
    text_buffer_format(out,
                       "\nDecision lines, by code (due: of lines to pay, kroner)\n"
                       "  %-20s %10s %10s %10s %20s %20s\n",
                       "code", "only in A", "only in B", "different", "due in A", "due in B");
    for (int c = 0; c < LINE_CODES; c++) {
        const CodeDiff *code = &diff->codes[c];
        if (code->only_a + code->only_b + code->changed == 0) continue;
        text_buffer_format(out, "  %-20s %10llu %10llu %10llu %20s %20s\n",
                           grant_code_text((GrantCode)c), (unsigned long long)code->only_a,
                           (unsigned long long)code->only_b, (unsigned long long)code->changed,
                           kroner_text(code->due_a).text, kroner_text(code->due_b).text);
    }
    text_buffer_format(out,
                       "\nThe first of %llu lines that differ, by their line numbers in "
                       "decisions.csv.gz\n",
                       (unsigned long long)diff->count);
    text_buffer_append(out, diff->shown.bytes, diff->shown.length);
}

static Status open_side(const RunFolder *folder, Side *side, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(run_folder_path(folder, "decisions.csv.gz", path, failure));
    return decision_file_open(path, &side->file, failure);
}

Status run_diff_lines(const RunFolder *left, const RunFolder *right, TextBuffer *out,
                      uint64_t *differences, Failure *failure)
{
    LinesDiff diff = {.shown = TEXT_BUFFER_EMPTY};
    Status status = open_side(left, &diff.a, failure);
    if (status == STATUS_OK) status = open_side(right, &diff.b, failure);
    if (status == STATUS_OK) status = merge(&diff, failure);
    if (status == STATUS_OK) status = text_buffer_status(&diff.shown, failure);
    if (status == STATUS_OK) report(&diff, out);
    *differences += diff.count;
    decision_file_close(diff.a.file);
    decision_file_close(diff.b.file);
    text_buffer_free(&diff.shown);
    return status;
}
