/* screen_sums.c - what is paid, beside what was paid before: totals, payment groups, the
 * largest payments and changes. life.md 1. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/screen/screen_parts.h"

enum { LARGEST_SHOWN = 10 };

static void amount_row(TextBuffer *out, const char *name, Ore amount)
{
    text_buffer_format(out, "  %-*s%18s\n", utf8_padded(name, 18), name,
                       amount_text(amount).text);
}

void screen_totals(const Screen *screen)
{
    TextBuffer *out = screen->out;
    GroupSums all = netting_totals(screen->rows, -1);
    text_buffer_format(out, "\n  %-18s%18s\n", "", _("kroner"));
    amount_row(out, _("lines"), all.lines);
    amount_row(out, _("brought forward"), all.brought_forward);
    if (all.returned != 0) amount_row(out, _("returned"), all.returned);
    if (all.manual != 0) amount_row(out, _("by hand"), all.manual);
    amount_row(out, _("to be paid"), all.paid);
    amount_row(out, _("carried forward"), all.carried_forward);
    amount_row(out, _("held, not paid"), all.held);
    if (screen->summary.not_known.lines == 0) return;
    text_buffer_text(out, _("  and held, "));
    touched_unknown(&screen->summary.not_known, out);
    text_buffer_char(out, '\n');
}

/* --- beside earlier runs --- */

enum { CHANGE_SIZE = 40, CHANGE = 13 };

/* "+3,2 %"; a change that rounds to nothing is still one. */
static void change_words(Ore now, Ore before, char text[CHANGE_SIZE])
{
    bool over;
    if (before == 0) {
        (void)snprintf(text, CHANGE_SIZE, "%s", now == 0 ? "-" : _("new"));
        return;
    }
    int tenths = change_tenths(now, before, &over), size = abs(tenths);
    if (tenths == 0 && now != before)
        (void)snprintf(text, CHANGE_SIZE, "%s", _("under 0,1 %"));
    else
        (void)snprintf(text, CHANGE_SIZE, "%s%c%d,%d %%", over ? "over " : "",
                       tenths < 0 ? '-' : '+', size / 10, size % 10);
}

/* What stands in the heading instead of a run; the column is as wide as it. */
static const char *none_words(const Screen *screen, const ScreenBefore *before)
{
    return before == &screen->last ? _("no earlier run") : _("none a year ago");
}

static int none_width(const char *none)
{
    int width = (int)utf8_characters(none, strlen(none)) + 2;
    return width > 18 ? width : 18;
}

static void before_heading(const Screen *screen, const ScreenBefore *before)
{
    char run[48];
    if (before->entry == NULL) {
        const char *none = none_words(screen, before);
        text_buffer_cell(screen->out, none, none_width(none));
        return;
    }
    (void)snprintf(run, sizeof run, _("%d quarter %d"), before->entry->year,
                   before->entry->quarter);
    text_buffer_cell(screen->out, run, 18);
    text_buffer_cell(screen->out, _("change"), CHANGE);
}

static void before_cells(const Screen *screen, const ScreenBefore *before, int group, Ore now)
{
    char change[CHANGE_SIZE];
    if (before->entry == NULL) {
        text_buffer_cell(screen->out, "-", none_width(none_words(screen, before)));
        return;
    }
    GroupSums then = netting_totals(before->rows, group);
    change_words(now, then.paid, change);
    text_buffer_format(screen->out, "%18s", amount_text(then.paid).text);
    text_buffer_cell(screen->out, change, CHANGE);
}

static void group_row(const Screen *screen, const char *name, int group)
{
    GroupSums now = netting_totals(screen->rows, group);
    text_buffer_format(screen->out, "  %-*s%18s", utf8_padded(name, 10), name,
                       amount_text(now.paid).text);
    before_cells(screen, &screen->last, group, now.paid);
    before_cells(screen, &screen->year_ago, group, now.paid);
    text_buffer_char(screen->out, '\n');
}

void screen_groups(const Screen *screen)
{
    text_buffer_text(screen->out, "\n  ");
    text_buffer_cell(screen->out, _("paid"), -10);
    text_buffer_cell(screen->out, _("now"), 18);
    before_heading(screen, &screen->last);
    before_heading(screen, &screen->year_ago);
    text_buffer_char(screen->out, '\n');
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
        group_row(screen, payment_group_text((PaymentGroup)g), g);
    group_row(screen, _("all"), -1);
}

/* --- the largest --- */

typedef struct Place {
    size_t code;
    int group;
    Ore now, before, size; /* by `size` they are sorted */
} Place;

typedef struct Places {
    Place *items;
    size_t count, capacity;
} Places;

static void places_free(Places *places)
{
    system_free(places->items);
}
CLEANUP_VALUE(Places, places_free)

/* Amounts within SUM_ORE_MAX: no sign or difference overflows. */
static Status add_place(Places *places, Place place, bool change, Failure *failure)
{
    Ore size = change ? place.now - place.before : place.now;
    place.size = size < 0 ? -size : size;
    if (place.size == 0) return STATUS_OK;
    TRY(system_grow(&places->items, &places->capacity, places->count + 1, sizeof place,
                    failure));
    places->items[places->count++] = place;
    return STATUS_OK;
}

static int by_size(const void *left, const void *right)
{
    const Place *a = left, *b = right;
    if (a->size != b->size) return a->size > b->size ? -1 : 1;
    if (a->code != b->code) return a->code < b->code ? -1 : 1;
    return a->group - b->group;
}

static Status find_places(const Screen *screen, bool change, Places *places, Failure *failure)
{
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            const GroupRow *before = (const GroupRow *)screen->last.mapped;
            Place place = {.code = code, .group = g, .now = screen->rows[code][g].paid};
            if (before != NULL) place.before = before[code][g].paid;
            TRY(add_place(places, place, change, failure));
        }
    }
    if (places->count > 1) qsort(places->items, places->count, sizeof(Place), by_size);
    return STATUS_OK;
}

static void place_row(const Screen *screen, const Place *place, bool change)
{
    char text[CHANGE_SIZE];
    text_buffer_text(screen->out, "  ");
    screen_place(screen, place->code, 28);
    text_buffer_format(screen->out, "%-10s%18s", payment_group_text((PaymentGroup)place->group),
                       amount_text(place->now).text);
    if (change) {
        change_words(place->now, place->before, text);
        text_buffer_format(screen->out, "%18s", amount_text(place->before).text);
        text_buffer_cell(screen->out, text, CHANGE);
    }
    text_buffer_char(screen->out, '\n');
}

static Status show_largest(const Screen *screen, bool change, Failure *failure)
{
    CLEANUP(places_free) Places places = {0};
    TRY(find_places(screen, change, &places, failure));
    if (places.count == 0) return STATUS_OK;
    text_buffer_text(screen->out, "\n  ");
    text_buffer_cell(screen->out, change ? _("largest changes") : _("largest payments"), -38);
    text_buffer_cell(screen->out, change ? _("now") : _("kroner"), 18);
    if (change) before_heading(screen, &screen->last);
    text_buffer_char(screen->out, '\n');
    for (size_t i = 0; i < places.count && i < LARGEST_SHOWN; i++)
        place_row(screen, &places.items[i], change);
    return STATUS_OK;
}

Status screen_largest(const Screen *screen, Failure *failure)
{
    TRY(show_largest(screen, false, failure));
    return screen->last.entry != NULL ? show_largest(screen, true, failure) : STATUS_OK;
}
