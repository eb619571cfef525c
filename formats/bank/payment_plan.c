#include "formats/bank/payment_plan.h"

#include <string.h>

#include "formats/base/translate.h"

static size_t count_payments(const GroupRow *sums)
{
    size_t count = 0;
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
            count += sums[code][g].paid > 0;
    }
    return count;
}

static Status plan_one(PaymentPlan *plan, MunicipalityCode code, PaymentGroup group, Ore amount,
                       Failure *failure)
{
    const PaymentBasis *basis = &plan->basis;
    const Payee *payee = payees_find(basis->payees, code, basis->payment_date);
    if (payee == NULL) {
        /* Only claims of the ledger can lead here: the lines of such a municipality are held.
         */
        return failure_set(failure, STATUS_INPUT_VALUE, _("payees"),
                           "municipality %04u is to be paid but has no account", code);
    }
    PlannedPayment *planned = &plan->payments[plan->count++];
    planned->payment = (Payment){.municipality = code,
                                 .group = group,
                                 .payee_name = payee->name,
                                 .organisation_number = payee->organisation_number,
                                 .account = payee->account,
                                 .amount = amount,
                                 .kid = payee->kid,
                                 .remittance = planned->remittance};
    return payment_remittance(basis->agency->agency_short, group, basis->year, basis->quarter,
                              !basis->live, planned->remittance, failure);
}

static Status plan_all(PaymentPlan *plan, Failure *failure)
{
    const GroupRow *sums = plan->basis.sums;
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            Ore paid = sums[code][g].paid;
            if (paid <= 0) continue;
            TRY(plan_one(plan, (MunicipalityCode)code, (PaymentGroup)g, paid, failure));
        }
    }
    return STATUS_OK;
}

Status payment_plan_make(const PaymentBasis *basis, PaymentPlan *out, Failure *failure)
{
    size_t count = count_payments(basis->sums);
    *out = (PaymentPlan){.basis = *basis};
    if (basis->payees == NULL) return STATUS_OK;
    out->payments = system_allocate_zeroed(count + 1, sizeof *out->payments);
    out->of_file = system_allocate_zeroed(count + 1, sizeof *out->of_file);
    Status status = out->payments == NULL || out->of_file == NULL
                        ? failure_set(failure, STATUS_MEMORY, _("payments"), NULL)
                        : plan_all(out, failure);
    INVARIANT(status != STATUS_OK || out->count == count);
    if (status != STATUS_OK) payment_plan_free(out);
    return status;
}

void payment_plan_free(PaymentPlan *plan)
{
    system_free(plan->payments);
    system_free(plan->of_file);
    *plan = (PaymentPlan){.payments = NULL};
}

/* All that a profile lets differ in a payment file: names alone would give two proposals of one
 * bank's profile, before and after a correction, the same message id. */
static void canonical_profile(const BankProfile *profile, const char *bic, TextBuffer *text)
{
    text_buffer_format(
        text, "%s,%s,%d,%d,%d,%d,%d,%s,%d,%s,%s,%s,%zu,%zu,%s,%s\n", profile->version,
        message_version_text(profile->message_version), (int)profile->payment_count,
        (int)profile->payment_sum, (int)profile->batch_booking, profile->batch_booking_value,
        (int)profile->charge_bearer, profile->charge_bearer_code, (int)profile->agreement_place,
        profile->service_level, profile->category_purpose, profile->creditor_id,
        profile->name_maximum, profile->max_transactions, profile->debtor_bic, bic);
}

void payment_plan_canonical(const PaymentPlan *plan, TextBuffer *out)
{
    const Configuration *agency = plan->basis.agency;
    text_buffer_format(out, "%s\n%s\n%s\n%s\n%s\n", agency->agency_name,
                       agency->organisation_number, agency->account, agency->agreement_id,
                       plan->basis.profile->name);
    canonical_profile(plan->basis.profile, agency->bank_bic, out);
    for (size_t i = 0; i < plan->count; i++) {
        const Payment *payment = &plan->payments[i].payment;
        text_buffer_format(out, "%04u,%s,%s,%s,", payment->municipality,
                           payment_group_text(payment->group), payment->organisation_number,
                           payment->account);
        text_buffer_number(out, payment->amount);
        text_buffer_format(out, ",%s,%s,%s\n", payment->kid, payment->remittance,
                           payment->payee_name);
    }
}

void payment_plan_identify(PaymentPlan *plan, const uint8_t identity[SHA256_SIZE])
{
    memcpy(plan->identity, identity, SHA256_SIZE);
    for (size_t i = 0; i < plan->count; i++) {
        Payment *payment = &plan->payments[i].payment;
        payment_end_to_end_id(identity, payment->municipality, payment->group,
                              payment->end_to_end_id);
    }
}

size_t payment_plan_files(const PaymentPlan *plan)
{
    return payment_file_count(plan->count, plan->basis.profile->max_transactions);
}

static size_t payments_of(PaymentPlan *plan, size_t number)
{
    size_t first, count;
    payment_file_range(plan->count, plan->basis.profile->max_transactions, number, &first,
                       &count);
    for (size_t i = 0; i < count; i++)
        plan->of_file[i] = plan->payments[first + i].payment;
    return count;
}

Status payment_plan_file(PaymentPlan *plan, size_t number, const char *created,
                         PaymentFile *file, TextBuffer *xml, Failure *failure)
{
    const PaymentBasis *basis = &plan->basis;
    const Configuration *agency = basis->agency;
    *file = (PaymentFile){.created = created,
                          .initiating_name = agency->agency_name,
                          .organisation_number = agency->organisation_number,
                          .agreement_id = agency->agreement_id,
                          .debtor_name = agency->agency_name,
                          .debtor_account = agency->account,
                          .debtor_bic = agency->bank_bic,
                          .execution_day = basis->payment_date,
                          .test = !basis->live,
                          .payments = plan->of_file,
                          .payment_count = payments_of(plan, number)};
    payment_message_id(plan->identity, !basis->live, (unsigned)number, file->message_id);
    return pain001_write(file, basis->profile, xml, failure);
}
