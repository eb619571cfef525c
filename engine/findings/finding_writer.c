#include "engine/findings/finding_writer.h"

#include "formats/base/parallel.h"
#include "formats/base/path.h"
#include "formats/base/stage_clock.h"
#include "formats/base/translate.h"
#include "formats/run/findings.h"

enum { BATCH_FINDINGS = 8192, PIECE_FINDINGS = 512 /* whatever the threads: a block */ };

#define NO_SUBJECT SIZE_MAX
enum { OTHERS_MAX = 2 }; /* persons among the values of one finding */

/* What one thread works with. */
typedef struct Maker {
    HmacKey *hmac; /* NULL: no key */
    Ident ident;   /* the findings of a person follow each other: hashed once */
    char person[SHA256_HEX_SIZE], others[OTHERS_MAX][SHA256_HEX_SIZE];
    TextBuffer scratch;
    LineDeflate *deflate;            /* NULL: nothing is packed */
    size_t subjects[PIECE_FINDINGS]; /* whose money each says, or NO_SUBJECT */
} Maker;

typedef struct Writer {
    const Run *run;
    RunFinding *batch;
    size_t count;
    Maker *makers; /* one a thread */
    int threads;
    OutputFile *file; /* NULL: the text goes to `sink` */
    FindingTextSink sink;
    void *user;
} Writer;

static Status name_person(Maker *maker, Ident ident, const char **person, Failure *failure)
{
    *person = NULL;
    if (maker->hmac == NULL || ident == IDENT_NONE) return STATUS_OK;
    if (maker->ident != ident) {
        TRY(person_hash(maker->hmac, ident, maker->person, failure));
        maker->ident = ident;
    }
    *person = maker->person;
    return STATUS_OK;
}

/* Persons among the values are named by the keyed hash too. */
static Status name_other(Maker *maker, Finding *finding, Failure *failure)
{
    size_t used = 0;
    for (size_t i = 0; i < finding->value_count && maker->hmac != NULL; i++) {
        FindingValue *value = &finding->values[i];
        if (value->kind != VALUE_PERSON) continue;
        INVARIANT(used < OTHERS_MAX);
        char *other = maker->others[used++];
        TRY(person_hash(maker->hmac, (Ident)value->number, other, failure));
        value->kind = VALUE_WORD;
        value->word = other;
    }
    return STATUS_OK;
}

/* As run->money numbers persons and, after them, those who have vanished. */
static size_t subject_of(const Run *run, Ident ident)
{
    if (ident == IDENT_NONE) return NO_SUBJECT;
    int64_t person = cohort_find(&run->cohort, ident);
    if (person != COHORT_NOT_FOUND) return (size_t)person;
    size_t at = run_vanished_from(run, ident);
    bool found = at < run->vanished_count && run->vanished[at].subject == ident;
    return found ? run->cohort.count + at : NO_SUBJECT;
}

/* The person's, put into `own`, else the municipality's; NULL: of a record that is nobody's, or
 * the country. */
static const MoneyAtHand *money_of(const Run *run, const RunFinding *found, size_t subject,
                                   MoneyAtHand *own)
{
    MunicipalityCode code = found->finding.municipality;
    if (subject != NO_SUBJECT) {
        *own = money_store_get(&run->money, subject);
        return own;
    }
    bool of_code = found->ident == IDENT_NONE && found->file == UINT32_MAX;
    return of_code && code != MUNICIPALITY_NONE && code < MUNICIPALITY_CODES
               ? &run->money_of_code[code]
               : NULL;
}

/* Of all findings of a piece. They stand by municipality and not by ident: each is asked for
 * when what is needed for it has been fetched from memory. */
static void look_for_money(const Run *run, const RunFinding *found, size_t count,
                           size_t *subjects)
{
    enum { AHEAD = 16 };
    for (size_t i = 0; i < count + AHEAD; i++) {
        if (i < count) ident_directory_fetch(&run->cohort.by_ident, found[i].ident);
        if (i < AHEAD) continue;
        size_t subject = subjects[i - AHEAD] = subject_of(run, found[i - AHEAD].ident);
        if (subject != NO_SUBJECT) money_store_fetch(&run->money, subject);
    }
}

static Status write_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    STAGE(FORMAT);
    const Writer *writer = user;
    const Run *run = writer->run;
    const RegisterFile *files = run->cohort.extracts.files;
    Maker *maker = &writer->makers[piece->thread];
    GzipPiece *text = piece->memory;
    FindingPlace place = {.rule_version =
                              settle_own_year(&run->settle)->context.rules->version};
    size_t begin = piece->number * PIECE_FINDINGS, end = begin + PIECE_FINDINGS;
    if (end > writer->count) end = writer->count;
    look_for_money(run, &writer->batch[begin], end - begin, maker->subjects);
    for (size_t i = begin; i < end; i++) {
        MoneyAtHand own;
        RunFinding *found = &writer->batch[i];
        place.file = found->file != UINT32_MAX ? path_base_name(files[found->file].path) : NULL;
        place.record = found->record;
        place.money = money_of(run, found, maker->subjects[i - begin], &own);
        TRY(name_person(maker, found->ident, &place.person, failure));
        TRY(name_other(maker, &found->finding, failure));
        TRY(finding_line_append(&found->finding, &place, &maker->scratch, &text->content,
                                failure));
    }
    if (maker->deflate == NULL) return STATUS_OK;
    return gzip_piece_pack(text, maker->deflate, failure);
}

static Status give_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Writer *writer = user;
    GzipPiece *text = piece->memory;
    if (writer->file != NULL)
        TRY(output_file_write_packed(writer->file, text, failure));
    else
        TRY(writer->sink(writer->user, &text->content, failure));
    gzip_piece_clear(text);
    return STATUS_OK;
}

static void free_piece(void *memory)
{
    gzip_piece_free(memory);
}

static Status flush(Writer *writer, Failure *failure)
{
    const Parallel parallel = {.pieces = (writer->count + PIECE_FINDINGS - 1) / PIECE_FINDINGS,
                               .threads = writer->threads,
                               .user = writer,
                               .work = write_piece,
                               .hand_over = give_piece,
                               .memory_size = sizeof(GzipPiece),
                               .release = free_piece};
    TRY(parallel_run(&parallel, failure));
    writer->count = 0;
    return STATUS_OK;
}

static Status add(void *user, const RunFinding *finding, Failure *failure)
{
    Writer *writer = user;
    writer->batch[writer->count++] = *finding;
    return writer->count < BATCH_FINDINGS ? STATUS_OK : flush(writer, failure);
}

static Status make(Writer *writer, Failure *failure)
{
    const PseudonymKey *key = &writer->run->pseudonym;
    writer->batch = system_allocate(BATCH_FINDINGS * sizeof *writer->batch);
    writer->makers = system_allocate_zeroed((size_t)writer->threads, sizeof *writer->makers);
    if (writer->batch == NULL || writer->makers == NULL)
        return failure_set(failure, STATUS_MEMORY, _("findings"), NULL);
    for (int t = 0; t < writer->threads; t++) {
        Maker *maker = &writer->makers[t];
        if (writer->run->ledger != NULL)
            TRY(hmac_key_new(key->bytes, key->length, &maker->hmac, failure));
        if (writer->file != NULL) TRY(line_deflate_new(&maker->deflate, failure));
    }
    return STATUS_OK;
}

static void release(Writer *writer)
{
    for (int t = 0; writer->makers != NULL && t < writer->threads; t++) {
        hmac_key_free(writer->makers[t].hmac);
        text_buffer_free(&writer->makers[t].scratch);
        line_deflate_free(writer->makers[t].deflate);
    }
    system_free(writer->makers);
    system_free(writer->batch);
}
CLEANUP_VALUE(Writer, release)

static Status write_all(Writer *writer, Failure *failure)
{
    writer->threads = writer->run->options.threads;
    TRY(make(writer, failure));
    TRY(finding_store_each(&writer->run->findings, add, writer, failure));
    return flush(writer, failure);
}

Status findings_write(const Run *run, FindingTextSink sink, void *user, Failure *failure)
{
    CLEANUP(release) Writer writer = {.run = run, .sink = sink, .user = user};
    return write_all(&writer, failure);
}

Status findings_write_file(const Run *run, OutputFile *file, Failure *failure)
{
    CLEANUP(release) Writer writer = {.run = run, .file = file};
    return write_all(&writer, failure);
}
