/* explain_person.c - one person of a run, from the register to the lines. */
#include <stdio.h>
#include <string.h>

#include "engine/review/explain.h"
#include "engine/run/run_controls.h"
#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/run/findings.h"
#include "formats/run/small_tables.h"
#include "formats/text/registration_text.h"
#include "formats/text/severity_words.h"
#include "rules/base/municipality_heir.h"

enum { STEP_WIDTH = 92 };

/* Breaks a sentence into lines under its paragraph number. */
static void tell_step(void *user, const char *paragraph, const char *text)
{
    TextBuffer *out = user;
    if (paragraph[0] == '\0') {
        text_buffer_format(out, "\n%s\n", text);
        return;
    }
    text_buffer_format(out, "  %-5s", paragraph);
    size_t column = 7;
    for (const char *word = text; *word != '\0';) {
        size_t length = strcspn(word, " ");
        if (column + length > STEP_WIDTH) {
            text_buffer_text(out, "\n       ");
            column = 7;
        } else if (word != text) {
            text_buffer_char(out, ' ');
        }
        text_buffer_append(out, word, length);
        column += length + 1;
        word += length + (word[length] == ' ');
    }
    text_buffer_char(out, '\n');
}

/* --- what the register says --- */

void explain_heading(const Explain *explain)
{
    const Manifest *manifest = &explain->folder->manifest;
    text_buffer_format(explain->out, _("%s run for %d, quarter %d: what was known on %s"),
                       manifest->live ? _("Live") : _("TEST"), manifest->year,
                       manifest->quarter, day_text(manifest->cutoff).text);
    if (manifest->has_ledger)
        text_buffer_format(explain->out, _(", after ledger entry %06u"),
                           manifest->ledger_entry);
    text_buffer_text(explain->out, _(". Run identity "));
    text_buffer_hex(explain->out, manifest->run_identity, 8);
    text_buffer_text(explain->out,
                     _(".\nEvery step is computed again from the run's inputs, by "
                       "the run's own code.\n"));
}

static bool names_former(const Registration *person, Ident ident)
{
    for (size_t i = 0; i < person->former_count; i++) {
        if (person->former_idents[i] == ident) return true;
    }
    return person->ident == ident;
}

/* Idents with ledger lines that only an earlier register named. The lines are in ident order.
 */
static void tell_remembered(const Explain *explain, size_t index, const Registration *person)
{
    const Run *run = &explain->again->run;
    Subject last = IDENT_NONE;
    unsigned count = 0;
    for (uint32_t i = run->prior_begin[index]; i < run->prior_begin[index + 1]; i++) {
        Subject subject = run->prior[i].subject;
        if (subject != last && !names_former(person, subject)) count++;
        last = subject;
    }
    if (count == 0) return;
    text_buffer_format(explain->out,
                       _("  idents that an earlier register named and this one does not, which "
                         "still own them: %u\n"),
                       count);
}

/* --- what a split municipality has become for this person --- */

static bool leads_to(const Run *run, MunicipalityCode code, MunicipalityCode split)
{
    return code != MUNICIPALITY_NONE && code < MUNICIPALITY_CODES &&
           run->mapping->to[code] == MAPPING_AMBIGUOUS &&
           municipality_last_certain(run->municipalities, code, run->cutoff) == split;
}

static bool any_stay_leads_to(const Run *run, const Stay *stays, size_t count,
                              MunicipalityCode split)
{
    for (size_t i = 0; i < count; i++) {
        if (leads_to(run, stays[i].municipality, split)) return true;
    }
    return false;
}

static bool any_settled_leads_to(const Run *run, size_t index, MunicipalityCode split)
{
    for (uint32_t i = run->prior_begin[index]; i < run->prior_begin[index + 1]; i++) {
        if (leads_to(run, run->prior[i].municipality, split)) return true;
    }
    return false;
}

static bool split_matters(const Run *run, const Registration *person, size_t index,
                          MunicipalityCode split)
{
    return leads_to(run, person->settlement.municipality, split) ||
           leads_to(run, person->training.training_municipality, split) ||
           any_stay_leads_to(run, person->residences, person->residence_count, split) ||
           any_stay_leads_to(run, person->receptions, person->reception_count, split) ||
           any_settled_leads_to(run, index, split);
}

static const char *heir_reason(HeirSource source)
{
    switch (source) {
    case HEIR_RESIDENCE:
        return N_(", where the person lived that day");
    case HEIR_RECEPTION:
        return N_(", where the person lived in a reception centre that day");
    case HEIR_MOTHER:
        return N_(", the mother's");
    case HEIR_NAMED:
        return N_(
            ", which the configuration names (lineSuccessor): that day places the person in "
            "none of its successors");
    default:
        return "";
    }
}

static void tell_split(const Explain *explain, const SplitHeir *found)
{
    TextBuffer *out = explain->out;
    text_buffer_format(out, _("  %04u was split on %s; "), found->split,
                       day_text(found->day).text);
    if (found->source == HEIR_NONE) {
        text_buffer_text(out, _("that day places the person in none of its successors, and the "
                                "configuration names none: the lines stand under it, held"));
    } else {
        text_buffer_text(out, _("all its lines are those of "));
        municipality_text(out, explain->again->run.municipalities, found->heir);
        text_buffer_text(out, translate(heir_reason(found->source)));
    }
    text_buffer_text(out, _(" (grants.md 4)\n"));
}

static void tell_splits(const Explain *explain, size_t index, const Registration *person)
{
    const Run *run = &explain->again->run;
    const MunicipalityTable *table = run->municipalities;
    for (size_t i = 0; i < table->count; i++) {
        const Municipality *split = &table->rows[i];
        if (municipality_split(table, split->code, run->cutoff) != split) continue;
        if (!split_matters(run, person, index, split->code)) continue;
        SplitHeir found = municipality_heir(table, run->mapping, person, run->cutoff, split);
        tell_split(explain, &found);
    }
}

static void tell_facts(const Explain *explain, const PersonAt *person)
{
    const Run *run = &explain->again->run;
    const Cohort *cohort = &run->cohort;
    text_buffer_format(explain->out, _("\nThe person: record %s, line %s of %s\n"),
                       count_text(cohort_record(cohort, person->index)).text,
                       count_text(cohort_line(cohort, person->index)).text,
                       cohort->extracts.files[cohort_file(cohort, person->index)].path);
    registration_who(explain->out, &person->view);
    tell_remembered(explain, person->index, &person->view);
    registration_text(explain->out, run->municipalities, &person->view);
    tell_splits(explain, person->index, &person->view);
}

/* --- a person of the register --- */

static Status tell_no_lines(const Explain *explain, const PersonAt *person,
                            const SettleWork *work, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    char reason[WITHOUT_REASON_SIZE];
    without_reason(person->hold, (NoGrantReason)work->reason, reason);
    text_buffer_format(explain->out,
                       _("\nNo lines; the reason as persons-without-grant.csv has it: %s.\n"),
                       reason);
    TRY(run_folder_read(explain->folder, "persons-without-grant.csv.gz", &file, failure));
    if (!without_csv_has(file.bytes, file.size, person->view.ident, reason))
        return failure_set(failure, STATUS_VERIFICATION, explain->folder->path,
                           "persons-without-grant.csv.gz does not say this of the person");
    text_buffer_text(explain->out, _("Compared with persons-without-grant.csv: the same.\n"));
    return STATUS_OK;
}

/* --- the person's findings --- */

typedef struct FindingsTold {
    TextBuffer *out;
    size_t count;
} FindingsTold;

static Status tell_finding(void *user, const FindingLine *line, Failure *failure)
{
    FindingsTold *told = user;
    (void)failure;
    text_buffer_format(told->out, "  %s %s: %s", control_name(line->control).text,
                       severity_words(line->severity),
                       finding_line_words(line, language_chosen()));
    if (line->values_length > strlen("{}")) {
        text_buffer_text(told->out, _("\n    values "));
        text_buffer_append(told->out, line->values, line->values_length);
    }
    text_buffer_char(told->out, '\n');
    told->count++;
    return STATUS_OK;
}

/* By the keyed hash: a run without a ledger has no key, and its findings name no persons. */
static Status tell_findings(const Explain *explain, Ident ident, Failure *failure)
{
    char hex[SHA256_HEX_SIZE], path[PATH_SIZE];
    const Run *run = &explain->again->run;
    CLEANUP(hmac_key_free) HmacKey *key = NULL;
    FindingsTold told = {explain->out, 0};
    if (run->ledger == NULL) return STATUS_OK;
    TRY(hmac_key_new(run->pseudonym.bytes, run->pseudonym.length, &key, failure));
    TRY(person_hash(key, ident, hex, failure));
    TRY(run_folder_path(explain->folder, "findings.jsonl.gz", path, failure));
    text_buffer_text(explain->out, _("\nFindings\n"));
    TRY(findings_read(path, "findings.jsonl.gz", hex, tell_finding, &told, failure));
    if (told.count == 0) text_buffer_text(explain->out, _("  none\n"));
    return STATUS_OK;
}

/* With all idents that own the person's ledger lines, the present one last. */
static Status tell_lines(const Explain *explain, const PersonAt *person, const SettleWork *work,
                         Failure *failure)
{
    IdentList owners = {0};
    TRY(run_other_idents(&explain->again->run, person, &owners, failure));
    CLEANUP(system_free) Ident *items = owners.items;
    TRY(system_grow(&items, &owners.capacity, owners.count + 1, sizeof *items, failure));
    items[owners.count++] = person->view.ident;
    if (work->line_count == 0) return STATUS_OK;
    return explain_lines(explain, work, &person->view, items, owners.count, failure);
}

static Status tell_result(const Explain *explain, const PersonAt *person,
                          const SettleWork *work, Failure *failure)
{
    TRY(tell_lines(explain, person, work, failure));
    TRY(explain_compare(explain, work, person->view.ident, failure));
    TRY(tell_findings(explain, person->view.ident, failure));
    return work->line_count > 0 ? STATUS_OK : tell_no_lines(explain, person, work, failure);
}

/* Twice: the second time nothing grows, so every step is told once. */
static Status decide_and_tell(const Explain *explain, PersonAt *person, SettleWork *work,
                              Failure *failure)
{
    const Run *run = &explain->again->run;
    Trace trace = {.step = tell_step, .user = explain->out};
    TRY(run_hold_person(run, person, NULL, NULL, failure));
    TRY(run_settle_person(run, person, work, NULL, failure));
    TRY(run_settle_person(run, person, work, &trace, failure));
    if (person->hold != 0) {
        text_buffer_text(explain->out, _("\nThe person is held back by "));
        control_text(explain->out, person->hold);
        text_buffer_char(explain->out, '\n');
    }
    explain_json_held_by(explain->json, person->hold);
    explain_json_lines(explain->json, work->lines, work->line_count);
    return tell_result(explain, person, work, failure);
}

static Status explain_index(const Explain *explain, size_t index, Failure *failure)
{
    CLEANUP(settle_work_free) SettleWork work = {0};
    CLEANUP(system_free) PersonRooms *rooms = system_allocate(sizeof *rooms);
    PersonAt person;
    if (rooms == NULL) return failure_set(failure, STATUS_MEMORY, _("explaining"), NULL);
    run_person_at(&explain->again->run, index, rooms, &person);
    explain_heading(explain);
    tell_facts(explain, &person);
    TRY(settle_work_make(&work, failure));
    return decide_and_tell(explain, &person, &work, failure);
}

/* --- a person who has vanished --- */

static Status explain_vanished(const Explain *explain, const SettledLine *lines, size_t count,
                               Failure *failure)
{
    CLEANUP(settle_work_free) SettleWork work = {0};
    explain_heading(explain);
    text_buffer_text(explain->out, _("\nThe person was paid before and is no longer in the "
                                     "register. Held back by "));
    control_text(explain->out, CONTROL_VANISHED);
    text_buffer_char(explain->out, '\n');
    TRY(settle_work_make(&work, failure));
    TRY(run_settle_vanished(&explain->again->run, lines, count, &work, failure));
    explain_json_lines(explain->json, work.lines, work.line_count);
    TRY(explain_lines(explain, &work, NULL, &lines[0].subject, 1, failure));
    return explain_compare(explain, &work, lines[0].subject, failure);
}

static size_t vanished_lines(const Run *run, Ident ident, const SettledLine **first)
{
    size_t count = 0;
    for (size_t i = 0; i < run->vanished_count; i++) {
        if (run->vanished[i].subject != ident) continue;
        if (count++ == 0) *first = &run->vanished[i];
    }
    return count;
}

static Status not_read(const Explain *explain, Failure *failure)
{
    return failure_set(failure, STATUS_UNKNOWN, explain->folder->path,
                       "no such person, neither in the run's register nor in the ledger (%s "
                       "records were set aside: see "
                       "findings.jsonl.gz, R%d)",
                       count_text(explain->folder->manifest.set_aside).text,
                       CONTROL_RECORD_REFUSED);
}

/* By the register, else by the ledger. */
static int64_t owner_of(const Run *run, Ident ident)
{
    int64_t owner = cohort_owner(&run->cohort, ident);
    for (size_t p = 0; p < run->cohort.count && owner == COHORT_NOT_FOUND; p++) {
        size_t count;
        const SettledLine *prior = run_prior_of(run, p, &count);
        for (size_t i = 0; i < count; i++) {
            if (prior[i].subject == ident) owner = (int64_t)p;
        }
    }
    return owner;
}

static Status explain_found(const Explain *explain, Ident ident, Failure *failure)
{
    const Run *run = &explain->again->run;
    const SettledLine *lines = NULL;
    int64_t index = owner_of(run, ident);
    if (index >= 0) return explain_index(explain, (size_t)index, failure);
    size_t count = vanished_lines(run, ident, &lines);
    if (count > 0) return explain_vanished(explain, lines, count, failure);
    return not_read(explain, failure);
}

Status explain_ident(const Explain *explain, Ident ident, Failure *failure)
{
    TRY(run_again_hold(explain->again, failure));
    return explain_found(explain, ident, failure);
}

/* --- by keyed hash --- */

/* What is looked for; `found` is IDENT_NONE until it is. */
typedef struct HashSearch {
    HmacKey *key;
    const char *wanted;
    Ident found;
} HashSearch;

static Status try_ident(HashSearch *search, Ident ident, Failure *failure)
{
    char hex[SHA256_HEX_SIZE];
    if (search->found != IDENT_NONE) return STATUS_OK;
    TRY(person_hash(search->key, ident, hex, failure));
    if (strcmp(hex, search->wanted) == 0) search->found = ident;
    return STATUS_OK;
}

static Status find_hash(const Run *run, HashSearch *search, Failure *failure)
{
    for (size_t i = 0; i < run->cohort.count; i++)
        TRY(try_ident(search, run->cohort.persons[i].ident, failure));
    for (size_t i = 0; i < run->vanished_count; i++)
        TRY(try_ident(search, run->vanished[i].subject, failure));
    for (size_t i = 0; i < run->cohort.former.count; i++)
        TRY(try_ident(search, run->cohort.former.items[i].former, failure));
    for (size_t i = 0; i < run->prior_begin[run->cohort.count]; i++) {
        Ident ident = run->prior[i].subject;
        if (i > 0 && ident == run->prior[i - 1].subject) continue;
        TRY(try_ident(search, ident, failure));
    }
    return STATUS_OK;
}

Status explain_hash(const Explain *explain, const uint8_t hash[SHA256_SIZE], Failure *failure)
{
    const Run *run = &explain->again->run;
    CLEANUP(hmac_key_free) HmacKey *key = NULL;
    char wanted[SHA256_HEX_SIZE];
    if (run->ledger == NULL)
        return failure_set(failure, STATUS_USAGE, "--hash",
                           "this run was made without a ledger, so without a key for hashes");
    TRY(run_again_hold(explain->again, failure));
    sha256_to_hex(hash, wanted);
    TRY(hmac_key_new(run->pseudonym.bytes, run->pseudonym.length, &key, failure));
    HashSearch search = {key, wanted, IDENT_NONE};
    TRY(find_hash(run, &search, failure));
    return search.found != IDENT_NONE ? explain_found(explain, search.found, failure)
                                      : not_read(explain, failure);
}
