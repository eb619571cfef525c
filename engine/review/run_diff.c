#include "engine/review/run_report.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/run/decision_file.h"
#include "formats/base/plain_text.h"
#include "formats/base/translate.h"

/* A report in the making; `a` and `b` are the manifests. */
typedef struct Diff {
    const Manifest *a, *b;
    const DiffFilter *filter;
    TextBuffer *out;
    uint64_t count, left_out; /* by the filter */
    const char *heading;      /* printed before the first difference of a part */
} Diff;

static bool has_filter(const DiffFilter *filter)
{
    return filter->municipalities.count > 0 || filter->least > 0;
}

static bool wants_municipality(const DiffFilter *filter, MunicipalityCode code)
{
    return filter->municipalities.count == 0 ||
           municipality_list_has(&filter->municipalities, code);
}

static bool is_far_apart(const DiffFilter *filter, Ore a, Ore b)
{
    Ore less = ore_subtract(b, a);
    return less >= filter->least || -less >= filter->least;
}

static void begin(Diff *diff, const char *heading)
{
    diff->heading = heading;
}

static void differs(Diff *diff)
{
    if (diff->heading != NULL) text_buffer_format(diff->out, "\n%s\n", diff->heading);
    diff->heading = NULL;
    diff->count++;
}

static void text_pair(Diff *diff, const char *name, const char *a, const char *b)
{
    if (strcmp(a, b) == 0) return;
    differs(diff);
    text_buffer_format(diff->out, "  %-22s %-34s | %s\n", name, a, b);
}

static void number_pair(Diff *diff, const char *name, int64_t a, int64_t b)
{
    if (a == b) return;
    differs(diff);
    text_buffer_format(diff->out, "  %-22s %-34lld | %lld\n", name, (long long)a, (long long)b);
}

static void day_pair(Diff *diff, const char *name, Day a, Day b)
{
    char left[DAY_TEXT_SIZE], right[DAY_TEXT_SIZE];
    day_format(a, left);
    day_format(b, right);
    text_pair(diff, name, left, right);
}

static void hash_pair(Diff *diff, const char *name, const uint8_t *a, const uint8_t *b)
{
    char left[SHA256_HEX_SIZE], right[SHA256_HEX_SIZE];
    sha256_to_hex(a, left);
    sha256_to_hex(b, right);
    left[32] = right[32] = '\0';
    text_pair(diff, name, left, right);
}

static const char *yes_no(bool flag)
{
    return flag ? _("yes") : _("no");
}

/* --- options, rule sets, inputs --- */

static void diff_codes(Diff *diff, const char *name, const bool *a, const bool *b)
{
    for (int c = 0; c < RATE_CODE_COUNT; c++) {
        char text[64];
        snprintf(text, sizeof text, "%s %s", name, rate_code_text(c));
        text_pair(diff, text, yes_no(a[c]), yes_no(b[c]));
    }
}

static void diff_held_years(Diff *diff, const HoldChoices *a, const HoldChoices *b)
{
    for (int c = 0; c < RATE_CODE_COUNT; c++) {
        for (int year = HOLD_YEAR_FIRST; year <= HOLD_YEAR_LAST; year++) {
            uint64_t bit = UINT64_C(1) << (year - HOLD_YEAR_FIRST);
            char text[64];
            snprintf(text, sizeof text, _("hold code %d:%s"), year, rate_code_text(c));
            text_pair(diff, text, yes_no((a->years[c] & bit) != 0),
                      yes_no((b->years[c] & bit) != 0));
        }
    }
}

static void diff_list(Diff *diff, const char *name, const MunicipalityList *a,
                      const MunicipalityList *b)
{
    for (MunicipalityCode code = 0; code < MUNICIPALITY_CODES; code++) {
        bool first = municipality_list_has(a, code), second = municipality_list_has(b, code);
        char text[64];
        if (first == second) continue;
        snprintf(text, sizeof text, "%s %04u", name, code);
        text_pair(diff, text, yes_no(first), yes_no(second));
    }
}

static void diff_options(Diff *diff)
{
    const Manifest *a = diff->a, *b = diff->b;
    begin(diff, _("Options"));
    text_pair(diff, _("mode"), run_mode_text(a->live), run_mode_text(b->live));
    text_pair(diff, _("dry run"), yes_no(a->dry_run), yes_no(b->dry_run));
    number_pair(diff, _("year"), a->year, b->year);
    number_pair(diff, _("quarter"), a->quarter, b->quarter);
    day_pair(diff, _("cut-off"), a->cutoff, b->cutoff);
    day_pair(diff, _("payment date"), a->payment_date, b->payment_date);
    day_pair(diff, _("extract date"), a->extract_date, b->extract_date);
    number_pair(diff, _("schemes (bits)"), a->schemes, b->schemes);
    text_pair(diff, _("bank profile"), a->bank_profile, b->bank_profile);
    text_pair(diff, _("allow synthetic"), yes_no(a->allow_synthetic),
              yes_no(b->allow_synthetic));
    text_pair(diff, _("allow gap"), yes_no(a->allow_gap), yes_no(b->allow_gap));
    text_pair(diff, _("allow cut-off"), yes_no(a->allow_cutoff), yes_no(b->allow_cutoff));
    text_pair(diff, _("national"), yes_no(a->national), yes_no(b->national));
    diff_list(diff, _("only own of"), &a->only_own, &b->only_own);
    diff_list(diff, _("repay"), &a->repay, &b->repay);
    text_pair(diff, _("program"), a->program, b->program);
    diff_codes(diff, _("accept rate"), a->accept_rate, b->accept_rate);
    diff_codes(diff, _("hold code"), a->holds.code, b->holds.code);
    diff_held_years(diff, &a->holds, &b->holds);
    diff_list(diff, _("hold municipality"), &a->hold_municipalities, &b->hold_municipalities);
    hash_pair(diff, _("ledger head"), a->ledger_head, b->ledger_head);
}

static const ManifestRuleSet *find_rules(const Manifest *manifest, int year)
{
    for (size_t i = 0; i < manifest->rule_sets.count; i++) {
        if (manifest->rule_sets.items[i].year == year) return &manifest->rule_sets.items[i];
    }
    return NULL;
}

static void rules_text(const ManifestRuleSet *set, char *text, size_t size)
{
    char hex[SHA256_HEX_SIZE];
    if (set == NULL) {
        snprintf(text, size, "-");
        return;
    }
    sha256_to_hex(set->sha256, hex);
    snprintf(text, size, _("version %s, %.16s"), set->version, hex);
}

static void diff_rules(Diff *diff)
{
    begin(diff, _("Rule sets"));
    for (int year = YEAR_MIN; year <= YEAR_MAX; year++) {
        const ManifestRuleSet *a = find_rules(diff->a, year), *b = find_rules(diff->b, year);
        char name[24], left[64], right[64];
        if (a == NULL && b == NULL) continue;
        snprintf(name, sizeof name, "%d", year);
        rules_text(a, left, sizeof left);
        rules_text(b, right, sizeof right);
        text_pair(diff, name, left, right);
    }
}

static bool has_content(const ManifestFiles *files, const ManifestFile *wanted)
{
    for (size_t i = 0; i < files->count; i++) {
        if (strcmp(files->items[i].kind, wanted->kind) == 0 &&
            memcmp(files->items[i].sums.content_sha256, wanted->sums.content_sha256,
                   SHA256_SIZE) == 0)
            return true;
    }
    return false;
}

/* Inputs are the same when their content is: names, order and compression do not matter. */
static void only_in(Diff *diff, const Manifest *from, const Manifest *other, const char *which)
{
    for (size_t i = 0; i < from->inputs.count; i++) {
        const ManifestFile *file = &from->inputs.items[i];
        if (has_content(&other->inputs, file)) continue;
        differs(diff);
        text_buffer_format(diff->out, _("  only in %s: %-14s %s ("), which, file->kind,
                           file->path);
        text_buffer_hex(diff->out, file->sums.content_sha256, 8);
        text_buffer_text(diff->out, ")\n");
    }
}

static void diff_inputs(Diff *diff)
{
    begin(diff, _("Inputs (by their content)"));
    only_in(diff, diff->a, diff->b, "A");
    only_in(diff, diff->b, diff->a, "B");
}

/* --- counts and sums --- */

static void diff_counts(Diff *diff)
{
    const Manifest *a = diff->a, *b = diff->b;
    begin(diff, _("Counts"));
    number_pair(diff, _("persons read"), (int64_t)a->persons, (int64_t)b->persons);
    number_pair(diff, _("persons with lines"), (int64_t)a->with_lines, (int64_t)b->with_lines);
    number_pair(diff, _("persons without"), (int64_t)a->without_lines,
                (int64_t)b->without_lines);
    number_pair(diff, _("persons held"), (int64_t)a->held_persons, (int64_t)b->held_persons);
    number_pair(diff, _("persons vanished"), (int64_t)a->vanished, (int64_t)b->vanished);
    number_pair(diff, _("records set aside"), (int64_t)a->set_aside, (int64_t)b->set_aside);
    number_pair(diff, _("lines"), (int64_t)a->lines, (int64_t)b->lines);
    number_pair(diff, _("lines to pay"), (int64_t)a->pay_lines, (int64_t)b->pay_lines);
    number_pair(diff, _("payments"), (int64_t)a->payments, (int64_t)b->payments);
}

static void ore_pair(Diff *diff, const char *where, const char *what, Ore a, Ore b)
{
    if (a == b) return;
    if (!is_far_apart(diff->filter, a, b)) {
        diff->left_out++;
        return;
    }
    differs(diff);
    text_buffer_format(diff->out, "  %-16s %-*s %20s | %20s  %20s\n", where,
                       utf8_padded(what, 16), what, kroner_text(a).text, kroner_text(b).text,
                       kroner_text(ore_subtract(b, a)).text);
}

static void sums_pair(Diff *diff, const char *where, const GroupSums *a, const GroupSums *b)
{
    ore_pair(diff, where, _("lines"), a->lines, b->lines);
    ore_pair(diff, where, _("held"), a->held, b->held);
    ore_pair(diff, where, _("brought forward"), a->brought_forward, b->brought_forward);
    ore_pair(diff, where, _("returned"), a->returned, b->returned);
    ore_pair(diff, where, _("by hand"), a->manual, b->manual);
    ore_pair(diff, where, _("paid"), a->paid, b->paid);
    ore_pair(diff, where, _("carried forward"), a->carried_forward, b->carried_forward);
}

static void diff_totals(Diff *diff, GroupRow *a, GroupRow *b)
{
    begin(diff, _("Totals by payment group, kroner (A | B, B less A)"));
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        GroupSums left = netting_totals(a, g), right = netting_totals(b, g);
        sums_pair(diff, payment_group_text((PaymentGroup)g), &left, &right);
    }
}

static void diff_municipalities(Diff *diff, const GroupRow *a, const GroupRow *b)
{
    begin(diff, _("By municipality and payment group, kroner (A | B, B less A)"));
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        if (!wants_municipality(diff->filter, (MunicipalityCode)code)) continue;
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            char where[32];
            snprintf(where, sizeof where, "%04zu %s", code,
                     payment_group_text((PaymentGroup)g));
            sums_pair(diff, where, &a[code][g], &b[code][g]);
        }
    }
}

static Status diff_sums(Diff *diff, const RunFolder *left, const RunFolder *right,
                        Failure *failure)
{
    CLEANUP(system_free) GroupRow *a = NULL;
    CLEANUP(system_free) GroupRow *b = NULL;
    TRY(run_folder_sums(left, &a, failure));
    TRY(run_folder_sums(right, &b, failure));
    if (!has_filter(diff->filter)) diff_totals(diff, a, b);
    diff_municipalities(diff, (const GroupRow *)a, (const GroupRow *)b);
    return STATUS_OK;
}

/* --- counts of the basic grant --- */

/* A code and year of either run, with what each says of it: NULL when it does not. */
static void basic_pair(Diff *diff, const BasicCount *a, const BasicCount *b)
{
    char name[32];
    const BasicCount *any = a != NULL ? a : b;
    snprintf(name, sizeof name, "M%04u %d", any->municipality, any->budget_year);
    number_pair(diff, name, a != NULL ? a->persons : 0, b != NULL ? b->persons : 0);
    snprintf(name, sizeof name, "M%04u %d held", any->municipality, any->budget_year);
    text_pair(diff, name, yes_no(a != NULL && a->held), yes_no(b != NULL && b->held));
}

static Status diff_basic(Diff *diff, const RunFolder *left, const RunFolder *right,
                         Failure *failure)
{
    CLEANUP(system_free) BasicCount *a = NULL;
    CLEANUP(system_free) BasicCount *b = NULL;
    size_t a_count, b_count;
    TRY(run_folder_basic(left, &a, &a_count, failure));
    TRY(run_folder_basic(right, &b, &b_count, failure));
    begin(diff, _("Persons counted for the basic grant on 15 January (A | B)"));
    for (size_t i = 0, j = 0; i < a_count || j < b_count;) {
        int order = i == a_count ? 1 : j == b_count ? -1 : basic_count_compare(&a[i], &b[j]);
        const BasicCount *of_a = order <= 0 ? &a[i++] : NULL;
        const BasicCount *of_b = order >= 0 ? &b[j++] : NULL;
        basic_pair(diff, of_a, of_b);
    }
    return STATUS_OK;
}

/* --- single lines: two decisions files side by side, both in one order --- */

/* Differences of one code: lines and what was due to be paid on them. */
typedef struct CodeDiff {
    uint64_t only[2], changed;
    Ore due[2];
} CodeDiff;

typedef struct Side {
    DecisionFile *file;
    DecisionLine line;
    bool more;
} Side;

typedef struct LinesDiff {
    Side sides[2]; /* A and B */
    CodeDiff codes[LINE_CODES];
    const DiffFilter *filter;
    TextBuffer shown;
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

static void show_side(TextBuffer *out, const Side *side, const char *name)
{
    const DecisionLine *line = &side->line;
    text_buffer_format(out, _("    %s line %llu: earned %s, settled %s, due %s, %s "), name,
                       (unsigned long long)decision_file_line(side->file),
                       kroner_text(line->earned).text, kroner_text(line->settled_before).text,
                       kroner_text(line->due).text,
                       decision_status_text((DecisionStatus)line->status));
    decision_reason_append(out, line);
    text_buffer_format(out, _(", rules %u.%u\n"), line->version.major, line->version.minor);
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
    bool wanted = wants_municipality(diff->filter, any->municipality) &&
                  (is_far_apart(diff->filter, left->earned, right->earned) ||
                   is_far_apart(diff->filter, left->settled_before, right->settled_before) ||
                   is_far_apart(diff->filter, left->due, right->due));
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

static void report_lines(const LinesDiff *diff, TextBuffer *out)
{
    if (diff->count == 0) return;
    text_buffer_format(out,
                       _("\nDecision lines, by code (due: of lines to pay, kroner)\n"
                         "  %-20s %10s %10s %10s %20s %20s\n"),
                       _("code"), _("only in A"), _("only in B"), _("different"), _("due in A"),
                       _("due in B"));
    for (int c = 0; c < LINE_CODES; c++) {
        const CodeDiff *code = &diff->codes[c];
        if (code->only[0] + code->only[1] + code->changed == 0) continue;
        text_buffer_format(out, "  %-20s %10llu %10llu %10llu %20s %20s\n",
                           grant_code_text((GrantCode)c), (unsigned long long)code->only[0],
                           (unsigned long long)code->only[1], (unsigned long long)code->changed,
                           kroner_text(code->due[0]).text, kroner_text(code->due[1]).text);
    }
    text_buffer_format(out,
                       translate_count("\n%llu line differs, by its line number in "
                                       "decisions.csv.gz\n",
                                       "\n%llu lines differ, by their line numbers in "
                                       "decisions.csv.gz\n",
                                       diff->count),
                       (unsigned long long)diff->count);
    text_buffer_append(out, diff->shown.bytes, diff->shown.length);
}

static void free_lines(LinesDiff *diff)
{
    decision_file_close(diff->sides[0].file);
    decision_file_close(diff->sides[1].file);
    text_buffer_free(&diff->shown);
}
CLEANUP_VALUE(LinesDiff, free_lines)

static Status diff_lines(Diff *diff, const RunFolder *left, const RunFolder *right,
                         Failure *failure)
{
    CLEANUP(free_lines) LinesDiff lines = {.filter = diff->filter, .shown = TEXT_BUFFER_EMPTY};
    TRY(run_folder_decisions(left, &lines.sides[0].file, failure));
    TRY(run_folder_decisions(right, &lines.sides[1].file, failure));
    TRY(merge(&lines, failure));
    TRY(text_buffer_status(&lines.shown, failure));
    report_lines(&lines, diff->out);
    diff->count += lines.count;
    diff->left_out += lines.left_out;
    return STATUS_OK;
}

/* --- all of it --- */

static Status check_folder(const RunFolder *folder, Failure *failure)
{
    TRY(run_folder_check(folder, "municipalities.csv", failure));
    TRY(run_folder_check(folder, "basic.csv", failure));
    return run_folder_check(folder, "decisions.csv.gz", failure);
}

static void report_end_of(const Diff *diff)
{
    const char *said = diff->count > 1            ? _("\nThe runs differ in %llu places.\n")
                       : diff->count == 1         ? _("\nThe runs differ in one place.\n")
                       : has_filter(diff->filter) ? _("\nNothing that is asked for differs.\n")
                                                  : _("\nThe runs are the same.\n");
    text_buffer_format(diff->out, said, (unsigned long long)diff->count);
    if (diff->left_out == 0) return;
    text_buffer_format(
        diff->out,
        diff->left_out == 1
            ? _("%llu more difference is left out: --municipality or --min.\n")
            : _("%llu more differences are left out: --municipality or --min.\n"),
        (unsigned long long)diff->left_out);
}

Status run_diff(const RunFolder *left, const RunFolder *right, const DiffFilter *filter,
                TextBuffer *out, uint64_t *differences, Failure *failure)
{
    Diff diff = {.a = &left->manifest, .b = &right->manifest, .filter = filter, .out = out};
    TRY(check_folder(left, failure));
    TRY(check_folder(right, failure));
    text_buffer_format(out, "A: %s\nB: %s\n", left->path, right->path);
    if (!has_filter(filter)) {
        diff_options(&diff);
        diff_rules(&diff);
        diff_inputs(&diff);
        diff_counts(&diff);
    }
    TRY(diff_sums(&diff, left, right, failure));
    if (!has_filter(filter)) TRY(diff_basic(&diff, left, right, failure));
    TRY(diff_lines(&diff, left, right, failure));
    report_end_of(&diff);
    *differences = diff.count;
    return text_buffer_status(out, failure);
}
