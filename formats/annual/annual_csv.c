#include "formats/annual/annual_csv.h"

#include <stdio.h>

#include "formats/csv/csv.h"

#define HEADER(out, names) csv_append_header(out, names, sizeof(names) / sizeof(names)[0])

static void append_place(TextBuffer *out, const AnnualPlace *place)
{
    text_buffer_format(out, "%u,%u,%s,%04u", place->posting.chapter, place->posting.item,
                       payment_group_text(place->group), place->municipality);
}

static void append_amounts(TextBuffer *out, const AnnualRow *row, int columns)
{
    for (int c = 0; c < columns; c++)
        text_buffer_format(out, ",%lld", (long long)row->amounts[c]);
    text_buffer_char(out, '\n');
}

void cash_csv_write(TextBuffer *out, const AnnualReport *report)
{
    static const char *const names[] = {"chapter", "item",     "payment_group", "municipality",
                                        "quarter", "paid_ore", "returned_ore"};
    const AnnualTable *cash = &report->accounts.cash;
    HEADER(out, names);
    for (size_t i = 0; i < cash->count; i++) {
        append_place(out, &cash->items[i].place);
        text_buffer_format(out, ",%u", cash->items[i].quarter);
        append_amounts(out, &cash->items[i], CASH_COLUMNS);
    }
}

void budget_csv_write(TextBuffer *out, const AnnualReport *report)
{
    static const char *const names[] = {"budget_year",
                                        "quarter",
                                        "chapter",
                                        "item",
                                        "payment_group",
                                        "municipality",
                                        "decided_ore",
                                        "earlier_years_ore",
                                        "held_ore",
                                        "sent_ore",
                                        "paid_ore",
                                        "accepted_ore",
                                        "returned_ore",
                                        "missing_ore",
                                        "paid_twice_ore",
                                        "by_hand_ore",
                                        "settled_by_hand_ore",
                                        "waived_ore",
                                        "owed_ore"};
    const AnnualTable *budget = &report->accounts.budget;
    HEADER(out, names);
    for (size_t i = 0; i < budget->count; i++) {
        text_buffer_format(out, "%d,%u,", report->accounts.book->year,
                           budget->items[i].quarter);
        append_place(out, &budget->items[i].place);
        append_amounts(out, &budget->items[i], BUDGET_COLUMNS);
    }
}

void bridge_csv_write(TextBuffer *out, const AnnualReport *report)
{
    static const char *const names[] = {"chapter",
                                        "item",
                                        "payment_group",
                                        "municipality",
                                        "decided_ore",
                                        "claims_ore",
                                        "paid_again_ore",
                                        "taken_by_hand_ore",
                                        "sent_ore",
                                        "returned_ore",
                                        "accepted_ore",
                                        "missing_ore",
                                        "paid_twice_ore",
                                        "paid_in_other_years_ore",
                                        "paid_of_other_years_ore",
                                        "by_hand_ore",
                                        "cash_ore"};
    const AnnualTable *bridge = &report->accounts.bridge;
    HEADER(out, names);
    for (size_t i = 0; i < bridge->count; i++) {
        append_place(out, &bridge->items[i].place);
        append_amounts(out, &bridge->items[i], BRIDGE_COLUMNS);
    }
}

/* --- the statement --- */

const char *statement_notes(const StatementRow *row)
{
    if (row->allocated == NULL) return "";
    return row->allocated->may_be_carried == NOT_GIVEN ? "A" : "A, B";
}

static void append_of_file(TextBuffer *out, const AppropriationRow *row)
{
    text_buffer_format(out, ",%lld,%lld,", (long long)row->carried_in,
                       (long long)row->allocated);
    if (row->may_be_carried != NOT_GIVEN)
        text_buffer_format(out, "%lld", (long long)row->may_be_carried);
}

void appropriation_csv_write(TextBuffer *out, const AnnualReport *report)
{
    static const char *const names[] = {"chapter",
                                        "item",
                                        "name",
                                        "note",
                                        "total_allocation_ore",
                                        "account_ore",
                                        "deviation_ore",
                                        "carried_in_ore",
                                        "allocated_ore",
                                        "may_be_carried_ore"};
    HEADER(out, names);
    for (size_t i = 0; i < report->statement_count; i++) {
        const StatementRow *row = &report->statement[i];
        text_buffer_format(out, "%u,%u,", row->posting.chapter, row->posting.item);
        csv_append_shown(out, row->allocated != NULL ? row->allocated->name : "", ',');
        text_buffer_char(out, ',');
        csv_append(out, statement_notes(row));
        text_buffer_char(out, ',');
        if (report->allocated) text_buffer_format(out, "%lld", (long long)row->total);
        text_buffer_format(out, ",%lld,", (long long)row->account);
        if (report->allocated) text_buffer_format(out, "%lld", (long long)row->deviation);
        if (row->allocated != NULL)
            append_of_file(out, row->allocated);
        else
            text_buffer_text(out, ",,,");
        text_buffer_char(out, '\n');
    }
}
