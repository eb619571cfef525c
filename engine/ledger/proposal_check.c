/*
 * proposal_check.c - what must be true of a proposal before anybody signs it again.
 *
 * Two persons decide only if the second does not take the first one's word: the signed manifest
 * is not believed either. Every sum is added up again, from the decisions over the table of
 * municipalities to the payment files, and every account is compared with the ledger.
 */
#include <string.h>

#include "engine/ledger/approval.h"
#include "engine/review/verify_run.h"
#include "formats/base/input_file.h"
#include "formats/bank/pain001_reader.h"

/* --- files and sums: what verify checks --- */

static Status refuse_links(const RunFolder *folder, Failure *failure)
{
    for (size_t i = 0; i < folder->manifest.outputs.count; i++) {
        char path[PATH_SIZE];
        TRY(run_folder_path(folder, folder->manifest.outputs.items[i].path, path, failure));
        TRY(path_refuse_link(path, failure));
    }
    return STATUS_OK;
}

static Status load_identity(VerifyRun *verify, const Ledger *ledger, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(ledger->folder, "000000/ca.pem", path, failure));
    TRY(trust_store_load(path, &verify->store, failure));
    TRY(path_join(ledger->folder, "000000/signers.csv", path, failure));
    return signers_csv_read(path, &verify->signers, failure);
}

static Status check_groups(VerifyRun *verify, Failure *failure)
{
    TRY(verify_run_outputs(verify, failure));
    TRY(verify_take(verify->report, run_folder_sums(verify->folder, &verify->sums, failure),
                    failure));
    TRY(verify_run_payments(verify, failure));
    TRY(verify_run_decisions(verify, failure));
    return verify_run_tables(verify, failure);
}

static Status first_failure(const VerifyReport *report, Failure *failure)
{
    if (report->failures == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, report->first.where, "%s",
                       report->first.detail[0] != '\0' ? report->first.detail
                                                       : status_text(report->first.status));
}

static Status check_folder(const Ledger *ledger, const RunFolder *folder, Failure *failure)
{
    VerifyReport report = {.quiet = true};
    VerifyRun verify = {.folder = folder, .report = &report};
    Status status = load_identity(&verify, ledger, failure);
    if (status == STATUS_OK) status = check_groups(&verify, failure);
    if (status == STATUS_OK) status = first_failure(&report, failure);
    verify_run_free(&verify);
    return status;
}

/* --- accounts --- */

static const char *account_before(const PaidAccount *accounts, size_t count,
                                  MunicipalityCode code)
{
    for (size_t i = 0; i < count; i++) {
        if (accounts[i].municipality == code) return accounts[i].account;
    }
    return NULL;
}

static bool is_named(const Manifest *manifest, MunicipalityCode code)
{
    for (size_t i = 0; i < manifest->accounts_changed.count; i++) {
        if (manifest->accounts_changed.items[i] == code) return true;
    }
    return false;
}

static Status compare_accounts(const char *path, const Pain001File *file,
                               const Manifest *manifest, const PaidAccount *accounts,
                               size_t count, Failure *failure)
{
    for (size_t i = 0; i < file->count; i++) {
        MunicipalityCode code;
        PaymentGroup group;
        const Pain001Transaction *payment = &file->transactions[i];
        if (!payment_end_to_end_parse(payment->end_to_end_id, &code, &group)) continue;
        const char *before = account_before(accounts, count, code);
        if (before == NULL || strcmp(before, payment->account) == 0) continue;
        if (is_named(manifest, code)) continue;
        return failure_set(failure, STATUS_VERIFICATION, path,
                           "the account of municipality %04u differs from the one last paid, "
                           "but the manifest does not say so",
                           code);
    }
    return STATUS_OK;
}

static Status check_accounts_of(const char *path, const Manifest *manifest,
                                const PaidAccount *accounts, size_t count, Failure *failure)
{
    InputFile content;
    Pain001File file;
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &content, failure));
    Status status = pain001_read(path, content.bytes, content.size, &file, failure);
    input_file_free(&content);
    if (status != STATUS_OK) return status;
    status = compare_accounts(path, &file, manifest, accounts, count, failure);
    pain001_file_free(&file);
    return status;
}

Status proposal_check_accounts(const Ledger *ledger, const char *folder,
                               const Manifest *manifest, Failure *failure)
{
    PaidAccount *accounts;
    size_t count;
    TRY(ledger_accounts(ledger, &accounts, &count, failure));
    Status status = STATUS_OK;
    for (size_t i = 0; i < manifest->outputs.count && status == STATUS_OK; i++) {
        char path[PATH_SIZE];
        const ManifestFile *output = &manifest->outputs.items[i];
        if (strcmp(output->kind, "payment") != 0) continue;
        status = path_join(folder, path_base_name(output->path), path, failure);
        if (status == STATUS_OK) {
            status = check_accounts_of(path, manifest, accounts, count, failure);
        }
    }
    system_free(accounts);
    return status;
}

/* --- all of it --- */

Status proposal_check(const Ledger *ledger, const char *run, const Manifest *manifest,
                      Failure *failure)
{
    char payments[PATH_SIZE];
    /* The manifest is the caller's, and freed there. */
    RunFolder folder = {.manifest = *manifest};
    TRY(path_join(run, "", folder.path, failure));
    TRY(refuse_links(&folder, failure));
    TRY(check_folder(ledger, &folder, failure));
    TRY(path_join(run, "proposal", payments, failure));
    return proposal_check_accounts(ledger, payments, manifest, failure);
}
