#include "formats/run/draw_record.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/lock.h"
#include "formats/base/translate.h"
#include "formats/csv/csv_fields.h"
#include "formats/json/json_writer.h"
#include "formats/run/sample_file.h"
#include "formats/run/sample_report.h"
#include "rules/base/money_text.h"

enum { NUMBERS_MAX = 999999 };

static const char *const kind_texts[] = {N_("draw"), N_("idents"), NULL};

static const Field fields[] = {
    JSON_FIELD(DrawRecord, number, "number", FIELD_U32, .least = 1, .most = NUMBERS_MAX),
    JSON_FIELD(DrawRecord, kind, "kind", FIELD_WORD, .words = kind_texts),
    JSON_FIELD(DrawRecord, time, "time", FIELD_TIME),
    JSON_FIELD(DrawRecord, who, "who", FIELD_TEXT),
    JSON_FIELD(DrawRecord, entry, "entry", FIELD_U32, .most = NUMBERS_MAX),
    JSON_FIELD(DrawRecord, run_identity, "run_identity", FIELD_HASH),
    JSON_FIELD(DrawRecord, draw, "draw_sha256", FIELD_HASH),
    JSON_FIELD(DrawRecord, from, "from", FIELD_TEXT),
    JSON_FIELD(DrawRecord, method, "method", FIELD_TEXT),
    JSON_FIELD(DrawRecord, strata, "strata", FIELD_TEXT),
    JSON_FIELD(DrawRecord, places, "municipalities", FIELD_TEXT),
    JSON_FIELD(DrawRecord, n, "n", FIELD_I64, .least = 1, .most = SAMPLE_SIZE_MAX),
    JSON_FIELD(DrawRecord, rows, "rows", FIELD_COUNT),
    JSON_FIELD(DrawRecord, population, "population", FIELD_COUNT),
    JSON_FIELD(DrawRecord, looks, "looks", FIELD_U32, .least = 1, .most = THOUSANDTHS),
    JSON_FIELD(DrawRecord, look, "look", FIELD_U32, .least = 1, .most = THOUSANDTHS),
    JSON_FIELD(DrawRecord, extends, "extends", FIELD_U32, .most = NUMBERS_MAX),
    JSON_FIELD(DrawRecord, seed_chosen, "seed_chosen", FIELD_FLAG),
    JSON_FIELD(DrawRecord, seed_entry, "seed_entry", FIELD_U32, .most = NUMBERS_MAX),
    JSON_FIELD(DrawRecord, seed, "seed", FIELD_TEXT),
    JSON_FIELD(DrawRecord, previous, "previous", FIELD_HASH),
    JSON_CONSTANT("format", "tilskudd-draw-1"),
};
static const RecordKind kind_of_record = {fields, sizeof fields / sizeof fields[0],
                                          N_("not a draw as recorded")};

static Status samples_folder(const char *ledger, char out[PATH_SIZE], Failure *failure)
{
    return path_join(ledger, "samples", out, failure);
}

static Status wrong(const char *path, const char *what, Failure *failure)
{
    return failure_set(failure, STATUS_VERIFICATION, path, "%s", what);
}

/* --- reading --- */

/* Whoever writes a record writes it once, and for herself: its mode says so. */
static Status read_record(const char *path, DrawRecord *out, Failure *failure)
{
    PathWriters writers;
    TRY(path_writers(path, &writers, failure));
    if (writers.all || writers.members)
        return wrong(path, _("others than its owner may write to it (chmod go-w)"), failure);
    return record_file_read(path, &kind_of_record, out, out->sha256, failure);
}

/* The next record, by its name, its number and the one before. */
static Status add_record(const char *folder, const char *name, DrawRecords *out,
                         Failure *failure)
{
    char path[PATH_SIZE], expected[32];
    static const uint8_t none[SHA256_SIZE];
    size_t at = out->count;
    TRY(path_join(folder, name, path, failure));
    snprintf(expected, sizeof expected, "%06zu.json", at + 1);
    if (strcmp(name, expected) != 0) {
        TRY(path_join(folder, expected, path, failure));
        return wrong(path, "the record of a draw is missing: it was removed", failure);
    }
    TRY(system_grow(&out->items, &out->capacity, at + 1, sizeof *out->items, failure));
    DrawRecord *record = &out->items[at];
    *record = (DrawRecord){.number = 0};
    TRY(read_record(path, record, failure));
    if (record->number != at + 1 ||
        memcmp(record->previous, at > 0 ? record[-1].sha256 : none, SHA256_SIZE) != 0)
        return wrong(path, "does not follow the record before it: one of them was changed",
                     failure);
    out->count++;
    return STATUS_OK;
}

/* Why a folder with these writers is not the control team's alone; NULL: it is. The group that
 * writes the ledger pays, and must not write what shows how often was drawn. */
static const char *not_alone(const PathWriters *folder, const PathWriters *ledger)
{
    if (folder->all)
        return _("everybody may write to it: it is the control team's (chmod o-w)");
    if (!folder->members) return NULL;
    if (ledger->members && ledger->group == folder->group)
        return _("the ledger's own group may write to it: it is the control team's (chgrp)");
    if (folder->shared) return NULL;
    return _("a group may write to it, but what is drawn there is not the group's: make it the "
             "control team's (chgrp and chmod 2775), or its owner's (chmod g-w)");
}

static Status check_folder(const char *ledger, const char *folder, bool *there,
                           Failure *failure)
{
    PathKind kind;
    PathWriters own, of_ledger;
    TRY(path_kind(folder, &kind, failure));
    *there = kind != PATH_MISSING;
    if (kind == PATH_MISSING) return STATUS_OK;
    if (kind != PATH_FOLDER) return wrong(folder, "not a folder of its own", failure);
    TRY(path_writers(folder, &own, failure));
    TRY(path_writers(ledger, &of_ledger, failure));
    const char *why = not_alone(&own, &of_ledger);
    return why != NULL ? wrong(folder, why, failure) : STATUS_OK;
}

Status draw_records_read(const char *ledger, DrawRecords *out, Failure *failure)
{
    char folder[PATH_SIZE];
    bool there;
    CLEANUP(path_list_free) PathList list = {0};
    *out = (DrawRecords){0};
    TRY(samples_folder(ledger, folder, failure));
    TRY(check_folder(ledger, folder, &there, failure));
    if (!there) return STATUS_OK;
    TRY(path_list(folder, &list, failure));
    for (size_t i = 0; i < list.count; i++)
        if (record_file_is(list.names[i])) TRY(add_record(folder, list.names[i], out, failure));
    return STATUS_OK;
}

void draw_records_free(DrawRecords *records)
{
    system_free(records->items);
    *records = (DrawRecords){0};
}

const DrawRecord *draw_records_find(const DrawRecords *records, DrawKind kind,
                                    const uint8_t draw[SHA256_SIZE])
{
    for (size_t i = 0; i < records->count; i++)
        if (records->items[i].kind == kind &&
            memcmp(records->items[i].draw, draw, SHA256_SIZE) == 0)
            return &records->items[i];
    return NULL;
}

/* --- writing --- */

Status draw_records_lock(const char *ledger, int *lock, Failure *failure)
{
    char folder[PATH_SIZE];
    bool there;
    TRY(samples_folder(ledger, folder, failure));
    TRY(check_folder(ledger, folder, &there, failure));
    if (!there) TRY(path_make_folder(folder, true, failure));
    TRY(path_check_writable(
        folder, "draws are recorded there: ask for the control team's group", failure));
    return lock_in_turn(folder, lock, failure);
}

void draw_record_fill(DrawRecord *record, const Sample *sample)
{
    size_t length = 0;
    memcpy(record->run_identity, sample->run_identity, SHA256_SIZE);
    snprintf(record->from, sizeof record->from, "%s", sample_from_text(sample->from));
    if (sample->from == FROM_FINDINGS)
        snprintf(record->from, sizeof record->from, "%s:R%u", sample_from_text(sample->from),
                 sample->control);
    snprintf(record->method, sizeof record->method, "%s", sample_method_text(sample->method));
    snprintf(record->strata, sizeof record->strata, "%s",
             sample_strata_text(sample->strata_kind));
    for (size_t i = 0; i < sample->only_count; i++)
        length += (size_t)snprintf(record->places + length, sizeof record->places - length,
                                   "%s%04u", i > 0 ? " " : "", sample->only[i]);
    record->n = sample->n;
    record->population = sample->count;
    record->looks = sample->looks > 1 ? (uint32_t)sample->looks : 1;
    record->look = sample->look > 1 ? (uint32_t)sample->look : 1;
    record->seed_chosen = sample->seed_chosen;
    record->seed_entry = sample->seed_entry;
    snprintf(record->seed, sizeof record->seed, "%s", sample->seed);
    for (size_t i = 0; i < sample->item_count; i++)
        record->rows += sample->items[i].drawn;
}

Status draw_record_save(const char *ledger, const DrawRecords *records, DrawRecord *record,
                        Failure *failure)
{
    char folder[PATH_SIZE], name[32];
    record->number = (uint32_t)records->count + 1;
    if (records->count > 0)
        memcpy(record->previous, records->items[records->count - 1].sha256, SHA256_SIZE);
    TRY(samples_folder(ledger, folder, failure));
    snprintf(name, sizeof name, "%06u.json", record->number);
    Status status =
        record_file_save(folder, name, &kind_of_record, record, record->sha256, failure);
    if (status != STATUS_OUTPUT_EXISTS) return status;
    return failure_explain(failure, STATUS_NOT_NOW, "somebody else has drawn just now");
}

void draw_record_text(const DrawRecord *record, TextBuffer *out)
{
    text_buffer_format(out, _("%06u  %s  %-10s %-6s entry %06u  from %s, %s"), record->number,
                       record->time, record->who, translate(kind_texts[record->kind]),
                       record->entry, translate(record->from), translate(record->method));
    if (strcmp(record->strata, "none") != 0)
        text_buffer_format(out, _(" by %s"), translate(record->strata));
    if (record->places[0] != '\0') text_buffer_format(out, _(" of %s"), record->places);
    text_buffer_format(
        out, _(", n %s: %s of %s, look %u of %u"), count_text((uint64_t)record->n).text,
        count_text((uint64_t)record->rows).text, count_text((uint64_t)record->population).text,
        record->look, record->looks);
    if (record->extends > 0) text_buffer_format(out, _(", extends %06u"), record->extends);
    if (record->seed_chosen)
        text_buffer_format(out, _(", seed chosen: %s"), record->seed);
    else
        text_buffer_format(out, _(", seed of checkpoint %06u"), record->seed_entry);
}

static void put_record(const DrawRecord *record, bool logged, JsonWriter *json)
{
    json_object(json, NULL, JSON_INLINE);
    json_put_number(json, "number", record->number);
    json_put_text(json, "time", record->time);
    json_put_text(json, "who", record->who);
    json_put_text(json, "kind", kind_texts[record->kind]);
    json_put_number(json, "entry", record->entry);
    json_put_text(json, "from", record->from);
    json_put_text(json, "method", record->method);
    json_put_text(json, "strata_by", record->strata);
    json_put_text(json, "municipalities", record->places);
    json_put_number(json, "n", record->n);
    json_put_number(json, "rows", (int64_t)record->rows);
    json_put_number(json, "population_items", (int64_t)record->population);
    json_put_number(json, "looks_planned", record->looks);
    json_put_number(json, "look", record->look);
    if (record->extends > 0) json_put_number(json, "extends", record->extends);
    json_put_flag(json, "seed_chosen", record->seed_chosen);
    if (record->seed_chosen)
        json_put_text(json, "seed", record->seed);
    else
        json_put_number(json, "seed_entry", record->seed_entry);
    json_put_flag(json, "in_audit_log", logged);
    json_end(json);
}

void draw_records_json(const DrawRecords *records, uint32_t logged, TextBuffer *out)
{
    JsonWriter json = JSON_WRITER(out);
    json_object(&json, NULL, JSON_LINES);
    json_put_text(&json, "format", SAMPLE_JSON_FORMAT);
    json_put_number(&json, "recorded", (int64_t)records->count);
    json_put_number(&json, "in_audit_log", logged);
    json_array(&json, "draws", JSON_LINES_OR_NONE);
    for (size_t i = 0; i < records->count; i++)
        put_record(&records->items[i], i < logged, &json);
    json_end(&json);
    json_end(&json);
}

/* --- the newest record's hash in an entry --- */

#define HEAD_HEADER "draws,newest_sha256\n"

void draw_head_write(const DrawHead *head, TextBuffer *out)
{
    text_buffer_format(out, HEAD_HEADER "%u,", head->count);
    text_buffer_hex(out, head->newest, SHA256_SIZE);
    text_buffer_char(out, '\n');
}

static Status read_head(const CsvRow *row, void *out)
{
    DrawHead *head = out;
    char hex[SHA256_HEX_SIZE];
    int64_t count;
    TRY(row_whole(row, 0, 1, NUMBERS_MAX, &count));
    TRY(row_text(row, 1, hex, sizeof hex));
    head->count = (uint32_t)count;
    return sha256_from_hex(hex, strlen(hex), head->newest) ? STATUS_OK
                                                           : row_refuse(row, 1, "no SHA-256");
}

static Status parse_head(const FolderFile *file, DrawHead *out, Failure *failure)
{
    static const char *const columns[] = {"draws", "newest_sha256"};
    static const CsvTable table = {columns, 2, 2, sizeof(DrawHead), read_head};
    const CsvText text = {file->path, file->bytes, file->size, true};
    CLEANUP(system_free) DrawHead *rows = NULL;
    CLEANUP(text_buffer_free) TextBuffer same = TEXT_BUFFER_EMPTY;
    size_t count;
    TRY(csv_table_read(text, &table, NULL, &rows, &count, failure));
    if (count != 1) return failure_set(failure, STATUS_INPUT_VALUE, file->path, "not one row");
    *out = rows[0];
    draw_head_write(out, &same);
    return csv_confirm(text, &same, failure);
}

Status draw_head_read(Folder *entry, DrawHead *out, Failure *failure)
{
    const FolderFile *file;
    TRY(folder_read(entry, "samples.csv", INPUT_SMALL_SIZE_MAX, &file, failure));
    Status status = parse_head(file, out, failure);
    return status == STATUS_OK || status == STATUS_MEMORY
               ? status
               : failure_explain(failure, STATUS_VERIFICATION, "not as an approval writes it");
}
