/* verify_sums.c - decisions read again: order, arithmetic, sums, counts; and the tables made
 * from them, against each other and the manifest. grants.md 6. */
#include <stdio.h>
#include <string.h>

#include "engine/review/verify_run.h"
#include "formats/base/amount_words.h"
#include "formats/base/count_words.h"
#include "formats/base/translate.h"
#include "formats/run/decision_tally.h"
#include "formats/run/small_tables.h"
#include "formats/run/summary.h"
#include "formats/run/taken_check.h"

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
        {N_("lines"), tally->lines, manifest->lines},
        {N_("lines to pay"), tally->pay_lines, manifest->pay_lines},
        {N_("persons with lines"), tally->paid_persons, manifest->with_lines},
        {N_("persons without lines"), others, manifest->without_lines},
        {N_("persons held"), tally->held_persons + held, manifest->held_persons},
        {N_("persons read"), tally->paid_persons + tally->held_persons + held + others,
         manifest->persons},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].counted == rows[i].declared) continue;
        TRY(verify_fail(verify->report, failure, "decisions.csv.gz",
                        "%s: %llu counted, the manifest says %llu", translate(rows[i].what),
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
        code, payment_group_text((PaymentGroup)group), translate(what), (long long)counted,
        (long long)declared);
}

static Status check_sums(const VerifyRun *verify, const DecisionTally *tally, Failure *failure)
{
    for (size_t code = 0; verify->sums != NULL && code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            const GroupSums *here = &tally->sums[code][g], *there = &verify->sums[code][g];
            TRY(check_cell(verify, code, g, N_("PAY lines"), here->lines, there->lines,
                           failure));
            TRY(check_cell(verify, code, g, N_("HELD lines"), here->held, there->held,
                           failure));
        }
    }
    return STATUS_OK;
}

static Status check_decisions(const VerifyRun *verify, DecisionTally *tally, Failure *failure)
{
    const RunMark mark = manifest_mark(&verify->folder->manifest);
    Status status =
        decision_tally_read(verify->folder->folder, &mark, NULL, NULL, tally, failure);
    if (status != STATUS_OK) return verify_take(verify->report, status, failure);
    TRY(check_counts(verify, tally, failure));
    return check_sums(verify, tally, failure);
}

Status verify_run_decisions(VerifyRun *verify, Failure *failure)
{
    CLEANUP(decision_tally_free) DecisionTally tally = {.lines = 0};
    verify_group(verify->report);
    TRY(check_decisions(verify, &tally, failure));
    verify_group_end(verify->report, "decisions",
                     "%s in order, due = earned - settled, sums per municipality and group, %s "
                     "accounted for, basic.csv agrees",
                     count_words(tally.lines, "line", "lines").text,
                     count_words(verify->folder->manifest.persons, "person", "persons").text);
    return STATUS_OK;
}

static Status check_sum(const VerifyRun *verify, const char *where, const char *what,
                        Ore counted, Ore declared, Failure *failure)
{
    if (counted == declared) return STATUS_OK;
    return verify_fail(verify->report, failure, where, "%s: %lld ore, should be %lld",
                       translate(what), (long long)counted, (long long)declared);
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
    if (signs && group_sums_balance(&all) == 0) return STATUS_OK;
    return verify_fail(
        verify->report, failure, "municipalities.csv",
        "municipality %04zu: lines, brought forward, returned and manual are not "
        "what is paid and carried forward",
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
                {"returned_ore", total->returned, manifest->returned},
                {"manual_ore", total->manual, manifest->manual},
                {"paid_ore", total->paid, manifest->paid},
                {"carried_forward_ore", total->carried_forward, manifest->carried_forward}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        TRY(check_sum(verify, "municipalities.csv", rows[i].what, rows[i].counted,
                      rows[i].declared, failure));
    return STATUS_OK;
}

/* taken.csv: what was taken up is what is returned and manual. */
static Status check_taken(const VerifyRun *verify, Failure *failure)
{
    CLEANUP(system_free) TakenItem *taken = NULL;
    const FolderFile *stored;
    size_t count;
    TRY(run_folder_file(verify->folder, "taken.csv", &stored, failure));
    TRY(taken_items_read(stored->path, stored->bytes, stored->size, &taken, &count, failure));
    return taken_check_sums(taken, count, verify->folder->manifest.run_identity,
                            (const GroupRow *)verify->sums, failure);
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
            snprintf(what, sizeof what, _("municipality %04zu, group %s"), code,
                     payment_group_text((PaymentGroup)g));
            const GroupSums *booked = &sums[code][g], *there = &verify->sums[code][g];
            TRY(check_sum(verify, "posting.csv", what, booked->paid, there->paid, failure));
            TRY(check_sum(verify, "posting.csv", what, booked->returned, there->returned,
                          failure));
            TRY(check_sum(verify, "posting.csv", what, booked->manual, there->manual, failure));
        }
    }
    return STATUS_OK;
}

static Status check_posting(const VerifyRun *verify, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(system_free) GroupRow *sums = NULL;
    const FolderFile *stored;
    const RunMark mark = manifest_mark(&verify->folder->manifest);
    TRY(run_folder_file(verify->folder, "posting.csv", &stored, failure));
    TRY(folder_content(stored, INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(posting_csv_read(stored->path, file.bytes, file.size, &mark, &sums, failure));
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
        TRY(verify_take(verify->report, check_taken(verify, failure), failure));
        TRY(verify_take(verify->report, check_posting(verify, failure), failure));
    }
    TRY(verify_take(verify->report, check_summary(verify, failure), failure));
    if (verify->sums == NULL) return STATUS_OK;
    char taken[128] = "";
    if (total.returned != 0 || total.manual != 0)
        snprintf(taken, sizeof taken, _(" + returned %s + by hand %s"),
                 amount_words(total.returned).text, amount_words(total.manual).text);
    verify_group_end(
        verify->report, "sums",
        "lines %s + brought forward %s%s = paid %s + carried forward %s; posting and summary "
        "agree",
        amount_words(total.lines).text, amount_words(total.brought_forward).text, taken,
        amount_words(total.paid).text, amount_words(total.carried_forward).text);
    return STATUS_OK;
}
