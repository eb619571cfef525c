/* control_cases.c - from the cases' compact lines to the XML of a register extract. */
#include "tests/rules/controls/control_cases.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/input_file.h"
#include "rules/base/identity.h"

enum { LINE_MAX_LENGTH = 240, WORDS_MAX = 12, SERIAL_DIGITS = 4 };

/* Elements, what they stand in, and the attributes that have a common value. */
typedef struct ElementRow {
    const char *name, *parent;
    const char *common[6]; /* name, value, ... */
} ElementRow;

static const ElementRow elements[] = {
    {"person", "", {"landbakgrunn", "SYR", "kjonn", "K", "fodt", "1984-01-01"}},
    {"tidligereIdent", "person", {NULL}},
    {"opphold", "person", {"grunnlag", "ASYL", "vedtatt", "2016-01-10", "varig", "true"}},
    {"bosetting", "person", {"dato", "2016-02-15", "kommune", "0301", "gruppe", "VOKSEN"}},
    {"mottak", "person", {"kommune", "0301"}},
    {"bosted", "person", {"kommune", "0301"}},
    {"asylopplaering", "person", {NULL}},
    {"norskopplaering",
     "person",
     {"rett", "true", "plikt", "true", "malgruppeFra", "2016-02-15"}},
    {"gjennomfort", "norskopplaering", {NULL}},
    {"prove", "norskopplaering", {NULL}},
    {"introduksjonsprogram", "person", {"timerPerUke", "37.5", "ukerPerAr", "47"}},
    {"permisjon", "introduksjonsprogram", {"arsak", "FODSEL"}},
    {"saertilskudd", "person", {NULL}},
};

typedef struct Line {
    char text[LINE_MAX_LENGTH];
    char *words[WORDS_MAX];
    size_t count;
} Line;

typedef struct Reading {
    ControlCase one;
    const char *path;
    const char *open[3]; /* elements that are open */
    size_t depth;
    bool any, permit;
} Reading;

static void split(Line *line)
{
    line->count = 0;
    for (char *at = line->text; *at != '\0';) {
        at += strspn(at, " ");
        if (*at == '\0' || line->count == WORDS_MAX) break;
        line->words[line->count++] = at;
        at += strcspn(at, " ");
        if (*at != '\0') *at++ = '\0';
    }
}

static const char *value_of(const Line *line, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 1; i < line->count; i++)
        if (strncmp(line->words[i], name, length) == 0 && line->words[i][length] == '=')
            return line->words[i] + length + 1;
    return NULL;
}

/* "2" is the DUF number with serial 2; anything longer stands for itself. */
static void write_value(TextBuffer *xml, const char *name, size_t length, const char *value)
{
    static const char *const idents[] = {"ident", "mor", "referanse"};
    text_buffer_char(xml, ' ');
    text_buffer_append(xml, name, length);
    bool is_ident = false;
    for (size_t i = 0; i < 3; i++)
        is_ident |= strlen(idents[i]) == length && memcmp(idents[i], name, length) == 0;
    if (!is_ident || strlen(value) > SERIAL_DIGITS) {
        text_buffer_format(xml, "=\"%s\"", value);
        return;
    }
    int serial = 0;
    for (const char *at = value; *at >= '0' && *at <= '9'; at++)
        serial = serial * 10 + (*at - '0');
    char text[IDENT_TEXT_SIZE];
    (void)ident_format(ident_make_duf(2016, serial), text);
    text_buffer_format(xml, "=\"%s\"", text);
}

static void write_attributes(TextBuffer *xml, const ElementRow *row, const Line *line)
{
    for (size_t i = 1; i < line->count; i++) {
        const char *equals = strchr(line->words[i], '=');
        if (equals == NULL) continue;
        write_value(xml, line->words[i], (size_t)(equals - line->words[i]), equals + 1);
    }
    for (size_t i = 0; i < 6 && row->common[i] != NULL; i += 2)
        if (value_of(line, row->common[i]) == NULL)
            text_buffer_format(xml, " %s=\"%s\"", row->common[i], row->common[i + 1]);
}

static void close_to(Reading *reading, size_t depth)
{
    while (reading->depth > depth)
        text_buffer_format(&reading->one.xml, "</%s>\n", reading->open[--reading->depth]);
}

static const ElementRow *element_named(const char *name)
{
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++)
        if (strcmp(elements[i].name, name) == 0) return &elements[i];
    return NULL;
}

static void write_permit_if_missing(Reading *reading, const char *name)
{
    bool before = strcmp(name, "tidligereIdent") == 0 || strcmp(name, "opphold") == 0;
    if (strcmp(name, "opphold") == 0) reading->permit = true;
    if (before || reading->permit || reading->depth == 0) return;
    reading->permit = true;
    close_to(reading, 1);
    text_buffer_text(&reading->one.xml,
                     "<opphold grunnlag=\"ASYL\" vedtatt=\"2016-01-10\" varig=\"true\"/>\n");
}

static void begin_person(Reading *reading, const Line *line)
{
    TextBuffer *xml = &reading->one.xml;
    write_permit_if_missing(reading, "");
    close_to(reading, 0);
    reading->permit = false;
    text_buffer_text(xml, "<person");
    if (value_of(line, "ident") == NULL) write_value(xml, "ident", 5, "1");
    if (value_of(line, "identtype") == NULL) text_buffer_text(xml, " identtype=\"DUF\"");
}

static bool write_element(Reading *reading, const Line *line)
{
    const ElementRow *row = line->count > 0 ? element_named(line->words[0]) : NULL;
    TextBuffer *xml = &reading->one.xml;
    if (row == NULL) return false;
    bool person = row->parent[0] == '\0';
    if (person) {
        begin_person(reading, line);
    } else {
        write_permit_if_missing(reading, row->name);
        while (reading->depth > 0 &&
               strcmp(reading->open[reading->depth - 1], row->parent) != 0)
            close_to(reading, reading->depth - 1);
        if (reading->depth == 0) return false;
        text_buffer_format(xml, "<%s", row->name);
    }
    write_attributes(xml, row, line);
    if (strcmp(row->name, "bosetting") == 0 && value_of(line, "avtale") == NULL)
        text_buffer_text(xml, " avtale=\"true\"");
    text_buffer_text(xml, ">\n");
    reading->open[reading->depth++] = row->name;
    return true;
}

/* Kept as it is when it is not given. */
static bool read_year(const char *text, int *year)
{
    if (text == NULL) return true;
    *year = 0;
    for (const char *at = text; *at >= '0' && *at <= '9'; at++)
        *year = *year * 10 + (*at - '0');
    return *year > YEAR_MIN && *year < YEAR_MAX;
}

static bool read_options(ControlCase *one, char *text)
{
    Line options;
    (void)snprintf(options.text, sizeof options.text, "; %s", text);
    split(&options);
    const char *extract = value_of(&options, "extract");
    const char *rules = value_of(&options, "rules");
    one->paid = value_of(&options, "paid") != NULL;
    if (extract != NULL && !day_parse(extract, strlen(extract), &one->extract)) return false;
    return read_year(rules, &one->rules) &&
           read_year(value_of(&options, "opening"), &one->opening);
}

/* "R108 finds: title; options" */
static bool begin_case(Reading *reading, char *text)
{
    ControlCase *one = &reading->one;
    char *colon = strchr(text, ':');
    if (colon == NULL || text[0] != 'R') return false;
    *colon = '\0';
    one->control = 0;
    char *at = text + 1;
    for (; *at >= '0' && *at <= '9'; at++)
        one->control = one->control * 10 + (*at - '0');
    one->finds = strcmp(at, " finds") == 0;
    if (!one->finds && strcmp(at, " silent") != 0) return false;
    char *options = strchr(colon + 1, ';');
    one->extract = day_from_date(2017, 12, 31);
    one->rules = 2017;
    one->opening = 0;
    one->paid = false;
    if (options != NULL) *options++ = '\0';
    (void)snprintf(one->title, sizeof one->title, "%s", colon + 2);
    if (options != NULL && !read_options(one, options)) return false;
    char day[DAY_TEXT_SIZE];
    day_format(one->extract, day);
    one->xml.length = 0;
    text_buffer_format(&one->xml,
                       "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<introduksjonsregister "
                       "xmlns=\"urn:tilskudd:introduksjonsregister:1\" uttrekksdato=\"%s\">\n",
                       day);
    reading->any = true;
    return true;
}

static void end_case(Reading *reading, void (*run)(void *, const ControlCase *), void *user)
{
    if (!reading->any) return;
    write_permit_if_missing(reading, "");
    close_to(reading, 0);
    text_buffer_text(&reading->one.xml, "</introduksjonsregister>\n");
    run(user, &reading->one);
    reading->any = false;
}

static bool read_line(Reading *reading, Line *line, void (*run)(void *, const ControlCase *),
                      void *user)
{
    if (line->text[0] == '#' || line->text[strspn(line->text, " ")] == '\0') return true;
    if (line->text[0] != ' ') {
        int number = reading->one.line;
        end_case(reading, run, user);
        reading->one.line = number;
        return begin_case(reading, line->text);
    }
    split(line);
    return reading->any && write_element(reading, line);
}

bool control_cases_read(const char *path, void (*run)(void *user, const ControlCase *one),
                        void *user)
{
    InputFile file;
    Failure failure;
    Reading reading = {.path = path, .one = {.xml = TEXT_BUFFER_EMPTY}};
    bool fine = input_file_read(path, 1 << 20, &file, &failure) == STATUS_OK;
    if (!fine) return false;
    const char *at = (const char *)file.bytes, *end = at + file.size;
    while (fine && at < end) {
        Line line;
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((stop != NULL ? stop : end) - at);
        fine = length < sizeof line.text;
        if (!fine) break;
        memcpy(line.text, at, length);
        line.text[length] = '\0';
        reading.one.line++;
        fine = read_line(&reading, &line, run, user);
        at += length + 1;
    }
    if (!fine)
        printf("\n%s:%d: not as fixtures/controls/README.md says\n", path, reading.one.line);
    end_case(&reading, run, user);
    text_buffer_free(&reading.one.xml);
    input_file_free(&file);
    return fine;
}
