/* test_cases_register.c - the persons of a case, and extracts of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/program/test_cases.h"

/* Elements, their attributes in the order a case gives them, and what is usual. */
static const struct {
    const char *name;
    const char *attributes[6];
    const char *usual;  /* attributes unless the case says another: name=value ... */
    const char *parent; /* of an element that stands in the one before it; NULL: the person */
} elements[] = {
    {"tidligereIdent", {"ident", NULL}, "", NULL},
    {"opphold", {"grunnlag", "vedtatt", NULL}, "varig=true", NULL},
    {"bosetting", {"dato", "kommune", "gruppe", NULL}, "avtale=true", NULL},
    {"mottak", {"kommune", "fra", "til", NULL}, "", NULL},
    {"bosted", {"kommune", "fra", "til", NULL}, "", NULL},
    {"asylopplaering", {"fra", NULL}, "", NULL},
    {"norskopplaering", {"malgruppeFra", NULL}, "rett=true plikt=true", NULL},
    {"gjennomfort", {"termin", "norsk", NULL}, "", "norskopplaering"},
    {"introduksjonsprogram",
     {"start", "slutt", "arsak", NULL},
     "timerPerUke=37.5 ukerPerAr=47",
     NULL},
    {"saertilskudd", {"kode", "vedtatt", "belop", NULL}, "", NULL},
};
static const char *const head_attributes[] = {"identtype", "fodt", "kjonn", "landbakgrunn",
                                              NULL};

static CasePerson *find(CasePeople *people, const char *name)
{
    for (size_t i = 0; i < people->count; i++) {
        if (strcmp(people->persons[i].name, name) == 0) return &people->persons[i];
    }
    return NULL;
}

CasePerson *case_find(Case *test, const char *name)
{
    CasePerson *person = find(&test->people, name);
    if (person == NULL) case_stop(test, "there is no person '%s'", name);
    return person;
}

void case_people_free(CasePeople *people)
{
    for (size_t i = 0; i < people->count; i++) {
        text_buffer_free(&people->persons[i].head);
        text_buffer_free(&people->persons[i].body);
    }
    free(people->persons);
}

/* --- idents --- */

/* The lowest individual number that fits century and sex, has control digits, and is new. */
static Ident make_ident(const CasePeople *people, const char *type, Day born, bool woman)
{
    bool d_number = strcmp(type, "DNR") == 0;
    for (int number = day_year(born) < 2000 ? 0 : 500; number < 1000; number++) {
        if ((number % 2 == 0) != woman) continue;
        Ident ident = ident_make_synthetic(born, number, d_number);
        bool taken = ident == IDENT_NONE;
        for (size_t i = 0; i < people->count && !taken; i++) {
            taken = people->persons[i].ident == ident;
        }
        if (!taken) return ident;
    }
    return IDENT_NONE;
}

static CasePerson *add(Case *test, const char *name, char *const *words)
{
    CasePeople *people = &test->people;
    Day born;
    if (people->count == CASE_PERSONS_MAX || strlen(name) >= CASE_NAME_SIZE ||
        !day_parse(words[1], strlen(words[1]), &born)) {
        case_stop(test, "person: too many, too long a name, or no birth date");
        return NULL;
    }
    Ident ident = strcmp(words[0], "DUF") == 0
                      ? ident_make_duf(2016, (int)people->count + 1)
                      : make_ident(people, words[0], born, words[2][0] == 'K');
    if (ident == IDENT_NONE) case_stop(test, "no ident is left for that day");
    CasePerson *person = &people->persons[people->count++];
    *person = (CasePerson){.ident = ident};
    snprintf(person->name, sizeof person->name, "%s", name);
    return person;
}

/* --- attributes --- */

static bool names_person(const char *attribute)
{
    return strcmp(attribute, "ident") == 0 || strcmp(attribute, "mor") == 0 ||
           strcmp(attribute, "referanse") == 0;
}

/* A person's name where an ident is meant; a number stands for itself. */
static void append_value(Case *test, TextBuffer *out, const char *attribute, const char *value)
{
    char text[IDENT_TEXT_SIZE];
    if (names_person(attribute) && (value[0] < '0' || value[0] > '9')) {
        const CasePerson *person = case_find(test, value);
        if (person == NULL) return;
        ident_format(person->ident, text);
        value = text;
    }
    text_buffer_format(out, " %s=\"%s\"", attribute, value);
}

/* Whether one of the words is `attribute=...`. */
static bool is_said(char *const *words, size_t count, const char *attribute, size_t length)
{
    for (size_t i = 0; i < count; i++) {
        if (strncmp(words[i], attribute, length) == 0 && words[i][length] == '=') return true;
    }
    return false;
}

static void append_usual(TextBuffer *out, const char *usual, char *const *words, size_t count)
{
    while (*usual != '\0') {
        size_t length = strcspn(usual, "="), whole = strcspn(usual, " ");
        if (!is_said(words, count, usual, length)) {
            text_buffer_format(out, " %.*s=\"%.*s\"", (int)length, usual,
                               (int)(whole - length - 1), usual + length + 1);
        }
        usual += whole + (usual[whole] == ' ');
    }
}

/* Words in the order of `attributes`, then name=value. */
static void append_attributes(Case *test, TextBuffer *out, const char *const *attributes,
                              char *const *words, size_t count)
{
    size_t next = 0;
    for (size_t i = 0; i < count; i++) {
        char *equals = strchr(words[i], '=');
        if (equals != NULL) {
            char name[CASE_NAME_SIZE];
            snprintf(name, sizeof name, "%.*s", (int)(equals - words[i]), words[i]);
            append_value(test, out, name, equals + 1);
        } else if (attributes[next] == NULL) {
            case_stop(test, "'%s': no attribute is left for it", words[i]);
        } else {
            const char *name = attributes[next++];
            if (is_said(words, count, name, strlen(name))) continue;
            append_value(test, out, name, words[i]);
        }
    }
}

/* --- statements --- */

static void begin_person(Case *test, const char *name, char *const *words, size_t count)
{
    CasePerson *person = find(&test->people, name);
    if (person == NULL) person = add(test, name, words);
    if (person == NULL) return;
    text_buffer_clear(&person->head);
    text_buffer_clear(&person->body);
    if (!is_said(words, count, "ident", 5)) append_value(test, &person->head, "ident", name);
    append_attributes(test, &person->head, head_attributes, words, count);
    person->there = true;
}

/* Each born a day after the one before: many who look alike are held (R416). */
static void begin_one_of(Case *test, const CaseWords *words, int number)
{
    char name[CASE_NAME_SIZE + 12], born[DAY_TEXT_SIZE];
    CaseWords own = *words;
    Day first;
    if (words->count < 5 || !day_parse(words->word[4], strlen(words->word[4]), &first)) {
        case_stop(test, "persons NAME COUNT TYPE BORN ...");
        return;
    }
    day_format(first + number - 1, born);
    own.word[4] = born;
    snprintf(name, sizeof name, "%s%d", words->word[1], number);
    begin_person(test, name, &own.word[3], own.count - 3);
}

/* person NAME TYPE BORN SEX COUNTRY ... or persons NAME COUNT TYPE ...: NAME1, NAME2, ... */
void case_person(Case *test, const CaseWords *words)
{
    CasePeople *people = &test->people;
    if (strcmp(words->word[0], "person") == 0) {
        begin_person(test, words->word[1], &words->word[2], words->count - 2);
        CasePerson *person = find(people, words->word[1]);
        people->open_from = person == NULL ? 0 : (size_t)(person - people->persons);
        people->open_to = people->open_from + (person != NULL);
        return;
    }
    people->open_from = people->count;
    for (int i = 1; i <= case_number(test, words->word[2]) && !test->stopped; i++)
        begin_one_of(test, words, i);
    people->open_to = people->count;
}

/* The last element of the body, which must be `parent`, without its end. */
static void open_again(Case *test, TextBuffer *body, const char *parent)
{
    char closed[64];
    static const char empty[] = "/>\n";
    size_t length = (size_t)snprintf(closed, sizeof closed, "    </%s>\n", parent);
    if (body->length >= length &&
        memcmp(body->bytes + body->length - length, closed, length) == 0) {
        body->length -= length;
        return;
    }
    char begin[64];
    snprintf(begin, sizeof begin, "<%s ", parent);
    const char *last = body->length > 0 ? strrchr(body->bytes, '<') : NULL;
    if (last == NULL || strncmp(last, begin, strlen(begin)) != 0) {
        case_stop(test, "no %s stands before it", parent);
        return;
    }
    body->length -= sizeof empty - 1;
    text_buffer_text(body, ">\n");
}

void case_person_line(Case *test, const CaseWords *words)
{
    size_t e = 0;
    while (e < sizeof elements / sizeof elements[0] &&
           strcmp(elements[e].name, words->word[0]) != 0) {
        e++;
    }
    if (e == sizeof elements / sizeof elements[0]) {
        case_stop(test, "there is no element or expectation '%s'", words->word[0]);
        return;
    }
    for (size_t p = test->people.open_from; p < test->people.open_to; p++) {
        TextBuffer *body = &test->people.persons[p].body;
        if (elements[e].parent != NULL) open_again(test, body, elements[e].parent);
        text_buffer_format(body, "    <%s", elements[e].name);
        append_attributes(test, body, elements[e].attributes, &words->word[1],
                          words->count - 1);
        append_usual(body, elements[e].usual, &words->word[1], words->count - 1);
        text_buffer_text(body, "/>\n");
        if (elements[e].parent != NULL)
            text_buffer_format(body, "    </%s>\n", elements[e].parent);
    }
}

void case_remove(Case *test, const CaseWords *words)
{
    for (size_t i = 1; i < words->count; i++) {
        CasePerson *person = case_find(test, words->word[i]);
        if (person != NULL) person->there = false;
    }
}

static void append_person(TextBuffer *out, const CasePerson *person)
{
    text_buffer_format(out, "  <person%s>\n%s  </person>\n", person->head.bytes,
                       person->body.length > 0 ? person->body.bytes : "");
}

static void append_persons(Case *test, TextBuffer *out, char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const CasePerson *person = case_find(test, names[i]);
        if (person != NULL) append_person(out, person);
    }
    for (size_t i = 0; i < test->people.count && count == 0; i++) {
        if (test->people.persons[i].there) append_person(out, &test->people.persons[i]);
    }
}

void case_extract(Case *test, const char *date, const char *sender, char *const *names,
                  size_t count)
{
    char name[32];
    TextBuffer text = TEXT_BUFFER_EMPTY;
    if (test->extract_count == CASE_FILES_MAX) {
        case_stop(test, "too many extracts");
        return;
    }
    text_buffer_text(&text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                            "<introduksjonsregister "
                            "xmlns=\"urn:tilskudd:introduksjonsregister:1\"");
    text_buffer_format(&text, " uttrekksdato=\"%s\"", date);
    if (sender != NULL) text_buffer_format(&text, " avgiver=\"%s\"", sender);
    text_buffer_text(&text, ">\n");
    append_persons(test, &text, names, count);
    text_buffer_text(&text, "</introduksjonsregister>\n");
    snprintf(name, sizeof name, "register-%zu.xml", ++test->file_number);
    char *path = test->extracts[test->extract_count++];
    case_path(test, name, path);
    case_write(test, path, &text);
    text_buffer_free(&text);
}
