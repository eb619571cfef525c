/*
 * check_places.h - where in a record a control's finding is: the line and the field.
 *
 * A control knows fields of register.md (Control.fields) and values, not lines. The elements of
 * one record are noted as they are read; of those that the control is about, the one that has a
 * value of the finding is the place, else the first, else the record. Plain work in memory; one
 * thread a ElementNotes.
 */
#ifndef TILSKUDD_FORMATS_CHECK_PLACES_H
#define TILSKUDD_FORMATS_CHECK_PLACES_H

#include "formats/register/register_mistakes.h"
#include "rules/controls/finding.h"

typedef struct ElementNote {
    RegisterElement element;
    uint32_t line;
    size_t values[ELEMENT_ATTRIBUTES_MAX]; /* offsets in the texts, 0: absent */
} ElementNote;

/* The elements of the record at hand. Owned: element_notes_free. */
typedef struct ElementNotes {
    ElementNote *items;
    size_t count, capacity;
    TextBuffer texts;
    bool failed; /* there was no memory for one */
} ElementNotes;

/* Forgets the record before. */
void element_notes_clear(ElementNotes *notes);
void element_notes_add(ElementNotes *notes, RegisterElement element, uint32_t line,
                       const RegisterText *values);
void element_notes_free(ElementNotes *notes);

typedef struct FindingSpot {
    uint32_t line; /* 0: the record has no such element, and no person */
    int element;   /* RegisterElement, or REGISTER_NOWHERE */
    int attribute; /* the same of its attribute */
} FindingSpot;

/* Of a finding of the record that was noted last. */
FindingSpot finding_spot(const ElementNotes *notes, const Finding *finding);

#endif
