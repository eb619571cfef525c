#include "engine/annual/annual_payments.h"

#include <stdlib.h>

#include "rules/annual/payment_cash.h"

/* By payment, debits first, by day. */
static int compare_movements(const void *left, const void *right)
{
    const Movement *a = left, *b = right;
    if (a->payment != b->payment) return a->payment < b->payment ? -1 : 1;
    if (a->credit != b->credit) return a->credit ? 1 : -1;
    return (a->booked > b->booked) - (a->booked < b->booked);
}

/* Room for what one payment needs, and where the movements are. */
typedef struct Work {
    const Reconciliation *sent;
    Movement *movements; /* sorted */
    size_t at;           /* the first of the payment */
    Day *days;
    CashMove *moves;
} Work;

static void work_free(Work *work)
{
    system_free(work->movements);
    system_free(work->days);
    system_free(work->moves);
}
CLEANUP_VALUE(Work, work_free)

static Status work_begin(const Reconciliation *sent, Work *work, Failure *failure)
{
    size_t count = sent->movement_count;
    *work = (Work){.sent = sent};
    work->movements = system_allocate((count + 1) * sizeof *work->movements);
    work->days = system_allocate((count + 1) * sizeof *work->days);
    work->moves = system_allocate((count + 2) * sizeof *work->moves);
    if (work->movements == NULL || work->days == NULL || work->moves == NULL)
        return failure_set(failure, STATUS_MEMORY, "year", NULL);
    for (size_t i = 0; i < count; i++)
        work->movements[i] = sent->movements[i];
    if (count > 1) qsort(work->movements, count, sizeof *work->movements, compare_movements);
    return STATUS_OK;
}

static Day returned_by_hand(const Reconciliation *sent, size_t payment)
{
    for (size_t i = 0; i < sent->hand_count; i++)
        if (sent->hands[i].payment == payment && sent->hands[i].returned)
            return sent->hands[i].date;
    return DAY_NONE;
}

static PaymentDays days_of(Work *work, size_t payment)
{
    size_t debits = 0, count = 0;
    for (; work->at < work->sent->movement_count; work->at++, count++) {
        const Movement *movement = &work->movements[work->at];
        if (movement->payment != payment) break;
        work->days[count] = movement->booked;
        debits += !movement->credit;
    }
    return (PaymentDays){.execution =
                             reconcile_file_of(work->sent, payment)->file.execution_day,
                         .debits = work->days,
                         .credits = work->days + debits,
                         .debit_count = debits,
                         .credit_count = count - debits,
                         .by_hand = returned_by_hand(work->sent, payment)};
}

static Status add_moves(Work *work, size_t payment, AnnualFacts *facts, Failure *failure)
{
    const PaymentDays days = days_of(work, payment);
    size_t count = payment_cash(&work->sent->fates[payment].state, &days, work->moves);
    TRY(system_grow(&facts->moves, &facts->move_capacity, facts->book.move_count + count,
                    sizeof *facts->moves, failure));
    for (size_t i = 0; i < count; i++)
        facts->moves[facts->book.move_count++] =
            (AnnualMove){(uint32_t)payment, work->moves[i].day, work->moves[i].back};
    return STATUS_OK;
}

static Status fill_payment(const Reconciliation *sent, size_t payment, AnnualFacts *facts,
                           Failure *failure)
{
    const PaymentState *state = &sent->fates[payment].state;
    const Pain001Transaction *transaction = reconcile_payment(sent, payment);
    AnnualPayment *out = &facts->payments[payment];
    out->run = facts->run_of_entry[reconcile_file_of(sent, payment)->entry];
    out->amount = transaction->amount;
    out->bucket = state->bucket;
    out->excess = state->excess;
    if (!payment_end_to_end_parse(transaction->end_to_end_id, &out->place.municipality,
                                  &out->place.group))
        return failure_set(failure, STATUS_VERIFICATION, transaction->end_to_end_id,
                           "is no payment of this program");
    out->place.posting = facts->postings[out->run][out->place.group];
    return STATUS_OK;
}

Status annual_payments_read(const Reconciliation *sent, AnnualFacts *facts, Failure *failure)
{
    CLEANUP(work_free) Work work = {.sent = NULL};
    facts->payments = system_allocate_zeroed(sent->payment_count + 1, sizeof *facts->payments);
    if (facts->payments == NULL) return failure_set(failure, STATUS_MEMORY, "year", NULL);
    TRY(work_begin(sent, &work, failure));
    for (size_t i = 0; i < sent->payment_count; i++) {
        TRY(fill_payment(sent, i, facts, failure));
        TRY(add_moves(&work, i, facts, failure));
    }
    facts->book.payment_count = sent->payment_count;
    return STATUS_OK;
}
