#include "formats/run/decision_tally.h"

#include <string.h>

#include "formats/base/translate.h"
#include "rules/controls/finding.h"

static Status bad_line(const DecisionFile *file, Failure *failure, const char *what)
{
    return failure_set(failure, STATUS_VERIFICATION, NULL, "line %llu: %s",
                       (unsigned long long)decision_file_line(file), translate(what));
}

static bool sound_line(const DecisionLine *line)
{
    bool share = fraction_compare(line->from, line->to) <= 0;
    return share && (line->first || (line->due == 0 && line->settled_before == 0));
}

/* --- groups of lines: due = earned - settled --- */

static Status end_group(DecisionTally *tally, const DecisionFile *file, Failure *failure)
{
    const DecisionLine *first = &tally->first;
    if (!tally->in_group) return STATUS_OK;
    tally->in_group = false;
    if (first->due != ore_subtract(tally->earned, first->settled_before))
        return bad_line(file, failure, "before it: due is not earned less what was settled");
    if (first->status == DECISION_PAY && first->due == 0)
        return bad_line(file, failure, "before it: PAY, but nothing is due");
    if (first->status == DECISION_ZERO && first->due != 0)
        return bad_line(file, failure, "before it: ZERO, but something is due");
    group_sums_add_line(&tally->sums[first->municipality % MUNICIPALITY_CODES]
                                    [grant_code_group((GrantCode)first->code)],
                        first);
    return STATUS_OK;
}

static Status take_group(DecisionTally *tally, const DecisionLine *line,
                         const DecisionFile *file, Failure *failure)
{
    bool goes_on = tally->in_group && decision_line_same_key(&tally->last, line);
    if (!goes_on) {
        TRY(end_group(tally, file, failure));
        tally->first = *line;
        tally->earned = 0;
        tally->in_group = true;
    }
    tally->earned = ore_add(tally->earned, line->earned);
    if (line->first == goes_on || line->status != tally->first.status)
        return bad_line(file, failure, "does not fit the lines it belongs to");
    return STATUS_OK;
}

/* --- persons --- */

/* Findings that hold a line or a municipality's lines, not the person. */
static bool holds_line_only(int control)
{
    return control == CONTROL_RATE_MISSING || control == CONTROL_SUCCESSOR_AMBIGUOUS ||
           control == CONTROL_PAYEE_MISSING || control == CONTROL_CODE_HELD;
}

static void count_person(DecisionTally *tally, const DecisionLine *line)
{
    bool again = tally->lines > 0 && tally->last.subject == line->subject;
    if (again || subject_is_municipality(line->subject)) return;
    if (line->status != DECISION_HELD || holds_line_only(line->control)) {
        tally->paid_persons++;
    } else if (line->control == CONTROL_VANISHED) {
        tally->vanished++;
    } else {
        tally->held_persons++;
    }
}

/* --- all lines --- */

static Status take_line(DecisionTally *tally, const DecisionLine *line,
                        const DecisionFile *file, Failure *failure)
{
    if (!sound_line(line)) return bad_line(file, failure, "a share that runs backwards");
    if (tally->lines > 0 && decision_line_compare(&tally->last, line) > 0)
        return bad_line(file, failure, "not in order");
    count_person(tally, line);
    TRY(take_group(tally, line, file, failure));
    TRY(basic_check_line(&tally->basic, line, failure));
    tally->lines++;
    tally->pay_lines += line->status == DECISION_PAY;
    tally->last = *line;
    return STATUS_OK;
}

static Status read_lines(DecisionTally *tally, DecisionFile *file, DecisionTaker take,
                         void *user, Failure *failure)
{
    for (;;) {
        DecisionLine line;
        bool more;
        TRY(decision_file_next(file, &line, &more, failure));
        if (!more) break;
        TRY(take_line(tally, &line, file, failure));
        if (take != NULL) TRY(take(user, &line, failure));
    }
    TRY(end_group(tally, file, failure));
    return basic_check_end(&tally->basic, failure);
}

Status decision_tally_read(Folder *folder, const RunMark *mark, DecisionTaker take, void *user,
                           DecisionTally *out, Failure *failure)
{
    CLEANUP(decision_file_close) DecisionFile *file = NULL;
    const FolderFile *stored;
    *out = (DecisionTally){.lines = 0};
    TRY(basic_check_open(folder, &out->basic, failure));
    TRY(folder_read(folder, "decisions.csv.gz", INPUT_SIZE_MAX, &stored, failure));
    TRY(decision_file_open(stored, mark, &file, failure));
    out->sums = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *out->sums);
    if (out->sums == NULL) return failure_set(failure, STATUS_MEMORY, stored->path, NULL);
    return failure_at(failure, stored->path, read_lines(out, file, take, user, failure));
}

void decision_tally_free(DecisionTally *tally)
{
    system_free(tally->sums);
    basic_check_close(&tally->basic);
    tally->sums = NULL;
}

/* --- against municipalities.csv --- */

static Status check_cell(size_t code, int group, const char *what, Ore counted, Ore declared,
                         Failure *failure)
{
    if (counted == declared) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, "municipalities.csv",
                       "municipality %04zu, group %s: %s are %lld ore, the file says %lld",
                       code, payment_group_text((PaymentGroup)group), translate(what),
                       (long long)counted, (long long)declared);
}

/* Per municipality: with netting="municipality" the groups alone need not add up. */
static Status check_row(size_t code, GroupRow *row, Failure *failure)
{
    GroupSums all = group_sums_of_row(*row);
    bool signs = true;
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
        signs = signs && (*row)[g].paid >= 0 && (*row)[g].carried_forward <= 0 &&
                (*row)[g].brought_forward <= 0;
    if (signs && group_sums_balance(&all) == 0) return STATUS_OK;
    return failure_set(
        failure, STATUS_VERIFICATION, "municipalities.csv",
        "municipality %04zu: lines, brought forward, returned and manual are not "
        "what is paid and carried forward",
        code);
}

Status decision_tally_compare(const DecisionTally *tally, const GroupRow *sums,
                              Failure *failure)
{
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        GroupRow row;
        memcpy(&row, &sums[code], sizeof row);
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            const GroupSums *decided = &tally->sums[code][g];
            TRY(check_cell(code, g, N_("PAY lines"), decided->lines, row[g].lines, failure));
            TRY(check_cell(code, g, N_("HELD lines"), decided->held, row[g].held, failure));
        }
        TRY(check_row(code, &row, failure));
    }
    return STATUS_OK;
}

/* A claim stays where it was, or leaves its municipality whole. */
static Status check_claim(const GroupRow *sums, const CarriedForward *claim, Failure *failure)
{
    const GroupSums *now = &sums[claim->municipality][claim->group];
    if (now->brought_forward == 0 || now->brought_forward <= claim->amount) return STATUS_OK;
    return check_cell(claim->municipality, claim->group, N_("claims of the run before"),
                      claim->amount, now->brought_forward, failure);
}

Status brought_forward_compare(const GroupRow *sums, const CarriedForward *carried,
                               size_t count, Failure *failure)
{
    Ore before[PAYMENT_GROUP_COUNT] = {0}, now[PAYMENT_GROUP_COUNT] = {0};
    for (size_t i = 0; i < count; i++) {
        TRY(check_claim(sums, &carried[i], failure));
        before[carried[i].group] = ore_add(before[carried[i].group], carried[i].amount);
    }
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++)
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
            now[g] = ore_add(now[g], sums[code][g].brought_forward);
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        if (now[g] == before[g]) continue;
        return failure_set(failure, STATUS_VERIFICATION, "municipalities.csv",
                           "group %s: %lld ore are brought forward, the run before carried "
                           "%lld forward",
                           payment_group_text((PaymentGroup)g), (long long)now[g],
                           (long long)before[g]);
    }
    return STATUS_OK;
}
