/* screen_rules.c - by which rules and rates it was computed, and what differs from those that
 * the last committed run of the year used. life.md 1. */
#include <stdio.h>
#include <string.h>

#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/screen/screen_parts.h"
#include "formats/text/rules_report.h"

/* Two years' sets: large, allocated. */
typedef struct RulePair {
    RuleSet before, now;
} RulePair;

static Status read_set(int year, const InputFile *file, RuleSet *out, Failure *failure)
{
    char name[SIGNED_NAME_SIZE];
    (void)snprintf(name, sizeof name, "rules/%d.xml", year);
    return rule_set_read_bytes(name, file->bytes, file->size, out, failure);
}

/* --- the same but for the number --- */

/* The line that numbers a file, which changes with every signature: where it is, or NULL. */
static const char *number_line(const char *text, size_t size, size_t *length)
{
    static const char begin[] = "<!--", end[] = "-->";
    SerialLine serial;
    for (const char *line = text; line < text + size; line += *length) {
        const char *stop = memchr(line, '\n', (size_t)(text + size - line));
        *length = (stop != NULL ? (size_t)(stop - line) + 1 : (size_t)(text + size - line));
        const char *from = line, *to = stop != NULL ? stop : text + size;
        if (to - from > 7 && memcmp(from, begin, 4) == 0 && memcmp(to - 3, end, 3) == 0) {
            for (from += 4; *from == ' ';)
                from++;
            for (to -= 3; to[-1] == ' ';)
                to--;
        }
        if (to > from && serial_line_parse(from, (size_t)(to - from), &serial)) return line;
    }
    return NULL;
}

/* What stands before and after that line. */
typedef struct Numbered {
    const char *text;
    size_t before, after_at, size;
} Numbered;

static Numbered without_number(const InputFile *file)
{
    const char *text = (const char *)file->bytes;
    size_t length;
    const char *line = number_line(text, file->size, &length);
    if (line == NULL) return (Numbered){text, 0, 0, file->size};
    return (Numbered){text, (size_t)(line - text), (size_t)(line - text) + length, file->size};
}

static bool same_but_number(const InputFile *left, const InputFile *right)
{
    Numbered a = without_number(left), b = without_number(right);
    size_t rest = a.size - a.after_at;
    return a.before == b.before && rest == b.size - b.after_at &&
           memcmp(a.text, b.text, a.before) == 0 &&
           memcmp(a.text + a.after_at, b.text + b.after_at, rest) == 0;
}

static bool same_bytes(const InputFile *left, const InputFile *right)
{
    return left->size == right->size && memcmp(left->bytes, right->bytes, left->size) == 0;
}

/* --- nothing to compare with --- */

static void rate_cell(const Rate *rate, char *text, size_t size)
{
    char day[DAY_TEXT_SIZE], from[DAY_TEXT_SIZE + 16] = "";
    day_format(rate->valid_from, day);
    if (strcmp(day + 4, "-01-01") != 0) (void)snprintf(from, sizeof from, _(" from %s"), day);
    (void)snprintf(text, size, "%-20s%8s kr %s%s%s", rate_code_text(rate->code),
                   whole_kroner_text(rate->amount).text,
                   translate(evidence_text((Evidence)rate->evidence)), from,
                   rate->retroactive ? _(" retroactive") : "");
}

/* Two a line, where they fit. */
static void list_rates(const Screen *screen, const RuleSet *rules)
{
    enum { CELL = 46, INDENT = 8 };
    TextBuffer *out = screen->out;
    bool beside = false; /* one stands on this line */
    text_buffer_format(out, _("%*sno committed run has used it; its rates%s\n"), INDENT, "",
                       rules->rate_count == 0 ? _(": none") : ":");
    for (size_t i = 0; i < rules->rate_count; i++) {
        char cell[128];
        rate_cell(&rules->rates[i], cell, sizeof cell);
        bool wide = utf8_characters(cell, strlen(cell)) >= CELL;
        bool last = beside || wide || i + 1 == rules->rate_count;
        if (beside && wide) text_buffer_format(out, "\n%*s", INDENT, "");
        if (!beside) text_buffer_format(out, "%*s", INDENT, "");
        text_buffer_format(out, "%-*s%s", last ? 0 : utf8_padded(cell, CELL), cell,
                           last ? "\n" : "");
        beside = !last;
    }
}

/* --- compared --- */

static void show_differences(const Screen *screen, const ScreenEntry *entry,
                             const RulePair *pair)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    if (!rules_report_diff(&text, &pair->before, &pair->now)) {
        text_buffer_format(screen->out,
                           _("        other words than in entry %06u; no rate, parameter or "
                             "threshold differs\n"),
                           entry->number);
        return;
    }
    text_buffer_format(screen->out, _("        DIFFERS from entry %06u, version %s:\n"),
                       entry->number, pair->before.version);
    if (text.failed) screen->out->failed = true;
    if (text.length > 0) screen_indent(screen->out, text.bytes, 8, 1);
}

static Status compare(const Screen *screen, const ManifestRuleSet *set, const InputFile *now,
                      RulePair *pair, Failure *failure)
{
    char name[SIGNED_NAME_SIZE];
    const ScreenEntry *entry;
    CLEANUP(input_file_free) InputFile before = {0};
    signed_input_name(SIGNED_RULES, set->year, name);
    TRY(screen_newest(screen, name, &entry, &before, failure));
    TRY(read_set(set->year, now, &pair->now, failure));
    if (entry == NULL) {
        list_rates(screen, &pair->now);
        return STATUS_OK;
    }
    if (same_but_number(&before, now)) {
        text_buffer_format(screen->out, _("        the same as in entry %06u%s\n"),
                           entry->number,
                           same_bytes(&before, now) ? "" : _(", another number"));
        return STATUS_OK;
    }
    TRY(read_set(set->year, &before, &pair->before, failure));
    show_differences(screen, entry, pair);
    return STATUS_OK;
}

static Status show_set(const Screen *screen, const ManifestRuleSet *set, RulePair *pair,
                       Failure *failure)
{
    char name[SIGNED_NAME_SIZE];
    CLEANUP(input_file_free) InputFile now = {0};
    signed_input_name(SIGNED_RULES, set->year, name);
    TRY(run_folder_check(screen->source->run, name, failure));
    TRY(run_folder_read(screen->source->run, name, &now, failure));
    text_buffer_format(screen->out, _("  %d  version %-5s SHA-256 "), set->year, set->version);
    text_buffer_hex(screen->out, set->sha256, SHA256_SIZE);
    text_buffer_char(screen->out, '\n');
    return compare(screen, set, &now, pair, failure);
}

/* --- what else the authority signs --- */

static Status show_other(const Screen *screen, SignedKind kind, Failure *failure)
{
    char name[SIGNED_NAME_SIZE];
    const ScreenEntry *entry;
    CLEANUP(input_file_free) InputFile now = {0};
    CLEANUP(input_file_free) InputFile before = {0};
    signed_input_name(kind, 0, name);
    if (manifest_files_of_kind(&screen->manifest->inputs, signed_kind_text(kind)) == NULL)
        return STATUS_OK;
    TRY(run_folder_check(screen->source->run, name, failure));
    TRY(run_folder_read(screen->source->run, name, &now, failure));
    TRY(screen_newest(screen, name, &entry, &before, failure));
    bool same = entry != NULL && same_but_number(&before, &now);
    text_buffer_format(screen->out, "  %-24s", name);
    if (entry == NULL)
        text_buffer_text(screen->out, _("no committed run has used one\n"));
    else
        text_buffer_format(screen->out, _("%s entry %06u%s\n"),
                           same ? _("the same as in") : _("DIFFERS from"), entry->number,
                           same && !same_bytes(&before, &now) ? _(", another number") : "");
    return STATUS_OK;
}

Status screen_rules(const Screen *screen, Failure *failure)
{
    static const SignedKind others[] = {SIGNED_PAYEES, SIGNED_CONFIGURATION,
                                        SIGNED_MUNICIPALITIES, SIGNED_BANK_PROFILE};
    const ManifestRuleSets *sets = &screen->manifest->rule_sets;
    CLEANUP(system_free) RulePair *pair = system_allocate_zeroed(1, sizeof *pair);
    if (pair == NULL) return failure_set(failure, STATUS_MEMORY, _("rule sets"), NULL);
    text_buffer_text(screen->out, _("\n  rules and rates\n"));
    for (size_t i = 0; i < sets->count; i++)
        TRY(show_set(screen, &sets->items[i], pair, failure));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        TRY(show_other(screen, others[i], failure));
    return STATUS_OK;
}
