/* run_payments.c - sums per municipality and group into payment files. payments.md 2. */
#include <stdio.h>
#include <string.h>

#include "engine/run/run_output.h"
#include "formats/bank/pain001_reader.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"

enum { PAYMENT_GZIP_LEVEL = 6, PUBLIC_MODE = 0644 };

static size_t count_payments(const Run *run)
{
    size_t count = 0;
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
            count += run->sums[code][g].paid > 0;
    }
    return count;
}

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
static void note_new(RunOutput *output, const Run *run, const Payee *payee, Ore amount)
{
    NewAccount *last = output->new_accounts + output->new_account_count;
    if (output->new_account_count > 0 && last[-1].municipality == payee->code) {
        last[-1].amount = ore_add(last[-1].amount, amount);
        return;
    }
    *last = (NewAccount){.municipality = payee->code,
                         .name = payee->name,
                         .account = payee->account,
                         .amount = amount,
                         .by_merger = follows_one_paid(run, payee->code)};
    output->new_account_count++;
}

static Status note_account(RunOutput *output, Run const *run, const Payee *payee, Ore amount,
                           Failure *failure)
{
    Manifest *manifest = &output->manifest;
    const char *before = account_before(run, payee->code);
    if (before == NULL) note_new(output, run, payee, amount);
    if (before == NULL || strcmp(before, payee->account) == 0) return STATUS_OK;
    size_t count = manifest->accounts_changed.count;
    if (count > 0 && manifest->accounts_changed.items[count - 1] == payee->code)
        return STATUS_OK;
    MunicipalityCode *grown =
        system_reallocate(manifest->accounts_changed.items, (count + 1) * sizeof *grown);
    if (grown == NULL) return failure_set(failure, STATUS_MEMORY, "accounts", NULL);
    grown[count] = payee->code;
    manifest->accounts_changed.items = grown;
    manifest->accounts_changed.count = count + 1;
    return STATUS_OK;
}

static Status plan_one(RunOutput *output, const Run *run, MunicipalityCode code,
                       PaymentGroup group, Ore amount, Failure *failure)
{
    const Payee *payee = payees_find(run->payees, code);
    if (payee == NULL) {
        /* Only claims of the ledger can lead here: the lines of such a municipality are held.
         */
        return failure_set(failure, STATUS_INPUT_VALUE, "payees",
                           "municipality %04u is to be paid but has no account", code);
    }
    PlannedPayment *planned = &output->payments[output->payment_count++];
    planned->payment = (Payment){.municipality = code,
                                 .group = group,
                                 .payee_name = payee->name,
                                 .organisation_number = payee->organisation_number,
                                 .account = payee->account,
                                 .amount = amount,
                                 .kid = payee->kid,
                                 .remittance = planned->remittance};
    TRY(payment_remittance(run->configuration->agency_short, group, run->options.year,
                           run->options.quarter, !run->live, planned->remittance, failure));
    return note_account(output, run, payee, amount, failure);
}

Status run_payments_plan(RunOutput *output, const Run *run, Failure *failure)
{
    size_t count = count_payments(run);
    if (run->payees == NULL) return STATUS_OK;
    output->payments = system_allocate_zeroed(count + 1, sizeof *output->payments);
    output->new_accounts = system_allocate_zeroed(count + 1, sizeof *output->new_accounts);
    if (output->payments == NULL || output->new_accounts == NULL)
        return failure_set(failure, STATUS_MEMORY, "payments", NULL);
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            Ore paid = run->sums[code][g].paid;
            if (paid <= 0) continue;
            TRY(plan_one(output, run, (MunicipalityCode)code, (PaymentGroup)g, paid, failure));
        }
    }
    INVARIANT(output->payment_count == count);
    return STATUS_OK;
}

/* All that a profile lets differ in a payment file: names alone would give two proposals of one
 * bank's profile, before and after a correction, the same message id. */
static void canonical_profile(const BankProfile *profile, const char *bic, TextBuffer *text)
{
    if (profile == NULL) return;
    text_buffer_format(
        text, "%s,%s,%d,%d,%d,%d,%d,%s,%d,%s,%s,%s,%zu,%zu,%s,%s\n", profile->version,
        message_version_text(profile->message_version), (int)profile->payment_count,
        (int)profile->payment_sum, (int)profile->batch_booking, profile->batch_booking_value,
        (int)profile->charge_bearer, profile->charge_bearer_code, (int)profile->agreement_place,
        profile->service_level, profile->category_purpose, profile->creditor_id,
        profile->name_maximum, profile->max_transactions, profile->debtor_bic, bic);
}

/* Payments without ids and times: what the run identity is made from. */
Status run_payments_canonical(const RunOutput *output, const Run *run, TextBuffer *text,
                              Failure *failure)
{
    const Configuration *agency = run->configuration;
    text_buffer_format(text, "%s\n%s\n%s\n%s\n", agency->agency_name,
                       agency->organisation_number, agency->account, agency->agreement_id);
    text_buffer_format(text, "%s\n", output->profile != NULL ? output->profile->name : "");
    canonical_profile(output->profile, agency->bank_bic, text);
    for (size_t i = 0; i < output->payment_count; i++) {
        const Payment *payment = &output->payments[i].payment;
        text_buffer_format(text, "%04u,%s,%s,%s,", payment->municipality,
                           payment_group_text(payment->group), payment->organisation_number,
                           payment->account);
        text_buffer_number(text, payment->amount);
        text_buffer_format(text, ",%s,%s,%s\n", payment->kid, payment->remittance,
                           payment->payee_name);
    }
    return text_buffer_status(text, failure);
}

void run_payments_identify(RunOutput *output)
{
    for (size_t i = 0; i < output->payment_count; i++) {
        Payment *payment = &output->payments[i].payment;
        payment_end_to_end_id(output->manifest.run_identity, payment->municipality,
                              payment->group, payment->end_to_end_id);
    }
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

/* The payments of file `number`, which `payments` has room for. */
static size_t payments_of(const RunOutput *output, size_t number, Payment *payments)
{
    size_t first, count;
    payment_file_range(output->payment_count, output->profile->max_transactions, number, &first,
                       &count);
    for (size_t i = 0; i < count; i++)
        payments[i] = output->payments[first + i].payment;
    return count;
}

Status run_payments_xml(const RunOutput *output, const Run *run, size_t number,
                        PaymentFile *file, Payment *payments, TextBuffer *xml, Failure *failure)
{
    const Configuration *agency = run->configuration;
    *file = (PaymentFile){.created = output->created.text,
                          .initiating_name = agency->agency_name,
                          .organisation_number = agency->organisation_number,
                          .agreement_id = agency->agreement_id,
                          .debtor_name = agency->agency_name,
                          .debtor_account = agency->account,
                          .debtor_bic = agency->bank_bic,
                          .execution_day = run->payment_date,
                          .test = !run->live,
                          .payments = payments,
                          .payment_count = payments_of(output, number, payments)};
    payment_message_id(output->manifest.run_identity, !run->live, (unsigned)number,
                       file->message_id);
    TRY(pain001_write(file, output->profile, xml, failure));
    return confirm(file->message_id, xml->bytes, xml->length, file, failure);
}

size_t run_payments_files(const RunOutput *output)
{
    return payment_file_count(output->payment_count, output->profile->max_transactions);
}

static Status write_file(RunOutput *output, const Run *run, size_t number, Payment *payments,
                         const SigningPerson *signer, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer xml = TEXT_BUFFER_EMPTY;
    PaymentFile file;
    TRY(run_payments_xml(output, run, number, &file, payments, &xml, failure));
    return store_file(output, &file, &xml, signer, failure);
}

Status run_payments_write(RunOutput *output, const Run *run, const SigningPerson *signer,
                          Failure *failure)
{
    size_t files = run_payments_files(output);
    CLEANUP(system_free)
    Payment *payments = system_allocate((output->payment_count + 1) * sizeof *payments);
    if (payments == NULL) return failure_set(failure, STATUS_MEMORY, "payments", NULL);
    for (size_t number = 1; number <= files; number++)
        TRY(write_file(output, run, number, payments, signer, failure));
    return STATUS_OK;
}
