#include "rules/answers/payment_state.h"

#include <stdlib.h>
#include <string.h>

#include "rules/base/translator.h"

/* --- codes --- */

static bool is_among(const char *code, const char *list)
{
    size_t length = strlen(code);
    for (const char *at = strstr(list, code); at != NULL; at = strstr(at + 1, code))
        if (length == 4 && (at - list) % 5 == 0) return true;
    return false;
}

static bool settles(const char *code, const SettlingCodes *settling)
{
    for (size_t i = 0; settling != NULL && i < settling->count; i++)
        if (strcmp(settling->codes[i], code) == 0) return true;
    return false;
}

StatusMeaning status_meaning(const char *code, const SettlingCodes *settling)
{
    if (code[0] == '\0') return SAYS_NOTHING;
    if (is_among(code, "RJCT CANC")) return SAYS_REJECTED;
    if (is_among(code, "ACTC ACCP ACSP ACWC ACFC ACWP ACSC ACCC"))
        return settles(code, settling) ? SAYS_SETTLED : SAYS_ACCEPTED;
    return strcmp(code, "PART") == 0 ? SAYS_PARTIAL : SAYS_WAITING;
}

/* --- one report --- */

static bool is_accepted(StatusMeaning meaning)
{
    return meaning == SAYS_ACCEPTED || meaning == SAYS_SETTLED;
}

/* The numbers leave the unlisted payments no other status than accepted. */
static bool tallies_accept(const GroupStatus *group, const StatusMeaning *listed, size_t count)
{
    uint64_t silent = 0, accepted = 0, rejected = 0;
    for (size_t i = 0; i < count; i++) {
        silent += listed[i] == SAYS_NOTHING;
        accepted += is_accepted(listed[i]);
        rejected += listed[i] == SAYS_REJECTED;
    }
    return group->tallied && group->accepted == accepted + silent &&
           group->rejected == rejected &&
           group->accepted + group->rejected + group->waiting == count;
}

void status_resolve(const GroupStatus *group, const StatusMeaning *listed, size_t count,
                    PartRest rest, StatusMeaning *out)
{
    StatusMeaning others = group->meaning;
    if (others == SAYS_PARTIAL) {
        bool accepted = rest == PART_REST_ACCEPTED || tallies_accept(group, listed, count);
        others = accepted ? SAYS_ACCEPTED : SAYS_WAITING;
    }
    for (size_t i = 0; i < count; i++) {
        StatusMeaning own = listed[i] == SAYS_PARTIAL ? SAYS_WAITING : listed[i];
        out[i] = own != SAYS_NOTHING ? own : others;
    }
}

/* --- movements --- */

static int compare_movements(const void *left, const void *right)
{
    const Movement *a = left, *b = right;
    if (a->payment != b->payment) return a->payment < b->payment ? -1 : 1;
    if (a->credit != b->credit) return a->credit ? 1 : -1;
    int order = strcmp(a->reference, b->reference);
    if (order != 0) return order;
    if (a->reference[0] == '\0' && a->booked != b->booked)
        return a->booked < b->booked ? -1 : 1;
    if (a->occurrence != b->occurrence) return a->occurrence < b->occurrence ? -1 : 1;
    return 0;
}

size_t movements_unite(Movement *movements, size_t count)
{
    size_t kept = 0;
    if (count == 0) return 0;
    qsort(movements, count, sizeof *movements, compare_movements);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || compare_movements(&movements[kept - 1], &movements[i]) != 0)
            movements[kept++] = movements[i];
    return kept;
}

/* --- buckets --- */

const char *bucket_text(Bucket bucket)
{
    static const char *const texts[BUCKET_COUNT] = {N_("settled"), N_("accepted"),
                                                    N_("rejected"), N_("missing")};
    return texts[bucket];
}

const char *payment_state_text(const PaymentState *state)
{
    return state->returned ? N_("returned") : bucket_text(state->bucket);
}

void payment_facts_add(PaymentFacts *facts, StatusMeaning meaning)
{
    facts->rejected = facts->rejected || meaning == SAYS_REJECTED;
    facts->accepted = facts->accepted || is_accepted(meaning);
    facts->settles = facts->settles || meaning == SAYS_SETTLED;
    facts->waiting = facts->waiting || meaning == SAYS_WAITING;
}

/* Money back is told once: by hand, or by the bank afterwards. */
static uint32_t credits_of(const PaymentFacts *facts)
{
    return facts->credits == 0 && facts->came_back ? 1 : facts->credits;
}

PaymentState payment_state(const PaymentFacts *facts)
{
    PaymentState state = {
        .bucket = BUCKET_MISSING, .booked = facts->debits > 0, .credited = facts->credits > 0};
    uint32_t credits = credits_of(facts);
    if (facts->debits + credits > 0) {
        state.returned = credits >= facts->debits;
        state.excess = state.returned ? 0 : facts->debits - credits - 1;
        state.contrary = facts->rejected && !state.returned;
        state.bucket = state.returned ? BUCKET_REJECTED : BUCKET_SETTLED;
    } else if (facts->rejected) {
        state.bucket = BUCKET_REJECTED;
    } else if (facts->accepted) {
        state.bucket = facts->settles ? BUCKET_SETTLED : BUCKET_ACCEPTED;
    } else {
        state.waiting = facts->waiting;
    }
    return state;
}

bool payment_is_overdue(const PaymentState *state, Day payment_date, Day today)
{
    enum { BANK_DAYS = 5 };
    bool answered = state->bucket == BUCKET_SETTLED || state->bucket == BUCKET_REJECTED;
    return !answered && today >= bank_day_after(payment_date, BANK_DAYS);
}

/* --- sums --- */

/* Which payments a sum may be about. */
typedef struct BatchOf {
    bool rejected_too, without_own; /* also rejected ones; none that has a debit of its own */
} BatchOf;

static bool is_of(const PaymentFacts *facts, const BatchOf *batch)
{
    return (batch->rejected_too || !facts->rejected) &&
           (!batch->without_own || facts->debits == 0);
}

static BatchTotal add_up(const Ore *amounts, const PaymentFacts *facts, size_t count,
                         const BatchOf *batch)
{
    BatchTotal total = {0};
    for (size_t i = 0; i < count; i++) {
        if (!is_of(&facts[i], batch)) continue;
        total.sum = ore_add(total.sum, amounts[i]);
        total.count++;
    }
    return total;
}

static void settle(PaymentFacts *facts, size_t count, const BatchOf *batch, bool back)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_of(&facts[i], batch)) continue;
        facts[i].debits++;
        facts[i].credits += back;
    }
}

/* --- a sum that has some of the rejected payments in it --- */

/* Sets of the rejected payments that make up what a sum has beyond the others. */
typedef struct SetSearch {
    const Ore *amounts;
    uint32_t payments[BATCH_SEARCHED_MAX]; /* that may be in the set */
    size_t count;
    bool has_count;
    uint64_t wanted; /* how many, where the bank says it */
    uint32_t found;  /* the last set that fits, a bit each */
    size_t fits;     /* counted up to two */
} SetSearch;

static void search_sets(SetSearch *search, size_t at, Ore left, uint64_t taken, uint32_t set)
{
    if (left == 0) {
        bool counted = !search->has_count || taken == search->wanted;
        search->fits += counted;
        if (counted) search->found = set;
        return;
    }
    if (at == search->count || search->fits > 1) return;
    Ore amount = search->amounts[search->payments[at]];
    if (amount <= left)
        search_sets(search, at + 1, left - amount, taken + 1, set | UINT32_C(1) << at);
    search_sets(search, at + 1, left, taken, set);
}

/* Beside those of `plain`; false: there are too many to search, or none. */
static bool search_beside(const BatchTotal *total, Ore sum, const Ore *amounts,
                          const PaymentFacts *facts, size_t count, const BatchOf *plain,
                          SetSearch *search)
{
    const BatchOf all = {true, plain->without_own};
    const BatchTotal base = add_up(amounts, facts, count, plain);
    *search = (SetSearch){
        .amounts = amounts, .has_count = total->has_count, .wanted = total->count - base.count};
    if (base.sum >= sum || (total->has_count && base.count >= total->count)) return false;
    for (size_t i = 0; i < count; i++) {
        if (!facts[i].rejected || !is_of(&facts[i], &all)) continue;
        if (search->count == BATCH_SEARCHED_MAX) return false;
        search->payments[search->count++] = (uint32_t)i;
    }
    search_sets(search, 0, sum - base.sum, 0, 0);
    return true;
}

/* The one set that fits, beside all others or beside those without a debit of their own. */
static BatchResult settle_set(const BatchTotal *total, Ore sum, const Ore *amounts,
                              PaymentFacts *facts, size_t count, bool back)
{
    static const BatchOf plain[] = {{false, false}, {false, true}};
    SetSearch searches[2];
    size_t fits = 0, best = 0, own = 0;
    for (size_t i = 0; i < count; i++)
        own += facts[i].debits > 0;
    for (size_t p = 0; p < (own > 0 ? 2u : 1u); p++) {
        if (!search_beside(total, sum, amounts, facts, count, &plain[p], &searches[p]))
            continue;
        fits += searches[p].fits;
        if (searches[p].fits > 0) best = p;
    }
    if (fits != 1) return BATCH_UNCLEAR;
    settle(facts, count, &plain[best], back);
    for (size_t i = 0; i < searches[best].count; i++) {
        if ((searches[best].found >> i & 1) == 0) continue;
        facts[searches[best].payments[i]].debits++;
        facts[searches[best].payments[i]].credits += back;
    }
    return back ? BATCH_RETURNS : BATCH_SETTLES;
}

BatchResult batch_settle(const BatchTotal *total, const Ore *amounts, PaymentFacts *facts,
                         size_t count)
{
    static const BatchOf tries[] = {{false, false}, {false, true}, {true, false}, {true, true}};
    bool back = total->sum == 0 && total->back > 0, other = false;
    Ore sum = back ? total->back : total->sum;
    if (sum <= 0) return BATCH_NOTHING;
    for (size_t t = 0; t < sizeof tries / sizeof tries[0]; t++) {
        BatchTotal open = add_up(amounts, facts, count, &tries[t]);
        other = other || open.sum == sum;
        if (open.sum != sum || (total->has_count && open.count != total->count)) continue;
        settle(facts, count, &tries[t], back);
        return back ? BATCH_RETURNS : BATCH_SETTLES;
    }
    if (other) return BATCH_OTHER_COUNT;
    if (sum > add_up(amounts, facts, count, &tries[2]).sum) return BATCH_MORE;
    BatchResult set = settle_set(total, sum, amounts, facts, count, back);
    bool less = sum < add_up(amounts, facts, count, &tries[0]).sum;
    return set == BATCH_UNCLEAR && less ? BATCH_LESS : set;
}
