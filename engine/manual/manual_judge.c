/* manual_judge.c - whether lines by hand can be, and what is open after them. life.md 3. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/manual/manual_entry.h"
#include "formats/base/path.h"
#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/run/release_file.h"

static Status refuse(const Manual *manual, const ManualLine *line, Status status,
                     Failure *failure, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

static Status refuse(const Manual *manual, const ManualLine *line, Status status,
                     Failure *failure, const char *format, ...)
{
    char where[FAILURE_WHERE_SIZE], what[FAILURE_DETAIL_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, translate(format), arguments);
    va_end(arguments);
    snprintf(where, sizeof where, _("%.400s, line %u"), manual->name, line->line);
    return failure_set(failure, status, where, "%s", what);
}

/* --- claims and persons --- */

static Status refuse_person(const Manual *manual, const ManualLine *line,
                            const ManualEffect *effect, Failure *failure)
{
    switch (effect->problem) {
    case MANUAL_NO_MUNICIPALITY:
        return refuse(manual, line, STATUS_INPUT_VALUE, failure,
                      "municipality: there never was one with this code");
    case MANUAL_NOT_THEN:
        return refuse(manual, line, STATUS_INPUT_VALUE, failure,
                      "municipality: there was no municipality %04u on %s, the line's date: "
                      "write the code of that day",
                      line->municipality, day_text(line->date).text);
    case MANUAL_OTHER_RECIPIENT:
        return refuse(manual, line, STATUS_INPUT_VALUE, failure,
                      "municipality: the basic grant of this code goes to another");
    case MANUAL_NOBODY:
        return refuse(manual, line, STATUS_INPUT_VALUE, failure,
                      "ident: the ledger knows no such person: look at the ident; somebody who "
                      "is new is settled by a run first");
    case MANUAL_YEAR_PAST:
        return refuse(
            manual, line, STATUS_INPUT_VALUE, failure,
            "budget_year: no run compares %d of this any more: what was paid too much "
            "or too little is PAID, RECEIVED or WAIVED",
            line->budget_year);
    case MANUAL_YEAR_TO_COME:
        return refuse(manual, line, STATUS_INPUT_VALUE, failure,
                      "budget_year: %d has not begun by the line's date", line->budget_year);
    case MANUAL_BELOW_ZERO:
        return refuse(manual, line, STATUS_INPUT_VALUE, failure,
                      "amount_ore: only %s kr are settled of this code, year and municipality, "
                      "less what lines before this one take off",
                      kroner_text(effect->settled).text);
    case MANUAL_TOO_MUCH:
        return refuse(manual, line, STATUS_INPUT_VALUE, failure,
                      "amount_ore: with what is settled, claimed or waits already it is more "
                      "than amounts may come to: look at its digits");
    case MANUAL_FINE:
        break;
    }
    return STATUS_OK;
}

/* A slip of municipality, code or digits is money that the next run takes from somebody. */
static Status judge_doubt(const Manual *manual, const ManualLine *line,
                          const ManualEffect *effect, Failure *failure)
{
    if (effect->doubt == MANUAL_CERTAIN || manual->allow_over) return STATUS_OK;
    if (effect->doubt == MANUAL_NOTHING_SETTLED)
        return refuse(
            manual, line, STATUS_NOT_NOW, failure,
            "the ledger has nothing settled of %s %d in %04u for this person: look at "
            "municipality, code and budget_year; say --allow-over when it is so",
            grant_code_text(line->code), line->budget_year, line->municipality);
    return refuse(
        manual, line, STATUS_NOT_NOW, failure,
        "amount_ore: %s kr is above the highest rate of %s in %d: look at its digits; "
        "say --allow-over when it is so",
        kroner_text(line->amount).text, grant_code_text(line->code), line->budget_year);
}

/* More than is owed may be a slip of the pen, and is paid out again by the next run. */
static Status judge_over(const Manual *manual, const ManualLine *line,
                         const ManualEffect *effect, Failure *failure)
{
    if (effect->over == 0 || manual->allow_over) return STATUS_OK;
    return refuse(
        manual, line, STATUS_NOT_NOW, failure,
        "amount_ore: %s kr more than %04u owes in %s; say --allow-over when it is so: "
        "the next run pays that out",
        kroner_text(effect->over).text, effect->municipality, payment_group_text(line->group));
}

static Status judge_effects(Manual *manual, Failure *failure)
{
    const ManualLines *lines = &manual->lines;
    manual->effects = system_allocate_zeroed(lines->count, sizeof *manual->effects);
    if (manual->effects == NULL) return failure_set(failure, STATUS_MEMORY, manual->name, NULL);
    manual_effects(&manual->world, lines->items, lines->count, manual->effects);
    if (manual->person_status != STATUS_OK)
        return failure_set(failure, manual->person_status, manual->name, NULL);
    for (size_t i = 0; i < lines->count; i++) {
        TRY(refuse_person(manual, &lines->items[i], &manual->effects[i], failure));
        TRY(judge_over(manual, &lines->items[i], &manual->effects[i], failure));
        TRY(judge_doubt(manual, &lines->items[i], &manual->effects[i], failure));
    }
    return STATUS_OK;
}

/* --- one event, one line --- */

static Status refuse_event(const Manual *manual, const ManualLine *line,
                           const LedgerManualLine *earlier, Failure *failure)
{
    bool payment = manual_is_of_payment(line->kind);
    return refuse(manual, line, STATUS_INPUT_VALUE, failure,
                  "reference: stands in entry %06u already, line %u of it%s", earlier->entry,
                  earlier->number,
                  payment
                      ? _(", which says the same of this payment: leave this line out")
                      : _(": one event is one line; add what tells this one apart when it is "
                          "another (more than case or white space)"));
}

/* The same voucher in another entry is the same money twice. */
static Status refuse_repeated(const Manual *manual, Failure *failure)
{
    const LedgerManualLine *earlier;
    size_t count;
    TRY(ledger_manual_lines(manual->made->ledger, &earlier, &count, failure));
    for (size_t i = 0; i < manual->lines.count; i++)
        for (size_t k = 0; k < count; k++)
            if (strcmp(earlier[k].line.event, manual->lines.items[i].event) == 0)
                return refuse_event(manual, &manual->lines.items[i], &earlier[k], failure);
    return STATUS_OK;
}

/* --- payments --- */

/* In payments of manual->sent: a file's follow each other. */
void manual_payments(const Manual *manual, const ManualLine *line, size_t *begin, size_t *end)
{
    const Reconciliation *sent = &manual->sent;
    const SentFile *file = reconcile_find_file(sent, line->reference);
    *begin = *end = 0;
    if (!manual_is_of_payment(line->kind)) return;
    if (file != NULL) {
        *begin = file->first;
        *end = file->first + file->file.count;
        return;
    }
    size_t payment = reconcile_find(sent, line->reference);
    if (payment == sent->payment_count) return;
    *begin = payment;
    *end = payment + 1;
}

/* What came back was booked before, and is told once. */
static Status judge_returned(const Manual *manual, const ManualLine *line, size_t payment,
                             Failure *failure)
{
    const PaymentState *state = &manual->sent.fates[payment].state;
    const char *id = reconcile_payment(&manual->sent, payment)->end_to_end_id;
    if (line->kind != MANUAL_RETURNED) return STATUS_OK;
    if (state->credited)
        return refuse(manual, line, STATUS_INPUT_VALUE, failure,
                      "reference: the bank has told of a return of %s already; money that came "
                      "back beside it is RECEIVED",
                      id);
    if (line->date < reconcile_file_of(&manual->sent, payment)->file.execution_day)
        return refuse(manual, line, STATUS_INPUT_VALUE, failure,
                      "date: before the payment date of %s", id);
    if (state->booked || state->bucket == BUCKET_REJECTED || manual_is_of_bank(line))
        return STATUS_OK;
    return refuse(
        manual, line, STATUS_NOT_NOW, failure,
        "reference: no notification says that %s was booked: enter that first, or "
        "write UNSENT when it never went; when the bank says that it came back, begin "
        "the reason with BANK:",
        id);
}

static Status judge_fate(const Manual *manual, const ManualLine *line, size_t payment,
                         Failure *failure)
{
    const PaymentFate *fate = &manual->sent.fates[payment];
    const char *id = reconcile_payment(&manual->sent, payment)->end_to_end_id;
    TRY(judge_returned(manual, line, payment, failure));
    if (fate->state.bucket == BUCKET_REJECTED)
        return refuse(manual, line, STATUS_INPUT_VALUE, failure, "reference: %s is %s already",
                      id, fate->state.returned ? _("returned") : _("rejected"));
    if (fate->state.bucket == BUCKET_SETTLED && line->kind == MANUAL_UNSENT)
        return refuse(manual, line, STATUS_INPUT_VALUE, failure,
                      "reference: the bank has booked %s: it was sent; when the money came "
                      "back, it is RETURNED",
                      id);
    return STATUS_OK;
}

/* Whether a payment file went to the bank. */
static bool is_released(const Releases *releases, const SentFile *file)
{
    size_t length = strlen(file->file.message_id);
    for (size_t i = 0; i < releases->count; i++)
        if (releases->items[i].entry == file->entry &&
            strncmp(releases->items[i].payment, file->file.message_id, length) == 0 &&
            releases->items[i].payment[length] == '.')
            return true;
    return false;
}

static Status judge_payments(const Manual *manual, const ManualLine *line, bool *named,
                             Failure *failure)
{
    size_t begin, end;
    manual_payments(manual, line, &begin, &end);
    if (begin == end)
        return refuse(manual, line, STATUS_INPUT_VALUE, failure,
                      "reference: no payment and no payment file of the ledger has this id");
    if (line->kind == MANUAL_RETURNED && reconcile_find_file(&manual->sent, line->reference))
        return refuse(manual, line, STATUS_INPUT_VALUE, failure,
                      "reference: names a payment file; name the payment that came back");
    for (size_t i = begin; i < end; i++) {
        if (named[i])
            return refuse(manual, line, STATUS_INPUT_VALUE, failure,
                          "reference: a line before is about the same payment");
        named[i] = true;
        TRY(judge_fate(manual, line, i, failure));
    }
    return STATUS_OK;
}

/* What was handed out may be with the bank: only the bank can say that it is not. */
static Status judge_released(const Manual *manual, const ManualLine *line,
                             const Releases *releases, Failure *failure)
{
    size_t begin, end;
    if (line->kind != MANUAL_UNSENT || manual_is_of_bank(line)) return STATUS_OK;
    manual_payments(manual, line, &begin, &end);
    const SentFile *file = reconcile_file_of(&manual->sent, begin);
    if (!is_released(releases, file)) return STATUS_OK;
    return refuse(manual, line, STATUS_NOT_NOW, failure,
                  "reference: %s was released to the bank: ask the bank; when it says that it "
                  "has no such payment, begin the reason with BANK:",
                  file->file.message_id);
}

Status manual_judge_released(const Manual *manual, Failure *failure)
{
    CLEANUP(releases_free) Releases releases = {0};
    TRY(releases_read(manual->made->ledger->folder, &releases, failure));
    for (size_t i = 0; i < manual->lines.count; i++)
        TRY(judge_released(manual, &manual->lines.items[i], &releases, failure));
    return STATUS_OK;
}

static Status judge_all_payments(Manual *manual, Failure *failure)
{
    TRY(reconcile_begin_of_lines(manual->made->ledger, &manual->lines, &manual->sent, failure));
    TRY(reconcile_finish(&manual->sent, failure));
    CLEANUP(system_free)
    bool *named = system_allocate_zeroed(manual->sent.payment_count + 1, sizeof *named);
    if (named == NULL) return failure_set(failure, STATUS_MEMORY, manual->name, NULL);
    for (size_t i = 0; i < manual->lines.count; i++)
        if (manual_is_of_payment(manual->lines.items[i].kind))
            TRY(judge_payments(manual, &manual->lines.items[i], named, failure));
    return manual->committed ? STATUS_OK : manual_judge_released(manual, failure);
}

/* --- what is open after it --- */

static OpenKind open_kind_of(ManualKind kind)
{
    return kind == MANUAL_PAID       ? OPEN_PAID
           : kind == MANUAL_RECEIVED ? OPEN_RECEIVED
                                     : OPEN_WAIVED;
}

static Status make_open(Manual *manual, Failure *failure)
{
    const ManualLines *lines = &manual->lines;
    size_t count = manual->before_count, most = count + lines->count;
    CLEANUP(system_free) OpenItem *items = system_allocate((most + 1) * sizeof *items);
    if (items == NULL) return failure_set(failure, STATUS_MEMORY, manual->name, NULL);
    for (size_t i = 0; i < count; i++)
        items[i] = manual->before[i];
    for (size_t i = 0; i < lines->count; i++) {
        const ManualLine *line = &lines->items[i];
        if (!manual_is_of_group(line->kind)) continue;
        OpenItem *item = &items[count++];
        *item = (OpenItem){.kind = open_kind_of(line->kind),
                           .municipality = line->municipality,
                           .group = line->group,
                           .amount = manual_open_amount(line),
                           .entry = manual->entry};
        open_item_manual_id(manual->entry, (uint32_t)i + 1, item->id);
    }
    if (count > 1) qsort(items, count, sizeof *items, open_item_compare);
    TRY(reconcile_by_hand(&manual->sent, manual->name, lines, manual->entry, failure));
    TRY(reconcile_finish(&manual->sent, failure));
    return reconcile_open_items(&manual->sent, items, count, manual->entry, &manual->after,
                                &manual->after_count, failure);
}

Status manual_judge(Manual *manual, Failure *failure)
{
    TRY(judge_effects(manual, failure));
    TRY(refuse_repeated(manual, failure));
    TRY(judge_all_payments(manual, failure));
    return make_open(manual, failure);
}

Status manual_prepare(const ProposalCase *made, Manual *manual, Failure *failure)
{
    *manual = (Manual){.made = made};
    TRY(manual_read(manual, failure));
    return manual_judge(manual, failure);
}

static bool has_unsent(const ManualLines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        if (lines->items[i].kind == MANUAL_UNSENT) return true;
    return false;
}

Status manual_hold(const ProposalCase *made, int *lock, Failure *failure)
{
    CLEANUP(manual_free) Manual manual = {.made = NULL};
    TRY(manual_prepare(made, &manual, failure));
    if (!has_unsent(&manual.lines)) return STATUS_OK;
    TRY(releases_lock(made->ledger->folder, lock, failure));
    return manual_judge_released(&manual, failure);
}

/* --- for whoever sends --- */

static bool is_in(const Pain001File *file, const char *id)
{
    if (strcmp(file->message_id, id) == 0) return true;
    for (size_t i = 0; i < file->count; i++)
        if (strcmp(file->transactions[i].end_to_end_id, id) == 0) return true;
    return false;
}

Status manual_refuse_unsent(const Ledger *ledger, const Pain001File *file, const char *path,
                            Failure *failure)
{
    const LedgerManualLine *lines;
    size_t count;
    TRY(ledger_manual_lines(ledger, &lines, &count, failure));
    for (size_t i = 0; i < count; i++)
        if (lines[i].line.kind == MANUAL_UNSENT && is_in(file, lines[i].line.reference))
            return failure_set(
                failure, STATUS_NEVER, path,
                "entry %06u, line %u, says that it was never sent, and its money "
                "is paid again: it is never handed out",
                lines[i].entry, lines[i].number);
    return STATUS_OK;
}

Status manual_warn_sent(const Ledger *ledger, const ReleaseRecord *record,
                        const Pain001File *file, Failure *failure)
{
    TimeStamp released;
    const LedgerManualLine *lines;
    size_t count;
    TRY(time_stamp(record->time, &released, failure));
    TRY(ledger_manual_lines(ledger, &lines, &count, failure));
    for (size_t i = 0; i < count; i++) {
        const ManualLine *line = &lines[i].line;
        if (line->kind != MANUAL_UNSENT || !is_in(file, line->reference)) continue;
        bool before = released.epoch <= ledger->entries[lines[i].entry].time;
        if (manual_is_of_bank(line) && before) continue;
        fprintf(stderr,
                _("tilskudd: WARNING: entry %06u, line %u, says that %s was never sent, and %s "
                  "was released at %s by %s: it may be paid twice; ask the bank\n"),
                lines[i].entry, lines[i].number, line->reference, record->payment, record->time,
                record->who);
    }
    return STATUS_OK;
}
