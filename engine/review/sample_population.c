/* sample_population.c - what can be drawn from a committed run. control.md 3. */
#include "engine/review/sample_again.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/run/decision_file.h"
#include "formats/run/findings.h"
#include "formats/log/checkpoint.h"
#include "rules/base/search.h"

/* The worst severity of a person's findings, by keyed hash. */
typedef struct PersonSeverity {
    char person[SHA256_HEX_SIZE];
    uint8_t severity;
} PersonSeverity;

typedef struct Population {
    Sample *sample;
    HmacKey *hmac;
    PersonSeverity *severities;
    size_t severity_count, severity_capacity;
    Subject subject; /* of `person` */
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
static void keep_worst(Population *population)
{
    PersonSeverity *items = population->severities;
    size_t kept = 0;
    if (population->severity_count > 1)
        qsort(items, population->severity_count, sizeof *items, compare_severity);
    for (size_t i = 0; i < population->severity_count; i++) {
        if (kept > 0 && strcmp(items[kept - 1].person, items[i].person) == 0) continue;
        items[kept++] = items[i];
    }
    population->severity_count = kept;
}

/* The list grows with the persons, not with their findings. */
static Status add_severity(Population *population, const PersonSeverity *found,
                           Failure *failure)
{
    if (population->severity_count == population->severity_capacity) keep_worst(population);
    size_t needed = population->severity_count + population->severity_count / 2 + 1;
    TRY(system_grow(&population->severities, &population->severity_capacity, needed,
                    sizeof *found, failure));
    population->severities[population->severity_count++] = *found;
    return STATUS_OK;
}

static Status take_finding(void *user, const FindingLine *line, Failure *failure)
{
    PersonSeverity found = {.severity = (uint8_t)line->severity};
    if (line->person == NULL || strlen(line->person) >= sizeof found.person) return STATUS_OK;
    memcpy(found.person, line->person, strlen(line->person) + 1);
    return add_severity(user, &found, failure);
}

static Status read_severities(Population *population, const RunFolder *folder, Failure *failure)
{
    char path[PATH_SIZE];
    if (population->sample->strata_kind != STRATA_SEVERITY) return STATUS_OK;
    TRY(run_folder_path(folder, "findings.jsonl.gz", path, failure));
    TRY(findings_read(path, "findings.jsonl.gz", NULL, take_finding, population, failure));
    keep_worst(population);
    return STATUS_OK;
}

static bool is_before(const void *user, size_t index)
{
    const Population *population = user;
    return strcmp(population->severities[index].person, population->person) < 0;
}

static const char *severity_of(const Population *population)
{
    size_t at = search_first(population->severity_count, is_before, population);
    if (at == population->severity_count) return "NONE";
    const PersonSeverity *found = &population->severities[at];
    return strcmp(found->person, population->person) == 0
               ? severity_text((Severity)found->severity)
               : "NONE";
}

/* --- items --- */

static void name_stratum(const Population *population, const DecisionLine *line,
                         char stratum[STRATUM_SIZE])
{
    switch (population->sample->strata_kind) {
    case STRATA_MUNICIPALITY:
        snprintf(stratum, STRATUM_SIZE, "%04u", line->municipality);
        return;
    case STRATA_COUNTY:
        snprintf(stratum, STRATUM_SIZE, "%02u", line->municipality / 100u);
        return;
    case STRATA_GROUP:
        snprintf(stratum, STRATUM_SIZE, "%s",
                 payment_group_text(grant_code_group((GrantCode)line->code)));
        return;
    case STRATA_SEVERITY:
        snprintf(stratum, STRATUM_SIZE, "%s", severity_of(population));
        return;
    default:
        snprintf(stratum, STRATUM_SIZE, "all");
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

static void add_line(SampleItem *item, const DecisionLine *line)
{
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
                           "nothing was paid or taken back for %04u in this run",
                           population->sample->only[i]);
    }
    return STATUS_OK;
}

static Status take_line(Population *population, const DecisionLine *line, uint64_t number,
                        Failure *failure)
{
    char stratum[STRATUM_SIZE];
    bool monetary = population->sample->method == SAMPLE_MUS;
    if (line->status != DECISION_PAY || !line->first || line->due == 0) return STATUS_OK;
    if (!monetary && subject_is_municipality(line->subject)) return STATUS_OK;
    if (!is_wanted(population, line->municipality)) return STATUS_OK;
    TRY(name_person(population, line->subject, failure));
    name_stratum(population, line, stratum);
    SampleItem *item =
        monetary ? NULL : item_of_person(population->sample, population->person, stratum);
    if (item == NULL) return add_item(population, line, number, stratum, failure);
    add_line(item, line);
    return STATUS_OK;
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

static Status fill(Population *population, const RunFolder *folder, const Ledger *ledger,
                   Failure *failure)
{
    /* The manifest is the committed one; what is drawn from must be what it says. */
    static const char changed[] = "the file is not the one that was committed";
    CLEANUP(pseudonym_key_forget) PseudonymKey key = {0};
    TRY(find_entry(folder, ledger, population->sample, failure));
    TRY(run_folder_check_as(folder, "decisions.csv.gz", changed, failure));
    TRY(run_folder_check_as(folder, "findings.jsonl.gz", changed, failure));
    const LedgerEntry *entry = ledger_entry_of(ledger, folder->manifest_sha256);
    TRY(ledger_pseudonym_key(ledger, entry->number, &key, failure));
    TRY(hmac_key_new(key.bytes, key.length, &population->hmac, failure));
    TRY(read_severities(population, folder, failure));
    TRY(read_lines(population, folder, failure));
    return check_all_seen(population, failure);
}

static void population_end(Population *population)
{
    hmac_key_free(population->hmac);
    system_free(population->severities);
}
CLEANUP_VALUE(Population, population_end)

Status sample_population(const RunFolder *folder, const Ledger *ledger, Sample *sample,
                         Failure *failure)
{
    CLEANUP(population_end) Population population = {.sample = sample};
    return fill(&population, folder, ledger, failure);
}
