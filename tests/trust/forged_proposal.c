/* forged_proposal.c - what lists the files of a proposal that is no run, or of an entry of one,
 * with the identity that they have now: forged.h. */
#include <stdio.h>
#include <string.h>

#include "formats/base/digest.h"
#include "formats/run/proposal_text.h"
#include "tests/trust/forged.h"

static FileSums sums_of(const char *path)
{
    Failure failure = {0};
    FileSums sums = {0};
    CLEANUP(text_buffer_free) TextBuffer stored = forged_read(path);
    /* What is no whole gzip file has no content: that is what the attacker says then. */
    if (input_file_sums(path, &sums, &failure) == STATUS_OK) return sums;
    forged_must(sha256_of(stored.bytes, stored.length, sums.stored_sha256, &failure), &failure);
    memcpy(sums.content_sha256, sums.stored_sha256, SHA256_SIZE);
    sums.stored_size = sums.content_size = stored.length;
    return sums;
}

static bool is_own(const char *name)
{
    static const char *const own[] = {"manifest.json", "manifest.json.p7s", "entry.json",
                                      "entry.json.p7s", "checkpoint"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (strcmp(own[i], name) == 0) return true;
    return false;
}

/* What was listed, in its order, and then what was not, by name. */
static void list_outputs(const char *folder, const ManifestFiles *old, ManifestFiles *out)
{
    Failure failure = {0};
    CLEANUP(path_list_free) PathList list = {0};
    for (size_t i = 0; i < old->count; i++) {
        const char *path = forged_path(folder, old->items[i].path);
        if (!forged_there(path)) continue;
        FileSums sums = sums_of(path);
        forged_must(
            manifest_files_add(out, old->items[i].kind, old->items[i].path, &sums, &failure),
            &failure);
    }
    forged_must(path_list(folder, &list, &failure), &failure);
    for (size_t i = 0; i < list.count; i++) {
        if (is_own(list.names[i]) || manifest_files_at(old, list.names[i]) != NULL) continue;
        FileSums sums = sums_of(forged_path(folder, list.names[i]));
        forged_must(manifest_files_add(out, "input", list.names[i], &sums, &failure), &failure);
    }
}

bool forged_list_proposal(const char *folder)
{
    char own[PATH_SIZE];
    Failure failure = {0};
    ManifestFiles outputs = {0};
    CLEANUP(proposal_text_free) ProposalText text = {0};
    CLEANUP(text_buffer_free) TextBuffer out = TEXT_BUFFER_EMPTY;
    snprintf(own, sizeof own, "%s", folder);
    const char *path = forged_path(own, "manifest.json");
    CLEANUP(text_buffer_free) TextBuffer json = forged_read(path);
    if (!manifest_is_of_proposal(json.bytes, json.length)) return false;
    forged_must(proposal_text_read(path, json.bytes, json.length, &text, &failure), &failure);
    list_outputs(own, &text.outputs, &outputs);
    manifest_files_free(&text.outputs);
    text.outputs = outputs;
    forged_must(proposal_identity(&text, text.identity, &failure), &failure);
    proposal_text_write(&text, &out);
    forged_write(forged_path(own, "manifest.json"), out.bytes, out.length);
    return true;
}
