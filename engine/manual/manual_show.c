/* manual_show.c - lines by hand as the second person sees them, and as entries tell of them.
 * No ident: a keyed hash. life.md 1 and 3. */
#include <stdio.h>
#include <string.h>

#include "engine/manual/manual_entry.h"
#include "engine/reconcile/repayment_due.h"
#include "formats/base/count_words.h"
#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/run/findings.h"
#include "formats/text/explain_json.h"

/* What is shown, and who a person is in it. */
typedef struct ManualScreen {
    const Manual *manual;
    HmacKey *hmac;
    TextBuffer *out;
} ManualScreen;

static void municipality(const ManualScreen *screen, MunicipalityCode code)
{
    const Municipality *found = municipality_find(screen->manual->municipalities, code);
    text_buffer_format(screen->out, "%04u", code);
    if (found != NULL) text_buffer_format(screen->out, " %s", found->name);
}

/* --- what a line says --- */

static Status tell_subject(const ManualScreen *screen, const ManualLine *line, Failure *failure)
{
    char hex[SHA256_HEX_SIZE], text[SUBJECT_TEXT_SIZE];
    if (subject_is_municipality(line->subject)) {
        subject_format(line->subject, text);
        text_buffer_format(screen->out, _(", basic grant of %s\n"), text);
        return STATUS_OK;
    }
    TRY(person_hash(screen->hmac, line->subject, hex, failure));
    text_buffer_format(screen->out, _("\n    person %s\n"), hex);
    return STATUS_OK;
}

static void tell_payments(const ManualScreen *screen, const ManualLine *line)
{
    size_t begin, end;
    Ore sum = 0;
    const Reconciliation *sent = &screen->manual->sent;
    manual_payments(screen->manual, line, &begin, &end);
    for (size_t i = begin; i < end; i++)
        sum = ore_add(sum, reconcile_payment(sent, i)->amount);
    text_buffer_format(screen->out, "%s, %s, %s kr\n", line->reference,
                       count_words(end - begin, "payment", "payments").text,
                       kroner_text(sum).text);
}

static Status tell_line(const ManualScreen *screen, size_t index, Failure *failure)
{
    const ManualLine *line = &screen->manual->lines.items[index];
    char id[OPEN_ITEM_ID_SIZE];
    open_item_manual_id(screen->manual->entry, (uint32_t)index + 1, id);
    text_buffer_format(screen->out, "  %s (%s), %s: ", translate(manual_kind_words(line->kind)),
                       manual_kind_text(line->kind), id);
    if (manual_is_of_payment(line->kind)) {
        tell_payments(screen, line);
    } else {
        text_buffer_format(screen->out, "%s kr, ", kroner_text(line->amount).text);
        if (manual_is_of_person(line->kind))
            text_buffer_format(screen->out, "%s %d, ", grant_code_text(line->code),
                               line->budget_year);
        else
            text_buffer_format(screen->out, "%s, ", payment_group_text(line->group));
        municipality(screen, line->municipality);
        if (!manual_is_of_person(line->kind))
            text_buffer_char(screen->out, '\n');
        else
            TRY(tell_subject(screen, line, failure));
    }
    text_buffer_format(screen->out, "    %s, %s: %s\n", day_text(line->date).text,
                       line->reference, line->reason);
    return STATUS_OK;
}

/* --- what it does to the next payment --- */

static void tell_group_effect(const ManualScreen *screen, const ManualLine *line,
                              const ManualEffect *effect)
{
    TextBuffer *out = screen->out;
    const char *group = payment_group_text(line->group);
    if (line->kind == MANUAL_PAID) {
        text_buffer_format(out, _("    the next run pays %s kr less in %s to "),
                           kroner_text(line->amount).text, group);
        municipality(screen, effect->municipality);
        text_buffer_text(out, _("; what is more than is due becomes a claim\n"));
        return;
    }
    text_buffer_format(out, _("    the claim in %s on "), group);
    municipality(screen, effect->municipality);
    text_buffer_format(out, _(" is %s kr less%s\n"),
                       kroner_text(ore_subtract(line->amount, effect->over)).text,
                       line->kind == MANUAL_WAIVED ? _(", posted as a loss") : "");
    if (effect->over > 0)
        text_buffer_format(out,
                           _("    WARNING: the next run pays out %s kr, more than was owed\n"),
                           kroner_text(effect->over).text);
}

static void tell_person_effect(const ManualScreen *screen, const ManualLine *line,
                               const ManualEffect *effect)
{
    bool less = line->kind == MANUAL_SETTLED;
    Ore after = less ? ore_add(effect->settled, line->amount)
                     : ore_subtract(effect->settled, line->amount);
    text_buffer_format(screen->out,
                       _("    settled %s -> %s kr: the next run's difference in %s to "),
                       kroner_text(effect->settled).text, kroner_text(after).text,
                       payment_group_text(manual_group(line)));
    municipality(screen, effect->municipality);
    text_buffer_format(screen->out, _(" is %s kr %s\n"), kroner_text(line->amount).text,
                       less ? _("less") : _("more"));
    if (effect->doubt != MANUAL_CERTAIN)
        text_buffer_format(screen->out, _("    WARNING: %s\n"),
                           effect->doubt == MANUAL_NOTHING_SETTLED
                               ? _("the ledger has nothing settled of this code and year there")
                               : _("above the highest rate of the code in its year"));
}

/* A file of which one payment was never sent is not handed out at all. */
static void tell_others(const ManualScreen *screen, const ManualLine *line, size_t begin,
                        size_t end)
{
    size_t others = 0;
    const Reconciliation *sent = &screen->manual->sent;
    const SentFile *file = reconcile_file_of(sent, begin);
    if (line->kind != MANUAL_UNSENT) return;
    text_buffer_format(screen->out, _("    the file %s is never released again\n"),
                       file->file.message_id);
    for (size_t i = file->first; i < file->first + file->file.count; i++)
        others += (i < begin || i >= end) && sent->fates[i].state.bucket != BUCKET_REJECTED &&
                  sent->fates[i].state.bucket != BUCKET_SETTLED;
    if (others > 0)
        text_buffer_format(
            screen->out,
            translate_count(
                "    WARNING: it has %s other payment that the bank has not booked; "
                "write it down too when the bank does not have it\n",
                "    WARNING: it has %s other payments that the bank has not booked; "
                "write them down too when the bank does not have them\n",
                others),
            count_text(others).text);
}

static void tell_payment_effect(const ManualScreen *screen, const ManualLine *line)
{
    size_t begin, end;
    manual_payments(screen->manual, line, &begin, &end);
    for (size_t i = begin; i < end; i++) {
        const Pain001Transaction *payment = reconcile_payment(&screen->manual->sent, i);
        text_buffer_format(screen->out, _("    %s kr of %s: %s\n"),
                           kroner_text(payment->amount).text, payment->end_to_end_id,
                           translate(repayment_outlook(&screen->manual->sent, i)));
    }
    tell_others(screen, line, begin, end);
}

static Status tell(const ManualScreen *screen, size_t index, Failure *failure)
{
    const ManualLine *line = &screen->manual->lines.items[index];
    const ManualEffect *effect = &screen->manual->effects[index];
    TRY(tell_line(screen, index, failure));
    if (manual_is_of_group(line->kind))
        tell_group_effect(screen, line, effect);
    else if (manual_is_of_person(line->kind))
        tell_person_effect(screen, line, effect);
    else
        tell_payment_effect(screen, line);
    return STATUS_OK;
}

/* What gives money away, or says that it was not sent, first. */
static Status tell_all(const ManualScreen *screen, Failure *failure)
{
    static const ManualKind order[] = {MANUAL_UNSENT, MANUAL_RETURNED, MANUAL_UNSETTLED,
                                       MANUAL_WAIVED, MANUAL_PAID,     MANUAL_RECEIVED,
                                       MANUAL_SETTLED};
    const ManualLines *lines = &screen->manual->lines;
    text_buffer_format(screen->out, _("Money by hand: %s\n"),
                       count_words(lines->count, "line", "lines").text);
    for (size_t k = 0; k < MANUAL_KIND_COUNT; k++)
        for (size_t i = 0; i < lines->count; i++)
            if (lines->items[i].kind == order[k]) TRY(tell(screen, i, failure));
    return STATUS_OK;
}

Status manual_show(const ProposalCase *made, const ProposalFiles *files, TextBuffer *out,
                   Failure *failure)
{
    CLEANUP(manual_free) Manual manual = {.made = NULL};
    CLEANUP(hmac_key_free) HmacKey *hmac = NULL;
    PseudonymKey key;
    (void)files;
    TRY(manual_prepare(made, &manual, failure));
    TRY(ledger_pseudonym_key(made->ledger, made->ledger->entry_count, &key, failure));
    Status status = hmac_key_new(key.bytes, key.length, &hmac, failure);
    pseudonym_key_forget(&key);
    TRY(status);
    const ManualScreen screen = {&manual, hmac, out};
    return tell_all(&screen, failure);
}

/* --- what entries say, for explain --- */

static void tell_of(const LedgerManualLine *entered, TextBuffer *out)
{
    const ManualLine *line = &entered->line;
    char id[OPEN_ITEM_ID_SIZE];
    open_item_manual_id(entered->entry, entered->number, id);
    text_buffer_format(out, _("  %s of %s: %s (%s)"), id, day_text(line->date).text,
                       translate(manual_kind_words(line->kind)), manual_kind_text(line->kind));
    if (!manual_is_of_payment(line->kind))
        text_buffer_format(out, " %s kr", kroner_text(line->amount).text);
    if (manual_is_of_person(line->kind))
        text_buffer_format(out, ", %s %d, %04u", grant_code_text(line->code), line->budget_year,
                           line->municipality);
    if (manual_is_of_group(line->kind))
        text_buffer_format(out, ", %s", payment_group_text(line->group));
    text_buffer_format(out, "; %s: %s\n", line->reference, line->reason);
}

static void put_of(const LedgerManualLine *entered, JsonWriter *json)
{
    char id[OPEN_ITEM_ID_SIZE];
    open_item_manual_id(entered->entry, entered->number, id);
    explain_json_by_hand(json, id, &entered->line);
}

typedef bool (*LineFilter)(const void *user, const ManualLine *line);

static Status tell_those(const Ledger *ledger, LineFilter is_meant, const void *user,
                         TextBuffer *out, JsonWriter *json, Failure *failure)
{
    const LedgerManualLine *lines;
    size_t count, told = 0;
    if (ledger == NULL) return STATUS_OK;
    TRY(ledger_manual_lines(ledger, &lines, &count, failure));
    explain_json_by_hand_begin(json);
    for (size_t i = 0; i < count; i++) {
        if (!is_meant(user, &lines[i].line)) continue;
        if (told++ == 0) text_buffer_text(out, _("\nMoney by hand (life.md 3)\n"));
        tell_of(&lines[i], out);
        put_of(&lines[i], json);
    }
    explain_json_by_hand_end(json);
    return STATUS_OK;
}

typedef struct PersonFilter {
    const Ident *idents;
    size_t count;
} PersonFilter;

static bool is_of_person(const void *user, const ManualLine *line)
{
    const PersonFilter *filter = user;
    for (size_t i = 0; i < filter->count; i++)
        if (manual_is_of_person(line->kind) && line->subject == filter->idents[i]) return true;
    return false;
}

Status manual_tell_person(const Ledger *ledger, const Ident *idents, size_t count,
                          TextBuffer *out, JsonWriter *json, Failure *failure)
{
    const PersonFilter filter = {idents, count};
    return tell_those(ledger, is_of_person, &filter, out, json, failure);
}

typedef struct PlaceFilter {
    const MunicipalityMapping *mapping;
    MunicipalityCode code;
} PlaceFilter;

static bool is_of_place(const void *user, const ManualLine *line)
{
    const PlaceFilter *filter = user;
    MunicipalityCode code = line->municipality;
    PaymentGroup group;
    if (manual_is_of_payment(line->kind) &&
        !payment_end_to_end_parse(line->reference, &code, &group))
        return false;
    return code == filter->code || filter->mapping->to[code] == filter->code;
}

Status manual_tell_municipality(const Ledger *ledger, const MunicipalityMapping *mapping,
                                MunicipalityCode code, TextBuffer *out, JsonWriter *json,
                                Failure *failure)
{
    const PlaceFilter filter = {mapping, code};
    return tell_those(ledger, is_of_place, &filter, out, json, failure);
}
