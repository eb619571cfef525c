/* verify_tables.c - municipalities.csv, posting.csv and summary.json against each other and the
 * manifest. grants.md 6: lines + brought forward = paid + carried forward. */
#include <stdio.h>
#include <string.h>

#include "engine/review/verify_run.h"
#include "formats/json/json_reader.h"
#include "formats/run/tables.h"

static Status wrong_sum(const char *where, const char *what, Ore counted, Ore declared,
                        Failure *failure)
{
    if (counted == declared) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, where, "%s: %lld ore, should be %lld",
                       what, (long long)counted, (long long)declared);
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
    Status status =
        failure_set(failure, STATUS_VERIFICATION, "municipalities.csv",
                    "municipality %04zu: lines and brought forward are not what is paid and "
                    "carried forward",
                    code);
    return verify_take(verify->report, status, failure);
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
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Status status = wrong_sum("municipalities.csv", rows[i].what, rows[i].counted,
                                  rows[i].declared, failure);
        TRY(verify_take(verify->report, status, failure));
    }
    return STATUS_OK;
}

static Status check_municipalities(const VerifyRun *verify, GroupSums *total, Failure *failure)
{
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        TRY(check_row(verify, code, total, failure));
    }
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
            Status status = wrong_sum("posting.csv", what, sums[code][g].paid,
                                      verify->sums[code][g].paid, failure);
            TRY(verify_take(verify->report, status, failure));
        }
    }
    return STATUS_OK;
}

static Status check_posting(const VerifyRun *verify, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(system_free) GroupRow *sums = NULL;
    char path[PATH_SIZE];
    TRY(run_folder_path(verify->folder, "posting.csv", path, failure));
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(posting_csv_read(path, file.bytes, file.size, &sums, failure));
    return compare_posting(verify, (const GroupRow *)sums, failure);
}

/* --- summary.json --- */

static Status check_member(const JsonValue *object, const char *name, Ore declared,
                           Failure *failure)
{
    int64_t value;
    TRY(json_member_integer(object, name, &value, failure));
    return wrong_sum("summary.json", name, value, declared, failure);
}

static Status compare_summary(const Manifest *manifest, const JsonValue *root, Failure *failure)
{
    const char *identity;
    char hex[SHA256_HEX_SIZE];
    const JsonValue *persons = json_object_get(root, "persons");
    const JsonValue *all = json_object_get(json_object_get(root, "sums"), "all");
    TRY(json_member_string(root, "run_identity", &identity, failure));
    sha256_to_hex(manifest->run_identity, hex);
    if (strcmp(identity, hex) != 0) {
        return failure_set(failure, STATUS_VERIFICATION, "summary.json", "of another run");
    }
    TRY(check_member(persons, "read", (Ore)manifest->persons, failure));
    TRY(check_member(persons, "held", (Ore)manifest->held_persons, failure));
    TRY(check_member(persons, "vanished", (Ore)manifest->vanished, failure));
    TRY(check_member(all, "lines_ore", manifest->lines_sum, failure));
    TRY(check_member(all, "held_ore", manifest->held_sum, failure));
    TRY(check_member(all, "paid_ore", manifest->paid, failure));
    return check_member(all, "carried_forward_ore", manifest->carried_forward, failure);
}

static Status check_summary(const VerifyRun *verify, Failure *failure)
{
    char path[PATH_SIZE];
    JsonDocument *document;
    TRY(run_folder_path(verify->folder, "summary.json", path, failure));
    TRY(json_read_file(path, &document, failure));
    Status status = compare_summary(&verify->folder->manifest, json_root(document), failure);
    if (status != STATUS_OK) failure_locate(failure, path);
    json_free(document);
    return status;
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
