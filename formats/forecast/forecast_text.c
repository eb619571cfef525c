#include "formats/base/count_words.h"
#include "formats/forecast/forecast_text.h"

#include <stdio.h>

#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/forecast/rate_change_text.h"
#include "formats/text/control_told.h"
#include "formats/text/grant_names.h"
#include "rules/controls/finding.h"

enum { WHY_COLUMN = 68 };
/* Columns of labels and amounts. */
enum { LABEL = 20, BROUGHT = 24, AMOUNT = 16, HELD = 6 };

/* --- what it rests on --- */

static void show_rules(const ForecastReport *report, TextBuffer *out)
{
    if (report->rules_of == report->year)
        text_buffer_format(out, _("Rules of %d, version %s.\n"), report->year,
                           report->rules_version);
    else
        text_buffer_format(out,
                           _("CARRIED FORWARD: there are no rules of %d. Those of %d, version "
                             "%s, are used, with the\nrates in force on %d-12-31.\n"),
                           report->year, report->rules_of, report->rules_version,
                           report->rules_of);
}

static void show_ledger(const ForecastReport *report, TextBuffer *out)
{
    if (report->ledger == NULL) {
        text_buffer_text(out, _("No ledger: nothing has been paid before.\n"));
    } else if (report->last_year == 0) {
        text_buffer_text(out, _("The ledger has no committed quarter yet.\n"));
    } else {
        text_buffer_format(out, _("Ledger: quarter %d of %d is the last that is committed.\n"),
                           report->last_quarter, report->last_year);
    }
    if (forecast_has_gap(report))
        text_buffer_text(out, _("What is not settled of the quarters after it comes in quarter "
                                "1, as corrections.\n"));
    if (report->paid_before != 0)
        text_buffer_format(
            out, _("Paid in %d before the ledger was opened, and in no row: %s kr.\n"),
            report->year, amount_text(report->paid_before).text);
}

static void show_freezing(const ForecastReport *report, TextBuffer *out)
{
    if (report->cutoff < day_from_date(report->year, 1, 15))
        text_buffer_text(out,
                         _("The basic grant is counted by who is there on the cut-off.\n"));
    if (report->cutoff < last_day_of_year(report->year - 1))
        text_buffer_format(out,
                           _("Whoever comes between the cut-off and 1 January %d is not "
                             "counted.\n"),
                           report->year);
}

static void show_newcomers(const ForecastReport *report, TextBuffer *out)
{
    const int64_t *of = report->newcomers;
    int64_t all = 0;
    for (int g = 0; g < SETTLEMENT_GROUP_COUNT; g++)
        all += of[g];
    if (report->settle == NULL && report->like == 0) {
        text_buffer_text(out, _("Newcomers: none. Name them with --settle FILE, or a year like "
                                "which they come with\n--settle-like YEAR.\n"));
        return;
    }
    if (report->settle != NULL)
        text_buffer_format(out, _("Newcomers: %s, as %s has them: "),
                           count_text((uint64_t)all).text, report->settle);
    else
        text_buffer_format(out, _("Newcomers: %s, as they came in %d: "),
                           count_text((uint64_t)all).text, report->like);
    text_buffer_format(
        out, "%s, %s,\n%s, %s.\n",
        count_words((uint64_t)of[SETTLEMENT_ENSLIG_VOKSEN], "single adult", "single adults")
            .text,
        count_words((uint64_t)of[SETTLEMENT_VOKSEN], "other adult", "other adults").text,
        count_words((uint64_t)of[SETTLEMENT_BARN], "child", "children").text,
        count_words((uint64_t)of[SETTLEMENT_ENSLIG_MINDREARIG], "unaccompanied minor",
                    "unaccompanied minors")
            .text);
}

/* What is over is no forecast, and is not called one. */
static void show_title(const ForecastReport *report, const char *cutoff, TextBuffer *out)
{
    if (forecast_is_booked(report))
        text_buffer_format(out,
                           _("%d as the ledger has it: every quarter is committed, and this is "
                             "no forecast\n\n"),
                           report->year);
    else if (forecast_is_past(report))
        text_buffer_format(out, _("%d by the register, frozen on %s\n\n"), report->year,
                           cutoff);
    else
        text_buffer_format(out, _("Forecast of %d, if everyone stays where they are on %s\n\n"),
                           report->year, cutoff);
}

static void show_basis(const ForecastReport *report, TextBuffer *out)
{
    char cutoff[DAY_TEXT_SIZE], extract[DAY_TEXT_SIZE];
    day_format(report->cutoff, cutoff);
    day_format(report->extract_date, extract);
    show_title(report, cutoff, out);
    if (report->persons > 0)
        text_buffer_format(out, _("Register of %s, %s; nothing after %s counts.\n"), extract,
                           count_words((uint64_t)report->persons, "person", "persons").text,
                           cutoff);
    if (forecast_is_past(report) && !forecast_is_booked(report))
        text_buffer_format(
            out,
            _("The year %d is past on %s: this is no forecast, but what the year came "
              "to by this register.\n"),
            report->year, cutoff);
    show_rules(report, out);
    show_ledger(report, out);
    if (forecast_is_booked(report)) return;
    show_freezing(report, out);
    show_newcomers(report, out);
}

/* --- tables --- */

static void show_heading(const ForecastReport *report, TextBuffer *out)
{
    text_buffer_text(out, "\n");
    text_buffer_cell(out, _("kroner"), -LABEL);
    for (int q = 1; q <= 4; q++) {
        char text[32];
        snprintf(text, sizeof text, _("quarter %d"), q);
        text_buffer_cell(out, text, AMOUNT);
    }
    text_buffer_format(out, "%16d\n", report->year);
    if (report->first_quarter == 1) return;
    text_buffer_format(out, "%-20s", "");
    for (int q = 1; q <= 4; q++)
        text_buffer_cell(out, q < report->first_quarter ? _("committed") : _("forecast"),
                         AMOUNT);
    text_buffer_char(out, '\n');
}

static void show_amounts(const char *label, const Ore amounts[FORECAST_QUARTERS],
                         TextBuffer *out)
{
    text_buffer_cell(out, label, -LABEL);
    for (int q = 1; q <= FORECAST_QUARTERS; q++)
        text_buffer_format(out, "%16s", amount_text(amounts[q % FORECAST_QUARTERS]).text);
    text_buffer_char(out, '\n');
}

static bool any_amount(const Ore amounts[FORECAST_QUARTERS])
{
    bool any = false;
    for (int q = 0; q < FORECAST_QUARTERS; q++)
        any = any || amounts[q] != 0;
    return any;
}

static void show_item(const ForecastReport *report, const ForecastSums *sums, int group,
                      TextBuffer *out)
{
    const Posting *item = &report->postings[group];
    Ore all[FORECAST_QUARTERS];
    char label[32];
    snprintf(label, sizeof label, "%u.%02u %s", item->chapter, item->item,
             payment_group_text((PaymentGroup)group));
    show_amounts(label, sums->base[group], out);
    if (!forecast_item_ends(report->postings, (PaymentGroup)group, sums, all)) return;
    snprintf(label, sizeof label, _("%u.%02u in all"), item->chapter, item->item);
    show_amounts(label, all, out);
}

static void sum_of(const ForecastSums *sums, Ore all[FORECAST_QUARTERS])
{
    for (int q = 0; q < FORECAST_QUARTERS; q++)
        all[q] = 0;
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
        forecast_amounts_add(all, sums->base[g]);
}

static void show_sums(const ForecastReport *report, const ForecastSums *own,
                      const ForecastSums *earlier, TextBuffer *out)
{
    Ore all[FORECAST_QUARTERS], corrections[FORECAST_QUARTERS];
    char label[32];
    show_heading(report, out);
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
        show_item(report, own, g, out);
    sum_of(own, all);
    snprintf(label, sizeof label, _("budget year %d"), report->year);
    show_amounts(label, all, out);
    sum_of(earlier, corrections);
    if (!any_amount(corrections)) return;
    show_amounts(_("earlier years"), corrections, out);
    forecast_amounts_add(all, corrections);
    show_amounts(_("in all"), all, out);
}

/* The codes of the tables in words. */
static void show_names(TextBuffer *out)
{
    text_buffer_char(out, '\n');
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
        text_buffer_format(out, "%-10s%s\n", payment_group_text((PaymentGroup)g),
                           payment_group_name(language_chosen(), (PaymentGroup)g));
}

static void show_change(const ForecastChange *change, TextBuffer *out)
{
    show_amounts(_("  as it is"), change->base, out);
    show_amounts(_("  changed"), change->changed, out);
    show_amounts(_("  difference"), change->difference, out);
}

static void name_changes(const ForecastReport *report, TextBuffer *out)
{
    char text[RATE_CHANGE_TEXT_SIZE];
    text_buffer_text(out, _("\nWith other rates: "));
    for (size_t i = 0; i < report->change_count; i++)
        text_buffer_format(out, "%s%s", i > 0 ? "; " : "",
                           rate_change_format(&report->changes[i], text));
    text_buffer_text(out, _(". Shares of a rate are rounded half up to whole kroner.\n"));
    if (forecast_is_booked(report))
        text_buffer_format(out,
                           _("Every quarter of %d is committed in the ledger: no rate changes "
                             "them, and the difference is\nnothing. Without --ledger the whole "
                             "year is computed by these rates.\n"),
                           report->year);
    else if (report->first_quarter > 1)
        text_buffer_format(
            out,
            _("What comes before quarter %d is committed in the ledger: no rate "
              "changes it. What the rates change\nfor it comes in quarter %d, as a "
              "correction.\n"),
            report->first_quarter, report->first_quarter);
}

/* Groups of which nothing comes in either case are left out. */
static void show_changes(const ForecastReport *report, const ForecastSums *own,
                         const ForecastSums *earlier, TextBuffer *out)
{
    char label[32];
    const ForecastChange before = forecast_change_all(earlier);
    ForecastChange all = forecast_change_all(own);
    if (!forecast_is_changed(report)) return;
    name_changes(report, out);
    show_heading(report, out);
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        const ForecastChange change = forecast_change_of(own, (PaymentGroup)g);
        if (!any_amount(change.base) && !any_amount(change.changed)) continue;
        text_buffer_format(out, "%u.%02u %s\n", report->postings[g].chapter,
                           report->postings[g].item,
                           payment_group_title(language_chosen(), (PaymentGroup)g).text);
        show_change(&change, out);
    }
    snprintf(label, sizeof label, _("budget year %d"), report->year);
    text_buffer_format(out, "%s\n", label);
    show_change(&all, out);
    if (!any_amount(before.base) && !any_amount(before.changed)) return;
    text_buffer_format(out, "%s\n", _("earlier years"));
    show_change(&before, out);
    forecast_change_add(&all, &before);
    text_buffer_format(out, "%s\n", _("in all"));
    show_change(&all, out);
}

/* --- newcomers, and what nobody knows --- */

static void show_brought_row(const ForecastReport *report, const char *label,
                             const ForecastBrought *brought, TextBuffer *out)
{
    if (!brought->any) return;
    text_buffer_cell(out, label, -BROUGHT);
    text_buffer_format(out, "%16s", amount_text(brought->base).text);
    if (forecast_is_changed(report))
        text_buffer_format(out, "%16s%16s", amount_text(brought->changed).text,
                           amount_text(ore_subtract(brought->changed, brought->base)).text);
    if (brought->unpriced) text_buffer_text(out, _("  a rate is missing: not counted in full"));
    text_buffer_char(out, '\n');
}

static void show_brought_heading(const ForecastReport *report, TextBuffer *out)
{
    if (!forecast_is_changed(report)) return;
    text_buffer_cell(out, _("kroner"), -BROUGHT);
    text_buffer_cell(out, _("as it is"), AMOUNT);
    text_buffer_cell(out, _("changed"), AMOUNT);
    text_buffer_cell(out, _("difference"), AMOUNT);
    text_buffer_char(out, '\n');
}

static void show_brought(const ForecastReport *report, TextBuffer *out)
{
    bool expected = report->settle != NULL || report->like != 0;
    if (forecast_is_booked(report)) return;
    if (report->like == 0) {
        text_buffer_text(
            out, _("\nCounted with nothing, because nobody knows it and no year was named "
                   "(--settle-like): claims\nnot yet made, decisions on FHT, asylum training, "
                   "the Norwegian grant of newcomers, BHT, ELDR,\nthe grant for unaccompanied "
                   "minors who come.\n"));
        if (!expected) return;
    }
    if (report->like == 0)
        text_buffer_text(out, _("\nIn the sums, for newcomers:\n"));
    else
        text_buffer_format(out,
                           _("\nIn the sums, for newcomers and what comes with them, per "
                             "newcomer as in %d:\n"),
                           report->like);
    show_brought_heading(report, out);
    show_brought_row(report, _("their year 1"), &report->first_year, out);
    for (int code = 0; code < GRANT_CODE_COUNT; code++) {
        char label[48];
        bool claims = grant_code_is_settling((GrantCode)code);
        snprintf(label, sizeof label, claims ? _("%s, claimed late") : "%s",
                 grant_code_text((GrantCode)code));
        show_brought_row(report, label, &report->brought[code], out);
    }
}

/* --- what is held --- */

static void show_held_row(const ForecastHeld *held, TextBuffer *out)
{
    text_buffer_format(out, "%-6s", control_name(held->control).text);
    for (int q = 1; q <= 4; q++)
        text_buffer_cell(out,
                         held->amount[q] == 0 && held->unknown[q] > 0
                             ? _("not known")
                             : amount_text(held->amount[q]).text,
                         AMOUNT - 1);
    text_buffer_text(out, "  ");
    control_told_wrapped(out, held->control, WHY_COLUMN);
}

static void show_missing(const ForecastReport *report, TextBuffer *out)
{
    bool any = false;
    for (int code = 0; code < RATE_CODE_COUNT; code++) {
        if (!report->rate_missing[code]) continue;
        text_buffer_text(out, any ? ", " : _("\nNO RATE in the rules: "));
        text_buffer_text(out, rate_code_text(code));
        any = true;
    }
    if (!any) return;
    text_buffer_text(out, _(".\nWhat they are for is held or not counted, at amounts that "
                            "nobody knows.\n"));
    if (!forecast_is_booked(report))
        text_buffer_text(out, _("Give rates with --rate CODE=AMOUNT, or rule sets that have "
                                "them with --rules.\n"));
}

static void show_held(const ForecastReport *report, TextBuffer *out)
{
    int64_t subjects = 0, unknown = 0;
    if (report->held_count == 0) return;
    for (size_t i = 0; i < report->held_count; i++) {
        subjects += report->held[i].subjects[4];
        unknown += report->held[i].unknown[4];
    }
    text_buffer_format(out,
                       _("\nHeld, and not in the sums; what one quarter holds the next holds "
                         "again.\nPersons and municipalities held in quarter 4: %s\n"),
                       count_text((uint64_t)subjects).text);
    if (unknown > 0)
        text_buffer_format(out, _("Lines of them whose amount is not known, in no sum: %s\n"),
                           count_text((uint64_t)unknown).text);
    text_buffer_cell(out, _("held"), -HELD);
    for (int q = 1; q <= 4; q++) {
        char text[32];
        snprintf(text, sizeof text, _("quarter %d"), q);
        text_buffer_cell(out, text, AMOUNT - 1);
    }
    text_buffer_text(out, _("  why\n"));
    for (size_t i = 0; i < report->held_count; i++)
        show_held_row(&report->held[i], out);
}

void forecast_text_write(const ForecastReport *report, TextBuffer *out)
{
    ForecastSums own, earlier;
    forecast_sums_of(report->rows, report->row_count, report->year, &own, &earlier);
    show_basis(report, out);
    show_sums(report, &own, &earlier, out);
    show_names(out);
    show_changes(report, &own, &earlier, out);
    show_brought(report, out);
    show_missing(report, out);
    show_held(report, out);
}
