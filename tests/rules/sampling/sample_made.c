/* sample_made.c - samples of made-up persons, for tests. */
#include "tests/rules/sampling/sample_made.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <string.h>

Sample *made_new(SampleMethod method, SampleStrata strata, int64_t n)
{
    Sample *sample = NULL;
    CU_ASSERT_EQUAL_FATAL(sample_new(&sample, NULL), STATUS_OK);
    if (method == SAMPLE_STRATIFIED) sample->form = SAMPLE_FORM_LINE;
    sample->method = method;
    sample->strata_kind = strata;
    sample->n = n;
    snprintf(sample->seed, sizeof sample->seed, "a seed, with a comma");
    snprintf(sample->program, sizeof sample->program, "tilskudd test");
    snprintf(sample->log_name, sizeof sample->log_name, "a-log");
    return sample;
}

void made_free(Sample *sample)
{
    if (sample != NULL) sample_free(sample);
}

void made_add(Sample *sample, unsigned person, const char *stratum, Ore amount)
{
    SampleItem *item = NULL;
    CU_ASSERT_EQUAL_FATAL(sample_add(sample, &item, NULL), STATUS_OK);
    *item = (SampleItem){.municipality = 301, .amount = amount, .line = person + 2};
    snprintf(item->codes, sizeof item->codes, "AR-2");
    snprintf(item->years, sizeof item->years, "2018");
    snprintf(item->person, sizeof item->person, "person-%u", person);
    snprintf(item->stratum, sizeof item->stratum, "%s", stratum);
    snprintf(item->id, sizeof item->id,
             sample->method == SAMPLE_MUS ? "person-%u,AR-2,2018,0301" : "person-%u", person);
}

void made_draw(Sample *sample)
{
    CU_ASSERT_EQUAL_FATAL(sample_draw_by_seed(sample, NULL), STATUS_OK);
}

size_t made_drawn(const Sample *sample)
{
    size_t drawn = 0;
    for (size_t i = 0; i < sample->item_count; i++) {
        drawn += sample->items[i].drawn;
    }
    return drawn;
}

/* Persons first, first + 1 ... in the order forwards or backwards. */
Sample *made_persons(unsigned first, unsigned count, int64_t n, bool backwards)
{
    Sample *sample = made_new(SAMPLE_ATTRIBUTE, STRATA_NONE, n);
    for (unsigned i = 0; i < count; i++) {
        made_add(sample, backwards ? first + count - 1 - i : first + i, "all", 1000);
    }
    made_draw(sample);
    return sample;
}

TextBuffer made_text(const Sample *sample)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL_FATAL(sample_write(sample, &text, NULL), STATUS_OK);
    return text;
}

Status made_reads(const char *text, size_t length)
{
    Sample *again = NULL;
    Status status = sample_read("sample.csv", text, length, &again, NULL);
    made_free(again);
    return status;
}

/* The drawn ones with audited amounts: `wrong` of them less by `by`. */
void made_audited(Sample *sample, size_t wrong, Ore by)
{
    for (size_t i = 0; i < sample->item_count; i++) {
        SampleItem *item = &sample->items[i];
        if (!item->drawn) continue;
        item->audited_given = true;
        item->audited = item->amount - (wrong > 0 ? by : 0);
        wrong -= wrong > 0;
    }
}
