/* run_inputs.c - what a run has read, for the manifest: the sums must be those of the bytes
 * that it worked on. See run_output.h. */
#include <string.h>

#include "engine/run/run_figures.h"
#include "engine/run/run_output.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"

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
