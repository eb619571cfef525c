/* run_payments.c - sums per municipality and group into payment files. payments.md 2. */
#include <stdio.h>
#include <string.h>

#include "engine/run/run_output.h"
#include "formats/bank/pain001_reader.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/base/translate.h"

enum { PAYMENT_GZIP_LEVEL = 6, PUBLIC_MODE = 0644 };

static const char *account_before(const Run *run, MunicipalityCode code)
{
    for (size_t i = 0; i < run->account_count; i++) {
        if (run->accounts[i].municipality == code) return run->accounts[i].account;
    }
    return NULL;
}

/* Another code that was paid is this municipality now. */
static bool follows_one_paid(const Run *run, MunicipalityCode code)
{
    for (size_t i = 0; i < run->account_count; i++)
        if (run->mapping->to[run->accounts[i].municipality] == code) return true;
    return false;
}

/* `new_accounts` has room for all payments. */
static void note_new(RunOutput *output, const Run *run, const Payment *payment)
{
    NewAccount *last = output->new_accounts + output->new_account_count;
    if (output->new_account_count > 0 && last[-1].municipality == payment->municipality) {
        last[-1].amount = ore_add(last[-1].amount, payment->amount);
        return;
    }
    *last = (NewAccount){.municipality = payment->municipality,
                         .name = payment->payee_name,
                         .account = payment->account,
                         .amount = payment->amount,
                         .by_merger = follows_one_paid(run, payment->municipality)};
    output->new_account_count++;
}

static Status note_account(RunOutput *output, Run const *run, const Payment *payment,
                           Failure *failure)
{
    Manifest *manifest = &output->manifest;
    MunicipalityCode code = payment->municipality;
    const char *before = account_before(run, code);
    if (before == NULL) note_new(output, run, payment);
    if (before == NULL || strcmp(before, payment->account) == 0) return STATUS_OK;
    size_t count = manifest->accounts_changed.count;
    if (count > 0 && manifest->accounts_changed.items[count - 1] == code) return STATUS_OK;
    MunicipalityCode *grown =
        system_reallocate(manifest->accounts_changed.items, (count + 1) * sizeof *grown);
    if (grown == NULL) return failure_set(failure, STATUS_MEMORY, _("accounts"), NULL);
    grown[count] = code;
    manifest->accounts_changed.items = grown;
    manifest->accounts_changed.count = count + 1;
    return STATUS_OK;
}

Status run_payments_plan(RunOutput *output, const Run *run, Failure *failure)
{
    const PaymentBasis basis = {.payees = run->payees,
                                .agency = run->configuration,
                                .profile = run->profile,
                                .sums = (const GroupRow *)run->sums,
                                .year = run->options.year,
                                .quarter = run->options.quarter,
                                .payment_date = run->payment_date,
                                .live = run->live};
    TRY(payment_plan_make(&basis, &output->plan, failure));
    output->new_accounts =
        system_allocate_zeroed(output->plan.count + 1, sizeof *output->new_accounts);
    if (output->new_accounts == NULL)
        return failure_set(failure, STATUS_MEMORY, _("payments"), NULL);
    for (size_t i = 0; i < output->plan.count; i++)
        TRY(note_account(output, run, &output->plan.payments[i].payment, failure));
    return STATUS_OK;
}

static Ore sum_of(const Payment *payments, size_t count)
{
    Ore sum = 0;
    for (size_t i = 0; i < count; i++)
        sum = ore_add(sum, payments[i].amount);
    return sum;
}

/* Control sum and count a second time, from the written bytes (payments.md 2). */
static Status confirm(const char *name, const void *bytes, size_t size, const PaymentFile *file,
                      Failure *failure)
{
    CLEANUP(pain001_file_free) Pain001File read_back = {0};
    TRY(pain001_read(name, bytes, size, &read_back, failure));
    return pain001_confirm(&read_back, file->payment_count,
                           sum_of(file->payments, file->payment_count), failure);
}

/* What stands on the disk is read again: the count and sum that are signed are the file's. */
static Status confirm_stored(RunOutput *output, const char *name, const PaymentFile *file,
                             const FolderFile **stored, Failure *failure)
{
    CLEANUP(input_file_free) InputFile content = {0};
    TRY(folder_read(output->files, name, INPUT_SMALL_SIZE_MAX, stored, failure));
    TRY(folder_content(*stored, INPUT_SMALL_SIZE_MAX, &content, failure));
    TRY(confirm((*stored)->path, content.bytes, content.size, file, failure));
    return manifest_files_add(&output->manifest.outputs, "payment", name, &(*stored)->sums,
                              failure);
}

static Status sign_stored(RunOutput *output, const FolderFile *stored,
                          const SigningPerson *signer, Failure *failure)
{
    char path[PATH_SIZE], name[PAYMENT_ID_SIZE + 40];
    const FolderFile *signature;
    snprintf(name, sizeof name, "%s.p7s", stored->name);
    TRY(path_join(output->folder, name, path, failure));
    TRY(signer_sign_file(signer, stored->bytes, stored->size, &output->time, path, failure));
    TRY(folder_read(output->files, name, INPUT_SMALL_SIZE_MAX, &signature, failure));
    TRY(folder_sums(output->files, signature, failure));
    return manifest_files_add(&output->manifest.outputs, "payment-signature", name,
                              &signature->sums, failure);
}

static Status store_file(RunOutput *output, const PaymentFile *file, const TextBuffer *xml,
                         const SigningPerson *signer, Failure *failure)
{
    char name[PAYMENT_ID_SIZE + 32];
    const FolderFile *stored;
    snprintf(name, sizeof name, "proposal/%s.xml.gz", file->message_id);
    TRY(folder_write(output->files, name, PUBLIC_MODE, PAYMENT_GZIP_LEVEL, xml->bytes,
                     xml->length, &stored, failure));
    TRY(confirm_stored(output, name, file, &stored, failure));
    return signer != NULL ? sign_stored(output, stored, signer, failure) : STATUS_OK;
}

Status run_payments_xml(RunOutput *output, size_t number, PaymentFile *file, TextBuffer *xml,
                        Failure *failure)
{
    TRY(payment_plan_file(&output->plan, number, output->created.text, file, xml, failure));
    return confirm(file->message_id, xml->bytes, xml->length, file, failure);
}

static Status write_file(RunOutput *output, size_t number, const SigningPerson *signer,
                         Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer xml = TEXT_BUFFER_EMPTY;
    PaymentFile file;
    TRY(run_payments_xml(output, number, &file, &xml, failure));
    return store_file(output, &file, &xml, signer, failure);
}

Status run_payments_write(RunOutput *output, const SigningPerson *signer, Failure *failure)
{
    size_t files = payment_plan_files(&output->plan);
    for (size_t number = 1; number <= files; number++)
        TRY(write_file(output, number, signer, failure));
    return STATUS_OK;
}
