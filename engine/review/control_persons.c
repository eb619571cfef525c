/* control_persons.c - the persons of controls that lists only count, on request. control.md 1.
 */
#include "engine/review/run_again.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "formats/run/findings.h"

Status control_persons_wanted(const char *list, bool wanted[CONTROL_NUMBERS_MAX],
                              Failure *failure)
{
    char name[8];
    memset(wanted, 0, CONTROL_NUMBERS_MAX * sizeof *wanted);
    for (const char *at = list; *at != '\0'; at += *at == ',') {
        size_t length = strcspn(at, ",");
        snprintf(name, sizeof name, "%.*s", (int)(length < 8 ? length : 7), at);
        int control = control_named(name);
        if (control_find(control) == NULL)
            return failure_set(failure, STATUS_USAGE, "--persons",
                               "\"%s\" is no control; write R509 or R509,R510", name);
        wanted[control] = true;
        at += length;
    }
    return STATUS_OK;
}

/* --- the list --- */

typedef struct Listing {
    const Run *run;
    const bool *wanted;
    MunicipalityCode only; /* NONE: all */
    HmacKey *hmac;         /* NULL: no ledger, no key */
    TextBuffer *out;
    uint64_t count;
} Listing;

/* One person: municipality, file and record, hash, what was found. */
static Status list_finding(void *user, const RunFinding *found, Failure *failure)
{
    Listing *to = user;
    const Finding *finding = &found->finding;
    char hash[SHA256_HEX_SIZE] = "-";
    const RegisterFile *files = to->run->cohort.extracts.files;
    bool here = to->only == MUNICIPALITY_NONE || finding->municipality == to->only;
    if (!to->wanted[finding->control] || found->ident == IDENT_NONE || !here) return STATUS_OK;
    if (to->hmac != NULL) TRY(person_hash(to->hmac, found->ident, hash, failure));
    const char *file =
        found->file != UINT32_MAX ? path_base_name(files[found->file].path) : "-";
    text_buffer_format(to->out, _("  %-6s %04u  %s post %u  %s\n         "),
                       control_name(finding->control).text, finding->municipality, file,
                       found->record, hash);
    finding_message_nb(finding, to->out);
    text_buffer_char(to->out, '\n');
    to->count++;
    return STATUS_OK;
}

Status control_again_persons(const ControlAgain *control, const bool *wanted,
                             MunicipalityCode only, TextBuffer *out, Failure *failure)
{
    const Run *run = &control->again->run;
    CLEANUP(hmac_key_free) HmacKey *hmac = NULL;
    if (run->ledger != NULL)
        TRY(hmac_key_new(run->pseudonym.bytes, run->pseudonym.length, &hmac, failure));
    Listing to = {run, wanted, only, hmac, out, 0};
    text_buffer_text(out, _("Persons found (control, municipality, file and record, hash):\n"));
    TRY(finding_store_each(&run->findings, list_finding, &to, failure));
    text_buffer_format(out, _("%llu persons.\n"), (unsigned long long)to.count);
    return text_buffer_status(out, failure);
}
