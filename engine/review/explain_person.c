/* explain_person.c - one person of a run, from the register to the lines. */
#include <stdio.h>
#include <string.h>

#include "engine/review/explain.h"
#include "engine/run/run_hold.h"
#include "engine/findings/finding_text.h"
#include "formats/base/input_stream.h"
#include "formats/json/json_reader.h"

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

static Status tell_no_lines(const Explain *explain, const PersonAt *person,
                            const SettleWork *work, Failure *failure)
{
    char ident[IDENT_TEXT_SIZE], line[IDENT_TEXT_SIZE + 64], reason[32];
    InputFile file;
    ident_format(person->view.ident, ident);
    snprintf(reason, sizeof reason, "%s", no_grant_reason_text((NoGrantReason)work->reason));
    if (person->hold != 0) snprintf(reason, sizeof reason, "held-R%d", person->hold);
    int length = snprintf(line, sizeof line, "\n%s,%s\n", ident, reason);
    text_buffer_format(explain->out, "\nNo lines: %s.\n", reason);
    TRY(run_folder_read(explain->folder, "persons-without-grant.csv.gz", &file, failure));
    bool found = file.size > 0 && memmem(file.bytes, file.size, line, (size_t)length) != NULL;
    input_file_free(&file);
    if (!found) {
        return failure_set(failure, STATUS_VERIFICATION, explain->folder->path,
                           "persons-without-grant.csv.gz does not say this of the person");
    }
    text_buffer_text(explain->out, "Compared with persons-without-grant.csv: the same.\n");
    return STATUS_OK;
}

/* --- the person's findings --- */

static Status tell_finding(const Explain *explain, const char *line, size_t length,
                           Failure *failure)
{
    JsonDocument *document;
    const char *control, *severity, *message;
    TRY(json_read("findings.jsonl.gz", line, length, &document, failure));
    const JsonValue *root = json_root(document);
    Status status = json_member_string(root, "control", &control, failure);
    if (status == STATUS_OK) status = json_member_string(root, "severity", &severity, failure);
    if (status == STATUS_OK) status = json_member_string(root, "message_en", &message, failure);
    if (status == STATUS_OK) {
        text_buffer_format(explain->out, "  %s %s: %s", control, severity, message);
        const char *values = memmem(line, length, ",\"values\":", 10);
        const char *end = values != NULL ? memmem(values, length - (size_t)(values - line),
                                                  ",\"reference\":", 13)
                                         : NULL;
        if (end != NULL && end - values > 12) {
            text_buffer_text(explain->out, "\n    values ");
            text_buffer_append(explain->out, values + 10, (size_t)(end - values) - 10);
        }
        text_buffer_char(explain->out, '\n');
    }
    json_free(document);
    return status;
}

static Status tell_matching(const Explain *explain, InputStream *stream, const char *wanted,
                            size_t *count, Failure *failure)
{
    for (;;) {
        const char *lines;
        size_t length;
        TRY(input_stream_lines(stream, &lines, &length, failure));
        if (length == 0) return STATUS_OK;
        for (const char *at = lines, *end = lines + length; at < end;) {
            const char *stop = memchr(at, '\n', (size_t)(end - at));
            size_t size = (size_t)((stop != NULL ? stop : end) - at);
            if (memmem(at, size, wanted, strlen(wanted)) != NULL) {
                TRY(tell_finding(explain, at, size, failure));
                (*count)++;
            }
            at += size + 1;
        }
    }
}

/* By the keyed hash: a run without a ledger has no key, and its findings name no persons. */
static Status tell_findings(const Explain *explain, Ident ident, Failure *failure)
{
    char hex[SHA256_HEX_SIZE], wanted[SHA256_HEX_SIZE + 16], path[PATH_SIZE];
    const Run *run = &explain->again->run;
    InputStream *stream;
    HmacKey *key;
    size_t count = 0;
    if (run->ledger == NULL) return STATUS_OK;
    TRY(hmac_key_new(run->pseudonym.bytes, run->pseudonym.length, &key, failure));
    Status status = person_hash(key, ident, hex, failure);
    hmac_key_free(key);
    TRY(status);
    (void)snprintf(wanted, sizeof wanted, "\"person\":\"%s\"", hex);
    TRY(run_folder_path(explain->folder, "findings.jsonl.gz", path, failure));
    TRY(input_stream_open(path, &stream, failure));
    text_buffer_text(explain->out, "\nFindings\n");
    status = tell_matching(explain, stream, wanted, &count, failure);
    input_stream_close(stream);
    if (count == 0) text_buffer_text(explain->out, "  none\n");
    return status;
}

static Status tell_result(const Explain *explain, const PersonAt *person,
                          const SettleWork *work, Failure *failure)
{
    const Run *run = &explain->again->run;
    IdentList owners = {0};
    Status status = run_other_idents(run, person, &owners, failure);
    if (status == STATUS_OK) {
        status = system_grow(&owners.items, &owners.capacity, owners.count + 1,
                             sizeof *owners.items, failure);
    }
    if (status == STATUS_OK) owners.items[owners.count++] = person->view.ident;
    if (status == STATUS_OK && work->line_count > 0) {
        status =
            explain_lines(explain, work, &person->view, owners.items, owners.count, failure);
    }
    system_free(owners.items);
    TRY(status);
    TRY(explain_compare(explain, work, person->view.ident, failure));
    TRY(tell_findings(explain, person->view.ident, failure));
    return work->line_count > 0 ? STATUS_OK : tell_no_lines(explain, person, work, failure);
}

/* Twice: the second time nothing grows, so every step is told once. */
static Status decide_and_tell(const Explain *explain, size_t index, SettleWork *work,
                              Failure *failure)
{
    const Run *run = &explain->again->run;
    Trace trace = {tell_step, explain->out};
    PersonAt person;
    run_person_at(run, index, &person);
    TRY(run_hold_person(run, &person, NULL, NULL, failure));
    TRY(run_settle_person(run, &person, work, NULL, failure));
    TRY(run_settle_person(run, &person, work, &trace, failure));
    if (person.hold != 0) {
        text_buffer_text(explain->out, "\nThe person is HELD back by ");
        explain_control(explain, person.hold);
        text_buffer_char(explain->out, '\n');
    }
    return tell_result(explain, &person, work, failure);
}

static Status explain_index(const Explain *explain, size_t index, Failure *failure)
{
    SettleWork work;
    explain_heading(explain);
    explain_facts(explain, index);
    TRY(settle_work_make(&work, failure));
    Status status = decide_and_tell(explain, index, &work, failure);
    settle_work_free(&work);
    return status;
}

/* --- a person who has vanished --- */

static Status tell_vanished(const Explain *explain, const SettledLine *lines, size_t count,
                            SettleWork *work, Failure *failure)
{
    TRY(run_settle_vanished(&explain->again->run, lines, count, work, failure));
    TRY(explain_lines(explain, work, NULL, &lines[0].subject, 1, failure));
    return explain_compare(explain, work, lines[0].subject, failure);
}

static Status explain_vanished(const Explain *explain, const SettledLine *lines, size_t count,
                               Failure *failure)
{
    SettleWork work;
    explain_heading(explain);
    text_buffer_text(explain->out, "\nThe person was paid before and is no longer in the "
                                   "register. HELD back by ");
    explain_control(explain, CONTROL_VANISHED);
    text_buffer_char(explain->out, '\n');
    TRY(settle_work_make(&work, failure));
    Status status = tell_vanished(explain, lines, count, &work, failure);
    settle_work_free(&work);
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
    size_t prior_count = run->prior_begin[run->cohort.count];
    for (size_t i = 0; i < prior_count && *found == IDENT_NONE; i++) {
        Ident ident = run->prior[i].subject;
        if (i > 0 && ident == run->prior[i - 1].subject) continue;
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
