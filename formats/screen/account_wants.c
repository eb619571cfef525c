#include "formats/screen/account_wants.h"

#include <string.h>

#include "formats/base/translate.h"

static const char *account_before(const AccountBasis *basis, MunicipalityCode code)
{
    for (size_t i = 0; i < basis->before_count; i++)
        if (basis->before[i].municipality == code) return basis->before[i].account;
    return NULL;
}

/* Another code that was paid is this municipality now. */
static bool follows_one_paid(const AccountBasis *basis, MunicipalityCode code)
{
    for (size_t i = 0; i < basis->before_count; i++)
        if (basis->mapping->to[basis->before[i].municipality] == code) return true;
    return false;
}

static Ore paid_to(const GroupSums *row)
{
    Ore paid = 0;
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
        paid = ore_add(paid, row[g].paid);
    return paid;
}

static Status add(const AccountBasis *basis, const Payee *payee, Ore amount,
                  AccountChanges *out, Failure *failure)
{
    const char *before = account_before(basis, payee->code);
    if (before != NULL && strcmp(before, payee->account) == 0) return STATUS_OK;
    TRY(system_grow(&out->items, &out->capacity, out->count + 1, sizeof *out->items, failure));
    AccountChange *change = &out->items[out->count++];
    *change = (AccountChange){.municipality = payee->code,
                              .name = payee->name,
                              .now = payee->account,
                              .before = before,
                              .amount = amount};
    change->by_merger = before == NULL && follows_one_paid(basis, payee->code);
    change->named =
        before != NULL || (basis->given_keys && basis->after_run && !change->by_merger);
    out->counted += !change->named;
    return STATUS_OK;
}

Status account_changes_of(const AccountBasis *basis, AccountChanges *out, Failure *failure)
{
    *out = (AccountChanges){0};
    for (size_t code = 1; basis->payees != NULL && code < MUNICIPALITY_CODES; code++) {
        Ore amount = paid_to(basis->rows[code]);
        if (amount == 0) continue;
        const Payee *payee =
            payees_find(basis->payees, (MunicipalityCode)code, basis->payment_date);
        if (payee != NULL) TRY(add(basis, payee, amount, out, failure));
    }
    return STATUS_OK;
}

void account_changes_free(AccountChanges *changes)
{
    system_free(changes->items);
    *changes = (AccountChanges){0};
}

static bool is_confirmed(const AccountsConfirmed *confirmed, MunicipalityCode code)
{
    return confirmed->all || (confirmed->codes != NULL && confirmed->codes[code]);
}

bool account_count_open(const AccountChanges *changes, const AccountBasis *basis,
                        const AccountsConfirmed *confirmed)
{
    return basis->given_keys && changes->counted > 0 && !confirmed->all &&
           confirmed->new_accounts != (int)changes->counted;
}

size_t account_unconfirmed(const AccountChanges *changes, const AccountsConfirmed *confirmed,
                           TextBuffer *codes)
{
    size_t count = 0;
    for (size_t i = 0; i < changes->count; i++) {
        const AccountChange *change = &changes->items[i];
        if (!change->named || is_confirmed(confirmed, change->municipality)) continue;
        text_buffer_format(codes, " %04u", change->municipality);
        count++;
    }
    return count;
}

void account_wants_text(const AccountChanges *changes, const AccountBasis *basis,
                        const AccountsConfirmed *confirmed, bool given, TextBuffer *out)
{
    bool asked = basis->given_keys && changes->counted > 0;
    if (asked && account_count_open(changes, basis, confirmed) != given)
        text_buffer_format(out, _(" --confirm-new-accounts %zu"), changes->counted);
    for (size_t i = 0; i < changes->count; i++) {
        const AccountChange *change = &changes->items[i];
        if (change->named && is_confirmed(confirmed, change->municipality) == given)
            text_buffer_format(out, _(" --confirm-account %04u"), change->municipality);
    }
}
