/* approval_show.c - what the second person sees before deciding. payments.md 5. */
#include <stdlib.h>
#include <string.h>

#include "engine/ledger/approval.h"
#include "formats/run/summary.h"
#include "formats/base/plain_text.h"
#include "engine/run/run_output.h"

enum { LARGEST_SHOWN = 10 };

typedef struct Largest {
    Pain001Transaction items[LARGEST_SHOWN];
    size_t count;
} Largest;

static void insert(Largest *largest, const Pain001Transaction *payment)
{
    size_t at = largest->count;
    while (at > 0 && largest->items[at - 1].amount < payment->amount)
        at--;
    if (at == LARGEST_SHOWN) return;
    if (largest->count < LARGEST_SHOWN) largest->count++;
    memmove(&largest->items[at + 1], &largest->items[at],
            (largest->count - 1 - at) * sizeof *largest->items);
    largest->items[at] = *payment;
}

static Status collect(void *user, const char *path, const Pain001File *file, Failure *failure)
{
    (void)path, (void)failure;
    for (size_t i = 0; i < file->count; i++)
        insert(user, &file->transactions[i]);
    return STATUS_OK;
}

static void amount_row(TextBuffer *out, const char *name, Ore amount)
{
    text_buffer_format(out, "  %-35s %17s kr\n", name, amount_text(amount).text);
}

static void totals(const Manifest *manifest, TextBuffer *out)
{
    text_buffer_format(out, "%s proposal for %d, quarter %d\n",
                       manifest->live ? "Live" : "TEST", manifest->year, manifest->quarter);
    amount_row(out, "lines", manifest->lines_sum);
    amount_row(out, "brought forward", manifest->brought_forward);
    amount_row(out, "to be paid", manifest->paid);
    amount_row(out, "carried forward", manifest->carried_forward);
    amount_row(out, "held, not paid", manifest->held_sum);
    text_buffer_format(
        out,
        "  %llu payments; %llu persons with lines, %llu held, %llu vanished, "
        "%llu records set aside\n",
        (unsigned long long)manifest->payments, (unsigned long long)manifest->with_lines,
        (unsigned long long)manifest->held_persons, (unsigned long long)manifest->vanished,
        (unsigned long long)manifest->set_aside);
}

static void accounts(const Manifest *manifest, TextBuffer *out)
{
    if (manifest->accounts_changed.count == 0) return;
    text_buffer_text(out, "Accounts that differ from the ones last paid:");
    for (size_t i = 0; i < manifest->accounts_changed.count; i++)
        text_buffer_format(out, " %04u", manifest->accounts_changed.items[i]);
    text_buffer_char(out, '\n');
}

/* What the run's summary says, whose hash has been checked: why money is held, and what the run
 * warned of. */
static Status show_summary(const Approval *approval, TextBuffer *out, Failure *failure)
{
    CLEANUP(run_summary_free) RunSummary summary = {0};
    const FolderFile *file;
    TRY(run_folder_file(&approval->run, "summary.json", &file, failure));
    TRY(run_summary_read(file, &summary, failure));
    held_reasons_text(&summary.reasons, out);
    for (size_t i = 0; run_summary_note(&summary, i) != NULL; i++)
        text_buffer_format(out, "WARNING: %s.\n", run_summary_note(&summary, i));
    return STATUS_OK;
}

Status approval_show(const Approval *approval, TextBuffer *out, Failure *failure)
{
    Largest largest = {.count = 0};
    TRY(approval_each_payment(approval, collect, &largest, failure));
    totals(&approval->run.manifest, out);
    manifest_choices_text(&approval->run.manifest, "  ", out);
    TRY(show_summary(approval, out, failure));
    run_warnings_show(&approval->run.manifest.warnings, "", out);
    if (largest.count > 0) text_buffer_text(out, "Largest payments:\n");
    for (size_t i = 0; i < largest.count; i++)
        amount_row(out, largest.items[i].end_to_end_id, largest.items[i].amount);
    accounts(&approval->run.manifest, out);
    return STATUS_OK;
}
