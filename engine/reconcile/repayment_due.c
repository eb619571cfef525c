#include "engine/reconcile/repayment_due.h"

#include <string.h>

#include "formats/base/translate.h"
#include "rules/answers/repayment.h"
#include "rules/controls/person_facts.h"

/* --- the reason --- */

/* A fact that makes the payment rejected or returned: of a return the credits, of a rejection
 * the statuses. */
static bool is_reason(const AnswerFact *fact, const char *id, const PaymentState *state)
{
    bool own = strcmp(fact->end_to_end_id, id) == 0;
    if (state->returned) return own && fact->kind == FACT_BOOKED && fact->credit;
    return own && fact->kind == FACT_STATUS && fact->meaning == SAYS_REJECTED;
}

/* Of everything that says so, what asks for most care. What was never sent is paid as it is. */
static RepaymentNeed need_of(const Reconciliation *work, size_t payment)
{
    size_t begin, end;
    RepaymentNeed need = REPAY_AS_IT_IS;
    bool any = false;
    const PaymentFate *fate = &work->fates[payment];
    const char *id = reconcile_payment(work, payment)->end_to_end_id;
    reconcile_facts_of(work, reconcile_file_of(work, payment), &begin, &end);
    for (size_t i = begin; i < end; i++) {
        const AnswerFact *fact = &work->facts.items[i];
        if (!is_reason(fact, id, &fate->state)) continue;
        RepaymentNeed asked =
            repayment_need(fact->code, fact->reason.code, fact->reason.proprietary);
        if (asked > need) need = asked;
        any = true;
    }
    bool unsent = fate->hand != NULL && !fate->hand->returned && !fate->state.returned;
    return any || unsent ? need : REPAY_CHANGED_PAYEE;
}

const char *repayment_outlook(const Reconciliation *work, size_t payment)
{
    static const char *const texts[][2] = {
        [REPAY_AS_IT_IS] =
            {N_("waits until a notification of the paying account for the payment date or "
                "later is entered, or for --repay; then paid again as it is"),
             N_("paid again by the next run, as it is")},
        [REPAY_CHANGED_PAYEE] =
            {N_("waits until a notification of the paying account for the payment date or "
                "later is entered, or for --repay; then paid again when the payee's account, "
                "KID or name is another"),
             N_("paid again when the payee's account, KID or name is another, "
                "or with --repay")},
        [REPAY_BY_HAND] = {N_("the bank may have paid: paid again only with --repay"),
                           N_("the bank may have paid: paid again only with --repay")}};
    const PaymentFate *fate = &work->fates[payment];
    if (fate->open.amount < 0) return N_("taken off the next payment of the group");
    if (fate->open.amount > 0 && fate->state.bucket != BUCKET_REJECTED)
        return N_("was taken off and has come back: paid out by the next run");
    if (fate->open.amount > 0)
        return texts[need_of(work, payment)][reconcile_file_of(work, payment)->seen];
    if (fate->state.bucket != BUCKET_REJECTED && !fate->state.contrary)
        return N_("nothing is open any more");
    return fate->taken != NULL ? N_("taken up by a run already")
                               : N_("counts as paid: ask the bank");
}

/* --- the payee, then and now --- */

/* The bank's limit may have cut a long name: what is longer now and begins so is the same. */
enum { NAME_CUT_LEAST = 35 };

static bool same_name(const char *then, const char *now)
{
    char clean[PAYEE_NAME_SIZE];
    if (payment_text_clean("name", now, PAYEE_NAME_LENGTH, clean, sizeof clean, NULL) !=
        STATUS_OK)
        return false;
    size_t length = strlen(then);
    return strcmp(then, clean) == 0 ||
           (length >= NAME_CUT_LEAST && strncmp(then, clean, length) == 0);
}

static bool is_changed(const RepaymentQuestion *question, const Pain001Transaction *then,
                       MunicipalityCode code)
{
    if (question->payees == NULL) return false;
    const Payee *now = payees_find(question->payees, code, question->payment_date);
    if (now == NULL) return false;
    return strcmp(then->account, now->account) != 0 || strcmp(then->kid, now->kid) != 0 ||
           !same_name(then->name, now->name);
}

/* --- one item --- */

/* What a run took off and the bank has credited since is of a payment that stands: nothing
 * waits. A municipality that was split has become others. */
static Status judge_item(const RepaymentQuestion *question, OpenItem *item, Failure *failure)
{
    const Reconciliation *work = question->sent;
    size_t payment = reconcile_find(work, item->id);
    MunicipalityCode code = question->mapping->to[item->municipality];
    if (payment == work->payment_count)
        return failure_set(failure, STATUS_VERIFICATION, "open.csv",
                           "%s was never sent from this ledger", item->id);
    if (work->fates[payment].state.bucket != BUCKET_REJECTED) return STATUS_OK;
    item->sent_from = reconcile_file_of(work, payment)->entry;
    const LedgerEntry *entry = &work->ledger->entries[item->sent_from];
    item->sent = quarter_number(entry->year, entry->quarter);
    bool split = code == MAPPING_AMBIGUOUS;
    if (split || code == MUNICIPALITY_NONE) code = item->municipality;
    const RepaymentCase repayment = {
        .account_seen = reconcile_file_of(work, payment)->seen,
        .payee_changed = split || is_changed(question, reconcile_payment(work, payment), code),
        .by_hand = municipality_list_has(question->repay, item->municipality) ||
                   municipality_list_has(question->repay, code),
        .need = need_of(work, payment)};
    item->waits = !repayment_is_due(&repayment);
    return STATUS_OK;
}

static bool is_paid_again(const OpenItem *item)
{
    return !open_kind_is_manual(item->kind) && item->amount > 0;
}

Status repayment_judge(const RepaymentQuestion *question, OpenItem *items, size_t count,
                       Failure *failure)
{
    for (size_t i = 0; i < count; i++) {
        items[i].waits = false;
        if (is_paid_again(&items[i])) TRY(judge_item(question, &items[i], failure));
    }
    return STATUS_OK;
}

/* --- what the bank leaves unsaid --- */

void payments_overdue(const Reconciliation *sent, Day today, size_t *count, Ore *sum)
{
    *count = 0;
    *sum = 0;
    for (size_t i = 0; i < sent->payment_count; i++) {
        if (!payment_is_overdue(&sent->fates[i].state,
                                reconcile_file_of(sent, i)->file.execution_day, today))
            continue;
        *sum = ore_add(*sum, reconcile_payment(sent, i)->amount);
        (*count)++;
    }
}

bool payments_are_unanswered(const Ledger *ledger)
{
    for (size_t i = 0; i < ledger->entry_count; i++)
        if (ledger->entries[i].kind == ENTRY_ANSWER || ledger->entries[i].kind == ENTRY_MANUAL)
            return false;
    return true;
}

Status payments_overdue_unanswered(const Ledger *ledger, Day today, size_t *count, Ore *sum,
                                   Failure *failure)
{
    const PaymentState state = payment_state(&(PaymentFacts){.credits = 0});
    *count = 0;
    *sum = 0;
    for (size_t i = 0; i < ledger->entry_count; i++) {
        const FolderFile *file;
        CLEANUP(manifest_free) Manifest manifest = {0};
        if (ledger->entries[i].kind != ENTRY_RUN) continue;
        TRY(folder_read(ledger_folder(ledger, i), "manifest.json", INPUT_SMALL_SIZE_MAX, &file,
                        failure));
        TRY(manifest_read(file->path, file->bytes, file->size, &manifest, failure));
        if (manifest.payments == 0 || !payment_is_overdue(&state, manifest.payment_date, today))
            continue;
        *sum = ore_add(*sum, manifest.paid);
        *count += manifest.payments;
    }
    return STATUS_OK;
}
