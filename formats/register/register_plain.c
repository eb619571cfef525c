/*
 * register_plain.c - plainly written records: as those before them, or byte by byte. See
 * register_plain.h.
 *
 * A record is first left to register_template.c. When that declines, it is read here, and what
 * stands between its values is noted in the layout for those that follow.
 *
 * The document passes through a window of a fixed size, which is scanned up to the end of the
 * last whole record in it. Behind that place stands a NUL byte while it is scanned: no plain
 * byte, no blank and no part of a name, so that no loop needs to look where the window ends.
 * Every function of the scan says false when the document is not plain, or a call has failed
 * (then scan->status tells).
 */
#include "formats/register/register_plain.h"

#include <limits.h>
#include <string.h>

#include "formats/register/register_slices.h"
#include "formats/register/register_template.h"

#define ROOT_END "</" REGISTER_ROOT ">"

enum {
    PLAIN_TAG_MAX = REGISTER_TAG_MAX / 2,
    RECORD_END_LENGTH = 9,    /* of "</person>" */
    LINES_AHEAD_MAX = 1 << 27 /* a window has fewer */
};

_Static_assert((int)PLAIN_SLACK > (int)sizeof ROOT_END, "all names fit behind the end");
_Static_assert((int)PLAIN_SLACK >= (int)TEMPLATE_SLACK, "and all words");
_Static_assert((int)PLAIN_WINDOW_MIN > (int)REGISTER_HEAD_MAX, "the head fits");

typedef struct Name {
    const char *text;
    size_t length;
} Name;

typedef struct Scan {
    RegisterSource *source;
    RegisterDocument *document;
    RecordBuilder *records;
    uint32_t records_max;
    uint32_t line; /* of `at`, from 1 */
    const char *at;
    RegisterWindow *window;
    size_t limit; /* bytes in the window that are scanned now */
    Name elements[ELEMENT_COUNT];
    Name attributes[ELEMENT_COUNT][ELEMENT_ATTRIBUTES_MAX];
    bool is_plain[UCHAR_MAX + 1]; /* by byte: may stand in a value, and is what it stands for */
    RegisterLayout layout;
    bool learns; /* the record that is read */
    bool has_template;
    Status status;
    Failure *failure;
} Scan;

static Name name_of(const char *text)
{
    return (Name){text, strlen(text)};
}

static void measure_names(Scan *scan)
{
    for (int i = 0; i < ELEMENT_COUNT; i++) {
        const ElementSpec *spec = element_spec((RegisterElement)i);
        scan->elements[i] = name_of(spec->name);
        for (int k = 0; k < spec->attribute_count; k++)
            scan->attributes[i][k] = name_of(spec->attributes[k]);
    }
}

/* Printable ASCII, without what ends a value or stands for something else. */
static void list_plain_bytes(Scan *scan)
{
    for (int c = ' '; c < 127; c++)
        scan->is_plain[c] = c != '"' && c != '<' && c != '&';
}

static bool keep_status(Scan *scan, Status status)
{
    scan->status = status;
    return status == STATUS_OK;
}

static bool starts_with(const char *at, Name name)
{
    return *at == *name.text && memcmp(at, name.text, name.length) == 0;
}

/* A carriage return counts before a line feed only. */
static bool is_blank(const char *at)
{
    return *at == ' ' || *at == '\n' || *at == '\t' || (*at == '\r' && at[1] == '\n');
}

/* Most blanks are the spaces that lines begin with. */
static void skip_blanks(Scan *scan)
{
    const char *at = scan->at;
    for (;;) {
        while (*at == ' ')
            at++;
        if (!is_blank(at)) break;
        scan->line += *at++ == '\n';
    }
    scan->at = at;
}

static ElementLayout *layout_of(Scan *scan, RegisterElement element)
{
    return &scan->layout.elements[element];
}

/* What was read from `begin` on. */
static void learn(Scan *scan, Literal *literal, const char *begin)
{
    if (scan->learns && begin != NULL) layout_literal(literal, begin, scan->at);
}

/* The attribute that stands here, looked for from `expected` on; -1 when it is unknown. */
static int find_attribute(const Scan *scan, RegisterElement element, int expected)
{
    const Name *names = scan->attributes[element];
    int count = element_spec(element)->attribute_count;
    for (int i = 0; i < count; i++) {
        int at = expected + i < count ? expected + i : expected + i - count;
        if (starts_with(scan->at, names[at]) && scan->at[names[at].length] == '=') return at;
    }
    return -1;
}

/* ="value", with either quote. */
static bool scan_value(Scan *scan, RegisterText *value)
{
    char quote = scan->at[1];
    if (scan->at[0] != '=' || (quote != '"' && quote != '\'')) return false;
    const char *begin = scan->at + 2;
    const char *end = begin;
    while (scan->is_plain[(unsigned char)*end] && *end != quote)
        end++;
    if (*end != quote || end - begin > REGISTER_ATTRIBUTE_MAX) return false;
    *value = (RegisterText){begin, (size_t)(end - begin)};
    scan->at = end + 1;
    return true;
}

/* The value before ended at `before`, quote and all; the tag's name began there when there is
 * none. */
static void learn_attribute(Scan *scan, RegisterElement element, int found, int previous,
                            const char *before, const char *value)
{
    const char *begin = previous >= 0 ? before - 1 : before;
    if (scan->learns) layout_attribute(&scan->layout, element, found, previous, begin, value);
}

/* One attribute of the tag; `previous` is the one before it, or -1, and becomes this one. */
static bool scan_attribute(Scan *scan, RegisterElement element, const char *before,
                           int *previous, RegisterText values[], unsigned *present)
{
    int found = find_attribute(scan, element, *previous + 1);
    if (found < 0 || (*present & 1u << found) != 0) return false;
    scan->at += scan->attributes[element][found].length;
    if (!scan_value(scan, &values[found])) return false;
    learn_attribute(scan, element, found, *previous, before, values[found].text);
    *present |= 1u << found;
    *previous = found;
    return true;
}

/* The attributes, up to '>' or "/>", from behind the name. */
static bool scan_attributes(Scan *scan, RegisterElement element, uint32_t line,
                            const char **latest_end)
{
    RegisterText values[ELEMENT_ATTRIBUTES_MAX] = {{NULL, 0}};
    unsigned present = 0;
    int previous = -1;
    const char *tag = scan->at;
    const char *before = tag - scan->elements[element].length;
    for (;;) {
        bool is_apart = is_blank(scan->at);
        skip_blanks(scan);
        if (*scan->at == '>' || *scan->at == '/') break;
        if (!is_apart) return false;
        if (!scan_attribute(scan, element, before, &previous, values, &present)) return false;
        before = scan->at;
    }
    *latest_end = previous >= 0 ? before - 1 : NULL; /* its quote */
    if (scan->at - tag > PLAIN_TAG_MAX) return false;
    return keep_status(scan, record_element(scan->records, element, line, values, present));
}

/* The child whose start tag begins here, not before the one before it; -1 when there is none.
 */
static int find_child(const Scan *scan, const ElementSpec *parent, int latest)
{
    for (int i = latest; i < parent->child_end; i++)
        if (starts_with(scan->at + 1, scan->elements[i])) {
            const char *behind = scan->at + 1 + scan->elements[i].length;
            if (is_blank(behind) || *behind == '>' || *behind == '/') return i;
        }
    return -1;
}

/* "name>" of an end tag. */
static bool scan_end_tag(Scan *scan, RegisterElement element)
{
    const char *tag = scan->at;
    if (!starts_with(tag, scan->elements[element])) return false;
    scan->at += scan->elements[element].length;
    skip_blanks(scan);
    if (*scan->at != '>' || scan->at - tag > PLAIN_TAG_MAX) return false;
    scan->at++;
    return true;
}

static bool scan_element(Scan *scan, RegisterElement element);

/* The children and the end tag. */
static bool scan_content(Scan *scan, RegisterElement element)
{
    const ElementSpec *spec = element_spec(element);
    int latest = spec->first_child;
    for (;;) {
        const char *before = scan->at;
        skip_blanks(scan);
        if (*scan->at != '<') return false;
        if (scan->at[1] == '/') {
            scan->at += 2;
            if (!scan_end_tag(scan, element)) return false;
            learn(scan, &layout_of(scan, element)->end_tag, before);
            return true;
        }
        latest = find_child(scan, spec, latest);
        if (latest < 0) return false;
        scan->at++;
        learn(scan, &layout_of(scan, element)->child, before);
        if (!scan_element(scan, (RegisterElement)latest)) return false;
    }
}

/* From the name of an element, which is known. */
static bool scan_element(Scan *scan, RegisterElement element)
{
    uint32_t line = scan->line;
    const char *latest_end = NULL;
    scan->at += scan->elements[element].length;
    if (!scan_attributes(scan, element, line, &latest_end)) return false;
    if (*scan->at == '>') {
        scan->at++;
        learn(scan, &layout_of(scan, element)->open_end, latest_end);
        return scan_content(scan, element);
    }
    if (scan->at[1] != '>') return false;
    scan->at += 2;
    learn(scan, &layout_of(scan, element)->empty_end, latest_end);
    return true;
}

/* From '<'; the tag before ended at `before`. */
static bool scan_record(Scan *scan, const char *before)
{
    static const ElementSpec root = {.first_child = ELEMENT_PERSON,
                                     .child_end = ELEMENT_PERSON + 1};
    if (find_child(scan, &root, ELEMENT_PERSON) < 0) return false;
    if (scan->records->record >= scan->records_max) return false;
    record_begin(scan->records, scan->line);
    scan->learns = layout_learns(&scan->layout);
    scan->at++;
    if (scan->learns) scan->layout.record = (Literal){0}; /* the first stands behind the head */
    learn(scan, &scan->layout.record, before);
    return scan_element(scan, ELEMENT_PERSON) && keep_status(scan, record_end(scan->records));
}

/* A record that is written as those before it. */
static bool scan_by_template(Scan *scan)
{
    TemplateReader reader = {&scan->layout, scan->records, scan->at, scan->line, STATUS_OK};
    if (!scan->has_template || scan->records->record >= scan->records_max) return false;
    bool is_read = template_record(&reader);
    if (is_read) {
        scan->layout.misses = 0;
        scan->document->templated++;
    }
    scan->at = reader.at;
    scan->line = reader.line;
    return keep_status(scan, reader.status) && is_read;
}

static bool is_at_limit(const Scan *scan)
{
    return scan->at == scan->window->bytes + scan->limit;
}

/* The root's end tag and blanks behind it. */
static bool scan_end(Scan *scan)
{
    if (!starts_with(scan->at, name_of(ROOT_END))) return false;
    scan->at += strlen(ROOT_END);
    scan->document->end_line = scan->line;
    skip_blanks(scan);
    return is_at_limit(scan);
}

/* Lines are counted up to INT32_MAX, as libxml2 counts them. */
static bool scan_records(Scan *scan)
{
    for (;;) {
        if (scan->line >= INT32_MAX - LINES_AHEAD_MAX) return false;
        if (scan_by_template(scan)) continue;
        if (scan->status != STATUS_OK) return false;
        const char *before = scan->at;
        skip_blanks(scan);
        if (is_at_limit(scan)) return !scan->source->at_end;
        if (*scan->at != '<') return false;
        if (scan->at[1] == '/') return scan->source->at_end && scan_end(scan);
        if (!scan_record(scan, before)) return false;
    }
}

/* Where the last whole record in the window ends, if it is not scanned yet; else 0. */
static size_t last_record_end(const Scan *scan)
{
    const char *window = scan->window->bytes;
    size_t left = scan->window->filled, done = (size_t)(scan->at - window);
    while (left >= done + RECORD_END_LENGTH) {
        const char *found = memrchr(window, '>', left);
        if (found == NULL) return 0;
        left = (size_t)(found - window);
        if (left + 1 < done + RECORD_END_LENGTH) return 0;
        if (memcmp(found + 1 - RECORD_END_LENGTH, "</person>", RECORD_END_LENGTH) == 0)
            return left + 1;
    }
    return 0;
}

/* What is not scanned, to the window's beginning. */
static void move_window(Scan *scan)
{
    RegisterWindow *window = scan->window;
    window->filled -= (size_t)(scan->at - window->bytes);
    memmove(window->bytes, scan->at, window->filled);
    scan->at = window->bytes;
    window->as_read = false;
}

/* Another block behind what is there, or as much of one as there is room for. */
static Status fill_window(Scan *scan)
{
    RegisterWindow *window = scan->window;
    size_t got = 0;
    if (window->size - window->filled < PLAIN_BLOCK && scan->at > window->bytes)
        move_window(scan);
    size_t room = window->size - window->filled;
    TRY(register_source_read(scan->source, window->bytes + window->filled,
                             room < PLAIN_BLOCK ? room : PLAIN_BLOCK, &got, scan->failure));
    window->filled += got;
    memset(window->bytes + window->filled, 0, PLAIN_SLACK);
    scan->limit = scan->source->at_end ? window->filled : last_record_end(scan);
    return STATUS_OK;
}

static bool scan_window(Scan *scan)
{
    char *limit = scan->window->bytes + scan->limit;
    char kept = *limit;
    *limit = '\0';
    bool is_good = scan_records(scan);
    *limit = kept;
    return is_good;
}

/* The window begins with the head: libxml2 reads it as a document of its own. */
static bool scan_head(Scan *scan)
{
    const char *bytes = scan->window->bytes;
    size_t length = register_head_length(bytes, scan->window->filled);
    if (length == 0 || length > REGISTER_HEAD_MAX) return false;
    RegisterSource head;
    register_source_of_text(&head, scan->source->path, bytes, length, ROOT_END);
    if (!keep_status(scan, register_parse(&head, false, scan->records_max, scan->document,
                                          scan->failure)))
        return false;
    scan->at = bytes + length;
    scan->line = scan->document->head_line;
    return scan->limit >= length;
}

static bool scan_document(Scan *scan)
{
    if (!keep_status(scan, fill_window(scan)) || !scan_head(scan)) return false;
    if (!scan_window(scan)) return false;
    while (!scan->source->at_end) {
        if (!keep_status(scan, fill_window(scan))) return false;
        if (scan->limit == 0 || !scan_window(scan)) return false;
    }
    return keep_status(scan, record_finish(scan->records));
}

Status register_read_plain(RegisterSource *source, RegisterReading reading,
                           uint32_t records_max, RegisterWindow *window,
                           RegisterDocument *document, bool *is_plain, Failure *failure)
{
    *is_plain = false;
    *document = (RegisterDocument){.extract_date = DAY_NONE};
    INVARIANT(window->size >= PLAIN_WINDOW_MIN);
    window->filled = 0;
    window->as_read = true;
    Scan scan = {.source = source,
                 .document = document,
                 .records = &document->records,
                 .records_max = records_max,
                 .has_template = reading == READING_TEMPLATE,
                 .window = window,
                 .at = window->bytes,
                 .failure = failure};
    layout_begin(&scan.layout);
    measure_names(&scan);
    list_plain_bytes(&scan);
    *is_plain = scan_document(&scan);
    record_scratch_free(&document->records);
    return status_exit(scan.status) == EXIT_INPUT ? STATUS_OK : scan.status;
}
