/* run_warnings.c - what was odd about the register files that were given. See run_output.h. */
#include <stdlib.h>
#include <string.h>

#include "engine/run/run_output.h"
#include "formats/base/utf8.h"

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

static Status add(ManifestTexts *warnings, TextBuffer *text, Failure *failure)
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
        TRY(add(warnings, text, failure));
    }
    if (extracts->others_left_out == 0) return STATUS_OK;
    text_buffer_format(text, "%llu more files and folders are not read",
                       (unsigned long long)extracts->others_left_out);
    return add(warnings, text, failure);
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
    return add(warnings, text, failure);
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
    const RegisterFile **files = system_allocate(count * sizeof *files);
    if (files == NULL) return failure_set(failure, STATUS_MEMORY, "register files", NULL);
    for (size_t i = 0; i < count; i++) {
        files[i] = &extracts->files[i];
    }
    Status status = warn_of_groups(files, count, warnings, text, failure);
    system_free(files);
    return status;
}

Status run_warnings(const Run *run, ManifestTexts *warnings, Failure *failure)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    const RegisterExtracts *extracts = &run->cohort.extracts;
    Status status = warn_of_others(extracts, warnings, &text, failure);
    if (status == STATUS_OK) status = warn_of_same(extracts, warnings, &text, failure);
    text_buffer_free(&text);
    return status;
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
