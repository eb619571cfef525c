/* pain001_writer.c - writes pain.001.001.03 and .09, one element a line. */
#include "formats/bank/pain001_writer.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"
#include "rules/base/identity.h"

/* Largest amount of one payment: what fits in the message's 18 digits with room for the sum. */
#define AMOUNT_MAX ((Ore)99999999999999)

enum { NAME_MAX_LENGTH = 140, NAME_SIZE = NAME_MAX_LENGTH * 4 + 1 };

/* What the functions below share. */
typedef struct Writing {
    const PaymentFile *file;
    const BankProfile *profile;
    TextBuffer *out;
    int depth;
} Writing;

/* ---- elements ---- */

static void indent(Writing *writing)
{
    for (int i = 0; i < writing->depth; i++)
        text_buffer_text(writing->out, "  ");
}

static void open_element(Writing *writing, const char *name)
{
    indent(writing);
    text_buffer_format(writing->out, "<%s>\n", name);
    writing->depth++;
}

static void close_element(Writing *writing, const char *name)
{
    writing->depth--;
    indent(writing);
    text_buffer_format(writing->out, "</%s>\n", name);
}

/* Texts come here in allowed characters only, none of which XML needs escaped. */
static void leaf(Writing *writing, const char *name, const char *text)
{
    indent(writing);
    text_buffer_format(writing->out, "<%s>%s</%s>\n", name, text, name);
}

static void count_leaf(Writing *writing, const char *name, size_t count)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", count);
    leaf(writing, name, text);
}

static void money_leaf(Writing *writing, const char *name, Ore amount)
{
    char text[ORE_TEXT_SIZE];
    ore_format(amount, text);
    leaf(writing, name, text);
}

/* <NAME><Cd>CODE</Cd></NAME> */
static void code(Writing *writing, const char *name, const char *value)
{
    open_element(writing, name);
    leaf(writing, "Cd", value);
    close_element(writing, name);
}

static void other_id(Writing *writing, const char *id, const char *scheme)
{
    open_element(writing, "Othr");
    leaf(writing, "Id", id);
    code(writing, "SchmeNm", scheme);
    close_element(writing, "Othr");
}

static void account(Writing *writing, const char *name, const char *number)
{
    open_element(writing, name);
    open_element(writing, "Id");
    other_id(writing, number, "BBAN");
    close_element(writing, "Id");
    close_element(writing, name);
}

/* A party with up to two organisation ids, NULL for none. */
static Status party(Writing *writing, const char *element, const char *name,
                    const char *const ids[2], const char *const schemes[2], Failure *failure)
{
    char clean[NAME_SIZE];
    TRY(payment_text_clean(element, name, writing->profile->name_maximum, clean, sizeof clean,
                           failure));
    open_element(writing, element);
    leaf(writing, "Nm", clean);
    if (ids[0] != NULL || ids[1] != NULL) {
        open_element(writing, "Id");
        open_element(writing, "OrgId");
        for (int i = 0; i < 2; i++)
            if (ids[i] != NULL) other_id(writing, ids[i], schemes[i]);
        close_element(writing, "OrgId");
        close_element(writing, "Id");
    }
    close_element(writing, element);
    return STATUS_OK;
}

/* ---- parts of the message ---- */

static Ore total_of(const PaymentFile *file)
{
    Ore total = 0;
    for (size_t i = 0; i < file->payment_count; i++)
        total = ore_add(total, file->payments[i].amount);
    return total;
}

static Status group_header(Writing *writing, Failure *failure)
{
    const PaymentFile *file = writing->file;
    bool has_agreement = writing->profile->agreement_place == AGREEMENT_INITIATING_PARTY;
    const char *ids[2] = {file->organisation_number, has_agreement ? file->agreement_id : NULL};
    static const char *const schemes[2] = {"CUST", "BANK"};
    open_element(writing, "GrpHdr");
    leaf(writing, "MsgId", file->message_id);
    leaf(writing, "CreDtTm", file->created);
    count_leaf(writing, "NbOfTxs", file->payment_count);
    money_leaf(writing, "CtrlSum", total_of(file));
    TRY(party(writing, "InitgPty", file->initiating_name, ids, schemes, failure));
    close_element(writing, "GrpHdr");
    return STATUS_OK;
}

static void payment_kind(Writing *writing)
{
    open_element(writing, "PmtTpInf");
    code(writing, "SvcLvl", writing->profile->service_level);
    if (writing->profile->category_purpose[0] != '\0')
        code(writing, "CtgyPurp", writing->profile->category_purpose);
    close_element(writing, "PmtTpInf");
}

static void execution_day(Writing *writing)
{
    char text[DAY_TEXT_SIZE];
    day_format(writing->file->execution_day, text);
    if (writing->profile->message_version == PAIN_001_001_03) {
        leaf(writing, "ReqdExctnDt", text);
        return;
    }
    open_element(writing, "ReqdExctnDt");
    leaf(writing, "Dt", text);
    close_element(writing, "ReqdExctnDt");
}

static const char *debtor_bic(const Writing *writing)
{
    const char *own = writing->file->debtor_bic;
    return own != NULL && own[0] != '\0' ? own : writing->profile->debtor_bic;
}

static Status debtor(Writing *writing, Failure *failure)
{
    const PaymentFile *file = writing->file;
    const BankProfile *profile = writing->profile;
    bool has_agreement = profile->agreement_place == AGREEMENT_DEBTOR;
    const char *ids[2] = {has_agreement ? file->agreement_id : NULL, NULL};
    static const char *const schemes[2] = {"BANK", "BANK"};
    TRY(party(writing, "Dbtr", file->debtor_name, ids, schemes, failure));
    account(writing, "DbtrAcct", file->debtor_account);
    open_element(writing, "DbtrAgt");
    open_element(writing, "FinInstnId");
    leaf(writing, profile->message_version == PAIN_001_001_03 ? "BIC" : "BICFI",
         debtor_bic(writing));
    close_element(writing, "FinInstnId");
    close_element(writing, "DbtrAgt");
    return STATUS_OK;
}

static bool has_kid(const Payment *payment)
{
    return payment->kid != NULL && payment->kid[0] != '\0';
}

static void kid_reference(Writing *writing, const char *kid)
{
    open_element(writing, "Strd");
    open_element(writing, "CdtrRefInf");
    open_element(writing, "Tp");
    code(writing, "CdOrPrtry", "SCOR");
    close_element(writing, "Tp");
    leaf(writing, "Ref", kid);
    close_element(writing, "CdtrRefInf");
    close_element(writing, "Strd");
}

static Status remittance(Writing *writing, const Payment *payment, Failure *failure)
{
    char clean[PAYMENT_REMITTANCE_SIZE];
    open_element(writing, "RmtInf");
    if (has_kid(payment)) {
        kid_reference(writing, payment->kid);
    } else {
        TRY(payment_text_clean("remittance text", payment->remittance,
                               PAYMENT_REMITTANCE_LENGTH, clean, sizeof clean, failure));
        leaf(writing, "Ustrd", clean);
    }
    close_element(writing, "RmtInf");
    return STATUS_OK;
}

static Status transaction(Writing *writing, const Payment *payment, Failure *failure)
{
    char amount[ORE_TEXT_SIZE];
    ore_format(payment->amount, amount);
    const char *scheme = writing->profile->creditor_id;
    const char *number = payment->organisation_number;
    bool is_told = scheme[0] != '\0' && number != NULL && number[0] != '\0';
    const char *ids[2] = {is_told ? number : NULL, NULL};
    const char *const schemes[2] = {scheme, scheme};
    open_element(writing, "CdtTrfTxInf");
    open_element(writing, "PmtId");
    leaf(writing, "EndToEndId", payment->end_to_end_id);
    close_element(writing, "PmtId");
    open_element(writing, "Amt");
    indent(writing);
    text_buffer_format(writing->out, "<InstdAmt Ccy=\"NOK\">%s</InstdAmt>\n", amount);
    close_element(writing, "Amt");
    TRY(party(writing, "Cdtr", payment->payee_name, ids, schemes, failure));
    account(writing, "CdtrAcct", payment->account);
    TRY(remittance(writing, payment, failure));
    close_element(writing, "CdtTrfTxInf");
    return STATUS_OK;
}

static Status payment_group(Writing *writing, Failure *failure)
{
    const PaymentFile *file = writing->file;
    const BankProfile *profile = writing->profile;
    open_element(writing, "PmtInf");
    leaf(writing, "PmtInfId", file->message_id);
    leaf(writing, "PmtMtd", "TRF");
    if (profile->batch_booking == WISH_WANTED)
        leaf(writing, "BtchBookg", profile->batch_booking_value ? "true" : "false");
    if (profile->payment_count == WISH_WANTED)
        count_leaf(writing, "NbOfTxs", file->payment_count);
    if (profile->payment_sum == WISH_WANTED) money_leaf(writing, "CtrlSum", total_of(file));
    payment_kind(writing);
    execution_day(writing);
    TRY(debtor(writing, failure));
    if (profile->charge_bearer == WISH_WANTED)
        leaf(writing, "ChrgBr", profile->charge_bearer_code);
    for (size_t i = 0; i < file->payment_count; i++)
        TRY(transaction(writing, &file->payments[i], failure));
    close_element(writing, "PmtInf");
    return STATUS_OK;
}

/* ---- what a bank would refuse ---- */

static Status refuse_file(const PaymentFile *file, Failure *failure, const char *problem)
{
    return failure_set(failure, STATUS_INPUT_VALUE, file->message_id, "%s", problem);
}

static Status refuse_payment(const Payment *payment, Status status, Failure *failure,
                             const char *problem)
{
    char where[64];
    snprintf(where, sizeof where, _("payment to %04u, %s"), (unsigned)payment->municipality,
             payment_group_text(payment->group));
    return failure_set(failure, status, where, "%s", problem);
}

static bool is_id(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length <= PAYMENT_ID_LENGTH &&
           payment_text_outside(text, length) == length;
}

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static Status check_payment(const Payment *payment, bool test, Failure *failure)
{
    if (payment->amount <= 0 || payment->amount > AMOUNT_MAX)
        return refuse_payment(payment, STATUS_INPUT_VALUE, failure,
                              "the amount is not above zero, or too large");
    if (!is_id(payment->end_to_end_id))
        return refuse_payment(payment, STATUS_INPUT_VALUE, failure, "EndToEndId");
    if (!account_number_ok(payment->account, strlen(payment->account)))
        return refuse_payment(payment, STATUS_CONTROL_DIGITS, failure,
                              "account: correct the payee file");
    const char *number = payment->organisation_number;
    if (number != NULL && number[0] != '\0' && !organisation_number_ok(number, strlen(number)))
        return refuse_payment(payment, STATUS_CONTROL_DIGITS, failure,
                              "organisation number: correct the payee file");
    if (has_kid(payment))
        return kid_ok(payment->kid, strlen(payment->kid))
                   ? STATUS_OK
                   : refuse_payment(payment, STATUS_CONTROL_DIGITS, failure,
                                    "KID: correct the payee file");
    if (payment->remittance == NULL || begins_with(payment->remittance, "TEST ") != test)
        return refuse_payment(payment, STATUS_INPUT_VALUE, failure,
                              "a test's remittance text, and no other, begins with TEST");
    return STATUS_OK;
}

/* Digits, '-', ':', 'T', 'Z', '+', '.' only; its meaning is the caller's clock's. */
static bool is_time(const char *text)
{
    size_t length = strlen(text);
    Day day;
    return length >= 19 && length <= PAYMENT_ID_LENGTH && day_parse(text, 10, &day) &&
           text[10] == 'T' && text[strspn(text, "0123456789-:TZ+.")] == '\0';
}

static Status check_payer(const PaymentFile *file, Failure *failure)
{
    if (!is_id(file->agreement_id)) return refuse_file(file, failure, "bank agreement id");
    if (file->debtor_bic != NULL && file->debtor_bic[0] != '\0' && !is_id(file->debtor_bic))
        return refuse_file(file, failure, "BIC of the payer's bank");
    if (!organisation_number_ok(file->organisation_number, strlen(file->organisation_number)))
        return failure_set(failure, STATUS_CONTROL_DIGITS, file->message_id,
                           "organisation number of the payer: correct the configuration");
    if (!account_number_ok(file->debtor_account, strlen(file->debtor_account)))
        return failure_set(failure, STATUS_CONTROL_DIGITS, file->message_id,
                           "account of the payer: correct the configuration");
    return STATUS_OK;
}

static Status check_file(const PaymentFile *file, const BankProfile *profile, Failure *failure)
{
    if (file->payment_count == 0 || file->payment_count > profile->max_transactions)
        return refuse_file(file, failure, "number of payments: split into several files");
    if (!is_id(file->message_id) || begins_with(file->message_id, "TEST") != file->test)
        return refuse_file(file, failure, "a test's MsgId, and no other, begins with TEST");
    if (!is_time(file->created)) return refuse_file(file, failure, "creation time");
    if (!is_bank_day(file->execution_day))
        return refuse_file(file, failure, "the execution day is no Norwegian bank day");
    TRY(check_payer(file, failure));
    for (size_t i = 0; i < file->payment_count; i++)
        TRY(check_payment(&file->payments[i], file->test, failure));
    return STATUS_OK;
}

Status pain001_write(const PaymentFile *file, const BankProfile *profile, TextBuffer *out,
                     Failure *failure)
{
    TRY(check_file(file, profile, failure));
    Writing writing = {file, profile, out, 0};
    text_buffer_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text_buffer_format(out, "<Document xmlns=\"%s\">\n",
                       message_version_namespace(profile->message_version));
    writing.depth = 1;
    open_element(&writing, "CstmrCdtTrfInitn");
    TRY(group_header(&writing, failure));
    TRY(payment_group(&writing, failure));
    close_element(&writing, "CstmrCdtTrfInitn");
    text_buffer_text(out, "</Document>\n");
    INVARIANT(writing.depth == 1 || out->failed);
    return text_buffer_status(out, failure);
}
