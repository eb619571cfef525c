/* entry_leaves.c - what an entry of the ledger puts into the audit log. control.md 2. */
#include "formats/run/entry_leaves.h"

#include <string.h>

#include "formats/bank/pain001_reader.h"
#include "formats/base/parallel.h"
#include "formats/run/files.h"

/* Stored bytes of the entry's files that make a share; not more shares than that. */
enum { SHARE_STORED = 1 << 15, SHARES_MOST = 1 << 13 };

static Status add_payments(Folder *folder, const char *name, TextBuffer *out, Failure *failure)
{
    const FolderFile *file;
    CLEANUP(input_file_free) InputFile content = {0};
    CLEANUP(pain001_file_free) Pain001File payments = {0};
    TRY(folder_read(folder, name, INPUT_SIZE_MAX, &file, failure));
    TRY(folder_content(file, INPUT_SIZE_MAX, &content, failure));
    TRY(pain001_read(file->path, content.bytes, content.size, &payments, failure));
    for (size_t i = 0; i < payments.count; i++) {
        const Pain001Transaction *payment = &payments.transactions[i];
        text_buffer_format(out, "payment,%s,%lld,%s\n", payment->end_to_end_id,
                           (long long)payment->amount, payment->account);
    }
    return STATUS_OK;
}

static Status payment_leaves(LeafLines *lines, Folder *folder, const EntryText *text,
                             Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer made = TEXT_BUFFER_EMPTY;
    for (size_t i = 0; i < text->files.count; i++) {
        const char *name = text->files.items[i].path;
        if (evidence_is_payment(name)) TRY(add_payments(folder, name, &made, failure));
    }
    return leaf_lines_add_made(lines, &made, failure);
}

static const LineKind samples = {"samples.csv", "sample,", true, 0};

/* The newest draw of a sample, where there was one, and last what all of them are in. */
static Status entry_leaf(LeafLines *lines, Folder *folder, const EntryText *text,
                         Failure *failure)
{
    const FolderFile *json;
    char hex[SHA256_HEX_SIZE];
    CLEANUP(text_buffer_free) TextBuffer made = TEXT_BUFFER_EMPTY;
    if (manifest_files_at(&text->files, samples.name) != NULL)
        TRY(leaf_lines_add(lines, folder, &samples, failure));
    TRY(folder_read(folder, "entry.json", INPUT_SMALL_SIZE_MAX, &json, failure));
    sha256_to_hex(json->sums.stored_sha256, hex);
    text_buffer_format(&made, "entry,%06u,%s\n", text->number, hex);
    return leaf_lines_add_made(lines, &made, failure);
}

static const LineKind settled = {"lines.csv.gz", "settled,", true, 1};
static const LineKind decisions = {"decisions.csv.gz", "decision,", true, 1};
static const LineKind findings = {"findings.jsonl.gz", "finding,", false, 0};
static const LineKind verdicts = {"reported-accounts.csv", "verdict,", true, 0};
static const LineKind carried = {"carried.csv", "carried,", true, 0};
static const LineKind accounts = {"accounts.csv", "account,", true, 0};
static const LineKind open_items = {"open.csv", "open,", true, 0};
static const LineKind taken = {"taken.csv", "taken,", true, 0};
static const LineKind basic = {"basic.csv", "basic,", true, 0};
static const LineKind selected = {"selection.csv", "selected,", true, 0};

/* A control of accounts: no money and nobody's ident. */
static Status add_accounts(LeafLines *lines, Folder *folder, const EntryText *text,
                           Failure *failure)
{
    TRY(leaf_lines_add(lines, folder, &verdicts, failure));
    TRY(leaf_lines_add(lines, folder, &findings, failure));
    if (manifest_files_at(&text->files, selected.name) != NULL)
        TRY(leaf_lines_add(lines, folder, &selected, failure));
    return entry_leaf(lines, folder, text, failure);
}

/* Tables of entries that are no runs: those that the entry has, in this order. */
static const LineKind proposed[] = {
    {"manual.csv", "manual,", true, 4},          {"lines.csv.gz", "settled,", true, 1},
    {"findings.jsonl.gz", "finding,", false, 0}, {"answers.csv", "answer,", true, 0},
    {"changes.csv", "change,", true, 0},         {"open.csv", "open,", true, 0}};

static Status add_proposed(LeafLines *lines, Folder *folder, const EntryText *text,
                           Failure *failure)
{
    for (size_t i = 0; i < sizeof proposed / sizeof proposed[0]; i++)
        if (manifest_files_at(&text->files, proposed[i].name) != NULL)
            TRY(leaf_lines_add(lines, folder, &proposed[i], failure));
    return entry_leaf(lines, folder, text, failure);
}

/* What the next run begins with, besides the settled lines. */
static Status table_leaves(LeafLines *lines, Folder *folder, Failure *failure)
{
    TRY(leaf_lines_add(lines, folder, &basic, failure));
    TRY(leaf_lines_add(lines, folder, &carried, failure));
    TRY(leaf_lines_add(lines, folder, &open_items, failure));
    return leaf_lines_add(lines, folder, &accounts, failure);
}

static Status add_opening(LeafLines *lines, Folder *folder, const EntryText *text,
                          Failure *failure)
{
    TRY(leaf_lines_add(lines, folder, &settled, failure));
    TRY(table_leaves(lines, folder, failure));
    return entry_leaf(lines, folder, text, failure);
}

static Status add_run(LeafLines *lines, Folder *folder, const EntryText *text, Failure *failure)
{
    TRY(leaf_lines_add(lines, folder, &decisions, failure));
    TRY(leaf_lines_add(lines, folder, &findings, failure));
    TRY(leaf_lines_add(lines, folder, &taken, failure));
    TRY(payment_leaves(lines, folder, text, failure));
    TRY(table_leaves(lines, folder, failure));
    return entry_leaf(lines, folder, text, failure);
}

static Status add_entry(LeafLines *lines, Folder *folder, const EntryText *text,
                        Failure *failure)
{
    if (text->kind == ENTRY_OPEN) return add_opening(lines, folder, text, failure);
    if (text->kind == ENTRY_ACCOUNTS) return add_accounts(lines, folder, text, failure);
    if (ENTRY_IS_PROPOSED(text->kind)) return add_proposed(lines, folder, text, failure);
    return add_run(lines, folder, text, failure);
}

size_t entry_leaves_shares(const EntryText *text)
{
    const unsigned large = EVIDENCE_BULK | EVIDENCE_LARGE;
    uint64_t shares = 1;
    for (size_t i = 0; i < text->files.count; i++)
        if ((evidence_marks_in_entry(text->files.items[i].path) & large) != 0)
            shares += text->files.items[i].sums.stored_size / SHARE_STORED;
    return shares < SHARES_MOST ? (size_t)shares : SHARES_MOST;
}

Status entry_leaves_read(Folder *folder, const EntryText *text,
                         const LeafPseudonyms *pseudonyms, LeafLines **out, Failure *failure)
{
    CLEANUP(leaf_lines_free) LeafLines *lines = NULL;
    TRY(leaf_lines_new(pseudonyms, &lines, failure));
    TRY(add_entry(lines, folder, text, failure));
    TRY(leaf_lines_cut(lines, entry_leaves_shares(text), failure));
    *out = HAND_OVER(LeafLines *, lines);
    return STATUS_OK;
}

/* --- all leaves in order --- */

typedef struct Ordered {
    LeafLines *lines;
    LeafTaker take;
    void *user;
} Ordered;

static Status make_share(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Ordered *ordered = user;
    return leaf_lines_make(ordered->lines, piece->number, piece->memory, failure);
}

static Status give_share(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Ordered *ordered = user;
    const LeafShare *share = piece->memory;
    const LeafBlock block = leaf_share_block(share);
    TRY(leaf_lines_name(ordered->lines, &share->made, failure));
    return block.count > 0 ? ordered->take(ordered->user, &block, failure) : STATUS_OK;
}

static void free_share(void *share)
{
    leaf_share_free(share);
}

Status entry_leaves(Folder *folder, const EntryText *text, const LeafPseudonyms *pseudonyms,
                    int threads, LeafTaker take, void *user, Failure *failure)
{
    CLEANUP(leaf_lines_free) LeafLines *lines = NULL;
    TRY(entry_leaves_read(folder, text, pseudonyms, &lines, failure));
    Ordered ordered = {lines, take, user};
    Parallel parallel = {.pieces = entry_leaves_shares(text),
                         .threads = threads,
                         .user = &ordered,
                         .work = make_share,
                         .hand_over = give_share,
                         .memory_size = sizeof(LeafShare),
                         .release = free_share};
    return parallel_run(&parallel, failure);
}
