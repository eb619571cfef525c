#include "engine/review/run_diff.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/count_words.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/base/plain_text.h"

/* A report in the making; `a` and `b` are the manifests. */
typedef struct Diff {
    const Manifest *a, *b;
    const DiffFilter *filter;
    TextBuffer *out;
    JsonWriter *json;         /* the same as data; NULL: words alone */
    uint64_t count, left_out; /* by the filter */
    const char *heading;      /* printed before the first difference of a part */
} Diff;

static bool has_filter(const DiffFilter *filter)
{
    return filter->municipalities.count > 0 || filter->least > 0;
}

/* A part of words alone, or with `name` an array of the data until end_part. */
static void begin(Diff *diff, const char *heading)
{
    diff->heading = heading;
}

static void begin_part(Diff *diff, const char *name, const char *heading)
{
    begin(diff, heading);
    diff_json_part_begin(diff->json, name);
}

static void end_part(Diff *diff)
{
    diff_json_part_end(diff->json);
}

static void differs(Diff *diff)
{
    if (diff->heading != NULL) text_buffer_format(diff->out, "\n%s\n", diff->heading);
    diff->heading = NULL;
    diff->count++;
}

/* What is compared: its English name, which stays in the data and is translated for people, and
 * what of it, or "". */
typedef struct Compared {
    const char *name, *of;
} Compared;

static void show_pair(Diff *diff, Compared what, const char *a, const char *b)
{
    char text[96];
    snprintf(text, sizeof text, "%s%s%s", translate(what.name), what.of[0] != '\0' ? " " : "",
             what.of);
    differs(diff);
    text_buffer_format(diff->out, "  %-*s %-34s | %s\n", utf8_padded(text, 22), text, a, b);
}

static void text_pair(Diff *diff, Compared what, const char *a, const char *b)
{
    if (strcmp(a, b) == 0) return;
    show_pair(diff, what, a, b);
    diff_json_texts(diff->json, what.name, what.of, a, b);
}

static void number_pair(Diff *diff, const char *name, int64_t a, int64_t b)
{
    char left[24], right[24];
    if (a == b) return;
    snprintf(left, sizeof left, "%lld", (long long)a);
    snprintf(right, sizeof right, "%lld", (long long)b);
    show_pair(diff, (Compared){name, ""}, left, right);
    diff_json_numbers(diff->json, name, a, b);
}

static void count_pair(Diff *diff, const char *name, uint64_t a, uint64_t b)
{
    if (a == b) return;
    show_pair(diff, (Compared){name, ""}, count_text(a).text, count_text(b).text);
    diff_json_numbers(diff->json, name, (int64_t)a, (int64_t)b);
}

static void day_pair(Diff *diff, const char *name, Day a, Day b)
{
    text_pair(diff, (Compared){name, ""}, day_text(a).text, day_text(b).text);
}

static void hash_pair(Diff *diff, const char *name, const uint8_t *a, const uint8_t *b)
{
    char left[SHA256_HEX_SIZE], right[SHA256_HEX_SIZE];
    sha256_to_hex(a, left);
    sha256_to_hex(b, right);
    left[32] = right[32] = '\0';
    text_pair(diff, (Compared){name, ""}, left, right);
}

static const char *yes_no(bool flag)
{
    return flag ? _("yes") : _("no");
}

static void flag_pair(Diff *diff, Compared what, bool a, bool b)
{
    if (a == b) return;
    show_pair(diff, what, yes_no(a), yes_no(b));
    diff_json_flags(diff->json, what.name, what.of, a, b);
}

/* --- options, rule sets, inputs --- */

static void diff_codes(Diff *diff, const char *name, const bool *a, const bool *b)
{
    for (int c = 0; c < RATE_CODE_COUNT; c++)
        flag_pair(diff, (Compared){name, rate_code_text(c)}, a[c], b[c]);
}

static void diff_held_years(Diff *diff, const HoldChoices *a, const HoldChoices *b)
{
    for (int c = 0; c < RATE_CODE_COUNT; c++) {
        for (int year = HOLD_YEAR_FIRST; year <= HOLD_YEAR_LAST; year++) {
            uint64_t bit = UINT64_C(1) << (year - HOLD_YEAR_FIRST);
            char text[64];
            snprintf(text, sizeof text, "%d:%s", year, rate_code_text(c));
            flag_pair(diff, (Compared){N_("hold code"), text}, (a->years[c] & bit) != 0,
                      (b->years[c] & bit) != 0);
        }
    }
}

static void diff_list(Diff *diff, const char *name, const MunicipalityList *a,
                      const MunicipalityList *b)
{
    for (MunicipalityCode code = 0; code < MUNICIPALITY_CODES; code++) {
        char text[8];
        snprintf(text, sizeof text, "%04u", code);
        flag_pair(diff, (Compared){name, text}, municipality_list_has(a, code),
                  municipality_list_has(b, code));
    }
}

static void diff_flags(Diff *diff)
{
    const Manifest *a = diff->a, *b = diff->b;
    const struct {
        const char *name;
        bool a, b;
    } flags[] = {{N_("dry run"), a->dry_run, b->dry_run},
                 {N_("allow synthetic"), a->allow_synthetic, b->allow_synthetic},
                 {N_("allow gap"), a->allow_gap, b->allow_gap},
                 {N_("allow cut-off"), a->allow_cutoff, b->allow_cutoff},
                 {N_("national"), a->national, b->national}};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        flag_pair(diff, (Compared){flags[i].name, ""}, flags[i].a, flags[i].b);
}

static void diff_options(Diff *diff)
{
    const Manifest *a = diff->a, *b = diff->b;
    begin_part(diff, "options", _("Options"));
    text_pair(diff, (Compared){N_("mode"), ""}, run_mode_text(a->live), run_mode_text(b->live));
    number_pair(diff, N_("year"), a->year, b->year);
    number_pair(diff, N_("quarter"), a->quarter, b->quarter);
    day_pair(diff, N_("cut-off"), a->cutoff, b->cutoff);
    day_pair(diff, N_("payment date"), a->payment_date, b->payment_date);
    day_pair(diff, N_("extract date"), a->extract_date, b->extract_date);
    number_pair(diff, N_("schemes (bits)"), a->schemes, b->schemes);
    text_pair(diff, (Compared){N_("bank profile"), ""}, a->bank_profile, b->bank_profile);
    diff_flags(diff);
    diff_list(diff, N_("only own of"), &a->only_own, &b->only_own);
    diff_list(diff, N_("repay"), &a->repay, &b->repay);
    text_pair(diff, (Compared){N_("program"), ""}, a->program, b->program);
    diff_codes(diff, N_("accept rate"), a->accept_rate, b->accept_rate);
    diff_codes(diff, N_("hold code"), a->holds.code, b->holds.code);
    diff_held_years(diff, &a->holds, &b->holds);
    diff_list(diff, N_("hold municipality"), &a->hold_municipalities, &b->hold_municipalities);
    hash_pair(diff, N_("ledger head"), a->ledger_head, b->ledger_head);
    end_part(diff);
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
    begin_part(diff, "rule_sets", _("Rule sets"));
    for (int year = YEAR_MIN; year <= YEAR_MAX; year++) {
        const ManifestRuleSet *a = find_rules(diff->a, year), *b = find_rules(diff->b, year);
        char name[24], left[64], right[64];
        rules_text(a, left, sizeof left);
        rules_text(b, right, sizeof right);
        if (strcmp(left, right) == 0) continue;
        snprintf(name, sizeof name, "%d", year);
        show_pair(diff, (Compared){name, ""}, left, right);
        diff_json_rules(diff->json, year, a, b);
    }
    end_part(diff);
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

/* What an input is for people; the data keep the word of the manifest. */
static const char *input_words(const char *kind)
{
    static const char *const words[][2] = {
        {"register", N_("register")},           {"payees", N_("payees")},
        {"configuration", N_("configuration")}, {"municipalities", N_("municipality table")},
        {"bank-profile", N_("bank profile")},   {"rule-set", N_("rule set")},
        {"decided", N_("decided numbers")}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i][0], kind) == 0) return translate(words[i][1]);
    return kind;
}

/* Inputs are the same when their content is: names, order and compression do not matter. */
static void only_in(Diff *diff, const Manifest *from, const Manifest *other, const char *which)
{
    for (size_t i = 0; i < from->inputs.count; i++) {
        const ManifestFile *file = &from->inputs.items[i];
        if (has_content(&other->inputs, file)) continue;
        differs(diff);
        const char *kind = input_words(file->kind);
        text_buffer_format(diff->out, _("  only in %s: %-*s %s ("), which,
                           utf8_padded(kind, 18), kind, file->path);
        text_buffer_hex(diff->out, file->sums.content_sha256, 8);
        text_buffer_text(diff->out, ")\n");
        diff_json_input(diff->json, which, file);
    }
}

static void diff_inputs(Diff *diff)
{
    begin_part(diff, "inputs", _("Inputs (by their content)"));
    only_in(diff, diff->a, diff->b, "A");
    only_in(diff, diff->b, diff->a, "B");
    end_part(diff);
}

/* --- counts and sums --- */

static void diff_counts(Diff *diff)
{
    const Manifest *a = diff->a, *b = diff->b;
    begin_part(diff, "counts", _("Counts"));
    count_pair(diff, N_("persons read"), a->persons, b->persons);
    count_pair(diff, N_("persons with lines"), a->with_lines, b->with_lines);
    count_pair(diff, N_("persons without"), a->without_lines, b->without_lines);
    count_pair(diff, N_("persons held"), a->held_persons, b->held_persons);
    count_pair(diff, N_("persons vanished"), a->vanished, b->vanished);
    count_pair(diff, N_("records set aside"), a->set_aside, b->set_aside);
    count_pair(diff, N_("lines"), a->lines, b->lines);
    count_pair(diff, N_("lines to pay"), a->pay_lines, b->pay_lines);
    count_pair(diff, N_("payments"), a->payments, b->payments);
    end_part(diff);
}

static void ore_pair(Diff *diff, const char *where, const char *what, Ore a, Ore b)
{
    if (a == b) return;
    if (!diff_is_far_apart(diff->filter, a, b)) {
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
        diff_json_sums(diff->json, MUNICIPALITY_NONE, (PaymentGroup)g, &left, &right);
    }
}

static void diff_municipalities(Diff *diff, const GroupRow *a, const GroupRow *b)
{
    begin_part(diff, "municipalities",
               _("By municipality and payment group, kroner (A | B, B less A)"));
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        if (!diff_wants_municipality(diff->filter, (MunicipalityCode)code)) continue;
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            char where[32];
            snprintf(where, sizeof where, "%04zu %s", code,
                     payment_group_text((PaymentGroup)g));
            uint64_t before = diff->count;
            sums_pair(diff, where, &a[code][g], &b[code][g]);
            if (diff->count > before)
                diff_json_sums(diff->json, (MunicipalityCode)code, (PaymentGroup)g, &a[code][g],
                               &b[code][g]);
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
    diff_json_part_begin(diff->json, "payment_groups");
    if (!has_filter(diff->filter)) diff_totals(diff, a, b);
    end_part(diff);
    diff_municipalities(diff, (const GroupRow *)a, (const GroupRow *)b);
    end_part(diff);
    return STATUS_OK;
}

/* --- counts of the basic grant --- */

/* A code and year of either run, with what each says of it: NULL when it does not. */
static void basic_pair(Diff *diff, const BasicCount *a, const BasicCount *b)
{
    const BasicCount none = {0};
    const BasicCount *left = a != NULL ? a : &none, *right = b != NULL ? b : &none;
    const BasicCount *any = a != NULL ? a : b;
    char name[32];
    snprintf(name, sizeof name, "M%04u %d", any->municipality, any->budget_year);
    if (left->persons != right->persons)
        show_pair(diff, (Compared){name, ""}, count_text((uint64_t)left->persons).text,
                  count_text((uint64_t)right->persons).text);
    if (left->held != right->held)
        show_pair(diff, (Compared){name, _("held")}, yes_no(left->held), yes_no(right->held));
    if (left->persons != right->persons || left->held != right->held)
        diff_json_basic(diff->json, left, right, any);
}

static Status diff_basic(Diff *diff, const RunFolder *left, const RunFolder *right,
                         Failure *failure)
{
    CLEANUP(system_free) BasicCount *a = NULL;
    CLEANUP(system_free) BasicCount *b = NULL;
    size_t a_count, b_count;
    TRY(run_folder_basic(left, &a, &a_count, failure));
    TRY(run_folder_basic(right, &b, &b_count, failure));
    begin_part(diff, "basic_grant",
               _("Persons counted for the basic grant on 15 January (A | B)"));
    for (size_t i = 0, j = 0; i < a_count || j < b_count;) {
        int order = i == a_count ? 1 : j == b_count ? -1 : basic_count_compare(&a[i], &b[j]);
        const BasicCount *of_a = order <= 0 ? &a[i++] : NULL;
        const BasicCount *of_b = order >= 0 ? &b[j++] : NULL;
        basic_pair(diff, of_a, of_b);
    }
    end_part(diff);
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
    const char *said = diff->count > 0            ? _("\nThe runs differ in %s.\n")
                       : has_filter(diff->filter) ? _("\nNothing that is asked for differs.\n")
                                                  : _("\nThe runs are the same.\n");
    text_buffer_format(diff->out, said, count_words(diff->count, "place", "places").text);
    if (diff->left_out == 0) return;
    text_buffer_format(diff->out, _("Left out by --municipality or --min: %s.\n"),
                       count_words(diff->left_out, "more difference", "more differences").text);
}

static Status compare(Diff *diff, const RunFolder *left, const RunFolder *right,
                      Failure *failure)
{
    if (!has_filter(diff->filter)) {
        diff_options(diff);
        diff_rules(diff);
        diff_inputs(diff);
        diff_counts(diff);
    }
    TRY(diff_sums(diff, left, right, failure));
    if (!has_filter(diff->filter)) TRY(diff_basic(diff, left, right, failure));
    return run_diff_lines(left, right, diff->filter, diff->out, diff->json, &diff->count,
                          &diff->left_out, failure);
}

Status run_diff(const RunFolder *left, const RunFolder *right, const DiffFilter *filter,
                TextBuffer *out, JsonWriter *json, uint64_t *differences, Failure *failure)
{
    Diff diff = {.a = &left->manifest,
                 .b = &right->manifest,
                 .filter = filter,
                 .out = out,
                 .json = json};
    TRY(check_folder(left, failure));
    TRY(check_folder(right, failure));
    text_buffer_format(out, "A: %s\nB: %s\n", left->path, right->path);
    diff_json_begin(json, diff.a, diff.b);
    TRY(compare(&diff, left, right, failure));
    diff_json_end(json, diff.count, diff.left_out);
    report_end_of(&diff);
    *differences = diff.count;
    return text_buffer_status(out, failure);
}
