#include "formats/html/control_page.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/html/control_parts.h"

enum { SENTENCE_SIZE = 1000, ORE_PER_KRONE = 100 };

/* --- what the parts share --- */

void control_section(const ControlPage *page, const char *id, ControlText heading)
{
    TextBuffer *out = page->page.out;
    text_buffer_format(out, "<h2 id=\"%s\">", id);
    html_text(out, control_words(page->english, heading));
    text_buffer_text(out, "</h2>\n");
}

void control_sentence(const ControlPage *page, ControlText format, ...)
{
    char text[SENTENCE_SIZE];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, control_words(page->english, format), values);
    va_end(values);
    html_paragraph(page->page.out, text);
}

KronerText control_kroner(Ore ore)
{
    return whole_kroner_text(ore / ORE_PER_KRONE);
}

ControlAmount control_amount(const ControlPage *page, Ore ore, uint64_t unknown)
{
    ControlAmount amount;
    snprintf(amount.text, sizeof amount.text, "%s",
             ore == 0 && unknown > 0 ? WORDS(page, NOT_KNOWN) : control_kroner(ore).text);
    return amount;
}

static int compare_persons(const void *left, const void *right)
{
    const WorkItem *const *a = left;
    const WorkItem *const *b = right;
    return strcmp((*a)->person, (*b)->person);
}

static Status order_by_person(ControlPage *page, Failure *failure)
{
    const WorkList *list = page->work->list;
    page->by_person = system_allocate((list->count + 1) * sizeof(WorkItem *));
    if (page->by_person == NULL) return failure_set(failure, STATUS_MEMORY, _("report"), NULL);
    for (size_t i = 0; i < list->count; i++)
        page->by_person[i] = &list->items[i];
    if (list->count > 1)
        qsort(page->by_person, list->count, sizeof(WorkItem *), compare_persons);
    return STATUS_OK;
}

ControlWeight control_weigh(const ControlPage *page, ControlPick pick, int value)
{
    ControlWeight weight = {0};
    const char *last = "";
    for (size_t i = 0; i < page->work->list->count; i++) {
        const WorkItem *item = page->by_person[i];
        if (!pick(item, value)) continue;
        weight.findings++;
        if (strcmp(item->person, last) == 0) continue; /* a municipality's own have none */
        last = item->person;
        weight.persons++;
        weight.unknown += item->amount_unknown;
        money_add(&weight.money, &item->money);
        weight.ore = ore_add(weight.ore, work_item_ore(item));
    }
    return weight;
}

/* --- the beginning --- */

/* A page with other limits must not be taken for the run's own. */
static void show_other_limits(const ControlPage *page)
{
    TextBuffer *out = page->page.out;
    if (page->limits == NULL) return;
    text_buffer_text(out, "<p><strong>");
    html_text(out, WORDS(page, OTHER_LIMITS));
    html_text(out, page->limits);
    text_buffer_text(out, ".</strong> ");
    html_text(out, WORDS(page, OTHER_LIMITS_MORE));
    text_buffer_text(out, "</p>\n");
}

static void begin(const ControlPage *page)
{
    const Manifest *manifest = page->page.manifest;
    char title[160], hex[SHA256_HEX_SIZE], extract[DAY_TEXT_SIZE], cutoff[DAY_TEXT_SIZE];
    sha256_to_hex(manifest->run_identity, hex);
    day_format(manifest->extract_date, extract);
    day_format(manifest->cutoff, cutoff);
    snprintf(title, sizeof title, WORDS(page, TITLE), manifest->year, manifest->quarter);
    html_begin_in(page->page.out, page->english ? "en" : "nb", title,
                  run_mode_note(page->english ? LANGUAGE_EN : LANGUAGE_NB, manifest->live));
    control_sentence(page, CONTROL_TEXT_FACTS, extract, cutoff,
                     day_text(manifest->payment_date).text, hex, manifest->program,
                     manifest->time);
    if (page->page.entry != NULL)
        control_sentence(page, CONTROL_TEXT_ENTRY, page->page.entry->number,
                         page->page.entry->time);
    if (page->page.stopped != NULL) html_preformatted(page->page.out, page->page.stopped);
    show_other_limits(page);
}

typedef struct Section {
    const char *id;
    ControlText name;
} Section;

static const Section sections[] = {
    {"verdict", CONTROL_TEXT_VERDICT},       {"kroner", CONTROL_TEXT_MONEY},
    {"municipalities", CONTROL_TEXT_PLACES}, {"new", CONTROL_TEXT_CHANGE},
    {"controls", CONTROL_TEXT_CONTROLS},     {"plots", CONTROL_TEXT_PLOTS},
    {"limits", CONTROL_TEXT_LIMITS},         {"not-run", CONTROL_TEXT_NOT_RUN},
    {"sample", CONTROL_TEXT_SAMPLE},         {"signatures", CONTROL_TEXT_SIGNATURES},
};

static void show_contents(const ControlPage *page)
{
    TextBuffer *out = page->page.out;
    text_buffer_text(out, "<nav aria-label=\"");
    html_text(out, WORDS(page, CONTENTS));
    text_buffer_text(out, "\"><ul class=\"contents\">\n");
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        if (page->sample == NULL && sections[i].name == CONTROL_TEXT_SAMPLE) continue;
        text_buffer_format(out, "<li><a href=\"#%s\">", sections[i].id);
        html_text(out, control_words(page->english, sections[i].name));
        text_buffer_text(out, "</a></li>\n");
    }
    text_buffer_text(out, "</ul></nav>\n");
}

/* --- since the run before --- */

typedef struct Changes {
    unsigned long long fresh, remaining, gone;
} Changes;

static Changes changes_of(const ControlPage *page, int control)
{
    Changes changes = {0, 0, page->work->list->gone[control]};
    for (size_t i = 0; i < page->work->list->count; i++) {
        const WorkItem *item = &page->work->list->items[i];
        if (item->control != control) continue;
        changes.fresh += item->state == WORK_NEW;
        changes.remaining += item->state == WORK_REMAINING;
    }
    return changes;
}

static bool is_shown(const Control *control, const Changes *changes)
{
    return control->severity != SEVERITY_INFO && changes->fresh + changes->gone > 0;
}

static void change_rows(const ControlPage *page, size_t rows)
{
    TextBuffer *out = page->page.out;
    control_sentence(page, rows > 0 ? CONTROL_TEXT_CHANGE_WORDS : CONTROL_TEXT_NO_CHANGE);
    if (rows == 0) return;
    text_buffer_text(out, "<ul class=\"columns\">\n");
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        Changes changes = changes_of(page, control->number);
        if (!is_shown(control, &changes)) continue;
        text_buffer_format(out, "<li><b>%s</b> ", control_name(control->number).text);
        html_text(out, control_severity_text(page->english, control->severity));
        text_buffer_format(out, WORDS(page, CHANGE_ROW), count_text(changes.fresh).text,
                           count_text(changes.remaining).text, count_text(changes.gone).text);
        text_buffer_text(out, "</li>\n");
    }
    text_buffer_text(out, "</ul>\n");
}

static void show_change(const ControlPage *page)
{
    const RunBefore *last = page->last;
    Changes all = {0, 0, 0};
    size_t rows = 0;
    control_section(page, "new", CONTROL_TEXT_CHANGE);
    if (last == NULL) {
        control_sentence(page, CONTROL_TEXT_NO_LAST);
        return;
    }
    control_sentence(page, CONTROL_TEXT_LAST_FACTS, last->year, last->quarter,
                     control_kroner(last->paid).text,
                     control_kroner(page->page.manifest->paid).text);
    for (size_t i = 0; i < control_count(); i++) {
        Changes changes = changes_of(page, control_at(i)->number);
        all.fresh += changes.fresh;
        all.remaining += changes.remaining;
        all.gone += changes.gone;
        rows += is_shown(control_at(i), &changes);
    }
    control_sentence(page, CONTROL_TEXT_CHANGE_SUMS, whole_kroner_text((Kroner)all.fresh).text,
                     whole_kroner_text((Kroner)all.remaining).text,
                     whole_kroner_text((Kroner)all.gone).text);
    change_rows(page, rows);
}

/* --- the sample --- */

/* Sentences that a reader must not miss: what the sample says, of each side. */
static bool concludes(const char *line)
{
    static const char *const words[] = {"Konklusjon", "Conclusion"};
    line += strspn(line, " ");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strncmp(line, words[i], strlen(words[i])) == 0) return true;
    return false;
}

/* Figures as they are, in lines; conclusions in words between them. */
static void show_judgement(TextBuffer *out, char *text)
{
    bool open = false;
    for (char *line = text, *end; *line != '\0'; line = end) {
        end = line + strcspn(line, "\n");
        if (*end != '\0') *end++ = '\0';
        bool concluding = concludes(line);
        if (open && concluding) text_buffer_text(out, "</pre>\n");
        if (!open && !concluding) text_buffer_text(out, "<pre>");
        if (concluding) text_buffer_text(out, "<p><b>");
        html_text(out, concluding ? line + strspn(line, " ") : line);
        text_buffer_text(out, concluding ? "</b></p>\n" : "\n");
        open = !concluding;
    }
    if (open) text_buffer_text(out, "</pre>\n");
}

static void show_sample(const ControlPage *page)
{
    const SampleResult *sample = page->sample;
    if (sample == NULL) return;
    control_section(page, "sample", CONTROL_TEXT_SAMPLE);
    html_paragraph(page->page.out, sample->drawn);
    if (sample->refusal != NULL) html_paragraph(page->page.out, sample->refusal);
    if (sample->judgement != NULL) show_judgement(page->page.out, sample->judgement);
}

/* --- the end --- */

static void signature(const ControlPage *page, ControlText who)
{
    static const ControlText lines[] = {CONTROL_TEXT_SIGN_NAME, CONTROL_TEXT_SIGN_DATE,
                                        CONTROL_TEXT_SIGN_HAND};
    TextBuffer *out = page->page.out;
    text_buffer_text(out, "<div class=\"sign\"><h3>");
    html_text(out, control_words(page->english, who));
    text_buffer_text(out, "</h3>\n");
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        text_buffer_text(out, "<p>");
        html_text(out, control_words(page->english, lines[i]));
        text_buffer_text(out, "</p>\n");
    }
    text_buffer_text(out, "</div>\n");
}

static void show_signatures(const ControlPage *page)
{
    TextBuffer *out = page->page.out;
    text_buffer_text(out, "<section class=\"whole\">\n");
    control_section(page, "signatures", CONTROL_TEXT_SIGNATURES);
    control_sentence(page, CONTROL_TEXT_SIGN_WORDS);
    text_buffer_text(out, "<div class=\"pair\">\n");
    signature(page, CONTROL_TEXT_SIGN_TEAM);
    signature(page, CONTROL_TEXT_SIGN_HEAD);
    text_buffer_text(out, "</div>\n</section>\n");
}

static Status write_parts(const ControlPage *page, Failure *failure)
{
    begin(page);
    control_verdict(page);
    show_contents(page);
    control_money(page);
    TRY(control_places(page, failure));
    show_change(page);
    control_rows(page);
    TRY(control_page_plots(page, failure));
    control_limits(page);
    control_not_run(page);
    show_sample(page);
    show_signatures(page);
    html_end(page->page.out);
    return text_buffer_status(page->page.out, failure);
}

Status control_page_write(ControlPage *page, Failure *failure)
{
    TRY(order_by_person(page, failure));
    Status status = write_parts(page, failure);
    system_free(page->by_person);
    page->by_person = NULL;
    return status;
}
