#include "formats/run/entry_tables.h"

#include <string.h>

#include "formats/bank/payment_text.h"
#include "formats/base/system.h"
#include "formats/run/stored_text.h"

enum { SETTLED_PIECE = 1 << 16 };

/* --- lines.csv --- */

void settled_maker_begin(SettledMaker *maker, TextTaker take, void *user)
{
    *maker = (SettledMaker){.take = take, .user = user, .text = TEXT_BUFFER_EMPTY};
    text_buffer_text(&maker->text, SETTLED_HEADER);
}

Status settled_maker_end(SettledMaker *maker, Failure *failure)
{
    TRY(text_buffer_status(&maker->text, failure));
    if (maker->text.length == 0) return STATUS_OK;
    TRY(maker->take(maker->user, maker->text.bytes, maker->text.length, failure));
    text_buffer_clear(&maker->text);
    return STATUS_OK;
}

/* Of a group of lines the first carries what is due. */
Status settled_maker_line(void *user, const DecisionLine *line, Failure *failure)
{
    SettledMaker *maker = user;
    if (line->status != DECISION_PAY || !line->first || line->due == 0) return STATUS_OK;
    SettledLine settled = {.subject = line->subject,
                           .amount = line->due,
                           .budget_year = line->budget_year,
                           .municipality = line->municipality,
                           .code = line->code};
    settled_csv_append(&maker->text, &settled);
    maker->sum = ore_add(maker->sum, line->due);
    maker->lines++;
    return maker->text.length < SETTLED_PIECE ? STATUS_OK : settled_maker_end(maker, failure);
}

void settled_maker_free(SettledMaker *maker)
{
    text_buffer_free(&maker->text);
}

/* --- accounts.csv --- */

struct AccountTable {
    PaidAccount of[MUNICIPALITY_CODES]; /* by code; without an account: nobody was paid */
};

static void set_account(AccountTable *table, MunicipalityCode code, const char *account)
{
    PaidAccount *row = &table->of[code];
    row->municipality = code;
    memcpy(row->account, account, sizeof row->account);
}

Status account_table_new(const PaidAccount *before, size_t count, AccountTable **out,
                         Failure *failure)
{
    *out = system_allocate_zeroed(1, sizeof **out);
    if (*out == NULL) return failure_set(failure, STATUS_MEMORY, "accounts.csv", NULL);
    for (size_t i = 0; i < count; i++)
        set_account(*out, before[i].municipality, before[i].account);
    return STATUS_OK;
}

void account_table_add(AccountTable *table, const Pain001File *file)
{
    for (size_t i = 0; i < file->count; i++) {
        MunicipalityCode code;
        PaymentGroup group;
        const Pain001Transaction *payment = &file->transactions[i];
        if (payment_end_to_end_parse(payment->end_to_end_id, &code, &group))
            set_account(table, code, payment->account);
    }
}

void account_table_write(const AccountTable *table, TextBuffer *out)
{
    paid_accounts_csv_write(out, NULL, 0);
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++)
        if (table->of[code].account[0] != '\0') paid_accounts_csv_append(out, &table->of[code]);
}

void account_table_free(AccountTable *table)
{
    system_free(table);
}

/* --- comparing --- */

Status entry_table_compare(Folder *folder, const char *name, const TextBuffer *text,
                           Failure *failure)
{
    const FolderFile *file;
    CLEANUP(stored_text_close) StoredText *stored = NULL;
    TRY(text_buffer_status(text, failure));
    TRY(folder_read(folder, name, INPUT_SIZE_MAX, &file, failure));
    TRY(stored_text_of(file, &stored, failure));
    TRY(stored_text_compare(stored, text->bytes, text->length, failure));
    return stored_text_finish(stored, failure);
}
