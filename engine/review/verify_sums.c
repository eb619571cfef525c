/* verify_sums.c - decisions read again: order, arithmetic, sums, counts; and the tables made
 * from them, against each other and the manifest. grants.md 6. */
#include <stdio.h>
#include <string.h>

#include "formats/run/basic_check.h"
#include "rules/controls/finding.h"
#include "engine/review/verify_run.h"
#include "formats/run/decision_file.h"
#include "formats/run/small_tables.h"
#include "formats/run/summary.h"

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
    if (first->due != ore_subtract(tally->earned, first->settled_before))
        return bad_line(path, file, failure,
                        "before it: due is not earned less what was settled");
    if (first->status == DECISION_PAY && first->due == 0)
        return bad_line(path, file, failure, "before it: PAY, but nothing is due");
    if (first->status == DECISION_ZERO && first->due != 0)
        return bad_line(path, file, failure, "before it: ZERO, but something is due");
    group_sums_add_line(&tally->sums[first->municipality % MUNICIPALITY_CODES]
                                    [grant_code_group((GrantCode)first->code)],
                        first);
    return STATUS_OK;
}

static Status take_group(DecisionTally *tally, const DecisionLine *line, const char *path,
                         const DecisionFile *file, Failure *failure)
{
    bool goes_on = tally->in_group && decision_line_same_key(&tally->last, line);
    if (!goes_on) {
        TRY(end_group(tally, path, file, failure));
        tally->first = *line;
        tally->earned = 0;
        tally->in_group = true;
    }
    tally->earned = ore_add(tally->earned, line->earned);
    if (line->first == goes_on || line->status != tally->first.status)
        return bad_line(path, file, failure, "does not fit the lines it belongs to");
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

static Status take_line(DecisionTally *tally, const DecisionLine *line, const char *path,
                        const DecisionFile *file, Failure *failure)
{
    if (!sound_line(line)) return bad_line(path, file, failure, "a share that runs backwards");
    if (tally->lines > 0 && decision_line_compare(&tally->last, line) > 0)
        return bad_line(path, file, failure, "not in order");
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
        if (!more) break;
        TRY(take_line(tally, &line, path, file, failure));
    }
    TRY(end_group(tally, path, file, failure));
    return basic_check_end(&tally->basic, failure);
}

static Status read_decisions(const VerifyRun *verify, DecisionTally *tally, Failure *failure)
{
    CLEANUP(decision_file_close) DecisionFile *file = NULL;
    const FolderFile *stored;
    TRY(basic_check_open(verify->folder->folder, &tally->basic, failure));
    TRY(run_folder_decisions(verify->folder, &file, failure));
    TRY(run_folder_file(verify->folder, "decisions.csv.gz", &stored, failure));
    return read_lines(tally, stored->path, file, failure);
}

/* --- persons without a grant --- */

static Status count_without(const VerifyRun *verify, uint64_t *held, uint64_t *others,
                            Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    const FolderFile *stored;
    TRY(run_folder_file(verify->folder, "persons-without-grant.csv.gz", &stored, failure));
    TRY(folder_content(stored, INPUT_SIZE_MAX, &file, failure));
    return without_csv_count(stored->path, file.bytes, file.size, held, others, failure);
}

/* --- against the manifest and municipalities.csv --- */

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
        if (rows[i].counted == rows[i].declared) continue;
        TRY(verify_fail(verify->report, failure, "decisions.csv.gz",
                        "%s: %llu counted, the manifest says %llu", rows[i].what,
                        (unsigned long long)rows[i].counted,
                        (unsigned long long)rows[i].declared));
    }
    return STATUS_OK;
}

static Status check_cell(const VerifyRun *verify, size_t code, int group, const char *what,
                         Ore counted, Ore declared, Failure *failure)
{
    if (counted == declared) return STATUS_OK;
    return verify_fail(
        verify->report, failure, "decisions.csv.gz",
        "municipality %04zu, group %s: %s add up to %lld ore, municipalities.csv says %lld",
        code, payment_group_text((PaymentGroup)group), what, (long long)counted,
        (long long)declared);
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

static Status check_sum(const VerifyRun *verify, const char *where, const char *what,
                        Ore counted, Ore declared, Failure *failure)
{
    if (counted == declared) return STATUS_OK;
    return verify_fail(verify->report, failure, where, "%s: %lld ore, should be %lld", what,
                       (long long)counted, (long long)declared);
}

/* --- municipalities.csv --- */

/* Per municipality: with netting="municipality" the groups alone need not add up. */
static Status check_row(const VerifyRun *verify, size_t code, GroupSums *total,
                        Failure *failure)
{
    GroupSums all = group_sums_of_row(verify->sums[code]);
    bool signs = true;
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        const GroupSums *sums = &verify->sums[code][g];
        signs = signs && sums->paid >= 0 && sums->carried_forward <= 0 &&
                sums->brought_forward <= 0;
    }
    group_sums_add(total, &all);
    bool equal =
        ore_add(all.lines, all.brought_forward) == ore_add(all.paid, all.carried_forward);
    if (signs && equal) return STATUS_OK;
    return verify_fail(verify->report, failure, "municipalities.csv",
                       "municipality %04zu: lines and brought forward are not what is paid and "
                       "carried forward",
                       code);
}

static Status check_total(const VerifyRun *verify, const GroupSums *total, Failure *failure)
{
    const Manifest *manifest = &verify->folder->manifest;
    const struct {
        const char *what;
        Ore counted, declared;
    } rows[] = {{"lines_ore", total->lines, manifest->lines_sum},
                {"held_ore", total->held, manifest->held_sum},
                {"brought_forward_ore", total->brought_forward, manifest->brought_forward},
                {"paid_ore", total->paid, manifest->paid},
                {"carried_forward_ore", total->carried_forward, manifest->carried_forward}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        TRY(check_sum(verify, "municipalities.csv", rows[i].what, rows[i].counted,
                      rows[i].declared, failure));
    return STATUS_OK;
}

static Status check_municipalities(const VerifyRun *verify, GroupSums *total, Failure *failure)
{
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++)
        TRY(check_row(verify, code, total, failure));
    return check_total(verify, total, failure);
}

/* --- posting.csv --- */

static Status compare_posting(const VerifyRun *verify, const GroupRow *sums, Failure *failure)
{
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            char what[96];
            snprintf(what, sizeof what, "municipality %04zu, group %s", code,
                     payment_group_text((PaymentGroup)g));
            TRY(check_sum(verify, "posting.csv", what, sums[code][g].paid,
                          verify->sums[code][g].paid, failure));
        }
    }
    return STATUS_OK;
}

static Status check_posting(const VerifyRun *verify, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(system_free) GroupRow *sums = NULL;
    const FolderFile *stored;
    TRY(run_folder_file(verify->folder, "posting.csv", &stored, failure));
    TRY(folder_content(stored, INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(posting_csv_read(stored->path, file.bytes, file.size, &sums, failure));
    return compare_posting(verify, (const GroupRow *)sums, failure);
}

/* --- summary.json --- */

static Status check_summary(const VerifyRun *verify, Failure *failure)
{
    CLEANUP(run_summary_free) RunSummary summary = {0};
    const Manifest *manifest = &verify->folder->manifest;
    char hex[SHA256_HEX_SIZE];
    const FolderFile *stored;
    TRY(run_folder_file(verify->folder, "summary.json", &stored, failure));
    TRY(run_summary_read(stored, &summary, failure));
    const struct {
        const char *name;
        int64_t there, declared;
    } rows[] = {
        {"read", summary.persons, (int64_t)manifest->persons},
        {"held", summary.held_persons, (int64_t)manifest->held_persons},
        {"vanished", summary.vanished, (int64_t)manifest->vanished},
        {"lines_ore", summary.lines, manifest->lines_sum},
        {"held_ore", summary.held, manifest->held_sum},
        {"paid_ore", summary.paid, manifest->paid},
        {"carried_forward_ore", summary.carried_forward, manifest->carried_forward},
    };
    sha256_to_hex(manifest->run_identity, hex);
    if (strcmp(summary.run_identity, hex) != 0)
        return failure_set(failure, STATUS_VERIFICATION, "summary.json", "of another run");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].there == rows[i].declared) continue;
        return failure_set(failure, STATUS_VERIFICATION, "summary.json",
                           "%s: %lld ore, should be %lld", rows[i].name,
                           (long long)rows[i].there, (long long)rows[i].declared);
    }
    return STATUS_OK;
}

Status verify_run_tables(VerifyRun *verify, Failure *failure)
{
    GroupSums total = {0};
    verify_group(verify->report);
    if (verify->sums != NULL) {
        TRY(check_municipalities(verify, &total, failure));
        TRY(verify_take(verify->report, check_posting(verify, failure), failure));
    }
    TRY(verify_take(verify->report, check_summary(verify, failure), failure));
    if (verify->sums == NULL) return STATUS_OK;
    verify_group_end(
        verify->report, "sums",
        "lines %lld + brought forward %lld = paid %lld + carried forward %lld ore; "
        "posting and summary agree",
        (long long)total.lines, (long long)total.brought_forward, (long long)total.paid,
        (long long)total.carried_forward);
    return STATUS_OK;
}
