#include "engine/manual/manual_entry.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/base/written_text.h"
#include "formats/run/entry_findings.h"

enum { PRIVATE_MODE = 0640, PUBLIC_MODE = 0644 };

/* --- tables --- */

static Status add_lines(const Manual *manual, ProposalFiles *files, Failure *failure)
{
    size_t most = manual->lines.count + manual->settled_count;
    TextBuffer *out = proposal_files_add(files, "lines.csv.gz", "lines", PRIVATE_MODE);
    CLEANUP(system_free) SettledLine *lines = system_allocate(most * sizeof *lines);
    if (lines == NULL) return failure_set(failure, STATUS_MEMORY, manual->name, NULL);
    size_t count =
        manual_settled(&manual->world, manual->lines.items, manual->lines.count, lines);
    if (manual->person_status != STATUS_OK)
        return failure_set(failure, manual->person_status, manual->name, NULL);
    text_buffer_text(out, SETTLED_HEADER);
    for (size_t i = 0; i < count; i++) {
        settled_csv_append(out, &lines[i]);
        files->lines_sum = ore_add(files->lines_sum, lines[i].amount);
    }
    return STATUS_OK;
}

/* What one line books: of a payment file each payment by itself. */
static void book_line(const Manual *manual, const ManualLine *line, const ManualEffect *effect,
                      TextBuffer *out)
{
    size_t begin, end;
    const RuleSet *rules = manual_rules(manual, line);
    bool live = manual->made->ledger->mode == LEDGER_LIVE;
    ManualPosting row = {.kind = line->kind, .year = day_year(line->date)};
    if (!manual_is_of_payment(line->kind)) {
        row.municipality = effect->municipality;
        row.group = manual_group(line);
        row.posting = rules->postings[row.group];
        row.amount = manual_booked_amount(line->kind, line->amount);
        manual_posting_append(out, &row, live);
        return;
    }
    manual_payments(manual, line, &begin, &end);
    for (size_t i = begin; i < end; i++) {
        const Pain001Transaction *payment = reconcile_payment(&manual->sent, i);
        bool ours =
            payment_end_to_end_parse(payment->end_to_end_id, &row.municipality, &row.group);
        INVARIANT(ours);
        row.posting = rules->postings[row.group];
        row.amount = manual_booked_amount(line->kind, payment->amount);
        manual_posting_append(out, &row, live);
    }
}

static void add_posting(const Manual *manual, ProposalFiles *files)
{
    TextBuffer *out = proposal_files_add(files, "posting.csv", "posting", PUBLIC_MODE);
    manual_posting_header(out);
    for (int kind = 0; kind < MANUAL_KIND_COUNT; kind++)
        for (size_t i = 0; i < manual->lines.count; i++)
            if ((int)manual->lines.items[i].kind == kind)
                book_line(manual, &manual->lines.items[i], &manual->effects[i], out);
}

/* --- findings: for the control team --- */

static void add_finding(const Manual *manual, size_t index, TextBuffer *out)
{
    const ManualLine *line = &manual->lines.items[index];
    char number[24];
    Ore amount = line->amount;
    size_t begin, end;
    manual_payments(manual, line, &begin, &end);
    for (size_t i = begin; i < end; i++)
        amount = ore_add(amount, reconcile_payment(&manual->sent, i)->amount);
    snprintf(number, sizeof number, "%zu", index + 1);
    const KronerText sum = kroner_text(amount);
    const EntryFindingValue values[] = {
        {"kind", manual_kind_text(line->kind)}, {"amount", sum.text}, {"line", number}};
    entry_finding_append(out, ENTRY_FINDING_BY_HAND, line->municipality, values, 3);
}

/* --- copies of what the authority signed --- */

static void add_input(const SignedInput *input, ProposalFiles *files)
{
    char name[SIGNED_NAME_SIZE + 4];
    TextBuffer *copy =
        proposal_files_add(files, input->name, "input", signed_input_mode(input->name));
    text_buffer_append(copy, (const char *)input->stored.bytes, input->stored.size);
    if (input->signature.bytes == NULL) return;
    snprintf(name, sizeof name, "%s.p7s", input->name);
    copy = proposal_files_add(files, name, "input-signature", signed_input_mode(name));
    text_buffer_append(copy, (const char *)input->signature.bytes, input->signature.size);
}

static Status add_over(unsigned lines, Ore sum, ManifestTexts *choices, Failure *failure)
{
    char text[160];
    if (lines == 0) return STATUS_OK;
    if (lines == 1)
        snprintf(text, sizeof text, WRITTEN_OVER_LINE, kroner_text(sum).text);
    else
        snprintf(text, sizeof text, WRITTEN_OVER_LINES, lines, kroner_text(sum).text);
    return manifest_texts_add(choices, text, failure);
}

static Status add_doubtful(unsigned lines, Ore sum, ManifestTexts *choices, Failure *failure)
{
    char text[160];
    if (lines == 0) return STATUS_OK;
    if (lines == 1)
        snprintf(text, sizeof text, WRITTEN_DOUBT_LINE, kroner_text(sum).text);
    else
        snprintf(text, sizeof text, WRITTEN_DOUBT_LINES, lines, kroner_text(sum).text);
    return manifest_texts_add(choices, text, failure);
}

static Status add_choice(const Manual *manual, ProposalFiles *files, Failure *failure)
{
    Ore over = 0, settled = 0;
    unsigned lines = 0, doubtful = 0;
    for (size_t i = 0; i < manual->lines.count; i++) {
        over = ore_add(over, manual->effects[i].over);
        lines += manual->effects[i].over > 0;
        if (manual->effects[i].doubt == MANUAL_CERTAIN) continue;
        settled = ore_add(settled, manual->lines.items[i].amount);
        doubtful++;
    }
    TRY(add_over(lines, over, &files->choices, failure));
    return add_doubtful(doubtful, settled, &files->choices, failure);
}

static Status make(const ProposalCase *made, ProposalFiles *files, Failure *failure)
{
    CLEANUP(manual_free) Manual manual = {.made = NULL};
    TRY(manual_prepare(made, &manual, failure));
    manual_csv_write(proposal_files_add(files, "manual.csv", "manual", PRIVATE_MODE),
                     &manual.lines);
    TRY(add_lines(&manual, files, failure));
    open_items_write(proposal_files_add(files, "open.csv", "open", PUBLIC_MODE), manual.after,
                     manual.after_count);
    add_posting(&manual, files);
    TextBuffer *findings =
        proposal_files_add(files, "findings.jsonl.gz", "findings", PRIVATE_MODE);
    for (size_t i = 0; i < manual.lines.count; i++)
        add_finding(&manual, i, findings);
    add_input(&manual.table, files);
    for (size_t i = 0; i < manual.rules_count; i++)
        add_input(&manual.rules[i].input, files);
    return add_choice(&manual, files, failure);
}

const ProposalKind manual_proposal = {.kind = ENTRY_MANUAL,
                                      .question = N_("Enter these lines by hand?"),
                                      .make = make,
                                      .show = manual_show,
                                      .hold = manual_hold};
