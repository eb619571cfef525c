/* explain_lines.c - decision lines in words: rate, share, the rounding of C, earned, settled,
 * due, held; and whether decisions.csv says the same. grants.md 1, 2.3, 4. */
#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/run/decision_file.h"
#include "engine/manual/manual_entry.h"
#include "engine/review/explain.h"
#include "formats/base/plain_text.h"
#include "formats/run/settled_plain.h"
#include "formats/text/line_words.h"
#include "formats/text/registration_text.h"

/* A settled line with the ledger entry it stands in. */
typedef struct SettledBy {
    uint32_t entry;
    SettledLine line;
} SettledBy;

typedef struct SettledList {
    SettledBy *items;
    size_t count, capacity;
} SettledList;

static void settled_list_free(SettledList *list)
{
    system_free(list->items);
}
CLEANUP_VALUE(SettledList, settled_list_free)

/* --- which entries have settled it --- */

static bool owns(const Ident *owners, size_t count, Subject subject)
{
    for (size_t i = 0; i < count; i++) {
        if (owners[i] == subject) return true;
    }
    return false;
}

static Status add_settled(const SettledBy *settled, const Ident *owners, size_t owner_count,
                          SettledList *list, Failure *failure)
{
    if (!owns(owners, owner_count, settled->line.subject)) return STATUS_OK;
    TRY(system_grow(&list->items, &list->capacity, list->count + 1, sizeof *list->items,
                    failure));
    list->items[list->count++] = *settled;
    return STATUS_OK;
}

static Status read_entry(const Explain *explain, uint32_t number, const Ident *owners,
                         size_t owner_count, SettledList *list, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(packed_lines_free) PackedLines lines = {0};
    const FolderFile *stored;
    TRY(folder_read(ledger_folder(explain->again->run.ledger, number), "lines.csv.gz",
                    INPUT_SIZE_MAX, &stored, failure));
    TRY(folder_content(stored, INPUT_SIZE_MAX, &file, failure));
    TRY(settled_packed_read(stored->path, file.bytes, file.size, &lines, failure));
    for (size_t i = 0; i < lines.count; i++) {
        const SettledBy settled = {number, packed_line_unpack(lines.items[i])};
        TRY(add_settled(&settled, owners, owner_count, list, failure));
    }
    return STATUS_OK;
}

static Status read_entries(const Explain *explain, const Ident *owners, size_t count,
                           SettledList *list, Failure *failure)
{
    const Ledger *ledger = explain->again->run.ledger;
    for (size_t e = 0; ledger != NULL && e < ledger->entry_count; e++) {
        if (!entry_has_lines(ledger->entries[e].kind)) continue;
        TRY(read_entry(explain, (uint32_t)e, owners, count, list, failure));
    }
    return STATUS_OK;
}

static void tell_settled(const Explain *explain, const SettledList *list,
                         const Registration *person, const DecisionLine *line)
{
    const char *separator = " (";
    for (size_t i = 0; i < list->count; i++) {
        const SettledLine *settled = &list->items[i].line;
        if (settled->code != line->code || settled->budget_year != line->budget_year ||
            settle_place(&explain->again->run.settle, person, settled->municipality).code !=
                line->municipality)
            continue;
        text_buffer_format(explain->out, _("%sentry %06u: %s"), separator, list->items[i].entry,
                           kroner_text(settled->amount).text);
        if (settled->municipality != line->municipality)
            text_buffer_format(explain->out, _(" to %04u"), settled->municipality);
        separator = "; ";
    }
    if (separator[0] == ';') text_buffer_char(explain->out, ')');
}

/* --- one share --- */

static const RuleSet *rules_of(const Explain *explain, const DecisionLine *line)
{
    return settle_year(&explain->again->run.settle, line->budget_year)->context.rules;
}

/* The point up to which the interval has been earned: its end, or where the quarter has come.
 */
static Fraction earned_to(const Run *run, const RuleSet *rules, const DecisionLine *line)
{
    bool in_terms = grant_is_in_terms(rules, (GrantCode)line->code);
    if (!in_terms || line->budget_year != run->options.year) return line->to;
    Fraction through = fraction_make(run->options.quarter, 4);
    return fraction_min(line->to, fraction_max(through, line->from));
}

/* What is left of a krone, or of an øre, before it is rounded. */
static void tell_rest(const Explain *explain, int64_t rest, Fraction x, const char *unit)
{
    char text[FRACTION_TEXT_SIZE];
    fraction_format(fraction_make((int32_t)rest, x.denominator), text);
    text_buffer_format(explain->out, _(" %s%s, rounded half up "), text, unit);
}

/* "C(3/8) = 3/8 of 230 000 = 86 250", with the remainder that is rounded. */
static void tell_point(const Explain *explain, Kroner rate, Fraction x, Rounding rounding)
{
    char text[FRACTION_TEXT_SIZE];
    bool ore = rounding == ROUND_TO_ORE;
    fraction_format(x, text);
    int64_t product = rate * x.numerator * (ore ? 100 : 1);
    int64_t whole = product / x.denominator, rest = product % x.denominator;
    text_buffer_format(explain->out, _("      C(%s) = %s of %s = %s"), text, text,
                       whole_kroner_text(rate).text,
                       ore ? kroner_text(whole).text : whole_kroner_text(whole).text);
    if (rest != 0) {
        Ore rounded = part_of_rate(rate, x, rounding);
        tell_rest(explain, rest, x, ore ? " øre" : "");
        text_buffer_text(explain->out, ore ? kroner_text(rounded).text
                                           : whole_kroner_text(rounded / 100).text);
    }
    text_buffer_text(explain->out, " kr\n");
}

static void tell_rate(const Explain *explain, const SettleWork *work, size_t index)
{
    const DecisionLine *line = &work->lines[index];
    const RuleSet *rules = rules_of(explain, line);
    if (decision_line_is_unknown(line)) {
        text_buffer_text(explain->out, _("    no rate: the amount is not known\n"));
        return;
    }
    if (line->rate_index < 0) {
        text_buffer_text(explain->out, line->rate == 0 && line->earned == 0 && line->first
                                           ? _("    no rate: nothing is earned here now\n")
                                           : _("    the rate is not in the rule set\n"));
        return;
    }
    const Rate *rate = &rules->rates[line->rate_index];
    text_buffer_format(explain->out,
                       _("    rate %s kr: %s valid from %s, rule set %d version %s, %s\n"
                         "      reference: %s\n      source: %s\n"),
                       whole_kroner_text(line->rate / 100).text, rate_code_text(rate->code),
                       day_text(rate->valid_from).text, rules->year, rules->version,
                       _(evidence_text((Evidence)rate->evidence)), translate(rate->reference),
                       translate(rate->source));
    if (rate->note[0] != '\0')
        text_buffer_format(explain->out, _("      note: %s\n"), translate(rate->note));
}

static void tell_share(const Explain *explain, const SettleWork *work, size_t index)
{
    const DecisionLine *line = &work->lines[index];
    char from[FRACTION_TEXT_SIZE], to[FRACTION_TEXT_SIZE], point[FRACTION_TEXT_SIZE];
    Kroner rate = line->rate / 100;
    const RuleSet *rules = rules_of(explain, line);
    Rounding rounding = grant_rounding(rules, (GrantCode)line->code);
    Fraction end = earned_to(&explain->again->run, rules, line);
    fraction_format(line->from, from);
    fraction_format(line->to, to);
    fraction_format(end, point);
    tell_rate(explain, work, index);
    if (line->rate_index < 0) return;
    text_buffer_format(explain->out, _("    share of the year: from %s to %s"), from, to);
    if (fraction_compare(end, line->to) != 0) {
        text_buffer_format(explain->out, _("; through quarter %d: to %s"),
                           explain->again->run.options.quarter, point);
    }
    text_buffer_char(explain->out, '\n');
    if (worth_of_interval(rate, line->from, end, rounding) == line->earned) {
        tell_point(explain, rate, end, rounding);
        if (line->from.numerator != 0) tell_point(explain, rate, line->from, rounding);
    }
    text_buffer_format(explain->out, _("    earned: %s kr\n"), kroner_text(line->earned).text);
}

/* --- lines of one code, budget year and municipality --- */

static void tell_status(const Explain *explain, const DecisionLine *line)
{
    TextBuffer *out = explain->out;
    text_buffer_format(out, "    %s", line_status_words(language_chosen(), line));
    if (line->status == DECISION_PAY)
        text_buffer_format(out, _(" in group %s (grants.md 4)"),
                           payment_group_text(grant_code_group((GrantCode)line->code)));
    else if (line->status == DECISION_HELD)
        control_text(explain->out, line->control);
    text_buffer_char(out, '\n');
}

/* Nothing is taken for an amount that nobody knows: that would read as nothing due. */
static void tell_due(const Explain *explain, const SettleWork *work, size_t begin, size_t end,
                     const SettledList *list, const Registration *person)
{
    const DecisionLine *first = &work->lines[begin];
    Ore earned = 0;
    for (size_t i = begin; i < end; i++)
        earned = ore_add(earned, work->lines[i].earned);
    if (decision_line_is_unknown(first) && earned == 0)
        text_buffer_format(explain->out, _("    earned (not known) - settled before %s"),
                           kroner_text(first->settled_before).text);
    else
        text_buffer_format(explain->out, _("    earned %s - settled before %s"),
                           kroner_text(earned).text, kroner_text(first->settled_before).text);
    tell_settled(explain, list, person, first);
    if (decision_line_is_unknown(first))
        text_buffer_text(explain->out, _(" = due: amount not known\n"));
    else
        text_buffer_format(explain->out, _(" = due %s kr\n"), kroner_text(first->due).text);
}

static void tell_group(const Explain *explain, const SettleWork *work, size_t begin, size_t end,
                       const SettledList *list, const Registration *person)
{
    const DecisionLine *first = &work->lines[begin];
    text_buffer_format(explain->out, _("\n  %s, budget year %d, "),
                       grant_code_text((GrantCode)first->code), first->budget_year);
    municipality_text(explain->out, explain->again->run.municipalities, first->municipality);
    if (first->grant_year > 0)
        text_buffer_format(explain->out, _(", grant year %u"), first->grant_year);
    text_buffer_char(explain->out, '\n');
    for (size_t i = begin; i < end; i++)
        tell_share(explain, work, i);
    tell_due(explain, work, begin, end, list, person);
    tell_status(explain, first);
}

Status explain_lines(const Explain *explain, const SettleWork *work, const Registration *person,
                     const Ident *owners, size_t count, Failure *failure)
{
    CLEANUP(settled_list_free) SettledList list = {0};
    TRY(read_entries(explain, owners, count, &list, failure));
    text_buffer_text(explain->out, _("\nThe lines: due = earned - settled (grants.md 4)\n"));
    for (size_t begin = 0, end; begin < work->line_count; begin = end) {
        end = begin + 1;
        while (end < work->line_count &&
               decision_line_same_key(&work->lines[begin], &work->lines[end]))
            end++;
        tell_group(explain, work, begin, end, &list, person);
    }
    return manual_tell_person(explain->again->run.ledger, owners, count, explain->out,
                              explain->json, failure);
}

/* --- against decisions.csv --- */

static Status stored_lines(const Explain *explain, Subject subject, TextBuffer *text,
                           size_t *count, Failure *failure)
{
    CLEANUP(decision_file_close) DecisionFile *file = NULL;
    char name[SUBJECT_TEXT_SIZE];
    const RunMark mark = manifest_mark(&explain->folder->manifest);
    subject_format(subject, name);
    TRY(run_folder_decisions(explain->folder, &file, failure));
    for (;;) {
        DecisionLine line;
        bool more;
        TRY(decision_file_next(file, &line, &more, failure));
        if (!more || line.subject > subject) return text_buffer_status(text, failure);
        if (line.subject != subject) continue;
        decision_csv_append(text, &line, name, &mark);
        (*count)++;
    }
}

Status explain_compare(const Explain *explain, const SettleWork *work, Subject subject,
                       Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer stored = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer computed = TEXT_BUFFER_EMPTY;
    char name[SUBJECT_TEXT_SIZE];
    const RunMark mark = manifest_mark(&explain->folder->manifest);
    size_t count = 0;
    subject_format(subject, name);
    for (size_t i = 0; i < work->line_count; i++)
        decision_csv_append(&computed, &work->lines[i], name, &mark);
    TRY(stored_lines(explain, subject, &stored, &count, failure));
    TRY(text_buffer_status(&computed, failure));
    if (stored.length != computed.length ||
        (stored.length > 0 && memcmp(stored.bytes, computed.bytes, stored.length) != 0))
        return failure_set(failure, STATUS_VERIFICATION, explain->folder->path,
                           "decisions.csv.gz has %zu lines for this subject that are not the "
                           "%zu computed now",
                           count, work->line_count);
    text_buffer_format(explain->out,
                       translate_count("\nCompared with decisions.csv: the same (%zu line).\n",
                                       "\nCompared with decisions.csv: the same (%zu lines).\n",
                                       count),
                       count);
    return STATUS_OK;
}
