/* run_items.c - open items of the ledger that a run takes up: life.md 2. */
#include <stdlib.h>
#include <string.h>

#include "engine/reconcile/repayment_due.h"
#include "engine/run/run.h"

/* Whether a code of --repay names anything: then or now, as the one or the other was typed. */
static bool is_named(const Run *run, MunicipalityCode code)
{
    for (size_t i = 0; i < run->open_count; i++) {
        const OpenItem *item = &run->open[i];
        bool paid_again = !open_kind_is_manual(item->kind) && item->amount > 0;
        if (paid_again &&
            (item->municipality == code || run->mapping->to[item->municipality] == code))
            return true;
    }
    return false;
}

/* What the ledger's entries say of what was sent is asked once, and only where they say it. */
static Status ask_ledger(Run *run, Failure *failure)
{
    CLEANUP(reconcile_free) Reconciliation sent = {0};
    const RepaymentQuestion question = {.sent = &sent,
                                        .payees = run->payees,
                                        .mapping = run->mapping,
                                        .repay = &run->options.repay,
                                        .payment_date = run->payment_date};
    if (run->open_count == 0 && payments_are_unanswered(run->ledger))
        return payments_overdue_unanswered(run->ledger, run->options.made, &run->overdue_count,
                                           &run->overdue_sum, failure);
    TRY(reconcile_begin(run->ledger, NULL, &sent, failure));
    TRY(reconcile_finish(&sent, failure));
    payments_overdue(&sent, run->options.made, &run->overdue_count, &run->overdue_sum);
    return repayment_judge(&question, run->open, run->open_count, failure);
}

Status run_items_judge(Run *run, Failure *failure)
{
    const MunicipalityList *repay = &run->options.repay;
    for (size_t i = 0; i < repay->count; i++)
        if (!is_named(run, repay->items[i]))
            return failure_set(failure, STATUS_INPUT_VALUE, "--repay",
                               "no rejected or returned payment of %04u is open",
                               repay->items[i]);
    return run->ledger != NULL ? ask_ledger(run, failure) : STATUS_OK;
}

/* Parts of nothing, of a split municipality's smallest amounts, are left out. */
static Status list_item(Run *run, const OpenItem *item, size_t *capacity, Failure *failure)
{
    const Configuration *configuration = run->configuration;
    NettingPart parts[MUNICIPALITY_CANDIDATES_MAX];
    ClaimFailure failed;
    size_t count;
    bool found = netting_parts(&run->settle, item, configuration->claim_shares,
                               configuration->claim_share_count, parts, &count, &failed);
    INVARIANT(found);
    TRY(system_grow(&run->taken, capacity, run->taken_count + count, sizeof *run->taken,
                    failure));
    for (size_t i = 0; i < count; i++) {
        if (parts[i].amount == 0) continue;
        TakenItem *taken = &run->taken[run->taken_count++];
        *taken = (TakenItem){.item = *item};
        taken->item.municipality = parts[i].municipality;
        taken->item.amount = parts[i].amount;
    }
    return STATUS_OK;
}

Status run_items_list(Run *run, Failure *failure)
{
    size_t capacity = 0;
    INVARIANT(run->taken == NULL);
    for (size_t i = 0; i < run->open_count; i++) {
        if (!run->open[i].taken) continue;
        TRY(list_item(run, &run->open[i], &capacity, failure));
    }
    if (run->taken_count > 1)
        qsort(run->taken, run->taken_count, sizeof *run->taken, taken_item_compare);
    return STATUS_OK;
}

void run_items_identify(Run *run, const uint8_t identity[SHA256_SIZE])
{
    for (size_t i = 0; i < run->taken_count; i++) {
        TakenItem *taken = &run->taken[i];
        const OpenItem *item = &taken->item;
        if (run->sums[item->municipality][item->group].paid > 0)
            payment_end_to_end_id(identity, item->municipality, item->group,
                                  taken->end_to_end_id);
    }
}
