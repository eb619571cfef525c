/*
 * register_reader.c - all files and slices of a run, read in parallel, put together in order.
 *
 * First every piece of work is done by whichever thread is free: the caller's own, then slices
 * and whole files. The bytes of a slice go on to the sum of its file (register_chain.h). Then
 * files of which a slice could not be read for itself are read whole. Then numbers of records
 * and lines, which slices count from their own beginning, are moved to the file's.
 */
#include "formats/register/register_reader.h"

#include <libxml/parser.h>
#include <string.h>

#include "formats/base/parallel.h"
#include "formats/base/stage_clock.h"
#include "formats/register/register_chain.h"
#include "formats/register/register_paths.h"
#include "formats/register/register_plain.h"
#include "formats/register/register_sax.h"
#include "formats/register/register_slices.h"

typedef struct FileWork {
    const RegisterPath *path;
    RegisterCuts cuts;
    RegisterChain chain;         /* when it is cut */
    RegisterDocument *documents; /* one a slice, or one in all */
    size_t document_count;
    FileSums sums;
    atomic_bool read_whole; /* a slice could not be read for itself */
    Status status;          /* of the file; set by the one thread that fails it */
    Failure failure;
    atomic_bool failed;
} FileWork;

typedef enum WorkKind { WORK_SLICE, WORK_WHOLE } WorkKind;

typedef struct Work {
    size_t file;
    WorkKind kind;
    size_t slice;
} Work;

typedef struct Run {
    const RegisterReaderOptions *options;
    size_t slice_size;
    uint32_t records_max;
    FileWork *files;
    size_t file_count;
    Work *works;
    size_t work_count, work_capacity;
    RegisterBuffers buffers;    /* what is scanned stands in them */
    atomic_size_t first_failed; /* index of a file; those behind it need not be read */
    RegisterProgress progress;
} Run;

/* Keeps a file's first failure; the run ends with that of the first file that has one. */
static void fail_file(Run *run, size_t index, Status status, const Failure *failure)
{
    FileWork *file = &run->files[index];
    if (status == STATUS_OK || atomic_exchange(&file->failed, true)) return;
    file->status = status;
    file->failure = *failure;
    failure_locate(&file->failure, file->path->path);
    size_t first = atomic_load(&run->first_failed);
    while (index < first && !atomic_compare_exchange_weak(&run->first_failed, &first, index))
        ;
}

static Status document_array(FileWork *file, size_t count, Failure *failure)
{
    file->documents = system_allocate_zeroed(count, sizeof *file->documents);
    if (file->documents == NULL)
        return failure_set(failure, STATUS_MEMORY, file->path->path, "slices");
    file->document_count = count;
    return STATUS_OK;
}

static void free_documents(FileWork *file)
{
    for (size_t i = 0; i < file->document_count; i++)
        register_document_free(&file->documents[i]);
    system_free(file->documents);
    file->documents = NULL;
    file->document_count = 0;
}

static Status plan_file(const Run *run, FileWork *file, Failure *failure)
{
    const RegisterPath *path = file->path;
    TRY(register_cuts_find(path->path, &path->identity, run->slice_size, &file->cuts, failure));
    return document_array(file, file->cuts.count > 1 ? file->cuts.count : 1, failure);
}

typedef Status (*PieceWork)(void *run, const ParallelPiece *piece, Failure *failure);

/* What fails is kept by fail_file: which failure is the run's, is not known before the end. */
static Status each_piece(Run *run, size_t count, PieceWork work, Failure *failure)
{
    Parallel parallel = {
        .pieces = count, .threads = run->options->threads, .user = run, .work = work};
    return parallel_run(&parallel, failure);
}

static Status plan_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    Run *run = user;
    size_t index = piece->number;
    fail_file(run, index, plan_file(run, &run->files[index], failure), failure);
    return STATUS_OK;
}

/* Buffers take every slice whole, as long as slices are about as long as they should be. */
static void fit_buffers(Run *run, const RegisterCuts *cuts)
{
    enum { BUFFER_MAX = 2 * REGISTER_SLICE_SIZE, TAIL_MAX = 64 };
    uint64_t longest = 0;
    for (size_t i = 0; i < cuts->count; i++) {
        uint64_t length = cuts->ends[i] - (i > 0 ? cuts->ends[i - 1] : 0);
        if (length > longest) longest = length;
    }
    if (longest > BUFFER_MAX) longest = BUFFER_MAX;
    size_t size = (size_t)longest + cuts->head_length + TAIL_MAX + PLAIN_BLOCK + PLAIN_SLACK;
    if (size > run->buffers.size) run->buffers.size = size;
}

static Status add_work(Run *run, size_t file, WorkKind kind, size_t slice, Failure *failure)
{
    TRY(system_grow(&run->works, &run->work_capacity, run->work_count + 1, sizeof *run->works,
                    failure));
    run->works[run->work_count++] = (Work){file, kind, slice};
    return STATUS_OK;
}

static Status add_file_work(Run *run, size_t index, Failure *failure)
{
    FileWork *file = &run->files[index];
    if (file->cuts.count <= 1) return add_work(run, index, WORK_WHOLE, 0, failure);
    fit_buffers(run, &file->cuts);
    file->chain = (RegisterChain){.path = file->path->path,
                                  .identity = &file->path->identity,
                                  .cuts = &file->cuts,
                                  .buffers = &run->buffers,
                                  .sums = &file->sums};
    TRY(register_chain_begin(&file->chain, failure));
    for (size_t i = 0; i < file->cuts.count; i++)
        TRY(add_work(run, index, WORK_SLICE, i, failure));
    return STATUS_OK;
}

/* The slice as a document of its own; the first has the file's own beginning, the last the
 * file's own end. */
static RegisterSlice slice_of(const RegisterCuts *cuts, size_t index)
{
    bool is_first = index == 0;
    bool is_last = index + 1 == cuts->count;
    return (RegisterSlice){.head = is_first ? "" : cuts->head,
                           .head_length = is_first ? 0 : cuts->head_length,
                           .begin = is_first ? 0 : cuts->ends[index - 1],
                           .end = cuts->ends[index],
                           .tail = is_last ? "" : "</" REGISTER_ROOT ">"};
}

static Status open_piece(Run *run, const Work *work, RegisterSource *source, Failure *failure)
{
    const FileWork *file = &run->files[work->file];
    const RegisterPath *path = file->path;
    if (work->kind == WORK_WHOLE)
        return register_source_open(source, path->path, &path->identity, &run->progress,
                                    failure);
    RegisterSlice slice = slice_of(&file->cuts, work->slice);
    return register_source_open_slice(source, path->path, &path->identity, &slice,
                                      &run->progress, failure);
}

static Status sum_piece(Run *run, const Work *work, RegisterSource *source, Failure *failure)
{
    if (work->kind != WORK_WHOLE) return STATUS_OK;
    return register_source_sums(source, &run->files[work->file].sums, failure);
}

/* *is_read false, with nothing kept: the piece is one for libxml2. */
static Status scan_piece(Run *run, const Work *work, RegisterWindow *window, bool *is_read,
                         Failure *failure)
{
    RegisterSource source;
    RegisterDocument *document = &run->files[work->file].documents[work->slice];
    Status status = open_piece(run, work, &source, failure);
    if (status == STATUS_OK)
        status = register_read_plain(&source, run->options->reading, run->records_max, window,
                                     document, is_read, failure);
    if (status == STATUS_OK && *is_read) status = sum_piece(run, work, &source, failure);
    register_source_close(&source);
    if (!*is_read) register_document_free(document);
    return status;
}

/* The same; *buffer has the piece when it was read and stands there whole, else NULL. */
static Status read_plainly(Run *run, const Work *work, bool *is_read, char **buffer,
                           Failure *failure)
{
    bool is_slice = work->kind == WORK_SLICE;
    RegisterWindow window = {.bytes = register_buffer_take(&run->buffers),
                             .size =
                                 is_slice ? run->buffers.size - PLAIN_SLACK : PLAIN_WINDOW_MIN};
    *is_read = false;
    *buffer = NULL;
    if (window.bytes == NULL)
        return failure_set(failure, STATUS_MEMORY, run->files[work->file].path->path, "window");
    Status status = scan_piece(run, work, &window, is_read, failure);
    if (status == STATUS_OK && *is_read && is_slice && window.as_read)
        *buffer = window.bytes;
    else
        register_buffer_give(&run->buffers, window.bytes);
    return status;
}

static Status read_strictly(Run *run, const Work *work, Failure *failure)
{
    CLEANUP(register_source_close) RegisterSource source = {.file = {.descriptor = -1}};
    TRY(open_piece(run, work, &source, failure));
    TRY(register_parse(&source, work->kind == WORK_SLICE, run->records_max,
                       &run->files[work->file].documents[work->slice], failure));
    return sum_piece(run, work, &source, failure);
}

static Status read_piece(Run *run, const Work *work, char **buffer, Failure *failure)
{
    bool is_read = false;
    *buffer = NULL;
    if (run->options->reading != READING_LIBXML2)
        TRY(read_plainly(run, work, &is_read, buffer, failure));
    return is_read ? STATUS_OK : read_strictly(run, work, failure);
}

/* What a slice is refused for, the whole file may not be, or be for another reason. */
static bool is_about_content(Status status)
{
    return status_exit(status) == EXIT_INPUT;
}

static void do_slice(Run *run, const Work *work, Failure *failure)
{
    FileWork *file = &run->files[work->file];
    if (atomic_load(&file->read_whole)) return;
    char *buffer;
    Status status = read_piece(run, work, &buffer, failure);
    size_t offset = work->slice > 0 ? file->cuts.head_length : 0;
    if (status == STATUS_OK)
        status = register_chain_add(&file->chain, work->slice, buffer, offset, failure);
    if (is_about_content(status))
        atomic_store(&file->read_whole, true);
    else
        fail_file(run, work->file, status, failure);
}

static void do_work(Run *run, const Work *work, Failure *failure)
{
    if (work->file > atomic_load(&run->first_failed)) return;
    char *buffer; /* none is left of a whole file */
    if (work->kind == WORK_SLICE)
        do_slice(run, work, failure);
    else
        fail_file(run, work->file, read_piece(run, work, &buffer, failure), failure);
}

static Status work_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    Run *run = user;
    do_work(run, &run->works[piece->number], failure);
    return STATUS_OK;
}

/* The caller's pieces, then those of the registers, which are given up when one of them fails.
 */
static Status first_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    Run *run = user;
    const RegisterBeside *beside = &run->options->beside;
    if (piece->number < beside->count)
        return beside->work(beside->user, piece->number, failure);
    do_work(run, &run->works[piece->number - beside->count], failure);
    return STATUS_OK;
}

/* Limits of the file that no slice sees. */
static bool slices_fit(const Run *run, const FileWork *file)
{
    uint64_t records = 0, lines = 0;
    for (size_t i = 0; i < file->document_count; i++) {
        records += file->documents[i].records.record;
        lines += file->documents[i].end_line;
    }
    return records <= run->records_max && lines < INT32_MAX;
}

static Status plan_whole(Run *run, size_t index, Failure *failure)
{
    FileWork *file = &run->files[index];
    bool is_sliced = file->document_count > 1;
    if (!is_sliced || (!atomic_load(&file->read_whole) && slices_fit(run, file)))
        return STATUS_OK;
    free_documents(file);
    TRY(document_array(file, 1, failure));
    return add_work(run, index, WORK_WHOLE, 0, failure);
}

static Status check_unchanged(const RegisterPath *path, Failure *failure)
{
    CLEANUP(stored_file_close) StoredFile file = {.descriptor = -1};
    return stored_file_open_same(&file, path->path, &path->identity, failure);
}

/* What is wrong with the content of a file that was changed meanwhile says nothing. */
static Status first_failure(const Run *run, Failure *failure)
{
    size_t first = atomic_load(&run->first_failed);
    if (first >= run->file_count) return STATUS_OK;
    const FileWork *file = &run->files[first];
    if (is_about_content(file->status)) TRY(check_unchanged(file->path, failure));
    *failure = file->failure;
    return file->status;
}

static Status do_all_work(Run *run, Failure *failure)
{
    TRY(each_piece(run, run->file_count, plan_piece, failure));
    for (size_t i = 0; i < run->file_count; i++)
        if (run->files[i].status == STATUS_OK) TRY(add_file_work(run, i, failure));
    TRY(each_piece(run, run->options->beside.count + run->work_count, first_piece, failure));
    run->work_count = 0;
    for (size_t i = 0; i < run->file_count && i < atomic_load(&run->first_failed); i++)
        TRY(plan_whole(run, i, failure));
    TRY(each_piece(run, run->work_count, work_piece, failure));
    return first_failure(run, failure);
}

/* From the slice's own counting to the file's. */
static void move_numbers(RegisterPart *part, uint32_t file, uint32_t records, uint32_t lines)
{
    part->file = file;
    part->first_record += records;
    part->first_line += lines;
    for (size_t i = 0; i < part->refused_count; i++) {
        part->refused[i].record += records;
        part->refused[i].line += lines;
    }
}

/* Moves the parts of a file over, and says how many records it has. */
static uint64_t move_parts(FileWork *file, uint32_t index, RegisterExtracts *extracts)
{
    uint32_t records = 0, lines = 0;
    for (size_t i = 0; i < file->document_count; i++) {
        RegisterDocument *document = &file->documents[i];
        RegisterPartList *parts = &document->records.parts;
        /* Every slice but the first begins with the head, in the line where that ends. */
        if (i > 0) lines -= document->head_line;
        for (size_t k = 0; k < parts->count; k++) {
            move_numbers(&parts->items[k], index, records, lines);
            extracts->parts[extracts->part_count++] = parts->items[k];
        }
        parts->count = 0;
        records += document->records.record;
        lines += document->end_line;
    }
    return records;
}

static Status make_room(const Run *run, RegisterExtracts *extracts, Failure *failure)
{
    size_t parts = 0;
    for (size_t i = 0; i < run->file_count; i++)
        for (size_t k = 0; k < run->files[i].document_count; k++)
            parts += run->files[i].documents[k].records.parts.count;
    extracts->files = system_allocate_zeroed(run->file_count, sizeof *extracts->files);
    extracts->parts = system_allocate_zeroed(parts, sizeof *extracts->parts);
    if (extracts->files != NULL && extracts->parts != NULL) return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, NULL, "register extracts");
}

static Status collect(Run *run, RegisterPaths *paths, RegisterExtracts *extracts,
                      Failure *failure)
{
    for (size_t i = 0; i < run->file_count; i++)
        TRY(check_unchanged(&paths->items[i], failure));
    TRY(make_room(run, extracts, failure));
    extracts->others = paths->others; /* moved */
    extracts->others_left_out = paths->others_left_out;
    paths->others = (PathList){0};
    for (size_t i = 0; i < run->file_count; i++) {
        FileWork *file = &run->files[i];
        extracts->files[i] = (RegisterFile){.path = paths->items[i].path,
                                            .identity = paths->items[i].identity,
                                            .sums = file->sums,
                                            .extract_date = file->documents[0].extract_date,
                                            .sender = file->documents[0].sender};
        paths->items[i].path = NULL; /* moved */
        extracts->file_count++;
        extracts->files[i].records = move_parts(file, (uint32_t)i, extracts);
    }
    return STATUS_OK;
}

static Status begin_run(Run *run, const RegisterPaths *paths, Failure *failure)
{
    run->files = system_allocate_zeroed(paths->count, sizeof *run->files);
    if (run->files == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "register files");
    run->file_count = paths->count;
    for (size_t i = 0; i < paths->count; i++) {
        run->files[i].path = &paths->items[i];
        run->progress.total += paths->items[i].identity.size;
    }
    return STATUS_OK;
}

static void end_run(Run *run)
{
    for (size_t i = 0; i < run->file_count; i++) {
        free_documents(&run->files[i]);
        register_chain_free(&run->files[i].chain);
        register_cuts_free(&run->files[i].cuts);
    }
    register_buffers_free(&run->buffers);
    system_free(run->files);
    system_free(run->works);
}

static Status read_all(Run *run, RegisterPaths *paths, RegisterExtracts *extracts,
                       Failure *failure)
{
    TRY(begin_run(run, paths, failure));
    TRY(do_all_work(run, failure));
    TRY(collect(run, paths, extracts, failure));
    if (run->progress.report != NULL)
        run->progress.report(run->progress.user, run->progress.total, run->progress.total);
    return STATUS_OK;
}

static Status read_found(RegisterPaths *paths, const RegisterReaderOptions *options,
                         RegisterExtracts *extracts, Failure *failure)
{
    Run run = {
        .options = options,
        .slice_size = options->slice_size > 0 ? options->slice_size : REGISTER_SLICE_SIZE,
        .records_max = options->records_max > 0 ? options->records_max : REGISTER_RECORDS_MAX,
        .buffers = {.size = PLAIN_WINDOW_MIN + PLAIN_SLACK},
        .first_failed = SIZE_MAX,
        .progress = {.report = options->progress, .user = options->progress_user}};
    Status status = read_all(&run, paths, extracts, failure);
    end_run(&run);
    return status;
}

Status register_read_found(RegisterPaths *paths, const RegisterReaderOptions *options,
                           RegisterExtracts *extracts, Failure *failure)
{
    STAGE(PARSE);
    INVARIANT(options->threads >= 1);
    *extracts = (RegisterExtracts){0};
    xmlInitParser(); /* before there are several threads */
    Failure own = {0};
    Status status = read_found(paths, options, extracts, &own);
    if (status == STATUS_OK) return STATUS_OK;
    register_extracts_free(extracts);
    if (failure != NULL) *failure = own;
    return status;
}

Status register_read(const char *const *paths, size_t path_count,
                     const RegisterReaderOptions *options, RegisterExtracts *extracts,
                     Failure *failure)
{
    *extracts = (RegisterExtracts){0};
    CLEANUP(register_paths_free) RegisterPaths list = {0};
    TRY(register_paths_find(paths, path_count, &list, failure));
    return register_read_found(&list, options, extracts, failure);
}

void register_extracts_free(RegisterExtracts *extracts)
{
    if (extracts == NULL) return;
    for (size_t i = 0; i < extracts->part_count; i++)
        register_part_free(&extracts->parts[i]);
    for (size_t i = 0; i < extracts->file_count; i++)
        system_free(extracts->files[i].path);
    path_list_free(&extracts->others);
    path_list_free(&extracts->packed.lines);
    system_free(extracts->parts);
    system_free(extracts->files);
    *extracts = (RegisterExtracts){0};
}
