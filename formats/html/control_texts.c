#include "formats/html/control_texts.h"

static const char *const texts[CONTROL_TEXT_COUNT][2] = {
#define CONTROL_TEXT(name, nb, en) {nb, en},
#include "formats/html/control_texts.def"
#undef CONTROL_TEXT
};

const char *control_words(bool english, ControlText text)
{
    return texts[text][english ? 1 : 0];
}

const char *control_severity_text(bool english, Severity severity)
{
    static const ControlText words[SEVERITY_COUNT] = {
        CONTROL_TEXT_FATAL_WORD, CONTROL_TEXT_BLOCK_WORD, CONTROL_TEXT_WARN_WORD,
        CONTROL_TEXT_INFO_WORD};
    return control_words(english, words[severity]);
}

const char *control_effect_text(bool english, Effect effect)
{
    static const ControlText words[EFFECT_COUNT] = {
        CONTROL_TEXT_MONEY_WORD, CONTROL_TEXT_SUPERVISION_WORD, CONTROL_TEXT_DATA_WORD};
    return control_words(english, words[effect]);
}
