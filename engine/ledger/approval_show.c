/* approval_show.c - what the second person sees before deciding: what was computed again, and
 * words of the signed manifest that nobody can compute. payments.md 5, trust.md 2. */
#include <string.h>

#include "engine/ledger/approval.h"
#include "formats/base/plain_text.h"
#include "formats/run/summary.h"

enum { LARGEST_SHOWN = 10, NEW_SHOWN = 30 };

static void amount_row(TextBuffer *out, const char *name, Ore amount)
{
    text_buffer_format(out, "  %-35s %17s kr\n", name, amount_text(amount).text);
}

static void totals(const Manifest *manifest, TextBuffer *out)
{
    char cutoff[DAY_TEXT_SIZE], paid[DAY_TEXT_SIZE];
    day_format(manifest->cutoff, cutoff);
    day_format(manifest->payment_date, paid);
    text_buffer_format(out, "%s proposal for %d, quarter %d, cut-off %s, to be paid on %s\n",
                       manifest->live ? "Live" : "TEST", manifest->year, manifest->quarter,
                       cutoff, paid);
    amount_row(out, "lines", manifest->lines_sum);
    amount_row(out, "brought forward", manifest->brought_forward);
    if (manifest->returned != 0)
        amount_row(out, "rejected or returned, taken up", manifest->returned);
    if (manifest->manual != 0) amount_row(out, "money by hand", manifest->manual);
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

/* Why money is held, and what the run warned of: the file is the one that was computed. */
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

/* What the first person chose and what the second let pass. */
static void show_choices(const Approval *approval, TextBuffer *out)
{
    manifest_choices_text(&approval->again->output.manifest, "  ", out);
    const EntryText passed = {.same_inputs = approval->same_inputs,
                              .same_user = approval->same_user,
                              .allow_time = approval->options->allow_time};
    if (!approval->same_inputs)
        text_buffer_text(out, "  computed again from the second person's own files\n");
    entry_choices_text(&passed, "  ", out);
}

/* --- what is said of files that are not read: nobody's to compare --- */

static bool same_texts(const ManifestTexts *left, const ManifestTexts *right)
{
    bool same = left->count == right->count;
    for (size_t i = 0; i < left->count && same; i++)
        same = strcmp(left->items[i], right->items[i]) == 0;
    return same;
}

static Status show_warnings(const Approval *approval, TextBuffer *out, Failure *failure)
{
    const ManifestTexts *first = &approval->run.manifest.warnings;
    CLEANUP(manifest_texts_free) ManifestTexts second = {0};
    TRY(run_warnings(&approval->again->run, &second, failure));
    run_warnings_show(first, "", out);
    if (!same_texts(first, &second)) run_warnings_show(&second, "Of your own files: ", out);
    return STATUS_OK;
}

/* --- payments and accounts --- */

/* The largest of `amounts` first, each once. */
static size_t next_largest(const Ore *amounts, size_t count, bool *shown)
{
    size_t best = count;
    for (size_t i = 0; i < count; i++)
        if (!shown[i] && (best == count || amounts[i] > amounts[best])) best = i;
    if (best < count) shown[best] = true;
    return best;
}

typedef struct Ranking {
    Ore *amounts;
    bool *shown;
    size_t count;
} Ranking;

static void ranking_free(Ranking *ranking)
{
    system_free(ranking->amounts);
    system_free(ranking->shown);
}
CLEANUP_VALUE(Ranking, ranking_free)

static Status ranking_make(Ranking *ranking, size_t count, Failure *failure)
{
    ranking->count = count;
    ranking->amounts = system_allocate_zeroed(count + 1, sizeof *ranking->amounts);
    ranking->shown = system_allocate_zeroed(count + 1, sizeof *ranking->shown);
    if (ranking->amounts != NULL && ranking->shown != NULL) return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, "payments", NULL);
}

static Status show_largest(const RunOutput *output, TextBuffer *out, Failure *failure)
{
    CLEANUP(ranking_free) Ranking ranking = {0};
    TRY(ranking_make(&ranking, output->plan.count, failure));
    for (size_t i = 0; i < ranking.count; i++)
        ranking.amounts[i] = output->plan.payments[i].payment.amount;
    if (ranking.count > 0) text_buffer_text(out, "Largest payments:\n");
    for (size_t n = 0; n < LARGEST_SHOWN && n < ranking.count; n++) {
        const Payment *payment =
            &output->plan.payments[next_largest(ranking.amounts, ranking.count, ranking.shown)]
                 .payment;
        amount_row(out, payment->end_to_end_id, payment->amount);
    }
    return STATUS_OK;
}

static void show_changed(const Manifest *manifest, TextBuffer *out)
{
    if (manifest->accounts_changed.count == 0) return;
    text_buffer_text(out, "Accounts that differ from the ones last paid:");
    for (size_t i = 0; i < manifest->accounts_changed.count; i++)
        text_buffer_format(out, " %04u", manifest->accounts_changed.items[i]);
    text_buffer_char(out, '\n');
}

static void account_row(const NewAccount *account, TextBuffer *out)
{
    text_buffer_format(out, "  %04u %-28s %s %17s kr%s\n", account->municipality, account->name,
                       account->account, amount_text(account->amount).text,
                       account->by_merger ? "  (merged)" : "");
}

/* Too many to read on a screen are read in the file with this hash. */
static void show_table(const Approval *approval, TextBuffer *out)
{
    static const char name[] = "new-accounts.csv";
    const ManifestFile *table = manifest_files_at(&approval->run.manifest.outputs, name);
    INVARIANT(table != NULL);
    text_buffer_format(out, "  all of them: %s, SHA-256 ", name);
    text_buffer_hex(out, table->sums.stored_sha256, SHA256_SIZE);
    text_buffer_text(out, "; the largest:\n");
}

static Status show_new(const Approval *approval, TextBuffer *out, Failure *failure)
{
    const RunOutput *output = &approval->again->output;
    const NewAccount *accounts = output->new_accounts;
    CLEANUP(ranking_free) Ranking ranking = {0};
    size_t count = output->new_account_count;
    bool all = count <= NEW_SHOWN;
    if (count == 0) return STATUS_OK;
    TRY(ranking_make(&ranking, count, failure));
    for (size_t i = 0; i < count; i++)
        ranking.amounts[i] = accounts[i].amount;
    text_buffer_format(out, "Accounts that are paid for the first time: %zu\n", count);
    if (!all) show_table(approval, out);
    for (size_t n = 0; n < (all ? count : LARGEST_SHOWN); n++)
        account_row(&accounts[all ? n : next_largest(ranking.amounts, count, ranking.shown)],
                    out);
    return STATUS_OK;
}

Status approval_show(const Approval *approval, TextBuffer *out, Failure *failure)
{
    const RunOutput *output = &approval->again->output;
    totals(&output->manifest, out);
    show_choices(approval, out);
    TRY(show_summary(approval, out, failure));
    TRY(show_warnings(approval, out, failure));
    TRY(show_largest(output, out, failure));
    show_changed(&output->manifest, out);
    return show_new(approval, out, failure);
}
