/* control_limits.c - limits beside what came of them; what did not run, and why. */
#include "formats/base/plain_text.h"
#include "formats/html/control_parts.h"
#include "formats/html/limit_texts.h"

static void outcome(const ControlPage *page, int control)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_format(&text, WORDS(page, OUTCOME),
                       whole_kroner_text((Kroner)page->counts->by_control[control]).text,
                       whole_kroner_text((Kroner)page->executed[control]).text);
    html_prose(page->page.out, text.failed ? "" : text.bytes);
    page->page.out->failed = page->page.out->failed || text.failed;
}

static void show_limit(const ControlPage *page, ThresholdId limit)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    limit_text_append(&text, threshold_row(limit)->name, page->figures.thresholds->value[limit],
                      page->english);
    html_prose(page->page.out, text.failed ? "" : text.bytes);
    page->page.out->failed = page->page.out->failed || text.failed;
}

/* Limits of one control stand together: one outcome for all of them. */
void control_limits(const ControlPage *page)
{
    TextBuffer *out = page->page.out;
    int before = 0;
    control_section(page, "limits", CONTROL_TEXT_LIMITS);
    control_sentence(page, CONTROL_TEXT_LIMITS_WORDS, page->rules->year, page->rules->version);
    text_buffer_text(out, "<ul class=\"columns\">\n");
    for (int i = 0; i < THRESHOLD_COUNT; i++) {
        const ThresholdRow *row = threshold_row((ThresholdId)i);
        if (page->executed[row->control] == 0) continue;
        if (before != 0 && row->control != before) {
            outcome(page, before);
            text_buffer_text(out, "</li>\n");
        }
        if (row->control != before)
            text_buffer_format(out, "<li><b>%s</b> ", control_name(row->control).text);
        else
            text_buffer_text(out, ", ");
        show_limit(page, (ThresholdId)i);
        before = row->control;
    }
    if (before != 0) {
        outcome(page, before);
        text_buffer_text(out, "</li>\n");
    }
    text_buffer_text(out, "</ul>\n");
}

/* --- what did not run --- */

static const ControlText reasons[] = {CONTROL_TEXT_WHY_LIMIT, CONTROL_TEXT_WHY_BEFORE,
                                      CONTROL_TEXT_WHY_DECIDED, CONTROL_TEXT_WHY_DRY,
                                      CONTROL_TEXT_WHY_NOTHING};

static bool is_one_of(int control, const int *numbers)
{
    while (*numbers != 0 && *numbers != control)
        numbers++;
    return *numbers != 0;
}

/* Why a control of the catalogue has looked at nothing; CONTROL_TEXT_COUNT: it has not. */
static ControlText why_not(const ControlPage *page, int control)
{
    static const int need_before[] = {404, 405, 706, 805, 904, 921, 923, 0};
    static const int need_decided[] = {701, 801, 0};
    static const int need_payees[] = {903, 904, 922, 0};
    if (page->executed[control] > 0) return CONTROL_TEXT_COUNT;
    if (page->figures.thresholds->missing[control]) return CONTROL_TEXT_WHY_LIMIT;
    if (!page->decided && is_one_of(control, need_decided)) return CONTROL_TEXT_WHY_DECIDED;
    if (page->page.manifest->dry_run && is_one_of(control, need_payees))
        return CONTROL_TEXT_WHY_DRY;
    if (page->last == NULL && is_one_of(control, need_before)) return CONTROL_TEXT_WHY_BEFORE;
    return CONTROL_TEXT_WHY_NOTHING;
}

static void show_reason(const ControlPage *page, ControlText reason)
{
    TextBuffer *out = page->page.out;
    bool any = false;
    for (size_t i = 0; i < control_count(); i++) {
        int control = control_at(i)->number;
        if (why_not(page, control) != reason) continue;
        if (!any) {
            text_buffer_text(out, "<li><b>");
            html_text(out, control_words(page->english, reason));
            text_buffer_text(out, "</b>:");
        }
        any = true;
        text_buffer_format(out, " %s", control_name(control).text);
    }
    if (any) text_buffer_text(out, ".</li>\n");
}

static void show_quiet(const ControlPage *page)
{
    TextBuffer *out = page->page.out;
    text_buffer_text(out, "<li><b>");
    html_text(out, WORDS(page, QUIET));
    text_buffer_text(out, "</b>:");
    for (size_t i = 0; i < control_count(); i++) {
        int control = control_at(i)->number;
        if (page->executed[control] == 0 || page->counts->by_control[control] > 0) continue;
        text_buffer_format(out, " %s", control_name(control).text);
    }
    text_buffer_text(out, ".</li>\n");
}

void control_not_run(const ControlPage *page)
{
    size_t idle = 0;
    for (size_t i = 0; i < control_count(); i++)
        idle += page->executed[control_at(i)->number] == 0;
    control_section(page, "not-run", CONTROL_TEXT_NOT_RUN);
    if (idle == 0) control_sentence(page, CONTROL_TEXT_ALL_RAN);
    text_buffer_text(page->page.out, "<ul class=\"small\">\n");
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        show_reason(page, reasons[i]);
    show_quiet(page);
    text_buffer_text(page->page.out, "</ul>\n");
}
