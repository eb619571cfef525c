#include "formats/run/manifest.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "formats/csv/csv_fields.h"
#include "rules/base/codes.h"

static Status odd(const char *problem, Failure *failure)
{
    return failure_set(failure, STATUS_INPUT_VALUE, NULL, "%s", problem);
}

static Status copy_text(const char *text, char **out, Failure *failure)
{
    size_t size = strlen(text) + 1;
    *out = system_allocate(size);
    if (*out == NULL) return failure_set(failure, STATUS_MEMORY, NULL, NULL);
    memcpy(*out, text, size);
    return STATUS_OK;
}

/* An array of strings, each given to `add`. */
static Status each_text(const JsonValue *list, Status (*add)(void *, const char *, Failure *),
                        void *member, Failure *failure)
{
    if (json_kind(list) != JSON_ARRAY) return odd("not an array", failure);
    for (size_t i = 0; i < json_count(list); i++) {
        const char *text;
        if (!json_line(json_array_at(list, i), &text))
            return odd("not a string on one line", failure);
        TRY(add(member, text, failure));
    }
    return STATUS_OK;
}

/* --- lists of files --- */

static const Field file_fields[] = {
    JSON_FIELD(ManifestFile, kind, "kind", FIELD_TEXT),
    JSON_FIELD(ManifestFile, path, "path", FIELD_OWNED_TEXT),
    JSON_FIELD(ManifestFile, sums.stored_sha256, "sha256", FIELD_HASH),
    JSON_FIELD(ManifestFile, sums.stored_size, "size", FIELD_COUNT),
    JSON_FIELD(ManifestFile, sums.content_sha256, "content_sha256", FIELD_HASH),
    JSON_FIELD(ManifestFile, sums.content_size, "content_size", FIELD_COUNT),
};
enum { FILE_FIELDS = sizeof file_fields / sizeof file_fields[0] };

Status manifest_files_add(ManifestFiles *files, const char *kind, const char *path,
                          const FileSums *sums, Failure *failure)
{
    TRY(system_grow(&files->items, &files->capacity, files->count + 1, sizeof *files->items,
                    failure));
    ManifestFile *file = &files->items[files->count];
    *file = (ManifestFile){.sums = *sums};
    snprintf(file->kind, sizeof file->kind, "%s", kind);
    TRY(copy_text(path, &file->path, failure));
    files->count++;
    return STATUS_OK;
}

void manifest_files_free(ManifestFiles *files)
{
    for (size_t i = 0; i < files->count; i++)
        system_free(files->items[i].path);
    system_free(files->items);
    *files = (ManifestFiles){0};
}

const ManifestFile *manifest_files_of_kind(const ManifestFiles *files, const char *kind)
{
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->items[i].kind, kind) == 0) return &files->items[i];
    return NULL;
}

const ManifestFile *manifest_files_at(const ManifestFiles *files, const char *path)
{
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->items[i].path, path) == 0) return &files->items[i];
    return NULL;
}

static void write_files(JsonWriter *writer, const char *name, const void *member)
{
    const ManifestFiles *files = member;
    fields_write_list(writer, name, file_fields, FILE_FIELDS, files->items, files->count,
                      sizeof *files->items);
}

static Status read_files(const JsonValue *list, void *member, Failure *failure)
{
    ManifestFiles *files = member;
    if (json_kind(list) != JSON_ARRAY) return odd("not an array", failure);
    for (size_t i = 0; i < json_count(list); i++) {
        TRY(system_grow(&files->items, &files->capacity, files->count + 1, sizeof *files->items,
                        failure));
        ManifestFile *file = &files->items[files->count++];
        *file = (ManifestFile){.path = NULL};
        TRY(fields_read(json_array_at(list, i), file_fields, FILE_FIELDS, file, failure));
    }
    return STATUS_OK;
}

const FieldType manifest_files_type = {write_files, read_files};

/* --- what is written as a list of texts --- */

Status manifest_texts_add(ManifestTexts *texts, const char *text, Failure *failure)
{
    TRY(system_grow(&texts->items, &texts->capacity, texts->count + 1, sizeof *texts->items,
                    failure));
    TRY(copy_text(text, &texts->items[texts->count], failure));
    texts->count++;
    return STATUS_OK;
}

bool manifest_texts_same(const ManifestTexts *left, const ManifestTexts *right)
{
    bool same = left->count == right->count;
    for (size_t i = 0; same && i < left->count; i++)
        same = strcmp(left->items[i], right->items[i]) == 0;
    return same;
}

void manifest_texts_free(ManifestTexts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        system_free(texts->items[i]);
    system_free(texts->items);
    *texts = (ManifestTexts){0};
}

static void write_texts(JsonWriter *writer, const char *name, const void *member)
{
    const ManifestTexts *texts = member;
    json_array(writer, name, JSON_LINES_OR_NONE);
    for (size_t i = 0; i < texts->count; i++)
        json_put_text(writer, NULL, texts->items[i]);
    json_end(writer);
}

static Status add_text(void *member, const char *text, Failure *failure)
{
    return manifest_texts_add(member, text, failure);
}

static Status read_texts(const JsonValue *list, void *member, Failure *failure)
{
    return each_text(list, add_text, member, failure);
}

const FieldType manifest_texts_type = {write_texts, read_texts};

static void write_codes(JsonWriter *writer, const char *name, const void *member)
{
    const bool *codes = member;
    json_array(writer, name, JSON_INLINE);
    for (int c = 0; c < RATE_CODE_COUNT; c++)
        if (codes[c]) json_put_text(writer, NULL, rate_code_text(c));
    json_end(writer);
}

static Status add_code(void *member, const char *text, Failure *failure)
{
    int code;
    bool *codes = member;
    if (!rate_code_parse(text, strlen(text), &code)) return odd("not a code", failure);
    codes[code] = true;
    return STATUS_OK;
}

static Status read_codes(const JsonValue *list, void *member, Failure *failure)
{
    return each_text(list, add_code, member, failure);
}

static const FieldType codes_type = {write_codes, read_codes};

/* "2016:AR-1": as --hold-code was given. */
static void write_code_years(JsonWriter *writer, const char *name, const void *member)
{
    const uint64_t *years = member;
    json_array(writer, name, JSON_INLINE);
    for (int c = 0; c < RATE_CODE_COUNT; c++) {
        for (int year = HOLD_YEAR_FIRST; year <= HOLD_YEAR_LAST; year++) {
            if ((years[c] >> (year - HOLD_YEAR_FIRST) & 1) == 0) continue;
            json_put_format(writer, NULL, "%d:%s", year, rate_code_text(c));
        }
    }
    json_end(writer);
}

static Status add_code_year(void *member, const char *text, Failure *failure)
{
    uint64_t *years = member;
    int code, year = 0;
    if (strlen(text) < 6 || text[4] != ':' ||
        !rate_code_parse(text + 5, strlen(text + 5), &code))
        return odd("not a year and a code", failure);
    for (int d = 0; d < 4; d++)
        year = text[d] >= '0' && text[d] <= '9' ? year * 10 + (text[d] - '0') : -1000;
    if (year < HOLD_YEAR_FIRST || year > HOLD_YEAR_LAST)
        return odd("not a year and a code", failure);
    years[code] |= (uint64_t)1 << (year - HOLD_YEAR_FIRST);
    return STATUS_OK;
}

static Status read_code_years(const JsonValue *list, void *member, Failure *failure)
{
    return each_text(list, add_code_year, member, failure);
}

static const FieldType code_years_type = {write_code_years, read_code_years};

static void write_successors(JsonWriter *writer, const char *name, const void *member)
{
    const LineSuccessors *rows = member;
    json_array(writer, name, JSON_INLINE);
    for (size_t i = 0; i < rows->count; i++)
        json_put_format(writer, NULL, "%04u:%04u", rows->items[i].code, rows->items[i].to);
    json_end(writer);
}

static Status add_successor(void *member, const char *text, Failure *failure)
{
    LineSuccessors *rows = member;
    if (rows->count == LINE_SUCCESSORS_MAX) return odd("too many", failure);
    LineSuccessor *row = &rows->items[rows->count];
    if (strlen(text) != 9 || text[4] != ':' || !municipality_code_parse(text, 4, &row->code) ||
        !municipality_code_parse(text + 5, 4, &row->to))
        return odd("not two municipalities", failure);
    rows->count++;
    return STATUS_OK;
}

static Status read_successors(const JsonValue *list, void *member, Failure *failure)
{
    return each_text(list, add_successor, member, failure);
}

const FieldType line_successors_type = {write_successors, read_successors};

static void write_municipalities(JsonWriter *writer, const char *name, const void *member)
{
    const ManifestCodes *codes = member;
    json_array(writer, name, JSON_INLINE);
    for (size_t i = 0; i < codes->count; i++)
        json_put_format(writer, NULL, "%04u", codes->items[i]);
    json_end(writer);
}

static Status add_municipality(void *member, const char *text, Failure *failure)
{
    ManifestCodes *codes = member;
    unsigned code = 0;
    if (strlen(text) != 4 || strspn(text, "0123456789") != 4)
        return odd("not a municipality", failure);
    for (const char *c = text; *c != '\0'; c++)
        code = code * 10 + (unsigned)(*c - '0');
    codes->items[codes->count++] = (MunicipalityCode)code;
    return STATUS_OK;
}

static Status read_municipalities(const JsonValue *list, void *member, Failure *failure)
{
    ManifestCodes *codes = member;
    codes->items = system_allocate(json_count(list) * sizeof *codes->items);
    if (codes->items == NULL) return failure_set(failure, STATUS_MEMORY, NULL, NULL);
    return each_text(list, add_municipality, member, failure);
}

static const FieldType municipalities_type = {write_municipalities, read_municipalities};

static void write_list(JsonWriter *writer, const char *name, const void *member)
{
    const MunicipalityList *list = member;
    json_array(writer, name, JSON_INLINE);
    for (size_t i = 0; i < list->count; i++)
        json_put_format(writer, NULL, "%04u", list->items[i]);
    json_end(writer);
}

static Status add_to_list(void *member, const char *text, Failure *failure)
{
    MunicipalityCode code;
    if (!municipality_code_parse(text, strlen(text), &code))
        return odd("not a municipality", failure);
    return municipality_list_add(member, code) ? STATUS_OK : odd("too many", failure);
}

static Status read_list(const JsonValue *list, void *member, Failure *failure)
{
    return each_text(list, add_to_list, member, failure);
}

static const FieldType list_type = {write_list, read_list};

/* --- other members --- */

static void write_schemes(JsonWriter *writer, const char *name, const void *member)
{
    static const char *const schemes[] = {"", "integration", "norwegian",
                                          "integration,norwegian"};
    json_put_text(writer, name, schemes[*(const unsigned *)member & SCHEMES_ALL]);
}

static Status read_schemes(const JsonValue *value, void *member, Failure *failure)
{
    const char *text;
    unsigned *schemes = member;
    if (!json_string(value, &text)) return odd("not a string", failure);
    if (strstr(text, "integration") != NULL) *schemes |= SCHEME_INTEGRATION;
    if (strstr(text, "norwegian") != NULL) *schemes |= SCHEME_NORWEGIAN;
    return *schemes != 0 ? STATUS_OK : odd("not a scheme", failure);
}

static const FieldType schemes_type = {write_schemes, read_schemes};

static void write_mode(JsonWriter *writer, const char *name, const void *member)
{
    json_put_text(writer, name, run_mode_text(*(const bool *)member));
}

static Status read_mode(const JsonValue *value, void *member, Failure *failure)
{
    const char *text;
    if (!json_string(value, &text)) return odd("not a string", failure);
    *(bool *)member = strcmp(text, "live") == 0;
    return *(bool *)member || strcmp(text, "test") == 0 ? STATUS_OK
                                                        : odd("not a mode", failure);
}

static const FieldType mode_type = {write_mode, read_mode};

static const Field rule_set_fields[] = {
    JSON_FIELD(ManifestRuleSet, year, "year", FIELD_INT, .least = YEAR_MIN, .most = YEAR_MAX),
    JSON_FIELD(ManifestRuleSet, version, "version", FIELD_TEXT),
    JSON_FIELD(ManifestRuleSet, sha256, "sha256", FIELD_HASH),
};
enum { RULE_SET_FIELDS = sizeof rule_set_fields / sizeof rule_set_fields[0] };

static void write_rule_sets(JsonWriter *writer, const char *name, const void *member)
{
    const ManifestRuleSets *sets = member;
    fields_write_list(writer, name, rule_set_fields, RULE_SET_FIELDS, sets->items, sets->count,
                      sizeof *sets->items);
}

static Status read_rule_sets(const JsonValue *list, void *member, Failure *failure)
{
    ManifestRuleSets *sets = member;
    if (json_kind(list) != JSON_ARRAY) return odd("not an array", failure);
    if (json_count(list) > MANIFEST_RULE_SETS_MAX) return odd("too many", failure);
    for (; sets->count < json_count(list); sets->count++)
        TRY(fields_read(json_array_at(list, sets->count), rule_set_fields, RULE_SET_FIELDS,
                        &sets->items[sets->count], failure));
    return STATUS_OK;
}

static const FieldType rule_sets_type = {write_rule_sets, read_rule_sets};

/* --- the manifest --- */

static const Field fields[] = {
    JSON_FIELD(Manifest, run_identity, "run_identity", FIELD_HASH),
    JSON_OWN(Manifest, live, "mode", &mode_type),
    JSON_FIELD(Manifest, dry_run, "dry_run", FIELD_FLAG),
    JSON_FIELD(Manifest, program, "program", FIELD_TEXT),
    JSON_FIELD(Manifest, build, "build", FIELD_TEXT),
    JSON_FIELD(Manifest, time, "time", FIELD_TIME),
    /* Manifests of before there was such a time had the one for both. */
    JSON_FIELD(Manifest, payments_created, "payments_created", FIELD_TIME, .optional = true),
    JSON_FIELD(Manifest, year, "year", FIELD_INT, .least = YEAR_MIN, .most = YEAR_MAX),
    JSON_FIELD(Manifest, quarter, "quarter", FIELD_INT, .least = 1, .most = 4),
    JSON_FIELD(Manifest, cutoff, "cutoff", FIELD_DAY),
    JSON_FIELD(Manifest, payment_date, "payment_date", FIELD_DAY),
    JSON_FIELD(Manifest, extract_date, "extract_date", FIELD_DAY),
    JSON_OWN(Manifest, schemes, "schemes", &schemes_type),
    JSON_FIELD(Manifest, bank_profile, "bank_profile", FIELD_TEXT),
    JSON_FIELD(Manifest, allow_synthetic, "allow_synthetic", FIELD_FLAG),
    JSON_FIELD(Manifest, allow_gap, "allow_gap", FIELD_FLAG),
    JSON_FIELD(Manifest, allow_cutoff, "allow_cutoff", FIELD_FLAG),
    JSON_FIELD(Manifest, national, "national", FIELD_FLAG),
    JSON_OWN(Manifest, only_own, "only_own", &list_type),
    JSON_OWN(Manifest, repay, "repay", &list_type),
    JSON_OWN(Manifest, accept_rate, "accept_rate", &codes_type),
    JSON_OWN(Manifest, holds.code, "hold_code", &codes_type),
    JSON_OWN(Manifest, holds.years, "hold_code_of_year", &code_years_type),
    JSON_OWN(Manifest, hold_municipalities, "hold_municipality", &list_type),
    JSON_OWN(Manifest, line_successors, "line_successors", &line_successors_type),
    JSON_FIELD(Manifest, has_ledger, "has_ledger", FIELD_FLAG),
    JSON_FIELD(Manifest, ledger, "ledger", FIELD_OWNED_TEXT),
    JSON_FIELD(Manifest, ledger_entry, "ledger_entry", FIELD_U32, .most = 999999),
    JSON_FIELD(Manifest, ledger_head, "ledger_head", FIELD_HASH),
    JSON_FIELD(Manifest, log_size, "log_size", FIELD_COUNT),
    JSON_FIELD(Manifest, log_root, "log_root", FIELD_HASH),
    JSON_FIELD(Manifest, pseudonym_key_id, "pseudonym_key_id", FIELD_TEXT),
    JSON_OWN(Manifest, rule_sets, "rule_sets", &rule_sets_type),
    JSON_FIELD(Manifest, persons, "persons", FIELD_COUNT),
    JSON_FIELD(Manifest, with_lines, "persons_with_lines", FIELD_COUNT),
    JSON_FIELD(Manifest, without_lines, "persons_without_lines", FIELD_COUNT),
    JSON_FIELD(Manifest, held_persons, "persons_held", FIELD_COUNT),
    JSON_FIELD(Manifest, vanished, "persons_vanished", FIELD_COUNT),
    JSON_FIELD(Manifest, set_aside, "records_set_aside", FIELD_COUNT),
    JSON_FIELD(Manifest, lines, "lines", FIELD_COUNT),
    JSON_FIELD(Manifest, pay_lines, "pay_lines", FIELD_COUNT),
    JSON_FIELD(Manifest, payments, "payments", FIELD_COUNT),
    JSON_FIELD(Manifest, lines_sum, "lines_ore", FIELD_INTEGER),
    JSON_FIELD(Manifest, held_sum, "held_ore", FIELD_INTEGER),
    JSON_FIELD(Manifest, brought_forward, "brought_forward_ore", FIELD_INTEGER),
    JSON_FIELD(Manifest, returned, "returned_ore", FIELD_INTEGER),
    JSON_FIELD(Manifest, manual, "manual_ore", FIELD_INTEGER),
    JSON_FIELD(Manifest, paid, "paid_ore", FIELD_INTEGER),
    JSON_FIELD(Manifest, carried_forward, "carried_forward_ore", FIELD_INTEGER),
    JSON_OWN(Manifest, accounts_changed, "accounts_changed", &municipalities_type),
    JSON_OWN(Manifest, inputs, "inputs", &manifest_files_type),
    JSON_OWN(Manifest, serials, "serials", &manifest_texts_type),
    JSON_OWN(Manifest, warnings, "warnings", &manifest_texts_type),
    JSON_FIELD(Manifest, packs, "packs", FIELD_OWN, .type = &manifest_texts_type,
               .optional = true),
    JSON_OWN(Manifest, outputs, "outputs", &manifest_files_type),
    JSON_CONSTANT("format", MANIFEST_FORMAT),
};
enum { FIELDS = sizeof fields / sizeof fields[0] };

RunMark manifest_mark(const Manifest *manifest)
{
    RunMark mark = {
        .year = manifest->year, .quarter = manifest->quarter, .live = manifest->live};
    memcpy(mark.identity, manifest->run_identity, SHA256_SIZE);
    return mark;
}

Status manifest_set_ledger(Manifest *manifest, const char *path, Failure *failure)
{
    system_free(manifest->ledger);
    return copy_text(path, &manifest->ledger, failure);
}

/* Members as they are written, unless they say what everybody means. */
static void unusual_members(const Manifest *manifest, const char *before, TextBuffer *out)
{
    static const char *const usual[][2] = {{"schemes", "\"integration,norwegian\""},
                                           {"allow_synthetic", "false"},
                                           {"accept_rate", "[]"},
                                           {"hold_code", "[]"},
                                           {"hold_code_of_year", "[]"},
                                           {"line_successors", "[]"}};
    CLEANUP(text_buffer_free) TextBuffer all = TEXT_BUFFER_EMPTY;
    manifest_write(manifest, &all);
    for (size_t i = 0; i < sizeof usual / sizeof usual[0] && !all.failed; i++) {
        char start[40];
        snprintf(start, sizeof start, "\"%s\": ", usual[i][0]);
        const char *member = strstr(all.bytes, start) + strlen(start);
        size_t length = strcspn(member, "\n") - 1;
        if (length == strlen(usual[i][1]) && memcmp(member, usual[i][1], length) == 0) continue;
        text_buffer_format(out, _("%schosen: %s %.*s\n"), before, usual[i][0], (int)length,
                           member);
    }
}

static void chosen_codes(const MunicipalityList *list, const char *before, const char *what,
                         TextBuffer *out)
{
    if (list->count == 0) return;
    text_buffer_format(out, "%s%s:", before, what);
    for (size_t i = 0; i < list->count; i++)
        text_buffer_format(out, " %04u", list->items[i]);
    text_buffer_char(out, '\n');
}

void manifest_choices_text(const Manifest *manifest, const char *before, TextBuffer *out)
{
    unusual_members(manifest, before, out);
    if (manifest->allow_gap)
        text_buffer_format(out, _("%sa quarter is skipped (--allow-gap)\n"), before);
    if (manifest->allow_cutoff)
        text_buffer_format(
            out, _("%sthe cut-off is early or late for the quarter (--allow-cutoff)\n"),
            before);
    if (manifest->national)
        text_buffer_format(out,
                           _("%sextracts without a sender count as the whole country "
                             "(--national)\n"),
                           before);
    chosen_codes(&manifest->hold_municipalities, before,
                 _("held back, the extract is missing (--hold-municipality)"), out);
    chosen_codes(&manifest->only_own, before,
                 _("taken from a sender only whom no other sends (--only-own)"), out);
    chosen_codes(&manifest->repay, before,
                 _("rejected and paid again, the account was looked at (--repay)"), out);
}

void manifest_write(const Manifest *manifest, TextBuffer *out)
{
    fields_write_document(out, fields, FIELDS, manifest);
}

/* --- what was read --- */

/* A rule set is listed twice: by its year, and as a file. */
static bool is_rule_set(const ManifestFile *file, const ManifestRuleSet *set)
{
    char name[16];
    snprintf(name, sizeof name, "%04d.xml", set->year);
    return strcmp(path_base_name(file->path), name) == 0 &&
           memcmp(file->sums.content_sha256, set->sha256, SHA256_SIZE) == 0;
}

/* Files of kinds that there are, each kind once but for extracts, and the rule sets that the
 * manifest says were used: who computes it again compares those, by their years. */
static bool are_inputs(const ManifestFiles *files, const ManifestRuleSets *sets)
{
    static const char *const once[] = {"payees", "configuration", "municipalities",
                                       "bank-profile", "decided"};
    enum { ONCE = sizeof once / sizeof once[0] };
    bool seen[ONCE] = {false};
    size_t set = 0, kind;
    for (size_t i = 0; i < files->count; i++) {
        const ManifestFile *file = &files->items[i];
        if (strcmp(file->kind, "register") == 0) continue;
        if (strcmp(file->kind, "rule-set") == 0) {
            if (set == sets->count || !is_rule_set(file, &sets->items[set++])) return false;
            continue;
        }
        for (kind = 0; kind < ONCE && strcmp(file->kind, once[kind]) != 0;)
            kind++;
        if (kind == ONCE || seen[kind]) return false;
        seen[kind] = true;
    }
    return set == sets->count;
}

/* What an earlier program wrote lacks what is asked today. */
static Status refuse_earlier(const char *name, const void *bytes, size_t size, Failure *failure)
{
    static const char *const earlier[] = {"tilskudd-manifest-1", "tilskudd-manifest-2"};
    for (size_t i = 0; i < sizeof earlier / sizeof earlier[0]; i++) {
        char member[64];
        int length = snprintf(member, sizeof member, "\"format\": \"%s\"", earlier[i]);
        if (memmem(bytes, size, member, (size_t)length) == NULL) continue;
        return failure_set(
            failure, STATUS_NOT_NOW, name,
            "of the format %s, which this program (%s) no longer reads: make the run "
            "again",
            earlier[i], MANIFEST_FORMAT);
    }
    return STATUS_OK;
}

Status manifest_read(const char *name, const void *bytes, size_t size, Manifest *out,
                     Failure *failure)
{
    CLEANUP(manifest_free) Manifest manifest = {0};
    *out = (Manifest){0};
    TRY(refuse_earlier(name, bytes, size, failure));
    Status status = fields_read_document(name, bytes, size, fields, FIELDS, &manifest, failure);
    if (status == STATUS_INPUT_VALUE)
        status = failure_explain(failure, STATUS_VERIFICATION, NULL);
    TRY(status);
    if (!are_inputs(&manifest.inputs, &manifest.rule_sets))
        return failure_set(failure, STATUS_VERIFICATION, name,
                           "its list of inputs is none of a run");
    if (manifest.payments_created[0] == '\0')
        memcpy(manifest.payments_created, manifest.time, sizeof manifest.time);
    *out = HAND_OVER(Manifest, manifest);
    return STATUS_OK;
}

void manifest_free(Manifest *manifest)
{
    manifest_files_free(&manifest->inputs);
    manifest_files_free(&manifest->outputs);
    manifest_texts_free(&manifest->serials);
    manifest_texts_free(&manifest->warnings);
    manifest_texts_free(&manifest->packs);
    system_free(manifest->accounts_changed.items);
    system_free(manifest->ledger);
    *manifest = (Manifest){0};
}

bool manifest_is_of_no_run(const void *bytes, size_t size)
{
    static const char mark[] = "{\n  \"kind\": \"";
    return size >= sizeof mark - 1 && memcmp(bytes, mark, sizeof mark - 1) == 0;
}

bool manifest_is_of_accounts(const void *bytes, size_t size)
{
    static const char mark[] = "\"format\": \"" ACCOUNTS_MANIFEST_FORMAT "\"";
    return memmem(bytes, size, mark, sizeof mark - 1) != NULL;
}
