#include "engine/findings/finding_writer.h"

#include "formats/base/parallel.h"
#include "formats/base/path.h"
#include "formats/run/findings.h"

enum { BATCH_FINDINGS = 4096 };

/* What one thread makes of its share of a batch. */
typedef struct Share {
    HmacKey *hmac; /* NULL: no key */
    Ident ident;   /* the findings of a person follow each other: hashed once */
    char person[SHA256_HEX_SIZE], other[SHA256_HEX_SIZE];
    TextBuffer text, scratch;
} Share;

typedef struct Writer {
    const Run *run;
    RunFinding *batch;
    size_t count;
    Share *shares;
    int threads;
    FindingTextSink sink;
    void *user;
} Writer;

static Status name_person(Share *share, Ident ident, const char **person, Failure *failure)
{
    *person = NULL;
    if (share->hmac == NULL || ident == IDENT_NONE) return STATUS_OK;
    if (share->ident != ident) {
        TRY(person_hash(share->hmac, ident, share->person, failure));
        share->ident = ident;
    }
    *person = share->person;
    return STATUS_OK;
}

/* A person among the values (one a finding, at most) is named by the keyed hash too. */
static Status name_other(Share *share, Finding *finding, Failure *failure)
{
    for (size_t i = 0; i < finding->value_count && share->hmac != NULL; i++) {
        FindingValue *value = &finding->values[i];
        if (value->kind != VALUE_PERSON) continue;
        TRY(person_hash(share->hmac, (Ident)value->number, share->other, failure));
        value->kind = VALUE_WORD;
        value->word = share->other;
    }
    return STATUS_OK;
}

static Status write_share(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Writer *writer = user;
    const Run *run = writer->run;
    const RegisterFile *files = run->cohort.extracts.files;
    size_t shares = (size_t)writer->threads;
    Share *share = &writer->shares[piece->number];
    FindingPlace place = {.rule_version =
                              settle_own_year(&run->settle)->context.rules->version};
    text_buffer_clear(&share->text);
    for (size_t i = writer->count * piece->number / shares,
                end = writer->count * (piece->number + 1) / shares;
         i < end; i++) {
        RunFinding *found = &writer->batch[i];
        place.file = found->file != UINT32_MAX ? path_base_name(files[found->file].path) : NULL;
        place.record = found->record;
        TRY(name_person(share, found->ident, &place.person, failure));
        TRY(name_other(share, &found->finding, failure));
        TRY(finding_line_append(&found->finding, &place, &share->scratch, &share->text,
                                failure));
    }
    return STATUS_OK;
}

static Status give_share(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Writer *writer = user;
    const TextBuffer *text = &writer->shares[piece->number].text;
    return text->length > 0 ? writer->sink(writer->user, text, failure) : STATUS_OK;
}

static Status flush(Writer *writer, Failure *failure)
{
    const Parallel parallel = {.pieces = (size_t)writer->threads,
                               .threads = writer->threads,
                               .user = writer,
                               .work = write_share,
                               .hand_over = give_share};
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
    writer->shares = system_allocate_zeroed((size_t)writer->threads, sizeof *writer->shares);
    if (writer->batch == NULL || writer->shares == NULL)
        return failure_set(failure, STATUS_MEMORY, "findings", NULL);
    for (int t = 0; t < writer->threads && writer->run->ledger != NULL; t++)
        TRY(hmac_key_new(key->bytes, key->length, &writer->shares[t].hmac, failure));
    return STATUS_OK;
}

static void release(Writer *writer)
{
    for (int t = 0; writer->shares != NULL && t < writer->threads; t++) {
        hmac_key_free(writer->shares[t].hmac);
        text_buffer_free(&writer->shares[t].text);
        text_buffer_free(&writer->shares[t].scratch);
    }
    system_free(writer->shares);
    system_free(writer->batch);
}
CLEANUP_VALUE(Writer, release)

Status findings_write(const Run *run, FindingTextSink sink, void *user, Failure *failure)
{
    CLEANUP(release)
    Writer writer = {.run = run, .threads = run->options.threads, .sink = sink, .user = user};
    TRY(make(&writer, failure));
    TRY(finding_store_each(&run->findings, add, &writer, failure));
    return flush(&writer, failure);
}
