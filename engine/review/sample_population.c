/* sample_population.c - what can be drawn from a committed run. control.md 3. */
#include "engine/review/sample_again.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/run/decision_file.h"
#include "formats/run/findings.h"
#include "formats/run/small_tables.h"
#include "formats/log/checkpoint.h"
#include "rules/base/search.h"

/* The worst severity of a person's findings, by keyed hash. */
typedef struct PersonSeverity {
    char person[SHA256_HEX_SIZE];
    uint8_t severity;
} PersonSeverity;

/* By keyed hash. */
typedef struct PersonList {
    PersonSeverity *items;
    size_t count, capacity;
} PersonList;

/* The manifest is the committed one; what is drawn from must be what it says. */
#define CHANGED N_("the file is not the one that was committed")

typedef struct Population {
    Sample *sample;
    HmacKey *hmac;
    PersonList severities; /* for strata by severity */
    PersonList found;      /* FROM_FINDINGS: of whom the control found something */
    Subject subject;       /* of `person` */
    char person[SHA256_HEX_SIZE];
    bool seen[SAMPLE_ONLY_MAX]; /* something can be drawn of sample->only[i] */
} Population;

/* --- is the run committed, and under which log? --- */

static Status find_entry(const RunFolder *folder, const Ledger *ledger, Sample *sample,
                         Failure *failure)
{
    const LedgerEntry *entry = ledger_entry_of(ledger, folder->manifest_sha256);
    if (entry == NULL)
        return failure_set(failure, STATUS_NOT_NOW, folder->path,
                           "a sample is drawn from what was paid: this run is not committed in "
                           "the ledger %s",
                           ledger->folder);
    sample->log_size = entry->log_size;
    memcpy(sample->log_root, entry->log_root, SHA256_SIZE);
    memcpy(sample->run_identity, entry->run_identity, SHA256_SIZE);
    snprintf(sample->log_name, sizeof sample->log_name, "%s", ledger->identity.verifier.name);
    return STATUS_OK;
}

/* --- severities --- */

static int compare_severity(const void *left, const void *right)
{
    const PersonSeverity *a = left;
    const PersonSeverity *b = right;
    int order = strcmp(a->person, b->person);
    return order != 0 ? order : (a->severity > b->severity) - (a->severity < b->severity);
}

/* Sorts what was collected and keeps the worst of each person. */
static void keep_worst(PersonList *list)
{
    PersonSeverity *items = list->items;
    size_t kept = 0;
    if (list->count > 1) qsort(items, list->count, sizeof *items, compare_severity);
    for (size_t i = 0; i < list->count; i++) {
        if (kept > 0 && strcmp(items[kept - 1].person, items[i].person) == 0) continue;
        items[kept++] = items[i];
    }
    list->count = kept;
}

/* The list grows with the persons, not with their findings. */
static Status add_person(PersonList *list, const PersonSeverity *found, Failure *failure)
{
    if (list->count == list->capacity) keep_worst(list);
    size_t needed = list->count + list->count / 2 + 1;
    TRY(system_grow(&list->items, &list->capacity, needed, sizeof *found, failure));
    list->items[list->count++] = *found;
    return STATUS_OK;
}

static Status take_finding(void *user, const FindingLine *line, Failure *failure)
{
    Population *population = user;
    const Sample *sample = population->sample;
    PersonSeverity found = {.severity = (uint8_t)line->severity};
    if (line->person == NULL || strlen(line->person) >= sizeof found.person) return STATUS_OK;
    memcpy(found.person, line->person, strlen(line->person) + 1);
    if (sample->strata_kind == STRATA_SEVERITY)
        TRY(add_person(&population->severities, &found, failure));
    if (sample->from != FROM_FINDINGS || line->control != sample->control) return STATUS_OK;
    return add_person(&population->found, &found, failure);
}

static Status read_findings(Population *population, const RunFolder *folder, Failure *failure)
{
    char path[PATH_SIZE];
    const Sample *sample = population->sample;
    if (sample->strata_kind != STRATA_SEVERITY && sample->from != FROM_FINDINGS)
        return STATUS_OK;
    TRY(run_folder_path(folder, "findings.jsonl.gz", path, failure));
    TRY(findings_read(path, "findings.jsonl.gz", NULL, take_finding, population, failure));
    keep_worst(&population->severities);
    keep_worst(&population->found);
    return STATUS_OK;
}

typedef struct PersonSearch {
    const PersonList *list;
    const char *person;
} PersonSearch;

static bool is_before(const void *user, size_t index)
{
    const PersonSearch *search = user;
    return strcmp(search->list->items[index].person, search->person) < 0;
}

/* NULL when the person is not in it. */
static const PersonSeverity *find_person(const PersonList *list, const char *person)
{
    const PersonSearch search = {list, person};
    size_t at = search_first(list->count, is_before, &search);
    bool there = at < list->count && strcmp(list->items[at].person, person) == 0;
    return there ? &list->items[at] : NULL;
}

static const char *severity_of(const Population *population)
{
    const PersonSeverity *found = find_person(&population->severities, population->person);
    return found != NULL ? severity_text((Severity)found->severity) : "NONE";
}

/* --- items --- */

/* `code` is a grant's, or -1 for who has no line. */
static void name_stratum(const Population *population, MunicipalityCode municipality, int code,
                         char stratum[STRATUM_SIZE])
{
    switch (population->sample->strata_kind) {
    case STRATA_MUNICIPALITY:
        snprintf(stratum, STRATUM_SIZE, "%04u", municipality);
        return;
    case STRATA_COUNTY:
        snprintf(stratum, STRATUM_SIZE, "%02u", municipality / 100u);
        return;
    case STRATA_GROUP:
        snprintf(stratum, STRATUM_SIZE, "%s",
                 code >= 0 ? payment_group_text(grant_code_group((GrantCode)code)) : "NONE");
        return;
    case STRATA_SEVERITY:
        snprintf(stratum, STRATUM_SIZE, "%s", severity_of(population));
        return;
    default:
        snprintf(stratum, STRATUM_SIZE, N_("all"));
        return;
    }
}

static Status name_person(Population *population, Subject subject, Failure *failure)
{
    if (population->subject == subject) return STATUS_OK;
    population->subject = subject;
    if (subject_is_municipality(subject)) {
        subject_format(subject, population->person);
        return STATUS_OK;
    }
    return person_hash(population->hmac, subject, population->person, failure);
}

/* Persons: the lines of one person (and stratum) are one item. They follow each other, so only
 * the items of this person, at the end of the list, are looked through. */
static SampleItem *item_of_person(Sample *sample, const char *person, const char *stratum)
{
    for (size_t i = sample->item_count; i > 0; i--) {
        SampleItem *item = &sample->items[i - 1];
        if (strcmp(item->person, person) != 0) return NULL;
        if (strcmp(item->stratum, stratum) == 0) return item;
    }
    return NULL;
}

/* One word more, where it is not the last already; words that do not fit are not told. */
static void add_word(char *list, size_t size, const char *word)
{
    size_t length = strlen(list), own = strlen(word);
    const char *last = strrchr(list, '+');
    if (strcmp(last != NULL ? last + 1 : list, word) == 0 || length + own + 2 > size) return;
    snprintf(list + length, size - length, "%s%s", length > 0 ? "+" : "", word);
}

/* Lines come by code and then by year: a year may come again. */
static void add_year(SampleItem *item, int year)
{
    char word[16];
    snprintf(word, sizeof word, "%d", year);
    if (strstr(item->years, word) == NULL) add_word(item->years, sizeof item->years, word);
}

/* What was paid: of a line that waits nothing. */
static void add_line(SampleItem *item, const DecisionLine *line)
{
    if (line->status == DECISION_PAY && line->first)
        item->amount = ore_add(item->amount, line->due);
    add_word(item->codes, sizeof item->codes, grant_code_text((GrantCode)line->code));
    add_year(item, line->budget_year);
}

static Status add_item(Population *population, const DecisionLine *line, uint64_t number,
                       const char *stratum, Failure *failure)
{
    Sample *sample = population->sample;
    SampleItem *item;
    TRY(sample_add(sample, &item, failure));
    item->ident = subject_is_municipality(line->subject) ? IDENT_NONE : line->subject;
    item->municipality = line->municipality;
    item->line = number;
    add_line(item, line);
    snprintf(item->person, sizeof item->person, "%s", population->person);
    snprintf(item->stratum, sizeof item->stratum, "%s", stratum);
    if (sample->method == SAMPLE_MUS) {
        snprintf(item->id, sizeof item->id, "%s,%s,%d,%04u", population->person,
                 grant_code_text((GrantCode)line->code), line->budget_year, line->municipality);
    } else {
        snprintf(item->id, sizeof item->id, "%s", population->person);
    }
    return STATUS_OK;
}

/* Whether lines of a municipality can be drawn. */
static bool is_wanted(Population *population, MunicipalityCode code)
{
    const Sample *sample = population->sample;
    for (size_t i = 0; i < sample->only_count; i++) {
        if (sample->only[i] != code) continue;
        population->seen[i] = true;
        return true;
    }
    return sample->only_count == 0;
}

static Status check_all_seen(const Population *population, Failure *failure)
{
    for (size_t i = 0; i < population->sample->only_count; i++) {
        if (population->seen[i]) continue;
        return failure_set(failure, STATUS_USAGE, "--municipality",
                           population->sample->from == FROM_PAID
                               ? N_("nothing was paid or taken back for %04u in this run")
                               : N_("there is nobody of %04u to draw in this run"),
                           population->sample->only[i]);
    }
    return STATUS_OK;
}

/* Whether a line is of what is drawn from. */
static bool is_drawn_from(const Population *population, const DecisionLine *line)
{
    bool person = !subject_is_municipality(line->subject);
    switch (population->sample->from) {
    case FROM_PAID:
        return line->status == DECISION_PAY && line->first && line->due != 0 &&
               (person || population->sample->method == SAMPLE_MUS);
    case FROM_HELD:
        return person && line->status == DECISION_HELD;
    case FROM_FINDINGS:
        return person;
    default:
        return false;
    }
}

static Status take_line(Population *population, const DecisionLine *line, uint64_t number,
                        Failure *failure)
{
    char stratum[STRATUM_SIZE];
    const Sample *sample = population->sample;
    bool monetary = sample->method == SAMPLE_MUS;
    if (!is_drawn_from(population, line)) return STATUS_OK;
    TRY(name_person(population, line->subject, failure));
    if (sample->from == FROM_FINDINGS &&
        find_person(&population->found, population->person) == NULL)
        return STATUS_OK;
    if (!is_wanted(population, line->municipality)) return STATUS_OK;
    name_stratum(population, line->municipality, line->code, stratum);
    SampleItem *item =
        monetary ? NULL : item_of_person(population->sample, population->person, stratum);
    if (item == NULL) return add_item(population, line, number, stratum, failure);
    add_line(item, line);
    return STATUS_OK;
}

/* Who has no line at all, of the file that says why. */
static Status take_without(void *user, const WithoutLine *line, Failure *failure)
{
    Population *population = user;
    Sample *sample = population->sample;
    SampleItem *item;
    if (sample->from != FROM_FINDINGS && (sample->from == FROM_HELD) != line->held)
        return STATUS_OK;
    TRY(name_person(population, line->ident, failure));
    if (sample->from == FROM_FINDINGS &&
        find_person(&population->found, population->person) == NULL)
        return STATUS_OK;
    if (!is_wanted(population, line->municipality)) return STATUS_OK;
    TRY(sample_add(sample, &item, failure));
    item->ident = line->ident;
    item->municipality = line->municipality;
    item->line = line->line;
    snprintf(item->person, sizeof item->person, "%s", population->person);
    snprintf(item->id, sizeof item->id, "%s", population->person);
    name_stratum(population, line->municipality, -1, item->stratum);
    return STATUS_OK;
}

static Status read_without(Population *population, const RunFolder *folder, Failure *failure)
{
    static const char name[] = "persons-without-grant.csv.gz";
    CLEANUP(input_file_free) InputFile file = {0};
    if (population->sample->from == FROM_PAID) return STATUS_OK;
    TRY(run_folder_check_as(folder, name, CHANGED, failure));
    TRY(run_folder_read(folder, name, &file, failure));
    return without_csv_each(name, file.bytes, file.size, take_without, population, failure);
}

static Status read_lines(Population *population, const RunFolder *folder, Failure *failure)
{
    CLEANUP(decision_file_close) DecisionFile *file = NULL;
    TRY(run_folder_decisions(folder, &file, failure));
    for (;;) {
        DecisionLine line;
        bool more;
        TRY(decision_file_next(file, &line, &more, failure));
        if (!more) return STATUS_OK;
        TRY(take_line(population, &line, decision_file_line(file), failure));
    }
}

static Status check_somebody(const Sample *sample, const RunFolder *folder, Failure *failure)
{
    if (sample->item_count > 0 || sample->from == FROM_PAID) return STATUS_OK;
    return failure_set(failure, STATUS_NEVER, folder->path,
                       "there is nobody to draw: --from %s of this run is empty",
                       sample_from_text(sample->from));
}

static Status fill(Population *population, const RunFolder *folder, const Ledger *ledger,
                   Failure *failure)
{
    CLEANUP(pseudonym_key_forget) PseudonymKey key = {0};
    TRY(find_entry(folder, ledger, population->sample, failure));
    TRY(run_folder_check_as(folder, "decisions.csv.gz", CHANGED, failure));
    TRY(run_folder_check_as(folder, "findings.jsonl.gz", CHANGED, failure));
    const LedgerEntry *entry = ledger_entry_of(ledger, folder->manifest_sha256);
    TRY(ledger_pseudonym_key(ledger, entry->number, &key, failure));
    TRY(hmac_key_new(key.bytes, key.length, &population->hmac, failure));
    TRY(read_findings(population, folder, failure));
    TRY(read_lines(population, folder, failure));
    TRY(read_without(population, folder, failure));
    TRY(check_all_seen(population, failure));
    return check_somebody(population->sample, folder, failure);
}

static void population_end(Population *population)
{
    hmac_key_free(population->hmac);
    system_free(population->severities.items);
    system_free(population->found.items);
}
CLEANUP_VALUE(Population, population_end)

Status sample_population(const RunFolder *folder, const Ledger *ledger, Sample *sample,
                         Failure *failure)
{
    CLEANUP(population_end) Population population = {.sample = sample};
    return fill(&population, folder, ledger, failure);
}
