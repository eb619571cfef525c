#include "formats/run/money_store.h"

#include "formats/base/translate.h"

Status money_store_make(MoneyStore *store, size_t count, Failure *failure)
{
    *store = (MoneyStore){.count = count, .lock = PTHREAD_MUTEX_INITIALIZER};
    store->packed = system_allocate_zeroed(count, sizeof *store->packed);
    if (store->packed != NULL) return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, _("deciding"), NULL);
}

void money_store_free(MoneyStore *store)
{
    system_free(store->packed);
    system_free(store->whole);
    *store = (MoneyStore){0};
}

static Status put_whole(MoneyStore *store, size_t subject, const MoneyAtHand *money,
                        Failure *failure)
{
    INVARIANT(pthread_mutex_lock(&store->lock) == 0);
    Status status = system_grow(&store->whole, &store->whole_capacity, store->whole_count + 1,
                                sizeof *store->whole, failure);
    if (status == STATUS_OK) {
        store->packed[subject] = money_elsewhere(store->whole_count);
        store->whole[store->whole_count++] = *money;
    }
    INVARIANT(pthread_mutex_unlock(&store->lock) == 0);
    return status;
}

Status money_store_put(MoneyStore *store, size_t subject, const MoneyAtHand *money,
                       Failure *failure)
{
    PackedMoney packed;
    INVARIANT(subject < store->count);
    if (!money_pack(money, &packed)) return put_whole(store, subject, money, failure);
    if (packed != 0) store->packed[subject] = packed;
    return STATUS_OK;
}

MoneyAtHand money_store_get(const MoneyStore *store, size_t subject)
{
    INVARIANT(subject < store->count);
    PackedMoney packed = store->packed[subject];
    return money_is_elsewhere(packed) ? store->whole[money_number(packed)]
                                      : money_unpack(packed);
}

void money_store_fetch(const MoneyStore *store, size_t subject)
{
    __builtin_prefetch(&store->packed[subject]);
}
