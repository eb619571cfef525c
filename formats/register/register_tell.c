/* register_tell.c - a file read to its end for its mistakes, and keeping them. */
#include <string.h>

#include "formats/register/register_reader.h"
#include "formats/register/register_sax.h"
#include "formats/register/register_text.h"

void register_telling_free(RegisterTelling *telling)
{
    system_free(telling->items);
    telling->items = NULL;
    telling->count = telling->capacity = 0;
}

/* --- what the reader says --- */

void register_tell_head(RegisterTelling *telling, uint32_t line, Day extract_date,
                        MunicipalityCode sender)
{
    telling->head_line = line;
    telling->has_head = true;
    telling->extract_date = extract_date;
    telling->sender = sender;
}

void register_tell_element(RegisterTelling *telling, uint32_t record, RegisterElement element,
                           uint32_t line, const RegisterText *values)
{
    if (telling->element != NULL)
        telling->element(telling->user, record, element, line, values);
}

static void copy_text(char *out, size_t size, const char *text)
{
    size_t length = strlen(text) < size ? strlen(text) : size - 1;
    memcpy(out, text, length);
    out[length] = '\0';
}

void register_tell_mistake(RegisterTelling *telling, const RegisterMistake *mistake,
                           const char *field)
{
    Failure ignored;
    if (telling->count == REGISTER_MISTAKES_MAX) {
        telling->left_out++;
        return;
    }
    if (system_grow(&telling->items, &telling->capacity, telling->count + 1,
                    sizeof *telling->items, &ignored) != STATUS_OK) {
        telling->failed = true;
        return;
    }
    RegisterMistake *kept = &telling->items[telling->count++];
    *kept = *mistake;
    copy_text(kept->field, sizeof kept->field, field);
}

Status register_tell_record(RegisterTelling *telling, uint32_t record, bool refused,
                            Failure *failure)
{
    telling->records++;
    telling->refused_records += refused;
    if (telling->record == NULL) return STATUS_OK;
    return telling->record(telling->user, record, failure);
}

void register_tell_names(RegisterTelling *telling, const char *name, const char *other,
                         int line)
{
    RegisterMistake *fault = &telling->fault;
    if (telling->refused) return;
    register_clean_name(name != NULL ? name : "", fault->name, sizeof fault->name);
    register_clean_name(other != NULL ? other : "", fault->other, sizeof fault->other);
    fault->begun = line > 0 ? (uint32_t)line : 0;
}

void register_tell_root(RegisterTelling *telling, const char *name, RegisterReason reason)
{
    RegisterMistake *fault = &telling->fault;
    if (telling->refused) return;
    copy_text(fault->name, sizeof fault->name, name);
    copy_text(fault->field, sizeof fault->field, REGISTER_ROOT "/@");
    copy_text(fault->field + strlen(fault->field), sizeof fault->field - strlen(fault->field),
              name);
    fault->inner = reason;
}

void register_tell_fault(RegisterTelling *telling, RegisterReason reason, uint32_t line)
{
    if (telling->refused) return;
    telling->refused = true;
    telling->fault.reason = reason;
    telling->fault.line = line;
    telling->fault.element = telling->fault.attribute = REGISTER_NOWHERE;
}

/* --- a file --- */

RegisterMistake register_fault_of(Status status)
{
    static const struct {
        Status status;
        RegisterReason reason;
    } rows[] = {{STATUS_INPUT_MISSING, REASON_FILE_MISSING},
                {STATUS_INPUT_NOT_REGULAR, REASON_FILE_NOT_REGULAR},
                {STATUS_INPUT_TOO_LARGE, REASON_FILE_TOO_LARGE},
                {STATUS_INPUT_NOT_UTF8, REASON_NOT_UTF8},
                {STATUS_INPUT_TRUNCATED, REASON_FILE_ENDS_EARLY},
                {STATUS_INPUT_MALFORMED, REASON_FILE_DAMAGED}};
    RegisterMistake fault = {.reason = REASON_FILE_MALFORMED,
                             .element = REGISTER_NOWHERE,
                             .attribute = REGISTER_NOWHERE};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].status == status) fault.reason = rows[i].reason;
    return fault;
}

static Status read_file(const char *path, RegisterTelling *telling, Failure *failure)
{
    FileIdentity identity;
    RegisterProgress progress = {.report = NULL};
    CLEANUP(register_source_close) RegisterSource source = {.file = {.descriptor = -1}};
    CLEANUP(register_document_free) RegisterDocument document = {.head_line = 0};
    TRY(register_file_identity(path, &identity, failure));
    TRY(register_source_open(&source, path, &identity, &progress, failure));
    return register_parse_telling(&source, telling, &document, failure);
}

Status register_tell(const char *path, RegisterTelling *telling, Failure *failure)
{
    Failure own = {0};
    Status status = read_file(path, telling, &own);
    if (telling->failed) return failure_set(failure, STATUS_MEMORY, path, "mistakes");
    if (status == STATUS_OK) return STATUS_OK;
    if (status_exit(status) != EXIT_INPUT) {
        *failure = own;
        return status;
    }
    if (!telling->refused) telling->fault = register_fault_of(status);
    telling->refused = true;
    return STATUS_OK;
}
