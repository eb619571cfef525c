/* run_inputs.c - what a run has read, for the manifest: the sums must be those of the bytes
 * that it worked on; and what was odd about the register files. See run_output.h. */
#include <stdlib.h>
#include <string.h>

#include "engine/run/run_figures.h"
#include "engine/run/run_output.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/base/utf8.h"

/* --- what was odd --- */

/* Names come from outside: what could steer a terminal, or is no text, becomes a question mark.
 */
static void make_plain(char *text)
{
    for (unsigned char *at = (unsigned char *)text; *at != '\0';) {
        size_t length = utf8_character(at, strlen((const char *)at));
        bool control = length == 0 || (length == 1 && (*at < 0x20 || *at == 0x7F)) ||
                       (length == 2 && at[0] == 0xC2 && at[1] < 0xA0);
        if (control) *at = '?';
        at += length > 0 && !control ? length : 1;
    }
}

static Status add_warning(ManifestTexts *warnings, TextBuffer *text, Failure *failure)
{
    Status status = text_buffer_status(text, failure);
    if (status == STATUS_OK) {
        make_plain(text->bytes);
        status = manifest_texts_add(warnings, text->bytes, failure);
    }
    text_buffer_clear(text);
    return status;
}

/* --- what is not read --- */

static const char *why_not_read(const char *path)
{
    const char *name = path_base_name(path);
    if (*name == '\0') return "folders in a folder are not searched";
    if (*name == '.') return "its name begins with a dot";
    return "its name ends neither in .xml nor in .xml.gz";
}

static Status warn_of_others(const RegisterExtracts *extracts, ManifestTexts *warnings,
                             TextBuffer *text, Failure *failure)
{
    for (size_t i = 0; i < extracts->others.count; i++) {
        const char *path = extracts->others.names[i];
        text_buffer_format(text, "%s is not read: %s", path, why_not_read(path));
        TRY(add_warning(warnings, text, failure));
    }
    if (extracts->others_left_out == 0) return STATUS_OK;
    text_buffer_format(text, "%llu more files and folders are not read",
                       (unsigned long long)extracts->others_left_out);
    return add_warning(warnings, text, failure);
}

/* --- the same register more than once --- */

static int compare_content(const void *left, const void *right)
{
    const RegisterFile *a = *(const RegisterFile *const *)left;
    const RegisterFile *b = *(const RegisterFile *const *)right;
    int order = memcmp(a->sums.content_sha256, b->sums.content_sha256, SHA256_SIZE);
    return order != 0 ? order : strcmp(a->path, b->path);
}

static Status warn_of_copies(const RegisterFile *const *files, size_t count,
                             ManifestTexts *warnings, TextBuffer *text, Failure *failure)
{
    text_buffer_text(text, "the same register is given more than once, and each of its records "
                           "counts once: ");
    for (size_t i = 0; i < count; i++) {
        text_buffer_text(text, i > 0 ? ", " : "");
        text_buffer_text(text, files[i]->path);
    }
    return add_warning(warnings, text, failure);
}

static Status warn_of_groups(const RegisterFile **files, size_t count, ManifestTexts *warnings,
                             TextBuffer *text, Failure *failure)
{
    qsort(files, count, sizeof *files, compare_content);
    for (size_t begin = 0, end; begin < count; begin = end) {
        for (end = begin + 1; end < count; end++) {
            if (memcmp(files[begin]->sums.content_sha256, files[end]->sums.content_sha256,
                       SHA256_SIZE) != 0) {
                break;
            }
        }
        if (end - begin < 2) continue;
        TRY(warn_of_copies(&files[begin], end - begin, warnings, text, failure));
    }
    return STATUS_OK;
}

static Status warn_of_same(const RegisterExtracts *extracts, ManifestTexts *warnings,
                           TextBuffer *text, Failure *failure)
{
    size_t count = extracts->file_count;
    CLEANUP(system_free) const RegisterFile **files = system_allocate(count * sizeof *files);
    if (files == NULL) return failure_set(failure, STATUS_MEMORY, "register files", NULL);
    for (size_t i = 0; i < count; i++) {
        files[i] = &extracts->files[i];
    }
    return warn_of_groups(files, count, warnings, text, failure);
}

Status run_warnings(const Run *run, ManifestTexts *warnings, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    const RegisterExtracts *extracts = &run->cohort.extracts;
    TRY(warn_of_others(extracts, warnings, &text, failure));
    return warn_of_same(extracts, warnings, &text, failure);
}

void run_warnings_show(const ManifestTexts *warnings, const char *before, TextBuffer *out)
{
    enum { SHOWN_MAX = 20 };
    for (size_t i = 0; i < warnings->count && i < SHOWN_MAX; i++) {
        text_buffer_format(out, "%sWARNING: %s.\n", before, warnings->items[i]);
    }
    if (warnings->count <= SHOWN_MAX) return;
    text_buffer_format(out, "%sWARNING: %zu more of these: see warnings in manifest.json.\n",
                       before, warnings->count - SHOWN_MAX);
}

/* --- what was read --- */

/* Lists a file whose content was read before. Its sums are taken now; a content that is another
 * by now would be written down as the one that was used. */
static Status list(ManifestFiles *inputs, const char *kind, const char *path,
                   const uint8_t used[SHA256_SIZE], Failure *failure)
{
    FileSums sums;
    if (path == NULL) return STATUS_OK;
    TRY(input_file_sums(path, &sums, failure));
    if (memcmp(sums.content_sha256, used, SHA256_SIZE) != 0) {
        return failure_set(failure, STATUS_READ, path,
                           "the file was changed during the run, after it had been read: run "
                           "again");
    }
    return manifest_files_add(inputs, kind, path, &sums, failure);
}

static Status list_rule_sets(const Run *run, const Manifest *manifest, ManifestFiles *inputs,
                             Failure *failure)
{
    for (size_t i = 0; i < manifest->rule_sets.count; i++) {
        const ManifestRuleSet *set = &manifest->rule_sets.items[i];
        char path[PATH_SIZE];
        TRY(rule_set_path(run->options.rules, set->year, path, sizeof path, failure));
        TRY(list(inputs, "rule-set", path, set->sha256, failure));
    }
    return STATUS_OK;
}

Status run_inputs_list(const Run *run, Manifest *manifest, Failure *failure)
{
    ManifestFiles *inputs = &manifest->inputs;
    const RunOptions *options = &run->options;
    const RegisterExtracts *extracts = &run->cohort.extracts;
    for (size_t i = 0; i < extracts->file_count; i++) {
        TRY(manifest_files_add(inputs, "register", extracts->files[i].path,
                               &extracts->files[i].sums, failure));
    }
    if (run->payees != NULL) {
        TRY(list(inputs, "payees", options->payees, run->payees->sha256, failure));
    }
    TRY(list(inputs, "municipalities", options->municipalities, run->municipalities->sha256,
             failure));
    TRY(list(inputs, "configuration", options->config, run->configuration->sha256, failure));
    TRY(list(inputs, "decided", options->decided, run->figures->decided_sha256, failure));
    TRY(list_rule_sets(run, manifest, inputs, failure));
    return run_warnings(run, &manifest->warnings, failure);
}
