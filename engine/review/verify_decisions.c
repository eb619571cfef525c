/* verify_decisions.c - decisions read again: order, arithmetic, sums, counts. grants.md 6. */
#include <stdio.h>
#include <string.h>

#include "engine/review/basic_check.h"
#include "formats/run/decision_file.h"
#include "engine/review/verify_run.h"
#include "formats/run/tables.h"

/* What the lines add up to. */
typedef struct DecisionTally {
    GroupRow *sums; /* lines and held */
    uint64_t lines, pay_lines;
    uint64_t paid_persons, held_persons, vanished; /* persons with lines */
    /* the group of lines of one subject, code, year and municipality */
    DecisionLine first, last;
    Ore earned;
    bool in_group;
    BasicCheck basic; /* basic.csv beside them */
} DecisionTally;

static Status bad_line(const char *path, const DecisionFile *file, Failure *failure,
                       const char *what)
{
    return failure_set(failure, STATUS_VERIFICATION, path, "line %llu: %s",
                       (unsigned long long)decision_file_line(file), what);
}

static bool same_key(const DecisionLine *left, const DecisionLine *right)
{
    return left->subject == right->subject && left->code == right->code &&
           left->budget_year == right->budget_year && left->municipality == right->municipality;
}

static bool sound_line(const DecisionLine *line)
{
    bool share = fraction_compare(line->from, line->to) <= 0;
    return share && (line->first || (line->due == 0 && line->settled_before == 0));
}

/* --- groups of lines: due = earned - settled --- */

static Status end_group(DecisionTally *tally, const char *path, const DecisionFile *file,
                        Failure *failure)
{
    const DecisionLine *first = &tally->first;
    if (!tally->in_group) return STATUS_OK;
    tally->in_group = false;
    if (first->due != ore_subtract(tally->earned, first->settled_before)) {
        return bad_line(path, file, failure,
                        "before it: due is not earned less what was settled");
    }
    if (first->status == DECISION_PAY && first->due == 0) {
        return bad_line(path, file, failure, "before it: PAY, but nothing is due");
    }
    if (first->status == DECISION_ZERO && first->due != 0) {
        return bad_line(path, file, failure, "before it: ZERO, but something is due");
    }
    GroupSums *sums = &tally->sums[first->municipality % MUNICIPALITY_CODES]
                                  [grant_code_group((GrantCode)first->code)];
    if (first->status == DECISION_PAY) sums->lines = ore_add(sums->lines, first->due);
    if (first->status == DECISION_HELD) sums->held = ore_add(sums->held, first->due);
    return STATUS_OK;
}

static Status take_group(DecisionTally *tally, const DecisionLine *line, const char *path,
                         const DecisionFile *file, Failure *failure)
{
    bool goes_on = tally->in_group && same_key(&tally->last, line);
    if (!goes_on) {
        TRY(end_group(tally, path, file, failure));
        tally->first = *line;
        tally->earned = 0;
        tally->in_group = true;
    }
    tally->earned = ore_add(tally->earned, line->earned);
    if (line->first == goes_on || line->status != tally->first.status) {
        return bad_line(path, file, failure, "does not fit the lines it belongs to");
    }
    return STATUS_OK;
}

/* --- persons --- */

/* Findings that hold a line or a municipality's lines, not the person. */
static bool holds_line_only(const DecisionLine *line)
{
    static const int numbers[] = {CONTROL_RATE_MISSING, CONTROL_SUCCESSOR_AMBIGUOUS,
                                  CONTROL_PAYEE_MISSING, CONTROL_CODE_HELD};
    char text[DECISION_WORD_SIZE];
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        snprintf(text, sizeof text, "R%d", numbers[i]);
        if (strcmp(line->reason, text) == 0) return true;
    }
    return false;
}

static void count_person(DecisionTally *tally, const DecisionLine *line)
{
    char vanished[DECISION_WORD_SIZE];
    bool again = tally->lines > 0 && tally->last.subject == line->subject;
    if (again || subject_is_municipality(line->subject)) return;
    snprintf(vanished, sizeof vanished, "R%d", CONTROL_VANISHED);
    if (line->status != DECISION_HELD || holds_line_only(line)) {
        tally->paid_persons++;
    } else if (strcmp(line->reason, vanished) == 0) {
        tally->vanished++;
    } else {
        tally->held_persons++;
    }
}

static Status take_line(DecisionTally *tally, const DecisionLine *line, const char *path,
                        const DecisionFile *file, Failure *failure)
{
    if (!sound_line(line)) return bad_line(path, file, failure, "a share that runs backwards");
    if (tally->lines > 0 && decision_line_compare(&tally->last, line) > 0) {
        return bad_line(path, file, failure, "not in order");
    }
    count_person(tally, line);
    TRY(take_group(tally, line, path, file, failure));
    TRY(basic_check_line(&tally->basic, line, failure));
    tally->lines++;
    tally->pay_lines += line->status == DECISION_PAY;
    tally->last = *line;
    return STATUS_OK;
}

static Status read_lines(DecisionTally *tally, const char *path, DecisionFile *file,
                         Failure *failure)
{
    for (;;) {
        DecisionLine line;
        bool more;
        TRY(decision_file_next(file, &line, &more, failure));
        if (!more) return end_group(tally, path, file, failure);
        TRY(take_line(tally, &line, path, file, failure));
    }
}

static Status read_decisions(const VerifyRun *verify, DecisionTally *tally, Failure *failure)
{
    char path[PATH_SIZE];
    DecisionFile *file;
    TRY(run_folder_path(verify->folder, "decisions.csv.gz", path, failure));
    TRY(basic_check_open(verify->folder->path, &tally->basic, failure));
    TRY(decision_file_open(path, &file, failure));
    Status status = read_lines(tally, path, file, failure);
    if (status == STATUS_OK) status = basic_check_end(&tally->basic, failure);
    decision_file_close(file);
    return status;
}

/* --- persons without a grant --- */

static Status count_without(const VerifyRun *verify, uint64_t *held, uint64_t *others,
                            Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    char path[PATH_SIZE];
    TRY(run_folder_path(verify->folder, "persons-without-grant.csv.gz", path, failure));
    TRY(input_file_read(path, INPUT_SIZE_MAX, &file, failure));
    return without_csv_count(path, file.bytes, file.size, held, others, failure);
}

/* --- against the manifest and municipalities.csv --- */

static Status check_count(const VerifyRun *verify, const char *what, uint64_t counted,
                          uint64_t declared, Failure *failure)
{
    if (counted == declared) return STATUS_OK;
    Status status = failure_set(failure, STATUS_VERIFICATION, "decisions.csv.gz",
                                "%s: %llu counted, the manifest says %llu", what,
                                (unsigned long long)counted, (unsigned long long)declared);
    return verify_take(verify->report, status, failure);
}

static Status check_counts(const VerifyRun *verify, const DecisionTally *tally,
                           Failure *failure)
{
    const Manifest *manifest = &verify->folder->manifest;
    uint64_t held = 0, others = 0;
    TRY(verify_take(verify->report, count_without(verify, &held, &others, failure), failure));
    const struct {
        const char *what;
        uint64_t counted, declared;
    } rows[] = {
        {"lines", tally->lines, manifest->lines},
        {"lines to pay", tally->pay_lines, manifest->pay_lines},
        {"persons with lines", tally->paid_persons, manifest->with_lines},
        {"persons without lines", others, manifest->without_lines},
        {"persons held", tally->held_persons + held, manifest->held_persons},
        {"persons read", tally->paid_persons + tally->held_persons + held + others,
         manifest->persons},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        TRY(check_count(verify, rows[i].what, rows[i].counted, rows[i].declared, failure));
    }
    return STATUS_OK;
}

static Status check_cell(const VerifyRun *verify, size_t code, int group, const char *what,
                         Ore counted, Ore declared, Failure *failure)
{
    if (counted == declared) return STATUS_OK;
    Status status = failure_set(
        failure, STATUS_VERIFICATION, "decisions.csv.gz",
        "municipality %04zu, group %s: %s add up to %lld ore, municipalities.csv says %lld",
        code, payment_group_text((PaymentGroup)group), what, (long long)counted,
        (long long)declared);
    return verify_take(verify->report, status, failure);
}

static Status check_sums(const VerifyRun *verify, const DecisionTally *tally, Failure *failure)
{
    for (size_t code = 0; verify->sums != NULL && code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            const GroupSums *here = &tally->sums[code][g], *there = &verify->sums[code][g];
            TRY(check_cell(verify, code, g, "PAY lines", here->lines, there->lines, failure));
            TRY(check_cell(verify, code, g, "HELD lines", here->held, there->held, failure));
        }
    }
    return STATUS_OK;
}

static Status check_decisions(const VerifyRun *verify, DecisionTally *tally, Failure *failure)
{
    Status status = read_decisions(verify, tally, failure);
    if (status != STATUS_OK) return verify_take(verify->report, status, failure);
    TRY(check_counts(verify, tally, failure));
    return check_sums(verify, tally, failure);
}

Status verify_run_decisions(VerifyRun *verify, Failure *failure)
{
    DecisionTally tally = {0};
    tally.sums = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *tally.sums);
    if (tally.sums == NULL) return failure_set(failure, STATUS_MEMORY, "decisions", NULL);
    verify_group(verify->report);
    Status status = check_decisions(verify, &tally, failure);
    system_free(tally.sums);
    basic_check_close(&tally.basic);
    if (status != STATUS_OK) return status;
    verify_group_end(verify->report, "decisions",
                     "%llu lines in order, due = earned - settled, sums per municipality and "
                     "group, %llu persons accounted for, basic.csv agrees",
                     (unsigned long long)tally.lines,
                     (unsigned long long)verify->folder->manifest.persons);
    return STATUS_OK;
}
