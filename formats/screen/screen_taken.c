/* screen_taken.c - what a run pays again or takes off, each by its id. life.md 1, 2. */
#include <stdlib.h>
#include <string.h>

#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/run/open_items.h"
#include "formats/screen/screen_parts.h"

enum { TAKEN_SHOWN = 20 };

/* The largest first, of either sign; then by id. */
static int compare_size(const void *left, const void *right)
{
    const TakenItem *a = left, *b = right;
    int64_t one = llabs(a->item.amount), other = llabs(b->item.amount);
    if (one != other) return one > other ? -1 : 1;
    return taken_item_compare(left, right);
}

static void taken_row(const TakenItem *taken, TextBuffer *out)
{
    const char *kind = translate(open_kind_text(taken->item.kind));
    text_buffer_format(
        out, "  %-35s %-*s %18s  %04u, %s\n", taken->item.id, utf8_padded(kind, 9), kind,
        amount_text(taken->item.amount).text, taken->item.municipality,
        taken->end_to_end_id[0] != '\0' ? _("in its payment") : _("netted away"));
}

Status screen_taken(const Screen *screen, Failure *failure)
{
    static const char name[] = "taken.csv";
    const FolderFile *file;
    CLEANUP(system_free) TakenItem *items = NULL;
    size_t count;
    TRY(run_folder_check(screen->source->run, name, failure));
    TRY(run_folder_file(screen->source->run, name, &file, failure));
    TRY(taken_items_read(file->path, file->bytes, file->size, &items, &count, failure));
    if (count == 0) return STATUS_OK;
    qsort(items, count, sizeof *items, compare_size);
    text_buffer_format(screen->out, _("\n  paid again or taken off: %s\n"),
                       count_text(count).text);
    for (size_t i = 0; i < count && i < TAKEN_SHOWN; i++)
        taken_row(&items[i], screen->out);
    if (count > TAKEN_SHOWN)
        text_buffer_format(screen->out,
                           translate_count("  and %s smaller one: %s\n",
                                           "  and %s smaller ones: %s\n", count - TAKEN_SHOWN),
                           count_text(count - TAKEN_SHOWN).text, name);
    return STATUS_OK;
}
