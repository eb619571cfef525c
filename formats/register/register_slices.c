/* register_slices.c - the head of a file, and the ends of records near the places wanted. */
#include "formats/register/register_slices.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "formats/register/register_tables.h"

static const char record_end_tag[] = "</person>";

enum { WINDOW_SIZE = 1 << 13, END_TAG_LENGTH = sizeof record_end_tag - 1 };

/* A place in the head; `at` never passes `end`. */
typedef struct Scanner {
    const char *at, *end;
} Scanner;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool starts_with(const Scanner *scanner, const char *text)
{
    size_t length = strlen(text);
    return (size_t)(scanner->end - scanner->at) >= length &&
           memcmp(scanner->at, text, length) == 0;
}

/* Moves behind the next `text`; false when there is none. */
static bool skip_past(Scanner *scanner, const char *text)
{
    size_t length = strlen(text);
    const char *found = memmem(scanner->at, (size_t)(scanner->end - scanner->at), text, length);
    if (found == NULL) return false;
    scanner->at = found + length;
    return true;
}

static void skip_blanks(Scanner *scanner)
{
    while (scanner->at < scanner->end && is_blank(*scanner->at))
        scanner->at++;
}

/* The XML declaration names UTF-8 or no encoding at all. */
static bool declares_utf8(const char *declaration, const char *end)
{
    const char *found = memmem(declaration, (size_t)(end - declaration), "encoding", 8);
    if (found == NULL) return true;
    for (found += 8; found < end && (is_blank(*found) || *found == '='); found++)
        ;
    return end - found > 6 && strncasecmp(found + 1, "UTF-8", 5) == 0;
}

static bool skip_declaration(Scanner *scanner)
{
    if (starts_with(scanner, "\xEF\xBB\xBF")) scanner->at += 3;
    const char *declaration = scanner->at;
    if (!starts_with(scanner, "<?xml")) return true;
    return skip_past(scanner, "?>") && declares_utf8(declaration, scanner->at);
}

/* Comments, instructions and white space before the root. */
static bool skip_misc(Scanner *scanner)
{
    for (;;) {
        skip_blanks(scanner);
        if (starts_with(scanner, "<!--")) {
            scanner->at += 4;
            if (!skip_past(scanner, "-->")) return false;
        } else if (starts_with(scanner, "<?")) {
            if (!skip_past(scanner, "?>")) return false;
        } else {
            return true;
        }
    }
}

/* Over the root's start tag; false when it is another root, or empty. */
static bool skip_root(Scanner *scanner)
{
    if (!starts_with(scanner, "<" REGISTER_ROOT)) return false;
    scanner->at += strlen("<" REGISTER_ROOT);
    if (scanner->at == scanner->end || !(is_blank(*scanner->at) || *scanner->at == '>'))
        return false;
    char quote = '\0';
    for (; scanner->at < scanner->end; scanner->at++) {
        char c = *scanner->at;
        if (quote == '\0' && c == '>') break;
        if (quote == '\0' && (c == '"' || c == '\''))
            quote = c;
        else if (c == quote)
            quote = '\0';
    }
    if (scanner->at == scanner->end || scanner->at[-1] == '/') return false;
    scanner->at++;
    return true;
}

size_t register_head_length(const char *bytes, size_t size)
{
    Scanner scanner = {bytes, bytes + size};
    if (!skip_declaration(&scanner) || !skip_misc(&scanner) || !skip_root(&scanner)) return 0;
    return (size_t)(scanner.at - bytes);
}

/* A piece of the file, moved forward as it is searched. */
typedef struct Window {
    const StoredFile *file;
    uint64_t file_size;
    char *bytes;
    uint64_t begin;
    size_t filled;
} Window;

static Status move_window(Window *window, uint64_t begin, Failure *failure)
{
    uint64_t left = window->file_size - begin;
    window->begin = begin;
    window->filled = left < WINDOW_SIZE ? (size_t)left : WINDOW_SIZE;
    return stored_file_range(window->file, window->bytes, window->filled, begin, failure);
}

/* Where the first end tag at or after `from` ends; the file's size when there is none. */
static Status find_end(Window *window, uint64_t from, uint64_t *end, Failure *failure)
{
    while (from + END_TAG_LENGTH <= window->file_size) {
        if (from < window->begin || from + END_TAG_LENGTH > window->begin + window->filled)
            TRY(move_window(window, from, failure));
        const char *start = window->bytes + (from - window->begin);
        size_t length = window->filled - (size_t)(from - window->begin);
        const char *found = memmem(start, length, record_end_tag, END_TAG_LENGTH);
        if (found != NULL) {
            *end = window->begin + (uint64_t)(found - window->bytes) + END_TAG_LENGTH;
            return STATUS_OK;
        }
        from = window->begin + window->filled - (END_TAG_LENGTH - 1);
    }
    *end = window->file_size;
    return STATUS_OK;
}

static Status find_ends(Window *window, size_t slice_size, RegisterCuts *cuts, Failure *failure)
{
    uint64_t end = cuts->head_length;
    while (end < window->file_size) {
        uint64_t from = end + slice_size - (slice_size > END_TAG_LENGTH ? END_TAG_LENGTH : 0);
        TRY(find_end(window, from, &end, failure));
        TRY(system_grow(&cuts->ends, &cuts->capacity, cuts->count + 1, sizeof *cuts->ends,
                        failure));
        cuts->ends[cuts->count++] = end;
    }
    return STATUS_OK;
}

/* The head, shrunk to what it is; a NULL head says that the file is not to be cut. */
static Status read_head(const char *path, const FileIdentity *identity, RegisterCuts *cuts,
                        Failure *failure)
{
    size_t got = 0;
    cuts->head = system_allocate(REGISTER_HEAD_MAX);
    if (cuts->head == NULL) return failure_set(failure, STATUS_MEMORY, path, "file head");
    TRY(register_file_head(path, identity, cuts->head, REGISTER_HEAD_MAX, &got, failure));
    cuts->head_length = register_head_length(cuts->head, got);
    return STATUS_OK;
}

static Status search(const char *path, const FileIdentity *identity, size_t slice_size,
                     RegisterCuts *cuts, Failure *failure)
{
    CLEANUP(stored_file_close) StoredFile file = {.descriptor = -1};
    CLEANUP(system_free) char *bytes = system_allocate(WINDOW_SIZE);
    if (bytes == NULL) return failure_set(failure, STATUS_MEMORY, path, "read buffer");
    TRY(stored_file_open_same(&file, path, identity, failure));
    Window window = {.file = &file, .file_size = identity->size, .bytes = bytes};
    return find_ends(&window, slice_size, cuts, failure);
}

Status register_cuts_find(const char *path, const FileIdentity *identity, size_t slice_size,
                          RegisterCuts *cuts, Failure *failure)
{
    *cuts = (RegisterCuts){0};
    INVARIANT(slice_size > 0);
    if (identity->size <= slice_size) return STATUS_OK;
    TRY(read_head(path, identity, cuts, failure));
    if (cuts->head_length == 0) return STATUS_OK;
    return search(path, identity, slice_size, cuts, failure);
}

void register_cuts_free(RegisterCuts *cuts)
{
    system_free(cuts->head);
    system_free(cuts->ends);
    *cuts = (RegisterCuts){0};
}
