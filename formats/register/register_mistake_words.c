/* register_mistake_words.c - mistakes of an extract in words, by the tables
 * register_reasons.def and register_labels.def. */
#include <string.h>

#include "formats/register/register_mistakes.h"
#include "formats/register/register_part.h"

typedef struct ReasonRow {
    const char *text[LANGUAGE_COUNT], *remedy[LANGUAGE_COUNT];
} ReasonRow;

static const ReasonRow reasons[REASON_COUNT] = {
#define REASON(name, text_en, text_nb, remedy_en, remedy_nb)                                   \
    [REASON_##name] = {{text_nb, text_en}, {remedy_nb, remedy_en}},
#include "formats/register/register_reasons.def"
#undef REASON
};

static const char *const labels[ELEMENT_COUNT][ELEMENT_ATTRIBUTES_MAX + 1][LANGUAGE_COUNT] = {
#define LABEL(element, attribute, nb, en) [ELEMENT_##element][(attribute) + 1] = {nb, en},
#include "formats/register/register_labels.def"
#undef LABEL
};

const char *register_reason(RegisterReason reason, Language language)
{
    INVARIANT(reason > REASON_NONE && reason < REASON_COUNT);
    return reasons[reason].text[language];
}

const char *register_reason_nb(const char *reason_en)
{
    for (int r = REASON_NONE + 1; r <= (int)RECORD_REASONS_END; r++)
        if (strcmp(reasons[r].text[LANGUAGE_EN], reason_en) == 0)
            return reasons[r].text[LANGUAGE_NB];
    return NULL;
}

const char *register_label(RegisterElement element, int attribute, Language language)
{
    INVARIANT(element < ELEMENT_COUNT && attribute < ELEMENT_ATTRIBUTES_MAX);
    const char *label = labels[element][attribute + 1][language];
    INVARIANT(label != NULL);
    return label;
}

/* --- what may stand in a place --- */

static void add_word(TextBuffer *out, const char *word, bool *any)
{
    if (*any) text_buffer_text(out, ", ");
    text_buffer_text(out, word);
    *any = true;
}

static void add_names(TextBuffer *out, const char *const *names, size_t count, bool *any)
{
    for (size_t i = 0; i < count; i++)
        add_word(out, names[i], any);
}

/* The code words of an attribute. */
static void add_code_words(TextBuffer *out, int element, int attribute)
{
    static const char *const types[] = {"FNR", "DNR", "DUF"};
    static const char *const sexes[] = {"K", "M"};
    static const char *const codes[] = {"FHT1", "FHT2"};
    bool any = false;
    if (element == ELEMENT_PERSON && attribute == PERSON_IDENTTYPE)
        add_names(out, types, 3, &any);
    if (element == ELEMENT_PERSON && attribute == PERSON_KJONN) add_names(out, sexes, 2, &any);
    if (element == ELEMENT_SAERTILSKUDD) add_names(out, codes, 2, &any);
    for (int g = 0; element == ELEMENT_OPPHOLD && g < GROUND_COUNT; g++)
        add_word(out, ground_text((Ground)g), &any);
    for (int g = 0; element == ELEMENT_BOSETTING && g < SETTLEMENT_GROUP_COUNT; g++)
        add_word(out, settlement_group_text((SettlementGroup)g), &any);
    for (int r = 1; element == ELEMENT_INTRODUKSJONSPROGRAM && r < PROGRAMME_END_COUNT; r++)
        add_word(out, programme_end_reason_word((uint8_t)r), &any);
}

static void add_children(TextBuffer *out, int element)
{
    bool any = false;
    if (element == REGISTER_NOWHERE) {
        add_word(out, element_spec(ELEMENT_PERSON)->name, &any);
        return;
    }
    const ElementSpec *spec = element_spec((RegisterElement)element);
    for (int i = spec->first_child; i < spec->child_end; i++)
        add_word(out, element_spec((RegisterElement)i)->name, &any);
    if (!any) text_buffer_char(out, '-');
}

static void add_allowed(TextBuffer *out, const RegisterMistake *mistake)
{
    static const char *const root[] = {"uttrekksdato", "avgiver"};
    bool any = false;
    int element = mistake->element;
    if (mistake->reason == REASON_UNKNOWN_WORD) {
        add_code_words(out, element, mistake->attribute);
    } else if (mistake->reason != REASON_UNKNOWN_ATTRIBUTE) {
        add_children(out, element);
    } else if (element == REGISTER_NOWHERE) {
        add_names(out, root, 2, &any);
    } else {
        const ElementSpec *spec = element_spec((RegisterElement)element);
        add_names(out, spec->attributes, spec->attribute_count, &any);
    }
}

/* --- sentences --- */

static bool is_name(const char *at, size_t length, const char *name)
{
    return strlen(name) == length && memcmp(at, name, length) == 0;
}

static void add_label(TextBuffer *out, const RegisterMistake *mistake, Language language)
{
    if (mistake->element == REGISTER_NOWHERE)
        text_buffer_text(out, mistake->name);
    else
        text_buffer_text(out, register_label((RegisterElement)mistake->element,
                                             mistake->attribute, language));
}

/* The value of the root is wrong as one of a record would be. */
static RegisterMistake inner_of(const RegisterMistake *mistake)
{
    RegisterMistake inner = *mistake;
    inner.reason = mistake->inner;
    return inner;
}

static void add_value(TextBuffer *out, const RegisterMistake *mistake, Language language,
                      const char *name, size_t length)
{
    RegisterMistake inner = inner_of(mistake);
    if (is_name(name, length, "allowed"))
        add_allowed(out, mistake);
    else if (is_name(name, length, "label"))
        add_label(out, mistake, language);
    else if (is_name(name, length, "name") || is_name(name, length, "start"))
        text_buffer_text(out, mistake->name);
    else if (is_name(name, length, "end"))
        text_buffer_text(out, mistake->other);
    else if (is_name(name, length, "begun"))
        text_buffer_number(out, mistake->begun);
    else if (is_name(name, length, "problem"))
        register_mistake_what(&inner, language, out);
    else if (is_name(name, length, "remedy"))
        register_mistake_remedy(&inner, language, out);
}

static void add_sentence(TextBuffer *out, const RegisterMistake *mistake, Language language,
                         const char *text)
{
    while (*text != '\0') {
        size_t plain = strcspn(text, "{");
        text_buffer_append(out, text, plain);
        text += plain;
        if (*text == '\0') return;
        size_t length = strcspn(text + 1, "}");
        add_value(out, mistake, language, text + 1, length);
        text += length + 2;
    }
}

void register_mistake_what(const RegisterMistake *mistake, Language language, TextBuffer *out)
{
    INVARIANT(mistake->reason > REASON_NONE && mistake->reason < REASON_COUNT);
    add_sentence(out, mistake, language, reasons[mistake->reason].text[language]);
}

void register_mistake_remedy(const RegisterMistake *mistake, Language language, TextBuffer *out)
{
    INVARIANT(mistake->reason > REASON_NONE && mistake->reason < REASON_COUNT);
    add_sentence(out, mistake, language, reasons[mistake->reason].remedy[language]);
}
