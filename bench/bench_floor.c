#include "bench/bench_floor.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <libxml/parser.h>
#include <omp.h>

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

static bool parse_slice(const char *head, size_t head_size, const char *bytes, size_t size,
                        const char *tail)
{
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                             .startElementNs = nothing_at_start,
                             .endElementNs = nothing_at_end};
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, NULL);
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
    if (first == NULL || root == NULL || end == NULL) return false;
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

double floor_seconds(const char *path, int threads, size_t *size)
{
    struct stat status;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || fstat(descriptor, &status) != 0) return -1;
    double start = bench_clock();
    *size = (size_t)status.st_size;
    char *bytes = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    close(descriptor);
    if (bytes == MAP_FAILED) return -1;
    bool good = *size > 64 && parse_all(bytes, *size, threads);
    munmap(bytes, *size);
    return good ? bench_clock() - start : -1;
}
