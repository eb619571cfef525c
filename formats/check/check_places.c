/* check_places.c - a finding's fields and values beside the elements of its record. */
#include "formats/check/check_places.h"

#include <stdio.h>
#include <string.h>

#include "rules/base/municipality.h"

/* --- notes --- */

void element_notes_clear(ElementNotes *notes)
{
    notes->count = 0;
    text_buffer_clear(&notes->texts);
    text_buffer_char(&notes->texts, '\0');
}

void element_notes_add(ElementNotes *notes, RegisterElement element, uint32_t line,
                       const RegisterText *values)
{
    Failure ignored;
    ElementNote note = {element, line, {0}};
    for (int i = 0; i < element_spec(element)->attribute_count; i++) {
        if (values[i].text == NULL) continue;
        note.values[i] = notes->texts.length;
        text_buffer_append(&notes->texts, values[i].text, values[i].length);
        text_buffer_char(&notes->texts, '\0');
    }
    if (system_grow(&notes->items, &notes->capacity, notes->count + 1, sizeof *notes->items,
                    &ignored) == STATUS_OK)
        notes->items[notes->count++] = note;
    else
        notes->failed = true;
    notes->failed = notes->failed || notes->texts.failed;
}

void element_notes_free(ElementNotes *notes)
{
    system_free(notes->items);
    text_buffer_free(&notes->texts);
    *notes = (ElementNotes){.items = NULL};
}

/* --- fields of a control --- */

static bool is_word(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

static int element_named(const char *text, size_t length)
{
    for (int e = 0; e < ELEMENT_COUNT; e++)
        if (is_word(text, length, element_spec((RegisterElement)e)->name)) return e;
    return REGISTER_NOWHERE;
}

static int attribute_named(int element, const char *text, size_t length)
{
    const ElementSpec *spec = element_spec((RegisterElement)element);
    for (int a = 0; a < spec->attribute_count; a++)
        if (is_word(text, length, spec->attributes[a])) return a;
    return REGISTER_NOWHERE;
}

/* "bosted/fra", "bosted", "fodt" or "opplaeringskommune"; false for anything else. */
static bool spot_named(const char *text, size_t length, FindingSpot *spot)
{
    const char *slash = memchr(text, '/', length);
    size_t head = slash != NULL ? (size_t)(slash - text) : length;
    spot->attribute = REGISTER_NOWHERE;
    spot->element = element_named(text, head);
    if (slash != NULL) {
        if (spot->element == REGISTER_NOWHERE) return false;
        spot->attribute = attribute_named(spot->element, slash + 1, length - head - 1);
        return spot->attribute != REGISTER_NOWHERE;
    }
    for (int e = 0; spot->element == REGISTER_NOWHERE && e < ELEMENT_COUNT; e++) {
        spot->attribute = attribute_named(e, text, length);
        if (spot->attribute != REGISTER_NOWHERE) spot->element = e;
    }
    return spot->element != REGISTER_NOWHERE;
}

enum { SPOTS_MAX = 16 };

/* What a value of the finding names stands before what the control is about. */
static size_t spots_of(const Finding *finding, FindingSpot spots[SPOTS_MAX])
{
    const Control *control = control_find(finding->control);
    size_t count = 0;
    for (size_t i = 0; i < finding->value_count; i++) {
        const FindingValue *value = &finding->values[i];
        if (value->kind == VALUE_WORD && value->word != NULL && count < SPOTS_MAX)
            count += spot_named(value->word, strlen(value->word), &spots[count]);
    }
    const char *fields = control != NULL ? control->fields : "";
    for (const char *at = fields; *at != '\0' && *at != ';' && count < SPOTS_MAX;) {
        size_t length = strcspn(at, ",; ");
        count += length > 0 && spot_named(at, length, &spots[count]);
        at += length;
        at += strspn(at, ", ");
    }
    return count;
}

/* --- values --- */

enum { VALUE_TEXT_SIZE = 16 };

/* A day, a municipality or a code word as the extract writes it; "" for other values. A
 * half-year is said by its first day. */
static void text_of(const FindingValue *value, bool half_year, char out[VALUE_TEXT_SIZE])
{
    enum { JULY = 7 };
    out[0] = '\0';
    if (value->kind == VALUE_MUNICIPALITY)
        snprintf(out, VALUE_TEXT_SIZE, "%04u", (unsigned)value->number);
    if (value->kind == VALUE_WORD && value->word != NULL && !half_year)
        snprintf(out, VALUE_TEXT_SIZE, "%.15s", value->word);
    if (value->kind != VALUE_DAY || !day_is_set((Day)value->number)) return;
    Day day = (Day)value->number;
    char text[DAY_TEXT_SIZE];
    day_format(day, text);
    bool second = day >= day_from_date(day_year(day), JULY, 1);
    if (half_year)
        snprintf(out, VALUE_TEXT_SIZE, "%d-%c", day_year(day), second ? '2' : '1');
    else
        snprintf(out, VALUE_TEXT_SIZE, "%s", text);
}

static const char *value_at(const ElementNotes *notes, const ElementNote *note, int attribute)
{
    return note->values[attribute] != 0 ? notes->texts.bytes + note->values[attribute] : "";
}

/* The type that an ident is said to have is never what is wrong with the ident. */
static bool is_compared(const FindingSpot *spot, int attribute)
{
    if (spot->element == ELEMENT_PERSON && attribute == PERSON_IDENTTYPE) return false;
    bool named = spot->attribute == REGISTER_NOWHERE || spot->attribute == attribute;
    return named || (spot->element == ELEMENT_GJENNOMFORT && attribute == HOURS_TERMIN);
}

/* The attribute of an element that has the value, or REGISTER_NOWHERE. */
static int attribute_with(const ElementNotes *notes, const ElementNote *note,
                          const FindingSpot *spot, const FindingValue *value)
{
    char text[VALUE_TEXT_SIZE];
    for (int a = 0; a < element_spec(note->element)->attribute_count; a++) {
        text_of(value, note->element == ELEMENT_GJENNOMFORT && a == HOURS_TERMIN, text);
        if (text[0] != '\0' && is_compared(spot, a) &&
            strcmp(value_at(notes, note, a), text) == 0)
            return a;
    }
    return REGISTER_NOWHERE;
}

static const ElementNote *note_with(const ElementNotes *notes, const FindingSpot *spot,
                                    const FindingValue *value, int *attribute)
{
    for (size_t i = 0; i < notes->count; i++) {
        const ElementNote *note = &notes->items[i];
        if ((int)note->element != spot->element) continue;
        *attribute = attribute_with(notes, note, spot, value);
        if (*attribute != REGISTER_NOWHERE) return note;
    }
    return NULL;
}

static const ElementNote *first_of(const ElementNotes *notes, int element)
{
    for (size_t i = 0; i < notes->count; i++)
        if ((int)notes->items[i].element == element) return &notes->items[i];
    return NULL;
}

/* The first field that is there; of a field that is not, its parent's line, or the record's. */
static FindingSpot spot_without_value(const ElementNotes *notes, const FindingSpot *spots,
                                      size_t count)
{
    const ElementNote *person = first_of(notes, ELEMENT_PERSON);
    FindingSpot spot = {person != NULL ? person->line : 0, REGISTER_NOWHERE, REGISTER_NOWHERE};
    for (size_t i = 0; i < count; i++) {
        const ElementNote *note = first_of(notes, spots[i].element);
        if (note == NULL) continue;
        spot = spots[i];
        spot.line = note->line;
        return spot;
    }
    if (count > 0) {
        spot.element = spots[0].element;
        spot.attribute = spots[0].attribute;
    }
    return spot;
}

FindingSpot finding_spot(const ElementNotes *notes, const Finding *finding)
{
    FindingSpot spots[SPOTS_MAX];
    size_t count = spots_of(finding, spots);
    for (size_t v = 0; v < finding->value_count; v++) {
        for (size_t s = 0; s < count; s++) {
            int attribute;
            const ElementNote *note =
                note_with(notes, &spots[s], &finding->values[v], &attribute);
            if (note == NULL) continue;
            bool named = spots[s].attribute != REGISTER_NOWHERE;
            return (FindingSpot){note->line, spots[s].element,
                                 named ? spots[s].attribute : attribute};
        }
    }
    return spot_without_value(notes, spots, count);
}
