#include "formats/run/proposal_text.h"

#include <string.h>

#include "formats/base/digest.h"

static const Field fields[] = {
    JSON_FIELD(ProposalText, kind, "kind", FIELD_WORD, .words = entry_kind_texts),
    JSON_FIELD(ProposalText, mode, "mode", FIELD_WORD, .words = ledger_mode_texts),
    JSON_FIELD(ProposalText, program, "program", FIELD_TEXT),
    JSON_FIELD(ProposalText, build, "build", FIELD_TEXT),
    JSON_FIELD(ProposalText, time, "time", FIELD_TIME),
    JSON_FIELD(ProposalText, ledger_entry, "ledger_entry", FIELD_U32, .most = 999999),
    JSON_FIELD(ProposalText, ledger_head, "ledger_head", FIELD_HASH),
    JSON_FIELD(ProposalText, log_root, "log_root", FIELD_HASH),
    JSON_FIELD(ProposalText, identity, "identity", FIELD_HASH),
    JSON_OWN(ProposalText, choices, "choices", &manifest_texts_type),
    JSON_OWN(ProposalText, inputs, "inputs", &manifest_files_type),
    JSON_OWN(ProposalText, outputs, "outputs", &manifest_files_type),
    JSON_CONSTANT("format", PROPOSAL_FORMAT),
};
enum { FIELDS = sizeof fields / sizeof fields[0] };

static void add_files(const char *role, const ManifestFiles *files, bool named, TextBuffer *out)
{
    for (size_t i = 0; i < files->count; i++) {
        text_buffer_format(out, "%s,%s,%s,", role, files->items[i].kind,
                           named ? files->items[i].path : "");
        text_buffer_hex(out, files->items[i].sums.content_sha256, SHA256_SIZE);
        text_buffer_char(out, '\n');
    }
}

Status proposal_identity(const ProposalText *text, uint8_t out[SHA256_SIZE], Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer all = TEXT_BUFFER_EMPTY;
    text_buffer_format(&all, "%s,%s,", PROPOSAL_FORMAT, entry_kind_texts[text->kind]);
    text_buffer_hex(&all, text->ledger_head, SHA256_SIZE);
    text_buffer_char(&all, '\n');
    for (size_t i = 0; i < text->choices.count; i++)
        text_buffer_format(&all, "choice,%s\n", text->choices.items[i]);
    add_files("input", &text->inputs, false, &all);
    add_files("output", &text->outputs, true, &all);
    TRY(text_buffer_status(&all, failure));
    return sha256_of(all.bytes, all.length, out, failure);
}

void proposal_text_write(const ProposalText *text, TextBuffer *out)
{
    fields_write_document(out, fields, FIELDS, text);
}

/* Outputs lie side by side: a name leads nowhere else. */
static Status check_names(const ManifestFiles *outputs, Failure *failure)
{
    for (size_t i = 0; i < outputs->count; i++) {
        const char *name = outputs->items[i].path;
        if (name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL)
            return failure_set(failure, STATUS_VERIFICATION, NULL,
                               "\"outputs\": a name that is none of a proposal's file");
    }
    return STATUS_OK;
}

/* Also the same things in another order: they are not what was written. */
static Status check_form(const ProposalText *text, const void *bytes, size_t size,
                         Failure *failure)
{
    uint8_t identity[SHA256_SIZE];
    CLEANUP(text_buffer_free) TextBuffer again = TEXT_BUFFER_EMPTY;
    proposal_text_write(text, &again);
    TRY(text_buffer_status(&again, failure));
    if (again.length != size || memcmp(again.bytes, bytes, size) != 0)
        return failure_set(failure, STATUS_VERIFICATION, NULL,
                           "members that nobody reads, or in another order");
    if (!ENTRY_IS_PROPOSED(text->kind))
        return failure_set(failure, STATUS_VERIFICATION, NULL, "a run has another manifest");
    TRY(check_names(&text->outputs, failure));
    TRY(proposal_identity(text, identity, failure));
    if (memcmp(identity, text->identity, SHA256_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, NULL,
                       "\"identity\" is not that of its outputs");
}

Status proposal_text_read(const char *name, const void *bytes, size_t size, ProposalText *out,
                          Failure *failure)
{
    CLEANUP(proposal_text_free) ProposalText text = {0};
    *out = (ProposalText){0};
    Status status = fields_read_document(name, bytes, size, fields, FIELDS, &text, failure);
    if (status == STATUS_OK) status = check_form(&text, bytes, size, failure);
    if (status == STATUS_OK) {
        *out = HAND_OVER(ProposalText, text);
        return STATUS_OK;
    }
    if (status_exit(status) == EXIT_SYSTEM) return status;
    Failure reason = *failure;
    return failure_set(failure, STATUS_VERIFICATION, name, "not a proposal's manifest: %s",
                       reason.detail);
}

void proposal_text_free(ProposalText *text)
{
    manifest_texts_free(&text->choices);
    manifest_files_free(&text->inputs);
    manifest_files_free(&text->outputs);
}

bool manifest_is_of_proposal(const void *bytes, size_t size)
{
    static const char format[] = "\"format\": \"" PROPOSAL_FORMAT "\"";
    return size > 0 && memmem(bytes, size, format, sizeof format - 1) != NULL;
}
