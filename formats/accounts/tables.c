/* tables.c - accounts.csv, selection.csv, findings.jsonl, summary.json: a part of output.h. */
#include "formats/accounts/output.h"
#include "formats/accounts/words.h"
#include "formats/csv/csv.h"

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

static void put(TextBuffer *out, const char *name, int64_t number)
{
    text_buffer_format(out, "  \"%s\": %lld,\n", name, (long long)number);
}

static void put_controls(TextBuffer *out, const AccountsOutcome *outcome)
{
    text_buffer_text(out, "  \"controls\": [\n");
    for (size_t c = 0; c < ACCOUNTS_CONTROL_COUNT; c++) {
        const Control *control = accounts_control_at(c);
        text_buffer_format(
            out,
            "    {\"control\": \"R%d\", \"severity\": \"%s\", \"executed\": "
            "%llu, \"found\": %llu}%s\n",
            control->number, severity_text(control->severity),
            (unsigned long long)outcome->findings.executed[c],
            (unsigned long long)accounts_found_by(&outcome->findings, control->number),
            c + 1 < ACCOUNTS_CONTROL_COUNT ? "," : "");
    }
    text_buffer_text(out, "  ],\n");
}

static void put_sums(TextBuffer *out, const AccountsOutcome *outcome)
{
    const AccountsBook *book = outcome->control.book;
    Ore applied = 0, awarded = 0, paid = 0, in = 0, costs = 0, unused = 0;
    int64_t reported = 0;
    for (size_t i = 0; i < book->award_count; i++) {
        const AwardView *view = &outcome->control.views[i];
        applied = ore_add(applied, view->award->applied);
        awarded = ore_add(awarded, view->award->awarded);
        paid = ore_add(paid, view->award->paid);
        in = ore_add(in, view->sums.sum[SIDE_IN]);
        costs = ore_add(costs, view->sums.sum[SIDE_OUT]);
        unused = ore_add(unused, view->unused);
        reported += view->sums.reported;
    }
    put(out, "awards", (int64_t)book->award_count);
    put(out, "accounts", reported);
    put(out, "applied_ore", applied);
    put(out, "awarded_ore", awarded);
    put(out, "paid_ore", paid);
    put(out, "income_ore", in);
    put(out, "costs_ore", costs);
    put(out, "unused_ore", unused);
}

static int64_t count_part(const AccountsOutcome *outcome, SelectedPart part)
{
    int64_t count = 0;
    for (size_t i = 0; i < outcome->control.book->award_count; i++)
        count += outcome->scores[i].part == part;
    return count;
}

static void put_selection(TextBuffer *out, const AccountsOutcome *outcome)
{
    if (!outcome->selected) return;
    text_buffer_format(out, "  \"n\": %lld,\n  \"seed\": ", (long long)outcome->n);
    text_buffer_json_string(out, outcome->seed);
    text_buffer_text(out, ",\n");
    put(out, "interval_ore", outcome->interval);
    put(out, "start_ore", outcome->start);
    put(out, "selected_block", count_part(outcome, PART_BLOCK));
    put(out, "selected_risk", count_part(outcome, PART_RISK));
    put(out, "selected_whole", count_part(outcome, PART_WHOLE));
    put(out, "selected_random", count_part(outcome, PART_RANDOM));
    put(out, "population", (int64_t)outcome->projection.population);
    put(out, "population_paid_ore", outcome->projection.paid);
}

static void put_error(TextBuffer *out, const char *name, const AccountsError *error)
{
    text_buffer_format(out,
                       "  \"%s\": {\"awards\": %lld, \"found_ore\": %lld, \"projected_ore\": "
                       "%lld, \"upper_ore\": %lld},\n",
                       name, (long long)error->awards, (long long)error->found,
                       (long long)error->projected, (long long)error->upper);
}

static void put_judging(TextBuffer *out, const AccountsOutcome *outcome)
{
    int64_t judged = 0, by_sanction[SANCTION_COUNT] = {0};
    Ore repay = 0, ineligible = 0;
    if (!outcome->judged) return;
    for (size_t i = 0; i < outcome->control.book->award_count; i++) {
        const AwardDecision *decision = outcome->decisions[i];
        if (decision == NULL) continue;
        judged++;
        by_sanction[decision->sanction]++;
        repay = ore_add(repay, outcome->judgements[i].repay);
        ineligible = ore_add(ineligible, decision->ineligible);
    }
    put(out, "judged", judged);
    put(out, "ineligible_ore", ineligible);
    put(out, "repay_ore", repay);
    for (int s = 0; s < SANCTION_COUNT; s++)
        put(out, sanction_text((Sanction)s), by_sanction[s]);
    if (!outcome->selected) return;
    put(out, "random_drawn", (int64_t)outcome->projection.drawn);
    put(out, "random_judged", (int64_t)outcome->projection.judged);
    if (outcome->projection.judged < outcome->projection.drawn) return;
    put_error(out, "overstatement", &outcome->projection.over);
    put_error(out, "understatement", &outcome->projection.under);
}

void accounts_summary_write(TextBuffer *out, const AccountsOutcome *outcome)
{
    char day[DAY_TEXT_SIZE];
    day_format(outcome->control.book->date, day);
    text_buffer_format(out, "{\n  \"mode\": \"%s\",\n  \"date\": \"%s\",\n  \"limits\": ",
                       accounts_mode_text(outcome->mode), day);
    text_buffer_json_string(out, outcome->control.limits->version);
    text_buffer_text(out, ",\n");
    put_sums(out, outcome);
    put_controls(out, outcome);
    put_selection(out, outcome);
    put_judging(out, outcome);
    text_buffer_text(out, "  \"format\": \"tilskudd-accounts-summary-1\"\n}\n");
}
