/* control_persons.c - the persons of controls that lists only count, on request. control.md 1.
 */
#include "engine/review/run_again.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/language.h"
#include "formats/base/path.h"
#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/run/findings.h"
#include "formats/text/controls_text.h"

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
    JsonWriter *json; /* NULL: words */
    uint64_t count;
} Listing;

static void show_person(const FoundPerson *person, TextBuffer *out)
{
    text_buffer_format(out, _("  %-6s %04u  %s record %s  %s\n         %s\n"),
                       control_name(person->control).text, person->municipality,
                       person->file[0] != '\0' ? person->file : "-",
                       count_text(person->record).text,
                       person->hash[0] != '\0' ? person->hash : "-", person->message);
}

/* One person: municipality, file and record, hash, what was found. */
static Status list_finding(void *user, const RunFinding *found, Failure *failure)
{
    Listing *to = user;
    const Finding *finding = &found->finding;
    char hash[SHA256_HEX_SIZE] = "";
    const RegisterFile *files = to->run->cohort.extracts.files;
    CLEANUP(text_buffer_free) TextBuffer message = TEXT_BUFFER_EMPTY;
    bool here = to->only == MUNICIPALITY_NONE || finding->municipality == to->only;
    if (!to->wanted[finding->control] || found->ident == IDENT_NONE || !here) return STATUS_OK;
    if (to->hmac != NULL) TRY(person_hash(to->hmac, found->ident, hash, failure));
    (language_chosen() == LANGUAGE_NB ? finding_message_nb : finding_message)(finding,
                                                                              &message);
    TRY(text_buffer_status(&message, failure));
    bool of_file = found->file != UINT32_MAX;
    const FoundPerson person = {finding->control,
                                finding->municipality,
                                of_file ? path_base_name(files[found->file].path) : "",
                                hash,
                                message.bytes,
                                found->record};
    if (to->json != NULL)
        controls_json_person(to->json, &person);
    else
        show_person(&person, to->out);
    to->count++;
    return STATUS_OK;
}

static Status list_persons(Listing *to, Failure *failure)
{
    if (to->json != NULL) {
        controls_json_persons_begin(to->json);
        TRY(finding_store_each(&to->run->findings, list_finding, to, failure));
        controls_json_persons_end(to->json);
        return STATUS_OK;
    }
    text_buffer_text(to->out,
                     _("Persons found (control, municipality, file and record, hash):\n"));
    TRY(finding_store_each(&to->run->findings, list_finding, to, failure));
    text_buffer_format(to->out, translate_count("%s person.\n", "%s persons.\n", to->count),
                       count_text(to->count).text);
    return text_buffer_status(to->out, failure);
}

Status control_again_persons(const ControlAgain *control, const bool *wanted,
                             MunicipalityCode only, JsonWriter *json, TextBuffer *out,
                             Failure *failure)
{
    const Run *run = &control->again->run;
    CLEANUP(hmac_key_free) HmacKey *hmac = NULL;
    if (run->ledger != NULL)
        TRY(hmac_key_new(run->pseudonym.bytes, run->pseudonym.length, &hmac, failure));
    Listing to = {run, wanted, only, hmac, out, json, 0};
    return list_persons(&to, failure);
}
