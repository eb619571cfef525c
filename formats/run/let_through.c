#include "formats/base/count_words.h"
#include "formats/run/let_through.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/plain_text.h"
#include "formats/base/translate.h"

/* --- rows --- */

Status let_through_add(LetThroughs *list, const Touched *touched, Failure *failure,
                       const char *format, ...)
{
    va_list arguments;
    TRY(system_grow(&list->items, &list->capacity, list->count + 1, sizeof *list->items,
                    failure));
    LetThrough *row = &list->items[list->count++];
    *row = (LetThrough){.touched = *touched};
    va_start(arguments, format);
    (void)vsnprintf(row->option, sizeof row->option, format, arguments);
    va_end(arguments);
    return STATUS_OK;
}

void let_through_free(LetThroughs *list)
{
    system_free(list->items);
    *list = (LetThroughs){0};
}

/* --- of a run --- */

static Status add_code(const LetThroughBasis *basis, int code, LetThroughs *out,
                       Failure *failure)
{
    const Manifest *manifest = basis->manifest;
    const TouchedCounts *counts = basis->counts;
    const char *name = rate_code_text(code);
    if (manifest->accept_rate[code])
        TRY(let_through_add(out, &counts->unverified[code], failure, "--accept-rate %s", name));
    if (manifest->holds.code[code])
        TRY(let_through_add(out, &counts->code[code], failure, "--hold-code %s", name));
    for (int year = HOLD_YEAR_FIRST; year <= HOLD_YEAR_LAST; year++) {
        Touched touched = {0};
        if ((manifest->holds.years[code] >> (year - HOLD_YEAR_FIRST) & 1) == 0) continue;
        for (size_t y = 0; y < basis->years->count; y++)
            if (basis->years->items[y].context.budget_year == year)
                touched = counts->code_year[y][code];
        TRY(let_through_add(out, &touched, failure, "--hold-code %d:%s", year, name));
    }
    return STATUS_OK;
}

static Status add_held(const LetThroughBasis *basis, LetThroughs *out, Failure *failure)
{
    const MunicipalityList *held = &basis->manifest->hold_municipalities;
    const Touched *touched = basis->counts->municipality;
    for (size_t i = 0; i < held->count; i++)
        TRY(let_through_add(out, &touched[i], failure, "--hold-municipality %04u",
                            held->items[i]));
    if (touched[MUNICIPALITY_LIST_MAX].lines == 0) return STATUS_OK;
    return let_through_add(out, &touched[MUNICIPALITY_LIST_MAX], failure,
                           "--hold-municipality beside");
}

static Status add_senders(const LetThroughBasis *basis, LetThroughs *out, Failure *failure)
{
    const Manifest *manifest = basis->manifest;
    if (manifest->national)
        TRY(let_through_add(out, &basis->counts->national, failure, "--national"));
    for (size_t i = 0; i < manifest->only_own.count; i++)
        TRY(let_through_add(out, &basis->counts->only_own[i], failure, "--only-own %04u",
                            manifest->only_own.items[i]));
    return STATUS_OK;
}

static Status add_repaid(const LetThroughBasis *basis, LetThroughs *out, Failure *failure)
{
    const MunicipalityList *codes = &basis->manifest->repay;
    for (size_t i = 0; i < codes->count; i++) {
        Touched touched = {0};
        for (size_t j = 0; j < basis->item_count; j++) {
            const OpenItem *item = &basis->items[j];
            if (!item->taken || item->municipality != codes->items[i] || item->amount < 0 ||
                open_kind_is_manual(item->kind))
                continue;
            touched.lines++;
            touched.ore += (uint64_t)item->amount;
        }
        TRY(let_through_add(out, &touched, failure, "--repay %04u", codes->items[i]));
    }
    return STATUS_OK;
}

Status let_through_of(const LetThroughBasis *basis, LetThroughs *out, Failure *failure)
{
    const Manifest *manifest = basis->manifest;
    if (manifest->schemes != SCHEMES_ALL)
        TRY(let_through_add(out, &basis->counts->paid, failure, "--schemes %s",
                            manifest->schemes == SCHEME_INTEGRATION ? "integration"
                                                                    : "norwegian"));
    for (int code = 0; code < RATE_CODE_COUNT; code++)
        TRY(add_code(basis, code, out, failure));
    TRY(add_held(basis, out, failure));
    TRY(add_repaid(basis, out, failure));
    if (manifest->allow_synthetic)
        TRY(let_through_add(out, &basis->counts->synthetic, failure, "--allow-synthetic"));
    if (manifest->allow_gap)
        TRY(let_through_add(out, &basis->counts->paid, failure, "--allow-gap"));
    if (manifest->allow_cutoff)
        TRY(let_through_add(out, &basis->counts->paid, failure, "--allow-cutoff"));
    return add_senders(basis, out, failure);
}

/* --- summary.json --- */

static const Field touched_fields[] = {
    JSON_FIELD(Touched, ore, "ore", FIELD_INTEGER),
    JSON_FIELD(Touched, persons, "persons", FIELD_COUNT),
    JSON_FIELD(Touched, municipalities, "municipalities", FIELD_COUNT),
    JSON_FIELD(Touched, lines, "lines", FIELD_COUNT),
    JSON_FIELD(Touched, unknown_lines, "unknown_lines", FIELD_COUNT),
    JSON_FIELD(Touched, unknown_persons, "unknown_persons", FIELD_COUNT),
    JSON_FIELD(Touched, unknown_municipalities, "unknown_municipalities", FIELD_COUNT),
};
enum { TOUCHED_FIELDS = sizeof touched_fields / sizeof touched_fields[0] };

void touched_write(JsonWriter *json, const Touched *touched)
{
    fields_write(json, touched_fields, TOUCHED_FIELDS, touched);
}

Status touched_read(const JsonValue *value, Touched *out, Failure *failure)
{
    return fields_read(value, touched_fields, TOUCHED_FIELDS, out, failure);
}

void let_through_write(JsonWriter *json, const char *name, const LetThroughs *list)
{
    json_array(json, name, JSON_LINES_OR_NONE);
    for (size_t i = 0; i < list->count; i++) {
        json_object(json, NULL, JSON_INLINE);
        json_put_text(json, "option", list->items[i].option);
        touched_write(json, &list->items[i].touched);
        json_end(json);
    }
    json_end(json);
}

Status let_through_read(const JsonValue *array, LetThroughs *out, Failure *failure)
{
    for (size_t i = 0; i < json_count(array); i++) {
        const JsonValue *row = json_array_at(array, i);
        Touched touched = {0};
        const char *option;
        if (!json_line(json_object_get(row, "option"), &option))
            return failure_set(failure, STATUS_INPUT_VALUE, NULL,
                               "an option that is no string on one line");
        TRY(touched_read(row, &touched, failure));
        TRY(let_through_add(out, &touched, failure, "%s", option));
    }
    return STATUS_OK;
}

/* --- in words --- */

/* What options mean, by their first word. */
static const char *const meanings[][2] = {
    {"--schemes", N_("this scheme alone")},
    {"--accept-rate", N_("paid, the rate not verified")},
    {"--hold-code", N_("held back")},
    {"--hold-municipality", N_("held, extract missing")},
    {"--allow-gap", N_("a quarter is skipped")},
    {"--allow-cutoff", N_("early or late cut-off")},
    {"--repay", N_("sums that are paid again")},
    {"--allow-synthetic", N_("paid to made-up idents")},
    {"--national", N_("extracts without a sender")},
    {"--only-own", N_("only whom no other sends")},
    {"--same-inputs", N_("the first person's files read")},
    {"--same-user", N_("the files are the approver's")},
    {"--allow-time", N_("long after the last entry")},
};

static const char *meaning_of(const char *option)
{
    size_t length = strcspn(option, " ");
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (strlen(meanings[i][0]) == length && memcmp(meanings[i][0], option, length) == 0)
            return translate(meanings[i][1]);
    return "";
}

void touched_heading(TextBuffer *out)
{
    text_buffer_cell(out, _("persons"), 9);
    text_buffer_cell(out, _("lines"), 10);
    text_buffer_cell(out, _("kroner"), 18);
}

void touched_columns(const Touched *touched, TextBuffer *out)
{
    bool unknown = touched->lines > 0 && touched->unknown_lines == touched->lines &&
                   touched_ore(touched) == 0;
    text_buffer_format(out, "%9s%10s%18s", count_text(touched->persons).text,
                       count_text(touched->lines).text,
                       unknown ? _("not known") : amount_text(touched_ore(touched)).text);
}

void touched_unknown(const Touched *touched, TextBuffer *out)
{
    if (touched->unknown_lines == 0) return;
    uint64_t persons = touched->unknown_persons, places = touched->unknown_municipalities;
    text_buffer_format(out, _("amount not known: %s"),
                       count_words(touched->unknown_lines, "line", "lines").text);
    if (persons > 0)
        text_buffer_format(out, ", %s", count_words(persons, "person", "persons").text);
    if (places > 0)
        text_buffer_format(out, ", %s",
                           count_words(places, "municipality", "municipalities").text);
}

void let_through_text(const LetThroughs *list, TextBuffer *out)
{
    if (list->count == 0) return;
    text_buffer_text(out, "  ");
    text_buffer_cell(out, _("let through by"), -26);
    touched_heading(out);
    text_buffer_char(out, '\n');
    for (size_t i = 0; i < list->count; i++) {
        const LetThrough *row = &list->items[i];
        text_buffer_format(out, "  %-26s", row->option);
        touched_columns(&row->touched, out);
        text_buffer_format(out, "  %s\n", meaning_of(row->option));
        if (row->touched.unknown_lines == 0) continue;
        text_buffer_text(out, "      ");
        touched_unknown(&row->touched, out);
        text_buffer_char(out, '\n');
    }
}
