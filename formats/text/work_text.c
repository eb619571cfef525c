/* work_text.c - the working list as text and as CSV. */
#include "formats/text/work_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/count_words.h"
#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/csv/csv.h"
#include "formats/text/severity_words.h"

enum { DAYS = 5, PERSONS = 3, ORE_PER_KRONE = 100, TENTHS_PER_THOUSAND = 10000 };

bool work_is_listed(const WorkText *work, const WorkItem *item)
{
    if (work->only_new && item->state != WORK_NEW) return false;
    return work_item_is_open(item) || (work->all && !control_is_counted(item->control));
}

size_t work_rows(const WorkText *work)
{
    size_t rows = 0;
    for (size_t i = 0; i < work->list->count; i++)
        rows += work_is_listed(work, &work->list->items[i]);
    return rows;
}

static const char *name_of(const WorkText *work, MunicipalityCode code)
{
    const Municipality *row =
        code != MUNICIPALITY_NONE ? municipality_find(work->municipalities, code) : NULL;
    return row != NULL ? row->name : "";
}

const char *work_state_text(const WorkItem *item)
{
    return item->state == WORK_NEW ? "new" : item->state == WORK_REMAINING ? "remaining" : "";
}

/* --- CSV --- */

static void csv_cell(TextBuffer *out, const char *text)
{
    csv_append_shown(out, text, ',');
    text_buffer_char(out, ',');
}

static void csv_row(const WorkText *work, const WorkItem *item, TextBuffer *out)
{
    csv_cell(out, control_name(item->control).text);
    csv_cell(out, severity_text((Severity)item->severity));
    csv_cell(out, effect_text((Effect)item->effect));
    if (item->municipality != MUNICIPALITY_NONE)
        text_buffer_format(out, "%04u", item->municipality);
    text_buffer_char(out, ',');
    csv_cell(out, name_of(work, item->municipality));
    csv_cell(out, item->person);
    if (item->money_known) text_buffer_number(out, work_item_ore(item) / ORE_PER_KRONE);
    text_buffer_char(out, ',');
    csv_cell(out, work_item_message(work->list, item, work->norwegian));
    csv_cell(out, work->norwegian ? control_action_nb(item->control)
                                  : control_action_en(item->control));
    csv_cell(out, item->key);
    csv_cell(out, work_state_text(item));
    csv_append(out, handled_text((HandledStatus)item->handled));
    text_buffer_char(out, '\n');
}

void work_csv(const WorkText *work, TextBuffer *out)
{
    static const char *const columns[] = {
        "control", "severity", "effect",  "municipality", "municipality_name",
        "person",  "kroner",   "message", "action",       "key",
        "state",   "handled"};
    csv_append_header(out, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < work->list->count; i++)
        if (work_is_listed(work, &work->list->items[i]))
            csv_row(work, &work->list->items[i], out);
}

/* --- municipalities --- */

static int compare_persons(const void *left, const void *right)
{
    const WorkItem *const *a = left;
    const WorkItem *const *b = right;
    if ((*a)->municipality != (*b)->municipality)
        return (*a)->municipality < (*b)->municipality ? -1 : 1;
    return strcmp((*a)->person, (*b)->person);
}

static int compare_places(const void *left, const void *right)
{
    const WorkPlace *a = left;
    const WorkPlace *b = right;
    if (a->ore != b->ore) return a->ore > b->ore ? -1 : 1;
    if (a->findings != b->findings) return a->findings > b->findings ? -1 : 1;
    return a->code < b->code ? -1 : a->code > b->code;
}

/* A person found twice weighs once; a municipality's own findings are counted, not weighed:
 * their kroner are all that it gets. */
static void add_to_place(WorkPlace *place, const WorkItem *item, const WorkItem *before)
{
    bool again = before != NULL && before->municipality == item->municipality &&
                 strcmp(before->person, item->person) == 0;
    place->findings++;
    place->holds += item->severity < SEVERITY_WARN;
    if (!again) place->unknown += item->amount_unknown;
    if (!again && item->person[0] != '\0')
        place->ore = ore_add(place->ore, work_item_ore(item));
}

static void finish_place(const WorkText *work, WorkPlace *place)
{
    int64_t persons = work->persons != NULL ? work->persons[place->code] : 0;
    place->permille_findings =
        persons > 0 ? (int64_t)place->findings * TENTHS_PER_THOUSAND / persons : -1;
    place->persons = persons;
}

int64_t work_place_tenths(const WorkPlace *place)
{
    if (place->persons <= 0) return -1;
    return (2 * (int64_t)place->findings * TENTHS_PER_THOUSAND + place->persons) /
           (2 * place->persons);
}

static size_t add_places(const WorkText *work, WorkItem **order, size_t count,
                         WorkPlace *places)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        MunicipalityCode code = order[i]->municipality;
        if (code == MUNICIPALITY_NONE) continue;
        if (used == 0 || places[used - 1].code != code)
            places[used++] = (WorkPlace){.code = code};
        add_to_place(&places[used - 1], order[i], i > 0 ? order[i - 1] : NULL);
    }
    for (size_t i = 0; i < used; i++)
        finish_place(work, &places[i]);
    return used;
}

Status work_places(const WorkText *work, WorkPlace **out, size_t *count, Failure *failure)
{
    size_t listed = 0, all = work->list->count + 1;
    CLEANUP(system_free) WorkItem **order = system_allocate(all * sizeof *order);
    WorkPlace *places = system_allocate(all * sizeof *places);
    if (order == NULL || places == NULL) {
        system_free(places);
        return failure_set(failure, STATUS_MEMORY, _("findings"), NULL);
    }
    for (size_t i = 0; i < work->list->count; i++)
        if (work_is_listed(work, &work->list->items[i]))
            order[listed++] = &work->list->items[i];
    qsort(order, listed, sizeof *order, compare_persons);
    *count = add_places(work, order, listed, places);
    qsort(places, *count, sizeof *places, compare_places);
    *out = places;
    return STATUS_OK;
}

static void show_place(const WorkText *work, const WorkPlace *place, TextBuffer *out)
{
    const char *name = name_of(work, place->code);
    text_buffer_format(out, "  %04u %-*s %8s %8s %16s", place->code, utf8_padded(name, 28),
                       name, count_text(place->findings).text, count_text(place->holds).text,
                       place->ore == 0 && place->unknown > 0
                           ? _("not known")
                           : whole_kroner_text(place->ore / ORE_PER_KRONE).text);
    int64_t tenths = work_place_tenths(place);
    if (tenths < 0)
        text_buffer_text(out, "            -\n");
    else
        text_buffer_format(out, " %10s,%lld\n", count_text((uint64_t)tenths / 10).text,
                           (long long)tenths % 10);
}

static Status show_places(const WorkText *work, TextBuffer *out, Failure *failure)
{
    CLEANUP(system_free) WorkPlace *places = NULL;
    size_t count = 0;
    TRY(work_places(work, &places, &count, failure));
    if (count == 0) return STATUS_OK;
    text_buffer_text(out, _("\nMunicipalities by kroner of the persons listed\n"
                            "                                    findings    hold           "
                            "kroner per 1 000 persons\n"));
    for (size_t i = 0; i < count && i < WORK_PLACES_SHOWN; i++)
        show_place(work, &places[i], out);
    if (count > WORK_PLACES_SHOWN)
        text_buffer_format(
            out, _("  and %s more\n"),
            count_words(count - WORK_PLACES_SHOWN, "municipality", "municipalities").text);
    return STATUS_OK;
}

/* --- what has changed, what is handled --- */

static void show_change_rows(const WorkText *work, const WorkChanges *changes, TextBuffer *out)
{
    unsigned long long sums[3] = {0};
    for (int number = 0; number < CONTROL_NUMBERS_MAX; number++) {
        unsigned values[3] = {changes->fresh[number], changes->remaining[number],
                              work->list->gone[number]};
        if (values[0] + values[1] + values[2] == 0) continue;
        const Control *control = control_find(number);
        text_buffer_format(out, "  %-6s %-14s %8s %11s %8s\n", control_name(number).text,
                           control != NULL ? severity_words(control->severity) : "",
                           count_text(values[0]).text, count_text(values[1]).text,
                           count_text(values[2]).text);
        for (int i = 0; i < 3; i++)
            sums[i] += values[i];
    }
    text_buffer_format(out, "  %-21s %8s %11s %8s\n", _("all"), count_text(sums[0]).text,
                       count_text(sums[1]).text, count_text(sums[2]).text);
}

Status work_changes(const WorkText *work, WorkChanges **out, Failure *failure)
{
    WorkChanges *changes = system_allocate_zeroed(1, sizeof *changes);
    if (changes == NULL) return failure_set(failure, STATUS_MEMORY, _("findings"), NULL);
    for (size_t i = 0; i < work->list->count; i++) {
        const WorkItem *item = &work->list->items[i];
        if (item->state == WORK_NEW)
            changes->fresh[item->control]++;
        else
            changes->remaining[item->control]++;
    }
    *out = changes;
    return STATUS_OK;
}

static Status show_changes(const WorkText *work, TextBuffer *out, Failure *failure)
{
    if (work->since == NULL) return STATUS_OK;
    CLEANUP(system_free) WorkChanges *changes = NULL;
    TRY(work_changes(work, &changes, failure));
    text_buffer_format(out, _("\nSince %s (a finding whose facts have changed is new)\n"),
                       work->since);
    text_buffer_text(out, _("                             new   remaining     gone\n"));
    show_change_rows(work, changes, out);
    return STATUS_OK;
}

WorkCounts work_counts(const WorkText *work)
{
    WorkCounts counts = {0};
    for (size_t i = 0; i < work->list->count; i++) {
        const WorkItem *item = &work->list->items[i];
        counts.handled[item->handled]++;
        counts.informs += item->severity == SEVERITY_INFO && item->handled == HANDLED_NOT;
        counts.counted += control_is_counted(item->control);
        counts.remaining += item->state == WORK_REMAINING && work_item_is_open(item);
    }
    return counts;
}

static void show_handled(const WorkText *work, TextBuffer *out)
{
    const WorkCounts counts = work_counts(work);
    if (work->handled)
        text_buffer_format(out,
                           _("  handled: %s accepted, %s corrected (and still found), %s a "
                             "case; what holds stays listed\n"),
                           count_text(counts.handled[HANDLED_ACCEPTED]).text,
                           count_text(counts.handled[HANDLED_CORRECTED]).text,
                           count_text(counts.handled[HANDLED_CASE]).text);
    if (counts.remaining > 0 && work->only_new)
        text_buffer_format(
            out,
            _("  counted, not listed: %s that hold or warn as they did last time (--all lists "
              "them too)\n"),
            count_text(counts.remaining).text);
    if (counts.informs > 0 && !work->all)
        text_buffer_format(
            out, _("  counted, not listed: %s that only inform (--all lists them too)\n"),
            count_text(counts.informs).text);
    if (counts.counted > 0 && work->all)
        text_buffer_format(out,
                           _("  counted, not listed: of R204, R206, R211, R312, R519, %s "
                             "(--persons lists them)\n"),
                           count_text(counts.counted).text);
}

/* --- the rows --- */

/* An amount that nobody knows is never shown as 0. */
static KronerText amount_of(const WorkItem *item)
{
    KronerText text = {"-"};
    if (item->money_known) text = whole_kroner_text(work_item_ore(item) / ORE_PER_KRONE);
    if (item->amount_unknown) snprintf(text.text, sizeof text.text, "%s", _("not known"));
    return text;
}

static void show_row(const WorkText *work, const WorkItem *item, TextBuffer *out)
{
    const char *effect = translate(effect_text((Effect)item->effect));
    const char *severity = severity_words((Severity)item->severity);
    text_buffer_format(
        out, "  %16s %-5s %-*s %-*s ", amount_of(item).text, control_name(item->control).text,
        utf8_padded(severity, severity_columns()), severity, utf8_padded(effect, 11), effect);
    if (item->municipality != MUNICIPALITY_NONE)
        text_buffer_format(out, "%04u %s", item->municipality,
                           name_of(work, item->municipality));
    else
        text_buffer_text(out, _("no municipality"));
    if (item->state == WORK_NEW) text_buffer_text(out, _(", new"));
    text_buffer_format(out, "\n  %16s %s\n", "",
                       work_item_message(work->list, item, work->norwegian));
}

static void show_rows(const WorkText *work, size_t rows, TextBuffer *out)
{
    size_t shown = 0;
    for (size_t i = 0; i < work->list->count && shown < WORK_ROWS_SHOWN; i++) {
        if (!work_is_listed(work, &work->list->items[i])) continue;
        show_row(work, &work->list->items[i], out);
        shown++;
    }
    if (rows > shown && work->csv != NULL)
        text_buffer_format(out, _("  and %s more, in %s\n"), count_text(rows - shown).text,
                           work->csv);
    else if (rows > shown)
        text_buffer_format(out, _("  and %s more; --csv FILE writes all of them\n"),
                           count_text(rows - shown).text);
}

Status work_text(const WorkText *work, TextBuffer *out, Failure *failure)
{
    size_t rows = work_rows(work), a_day = DAYS * PERSONS;
    text_buffer_format(out,
                       _("\nWorking list: %s; for %d persons in %d days %s a day for each\n"),
                       count_words(rows, "row", "rows").text, PERSONS, DAYS,
                       count_text((rows + a_day - 1) / a_day).text);
    show_handled(work, out);
    show_rows(work, rows, out);
    TRY(show_changes(work, out, failure));
    return show_places(work, out, failure);
}
