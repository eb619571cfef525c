/*
 * register_plain.c - plainly written records, byte by byte. See register_plain.h.
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

#include "formats/register/register_reader.h"
#include "formats/register/register_slices.h"

#define ROOT_END "</" REGISTER_ROOT ">"

enum {
    WINDOW_SIZE = 1 << 18, /* a record that does not fit is not plain */
    WINDOW_SLACK = 64,     /* behind it, for comparing with a whole name */
    PLAIN_TAG_MAX = REGISTER_TAG_MAX / 2,
    RECORD_END_LENGTH = 9 /* of "</person>" */
};

_Static_assert((int)WINDOW_SIZE > (int)REGISTER_HEAD_MAX, "the head fits");

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
    char *window;
    size_t filled, limit; /* bytes in the window; those that are scanned now */
    Name elements[ELEMENT_COUNT];
    Name attributes[ELEMENT_COUNT][ELEMENT_ATTRIBUTES_MAX];
    bool is_plain[UCHAR_MAX + 1]; /* by byte: may stand in a value, and is what it stands for */
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

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* Most blanks are the spaces that lines begin with. */
static void skip_blanks(Scan *scan)
{
    const char *at = scan->at;
    for (;;) {
        while (*at == ' ')
            at++;
        if (*at != '\n' && *at != '\t') break;
        scan->line += *at++ == '\n';
    }
    scan->at = at;
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

/* ="value" */
static bool scan_value(Scan *scan, RegisterText *value)
{
    if (scan->at[0] != '=' || scan->at[1] != '"') return false;
    const char *begin = scan->at + 2;
    const char *end = begin;
    while (scan->is_plain[(unsigned char)*end])
        end++;
    if (*end != '"' || end - begin > REGISTER_ATTRIBUTE_MAX) return false;
    *value = (RegisterText){begin, (size_t)(end - begin)};
    scan->at = end + 1;
    return true;
}

/* The attributes, up to '>' or "/>". */
static bool scan_attributes(Scan *scan, RegisterElement element, uint32_t line)
{
    RegisterText values[ELEMENT_ATTRIBUTES_MAX] = {{NULL, 0}};
    unsigned present = 0;
    int expected = 0;
    const char *tag = scan->at;
    for (;;) {
        bool is_apart = is_blank(*scan->at);
        skip_blanks(scan);
        if (*scan->at == '>' || *scan->at == '/') break;
        int found = find_attribute(scan, element, expected);
        if (!is_apart || found < 0 || (present & 1u << found) != 0) return false;
        scan->at += scan->attributes[element][found].length;
        if (!scan_value(scan, &values[found])) return false;
        present |= 1u << found;
        expected = found + 1;
    }
    if (scan->at - tag > PLAIN_TAG_MAX) return false;
    return keep_status(scan, record_element(scan->records, element, line, values, present));
}

/* The child whose start tag begins here, not before the one before it; -1 when there is none.
 */
static int find_child(const Scan *scan, const ElementSpec *parent, int latest)
{
    for (int i = latest; i < parent->child_end; i++)
        if (starts_with(scan->at + 1, scan->elements[i])) {
            char behind = scan->at[1 + scan->elements[i].length];
            if (is_blank(behind) || behind == '>' || behind == '/') return i;
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
        skip_blanks(scan);
        if (*scan->at != '<') return false;
        if (scan->at[1] == '/') {
            scan->at += 2;
            return scan_end_tag(scan, element);
        }
        latest = find_child(scan, spec, latest);
        if (latest < 0 || !scan_element(scan, (RegisterElement)latest)) return false;
    }
}

/* From '<' of an element whose name is known. */
static bool scan_element(Scan *scan, RegisterElement element)
{
    uint32_t line = scan->line;
    scan->at += 1 + scan->elements[element].length;
    if (!scan_attributes(scan, element, line)) return false;
    if (*scan->at == '>') {
        scan->at++;
        return scan_content(scan, element);
    }
    if (scan->at[1] != '>') return false;
    scan->at += 2;
    return true;
}

static bool scan_record(Scan *scan)
{
    static const ElementSpec root = {.first_child = ELEMENT_PERSON,
                                     .child_end = ELEMENT_PERSON + 1};
    if (find_child(scan, &root, ELEMENT_PERSON) < 0) return false;
    if (scan->records->record >= scan->records_max) return false;
    record_begin(scan->records, scan->line);
    return scan_element(scan, ELEMENT_PERSON) && keep_status(scan, record_end(scan->records));
}

static bool is_at_limit(const Scan *scan)
{
    return scan->at == scan->window + scan->limit;
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
        skip_blanks(scan);
        if (scan->line >= INT32_MAX - WINDOW_SIZE) return false;
        if (is_at_limit(scan)) return !scan->source->at_end;
        if (*scan->at != '<') return false;
        if (scan->at[1] == '/') return scan->source->at_end && scan_end(scan);
        if (!scan_record(scan)) return false;
    }
}

/* Where the last whole record in the window ends; 0 when there is none. */
static size_t last_record_end(const Scan *scan)
{
    const char *window = scan->window;
    size_t left = scan->filled;
    while (left >= RECORD_END_LENGTH) {
        const char *found = memrchr(window, '>', left);
        if (found == NULL) return 0;
        left = (size_t)(found - window);
        if (left + 1 < RECORD_END_LENGTH) return 0;
        if (memcmp(found + 1 - RECORD_END_LENGTH, "</person>", RECORD_END_LENGTH) == 0)
            return left + 1;
    }
    return 0;
}

/* Moves what is not scanned to the window's beginning and fills it up. */
static Status fill_window(Scan *scan)
{
    size_t got = 0;
    size_t left = (size_t)(scan->window + scan->filled - scan->at);
    memmove(scan->window, scan->at, left);
    scan->at = scan->window;
    scan->filled = left;
    TRY(register_source_read(scan->source, scan->window + left, WINDOW_SIZE - left, &got,
                             scan->failure));
    scan->filled += got;
    scan->limit = scan->source->at_end ? scan->filled : last_record_end(scan);
    return STATUS_OK;
}

static bool scan_window(Scan *scan)
{
    char *limit = scan->window + scan->limit;
    char kept = *limit;
    *limit = '\0';
    bool is_good = scan_records(scan);
    *limit = kept;
    return is_good;
}

/* The window begins with the head: libxml2 reads it as a document of its own. */
static bool scan_head(Scan *scan)
{
    size_t length = register_head_length(scan->window, scan->filled);
    if (length == 0 || length > REGISTER_HEAD_MAX) return false;
    RegisterSource head;
    register_source_of_text(&head, scan->source->path, scan->window, length, ROOT_END);
    if (!keep_status(scan, register_parse(&head, false, scan->records_max, scan->document,
                                          scan->failure)))
        return false;
    scan->at = scan->window + length;
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

Status register_read_plain(RegisterSource *source, uint32_t records_max,
                           RegisterDocument *document, bool *is_plain, Failure *failure)
{
    *is_plain = false;
    *document = (RegisterDocument){.extract_date = DAY_NONE};
    Scan scan = {.source = source,
                 .document = document,
                 .records = &document->records,
                 .records_max = records_max,
                 .window = system_allocate_zeroed(1, WINDOW_SIZE + WINDOW_SLACK),
                 .failure = failure};
    if (scan.window == NULL) return failure_set(failure, STATUS_MEMORY, source->path, "window");
    scan.at = scan.window;
    measure_names(&scan);
    list_plain_bytes(&scan);
    *is_plain = scan_document(&scan);
    system_free(scan.window);
    record_scratch_free(&document->records);
    return status_exit(scan.status) == EXIT_INPUT ? STATUS_OK : scan.status;
}
