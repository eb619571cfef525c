/*
 * money_store.h - what findings say of the money of many subjects, by number.
 *
 * A word each (packed_money.h); what does not fit into one stands whole beside them. Where
 * nobody puts anything no memory is touched.
 */
#ifndef TILSKUDD_FORMATS_MONEY_STORE_H
#define TILSKUDD_FORMATS_MONEY_STORE_H

#include <pthread.h>

#include "formats/base/system.h"
#include "rules/base/cleanup.h"
#include "rules/settlement/packed_money.h"

/* The fields are the store's own. */
typedef struct MoneyStore {
    PackedMoney *packed; /* by subject */
    MoneyAtHand *whole;  /* that are of no kind that fits */
    size_t count, whole_count, whole_capacity;
    pthread_mutex_t lock; /* of `whole` while it is filled */
} MoneyStore;

/* Of `count` subjects, none of which has any money yet. Ownership: money_store_free, also after
 * a failure, and of a zeroed one. MEMORY. */
MUST_USE Status money_store_make(MoneyStore *store, size_t count, Failure *failure);
void money_store_free(MoneyStore *store);
CLEANUP_VALUE(MoneyStore, money_store_free)
/* Says it of a subject, once. Any thread, of subjects of its own. MEMORY. */
MUST_USE Status money_store_put(MoneyStore *store, size_t subject, const MoneyAtHand *money,
                                Failure *failure);
/* What was said of the subject, zero when nothing was. Any thread once nobody puts any more. */
MoneyAtHand money_store_get(const MoneyStore *store, size_t subject);
/* Fetches from memory what getting it will read. Any thread. */
void money_store_fetch(const MoneyStore *store, size_t subject);

#endif
