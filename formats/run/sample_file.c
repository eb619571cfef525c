/* sample_file.c - the sample as a file that proves what it was drawn from. control.md 3. */
#include "formats/run/sample_file.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/digest.h"
#include "formats/base/translate.h"
#include "formats/run/sample_form.h"

static int version_of(const Sample *sample)
{
    return sample->form == 0 ? SAMPLE_FORM_APART : sample->form;
}

/* --- the heading --- */

static void write_from(const Sample *sample, TextBuffer *out)
{
    text_buffer_format(out, "# from,%s", sample_from_text(sample->from));
    if (sample->from == FROM_FINDINGS) text_buffer_format(out, ":R%u", sample->control);
    text_buffer_char(out, '\n');
}

/* How it was planned, and which look this is. */
static void write_plan(const Sample *sample, TextBuffer *out)
{
    bool units = sample->method == SAMPLE_MUS;
    if (sample->method == SAMPLE_STAGES)
        text_buffer_format(out, "# hits,%lld\n", (long long)sample->hits);
    text_buffer_format(out, "# looks,%d\n# look,%d\n", sample->looks > 1 ? sample->looks : 1,
                       sample->look > 1 ? sample->look : 1);
    if (!units) return;
    text_buffer_format(out, "# multiple,%lld\n# negative_n,%lld\n",
                       (long long)(sample->multiple > 1 ? sample->multiple : 1),
                       (long long)sample->negative_n);
    text_buffer_format(out, "# planned_tolerable_ore,%lld\n# planned_expected_ore,%lld\n",
                       (long long)sample->planned_tolerable,
                       (long long)sample->planned_expected);
}

/* Another program may draw the same. */
static void write_choice(const Sample *sample, bool program, TextBuffer *out)
{
    bool second = version_of(sample) > 1;
    text_buffer_format(out, SAMPLE_FIRST_LINE "%d\n", version_of(sample));
    if (program) text_buffer_format(out, "# program,%s\n", sample->program);
    if (second) write_from(sample, out);
    text_buffer_format(out, "# method,%s\n", sample_method_text(sample->method));
    text_buffer_format(out, "# strata,%s\n", sample_strata_text(sample->strata_kind));
    for (size_t i = 0; i < sample->only_count; i++)
        text_buffer_format(out, "%s%04u", i == 0 ? "# municipalities," : " ", sample->only[i]);
    if (sample->only_count > 0) text_buffer_char(out, '\n');
    text_buffer_format(out, "# n,%lld\n", (long long)sample->n);
    if (second) write_plan(sample, out);
    if (second && sample->seed_chosen)
        text_buffer_text(out, "# seed_from,chosen\n");
    else if (second)
        text_buffer_format(out, "# seed_from,checkpoint %u\n", sample->seed_entry);
    text_buffer_format(out, "# seed,%s\n", sample->seed);
}

static void write_population(const Sample *sample, TextBuffer *out)
{
    text_buffer_text(out, "# run_identity,");
    text_buffer_hex(out, sample->run_identity, SHA256_SIZE);
    text_buffer_format(out, "\n# log,%s\n# log_size,%llu\n# log_root,", sample->log_name,
                       (unsigned long long)sample->log_size);
    text_buffer_hex(out, sample->log_root, SHA256_SIZE);
    text_buffer_format(out, "\n# population,%llu\n# population_ore,%lld\n",
                       (unsigned long long)sample->count, (long long)sample->sum);
    text_buffer_format(out, "# interval_ore,%lld\n# start_ore,%lld\n",
                       (long long)sample->interval, (long long)sample->start);
    text_buffer_format(out, "# negative,%llu\n# negative_ore,%lld\n",
                       (unsigned long long)sample->negative_count,
                       (long long)sample->negative_sum);
}

static void write_head(const Sample *sample, bool program, TextBuffer *out)
{
    write_choice(sample, program, out);
    write_population(sample, out);
    for (size_t i = 0; i < sample->strata_count; i++) {
        const SampleStratum *stratum = &sample->strata[i];
        text_buffer_format(out, "# stratum,%s,%llu,%lld,%lld\n", stratum->name,
                           (unsigned long long)stratum->count, (long long)stratum->sum,
                           (long long)stratum->drawn);
    }
}

/* --- rows --- */

/* The municipality on the run's day, or what it was called when it was one. */
static void write_name(const Sample *sample, MunicipalityCode code, TextBuffer *out)
{
    const MunicipalityTable *table = sample->places;
    if (table == NULL || code >= MUNICIPALITY_CODES || table->first_row[code] == 0) return;
    const Municipality *row = municipality_on(table, code, sample->day);
    csv_append(out, row != NULL ? row->name : table->rows[table->first_row[code] - 1].name);
}

static void write_cell(const Sample *sample, const SampleItem *item, SampleColumn column,
                       TextBuffer *out)
{
    static const char *const answers[] = {"", "no", "yes"};
    switch (column) {
    case COLUMN_PART:
        text_buffer_text(out, sample_part_text((SamplePart)item->part));
        return;
    case COLUMN_STRATUM:
        text_buffer_text(out, item->stratum);
        return;
    case COLUMN_PERSON:
        text_buffer_text(out, item->person);
        return;
    case COLUMN_MUNICIPALITY:
        text_buffer_format(out, "%04u", item->municipality);
        return;
    case COLUMN_CODE:
        text_buffer_text(out, item->codes);
        return;
    case COLUMN_YEAR:
        text_buffer_text(out, item->years);
        return;
    case COLUMN_LINE:
        text_buffer_format(out, "%llu", (unsigned long long)item->line);
        return;
    case COLUMN_AMOUNT:
        text_buffer_number(out, item->amount);
        return;
    case COLUMN_NAME:
        write_name(sample, item->municipality, out);
        return;
    case COLUMN_DEVIATION:
        text_buffer_text(out, answers[item->deviation]);
        return;
    case COLUMN_COMMENT:
        if (item->comment > 0) csv_append(out, sample->comments + item->comment - 1);
        return;
    case COLUMN_AUDITED:
        if (item->audited_given) text_buffer_number(out, item->audited);
        return;
    default:
        return; /* empty, or its caller's */
    }
}

/* The digest of the list is over its heading and one such line for each row: what was drawn,
 * without number, quotes and what is filled in. */
static void digest_item(const Sample *sample, const SampleItem *item, TextBuffer *out)
{
    size_t count;
    const SampleColumn *columns = sample_proved_columns(version_of(sample), &count);
    for (size_t i = 0; i < count; i++) {
        if (columns[i] == COLUMN_ITEM)
            text_buffer_text(out, item->id);
        else
            write_cell(sample, item, columns[i], out);
        text_buffer_char(out, i + 1 < count ? ',' : '\n');
    }
}

static void write_item(const Sample *sample, const SampleItem *item, uint64_t number,
                       TextBuffer *out)
{
    size_t count;
    const SampleColumn *columns = sample_columns(version_of(sample), &count);
    text_buffer_format(out, "%llu", (unsigned long long)number);
    for (size_t i = 1; i < count; i++) {
        text_buffer_char(out, ',');
        if (columns[i] == COLUMN_ITEM)
            csv_append(out, item->id);
        else
            write_cell(sample, item, columns[i], out);
    }
    text_buffer_char(out, '\n');
}

static Status list_sha256(const Sample *sample, bool program, uint8_t digest[SHA256_SIZE],
                          Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer list = TEXT_BUFFER_EMPTY;
    write_head(sample, program, &list);
    for (size_t i = 0; i < sample->item_count; i++)
        if (sample->items[i].drawn) digest_item(sample, &sample->items[i], &list);
    TRY(text_buffer_status(&list, failure));
    return sha256_of(list.bytes, list.length, digest, failure);
}

Status sample_draw_sha256(const Sample *sample, uint8_t digest[SHA256_SIZE], Failure *failure)
{
    return list_sha256(sample, false, digest, failure);
}

static void write_header(const Sample *sample, TextBuffer *out)
{
    size_t count;
    const SampleColumn *columns = sample_columns(version_of(sample), &count);
    for (size_t i = 0; i < count; i++) {
        text_buffer_text(out, sample_column_names[columns[i]]);
        text_buffer_char(out, i + 1 < count ? ',' : '\n');
    }
}

Status sample_write(const Sample *sample, TextBuffer *out, Failure *failure)
{
    uint64_t number = 0;
    uint8_t digest[SHA256_SIZE];
    TRY(list_sha256(sample, true, digest, failure));
    write_head(sample, true, out);
    text_buffer_text(out, "# " SAMPLE_DIGEST_KEY ",");
    text_buffer_hex(out, digest, SHA256_SIZE);
    text_buffer_char(out, '\n');
    write_header(sample, out);
    for (size_t i = 0; i < sample->item_count; i++)
        if (sample->items[i].drawn) write_item(sample, &sample->items[i], ++number, out);
    return text_buffer_status(out, failure);
}

/* --- drawing and letting go --- */

Status sample_ticket(const char *seed, const char *id, uint8_t ticket[SHA256_SIZE],
                     Failure *failure)
{
    uint8_t digest[SHA256_SIZE];
    char text[SHA256_HEX_SIZE + SAMPLE_ID_SIZE];
    TRY(sha256_of(seed, strlen(seed), digest, failure));
    sha256_to_hex(digest, text);
    size_t length = SHA256_HEX_SIZE - 1;
    length += (size_t)snprintf(text + length, sizeof text - length, "%s", id);
    return sha256_of(text, length, ticket, failure);
}

Status sample_draw_by_seed(Sample *sample, Failure *failure)
{
    CLEANUP(system_free)
    SampleItem **order = system_allocate((sample->item_count + 1) * sizeof *order);
    if (order == NULL) return failure_set(failure, STATUS_MEMORY, _("sample"), NULL);
    return sample_draw(sample, sample_ticket, order, failure);
}

Status sample_new(Sample **out, Failure *failure)
{
    *out = system_allocate_zeroed(1, sizeof **out);
    return *out != NULL ? STATUS_OK : failure_set(failure, STATUS_MEMORY, _("sample"), NULL);
}

void sample_free(Sample *sample)
{
    system_free(sample->items);
    system_free(sample->comments);
    system_free(sample);
}

Status sample_add(Sample *sample, SampleItem **item, Failure *failure)
{
    TRY(system_grow(&sample->items, &sample->item_capacity, sample->item_count + 1,
                    sizeof *sample->items, failure));
    *item = &sample->items[sample->item_count++];
    **item = (SampleItem){0};
    return STATUS_OK;
}

Status sample_comment(Sample *sample, SampleItem *item, const char *text, size_t length,
                      Failure *failure)
{
    if (length == 0) return STATUS_OK;
    TRY(system_grow(&sample->comments, &sample->comment_capacity,
                    sample->comment_length + length + 1, 1, failure));
    memcpy(sample->comments + sample->comment_length, text, length);
    sample->comments[sample->comment_length + length] = '\0';
    item->comment = sample->comment_length + 1;
    sample->comment_length += length + 1;
    return STATUS_OK;
}

/* Both lists have the order of the population, and what was drawn before is among what is drawn
 * now: each is found where the one before it was. */
static Status keep_item(Sample *sample, SampleItem *to, const Sample *before,
                        const SampleItem *from, Failure *failure)
{
    const char *comment = from->comment > 0 ? before->comments + from->comment - 1 : "";
    to->audited_given = from->audited_given;
    to->audited = from->audited;
    to->deviation = from->deviation;
    return sample_comment(sample, to, comment, strlen(comment), failure);
}

Status sample_keep_answers(Sample *sample, const Sample *before, Failure *failure)
{
    size_t kept = 0;
    for (size_t i = 0; i < sample->item_count && kept < before->item_count; i++) {
        SampleItem *item = &sample->items[i];
        const SampleItem *from = &before->items[kept];
        if (!item->drawn || strcmp(item->id, from->id) != 0 ||
            strcmp(item->stratum, from->stratum) != 0)
            continue;
        TRY(keep_item(sample, item, before, from, failure));
        kept++;
    }
    if (kept == before->item_count) return STATUS_OK;
    return failure_set(failure, STATUS_INTERNAL, _("sample"),
                       "the larger draw lacks an item of the smaller one");
}

Status sample_write_idents(const Sample *sample, TextBuffer *out, Failure *failure)
{
    uint64_t number = 0;
    text_buffer_text(out, "number,ident,municipality,municipality_name\n");
    for (size_t i = 0; i < sample->item_count; i++) {
        const SampleItem *item = &sample->items[i];
        char ident[IDENT_TEXT_SIZE] = "";
        if (!item->drawn) continue;
        if (item->ident != IDENT_NONE) (void)ident_format(item->ident, ident);
        text_buffer_format(out, "%llu,%s,%04u,", (unsigned long long)++number, ident,
                           item->municipality);
        write_name(sample, item->municipality, out);
        text_buffer_char(out, '\n');
    }
    return text_buffer_status(out, failure);
}
