#include "formats/run/answer_judging.h"

#include <string.h>

/* A status by its code: of a partial one the numbers or the profile said what it means. */
bool answer_fact_is_sound(const AnswerFact *fact)
{
    StatusMeaning meaning = status_meaning(fact->code, NULL);
    if (meaning == SAYS_PARTIAL)
        return fact->meaning == SAYS_ACCEPTED || fact->meaning == SAYS_WAITING;
    return fact->meaning == meaning ||
           (meaning == SAYS_ACCEPTED && fact->meaning == SAYS_SETTLED);
}

/* Whether a notification of a file's account was known before, or is among the first `count`
 * that are given. */
static bool was_seen(const AnswerFacts *given, const AnswerFacts *known, const AnswerFact *seen,
                     size_t count)
{
    for (size_t i = answer_facts_begin(known, seen->message_id); i < known->count; i++) {
        if (strcmp(known->items[i].message_id, seen->message_id) != 0) break;
        if (known->items[i].kind == FACT_SEEN) return true;
    }
    for (size_t i = 0; i < count; i++)
        if (given->items[i].kind == FACT_SEEN &&
            strcmp(given->items[i].message_id, seen->message_id) == 0)
            return true;
    return false;
}

/* What is new: nothing that was told before, in whichever answer, and nothing twice. */
void answer_facts_keep_new(AnswerFacts *given, const AnswerFacts *known)
{
    size_t kept = 0;
    answer_facts_sort(given);
    for (size_t i = 0; i < given->count; i++) {
        const AnswerFact *fact = &given->items[i];
        bool told = answer_facts_has(known, fact) ||
                    (kept > 0 && answer_fact_same(&given->items[kept - 1], fact)) ||
                    (fact->kind == FACT_SEEN && was_seen(given, known, fact, kept));
        if (!told) given->items[kept++] = *fact;
    }
    given->count = kept;
}

/* Two facts of one entry, by the bank's reference of it, that are not of its same part. */
static bool is_other_entry(const AnswerFact *left, const AnswerFact *right)
{
    return strcmp(left->message_id, right->message_id) != 0 ||
           strcmp(left->end_to_end_id, right->end_to_end_id) != 0 ||
           strcmp(left->code, right->code) != 0 ||
           strcmp(left->reference, right->reference) != 0;
}

static bool contradicts(const AnswerFact *left, const AnswerFact *right)
{
    if (left->kind != right->kind || left->occurrence != right->occurrence) return false;
    return left->amount != right->amount || left->credit != right->credit ||
           (left->has_count && right->has_count && left->count != right->count);
}

/* Facts of the same entry follow each other. */
bool answer_facts_contradict(const AnswerFacts *facts, const AnswerFact **first,
                             const AnswerFact **second)
{
    for (size_t i = 0; i < facts->count; i++) {
        *first = &facts->items[i];
        if ((*first)->reference[0] == '\0') continue;
        for (size_t k = i + 1; k < facts->count; k++) {
            *second = &facts->items[k];
            if (is_other_entry(*first, *second)) break;
            if (contradicts(*first, *second)) return true;
        }
    }
    return false;
}

Movement answer_fact_movement(const AnswerFact *fact, size_t owner)
{
    Movement movement = {.payment = (uint32_t)owner,
                         .credit = fact->credit,
                         .booked = fact->day,
                         .occurrence = fact->occurrence};
    memcpy(movement.reference, fact->reference, sizeof movement.reference);
    return movement;
}

/* Two facts are of the same entry of the account. */
static bool is_same_entry(const AnswerFact *left, const AnswerFact *right)
{
    if (left->credit != right->credit || strcmp(left->reference, right->reference) != 0)
        return false;
    return left->reference[0] != '\0' || left->day == right->day;
}

static bool was_told_before(const AnswerFact *items, size_t sum)
{
    const AnswerFact *fact = &items[sum];
    for (size_t i = 0; i < sum; i++)
        if (items[i].kind == FACT_SUM && items[i].occurrence == fact->occurrence &&
            is_same_entry(&items[i], fact))
            return true;
    return false;
}

/* An entry that is told with its payments in another answer counts by them. Without a reference
 * it is the same when the payments of its day come to its amount. */
static bool was_told_singly(const AnswerFact *items, size_t count, size_t sum)
{
    const AnswerFact *fact = &items[sum];
    Ore amount = 0;
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (items[i].kind != FACT_BOOKED || !is_same_entry(&items[i], fact)) continue;
        any = true;
        amount = ore_add(amount, items[i].amount);
    }
    return any && (fact->reference[0] != '\0' || amount == fact->amount);
}

/* Entries of one file that name no payment, each once. */
BatchTotal answer_facts_sum(const AnswerFact *items, size_t count)
{
    BatchTotal total = {.has_count = true};
    for (size_t i = 0; i < count; i++) {
        const AnswerFact *fact = &items[i];
        if (fact->kind != FACT_SUM || was_told_before(items, i) ||
            was_told_singly(items, count, i))
            continue;
        total.sum = ore_add(total.sum, fact->credit ? -fact->amount : fact->amount);
        if (fact->credit) total.back = ore_add(total.back, fact->amount);
        total.has_count = total.has_count && fact->has_count;
        total.count += fact->credit ? -fact->count : fact->count;
    }
    total.has_count = total.has_count && total.sum != 0;
    return total;
}

/* What a fact is worth as the reason of a state: a return before a rejection before a booking
 * before other statuses; among like ones the latest. */
int answer_fact_worth(const AnswerFact *fact, const PaymentState *state)
{
    bool entry = fact->kind == FACT_BOOKED || fact->kind == FACT_SUM;
    bool debit = entry && !fact->credit;
    if (state->returned && entry) return debit ? 1 : fact->kind == FACT_BOOKED ? 9 : 8;
    if (state->returned) return 0;
    if (state->bucket == BUCKET_REJECTED) return fact->meaning == SAYS_REJECTED ? 9 : 0;
    if (state->bucket == BUCKET_SETTLED && debit) return fact->kind == FACT_BOOKED ? 9 : 8;
    return fact->kind == FACT_STATUS ? 1 + (int)fact->meaning : 0;
}
