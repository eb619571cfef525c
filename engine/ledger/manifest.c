#include "engine/ledger/manifest.h"

#include <stdio.h>
#include <string.h>

Status manifest_files_add(ManifestFiles *files, const char *kind, const char *path,
                          const FileSums *sums, Failure *failure)
{
    size_t length = strlen(path) + 1;
    TRY(system_grow(&files->items, &files->capacity, files->count + 1, sizeof *files->items,
                    failure));
    ManifestFile *file = &files->items[files->count];
    *file = (ManifestFile){.sums = *sums};
    snprintf(file->kind, sizeof file->kind, "%s", kind);
    file->path = system_allocate(length);
    if (file->path == NULL) return failure_set(failure, STATUS_MEMORY, path, NULL);
    memcpy(file->path, path, length);
    files->count++;
    return STATUS_OK;
}

Status manifest_texts_add(ManifestTexts *texts, const char *text, Failure *failure)
{
    size_t length = strlen(text) + 1;
    TRY(system_grow(&texts->items, &texts->capacity, texts->count + 1, sizeof *texts->items,
                    failure));
    char *copy = system_allocate(length);
    if (copy == NULL) return failure_set(failure, STATUS_MEMORY, NULL, NULL);
    memcpy(copy, text, length);
    texts->items[texts->count++] = copy;
    return STATUS_OK;
}

void manifest_texts_free(ManifestTexts *texts)
{
    for (size_t i = 0; i < texts->count; i++) {
        system_free(texts->items[i]);
    }
    system_free(texts->items);
    *texts = (ManifestTexts){0};
}

Status manifest_set_ledger(Manifest *manifest, const char *path, Failure *failure)
{
    size_t length = strlen(path) + 1;
    char *copy = system_allocate(length);
    if (copy == NULL) return failure_set(failure, STATUS_MEMORY, path, NULL);
    memcpy(copy, path, length);
    system_free(manifest->ledger);
    manifest->ledger = copy;
    return STATUS_OK;
}

/* --- writing: one member a line, so that two manifests can be compared by eye --- */

static void key(TextBuffer *out, const char *name)
{
    text_buffer_text(out, "  ");
    text_buffer_json_string(out, name);
    text_buffer_text(out, ": ");
}

static void end_member(TextBuffer *out)
{
    text_buffer_text(out, ",\n");
}

static void put_text(TextBuffer *out, const char *name, const char *value)
{
    key(out, name);
    text_buffer_json_string(out, value);
    end_member(out);
}

static void put_number(TextBuffer *out, const char *name, int64_t value)
{
    key(out, name);
    text_buffer_number(out, value);
    end_member(out);
}

static void put_flag(TextBuffer *out, const char *name, bool value)
{
    key(out, name);
    text_buffer_text(out, value ? "true" : "false");
    end_member(out);
}

static void put_day(TextBuffer *out, const char *name, Day day)
{
    char text[DAY_TEXT_SIZE];
    day_format(day, text);
    put_text(out, name, text);
}

static void put_hash(TextBuffer *out, const char *name, const uint8_t hash[SHA256_SIZE])
{
    char hex[SHA256_HEX_SIZE];
    sha256_to_hex(hash, hex);
    put_text(out, name, hex);
}

static void put_codes(TextBuffer *out, const char *name, const bool *codes)
{
    const char *separator = "";
    key(out, name);
    text_buffer_char(out, '[');
    for (int c = 0; c < RATE_CODE_COUNT; c++) {
        if (!codes[c]) continue;
        text_buffer_text(out, separator);
        text_buffer_json_string(out, rate_code_text(c));
        separator = ", ";
    }
    text_buffer_char(out, ']');
    end_member(out);
}

/* "2016:AR-1": as --hold-code was given. */
static void put_hold_years(TextBuffer *out, const uint64_t *years)
{
    const char *separator = "";
    key(out, "hold_code_of_year");
    text_buffer_char(out, '[');
    for (int c = 0; c < RATE_CODE_COUNT; c++) {
        for (int year = HOLD_YEAR_FIRST; year <= HOLD_YEAR_LAST; year++) {
            if ((years[c] >> (year - HOLD_YEAR_FIRST) & 1) == 0) continue;
            text_buffer_format(out, "%s\"%d:%s\"", separator, year, rate_code_text(c));
            separator = ", ";
        }
    }
    text_buffer_char(out, ']');
    end_member(out);
}

void line_successors_put(TextBuffer *out, const LineSuccessors *rows)
{
    key(out, "line_successors");
    text_buffer_char(out, '[');
    for (size_t i = 0; i < rows->count; i++) {
        text_buffer_format(out, "%s\"%04u:%04u\"", i > 0 ? ", " : "", rows->items[i].code,
                           rows->items[i].to);
    }
    text_buffer_char(out, ']');
    end_member(out);
}

static void inline_hash(TextBuffer *out, const char *name, const uint8_t hash[SHA256_SIZE])
{
    text_buffer_format(out, "\"%s\": \"", name);
    text_buffer_hex(out, hash, SHA256_SIZE);
    text_buffer_char(out, '"');
}

static void put_file(TextBuffer *out, const ManifestFile *file)
{
    text_buffer_text(out, "    {\"kind\": ");
    text_buffer_json_string(out, file->kind);
    text_buffer_text(out, ", \"path\": ");
    text_buffer_json_string(out, file->path);
    text_buffer_text(out, ", ");
    inline_hash(out, "sha256", file->sums.stored_sha256);
    text_buffer_format(out, ", \"size\": %llu, ", (unsigned long long)file->sums.stored_size);
    inline_hash(out, "content_sha256", file->sums.content_sha256);
    text_buffer_format(out, ", \"content_size\": %llu}",
                       (unsigned long long)file->sums.content_size);
}

void manifest_files_write(const ManifestFiles *files, const char *name, TextBuffer *out)
{
    key(out, name);
    text_buffer_text(out, "[\n");
    for (size_t i = 0; i < files->count; i++) {
        put_file(out, &files->items[i]);
        text_buffer_text(out, i + 1 < files->count ? ",\n" : "\n");
    }
    text_buffer_text(out, "  ]");
    end_member(out);
}

static void put_rule_sets(TextBuffer *out, const Manifest *manifest)
{
    key(out, "rule_sets");
    text_buffer_text(out, "[\n");
    for (size_t i = 0; i < manifest->rule_set_count; i++) {
        const ManifestRuleSet *set = &manifest->rule_sets[i];
        text_buffer_format(out, "    {\"year\": %d, \"version\": ", set->year);
        text_buffer_json_string(out, set->version);
        text_buffer_text(out, ", ");
        inline_hash(out, "sha256", set->sha256);
        text_buffer_text(out, i + 1 < manifest->rule_set_count ? "},\n" : "}\n");
    }
    text_buffer_text(out, "  ]");
    end_member(out);
}

static void put_accounts(TextBuffer *out, const Manifest *manifest)
{
    key(out, "accounts_changed");
    text_buffer_char(out, '[');
    for (size_t i = 0; i < manifest->accounts_changed_count; i++) {
        text_buffer_format(out, "%s\"%04u\"", i > 0 ? ", " : "", manifest->accounts_changed[i]);
    }
    text_buffer_char(out, ']');
    end_member(out);
}

static void put_texts(TextBuffer *out, const char *name, const ManifestTexts *texts)
{
    key(out, name);
    text_buffer_char(out, '[');
    for (size_t i = 0; i < texts->count; i++) {
        text_buffer_text(out, i > 0 ? ",\n    " : "\n    ");
        text_buffer_json_string(out, texts->items[i]);
    }
    text_buffer_text(out, texts->count > 0 ? "\n  ]" : "]");
    end_member(out);
}

static void put_options(TextBuffer *out, const Manifest *manifest)
{
    static const char *const schemes[] = {"", "integration", "norwegian",
                                          "integration,norwegian"};
    put_text(out, "mode", manifest->live ? "live" : "test");
    put_flag(out, "dry_run", manifest->dry_run);
    put_text(out, "program", manifest->program);
    put_text(out, "time", manifest->time);
    put_text(out, "payments_created", manifest->payments_created);
    put_number(out, "year", manifest->year);
    put_number(out, "quarter", manifest->quarter);
    put_day(out, "cutoff", manifest->cutoff);
    put_day(out, "payment_date", manifest->payment_date);
    put_day(out, "extract_date", manifest->extract_date);
    put_text(out, "schemes", schemes[manifest->schemes & SCHEMES_ALL]);
    put_text(out, "bank_profile", manifest->bank_profile);
    put_flag(out, "allow_synthetic", manifest->allow_synthetic);
    put_codes(out, "accept_rate", manifest->accept_rate);
    put_codes(out, "hold_code", manifest->hold_code);
    put_hold_years(out, manifest->hold_years);
    line_successors_put(out, &manifest->line_successors);
}

static void put_ledger(TextBuffer *out, const Manifest *manifest)
{
    put_flag(out, "has_ledger", manifest->has_ledger);
    put_text(out, "ledger", manifest->ledger != NULL ? manifest->ledger : "");
    put_number(out, "ledger_entry", manifest->ledger_entry);
    put_hash(out, "ledger_head", manifest->ledger_head);
    put_number(out, "log_size", (int64_t)manifest->log_size);
    put_hash(out, "log_root", manifest->log_root);
    put_text(out, "pseudonym_key_id", manifest->pseudonym_key_id);
}

static void put_sums(TextBuffer *out, const Manifest *manifest)
{
    put_number(out, "persons", (int64_t)manifest->persons);
    put_number(out, "persons_with_lines", (int64_t)manifest->with_lines);
    put_number(out, "persons_without_lines", (int64_t)manifest->without_lines);
    put_number(out, "persons_held", (int64_t)manifest->held_persons);
    put_number(out, "persons_vanished", (int64_t)manifest->vanished);
    put_number(out, "records_set_aside", (int64_t)manifest->set_aside);
    put_number(out, "lines", (int64_t)manifest->lines);
    put_number(out, "pay_lines", (int64_t)manifest->pay_lines);
    put_number(out, "payments", (int64_t)manifest->payments);
    put_number(out, "lines_ore", manifest->lines_sum);
    put_number(out, "held_ore", manifest->held_sum);
    put_number(out, "brought_forward_ore", manifest->brought_forward);
    put_number(out, "paid_ore", manifest->paid);
    put_number(out, "carried_forward_ore", manifest->carried_forward);
}

void manifest_write(const Manifest *manifest, TextBuffer *out)
{
    text_buffer_text(out, "{\n");
    put_hash(out, "run_identity", manifest->run_identity);
    put_options(out, manifest);
    put_ledger(out, manifest);
    put_rule_sets(out, manifest);
    put_sums(out, manifest);
    put_accounts(out, manifest);
    manifest_files_write(&manifest->inputs, "inputs", out);
    put_texts(out, "warnings", &manifest->warnings);
    manifest_files_write(&manifest->outputs, "outputs", out);
    text_buffer_text(out, "  \"format\": \"tilskudd-manifest-1\"\n}\n");
}

void manifest_files_free(ManifestFiles *files)
{
    for (size_t i = 0; i < files->count; i++) {
        system_free(files->items[i].path);
    }
    system_free(files->items);
    *files = (ManifestFiles){0};
}

void manifest_free(Manifest *manifest)
{
    manifest_files_free(&manifest->inputs);
    manifest_files_free(&manifest->outputs);
    manifest_texts_free(&manifest->warnings);
    system_free(manifest->accounts_changed);
    system_free(manifest->ledger);
    *manifest = (Manifest){0};
}

const ManifestFile *manifest_output(const Manifest *manifest, const char *kind)
{
    for (size_t i = 0; i < manifest->outputs.count; i++) {
        if (strcmp(manifest->outputs.items[i].kind, kind) == 0) {
            return &manifest->outputs.items[i];
        }
    }
    return NULL;
}
