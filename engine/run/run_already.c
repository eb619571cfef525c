/* run_already.c - what the folder that --out names holds already. payments.md 6. */
#include "formats/run/manifest.h"
#include "engine/run/run_output.h"

#include "formats/base/input_file.h"
#include "formats/base/path.h"

static bool differs(Day wanted, Day there)
{
    return day_is_set(wanted) && wanted != there;
}

static bool is_the_same(const RunOptions *options, const Manifest *there)
{
    return there->year == options->year && there->quarter == options->quarter &&
           there->schemes == options->schemes && there->dry_run == options->dry_run &&
           !differs(options->cutoff, there->cutoff) &&
           !differs(options->payment_date, there->payment_date);
}

/* The same command again has nothing to do; another one must not pass for done. */
static Status compare(const RunOptions *options, const Manifest *there, Failure *failure)
{
    const char *kind = there->dry_run ? "dry run" : "proposal";
    if (is_the_same(options, there)) {
        return failure_set(failure, STATUS_RUN_ALREADY_THERE, options->out,
                           "the %s for %d, quarter %d, made %s from ledger entry %06u", kind,
                           there->year, there->quarter, there->time, there->ledger_entry);
    }
    return failure_set(failure, STATUS_OUTPUT_EXISTS, options->out,
                       "it holds the %s for %d, quarter %d, made %s; another run, for %d, "
                       "quarter %d, was not made",
                       kind, there->year, there->quarter, there->time, options->year,
                       options->quarter);
}

static Status read_manifest(const char *path, Manifest *manifest, Failure *failure)
{
    InputFile file;
    TRY(input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    Status status = manifest_read(path, file.bytes, file.size, manifest, failure);
    input_file_free(&file);
    return status;
}

Status run_output_already(const RunOptions *options, Failure *failure)
{
    char path[PATH_SIZE];
    PathKind kind;
    Manifest manifest = {0};
    bool exists;
    if (options->out == NULL) return STATUS_OK;
    TRY(path_check_output_folder(options->out, &exists, failure));
    if (!exists) return STATUS_OK;
    TRY(path_join(options->out, "manifest.json", path, failure));
    TRY(path_kind(path, &kind, failure));
    if (kind == PATH_MISSING) return STATUS_OK;
    TRY(path_refuse_link(path, failure));
    if (read_manifest(path, &manifest, failure) != STATUS_OK) {
        manifest_free(&manifest);
        return failure_set(failure, STATUS_OUTPUT_EXISTS, path,
                           "it is no manifest of this program's; the run was not made");
    }
    Status status = compare(options, &manifest, failure);
    manifest_free(&manifest);
    return status;
}
