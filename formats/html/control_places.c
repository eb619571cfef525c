/* control_places.c - municipalities with their findings: each control once, the most kroner
 * first; the municipalities after the first ones in one paragraph. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/plain_text.h"
#include "formats/html/control_parts.h"

enum { PLACES_WHOLE = 15, CONTROLS_WHOLE = 6 };

/* The findings of a municipality by one control. */
typedef struct PlaceControl {
    int control;
    uint32_t findings, unknown; /* of these of persons held at amounts nobody knows */
    Ore ore;                    /* of persons */
    const WorkItem *example;    /* the one with most kroner */
} PlaceControl;

typedef struct PlaceControls {
    PlaceControl items[CONTROLS_MAX];
    size_t count;
} PlaceControls;

static int compare_controls(const void *left, const void *right)
{
    const PlaceControl *a = left;
    const PlaceControl *b = right;
    if (a->example->severity != b->example->severity)
        return a->example->severity < b->example->severity ? -1 : 1;
    if (a->ore != b->ore) return a->ore > b->ore ? -1 : 1;
    return a->control < b->control ? -1 : a->control > b->control;
}

/* The list is sorted: the first of a control has most kroner. */
static void gather(const ControlPage *page, MunicipalityCode code, PlaceControls *out)
{
    const WorkList *list = page->work->list;
    *out = (PlaceControls){.count = 0};
    for (size_t i = 0; i < list->count; i++) {
        const WorkItem *item = &list->items[i];
        size_t at = 0;
        if (item->municipality != code || !work_item_is_open(item)) continue;
        while (at < out->count && out->items[at].control != item->control)
            at++;
        if (at == CONTROLS_MAX) continue;
        if (at == out->count)
            out->items[out->count++] = (PlaceControl){item->control, 0, 0, 0, item};
        out->items[at].findings++;
        out->items[at].unknown += item->amount_unknown;
        if (item->person[0] != '\0')
            out->items[at].ore = ore_add(out->items[at].ore, work_item_ore(item));
    }
    if (out->count > 1) qsort(out->items, out->count, sizeof out->items[0], compare_controls);
}

static void show_control(const ControlPage *page, const PlaceControl *found)
{
    TextBuffer *out = page->page.out;
    const WorkItem *item = found->example;
    bool of_person = item->person[0] != '\0';
    text_buffer_format(out, "<li><b>%s</b> ", control_name(found->control).text);
    html_text(out, control_severity_text(page->english, (Severity)item->severity));
    text_buffer_format(out, ", %u", found->findings);
    if (of_person) {
        text_buffer_text(out, " (");
        html_prose(out, control_amount(page, found->ore, found->unknown).text);
        text_buffer_text(out, found->ore == 0 && found->unknown > 0 ? ")" : "&nbsp;kr)");
    }
    text_buffer_text(out, ": ");
    if (found->findings > 1) html_text(out, WORDS(page, FOR_EXAMPLE));
    html_prose(out, work_item_message(page->work->list, item, !page->english));
    text_buffer_text(out, "</li>\n");
}

static void show_more(const ControlPage *page, const PlaceControls *found)
{
    TextBuffer *out = page->page.out;
    const char *between = "";
    if (found->count <= CONTROLS_WHOLE) return;
    text_buffer_text(out, "<li>");
    text_buffer_format(out, WORDS(page, MORE_CONTROLS), found->count - CONTROLS_WHOLE);
    for (size_t i = CONTROLS_WHOLE; i < found->count; i++) {
        text_buffer_format(out, "%s%s %u", between, control_name(found->items[i].control).text,
                           found->items[i].findings);
        between = ", ";
    }
    text_buffer_text(out, "</li>\n");
}

static void show_list(const ControlPage *page, MunicipalityCode code)
{
    PlaceControls found;
    gather(page, code, &found);
    text_buffer_text(page->page.out, "<ul>\n");
    for (size_t i = 0; i < found.count && i < CONTROLS_WHOLE; i++)
        show_control(page, &found.items[i]);
    show_more(page, &found);
    text_buffer_text(page->page.out, "</ul>\n");
}

static void show_place(const ControlPage *page, const WorkPlace *place)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TextBuffer *out = page->page.out;
    char name[PLACE_TEXT_SIZE], permille[32];
    run_page_place(&page->page, place->code, name);
    if (place->ore == 0 && place->unknown > 0)
        text_buffer_format(&text, WORDS(page, PLACE_HEAD_UNKNOWN), name,
                           count_text(place->findings).text);
    else
        text_buffer_format(&text, WORDS(page, PLACE_HEAD), name,
                           count_text(place->findings).text, control_kroner(place->ore).text);
    int64_t tenths = work_place_tenths(place);
    snprintf(permille, sizeof permille, "%lld%c%lld", (long long)tenths / 10,
             page->english ? '.' : ',', (long long)tenths % 10);
    if (tenths >= 0) text_buffer_format(&text, WORDS(page, PLACE_PERMILLE), permille);
    text_buffer_text(out, "<section class=\"whole\"><h3>");
    html_prose(out, text.bytes != NULL ? text.bytes : "");
    text_buffer_text(out, "</h3>\n");
    show_list(page, place->code);
    text_buffer_text(out, "</section>\n");
    out->failed = out->failed || text.failed;
}

/* Everybody is there, however small. */
static void show_rest(const ControlPage *page, const WorkPlace *places, size_t count)
{
    TextBuffer *out = page->page.out;
    if (count == 0) return;
    text_buffer_text(out, "<p class=\"small all\">");
    text_buffer_format(out, WORDS(page, MORE_PLACES), count);
    for (size_t i = 0; i < count; i++) {
        char name[PLACE_TEXT_SIZE];
        run_page_place(&page->page, places[i].code, name);
        if (i > 0) text_buffer_text(out, "; ");
        html_text(out, name);
        text_buffer_format(out, " %u (", places[i].findings);
        html_prose(out, control_amount(page, places[i].ore, places[i].unknown).text);
        text_buffer_char(out, ')');
    }
    text_buffer_text(out, ".</p>\n");
}

static void show_placeless(const ControlPage *page)
{
    PlaceControls found;
    gather(page, MUNICIPALITY_NONE, &found);
    if (found.count == 0) return;
    text_buffer_text(page->page.out, "<section class=\"whole\"><h3>");
    html_text(page->page.out, WORDS(page, NO_PLACE));
    text_buffer_text(page->page.out, "</h3>\n");
    show_list(page, MUNICIPALITY_NONE);
    text_buffer_text(page->page.out, "</section>\n");
}

Status control_places(const ControlPage *page, Failure *failure)
{
    CLEANUP(system_free) WorkPlace *places = NULL;
    size_t count = 0, whole;
    TRY(work_places(page->work, &places, &count, failure));
    control_section(page, "municipalities", CONTROL_TEXT_PLACES);
    control_sentence(page, CONTROL_TEXT_PLACES_WORDS);
    whole = count < PLACES_WHOLE ? count : PLACES_WHOLE;
    text_buffer_text(page->page.out, "<div class=\"places\">\n");
    for (size_t i = 0; i < whole; i++)
        show_place(page, &places[i]);
    show_placeless(page);
    text_buffer_text(page->page.out, "</div>\n");
    show_rest(page, places + whole, count - whole);
    control_sentence(page, CONTROL_TEXT_ALL_LISTED);
    return STATUS_OK;
}
