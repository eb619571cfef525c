/* entry_leaves.c - what an entry of the ledger puts into the audit log. control.md 2. */
#include "formats/run/entry_leaves.h"

#include <string.h>

#include "formats/bank/pain001_reader.h"
#include "formats/base/text_buffer.h"
#include "formats/run/files.h"

/* One walk over an entry. */
typedef struct LeafWalk {
    LeafLines *lines;
    Sha256 *digest;
    TextBuffer leaf;
    LeafTaker take;
    void *user;
} LeafWalk;

static Status give(LeafWalk *walk, Failure *failure)
{
    MerkleHash hash;
    const uint64_t end = walk->leaf.length;
    TRY(text_buffer_status(&walk->leaf, failure));
    TRY(merkle_leaf_hash(walk->digest, walk->leaf.bytes, walk->leaf.length, &hash, failure));
    return walk->take(walk->user, &(LeafBlock){walk->leaf.bytes, &end, &hash, 1, NULL, 0},
                      failure);
}

static Status each_line(LeafWalk *walk, Folder *folder, LineKind kind, Failure *failure)
{
    return leaf_lines_each(walk->lines, folder, &kind, walk->take, walk->user, failure);
}

static Status payment_leaves(LeafWalk *walk, Folder *folder, const char *name, Failure *failure)
{
    const FolderFile *file;
    CLEANUP(input_file_free) InputFile content = {0};
    CLEANUP(pain001_file_free) Pain001File payments = {0};
    TRY(folder_read(folder, name, INPUT_SIZE_MAX, &file, failure));
    TRY(folder_content(file, INPUT_SIZE_MAX, &content, failure));
    TRY(pain001_read(file->path, content.bytes, content.size, &payments, failure));
    for (size_t i = 0; i < payments.count; i++) {
        const Pain001Transaction *payment = &payments.transactions[i];
        text_buffer_clear(&walk->leaf);
        text_buffer_format(&walk->leaf, "payment,%s,%lld,%s", payment->end_to_end_id,
                           (long long)payment->amount, payment->account);
        TRY(give(walk, failure));
    }
    return STATUS_OK;
}

static const LineKind samples = {"samples.csv", "sample,", true, 0};

/* The newest draw of a sample, where there was one, and last what all of them are in. */
static Status entry_leaf(LeafWalk *walk, Folder *folder, const EntryText *text,
                         Failure *failure)
{
    const FolderFile *json;
    char hex[SHA256_HEX_SIZE];
    if (manifest_files_at(&text->files, samples.name) != NULL)
        TRY(each_line(walk, folder, samples, failure));
    TRY(folder_read(folder, "entry.json", INPUT_SMALL_SIZE_MAX, &json, failure));
    sha256_to_hex(json->sums.stored_sha256, hex);
    text_buffer_clear(&walk->leaf);
    text_buffer_format(&walk->leaf, "entry,%06u,%s", text->number, hex);
    return give(walk, failure);
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
static Status walk_accounts(LeafWalk *walk, Folder *folder, const EntryText *text,
                            Failure *failure)
{
    TRY(each_line(walk, folder, verdicts, failure));
    TRY(each_line(walk, folder, findings, failure));
    if (manifest_files_at(&text->files, selected.name) != NULL)
        TRY(each_line(walk, folder, selected, failure));
    return entry_leaf(walk, folder, text, failure);
}

/* Tables of entries that are no runs: those that the entry has, in this order. */
static const LineKind proposed[] = {
    {"manual.csv", "manual,", true, 4},          {"lines.csv.gz", "settled,", true, 1},
    {"findings.jsonl.gz", "finding,", false, 0}, {"answers.csv", "answer,", true, 0},
    {"changes.csv", "change,", true, 0},         {"open.csv", "open,", true, 0}};

static Status walk_proposed(LeafWalk *walk, Folder *folder, const EntryText *text,
                            Failure *failure)
{
    for (size_t i = 0; i < sizeof proposed / sizeof proposed[0]; i++)
        if (manifest_files_at(&text->files, proposed[i].name) != NULL)
            TRY(each_line(walk, folder, proposed[i], failure));
    return entry_leaf(walk, folder, text, failure);
}

/* What the next run begins with, besides the settled lines. */
static Status table_leaves(LeafWalk *walk, Folder *folder, Failure *failure)
{
    TRY(each_line(walk, folder, basic, failure));
    TRY(each_line(walk, folder, carried, failure));
    TRY(each_line(walk, folder, open_items, failure));
    return each_line(walk, folder, accounts, failure);
}

static Status walk_entry(LeafWalk *walk, Folder *folder, const EntryText *text,
                         Failure *failure)
{
    if (text->kind == ENTRY_OPEN) {
        TRY(each_line(walk, folder, settled, failure));
        TRY(table_leaves(walk, folder, failure));
        return entry_leaf(walk, folder, text, failure);
    }
    if (text->kind == ENTRY_ACCOUNTS) return walk_accounts(walk, folder, text, failure);
    if (ENTRY_IS_PROPOSED(text->kind)) return walk_proposed(walk, folder, text, failure);
    TRY(each_line(walk, folder, decisions, failure));
    TRY(each_line(walk, folder, findings, failure));
    TRY(each_line(walk, folder, taken, failure));
    for (size_t i = 0; i < text->files.count; i++) {
        const char *name = text->files.items[i].path;
        if (!evidence_is_payment(name)) continue;
        TRY(payment_leaves(walk, folder, name, failure));
    }
    TRY(table_leaves(walk, folder, failure));
    return entry_leaf(walk, folder, text, failure);
}

Status entry_leaves(Folder *folder, const EntryText *text, const LeafPseudonyms *pseudonyms,
                    int threads, LeafTaker take, void *user, Failure *failure)
{
    CLEANUP(leaf_lines_free) LeafLines *lines = NULL;
    CLEANUP(sha256_free) Sha256 *digest = NULL;
    TRY(leaf_lines_new(pseudonyms, threads, &lines, failure));
    TRY(sha256_new(&digest, failure));
    LeafWalk walk = {.lines = lines, .digest = digest, .take = take, .user = user};
    Status status = walk_entry(&walk, folder, text, failure);
    text_buffer_free(&walk.leaf);
    return status;
}
