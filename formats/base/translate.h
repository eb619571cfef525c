/*
 * translate.h - texts for people in their language, on this floor: rules/base/translator.h says
 * what is marked and how.
 */
#ifndef TILSKUDD_FORMATS_TRANSLATE_H
#define TILSKUDD_FORMATS_TRANSLATE_H

#include "rules/base/translator.h"

#endif
