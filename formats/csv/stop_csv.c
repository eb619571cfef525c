/* stop_csv.c - which certificates are stopped, since when and why. */
#include "formats/csv/stop_csv.h"

#include <string.h>

#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "formats/csv/csv_fields.h"
#include "formats/csv/signers_csv.h"

enum { FINGERPRINT, FROM, REASON, COLUMNS, STOPS_MAX = 1000 };

static const char *const column_names[COLUMNS] = {"fingerprint", "from", "reason"};

static Status read_stop(const CsvRow *row, void *out)
{
    Stop *stop = out;
    const Stops *before = row->user;
    if (!fingerprint_parse(row_field(row, FINGERPRINT), stop->fingerprint))
        return row_refuse(row, FINGERPRINT, "not a SHA-256 fingerprint: 64 hexadecimal digits");
    TRY(row_day(row, FROM, &stop->from));
    TRY(row_words(row, REASON, STOP_REASON_LENGTH, stop->reason, sizeof stop->reason));
    if (path_has_ident(stop->reason))
        return row_refuse(row, REASON, "holds an identity number, and this text is shown");
    if (before->count == STOPS_MAX) return row_refuse(row, REASON, "too many stops");
    if (stops_find(before, stop->fingerprint) == NULL) return STATUS_OK;
    return row_refuse(row, FINGERPRINT, "this certificate is stopped already: keep one line");
}

Status stop_csv_parse(const char *name, const void *bytes, size_t size, Stops *out,
                      Failure *failure)
{
    static const CsvTable table = {column_names, COLUMNS, COLUMNS, sizeof(Stop), read_stop};
    CLEANUP(csv_close) CsvReader csv = {0};
    CLEANUP(stops_free) Stops stops = {.items = NULL};
    *out = (Stops){.items = NULL};
    TRY(csv_open(&csv, name, bytes, size, failure));
    TRY(csv_table(&csv, &table, &stops, &stops.items, &stops.count, failure));
    if (stops.count == 0)
        return csv_refuse(&csv, column_names[FINGERPRINT], "nothing is stopped: add a line",
                          failure);
    *out = HAND_OVER(Stops, stops);
    return STATUS_OK;
}

Status stops_add(Stops *stops, const Stops *more, Failure *failure)
{
    Stop *all = system_allocate_zeroed(stops->count + more->count + 1, sizeof *all);
    if (all == NULL) return failure_set(failure, STATUS_MEMORY, _("stops"), NULL);
    if (stops->count > 0) memcpy(all, stops->items, stops->count * sizeof *all);
    size_t count = stops->count;
    for (size_t i = 0; i < more->count; i++)
        if (stops_find(stops, more->items[i].fingerprint) == NULL)
            all[count++] = more->items[i];
    system_free(stops->items);
    *stops = (Stops){all, count};
    return STATUS_OK;
}

const Stop *stops_find(const Stops *stops, const uint8_t fingerprint[SHA256_SIZE])
{
    for (size_t i = 0; i < stops->count; i++)
        if (memcmp(stops->items[i].fingerprint, fingerprint, SHA256_SIZE) == 0)
            return &stops->items[i];
    return NULL;
}

void stops_free(Stops *stops)
{
    system_free(stops->items);
    *stops = (Stops){.items = NULL};
}
