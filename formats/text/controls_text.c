#include "formats/text/controls_text.h"

#include "formats/base/count_words.h"
#include "formats/base/utf8.h"
#include "formats/base/translate.h"
#include "formats/text/severity_words.h"

enum { TOP_MUNICIPALITIES = 15, CHANGES_SHOWN = 100 };

typedef struct Shown {
    const ControlsFound *found;
    const FindingCounts *now, *before;
    TextBuffer *out;
} Shown;

static void show_severities(const Shown *shown)
{
    text_buffer_text(shown->out,
                     _("\nFindings by severity       now   in the run   difference\n"));
    for (int s = 0; s < SEVERITY_COUNT; s++) {
        uint64_t now = shown->now->by_severity[s], before = shown->before->by_severity[s];
        text_buffer_format(shown->out, "  %-20s %8s %12s %12s\n", severity_words((Severity)s),
                           count_text(now).text, count_text(before).text,
                           change_text((int64_t)(now - before)).text);
    }
}

/* The first part of a sentence that says what the control is about is enough here; the whole
 * stands in `rules show controls`. */
static void show_controls(const Shown *shown)
{
    size_t silent = 0;
    text_buffer_text(shown->out, _("\nFindings by control   ran on      now   in the run   "
                                   "difference\n"));
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        uint64_t now = shown->now->by_control[control->number];
        uint64_t before = shown->before->by_control[control->number];
        uint64_t executed = shown->found->executed[control->number];
        silent += executed > 0 && now == 0 && before == 0;
        if (now == 0 && before == 0) continue;
        text_buffer_format(shown->out, "  R%-5d %-14s %7s %8s %12s %12s\n", control->number,
                           severity_words(control->severity), count_text(executed).text,
                           count_text(now).text, count_text(before).text,
                           change_text((int64_t)(now - before)).text);
    }
    text_buffer_format(shown->out,
                       translate_count("  %s more control ran and found nothing.\n",
                                       "  %s more controls ran and found nothing.\n", silent),
                       count_text(silent).text);
}

static void show_not_run(const Shown *shown)
{
    const char *between = _("\nDid not run (nothing to control, or no limit):");
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        if (shown->found->executed[control->number] > 0) continue;
        text_buffer_format(shown->out, "%s R%d", between, control->number);
        between = "";
    }
    if (*between == '\0') text_buffer_char(shown->out, '\n');
}

static uint64_t warnings_of(const FindingCounts *counts, size_t code)
{
    const uint64_t *row = counts->by_municipality[code];
    return row[SEVERITY_FATAL] + row[SEVERITY_BLOCK] + row[SEVERITY_WARN];
}

/* The municipality with most findings of those not shown yet; ties by code. 0: none is left. */
static size_t next_municipality(const FindingCounts *counts, const bool *shown)
{
    size_t best = 0;
    uint64_t most = 0, informs = 0;
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        uint64_t warnings = warnings_of(counts, code);
        uint64_t infos = counts->by_municipality[code][SEVERITY_INFO];
        if (shown[code] || warnings + infos == 0) continue;
        if (best != 0 && (warnings < most || (warnings == most && infos <= informs))) continue;
        best = code;
        most = warnings;
        informs = infos;
    }
    return best;
}

static void show_municipalities(const Shown *shown)
{
    bool done[MUNICIPALITY_CODES] = {false};
    text_buffer_text(shown->out,
                     _("\nMunicipalities with most findings    hold or warn   inform   "
                       "in the run\n"));
    for (int i = 0; i < TOP_MUNICIPALITIES; i++) {
        size_t code = next_municipality(shown->now, done);
        if (code == 0) break;
        done[code] = true;
        const Municipality *row =
            municipality_find(shown->found->municipalities, (MunicipalityCode)code);
        uint64_t before = 0;
        for (int s = 0; s < SEVERITY_COUNT; s++)
            before += shown->before->by_municipality[code][s];
        const char *name = row != NULL ? row->name : "";
        text_buffer_format(shown->out, "  %04zu %-*s %14s %8s %12s\n", code,
                           utf8_padded(name, 28), name,
                           count_text(warnings_of(shown->now, code)).text,
                           count_text(shown->now->by_municipality[code][SEVERITY_INFO]).text,
                           count_text(before).text);
    }
}

static void show_change(const Shown *shown, size_t control, size_t code)
{
    uint64_t now = shown->now->by_place[control][code];
    uint64_t before = shown->before->by_place[control][code];
    const Municipality *row =
        code > 0 ? municipality_find(shown->found->municipalities, (MunicipalityCode)code)
                 : NULL;
    const char *name = row != NULL ? row->name : code == 0 ? _("the country") : "";
    text_buffer_format(shown->out, "  R%-5d %04zu %-*s %8s %12s %12s\n",
                       control_at(control)->number, code, utf8_padded(name, 28), name,
                       count_text(now).text, count_text(before).text,
                       change_text((int64_t)(now - before)).text);
}

/* What other limits find more or less, and where. */
static void show_changes(const Shown *shown)
{
    size_t changes = 0;
    text_buffer_text(shown->out,
                     _("\nOther findings than the run's              now   in the run   "
                       "difference\n"));
    for (size_t i = 0; i < control_count(); i++) {
        for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
            if (shown->now->by_place[i][code] == shown->before->by_place[i][code]) continue;
            if (changes++ < CHANGES_SHOWN) show_change(shown, i, code);
        }
    }
    if (changes == 0) text_buffer_text(shown->out, _("  none\n"));
    if (changes > CHANGES_SHOWN) {
        text_buffer_format(shown->out,
                           _("  and %s more; --findings FILE writes every finding\n"),
                           count_text(changes - CHANGES_SHOWN).text);
    }
}

void controls_text(const ControlsFound *found, TextBuffer *out)
{
    const Shown shown = {found, found->now, found->before, out};
    const char *limits = found->limits;
    text_buffer_format(out, _("Controls of %s (%d, quarter %d) with %s%s\n"), found->name,
                       found->year, found->quarter,
                       limits != NULL ? _("the limits of ") : _("the run's own limits"),
                       limits != NULL ? limits : "");
    show_severities(&shown);
    show_controls(&shown);
    show_not_run(&shown);
    show_municipalities(&shown);
    if (limits != NULL) show_changes(&shown);
}
