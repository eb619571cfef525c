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

typedef struct FoundPerson {
    const Finding *finding;
    const char *file, *hash; /* "": none */
    uint32_t record;
    const char *message;
} FoundPerson;

static void show_person(const FoundPerson *person, TextBuffer *out)
{
    text_buffer_format(out, _("  %-6s %04u  %s record %u  %s\n         %s\n"),
                       control_name(person->finding->control).text,
                       person->finding->municipality, person->file[0] ? person->file : "-",
                       person->record, person->hash[0] ? person->hash : "-", person->message);
}

static void put_person(const FoundPerson *person, JsonWriter *json)
{
    json_object(json, NULL, JSON_INLINE);
    json_put_text(json, "control", control_name(person->finding->control).text);
    json_put_format(json, "municipality", "%04u", person->finding->municipality);
    json_put_text(json, "file", person->file);
    json_put_number(json, "record", person->record);
    json_put_text(json, "person", person->hash);
    json_put_text(json, "message", person->message);
    json_end(json);
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
    const FoundPerson person = {finding, of_file ? path_base_name(files[found->file].path) : "",
                                hash, found->record, message.bytes};
    if (to->json != NULL)
        put_person(&person, to->json);
    else
        show_person(&person, to->out);
    to->count++;
    return STATUS_OK;
}

static Status list_persons(Listing *to, Failure *failure)
{
    if (to->json != NULL) {
        json_array(to->json, "persons", JSON_LINES_OR_NONE);
        TRY(finding_store_each(&to->run->findings, list_finding, to, failure));
        json_end(to->json);
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
