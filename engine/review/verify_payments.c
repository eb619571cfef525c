/* verify_payments.c - payment files against signatures, municipalities.csv and the manifest. */
#include <stdio.h>
#include <string.h>

#include "engine/review/verify_run.h"
#include "formats/bank/pain001_reader.h"
#include "formats/bank/payment_checker.h"
#include "formats/base/amount_words.h"
#include "formats/base/count_words.h"
#include "formats/base/translate.h"

/* What has been read of all payment files together. */
typedef struct PaymentTally {
    uint8_t (*seen)[PAYMENT_GROUP_COUNT]; /* MUNICIPALITY_CODES rows */
    unsigned files;
    uint64_t transactions;
    Ore sum;
} PaymentTally;

/* --- one transaction --- */

static Status check_transaction(const VerifyRun *verify, const char *path,
                                const Pain001Transaction *transaction, PaymentTally *tally,
                                Failure *failure)
{
    char expected[PAYMENT_ID_SIZE];
    MunicipalityCode code;
    PaymentGroup group;
    tally->transactions++;
    tally->sum = ore_add(tally->sum, transaction->amount);
    if (!payment_end_to_end_parse(transaction->end_to_end_id, &code, &group))
        return verify_fail(verify->report, failure, path,
                           "a payment has an EndToEndId that is none of ours");
    payment_end_to_end_id(verify->folder->manifest.run_identity, code, group, expected);
    if (strcmp(expected, transaction->end_to_end_id) != 0)
        return verify_fail(verify->report, failure, path,
                           "a payment's EndToEndId belongs to another run");
    if (tally->seen[code][group]++ > 0)
        return verify_fail(verify->report, failure, path, "payment %s stands there twice",
                           expected);
    if (verify->sums == NULL || verify->sums[code][group].paid == transaction->amount)
        return STATUS_OK;
    return verify_fail(
        verify->report, failure, path, "payment %s is %lld ore, municipalities.csv says %lld",
        expected, (long long)transaction->amount, (long long)verify->sums[code][group].paid);
}

/* --- one file --- */

static Status check_read(const VerifyRun *verify, const char *path, const char *message_id,
                         const Pain001File *file, PaymentTally *tally, Failure *failure)
{
    Status status = pain001_confirm(file, file->count, file->sum, failure);
    if (status != STATUS_OK) failure_locate(failure, path);
    TRY(verify_take(verify->report, status, failure));
    if (strcmp(file->message_id, message_id) != 0)
        TRY(verify_fail(verify->report, failure, path,
                        "its MsgId does not belong to this run and file number"));
    if (file->execution_day != verify->folder->manifest.payment_date)
        TRY(verify_fail(verify->report, failure, path,
                        "is to be executed on another day than the manifest's"));
    for (size_t i = 0; i < file->count; i++)
        TRY(check_transaction(verify, path, &file->transactions[i], tally, failure));
    return STATUS_OK;
}

/* Broken rules that count. The time of a test may be made up (--time), and be after the day on
 * which nothing is paid anyway. */
static size_t broken_rules(const PaymentCheck *check, bool live, const PaymentFinding **first)
{
    size_t count = 0;
    *first = NULL;
    for (size_t i = 0; i < check->count; i++) {
        if (!live && check->findings[i].rule == PAYMENT_RULE_CREATED) continue;
        if (count++ == 0) *first = &check->findings[i];
    }
    return count;
}

/* The rules common to all banks: a profile is data of the program, not of the folder. */
static Status check_rules(const VerifyRun *verify, const char *path, const InputFile *content,
                          Failure *failure)
{
    CLEANUP(payment_check_free) PaymentCheck check = {0};
    const PaymentFinding *first;
    TRY(payment_check(content->bytes, content->size, NULL, &check, failure));
    size_t count = broken_rules(&check, verify->folder->manifest.live, &first);
    if (count == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "line %zu breaks %s: %s (%zu in all)", first->line,
                       payment_rule_code(first->rule), first->message, count);
}

static Status check_content(const VerifyRun *verify, const char *name, const char *message_id,
                            PaymentTally *tally, Failure *failure)
{
    CLEANUP(input_file_free) InputFile content = {0};
    CLEANUP(pain001_file_free) Pain001File file = {0};
    const FolderFile *stored;
    TRY(run_folder_file(verify->folder, name, &stored, failure));
    TRY(folder_content(stored, INPUT_SMALL_SIZE_MAX, &content, failure));
    const char *path = stored->path;
    TRY(verify_take(verify->report, check_rules(verify, path, &content, failure), failure));
    TRY(pain001_read(path, content.bytes, content.size, &file, failure));
    return check_read(verify, path, message_id, &file, tally, failure);
}

static Status check_file(const VerifyRun *verify, const ManifestFile *output,
                         PaymentTally *tally, Failure *failure)
{
    char name[PAYMENT_ID_SIZE + 32], message_id[PAYMENT_ID_SIZE];
    run_folder_message_id(verify->folder, ++tally->files, message_id);
    snprintf(name, sizeof name, "proposal/%s.xml.gz", message_id);
    if (strcmp(name, output->path) != 0)
        return verify_fail(verify->report, failure, "manifest.json",
                           "a payment file has another run's name");
    if (!verify->folder->manifest.dry_run) {
        Status status = verify_signature(verify, name, false, failure);
        TRY(verify_take(verify->report, status, failure));
    }
    return verify_take(verify->report, check_content(verify, name, message_id, tally, failure),
                       failure);
}

/* --- all files --- */

static Status check_complete(const VerifyRun *verify, const PaymentTally *tally,
                             Failure *failure)
{
    const Manifest *manifest = &verify->folder->manifest;
    bool no_payees = manifest->payments == 0; /* a dry run without payees */
    for (size_t code = 0; verify->sums != NULL && code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT && !no_payees; g++) {
            if (verify->sums[code][g].paid <= 0 || tally->seen[code][g] > 0) continue;
            TRY(verify_fail(verify->report, failure, _("payment files"),
                            "municipality %04zu is paid in group %s by municipalities.csv, "
                            "but not in the files",
                            code, payment_group_text((PaymentGroup)g)));
        }
    }
    bool sum = tally->sum == manifest->paid || (manifest->dry_run && no_payees);
    if (tally->transactions == manifest->payments && sum) return STATUS_OK;
    return verify_fail(verify->report, failure, _("payment files"),
                       "%llu payments of %lld ore; the manifest says %llu of %lld",
                       (unsigned long long)tally->transactions, (long long)tally->sum,
                       (unsigned long long)manifest->payments, (long long)manifest->paid);
}

static bool is_listed(const VerifyRun *verify, const char *name)
{
    char path[PATH_SIZE];
    Failure ignored;
    return path_join("proposal", name, path, &ignored) == STATUS_OK &&
           manifest_files_at(&verify->folder->manifest.outputs, path) != NULL;
}

/* Nothing may lie beside the payment files that somebody could send by mistake. */
static Status check_unexpected(const VerifyRun *verify, const char *name, Failure *failure)
{
    CLEANUP(path_list_free) PathList list = {0};
    char folder[PATH_SIZE];
    bool there;
    TRY(verify_there(verify, name, folder, &there, failure));
    if (there) TRY(path_list(folder, &list, failure));
    for (size_t i = 0; i < list.count; i++) {
        char path[PATH_SIZE];
        if (is_listed(verify, list.names[i])) continue;
        TRY(path_join(folder, list.names[i], path, failure));
        TRY(verify_fail(verify->report, failure, path,
                        "an unexpected file; it is not of this run"));
    }
    return STATUS_OK;
}

/* payments/: the same bytes as proposed, signed by both persons. */
static Status check_approved(const VerifyRun *verify, const ManifestFile *output,
                             Failure *failure)
{
    char path[PATH_SIZE], name[PATH_SIZE];
    const FolderFile *file;
    TRY(path_join("payments", path_base_name(output->path), name, failure));
    TRY(run_folder_path(verify->folder, name, path, failure));
    Status status = run_folder_file(verify->folder, name, &file, failure);
    if (status == STATUS_INPUT_MISSING)
        return failure_set(failure, STATUS_VERIFICATION, path,
                           "is missing: 'tilskudd approve' again fills payments/");
    TRY(status);
    if (memcmp(file->sums.stored_sha256, output->sums.stored_sha256, SHA256_SIZE) != 0)
        return failure_set(failure, STATUS_VERIFICATION, path,
                           "not the file that was proposed");
    return verify_signature(verify, name, true, failure);
}

static Status check_all_approved(const VerifyRun *verify, bool *approved, Failure *failure)
{
    const ManifestFiles *outputs = &verify->folder->manifest.outputs;
    char folder[PATH_SIZE];
    TRY(verify_there(verify, "payments", folder, approved, failure));
    for (size_t i = 0; i < outputs->count && *approved; i++) {
        if (strcmp(outputs->items[i].kind, "payment") != 0) continue;
        Status status = check_approved(verify, &outputs->items[i], failure);
        TRY(verify_take(verify->report, status, failure));
    }
    return check_unexpected(verify, "payments", failure);
}

static Status check_files(const VerifyRun *verify, PaymentTally *tally, Failure *failure)
{
    const Manifest *manifest = &verify->folder->manifest;
    for (size_t i = 0; i < manifest->outputs.count; i++) {
        if (strcmp(manifest->outputs.items[i].kind, "payment") != 0) continue;
        TRY(check_file(verify, &manifest->outputs.items[i], tally, failure));
    }
    TRY(check_complete(verify, tally, failure));
    return check_unexpected(verify, "proposal", failure);
}

Status verify_run_payments(VerifyRun *verify, Failure *failure)
{
    bool approved = false;
    CLEANUP(system_free)
    uint8_t(*seen)[PAYMENT_GROUP_COUNT] =
        system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *seen);
    PaymentTally tally = {.seen = seen};
    if (seen == NULL) return failure_set(failure, STATUS_MEMORY, _("payments"), NULL);
    verify_group(verify->report);
    TRY(check_files(verify, &tally, failure));
    TRY(check_all_approved(verify, &approved, failure));
    verify_group_end(verify->report, "payments", "%s, %s, %s, signed by %s",
                     count_words(tally.files, "file", "files").text,
                     count_words(tally.transactions, "payment", "payments").text,
                     amount_words(tally.sum).text,
                     verify->folder->manifest.dry_run ? _("nobody")
                     : approved                       ? _("both persons")
                                                      : _("the first person"));
    return STATUS_OK;
}
