/* control_persons.c - the persons of controls that lists only count, on request. control.md 1.
 */
#include "engine/review/run_again.h"

#include <string.h>

#include "engine/findings/finding_writer.h"
#include "formats/json/json_reader.h"

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
    TextBuffer *out;
    uint64_t count;
} Listing;

static bool read_code(const JsonValue *finding, const char **text, MunicipalityCode *code)
{
    int64_t number = 0;
    *code = MUNICIPALITY_NONE;
    *text = "----";
    if (!json_string(json_object_get(finding, "municipality"), text)) return true;
    for (const char *at = *text; *at >= '0' && *at <= '9' && number < MUNICIPALITY_CODES; at++)
        number = number * 10 + (*at - '0');
    *code = (MunicipalityCode)number;
    return number < MUNICIPALITY_CODES;
}

/* One person: municipality, file and record, hash, what was found. */
static void list_finding(Listing *to, const JsonValue *finding)
{
    const char *control = "", *person, *file = "", *message = "", *place;
    int64_t record = 0;
    MunicipalityCode code;
    (void)json_string(json_object_get(finding, "control"), &control);
    if (!to->wanted[control_named(control)] ||
        !json_string(json_object_get(finding, "person"), &person) ||
        !read_code(finding, &place, &code))
        return;
    if (to->only != MUNICIPALITY_NONE && code != to->only) return;
    (void)json_string(json_object_get(finding, "file"), &file);
    (void)json_integer(json_object_get(finding, "record"), &record);
    (void)json_string(json_object_get(finding, "message_nb"), &message);
    text_buffer_format(to->out, "  %-6s %s  %s post %lld  %s\n         %s\n", control, place,
                       file, (long long)record, person, message);
    to->count++;
}

static Status list_lines(void *user, const TextBuffer *text, Failure *failure)
{
    Listing *to = user;
    const char *end = text->bytes + text->length;
    for (const char *at = text->bytes; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((stop != NULL ? stop : end) - at);
        CLEANUP(json_free) JsonDocument *document = NULL;
        TRY(json_read("findings", at, length, &document, failure));
        list_finding(to, json_root(document));
        at += length + (stop != NULL);
    }
    return STATUS_OK;
}

Status control_again_persons(const ControlAgain *control, const bool *wanted,
                             MunicipalityCode only, TextBuffer *out, Failure *failure)
{
    Listing to = {&control->again->run, wanted, only, out, 0};
    text_buffer_text(out, "Persons found (control, municipality, file and record, hash):\n");
    TRY(findings_write(to.run, list_lines, &to, failure));
    text_buffer_format(out, "%llu persons.\n", (unsigned long long)to.count);
    return text_buffer_status(out, failure);
}
