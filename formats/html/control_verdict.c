/* control_verdict.c - what must be done, by whom and when; every control with findings. */
#include <stdio.h>
#include <string.h>

#include "formats/base/plain_text.h"
#include "formats/html/control_parts.h"
#include "formats/text/control_told.h"

enum { QUARTERS = 4 };

/* --- who acts --- */

typedef enum Actor { ACTOR_MUNICIPALITY, ACTOR_AGENCY, ACTOR_NOBODY, ACTOR_COUNT } Actor;

/* Every action begins with who does it: test_control_actions. */
static Actor actor_of(int control)
{
    const char *action = control_action_nb(control);
    if (strncmp(action, "Kommune", strlen("Kommune")) == 0) return ACTOR_MUNICIPALITY;
    return strncmp(action, "Ingen", strlen("Ingen")) == 0 ? ACTOR_NOBODY : ACTOR_AGENCY;
}

static bool acts_on_held(const WorkItem *item, int actor)
{
    return work_item_is_open(item) && item->severity < SEVERITY_WARN &&
           (int)actor_of(item->control) == actor;
}

static bool acts_on_warned(const WorkItem *item, int actor)
{
    return work_item_is_open(item) && item->severity == SEVERITY_WARN &&
           (int)actor_of(item->control) == actor;
}

static bool is_open(const WorkItem *item, int unused)
{
    (void)unused;
    return work_item_is_open(item);
}

static bool is_of_effect(const WorkItem *item, int effect)
{
    return work_item_is_open(item) && item->effect == effect;
}

static uint64_t warnings_about(const ControlPage *page, bool money)
{
    uint64_t count = 0;
    for (size_t i = 0; i < page->work->list->count; i++) {
        const WorkItem *item = &page->work->list->items[i];
        if (!work_item_is_open(item) || item->severity != SEVERITY_WARN) continue;
        count += (item->effect == EFFECT_MONEY) == money;
    }
    return count;
}

/* --- the table of what is to be done --- */

typedef struct Task {
    Actor actor;
    ControlPick pick;
    ControlText what;
    bool before_payment; /* else before the next extract */
} Task;

static const Task tasks[] = {
    {ACTOR_MUNICIPALITY, acts_on_held, CONTROL_TEXT_CORRECT_HELD, false},
    {ACTOR_AGENCY, acts_on_held, CONTROL_TEXT_ANSWER_HELD, false},
    {ACTOR_AGENCY, acts_on_warned, CONTROL_TEXT_ANSWER_WARNED, true},
    {ACTOR_MUNICIPALITY, acts_on_warned, CONTROL_TEXT_CORRECT_WARNED, false},
    {ACTOR_NOBODY, acts_on_warned, CONTROL_TEXT_NOTHING_TO_DO, false},
};

/* What is paid already can only be asked about before the next extract. */
static void deadline(const ControlPage *page, bool before_payment, TextBuffer *text)
{
    const Manifest *manifest = page->page.manifest;
    int quarter = manifest->quarter % QUARTERS + 1;
    if (before_payment && page->page.entry == NULL) {
        text_buffer_format(text, WORDS(page, BEFORE_PAYMENT),
                           day_text(manifest->payment_date).text);
        return;
    }
    text_buffer_format(text, WORDS(page, NEXT_EXTRACT), quarter,
                       manifest->year + (quarter == 1));
}

static void task_row(const ControlPage *page, const Task *task, const ControlWeight *weight,
                     HtmlTable *table)
{
    CLEANUP(text_buffer_free) TextBuffer when = TEXT_BUFFER_EMPTY;
    deadline(page, task->before_payment, &when);
    html_cell(table, control_words(page->english, task->what));
    html_cell(table, when.bytes != NULL ? when.bytes : "");
    html_cell_number(table, (int64_t)weight->findings);
    html_cell(table, control_amount(page, weight->ore, weight->unknown).text);
    page->page.out->failed = page->page.out->failed || when.failed;
}

static void show_tasks(const ControlPage *page)
{
    char findings[64], kroner[64];
    const char *const columns[] = {WORDS(page, WHO), WORDS(page, WHEN), findings, kroner};
    snprintf(findings, sizeof findings, ">%s", WORDS(page, FINDINGS));
    snprintf(kroner, sizeof kroner, ">%s", WORDS(page, KRONER));
    HtmlTable table = html_table_begin(page->page.out, WORDS(page, TO_DO), columns,
                                       sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++) {
        ControlWeight weight = control_weigh(page, tasks[i].pick, (int)tasks[i].actor);
        if (weight.findings > 0) task_row(page, &tasks[i], &weight, &table);
    }
    html_table_end(&table);
}

void control_verdict(const ControlPage *page)
{
    const FindingCounts *counts = page->counts;
    uint64_t held = counts->by_severity[SEVERITY_FATAL] + counts->by_severity[SEVERITY_BLOCK];
    uint64_t money = warnings_about(page, true), other = warnings_about(page, false);
    uint64_t informs = counts->by_severity[SEVERITY_INFO];
    ControlWeight open = control_weigh(page, is_open, 0);
    control_section(page, "verdict", CONTROL_TEXT_VERDICT);
    if (held > 0)
        control_sentence(page, CONTROL_TEXT_HELD_SENTENCE,
                         whole_kroner_text((Kroner)held).text);
    if (money + other > 0)
        control_sentence(page, CONTROL_TEXT_WARNED_SENTENCE,
                         whole_kroner_text((Kroner)money).text,
                         whole_kroner_text((Kroner)other).text);
    if (open.findings == 0) control_sentence(page, CONTROL_TEXT_NOTHING);
    if (open.persons > open.unknown)
        control_sentence(page, CONTROL_TEXT_STAKE_SENTENCE, control_kroner(open.ore).text,
                         page->page.manifest->year);
    if (open.unknown > 0)
        control_sentence(page, CONTROL_TEXT_UNKNOWN_SENTENCE,
                         whole_kroner_text((Kroner)open.unknown).text);
    if (informs > 0)
        control_sentence(page, CONTROL_TEXT_INFORM_SENTENCE,
                         whole_kroner_text((Kroner)informs).text);
    if (open.findings > 0) show_tasks(page);
}

/* --- kroner --- */

static void money_row(const ControlPage *page, const char *name, const ControlWeight *weight,
                      HtmlTable *table)
{
    html_cell(table, name);
    html_cell_number(table, (int64_t)weight->findings);
    html_cell_number(table, (int64_t)weight->persons);
    html_cell(table, control_kroner(weight->money.run_paid).text);
    html_cell(table, control_amount(page, weight->money.run_held, weight->unknown).text);
    html_cell(table, control_kroner(weight->money.year_paid).text);
    html_cell(table, control_amount(page, weight->money.year_held, weight->unknown).text);
}

void control_money(const ControlPage *page)
{
    enum { COLUMNS = 7, NAME_SIZE = 64 };
    static const ControlText numbers[COLUMNS] = {CONTROL_TEXT_EFFECT,   CONTROL_TEXT_FINDINGS,
                                                 CONTROL_TEXT_PERSONS,  CONTROL_TEXT_RUN_PAID,
                                                 CONTROL_TEXT_RUN_HELD, CONTROL_TEXT_YEAR_PAID,
                                                 CONTROL_TEXT_YEAR_HELD};
    char names[COLUMNS][NAME_SIZE];
    const char *columns[COLUMNS];
    control_section(page, "kroner", CONTROL_TEXT_MONEY);
    for (int i = 0; i < COLUMNS; i++) {
        snprintf(names[i], NAME_SIZE, "%s%s", i > 0 ? ">" : "",
                 control_words(page->english, numbers[i]));
        columns[i] = names[i];
    }
    HtmlTable table =
        html_table_begin(page->page.out, WORDS(page, MONEY_CAPTION), columns, COLUMNS);
    for (int effect = 0; effect < EFFECT_COUNT; effect++) {
        ControlWeight weight = control_weigh(page, is_of_effect, effect);
        money_row(page, control_effect_text(page->english, (Effect)effect), &weight, &table);
    }
    html_table_end(&table);
}

/* --- control by control --- */

static bool is_of_control(const WorkItem *item, int control)
{
    return item->control == control && work_item_is_open(item);
}

static void control_row(const ControlPage *page, const Control *control,
                        const ControlWeight *weight, HtmlTable *table)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    char kind[64];
    control_told(&text, page->english ? LANGUAGE_EN : LANGUAGE_NB, control->number);
    text_buffer_format(&text, " %s%s", WORDS(page, DO),
                       page->english ? control_action_en(control->number)
                                     : control_action_nb(control->number));
    html_cell(table, control_name(control->number).text);
    snprintf(kind, sizeof kind, "%s, %s",
             control_severity_text(page->english, control->severity),
             control_effect_text(page->english, control_effect(control->number)));
    html_cell(table, kind);
    html_cell_number(table, (int64_t)weight->findings);
    html_cell(table, weight->persons > 0
                         ? control_amount(page, weight->ore, weight->unknown).text
                         : "");
    html_cell(table, text.bytes != NULL ? text.bytes : "");
    page->page.out->failed = page->page.out->failed || text.failed;
}

static void show_informing(const ControlPage *page)
{
    TextBuffer *out = page->page.out;
    const char *between = " ";
    if (page->counts->by_severity[SEVERITY_INFO] == 0) return;
    text_buffer_text(out, "<p class=\"small\">");
    html_text(out, WORDS(page, INFORMING));
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        uint64_t found = page->counts->by_control[control->number];
        if (control->severity != SEVERITY_INFO || found == 0) continue;
        text_buffer_format(out, "%s%s ", between, control_name(control->number).text);
        html_prose(out, whole_kroner_text((Kroner)found).text);
        between = ", ";
    }
    text_buffer_text(out, ".</p>\n");
}

void control_rows(const ControlPage *page)
{
    char findings[64], kroner[64];
    const char *const columns[] = {WORDS(page, CONTROL), WORDS(page, KIND), findings, kroner,
                                   WORDS(page, SENTENCE)};
    snprintf(findings, sizeof findings, ">%s", WORDS(page, FINDINGS));
    snprintf(kroner, sizeof kroner, ">%s", WORDS(page, KRONER));
    control_section(page, "controls", CONTROL_TEXT_CONTROLS);
    HtmlTable table = html_table_begin(page->page.out, WORDS(page, CONTROLS_CAPTION), columns,
                                       sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        ControlWeight weight = control_weigh(page, is_of_control, control->number);
        if (weight.findings > 0) control_row(page, control, &weight, &table);
    }
    html_table_end(&table);
    show_informing(page);
}
