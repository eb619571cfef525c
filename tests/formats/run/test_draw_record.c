/*
 * test_draw_record.c - records of draws are read back as they were written, each behind the one
 * before it; whatever is not is refused.
 */
#include "formats/run/draw_record.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/run/sample_file.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

/* Records one more draw, with this seed. */
static void draw(const char *seed)
{
    int lock = -1;
    Sample *sample = NULL;
    DrawRecords records = {0};
    DrawRecord record = {.entry = 2, .time = "2019-01-02T11:00:00Z", .who = "kari"};
    CU_ASSERT_EQUAL_FATAL(sample_new(&sample, NULL), STATUS_OK);
    sample->from = FROM_FINDINGS;
    sample->control = 208;
    sample->n = 7;
    sample->only_count = 2;
    sample->only[0] = 301;
    sample->only[1] = 5001;
    snprintf(sample->seed, sizeof sample->seed, "%s", seed);
    draw_record_fill(&record, sample);
    CU_ASSERT_EQUAL(sample_draw_sha256(sample, record.draw, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(draw_records_lock(scratch_folder(), &lock, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(draw_records_read(scratch_folder(), &records, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(draw_record_save(scratch_folder(), &records, &record, NULL), STATUS_OK);
    /* Nobody else has drawn since: the same place is taken now. */
    CU_ASSERT_EQUAL(draw_record_save(scratch_folder(), &records, &record, NULL),
                    STATUS_NOT_NOW);
    draw_records_free(&records);
    system_close(lock);
    sample_free(sample);
}

static void three_draws(void)
{
    scratch_begin();
    draw("one, with a comma");
    draw("two");
    draw("three");
}

static Status read_all(size_t *count)
{
    DrawRecords records;
    Status status = draw_records_read(scratch_folder(), &records, NULL);
    *count = records.count;
    draw_records_free(&records);
    return status;
}

static void read_back(void)
{
    static const uint8_t none[SHA256_SIZE];
    DrawRecords records;
    TextBuffer line = TEXT_BUFFER_EMPTY;
    three_draws();
    CU_ASSERT_EQUAL(draw_records_read(scratch_folder(), &records, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(records.count, 3);
    CU_ASSERT_EQUAL(memcmp(records.items[0].previous, none, SHA256_SIZE), 0);
    for (uint32_t i = 0; i < 3; i++) {
        const DrawRecord *record = &records.items[i];
        CU_ASSERT_EQUAL(record->number, i + 1);
        CU_ASSERT_STRING_EQUAL(record->from, "findings:R208");
        CU_ASSERT_STRING_EQUAL(record->places, "0301 5001");
        CU_ASSERT_EQUAL(record->n, 7);
        CU_ASSERT_PTR_EQUAL(draw_records_find(&records, DRAW_SAMPLE, record->draw), record);
        CU_ASSERT_PTR_NULL(draw_records_find(&records, DRAW_IDENTS, record->draw));
        if (i > 0) CU_ASSERT_EQUAL(memcmp(record->previous, record[-1].sha256, SHA256_SIZE), 0);
    }
    CU_ASSERT_STRING_EQUAL(records.items[0].seed, "one, with a comma");
    draw_record_text(&records.items[1], &line);
    CU_ASSERT_PTR_NOT_NULL(strstr(line.bytes, "000002  2019-01-02T11:00:00Z  kari"));
    text_buffer_free(&line);
    draw_records_free(&records);
    scratch_end();
}

/* The file of record `number` without its byte `at`, or (-1) without all of it. */
static void spoil(int number, int at)
{
    char name[64], text[4096];
    snprintf(name, sizeof name, "samples/%06d.json", number);
    FILE *file = fopen(scratch_path(name), "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    size_t length = fread(text, 1, sizeof text, file);
    CU_ASSERT_EQUAL(fclose(file), 0);
    if (at < 0) {
        CU_ASSERT_EQUAL(remove(scratch_path(name)), 0);
        return;
    }
    memmove(text + at, text + at + 1, length - (size_t)at - 1);
    (void)scratch_write(name, text, length - 1);
}

/* What is wrong with the newest alone, only the ledger's next entry knows. */
static void refused(void)
{
    size_t count;
    for (int number = 1; number <= 2; number++)
        for (int at = -1; at < 400; at += 57) {
            three_draws();
            spoil(number, at);
            CU_ASSERT_EQUAL(read_all(&count), STATUS_VERIFICATION);
            scratch_end();
        }
    three_draws();
    spoil(3, -1);
    CU_ASSERT_EQUAL(read_all(&count), STATUS_OK);
    CU_ASSERT_EQUAL(count, 2);
    scratch_end();
}

static void nobody_elses(void)
{
    size_t count;
    three_draws();
    CU_ASSERT_EQUAL(chmod(scratch_path("samples"), 0777), 0);
    CU_ASSERT_EQUAL(read_all(&count), STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(chmod(scratch_path("samples"), 02775), 0);
    CU_ASSERT_EQUAL(read_all(&count), STATUS_OK);
    CU_ASSERT_EQUAL(count, 3);
    scratch_end();
    scratch_begin();
    CU_ASSERT_EQUAL(read_all(&count), STATUS_OK);
    CU_ASSERT_EQUAL(count, 0);
    scratch_end();
}

static const TestCase tests[] = {
    {"read back", read_back},
    {"refused", refused},
    {"nobody else's", nobody_elses},
};

TEST_MAIN("records of draws", tests)
