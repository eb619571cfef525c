/* explain_person.c - one person of a run, from the register to the lines. */
#include <stdio.h>
#include <string.h>

#include "engine/review/explain.h"
#include "formats/run/findings.h"
#include "formats/run/tables.h"

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

/* --- a person of the register --- */

static Status tell_no_lines(const Explain *explain, size_t index, const DecideWorkspace *work,
                            Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    char reason[WITHOUT_REASON_SIZE];
    const Run *run = &explain->again->run;
    without_reason(run->hold[index], (NoGrantReason)work->reason, reason);
    text_buffer_format(explain->out, "\nNo lines: %s.\n", reason);
    TRY(run_folder_read(explain->folder, "persons-without-grant.csv.gz", &file, failure));
    if (!without_csv_has(file.bytes, file.size, run->cohort.persons[index].ident, reason)) {
        return failure_set(failure, STATUS_VERIFICATION, explain->folder->path,
                           "persons-without-grant.csv.gz does not say this of the person");
    }
    text_buffer_text(explain->out, "Compared with persons-without-grant.csv: the same.\n");
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
                       severity_text(line->severity), line->message);
    if (line->values_length > strlen("{}")) {
        text_buffer_text(told->out, "\n    values ");
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
    text_buffer_text(explain->out, "\nFindings\n");
    TRY(findings_read(path, "findings.jsonl.gz", hex, tell_finding, &told, failure));
    if (told.count == 0) text_buffer_text(explain->out, "  none\n");
    return STATUS_OK;
}

static Status tell_result(const Explain *explain, size_t index, const DecideWorkspace *work,
                          Failure *failure)
{
    const Run *run = &explain->again->run;
    Registration mother, person = run_person(run, index, &mother);
    IdentList owners = {0};
    Status status = run_other_idents(run, index, &owners, failure);
    if (status == STATUS_OK) {
        status = system_grow(&owners.items, &owners.capacity, owners.count + 1,
                             sizeof *owners.items, failure);
    }
    if (status == STATUS_OK) owners.items[owners.count++] = person.ident;
    if (status == STATUS_OK && work->line_count > 0) {
        status = explain_lines(explain, work, &person, owners.items, owners.count, failure);
    }
    system_free(owners.items);
    TRY(status);
    TRY(explain_compare(explain, work, person.ident, failure));
    TRY(tell_findings(explain, person.ident, failure));
    return work->line_count > 0 ? STATUS_OK : tell_no_lines(explain, index, work, failure);
}

/* Twice: the second time nothing grows, so every step is told once. */
static Status decide_and_tell(const Explain *explain, size_t index, DecideWorkspace *work,
                              Failure *failure)
{
    const Run *run = &explain->again->run;
    Trace trace = {tell_step, explain->out};
    TRY(decide_person(run, index, work, NULL, failure));
    TRY(decide_person(run, index, work, &trace, failure));
    if (run->hold[index] != 0) {
        text_buffer_text(explain->out, "\nThe person is HELD back by ");
        explain_control(explain, run->hold[index]);
        text_buffer_char(explain->out, '\n');
    }
    return tell_result(explain, index, work, failure);
}

static Status explain_index(const Explain *explain, size_t index, Failure *failure)
{
    DecideWorkspace work;
    explain_heading(explain);
    explain_facts(explain, index);
    TRY(decide_workspace_make(&work, failure));
    Status status = decide_and_tell(explain, index, &work, failure);
    decide_workspace_free(&work);
    return status;
}

/* --- a person who has vanished --- */

static Status tell_vanished(const Explain *explain, const SettledLine *lines, size_t count,
                            DecideWorkspace *work, Failure *failure)
{
    TRY(decide_vanished(&explain->again->run, lines, count, work, failure));
    TRY(explain_lines(explain, work, NULL, &lines[0].subject, 1, failure));
    return explain_compare(explain, work, lines[0].subject, failure);
}

static Status explain_vanished(const Explain *explain, const SettledLine *lines, size_t count,
                               Failure *failure)
{
    DecideWorkspace work;
    explain_heading(explain);
    text_buffer_text(explain->out, "\nThe person was paid before and is no longer in the "
                                   "register. HELD back by ");
    explain_control(explain, CONTROL_VANISHED);
    text_buffer_char(explain->out, '\n');
    TRY(decide_workspace_make(&work, failure));
    Status status = tell_vanished(explain, lines, count, &work, failure);
    decide_workspace_free(&work);
    return status;
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
                       "no such person, neither in the run's register nor in the ledger (%llu "
                       "records were set aside: see "
                       "findings.jsonl.gz, R%d)",
                       (unsigned long long)explain->folder->manifest.set_aside,
                       CONTROL_RECORD_REFUSED);
}

/* By the register, else by the ledger. */
static int64_t owner_of(const Run *run, Ident ident)
{
    int64_t owner = cohort_owner(&run->cohort, ident);
    for (size_t i = 0; i < run->prior_count && owner == COHORT_NOT_FOUND; i++) {
        if (run->prior[i].line.subject == ident) owner = run->prior[i].person;
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

static Status find_hash(const Run *run, HmacKey *key, const char *wanted, Ident *found,
                        Failure *failure)
{
    char hex[SHA256_HEX_SIZE];
    *found = IDENT_NONE;
    for (size_t i = 0; i < run->cohort.count && *found == IDENT_NONE; i++) {
        TRY(person_hash(key, run->cohort.persons[i].ident, hex, failure));
        if (strcmp(hex, wanted) == 0) *found = run->cohort.persons[i].ident;
    }
    for (size_t i = 0; i < run->vanished_count && *found == IDENT_NONE; i++) {
        TRY(person_hash(key, run->vanished[i].subject, hex, failure));
        if (strcmp(hex, wanted) == 0) *found = run->vanished[i].subject;
    }
    for (size_t i = 0; i < run->cohort.former_count && *found == IDENT_NONE; i++) {
        TRY(person_hash(key, run->cohort.former[i].former, hex, failure));
        if (strcmp(hex, wanted) == 0) *found = run->cohort.former[i].former;
    }
    for (size_t i = 0; i < run->prior_count && *found == IDENT_NONE; i++) {
        Ident ident = run->prior[i].line.subject;
        if (i > 0 && ident == run->prior[i - 1].line.subject) continue;
        TRY(person_hash(key, ident, hex, failure));
        if (strcmp(hex, wanted) == 0) *found = ident;
    }
    return STATUS_OK;
}

Status explain_hash(const Explain *explain, const uint8_t hash[SHA256_SIZE], Failure *failure)
{
    const Run *run = &explain->again->run;
    char wanted[SHA256_HEX_SIZE];
    HmacKey *key;
    Ident ident;
    if (run->ledger == NULL) {
        return failure_set(failure, STATUS_USAGE, "--hash",
                           "this run was made without a ledger, so without a key for hashes");
    }
    TRY(run_again_hold(explain->again, failure));
    sha256_to_hex(hash, wanted);
    TRY(hmac_key_new(run->pseudonym.bytes, run->pseudonym.length, &key, failure));
    Status status = find_hash(run, key, wanted, &ident, failure);
    hmac_key_free(key);
    TRY(status);
    return ident != IDENT_NONE ? explain_found(explain, ident, failure)
                               : not_read(explain, failure);
}
