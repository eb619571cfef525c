#include "formats/base/written_text.h"
#include "formats/screen/approval_screen.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/screen/screen_parts.h"
#include "formats/text/control_told.h"
#include "formats/text/severity_words.h"
#include "rules/controls/finding.h"

enum { CONTROLS_SHOWN = 10, WARNINGS_SHOWN = 20 };

/* --- columns --- */

void screen_name(TextBuffer *out, const char *name, int width)
{
    size_t characters = utf8_characters(name, strlen(name));
    int bytes = (int)strlen(name);
    while (characters > (size_t)width - 1) {
        bytes = utf8_cut(name, bytes - 1);
        characters = utf8_characters(name, (size_t)bytes);
    }
    text_buffer_format(out, "%.*s%*s", bytes, name, width - (int)characters, "");
}

void screen_place(const Screen *screen, size_t code, int width)
{
    const Municipality *row = NULL;
    if (code < MUNICIPALITY_CODES)
        row = municipality_find(screen->municipalities, (MunicipalityCode)code);
    text_buffer_format(screen->out, "%04zu ", code);
    screen_name(screen->out, row != NULL ? row->name : "", width - 5);
}

/* One line, broken at blanks; what follows stands four columns further in. */
static void indent_line(TextBuffer *out, const char *line, size_t length, int indent)
{
    for (int in = indent; length > 0; in = indent + 4) {
        size_t room = (size_t)(SCREEN_WIDTH - in), end = length;
        if (length > room) {
            for (end = room; end > room / 2 && line[end] != ' '; end--)
                continue;
            if (line[end] != ' ') end = (size_t)utf8_cut(line, (int)room);
        }
        text_buffer_format(out, "%*s", in, "");
        text_buffer_append(out, line, end);
        text_buffer_char(out, '\n');
        while (end < length && line[end] == ' ')
            end++;
        line += end;
        length -= end;
    }
}

void screen_indent(TextBuffer *out, const char *text, int indent, int skip)
{
    for (int line = 0; *text != '\0'; line++) {
        size_t length = strcspn(text, "\n");
        if (line >= skip) indent_line(out, text, length, indent);
        text += length + (text[length] == '\n');
    }
}

/* --- who, what, when --- */

static void label(const Screen *screen, const char *what)
{
    text_buffer_text(screen->out, "  ");
    text_buffer_cell(screen->out, what, -12);
}

static void show_ledger(const Screen *screen)
{
    const ScreenSource *source = screen->source;
    const Manifest *manifest = screen->manifest;
    label(screen, _("ledger"));
    if (!manifest->has_ledger) {
        text_buffer_text(screen->out, _("none\n"));
        return;
    }
    text_buffer_format(screen->out, _("entry %06u"), manifest->ledger_entry);
    if (source->before_count > 0)
        text_buffer_format(screen->out, _(" of %.10s"),
                           source->before[source->before_count - 1].time);
    text_buffer_text(screen->out, _(", head "));
    text_buffer_hex(screen->out, manifest->ledger_head, 8);
    if (source->before_count == 0)
        text_buffer_text(screen->out, _("; not at hand: nothing to compare with"));
    text_buffer_char(screen->out, '\n');
}

static void show_count(const Screen *screen, uint64_t count, const char *what)
{
    text_buffer_format(screen->out, "%s %s", whole_kroner_text((Kroner)count).text, what);
}

static void show_agency(const Screen *screen)
{
    const Configuration *agency = screen->agency;
    label(screen, _("paid by"));
    text_buffer_format(screen->out, _("%s, account %s%s\n"), agency->agency_name,
                       agency->account,
                       screen->made_up_agency ? _(" (made up: no --config)") : "");
    label(screen, "");
    text_buffer_format(screen->out, _("on %s, by %s: "),
                       day_text(screen->manifest->payment_date).text,
                       screen->manifest->bank_profile);
    show_count(screen, screen->manifest->payments, _("payments\n"));
}

static size_t count_registers(const Manifest *manifest)
{
    size_t count = 0;
    for (size_t i = 0; i < manifest->inputs.count; i++)
        count += strcmp(manifest->inputs.items[i].kind, "register") == 0;
    return count;
}

static void show_persons(const Screen *screen)
{
    const Manifest *manifest = screen->manifest;
    label(screen, _("persons"));
    show_count(screen, manifest->persons, _("read, "));
    show_count(screen, manifest->with_lines, _("with lines, "));
    show_count(screen, manifest->held_persons, _("held, "));
    show_count(screen, manifest->vanished, _("vanished; "));
    show_count(screen, manifest->set_aside, _("records set aside\n"));
}

static void show_head(const Screen *screen)
{
    size_t registers = count_registers(screen->manifest);
    const Manifest *manifest = screen->manifest;
    TextBuffer *out = screen->out;
    text_buffer_format(
        out, _("%s %s for %d, quarter %d\n"), manifest->live ? _("Live") : _("TEST"),
        manifest->dry_run ? _("dry run") : _("proposal"), manifest->year, manifest->quarter);
    label(screen, _("proposed"));
    text_buffer_format(out, _("%s by %s\n"), manifest->time,
                       screen->source->proposed_by != NULL ? screen->source->proposed_by
                                                           : _("somebody unproven"));
    label(screen, _("program"));
    text_buffer_format(out, _("%s, build %s; run identity "), manifest->program,
                       manifest->build);
    text_buffer_hex(out, manifest->run_identity, 8);
    text_buffer_char(out, '\n');
    show_ledger(screen);
    show_agency(screen);
    label(screen, _("register"));
    text_buffer_format(out, _("of %s, cut-off %s, %zu %s\n"),
                       day_text(manifest->extract_date).text, day_text(manifest->cutoff).text,
                       registers, registers == 1 ? _("file") : _("files"));
    show_persons(screen);
}

/* --- options --- */

/* What the second person lets pass is about all of it. */
static Status add_passed(const Screen *screen, LetThroughs *list, Failure *failure)
{
    const EntryText *passed = screen->source->passed;
    if (passed == NULL) return STATUS_OK;
    const struct {
        bool given;
        const char *option;
    } rows[] = {{passed->same_inputs, "--same-inputs"},
                {passed->same_user, "--same-user"},
                {passed->allow_time, "--allow-time"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].given)
            TRY(let_through_add(list, &screen->summary.paid_lines, failure, "%s",
                                rows[i].option));
    return STATUS_OK;
}

static Status show_options(const Screen *screen, Failure *failure)
{
    CLEANUP(let_through_free) LetThroughs list = {0};
    const LetThroughs *run = &screen->summary.let_through;
    for (size_t i = 0; i < run->count; i++)
        TRY(let_through_add(&list, &run->items[i].touched, failure, "%s",
                            run->items[i].option));
    TRY(add_passed(screen, &list, failure));
    text_buffer_char(screen->out, '\n');
    if (list.count == 0)
        text_buffer_text(screen->out, _("  no option lets anything through\n"));
    let_through_text(&list, screen->out);
    if (screen->source->passed != NULL && !screen->source->passed->same_inputs)
        text_buffer_text(screen->out,
                         _("  computed again from the second person's own files\n"));
    for (size_t i = 0; i < screen->manifest->packs.count; i++) {
        text_buffer_text(screen->out, _("  the first person's packs: "));
        written_text(screen->manifest->packs.items[i], screen->out);
        text_buffer_char(screen->out, '\n');
    }
    return STATUS_OK;
}

static void show_warnings(const Screen *screen)
{
    const ManifestTexts *warnings = &screen->manifest->warnings;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    for (size_t i = 0; run_summary_note(&screen->summary, i) != NULL; i++)
        written_warning("", run_summary_note(&screen->summary, i), &text);
    for (size_t i = 0; i < warnings->count && i < WARNINGS_SHOWN; i++)
        written_warning("", warnings->items[i], &text);
    if (warnings->count > WARNINGS_SHOWN)
        text_buffer_format(&text, _("WARNING: %s more: see warnings in manifest.json.\n"),
                           count_text(warnings->count - WARNINGS_SHOWN).text);
    if (text.failed) screen->out->failed = true;
    if (text.length == 0) return;
    text_buffer_char(screen->out, '\n');
    screen_indent(screen->out, text.bytes, 2, 0);
}

/* --- findings --- */

static void show_severities(const Screen *screen)
{
    uint64_t counts[SEVERITY_COUNT] = {0};
    for (size_t i = 0; i < control_count(); i++)
        counts[control_at(i)->severity] += screen->summary.found[control_at(i)->number];
    text_buffer_text(screen->out, _("\n  findings "));
    for (int s = 0; s < SEVERITY_COUNT; s++)
        text_buffer_format(screen->out, "%s %s %s", s == 0 ? "" : ",",
                           severity_words((Severity)s),
                           whole_kroner_text((Kroner)counts[s]).text);
    text_buffer_char(screen->out, '\n');
}

static int most_frequent(const uint64_t found[CONTROL_NUMBERS_MAX], const bool *shown)
{
    int best = 0;
    for (size_t i = 0; i < control_count(); i++) {
        int number = control_at(i)->number;
        if (!shown[number] && found[number] > found[best]) best = number;
    }
    return best;
}

static void show_control(const Screen *screen, int number)
{
    enum { BEFORE = 8, AFTER = 13 }; /* columns beside the words of severity */
    text_buffer_format(screen->out, "  %-6s", control_name(number).text);
    text_buffer_cell(screen->out, severity_words(control_find(number)->severity),
                     -severity_columns());
    text_buffer_format(screen->out, "%11s  ",
                       whole_kroner_text((Kroner)screen->summary.found[number]).text);
    control_told_wrapped(screen->out, number, BEFORE + severity_columns() + AFTER);
}

void screen_findings(const Screen *screen)
{
    bool shown[CONTROL_NUMBERS_MAX] = {false};
    show_severities(screen);
    for (int n = 0; n < CONTROLS_SHOWN; n++) {
        int number = most_frequent(screen->summary.found, shown);
        if (number == 0) return;
        shown[number] = true;
        show_control(screen, number);
    }
}

/* --- all of it --- */

static Status show_all(Screen *screen, Failure *failure)
{
    show_head(screen);
    TRY(show_options(screen, failure));
    show_warnings(screen);
    screen_totals(screen);
    TRY(screen_taken(screen, failure));
    screen_groups(screen);
    if (screen->summary.reasons.count > 0) text_buffer_char(screen->out, '\n');
    held_reasons_text(&screen->summary.reasons, screen->out);
    TRY(screen_largest(screen, failure));
    TRY(screen_rules(screen, failure));
    screen_findings(screen);
    TRY(screen_accounts(screen, failure));
    return text_buffer_status(screen->out, failure);
}

Status approval_screen(const ScreenSource *source, TextBuffer *out, Failure *failure)
{
    CLEANUP(system_free) Screen *screen = system_allocate_zeroed(1, sizeof *screen);
    if (screen == NULL) return failure_set(failure, STATUS_MEMORY, source->run->path, NULL);
    Status status = screen_load(source, out, screen, failure);
    if (status == STATUS_OK) status = show_all(screen, failure);
    screen_free(screen);
    return status;
}
