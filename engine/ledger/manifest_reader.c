/* manifest_reader.c - manifest.json read back, strictly: anything odd is VERIFICATION. */
#include <stdio.h>
#include <string.h>

#include "formats/base/clock.h"
#include "engine/ledger/manifest.h"
#include "formats/csv/csv_fields.h"

static Status odd(Failure *failure, const char *what)
{
    return failure_set(failure, STATUS_VERIFICATION, NULL, "manifest: %s", what);
}

static Status get_text(const JsonValue *from, const char *name, char *out, size_t size,
                       Failure *failure)
{
    const char *text;
    TRY(json_member_string(from, name, &text, failure));
    if (strlen(text) >= size) return odd(failure, name);
    snprintf(out, size, "%s", text);
    return STATUS_OK;
}

static Status get_day(const JsonValue *from, const char *name, Day *out, Failure *failure)
{
    const char *text;
    TRY(json_member_string(from, name, &text, failure));
    return day_parse(text, strlen(text), out) ? STATUS_OK : odd(failure, name);
}

static Status get_time(const JsonValue *from, const char *name, char out[MANIFEST_TIME_SIZE],
                       Failure *failure)
{
    TRY(get_text(from, name, out, MANIFEST_TIME_SIZE, failure));
    return time_text_ok(out) ? STATUS_OK : odd(failure, name);
}

static Status get_hash(const JsonValue *from, const char *name, uint8_t out[SHA256_SIZE],
                       Failure *failure)
{
    const char *text;
    TRY(json_member_string(from, name, &text, failure));
    return sha256_from_hex(text, strlen(text), out) ? STATUS_OK : odd(failure, name);
}

static Status get_count(const JsonValue *from, const char *name, uint64_t *out,
                        Failure *failure)
{
    int64_t value;
    TRY(json_member_integer(from, name, &value, failure));
    if (value < 0) return odd(failure, name);
    *out = (uint64_t)value;
    return STATUS_OK;
}

static Status get_int(const JsonValue *from, const char *name, int low, int high, int *out,
                      Failure *failure)
{
    int64_t value;
    TRY(json_member_integer(from, name, &value, failure));
    if (value < low || value > high) return odd(failure, name);
    *out = (int)value;
    return STATUS_OK;
}

static Status get_codes(const JsonValue *from, const char *name, bool *codes, Failure *failure)
{
    const JsonValue *list;
    TRY(json_member(from, name, JSON_ARRAY, &list, failure));
    for (size_t i = 0; i < json_count(list); i++) {
        const char *text;
        int code;
        if (!json_string(json_array_at(list, i), &text) ||
            !rate_code_parse(text, strlen(text), &code)) {
            return odd(failure, name);
        }
        codes[code] = true;
    }
    return STATUS_OK;
}

static Status get_hold_years(const JsonValue *from, Manifest *out, Failure *failure)
{
    const JsonValue *list;
    TRY(json_member(from, "hold_code_of_year", JSON_ARRAY, &list, failure));
    for (size_t i = 0; i < json_count(list); i++) {
        const char *text;
        int code, year = 0;
        if (!json_string(json_array_at(list, i), &text) || strlen(text) < 6 || text[4] != ':' ||
            !rate_code_parse(text + 5, strlen(text + 5), &code)) {
            return odd(failure, "hold_code_of_year");
        }
        for (int d = 0; d < 4; d++) {
            year = text[d] >= '0' && text[d] <= '9' ? year * 10 + (text[d] - '0') : -1000;
        }
        if (year < HOLD_YEAR_FIRST || year > HOLD_YEAR_LAST) {
            return odd(failure, "hold_code_of_year");
        }
        out->holds.years[code] |= (uint64_t)1 << (year - HOLD_YEAR_FIRST);
    }
    return STATUS_OK;
}

/* "1507:1508", what line_successors_put writes. */
static bool parse_successor(const char *text, LineSuccessor *row)
{
    return strlen(text) == 9 && text[4] == ':' &&
           municipality_code_parse(text, 4, &row->code) &&
           municipality_code_parse(text + 5, 4, &row->to);
}

Status line_successors_get(const JsonValue *from, LineSuccessors *rows, Failure *failure)
{
    const JsonValue *list;
    TRY(json_member(from, "line_successors", JSON_ARRAY, &list, failure));
    if (json_count(list) > LINE_SUCCESSORS_MAX) return odd(failure, "line_successors");
    for (rows->count = 0; rows->count < json_count(list); rows->count++) {
        const char *text;
        if (!json_string(json_array_at(list, rows->count), &text) ||
            !parse_successor(text, &rows->items[rows->count])) {
            return odd(failure, "line_successors");
        }
    }
    return STATUS_OK;
}

static Status get_file(const JsonValue *from, ManifestFiles *files, Failure *failure)
{
    FileSums sums;
    char kind[sizeof files->items->kind];
    const char *path;
    TRY(get_text(from, "kind", kind, sizeof kind, failure));
    TRY(json_member_string(from, "path", &path, failure));
    TRY(get_hash(from, "sha256", sums.stored_sha256, failure));
    TRY(get_count(from, "size", &sums.stored_size, failure));
    TRY(get_hash(from, "content_sha256", sums.content_sha256, failure));
    TRY(get_count(from, "content_size", &sums.content_size, failure));
    return manifest_files_add(files, kind, path, &sums, failure);
}

Status manifest_files_read(const JsonValue *from, const char *name, ManifestFiles *files,
                           Failure *failure)
{
    const JsonValue *list;
    TRY(json_member(from, name, JSON_ARRAY, &list, failure));
    for (size_t i = 0; i < json_count(list); i++) {
        TRY(get_file(json_array_at(list, i), files, failure));
    }
    return STATUS_OK;
}

static Status get_rule_sets(const JsonValue *from, Manifest *out, Failure *failure)
{
    const JsonValue *list;
    TRY(json_member(from, "rule_sets", JSON_ARRAY, &list, failure));
    if (json_count(list) > MANIFEST_RULE_SETS_MAX) return odd(failure, "rule_sets");
    for (size_t i = 0; i < json_count(list); i++) {
        const JsonValue *item = json_array_at(list, i);
        ManifestRuleSet *set = &out->rule_sets[out->rule_set_count++];
        TRY(get_int(item, "year", YEAR_MIN, YEAR_MAX, &set->year, failure));
        TRY(get_text(item, "version", set->version, sizeof set->version, failure));
        TRY(get_hash(item, "sha256", set->sha256, failure));
    }
    return STATUS_OK;
}

static Status get_accounts(const JsonValue *from, Manifest *out, Failure *failure)
{
    const JsonValue *list;
    TRY(json_member(from, "accounts_changed", JSON_ARRAY, &list, failure));
    size_t count = json_count(list);
    out->accounts_changed = system_allocate(count * sizeof *out->accounts_changed);
    if (out->accounts_changed == NULL) return failure_set(failure, STATUS_MEMORY, NULL, NULL);
    for (size_t i = 0; i < count; i++) {
        const char *text;
        unsigned code = 0;
        if (!json_string(json_array_at(list, i), &text) || strlen(text) != 4) {
            return odd(failure, "accounts_changed");
        }
        for (const char *c = text; *c != '\0'; c++) {
            if (*c < '0' || *c > '9') return odd(failure, "accounts_changed");
            code = code * 10 + (unsigned)(*c - '0');
        }
        out->accounts_changed[out->accounts_changed_count++] = (MunicipalityCode)code;
    }
    return STATUS_OK;
}

static Status get_texts(const JsonValue *from, const char *name, ManifestTexts *texts,
                        Failure *failure)
{
    const JsonValue *list;
    TRY(json_member(from, name, JSON_ARRAY, &list, failure));
    for (size_t i = 0; i < json_count(list); i++) {
        const char *text;
        if (!json_string(json_array_at(list, i), &text)) return odd(failure, name);
        TRY(manifest_texts_add(texts, text, failure));
    }
    return STATUS_OK;
}

static Status get_schemes(const JsonValue *from, Manifest *out, Failure *failure)
{
    const char *text;
    TRY(json_member_string(from, "schemes", &text, failure));
    if (strstr(text, "integration") != NULL) out->schemes |= SCHEME_INTEGRATION;
    if (strstr(text, "norwegian") != NULL) out->schemes |= SCHEME_NORWEGIAN;
    return out->schemes != 0 ? STATUS_OK : odd(failure, "schemes");
}

static Status get_options(const JsonValue *from, Manifest *out, Failure *failure)
{
    const char *mode;
    TRY(json_member_string(from, "mode", &mode, failure));
    out->live = strcmp(mode, "live") == 0;
    if (!out->live && strcmp(mode, "test") != 0) return odd(failure, "mode");
    TRY(json_member_boolean(from, "dry_run", &out->dry_run, failure));
    TRY(get_text(from, "program", out->program, sizeof out->program, failure));
    TRY(get_time(from, "time", out->time, failure));
    /* Manifests of before there was such a time had the one for both. */
    if (json_object_get(from, "payments_created") == NULL)
        memcpy(out->payments_created, out->time, sizeof out->time);
    else
        TRY(get_time(from, "payments_created", out->payments_created, failure));
    TRY(get_int(from, "year", YEAR_MIN, YEAR_MAX, &out->year, failure));
    TRY(get_int(from, "quarter", 1, 4, &out->quarter, failure));
    TRY(get_day(from, "cutoff", &out->cutoff, failure));
    TRY(get_day(from, "payment_date", &out->payment_date, failure));
    TRY(get_day(from, "extract_date", &out->extract_date, failure));
    TRY(get_schemes(from, out, failure));
    TRY(get_text(from, "bank_profile", out->bank_profile, sizeof out->bank_profile, failure));
    TRY(json_member_boolean(from, "allow_synthetic", &out->allow_synthetic, failure));
    TRY(get_codes(from, "accept_rate", out->accept_rate, failure));
    TRY(get_codes(from, "hold_code", out->holds.code, failure));
    TRY(get_hold_years(from, out, failure));
    return line_successors_get(from, &out->line_successors, failure);
}

static Status get_ledger(const JsonValue *from, Manifest *out, Failure *failure)
{
    int entry = 0;
    const char *path;
    TRY(json_member_boolean(from, "has_ledger", &out->has_ledger, failure));
    TRY(json_member_string(from, "ledger", &path, failure));
    TRY(manifest_set_ledger(out, path, failure));
    TRY(get_int(from, "ledger_entry", 0, 999999, &entry, failure));
    out->ledger_entry = (uint32_t)entry;
    TRY(get_hash(from, "ledger_head", out->ledger_head, failure));
    TRY(get_count(from, "log_size", &out->log_size, failure));
    TRY(get_hash(from, "log_root", out->log_root, failure));
    return get_text(from, "pseudonym_key_id", out->pseudonym_key_id,
                    sizeof out->pseudonym_key_id, failure);
}

static Status get_sums(const JsonValue *from, Manifest *out, Failure *failure)
{
    TRY(get_count(from, "persons", &out->persons, failure));
    TRY(get_count(from, "persons_with_lines", &out->with_lines, failure));
    TRY(get_count(from, "persons_without_lines", &out->without_lines, failure));
    TRY(get_count(from, "persons_held", &out->held_persons, failure));
    TRY(get_count(from, "persons_vanished", &out->vanished, failure));
    TRY(get_count(from, "records_set_aside", &out->set_aside, failure));
    TRY(get_count(from, "lines", &out->lines, failure));
    TRY(get_count(from, "pay_lines", &out->pay_lines, failure));
    TRY(get_count(from, "payments", &out->payments, failure));
    TRY(json_member_integer(from, "lines_ore", &out->lines_sum, failure));
    TRY(json_member_integer(from, "held_ore", &out->held_sum, failure));
    TRY(json_member_integer(from, "brought_forward_ore", &out->brought_forward, failure));
    TRY(json_member_integer(from, "paid_ore", &out->paid, failure));
    return json_member_integer(from, "carried_forward_ore", &out->carried_forward, failure);
}

static Status get_all(const JsonValue *root, Manifest *out, Failure *failure)
{
    const char *format;
    TRY(json_member_string(root, "format", &format, failure));
    if (strcmp(format, "tilskudd-manifest-1") != 0) return odd(failure, "format");
    TRY(get_hash(root, "run_identity", out->run_identity, failure));
    TRY(get_options(root, out, failure));
    TRY(get_ledger(root, out, failure));
    TRY(get_rule_sets(root, out, failure));
    TRY(get_sums(root, out, failure));
    TRY(get_accounts(root, out, failure));
    TRY(manifest_files_read(root, "inputs", &out->inputs, failure));
    TRY(get_texts(root, "warnings", &out->warnings, failure));
    return manifest_files_read(root, "outputs", &out->outputs, failure);
}

Status manifest_read(const char *name, const void *bytes, size_t size, Manifest *out,
                     Failure *failure)
{
    JsonDocument *document;
    *out = (Manifest){0};
    Status status = json_read(name, bytes, size, &document, failure);
    if (status == STATUS_OK) {
        status = get_all(json_root(document), out, failure);
        json_free(document);
    }
    if (status == STATUS_OK) return STATUS_OK;
    manifest_free(out);
    failure_locate(failure, name);
    return status;
}
