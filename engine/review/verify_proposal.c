/* verify_proposal.c - a proposal that is no run, before or after it became an entry: its files,
 * who signed it, and all of it made again. life.md 2 to 4. */
#include <stdio.h>
#include <string.h>

#include "engine/ledger/proposal.h"
#include "engine/review/verify_run.h"
#include "formats/base/count_words.h"
#include "formats/base/translate.h"
#include "formats/run/files.h"

/* Every file that the manifest lists is what it says. */
static Status check_files(ProposalAgain *again, VerifyReport *report, Failure *failure)
{
    const ManifestFiles *outputs = &again->text.outputs;
    char hex[SHA256_HEX_SIZE];
    sha256_to_hex(again->text.identity, hex);
    verify_group(report);
    for (size_t i = 0; i < outputs->count; i++) {
        const FolderFile *file;
        Status status = proposal_check_file(again->folder, &outputs->items[i], &file, failure);
        TRY(verify_take(report, status, failure));
    }
    verify_group_end(report, "files", "%s: SHA-256 and size; %s proposal %.16s",
                     count_words(outputs->count, "file", "files").text,
                     entry_kind_texts[again->text.kind], hex);
    return STATUS_OK;
}

static Status check_signed(const ProposalAgain *again, Failure *failure)
{
    const FolderFile *manifest, *der;
    const Ledger *ledger = again->ledger;
    TRY(folder_read(again->folder, "manifest.json", INPUT_SMALL_SIZE_MAX, &manifest, failure));
    TRY(folder_read(again->folder, "manifest.json.p7s", CMS_DER_MAX, &der, failure));
    return signer_verify(ledger, ledger->entry_count, manifest->path, der->bytes, der->size,
                         manifest->bytes, manifest->size, false, failure);
}

static Status check_signature(const ProposalAgain *again, VerifyReport *report,
                              Failure *failure)
{
    verify_group(report);
    if (again->text.kind == ENTRY_KEYS) {
        verify_note("a change of keys: who may sign it is checked when it is approved, and "
                    "with the ledger's chain");
        report->unchecked = N_("who signed the change of keys");
        return STATUS_OK;
    }
    TRY(verify_take(report, check_signed(again, failure), failure));
    verify_group_end(report, "manifest", "signed by the first person; made by %s, build %s",
                     again->text.program, again->text.build);
    return STATUS_OK;
}

static Status check_made(ProposalAgain *again, VerifyReport *report, Failure *failure)
{
    verify_group(report);
    TRY(verify_take(report, proposal_again_make(again, failure), failure));
    verify_group_end(report, "tables", "made again from what it keeps and entry %06u",
                     again->text.ledger_entry);
    return STATUS_OK;
}

Status verify_proposal(const char *folder, const char *ledger, const Ledger *known,
                       VerifyReport *report, Failure *failure)
{
    CLEANUP(proposal_again_end) ProposalAgain again = {.folder = NULL};
    Status status = proposal_again_read(folder, &again, failure);
    if (status != STATUS_OK) return verify_take(report, status, failure);
    TRY(check_files(&again, report, failure));
    if (ledger == NULL) {
        report->unchecked = N_("signature and tables (--ledger DIR --pin FILE)");
        return STATUS_OK;
    }
    status = proposal_again_open(&again, ledger, failure);
    if (status != STATUS_OK) return verify_take(report, status, failure);
    if (known == NULL && again.ledger->given_keys) report->unchecked = VERIFY_UNKNOWN_LEDGER;
    TRY(check_signature(&again, report, failure));
    return check_made(&again, report, failure);
}
