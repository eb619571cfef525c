#include "formats/run/work_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/translate.h"

void work_list_free(WorkList *list)
{
    system_free(list->items);
    text_buffer_free(&list->texts);
    *list = (WorkList){0};
}

/* --- the key: control.md 5 --- */

/* Kroner follow the run, not the facts: a value that a message shows in kroner, or is named so.
 */
static bool is_kroner(const Control *control, const char *name)
{
    char plain[80], unit[80];
    if (strstr(name, "_ore") != NULL || strstr(name, "kroner") != NULL ||
        strcmp(name, "amount") == 0 || strcmp(name, "ceiling") == 0)
        return true;
    snprintf(plain, sizeof plain, "{%s} kr", name);
    snprintf(unit, sizeof unit, "{%s:kroner}", name);
    return control != NULL && (strstr(control->message_nb, plain) != NULL ||
                               strstr(control->message_nb, unit) != NULL);
}

static void append_member(TextBuffer *text, const JsonValue *values, const char *key)
{
    const JsonValue *value = json_object_get(values, key);
    const char *word;
    int64_t number;
    if (json_string(value, &word))
        text_buffer_text(text, word);
    else if (json_integer(value, &number))
        text_buffer_number(text, number);
    else
        text_buffer_char(text, '-');
    text_buffer_char(text, '\n');
}

static const char *year_name(const JsonValue *values)
{
    return json_object_get(values, "budget_year") != NULL ? "budget_year" : "year";
}

static void key_text(const FindingLine *line, TextBuffer *text)
{
    const JsonValue *values = json_object_get(line->members, "values");
    const Control *control = control_find(line->control);
    text_buffer_format(text, "%s\n%s\n%04u\n", control_name(line->control).text,
                       line->person != NULL ? line->person : "-", line->municipality);
    append_member(text, values, "code");
    append_member(text, values, year_name(values));
    for (size_t i = 0; i < json_count(values); i++) {
        const char *name = json_object_key(values, i);
        if (is_kroner(control, name)) continue;
        text_buffer_format(text, "%s=", name);
        append_member(text, values, name);
    }
}

static Status make_key(const FindingLine *line, char key[FINDING_KEY_SIZE], Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    uint8_t digest[SHA256_SIZE];
    char hex[SHA256_HEX_SIZE];
    key_text(line, &text);
    TRY(text_buffer_status(&text, failure));
    TRY(sha256_of(text.bytes, text.length, digest, failure));
    sha256_to_hex(digest, hex);
    memcpy(key, hex, FINDING_KEY_SIZE - 1);
    key[FINDING_KEY_SIZE - 1] = '\0';
    return STATUS_OK;
}

/* --- one line --- */

static bool read_money(const JsonValue *members, MoneyAtHand *money)
{
    return json_integer(json_object_get(members, "run_paid_ore"), &money->run_paid) &&
           json_integer(json_object_get(members, "run_held_ore"), &money->run_held) &&
           json_integer(json_object_get(members, "year_paid_ore"), &money->year_paid) &&
           json_integer(json_object_get(members, "year_held_ore"), &money->year_held);
}

static size_t keep_text(WorkList *list, const char *text)
{
    size_t begin = list->texts.length;
    text_buffer_append(&list->texts, text, strlen(text) + 1);
    return begin;
}

static Status fill(WorkList *list, WorkItem *item, const FindingLine *line, Failure *failure)
{
    int64_t record = 0;
    (void)json_integer(json_object_get(line->members, "record"), &record);
    *item = (WorkItem){.control = line->control,
                       .severity = (uint8_t)line->severity,
                       .effect = (uint8_t)control_effect(line->control),
                       .municipality = line->municipality,
                       .record = (uint32_t)record};
    item->money_known = read_money(line->members, &item->money);
    if (!item->money_known) item->money = (MoneyAtHand){0};
    if (line->person != NULL)
        (void)snprintf(item->person, sizeof item->person, "%s", line->person);
    item->message_nb = keep_text(list, finding_line_words(line, LANGUAGE_NB));
    item->message_en = keep_text(list, line->message);
    TRY(text_buffer_status(&list->texts, failure));
    return make_key(line, item->key, failure);
}

Status work_list_add(void *user, const FindingLine *line, Failure *failure)
{
    WorkList *list = user;
    TRY(system_grow(&list->items, &list->capacity, list->count + 1, sizeof *list->items,
                    failure));
    TRY(fill(list, &list->items[list->count], line, failure));
    list->count++;
    return STATUS_OK;
}

Ore work_item_ore(const WorkItem *item)
{
    const MoneyAtHand *money = &item->money;
    Ore run = ore_add(llabs(money->run_paid), llabs(money->run_held));
    Ore year = ore_add(llabs(money->year_paid), llabs(money->year_held));
    return year > run ? year : run;
}

bool work_item_is_open(const WorkItem *item)
{
    if (item->severity == SEVERITY_INFO) return false;
    return item->handled == HANDLED_NOT || item->severity != SEVERITY_WARN;
}

const char *work_item_message(const WorkList *list, const WorkItem *item, bool norwegian)
{
    return list->texts.bytes + (norwegian ? item->message_nb : item->message_en);
}

/* --- by key --- */

static int compare_keys(const void *left, const void *right)
{
    const WorkItem *const *a = left;
    const WorkItem *const *b = right;
    return strcmp((*a)->key, (*b)->key);
}

/* The items in the order of their keys. Owned: system_free. */
static Status by_key(const WorkList *list, WorkItem ***out, Failure *failure)
{
    WorkItem **order = system_allocate((list->count + 1) * sizeof *order);
    if (order == NULL) return failure_set(failure, STATUS_MEMORY, _("findings"), NULL);
    for (size_t i = 0; i < list->count; i++)
        order[i] = &list->items[i];
    qsort(order, list->count, sizeof *order, compare_keys);
    *out = order;
    return STATUS_OK;
}

Status work_list_compare(WorkList *list, const WorkList *before, Failure *failure)
{
    CLEANUP(system_free) WorkItem **now = NULL;
    CLEANUP(system_free) WorkItem **then = NULL;
    TRY(by_key(list, &now, failure));
    TRY(by_key(before, &then, failure));
    list->compared = true;
    size_t i = 0, j = 0;
    while (i < list->count || j < before->count) {
        int order = i == list->count     ? 1
                    : j == before->count ? -1
                                         : strcmp(now[i]->key, then[j]->key);
        if (order > 0)
            list->gone[then[j]->control]++;
        else
            now[i]->state = order < 0 ? WORK_NEW : WORK_REMAINING;
        i += order <= 0;
        j += order >= 0;
    }
    return STATUS_OK;
}

static size_t first_of(WorkItem *const *order, size_t count, const char *key)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(order[middle]->key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static Status refuse(const char *name, const HandledRow *row, const char *why, Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, _("%s, line %u"), name, row->line);
    return failure_set(failure, STATUS_INPUT_VALUE, where, "%s", why);
}

static Status handle_one(WorkItem *item, const char *name, const HandledRow *row,
                         Failure *failure)
{
    if (row->control != item->control || row->municipality != item->municipality ||
        strcmp(row->person, item->person) != 0)
        return refuse(name, row,
                      "the key is that of another finding: copy control, person, municipality "
                      "and key from one row of the list",
                      failure);
    if (item->severity < SEVERITY_WARN && row->status != HANDLED_CASE)
        return refuse(name, row,
                      "this finding holds the person or municipality: only correcting the "
                      "register ends that; it can be handled as case",
                      failure);
    item->handled = row->status;
    return STATUS_OK;
}

Status work_list_handle(WorkList *list, const char *name, const HandledRows *rows,
                        Failure *failure)
{
    CLEANUP(system_free) WorkItem **order = NULL;
    TRY(by_key(list, &order, failure));
    for (size_t r = 0; r < rows->count; r++) {
        const HandledRow *row = &rows->items[r];
        const Control *control = control_find(row->control);
        if (control->severity < SEVERITY_WARN && row->status != HANDLED_CASE)
            return refuse(name, row,
                          "what this control finds holds a person or municipality: it can be "
                          "handled as case only",
                          failure);
        for (size_t i = first_of(order, list->count, row->key);
             i < list->count && strcmp(order[i]->key, row->key) == 0; i++)
            TRY(handle_one(order[i], name, row, failure));
    }
    return STATUS_OK;
}

/* --- in order --- */

static int compare_items(const void *left, const void *right)
{
    const WorkItem *a = left;
    const WorkItem *b = right;
    Ore left_ore = work_item_ore(a), right_ore = work_item_ore(b);
    if (left_ore != right_ore) return left_ore > right_ore ? -1 : 1;
    if (a->severity != b->severity) return a->severity < b->severity ? -1 : 1;
    if (a->municipality != b->municipality) return a->municipality < b->municipality ? -1 : 1;
    if (a->control != b->control) return a->control < b->control ? -1 : 1;
    int order = strcmp(a->person, b->person);
    return order != 0 ? order : strcmp(a->key, b->key);
}

static int compare_persons(const void *left, const void *right)
{
    const WorkItem *a = left;
    const WorkItem *b = right;
    int order = strcmp(a->person, b->person);
    return order != 0 ? order : compare_items(a, b);
}

/* Of the items of one person: is any of them a hold, and is there no krone? */
static void mark_person(WorkItem *items, size_t count)
{
    bool held = false, known = false;
    if (items[0].person[0] == '\0') return;
    for (size_t i = 0; i < count; i++) {
        held = held || items[i].severity < SEVERITY_WARN;
        known = known || work_item_ore(&items[i]) != 0;
    }
    for (size_t i = 0; i < count; i++)
        items[i].amount_unknown = held && !known;
}

static void mark_unknown(WorkList *list)
{
    if (list->count > 1) qsort(list->items, list->count, sizeof *list->items, compare_persons);
    for (size_t i = 0, end; i < list->count; i = end) {
        end = i + 1;
        while (end < list->count && strcmp(list->items[end].person, list->items[i].person) == 0)
            end++;
        mark_person(&list->items[i], end - i);
    }
}

void work_list_sort(WorkList *list)
{
    mark_unknown(list);
    if (list->count > 1) qsort(list->items, list->count, sizeof *list->items, compare_items);
}
