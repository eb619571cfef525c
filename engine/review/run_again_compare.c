/* run_again_compare.c - the whole run again, byte for byte against its folder. control.md 4. */
#include <stdio.h>
#include <string.h>

#include "formats/base/count_words.h"
#include "formats/base/translate.h"
#include "formats/run/stored_text.h"
#include "engine/findings/finding_writer.h"
#include "engine/program.h"
#include "engine/review/run_again.h"
#include "formats/base/stage_clock.h"

/* Files that are compared as their lines are computed; the lines of decisions go to the run's
 * own sink too, for the identity. */
typedef struct CompareSink {
    DecideSink inner;
    StoredText *stored[DECIDE_STREAMS];
} CompareSink;

static Status compare_lines(void *user, const TextBuffer *text, Failure *failure)
{
    STAGE(CHECK);
    return stored_text_compare(user, text->bytes, text->length, failure);
}

static Status take_text(void *user, DecideStream stream, const TextBuffer *text,
                        Failure *failure)
{
    CompareSink *sink = user;
    TRY(sink->inner.take(sink->inner.user, stream, text, failure));
    return compare_lines(sink->stored[stream], text, failure);
}

static Status open_stored(const RunFolder *folder, const char *name, StoredText **out,
                          Failure *failure)
{
    const FolderFile *file;
    TRY(run_folder_file(folder, name, &file, failure));
    return stored_text_of(file, out, failure);
}

static const char *stream_name(size_t stream)
{
    return evidence_file(run_streams[stream].file)->run_name;
}

static Status open_sink(CompareSink *sink, const RunFolder *folder, Failure *failure)
{
    for (size_t i = 0; i < DECIDE_STREAMS; i++) {
        const char *header = run_streams[i].header;
        TRY(open_stored(folder, stream_name(i), &sink->stored[i], failure));
        TRY(stored_text_compare(sink->stored[i], header, strlen(header), failure));
    }
    return STATUS_OK;
}

static void close_sink(CompareSink *sink)
{
    for (size_t i = 0; i < DECIDE_STREAMS; i++)
        stored_text_close(sink->stored[i]);
}
CLEANUP_VALUE(CompareSink, close_sink)

/* What a comparison says goes to the listener; what is no difference goes on its way. */
static Status tell(const RunAgainListener *listener, const char *what, Status status,
                   Failure *failure)
{
    if (status == STATUS_OK) {
        if (listener->same != NULL) listener->same(listener->user, what);
        return STATUS_OK;
    }
    if (status != STATUS_VERIFICATION) return status;
    Failure difference = *failure;
    return listener->found(listener->user, &difference, failure);
}

/* The content of what has been compared is let go: with all persons in memory there is little
 * room, and whoever wants it after inflates the same bytes again. */
static Status let_go(CompareSink *sink, const RunFolder *folder, size_t stream,
                     Failure *failure)
{
    const FolderFile *file;
    stored_text_close(sink->stored[stream]);
    sink->stored[stream] = NULL;
    TRY(run_folder_file(folder, stream_name(stream), &file, failure));
    folder_forget_content(folder->folder, file);
    return STATUS_OK;
}

static Status finish_sink(CompareSink *sink, const RunFolder *folder,
                          const RunAgainListener *listener, Failure *failure)
{
    for (size_t i = 0; i < DECIDE_STREAMS; i++) {
        Status status = stored_text_finish(sink->stored[i], failure);
        TRY(tell(listener, stream_name(i), status, failure));
        TRY(let_go(sink, folder, i, failure));
    }
    return STATUS_OK;
}

/* --- files that are made from the sums --- */

static Status compare_text(const RunFolder *folder, const char *name, const TextBuffer *text,
                           Failure *failure)
{
    CLEANUP(stored_text_close) StoredText *stored = NULL;
    TRY(text_buffer_status(text, failure));
    TRY(open_stored(folder, name, &stored, failure));
    TRY(compare_lines(stored, text, failure));
    return stored_text_finish(stored, failure);
}

static bool is_other_build(const RunFolder *folder)
{
    return strcmp(folder->manifest.build, program_build()) != 0;
}

/* There may be more findings than one wants to hold as text. What another build calls them is
 * no difference. */
static Status compare_findings(const RunAgain *again, const RunFolder *folder, const char *name,
                               Failure *failure)
{
    CLEANUP(stored_text_close) StoredText *stored = NULL;
    TRY(open_stored(folder, name, &stored, failure));
    if (is_other_build(folder)) stored_text_without_words(stored);
    TRY(findings_write(&again->run, compare_lines, stored, failure));
    return stored_text_finish(stored, failure);
}

static Status compare_table(const RunAgain *again, const RunFolder *folder,
                            const OutputTable *table, const char *name, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    if (table->write == NULL) return compare_findings(again, folder, name, failure);
    table->write(&again->run, &again->output, &text);
    return compare_text(folder, name, &text, failure);
}

static Status compare_tables(const RunAgain *again, const RunFolder *folder,
                             const RunAgainListener *listener, Failure *failure)
{
    for (size_t t = 0; t < RUN_TABLES; t++) {
        const char *name = evidence_file(run_tables[t].file)->run_name;
        Status status = compare_table(again, folder, &run_tables[t], name, failure);
        TRY(tell(listener, name, status, failure));
    }
    return STATUS_OK;
}

static Status compare_payment(RunAgain *again, const RunFolder *folder, size_t number,
                              Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer xml = TEXT_BUFFER_EMPTY;
    char name[PAYMENT_ID_SIZE + 32];
    PaymentFile file;
    TRY(run_payments_xml(&again->output, number, &file, &xml, failure));
    snprintf(name, sizeof name, "proposal/%s.xml.gz", file.message_id);
    Status status = compare_text(folder, name, &xml, failure);
    if (status != STATUS_INPUT_MISSING) return status;
    return failure_set(failure, STATUS_VERIFICATION, name, "the payment file is missing");
}

/* The time of creation is the one in the manifest, so the whole files must be the same bytes.
 */
static Status compare_payments(RunAgain *again, const RunFolder *folder,
                               const RunAgainListener *listener, Failure *failure)
{
    size_t files = payment_plan_files(&again->output.plan);
    for (size_t number = 1; number <= files; number++) {
        char what[64];
        Status status = compare_payment(again, folder, number, failure);
        snprintf(what, sizeof what, _("payment file %zu of %zu"), number, files);
        TRY(tell(listener, what, status, failure));
    }
    return STATUS_OK;
}

static Status compare_identity(const RunAgain *again, const RunFolder *folder, Failure *failure)
{
    const uint8_t *here = again->output.manifest.run_identity;
    const uint8_t *there = folder->manifest.run_identity;
    if (memcmp(here, there, SHA256_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, "manifest.json",
                       "the run identity is not what the same computation gives now");
}

/* --- the manifest --- */

/* What is compared of a manifest, one member a line. Times were taken over; lists of files, and
 * serial numbers in them, were compared with the files; packs are how they were read. */
static Status manifest_words(const Manifest *manifest, TextBuffer *out, Failure *failure)
{
    Manifest words = *manifest;
    words.inputs = words.outputs = (ManifestFiles){0};
    words.warnings = words.serials = words.packs = (ManifestTexts){0};
    words.ledger = NULL;
    manifest_write(&words, out);
    return text_buffer_status(out, failure);
}

/* Another build of the program may well compute the same. */
static void adopt_program(Manifest *to, const Manifest *from)
{
    memcpy(to->program, from->program, sizeof to->program);
    memcpy(to->build, from->build, sizeof to->build);
}

/* Nobody's word is taken for a sum, nor for what is left out. */
static Status compare_manifest(const RunAgain *again, const RunFolder *folder, Failure *failure)
{
    char path[PATH_SIZE];
    CLEANUP(text_buffer_free) TextBuffer here = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer there = TEXT_BUFFER_EMPTY;
    TRY(manifest_words(&again->output.manifest, &here, failure));
    TRY(manifest_words(&folder->manifest, &there, failure));
    TRY(run_folder_path(folder, "manifest.json", path, failure));
    const char *mine = here.bytes, *other = there.bytes;
    for (size_t size; *mine != '\0'; mine += size, other += size) {
        size = strcspn(mine, "\n") + 1;
        if (strncmp(mine, other, size) == 0) continue;
        return failure_set(failure, STATUS_VERIFICATION, path,
                           "says another thing than the same computation gives now: %.*s",
                           (int)strcspn(mine + 2, ",\n"), mine + 2);
    }
    return STATUS_OK;
}

static Status compare_all(RunAgain *again, const RunFolder *folder, CompareSink *sink,
                          const RunAgainListener *listener, Failure *failure)
{
    DecideSink decide = {.take = take_text, .user = sink};
    TRY(run_compute_loaded(&again->run, &decide, failure));
    TRY(finish_sink(sink, folder, listener, failure));
    TRY(run_output_plan(&again->output, &again->run, failure));
    adopt_program(&again->output.manifest, &folder->manifest);
    TRY(tell(listener, "manifest.json", compare_manifest(again, folder, failure), failure));
    TRY(compare_tables(again, folder, listener, failure));
    /* Other ids would make every payment file differ in every id: said once. */
    Status status = compare_identity(again, folder, failure);
    TRY(tell(listener, "run identity", status, failure));
    return status == STATUS_OK ? compare_payments(again, folder, listener, failure) : STATUS_OK;
}

Status run_again_compare(RunAgain *again, const RunFolder *folder,
                         const RunAgainListener *listener, Failure *failure)
{
    CLEANUP(close_sink) CompareSink sink = {0};
    TimeStamp time;
    TRY(time_stamp(folder->manifest.time, &time, failure));
    TRY(run_output_open(&again->output, NULL, &time, again->run.options.threads, failure));
    if (!folder->manifest.live)
        TRY(time_stamp(folder->manifest.payments_created, &again->output.created, failure));
    sink.inner = run_output_sink(&again->output);
    TRY(open_sink(&sink, folder, failure));
    return compare_all(again, folder, &sink, listener, failure);
}

/* --- verify --replay --- */

typedef struct Replay {
    VerifyReport *report;
    size_t same;
} Replay;

static Status replay_differs(void *user, const Failure *difference, Failure *failure)
{
    Replay *replay = user;
    *failure = *difference;
    return verify_take(replay->report, difference->status, failure);
}

static void replay_same(void *user, const char *what)
{
    Replay *replay = user;
    (void)what;
    replay->same++;
}

/* How the extracts were read is told, and compared with nothing. */
static Status note_packs(const Run *run, Failure *failure)
{
    CLEANUP(manifest_texts_free) ManifestTexts lines = {0};
    TRY(run_packs(run, &lines, failure));
    for (size_t i = 0; i < lines.count; i++)
        verify_note("%s", lines.items[i]);
    return STATUS_OK;
}

/* Inputs that are not there or were changed are for the user to put right: no replay is no
 * verified replay, and the failure's own advice stands. */
Status verify_replay(const RunFolder *folder, const RunArguments *given, VerifyReport *report,
                     Failure *failure)
{
    Replay replay = {report, 0};
    RunAgain *again;
    bool other = is_other_build(folder);
    RunAgainListener listener = {replay_differs, replay_same, &replay};
    verify_group(report);
    Status status = run_again_begin(folder, given, NULL, &again, failure);
    if (status == STATUS_VERIFICATION || status == STATUS_OTHER_INPUT ||
        status == STATUS_OTHER_LEDGER)
        return verify_take(report, status, failure);
    if (status != STATUS_OK) return status;
    status = run_again_compare(again, folder, &listener, failure);
    status = verify_take(report, status, failure);
    uint64_t persons = again->run.counts.persons;
    if (status == STATUS_OK) status = note_packs(&again->run, failure);
    if (status == STATUS_OK && other)
        verify_note(
            _("made by build %s and computed again by build %s: what findings are called "
              "was not compared"),
            folder->manifest.build, program_build());
    run_again_close(again);
    TRY(status);
    verify_group_end(report, "replay",
                     other ? N_("%s computed again: the run identity and %s are the same, but "
                                "for the wording of findings")
                           : N_("%s computed again: the run identity and %s are the same, byte "
                                "for byte"),
                     count_words(persons, "person", "persons").text,
                     count_words(replay.same - 2, "output", "outputs").text);
    return STATUS_OK;
}
