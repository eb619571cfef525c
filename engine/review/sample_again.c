#include "engine/review/sample_again.h"

#include <stdio.h>
#include <string.h>

#include "engine/ledger/draws.h"
#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "formats/run/sample_compare.h"

Status sample_ledger(const RunFolder *folder, const char *named, Ledger **out, Failure *failure)
{
    const char *place = named != NULL ? named : folder->manifest.ledger;
    PathKind kind;
    if (place == NULL || place[0] == '\0')
        return failure_set(failure, STATUS_NEVER, folder->path,
                           "a dry run has nothing that was paid");
    TRY(path_kind(place, &kind, failure));
    if (kind == PATH_MISSING)
        return failure_set(failure, STATUS_INPUT_MISSING, place,
                           "the ledger is not there (any more): name it with --ledger DIR");
    return ledger_open(place, true, out, failure);
}

static Status checkpoint_seed(const Ledger *ledger, uint32_t entry, char out[SHA256_HEX_SIZE],
                              Failure *failure)
{
    const FolderFile *note;
    TRY(folder_read(ledger_folder(ledger, entry), "checkpoint", INPUT_SMALL_SIZE_MAX, &note,
                    failure));
    sha256_to_hex(note->sums.stored_sha256, out);
    return STATUS_OK;
}

Status sample_ledger_seed(const Ledger *ledger, Sample *sample, Failure *failure)
{
    char seed[SHA256_HEX_SIZE];
    sample->seed_chosen = false;
    sample->seed_entry = ledger_last(ledger)->number;
    TRY(checkpoint_seed(ledger, sample->seed_entry, seed, failure));
    memcpy(sample->seed, seed, sizeof seed);
    return STATUS_OK;
}

/* A seed that says it is a checkpoint's is one, of an entry that had committed the run. */
static Status check_seed(const char *name, const Sample *form, const Ledger *ledger,
                         uint32_t run_entry, Failure *failure)
{
    char seed[SHA256_HEX_SIZE] = "";
    if (form->seed_chosen) return STATUS_OK;
    bool known = form->seed_entry < ledger->entry_count && form->seed_entry >= run_entry;
    if (known) TRY(checkpoint_seed(ledger, form->seed_entry, seed, failure));
    if (known && strcmp(seed, form->seed) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, name,
                       "not what was drawn: the seed is not the checkpoint of an entry of this "
                       "ledger, from the run's own on");
}

void sample_choose(const Sample *form, Sample *drawn)
{
    drawn->form = form->form;
    drawn->method = form->method;
    drawn->strata_kind = form->strata_kind;
    drawn->from = form->from;
    drawn->control = form->control;
    drawn->n = form->n;
    drawn->hits = form->hits;
    drawn->multiple = form->multiple;
    drawn->negative_n = form->negative_n;
    drawn->looks = form->looks;
    drawn->look = form->look;
    drawn->planned_tolerable = form->planned_tolerable;
    drawn->planned_expected = form->planned_expected;
    drawn->seed_chosen = form->seed_chosen;
    drawn->seed_entry = form->seed_entry;
    drawn->only_count = form->only_count;
    memcpy(drawn->only, form->only, sizeof form->only);
    memcpy(drawn->seed, form->seed, sizeof form->seed);
}

/* What cannot be drawn at all was not drawn. */
static Status impossible(const char *name, Status status, Failure *failure)
{
    if (status != STATUS_USAGE) return status;
    Failure reason = *failure;
    return failure_set(failure, STATUS_INPUT_VALUE, name, "not what was drawn: %s: %s",
                       reason.where, reason.detail);
}

static Status find_record(const char *name, const Ledger *ledger, SampleAgain *out,
                          Failure *failure)
{
    text_buffer_text(
        &out->proof,
        _("The draw was checked: the recorded seed gives this very list again from "
          "the run.\n"));
    TRY(draws_tell(ledger, out->drawn, &out->number, &out->proof, failure));
    if (out->number > 0) return STATUS_OK;
    if (out->drawn->form != SAMPLE_FORM_LINE) {
        text_buffer_text(&out->proof,
                         _("It is of version 1, of which no ledger has a record.\n"));
        return text_buffer_status(&out->proof, failure);
    }
    return failure_set(failure, STATUS_INPUT_VALUE, name,
                       "not what was drawn: the ledger has no record of this draw (tilskudd "
                       "sample list %s)",
                       ledger->folder);
}

void sample_again_free(SampleAgain *again)
{
    if (again->drawn != NULL) sample_free(again->drawn);
    text_buffer_free(&again->proof);
    again->drawn = NULL;
}

Status sample_again(const char *name, const Sample *form, const RunFolder *folder,
                    const Ledger *ledger, SampleAgain *out, Failure *failure)
{
    *out = (SampleAgain){.proof = TEXT_BUFFER_EMPTY};
    if (memcmp(form->run_identity, folder->manifest.run_identity, SHA256_SIZE) != 0)
        return failure_set(failure, STATUS_INPUT_VALUE, name,
                           "this sample was drawn from another run");
    TRY(sample_new(&out->drawn, failure));
    sample_choose(form, out->drawn);
    TRY(impossible(name, sample_population(folder, ledger, out->drawn, failure), failure));
    const LedgerEntry *entry = ledger_entry_of(ledger, folder->manifest_sha256);
    TRY(check_seed(name, form, ledger, entry->number, failure));
    TRY(impossible(name, sample_draw_by_seed(out->drawn, failure), failure));
    TRY(sample_compare(name, form, out->drawn, failure));
    if (form->changed) return sample_refuse_changed(name, failure);
    return find_record(name, ledger, out, failure);
}
