/* manual_read.c - what lines by hand are judged by: the file, the inputs that are signed, the
 * ledger before the entry. life.md 3. */
#include <stdio.h>
#include <string.h>

#include "engine/ledger/input_check.h"
#include "engine/manual/manual_entry.h"
#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "rules/base/search.h"
#include "rules/base/time_rules.h"

/* --- the lines --- */

static Status read_given(Manual *manual, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    const ProposalCase *made = manual->made;
    INVARIANT(made->given_count == 1);
    TRY(input_file_read(made->given[0], INPUT_SMALL_SIZE_MAX, &file, failure));
    snprintf(manual->name, sizeof manual->name, "%s", path_base_name(made->given[0]));
    return manual_csv_read(manual->name, file.bytes, file.size, manual->today, &manual->lines,
                           failure);
}

static Status read_kept(Manual *manual, Failure *failure)
{
    const FolderFile *file;
    PathKind kind;
    TRY(folder_read(manual->made->kept, "manual.csv", INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(folder_kind(manual->made->kept, "entry.json", &kind, failure));
    manual->committed = kind != PATH_MISSING;
    snprintf(manual->name, sizeof manual->name, "manual.csv");
    return manual_csv_read(file->path, file->bytes, file->size, manual->today, &manual->lines,
                           failure);
}

static bool has_choice(const ProposalText *text, const char *option)
{
    for (size_t i = 0; i < text->choices.count; i++)
        if (strncmp(text->choices.items[i], option, strlen(option)) == 0) return true;
    return false;
}

static Status read_lines(Manual *manual, Failure *failure)
{
    TimeStamp time;
    const ProposalCase *made = manual->made;
    TRY(time_stamp(made->time, &time, failure));
    manual->today = norway_day(time.epoch);
    manual->entry = (uint32_t)made->ledger->entry_count;
    if (made->kept == NULL) {
        const ManualOptions *options = made->options;
        manual->allow_over = options->allow_over;
        return read_given(manual, failure);
    }
    manual->allow_over = has_choice(made->text, "--allow-over");
    return read_kept(manual, failure);
}

/* --- what the authority signs --- */

/* The first person's file, or the copy that was kept; one of this ledger's. */
static Status take_input(const Manual *manual, SignedKind kind, int year, const char *path,
                         SignedInput *out, Failure *failure)
{
    FileSums sums;
    const ProposalCase *made = manual->made;
    if (made->kept != NULL) {
        TRY(signed_input_copied(made->kept, kind, year, out, failure));
    } else {
        TRY(input_file_sums(path, &sums, failure));
        TRY(signed_input_read(kind, year, path, sums.content_sha256, out, failure));
    }
    return input_check(made->ledger, made->ledger->entry_count, out, failure);
}

static Status take_table(Manual *manual, Failure *failure)
{
    CLEANUP(input_file_free) InputFile content = {0};
    const ManualOptions *options = manual->made->options;
    const SignedInput *table = &manual->table;
    TRY(take_input(manual, SIGNED_MUNICIPALITIES, 0,
                   manual->made->kept == NULL ? options->municipalities : NULL, &manual->table,
                   failure));
    TRY(input_bytes_read(table->path, table->stored.bytes, table->stored.size,
                         INPUT_SMALL_SIZE_MAX, &content, failure));
    return municipality_csv_parse(table->path, content.bytes, content.size,
                                  &manual->municipalities, failure);
}

static Status read_rules(const SignedInput *input, int year, RuleSet **out, Failure *failure)
{
    char name[PATH_SIZE];
    CLEANUP(input_file_free) InputFile content = {0};
    *out = system_allocate(sizeof **out);
    if (*out == NULL) return failure_set(failure, STATUS_MEMORY, input->path, NULL);
    snprintf(name, sizeof name, "%d.xml", year);
    TRY(input_bytes_read(input->path, input->stored.bytes, input->stored.size,
                         INPUT_SMALL_SIZE_MAX, &content, failure));
    return rule_set_read_bytes(name, content.bytes, content.size, *out, failure);
}

static Status take_rules(Manual *manual, const ManualLine *line, Failure *failure)
{
    char path[PATH_SIZE] = "", where[PATH_SIZE];
    int year = day_year(line->date);
    const ManualOptions *options = manual->made->options;
    if (manual_rules(manual, line) != NULL) return STATUS_OK;
    snprintf(where, sizeof where, _("%s, line %u"), path_base_name(manual->name), line->line);
    if (year < manual->made->ledger->opening_year)
        return failure_set(failure, STATUS_INPUT_VALUE, where,
                           "date: before the ledger's first year, %d",
                           manual->made->ledger->opening_year);
    if (manual->rules_count == MANUAL_YEARS_MAX)
        return failure_set(failure, STATUS_INPUT_VALUE, where,
                           "date: lines of over %d years: make two files", MANUAL_YEARS_MAX);
    if (manual->made->kept == NULL)
        TRY(rule_set_path(options->rules, year, path, sizeof path, failure));
    ManualRules *rules = &manual->rules[manual->rules_count++];
    TRY(take_input(manual, SIGNED_RULES, year, path, &rules->input, failure));
    return read_rules(&rules->input, year, &rules->rules, failure);
}

static Status take_inputs(Manual *manual, Failure *failure)
{
    TRY(take_table(manual, failure));
    for (size_t i = 0; i < manual->lines.count; i++)
        TRY(take_rules(manual, &manual->lines.items[i], failure));
    return STATUS_OK;
}

const RuleSet *manual_rules(const Manual *manual, const ManualLine *line)
{
    for (size_t i = 0; i < manual->rules_count; i++)
        if (manual->rules[i].rules != NULL &&
            manual->rules[i].rules->year == day_year(line->date))
            return manual->rules[i].rules;
    return NULL;
}

/* --- the ledger --- */

/* The years that the last run computed, and how far a run of its year looks back. */
static Status read_last_run(Manual *manual, const LedgerEntry *last, Failure *failure)
{
    const FolderFile *file;
    CLEANUP(manifest_free) Manifest manifest = {0};
    CLEANUP(signed_input_free) SignedInput input = {0};
    CLEANUP(system_free) RuleSet *rules = NULL;
    Folder *folder = ledger_folder(manual->made->ledger, last->number);
    TRY(folder_read(folder, "manifest.json", INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(manifest_read(file->path, file->bytes, file->size, &manifest, failure));
    for (size_t i = 0; i < manifest.rule_sets.count; i++)
        manual->years[i] = manifest.rule_sets.items[i].year;
    TRY(signed_input_copied(folder, SIGNED_RULES, last->year, &input, failure));
    TRY(read_rules(&input, last->year, &rules, failure));
    manual->world.run_year = last->year;
    manual->world.year_count = manifest.rule_sets.count;
    manual->world.first_year = settle_first_year(rules);
    return STATUS_OK;
}

/* Codes are followed to the last run's cut-off, or to the latest line. */
static Status make_mapping(Manual *manual, const LedgerEntry *last, Failure *failure)
{
    Day day = last->cutoff;
    for (size_t i = 0; i < manual->lines.count; i++)
        if (!day_is_set(day) || manual->lines.items[i].date > day)
            day = manual->lines.items[i].date;
    manual->mapping = system_allocate_zeroed(1, sizeof *manual->mapping);
    if (manual->mapping == NULL) return failure_set(failure, STATUS_MEMORY, _("ledger"), NULL);
    municipality_mapping_make(manual->municipalities, day, manual->mapping);
    return STATUS_OK;
}

typedef struct SettledKey {
    const SettledLine *lines;
    Ident ident;
} SettledKey;

static bool settled_before(const void *user, size_t index)
{
    const SettledKey *key = user;
    return key->lines[index].subject < key->ident;
}

static bool has_settled(const Manual *manual, Ident ident)
{
    const SettledKey key = {manual->settled, ident};
    size_t at = search_first(manual->settled_count, settled_before, &key);
    return at < manual->settled_count && manual->settled[at].subject == ident;
}

/* A ManualPerson. Whom the ledger knows: by a look, as somebody's former ident, or paid. */
static size_t person_of(void *user, Ident ident, const Ident **idents)
{
    Manual *manual = user;
    Failure none;
    Status status = person_links_all(&manual->links, ident, &manual->person, &none);
    if (status != STATUS_OK) manual->person_status = status;
    *idents = manual->person.items;
    if (status != STATUS_OK) return 0;
    bool known = manual->person.count > 1 || person_look_of(&manual->looks, ident) != NULL ||
                 has_settled(manual, ident);
    return known ? manual->person.count : 0;
}

/* What every entry says of persons: read for those lines alone that are about one. */
static Status read_persons(Manual *manual, Failure *failure)
{
    const Ledger *ledger = manual->made->ledger;
    bool any = false;
    for (size_t i = 0; i < manual->lines.count; i++)
        any = any || manual_is_of_person(manual->lines.items[i].kind);
    if (!any) return STATUS_OK;
    TRY(ledger_settled(ledger, &manual->settled, &manual->settled_count, failure));
    TRY(ledger_basic(ledger, &manual->basic, &manual->basic_count, failure));
    TRY(ledger_looks(ledger, &manual->looks, failure));
    return person_links_make(&manual->looks, &manual->links, failure);
}

static Status read_ledger(Manual *manual, Failure *failure)
{
    const Ledger *ledger = manual->made->ledger;
    const LedgerEntry *last = ledger_last_paying(ledger);
    TRY(read_persons(manual, failure));
    TRY(ledger_carried(ledger, &manual->carried, &manual->carried_count, failure));
    TRY(ledger_open_items(ledger, &manual->before, &manual->before_count, failure));
    TRY(make_mapping(manual, last, failure));
    return last->kind == ENTRY_RUN ? read_last_run(manual, last, failure) : STATUS_OK;
}

Status manual_read(Manual *manual, Failure *failure)
{
    TRY(read_lines(manual, failure));
    TRY(take_inputs(manual, failure));
    TRY(read_ledger(manual, failure));
    ManualWorld *world = &manual->world;
    world->opening_year = manual->made->ledger->opening_year;
    world->years = manual->years;
    world->municipalities = manual->municipalities;
    world->mapping = manual->mapping;
    world->carried = manual->carried;
    world->carried_count = manual->carried_count;
    world->items = manual->before;
    world->item_count = manual->before_count;
    world->settled = manual->settled;
    world->settled_count = manual->settled_count;
    world->basic = manual->basic;
    world->basic_count = manual->basic_count;
    world->person = person_of;
    world->user = manual;
    for (size_t i = 0; i < manual->rules_count; i++)
        manual->rule_sets[i] = manual->rules[i].rules;
    world->rules = manual->rule_sets;
    world->rules_count = manual->rules_count;
    return STATUS_OK;
}

void manual_free(Manual *manual)
{
    manual_lines_free(&manual->lines);
    signed_input_free(&manual->table);
    municipality_table_free(manual->municipalities);
    system_free(manual->mapping);
    for (size_t i = 0; i < manual->rules_count; i++) {
        signed_input_free(&manual->rules[i].input);
        system_free(manual->rules[i].rules);
    }
    system_free(manual->settled);
    system_free(manual->carried);
    system_free(manual->before);
    system_free(manual->basic);
    person_links_free(&manual->links);
    person_looks_free(&manual->looks);
    system_free(manual->person.items);
    reconcile_free(&manual->sent);
    system_free(manual->effects);
    system_free(manual->after);
}
