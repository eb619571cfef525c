#include "engine/ledger/draws.h"

#include <stdio.h>
#include <string.h>

#include "engine/terminal.h"
#include "formats/base/count_words.h"
#include "formats/base/translate.h"
#include "formats/run/files.h"
#include "formats/run/sample_file.h"

/* --- the records against the entries --- */

/* What an entry has of the records; *there says whether it has anything. */
static Status head_of(const Ledger *ledger, size_t number, bool *there, DrawHead *out,
                      Failure *failure)
{
    Folder *folder = ledger_folder(ledger, number);
    PathKind kind;
    TRY(folder_kind(folder, "samples.csv", &kind, failure));
    *there = kind != PATH_MISSING;
    return *there ? draw_head_read(folder, out, failure) : STATUS_OK;
}

static Status check_head(const Ledger *ledger, size_t number, const DrawRecords *records,
                         const DrawHead *head, Failure *failure)
{
    if (head->count <= records->count &&
        memcmp(records->items[head->count - 1].sha256, head->newest, SHA256_SIZE) == 0)
        return STATUS_OK;
    return failure_set(
        failure, STATUS_VERIFICATION, ledger->folder,
        "samples/%06u.json is %s: entry %06zu and the audit log have the hash of "
        "the draw that was recorded there",
        head->count, head->count > records->count ? _("gone") : _("another"), number);
}

/* *logged: how many records the newest entry that has any vouches for. */
static Status check_records(const Ledger *ledger, const DrawRecords *records, uint32_t *logged,
                            Failure *failure)
{
    *logged = 0;
    for (size_t i = 0; i < ledger->entry_count; i++) {
        DrawHead head;
        bool there;
        TRY(head_of(ledger, i, &there, &head, failure));
        if (!there) continue;
        TRY(check_head(ledger, i, records, &head, failure));
        *logged = head.count;
    }
    return STATUS_OK;
}

static Status read_checked(const Ledger *ledger, DrawRecords *records, uint32_t *logged,
                           Failure *failure)
{
    TRY(draw_records_read(ledger->folder, records, failure));
    return check_records(ledger, records, logged, failure);
}

Status draws_check(const Ledger *ledger, Failure *failure)
{
    uint32_t logged;
    CLEANUP(draw_records_free) DrawRecords records = {0};
    TRY(read_checked(ledger, &records, &logged, failure));
    printf(_("Draws of samples recorded: %s, of them %s in the audit log\n"),
           count_text(records.count).text, count_text(logged).text);
    return STATUS_OK;
}

/* --- drawing --- */

static Status fill(DrawRecord *record, const Sample *sample, Failure *failure)
{
    TimeStamp now;
    TRY(time_stamp(NULL, &now, failure));
    memcpy(record->time, now.text, sizeof record->time);
    record_user_name(record->who);
    draw_record_fill(record, sample);
    return sample_draw_sha256(sample, record->draw, failure);
}

static Status record_locked(const Ledger *ledger, DrawRecord *record, Failure *failure)
{
    uint32_t logged;
    CLEANUP(draw_records_free) DrawRecords records = {0};
    TRY(read_checked(ledger, &records, &logged, failure));
    const DrawRecord *same = record->kind == DRAW_SAMPLE
                                 ? draw_records_find(&records, DRAW_SAMPLE, record->draw)
                                 : NULL;
    if (same == NULL) return draw_record_save(ledger->folder, &records, record, failure);
    record->number = same->number;
    return STATUS_OK;
}

Status draws_record(const Ledger *ledger, DrawKind kind, const Sample *sample, uint32_t entry,
                    uint32_t extends, uint32_t *number, Failure *failure)
{
    CLEANUP(system_close) int lock = -1;
    DrawRecord record = {.kind = kind, .entry = entry, .extends = extends};
    TRY(fill(&record, sample, failure));
    TRY(draw_records_lock(ledger->folder, &lock, failure));
    TRY(record_locked(ledger, &record, failure));
    *number = record.number;
    return STATUS_OK;
}

/* --- what is known of a draw --- */

/* Others of the same run, so that who reads the conclusion sees how often was drawn. */
static bool is_other(const DrawRecord *record, const DrawRecord *own)
{
    return record != own && record->kind == DRAW_SAMPLE && record->entry == own->entry;
}

static void tell_others(const DrawRecords *records, const DrawRecord *own, TextBuffer *out)
{
    size_t others = 0;
    for (size_t i = 0; i < records->count; i++) {
        const DrawRecord *record = &records->items[i];
        if (!is_other(record, own)) continue;
        text_buffer_text(out, others++ == 0 ? _("Drawn from the same run, too: ") : ", ");
        text_buffer_format(out, "%06u (%s, n %lld)", record->number, translate(record->method),
                           (long long)record->n);
    }
    text_buffer_text(out, others > 0 ? ".\n" : _("No other sample of that run was drawn.\n"));
}

/* Whether a draw was made larger, once or often, to be the own one: that look is counted. */
static bool is_before(const DrawRecords *records, const DrawRecord *record,
                      const DrawRecord *own)
{
    for (uint32_t number = own->extends; number > 0 && number <= records->count;) {
        if (number == record->number) return true;
        uint32_t earlier = records->items[number - 1].extends;
        number = earlier < number ? earlier : 0;
    }
    return false;
}

/* The same tickets in the same order: what it drew stands at the beginning of the own list. Of
 * monetary units another number has another interval, and hits others. */
static bool begins_with(const DrawRecord *own, const DrawRecord *record)
{
    bool units = strcmp(own->method, sample_method_text(SAMPLE_MUS)) == 0;
    return (units ? record->n == own->n : record->n <= own->n) &&
           strcmp(record->seed, own->seed) == 0 && strcmp(record->from, own->from) == 0 &&
           strcmp(record->method, own->method) == 0 &&
           strcmp(record->strata, own->strata) == 0 && strcmp(record->places, own->places) == 0;
}

/* A larger draw by the same seed is another look at the same list, whether --extend made it or
 * not; only --extend counts it. */
static void tell_looks(const DrawRecords *records, const DrawRecord *own, TextBuffer *out)
{
    size_t looks = 0;
    for (size_t i = 0; i < records->count; i++) {
        const DrawRecord *record = &records->items[i];
        if (!is_other(record, own) || !begins_with(own, record) ||
            is_before(records, record, own))
            continue;
        text_buffer_format(
            out, looks++ == 0 ? _("This list begins with what was drawn as %06u") : ", %06u",
            record->number);
    }
    if (looks == 0) return;
    text_buffer_text(
        out,
        _(": whoever judged that first has looked more often than is counted here, and less "
          "can be said (--looks, --extend).\n"));
}

Status draws_tell(const Ledger *ledger, const Sample *sample, uint32_t *number, TextBuffer *out,
                  Failure *failure)
{
    uint32_t logged;
    uint8_t draw[SHA256_SIZE];
    CLEANUP(draw_records_free) DrawRecords records = {0};
    *number = 0;
    TRY(read_checked(ledger, &records, &logged, failure));
    TRY(sample_draw_sha256(sample, draw, failure));
    const DrawRecord *own = draw_records_find(&records, DRAW_SAMPLE, draw);
    if (own == NULL) return STATUS_OK;
    *number = own->number;
    text_buffer_format(out, _("It is draw %06u of the ledger, recorded %s by %s%s.\n"),
                       own->number, own->time, own->who,
                       own->number <= logged
                           ? _(", and in the audit log")
                           : _("; no approval has put it into the audit log yet"));
    tell_others(&records, own, out);
    tell_looks(&records, own, out);
    return text_buffer_status(out, failure);
}

Status draws_list(const Ledger *ledger, TextBuffer *out, Failure *failure)
{
    uint32_t logged;
    CLEANUP(draw_records_free) DrawRecords records = {0};
    TRY(read_checked(ledger, &records, &logged, failure));
    for (size_t i = 0; i < records.count; i++) {
        draw_record_text(&records.items[i], out);
        text_buffer_text(out, i < logged ? _("; in the audit log\n") : "\n");
    }
    text_buffer_format(out, _("%s recorded, %s in the audit log\n"),
                       count_text(records.count).text, count_text(logged).text);
    return text_buffer_status(out, failure);
}

Status draws_list_json(const Ledger *ledger, TextBuffer *out, Failure *failure)
{
    uint32_t logged;
    CLEANUP(draw_records_free) DrawRecords records = {0};
    TRY(read_checked(ledger, &records, &logged, failure));
    draw_records_json(&records, logged, out);
    return text_buffer_status(out, failure);
}

/* --- into the next entry --- */

/* The control team's folder must not be able to hold back what others pay. */
static Status warn(Failure *failure)
{
    fprintf(stderr,
            _("tilskudd: WARNING: the records of draws are not in order, and this entry has "
              "nothing of them: %s: %s\n"),
            failure->where, failure->detail);
    failure_clear(failure);
    return STATUS_OK;
}

Status draws_save_head(EntryBuild *build, Failure *failure)
{
    uint32_t logged;
    CLEANUP(draw_records_free) DrawRecords records = {0};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    Status status = read_checked(build->ledger, &records, &logged, failure);
    if (status == STATUS_MEMORY) return status;
    if (status != STATUS_OK) return warn(failure); /* not in order, or not to be read */
    if (records.count == 0) return STATUS_OK;
    DrawHead head = {.count = (uint32_t)records.count};
    memcpy(head.newest, records.items[records.count - 1].sha256, SHA256_SIZE);
    draw_head_write(&head, &text);
    TRY(text_buffer_status(&text, failure));
    return entry_build_save(build, "samples.csv", 0644, text.bytes, text.length, failure);
}
