#include "engine/ledger/proposal_screen.h"

#include <string.h>

#include "engine/ledger/signer.h"
#include "formats/base/translate.h"

bool proposal_is_of(const Ledger *ledger, const Manifest *manifest)
{
    if (!manifest->has_ledger || manifest->ledger_entry >= ledger->entry_count) return false;
    const LedgerEntry *entry = &ledger->entries[manifest->ledger_entry];
    return memcmp(entry->head, manifest->ledger_head, SHA256_SIZE) == 0 &&
           manifest->live == (ledger->mode == LEDGER_LIVE);
}

Status proposal_refuse_ledger(const char *ledger, const Manifest *manifest, Failure *failure)
{
    return failure_set(failure, STATUS_OTHER_LEDGER, ledger,
                       "is not the ledger that the run was made from, or an old copy of it: it "
                       "has no entry %06u with that head; name the run's own with --ledger",
                       manifest->ledger_entry);
}

Status proposal_person(const Ledger *ledger, const RunFolder *run,
                       char person[SIGNER_PERSON_SIZE], Failure *failure)
{
    const FolderFile *signature;
    TRY(run_folder_file(run, "manifest.json.p7s", &signature, failure));
    const SignedFile file = {.name = signature->path,
                             .signature = signature->bytes,
                             .signature_size = signature->size,
                             .content = cms_bytes(run->stored.bytes, run->stored.size)};
    const LedgerIdentity *identity =
        ledger_identity_at(ledger, (size_t)run->manifest.ledger_entry + 1);
    return signer_of_file(identity->store, identity->signers, &file, ROLE_DISPOSITION, person,
                          failure);
}

static ScreenEntry entry_of(const Ledger *ledger, size_t number)
{
    const LedgerEntry *entry = &ledger->entries[number];
    ScreenEntry shown = {.number = entry->number,
                         .kind = entry->kind,
                         .year = entry->year,
                         .quarter = entry->quarter,
                         .folder = ledger_folder(ledger, number)};
    TimeStamp time;
    time_stamp_of(entry->time, &time);
    memcpy(shown.time, time.text, sizeof shown.time);
    return shown;
}

static Status show_after(const Ledger *ledger, ScreenSource *source, TextBuffer *out,
                         Failure *failure)
{
    char person[SIGNER_PERSON_SIZE];
    size_t count = source->run->manifest.ledger_entry + (size_t)1;
    CLEANUP(system_free) ScreenEntry *entries = system_allocate(count * sizeof *entries);
    if (entries == NULL) return failure_set(failure, STATUS_MEMORY, _("ledger"), NULL);
    for (size_t i = 0; i < count; i++)
        entries[i] = entry_of(ledger, i);
    TRY(proposal_person(ledger, source->run, person, failure));
    source->before = entries;
    source->before_count = count;
    source->given_keys = ledger->given_keys;
    source->proposed_by = person;
    return approval_screen(source, out, failure);
}

Status proposal_screen(const Ledger *ledger, const RunFolder *run, const EntryText *passed,
                       AccountsConfirmed confirmed, TextBuffer *out, Failure *failure)
{
    ScreenSource source = {.run = run, .passed = passed, .confirmed = confirmed};
    if (ledger == NULL || !proposal_is_of(ledger, &run->manifest))
        return approval_screen(&source, out, failure);
    return show_after(ledger, &source, out, failure);
}
