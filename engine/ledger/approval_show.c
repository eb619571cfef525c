/* approval_show.c - what the second person sees before deciding. life.md 1, trust.md 2. */
#include <string.h>

#include "engine/ledger/approval.h"
#include "engine/ledger/proposal_screen.h"
#include "formats/base/translate.h"

/* --- what is said of files that are not read: nobody's to compare --- */

static Status show_own_warnings(const Approval *approval, TextBuffer *out, Failure *failure)
{
    CLEANUP(manifest_texts_free) ManifestTexts own = {0};
    TRY(run_warnings(&approval->again->run, &own, failure));
    if (!manifest_texts_same(&approval->run.manifest.warnings, &own))
        run_warnings_show(&own, _("Of your own files: "), out);
    return STATUS_OK;
}

Status approval_show(const Approval *approval, TextBuffer *out, Failure *failure)
{
    const ApprovalOptions *options = approval->options;
    const EntryText passed = {.same_inputs = approval->same_inputs,
                              .same_user = approval->same_user,
                              .allow_time = options->allow_time};
    const AccountsConfirmed confirmed = {.codes = options->confirmed,
                                         .new_accounts = options->new_accounts};
    TRY(proposal_screen(approval->ledger, &approval->run, &passed, confirmed, out, failure));
    TRY(show_own_warnings(approval, out, failure));
    return run_packs_show(&approval->again->run, _("Of your own files: "), out, failure);
}
