/*
 * control_texts.h - the words of the page of controls, in bokmål and English. One table,
 * control_texts.def; some are printf formats. Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_CONTROL_TEXTS_H
#define TILSKUDD_FORMATS_CONTROL_TEXTS_H

#include <stdbool.h>

#include "rules/controls/control_actions.h"
#include "rules/controls/finding.h"

typedef enum ControlText {
#define CONTROL_TEXT(name, nb, en) CONTROL_TEXT_##name,
#include "formats/html/control_texts.def"
#undef CONTROL_TEXT
    CONTROL_TEXT_COUNT
} ControlText;

/* Never NULL. */
const char *control_words(bool english, ControlText text);
/* "varsel", "warns"; "penger", "money". */
const char *control_severity_text(bool english, Severity severity);
const char *control_effect_text(bool english, Effect effect);

#endif
