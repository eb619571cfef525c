/* register_dump.c - what the register reader found, as text. */
#include "tests/formats/register/register_dump.h"

#include <string.h>

static void day(TextBuffer *out, Day value)
{
    char text[DAY_TEXT_SIZE] = "-";
    if (day_is_set(value)) day_format(value, text);
    text_buffer_format(out, " %s", text);
}

static void ident(TextBuffer *out, Ident value)
{
    char text[IDENT_TEXT_SIZE] = "-";
    if (value != IDENT_NONE) (void)ident_format(value, text);
    text_buffer_format(out, " %s", text);
}

static void dump_head(const Registration *person, TextBuffer *out)
{
    char country[4];
    country_format(person->background, country);
    text_buffer_text(out, "person");
    ident(out, person->ident);
    text_buffer_format(out, " %d %d %s", person->declared_type, person->sex, country);
    day(out, person->born);
    day(out, person->died);
    ident(out, person->mother);
    text_buffer_text(out, " former");
    for (size_t i = 0; i < person->former_count; i++)
        ident(out, person->former_idents[i]);
    text_buffer_text(out, " settled");
    day(out, person->settlement.date);
    text_buffer_format(out, " %d %d %d", person->settlement.municipality,
                       person->settlement.by_agreement, person->settlement.group);
    day(out, person->settlement.claim);
}

static void dump_permits(const Registration *person, TextBuffer *out)
{
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        text_buffer_format(out, " permit %d %d", permit->ground, permit->permanent_basis);
        day(out, permit->decided);
        ident(out, permit->reference);
        day(out, permit->reference_settled);
        day(out, permit->family_application);
    }
}

static void dump_stays(const char *name, const Stay *stays, size_t count, TextBuffer *out)
{
    for (size_t i = 0; i < count; i++) {
        text_buffer_format(out, " %s %d", name, stays[i].municipality);
        day(out, stays[i].from);
        day(out, stays[i].to);
    }
}

static void dump_hours(const TrainingHours *hours, TextBuffer *out)
{
    text_buffer_format(out, " hours %d %d %d ", hours->half_year, hours->norwegian,
                       hours->social_studies);
    if (hours->absence == ABSENCE_NOT_GIVEN)
        text_buffer_text(out, "-");
    else
        text_buffer_format(out, "%d", hours->absence);
}

static void dump_training(const Registration *person, TextBuffer *out)
{
    const NorwegianTraining *training = &person->training;
    text_buffer_text(out, " training");
    day(out, person->asylum_training_from);
    text_buffer_format(out, " %d %d %d", training->right, training->duty,
                       training->training_municipality);
    day(out, training->target_from);
    day(out, training->application);
    day(out, training->decision);
    for (size_t i = 0; i < person->hours_count; i++)
        dump_hours(&person->hours[i], out);
    for (size_t i = 0; i < person->test_count; i++) {
        text_buffer_format(out, " test %d %d", person->tests[i].type, person->tests[i].result);
        day(out, person->tests[i].date);
    }
}

static void dump_programmes(const Registration *person, TextBuffer *out)
{
    for (size_t i = 0; i < person->programme_count; i++) {
        const IntroductionProgramme *programme = &person->programmes[i];
        text_buffer_text(out, " programme");
        day(out, programme->start);
        day(out, programme->end);
        text_buffer_format(out, " %d %d %d leaves %d %d", programme->end_reason,
                           programme->hours_per_week_tenths, programme->weeks_per_year,
                           programme->leave_begin, programme->leave_count);
    }
    for (size_t i = 0; i < person->leave_count; i++) {
        text_buffer_text(out, " leave");
        day(out, person->leaves[i].from);
        day(out, person->leaves[i].to);
    }
    for (size_t i = 0; i < person->special_count; i++) {
        text_buffer_format(out, " special %d %lld", person->special_grants[i].code,
                           (long long)person->special_grants[i].amount_kroner);
        day(out, person->special_grants[i].decided);
    }
}

void register_dump_person(const Registration *person, TextBuffer *out)
{
    dump_head(person, out);
    dump_permits(person, out);
    dump_stays("reception", person->receptions, person->reception_count, out);
    dump_stays("residence", person->residences, person->residence_count, out);
    dump_training(person, out);
    dump_programmes(person, out);
}

static void dump_file(const RegisterFile *file, TextBuffer *out)
{
    text_buffer_text(out, "file");
    day(out, file->extract_date);
    text_buffer_format(out, " %d %llu records ", file->sender,
                       (unsigned long long)file->records);
    text_buffer_hex(out, file->sums.content_sha256, SHA256_SIZE);
    text_buffer_format(out, " %llu\n", (unsigned long long)file->sums.content_size);
}

static void dump_part(const RegisterPart *part, TextBuffer *out)
{
    PersonSpace space;
    const uint8_t *block;
    for (size_t at = 0; (block = register_part_next(part, &at)) != NULL;) {
        Registration person = person_block_unpack(block, &space);
        text_buffer_format(out, "%u: record %u line %u: ", part->file,
                           register_part_record(part, block), register_part_line(part, block));
        register_dump_person(&person, out);
        text_buffer_char(out, '\n');
    }
}

static void dump_refused(const RegisterPart *part, TextBuffer *out)
{
    for (size_t i = 0; i < part->refused_count; i++) {
        const RefusedRecord *refused = &part->refused[i];
        text_buffer_format(out, "%u: refused %u line %u sender %d: %s: %s\n", part->file,
                           refused->record, refused->line, refused->sender, refused->field,
                           refused->problem);
    }
}

void register_dump(const RegisterExtracts *extracts, TextBuffer *out)
{
    for (size_t i = 0; i < extracts->file_count; i++)
        dump_file(&extracts->files[i], out);
    for (size_t i = 0; i < extracts->part_count; i++)
        dump_part(&extracts->parts[i], out);
    for (size_t i = 0; i < extracts->part_count; i++)
        dump_refused(&extracts->parts[i], out);
}

size_t register_row_count(const RegisterExtracts *extracts)
{
    size_t count = 0;
    for (size_t i = 0; i < extracts->part_count; i++)
        count += extracts->parts[i].person_count;
    return count;
}

size_t register_refused_count(const RegisterExtracts *extracts)
{
    size_t count = 0;
    for (size_t i = 0; i < extracts->part_count; i++)
        count += extracts->parts[i].refused_count;
    return count;
}

const RefusedRecord *register_refused_at(const RegisterExtracts *extracts, size_t index)
{
    for (size_t i = 0; i < extracts->part_count; i++) {
        if (index < extracts->parts[i].refused_count) return &extracts->parts[i].refused[index];
        index -= extracts->parts[i].refused_count;
    }
    return NULL;
}

Status register_read_one(const char *path, int threads, size_t slice_size,
                         RegisterExtracts *extracts, Failure *failure)
{
    RegisterReaderOptions options = {.threads = threads, .slice_size = slice_size};
    return register_read(&path, 1, &options, extracts, failure);
}

static void read_to_text(const char *path, const RegisterReaderOptions *options,
                         TextBuffer *out)
{
    RegisterExtracts extracts;
    Failure failure = {0};
    Status status = register_read(&path, 1, options, &extracts, &failure);
    if (status == STATUS_OK) {
        register_dump(&extracts, out);
        register_extracts_free(&extracts);
        return;
    }
    const char *where = failure.where;
    if (strncmp(where, path, strlen(path)) == 0) where += strlen(path);
    text_buffer_format(out, "%s [%s] %s\n", status_name(status), where, failure.detail);
}

void register_read_to_text(const char *path, int threads, size_t slice_size, TextBuffer *out)
{
    RegisterReaderOptions options = {.threads = threads, .slice_size = slice_size};
    read_to_text(path, &options, out);
}

void register_read_by_libxml2(const char *path, TextBuffer *out)
{
    RegisterReaderOptions options = {
        .threads = 1, .slice_size = SIZE_MAX, .reading = READING_LIBXML2};
    read_to_text(path, &options, out);
}

static const uint8_t *block_of(const RegisterPart *part, size_t index)
{
    size_t at = 0;
    const uint8_t *block = register_part_next(part, &at);
    for (; index > 0; index--)
        block = register_part_next(part, &at);
    return block;
}

uint32_t register_record_of(const RegisterExtracts *extracts, size_t index)
{
    return register_part_record(&extracts->parts[0], block_of(&extracts->parts[0], index));
}

uint32_t register_line_of(const RegisterExtracts *extracts, size_t index)
{
    return register_part_line(&extracts->parts[0], block_of(&extracts->parts[0], index));
}
