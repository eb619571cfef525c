#include "engine/review/run_again.h"

#include <stdio.h>
#include <string.h>

#include <omp.h>

#include "engine/ledger/proposal_screen.h"
#include "formats/base/translate.h"
#include "formats/register/register_paths.h"

/* --- options --- */

static const char *path_of(const RunFolder *folder, const char *given, const char *kind)
{
    if (given != NULL) return given;
    const ManifestFile *input = manifest_files_of_kind(&folder->manifest.inputs, kind);
    return input != NULL ? input->path : NULL;
}

/* A copy that is not there, or not what the manifest lists, is none: verify tells of it. */
static Status find_copy(const RunFolder *folder, SignedKind kind, int year,
                        const uint8_t used[SHA256_SIZE], SignedInput *out, bool *found,
                        Failure *failure)
{
    Status status = signed_input_copied(folder->folder, kind, year, out, failure);
    *found = status == STATUS_OK && memcmp(out->sums.content_sha256, used, SHA256_SIZE) == 0;
    if (status == STATUS_OK || status == STATUS_MEMORY) return status;
    failure_clear(failure);
    return STATUS_OK;
}

/* What is named by an option; else the run's own copy, since in the working folder there may
 * stand that of a later quarter by now; else what the manifest names. */
static Status choose_signed(RunAgain *again, const RunFolder *folder, const char *given,
                            SignedKind kind, const char **to, Failure *failure)
{
    bool found;
    CLEANUP(signed_input_free) SignedInput copy = {.path = NULL};
    const char *text = signed_kind_text(kind);
    const ManifestFile *listed = manifest_files_of_kind(&folder->manifest.inputs, text);
    *to = path_of(folder, given, text);
    if (given != NULL || listed == NULL || again->ledger_is_lent) return STATUS_OK;
    TRY(find_copy(folder, kind, 0, listed->sums.content_sha256, &copy, &found, failure));
    if (!found) return STATUS_OK;
    TRY(path_join(folder->path, copy.name, again->copies[kind], failure));
    *to = again->copies[kind];
    return STATUS_OK;
}

static void list_registers(const RunFolder *folder, const RunArguments *given, OptionList *list)
{
    const ManifestFiles *inputs = &folder->manifest.inputs;
    *list = given->registers;
    for (size_t i = 0; i < inputs->count && given->registers.count == 0; i++) {
        bool one = strcmp(inputs->items[i].kind, "register") == 0;
        if (one && list->count < OPTION_LIST_MAX)
            list->items[list->count++] = inputs->items[i].path;
    }
}

static Status fill_signed(RunAgain *again, const RunFolder *folder, const RunArguments *given,
                          Failure *failure)
{
    const RunOptions *from = &given->options;
    RunOptions *to = &again->arguments.options;
    TRY(choose_signed(again, folder, from->payees, SIGNED_PAYEES, &to->payees, failure));
    TRY(choose_signed(again, folder, from->municipalities, SIGNED_MUNICIPALITIES,
                      &to->municipalities, failure));
    return choose_signed(again, folder, from->config, SIGNED_CONFIGURATION, &to->config,
                         failure);
}

static Status fill_rules(RunAgain *again, const RunFolder *folder, const RunArguments *given,
                         Failure *failure)
{
    const ManifestFile *rule_set = manifest_files_of_kind(&folder->manifest.inputs, "rule-set");
    again->arguments.options.rules = again->data.rules;
    if (given->options.rules != NULL) {
        again->arguments.options.rules = given->options.rules;
    } else if (rule_set != NULL) {
        TRY(path_parent(rule_set->path, again->rules, failure));
        again->arguments.options.rules = again->rules;
    }
    return STATUS_OK;
}

/* What is given names every kind of input that the manifest lists. */
bool run_again_is_given(const RunFolder *folder, const RunArguments *given, char *missing)
{
    const RunOptions *options = &given->options;
    const struct {
        const char *kind, *option;
        bool there;
    } inputs[] = {{"register", "--register", given->registers.count > 0},
                  {"payees", "--payees", options->payees != NULL},
                  {"configuration", "--config", options->config != NULL},
                  {"rule-set", "--rules", options->rules != NULL},
                  {"municipalities", "--municipalities", options->municipalities != NULL},
                  {"decided", "--decided", options->decided != NULL}};
    size_t length = 0;
    missing[0] = '\0';
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        const ManifestFiles *listed = &folder->manifest.inputs;
        if (inputs[i].there || manifest_files_of_kind(listed, inputs[i].kind) == NULL) continue;
        length += (size_t)snprintf(missing + length, 32, " %s", inputs[i].option);
    }
    return length == 0;
}

static Status fill_ledger(RunAgain *again, const RunFolder *folder, const RunArguments *given,
                          Failure *failure)
{
    RunOptions *options = &again->arguments.options;
    const Manifest *manifest = &folder->manifest;
    PathKind kind;
    if (again->ledger_is_lent) {
        options->ledger = again->run.ledger->folder;
        return STATUS_OK;
    }
    if (!manifest->has_ledger) return STATUS_OK;
    options->ledger = given->options.ledger != NULL ? given->options.ledger : manifest->ledger;
    options->ledger_entries = (size_t)manifest->ledger_entry + 1;
    TRY(path_kind(options->ledger, &kind, failure));
    if (kind != PATH_MISSING) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_MISSING, options->ledger,
                       "the ledger is not there (any more): name it with --ledger DIR");
}

static Status fill_options(RunAgain *again, const RunFolder *folder, const RunArguments *given,
                           Failure *failure)
{
    const Manifest *manifest = &folder->manifest;
    RunOptions *to = &again->arguments.options;
    TimeStamp made;
    TRY(time_stamp(manifest->time, &made, failure));
    again->arguments = run_arguments_initial;
    again->arguments.packs = given->packs;
    run_arguments_complete(&again->arguments, &again->data);
    to->made = time_stamp_day(&made);
    to->year = manifest->year;
    to->quarter = manifest->quarter;
    to->cutoff = manifest->cutoff;
    to->payment_date = manifest->payment_date;
    to->schemes = manifest->schemes;
    to->dry_run = manifest->dry_run;
    to->allow_synthetic = manifest->allow_synthetic;
    to->national = manifest->national;
    to->allow_gap = manifest->allow_gap;
    to->allow_cutoff = manifest->allow_cutoff;
    to->only_own = manifest->only_own;
    to->repay = manifest->repay;
    to->bank_profile = manifest->bank_profile;
    to->decided = path_of(folder, given->options.decided, "decided");
    to->packs_vouch = given->options.packs_vouch;
    if (given->options.threads > 0) to->threads = given->options.threads;
    to->reading = given->options.reading;
    memcpy(to->accept_rate, manifest->accept_rate, sizeof to->accept_rate);
    to->holds = manifest->holds;
    to->hold_municipalities = manifest->hold_municipalities;
    list_registers(folder, given, &again->arguments.registers);
    to->register_count = again->arguments.registers.count;
    TRY(fill_signed(again, folder, given, failure));
    TRY(fill_rules(again, folder, given, failure));
    return fill_ledger(again, folder, given, failure);
}

/* --- inputs --- */

static Status changed(const char *path, Failure *failure)
{
    return failure_set(failure, STATUS_OTHER_INPUT, path,
                       "this is not the input that the run read: its content was changed, or "
                       "another file stands there now");
}

static Status missing(const char *path, Failure *failure)
{
    return failure_set(failure, STATUS_INPUT_MISSING, path,
                       "the run's input is not there (any more): name it by its option");
}

static bool same_content(const FileSums *left, const FileSums *right)
{
    return left->content_size == right->content_size &&
           memcmp(left->content_sha256, right->content_sha256, SHA256_SIZE) == 0;
}

static Status check_one(const RunFolder *folder, const char *kind, const char *path,
                        Failure *failure)
{
    FileSums sums;
    const ManifestFile *input = manifest_files_of_kind(&folder->manifest.inputs, kind);
    if (path == NULL && input == NULL) return STATUS_OK;
    if (path == NULL || input == NULL) return changed(kind, failure);
    Status status = input_file_sums(path, &sums, failure);
    if (status == STATUS_INPUT_MISSING) return missing(path, failure);
    if (status != STATUS_OK) return status;
    return same_content(&sums, &input->sums) ? STATUS_OK : changed(path, failure);
}

/* The manifest's next register of this content that is not `used` yet, or NULL. */
static const ManifestFile *claim_register(const RunFolder *folder, const FileSums *sums,
                                          bool *used)
{
    const ManifestFiles *inputs = &folder->manifest.inputs;
    for (size_t i = 0; i < inputs->count; i++) {
        const ManifestFile *input = &inputs->items[i];
        if (strcmp(input->kind, "register") != 0 || used[i]) continue;
        if (!same_content(sums, &input->sums)) continue;
        used[i] = true;
        return input;
    }
    return NULL;
}

static Status find_unused(const RunFolder *folder, const bool *used, Failure *failure)
{
    const ManifestFiles *inputs = &folder->manifest.inputs;
    for (size_t i = 0; i < inputs->count; i++) {
        if (strcmp(inputs->items[i].kind, "register") != 0 || used[i]) continue;
        return missing(inputs->items[i].path, failure);
    }
    return STATUS_OK;
}

static Status check_extracts(const RunFolder *folder, const RegisterPaths *paths, bool *used,
                             Failure *failure)
{
    for (size_t i = 0; i < paths->count; i++) {
        FileSums sums;
        TRY(input_file_sums(paths->items[i].path, &sums, failure));
        if (claim_register(folder, &sums, used) != NULL) continue;
        return changed(paths->items[i].path, failure);
    }
    return find_unused(folder, used, failure);
}

static bool *new_marks(const RunFolder *folder, Failure *failure)
{
    bool *used = system_allocate_zeroed(folder->manifest.inputs.count + 1, sizeof *used);
    if (used == NULL) (void)failure_set(failure, STATUS_MEMORY, _("register extracts"), NULL);
    return used;
}

static Status find_extracts(const OptionList *registers, RegisterPaths *paths, Failure *failure)
{
    char path[FAILURE_WHERE_SIZE];
    Status status = register_paths_find(registers->items, registers->count, paths, failure);
    if (status != STATUS_INPUT_MISSING) return status;
    snprintf(path, sizeof path, "%s", failure->where);
    return missing(path, failure);
}

/* Only when they cannot be loaded: what is read is compared as it was read (adopt_names). */
static Status check_registers(const RunFolder *folder, const RunArguments *arguments,
                              Failure *failure)
{
    CLEANUP(register_paths_free) RegisterPaths paths = {0};
    CLEANUP(system_free) bool *used = new_marks(folder, failure);
    if (used == NULL) return STATUS_MEMORY;
    TRY(find_extracts(&arguments->registers, &paths, failure));
    return check_extracts(folder, &paths, used, failure);
}

static Status check_rule_set(const RunOptions *options, const ManifestRuleSet *set,
                             Failure *failure)
{
    char path[PATH_SIZE];
    uint8_t digest[SHA256_SIZE];
    TRY(rule_set_path(options->rules, set->year, path, sizeof path, failure));
    Status status = sha256_of_file(path, digest, NULL, failure);
    if (status == STATUS_INPUT_MISSING) return missing(path, failure);
    if (status != STATUS_OK) return status;
    return memcmp(digest, set->sha256, SHA256_SIZE) == 0 ? STATUS_OK : changed(path, failure);
}

static Status check_rule_sets(const RunAgain *again, const RunFolder *folder, Failure *failure)
{
    const ManifestRuleSets *sets = &folder->manifest.rule_sets;
    for (size_t i = 0; i < sets->count && !again->rules_are_copies; i++)
        TRY(check_rule_set(&again->arguments.options, &sets->items[i], failure));
    return STATUS_OK;
}

static Status check_inputs(const RunAgain *again, const RunFolder *folder, Failure *failure)
{
    const RunArguments *arguments = &again->arguments;
    const RunOptions *options = &arguments->options;
    TRY(check_one(folder, "payees", options->payees, failure));
    TRY(check_one(folder, "municipalities", options->municipalities, failure));
    TRY(check_one(folder, "configuration", options->config, failure));
    TRY(check_one(folder, "decided", options->decided, failure));
    TRY(check_rule_sets(again, folder, failure));
    CLEANUP(register_paths_free) RegisterPaths paths = {0};
    return find_extracts(&arguments->registers, &paths, failure);
}

/* --- the run's own rule sets --- */

static Status put_copy(RuleSets *sets, const SignedInput *copy, Failure *failure)
{
    char name[SIGNED_NAME_SIZE];
    RuleSet *rules = system_allocate(sizeof *rules);
    if (rules == NULL) return failure_set(failure, STATUS_MEMORY, copy->path, NULL);
    snprintf(name, sizeof name, "rules/%04d.xml", copy->year);
    Status status =
        rule_set_read_bytes(name, copy->stored.bytes, copy->stored.size, rules, failure);
    if (status == STATUS_OK) return rule_sets_put(sets, rules, failure);
    system_free(rules);
    return status;
}

static Status put_copies(const RunFolder *folder, RuleSets *sets, bool *all, Failure *failure)
{
    const ManifestRuleSets *listed = &folder->manifest.rule_sets;
    *all = true;
    for (size_t i = 0; i < listed->count && *all; i++) {
        CLEANUP(signed_input_free) SignedInput copy = {.path = NULL};
        const ManifestRuleSet *set = &listed->items[i];
        TRY(find_copy(folder, SIGNED_RULES, set->year, set->sha256, &copy, all, failure));
        if (*all) TRY(put_copy(sets, &copy, failure));
    }
    return STATUS_OK;
}

/* The folder's years that the run did not use stay: what the last committed run would have
 * computed may need one. */
static Status take_rules(RunAgain *again, const RunFolder *folder, const RunArguments *given,
                         Failure *failure)
{
    CLEANUP(rule_sets_free) RuleSets *sets = NULL;
    if (given->options.rules != NULL || again->ledger_is_lent) return STATUS_OK;
    Status status = rule_sets_load(again->arguments.options.rules, &sets, failure);
    if (status == STATUS_MEMORY) return status;
    if (status != STATUS_OK) {
        failure_clear(failure);
        TRY(rule_sets_new(&sets, failure));
    }
    TRY(put_copies(folder, sets, &again->rules_are_copies, failure));
    if (again->rules_are_copies) again->run.rule_sets = HAND_OVER(RuleSets *, sets);
    return STATUS_OK;
}

/* --- after loading --- */

static bool listed_year(const Manifest *manifest, int year)
{
    for (size_t i = 0; i < manifest->rule_sets.count; i++) {
        if (manifest->rule_sets.items[i].year == year) return true;
    }
    return false;
}

/* A rule set that has come since would make the run compute a year more. */
static Status check_years(const Run *run, const Manifest *manifest, Failure *failure)
{
    for (size_t y = 0; y < run->settle.years.count; y++) {
        int year = run->settle.years.items[y].context.budget_year;
        if (listed_year(manifest, year)) continue;
        return failure_set(failure, STATUS_VERIFICATION, run->options.rules,
                           "there is a rule set %d.xml now that was not there then: name the "
                           "folder as it was with --rules",
                           year);
    }
    return STATUS_OK;
}

static Status check_ledger(const Run *run, const Manifest *manifest, Failure *failure)
{
    if (run->ledger == NULL) return STATUS_OK;
    bool same = memcmp(ledger_last(run->ledger)->head, manifest->ledger_head, SHA256_SIZE) == 0;
    if (same && run->live == manifest->live) return STATUS_OK;
    return proposal_refuse_ledger(run->options.ledger, manifest, failure);
}

/* --- extracts that have other names now --- */

/* Each extract is one of the manifest's, each of those once: names and order do not matter,
 * compression neither. Takes over the name that it had. */
static Status adopt_name(RegisterFile *file, const RunFolder *folder, bool *used,
                         Failure *failure)
{
    const ManifestFile *input = claim_register(folder, &file->sums, used);
    if (input == NULL) return changed(file->path, failure);
    size_t length = strlen(input->path) + 1;
    char *copy = system_allocate(length);
    if (copy == NULL) return failure_set(failure, STATUS_MEMORY, input->path, NULL);
    memcpy(copy, input->path, length);
    system_free(file->path);
    file->path = copy;
    return STATUS_OK;
}

/* Files stand in the order of their names: where each of them belongs now. */
static size_t place_among(const RegisterExtracts *extracts, size_t index)
{
    size_t before = 0;
    for (size_t i = 0; i < extracts->file_count; i++) {
        int order = strcmp(extracts->files[i].path, extracts->files[index].path);
        before += order < 0 || (order == 0 && i < index);
    }
    return before;
}

static Status reorder(RegisterExtracts *extracts, Failure *failure)
{
    size_t count = extracts->file_count;
    CLEANUP(system_free) RegisterFile *files = system_allocate(count * sizeof *files);
    CLEANUP(system_free) uint32_t *place = system_allocate(count * sizeof *place);
    if (files == NULL || place == NULL)
        return failure_set(failure, STATUS_MEMORY, _("register extracts"), NULL);
    for (size_t i = 0; i < count; i++) {
        place[i] = (uint32_t)place_among(extracts, i);
        files[place[i]] = extracts->files[i];
    }
    for (size_t p = 0; p < extracts->part_count; p++)
        extracts->parts[p].file = place[extracts->parts[p].file];
    memcpy(extracts->files, files, count * sizeof *files);
    return STATUS_OK;
}

/* Findings name the extract: by the name it had. */
static Status adopt_names(RegisterExtracts *extracts, const RunFolder *folder, Failure *failure)
{
    CLEANUP(system_free) bool *used = new_marks(folder, failure);
    if (used == NULL) return STATUS_MEMORY;
    for (size_t i = 0; i < extracts->file_count; i++)
        TRY(adopt_name(&extracts->files[i], folder, used, failure));
    TRY(find_unused(folder, used, failure));
    return reorder(extracts, failure);
}

Status run_again_read_register(const RunFolder *folder, const RunArguments *given,
                               const RegisterReaderOptions *options, RegisterExtracts *extracts,
                               Failure *failure)
{
    CLEANUP(register_paths_free) RegisterPaths paths = {0};
    CLEANUP(register_extracts_free) RegisterExtracts read = {0};
    CLEANUP(system_free) OptionList *list = system_allocate_zeroed(1, sizeof *list);
    if (list == NULL) return failure_set(failure, STATUS_MEMORY, folder->path, NULL);
    list_registers(folder, given, list);
    TRY(find_extracts(list, &paths, failure));
    TRY(register_read_found(&paths, options, &read, failure));
    TRY(adopt_names(&read, folder, failure));
    *extracts = read;
    read = (RegisterExtracts){0};
    return STATUS_OK;
}

/* What cannot be loaded may be another file than the run read: that is said first. */
static Status load_inputs(RunAgain *again, const RunFolder *folder, Failure *failure)
{
    Status status = run_load(&again->run, failure);
    if (status == STATUS_OK) return adopt_names(&again->run.cohort.extracts, folder, failure);
    Failure reason = *failure;
    failure_clear(failure);
    TRY(check_registers(folder, &again->arguments, failure));
    *failure = reason;
    return status;
}

/* The bank profile is the run folder's copy, as it was read and is checked. */
static Status take_profile(Run *run, const RunFolder *folder, Failure *failure)
{
    char name[SIGNED_NAME_SIZE];
    CLEANUP(input_file_free) InputFile file = {0};
    const ManifestFile *listed =
        manifest_files_of_kind(&folder->manifest.inputs, signed_kind_text(SIGNED_BANK_PROFILE));
    signed_input_name(SIGNED_BANK_PROFILE, 0, name);
    TRY(run_folder_read(folder, name, &file, failure));
    run->profile = system_allocate(sizeof *run->profile);
    if (run->profile == NULL) return failure_set(failure, STATUS_MEMORY, name, NULL);
    TRY(bank_profile_read(name, file.bytes, file.size, run->profile, failure));
    bool same = listed != NULL &&
                memcmp(listed->sums.content_sha256, run->profile->sha256, SHA256_SIZE) == 0;
    return same ? STATUS_OK : changed(name, failure);
}

static Status load(RunAgain *again, const RunFolder *folder, const RunArguments *given,
                   Failure *failure)
{
    TRY(run_arguments_agree(given, failure));
    TRY(program_data(&again->data, failure));
    TRY(fill_options(again, folder, given, failure));
    TRY(take_rules(again, folder, given, failure));
    TRY(check_inputs(again, folder, failure));
    again->run.options = again->arguments.options;
    again->run.options.registers = again->arguments.registers.items;
    again->run.options.packs = again->arguments.packs.items;
    TRY(take_profile(&again->run, folder, failure));
    TRY(load_inputs(again, folder, failure));
    TRY(check_ledger(&again->run, &folder->manifest, failure));
    return check_years(&again->run, &folder->manifest, failure);
}

Status run_again_begin(const RunFolder *folder, const RunArguments *given, Ledger *ledger,
                       RunAgain **out, Failure *failure)
{
    CLEANUP(run_again_close) RunAgain *again = system_allocate_zeroed(1, sizeof *again);
    if (again == NULL) return failure_set(failure, STATUS_MEMORY, folder->path, NULL);
    again->run.ledger = ledger;
    again->ledger_is_lent = ledger != NULL;
    TRY(load(again, folder, given, failure));
    *out = HAND_OVER(RunAgain *, again);
    return STATUS_OK;
}

Status run_again_hold(RunAgain *again, Failure *failure)
{
    TRY(run_prior(&again->run, failure));
    return run_hold(&again->run, failure);
}

void run_again_close(RunAgain *again)
{
    if (again == NULL) return;
    run_output_close(&again->output);
    if (again->ledger_is_lent) again->run.ledger = NULL;
    run_free(&again->run);
    system_free(again);
}
