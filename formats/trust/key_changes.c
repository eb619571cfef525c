#include "formats/trust/key_changes.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/person_name.h"
#include "formats/base/translate.h"
#include "formats/base/written_text.h"
#include "formats/csv/csv_fields.h"

static const char *const columns[] = {"what", "before",     "after",    "person",
                                      "role", "valid_from", "valid_to", "note"};

KeyChange *key_changes_add(KeyChanges *changes, const char *what, Failure *failure)
{
    if (system_grow(&changes->items, &changes->capacity, changes->count + 1,
                    sizeof *changes->items, failure) != STATUS_OK)
        return NULL;
    KeyChange *change = &changes->items[changes->count++];
    *change = (KeyChange){.what = what, .role = "", .from = DAY_NONE, .to = DAY_NONE};
    return change;
}

void key_changes_free(KeyChanges *changes)
{
    system_free(changes->items);
    *changes = (KeyChanges){.items = NULL};
}

/* --- signers --- */

static bool stays(const Signer *signer, const Signers *others)
{
    const Signer *row = signers_find(others, signer->fingerprint, signer->role);
    return row != NULL && strcmp(row->person, signer->person) == 0;
}

/* The first certificate of the same person and role that is only in the one file. */
static const Signer *match(const Signer *signer, const Signers *in, const Signers *not_in)
{
    for (size_t i = 0; i < in->count; i++) {
        const Signer *row = &in->items[i];
        if (row->role == signer->role && person_name_same(row->person, signer->person) &&
            !stays(row, not_in))
            return row;
    }
    return NULL;
}

static Status add_signer(KeyChanges *changes, const Signer *before, const Signer *after,
                         Failure *failure)
{
    KeyChange *change = key_changes_add(changes, "signer", failure);
    const Signer *named = after != NULL ? after : before;
    if (change == NULL) return STATUS_MEMORY;
    if (before != NULL) sha256_to_hex(before->fingerprint, change->before);
    if (after != NULL) sha256_to_hex(after->fingerprint, change->after);
    memcpy(change->person, named->person, sizeof change->person);
    change->role = signer_role_text(named->role);
    return STATUS_OK;
}

Status key_changes_signers(KeyChanges *changes, const Signers *before, const Signers *after,
                           Failure *failure)
{
    for (size_t i = 0; i < before->count; i++) {
        const Signer *row = &before->items[i];
        bool first = match(row, before, after) == row;
        if (stays(row, after)) continue;
        TRY(add_signer(changes, row, first ? match(row, after, before) : NULL, failure));
    }
    for (size_t i = 0; i < after->count; i++) {
        const Signer *row = &after->items[i];
        bool told = match(row, after, before) == row && match(row, before, after) != NULL;
        if (!stays(row, before) && !told) TRY(add_signer(changes, NULL, row, failure));
    }
    return STATUS_OK;
}

/* --- as a table, and in words --- */

static void append_day(TextBuffer *out, Day day)
{
    if (day != DAY_NONE) text_buffer_text(out, day_text(day).text);
}

void key_changes_csv(const KeyChanges *changes, TextBuffer *out)
{
    csv_append_header(out, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < changes->count; i++) {
        const KeyChange *change = &changes->items[i];
        text_buffer_format(out, "%s,%s,%s,", change->what, change->before, change->after);
        csv_append(out, change->person);
        text_buffer_format(out, ",%s,", change->role);
        append_day(out, change->from);
        text_buffer_char(out, ',');
        append_day(out, change->to);
        text_buffer_char(out, ',');
        csv_append(out, change->note);
        text_buffer_char(out, '\n');
    }
}

static const char *const whats[] = {N_("signer"), N_("stop"),    N_("authority"),
                                    N_("ca"),     N_("log-key"), N_("pseudonym-key"),
                                    N_("bank")};
static const char *const roles[] = {"", "disposition", "attestation"};

/* The constant that a field says, or NULL. */
static const char *one_of(CsvField field, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (csv_field_equals(field, texts[i])) return texts[i];
    return NULL;
}

static Status read_day(const CsvRow *row, int column, Day *out)
{
    *out = DAY_NONE;
    return row_field(row, column).length > 0 ? row_day(row, column, out) : STATUS_OK;
}

static Status read_change(const CsvRow *row, void *out)
{
    enum { WHAT, BEFORE, AFTER, PERSON, ROLE, FROM, TO, NOTE };
    KeyChange *change = out;
    change->what = one_of(row_field(row, WHAT), whats, sizeof whats / sizeof whats[0]);
    change->role = one_of(row_field(row, ROLE), roles, sizeof roles / sizeof roles[0]);
    if (change->what == NULL) return row_refuse(row, WHAT, "not what a change is of");
    if (change->role == NULL) return row_refuse(row, ROLE, "not a role");
    TRY(row_text(row, BEFORE, change->before, sizeof change->before));
    TRY(row_text(row, AFTER, change->after, sizeof change->after));
    TRY(row_text(row, PERSON, change->person, sizeof change->person));
    TRY(read_day(row, FROM, &change->from));
    TRY(read_day(row, TO, &change->to));
    return row_text(row, NOTE, change->note, sizeof change->note);
}

Status key_changes_read(const char *name, const void *bytes, size_t size, KeyChanges *out,
                        Failure *failure)
{
    enum { COLUMNS = sizeof columns / sizeof columns[0] };
    static const CsvTable table = {columns, COLUMNS, COLUMNS, sizeof(KeyChange), read_change};
    *out = (KeyChanges){.items = NULL};
    TRY(csv_table_read((CsvText){name, bytes, size, true}, &table, NULL, &out->items,
                       &out->count, failure));
    out->capacity = out->count;
    return STATUS_OK;
}

static const char *verb(const KeyChange *change)
{
    if (strcmp(change->what, "stop") == 0) return _("STOPPED");
    if (change->before[0] == '\0') return _("comes");
    return change->after[0] == '\0' ? _("GOES") : _("changes");
}

static void append_validity(const KeyChange *change, TextBuffer *out)
{
    if (change->to != DAY_NONE)
        text_buffer_format(out, _("    valid %s to %s\n"), day_text(change->from).text,
                           day_text(change->to).text);
    else if (change->role[0] != '\0' && change->after[0] != '\0')
        text_buffer_text(out, _("    validity not known: the certificate was not given\n"));
}

void key_changes_text(const KeyChanges *changes, TextBuffer *out)
{
    for (size_t i = 0; i < changes->count; i++) {
        const KeyChange *change = &changes->items[i];
        text_buffer_format(out, "  %s %s%s%s%s%s\n", translate(change->what), verb(change),
                           change->person[0] != '\0' ? ": " : "", change->person,
                           change->role[0] != '\0' ? ", " : "", change->role);
        if (change->before[0] != '\0') text_buffer_format(out, "    %s\n", change->before);
        if (change->after[0] != '\0') text_buffer_format(out, "    -> %s\n", change->after);
        append_validity(change, out);
        if (change->note[0] == '\0') continue;
        text_buffer_text(out, "    ");
        written_text(change->note, out);
        text_buffer_char(out, '\n');
    }
}
