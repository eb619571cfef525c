#include "bench/bench_floor.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <libxml/parser.h>
#include <omp.h>
#include <zlib.h>

enum { SLICE = 8 << 20, PIECE = 1 << 16 };

double bench_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void nothing_at_start(void *user, const xmlChar *name, const xmlChar *prefix,
                             const xmlChar *uri, int namespaces, const xmlChar **list,
                             int attributes, int defaulted, const xmlChar **values)
{
    (void)user, (void)name, (void)prefix, (void)uri, (void)namespaces, (void)list;
    (void)attributes, (void)defaulted, (void)values;
}

static void nothing_at_end(void *user, const xmlChar *name, const xmlChar *prefix,
                           const xmlChar *uri)
{
    (void)user, (void)name, (void)prefix, (void)uri;
}

static bool push(xmlParserCtxtPtr parser, const char *bytes, size_t size)
{
    for (size_t at = 0; at < size; at += PIECE) {
        size_t here = size - at < PIECE ? size - at : PIECE;
        if (xmlParseChunk(parser, bytes + at, (int)here, 0) != 0) return false;
    }
    return true;
}

static xmlParserCtxtPtr empty_parser(void)
{
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                             .startElementNs = nothing_at_start,
                             .endElementNs = nothing_at_end};
    return xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, NULL);
}

static bool parse_slice(const char *head, size_t head_size, const char *bytes, size_t size,
                        const char *tail)
{
    xmlParserCtxtPtr parser = empty_parser();
    if (parser == NULL) return false;
    bool good = push(parser, head, head_size) && push(parser, bytes, size) &&
                push(parser, tail, strlen(tail)) && xmlParseChunk(parser, "", 0, 1) == 0;
    xmlFreeParserCtxt(parser);
    return good;
}

/* The end of the last record that begins before `limit`. */
static size_t cut_after(const char *bytes, size_t size, size_t limit)
{
    static const char mark[] = "</person>";
    if (limit >= size) return size;
    const char *found = memmem(bytes + limit, size - limit, mark, sizeof mark - 1);
    return found != NULL ? (size_t)(found - bytes) + sizeof mark - 1 : size;
}

static bool parse_all(const char *bytes, size_t size, int threads)
{
    const char *first = memmem(bytes, size, "<person ", 8);
    const char *root = memmem(bytes, size, "<introduksjonsregister", 22);
    const char *end = memmem(bytes + size - 64, 64, "</introduksjonsregister>", 24);
    if (first == NULL) return parse_slice("", 0, bytes, size, ""); /* nobody is in it */
    if (root == NULL || end == NULL) return false;
    size_t body = (size_t)(first - bytes), body_end = (size_t)(end - bytes);
    size_t slices = (body_end - body) / SLICE + 1;
    bool good = true;
#pragma omp parallel for schedule(dynamic) num_threads(threads) reduction(&& : good)
    for (size_t s = 0; s < slices; s++) {
        size_t from = s == 0 ? body : cut_after(bytes, body_end, body + s * SLICE);
        size_t to = cut_after(bytes, body_end, body + (s + 1) * SLICE);
        if (from >= to) continue;
        good = good && parse_slice(root, (size_t)(first - root), bytes + from, to - from,
                                   "</introduksjonsregister>");
    }
    return good;
}

static bool parse_mapped(const char *path, int threads, size_t *size)
{
    struct stat status;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || fstat(descriptor, &status) != 0) return false;
    size_t length = (size_t)status.st_size;
    char *bytes = mmap(NULL, length, PROT_READ, MAP_PRIVATE, descriptor, 0);
    close(descriptor);
    if (bytes == MAP_FAILED) return false;
    bool good = length > 64 && parse_all(bytes, length, threads);
    munmap(bytes, length);
    *size += length;
    return good;
}

/* What is compressed cannot be cut: one thread unpacks and parses it. */
static bool parse_packed(const char *path, size_t *size)
{
    static char piece[PIECE];
    int length;
    gzFile file = gzopen(path, "rb");
    xmlParserCtxtPtr parser = empty_parser();
    bool good = file != NULL && parser != NULL;
    while (good && (length = gzread(file, piece, PIECE)) > 0) {
        good = xmlParseChunk(parser, piece, length, 0) == 0;
        *size += (size_t)length;
    }
    good = good && gzeof(file) && xmlParseChunk(parser, "", 0, 1) == 0;
    if (parser != NULL) xmlFreeParserCtxt(parser);
    if (file != NULL) gzclose(file);
    return good;
}

/* One file after the other; each is a piece that any thread takes. */
static bool parse_folder(const char *path, int threads, size_t *size)
{
    struct dirent **names;
    size_t sum = 0;
    bool good = true;
    int count = scandir(path, &names, NULL, alphasort);
#pragma omp parallel for schedule(dynamic) num_threads(threads) reduction(&& : good) \
    reduction(+ : sum)
    for (int i = 0; i < count; i++) {
        char file[PATH_MAX];
        size_t length = 0;
        snprintf(file, sizeof file, "%s/%s", path, names[i]->d_name);
        if (strstr(names[i]->d_name, ".xml") == NULL) continue;
        good = good && parse_mapped(file, 1, &length);
        sum += length;
    }
    for (int i = 0; i < count; i++)
        free(names[i]);
    if (count >= 0) free(names);
    *size = sum;
    return good && sum > 0;
}

static bool parse_path(const char *path, int threads, size_t *size)
{
    struct stat status;
    size_t length = strlen(path);
    if (stat(path, &status) != 0) return false;
    if (S_ISDIR(status.st_mode)) return parse_folder(path, threads, size);
    if (length > 3 && strcmp(path + length - 3, ".gz") == 0) return parse_packed(path, size);
    return parse_mapped(path, threads, size);
}

double floor_seconds(const char *path, int threads, size_t *size)
{
    double start = bench_clock();
    *size = 0;
    xmlInitParser(); /* before there are several threads */
    return parse_path(path, threads, size) ? bench_clock() - start : -1;
}

/* --- the sum of one field --- */

static void add_hours(void *user, const xmlChar *name, const xmlChar *prefix,
                      const xmlChar *uri, int namespaces, const xmlChar **list, int attributes,
                      int defaulted, const xmlChar **values)
{
    enum { FIELDS = 5, VALUE = 3, VALUE_END = 4 };
    long *sum = user;
    (void)prefix, (void)uri, (void)namespaces, (void)list, (void)defaulted;
    if (strcmp((const char *)name, "gjennomfort") != 0) return;
    for (int i = 0; i < attributes; i++) {
        const xmlChar **field = values + (size_t)i * FIELDS;
        if (strcmp((const char *)field[0], "norsk") != 0) continue;
        long hours = 0;
        for (const xmlChar *digit = field[VALUE]; digit < field[VALUE_END]; digit++)
            hours = hours * 10 + (*digit - '0');
        *sum += hours;
    }
}

long floor_hours(const char *path)
{
    static char piece[PIECE];
    long sum = 0;
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                             .startElementNs = add_hours,
                             .endElementNs = nothing_at_end};
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, &sum, NULL, 0, NULL);
    FILE *file = fopen(path, "r");
    bool good = parser != NULL && file != NULL;
    for (size_t length; good && (length = fread(piece, 1, PIECE, file)) > 0;)
        good = xmlParseChunk(parser, piece, (int)length, 0) == 0;
    good = good && xmlParseChunk(parser, "", 0, 1) == 0;
    if (file != NULL) fclose(file);
    if (parser != NULL) xmlFreeParserCtxt(parser);
    return good ? sum : -1;
}
