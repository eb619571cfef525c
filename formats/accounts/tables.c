/* tables.c - accounts.csv, selection.csv, findings.jsonl, summary.json: a part of output.h. */
#include "formats/accounts/output.h"
#include "formats/accounts/words.h"
#include "formats/csv/csv.h"
#include "formats/json/json_writer.h"

void accounts_csv_write(TextBuffer *out, const AccountsOutcome *outcome)
{
    const AccountsControl *control = &outcome->control;
    text_buffer_text(out, "award,unused,eligible,repay,score,verdict\n");
    for (size_t i = 0; i < control->book->award_count; i++) {
        const AwardDecision *decision = outcome->judged ? outcome->decisions[i] : NULL;
        text_buffer_format(out, "%s,%lld,", control->book->awards[i].id,
                           (long long)control->views[i].unused);
        if (decision != NULL) {
            text_buffer_number(out, outcome->judgements[i].eligible);
            text_buffer_char(out, ',');
            text_buffer_number(out, outcome->judgements[i].repay);
        } else {
            text_buffer_char(out, ',');
        }
        text_buffer_format(out, ",%lld,%s\n", (long long)outcome->scores[i].score,
                           decision != NULL ? sanction_text((Sanction)decision->sanction) : "");
    }
}

void accounts_findings_write(TextBuffer *out, const AccountsOutcome *outcome)
{
    for (size_t i = 0; i < outcome->findings.count; i++)
        finding_json(out, &outcome->findings.items[i], outcome->control.limits->version);
}

/* --- the selection --- */

static void write_vouchers(TextBuffer *out, const AccountsOutcome *outcome, size_t award)
{
    const AccountsBook *book = outcome->control.book;
    const AwardView *view = &outcome->control.views[award];
    for (size_t i = 0; i < view->voucher_count; i++) {
        const Voucher *voucher = &view->vouchers[i];
        SelectedPart part = (SelectedPart)outcome->voucher_parts[voucher - book->vouchers];
        if (part == PART_NOT_SELECTED) continue;
        text_buffer_format(out, "%s,%s,,,%s,%lld\n", selected_part_text(part), view->award->id,
                           voucher->id, (long long)voucher->amount);
    }
}

void selection_csv_write(TextBuffer *out, const AccountsOutcome *outcome)
{
    const AccountsBook *book = outcome->control.book;
    text_buffer_text(out, "part,award,score,paid_ore,voucher,amount_ore\n");
    for (size_t i = 0; i < book->award_count; i++) {
        const AwardScore *score = &outcome->scores[i];
        if (score->part == PART_NOT_SELECTED) continue;
        text_buffer_format(out, "%s,%s,%lld,%lld,,\n",
                           selected_part_text((SelectedPart)score->part), book->awards[i].id,
                           (long long)score->score, (long long)book->awards[i].paid);
        write_vouchers(out, outcome, i);
    }
}

/* --- the summary: one member a line --- */

static void put_controls(JsonWriter *out, const AccountsOutcome *outcome)
{
    json_array(out, "controls", JSON_LINES);
    for (size_t c = 0; c < ACCOUNTS_CONTROL_COUNT; c++) {
        const Control *control = accounts_control_at(c);
        json_object(out, NULL, JSON_INLINE);
        json_put_format(out, "control", "R%d", control->number);
        json_put_text(out, "severity", severity_text(control->severity));
        json_put_number(out, "executed", (int64_t)outcome->findings.executed[c]);
        json_put_number(out, "found", accounts_found_by(&outcome->findings, control->number));
        json_end(out);
    }
    json_end(out);
}

static void put_sums(JsonWriter *out, const AccountsTotals *totals)
{
    json_put_number(out, "awards", totals->awards);
    json_put_number(out, "accounts", totals->reported);
    json_put_number(out, "applied_ore", totals->applied);
    json_put_number(out, "awarded_ore", totals->awarded);
    json_put_number(out, "paid_ore", totals->paid);
    json_put_number(out, "income_ore", totals->income);
    json_put_number(out, "costs_ore", totals->costs);
    json_put_number(out, "unused_ore", totals->unused);
}

static void put_selection(JsonWriter *out, const AccountsOutcome *outcome,
                          const AccountsTotals *totals)
{
    if (!outcome->selected) return;
    json_put_number(out, "n", outcome->n);
    json_put_text(out, "seed", outcome->seed);
    json_put_number(out, "interval_ore", outcome->interval);
    json_put_number(out, "start_ore", outcome->start);
    json_put_number(out, "selected_block", totals->parts[PART_BLOCK]);
    json_put_number(out, "selected_risk", totals->parts[PART_RISK]);
    json_put_number(out, "selected_whole", totals->parts[PART_WHOLE]);
    json_put_number(out, "selected_random", totals->parts[PART_RANDOM]);
    json_put_number(out, "population", (int64_t)outcome->projection.population);
    json_put_number(out, "population_paid_ore", outcome->projection.paid);
}

static void put_error(JsonWriter *out, const char *name, const AccountsError *error)
{
    json_object(out, name, JSON_INLINE);
    json_put_number(out, "awards", error->awards);
    json_put_number(out, "found_ore", error->found);
    json_put_number(out, "projected_ore", error->projected);
    json_put_number(out, "upper_ore", error->upper);
    json_end(out);
}

static void put_judging(JsonWriter *out, const AccountsOutcome *outcome,
                        const AccountsTotals *totals)
{
    if (!outcome->judged) return;
    json_put_number(out, "judged", totals->judged);
    json_put_number(out, "ineligible_ore", totals->ineligible);
    json_put_number(out, "repay_ore", totals->repay);
    for (int s = 0; s < SANCTION_COUNT; s++)
        json_put_number(out, sanction_text((Sanction)s), totals->sanctions[s]);
    if (!outcome->selected) return;
    json_put_number(out, "random_drawn", (int64_t)outcome->projection.drawn);
    json_put_number(out, "random_judged", (int64_t)outcome->projection.judged);
    if (outcome->projection.judged < outcome->projection.drawn) return;
    put_error(out, "overstatement", &outcome->projection.over);
    put_error(out, "understatement", &outcome->projection.under);
}

void accounts_summary_write(TextBuffer *out, const AccountsOutcome *outcome)
{
    const AccountsTotals totals = accounts_totals(outcome);
    char day[DAY_TEXT_SIZE];
    JsonWriter json = JSON_WRITER(out);
    day_format(outcome->control.book->date, day);
    json_object(&json, NULL, JSON_LINES);
    json_put_text(&json, "mode", accounts_mode_text(outcome->mode));
    json_put_text(&json, "date", day);
    json_put_text(&json, "limits", outcome->control.limits->version);
    put_sums(&json, &totals);
    put_controls(&json, outcome);
    put_selection(&json, outcome, &totals);
    put_judging(&json, outcome, &totals);
    json_put_text(&json, "format", "tilskudd-accounts-summary-1");
    json_end(&json);
}
