/* screen_accounts.c - accounts that differ from the ones last paid, or are paid for the first
 * time, and what is wanted of the second person. life.md 1. */
#include <stdlib.h>
#include <string.h>

#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/screen/screen_parts.h"

enum { NEW_SHOWN = 30, LARGEST_SHOWN = 10 };

static bool after_a_run(const ScreenSource *source)
{
    for (size_t i = 0; i < source->before_count; i++)
        if (source->before[i].kind == ENTRY_RUN) return true;
    return false;
}

static void change_row(const Screen *screen, const AccountChange *change)
{
    text_buffer_text(screen->out, "  ");
    screen_place(screen, change->municipality, 28);
    if (change->before != NULL) text_buffer_format(screen->out, "%s -> ", change->before);
    text_buffer_format(screen->out, "%s%18s%s\n", change->now, amount_text(change->amount).text,
                       change->by_merger ? _("  (merged)") : "");
}

static void changed_heading(TextBuffer *out)
{
    text_buffer_text(out, "\n  ");
    text_buffer_cell(out, _("accounts that have changed"), -28);
    text_buffer_cell(out, _("last paid      now"), -26);
    text_buffer_cell(out, _("kroner"), 18);
    text_buffer_char(out, '\n');
}

static void show_changed(const Screen *screen, const AccountChanges *changes)
{
    bool any = false;
    for (size_t i = 0; i < changes->count; i++) {
        if (changes->items[i].before == NULL) continue;
        if (!any) changed_heading(screen->out);
        any = true;
        change_row(screen, &changes->items[i]);
    }
}

/* --- paid for the first time --- */

static int by_amount(const void *left, const void *right)
{
    const AccountChange *a = left, *b = right;
    if (a->amount != b->amount) return a->amount > b->amount ? -1 : 1;
    return a->municipality < b->municipality ? -1 : a->municipality > b->municipality;
}

/* Too many to read on a screen are read in the file with this hash. */
static void show_file(const Screen *screen)
{
    static const char name[] = "new-accounts.csv";
    const ManifestFile *file = manifest_files_at(&screen->manifest->outputs, name);
    if (file == NULL) return;
    text_buffer_format(screen->out, _("  the largest; all: %s, SHA-256\n    "), name);
    text_buffer_hex(screen->out, file->sums.stored_sha256, SHA256_SIZE);
    text_buffer_char(screen->out, '\n');
}

static Status show_new(const Screen *screen, const AccountChanges *changes, Failure *failure)
{
    size_t count = 0;
    CLEANUP(system_free)
    AccountChange *items = system_allocate((changes->count + 1) * sizeof *items);
    if (items == NULL) return failure_set(failure, STATUS_MEMORY, _("accounts"), NULL);
    for (size_t i = 0; i < changes->count; i++)
        if (changes->items[i].before == NULL) items[count++] = changes->items[i];
    if (count == 0) return STATUS_OK;
    text_buffer_format(screen->out, _("\n  accounts that are paid for the first time: %s\n"),
                       count_text(count).text);
    bool all = count <= NEW_SHOWN;
    if (!all) qsort(items, count, sizeof *items, by_amount);
    if (!all) show_file(screen);
    for (size_t i = 0; i < (all ? count : LARGEST_SHOWN); i++)
        change_row(screen, &items[i]);
    return STATUS_OK;
}

/* --- what is wanted --- */

static void show_wants(const Screen *screen, const AccountChanges *changes,
                       const AccountBasis *basis)
{
    const struct {
        bool given;
        const char *what;
    } rows[] = {{true, N_("confirmed:")}, {false, N_("still wants:")}};
    for (size_t i = 0; i < 2; i++) {
        CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
        text_buffer_text(&text, translate(rows[i].what));
        size_t alone = text.length;
        account_wants_text(changes, basis, &screen->source->confirmed, rows[i].given, &text);
        if (text.failed) screen->out->failed = true;
        if (text.length <= alone) continue;
        text_buffer_char(screen->out, '\n');
        screen_indent(screen->out, text.bytes, 2, 0);
    }
}

Status screen_accounts(const Screen *screen, Failure *failure)
{
    const ScreenSource *source = screen->source;
    const AccountBasis basis = {.rows = (const GroupRow *)screen->rows,
                                .payees = screen->payees,
                                .payment_date = screen->manifest->payment_date,
                                .before = screen->accounts,
                                .before_count = screen->account_count,
                                .mapping = screen->mapping,
                                .given_keys = source->given_keys,
                                .after_run = after_a_run(source)};
    CLEANUP(account_changes_free) AccountChanges changes = {0};
    if (source->before_count == 0) return STATUS_OK; /* nothing to compare with is said above */
    TRY(account_changes_of(&basis, &changes, failure));
    show_changed(screen, &changes);
    TRY(show_new(screen, &changes, failure));
    show_wants(screen, &changes, &basis);
    return STATUS_OK;
}
