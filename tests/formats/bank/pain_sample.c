/* pain_sample.c - documents out of the grammar. */
#include "tests/formats/bank/pain_sample.h"

#include <CUnit/CUnit.h>
#include <string.h>

enum { PATH_MAX_STEPS = 16 };

/* The rows that lead from DOCUMENT to the target. */
typedef struct PainPath {
    const PainRow *steps[PATH_MAX_STEPS];
    size_t count;
} PainPath;

const char *pain_sample_text(PainType lexical)
{
    static const struct {
        PainType type;
        const char *text;
    } texts[] = {{PAIN_BIC_OLD, "DNBANOKKXXX"},
                 {PAIN_BIC, "DNBANOKK"},
                 {PAIN_COUNT, "1"},
                 {PAIN_COUNTRY, "NO"},
                 {PAIN_CURRENCY, "NOK"},
                 {PAIN_EXACT_4, "aB12"},
                 {PAIN_IBAN, "NO9386011117947"},
                 {PAIN_LEI, "5493001KJTIIGC8Y1R12"},
                 {PAIN_PHONE, "+47-22222222"},
                 {PAIN_UUID, "8a562c67-ca16-48ba-b074-65581be6f001"}};
    static char word[5];
    const LexicalType *type = pain_lexical(lexical);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i].type == lexical) return texts[i].text;
    switch (type->form) {
    case FORM_CODES:
        memcpy(word, type->text, 4);
        word[strcspn(word, " ")] = '\0';
        return word;
    case FORM_DAY:
        return "2018-10-08";
    case FORM_TIME:
        return "2018-10-08T09:30:00";
    case FORM_BOOLEAN:
        return "true";
    case FORM_ANYTHING:
        return "<any xmlns=\"urn:example\"><thing with=\"1\">text</thing></any>";
    case FORM_LENGTH:
        return "Text";
    default:
        return "1";
    }
}

size_t pain_sample_rows(PainType group, MessageVersion version)
{
    size_t all, count = 0;
    const PainRow *rows = pain_rows(group, &all);
    for (size_t i = 0; i < all; i++)
        count += pain_row_in(&rows[i], version);
    return count;
}

const PainRow *pain_sample_row(PainType group, MessageVersion version, size_t index)
{
    size_t all;
    const PainRow *rows = pain_rows(group, &all);
    for (size_t i = 0; i < all; i++)
        if (pain_row_in(&rows[i], version) && index-- == 0) return &rows[i];
    return NULL;
}

/* Depth first, shortest paths first by the limit of steps. */
static bool search(PainType from, PainType target, MessageVersion version, size_t steps,
                   PainPath *path)
{
    if (from == target) return true;
    if (steps == 0 || !pain_is_group(from)) return false;
    size_t count;
    const PainRow *rows = pain_rows(from, &count);
    for (size_t i = 0; i < count; i++) {
        if (!pain_row_in(&rows[i], version)) continue;
        path->steps[path->count++] = &rows[i];
        if (search((PainType)rows[i].content, target, version, steps - 1, path)) return true;
        path->count--;
    }
    return false;
}

static bool find_path(PainType target, MessageVersion version, PainPath *path)
{
    path->count = 0;
    for (size_t steps = 0; steps < PATH_MAX_STEPS; steps++)
        if (search(PAIN_DOCUMENT, target, version, steps, path)) return true;
    return false;
}

static void put_content(TextBuffer *out, PainType type, MessageVersion version);

/* The place for any element is filled with one that no schema knows. */
static const char *name_of(const PainRow *row)
{
    return strcmp(row->element, "*") == 0 ? "Any" : row->element;
}

static void put_element(TextBuffer *out, const PainRow *row, MessageVersion version)
{
    bool money = row->content == PAIN_MONEY;
    text_buffer_format(out, "<%s%s>", name_of(row), money ? " Ccy=\"NOK\"" : "");
    put_content(out, (PainType)row->content, version);
    text_buffer_format(out, "</%s>\n", name_of(row));
}

/* The least content: required children, the first of a choice. */
static void put_content(TextBuffer *out, PainType type, MessageVersion version)
{
    if (!pain_is_group(type)) {
        text_buffer_text(out, pain_sample_text(type));
        return;
    }
    size_t count = pain_sample_rows(type, version);
    for (size_t i = 0; i < count; i++) {
        const PainRow *row = pain_sample_row(type, version, i);
        if (row->least > 0) put_element(out, row, version);
        if (pain_is_choice(type)) return;
    }
}

static void put_broken(TextBuffer *out, const PainRow *row, const PainSample *sample)
{
    const char *name = sample->breakage == BREAK_RENAME ? sample->value : name_of(row);
    bool money = row->content == PAIN_MONEY;
    text_buffer_format(out, "<%s%s%s%s>", name, money ? " Ccy=\"NOK\"" : "",
                       sample->breakage == BREAK_ATTRIBUTES ? sample->value : "",
                       sample->breakage == BREAK_NAMESPACE ? " xmlns=\"\"" : "");
    if (sample->breakage == BREAK_TEXT)
        text_buffer_text(out, sample->value);
    else
        put_content(out, (PainType)row->content, sample->version);
    text_buffer_format(out, "</%s>\n", name);
}

static void put_child(TextBuffer *out, const PainRow *row, const PainSample *sample,
                      bool broken)
{
    size_t count = broken && sample->breakage == BREAK_REPEAT ? sample->count : 1;
    if (broken && sample->breakage == BREAK_DROP) return;
    if (broken && sample->breakage == BREAK_BEFORE) text_buffer_text(out, sample->value);
    for (size_t i = 0; i < count; i++)
        if (broken)
            put_broken(out, row, sample);
        else
            put_element(out, row, sample->version);
}

static void put_target(TextBuffer *out, const PainSample *sample)
{
    size_t count = pain_sample_rows(sample->target, sample->version);
    for (size_t i = 0; i < count; i++) {
        if (sample->alternative >= 0 && (size_t)sample->alternative != i) continue;
        size_t shown = sample->alternative >= 0 ? 0 : i;
        size_t at = i;
        if (sample->breakage == BREAK_SWAP && i == sample->child && i + 1 < count) at = i + 1;
        if (sample->breakage == BREAK_SWAP && i == sample->child + 1) at = i - 1;
        const PainRow *row = pain_sample_row(sample->target, sample->version, at);
        put_child(out, row, sample, shown == sample->child && sample->breakage != BREAK_SWAP);
    }
}

static void put_path(TextBuffer *out, const PainPath *path, size_t step, PainType group,
                     const PainSample *sample)
{
    if (step == path->count) {
        put_target(out, sample);
        return;
    }
    size_t count = pain_sample_rows(group, sample->version);
    for (size_t i = 0; i < count; i++) {
        const PainRow *row = pain_sample_row(group, sample->version, i);
        if (row == path->steps[step]) {
            bool last = step + 1 == path->count && sample->breakage == BREAK_PARENT_TAG;
            text_buffer_format(out, "<%s%s>", row->element, last ? sample->value : "");
            put_path(out, path, step + 1, (PainType)row->content, sample);
            text_buffer_format(out, "</%s>\n", row->element);
        } else if (row->least > 0 && !pain_is_choice(group)) {
            put_element(out, row, sample->version);
        }
    }
}

bool pain_sample(const PainSample *sample, TextBuffer *out)
{
    PainPath path;
    text_buffer_clear(out);
    if (!find_path(sample->target, sample->version, &path)) return false;
    text_buffer_format(out, "<Document xmlns=\"%s\">",
                       message_version_namespace(sample->version));
    put_path(out, &path, 0, PAIN_DOCUMENT, sample);
    text_buffer_text(out, "</Document>\n");
    CU_ASSERT_FALSE(out->failed);
    return true;
}
