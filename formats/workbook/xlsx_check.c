/* xlsx_check.c - a finished workbook, read back: of xlsx_file.h. Why: a full disk between two
 * writes of libxlsxwriter leaves a workbook that opens and lacks rows. */
#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/base/zip_reader.h"
#include "formats/base/zlib_memory.h"
#include "formats/workbook/xlsx_file.h"

enum { INFLATED_SIZE = 1 << 16, CELL_BEGIN = 3, SHEET_END = 12 };

/* What is looked for across the borders of pieces. */
typedef struct Count {
    uint64_t cells;
    char last[SHEET_END]; /* the bytes before the next piece */
    uint32_t crc;
    uint64_t size;
} Count;

static uint64_t begins_in(const char *bytes, size_t length)
{
    uint64_t found = 0;
    for (const char *at = bytes, *end = bytes + length; at < end; at++) {
        at = memchr(at, '<', (size_t)(end - at));
        if (at == NULL || end - at < CELL_BEGIN) break;
        found += at[1] == 'c' && at[2] == ' ';
    }
    return found;
}

/* A piece stands after the SHEET_END bytes that came before it. */
static void count_piece(Count *count, char *room, size_t length)
{
    char *piece = room + SHEET_END;
    memcpy(room, count->last, SHEET_END);
    /* The last two bytes of before may begin a cell; what lies before them has been counted. */
    count->cells += begins_in(piece - (CELL_BEGIN - 1), length + CELL_BEGIN - 1);
    count->crc = (uint32_t)crc32_z(count->crc, (const Bytef *)piece, length);
    count->size += length;
    memcpy(count->last, piece + length - SHEET_END, SHEET_END);
}

static bool count_sheet(const ZipFile *file, Count *count)
{
    char room[SHEET_END + INFLATED_SIZE];
    z_stream stream = zlib_memory_stream();
    int result = inflateInit2(&stream, -MAX_WBITS);
    if (result != Z_OK) return false;
    stream.next_in = file->bytes;
    stream.avail_in = file->stored;
    while (result == Z_OK) {
        stream.next_out = (Bytef *)room + SHEET_END;
        stream.avail_out = INFLATED_SIZE;
        result = inflate(&stream, Z_NO_FLUSH);
        count_piece(count, room, INFLATED_SIZE - stream.avail_out);
    }
    (void)inflateEnd(&stream);
    return result == Z_STREAM_END && count->size == file->size && count->crc == file->crc;
}

static bool sheet_is_whole(const ZipArchive *archive, size_t sheet, uint64_t cells)
{
    char name[ZIP_NAME_SIZE];
    Count count = {0};
    snprintf(name, sizeof name, "xl/worksheets/sheet%zu.xml", sheet + 1);
    const ZipFile *file = zip_file(archive, name);
    return file != NULL && file->deflated && count_sheet(file, &count) &&
           count.cells == cells && memcmp(count.last, "</worksheet>", SHEET_END) == 0;
}

Status xlsx_check(const char *path, const void *bytes, size_t size, const uint64_t *cells,
                  size_t sheets, Failure *failure)
{
    ZipArchive archive;
    TRY(failure_at(failure, path, zip_open(bytes, size, &archive, failure)));
    for (size_t i = 0; i < sheets; i++)
        if (!sheet_is_whole(&archive, i, cells[i]))
            return failure_set(failure, STATUS_WRITE, path,
                               _("sheet %zu of the workbook lost cells on its way to the disk"),
                               i + 1);
    return STATUS_OK;
}
